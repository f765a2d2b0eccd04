/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-link"

#include "config.h"

#include "link-world.h"

#include <string.h>

#include "core/yc-json.h"
#include "vault/yc-cert-info.h"
#include "vault/yc-cert.h"
#include "vault/yc-system-env.h"

static gboolean
on_tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
link_world_iterate (void)
{
  guint tick = g_timeout_add (10, on_tick_cb, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

/* The relay */

typedef struct
{
  Hall *hall;
  GSocketConnection *ends[2];   /* client, server */
  guint pumps;
  GCancellable *cancellable;
} Pipe;

typedef struct
{
  Pipe *pipe;
  int from;
  guint8 buffer[4096];
  gsize length;
} Pump;

static void pump_read (Pump *pump);

static void
pump_end (Pump *pump)
{
  Pipe *pipe = pump->pipe;

  g_free (pump);
  for (int i = 0; i < 2; i++)
    g_io_stream_close (G_IO_STREAM (pipe->ends[i]), NULL, NULL);
  g_cancellable_cancel (pipe->cancellable);
  if (--pipe->pumps > 0)
    return;

  pipe->hall->pipes = g_list_remove (pipe->hall->pipes, pipe);
  g_object_unref (pipe->ends[0]);
  g_object_unref (pipe->ends[1]);
  g_object_unref (pipe->cancellable);
  g_free (pipe);
}

static void
on_written_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Pump *pump = user_data;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL) || pump->length == 0)
    pump_end (pump);
  else
    pump_read (pump);
}

static void
on_read_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Pump *pump = user_data;
  Hall *hall = pump->pipe->hall;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n <= 0)
    {
      pump_end (pump);
      return;
    }
  pump->length = (gsize) n;
  if (pump->from == 1 && hall->cut_after >= 0)
    {
      gsize let = (gsize) MIN (hall->cut_after, n);

      hall->cut_after = -1;
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (pump->pipe->ends[0])), pump->buffer, let, NULL,
                                 NULL, NULL);
      pump_end (pump);
      return;
    }
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (pump->pipe->ends[1 - pump->from])),
                                   pump->buffer, pump->length, G_PRIORITY_DEFAULT, pump->pipe->cancellable, on_written_cb, pump);
}

static void
pump_read (Pump *pump)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (pump->pipe->ends[pump->from])), pump->buffer,
                             sizeof pump->buffer, G_PRIORITY_DEFAULT, pump->pipe->cancellable, on_read_cb, pump);
}

static gboolean
on_incoming_cb (GSocketService    *service,
                GSocketConnection *connection,
                GObject           *source,
                Hall              *hall)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  GSocketConnection *other = NULL;
  Pipe *pipe = NULL;

  if (hall->server != NULL)
    other = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) yc_server_get_port (hall->server), NULL, NULL);
  if (other == NULL)
    {
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return TRUE;
    }

  pipe = g_new0 (Pipe, 1);
  pipe->hall = hall;
  pipe->ends[0] = g_object_ref (connection);
  pipe->ends[1] = other;
  pipe->cancellable = g_cancellable_new ();
  pipe->pumps = 2;
  hall->pipes = g_list_prepend (hall->pipes, pipe);
  for (int i = 0; i < 2; i++)
    {
      Pump *pump = g_new0 (Pump, 1);

      pump->pipe = pipe;
      pump->from = i;
      pump_read (pump);
    }
  return TRUE;
}

/* The routes */

typedef struct
{
  Hall *hall;
  YcRequest *request;
  YcResponder *responder;
} Poll;

static void
poll_free (Poll *poll)
{
  yc_request_unref (poll->request);
  yc_responder_unref (poll->responder);
  g_free (poll);
}

static gint64
number_of (const char *text)
{
  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : -1;
}

/* Certificates are signed by the CA of the world for the CN: the device. */
static YcCaller
caller_of (YcRequest *request)
{
  const char *authorization = yc_request_get_header (request, "Authorization");
  const char *pem = yc_request_get_peer_pem (request);
  static char key[YC_KEY_PUBLIC_LENGTH + 1];
  YcCaller caller = { .dev = NULL };

  if (pem != NULL && yc_request_is_peer_trusted (request))
    {
      g_autoptr(YcCertInfo) info = yc_cert_inspect (pem, strlen (pem), NULL, NULL);

      g_strlcpy (key, info->public_key, sizeof key);
      caller.dev = yc_request_get_peer_name (request);
      caller.key = key;
    }
  if (authorization != NULL && g_str_has_prefix (authorization, "Bearer "))
    caller.token = authorization + strlen ("Bearer ");
  return caller;
}

