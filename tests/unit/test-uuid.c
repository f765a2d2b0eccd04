/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/yc-uuid.h"

/* A world whose clock the test sets and whose randomness is one repeated byte or a small generator. */
typedef struct
{
  YcEnv env;
  gint64 now;
  int fixed;       /* the byte, or -1 for the generator */
  guint32 state;
} World;

static gint64
world_now (YcEnv *env)
{
  return ((World *) env)->now;
}

static void
world_random (YcEnv *env, guint8 *buffer, gsize length)
{
  World *world = (World *) env;

  for (gsize i = 0; i < length; i++)
    {
      world->state = world->state * 1664525 + 1013904223;
      buffer[i] = world->fixed >= 0 ? (guint8) world->fixed : (guint8) (world->state >> 24);
    }
}

static World
new_world (gint64 now, int fixed)
{
  return (World) { .env = { world_now, world_now, world_random }, .now = now, .fixed = fixed, .state = 1 };
}

/* RFC 9562, appendix A.6. */
static void
test_vector (void)
{
  const guint8 rand_b[8] = { 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f };
  char out[YC_UUID_LENGTH + 1];

  yc_uuid7_build (0x017f22e279b0, 0xcc3, rand_b, out);
  g_assert_cmpstr (out, ==, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  g_assert_cmpint (yc_uuid_get_ms (out), ==, G_GINT64_CONSTANT (1645557742000));
  g_assert_true (yc_uuid_is_valid (out));
}

static void
test_build_ends (void)
{
  const guint8 zeros[8] = { 0 };
  const guint8 ones[8] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
  char out[YC_UUID_LENGTH + 1];

  yc_uuid7_build (0, 0, zeros, out);
  g_assert_cmpstr (out, ==, "00000000-0000-7000-8000-000000000000");
  yc_uuid7_build ((G_GINT64_CONSTANT (1) << 48) - 1, 0xfff, ones, out);
  g_assert_cmpstr (out, ==, "ffffffff-ffff-7fff-bfff-ffffffffffff");
  g_assert_cmpint (yc_uuid_get_ms (out), ==, (G_GINT64_CONSTANT (1) << 48) - 1);
}

static void
test_valid (void)
{
  static const char *const good[] = {
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "017f22e2-79b0-7cc3-88c4-dc0c0c07398f",
    "017f22e2-79b0-7cc3-a8c4-dc0c0c07398f", "017f22e2-79b0-7cc3-b8c4-dc0c0c07398f",
  };
  static const char *const bad[] = {
    "", "0", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "017f22e279b07cc398c4dc0c0c07398f",
    "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",    /* version 4 */
    "017f22e2-79b0-7cc3-78c4-dc0c0c07398f",    /* variant 0 */
    "017f22e2-79b0-7cc3-c8c4-dc0c0c07398f",    /* variant 110 */
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398",     /* one short */
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",   /* one long */
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
    "017f22e2_79b0-7cc3-98c4-dc0c0c07398f", "00000000-0000-0000-0000-000000000000",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (yc_uuid_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (yc_uuid_is_valid (bad[i]));
  g_assert_false (yc_uuid_is_valid (NULL));
}

/* A million ids while the clock stands, runs, and jumps back by an hour and by years. */
static void
test_monotonic (void)
{
  World world = new_world (G_GINT64_CONSTANT (1795488126123), -1);
  YcUuidClock clock = { 0 };
  char last[YC_UUID_LENGTH + 1] = "";
  char next[YC_UUID_LENGTH + 1];

  for (int i = 0; i < 1000000; i++)
    {
      if (i == 300000)
        world.now -= 3600 * 1000;
      else if (i == 600000)
        world.now = 1000;
      else if (i == 700000)
        world.now = -5;
      else if (i == 800000)
        world.now = G_GINT64_CONSTANT (1900000000000);
      else if (i % 3 == 0)
        world.now++;
      yc_uuid7 (&clock, &world.env, next);
      if (strcmp (last, next) >= 0)
        g_error ("id %d: %s does not come after %s", i, next, last);
      memcpy (last, next, sizeof last);
    }
  g_assert_true (yc_uuid_is_valid (last));
  g_assert_cmpint (yc_uuid_get_ms (last), >=, G_GINT64_CONSTANT (1900000000000));
}

/* With all random bits set the counter starts at 0x7ff: 2,049 ids in a millisecond, then the next one. */
static void
test_overflow (void)
{
  World world = new_world (5000, 0xff);
  YcUuidClock clock = { 0 };
  char out[YC_UUID_LENGTH + 1];

  yc_uuid7 (&clock, &world.env, out);
  g_assert_cmpstr (out, ==, "00000000-1388-77ff-bfff-ffffffffffff");
  for (int i = 0; i < 2048; i++)
    yc_uuid7 (&clock, &world.env, out);
  g_assert_cmpstr (out, ==, "00000000-1388-7fff-bfff-ffffffffffff");
  yc_uuid7 (&clock, &world.env, out);
  g_assert_cmpstr (out, ==, "00000000-1389-77ff-bfff-ffffffffffff");
  g_assert_cmpint (clock.last_ms, ==, 5001);

  /* The clock reaches the millisecond that was borrowed: the counter goes on, it does not start anew. */
  world.now = 5001;
  yc_uuid7 (&clock, &world.env, out);
  g_assert_cmpstr (out, ==, "00000000-1389-7800-bfff-ffffffffffff");
}

/* The state comes back from the store after a restart with a clock that stands a day earlier. */
static void
test_restart (void)
{
  World world = new_world (5000, 0);
  YcUuidClock clock = { .last_ms = 86400000 + 5000, .counter = 7 };
  char out[YC_UUID_LENGTH + 1];

  yc_uuid7 (&clock, &world.env, out);
  g_assert_cmpstr (out, ==, "00000526-6f88-7008-8000-000000000000");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/uuid/rfc-9562-vector", test_vector);
  g_test_add_func ("/uuid/build-ends", test_build_ends);
  g_test_add_func ("/uuid/valid", test_valid);
  g_test_add_func ("/uuid/monotonic", test_monotonic);
  g_test_add_func ("/uuid/overflow", test_overflow);
  g_test_add_func ("/uuid/restart", test_restart);
  return g_test_run ();
}
