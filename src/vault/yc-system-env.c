/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-system-env"

#include "config.h"

#include "vault/yc-system-env.h"

#include <gnutls/crypto.h>

static gint64
system_now_wall (YcEnv *env)
{
  return g_get_real_time () / 1000;
}

static gint64
system_now_mono (YcEnv *env)
{
  return g_get_monotonic_time () / 1000;
}

static void
system_random (YcEnv  *env,
               guint8 *buffer,
               gsize   length)
{
  int result = gnutls_rnd (GNUTLS_RND_KEY, buffer, length);

  /* Without randomness no key, token or id may be made, and no caller could do anything about it. */
  if (G_UNLIKELY (result < 0))
    g_error ("The system gives no random bytes: %s", gnutls_strerror (result));
}

YcEnv *
yc_system_env (void)
{
  static YcEnv env = { system_now_wall, system_now_mono, system_random };

  return &env;
}
