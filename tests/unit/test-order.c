/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "core/yc-json.h"
#include "hall-fixture.h"

/*
 * Random halls against order-reference.py, which was written from the text of the rule alone. Each hall is built
 * through real events; what the reference program reads is the generator's own account of what these events mean,
 * never what the fold made of them.
 */

#define N_HALLS        10000u
#define N_REFERENCES   24u
#define LEAST_PER_STEP 500u
#define YESTERDAY      "2026-11-23"

static const char *const queues[] = { "A", "B", "C" };
static const char *const groups[] = { "army", "fire", "elderly", "pilot" }; /* pilot: no such group */

typedef struct
{
  YcReference *reference;
  gint64 early;
  gint64 late;
  gint64 age;
  gint64 in_a_row;
  gint64 then_ordinary;
} Policy;

/* What the generator knows of a ticket. */
typedef struct
{
  guint n;
  const char *state;
  gboolean today;
  const char *queue;
  gint64 place;
  gint64 position;
  gint64 since;      /* 0 = never waited */
  gint64 called;     /* its newest call */
  gint64 put_back;   /* the call before it was put back; 0 = never was */
  gint64 slot;       /* 0 = none */
  const char *group; /* NULL = none */
  int to_counter;
  int from;
  gboolean unprinted;
} Known;

typedef struct
{
  GRand *rand;
  const Policy *policy;
  Fx fx;
  Known tickets[12];
  guint n_tickets;
  GString *calls;   /* of counter 1 today */
  gboolean open[5]; /* by counter */
  gboolean counter_queue[3];
  gboolean staff_queue[3];
  guint chance_slot; /* per cent, differing from hall to hall so that every step gets its turn */
  guint chance_old;
  guint chance_group;
  guint chance_moved;
  guint n_numbers;
} Gen;

static gboolean
chance (Gen *gen, guint percent)
{
  return (guint) g_rand_int_range (gen->rand, 0, 100) < percent;
}

static int
pick (Gen *gen, int n)
{
  return g_rand_int_range (gen->rand, 0, n);
}

static const char *
get_subject (const Known *t)
{
  g_autofree char *text = g_strconcat ("ticket/", FX_TICKET (t->n), NULL);

  return g_intern_string (text);
}

static gint64
pick_edge (Gen *gen)
{
  static const gint64 edges[] = { -1, 0, 1, FX_MINUTE, -FX_MINUTE };

  return edges[pick (gen, G_N_ELEMENTS (edges))];
}

static gint64
pick_slot (Gen *gen)
{
  switch (pick (gen, 5))
    {
    case 0:
      return FX_NOW + gen->policy->early * FX_MINUTE + pick_edge (gen);
    case 1:
      return FX_NOW - gen->policy->late * FX_MINUTE + pick_edge (gen);
    case 2:
      return FX_NOW + 240 * FX_MINUTE;
    default:
      return FX_NOW + (pick (gen, 3) - 1) * 2 * FX_MINUTE;
    }
}

static gint64
pick_since (Gen *gen)
{
  gint64 edge = FX_NOW - gen->policy->age * FX_MINUTE;

  if (chance (gen, gen->chance_old))
    return edge - (pick (gen, 3) * FX_MINUTE + pick (gen, 2));
  return MIN (edge + pick (gen, 3), FX_NOW);
}

/* ---- events, each with what it means ---- */

static void
make_book (Gen *gen, Known *t)
{
  g_autofree char *data = NULL;
  g_autofree char *group = t->group != NULL ? g_strdup_printf (", \"group\": \"%s\"", t->group) : g_strdup ("");

  t->slot = pick_slot (gen);
  t->state = "booked";
  data = g_strdup_printf ("{\"queue\": \"%s\", \"day\": \"%s\", \"slot\": %" G_GINT64_FORMAT "%s}", t->queue,
                          t->today ? FX_DAY : YESTERDAY, t->slot, group);
  fx_node (&gen->fx, YC_EVENT_TICKET_BOOKED, get_subject (t), data);
}

static void
make_wait (Gen *gen, Known *t)
{
  t->state = "waiting";
  t->place = gen->fx.pos;
  t->position = gen->fx.pos;
  t->since = gen->fx.time;
  gen->fx.time = FX_NOW;
}

