/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-reference.h"

G_BEGIN_DECLS

/**
 * Matters (事项) of the set "matters": what can be applied for in this hall, which questions decide what is needed, which materials and
 * fields there are. Conditions are JsonLogic over {"s": answers, "f": form} (yc-logic.h); NULL means always. Days are in the matter's
 * day_unit. Everything is owned by the reference it comes from, and immutable; any thread.
 *
 * A matter without materials, as a catalogue gives it, is found by search and shown "no intake guide in this hall"; no case is opened for it.
 */

/** One answer to a question, or one value of a field. */
typedef struct
{
  char *value;
  YcText name;
} YcOption;

/** A question (情形) that picks materials; it has exactly one answer, `s.<key>`. */
typedef struct
{
  char *key;
  YcText question;
  GPtrArray *options; /* YcOption, two or more */
} YcSituation;

typedef enum
{
  YC_NECESSITY_REQUIRED,
  YC_NECESSITY_CONDITIONAL, /* required when its condition holds */
  YC_NECESSITY_OPTIONAL,    /* may be handed in, is never missing */
} YcNecessity;

/** In which shape a material may come. */
typedef enum
{
  YC_FORM_PAPER,
  YC_FORM_ELECTRONIC,
  YC_FORM_PAPER_OR_ELECTRONIC,
} YcMaterialForm;

/** Who makes the material (GB/T 39046 "来源渠道"). */
typedef enum
{
  YC_CHANNEL_APPLICANT,
  YC_CHANNEL_GOVERNMENT,
  YC_CHANNEL_THIRD_PARTY,
} YcChannel;

/** A material (材料). */
typedef struct
{
  char *id;
  YcText name;
  YcText note;             /* both NULL when there is none */
  YcNecessity necessity;
  YcMaterialForm form;
  int originals;           /* how many of each are due */
  int copies;
  JsonNode *condition;     /* NULL: always needed */
  YcChannel channel;
  char *source;            /* id of the shared-data source that can stand for it, or NULL */
  JsonNode *met_when;      /* over the source's answer; true: a record is enough; NULL: what the source says */
  gboolean principal;      /* 主要材料: never deferred */
  gboolean deferrable;     /* 可容缺 */
} YcMaterial;

/** What a field of the form holds. */
typedef enum
{
  YC_FIELD_TEXT,
  YC_FIELD_LONG_TEXT,
  YC_FIELD_ADDRESS,
  YC_FIELD_CHOICE,      /* one of options */
  YC_FIELD_CHOICES,     /* any of options */
  YC_FIELD_BOOL,
  YC_FIELD_NUMBER,
  YC_FIELD_MONEY,       /* yuan, two decimals */
  YC_FIELD_DATE,        /* YYYY-MM-DD */
  YC_FIELD_DATE_RANGE,  /* two of them */
  YC_FIELD_MONTH,       /* YYYY-MM */
  YC_FIELD_PHONE,
  YC_FIELD_CITIZEN_ID,
  YC_FIELD_USCC,        /* unified social credit code */
  YC_FIELD_PLATE,       /* vehicle number plate */
  YC_FIELD_VIN,         /* vehicle identification number */
} YcFieldType;

/** Where the value of a field comes from first. */
typedef enum
{
  YC_ORIGIN_APPLICANT,
  YC_ORIGIN_CLERK,
  YC_ORIGIN_CASE,       /* known from the case itself */
  YC_ORIGIN_ID_READER,
  YC_ORIGIN_SHARED,     /* source and source_field say which */
} YcOrigin;

/** A field of the form, `f.<key>`. */
typedef struct
{
  char *key;
  YcText label;
  YcFieldType type;
  gboolean required;    /* when its condition holds */
  YcOrigin origin;
  char *source;         /* id of a source with YC_ORIGIN_SHARED, else NULL */
  char *source_field;   /* field of that source's answer, else NULL */
  char *pick;           /* member of the chosen element of a list field, else NULL */
  JsonNode *condition;  /* NULL: always there */
  GPtrArray *options;   /* YcOption; empty but for choices */
} YcField;

/** A fee (收费项目). */
typedef struct
{
  YcText name;
  gint64 amount;        /* fen */
  JsonNode *condition;  /* NULL: always due */
} YcFee;

/** A matter. */
typedef struct
{
  char *id;
  YcText name;
  char *department;       /* id in the set "departments"; NULL for one of a catalogue */
  YcText department_name;
  char *body;             /* id of the department that decides, or NULL */
  char *type;             /* code of the type (GB/T 39046 A.1): "01" licence, "07" confirmation ...; or NULL */
  char *regime;           /* id in the set "regimes"; NULL only without materials */
  GPtrArray *basis;       /* YcText, owned: names of laws */
  gboolean instant;       /* 即办件; else promised (承诺件) */
  gboolean calendar_days; /* day_unit is calendar_day, not working_day */
  int statutory_days;     /* -1: none set */
  int promised_days;      /* -1: none set */
  int supplement_days;    /* the applicant's period after a one-time notice; -1: none set, and then there is no supplement_due */
  int cooling_off_days;   /* calendar days before which nothing is decided (divorce); 0: none */
  gboolean may_receive_only; /* this hall takes in, the department accepts */
  gboolean accepts_deferral;
  int deferral_days;      /* never more than promised_days */
  gboolean accepts_commitment;
  char *complaint_phone;  /* or NULL */
  char *queue;            /* letter, or NULL */
  int service_minutes;    /* 0: not said */
  char *keywords;         /* separated by blanks; "" when none */
  GStrv codes;            /* further codes it is found by (实施编码) */
  YcText result;          /* name of what the applicant gets; both NULL when not said */
  GStrv parts;            /* matters of a 一件事, each an id; empty when it is none */
  GPtrArray *situations;  /* YcSituation */
  GPtrArray *materials;   /* YcMaterial */
  GPtrArray *fields;      /* YcField */
  GPtrArray *fees;        /* YcFee */
} YcMatter;

/** The matter of an id, borrowed, or NULL. */
const YcMatter *yc_reference_get_matter (YcReference *reference, const char *id);
/** The n-th matter by id, borrowed, or NULL past the end. */
const YcMatter *yc_reference_get_nth_matter (YcReference *reference, guint n);

/** The situation of a key, borrowed, or NULL. */
const YcSituation *yc_matter_find_situation (const YcMatter *matter, const char *key);
/** The material of an id, borrowed, or NULL. */
const YcMaterial *yc_matter_find_material (const YcMatter *matter, const char *id);
/** The field of a key, borrowed, or NULL. */
const YcField *yc_matter_find_field (const YcMatter *matter, const char *key);
/** The option of a value within the options of a situation or a field, borrowed, or NULL. */
const YcOption *yc_options_find (const GPtrArray *options, const char *value);

G_END_DECLS
