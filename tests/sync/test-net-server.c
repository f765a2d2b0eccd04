/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"
#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "net/yc-control.h"
#include "net-fixture.h"

#define N_POLLS 100
#define POLLS_A_CLIENT 8

static GBytes *
body_of (gsize size)
{
  return g_bytes_new_take (g_malloc0 (size), size);
}

static void
check_problem (YcResponse *response,
               guint       status,
               const char *type)
{
  g_autofree char *begin = g_strdup_printf ("{\"type\":\"/problems/%s\",\"title\":\"", type);

  g_assert_cmpuint (yc_response_get_status (response), ==, status);
  g_assert_cmpstr (yc_response_get_content_type (response), ==, "application/problem+json");
  g_assert_true (g_str_has_prefix (text_of (response), begin));
}

static void
check_size (YcClient   *client,
            const char *target,
            gsize       size,
            gboolean    fits)
{
  g_autoptr(GBytes) body = body_of (size);
  g_autoptr(YcResponse) response = ask (client, "POST", target, body);
  g_autofree char *end = g_strdup_printf ("body=%" G_GSIZE_FORMAT, size);

  if (fits)
    g_assert_true (g_str_has_suffix (text_of (response), end));
  else
    check_problem (response, 413, "too-large");
}

static void
test_body_limits (void)
{
  Node *node = node_new ("srv", "ca");
  g_autoptr(YcClient) client = client_new (node, "ca", HALL_NAME, "cli");

  check_size (client, "/v1/x", 64 * 1024, TRUE);
  check_size (client, "/v1/x", 64 * 1024 + 1, FALSE);
  check_size (client, "/v1/x", 3 * 1024 * 1024, FALSE);
  check_size (client, "/v1/halls/h/events", 1024 * 1024 + 16 * 1024, TRUE);
  check_size (client, "/v1/halls/h/events", 1024 * 1024 + 16 * 1024 + 1, FALSE);
  g_assert_cmpuint (node->remotes->len, ==, 2);
  node_free (node);
}

static gsize
tiny (const char *method,
      const char *path,
      gboolean    local)
{
  return strcmp (method, "PUT") == 0 && strcmp (path, "/set") == 0 ? 10 : 0;
}

static void
test_own_limits (void)
{
  Node *node = node_new ("srv", "ca");
  g_autoptr(YcClient) client = client_new (node, "ca", HALL_NAME, "cli");
  g_autoptr(GBytes) body = body_of (10);
  g_autoptr(YcResponse) fits = NULL;
  g_autoptr(YcResponse) other = NULL;

  yc_server_set_max_body (node->server, tiny);
  fits = ask (client, "PUT", "/set", body);
  g_assert_cmpuint (yc_response_get_status (fits), ==, 200);
  other = ask (client, "PUT", "/other", body);
  check_problem (other, 413, "too-large");
  node_free (node);
}

static Node *
control_node (char **path)
{
  Node *node = node_new_plain ();
  g_autoptr(GError) error = NULL;

  *path = fixture_path ("control.sock");
  yc_server_listen_control (node->server, *path, &error);
  g_assert_no_error (error);
  return node;
}

/* What another thread does with the control socket while the server runs in this one. */
typedef struct
{
  const char *path;
  const char *target;
  GBytes *body;        /* for yc_control_call() */
  const char *raw;     /* or these bytes */
  gsize repeat;        /* and then so many blocks of "chunks" */
  const char *chunk;
  char *answer;        /* what came back of a raw request */
  gsize written;
  YcResponse *response;
  GError *error;
  int done;
} Visit;

static gpointer
visit_thread (gpointer data)
{
  Visit *visit = data;

  visit->response = yc_control_call (visit->path, "POST", visit->target, NULL, visit->body, 5000, &visit->error);
  g_atomic_int_set (&visit->done, 1);
  return NULL;
}

