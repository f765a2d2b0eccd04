/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"
#include "config.h"

#include "net-fixture.h"

#include <string.h>

#include <glib/gstdio.h>

static char *folder;

char *
fixture_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
certtool (const char *arguments)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) words = g_strsplit (arguments, " ", -1);
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *messages = NULL;
  int status;

  g_ptr_array_add (argv, (gpointer) "certtool");
  for (char **word = words; *word != NULL; word++)
    g_ptr_array_add (argv, *word);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (folder, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &messages, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("certtool %s: %s", arguments, messages);
}

static void
make_key (const char *name)
{
  g_autofree char *arguments = g_strdup_printf ("--generate-privkey --key-type ed25519 --outfile %s.key", name);

  certtool (arguments);
}

static void
write_template (const char *text)
{
  g_autofree char *path = fixture_path ("template");

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
make_authority (const char *name,
                const char *begin)
{
  g_autofree char *template = g_strdup_printf ("cn = \"%s\"\nca\ncert_signing_key\nactivation_date = \"%s\"\n"
                                               "expiration_date = \"2060-01-01 00:00:00\"\n", name, begin);
  g_autofree char *arguments = g_strdup_printf ("--generate-self-signed --load-privkey %s.key --template template "
                                                "--outfile %s.pem", name, name);

  make_key (name);
  write_template (template);
  certtool (arguments);
}

static void
make_leaf (const char *name,
           const char *ca,
           const char *ca_key,
           const char *dns_name,
           const char *begin,
           const char *end)
{
  g_autofree char *dns = dns_name != NULL ? g_strdup_printf ("dns_name = \"%s\"\ntls_www_server\n", dns_name)
                                          : g_strdup ("tls_www_client\n");
  g_autofree char *template = g_strdup_printf ("cn = \"%s\"\n%ssigning_key\nactivation_date = \"%s\"\n"
                                               "expiration_date = \"%s\"\n", name, dns, begin, end);
  g_autofree char *arguments = g_strdup_printf ("--generate-certificate --load-privkey leaf.key --load-ca-certificate %s.pem "
                                                "--load-ca-privkey %s.key --template template --outfile %s.pem",
                                                ca, ca_key, name);

  write_template (template);
  certtool (arguments);
}

#define Y2020 "2020-01-01 00:00:00"
#define Y2021 "2021-01-01 00:00:00"
#define Y2050 "2050-01-01 00:00:00"
#define Y2055 "2055-01-01 00:00:00"

void
fixture_set_up (void)
{
  g_autoptr(GError) error = NULL;

  folder = g_dir_make_tmp ("yichuang-net-XXXXXX", &error);
  g_assert_no_error (error);
  make_key ("leaf");
  make_authority ("ca", Y2020);
  make_authority ("foreign", Y2020);
  make_authority ("later", Y2050);
  make_leaf ("srv", "ca", "ca", HALL_NAME, Y2020, Y2050);
  make_leaf ("srv-old", "ca", "ca", HALL_NAME, Y2020, Y2021);
  make_leaf ("srv-new", "ca", "ca", HALL_NAME, Y2050, Y2055);
  make_leaf ("srv-other", "ca", "ca", OTHER ".hall.yichuang.invalid", Y2020, Y2050);
  make_leaf ("srv-foreign", "foreign", "foreign", HALL_NAME, Y2020, Y2050);
  make_leaf ("srv-later", "later", "later", HALL_NAME, Y2050, Y2055);
  make_leaf ("cli", "ca", "ca", NULL, Y2020, Y2050);
  make_leaf ("cli-old", "ca", "ca", NULL, Y2020, Y2021);
  make_leaf ("cli-new", "ca", "ca", NULL, Y2050, Y2055);
  make_leaf ("cli-foreign", "foreign", "foreign", NULL, Y2020, Y2050);
  make_leaf ("rogue", "cli", "leaf", HALL_NAME, Y2020, Y2050);
}

void
fixture_tear_down (void)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = fixture_path (name);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_clear_pointer (&folder, g_free);
}

