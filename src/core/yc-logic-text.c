/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-logic-text"

#include "config.h"

#include <math.h>
#include <string.h>

#include "core/yc-logic-private.h"

JsonNode *
yc_logic_run_cat (YcLogic *self, const YcLogicCall *call)
{
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; i < call->n; i++)
    {
      JsonNode *value = yc_logic_get (call, i);

      if (!yc_logic_is_null (value) && !yc_logic_append (self, out, value))
        return NULL;
    }
  return yc_logic_text (out->str);
}

/* A whole number within ±bound; what is no number is zero (ToIntegerOrInfinity). */
static glong
to_count (double value, glong bound)
{
  return isnan (value) ? 0 : (glong) CLAMP (value, (double) -bound, (double) bound);
}

JsonNode *
yc_logic_run_substr (YcLogic *self, const YcLogicCall *call)
{
  g_autofree char *text = yc_logic_to_text (self, yc_logic_get (call, 0));
  g_autofree char *part = NULL;
  double wanted;
  glong length;
  glong start;
  glong count;

  if (text == NULL)
    return NULL;
  length = g_utf8_strlen (text, -1);
  start = to_count (yc_logic_to_number (self, yc_logic_get (call, 1)), length);
  if (start < 0)
    start += length;
  count = length - start;
  wanted = call->n > 2 ? yc_logic_to_number (self, yc_logic_get (call, 2)) : (double) count;
  /* A negative one leaves out as many at the end. */
  if (wanted < 0)
    count = MAX (count + to_count (floor (wanted), length), 0);
  else
    count = MIN (count, to_count (wanted, length));
  part = g_utf8_substring (text, start, start + count);
  return yc_logic_text (part);
}

static gboolean
in_list (YcLogic *self, JsonNode *needle, JsonArray *list)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      if (!yc_logic_charge (self, 1))
        return FALSE;
      if (yc_logic_same (self, needle, json_array_get_element (list, i)))
        return TRUE;
    }
  return FALSE;
}

JsonNode *
yc_logic_run_in (YcLogic *self, const YcLogicCall *call)
{
  JsonNode *needle = yc_logic_get (call, 0);
  JsonNode *haystack = yc_logic_get (call, 1);
  g_autofree char *text = NULL;

  if (haystack != NULL && JSON_NODE_HOLDS_ARRAY (haystack))
    return yc_logic_boolean (in_list (self, needle, json_node_get_array (haystack)));
  /* Nothing is in an empty text, not even nothing. */
  if (!yc_logic_holds (haystack, G_TYPE_STRING) || !yc_logic_is_true (haystack))
    return yc_logic_boolean (FALSE);
  text = yc_logic_to_text (self, needle);
  if (text == NULL || !yc_logic_charge_text (self, strlen (json_node_get_string (haystack))))
    return NULL;
  return yc_logic_boolean (strstr (json_node_get_string (haystack), text) != NULL);
}
