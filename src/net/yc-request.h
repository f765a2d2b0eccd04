/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * YcRequest: one HTTP request as the routes see it. The server fills it and then nobody changes it; the setters are for the
 * server and for tests of routes. Counted, not atomically: stays in the thread of its server.
 */
#define YC_TYPE_REQUEST (yc_request_get_type ())
typedef struct _YcRequest YcRequest;

GType       yc_request_get_type        (void);

/* A request for @path (decoded, UTF-8, without query) with an empty body, from nobody. Owned by the caller. */
YcRequest  *yc_request_new             (const char *method,
                                        const char *path);

/* Takes a reference. */
YcRequest  *yc_request_ref             (YcRequest *self);
/* Drops a reference. */
void        yc_request_unref           (YcRequest *self);

/* The method as sent (methods are case-sensitive: RFC 9110, 9.1). Owned by @self. */
const char *yc_request_get_method      (YcRequest *self);

/* The path, percent-decoded, without query. Owned by @self. */
const char *yc_request_get_path        (YcRequest *self);

/* The query parameter @name, decoded, or %NULL. Of a parameter given twice the last counts. Owned by @self. */
const char *yc_request_get_query       (YcRequest  *self,
                                        const char *name);

/* The header @name in any case, or %NULL. A header sent several times is joined with ", " (RFC 9110, 5.3). Owned by @self. */
const char *yc_request_get_header      (YcRequest  *self,
                                        const char *name);

/* The body, never %NULL. Owned by @self. */
GBytes     *yc_request_get_body        (YcRequest *self);

/* The client's own certificate in PEM, or %NULL if it sent none. TLS has proved that the client has its key; who issued it
 * says yc_request_is_peer_trusted(). Owned by @self. */
const char *yc_request_get_peer_pem    (YcRequest *self);

/* The common name in the subject of that certificate; %NULL without a certificate or unless there is exactly one. Owned by
 * @self. */
const char *yc_request_get_peer_name   (YcRequest *self);

/* Whether that certificate is signed by our certificate authority, its dates ignored (10-contract, "Keys"). */
gboolean    yc_request_is_peer_trusted (YcRequest *self);

/* Whether it came by the control socket: who may open that is the administrator (10-contract, "Routes"). */
gboolean    yc_request_is_local        (YcRequest *self);

/* The address it came from, for a log; "control" for the control socket. Owned by @self. */
const char *yc_request_get_remote      (YcRequest *self);

/* Sets the query parameter @name. */
void        yc_request_set_query       (YcRequest  *self,
                                        const char *name,
                                        const char *value);
/* Adds the header @name; several of one name are joined. Control characters in @value become spaces. */
void        yc_request_set_header      (YcRequest  *self,
                                        const char *name,
                                        const char *value);
/* Sets the body (referenced). */
void        yc_request_set_body        (YcRequest *self,
                                        GBytes    *body);
/* Sets whose certificate came with it, and whether it is of our authority. */
void        yc_request_set_peer        (YcRequest  *self,
                                        const char *pem,
                                        const char *name,
                                        gboolean    trusted);
/* Sets whether it came by the control socket, and the address for a log. */
void        yc_request_set_origin      (YcRequest  *self,
                                        gboolean    local,
                                        const char *remote);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcRequest, yc_request_unref)

G_END_DECLS
