/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-held-list"

#include "config.h"

#include "app/yc-held-list.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-sentences.h"
#include "app/yc-words.h"

struct _YcHeldList
{
  YcPage parent_instance;

  GtkLabel *heading;
  GtkWidget *rows;
};

G_DEFINE_FINAL_TYPE (YcHeldList, yc_held_list, YC_TYPE_PAGE)

static void
on_resume_cb (GtkWidget *button)
{
  gtk_widget_activate_action (button, "win.resume", "s", (const char *) g_object_get_data (G_OBJECT (button), "yc-ticket"));
}

/* A row is a button as a whole: number, minutes, Resume. */
static GtkWidget *
make_row (const char *ticket)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  static const char *const styles[] = { "waiting-number", "waiting-words", "resume" };

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_set_hexpand (label, i == 1);
      gtk_widget_add_css_class (label, styles[i]);
      gtk_box_append (GTK_BOX (line), label);
    }
  gtk_button_set_child (GTK_BUTTON (button), line);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "held-row");
  g_object_set_data_full (G_OBJECT (button), "yc-ticket", g_strdup (ticket), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_resume_cb), NULL);
  return button;
}

static void
fill_row (GtkWidget *button, const YcTicket *ticket, gint64 now, YcPage *page)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  gboolean may_resume = yc_station_may (yc_page_get_station (page), YC_VERB_RESUME, &refusal);
  g_autofree char *reason = may_resume ? NULL : yc_sentence_of_refusal (&refusal, yc_page_get_reference (page));
  GtkWidget *label = gtk_widget_get_first_child (gtk_button_get_child (GTK_BUTTON (button)));
  g_autofree char *minutes = yc_words_minutes_text (yc_words_minutes (ticket->held_since, now));
  g_autofree char *name = g_strdup_printf (_("Resume %1$s, put aside %2$s"), ticket->number, minutes);

  gtk_label_set_label (GTK_LABEL (label), ticket->number);
  label = gtk_widget_get_next_sibling (label);
  gtk_label_set_label (GTK_LABEL (label), minutes);
  label = gtk_widget_get_next_sibling (label);
  gtk_label_set_label (GTK_LABEL (label), _("Resume"));
  gtk_widget_set_sensitive (button, may_resume);
  gtk_widget_set_tooltip_text (button, reason != NULL ? reason : name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, reason != NULL ? reason : "", -1);
}

static gboolean
is_same (YcHeldList *self, const GPtrArray *held)
{
  GtkWidget *row = gtk_widget_get_first_child (self->rows);

  for (guint i = 0; i < held->len; i++)
    {
      const YcTicket *ticket = g_ptr_array_index (held, i);

      if (row == NULL || strcmp (g_object_get_data (G_OBJECT (row), "yc-ticket"), ticket->id) != 0)
        return FALSE;
      row = gtk_widget_get_next_sibling (row);
    }
  return row == NULL;
}

static void
yc_held_list_update (YcPage *page)
{
  YcHeldList *self = YC_HELD_LIST (page);
  const YcDeskView *view = yc_page_get_view (page);
  guint n = view != NULL && view->held != NULL ? view->held->len : 0;
  GtkWidget *row;
  g_autofree char *heading = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  if (n == 0)
    return;
  heading = g_strdup_printf (ngettext ("Put aside %u", "Put aside %u", n), n);
  gtk_label_set_label (self->heading, heading);
  if (!is_same (self, view->held))
    {
      while ((row = gtk_widget_get_first_child (self->rows)) != NULL)
        gtk_box_remove (GTK_BOX (self->rows), row);
      for (guint i = 0; i < n; i++)
        gtk_box_append (GTK_BOX (self->rows), make_row (((const YcTicket *) g_ptr_array_index (view->held, i))->id));
    }
  row = gtk_widget_get_first_child (self->rows);
  for (guint i = 0; i < n; i++, row = gtk_widget_get_next_sibling (row))
    fill_row (row, g_ptr_array_index (view->held, i), yc_station_now (yc_page_get_station (page)), page);
}

static void
yc_held_list_class_init (YcHeldListClass *klass)
{
  YC_PAGE_CLASS (klass)->update = yc_held_list_update;
}

static void
yc_held_list_init (YcHeldList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->heading = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->heading, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->heading), "section");
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->heading));
  gtk_box_append (GTK_BOX (box), self->rows);
  adw_bin_set_child (ADW_BIN (self), box);
}
