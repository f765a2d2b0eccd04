/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-server.h"

#include <string.h>
#include <sys/socket.h>

#include <libsoup/soup.h>

#include "net/yc-acceptor-private.h"
#include "net/yc-connections-private.h"
#include "net/yc-responder-private.h"
#include "net/yc-tls-private.h"

/* libsoup itself ends a connection whose header lines are more than 64 KiB; ours are a few hundred bytes. */
#define HEADER_BYTES (16 * 1024)
#define HEADER_LINES 100
#define TARGET_BYTES (8 * 1024)
/* What of a refused body is still read and thrown away, so that the client can read the refusal before the connection ends. */
#define SKIPPED_BYTES (4 * 1024 * 1024)
#define RETRY_SECONDS "2"
/* A hall has at most 200 windows, each client at most 8 connections. */
#define CONNECTIONS 2048
/* From the first byte of a request (or from the handshake) to the last. A batch of 2 MiB takes so long at 35 KB/s. */
#define REQUEST_MS (60 * 1000)
/* From an answer to its last byte. */
#define ANSWER_MS (120 * 1000)
/* From one request to the next: longer than our clients keep a connection (libsoup: 60 s), so that none sends into one that is just
 * being closed. */
#define IDLE_MS (180 * 1000)

struct _YcServer
{
  GObject parent_instance;

  SoupServer *soup;             /* owned */
  GSocket *keep_alive[2];       /* owned */
  YcAcceptor *tls;              /* owned, nullable */
  YcAcceptor *control;          /* owned, nullable */
  GTlsCertificate *certificate; /* owned, nullable */
  GTlsCertificate *ca;          /* owned, nullable */
  YcConnections *connections;   /* owned */
  GHashTable *messages;         /* owned set of SoupServerMessage between headers read and answer written */
  GHashTable *pending;          /* owned set of YcResponder, borrowed */
  GTask *stopping;              /* owned, nullable */
  GSource *drain_end;         /* owned, nullable */
  YcServerHandler handler;
  gpointer handler_data;
  YcServerMaxBody max_body;
  guint port;
  guint max_connections;
  guint request_ms;
  guint idle_ms;
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (YcServer, yc_server, G_TYPE_OBJECT)

/* How much of a message's body has come, and how much may. */
typedef struct
{
  gsize limit;
  gsize seen;
  gboolean refused;
} Measure;

static void maybe_stopped (YcServer *self);

static gsize
default_max_body (const char *method,
                  const char *path,
                  gboolean    local)
{
  if (strcmp (method, "POST") == 0 && g_str_has_suffix (path, "/events"))
    return YC_SERVER_BODY_BATCH;
  return YC_SERVER_BODY_DEFAULT;
}

static YcConnection *
connection_of (SoupServerMessage *message)
{
  return yc_connections_find (soup_server_message_get_remote_address (message));
}

static void
close_after (SoupServerMessage *message)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection", "close");
}

/* Refuses before or while the body is read: it is no longer kept, and the connection ends after the answer. */
static void
refuse (SoupServerMessage *message,
        Measure           *measure,
        guint              status,
        const char        *type,
        const char        *title)
{
  g_autoptr(YcResponse) response = yc_response_new_problem (status, type, title, NULL);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  if (status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    yc_response_set_header (response, "Retry-After", RETRY_SECONDS);
  yc_responder_fill (message, response);
  close_after (message);
  soup_message_body_set_accumulate (body, FALSE);
  measure->refused = TRUE;
}

static gboolean
headers_fit (SoupServerMessage *message)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;
  gsize bytes = 0;
  guint lines = 0;

  soup_message_headers_iter_init (&iter, soup_server_message_get_request_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      bytes += strlen (name) + strlen (value) + strlen (": \r\n");
      lines++;
    }
  return bytes <= HEADER_BYTES && lines <= HEADER_LINES;
}

static gboolean
is_text (const char *text)
{
  return text != NULL && g_utf8_validate (text, -1, NULL);
}

static gsize
target_bytes (GUri *uri)
{
  const char *query = g_uri_get_query (uri);

  return strlen (g_uri_get_path (uri)) + (query != NULL ? strlen (query) : 0);
}

