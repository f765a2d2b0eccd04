/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-page.h"

G_BEGIN_DECLS

#define YC_TYPE_WALK_IN_PAGE (yc_walk_in_page_get_type ())

/** YcWalkInPage: gives a number to somebody who stands at the window and calls it here: queue by its letter, priority group by its digit. */
G_DECLARE_FINAL_TYPE (YcWalkInPage, yc_walk_in_page, YC, WALK_IN_PAGE, YcPage)

G_END_DECLS
