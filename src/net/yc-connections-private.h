/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/yc-acceptor-private.h"

G_BEGIN_DECLS

/*
 * YcConnections: the open connections of a server. Each has a time until which something must have happened on it; one that lets
 * it pass is cut. Without that a client that sends a byte a minute, or nothing, keeps its place for ever.
 */
typedef struct _YcConnections YcConnections;

/* No connections yet. Looks after them in the main context that is the thread's default now. */
YcConnections *yc_connections_new   (void);

/* Connections that are still open are no longer looked after; they free themselves. */
void           yc_connections_free  (YcConnections  *self);

/* Takes over @connection; it is freed with the address object @there, which SoupServer keeps as long as the connection. */
void           yc_connections_add   (YcConnections  *self,
                                     YcConnection   *connection,
                                     GSocketAddress *there);

/* The connection that was added with @there. */
YcConnection  *yc_connections_find  (GSocketAddress *there);

/* How many are open. */
guint          yc_connections_get_n (YcConnections  *self);

/* Gives @connection @ms from now, 0: as long as it takes. The control socket is never cut: who may open it may take his time. */
void           yc_connection_allow  (YcConnection   *connection,
                                     guint           ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcConnections, yc_connections_free)

G_END_DECLS
