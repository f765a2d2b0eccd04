/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "fake-station.h"

G_BEGIN_DECLS

/** A signed-in workstation on the screen, with a station that the test sets. */
typedef struct
{
  YcStation *station;   /* owned */
  GtkWidget *window;    /* owned */
} Desk;

/** For g_test_add (): data is "called", "serving" or NULL, the state of F043, the ticket in hand. */
void desk_set_up (Desk *f, gconstpointer data);
/** Closes the window; fails if anything of it is left. */
void desk_tear_down (Desk *f, gconstpointer data);
/** Activates an action of the window and lets it settle. */
void desk_act (Desk *f, const char *action);
/** What was pressed at the station since this was asked last. */
void desk_assert_pressed (Desk *f, const char *expected);
/** The words that tell what came of the last press, or NULL. */
void desk_assert_told (Desk *f, const char *expected);

G_END_DECLS
