/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-matter.h"

G_BEGIN_DECLS

/* Shared-data sources of the set "sources": what other offices can be asked instead of the applicant, for which matters, and when an answer
 * stands for a material. Owned by the reference, immutable; any thread. */

/** About whom a source can be asked. */
typedef enum
{
  YC_SUBJECT_PERSON,
  YC_SUBJECT_ORG,
  YC_SUBJECT_PERSON_OR_ORG,
} YcSourceSubject;

/** On which legal basis fields are asked for (Personal Information Protection Law, art. 13, 29, 35). */
typedef enum
{
  YC_BASIS_DUTY,              /* the office's legal duty: a notice is shown, no consent needed (art. 13(3), 35) */
  YC_BASIS_CONSENT,           /* art. 13(1) */
  YC_BASIS_SEPARATE_CONSENT,  /* sensitive data, art. 29 */
} YcLookupBasis;

/** A field of an answer. type is the word in the set ("text", "date", "list" ...). */
typedef struct { char *key; YcText name; char *type; } YcSourceField;

/** For one matter: which fields may be asked for and why. A matter that is not listed is not granted. */
typedef struct
{
  char *matter;
  YcText purpose;
  GStrv fields;
  YcLookupBasis basis;
  YcText why;
} YcPurpose;

/** A source. */
typedef struct
{
  char *id;
  char *provider;        /* id of a department */
  YcText name;
  YcSourceSubject subject;
  char *subject_key;     /* field by which it is asked */
  GPtrArray *fields;     /* YcSourceField */
  GStrv proof_fields;    /* those that stand for a paper */
  JsonNode *met_when;    /* over one answer; NULL: a record is enough */
  char *valid_to_field;  /* a record past this day does not count (empty: no expiry; absent: cannot be judged); or NULL */
  char *fresh_field;     /* a record whose day here is older than fresh_days does not count; or NULL */
  int fresh_days;        /* calendar days */
  GPtrArray *purposes;   /* YcPurpose */
} YcSource;

/** The source of an id, borrowed, or NULL. */
const YcSource *yc_reference_get_source (YcReference *reference, const char *id);
/** The n-th source by id, borrowed, or NULL past the end. */
const YcSource *yc_reference_get_nth_source (YcReference *reference, guint n);
/** What a matter may ask a source for, borrowed, or NULL: nothing. */
const YcPurpose *yc_source_find_purpose (const YcSource *source, const char *matter);

/** Whether a record that a source gave stands for a material, and if not, why. */
typedef enum
{
  YC_PROOF_MET,
  YC_PROOF_NO_RECORD,   /* the source knows nothing of this subject */
  YC_PROOF_EXPIRED,     /* valid_to_field has passed */
  YC_PROOF_STALE,       /* fresh_field is older than fresh_days, or has no day */
  YC_PROOF_NOT_MET,     /* met_when does not hold: what it says is not what is needed */
  YC_PROOF_UNREADABLE,  /* the condition cannot be worked out over it */
} YcProof;

/**
 * Judges one answer of a source on a day (YYYY-MM-DD): fields (NULL: no record) as the source gave them. The material's own met_when, where
 * it has one, replaces the source's. Pure; any thread.
 */
YcProof yc_source_judge (const YcSource *source, const YcMaterial *material, JsonObject *fields, const char *today);

G_END_DECLS
