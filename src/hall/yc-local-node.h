/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-env.h"
#include "hall/yc-hall-dir.h"
#include "hall/yc-node-files.h"
#include "hall/yc-routes.h"

G_BEGIN_DECLS

/**
 * YcLocalNode: a hall's store and routes opened in this process: under `serve` for as long as it runs, and for one
 * subcommand when no node is running. The caller holds the folder's lock.
 */
typedef struct _YcLocalNode YcLocalNode;

/** Opens the journal and the keys; waits for the store's worker in the default main context; transfer full. */
YcLocalNode *yc_local_node_open (YcHallDir *dir, GError **error);

/** Closes the journal and frees everything; FALSE with an error when it could not be closed cleanly. */
gboolean yc_local_node_close (YcLocalNode *node, GError **error);

/** The routes, borrowed. */
YcRoutes *yc_local_node_get_routes (YcLocalNode *node);
/** The store, borrowed. */
YcStore *yc_local_node_get_store (YcLocalNode *node);
/** The certificates and keys, borrowed. */
const YcNodeFiles *yc_local_node_get_files (YcLocalNode *node);
/** The environment, borrowed. */
YcEnv *yc_local_node_get_env (YcLocalNode *node);

/** Sends one request through the routes as the administrator and waits for the answer; transfer full. */
YcResponse *yc_local_node_call (YcLocalNode *node, YcRequest *request);

/**
 * YcHallDoor: the way of a subcommand to its hall: in this process under the lock when no node is running, and then the
 * journal stays open from the first call on; else to the running node by its control socket.
 */
typedef struct _YcHallDoor YcHallDoor;

/** A door to a folder (taken); nothing is touched; transfer full. */
YcHallDoor *yc_hall_door_new (YcHallDir *dir);
/** Closes the journal, if it was opened, and lets go of the lock. What was answered is committed: a fault in closing is only logged. */
void yc_hall_door_free (YcHallDoor *door);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHallDoor, yc_hall_door_free)

/**
 * One call of the control API. target is a path; body and idempotency_key may be NULL. Another subcommand that has the journal open, and
 * a node that does not answer, are waited for some 15 s. Transfer full.
 */
YcResponse *yc_hall_door_call (YcHallDoor *door, const char *method, const char *target, const char *idempotency_key, GBytes *body, GError **error);

G_END_DECLS
