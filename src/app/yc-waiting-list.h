/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-page.h"

G_BEGIN_DECLS

#define YC_TYPE_WAITING_LIST (yc_waiting_list_get_type ())

/** YcWaitingList: the live list of who waits for this window, by queue, those sent to it first. Enter on a ticket calls it out of its turn. New data never moves focus or selection. */
G_DECLARE_FINAL_TYPE (YcWaitingList, yc_waiting_list, YC, WAITING_LIST, YcPage)

/** Puts the focus into the list; FALSE when it is empty. */
gboolean yc_waiting_list_focus (YcWaitingList *self);

G_END_DECLS
