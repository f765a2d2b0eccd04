/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-env.h"

/* 2026-11-24 08:00:00 UTC. */
#define TEST_NOW (G_GINT64_CONSTANT (1795507200) * 1000)
#define TEST_DAY (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

#define TEST_HALL   "01936a5e-8c00-7abc-8def-0123456789ab"
#define TEST_DEVICE "01936a5f-0000-7123-9456-89abcdef0123"

/* A world that always says the same: the clock stands, and "random" bytes count upwards from @next. */
typedef struct
{
  YcEnv env;
  guint8 next;
} TestEnv;

static inline gint64
test_env_now (YcEnv *env)
{
  return TEST_NOW;
}

static inline void
test_env_random (YcEnv  *env,
                 guint8 *buffer,
                 gsize   length)
{
  TestEnv *self = (TestEnv *) env;

  for (gsize i = 0; i < length; i++)
    buffer[i] = self->next++;
}

#define TEST_ENV_INIT(first) { { test_env_now, test_env_now, test_env_random }, (first) }
