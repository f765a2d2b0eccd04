/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-reference-private.h"
#include "core/yc-source.h"

G_BEGIN_DECLS

/* Insides of the set "sources", for yc-source*.c, the table of readers and yc_reference_check() only. */

/* The type of a field of an answer that is a list of objects. */
#define YC_SOURCE_LIST "list"

/* The reader of a source, and its end. */
gpointer yc_source_read (const YcItem *item);
void yc_source_free (gpointer data);

/* The ends of what a source consists of. */
void yc_source_field_free (gpointer data);
void yc_purpose_free (gpointer data);

/* The field of a source's answer, borrowed, or NULL. */
const YcSourceField *yc_source_find_field (const YcSource *source, const char *key);

/* Adds a fault for everything a sound condition over an answer of the source (NULL: always) looks at that is no field of it. */
void yc_source_check_condition (const YcSource *source, JsonNode *condition, const char *place, GPtrArray *faults);

G_END_DECLS
