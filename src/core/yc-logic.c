/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-logic"

#include "config.h"

#include "core/yc-logic.h"

#include <math.h>
#include <string.h>

#include "core/yc-logic-private.h"

const YcLogicLimits YC_LOGIC_LIMITS = { .max_depth = YC_JSON_DEPTH, .max_steps = 200000, .max_size = 256 * 1024 };

/* Bytes of text that count as one step. */
#define TEXT_STEP 64
/* Characters of an operator's name that are repeated in a message. */
#define NAME_SHOWN 40

/* The operations of jsonlogic.com/operations.html. */
static const YcLogicOperator operators[] = {
  { "var", yc_logic_run_var, FALSE, FALSE, 0, 2, YC_LOGIC_NAME, YC_LOGIC_ANY },
  { "missing", yc_logic_run_missing, FALSE, FALSE, 0, G_MAXUINT, YC_LOGIC_NAMES, YC_LOGIC_NAMES },
  { "missing_some", yc_logic_run_missing_some, FALSE, FALSE, 2, 2, YC_LOGIC_NUMBER, YC_LOGIC_NAMES },
  { "if", yc_logic_run_if, TRUE, FALSE, 0, G_MAXUINT, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "?:", yc_logic_run_if, TRUE, FALSE, 0, G_MAXUINT, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "==", yc_logic_run_equal, FALSE, FALSE, 2, 2, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "===", yc_logic_run_same, FALSE, FALSE, 2, 2, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "!=", yc_logic_run_unequal, FALSE, FALSE, 2, 2, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "!==", yc_logic_run_other, FALSE, FALSE, 2, 2, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "!", yc_logic_run_not, FALSE, FALSE, 1, 1, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "!!", yc_logic_run_truth, FALSE, FALSE, 1, 1, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "or", yc_logic_run_or, TRUE, FALSE, 1, G_MAXUINT, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "and", yc_logic_run_and, TRUE, FALSE, 1, G_MAXUINT, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { ">", yc_logic_run_more, FALSE, FALSE, 2, 2, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { ">=", yc_logic_run_at_least, FALSE, FALSE, 2, 2, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "<", yc_logic_run_less, FALSE, FALSE, 2, 3, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "<=", yc_logic_run_at_most, FALSE, FALSE, 2, 3, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "max", yc_logic_run_max, FALSE, FALSE, 1, G_MAXUINT, YC_LOGIC_NUMBER, YC_LOGIC_NUMBER },
  { "min", yc_logic_run_min, FALSE, FALSE, 1, G_MAXUINT, YC_LOGIC_NUMBER, YC_LOGIC_NUMBER },
  { "+", yc_logic_run_add, FALSE, FALSE, 1, G_MAXUINT, YC_LOGIC_FLOAT, YC_LOGIC_FLOAT },
  { "*", yc_logic_run_multiply, FALSE, FALSE, 1, G_MAXUINT, YC_LOGIC_FLOAT, YC_LOGIC_FLOAT },
  { "-", yc_logic_run_subtract, FALSE, FALSE, 1, 2, YC_LOGIC_NUMBER, YC_LOGIC_NUMBER },
  { "/", yc_logic_run_divide, FALSE, FALSE, 2, 2, YC_LOGIC_NUMBER, YC_LOGIC_DIVISOR },
  { "%", yc_logic_run_remainder, FALSE, FALSE, 2, 2, YC_LOGIC_NUMBER, YC_LOGIC_DIVISOR },
  { "map", yc_logic_run_map, TRUE, TRUE, 2, 2, YC_LOGIC_LIST, YC_LOGIC_ANY },
  { "reduce", yc_logic_run_reduce, TRUE, TRUE, 2, 3, YC_LOGIC_LIST, YC_LOGIC_ANY },
  { "filter", yc_logic_run_filter, TRUE, TRUE, 2, 2, YC_LOGIC_LIST, YC_LOGIC_ANY },
  { "all", yc_logic_run_all, TRUE, TRUE, 2, 2, YC_LOGIC_LIST, YC_LOGIC_ANY },
  { "none", yc_logic_run_none, TRUE, TRUE, 2, 2, YC_LOGIC_LIST, YC_LOGIC_ANY },
  { "some", yc_logic_run_some, TRUE, TRUE, 2, 2, YC_LOGIC_LIST, YC_LOGIC_ANY },
  { "merge", yc_logic_run_merge, FALSE, FALSE, 0, G_MAXUINT, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "in", yc_logic_run_in, FALSE, FALSE, 2, 2, YC_LOGIC_ANY, YC_LOGIC_HAYSTACK },
  { "cat", yc_logic_run_cat, FALSE, FALSE, 0, G_MAXUINT, YC_LOGIC_ANY, YC_LOGIC_ANY },
  { "substr", yc_logic_run_substr, FALSE, FALSE, 2, 3, YC_LOGIC_ANY, YC_LOGIC_NUMBER },
  { "log", yc_logic_run_log, FALSE, FALSE, 1, 1, YC_LOGIC_ANY, YC_LOGIC_ANY },
};

static JsonNode *evaluate (YcLogic *self, JsonNode *rule, JsonNode *data);

/* Errors, and what may be used up */

static char *
describe_place (YcLogic *self)
{
  GString *out = g_string_new ("Rule");

  for (guint i = 0; i < self->n_places; i++)
    {
      if (self->places[i].name != NULL)
        g_string_append_printf (out, ".%s", self->places[i].name);
      if (self->places[i].index >= 0)
        g_string_append_printf (out, "[%d]", self->places[i].index);
    }
  return g_string_free (out, FALSE);
}

void *
yc_logic_fail (YcLogic *self, YcCoreError code, const char *format, ...)
{
  g_autofree char *place = NULL;
  g_autofree char *what = NULL;
  va_list args;

  if (self->error != NULL)
    return NULL;
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  place = describe_place (self);
  g_set_error (&self->error, YC_CORE_ERROR, (int) code, "%s: %s.", place, what);
  return NULL;
}

gboolean
yc_logic_charge (YcLogic *self, gsize steps)
{
  self->steps += steps;
  if (self->steps <= self->limits->max_steps)
    return TRUE;
  yc_logic_fail (self, YC_CORE_ERROR_TOO_LARGE, "it takes more than %u steps", self->limits->max_steps);
  return FALSE;
}

gboolean
yc_logic_charge_text (YcLogic *self, gsize bytes)
{
  return yc_logic_charge (self, bytes / TEXT_STEP);
}

gboolean
yc_logic_enter (YcLogic *self, const char *name, int index)
{
  if (self->n_places >= self->max_depth)
    {
      yc_logic_fail (self, YC_CORE_ERROR_TOO_LARGE, "it is nested more than %u deep", self->max_depth);
      return FALSE;
    }
  self->places[self->n_places++] = (YcLogicPlace) { .name = name, .index = index };
  return TRUE;
}

void
yc_logic_leave (YcLogic *self)
{
  self->n_places--;
}

typedef enum
{
  FLAW_NONE,
  FLAW_DEEP,
  FLAW_LARGE,
  FLAW_NUMBER,
} Flaw;

typedef struct
{
  guint max_depth;
  gsize max_size;
  gsize size;
} Walk;

static Flaw walk_value (Walk *walk, JsonNode *node, guint depth);

static Flaw
walk_members (Walk *walk, JsonObject *object, guint depth)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  Flaw flaw = FLAW_NONE;

  json_object_iter_init (&iter, object);
  while (flaw == FLAW_NONE && json_object_iter_next (&iter, &name, &member))
    {
      walk->size += strlen (name);
      flaw = walk_value (walk, member, depth);
    }
  return flaw;
}

/* Goes no deeper than max_depth, whatever stands below. */
static Flaw
walk_value (Walk *walk, JsonNode *node, guint depth)
{
  Flaw flaw = FLAW_NONE;
  JsonArray *array;

  walk->size++;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    walk->size += strlen (json_node_get_string (node));
  else if (JSON_NODE_HOLDS_VALUE (node) && !isfinite (json_node_get_double (node)))
    return FLAW_NUMBER;
  if (walk->size > walk->max_size)
    return FLAW_LARGE;
  if (!JSON_NODE_HOLDS_ARRAY (node) && !JSON_NODE_HOLDS_OBJECT (node))
    return FLAW_NONE;
  if (depth >= walk->max_depth)
    return FLAW_DEEP;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return walk_members (walk, json_node_get_object (node), depth + 1);
  array = json_node_get_array (node);
  for (guint i = 0; flaw == FLAW_NONE && i < json_array_get_length (array); i++)
    flaw = walk_value (walk, json_array_get_element (array, i), depth + 1);
  return flaw;
}

gboolean
yc_logic_admit (YcLogic *self, const char *what, JsonNode *node)
{
  Walk walk = { .max_depth = self->max_depth, .max_size = G_MAXSIZE };

  switch (walk_value (&walk, node, 0))
    {
    case FLAW_DEEP:
      yc_logic_fail (self, YC_CORE_ERROR_TOO_LARGE, "%s is nested more than %u deep", what, self->max_depth);
      return FALSE;
    case FLAW_NUMBER:
      yc_logic_fail (self, YC_CORE_ERROR_VALUE, "%s holds a number that is not finite", what);
      return FALSE;
    case FLAW_LARGE:
    case FLAW_NONE:
    default:
      return TRUE;
    }
}

gboolean
yc_logic_weigh (YcLogic *self, JsonNode *value)
{
  Walk walk = { .max_depth = self->max_depth, .max_size = self->limits->max_size };
  Flaw flaw = walk_value (&walk, value, 0);

  if (!yc_logic_charge (self, walk.size / 4))
    return FALSE;
  if (flaw == FLAW_LARGE)
    yc_logic_fail (self, YC_CORE_ERROR_TOO_LARGE, "a value becomes larger than %" G_GSIZE_FORMAT " bytes", self->limits->max_size);
  else if (flaw == FLAW_DEEP)
    yc_logic_fail (self, YC_CORE_ERROR_TOO_LARGE, "a value becomes nested more than %u deep", self->max_depth);
  return flaw == FLAW_NONE;
}

/* Rules */

gboolean
yc_logic_split (JsonNode *rule, const char **name, YcLogicCall *call)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (rule) ? json_node_get_object (rule) : NULL;
  JsonObjectIter iter;

  if (object == NULL || json_object_get_size (object) != 1)
    return FALSE;
  json_object_iter_init (&iter, object);
  if (!json_object_iter_next (&iter, name, &call->values))
    return FALSE;
  call->n = JSON_NODE_HOLDS_ARRAY (call->values) ? json_array_get_length (json_node_get_array (call->values)) : 1;
  return TRUE;
}