static void
make_check_in (Gen *gen, Known *t)
{
  g_autofree char *data = g_strdup_printf ("{\"number\": \"%s%03u\"}", t->queue, ++gen->n_numbers);

  gen->fx.time = pick_since (gen);
  fx_node (&gen->fx, YC_EVENT_TICKET_CHECKED_IN, get_subject (t), data);
  make_wait (gen, t);
}

static void
make_issue (Gen *gen, Known *t)
{
  g_autofree char *group = t->group != NULL ? g_strdup_printf (", \"group\": \"%s\"", t->group) : g_strdup ("");
  g_autofree char *data = NULL;

  t->unprinted = chance (gen, 10);
  gen->fx.time = pick_since (gen);
  data =
    g_strdup_printf ("{\"queue\": \"%s\", \"day\": \"%s\", \"number\": \"%s%03u\", \"print\": %s%s}", t->queue,
                     t->today ? FX_DAY : YESTERDAY, t->queue, ++gen->n_numbers, t->unprinted ? "true" : "false", group);
  fx_node (&gen->fx, YC_EVENT_TICKET_ISSUED, get_subject (t), data);
  make_wait (gen, t);
  if (t->unprinted && chance (gen, 30))
    {
      fx_apply (&gen->fx, fx_event (YC_EVENT_TICKET_PRINTED, get_subject (t), FX_NODE, "", 0, NULL));
      t->unprinted = FALSE;
    }
}

static void
make_call (Gen *gen, Known *t, int counter)
{
  gboolean priority = t->group != NULL && strcmp (t->group, "pilot") != 0;

  gen->fx.time = t->called = pick_since (gen);
  fx_call (&gen->fx, t->n, counter);
  gen->fx.time = FX_NOW;
  t->state = "called";
  if (counter == 1 && t->today)
    g_string_append_c (gen->calls, priority ? 'P' : 'O');
}

static void
make_transfer (Gen *gen, Known *t, int counter)
{
  gboolean keep = chance (gen, 50);
  gboolean directed = chance (gen, 60);
  g_autofree char *data = NULL;

  if (directed)
    t->to_counter = chance (gen, 50) && counter != 1 ? 1 : 1 + pick (gen, 4);
  else
    {
      t->to_counter = 0;
      t->queue = queues[pick (gen, 3)];
    }
  data = directed ? g_strdup_printf ("{\"counter\": %d, \"keep_place\": %s, \"must_return\": false}", t->to_counter,
                                     keep ? "true" : "false")
                  : g_strdup_printf ("{\"queue\": \"%s\", \"keep_place\": %s, \"must_return\": false}", t->queue,
                                     keep ? "true" : "false");
  fx_desk (&gen->fx, counter, YC_EVENT_TICKET_TRANSFERRED, get_subject (t), data);
  t->from = counter;
  t->state = "waiting";
  if (keep)
    return;
  t->place = t->position = gen->fx.pos;
  t->put_back = t->called;
}

/* Transferred and taken back, then returned: as if it had never gone. */
static void
make_undone_transfer (Gen *gen, Known *t, int counter)
{
  Known before = *t;
  g_autofree char *data =
    g_strdup_printf ("{\"to\": \"held\", \"counter\": %d, \"session\": \"%s\"}", counter, FX_SESSION (counter));

  make_transfer (gen, t, counter);
  fx_node (&gen->fx, YC_EVENT_TICKET_RESTORED, get_subject (t), data);
  *t = before;
  fx_ticket_at (&gen->fx, counter, YC_EVENT_TICKET_RESUMED, t->n);
  fx_ticket_at (&gen->fx, counter, YC_EVENT_TICKET_RETURNED, t->n);
  t->state = "waiting";
}

/* Put back behind another one: both then have the same place. */
static void
make_pass_with_place (Gen *gen, Known *t, int counter)
{
  const Known *other = &gen->tickets[pick (gen, (int) gen->n_tickets + 1)];
  gint64 place = other->place != 0 ? other->place : t->place;
  g_autofree char *data = g_strdup_printf ("{\"reason\": \"pass.later\", \"place\": %" G_GINT64_FORMAT "}", place);

  fx_desk (&gen->fx, counter, YC_EVENT_TICKET_PASSED, get_subject (t), data);
  t->state = "waiting";
  t->place = place;
  t->position = gen->fx.pos;
  t->put_back = t->called;
}

