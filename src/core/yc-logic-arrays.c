/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-logic-arrays"

#include "config.h"

#include "core/yc-logic-private.h"

/* The value of the first argument, which should be a list; *list is the list, borrowed from it, or NULL. */
static JsonNode *
evaluate_list (YcLogic *self, const YcLogicCall *call, JsonArray **list)
{
  JsonNode *value = yc_logic_argument (self, call, 0, call->data);

  *list = value != NULL && JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;
  return value;
}

JsonNode *
yc_logic_run_map (YcLogic *self, const YcLogicCall *call)
{
  JsonArray *list;
  g_autoptr(JsonNode) holder = evaluate_list (self, call, &list);
  g_autoptr(JsonArray) mapped = json_array_new ();

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *value = yc_logic_argument (self, call, 1, json_array_get_element (list, i));

      if (value == NULL)
        return NULL;
      json_array_add_element (mapped, value);
    }
  return holder != NULL ? yc_logic_list (self, g_steal_pointer (&mapped)) : NULL;
}

/* Whether the second argument is true of an element; FALSE with the error set when it cannot be evaluated. */
static gboolean
test_element (YcLogic *self, const YcLogicCall *call, JsonNode *element)
{
  g_autoptr(JsonNode) value = yc_logic_argument (self, call, 1, element);

  return value != NULL && yc_logic_is_true (value);
}

JsonNode *
yc_logic_run_filter (YcLogic *self, const YcLogicCall *call)
{
  JsonArray *list;
  g_autoptr(JsonNode) holder = evaluate_list (self, call, &list);
  g_autoptr(JsonArray) kept = json_array_new ();

  for (guint i = 0; list != NULL && self->error == NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *element = json_array_get_element (list, i);

      if (test_element (self, call, element))
        json_array_add_element (kept, json_node_ref (element));
    }
  return holder != NULL ? yc_logic_list (self, g_steal_pointer (&kept)) : NULL;
}

/* The object over which the rule of “reduce” is evaluated; transfer full. */
static JsonNode *
make_scope (JsonNode *current, JsonNode *accumulator)
{
  JsonObject *object = json_object_new ();
  JsonNode *scope = json_node_alloc ();

  json_object_set_member (object, "current", json_node_ref (current));
  json_object_set_member (object, "accumulator", json_node_ref (accumulator));
  json_node_init (scope, JSON_NODE_OBJECT);
  json_node_take_object (scope, object);
  return scope;
}

JsonNode *
yc_logic_run_reduce (YcLogic *self, const YcLogicCall *call)
{
  JsonArray *list;
  g_autoptr(JsonNode) holder = evaluate_list (self, call, &list);
  g_autoptr(JsonNode) accumulator = holder != NULL ? yc_logic_argument (self, call, 2, call->data) : NULL;
  JsonNode *outer = self->scope;

  for (guint i = 0; list != NULL && accumulator != NULL && i < json_array_get_length (list); i++)
    {
      g_autoptr(JsonNode) scope = make_scope (json_array_get_element (list, i), accumulator);

      self->scope = scope;
      json_node_unref (accumulator);
      accumulator = yc_logic_argument (self, call, 1, scope);
    }
  self->scope = outer;
  return g_steal_pointer (&accumulator);
}

/* Whether the rule is, of some element, what is looked for. */
static gboolean
find_element (YcLogic *self, const YcLogicCall *call, JsonArray *list, gboolean truth)
{
  for (guint i = 0; list != NULL && self->error == NULL && i < json_array_get_length (list); i++)
    {
      if (test_element (self, call, json_array_get_element (list, i)) == truth)
        return TRUE;
    }
  return FALSE;
}

/* “all” of nothing is false. */
JsonNode *
yc_logic_run_all (YcLogic *self, const YcLogicCall *call)
{
  JsonArray *list;
  g_autoptr(JsonNode) holder = evaluate_list (self, call, &list);

  return yc_logic_boolean (list != NULL && json_array_get_length (list) > 0 && !find_element (self, call, list, FALSE));
}

JsonNode *
yc_logic_run_none (YcLogic *self, const YcLogicCall *call)
{
  JsonArray *list;
  g_autoptr(JsonNode) holder = evaluate_list (self, call, &list);

  return yc_logic_boolean (!find_element (self, call, list, TRUE));
}

JsonNode *
yc_logic_run_some (YcLogic *self, const YcLogicCall *call)
{
  JsonArray *list;
  g_autoptr(JsonNode) holder = evaluate_list (self, call, &list);

  return yc_logic_boolean (find_element (self, call, list, TRUE));
}

JsonNode *
yc_logic_run_merge (YcLogic *self, const YcLogicCall *call)
{
  g_autoptr(JsonArray) merged = json_array_new ();

  for (guint i = 0; i < call->n; i++)
    {
      JsonNode *value = yc_logic_get (call, i);
      JsonArray *list = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;

      if (list == NULL)
        json_array_add_element (merged, json_node_ref (value));
      for (guint j = 0; list != NULL && j < json_array_get_length (list); j++)
        {
          if (!yc_logic_charge (self, 1))
            return NULL;
          json_array_add_element (merged, json_node_ref (json_array_get_element (list, j)));
        }
    }
  return yc_logic_list (self, g_steal_pointer (&merged));
}