const YcLogicOperator *
yc_logic_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      if (strcmp (operators[i].name, name) == 0)
        return &operators[i];
    }
  return NULL;
}

const YcLogicOperator *
yc_logic_need (YcLogic *self, const char *name)
{
  const YcLogicOperator *operator = yc_logic_find (name);
  g_autofree char *shown = NULL;

  if (operator != NULL)
    return operator;
  shown = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), NAME_SHOWN));
  /* A message is one line. */
  for (char *p = shown; *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p))
        *p = ' ';
    }
  return yc_logic_fail (self, YC_CORE_ERROR_VALUE, "there is no operator “%s”", shown);
}

JsonNode *
yc_logic_get_raw (const YcLogicCall *call, guint i)
{
  if (i >= call->n)
    return NULL;
  return JSON_NODE_HOLDS_ARRAY (call->values) ? json_array_get_element (json_node_get_array (call->values), i) : call->values;
}

JsonNode *
yc_logic_get (const YcLogicCall *call, guint i)
{
  return i < call->n ? g_ptr_array_index (call->args, i) : NULL;
}

JsonNode *
yc_logic_argument (YcLogic *self, const YcLogicCall *call, guint i, JsonNode *data)
{
  JsonNode *raw = yc_logic_get_raw (call, i);
  JsonNode *value;

  if (raw == NULL)
    return yc_logic_charge (self, 1) ? yc_logic_null () : NULL;
  if (!yc_logic_enter (self, call->operator->name, JSON_NODE_HOLDS_ARRAY (call->values) ? (int) i : -1))
    return NULL;
  value = evaluate (self, raw, data);
  yc_logic_leave (self);
  return value;
}

