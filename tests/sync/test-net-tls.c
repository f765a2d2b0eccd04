/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"
#include "config.h"

#include <string.h>

#include "net/yc-discover.h"
#include "net-fixture.h"

/* What the server says of the client with the certificate @leaf. */
static void
check_peer (const char *leaf,
            const char *expected)
{
  Node *node = node_new ("srv", "ca");
  g_autoptr(YcClient) client = client_new (node, "ca", HALL_NAME, leaf);

  /* Twice: the second request comes over the kept connection. */
  for (int i = 0; i < 2; i++)
    {
      g_autoptr(YcResponse) response = ask (client, "GET", "/echo", NULL);

      g_assert_cmpuint (yc_response_get_status (response), ==, 200);
      g_assert_cmpstr (text_of (response), ==, expected);
    }
  g_assert_cmpstr (g_ptr_array_index (node->remotes, 0), ==, g_ptr_array_index (node->remotes, 1));
  node_free (node);
}

#define ECHO(peer) "GET /echo q=(null) " peer " local=0 head=one  two body=0"

static void
test_peers (void)
{
  check_peer (NULL, ECHO ("peer=(null) trusted=0"));
  check_peer ("cli", ECHO ("peer=cli trusted=1"));
  check_peer ("cli-old", ECHO ("peer=cli-old trusted=1"));
  check_peer ("cli-new", ECHO ("peer=cli-new trusted=1"));
  check_peer ("cli-foreign", ECHO ("peer=cli-foreign trusted=0"));
  check_peer ("rogue", ECHO ("peer=rogue trusted=0"));
}

/* Whether a client that pins @pinned and expects @dns_name talks to a server with @leaf under @ca. */
static void
check_server (const char *leaf,
              const char *ca,
              const char *pinned,
              const char *dns_name,
              gboolean    accepted)
{
  Node *node = node_new (leaf, ca);
  g_autoptr(YcClient) client = client_new (node, pinned, dns_name, "cli");

  if (accepted)
    {
      g_autoptr(YcResponse) response = ask (client, "POST", "/echo", NULL);

      g_assert_cmpuint (yc_response_get_status (response), ==, 200);
    }
  else
    {
      gboolean sent;
      g_autoptr(GError) error = ask_error (client, "/echo", 5000, &sent);

      g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_CERTIFICATE);
      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_false (sent);
      g_assert_cmpuint (node->remotes->len, ==, 0);
    }
  node_free (node);
}

static void
test_servers (void)
{
  check_server ("srv", "ca", "ca", HALL_NAME, TRUE);
  check_server ("srv-old", "ca", "ca", HALL_NAME, TRUE);
  check_server ("srv-new", "ca", "ca", HALL_NAME, TRUE);
  check_server ("srv-later", "later", "later", HALL_NAME, TRUE);
  check_server ("srv", "ca", "foreign", HALL_NAME, FALSE);
  check_server ("srv", "ca", NULL, NULL, FALSE);
  check_server ("srv-foreign", "foreign", "ca", HALL_NAME, FALSE);
  check_server ("srv-other", "ca", "ca", HALL_NAME, FALSE);
  check_server ("cli", "ca", "ca", HALL_NAME, FALSE);
  check_server ("rogue", "cli", "ca", HALL_NAME, FALSE);
  /* The address must not stand in for the name. */
  check_server ("srv", "ca", "ca", "127.0.0.1", FALSE);
}

/* Ignoring dates must not ignore what would have been found after them: authority and leaf are not yet valid, and the
 * signature is wrong. */
static void
test_forged_while_dates_are_wrong (void)
{
  check_server ("forged", "later", "later", HALL_NAME, FALSE);
}

/* A device that joins: first without a certificate, then with one, in one process against one server. */
static void
test_identity_set_later (void)
{
  Node *node = node_new ("srv", "ca");
  g_autoptr(YcClient) client = client_new (node, "ca", HALL_NAME, NULL);
  g_autoptr(YcResponse) first = ask (client, "GET", "/echo", NULL);
  g_autoptr(YcResponse) second = NULL;
  g_autoptr(YcResponse) third = NULL;
  g_autofree char *cert = fixture_pem ("cli");
  g_autofree char *key = fixture_key ("leaf");

  g_assert_cmpstr (text_of (first), ==, ECHO ("peer=(null) trusted=0"));
  g_assert_true (yc_client_set_identity (client, cert, key, NULL));
  second = ask (client, "GET", "/echo", NULL);
  g_assert_cmpstr (text_of (second), ==, ECHO ("peer=cli trusted=1"));
  g_assert_true (yc_client_set_identity (client, NULL, NULL, NULL));
  third = ask (client, "GET", "/echo", NULL);
  g_assert_cmpstr (text_of (third), ==, ECHO ("peer=(null) trusted=0"));
  node_free (node);
}

static void
test_bad_pem (void)
{
  g_autoptr(YcServer) server = yc_server_new ();
  g_autoptr(YcClient) client = yc_client_new ("https://localhost:1/", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *key = fixture_key ("leaf");

  g_assert_nonnull (client);
  g_assert_false (yc_client_set_trust (client, "no certificate", HALL_NAME, &error));
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (yc_client_set_identity (client, "", key, &error));
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (yc_server_set_identity (server, "", key, "", &error));
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_INVALID);
}

