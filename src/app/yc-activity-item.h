/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sync/yc-desk.h"

G_BEGIN_DECLS

#define YC_TYPE_ACTIVITY_ITEM (yc_activity_item_get_type ())

/** YcActivityItem: one line of Today in words. Immutable. */
G_DECLARE_FINAL_TYPE (YcActivityItem, yc_activity_item, YC, ACTIVITY_ITEM, GObject)

/** A line made of an activity; transfer full, NULL for an event that says nothing to a clerk. */
YcActivityItem *yc_activity_item_new (YcReference *reference, const YcActivity *activity);
/** "10:46", borrowed. */
const char *yc_activity_item_get_clock (YcActivityItem *self);
/** What happened, borrowed. */
const char *yc_activity_item_get_words (YcActivityItem *self);
/** Icon name of what happened; static. */
const char *yc_activity_item_get_icon (YcActivityItem *self);
/** Whether it has not been sent yet. */
gboolean yc_activity_item_is_pending (YcActivityItem *self);
/** Whether both show the same. */
gboolean yc_activity_item_is_same (YcActivityItem *self, YcActivityItem *other);

G_END_DECLS
