/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "test-vault-env.h"
#include "vault/yc-hash.h"
#include "vault/yc-head.h"
#include "vault/yc-vault-error.h"

#define HASH "609f6e36d2405585188d5cfd761f407c7cc46a7d3f314c88270469dde315fcd1"
#define SIG  "K8SnAVPH2iAdg4sSSdNAuQR5V70GwBtI/Ezyrcxdkh6FbUnq74nJcQk2Ca1JZnLmlihSpkhbZY/RbzAz6rmWDQ=="

/* The key of RFC 8032, 7.1, TEST 2, and what openssl 3.0.19 signs with it:
 * printf 'dev:… 1234 609f…' > m; openssl pkeyutl -sign -inkey k.pem -rawin -in m | base64 -w0 */
#define PUBLIC "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="
#define HEADER "dev:" TEST_DEVICE " 1234 " HASH " " SIG

static YcKey *
test_key (void)
{
  guint8 seed[YC_KEY_SEED_BYTES];

  g_assert_true (yc_hex_decode ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                                seed, sizeof seed));
  return yc_key_new_from_seed (seed);
}

static void
test_sign (void)
{
  g_autoptr(YcKey) key = test_key ();
  g_autoptr(GError) error = NULL;
  g_autoptr(YcHead) head = NULL;
  g_autofree char *header = NULL;

  head = yc_head_sign ("dev:" TEST_DEVICE, 1234, HASH, key, &error);
  g_assert_no_error (error);
  header = yc_head_format (head);
  g_assert_cmpstr (header, ==, HEADER);
}

static void
test_parse (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YcHead) head = yc_head_parse (HEADER, &error);
  g_autoptr(YcHead) copy = NULL;
  g_autofree char *header = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (head->stream, ==, "dev:" TEST_DEVICE);
  g_assert_cmpint (head->n, ==, 1234);
  g_assert_cmpstr (head->hash, ==, HASH);
  g_assert_cmpstr (head->sig, ==, SIG);
  g_assert_true (yc_head_verify (head, PUBLIC, &error));
  g_assert_no_error (error);

  copy = yc_head_copy (head);
  header = yc_head_format (copy);
  g_assert_cmpstr (header, ==, HEADER);
}

static void
test_limits (void)
{
  g_autoptr(YcKey) key = test_key ();
  g_autoptr(GError) error = NULL;
  g_autoptr(YcHead) first = yc_head_sign ("hall:" TEST_HALL, 1, HASH, key, &error);
  g_autoptr(YcHead) last = yc_head_sign ("hall:" TEST_HALL, YC_HEAD_N_MAX, HASH, key, &error);
  g_autofree char *header = NULL;
  g_autoptr(YcHead) back = NULL;

  g_assert_no_error (error);
  g_assert_true (yc_head_verify (first, PUBLIC, NULL));

  header = yc_head_format (last);
  g_assert_true (g_str_has_prefix (header, "hall:" TEST_HALL " 2147483647 " HASH " "));
  back = yc_head_parse (header, &error);
  g_assert_no_error (error);
  g_assert_true (yc_head_verify (back, PUBLIC, NULL));
}

static void
test_not_signed (void)
{
  static const struct
  {
    const char *stream;
    gint64 n;
    const char *hash;
  } bad[] = {
    { "dev:" TEST_DEVICE, 0, HASH },
    { "dev:" TEST_DEVICE, 0, YC_HASH_ZERO },
    { "dev:" TEST_DEVICE, -1, HASH },
    { "dev:" TEST_DEVICE, G_GINT64_CONSTANT (2147483648), HASH },
    { "dev:" TEST_DEVICE, 1, "abc" },
    { "dev:" TEST_DEVICE, 1, NULL },
    { "dev:" TEST_DEVICE " 1", 1, HASH },
    { "dev:", 1, HASH },
    { TEST_DEVICE, 1, HASH },
    { "pad:" TEST_DEVICE, 1, HASH },
    { NULL, 1, HASH },
  };
  g_autoptr(YcKey) key = test_key ();

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (yc_head_sign (bad[i].stream, bad[i].n, bad[i].hash, key, &error));
      g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_HEAD);
    }
}

static void
test_not_parsed (void)
{
  static const char *const bad[] = {
    "",
    " ",
    "dev:" TEST_DEVICE,
    "dev:" TEST_DEVICE " 1234 " HASH,
    "dev:" TEST_DEVICE " 1234 " HASH " ",
    HEADER " ",
    HEADER "\n",
    " " HEADER,
    HEADER " more",
    "dev:" TEST_DEVICE "  1234 " HASH " " SIG,
    "dev:" TEST_DEVICE "\t1234 " HASH " " SIG,
    "dev:" TEST_DEVICE " 0 " HASH " " SIG,
    "dev:" TEST_DEVICE " 01234 " HASH " " SIG,
    "dev:" TEST_DEVICE " +1234 " HASH " " SIG,
    "dev:" TEST_DEVICE " -1234 " HASH " " SIG,
    "dev:" TEST_DEVICE " 1234x " HASH " " SIG,
    "dev:" TEST_DEVICE " 0x12 " HASH " " SIG,
    "dev:" TEST_DEVICE " 2147483648 " HASH " " SIG,
    "dev:" TEST_DEVICE " 9999999999 " HASH " " SIG,
    "dev:" TEST_DEVICE " 18446744073709552850 " HASH " " SIG,
    "dev:" TEST_DEVICE " 1234 " HASH "0 " SIG,
    "dev:" TEST_DEVICE " 1234 " HASH " " SIG "=",
    "DEV:" TEST_DEVICE " 1234 " HASH " " SIG,
    "dev:01936A5F-0000-7123-9456-89ABCDEF0123 1234 " HASH " " SIG,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (yc_head_parse (bad[i], &error));
      g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_HEAD);
    }
}

/* Whichever bit of the header changes, it is not parsed or not verified. */
static void
test_flipped (void)
{
  guint n_parsed = 0;

  for (gsize bit = 0; bit < strlen (HEADER) * 8; bit++)
    {
      g_autofree char *changed = g_strdup (HEADER);
      g_autoptr(YcHead) head = NULL;
      g_autoptr(GError) error = NULL;

      changed[bit / 8] ^= (char) (1 << bit % 8);
      head = yc_head_parse (changed, NULL);
      if (head == NULL)
        continue;

      n_parsed++;
      g_assert_false (yc_head_verify (head, PUBLIC, &error));
      g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_SIGNATURE);
    }

  /* Both ways of refusing must have been seen, or this shows nothing. */
  g_assert_cmpuint (n_parsed, >, 100);
}

static void
test_other_stream (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YcHead) head = NULL;

  head = yc_head_new ("hall:" TEST_DEVICE, 1234, HASH, SIG, &error);
  g_assert_no_error (error);
  g_assert_false (yc_head_verify (head, PUBLIC, &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_SIGNATURE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/vault/head/sign", test_sign);
  g_test_add_func ("/vault/head/parse", test_parse);
  g_test_add_func ("/vault/head/limits", test_limits);
  g_test_add_func ("/vault/head/not-signed", test_not_signed);
  g_test_add_func ("/vault/head/not-parsed", test_not_parsed);
  g_test_add_func ("/vault/head/flipped", test_flipped);
  g_test_add_func ("/vault/head/other-stream", test_other_stream);

  return g_test_run ();
}
