/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "raw-node"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "hall/yc-node-files.h"
#include "net/yc-server.h"
#include "store/yc-store.h"
#include "vault/yc-system-env.h"

/*
 * The limit a hall node is compared with: the same server, the same store with the same group commit and synchronous=FULL, the
 * same certificates; but what is asked for is one row written and nothing more.
 *
 *   raw-node HALL-FOLDER HALL-UUID DATABASE        prints "listening https://HOST:PORT"
 */

static guint64 n_rows;

static gboolean
one_row_job (YcDb     *db,
             gpointer  data,
             GError  **error)
{
  g_autofree char *key = g_strdup_printf ("raw/%" G_GUINT64_FORMAT, ++n_rows);
  g_autoptr(GBytes) value = g_bytes_new_static ("0123456789012345678901234567890123456789012345678901234567890123", 64);

  return yc_db_set_meta (db, key, value, error);
}

static void
on_done_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(YcResponder) responder = user_data;
  g_autoptr(GError) error = NULL;
  gpointer done = yc_store_run_finish (YC_STORE (source), result, &error);
  g_autoptr(YcResponse) response = yc_response_new_json (done != NULL ? 200 : 500, "{\"result\":{}}");

  yc_responder_answer (responder, response);
}

static void
on_request_cb (YcServer    *server,
               YcRequest   *request,
               YcResponder *responder,
               gpointer     user_data)
{
  yc_store_run_async (user_data, YC_LANE_COMMAND, one_row_job, &n_rows, NULL, NULL, on_done_cb, yc_responder_ref (responder));
}

static void
on_opened_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  YcServer *server = user_data;
  g_autoptr(GError) error = NULL;

  if (!yc_store_open_finish (YC_STORE (source), result, &error) || !yc_server_listen (server, "127.0.0.1", 0, &error))
    g_error ("%s", error->message);
  printf ("listening https://127.0.0.1:%u\n", yc_server_get_port (server));
  fflush (stdout);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(YcHallDir) dir = argc == 4 ? yc_hall_dir_new (argv[1]) : NULL;
  g_auto(YcNodeFiles) files = { 0 };
  g_autoptr(YcServer) server = yc_server_new ();
  g_autoptr(YcStore) store = yc_store_new (yc_system_env ());
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;

  if (dir == NULL)
    g_error ("raw-node HALL-FOLDER HALL-UUID DATABASE");
  if (!yc_node_files_read (dir, argv[2], yc_system_env (), &files, &error)
      || !yc_server_set_identity (server, files.server_pem, files.server_key_pem, files.ca_pem, &error))
    g_error ("%s", error->message);
  yc_server_set_handler (server, on_request_cb, store);
  yc_store_open_async (store, argv[3], NULL, on_opened_cb, server);
  g_main_loop_run (loop);
  return 0;
}
