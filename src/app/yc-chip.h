/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-page.h"

G_BEGIN_DECLS

#define YC_TYPE_CHIP (yc_chip_get_type ())

/** YcChip: always in the same place of the header: whether the hall is heard, and what has not been sent yet. A press tries again. */
G_DECLARE_FINAL_TYPE (YcChip, yc_chip, YC, CHIP, YcPage)


G_END_DECLS
