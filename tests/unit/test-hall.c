/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "hall-fixture.h"

/*
 * Folding as 10b rules 13 to 16 want it: a hall is a function of each subject's events, confirmed by position, then
 * own pending ones by seq, however it came to know them.
 */

#define N_HISTORIES 100
#define N_EVENTS    240
#define N_TICKETS   12
#define N_PENDING   12

typedef struct
{
  YcEvent *event; /* owned */
  gint64 pos;
} Line;

typedef struct
{
  GRand *rand;
  GArray *lines; /* Line, by pos */
  gint64 pos;
  guint effective;
} History;

static void
clear_line (gpointer data)
{
  yc_event_unref (((Line *) data)->event);
}

static int
pick (History *self, int n)
{
  return g_rand_int_range (self->rand, 0, n);
}

/* Folds an event into hall and keeps its line. Takes the event. */
static void
add (History *self, YcHall *hall, YcEvent *event)
{
  Line line = { event, ++self->pos };

  event->time = FX_NOW + pick (self, 100) * 1000;
  event->seq = self->pos;
  if (yc_hall_apply (hall, event, line.pos, NULL) == YC_FOLD_EFFECTIVE)
    self->effective++;
  g_array_append_val (self->lines, line);
}

static char *
make_ticket_data (History *self, YcEventType type)
{
  int n = 1 + pick (self, 3);
  const char *session = FX_SESSION (n);
  const char *flag = pick (self, 2) == 0 ? "true" : "false";

  if (type == YC_EVENT_TICKET_BOOKED)
    return g_strdup_printf ("{\"queue\": \"A\", \"day\": \"%s\", \"slot\": 7}", FX_DAY);
  if (type == YC_EVENT_TICKET_ISSUED)
    return g_strdup_printf (
      "{\"queue\": \"B\", \"day\": \"%s\", \"number\": \"B%03d\", \"print\": %s, \"group\": \"%s\"}", FX_DAY,
      (int) self->pos, pick (self, 5) == 0 ? "true" : "false", pick (self, 2) == 0 ? "ill" : "pilot");
  if (type == YC_EVENT_TICKET_CHECKED_IN)
    return g_strdup_printf ("{\"number\": \"A%03d\"}", (int) self->pos);
  if (type == YC_EVENT_TICKET_CALLED)
    return g_strdup_printf ("{\"counter\": %d, \"session\": \"%s\", \"step\": \"aged\"}", n, session);
  if (type == YC_EVENT_TICKET_PASSED)
    return pick (self, 2) == 0 ? g_strdup_printf ("{\"reason\": \"pass.later\", \"place\": %d}", 1 + pick (self, 90))
                               : g_strdup ("{\"reason\": \"pass.absent\"}");
  if (type == YC_EVENT_TICKET_TRANSFERRED)
    return pick (self, 2) == 0
             ? g_strdup_printf ("{\"counter\": %d, \"keep_place\": %s, \"must_return\": true}", n, flag)
             : g_strdup_printf ("{\"queue\": \"C\", \"keep_place\": %s, \"must_return\": true}", flag);
  if (type == YC_EVENT_TICKET_ENDED)
    return g_strdup ("{\"outcome\": \"served\", \"result\": \"finished\", \"elapsed_ms\": 1}");
  if (type == YC_EVENT_TICKET_RESTORED)
    return g_strdup_printf ("{\"to\": \"%s\", \"counter\": %d, \"session\": \"%s\"}",
                            pick (self, 2) == 0 ? "held" : "place", n, session);
  if (type == YC_EVENT_TICKET_REPRIORITISED)
    return g_strdup ("{\"group\": \"army\", \"reason\": \"shown\"}");
  if (type == YC_EVENT_TICKET_TAKEN_OVER)
    return g_strdup_printf ("{\"counter\": %d, \"session\": \"%s\", \"from_counter\": 1, \"from_session\": \"%s\"}", n,
                            session, FX_SESSION (1));
  if (type == YC_EVENT_TICKET_REROUTED)
    return g_strdup ("{\"queue\": \"D\", \"reason\": \"reroute.peak\"}");
  if (type == YC_EVENT_TICKET_CANCELLED)
    return g_strdup ("{\"reason\": \"left\"}");
  return NULL;
}

