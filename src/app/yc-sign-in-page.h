/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-page.h"

G_BEGIN_DECLS

#define YC_TYPE_SIGN_IN_PAGE (yc_sign_in_page_get_type ())

/**
 * YcSignInPage: signing in, and the same page as the lock: then the number is fixed and there is Unlock, or Hand Over, after which
 * somebody else signs in. A failure never says which of the two values was wrong.
 */
G_DECLARE_FINAL_TYPE (YcSignInPage, yc_sign_in_page, YC, SIGN_IN_PAGE, YcPage)

/** Lets somebody else sign in on the locked window (after the question was answered). */
void yc_sign_in_page_hand_over (YcSignInPage *self);

G_END_DECLS
