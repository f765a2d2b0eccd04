/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-cert"

#include "config.h"

#include "vault/yc-cert.h"

#include <string.h>

#include "core/yc-uuid.h"
#include "vault/yc-csr.h"
#include "vault/yc-key-private.h"
#include "vault/yc-secret.h"
#include "vault/yc-vault-error.h"

#define SERIAL_BYTES 16
#define KEY_ID_BYTES 20
#define DAY_S        (24 * 60 * 60)

/* 2200-01-01: far enough for any working clock, near enough for every format of time. */
#define NOW_WALL_MAX (G_GINT64_CONSTANT (7258118400) * 1000)

/* What tells the three kinds of certificate apart. */
typedef struct
{
  char *common_name; /* owned */
  char *dns_name; /* owned, or NULL */
  const char *purpose; /* static, NULL for a CA */
  int days;
} Profile;

static void
profile_clear (Profile *profile)
{
  g_free (profile->common_name);
  g_free (profile->dns_name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Profile, profile_clear)

static void
set_refusal (GError     **error,
             const char  *reason)
{
  g_set_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_CERTIFICATE,
               "The certificate cannot be made: %s.", reason);
}

static void
set_failure (GError **error,
             int      result)
{
  g_set_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_INTERNAL,
               "The certificate cannot be made: %s", gnutls_strerror (result));
}

static int
set_identity (gnutls_x509_crt_t  certificate,
              const Profile     *profile,
              gnutls_pubkey_t    public_key,
              YcEnv             *env)
{
  guint8 serial[SERIAL_BYTES];
  guint8 key_id[KEY_ID_BYTES];
  gsize key_id_size = sizeof key_id;
  int result;

  /* A serial is a positive number without leading zero bytes: the first byte becomes 0x40 to 0x7f. */
  yc_env_random (env, serial, sizeof serial);
  serial[0] = (serial[0] & 0x3f) | 0x40;

  result = gnutls_x509_crt_set_version (certificate, 3);
  if (result >= 0)
    result = gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
  if (result >= 0)
    result = gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
                                            profile->common_name, (guint) strlen (profile->common_name));
  if (result >= 0 && profile->dns_name != NULL)
    result = gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, profile->dns_name,
                                                   (guint) strlen (profile->dns_name), GNUTLS_FSAN_SET);
  if (result >= 0)
    result = gnutls_x509_crt_set_pubkey (certificate, public_key);
  if (result >= 0)
    result = gnutls_pubkey_get_key_id (public_key, GNUTLS_KEYID_USE_SHA1, key_id, &key_id_size);
  if (result >= 0)
    result = gnutls_x509_crt_set_subject_key_id (certificate, key_id, key_id_size);

  return result;
}

static int
set_use (gnutls_x509_crt_t  certificate,
         const Profile     *profile,
         gint64             now_wall)
{
  gint64 now = now_wall / 1000;
  int result;

  result = gnutls_x509_crt_set_activation_time (certificate, (time_t) MAX (now - DAY_S, 0));
  if (result >= 0)
    result = gnutls_x509_crt_set_expiration_time (certificate,
                                                  (time_t) (now + (gint64) profile->days * DAY_S));

  if (profile->purpose == NULL)
    {
      if (result >= 0)
        result = gnutls_x509_crt_set_basic_constraints (certificate, 1, 0);
      if (result >= 0)
        result = gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
      return result;
    }

  if (result >= 0)
    result = gnutls_x509_crt_set_basic_constraints (certificate, 0, -1);
  if (result >= 0)
    result = gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
  if (result >= 0)
    result = gnutls_x509_crt_set_key_purpose_oid (certificate, profile->purpose, 1);

  return result;
}

static int
sign (gnutls_x509_crt_t  certificate,
      gnutls_x509_crt_t  issuer,
      YcKey             *ca_key)
{
  g_auto(gnutls_privkey_t) key = NULL;
  guint8 key_id[KEY_ID_BYTES];
  gsize key_id_size = sizeof key_id;
  int result;

  result = gnutls_x509_crt_get_subject_key_id (issuer, key_id, &key_id_size, NULL);
  if (result >= 0)
    result = gnutls_x509_crt_set_authority_key_id (certificate, key_id, key_id_size);
  if (result >= 0)
    result = yc_key_export_gnutls_private (ca_key, &key);
  if (result >= 0)
    result = gnutls_x509_crt_privkey_sign (certificate, issuer, key, GNUTLS_DIG_SHA512, 0);

  return result;
}

/* Makes a certificate of @profile for @public_key; @issuer is %NULL for a CA, which signs itself. */
static char *
make (const Profile      *profile,
      const char         *public_key,
      gnutls_x509_crt_t   issuer,
      YcKey              *ca_key,
      YcEnv              *env,
      gint64              now_wall,
      GError            **error)
{
  g_auto(gnutls_x509_crt_t) certificate = NULL;
  g_auto(gnutls_pubkey_t) key = NULL;
  gnutls_datum_t pem = { NULL, 0 };
  int result;

  if (now_wall < 0 || now_wall > NOW_WALL_MAX)
    {
      set_refusal (error, "the clock of this computer is wrong");
      return NULL;
    }

  if (!yc_key_is_public_valid (public_key))
    {
      set_refusal (error, "the public key is not the base64 of 32 bytes");
      return NULL;
    }

  result = gnutls_x509_crt_init (&certificate);
  if (result >= 0)
    result = yc_key_export_gnutls_public (public_key, &key);
  if (result >= 0)
    result = set_identity (certificate, profile, key, env);
  if (result >= 0)
    result = set_use (certificate, profile, now_wall);
  if (result >= 0)
    result = sign (certificate, issuer != NULL ? issuer : certificate, ca_key);
  if (result >= 0)
    result = gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem);
  if (result < 0)
    {
      set_failure (error, result);
      return NULL;
    }

  return yc_vault_take_datum (&pem);
}