static void
make_pass (Gen *gen, Known *t, int counter)
{
  g_autofree char *data =
    g_strdup_printf ("{\"to\": \"place\", \"counter\": %d, \"session\": \"%s\"}", counter, FX_SESSION (counter));

  fx_desk (&gen->fx, counter, YC_EVENT_TICKET_PASSED, get_subject (t), "{\"reason\": \"pass.absent\"}");
  t->state = "ended";
  if (chance (gen, 70))
    {
      fx_node (&gen->fx, YC_EVENT_TICKET_RESTORED, get_subject (t), data);
      t->state = "waiting";
    }
}

static void
make_served (Gen *gen, Known *t, int counter)
{
  fx_ticket_at (&gen->fx, counter, YC_EVENT_TICKET_STARTED, t->n);
  t->state = "serving";
  if (chance (gen, 30))
    {
      fx_ticket_at (&gen->fx, counter, YC_EVENT_TICKET_HELD, t->n);
      t->state = "held";
    }
  else if (chance (gen, 50))
    {
      fx_desk (&gen->fx, counter, YC_EVENT_TICKET_ENDED, get_subject (t),
               "{\"outcome\": \"served\", \"result\": \"finished\", \"elapsed_ms\": 1}");
      t->state = "ended";
    }
}

/* A visit to a counter that leaves the ticket waiting again, mostly. */
static void
make_visit (Gen *gen, Known *t)
{
  int counter = chance (gen, 40) ? 1 : 2 + pick (gen, 3);

  make_call (gen, t, counter);
  switch (pick (gen, 7))
    {
    case 0:
      fx_ticket_at (&gen->fx, counter, YC_EVENT_TICKET_RETURNED, t->n);
      t->state = "waiting";
      break;
    case 1:
      make_pass (gen, t, counter);
      break;
    case 2:
      make_pass_with_place (gen, t, counter);
      break;
    case 3:
      make_undone_transfer (gen, t, counter);
      break;
    case 4:
      make_served (gen, t, counter);
      break;
    default:
      make_transfer (gen, t, counter);
      break;
    }
}

static void
make_change (Gen *gen, Known *t)
{
  g_autofree char *data = NULL;

  if (chance (gen, 50))
    {
      t->group = chance (gen, 30) ? NULL : groups[pick (gen, 4)];
      data = g_strdup_printf ("{\"group\": \"%s\"}", t->group != NULL ? t->group : "");
      fx_node (&gen->fx, YC_EVENT_TICKET_REPRIORITISED, get_subject (t), data);
      return;
    }
  t->queue = queues[pick (gen, 3)];
  t->to_counter = 0;
  data = g_strdup_printf ("{\"queue\": \"%s\", \"reason\": \"reroute.peak\"}", t->queue);
  fx_node (&gen->fx, YC_EVENT_TICKET_REROUTED, get_subject (t), data);
}

static void
make_ticket (Gen *gen)
{
  Known *t = &gen->tickets[gen->n_tickets];

  memset (t, 0, sizeof *t);
  t->n = gen->n_tickets + 1;
  t->queue = queues[pick (gen, 3)];
  t->today = chance (gen, 92);
  t->group = chance (gen, gen->chance_group) ? groups[pick (gen, 4)] : NULL;
  if (chance (gen, gen->chance_slot))
    {
      make_book (gen, t);
      if (chance (gen, 90))
        make_check_in (gen, t);
    }
  else
    make_issue (gen, t);
  while (strcmp (t->state, "waiting") == 0 && !t->unprinted && chance (gen, gen->chance_moved))
    make_visit (gen, t);
  if (strcmp (t->state, "waiting") == 0 && chance (gen, 10))
    make_change (gen, t);
  gen->n_tickets++;
}

/* A visitor served and gone, who only leaves a call behind. */
static void
make_former_call (Gen *gen)
{
  Known t = { .n = 100 + gen->n_numbers, .queue = "A", .today = chance (gen, 90) };
  int counter = chance (gen, 85) ? 1 : 2;
  guint unprinted = 0;

  t.group = chance (gen, 65) ? groups[pick (gen, 4)] : NULL;
  make_issue (gen, &t);
  unprinted = t.unprinted;
  if (unprinted)
    return;
  make_call (gen, &t, counter);
  fx_ticket_at (&gen->fx, counter, YC_EVENT_TICKET_STARTED, t.n);
  fx_desk (&gen->fx, counter, YC_EVENT_TICKET_ENDED, get_subject (&t),
           "{\"outcome\": \"abandoned\", \"elapsed_ms\": 1}");
}

