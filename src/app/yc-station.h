/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "net/yc-link.h"

G_BEGIN_DECLS

#define YC_TYPE_STATION (yc_station_get_type ())

/**
 * YcStation: one workstation without its widgets: profile, store, link, view. Main thread only; everything that touches
 * disk, network or key derivation runs elsewhere and comes back here. Widgets read properties and call the verbs; they change what
 * they show only on "changed".
 *
 * Signals:
 *   "changed"                        the view or the link state is another one: every page calls its update ()
 *   "refused" (YcRefusal *refusal)   a press was refused: show the sentence
 *   "failed" (GError *error)         a press could not be stored: show the sentence; nothing of it was done
 *   "answered" (guint verb, YcRefusal *refusal, JsonObject *result)   a command got its answer (refusal code NONE: done)
 */
G_DECLARE_FINAL_TYPE (YcStation, yc_station, YC, STATION, GObject)

/** Errors of joining a hall, and of unlocking. */
#define YC_STATION_ERROR (yc_station_error_quark ())

typedef enum
{
  YC_STATION_ERROR_CODE_WRONG,    /* no such code; the message is the number of tries left */
  YC_STATION_ERROR_CODE_EXPIRED,  /* used up or too old */
  YC_STATION_ERROR_TOO_OLD,       /* the hall wants a newer program */
  YC_STATION_ERROR_OTHER_HALL,    /* this profile's store belongs to another hall */
  YC_STATION_ERROR_REFUSED,       /* refused for another reason; the message names the problem, for the log */
  YC_STATION_ERROR_ENDED,         /* unlocking: the session has ended meanwhile; sign in again */
  YC_STATION_ERROR_UNCHECKED,     /* unlocking: the PIN could not be judged on this computer; the session is as it was */
} YcStationError;

/** The quark of YC_STATION_ERROR. */
GQuark yc_station_error_quark (void);

typedef enum
{
  YC_STATION_LOADING,      /* the profile is being opened */
  YC_STATION_FIRST_RUN,    /* not enrolled: hall address and code */
  YC_STATION_SIGNED_OUT,   /* enrolled, nobody signed in */
  YC_STATION_SIGNED_IN,
  YC_STATION_LOCKED,       /* a session is open and locked */
  YC_STATION_BROKEN,       /* the profile cannot be used: yc_station_get_fault(); over by itself when a record that was moved is back */
} YcStationState;

/** A station for the profile folder (made with mode 0700 when absent); transfer full. */
YcStation *yc_station_new (const char *profile, YcEnv *env);
/** Takes the profile's lock file and opens it. State goes from LOADING to another. */
void yc_station_open (YcStation *self);
/** Stops the link, closes the store, lets go of the lock; callback when done. */
void yc_station_close_async (YcStation *self, GAsyncReadyCallback callback, gpointer user_data);
/** TRUE when closed. */
gboolean yc_station_close_finish (YcStation *self, GAsyncResult *result, GError **error);

/** Which page the window shows. */
YcStationState yc_station_get_state (YcStation *self);
/** The error that broke the profile (YC_STORE_ERROR, or G_IO_ERROR), borrowed, or NULL. */
const GError *yc_station_get_fault (YcStation *self);
/** The newest view, borrowed until the next "changed"; NULL while LOADING, FIRST_RUN or BROKEN. */
const YcDeskView *yc_station_get_view (YcStation *self);
/** Why the view is an old one: the record cannot be read just now, and is read again by itself. Borrowed until the next "changed"; NULL: it is not. */
const GError *yc_station_get_view_fault (YcStation *self);
/** The link's state. */
void yc_station_get_status (YcStation *self, YcSyncStatus *status);
/** The hall's clock at the link's last change of state (for "Offline since 09:42"), ms UTC; 0 = never online. */
gint64 yc_station_get_link_since (YcStation *self);
/** Now by the hall's clock, ms UTC (yc_db_now()); this machine's own while there is no view. */
gint64 yc_station_now (YcStation *self);

