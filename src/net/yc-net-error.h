/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What can go wrong between two programs. An HTTP status, also one of 400 and above, is never one of these: it is an answer.
 * Cancelling stays %G_IO_ERROR_CANCELLED. Whether a request had begun to leave this machine when it failed is told beside
 * the error (yc_client_send_finish()): after that its outcome is indeterminate (4-protocol 2.4).
 */
#define YC_NET_ERROR (yc_net_error_quark ())

typedef enum
{
  YC_NET_ERROR_UNREACHABLE, /* no name, no route, refused, cut in the handshake: no connection was made */
  YC_NET_ERROR_TIMEOUT,     /* the time given for the request was over */
  YC_NET_ERROR_RESET,       /* the connection ended before the answer was complete */
  YC_NET_ERROR_CERTIFICATE, /* the server is not the one whose certificate authority is pinned */
  YC_NET_ERROR_WRONG_HALL,  /* first contact: no certificate of the server has the wanted fingerprint */
  YC_NET_ERROR_TOO_LARGE,   /* the answer is larger than allowed */
  YC_NET_ERROR_PROTOCOL,    /* what came back is not HTTP over TLS */
  YC_NET_ERROR_INVALID,     /* an address, path or certificate given to this layer cannot be used */
  YC_NET_ERROR_IN_USE,      /* the port or socket to listen on is taken */
  YC_NET_ERROR_LISTEN,      /* listening failed otherwise */
} YcNetError;

GQuark yc_net_error_quark (void);

G_END_DECLS
