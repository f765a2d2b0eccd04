/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-outcome-page"

#include "config.h"

#include "app/yc-outcome-page.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-choice-list.h"
#include "app/yc-frame.h"
#include "app/yc-reason-page.h"
#include "app/yc-reasons.h"
#include "app/yc-sentences.h"
#include "app/yc-words.h"

/* Who left has not been served: this choice is an outcome of the ticket, the others are results of the outcome "served". */
#define ABANDONED "abandoned"

struct _YcOutcomePage
{
  YcPage parent_instance;

  YcFrame *frame;
  YcChoiceList *results;
  GtkWidget *more_heading;
  YcChoiceList *more;          /* topic, or to whom */
  AdwEntryRow *note;
  GtkWidget *note_group;
  GtkWidget *after_heading;
  GtkLabel *after;
};

G_DEFINE_FINAL_TYPE (YcOutcomePage, yc_outcome_page, YC_TYPE_PAGE)

/* The kind of reasons a result asks for, or NULL. */
static const char *
more_kind (const char *result)
{
  if (g_strcmp0 (result, "consulted") == 0)
    return "topic";
  if (g_strcmp0 (result, "referred") == 0)
    return "referred";
  return NULL;
}

static const YcReason *
chosen_reason (YcOutcomePage *self)
{
  const char *id = yc_choice_list_get_chosen (self->more);
  YcReference *reference = yc_page_get_reference (YC_PAGE (self));

  return id != NULL && reference != NULL ? yc_reference_get_reason (reference, id) : NULL;
}

/* What is still missing, as the refusal that pressing now would give. */
static gboolean
is_complete (YcOutcomePage *self, YcRefusal *refusal)
{
  const char *result = yc_choice_list_get_chosen (self->results);
  const char *kind = more_kind (result);
  const YcReason *reason = chosen_reason (self);
  const char *note = gtk_editable_get_text (GTK_EDITABLE (self->note));

  if (result == NULL)
    return yc_refuse (refusal, YC_REFUSAL_RESULT_UNKNOWN, NULL);
  if (kind != NULL && reason == NULL)
    return yc_refuse (refusal, strcmp (kind, "topic") == 0 ? YC_REFUSAL_TOPIC_NEEDED : YC_REFUSAL_REFERRED_NEEDED, NULL);
  if (kind != NULL && reason->needs_note && yc_text_is_blank (note))
    return yc_refuse (refusal, YC_REFUSAL_NOTE_NEEDED, "reason", 's', reason->id, NULL);
  return TRUE;
}

static void
update_results (YcOutcomePage *self)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autofree char *blocked = NULL;

  if (!yc_station_may (yc_page_get_station (YC_PAGE (self)), YC_VERB_END, &refusal))
    blocked = yc_sentence_of_refusal (&refusal, yc_page_get_reference (YC_PAGE (self)));
  {
    const YcChoice choices[] = {
      { '5', "consulted", _("Consultation Only"), _("Topic on the next line. No case is opened."), blocked },
      { '6', "referred", _("Referred"), _("To whom, on the next line. No case is opened."), blocked },
      { '8', "finished", _("Finished"), _("Done without a case."), blocked },
      { '9', ABANDONED, _("Visitor Left"), _("Gone before anything was done."), blocked },
    };

    yc_choice_list_set (self->results, choices, G_N_ELEMENTS (choices));
  }
}

static void
update_more (YcOutcomePage *self)
{
  const char *kind = more_kind (yc_choice_list_get_chosen (self->results));

  gtk_widget_set_visible (self->more_heading, kind != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->more), kind != NULL);
  if (kind == NULL)
    return;
  gtk_label_set_label (GTK_LABEL (self->more_heading), strcmp (kind, "topic") == 0 ? _("Topic") : _("To whom"));
  yc_choice_list_set_name (self->more, gtk_label_get_label (GTK_LABEL (self->more_heading)));
  yc_reasons_fill (self->more, yc_page_get_reference (YC_PAGE (self)), kind, NULL);
}

static void
update_after (YcOutcomePage *self, const YcDeskView *view, gboolean complete)
{
  const YcReason *reason = chosen_reason (self);
  const char *result = yc_choice_list_get_chosen (self->results);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->after_heading, complete);
  gtk_widget_set_visible (GTK_WIDGET (self->after), complete);
  if (!complete || view->current == NULL)
    return;
  if (more_kind (result) != NULL && reason != NULL)
    text = g_strdup_printf (_("· %1$s ends: %2$s · %3$s\n· This cannot be undone"), view->current->number, yc_words_result (result),
                            yc_words_text (&reason->name));
  else
    text = g_strdup_printf (_("· %1$s ends: %2$s\n· This cannot be undone"), view->current->number, yc_words_result (result));
  gtk_label_set_label (self->after, text);
}

/* F2 says what it will do: of a paused window, or with the hall away, nobody is called after the end. */
static void
update_second (YcOutcomePage *self)
{
  yc_frame_set_second (self->frame, "call-next", yc_reason_page_calls_next (yc_page_get_station (YC_PAGE (self))) ? _("End and Call Next") : _("End, Call Nobody"));
}

