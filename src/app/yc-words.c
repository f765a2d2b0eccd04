/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-words"

#include "config.h"

#include "app/yc-words.h"

#include <glib/gi18n.h>

#include <string.h>

#include "core/yc-time.h"

static gboolean
is_chinese (void)
{
  /* Translators: which of the two names that the hall's data gives is shown: "zh" or "en". */
  return strcmp (C_("language of names in data", "en"), "zh") == 0;
}

static const char *
either (const char *zh, const char *en)
{
  const char *first = is_chinese () ? zh : en;
  const char *second = is_chinese () ? en : zh;

  if (first != NULL && first[0] != '\0')
    return first;
  return second != NULL ? second : "";
}

const char *
yc_words_text (const YcText *text)
{
  return text != NULL ? either (text->zh, text->en) : "";
}

char *
yc_words_clock (YcReference *reference, gint64 ms)
{
  char clock[6];

  /* The offset comes with the policy: before that, a time would be that of another place. */
  if (ms == 0 || reference == NULL || yc_reference_get_version (reference, YC_SET_POLICY) == NULL)
    return g_strdup ("");
  yc_time_clock (ms, (int) yc_policy_int (reference, "utc_offset_minutes"), clock);
  return g_strdup (clock);
}

int
yc_words_minutes (gint64 since, gint64 now)
{
  return since > 0 && now > since ? (int) MIN ((now - since) / 60000, 9999) : 0;
}

char *
yc_words_minutes_text (int minutes)
{
  return g_strdup_printf (ngettext ("%d min", "%d min", (gulong) minutes), minutes);
}

const char *
yc_words_queue (YcReference *reference, const char *letter)
{
  const YcQueue *queue = reference != NULL && letter != NULL ? yc_reference_get_queue (reference, letter) : NULL;

  return queue != NULL ? yc_words_text (&queue->name) : (letter != NULL ? letter : "");
}

const char *
yc_words_group (YcReference *reference, const char *id)
{
  const YcGroup *group;

  if (id == NULL || id[0] == '\0')
    return "";
  group = reference != NULL ? yc_reference_get_group (reference, id) : NULL;
  return group != NULL ? yc_words_text (&group->name) : id;
}

const char *
yc_words_reason (YcReference *reference, const char *id)
{
  const YcReason *reason;

  if (id == NULL || id[0] == '\0')
    return "";
  reason = reference != NULL ? yc_reference_get_reason (reference, id) : NULL;
  return reason != NULL ? yc_words_text (&reason->name) : id;
}

char *
yc_words_window (int counter)
{
  return g_strdup_printf (_("Window %d"), counter);
}

char *
yc_words_paused (const YcDeskView *view)
{
  const char *reason;

  g_return_val_if_fail (view != NULL, NULL);

  reason = yc_words_reason (view->reference, view->pause_reason != NULL ? view->pause_reason : "");
  /* Translators: the reason of a pause. */
  return reason[0] != '\0' ? g_strdup_printf (_("Window paused · %s"), reason) : g_strdup (_("Window paused"));
}

const char *
yc_words_staff (const YcDeskView *view)
{
  return view != NULL && view->staff != NULL ? yc_words_text (&view->staff->name) : "";
}

const char *
yc_words_window_staff (const YcWindow *window)
{
  g_return_val_if_fail (window != NULL, "");

  return either (window->staff_name_zh, window->staff_name_en);
}

const char *
yc_words_step (YcStep step)
{
  switch (step)
    {
    case YC_STEP_DIRECTED:
      return _("Sent to this window");
    case YC_STEP_BOOKED:
      return _("Booked for now");
    case YC_STEP_AGED:
      return _("Has waited longest");
    case YC_STEP_ORDINARY:
      return _("Ordinary ticket’s turn");
    case YC_STEP_PRIORITY:
      return _("Priority group");
    case YC_STEP_PLACE:
      return _("First in the queue");
    case YC_STEP_NONE:
    default:
      return "";
    }
}

