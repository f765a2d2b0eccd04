/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "core/yc-json.h"
#include "decide-desk.h"

/* What decisions say beside yes and no, and the limits of time, number and right that the tables do not turn. */

static void
assert_reason_is_personal (YcEvent *event, const char *reason)
{
  g_assert_false (json_object_has_member (event->data, "reason"));
  g_assert_cmpstr (yc_json_peek_string (yc_event_get_personal (event), "reason"), ==, reason);
}

static void
test_numbers (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Desk) desk = { 0 };
  const YcTicket *ticket;

  desk_init (&desk, reference);
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_ISSUE, "{\"queue\": \"A\", \"matter\": \"m-1\"}"), ==, "ok");
  g_assert_cmpstr (get_result (&desk, "number"), ==, "A001");
  ticket = yc_hall_get_ticket (desk.fx.hall, get_result (&desk, "ticket"));
  g_assert_cmpstr (ticket->day, ==, FX_DAY);
  g_assert_cmpstr (ticket->matter, ==, "m-1");
  g_assert_cmpstr (ticket->issuer, ==, FX_DEVICE (4));
  g_assert_cmpstr (get_event (&desk, 0)->ref, ==, "policy@2026-11-01");
  g_assert_cmpint (get_event (&desk, 0)->counter, ==, 4);

  /* Numbers run per queue; 999 is followed by 1000; another day's do not count. */
  fx_issue (&desk.fx, 998, "A");
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_ISSUE, "{\"queue\": \"A\"}"), ==, "ok");
  g_assert_cmpstr (get_result (&desk, "number"), ==, "A999");
  g_assert_cmpstr (ask (&desk, 0, YC_VERB_ISSUE, "{\"queue\": \"A\"}"), ==, "ok");
  g_assert_cmpstr (get_result (&desk, "number"), ==, "A1000");
  ticket = yc_hall_get_ticket (desk.fx.hall, get_result (&desk, "ticket"));
  g_assert_cmpstr (ticket->issuer, ==, FX_NODE);
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_ISSUE, "{\"queue\": \"B\"}"), ==, "ok");
  g_assert_cmpstr (get_result (&desk, "number"), ==, "B001");
  desk.ask.now += 24 * 60 * FX_MINUTE;
  g_assert_cmpstr (ask (&desk, 0, YC_VERB_ISSUE, "{\"queue\": \"A\"}"), ==, "ok");
  g_assert_cmpstr (get_result (&desk, "number"), ==, "A001");
  desk.ask.now = FX_NOW;

  /* A transfer does not change the number, nor let it be given again. */
  fx_issue (&desk.fx, 99999, "C");
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_ISSUE, "{\"queue\": \"C\"}"), ==, "numbers-used-up");
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_ISSUE, "{\"queue\": \"Q\"}"), ==, "queue-unknown");
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_ISSUE, "{\"queue\": \"A\", \"group\": \"kings\"}"), ==, "group-unknown");
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_ISSUE, "{}"), ==, "argument");
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_ISSUE, "{\"queue\": 7}"), ==, "argument");
}

static void
test_walk_in (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_ISSUE, "{\"queue\": \"A\"}"), ==, "not-permitted");
  /* Counter 1 serves A, but not C; its clerk both. */
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_ISSUE, "{\"queue\": \"C\", \"call\": true}"), ==, "queue-not-yours");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_ISSUE, "{\"queue\": \"A\", \"call\": true, \"print\": true}"), ==, "ok");
  g_assert_cmpuint (desk.decision.events->len, ==, 2);
  g_assert_cmpint (get_event (&desk, 1)->type, ==, YC_EVENT_TICKET_CALLED);
  g_assert_cmpstr (yc_json_peek_string (get_event (&desk, 1)->data, "step"), ==, "chosen");
  g_assert_cmpstr (yc_hall_get_current (desk.fx.hall, 1)->number, ==, "A001");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_ISSUE, "{\"queue\": \"A\", \"call\": true}"), ==, "busy");
  g_assert_cmpstr (yc_json_peek_string (desk.refusal.args, "number"), ==, "A001");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_ISSUE, "{\"queue\": \"A\", \"call\": true}"), ==, "counter-closed");
}

