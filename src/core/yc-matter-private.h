/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-matter.h"
#include "core/yc-reference-private.h"

G_BEGIN_DECLS

/* Insides of the set "matters", for yc-matter*.c and the table of readers only. */

/* The reader of a matter, and its end. */
gpointer yc_matter_read (const YcItem *item);
void yc_matter_free (gpointer data);

/* Readers of what a matter consists of, each of one element of a list, and their ends. */
gpointer yc_situation_read (const YcItem *item);
gpointer yc_material_read (const YcItem *item);
gpointer yc_field_read (const YcItem *item);
gpointer yc_fee_read (const YcItem *item);
void yc_option_free (gpointer data);
void yc_situation_free (gpointer data);
void yc_material_free (gpointer data);
void yc_field_free (gpointer data);
void yc_fee_free (gpointer data);

/* The words of YcFieldType, in its order, ended by NULL. */
extern const char *const yc_field_types[];

/* What only the matter as a whole shows: conditions against its questions and fields, deferral. item is the matter's. */
void yc_matter_check (const YcMatter *matter, const YcItem *item);

G_END_DECLS
