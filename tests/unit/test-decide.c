/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "core/yc-json.h"
#include "hall-fixture.h"

/* What decisions say beside yes and no, and the limits of time, number and right that the tables do not turn. */

typedef struct
{
  Fx fx;
  FxEnv env;
  YcUuidClock uuids;
  YcAsk ask;
  YcDecision decision;
  YcRefusal refusal;
} Desk;

/* Counters 1 and 2 are open, for clerks; staff 4, the supervisor, is signed in at device 3, staff 5, at reception, at 4. */
static void
desk_init (Desk *self, YcReference *reference)
{
  memset (self, 0, sizeof *self);
  fx_env_init (&self->env);
  fx_init (&self->fx, reference);
  fx_sign_in (&self->fx, 1, 1);
  fx_sign_in (&self->fx, 2, 2);
  fx_sign_in (&self->fx, 3, 4);
  fx_sign_in (&self->fx, 4, 5);
  fx_open (&self->fx, 1);
  fx_open (&self->fx, 2);
  self->ask.now = FX_NOW;
  self->ask.mono = 1000000;
  self->ask.uuids = &self->uuids;
  self->ask.env = &self->env.env;
}

static void
desk_clear (Desk *self)
{
  yc_decision_clear (&self->decision);
  yc_refusal_clear (&self->refusal);
  fx_clear (&self->fx);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

/* Applies what was decided as its author. */
static void
apply_decided (Desk *self, YcVerb verb)
{
  for (guint i = 0; i < self->decision.events->len; i++)
    {
      YcEvent *event = g_ptr_array_index (self->decision.events, i);
      g_autoptr (GError) error = NULL;

      yc_event_check_data (event, &error);
      g_assert_no_error (error);
      g_free (event->dev);
      event->dev = g_strdup (yc_verb_is_command (verb) ? FX_NODE : self->ask.device);
      self->fx.time = self->ask.now;
      fx_apply (&self->fx, yc_event_ref (event));
    }
}

/* Asks from device n (0: the administrator) with arguments in JSON; applies the events; "ok" or the refusal's code. */
static const char *
ask (Desk *self, guint n, YcVerb verb, const char *args)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = yc_json_parse_object (args, strlen (args), &YC_JSON_BODY, &error);

  g_assert_no_error (error);
  self->ask.device = FX_DEVICE (n);
  self->ask.session = n == 0 ? "" : FX_SESSION (n);
  self->ask.administrator = n == 0;
  yc_decision_clear (&self->decision);
  if (!yc_decide (self->fx.hall, verb, object, &self->ask, &self->decision, &self->refusal))
    return yc_refusal_code_to_string (self->refusal.code);
  apply_decided (self, verb);
  return "ok";
}

/* As ask(), about a ticket. */
static const char *
ask_ticket (Desk *self, guint n, YcVerb verb, guint ticket)
{
  g_autofree char *args = g_strdup_printf ("{\"ticket\": \"%s\"}", FX_TICKET (ticket));

  return ask (self, n, verb, args);
}

static const char *
get_result (Desk *self, const char *name)
{
  return yc_json_peek_string (self->decision.result, name);
}

static YcEvent *
get_event (Desk *self, guint n)
{
  g_assert_cmpuint (n, <, self->decision.events->len);
  return g_ptr_array_index (self->decision.events, n);
}

static void
assert_reason_is_personal (YcEvent *event, const char *reason)
{
  g_assert_false (json_object_has_member (event->data, "reason"));
  g_assert_cmpstr (yc_json_peek_string (yc_event_get_personal (event), "reason"), ==, reason);
}

