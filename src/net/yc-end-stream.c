/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-end-stream-private.h"

#include <string.h>

/* No request line that HTTP knows. */
#define END "END\r\n\r\n"

/* What is read */

#define YC_TYPE_END_INPUT (yc_end_input_get_type ())
G_DECLARE_FINAL_TYPE (YcEndInput, yc_end_input, YC, END_INPUT, GFilterInputStream)

struct _YcEndInput
{
  GFilterInputStream parent_instance;

  gboolean idle;
  gboolean told;
};

static void yc_end_input_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YcEndInput, yc_end_input, G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, yc_end_input_pollable_init))

static GInputStream *
base_of (gpointer self)
{
  return g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self));
}

/* @n is what the base said, with @reason (taken) if it is −1. */
static gssize
pass_on (YcEndInput  *self,
         gssize       n,
         void        *buffer,
         gsize        count,
         GError      *reason,
         GError     **error)
{
  gboolean ended = n == 0 || (n < 0 && !g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)
                              && !g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED));

  if (ended && self->idle && !self->told && count >= strlen (END))
    {
      self->told = TRUE;
      g_clear_error (&reason);
      memcpy (buffer, END, strlen (END));
      return (gssize) strlen (END);
    }
  if (reason != NULL)
    g_propagate_error (error, reason);
  return n;
}

static gssize
yc_end_input_read (GInputStream  *stream,
                   void          *buffer,
                   gsize          count,
                   GCancellable  *cancellable,
                   GError       **error)
{
  GError *reason = NULL;
  gssize n = g_input_stream_read (base_of (stream), buffer, count, cancellable, &reason);

  return pass_on (YC_END_INPUT (stream), n, buffer, count, reason, error);
}

static gssize
yc_end_input_read_nonblocking (GPollableInputStream  *stream,
                               void                  *buffer,
                               gsize                  count,
                               GError               **error)
{
  GError *reason = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (base_of (stream)), buffer, count, NULL, &reason);

  return pass_on (YC_END_INPUT (stream), n, buffer, count, reason, error);
}

static gboolean
yc_end_input_can_poll (GPollableInputStream *stream)
{
  return g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (base_of (stream)));
}

static gboolean
yc_end_input_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (base_of (stream)));
}

static GSource *
yc_end_input_create_source (GPollableInputStream *stream,
                            GCancellable         *cancellable)
{
  g_autoptr(GSource) source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (base_of (stream)), NULL);

  return g_pollable_source_new_full (stream, source, cancellable);
}

static void
yc_end_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->can_poll = yc_end_input_can_poll;
  iface->is_readable = yc_end_input_is_readable;
  iface->create_source = yc_end_input_create_source;
  iface->read_nonblocking = yc_end_input_read_nonblocking;
}

static void
yc_end_input_class_init (YcEndInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = yc_end_input_read;
}

static void
yc_end_input_init (YcEndInput *self)
{
}

/* The connection */

struct _YcEndStream
{
  GIOStream parent_instance;

  GIOStream *base;   /* owned */
  YcEndInput *input; /* owned */
};

G_DEFINE_FINAL_TYPE (YcEndStream, yc_end_stream, G_TYPE_IO_STREAM)

static GInputStream *
yc_end_stream_get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (YC_END_STREAM (stream)->input);
}

static GOutputStream *
yc_end_stream_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (YC_END_STREAM (stream)->base);
}

static gboolean
yc_end_stream_close (GIOStream     *stream,
                     GCancellable  *cancellable,
                     GError       **error)
{
  return g_io_stream_close (YC_END_STREAM (stream)->base, cancellable, error);
}

static void
yc_end_stream_finalize (GObject *object)
{
  YcEndStream *self = YC_END_STREAM (object);

  g_clear_object (&self->input);
  g_clear_object (&self->base);
  G_OBJECT_CLASS (yc_end_stream_parent_class)->finalize (object);
}

static void
yc_end_stream_class_init (YcEndStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_end_stream_finalize;
  G_IO_STREAM_CLASS (klass)->get_input_stream = yc_end_stream_get_input_stream;
  G_IO_STREAM_CLASS (klass)->get_output_stream = yc_end_stream_get_output_stream;
  G_IO_STREAM_CLASS (klass)->close_fn = yc_end_stream_close;
}

static void
yc_end_stream_init (YcEndStream *self)
{
}

YcEndStream *
yc_end_stream_new (GIOStream *base)
{
  YcEndStream *self = g_object_new (YC_TYPE_END_STREAM, NULL);

  self->base = g_object_ref (base);
  self->input = g_object_new (YC_TYPE_END_INPUT,
                              "base-stream", g_io_stream_get_input_stream (base),
                              "close-base-stream", FALSE,
                              NULL);
  return self;
}

void
yc_end_stream_set_idle (YcEndStream *self,
                        gboolean     idle)
{
  self->input->idle = idle;
}