/* An event of a ticket, mostly one that may follow, by its holder or the node. */
static YcEvent *
make_ticket_event (History *self, YcHall *hall, gboolean by_desk)
{
  static const YcEventType node[] = {
    YC_EVENT_TICKET_ISSUED,     YC_EVENT_TICKET_ISSUED,    YC_EVENT_TICKET_BOOKED,        YC_EVENT_TICKET_CHECKED_IN,
    YC_EVENT_TICKET_CALLED,     YC_EVENT_TICKET_CALLED,    YC_EVENT_TICKET_CALLED,        YC_EVENT_TICKET_CALLED,
    YC_EVENT_TICKET_RESTORED,   YC_EVENT_TICKET_RESTORED,  YC_EVENT_TICKET_REPRIORITISED, YC_EVENT_TICKET_REROUTED,
    YC_EVENT_TICKET_TAKEN_OVER, YC_EVENT_TICKET_CANCELLED, YC_EVENT_TICKET_PRINTED,
  };
  static const YcEventType desk[] = {
    YC_EVENT_TICKET_RECALLED, YC_EVENT_TICKET_STARTED,  YC_EVENT_TICKET_STARTED,     YC_EVENT_TICKET_STARTED,
    YC_EVENT_TICKET_HELD,     YC_EVENT_TICKET_RESUMED,  YC_EVENT_TICKET_PASSED,      YC_EVENT_TICKET_PASSED,
    YC_EVENT_TICKET_RETURNED, YC_EVENT_TICKET_RETURNED, YC_EVENT_TICKET_TRANSFERRED, YC_EVENT_TICKET_TRANSFERRED,
    YC_EVENT_TICKET_ENDED,
  };
  guint n = (guint) (1 + pick (self, N_TICKETS));
  g_autofree char *subject = g_strconcat ("ticket/", FX_TICKET (n), NULL);
  const YcTicket *ticket = yc_hall_get_ticket (hall, FX_TICKET (n));
  YcEventType type = by_desk ? desk[pick (self, G_N_ELEMENTS (desk))] : node[pick (self, G_N_ELEMENTS (node))];
  int counter = ticket != NULL && ticket->counter != 0 && pick (self, 8) != 0 ? ticket->counter : 1 + pick (self, 3);
  g_autofree char *data = make_ticket_data (self, type);

  if (!by_desk)
    return fx_event (type, subject, FX_NODE, "", 0, data);
  return fx_event (type, subject, FX_DEVICE ((guint) counter), FX_SESSION ((guint) counter), counter, data);
}

static YcEvent *
make_counter_event (History *self)
{
  static const YcEventType types[] = {
    YC_EVENT_COUNTER_OPENED, YC_EVENT_COUNTER_OPENED,  YC_EVENT_COUNTER_CLOSED,     YC_EVENT_COUNTER_TAKEN_OVER,
    YC_EVENT_COUNTER_PAUSED, YC_EVENT_COUNTER_RESUMED, YC_EVENT_COUNTER_QUEUES_SET,
  };
  YcEventType type = types[pick (self, G_N_ELEMENTS (types))];
  guint n = (guint) (1 + pick (self, 3));
  g_autofree char *subject = g_strdup_printf ("counter/%u", n);
  g_autofree char *data = NULL;

  if (type == YC_EVENT_COUNTER_OPENED || type == YC_EVENT_COUNTER_TAKEN_OVER)
    data = g_strdup_printf ("{\"session\": \"%s\", \"staff\": \"%s\", \"from_session\": \"%s\"}", FX_SESSION (n),
                            FX_STAFF (n), FX_SESSION (n));
  else if (type == YC_EVENT_COUNTER_PAUSED)
    data = g_strdup ("{\"reason\": \"pause.meal\"}");
  else if (type == YC_EVENT_COUNTER_QUEUES_SET)
    data = g_strdup_printf ("{\"queues\": [\"%c\"]}", 'A' + pick (self, 4));
  if (yc_event_type_get_author (type) == YC_AUTHOR_NODE)
    return fx_event (type, subject, FX_NODE, "", 0, data);
  return fx_event (type, subject, FX_DEVICE (n), FX_SESSION (n), (int) n, data);
}

