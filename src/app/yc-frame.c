/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-frame"

#include "config.h"

#include "app/yc-frame.h"

#include "app/yc-key-button.h"
#include "app/yc-look.h"

struct _YcFrame
{
  AdwBin parent_instance;

  GtkLabel *title;
  GtkScrolledWindow *scroll;
  AdwClamp *clamp;
  GtkBox *body;
  GtkLabel *reason;
  YcKeyButton *second;
  YcKeyButton *act;
};

G_DEFINE_FINAL_TYPE (YcFrame, yc_frame, ADW_TYPE_BIN)

/* A line of large text needs a wider body. */
static void
apply_width (YcFrame *self)
{
  int width = (int) (YC_COLUMN_WIDTH * yc_look_get_factor (yc_look_get_default ()));

  adw_clamp_set_maximum_size (self->clamp, width);
  adw_clamp_set_tightening_threshold (self->clamp, width);
}

static void
yc_frame_class_init (YcFrameClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);


  gtk_widget_class_set_template_from_resource (widget_class, "/org/yichuang/Yichuang/ui/yc-frame.ui");
  gtk_widget_class_bind_template_child (widget_class, YcFrame, act);
  gtk_widget_class_bind_template_child (widget_class, YcFrame, body);
  gtk_widget_class_bind_template_child (widget_class, YcFrame, clamp);
  gtk_widget_class_bind_template_child (widget_class, YcFrame, reason);
  gtk_widget_class_bind_template_child (widget_class, YcFrame, scroll);
  gtk_widget_class_bind_template_child (widget_class, YcFrame, second);
  gtk_widget_class_bind_template_child (widget_class, YcFrame, title);
}

static void
yc_frame_init (YcFrame *self)
{
  g_type_ensure (YC_TYPE_KEY_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
  apply_width (self);
  g_signal_connect_object (yc_look_get_default (), "changed", G_CALLBACK (apply_width), self, G_CONNECT_SWAPPED);
}

GtkWidget *
yc_frame_new (void)
{
  return g_object_new (YC_TYPE_FRAME, NULL);
}

void
yc_frame_set_title (YcFrame *self, const char *title)
{
  g_return_if_fail (YC_IS_FRAME (self));

  gtk_label_set_label (self->title, title);
}

GtkWidget *
yc_frame_add_heading (YcFrame *self, const char *heading)
{
  GtkWidget *label;

  g_return_val_if_fail (YC_IS_FRAME (self), NULL);

  label = gtk_label_new (heading);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "section");
  gtk_box_append (self->body, label);
  return label;
}

void
yc_frame_add (YcFrame *self, GtkWidget *child)
{
  g_return_if_fail (YC_IS_FRAME (self));

  gtk_box_append (self->body, child);
}

void
yc_frame_set_act (YcFrame *self, const char *words, const char *reason)
{
  g_return_if_fail (YC_IS_FRAME (self));

  yc_key_button_set_words (self->act, words);
  yc_key_button_set_reason (self->act, reason);
  yc_key_button_set_reason (self->second, reason);
  gtk_label_set_label (self->reason, reason != NULL ? reason : "");
}

void
yc_frame_set_second (YcFrame *self, const char *key, const char *words)
{
  g_return_if_fail (YC_IS_FRAME (self));

  gtk_widget_set_visible (GTK_WIDGET (self->second), key != NULL);
  if (key != NULL)
    g_object_set (self->second, "key", key, NULL);
  yc_key_button_set_words (self->second, words);
}

void
yc_frame_scroll_to_top (YcFrame *self)
{
  g_return_if_fail (YC_IS_FRAME (self));

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroll), 0);
}
