/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "hall-fixture.h"

/*
 * What a hall keeps so that no command looks at every ticket of the day, and what it lets go. The answers are held against
 * looking at every ticket.
 */

#define N_OPERATIONS 2000
#define N_TICKETS    40u
#define DAY_BEFORE   "2026-11-23"
#define DAY_AFTER    "2026-11-25"

static const char *const days[] = { DAY_BEFORE, FX_DAY };
static const char *const numbers[] = {
  "A001", "A002", "A012", "A12", "A999", "A1000", "A99999", "A999999", "A1234567",
  "B001", "B012", "W07-01", "W07-02", "A",   "Ab1",   "A01x",   "A0_1",
};
static const char *const queues[] = { "A", "B", "C", "W", "Ab" };

/* By the words of the contract: the queue's letter, then digits, of which no slip has more than six. */
static guint
read_running (const char *number, guint queue)
{
  static GRegex *regexes[G_N_ELEMENTS (queues)];
  GRegex *regex = regexes[queue];
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *digits = NULL;

  if (regex == NULL)
    {
      g_autofree char *pattern = g_strdup_printf ("^%s([0-9]{1,6})$", queues[queue]);
      regex = regexes[queue] = g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, NULL);
    }
  if (!g_regex_match (regex, number, 0, &match))
    return 0;
  digits = g_match_info_fetch (match, 1);
  return (guint) g_ascii_strtoull (digits, NULL, 10);
}

/* Every ticket that can be asked for is in the list, once, by id. */
static void
check_list (YcHall *hall, const GPtrArray *tickets)
{
  guint known = 0;

  for (guint n = 1; n <= N_TICKETS; n++)
    known += yc_hall_get_ticket (hall, FX_TICKET (n)) != NULL;
  g_assert_cmpuint (tickets->len, ==, known);
  for (guint i = 0; i < tickets->len; i++)
    {
      const YcTicket *ticket = g_ptr_array_index (tickets, i);

      g_assert_true (yc_hall_get_ticket (hall, ticket->id) == ticket);
      if (i > 0)
        g_assert_cmpstr (((const YcTicket *) g_ptr_array_index (tickets, i - 1))->id, <, ticket->id);
    }
}

static void
compare_with_all (YcHall *hall)
{
  g_autoptr (GPtrArray) tickets = yc_hall_list_tickets (hall);

  check_list (hall, tickets);
  for (guint d = 0; d < G_N_ELEMENTS (days); d++)
    {
      for (guint q = 0; q < G_N_ELEMENTS (queues); q++)
        {
          guint last = 0;

          for (guint i = 0; i < tickets->len; i++)
            {
              const YcTicket *ticket = g_ptr_array_index (tickets, i);
              if (strcmp (ticket->day, days[d]) == 0)
                last = MAX (last, read_running (ticket->number, q));
            }
          g_assert_cmpuint (yc_hall_get_last_number (hall, days[d], queues[q]), ==, last);
        }
      for (guint n = 0; n < G_N_ELEMENTS (numbers); n++)
        {
          const YcTicket *found = NULL;

          /* The list is by id: of two with one number the first is the answer. */
          for (guint i = 0; i < tickets->len && found == NULL; i++)
            {
              const YcTicket *ticket = g_ptr_array_index (tickets, i);
              if (strcmp (ticket->day, days[d]) == 0 && strcmp (ticket->number, numbers[n]) == 0)
                found = ticket;
            }
          g_assert_true (yc_hall_find_ticket (hall, days[d], numbers[n]) == found);
        }
    }
}

