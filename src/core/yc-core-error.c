/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-core-error"

#include "config.h"

#include "core/yc-core-error.h"

G_DEFINE_QUARK (yc-core-error-quark, yc_core_error)
