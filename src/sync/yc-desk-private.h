/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/yc-desk.h"

G_BEGIN_DECLS

/* Keys of `meta` at a workstation. */
#define YC_META_COMMAND    "command"             /* the stored command, JSON */
#define YC_META_ANSWER     "answer"              /* what came of the last one, JSON */
#define YC_META_BOOTSTRAP  "bootstrap_complete"
#define YC_META_WANT       "want/"               /* + set: content hash announced by reference.imported and not yet fetched */
#define YC_META_HALL_NAME  "hall/name"

/** Reads a JSON object of `meta`; *object NULL when there is none. Transfer full. */
gboolean yc_desk_read_meta (YcDb *db, const char *key, JsonObject **object, GError **error);

/** Writes a JSON object to `meta` (NULL removes it). */
gboolean yc_desk_write_meta (YcDb *db, const char *key, JsonObject *object, GError **error);

/** Whether a command in flight may give this counter a ticket or close it (10b rule 5). */
gboolean yc_desk_verb_moves_counter (YcVerb verb);

G_END_DECLS
