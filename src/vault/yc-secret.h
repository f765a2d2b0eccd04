/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Memory that held a secret, and comparisons that must not tell by their time where two values differ.
 * Every function here may be called from any thread.
 */

/* Overwrites @length bytes at @memory with zeros, in a way no optimiser removes. */
void     yc_secret_wipe  (gpointer memory,
                          gsize    length);

/* Overwrites a NUL-terminated @secret made with g_malloc() and frees it; %NULL is allowed. */
void     yc_secret_free  (char *secret);

/* Whether two buffers of the same @length are equal, in a time that depends on the length alone. */
gboolean yc_secret_equal (gconstpointer a,
                          gconstpointer b,
                          gsize         length);

/*
 * YcSecretText: a `char` text that holds a secret.
 * `g_autoptr(YcSecretText) pem = yc_key_to_pem (key);` wipes and frees it when it goes out of scope.
 */
typedef char YcSecretText;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSecretText, yc_secret_free)

G_END_DECLS