typedef struct
{
  YcDiscovery *discovery;
  GError *error;
  gboolean done;
} Found;

static void
on_found_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Found *found = user_data;

  found->discovery = yc_client_discover_finish (result, &found->error);
  found->done = TRUE;
}

static void
discover (const char   *url,
          const guint8 *fingerprint,
          guint         timeout_ms,
          Found        *found)
{
  *found = (Found) { NULL };
  yc_client_discover_async (url, fingerprint, timeout_ms, NULL, on_found_cb, found);
  WAIT (found->done);
}

static void
check_not_found (const char *leaf,
                 const char *sent_ca,
                 const char *wanted_ca,
                 int         code)
{
  Node *node = node_new (leaf, sent_ca);
  g_autofree char *ca = fixture_pem (wanted_ca);
  guint8 fingerprint[YC_FINGERPRINT_BYTES];
  Found found;

  g_assert_true (yc_fingerprint_from_pem (ca, fingerprint, NULL));
  discover (node->url, fingerprint, 5000, &found);
  g_assert_null (found.discovery);
  g_assert_error (found.error, YC_NET_ERROR, code);
  g_clear_error (&found.error);
  node_free (node);
}

/* The fingerprint comes from certtool, as 64 digits. */
static void
certtool_fingerprint (guint8 fingerprint[YC_FINGERPRINT_BYTES])
{
  g_autofree char *path = fixture_path ("ca.pem");
  g_autofree char *command = g_strdup_printf ("certtool --fingerprint --hash sha256 --infile %s", path);
  g_autofree char *output = NULL;

  g_assert_true (g_spawn_command_line_sync (command, &output, NULL, NULL, NULL));
  output[2 * YC_FINGERPRINT_BYTES] = '\0';
  g_assert_true (yc_fingerprint_from_hex (output, fingerprint));
}

static void
test_discover (void)
{
  Node *node = node_new ("srv-new", "ca");
  g_autofree char *ca = fixture_pem ("ca");
  guint8 fingerprint[YC_FINGERPRINT_BYTES], computed[YC_FINGERPRINT_BYTES];
  Found found;

  certtool_fingerprint (fingerprint);
  g_assert_true (yc_fingerprint_from_pem (ca, computed, NULL));
  g_assert_cmpmem (fingerprint, sizeof fingerprint, computed, sizeof computed);
  discover (node->url, fingerprint, 5000, &found);
  g_assert_no_error (found.error);
  g_assert_cmpstr (found.discovery->hall, ==, HALL);
  g_assert_cmpstr (g_strstrip (found.discovery->ca_pem), ==, g_strstrip (ca));
  g_assert_cmpuint (node->remotes->len, ==, 0);
  yc_discovery_free (found.discovery);
  for (int i = 0; i < YC_FINGERPRINT_BYTES * 8; i++)
    {
      if (i % 16 != 3 && i != YC_FINGERPRINT_BYTES * 8 - 1)
        continue;
      fingerprint[i / 8] ^= (guint8) (1 << i % 8);
      discover (node->url, fingerprint, 5000, &found);
      g_assert_error (found.error, YC_NET_ERROR, YC_NET_ERROR_WRONG_HALL);
      g_clear_error (&found.error);
      fingerprint[i / 8] ^= (guint8) (1 << i % 8);
    }
  node_free (node);
}

static void
test_discover_impostors (void)
{
  check_not_found ("srv-foreign", "foreign", "ca", YC_NET_ERROR_WRONG_HALL);
  /* Sends the genuine authority beside a certificate that is not of it. GIO drops what does not continue the chain. */
  check_not_found ("srv-foreign", "ca", "ca", YC_NET_ERROR_WRONG_HALL);
  check_not_found ("forged", "later", "later", YC_NET_ERROR_CERTIFICATE);
  check_not_found ("cli", "ca", "ca", YC_NET_ERROR_CERTIFICATE);
}

static void
test_fingerprint_text (void)
{
  guint8 fingerprint[YC_FINGERPRINT_BYTES];
  const guint8 expected[] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0xaB, 0xff };

  g_assert_true (yc_fingerprint_from_hex ("0011223344556677aBfF", fingerprint));
  g_assert_cmpmem (fingerprint, sizeof fingerprint, expected, sizeof expected);
  g_assert_false (yc_fingerprint_from_hex ("0011223344556677aBf", fingerprint));
  g_assert_false (yc_fingerprint_from_hex ("0011223344556677aBfg", fingerprint));
  g_assert_false (yc_fingerprint_from_hex ("0011223344556677aBff0", fingerprint));
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_set_up ();
  g_test_add_func ("/net/tls/peers", test_peers);
  g_test_add_func ("/net/tls/servers", test_servers);
  g_test_add_func ("/net/tls/forged-while-dates-are-wrong", test_forged_while_dates_are_wrong);
  g_test_add_func ("/net/tls/identity-set-later", test_identity_set_later);
  g_test_add_func ("/net/tls/bad-pem", test_bad_pem);
  g_test_add_func ("/net/discover/found", test_discover);
  g_test_add_func ("/net/discover/impostors", test_discover_impostors);
  g_test_add_func ("/net/discover/fingerprint-text", test_fingerprint_text);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
