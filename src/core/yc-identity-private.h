/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-identity.h"

G_BEGIN_DECLS

/* Between yc-identity*.c: the faults that both kinds of numbers share. Each sets the error and returns the fault. */

/* Of a length in characters. */
YcIdentityFault yc_identity_fail_length (guint length, GError **error);
/* Of the character at a place, counted from 1. */
YcIdentityFault yc_identity_fail_character (guint at, GError **error);
/* Of another fault, with its sentence. */
YcIdentityFault yc_identity_fail (YcIdentityFault fault, const char *what, GError **error);

/* How many characters text has; bytes, if it is no UTF-8. */
guint yc_identity_length (const char *text);

G_END_DECLS
