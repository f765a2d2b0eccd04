/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-outcome-page.h"
#include "app/yc-page.h"
#include "app/yc-queue-column.h"

G_BEGIN_DECLS

#define YC_TYPE_WORK_PAGE (yc_work_page_get_type ())

/**
 * YcWorkPage: the clerk's desk: queue column, and beside it Visit or Today. In Visit a page for one act may stand in front of the visit:
 * it goes away when the act is done or no longer makes sense, or with Esc.
 */
G_DECLARE_FINAL_TYPE (YcWorkPage, yc_work_page, YC, WORK_PAGE, YcPage)

typedef enum
{
  YC_WORK_VISIT,
  YC_WORK_OUTCOME,
  YC_WORK_TRANSFER,
  YC_WORK_WALK_IN,
  YC_WORK_PAUSE,
  YC_WORK_HOLD,
  YC_WORK_SKIP,
} YcWorkStep;

/** Shows a page and puts the focus into it. */
void yc_work_page_show (YcWorkPage *self, YcWorkStep step);
/** Shows the page of the visit, where the focus stays if it is shown already. */
void yc_work_page_go_to_visit (YcWorkPage *self);
/** Shows the page of the visit and forgets what was looked for in Today: for another clerk. */
void yc_work_page_start_over (YcWorkPage *self);
/** The page shown in Visit. */
YcWorkStep yc_work_page_get_step (YcWorkPage *self);
/** Visit and Today, for the switcher; borrowed. */
AdwViewStack *yc_work_page_get_views (YcWorkPage *self);
/** The queue column, borrowed. */
YcQueueColumn *yc_work_page_get_column (YcWorkPage *self);
/** The outcome page, borrowed. */
YcOutcomePage *yc_work_page_get_outcome (YcWorkPage *self);
/** What is beside the column, borrowed. */
GtkWidget *yc_work_page_get_centre (YcWorkPage *self);
/** Shows Today with the focus in the search. */
void yc_work_page_find (YcWorkPage *self);
/** Shows a toast where it covers nothing that changes; transfer full. */
void yc_work_page_add_toast (YcWorkPage *self, AdwToast *toast);

G_END_DECLS
