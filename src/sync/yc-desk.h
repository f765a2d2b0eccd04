/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-decide.h"
#include "store/yc-db.h"

G_BEGIN_DECLS

/**
 * The desk: what a clerk may do now, and what becomes of it: a local event, or a command that is stored before it is sent.
 * yc_desk_* functions with a YcDb run where the YcDb lives; a YcDeskView is an immutable copy for the screen.
 */

/** One act: a verb and its arguments (owned by the caller; args may be NULL). */
typedef struct
{
  YcVerb verb;
  JsonObject *args;
} YcAct;

/** What the desk remembers between presses and needs beside the database. Owned by whoever drives the desk. */
typedef struct
{
  gint64 last_call_mono;   /* monotonic ms of the last call or recall here; 0 = none */
  const char *session;     /* borrowed while a press runs: the session at whose screen it was pressed; NULL = whichever is open here */
  char undo_ticket[YC_UUID_LENGTH + 1];   /* the ticket of the newest pass or transfer pressed here, or "" */
} YcDeskMemory;

/**
 * One key press (10b rules 5, 8): zero or one local act and zero or one command, in one transaction: the local events are
 * appended, and the command is stored with a new key and the own seq it needs. Refused with COMMAND_IN_FLIGHT while a
 * command has no definite answer and the press would issue another or may collide with it, with NO_SESSION when the session
 * here is not that of memory, and with NOT_BOOTSTRAPPED when the counter would be opened before the record has been read
 * (rule 28). FALSE with refusal set (nothing has been written then), or with error.
 */
gboolean yc_desk_press (YcDb *db, const YcAct *local, const YcAct *command, YcDeskMemory *memory, YcRefusal *refusal, GError **error);

/** The stored command that has no definite answer yet. */
typedef struct
{
  char *key;
  YcVerb verb;
  char *body;              /* JSON, byte for byte what is sent */
  char *session;
  gint64 needs;
  gboolean withdraw;       /* given up, or left over from before a restart: sent with YC-Withdraw */
} YcStoredCommand;

/** Frees a stored command. */
void yc_stored_command_free (YcStoredCommand *command);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcStoredCommand, yc_stored_command_free)

/** Reads the stored command; *command NULL when there is none. Transfer full. */
gboolean yc_desk_get_command (YcDb *db, YcStoredCommand **command, GError **error);

/** Reads the key of the last command whose answer is final here, "" when there is none yet. Transfer full. */
gboolean yc_desk_get_answered (YcDb *db, char **key, GError **error);

/** Gives the stored command up: it will be repeated with YC-Withdraw until the node has answered (rule 6). Also called at start for one left over. */
gboolean yc_desk_withdraw (YcDb *db, GError **error);

/**
 * Takes the definite answer of the stored command in one transaction: lines ingested, cursor moved to next, command removed, what came of it kept for
 * yc_desk_view (last answer). Lines already held are skipped; a page is applied only if after ≤ cursor. While the answer's `pos` (its last event) lies beyond
 * its `next`, the command stays in flight (yc_desk_get_command() gives NULL) until the feed has brought the rest (10b rule 2).
 */
gboolean yc_desk_answer (YcDb *db, const char *key, gint64 after, JsonObject *body, const YcRefusal *refusal, GError **error);

/** Takes the `lines` of an answer (a command's or a sign-in's) that was asked for after a cursor, and moves the cursor to its `next`. Ignored when after > cursor. */
gboolean yc_desk_take_lines (YcDb *db, gint64 after, JsonObject *body, GError **error);

/** How far the record here is behind a sign-in. */
typedef struct
{
  gint64 cursor;
  gboolean reached;        /* it has been read up to the answer's pos, and once to its end */
  gboolean stands;         /* the session is the one of this device */
} YcDeskArrival;

/** Whether the sign-in that was answered with a session and a `pos` has arrived here: until it has, nobody is signed in (10b rules 2, 28). */
gboolean yc_desk_look_for_session (YcDb *db, const char *session, gint64 pos, YcDeskArrival *arrival, GError **error);

/** Applies a page of the feed (lines with pos set) read after a cursor, moves the cursor to next. Ignored when after > cursor. An empty page whose next is the cursor tells that the record has been read to its end (bootstrap_complete). */
gboolean yc_desk_apply_page (YcDb *db, gint64 after, const GPtrArray *lines, gint64 next, gint64 epoch, GError **error);

/** Sets the cursor back to after under this epoch (a feed-reset): foreign lines beyond go, own ones are pending again, all is folded anew. */
gboolean yc_desk_rewind (YcDb *db, gint64 after, gint64 epoch, GError **error);

/**
 * Takes note of the hall's clock: the node said now (ms UTC) when the clock here showed wall. Differences of less than a second are the
 * network's and change nothing.
 */
