/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-main-window"

#include "config.h"

#include "app/yc-main-window-private.h"

#include <glib/gi18n.h>

#include "app/yc-reason-page.h"

static const YcDeskView *
get_view (YcMainWindow *self)
{
  return yc_station_get_view (yc_main_window_get_station (self));
}

gboolean
yc_main_window_is_working (YcMainWindow *self)
{
  return yc_station_get_state (yc_main_window_get_station (self)) == YC_STATION_SIGNED_IN && get_view (self) != NULL;
}

static YcLinkState
get_link (YcMainWindow *self)
{
  YcSyncStatus status = { 0 };

  yc_station_get_status (yc_main_window_get_station (self), &status);
  return status.state;
}

/* Whether the verb may be done now; else the sentence is shown. */
gboolean
yc_main_window_may (YcMainWindow *self, YcVerb verb)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  if (!yc_main_window_is_working (self))
    return FALSE;
  yc_main_window_tell (self, YC_NOTICE_INFO, NULL);
  if (yc_station_may (yc_main_window_get_station (self), verb, &refusal))
    return TRUE;
  yc_main_window_tell_refusal (self, verb, &refusal);
  return FALSE;
}

static void
press_local (YcMainWindow *self, YcVerb verb, JsonObject *args)
{
  yc_station_press (yc_main_window_get_station (self), verb, args, YC_VERB_NONE, NULL);
}

static void
press_command (YcMainWindow *self, YcVerb verb, JsonObject *args)
{
  yc_station_press (yc_main_window_get_station (self), YC_VERB_NONE, NULL, verb, args);
}

static JsonObject *
ticket_args (const char *ticket)
{
  JsonObject *args = json_object_new ();

  json_object_set_string_member (args, "ticket", ticket);
  return args;
}

/* Whoever comes is met on the page of the visit, wherever the clerk was reading. */
static void
press_for_visitor (YcMainWindow *self, YcVerb verb, JsonObject *args)
{
  yc_work_page_go_to_visit (yc_main_window_get_work (self));
  if (yc_verb_is_command (verb))
    press_command (self, verb, args);
  else
    press_local (self, verb, args);
}

static const char *
ended_words (YcLinkState link)
{
  if (link == YC_LINK_REFUSED)
    return _("The visit has ended. Nobody was called: the hall refuses this computer.");
  if (link != YC_LINK_ONLINE)
    return _("The visit has ended. Nobody was called: the hall server cannot be reached.");
  return _("The visit has ended. Nobody was called: this window is paused.");
}

/* On the outcome page F2 ends the visit and calls the next in one press; with the hall away or the window paused it ends the visit alone. */
static void
on_call_next_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);
  YcOutcomePage *outcome;
  g_autofree char *reason = NULL;
  gboolean calls;

  if (yc_main_window_is_composing (self) || !yc_main_window_is_working (self))
    return;
  if (yc_work_page_get_step (yc_main_window_get_work (self)) != YC_WORK_OUTCOME)
    {
      if (yc_main_window_may (self, YC_VERB_CALL_NEXT))
        press_for_visitor (self, YC_VERB_CALL_NEXT, NULL);
      return;
    }
  yc_main_window_tell (self, YC_NOTICE_INFO, NULL);
  outcome = yc_work_page_get_outcome (yc_main_window_get_work (self));
  calls = yc_reason_page_calls_next (yc_main_window_get_station (self));
  if (!yc_outcome_page_end (outcome, calls, &reason))
    yc_main_window_tell (self, YC_NOTICE_WARNING, reason);
  else if (!calls && get_view (self)->current != NULL)
    yc_main_window_expect_end (self, get_view (self)->current->id, ended_words (get_link (self)));
}

static void
on_call_ticket_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_main_window_may (self, YC_VERB_CALL))
    press_for_visitor (self, YC_VERB_CALL, ticket_args (g_variant_get_string (parameter, NULL)));
}

static void
on_start_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_main_window_may (self, YC_VERB_START))
    press_local (self, YC_VERB_START, NULL);
}

static void
on_recall_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_main_window_may (self, YC_VERB_RECALL))
    press_local (self, YC_VERB_RECALL, NULL);
}

/* Without a reason: nobody came, whatever the hall's reasons are. */
static void
on_skip_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_main_window_is_composing (self) || !yc_main_window_may (self, YC_VERB_PASS) || yc_main_window_is_skip_repeated (self))
    return;
  yc_reason_page_skip (yc_main_window_get_station (self), NULL);
}

