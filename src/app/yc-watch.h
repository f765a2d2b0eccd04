/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_WATCH (yc_watch_get_type ())

/**
 * YcWatch: watches the input of one window: whether text is being composed in the focused entry (accelerators run before the
 * input method sees the key), and for how long nothing has been pressed or moved.
 *
 * Signal: "idle": nothing came in for the seconds set.
 */
G_DECLARE_FINAL_TYPE (YcWatch, yc_watch, YC, WATCH, GObject)

/** A watch on a window, which must outlive it; transfer full. */
YcWatch *yc_watch_new (GtkWindow *window);
/** Seconds of idleness until "idle"; 0 = never. */
void yc_watch_set_idle (YcWatch *self, int seconds);
/** TRUE when text was being composed: it is reset, and what was asked for must not happen. */
gboolean yc_watch_reset_composing (YcWatch *self);

G_END_DECLS
