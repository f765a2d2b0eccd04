/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* For the files of this folder only: the GnuTLS side of a key, and what certificates and requests share. */

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "vault/yc-key.h"

G_BEGIN_DECLS

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_privkey_t, gnutls_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pubkey_t, gnutls_pubkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_crt_t, gnutls_x509_crt_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_crq_t, gnutls_x509_crq_deinit, NULL)

/* The pair for signing certificates and requests; the caller releases it. Returns a GnuTLS result. */
int      yc_key_export_gnutls_private (YcKey            *self,
                                       gnutls_privkey_t *key);

/* The public half of a pair, or of a base64 text. The caller releases it. Returns a GnuTLS result. */
int      yc_key_export_gnutls_public  (const char      *public_key,
                                       gnutls_pubkey_t *key);

/* The base64 of an Ed25519 public key, owned by the caller; %NULL for a key of another kind. */
char    *yc_key_public_from_gnutls    (gnutls_pubkey_t key);

/* Text that GnuTLS allocated and filled, as text of GLib; the content of @datum is wiped and released. */
char    *yc_vault_take_datum          (gnutls_datum_t *datum);

G_END_DECLS