static gpointer
raw_thread (gpointer data)
{
  Visit *visit = data;
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (visit->path);
  g_autoptr(GSocketConnection) connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  char buffer[4096] = "";
  gsize length = 0;

  g_output_stream_write_all (out, visit->raw, strlen (visit->raw), NULL, NULL, NULL);
  for (gsize i = 0; i < visit->repeat; i++)
    {
      gsize written = 0;

      if (!g_output_stream_write_all (out, visit->chunk, strlen (visit->chunk), &written, NULL, NULL))
        break;
      visit->written += written;
    }
  g_input_stream_read_all (in, buffer, sizeof buffer - 1, &length, NULL, NULL);
  visit->answer = g_strndup (buffer, length);
  g_atomic_int_set (&visit->done, 1);
  return NULL;
}

static void
run_visit (Visit       *visit,
           GThreadFunc  func)
{
  GThread *thread = g_thread_new ("visit", func, visit);

  WAIT (g_atomic_int_get (&visit->done) == 1);
  g_thread_join (thread);
}

static void
test_control (void)
{
  g_autofree char *path = NULL;
  Node *node = control_node (&path);
  g_autoptr(GBytes) body = body_of (7);
  Visit visit = { .path = path, .target = "/v1/staff?q=x", .body = body };
  Visit later = { .path = path, .target = "/v1/staff" };
  GStatBuf info;

  g_assert_cmpint (g_lstat (path, &info), ==, 0);
  g_assert_true (S_ISSOCK (info.st_mode));
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  run_visit (&visit, visit_thread);
  g_assert_no_error (visit.error);
  g_assert_cmpuint (yc_response_get_status (visit.response), ==, 200);
  g_assert_cmpstr (text_of (visit.response), ==,
                   "POST /v1/staff q=x peer=(null) trusted=0 local=1 head=(null) body=7");
  g_assert_cmpstr (g_ptr_array_index (node->remotes, 0), ==, "control");
  yc_response_unref (visit.response);
  node_free (node);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  run_visit (&later, visit_thread);
  g_assert_error (later.error, YC_NET_ERROR, YC_NET_ERROR_UNREACHABLE);
  g_clear_error (&later.error);
}

/* A socket left by a crash is replaced, another kind of file is not touched, a path too long is said. */
static void
test_control_path (void)
{
  g_autofree char *path = fixture_path ("left.sock");
  g_autofree char *file = fixture_path ("ca.pem");
  g_autofree char *long_path = g_strdup_printf ("/tmp/%0120d", 1);
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr(GSocket) left = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, NULL);
  g_autoptr(YcServer) server = yc_server_new ();
  g_autoptr(GError) error = NULL;

  g_assert_false (yc_server_listen_control (server, long_path, &error));
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (yc_server_listen_control (server, file, &error));
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_IN_USE);
  g_clear_error (&error);
  g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_socket_bind (left, address, FALSE, NULL));
  g_socket_close (left, NULL);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (yc_server_listen_control (server, path, &error));
  g_assert_no_error (error);
}

static void
check_raw (const char *raw,
           const char *status_line,
           const char *contains)
{
  g_autofree char *path = NULL;
  Node *node = control_node (&path);
  Visit visit = { .path = path, .raw = raw };

  run_visit (&visit, raw_thread);
  if (!g_str_has_prefix (visit.answer, status_line))
    g_error ("%.60s was answered %s", raw, visit.answer);
  g_assert_nonnull (strstr (visit.answer, contains));
  g_free (visit.answer);
  node_free (node);
}

