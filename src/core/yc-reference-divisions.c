/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reference"

#include "config.h"

#include "core/yc-reference-private.h"

#include <string.h>

#include "core/yc-json.h"

#define CODE_LENGTH 6
/* Of one name, in bytes; a full name is at most three of them. */
#define NAME_BYTES    240

static gboolean
is_code (const char *text)
{
  return strlen (text) == CODE_LENGTH && strspn (text, "0123456789") == CODE_LENGTH;
}

/* A code says to which higher ones it belongs: its first two digits and 0000, its first four and 00. What a parent may be
 * is held to that, so that the way up from any division is at most two steps long and has no circle. */
static gboolean
is_above (const char *parent, const char *code)
{
  gsize kept = g_str_has_suffix (parent, "0000") ? 2 : 4;

  return is_code (parent) && strcmp (parent, code) != 0 && g_str_has_suffix (parent, "00") &&
         strncmp (parent, code, kept) == 0;
}

static char *
read_parent (const YcItem *item, const char *code)
{
  GError *error = NULL;
  gboolean ok = TRUE;
  const char *parent = yc_json_get_string_or (item->object, "parent", NULL, &ok, &error);

  if (!ok)
    yc_item_fault_error (item, "parent", error);
  else if (parent == NULL || is_above (parent, code))
    return g_strdup (parent);
  else if (is_code (code))
    yc_item_fault (item, "parent", "Must be the code of a higher division: the same first digits, and zeros behind them.");
  return NULL;
}

gpointer
yc_division_read (const YcItem *item)
{
  YcDivision *division = g_new0 (YcDivision, 1);

  division->code = yc_item_text (item, "code");
  if (division->code[0] != '\0' && !is_code (division->code))
    yc_item_fault (item, "code", "Must be six digits.");
  division->zh = yc_item_text (item, "zh");
  if (strlen (division->zh) > NAME_BYTES)
    yc_item_fault (item, "zh", "Must not be longer than 240 bytes.");
  division->parent = read_parent (item, division->code);
  return division;
}

void
yc_division_free (gpointer data)
{
  YcDivision *division = data;

  g_free (division->code);
  g_free (division->zh);
  g_free (division->parent);
  g_free (division);
}

void
yc_division_check_parents (const GPtrArray *divisions, GPtrArray *faults)
{
  g_autoptr(GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < divisions->len; i++)
    g_hash_table_add (codes, ((const YcDivision *) g_ptr_array_index (divisions, i))->code);
  for (guint i = 0; i < divisions->len; i++)
    {
      const YcDivision *division = g_ptr_array_index (divisions, i);

      if (division->parent != NULL && !g_hash_table_contains (codes, division->parent))
        yc_faults_add (faults, g_strdup_printf ("items[%u].parent", i), "There is no such division in the set.");
    }
}

const YcDivision *
yc_reference_get_division (YcReference *reference, const char *code)
{
  YcDivision probe = { (char *) code, NULL, NULL };

  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (code != NULL, NULL);

  return yc_reference_find (reference, YC_SET_DIVISIONS, &probe, yc_item_compare_ids);
}

char *
yc_reference_get_division_name (YcReference *reference, const char *code)
{
  const YcDivision *division = yc_reference_get_division (reference, code);
  g_autoptr (GString) name = NULL;

  if (division == NULL)
    return NULL;
  name = g_string_new (division->zh);
  while (division->parent != NULL && (division = yc_reference_get_division (reference, division->parent)) != NULL)
    g_string_prepend (name, division->zh);
  return g_string_free (g_steal_pointer (&name), FALSE);
}
