/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-csr"

#include "config.h"

#include "vault/yc-csr.h"

#include <string.h>

#include "core/yc-uuid.h"
#include "vault/yc-key-private.h"
#include "vault/yc-vault-error.h"

static int
fill_request (gnutls_x509_crq_t  request,
              YcKey             *key,
              const char        *device)
{
  g_auto(gnutls_privkey_t) private_key = NULL;
  g_auto(gnutls_pubkey_t) public_key = NULL;
  int result;

  result = gnutls_x509_crq_set_version (request, 1);
  if (result >= 0)
    result = gnutls_x509_crq_set_dn_by_oid (request, GNUTLS_OID_X520_COMMON_NAME, 0,
                                            device, (guint) strlen (device));
  if (result >= 0)
    result = yc_key_export_gnutls_public (yc_key_get_public (key), &public_key);
  if (result >= 0)
    result = gnutls_x509_crq_set_pubkey (request, public_key);
  if (result >= 0)
    result = yc_key_export_gnutls_private (key, &private_key);
  if (result >= 0)
    result = gnutls_x509_crq_privkey_sign (request, private_key, GNUTLS_DIG_SHA512, 0);

  return result;
}

char *
yc_csr_new (YcKey       *key,
            const char  *device,
            GError     **error)
{
  g_auto(gnutls_x509_crq_t) request = NULL;
  gnutls_datum_t pem = { NULL, 0 };
  int result;

  g_return_val_if_fail (key != NULL, NULL);

  if (!yc_uuid_is_valid (device))
    {
      g_set_error_literal (error, YC_VAULT_ERROR, YC_VAULT_ERROR_REQUEST,
                           "A certificate request needs the UUID of its device.");
      return NULL;
    }

  result = gnutls_x509_crq_init (&request);
  if (result >= 0)
    result = fill_request (request, key, device);
  if (result >= 0)
    result = gnutls_x509_crq_export2 (request, GNUTLS_X509_FMT_PEM, &pem);
  if (result < 0)
    {
      g_set_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_INTERNAL,
                   "The certificate request cannot be made: %s", gnutls_strerror (result));
      return NULL;
    }

  return yc_vault_take_datum (&pem);
}

/* The whole name must be one CN: a second one, or an organisation, would be a name we did not look at. */
static gboolean
has_name (gnutls_x509_crq_t  request,
          const char        *device)
{
  g_autofree char *expected = g_strconcat ("CN=", device, NULL);
  gnutls_datum_t name = { NULL, 0 };
  gboolean same;

  if (gnutls_x509_crq_get_dn3 (request, &name, 0) < 0)
    return FALSE;

  same = name.size == strlen (expected) && memcmp (name.data, expected, name.size) == 0;
  gnutls_free (name.data);

  return same;
}

static gboolean
has_key (gnutls_x509_crq_t  request,
         const char        *expected)
{
  g_auto(gnutls_pubkey_t) key = NULL;
  g_autofree char *text = NULL;

  if (gnutls_pubkey_init (&key) < 0 ||
      gnutls_pubkey_import_x509_crq (key, request, 0) < 0)
    return FALSE;

  text = yc_key_public_from_gnutls (key);
  return text != NULL && strcmp (text, expected) == 0;
}

gboolean
yc_csr_check (const char  *pem,
              const char  *device,
              const char  *public_key,
              GError     **error)
{
  g_auto(gnutls_x509_crq_t) request = NULL;
  gnutls_datum_t text;
  const char *reason = NULL;

  g_return_val_if_fail (pem != NULL, FALSE);
  g_return_val_if_fail (device != NULL, FALSE);
  g_return_val_if_fail (public_key != NULL, FALSE);

  text.data = (guchar *) pem;
  text.size = (guint) strlen (pem);

  if (gnutls_x509_crq_init (&request) < 0 ||
      gnutls_x509_crq_import (request, &text, GNUTLS_X509_FMT_PEM) < 0)
    reason = "it cannot be read";
  else if (!yc_uuid_is_valid (device) || !has_name (request, device))
    reason = "it names another device";
  else if (!has_key (request, public_key))
    reason = "it is for another key";
  else if (gnutls_x509_crq_verify (request, 0) < 0)
    reason = "it is not signed by its own key";

  if (reason != NULL)
    g_set_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_REQUEST,
                 "The certificate request is refused: %s.", reason);

  return reason == NULL;
}
