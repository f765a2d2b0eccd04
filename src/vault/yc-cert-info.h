/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "vault/yc-code.h"

G_BEGIN_DECLS

/**
 * YcCertInfo:
 * @common_name: the one CN of the subject; %NULL if there is none, or more than one
 * @dns_names: %NULL-terminated dns-names, perhaps none
 * @public_key: base64 of the Ed25519 key; %NULL for a key of another kind
 * @signed_by_ca: signed by the CA that was given, and not itself a CA. Only the signature is judged: dates are ignored
 *   (a wrong clock must not stop a counter) and revocation is the node's record
 * @is_ca: whether it may sign certificates
 * @for_server: made for TLS servers (extended key usage)
 * @for_client: made for TLS clients
 * @not_before: start of validity, ms since 1970 UTC
 * @not_after: end of validity, ms since 1970 UTC
 * @der_hash: SHA-256 of the certificate in DER, 64 digits
 *
 * What we need to know of a certificate. Nothing but @der_hash may be believed while @signed_by_ca is %FALSE.
 * Plain data.
 */
typedef struct
{
  char *common_name; /* owned */
  char **dns_names; /* owned */
  char *public_key; /* owned */
  gboolean signed_by_ca;
  gboolean is_ca;
  gboolean for_server;
  gboolean for_client;
  gint64 not_before;
  gint64 not_after;
  char *der_hash; /* owned */
} YcCertInfo;

/* Reads @length bytes of a certificate in PEM (the first one of a chain) or DER, from outside. @ca_pem is our own, or
 * %NULL if there is none to compare with. Owned by the caller; %NULL with %YC_VAULT_ERROR_CERTIFICATE. Any thread. */
YcCertInfo *yc_cert_inspect          (gconstpointer   data,
                                      gsize           length,
                                      const char     *ca_pem,
                                      GError        **error);

/* Frees @self and what it owns. */
void        yc_cert_info_free        (YcCertInfo *self);

/* The UUID of the hall whose node this is, owned by the caller: from the one dns-name
 * `<uuid>.hall.yichuang.invalid` of a server certificate that our CA signed (ordering rule 24). %NULL for everything
 * else, a device's certificate among it. */
char       *yc_cert_info_dup_hall    (const YcCertInfo *self);

/* The UUID of the hall whose CA this says it is, owned by the caller: from its CN. Nobody vouches for it: it tells the CA
 * of one hall from that of another, no more. %NULL for every other certificate. */
char       *yc_cert_info_dup_ca_hall (const YcCertInfo *self);

/* The UUID of the device this is the certificate of, owned by @self: the CN of a client certificate that our CA signed,
 * with an Ed25519 key. %NULL for everything else. */
const char *yc_cert_info_get_device  (const YcCertInfo *self);

/* Whether at most 60 days are left at @now_wall (ms since 1970 UTC): time to ask for a new one. */
gboolean    yc_cert_info_renewal_due (const YcCertInfo *self,
                                      gint64            now_wall);

/* First 80 bits of the SHA-256 of the DER: of a CA, what an enrolment code carries (ordering rule 24). */
void        yc_cert_info_fingerprint (const YcCertInfo *self,
                                      guint8            fingerprint[YC_CODE_FINGERPRINT_BYTES]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcCertInfo, yc_cert_info_free)

G_END_DECLS
