/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-serve"

#include "config.h"

#include "hall/yc-serve.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <glib-unix.h>

#include "hall/yc-hall-error.h"
#include "hall/yc-local-node.h"
#include "net/yc-server.h"
#include "sync/yc-node.h"

#define DRAIN_MS 2000
#define MANY_FILES 4096
/* The day boundary is looked for at least this often, so that a clock that was set is noticed. */
#define TICK_MAX_MS (60 * 1000)

typedef struct
{
  YcLocalNode *node;     /* owned */
  YcServer *server;      /* owned */
  GMainLoop *loop;       /* owned */
  guint tick_source;
  gboolean stopping;
  gint64 next_tick;      /* ms UTC, from the worker */
} Serve;

/* Requests */

static void
on_answer_cb (YcResponse *response,
              gpointer    user_data)
{
  g_autoptr(YcResponder) responder = user_data;

  yc_responder_answer (responder, response);
}

static gboolean
is_waiting (gpointer user_data)
{
  return yc_responder_is_waiting (user_data);
}

static void
on_request_cb (YcServer    *server,
               YcRequest   *request,
               YcResponder *responder,
               gpointer     user_data)
{
  Serve *serve = user_data;

  yc_routes_handle (yc_local_node_get_routes (serve->node), request, on_answer_cb, yc_responder_ref (responder));
}

/* The hall-day boundary */

static gboolean
tick_job (YcDb     *db,
          gpointer  data,
          GError  **error)
{
  Serve *serve = data;

  if (!yc_node_tick (db, error))
    return FALSE;
  serve->next_tick = yc_node_next_boundary (db, error);
  return serve->next_tick != 0;
}

static void begin_tick (Serve *serve);

static gboolean
on_tick_cb (gpointer user_data)
{
  Serve *serve = user_data;

  serve->tick_source = 0;
  begin_tick (serve);
  return G_SOURCE_REMOVE;
}

static void
on_ticked_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Serve *serve = user_data;
  g_autoptr(GError) error = NULL;
  gint64 left = TICK_MAX_MS;

  if (yc_store_run_finish (YC_STORE (source), result, &error) == NULL)
    g_warning ("The end of the hall day: %s", error->message);
  else
    left = CLAMP (serve->next_tick - yc_env_now_wall (yc_local_node_get_env (serve->node)), 1000, TICK_MAX_MS);

  if (g_main_loop_is_running (serve->loop))
    serve->tick_source = g_timeout_add ((guint) left, on_tick_cb, serve);
}

static void
begin_tick (Serve *serve)
{
  yc_store_run_async (yc_local_node_get_store (serve->node), YC_LANE_COMMAND, tick_job, serve, NULL, NULL,
                      on_ticked_cb, serve);
}

/* Start and stop */

static void
on_stopped_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Serve *serve = user_data;
  g_autoptr(GError) error = NULL;

  if (!yc_server_stop_finish (YC_SERVER (source), result, &error))
    g_warning ("Stopping: %s", error->message);
  g_main_loop_quit (serve->loop);
}

static gboolean
on_signal_cb (gpointer user_data)
{
  Serve *serve = user_data;

  if (serve->stopping)
    return G_SOURCE_CONTINUE;
  serve->stopping = TRUE;
  yc_routes_drain (yc_local_node_get_routes (serve->node));
  yc_server_stop_async (serve->server, DRAIN_MS, on_stopped_cb, serve);
  return G_SOURCE_CONTINUE;
}

static gboolean
listen_all (Serve       *serve,
            YcHallDir   *dir,
            const char  *host,
            guint        port,
            GError     **error)
{
  g_autofree char *socket_path = yc_hall_dir_file (dir, "control.sock");
  const YcNodeFiles *files = yc_local_node_get_files (serve->node);

  yc_routes_set_is_waiting (yc_local_node_get_routes (serve->node), is_waiting);
  serve->server = yc_server_new ();
  yc_server_set_handler (serve->server, on_request_cb, serve);
  yc_server_set_max_body (serve->server, yc_routes_max_body);

  return yc_server_set_identity (serve->server, files->server_pem, files->server_key_pem, files->ca_pem, error)
         && yc_server_listen (serve->server, host, port, error)
         && yc_server_listen_control (serve->server, socket_path, error);
}

static void
say_ready (Serve      *serve,
           const char *host)
{
  gboolean ipv6 = strchr (host, ':') != NULL;

  printf ("listening https://%s%s%s:%u\n", ipv6 ? "[" : "", host, ipv6 ? "]" : "", yc_server_get_port (serve->server));
  fflush (stdout);
}

/* The usual soft limit of 1024 descriptors is less than the connections the server takes. */
static void
allow_many_files (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= MANY_FILES)
    return;
  limit.rlim_cur = MIN (MANY_FILES, limit.rlim_max);
  if (setrlimit (RLIMIT_NOFILE, &limit) != 0)
    g_message ("The number of open files stays as it was");
}

gboolean
yc_serve (YcHallDir   *dir,
          const char  *host,
          guint        port,
          GError     **error)
{
  /* Outlives the handlers of the signals. */
  static Serve serve;
  gboolean ok = FALSE;

  allow_many_files ();
  serve.node = yc_local_node_open (dir, error);
  if (serve.node == NULL)
    return FALSE;

  serve.loop = g_main_loop_new (NULL, FALSE);
  ok = listen_all (&serve, dir, host, port, error);
  if (ok)
    {
      /* They stay to the end of the process: a second signal must not kill it while the record is being closed. */
      g_unix_signal_add (SIGTERM, on_signal_cb, &serve);
      g_unix_signal_add (SIGINT, on_signal_cb, &serve);
      say_ready (&serve, host);
      begin_tick (&serve);
      g_main_loop_run (serve.loop);
    }

  g_clear_handle_id (&serve.tick_source, g_source_remove);
  g_clear_object (&serve.server);
  ok = yc_local_node_close (serve.node, ok ? error : NULL) && ok;
  g_main_loop_unref (serve.loop);
  return ok;
}
