/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-fuzz"

#include "config.h"

#include "fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/yc-core-error.h"

/* Integers up to here are exact (RFC 8259, 6). */
#define INTEGER_MAX G_GINT64_CONSTANT (9007199254740991)

/* libFuzzer does not see the trap of a fatal log message, but it sees abort(). */
static void
stop_at_warning (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0)
    return;
  g_printerr ("%s: %s\n", domain != NULL ? domain : "", message);
  abort ();
}

void
fuzz_start (void)
{
  g_log_set_default_handler (stop_at_warning, NULL);
}

void
fuzz_check_text (const char *text)
{
  g_assert_nonnull (text);
  g_assert_cmpstr (text, !=, "");
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

void
fuzz_check_line (const char *text)
{
  fuzz_check_text (text);
  for (const char *p = text; *p != '\0'; p++)
    g_assert_false (g_ascii_iscntrl (*p));
}

void
fuzz_check_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == YC_CORE_ERROR);
  g_assert_cmpint (error->code, >=, YC_CORE_ERROR_TOO_LARGE);
  g_assert_cmpint (error->code, <=, YC_CORE_ERROR_VALUE);
  fuzz_check_line (error->message);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
check_scalar (JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    g_assert_true (g_utf8_validate (json_node_get_string (node), -1, NULL));
  else if (type == G_TYPE_INT64)
    g_assert_cmpint (ABS (json_node_get_int (node)), <=, INTEGER_MAX);
  else if (type == G_TYPE_DOUBLE)
    g_assert_true (isfinite (json_node_get_double (node)));
  else
    g_assert_true (type == G_TYPE_BOOLEAN);
}

guint
fuzz_check_value (JsonNode *node, guint max_depth)
{
  guint n = 1;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  g_assert_nonnull (node);
  if (JSON_NODE_HOLDS_VALUE (node))
    check_scalar (node);
  else if (!JSON_NODE_HOLDS_NULL (node))
    g_assert_cmpuint (max_depth, >, 0);

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        n += fuzz_check_value (json_array_get_element (array, i), max_depth - 1);
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, &member))
        {
          g_assert_true (g_utf8_validate (name, -1, NULL));
          n += fuzz_check_value (member, max_depth - 1);
        }
    }
  return n;
}