static void
make_queues (Gen *gen, gboolean chosen[3], GString *json)
{
  g_string_append_c (json, '[');
  for (int i = 0; i < 3; i++)
    {
      chosen[i] = chance (gen, 85);
      if (chosen[i])
        g_string_append_printf (json, "%s\"%s\"", json->len > 1 ? "," : "", queues[i]);
    }
  g_string_append_c (json, ']');
}

static void
make_hall (Gen *gen)
{
  g_autoptr (GString) set = g_string_new (NULL);
  g_autoptr (GString) staff = g_string_new (NULL);
  g_autofree char *data = NULL;
  int former = pick (gen, 7);
  int count = 2 + pick (gen, 9);

  fx_init (&gen->fx, gen->policy->reference);
  make_queues (gen, gen->counter_queue, set);
  make_queues (gen, gen->staff_queue, staff);
  data = g_strdup_printf ("{\"queues\": %s}", set->str);
  fx_node (&gen->fx, YC_EVENT_COUNTER_QUEUES_SET, "counter/1", data);
  for (int n = 1; n <= 4; n++)
    {
      g_autofree char *subject = g_strdup_printf ("counter/%d", n);

      fx_sign_in (&gen->fx, n, 1);
      gen->open[n] = n == 1 || chance (gen, 60);
      if (gen->open[n] || chance (gen, 30))
        fx_open (&gen->fx, n);
      else
        continue;
      if (!gen->open[n])
        fx_node (&gen->fx, YC_EVENT_COUNTER_CLOSED, subject, NULL);
      else if (n != 1 && chance (gen, 30))
        fx_desk (&gen->fx, n, YC_EVENT_COUNTER_PAUSED, subject, "{\"reason\": \"pause.meal\"}");
    }
  for (int i = 0; i < former; i++)
    make_former_call (gen);
  for (int i = 0; i < count; i++)
    make_ticket (gen);
}

/* ---- what the reference program reads ---- */

static void
write_optional (GString *line, const char *name, gboolean set, gint64 value)
{
  if (set)
    g_string_append_printf (line, ",\"%s\":%" G_GINT64_FORMAT, name, value);
  else
    g_string_append_printf (line, ",\"%s\":null", name);
}

static void
write_ticket (GString *line, const Known *t)
{
  g_string_append_printf (line, "{\"id\":\"%s\",\"state\":\"%s\",\"hall_day\":%s,\"queue\":\"%s\"", FX_TICKET (t->n),
                          t->state, t->today ? "true" : "false", t->queue);
  g_string_append_printf (line, ",\"place\":%" G_GINT64_FORMAT ",\"position\":%" G_GINT64_FORMAT, t->place,
                          t->position);
  write_optional (line, "issued", t->since != 0, t->since);
  write_optional (line, "put_back", t->put_back != 0, t->put_back);
  write_optional (line, "slot", t->slot != 0, t->slot);
  if (t->group != NULL)
    g_string_append_printf (line, ",\"group\":\"%s\"", t->group);
  else
    g_string_append (line, ",\"group\":null");
  write_optional (line, "to_counter", t->to_counter != 0, t->to_counter);
  write_optional (line, "transferred_from", t->from != 0, t->from);
  g_string_append_printf (line, ",\"awaits_print\":%s}", t->unprinted ? "true" : "false");
}

static void
write_queues (GString *line, const char *name, const gboolean chosen[3])
{
  gboolean first = TRUE;

  g_string_append_printf (line, ",\"%s\":[", name);
  for (int i = 0; i < 3; i++)
    {
      if (chosen[i])
        g_string_append_printf (line, "%s\"%s\"", first ? "" : ",", queues[i]);
      first = first && !chosen[i];
    }
  g_string_append_c (line, ']');
}

