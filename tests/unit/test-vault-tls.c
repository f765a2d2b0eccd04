/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>

#include "test-vault-env.h"
#include "vault/yc-cert-info.h"
#include "vault/yc-cert.h"
#include "vault/yc-csr.h"
#include "vault/yc-secret.h"

/*
 * Our certificates in a real handshake of GIO's TLS: that Ed25519 works on both ends, that the client sees the CA in the
 * chain at first contact, and that each end learns who the other is.
 */

typedef struct
{
  YcKey *ca_key;
  YcKey *node_key;
  YcKey *device_key;
  char *ca;
  char *server_chain;
  char *device_chain;
} Hall;

static void
hall_init (Hall   *hall,
           gint64  now)
{
  TestEnv env = TEST_ENV_INIT (0);
  g_autofree char *server = NULL;
  g_autofree char *request = NULL;
  g_autofree char *device = NULL;

  hall->ca_key = yc_key_generate (&env.env);
  hall->node_key = yc_key_generate (&env.env);
  hall->device_key = yc_key_generate (&env.env);
  hall->ca = yc_cert_new_ca (hall->ca_key, TEST_HALL, &env.env, now, NULL);
  server = yc_cert_new_server (hall->ca_key, hall->ca, TEST_HALL, yc_key_get_public (hall->node_key), &env.env, now, NULL);
  request = yc_csr_new (hall->device_key, TEST_DEVICE, NULL);
  device = yc_cert_new_device (hall->ca_key, hall->ca, request, TEST_DEVICE, yc_key_get_public (hall->device_key), &env.env,
                               now, NULL);
  hall->server_chain = yc_cert_chain (server, hall->ca);
  hall->device_chain = yc_cert_chain (device, hall->ca);
}

static void
hall_clear (Hall *hall)
{
  yc_key_unref (hall->ca_key);
  yc_key_unref (hall->node_key);
  yc_key_unref (hall->device_key);
  g_free (hall->ca);
  g_free (hall->server_chain);
  g_free (hall->device_chain);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Hall, hall_clear)

static GTlsCertificate *
certificate_with_key (const char *chain,
                      YcKey      *key)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YcSecretText) key_pem = yc_key_to_pem (key, &error);
  g_autoptr(YcSecretText) both = NULL;
  GTlsCertificate *certificate;

  g_assert_no_error (error);
  both = g_strconcat (chain, key_pem, NULL);
  certificate = g_tls_certificate_new_from_pem (both, -1, &error);
  g_assert_no_error (error);

  return certificate;
}

/* Lets everybody in to the handshake: who it is gets judged afterwards, as the programs do. */
static gboolean
on_accept_certificate_cb (GTlsConnection       *connection,
                          GTlsCertificate      *certificate,
                          GTlsCertificateFlags  errors,
                          gpointer              user_data)
{
  return TRUE;
}

static GSocketConnection *
connection_of (int fd)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocket) socket = g_socket_new_from_fd (fd, &error);

  g_assert_no_error (error);
  return g_socket_connection_factory_create_connection (socket);
}

/* The server's side, in its own thread: shakes hands and says one byte. */
static gpointer
serve (gpointer data)
{
  GTlsConnection *connection = data;
  g_autoptr(GError) error = NULL;
  gsize n_written;

  g_tls_connection_handshake (connection, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), "!", 1, &n_written, NULL, &error);
  g_assert_no_error (error);

  return NULL;
}

static void
connect_both (GTlsCertificate  *server_certificate,
              GTlsCertificate  *client_certificate,
              GTlsConnection  **server,
              GTlsConnection  **client)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) server_end = NULL;
  g_autoptr(GSocketConnection) client_end = NULL;
  GThread *thread;
  int fds[2];
  char byte = 0;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  server_end = connection_of (fds[0]);
  client_end = connection_of (fds[1]);

  *server = G_TLS_CONNECTION (g_tls_server_connection_new (G_IO_STREAM (server_end), server_certificate, &error));
  g_assert_no_error (error);
  g_object_set (*server, "authentication-mode", G_TLS_AUTHENTICATION_REQUESTED, NULL);
  *client = G_TLS_CONNECTION (g_tls_client_connection_new (G_IO_STREAM (client_end), NULL, &error));
  g_assert_no_error (error);
  if (client_certificate != NULL)
    g_tls_connection_set_certificate (*client, client_certificate);
  g_signal_connect (*server, "accept-certificate", G_CALLBACK (on_accept_certificate_cb), NULL);
  g_signal_connect (*client, "accept-certificate", G_CALLBACK (on_accept_certificate_cb), NULL);

  thread = g_thread_new ("server", serve, *server);
  g_tls_connection_handshake (*client, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (*client)), &byte, 1, NULL, &error),
                   ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (byte, ==, '!');
  g_thread_join (thread);
}

