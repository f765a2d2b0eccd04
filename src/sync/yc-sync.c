/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-sync"

#include "config.h"

#include "sync/yc-sync-private.h"

/* 4-protocol 2.4: batches. */
#define BATCH_FIRST 200
/* … back-off on the hall's network. */
#define BACK_OFF_FIRST_MS 500
#define BACK_OFF_CAP_MS (30 * 1000)
/* … watchdog. */
#define WATCHDOG_MS (60 * 1000)
#define PAGE_LIMIT 500
/* A lane that gets nowhere sends no more than five times a second, whatever wakes it. */
#define PACE_MS 200

static const gint64 timeouts[YC_N_SYNC_LANES] = {
  [YC_SYNC_LANE_HEADS] = 10 * 1000,
  [YC_SYNC_LANE_PUSH] = 20 * 1000,
  [YC_SYNC_LANE_COMMAND] = 10 * 1000,
  [YC_SYNC_LANE_POLL] = 10 * 1000,
  [YC_SYNC_LANE_REFERENCE] = 20 * 1000,
};

YcSync *
yc_sync_new (YcEnv  *env,
             guint   long_poll_s,
             gint64  reconnect_jitter_ms)
{
  YcSync *sync = g_new0 (YcSync, 1);

  g_return_val_if_fail (env != NULL, NULL);

  sync->env = env;
  sync->batch = BATCH_FIRST;
  sync->state = YC_LINK_STOPPED;
  sync->since = yc_env_now_mono (env);
  for (YcSyncLane lane = 0; lane < YC_N_SYNC_LANES; lane++)
    sync->lanes[lane].moved = TRUE;
  yc_sync_set_timing (sync, long_poll_s, reconnect_jitter_ms);
  return sync;
}

void
yc_sync_set_timing (YcSync *sync,
                    guint   long_poll_s,
                    gint64  reconnect_jitter_ms)
{
  g_return_if_fail (sync != NULL);

  sync->long_poll_s = long_poll_s;
  sync->reconnect_jitter_ms = reconnect_jitter_ms;
}

void
yc_sync_free (YcSync *sync)
{
  if (sync == NULL)
    return;
  g_free (sync->problem);
  g_free (sync);
}

void
yc_sync_get_status (YcSync       *sync,
                    YcSyncStatus *status)
{
  status->state = sync->state;
  status->problem = sync->problem;
  status->since_mono = sync->since;
  status->session_ended = sync->session_ended;
  status->cannot_store = sync->cannot_store;
  status->node_cannot_store = sync->node_cannot_store;
  status->pushing = sync->lanes[YC_SYNC_LANE_PUSH].ticket != 0;
  status->acked = sync->peer.ack;
  status->caught_up = sync->caught_up;
}

/* Actions */

YcSyncAction *
yc_sync_add (YcSync           *sync,
             YcSyncActionKind  kind,
             YcSyncLane        lane)
{
  YcSyncAction action = { .kind = kind, .lane = lane };

  g_array_append_val (sync->actions, action);
  return &g_array_index (sync->actions, YcSyncAction, sync->actions->len - 1);
}

YcSyncAction *
yc_sync_occupy (YcSync           *sync,
                YcSyncActionKind  kind,
                YcSyncLane        lane)
{
  YcSyncAction *action = yc_sync_add (sync, kind, lane);

  action->ticket = ++sync->last_ticket;
  action->timeout_ms = timeouts[lane];
  sync->lanes[lane].ticket = action->ticket;
  return action;
}

static YcSyncAction *
send (YcSync           *sync,
      YcSyncActionKind  kind,
      YcSyncLane        lane)
{
  sync->lanes[lane].sent = yc_env_now_mono (sync->env);
  sync->lanes[lane].moved = FALSE;
  return yc_sync_occupy (sync, kind, lane);
}

void
yc_sync_arm (YcSync      *sync,
             YcSyncTimer  timer,
             gint64       ms)
{
  YcSyncAction *action = yc_sync_add (sync, YC_SYNC_ARM, YC_SYNC_LANE_HEADS);

  action->timer = timer;
  action->ms = ms;
  sync->armed[timer] = ms >= 0;
}

void
yc_sync_set_state (YcSync      *sync,
                   YcLinkState  state,
                   const char  *problem)
{
  if (sync->state == state && g_strcmp0 (sync->problem, problem) == 0)
    return;

  sync->state = state;
  g_free (sync->problem);
  sync->problem = g_strdup (problem);
  sync->since = yc_env_now_mono (sync->env);
  sync->notify = TRUE;
}

void
yc_sync_cancel_all (YcSync *sync)
{
  for (YcSyncLane lane = 0; lane < YC_N_SYNC_LANES; lane++)
    {
      if (sync->lanes[lane].ticket == 0)
        continue;
      yc_sync_add (sync, YC_SYNC_CANCEL, lane);
      sync->lanes[lane].ticket = 0;
    }
  sync->rewinding = FALSE;
}