const char *
yc_words_ticket_state (YcTicketState state)
{
  switch (state)
    {
    case YC_TICKET_BOOKED:
      return C_("ticket", "Booked");
    case YC_TICKET_WAITING:
      return C_("ticket", "Waiting");
    case YC_TICKET_CALLED:
      return C_("ticket", "Called");
    case YC_TICKET_SERVING:
      return C_("ticket", "Serving");
    case YC_TICKET_HELD:
      return C_("ticket", "Put aside");
    case YC_TICKET_ENDED:
      return C_("ticket", "Ended");
    case YC_TICKET_NONE:
    default:
      return "";
    }
}

const char *
yc_words_result (const char *result)
{
  static const struct
  {
    const char *id;
    const char *words;
  } results[] = {
    { "finished", N_("Finished") },
    { "consulted", N_("Consultation Only") },
    { "referred", N_("Referred") },
    { "abandoned", N_("Visitor Left") },
  };

  g_return_val_if_fail (result != NULL, "");

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      if (strcmp (results[i].id, result) == 0)
        return _(results[i].words);
    }
  return result;
}

static char *
counter_activity (YcReference *reference, const YcActivity *activity)
{
  switch ((int) activity->type)
    {
    case YC_EVENT_COUNTER_OPENED:
      return g_strdup (_("Window opened"));
    case YC_EVENT_COUNTER_CLOSED:
      return g_strdup (_("Window closed"));
    case YC_EVENT_COUNTER_TAKEN_OVER:
      return g_strdup (_("Window taken over"));
    case YC_EVENT_COUNTER_PAUSED:
      if (activity->detail != NULL && activity->detail[0] != '\0')
        return g_strdup_printf (_("Window paused · %s"), yc_words_reason (reference, activity->detail));
      return g_strdup (_("Window paused"));
    case YC_EVENT_COUNTER_RESUMED:
      return g_strdup (_("Window open again"));
    case YC_EVENT_COUNTER_QUEUES_SET:
      return g_strdup (_("Queues of this window changed"));
    case YC_EVENT_SESSION_OPENED:
      return g_strdup (_("Signed in"));
    case YC_EVENT_SESSION_ENDED:
      return g_strdup (_("Signed out"));
    case YC_EVENT_SESSION_LOCKED:
      return g_strdup (_("Locked"));
    case YC_EVENT_SESSION_UNLOCKED:
      return g_strdup (_("Unlocked"));
    default:
      return NULL;
    }
}

char *
yc_words_target (YcReference *reference, const char *detail)
{
  g_return_val_if_fail (detail != NULL, NULL);

  if (g_ascii_isdigit (detail[0]))
    return yc_words_window ((int) g_ascii_strtoll (detail, NULL, 10));
  return g_strdup (yc_words_queue (reference, detail));
}

static char *
ticket_with_detail (YcReference *reference, const YcActivity *activity)
{
  const char *detail = activity->detail != NULL ? activity->detail : "";
  const char *number = activity->number;

  if (detail[0] == '\0')
    return NULL;
  switch ((int) activity->type)
    {
    case YC_EVENT_TICKET_HELD:
      return g_strdup_printf (_("%1$s put aside · %2$s"), number, yc_words_reason (reference, detail));
    case YC_EVENT_TICKET_PASSED:
      return g_strdup_printf (_("%1$s skipped · %2$s"), number, yc_words_reason (reference, detail));
    case YC_EVENT_TICKET_TRANSFERRED:
      {
        g_autofree char *target = yc_words_target (reference, detail);

        return g_strdup_printf (_("%1$s transferred to %2$s"), number, target);
      }
    case YC_EVENT_TICKET_RESTORED:
      return strcmp (detail, "held") == 0 ? g_strdup_printf (_("%s is back here, put aside"), number) : NULL;
    case YC_EVENT_TICKET_ENDED:
      return g_strdup_printf (_("%1$s ended · %2$s"), number, yc_words_result (detail));
    default:
      return NULL;
    }
}