static YcCertInfo *
inspect_tls (GTlsCertificate *certificate,
             const char      *ca)
{
  g_autoptr(GByteArray) der = NULL;
  g_autoptr(GError) error = NULL;
  YcCertInfo *info;

  g_object_get (certificate, "certificate", &der, NULL);
  info = yc_cert_inspect (der->data, der->len, ca, &error);
  g_assert_no_error (error);

  return info;
}

static void
check_handshake (gint64 now)
{
  g_auto(Hall) hall = { NULL };
  g_autoptr(GTlsCertificate) server_certificate = NULL;
  g_autoptr(GTlsCertificate) client_certificate = NULL;
  g_autoptr(GTlsConnection) server = NULL;
  g_autoptr(GTlsConnection) client = NULL;
  g_autoptr(YcCertInfo) node = NULL;
  g_autoptr(YcCertInfo) device = NULL;
  g_autoptr(YcCertInfo) ca = NULL;
  g_autoptr(YcCertInfo) expected_ca = NULL;
  g_autofree char *hall_id = NULL;
  GTlsCertificate *issuer;

  hall_init (&hall, now);
  server_certificate = certificate_with_key (hall.server_chain, hall.node_key);
  client_certificate = certificate_with_key (hall.device_chain, hall.device_key);
  connect_both (server_certificate, client_certificate, &server, &client);

  g_assert_cmpint (g_tls_connection_get_protocol_version (client), ==, G_TLS_PROTOCOL_VERSION_TLS_1_3);

  device = inspect_tls (g_tls_connection_get_peer_certificate (server), hall.ca);
  g_assert_cmpstr (yc_cert_info_get_device (device), ==, TEST_DEVICE);
  g_assert_cmpstr (device->public_key, ==, yc_key_get_public (hall.device_key));

  node = inspect_tls (g_tls_connection_get_peer_certificate (client), hall.ca);
  hall_id = yc_cert_info_dup_hall (node);
  g_assert_cmpstr (hall_id, ==, TEST_HALL);

  issuer = g_tls_certificate_get_issuer (g_tls_connection_get_peer_certificate (client));
  g_assert_nonnull (issuer);
  ca = inspect_tls (issuer, NULL);
  expected_ca = yc_cert_inspect (hall.ca, strlen (hall.ca), NULL, NULL);
  g_assert_cmpstr (ca->der_hash, ==, expected_ca->der_hash);
}

static void
test_handshake (void)
{
  check_handshake (g_get_real_time () / 1000);
}

/* A clock years off must not stop a counter. */
static void
test_expired (void)
{
  check_handshake (G_GINT64_CONSTANT (946684800) * 1000);
}

static void
test_without_certificate (void)
{
  g_auto(Hall) hall = { NULL };
  g_autoptr(GTlsCertificate) server_certificate = NULL;
  g_autoptr(GTlsConnection) server = NULL;
  g_autoptr(GTlsConnection) client = NULL;

  hall_init (&hall, TEST_NOW);
  server_certificate = certificate_with_key (hall.server_chain, hall.node_key);
  connect_both (server_certificate, NULL, &server, &client);
  g_assert_null (g_tls_connection_get_peer_certificate (server));
}

/* GIO's own judgement of our chain, which libsoup hands to accept-certificate: nothing but the dates may be wrong. */
static void
test_verdict_of_gio (void)
{
  g_auto(Hall) hall = { NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GTlsCertificate) server = NULL;
  g_autoptr(GTlsCertificate) ca = NULL;
  g_autoptr(GSocketConnectable) right = g_network_address_new (TEST_HALL YC_CERT_HALL_SUFFIX, 443);
  g_autoptr(GSocketConnectable) wrong = g_network_address_new ("other" YC_CERT_HALL_SUFFIX, 443);

  hall_init (&hall, g_get_real_time () / 1000);
  server = g_tls_certificate_new_from_pem (hall.server_chain, -1, &error);
  g_assert_no_error (error);
  ca = g_tls_certificate_new_from_pem (hall.ca, -1, &error);
  g_assert_no_error (error);

  g_assert_cmpint (g_tls_certificate_verify (server, right, ca), ==, 0);
  g_assert_cmpint (g_tls_certificate_verify (server, wrong, ca), ==, G_TLS_CERTIFICATE_BAD_IDENTITY);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/vault/tls/handshake", test_handshake);
  g_test_add_func ("/vault/tls/expired", test_expired);
  g_test_add_func ("/vault/tls/without-certificate", test_without_certificate);
  g_test_add_func ("/vault/tls/verdict-of-gio", test_verdict_of_gio);

  return g_test_run ();
}
