/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-notice"

#include "config.h"

#include "app/yc-notice.h"

#include <glib/gi18n.h>

#include "app/yc-look.h"

struct _YcNotice
{
  GtkWidget parent_instance;

  GtkWidget *bar;
  GtkImage *icon;
  GtkLabel *words;
  GtkButton *button;
  GtkWidget *close;
  char *action;     /* owned, or NULL */
  guint seconds;    /* how long it stays by itself; 0 = until it is told otherwise */
  guint end;        /* source, 0 = none */
};

G_DEFINE_FINAL_TYPE (YcNotice, yc_notice, GTK_TYPE_WIDGET)

static void
on_button_cb (YcNotice *self)
{
  if (self->action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), self->action, NULL);
}

static void
on_close_cb (YcNotice *self)
{
  yc_notice_set (self, YC_NOTICE_INFO, NULL, NULL, NULL);
}

/* It does not go away under the hand of somebody who has come to it. */
static gboolean
on_end_cb (gpointer data)
{
  YcNotice *self = YC_NOTICE (data);

  if (yc_look_has_focus_inside (GTK_WIDGET (self)) || (gtk_widget_get_state_flags (GTK_WIDGET (self)) & GTK_STATE_FLAG_PRELIGHT) != 0)
    return G_SOURCE_CONTINUE;
  self->end = 0;
  yc_notice_set (self, YC_NOTICE_INFO, NULL, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
yc_notice_dispose (GObject *object)
{
  YcNotice *self = YC_NOTICE (object);

  g_clear_handle_id (&self->end, g_source_remove);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
  g_clear_pointer (&self->action, g_free);

  G_OBJECT_CLASS (yc_notice_parent_class)->dispose (object);
}

static void
yc_notice_class_init (YcNoticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_notice_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "notice");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
yc_notice_init (YcNotice *self)
{
  self->bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->words = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->words, 0);
  gtk_label_set_wrap (self->words, TRUE);
  gtk_label_set_wrap_mode (self->words, PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (GTK_WIDGET (self->words), TRUE);
  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  self->close = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_set_tooltip_text (self->close, _("Put Away"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->close), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Put Away"), -1);
  gtk_widget_add_css_class (self->close, "flat");
  gtk_widget_set_valign (self->close, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->close, FALSE);
  gtk_box_append (GTK_BOX (self->bar), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (self->bar), GTK_WIDGET (self->words));
  gtk_box_append (GTK_BOX (self->bar), GTK_WIDGET (self->button));
  gtk_box_append (GTK_BOX (self->bar), self->close);
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (on_button_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->close, "clicked", G_CALLBACK (on_close_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
yc_notice_new (void)
{
  return g_object_new (YC_TYPE_NOTICE, NULL);
}

void
yc_notice_set (YcNotice *self, YcNoticeKind kind, const char *words, const char *button, const char *action)
{
  static const char *const icons[] = { "dialog-information-symbolic", "dialog-warning-symbolic", "dialog-error-symbolic" };
  static const char *const styles[] = { "info", "warning", "error" };

  g_return_if_fail (YC_IS_NOTICE (self));

  gtk_widget_set_visible (GTK_WIDGET (self), words != NULL);
  /* What stands there already is not announced again. */
  if (g_strcmp0 (gtk_label_get_label (self->words), words != NULL ? words : "") != 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words != NULL ? words : "", -1);
  gtk_label_set_label (self->words, words != NULL ? words : "");
  gtk_image_set_from_icon_name (self->icon, icons[kind]);
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), styles[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self), styles[kind]);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->button, button);
  g_free (self->action);
  self->action = g_strdup (action);
  yc_notice_end_after (self, 0);
}

void
yc_notice_end_after (YcNotice *self, guint seconds)
{
  g_return_if_fail (YC_IS_NOTICE (self));

  g_clear_handle_id (&self->end, g_source_remove);
  self->seconds = yc_notice_get_words (self) != NULL ? seconds : 0;
  if (self->seconds > 0)
    self->end = g_timeout_add_seconds (self->seconds, on_end_cb, self);
}

guint
yc_notice_get_seconds (YcNotice *self)
{
  g_return_val_if_fail (YC_IS_NOTICE (self), 0);

  return self->seconds;
}

const char *
yc_notice_get_words (YcNotice *self)
{
  g_return_val_if_fail (YC_IS_NOTICE (self), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_label (self->words) : NULL;
}

void
yc_notice_set_closable (YcNotice *self, gboolean closable)
{
  g_return_if_fail (YC_IS_NOTICE (self));

  gtk_widget_set_visible (self->close, closable);
}