static YcEvent *
make_session_event (History *self)
{
  static const YcEventType types[] = { YC_EVENT_SESSION_LOCKED, YC_EVENT_SESSION_UNLOCKED, YC_EVENT_SESSION_ENDED };
  int kind = pick (self, 12);
  YcEventType type = types[kind == 0 ? 2 : kind % 2];
  guint n = (guint) (1 + pick (self, 3));
  g_autofree char *subject = g_strconcat ("session/", FX_SESSION (n), NULL);

  if (type == YC_EVENT_SESSION_ENDED)
    return fx_event (type, subject, FX_NODE, "", 0, "{\"reason\": \"replaced\"}");
  return fx_event (type, subject, FX_DEVICE (n), FX_SESSION (n), (int) n,
                   type == YC_EVENT_SESSION_LOCKED ? "{\"reason\": \"key\"}" : NULL);
}

static gboolean
would_apply (YcHall *hall, const YcEvent *event, gboolean by_desk)
{
  const char *id = yc_subject_get_id (event->subject);
  const YcTicket *ticket = yc_hall_get_ticket (hall, id);
  g_autoptr (YcTicket) copy = ticket != NULL ? yc_ticket_copy (ticket) : yc_ticket_new (id);
  YcTicketFold fold = { 1, !by_desk, FALSE };

  return yc_ticket_apply (copy, event, &fold) == NULL;
}

/* Of a few events rather one that takes effect: of random ones alone nearly all would be refused. */
static YcEvent *
make_likely_event (History *self, YcHall *hall, gboolean by_desk)
{
  YcEvent *event = make_ticket_event (self, hall, by_desk);

  for (int i = 0; i < 6 && !would_apply (hall, event, by_desk); i++)
    {
      yc_event_unref (event);
      event = make_ticket_event (self, hall, by_desk);
    }
  return event;
}

static YcEvent *
make_event (History *self, YcHall *hall)
{
  int kind = pick (self, 20);

  if (kind < 3)
    return make_counter_event (self);
  if (kind < 4)
    return make_session_event (self);
  return make_likely_event (self, hall, kind < 13);
}

/* Devices, staff and sessions, as lines. */
static void
add_setting (History *self, YcHall *hall)
{
  for (guint n = 0; n <= 3; n++)
    {
      g_autofree char *subject = g_strconcat ("device/", FX_DEVICE (n), NULL);
      g_autofree char *data = g_strdup_printf ("{\"role\": \"%s\", \"counter\": %u, \"key\": "
                                               "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}",
                                               n == 0 ? "node" : "workstation", n);
      add (self, hall, fx_event (YC_EVENT_DEVICE_ENROLLED, subject, FX_NODE, "", 0, data));
    }
  for (guint n = 1; n <= 3; n++)
    {
      g_autofree char *session = g_strconcat ("session/", FX_SESSION (n), NULL);
      g_autofree char *staff = g_strconcat ("staff/", FX_STAFF (n), NULL);
      g_autofree char *data =
        g_strdup_printf ("{\"staff\": \"%s\", \"device\": \"%s\", \"counter\": %u, \"expires\": 9}", FX_STAFF (n),
                         FX_DEVICE (n), n);
      add (self, hall,
           fx_event (YC_EVENT_STAFF_CHANGED, staff, FX_NODE, "", 0,
                     "{\"number\": \"1\", \"name\": {\"zh\": \"例\", \"en\": \"Li\"}, "
                     "\"role\": \"clerk\", \"queues\": [\"A\"], \"active\": true}"));
      add (self, hall, fx_event (YC_EVENT_SESSION_OPENED, session, FX_NODE, "", 0, data));
    }
}