static char *
write_hall (const Gen *gen)
{
  const Policy *p = gen->policy;
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "{\"now\":%" G_GINT64_FORMAT ",\"counter\":1", FX_NOW);
  write_queues (line, "counter_queues", gen->counter_queue);
  write_queues (line, "staff_queues", gen->staff_queue);
  g_string_append (line, ",\"open_counters\":[1");
  for (int n = 2; n <= 4; n++)
    {
      if (gen->open[n])
        g_string_append_printf (line, ",%d", n);
    }
  g_string_append_printf (line, "],\"policy\":{\"appointment_early_min\":%" G_GINT64_FORMAT, p->early);
  g_string_append_printf (line, ",\"appointment_late_min\":%" G_GINT64_FORMAT ",\"age_first_min\":%" G_GINT64_FORMAT,
                          p->late, p->age);
  g_string_append_printf (line, ",\"priority_in_a_row\":%" G_GINT64_FORMAT, p->in_a_row);
  g_string_append_printf (line, ",\"priority_then_ordinary\":%" G_GINT64_FORMAT "}", p->then_ordinary);
  /* As in the replaced groups set of make_policies(): two share an order. */
  g_string_append_printf (line, ",\"groups\":{\"army\":1,\"fire\":1,\"elderly\":8},\"calls\":\"%s\",\"tickets\":[",
                          gen->calls->str);
  for (guint i = 0; i < gen->n_tickets; i++)
    {
      if (i > 0)
        g_string_append_c (line, ',');
      write_ticket (line, &gen->tickets[i]);
    }
  g_string_append (line, "]}\n");
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* ---- the comparison ---- */

static void
make_policies (GRand *rand, Policy policies[N_REFERENCES])
{
  static const char text[] =
    "{\"set\": \"groups\", \"version\": \"1\", \"effective_from\": \"2026-11-01\", \"items\": ["
    "{\"id\": \"elderly\", \"order\": 8, \"zh\": \"老\", \"en\": \"old\"},"
    "{\"id\": \"army\", \"order\": 1, \"zh\": \"军\", \"en\": \"army\"},"
    "{\"id\": \"fire\", \"order\": 1, \"zh\": \"火\", \"en\": \"fire\"}]}";

  for (guint i = 0; i < N_REFERENCES; i++)
    {
      Policy *p = &policies[i];

      p->early = g_rand_int_range (rand, 0, 3) * 5;
      p->late = g_rand_int_range (rand, 0, 3) * 5;
      p->age = g_rand_int_range (rand, 0, 6) * 15;
      p->in_a_row = i % 3 != 0 ? 1 : i % 4;
      p->then_ordinary = i % 8 == 0 ? 0 : g_rand_int_range (rand, 1, 5);
      p->reference =
        fx_reference ("appointment_early_min", p->early, "appointment_late_min", p->late, "age_first_min", p->age,
                      "priority_in_a_row", p->in_a_row, "priority_then_ordinary", p->then_ordinary, NULL);
      p->reference = fx_replace (p->reference, text);
    }
}

/* How many halls had another answer at the moment that was told, so that the check below is worth something. */
static guint n_changed;

/* Until the moment told, time alone changes nothing. */
static void
check_until (Gen *gen, const char *const *staff, const YcTicket *ticket, YcStep step)
{
  gint64 end = FX_NOW + 10 * 60 * FX_MINUTE; /* in the same hall-day */
  gint64 until = MIN (yc_order_stands_until (gen->fx.hall, 1, staff, FX_NOW), end);
  gint64 moments[] = { FX_NOW + (until - FX_NOW) / 3, FX_NOW + (until - FX_NOW) / 2, until - 1 };
  YcStep then;

  g_assert_cmpint (until, >, FX_NOW);
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_assert_true (yc_order_next (gen->fx.hall, 1, staff, moments[i], &then) == ticket);
      g_assert_cmpint (then, ==, step);
    }
  if (until < end && yc_order_next (gen->fx.hall, 1, staff, until, NULL) != ticket)
    n_changed++;
}

static char *
ask (Gen *gen, guint counts[])
{
  const char *staff[4] = { NULL };
  const YcTicket *ticket;
  guint n = 0;
  YcStep step;

  for (int i = 0; i < 3; i++)
    {
      if (gen->staff_queue[i])
        staff[n++] = queues[i];
    }
  ticket = yc_order_next (gen->fx.hall, 1, staff, FX_NOW, &step);
  counts[step]++;
  check_until (gen, staff, ticket, step);
  g_assert_cmpint (ticket != NULL, ==, step != YC_STEP_NONE);
  if (ticket == NULL)
    return g_strdup ("- -");
  g_assert_true (yc_order_is_candidate (gen->fx.hall, ticket, 1, staff, FX_NOW));
  return g_strdup_printf ("%s %s", ticket->id, yc_step_to_string (step));
}

