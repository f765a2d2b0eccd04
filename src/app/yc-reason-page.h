/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-page.h"

G_BEGIN_DECLS

#define YC_TYPE_REASON_PAGE (yc_reason_page_get_type ())

/** YcReasonPage: asks the reason of a pause or a skip (needed) or of putting a ticket aside (0 = none) by one key, which does it at once unless the reason needs a note. */
G_DECLARE_FINAL_TYPE (YcReasonPage, yc_reason_page, YC, REASON_PAGE, YcPage)

/** Whether the end of the visit in hand, or a skip, calls the next one by the way: not of a window that is paused, and not while the hall is away. */
gboolean yc_reason_page_calls_next (YcStation *station);
/** Passes whom the counter has called and, if yc_reason_page_calls_next (), calls the next one in the same press; args (taken) may be NULL: nobody came. */
void yc_reason_page_skip (YcStation *station, JsonObject *args);
/** Which act the page is for: YC_VERB_PAUSE, YC_VERB_HOLD or YC_VERB_PASS. */
void yc_reason_page_set_verb (YcReasonPage *self, YcVerb verb);

G_END_DECLS
