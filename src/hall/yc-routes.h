/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/yc-request.h"
#include "net/yc-response.h"
#include "store/yc-store.h"

G_BEGIN_DECLS

/**
 * YcRoutes: the table of routes of a hall node: which request becomes which call of sync's node, in which lane of the store. It
 * decides nothing of its own. Used by the server for the network and the control socket, and by the command line in process
 * when no node is running. Main context of the thread it was made in.
 */
typedef struct _YcRoutes YcRoutes;

/** Called once with the answer to a request; response is borrowed. */
typedef void (*YcRoutesAnswer) (YcResponse *response, gpointer user_data);

/** Whether anybody still waits for the answer that user_data was given for. */
typedef gboolean (*YcRoutesIsWaiting) (gpointer user_data);

/** What the node signs with. Copied. */
typedef struct
{
  const char *ca_pem;
  const char *ca_key_pem;
} YcRoutesConfig;

/** Routes over an open store; transfer full. store is referenced, env must outlive them. */
YcRoutes *yc_routes_new (const YcRoutesConfig *config, YcStore *store, YcEnv *env, GError **error);
/** Frees the routes; yc_routes_get_n_under_way() must be 0. */
void yc_routes_free (YcRoutes *routes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcRoutes, yc_routes_free)

/** How long-polls learn that their client has gone; without it they wait to their end. */
void yc_routes_set_is_waiting (YcRoutes *routes, YcRoutesIsWaiting is_waiting);

/** Handles one request; answer is called exactly once, perhaps before this returns. */
void yc_routes_handle (YcRoutes *routes, YcRequest *request, YcRoutesAnswer answer, gpointer user_data);

/** Answers all long-polls now and lets nothing begin that takes long: the node is about to stop. */
void yc_routes_drain (YcRoutes *routes);

/** How many requests are under way. After yc_routes_drain() it comes to 0 by itself while the main context runs. */
guint yc_routes_get_n_under_way (YcRoutes *routes);

/** The largest body a route takes, in bytes (for the server, before it reads one). */
gsize yc_routes_max_body (const char *method, const char *path, gboolean local);

G_END_DECLS
