/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-catalogue"

#include "config.h"

#include "core/yc-catalogue.h"

#include <string.h>

#include "core/yc-event-text.h"
#include "core/yc-json.h"
#include "core/yc-reference-private.h"

/* What the publishing system writes where it has no group for a matter: no word to be found by. */
#define NO_GROUP "未分类"

gboolean
yc_catalogue_is (JsonNode *document)
{
  g_return_val_if_fail (document != NULL, FALSE);

  return JSON_NODE_HOLDS_ARRAY (document);
}

static JsonObject *
make_name (const char *zh)
{
  JsonObject *name = json_object_new ();

  json_object_set_string_member (name, "zh", zh);
  return name;
}

/* Codes of types are written with two digits in the standard and without the zero in catalogues. */
static void
add_type (JsonObject *matter, const YcItem *item)
{
  const char *code = yc_json_peek_string (item->object, "task_type");
  g_autofree char *padded = NULL;
  JsonObject *type = NULL;

  if (code == NULL || code[0] == '\0')
    return;
  if (!yc_text_is_code (code))
    {
      yc_item_fault (item, "task_type", "Must be a code: letters and digits.");
      return;
    }
  padded = strlen (code) == 1 ? g_strconcat ("0", code, NULL) : g_strdup (code);
  type = json_object_new ();
  json_object_set_string_member (type, "code", padded);
  json_object_set_object_member (matter, "type", type);
}

/* The base code is what clerks know by heart; the composite one is the id. */
static void
add_codes (JsonObject *matter, const char *id)
{
  g_autofree char *base = g_strndup (id, strcspn (id, "-"));
  JsonArray *codes = json_array_new ();

  if (base[0] != '\0' && strcmp (base, id) != 0)
    json_array_add_string_element (codes, base);
  json_object_set_array_member (matter, "codes", codes);
}

static JsonObject *
make_matter (const YcItem *item)
{
  g_autofree char *id = yc_item_code (item, "item_code");
  g_autofree char *name = yc_item_text (item, "name");
  const char *department = yc_json_peek_string (item->object, "department");
  const char *group = yc_json_peek_string (item->object, "main_item");
  JsonObject *matter = json_object_new ();

  json_object_set_string_member (matter, "id", id);
  json_object_set_object_member (matter, "name", make_name (name));
  if (department != NULL && department[0] != '\0')
    json_object_set_object_member (matter, "department", make_name (department));
  if (group != NULL && strcmp (group, NO_GROUP) != 0)
    json_object_set_string_member (matter, "keywords", group);
  add_type (matter, item);
  add_codes (matter, id);
  return matter;
}

/* The ids that are there already. */
static GHashTable *
list_ids (JsonArray *items)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *node = json_array_get_element (items, i);
      const char *id = JSON_NODE_HOLDS_OBJECT (node) ? yc_json_peek_string (json_node_get_object (node), "id") : NULL;

      if (id != NULL)
        g_hash_table_add (ids, g_strdup (id));
    }
  return ids;
}

void
yc_catalogue_add (JsonArray *catalogue, JsonArray *items, GPtrArray *faults)
{
  g_autoptr(GHashTable) guides = NULL;
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_return_if_fail (catalogue != NULL && items != NULL && faults != NULL);

  guides = list_ids (items);
  for (guint i = 0; i < json_array_get_length (catalogue); i++)
    {
      JsonNode *node = json_array_get_element (catalogue, i);
      g_autofree char *place = g_strdup_printf ("[%u]", i);
      YcItem item = { NULL, place, faults };
      JsonObject *matter;
      const char *id;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          yc_faults_add (faults, g_steal_pointer (&place), "Must be an object.");
          continue;
        }
      item.object = json_node_get_object (node);
      matter = make_matter (&item);
      id = json_object_get_string_member (matter, "id");
      if (!g_hash_table_add (seen, g_strdup (id)) && id[0] != '\0')
        yc_item_fault (&item, "item_code", "Stands here twice.");
      if (g_hash_table_contains (guides, id))
        json_object_unref (matter);
      else
        json_array_add_object_element (items, matter);
    }
}
