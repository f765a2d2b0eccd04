/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"
#include "config.h"

#include <string.h>

#include "net-fixture.h"
#include "net/yc-exchange-private.h"

#define MIB (1024 * 1024)

static Node *
usual_node (void)
{
  return node_new ("srv", "ca");
}

static YcClient *
usual_client (Node *node)
{
  return client_new (node, "ca", HALL_NAME, "cli");
}

static GBytes *
body_of (gsize size)
{
  return g_bytes_new_take (g_malloc0 (size), size);
}

static void
test_kept_connection (void)
{
  Node *node = usual_node ();
  g_autoptr(YcClient) client = usual_client (node);
  g_autoptr(GBytes) body = body_of (100);

  for (int i = 0; i < 20; i++)
    {
      g_autoptr(YcResponse) response = ask (client, i % 2 == 0 ? "POST" : "GET", "/echo?q=%E5%8F%B7", i % 2 == 0 ? body : NULL);

      g_assert_cmpuint (yc_response_get_status (response), ==, 200);
      g_assert_cmpstr (text_of (response), ==,
                       i % 2 == 0 ? "POST /echo q=号 peer=cli trusted=1 local=0 head=one  two body=100"
                                  : "GET /echo q=号 peer=cli trusted=1 local=0 head=one  two body=0");
      g_assert_cmpstr (g_ptr_array_index (node->remotes, i), ==, g_ptr_array_index (node->remotes, 0));
    }
  node_free (node);
}

static void
test_methods (void)
{
  static const char * const methods[] = { "GET", "PUT", "DELETE", "PATCH", "BREW", "OPTIONS" };
  Node *node = usual_node ();
  g_autoptr(YcClient) client = usual_client (node);
  g_autoptr(YcResponse) head = ask (client, "HEAD", "/echo", NULL);

  g_assert_cmpuint (yc_response_get_status (head), ==, 200);
  g_assert_cmpstr (text_of (head), ==, "");
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr(YcResponse) response = ask (client, methods[i], "/echo%20%2Fx", NULL);
      g_autofree char *begin = g_strdup_printf ("%s /echo /x q=", methods[i]);

      g_assert_true (g_str_has_prefix (text_of (response), begin));
    }
  g_assert_cmpuint (node->remotes->len, ==, 1 + G_N_ELEMENTS (methods));
  node_free (node);
}

static void
test_large_answer (void)
{
  Node *node = usual_node ();
  g_autoptr(YcClient) client = usual_client (node);
  g_autoptr(YcResponse) whole = ask (client, "GET", "/big?n=3145728", NULL);
  g_autoptr(YcResponse) exact = NULL;
  g_autoptr(GError) error = NULL;
  gboolean sent;

  g_assert_cmpuint (g_bytes_get_size (yc_response_get_body (whole)), ==, 3 * MIB);
  yc_client_set_max_response (client, MIB);
  exact = ask (client, "GET", "/big?n=1048576", NULL);
  g_assert_cmpuint (g_bytes_get_size (yc_response_get_body (exact)), ==, MIB);
  error = ask_error (client, "/big?n=1048577", 5000, &sent);
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_TOO_LARGE);
  g_assert_true (sent);
  node_free (node);
}

static void
test_timeout (void)
{
  Node *node = usual_node ();
  g_autoptr(YcClient) client = usual_client (node);
  /* Shakes hands before the time runs: that may be slow on a busy machine. */
  g_autoptr(YcResponse) first = ask (client, "POST", "/echo", NULL);
  g_autoptr(GError) error = NULL;
  gboolean sent;

  error = ask_error (client, "/hold", 300, &sent);
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_TIMEOUT);
  g_assert_true (sent);
  /* The node learns that nobody waits any more, and answers into nothing. */
  WAIT (node->n_gone == 1);
  g_assert_cmpuint (yc_server_get_n_pending (node->server), ==, 0);
  node_answer_all (node);
  node_free (node);
}

