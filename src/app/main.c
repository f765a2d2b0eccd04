/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-main"

#include "config.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-application.h"
#include "app/yc-look.h"

#define EXIT_USAGE 2

/* What was wrong with the command line, or NULL; owned. */
static char *
check (const char *mode, const char *url, const char *code, int argc, char **argv)
{
  if (argc > 1)
    return g_strdup_printf (_("“%s” is not an option; see yichuang --help."), argv[1]);
  if (mode != NULL && strcmp (mode, "workstation") != 0)
    return g_strdup_printf (_("There is no mode “%s”; this version has the mode workstation."), mode);
  if ((url == NULL) != (code == NULL))
    return g_strdup (_("--hall and --code go together: give both, or neither and type them on the screen."));
  return NULL;
}

int
main (int argc, char **argv)
{
  g_autofree char *profile = NULL;
  g_autofree char *mode = NULL;
  g_autofree char *url = NULL;
  g_autofree char *code = NULL;
  g_autofree char *fault = NULL;
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, &profile, N_("Folder of this window’s record"), N_("DIR") },
    { "mode", 0, 0, G_OPTION_ARG_STRING, &mode, N_("What this screen is for"), "workstation" },
    { "hall", 0, 0, G_OPTION_ARG_STRING, &url, N_("Address of the hall, for the first run"), N_("URL") },
    { "code", 0, 0, G_OPTION_ARG_STRING, &code, N_("Enrolment code, for the first run"), N_("CODE") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_("Print the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(YcApplication) application = NULL;

  yc_look_start (yc_look_get_default ());
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    fault = g_strdup_printf (_("%s. See yichuang --help."), error->message);
  else
    fault = check (mode, url, code, argc, argv);
  if (fault != NULL)
    {
      g_printerr ("yichuang: %s\n", fault);
      return EXIT_USAGE;
    }
  if (version)
    {
      g_print ("yichuang %s\n", VERSION);
      return 0;
    }
  application = yc_application_new (&(YcOptions) { .profile = profile, .url = url, .code = code });
  return g_application_run (G_APPLICATION (application), 1, argv);
}
