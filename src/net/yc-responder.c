/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-responder-private.h"

#include <poll.h>

#include <glib-unix.h>

struct _YcResponder
{
  grefcount ref_count;
  SoupServerMessage *message;  /* owned until decided: a paused message of a client that left has nobody else */
  GSocket *socket;             /* owned */
  GSource *watch;              /* owned, nullable: the client's leaving */
  gulong disconnected_id;
  gboolean paused;
  gboolean decided;
  YcResponderDone done;
  gpointer done_data;
  YcResponderGone gone;        /* nullable */
  gpointer gone_data;
};

G_DEFINE_BOXED_TYPE (YcResponder, yc_responder, yc_responder_ref, yc_responder_unref)

static void
fill_header (const char *name,
             const char *value,
             gpointer    user_data)
{
  soup_message_headers_replace (user_data, name, value);
}

void
yc_responder_fill (SoupServerMessage *message,
                   YcResponse        *response)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_server_message_set_status (message, yc_response_get_status (response), NULL);
  yc_response_foreach_header (response, fill_header, headers);
  if (yc_response_get_content_type (response) != NULL)
    soup_message_headers_replace (headers, "Content-Type", yc_response_get_content_type (response));
  soup_message_body_truncate (body);
  /* An empty one is a critical warning in libsoup 3.2: a 304 has none. */
  if (g_bytes_get_size (yc_response_get_body (response)) > 0)
    soup_message_body_append_bytes (body, yc_response_get_body (response));
}

/* Ends everything that binds the responder to its message. With @connected the message goes on to be written. */
static void
decide (YcResponder *self,
        gboolean     connected)
{
  g_autoptr(SoupServerMessage) message = g_steal_pointer (&self->message);

  self->decided = TRUE;
  if (self->watch != NULL)
    {
      g_source_destroy (self->watch);
      g_clear_pointer (&self->watch, g_source_unref);
    }
  g_clear_signal_handler (&self->disconnected_id, message);
  if (connected && self->paused)
    soup_server_message_unpause (message);
  self->done (self, self->done_data);
}

static void
tell_gone (YcResponder *self)
{
  YcResponderGone gone = g_steal_pointer (&self->gone);

  if (gone != NULL)
    gone (self, self->gone_data);
}

static void
on_disconnected_cb (SoupServerMessage *message,
                    gpointer           user_data)
{
  YcResponder *self = yc_responder_ref (user_data);

  decide (self, FALSE);
  tell_gone (self);
  yc_responder_unref (self);
}

/* A paused message is not read from, so libsoup does not see the client leave. Its end of the connection is closed: nobody
 * will read an answer; the message is released with one nevertheless, which frees the connection. */
static gboolean
on_hang_up_cb (int          fd,
               GIOCondition condition,
               gpointer     user_data)
{
  YcResponder *self = yc_responder_ref (user_data);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);

  soup_server_message_set_status (self->message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
  soup_message_headers_replace (headers, "Connection", "close");
  decide (self, TRUE);
  tell_gone (self);
  yc_responder_unref (self);
  return G_SOURCE_REMOVE;
}

YcResponder *
yc_responder_new (SoupServerMessage *message,
                  GSocket           *socket,
                  YcResponderDone    done,
                  gpointer           user_data)
{
  YcResponder *self = g_new0 (YcResponder, 1);

  g_ref_count_init (&self->ref_count);
  self->message = g_object_ref (message);
  self->socket = g_object_ref (socket);
  self->done = done;
  self->done_data = user_data;
  self->disconnected_id = g_signal_connect (message, "disconnected", G_CALLBACK (on_disconnected_cb), self);
  return self;
}

void
yc_responder_wait (YcResponder *self)
{
  if (self->decided)
    return;
  self->paused = TRUE;
  soup_server_message_pause (self->message);
  /* POLLHUP alone comes only when both directions are closed; POLLRDHUP as soon as the client has closed its own. */
  self->watch = g_unix_fd_source_new (g_socket_get_fd (self->socket), (GIOCondition) (POLLRDHUP | POLLHUP | POLLERR));
  g_source_set_callback (self->watch, G_SOURCE_FUNC (on_hang_up_cb), self, NULL);
  g_source_attach (self->watch, g_main_context_get_thread_default ());
}

YcResponder *
yc_responder_ref (YcResponder *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_ref_count_inc (&self->ref_count);
  return self;
}

static void
answer_nothing (YcResponder *self)
{
  g_autoptr(YcResponse) response = NULL;

  g_warning ("A request was left without an answer");
  response = yc_response_new_problem (500, "/problems/internal", "The server did not answer this request.", NULL);
  yc_responder_fill (self->message, response);
  decide (self, TRUE);
}

void
yc_responder_unref (YcResponder *self)
{
  g_return_if_fail (self != NULL);

  if (!g_ref_count_dec (&self->ref_count))
    return;
  if (!self->decided)
    {
      /* done() may take a reference for a moment. */
      g_ref_count_init (&self->ref_count);
      answer_nothing (self);
    }
  g_object_unref (self->socket);
  g_free (self);
}

void
yc_responder_answer (YcResponder *self,
                     YcResponse  *response)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (response != NULL);
  g_return_if_fail (yc_response_get_status (response) != SOUP_STATUS_NO_CONTENT);

  if (self->decided)
    return;
  self->gone = NULL;
  yc_responder_fill (self->message, response);
  decide (self, TRUE);
}

void
yc_responder_dismiss (YcResponder *self,
                      YcResponse  *response)
{
  if (self->decided)
    return;
  yc_responder_ref (self);
  yc_responder_fill (self->message, response);
  decide (self, TRUE);
  tell_gone (self);
  yc_responder_unref (self);
}

gboolean
yc_responder_is_waiting (YcResponder *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return !self->decided;
}

void
yc_responder_set_gone (YcResponder     *self,
                       YcResponderGone  gone,
                       gpointer         user_data)
{
  g_return_if_fail (self != NULL);

  self->gone = gone;
  self->gone_data = user_data;
}
