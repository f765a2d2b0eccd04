/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-preferences"

#include "config.h"

#include "app/yc-preferences.h"

#include <string.h>

#include "app/yc-look.h"

struct _YcPreferences
{
  AdwPreferencesWindow parent_instance;

  gboolean loading;

  AdwComboRow *scheme;
  AdwComboRow *language;
  GtkSwitch *high_contrast;
  GtkSpinButton *text_scale;
  GtkSwitch *show_keys;
};

G_DEFINE_FINAL_TYPE (YcPreferences, yc_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* As the rows of the language list. */
static const char *const languages[] = { "", "zh_CN", "en" };

static void
load (YcPreferences *self)
{
  YcLook *look = yc_look_get_default ();

  self->loading = TRUE;
  adw_combo_row_set_selected (self->scheme, (guint) yc_look_get_scheme (look));
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      if (strcmp (languages[i], yc_look_get_language (look)) == 0)
        adw_combo_row_set_selected (self->language, i);
    }
  gtk_switch_set_active (self->high_contrast, yc_look_get_high_contrast (look));
  gtk_spin_button_set_value (self->text_scale, yc_look_get_text_scale (look));
  gtk_switch_set_active (self->show_keys, yc_look_get_show_keys (look));
  self->loading = FALSE;
}

static void
on_changed_cb (YcPreferences *self)
{
  YcLook *look = yc_look_get_default ();
  guint language = adw_combo_row_get_selected (self->language);

  if (self->loading)
    return;
  yc_look_set_scheme (look, (YcScheme) adw_combo_row_get_selected (self->scheme));
  yc_look_set_high_contrast (look, gtk_switch_get_active (self->high_contrast));
  yc_look_set_text_scale (look, gtk_spin_button_get_value_as_int (self->text_scale));
  yc_look_set_show_keys (look, gtk_switch_get_active (self->show_keys));
  /* Last: the windows are made anew, this one with them. */
  if (language < G_N_ELEMENTS (languages))
    yc_look_set_language (look, languages[language]);
}

static void
yc_preferences_dispose (GObject *object)
{
  YC_PREFERENCES (object)->loading = TRUE;

  G_OBJECT_CLASS (yc_preferences_parent_class)->dispose (object);
}

static void
yc_preferences_class_init (YcPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_preferences_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/yichuang/Yichuang/ui/yc-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, YcPreferences, high_contrast);
  gtk_widget_class_bind_template_child (widget_class, YcPreferences, language);
  gtk_widget_class_bind_template_child (widget_class, YcPreferences, scheme);
  gtk_widget_class_bind_template_child (widget_class, YcPreferences, show_keys);
  gtk_widget_class_bind_template_child (widget_class, YcPreferences, text_scale);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
yc_preferences_init (YcPreferences *self)
{
  self->loading = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  load (self);
}

GtkWidget *
yc_preferences_new (GtkWindow *parent)
{
  return g_object_new (YC_TYPE_PREFERENCES, "transient-for", parent, "modal", parent != NULL, NULL);
}