static void
test_appointment (void)
{
  g_autoptr (YcReference) reference = fx_reference ("appointment_early_min", (gint64) 15, NULL);
  g_auto (Desk) desk = { 0 };
  g_autofree char *args = NULL;
  const YcTicket *ticket;

  desk_init (&desk, reference);
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_ISSUE, "{\"queue\": \"A\", \"slot\": \"25:00\"}"), ==, "slot-invalid");
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_ISSUE, "{\"queue\": \"A\", \"slot\": \"10:30\"}"), ==, "ok");
  ticket = yc_hall_get_ticket (desk.fx.hall, get_result (&desk, "ticket"));
  g_assert_cmpint (ticket->state, ==, YC_TICKET_BOOKED);
  g_assert_cmpint (ticket->slot, ==, FX_NOW + 30 * FX_MINUTE);
  g_assert_cmpstr (ticket->number, ==, "");

  args = g_strdup_printf ("{\"ticket\": \"%s\"}", ticket->id);
  desk.ask.now = FX_NOW + 15 * FX_MINUTE - 1;
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_CHECK_IN, args), ==, "too-early");
  g_assert_cmpint (yc_json_peek_int (desk.refusal.args, "slot"), ==, FX_NOW + 30 * FX_MINUTE);
  desk.ask.now = FX_NOW + 24 * 60 * FX_MINUTE;
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_CHECK_IN, args), ==, "no-session");
  g_assert_cmpstr (ask (&desk, 0, YC_VERB_CHECK_IN, args), ==, "ticket-other-day");
  desk.ask.now = FX_NOW + 15 * FX_MINUTE;
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_CHECK_IN, args), ==, "ok");
  g_assert_cmpstr (get_result (&desk, "number"), ==, "A001");
  g_assert_cmpint (ticket->waiting_since, ==, FX_NOW + 15 * FX_MINUTE);
}

static void
test_call (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  fx_issue (&desk.fx, 1, "C");
  fx_issue (&desk.fx, 2, "A");
  g_assert_cmpstr (ask_ticket (&desk, 1, YC_VERB_CALL, 1), ==, "queue-not-yours");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_CALL_NEXT, "{}"), ==, "ok");
  g_assert_cmpstr (get_result (&desk, "number"), ==, "A002");
  g_assert_cmpstr (get_result (&desk, "step"), ==, "place");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_PAUSE, "{\"reason\": \"pause.meal\"}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_RETURN, "{}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_CALL_NEXT, "{}"), ==, "counter-paused");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_UNPAUSE, "{}"), ==, "ok");

  /* Sent to counter 1: then its queue does not matter. */
  fx_open (&desk.fx, 3);
  serve (&desk, 3, 1);
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_TRANSFER, "{\"counter\": 1}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_CALL_NEXT, "{}"), ==, "ok");
  g_assert_cmpstr (get_result (&desk, "step"), ==, "directed");
  g_assert_cmpstr (get_result (&desk, "number"), ==, "C001");
  g_assert_cmpstr (ask (&desk, 2, YC_VERB_CALL_NEXT, "{}"), ==, "ok");
  g_assert_cmpstr (get_result (&desk, "number"), ==, "A002");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_CALL_NEXT, "{}"), ==, "ok");
  g_assert_true (json_object_get_null_member (desk.decision.result, "ticket"));
  g_assert_cmpuint (desk.decision.events->len, ==, 0);
  desk.ask.now += 24 * 60 * FX_MINUTE;
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_CALL_NEXT, "{}"), ==, "no-session");
}

