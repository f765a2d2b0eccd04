/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_COLUMNS (yc_columns_get_type ())

/** YcColumns: a left column of 250 px, 300 on a wide screen, more where its text needs it, and the rest beside it. No GtkPaned: that takes F6 and F8. */
G_DECLARE_FINAL_TYPE (YcColumns, yc_columns, YC, COLUMNS, GtkWidget)

/** Puts both children in. */
void yc_columns_set_children (YcColumns *self, GtkWidget *left, GtkWidget *rest);

G_END_DECLS
