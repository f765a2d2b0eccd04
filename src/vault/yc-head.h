/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "vault/yc-key.h"

G_BEGIN_DECLS

/* The greatest position or sequence number: CloudEvents integers have 32 bits with sign. */
#define YC_HEAD_N_MAX G_MAXINT32

/**
 * YcHead:
 * @stream: `dev:<uuid>` or `hall:<uuid>`, the UUID in lower case
 * @n: number of the line signed: seq of a device, position in a hall; 1 to %YC_HEAD_N_MAX
 * @hash: 64 digits: hash of line n of a device, rolling hash R(n) of a hall
 * @sig: base64 of the Ed25519 signature over the text `<stream> <n> <hash>`
 *
 * A signed head: proves every line up to @n (10-contract, "Envelope"; protocol 2.2, "Head"). The header `YC-Head` is
 * `<stream> <n> <hash> <sig>`, with single spaces. Plain data, no thread of its own.
 */
typedef struct
{
  char *stream; /* owned */
  gint64 n;
  char *hash; /* owned */
  char *sig; /* owned */
} YcHead;

/* Puts a head together from its stored parts. Owned by the caller; %NULL with %YC_VAULT_ERROR_HEAD if a part does
 * not have its form. Whether the signature is good is said by yc_head_verify() alone. */
YcHead  *yc_head_new             (const char  *stream,
                                  gint64       n,
                                  const char  *hash,
                                  const char  *sig,
                                  GError     **error);

/* Signs line @n of @stream with @key. Owned by the caller; %NULL with %YC_VAULT_ERROR_HEAD if a part does not have its
 * form. */
YcHead  *yc_head_sign            (const char  *stream,
                                  gint64       n,
                                  const char  *hash,
                                  YcKey       *key,
                                  GError     **error);

/* Reads the value of a `YC-Head` header, from outside. Strict: exactly four parts, single spaces, no sign and no leading
 * zero in n. Owned by the caller; %NULL with %YC_VAULT_ERROR_HEAD. */
YcHead  *yc_head_parse           (const char  *text,
                                  GError     **error);

/* The value of the header. Owned by the caller. */
char    *yc_head_format          (const YcHead *self);

/* Whether the signature was made by @public_key (base64). %FALSE with %YC_VAULT_ERROR_SIGNATURE or %YC_VAULT_ERROR_KEY.
 * That the key belongs to the stream's device is the caller's knowledge. */
gboolean yc_head_verify          (const YcHead  *self,
                                  const char    *public_key,
                                  GError       **error);

/* A copy, owned by the caller. */
YcHead  *yc_head_copy            (const YcHead *self);

/* Frees @self and what it owns. */
void     yc_head_free            (YcHead *self);

/* Whether @stream (from outside, may be %NULL) is `dev:<uuid>` or `hall:<uuid>`. */
gboolean yc_head_is_stream_valid (const char *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHead, yc_head_free)

G_END_DECLS