static void
history_init (History *self, guint32 seed, YcHall *hall)
{
  self->rand = g_rand_new_with_seed (seed);
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_set_clear_func (self->lines, clear_line);
  self->pos = 0;
  self->effective = 0;
  add_setting (self, hall);
  for (int i = 0; i < N_EVENTS; i++)
    add (self, hall, make_event (self, hall));
}

static void
history_clear (History *self)
{
  g_rand_free (self->rand);
  g_array_unref (self->lines);
}

static void
apply_subject (History *self, YcHall *hall, const char *subject)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = &g_array_index (self->lines, Line, i);
      if (strcmp (line->event->subject, subject) == 0)
        yc_hall_apply (hall, line->event, line->pos, NULL);
    }
}

/* The subjects of a history, those that others depend on first, the rest shuffled. */
static GPtrArray *
list_subjects (History *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *subjects = g_ptr_array_new();
  GPtrArray *tickets = g_ptr_array_new();

  for (guint i = 0; i < self->lines->len; i++)
    {
      char *subject = g_array_index (self->lines, Line, i).event->subject;

      if (!g_hash_table_add (seen, subject))
        continue;
      g_ptr_array_add (g_str_has_prefix (subject, "ticket/") ? tickets : subjects, subject);
    }
  for (guint i = tickets->len; i > 1; i--)
    {
      guint j = (guint) pick (self, (int) i);
      gpointer swap = tickets->pdata[i - 1];
      tickets->pdata[i - 1] = tickets->pdata[j];
      tickets->pdata[j] = swap;
    }
  g_ptr_array_extend_and_steal (subjects, tickets);
  return subjects;
}

/* Any subject may be forgotten and applied anew, and a hall may come to know its subjects one by one. */
static void
test_forget (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  guint effective = 0;

  for (guint32 seed = 1; seed <= N_HISTORIES; seed++)
    {
      g_autoptr (YcHall) hall = yc_hall_new (FX_HALL, reference);
      g_autoptr (YcHall) fresh = yc_hall_new (FX_HALL, reference);
      g_autoptr (GPtrArray) subjects = NULL;
      g_autofree char *expected = NULL;
      g_autofree char *by_subject = NULL;
      History history;

      history_init (&history, seed, hall);
      effective += history.effective;
      expected = fx_dump_hall (hall);
      subjects = list_subjects (&history);
      for (guint i = 0; i < subjects->len; i++)
        {
          const char *subject = g_ptr_array_index (subjects, i);
          g_autofree char *after = NULL;

          g_assert_true (yc_hall_knows (hall, subject));
          yc_hall_forget (hall, subject);
          g_assert_false (yc_hall_knows (hall, subject));
          apply_subject (&history, hall, subject);
          after = fx_dump_hall (hall);
          g_assert_cmpstr (after, ==, expected);
        }
      for (guint i = 0; i < subjects->len; i++)
        apply_subject (&history, fresh, g_ptr_array_index (subjects, i));
      by_subject = fx_dump_hall (fresh);
      g_assert_cmpstr (by_subject, ==, expected);
      history_clear (&history);
    }
  /* A history in which next to nothing happens would prove nothing. */
  g_test_message ("%u events took effect", effective);
  g_assert_cmpuint (effective, >, N_HISTORIES * 60);
}

/* Forgets a subject and applies its confirmed lines, then its pending ones, as rule 14 of 10b says. */
static void
refold (History *self, YcHall *hall, GPtrArray *pending, const char *subject)
{
  yc_hall_forget (hall, subject);
  apply_subject (self, hall, subject);
  for (guint i = 0; i < pending->len; i++)
    {
      YcEvent *event = g_ptr_array_index (pending, i);
      if (strcmp (event->subject, subject) == 0)
        yc_hall_apply (hall, event, 0, NULL);
    }
}

static YcHall *
fold_fresh (History *self, YcReference *reference, GPtrArray *pending)
{
  YcHall *hall = yc_hall_new (FX_HALL, reference);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = &g_array_index (self->lines, Line, i);
      yc_hall_apply (hall, line->event, line->pos, NULL);
    }
  for (guint i = 0; i < pending->len; i++)
    yc_hall_apply (hall, g_ptr_array_index (pending, i), 0, NULL);
  return hall;
}

