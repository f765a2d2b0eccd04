/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-secret"

#include "config.h"

#include "vault/yc-secret.h"

#include <sodium.h>
#include <string.h>

void
yc_secret_wipe (gpointer memory,
                gsize    length)
{
  if (length > 0)
    sodium_memzero (memory, length);
}

void
yc_secret_free (char *secret)
{
  if (secret == NULL)
    return;

  sodium_memzero (secret, strlen (secret));
  g_free (secret);
}

gboolean
yc_secret_equal (gconstpointer a,
                 gconstpointer b,
                 gsize         length)
{
  return sodium_memcmp (a, b, length) == 0;
}
