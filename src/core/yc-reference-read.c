/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reference"

#include "config.h"

#include "core/yc-matter-private.h"
#include "core/yc-rating-private.h"
#include "core/yc-reference-private.h"
#include "core/yc-source-private.h"
#include "core/yc-template-private.h"

static const struct
{
  YcItemRead read;
  GDestroyNotify free;
  GCompareFunc compare; /* order in which items are given out; NULL: that of the document */
  const char *(*key) (gconstpointer item, char buffer[]);
  const char *member;   /* that must be there only once */
  /* What only the items together show, in the order of the document; or NULL. */
  void (*check) (const GPtrArray *items, GPtrArray *faults);
} readers[YC_N_SETS] = {
  [YC_SET_QUEUES] = { yc_queue_read, yc_queue_free, yc_queue_compare, yc_item_id, "letter", NULL },
  [YC_SET_COUNTERS] = { yc_counter_read, yc_counter_free, yc_counter_compare, yc_counter_key, "number", NULL },
  [YC_SET_STAFF] = { yc_staff_item_read, yc_staff_item_free, yc_staff_item_compare, yc_staff_item_key, "number", yc_staff_item_check_ids },
  [YC_SET_GROUPS] = { yc_group_read, yc_group_free, yc_group_compare, yc_item_id, "id", NULL },
  [YC_SET_REASONS] = { yc_reason_read, yc_reason_free, NULL, yc_item_id, "id", NULL },
  [YC_SET_DEPARTMENTS] = { yc_department_read, yc_department_free, yc_item_compare_ids, yc_item_id, "id", NULL },
  [YC_SET_CALENDAR] = { yc_year_read, g_free, yc_year_compare, yc_year_key, "year", NULL },
  [YC_SET_DIVISIONS] = { yc_division_read, yc_division_free, yc_item_compare_ids, yc_item_id, "code",
                         yc_division_check_parents },
  [YC_SET_MATTERS] = { yc_matter_read, yc_matter_free, yc_item_compare_ids, yc_item_id, "id", NULL },
  [YC_SET_REGIMES] = { yc_regime_read, yc_regime_free, NULL, yc_item_id, "id", NULL },
  [YC_SET_SOURCES] = { yc_source_read, yc_source_free, yc_item_compare_ids, yc_item_id, "id", NULL },
  [YC_SET_RATING] = { yc_rating_read, yc_rating_free, yc_rating_compare, yc_item_id, "id", yc_rating_check },
  [YC_SET_TEMPLATES] = { yc_template_read, yc_template_free, yc_item_compare_ids, yc_item_id, "id", NULL },
};

static gpointer
read_item (YcSet set, JsonNode *node, const char *place, GPtrArray *faults)
{
  YcItem item = { NULL, place, faults };

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      yc_faults_add (faults, g_strdup (place), "Must be an object.");
      return NULL;
    }
  item.object = json_node_get_object (node);
  return readers[set].read (&item);
}

/* Notes the item's key; a second one with the same key is a fault. */
static void
check_once (GHashTable *seen, YcSet set, gconstpointer item, const char *place, GPtrArray *faults)
{
  char buffer[YC_ITEM_KEY];
  const char *key = readers[set].key (item, buffer);

  if (key[0] != '\0' && !g_hash_table_add (seen, g_strdup (key)))
    yc_faults_add (faults, g_strdup_printf ("%s.%s", place, readers[set].member), "Stands here twice.");
}

GPtrArray *
yc_reference_read_items (YcSet set, JsonArray *items, GPtrArray *faults)
{
  g_autoptr (GPtrArray) read = g_ptr_array_new_with_free_func (readers[set].free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      g_autofree char *place = g_strdup_printf ("items[%u]", i);
      gpointer item = read_item (set, json_array_get_element (items, i), place, faults);

      if (item == NULL)
        continue;
      check_once (seen, set, item, place, faults);
      g_ptr_array_add (read, item);
    }
  /* What was no object is not in read, and then places could not be told. */
  if (readers[set].check != NULL && read->len == json_array_get_length (items))
    readers[set].check (read, faults);
  if (readers[set].compare != NULL)
    g_ptr_array_sort (read, readers[set].compare);
  return g_steal_pointer (&read);
}