static void
serve (Desk *self, guint n, guint ticket)
{
  g_assert_cmpstr (ask_ticket (self, n, YC_VERB_CALL, ticket), ==, "ok");
  g_assert_cmpstr (ask (self, n, YC_VERB_START, "{}"), ==, "ok");
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

static void
test_restore (void)
{
  g_autoptr (YcReference) reference = fx_reference ("passed_keeps_min", (gint64) 30, NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  fx_issue (&desk.fx, 1, "A");
  g_assert_cmpstr (ask_ticket (&desk, 1, YC_VERB_CALL, 1), ==, "ok");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_PASS, "{}"), ==, "ok");
  g_assert_cmpstr (yc_json_peek_string (get_event (&desk, 0)->data, "reason"), ==, "pass.absent");
  g_assert_cmpint (fx_get (&desk.fx, 1)->outcome, ==, YC_OUTCOME_PASSED);

  /* At any counter of her queue, to the minute. */
  desk.ask.now = FX_NOW + 30 * FX_MINUTE + 1;
  g_assert_cmpstr (ask_ticket (&desk, 2, YC_VERB_RESTORE, 1), ==, "passed-too-long");
  g_assert_cmpint (yc_json_peek_int (desk.refusal.args, "keeps_min"), ==, 30);
  desk.ask.now = FX_NOW + 30 * FX_MINUTE;
  g_assert_cmpstr (ask_ticket (&desk, 2, YC_VERB_RESTORE, 1), ==, "ok");
  g_assert_cmpint (fx_get (&desk.fx, 1)->state, ==, YC_TICKET_WAITING);
  g_assert_cmpstr (get_result (&desk, "to"), ==, "place");

  /* Called elsewhere meanwhile: refused, naming where. */
  serve (&desk, 2, 1);
  g_assert_cmpstr (ask_ticket (&desk, 1, YC_VERB_RESTORE, 1), ==, "served-elsewhere");
  g_assert_cmpint (yc_json_peek_int (desk.refusal.args, "counter"), ==, 2);

  /* The own transfer, while it is the newest that happened. */
  g_assert_cmpstr (ask (&desk, 2, YC_VERB_TRANSFER, "{\"queue\": \"B\"}"), ==, "ok");
  g_assert_cmpstr (ask_ticket (&desk, 1, YC_VERB_RESTORE, 1), ==, "ticket-state");
  g_assert_cmpstr (ask_ticket (&desk, 2, YC_VERB_RESTORE, 1), ==, "ok");
  g_assert_cmpstr (get_result (&desk, "to"), ==, "held");
  g_assert_cmpint (fx_get (&desk.fx, 1)->state, ==, YC_TICKET_HELD);
  g_assert_cmpstr (fx_get (&desk.fx, 1)->queue, ==, "A");
  g_assert_cmpstr (ask_ticket (&desk, 2, YC_VERB_RESUME, 1), ==, "ok");
  g_assert_cmpstr (ask (&desk, 2, YC_VERB_TRANSFER, "{\"queue\": \"B\"}"), ==, "ok");
  fx_node (&desk.fx, YC_EVENT_TICKET_REPRIORITISED, g_intern_string ("ticket/019a0000-000b-7000-8000-000000000001"),
           "{\"group\": \"ill\"}");
  g_assert_cmpstr (ask_ticket (&desk, 2, YC_VERB_RESTORE, 1), ==, "undo-too-late");
}

/* With no time to keep a place, the counter's own pass can still be undone for as long as undo lasts. */
static void
test_undo (void)
{
  g_autoptr (YcReference) reference = fx_reference ("passed_keeps_min", (gint64) 0, "undo_s", (gint64) 10, NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  fx_issue (&desk.fx, 1, "A");
  g_assert_cmpstr (ask_ticket (&desk, 1, YC_VERB_CALL, 1), ==, "ok");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_PASS, "{}"), ==, "ok");
  desk.ask.now = FX_NOW + 10001;
  g_assert_cmpstr (ask_ticket (&desk, 1, YC_VERB_RESTORE, 1), ==, "passed-too-long");
  desk.ask.now = FX_NOW + 10000;
  g_assert_cmpstr (ask_ticket (&desk, 2, YC_VERB_RESTORE, 1), ==, "passed-too-long");
  g_assert_cmpstr (ask_ticket (&desk, 1, YC_VERB_RESTORE, 1), ==, "ok");
}

