/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-cli"

#include "config.h"

#include "hall/yc-cli.h"

#include <stdio.h>
#include <string.h>

#include "core/yc-json.h"
#include "core/yc-regime.h"
#include "hall/yc-cli-sets.h"
#include "hall/yc-cli-table.h"
#include "hall/yc-hall-error.h"

/* Prints faults, each with the file it is in; gives how many. */
static guint
print_faults (const GPtrArray *faults,
              const char      *path)
{
  for (guint i = 0; i < faults->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (faults, i);
      /* What stands in the file stands in them. */
      g_autofree char *place = yc_cli_printable (fault->place);
      g_autofree char *reason = yc_cli_printable (fault->reason);

      if (path != NULL)
        fprintf (stderr, "%s: ", path);
      fprintf (stderr, "%s: %s\n", place, reason);
    }
  return faults->len;
}

/* Reads one set on top of reference (taken, replaced by the new one); gives how many faults it has. */
static guint
read_set (const YcSetFile  *file,
          YcReference     **reference)
{
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) document = yc_json_parse_object (file->text, strlen (file->text), &YC_JSON_REFERENCE, &error);
  YcReference *next = NULL;
  YcSet set;

  if (document == NULL)
    {
      fprintf (stderr, "%s: %s\n", file->path, error->message);
      return 1;
    }
  next = yc_reference_replace (*reference, document, faults);
  if (next != NULL && yc_set_from_string (yc_json_peek_string (document, "set"), &set)
      && yc_reference_get_version (*reference, set) != NULL)
    {
      fprintf (stderr, "%s: set: Another of these files is of the same set.\n", file->path);
      yc_reference_unref (next);
      return 1;
    }
  if (next != NULL)
    {
      yc_reference_unref (*reference);
      *reference = next;
    }
  return print_faults (faults, file->path);
}

/* All sets of the files together, or NULL: their faults have been printed. */
static YcReference *
read_reference (int       n,
                char    **paths,
                GError  **error)
{
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(GPtrArray) files = yc_cli_read_sets (n, paths, faults, error);
  g_autoptr(YcReference) reference = yc_reference_new ();
  guint count;

  if (files == NULL)
    return NULL;
  count = print_faults (faults, NULL);
  for (guint i = 0; i < files->len; i++)
    count += read_set (g_ptr_array_index (files, i), &reference);
  if (count == 0)
    {
      yc_reference_check (reference, faults);
      count = print_faults (faults, NULL);
    }
  if (count == 0)
    return g_steal_pointer (&reference);
  g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, count == 1 ? "There is %u fault." : "There are %u faults.", count);
  return NULL;
}

/* Prints what is odd about a matter; gives how much. */
static guint
lint (const YcLintTable *table)
{
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);

  yc_lint_matter (table, findings);
  return print_faults (findings, table->matter->id);
}

typedef struct
{
  char *table;   /* owned: "text", "csv" or NULL */
  char *matter;  /* owned: id, or NULL for all */
} Words;

static gboolean
go_through (YcReference  *reference,
            const Words  *words,
            GError      **error)
{
  const YcMatter *matter;
  guint n_findings = 0;
  guint n_guides = 0;
  guint n_matters = 0;

  for (guint i = 0; (matter = yc_reference_get_nth_matter (reference, i)) != NULL; i++)
    {
      g_autoptr(YcLintTable) table = NULL;

      if (words->matter != NULL && strcmp (words->matter, matter->id) != 0)
        continue;
      n_matters++;
      if (matter->materials->len == 0)
        continue;
      n_guides++;
      table = yc_lint_table_new (reference, matter);
      n_findings += lint (table);
      if (words->table != NULL && !table->too_many)
        yc_cli_print_table (reference, table, g_str_equal (words->table, "csv"));
    }
  if (words->matter != NULL && n_matters == 0)
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "There is no matter %s in these files.", words->matter);
      return FALSE;
    }
  if (words->table == NULL)
    printf ("%u matters, %u with an intake guide: %u findings\n", n_matters, n_guides, n_findings);
  if (n_findings == 0)
    return TRUE;
  g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, n_findings == 1 ? "There is %u finding." : "There are %u findings.", n_findings);
  return FALSE;
}

gboolean
yc_cli_lint (int      argc,
             char   **argv,
             GError **error)
{
  gboolean help = FALSE;
  gboolean sound = FALSE;
  Words words = { NULL, NULL };
  const GOptionEntry entries[] = {
    { "table", 0, 0, G_OPTION_ARG_STRING, &words.table, "Print for each matter which situation needs which material, as text or csv", "FORM" },
    { "matter", 0, 0, G_OPTION_ARG_STRING, &words.matter, "Look at this matter only", "ID" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(YcReference) reference = NULL;

  if (!yc_cli_parse (&argc, &argv, entries, "FILE… - look through reference sets and a catalogue for what nobody can have meant",
                     1, 1000, &help, error))
    sound = FALSE;
  else if (help)
    sound = TRUE;
  else if (words.table != NULL && !g_str_equal (words.table, "text") && !g_str_equal (words.table, "csv"))
    sound = yc_cli_usage (error, "--table is text or csv.");
  else if ((reference = read_reference (argc - 1, argv + 1, error)) != NULL)
    sound = go_through (reference, &words, error);
  g_free (words.table);
  g_free (words.matter);
  return sound;
}
