/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reasons"

#include "config.h"

#include "app/yc-reasons.h"

#include <glib/gi18n.h>

#include "app/yc-words.h"

void
yc_reasons_fill (YcChoiceList *list, YcReference *reference, const char *kind, const YcChoice *first)
{
  g_autoptr(GArray) choices = g_array_new (FALSE, TRUE, sizeof (YcChoice));
  const YcReason *reason;

  g_return_if_fail (YC_IS_CHOICE_LIST (list) && kind != NULL);

  if (first != NULL)
    g_array_append_val (choices, *first);
  for (guint i = 0; reference != NULL && (reason = yc_reference_get_nth_reason (reference, kind, i)) != NULL; i++)
    {
      YcChoice choice = { i < 9 ? (char) ('1' + i) : 0, reason->id, yc_words_text (&reason->name),
                          reason->needs_note ? _("needs a note") : NULL, NULL };

      g_array_append_val (choices, choice);
    }
  yc_choice_list_set (list, (const YcChoice *) (gconstpointer) choices->data, choices->len);
}

GtkWidget *
yc_reasons_make_note (AdwEntryRow **entry)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_entry_row_new ();

  g_return_val_if_fail (entry != NULL, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Note"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  *entry = ADW_ENTRY_ROW (row);
  return group;
}

GtkWidget *
yc_reasons_make_side (const char *heading, YcChoiceList **list)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (heading);

  g_return_val_if_fail (heading != NULL && list != NULL, NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "section");
  *list = YC_CHOICE_LIST (yc_choice_list_new ());
  gtk_widget_add_css_class (GTK_WIDGET (*list), "dense");
  yc_choice_list_set_name (*list, heading);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (*list));
  return box;
}
