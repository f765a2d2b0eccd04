/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "test-vault-env.h"
#include "vault/yc-pin.h"
#include "vault/yc-vault-error.h"

/* The cheapest that is allowed, so that the tests are quick. */
static const YcPinCost CHEAP = { YC_PIN_MEMORY_KIB_MIN, 1 };

/* Made by the argon2 program of Debian (0~20171227), the reference implementation of RFC 9106:
 * printf 12345678 | argon2 yichuang-salt-16 -id -t 1 -k 19456 -p 1 -l 32 */
#define CHEAP_SALT "eWljaHVhbmctc2FsdC0xNg"
#define CHEAP_HASH "7Qdm4WVKUx2rM4xtnLbX6Ma6O+IDThkBI3VkeFkmirM"
#define CHEAP_TEXT "$argon2id$v=19$m=19456,t=1,p=1$" CHEAP_SALT "$" CHEAP_HASH

/* printf 20261124 | argon2 0123456789abcdef -id -t 3 -k 65536 -p 1 -l 32 */
#define DEFAULT_TEXT \
  "$argon2id$v=19$m=65536,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$FJIgFbpKMtKsI1JryHOW0CBulheXItJt//Kco6bMHqc"

static void
test_other_program (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (yc_pin_verify ("12345678", CHEAP_TEXT, &error));
  g_assert_no_error (error);
  g_assert_true (yc_pin_verify ("20261124", DEFAULT_TEXT, &error));
  g_assert_no_error (error);
  g_assert_false (yc_pin_verify ("12345679", CHEAP_TEXT, &error));
  g_assert_no_error (error);
  g_assert_false (yc_pin_verify ("", CHEAP_TEXT, &error));
  g_assert_no_error (error);
}

/* A salt that is the text 0123456789abcdef must give, byte for byte, what the other program gave. */
static void
fixed_random (YcEnv  *env,
              guint8 *buffer,
              gsize   length)
{
  g_assert_cmpuint (length, ==, 16);
  memcpy (buffer, "0123456789abcdef", 16);
}

static void
test_default_cost (void)
{
  YcEnv env = { test_env_now, test_env_now, fixed_random };
  g_autoptr(GError) error = NULL;
  g_autofree char *verifier = yc_pin_hash ("20261124", NULL, &env, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (verifier, ==, DEFAULT_TEXT);
}

static void
test_round (void)
{
  TestEnv env = TEST_ENV_INIT (7);
  g_autofree char *first = yc_pin_hash ("00000000", &CHEAP, &env.env, NULL);
  g_autofree char *second = yc_pin_hash ("00000000", &CHEAP, &env.env, NULL);

  g_assert_cmpstr (first, !=, second);
  g_assert_true (yc_pin_verify ("00000000", first, NULL));
  g_assert_true (yc_pin_verify ("00000000", second, NULL));
  g_assert_false (yc_pin_verify ("0000000", first, NULL));
}

static void
test_cost_bounds (void)
{
  static const YcPinCost bad[] = {
    { YC_PIN_MEMORY_KIB_MIN - 1, 1 },
    { YC_PIN_MEMORY_KIB_MAX + 1, 1 },
    { YC_PIN_MEMORY_KIB_MIN, 0 },
    { YC_PIN_MEMORY_KIB_MIN, 11 },
    { G_MAXUINT, G_MAXUINT },
  };
  TestEnv env = TEST_ENV_INIT (0);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (yc_pin_hash ("12345678", &bad[i], &env.env, &error));
      g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_PIN_VERIFIER);
    }
}

