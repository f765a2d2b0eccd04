/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/yc-env.h"

G_BEGIN_DECLS

/*
 * Session tokens: 256 random bits a device shows with `Authorization: Bearer` (10-contract, "Routes").
 * The node keeps only the hash, so that a copy of its database opens no session. Any thread.
 */

/* Characters of a token: 32 bytes in base64url without padding (RFC 4648, section 5). */
#define YC_TOKEN_LENGTH 43

/* A new token with randomness of @env. Owned by the caller: free with yc_secret_free(). */
char *yc_token_new  (YcEnv *env);

/* The hash a server stores and looks up: SHA-256 of the token's text, 64 digits owned by the caller. A plain hash is
 * enough for 256 random bits. %NULL with %YC_VAULT_ERROR_TOKEN if @token (from outside, may be %NULL) is no token. */
char *yc_token_hash (const char  *token,
                     GError     **error);

G_END_DECLS
