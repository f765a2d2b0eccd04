/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reason-page"

#include "config.h"

#include "app/yc-reason-page.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-choice-list.h"
#include "app/yc-frame.h"
#include "app/yc-reasons.h"
#include "app/yc-sentences.h"

struct _YcReasonPage
{
  YcPage parent_instance;

  YcVerb verb;

  YcFrame *frame;
  YcChoiceList *reasons;
  AdwEntryRow *note;
  GtkWidget *note_group;
};

G_DEFINE_FINAL_TYPE (YcReasonPage, yc_reason_page, YC_TYPE_PAGE)

static const YcReason *
chosen_reason (YcReasonPage *self)
{
  const char *id = yc_choice_list_get_chosen (self->reasons);
  YcReference *reference = yc_page_get_reference (YC_PAGE (self));

  return id != NULL && id[0] != '\0' && reference != NULL ? yc_reference_get_reason (reference, id) : NULL;
}

static gboolean
is_complete (YcReasonPage *self, YcRefusal *refusal)
{
  const YcReason *reason = chosen_reason (self);
  const char *note = gtk_editable_get_text (GTK_EDITABLE (self->note));

  if (reason == NULL && self->verb != YC_VERB_HOLD)
    return yc_refuse (refusal, YC_REFUSAL_REASON_NEEDED, "kind", 's', self->verb == YC_VERB_PASS ? "pass" : "pause", NULL);
  if (reason != NULL && reason->needs_note && yc_text_is_blank (note))
    return yc_refuse (refusal, YC_REFUSAL_NOTE_NEEDED, "reason", 's', reason->id, NULL);
  return TRUE;
}

/* Fills in what the page is for; gives the words of its act. */
static const char *
update_verb (YcReasonPage *self, const YcDeskView *view)
{
  const YcChoice none = { '0', "", _("No reason"), NULL, NULL };
  const char *number = view->current != NULL ? view->current->number : "";
  g_autofree char *title = NULL;

  if (self->verb == YC_VERB_PAUSE)
    {
      yc_frame_set_title (self->frame, _("Pause Window"));
      yc_reasons_fill (self->reasons, view->reference, "pause", NULL);
      return _("Pause Window");
    }
  if (self->verb == YC_VERB_PASS)
    {
      title = g_strdup_printf (_("Skip %s"), number);
      yc_frame_set_title (self->frame, title);
      yc_reasons_fill (self->reasons, view->reference, "pass", NULL);
      return C_("act", "Skip");
    }
  title = g_strdup_printf (_("Put Aside %s"), number);
  yc_frame_set_title (self->frame, title);
  yc_reasons_fill (self->reasons, view->reference, "hold", &none);
  return _("Put Aside");
}

static void
yc_reason_page_update (YcPage *page)
{
  YcReasonPage *self = YC_REASON_PAGE (page);
  const YcDeskView *view = yc_page_get_view (page);
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autofree char *reason = NULL;
  const char *act;

  if (view == NULL || self->verb == YC_VERB_NONE)
    return;
  act = update_verb (self, view);
  gtk_widget_set_visible (self->note_group, chosen_reason (self) != NULL && chosen_reason (self)->needs_note);
  if (!is_complete (self, &refusal))
    reason = yc_sentence_of_refusal (&refusal, view->reference);
  yc_frame_set_act (self->frame, act, reason);
}

static void
on_chosen_cb (YcReasonPage *self)
{
  yc_page_update (YC_PAGE (self));
}

static void
on_decided_cb (YcReasonPage *self)
{
  yc_page_update (YC_PAGE (self));
  if (gtk_widget_get_visible (self->note_group))
    gtk_widget_grab_focus (GTK_WIDGET (self->note));
  else
    yc_page_finish (YC_PAGE (self));
}

static void
yc_reason_page_enter (YcPage *page)
{
  YcReasonPage *self = YC_REASON_PAGE (page);

  yc_choice_list_choose (self->reasons, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->note), "");
  yc_page_update (page);
  yc_frame_scroll_to_top (self->frame);
  yc_choice_list_focus (self->reasons);
}

static gboolean
yc_reason_page_back (YcPage *page)
{
  YcReasonPage *self = YC_REASON_PAGE (page);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->note)))
    return FALSE;
  yc_choice_list_focus (self->reasons);
  return TRUE;
}

static gboolean
yc_reason_page_finish (YcPage *page)
{
  YcReasonPage *self = YC_REASON_PAGE (page);
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  const YcReason *reason = chosen_reason (self);
  g_autoptr(JsonObject) args = NULL;

  if (!is_complete (self, &refusal))
    return FALSE;
  args = json_object_new ();
  if (reason != NULL)
    json_object_set_string_member (args, "reason", reason->id);
  if (reason != NULL && reason->needs_note)
    json_object_set_string_member (args, "note", gtk_editable_get_text (GTK_EDITABLE (self->note)));
  if (self->verb == YC_VERB_PASS)
    yc_reason_page_skip (yc_page_get_station (page), g_steal_pointer (&args));
  else
    yc_station_press (yc_page_get_station (page), self->verb, g_steal_pointer (&args), YC_VERB_NONE, NULL);
  return TRUE;
}

static void
yc_reason_page_class_init (YcReasonPageClass *klass)
{
  YC_PAGE_CLASS (klass)->update = yc_reason_page_update;
  YC_PAGE_CLASS (klass)->enter = yc_reason_page_enter;
  YC_PAGE_CLASS (klass)->back = yc_reason_page_back;
  YC_PAGE_CLASS (klass)->finish = yc_reason_page_finish;
}

static void
yc_reason_page_init (YcReasonPage *self)
{
  self->frame = YC_FRAME (yc_frame_new ());
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->frame));
  yc_frame_add_heading (self->frame, _("Choose a reason (a number key does it at once; Up and Down only choose)"));
  self->reasons = YC_CHOICE_LIST (yc_choice_list_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->reasons), "dense");
  yc_choice_list_set_name (self->reasons, C_("heading", "Reason"));
  yc_frame_add (self->frame, GTK_WIDGET (self->reasons));
  self->note_group = yc_reasons_make_note (&self->note);
  yc_frame_add (self->frame, self->note_group);
  g_signal_connect_object (self->reasons, "chosen", G_CALLBACK (on_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reasons, "decided", G_CALLBACK (on_decided_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->note, "changed", G_CALLBACK (on_chosen_cb), self, G_CONNECT_SWAPPED);
}

gboolean
yc_reason_page_calls_next (YcStation *station)
{
  const YcDeskView *view;
  YcSyncStatus status = { 0 };

  g_return_val_if_fail (YC_IS_STATION (station), FALSE);

  view = yc_station_get_view (station);
  yc_station_get_status (station, &status);
  return view != NULL && view->counter_state == YC_COUNTER_OPEN && status.state == YC_LINK_ONLINE;
}

void
yc_reason_page_skip (YcStation *station, JsonObject *args)
{
  yc_station_press (station, YC_VERB_PASS, args, yc_reason_page_calls_next (station) ? YC_VERB_CALL_NEXT : YC_VERB_NONE, NULL);
}

void
yc_reason_page_set_verb (YcReasonPage *self, YcVerb verb)
{
  g_return_if_fail (YC_IS_REASON_PAGE (self) && (verb == YC_VERB_PAUSE || verb == YC_VERB_HOLD || verb == YC_VERB_PASS));

  self->verb = verb;
}