char *
yc_words_activity (YcReference *reference, const YcActivity *activity)
{
  const char *number;
  char *words;

  g_return_val_if_fail (activity != NULL, NULL);

  if (activity->ticket == NULL || activity->ticket[0] == '\0')
    return counter_activity (reference, activity);
  words = ticket_with_detail (reference, activity);
  if (words != NULL)
    return words;

  number = activity->number;
  switch ((int) activity->type)
    {
    case YC_EVENT_TICKET_ISSUED:
      return g_strdup_printf (_("%s issued"), number);
    case YC_EVENT_TICKET_CALLED:
      return g_strdup_printf (_("%s called"), number);
    case YC_EVENT_TICKET_RECALLED:
      return g_strdup_printf (_("%s called again"), number);
    case YC_EVENT_TICKET_STARTED:
      return g_strdup_printf (_("%s started"), number);
    case YC_EVENT_TICKET_HELD:
      return g_strdup_printf (_("%s put aside"), number);
    case YC_EVENT_TICKET_RESUMED:
      return g_strdup_printf (_("%s resumed"), number);
    case YC_EVENT_TICKET_PASSED:
      return g_strdup_printf (_("%s skipped"), number);
    case YC_EVENT_TICKET_RETURNED:
      return g_strdup_printf (_("%s put back in the queue"), number);
    case YC_EVENT_TICKET_ENDED:
      return g_strdup_printf (_("%s ended"), number);
    case YC_EVENT_TICKET_RESTORED:
      return g_strdup_printf (_("%s is back at its place"), number);
    case YC_EVENT_TICKET_TAKEN_OVER:
      return g_strdup_printf (_("%s taken over"), number);
    default:
      return NULL;
    }
}

static char *
offline_words (const YcDeskView *view, gint64 since)
{
  guint unsent = view != NULL ? view->unsent : 0;
  g_autofree char *clock = yc_words_clock (view != NULL ? view->reference : NULL, since);

  if (clock[0] == '\0')
    return unsent == 0 ? g_strdup (_("Offline"))
                       : g_strdup_printf (ngettext ("Offline · %u saved here", "Offline · %u saved here", unsent), unsent);
  if (unsent == 0)
    return g_strdup_printf (_("Offline since %s"), clock);
  return g_strdup_printf (ngettext ("Offline since %1$s · %2$u saved here", "Offline since %1$s · %2$u saved here", unsent),
                          clock, unsent);
}

static void
online_words (const YcDeskView *view, const YcSyncStatus *status, gint64 since, YcChipWords *chip)
{
  guint unsent = view != NULL ? view->unsent : 0;
  g_autofree char *clock = yc_words_clock (view != NULL ? view->reference : NULL, since);

  if (unsent == 0 && !status->pushing)
    {
      chip->icon = "emblem-ok-symbolic";
      chip->style = "ok";
      chip->words = clock[0] != '\0' ? g_strdup_printf (_("All sent %s"), clock) : g_strdup (_("All sent"));
    }
  else if (status->pushing)
    {
      chip->icon = "emblem-synchronizing-symbolic";
      chip->style = "busy";
      chip->words = unsent > 0 ? g_strdup_printf (ngettext ("Sending %u", "Sending %u", unsent), unsent) : g_strdup (_("Sending"));
    }
  else
    {
      chip->icon = "document-open-recent-symbolic";
      chip->style = "busy";
      chip->words = g_strdup_printf (ngettext ("%u waiting to send", "%u waiting to send", unsent), unsent);
    }
}

void
yc_words_chip (const YcDeskView *view, const YcSyncStatus *status, gint64 since, YcChipWords *chip)
{
  g_return_if_fail (status != NULL && chip != NULL);

  chip->words = NULL;
  switch (status->state)
    {
    case YC_LINK_ONLINE:
      online_words (view, status, since, chip);
      break;
    case YC_LINK_CONNECTING:
      chip->icon = "emblem-synchronizing-symbolic";
      chip->style = "busy";
      chip->words = g_strdup (_("Connecting"));
      break;
    case YC_LINK_REFUSED:
      chip->icon = "dialog-warning-symbolic";
      chip->style = "warning";
      chip->words = view != NULL && view->unsent > 0
                      ? g_strdup_printf (ngettext ("%u could not be sent", "%u could not be sent", view->unsent), view->unsent)
                      : g_strdup (_("Refused by the hall"));
      break;
    case YC_LINK_STOPPED:
    case YC_LINK_AWAY:
    default:
      chip->icon = "network-offline-symbolic";
      chip->style = "warning";
      chip->words = offline_words (view, since);
      break;
    }
}

void
yc_chip_words_clear (YcChipWords *chip)
{
  g_return_if_fail (chip != NULL);

  g_clear_pointer (&chip->words, g_free);
}
