/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-policy"

#include "config.h"

#include "core/yc-reference-private.h"

#include <string.h>

#include "core/yc-json.h"

#define DAY_MIN (24 * 60)
#define DAY_S   (24 * 60 * 60)

/* The values this program reads, with the range in which it can work. A list has no range. */
static const struct
{
  const char *key;
  gboolean is_list;
  gint64 min;
  gint64 max;
} used[] = {
  { "age_first_min", FALSE, 0, DAY_MIN },
  { "announce_times", FALSE, 0, 10 },
  { "appointment_early_min", FALSE, 0, DAY_MIN },
  { "appointment_late_min", FALSE, 0, DAY_MIN },
  { "calls_before_pass", FALSE, 0, 100 },
  { "day_boundary", FALSE, 0, DAY_MIN - 1 },
  { "enrolment_code_min", FALSE, 1, DAY_MIN },
  { "enrolment_tries", FALSE, 1, 100 },
  { "held_max", FALSE, 0, 100 },
  { "idle_lock_s", FALSE, 1, DAY_S },
  { "long_poll_s", FALSE, 0, 60 },
  { "passed_back_places", FALSE, 0, 1000 },
  { "passed_keeps_min", FALSE, 0, DAY_MIN },
  { "pin_lock_min", FALSE, 0, DAY_MIN },
  { "pin_min_length", FALSE, 4, 64 },
  { "pin_tries", FALSE, 1, 100 },
  { "priority_in_a_row", FALSE, 0, 1000 },
  { "priority_then_ordinary", FALSE, 0, 1000 },
  { "rateable_outcomes", TRUE, 0, 0 },
  { "recall_guard_s", FALSE, 0, 600 },
  { "reconnect_jitter_s", FALSE, 0, 600 },
  { "session_hours", FALSE, 1, 168 },
  { "undo_s", FALSE, 0, 600 },
  { "utc_offset_minutes", FALSE, -18 * 60, 18 * 60 },
  { "wait_target_min", FALSE, 0, DAY_MIN },
};

static void
policy_value_free (gpointer data)
{
  YcPolicyValue *value = data;

  g_free (value->key);
  g_strfreev (value->list);
  g_free (value);
}

static gboolean
find_used (const char *key, guint *index)
{
  for (*index = 0; *index < G_N_ELEMENTS (used); (*index)++)
    {
      if (strcmp (used[*index].key, key) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A key this program does not use is kept as far as it is a number or a list of words. */
static void
read_unused (YcPolicyValue *value, JsonObject *item)
{
  if (!yc_json_get_int (item, "value", G_MININT64, G_MAXINT64, &value->number, NULL))
    {
      value->number = 0;
      value->list = yc_json_get_strv_or_empty (item, "value", NULL);
    }
}

static void
read_value (YcPolicyValue *value, JsonObject *item, const char *place, GPtrArray *faults)
{
  g_autoptr (GError) error = NULL;
  guint i;

  if (!find_used (value->key, &i))
    read_unused (value, item);
  else if (used[i].is_list)
    {
      if (yc_json_get_array (item, "value", &error) != NULL)
        value->list = yc_json_get_strv_or_empty (item, "value", &error);
    }
  else
    yc_json_get_int (item, "value", used[i].min, used[i].max, &value->number, &error);
  if (error != NULL)
    {
      g_autofree char *reason = g_strdup_printf ("%s: %s", value->key, error->message);
      yc_faults_add (faults, g_strconcat (place, ".value", NULL), reason);
    }
}

static const YcPolicyValue *
find_value (GPtrArray *values, const char *key)
{
  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      const YcPolicyValue *value = g_ptr_array_index (values, i);
      if (strcmp (value->key, key) == 0)
        return value;
    }
  return NULL;
}

static void
read_item (GPtrArray *values, JsonNode *node, const char *place, GPtrArray *faults)
{
  g_autoptr (GError) error = NULL;
  YcPolicyValue *value;
  JsonObject *item;
  const char *key;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      yc_faults_add (faults, g_strdup (place), "Must be an object.");
      return;
    }
  item = json_node_get_object (node);
  key = yc_json_get_string (item, "key", &error);
  if (key == NULL)
    {
      yc_faults_add (faults, g_strconcat (place, ".key", NULL), error->message);
      return;
    }
  if (find_value (values, key) != NULL)
    {
      yc_faults_add (faults, g_strconcat (place, ".key", NULL), "Stands here twice.");
      return;
    }
  value = g_new0 (YcPolicyValue, 1);
  value->key = g_strdup (key);
  g_ptr_array_add (values, value);
  read_value (value, item, place, faults);
}

GPtrArray *
yc_policy_read_items (JsonArray *items, GPtrArray *faults)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (policy_value_free);

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      g_autofree char *place = g_strdup_printf ("items[%u]", i);
      read_item (values, json_array_get_element (items, i), place, faults);
    }
  for (guint i = 0; i < G_N_ELEMENTS (used); i++)
    {
      g_autofree char *reason = NULL;

      if (find_value (values, used[i].key) != NULL)
        continue;
      reason = g_strdup_printf ("The value \"%s\" is missing.", used[i].key);
      yc_faults_add (faults, g_strdup ("items"), reason);
    }
  return values;
}

const YcPolicyValue *
yc_policy_find (YcReference *reference, const char *key)
{
  return reference != NULL ? find_value (reference->items[YC_SET_POLICY], key) : NULL;
}

gint64
yc_policy_int (YcReference *reference, const char *key)
{
  const YcPolicyValue *value;

  g_return_val_if_fail (key != NULL, 0);

  value = yc_policy_find (reference, key);
  return value != NULL ? value->number : 0;
}

gboolean
yc_policy_list_has (YcReference *reference, const char *key, const char *item)
{
  const YcPolicyValue *value;

  g_return_val_if_fail (key != NULL, FALSE);
  g_return_val_if_fail (item != NULL, FALSE);

  value = yc_policy_find (reference, key);
  return value != NULL && value->list != NULL && g_strv_contains ((const char *const *) value->list, item);
}
