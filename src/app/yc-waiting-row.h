/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/yc-waiting-item.h"

G_BEGIN_DECLS

#define YC_TYPE_WAITING_ROW (yc_waiting_row_get_type ())

/** YcWaitingRow: shows one YcWaitingItem, 38 px tall. */
G_DECLARE_FINAL_TYPE (YcWaitingRow, yc_waiting_row, YC, WAITING_ROW, GtkWidget)

/** An empty row; floating. */
GtkWidget *yc_waiting_row_new (void);
/** Shows an item, or nothing. */
void yc_waiting_row_set_item (YcWaitingRow *self, YcWaitingItem *item);

G_END_DECLS