static void
measure_request (YcServer          *self,
                 SoupServerMessage *message,
                 Measure           *measure)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  GUri *uri = soup_server_message_get_uri (message);
  const char *path = g_uri_get_path (uri);

  if (soup_server_message_get_status (message) != 0 || !is_text (path))
    refuse (message, measure, 400, "/problems/bad-request", "The request line cannot be read.");
  else if (self->stopping != NULL || self->stopped)
    refuse (message, measure, 503, "/problems/stopping", "The hall node is stopping.");
  else if (target_bytes (uri) > TARGET_BYTES)
    refuse (message, measure, 414, "/problems/uri-too-long", "The address of the request is too long.");
  else if (!headers_fit (message))
    refuse (message, measure, 431, "/problems/headers-too-large", "The headers of the request are too large.");
  else if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED)
    refuse (message, measure, 411, "/problems/length-required", "The body of a request needs a Content-Length.");
  else
    {
      measure->limit = self->max_body (soup_server_message_get_method (message), path, connection_of (message)->local);
      if (soup_message_headers_get_content_length (headers) > (goffset) measure->limit)
        refuse (message, measure, 413, "/problems/too-large", "The body of the request is too large.");
    }
}

static void
on_got_headers_cb (SoupServerMessage *message,
                   gpointer           user_data)
{
  YcServer *self = user_data;
  Measure *measure = g_new0 (Measure, 1);

  g_object_set_data_full (G_OBJECT (message), "yc-measure", measure, g_free);
  g_hash_table_add (self->messages, message);
  /* libsoup would cut a 200 into a 206 by itself. */
  soup_message_headers_remove (soup_server_message_get_request_headers (message), "Range");
  measure_request (self, message, measure);
}

static void
on_got_chunk_cb (SoupServerMessage *message,
                 GBytes            *chunk,
                 gpointer           user_data)
{
  Measure *measure = g_object_get_data (G_OBJECT (message), "yc-measure");
  YcConnection *connection = connection_of (message);

  measure->seen += g_bytes_get_size (chunk);
  /* The next read then finds the end of the connection. */
  if (measure->refused && measure->seen > measure->limit + SKIPPED_BYTES)
    g_socket_shutdown (connection->socket, TRUE, TRUE, NULL);
}

/* Now it is the handler's time; a refusal is written at once. */
static void
on_got_body_cb (SoupServerMessage *message,
                gpointer           user_data)
{
  Measure *measure = g_object_get_data (G_OBJECT (message), "yc-measure");

  yc_connection_allow (connection_of (message), measure->refused ? ANSWER_MS : 0);
}

static void
on_finished_cb (SoupServerMessage *message,
                gpointer           user_data)
{
  YcServer *self = user_data;

  yc_connection_allow (connection_of (message), self->idle_ms);
  yc_end_stream_set_idle (connection_of (message)->stream, TRUE);
}

static void
on_message_over_cb (SoupServerMessage *message,
                    gpointer           user_data)
{
  YcServer *self = user_data;

  g_hash_table_remove (self->messages, message);
  maybe_stopped (self);
}

/* Emitted for the first message when the connection is accepted, for the others when their first byte has come. */
static void
on_request_started_cb (SoupServer        *soup,
                       SoupServerMessage *message,
                       gpointer           user_data)
{
  YcServer *self = user_data;

  yc_connection_allow (connection_of (message), self->request_ms);
  yc_end_stream_set_idle (connection_of (message)->stream, FALSE);
  g_signal_connect_object (message, "got-headers", G_CALLBACK (on_got_headers_cb), self, 0);
  g_signal_connect_object (message, "got-chunk", G_CALLBACK (on_got_chunk_cb), self, 0);
  g_signal_connect_object (message, "got-body", G_CALLBACK (on_got_body_cb), self, 0);
  g_signal_connect_object (message, "finished", G_CALLBACK (on_finished_cb), self, 0);
  g_signal_connect_object (message, "finished", G_CALLBACK (on_message_over_cb), self, 0);
  g_signal_connect_object (message, "disconnected", G_CALLBACK (on_message_over_cb), self, 0);
}

