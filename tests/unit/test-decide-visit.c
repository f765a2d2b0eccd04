/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "core/yc-json.h"
#include "decide-desk.h"

/* What happens to a ticket at a counter: passed and put back, sent on, ended, and the limits of each. */

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

/* Calls the next one at counter 1; her number. */
static const char *
call_next (Desk *desk)
{
  g_assert_cmpstr (ask (desk, 1, YC_VERB_CALL_NEXT, "{}"), ==, "ok");
  return get_result (desk, "number");
}

/* Who waited too long and asked to be served later is not called again at once because she waited too long. */
static void
test_pass_aged (void)
{
  static const char *const order[] = { "A002", "A003", "A004", "A001", "A005" };
  g_autoptr (YcReference) reference =
    fx_reference ("passed_back_places", (gint64) 3, "age_first_min", (gint64) 30, NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  desk.fx.time = FX_NOW - 31 * FX_MINUTE;
  fx_issue (&desk.fx, 1, "A");
  desk.fx.time = FX_NOW - 10 * FX_MINUTE;
  for (guint n = 2; n <= 5; n++)
    fx_issue (&desk.fx, n, "A");
  g_assert_cmpstr (call_next (&desk), ==, "A001");
  g_assert_cmpstr (get_result (&desk, "step"), ==, "aged");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_PASS, "{\"reason\": \"pass.later\"}"), ==, "ok");
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_assert_cmpstr (call_next (&desk), ==, order[i]);
      g_assert_cmpstr (get_result (&desk, "step"), ==, "place");
      g_assert_cmpstr (ask (&desk, 1, YC_VERB_PASS, "{}"), ==, "ok");
    }
}

/* The wait that counts begins anew with the call before: half an hour later she is one who waits too long again. */
static void
test_pass_ages_again (void)
{
  g_autoptr (YcReference) reference =
    fx_reference ("passed_back_places", (gint64) 3, "age_first_min", (gint64) 30, NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  desk.fx.time = FX_NOW - 31 * FX_MINUTE;
  fx_issue (&desk.fx, 1, "A");
  g_assert_cmpstr (call_next (&desk), ==, "A001");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_PASS, "{\"reason\": \"pass.later\"}"), ==, "ok");
  desk.ask.now = FX_NOW + 30 * FX_MINUTE;
  fx_issue (&desk.fx, 2, "A");
  g_assert_cmpstr (call_next (&desk), ==, "A001");
  g_assert_cmpstr (get_result (&desk, "step"), ==, "place");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_RETURN, "{}"), ==, "ok");
  desk.ask.now += 1;
  g_assert_cmpstr (call_next (&desk), ==, "A001");
  g_assert_cmpstr (get_result (&desk, "step"), ==, "aged");
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

/* Who has to come back to one window is not sent on to come back to another: the first would be forgotten. */
static void
test_must_return_once (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Desk) desk = { 0 };

  desk_init (&desk, reference);
  fx_open (&desk.fx, 3);
  fx_issue (&desk.fx, 1, "A");
  serve (&desk, 1, 1);
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_TRANSFER, "{\"counter\": 2, \"must_return\": true}"), ==, "ok");
  serve (&desk, 2, 1);
  g_assert_cmpstr (ask (&desk, 2, YC_VERB_TRANSFER, "{\"counter\": 3, \"must_return\": true}"), ==, "must-return");
  g_assert_cmpint (yc_json_peek_int (desk.refusal.args, "counter"), ==, 1);
  g_assert_cmpstr (yc_json_peek_string (desk.refusal.args, "number"), ==, "A001");
  g_assert_cmpint (fx_get (&desk.fx, 1)->back_to, ==, 1);

  /* On without it, she still comes back to window 1; window 1 itself may send her again, and be asked to send her back. */
  g_assert_cmpstr (ask (&desk, 2, YC_VERB_TRANSFER, "{\"counter\": 3}"), ==, "ok");
  g_assert_cmpint (fx_get (&desk.fx, 1)->back_to, ==, 1);
  serve (&desk, 3, 1);
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_TRANSFER, "{\"counter\": 1, \"must_return\": true}"), ==, "ok");
  g_assert_cmpint (fx_get (&desk.fx, 1)->back_to, ==, 3);

  /* A window that is closed holds nobody. */
  serve (&desk, 1, 1);
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_TRANSFER, "{\"counter\": 2, \"must_return\": true}"), ==, "must-return");
  g_assert_cmpstr (ask (&desk, 3, YC_VERB_CLOSE_COUNTER, "{}"), ==, "ok");
  g_assert_cmpstr (ask (&desk, 1, YC_VERB_TRANSFER, "{\"counter\": 2, \"must_return\": true}"), ==, "ok");
  g_assert_cmpint (fx_get (&desk.fx, 1)->back_to, ==, 1);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/decide/restore", test_restore);
  g_test_add_func ("/decide/undo", test_undo);
  g_test_add_func ("/decide/pass-place", test_pass_place);
  g_test_add_func ("/decide/pass-aged", test_pass_aged);
  g_test_add_func ("/decide/pass-ages-again", test_pass_ages_again);
  g_test_add_func ("/decide/end", test_end);
  g_test_add_func ("/decide/must-return", test_must_return);
  g_test_add_func ("/decide/must-return-once", test_must_return_once);
  g_test_add_func ("/decide/limits", test_limits);

  return g_test_run();
}
