/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include "sets-table.h"

#include <string.h>

#include "core/yc-json.h"
#include "hall-fixture.h"

static char *
write_json (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}

static char *
join_faults (GPtrArray *faults)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  for (guint i = 0; i < faults->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (faults, i);

      g_string_append_printf (lines, "%s%s: %s", i > 0 ? "\n" : "", fault->place, fault->reason);
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

void
sets_assert_faults (YcReference *former, const char *document, gboolean check, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = write_json (document);
  g_autoptr(JsonObject) object = yc_json_parse_object (text, strlen (text), &YC_JSON_REFERENCE, &error);
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(YcReference) replaced = NULL;
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  replaced = yc_reference_replace (former, object, faults);
  g_assert_cmpint (replaced != NULL, ==, faults->len == 0);
  if (check && replaced != NULL)
    g_assert_cmpint (yc_reference_check (replaced, faults), ==, faults->len == 0);
  found = join_faults (faults);
  g_assert_cmpstr (found, ==, expected);
}

YcReference *
sets_read (YcReference *former, const char *document)
{
  g_autofree char *text = write_json (document);

  return fx_replace (former, text);
}

static char *
change (const char *document, const SetsRow *row)
{
  g_autofree char *find = write_json (row->find);
  g_autofree char *text = write_json (document);
  const char *found = strstr (text, find);
  g_autofree char *before = NULL;

  g_test_message ("%s -> %s", row->find, row->put);
  g_assert_nonnull (found);
  g_assert_null (strstr (found + 1, find));
  before = g_strndup (text, (gsize) (found - text));
  return g_strconcat (before, row->put, found + strlen (find), NULL);
}

void
sets_check_rows (YcReference *former, const char *document, const SetsRow *rows, guint n)
{
  sets_assert_faults (former, document, former != NULL, "");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *changed = change (document, &rows[i]);

      sets_assert_faults (former, changed, former != NULL, rows[i].faults);
    }
}

YcReference *
sets_load_demo (void)
{
  static const char *const files[] = {
    "policy", "queues", "counters", "staff", "groups", "reasons", "departments", "matters", "regimes", "sources", "rating", "templates",
    "../reference/calendar", "../divisions/divisions",
  };
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  YcReference *reference = NULL;
  g_autofree char *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *text = fx_demo (files[i]);

      reference = fx_replace (reference, text);
    }
  for (guint set = 0; set < YC_N_SETS; set++)
    g_assert_nonnull (yc_reference_get_version (reference, (YcSet) set));
  g_assert_true (yc_reference_check (reference, faults));
  found = join_faults (faults);
  g_assert_cmpstr (found, ==, "");
  return reference;
}