gboolean yc_desk_take_clock (YcDb *db, gint64 now, gint64 wall, GError **error);

/** Stores the ack of a push. */
gboolean yc_desk_acked (YcDb *db, gint64 ack, gint64 pack, GError **error);

/** Puts a fetched reference set in force; hash is the content hash it came with (its ETag). */
gboolean yc_desk_take_reference (YcDb *db, const char *set, const char *document, gsize length, const char *hash, GError **error);

/** Follows reference sets: names of sets whose version in the journal (reference.imported) is newer than the document held; transfer full. */
GStrv yc_desk_stale_sets (YcDb *db, GError **error);

/* The view */

/** A waiting ticket as the list shows it. */
typedef struct
{
  char *id;
  char *number;
  char *queue;
  char *matter;
  char *group;
  gint64 since;            /* waiting since, ms UTC */
  gboolean directed;       /* addressed to this counter */
  gboolean booked;         /* has an appointment */
  gint64 slot;
} YcWaiting;

/** A window as the transfer page shows it. */
typedef struct
{
  int number;
  YcCounterState state;
  char *staff_name_zh;
  char *staff_name_en;
} YcWindow;

/** Everything the screen of one counter shows, copied on the worker. Immutable; atomic reference count. */
typedef struct
{
  gatomicrefcount refs;
  char *hall_name;
  char *hall_id;
  int counter;             /* of this device; 0 = none */
  char **counter_queues;   /* letters of the queues the counter takes now */
  gboolean bootstrapped;   /* the hall's record has been read once to its end */
  YcCounterState counter_state;
  gboolean counter_mine;   /* held by this device's session */
  char *pause_reason;
  char *counter_holder;    /* staff name that holds the counter when it is not this session's, or "" */
  YcSession *session;      /* owned copy, or NULL: nobody is signed in here */
  YcStaff *staff;          /* owned copy of the session's member of staff, or NULL */
  YcTicket *current;       /* owned copy: called or being served here, or NULL */
  YcStep current_step;     /* why this one */
  gint64 last_call_mono;   /* monotonic ms of the last call or recall here; 0 = none (yc_recall_wait()) */
  GPtrArray *held;         /* YcTicket, owned copies */
  GPtrArray *waiting;      /* YcWaiting for this counter and clerk: by queue order, then place; directed ones first */
  char *next_number;       /* whom F2 would call by the Order, as far as the record here goes (yc_order_next()), or "" */
  gint64 next_until;       /* … unless this moment has come (yc_order_stands_until()), ms UTC */
  guint waiting_elsewhere; /* waiting in queues this counter does not serve */
  char *next_booking;      /* "HH:MM" of the next appointment not yet checked in, or "" */
  char *next_booking_queue;
  GPtrArray *activity;     /* YcActivity of today, newest first, ≤ 500 */
  GPtrArray *windows;      /* YcWindow, all counters */
  YcVerb in_flight;        /* command without an answer, or YC_VERB_NONE */
  gboolean withdrawing;    /* … that was given up */
  guint unsent;            /* own lines the node has not acked */
  gint64 oldest_unsent;    /* ms UTC, 0 = none */
  char *undo_ticket;       /* id of the ticket Alt+Z would restore: that of the memory, while its newest event is still this session's pass or transfer, or "" */
  char *undo_number;
  YcEventType undo_type;
  char *undo_to;           /* … where a transfer sent it: a queue's letter or a window's number; "" for a pass */
  char *day;               /* hall-day of the view */
  gint64 skew;             /* this machine's clock less the hall's, ms */
  YcReference *reference;  /* owned reference, or NULL */
  /* What came of the last command: for the line on the screen. */
  char *answer_key;        /* "" = none yet */
  YcVerb answer_verb;
  YcRefusal answer_refusal;
  JsonObject *answer_result; /* owned, or NULL */
} YcDeskView;

/** Makes the view of the desk as it stands; transfer full. */
YcDeskView *yc_desk_view (YcDb *db, const YcDeskMemory *memory, GError **error);
/** Takes another reference; any thread. */
YcDeskView *yc_desk_view_ref (YcDeskView *view);
/** Drops a reference; any thread. */
void yc_desk_view_unref (YcDeskView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcDeskView, yc_desk_view_unref)

/**
 * Whether the clerk may do this now, judged on the view (for sensitivity and the reason shown beside a greyed button):
 * YC_REFUSAL_NONE, or the code with its arguments. The same decide functions judge again when the key is pressed.
 * node_reachable FALSE refuses commands with NODE_AWAY. Pure; any thread.
 */
gboolean yc_desk_may (const YcDeskView *view, YcVerb verb, gboolean node_reachable, YcRefusal *refusal);

G_END_DECLS