static void
test_bad_requests (void)
{
  g_autofree char *long_value = g_strnfill (17 * 1024, 'x');
  g_autofree char *large_header = g_strdup_printf ("GET / HTTP/1.1\r\nHost: c\r\nA: %s\r\n\r\n", long_value);
  g_autofree char *long_target = g_strdup_printf ("GET /%s HTTP/1.1\r\nHost: c\r\n\r\n", long_value);
  g_autoptr(GString) many = g_string_new ("GET / HTTP/1.1\r\nHost: c\r\n");

  for (int i = 0; i < 101; i++)
    g_string_append_printf (many, "A%d: x\r\n", i);
  g_string_append (many, "\r\n");
  check_raw (large_header, "HTTP/1.1 431 ", "/problems/headers-too-large");
  check_raw (many->str, "HTTP/1.1 431 ", "/problems/headers-too-large");
  check_raw (long_target, "HTTP/1.1 414 ", "/problems/uri-too-long");
  check_raw ("POST / HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
             "HTTP/1.1 411 ", "/problems/length-required");
  check_raw ("GET /a%2f..%2fb HTTP/1.1\r\nHost: c\r\n\r\n", "HTTP/1.1 400 ", "/problems/bad-request");
  check_raw ("GET /%ff HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n", "HTTP/1.1 400 ", "/problems/bad-request");
  check_raw ("GET /?q=%ff%fe HTTP/1.1\r\nHost: c\r\n\r\n", "HTTP/1.1 400 ", "/problems/bad-request");
  check_raw ("nonsense\r\n\r\n", "HTTP/1.0 400 ", "");
  /* No "100 Continue" is given to a body that is too large. */
  check_raw ("POST / HTTP/1.1\r\nHost: c\r\nContent-Length: 70000\r\nExpect: 100-continue\r\n\r\n",
             "HTTP/1.1 413 ", "/problems/too-large");
  /* Cut short by Range is nothing. */
  check_raw ("GET /echo HTTP/1.1\r\nHost: c\r\nRange: bytes=0-1\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 ", "GET /echo");
}

static void
test_endless_body (void)
{
  g_autofree char *path = NULL;
  Node *node = control_node (&path);
  g_autofree char *block = g_strnfill (0x10000, 'x');
  g_autofree char *chunk = g_strdup_printf ("10000\r\n%s\r\n", block);
  Visit visit = { .path = path, .repeat = 1024, .chunk = chunk };

  visit.raw = "POST / HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\n\r\n";
  run_visit (&visit, raw_thread);
  /* 4 MiB are thrown away and a little more is under way; 64 MiB were to come. */
  g_assert_cmpuint (visit.written, <, 8 * 1024 * 1024);
  g_assert_cmpuint (visit.written, >, 3 * 1024 * 1024);
  g_assert_cmpuint (node->remotes->len, ==, 0);
  g_free (visit.answer);
  node_free (node);
}

static void
test_no_answer (void)
{
  Node *node = node_new ("srv", "ca");
  g_autoptr(YcClient) client = client_new (node, "ca", HALL_NAME, "cli");
  g_autoptr(YcResponse) response = NULL;

  g_test_expect_message ("yc-net", G_LOG_LEVEL_WARNING, "*without an answer*");
  response = ask (client, "GET", "/drop", NULL);
  g_test_assert_expected_messages ();
  check_problem (response, 500, "internal");
  node_free (node);
}

static void
test_port_in_use (void)
{
  Node *node = node_new ("srv", "ca");
  g_autoptr(YcServer) second = yc_server_new ();
  g_autofree char *chain = fixture_chain ("srv", "ca");
  g_autofree char *key = fixture_key ("leaf");
  g_autofree char *ca = fixture_pem ("ca");
  g_autoptr(GError) error = NULL;

  g_assert_true (yc_server_set_identity (second, chain, key, ca, NULL));
  g_assert_false (yc_server_listen (second, "127.0.0.1", yc_server_get_port (node->server), &error));
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_IN_USE);
  g_assert_true (g_str_has_suffix (error->message, "choose another port."));
  g_clear_error (&error);
  g_assert_false (yc_server_listen (second, "127.0.0.1", 70000, &error));
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (yc_server_listen (second, "localhost", 0, &error));
  g_assert_no_error (error);
  node_free (node);
}

static void
test_many_polls (void)
{
  Node *node = node_new ("srv", "ca");
  g_autoptr(GPtrArray) clients = g_ptr_array_new_with_free_func (g_object_unref);
  Reply replies[N_POLLS];

  for (guint i = 0; i < N_POLLS; i++)
    {
      if (i % POLLS_A_CLIENT == 0)
        g_ptr_array_add (clients, client_new (node, "ca", HALL_NAME, "cli"));
      start (g_ptr_array_index (clients, clients->len - 1), "GET", "/hold", NULL, 100000, NULL, &replies[i]);
      /* Client and server share this process and its few handshake threads here: not more at a time than these. */
      WAIT (node->held->len + 4 > i);
    }
  WAIT (node->held->len == N_POLLS);
  g_assert_cmpuint (yc_server_get_n_pending (node->server), ==, N_POLLS);
  node_answer_all (node);
  for (guint i = 0; i < N_POLLS; i++)
    {
      WAIT (replies[i].done);
      g_assert_no_error (replies[i].error);
      g_assert_cmpuint (yc_response_get_status (replies[i].response), ==, 200);
      reply_clear (&replies[i]);
    }
  g_assert_cmpuint (yc_server_get_n_pending (node->server), ==, 0);
  g_assert_cmpuint (node->n_gone, ==, 0);
  node_free (node);
}

