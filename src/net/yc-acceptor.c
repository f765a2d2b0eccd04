/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-acceptor-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "net/yc-net-error.h"
#include "net/yc-tls-private.h"

#define BACKLOG 256
#define HANDSHAKE_SECONDS 10
#define ACCEPT_PAUSE_MS 100

struct _YcAcceptor
{
  GSocket *socket;              /* owned */
  GSource *source;              /* owned, nullable: waits for connections, or for the end of a pause */
  GTlsCertificate *certificate; /* owned, nullable */
  GTlsCertificate *ca;          /* owned, nullable */
  GHashTable *greetings;        /* owned: handshakes in progress */
  YcAcceptorFunc func;
  YcAcceptorRoom has_room;      /* nullable */
  gpointer user_data;
  gboolean full;                /* and it has been said */
  char *path;                   /* owned, nullable: of the Unix socket */
  guint port;
};

/* A connection whose handshake is not finished. It lives until its callback has run, also when the acceptor is gone. */
typedef struct
{
  YcAcceptor *acceptor;         /* borrowed; NULL when it has gone */
  GTlsCertificate *ca;          /* owned */
  GSocketConnection *plain;     /* owned */
  GIOStream *stream;            /* owned: the TLS connection */
  GCancellable *cancellable;    /* owned */
  GSource *timer;               /* owned */
  GSource *first_byte;          /* owned, nullable */
} Greeting;

void
yc_connection_free (YcConnection *self)
{
  g_clear_object (&self->socket);
  g_clear_object (&self->stream);
  g_free (self->remote);
  g_free (self->peer_pem);
  g_free (self->peer_name);
  g_free (self);
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
attach (GSource     *source,
        GSourceFunc  func,
        gpointer     data)
{
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static char *
describe (GSocketAddress *address)
{
  GInetSocketAddress *inet;
  g_autofree char *host = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("control");
  inet = G_INET_SOCKET_ADDRESS (address);
  host = g_inet_address_to_string (g_inet_socket_address_get_address (inet));
  return g_strdup_printf ("%s port %u", host, (guint) g_inet_socket_address_get_port (inet));
}

/* The socket keeps the address it once gave, and what hangs on the address keeps the socket: without an object of their own
 * neither would ever go. */
static GSocketAddress *
copy_address (GSocketAddress *address)
{
  GInetSocketAddress *inet;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_unix_socket_address_new_with_type ("", 0, G_UNIX_SOCKET_ADDRESS_ANONYMOUS);
  inet = G_INET_SOCKET_ADDRESS (address);
  return g_inet_socket_address_new (g_inet_socket_address_get_address (inet), g_inet_socket_address_get_port (inet));
}

/* Judges the peer and gives the connection to the owner of the acceptor. */
static void
hand_over (YcAcceptor        *self,
           GTlsCertificate   *ca,
           GSocketConnection *plain,
           GIOStream         *stream)
{
  g_autoptr(GSocketAddress) here = g_socket_connection_get_local_address (plain, NULL);
  g_autoptr(GSocketAddress) cached = g_socket_connection_get_remote_address (plain, NULL);
  g_autoptr(GSocketAddress) there = NULL;
  GTlsCertificate *peer = NULL;
  YcConnection *connection;

  if (here == NULL || cached == NULL)
    return; /* gone already */
  there = copy_address (cached);
  connection = g_new0 (YcConnection, 1);
  connection->socket = g_object_ref (g_socket_connection_get_socket (plain));
  connection->remote = describe (there);
  connection->local = self->path != NULL;
  if (G_IS_TLS_CONNECTION (stream))
    peer = g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (stream));
  if (peer != NULL)
    {
      connection->peer_pem = yc_tls_dup_pem (peer);
      connection->peer_name = yc_tls_dup_common_name (peer);
      connection->trusted = yc_tls_is_signed_by (peer, ca);
    }
  connection->stream = yc_end_stream_new (stream);
  self->func (connection, here, there, self->user_data);
}

static void
greeting_free (Greeting *self)
{
  if (self->acceptor != NULL)
    g_hash_table_remove (self->acceptor->greetings, self);
  clear_source (&self->timer);
  clear_source (&self->first_byte);
  g_clear_object (&self->ca);
  g_clear_object (&self->stream);
  g_clear_object (&self->plain);
  g_clear_object (&self->cancellable);
  g_free (self);
}

static void
on_handshake_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Greeting *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    g_debug ("A TLS handshake failed: %s", error->message);
  else if (self->acceptor != NULL)
    hand_over (self->acceptor, self->ca, self->plain, self->stream);
  greeting_free (self);
}

