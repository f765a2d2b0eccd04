/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-reference-private.h"

G_BEGIN_DECLS

/* What spans sets, for yc-reference-check*.c only. */

typedef struct
{
  YcReference *reference;
  GPtrArray *faults;
  gboolean told[YC_N_SETS][YC_N_SETS]; /* that a set needs another one which is not there */
} YcCheck;

/*
 * Adds a fault unless found: an item of set at place names the one of another set by an id. When that set is not in force at all, this is
 * told once instead, at the set that needs it. Takes place.
 */
void yc_check_link (YcCheck *check, YcSet set, char *place, YcSet other, const char *id, gboolean found);

/* Adds a fault; takes place. */
void yc_check_fault (YcCheck *check, char *place, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The links of matters and of sources. */
void yc_check_matters (YcCheck *check);
void yc_check_sources (YcCheck *check);

G_END_DECLS