static void
test_sessions (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_autofree char *args = g_strdup_printf ("{\"reason\": \"%s\"}", "key");
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  fx_issue (&desk.fx, 1, "A");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_LOCK, args), ==, "ok");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_CALL_NEXT, "{}"), ==, "session-locked");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_LOCK, args), ==, "session-locked");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_SIGN_OUT, "{}"), ==, "session-locked");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_UNLOCK, "{}"), ==, "ok");
  g_assert_cmpuint (desk.decision.events->len, ==, 1);
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_CALL_NEXT, "{}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_SIGN_OUT, "{}"), ==, "busy");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_RETURN, "{}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_SIGN_OUT, "{\"reason\": \"tired\"}"), ==, "argument");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_SIGN_OUT, "{}"), ==, "ok");
  g_assert_cmpuint (desk.decision.events->len, ==, 2);
  g_assert_cmpint (get_event (&desk, 0)->type, ==, YC_EVENT_COUNTER_CLOSED);
  g_assert_cmpint (yc_hall_get_counter (desk.fx.hall, 1)->state, ==, YC_COUNTER_CLOSED);
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_CALL_NEXT, "{}"), ==, "no-session");

  /* Past its hours a session does nothing more at the node, leaving included: the next sign-in takes over (10b rule 27). */
  desk.ask.now = yc_hall_get_session (desk.fx.hall, FX_SESSION (2))->expires - 1;
  g_assert_cmpstr (ask (&desk, 2, YC_VERB_CALL_NEXT, "{}"), ==, "ok");
  desk.ask.now++;
  g_assert_cmpstr (ask (&desk, 2, YC_VERB_SIGN_OUT, "{}"), ==, "no-session");
  desk.ask.now = FX_NOW;

  /* A session of another device is none. */
  desk.ask.device = FX_DEVICE (1);
  desk.ask.session = FX_SESSION (2);
  g_assert_false (yc_decide (desk.fx.hall, YC_VERB_CALL_NEXT, NULL, &desk.ask, &desk.decision, &desk.refusal));
  g_assert_cmpint (desk.refusal.code, ==, YC_REFUSAL_NO_SESSION);
}

static void
test_sign_in (void)
{
  g_autoptr (YcReference) reference = fx_reference ("session_hours", (gint64) 2, NULL);
  g_auto (Desk) desk = { 0 };
  const YcSession *session;

  desk_init (&desk, reference);
  desk.ask.device = FX_DEVICE (1);
  desk.ask.session = "";
  g_assert_true (yc_decide_sign_in (desk.fx.hall, FX_STAFF (2), &desk.ask, &desk.decision, &desk.refusal));
  g_assert_cmpuint (desk.decision.events->len, ==, 2);
  apply_decided (&desk, YC_VERB_SIGN_OUT);
  g_assert_cmpint (yc_hall_get_session (desk.fx.hall, FX_SESSION (1))->state, ==, YC_SESSION_ENDED);
  session = yc_hall_get_device_session (desk.fx.hall, FX_DEVICE (1));
  g_assert_cmpstr (session->id, ==, get_result (&desk, "session"));
  g_assert_cmpstr (session->staff, ==, FX_STAFF (2));
  g_assert_cmpint (session->counter, ==, 1);
  g_assert_cmpint (session->expires, ==, FX_NOW + 120 * FX_MINUTE);
  g_assert_true (yc_uuid_is_valid (session->id));
  g_assert_cmpint (yc_json_peek_int (desk.decision.result, "counter"), ==, 1);

  g_assert_false (yc_decide_sign_in (desk.fx.hall, FX_STAFF (99), &desk.ask, &desk.decision, &desk.refusal));
  g_assert_cmpint (desk.refusal.code, ==, YC_REFUSAL_STAFF_UNKNOWN);
}