static char *
read_file (const char *name,
           const char *ending)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file = g_strconcat (name, ending, NULL);
  g_autofree char *path = fixture_path (file);
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

char *
fixture_pem (const char *name)
{
  return read_file (name, ".pem");
}

char *
fixture_key (const char *name)
{
  return read_file (name, ".key");
}

char *
fixture_chain (const char *leaf,
               const char *ca)
{
  g_autofree char *first = fixture_pem (leaf);
  g_autofree char *second = fixture_pem (ca);

  return g_strconcat (first, second, NULL);
}

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END "-----END CERTIFICATE-----"

char *
fixture_forge (const char *pem)
{
  const char *from = strstr (pem, BEGIN) + strlen (BEGIN);
  g_autofree char *text = g_strndup (from, (gsize) (strstr (from, END) - from));
  gsize length;
  g_autofree guchar *der = g_base64_decode (text, &length);
  g_autofree char *again = NULL;

  der[length - 1] ^= 1;
  again = g_base64_encode (der, length);
  return g_strconcat (BEGIN "\n", again, "\n" END "\n", NULL);
}

static void
on_gone (YcResponder *responder,
         gpointer     user_data)
{
  Node *node = user_data;

  g_assert_false (yc_responder_is_waiting (responder));
  node->n_gone++;
}

static YcResponse *
echo (YcRequest *request)
{
  g_autofree char *text = NULL;

  text = g_strdup_printf ("%s %s q=%s peer=%s trusted=%d local=%d head=%s body=%" G_GSIZE_FORMAT,
                          yc_request_get_method (request), yc_request_get_path (request),
                          yc_request_get_query (request, "q"), yc_request_get_peer_name (request),
                          yc_request_is_peer_trusted (request), yc_request_is_local (request),
                          yc_request_get_header (request, "YC-ATTACHED"), g_bytes_get_size (yc_request_get_body (request)));
  return yc_response_new_json (200, text);
}

static void
handle (YcServer    *server,
        YcRequest   *request,
        YcResponder *responder,
        gpointer     user_data)
{
  Node *node = user_data;
  const char *path = yc_request_get_path (request);
  g_autoptr(YcResponse) response = NULL;

  g_ptr_array_add (node->remotes, g_strdup (yc_request_get_remote (request)));
  if (strcmp (path, "/drop") == 0)
    return;
  if (strcmp (path, "/hold") == 0)
    {
      yc_responder_set_gone (responder, on_gone, node);
      g_ptr_array_add (node->held, yc_responder_ref (responder));
      return;
    }
  if (strcmp (path, "/big") == 0)
    {
      gsize size = g_ascii_strtoull (yc_request_get_query (request, "n"), NULL, 10);
      g_autoptr(GBytes) body = g_bytes_new_take (g_malloc0 (size), size);

      response = yc_response_new (200, "application/octet-stream", body);
    }
  else
    response = echo (request);
  yc_responder_answer (responder, response);
}

Node *
node_new_plain (void)
{
  Node *node = g_new0 (Node, 1);

  node->server = yc_server_new ();
  node->held = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_responder_unref);
  node->remotes = g_ptr_array_new_with_free_func (g_free);
  yc_server_set_handler (node->server, handle, node);
  return node;
}