static YcCommandHeaders
headers_of (YcRequest *request)
{
  return (YcCommandHeaders) {
    .key = yc_request_get_header (request, "Idempotency-Key"),
    .session = yc_request_get_header (request, "YC-Session"),
    .needs = number_of (yc_request_get_header (request, "YC-Needs")),
    .after = number_of (yc_request_get_header (request, "YC-After")),
    .epoch = number_of (yc_request_get_header (request, "YC-Epoch")),
    .at = yc_request_get_header (request, "YC-At"),
    .withdraw = g_strcmp0 (yc_request_get_header (request, "YC-Withdraw"), "1") == 0,
  };
}

static YcResponse *
response_of (YcReply *reply)
{
  g_autofree char *text = NULL;

  if (reply->problem != NULL)
    return yc_response_new_problem (reply->status, reply->problem, reply->title, reply->body);
  text = yc_json_write_object (reply->body);
  return yc_response_new_json (reply->status, text);
}

/* NULL: nothing new yet. */
static YcResponse *
read_feed (Hall      *hall,
           YcRequest *request,
           gboolean   may_wait)
{
  YcCaller caller = caller_of (request);
  YcCommandHeaders headers = headers_of (request);
  YcFeedPage page = { 0 };
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autofree char *positions = NULL;
  g_autofree char *next = NULL;
  YcResponse *response = NULL;

  g_assert_true (yc_node_read_feed (hall->world->db, &caller, number_of (yc_request_get_query (request, "after")),
                                    (guint) number_of (yc_request_get_query (request, "limit")), headers.epoch, headers.at, &page,
                                    &reply, NULL));
  if (reply != NULL)
    return response_of (reply);
  if (!page.wait || !may_wait)
    {
      body = yc_feed_page_to_body (&page, &positions);
      next = g_strdup_printf ("%d", (int) page.next);
      response = yc_response_new (200, YC_BATCH_TYPE, body);
      yc_response_set_header (response, "YC-Next", next);
      yc_response_set_header (response, "YC-Epoch", "1");
      yc_response_set_header (response, "YC-Pos", positions);
    }
  yc_feed_page_clear (&page);
  return response;
}

static gboolean
on_wake_cb (gpointer user_data)
{
  Hall *hall = user_data;

  hall->wake = 0;
  for (guint i = hall->polls->len; i > 0; i--)
    {
      Poll *poll = g_ptr_array_index (hall->polls, i - 1);
      g_autoptr(YcResponse) response = read_feed (hall, poll->request, TRUE);

      if (response == NULL)
        continue;
      yc_responder_answer (poll->responder, response);
      g_ptr_array_remove_index_fast (hall->polls, i - 1);
    }
  return G_SOURCE_REMOVE;
}

void
hall_wake (Hall *hall)
{
  /* Later, so that the answer of what was committed is on its way before. */
  if (hall->wake == 0)
    hall->wake = g_timeout_add (30, on_wake_cb, hall);
}

static YcReply *
run_sign_in (Hall                   *hall,
             const YcCaller         *caller,
             const YcCommandHeaders *headers,
             YcRequest              *request)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (yc_request_get_body (request), &length);
  g_autoptr(JsonObject) body = yc_json_parse_object (text, length, &YC_JSON_BODY, NULL);
  gboolean right = FALSE;

  g_assert_nonnull (body);
  if (g_strcmp0 (hall->last_key, headers->key) != 0)
    hall->n_sign_in_keys++;
  g_free (hall->last_key);
  hall->last_key = g_strdup (headers->key);
  right = g_strcmp0 (yc_json_peek_string (body, "pin"), LINK_PIN) == 0;
  json_object_remove_member (body, "pin");
  return yc_node_sign_in (hall->world->db, caller, headers, body, right, NULL);
}

