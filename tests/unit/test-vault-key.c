/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "test-vault-env.h"
#include "vault/yc-hash.h"
#include "vault/yc-key.h"
#include "vault/yc-secret.h"
#include "vault/yc-vault-error.h"

/* RFC 8032, 7.1, TEST 1 to 3. */
static const struct
{
  const char *seed;
  const char *public_key;
  const char *message;
  const char *signature;
} vectors[] = {
  { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
  { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
  { "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
};

/* The key of TEST 2 as openssl 3.0.19 writes it: openssl pkey -inform DER -in (RFC 8410 prefix and seed) -out k.pem */
static const char PEM_OF_OPENSSL[] =
  "-----BEGIN PRIVATE KEY-----\n"
  "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
  "-----END PRIVATE KEY-----\n";

static YcKey *
key_from_hex (const char *hex)
{
  guint8 seed[YC_KEY_SEED_BYTES];

  g_assert_true (yc_hex_decode (hex, seed, sizeof seed));
  return yc_key_new_from_seed (seed);
}

static char *
base64_from_hex (const char *hex)
{
  gsize length = strlen (hex) / 2;
  g_autofree guint8 *bytes = g_malloc (length);

  g_assert_true (yc_hex_decode (hex, bytes, length));
  return g_base64_encode (bytes, length);
}

static void
test_published (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr(YcKey) key = key_from_hex (vectors[i].seed);
      g_autofree char *public_key = base64_from_hex (vectors[i].public_key);
      g_autofree char *expected = base64_from_hex (vectors[i].signature);
      gsize length = strlen (vectors[i].message) / 2;
      guint8 message[8];
      g_autofree char *signature = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_true (yc_hex_decode (vectors[i].message, message, length));
      signature = yc_key_sign (key, message, length);

      g_assert_cmpstr (yc_key_get_public (key), ==, public_key);
      g_assert_cmpuint (strlen (public_key), ==, YC_KEY_PUBLIC_LENGTH);
      g_assert_cmpstr (signature, ==, expected);
      g_assert_cmpuint (strlen (signature), ==, YC_KEY_SIGNATURE_LENGTH);
      g_assert_true (yc_key_verify (public_key, message, length, expected, &error));
      g_assert_no_error (error);
    }
}

static void
assert_refused (const char *public_key,
                const char *message,
                const char *signature,
                int         code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (yc_key_verify (public_key, message, strlen (message), signature, &error));
  g_assert_error (error, YC_VAULT_ERROR, code);
}

static void
test_flipped (void)
{
  g_autoptr(YcKey) key = key_from_hex (vectors[1].seed);
  g_autofree char *signature = yc_key_sign (key, "one line", 8);
  g_autofree guint8 *bytes = NULL;
  gsize length;

  bytes = g_base64_decode (signature, &length);
  for (gsize bit = 0; bit < length * 8; bit++)
    {
      g_autofree char *changed = NULL;

      bytes[bit / 8] ^= 1u << bit % 8;
      changed = g_base64_encode (bytes, length);
      bytes[bit / 8] ^= 1u << bit % 8;
      assert_refused (yc_key_get_public (key), "one line", changed, YC_VAULT_ERROR_SIGNATURE);
    }

  for (gsize i = 0; i < 8; i++)
    {
      char message[] = "one line";

      message[i] ^= 1;
      assert_refused (yc_key_get_public (key), message, signature, YC_VAULT_ERROR_SIGNATURE);
    }
}

/* Every character of the text, too: base64 has spare bits at its end which a lax reader ignores. The last character of
 * this signature is A, Q, g or w in its one proper spelling; B and its like say the same 64 bytes. */
static void
test_text_changed (void)
{
  static const char replacements[] = "ABQRghwx+/=";
  g_autoptr(YcKey) key = key_from_hex (vectors[1].seed);
  g_autofree char *signature = yc_key_sign (key, "one line", 8);

  for (gsize i = 0; i < strlen (signature); i++)
    for (gsize j = 0; j < strlen (replacements); j++)
      {
        g_autofree char *changed = g_strdup (signature);

        if (changed[i] == replacements[j])
          continue;
        changed[i] = replacements[j];
        assert_refused (yc_key_get_public (key), "one line", changed, YC_VAULT_ERROR_SIGNATURE);
      }

  assert_refused (yc_key_get_public (key), "one line", "", YC_VAULT_ERROR_SIGNATURE);
  assert_refused (yc_key_get_public (key), "one line", NULL, YC_VAULT_ERROR_SIGNATURE);
}

static void
test_wrong_keys (void)
{
  g_autoptr(YcKey) key = key_from_hex (vectors[1].seed);
  g_autofree char *signature = yc_key_sign (key, "one line", 8);
  g_autofree char *other = base64_from_hex (vectors[2].public_key);
  /* The neutral element, under which a lax verifier accepts the same signature for every message. */
  g_autofree char *small = base64_from_hex ("01" "00000000000000000000000000000000000000000000000000000000000000");
  g_autofree char *for_small = base64_from_hex (
    "0100000000000000000000000000000000000000000000000000000000000000"
    "0000000000000000000000000000000000000000000000000000000000000000");

  assert_refused (other, "one line", signature, YC_VAULT_ERROR_SIGNATURE);
  assert_refused (small, "one line", for_small, YC_VAULT_ERROR_SIGNATURE);
  assert_refused ("", "one line", signature, YC_VAULT_ERROR_KEY);
  assert_refused (NULL, "one line", signature, YC_VAULT_ERROR_KEY);
  assert_refused ("AAAA", "one line", signature, YC_VAULT_ERROR_KEY);
  assert_refused (signature, "one line", signature, YC_VAULT_ERROR_KEY);
  g_assert_true (yc_key_is_public_valid (other));
  g_assert_false (yc_key_is_public_valid (NULL));
  g_assert_false (yc_key_is_public_valid ("PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgx="));
}

static void
test_pem (void)
{
  g_autoptr(YcKey) key = key_from_hex (vectors[1].seed);
  g_autoptr(YcSecretText) pem = NULL;
  g_autoptr(YcKey) back = NULL;
  g_autoptr(YcKey) foreign = NULL;
  g_autoptr(GError) error = NULL;

  pem = yc_key_to_pem (key, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (pem, "-----BEGIN PRIVATE KEY-----\n"));

  back = yc_key_new_from_pem (pem, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yc_key_get_public (back), ==, yc_key_get_public (key));

  foreign = yc_key_new_from_pem (PEM_OF_OPENSSL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yc_key_get_public (foreign), ==, yc_key_get_public (key));
}

/* openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 */
static const char PEM_OF_P256[] =
  "-----BEGIN PRIVATE KEY-----\n"
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgI+bldocol6i5BR90\n"
  "wSv0rM2/UvE6bSqdkGOd3DTnZZehRANCAAQ9fXejs0AYgzZTfs4s8O4Ka4QaZDEC\n"
  "7hT+WabLymGHTCWtp2Dk5X/3gTo2d0nq4azlO1LFa2f5PLhbsHhZP+nn\n"
  "-----END PRIVATE KEY-----\n";

/* openssl genpkey -algorithm ed25519 -aes256 -pass pass:geheim */
static const char PEM_ENCRYPTED[] =
  "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
  "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiygZBgXSgplwICCAAw\n"
  "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEK5dlExGKLd8dSTSZHAzZWEEQE/3\n"
  "Wg2oSNs/wIUJ8xmKO8QrMtAe+QqPcMxtRgYGhWLlT7y7IWNfIeceNDoY8q/fCQMt\n"
  "SHDK9Nnd9/inhVBFY+c=\n"
  "-----END ENCRYPTED PRIVATE KEY-----\n";

static void
test_pem_refused (void)
{
  const char *texts[] = {
    "",
    "no key at all",
    "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    PEM_OF_P256,
    PEM_ENCRYPTED,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (yc_key_new_from_pem (texts[i], &error));
      g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_KEY);
    }
}

static void
test_generate (void)
{
  TestEnv env = TEST_ENV_INIT (0);
  guint8 seed[YC_KEY_SEED_BYTES];
  g_autoptr(YcKey) key = yc_key_generate (&env.env);
  g_autoptr(YcKey) next = yc_key_generate (&env.env);
  g_autoptr(YcKey) expected = NULL;
  g_autoptr(YcKey) same = NULL;

  for (gsize i = 0; i < sizeof seed; i++)
    seed[i] = (guint8) i;
  expected = yc_key_new_from_seed (seed);
  same = yc_key_ref (expected);

  g_assert_cmpstr (yc_key_get_public (key), ==, yc_key_get_public (same));
  g_assert_cmpstr (yc_key_get_public (key), !=, yc_key_get_public (next));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/vault/key/published", test_published);
  g_test_add_func ("/vault/key/flipped", test_flipped);
  g_test_add_func ("/vault/key/text-changed", test_text_changed);
  g_test_add_func ("/vault/key/wrong-keys", test_wrong_keys);
  g_test_add_func ("/vault/key/pem", test_pem);
  g_test_add_func ("/vault/key/pem-refused", test_pem_refused);
  g_test_add_func ("/vault/key/generate", test_generate);

  return g_test_run ();
}
