/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-fuzz-set"

#include "config.h"

#include <string.h>

#include "core/yc-json.h"
#include "core/yc-reference.h"

#include "fuzz.h"

/* A document of a reference set, imported into the hall of the demo. */

static YcReference *demo;
static const char *demo_versions[YC_N_SETS];

static void
load_set (YcSet set)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.json", g_getenv ("YC_DEMO_DIR"), yc_set_to_string (set));
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(JsonObject) document = NULL;
  g_autoptr(YcReference) before = demo;
  gsize length;

  /* The demo does not have every set. */
  if (!g_file_get_contents (path, &text, &length, NULL))
    {
      demo = yc_reference_ref (before);
      return;
    }
  document = yc_json_parse_object (text, length, &YC_JSON_REFERENCE, &error);
  g_assert_no_error (error);
  demo = yc_reference_replace (before, document, faults);
  g_assert_nonnull (demo);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);

  fuzz_start ();
  g_assert_nonnull (g_getenv ("YC_DEMO_DIR"));
  demo = yc_reference_new ();
  for (guint i = 0; i < YC_N_SETS; i++)
    load_set ((YcSet) i);
  for (guint i = 0; i < YC_N_SETS; i++)
    demo_versions[i] = yc_reference_get_version (demo, (YcSet) i);
  g_assert_nonnull (demo_versions[YC_SET_POLICY]);
  g_assert_nonnull (demo_versions[YC_SET_QUEUES]);
  g_assert_true (yc_reference_check (demo, faults));
  return 0;
}

/* Faults, one on a line; transfer full. */
static char *
list_faults (GPtrArray *faults)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < faults->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (faults, i);

      fuzz_check_text (fault->place);
      fuzz_check_text (fault->reason);
      g_string_append_printf (out, "%s: %s\n", fault->place, fault->reason);
    }
  return g_string_free (out, FALSE);
}

/* The faults across the sets begin with the name of one. */
static void
check_across (YcReference *reference)
{
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  gboolean sound = yc_reference_check (reference, faults);
  g_autofree char *listed = list_faults (faults);

  g_assert_cmpint (sound, ==, *listed == '\0');
  for (guint i = 0; i < faults->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (faults, i);
      g_autofree char *name = g_strndup (fault->place, strspn (fault->place, "abcdefghijklmnopqrstuvwxyz_"));
      YcSet set;

      g_assert_true (yc_set_from_string (name, &set));
    }
}

/* One set is another, and nothing else has changed; or nothing at all. */
static void
check_versions (YcReference *replaced, JsonObject *document)
{
  YcSet changed = YC_N_SETS;

  if (replaced != NULL)
    g_assert_true (yc_set_from_string (yc_json_peek_string (document, "set"), &changed));
  for (guint i = 0; i < YC_N_SETS; i++)
    {
      g_assert_true (yc_reference_get_version (demo, (YcSet) i) == demo_versions[i]);
      if (replaced == NULL)
        continue;
      g_assert_cmpstr (yc_reference_get_version (replaced, (YcSet) i), ==,
                       i == changed ? yc_json_peek_string (document, "version") : demo_versions[i]);
    }
}

/* Imports the document and lists its faults; transfer full. */
static char *
import (JsonObject *document)
{
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(YcReference) replaced = yc_reference_replace (demo, document, faults);

  g_assert_cmpint (replaced == NULL, ==, faults->len > 0);
  check_versions (replaced, document);
  if (replaced != NULL)
    check_across (replaced);
  return list_faults (faults);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(JsonObject) document = NULL;
  g_autoptr(YcReference) alone = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  document = yc_json_parse_object (size > 0 ? (const char *) data : "", size, &YC_JSON_REFERENCE, NULL);
  if (document == NULL)
    return 0;
  first = import (document);
  second = import (document);
  g_assert_cmpstr (first, ==, second);
  /* Nobody has to ask for the faults, nor have other sets. */
  alone = yc_reference_replace (NULL, document, NULL);
  g_assert_cmpint (alone == NULL, ==, *first != '\0');
  if (alone != NULL)
    check_across (alone);
  return 0;
}
