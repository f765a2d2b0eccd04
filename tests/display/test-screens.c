/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-screens"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "screens.h"
#include "shot.h"

/* Every screen in one language at one size and text size: nothing is cut off, nothing stands outside the window, everything that can be
 * pressed has a name, and the window and all below it are gone after it was closed. */

static const char *language;

static gboolean
is_in_scroll (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW) != NULL;
}

static void
fail (const char *screen, GtkWidget *widget, const char *what, const char *text)
{
  g_printerr ("%s (%s): %s “%s” %s\n", screen, language, G_OBJECT_TYPE_NAME (widget), text, what);
  g_test_fail ();
}

/* A tooltip that says what the label says in full. */
static gboolean
has_full_text (GtkWidget *widget, const char *text)
{
  for (int i = 0; widget != NULL && i < 3; i++, widget = gtk_widget_get_parent (widget))
    {
      const char *tooltip = gtk_widget_get_tooltip_text (widget);

      if (tooltip != NULL && strstr (tooltip, text) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Texts that a screen reader is given for everything that can be pressed. */
static gboolean
has_name (GtkWidget *widget)
{
  return gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
         || gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static void
check_name (const char *screen, GtkWidget *widget)
{
  if (!has_name (widget))
    fail (screen, widget, "has no name", gtk_widget_get_tooltip_text (widget) != NULL ? gtk_widget_get_tooltip_text (widget) : "");
}

static void
check_label (const char *screen, GtkLabel *label)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  const char *text = gtk_label_get_label (label);
  int width = gtk_widget_get_width (GTK_WIDGET (label));
  int height = gtk_widget_get_height (GTK_WIDGET (label));
  int needed_width;
  int needed_height;

  if (text[0] == '\0' || width == 0)
    return;
  pango_layout_get_pixel_size (layout, &needed_width, &needed_height);
  if (pango_layout_is_ellipsized (layout) && !has_full_text (GTK_WIDGET (label), text))
    fail (screen, GTK_WIDGET (label), "is cut off", text);
  else if (needed_width > width + 1 || needed_height > height + 1)
    fail (screen, GTK_WIDGET (label), "is larger than its place", text);
}

static void
check_place (const char *screen, GtkWidget *widget, GtkWidget *window)
{
  graphene_rect_t bounds;
  gboolean inside;

  if (gtk_widget_get_width (widget) == 0 || !gtk_widget_compute_bounds (widget, window, &bounds))
    return;
  inside = bounds.origin.x >= -1 && bounds.origin.x + bounds.size.width <= (float) gtk_widget_get_width (window) + 1;
  if (!is_in_scroll (widget))
    inside = inside && bounds.origin.y >= -1 && bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (window) + 1;
  if (!inside)
    fail (screen, widget, "stands outside the window", GTK_IS_LABEL (widget) ? gtk_label_get_label (GTK_LABEL (widget)) : "");
}

static void
check (const char *screen, GtkWidget *widget, GtkWidget *window)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget))
    check_label (screen, GTK_LABEL (widget));
  if (GTK_IS_LABEL (widget) || GTK_IS_BUTTON (widget) || GTK_IS_EDITABLE (widget))
    check_place (screen, widget, window);
  if (GTK_IS_BUTTON (widget))
    check_name (screen, widget);
  if (GTK_IS_POPOVER (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    check (screen, child, window);
}

static void
test_screens (const char *look, int width, int height, int text)
{
  guint n;
  const Screen *screens = screens_get (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(YcStation) station = NULL;
      GtkWidget *window;

      g_test_message ("%s", screens[i].name);
      /* Five seconds of waiting are enough once. */
      if (strcmp (screens[i].name, "confirming-slow") == 0 && strcmp (look, "light") != 0)
        continue;
      shot_set_look (language, look, text);
      window = screen_open (&screens[i], width, height, &station);
      if (gtk_window_get_transient_for (GTK_WINDOW (window)) == NULL
          && (gtk_widget_get_width (window) != width || gtk_widget_get_height (window) != height))
        fail (screens[i].name, window, "does not fit the screen", "");
      check (screens[i].name, window, window);
      screen_close (window);
    }
}

static void
test_usual (void)
{
  test_screens ("light", 1366, 768, 100);
}

static void
test_large_text (void)
{
  test_screens ("light", 1366, 768, 200);
}

/* The border of the window has to fit on a screen of 1920x1080 too. */
static void
test_dark (void)
{
  test_screens ("dark", 1900, 1060, 100);
}

static void
test_high_contrast (void)
{
  test_screens ("hc", 1366, 768, 100);
}

/* Whether the check below can fail at all. */
static void
test_nameless (void)
{
  g_autoptr(GtkWidget) button = g_object_ref_sink (gtk_button_new ());
  g_autoptr(GtkWidget) named = g_object_ref_sink (gtk_button_new_with_label ("Accept"));

  gtk_button_set_child (GTK_BUTTON (button), gtk_label_new ("Accept"));
  g_assert_false (has_name (button));
  g_assert_true (has_name (named));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  language = g_getenv ("YC_TEST_LANGUAGE");
  if (language == NULL)
    g_error ("YC_TEST_LANGUAGE is not set");
  shot_start ();
  g_test_add_func ("/screens/nameless", test_nameless);
  g_test_add_func ("/screens/usual", test_usual);
  g_test_add_func ("/screens/large-text", test_large_text);
  g_test_add_func ("/screens/dark", test_dark);
  g_test_add_func ("/screens/high-contrast", test_high_contrast);
  return g_test_run ();
}
