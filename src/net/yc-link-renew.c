/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-link"

#include "config.h"

#include "net/yc-link-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "vault/yc-cert-info.h"
#include "vault/yc-csr.h"

#define TIMEOUT_MS (20 * 1000)

/* Whether a chain is one for this device: what comes from outside is looked at before it replaces what works. */
static gboolean
is_ours (YcLink     *self,
         const char *chain)
{
  g_autoptr(YcCertInfo) info = yc_cert_inspect (chain, strlen (chain), self->ca_pem, NULL);

  return info != NULL && g_strcmp0 (yc_cert_info_get_device (info), self->dev) == 0;
}

static void
take_chain (YcLink     *self,
            const char *chain)
{
  g_autoptr(GError) error = NULL;

  if (!is_ours (self, chain) || !yc_client_set_identity (self->client, chain, self->key_pem, &error))
    {
      g_message ("The renewed certificate cannot be used; the former one goes on: %s",
                 error != NULL ? error->message : "it is not this computer's.");
      return;
    }
  g_free (self->cert_pem);
  self->cert_pem = g_strdup (chain);
  g_signal_emit_by_name (self, "renewed", self->cert_pem);
}

static void
on_renewed_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(YcLink) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(YcResponse) response = yc_client_send_finish (YC_CLIENT (source), result, NULL, &error);
  g_autoptr(JsonObject) body = NULL;
  const char *chain = NULL;

  g_clear_object (&self->renewing);
  /* Tried again at the next start: 60 days are left. */
  if (response == NULL || yc_response_get_status (response) != 200 || self->client == NULL)
    return;

  body = yc_link_parse (yc_response_get_body (response));
  chain = body != NULL ? yc_json_peek_string (body, "certificate") : NULL;
  if (chain != NULL)
    take_chain (self, chain);
}

static GBytes *
make_request (YcLink  *self,
              GError **error)
{
  g_autoptr(YcKey) key = yc_key_new_from_pem (self->key_pem, error);
  g_autofree char *csr = key != NULL ? yc_csr_new (key, self->dev, error) : NULL;
  g_autoptr(JsonObject) object = NULL;
  char *text = NULL;

  if (csr == NULL)
    return NULL;

  object = json_object_new ();
  json_object_set_string_member (object, "csr", csr);
  text = yc_json_write_object (object);
  return g_bytes_new_take (text, strlen (text));
}

void
yc_link_renew_if_due (YcLink *self)
{
  g_autoptr(YcCertInfo) info = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = NULL;
  GPtrArray *headers = NULL;

  if (self->client == NULL || self->renewing != NULL)
    return;
  info = yc_cert_inspect (self->cert_pem, strlen (self->cert_pem), self->ca_pem, NULL);
  if (info == NULL || !yc_cert_info_renewal_due (info, yc_env_now_wall (self->env)))
    return;

  body = make_request (self, &error);
  if (body == NULL)
    {
      g_message ("The certificate of this computer cannot be renewed: %s", error->message);
      return;
    }
  headers = g_ptr_array_new_with_free_func (g_free);
  yc_link_add_header (headers, "Content-Type", "application/json");
  self->renewing = g_cancellable_new ();
  yc_link_send_request (self, "POST", "/v1/enrolments/renew", headers, body, TIMEOUT_MS, self->renewing, on_renewed_cb,
                        g_object_ref (self));
}
