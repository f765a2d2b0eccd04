/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-chip"

#include "config.h"

#include "app/yc-chip.h"

#include <glib/gi18n.h>

#include "app/yc-look.h"
#include "app/yc-sentences.h"
#include "app/yc-words.h"

#define SHORT_FROM 1.25

struct _YcChip
{
  YcPage parent_instance;

  gint64 sent_at;        /* wall clock when everything was sent last; 0 = not known */
  gboolean all_sent;

  GtkWidget *button;
  GtkImage *icon;
  GtkLabel *words;
};

G_DEFINE_FINAL_TYPE (YcChip, yc_chip, YC_TYPE_PAGE)

/* The other side answers and yet what the page shows stands still: neither "All sent" nor "Offline". */
static void
warn (YcChipWords *chip)
{
  yc_chip_words_clear (chip);
  chip->icon = "dialog-warning-symbolic";
  chip->style = "warning";
  chip->words = g_strdup (_("Cannot store"));
}

static void
show (YcChip *self, const YcChipWords *chip, const char *sentence)
{
  static const char *const styles[] = { "ok", "busy", "warning", "error" };
  g_autofree char *retry = g_strdup_printf (_("%s. Try the connection again: F5"), chip->words);

  gtk_image_set_from_icon_name (self->icon, chip->icon);
  gtk_label_set_label (self->words, chip->words);
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (self->button, styles[i]);
  gtk_widget_add_css_class (self->button, chip->style);
  gtk_accessible_reset_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  gtk_widget_set_tooltip_text (self->button, sentence != NULL ? sentence : retry);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, chip->words, -1);
  if (sentence != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
}

static void
yc_chip_update (YcPage *page)
{
  YcChip *self = YC_CHIP (page);
  YcStation *station = yc_page_get_station (page);
  const YcDeskView *view = yc_page_get_view (page);
  g_auto(YcChipWords) chip = { NULL, NULL, NULL };
  g_autofree char *sentence = NULL;
  YcSyncStatus status = { 0 };
  gboolean all_sent;
  gint64 since;

  yc_station_get_status (station, &status);
  sentence = yc_sentence_of_storing (&status);
  all_sent = status.state == YC_LINK_ONLINE && sentence == NULL && !status.pushing && view != NULL && view->unsent == 0;
  if (all_sent && !self->all_sent)
    self->sent_at = yc_station_now (station);
  self->all_sent = all_sent;
  since = all_sent ? self->sent_at : yc_station_get_link_since (station);
  /* With large text there is room for one of the two; since when is in the notice below. */
  if (!all_sent && yc_look_get_factor (yc_look_get_default ()) > SHORT_FROM)
    since = 0;
  yc_words_chip (view, &status, since, &chip);
  if (sentence != NULL)
    warn (&chip);
  show (self, &chip, sentence);
}

static void
yc_chip_class_init (YcChipClass *klass)
{
  YC_PAGE_CLASS (klass)->update = yc_chip_update;
}

static void
yc_chip_init (YcChip *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->button = gtk_button_new ();
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->words = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->words, PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->words));
  gtk_button_set_child (GTK_BUTTON (self->button), box);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "win.retry");
  gtk_widget_add_css_class (self->button, "chip");
  gtk_widget_add_css_class (self->button, "flat");
  adw_bin_set_child (ADW_BIN (self), self->button);
  g_signal_connect_object (yc_look_get_default (), "changed", G_CALLBACK (yc_page_update), self, G_CONNECT_SWAPPED);
}