static void
test_cancel (void)
{
  Node *node = usual_node ();
  g_autoptr(YcClient) client = usual_client (node);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(YcResponse) after = NULL;
  Reply reply, before;

  start (client, "GET", "/hold", NULL, 7000, cancellable, &reply);
  WAIT (node->held->len == 1);
  g_cancellable_cancel (cancellable);
  WAIT (reply.done);
  g_assert_error (reply.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (reply.sent);
  reply_clear (&reply);
  WAIT (node->n_gone == 1);
  /* Cancelled before it began. */
  start (client, "GET", "/hold", NULL, 7000, cancellable, &before);
  WAIT (before.done);
  g_assert_error (before.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (before.sent);
  reply_clear (&before);
  after = ask (client, "GET", "/echo", NULL);
  g_assert_cmpuint (yc_response_get_status (after), ==, 200);
  node_free (node);
}

static void
test_unreachable (void)
{
  Node *node = usual_node ();
  g_autoptr(YcClient) client = usual_client (node);
  g_autoptr(GError) error = NULL;
  gboolean sent;

  node_free (node); /* nobody listens on that port any more */
  error = ask_error (client, "/echo", 5000, &sent);
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_UNREACHABLE);
  g_assert_false (sent);
}

static void
on_accepted_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  GSocketConnection **connection = user_data;

  *connection = g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL, NULL);
}

/* Accepts and then says nothing, or says something that is not TLS and perhaps goes. */
static void
check_stranger (const char *says,
                gboolean    goes,
                int         code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u", (guint) port);
  g_autofree char *ca = fixture_pem ("ca");
  g_autoptr(YcClient) client = yc_client_new (url, NULL);
  g_autoptr(GSocketConnection) connection = NULL;
  Reply reply;

  g_assert_true (yc_client_set_trust (client, ca, HALL_NAME, NULL));
  start (client, "POST", "/echo", NULL, says != NULL ? 7000 : 600, NULL, &reply);
  g_socket_listener_accept_async (listener, NULL, on_accepted_cb, &connection);
  WAIT (connection != NULL);
  if (says != NULL)
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), says, strlen (says), NULL, NULL, NULL);
  if (goes)
    g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
  WAIT (reply.done);
  g_test_message ("%s", reply.error->message);
  g_assert_error (reply.error, YC_NET_ERROR, code);
  g_assert_false (reply.sent);
  reply_clear (&reply);
}

static void
test_strangers (void)
{
  check_stranger (NULL, FALSE, YC_NET_ERROR_TIMEOUT);
  check_stranger ("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", FALSE, YC_NET_ERROR_PROTOCOL);
  check_stranger ("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", TRUE, YC_NET_ERROR_PROTOCOL);
  check_stranger ("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", TRUE, YC_NET_ERROR_PROTOCOL);
  check_stranger ("220 mail.example ESMTP\r\n", FALSE, YC_NET_ERROR_PROTOCOL);
}

/* A relay that gives on so many bytes of what the node says, and then ends the connection. */
typedef struct
{
  guint16 node_port;
  guint16 port;
  gint allowed; /* atomic */
} Cutter;

/* Gives on what has come from one side; FALSE when that is over. */
static gboolean
give_on (GSocket *from,
         GSocket *to,
         gint     limit,
         gint    *given)
{
  char bytes[4096];
  gssize size = g_socket_receive (from, bytes, sizeof bytes, NULL, NULL);
  gssize wanted = MIN (size, (gssize) (limit - *given));

  if (wanted > 0 && g_socket_send (to, bytes, (gsize) wanted, NULL, NULL) != wanted)
    return FALSE;
  *given += (gint) MAX (wanted, 0);
  return size > 0 && *given < limit;
}

static gboolean
on_cutter_run_cb (GThreadedSocketService *service,
                  GSocketConnection      *connection,
                  GObject                *source,
                  gpointer                user_data)
{
  Cutter *self = user_data;
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) node = g_socket_client_connect_to_host (client, "127.0.0.1", self->node_port, NULL, NULL);
  GSocket *near = g_socket_connection_get_socket (connection);
  GSocket *far = node != NULL ? g_socket_connection_get_socket (node) : NULL;
  gint limit = g_atomic_int_get (&self->allowed), given = 0, taken = 0;
  gboolean on = far != NULL;

  while (on)
    {
      GPollFD fds[2] = { { g_socket_get_fd (near), G_IO_IN, 0 }, { g_socket_get_fd (far), G_IO_IN, 0 } };

      g_poll (fds, G_N_ELEMENTS (fds), -1);
      if (fds[0].revents != 0)
        on = give_on (near, far, G_MAXINT, &taken);
      if (on && fds[1].revents != 0)
        on = given < limit && give_on (far, near, limit, &given);
    }
  /* An end and not a reset, so that what was given on is read first. */
  g_socket_shutdown (near, FALSE, TRUE, NULL);
  g_usleep (50 * 1000);
  return FALSE;
}

