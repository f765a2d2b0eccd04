/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-logic-check"

#include "config.h"

#include <math.h>

#include "core/yc-logic-private.h"

/* The shape of a rule */

static gboolean check_rule (YcLogic *self, JsonNode *rule);

/* Whether a constant is a number, or text that read makes one of. */
static gboolean
is_numeric (JsonNode *value, double (*read) (const char *text))
{
  return yc_logic_is_number (value) || (yc_logic_holds (value, G_TYPE_STRING) && !isnan (read (json_node_get_string (value))));
}

static gboolean
is_zero (JsonNode *value)
{
  return (yc_logic_is_number (value) ? json_node_get_double (value) : yc_logic_read_number (json_node_get_string (value))) == 0;
}

static gboolean
is_name (JsonNode *value)
{
  return yc_logic_holds (value, G_TYPE_STRING) || yc_logic_is_number (value);
}

/* The elements of a list of names; what is computed is not known yet. */
static gboolean
are_names (JsonNode *value)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (value))
    return is_name (value);
  array = json_node_get_array (value);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_OBJECT (element) && !is_name (element))
        return FALSE;
    }
  return TRUE;
}

/* What a constant of this kind must be, when value is not that; else NULL. */
static const char *
find_fault (JsonNode *value, YcLogicKind kind)
{
  switch (kind)
    {
    case YC_LOGIC_NUMBER:
      return is_numeric (value, yc_logic_read_number) ? NULL : "must be a number";
    case YC_LOGIC_DIVISOR:
      return is_numeric (value, yc_logic_read_number) && !is_zero (value) ? NULL : "must be a number other than zero";
    case YC_LOGIC_FLOAT:
      return is_numeric (value, yc_logic_read_float) ? NULL : "must be a number";
    case YC_LOGIC_NAME:
      return is_name (value) || yc_logic_is_null (value) ? NULL : "must be the name of a variable";
    case YC_LOGIC_NAMES:
      return are_names (value) ? NULL : "must be names of variables";
    case YC_LOGIC_LIST:
      return JSON_NODE_HOLDS_ARRAY (value) ? NULL : "must be a list";
    case YC_LOGIC_HAYSTACK:
      return JSON_NODE_HOLDS_ARRAY (value) || yc_logic_holds (value, G_TYPE_STRING) ? NULL : "must be a list or a text";
    case YC_LOGIC_ANY:
    default:
      return NULL;
    }
}

static gboolean
check_argument (YcLogic *self, const YcLogicCall *call, guint i)
{
  JsonNode *raw = yc_logic_get_raw (call, i);
  const char *fault = NULL;

  /* An object is a rule: what it gives is known only with data. */
  if (!JSON_NODE_HOLDS_OBJECT (raw))
    fault = find_fault (raw, i == 0 ? call->operator->first : call->operator->rest);
  if (fault != NULL)
    {
      yc_logic_fail (self, YC_CORE_ERROR_TYPE, "argument %u of “%s” %s", i + 1, call->operator->name, fault);
      return FALSE;
    }
  return check_rule (self, raw);
}

static gboolean
check_count (YcLogic *self, const YcLogicCall *call)
{
  const YcLogicOperator *operator = call->operator;

  if (call->n < operator->min)
    yc_logic_fail (self, YC_CORE_ERROR_TYPE, "“%s” has %u arguments and needs at least %u", operator->name, call->n, operator->min);
  else if (call->n > operator->max)
    yc_logic_fail (self, YC_CORE_ERROR_TYPE, "“%s” has %u arguments and takes at most %u", operator->name, call->n, operator->max);
  return call->n >= operator->min && call->n <= operator->max;
}

static gboolean
check_operator (YcLogic *self, JsonNode *rule)
{
  YcLogicCall call = { 0 };
  const char *name;
  gboolean ok = TRUE;

  if (!yc_logic_split (rule, &name, &call))
    {
      yc_logic_fail (self, YC_CORE_ERROR_TYPE, "an object must have one member, the operator");
      return FALSE;
    }
  call.operator = yc_logic_need (self, name);
  if (call.operator == NULL || !check_count (self, &call))
    return FALSE;
  for (guint i = 0; ok && i < call.n; i++)
    {
      if (!yc_logic_enter (self, call.operator->name, JSON_NODE_HOLDS_ARRAY (call.values) ? (int) i : -1))
        return FALSE;
      ok = check_argument (self, &call, i);
      yc_logic_leave (self);
    }
  return ok;
}