static void
assert_same (YcHall *hall, YcHall *other)
{
  g_autofree char *a = fx_dump_hall (hall);
  g_autofree char *b = fx_dump_hall (other);

  g_assert_cmpstr (a, ==, b);
}

/* A workstation writes while it is cut off; others' lines come in; then its own come back with positions. */
static void
check_pending (YcReference *reference, guint32 seed)
{
  g_autoptr (YcHall) desk = yc_hall_new (FX_HALL, reference);
  g_autoptr (GPtrArray) pending = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_event_unref);
  g_autoptr (YcHall) fresh = NULL;
  History history;

  history_init (&history, seed, desk);
  for (int i = 0; i < N_PENDING; i++)
    {
      YcEvent *event = make_likely_event (&history, desk, TRUE);

      event->time = FX_NOW + 200000 + i;
      event->seq = 1000 + i;
      yc_hall_apply (desk, event, 0, NULL);
      g_ptr_array_add (pending, event);
    }
  for (int i = 0; i < N_PENDING; i++)
    {
      g_autoptr (YcHall) scratch = fold_fresh (&history, reference, pending);
      g_autoptr (YcHall) now = NULL;
      YcEvent *foreign = make_likely_event (&history, scratch, pick (&history, 2) == 0);

      add (&history, scratch, foreign);
      refold (&history, desk, pending, foreign->subject);
      now = fold_fresh (&history, reference, pending);
      assert_same (desk, now);
    }
  while (pending->len > 0)
    {
      Line line = { yc_event_ref (g_ptr_array_index (pending, 0)), ++history.pos };

      g_ptr_array_remove_index (pending, 0);
      g_array_append_val (history.lines, line);
      refold (&history, desk, pending, line.event->subject);
    }
  fresh = fold_fresh (&history, reference, pending);
  assert_same (desk, fresh);
  history_clear (&history);
}

static void
test_pending (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);

  for (guint32 seed = 1000; seed < 1000 + N_HISTORIES; seed++)
    check_pending (reference, seed);
}

/* Who was put back while cut off stands behind all that have a position, in the order of writing. */
static void
test_pending_place (void)
{
  static const guint order[] = { 3, 1, 2 };
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Fx) fx = { NULL };

  fx_init (&fx, reference);
  fx_sign_in (&fx, 1, 1);
  fx_open (&fx, 1);
  for (guint n = 1; n <= 4; n++)
    fx_issue (&fx, n, "A");
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autofree char *subject = g_strconcat ("ticket/", FX_TICKET (order[i]), NULL);
      g_autoptr (YcEvent) event = NULL;

      fx_call (&fx, order[i], 1);
      event = fx_event (YC_EVENT_TICKET_TRANSFERRED, subject, FX_DEVICE (1), FX_SESSION (1), 1,
                        "{\"queue\": \"A\", \"keep_place\": false, \"must_return\": false}");
      event->seq = 50 + i;
      g_assert_cmpint (yc_hall_apply (fx.hall, event, 0, NULL), ==, YC_FOLD_EFFECTIVE);
      g_assert_cmpint (fx_get (&fx, order[i])->place, ==, G_MAXINT64);
    }
  g_assert_cmpint (yc_order_compare_place (fx_get (&fx, 4), fx_get (&fx, 3)), <, 0);
  g_assert_cmpint (yc_order_compare_place (fx_get (&fx, 3), fx_get (&fx, 1)), <, 0);
  g_assert_cmpint (yc_order_compare_place (fx_get (&fx, 1), fx_get (&fx, 2)), <, 0);
  g_assert_cmpint (yc_order_compare_place (fx_get (&fx, 2), fx_get (&fx, 4)), >, 0);
  /* Its last confirmed position, which the next event names, is not that of a pending one. */
  g_assert_cmpint (fx_get (&fx, 2)->last_pos, ==, fx.pos);
}

