/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-routes"

#include "config.h"

#include "hall/yc-routes-private.h"

#include <string.h>

#include "sync/yc-batch.h"

/* A push of so few lines counts as a command in the queue (10b rule 9). */
#define SMALL_PUSH 50
#define FEED_LIMIT_MAX 1000
#define POLL_MAX_S 10

static gboolean
check_hall (YcHandling *handling,
            YcDb       *db)
{
  if (g_strcmp0 (handling->hall, yc_db_get_hall_id (db)) == 0)
    return TRUE;

  handling->reply = yc_reply_new_problem (404, "/problems/hall", "This is another hall.", NULL);
  return FALSE;
}

static gboolean
command_job (YcDb     *db,
             gpointer  data,
             GError  **error)
{
  YcHandling *handling = data;

  if (!check_hall (handling, db))
    return TRUE;
  handling->reply = yc_node_command (db, &handling->caller, &handling->headers,
                                     yc_request_get_body (handling->request), error);
  return handling->reply != NULL;
}

void
yc_route_command (YcHandling *handling)
{
  yc_handling_run (handling, YC_LANE_COMMAND, command_job);
}

static gboolean
push_job (YcDb     *db,
          gpointer  data,
          GError  **error)
{
  YcHandling *handling = data;
  YcRequest *request = handling->request;

  if (!check_hall (handling, db))
    return TRUE;
  handling->reply = yc_node_push (db, &handling->caller,
                                  yc_request_get_header (request, "YC-Stream"),
                                  handling->first, handling->count,
                                  yc_request_get_header (request, "YC-Head"),
                                  yc_request_get_body (request), error);
  return handling->reply != NULL;
}

void
yc_route_push (YcHandling *handling)
{
  yc_handling_run (handling, handling->count <= SMALL_PUSH ? YC_LANE_COMMAND : YC_LANE_INGEST, push_job);
}

/* Feed */

static gboolean
feed_job (YcDb     *db,
          gpointer  data,
          GError  **error)
{
  YcHandling *handling = data;

  g_clear_pointer (&handling->reply, yc_reply_free);
  yc_feed_page_clear (&handling->page);

  if (!check_hall (handling, db))
    return TRUE;
  return yc_node_read_feed (db, &handling->caller, handling->after, (guint) CLAMP (handling->limit, 1, FEED_LIMIT_MAX),
                            handling->headers.epoch, handling->headers.at,
                            &handling->page, &handling->reply, error);
}

static void
answer_page (YcHandling *handling)
{
  g_autofree char *positions = NULL;
  g_autofree char *next = g_strdup_printf ("%" G_GINT64_FORMAT, handling->page.next);
  g_autofree char *epoch = g_strdup_printf ("%" G_GINT64_FORMAT, handling->page.epoch);
  g_autoptr(GBytes) body = yc_feed_page_to_body (&handling->page, &positions);
  YcResponse *response = yc_response_new (200, YC_BATCH_TYPE, body);

  yc_response_set_header (response, "YC-Next", next);
  yc_response_set_header (response, "YC-Epoch", epoch);
  yc_response_set_header (response, "YC-Pos", positions);
  yc_handling_answer (handling, response);
}

static void
end_poll (YcHandling *handling)
{
  answer_page (handling);
  g_ptr_array_remove_fast (handling->routes->polls, handling);
}

static gboolean
on_poll_end_cb (gpointer user_data)
{
  YcHandling *handling = user_data;

  handling->poll_source = 0;
  /* While the worker reads, the page is the worker's: on_feed_done_cb() will see that the time is over. */
  if (!handling->reading)
    end_poll (handling);
  return G_SOURCE_REMOVE;
}

static void on_feed_done_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
read_feed (YcHandling *handling)
{
  handling->reading = TRUE;
  handling->again = FALSE;
  yc_handling_run_then (handling, YC_LANE_READ, feed_job, on_feed_done_cb);
}

