/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-cli"

#include "config.h"

#include "hall/yc-cli-table.h"

#include <stdio.h>
#include <string.h>

#include "core/yc-regime.h"

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

/* Questions are always shown, for they are asked; of the form only what the materials depend on. */
static gboolean
is_shown (const YcLintTable *table,
          guint              axis)
{
  return g_array_index (table->axes, YcLintAxis, axis).situation != NULL || yc_lint_table_moves_materials (table, axis);
}

/* One row stands for all that differ in nothing shown: the one where the rest is empty. */
static gboolean
is_row_shown (const YcLintTable *table,
              guint              row)
{
  for (guint i = 0; i < table->axes->len; i++)
    {
      if (!is_shown (table, i) && yc_lint_table_get_option (table, row, i) != NULL)
        return FALSE;
    }
  return TRUE;
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
               guint              row)
{
  print_field (table->matter->name.zh, TRUE);
  for (guint i = 0; i < table->axes->len; i++)
    {
      const YcOption *option = yc_lint_table_get_option (table, row, i);

      if (is_shown (table, i))
        print_field (option != NULL ? option->name.zh : "", FALSE);
    }
  for (guint i = 0; i < table->matter->materials->len; i++)
    print_field (get_mark (yc_lint_table_get_need (table, row, i)), FALSE);
  fputs ("\r\n", stdout);
}

static void
print_csv (const YcLintTable *table)
{
  const YcMatter *matter = table->matter;

  print_field (matter->id, TRUE);
  for (guint i = 0; i < table->axes->len; i++)
    {
      if (is_shown (table, i))
        print_field (get_name (&g_array_index (table->axes, YcLintAxis, i))->zh, FALSE);
    }
  for (guint i = 0; i < matter->materials->len; i++)
    print_field (((const YcMaterial *) g_ptr_array_index (matter->materials, i))->name.zh, FALSE);
  fputs ("\r\n", stdout);
  for (guint row = 0; row < table->n_rows; row++)
    {
      if (is_row_shown (table, row))
        print_csv_row (table, row);
    }
}

/* Text */

static void
print_head (YcReference     *reference,
            const YcMatter  *matter)
{
  const YcRegime *regime = yc_reference_get_regime (reference, matter->regime);

  printf ("%s  %s\n", matter->id, matter->name.zh);
  printf ("    %s%smatters@%s\n", regime != NULL ? regime->name.zh : "", regime != NULL ? "  " : "",
          yc_reference_get_version (reference, YC_SET_MATTERS));
  for (guint i = 0; i < matter->basis->len; i++)
    printf ("    《%s》\n", ((const YcText *) g_ptr_array_index (matter->basis, i))->zh);
}

static void
print_situation (const YcLintTable *table,
                 guint              row,
                 guint              number)
{
  printf ("\n  %u.", number);
  for (guint i = 0; i < table->axes->len; i++)
    {
      const YcOption *option = yc_lint_table_get_option (table, row, i);

      if (is_shown (table, i))
        printf ("%s %s %s", i > 0 ? " ·" : "", get_name (&g_array_index (table->axes, YcLintAxis, i))->zh,
                option != NULL ? option->name.zh : "—");
    }
  putchar ('\n');
}

static void
print_text (YcReference       *reference,
            const YcLintTable *table)
{
  guint number = 0;

  print_head (reference, table->matter);
  for (guint row = 0; row < table->n_rows; row++)
    {
      if (!is_row_shown (table, row))
        continue;
      print_situation (table, row, ++number);
      for (guint i = 0; i < table->matter->materials->len; i++)
        {
          const YcMaterial *material = g_ptr_array_index (table->matter->materials, i);
          const char *mark = get_mark (yc_lint_table_get_need (table, row, i));

          if (mark[0] != '\0')
            printf ("     %s %s  %s\n", mark, material->id, material->name.zh);
        }
    }
  fputs ("\n  签字 ________________    日期 ________________\n\n", stdout);
}

void
yc_cli_print_table (YcReference       *reference,
                    const YcLintTable *table,
                    gboolean           csv)
{
  g_return_if_fail (reference != NULL && table != NULL);

  if (csv)
    print_csv (table);
  else
    print_text (reference, table);
}
