/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-local-node"

#include "config.h"

#include "hall/yc-local-node.h"

#include <string.h>

#include "hall/yc-hall-error.h"
#include "net/yc-control.h"
#include "vault/yc-system-env.h"

/* An export of a long journal takes its time. */
#define CONTROL_TIMEOUT_MS (10 * 60 * 1000)
/* How long another subcommand, or a node that does not answer, is waited for, and how long one look at a node takes at most. */
#define BUSY_MS (15 * 1000)
#define PROBE_MS (3 * 1000)
#define BUSY_PAUSE_MS 50

struct _YcLocalNode
{
  YcEnv *env;              /* borrowed: static */
  YcStore *store;          /* owned */
  YcRoutes *routes;        /* owned */
  YcNodeFiles files;
  char *hall;              /* owned */
};

/* Waiting for one asynchronous thing in the default main context. */
typedef struct
{
  gboolean done;
  GError *error;
  YcResponse *response;
} Wait;

static void
wait_for (Wait *wait)
{
  while (!wait->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_opened_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Wait *wait = user_data;

  yc_store_open_finish (YC_STORE (source), result, &wait->error);
  wait->done = TRUE;
}

static void
on_closed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Wait *wait = user_data;

  yc_store_close_finish (YC_STORE (source), result, &wait->error);
  wait->done = TRUE;
}

static gboolean
hall_id_job (YcDb     *db,
             gpointer  data,
             GError  **error)
{
  YcLocalNode *node = data;

  if (yc_db_get_hall_id (db) == NULL || !yc_db_is_node (db))
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                   "The record in this folder is not that of a hall node. It was left as it is.");
      return FALSE;
    }
  node->hall = g_strdup (yc_db_get_hall_id (db));
  return TRUE;
}

static void
on_hall_id_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Wait *wait = user_data;

  yc_store_run_finish (YC_STORE (source), result, &wait->error);
  wait->done = TRUE;
}

static gboolean
open_store (YcLocalNode  *node,
            YcHallDir    *dir,
            GError      **error)
{
  g_autofree char *journal = yc_hall_dir_file (dir, "hall.db");
  Wait opening = { FALSE, NULL, NULL };
  Wait reading = { FALSE, NULL, NULL };

  node->store = yc_store_new (node->env);
  /* `init` has made it: one that is empty has lost what was in it. */
  yc_store_set_must_exist (node->store);
  yc_store_open_async (node->store, journal, NULL, on_opened_cb, &opening);
  wait_for (&opening);
  if (opening.error != NULL)
    {
      g_propagate_error (error, opening.error);
      g_clear_object (&node->store);
      return FALSE;
    }

  yc_store_run_async (node->store, YC_LANE_READ, hall_id_job, node, NULL, NULL, on_hall_id_cb, &reading);
  wait_for (&reading);
  if (reading.error == NULL)
    return TRUE;

  g_propagate_error (error, reading.error);
  return FALSE;
}

YcLocalNode *
yc_local_node_open (YcHallDir  *dir,
                    GError    **error)
{
  YcLocalNode *node = g_new0 (YcLocalNode, 1);
  YcRoutesConfig config = { NULL, NULL };

  node->env = yc_system_env ();
  if (open_store (node, dir, error) && yc_node_files_read (dir, node->hall, node->env, &node->files, error))
    {
      config.ca_pem = node->files.ca_pem;
      config.ca_key_pem = node->files.ca_key_pem;
      node->routes = yc_routes_new (&config, node->store, node->env, error);
    }
  if (node->routes != NULL)
    return node;

  yc_local_node_close (node, NULL);
  return NULL;
}

gboolean
yc_local_node_close (YcLocalNode  *node,
                     GError      **error)
{
  Wait closing = { FALSE, NULL, NULL };

  if (node->routes != NULL)
    {
      yc_routes_drain (node->routes);
      while (yc_routes_get_n_under_way (node->routes) > 0)
        g_main_context_iteration (NULL, TRUE);
    }
  g_clear_pointer (&node->routes, yc_routes_free);
  if (node->store != NULL)
    {
      yc_store_close_async (node->store, on_closed_cb, &closing);
      wait_for (&closing);
    }
  g_clear_object (&node->store);
  yc_node_files_clear (&node->files);
  g_free (node->hall);
  g_free (node);

  if (closing.error == NULL)
    return TRUE;
  g_propagate_error (error, closing.error);
  return FALSE;
}

YcRoutes *
yc_local_node_get_routes (YcLocalNode *node)
{
  return node->routes;
}

