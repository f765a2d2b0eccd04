/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-queue-column"

#include "config.h"

#include "app/yc-queue-column.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-held-list.h"
#include "app/yc-key-button.h"
#include "app/yc-sentences.h"
#include "app/yc-waiting-list.h"
#include "app/yc-words.h"

/* Feedback earlier than this would only flicker (6-ux 3.1). */
#define CONFIRMING_AFTER_MS 300

struct _YcQueueColumn
{
  YcPage parent_instance;

  guint confirming;          /* source of the words "Being confirmed…", 0 = none */
  gboolean show_confirming;

  GtkWidget *card;
  GtkWidget *paused;
  GtkLabel *paused_words;
  GtkLabel *state;
  GtkLabel *minutes;
  GtkLabel *number;
  GtkLabel *detail;
  GtkLabel *why;
  YcKeyButton *call_next;
  YcKeyButton *recall;
  YcKeyButton *hold;
  YcKeyButton *transfer;
  YcKeyButton *walk_in;
  GtkLabel *waiting_count;
  YcWaitingList *waiting;
  GtkLabel *elsewhere;
  GtkLabel *booking;
  YcHeldList *held;
};

G_DEFINE_FINAL_TYPE (YcQueueColumn, yc_queue_column, YC_TYPE_PAGE)

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), text[0] != '\0');
}

static void
update_button (YcQueueColumn *self, YcKeyButton *button, YcVerb verb)
{
  yc_key_button_judge (button, yc_page_get_station (YC_PAGE (self)), verb);
}

static void
update_buttons (YcQueueColumn *self, const YcDeskView *view)
{
  gboolean resume = view->current == NULL && view->held != NULL && view->held->len > 0;

  update_button (self, self->call_next, YC_VERB_CALL_NEXT);
  update_button (self, self->recall, YC_VERB_RECALL);
  update_button (self, self->transfer, YC_VERB_TRANSFER);
  update_button (self, self->walk_in, YC_VERB_ISSUE);
  update_button (self, self->hold, resume ? YC_VERB_RESUME : YC_VERB_HOLD);
  yc_key_button_set_words (self->hold, resume ? _("Resume") : _("Put Aside"));
}

static void
update_card_empty (YcQueueColumn *self, const YcDeskView *view)
{
  YcReference *reference = view->reference;

  set_text (self->why, "");
  if (view->counter_state == YC_COUNTER_PAUSED)
    {
      set_text (self->state, C_("window", "Paused"));
      set_text (self->detail, yc_words_reason (reference, view->pause_reason));
    }
  else if (view->counter_state == YC_COUNTER_CLOSED || !view->counter_mine)
    {
      set_text (self->state, view->counter_state == YC_COUNTER_CLOSED ? C_("window", "Closed") : _("In use by another clerk"));
      set_text (self->detail, "");
    }
  else
    {
      set_text (self->state, view->bootstrapped ? C_("window", "Ready") : "");
      set_text (self->detail, "");
    }
  set_text (self->minutes, "");
  set_text (self->number, "–");
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "nobody");
}

/* A window can be paused while somebody is at it: then the card says both. */
static void
update_paused (YcQueueColumn *self, const YcDeskView *view)
{
  gboolean paused = view->counter_state == YC_COUNTER_PAUSED && view->counter_mine && view->current != NULL;
  g_autofree char *words = paused ? yc_words_paused (view) : NULL;

  gtk_widget_set_visible (self->paused, paused);
  gtk_label_set_label (self->paused_words, words != NULL ? words : "");
}

static void
update_card (YcQueueColumn *self, const YcDeskView *view, gint64 now)
{
  const YcTicket *ticket = view->current;
  g_autofree char *minutes = NULL;
  const char *group;

  if (ticket == NULL)
    {
      update_card_empty (self, view);
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->number), "nobody");
  minutes = yc_words_minutes_text (yc_words_minutes (ticket->state == YC_TICKET_SERVING ? ticket->started_at : ticket->called_at, now));
  group = yc_words_group (view->reference, ticket->group);
  set_text (self->state, yc_words_ticket_state (ticket->state));
  set_text (self->minutes, minutes);
  set_text (self->number, ticket->number);
  set_text (self->detail, yc_words_queue (view->reference, ticket->queue));
  if (group[0] != '\0')
    set_text (self->why, group);
  else
    set_text (self->why, yc_words_step (view->current_step));
}

