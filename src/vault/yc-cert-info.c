/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-cert-info"

#include "config.h"

#include "vault/yc-cert-info.h"

#include <string.h>

#include "core/yc-uuid.h"
#include "vault/yc-cert.h"
#include "vault/yc-hash.h"
#include "vault/yc-key-private.h"
#include "vault/yc-vault-error.h"

/* A certificate of ours has under 700 bytes; a chain with foreign ones in it never comes near this. */
#define LENGTH_MAX (64 * 1024)

#define DAY_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

static gboolean
import (gnutls_x509_crt_t *certificate,
        gconstpointer      data,
        gsize              length)
{
  gnutls_datum_t text = { (guchar *) data, (guint) length };
  const guint8 *bytes = data;

  if (length == 0 || length > LENGTH_MAX || gnutls_x509_crt_init (certificate) < 0)
    return FALSE;

  /* DER of a certificate begins with the tag of a SEQUENCE; PEM, being text, does not. */
  return gnutls_x509_crt_import (*certificate, &text,
                                 bytes[0] == 0x30 ? GNUTLS_X509_FMT_DER : GNUTLS_X509_FMT_PEM) >= 0;
}

static char *
dup_common_name (gnutls_x509_crt_t certificate)
{
  char name[256];
  gsize size = sizeof name;
  char second[256];
  gsize second_size = sizeof second;

  if (gnutls_x509_crt_get_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &size) < 0 ||
      gnutls_x509_crt_get_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 1, 0, second, &second_size) !=
        GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
    return NULL;

  /* A NUL inside would show one name and mean another. */
  if (memchr (name, '\0', size) != NULL || !g_utf8_validate (name, (gssize) size, NULL))
    return NULL;

  return g_strndup (name, size);
}

static char **
dup_dns_names (gnutls_x509_crt_t certificate)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0;; i++)
    {
      char name[256];
      gsize size = sizeof name;
      int result = gnutls_x509_crt_get_subject_alt_name (certificate, i, name, &size, NULL);
      g_autofree char *copy = NULL;

      if (result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        break;
      if (result < 0 && result != GNUTLS_E_SHORT_MEMORY_BUFFER)
        break;
      if (result != GNUTLS_SAN_DNSNAME || memchr (name, '\0', size) != NULL ||
          !g_utf8_validate (name, (gssize) size, NULL))
        continue;

      copy = g_strndup (name, size);
      g_strv_builder_add (names, copy);
    }

  return g_strv_builder_end (names);
}

static void
read_purposes (gnutls_x509_crt_t  certificate,
               YcCertInfo        *self)
{
  for (guint i = 0;; i++)
    {
      char oid[128];
      gsize size = sizeof oid;
      int result = gnutls_x509_crt_get_key_purpose_oid (certificate, i, oid, &size, NULL);

      if (result == GNUTLS_E_SHORT_MEMORY_BUFFER)
        continue;
      if (result < 0)
        break;

      if (strcmp (oid, GNUTLS_KP_TLS_WWW_SERVER) == 0)
        self->for_server = TRUE;
      if (strcmp (oid, GNUTLS_KP_TLS_WWW_CLIENT) == 0)
        self->for_client = TRUE;
    }
}

static gboolean
is_signed_by (gnutls_x509_crt_t certificate,
              const char       *ca_pem)
{
  g_auto(gnutls_x509_crt_t) ca = NULL;
  guint status = 0;

  return import (&ca, ca_pem, strlen (ca_pem)) &&
         gnutls_x509_crt_get_ca_status (certificate, NULL) <= 0 &&
         gnutls_x509_crt_verify (certificate, &ca, 1,
                                 GNUTLS_VERIFY_DISABLE_TIME_CHECKS |
                                   GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS,
                                 &status) >= 0 &&
         status == 0;
}

static char *
hash_der (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t der = { NULL, 0 };
  char *hash;

  if (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &der) < 0)
    return NULL;

  hash = yc_hash_bytes (der.data, der.size);
  gnutls_free (der.data);

  return hash;
}

