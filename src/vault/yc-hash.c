/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-hash"

#include "config.h"

#include "vault/yc-hash.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "vault/yc-secret.h"

static const guint8 PREFIX_LINE = 0x00;
static const guint8 PREFIX_ROLL = 0x01;

/* Lines are mostly shorter than this: one call on a buffer on the stack is quicker than a context on the heap. */
#define SHORT_LINE 4095

static void
check (int result)
{
  /* SHA-256 has no input it may refuse: what is left is a library that cannot work or no memory, and
   * carrying on would write a journal nobody can verify. */
  if (G_UNLIKELY (result < 0))
    g_error ("SHA-256 failed: %s", gnutls_strerror (result));
}

static void
hash_prefixed (guint8        prefix,
               gconstpointer data,
               gsize         length,
               guint8        digest[YC_HASH_BYTES])
{
  if (length <= SHORT_LINE)
    {
      guint8 buffer[SHORT_LINE + 1];

      buffer[0] = prefix;
      if (length > 0)
        memcpy (buffer + 1, data, length);
      check (gnutls_hash_fast (GNUTLS_DIG_SHA256, buffer, length + 1, digest));
    }
  else
    {
      gnutls_hash_hd_t context;

      check (gnutls_hash_init (&context, GNUTLS_DIG_SHA256));
      check (gnutls_hash (context, &prefix, 1));
      check (gnutls_hash (context, data, length));
      gnutls_hash_deinit (context, digest);
    }
}

void
yc_hash_line_into (const char *line,
                   gssize      length,
                   char        hash[YC_HASH_SIZE])
{
  guint8 digest[YC_HASH_BYTES];

  g_return_if_fail (line != NULL);
  g_return_if_fail (hash != NULL);

  hash_prefixed (PREFIX_LINE, line, length < 0 ? strlen (line) : (gsize) length, digest);
  yc_hex_encode_into (digest, sizeof digest, hash);
}

char *
yc_hash_line (const char *line,
              gssize      length)
{
  char hash[YC_HASH_SIZE];

  g_return_val_if_fail (line != NULL, NULL);

  yc_hash_line_into (line, length, hash);
  return g_strdup (hash);
}

gboolean
yc_hash_roll_into (const char *previous,
                   const char *line_hash,
                   char        hash[YC_HASH_SIZE])
{
  guint8 both[2 * YC_HASH_BYTES];
  guint8 digest[YC_HASH_BYTES];

  if (!yc_hex_decode (previous, both, YC_HASH_BYTES) ||
      !yc_hex_decode (line_hash, both + YC_HASH_BYTES, YC_HASH_BYTES))
    return FALSE;

  hash_prefixed (PREFIX_ROLL, both, sizeof both, digest);
  yc_hex_encode_into (digest, sizeof digest, hash);
  return TRUE;
}

char *
yc_hash_roll (const char *previous,
              const char *line_hash)
{
  char hash[YC_HASH_SIZE];

  if (!yc_hash_roll_into (previous, line_hash, hash))
    return NULL;

  return g_strdup (hash);
}

void
yc_hash_bytes_raw (gconstpointer data,
                   gsize         length,
                   guint8        digest[YC_HASH_BYTES])
{
  g_return_if_fail (data != NULL || length == 0);

  check (gnutls_hash_fast (GNUTLS_DIG_SHA256, length > 0 ? data : "", length, digest));
}

char *
yc_hash_bytes (gconstpointer data,
               gsize         length)
{
  guint8 digest[YC_HASH_BYTES];

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  yc_hash_bytes_raw (data, length, digest);
  return yc_hex_encode (digest, sizeof digest);
}

gboolean
yc_hash_is_valid (const char *text)
{
  guint8 digest[YC_HASH_BYTES];

  return yc_hex_decode (text, digest, sizeof digest);
}

gboolean
yc_hash_equal (const char *a,
               const char *b)
{
  return yc_hash_is_valid (a) && yc_hash_is_valid (b) &&
         yc_secret_equal (a, b, 2 * YC_HASH_BYTES);
}

void
yc_hex_encode_into (gconstpointer data,
                    gsize         length,
                    char         *text)
{
  static const char digits[] = "0123456789abcdef";
  const guint8 *bytes = data;

  g_return_if_fail (text != NULL);

  for (gsize i = 0; i < length; i++)
    {
      text[2 * i] = digits[bytes[i] >> 4];
      text[2 * i + 1] = digits[bytes[i] & 0x0f];
    }
  text[2 * length] = '\0';
}

char *
yc_hex_encode (gconstpointer data,
               gsize         length)
{
  char *text = g_malloc (2 * length + 1);

  yc_hex_encode_into (data, length, text);
  return text;
}

static int
digit_value (char digit)
{
  if (digit >= '0' && digit <= '9')
    return digit - '0';
  if (digit >= 'a' && digit <= 'f')
    return digit - 'a' + 10;
  return -1;
}

gboolean
yc_hex_decode (const char *text,
               gpointer    data,
               gsize       length)
{
  guint8 *bytes = data;

  if (text == NULL)
    return FALSE;

  /* A NUL is no digit, so the loop never reads past the end of a short text. */
  for (gsize i = 0; i < length; i++)
    {
      int high = digit_value (text[2 * i]);
      int low = high < 0 ? -1 : digit_value (text[2 * i + 1]);

      if (low < 0)
        return FALSE;
      bytes[i] = (guint8) (high << 4 | low);
    }

  return text[2 * length] == '\0';
}
