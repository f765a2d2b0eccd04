/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-look"

#include "config.h"

#include "app/yc-look.h"

#include <glib/gi18n.h>

#include <locale.h>
#include <string.h>

#define CSS_PATH "/org/yichuang/Yichuang/css/"
#define DEFAULT_DPI (96 * 1024)

struct _YcLook
{
  GObject parent_instance;

  GSettings *settings;        /* owned, or NULL: the schema is not installed */
  char *language;             /* owned */
  YcScheme scheme;
  gboolean high_contrast;
  int text_scale;
  gboolean show_keys;

  char *system_messages;      /* owned: LC_MESSAGES of the environment */
  int system_dpi;             /* gtk-xft-dpi before we scaled it; 0 = not read yet */
  GtkCssProvider *base;       /* owned */
  GtkCssProvider *dark;       /* owned */
  GtkCssProvider *contrast;   /* owned */
  gboolean dark_on;
  gboolean contrast_on;
};

enum { CHANGED, LANGUAGE_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YcLook, yc_look, G_TYPE_OBJECT)

static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = source != NULL ? g_settings_schema_source_lookup (source, APP_ID, TRUE) : NULL;

  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

/* English is LC_MESSAGES "C": gettext then gives the source text whatever LANGUAGE says, and GLib, which decides once
 * whether a program is translated at all, still decides that it is. Numbers and fonts keep the locale of the system. */
static void
apply_language (YcLook *self)
{
  if (strcmp (self->language, "en") == 0)
    {
      setlocale (LC_MESSAGES, "C");
    }
  else if (self->language[0] == '\0')
    {
      setlocale (LC_MESSAGES, self->system_messages);
    }
  else
    {
      g_autofree char *name = g_strconcat (self->language, ".UTF-8", NULL);

      /* LANGUAGE is looked at only outside the C locale; C.UTF-8 is everywhere. */
      if (setlocale (LC_MESSAGES, name) == NULL)
        setlocale (LC_MESSAGES, "C.UTF-8");
      g_setenv ("LANGUAGE", self->language, TRUE);
    }
  /* Makes gettext forget what it looked up before. */
  textdomain (GETTEXT_PACKAGE);
}

static void
set_provider (GtkCssProvider *provider, gboolean on, gboolean *is_on)
{
  GdkDisplay *display = gdk_display_get_default ();

  if (on == *is_on || display == NULL)
    return;
  if (on)
    gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  else
    gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (provider));
  *is_on = on;
}

static void
apply_sheets (YcLook *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean contrast = self->high_contrast || adw_style_manager_get_high_contrast (manager);

  /* The later one wins where both say something, so contrast is put on last. */
  if (self->dark_on != adw_style_manager_get_dark (manager))
    {
      set_provider (self->contrast, FALSE, &self->contrast_on);
      set_provider (self->dark, adw_style_manager_get_dark (manager), &self->dark_on);
    }
  set_provider (self->contrast, contrast, &self->contrast_on);
}

static void
apply_scheme (YcLook *self)
{
  static const AdwColorScheme schemes[] = {
    [YC_SCHEME_SYSTEM] = ADW_COLOR_SCHEME_DEFAULT,
    [YC_SCHEME_LIGHT] = ADW_COLOR_SCHEME_FORCE_LIGHT,
    [YC_SCHEME_DARK] = ADW_COLOR_SCHEME_FORCE_DARK,
  };

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[self->scheme]);
  apply_sheets (self);
}

static void
apply_text_scale (YcLook *self)
{
  GtkSettings *settings = gtk_settings_get_default ();

  if (settings == NULL)
    return;
  if (self->system_dpi == 0)
    {
      g_object_get (settings, "gtk-xft-dpi", &self->system_dpi, NULL);
      if (self->system_dpi <= 0)
        self->system_dpi = DEFAULT_DPI;
    }
  g_object_set (settings, "gtk-xft-dpi", self->system_dpi * self->text_scale / 100, NULL);
}

