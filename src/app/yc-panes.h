/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_PANES (yc_panes_get_type ())

/** YcPanes: the ring that F6 goes round; each pane remembers where its focus was. A pane that is hidden or cannot take the focus is left out. */
G_DECLARE_FINAL_TYPE (YcPanes, yc_panes, YC, PANES, GObject)

/** An empty ring; transfer full. */
YcPanes *yc_panes_new (void);
/** Adds a pane at the end; the ring holds no reference. */
void yc_panes_add (YcPanes *self, GtkWidget *pane);
/** Moves the focus to the next (1) or previous (−1) pane that takes it. */
void yc_panes_move (YcPanes *self, int step);

G_END_DECLS
