/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/yc-net-error.h"
#include "net/yc-response.h"

G_BEGIN_DECLS

/* The largest answer on the control socket: an export of the journal is one. */
#define YC_CONTROL_MAX_RESPONSE ((gsize) 1024 * 1024 * 1024)

/* Asks the running server behind the Unix socket @socket_path, and blocks until it has answered: for command lines.
 * @target begins with "/" and is percent-encoded; @headers are name, value, …, %NULL, or %NULL; @body may be %NULL. The answer,
 * whatever its status, transfer full; or %NULL with a YC_NET_ERROR: UNREACHABLE if nobody listens there. */
YcResponse *yc_control_call (const char          *socket_path,
                             const char          *method,
                             const char          *target,
                             const char * const  *headers,
                             GBytes              *body,
                             guint                timeout_ms,
                             GError             **error);

G_END_DECLS