static void
changed (YcLook *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
yc_look_dispose (GObject *object)
{
  YcLook *self = YC_LOOK (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->base);
  g_clear_object (&self->dark);
  g_clear_object (&self->contrast);

  G_OBJECT_CLASS (yc_look_parent_class)->dispose (object);
}

static void
yc_look_finalize (GObject *object)
{
  YcLook *self = YC_LOOK (object);

  g_free (self->language);
  g_free (self->system_messages);

  G_OBJECT_CLASS (yc_look_parent_class)->finalize (object);
}

static void
yc_look_class_init (YcLookClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yc_look_dispose;
  object_class->finalize = yc_look_finalize;

  signals[CHANGED] = g_signal_new ("changed", YC_TYPE_LOOK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LANGUAGE_CHANGED] = g_signal_new ("language-changed", YC_TYPE_LOOK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yc_look_init (YcLook *self)
{
  self->language = g_strdup ("");
  self->text_scale = 100;
  self->show_keys = TRUE;
}

YcLook *
yc_look_get_default (void)
{
  static YcLook *look;

  if (look == NULL)
    look = g_object_new (YC_TYPE_LOOK, NULL);
  return look;
}

void
yc_look_start (YcLook *self)
{
  const char *characters;

  g_return_if_fail (YC_IS_LOOK (self));

  /* Else gtk_init() asks the environment once more, and the language chosen here is lost. */
  if (!gtk_is_initialized ())
    gtk_disable_setlocale ();
  setlocale (LC_ALL, "");
  self->system_messages = g_strdup (setlocale (LC_MESSAGES, NULL));
  /* People's names are Chinese on an English screen too: the fonts must take the Chinese forms of shared characters. */
  characters = setlocale (LC_CTYPE, NULL);
  if (characters == NULL || !g_str_has_prefix (characters, "zh"))
    setlocale (LC_CTYPE, "zh_CN.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("YICHUANG_LOCALE_DIR") != NULL ? g_getenv ("YICHUANG_LOCALE_DIR") : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  self->settings = open_settings ();
  if (self->settings != NULL)
    {
      g_free (self->language);
      self->language = g_settings_get_string (self->settings, "language");
      self->scheme = (YcScheme) g_settings_get_enum (self->settings, "color-scheme");
      self->high_contrast = g_settings_get_boolean (self->settings, "high-contrast");
      self->text_scale = g_settings_get_int (self->settings, "text-scale");
      self->show_keys = g_settings_get_boolean (self->settings, "show-keys");
    }
  apply_language (self);
}

void
yc_look_attach (YcLook *self)
{
  GdkDisplay *display = gdk_display_get_default ();

  g_return_if_fail (YC_IS_LOOK (self));
  g_return_if_fail (self->base == NULL && display != NULL);

  self->base = gtk_css_provider_new ();
  self->dark = gtk_css_provider_new ();
  self->contrast = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (self->base, CSS_PATH "style.css");
  gtk_css_provider_load_from_resource (self->dark, CSS_PATH "style-dark.css");
  gtk_css_provider_load_from_resource (self->contrast, CSS_PATH "style-hc.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (self->base), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (apply_sheets), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast", G_CALLBACK (apply_sheets), self, G_CONNECT_SWAPPED);
  apply_scheme (self);
  apply_text_scale (self);
}

const char *
yc_look_get_language (YcLook *self)
{
  g_return_val_if_fail (YC_IS_LOOK (self), NULL);

  return self->language;
}

void
yc_look_set_language (YcLook *self, const char *language)
{
  g_return_if_fail (YC_IS_LOOK (self) && language != NULL);

  if (strcmp (self->language, language) == 0)
    return;
  g_free (self->language);
  self->language = g_strdup (language);
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "language", language);
  apply_language (self);
  g_signal_emit (self, signals[LANGUAGE_CHANGED], 0);
}

gboolean
yc_look_is_chinese (YcLook *self)
{
  g_return_val_if_fail (YC_IS_LOOK (self), FALSE);

  return strcmp (C_("language of names in data", "en"), "zh") == 0;
}

YcScheme
yc_look_get_scheme (YcLook *self)
{
  g_return_val_if_fail (YC_IS_LOOK (self), YC_SCHEME_SYSTEM);

  return self->scheme;
}

void
yc_look_set_scheme (YcLook *self, YcScheme scheme)
{
  g_return_if_fail (YC_IS_LOOK (self));

  if (self->scheme == scheme)
    return;
  self->scheme = scheme;
  if (self->settings != NULL)
    g_settings_set_enum (self->settings, "color-scheme", scheme);
  apply_scheme (self);
  changed (self);
}

gboolean
yc_look_get_high_contrast (YcLook *self)
{
  g_return_val_if_fail (YC_IS_LOOK (self), FALSE);

  return self->high_contrast;
}

void
yc_look_set_high_contrast (YcLook *self, gboolean high_contrast)
{
  g_return_if_fail (YC_IS_LOOK (self));

  if (self->high_contrast == !!high_contrast)
    return;
  self->high_contrast = !!high_contrast;
  if (self->settings != NULL)
    g_settings_set_boolean (self->settings, "high-contrast", self->high_contrast);
  apply_sheets (self);
  changed (self);
}

int
yc_look_get_text_scale (YcLook *self)
{
  g_return_val_if_fail (YC_IS_LOOK (self), 100);

  return self->text_scale;
}

void
yc_look_set_text_scale (YcLook *self, int percent)
{
  g_return_if_fail (YC_IS_LOOK (self));

  percent = CLAMP (percent, 100, 200);
  if (self->text_scale == percent)
    return;
  self->text_scale = percent;
  if (self->settings != NULL)
    g_settings_set_int (self->settings, "text-scale", percent);
  apply_text_scale (self);
  changed (self);
}

gboolean
yc_look_get_show_keys (YcLook *self)
{
  g_return_val_if_fail (YC_IS_LOOK (self), TRUE);

  return self->show_keys;
}

void
yc_look_set_show_keys (YcLook *self, gboolean show_keys)
{
  g_return_if_fail (YC_IS_LOOK (self));

  if (self->show_keys == !!show_keys)
    return;
  self->show_keys = !!show_keys;
  if (self->settings != NULL)
    g_settings_set_boolean (self->settings, "show-keys", self->show_keys);
  changed (self);
}

double
yc_look_get_factor (YcLook *self)
{
  int dpi = 0;

  g_return_val_if_fail (YC_IS_LOOK (self), 1.0);

  if (gtk_settings_get_default () != NULL)
    g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  return dpi > DEFAULT_DPI ? (double) dpi / DEFAULT_DPI : 1.0;
}

GSettings *
yc_look_get_settings (YcLook *self)
{
  g_return_val_if_fail (YC_IS_LOOK (self), NULL);

  return self->settings;
}

void
yc_look_disable_input_method (GtkEditable *editable)
{
  GtkEditable *text;

  g_return_if_fail (GTK_IS_EDITABLE (editable));

  for (text = editable; text != NULL && !GTK_IS_TEXT (text);)
    text = gtk_editable_get_delegate (text);
  if (text != NULL)
    g_object_set (text, "im-module", "gtk-im-context-none", NULL);
}

gboolean
yc_look_has_focus_inside (GtkWidget *widget)
{
  GtkRoot *root;
  GtkWidget *focus;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  root = gtk_widget_get_root (widget);
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  return focus != NULL && gtk_widget_is_ancestor (focus, widget);
}

static void
apply_width (AdwClamp *clamp)
{
  int width = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (clamp), "yc-width"));

  adw_clamp_set_maximum_size (clamp, (int) (width * yc_look_get_factor (yc_look_get_default ())));
}

void
yc_look_widen (AdwClamp *clamp)
{
  g_return_if_fail (ADW_IS_CLAMP (clamp));

  g_object_set_data (G_OBJECT (clamp), "yc-width", GINT_TO_POINTER (adw_clamp_get_maximum_size (clamp)));
  apply_width (clamp);
  g_signal_connect_object (yc_look_get_default (), "changed", G_CALLBACK (apply_width), clamp, G_CONNECT_SWAPPED);
}

void
yc_look_name_icon_buttons (GtkWidget *root, const char *icon, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (root)), icon) == 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    yc_look_name_icon_buttons (child, icon, name);
}
