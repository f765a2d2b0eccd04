/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reference"

#include "config.h"

#include "core/yc-reference-private.h"

#include <string.h>

#include "core/yc-event-text.h"
#include "core/yc-json.h"

/* Of one text, in bytes: a printed page holds less. */
#define TEXT_BYTES 8192

void
yc_item_fault (const YcItem *item, const char *member, const char *reason)
{
  yc_faults_add (item->faults, g_strdup_printf ("%s.%s", item->place, member), reason);
}

void
yc_item_fault_error (const YcItem *item, const char *member, GError *error)
{
  yc_item_fault (item, member, error->message);
  g_error_free (error);
}

gboolean
yc_item_has (const YcItem *item, const char *member)
{
  return json_object_has_member (item->object, member) && !json_object_get_null_member (item->object, member);
}

char *
yc_item_text (const YcItem *item, const char *member)
{
  GError *error = NULL;
  const char *text = yc_json_get_string (item->object, member, &error);

  if (text == NULL)
    yc_item_fault_error (item, member, error);
  else if (text[0] == '\0')
    yc_item_fault (item, member, "Must not be empty.");
  else if (strlen (text) > TEXT_BYTES)
    {
      yc_item_fault (item, member, "Must not be longer than 8,192 bytes.");
      text = NULL;
    }
  return g_strdup (text != NULL ? text : "");
}

char *
yc_item_text_or_null (const YcItem *item, const char *member)
{
  return yc_item_has (item, member) ? yc_item_text (item, member) : NULL;
}

char *
yc_item_code (const YcItem *item, const char *member)
{
  char *text = yc_item_text (item, member);

  if (text[0] != '\0' && !yc_text_is_code (text))
    yc_item_fault (item, member, YC_CODE_SENTENCE);
  return text;
}

char *
yc_item_code_or_null (const YcItem *item, const char *member)
{
  return yc_item_has (item, member) ? yc_item_code (item, member) : NULL;
}

char *
yc_item_key (const YcItem *item, const char *member)
{
  char *text = yc_item_code (item, member);

  /* A dot would lead into what the key names. */
  if (strchr (text, '.') != NULL)
    yc_item_fault (item, member, "Must not hold a dot: what lies behind one is looked up inside.");
  return text;
}

gint64
yc_item_int (const YcItem *item, const char *member, gint64 min, gint64 max)
{
  GError *error = NULL;
  gint64 value = 0;

  if (!yc_json_get_int (item->object, member, min, max, &value, &error))
    yc_item_fault_error (item, member, error);
  return value;
}

gint64
yc_item_int_or (const YcItem *item, const char *member, gint64 min, gint64 max, gint64 fallback)
{
  return yc_item_has (item, member) ? yc_item_int (item, member, min, max) : fallback;
}

gboolean
yc_item_bool (const YcItem *item, const char *member, gboolean fallback)
{
  GError *error = NULL;
  gboolean value = fallback;

  if (!yc_json_get_bool_or (item->object, member, fallback, &value, &error))
    yc_item_fault_error (item, member, error);
  return value;
}

guint
yc_item_word (const YcItem *item, const char *member, const char *const *words)
{
  g_autofree char *text = yc_item_text (item, member);
  g_autofree char *list = NULL;
  g_autofree char *reason = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (strcmp (words[i], text) == 0)
        return i;
    }
  if (text[0] == '\0')
    return 0;
  list = g_strjoinv (", ", (GStrv) words);
  reason = g_strdup_printf ("Must be one of these words: %s.", list);
  yc_item_fault (item, member, reason);
  return 0;
}

YcText
yc_item_name (const YcItem *item)
{
  YcText name;

  name.zh = yc_item_text (item, "zh");
  name.en = yc_item_text (item, "en");
  return name;
}

gboolean
yc_item_enter (const YcItem *item, const char *member, YcItem *inner, char **place)
{
  GError *error = NULL;
  JsonObject *object = yc_json_get_object (item->object, member, &error);

  if (object == NULL)
    {
      yc_item_fault_error (item, member, error);
      return FALSE;
    }
  *place = g_strdup_printf ("%s.%s", item->place, member);
  *inner = (YcItem) { object, *place, item->faults };
  return TRUE;
}

