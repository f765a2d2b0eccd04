/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-link-sets"

#include "config.h"

#include "link-world.h"
#include "sets-world.h"

/* A workstation follows large reference sets by itself, over TLS, with the limits of the real client. */

#define MIB (1024 * 1024)

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

static gboolean
has_version (Work       *work,
             const char *version)
{
  g_autoptr(YcDeskView) view = work_view (work);

  return view->reference != NULL && g_strcmp0 (yc_reference_get_version (view->reference, YC_SET_DIVISIONS), version) == 0;
}

/* Imports a set of so many bytes and waits until the workstation has it in force. */
static void
follow (Fixture    *fixture,
        const char *version,
        gsize       size)
{
  g_autoptr(GBytes) document = sets_divisions (version, size);
  gint64 from = g_get_monotonic_time ();
  gint64 imported;

  sets_import (fixture->hall->world, document);
  hall_wake (fixture->hall);
  imported = g_get_monotonic_time ();
  UNTIL (has_version (fixture->work, version));
  g_test_message ("document %" G_GSIZE_FORMAT " bytes, line %" G_GSIZE_FORMAT ": import %" G_GINT64_FORMAT
                  " ms, followed after %" G_GINT64_FORMAT " ms",
                  g_bytes_get_size (document), sets_newest_length (fixture->hall->world), (imported - from) / 1000,
                  (g_get_monotonic_time () - imported) / 1000);
}

/* The last is as long as one line of the record may be. */
static void
test_follow (Fixture       *fixture,
             gconstpointer  data)
{
  follow (fixture, "1", MIB);
  follow (fixture, "5", 5 * MIB);
  follow (fixture, "8", 8 * MIB - 8 * 1024);
  g_assert_cmpuint (sets_newest_length (fixture->hall->world), >, 8 * MIB - 8 * 1024);
  g_assert_cmpint (work_status (fixture->work).state, ==, YC_LINK_ONLINE);
}

/* The import comes while a window works: its next commands are answered, and the set comes in between. */
static void
test_at_work (Fixture       *fixture,
              gconstpointer  data)
{
  Work *work = work_open_counter (fixture->work);
  g_autoptr(GBytes) document = sets_divisions ("5", 5 * MIB);

  sets_import (fixture->hall->world, document);
  /* Nobody has told the workstation: it learns of it by its own command. */
  work_do (work, YC_VERB_CLOSE_COUNTER);
  UNTIL (has_version (work, "5"));
  g_assert_cmpint (work_status (work).state, ==, YC_LINK_ONLINE);
}

static void
test_sign_in (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GBytes) document = sets_divisions ("5", 5 * MIB);
  YcSignIn sign_in;

  sets_import (fixture->hall->world, document);
  sign_in = work_sign_in (fixture->work, "1001", LINK_PIN);
  g_assert_true (sign_in.ok);
  yc_sign_in_clear (&sign_in);
  UNTIL (has_version (fixture->work, "5"));
}

#define ADD(name, func) g_test_add ("/link/sets/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("follow", test_follow);
  ADD ("at-work", test_at_work);
  ADD ("sign-in", test_sign_in);
  return g_test_run ();
}
