/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall/yc-hall-dir.h"

G_BEGIN_DECLS

/**
 * Runs the node on a locked folder until SIGTERM or SIGINT: prints "listening https://HOST:PORT" on standard output when
 * it is ready. FALSE with an error when it could not begin or the record could not be closed cleanly.
 */
gboolean yc_serve (YcHallDir *dir, const char *host, guint port, GError **error);

G_END_DECLS
