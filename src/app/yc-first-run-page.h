/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-page.h"

G_BEGIN_DECLS

#define YC_TYPE_FIRST_RUN_PAGE (yc_first_run_page_get_type ())

/** YcFirstRunPage: hall address and enrolment code; looks first, names the hall and the window, then joins. */
G_DECLARE_FINAL_TYPE (YcFirstRunPage, yc_first_run_page, YC, FIRST_RUN_PAGE, YcPage)

/** Fills in address and code (either may be NULL), as given on the command line. */
void yc_first_run_page_fill (YcFirstRunPage *self, const char *url, const char *code);
/** Fills in what has been typed in a page that this one takes the place of. */
void yc_first_run_page_go_on_from (YcFirstRunPage *self, YcFirstRunPage *old);

G_END_DECLS
