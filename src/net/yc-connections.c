/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-connections-private.h"

#define CONNECTION_KEY "yc-connection"
#define LOOK_MS 500

struct _YcConnections
{
  GHashTable *set; /* owned, of YcConnection, which belong to their address objects */
  GSource *look;   /* owned */
};

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

/* The connection then finds its end by itself. */
static gboolean
on_look_cb (gpointer user_data)
{
  YcConnections *self = user_data;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->set);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      YcConnection *connection = key;

      if (connection->until == 0 || connection->until > now_ms ())
        continue;
      g_debug ("%s let its time pass", connection->remote);
      connection->until = 0;
      g_socket_shutdown (connection->socket, TRUE, TRUE, NULL);
    }
  return G_SOURCE_CONTINUE;
}

YcConnections *
yc_connections_new (void)
{
  YcConnections *self = g_new0 (YcConnections, 1);

  self->set = g_hash_table_new (NULL, NULL);
  self->look = g_timeout_source_new (LOOK_MS);
  g_source_set_callback (self->look, on_look_cb, self, NULL);
  g_source_attach (self->look, g_main_context_get_thread_default ());
  return self;
}

void
yc_connections_free (YcConnections *self)
{
  GHashTableIter iter;
  gpointer connection;

  g_hash_table_iter_init (&iter, self->set);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    ((YcConnection *) connection)->owner = NULL;
  g_hash_table_unref (self->set);
  g_source_destroy (self->look);
  g_source_unref (self->look);
  g_free (self);
}

static void
on_address_gone (gpointer data)
{
  YcConnection *connection = data;
  YcConnections *self = connection->owner;

  if (self != NULL)
    g_hash_table_remove (self->set, connection);
  yc_connection_free (connection);
}

void
yc_connections_add (YcConnections  *self,
                    YcConnection   *connection,
                    GSocketAddress *there)
{
  connection->owner = self;
  g_hash_table_add (self->set, connection);
  g_object_set_data_full (G_OBJECT (there), CONNECTION_KEY, connection, on_address_gone);
}

YcConnection *
yc_connections_find (GSocketAddress *there)
{
  return g_object_get_data (G_OBJECT (there), CONNECTION_KEY);
}

guint
yc_connections_get_n (YcConnections *self)
{
  return g_hash_table_size (self->set);
}

void
yc_connection_allow (YcConnection *connection,
                     guint         ms)
{
  connection->until = ms == 0 || connection->local ? 0 : now_ms () + ms;
}
