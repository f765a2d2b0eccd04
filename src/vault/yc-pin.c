/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-pin"

#include "config.h"

#include "vault/yc-pin.h"

#include <sodium.h>
#include <string.h>

#include "vault/yc-secret.h"
#include "vault/yc-vault-error.h"

#define SALT_BYTES 16
#define HASH_BYTES 32
/* In base64 without padding. */
#define SALT_LENGTH 22
#define HASH_LENGTH 43

G_STATIC_ASSERT (SALT_BYTES == crypto_pwhash_argon2id_SALTBYTES);

const YcPinCost YC_PIN_COST_DEFAULT = { 64 * 1024, 3 };

typedef struct
{
  YcPinCost cost;
  guint8 salt[SALT_BYTES];
  guint8 hash[HASH_BYTES];
} Verifier;

gboolean
yc_pin_check (const char  *pin,
              guint        min_length,
              GError     **error)
{
  gsize length = pin != NULL ? strlen (pin) : 0;

  if (length > 0 && strspn (pin, "0123456789") != length)
    {
      g_set_error_literal (error, YC_VAULT_ERROR, YC_VAULT_ERROR_PIN_CHARACTER,
                           "The PIN has something else than digits.");
      return FALSE;
    }

  if (length == 0 || length < min_length || length > YC_PIN_MAX_LENGTH)
    {
      g_set_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_PIN_LENGTH,
                   "The PIN must have %u to %d digits.", MAX (min_length, 1), YC_PIN_MAX_LENGTH);
      return FALSE;
    }

  return TRUE;
}

static gboolean
cost_is_bounded (const YcPinCost *cost)
{
  return cost->memory_kib >= YC_PIN_MEMORY_KIB_MIN && cost->memory_kib <= YC_PIN_MEMORY_KIB_MAX &&
         cost->passes >= YC_PIN_PASSES_MIN && cost->passes <= YC_PIN_PASSES_MAX;
}

static gboolean
derive (const char       *pin,
        const YcPinCost  *cost,
        const guint8      salt[SALT_BYTES],
        guint8            hash[HASH_BYTES],
        GError          **error)
{
  if (sodium_init () < 0 ||
      crypto_pwhash (hash, HASH_BYTES, pin, strlen (pin), salt,
                     cost->passes, (gsize) cost->memory_kib * 1024,
                     crypto_pwhash_ALG_ARGON2ID13) != 0)
    {
      g_set_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_INTERNAL,
                   "The PIN cannot be hashed: %u KiB of memory are needed.", cost->memory_kib);
      return FALSE;
    }

  return TRUE;
}

char *
yc_pin_hash (const char       *pin,
             const YcPinCost  *cost,
             YcEnv            *env,
             GError          **error)
{
  guint8 salt[SALT_BYTES];
  guint8 hash[HASH_BYTES];
  char salt_text[SALT_LENGTH + 1];
  char hash_text[HASH_LENGTH + 1];

  g_return_val_if_fail (pin != NULL, NULL);
  g_return_val_if_fail (env != NULL, NULL);

  if (cost == NULL)
    cost = &YC_PIN_COST_DEFAULT;

  if (!cost_is_bounded (cost))
    {
      g_set_error_literal (error, YC_VAULT_ERROR, YC_VAULT_ERROR_PIN_VERIFIER,
                           "The cost of hashing a PIN is outside its bounds.");
      return NULL;
    }

  yc_env_random (env, salt, sizeof salt);
  if (!derive (pin, cost, salt, hash, error))
    return NULL;

  sodium_bin2base64 (salt_text, sizeof salt_text, salt, sizeof salt, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  sodium_bin2base64 (hash_text, sizeof hash_text, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  yc_secret_wipe (hash, sizeof hash);

  return g_strdup_printf ("$argon2id$v=19$m=%u,t=%u,p=1$%s$%s",
                          cost->memory_kib, cost->passes, salt_text, hash_text);
}

/* Reads a number without sign or leading zero that ends at @end, and steps over both. */
static gboolean
take_number (const char **text,
             char         end,
             guint       *number)
{
  guint64 value = 0;
  const char *at = *text;

  if (*at < '1' || *at > '9')
    return FALSE;

  for (; g_ascii_isdigit (*at); at++)
    {
      value = value * 10 + (guint64) (*at - '0');
      if (value > G_MAXINT32)
        return FALSE;
    }
  if (*at != end)
    return FALSE;

  *number = (guint) value;
  *text = at + 1;
  return TRUE;
}

static gboolean
take_prefix (const char **text,
             const char  *prefix)
{
  if (!g_str_has_prefix (*text, prefix))
    return FALSE;

  *text += strlen (prefix);
  return TRUE;
}

static gboolean
decode_base64 (const char *text,
               gsize       text_length,
               guint8     *bytes,
               gsize       length)
{
  gsize n_bytes = 0;

  return sodium_base642bin (bytes, length, text, text_length, NULL, &n_bytes, NULL,
                            sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
         n_bytes == length;
}

static gboolean
parse_verifier (const char *text,
                Verifier   *verifier)
{
  return take_prefix (&text, "$argon2id$v=19$m=") &&
         take_number (&text, ',', &verifier->cost.memory_kib) &&
         take_prefix (&text, "t=") &&
         take_number (&text, ',', &verifier->cost.passes) &&
         take_prefix (&text, "p=1$") &&
         cost_is_bounded (&verifier->cost) &&
         strlen (text) == SALT_LENGTH + 1 + HASH_LENGTH &&
         text[SALT_LENGTH] == '$' &&
         decode_base64 (text, SALT_LENGTH, verifier->salt, SALT_BYTES) &&
         decode_base64 (text + SALT_LENGTH + 1, HASH_LENGTH, verifier->hash, HASH_BYTES);
}

gboolean
yc_pin_verify (const char  *pin,
               const char  *verifier,
               GError     **error)
{
  Verifier parsed;
  guint8 hash[HASH_BYTES];
  gboolean good;

  g_return_val_if_fail (pin != NULL, FALSE);
  g_return_val_if_fail (verifier != NULL, FALSE);

  if (!parse_verifier (verifier, &parsed))
    {
      g_set_error_literal (error, YC_VAULT_ERROR, YC_VAULT_ERROR_PIN_VERIFIER,
                           "The stored PIN verifier is damaged or asks for costs outside the bounds.");
      return FALSE;
    }

  good = derive (pin, &parsed.cost, parsed.salt, hash, error) &&
         yc_secret_equal (hash, parsed.hash, sizeof hash);
  yc_secret_wipe (hash, sizeof hash);
  yc_secret_wipe (&parsed, sizeof parsed);

  return good;
}
