/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_WATCH (yc_watch_get_type ())

/**
 * YcWatch: watches the input of one window: whether text is being composed in the focused entry (accelerators run before the
 * input method sees the key), for how long nothing has been pressed or moved, and which keys are held down: a key that repeats by
 * itself writes and deletes in text and moves the focus, but does no act again before it has been let go.
 *
 * Signal: "idle": nothing came in for the seconds set.
 */
G_DECLARE_FINAL_TYPE (YcWatch, yc_watch, YC, WATCH, GObject)

/** A watch on a window, which must outlive it; transfer full. It comes before what was added to the window earlier: make it once the window has its application. */
YcWatch *yc_watch_new (GtkWindow *window);
/** Seconds of idleness until "idle"; 0 = never. */
void yc_watch_set_idle (YcWatch *self, int seconds);
/** TRUE when text was being composed: it is reset, and what was asked for must not happen. */
gboolean yc_watch_reset_composing (YcWatch *self);
/** Takes note of a key that goes down or up; time is the event's. TRUE when it only repeats because it is held, and has to be swallowed. */
gboolean yc_watch_take_key (YcWatch *self, gboolean down, guint keycode, guint keyval, GdkModifierType state, guint32 time);

G_END_DECLS
