/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/yc-net-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * YcPatience: how long something under way may last: a time of its own and the caller's cancellable, joined in one cancellable.
 * In the main context that was the thread's default when it began.
 */
typedef struct
{
  GCancellable *inner;  /* owned: ends what is under way, whoever wants that */
  GCancellable *outer;  /* owned, nullable: the caller's */
  GSource *outer_watch; /* owned, nullable */
  GSource *timer;       /* owned */
  gboolean timed_out;
} YcPatience;

/* Begins; @outer is nullable. @self stays at its place until yc_patience_end(). */
void     yc_patience_begin (YcPatience    *self,
                            guint          timeout_ms,
                            GCancellable  *outer);

/* Ends the watching and frees what is in @self. */
void     yc_patience_end   (YcPatience    *self);

/* %FALSE with G_IO_ERROR_CANCELLED or YC_NET_ERROR_TIMEOUT if that is why things came to their end. */
gboolean yc_patience_check (YcPatience    *self,
                            GError       **error);

G_END_DECLS
