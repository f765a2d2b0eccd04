/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/yc-env.h"

G_BEGIN_DECLS

/*
 * YcKey: an Ed25519 key pair (RFC 8032). Every device has one: it signs heads and is the client certificate
 * (10-contract, "Keys, certificates, sign-in"). The private half lies in locked memory that is wiped with the last reference
 * and leaves it only by yc_key_to_pem(). Immutable and atomically counted: may be shared between threads.
 *
 * A public key is written as the base64 of its 32 bytes, a signature as the base64 of its 64 bytes (RFC 4648,
 * section 4, with padding). Only the one canonical spelling is read.
 */
typedef struct _YcKey YcKey;

#define YC_KEY_SEED_BYTES      32
#define YC_KEY_PUBLIC_BYTES    32
#define YC_KEY_SIGNATURE_BYTES 64

/* Characters of a public key and of a signature in base64, without the NUL. */
#define YC_KEY_PUBLIC_LENGTH    44
#define YC_KEY_SIGNATURE_LENGTH 88

/* A new key pair with randomness of @env. Owned by the caller. */
YcKey      *yc_key_generate        (YcEnv *env);

/* The key pair whose private key is @seed (RFC 8032, 5.1.5). The caller wipes @seed. Owned by the caller. */
YcKey      *yc_key_new_from_seed   (const guint8 seed[YC_KEY_SEED_BYTES]);

/* Reads an unencrypted PKCS#8 "PRIVATE KEY" in PEM (RFC 8410). Owned by the caller; %NULL with %YC_VAULT_ERROR_KEY if
 * @pem is damaged, encrypted or a key of another kind. */
YcKey      *yc_key_new_from_pem    (const char  *pem,
                                    GError     **error);

/* Adds a reference, owned by the caller. Returns @self. */
YcKey      *yc_key_ref             (YcKey *self);

/* Drops a reference; the last one wipes the private key. %NULL is not allowed. */
void        yc_key_unref           (YcKey *self);

/* The pair as unencrypted PKCS#8 in PEM. A secret, owned by the caller: free with yc_secret_free(). %NULL with
 * %YC_VAULT_ERROR_INTERNAL if the library fails. */
char       *yc_key_to_pem          (YcKey   *self,
                                    GError **error);

/* The public key in base64. Owned by @self. */
const char *yc_key_get_public      (YcKey *self);

/* Signs @length bytes at @data (%NULL only with 0). Returns the signature in base64, owned by the caller; cannot fail. */
char       *yc_key_sign            (YcKey         *self,
                                    gconstpointer  data,
                                    gsize          length);

/* Whether @signature (base64) is the one of @length bytes at @data by the key @public_key (base64). Both texts may come
 * from outside. %FALSE with %YC_VAULT_ERROR_KEY (not a public key) or %YC_VAULT_ERROR_SIGNATURE. */
gboolean    yc_key_verify          (const char     *public_key,
                                    gconstpointer   data,
                                    gsize           length,
                                    const char     *signature,
                                    GError        **error);

/* Whether @public_key (from outside, may be %NULL) is the base64 of 32 bytes. */
gboolean    yc_key_is_public_valid (const char *public_key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcKey, yc_key_unref)

G_END_DECLS
