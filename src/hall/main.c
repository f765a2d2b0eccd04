/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-hall"

#include "config.h"

#include <locale.h>
#include <stdio.h>

#include "hall/yc-cli.h"
#include "hall/yc-hall-error.h"

typedef struct
{
  const char *name;
  const char *words;
  const char *what;
  YcCliRun run;
} Subcommand;

#define WORDS_WIDTH 28

static const Subcommand subcommands[] = {
  { "init", "DIR", "make a new hall in a folder", yc_cli_init },
  { "serve", "DIR", "run the node of a hall", yc_cli_serve },
  { "enrol", "DIR", "make a one-time code for a new computer", yc_cli_enrol },
  { "staff", "DIR add|list|disable|reset", "staff of a hall", yc_cli_staff },
  { "import", "DIR FILE…", "put reference sets in force", yc_cli_import },
  { "ticket", "DIR", "issue tickets", yc_cli_ticket },
  { "rule", "RULE.json [DATA.json]", "evaluate a JsonLogic rule", yc_cli_rule },
  { "lint", "FILE…", "look through reference sets and catalogues", yc_cli_lint },
  { "verify", "DIR|EXPORT", "check every chain and signed head of a journal", yc_cli_verify },
  { "export", "DIR", "write the journal for an auditor", yc_cli_export },
};

static void
print_help (FILE *out)
{
  fputs ("Usage: yichuang-hall SUBCOMMAND …\n\n"
         "The node of a service hall: its queue, its windows and its record.\n\n", out);
  for (guint i = 0; i < G_N_ELEMENTS (subcommands); i++)
    {
      /* Columns are of characters; printf counts bytes. */
      int width = WORDS_WIDTH + (int) (strlen (subcommands[i].words) - (gsize) g_utf8_strlen (subcommands[i].words, -1));

      fprintf (out, "  %-7s %-*s %s\n", subcommands[i].name, width, subcommands[i].words, subcommands[i].what);
    }
  fputs ("\nyichuang-hall SUBCOMMAND --help tells the options. yichuang-hall --version tells the version.\n", out);
}

/* Says what has been printed; a code or number that nobody could read must not count as given. */
static gboolean
say (void)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return TRUE;
  fputs ("yichuang-hall: What there is to say could not be written to standard output.\n", stderr);
  return FALSE;
}

static int
run (const Subcommand  *subcommand,
     int                argc,
     char             **argv)
{
  g_autofree char *name = g_strconcat ("yichuang-hall ", subcommand->name, NULL);
  g_autofree char *message = NULL;
  g_autoptr(GError) error = NULL;

  /* Stands in the help and in the sentences of the command line. */
  g_set_prgname (name);
  if (subcommand->run (argc, argv, &error))
    return say () ? 0 : 1;

  /* Words that were given, or come out of a file, stand in it. */
  message = yc_cli_printable (error != NULL ? error->message : "This could not be done.");
  /* A reason of the system ends without a full stop. */
  fprintf (stderr, "yichuang-hall: %s%s\n", message, g_str_has_suffix (message, ".") ? "" : ".");
  return g_error_matches (error, YC_HALL_ERROR, YC_HALL_ERROR_USAGE) ? 2 : 1;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *word = NULL;

  /* Names are UTF-8 whatever the locale: a script with LC_ALL=C may give a Chinese name too. */
  setlocale (LC_CTYPE, "C.UTF-8");

  if (argc < 2)
    {
      print_help (stderr);
      return 2;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      print_help (stdout);
      return say () ? 0 : 1;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      puts ("yichuang-hall " VERSION);
      return say () ? 0 : 1;
    }

  for (guint i = 0; i < G_N_ELEMENTS (subcommands); i++)
    {
      if (g_str_equal (argv[1], subcommands[i].name))
        return run (&subcommands[i], argc - 1, argv + 1);
    }
  word = yc_cli_printable (argv[1]);
  fprintf (stderr, "yichuang-hall: There is no subcommand %s. See: yichuang-hall --help.\n", word);
  return 2;
}
