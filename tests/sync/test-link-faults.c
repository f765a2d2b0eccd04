/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-link-faults"

#include "config.h"

#include "link-world.h"

/* Answers that are lost, cut, refused or nonsense: the node does a command once, and the clerk is told once. */

typedef struct
{
  Hall *hall;
  Work *work;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->hall = hall_new ();
  fixture->work = work_new (fixture->hall);
  work_wait_ready (fixture->work);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  work_free (fixture->work);
  hall_free (fixture->hall);
}

/* F2 with a visitor at the counter, whose command or push meets a fault; then all is as if there had been none. */
static void
check_once (Fixture    *fixture,
            Fault       fault,
            const char *path)
{
  Work *work = fixture->work;
  World *world = fixture->hall->world;
  g_autofree char *id = world_issue (world, "A");
  guint calls = world_count (world, "ticket.called");
  guint ends = world_count (world, "ticket.ended");
  guint told = work->answered->len;
  g_autoptr(YcDeskView) view = NULL;

  hall_wake (fixture->hall);
  work_press (work, YC_VERB_START, NULL, YC_VERB_NONE);
  UNTIL (world_count (world, "ticket.started") == calls);
  hall_set_fault (fixture->hall, fault, path, 1);
  work_press (work, YC_VERB_END, "{'result':'finished'}", YC_VERB_CALL_NEXT);
  UNTIL (work->answered->len > told);
  g_assert_cmpuint (fixture->hall->n_faults, ==, 0);

  view = work_view (work);
  g_assert_cmpint (view->answer_refusal.code, ==, YC_REFUSAL_NONE);
  g_assert_cmpstr (view->answer_key, ==, g_ptr_array_index (work->answered, told));
  g_assert_cmpstr (view->current->id, ==, id);
  g_assert_cmpint (view->in_flight, ==, YC_VERB_NONE);
  g_assert_cmpuint (work->answered->len, ==, told + 1);
  g_assert_cmpuint (world_count (world, "ticket.called"), ==, calls + 1);
  g_assert_cmpuint (world_count (world, "ticket.ended"), ==, ends + 1);
  g_assert_cmpuint (world_count (world, "event.superseded"), ==, 0);
}

static void
check_faults (Fixture    *fixture,
              const char *path)
{
  World *world = fixture->hall->world;
  g_autofree char *first = world_issue (world, "A");

  work_open_counter (fixture->work);
  work_do (fixture->work, YC_VERB_CALL_NEXT);
  for (Fault fault = FAULT_BUSY; fault <= FAULT_GARBAGE; fault++)
    check_once (fixture, fault, path);
  world_verify (world);
}

static void
test_command (Fixture       *fixture,
              gconstpointer  data)
{
  check_faults (fixture, "/commands");
}

static void
test_push (Fixture       *fixture,
           gconstpointer  data)
{
  check_faults (fixture, "/events");
}

#define ADD(name, func) g_test_add ("/sync/link-faults/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("command", test_command);
  ADD ("push", test_push);
  return g_test_run ();
}
