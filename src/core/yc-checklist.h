/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-matter.h"
#include "core/yc-regime.h"
#include "core/yc-source.h"

G_BEGIN_DECLS

/**
 * The checklist of a case: for every material of its matter whether it is needed now, why, how it can be met, what meets it, and what is still
 * missing; the same for fees, fields and questions. Pure: the same input gives the same list at every counter, at the node and in tests.
 * Immutable; any thread. It keeps the references it was made with.
 */
typedef struct _YcChecklist YcChecklist;

/** How a material was dealt with, by the clerk's hand. */
typedef enum
{
  YC_CHECK_NONE,       /* 未提交 */
  YC_CHECK_ORIGINAL,   /* 已核验原件: seen or taken, in the legal form */
  YC_CHECK_DATA,       /* 已数据共享，免提交: a source that may be asked for this matter stood for it when it was checked */
  YC_CHECK_LATER,      /* 可容缺后补: promised for later */
} YcCheckState;

/** The name of a state ("original", "data", "later", "none"); static. */
const char *yc_check_state_to_string (YcCheckState state);
/** The state of a name; FALSE when there is none. */
gboolean yc_check_state_from_string (const char *name, YcCheckState *state);

/** What the clerk found about one material. Borrowed by whoever asks for a checklist. */
typedef struct
{
  char *material;
  YcCheckState state;
  char *reason;   /* with YC_CHECK_NONE: id of a reason of kind "material" why it does not do, or NULL: not handed in */
} YcCheck;

/** What a source answered: fields NULL = no record. */
typedef struct
{
  char *source;
  JsonObject *fields;
} YcRecord;

/** What a checklist is made from; all borrowed. answers, form, checks and records may be NULL: none yet. */
typedef struct
{
  YcReference *reference;   /* sources and their purposes, in force */
  YcReference *owner;       /* of matter and regime, when they are of a former version; NULL: reference */
  const YcMatter *matter;
  const YcRegime *regime;   /* NULL: the one that owner has for the matter */
  JsonObject *answers;      /* key of a situation: value of an option; others are passed over */
  JsonObject *form;         /* key of a field: its value */
  const GPtrArray *checks;  /* YcCheck; of two for one material the last counts */
  const GPtrArray *records; /* YcRecord; of two of one source the last counts */
  const char *today;        /* YYYY-MM-DD */
} YcChecklistInput;

typedef enum
{
  YC_NEED_UNDECIDED,  /* a question that decides is not answered yet, whatever else is */
  YC_NEED_NOT,        /* not needed in this situation */
  YC_NEED_OPTIONAL,   /* may be handed in */
  YC_NEED_NEEDED,
} YcNeed;

typedef enum
{
  YC_MET_NOT,
  YC_MET_HANDED_IN,
  YC_MET_BY_DATA,
  YC_MET_LATER,
} YcMet;

/** One material. All borrowed from the checklist or its reference. */
typedef struct
{
  const YcMaterial *material;
  YcNeed need;
  GStrv because;        /* what its condition looks at ("s.who", "f.delivery"), each once in order; empty: always needed */
  gboolean unreadable;  /* its condition cannot be worked out over this form: it counts as needed */
  YcMet met;
  gboolean may_ask;     /* its source may be asked for this matter */
  gboolean asked;       /* its source has answered; proof says what that is worth */
  YcProof proof;
  gboolean may_be_later;/* deferral is possible for it: matter, regime and material allow it */
  gboolean missing;     /* needed and not met */
  const char *reason;   /* why what was handed in does not do, or NULL */
} YcChecklistItem;

/** One fee, or one field of the form. */
typedef struct { const YcFee *fee; YcNeed need; } YcFeeItem;
typedef struct
{
  const YcField *field;
  YcNeed need;          /* YC_NEED_OPTIONAL: there, and may be left empty */
  gboolean empty;       /* no value, or only blanks */
  gboolean missing;     /* needed and empty */
} YcFieldItem;

/**
 * The checklist of input. A condition over questions that are not answered is worked out for every answer they can have: when all give
 * the same it is decided, else YC_NEED_UNDECIDED. Never fails: a condition that cannot be worked out counts as needed. Transfer full.
 */
YcChecklist *yc_checklist_new (const YcChecklistInput *input);

/** Takes another reference. */
YcChecklist *yc_checklist_ref (YcChecklist *checklist);
/** Drops a reference. */
void yc_checklist_unref (YcChecklist *checklist);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcChecklist, yc_checklist_unref)

/** The n-th material in the order of the matter, borrowed, or NULL past the end. */
const YcChecklistItem *yc_checklist_get_item (YcChecklist *checklist, guint n);
/** The n-th fee, likewise. */
const YcFeeItem *yc_checklist_get_fee (YcChecklist *checklist, guint n);
/** The n-th field of the form, likewise. */
const YcFieldItem *yc_checklist_get_field (YcChecklist *checklist, guint n);
/** The line of a material, borrowed, or NULL: the matter has no such material. */
const YcChecklistItem *yc_checklist_find (YcChecklist *checklist, const char *material);

/** How many questions are not answered. */
guint yc_checklist_count_open_questions (YcChecklist *checklist);
/** How many materials are needed and not met. */
guint yc_checklist_count_missing (YcChecklist *checklist);
/** How many of them could be deferred. */
guint yc_checklist_count_deferrable (YcChecklist *checklist);
/** How many are undecided. */
guint yc_checklist_count_undecided (YcChecklist *checklist);
/** How many are promised for later. */
guint yc_checklist_count_later (YcChecklist *checklist);
/** How many fields are needed and empty. */
guint yc_checklist_count_missing_fields (YcChecklist *checklist);
/** What is due in fen: the sum of the fees that are needed. */
gint64 yc_checklist_get_fee_sum (YcChecklist *checklist);

G_END_DECLS
