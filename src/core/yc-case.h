/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-calendar.h"
#include "core/yc-checklist.h"
#include "core/yc-decide.h"
#include "core/yc-regime.h"

G_BEGIN_DECLS

/**
 * A case (案件): one application for one matter, folded from its events, up to its decision at the window.
 *
 *   draft ── received ──> received ── decided ──> accepted | accepted_deferred | supplement | not_accepted
 *   supplement ── decided ──> accepted | accepted_deferred | supplement (a second notice) | not_accepted
 *
 * Deciding a draft writes case.received and case.decided. Which of these a matter has, and what each needs, is its regime's; the fold knows
 * nothing of it: it checks state, author kind and holder, never the law (10b rule 13).
 */

/** A material that was promised, or that a notice named. reason is NULL when nothing was said: it was not handed in. */
typedef struct
{
  char *material;
  char *reason;
} YcCaseMaterial;

/** One case. Strings are owned; "" stands for none. Personal values are NULL once erased. */
typedef struct
{
  char *id;              /* UUID */
  YcCaseState state;
  char *ticket;          /* UUID of the visit in which it was opened */
  gboolean identified;   /* somebody has been identified as the applicant */
  gboolean is_org;       /* for an organisation */
  gboolean has_agent;
  JsonObject *applicant; /* owned, or NULL: name, number, phone, agent_name … (personal) */
  char *matter;          /* id */
  char *version;         /* of the set "matters" it is handled by to its end */
  char *regimes_version; /* of the set "regimes" likewise */
  char *regime;          /* id */
  char *department;      /* id of the one in whose name it is received or accepted */
  JsonObject *answers;   /* owned: key of a situation: value (personal) */
  JsonObject *form;      /* owned: key of a field: value (personal) */
  GPtrArray *checks;     /* owned YcCheck, one per material */
  GHashTable *taken;     /* owned set of ids: materials of which something is kept here */
  char brought_on[YC_DAY_LENGTH + 1];     /* the last day since a notice on which a material came; "" when none did */
  char *number;          /* or "" */
  gboolean provisional;  /* its number is */
  char received_on[YC_DAY_LENGTH + 1];
  char notice_due[YC_DAY_LENGTH + 1];     /* binds the office; "" where the regime sets none */
  int notice_unloaded;   /* the lowest year that this day was counted in without a calendar, or 0 */
  char supplement_due[YC_DAY_LENGTH + 1]; /* binds the applicant; "" where the matter sets none */
  char decided_on[YC_DAY_LENGTH + 1];
  char accepted_on[YC_DAY_LENGTH + 1];    /* from when it counts as accepted: by law that can be earlier than decided_on */
  char decision_due[YC_DAY_LENGTH + 1];
  char later_due[YC_DAY_LENGTH + 1];      /* until when promised materials are to come */
  int unloaded;          /* the lowest year that one of these days was counted in without a calendar, or 0 */
  guint notices;         /* one-time notices given so far */
  guint not_told_once;   /* of them, those that named what the first should have named */
  GPtrArray *told;       /* owned YcCaseMaterial: what the notices named, each material once */
  GPtrArray *later;      /* owned YcCaseMaterial: promised for later */
  char *ground;          /* of non-acceptance: id of a reason */
  char *right_office;
  gint64 last_pos;       /* highest position among its effective events */
} YcCase;

/** A case before its first event; transfer full. */
YcCase *yc_case_new (const char *id);
/** Frees a case. */
void yc_case_free (YcCase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcCase, yc_case_free)

/** What the fold needs to know beside the case and the event. */
typedef struct
{
  gint64 pos;         /* position of the event; 0 = pending here */
  gboolean by_node;
  gboolean by_holder; /* its session held the case's ticket at that position (10b rule 19), or opens the case with a ticket it held */
} YcCaseFold;

/**
 * Folds one event of this case. Returns NULL when it took effect, else a static reason code ("state", "holder", "author") and the case is
 * unchanged.
 */
