/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-exchange-private.h"

#include "net/yc-headers-private.h"
#include "net/yc-patience-private.h"

#define CONNECTIONS 8
#define READ_BYTES (16 * 1024)

typedef struct
{
  SoupSession *session;         /* owned */
  SoupMessage *message;         /* owned */
  GTlsCertificate *identity;    /* owned, nullable */
  YcExchangeJudge judge;
  GObject *judge_data;          /* owned, nullable */
  YcPatience patience;
  GInputStream *stream;         /* owned, nullable */
  GByteArray *body;             /* owned */
  gsize max_response;
  const char *refusal;          /* static, nullable: why the certificate was refused */
  gboolean sent;
  gboolean too_large;
} Exchange;

static void
exchange_free (Exchange *self)
{
  g_signal_handlers_disconnect_by_data (self->message, self);
  /* Closing a half-read answer makes libsoup read the rest of it and wait for that; with a cancelled cancellable it
   * gives up the connection instead. */
  if (self->stream != NULL)
    {
      g_cancellable_cancel (self->patience.inner);
      g_input_stream_close (self->stream, self->patience.inner, NULL);
    }
  g_clear_object (&self->stream);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_clear_object (&self->identity);
  g_clear_object (&self->judge_data);
  yc_patience_end (&self->patience);
  g_byte_array_unref (self->body);
  g_free (self);
}

SoupSession *
yc_exchange_session_new (GSocketConnectable *address)
{
  SoupSession *session;

  session = soup_session_new_with_options ("max-conns", CONNECTIONS,
                                           "max-conns-per-host", CONNECTIONS,
                                           "remote-connectable", address,
                                           "timeout", 0, /* each exchange has its own */
                                           NULL);
  /* No trust database: then GIO calls every certificate unknown and accept-certificate, our own judgement, is always asked. A
   * certificate of some public authority can never pass unseen. */
  soup_session_set_tls_database (session, NULL);
  /* A hall is on its own network: no proxy of the environment, and bodies byte for byte. */
  soup_session_set_proxy_resolver (session, NULL);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

/* When the other side goes away while hands are shaken, glib-networking says NOT_TLS, or CERTIFICATE_REQUIRED if it had asked for
 * one that we do not have. Bytes that are not TLS, those of another kind of server, are its MISC (a test holds it to that). */
static YcNetError
code_of (const GError *cause)
{
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS)
      || g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED))
    return YC_NET_ERROR_UNREACHABLE;
  if (cause->domain == G_RESOLVER_ERROR)
    return YC_NET_ERROR_UNREACHABLE;
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return YC_NET_ERROR_CERTIFICATE;
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return YC_NET_ERROR_RESET;
  if (cause->domain != G_IO_ERROR)
    return YC_NET_ERROR_PROTOCOL;
  if (cause->code == G_IO_ERROR_TIMED_OUT)
    return YC_NET_ERROR_TIMEOUT;
  if (cause->code == G_IO_ERROR_CONNECTION_CLOSED || cause->code == G_IO_ERROR_PARTIAL_INPUT
      || cause->code == G_IO_ERROR_NOT_CONNECTED || cause->code == G_IO_ERROR_CLOSED)
    return YC_NET_ERROR_RESET;
  if (cause->code == G_IO_ERROR_INVALID_DATA)
    return YC_NET_ERROR_PROTOCOL;
  return YC_NET_ERROR_UNREACHABLE;
}

static const char *
sentence_of (YcNetError code)
{
  switch (code)
    {
    case YC_NET_ERROR_UNREACHABLE:
      return "The server cannot be reached";
    case YC_NET_ERROR_TIMEOUT:
      return "The server did not answer in time";
    case YC_NET_ERROR_RESET:
      return "The connection ended before the answer was complete";
    case YC_NET_ERROR_CERTIFICATE:
      return "The certificate of the server was refused";
    case YC_NET_ERROR_PROTOCOL:
      return "The server does not speak the expected protocol";
    case YC_NET_ERROR_WRONG_HALL:
    case YC_NET_ERROR_TOO_LARGE:
    case YC_NET_ERROR_INVALID:
    case YC_NET_ERROR_IN_USE:
    case YC_NET_ERROR_LISTEN:
    default:
      g_assert_not_reached ();
    }
}

