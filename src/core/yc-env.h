/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YcEnv: what core, store and sync may ask of the world, and nothing else.
 *
 * The real one is yc_system_env() in vault; tests and the simulator bring their own. An implementation is called
 * from the one thread that owns the object it was given to.
 */
typedef struct _YcEnv YcEnv;

struct _YcEnv
{
  /* Wall clock, milliseconds since 1970-01-01 UTC: evidence, and the hall-day; never a winner of a conflict. */
  gint64 (*now_wall) (YcEnv *env);
  /* Monotonic clock, milliseconds from any start: delays and time-outs. */
  gint64 (*now_mono) (YcEnv *env);
  /* Fills buffer with bytes fit for keys. */
  void (*random) (YcEnv *env, guint8 *buffer, gsize length);
};

/** Wall clock in milliseconds since 1970-01-01 UTC. */
static inline gint64
yc_env_now_wall (YcEnv *env)
{
  return env->now_wall (env);
}

/** Monotonic clock in milliseconds. */
static inline gint64
yc_env_now_mono (YcEnv *env)
{
  return env->now_mono (env);
}

/** Fills buffer with length random bytes. */
static inline void
yc_env_random (YcEnv *env, guint8 *buffer, gsize length)
{
  env->random (env, buffer, length);
}

G_END_DECLS