static YcReply *
run_write (Hall      *hall,
           YcRequest *request)
{
  YcCaller caller = caller_of (request);
  YcCommandHeaders headers = headers_of (request);
  const char *path = yc_request_get_path (request);
  GBytes *body = yc_request_get_body (request);
  gint64 count = number_of (yc_request_get_header (request, "YC-Count"));

  if (g_str_has_suffix (path, "/commands"))
    {
      hall->n_commands++;
      return yc_node_command (hall->world->db, &caller, &headers, body, NULL);
    }
  if (g_str_has_suffix (path, "/events"))
    {
      hall->n_pushed += (guint) count;
      return yc_node_push (hall->world->db, &caller, yc_request_get_header (request, "YC-Stream"),
                           number_of (yc_request_get_header (request, "YC-First")), count,
                           yc_request_get_header (request, "YC-Head"), body, NULL);
    }
  if (g_str_has_suffix (path, "/renew"))
    {
      gsize length = 0;
      const char *text = g_bytes_get_data (body, &length);
      g_autoptr(JsonObject) object = yc_json_parse_object (text, length, &YC_JSON_BODY, NULL);

      return yc_node_renew (hall->world->db, &caller, object, &hall->world->authority, NULL);
    }
  if (g_str_has_suffix (path, "/enrolments"))
    {
      gsize length = 0;
      const char *text = g_bytes_get_data (body, &length);
      g_autoptr(JsonObject) object = yc_json_parse_object (text, length, &YC_JSON_BODY, NULL);

      return yc_node_enrol (hall->world->db, object, &hall->world->authority, NULL);
    }
  g_assert_cmpstr (path, ==, "/v1/sessions");
  if (g_str_equal (yc_request_get_method (request), "DELETE"))
    return yc_node_sign_out (hall->world->db, &caller, &headers, NULL);
  return run_sign_in (hall, &caller, &headers, request);
}

/* Policy with no jitter after a restart: the tests would wait for it. */
static YcResponse *
read_reference (Hall      *hall,
                YcRequest *request)
{
  YcCaller caller = caller_of (request);
  const char *set = strrchr (yc_request_get_path (request), '/') + 1;
  g_autoptr(GBytes) document = NULL;
  g_autofree char *etag = NULL;
  g_autofree char *quoted = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(YcReply) reply = yc_node_get_reference (hall->world->db, &caller, set, &document, &etag, NULL);
  g_autoptr(GRegex) jitter = g_regex_new ("(\"reconnect_jitter_s\",\\s*\"value\":\\s*)\\d+", 0, 0, NULL);
  YcResponse *response = NULL;
  char *text = NULL;

  if (reply != NULL)
    return response_of (reply);
  text = g_regex_replace (jitter, g_bytes_get_data (document, NULL), (gssize) g_bytes_get_size (document), 0, "\\g<1>0", 0, NULL);
  body = g_bytes_new_take (text, strlen (text));
  quoted = g_strdup_printf ("\"%s\"", etag);
  response = yc_response_new (200, "application/json", body);
  yc_response_set_header (response, "ETag", quoted);
  return response;
}

static YcResponse *
run_request (Hall      *hall,
             YcRequest *request)
{
  const char *path = yc_request_get_path (request);
  g_autoptr(YcReply) reply = NULL;
  YcCaller caller = caller_of (request);

  if (g_str_has_suffix (path, "/heads"))
    {
      reply = yc_node_get_heads (hall->world->db, &caller, yc_request_get_query (request, "stream"), NULL);
      return response_of (reply);
    }
  if (g_str_has_prefix (path, "/v1/reference/"))
    return read_reference (hall, request);
  if (g_str_has_suffix (path, "/feed"))
    return read_feed (hall, request, number_of (yc_request_get_query (request, "wait")) > 0);

  world_begin (hall->world);
  reply = run_write (hall, request);
  g_assert_nonnull (reply);
  world_end (hall->world);
  hall_wake (hall);
  return response_of (reply);
}

static YcResponse *
busy_new (gboolean says_when)
{
  YcResponse *response = yc_response_new_problem (503, "/problems/store", "Repeat it.", NULL);

  if (says_when)
    yc_response_set_header (response, "Retry-After", "1");
  return response;
}

static Fault
take_fault (Hall      *hall,
            YcRequest *request)
{
  if (hall->n_faults == 0 || !g_str_has_suffix (yc_request_get_path (request), hall->fault_path))
    return FAULT_NONE;
  hall->n_faults--;
  return hall->fault;
}

