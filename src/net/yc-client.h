/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "net/yc-net-error.h"
#include "net/yc-response.h"

G_BEGIN_DECLS

/*
 * YcClient: one device's way to one server, over one libsoup session of at most 8 connections (a long-poll holds one). Made, used and freed
 * in one thread, in the main context that is that thread's default. It repeats nothing by itself that could be done twice:
 * libsoup sends again only GET, HEAD, PUT and DELETE when a kept connection turns out to be closed before any byte of the
 * answer; retrying is the business of the layer above.
 *
 * Trust: the server's certificate is signed by the pinned authority and carries the expected dns-name. Its dates and
 * its address do not matter: a wrong clock must not stop a counter (10-contract, "Keys"). Until trust is set, every server
 * is refused.
 */
#define YC_TYPE_CLIENT (yc_client_get_type ())
G_DECLARE_FINAL_TYPE (YcClient, yc_client, YC, CLIENT, GObject)

#define YC_CLIENT_MAX_RESPONSE (8 * 1024 * 1024)

/* A client of @base_url ("https://host:port"). %NULL with %YC_NET_ERROR_INVALID if it is not such an address. Transfer full. */
YcClient   *yc_client_new                (const char           *base_url,
                                          GError              **error);

/* Pins the authority @ca_pem and the dns-name of the server. Connections made before are not used any more; requests under
 * way go on. %FALSE with %YC_NET_ERROR_INVALID. */
gboolean    yc_client_set_trust          (YcClient             *self,
                                          const char           *ca_pem,
                                          const char           *dns_name,
                                          GError              **error);

/* Sets the device's certificate and key in PEM, both %NULL for none; connections as above. %FALSE with %YC_NET_ERROR_INVALID. */
gboolean    yc_client_set_identity       (YcClient             *self,
                                          const char           *cert_pem,
                                          const char           *key_pem,
                                          GError              **error);

/* The largest body of an answer in bytes; YC_CLIENT_MAX_RESPONSE at first. Holds for requests sent from now on. */
void        yc_client_set_max_response   (YcClient             *self,
                                          gsize                 bytes);

/* Opens new connections from now on, for a watchdog (4-protocol 2.4). Requests under way go on. */
void        yc_client_renew_connections  (YcClient             *self);

/* Sends a request. @target begins with "/" and is already percent-encoded; @headers are name, value, …, %NULL, or %NULL; @body may be
 * %NULL; @timeout_ms is for everything from connecting to the last byte, so that of a long-poll is longer than its wait.
 * All inputs are copied. */
void        yc_client_send_async         (YcClient             *self,
                                          const char           *method,
                                          const char           *target,
                                          const char * const   *headers,
                                          GBytes               *body,
                                          guint                 timeout_ms,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);

/* The answer, whatever its status, transfer full; or %NULL with YC_NET_ERROR or G_IO_ERROR_CANCELLED. @sent (nullable) is then
 * %FALSE if nothing of the request has left this machine, and %TRUE if its outcome is indeterminate. */
YcResponse *yc_client_send_finish        (YcClient             *self,
                                          GAsyncResult         *result,
                                          gboolean             *sent,
                                          GError              **error);

G_END_DECLS
