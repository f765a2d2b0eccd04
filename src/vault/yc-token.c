/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-token"

#include "config.h"

#include "vault/yc-token.h"

#include <sodium.h>
#include <string.h>

#include "vault/yc-hash.h"
#include "vault/yc-secret.h"
#include "vault/yc-vault-error.h"

#define TOKEN_BYTES 32

char *
yc_token_new (YcEnv *env)
{
  guint8 bytes[TOKEN_BYTES];
  char *token;

  g_return_val_if_fail (env != NULL, NULL);

  yc_env_random (env, bytes, sizeof bytes);
  token = g_malloc (YC_TOKEN_LENGTH + 1);
  sodium_bin2base64 (token, YC_TOKEN_LENGTH + 1, bytes, sizeof bytes,
                     sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  yc_secret_wipe (bytes, sizeof bytes);

  return token;
}

char *
yc_token_hash (const char  *token,
               GError     **error)
{
  guint8 bytes[TOKEN_BYTES];
  gsize n_bytes = 0;
  gboolean good;

  good = token != NULL && strlen (token) == YC_TOKEN_LENGTH &&
         sodium_base642bin (bytes, sizeof bytes, token, YC_TOKEN_LENGTH, NULL, &n_bytes, NULL,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
         n_bytes == sizeof bytes;
  yc_secret_wipe (bytes, sizeof bytes);

  if (!good)
    {
      g_set_error_literal (error, YC_VAULT_ERROR, YC_VAULT_ERROR_TOKEN,
                           "The session token does not have the form of one.");
      return NULL;
    }

  return yc_hash_bytes (token, YC_TOKEN_LENGTH);
}
