/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-page.h"

G_BEGIN_DECLS

#define YC_TYPE_TRANSFER_PAGE (yc_transfer_page_get_type ())

/** YcTransferPage: sends the ticket in hand to a queue (by its letter) or a window (by its digit), with note, kept place, and coming back. */
G_DECLARE_FINAL_TYPE (YcTransferPage, yc_transfer_page, YC, TRANSFER_PAGE, YcPage)

G_END_DECLS
