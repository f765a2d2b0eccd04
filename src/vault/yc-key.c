/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-key"

#include "config.h"

#include "vault/yc-key.h"

#include <sodium.h>
#include <string.h>

#include "vault/yc-key-private.h"
#include "vault/yc-secret.h"
#include "vault/yc-vault-error.h"

G_STATIC_ASSERT (YC_KEY_SEED_BYTES == crypto_sign_ed25519_SEEDBYTES);
G_STATIC_ASSERT (YC_KEY_PUBLIC_BYTES == crypto_sign_ed25519_PUBLICKEYBYTES);
G_STATIC_ASSERT (YC_KEY_SIGNATURE_BYTES == crypto_sign_ed25519_BYTES);

struct _YcKey
{
  gatomicrefcount ref_count;
  guint8 public_bytes[YC_KEY_PUBLIC_BYTES];
  char public_text[YC_KEY_PUBLIC_LENGTH + 1];
  /* Seed and public key, as libsodium wants them; owned, in memory of sodium_malloc(). */
  guint8 *secret;
};

static void
ensure_sodium (void)
{
  if (G_UNLIKELY (sodium_init () < 0))
    g_error ("libsodium cannot be started");
}

YcKey *
yc_key_new_from_seed (const guint8 seed[YC_KEY_SEED_BYTES])
{
  YcKey *self;

  g_return_val_if_fail (seed != NULL, NULL);

  ensure_sodium ();

  self = g_new0 (YcKey, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->secret = sodium_malloc (crypto_sign_ed25519_SECRETKEYBYTES);
  if (self->secret == NULL)
    g_error ("No memory for a private key");

  crypto_sign_ed25519_seed_keypair (self->public_bytes, self->secret, seed);
  sodium_mprotect_readonly (self->secret);
  sodium_bin2base64 (self->public_text, sizeof self->public_text,
                     self->public_bytes, sizeof self->public_bytes,
                     sodium_base64_VARIANT_ORIGINAL);

  return self;
}

YcKey *
yc_key_generate (YcEnv *env)
{
  guint8 seed[YC_KEY_SEED_BYTES];
  YcKey *self;

  g_return_val_if_fail (env != NULL, NULL);

  yc_env_random (env, seed, sizeof seed);
  self = yc_key_new_from_seed (seed);
  yc_secret_wipe (seed, sizeof seed);

  return self;
}

YcKey *
yc_key_new_from_pem (const char  *pem,
                     GError     **error)
{
  g_auto(gnutls_x509_privkey_t) key = NULL;
  gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
  gnutls_datum_t x = { NULL, 0 };
  gnutls_datum_t seed = { NULL, 0 };
  gnutls_datum_t text;
  YcKey *self = NULL;

  g_return_val_if_fail (pem != NULL, NULL);

  text.data = (guchar *) pem;
  text.size = (guint) strlen (pem);

  if (gnutls_x509_privkey_init (&key) < 0)
    g_error ("No memory for a private key");

  if (gnutls_x509_privkey_import_pkcs8 (key, &text, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN) >= 0 &&
      gnutls_x509_privkey_get_pk_algorithm (key) == GNUTLS_PK_EDDSA_ED25519 &&
      gnutls_x509_privkey_export_ecc_raw (key, &curve, &x, NULL, &seed) >= 0 &&
      seed.size == YC_KEY_SEED_BYTES)
    self = yc_key_new_from_seed (seed.data);
  else
    g_set_error_literal (error, YC_VAULT_ERROR, YC_VAULT_ERROR_KEY,
                         "The private key is damaged, encrypted or not an Ed25519 key.");

  if (seed.data != NULL)
    yc_secret_wipe (seed.data, seed.size);
  gnutls_free (seed.data);
  gnutls_free (x.data);

  return self;
}

YcKey *
yc_key_ref (YcKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
yc_key_unref (YcKey *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  /* Wipes what it frees. */
  sodium_free (self->secret);
  g_free (self);
}

char *
yc_key_to_pem (YcKey   *self,
               GError **error)
{
  g_auto(gnutls_x509_privkey_t) key = NULL;
  gnutls_datum_t x;
  gnutls_datum_t seed;
  gnutls_datum_t pem = { NULL, 0 };
  int result;

  g_return_val_if_fail (self != NULL, NULL);

  x.data = self->public_bytes;
  x.size = YC_KEY_PUBLIC_BYTES;
  seed.data = self->secret;
  seed.size = YC_KEY_SEED_BYTES;

  result = gnutls_x509_privkey_init (&key);
  if (result >= 0)
    result = gnutls_x509_privkey_import_ecc_raw (key, GNUTLS_ECC_CURVE_ED25519, &x, NULL, &seed);
  if (result >= 0)
    result = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem);
  if (result < 0)
    {
      g_set_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_INTERNAL,
                   "The private key cannot be written: %s", gnutls_strerror (result));
      return NULL;
    }

  return yc_vault_take_datum (&pem);
}