static gboolean
copy_query (YcRequest  *request,
            GHashTable *query)
{
  GHashTableIter iter;
  gpointer name, value;

  if (query == NULL)
    return TRUE;
  g_hash_table_iter_init (&iter, query);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (!is_text (name) || !is_text (value))
        return FALSE;
      yc_request_set_query (request, name, value);
    }
  return TRUE;
}

static void
copy_header (const char *name,
             const char *value,
             gpointer    user_data)
{
  if (is_text (value))
    yc_request_set_header (user_data, name, value);
}

static YcRequest *
read_request (SoupServerMessage *message,
              const char        *path,
              GHashTable        *query)
{
  YcConnection *connection = connection_of (message);
  g_autoptr(YcRequest) request = yc_request_new (soup_server_message_get_method (message), path);
  g_autoptr(GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));

  if (!copy_query (request, query))
    return NULL;
  soup_message_headers_foreach (soup_server_message_get_request_headers (message), copy_header, request);
  if (body != NULL)
    yc_request_set_body (request, body);
  yc_request_set_peer (request, connection->peer_pem, connection->peer_name, connection->trusted);
  yc_request_set_origin (request, connection->local, connection->remote);
  return g_steal_pointer (&request);
}

static void
on_responder_done (YcResponder *responder,
                   gpointer     user_data)
{
  YcServer *self = user_data;

  g_hash_table_remove (self->pending, responder);
}

/* A client that does not read what it asked for has so long. */
static void
on_wrote_headers_cb (SoupServerMessage *message,
                     gpointer           user_data)
{
  yc_connection_allow (connection_of (message), ANSWER_MS);
}

static void
on_request_cb (SoupServer        *soup,
               SoupServerMessage *message,
               const char        *path,
               GHashTable        *query,
               gpointer           user_data)
{
  g_autoptr(YcServer) self = g_object_ref (user_data);
  g_autoptr(YcRequest) request = read_request (message, path, query);
  g_autoptr(YcResponder) responder = NULL;

  if (request == NULL)
    {
      refuse (message, g_object_get_data (G_OBJECT (message), "yc-measure"), 400, "/problems/bad-request",
              "The query of the request is not UTF-8.");
      return;
    }
  g_signal_connect (message, "wrote-headers", G_CALLBACK (on_wrote_headers_cb), NULL);
  responder = yc_responder_new (message, connection_of (message)->socket, on_responder_done, self);
  g_hash_table_add (self->pending, responder);
  if (self->handler != NULL)
    self->handler (self, request, responder, self->handler_data);
  yc_responder_wait (responder);
}

/* SoupServer keeps a connection after an answer only while it has a listener (3.2.3, request_finished()). All connections
 * come from our own acceptors, so it is given one end of a pair on which nobody ever speaks. */
static gboolean
pretend_to_listen (YcServer  *self,
                   GError   **error)
{
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    {
      g_set_error (error, YC_NET_ERROR, YC_NET_ERROR_LISTEN, "The server cannot be started: %s", g_strerror (errno));
      return FALSE;
    }
  for (int i = 0; i < 2; i++)
    {
      self->keep_alive[i] = g_socket_new_from_fd (pair[i], error);
      if (self->keep_alive[i] == NULL)
        return FALSE;
    }
  return soup_server_listen_socket (self->soup, self->keep_alive[0], 0, error);
}

static gboolean
ensure_soup (YcServer  *self,
             GError   **error)
{
  if (self->soup != NULL)
    return TRUE;
  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->soup, NULL, on_request_cb, self, NULL);
  g_signal_connect_object (self->soup, "request-started", G_CALLBACK (on_request_started_cb), self, 0);
  if (pretend_to_listen (self, error))
    return TRUE;
  g_clear_object (&self->soup);
  return FALSE;
}

static void
on_accepted (YcConnection   *connection,
             GSocketAddress *here,
             GSocketAddress *there,
             gpointer        user_data)
{
  YcServer *self = user_data;
  g_autoptr(GError) error = NULL;

  yc_connections_add (self->connections, connection, there);
  if (!soup_server_accept_iostream (self->soup, G_IO_STREAM (connection->stream), here, there, &error))
    g_warning ("A connection could not be served: %s", error->message);
}

