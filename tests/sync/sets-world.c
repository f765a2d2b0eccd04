/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sets"

#include "config.h"

#include "sets-world.h"

#include <string.h>

/* The longest name a division may have. */
#define NAME_BYTES 240

GBytes *
sets_divisions (const char *version,
                gsize       size)
{
  GString *text = g_string_new (NULL);
  g_autofree char *name = g_strnfill (NAME_BYTES, 'x');

  g_string_printf (text, "{\"set\":\"divisions\",\"version\":\"%s\",\"effective_from\":\"2026-11-24\",\"items\":[", version);
  for (guint code = 110000; text->len < size; code++)
    g_string_append_printf (text, "%s{\"code\":\"%u\",\"zh\":\"%s\"}", code > 110000 ? "," : "", code, name);
  g_string_append (text, "]}");
  return g_string_free_to_bytes (text);
}

GBytes *
sets_matters (const char *version,
              guint       times)
{
  g_autoptr(GBytes) demo = world_document ("demo", "matters");
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) document =
    yc_json_parse_object (g_bytes_get_data (demo, NULL), g_bytes_get_size (demo), &YC_JSON_REFERENCE, &error);
  JsonArray *items = NULL;
  JsonArray *more = json_array_new ();
  char *text = NULL;

  g_assert_no_error (error);
  items = json_object_get_array_member (document, "items");
  for (guint i = 0; i < times * json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i % json_array_get_length (items));
      g_autofree char *written = yc_json_write_object (item);
      JsonObject *copy = yc_json_parse_object (written, strlen (written), &YC_JSON_REFERENCE, &error);
      guint time = i / json_array_get_length (items);
      g_autofree char *id = g_strdup_printf ("%s-%u", yc_json_peek_string (item, "id"), time);

      g_assert_no_error (error);
      if (time > 0)
        json_object_set_string_member (copy, "id", id);
      json_array_add_object_element (more, copy);
    }
  json_object_set_array_member (document, "items", more);
  json_object_set_string_member (document, "version", version);
  text = yc_json_write_object (document);
  return g_bytes_new_take (text, strlen (text));
}

YcReply *
sets_try_import (World     *world,
                 GPtrArray *documents)
{
  g_autoptr(GError) error = NULL;
  YcReply *reply = NULL;

  world_begin (world);
  reply = yc_node_import (world->db, &world_local, documents, &error);
  g_assert_no_error (error);
  world_end (world);
  return reply;
}

void
sets_import (World  *world,
             GBytes *document)
{
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr(YcReply) reply = NULL;

  g_ptr_array_add (documents, g_bytes_ref (document));
  reply = sets_try_import (world, documents);
  if (reply->status != 200)
    {
      g_autofree char *body = yc_json_write_object (reply->body);

      g_test_message ("%.2000s", body);
    }
  world_assert_ok (reply);
}

gsize
sets_newest_length (World *world)
{
  gint64 next = 0;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lines = yc_db_read_feed (world->db, yc_db_get_last_pos (world->db) - 1, 1, 1, FALSE, &next, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 1);
  return ((const YcLine *) g_ptr_array_index (lines, 0))->length;
}
