/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-checklist.h"

G_BEGIN_DECLS

/* Insides of YcChecklist, for yc-checklist*.c only. */

/* Answers that are tried for one condition; a condition that needs more stays undecided. */
#define YC_COMBINATIONS_MAX 4096u

/* What the conditions of a matter are worked out over. */
typedef struct
{
  JsonNode *data;       /* owned: {"s": answers, "f": form} */
  JsonObject *answers;  /* owned: those that count, and while it is tried an answer to what is not answered */
  GPtrArray *open;      /* owned: YcSituation, borrowed from the matter: not answered */
  guint left;           /* how many more combinations may be tried */
} YcConditions;

/* Begins; answers and form may be NULL. form is taken into data as it is. */
void yc_conditions_init (YcConditions *self, const YcMatter *matter, JsonObject *answers, JsonObject *form);
void yc_conditions_clear (YcConditions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcConditions, yc_conditions_clear)

/*
 * Whether a condition (NULL: always) holds: NEEDED, NOT or UNDECIDED. unreadable (may be NULL) tells that it holds only because it cannot
 * be worked out, for some answer at least.
 */
YcNeed yc_conditions_work_out (YcConditions *self, JsonNode *condition, gboolean *unreadable);

G_END_DECLS
