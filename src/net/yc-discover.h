/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "net/yc-net-error.h"

G_BEGIN_DECLS

/* The first 80 bits of SHA-256 of the authority's DER, as in an enrolment code (10b, rule 24). */
#define YC_FINGERPRINT_BYTES 10

/* What first contact finds out. */
typedef struct
{
  char *ca_pem; /* the authority to pin */
  char *hall;   /* UUID of the hall, lower case */
} YcDiscovery;

/* Frees a discovery; %NULL is allowed. */
void         yc_discovery_free          (YcDiscovery          *self);

/* First contact with the hall at @url ("https://host:port"), before an authority is pinned: shakes hands, looks in the chain the server sent for
 * the authority with @fingerprint (compared in constant time), checks that the server's own certificate is signed by it, and
 * reads the hall's UUID from the dns-name. Sends no request. Dates are ignored as later on. */
void         yc_client_discover_async   (const char           *url,
                                         const guint8          fingerprint[YC_FINGERPRINT_BYTES],
                                         guint                 timeout_ms,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);

/* Owned by the caller. %NULL with %YC_NET_ERROR_WRONG_HALL (no certificate has that fingerprint), %YC_NET_ERROR_CERTIFICATE
 * (the authority is right, the server's certificate is not), another YC_NET_ERROR, or G_IO_ERROR_CANCELLED. */
YcDiscovery *yc_client_discover_finish  (GAsyncResult         *result,
                                         GError              **error);

/* The fingerprint of the authority @ca_pem. %FALSE with %YC_NET_ERROR_INVALID. */
gboolean     yc_fingerprint_from_pem    (const char           *ca_pem,
                                         guint8                fingerprint[YC_FINGERPRINT_BYTES],
                                         GError              **error);

/* Reads 20 hexadecimal digits. %FALSE if @hex is something else. */
gboolean     yc_fingerprint_from_hex    (const char           *hex,
                                         guint8                fingerprint[YC_FINGERPRINT_BYTES]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcDiscovery, yc_discovery_free)

G_END_DECLS