YcText
yc_item_names (const YcItem *item, const char *member)
{
  YcText names = { NULL, NULL };
  g_autofree char *place = NULL;
  YcItem inner;

  if (yc_item_enter (item, member, &inner, &place))
    names = yc_item_name (&inner);
  return names;
}

YcText
yc_item_names_or_none (const YcItem *item, const char *member)
{
  YcText none = { NULL, NULL };

  return yc_item_has (item, member) ? yc_item_names (item, member) : none;
}

void
yc_item_check_once (const YcItem *item, const char *member, GStrv list)
{
  for (guint i = 0; list[i] != NULL; i++)
    {
      for (guint j = 0; j < i; j++)
        {
          g_autofree char *place = NULL;

          if (strcmp (list[i], list[j]) != 0)
            continue;
          place = g_strdup_printf ("%s[%u]", member, i);
          yc_item_fault (item, place, "Stands here twice.");
          break;
        }
    }
}

/* FALSE with a fault when a list has fewer or more elements than it may. */
static gboolean
check_length (const YcItem *item, const char *member, guint length, guint min, guint max)
{
  g_autofree char *reason = NULL;

  if (length >= min && length <= max)
    return TRUE;
  if (length < min)
    reason = g_strdup_printf ("Must have %u or more elements.", min);
  else
    reason = g_strdup_printf ("Must not have more than %u elements.", max);
  yc_item_fault (item, member, reason);
  return FALSE;
}

GStrv
yc_item_codes (const YcItem *item, const char *member, guint max)
{
  GError *error = NULL;
  GStrv codes = yc_json_get_strv_or_empty (item->object, member, &error);

  if (codes == NULL)
    yc_item_fault_error (item, member, error);
  if (codes == NULL || !check_length (item, member, g_strv_length (codes), 0, max))
    {
      g_strfreev (codes);
      return g_new0 (char *, 1);
    }
  for (guint i = 0; codes[i] != NULL; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s[%u]", member, i);

      if (!yc_text_is_code (codes[i]))
        yc_item_fault (item, place, YC_CODE_SENTENCE);
    }
  yc_item_check_once (item, member, codes);
  return codes;
}

/* Reads one element. What is no object is read as an empty one, without further faults: so elements stay at their places. */
static gpointer
read_element (const YcItem *item, const char *place, JsonNode *node, YcItemRead read)
{
  g_autoptr(JsonObject) empty = NULL;
  g_autoptr(GPtrArray) dropped = NULL;
  YcItem inner = { NULL, place, item->faults };

  if (JSON_NODE_HOLDS_OBJECT (node))
    inner.object = json_node_get_object (node);
  else
    {
      yc_faults_add (item->faults, g_strdup (place), "Must be an object.");
      dropped = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
      inner.object = empty = json_object_new ();
      inner.faults = dropped;
    }
  return read (&inner);
}

/* Notes the key of an element; a second one is a fault. */
static void
note_key (const YcItem *item, const char *place, JsonNode *node, const char *key, GHashTable *seen)
{
  const char *value = JSON_NODE_HOLDS_OBJECT (node) ? yc_json_peek_string (json_node_get_object (node), key) : NULL;

  if (value != NULL && !g_hash_table_add (seen, (char *) value))
    yc_faults_add (item->faults, g_strdup_printf ("%s.%s", place, key), "Stands here twice.");
}

GPtrArray *
yc_item_list (const YcItem *item, const char *member, const YcListShape *shape)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (shape->destroy);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GError *error = NULL;
  JsonArray *array;

  if (shape->min == 0 && !yc_item_has (item, member))
    return list;
  array = yc_json_get_array (item->object, member, &error);
  if (array == NULL)
    yc_item_fault_error (item, member, error);
  if (array == NULL || !check_length (item, member, json_array_get_length (array), shape->min, shape->max))
    return list;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autofree char *place = g_strdup_printf ("%s.%s[%u]", item->place, member, i);

      if (shape->key != NULL)
        note_key (item, place, node, shape->key, seen);
      g_ptr_array_add (list, read_element (item, place, node, shape->read));
    }
  return list;
}

gpointer
yc_text_read (const YcItem *item)
{
  YcText *text = g_new0 (YcText, 1);

  *text = yc_item_name (item);
  return text;
}

void
yc_text_free (gpointer data)
{
  yc_text_clear (data);
  g_free (data);
}
