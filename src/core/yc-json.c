/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-json"

#include "config.h"

#include "core/yc-json.h"

#include "core/yc-core-error.h"
#include "core/yc-json-scan.h"

const YcJsonLimits YC_JSON_LINE = { .max_bytes = 64 * 1024, .max_depth = 16, .max_values = 2000 };
const YcJsonLimits YC_JSON_BODY = { .max_bytes = 64 * 1024, .max_depth = 16, .max_values = 2000 };
const YcJsonLimits YC_JSON_REFERENCE = { .max_bytes = 8 * 1024 * 1024, .max_depth = YC_JSON_DEPTH, .max_values = 400000 };

JsonNode *
yc_json_parse (const char *text, gsize length, const YcJsonLimits *limits, GError **error)
{
  g_autoptr(JsonParser) parser = NULL;
  g_autoptr(GError) parse_error = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (limits != NULL, NULL);

  if (!yc_json_scan (text, length, limits, error))
    return NULL;
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, (gssize) length, &parse_error))
    {
      g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_SYNTAX, "%s", parse_error->message);
      return NULL;
    }
  return json_parser_steal_root (parser);
}

JsonObject *
yc_json_parse_object (const char *text, gsize length, const YcJsonLimits *limits, GError **error)
{
  g_autoptr(JsonNode) node = yc_json_parse (text, length, limits, error);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TYPE, "Line 1, column 1: the text must be an object.");
      return NULL;
    }
  return json_node_dup_object (node);
}

/* The member, or NULL when it is absent or null. */
static JsonNode *
get_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static gboolean
holds_type (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

/* Sets the error "must be"; always FALSE. */
static gboolean
fail_type (const char *name, const char *kind, GError **error)
{
  g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TYPE, "The member “%s” must be %s.", name, kind);
  return FALSE;
}

/* The member, or NULL with an error when it is absent or null. */
static JsonNode *
need_member (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node = get_member (object, name);

  if (node == NULL)
    g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TYPE, "The member “%s” is missing.", name);
  return node;
}

static gboolean
read_int (JsonNode *node, const char *name, gint64 min, gint64 max, gint64 *value, GError **error)
{
  gint64 number;

  if (!holds_type (node, G_TYPE_INT64))
    return fail_type (name, "an integer", error);
  number = json_node_get_int (node);
  if (number < min || number > max)
    {
      g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE,
                   "The member “%s” must lie between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT ".", name, min, max);
      return FALSE;
    }
  *value = number;
  return TRUE;
}

const char *
yc_json_get_string (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && name != NULL, NULL);

  node = need_member (object, name, error);
  if (node == NULL)
    return NULL;
  if (!holds_type (node, G_TYPE_STRING))
    {
      fail_type (name, "a string", error);
      return NULL;
    }
  return json_node_get_string (node);
}

const char *
yc_json_get_string_or (JsonObject *object, const char *name, const char *fallback, gboolean *ok, GError **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && name != NULL && ok != NULL, NULL);

  node = get_member (object, name);
  if (node == NULL)
    return fallback;
  if (!holds_type (node, G_TYPE_STRING))
    {
      /* Several calls may share ok and error: the first error stands. */
      if (error == NULL || *error == NULL)
        fail_type (name, "a string", error);
      *ok = FALSE;
      return NULL;
    }
  return json_node_get_string (node);
}

gboolean
yc_json_get_int (JsonObject *object, const char *name, gint64 min, gint64 max, gint64 *value, GError **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && name != NULL && value != NULL, FALSE);

  node = need_member (object, name, error);
  return node != NULL && read_int (node, name, min, max, value, error);
}

gboolean
yc_json_get_int_or (JsonObject *object, const char *name, gint64 min, gint64 max, gint64 fallback, gint64 *value,
                    GError **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && name != NULL && value != NULL, FALSE);

  node = get_member (object, name);
  if (node != NULL)
    return read_int (node, name, min, max, value, error);
  *value = fallback;
  return TRUE;
}

gboolean
yc_json_get_bool_or (JsonObject *object, const char *name, gboolean fallback, gboolean *value, GError **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && name != NULL && value != NULL, FALSE);

  node = get_member (object, name);
  if (node != NULL && !holds_type (node, G_TYPE_BOOLEAN))
    return fail_type (name, "true or false", error);
  *value = node != NULL ? json_node_get_boolean (node) : fallback;
  return TRUE;
}

JsonObject *
yc_json_get_object (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && name != NULL, NULL);

  node = need_member (object, name, error);
  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      fail_type (name, "an object", error);
      return NULL;
    }
  return json_node_get_object (node);
}

JsonArray *
yc_json_get_array (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && name != NULL, NULL);

  node = need_member (object, name, error);
  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      fail_type (name, "an array", error);
      return NULL;
    }
  return json_node_get_array (node);
}

GStrv
yc_json_get_strv_or_empty (JsonObject *object, const char *name, GError **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  JsonNode *node;
  JsonArray *array;

  g_return_val_if_fail (object != NULL && name != NULL, NULL);

  node = get_member (object, name);
  if (node == NULL)
    return g_strv_builder_end (builder);
  array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!holds_type (element, G_TYPE_STRING))
        {
          array = NULL;
          break;
        }
      g_strv_builder_add (builder, json_node_get_string (element));
    }
  if (array == NULL)
    {
      fail_type (name, "an array of strings", error);
      return NULL;
    }
  return g_strv_builder_end (builder);
}

const char *
yc_json_peek_string (JsonObject *object, const char *name)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && name != NULL, NULL);

  node = get_member (object, name);
  return node != NULL && holds_type (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
}

gint64
yc_json_peek_int (JsonObject *object, const char *name)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && name != NULL, 0);

  node = get_member (object, name);
  return node != NULL && holds_type (node, G_TYPE_INT64) ? json_node_get_int (node) : 0;
}

gboolean
yc_json_peek_bool (JsonObject *object, const char *name)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && name != NULL, FALSE);

  node = get_member (object, name);
  return node != NULL && holds_type (node, G_TYPE_BOOLEAN) && json_node_get_boolean (node);
}
