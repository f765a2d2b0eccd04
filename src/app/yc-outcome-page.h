/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-page.h"

G_BEGIN_DECLS

#define YC_TYPE_OUTCOME_PAGE (yc_outcome_page_get_type ())

/**
 * YcOutcomePage: how the visit ended, chosen by one key, with what will happen in words, and a button that names the act. Nothing is
 * chosen when the page comes.
 */
G_DECLARE_FINAL_TYPE (YcOutcomePage, yc_outcome_page, YC, OUTCOME_PAGE, YcPage)

/** Ends the visit with the chosen result and, with call_next, asks for the next ticket in the same press. FALSE with *reason (owned sentence) when something is still to be chosen. */
gboolean yc_outcome_page_end (YcOutcomePage *self, gboolean call_next, char **reason);

G_END_DECLS