static void
yc_outcome_page_update (YcPage *page)
{
  YcOutcomePage *self = YC_OUTCOME_PAGE (page);
  const YcDeskView *view = yc_page_get_view (page);
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autofree char *reason = NULL;
  g_autofree char *title = NULL;
  gboolean complete;

  if (view == NULL || view->current == NULL)
    return;
  title = g_strdup_printf (_("Outcome of %s"), view->current->number);
  yc_frame_set_title (self->frame, title);
  update_results (self);
  update_more (self);
  gtk_widget_set_visible (self->note_group, chosen_reason (self) != NULL && more_kind (yc_choice_list_get_chosen (self->results)) != NULL
                                              && chosen_reason (self)->needs_note);
  complete = is_complete (self, &refusal);
  if (!complete)
    reason = yc_sentence_of_refusal (&refusal, view->reference);
  yc_frame_set_act (self->frame, _("End Visit"), reason);
  update_second (self);
  update_after (self, view, complete);
}

static void
on_chosen_cb (YcOutcomePage *self)
{
  yc_page_update (YC_PAGE (self));
}

static void
on_result_decided_cb (YcOutcomePage *self)
{
  yc_choice_list_choose (self->more, NULL);
  yc_page_update (YC_PAGE (self));
  if (more_kind (yc_choice_list_get_chosen (self->results)) != NULL)
    yc_choice_list_focus (self->more);
}

static void
on_more_decided_cb (YcOutcomePage *self)
{
  yc_page_update (YC_PAGE (self));
  if (gtk_widget_get_visible (self->note_group))
    gtk_widget_grab_focus (GTK_WIDGET (self->note));
}

static void
yc_outcome_page_enter (YcPage *page)
{
  YcOutcomePage *self = YC_OUTCOME_PAGE (page);

  yc_choice_list_choose (self->results, NULL);
  yc_choice_list_choose (self->more, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->note), "");
  yc_page_update (page);
  yc_frame_scroll_to_top (self->frame);
  yc_choice_list_focus (self->results);
}

/* Esc goes from the note to the list, from the list of topics to the results, and from there out of the page. */
static gboolean
yc_outcome_page_back (YcPage *page)
{
  YcOutcomePage *self = YC_OUTCOME_PAGE (page);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (focus == NULL)
    return FALSE;
  if (gtk_widget_is_ancestor (focus, GTK_WIDGET (self->note)))
    {
      yc_choice_list_focus (self->more);
      return TRUE;
    }
  if (gtk_widget_is_ancestor (focus, GTK_WIDGET (self->more)))
    {
      yc_choice_list_focus (self->results);
      return TRUE;
    }
  return FALSE;
}

static gboolean
yc_outcome_page_finish (YcPage *page)
{
  return yc_outcome_page_end (YC_OUTCOME_PAGE (page), FALSE, NULL);
}

static void
yc_outcome_page_class_init (YcOutcomePageClass *klass)
{
  YC_PAGE_CLASS (klass)->update = yc_outcome_page_update;
  YC_PAGE_CLASS (klass)->enter = yc_outcome_page_enter;
  YC_PAGE_CLASS (klass)->back = yc_outcome_page_back;
  YC_PAGE_CLASS (klass)->finish = yc_outcome_page_finish;
}

static void
yc_outcome_page_init (YcOutcomePage *self)
{
  self->frame = YC_FRAME (yc_frame_new ());
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->frame));
  yc_frame_add_heading (self->frame, _("Choose one (number key or Up and Down)"));
  self->results = YC_CHOICE_LIST (yc_choice_list_new ());
  yc_choice_list_set_name (self->results, _("Outcome"));
  yc_frame_add (self->frame, GTK_WIDGET (self->results));
  self->more_heading = yc_frame_add_heading (self->frame, "");
  self->more = YC_CHOICE_LIST (yc_choice_list_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->more), "dense");
  yc_frame_add (self->frame, GTK_WIDGET (self->more));
  self->note_group = yc_reasons_make_note (&self->note);
  yc_frame_add (self->frame, self->note_group);
  self->after_heading = yc_frame_add_heading (self->frame, _("What will happen"));
  self->after = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->after, 0);
  gtk_label_set_wrap (self->after, TRUE);
  yc_frame_add (self->frame, GTK_WIDGET (self->after));
  yc_frame_set_second (self->frame, "call-next", _("End and Call Next"));

  g_signal_connect_object (self->results, "chosen", G_CALLBACK (on_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->results, "decided", G_CALLBACK (on_result_decided_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->more, "chosen", G_CALLBACK (on_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->more, "decided", G_CALLBACK (on_more_decided_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->note, "changed", G_CALLBACK (on_chosen_cb), self, G_CONNECT_SWAPPED);
}

gboolean
yc_outcome_page_end (YcOutcomePage *self, gboolean call_next, char **reason)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(JsonObject) args = NULL;
  const char *result;
  const char *kind;
  const char *note;

  g_return_val_if_fail (YC_IS_OUTCOME_PAGE (self), FALSE);

  if (!is_complete (self, &refusal))
    {
      if (reason != NULL)
        *reason = yc_sentence_of_refusal (&refusal, yc_page_get_reference (YC_PAGE (self)));
      return FALSE;
    }
  result = yc_choice_list_get_chosen (self->results);
  kind = more_kind (result);
  note = gtk_editable_get_text (GTK_EDITABLE (self->note));
  args = json_object_new ();
  json_object_set_string_member (args, strcmp (result, ABANDONED) == 0 ? "outcome" : "result", result);
  if (kind != NULL)
    json_object_set_string_member (args, kind, chosen_reason (self)->id);
  if (kind != NULL && chosen_reason (self)->needs_note)
    json_object_set_string_member (args, "note", note);
  yc_station_press (yc_page_get_station (YC_PAGE (self)), YC_VERB_END, g_steal_pointer (&args),
                    call_next ? YC_VERB_CALL_NEXT : YC_VERB_NONE, NULL);
  return TRUE;
}
