/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-logic-values"

#include "config.h"

#include <math.h>
#include <string.h>

#include "core/yc-logic-private.h"

/* Steps that spelling a number counts as: its shortest digits are found by trying. */
#define NUMBER_STEPS 16

/* Making values */

JsonNode *
yc_logic_null (void)
{
  return json_node_init_null (json_node_alloc ());
}

JsonNode *
yc_logic_boolean (gboolean value)
{
  return json_node_init_boolean (json_node_alloc (), value);
}

JsonNode *
yc_logic_text (const char *text)
{
  return json_node_init_string (json_node_alloc (), text);
}

JsonNode *
yc_logic_list (YcLogic *self, JsonArray *array)
{
  g_autoptr(JsonNode) list = json_node_alloc ();

  json_node_init (list, JSON_NODE_ARRAY);
  json_node_take_array (list, array);
  return yc_logic_weigh (self, list) ? g_steal_pointer (&list) : NULL;
}

/* Kinds of values */

gboolean
yc_logic_holds (JsonNode *value, GType type)
{
  return value != NULL && JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == type;
}

gboolean
yc_logic_is_number (JsonNode *value)
{
  return yc_logic_holds (value, G_TYPE_INT64) || yc_logic_holds (value, G_TYPE_DOUBLE);
}

gboolean
yc_logic_is_null (JsonNode *value)
{
  return value == NULL || JSON_NODE_HOLDS_NULL (value);
}

static gboolean
is_container (JsonNode *value)
{
  return value != NULL && (JSON_NODE_HOLDS_ARRAY (value) || JSON_NODE_HOLDS_OBJECT (value));
}

gboolean
yc_logic_is_true (JsonNode *value)
{
  if (yc_logic_is_null (value))
    return FALSE;
  if (JSON_NODE_HOLDS_ARRAY (value))
    return json_array_get_length (json_node_get_array (value)) > 0;
  if (yc_logic_holds (value, G_TYPE_STRING))
    return json_node_get_string (value)[0] != '\0';
  if (yc_logic_holds (value, G_TYPE_BOOLEAN))
    return json_node_get_boolean (value);
  return JSON_NODE_HOLDS_OBJECT (value) || json_node_get_double (value) != 0;
}

/* Values as text */

/* As Array.prototype.join does: null is nothing, a list in a list is joined too. */
static gboolean
append_list (YcLogic *self, GString *out, JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (i > 0)
        g_string_append_c (out, ',');
      if (!yc_logic_is_null (element) && !yc_logic_append (self, out, element))
        return FALSE;
    }
  return TRUE;
}

gboolean
yc_logic_append (YcLogic *self, GString *out, JsonNode *value)
{
  gsize before = out->len;
  gsize steps = 1;

  if (value == NULL)
    g_string_append (out, "undefined");
  else if (JSON_NODE_HOLDS_NULL (value))
    g_string_append (out, "null");
  else if (JSON_NODE_HOLDS_OBJECT (value))
    g_string_append (out, "[object Object]");
  else if (JSON_NODE_HOLDS_ARRAY (value))
    {
      if (!append_list (self, out, json_node_get_array (value)))
        return FALSE;
    }
  else if (yc_logic_holds (value, G_TYPE_STRING))
    g_string_append (out, json_node_get_string (value));
  else if (yc_logic_holds (value, G_TYPE_BOOLEAN))
    g_string_append (out, json_node_get_boolean (value) ? "true" : "false");
  else
    {
      yc_logic_append_number (out, json_node_get_double (value));
      steps = NUMBER_STEPS;
    }

  if (out->len > self->limits->max_size)
    {
      yc_logic_fail (self, YC_CORE_ERROR_TOO_LARGE, "a text becomes larger than %" G_GSIZE_FORMAT " bytes", self->limits->max_size);
      return FALSE;
    }
  return yc_logic_charge (self, steps) && yc_logic_charge_text (self, out->len - before);
}