static char *
dup_public_key (gnutls_x509_crt_t certificate)
{
  g_auto(gnutls_pubkey_t) key = NULL;

  if (gnutls_pubkey_init (&key) < 0 || gnutls_pubkey_import_x509 (key, certificate, 0) < 0)
    return NULL;

  return yc_key_public_from_gnutls (key);
}

YcCertInfo *
yc_cert_inspect (gconstpointer   data,
                 gsize           length,
                 const char     *ca_pem,
                 GError        **error)
{
  g_auto(gnutls_x509_crt_t) certificate = NULL;
  g_autoptr(YcCertInfo) self = NULL;
  time_t not_before;
  time_t not_after;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  self = g_new0 (YcCertInfo, 1);
  if (!import (&certificate, data, length) ||
      (not_before = gnutls_x509_crt_get_activation_time (certificate)) == (time_t) -1 ||
      (not_after = gnutls_x509_crt_get_expiration_time (certificate)) == (time_t) -1 ||
      (self->der_hash = hash_der (certificate)) == NULL)
    {
      g_set_error_literal (error, YC_VAULT_ERROR, YC_VAULT_ERROR_CERTIFICATE,
                           "The certificate cannot be read.");
      return NULL;
    }

  self->not_before = (gint64) not_before * 1000;
  self->not_after = (gint64) not_after * 1000;
  self->common_name = dup_common_name (certificate);
  self->dns_names = dup_dns_names (certificate);
  self->public_key = dup_public_key (certificate);
  self->is_ca = gnutls_x509_crt_get_ca_status (certificate, NULL) > 0;
  read_purposes (certificate, self);
  self->signed_by_ca = ca_pem != NULL && is_signed_by (certificate, ca_pem);

  return g_steal_pointer (&self);
}

void
yc_cert_info_free (YcCertInfo *self)
{
  g_free (self->common_name);
  g_strfreev (self->dns_names);
  g_free (self->public_key);
  g_free (self->der_hash);
  g_free (self);
}

char *
yc_cert_info_dup_hall (const YcCertInfo *self)
{
  g_autofree char *hall = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (!self->signed_by_ca || !self->for_server || g_strv_length (self->dns_names) != 1 ||
      !g_str_has_suffix (self->dns_names[0], YC_CERT_HALL_SUFFIX))
    return NULL;

  hall = g_strndup (self->dns_names[0], strlen (self->dns_names[0]) - strlen (YC_CERT_HALL_SUFFIX));
  return yc_uuid_is_valid (hall) ? g_steal_pointer (&hall) : NULL;
}

char *
yc_cert_info_dup_ca_hall (const YcCertInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (!self->is_ca || self->public_key == NULL || self->common_name == NULL ||
      !g_str_has_prefix (self->common_name, YC_CERT_CA_PREFIX) ||
      !yc_uuid_is_valid (self->common_name + strlen (YC_CERT_CA_PREFIX)))
    return NULL;

  return g_strdup (self->common_name + strlen (YC_CERT_CA_PREFIX));
}

const char *
yc_cert_info_get_device (const YcCertInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (!self->signed_by_ca || !self->for_client || self->public_key == NULL ||
      !yc_uuid_is_valid (self->common_name))
    return NULL;

  return self->common_name;
}

gboolean
yc_cert_info_renewal_due (const YcCertInfo *self,
                          gint64            now_wall)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return now_wall >= self->not_after - YC_CERT_RENEW_DAYS * DAY_MS;
}

void
yc_cert_info_fingerprint (const YcCertInfo *self,
                          guint8            fingerprint[YC_CODE_FINGERPRINT_BYTES])
{
  guint8 digest[YC_HASH_BYTES];

  g_return_if_fail (self != NULL);
  g_return_if_fail (fingerprint != NULL);

  /* Always digits: only yc_cert_inspect() makes a #YcCertInfo. */
  if (!yc_hex_decode (self->der_hash, digest, sizeof digest))
    g_assert_not_reached ();
  memcpy (fingerprint, digest, YC_CODE_FINGERPRINT_BYTES);
}
