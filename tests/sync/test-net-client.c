/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"
#include "config.h"

#include <string.h>

#include "net-fixture.h"

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

/* Accepts and then says nothing, or says something that is not TLS. */
static void
check_stranger (const char *says,
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
  start (client, "POST", "/echo", NULL, 600, NULL, &reply);
  g_socket_listener_accept_async (listener, NULL, on_accepted_cb, &connection);
  WAIT (connection != NULL);
  if (says != NULL)
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), says, strlen (says), NULL, NULL, NULL);
  WAIT (reply.done);
  g_assert_error (reply.error, YC_NET_ERROR, code);
  g_assert_false (reply.sent);
  reply_clear (&reply);
}

static void
test_strangers (void)
{
  check_stranger (NULL, YC_NET_ERROR_TIMEOUT);
  check_stranger ("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", YC_NET_ERROR_PROTOCOL);
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
  g_test_add_func ("/net/client/killed", test_killed);
  g_test_add_func ("/net/client/dropped", test_client_dropped);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
