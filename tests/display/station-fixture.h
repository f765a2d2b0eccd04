/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../sync/link-world.h"
#include "app/yc-station-private.h"

G_BEGIN_DECLS

/** Who sits at a window, as the station sees it: the real one, without widgets, against the real node behind its relay. */
typedef struct
{
  Hall *hall;
  Station *device;       /* the same computer as the node sees it */
  char *folder;
  char *other;           /* id of the second clerk */
  YcStation *station;
  GString *told;         /* signals: "refused <code>", "failed" */
} Fixture;

/** What the screen shows; borrowed. */
const YcDeskView *view_of (Fixture *f);
/** The state of the station. */
YcStationState state_of (Fixture *f);
/** Whether the program has read the record and the hall's reference; asks for another look. */
gboolean is_ready (Fixture *f);
/** Opens the program: makes the station and opens its profile. */
void open_station (Fixture *f);
/** For g_test_add (): a hall, and a computer that has joined; data NULL: its program is open and has read the record. */
void set_up (Fixture *f, gconstpointer data);
/** Closes it; fails if anything of the station is left. */
void tear_down (Fixture *f, gconstpointer data);
/** Signs in and asserts that it comes through. */
void sign_in (Fixture *f, const char *number);
/** Signs in the first clerk; the window is open then. */
void at_work (Fixture *f);
/** Whether the PIN unlocks. */
gboolean unlock (Fixture *f, const char *pin);
/** Lets everything run for a while. */
void wait_ms (int ms);
/** Keeps the result in a GAsyncResult *. */
void on_result_cb (GObject *source, GAsyncResult *result, gpointer user_data);
/** For g_test_log_set_fatal_handler (): warnings are expected. */
gboolean ignore_log (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data);
/** Issues a ticket, calls and starts it; its id, transfer full. */
char *serve_one (Fixture *f);

G_END_DECLS