static void
handle (YcServer    *server,
        YcRequest   *request,
        YcResponder *responder,
        gpointer     user_data)
{
  Hall *hall = user_data;
  Fault fault = take_fault (hall, request);
  g_autoptr(YcResponse) response = NULL;

  hall->n_requests++;
  if (fault == FAULT_BUSY)
    response = busy_new (TRUE);
  else
    response = run_request (hall, request);
  if (response == NULL)
    {
      Poll *poll = g_new0 (Poll, 1);

      poll->hall = hall;
      poll->request = yc_request_ref (request);
      poll->responder = yc_responder_ref (responder);
      g_ptr_array_add (hall->polls, poll);
      return;
    }

  if (fault == FAULT_BUSY_AFTER || fault == FAULT_GARBAGE)
    {
      g_autoptr(GBytes) page = g_bytes_new_static ("<html>Welcome</html>", 20);

      yc_response_unref (response);
      response = fault == FAULT_GARBAGE ? yc_response_new (200, "text/html", page) : busy_new (FALSE);
    }
  if (fault == FAULT_CUT)
    hall->cut_after = 0;
  if (fault == FAULT_CUT_MIDDLE)
    hall->cut_after = 150;
  yc_responder_answer (responder, response);
}

/* The hall */

static void
make_server_identity (Hall *hall)
{
  World *world = hall->world;
  g_autoptr(YcKey) ca_key = yc_key_new_from_pem (world->ca_key_pem, NULL);
  g_autoptr(YcKey) key = yc_key_generate (yc_system_env ());
  g_autoptr(GError) error = NULL;
  g_autofree char *cert = yc_cert_new_server (ca_key, world->ca_pem, world->hall, yc_key_get_public (key), yc_system_env (),
                                              WORLD_START, &error);

  g_assert_no_error (error);
  hall->cert_chain = yc_cert_chain (cert, world->ca_pem);
  hall->cert_key = yc_key_to_pem (key, &error);
  g_assert_no_error (error);
}

void
hall_start (Hall *hall)
{
  g_autoptr(GError) error = NULL;

  hall->server = yc_server_new ();
  yc_server_set_handler (hall->server, handle, hall);
  yc_server_set_identity (hall->server, hall->cert_chain, hall->cert_key, hall->world->ca_pem, &error);
  g_assert_no_error (error);
  yc_server_listen (hall->server, "127.0.0.1", 0, &error);
  g_assert_no_error (error);
}

static void
on_stopped_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  gboolean *stopped = user_data;

  *stopped = TRUE;
}

void
hall_stop (Hall *hall)
{
  gboolean stopped = FALSE;

  yc_server_stop_async (hall->server, 50, on_stopped_cb, &stopped);
  UNTIL (stopped);
  g_clear_object (&hall->server);
  g_ptr_array_set_size (hall->polls, 0);
  world_reopen (hall->world);
}

Hall *
hall_new (void)
{
  Hall *hall = g_new0 (Hall, 1);
  g_autofree char *staff = NULL;
  g_autoptr(GError) error = NULL;
  guint16 port;

  hall->world = world_new ();
  staff = world_add_staff (hall->world, "1001", "clerk", "A");
  hall->polls = g_ptr_array_new_with_free_func ((GDestroyNotify) poll_free);
  hall->cut_after = -1;
  make_server_identity (hall);
  hall_start (hall);
  hall->relay = g_socket_service_new ();
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (hall->relay), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (hall->relay, "incoming", G_CALLBACK (on_incoming_cb), hall);
  hall->url = g_strdup_printf ("https://127.0.0.1:%u", port);
  return hall;
}

void
hall_free (Hall *hall)
{
  if (hall->server != NULL)
    hall_stop (hall);
  g_socket_service_stop (hall->relay);
  g_socket_listener_close (G_SOCKET_LISTENER (hall->relay));
  UNTIL (hall->pipes == NULL);
  g_object_unref (hall->relay);
  g_clear_handle_id (&hall->wake, g_source_remove);
  g_ptr_array_unref (hall->polls);
  g_free (hall->cert_chain);
  g_free (hall->cert_key);
  g_free (hall->last_key);
  g_free (hall->url);
  world_free (hall->world);
  g_free (hall);
}

void
hall_set_fault (Hall       *hall,
                Fault       fault,
                const char *path,
                guint       n)
{
  hall->fault = fault;
  hall->fault_path = path;
  hall->n_faults = n;
}
