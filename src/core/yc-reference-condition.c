/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reference"

#include "config.h"

#include <string.h>

#include "core/yc-logic.h"
#include "core/yc-matter.h"
#include "core/yc-reference-private.h"

/* A message of yc_logic_check() is “Rule.and[1]: what is wrong.”: its way from the top belongs to the place of the fault. */
static void
add_rule_fault (const YcItem *item, const char *member, const GError *error)
{
  static const char top[] = "Rule";
  const char *what = strstr (error->message, ": ");
  g_autofree char *way = NULL;
  g_autofree char *place = NULL;
  g_autofree char *reason = NULL;

  if (!g_str_has_prefix (error->message, top) || what == NULL)
    {
      yc_item_fault (item, member, error->message);
      return;
    }
  way = g_strndup (error->message + strlen (top), (gsize) (what - error->message) - strlen (top));
  place = g_strconcat (member, way, NULL);
  reason = g_strdup_printf ("Is no condition: %s", what + strlen (": "));
  yc_item_fault (item, place, reason);
}

/* A sealed rule, or NULL when there is none or what is there is a fault. */
static JsonNode *
read_rule (const YcItem *item, const char *member)
{
  g_autoptr(GError) error = NULL;
  JsonNode *rule;

  if (!yc_item_has (item, member))
    return NULL;
  rule = json_object_get_member (item->object, member);
  if (!JSON_NODE_HOLDS_OBJECT (rule) && !(JSON_NODE_HOLDS_VALUE (rule) && json_node_get_value_type (rule) == G_TYPE_BOOLEAN))
    {
      yc_item_fault (item, member, "Must be a condition: true, false, or an object with one operator.");
      return NULL;
    }
  if (!yc_logic_check (rule, &error))
    {
      add_rule_fault (item, member, error);
      return NULL;
    }
  json_node_seal (rule);
  return json_node_ref (rule);
}

JsonNode *
yc_item_condition (const YcItem *item, const char *member)
{
  JsonNode *rule = read_rule (item, member);

  if (rule != NULL && JSON_NODE_HOLDS_VALUE (rule) && json_node_get_boolean (rule))
    g_clear_pointer (&rule, json_node_unref);
  return rule;
}

JsonNode *
yc_item_own_condition (const YcItem *item, const char *member)
{
  return read_rule (item, member);
}

/* A walk through a rule. */
typedef struct
{
  const YcNames *names;
  GPtrArray *faults;
} Walk;

static void walk (const Walk *self, JsonNode *rule, const char *place);

/* The operator of a rule and its arguments (an array, or one value); FALSE for what is no rule. */
static gboolean
split (JsonNode *rule, const char **name, JsonNode **arguments)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (rule) ? json_node_get_object (rule) : NULL;
  JsonObjectIter iter;

  if (object == NULL || json_object_get_size (object) != 1)
    return FALSE;
  json_object_iter_init (&iter, object);
  return json_object_iter_next (&iter, name, arguments);
}

static guint
count_arguments (JsonNode *arguments)
{
  return JSON_NODE_HOLDS_ARRAY (arguments) ? json_array_get_length (json_node_get_array (arguments)) : 1;
}

static JsonNode *
get_argument (JsonNode *arguments, guint i)
{
  return JSON_NODE_HOLDS_ARRAY (arguments) ? json_array_get_element (json_node_get_array (arguments), i) : arguments;
}

/* Where the n-th argument stands. */
static char *
place_argument (const char *place, const char *name, JsonNode *arguments, guint i)
{
  return JSON_NODE_HOLDS_ARRAY (arguments) ? g_strdup_printf ("%s.%s[%u]", place, name, i)
                                           : g_strdup_printf ("%s.%s", place, name);
}

static const char *
get_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static void
check_name (const Walk *self, JsonNode *node, const char *place)
{
  const char *name = get_text (node);
  g_autofree char *reason = NULL;

  if (name == NULL)
    {
      yc_faults_add (self->faults, g_strdup (place), "The name of what is looked at must be written out.");
      return;
    }
  if (self->names->knows (name, self->names->data))
    return;
  reason = g_strdup_printf ("Looks at \"%s\", and that is none of what it may look at: %s.", name, self->names->what);
  yc_faults_add (self->faults, g_strdup (place), reason);
}

/* “missing” takes names or one list of names, “missing_some” a number and a list of names. */
static void
check_name_list (const Walk *self, JsonNode *node, const char *place)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      check_name (self, node, place);
      return;
    }
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *inner = g_strdup_printf ("%s[%u]", place, i);

      check_name (self, json_array_get_element (array, i), inner);
    }
}

