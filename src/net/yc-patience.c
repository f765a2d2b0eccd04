/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-patience-private.h"

static void
drop_source (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static gboolean
on_timeout_cb (gpointer user_data)
{
  YcPatience *self = user_data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->inner);
  return G_SOURCE_REMOVE;
}

/* From a source and not from the signal: cancelling may end everything on the spot, and a cancellable may not be let go
 * while its signal runs. */
static gboolean
on_outer_cancelled_cb (GCancellable *outer,
                       gpointer      user_data)
{
  YcPatience *self = user_data;

  g_cancellable_cancel (self->inner);
  return G_SOURCE_REMOVE;
}

static GSource *
attach (GSource     *source,
        GSourceFunc  func,
        YcPatience  *self)
{
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

void
yc_patience_begin (YcPatience   *self,
                   guint         timeout_ms,
                   GCancellable *outer)
{
  self->inner = g_cancellable_new ();
  g_set_object (&self->outer, outer);
  if (outer != NULL)
    self->outer_watch = attach (g_cancellable_source_new (outer), G_SOURCE_FUNC (on_outer_cancelled_cb), self);
  self->timer = attach (g_timeout_source_new (timeout_ms), on_timeout_cb, self);
}

void
yc_patience_end (YcPatience *self)
{
  g_clear_pointer (&self->timer, drop_source);
  g_clear_pointer (&self->outer_watch, drop_source);
  g_clear_object (&self->inner);
  g_clear_object (&self->outer);
}

gboolean
yc_patience_check (YcPatience  *self,
                   GError     **error)
{
  if (self->outer != NULL && g_cancellable_is_cancelled (self->outer))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The request was cancelled.");
  else if (self->timed_out)
    g_set_error_literal (error, YC_NET_ERROR, YC_NET_ERROR_TIMEOUT, "The server did not answer in time.");
  else
    return TRUE;
  return FALSE;
}
