/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-page.h"

G_BEGIN_DECLS

#define YC_TYPE_QUEUE_COLUMN (yc_queue_column_get_type ())

/** YcQueueColumn: the left column: the ticket in hand, the acts of calling with their keys, who waits, what is put aside. */
G_DECLARE_FINAL_TYPE (YcQueueColumn, yc_queue_column, YC, QUEUE_COLUMN, YcPage)

/** Puts the focus on the tickets put aside. */
void yc_queue_column_focus_held (YcQueueColumn *self);

G_END_DECLS