static void
on_skip_reason_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_main_window_may (self, YC_VERB_PASS))
    yc_work_page_show (yc_main_window_get_work (self), YC_WORK_SKIP);
}

static void
on_undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (!yc_main_window_is_working (self))
    return;
  if (!yc_station_can_undo (yc_main_window_get_station (self)))
    yc_main_window_tell (self, YC_NOTICE_INFO, _("There is nothing to undo."));
  else if (yc_main_window_may (self, YC_VERB_RESTORE))
    press_command (self, YC_VERB_RESTORE, ticket_args (get_view (self)->undo_ticket));
}

static void
on_outcome_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (!yc_main_window_is_composing (self) && yc_main_window_may (self, YC_VERB_END))
    yc_work_page_show (yc_main_window_get_work (self), YC_WORK_OUTCOME);
}

static void
on_finish_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_main_window_is_composing (self) || !yc_main_window_is_working (self))
    return;
  yc_main_window_tell (self, YC_NOTICE_INFO, NULL);
  if (!yc_page_finish (YC_PAGE (yc_main_window_get_work (self)))
      && yc_work_page_get_step (yc_main_window_get_work (self)) == YC_WORK_VISIT
      && get_view (self)->current != NULL && get_view (self)->current->state == YC_TICKET_SERVING)
    yc_work_page_show (yc_main_window_get_work (self), YC_WORK_OUTCOME);
}

/* Puts the visit in hand aside; with nobody in hand it resumes the one put aside, or goes to the list when there are more. */
static void
on_hold_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);
  const YcDeskView *view;

  if (!yc_main_window_is_working (self))
    return;
  view = get_view (self);
  if (view->current == NULL && view->held != NULL && view->held->len == 1)
    {
      if (yc_main_window_may (self, YC_VERB_RESUME))
        press_for_visitor (self, YC_VERB_RESUME, ticket_args (((const YcTicket *) g_ptr_array_index (view->held, 0))->id));
    }
  else if (view->current == NULL && view->held != NULL && view->held->len > 1)
    {
      yc_queue_column_focus_held (yc_work_page_get_column (yc_main_window_get_work (self)));
    }
  else if (yc_main_window_may (self, YC_VERB_HOLD))
    {
      if (yc_work_page_get_step (yc_main_window_get_work (self)) == YC_WORK_HOLD)
        press_local (self, YC_VERB_HOLD, NULL);
      else
        yc_work_page_show (yc_main_window_get_work (self), YC_WORK_HOLD);
    }
}

static void
on_resume_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_main_window_may (self, YC_VERB_RESUME))
    press_for_visitor (self, YC_VERB_RESUME, ticket_args (g_variant_get_string (parameter, NULL)));
}

static void
on_transfer_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_main_window_may (self, YC_VERB_TRANSFER))
    yc_work_page_show (yc_main_window_get_work (self), YC_WORK_TRANSFER);
}

static void
on_walk_in_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_main_window_may (self, YC_VERB_ISSUE))
    yc_work_page_show (yc_main_window_get_work (self), YC_WORK_WALK_IN);
}

static void
on_pause_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (!yc_main_window_is_working (self))
    return;
  if (get_view (self)->counter_state == YC_COUNTER_PAUSED)
    {
      if (yc_main_window_may (self, YC_VERB_UNPAUSE))
        press_local (self, YC_VERB_UNPAUSE, NULL);
    }
  else if (yc_main_window_may (self, YC_VERB_PAUSE))
    {
      yc_work_page_show (yc_main_window_get_work (self), YC_WORK_PAUSE);
    }
}

static void
on_open_counter_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_main_window_may (self, YC_VERB_OPEN_COUNTER))
    press_command (self, YC_VERB_OPEN_COUNTER, NULL);
}

static void
on_close_counter_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_main_window_may (self, YC_VERB_CLOSE_COUNTER))
    press_command (self, YC_VERB_CLOSE_COUNTER, NULL);
}

static void
on_take_over_answer_cb (YcMainWindow *self, const char *response)
{
  JsonObject *args;

  if (g_strcmp0 (response, "act") != 0 || !yc_main_window_may (self, YC_VERB_TAKE_OVER))
    return;
  args = json_object_new ();
  json_object_set_int_member (args, "counter", get_view (self)->counter);
  press_command (self, YC_VERB_TAKE_OVER, args);
}

static void
on_hand_over_answer_cb (YcMainWindow *self, const char *response)
{
  if (g_strcmp0 (response, "act") == 0)
    yc_sign_in_page_hand_over (yc_main_window_get_sign_in (self));
}

