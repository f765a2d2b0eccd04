/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-case.h"

G_BEGIN_DECLS

/* Insides of YcCase, for yc-case*.c only. */

/* The material of an id in a list of YcCaseMaterial, borrowed, or NULL. */
YcCaseMaterial *yc_case_materials_find (const GPtrArray *materials, const char *id);
/* Adds a material, or gives the one that is there another reason (NULL: none). */
void yc_case_materials_put (GPtrArray *materials, const char *id, const char *reason);
/* What was found about a material, borrowed, or NULL. */
const YcCheck *yc_case_find_check (const YcCase *self, const char *material);
/* What was found about a material; replaces what was found before. */
void yc_case_put_check (YcCase *self, const char *material, YcCheckState state, const char *reason);

/* The earlier of two days counted by a period; due is left when the period sets no number. FALSE when it cannot be counted. */
gboolean yc_case_count (YcReference *reference, const YcPeriod *period, const char *from, YcDueDay *due);
/* Until when the office has to decide, from the day of acceptance and that of receipt; due->day "" when nothing sets a day. */
gboolean yc_case_decision_due (const YcCaseAsk *ask, const char *accepted, const char *received, YcDueDay *due);

G_END_DECLS