static void
make_random_hall (GRand *rand, const Policy *policy, GPtrArray *halls, GPtrArray *answers, guint counts[])
{
  static const guint chances[] = { 0, 0, 10, 70 };
  Gen gen = { .rand = rand, .policy = policy };

  gen.calls = g_string_new (NULL);
  gen.chance_slot = chances[pick (&gen, G_N_ELEMENTS (chances))];
  gen.chance_old = gen.chance_slot > 0 ? 10 : chances[pick (&gen, G_N_ELEMENTS (chances))];
  gen.chance_group = 15 * (guint) pick (&gen, 5);
  gen.chance_moved = MIN (chances[pick (&gen, G_N_ELEMENTS (chances))], 50);
  make_hall (&gen);
  g_ptr_array_add (halls, write_hall (&gen));
  g_ptr_array_add (answers, ask (&gen, counts));
  fx_clear (&gen.fx);
  g_string_free (gen.calls, TRUE);
}

static void
write_halls (const char *path, const GPtrArray *halls)
{
  FILE *file = g_fopen (path, "w");

  g_assert_nonnull (file);
  for (guint i = 0; i < halls->len; i++)
    g_assert_cmpint (fputs (g_ptr_array_index (halls, i), file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

static char *
run_reference (const char *path)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "order-reference.py", NULL);
  g_autofree char *quoted_script = g_shell_quote (script);
  g_autofree char *quoted_path = g_shell_quote (path);
  g_autofree char *command = g_strdup_printf ("exec /usr/bin/python3 %s < %s", quoted_script, quoted_path);
  const char *const argv[] = { "/bin/sh", "-c", command, NULL };
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return output;
}

/* Cut line by line: under the address sanitizer g_strsplit() measures the whole rest anew for each piece. */
static void
compare (GPtrArray *halls, GPtrArray *answers, char *output)
{
  char *at = output;

  for (guint i = 0; i < answers->len; i++)
    {
      char *end = strchr (at, '\n');

      g_assert_nonnull (end);
      *end = '\0';
      if (strcmp (at, g_ptr_array_index (answers, i)) != 0)
        g_test_message ("hall %u: %s", i, (const char *) g_ptr_array_index (halls, i));
      g_assert_cmpstr (g_ptr_array_index (answers, i), ==, at);
      at = end + 1;
    }
  g_assert_cmpstr (at, ==, "");
}

static void
test_reference (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261124);
  g_autoptr (GPtrArray) halls = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  guint counts[YC_STEP_PLACE + 1] = { 0 };
  Policy policies[N_REFERENCES];
  int fd;

  make_policies (rand, policies);
  for (guint i = 0; i < N_HALLS; i++)
    make_random_hall (rand, &policies[g_rand_int_range (rand, 0, N_REFERENCES)], halls, answers, counts);

  fd = g_file_open_tmp (NULL, &path, &error);
  g_assert_no_error (error);
  g_close (fd, NULL);
  write_halls (path, halls);
  output = run_reference (path);
  g_unlink (path);
  compare (halls, answers, output);
  for (guint step = 0; step < G_N_ELEMENTS (counts); step++)
    {
      g_test_message ("%s: %u halls", yc_step_to_string ((YcStep) step), counts[step]);
      g_assert_cmpuint (counts[step], >=, LEAST_PER_STEP);
    }
  g_assert_cmpuint (n_changed, >, N_HALLS / 100);
  for (guint i = 0; i < N_REFERENCES; i++)
    yc_reference_unref (policies[i].reference);
}

static void
test_steps (void)
{
  for (int step = YC_STEP_NONE; step <= YC_STEP_PLACE; step++)
    g_assert_cmpint (yc_step_from_string (yc_step_to_string ((YcStep) step)), ==, step);
  g_assert_cmpint (yc_step_from_string ("chosen"), ==, YC_STEP_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/order/reference", test_reference);
  g_test_add_func ("/order/steps", test_steps);

  return g_test_run();
}
