/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-lint.h"

G_BEGIN_DECLS

/**
 * Prints on standard output, for an official to sign, which situation of a matter needs which material: as text, or as CSV (RFC 4180, one
 * line per situation and material column; ● is needed, ○ may be handed in).
 */
void yc_cli_print_table (YcReference *reference, const YcLintTable *table, gboolean csv);

G_END_DECLS
