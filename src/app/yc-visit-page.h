/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-page.h"

G_BEGIN_DECLS

#define YC_TYPE_VISIT_PAGE (yc_visit_page_get_type ())

/**
 * YcVisitPage: the centre of the screen: nobody in hand (and what to press), a ticket called (Start, Recall, Skip), a visit being served (and the
 * next step), a window paused, closed, held by another clerk, or a record still being read.
 */
G_DECLARE_FINAL_TYPE (YcVisitPage, yc_visit_page, YC, VISIT_PAGE, YcPage)

G_END_DECLS
