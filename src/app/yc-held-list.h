/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-page.h"

G_BEGIN_DECLS

#define YC_TYPE_HELD_LIST (yc_held_list_get_type ())

/** YcHeldList: the few tickets put aside here, each with Resume; hidden while there is none. */
G_DECLARE_FINAL_TYPE (YcHeldList, yc_held_list, YC, HELD_LIST, YcPage)

G_END_DECLS
