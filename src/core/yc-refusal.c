/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-refusal"

#include "config.h"

#include "core/yc-refusal.h"

#include <string.h>

/* Codes stay as they are once released: they are stored with the command's answer. */
static const char *const names[YC_N_REFUSALS] = {
  [YC_REFUSAL_NONE] = "none",
  [YC_REFUSAL_NOT_PERMITTED] = "not-permitted",
  [YC_REFUSAL_NO_SESSION] = "no-session",
  [YC_REFUSAL_SESSION_LOCKED] = "session-locked",
  [YC_REFUSAL_COUNTER_CLOSED] = "counter-closed",
  [YC_REFUSAL_COUNTER_PAUSED] = "counter-paused",
  [YC_REFUSAL_COUNTER_OPEN] = "counter-open",
  [YC_REFUSAL_COUNTER_HELD] = "counter-held",
  [YC_REFUSAL_COUNTER_UNKNOWN] = "counter-unknown",
  [YC_REFUSAL_BUSY] = "busy",
  [YC_REFUSAL_NOTHING_CALLED] = "nothing-called",
  [YC_REFUSAL_NOTHING_SERVED] = "nothing-served",
  [YC_REFUSAL_TICKET_UNKNOWN] = "ticket-unknown",
  [YC_REFUSAL_TICKET_STATE] = "ticket-state",
  [YC_REFUSAL_TICKET_OTHER_DAY] = "ticket-other-day",
  [YC_REFUSAL_TICKET_AWAITS_PRINT] = "ticket-awaits-print",
  [YC_REFUSAL_HELD_MAX] = "held-max",
  [YC_REFUSAL_RECALL_GUARD] = "recall-guard",
  [YC_REFUSAL_UNDO_TOO_LATE] = "undo-too-late",
  [YC_REFUSAL_PASSED_TOO_LONG] = "passed-too-long",
  [YC_REFUSAL_SERVED_ELSEWHERE] = "served-elsewhere",
  [YC_REFUSAL_QUEUE_UNKNOWN] = "queue-unknown",
  [YC_REFUSAL_QUEUE_NOT_YOURS] = "queue-not-yours",
  [YC_REFUSAL_GROUP_UNKNOWN] = "group-unknown",
  [YC_REFUSAL_REASON_NEEDED] = "reason-needed",
  [YC_REFUSAL_REASON_UNKNOWN] = "reason-unknown",
  [YC_REFUSAL_NOTE_NEEDED] = "note-needed",
  [YC_REFUSAL_RESULT_UNKNOWN] = "result-unknown",
  [YC_REFUSAL_TOPIC_NEEDED] = "topic-needed",
  [YC_REFUSAL_REFERRED_NEEDED] = "referred-needed",
  [YC_REFUSAL_MUST_RETURN] = "must-return",
  [YC_REFUSAL_SLOT_INVALID] = "slot-invalid",
  [YC_REFUSAL_TOO_EARLY] = "too-early",
  [YC_REFUSAL_STAFF_UNKNOWN] = "staff-unknown",
  [YC_REFUSAL_NOT_ASSIGNED] = "not-assigned",
  [YC_REFUSAL_NOT_BOOTSTRAPPED] = "not-bootstrapped",
  [YC_REFUSAL_NUMBERS_USED_UP] = "numbers-used-up",
  [YC_REFUSAL_ARGUMENT] = "argument",
  [YC_REFUSAL_COMMAND_IN_FLIGHT] = "command-in-flight",
  [YC_REFUSAL_NODE_AWAY] = "node-away",
  [YC_REFUSAL_WITHDRAWN] = "withdrawn",
  [YC_REFUSAL_WRONG_PIN] = "wrong-pin",
  [YC_REFUSAL_PIN_LOCKED] = "pin-locked",
  [YC_REFUSAL_CASE_STATE] = "case-state",
  [YC_REFUSAL_CASE_NOBODY] = "case-nobody",
  [YC_REFUSAL_CASE_NO_MATTER] = "case-no-matter",
  [YC_REFUSAL_CASE_QUESTIONS] = "case-questions",
  [YC_REFUSAL_CASE_MISSING] = "case-missing",
  [YC_REFUSAL_CASE_FIELDS] = "case-fields",
  [YC_REFUSAL_CASE_PROMISED] = "case-promised",
  [YC_REFUSAL_CASE_NOTHING_PROMISED] = "case-nothing-promised",
  [YC_REFUSAL_CASE_COMPLETE] = "case-complete",
  [YC_REFUSAL_CASE_NO_DAY] = "case-no-day",
  [YC_REFUSAL_MAY_NOT_RECEIVE] = "may-not-receive",
  [YC_REFUSAL_MAY_NOT_ACCEPT] = "may-not-accept",
  [YC_REFUSAL_NOT_IN_REGIME] = "not-in-regime",
  [YC_REFUSAL_ACCEPTED_BY_LAW] = "accepted-by-law",
  [YC_REFUSAL_GROUND_OF_OTHER_REGIME] = "ground-of-other-regime",
  [YC_REFUSAL_RIGHT_OFFICE_NEEDED] = "right-office-needed",
  [YC_REFUSAL_SUPERVISOR_NEEDED] = "supervisor-needed",
};

const char *
yc_refusal_code_to_string (YcRefusalCode code)
{
  g_return_val_if_fail ((guint) code < YC_N_REFUSALS, names[YC_REFUSAL_NONE]);

  return names[code];
}

YcRefusalCode
yc_refusal_code_from_string (const char *string)
{
  g_return_val_if_fail (string != NULL, YC_REFUSAL_NONE);

  for (int i = YC_REFUSAL_NONE + 1; i < YC_N_REFUSALS; i++)
    {
      if (strcmp (names[i], string) == 0)
        return (YcRefusalCode) i;
    }
  return YC_REFUSAL_NONE;
}

gboolean
yc_refuse (YcRefusal *refusal, YcRefusalCode code, ...)
{
  JsonObject *object;
  const char *name;
  va_list list;

  g_return_val_if_fail (refusal != NULL, FALSE);

  yc_refusal_clear (refusal);
  object = json_object_new();
  va_start (list, code);
  while ((name = va_arg (list, const char *)) != NULL)
    {
      int format = va_arg (list, int);

      if (format == 's')
        {
          const char *text = va_arg (list, const char *);
          json_object_set_string_member (object, name, text != NULL ? text : "");
        }
      else
        {
          g_assert (format == 'i');
          json_object_set_int_member (object, name, va_arg (list, gint64));
        }
    }
  va_end (list);
  refusal->code = code;
  refusal->args = object;
  return FALSE;
}

void
yc_refusal_clear (YcRefusal *refusal)
{
  g_return_if_fail (refusal != NULL);

  g_clear_pointer (&refusal->args, json_object_unref);
  refusal->code = YC_REFUSAL_NONE;
}
