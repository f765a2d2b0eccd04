/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-env.h"
#include "sync/yc-desk.h"

G_BEGIN_DECLS

/**
 * YcSync: the conversation of one workstation with its hall node as a pure state machine: input → actions. It has no I/O,
 * no clock but YcEnv's monotonic one and random for jitter; whoever drives it (YcLink over libsoup, the simulator over
 * a heap of events) performs the actions and feeds back what came of them.
 *
 *   STOPPED ──start──> HEADS ──ok──> READY: push while own lines are unacked · send the stored command once the node
 *      ^                 ^               has what it needs · keep one poll open · follow stale reference sets
 *      └──stop── any     └── back-off ── any failure of the link (full jitter, cap 30 s, wake on a local event or network change)
 *
 * Rules (4-protocol 2.4, 2.5; 10b 1-8): after start or link-up heads, then push, then the command, then polls; a batch starts at 200
 * lines, doubles after a round trip < 150 ms, halves on time-out and 413 (never below 1), at most 1,000 or 1 MiB; gap rewinds to
 * what the node expects; fork stops; 401 session asks for a sign-in and touches no events; 429/503 wait Retry-After plus jitter;
 * 409 behind pushes first and repeats the same key; feed-reset rewinds once, a second within 10 minutes bootstraps (after = 0),
 * a third stops with a notice; the watchdog tears down a link without progress for 60 s while something is pending.
 * A command is repeated under its key until a definite answer: 200, 409 state, 422, 403 and other faults of its own (400, 404, 413).
 * What could not be stored is asked for again after a back-off, heads first. The link is up and yet nothing comes in: cannot_store
 * says so.
 * A lane whose requests get nowhere (no ack, no cursor, no answer moved) sends at most five a second.
 */
typedef struct _YcSync YcSync;

typedef enum
{
  YC_SYNC_IN_START,        /* begin (also after a sign-in that changes the token) */
  YC_SYNC_IN_STOP,
  YC_SYNC_IN_NETWORK,      /* the network changed: try at once */
  YC_SYNC_IN_LOCAL,        /* something was stored here: own lines, or a command; own_seq and has_command say what */
  YC_SYNC_IN_REPLY,        /* the answer to a SEND: lane, status, problem, headers, body parsed by the performer */
  YC_SYNC_IN_FAILED,       /* a SEND came to nothing: lane, timed_out */
  YC_SYNC_IN_DB,           /* a STORE is done, or a SEND found nothing to send: lane, ok, and what the database says now; of one that can never be stored problem says why */
  YC_SYNC_IN_TIMER,        /* an armed timer ran out: timer */
} YcSyncInputKind;

typedef enum { YC_SYNC_LANE_HEADS, YC_SYNC_LANE_PUSH, YC_SYNC_LANE_COMMAND, YC_SYNC_LANE_POLL, YC_SYNC_LANE_REFERENCE, YC_N_SYNC_LANES } YcSyncLane;

typedef enum { YC_SYNC_TIMER_RETRY, YC_SYNC_TIMER_WATCHDOG, YC_SYNC_TIMER_PACE, YC_N_SYNC_TIMERS } YcSyncTimer;

/** An input. Only the members named beside its kind are read. Borrowed. */
typedef struct
{
  YcSyncInputKind kind;
  YcSyncLane lane;
  guint ticket;            /* number of the SEND or STORE it answers; an old one is ignored */
  guint status;
  const char *problem;     /* "/problems/gap" … or NULL */
  JsonObject *body;        /* parsed answer or problem, or NULL */
  gint64 retry_after_ms;   /* 0 or less = none */
  gint64 next;             /* YC-Next of a feed page */
  gint64 epoch;            /* YC-Epoch */
  guint n_lines;           /* lines in the feed page */
  gboolean timed_out;
  gboolean ok;             /* of a STORE */
  gint64 own_seq;          /* newest own seq stored */
  gboolean has_command;    /* a command waits for an answer */
  gint64 needs;            /* its YC-Needs */
  YcPeer peer;             /* ack, cursor, epoch as stored */
  guint n_stale_sets;
  YcSyncTimer timer;
} YcSyncInput;

