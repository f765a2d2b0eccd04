/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/yc-sync.h"

G_BEGIN_DECLS

/* A second feed-reset within this time means bootstrap, a third stops (4-protocol 2.5). */
#define YC_SYNC_RESET_WINDOW_MS (10 * 60 * 1000)
/* A local event wakes a back-off only so often in a row: every key press trying at once would be a hot loop of its own. */
#define YC_SYNC_WAKE_FAILURES 8

/** What is under way in a lane. */
typedef struct
{
  guint ticket;            /* 0 = idle */
  gint64 sent;             /* monotonic ms of the last request */
  gboolean moved;          /* … got somewhere */
} YcSyncLaneState;

struct _YcSync
{
  YcEnv *env;              /* borrowed */
  guint long_poll_s;
  gint64 reconnect_jitter_ms;
  GArray *actions;         /* of the input being taken; borrowed */
  gboolean notify;
  YcLinkState state;
  char *problem;           /* owned, of REFUSED */
  gint64 since;
  gboolean session_ended;
  gboolean cannot_store;   /* the record here took nothing the last time */
  gboolean node_cannot_store; /* the node said so of its own record the last time */
  gboolean heads_done;     /* since the link came up */
  gboolean caught_up;
  gboolean polled;         /* polls have begun since the link came up */
  guint last_ticket;
  YcSyncLaneState lanes[YC_N_SYNC_LANES];
  gboolean armed[YC_N_SYNC_TIMERS];
  gint64 own_seq;
  gboolean has_command;
  gint64 needs;
  YcPeer peer;
  guint n_stale_sets;
  guint batch;
  guint failures;          /* in a row */
  gint64 not_before;       /* monotonic ms: the node asked for a pause until then */
  gboolean rewinding;      /* a STORE_REWIND is under way */
  gint64 progress;         /* monotonic ms at which something pending last got somewhere, or the link came up */
  guint resets;
  gint64 last_reset;
};

/* yc-sync.c */

/** Adds an action; borrowed until the next. */
YcSyncAction *yc_sync_add (YcSync *sync, YcSyncActionKind kind, YcSyncLane lane);
/** Adds an action that keeps its lane until its result comes in; borrowed until the next. */
YcSyncAction *yc_sync_occupy (YcSync *sync, YcSyncActionKind kind, YcSyncLane lane);
/** Arms a timer, or disarms it (ms < 0). */
void yc_sync_arm (YcSync *sync, YcSyncTimer timer, gint64 ms);
/** Changes what the chip shows. */
void yc_sync_set_state (YcSync *sync, YcLinkState state, const char *problem);
/** Cancels what is under way in every lane. */
void yc_sync_cancel_all (YcSync *sync);
/** Begins again with heads after a while, at the least at_least_ms. */
void yc_sync_back_off (YcSync *sync, gint64 at_least_ms);
/** Stops with a notice. */
void yc_sync_refuse (YcSync *sync, const char *problem);
/** Whether nothing is under way in a lane. */
gboolean yc_sync_is_idle (YcSync *sync, YcSyncLane lane);

/* yc-sync-answer.c */

/** Takes the answer to a current request. */
void yc_sync_take_reply (YcSync *sync, const YcSyncInput *input);
/** Takes the failure of a current request. */
void yc_sync_take_failure (YcSync *sync, const YcSyncInput *input);
/** Takes what the database says after a current STORE. */
void yc_sync_take_stored (YcSync *sync, const YcSyncInput *input);

G_END_DECLS
