/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-sentences"

#include "config.h"

#include "app/yc-sentences.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-sentences-private.h"
#include "app/yc-words.h"

const char *
yc_sentence_text_arg (const YcRefusal *refusal, const char *name, const char *otherwise)
{
  const char *text = NULL;

  if (refusal->args != NULL && json_object_has_member (refusal->args, name))
    text = json_object_get_string_member_with_default (refusal->args, name, NULL);
  return text != NULL && text[0] != '\0' ? text : otherwise;
}

int
yc_sentence_int_arg (const YcRefusal *refusal, const char *name)
{
  if (refusal->args == NULL || !json_object_has_member (refusal->args, name))
    return 0;
  return (int) CLAMP (json_object_get_int_member_with_default (refusal->args, name, 0), 0, G_MAXINT);
}

/* A moment (ms UTC) by the hall's clock, "" when it is not known; transfer full. */
static char *
moment_arg (const YcRefusal *refusal, const char *name, YcReference *reference)
{
  return yc_words_clock (reference, refusal->args != NULL ? json_object_get_int_member_with_default (refusal->args, name, 0) : 0);
}

static const char *
number_arg (const YcRefusal *refusal)
{
  return yc_sentence_text_arg (refusal, "number", _("This ticket"));
}

/* The name of the member of staff whose id the refusal gives, or NULL: an id is nothing to show. */
static const char *
staff_arg (const YcRefusal *refusal, YcReference *reference)
{
  const char *id = yc_sentence_text_arg (refusal, "staff", "");
  const YcStaffItem *item;

  for (guint i = 0; reference != NULL && (item = yc_reference_get_nth_staff (reference, i)) != NULL; i++)
    {
      if (strcmp (item->id, id) == 0)
        return yc_words_text (&item->name);
    }
  return NULL;
}

static char *
window_sentence (const YcRefusal *refusal, YcReference *reference)
{
  int counter = yc_sentence_int_arg (refusal, "counter");
  const char *staff = staff_arg (refusal, reference);

  switch ((int) refusal->code)
    {
    case YC_REFUSAL_COUNTER_CLOSED:
      return g_strdup (_("This window is closed. Open it first."));
    case YC_REFUSAL_COUNTER_PAUSED:
      return g_strdup (_("This window is paused. Press Ctrl+B to open it again."));
    case YC_REFUSAL_COUNTER_OPEN:
      return g_strdup (_("This window is open already."));
    case YC_REFUSAL_COUNTER_HELD:
      if (staff != NULL)
        return g_strdup_printf (_("Window %1$d is held by %2$s."), counter, staff);
      return g_strdup_printf (_("Window %d is held by another clerk."), counter);
    case YC_REFUSAL_COUNTER_UNKNOWN:
      return g_strdup_printf (_("There is no window %d in this hall."), counter);
    case YC_REFUSAL_NOT_ASSIGNED:
      return g_strdup (_("You are not assigned to this window. Ask the supervisor."));
    case YC_REFUSAL_QUEUE_NOT_YOURS:
      if (counter > 0)
        return g_strdup_printf (_("Window %d does not take this queue."), counter);
      return g_strdup (_("You do not take this queue."));
    default:
      return NULL;
    }
}

static char *
state_sentence (const YcRefusal *refusal)
{
  const char *number = number_arg (refusal);
  const char *state = yc_sentence_text_arg (refusal, "state", "");
  int counter = yc_sentence_int_arg (refusal, "counter");

  if (counter > 0 && (strcmp (state, "called") == 0 || strcmp (state, "serving") == 0))
    return g_strdup_printf (_("%1$s is at window %2$d now."), number, counter);
  if (counter > 0 && strcmp (state, "held") == 0)
    return g_strdup_printf (_("%1$s is put aside at window %2$d."), number, counter);
  if (strcmp (state, "waiting") == 0)
    return g_strdup_printf (_("%s is waiting. Call it first."), number);
  if (strcmp (state, "booked") == 0)
    return g_strdup_printf (_("%s has not checked in yet."), number);
  if (strcmp (state, "ended") == 0)
    return g_strdup_printf (_("%s has ended."), number);
  return g_strdup_printf (_("%s is no longer where it was. Look at the list and try again."), number);
}

