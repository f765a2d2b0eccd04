/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-broken-page"

#include "config.h"

#include "app/yc-broken-page.h"

#include <glib/gi18n.h>

#include "app/yc-sentences.h"

struct _YcBrokenPage
{
  YcPage parent_instance;

  GtkLabel *words;
};

G_DEFINE_FINAL_TYPE (YcBrokenPage, yc_broken_page, YC_TYPE_PAGE)

static void
yc_broken_page_update (YcPage *page)
{
  const GError *fault = yc_station_get_fault (yc_page_get_station (page));
  g_autofree char *words = yc_sentence_of_error (fault);

  gtk_label_set_label (YC_BROKEN_PAGE (page)->words, words);
}

static void
yc_broken_page_class_init (YcBrokenPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YC_PAGE_CLASS (klass)->update = yc_broken_page_update;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/yichuang/Yichuang/ui/yc-broken-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcBrokenPage, words);
}

static void
yc_broken_page_init (YcBrokenPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