static void
close_everything (YcServer *self)
{
  GHashTableIter iter;
  gpointer message;

  self->stopped = TRUE;
  g_clear_pointer (&self->tls, yc_acceptor_free);
  g_clear_pointer (&self->control, yc_acceptor_free);
  /* A client that does not read would hold up the goodbye of TLS for ever. */
  g_hash_table_iter_init (&iter, self->messages);
  while (g_hash_table_iter_next (&iter, &message, NULL))
    g_socket_shutdown (connection_of (message)->socket, TRUE, TRUE, NULL);
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  if (self->drain_end != NULL)
    {
      g_source_destroy (self->drain_end);
      g_clear_pointer (&self->drain_end, g_source_unref);
    }
}

static gboolean
on_drained_cb (gpointer user_data)
{
  YcServer *self = user_data;
  g_autoptr(GTask) task = g_steal_pointer (&self->stopping);

  close_everything (self);
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/* Ends the drain with @source, the only one. */
static void
set_drain_end (YcServer *self,
               GSource  *source)
{
  if (self->drain_end != NULL)
    {
      g_source_destroy (self->drain_end);
      g_source_unref (self->drain_end);
    }
  self->drain_end = source;
  g_source_set_callback (source, on_drained_cb, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

/* Not at once: libsoup is still busy with the message whose end brought us here. */
static void
maybe_stopped (YcServer *self)
{
  if (self->stopping != NULL && g_hash_table_size (self->messages) == 0)
    set_drain_end (self, g_idle_source_new ());
}

static void
dismiss_pending (YcServer *self)
{
  g_autoptr(YcResponse) response = NULL;
  g_autoptr(GPtrArray) responders = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_responder_unref);
  GHashTableIter iter;
  gpointer responder;

  response = yc_response_new_problem (503, "/problems/stopping", "The hall node is stopping.", NULL);
  yc_response_set_header (response, "Retry-After", RETRY_SECONDS);
  yc_response_set_header (response, "Connection", "close");
  /* A "gone" function may drop or answer others. */
  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, &responder, NULL))
    g_ptr_array_add (responders, yc_responder_ref (responder));
  for (guint i = 0; i < responders->len; i++)
    yc_responder_dismiss (g_ptr_array_index (responders, i), response);
}

static void
yc_server_dispose (GObject *object)
{
  YcServer *self = YC_SERVER (object);

  if (!self->stopped)
    {
      dismiss_pending (self);
      close_everything (self);
    }
  g_clear_object (&self->soup);
  for (int i = 0; i < 2; i++)
    g_clear_object (&self->keep_alive[i]);
  g_clear_object (&self->certificate);
  g_clear_object (&self->ca);
  G_OBJECT_CLASS (yc_server_parent_class)->dispose (object);
}

static void
yc_server_finalize (GObject *object)
{
  YcServer *self = YC_SERVER (object);

  yc_connections_free (self->connections);
  g_hash_table_unref (self->messages);
  g_hash_table_unref (self->pending);
  G_OBJECT_CLASS (yc_server_parent_class)->finalize (object);
}

static void
yc_server_class_init (YcServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yc_server_dispose;
  object_class->finalize = yc_server_finalize;
}

static void
yc_server_init (YcServer *self)
{
  self->connections = yc_connections_new ();
  self->messages = g_hash_table_new (NULL, NULL);
  self->pending = g_hash_table_new (NULL, NULL);
  self->max_body = default_max_body;
  self->max_connections = CONNECTIONS;
  self->request_ms = REQUEST_MS;
  self->idle_ms = IDLE_MS;
}

YcServer *
yc_server_new (void)
{
  return g_object_new (YC_TYPE_SERVER, NULL);
}

void
yc_server_set_handler (YcServer        *self,
                       YcServerHandler  handler,
                       gpointer         user_data)
{
  g_return_if_fail (YC_IS_SERVER (self));

  self->handler = handler;
  self->handler_data = user_data;
}

