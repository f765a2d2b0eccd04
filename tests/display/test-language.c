/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-language"

#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/yc-look.h"

/* The language chosen in Preferences holds at the next start, whatever the environment says. Each case is a program of its own: what the program
 * does about languages it does once. */

/* In the order of the program: the look, then GTK. Shows what the screens would be made from. */
static void
test_start (void)
{
  yc_look_start (yc_look_get_default ());
  g_assert_true (gtk_init_check ());
  g_print ("%s %s\n", _("Today"), yc_look_is_chinese (yc_look_get_default ()) ? "zh" : "en");
}

static void
assert_starts (const char *chosen, const char *locale, const char *expected)
{
  g_autofree char *home = g_dir_make_tmp ("yc-language.XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (home, "glib-2.0", "settings", NULL);
  g_autofree char *file = g_build_filename (folder, "keyfile", NULL);
  g_autofree char *text = g_strdup_printf ("[org/yichuang/Yichuang]\nlanguage='%s'\n", chosen);
  g_autofree char *output = NULL;
  g_auto(GStrv) environment = g_get_environ ();
  const char *const argv[] = { "/proc/self/exe", NULL };
  g_autoptr(GError) error = NULL;
  int status;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (file, text, -1, &error);
  g_assert_no_error (error);
  environment = g_environ_setenv (environment, "XDG_CONFIG_HOME", home, TRUE);
  environment = g_environ_setenv (environment, "GSETTINGS_BACKEND", "keyfile", TRUE);
  environment = g_environ_setenv (environment, "LC_ALL", locale, TRUE);
  environment = g_environ_setenv (environment, "YC_TEST_START", "1", TRUE);
  environment = g_environ_unsetenv (environment, "LANGUAGE");
  g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  g_test_message ("“%s” under %s", chosen, locale);
  if (strstr (output, expected) == NULL)
    g_error ("“%s” under %s: %s", chosen, locale, output);

  g_assert_cmpint (g_remove (file), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (g_steal_pointer (&folder));
  folder = g_build_filename (home, "glib-2.0", NULL);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_cmpint (g_rmdir (home), ==, 0);
}

static void
test_chosen (void)
{
  assert_starts ("en", "zh_CN.UTF-8", "Today en");
  assert_starts ("zh_CN", "C.UTF-8", "今日 zh");
  assert_starts ("zh_CN", "zh_CN.UTF-8", "今日 zh");
  assert_starts ("en", "C.UTF-8", "Today en");
  assert_starts ("", "zh_CN.UTF-8", "今日 zh");
  assert_starts ("", "C.UTF-8", "Today en");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("YC_TEST_START") != NULL)
    {
      test_start ();
      fflush (stdout);
      /* What GTK keeps until the end is no leak of ours. */
      _exit (0);
    }
  g_test_add_func ("/language/chosen", test_chosen);
  return g_test_run ();
}
