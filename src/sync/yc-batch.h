/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The batch on the wire: application/cloudevents-batch+json with exactly one event per line ("[\n", lines joined by
 * ",\n", "\n]"), so that it is a legal CloudEvents batch and byte-exact for us. */

/** The content type. */
#define YC_BATCH_TYPE "application/cloudevents-batch+json"

/** Joins lines (GPtrArray of YcLine) to a body; transfer full. */
GBytes *yc_batch_write (const GPtrArray *lines);

/** Splits a body into its raw lines without parsing them; each with its length; transfer full (YcLine with pos and seq 0), or NULL with YC_CORE_ERROR when the frame is not ours. */
GPtrArray *yc_batch_split (GBytes *body, GError **error);

/** Writes positions as ranges, "99801-99803,99806"; transfer full. */
char *yc_positions_write (const GPtrArray *lines);

/** Reads ranges into the pos of lines, which must be as many; FALSE when they are not, or not ascending. */
gboolean yc_positions_read (const char *text, GPtrArray *lines, GError **error);

G_END_DECLS
