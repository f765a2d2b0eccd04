/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-waiting-row"

#include "config.h"

#include "app/yc-waiting-row.h"

#include "app/yc-look.h"
#include "app/yc-words.h"

/* With text larger than this a line is the number and its minutes: nothing is cut off. */
#define WORDS_UP_TO 1.6

struct _YcWaitingRow
{
  GtkWidget parent_instance;

  YcWaitingItem *item;        /* owned, or NULL */
  GSignalGroup *item_signals; /* owned */
  GtkWidget *line;
  GtkLabel *title;
  GtkLabel *words;
  GtkLabel *count;
  GtkLabel *mark;
};

G_DEFINE_FINAL_TYPE (YcWaitingRow, yc_waiting_row, GTK_TYPE_WIDGET)

/* The list's own row widget has the class name as its accessible name unless it is told another. */
static void
name_list_row (YcWaitingRow *self)
{
  g_autofree char *name = yc_waiting_item_describe (self->item);

  for (GtkWidget *widget = gtk_widget_get_parent (GTK_WIDGET (self)); widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      if (g_strcmp0 (G_OBJECT_TYPE_NAME (widget), "GtkListItemWidget") == 0)
        {
          gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
          return;
        }
    }
}

static void
update (YcWaitingRow *self)
{
  gboolean heading;
  g_autofree char *count = NULL;

  if (self->item == NULL)
    return;
  heading = yc_waiting_item_is_heading (self->item);
  count = heading ? g_strdup_printf ("%d", yc_waiting_item_get_count (self->item))
                  : yc_words_minutes_text (yc_waiting_item_get_count (self->item));
  gtk_label_set_label (self->title, yc_waiting_item_get_title (self->item));
  gtk_label_set_label (self->words, yc_waiting_item_get_words (self->item));
  gtk_label_set_label (self->count, count);
  gtk_widget_set_visible (GTK_WIDGET (self->words), yc_waiting_item_get_words (self->item)[0] != '\0'
                                                     && yc_look_get_factor (yc_look_get_default ()) <= WORDS_UP_TO);
  gtk_widget_set_visible (GTK_WIDGET (self->mark), !heading);
  gtk_label_set_label (self->mark, yc_waiting_item_is_late (self->item) ? "!" : "");
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), heading);
  gtk_label_set_wrap (self->title, heading);
  if (heading)
    gtk_widget_add_css_class (GTK_WIDGET (self), "heading-row");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "heading-row");
  if (yc_waiting_item_is_late (self->item))
    gtk_widget_add_css_class (GTK_WIDGET (self), "late");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "late");
  name_list_row (self);
}

static void
yc_waiting_row_dispose (GObject *object)
{
  YcWaitingRow *self = YC_WAITING_ROW (object);

  g_clear_object (&self->item_signals);
  g_clear_object (&self->item);
  g_clear_pointer (&self->line, gtk_widget_unparent);

  G_OBJECT_CLASS (yc_waiting_row_parent_class)->dispose (object);
}

static void
yc_waiting_row_class_init (YcWaitingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_waiting_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "waiting-row");
}

static GtkLabel *
add_label (YcWaitingRow *self, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (self->line), label);
  return GTK_LABEL (label);
}

static void
yc_waiting_row_init (YcWaitingRow *self)
{
  self->line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_parent (self->line, GTK_WIDGET (self));
  self->title = add_label (self, "waiting-number");
  gtk_label_set_xalign (self->title, 0);
  self->words = add_label (self, "waiting-words");
  gtk_label_set_xalign (self->words, 0);
  gtk_label_set_ellipsize (self->words, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->words), TRUE);
  self->count = add_label (self, "waiting-minutes");
  gtk_widget_set_hexpand (GTK_WIDGET (self->count), TRUE);
  gtk_widget_set_halign (GTK_WIDGET (self->count), GTK_ALIGN_END);
  self->mark = add_label (self, "waiting-mark");
  gtk_label_set_width_chars (self->mark, 1);
  self->item_signals = g_signal_group_new (YC_TYPE_WAITING_ITEM);
  g_signal_group_connect_swapped (self->item_signals, "changed", G_CALLBACK (update), self);
}

GtkWidget *
yc_waiting_row_new (void)
{
  return g_object_new (YC_TYPE_WAITING_ROW, NULL);
}

void
yc_waiting_row_set_item (YcWaitingRow *self, YcWaitingItem *item)
{
  g_return_if_fail (YC_IS_WAITING_ROW (self));

  g_set_object (&self->item, item);
  g_signal_group_set_target (self->item_signals, item);
  update (self);
}
