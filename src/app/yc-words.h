/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/yc-desk.h"
#include "sync/yc-sync.h"

G_BEGIN_DECLS

/**
 * Words of the screen that are made from data: names in the language of the screen, clock times in the hall's UTC offset, states,
 * lines of the activity, the chip. Sentences for what went wrong are in yc-sentences.h.
 */

/** The text in the language of the screen, the other one when it is empty; borrowed, never NULL. */
const char *yc_words_text (const YcText *text);

/** The hall's clock time of ms ("10:42"), by policy utc_offset_minutes; "" for 0, and before the hall has sent its policy; transfer full. */
char *yc_words_clock (YcReference *reference, gint64 ms);

/** Whole minutes from since to now, never below 0. */
int yc_words_minutes (gint64 since, gint64 now);

/** "12 min"; transfer full. */
char *yc_words_minutes_text (int minutes);

/** Name of a queue, or its letter when the reference set does not have it; borrowed. */
const char *yc_words_queue (YcReference *reference, const char *letter);

/** Name of a priority group, "" for none; borrowed. */
const char *yc_words_group (YcReference *reference, const char *id);

/** Name of a reason, its id when the reference set does not have it; borrowed. */
const char *yc_words_reason (YcReference *reference, const char *id);

/** Where a transfer goes, by a queue's letter or a window's number: "Household", "Window 3"; transfer full. */
char *yc_words_target (YcReference *reference, const char *detail);

/** "Window 3"; transfer full. */
char *yc_words_window (int counter);

/** That this window is paused, with the reason when there is one: "Window paused · Meal"; transfer full. */
char *yc_words_paused (const YcDeskView *view);

/** Name of the member of staff of the view's session, "" when nobody is signed in; borrowed. */
const char *yc_words_staff (const YcDeskView *view);

/** Name of who has a window, "" when nobody; borrowed. */
const char *yc_words_window_staff (const YcWindow *window);

/** Why this ticket is the one, "" for a step that needs no words; borrowed. */
const char *yc_words_step (YcStep step);

/** State of a ticket ("Called"); borrowed. */
const char *yc_words_ticket_state (YcTicketState state);

/** Result of a visit ("Consultation Only"); the result itself when it is unknown; borrowed. */
const char *yc_words_result (const char *result);

/** One line of the activity without its time ("F043 started"), NULL for an event that says nothing to a clerk; transfer full. */
char *yc_words_activity (YcReference *reference, const YcActivity *activity);

/** The chip: icon name and words by the link's state and what is not sent yet (6-ux 4). */
typedef struct
{
  const char *icon;      /* static */
  const char *style;     /* CSS class: "ok", "busy", "warning", "error" */
  char *words;           /* owned */
} YcChipWords;

/** Makes the words of the chip; since is the wall clock shown with them: of the last sending while online, else of the link's last change; 0 = none. Empty with yc_chip_words_clear(). */
void yc_words_chip (const YcDeskView *view, const YcSyncStatus *status, gint64 since, YcChipWords *chip);
/** Empties the words. */
void yc_chip_words_clear (YcChipWords *chip);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcChipWords, yc_chip_words_clear)

G_END_DECLS
