/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-uuid"

#include "config.h"

#include "core/yc-uuid.h"

#include <string.h>

#define COUNTER_MAX 0xfffu
/* A fresh counter starts in the lower half of its range, so that at least 2,048 ids fit into a millisecond
 * (RFC 9562, 6.2, "fixed bit-length dedicated counter seeding"). */
#define COUNTER_SEED_MASK 0x7ffu
#define MS_MAX ((G_GINT64_CONSTANT (1) << 48) - 1)

static guint
seed_counter (const guint8 random[2])
{
  return (((guint) random[0] << 8) | random[1]) & COUNTER_SEED_MASK;
}

void
yc_uuid7 (YcUuidClock *clock, YcEnv *env, char out[YC_UUID_LENGTH + 1])
{
  guint8 random[10];
  gint64 now;

  g_return_if_fail (clock != NULL);
  g_return_if_fail (env != NULL);
  g_return_if_fail (out != NULL);

  now = CLAMP (yc_env_now_wall (env), 0, MS_MAX);
  yc_env_random (env, random, sizeof random);
  if (now > clock->last_ms)
    {
      clock->last_ms = now;
      clock->counter = seed_counter (random);
    }
  else if (clock->counter < COUNTER_MAX)
    {
      clock->counter++;
    }
  else
    {
      /* The counter is used up, or the wall clock stands or went back: the id runs ahead of the clock. */
      clock->last_ms++;
      clock->counter = seed_counter (random);
    }
  yc_uuid7_build (clock->last_ms, clock->counter, random + 2, out);
}

void
yc_uuid7_build (gint64 ms, guint rand_a, const guint8 rand_b[8], char out[YC_UUID_LENGTH + 1])
{
  static const char hex[] = "0123456789abcdef";
  guint8 bytes[16];
  char *p = out;

  g_return_if_fail (ms >= 0 && ms <= MS_MAX);
  g_return_if_fail (rand_a <= COUNTER_MAX);
  g_return_if_fail (rand_b != NULL);
  g_return_if_fail (out != NULL);

  for (int i = 0; i < 6; i++)
    bytes[i] = (guint8) (ms >> (8 * (5 - i)));
  bytes[6] = (guint8) (0x70 | (rand_a >> 8));
  bytes[7] = (guint8) rand_a;
  memcpy (bytes + 8, rand_b, 8);
  bytes[8] = (guint8) (0x80 | (bytes[8] & 0x3f));

  for (int i = 0; i < 16; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        *p++ = '-';
      *p++ = hex[bytes[i] >> 4];
      *p++ = hex[bytes[i] & 0xf];
    }
  *p = '\0';
}

gboolean
yc_uuid_is_valid (const char *text)
{
  if (text == NULL)
    return FALSE;
  for (int i = 0; i < YC_UUID_LENGTH; i++)
    {
      char c = text[i];

      if (i == 8 || i == 13 || i == 18 || i == 23)
        {
          if (c != '-')
            return FALSE;
        }
      else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
        return FALSE;
    }
  return text[YC_UUID_LENGTH] == '\0' && text[14] == '7' && strchr ("89ab", text[19]) != NULL;
}

gint64
yc_uuid_get_ms (const char *text)
{
  gint64 ms = 0;

  g_return_val_if_fail (yc_uuid_is_valid (text), 0);

  for (int i = 0; i < 13; i++)
    {
      if (text[i] != '-')
        ms = (ms << 4) | g_ascii_xdigit_value (text[i]);
    }
  return ms;
}
