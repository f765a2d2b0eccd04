/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-fuzz-json"

#include "config.h"

#include <string.h>

#include "core/yc-json-scan.h"
#include "core/yc-json.h"

#include "fuzz.h"

/* The door for JSON: any bytes. */

/* Limits that the small inputs of a fuzzer reach. */
static const YcJsonLimits tight = { .max_bytes = 200, .max_depth = 5, .max_values = 20 };

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_start ();
  return 0;
}

/* What is written is what was read, and is read again as the same. */
static void
check_written (JsonNode *node)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *first = yc_json_write (node);
  g_autofree char *second = NULL;
  g_autoptr(JsonNode) again = yc_json_parse (first, strlen (first), &YC_JSON_REFERENCE, &error);

  g_assert_no_error (error);
  g_assert_true (json_node_equal (node, again));
  second = yc_json_write (again);
  g_assert_cmpstr (first, ==, second);
}

/* The greatest nesting of a value. */
static guint
find_depth (JsonNode *node)
{
  g_autoptr(GList) members = NULL;
  guint depth = 0;

  if (JSON_NODE_HOLDS_ARRAY (node))
    members = json_array_get_elements (json_node_get_array (node));
  else if (JSON_NODE_HOLDS_OBJECT (node))
    members = json_object_get_values (json_node_get_object (node));
  else
    return 0;
  for (GList *member = members; member != NULL; member = member->next)
    {
      guint below = find_depth (member->data);

      depth = MAX (depth, below);
    }
  return depth + 1;
}

static gboolean
passes (const char *text, gsize size, gsize max_bytes, guint max_depth, guint max_values)
{
  const YcJsonLimits limits = { .max_bytes = max_bytes, .max_depth = max_depth, .max_values = max_values };

  return yc_json_scan (text, size, &limits, NULL);
}

/* Limits let pass what just keeps them, and nothing that does not. What is counted in the text is what is in the value. */
static void
check_edges (const char *text, gsize size, JsonNode *node)
{
  guint n = fuzz_check_value (node, YC_JSON_DEPTH);
  guint depth = find_depth (node);

  g_assert_true (passes (text, size, size, depth, n));
  g_assert_false (passes (text, size, size - 1, depth, n));
  g_assert_false (passes (text, size, size, depth, n - 1));
  g_assert_true (depth == 0 || !passes (text, size, size, depth - 1, n));
}

/* Whether the limits let the text in. The scan alone decides that: json-glib refuses nothing that it let pass. */
static gboolean
check_limits (const char *text, gsize size, const YcJsonLimits *limits)
{
  g_autoptr(GError) scan_error = NULL;
  g_autoptr(GError) parse_error = NULL;
  gboolean passed = yc_json_scan (text, size, limits, &scan_error);
  g_autoptr(JsonNode) node = yc_json_parse (text, size, limits, &parse_error);

  g_assert_cmpint (passed, ==, node != NULL);
  g_assert_cmpint (passed, ==, scan_error == NULL);
  if (!passed)
    {
      fuzz_check_error (scan_error);
      g_assert_true (g_error_matches (parse_error, scan_error->domain, scan_error->code));
      g_assert_cmpstr (parse_error->message, ==, scan_error->message);
      return FALSE;
    }
  g_assert_no_error (parse_error);
  g_assert_cmpuint (size, <=, limits->max_bytes);
  g_assert_cmpuint (fuzz_check_value (node, limits->max_depth), <=, limits->max_values);
  check_written (node);
  check_edges (text, size, node);
  return TRUE;
}

static void
check_object (const char *text, gsize size, gboolean passed)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) object = yc_json_parse_object (text, size, &YC_JSON_REFERENCE, &error);

  g_assert_cmpint (object == NULL, ==, error != NULL);
  if (error != NULL)
    fuzz_check_error (error);
  g_assert_true (passed || object == NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *text = size > 0 ? (const char *) data : "";
  gboolean wide = check_limits (text, size, &YC_JSON_REFERENCE);

  /* Narrower limits let in no more. */
  g_assert_true (!check_limits (text, size, &YC_JSON_LINE) || wide);
  g_assert_true (!check_limits (text, size, &tight) || wide);
  check_object (text, size, wide);
  return 0;
}