static Node *
node_listen (const char *chain,
             const char *ca)
{
  Node *node = node_new_plain ();
  g_autoptr(GError) error = NULL;
  g_autofree char *key = fixture_key ("leaf");

  yc_server_set_identity (node->server, chain, key, ca, &error);
  g_assert_no_error (error);
  yc_server_listen (node->server, "127.0.0.1", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (yc_server_get_port (node->server), >, 0);
  node->url = g_strdup_printf ("https://127.0.0.1:%u", yc_server_get_port (node->server));
  return node;
}

/* "forged" stands for "srv-later" with a damaged signature. */
Node *
node_new (const char *leaf,
          const char *ca)
{
  g_autofree char *issuer = fixture_pem (ca);
  g_autofree char *own = NULL;
  g_autofree char *chain = NULL;

  if (strcmp (leaf, "forged") == 0)
    {
      g_autofree char *genuine = fixture_pem ("srv-later");

      own = fixture_forge (genuine);
    }
  else
    own = fixture_pem (leaf);
  chain = g_strconcat (own, issuer, NULL);
  return node_listen (chain, issuer);
}

void
node_free (Node *node)
{
  g_assert_finalize_object (node->server);
  g_ptr_array_unref (node->held);
  g_ptr_array_unref (node->remotes);
  g_free (node->url);
  g_free (node);
}

void
node_answer_all (Node *node)
{
  g_autoptr(YcResponse) response = yc_response_new_json (200, "{\"lines\":[]}");

  for (guint i = 0; i < node->held->len; i++)
    yc_responder_answer (g_ptr_array_index (node->held, i), response);
  g_ptr_array_set_size (node->held, 0);
}

YcClient *
client_new (Node       *node,
            const char *pinned,
            const char *dns_name,
            const char *leaf)
{
  g_autoptr(GError) error = NULL;
  YcClient *client = yc_client_new (node->url, &error);

  g_assert_no_error (error);
  if (pinned != NULL)
    {
      g_autofree char *ca = fixture_pem (pinned);

      yc_client_set_trust (client, ca, dns_name, &error);
      g_assert_no_error (error);
    }
  if (leaf != NULL)
    {
      g_autofree char *cert = fixture_pem (leaf);
      g_autofree char *key = fixture_key ("leaf");

      yc_client_set_identity (client, cert, key, &error);
      g_assert_no_error (error);
    }
  return client;
}

void
reply_clear (Reply *reply)
{
  g_clear_pointer (&reply->response, yc_response_unref);
  g_clear_error (&reply->error);
}

static void
on_reply_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Reply *reply = user_data;

  reply->response = yc_client_send_finish (YC_CLIENT (source), result, &reply->sent, &reply->error);
  reply->done = TRUE;
}

void
start (YcClient     *client,
       const char   *method,
       const char   *target,
       GBytes       *body,
       guint         timeout_ms,
       GCancellable *cancellable,
       Reply        *reply)
{
  const char * const headers[] = { "YC-Attached", "one\r\ntwo", NULL };

  *reply = (Reply) { NULL };
  yc_client_send_async (client, method, target, headers, body, timeout_ms, cancellable, on_reply_cb, reply);
}

static gboolean
do_nothing (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

void
wait_a_little (void)
{
  g_autoptr(GSource) source = g_timeout_source_new (20);

  /* A source of its own so that an idle context is not waited on for ever. */
  g_source_set_callback (source, do_nothing, NULL, NULL);
  g_source_attach (source, NULL);
  g_main_context_iteration (NULL, TRUE);
  g_source_destroy (source);
}

YcResponse *
ask (YcClient   *client,
     const char *method,
     const char *target,
     GBytes     *body)
{
  Reply reply;

  start (client, method, target, body, 7000, NULL, &reply);
  WAIT (reply.done);
  g_assert_no_error (reply.error);
  g_assert_nonnull (reply.response);
  return reply.response;
}

GError *
ask_error (YcClient   *client,
           const char *target,
           guint       timeout_ms,
           gboolean   *sent)
{
  Reply reply;

  start (client, "POST", target, NULL, timeout_ms, NULL, &reply);
  WAIT (reply.done);
  g_assert_null (reply.response);
  g_assert_nonnull (reply.error);
  *sent = reply.sent;
  return reply.error;
}

const char *
text_of (YcResponse *response)
{
  static char text[4096];
  gsize size;
  const char *data = g_bytes_get_data (yc_response_get_body (response), &size);

  g_assert_cmpuint (size, <, sizeof text);
  if (size > 0)
    memcpy (text, data, size);
  text[size] = '\0';
  return text;
}