/* Passed with a place kept: so many waiting visitors of the same queue back, or behind the last. */
static void
test_pass_place (void)
{
  static const struct
  {
    gint64 places;
    guint behind; /* ticket whose place it gets */
  } rows[] = { { 0, 1 }, { 1, 3 }, { 2, 5 }, { 3, 6 }, { 9, 6 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (YcReference) reference = fx_reference ("passed_back_places", rows[i].places, NULL);
      g_auto (Desk) desk = { 0 };

      desk_init (&desk, reference);
      /* Queue A: 1, 3, 5, 6; queue B: 2; 4 is of A but no longer waits. */
      for (guint n = 1; n <= 6; n++)
        fx_issue (&desk.fx, n, n == 2 ? "B" : "A");
      g_assert_cmpstr (ask_ticket (&desk, 2, YC_VERB_CALL, 4), ==, "ok");
      g_assert_cmpstr (ask_ticket (&desk, 1, YC_VERB_CALL, 1), ==, "ok");
      g_assert_cmpstr (ask (&desk, 1, YC_VERB_PASS, "{\"reason\": \"pass.later\", \"note\": \"parking\"}"), ==, "ok");
      g_assert_cmpint (fx_get (&desk.fx, 1)->state, ==, YC_TICKET_WAITING);
      g_assert_cmpint (fx_get (&desk.fx, 1)->place, ==, fx_get (&desk.fx, rows[i].behind)->place);
      if (rows[i].behind != 1)
        g_assert_cmpint (yc_order_compare_place (fx_get (&desk.fx, 1), fx_get (&desk.fx, rows[i].behind)), >, 0);
      /* What a clerk types may name a person. */
      g_assert_false (json_object_has_member (get_event (&desk, 0)->data, "note"));
      g_assert_cmpstr (yc_json_peek_string (get_event (&desk, 0)->personal, "note"), ==, "parking");
    }
}

static void
test_end (void)
{
  static const struct
  {
    const char *args;
    const char *answer;
  } rows[] = {
    { "{}", "result-unknown" },
    { "{\"result\": \"accepted\"}", "result-unknown" },
    { "{\"result\": \"consulted\"}", "topic-needed" },
    { "{\"result\": \"consulted\", \"topic\": \"referred.office\"}", "reason-unknown" },
    { "{\"result\": \"consulted\", \"topic\": \"topic.other\"}", "note-needed" },
    { "{\"result\": \"referred\", \"topic\": \"topic.fees\"}", "referred-needed" },
    { "{\"result\": \"referred\", \"referred\": \"referred.office\"}", "note-needed" },
    { "{\"outcome\": \"passed\", \"result\": \"finished\"}", "argument" },
    { "{\"outcome\": \"abandoned\", \"result\": \"finished\"}", "argument" },
    { "{\"result\": \"finished\"}", "ok" },
    { "{\"result\": \"consulted\", \"topic\": \"topic.fees\"}", "ok" },
    { "{\"result\": \"consulted\", \"topic\": \"topic.other\", \"note\": \"n\"}", "ok" },
    { "{\"result\": \"referred\", \"referred\": \"referred.office\", \"note\": \"n\"}", "ok" },
    { "{\"outcome\": \"abandoned\"}", "ok" },
  };
  g_autoptr (YcReference) reference = fx_reference (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Desk) desk = { 0 };

      g_test_message ("%s", rows[i].args);
      desk_init (&desk, reference);
      fx_issue (&desk.fx, 1, "A");
      serve (&desk, 1, 1);
      desk.ask.now = FX_NOW + 95000;
      g_assert_cmpstr (ask (&desk, 1, YC_VERB_END, rows[i].args), ==, rows[i].answer);
      if (strcmp (rows[i].answer, "ok") != 0)
        continue;
      g_assert_cmpint (fx_get (&desk.fx, 1)->state, ==, YC_TICKET_ENDED);
      g_assert_cmpint (yc_json_peek_int (get_event (&desk, 0)->data, "elapsed_ms"), ==, 95000);
    }
}

