/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define YC_TYPE_FRAME (yc_frame_get_type ())

/**
 * YcFrame: what the pages for one act have in common: a title with the way back, a body that scrolls, and a bar below with Back and the act,
 * whose button names what it does and says why it cannot be done yet.
 */
G_DECLARE_FINAL_TYPE (YcFrame, yc_frame, YC, FRAME, AdwBin)

/** An empty frame; floating. */
GtkWidget *yc_frame_new (void);
/** The title above the body. */
void yc_frame_set_title (YcFrame *self, const char *title);
/** Adds a heading to the body and returns its label, borrowed. */
GtkWidget *yc_frame_add_heading (YcFrame *self, const char *heading);
/** Adds a widget to the body. */
void yc_frame_add (YcFrame *self, GtkWidget *child);
/** Names the act; reason says in words why it cannot be done yet, or NULL. */
void yc_frame_set_act (YcFrame *self, const char *words, const char *reason);
/** Shows a second button in the bar for a line of the table of keys, with its own words; NULL hides it. */
void yc_frame_set_second (YcFrame *self, const char *key, const char *words);
/** Puts the body back to its beginning. */
void yc_frame_scroll_to_top (YcFrame *self);

G_END_DECLS
