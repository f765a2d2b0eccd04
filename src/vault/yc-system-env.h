/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-env.h"

G_BEGIN_DECLS

/*
 * The real world behind #YcEnv: the wall clock in milliseconds since 1970 UTC, the monotonic clock in milliseconds, and
 * the random generator of GnuTLS, good for keys. Production code takes this one; tests and the simulator
 * bring their own. Returns a constant owned by the library; it may be used from any thread.
 */
YcEnv *yc_system_env (void);

G_END_DECLS
