/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-discover.h"

#include <string.h>

#include "net/yc-exchange-private.h"
#include "net/yc-patience-private.h"
#include "net/yc-tls-private.h"

#define DEFAULT_PORT 443

typedef struct
{
  guint8 fingerprint[YC_FINGERPRINT_BYTES];
  YcPatience patience;
  GIOStream *tls;           /* owned, nullable */
  GSocketConnection *plain; /* owned, nullable */
} Discover;

void
yc_discovery_free (YcDiscovery *self)
{
  g_free (self->ca_pem);
  g_free (self->hall);
  g_free (self);
}

static void
discover_free (Discover *self)
{
  /* The server may have stopped reading: end the connection below TLS, whose goodbye could wait. */
  if (self->plain != NULL)
    g_socket_shutdown (g_socket_connection_get_socket (self->plain), TRUE, TRUE, NULL);
  g_clear_object (&self->tls);
  g_clear_object (&self->plain);
  yc_patience_end (&self->patience);
  g_free (self);
}

static gboolean
same_fingerprint (const guint8 *left,
                  const guint8 *right)
{
  guint8 difference = 0;

  for (int i = 0; i < YC_FINGERPRINT_BYTES; i++)
    difference |= left[i] ^ right[i];
  return difference == 0;
}

static GTlsCertificate *
find_authority (GTlsCertificate *leaf,
                const guint8    *fingerprint)
{
  guint8 digest[32];

  for (GTlsCertificate *step = leaf; step != NULL; step = g_tls_certificate_get_issuer (step))
    {
      yc_tls_fingerprint (step, digest);
      if (same_fingerprint (digest, fingerprint))
        return step;
    }
  return NULL;
}

static YcDiscovery *
judge_chain (GTlsCertificate  *leaf,
             const guint8     *fingerprint,
             GError          **error)
{
  GTlsCertificate *ca = find_authority (leaf, fingerprint);
  g_autofree char *hall = NULL;
  YcDiscovery *discovery;

  if (ca == NULL)
    {
      g_set_error_literal (error, YC_NET_ERROR, YC_NET_ERROR_WRONG_HALL,
                           "This server does not belong to the hall that gave the code: check the address and the code.");
      return NULL;
    }
  if (!yc_tls_is_signed_by (leaf, ca))
    {
      g_set_error_literal (error, YC_NET_ERROR, YC_NET_ERROR_CERTIFICATE,
                           "The server shows the certificate of the hall, but its own was not issued by it.");
      return NULL;
    }
  hall = yc_tls_dup_hall (leaf);
  if (hall == NULL)
    {
      g_set_error_literal (error, YC_NET_ERROR, YC_NET_ERROR_CERTIFICATE,
                           "The certificate of the server does not name a hall.");
      return NULL;
    }
  discovery = g_new0 (YcDiscovery, 1);
  discovery->ca_pem = yc_tls_dup_pem (ca);
  discovery->hall = g_steal_pointer (&hall);
  return discovery;
}

static void
fail (GTask        *task,
      const GError *cause)
{
  Discover *self = g_task_get_task_data (task);
  GError *over = NULL;

  if (!yc_patience_check (&self->patience, &over))
    g_task_return_error (task, over);
  else
    g_task_return_error (task, yc_exchange_map_error (cause));
}

static void
on_handshake_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = g_steal_pointer (&user_data);
  Discover *self = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  YcDiscovery *discovery;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    {
      fail (task, error);
      return;
    }
  discovery = judge_chain (g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (source)), self->fingerprint, &error);
  if (discovery != NULL)
    g_task_return_pointer (task, discovery, (GDestroyNotify) yc_discovery_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Nothing is sent in this connection, so whoever it is may finish the handshake; the chain is judged after it. */
static gboolean
on_accept_certificate_cb (GTlsConnection       *connection,
                          GTlsCertificate      *certificate,
                          GTlsCertificateFlags  errors,
                          gpointer              user_data)
{
  return TRUE;
}

static void
on_connected_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = g_steal_pointer (&user_data);
  Discover *self = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  self->plain = g_socket_client_connect_to_uri_finish (G_SOCKET_CLIENT (source), result, &error);
  if (self->plain != NULL)
    self->tls = g_initable_new (g_tls_backend_get_client_connection_type (g_tls_backend_get_default ()), NULL, &error,
                                "base-io-stream", self->plain, "database", NULL, NULL);
  if (self->tls == NULL)
    {
      fail (task, error);
      return;
    }
  g_signal_connect (self->tls, "accept-certificate", G_CALLBACK (on_accept_certificate_cb), NULL);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (self->tls), G_PRIORITY_DEFAULT, self->patience.inner, on_handshake_cb,
                                    g_steal_pointer (&task));
}

void
yc_client_discover_async (const char          *url,
                          const guint8         fingerprint[YC_FINGERPRINT_BYTES],
                          guint                timeout_ms,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GUri) uri = NULL;
  g_autoptr(GSocketClient) client = NULL;
  Discover *self;

  g_return_if_fail (url != NULL);
  g_return_if_fail (fingerprint != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, yc_client_discover_async);
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 || g_uri_get_host (uri) == NULL
      || *g_uri_get_host (uri) == '\0')
    {
      g_task_return_new_error (task, YC_NET_ERROR, YC_NET_ERROR_INVALID,
                               "“%s” is not the address of a hall: write it like https://hall:8443.", url);
      return;
    }
  self = g_new0 (Discover, 1);
  memcpy (self->fingerprint, fingerprint, YC_FINGERPRINT_BYTES);
  yc_patience_begin (&self->patience, timeout_ms, cancellable);
  g_task_set_task_data (task, self, (GDestroyNotify) discover_free);
  client = g_socket_client_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_uri_async (client, url, DEFAULT_PORT, self->patience.inner, on_connected_cb, g_steal_pointer (&task));
}

YcDiscovery *
yc_client_discover_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == yc_client_discover_async, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
yc_fingerprint_from_pem (const char  *ca_pem,
                         guint8       fingerprint[YC_FINGERPRINT_BYTES],
                         GError     **error)
{
  g_autoptr(GTlsCertificate) ca = NULL;
  guint8 digest[32];

  g_return_val_if_fail (ca_pem != NULL, FALSE);

  ca = yc_tls_certificate_new (ca_pem, NULL, error);
  if (ca == NULL)
    return FALSE;
  yc_tls_fingerprint (ca, digest);
  memcpy (fingerprint, digest, YC_FINGERPRINT_BYTES);
  return TRUE;
}

gboolean
yc_fingerprint_from_hex (const char *hex,
                         guint8      fingerprint[YC_FINGERPRINT_BYTES])
{
  g_return_val_if_fail (hex != NULL, FALSE);

  if (strlen (hex) != 2 * YC_FINGERPRINT_BYTES)
    return FALSE;
  for (int i = 0; i < YC_FINGERPRINT_BYTES; i++)
    {
      int high = g_ascii_xdigit_value (hex[2 * i]);
      int low = g_ascii_xdigit_value (hex[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      fingerprint[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}
