/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-client.h"

#include "net/yc-exchange-private.h"
#include "net/yc-tls-private.h"

struct _YcClient
{
  GObject parent_instance;

  char *base_url;            /* owned, without a slash at the end */
  SoupSession *session;      /* owned */
  GTlsCertificate *ca;       /* owned, nullable */
  char *dns_name;            /* owned, nullable */
  GTlsCertificate *identity; /* owned, nullable */
  gsize max_response;
};

G_DEFINE_FINAL_TYPE (YcClient, yc_client, G_TYPE_OBJECT)

static const char *
judge (GTlsCertificate      *certificate,
       GTlsCertificateFlags  errors,
       gpointer              user_data)
{
  YcClient *self = user_data;

  return yc_tls_judge_server (certificate, errors, self->ca, self->dns_name);
}

static void
yc_client_finalize (GObject *object)
{
  YcClient *self = YC_CLIENT (object);

  g_free (self->base_url);
  g_clear_object (&self->session);
  g_clear_object (&self->ca);
  g_free (self->dns_name);
  g_clear_object (&self->identity);
  G_OBJECT_CLASS (yc_client_parent_class)->finalize (object);
}

static void
yc_client_class_init (YcClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = yc_client_finalize;
}

static void
yc_client_init (YcClient *self)
{
  self->max_response = YC_CLIENT_MAX_RESPONSE;
  self->session = yc_exchange_session_new (NULL);
}

YcClient *
yc_client_new (const char  *base_url,
               GError     **error)
{
  g_autoptr(GUri) uri = NULL;
  YcClient *self;

  g_return_val_if_fail (base_url != NULL, NULL);

  uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 || g_uri_get_host (uri) == NULL
      || *g_uri_get_host (uri) == '\0' || g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL
      || (*g_uri_get_path (uri) != '\0' && g_strcmp0 (g_uri_get_path (uri), "/") != 0))
    {
      g_set_error (error, YC_NET_ERROR, YC_NET_ERROR_INVALID,
                   "“%s” is not the address of a hall: write it like https://hall:8443.", base_url);
      return NULL;
    }
  self = g_object_new (YC_TYPE_CLIENT, NULL);
  self->base_url = g_uri_join (G_URI_FLAGS_NONE, "https", NULL, g_uri_get_host (uri), g_uri_get_port (uri), "", NULL, NULL);
  return self;
}

gboolean
yc_client_set_trust (YcClient    *self,
                     const char  *ca_pem,
                     const char  *dns_name,
                     GError     **error)
{
  g_autoptr(GTlsCertificate) ca = NULL;

  g_return_val_if_fail (YC_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (ca_pem != NULL && dns_name != NULL, FALSE);

  ca = yc_tls_certificate_new (ca_pem, NULL, error);
  if (ca == NULL)
    return FALSE;
  g_set_object (&self->ca, ca);
  g_free (self->dns_name);
  self->dns_name = g_strdup (dns_name);
  yc_client_renew_connections (self);
  return TRUE;
}

gboolean
yc_client_set_identity (YcClient    *self,
                        const char  *cert_pem,
                        const char  *key_pem,
                        GError     **error)
{
  g_autoptr(GTlsCertificate) identity = NULL;

  g_return_val_if_fail (YC_IS_CLIENT (self), FALSE);
  g_return_val_if_fail ((cert_pem == NULL) == (key_pem == NULL), FALSE);

  if (cert_pem != NULL)
    {
      identity = yc_tls_certificate_new (cert_pem, key_pem, error);
      if (identity == NULL)
        return FALSE;
    }
  g_set_object (&self->identity, identity);
  yc_client_renew_connections (self);
  return TRUE;
}

void
yc_client_set_max_response (YcClient *self,
                            gsize     bytes)
{
  g_return_if_fail (YC_IS_CLIENT (self));

  self->max_response = bytes;
}

void
yc_client_renew_connections (YcClient *self)
{
  g_return_if_fail (YC_IS_CLIENT (self));

  /* Each request under way holds the former session. */
  g_object_unref (self->session);
  self->session = yc_exchange_session_new (NULL);
}

static void
on_exchanged_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = g_steal_pointer (&user_data);
  g_autoptr(GError) error = NULL;
  gboolean sent = FALSE;
  YcResponse *response = yc_exchange_finish (result, &sent, &error);

  g_task_set_task_data (task, GINT_TO_POINTER (sent), NULL);
  if (response != NULL)
    g_task_return_pointer (task, response, (GDestroyNotify) yc_response_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
yc_client_send_async (YcClient            *self,
                      const char          *method,
                      const char          *target,
                      const char * const  *headers,
                      GBytes              *body,
                      guint                timeout_ms,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *url = NULL;
  YcExchangeArgs args;

  g_return_if_fail (YC_IS_CLIENT (self));
  g_return_if_fail (method != NULL && target != NULL && target[0] == '/');

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, yc_client_send_async);
  url = g_strconcat (self->base_url, target, NULL);
  args = (YcExchangeArgs) {
    .session = self->session,
    .method = method,
    .url = url,
    .headers = headers,
    .body = body,
    .identity = self->identity,
    .judge = judge,
    .judge_data = G_OBJECT (self),
    .timeout_ms = timeout_ms,
    .max_response = self->max_response,
  };
  yc_exchange_async (&args, cancellable, on_exchanged_cb, g_steal_pointer (&task));
}

YcResponse *
yc_client_send_finish (YcClient      *self,
                       GAsyncResult  *result,
                       gboolean      *sent,
                       GError       **error)
{
  g_return_val_if_fail (YC_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == yc_client_send_async, NULL);

  if (sent != NULL)
    *sent = GPOINTER_TO_INT (g_task_get_task_data (G_TASK (result))) != 0;
  return g_task_propagate_pointer (G_TASK (result), error);
}
