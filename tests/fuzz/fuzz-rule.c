/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-fuzz-rule"

#include "config.h"

#include <string.h>

#include "core/yc-core-error.h"
#include "core/yc-json.h"
#include "core/yc-logic.h"

#include "fuzz.h"

/* A rule and what it is evaluated over: {"rule": …, "data": …}. */

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_start ();
  return 0;
}

/* A value of a rule stays within its limits and can be written and read. */
static void
check_result (JsonNode *result, const char *text)
{
  YcJsonLimits limits = YC_JSON_REFERENCE;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) again = NULL;

  g_assert_cmpuint (fuzz_check_value (result, YC_LOGIC_LIMITS.max_depth), <=, YC_LOGIC_LIMITS.max_size);
  /* A byte of text is written as at most six, a number as at most 25 signs. */
  g_assert_cmpuint (strlen (text), <=, 30 * YC_LOGIC_LIMITS.max_size);
  again = yc_json_parse (text, strlen (text), &limits, &error);
  g_assert_no_error (error);
  g_assert_true (json_node_equal (result, again));
}

/* The result as text, or the error's message behind "!"; transfer full. */
static char *
evaluate (JsonNode *rule, JsonNode *data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) result = yc_logic_evaluate (rule, data, &YC_LOGIC_LIMITS, &error);
  char *text;

  g_assert_cmpint (result == NULL, ==, error != NULL);
  if (error != NULL)
    {
      fuzz_check_error (error);
      g_assert_true (g_str_has_prefix (error->message, "Rule"));
      return g_strconcat ("!", error->message, NULL);
    }
  text = yc_json_write (result);
  check_result (result, text);
  return text;
}

/* Whether the rule has a good shape. */
static gboolean
check_shape (JsonNode *rule)
{
  g_autoptr(GError) error = NULL;
  gboolean sound = yc_logic_check (rule, &error);

  g_assert_cmpint (sound, ==, error == NULL);
  if (!sound)
    fuzz_check_error (error);
  return sound;
}

/* data without the members that no name of the list begins with; transfer full. */
static JsonNode *
keep_named (JsonNode *data, GStrv names)
{
  g_autoptr(JsonObject) kept = json_object_new ();
  JsonNode *node;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *name = g_strndup (names[i], strcspn (names[i], "."));
      JsonNode *member = json_object_get_member (json_node_get_object (data), name);

      if (member != NULL && !json_object_has_member (kept, name))
        json_object_set_member (kept, name, json_node_ref (member));
    }
  node = json_node_alloc ();
  json_node_init_object (node, kept);
  return node;
}

/*
 * Nothing but the listed variables has a say in the result. Of a rule that looks names up which are themselves the result
 * of a rule, or takes the whole data, that cannot be said.
 */
static void
check_vars (JsonNode *rule, JsonNode *data, gboolean sound, const char *result)
{
  gboolean computed = FALSE;
  g_auto(GStrv) names = yc_logic_list_vars (rule, &computed);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(JsonNode) kept = NULL;
  g_autofree char *same = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_assert_true (g_utf8_validate (names[i], -1, NULL));
      g_assert_true (g_hash_table_add (seen, names[i]));
    }
  if (!sound || computed || g_hash_table_contains (seen, "") || data == NULL || !JSON_NODE_HOLDS_OBJECT (data))
    return;
  kept = keep_named (data, names);
  same = evaluate (rule, kept);
  g_assert_cmpstr (same, ==, result);
}

static void
check_rule (JsonNode *rule, JsonNode *data)
{
  gboolean sound = check_shape (rule);
  g_autofree char *first = evaluate (rule, data);
  g_autofree char *second = evaluate (rule, data);

  g_assert_cmpstr (first, ==, second);
  /* What a check lets pass has only operators that there are. */
  if (sound && first[0] == '!')
    g_assert_null (strstr (first, "there is no operator"));
  check_vars (rule, data, sound, first);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  YcJsonLimits limits = YC_JSON_REFERENCE;
  g_autoptr(JsonObject) object = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  JsonNode *rule;

  object = yc_json_parse_object (size > 0 ? (const char *) data : "", size, &limits, NULL);
  rule = object != NULL ? json_object_get_member (object, "rule") : NULL;
  if (rule == NULL)
    return 0;
  before = yc_json_write_object (object);
  check_rule (rule, json_object_get_member (object, "data"));
  after = yc_json_write_object (object);
  g_assert_cmpstr (before, ==, after);
  return 0;
}
