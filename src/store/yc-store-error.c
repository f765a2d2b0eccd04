/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-store-error"

#include "config.h"

#include "store/yc-store-error.h"

G_DEFINE_QUARK (yc-store-error-quark, yc_store_error)
