/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-response.h"

#include <string.h>

#include "core/yc-json.h"
#include "net/yc-headers-private.h"

struct _YcResponse
{
  grefcount ref_count;
  guint status;
  char *content_type;  /* owned, nullable */
  YcHeaders *headers;  /* owned */
  GBytes *body;        /* owned */
};

G_DEFINE_BOXED_TYPE (YcResponse, yc_response, yc_response_ref, yc_response_unref)

YcResponse *
yc_response_new (guint       status,
                 const char *content_type,
                 GBytes     *body)
{
  YcResponse *self;

  g_return_val_if_fail (status >= 100 && status <= 599, NULL);

  self = g_new0 (YcResponse, 1);
  g_ref_count_init (&self->ref_count);
  self->status = status;
  self->content_type = g_strdup (content_type);
  self->headers = yc_headers_new ();
  self->body = body != NULL ? g_bytes_ref (body) : g_bytes_new_static ("", 0);
  return self;
}

YcResponse *
yc_response_new_json (guint       status,
                      const char *json)
{
  g_autoptr(GBytes) body = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  body = g_bytes_new (json, strlen (json));
  return yc_response_new (status, "application/json", body);
}

static void
copy_member (JsonObject *from,
             const char *name,
             JsonNode   *node,
             gpointer    user_data)
{
  JsonObject *to = user_data;

  if (!json_object_has_member (to, name))
    json_object_set_member (to, name, json_node_copy (node));
}

YcResponse *
yc_response_new_problem (guint       status,
                         const char *type,
                         const char *title,
                         JsonObject *extra)
{
  g_autoptr(JsonObject) problem = NULL;
  g_autoptr(GBytes) body = NULL;
  char *text;

  g_return_val_if_fail (type != NULL, NULL);
  g_return_val_if_fail (title != NULL, NULL);

  problem = json_object_new ();
  json_object_set_string_member (problem, "type", type);
  json_object_set_string_member (problem, "title", title);
  json_object_set_int_member (problem, "status", status);
  if (extra != NULL)
    json_object_foreach_member (extra, copy_member, problem);
  text = yc_json_write_object (problem);
  body = g_bytes_new_take (text, strlen (text));
  return yc_response_new (status, "application/problem+json", body);
}

YcResponse *
yc_response_ref (YcResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_ref_count_inc (&self->ref_count);
  return self;
}

void
yc_response_unref (YcResponse *self)
{
  g_return_if_fail (self != NULL);

  if (!g_ref_count_dec (&self->ref_count))
    return;
  g_free (self->content_type);
  g_hash_table_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self);
}

guint
yc_response_get_status (YcResponse *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status;
}

const char *
yc_response_get_content_type (YcResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->content_type;
}

const char *
yc_response_get_header (YcResponse *self,
                        const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return yc_headers_get (self->headers, name);
}

GBytes *
yc_response_get_body (YcResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body;
}

void
yc_response_set_header (YcResponse *self,
                        const char *name,
                        const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  yc_headers_set (self->headers, name, value);
}

void
yc_response_foreach_header (YcResponse           *self,
                            YcResponseHeaderFunc  func,
                            gpointer              user_data)
{
  GHashTableIter iter;
  gpointer name, value;

  g_return_if_fail (self != NULL);
  g_return_if_fail (func != NULL);

  g_hash_table_iter_init (&iter, self->headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    func (name, value, user_data);
}
