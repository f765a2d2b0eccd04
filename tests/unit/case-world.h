/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-case.h"

G_BEGIN_DECLS

/* A case at a window of the demo hall, for tests: opened for a matter by a member of staff, worked on by events as a workstation writes them. */
typedef struct
{
  YcReference *reference;   /* all sets of the demo */
  YcCase *self;
  const YcMatter *matter;
  const YcRegime *regime;
  const YcStaffItem *staff;
  const char *today;
  gint64 pos;
  char brought[YC_DAY_LENGTH + 1]; /* the last day on which something was handed in */
} CaseWorld;

/* Reads the sets of the demo and the calendar; once per program, borrowed. */
YcReference *cw_reference (void);

/* A new case; somebody is identified and the matter chosen when it is not NULL. number: of the member of staff. */
void cw_init (CaseWorld *cw, const char *matter, const char *number, const char *today);
void cw_clear (CaseWorld *cw);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CaseWorld, cw_clear)

void cw_identify (CaseWorld *cw);
void cw_choose (CaseWorld *cw, const char *matter);
/* The n-th option of every question. */
void cw_answer (CaseWorld *cw, guint n);
/* Every required field that applies gets a value. */
void cw_fill (CaseWorld *cw);
/* What was found about one material; reason may be NULL. */
void cw_check (CaseWorld *cw, const char *material, YcCheckState state, const char *reason);
/* The same, with a piece of it kept here. */
void cw_take (CaseWorld *cw, const char *material);
/* Every needed material but those in spared (ids, NULL-terminated; or NULL) is handed in. */
void cw_hand_in (CaseWorld *cw, const char *const *spared);
/* The n-th needed material that could be deferred; asserts that there is one. */
const char *cw_deferrable (CaseWorld *cw, guint n);
/* The n-th needed material. */
const char *cw_needed (CaseWorld *cw, guint n);

/* The checklist of now; transfer full. */
YcChecklist *cw_checklist (CaseWorld *cw);
/* Whether an outcome is open; refusal's code. */
YcRefusalCode cw_may (CaseWorld *cw, YcCaseState outcome);
/* Decides with args (JSON text or NULL), applies the events; the refusal's code, YC_REFUSAL_NONE when decided. Every event is checked as if
 * from outside; the newest one stays in *decided (transfer full) when that is not NULL. */
YcRefusalCode cw_decide (CaseWorld *cw, YcCaseState outcome, const char *args, YcEvent **decided);
/* Applies an event of the holder; asserts that it took effect. data and personal are JSON text or NULL. */
void cw_apply (CaseWorld *cw, YcEventType type, const char *data, const char *personal);

G_END_DECLS
