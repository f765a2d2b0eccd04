/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "net/yc-server.h"

G_BEGIN_DECLS

/* Told once when the answer is decided: given, or the client gone. */
typedef void (*YcResponderDone) (YcResponder *responder,
                                 gpointer     user_data);

/* A responder for @message on @socket (borrowed: lives at least as long as the message's connection). */
YcResponder *yc_responder_new      (SoupServerMessage *message,
                                    GSocket           *socket,
                                    YcResponderDone    done,
                                    gpointer           user_data);

/* Called when the handler has returned: an answer still to come pauses the message and watches for the client's leaving. */
void         yc_responder_wait     (YcResponder *self);

/* The server is going: answers with @response and calls the "gone" function. */
void         yc_responder_dismiss  (YcResponder *self,
                                    YcResponse  *response);

/* Writes @response into @message. */
void         yc_responder_fill     (SoupServerMessage *message,
                                    YcResponse        *response);

G_END_DECLS