static gint64
random_below (YcSync *sync,
              gint64  limit)
{
  guint32 bits = 0;

  yc_env_random (sync->env, (guint8 *) &bits, sizeof bits);
  return (gint64) (((guint64) bits * (guint64) (limit + 1)) >> 32);
}

/* The link is gone, or the node asked for a pause: everything begins again with heads after a while. */
void
yc_sync_back_off (YcSync *sync,
                  gint64  at_least_ms)
{
  gint64 limit = BACK_OFF_FIRST_MS << MIN (sync->failures, 6);

  if (sync->failures == 0)
    limit = MAX (limit, sync->reconnect_jitter_ms);
  sync->failures++;
  sync->heads_done = FALSE;
  sync->caught_up = FALSE;
  sync->polled = FALSE;
  sync->not_before = yc_env_now_mono (sync->env) + MAX (at_least_ms, 0);
  yc_sync_cancel_all (sync);
  yc_sync_arm (sync, YC_SYNC_TIMER_RETRY, MAX (at_least_ms, 0) + random_below (sync, MIN (limit, BACK_OFF_CAP_MS)));
}

void
yc_sync_refuse (YcSync     *sync,
                const char *problem)
{
  yc_sync_cancel_all (sync);
  yc_sync_arm (sync, YC_SYNC_TIMER_RETRY, -1);
  yc_sync_set_state (sync, YC_LINK_REFUSED, problem);
}

static gboolean
is_pending (YcSync *sync)
{
  return sync->own_seq > sync->peer.ack || (sync->has_command && !sync->session_ended);
}

gboolean
yc_sync_is_idle (YcSync     *sync,
                 YcSyncLane  lane)
{
  return sync->lanes[lane].ticket == 0;
}

/* Whether a lane may send now: nothing under way in it, and what it sent last either got somewhere or is long enough ago. */
static gboolean
is_free (YcSync     *sync,
         YcSyncLane  lane)
{
  gint64 wait = sync->lanes[lane].sent + PACE_MS - yc_env_now_mono (sync->env);

  if (!yc_sync_is_idle (sync, lane))
    return FALSE;
  if (sync->lanes[lane].moved || wait <= 0)
    return TRUE;

  if (!sync->armed[YC_SYNC_TIMER_PACE])
    yc_sync_arm (sync, YC_SYNC_TIMER_PACE, wait);
  return FALSE;
}

static void
send_push (YcSync *sync)
{
  YcSyncAction *action = send (sync, YC_SYNC_SEND_PUSH, YC_SYNC_LANE_PUSH);

  action->after = sync->peer.ack;
  action->limit = sync->batch;
  sync->notify = TRUE;
}

static void
send_poll (YcSync *sync)
{
  YcSyncAction *action = send (sync, YC_SYNC_SEND_POLL, YC_SYNC_LANE_POLL);

  action->after = sync->peer.cursor;
  action->limit = PAGE_LIMIT;
  action->wait_s = sync->caught_up ? sync->long_poll_s : 0;
  action->timeout_ms += (gint64) action->wait_s * 1000;
  sync->polled = TRUE;
}

/* Rule 4 of 10b: heads, then push, then the command, then polls. Once the polls have begun they run beside the rest. */
static void
send_what_is_due (YcSync *sync)
{
  if (sync->own_seq > sync->peer.ack && is_free (sync, YC_SYNC_LANE_PUSH))
    send_push (sync);
  if (sync->has_command && !sync->session_ended && sync->peer.ack >= sync->needs && is_free (sync, YC_SYNC_LANE_COMMAND))
    send (sync, YC_SYNC_SEND_COMMAND, YC_SYNC_LANE_COMMAND);
  if (sync->n_stale_sets > 0 && is_free (sync, YC_SYNC_LANE_REFERENCE))
    send (sync, YC_SYNC_SEND_REFERENCE, YC_SYNC_LANE_REFERENCE);
  if ((sync->polled || !is_pending (sync)) && is_free (sync, YC_SYNC_LANE_POLL))
    send_poll (sync);
}

static void
pump (YcSync *sync)
{
  if (sync->state == YC_LINK_STOPPED || sync->state == YC_LINK_REFUSED)
    return;

  /* While the record here is being rewound, whatever is asked for would name a position that is no longer ours. */
  if (!sync->armed[YC_SYNC_TIMER_RETRY] && !sync->rewinding)
    {
      if (sync->heads_done)
        send_what_is_due (sync);
      else if (is_free (sync, YC_SYNC_LANE_HEADS))
        send (sync, YC_SYNC_SEND_HEADS, YC_SYNC_LANE_HEADS);
    }

  if (is_pending (sync) && !sync->armed[YC_SYNC_TIMER_WATCHDOG])
    {
      sync->progress = yc_env_now_mono (sync->env);
      yc_sync_arm (sync, YC_SYNC_TIMER_WATCHDOG, WATCHDOG_MS);
    }
  else if (!is_pending (sync) && sync->armed[YC_SYNC_TIMER_WATCHDOG])
    {
      yc_sync_arm (sync, YC_SYNC_TIMER_WATCHDOG, -1);
    }
}