/* Whether a counter was open is asked at the event's position, not at the time of folding. */
static void
test_open_at (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Fx) fx = { NULL };
  gint64 opened;

  fx_init (&fx, reference);
  fx_sign_in (&fx, 3, 3);
  g_assert_false (yc_hall_counter_open_at (fx.hall, 3, 0));
  fx_open (&fx, 3);
  opened = fx.pos;
  fx_desk (&fx, 3, YC_EVENT_COUNTER_PAUSED, "counter/3", "{\"reason\": \"pause.meal\"}");
  g_assert_true (yc_hall_counter_open_at (fx.hall, 3, 0));
  fx_node (&fx, YC_EVENT_COUNTER_CLOSED, "counter/3", NULL);
  g_assert_false (yc_hall_counter_open_at (fx.hall, 3, opened));
  g_assert_true (yc_hall_counter_open_at (fx.hall, 3, opened + 1));
  g_assert_true (yc_hall_counter_open_at (fx.hall, 3, fx.pos));
  g_assert_false (yc_hall_counter_open_at (fx.hall, 3, fx.pos + 1));
  g_assert_false (yc_hall_counter_open_at (fx.hall, 3, 0));
  g_assert_false (yc_hall_counter_open_at (fx.hall, 77, 0));
}

/* What is not folded: a newer type, a verdict; and what nobody but the node may say. */
static void
test_skipped (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_autofree char *ticket = g_strconcat ("ticket/", FX_TICKET (1), NULL);
  g_autofree char *superseded = g_strdup_printf ("event/%s/7", FX_DEVICE (1));
  g_autofree char *data =
    g_strdup_printf ("{\"event\": \"%s/7\", \"subject\": \"%s\", \"type\": \"t\", \"reason\": \"r\"}", FX_DEVICE (1),
                     ticket);
  g_autoptr (YcEvent) unknown = NULL;
  g_autoptr (YcEvent) verdict = NULL;
  g_autoptr (YcEvent) forged = NULL;
  g_autoptr (YcEvent) astray = NULL;
  g_auto (Fx) fx = { NULL };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  const char *reason = NULL;

  fx_init (&fx, reference);
  before = fx_dump_hall (fx.hall);
  unknown = fx_event (YC_EVENT_UNKNOWN, ticket, FX_DEVICE (1), "", 0, NULL);
  g_assert_cmpint (yc_hall_apply (fx.hall, unknown, 100, NULL), ==, YC_FOLD_SKIPPED);
  verdict = fx_event (YC_EVENT_EVENT_SUPERSEDED, superseded, FX_NODE, "", 0, data);
  g_assert_cmpint (yc_hall_apply (fx.hall, verdict, 101, NULL), ==, YC_FOLD_SKIPPED);
  forged = fx_event (YC_EVENT_EVENT_SUPERSEDED, superseded, FX_DEVICE (1), "", 0, data);
  g_assert_cmpint (yc_hall_apply (fx.hall, forged, 102, &reason), ==, YC_FOLD_NO_EFFECT);
  g_assert_cmpstr (reason, ==, "author");
  /* The decoder refuses this one; the fold does not rely on that. */
  astray = yc_event_new (YC_EVENT_TICKET_EXPIRED, "counter/3");
  g_free (astray->dev);
  astray->dev = g_strdup (FX_NODE);
  g_assert_cmpint (yc_hall_apply (fx.hall, astray, 103, &reason), ==, YC_FOLD_NO_EFFECT);
  g_assert_cmpstr (reason, ==, "state");
  after = fx_dump_hall (fx.hall);
  g_assert_cmpstr (after, ==, before);
  g_assert_null (yc_hall_get_ticket (fx.hall, FX_TICKET (1)));
}

static void
issue_on (Fx *fx, guint n, const char *day)
{
  g_autofree char *subject = g_strconcat ("ticket/", FX_TICKET (n), NULL);
  g_autofree char *data =
    g_strdup_printf ("{\"queue\": \"A\", \"day\": \"%s\", \"number\": \"A%03u\", \"print\": false}", day, n);

  fx_node (fx, YC_EVENT_TICKET_ISSUED, subject, data);
}

