/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-logic-data"

#include "config.h"

#include <string.h>

#include "core/yc-logic-private.h"

/* Digits of the greatest index of a list. */
#define INDEX_DIGITS 10

/* The element whose index is written as it must be (0, 7, 12, not 07 or +7), borrowed, or NULL. */
static JsonNode *
get_element (JsonArray *array, const char *key)
{
  gsize digits = strspn (key, "0123456789");
  guint64 index;

  if (digits == 0 || digits > INDEX_DIGITS || key[digits] != '\0' || (key[0] == '0' && digits > 1))
    return NULL;
  index = g_ascii_strtoull (key, NULL, 10);
  return index < json_array_get_length (array) ? json_array_get_element (array, (guint) index) : NULL;
}

/* One step of a path, borrowed, or NULL when there is nothing. */
static JsonNode *
get_child (JsonNode *value, const char *key)
{
  if (JSON_NODE_HOLDS_OBJECT (value))
    return json_object_get_member (json_node_get_object (value), key);
  return JSON_NODE_HOLDS_ARRAY (value) ? get_element (json_node_get_array (value), key) : NULL;
}

/* What the path leads to, borrowed, or NULL when it leads nowhere. */
static JsonNode *
follow (YcLogic *self, JsonNode *data, const char *path)
{
  for (;;)
    {
      gsize length = strcspn (path, ".");
      g_autofree char *key = g_strndup (path, length);

      if (!yc_logic_charge (self, 1))
        return NULL;
      data = get_child (data, key);
      if (data == NULL || path[length] == '\0')
        return data;
      path += length + 1;
    }
}

/* What a name stands for in the data, borrowed, or NULL: nothing, or an error. */
static JsonNode *
look_up (YcLogic *self, JsonNode *data, JsonNode *name)
{
  g_autofree char *path = NULL;

  if (yc_logic_is_null (name) || (yc_logic_holds (name, G_TYPE_STRING) && !yc_logic_is_true (name)))
    {
      /* Only this way the object of “reduce” gets into a value, where it may nest. */
      return data != self->scope || yc_logic_weigh (self, data) ? data : NULL;
    }
  path = yc_logic_to_text (self, name);
  return path != NULL ? follow (self, data, path) : NULL;
}

JsonNode *
yc_logic_run_var (YcLogic *self, const YcLogicCall *call)
{
  JsonNode *found = look_up (self, call->data, yc_logic_get (call, 0));

  if (found == NULL)
    found = yc_logic_get (call, 1);
  return found != NULL ? json_node_ref (found) : yc_logic_null ();
}

static void
add_if_missing (YcLogic *self, JsonNode *data, JsonNode *name, JsonArray *missing)
{
  JsonNode *found = look_up (self, data, name);

  if (yc_logic_is_null (found) || (yc_logic_holds (found, G_TYPE_STRING) && !yc_logic_is_true (found)))
    json_array_add_element (missing, json_node_ref (name));
}

/* The names of a list that are missing; transfer full. */
static JsonArray *
find_missing (YcLogic *self, JsonNode *data, JsonArray *names)
{
  JsonArray *missing = json_array_new ();

  for (guint i = 0; self->error == NULL && i < json_array_get_length (names); i++)
    add_if_missing (self, data, json_array_get_element (names, i), missing);
  return missing;
}

/* The names are the arguments, or the first of them alone when it is a list (the result of “merge”). */
JsonNode *
yc_logic_run_missing (YcLogic *self, const YcLogicCall *call)
{
  g_autoptr(JsonArray) missing = NULL;
  JsonNode *first = yc_logic_get (call, 0);

  if (first != NULL && JSON_NODE_HOLDS_ARRAY (first))
    return yc_logic_list (self, find_missing (self, call->data, json_node_get_array (first)));
  missing = json_array_new ();
  for (guint i = 0; self->error == NULL && i < call->n; i++)
    add_if_missing (self, call->data, yc_logic_get (call, i), missing);
  return yc_logic_list (self, g_steal_pointer (&missing));
}

JsonNode *
yc_logic_run_missing_some (YcLogic *self, const YcLogicCall *call)
{
  double needed = yc_logic_to_number (self, yc_logic_get (call, 0));
  JsonNode *names = yc_logic_get (call, 1);
  g_autoptr(JsonArray) missing = NULL;
  guint n = 1;

  if (yc_logic_is_null (names))
    return yc_logic_fail (self, YC_CORE_ERROR_TYPE, "“missing_some” needs a list of names");
  if (JSON_NODE_HOLDS_ARRAY (names))
    {
      n = json_array_get_length (json_node_get_array (names));
      missing = find_missing (self, call->data, json_node_get_array (names));
    }
  else
    {
      missing = json_array_new ();
      add_if_missing (self, call->data, names, missing);
    }
  if (n - json_array_get_length (missing) >= needed)
    return yc_logic_list (self, json_array_new ());
  return yc_logic_list (self, g_steal_pointer (&missing));
}