/* Reads the CA's certificate and makes sure that @ca_key is its key: signing with another would make certificates
 * nobody accepts. */
static gboolean
load_issuer (gnutls_x509_crt_t  *issuer,
             const char         *ca_pem,
             YcKey              *ca_key,
             GError            **error)
{
  g_auto(gnutls_pubkey_t) key = NULL;
  g_autofree char *public_key = NULL;
  gnutls_datum_t text = { (guchar *) ca_pem, (guint) strlen (ca_pem) };

  if (gnutls_x509_crt_init (issuer) < 0 ||
      gnutls_x509_crt_import (*issuer, &text, GNUTLS_X509_FMT_PEM) < 0 ||
      gnutls_x509_crt_get_ca_status (*issuer, NULL) <= 0 ||
      gnutls_pubkey_init (&key) < 0 ||
      gnutls_pubkey_import_x509 (key, *issuer, 0) < 0)
    {
      set_refusal (error, "the CA's certificate is damaged or not that of a CA");
      return FALSE;
    }

  public_key = yc_key_public_from_gnutls (key);
  if (g_strcmp0 (public_key, yc_key_get_public (ca_key)) != 0)
    {
      set_refusal (error, "the CA's certificate and key do not belong together");
      return FALSE;
    }

  return TRUE;
}

char *
yc_cert_new_ca (YcKey       *ca_key,
                const char  *hall,
                YcEnv       *env,
                gint64       now_wall,
                GError     **error)
{
  g_auto(Profile) profile = { NULL, NULL, NULL, YC_CERT_CA_DAYS };

  g_return_val_if_fail (ca_key != NULL, NULL);
  g_return_val_if_fail (env != NULL, NULL);

  if (!yc_uuid_is_valid (hall))
    {
      set_refusal (error, "the hall's id is not a UUID");
      return NULL;
    }

  profile.common_name = g_strconcat (YC_CERT_CA_PREFIX, hall, NULL);
  return make (&profile, yc_key_get_public (ca_key), NULL, ca_key, env, now_wall, error);
}

char *
yc_cert_new_server (YcKey       *ca_key,
                    const char  *ca_pem,
                    const char  *hall,
                    const char  *public_key,
                    YcEnv       *env,
                    gint64       now_wall,
                    GError     **error)
{
  g_auto(Profile) profile = { NULL, NULL, GNUTLS_KP_TLS_WWW_SERVER, YC_CERT_SERVER_DAYS };
  g_auto(gnutls_x509_crt_t) issuer = NULL;

  g_return_val_if_fail (ca_key != NULL, NULL);
  g_return_val_if_fail (ca_pem != NULL, NULL);
  g_return_val_if_fail (env != NULL, NULL);

  if (!yc_uuid_is_valid (hall))
    {
      set_refusal (error, "the hall's id is not a UUID");
      return NULL;
    }

  if (!load_issuer (&issuer, ca_pem, ca_key, error))
    return NULL;

  profile.dns_name = g_strconcat (hall, YC_CERT_HALL_SUFFIX, NULL);
  profile.common_name = g_strdup (profile.dns_name);
  return make (&profile, public_key, issuer, ca_key, env, now_wall, error);
}

char *
yc_cert_new_device (YcKey       *ca_key,
                    const char  *ca_pem,
                    const char  *csr_pem,
                    const char  *device,
                    const char  *public_key,
                    YcEnv       *env,
                    gint64       now_wall,
                    GError     **error)
{
  g_auto(Profile) profile = { NULL, NULL, GNUTLS_KP_TLS_WWW_CLIENT, YC_CERT_DEVICE_DAYS };
  g_auto(gnutls_x509_crt_t) issuer = NULL;

  g_return_val_if_fail (ca_key != NULL, NULL);
  g_return_val_if_fail (ca_pem != NULL, NULL);
  g_return_val_if_fail (env != NULL, NULL);

  if (!yc_csr_check (csr_pem, device, public_key, error) ||
      !load_issuer (&issuer, ca_pem, ca_key, error))
    return NULL;

  profile.common_name = g_strdup (device);
  return make (&profile, public_key, issuer, ca_key, env, now_wall, error);
}

char *
yc_cert_chain (const char *cert_pem,
               const char *ca_pem)
{
  g_return_val_if_fail (cert_pem != NULL, NULL);
  g_return_val_if_fail (ca_pem != NULL, NULL);

  return g_strconcat (cert_pem, g_str_has_suffix (cert_pem, "\n") ? "" : "\n", ca_pem, NULL);
}