/* Whether the poll goes on: an empty page, time left, the client there, and the node not stopping. */
static gboolean
keep_waiting (YcHandling *handling)
{
  gint64 wait = MIN (handling->wait, POLL_MAX_S);
  gint64 now = yc_env_now_mono (handling->routes->env);

  if (!handling->page.wait || wait == 0 || yc_handling_is_left (handling)
      || g_atomic_int_get (&handling->routes->draining))
    return FALSE;
  if (handling->poll_until != 0)
    return now < handling->poll_until;

  handling->poll_until = now + wait * 1000;
  handling->poll_source = g_timeout_add ((guint) wait * 1000, on_poll_end_cb, handling);
  g_ptr_array_add (handling->routes->polls, yc_handling_ref (handling));
  return TRUE;
}

static void
on_feed_done_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(YcHandling) handling = user_data;
  g_autoptr(GError) error = NULL;

  handling->reading = FALSE;
  if (handling->answer == NULL)
    return;

  if (yc_store_run_finish (YC_STORE (source), result, &error) == NULL)
    {
      yc_handling_answer_error (handling, error);
    }
  else if (handling->reply != NULL)
    {
      yc_handling_answer_reply (handling);
    }
  else if (keep_waiting (handling))
    {
      if (handling->again)
        read_feed (handling);
      return;
    }
  else
    {
      answer_page (handling);
    }
  g_ptr_array_remove_fast (handling->routes->polls, handling);
}

void
yc_route_feed (YcHandling *handling)
{
  read_feed (handling);
}

void
yc_routes_wake_polls (YcRoutes *routes)
{
  /* Backwards: the one that is removed is replaced by the last. */
  for (guint i = routes->polls->len; i > 0; i--)
    {
      g_autoptr(YcHandling) handling = yc_handling_ref (g_ptr_array_index (routes->polls, i - 1));

      if (handling->reading)
        handling->again = TRUE;
      else if (yc_handling_is_left (handling))
        end_poll (handling);
      else
        read_feed (handling);
    }
}

void
yc_routes_drain (YcRoutes *routes)
{
  g_atomic_int_set (&routes->draining, TRUE);
  for (guint i = routes->polls->len; i > 0; i--)
    {
      g_autoptr(YcHandling) handling = yc_handling_ref (g_ptr_array_index (routes->polls, i - 1));

      if (!handling->reading)
        end_poll (handling);
    }
}

/* Heads, reference */

static gboolean
heads_job (YcDb     *db,
           gpointer  data,
           GError  **error)
{
  YcHandling *handling = data;

  if (!check_hall (handling, db))
    return TRUE;
  handling->reply = yc_node_get_heads (db, &handling->caller,
                                       yc_request_get_query (handling->request, "stream"), error);
  return handling->reply != NULL;
}

void
yc_route_heads (YcHandling *handling)
{
  yc_handling_run (handling, YC_LANE_READ, heads_job);
}

static gboolean
reference_job (YcDb     *db,
               gpointer  data,
               GError  **error)
{
  YcHandling *handling = data;
  g_autoptr(GError) local_error = NULL;

  handling->reply = yc_node_get_reference (db, &handling->caller, handling->last,
                                           &handling->document, &handling->etag, &local_error);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Whether the caller holds this document (RFC 9110, 13.1.2: weak comparison, a list, or "*"). */
static gboolean
has_document (YcHandling *handling,
              const char *etag)
{
  const char *held = yc_request_get_header (handling->request, "If-None-Match");

  return held != NULL && (g_str_equal (held, "*") || strstr (held, etag) != NULL);
}

static void
on_reference_done_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(YcHandling) handling = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *etag = NULL;
  YcResponse *response = NULL;

  if (yc_store_run_finish (YC_STORE (source), result, &error) == NULL)
    {
      yc_handling_answer_error (handling, error);
      return;
    }
  if (handling->reply != NULL)
    {
      yc_handling_answer_reply (handling);
      return;
    }

  etag = g_strdup_printf ("\"%s\"", handling->etag);
  if (has_document (handling, etag))
    response = yc_response_new (304, NULL, NULL);
  else
    response = yc_response_new (200, "application/json", handling->document);
  yc_response_set_header (response, "ETag", etag);
  yc_handling_answer (handling, response);
}

void
yc_route_reference (YcHandling *handling)
{
  yc_handling_run_then (handling, YC_LANE_READ, reference_job, on_reference_done_cb);
}