GError *
yc_exchange_map_error (const GError *cause)
{
  YcNetError code;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);
  code = code_of (cause);
  return g_error_new (YC_NET_ERROR, (int) code, "%s: %s", sentence_of (code), cause->message);
}

/* The reason why an exchange was cut short stands above what libsoup noticed of it. */
static void
fail (GTask        *task,
      const GError *cause)
{
  Exchange *self = g_task_get_task_data (task);
  GError *over = NULL;

  if (!yc_patience_check (&self->patience, &over))
    g_task_return_error (task, over);
  else if (self->refusal != NULL)
    g_task_return_new_error (task, YC_NET_ERROR, YC_NET_ERROR_CERTIFICATE, "%s", self->refusal);
  else if (self->too_large)
    g_task_return_new_error (task, YC_NET_ERROR, YC_NET_ERROR_TOO_LARGE, "The answer of the server is too large.");
  else
    g_task_return_error (task, yc_exchange_map_error (cause));
}

static void
fail_too_large (GTask *task)
{
  ((Exchange *) g_task_get_task_data (task))->too_large = TRUE;
  fail (task, NULL);
}

static void
copy_header (const char *name,
             const char *value,
             gpointer    user_data)
{
  if (g_utf8_validate (value, -1, NULL))
    yc_response_set_header (user_data, name, value);
}

static YcResponse *
read_response (Exchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  g_autoptr(GBytes) body = g_bytes_new (self->body->data, self->body->len);
  YcResponse *response;

  response = yc_response_new (soup_message_get_status (self->message),
                              soup_message_headers_get_one (headers, "Content-Type"), body);
  soup_message_headers_foreach (headers, copy_header, response);
  return response;
}

static void
on_read_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = g_steal_pointer (&user_data);
  Exchange *self = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (self->stream, result, &error);
  gsize size;

  if (bytes == NULL)
    {
      fail (task, error);
      return;
    }
  size = g_bytes_get_size (bytes);
  if (size > self->max_response - self->body->len)
    {
      fail_too_large (task);
      return;
    }
  g_byte_array_append (self->body, g_bytes_get_data (bytes, NULL), (guint) size);
  if (size == 0)
    {
      g_input_stream_close (self->stream, NULL, NULL); /* all is read: keeps the connection */
      g_clear_object (&self->stream);
      g_task_return_pointer (task, read_response (self), (GDestroyNotify) yc_response_unref);
      return;
    }
  g_input_stream_read_bytes_async (self->stream, READ_BYTES, G_PRIORITY_DEFAULT, self->patience.inner, on_read_cb,
                                   g_steal_pointer (&task));
}

static void
on_sent_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = g_steal_pointer (&user_data);
  Exchange *self = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  g_autoptr(GError) error = NULL;

  self->stream = soup_session_send_finish (self->session, result, &error);
  if (self->stream == NULL)
    {
      fail (task, error);
      return;
    }
  if (soup_message_get_status (self->message) < 100 || soup_message_get_status (self->message) > 599)
    {
      g_task_return_new_error (task, YC_NET_ERROR, YC_NET_ERROR_PROTOCOL, "The server sent an answer without a status.");
      return;
    }
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
      && soup_message_headers_get_content_length (headers) > (goffset) self->max_response
      && soup_message_get_method (self->message) != SOUP_METHOD_HEAD)
    {
      fail_too_large (task);
      return;
    }
  g_input_stream_read_bytes_async (self->stream, READ_BYTES, G_PRIORITY_DEFAULT, self->patience.inner, on_read_cb,
                                   g_steal_pointer (&task));
}

