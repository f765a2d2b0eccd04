/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The header fields of a request or an answer: names in lower case to values (RFC 9110, 5.1: the case of names means nothing). */
typedef GHashTable YcHeaders;

/* No fields. Freed with g_hash_table_unref(). */
YcHeaders  *yc_headers_new       (void);

/* The value of @name in any case, or %NULL. Owned by @self. */
const char *yc_headers_get       (YcHeaders  *self,
                                  const char *name);

/* Sets @name, in place of what it had. The value is cleaned. */
void        yc_headers_set       (YcHeaders  *self,
                                  const char *name,
                                  const char *value);

/* Adds to what @name has, joined with ", " (RFC 9110, 5.3). The value is cleaned. */
void        yc_headers_add       (YcHeaders  *self,
                                  const char *name,
                                  const char *value);

/* A copy of @value in which control characters are spaces, so that no value can begin another field (RFC 9110, 5.5).
 * Transfer full. */
char       *yc_headers_dup_clean (const char *value);

G_END_DECLS