YcStore *
yc_local_node_get_store (YcLocalNode *node)
{
  return node->store;
}

const YcNodeFiles *
yc_local_node_get_files (YcLocalNode *node)
{
  return &node->files;
}

YcEnv *
yc_local_node_get_env (YcLocalNode *node)
{
  return node->env;
}

static void
on_answer_cb (YcResponse *response,
              gpointer    user_data)
{
  Wait *wait = user_data;

  wait->response = yc_response_ref (response);
  wait->done = TRUE;
}

YcResponse *
yc_local_node_call (YcLocalNode *node,
                    YcRequest   *request)
{
  Wait answering = { FALSE, NULL, NULL };

  yc_request_set_origin (request, TRUE, "control");
  yc_routes_handle (node->routes, request, on_answer_cb, &answering);
  wait_for (&answering);
  return answering.response;
}

/* The way to a hall */

struct _YcHallDoor
{
  YcHallDir *dir;      /* owned */
  YcLocalNode *node;   /* owned, NULL until the first call in this process */
  gboolean served;     /* a running node has answered */
};

YcHallDoor *
yc_hall_door_new (YcHallDir *dir)
{
  YcHallDoor *door = g_new0 (YcHallDoor, 1);

  door->dir = dir;
  return door;
}

void
yc_hall_door_free (YcHallDoor *door)
{
  g_autoptr(GError) error = NULL;

  if (door == NULL)
    return;
  if (door->node != NULL && !yc_local_node_close (door->node, &error))
    g_warning ("Closing the record: %s", error->message);
  yc_hall_dir_free (door->dir);
  g_free (door);
}

static YcResponse *
call_in_process (YcHallDoor  *door,
                 const char  *method,
                 const char  *target,
                 const char  *idempotency_key,
                 GBytes      *body,
                 GError     **error)
{
  g_autoptr(YcRequest) request = NULL;

  if (door->node == NULL)
    door->node = yc_local_node_open (door->dir, error);
  if (door->node == NULL)
    return NULL;

  request = yc_request_new (method, target);
  if (idempotency_key != NULL)
    yc_request_set_header (request, "Idempotency-Key", idempotency_key);
  if (body != NULL)
    yc_request_set_body (request, body);
  return yc_local_node_call (door->node, request);
}

/* Takes the lock, or finds a node that listens: *held tells which. Neither is there while a node starts or another subcommand
 * works: both are soon over. */
static gboolean
find_node (YcHallDoor  *door,
           const char  *socket_path,
           gboolean    *held,
           GError     **error)
{
  YcEnv *env = yc_system_env ();
  gint64 until = yc_env_now_mono (env) + BUSY_MS;

  *held = FALSE;
  if (door->dir->lock_fd >= 0)
    return TRUE;
  *held = door->served;
  while (!door->served)
    {
      g_autoptr(GError) local_error = NULL;
      g_autoptr(YcResponse) health = NULL;

      if (yc_hall_dir_lock (door->dir, held, error))
        return TRUE;
      if (!*held)
        return FALSE;
      health = yc_control_call (socket_path, "GET", "/health", NULL, NULL, PROBE_MS, &local_error);
      door->served = health != NULL;
      if (door->served)
        return TRUE;
      if (yc_env_now_mono (env) >= until)
        {
          g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                       "Another process has the record in %s open and does not answer (%s). Try again, or stop it.",
                       door->dir->path, local_error->message);
          return FALSE;
        }
      g_usleep (BUSY_PAUSE_MS * 1000);
    }
  return TRUE;
}

YcResponse *
yc_hall_door_call (YcHallDoor  *door,
                   const char  *method,
                   const char  *target,
                   const char  *idempotency_key,
                   GBytes      *body,
                   GError     **error)
{
  g_autofree char *socket_path = yc_hall_dir_file (door->dir, "control.sock");
  const char *headers[] = { "Idempotency-Key", idempotency_key, NULL };
  g_autoptr(GError) local_error = NULL;
  YcResponse *response = NULL;
  gboolean held = FALSE;

  if (!find_node (door, socket_path, &held, error))
    return NULL;
  if (!held)
    return call_in_process (door, method, target, idempotency_key, body, error);
  response = yc_control_call (socket_path, method, target, idempotency_key != NULL ? headers : NULL, body,
                              CONTROL_TIMEOUT_MS, &local_error);
  if (response == NULL)
    g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                 "The node of this hall went away before it had answered (%s). Look what was done, and try again.", local_error->message);
  return response;
}
