/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-env.h"

G_BEGIN_DECLS

/** Length of a UUID as text, without the final NUL. */
#define YC_UUID_LENGTH 36

/**
 * YcUuidClock: the state behind UUIDv7 (RFC 9562, 5.7 and 6.2 method 1): last millisecond used and a 12-bit counter
 * in rand_a. It is stored by its owner (as two integers) so that ids never go back over a restart, even when the
 * wall clock does. Zero is a valid start.
 */
typedef struct
{
  gint64 last_ms;
  guint counter;
} YcUuidClock;

/** Writes the next UUIDv7, greater than every earlier one of this clock, as 36 lower-case characters and a NUL. */
void yc_uuid7 (YcUuidClock *clock, YcEnv *env, char out[YC_UUID_LENGTH + 1]);

/** Builds a UUIDv7 from its parts: the millisecond, the 12 bits of rand_a, and 8 random bytes for rand_b (pure; RFC 9562 A.6). */
void yc_uuid7_build (gint64 ms, guint rand_a, const guint8 rand_b[8], char out[YC_UUID_LENGTH + 1]);

/** Whether text is a UUID of version 7 in the one spelling we write: lower case, hyphens, variant 10. NULL is not. */
gboolean yc_uuid_is_valid (const char *text);

/** The millisecond inside a valid UUIDv7, for people reading logs; never used to order. */
gint64 yc_uuid_get_ms (const char *text);

G_END_DECLS
