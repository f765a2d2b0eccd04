/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sync/yc-desk.h"

G_BEGIN_DECLS

#define YC_TYPE_WAITING_ITEM (yc_waiting_item_get_type ())

/**
 * YcWaitingItem: one line of the waiting list: the heading of a queue, or a ticket. Two items are the same line when their keys are
 * the same; what changes while a line stays (minutes, count) is set on it and told by "changed".
 */
G_DECLARE_FINAL_TYPE (YcWaitingItem, yc_waiting_item, YC, WAITING_ITEM, GObject)

/** The heading of a queue; letter "" is the heading of tickets sent to this window; transfer full. */
YcWaitingItem *yc_waiting_item_new_heading (const char *letter, const char *title);
/** A ticket; words is what stands beside its number (group, booking); transfer full. */
YcWaitingItem *yc_waiting_item_new_ticket (const YcWaiting *waiting, const char *words);

/** Whether it is a heading. */
gboolean yc_waiting_item_is_heading (YcWaitingItem *self);
/** What makes it the same line after an update, borrowed. */
const char *yc_waiting_item_get_key (YcWaitingItem *self);
/** Id of the ticket, "" for a heading; borrowed. */
const char *yc_waiting_item_get_ticket (YcWaitingItem *self);
/** Number of the ticket, or title of the queue; borrowed. */
const char *yc_waiting_item_get_title (YcWaitingItem *self);
/** What stands beside the number, "" for none; borrowed. */
const char *yc_waiting_item_get_words (YcWaitingItem *self);
/** Minutes of a ticket, or tickets of a queue. */
int yc_waiting_item_get_count (YcWaitingItem *self);
/** Whether it waits longer than the target. */
gboolean yc_waiting_item_is_late (YcWaitingItem *self);
/** Sets minutes (or number of tickets) and whether it is late. */
void yc_waiting_item_set_count (YcWaitingItem *self, int count, gboolean late);
/** The whole line in words, for those who hear it; transfer full. */
char *yc_waiting_item_describe (YcWaitingItem *self);

G_END_DECLS