/* At the boundary who waits has expired; who is at a counter stays; afterwards what ended is forgotten. */
static void
test_day_end (void)
{
  static const guint expired[] = { 1, 5 };
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (YcDecision) decision = { NULL, NULL };
  g_autofree char *booked = g_strconcat ("ticket/", FX_TICKET (6), NULL);
  g_autofree char *served = g_strconcat ("ticket/", FX_TICKET (4), NULL);
  g_auto (Fx) fx = { NULL };

  fx_init (&fx, reference);
  fx_sign_in (&fx, 1, 1);
  fx_open (&fx, 1);
  issue_on (&fx, 5, "2026-11-23");
  issue_on (&fx, 1, "2026-11-23");
  issue_on (&fx, 2, "2026-11-23");
  issue_on (&fx, 3, "2026-11-24");
  issue_on (&fx, 4, "2026-11-23");
  fx_node (&fx, YC_EVENT_TICKET_BOOKED, booked, "{\"queue\": \"A\", \"day\": \"2026-11-25\", \"slot\": 5}");
  fx_call (&fx, 2, 1);
  fx_call (&fx, 4, 1);
  fx_ticket_at (&fx, 1, YC_EVENT_TICKET_STARTED, 4);
  fx_desk (&fx, 1, YC_EVENT_TICKET_ENDED, served, "{\"outcome\": \"abandoned\", \"elapsed_ms\": 1}");

  /* A minute before the boundary, 04:00 at UTC+8, it is still yesterday. */
  yc_decide_day_end (fx.hall, FX_NOW - 361 * FX_MINUTE, &decision);
  g_assert_cmpuint (decision.events->len, ==, 0);
  yc_decide_day_end (fx.hall, FX_NOW - 360 * FX_MINUTE, &decision);
  g_assert_cmpuint (decision.events->len, ==, G_N_ELEMENTS (expired));
  for (guint i = 0; i < decision.events->len; i++)
    {
      YcEvent *event = g_ptr_array_index (decision.events, i);

      g_assert_cmpint (event->type, ==, YC_EVENT_TICKET_EXPIRED);
      g_free (event->dev);
      event->dev = g_strdup (FX_NODE);
      fx_apply (&fx, yc_event_ref (event));
    }
  /* By place: ticket 5 was issued first. */
  g_assert_cmpstr (yc_subject_get_id (((YcEvent *) g_ptr_array_index (decision.events, 0))->subject), ==,
                   FX_TICKET (5));
  for (guint i = 0; i < G_N_ELEMENTS (expired); i++)
    g_assert_cmpint (fx_get (&fx, expired[i])->outcome, ==, YC_OUTCOME_EXPIRED);
  g_assert_cmpint (fx_get (&fx, 2)->state, ==, YC_TICKET_CALLED);
  g_assert_cmpint (fx_get (&fx, 3)->state, ==, YC_TICKET_WAITING);
  g_assert_cmpint (fx_get (&fx, 6)->state, ==, YC_TICKET_BOOKED);

  g_assert_cmpuint (yc_hall_forget_before (fx.hall, "2026-11-24"), ==, 3);
  g_assert_null (fx_get (&fx, 1));
  g_assert_null (fx_get (&fx, 4));
  g_assert_nonnull (fx_get (&fx, 2));
  g_assert_cmpuint (yc_hall_forget_before (fx.hall, "2026-11-24"), ==, 0);
  g_assert_cmpstr (yc_hall_get_current (fx.hall, 1)->id, ==, FX_TICKET (2));
}