static char *
ticket_sentence (const YcRefusal *refusal)
{
  const char *number = number_arg (refusal);
  int counter = yc_sentence_int_arg (refusal, "counter");
  int n;

  switch ((int) refusal->code)
    {
    case YC_REFUSAL_BUSY:
      if (strcmp (yc_sentence_text_arg (refusal, "state", ""), "called") == 0)
        return g_strdup_printf (_("%s has been called. Start or skip it first."), number);
      return g_strdup (_("Decide the visit in hand first (F8)."));
    case YC_REFUSAL_NOTHING_CALLED:
      return g_strdup (_("No one has been called. Press F2 first."));
    case YC_REFUSAL_NOTHING_SERVED:
      return g_strdup (_("No one is being served."));
    case YC_REFUSAL_TICKET_UNKNOWN:
      return g_strdup (_("The hall does not know this ticket."));
    case YC_REFUSAL_TICKET_STATE:
      return state_sentence (refusal);
    case YC_REFUSAL_TICKET_OTHER_DAY:
      return g_strdup_printf (_("%s is from another day."), number);
    case YC_REFUSAL_TICKET_AWAITS_PRINT:
      return g_strdup_printf (_("The slip of %s is not printed yet."), number);
    case YC_REFUSAL_HELD_MAX:
      n = yc_sentence_int_arg (refusal, "max");
      return g_strdup_printf (ngettext ("You already hold %d ticket. Resume or end it first.",
                                        "You already hold %d tickets. Resume or end one first.", (gulong) n),
                              n);
    case YC_REFUSAL_RECALL_GUARD:
      n = MAX (yc_sentence_int_arg (refusal, "wait_s"), 1);
      return g_strdup_printf (ngettext ("Wait %d s before calling again.", "Wait %d s before calling again.", (gulong) n), n);
    case YC_REFUSAL_UNDO_TOO_LATE:
      return g_strdup_printf (_("It is too late to undo this for %s."), number);
    case YC_REFUSAL_PASSED_TOO_LONG:
      n = yc_sentence_int_arg (refusal, "keeps_min");
      return g_strdup_printf (ngettext ("%1$s was skipped more than %2$d minute ago and needs a new number.",
                                        "%1$s was skipped more than %2$d minutes ago and needs a new number.", (gulong) n),
                              number, n);
    case YC_REFUSAL_SERVED_ELSEWHERE:
      if (counter > 0)
        return g_strdup_printf (_("%1$s is already served at window %2$d and cannot be put back."), number, counter);
      return g_strdup_printf (_("%s is already served elsewhere and cannot be put back."), number);
    case YC_REFUSAL_MUST_RETURN:
      return g_strdup_printf (_("%1$s must come back to window %2$d. Transfer it there."), number, counter);
    default:
      return NULL;
    }
}

static char *
argument_sentence (const YcRefusal *refusal, YcReference *reference)
{
  const char *queue = yc_sentence_text_arg (refusal, "queue", "");
  g_autofree char *clock = NULL;

  switch ((int) refusal->code)
    {
    case YC_REFUSAL_QUEUE_UNKNOWN:
      if (queue[0] != '\0')
        return g_strdup_printf (_("This hall has no queue %s."), queue);
      return g_strdup (_("This hall does not have that queue."));
    case YC_REFUSAL_GROUP_UNKNOWN:
      return g_strdup (_("This hall does not have that priority group."));
    case YC_REFUSAL_REASON_NEEDED:
      return g_strdup (strcmp (yc_sentence_text_arg (refusal, "kind", ""), "group") == 0 ? _("Choose a reason for the priority.")
                                                                              : _("Choose a reason."));
    case YC_REFUSAL_REASON_UNKNOWN:
      return g_strdup (_("This hall does not have that reason. Choose another."));
    case YC_REFUSAL_NOTE_NEEDED:
      return g_strdup_printf (_("“%s” needs a note."),
                              yc_words_reason (reference, yc_sentence_text_arg (refusal, "reason", _("This reason"))));
    case YC_REFUSAL_RESULT_UNKNOWN:
      return g_strdup (_("Choose how the visit ended."));
    case YC_REFUSAL_TOPIC_NEEDED:
      return g_strdup (_("Choose the topic."));
    case YC_REFUSAL_REFERRED_NEEDED:
      return g_strdup (_("Say to whom."));
    case YC_REFUSAL_SLOT_INVALID:
      return g_strdup_printf (_("%s is not a time of day."), yc_sentence_text_arg (refusal, "slot", "–"));
    case YC_REFUSAL_TOO_EARLY:
      clock = moment_arg (refusal, "slot", reference);
      if (clock[0] == '\0')
        return g_strdup (_("It is too early for this appointment."));
      return g_strdup_printf (_("It is too early for the appointment at %s."), clock);
    case YC_REFUSAL_NUMBERS_USED_UP:
      return g_strdup_printf (_("Queue %s has no numbers left today."), yc_words_queue (reference, queue));
    case YC_REFUSAL_ARGUMENT:
      return g_strdup (_("Something on this page is missing. Check it and try again."));
    default:
      return NULL;
    }
}

