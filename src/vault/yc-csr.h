/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "vault/yc-key.h"

G_BEGIN_DECLS

/*
 * Certificate requests (PKCS #10, RFC 2986): a device makes its own key and asks the node for a certificate
 * (10-contract, "Keys, certificates, sign-in"). Nothing but the public key is taken over from a request. Any thread.
 */

/* The request of device @device (UUID) with @key, in PEM. Owned by the caller; %NULL with %YC_VAULT_ERROR_REQUEST (no UUID) or
 * %YC_VAULT_ERROR_INTERNAL. */
char    *yc_csr_new   (YcKey       *key,
                       const char  *device,
                       GError     **error);

/* Whether @pem (from outside) is a request whose name is exactly `CN=@device`, for exactly @public_key (base64), and
 * signed by that key, so that nobody enrols a key he does not have. %FALSE with %YC_VAULT_ERROR_REQUEST. */
gboolean yc_csr_check (const char  *pem,
                       const char  *device,
                       const char  *public_key,
                       GError     **error);

G_END_DECLS