char *
yc_logic_to_text (YcLogic *self, JsonNode *value)
{
  g_autoptr(GString) out = g_string_new (NULL);

  if (!yc_logic_append (self, out, value))
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Values as numbers */

double
yc_logic_to_number (YcLogic *self, JsonNode *value)
{
  g_autofree char *text = NULL;

  if (value == NULL)
    return NAN;
  if (JSON_NODE_HOLDS_NULL (value))
    return 0;
  if (yc_logic_holds (value, G_TYPE_BOOLEAN))
    return json_node_get_boolean (value) ? 1 : 0;
  if (yc_logic_is_number (value))
    return json_node_get_double (value);
  text = yc_logic_to_text (self, value);
  return text != NULL ? yc_logic_read_number (text) : NAN;
}

double
yc_logic_to_float (YcLogic *self, JsonNode *value)
{
  g_autofree char *text = NULL;

  if (yc_logic_is_number (value))
    return json_node_get_double (value);
  text = yc_logic_to_text (self, value);
  return text != NULL ? yc_logic_read_float (text) : NAN;
}

/* Comparing */

static gboolean
same_text (YcLogic *self, JsonNode *a, JsonNode *b)
{
  const char *text = json_node_get_string (a);

  return yc_logic_charge_text (self, strlen (text)) && strcmp (text, json_node_get_string (b)) == 0;
}

/* As texts. Sets no order when a text cannot be made. */
static gboolean
compare_texts (YcLogic *self, JsonNode *a, JsonNode *b, int *order)
{
  g_autofree char *text_a = yc_logic_to_text (self, a);
  g_autofree char *text_b = yc_logic_to_text (self, b);

  if (text_a == NULL || text_b == NULL)
    return FALSE;
  *order = strcmp (text_a, text_b);
  return TRUE;
}

gboolean
yc_logic_same (YcLogic *self, JsonNode *a, JsonNode *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  if (JSON_NODE_HOLDS_NULL (a) || JSON_NODE_HOLDS_NULL (b))
    return JSON_NODE_HOLDS_NULL (a) && JSON_NODE_HOLDS_NULL (b);
  if (is_container (a) || is_container (b))
    return a == b;
  if (yc_logic_is_number (a) && yc_logic_is_number (b))
    return json_node_get_double (a) == json_node_get_double (b);
  if (json_node_get_value_type (a) != json_node_get_value_type (b))
    return FALSE;
  if (yc_logic_holds (a, G_TYPE_BOOLEAN))
    return json_node_get_boolean (a) == json_node_get_boolean (b);
  return same_text (self, a, b);
}

gboolean
yc_logic_equal (YcLogic *self, JsonNode *a, JsonNode *b)
{
  int order;

  if (yc_logic_is_null (a) || yc_logic_is_null (b))
    return yc_logic_is_null (a) && yc_logic_is_null (b);
  if (is_container (a) && is_container (b))
    return a == b;
  if (yc_logic_holds (a, G_TYPE_STRING) && yc_logic_holds (b, G_TYPE_STRING))
    return same_text (self, a, b);
  if ((is_container (a) && yc_logic_holds (b, G_TYPE_STRING)) || (is_container (b) && yc_logic_holds (a, G_TYPE_STRING)))
    return compare_texts (self, a, b, &order) && order == 0;
  return yc_logic_to_number (self, a) == yc_logic_to_number (self, b);
}

gboolean
yc_logic_compare (YcLogic *self, JsonNode *a, JsonNode *b, int *order)
{
  double x;
  double y;

  if ((is_container (a) || yc_logic_holds (a, G_TYPE_STRING)) && (is_container (b) || yc_logic_holds (b, G_TYPE_STRING)))
    return compare_texts (self, a, b, order);
  x = yc_logic_to_number (self, a);
  y = yc_logic_to_number (self, b);
  if (isnan (x) || isnan (y))
    return FALSE;
  *order = x < y ? -1 : x > y;
  return TRUE;
}