/* Gives a ticket its number at once, or by an appointment and a check-in; and ends some, so that days can be let go. */
static void
make_ticket (Fx *fx, GRand *rand, guint n)
{
  g_autofree char *subject = g_strconcat ("ticket/", FX_TICKET (n), NULL);
  const char *day = days[g_rand_int_range (rand, 0, G_N_ELEMENTS (days))];
  const char *number = numbers[g_rand_int_range (rand, 0, G_N_ELEMENTS (numbers))];
  gboolean booked = g_rand_boolean (rand);
  g_autofree char *first =
    booked ? g_strdup_printf ("{\"queue\": \"A\", \"day\": \"%s\", \"slot\": 7}", day)
           : g_strdup_printf ("{\"queue\": \"A\", \"day\": \"%s\", \"number\": \"%s\", \"print\": false}", day, number);
  g_autofree char *checked_in = g_strdup_printf ("{\"number\": \"%s\"}", number);

  fx_node (fx, booked ? YC_EVENT_TICKET_BOOKED : YC_EVENT_TICKET_ISSUED, subject, first);
  if (booked && g_rand_int_range (rand, 0, 4) > 0)
    fx_node (fx, YC_EVENT_TICKET_CHECKED_IN, subject, checked_in);
  if (g_rand_boolean (rand))
    fx_node (fx, YC_EVENT_TICKET_CANCELLED, subject, "{\"reason\": \"left\"}");
}

static void
test_numbers (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_auto (Fx) fx = { NULL };
  guint trimmed = 0;

  fx_init (&fx, reference);
  for (int i = 0; i < N_OPERATIONS; i++)
    {
      guint n = 1 + g_rand_int (rand) % N_TICKETS;
      g_autofree char *subject = g_strconcat ("ticket/", FX_TICKET (n), NULL);

      if (g_rand_int_range (rand, 0, 100) == 0)
        trimmed += yc_hall_forget_before (fx.hall, FX_DAY);
      else if (yc_hall_get_ticket (fx.hall, FX_TICKET (n)) == NULL)
        make_ticket (&fx, rand, n);
      else
        yc_hall_forget (fx.hall, subject);
      compare_with_all (fx.hall);
    }
  g_assert_cmpuint (trimmed, >, N_TICKETS);
}

/* An empty hall has none. */
static void
test_no_number (void)
{
  g_autoptr (YcHall) hall = yc_hall_new (FX_HALL, NULL);

  g_assert_null (yc_hall_find_ticket (hall, FX_DAY, "A001"));
  g_assert_null (yc_hall_find_ticket (hall, FX_DAY, ""));
  g_assert_cmpuint (yc_hall_get_last_number (hall, FX_DAY, "A"), ==, 0);
}

/* The newest calls are the end of all of them, whatever else was called or let go. */
static void
test_calls (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autofree char *all = NULL;
  g_auto (Fx) fx = { NULL };

  fx_init (&fx, reference);
  fx_sign_in (&fx, 1, 1);
  fx_open (&fx, 1);
  for (guint n = 1; n <= 60; n++)
    {
      g_autofree char *subject = g_strconcat ("ticket/", FX_TICKET (n), NULL);
      g_autofree char *data = g_strdup_printf ("{\"queue\": \"A\", \"day\": \"%s\", \"number\": \"A%03u\", "
                                               "\"group\": \"%s\", \"print\": false}",
                                               days[g_rand_int_range (rand, 0, G_N_ELEMENTS (days))], n,
                                               g_rand_boolean (rand) ? "elderly" : "nobody-has-this");

      fx_node (&fx, YC_EVENT_TICKET_ISSUED, subject, data);
      fx_call (&fx, n, 1);
      fx_ticket_at (&fx, 1, YC_EVENT_TICKET_RETURNED, n);
      if (g_rand_boolean (rand))
        fx_node (&fx, YC_EVENT_TICKET_CANCELLED, subject, "{\"reason\": \"left\"}");
    }
  all = yc_hall_get_calls (fx.hall, 1, FX_DAY);
  g_assert_nonnull (strstr (all, "PO"));
  g_assert_nonnull (strstr (all, "OP"));
  for (guint max = 0; max <= strlen (all) + 1; max++)
    {
      g_autofree char *newest = yc_hall_get_newest_calls (fx.hall, 1, FX_DAY, max);
      g_assert_cmpstr (newest, ==, all + (strlen (all) - MIN (max, strlen (all))));
    }

  /* The calls of what is let go go with it; the others stay, in their order. */
  {
    g_autofree char *earlier = yc_hall_get_calls (fx.hall, 1, DAY_BEFORE);
    g_autofree char *kept = NULL;
    g_autofree char *rest = NULL;
    guint gone = yc_hall_forget_before (fx.hall, FX_DAY);

    kept = yc_hall_get_calls (fx.hall, 1, FX_DAY);
    rest = yc_hall_get_calls (fx.hall, 1, DAY_BEFORE);
    g_assert_cmpstr (kept, ==, all);
    g_assert_cmpuint (gone, >, 5);
    g_assert_cmpuint (strlen (rest), ==, strlen (earlier) - gone);
    g_assert_cmpuint (strlen (rest), >, 5);
  }
}

