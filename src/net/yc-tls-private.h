/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What this layer knows about certificates. Ed25519 keys work at both ends and for the authority with glib-networking 2.74
 * over GnuTLS 3.7.9 (TLS 1.3), as certtool writes them (PKCS#8, RFC 8410).
 */

/* Reads @cert_pem (the own certificate first, then its issuers) with the key @key_pem (%NULL: no key). Transfer full, or
 * %NULL with YC_NET_ERROR_INVALID. */
GTlsCertificate *yc_tls_certificate_new    (const char  *cert_pem,
                                            const char  *key_pem,
                                            GError     **error);

/* The one certificate @certificate in PEM, without issuers and key. Transfer full. */
char            *yc_tls_dup_pem            (GTlsCertificate *certificate);

/* Whether @leaf is signed by @ca itself. Dates of both are ignored; certificates the peer sent beside @leaf play no part. */
gboolean         yc_tls_is_signed_by       (GTlsCertificate *leaf,
                                            GTlsCertificate *ca);

/* Whether @certificate carries exactly the dns-name @name, without wildcards. */
gboolean         yc_tls_has_dns_name       (GTlsCertificate *certificate,
                                            const char      *name);

/* The one common name in the subject, or %NULL. Transfer full. */
char            *yc_tls_dup_common_name    (GTlsCertificate *certificate);

/* The hall's UUID from the one dns-name "<uuid>.hall.yichuang.invalid", or %NULL. Transfer full. */
char            *yc_tls_dup_hall           (GTlsCertificate *certificate);

/* SHA-256 of the certificate's DER. */
void             yc_tls_fingerprint        (GTlsCertificate *certificate,
                                            guint8           digest[32]);

/* Judges a server for a client that pins @ca and expects @dns_name: %NULL if it is the one, else a static sentence. @errors
 * are what GIO found: with no trust database UNKNOWN_CA is always among them and says nothing. */
const char      *yc_tls_judge_server       (GTlsCertificate      *certificate,
                                            GTlsCertificateFlags  errors,
                                            GTlsCertificate      *ca,
                                            const char           *dns_name);

G_END_DECLS