/* First run */

/** Whether a record of an earlier set-up is in the profile although it is not enrolled: profile.ini is lost. It is kept, and the same hall goes on with it. */
gboolean yc_station_has_record (YcStation *self);

/** Looks at the hall at url with code: discovers the CA by the code's fingerprint. What an earlier look found is forgotten. */
void yc_station_discover_async (YcStation *self, const char *url, const char *code, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/** Name of the hall and the counter this computer becomes (both from the node; transfer full), or an error: YC_NET_ERROR_*, YC_VAULT_ERROR_CODE… */
gboolean yc_station_discover_finish (YcStation *self, GAsyncResult *result, char **hall_name, int *counter, GError **error);
/**
 * Joins the discovered hall: key made here, certificate fetched, profile written, link started. State becomes SIGNED_OUT. While a join is
 * under way another call waits for the same one. Cancelled by everybody who waits before the hall has been asked it does not ask; after
 * that it comes to its end, because the hall may have given this computer its place.
 */
void yc_station_join_async (YcStation *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/** TRUE when joined. */
gboolean yc_station_join_finish (YcStation *self, GAsyncResult *result, GError **error);

/* Signing in */

/** Signs in at the node (and opens the counter behind it). The PIN is wiped. Once cancelled, a session that comes of it is signed out. */
void yc_station_sign_in_async (YcStation *self, const char *number, const char *pin, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/** TRUE with sign_in filled, also when refused. */
gboolean yc_station_sign_in_finish (YcStation *self, GAsyncResult *result, YcSignIn *sign_in, GError **error);
/**
 * Unlocks with the PIN of the same staff, checked against the verifier kept in memory of the running session (10-contract, "Keys"). After a
 * restart, and for a session without a verifier, there is nothing to unlock: the state is SIGNED_OUT, and a sign-in goes on with the visit.
 */
void yc_station_unlock_async (YcStation *self, const char *pin, GAsyncReadyCallback callback, gpointer user_data);
/** TRUE when unlocked; FALSE without error when the PIN is wrong, with YC_STATION_ERROR_ENDED or _UNCHECKED when it could not be judged. */
gboolean yc_station_unlock_finish (YcStation *self, GAsyncResult *result, guint *tries_left, GError **error);
/**
 * Locks at once (reason "key" or "idle"): the state is LOCKED on return, whether or not the disk can keep it; the record follows when it can.
 * Without a verifier (no memory for it at the sign-in) nobody could unlock: the state is then SIGNED_OUT, and the sign-in at the node takes
 * over the tickets of the locked session (10b rules 18, 27).
 */
void yc_station_lock (YcStation *self, const char *reason);
/** Whether the hall, and not the clerk, ended the last session here; until the next sign-in. */
gboolean yc_station_was_ended (YcStation *self);

/* Acting */

/** Whether a verb may be done now (yc_desk_may with the link's state); refusal may be NULL. */
gboolean yc_station_may (YcStation *self, YcVerb verb, YcRefusal *refusal);
/** One key press: local act and command as in yc_desk_press(); args taken (may be NULL). Outcome by the signals. */
void yc_station_press (YcStation *self, YcVerb local, JsonObject *local_args, YcVerb command, JsonObject *command_args);
/** Gives up the command in flight (it is withdrawn at the node). */
void yc_station_withdraw (YcStation *self);
/** Whether the newest command was given up at this screen: when it is answered as done all the same, that came too late. Until the next command. */
gboolean yc_station_gave_up (YcStation *self);
/** Whether the hall has been asked for something that it has not answered yet. */
gboolean yc_station_is_commanding (YcStation *self);
/** Whether Alt+Z still works: an undo is there and undo_s of policy have not gone by (monotonic). */
gboolean yc_station_can_undo (YcStation *self);
/** Tries the link at once (F5), and the record when it could not be read. */
void yc_station_retry (YcStation *self);

G_END_DECLS
