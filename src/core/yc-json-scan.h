/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-json.h"

G_BEGIN_DECLS

/* Private to core: the scan that stands before json-glib. */

/**
 * Checks text against the grammar of RFC 8259 and the limits, without recursion and without building anything;
 * FALSE with YC_CORE_ERROR naming line and column. Needs no final NUL. Any thread.
 */
gboolean yc_json_scan (const char          *text,
                       gsize                length,
                       const YcJsonLimits  *limits,
                       GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