/* The next clerk at a counter finds what the last one left, put aside for her. */
static void
test_open_counter (void)
{
  static const char *const held[] = { "A001", "A002" };
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_autofree char *next = NULL;
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  for (guint n = 1; n <= 3; n++)
    fx_issue (&desk.fx, n, "A");
  serve (&desk, 1, 1);
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_HOLD, "{}"), ==, "ok");
  g_assert_cmpstr (ask_ticket (&desk, 1, YC_VERB_CALL, 2), ==, "ok");
  serve (&desk, 2, 3);

  desk.ask.device = FX_DEVICE (1);
  g_assert_true (yc_decide_sign_in (desk.fx.hall, FX_STAFF (3), &desk.ask, &desk.decision, &desk.refusal));
  next = g_strdup (get_result (&desk, "session"));
  apply_decided (&desk, YC_VERB_SIGN_OUT);
  desk.ask.session = next;
  g_assert_false (yc_decide (desk.fx.hall, YC_VERB_CALL_NEXT, NULL, &desk.ask, &desk.decision, &desk.refusal));
  g_assert_cmpint (desk.refusal.code, ==, YC_REFUSAL_COUNTER_HELD);
  g_assert_true (yc_decide (desk.fx.hall, YC_VERB_OPEN_COUNTER, NULL, &desk.ask, &desk.decision, &desk.refusal));
  g_assert_cmpuint (desk.decision.events->len, ==, 3);
  g_assert_cmpint (get_event (&desk, 0)->type, ==, YC_EVENT_COUNTER_TAKEN_OVER);
  apply_decided (&desk, YC_VERB_OPEN_COUNTER);
  for (guint n = 1; n <= 2; n++)
    {
      const YcTicket *ticket = fx_get (&desk.fx, n);

      g_assert_cmpstr (ticket->number, ==, held[n - 1]);
      g_assert_cmpint (ticket->state, ==, YC_TICKET_HELD);
      g_assert_cmpstr (ticket->session, ==, next);
      g_assert_cmpint (ticket->counter, ==, 1);
    }
  g_assert_cmpstr (fx_get (&desk.fx, 3)->session, ==, FX_SESSION (2));
  g_assert_cmpstr (yc_hall_get_counter (desk.fx.hall, 1)->session, ==, next);
}

static void
test_open_refused (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_OPEN_COUNTER, "{}"), ==, "counter-open");
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_OPEN_COUNTER, "{}"), ==, "not-permitted");
  /* Counter 3 serves F; session 3 is the supervisor's, who serves all; then its queues are taken away. */
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_SET_COUNTER_QUEUES, "{\"counter\": 3, \"queues\": []}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_OPEN_COUNTER, "{}"), ==, "not-assigned");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_SET_COUNTER_QUEUES, "{\"counter\": 3, \"queues\": [\"Q\"]}"), ==,
                   "queue-unknown");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_SET_COUNTER_QUEUES, "{\"counter\": 3, \"queues\": [\"A\", \"B\", \"A\"]}"),
                   ==, "argument");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_SET_COUNTER_QUEUES, "{\"counter\": 3, \"queues\": [\"A\"]}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_OPEN_COUNTER, "{}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_CLOSE_COUNTER, "{}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_CLOSE_COUNTER, "{}"), ==, "counter-closed");
}

static void
test_take_over (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  fx_issue (&desk.fx, 1, "A");
  fx_issue (&desk.fx, 2, "A");
  serve (&desk, 1, 1);
  /* A clerk takes nothing from another counter; a supervisor needs her own open to put it somewhere. */
  g_assert_cmpstr (ask_ticket (&desk, 2, YC_VERB_TAKE_OVER, 1), ==, "not-permitted");
  g_assert_cmpstr (ask (&desk, 2, YC_VERB_TAKE_OVER, "{\"counter\": 1}"), ==, "not-permitted");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_TAKE_OVER, "{\"counter\": 1}"), ==, "counter-open");
  g_assert_cmpstr (ask_ticket (&desk, 3, YC_VERB_TAKE_OVER, 1), ==, "counter-closed");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_OPEN_COUNTER, "{}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_TAKE_OVER, "{\"counter\": 7}"), ==, "counter-closed");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_TAKE_OVER, "{\"counter\": 70}"), ==, "counter-unknown");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_TAKE_OVER, "{}"), ==, "argument");
  g_assert_cmpstr (ask_ticket (&desk, 3, YC_VERB_TAKE_OVER, 1), ==, "ok");
  g_assert_cmpint (fx_get (&desk.fx, 1)->counter, ==, 3);
  g_assert_cmpint (fx_get (&desk.fx, 1)->state, ==, YC_TICKET_HELD);
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_END, "{\"result\": \"finished\"}"), ==, "nothing-served");

  /* The whole counter: its lease and its tickets. */
  serve (&desk, 2, 2);
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_TAKE_OVER, "{\"counter\": 2}"), ==, "ok");
  g_assert_cmpint (get_event (&desk, 0)->type, ==, YC_EVENT_COUNTER_TAKEN_OVER);
  g_assert_cmpint (fx_get (&desk.fx, 2)->counter, ==, 3);
  g_assert_cmpstr (ask (&desk, 2, YC_VERB_CALL_NEXT, "{}"), ==, "counter-held");
  /* And all of it is given up when she leaves. */
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_SIGN_OUT, "{}"), ==, "ok");
  g_assert_cmpuint (desk.decision.events->len, ==, 3);
}

