/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-transfer-page"

#include "config.h"

#include "app/yc-transfer-page.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-choice-list.h"
#include "app/yc-frame.h"
#include "app/yc-look.h"
#include "app/yc-reasons.h"
#include "app/yc-words.h"

struct _YcTransferPage
{
  YcPage parent_instance;

  YcFrame *frame;
  YcChoiceList *queues;
  YcChoiceList *windows;
  AdwEntryRow *note;
  GtkCheckButton *keep_place;
  GtkCheckButton *must_return;
  char *blocked;           /* owned: what was asked for last and cannot be chosen, with the reason, or NULL */
};

G_DEFINE_FINAL_TYPE (YcTransferPage, yc_transfer_page, YC_TYPE_PAGE)

static void
fill_queues (YcTransferPage *self, YcReference *reference)
{
  g_autoptr(GArray) choices = g_array_new (FALSE, TRUE, sizeof (YcChoice));
  const YcQueue *queue;

  for (guint i = 0; reference != NULL && (queue = yc_reference_get_nth_queue (reference, i)) != NULL; i++)
    {
      YcChoice choice = { queue->letter[0], queue->letter, yc_words_text (&queue->name), NULL, NULL };

      g_array_append_val (choices, choice);
    }
  yc_choice_list_set (self->queues, (const YcChoice *) (gconstpointer) choices->data, choices->len);
}

static void
fill_windows (YcTransferPage *self, const YcDeskView *view)
{
  g_autoptr(GArray) choices = g_array_new (FALSE, TRUE, sizeof (YcChoice));
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; view->windows != NULL && i < view->windows->len; i++)
    {
      const YcWindow *window = g_ptr_array_index (view->windows, i);
      const char *staff = yc_words_window_staff (window);
      char *id = g_strdup_printf ("%d", window->number);
      char *title = yc_words_window (window->number);
      YcChoice choice = { window->number < 10 ? (char) ('0' + window->number) : 0, id, title, staff[0] != '\0' ? staff : NULL, NULL };

      g_ptr_array_add (texts, id);
      g_ptr_array_add (texts, title);
      if (window->number == view->counter)
        choice.blocked = _("This window");
      else if (window->state == YC_COUNTER_CLOSED)
        choice.blocked = C_("window", "Closed");
      else if (window->state == YC_COUNTER_PAUSED && choice.detail == NULL)
        choice.detail = C_("window", "Paused");
      g_array_append_val (choices, choice);
    }
  yc_choice_list_set (self->windows, (const YcChoice *) (gconstpointer) choices->data, choices->len);
}

static void
yc_transfer_page_update (YcPage *page)
{
  YcTransferPage *self = YC_TRANSFER_PAGE (page);
  const YcDeskView *view = yc_page_get_view (page);
  g_autofree char *title = NULL;
  gboolean chosen;

  if (view == NULL || view->current == NULL)
    return;
  title = g_strdup_printf (_("Transfer %s"), view->current->number);
  yc_frame_set_title (self->frame, title);
  fill_queues (self, view->reference);
  fill_windows (self, view);
  chosen = yc_choice_list_get_chosen (self->queues) != NULL || yc_choice_list_get_chosen (self->windows) != NULL;
  if (chosen)
    yc_frame_set_act (self->frame, C_("act", "Transfer"), NULL);
  else
    yc_frame_set_act (self->frame, C_("act", "Transfer"), self->blocked != NULL ? self->blocked : _("Choose a queue or a window."));
}

static void
choose_nothing (YcTransferPage *self)
{
  yc_choice_list_choose (self->queues, NULL);
  yc_choice_list_choose (self->windows, NULL);
}

/* Whoever pressed the number of a closed window means that one, not what was chosen before. */
static void
on_blocked_cb (YcTransferPage *self, const char *why)
{
  choose_nothing (self);
  g_free (self->blocked);
  self->blocked = g_strdup (why);
  yc_page_update (YC_PAGE (self));
}

/* One target at a time: choosing in one list empties the other. */
static void
on_queue_chosen_cb (YcTransferPage *self)
{
  if (yc_choice_list_get_chosen (self->queues) != NULL)
    g_clear_pointer (&self->blocked, g_free);
  if (yc_choice_list_get_chosen (self->queues) != NULL && yc_choice_list_get_chosen (self->windows) != NULL)
    yc_choice_list_choose (self->windows, NULL);
  yc_page_update (YC_PAGE (self));
}