void
yc_server_set_max_body (YcServer        *self,
                        YcServerMaxBody  max_body)
{
  g_return_if_fail (YC_IS_SERVER (self));

  self->max_body = max_body != NULL ? max_body : default_max_body;
}

void
yc_server_set_limits (YcServer *self,
                      guint     max_connections,
                      guint     request_ms,
                      guint     idle_ms)
{
  g_return_if_fail (YC_IS_SERVER (self));
  g_return_if_fail (max_connections > 0 && request_ms > 0 && idle_ms > 0);

  self->max_connections = max_connections;
  self->request_ms = request_ms;
  self->idle_ms = idle_ms;
}

static gboolean
has_room (gpointer user_data)
{
  YcServer *self = user_data;

  return yc_server_get_n_connections (self) < self->max_connections;
}

gboolean
yc_server_set_identity (YcServer    *self,
                        const char  *chain_pem,
                        const char  *key_pem,
                        const char  *ca_pem,
                        GError     **error)
{
  g_autoptr(GTlsCertificate) certificate = NULL;
  g_autoptr(GTlsCertificate) ca = NULL;

  g_return_val_if_fail (YC_IS_SERVER (self), FALSE);
  g_return_val_if_fail (chain_pem != NULL && key_pem != NULL && ca_pem != NULL, FALSE);

  certificate = yc_tls_certificate_new (chain_pem, key_pem, error);
  if (certificate == NULL)
    return FALSE;
  ca = yc_tls_certificate_new (ca_pem, NULL, error);
  if (ca == NULL)
    return FALSE;
  g_set_object (&self->certificate, certificate);
  g_set_object (&self->ca, ca);
  if (self->tls != NULL)
    yc_acceptor_set_identity (self->tls, certificate, ca);
  return TRUE;
}

gboolean
yc_server_listen (YcServer    *self,
                  const char  *host,
                  guint        port,
                  GError     **error)
{
  g_return_val_if_fail (YC_IS_SERVER (self), FALSE);
  g_return_val_if_fail (host != NULL, FALSE);
  g_return_val_if_fail (self->certificate != NULL && self->tls == NULL && !self->stopped, FALSE);

  if (!ensure_soup (self, error))
    return FALSE;
  self->tls = yc_acceptor_new_tls (host, port, on_accepted, self, error);
  if (self->tls == NULL)
    return FALSE;
  yc_acceptor_set_identity (self->tls, self->certificate, self->ca);
  yc_acceptor_set_room (self->tls, has_room);
  self->port = yc_acceptor_get_port (self->tls);
  return TRUE;
}

guint
yc_server_get_port (YcServer *self)
{
  g_return_val_if_fail (YC_IS_SERVER (self), 0);

  return self->port;
}

gboolean
yc_server_listen_control (YcServer    *self,
                          const char  *path,
                          GError     **error)
{
  g_return_val_if_fail (YC_IS_SERVER (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (self->control == NULL && !self->stopped, FALSE);

  if (!ensure_soup (self, error))
    return FALSE;
  self->control = yc_acceptor_new_control (path, on_accepted, self, error);
  return self->control != NULL;
}

guint
yc_server_get_n_connections (YcServer *self)
{
  g_return_val_if_fail (YC_IS_SERVER (self), 0);

  return yc_connections_get_n (self->connections) + (self->tls != NULL ? yc_acceptor_get_n_greetings (self->tls) : 0);
}

guint
yc_server_get_n_pending (YcServer *self)
{
  g_return_val_if_fail (YC_IS_SERVER (self), 0);

  return g_hash_table_size (self->pending);
}

void
yc_server_stop_async (YcServer            *self,
                      guint                drain_ms,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (YC_IS_SERVER (self));
  g_return_if_fail (self->stopping == NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, yc_server_stop_async);
  if (self->stopped)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->stopping = g_steal_pointer (&task);
  g_clear_pointer (&self->tls, yc_acceptor_free);
  g_clear_pointer (&self->control, yc_acceptor_free);
  set_drain_end (self, g_timeout_source_new (drain_ms));
  dismiss_pending (self);
  maybe_stopped (self);
}

gboolean
yc_server_stop_finish (YcServer      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (YC_IS_SERVER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == yc_server_stop_async, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