static GSocketConnection *
connect_to (Node *node)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();

  return g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) yc_server_get_port (node->server), NULL, NULL);
}

static gboolean
on_any_certificate_cb (GTlsConnection       *connection,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  errors,
                       gpointer              user_data)
{
  return TRUE;
}

static void
on_handshake_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* A client of TLS that then sends @bytes and no more. */
static GIOStream *
speak_half (Node       *node,
            const char *bytes)
{
  g_autoptr(GSocketConnection) plain = connect_to (node);
  g_autoptr(GError) error = NULL;
  GIOStream *tls = g_tls_client_connection_new (G_IO_STREAM (plain), NULL, &error);
  gboolean done = FALSE;

  g_assert_no_error (error);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (on_any_certificate_cb), NULL);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL, on_handshake_cb, &done);
  WAIT (done);
  g_output_stream_write_all (g_io_stream_get_output_stream (tls), bytes, strlen (bytes), NULL, NULL, &error);
  g_assert_no_error (error);
  return tls;
}

/* Connections that are over leave nothing behind. */
static void
test_connections_end (void)
{
  Node *node = node_new ("srv", "ca");

  for (int i = 0; i < 3; i++)
    {
      g_autoptr(YcClient) client = client_new (node, "ca", HALL_NAME, "cli");
      g_autoptr(YcResponse) response = ask (client, "GET", "/echo", NULL);

      g_assert_cmpuint (yc_server_get_n_connections (node->server), >=, 1);
    }
  WAIT (yc_server_get_n_connections (node->server) == 0);
  node_free (node);
}

/* Who says nothing, or half a request, or nothing more, does not keep a place; who waits for an answer does. */
static void
test_slow_clients (void)
{
  static const char * const halves[] = {
    "", "GET /echo HTTP/1.1\r\nHost: c\r\nA: ", "POST /echo HTTP/1.1\r\nHost: c\r\nContent-Length: 10\r\n\r\nabc",
    "GET /echo HTTP/1.1\r\nHost: c\r\n\r\n",
  };
  Node *node = node_new ("srv", "ca");
  g_autoptr(YcClient) client = client_new (node, "ca", HALL_NAME, "cli");
  g_autoptr(GPtrArray) slow = g_ptr_array_new_with_free_func (g_object_unref);
  Reply reply;

  yc_server_set_limits (node->server, 100, 700, 700);
  start (client, "GET", "/hold", NULL, 7000, NULL, &reply);
  WAIT (node->held->len == 1);
  for (gsize i = 0; i < G_N_ELEMENTS (halves); i++)
    g_ptr_array_add (slow, speak_half (node, halves[i]));
  WAIT (yc_server_get_n_connections (node->server) == 1);
  g_assert_false (reply.done);
  node_answer_all (node);
  WAIT (reply.done);
  g_assert_no_error (reply.error);
  reply_clear (&reply);
  node_free (node);
}

static void
test_too_many_connections (void)
{
  Node *node = node_new ("srv", "ca");
  g_autoptr(GSocketConnection) first = NULL;
  g_autoptr(GSocketConnection) second = NULL;
  g_autoptr(YcClient) client = client_new (node, "ca", HALL_NAME, "cli");
  g_autoptr(YcResponse) response = NULL;
  g_autoptr(GError) error = NULL;
  gboolean sent;

  yc_server_set_limits (node->server, 2, 60000, 60000);
  first = connect_to (node);
  second = connect_to (node);
  WAIT (yc_server_get_n_connections (node->server) == 2);
  g_test_expect_message ("yc-net", G_LOG_LEVEL_WARNING, "Too many connections*");
  error = ask_error (client, "/echo", 5000, &sent);
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_UNREACHABLE);
  g_assert_false (sent);
  g_test_assert_expected_messages ();
  g_clear_object (&first);
  g_clear_object (&second);
  WAIT (yc_server_get_n_connections (node->server) == 0);
  response = ask (client, "GET", "/echo", NULL);
  g_assert_cmpuint (yc_response_get_status (response), ==, 200);
  node_free (node);
}

