/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/yc-env.h"
#include "vault/yc-key.h"

G_BEGIN_DECLS

/*
 * Making the certificates of a hall (X.509, RFC 5280; all keys Ed25519, RFC 8410): its CA, its server, its devices
 * (10-contract, "Keys, certificates, sign-in"). @now_wall is the wall clock in milliseconds since 1970 UTC and comes from
 * the caller; `not before` lies one day earlier, so that a clock that is a little slow elsewhere does no harm.
 * Certificates are PEM text owned by the caller. Failures are %YC_VAULT_ERROR_CERTIFICATE for arguments that do not fit
 * and %YC_VAULT_ERROR_INTERNAL for the library. Any thread.
 */

/* Days from @now_wall to the end of each kind, and days left at which a renewal is due. */
#define YC_CERT_CA_DAYS     3652
#define YC_CERT_DEVICE_DAYS 397
#define YC_CERT_SERVER_DAYS 397
#define YC_CERT_RENEW_DAYS  60

/* Behind the hall's UUID in the dns-name of its server. `.invalid` (RFC 2606) is resolved by nobody. */
#define YC_CERT_HALL_SUFFIX ".hall.yichuang.invalid"

/* Before the hall's UUID in the CN of its CA. */
#define YC_CERT_CA_PREFIX "Yichuang CA "

/* The self-signed CA of @hall (UUID): may sign certificates, but no further CA. */
char *yc_cert_new_ca     (YcKey       *ca_key,
                          const char  *hall,
                          YcEnv       *env,
                          gint64       now_wall,
                          GError     **error);

/* The certificate of the node of @hall (UUID) for @public_key (base64), for TLS servers only, with dns-name
 * `<hall>.hall.yichuang.invalid`. */
char *yc_cert_new_server (YcKey       *ca_key,
                          const char  *ca_pem,
                          const char  *hall,
                          const char  *public_key,
                          YcEnv       *env,
                          gint64       now_wall,
                          GError     **error);

/* Checks @csr_pem as yc_csr_check() does (its error is passed on) and makes of it the certificate of @device (UUID) for
 * @public_key: CN is the UUID, for TLS clients only. */
char *yc_cert_new_device (YcKey       *ca_key,
                          const char  *ca_pem,
                          const char  *csr_pem,
                          const char  *device,
                          const char  *public_key,
                          YcEnv       *env,
                          gint64       now_wall,
                          GError     **error);

/* @cert_pem followed by @ca_pem: what is sent in TLS, with the CA in it, so that a new computer can compare it with its
 * code. */
char *yc_cert_chain      (const char *cert_pem,
                          const char *ca_pem);

G_END_DECLS
