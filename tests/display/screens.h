/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-station.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** One screen of the program in one state, made with the demo hall. */
typedef struct
{
  const char *name;
  YcStationState state;
  void (*prepare) (YcStation *station, YcDeskView *view);  /* before the window is there; may be NULL */
  void (*act) (GtkWidget *window, YcStation *station);      /* once it is on screen; may be NULL */
} Screen;

/** All screens. */
const Screen *screens_get (guint *n);
/** Opens a screen in a window whose content has this size, and waits until it is drawn; station transfer full. The window shown last (a dialog) is returned. */
GtkWidget *screen_open (const Screen *screen, int width, int height, YcStation **station);
/** Closes all windows, waits until they are gone, and fails when something still holds the main one. */
void screen_close (GtkWidget *window);
/** Finds the first mapped widget below root whose type has this name; borrowed, or NULL. */
GtkWidget *screen_find (GtkWidget *root, const char *type_name);

G_END_DECLS