/* Any certificate, and none, is let in to TLS: refusals are HTTP answers with a reason (1-architecture, decision 12). */
static gboolean
on_accept_certificate_cb (GTlsConnection       *connection,
                          GTlsCertificate      *certificate,
                          GTlsCertificateFlags  errors,
                          gpointer              user_data)
{
  return TRUE;
}

static gboolean
on_first_byte_cb (GSocket      *socket,
                  GIOCondition  condition,
                  gpointer      user_data)
{
  Greeting *self = user_data;

  clear_source (&self->first_byte);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (self->stream), G_PRIORITY_DEFAULT, self->cancellable,
                                    on_handshake_cb, self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_handshake_timeout_cb (gpointer user_data)
{
  Greeting *self = user_data;

  if (self->first_byte != NULL)
    greeting_free (self);
  else
    g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
greet (YcAcceptor        *self,
       GSocketConnection *plain)
{
  static const char * const protocols[] = { "http/1.1", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GIOStream) stream = NULL;
  Greeting *greeting;

  if (self->certificate == NULL)
    return;
  /* No database, and from the start: public authorities have no say here, and without this GIO would read all of them from
   * disk for each connection and send their names to the client. */
  stream = g_initable_new (g_tls_backend_get_server_connection_type (g_tls_backend_get_default ()), NULL, &error,
                           "base-io-stream", plain,
                           "certificate", self->certificate,
                           "database", NULL,
                           "authentication-mode", G_TLS_AUTHENTICATION_REQUESTED,
                           "require-close-notify", FALSE,
                           "advertised-protocols", protocols,
                           NULL);
  if (stream == NULL)
    {
      g_warning ("TLS cannot be started: %s", error->message);
      return;
    }
  g_signal_connect (stream, "accept-certificate", G_CALLBACK (on_accept_certificate_cb), NULL);

  greeting = g_new0 (Greeting, 1);
  greeting->acceptor = self;
  greeting->ca = g_object_ref (self->ca);
  greeting->plain = g_object_ref (plain);
  greeting->stream = g_steal_pointer (&stream);
  greeting->cancellable = g_cancellable_new ();
  greeting->timer = attach (g_timeout_source_new_seconds (HANDSHAKE_SECONDS), on_handshake_timeout_cb, greeting);
  /* GIO runs handshakes in a pool of few threads: a connection that says nothing must not hold one. */
  greeting->first_byte = attach (g_socket_create_source (g_socket_connection_get_socket (plain), G_IO_IN, NULL),
                                 G_SOURCE_FUNC (on_first_byte_cb), greeting);
  g_hash_table_add (self->greetings, greeting);
}

/* A window that lost its power or cable sends no end: without these its connection would stay for hours. */
static void
set_patience (GSocket *socket)
{
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, 20, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPINTVL, 10, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPCNT, 3, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT, 50 * 1000, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
}

/* Whether there is room; that there is none is said once until there is some again. */
static gboolean
has_room (YcAcceptor *self)
{
  gboolean room = self->has_room == NULL || self->has_room (self->user_data);

  if (!room && !self->full)
    g_warning ("Too many connections are open; new ones are closed at once");
  self->full = !room;
  return room;
}

static void wait_for_connections (YcAcceptor *self);

static gboolean
on_pause_over_cb (gpointer user_data)
{
  YcAcceptor *self = user_data;

  clear_source (&self->source);
  wait_for_connections (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_connection_cb (GSocket      *listening,
                  GIOCondition  condition,
                  gpointer      user_data)
{
  YcAcceptor *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocket) socket = g_socket_accept (listening, NULL, &error);
  g_autoptr(GSocketConnection) plain = NULL;

  if (socket == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return G_SOURCE_CONTINUE;
      /* Out of file descriptors, for example: the socket stays readable, so wait instead of turning in circles. */
      g_warning ("A connection could not be accepted: %s", error->message);
      clear_source (&self->source);
      self->source = attach (g_timeout_source_new (ACCEPT_PAUSE_MS), on_pause_over_cb, self);
      return G_SOURCE_REMOVE;
    }
  if (!has_room (self))
    return G_SOURCE_CONTINUE; /* its last reference closes it */
  plain = g_socket_connection_factory_create_connection (socket);
  if (self->path != NULL)
    {
      hand_over (self, NULL, plain, G_IO_STREAM (plain));
      return G_SOURCE_CONTINUE;
    }
  set_patience (socket);
  greet (self, plain);
  return G_SOURCE_CONTINUE;
}

static void
wait_for_connections (YcAcceptor *self)
{
  self->source = attach (g_socket_create_source (self->socket, G_IO_IN, NULL),
                         G_SOURCE_FUNC (on_connection_cb), self);
}

static YcAcceptor *
acceptor_new (GSocket        *socket,
              YcAcceptorFunc  func,
              gpointer        user_data)
{
  YcAcceptor *self = g_new0 (YcAcceptor, 1);

  self->socket = g_object_ref (socket);
  self->greetings = g_hash_table_new (NULL, NULL);
  self->func = func;
  self->user_data = user_data;
  wait_for_connections (self);
  return self;
}

static GInetAddress *
resolve (const char  *host,
         GError     **error)
{
  g_autoptr(GInetAddress) literal = g_inet_address_new_from_string (host);
  g_autoptr(GError) local = NULL;
  g_autoptr(GResolver) resolver = NULL;
  GInetAddress *first;
  GList *found;

  if (literal != NULL)
    return g_steal_pointer (&literal);
  resolver = g_resolver_get_default ();
  found = g_resolver_lookup_by_name (resolver, host, NULL, &local);
  if (found == NULL)
    {
      g_set_error (error, YC_NET_ERROR, YC_NET_ERROR_LISTEN, "There is no address for the name %s: %s", host,
                   local->message);
      return NULL;
    }
  first = g_object_ref (found->data);
  g_resolver_free_addresses (found);
  return first;
}

static void
set_listen_error (GError       **error,
                  const GError  *cause,
                  const char    *where)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, YC_NET_ERROR, YC_NET_ERROR_IN_USE,
                 "%s is already in use: stop the other program or choose another port.", where);
  else
    g_set_error (error, YC_NET_ERROR, YC_NET_ERROR_LISTEN, "Cannot listen on %s: %s", where, cause->message);
}

YcAcceptor *
yc_acceptor_new_tls (const char      *host,
                     guint            port,
                     YcAcceptorFunc   func,
                     gpointer         user_data,
                     GError         **error)
{
  g_autoptr(GInetAddress) inet = NULL;
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GSocketAddress) real = NULL;
  g_autoptr(GSocket) socket = NULL;
  g_autoptr(GError) local = NULL;
  YcAcceptor *self;

  if (port > G_MAXUINT16)
    {
      g_set_error (error, YC_NET_ERROR, YC_NET_ERROR_INVALID, "There is no port %u: the highest is 65535.", port);
      return NULL;
    }
  inet = resolve (host, error);
  if (inet == NULL)
    return NULL;
  address = g_inet_socket_address_new (inet, (guint16) port);
  socket = g_socket_new (g_inet_address_get_family (inet), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &local);
  if (socket != NULL)
    {
      g_socket_set_blocking (socket, FALSE);
      g_socket_set_listen_backlog (socket, BACKLOG);
    }
  if (socket == NULL || !g_socket_bind (socket, address, TRUE, &local) || !g_socket_listen (socket, &local)
      || (real = g_socket_get_local_address (socket, &local)) == NULL)
    {
      g_autofree char *where = g_strdup_printf ("%s port %u", host, port);

      set_listen_error (error, local, where);
      return NULL;
    }
  self = acceptor_new (socket, func, user_data);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (real));
  return self;
}

