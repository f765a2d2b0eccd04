/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-headers-private.h"

YcHeaders *
yc_headers_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

const char *
yc_headers_get (YcHeaders  *self,
                const char *name)
{
  g_autofree char *key = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (self, key);
}

void
yc_headers_set (YcHeaders  *self,
                const char *name,
                const char *value)
{
  g_hash_table_replace (self, g_ascii_strdown (name, -1), yc_headers_dup_clean (value));
}

void
yc_headers_add (YcHeaders  *self,
                const char *name,
                const char *value)
{
  const char *before = yc_headers_get (self, name);
  g_autofree char *joined = before != NULL ? g_strconcat (before, ", ", value, NULL) : g_strdup (value);

  yc_headers_set (self, name, joined);
}

char *
yc_headers_dup_clean (const char *value)
{
  char *clean = g_strdup (value);

  for (char *c = clean; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  return clean;
}