static char *
sign_in_sentence (const YcRefusal *refusal, YcReference *reference)
{
  g_autofree char *clock = NULL;
  int n;

  switch ((int) refusal->code)
    {
    case YC_REFUSAL_NOT_PERMITTED:
      return g_strdup (_("Your role may not do this. Ask the supervisor."));
    case YC_REFUSAL_NO_SESSION:
      return g_strdup (_("Your sign-in has ended. Sign in again."));
    case YC_REFUSAL_SESSION_LOCKED:
      return g_strdup (_("This window is locked. Unlock it first."));
    case YC_REFUSAL_STAFF_UNKNOWN:
      return g_strdup (_("The hall does not know this member of staff."));
    case YC_REFUSAL_WRONG_PIN:
      n = yc_sentence_int_arg (refusal, "tries");
      return g_strdup_printf (ngettext ("That staff number and PIN do not match. %d try left.",
                                        "That staff number and PIN do not match. %d tries left.", (gulong) n),
                              n);
    case YC_REFUSAL_PIN_LOCKED:
      clock = moment_arg (refusal, "until", reference);
      if (clock[0] == '\0')
        return g_strdup (_("Too many wrong tries: locked. A supervisor can unlock it."));
      return g_strdup_printf (_("Too many wrong tries: locked until %s. A supervisor can unlock it."), clock);
    default:
      return NULL;
    }
}

static char *
link_refusal_sentence (const YcRefusal *refusal)
{
  switch ((int) refusal->code)
    {
    case YC_REFUSAL_NOT_BOOTSTRAPPED:
      return g_strdup (_("This computer is still reading today’s record of the hall. Wait a moment."));
    case YC_REFUSAL_COMMAND_IN_FLIGHT:
      return g_strdup (_("The hall has not confirmed the last call yet. Wait, or cancel it."));
    case YC_REFUSAL_NODE_AWAY:
      return g_strdup (_("The hall server cannot be reached. Calling waits; the visit in hand goes on."));
    case YC_REFUSAL_WITHDRAWN:
      return g_strdup (_("Cancelled. The hall did nothing."));
    default:
      return NULL;
    }
}

char *
yc_sentence_of_storing (const YcSyncStatus *status)
{
  g_return_val_if_fail (status != NULL, NULL);

  if (status->node_cannot_store && status->state != YC_LINK_REFUSED)
    return g_strdup (_("The hall server answers, but can store nothing now: its disk may be full. Calling waits; the visit in hand goes on,"
                       " and what you do is saved here. Tell whoever looks after the hall server."));
  if (status->state != YC_LINK_ONLINE || !status->cannot_store)
    return NULL;
  return g_strdup (_("This computer cannot store what the hall sends: its disk may be full. What you did before is saved; the queue"
                     " shown here stands still. Make room on the disk, or ask whoever looks after this computer."));
}

char *
yc_sentence_of_refusal (const YcRefusal *refusal, YcReference *reference)
{
  char *sentence;

  g_return_val_if_fail (refusal != NULL, NULL);

  if (refusal->code == YC_REFUSAL_NONE)
    return g_strdup ("");
  sentence = window_sentence (refusal, reference);
  if (sentence == NULL)
    sentence = ticket_sentence (refusal);
  if (sentence == NULL)
    sentence = argument_sentence (refusal, reference);
  if (sentence == NULL)
    sentence = sign_in_sentence (refusal, reference);
  if (sentence == NULL)
    sentence = link_refusal_sentence (refusal);
  if (sentence == NULL)
    sentence = yc_sentence_of_case_refusal (refusal, reference);
  /* A code of a newer node reads as none, so this is only for a code that has been forgotten here; a test looks for it. */
  return sentence != NULL ? sentence : g_strdup (_("The hall refused this."));
}