/* A supervisor who took a window over does not keep it from the next one who signs in there (contract, "Counter"). */
static void
test_open_after_take_over (void)
{
  static const YcVerb verbs[] = { YC_VERB_OPEN_COUNTER, YC_VERB_TAKE_OVER };
  g_autoptr (YcReference) reference = fx_reference (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autoptr (JsonObject) args = NULL;
      g_auto (Desk) desk = { 0 };
      g_autofree char *next = NULL;

      desk_init (&desk, reference);
      fx_issue (&desk.fx, 1, "A");
      serve (&desk, 2, 1);
      g_assert_cmpstr (ask (&desk, 3, YC_VERB_OPEN_COUNTER, "{}"), ==, "ok");
      g_assert_cmpstr (ask (&desk, 3, YC_VERB_TAKE_OVER, "{\"counter\": 2}"), ==, "ok");
      desk.ask.device = FX_DEVICE (2);
      desk.ask.session = "";
      g_assert_true (yc_decide_sign_in (desk.fx.hall, FX_STAFF (1), &desk.ask, &desk.decision, &desk.refusal));
      next = g_strdup (get_result (&desk, "session"));
      apply_decided (&desk, YC_VERB_SIGN_OUT);
      desk.ask.session = next;
      args = json_object_new ();
      if (verbs[i] == YC_VERB_TAKE_OVER)
        json_object_set_int_member (args, "counter", 2);
      g_assert_true (yc_decide (desk.fx.hall, verbs[i], args, &desk.ask, &desk.decision, &desk.refusal));
      apply_decided (&desk, verbs[i]);
      g_assert_cmpstr (yc_hall_get_counter (desk.fx.hall, 2)->session, ==, next);
      /* The visitor the supervisor took to her own window stays there. */
      g_assert_cmpint (fx_get (&desk.fx, 1)->counter, ==, 3);
    }
}

static void
test_duty (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Desk) desk = { 0 };
  g_autofree char *no_group = NULL;
  g_autofree char *reroute = NULL;
  g_autofree char *group = NULL;

  desk_init (&desk, reference);
  fx_issue (&desk.fx, 1, "A");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_PAUSE_COUNTER, "{\"counter\": 2}"), ==, "not-permitted");
  g_assert_cmpstr (ask (&desk, 0, YC_VERB_PAUSE_COUNTER, "{\"counter\": 2}"), ==, "reason-needed");
  g_assert_cmpstr (ask (&desk, 0, YC_VERB_PAUSE_COUNTER, "{\"counter\": 2, \"reason\": \"pause.other\"}"), ==,
                   "note-needed");
  g_assert_cmpstr (ask (&desk, 0, YC_VERB_PAUSE_COUNTER, "{\"counter\": 2, \"reason\": \"pause.meal\"}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_PAUSE_COUNTER, "{\"counter\": 2, \"reason\": \"pause.meal\"}"), ==,
                   "counter-paused");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_PAUSE_COUNTER, "{\"counter\": 2, \"resume\": true}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_PAUSE_COUNTER, "{\"counter\": 2, \"resume\": true}"), ==, "counter-open");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_PAUSE_COUNTER, "{\"counter\": 5, \"resume\": true}"), ==, "counter-closed");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_CLEAR_LOCK, "{\"staff\": \"999\"}"), ==, "staff-unknown");
  g_assert_cmpstr (ask (&desk, 0, YC_VERB_CALL_NEXT, "{}"), ==, "not-permitted");

  reroute = g_strdup_printf ("{\"ticket\": \"%s\", \"queue\": \"B\", \"reason\": \"reroute.peak\"}", FX_TICKET (1));
  g_assert_cmpstr (ask (&desk, 0, YC_VERB_REROUTE, reroute), ==, "ok");
  g_assert_cmpstr (fx_get (&desk.fx, 1)->queue, ==, "B");
  group = g_strdup_printf ("{\"ticket\": \"%s\", \"group\": \"ill\", \"reason\": \"seen\"}", FX_TICKET (1));
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_REPRIORITISE, group), ==, "ok");
  g_assert_cmpstr (fx_get (&desk.fx, 1)->group, ==, "ill");
  g_assert_cmpstr (fx_get (&desk.fx, 1)->group_reason, ==, "seen");
  assert_reason_is_personal (get_event (&desk, 0), "seen");
  g_assert_cmpstr (ask_ticket (&desk, 4, YC_VERB_REPRIORITISE, 1), ==, "argument");
  no_group = g_strdup_printf ("{\"ticket\": \"%s\", \"group\": \"\"}", FX_TICKET (1));
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_REPRIORITISE, no_group), ==, "ok");
  g_assert_cmpstr (fx_get (&desk.fx, 1)->group, ==, "");
}