static void
on_stopped_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  gboolean *stopped = user_data;

  g_assert_true (yc_server_stop_finish (YC_SERVER (source), result, NULL));
  *stopped = TRUE;
}

static void
test_stop (void)
{
  Node *node = node_new ("srv", "ca");
  g_autoptr(YcClient) client = client_new (node, "ca", HALL_NAME, "cli");
  g_autoptr(YcResponse) idle = ask (client, "GET", "/echo", NULL);
  g_autoptr(GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();
  gboolean stopped = FALSE, sent;
  Reply replies[3];

  for (guint i = 0; i < 3; i++)
    start (client, "POST", "/hold", NULL, 7000, NULL, &replies[i]);
  WAIT (node->held->len == 3);
  yc_server_stop_async (node->server, 5000, on_stopped_cb, &stopped);
  WAIT (stopped);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 4 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (node->n_gone, ==, 3);
  node_answer_all (node);
  for (guint i = 0; i < 3; i++)
    {
      WAIT (replies[i].done);
      g_assert_no_error (replies[i].error);
      check_problem (replies[i].response, 503, "stopping");
      g_assert_cmpstr (yc_response_get_header (replies[i].response, "retry-after"), ==, "2");
      reply_clear (&replies[i]);
    }
  error = ask_error (client, "/echo", 5000, &sent);
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_UNREACHABLE);
  node_free (node);
}

/* A connection that never speaks, and one that stops reading its answer, hold up neither the others nor the stop. */
static void
test_stop_with_stuck_clients (void)
{
  Node *node = node_new ("srv", "ca");
  g_autofree char *path = fixture_path ("stuck.sock");
  g_autoptr(YcClient) client = client_new (node, "ca", HALL_NAME, "cli");
  g_autoptr(GSocketClient) plain = g_socket_client_new ();
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr(GSocketConnection) silent = NULL;
  g_autoptr(GSocketConnection) full = NULL;
  g_autoptr(YcResponse) response = NULL;
  const char *request = "GET /big?n=8000000 HTTP/1.1\r\nHost: c\r\n\r\n";
  gboolean stopped = FALSE;

  g_assert_true (yc_server_listen_control (node->server, path, NULL));
  silent = g_socket_client_connect_to_host (plain, "127.0.0.1", (guint16) yc_server_get_port (node->server), NULL, NULL);
  full = g_socket_client_connect (plain, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  g_assert_true (G_IS_SOCKET_CONNECTION (silent) && G_IS_SOCKET_CONNECTION (full));
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (full)), request, strlen (request), NULL, NULL, NULL);
  WAIT (node->remotes->len == 1);
  response = ask (client, "GET", "/echo", NULL);
  g_assert_cmpuint (yc_response_get_status (response), ==, 200);
  yc_server_stop_async (node->server, 300, on_stopped_cb, &stopped);
  WAIT (stopped);
  node_free (node);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_set_up ();
  g_test_add_func ("/net/server/body-limits", test_body_limits);
  g_test_add_func ("/net/server/own-limits", test_own_limits);
  g_test_add_func ("/net/server/control", test_control);
  g_test_add_func ("/net/server/control-path", test_control_path);
  g_test_add_func ("/net/server/bad-requests", test_bad_requests);
  g_test_add_func ("/net/server/endless-body", test_endless_body);
  g_test_add_func ("/net/server/no-answer", test_no_answer);
  g_test_add_func ("/net/server/port-in-use", test_port_in_use);
  g_test_add_func ("/net/server/many-polls", test_many_polls);
  g_test_add_func ("/net/server/connections-end", test_connections_end);
  g_test_add_func ("/net/server/slow-clients", test_slow_clients);
  g_test_add_func ("/net/server/too-many-connections", test_too_many_connections);
  g_test_add_func ("/net/server/stop", test_stop);
  g_test_add_func ("/net/server/stop-with-stuck-clients", test_stop_with_stuck_clients);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