static void
take_timer (YcSync            *sync,
            const YcSyncInput *input)
{
  gint64 age = yc_env_now_mono (sync->env) - sync->progress;

  if (input->timer >= YC_N_SYNC_TIMERS || !sync->armed[input->timer])
    return;

  sync->armed[input->timer] = FALSE;
  if (input->timer != YC_SYNC_TIMER_WATCHDOG || !is_pending (sync))
    return;
  if (sync->state != YC_LINK_ONLINE || age < WATCHDOG_MS)
    {
      yc_sync_arm (sync, YC_SYNC_TIMER_WATCHDOG, sync->state == YC_LINK_ONLINE ? WATCHDOG_MS - age : WATCHDOG_MS);
      return;
    }

  yc_sync_cancel_all (sync);
  yc_sync_add (sync, YC_SYNC_RECONNECT, YC_SYNC_LANE_HEADS);
  sync->heads_done = FALSE;
  sync->polled = FALSE;
}

/* Inputs */

static void
take_start (YcSync            *sync,
            const YcSyncInput *input)
{
  yc_sync_cancel_all (sync);
  sync->own_seq = input->own_seq;
  sync->has_command = input->has_command;
  sync->needs = input->needs;
  sync->peer = input->peer;
  sync->n_stale_sets = input->n_stale_sets;
  sync->session_ended = FALSE;
  sync->heads_done = FALSE;
  sync->caught_up = FALSE;
  sync->polled = FALSE;
  sync->failures = 0;
  sync->notify = TRUE;
  yc_sync_arm (sync, YC_SYNC_TIMER_RETRY, -1);
  /* After a sign-in the node is as reachable as before. */
  if (sync->state != YC_LINK_ONLINE)
    yc_sync_set_state (sync, YC_LINK_CONNECTING, NULL);
}

static void
take_stop (YcSync *sync)
{
  yc_sync_cancel_all (sync);
  yc_sync_arm (sync, YC_SYNC_TIMER_RETRY, -1);
  yc_sync_arm (sync, YC_SYNC_TIMER_PACE, -1);
  yc_sync_arm (sync, YC_SYNC_TIMER_WATCHDOG, -1);
  yc_sync_set_state (sync, YC_LINK_STOPPED, NULL);
  sync->cannot_store = FALSE;
  sync->node_cannot_store = FALSE;
}

/* Something happened that makes trying at once worthwhile; a pause the node has asked for is kept. */
static void
wake (YcSync *sync)
{
  if (sync->armed[YC_SYNC_TIMER_RETRY] && yc_env_now_mono (sync->env) >= sync->not_before)
    yc_sync_arm (sync, YC_SYNC_TIMER_RETRY, -1);
}

static void
take_local (YcSync            *sync,
            const YcSyncInput *input)
{
  sync->own_seq = MAX (sync->own_seq, input->own_seq);
  sync->has_command = input->has_command;
  sync->needs = input->needs;
  sync->notify = TRUE;
  if (!input->has_command)
    sync->lanes[YC_SYNC_LANE_COMMAND].moved = TRUE;
  if (sync->failures <= YC_SYNC_WAKE_FAILURES)
    wake (sync);
}

static gboolean
is_current (YcSync            *sync,
            const YcSyncInput *input)
{
  return input->ticket != 0 && input->lane < YC_N_SYNC_LANES && sync->lanes[input->lane].ticket == input->ticket;
}

static void
take_network (YcSync *sync)
{
  sync->failures = 0;
  wake (sync);
}

static void
take (YcSync            *sync,
      const YcSyncInput *input)
{
  switch (input->kind)
    {
    case YC_SYNC_IN_START:
      take_start (sync, input);
      break;
    case YC_SYNC_IN_STOP:
      take_stop (sync);
      break;
    case YC_SYNC_IN_NETWORK:
      take_network (sync);
      break;
    case YC_SYNC_IN_LOCAL:
      take_local (sync, input);
      break;
    case YC_SYNC_IN_REPLY:
      if (is_current (sync, input))
        yc_sync_take_reply (sync, input);
      break;
    case YC_SYNC_IN_FAILED:
      if (is_current (sync, input))
        yc_sync_take_failure (sync, input);
      break;
    case YC_SYNC_IN_DB:
      if (is_current (sync, input))
        yc_sync_take_stored (sync, input);
      break;
    case YC_SYNC_IN_TIMER:
      take_timer (sync, input);
      break;
    default:
      g_assert_not_reached ();
    }
}

GArray *
yc_sync_input (YcSync            *sync,
               const YcSyncInput *input)
{
  GArray *actions = g_array_new (FALSE, TRUE, sizeof (YcSyncAction));

  g_return_val_if_fail (sync != NULL && input != NULL, actions);

  sync->actions = actions;
  sync->notify = FALSE;
  take (sync, input);
  pump (sync);
  if (sync->notify)
    yc_sync_add (sync, YC_SYNC_NOTIFY, YC_SYNC_LANE_HEADS);
  sync->actions = NULL;
  return actions;
}
