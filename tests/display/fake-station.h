/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-station.h"

G_BEGIN_DECLS

/* A YcStation without profile, store and link: its state, view and link are what a test sets. It is linked in place of the real one, defines every function
 * of app/yc-station.h, and keeps what was pressed. */

/** A station in a state, with no view; transfer full. */
YcStation *fake_station_new (YcStationState state);
/** Sets the state; no signal. */
void fake_station_set_state (YcStation *self, YcStationState state);
/** Sets whether the hall has ended the last session. */
void fake_station_set_was_ended (YcStation *self, gboolean was_ended);
/** Takes a view (fake_view_new()); no signal. */
void fake_station_take_view (YcStation *self, YcDeskView *view);
/** The view, to be changed in place before fake_station_changed(); borrowed. */
YcDeskView *fake_station_edit (YcStation *self);
/** Sets the link; since is a wall clock. */
void fake_station_set_link (YcStation *self, YcLinkState state, gint64 since, gboolean pushing);
/** Sets the problem of a refused link, and whether the session has ended. */
void fake_station_set_problem (YcStation *self, const char *problem, gboolean session_ended);
/** Sets the error that broke the profile (taken). */
void fake_station_take_fault (YcStation *self, GError *fault);
/** Sets the error that keeps the view from being made anew (taken), or NULL. */
void fake_station_take_view_fault (YcStation *self, GError *fault);
/** Sets the wall clock. */
void fake_station_set_now (YcStation *self, gint64 now);
/** Seconds a recall has still to wait; 0 = none. */
void fake_station_set_recall_wait (YcStation *self, int seconds);
/** Whether the newest command was given up. */
void fake_station_set_gave_up (YcStation *self, gboolean gave_up);
/** Whether a record of an earlier set-up is there. */
void fake_station_set_has_record (YcStation *self, gboolean has_record);
/** Whether undo works. */
void fake_station_set_can_undo (YcStation *self, gboolean can_undo);
/** What a look for the hall gives: name and counter, or an error (taken; then name NULL). */
void fake_station_set_discovery (YcStation *self, const char *hall_name, int counter, GError *error);
/** What a sign-in or unlocking is refused with, or YC_REFUSAL_NONE (then it works); number is tries or until. */
void fake_station_set_sign_in (YcStation *self, YcRefusalCode code, gint64 number, gboolean unreachable);
/** Emits "changed". */
void fake_station_changed (YcStation *self);
/** Emits "refused" with a code and the arguments of a JSON text ("{}"). */
void fake_station_refuse (YcStation *self, YcRefusalCode code, const char *args);
/** Emits "answered". */
void fake_station_answer (YcStation *self, YcVerb verb, YcRefusalCode code, const char *args, const char *result);

/** Emits "failed". */
void fake_station_fail (YcStation *self, GError *error);

/** What has been pressed since the last time this was asked, as text: "end {"result":"finished"} + call-next"; "" for nothing; transfer full. */
char *fake_station_take_presses (YcStation *self);

/** The moment at which the demo hall is shown: 24 November 2026, 10:42 in China. */
#define FAKE_NOW G_GINT64_CONSTANT (1795488120000)

/** Reads the demo's reference sets; transfer full. Aborts when one is at fault. */
YcReference *fake_reference_new (const char *demo_dir);
/** A view of window 3 with twelve waiting in four queues; transfer full. */
YcDeskView *fake_view_new (YcReference *reference);
/** A ticket of the demo; transfer full. */
YcTicket *fake_ticket_new (const char *number, YcTicketState state, int minutes);
/** Adds a line to the activity of a view. */
void fake_view_add_activity (YcDeskView *view, int minutes_ago, YcEventType type, const char *number, const char *detail, gboolean pending);
/** Frees a view. */
void fake_view_free (YcDeskView *view);

G_END_DECLS