static JsonNode *
evaluate_list (YcLogic *self, JsonArray *rules, JsonNode *data)
{
  g_autoptr(JsonArray) values = json_array_new ();

  for (guint i = 0; i < json_array_get_length (rules); i++)
    {
      JsonNode *value;

      if (!yc_logic_enter (self, NULL, (int) i))
        return NULL;
      value = evaluate (self, json_array_get_element (rules, i), data);
      yc_logic_leave (self);
      if (value == NULL)
        return NULL;
      json_array_add_element (values, value);
    }
  return yc_logic_list (self, g_steal_pointer (&values));
}

static JsonNode *
apply (YcLogic *self, YcLogicCall *call)
{
  g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autoptr(JsonNode) result = NULL;

  for (guint i = 0; !call->operator->lazy && i < call->n; i++)
    {
      JsonNode *value = yc_logic_argument (self, call, i, call->data);

      if (value == NULL)
        return NULL;
      g_ptr_array_add (args, value);
    }
  call->args = args;
  result = call->operator->run (self, call);
  return self->error == NULL ? g_steal_pointer (&result) : NULL;
}

static JsonNode *
evaluate (YcLogic *self, JsonNode *rule, JsonNode *data)
{
  YcLogicCall call = { .data = data };
  const char *name;

  if (!yc_logic_charge (self, 1))
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (rule))
    return evaluate_list (self, json_node_get_array (rule), data);
  if (!yc_logic_split (rule, &name, &call))
    return json_node_ref (rule);
  call.operator = yc_logic_need (self, name);
  return call.operator != NULL ? apply (self, &call) : NULL;
}

JsonNode *
yc_logic_evaluate (JsonNode *rule, JsonNode *data, const YcLogicLimits *limits, GError **error)
{
  g_autoptr(JsonNode) nothing = yc_logic_null ();
  g_autoptr(JsonNode) result = NULL;
  YcLogic self = { .limits = limits };

  g_return_val_if_fail (rule != NULL, NULL);
  g_return_val_if_fail (limits != NULL, NULL);

  self.max_depth = MIN (limits->max_depth, YC_JSON_DEPTH);
  if (data == NULL)
    data = nothing;
  if (yc_logic_admit (&self, "the rule", rule) && yc_logic_admit (&self, "the data", data))
    result = evaluate (&self, rule, data);
  if (result != NULL && yc_logic_weigh (&self, result))
    return g_steal_pointer (&result);
  g_propagate_error (error, self.error);
  return NULL;
}
