/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "gallery"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "screens.h"
#include "shot.h"

#include "app/yc-look.h"

/* gallery [--out DIR] [--screen NAME] [--language zh|en] [--look light|dark|hc|hc-dark] [--size WxH] [--text PERCENT]
 * writes DIR/<screen>-<language>-<look>-<size>-<text>.png for everything that is left open; --list names the screens. The pictures of
 * 1920x1080 need a larger screen: UI_SCREEN=2000x1200x24 tests/ui-env build/tests/display/gallery --out DIR. */

static char *out;
static char *only_screen;
static char *only_language;
static char *only_look;
static char *only_size;
static int only_text;
static gboolean list;

static const GOptionEntry entries[] = {
  { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, "Folder for the pictures", "DIR" },
  { "screen", 0, 0, G_OPTION_ARG_STRING, &only_screen, "Only screens whose name begins so", "NAME" },
  { "language", 0, 0, G_OPTION_ARG_STRING, &only_language, "zh or en", "LANGUAGE" },
  { "look", 0, 0, G_OPTION_ARG_STRING, &only_look, "light, dark, hc or hc-dark", "LOOK" },
  { "size", 0, 0, G_OPTION_ARG_STRING, &only_size, "1366x768 or 1920x1080", "SIZE" },
  { "text", 0, 0, G_OPTION_ARG_INT, &only_text, "100 or 200", "PERCENT" },
  { "list", 0, 0, G_OPTION_ARG_NONE, &list, "Name the screens", NULL },
  G_OPTION_ENTRY_NULL,
};

static const char *const languages[] = { "zh_CN", "en" };
static const char *const looks[] = { "light", "dark", "hc", "hc-dark" };
static const struct
{
  int width;
  int height;
  int text;
} sizes[] = { { 1366, 768, 100 }, { 1920, 1080, 100 }, { 1366, 768, 200 } };

static gboolean
is_wanted (const char *only, const char *name)
{
  return only == NULL || g_str_has_prefix (name, only);
}

static void
shoot (const Screen *screen, const char *language, const char *look, int width, int height, int text)
{
  g_autofree char *name = g_strdup_printf ("%s-%.2s-%s-%dx%d-%d.png", screen->name, language, look, width, height, text);
  g_autofree char *path = g_build_filename (out, name, NULL);
  g_autoptr(YcStation) station = NULL;
  GtkWidget *window;

  shot_set_look (language, look, text);
  window = screen_open (screen, width, height, &station);
  shot_save (window, path);
  screen_close (window);
}

int
main (int argc, char **argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;
  guint n;
  const Screen *screens = screens_get (&n);

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("gallery: %s\n", error->message);
      return 2;
    }
  if (out == NULL)
    out = g_strdup (".");
  g_mkdir_with_parents (out, 0755);
  for (guint i = 0; list && i < n; i++)
    g_print ("%s\n", screens[i].name);
  if (list)
    return 0;

  shot_start ();
  for (guint i = 0; i < n; i++)
    for (guint l = 0; l < G_N_ELEMENTS (languages); l++)
      for (guint k = 0; k < G_N_ELEMENTS (looks); k++)
        for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
          {
            g_autofree char *size = g_strdup_printf ("%dx%d", sizes[s].width, sizes[s].height);

            if (is_wanted (only_screen, screens[i].name) && is_wanted (only_language, languages[l]) && is_wanted (only_size, size)
                && (only_look == NULL || strcmp (only_look, looks[k]) == 0) && (only_text == 0 || only_text == sizes[s].text))
              shoot (&screens[i], languages[l], looks[k], sizes[s].width, sizes[s].height, sizes[s].text);
          }
  return 0;
}
