/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * SHA-256 as the journal uses it (FIPS 180-4; 10-contract "Envelope"; protocol 2.2 "Hash" and "Head").
 * A hash is written as 64 lower-case hexadecimal digits everywhere. The first byte under the hash says what is
 * hashed, as in RFC 9162: 0x00 a line, 0x01 a link of the rolling hash, so that one can never pass for the other.
 * Every function may be called from any thread. None can fail but yc_hash_roll(), which reads text from outside.
 */

/* Bytes of a hash, and the size of a buffer that holds its 64 digits and a NUL. */
#define YC_HASH_BYTES 32
#define YC_HASH_SIZE  65

/* What stands before the first line of a stream: `ycprev` at seq 1, and R(0). */
#define YC_HASH_ZERO "0000000000000000000000000000000000000000000000000000000000000000"

/* SHA-256 (0x00 || @line): the hash of an event line over its stored bytes. @length in bytes, -1 if @line is
 * NUL-terminated. Returns 64 digits, owned by the caller. */
char    *yc_hash_line         (const char *line,
                               gssize      length);

/* The same, written into @hash; allocates nothing that outlives the call. */
void     yc_hash_line_into    (const char *line,
                               gssize      length,
                               char        hash[YC_HASH_SIZE]);

/* R(n) = SHA-256 (0x01 || R(n-1) || h(n)) over the 32 raw bytes of each: the hash of a `hall:` stream, which signs
 * the order of the lines too. @previous is R(n-1), %YC_HASH_ZERO for n = 1; @line_hash is h(n).
 * Returns 64 digits owned by the caller, or %NULL if an argument is not a hash (see yc_hash_is_valid()). */
char    *yc_hash_roll         (const char *previous,
                               const char *line_hash);

/* The same, written into @hash, which may be @previous itself. Returns %FALSE and leaves @hash alone if an argument is
 * not a hash. */
gboolean yc_hash_roll_into    (const char *previous,
                               const char *line_hash,
                               char        hash[YC_HASH_SIZE]);

/* Plain SHA-256 of @length bytes at @data (%NULL only with 0). Returns 64 digits, owned by the caller. */
char    *yc_hash_bytes        (gconstpointer data,
                               gsize         length);

/* The same, as 32 raw bytes into @digest. */
void     yc_hash_bytes_raw    (gconstpointer data,
                               gsize         length,
                               guint8        digest[YC_HASH_BYTES]);

/* Whether @text is exactly 64 lower-case hexadecimal digits. %NULL is not. */
gboolean yc_hash_is_valid     (const char *text);

/* Whether two hashes are the same, in constant time; text that is not a hash equals nothing. */
gboolean yc_hash_equal        (const char *a,
                               const char *b);

/* Writes 2 × @length lower-case digits and a NUL into @text. */
void     yc_hex_encode_into   (gconstpointer data,
                               gsize         length,
                               char         *text);

/* @length bytes as lower-case digits, owned by the caller. */
char    *yc_hex_encode        (gconstpointer data,
                               gsize         length);

/* Reads exactly 2 × @length lower-case digits and a NUL from @text into @data. Returns %FALSE if @text is anything else;
 * @data is then undefined. */
gboolean yc_hex_decode        (const char *text,
                               gpointer    data,
                               gsize       length);

G_END_DECLS