/* Why somebody has priority is kept apart with what may name her, at the counter as with an appointment. */
static void
test_group_reason (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  g_assert_cmpstr (ask (&desk, 4, YC_VERB_ISSUE, "{\"queue\": \"A\", \"group\": \"ill\", \"reason\": \"cast\"}"), ==, "ok");
  assert_reason_is_personal (get_event (&desk, 0), "cast");
  g_assert_cmpstr (yc_hall_get_ticket (desk.fx.hall, get_result (&desk, "ticket"))->group_reason, ==, "cast");
}

/* No priority that nobody can justify (contract, command line): at reception, by appointment, at the window, afterwards. */
static void
test_group_needs_reason (void)
{
  static const struct
  {
    guint by;
    YcVerb verb;
    const char *args;
  } rows[] = {
    { 4, YC_VERB_ISSUE, "{\"queue\": \"A\", \"group\": \"ill\"}" },
    { 0, YC_VERB_ISSUE, "{\"queue\": \"A\", \"group\": \"ill\", \"reason\": \"\"}" },
    { 4, YC_VERB_ISSUE, "{\"queue\": \"A\", \"group\": \"ill\", \"slot\": \"10:30\"}" },
    { 1, YC_VERB_ISSUE, "{\"queue\": \"A\", \"group\": \"ill\", \"call\": true}" },
    { 4, YC_VERB_REPRIORITISE, "{\"ticket\": \"019a0000-000b-7000-8000-000000000001\", \"group\": \"ill\"}" },
  };
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  fx_issue (&desk.fx, 1, "A");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].args);
      g_assert_cmpstr (ask (&desk, rows[i].by, rows[i].verb, rows[i].args), ==, "reason-needed");
      g_assert_cmpstr (yc_json_peek_string (desk.refusal.args, "kind"), ==, "group");
    }
}

/* Why a ticket was withdrawn is a code; what names somebody stands in the note, which can be erased. */
static void
test_cancel (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Desk) desk = { 0 };
  static const struct
  {
    const char *more;
    const char *answer;
  } rows[] = {
    { "", "reason-needed" },
    { ", \"reason\": \"Mr Li has left\"", "reason-unknown" },
    { ", \"reason\": \"pass.absent\"", "reason-unknown" },
    { ", \"reason\": \"cancel.abuse\"", "note-needed" },
    { ", \"reason\": \"cancel.visitor\", \"note\": \"Mr Li\"", "ok" },
  };

  desk_init (&desk, reference);
  fx_issue (&desk.fx, 1, "A");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *args = g_strdup_printf ("{\"ticket\": \"%s\"%s}", FX_TICKET (1), rows[i].more);

      g_test_message ("%s", args);
      g_assert_cmpstr (ask (&desk, 4, YC_VERB_CANCEL, args), ==, rows[i].answer);
    }
  g_assert_cmpint (fx_get (&desk.fx, 1)->outcome, ==, YC_OUTCOME_CANCELLED);
  g_assert_cmpstr (yc_json_peek_string (get_event (&desk, 0)->data, "reason"), ==, "cancel.visitor");
  g_assert_false (json_object_has_member (get_event (&desk, 0)->data, "note"));
  g_assert_cmpstr (yc_json_peek_string (yc_event_get_personal (get_event (&desk, 0)), "note"), ==, "Mr Li");
}

