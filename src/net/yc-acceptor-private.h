/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/yc-end-stream-private.h"

G_BEGIN_DECLS

/*
 * YcAcceptor: one listening socket. It accepts, speaks the TLS handshake where it has a certificate, and hands on finished
 * connections. SoupServer could do this itself; it is done here because in libsoup 3.2.3
 *  - the peer certificate is known to the first message of a connection only,
 *  - that message leaks it (no release in its finalize, still so in newer versions),
 *  - a handshake has no time limit, and one in progress when the server ends is answered into freed memory,
 *  - closing the listeners closes every client with them,
 *  - a client that closes a kept connection leaves its file descriptor open here (YcEndStream).
 */
typedef struct _YcAcceptor YcAcceptor;

/* One accepted connection. Its remote address object (an object of its own) is what SoupServer gives back later. */
typedef struct
{
  GSocket *socket;   /* owned */
  char *remote;      /* owned, for the log */
  char *peer_pem;    /* owned, nullable */
  char *peer_name;   /* owned, nullable */
  gboolean trusted;
  gboolean local;
  YcEndStream *stream; /* owned: what is spoken through */
  gpointer owner;    /* borrowed by whom yc_acceptor's func chooses */
  gint64 until;      /* monotonic ms at which it is cut, 0: not */
} YcConnection;

/* Frees what is left of a connection; %NULL is allowed. */
void        yc_connection_free      (YcConnection *self);

/* Takes over @connection. @here and @there are borrowed. */
typedef void (*YcAcceptorFunc)      (YcConnection   *connection,
                                     GSocketAddress *here,
                                     GSocketAddress *there,
                                     gpointer        user_data);

/* Whether one more connection may be taken. */
typedef gboolean (*YcAcceptorRoom)  (gpointer user_data);

/* Listens on HOST and port (0: any free one) with TLS. %NULL with YC_NET_ERROR. */
YcAcceptor *yc_acceptor_new_tls     (const char      *host,
                                     guint            port,
                                     YcAcceptorFunc   func,
                                     gpointer         user_data,
                                     GError         **error);

/* Listens on a Unix socket of mode 0600 without TLS. A socket left over at @path is replaced. %NULL with YC_NET_ERROR. */
YcAcceptor *yc_acceptor_new_control (const char      *path,
                                     YcAcceptorFunc   func,
                                     gpointer         user_data,
                                     GError         **error);

/* The certificate (with key and chain) and the authority for connections from now on. */
void        yc_acceptor_set_identity (YcAcceptor      *self,
                                      GTlsCertificate *certificate,
                                      GTlsCertificate *ca);

/* Asked before each connection is taken up, with the user_data of the acceptor; one for which there is no room is closed. */
void        yc_acceptor_set_room    (YcAcceptor      *self,
                                     YcAcceptorRoom   has_room);

/* How many handshakes are in progress. */
guint       yc_acceptor_get_n_greetings (YcAcceptor *self);

/* The real port, 0 before it listens. */
guint       yc_acceptor_get_port    (YcAcceptor *self);

/* Stops listening, ends unfinished handshakes, removes the Unix socket. */
void        yc_acceptor_free        (YcAcceptor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcAcceptor, yc_acceptor_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcConnection, yc_connection_free)

G_END_DECLS