static gboolean
on_confirming_cb (gpointer data)
{
  YcQueueColumn *self = YC_QUEUE_COLUMN (data);

  self->confirming = 0;
  self->show_confirming = TRUE;
  yc_page_update (YC_PAGE (self));
  return G_SOURCE_REMOVE;
}

static void
update_confirming (YcQueueColumn *self, const YcDeskView *view)
{
  if (view->in_flight == YC_VERB_NONE)
    {
      g_clear_handle_id (&self->confirming, g_source_remove);
      self->show_confirming = FALSE;
    }
  else if (self->confirming == 0 && !self->show_confirming)
    {
      self->confirming = g_timeout_add (CONFIRMING_AFTER_MS, on_confirming_cb, self);
    }
  if (self->show_confirming)
    {
      set_text (self->state, view->withdrawing ? _("Cancelling…") : _("Being confirmed…"));
      set_text (self->minutes, "");
    }
}

static void
update_waiting (YcQueueColumn *self, const YcDeskView *view)
{
  g_autofree char *count = g_strdup_printf ("%u", view->waiting->len);
  g_autofree char *elsewhere = NULL;
  g_autofree char *booking = NULL;

  if (view->waiting_elsewhere > 0)
    elsewhere = g_strdup_printf (ngettext ("%u more in other queues", "%u more in other queues", view->waiting_elsewhere),
                                 view->waiting_elsewhere);
  if (view->next_booking != NULL && view->next_booking[0] != '\0')
    booking = g_strdup_printf (_("Next booking: %1$s at %2$s"), yc_words_queue (view->reference, view->next_booking_queue), view->next_booking);
  gtk_label_set_label (self->waiting_count, view->bootstrapped ? count : "");
  set_text (self->elsewhere, elsewhere != NULL ? elsewhere : "");
  set_text (self->booking, booking != NULL ? booking : "");
}

static void
yc_queue_column_update (YcPage *page)
{
  YcQueueColumn *self = YC_QUEUE_COLUMN (page);
  const YcDeskView *view = yc_page_get_view (page);

  yc_page_set_station (YC_PAGE (self->waiting), yc_page_get_station (page));
  yc_page_set_station (YC_PAGE (self->held), yc_page_get_station (page));
  if (view == NULL)
    return;
  update_buttons (self, view);
  update_card (self, view, yc_station_now (yc_page_get_station (page)));
  update_paused (self, view);
  update_confirming (self, view);
  update_waiting (self, view);
}

static void
yc_queue_column_dispose (GObject *object)
{
  YcQueueColumn *self = YC_QUEUE_COLUMN (object);

  g_clear_handle_id (&self->confirming, g_source_remove);

  G_OBJECT_CLASS (yc_queue_column_parent_class)->dispose (object);
}

static void
yc_queue_column_class_init (YcQueueColumnClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_queue_column_dispose;
  YC_PAGE_CLASS (klass)->update = yc_queue_column_update;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/yichuang/Yichuang/ui/yc-queue-column.ui");
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, booking);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, call_next);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, card);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, detail);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, elsewhere);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, held);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, hold);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, minutes);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, number);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, paused);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, paused_words);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, recall);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, state);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, transfer);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, waiting);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, waiting_count);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, walk_in);
  gtk_widget_class_bind_template_child (widget_class, YcQueueColumn, why);
}

static void
yc_queue_column_init (YcQueueColumn *self)
{
  g_type_ensure (YC_TYPE_KEY_BUTTON);
  g_type_ensure (YC_TYPE_WAITING_LIST);
  g_type_ensure (YC_TYPE_HELD_LIST);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
yc_queue_column_focus_held (YcQueueColumn *self)
{
  g_return_if_fail (YC_IS_QUEUE_COLUMN (self));

  gtk_widget_child_focus (GTK_WIDGET (self->held), GTK_DIR_TAB_FORWARD);
}