static void
check_cut (Cutter     *cutter,
           const char *leaf,
           gint        allowed)
{
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u", (guint) cutter->port);
  g_autofree char *ca = fixture_pem ("ca");
  g_autofree char *cert = leaf != NULL ? fixture_pem (leaf) : NULL;
  g_autofree char *key = leaf != NULL ? fixture_key ("leaf") : NULL;
  g_autoptr(YcClient) client = yc_client_new (url, NULL);
  g_autoptr(GError) error = NULL;
  gboolean sent;

  g_atomic_int_set (&cutter->allowed, allowed);
  g_assert_true (yc_client_set_trust (client, ca, HALL_NAME, NULL));
  g_assert_true (yc_client_set_identity (client, cert, key, NULL));
  error = ask_error (client, "/echo", 7000, &sent);
  g_test_message ("%s, %d bytes: %s", leaf != NULL ? leaf : "no certificate", allowed, error->message);
  if (!g_error_matches (error, YC_NET_ERROR, YC_NET_ERROR_UNREACHABLE))
    g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_RESET);
  g_assert_false (sent);
}

/* The node goes away while hands are shaken: it cannot be reached, which is not to say that it is another kind of server. */
static void
test_cut_handshake (void)
{
  static const gint places[] = { 0, 1, 5, 50, 127, 128, 200, 300, 500, 700 };
  Node *node = usual_node ();
  g_autoptr(GSocketService) service = g_threaded_socket_service_new (8);
  Cutter cutter = { .node_port = (guint16) yc_server_get_port (node->server) };

  cutter.port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_assert_cmpuint (cutter.port, !=, 0);
  g_signal_connect (service, "run", G_CALLBACK (on_cutter_run_cb), &cutter);
  g_socket_service_start (service);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      check_cut (&cutter, "cli", places[i]);
      check_cut (&cutter, NULL, places[i]);
    }
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  node_free (node);
}

/* Which fault of GIO is told as which of ours. */
static void
test_faults_of_tls (void)
{
  static const struct
  {
    GTlsError tls;
    YcNetError ours;
  } faults[] = {
    { G_TLS_ERROR_NOT_TLS, YC_NET_ERROR_UNREACHABLE },
    { G_TLS_ERROR_CERTIFICATE_REQUIRED, YC_NET_ERROR_UNREACHABLE },
    { G_TLS_ERROR_EOF, YC_NET_ERROR_RESET },
    { G_TLS_ERROR_BAD_CERTIFICATE, YC_NET_ERROR_CERTIFICATE },
    { G_TLS_ERROR_MISC, YC_NET_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(GError) cause = g_error_new_literal (G_TLS_ERROR, faults[i].tls, "cause");
      g_autoptr(GError) error = yc_exchange_map_error (cause);

      g_assert_error (error, YC_NET_ERROR, (int) faults[i].ours);
    }
}

/* The node ends while a request waits: indeterminate, and no crash on either side. */
static void
test_killed (void)
{
  Node *node = usual_node ();
  g_autoptr(YcClient) client = usual_client (node);
  Reply reply;

  start (client, "POST", "/hold", NULL, 7000, NULL, &reply);
  WAIT (node->held->len == 1);
  node_free (node);
  WAIT (reply.done);
  g_assert_error (reply.error, YC_NET_ERROR, YC_NET_ERROR_RESET);
  g_assert_true (reply.sent);
  reply_clear (&reply);
}

/* A client that is dropped while it waits, and one whose requests outlive it. */
static void
test_client_dropped (void)
{
  Node *node = usual_node ();
  YcClient *client = usual_client (node);
  Reply reply;

  start (client, "GET", "/hold", NULL, 7000, NULL, &reply);
  WAIT (node->held->len == 1);
  yc_client_renew_connections (client);
  g_object_unref (client); /* the request holds it */
  node_answer_all (node);
  WAIT (reply.done);
  g_assert_no_error (reply.error);
  g_assert_cmpuint (yc_response_get_status (reply.response), ==, 200);
  reply_clear (&reply);
  node_free (node);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_set_up ();
  g_test_add_func ("/net/client/kept-connection", test_kept_connection);
  g_test_add_func ("/net/client/methods", test_methods);
  g_test_add_func ("/net/client/large-answer", test_large_answer);
  g_test_add_func ("/net/client/timeout", test_timeout);
  g_test_add_func ("/net/client/cancel", test_cancel);
  g_test_add_func ("/net/client/unreachable", test_unreachable);
  g_test_add_func ("/net/client/strangers", test_strangers);
  g_test_add_func ("/net/client/cut-handshake", test_cut_handshake);
  g_test_add_func ("/net/client/faults-of-tls", test_faults_of_tls);
  g_test_add_func ("/net/client/killed", test_killed);
  g_test_add_func ("/net/client/dropped", test_client_dropped);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
