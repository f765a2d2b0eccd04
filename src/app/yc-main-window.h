/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/yc-notice.h"
#include "app/yc-station.h"

G_BEGIN_DECLS

#define YC_TYPE_MAIN_WINDOW (yc_main_window_get_type ())

/**
 * YcMainWindow: the one window of a workstation: header, up to two lines of notice, and the page of the station's state. All acts are its "win."
 * actions (yc-main-window-actions.c); none is ever disabled for what the hall or the visit allows: a key that may not act now answers
 * with a sentence.
 */
G_DECLARE_FINAL_TYPE (YcMainWindow, yc_main_window, YC, MAIN_WINDOW, AdwApplicationWindow)

/** A window for a station; application may be NULL (tests); floating. */
GtkWidget *yc_main_window_new (GtkApplication *application, YcStation *station);
/** Fills in the first run. */
void yc_main_window_fill_first_run (YcMainWindow *self, const char *url, const char *code);
/** Takes over size, state and what has been typed in the first run from a window that this one takes the place of. */
void yc_main_window_go_on_from (YcMainWindow *self, YcMainWindow *old);
/** Shows what came of the last press, until the next or for a while; an error stays; words NULL for nothing. */
void yc_main_window_tell (YcMainWindow *self, YcNoticeKind kind, const char *words);
/** What is told about the last press, borrowed, or NULL. */
const char *yc_main_window_get_told (YcMainWindow *self);
/** How many seconds that stays by itself, 0 = until the next press. */
guint yc_main_window_get_told_seconds (YcMainWindow *self);
/** What is told about a lasting condition, borrowed, or NULL. */
const char *yc_main_window_get_condition (YcMainWindow *self);

G_END_DECLS