static void
test_damaged (void)
{
  static const char *const bad[] = {
    "",
    "12345678",
    "$argon2i$v=19$m=19456,t=1,p=1$" CHEAP_SALT "$" CHEAP_HASH,
    "$argon2id$v=16$m=19456,t=1,p=1$" CHEAP_SALT "$" CHEAP_HASH,
    "$argon2id$m=19456,t=1,p=1$" CHEAP_SALT "$" CHEAP_HASH,
    "$argon2id$v=19$m=19455,t=1,p=1$" CHEAP_SALT "$" CHEAP_HASH,
    "$argon2id$v=19$m=262145,t=1,p=1$" CHEAP_SALT "$" CHEAP_HASH,
    "$argon2id$v=19$m=4294986752,t=1,p=1$" CHEAP_SALT "$" CHEAP_HASH,
    "$argon2id$v=19$m=99999999999999999999999,t=1,p=1$" CHEAP_SALT "$" CHEAP_HASH,
    "$argon2id$v=19$m=019456,t=1,p=1$" CHEAP_SALT "$" CHEAP_HASH,
    "$argon2id$v=19$m=-19456,t=1,p=1$" CHEAP_SALT "$" CHEAP_HASH,
    "$argon2id$v=19$m=,t=1,p=1$" CHEAP_SALT "$" CHEAP_HASH,
    "$argon2id$v=19$m=19456,t=0,p=1$" CHEAP_SALT "$" CHEAP_HASH,
    "$argon2id$v=19$m=19456,t=11,p=1$" CHEAP_SALT "$" CHEAP_HASH,
    "$argon2id$v=19$m=19456,t=1,p=2$" CHEAP_SALT "$" CHEAP_HASH,
    "$argon2id$v=19$m=19456,t=1,p=1$" CHEAP_SALT,
    "$argon2id$v=19$m=19456,t=1,p=1$" CHEAP_SALT "$",
    "$argon2id$v=19$m=19456,t=1,p=1$" CHEAP_SALT "$" CHEAP_HASH "A",
    "$argon2id$v=19$m=19456,t=1,p=1$" CHEAP_SALT "$" CHEAP_HASH "\n",
    "$argon2id$v=19$m=19456,t=1,p=1$eWljaHVhbmctc2FsdC0xN$A" CHEAP_HASH,
    /* Spare bits of base64. */
    "$argon2id$v=19$m=19456,t=1,p=1$eWljaHVhbmctc2FsdC0xNh$" CHEAP_HASH,
    "$argon2id$v=19$m=19456,t=1,p=1$" CHEAP_SALT "$7Qdm4WVKUx2rM4xtnLbX6Ma6O+IDThkBI3VkeFkmirN",
    "$argon2id$v=19$m=19456,t=1,p=1$" CHEAP_SALT "$7Qdm4WVKUx2rM4xtnLbX6Ma6O-IDThkBI3VkeFkmirM",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (yc_pin_verify ("12345678", bad[i], &error));
      g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_PIN_VERIFIER);
    }
}

/* Any character of salt or hash replaced by another: damaged or another PIN, never right. Every fourth keeps it quick. */
static void
test_changed (void)
{
  gsize start = strlen (CHEAP_TEXT) - strlen (CHEAP_SALT "$" CHEAP_HASH);

  for (gsize i = start; i < strlen (CHEAP_TEXT); i += 4)
    {
      g_autofree char *changed = g_strdup (CHEAP_TEXT);

      changed[i] = changed[i] == 'Q' ? 'R' : 'Q';
      g_assert_false (yc_pin_verify ("12345678", changed, NULL));
    }
}

static void
test_check (void)
{
  static const struct
  {
    const char *pin;
    int code; /* -1: accepted */
  } cases[] = {
    { "12345678", -1 },
    { "01234567890123456789012345678901", -1 },
    { "012345678901234567890123456789012", YC_VAULT_ERROR_PIN_LENGTH },
    { "1234567", YC_VAULT_ERROR_PIN_LENGTH },
    { "", YC_VAULT_ERROR_PIN_LENGTH },
    { NULL, YC_VAULT_ERROR_PIN_LENGTH },
    { "1234567a", YC_VAULT_ERROR_PIN_CHARACTER },
    { "1234 5678", YC_VAULT_ERROR_PIN_CHARACTER },
    { "12345678\n", YC_VAULT_ERROR_PIN_CHARACTER },
    { "１２３４５６７８", YC_VAULT_ERROR_PIN_CHARACTER },
    { "-12345678", YC_VAULT_ERROR_PIN_CHARACTER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean good = yc_pin_check (cases[i].pin, 8, &error);

      g_assert_cmpint (good, ==, cases[i].code < 0);
      if (good)
        g_assert_no_error (error);
      else
        g_assert_error (error, YC_VAULT_ERROR, cases[i].code);
    }

  /* A policy of 0 does not make an empty PIN a PIN. */
  g_assert_false (yc_pin_check ("", 0, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/vault/pin/other-program", test_other_program);
  g_test_add_func ("/vault/pin/default-cost", test_default_cost);
  g_test_add_func ("/vault/pin/round", test_round);
  g_test_add_func ("/vault/pin/cost-bounds", test_cost_bounds);
  g_test_add_func ("/vault/pin/damaged", test_damaged);
  g_test_add_func ("/vault/pin/changed", test_changed);
  g_test_add_func ("/vault/pin/check", test_check);

  return g_test_run ();
}