/* Lists do not depend on the order in which a hall came to know things. */
static void
test_lists (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Fx) fx = { NULL };
  g_autoptr (GPtrArray) tickets = NULL;
  g_autoptr (GPtrArray) counters = NULL;
  g_autoptr (GPtrArray) held = NULL;

  fx_init (&fx, reference);
  fx_sign_in (&fx, 1, 1);
  fx_open (&fx, 1);
  for (guint n = 9; n >= 1; n--)
    fx_issue (&fx, n, n % 2 == 0 ? "A" : "B");
  for (guint n = 3; n >= 1; n--)
    {
      fx_call (&fx, n, 1);
      fx.time += 1000;
      fx_ticket_at (&fx, 1, YC_EVENT_TICKET_STARTED, n);
      fx_ticket_at (&fx, 1, YC_EVENT_TICKET_HELD, n);
    }
  tickets = yc_hall_list_tickets (fx.hall);
  g_assert_cmpuint (tickets->len, ==, 9);
  for (guint n = 1; n <= 9; n++)
    g_assert_cmpstr (((const YcTicket *) g_ptr_array_index (tickets, n - 1))->id, ==, FX_TICKET (n));
  counters = yc_hall_list_counters (fx.hall);
  g_assert_cmpuint (counters->len, ==, 8);
  for (guint n = 1; n <= 8; n++)
    g_assert_cmpint (((const YcCounter *) g_ptr_array_index (counters, n - 1))->number, ==, n);
  held = yc_hall_list_held (fx.hall, 1);
  g_assert_cmpuint (held->len, ==, 3);
  g_assert_cmpstr (((const YcTicket *) g_ptr_array_index (held, 0))->id, ==, FX_TICKET (3));
  g_assert_cmpstr (((const YcTicket *) g_ptr_array_index (held, 2))->id, ==, FX_TICKET (1));
  g_assert_cmpstr (yc_hall_find_ticket (fx.hall, FX_DAY, "A004")->id, ==, FX_TICKET (4));
  g_assert_null (yc_hall_find_ticket (fx.hall, "2026-11-23", "A004"));
  g_assert_null (yc_hall_find_ticket (fx.hall, FX_DAY, ""));
  g_assert_cmpuint (yc_hall_get_last_number (fx.hall, FX_DAY, "A"), ==, 8);
  g_assert_cmpuint (yc_hall_get_last_number (fx.hall, FX_DAY, "B"), ==, 9);
  g_assert_cmpuint (yc_hall_get_last_number (fx.hall, FX_DAY, "C"), ==, 0);
  g_assert_cmpstr (yc_hall_get_counter_device (fx.hall, 2)->id, ==, FX_DEVICE (2));
  g_assert_null (yc_hall_get_counter_device (fx.hall, 7));
  g_assert_cmpstr (yc_hall_find_staff (fx.hall, "104")->id, ==, FX_STAFF (4));
}

/* A number that passes on to somebody else means her, whatever the ids. */
static void
test_staff_number (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Fx) fx = { 0 };
  const char *left = "{\"number\": \"104\", \"name\": {\"zh\": \"例\", \"en\": \"Li\"}, \"role\": \"clerk\", "
                     "\"queues\": [], \"active\": false}";
  const char *comes = "{\"number\": \"104\", \"name\": {\"zh\": \"例\", \"en\": \"Li\"}, \"role\": \"clerk\", "
                      "\"queues\": [], \"active\": true}";
  g_autofree char *former = g_strconcat ("staff/", FX_STAFF (4), NULL);
  g_autofree char *next = g_strconcat ("staff/", FX_STAFF (9), NULL);

  fx_init (&fx, reference);
  fx_node (&fx, YC_EVENT_STAFF_CHANGED, next, comes);
  g_assert_cmpstr (yc_hall_find_staff (fx.hall, "104")->id, ==, FX_STAFF (4));
  fx_node (&fx, YC_EVENT_STAFF_CHANGED, former, left);
  g_assert_cmpstr (yc_hall_find_staff (fx.hall, "104")->id, ==, FX_STAFF (9));
  fx_node (&fx, YC_EVENT_STAFF_CHANGED, next, left);
  g_assert_cmpstr (yc_hall_find_staff (fx.hall, "104")->id, ==, FX_STAFF (4));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hall/forget", test_forget);
  g_test_add_func ("/hall/pending", test_pending);
  g_test_add_func ("/hall/pending-place", test_pending_place);
  g_test_add_func ("/hall/open-at", test_open_at);
  g_test_add_func ("/hall/skipped", test_skipped);
  g_test_add_func ("/hall/day-end", test_day_end);
  g_test_add_func ("/hall/lists", test_lists);
  g_test_add_func ("/hall/staff-number", test_staff_number);

  return g_test_run();
}
