/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-checklist.h"

G_BEGIN_DECLS

/*
 * What reading a set cannot find wrong with it: every combination of answers of a matter is worked out as a counter would (yc-checklist.h),
 * and what an official would not have meant is named. Pure; any thread.
 */

/** Combinations of one matter at most; one with more is named as that. */
#define YC_LINT_COMBINATIONS_MAX 20000

/** Something that is decided by: a question, or a field with options that a condition looks at. */
typedef struct
{
  const YcSituation *situation; /* or NULL */
  const YcField *field;         /* or NULL; its first value is that it is empty */
  guint n_values;
} YcLintAxis;

/** All combinations of one matter, and what each needs. */
typedef struct
{
  YcReference *reference;       /* borrowed */
  const YcMatter *matter;       /* borrowed */
  GArray *axes;                 /* YcLintAxis */
  guint n_rows;                 /* combinations */
  guint8 *needs;                /* n_rows × (materials, fees, fields) YcNeed */
  guint n_needs;                /* of one row */
  gboolean too_many;            /* no row was worked out */
  gboolean *unreadable;         /* per material: in some combination its condition cannot be worked out */
} YcLintTable;

/** Works out every combination; transfer full. It lasts no longer than reference. */
YcLintTable *yc_lint_table_new (YcReference *reference, const YcMatter *matter);
/** Frees a table. */
void yc_lint_table_free (YcLintTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcLintTable, yc_lint_table_free)

/** The option that combination row has of an axis, borrowed; NULL for a field that is empty. */
const YcOption *yc_lint_table_get_option (const YcLintTable *table, guint row, guint axis);
/** What combination row makes of the n-th material. */
YcNeed yc_lint_table_get_need (const YcLintTable *table, guint row, guint material);

/** Whether a value of an axis ever makes a difference to the materials. */
gboolean yc_lint_table_moves_materials (const YcLintTable *table, guint axis);

/**
 * Adds what is odd about a matter to findings (YcFault; places within the matter, as "materials[2]"): materials and fields no combination
 * reaches, questions without effect, combinations that leave nothing to hand in, an instant matter that defers, deferral without a
 * material that could come later, conditions that cannot be worked out, shared sources that may not be asked for this matter.
 */
void yc_lint_matter (const YcLintTable *table, GPtrArray *findings);

G_END_DECLS
