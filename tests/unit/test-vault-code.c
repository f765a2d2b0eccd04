/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "test-vault-env.h"
#include "vault/yc-code.h"
#include "vault/yc-secret.h"
#include "vault/yc-token.h"
#include "vault/yc-vault-error.h"

/* First 10 bytes of SHA-256 ("abc"), and their base32 as Python's base64.b32encode gives it, its alphabet
 * translated to Crockford's. */
static const guint8 FINGERPRINT[] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41 };
#define FINGERPRINT_TEXT "Q9W1DFWF077YMGA1"

static void
test_format (void)
{
  TestEnv env = TEST_ENV_INIT (0xe0);
  g_auto(YcCode) code = { 0 };
  g_autoptr(YcSecretText) text = NULL;

  /* The five low bits of 0xe0, 0xe1, … are 0, 1, …: the alphabet from its start. */
  yc_code_init (&code, &env.env, FINGERPRINT);
  g_assert_cmpstr (code.secret, ==, "0123456789");
  text = yc_code_format (&code);
  g_assert_cmpstr (text, ==, "01234-56789-Q9W1D-FWF07-7YMGA1");
}

static void
test_fingerprints (void)
{
  static const struct
  {
    guint8 bytes[YC_CODE_FINGERPRINT_BYTES];
    const char *text;
  } vectors[] = {
    { { 0 }, "00000-00000-00000-00000-000000" },
    { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, "00000-00000-ZZZZZ-ZZZZZ-ZZZZZZ" },
    { { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, "00000-00000-000G4-0R40M-30E209" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_auto(YcCode) code = { "0000000000", { 0 } };
      g_auto(YcCode) back = { 0 };
      g_autoptr(YcSecretText) text = NULL;

      memcpy (code.fingerprint, vectors[i].bytes, sizeof code.fingerprint);
      text = yc_code_format (&code);
      g_assert_cmpstr (text, ==, vectors[i].text);
      g_assert_true (yc_code_parse (text, &back, NULL));
      g_assert_cmpmem (back.fingerprint, sizeof back.fingerprint, vectors[i].bytes, sizeof vectors[i].bytes);
    }
}

/* As somebody types: each beginning of a code is grouped as the whole of it is, which is as yc_code_format() gives it out. */
static void
test_group (void)
{
  static const char *const typed[][2] = {
    { "", "" },
    { "-- ", "" },
    { "kftx7", "KFTX7" },
    { "kftx72", "KFTX7-2" },
    { "KFTX72-QHM5 w9zc3", "KFTX7-2QHM5-W9ZC3" },
    { "01234-56789-Q9W1D-FWF07-7YMGA1", "01234-56789-Q9W1D-FWF07-7YMGA1" },
    { "0123456789" FINGERPRINT_TEXT "234567", "01234-56789-Q9W1D-FWF07-7YMGA1234567" },
    { "ｋｆｔｘ７２　－", "KFTX7-2" },
    { "oil78kO", "01178-K0" },
    { "KU!中7Q", "KU!中7-Q" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    for (glong length = 0; length <= g_utf8_strlen (typed[i][0], -1); length++)
      {
        g_autofree char *beginning = g_utf8_substring (typed[i][0], 0, length);
        g_autoptr(YcSecretText) grouped = yc_code_group (beginning);

        g_assert_true (g_str_has_prefix (typed[i][1], grouped));
        if (length == g_utf8_strlen (typed[i][0], -1))
          g_assert_cmpstr (grouped, ==, typed[i][1]);
      }
}

/* The whole alphabet must come up, upper half of the random byte or not. */
static void
test_alphabet (void)
{
  TestEnv env = TEST_ENV_INIT (0);
  g_autoptr(GString) secrets = g_string_new (NULL);

  for (guint i = 0; i < 4; i++)
    {
      g_auto(YcCode) code = { 0 };

      yc_code_init (&code, &env.env, FINGERPRINT);
      g_string_append (secrets, code.secret);
    }
  g_assert_cmpstr (secrets->str, ==, "0123456789ABCDEFGHJKMNPQRSTVWXYZ01234567");
}

static void
test_tolerant (void)
{
  static const char *const typed[] = {
    "01234-56789-" "Q9W1D-FWF07-7YMGA1",
    "0123456789" FINGERPRINT_TEXT,
    "0123456789" "q9w1dfwf077ymga1",
    "  01234 56789 " FINGERPRINT_TEXT "\n",
    "OI234-56789-" FINGERPRINT_TEXT,
    "ol234-56789-" FINGERPRINT_TEXT,
    "oi234—56789–" FINGERPRINT_TEXT,
    "０１２３４－５６７８９　" FINGERPRINT_TEXT,
    "ＯＩ２３４－５６７８９-" FINGERPRINT_TEXT,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_auto(YcCode) code = { 0 };
      g_autoptr(GError) error = NULL;

      g_assert_true (yc_code_parse (typed[i], &code, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (code.secret, ==, "0123456789");
      g_assert_cmpmem (code.fingerprint, sizeof code.fingerprint, FINGERPRINT, sizeof FINGERPRINT);
    }
}

static void
assert_refused (const char *typed,
                int         code,
                const char *told)
{
  static const YcCode empty = { 0 };
  YcCode parsed;
  g_autoptr(GError) error = NULL;

  memset (&parsed, 'x', sizeof parsed);
  g_assert_false (yc_code_parse (typed, &parsed, &error));
  g_assert_error (error, YC_VAULT_ERROR, code);
  g_assert_nonnull (strstr (error->message, told));
  g_assert_cmpmem (&parsed, sizeof parsed, &empty, sizeof empty);
}

static void
test_refused (void)
{
  assert_refused ("", YC_VAULT_ERROR_CODE_LENGTH, "has 0 characters");
  assert_refused ("0123456789" "Q9W1DFWF077YMGA", YC_VAULT_ERROR_CODE_LENGTH, "has 25 characters");
  assert_refused ("0123456789" FINGERPRINT_TEXT "0", YC_VAULT_ERROR_CODE_LENGTH, "has 27 characters");
  assert_refused ("012U456789" FINGERPRINT_TEXT, YC_VAULT_ERROR_CODE_CHARACTER, "Character 4 ");
  assert_refused ("01234-5678u-" FINGERPRINT_TEXT, YC_VAULT_ERROR_CODE_CHARACTER, "Character 10 ");
  assert_refused ("01234_56789" FINGERPRINT_TEXT, YC_VAULT_ERROR_CODE_CHARACTER, "\"_\"");
  assert_refused ("窗1234567890", YC_VAULT_ERROR_CODE_CHARACTER, "\"窗\"");
  /* Too short as well: the wrong character is told first, it is what the typist can see. */
  assert_refused ("01*", YC_VAULT_ERROR_CODE_CHARACTER, "Character 3 ");
  assert_refused ("01\xff", YC_VAULT_ERROR_CODE_CHARACTER, "not text");
}

/* Whatever single character is mistyped, the code is another one. */
static void
test_typos (void)
{
  const char *right = "0123456789" FINGERPRINT_TEXT;

  for (gsize i = 0; i < YC_CODE_LENGTH; i++)
    {
      g_autofree char *typed = g_strdup (right);
      g_auto(YcCode) code = { 0 };

      typed[i] = right[i] == 'Z' ? 'Y' : 'Z';
      g_assert_true (yc_code_parse (typed, &code, NULL));
      g_assert_true (strcmp (code.secret, "0123456789") != 0 ||
                     memcmp (code.fingerprint, FINGERPRINT, sizeof FINGERPRINT) != 0);
    }
}

/* printf 'yichuang enrolment 0123456789' | sha256sum */
static void
test_secret_hash (void)
{
  g_autofree char *hash = yc_code_hash_secret ("0123456789");

  g_assert_cmpstr (hash, ==, "ce9965e75abe51ad90e76191628898a4722ce16321c2a249482fea0870e606c5");
}

/* 32 bytes counting up, by: python3 -c "import base64; print(base64.urlsafe_b64encode(bytes(range(224,256))))", and
 * the hash by: printf TOKEN | sha256sum */
static void
test_token (void)
{
  TestEnv env = TEST_ENV_INIT (224);
  g_autoptr(YcSecretText) token = yc_token_new (&env.env);
  g_autoptr(YcSecretText) next = yc_token_new (&env.env);
  g_autofree char *hash = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (token, ==, "4OHi4-Tl5ufo6err7O3u7_Dx8vP09fb3-Pn6-_z9_v8");
  g_assert_cmpuint (strlen (token), ==, YC_TOKEN_LENGTH);
  g_assert_cmpstr (next, !=, token);

  hash = yc_token_hash (token, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hash, ==, "d90bad97384181273203dd0f8cc30e16a817bef7a51b026eb6bf0a7fcba3312a");
}

static void
test_token_refused (void)
{
  static const char *const bad[] = {
    "",
    "short",
    "4OHi4-Tl5ufo6err7O3u7_Dx8vP09fb3-Pn6-_z9_v8=",
    "4OHi4-Tl5ufo6err7O3u7_Dx8vP09fb3-Pn6-_z9_v",
    " 4OHi4-Tl5ufo6err7O3u7_Dx8vP09fb3-Pn6-_z9_v",
    "4OHi4-Tl5ufo6err7O3u7_Dx8vP09fb3-Pn6-_z9_v!",
    /* Spare bits at the end: another spelling of the same 32 bytes. */
    "4OHi4-Tl5ufo6err7O3u7_Dx8vP09fb3-Pn6-_z9_v9",
  };
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (yc_token_hash (bad[i], &error));
      g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_TOKEN);
      g_clear_error (&error);
    }

  g_assert_null (yc_token_hash (NULL, &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_TOKEN);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/vault/code/format", test_format);
  g_test_add_func ("/vault/code/fingerprints", test_fingerprints);
  g_test_add_func ("/vault/code/group", test_group);
  g_test_add_func ("/vault/code/alphabet", test_alphabet);
  g_test_add_func ("/vault/code/tolerant", test_tolerant);
  g_test_add_func ("/vault/code/refused", test_refused);
  g_test_add_func ("/vault/code/typos", test_typos);
  g_test_add_func ("/vault/code/secret-hash", test_secret_hash);
  g_test_add_func ("/vault/token", test_token);
  g_test_add_func ("/vault/token/refused", test_token_refused);

  return g_test_run ();
}
