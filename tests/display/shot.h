/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** Starts GTK and the look of the program. */
void shot_start (void);
/** Sets language ("zh_CN", "en"), look ("light", "dark", "hc", "hc-dark") and text size in percent for windows made from now on. */
void shot_set_look (const char *language, const char *look, int text);
/** Runs the main loop for about ms. */
void shot_settle (guint ms);
/** Waits until a window has been drawn and has settled. */
void shot_wait (GtkWidget *window);
/** Saves what the window shows as a PNG; aborts when it cannot. */
void shot_save (GtkWidget *window, const char *path);

G_END_DECLS