const char *
yc_key_get_public (YcKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->public_text;
}

char *
yc_key_sign (YcKey         *self,
             gconstpointer  data,
             gsize          length)
{
  guint8 signature[YC_KEY_SIGNATURE_BYTES];
  char *text;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (data != NULL || length == 0, NULL);

  crypto_sign_ed25519_detached (signature, NULL, length > 0 ? data : (const guint8 *) "", length, self->secret);
  text = g_malloc (YC_KEY_SIGNATURE_LENGTH + 1);
  sodium_bin2base64 (text, YC_KEY_SIGNATURE_LENGTH + 1, signature, sizeof signature,
                     sodium_base64_VARIANT_ORIGINAL);

  return text;
}

/* libsodium refuses missing padding and stray low bits, so that one value has one spelling. */
static gboolean
decode_base64 (const char *text,
               guint8     *bytes,
               gsize       length)
{
  gsize n_bytes = 0;

  return text != NULL &&
         sodium_base642bin (bytes, length, text, strlen (text), NULL, &n_bytes, NULL,
                            sodium_base64_VARIANT_ORIGINAL) == 0 &&
         n_bytes == length;
}

gboolean
yc_key_is_public_valid (const char *public_key)
{
  guint8 bytes[YC_KEY_PUBLIC_BYTES];

  return decode_base64 (public_key, bytes, sizeof bytes);
}

gboolean
yc_key_verify (const char     *public_key,
               gconstpointer   data,
               gsize           length,
               const char     *signature,
               GError        **error)
{
  guint8 public_bytes[YC_KEY_PUBLIC_BYTES];
  guint8 signature_bytes[YC_KEY_SIGNATURE_BYTES];

  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  ensure_sodium ();

  if (!decode_base64 (public_key, public_bytes, sizeof public_bytes))
    {
      g_set_error_literal (error, YC_VAULT_ERROR, YC_VAULT_ERROR_KEY,
                           "The public key is not the base64 of 32 bytes.");
      return FALSE;
    }

  if (!decode_base64 (signature, signature_bytes, sizeof signature_bytes) ||
      crypto_sign_ed25519_verify_detached (signature_bytes,
                                           length > 0 ? data : (const guint8 *) "", length,
                                           public_bytes) != 0)
    {
      g_set_error_literal (error, YC_VAULT_ERROR, YC_VAULT_ERROR_SIGNATURE,
                           "The signature does not belong to this text and this key.");
      return FALSE;
    }

  return TRUE;
}

int
yc_key_export_gnutls_private (YcKey            *self,
                              gnutls_privkey_t *key)
{
  gnutls_datum_t x = { self->public_bytes, YC_KEY_PUBLIC_BYTES };
  gnutls_datum_t seed = { self->secret, YC_KEY_SEED_BYTES };
  int result = gnutls_privkey_init (key);

  if (result < 0)
    return result;

  return gnutls_privkey_import_ecc_raw (*key, GNUTLS_ECC_CURVE_ED25519, &x, NULL, &seed);
}

int
yc_key_export_gnutls_public (const char      *public_key,
                             gnutls_pubkey_t *key)
{
  guint8 bytes[YC_KEY_PUBLIC_BYTES];
  gnutls_datum_t x = { bytes, sizeof bytes };
  int result;

  if (!decode_base64 (public_key, bytes, sizeof bytes))
    return GNUTLS_E_PARSING_ERROR;

  result = gnutls_pubkey_init (key);
  if (result < 0)
    return result;

  return gnutls_pubkey_import_ecc_raw (*key, GNUTLS_ECC_CURVE_ED25519, &x, NULL);
}

char *
yc_key_public_from_gnutls (gnutls_pubkey_t key)
{
  gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
  gnutls_datum_t x = { NULL, 0 };
  char *text = NULL;

  if (gnutls_pubkey_get_pk_algorithm (key, NULL) == GNUTLS_PK_EDDSA_ED25519 &&
      gnutls_pubkey_export_ecc_raw (key, &curve, &x, NULL) >= 0 &&
      x.size == YC_KEY_PUBLIC_BYTES)
    {
      text = g_malloc (YC_KEY_PUBLIC_LENGTH + 1);
      sodium_bin2base64 (text, YC_KEY_PUBLIC_LENGTH + 1, x.data, x.size, sodium_base64_VARIANT_ORIGINAL);
    }

  gnutls_free (x.data);
  return text;
}

char *
yc_vault_take_datum (gnutls_datum_t *datum)
{
  char *text = g_strndup ((const char *) datum->data, datum->size);

  yc_secret_wipe (datum->data, datum->size);
  gnutls_free (datum->data);
  datum->data = NULL;
  datum->size = 0;

  return text;
}
