/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-reference.h"

G_BEGIN_DECLS

/* Regimes of the set "regimes": which law a matter is handled under; its clocks, what silence means, which outcomes there are and which
 * documents they yield. The law is data: nothing of one regime is applied to another's matters. Owned by the reference, immutable; any thread. */

/** The states of a case (案件) up to its decision. All from RECEIVED on are also what a clerk decides at the window: an outcome. */
typedef enum
{
  YC_CASE_NONE,               /* before its first event */
  YC_CASE_DRAFT,
  YC_CASE_RECEIVED,           /* 收件: handed in, nothing decided; the legal clock runs */
  YC_CASE_SUPPLEMENT,         /* 一次性补正告知 */
  YC_CASE_ACCEPTED,           /* 受理 */
  YC_CASE_ACCEPTED_DEFERRED,  /* 容缺受理 */
  YC_CASE_ACCEPTED_COMMITTED, /* 告知承诺制受理 */
  YC_CASE_NOT_ACCEPTED,       /* 不予受理 */
  YC_N_CASE_STATES,
} YcCaseState;

/** The state's name ("accepted_deferred"); static. */
const char *yc_case_state_to_string (YcCaseState state);
/** The state of a name, or YC_CASE_NONE. */
YcCaseState yc_case_state_from_string (const char *name);

/** A period. */
typedef struct
{
  int days;               /* -1: the law sets no number */
  gboolean calendar_days; /* else working days */
} YcPeriod;

/** An article. */
typedef struct { YcText law; char *article; YcText says; } YcCitation;

/** A regime. */
typedef struct
{
  char *id;
  YcText name;
  YcText summary;
  YcPeriod notice;              /* within it the office has to say what is missing, counted from receipt */
  gboolean on_the_spot;         /* else at once, where notice.days is -1 */
  GArray *warn_on_days;         /* int: days of the notice period on which the clerk is warned */
  gboolean silence_accepts;     /* nothing said in time: accepted by law from the day of receipt */
  YcText silence;               /* what the law says of that; both NULL without it */
  gboolean acceptance_written;
  gboolean not_accepted_lists_all; /* non-acceptance for want of papers names all that is missing */
  YcPeriod decision;            /* from acceptance; days -1: the matter's own */
  YcPeriod decision_else;       /* market entity: 0 days, else these; days -1: no such */
  gboolean decision_from_receipt; /* counted from receipt, not acceptance */
  YcPeriod extension;           /* days -1: none */
  gboolean outcomes[YC_N_CASE_STATES];
  gboolean incomplete_is_not_accepted; /* incomplete papers are refused, not supplemented */
  gboolean deferral_allowed;
  gboolean commitment_allowed;
  GStrv documents[YC_N_CASE_STATES]; /* ids of templates, or NULL */
  YcText remedies;              /* both NULL when the law names none */
  GPtrArray *citations;         /* YcCitation */
} YcRegime;

/** The regime of an id, borrowed, or NULL. */
const YcRegime *yc_reference_get_regime (YcReference *reference, const char *id);
/** The n-th regime in the order of the document, borrowed, or NULL past the end. */
const YcRegime *yc_reference_get_nth_regime (YcReference *reference, guint n);

G_END_DECLS
