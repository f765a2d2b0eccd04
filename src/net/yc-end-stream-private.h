/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * YcEndStream: a connection whose end SoupServer notices. When a client closes a kept connection between two requests, libsoup 3.2.3 reads
 * the end, drops the message that never began and keeps the connection and its file descriptor for ever. So the end is told
 * as a request that cannot be read: SoupServer begins it, refuses it, and closes.
 */
#define YC_TYPE_END_STREAM (yc_end_stream_get_type ())
G_DECLARE_FINAL_TYPE (YcEndStream, yc_end_stream, YC, END_STREAM, GIOStream)

/* Around @base (referenced), whose streams can be polled. Transfer full. */
YcEndStream *yc_end_stream_new      (GIOStream   *base);

/* Whether the client is between two requests now; at first it is not. In the midst of a request the end stays an end. */
void         yc_end_stream_set_idle (YcEndStream *self,
                                     gboolean     idle);

G_END_DECLS