static gboolean
check_rule (YcLogic *self, JsonNode *rule)
{
  gboolean ok = TRUE;
  JsonArray *array;

  if (JSON_NODE_HOLDS_OBJECT (rule))
    return check_operator (self, rule);
  array = JSON_NODE_HOLDS_ARRAY (rule) ? json_node_get_array (rule) : NULL;
  for (guint i = 0; ok && array != NULL && i < json_array_get_length (array); i++)
    {
      if (!yc_logic_enter (self, NULL, (int) i))
        return FALSE;
      ok = check_rule (self, json_array_get_element (array, i));
      yc_logic_leave (self);
    }
  return ok;
}

gboolean
yc_logic_check (JsonNode *rule, GError **error)
{
  YcLogic self = { .limits = &YC_LOGIC_LIMITS, .max_depth = YC_JSON_DEPTH };

  g_return_val_if_fail (rule != NULL, FALSE);

  if (yc_logic_admit (&self, "the rule", rule) && check_rule (&self, rule))
    return TRUE;
  g_propagate_error (error, self.error);
  return FALSE;
}

/* The variables of a rule */

typedef struct
{
  GPtrArray *names;  /* owned; a vector of strings in the end */
  GHashTable *seen;  /* the same, borrowed */
  gboolean computed;
} Names;

static void collect (Names *self, JsonNode *rule, guint depth);

static void
add_name (Names *self, JsonNode *name)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (yc_logic_holds (name, G_TYPE_STRING))
    g_string_append (text, json_node_get_string (name));
  else if (yc_logic_is_number (name))
    yc_logic_append_number (text, json_node_get_double (name));
  if (g_hash_table_contains (self->seen, text->str))
    return;
  g_ptr_array_add (self->names, g_strdup (text->str));
  g_hash_table_add (self->seen, g_ptr_array_index (self->names, self->names->len - 1));
}

/* An argument that is a name or a list of names. */
static void
collect_names (Names *self, JsonNode *value, guint depth)
{
  JsonArray *array;

  if (JSON_NODE_HOLDS_OBJECT (value))
    {
      self->computed = TRUE;
      collect (self, value, depth);
      return;
    }
  if (!JSON_NODE_HOLDS_ARRAY (value))
    {
      add_name (self, value);
      return;
    }
  array = json_node_get_array (value);
  for (guint i = 0; depth < YC_JSON_DEPTH && i < json_array_get_length (array); i++)
    collect_names (self, json_array_get_element (array, i), depth + 1);
}

static void
collect_argument (Names *self, const YcLogicCall *call, guint i, guint depth)
{
  const YcLogicOperator *operator = call->operator;
  YcLogicKind kind = YC_LOGIC_ANY;

  if (operator != NULL)
    kind = i == 0 ? operator->first : operator->rest;
  if (kind == YC_LOGIC_NAME || kind == YC_LOGIC_NAMES)
    collect_names (self, yc_logic_get_raw (call, i), depth);
  else if (operator == NULL || !operator->body || i != 1)
    collect (self, yc_logic_get_raw (call, i), depth);
}

static void
collect (Names *self, JsonNode *rule, guint depth)
{
  YcLogicCall call = { 0 };
  const char *name;
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (rule) ? json_node_get_array (rule) : NULL;

  if (depth > YC_JSON_DEPTH)
    return;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    collect (self, json_array_get_element (array, i), depth + 1);
  if (!yc_logic_split (rule, &name, &call))
    return;
  call.operator = yc_logic_find (name);
  for (guint i = 0; i < call.n; i++)
    collect_argument (self, &call, i, depth + 1);
  if (call.n == 0 && call.operator != NULL && call.operator->first == YC_LOGIC_NAME)
    add_name (self, NULL);
}

GStrv
yc_logic_list_vars (JsonNode *rule, gboolean *computed)
{
  g_autoptr(GHashTable) seen = NULL;
  Names self = { 0 };

  g_return_val_if_fail (rule != NULL, NULL);

  self.names = g_ptr_array_new ();
  self.seen = seen = g_hash_table_new (g_str_hash, g_str_equal);
  collect (&self, rule, 0);
  g_ptr_array_add (self.names, NULL);
  if (computed != NULL)
    *computed = self.computed;
  return (GStrv) g_ptr_array_free (self.names, FALSE);
}
