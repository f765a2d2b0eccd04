/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-regime.h"

G_BEGIN_DECLS

/**
 * Templates of printed papers, of the set "templates": blocks in order, each drawn when its condition holds. What stands in a field
 * ("case.number") is known when the paper is issued; a template that names an unknown one is refused on import, an empty one prints a rule
 * to write on. Owned by the reference, immutable; any thread.
 */

typedef enum
{
  YC_PAPER_A4,
  YC_PAPER_80MM, /* the roll of a ticket printer */
} YcPaper;

/** A condition of a block or of a line of fields. */
typedef enum
{
  YC_WHEN_ALWAYS,
  YC_WHEN_AGENT,             /* someone acts for the applicant */
  YC_WHEN_MATTER,            /* a matter is known */
  YC_WHEN_GROUP,             /* a priority ticket */
  YC_WHEN_NOTICE_CLOCK,      /* the regime has a notice period, and silence accepts */
  YC_WHEN_ON_THE_SPOT_CLOCK, /* silence on the spot accepts */
  YC_WHEN_NO_CLOCK,          /* neither */
  YC_WHEN_SUPPLEMENT_DUE,    /* the matter sets a period for the applicant */
  YC_WHEN_LISTS_ALL_MISSING, /* the ground says so */
  YC_WHEN_RIGHT_OFFICE,      /* one is named */
  YC_WHEN_SPECIAL_PROCEDURE, /* the regime has time that is not counted */
  YC_WHEN_OFFLINE,           /* issued without the node */
} YcWhen;

typedef enum
{
  YC_BLOCK_TITLE,      /* prints the title of the template */
  YC_BLOCK_NUMBER,     /* field, label */
  YC_BLOCK_HEADING,    /* text */
  YC_BLOCK_SALUTATION, /* text */
  YC_BLOCK_PARAGRAPH,  /* text */
  YC_BLOCK_FIELDS,     /* fields */
  YC_BLOCK_TABLE,      /* rows, columns; label or none */
  YC_BLOCK_LIST,       /* rows, text of one row; label or none */
  YC_BLOCK_NUMBERED,   /* items */
  YC_BLOCK_CHECKLIST,  /* items, each with a box to tick */
  YC_BLOCK_REMEDIES,   /* prints the remedies of the matter's regime */
  YC_BLOCK_SIGNATURE,  /* who, label */
  YC_BLOCK_SEAL,       /* text: where the seal goes */
  YC_BLOCK_DATE,       /* field */
  YC_BLOCK_QR,         /* field, text */
  YC_BLOCK_BIG,        /* field, as wide as the paper */
} YcBlockKind;

/** What a table or a list has a row for. */
typedef enum
{
  YC_ROWS_MATERIALS_RECEIVED,
  YC_ROWS_MATERIALS_MISSING,
  YC_ROWS_MATERIALS_DEFERRED,
  YC_ROWS_MATTER_BASIS,
  YC_ROWS_GROUNDS,
} YcRows;

typedef enum
{
  YC_SIGNER_APPLICANT,
  YC_SIGNER_CLERK,
} YcSigner;

/** A line of a block of fields. A masked one shows its first and last so many characters; both 0: all of it. */
typedef struct
{
  char *field;
  YcText label;
  YcWhen when;
  int first_shown;
  int last_shown;
} YcTemplateField;

/** A column of a table; its width is in per cent of the paper. */
typedef struct
{
  char *field;
  YcText label;
  int width;
} YcColumn;

/** A block. Which members have a meaning depends on its kind; names not meant have two NULLs, lists no elements. */
typedef struct
{
  YcBlockKind kind;
  YcWhen when;
  char *field;        /* or NULL */
  YcText label;
  YcText text;        /* with fields in braces, the same ones in both languages */
  GPtrArray *fields;  /* YcTemplateField */
  YcRows rows;
  GPtrArray *columns; /* YcColumn */
  GPtrArray *items;   /* YcText, as text */
  YcSigner who;
} YcBlock;

/** A template. */
typedef struct
{
  char *id;
  YcText title;
  YcPaper paper;
  YcCaseState act;      /* the outcome it is the paper of; YC_CASE_NONE: a ticket's slip */
  GStrv regimes;
  YcText number_prefix; /* both NULL: it has no number */
  GPtrArray *copies;    /* YcText: for whom each copy is */
  GPtrArray *blocks;    /* YcBlock */
} YcTemplate;

/** The template of an id, borrowed, or NULL. */
const YcTemplate *yc_reference_get_template (YcReference *reference, const char *id);
/** The n-th template by id, borrowed, or NULL past the end. */
const YcTemplate *yc_reference_get_nth_template (YcReference *reference, guint n);

/** Whether there is a field of this name: of a row ("row.name", for the columns of a table and the text of a list), or outside rows. */
gboolean yc_template_knows_field (const char *field, gboolean row);

/**
 * Looks for the next field in braces from a position of a text on. Returns where the plain text before it ends; *field (transfer full) is
 * its name and *next the position behind it. Without a further field *field is NULL, and both positions are the end. For texts of a
 * template, in which braces stand in pairs.
 */
gsize yc_template_scan (const char *text, gsize position, char **field, gsize *next);

G_END_DECLS