/* A socket file stays behind after a crash. Who serves this folder holds its lock, so nobody listens there. Any other kind
 * of file is not ours to remove. */
static void
remove_old_socket (const char *path)
{
  GStatBuf info;

  if (g_lstat (path, &info) == 0 && S_ISSOCK (info.st_mode))
    g_unlink (path);
}

YcAcceptor *
yc_acceptor_new_control (const char      *path,
                         YcAcceptorFunc   func,
                         gpointer         user_data,
                         GError         **error)
{
  struct sockaddr_un limit;
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GSocket) socket = NULL;
  g_autoptr(GError) local = NULL;
  YcAcceptor *self;

  if (strlen (path) >= sizeof limit.sun_path)
    {
      g_set_error (error, YC_NET_ERROR, YC_NET_ERROR_INVALID,
                   "The path of the control socket is longer than %" G_GSIZE_FORMAT " bytes: move the folder up.",
                   sizeof limit.sun_path - 1);
      return NULL;
    }
  remove_old_socket (path);
  address = g_unix_socket_address_new (path);
  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &local);
  if (socket == NULL || !g_socket_bind (socket, address, FALSE, &local))
    {
      set_listen_error (error, local, path);
      return NULL;
    }
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  /* Nobody can connect between bind and listen, so nobody comes in before the mode is right. */
  if (g_chmod (path, 0600) != 0)
    {
      g_set_error (error, YC_NET_ERROR, YC_NET_ERROR_LISTEN, "Cannot protect %s: %s", path, g_strerror (errno));
      g_unlink (path);
      return NULL;
    }
  if (!g_socket_listen (socket, &local))
    {
      set_listen_error (error, local, path);
      g_unlink (path);
      return NULL;
    }
  self = acceptor_new (socket, func, user_data);
  self->path = g_strdup (path);
  return self;
}