const char *yc_case_apply (YcCase *self, const YcEvent *event, const YcCaseFold *fold);

/** What a decision is made with; all borrowed. */
typedef struct
{
  YcReference *reference;   /* in force: calendar, reasons */
  const YcMatter *matter;   /* of the case's version; NULL before one was chosen */
  const YcRegime *regime;   /* of the case's version; NULL before one was chosen */
  YcChecklist *checklist;   /* of now; NULL before a matter was chosen */
  const YcStaffItem *staff; /* who decides; NULL: not in the set, and then without any right */
  const char *today;        /* hall-day */
} YcCaseAsk;

/** Where a case stands with the law on a day: a function of case, regime, calendar and day alone. */
typedef struct
{
  gboolean clock;           /* received, undecided, and the office has a period in which to speak */
  int day;                  /* which working day of that period it is: 0 = the day of receipt */
  int days_left;            /* working days to notice_due; negative: too late */
  gboolean warn;            /* a day on which the regime warns, or later */
  gboolean overdue;         /* the period is over */
  gboolean accepted_by_law; /* and silence accepts: accepted from received_on. Never said while unloaded is not 0 */
  char due[YC_DAY_LENGTH + 1]; /* last day of the period: notice_due, counted anew when it leaned on a year without calendar */
  int unloaded;             /* the lowest year it was counted in without a calendar still, or 0: only a calendar can tell the day */
} YcCaseStanding;

/** The standing on a day; a day or calendar that cannot be worked out gives no clock. Pure. */
void yc_case_get_standing (const YcCase *self,
                           const YcRegime *regime,
                           YcReference *reference,
                           const char *today,
                           YcCaseStanding *standing);

/**
 * Whether an outcome (RECEIVED to NOT_ACCEPTED) is open to this clerk for this case now, before anything is said about grounds and reasons:
 * what a blocked choice shows as its reason. FALSE with the refusal. Pure.
 */
gboolean yc_case_may_decide (const YcCase *self, YcCaseState outcome, const YcCaseAsk *ask, YcRefusal *refusal);

/**
 * Decides: the events it makes are added to events (YcEvent, transfer full; type, subject and data filled in), a draft's case.received
 * first; or FALSE with the refusal and nothing added. args, which may be NULL: ground, right_office, note (NOT_ACCEPTED); second_reason,
 * agreed_by (UUID of a member of staff), note (a second notice that names something new). Pure.
 *
 * - RECEIVED: who may receive or accept for the department; the regime's period of notice begins (APL art. 32).
 * - ACCEPTED: who may accept; every question answered, every needed field filled, nothing missing, nothing promised for later. After a
 *   notice it is dated on the day all was there, and the office's periods run from then; where silence has accepted, on the day of receipt,
 *   with what was handed in.
 * - ACCEPTED_DEFERRED: the same, with principal materials there and at least one promised; never for an instant matter, which would be
 *   granted before they come.
 * - SUPPLEMENT: not where incomplete papers mean non-acceptance; names everything that is missing, at once. A second notice may repeat what
 *   the first named; something new needs a reason, and a supervisor where that reason says so (who decides herself, or whose agreement
 *   the caller has made sure of), and may count as not told at once.
 * - NOT_ACCEPTED: a ground of the regime; the right office and a note where the ground says so; where it is want of papers, everything
 *   that is missing is named (Interim Regulations on Real Estate Registration, art. 17).
 * Once silence has accepted, only ACCEPTED is left. What a record meets that nobody has checked is checked with the decision
 * (case.material_checked), so that the journal alone tells what the decision leaned on.
 */
gboolean yc_case_decide (const YcCase *self,
                         YcCaseState outcome,
                         JsonObject *args,
                         const YcCaseAsk *ask,
                         GPtrArray *events,
                         YcRefusal *refusal);

/** Templates of the documents an outcome yields under a regime, borrowed, NULL-terminated; empty, never NULL. */
const char *const *yc_case_get_documents (const YcRegime *regime, YcCaseState outcome);

G_END_DECLS