/* End of who must come back: sent there while it is open, ended here once it is not. */
static void
test_must_return (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  fx_issue (&desk.fx, 1, "A");
  serve (&desk, 1, 1);
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_TRANSFER, "{\"counter\": 2, \"must_return\": true}"), ==, "ok");
  serve (&desk, 2, 1);
  g_assert_cmpstr (ask (&desk, 2, YC_VERB_END, "{\"result\": \"finished\"}"), ==, "ok");
  g_assert_cmpint (get_event (&desk, 0)->type, ==, YC_EVENT_TICKET_TRANSFERRED);
  g_assert_cmpint (fx_get (&desk.fx, 1)->to_counter, ==, 1);
  g_assert_cmpint (fx_get (&desk.fx, 1)->back_to, ==, 0);
  serve (&desk, 1, 1);
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_TRANSFER, "{\"counter\": 2, \"must_return\": true}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_CLOSE_COUNTER, "{}"), ==, "ok");
  serve (&desk, 2, 1);
  g_assert_cmpstr (ask (&desk, 2, YC_VERB_END, "{\"result\": \"finished\"}"), ==, "ok");
  g_assert_cmpint (fx_get (&desk.fx, 1)->outcome, ==, YC_OUTCOME_SERVED);
}

static void
test_limits (void)
{
  g_autoptr (YcReference) reference = fx_reference ("held_max", (gint64) 2, "recall_guard_s", (gint64) 5, NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  for (guint n = 1; n <= 3; n++)
    {
      fx_issue (&desk.fx, n, "A");
      serve (&desk, 1, n);
      g_assert_cmpstr (ask (&desk, 1, YC_VERB_HOLD, "{\"reason\": \"pause.meal\"}"), ==, "reason-unknown");
      g_assert_cmpstr (ask (&desk, 1, YC_VERB_HOLD, "{\"reason\": \"hold.pay\"}"), ==, n < 3 ? "ok" : "held-max");
    }
  g_assert_cmpint (yc_json_peek_int (desk.refusal.args, "max"), ==, 2);
  g_assert_cmpstr (ask_ticket (&desk, 1, YC_VERB_RESUME, 1), ==, "busy");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_END, "{\"result\": \"finished\"}"), ==, "ok");
  g_assert_cmpstr (ask_ticket (&desk, 2, YC_VERB_RESUME, 1), ==, "served-elsewhere");
  g_assert_cmpstr (ask_ticket (&desk, 1, YC_VERB_RESUME, 1), ==, "ok");

  fx_issue (&desk.fx, 4, "A");
  g_assert_cmpstr (ask_ticket (&desk, 2, YC_VERB_CALL, 4), ==, "ok");
  desk.ask.last_recall_mono = desk.ask.mono - 4001;
  g_assert_cmpstr (ask (&desk, 2, YC_VERB_RECALL, "{}"), ==, "recall-guard");
  g_assert_cmpint (yc_json_peek_int (desk.refusal.args, "wait_s"), ==, 1);
  desk.ask.last_recall_mono = desk.ask.mono - 5000;
  g_assert_cmpstr (ask (&desk, 2, YC_VERB_RECALL, "{}"), ==, "ok");
  g_assert_cmpuint (fx_get (&desk.fx, 4)->calls, ==, 2);
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
  g_test_add_func ("/decide/restore", test_restore);
  g_test_add_func ("/decide/undo", test_undo);
  g_test_add_func ("/decide/pass-place", test_pass_place);
  g_test_add_func ("/decide/end", test_end);
  g_test_add_func ("/decide/must-return", test_must_return);
  g_test_add_func ("/decide/limits", test_limits);
  g_test_add_func ("/decide/duty", test_duty);
  g_test_add_func ("/decide/group-reason", test_group_reason);
  g_test_add_func ("/decide/refusals", test_refusals);

  return g_test_run();
}
