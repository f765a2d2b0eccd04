/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-request.h"

#include "net/yc-headers-private.h"

struct _YcRequest
{
  grefcount ref_count;
  char *method;        /* owned */
  char *path;          /* owned */
  GHashTable *query;   /* owned, text to text */
  YcHeaders *headers;  /* owned */
  GBytes *body;        /* owned */
  char *peer_pem;      /* owned, nullable */
  char *peer_name;     /* owned, nullable */
  char *remote;        /* owned */
  gboolean peer_trusted;
  gboolean local;
};

G_DEFINE_BOXED_TYPE (YcRequest, yc_request, yc_request_ref, yc_request_unref)

YcRequest *
yc_request_new (const char *method,
                const char *path)
{
  YcRequest *self;

  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  self = g_new0 (YcRequest, 1);
  g_ref_count_init (&self->ref_count);
  self->method = g_strdup (method);
  self->path = g_strdup (path);
  self->query = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->headers = yc_headers_new ();
  self->body = g_bytes_new_static ("", 0);
  self->remote = g_strdup ("");
  return self;
}

YcRequest *
yc_request_ref (YcRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_ref_count_inc (&self->ref_count);
  return self;
}

void
yc_request_unref (YcRequest *self)
{
  g_return_if_fail (self != NULL);

  if (!g_ref_count_dec (&self->ref_count))
    return;
  g_free (self->method);
  g_free (self->path);
  g_hash_table_unref (self->query);
  g_hash_table_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self->peer_pem);
  g_free (self->peer_name);
  g_free (self->remote);
  g_free (self);
}

const char *
yc_request_get_method (YcRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->method;
}

const char *
yc_request_get_path (YcRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

const char *
yc_request_get_query (YcRequest  *self,
                      const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->query, name);
}

const char *
yc_request_get_header (YcRequest  *self,
                       const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return yc_headers_get (self->headers, name);
}

GBytes *
yc_request_get_body (YcRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body;
}

const char *
yc_request_get_peer_pem (YcRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->peer_pem;
}

const char *
yc_request_get_peer_name (YcRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->peer_name;
}

gboolean
yc_request_is_peer_trusted (YcRequest *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->peer_trusted;
}

gboolean
yc_request_is_local (YcRequest *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->local;
}

const char *
yc_request_get_remote (YcRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->remote;
}

void
yc_request_set_query (YcRequest  *self,
                      const char *name,
                      const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  g_hash_table_replace (self->query, g_strdup (name), g_strdup (value));
}

void
yc_request_set_header (YcRequest  *self,
                       const char *name,
                       const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  yc_headers_add (self->headers, name, value);
}

void
yc_request_set_body (YcRequest *self,
                     GBytes    *body)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (body != NULL);

  g_bytes_ref (body);
  g_bytes_unref (self->body);
  self->body = body;
}

void
yc_request_set_peer (YcRequest  *self,
                     const char *pem,
                     const char *name,
                     gboolean    trusted)
{
  g_return_if_fail (self != NULL);

  g_free (self->peer_pem);
  self->peer_pem = g_strdup (pem);
  g_free (self->peer_name);
  self->peer_name = g_strdup (name);
  self->peer_trusted = trusted;
}

void
yc_request_set_origin (YcRequest  *self,
                       gboolean    local,
                       const char *remote)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (remote != NULL);

  self->local = local;
  g_free (self->remote);
  self->remote = g_strdup (remote);
}
