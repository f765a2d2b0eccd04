/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-checklist.h"

G_BEGIN_DECLS

/**
 * What a checklist is made from, as one JSON object: {"matter", "today", "answers", "form", "records": [{"source", "fields": {} or null}],
 * "checks": [{"material", "state", "reason"}]}. All but matter and today may be missing.
 */
typedef struct
{
  YcChecklistInput input;
  JsonObject *object;  /* owned: everything the input borrows */
  GPtrArray *checks;   /* owned: YcCheck */
  GPtrArray *records;  /* owned: YcRecord */
} ChecklistLine;

/** Reads text over reference, which is borrowed. FALSE with a YC_CORE_ERROR, and there is nothing to clear. */
gboolean checklist_line_read (ChecklistLine *line, YcReference *reference, const char *text, gsize length, GError **error);
/** Frees what was read. */
void checklist_line_clear (ChecklistLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ChecklistLine, checklist_line_clear)

/** The names of the states in lines: "needed", "handed_in", "no_record" ...; static. */
const char *checklist_need_name (YcNeed need);
const char *checklist_met_name (YcMet met);
const char *checklist_proof_name (YcProof proof);

G_END_DECLS
