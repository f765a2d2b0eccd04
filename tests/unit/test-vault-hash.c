/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "vault/yc-hash.h"
#include "vault/yc-secret.h"
#include "vault/yc-system-env.h"

/* FIPS 180-4 examples. */
static void
test_published (void)
{
  const char *two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  g_autofree char *empty = yc_hash_bytes (NULL, 0);
  g_autofree char *abc = yc_hash_bytes ("abc", 3);
  g_autofree char *longer = yc_hash_bytes (two_blocks, strlen (two_blocks));

  g_assert_cmpstr (empty, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  g_assert_cmpstr (abc, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (longer, ==, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

/* Made with: (printf '\0'; printf '%s' TEXT) | sha256sum */
static void
test_line (void)
{
  static const struct
  {
    const char *line;
    const char *hash;
  } vectors[] = {
    { "", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" },
    { "abc", "609f6e36d2405585188d5cfd761f407c7cc46a7d3f314c88270469dde315fcd1" },
    { "{\"specversion\":\"1.0\"}", "f7da1d298d980d9a1a4d5a070058547c6d6037014ff482ebbf80fb690affdb08" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *counted = yc_hash_line (vectors[i].line, (gssize) strlen (vectors[i].line));
      char terminated[YC_HASH_SIZE];

      yc_hash_line_into (vectors[i].line, -1, terminated);
      g_assert_cmpstr (counted, ==, vectors[i].hash);
      g_assert_cmpstr (terminated, ==, vectors[i].hash);
    }
}

/* Lines around the size at which another way through the library is taken.
 * Made with: (printf '\0'; head -c N /dev/zero | tr '\0' y) | sha256sum */
static void
test_line_long (void)
{
  static const struct
  {
    gsize length;
    const char *hash;
  } vectors[] = {
    { 4095, "cb631b464d592d63586c6415cfde5a8f916cdc7ff5d72fc086d834d54e93b709" },
    { 4096, "03c8c3f1fe1899f301d79d5dbdd202b08d5c5e315e4ca9ce25be39039c03a1b7" },
    { 5000, "3f377cf1fd6886126a95f2fca6e6dd70e68496ebfce196c39395d052a79c2bd3" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *line = g_strnfill (vectors[i].length, 'y');
      g_autofree char *hash = yc_hash_line (line, (gssize) vectors[i].length);

      g_assert_cmpstr (hash, ==, vectors[i].hash);
    }
}

/* R(1) of "abc", R(2) of "second line". Made with: (printf '\1'; echo R h | xxd -r -p) | sha256sum */
static void
test_roll (void)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  char in_place[YC_HASH_SIZE] = YC_HASH_ZERO;

  first = yc_hash_roll (YC_HASH_ZERO, "609f6e36d2405585188d5cfd761f407c7cc46a7d3f314c88270469dde315fcd1");
  g_assert_cmpstr (first, ==, "c27a212679c4087c8204da450cd48a458afb85bd7ad1fac07404ab17f313189b");

  second = yc_hash_roll (first, "0c183d2d17195cddc8c0a3b6a7b64ba3c9700379bf54fefc5c1f027b19e1e443");
  g_assert_cmpstr (second, ==, "2cfb980b60fb7801d97fa22f595eb8339f30e066fe33a4728c0e411f92d6c1dd");

  g_assert_true (yc_hash_roll_into (in_place,
                                    "609f6e36d2405585188d5cfd761f407c7cc46a7d3f314c88270469dde315fcd1",
                                    in_place));
  g_assert_cmpstr (in_place, ==, first);
}

static void
test_roll_refuses (void)
{
  char hash[YC_HASH_SIZE] = "untouched";

  g_assert_null (yc_hash_roll ("abc", YC_HASH_ZERO));
  g_assert_null (yc_hash_roll (YC_HASH_ZERO, NULL));
  g_assert_false (yc_hash_roll_into (YC_HASH_ZERO, YC_HASH_ZERO "0", hash));
  g_assert_cmpstr (hash, ==, "untouched");
}

static void
test_valid (void)
{
  g_assert_cmpuint (strlen (YC_HASH_ZERO), ==, 64);
  g_assert_true (yc_hash_is_valid (YC_HASH_ZERO));
  g_assert_true (yc_hash_is_valid ("609f6e36d2405585188d5cfd761f407c7cc46a7d3f314c88270469dde315fcd1"));
  g_assert_false (yc_hash_is_valid ("609F6e36d2405585188d5cfd761f407c7cc46a7d3f314c88270469dde315fcd1"));
  g_assert_false (yc_hash_is_valid ("609g6e36d2405585188d5cfd761f407c7cc46a7d3f314c88270469dde315fcd1"));
  g_assert_false (yc_hash_is_valid ("609f6e36d2405585188d5cfd761f407c7cc46a7d3f314c88270469dde315fcd"));
  g_assert_false (yc_hash_is_valid (YC_HASH_ZERO " "));
  g_assert_false (yc_hash_is_valid (""));
  g_assert_false (yc_hash_is_valid (NULL));
}

static void
test_equal (void)
{
  const char *other = "0000000000000000000000000000000000000000000000000000000000000001";

  g_assert_true (yc_hash_equal (YC_HASH_ZERO, YC_HASH_ZERO));
  g_assert_false (yc_hash_equal (YC_HASH_ZERO, other));
  g_assert_false (yc_hash_equal ("", ""));
  g_assert_false (yc_hash_equal (NULL, NULL));
  g_assert_true (yc_secret_equal ("abcd", "abcX", 3));
  g_assert_false (yc_secret_equal ("abcd", "abcX", 4));
}

static void
test_hex (void)
{
  const guint8 bytes[] = { 0x00, 0x09, 0x7f, 0x80, 0xab, 0xff };
  guint8 back[sizeof bytes];
  g_autofree char *text = yc_hex_encode (bytes, sizeof bytes);

  g_assert_cmpstr (text, ==, "00097f80abff");
  g_assert_true (yc_hex_decode (text, back, sizeof back));
  g_assert_cmpmem (back, sizeof back, bytes, sizeof bytes);
  g_assert_false (yc_hex_decode (text, back, sizeof back - 1));
  g_assert_false (yc_hex_decode ("00097f80abf", back, sizeof back));
  g_assert_false (yc_hex_decode ("0x097f80abff", back, sizeof back));
}

static void
test_system_env (void)
{
  YcEnv *env = yc_system_env ();
  gint64 before = g_get_real_time () / 1000;
  gint64 now = yc_env_now_wall (env);
  gint64 after = g_get_real_time () / 1000;
  gint64 mono_before = g_get_monotonic_time () / 1000;
  gint64 mono = yc_env_now_mono (env);
  gint64 mono_after = g_get_monotonic_time () / 1000;
  guint8 a[32] = { 0 };
  guint8 b[32] = { 0 };

  g_assert_cmpint (before, <=, now);
  g_assert_cmpint (now, <=, after);
  g_assert_cmpint (mono_before, <=, mono);
  g_assert_cmpint (mono, <=, mono_after);

  yc_env_random (env, a, sizeof a);
  yc_env_random (env, b, sizeof b);
  g_assert_cmpint (memcmp (a, b, sizeof a), !=, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/vault/hash/published", test_published);
  g_test_add_func ("/vault/hash/line", test_line);
  g_test_add_func ("/vault/hash/line-long", test_line_long);
  g_test_add_func ("/vault/hash/roll", test_roll);
  g_test_add_func ("/vault/hash/roll-refuses", test_roll_refuses);
  g_test_add_func ("/vault/hash/valid", test_valid);
  g_test_add_func ("/vault/hash/equal", test_equal);
  g_test_add_func ("/vault/hash/hex", test_hex);
  g_test_add_func ("/vault/system-env", test_system_env);

  return g_test_run ();
}
