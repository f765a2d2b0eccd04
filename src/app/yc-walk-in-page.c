/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-walk-in-page"

#include "config.h"

#include "app/yc-walk-in-page.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-choice-list.h"
#include "app/yc-frame.h"
#include "app/yc-look.h"
#include "app/yc-reasons.h"
#include "app/yc-words.h"

struct _YcWalkInPage
{
  YcPage parent_instance;

  YcFrame *frame;
  YcChoiceList *queues;
  YcChoiceList *groups;
  AdwEntryRow *reason;
  GtkWidget *reason_group;
};

G_DEFINE_FINAL_TYPE (YcWalkInPage, yc_walk_in_page, YC_TYPE_PAGE)

static void
fill_queues (YcWalkInPage *self, const YcDeskView *view)
{
  g_autoptr(GArray) choices = g_array_new (FALSE, TRUE, sizeof (YcChoice));
  const YcQueue *queue;

  for (guint i = 0; view->reference != NULL && (queue = yc_reference_get_nth_queue (view->reference, i)) != NULL; i++)
    {
      YcChoice choice = { queue->letter[0], queue->letter, yc_words_text (&queue->name), NULL, NULL };

      if (view->staff != NULL && yc_staff_may_call_from (view->staff, (const char *const *) view->counter_queues, queue->letter))
        g_array_append_val (choices, choice);
    }
  yc_choice_list_set (self->queues, (const YcChoice *) (gconstpointer) choices->data, choices->len);
}

static void
fill_groups (YcWalkInPage *self, YcReference *reference)
{
  g_autoptr(GArray) choices = g_array_new (FALSE, TRUE, sizeof (YcChoice));
  YcChoice none = { '0', "", C_("priority group", "None"), NULL, NULL };
  const YcGroup *group;

  g_array_append_val (choices, none);
  for (guint i = 0; reference != NULL && (group = yc_reference_get_nth_group (reference, i)) != NULL; i++)
    {
      YcChoice choice = { i < 9 ? (char) ('1' + i) : 0, group->id, yc_words_text (&group->name), NULL, NULL };

      g_array_append_val (choices, choice);
    }
  yc_choice_list_set (self->groups, (const YcChoice *) (gconstpointer) choices->data, choices->len);
}

static gboolean
has_group (YcWalkInPage *self)
{
  const char *group = yc_choice_list_get_chosen (self->groups);

  return group != NULL && group[0] != '\0';
}

static const char *
missing (YcWalkInPage *self)
{
  const char *reason = gtk_editable_get_text (GTK_EDITABLE (self->reason));

  if (yc_choice_list_get_chosen (self->queues) == NULL)
    return _("Choose a queue.");
  if (has_group (self) && yc_text_is_blank (reason))
    return _("Say why the priority applies.");
  return NULL;
}

static void
yc_walk_in_page_update (YcPage *page)
{
  YcWalkInPage *self = YC_WALK_IN_PAGE (page);
  const YcDeskView *view = yc_page_get_view (page);

  if (view == NULL)
    return;
  fill_queues (self, view);
  fill_groups (self, view->reference);
  gtk_widget_set_visible (self->reason_group, has_group (self));
  yc_frame_set_act (self->frame, _("Issue and Call"), missing (self));
}

static void
on_chosen_cb (YcWalkInPage *self)
{
  yc_page_update (YC_PAGE (self));
}

static void
on_group_decided_cb (YcWalkInPage *self)
{
  if (has_group (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->reason));
}

/* Queues have letters and groups digits: each works from either list, and nowhere else on the page. */
static gboolean
on_key_cb (YcWalkInPage *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  if (!yc_look_has_focus_inside (GTK_WIDGET (self->queues)) && !yc_look_has_focus_inside (GTK_WIDGET (self->groups)))
    return GDK_EVENT_PROPAGATE;
  return yc_choice_list_press (self->queues, keyval) || yc_choice_list_press (self->groups, keyval);
}

static void
yc_walk_in_page_enter (YcPage *page)
{
  YcWalkInPage *self = YC_WALK_IN_PAGE (page);

  yc_choice_list_choose (self->queues, NULL);
  yc_choice_list_choose (self->groups, "");
  gtk_editable_set_text (GTK_EDITABLE (self->reason), "");
  yc_frame_scroll_to_top (self->frame);
  yc_choice_list_focus (self->queues);
}

static gboolean
yc_walk_in_page_back (YcPage *page)
{
  YcWalkInPage *self = YC_WALK_IN_PAGE (page);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->reason)))
    return FALSE;
  yc_choice_list_focus (self->groups);
  return TRUE;
}

static gboolean
yc_walk_in_page_finish (YcPage *page)
{
  YcWalkInPage *self = YC_WALK_IN_PAGE (page);
  JsonObject *args;

  if (missing (self) != NULL)
    return FALSE;
  args = json_object_new ();
  json_object_set_string_member (args, "queue", yc_choice_list_get_chosen (self->queues));
  json_object_set_boolean_member (args, "call", TRUE);
  if (has_group (self))
    {
      json_object_set_string_member (args, "group", yc_choice_list_get_chosen (self->groups));
      json_object_set_string_member (args, "reason", gtk_editable_get_text (GTK_EDITABLE (self->reason)));
    }
  yc_station_press (yc_page_get_station (page), YC_VERB_NONE, NULL, YC_VERB_ISSUE, args);
  return TRUE;
}

static void
yc_walk_in_page_class_init (YcWalkInPageClass *klass)
{
  YC_PAGE_CLASS (klass)->update = yc_walk_in_page_update;
  YC_PAGE_CLASS (klass)->enter = yc_walk_in_page_enter;
  YC_PAGE_CLASS (klass)->back = yc_walk_in_page_back;
  YC_PAGE_CLASS (klass)->finish = yc_walk_in_page_finish;
}

static void
yc_walk_in_page_init (YcWalkInPage *self)
{
  GtkWidget *sides = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->frame = YC_FRAME (yc_frame_new ());
  yc_frame_set_title (self->frame, _("Walk-in"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->frame));
  gtk_box_set_homogeneous (GTK_BOX (sides), TRUE);
  gtk_box_append (GTK_BOX (sides), yc_reasons_make_side (_("Queue (letter)"), &self->queues));
  gtk_box_append (GTK_BOX (sides), yc_reasons_make_side (_("Priority group (number key)"), &self->groups));
  yc_frame_add (self->frame, sides);
  self->reason_group = yc_reasons_make_note (&self->reason);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->reason), _("Reason for the priority, for example the card shown"));
  yc_frame_add (self->frame, self->reason_group);
  g_signal_connect_object (self->queues, "chosen", G_CALLBACK (on_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->groups, "chosen", G_CALLBACK (on_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->groups, "decided", G_CALLBACK (on_group_decided_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reason, "changed", G_CALLBACK (on_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
