/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-net-error.h"

G_DEFINE_QUARK (yc-net-error-quark, yc_net_error)
