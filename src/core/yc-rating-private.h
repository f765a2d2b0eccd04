/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-rating.h"
#include "core/yc-reference-private.h"

G_BEGIN_DECLS

/* The reader of the set "rating", for yc-rating.c and the table of readers only. */

gpointer yc_rating_read (const YcItem *item);
void yc_rating_free (gpointer data);
/* By kind, then order; what is equal stays in the order of the document. */
int yc_rating_compare (gconstpointer a, gconstpointer b);
/* What items name of each other, and one policy at the most; items in the order of the document. */
void yc_rating_check (const GPtrArray *items, GPtrArray *faults);

G_END_DECLS