/* What a terminal or a printer would obey is no text; a note may have several lines. */
static void
test_control_characters (void)
{
  static const struct
  {
    YcVerb verb;
    const char *more;
    const char *answer;
  } rows[] = {
    { YC_VERB_ISSUE, "\"queue\": \"A\", \"group\": \"ill\", \"reason\": \"\\u001b[31mcast\"", "reason" },
    { YC_VERB_ISSUE, "\"queue\": \"A\", \"group\": \"ill\", \"reason\": \"cast\\n\"", "reason" },
    { YC_VERB_ISSUE, "\"queue\": \"A\", \"group\": \"ill\", \"reason\": \"\\u009b31m\"", "reason" },
    { YC_VERB_ISSUE, "\"queue\": \"A\", \"group\": \"ill\\u007f\", \"reason\": \"cast\"", "group" },
    { YC_VERB_ISSUE, "\"queue\": \"\\u001b[2J\"", "queue" },
    { YC_VERB_CANCEL, "\"ticket\": \"%s\", \"reason\": \"cancel.abuse\", \"note\": \"a\\u0007\"", "note" },
    { YC_VERB_CANCEL, "\"ticket\": \"%s\", \"reason\": \"cancel.abuse\", \"note\": \"a\\tb\\r\\nc\"", NULL },
  };
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  fx_issue (&desk.fx, 1, "A");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) parts = g_strsplit (rows[i].more, "%s", 2);
      g_autofree char *more = g_strjoinv (FX_TICKET (1), parts);
      g_autofree char *args = g_strdup_printf ("{%s}", more);

      g_test_message ("%s", args);
      g_assert_cmpstr (ask (&desk, 4, rows[i].verb, args), ==, rows[i].answer != NULL ? "argument" : "ok");
      if (rows[i].answer != NULL)
        g_assert_cmpstr (yc_json_peek_string (desk.refusal.args, "name"), ==, rows[i].answer);
    }
}

/* Every refusal has a name of its own, and finds back. */
static void
test_refusals (void)
{
  g_auto (YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  for (int i = YC_REFUSAL_NONE + 1; i < YC_N_REFUSALS; i++)
    {
      const char *name = yc_refusal_code_to_string ((YcRefusalCode) i);

      g_assert_nonnull (name);
      g_assert_cmpint (yc_refusal_code_from_string (name), ==, i);
    }
  g_assert_cmpint (yc_refusal_code_from_string ("none"), ==, YC_REFUSAL_NONE);
  g_assert_cmpstr (yc_refusal_code_to_string (YC_REFUSAL_HELD_MAX), ==, "held-max");
  g_assert_false (yc_refuse (&refusal, YC_REFUSAL_HELD_MAX, "max", 'i', (gint64) 3, "who", 's', "x", NULL));
  g_assert_cmpint (yc_json_peek_int (refusal.args, "max"), ==, 3);
  g_assert_cmpstr (yc_json_peek_string (refusal.args, "who"), ==, "x");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/decide/numbers", test_numbers);
  g_test_add_func ("/decide/walk-in", test_walk_in);
  g_test_add_func ("/decide/appointment", test_appointment);
  g_test_add_func ("/decide/call", test_call);
  g_test_add_func ("/decide/sessions", test_sessions);
  g_test_add_func ("/decide/sign-in", test_sign_in);
  g_test_add_func ("/decide/open-counter", test_open_counter);
  g_test_add_func ("/decide/open-refused", test_open_refused);
  g_test_add_func ("/decide/take-over", test_take_over);
  g_test_add_func ("/decide/open-after-take-over", test_open_after_take_over);
  g_test_add_func ("/decide/duty", test_duty);
  g_test_add_func ("/decide/group-reason", test_group_reason);
  g_test_add_func ("/decide/group-needs-reason", test_group_needs_reason);
  g_test_add_func ("/decide/cancel", test_cancel);
  g_test_add_func ("/decide/control-characters", test_control_characters);
  g_test_add_func ("/decide/refusals", test_refusals);

  return g_test_run();
}
