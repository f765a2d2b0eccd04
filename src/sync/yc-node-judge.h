/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/yc-db.h"

G_BEGIN_DECLS

/* What the node thinks of a line another device pushed. For yc-node*.c only. Both return "" when there is nothing to say
 * and NULL with an error when the store failed; every reason is static text. */

/* Why a line is not this device's to write (10b rule 15), so that it goes to quarantine: "hall", "type", "session",
 * "counter", "actor". Called before it is stored. */
const char *yc_node_find_fault (YcDb *db, const YcEvent *event, GError **error);

/* What is against policy, or doubtful, in a line that took effect (10b rule 13), so that it is flagged: "not_permitted",
 * "reason_unknown", "place", "held_max", "queue_unknown", "counter_unknown", "topic_needed", "referred_needed". */
const char *yc_node_find_doubt (YcDb *db, const YcEvent *event, GError **error);

G_END_DECLS