void
yc_acceptor_set_identity (YcAcceptor      *self,
                          GTlsCertificate *certificate,
                          GTlsCertificate *ca)
{
  g_set_object (&self->certificate, certificate);
  g_set_object (&self->ca, ca);
}

void
yc_acceptor_set_room (YcAcceptor     *self,
                      YcAcceptorRoom  room)
{
  self->has_room = room;
}

guint
yc_acceptor_get_n_greetings (YcAcceptor *self)
{
  return g_hash_table_size (self->greetings);
}

guint
yc_acceptor_get_port (YcAcceptor *self)
{
  return self->port;
}

static void
dismiss (gpointer key,
         gpointer value,
         gpointer user_data)
{
  Greeting *greeting = key;

  greeting->acceptor = NULL;
  clear_source (&greeting->timer);
  if (greeting->first_byte != NULL)
    greeting_free (greeting);
  else
    g_cancellable_cancel (greeting->cancellable);
}

void
yc_acceptor_free (YcAcceptor *self)
{
  g_hash_table_foreach (self->greetings, dismiss, NULL);
  g_hash_table_unref (self->greetings);
  clear_source (&self->source);
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  if (self->path != NULL)
    g_unlink (self->path);
  g_free (self->path);
  g_clear_object (&self->certificate);
  g_clear_object (&self->ca);
  g_free (self);
}