static gboolean
decide_for (Fx *fx, int session, guint device, YcVerb verb, YcDecision *decision, YcRefusal *refusal)
{
  YcUuidClock uuids = { 0 };
  FxEnv env;
  YcAsk ask = { .device = FX_DEVICE (device), .session = FX_SESSION ((guint) session), .now = FX_NOW, .uuids = &uuids };

  fx_env_init (&env);
  ask.env = &env.env;
  return yc_decide (fx->hall, verb, NULL, &ask, decision, refusal);
}

/*
 * An ended session is let go at the day's end: who comes with it is refused as before, a counter it left open can be
 * taken as before, and its lines can be applied anew. One that lives stays, however old.
 */
static void
test_ended_sessions (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_autofree char *subject = g_strconcat ("session/", FX_SESSION (1), NULL);
  g_auto (YcDecision) decision = { NULL };
  g_auto (YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_auto (Fx) fx = { NULL };

  fx_init (&fx, reference);
  fx_sign_in (&fx, 1, 1);
  fx_open (&fx, 1);
  fx_sign_in (&fx, 2, 2);
  fx_desk (&fx, 2, YC_EVENT_SESSION_LOCKED, "session/019a0000-000e-7000-8000-000000000002", "{\"reason\": \"key\"}");
  fx_node (&fx, YC_EVENT_SESSION_ENDED, subject, "{\"reason\": \"replaced\"}");
  g_assert_cmpint (yc_hall_get_session (fx.hall, FX_SESSION (1))->state, ==, YC_SESSION_ENDED);

  g_assert_cmpuint (yc_hall_forget_before (fx.hall, DAY_AFTER), ==, 0);
  g_assert_null (yc_hall_get_session (fx.hall, FX_SESSION (1)));
  g_assert_false (yc_hall_knows (fx.hall, subject));
  g_assert_cmpint (yc_hall_get_session (fx.hall, FX_SESSION (2))->state, ==, YC_SESSION_LOCKED);
  g_assert_false (decide_for (&fx, 1, 1, YC_VERB_CALL_NEXT, &decision, &refusal));
  g_assert_cmpint (refusal.code, ==, YC_REFUSAL_NO_SESSION);

  /* The counter is still leased to it, and comes to who signs in next. */
  g_assert_cmpint (yc_hall_get_counter (fx.hall, 1)->state, ==, YC_COUNTER_OPEN);
  {
    g_autofree char *next = g_strconcat ("session/", FX_SESSION (3), NULL);
    g_autofree char *data = g_strdup_printf ("{\"staff\": \"%s\", \"device\": \"%s\", \"counter\": 1, "
                                             "\"expires\": %" G_GINT64_FORMAT "}",
                                             FX_STAFF (3), FX_DEVICE (3), FX_NOW + 720 * FX_MINUTE);
    fx_node (&fx, YC_EVENT_SESSION_OPENED, next, data);
  }
  g_assert_true (decide_for (&fx, 3, 3, YC_VERB_OPEN_COUNTER, &decision, &refusal));
  g_assert_cmpint (((YcEvent *) g_ptr_array_index (decision.events, 0))->type, ==, YC_EVENT_COUNTER_TAKEN_OVER);

  fx_sign_in (&fx, 1, 1);
  fx_node (&fx, YC_EVENT_SESSION_ENDED, subject, "{\"reason\": \"replaced\"}");
  g_assert_true (yc_hall_knows (fx.hall, subject));
  g_assert_null (yc_hall_get_device_session (fx.hall, FX_DEVICE (1)));
}

/* What nothing folds is not remembered: event.* and reference.* would grow without end. */
static void
test_known (void)
{
  g_autofree char *verdict = g_strdup_printf ("event/%s/7", FX_DEVICE (1));
  g_autoptr (YcEvent) event = NULL;
  g_auto (Fx) fx = { NULL };

  fx_init (&fx, NULL);
  event = fx_event (YC_EVENT_UNKNOWN, verdict, FX_NODE, "", 0, NULL);
  g_assert_cmpint (yc_hall_apply (fx.hall, event, 99, NULL), ==, YC_FOLD_SKIPPED);
  g_assert_false (yc_hall_knows (fx.hall, verdict));
  g_clear_pointer (&event, yc_event_unref);

  event = fx_event (YC_EVENT_UNKNOWN, "counter/7", FX_NODE, "", 0, NULL);
  g_assert_cmpint (yc_hall_apply (fx.hall, event, 100, NULL), ==, YC_FOLD_SKIPPED);
  g_assert_true (yc_hall_knows (fx.hall, "counter/7"));
}

/* Everything a counter called, serves or holds, and nothing else. */
static void
test_at_counter (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_autoptr (GPtrArray) tickets = NULL;
  g_auto (Fx) fx = { NULL };

  fx_init (&fx, reference);
  for (int n = 1; n <= 2; n++)
    {
      fx_sign_in (&fx, n, (guint) n);
      fx_open (&fx, n);
    }
  for (guint n = 1; n <= 6; n++)
    fx_issue (&fx, n, "A");
  for (guint n = 5; n >= 2; n--)
    {
      fx_call (&fx, n, n == 4 ? 2 : 1);
      if (n == 4)
        continue;
      fx_ticket_at (&fx, 1, YC_EVENT_TICKET_STARTED, n);
      if (n != 2)
        fx_ticket_at (&fx, 1, YC_EVENT_TICKET_HELD, n);
    }
  fx_call (&fx, 6, 1);
  fx_ticket_at (&fx, 1, YC_EVENT_TICKET_RETURNED, 6);
  tickets = yc_hall_list_at_counter (fx.hall, 1);
  g_assert_cmpuint (tickets->len, ==, 3);
  g_assert_cmpstr (((const YcTicket *) g_ptr_array_index (tickets, 0))->id, ==, FX_TICKET (2));
  g_assert_cmpstr (((const YcTicket *) g_ptr_array_index (tickets, 1))->id, ==, FX_TICKET (3));
  g_assert_cmpstr (((const YcTicket *) g_ptr_array_index (tickets, 2))->id, ==, FX_TICKET (5));
}

/* A copy is whole, and its own. */
static void
test_copies (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_autoptr (YcSession) session = NULL;
  g_autoptr (YcStaff) staff = NULL;
  g_auto (Fx) fx = { NULL };

  fx_init (&fx, reference);
  fx_sign_in (&fx, 1, 4);
  session = yc_session_copy (yc_hall_get_session (fx.hall, FX_SESSION (1)));
  staff = yc_staff_copy (yc_hall_get_staff (fx.hall, session->staff));
  fx_clear (&fx);

  g_assert_cmpstr (session->id, ==, FX_SESSION (1));
  g_assert_cmpstr (session->staff, ==, FX_STAFF (4));
  g_assert_cmpstr (session->device, ==, FX_DEVICE (1));
  g_assert_cmpint (session->counter, ==, 1);
  g_assert_cmpint (session->state, ==, YC_SESSION_OPEN);
  g_assert_cmpint (session->expires, ==, FX_NOW + 720 * FX_MINUTE);
  g_assert_cmpstr (staff->number, ==, "104");
  g_assert_cmpstr (staff->name.zh, ==, "例");
  g_assert_cmpstr (staff->name.en, ==, "Li");
  g_assert_cmpstr (staff->role, ==, "supervisor");
  g_assert_cmpuint (g_strv_length (staff->queues), ==, 6);
  g_assert_true (staff->active);
}

static void
take_ticket_over (Fx *fx, guint n, int from, int to)
{
  g_autofree char *subject = g_strconcat ("ticket/", FX_TICKET (n), NULL);
  g_autofree char *data = g_strdup_printf ("{\"counter\": %d, \"session\": \"%s\", \"from_counter\": %d, \"from_session\": \"%s\"}", to,
                                           FX_SESSION (to), from, FX_SESSION (from));

  fx_node (fx, YC_EVENT_TICKET_TAKEN_OVER, subject, data);
}

/* How long a visitor has been put aside is hers, whoever the clerk is: another one who takes over does not begin it anew. */
static void
test_held_since (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Fx) fx = { NULL };
  g_autoptr (GPtrArray) held = NULL;

  fx_init (&fx, reference);
  for (int n = 1; n <= 2; n++)
    {
      fx_sign_in (&fx, n, (guint) n);
      fx_open (&fx, n);
    }
  for (guint n = 1; n <= 2; n++)
    {
      fx_issue (&fx, n, "A");
      fx_call (&fx, n, 1);
      fx_ticket_at (&fx, 1, YC_EVENT_TICKET_STARTED, n);
      g_assert_cmpint (fx_get (&fx, n)->held_since, ==, 0);
      fx.time = FX_NOW + n * FX_MINUTE;
      if (n == 1)
        fx_ticket_at (&fx, 1, YC_EVENT_TICKET_HELD, n);
    }
  g_assert_cmpint (fx_get (&fx, 1)->held_since, ==, FX_NOW + FX_MINUTE);

  /* Of the one that was being served the time begins with the take-over. */
  fx.time = FX_NOW + 9 * FX_MINUTE;
  take_ticket_over (&fx, 2, 1, 2);
  fx.time = FX_NOW + 20 * FX_MINUTE;
  take_ticket_over (&fx, 1, 1, 2);
  g_assert_cmpint (fx_get (&fx, 1)->held_since, ==, FX_NOW + FX_MINUTE);
  g_assert_cmpint (fx_get (&fx, 1)->changed_at, ==, FX_NOW + 20 * FX_MINUTE);
  g_assert_cmpint (fx_get (&fx, 2)->held_since, ==, FX_NOW + 9 * FX_MINUTE);
  held = yc_hall_list_held (fx.hall, 2);
  g_assert_cmpuint (held->len, ==, 2);
  g_assert_true (g_ptr_array_index (held, 0) == fx_get (&fx, 1));

  fx.time = FX_NOW + 30 * FX_MINUTE;
  fx_ticket_at (&fx, 2, YC_EVENT_TICKET_RESUMED, 1);
  g_assert_cmpint (fx_get (&fx, 1)->held_since, ==, 0);
  fx.time = FX_NOW + 31 * FX_MINUTE;
  fx_ticket_at (&fx, 2, YC_EVENT_TICKET_HELD, 1);
  g_assert_cmpint (fx_get (&fx, 1)->held_since, ==, FX_NOW + 31 * FX_MINUTE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hall-index/held-since", test_held_since);
  g_test_add_func ("/hall-index/numbers", test_numbers);
  g_test_add_func ("/hall-index/no-number", test_no_number);
  g_test_add_func ("/hall-index/calls", test_calls);
  g_test_add_func ("/hall-index/ended-sessions", test_ended_sessions);
  g_test_add_func ("/hall-index/known", test_known);
  g_test_add_func ("/hall-index/at-counter", test_at_counter);
  g_test_add_func ("/hall-index/copies", test_copies);

  return g_test_run();
}
