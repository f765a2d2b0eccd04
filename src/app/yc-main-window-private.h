/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-sign-in-page.h"
#include "app/yc-main-window.h"
#include "app/yc-work-page.h"

G_BEGIN_DECLS

/* Between the files of the window. */

/** Adds all actions of the window. */
void yc_main_window_add_actions (YcMainWindow *self);
/** Adds actions that do nothing while a dialog of the window is open: keys can reach the window below it, depending on the window manager. */
void yc_main_window_add_entries (YcMainWindow *self, const GActionEntry *entries, guint n);
/** The modal dialog that is open over the window, borrowed, or NULL. */
GtkWindow *yc_main_window_find_dialog (YcMainWindow *self);
/** Closes a question: it belongs to the state it was asked in. */
void yc_main_window_withdraw_question (YcMainWindow *self);
/** Adds those that are not about calling and the visit (yc-main-window-general.c); called by the one above. */
void yc_main_window_add_general_actions (YcMainWindow *self);
/** Whether somebody is signed in and the desk is on screen. */
gboolean yc_main_window_is_working (YcMainWindow *self);
/** Whether a verb may be done now; else its sentence is shown. */
gboolean yc_main_window_may (YcMainWindow *self, YcVerb verb);
/** Shows the sentence of a refusal until it would not be given any more; verb is what was refused, YC_VERB_NONE when that is not known. */
void yc_main_window_tell_refusal (YcMainWindow *self, YcVerb verb, const YcRefusal *refusal);
/** Tells words (static) as soon as the record has the end of the visit of ticket; not at all when it is refused or cannot be stored. NULL: forgets it. */
void yc_main_window_expect_end (YcMainWindow *self, const char *ticket, const char *words);
/** Enables what the menu hides while it makes no sense. */
void yc_main_window_update_actions (YcMainWindow *self);

/** Whether a skip comes so soon after the one before that it is a double press: it would skip whoever has just been called. */
gboolean yc_main_window_is_skip_repeated (YcMainWindow *self);
/** Asks before the program is closed while a visitor is at the window. FALSE: nobody is, nothing was asked. */
gboolean yc_main_window_ask_to_leave (YcMainWindow *self);
/** Closes the window without asking. */
void yc_main_window_leave (YcMainWindow *self);

/** The station, borrowed. */
YcStation *yc_main_window_get_station (YcMainWindow *self);
/** The desk, borrowed. */
YcWorkPage *yc_main_window_get_work (YcMainWindow *self);
/** The page for signing in, borrowed. */
YcSignInPage *yc_main_window_get_sign_in (YcMainWindow *self);
/** The page of the station's state, borrowed, or NULL while loading. */
YcPage *yc_main_window_get_page (YcMainWindow *self);
/** Opens the main menu. */
void yc_main_window_open_menu (YcMainWindow *self);
/** Moves the focus to the next (1) or previous (−1) pane. */
void yc_main_window_move_pane (YcMainWindow *self, int step);
/** TRUE when text is being composed: it has been reset, and the clerk was told to finish typing; the act must not happen (6-ux A4). */
gboolean yc_main_window_is_composing (YcMainWindow *self);

G_END_DECLS
