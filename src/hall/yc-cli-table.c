/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-cli"

#include "config.h"

#include "hall/yc-cli-table.h"

#include <stdio.h>
#include <string.h>

#include "core/yc-regime.h"
#include "hall/yc-cli.h"

static const char *
get_mark (YcNeed need)
{
  switch (need)
    {
    case YC_NEED_NEEDED:
      return "●";
    case YC_NEED_OPTIONAL:
      return "○";
    case YC_NEED_UNDECIDED:
      return "?";
    case YC_NEED_NOT:
    default:
      return "";
    }
}

static const YcText *
get_name (const YcLintAxis *axis)
{
  return axis->situation != NULL ? &axis->situation->question : &axis->field->label;
}

/* Which axes are shown: questions always, for they are asked; of the form only what the materials depend on. One per axis, transfer full. */
static gboolean *
find_shown (const YcLintTable *table)
{
  gboolean *shown = g_new0 (gboolean, table->axes->len + 1);

  for (guint i = 0; i < table->axes->len; i++)
    shown[i] = g_array_index (table->axes, YcLintAxis, i).situation != NULL || yc_lint_table_moves_materials (table, i);
  return shown;
}

/* One row stands for all that differ in nothing shown: the one where the rest is empty. */
static gboolean
is_row_shown (const YcLintTable *table,
              const gboolean    *shown,
              guint              row)
{
  for (guint i = 0; i < table->axes->len; i++)
    {
      if (!shown[i] && yc_lint_table_get_option (table, row, i) != NULL)
        return FALSE;
    }
  return TRUE;
}

/* Names come out of a file, and go to a terminal. */
static void
print_name (const char *before,
            const char *name,
            const char *after)
{
  g_autofree char *text = yc_cli_printable (name);

  printf ("%s%s%s", before, text, after);
}

/* CSV */

/* A field of RFC 4180: in quotes when it has to be. A line that begins like a formula is one to no spreadsheet with a quote before it. */
static void
print_field (const char *text,
             gboolean    first)
{
  const char *guard = strchr ("=+-@", text[0]) != NULL && text[0] != '\0' ? "'" : "";

  if (!first)
    putchar (',');
  if (text[strcspn (text, ",\"\r\n")] == '\0')
    {
      printf ("%s%s", guard, text);
      return;
    }
  printf ("\"%s", guard);
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        putchar ('"');
      putchar (*text);
    }
  putchar ('"');
}

static void
print_csv_row (const YcLintTable *table,
               const gboolean    *shown,
               guint              row)
{
  print_field (table->matter->name.zh, TRUE);
  for (guint i = 0; i < table->axes->len; i++)
    {
      const YcOption *option = yc_lint_table_get_option (table, row, i);

      if (shown[i])
        print_field (option != NULL ? option->name.zh : "", FALSE);
    }
  for (guint i = 0; i < table->matter->materials->len; i++)
    print_field (get_mark (yc_lint_table_get_need (table, row, i)), FALSE);
  fputs ("\r\n", stdout);
}

static void
print_csv (const YcLintTable *table,
           const gboolean    *shown)
{
  const YcMatter *matter = table->matter;

  print_field (matter->id, TRUE);
  for (guint i = 0; i < table->axes->len; i++)
    {
      if (shown[i])
        print_field (get_name (&g_array_index (table->axes, YcLintAxis, i))->zh, FALSE);
    }
  for (guint i = 0; i < matter->materials->len; i++)
    print_field (((const YcMaterial *) g_ptr_array_index (matter->materials, i))->name.zh, FALSE);
  fputs ("\r\n", stdout);
  for (guint row = 0; row < table->n_rows; row++)
    {
      if (is_row_shown (table, shown, row))
        print_csv_row (table, shown, row);
    }
}

/* Text */

static void
print_head (YcReference     *reference,
            const YcMatter  *matter)
{
  const YcRegime *regime = yc_reference_get_regime (reference, matter->regime);

  print_name ("", matter->id, "  ");
  print_name ("", matter->name.zh, "\n    ");
  if (regime != NULL)
    print_name ("", regime->name.zh, "  ");
  print_name ("matters@", yc_reference_get_version (reference, YC_SET_MATTERS), "\n");
  for (guint i = 0; i < matter->basis->len; i++)
    print_name ("    《", ((const YcText *) g_ptr_array_index (matter->basis, i))->zh, "》\n");
}

static void
print_situation (const YcLintTable *table,
                 const gboolean    *shown,
                 guint              row,
                 guint              number)
{
  printf ("\n  %u.", number);
  for (guint i = 0; i < table->axes->len; i++)
    {
      const YcOption *option = yc_lint_table_get_option (table, row, i);

      if (!shown[i])
        continue;
      print_name (i > 0 ? " · " : " ", get_name (&g_array_index (table->axes, YcLintAxis, i))->zh, " ");
      print_name ("", option != NULL ? option->name.zh : "—", "");
    }
  putchar ('\n');
}

static void
print_text (YcReference       *reference,
            const YcLintTable *table,
            const gboolean    *shown)
{
  guint number = 0;

  print_head (reference, table->matter);
  for (guint row = 0; row < table->n_rows; row++)
    {
      if (!is_row_shown (table, shown, row))
        continue;
      print_situation (table, shown, row, ++number);
      for (guint i = 0; i < table->matter->materials->len; i++)
        {
          const YcMaterial *material = g_ptr_array_index (table->matter->materials, i);
          const char *mark = get_mark (yc_lint_table_get_need (table, row, i));

          if (mark[0] == '\0')
            continue;
          printf ("     %s %s", mark, material->id);
          print_name ("  ", material->name.zh, "\n");
        }
    }
  fputs ("\n  签字 ________________    日期 ________________\n\n", stdout);
}

void
yc_cli_print_table (YcReference       *reference,
                    const YcLintTable *table,
                    gboolean           csv)
{
  g_autofree gboolean *shown = NULL;

  g_return_if_fail (reference != NULL && table != NULL);

  shown = find_shown (table);
  if (csv)
    print_csv (table, shown);
  else
    print_text (reference, table, shown);
}