/* libsoup emits it when a connection stands and the first byte is about to go. */
static void
on_starting_cb (SoupMessage *message,
                gpointer     user_data)
{
  Exchange *self = user_data;

  self->sent = TRUE;
}

static gboolean
on_accept_certificate_cb (SoupMessage          *message,
                          GTlsCertificate      *certificate,
                          GTlsCertificateFlags  errors,
                          gpointer              user_data)
{
  Exchange *self = user_data;

  self->refusal = self->judge (certificate, errors, self->judge_data);
  return self->refusal == NULL;
}

/* The certificate is set before the handshake and not when the server asks: glib-networking names a TLS session it may resume
 * after the certificate that is set by then, so that one made without (or with the former) is not taken up again. */
static void
on_network_event_cb (SoupMessage        *message,
                     GSocketClientEvent  event,
                     GIOStream          *stream,
                     gpointer            user_data)
{
  Exchange *self = user_data;

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (stream) && self->identity != NULL)
    g_tls_connection_set_certificate (G_TLS_CONNECTION (stream), self->identity);
}

static Exchange *
exchange_new (const YcExchangeArgs *args,
              SoupMessage          *message,
              GCancellable         *cancellable)
{
  Exchange *self = g_new0 (Exchange, 1);

  self->session = g_object_ref (args->session);
  self->message = g_object_ref (message);
  g_set_object (&self->identity, args->identity);
  self->judge = args->judge;
  g_set_object (&self->judge_data, args->judge_data);
  self->body = g_byte_array_new ();
  self->max_response = args->max_response;
  yc_patience_begin (&self->patience, args->timeout_ms, cancellable);
  g_signal_connect (message, "starting", G_CALLBACK (on_starting_cb), self);
  g_signal_connect (message, "network-event", G_CALLBACK (on_network_event_cb), self);
  if (args->judge != NULL)
    g_signal_connect (message, "accept-certificate", G_CALLBACK (on_accept_certificate_cb), self);
  return self;
}

static void
add_headers (SoupMessage        *message,
             const char * const *headers)
{
  for (; headers != NULL && headers[0] != NULL && headers[1] != NULL; headers += 2)
    {
      g_autofree char *value = yc_headers_dup_clean (headers[1]);

      soup_message_headers_replace (soup_message_get_request_headers (message), headers[0], value);
    }
}

void
yc_exchange_async (const YcExchangeArgs *args,
                   GCancellable         *cancellable,
                   GAsyncReadyCallback   callback,
                   gpointer              user_data)
{
  g_autoptr(GTask) task = g_task_new (args->session, NULL, callback, user_data);
  g_autoptr(SoupMessage) message = soup_message_new (args->method, args->url);
  Exchange *self;

  g_task_set_source_tag (task, yc_exchange_async);
  if (message == NULL)
    {
      g_task_return_new_error (task, YC_NET_ERROR, YC_NET_ERROR_INVALID, "This is not an address: %s", args->url);
      return;
    }
  /* "Idempotent" lets libsoup use a kept connection for POST too; without it every POST shakes hands anew. It does not make
   * libsoup send a POST twice: whether it may is judged there by the method alone. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT);
  add_headers (message, args->headers);
  if (args->body != NULL)
    soup_message_set_request_body_from_bytes (message, NULL, args->body);
  self = exchange_new (args, message, cancellable);
  g_task_set_task_data (task, self, (GDestroyNotify) exchange_free);
  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, self->patience.inner, on_sent_cb,
                           g_steal_pointer (&task));
}

YcResponse *
yc_exchange_finish (GAsyncResult  *result,
                    gboolean      *sent,
                    GError       **error)
{
  Exchange *self;

  g_assert (g_task_get_source_tag (G_TASK (result)) == yc_exchange_async);

  self = g_task_get_task_data (G_TASK (result));
  if (sent != NULL)
    *sent = self != NULL && self->sent;
  return g_task_propagate_pointer (G_TASK (result), error);
}
