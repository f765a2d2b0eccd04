/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-page.h"

G_BEGIN_DECLS

#define YC_TYPE_BROKEN_PAGE (yc_broken_page_get_type ())

/** YcBrokenPage: the profile cannot be used: what is wrong, and that nothing was thrown away. */
G_DECLARE_FINAL_TYPE (YcBrokenPage, yc_broken_page, YC, BROKEN_PAGE, YcPage)

G_END_DECLS
