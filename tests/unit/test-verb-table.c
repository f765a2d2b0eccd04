/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "core/yc-json.h"
#include "hall-situations.h"

/*
 * Every state × every verb, written by hand from the contract before the code was run.
 *
 * Two letters per situation: ok, no (nobody waits: no event), or the refusal. Asked by the supervisor at counter 1,
 * who may do everything and is not bound to her queues.
 *
 * bu busy · co counter-open · nc nothing-called · np not-permitted · ns nothing-served · pl passed-too-long ·
 * se served-elsewhere · tp ticket-awaits-print · ts ticket-state · tu ticket-unknown
 */
typedef struct
{
  YcVerb verb;
  const char *args; /* T stands for the ticket's id */
  const char *expected[N_SITUATIONS];
} VerbRow;

/* clang-format off */
static const VerbRow verb_rows[] = {
/*                             none  booked waiting unprinted sent called serving held mustopen mustclosed there served passed abandoned expired cancelled others long */
{ YC_VERB_ISSUE, "{\"queue\": \"A\"}",
  { "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok" } },
{ YC_VERB_ISSUE, "{\"queue\": \"A\", \"call\": true}",
  { "ok", "ok", "ok", "ok", "ok", "bu", "bu", "ok", "bu", "bu", "bu", "ok", "ok", "ok", "ok", "ok", "ok", "ok" } },
{ YC_VERB_CHECK_IN, "{\"ticket\": \"T\"}",
  { "tu", "ok", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts" } },
{ YC_VERB_CANCEL, "{\"ticket\": \"T\", \"reason\": \"cancel.visitor\"}",
  { "tu", "ok", "ok", "ok", "ok", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts" } },
{ YC_VERB_CALL_NEXT, "{}",
  { "no", "no", "ok", "no", "no", "bu", "bu", "no", "bu", "bu", "bu", "no", "no", "no", "no", "no", "no", "no" } },
{ YC_VERB_CALL, "{\"ticket\": \"T\"}",
  { "tu", "ts", "ok", "tp", "ok", "bu", "bu", "ts", "bu", "bu", "bu", "ts", "ok", "ts", "ts", "ts", "ts", "ok" } },
{ YC_VERB_TAKE_OVER, "{\"ticket\": \"T\"}",
  { "tu", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ok", "ts" } },
{ YC_VERB_TAKE_OVER, "{\"counter\": 2}",
  { "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok" } },
{ YC_VERB_RESTORE, "{\"ticket\": \"T\"}",
  { "tu", "ts", "ts", "ts", "ok", "se", "se", "se", "se", "se", "se", "ts", "ok", "ts", "ts", "ts", "se", "pl" } },
{ YC_VERB_OPEN_COUNTER, "{}",
  { "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co" } },
{ YC_VERB_CLOSE_COUNTER, "{}",
  { "ok", "ok", "ok", "ok", "ok", "bu", "bu", "ok", "bu", "bu", "bu", "ok", "ok", "ok", "ok", "ok", "ok", "ok" } },
{ YC_VERB_REPRIORITISE, "{\"ticket\": \"T\", \"group\": \"ill\", \"reason\": \"seen\"}",
  { "tu", "ok", "ok", "ok", "ok", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts" } },
{ YC_VERB_SET_COUNTER_QUEUES, "{\"counter\": 1, \"queues\": [\"A\"]}",
  { "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok" } },
{ YC_VERB_REROUTE, "{\"ticket\": \"T\", \"queue\": \"C\", \"reason\": \"reroute.peak\"}",
  { "tu", "ok", "ok", "ok", "ok", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts" } },
{ YC_VERB_CLEAR_LOCK, "{\"staff\": \"101\"}",
  { "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok" } },
{ YC_VERB_PAUSE_COUNTER, "{\"counter\": 2, \"reason\": \"pause.meal\"}",
  { "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok" } },
{ YC_VERB_SIGN_OUT, "{}",
  { "ok", "ok", "ok", "ok", "ok", "bu", "bu", "ok", "bu", "bu", "bu", "ok", "ok", "ok", "ok", "ok", "ok", "ok" } },
{ YC_VERB_RECALL, "{}",
  { "nc", "nc", "nc", "nc", "nc", "ok", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc" } },
{ YC_VERB_START, "{}",
  { "nc", "nc", "nc", "nc", "nc", "ok", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc" } },
{ YC_VERB_HOLD, "{\"reason\": \"hold.pay\"}",
  { "ns", "ns", "ns", "ns", "ns", "ns", "ok", "ns", "ok", "ok", "ok", "ns", "ns", "ns", "ns", "ns", "ns", "ns" } },
{ YC_VERB_RESUME, "{\"ticket\": \"T\"}",
  { "tu", "ts", "ts", "ts", "ts", "ts", "ts", "ok", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "se", "ts" } },
{ YC_VERB_PASS, "{}",
  { "nc", "nc", "nc", "nc", "nc", "ok", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc" } },
{ YC_VERB_PASS, "{\"reason\": \"pass.later\"}",
  { "nc", "nc", "nc", "nc", "nc", "ok", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc", "nc" } },
{ YC_VERB_RETURN, "{}",
  { "ns", "ns", "ns", "ns", "ns", "ok", "ok", "ns", "ok", "ok", "ok", "ns", "ns", "ns", "ns", "ns", "ns", "ns" } },
{ YC_VERB_TRANSFER, "{\"queue\": \"B\", \"reason\": \"transfer.skill\", \"note\": \"n\"}",
  { "ns", "ns", "ns", "ns", "ns", "ok", "ok", "ns", "ok", "ok", "ok", "ns", "ns", "ns", "ns", "ns", "ns", "ns" } },
{ YC_VERB_END, "{\"result\": \"finished\"}",
  { "ns", "ns", "ns", "ns", "ns", "ns", "ok", "ns", "ok", "ok", "ok", "ns", "ns", "ns", "ns", "ns", "ns", "ns" } },
{ YC_VERB_PAUSE, "{\"reason\": \"pause.meal\"}",
  { "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok" } },
{ YC_VERB_UNPAUSE, "{}",
  { "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co", "co" } },
{ YC_VERB_LOCK, "{\"reason\": \"key\"}",
  { "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok" } },
{ YC_VERB_UNLOCK, "{}",
  { "no", "no", "no", "no", "no", "no", "no", "no", "no", "no", "no", "no", "no", "no", "no", "no", "no", "no" } },
{ YC_VERB_PRINTED, "{\"ticket\": \"T\"}",
  { "tu", "np", "ts", "ok", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts", "ts" } },
};
/* clang-format on */

static const char *
get_refusal (const char *letters)
{
  static const char *const names[][2] = {
    { "bu", "busy" },
    { "co", "counter-open" },
    { "nc", "nothing-called" },
    { "np", "not-permitted" },
    { "ns", "nothing-served" },
    { "pl", "passed-too-long" },
    { "se", "served-elsewhere" },
    { "tp", "ticket-awaits-print" },
    { "ts", "ticket-state" },
    { "tu", "ticket-unknown" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (strcmp (names[i][0], letters) == 0)
        return names[i][1];
    }
  g_assert_not_reached();
}

/* What was decided must take effect when its author writes it, all of it: nothing is decided that fold refuses. */
static void
check_decided (Fx *fx, YcVerb verb, const YcDecision *decision)
{
  for (guint i = 0; i < decision->events->len; i++)
    {
      YcEvent *event = g_ptr_array_index (decision->events, i);
      g_autoptr (GError) error = NULL;

      yc_event_check_data (event, &error);
      g_assert_no_error (error);
      g_free (event->dev);
      event->dev = g_strdup (yc_verb_is_command (verb) ? FX_NODE : FX_DEVICE (1));
      fx_apply (fx, yc_event_ref (event));
    }
}

static void
check_verb (YcReference *reference, const VerbRow *row, Situation situation)
{
  const char *expected = row->expected[situation];
  g_auto (GStrv) parts = g_strsplit (row->args, "\"T\"", 2);
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", FX_TICKET (1));
  g_autofree char *text = g_strjoinv (quoted, parts);
  g_autoptr (JsonObject) args = NULL;
  g_auto (YcDecision) decision = { NULL, NULL };
  g_auto (YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  YcUuidClock uuids = { 0, 0 };
  g_auto (Fx) fx = { NULL };
  FxEnv env;
  YcAsk ask = { FX_DEVICE (1), FX_SESSION (1), FALSE, FX_NOW, 1000000, 0, &uuids, &env.env };

  fx_env_init (&env);
  fx_situation (&fx, reference, situation);
  args = yc_json_parse_object (text, strlen (text), &YC_JSON_BODY, NULL);
  g_test_message ("%s %s in situation %u", yc_verb_to_string (row->verb), text, situation);
  if (!yc_decide (fx.hall, row->verb, args, &ask, &decision, &refusal))
    {
      g_test_message ("refused: %s", yc_refusal_code_to_string (refusal.code));
      g_assert_cmpstr (yc_refusal_code_to_string (refusal.code), ==, get_refusal (expected));
      g_assert_nonnull (refusal.args);
      g_assert_null (decision.events);
      return;
    }
  g_assert_cmpint (refusal.code, ==, YC_REFUSAL_NONE);
  g_assert_true (g_str_equal (expected, "ok") || g_str_equal (expected, "no"));
  g_assert_cmpint (decision.events->len > 0, ==, g_str_equal (expected, "ok"));
  check_decided (&fx, row->verb, &decision);
}

static void
test_verbs (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  gboolean seen[YC_N_VERBS] = { FALSE };

  for (guint i = 0; i < G_N_ELEMENTS (verb_rows); i++)
    {
      seen[verb_rows[i].verb] = TRUE;
      for (guint s = 0; s < N_SITUATIONS; s++)
        check_verb (reference, &verb_rows[i], (Situation) s);
    }
  for (int verb = YC_VERB_NONE + 1; verb < YC_N_VERBS; verb++)
    g_assert_true (seen[verb]);
}

/* Who may: c clerk, r receptionist, s supervisor, a administrator. */
static const struct
{
  const char *verb;
  const char *roles;
} permissions[] = {
  { "issue", "crsa" },
  { "check-in", "rsa" },
  { "cancel", "rsa" },
  { "call-next", "cs" },
  { "call", "cs" },
  { "take-over", "csa" },
  { "restore", "cs" },
  { "open-counter", "cs" },
  { "close-counter", "cs" },
  { "reprioritise", "rsa" },
  { "set-counter-queues", "sa" },
  { "reroute", "sa" },
  { "clear-lock", "sa" },
  { "pause-counter", "sa" },
  { "sign-out", "crs" },
  { "recall", "cs" },
  { "start", "cs" },
  { "hold", "cs" },
  { "resume", "cs" },
  { "pass", "cs" },
  { "return", "cs" },
  { "transfer", "cs" },
  { "end", "cs" },
  { "pause", "cs" },
  { "unpause", "cs" },
  { "lock", "crs" },
  { "unlock", "crs" },
  { "printed", "crsa" },
};

static void
test_permissions (void)
{
  static const char *const roles[] = { "clerk", "receptionist", "supervisor", "administrator" };

  g_assert_cmpuint (G_N_ELEMENTS (permissions), ==, YC_N_VERBS - 1);
  for (guint i = 0; i < G_N_ELEMENTS (permissions); i++)
    {
      YcVerb verb = yc_verb_from_string (permissions[i].verb);

      g_assert_cmpint (verb, ==, i + 1);
      g_assert_cmpstr (yc_verb_to_string (verb), ==, permissions[i].verb);
      g_assert_cmpint (yc_verb_is_command (verb), ==, i < 15);
      for (guint r = 0; r < G_N_ELEMENTS (roles); r++)
        g_assert_cmpint (yc_verb_is_permitted (verb, roles[r]), ==, strchr (permissions[i].roles, roles[r][0]) != NULL);
      g_assert_false (yc_verb_is_permitted (verb, "cleaner"));
    }
  g_assert_cmpint (yc_verb_from_string ("none"), ==, YC_VERB_NONE);
  g_assert_cmpint (yc_verb_from_string ("close"), ==, YC_VERB_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/verb-table/verbs", test_verbs);
  g_test_add_func ("/verb-table/permissions", test_permissions);

  return g_test_run();
}
