/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-page.h"

G_BEGIN_DECLS

#define YC_TYPE_TODAY_PAGE (yc_today_page_get_type ())

/** YcTodayPage: what happened at this window today, newest first, with a search for a ticket number. */
G_DECLARE_FINAL_TYPE (YcTodayPage, yc_today_page, YC, TODAY_PAGE, YcPage)

/** Puts the focus into the search. */
void yc_today_page_find (YcTodayPage *self);

G_END_DECLS
