/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-reference-private.h"
#include "core/yc-template.h"

G_BEGIN_DECLS

/* The reader of the set "templates", for yc-template*.c and the table of readers only. */

gpointer yc_template_read (const YcItem *item);
void yc_template_free (gpointer data);

/* A block, and its end. */
gpointer yc_block_read (const YcItem *item);
void yc_block_free (gpointer data);

/* Checks the fields in braces of a text in both languages; with row, those of a row may stand in it as well as all others. */
void yc_template_check_text (const YcItem *item, const char *member, const YcText *text, gboolean row);

G_END_DECLS
