/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-code"

#include "config.h"

#include "vault/yc-code.h"

#include <string.h>

#include "vault/yc-hash.h"
#include "vault/yc-secret.h"
#include "vault/yc-vault-error.h"

#define GROUP_LENGTH       5
#define FINGERPRINT_LENGTH 16
#define BITS_PER_CHARACTER 5

G_STATIC_ASSERT (YC_CODE_SECRET_LENGTH + FINGERPRINT_LENGTH == YC_CODE_LENGTH);
G_STATIC_ASSERT (YC_CODE_FINGERPRINT_BYTES * 8 == FINGERPRINT_LENGTH * BITS_PER_CHARACTER);

static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void
encode_fingerprint (const guint8 fingerprint[YC_CODE_FINGERPRINT_BYTES],
                    char         text[FINGERPRINT_LENGTH])
{
  guint bits = 0;
  guint n_bits = 0;
  gsize at = 0;

  for (gsize i = 0; i < YC_CODE_FINGERPRINT_BYTES; i++)
    {
      bits = (bits << 8 | fingerprint[i]) & 0xffff;
      n_bits += 8;
      while (n_bits >= BITS_PER_CHARACTER)
        {
          n_bits -= BITS_PER_CHARACTER;
          text[at++] = ALPHABET[(bits >> n_bits) & 0x1f];
        }
    }
}

static void
decode_fingerprint (const char text[FINGERPRINT_LENGTH],
                    guint8     fingerprint[YC_CODE_FINGERPRINT_BYTES])
{
  guint bits = 0;
  guint n_bits = 0;
  gsize at = 0;

  for (gsize i = 0; i < FINGERPRINT_LENGTH; i++)
    {
      const char *place = strchr (ALPHABET, text[i]);

      g_assert (place != NULL);
      bits = (bits << BITS_PER_CHARACTER | (guint) (place - ALPHABET)) & 0xffff;
      n_bits += BITS_PER_CHARACTER;
      if (n_bits >= 8)
        {
          n_bits -= 8;
          fingerprint[at++] = (guint8) (bits >> n_bits);
        }
    }
}

void
yc_code_init (YcCode       *code,
              YcEnv        *env,
              const guint8  fingerprint[YC_CODE_FINGERPRINT_BYTES])
{
  guint8 random[YC_CODE_SECRET_LENGTH];

  g_return_if_fail (code != NULL);
  g_return_if_fail (env != NULL);
  g_return_if_fail (fingerprint != NULL);

  /* 32 divides 256, so that every character is equally likely. */
  yc_env_random (env, random, sizeof random);
  for (gsize i = 0; i < YC_CODE_SECRET_LENGTH; i++)
    code->secret[i] = ALPHABET[random[i] & 0x1f];
  code->secret[YC_CODE_SECRET_LENGTH] = '\0';
  yc_secret_wipe (random, sizeof random);

  memcpy (code->fingerprint, fingerprint, YC_CODE_FINGERPRINT_BYTES);
}

static gboolean
is_separator (gunichar character)
{
  return g_unichar_isspace (character) ||
         g_unichar_type (character) == G_UNICODE_DASH_PUNCTUATION ||
         character == 0x2212; /* the minus sign */
}

/* The character of the alphabet that was meant, or NUL. */
static char
normalise (gunichar character)
{
  /* Full-width forms stand at a fixed distance from ASCII. */
  if (character >= 0xff01 && character <= 0xff5e)
    character -= 0xfee0;
  if (character > 0x7f)
    return '\0';

  character = (gunichar) g_ascii_toupper ((char) character);
  if (character == 'O')
    return '0';
  if (character == 'I' || character == 'L')
    return '1';
  if (character == 0 || strchr (ALPHABET, (char) character) == NULL)
    return '\0';

  return (char) character;
}

/* Whether a hyphen stands before the character at this place. The one that is over stays with the last whole group. */
static gboolean
begins_group (gsize place)
{
  return place > 0 && place % GROUP_LENGTH == 0 && place + GROUP_LENGTH <= YC_CODE_LENGTH;
}

char *
yc_code_group (const char *text)
{
  char *grouped;
  char *end;
  gsize place = 0;

  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), NULL);

  end = grouped = g_malloc0 (strlen (text) + YC_CODE_LENGTH / GROUP_LENGTH + 1);
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);
      char meant = normalise (character);

      if (is_separator (character))
        continue;
      if (begins_group (place++))
        *end++ = '-';
      /* What no code has stays, so that it can be seen and told. */
      if (meant != '\0')
        *end++ = meant;
      else
        end += g_unichar_to_utf8 (character, end);
    }
  return grouped;
}

char *
yc_code_format (const YcCode *code)
{
  char plain[YC_CODE_LENGTH + 1] = "";
  char *text;

  g_return_val_if_fail (code != NULL, NULL);

  memcpy (plain, code->secret, YC_CODE_SECRET_LENGTH);
  encode_fingerprint (code->fingerprint, plain + YC_CODE_SECRET_LENGTH);

  text = yc_code_group (plain);
  yc_secret_wipe (plain, sizeof plain);

  return text;
}

/* Collects the characters of the code into @plain and counts those beyond its end too. Returns -1 with @error set. */
static gssize
collect (const char  *text,
         char         plain[YC_CODE_LENGTH],
         GError     **error)
{
  gssize n_characters = 0;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, YC_VAULT_ERROR, YC_VAULT_ERROR_CODE_CHARACTER,
                           "The enrolment code is not text.");
      return -1;
    }

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);
      char meant;

      if (is_separator (character))
        continue;

      meant = normalise (character);
      if (meant == '\0')
        {
          char shown[7] = { 0 };

          g_unichar_to_utf8 (character, shown);
          g_set_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_CODE_CHARACTER,
                       "Character %" G_GSSIZE_FORMAT " of the enrolment code is \"%s\", which never occurs in one.",
                       n_characters + 1, g_unichar_isprint (character) ? shown : "?");
          return -1;
        }

      if (n_characters < YC_CODE_LENGTH)
        plain[n_characters] = meant;
      n_characters++;
    }

  return n_characters;
}

gboolean
yc_code_parse (const char  *text,
               YcCode      *code,
               GError     **error)
{
  char plain[YC_CODE_LENGTH] = { 0 };
  gssize n_characters;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (code != NULL, FALSE);

  yc_code_clear (code);
  n_characters = collect (text, plain, error);

  if (n_characters >= 0 && n_characters != YC_CODE_LENGTH)
    g_set_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_CODE_LENGTH,
                 "The enrolment code has %" G_GSSIZE_FORMAT " characters; it must have %d.",
                 n_characters, YC_CODE_LENGTH);

  if (n_characters == YC_CODE_LENGTH)
    {
      memcpy (code->secret, plain, YC_CODE_SECRET_LENGTH);
      decode_fingerprint (plain + YC_CODE_SECRET_LENGTH, code->fingerprint);
    }
  yc_secret_wipe (plain, sizeof plain);

  return n_characters == YC_CODE_LENGTH;
}

char *
yc_code_hash_secret (const char *secret)
{
  /* The prefix keeps this hash apart from every other use of SHA-256 in a store. */
  g_autoptr(YcSecretText) text = NULL;

  g_return_val_if_fail (secret != NULL, NULL);

  text = g_strconcat ("yichuang enrolment ", secret, NULL);
  return yc_hash_bytes (text, strlen (text));
}

void
yc_code_clear (YcCode *code)
{
  yc_secret_wipe (code, sizeof *code);
}