/* A question whose default is Cancel. */
static void
ask (YcMainWindow *self, const char *heading, const char *body, const char *act, GCallback answer)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "act", act, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "act", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", answer, self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_leave_answer_cb (YcMainWindow *self, const char *response)
{
  if (g_strcmp0 (response, "act") == 0)
    yc_main_window_leave (self);
}

gboolean
yc_main_window_ask_to_leave (YcMainWindow *self)
{
  YcStationState state = yc_station_get_state (yc_main_window_get_station (self));
  GtkWindow *dialog = yc_main_window_find_dialog (self);
  const YcDeskView *view = get_view (self);
  g_autofree char *heading = NULL;

  if ((state != YC_STATION_SIGNED_IN && state != YC_STATION_LOCKED) || view == NULL
      || (view->current == NULL && !yc_station_is_commanding (yc_main_window_get_station (self))))
    return FALSE;
  if (dialog != NULL)
    {
      gtk_window_present (dialog);
      return TRUE;
    }
  if (view->current != NULL)
    heading = g_strdup_printf (_("Close while %s is at this window?"), view->current->number);
  else
    heading = g_strdup (_("Close while the hall is being asked?"));
  ask (self, heading, view->current != NULL ? _("The visit stays at this window, put aside. Whoever signs in here next finds it there.")
                                    : _("The answer has not come yet. Whoever is called for this window stays with it."), _("Close _Program"),
       G_CALLBACK (on_leave_answer_cb));
  return TRUE;
}

static void
on_take_over_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);
  g_autofree char *heading = NULL;

  if (!yc_main_window_is_working (self))
    return;
  heading = g_strdup_printf (_("Take over window %d?"), get_view (self)->counter);
  ask (self, heading, _("The other sign-in at this window ends. Its tickets come here, put aside."), _("_Take Over"), G_CALLBACK (on_take_over_answer_cb));
}

static void
on_hand_over_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_station_get_state (yc_main_window_get_station (self)) == YC_STATION_LOCKED)
    ask (self, _("Hand over this window?"), _("When the other clerk signs in, your sign-in ends. Your tickets stay here, put aside."), _("_Hand Over"),
         G_CALLBACK (on_hand_over_answer_cb));
}

static void
on_activate_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *dialog = yc_main_window_find_dialog (YC_MAIN_WINDOW (data));
  const GActionEntry *entry = g_object_get_data (G_OBJECT (action), "yc-entry");

  if (dialog != NULL)
    gtk_window_present (dialog);
  else
    entry->activate (action, parameter, data);
}

void
yc_main_window_add_entries (YcMainWindow *self, const GActionEntry *entries, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GVariantType) type = entries[i].parameter_type != NULL ? g_variant_type_new (entries[i].parameter_type) : NULL;
      g_autoptr(GSimpleAction) action = g_simple_action_new (entries[i].name, type);

      /* The tables of entries are static. */
      g_object_set_data (G_OBJECT (action), "yc-entry", (gpointer) &entries[i]);
      g_signal_connect (action, "activate", G_CALLBACK (on_activate_cb), self);
      g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
    }
}

void
yc_main_window_add_actions (YcMainWindow *self)
{
  static const GActionEntry entries[] = {
    { "call-next", on_call_next_cb },
    { "call-ticket", on_call_ticket_cb, "s" },
    { "start", on_start_cb },
    { "recall", on_recall_cb },
    { "skip", on_skip_cb },
    { "skip-reason", on_skip_reason_cb },
    { "undo", on_undo_cb },
    { "walk-in", on_walk_in_cb },
    { "outcome", on_outcome_cb },
    { "finish", on_finish_cb },
    { "hold", on_hold_cb },
    { "resume", on_resume_cb, "s" },
    { "transfer", on_transfer_cb },
    { "pause", on_pause_cb },
    { "open-counter", on_open_counter_cb },
    { "close-counter", on_close_counter_cb },
    { "take-over", on_take_over_cb },
    { "hand-over", on_hand_over_cb },
  };

  yc_main_window_add_entries (self, entries, G_N_ELEMENTS (entries));
  yc_main_window_add_general_actions (self);
}

static void
set_enabled (YcMainWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
yc_main_window_update_actions (YcMainWindow *self)
{
  gboolean working = yc_main_window_is_working (self);
  YcCounterState state = working ? get_view (self)->counter_state : YC_COUNTER_CLOSED;

  set_enabled (self, "open-counter", working && state == YC_COUNTER_CLOSED);
  set_enabled (self, "close-counter", working && state != YC_COUNTER_CLOSED);
  set_enabled (self, "lock", working);
  set_enabled (self, "sign-out", working);
}
