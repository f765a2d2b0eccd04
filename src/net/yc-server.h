/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "net/yc-net-error.h"
#include "net/yc-request.h"
#include "net/yc-response.h"

G_BEGIN_DECLS

/*
 * YcServer: HTTP/1.1 over TLS for the hall and without TLS on the control socket, one handler for both. It carries and limits
 * and knows nothing of what is asked. Made, used and freed in one thread; everything runs in the main context that was that
 * thread's default when it began to listen.
 *
 * A client certificate is asked for, not required, and none is refused in TLS: the handler judges (10-contract, "Keys").
 */
#define YC_TYPE_SERVER (yc_server_get_type ())
G_DECLARE_FINAL_TYPE (YcServer, yc_server, YC, SERVER, GObject)

/*
 * YcResponder: the place for one answer. The handler answers at once or keeps a reference and answers later. A client that
 * leaves makes it "gone": an answer is then dropped. If the last reference goes without an answer, the client gets a 500.
 */
#define YC_TYPE_RESPONDER (yc_responder_get_type ())
typedef struct _YcResponder YcResponder;

/* Called for each complete request within the limits; @responder is borrowed. */
typedef void  (*YcServerHandler) (YcServer    *server,
                                  YcRequest   *request,
                                  YcResponder *responder,
                                  gpointer     user_data);

/* The largest body in bytes for @method on @path; @local: by the control socket. */
typedef gsize (*YcServerMaxBody) (const char *method,
                                  const char *path,
                                  gboolean    local);

typedef void  (*YcResponderGone) (YcResponder *responder,
                                  gpointer     user_data);

/* Bodies where the routes say nothing else: 64 KiB. */
#define YC_SERVER_BODY_DEFAULT (64 * 1024)
/* A batch of events of 1 MiB (4-protocol 2.4) with the commas and brackets around its lines. */
#define YC_SERVER_BODY_BATCH (1024 * 1024 + 16 * 1024)

YcServer   *yc_server_new            (void);

/* Who answers. Must be set before the first request. */
void        yc_server_set_handler    (YcServer        *self,
                                      YcServerHandler  handler,
                                      gpointer         user_data);

/* The limit of each body; without it YC_SERVER_BODY_BATCH for POST on a path ending in "/events", else
 * YC_SERVER_BODY_DEFAULT. */
void        yc_server_set_max_body   (YcServer        *self,
                                      YcServerMaxBody  max_body);

/* The limits of the TLS listener, for tests: how many connections there may be (2048; one more is closed at once), how long a request
 * may take to come in whole (60 s), and a connection to send the next (180 s). For connections from now on. */
void        yc_server_set_limits     (YcServer *self,
                                      guint     max_connections,
                                      guint     request_ms,
                                      guint     idle_ms);

/* The server's certificate with its issuers up to and with the authority (a client at first contact looks for that: 10b,
 * rule 24), its key, and the authority that issues to clients, in PEM. May be set again after renewal: it holds for new
 * connections. %FALSE with %YC_NET_ERROR_INVALID. */
gboolean    yc_server_set_identity   (YcServer    *self,
                                      const char  *chain_pem,
                                      const char  *key_pem,
                                      const char  *ca_pem,
                                      GError     **error);

/* Listens with TLS on @host (an address or name) and @port (0: any free one). An identity must be set. %FALSE with
 * %YC_NET_ERROR_IN_USE or another YC_NET_ERROR. Looks names up and so may block. */
gboolean    yc_server_listen         (YcServer    *self,
                                      const char  *host,
                                      guint        port,
                                      GError     **error);

/* The real port of the TLS listener, 0 before yc_server_listen(). */
guint       yc_server_get_port       (YcServer *self);

/* Listens on the Unix socket @path, mode 0600 before the first client can connect. The caller holds the lock of that folder: a
 * socket left over is replaced. The file is removed when the server stops. */
gboolean    yc_server_listen_control (YcServer    *self,
                                      const char  *path,
                                      GError     **error);

/* How many connections are open, of both listeners, those included whose handshake is in progress. */
guint       yc_server_get_n_connections (YcServer *self);

/* How many requests wait for their answer. */
guint       yc_server_get_n_pending  (YcServer *self);

/* Stops cleanly: no new connections; what is pending, and what still comes in on open connections, is answered 503 with
 * Retry-After; when all answers are written, or after @drain_ms, the connections are closed. */
void        yc_server_stop_async     (YcServer            *self,
                                      guint                drain_ms,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
/* %TRUE when the server has stopped. */
gboolean    yc_server_stop_finish    (YcServer      *self,
                                      GAsyncResult  *result,
                                      GError       **error);

GType        yc_responder_get_type   (void);
/* Takes a reference. */
YcResponder *yc_responder_ref        (YcResponder *self);
/* Drops a reference; the last one without an answer answers 500. */
void         yc_responder_unref      (YcResponder *self);

/* Answers. Only the first answer counts; none after the client has gone. Status 204 is refused (4-protocol 2.4).
 * @response is borrowed. */
void         yc_responder_answer     (YcResponder *self,
                                      YcResponse  *response);

/* Whether an answer is still of use: not given, and the client is there. */
gboolean     yc_responder_is_waiting (YcResponder *self);

/* Called once if the client goes before it has its answer, or the server stops; not after an answer of the handler. */
void         yc_responder_set_gone   (YcResponder     *self,
                                      YcResponderGone  gone,
                                      gpointer         user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcResponder, yc_responder_unref)

G_END_DECLS