static void
on_window_chosen_cb (YcTransferPage *self)
{
  if (yc_choice_list_get_chosen (self->windows) != NULL)
    g_clear_pointer (&self->blocked, g_free);
  if (yc_choice_list_get_chosen (self->windows) != NULL && yc_choice_list_get_chosen (self->queues) != NULL)
    yc_choice_list_choose (self->queues, NULL);
  yc_page_update (YC_PAGE (self));
}

/* Letters and digits do not clash, so each works from either list, and only there: elsewhere nobody looks at what it would choose. */
static gboolean
on_key_cb (YcTransferPage *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  if (!yc_look_has_focus_inside (GTK_WIDGET (self->queues)) && !yc_look_has_focus_inside (GTK_WIDGET (self->windows)))
    return GDK_EVENT_PROPAGATE;
  return yc_choice_list_press (self->queues, keyval) || yc_choice_list_press (self->windows, keyval);
}

static void
yc_transfer_page_enter (YcPage *page)
{
  YcTransferPage *self = YC_TRANSFER_PAGE (page);

  g_clear_pointer (&self->blocked, g_free);
  choose_nothing (self);
  gtk_editable_set_text (GTK_EDITABLE (self->note), "");
  gtk_check_button_set_active (self->keep_place, TRUE);
  gtk_check_button_set_active (self->must_return, FALSE);
  yc_frame_scroll_to_top (self->frame);
  yc_choice_list_focus (self->queues);
}

static gboolean
yc_transfer_page_finish (YcPage *page)
{
  YcTransferPage *self = YC_TRANSFER_PAGE (page);
  const char *queue = yc_choice_list_get_chosen (self->queues);
  const char *window = yc_choice_list_get_chosen (self->windows);
  const char *note = gtk_editable_get_text (GTK_EDITABLE (self->note));
  JsonObject *args;

  if (queue == NULL && window == NULL)
    return FALSE;
  args = json_object_new ();
  if (queue != NULL)
    json_object_set_string_member (args, "queue", queue);
  else
    json_object_set_int_member (args, "counter", g_ascii_strtoll (window, NULL, 10));
  if (note[0] != '\0')
    json_object_set_string_member (args, "note", note);
  json_object_set_boolean_member (args, "keep_place", gtk_check_button_get_active (self->keep_place));
  json_object_set_boolean_member (args, "must_return", gtk_check_button_get_active (self->must_return));
  yc_station_press (yc_page_get_station (page), YC_VERB_TRANSFER, args, YC_VERB_NONE, NULL);
  return TRUE;
}

static void
yc_transfer_page_finalize (GObject *object)
{
  g_free (YC_TRANSFER_PAGE (object)->blocked);

  G_OBJECT_CLASS (yc_transfer_page_parent_class)->finalize (object);
}

static void
yc_transfer_page_class_init (YcTransferPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_transfer_page_finalize;
  YC_PAGE_CLASS (klass)->update = yc_transfer_page_update;
  YC_PAGE_CLASS (klass)->enter = yc_transfer_page_enter;
  YC_PAGE_CLASS (klass)->finish = yc_transfer_page_finish;
}

static void
yc_transfer_page_init (YcTransferPage *self)
{
  GtkWidget *sides = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  GtkWidget *checks = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->frame = YC_FRAME (yc_frame_new ());
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->frame));
  gtk_box_set_homogeneous (GTK_BOX (sides), TRUE);
  gtk_box_append (GTK_BOX (sides), yc_reasons_make_side (_("To queue (letter)"), &self->queues));
  gtk_box_append (GTK_BOX (sides), yc_reasons_make_side (_("To window (number key)"), &self->windows));
  yc_frame_add (self->frame, sides);
  yc_frame_add (self->frame, yc_reasons_make_note (&self->note));
  self->keep_place = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_("Keep place")));
  self->must_return = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_("Must come back")));
  gtk_box_append (GTK_BOX (checks), GTK_WIDGET (self->keep_place));
  gtk_box_append (GTK_BOX (checks), GTK_WIDGET (self->must_return));
  yc_frame_add (self->frame, checks);
  g_signal_connect_object (self->queues, "chosen", G_CALLBACK (on_queue_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->windows, "chosen", G_CALLBACK (on_window_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queues, "blocked", G_CALLBACK (on_blocked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->windows, "blocked", G_CALLBACK (on_blocked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
