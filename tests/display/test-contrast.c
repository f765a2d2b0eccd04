/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-contrast"

#include "config.h"

#include <adwaita.h>
#include <math.h>

#include "shot.h"

/* Relative luminance and contrast as in WCAG 2.2. */
static double
linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (const GdkRGBA *c)
{
  return 0.2126 * linear (c->red) + 0.7152 * linear (c->green) + 0.0722 * linear (c->blue);
}

static double
contrast (const GdkRGBA *a, const GdkRGBA *b)
{
  double high = MAX (luminance (a), luminance (b));
  double low = MIN (luminance (a), luminance (b));

  return (high + 0.05) / (low + 0.05);
}

static GdkRGBA
look_up (GtkWidget *widget, const char *name)
{
  GdkRGBA color;

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color))
    g_error ("There is no colour %s", name);
  G_GNUC_END_IGNORE_DEPRECATIONS
  return color;
}

static const struct
{
  const char *ink;
  const char *ground;
  double least;
} pairs[] = {
  { "window_fg_color", "window_bg_color", 7 },      { "view_fg_color", "view_bg_color", 7 },       { "headerbar_fg_color", "headerbar_bg_color", 7 },
  { "card_fg_color", "card_bg_color", 7 },          { "window_fg_color", "yc_column_color", 7 },   { "yc_secondary_color", "window_bg_color", 4.5 },
  { "yc_secondary_color", "view_bg_color", 4.5 },   { "yc_secondary_color", "headerbar_bg_color", 4.5 }, { "yc_secondary_color", "yc_column_color", 4.5 },
  { "yc_secondary_color", "card_bg_color", 4.5 },   { "yc_secondary_color", "yc_key_color", 4.5 }, { "accent_fg_color", "accent_bg_color", 4.5 },
  { "accent_color", "window_bg_color", 4.5 },       { "accent_color", "card_bg_color", 4.5 },      { "accent_color", "yc_column_color", 4.5 },
  { "success_color", "headerbar_bg_color", 4.5 },   { "warning_color", "headerbar_bg_color", 4.5 },{ "warning_color", "yc_column_color", 4.5 },
  { "warning_color", "window_bg_color", 4.5 },      { "error_color", "window_bg_color", 4.5 },     { "error_color", "headerbar_bg_color", 4.5 },
  { "destructive_fg_color", "destructive_bg_color", 4.5 }, { "yc_info_fg_color", "yc_info_bg_color", 7 }, { "yc_warning_fg_color", "yc_warning_bg_color", 7 },
  { "yc_error_fg_color", "yc_error_bg_color", 7 },  { "yc_control_color", "window_bg_color", 3 },  { "yc_control_color", "view_bg_color", 3 },
  { "yc_disabled_color", "window_bg_color", 4.5 },  { "yc_disabled_color", "headerbar_bg_color", 4.5 }, { "yc_disabled_color", "card_bg_color", 4.5 },
  { "yc_disabled_color", "yc_column_color", 4.5 },
  /* What cannot be pressed looks different from what can, in every look. */
  { "yc_disabled_color", "window_fg_color", 1.6 },
  { "yc_control_color", "card_bg_color", 3 },       { "accent_color", "headerbar_bg_color", 3 },
};

static void
test_contrast (gconstpointer data)
{
  GtkWidget *window;

  shot_set_look ("en", data, 100);
  window = adw_window_new ();
  gtk_window_present (GTK_WINDOW (window));
  shot_wait (window);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      GdkRGBA ink = look_up (window, pairs[i].ink);
      GdkRGBA ground = look_up (window, pairs[i].ground);
      double ratio = contrast (&ink, &ground);

      g_assert_cmpfloat (ink.alpha, ==, 1);
      g_assert_cmpfloat (ground.alpha, ==, 1);
      if (ratio < pairs[i].least)
        g_error ("%s: %s on %s has %.2f:1, needs %.1f:1", (const char *) data, pairs[i].ink, pairs[i].ground, ratio, pairs[i].least);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The formula itself, against the values of the recommendation. */
static void
test_formula (void)
{
  GdkRGBA black;
  GdkRGBA white;
  GdkRGBA grey;

  gdk_rgba_parse (&black, "#000000");
  gdk_rgba_parse (&white, "#ffffff");
  gdk_rgba_parse (&grey, "#767676");
  g_assert_cmpfloat_with_epsilon (contrast (&black, &white), 21, 0.001);
  g_assert_cmpfloat_with_epsilon (contrast (&grey, &white), 4.54, 0.01);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  shot_start ();
  g_test_add_func ("/contrast/formula", test_formula);
  g_test_add_data_func ("/contrast/light", "light", test_contrast);
  g_test_add_data_func ("/contrast/dark", "dark", test_contrast);
  g_test_add_data_func ("/contrast/hc", "hc", test_contrast);
  g_test_add_data_func ("/contrast/hc-dark", "hc-dark", test_contrast);
  return g_test_run ();
}
