/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-head"

#include "config.h"

#include "vault/yc-head.h"

#include <string.h>

#include "core/yc-uuid.h"
#include "vault/yc-hash.h"
#include "vault/yc-vault-error.h"

/* Digits of YC_HEAD_N_MAX. */
#define N_DIGITS_MAX 10

gboolean
yc_head_is_stream_valid (const char *stream)
{
  if (stream == NULL)
    return FALSE;

  if (g_str_has_prefix (stream, "dev:"))
    return yc_uuid_is_valid (stream + strlen ("dev:"));
  if (g_str_has_prefix (stream, "hall:"))
    return yc_uuid_is_valid (stream + strlen ("hall:"));

  return FALSE;
}

static gboolean
check_parts (const char  *stream,
             gint64       n,
             const char  *hash,
             GError     **error)
{
  const char *reason = NULL;

  if (!yc_head_is_stream_valid (stream))
    reason = "its stream is not dev: or hall: with a UUID";
  else if (n < 1 || n > YC_HEAD_N_MAX)
    reason = "its number is not one of 1 to 2147483647";
  else if (!yc_hash_is_valid (hash))
    reason = "its hash is not 64 lower-case hexadecimal digits";

  if (reason != NULL)
    g_set_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_HEAD, "The signed head is not one: %s.", reason);

  return reason == NULL;
}

static char *
signed_text (const char *stream,
             gint64      n,
             const char *hash)
{
  return g_strdup_printf ("%s %" G_GINT64_FORMAT " %s", stream, n, hash);
}

/* The form alone: 86 characters of the alphabet and two of padding. The bytes are judged by verify. */
static gboolean
looks_like_signature (const char *sig)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  return sig != NULL && strspn (sig, alphabet) == YC_KEY_SIGNATURE_LENGTH - 2 &&
         strcmp (sig + YC_KEY_SIGNATURE_LENGTH - 2, "==") == 0;
}

YcHead *
yc_head_new (const char  *stream,
             gint64       n,
             const char  *hash,
             const char  *sig,
             GError     **error)
{
  YcHead *self;

  if (!check_parts (stream, n, hash, error))
    return NULL;

  if (!looks_like_signature (sig))
    {
      g_set_error_literal (error, YC_VAULT_ERROR, YC_VAULT_ERROR_HEAD,
                           "The signed head is not one: its signature is not the base64 of 64 bytes.");
      return NULL;
    }

  self = g_new0 (YcHead, 1);
  self->stream = g_strdup (stream);
  self->n = n;
  self->hash = g_strdup (hash);
  self->sig = g_strdup (sig);

  return self;
}

YcHead *
yc_head_sign (const char  *stream,
              gint64       n,
              const char  *hash,
              YcKey       *key,
              GError     **error)
{
  g_autofree char *text = NULL;
  g_autofree char *sig = NULL;

  g_return_val_if_fail (key != NULL, NULL);

  /* Checked before signing: a key must never sign text that is not a head. */
  if (!check_parts (stream, n, hash, error))
    return NULL;

  text = signed_text (stream, n, hash);
  sig = yc_key_sign (key, text, strlen (text));

  return yc_head_new (stream, n, hash, sig, error);
}

static gboolean
parse_number (const char *text,
              gint64     *n)
{
  gsize length = strlen (text);

  *n = 0;
  if (length == 0 || length > N_DIGITS_MAX || text[0] == '0')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      *n = *n * 10 + (text[i] - '0');
    }

  return TRUE;
}

YcHead *
yc_head_parse (const char  *text,
               GError     **error)
{
  g_auto(GStrv) parts = NULL;
  gint64 n;

  g_return_val_if_fail (text != NULL, NULL);

  parts = g_strsplit (text, " ", 5);
  if (g_strv_length (parts) != 4 || !parse_number (parts[1], &n))
    {
      g_set_error_literal (error, YC_VAULT_ERROR, YC_VAULT_ERROR_HEAD,
                           "The signed head is not one: stream, number, hash and signature are expected, "
                           "with one space between them.");
      return NULL;
    }

  return yc_head_new (parts[0], n, parts[2], parts[3], error);
}

char *
yc_head_format (const YcHead *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf ("%s %" G_GINT64_FORMAT " %s %s", self->stream, self->n, self->hash, self->sig);
}

gboolean
yc_head_verify (const YcHead  *self,
                const char    *public_key,
                GError       **error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  text = signed_text (self->stream, self->n, self->hash);
  return yc_key_verify (public_key, text, strlen (text), self->sig, error);
}

YcHead *
yc_head_copy (const YcHead *self)
{
  YcHead *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (YcHead, 1);
  copy->stream = g_strdup (self->stream);
  copy->n = self->n;
  copy->hash = g_strdup (self->hash);
  copy->sig = g_strdup (self->sig);

  return copy;
}

void
yc_head_free (YcHead *self)
{
  g_free (self->stream);
  g_free (self->hash);
  g_free (self->sig);
  g_free (self);
}
