/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include "search-names.h"

#include "core/yc-json.h"

static JsonNode *
read_file (const char *data, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (data, name, NULL), *text = NULL;
  gsize length = 0;
  JsonNode *node;

  if (!g_file_get_contents (path, &text, &length, &error))
    g_error ("%s", error->message);
  node = yc_json_parse (text, length, &YC_JSON_REFERENCE, &error);
  if (node == NULL)
    g_error ("%s: %s", name, error->message);
  return node;
}

static const char *
member (JsonObject *item, const char *object, const char *name)
{
  JsonObject *inner = yc_json_get_object (item, object, NULL);

  return inner != NULL ? yc_json_peek_string (inner, name) : NULL;
}

SearchNames *
search_names_new (const char *data)
{
  SearchNames *self = g_new0 (SearchNames, 1);
  JsonArray *items;

  self->entries = g_array_new (FALSE, TRUE, sizeof (YcSearchEntry));
  self->matters = read_file (data, "demo" G_DIR_SEPARATOR_S "matters.json");
  self->catalogue = read_file (data, "catalogue" G_DIR_SEPARATOR_S "guangan_qu_catalogue.json");
  items = json_object_get_array_member (json_node_get_object (self->matters), "items");
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);
      YcSearchEntry entry = {
        .id = yc_json_peek_string (item, "id"),
        .zh = member (item, "name", "zh"),
        .en = member (item, "name", "en"),
        .department = member (item, "department", "zh"),
        .keywords = yc_json_peek_string (item, "keywords"),
        .queue = member (item, "queue", "letter"),
      };

      g_array_append_val (self->entries, entry);
    }
  items = json_node_get_array (self->catalogue);
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);
      YcSearchEntry entry = {
        .id = yc_json_peek_string (item, "item_code"),
        .zh = yc_json_peek_string (item, "name"),
        .department = yc_json_peek_string (item, "department"),
      };

      g_array_append_val (self->entries, entry);
    }
  return self;
}

void
search_names_free (SearchNames *self)
{
  g_array_unref (self->entries);
  json_node_unref (self->matters);
  json_node_unref (self->catalogue);
  g_free (self);
}