typedef enum
{
  YC_SYNC_SEND_HEADS,      /* GET heads?stream=dev:<me> */
  YC_SYNC_SEND_PUSH,       /* read own lines (after, limit) and POST events */
  YC_SYNC_SEND_COMMAND,    /* POST the stored command (or sign-out) */
  YC_SYNC_SEND_POLL,       /* GET feed?after&limit&wait */
  YC_SYNC_SEND_REFERENCE,  /* GET the stale reference sets */
  YC_SYNC_STORE_ACK,       /* yc_desk_acked */
  YC_SYNC_STORE_PAGE,      /* yc_desk_apply_page of the poll's answer */
  YC_SYNC_STORE_ANSWER,    /* yc_desk_answer of the command's answer */
  YC_SYNC_STORE_REWIND,    /* yc_desk_rewind: set cursor (and epoch) back to after, re-fold what lay beyond */
  YC_SYNC_CANCEL,          /* cancel what is under way in lane; its result is ignored */
  YC_SYNC_RECONNECT,       /* drop the connections: the next SEND opens new ones */
  YC_SYNC_ARM,             /* arm timer in ms (replaces an armed one); ms < 0 disarms */
  YC_SYNC_NOTIFY,          /* state changed: yc_sync_get_status() */
} YcSyncActionKind;

/** An action. */
typedef struct
{
  YcSyncActionKind kind;
  YcSyncLane lane;
  guint ticket;            /* to be given back with the result */
  gint64 after;            /* of PUSH: own seq; of POLL, REWIND: position */
  guint limit;
  guint wait_s;            /* of POLL */
  gint64 timeout_ms;       /* of SENDs */
  gint64 epoch;
  gint64 ack;              /* of STORE_ACK */
  gint64 pack;
  YcSyncTimer timer;
  gint64 ms;
} YcSyncAction;

typedef enum
{
  YC_LINK_STOPPED,
  YC_LINK_CONNECTING,      /* not yet, or not again */
  YC_LINK_ONLINE,
  YC_LINK_AWAY,            /* the node does not answer; since says when it was last heard */
  YC_LINK_REFUSED,         /* the node refuses this device: revoked, unknown, fork, too old; problem says which */
} YcLinkState;

/** What the chip shows. Borrowed strings. */
typedef struct
{
  YcLinkState state;
  const char *problem;     /* of REFUSED */
  gint64 since_mono;       /* monotonic ms at which the state began */
  gboolean session_ended;  /* the node knows no such session any more: sign in again */
  gboolean cannot_store;   /* what the node sends cannot be stored here; over with the next page of the feed that is */
  gboolean node_cannot_store; /* the node answers that it cannot store; over with the next thing it takes, or when it cannot be reached */
  gboolean pushing;
  gint64 acked;
  gboolean caught_up;      /* the feed has been read to its end since the link came up */
} YcSyncStatus;

/** A stopped machine; transfer full. Parameters in ms come from policy (reconnect_jitter_s, long_poll_s) or tests. */
YcSync *yc_sync_new (YcEnv *env, guint long_poll_s, gint64 reconnect_jitter_ms);
/** Sets the parameters of yc_sync_new() anew: policy may come in later. */
void yc_sync_set_timing (YcSync *sync, guint long_poll_s, gint64 reconnect_jitter_ms);
/** Frees a machine. */
void yc_sync_free (YcSync *sync);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSync, yc_sync_free)

/** Feeds one input; returns the actions to perform, in order (GArray of YcSyncAction); transfer full. */
GArray *yc_sync_input (YcSync *sync, const YcSyncInput *input);

/** The state for the chip; strings borrowed until the next input. */
void yc_sync_get_status (YcSync *sync, YcSyncStatus *status);

G_END_DECLS