/* The values that a variable can have, when node is one of which that is known; name is what it is called. */
static const GPtrArray *
find_options (const Walk *self, JsonNode *node, const char **name)
{
  const char *operator;
  JsonNode *arguments;

  if (self->names->options == NULL || !split (node, &operator, &arguments) || strcmp (operator, "var") != 0 ||
      count_arguments (arguments) != 1)
    return NULL;
  *name = get_text (get_argument (arguments, 0));
  return *name != NULL ? self->names->options (*name, self->names->data) : NULL;
}

static void
check_constant (const Walk *self, JsonNode *constant, const GPtrArray *options, const char *name, const char *place)
{
  const char *text = get_text (constant);
  g_autofree char *reason = NULL;

  /* A field that is empty may be asked for. */
  if (JSON_NODE_HOLDS_OBJECT (constant) || (text != NULL && yc_options_find (options, text) != NULL) ||
      (g_str_has_prefix (name, "f.") && (JSON_NODE_HOLDS_NULL (constant) || (text != NULL && text[0] == '\0'))))
    return;
  if (text != NULL)
    reason = g_strdup_printf ("\"%s\" is none of the options of %s: this can never hold.", text, name);
  else
    reason = g_strdup_printf ("Must be the value of an option of %s, as a text: this can never hold.", name);
  yc_faults_add (self->faults, g_strdup (place), reason);
}

static gboolean
is_comparison (const char *operator)
{
  static const char *const comparisons[] = { "==", "===", "!=", "!==", NULL };

  return g_strv_contains (comparisons, operator);
}

/* What a variable with options is compared with is one of them. */
static void
check_comparison (const Walk *self, const char *operator, JsonNode *arguments, const char *place)
{
  for (guint i = 0; i < 2; i++)
    {
      const char *name;
      const GPtrArray *options = find_options (self, get_argument (arguments, i), &name);
      g_autofree char *inner = place_argument (place, operator, arguments, 1 - i);

      if (options != NULL)
        check_constant (self, get_argument (arguments, 1 - i), options, name, inner);
    }
}

static void
check_in (const Walk *self, const char *operator, JsonNode *arguments, const char *place)
{
  const char *name;
  const GPtrArray *options = find_options (self, get_argument (arguments, 0), &name);
  JsonNode *list = get_argument (arguments, 1);
  g_autofree char *inner = place_argument (place, operator, arguments, 1);
  JsonArray *array;

  if (options == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    return;
  array = json_node_get_array (list);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *element = g_strdup_printf ("%s[%u]", inner, i);

      check_constant (self, json_array_get_element (array, i), options, name, element);
    }
}

/* Whether the second argument is worked out over each element of the first, and names nothing of ours. */
static gboolean
has_body (const char *operator)
{
  static const char *const iterators[] = { "map", "reduce", "filter", "all", "none", "some", NULL };

  return g_strv_contains (iterators, operator);
}

/* Whether an argument is a name rather than a rule. */
static gboolean
is_name (const char *operator, guint i)
{
  return (strcmp (operator, "var") == 0 && i == 0) || strcmp (operator, "missing") == 0 ||
         (strcmp (operator, "missing_some") == 0 && i == 1);
}

static void
walk_operator (const Walk *self, const char *operator, JsonNode *arguments, const char *place)
{
  guint n = count_arguments (arguments);

  if (is_comparison (operator) && n == 2)
    check_comparison (self, operator, arguments, place);
  else if (strcmp (operator, "in") == 0 && n == 2)
    check_in (self, operator, arguments, place);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *inner = place_argument (place, operator, arguments, i);

      if (is_name (operator, i))
        check_name_list (self, get_argument (arguments, i), inner);
      else if (i != 1 || !has_body (operator))
        walk (self, get_argument (arguments, i), inner);
    }
  if (n == 0 && strcmp (operator, "var") == 0)
    yc_faults_add (self->faults, g_strdup_printf ("%s.var", place), "The name of what is looked at must be written out.");
}

static void
walk (const Walk *self, JsonNode *rule, const char *place)
{
  const char *operator;
  JsonNode *arguments;
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (rule) ? json_node_get_array (rule) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      g_autofree char *inner = g_strdup_printf ("%s[%u]", place, i);

      walk (self, json_array_get_element (array, i), inner);
    }
  if (split (rule, &operator, &arguments))
    walk_operator (self, operator, arguments, place);
}

void
yc_condition_check (JsonNode *rule, const YcNames *names, const char *place, GPtrArray *faults)
{
  Walk self = { names, faults };

  if (rule != NULL)
    walk (&self, rule, place);
}
