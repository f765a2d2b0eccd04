/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-sync"

#include "config.h"

#include "sync/yc-sync-private.h"

#include "core/yc-json.h"

/* 4-protocol 2.4: batches. */
#define BATCH_MAX 1000
#define QUICK_MS 150
/* What could not be stored is not asked for again at once. */
#define STORE_AGAIN_MS 500

static gint64
peek (const YcSyncInput *input,
      const char        *name)
{
  return input->body != NULL ? yc_json_peek_int (input->body, name) : 0;
}

/* What was under way in a lane got somewhere: its next request need not be held back. */
static void
move_lane (YcSync     *sync,
           YcSyncLane  lane)
{
  sync->lanes[lane].moved = TRUE;
  sync->failures = 0;
}

/* An answer nobody should give: the node is there and yet of no use. */
static void
back_off_from_nonsense (YcSync *sync)
{
  yc_sync_set_state (sync, YC_LINK_AWAY, NULL);
  yc_sync_back_off (sync, 0);
}

static void
store_ack (YcSync *sync,
           gint64  ack,
           gint64  pack)
{
  YcSyncAction *action = yc_sync_occupy (sync, YC_SYNC_STORE_ACK, YC_SYNC_LANE_PUSH);

  action->ack = ack;
  action->pack = pack;
  /* What the node lacks is not waited for; what it has counts once it is stored. */
  sync->peer.ack = MIN (sync->peer.ack, ack);
}

static void
rewind_feed (YcSync            *sync,
             const YcSyncInput *input)
{
  gint64 now = yc_env_now_mono (sync->env);
  YcSyncAction *action = NULL;

  if (sync->resets > 0 && now - sync->last_reset > YC_SYNC_RESET_WINDOW_MS)
    sync->resets = 0;
  sync->resets++;
  sync->last_reset = now;
  if (sync->resets > 2)
    {
      yc_sync_refuse (sync, "/problems/feed-reset");
      return;
    }

  yc_sync_cancel_all (sync);
  sync->caught_up = FALSE;
  sync->rewinding = TRUE;
  action = yc_sync_occupy (sync, YC_SYNC_STORE_REWIND, YC_SYNC_LANE_POLL);
  action->after = sync->resets == 1 ? MAX (peek (input, "rewind_to"), 0) : 0;
  action->epoch = peek (input, "epoch");
}

static void
halve_batch (YcSync *sync)
{
  sync->batch = MAX (sync->batch / 2, 1);
}

static void
set_node_cannot_store (YcSync   *sync,
                       gboolean  cannot_store)
{
  if (sync->node_cannot_store == cannot_store)
    return;
  sync->node_cannot_store = cannot_store;
  sync->notify = TRUE;
}

/* What every lane treats alike. TRUE: dealt with. */
static gboolean
take_common (YcSync            *sync,
             const YcSyncInput *input)
{
  const char *problem = input->problem != NULL ? input->problem : "";

  if (input->status == 429 || input->status >= 500)
    {
      set_node_cannot_store (sync, g_str_equal (problem, "/problems/store"));
      yc_sync_set_state (sync, YC_LINK_AWAY, NULL);
      yc_sync_back_off (sync, input->retry_after_ms);
      return TRUE;
    }
  if (input->status == 426 || g_str_equal (problem, "/problems/device-unknown")
      || g_str_equal (problem, "/problems/device-revoked") || g_str_equal (problem, "/problems/fork"))
    {
      yc_sync_refuse (sync, input->status == 426 ? "/problems/upgrade" : problem);
      return TRUE;
    }
  if (g_str_equal (problem, "/problems/feed-reset"))
    {
      rewind_feed (sync, input);
      return TRUE;
    }
  if (g_str_equal (problem, "/problems/session"))
    {
      sync->session_ended = TRUE;
      sync->notify = TRUE;
      return TRUE;
    }
  return FALSE;
}

static void
take_heads (YcSync            *sync,
            const YcSyncInput *input)
{
  gint64 n = peek (input, "n");

  if (input->status != 200 || input->body == NULL)
    {
      back_off_from_nonsense (sync);
      return;
    }
  if (n > sync->own_seq)
    {
      /* The node knows more of us than we do: this profile was put back from an old copy (4-protocol 2.10). */
      yc_sync_refuse (sync, "/problems/rolled-back");
      return;
    }
  sync->heads_done = TRUE;
  sync->progress = yc_env_now_mono (sync->env);
  yc_sync_set_state (sync, YC_LINK_ONLINE, NULL);
  /* Reading goes on while the node cannot store: only what is sent to be stored tells. */
  if (n >= sync->own_seq && !sync->has_command)
    set_node_cannot_store (sync, FALSE);
  if (n != sync->peer.ack)
    store_ack (sync, n, 0);
}

static gboolean
is_own_seq (YcSync *sync,
            gint64  n)
{
  return n >= 0 && n <= sync->own_seq;
}

static void
take_push (YcSync            *sync,
           const YcSyncInput *input,
           gint64             took_ms)
{
  sync->notify = TRUE;
  if (input->status == 200 && input->body != NULL && is_own_seq (sync, peek (input, "ack")))
    {
      if (took_ms < QUICK_MS)
        sync->batch = MIN (sync->batch * 2, BATCH_MAX);
      store_ack (sync, peek (input, "ack"), peek (input, "pack"));
    }
  else if (g_strcmp0 (input->problem, "/problems/gap") == 0 && is_own_seq (sync, peek (input, "expected") - 1))
    {
      store_ack (sync, peek (input, "expected") - 1, 0);
    }
  else if (input->status == 413)
    {
      halve_batch (sync);
      yc_sync_back_off (sync, 0);
    }
  else
    {
      back_off_from_nonsense (sync);
    }
}

/* An answer after which the command is not sent again; anything else, 401 among it, may be another one next time. */
static gboolean
is_definite (guint status)
{
  return status == 200 || status == 400 || status == 403 || status == 404 || status == 409 || status == 413
         || status == 422;
}

static void
take_command (YcSync            *sync,
              const YcSyncInput *input)
{
  if (g_strcmp0 (input->problem, "/problems/behind") == 0)
    {
      gint64 have = peek (input, "have");

      /* The node lacks lines we thought it had: it says what it has. A push under way will tell by itself. */
      if (have < 0 || have >= sync->needs)
        back_off_from_nonsense (sync);
      else if (yc_sync_is_idle (sync, YC_SYNC_LANE_PUSH))
        store_ack (sync, have, 0);
      else
        sync->peer.ack = MIN (sync->peer.ack, have);
    }
  else if (is_definite (input->status))
    {
      yc_sync_occupy (sync, YC_SYNC_STORE_ANSWER, YC_SYNC_LANE_COMMAND);
    }
  else
    {
      back_off_from_nonsense (sync);
    }
}

static void
take_poll (YcSync            *sync,
           const YcSyncInput *input)
{
  gboolean at_end = input->n_lines == 0 && input->next == sync->peer.cursor;
  YcSyncAction *action = NULL;

  if (input->status != 200)
    {
      back_off_from_nonsense (sync);
      return;
    }
  if (at_end && sync->caught_up)
    {
      sync->failures = 0;
      return;
    }

  action = yc_sync_occupy (sync, YC_SYNC_STORE_PAGE, YC_SYNC_LANE_POLL);
  action->after = sync->peer.cursor;
  action->epoch = input->epoch;
  if (at_end)
    {
      sync->caught_up = TRUE;
      sync->notify = TRUE;
    }
}

void
yc_sync_take_reply (YcSync            *sync,
                    const YcSyncInput *input)
{
  gint64 took = yc_env_now_mono (sync->env) - sync->lanes[input->lane].sent;

  sync->lanes[input->lane].ticket = 0;
  if (take_common (sync, input))
    return;
  if (input->lane == YC_SYNC_LANE_PUSH || input->lane == YC_SYNC_LANE_COMMAND)
    set_node_cannot_store (sync, FALSE);

  switch (input->lane)
    {
    case YC_SYNC_LANE_HEADS:
      take_heads (sync, input);
      break;
    case YC_SYNC_LANE_PUSH:
      take_push (sync, input, took);
      break;
    case YC_SYNC_LANE_COMMAND:
      take_command (sync, input);
      break;
    case YC_SYNC_LANE_POLL:
      take_poll (sync, input);
      break;
    case YC_SYNC_LANE_REFERENCE:
      /* Asked for again when the next page or answer has been stored: a set that is not served or does not fit must
       * neither make a hot loop nor stand in the way of the rest. */
      sync->n_stale_sets = 0;
      break;
    case YC_N_SYNC_LANES:
    default:
      g_assert_not_reached ();
    }
}

void
yc_sync_take_failure (YcSync            *sync,
                      const YcSyncInput *input)
{
  sync->lanes[input->lane].ticket = 0;
  if (input->lane == YC_SYNC_LANE_PUSH && input->timed_out)
    halve_batch (sync);
  set_node_cannot_store (sync, FALSE);
  yc_sync_set_state (sync, YC_LINK_AWAY, NULL);
  yc_sync_back_off (sync, 0);
}

static void
set_cannot_store (YcSync   *sync,
                  gboolean  cannot_store)
{
  if (sync->cannot_store == cannot_store)
    return;
  sync->cannot_store = cannot_store;
  sync->notify = TRUE;
}

/* Nothing of it is stored; what was received comes again, unless it never can fit. */
static void
take_not_stored (YcSync            *sync,
                 const YcSyncInput *input)
{
  if (input->problem != NULL)
    {
      yc_sync_refuse (sync, input->problem);
      return;
    }
  set_cannot_store (sync, TRUE);
  yc_sync_back_off (sync, STORE_AGAIN_MS);
}

/* Stored: peer, command and sets are what the database says now. */
void
yc_sync_take_stored (YcSync            *sync,
                     const YcSyncInput *input)
{
  sync->lanes[input->lane].ticket = 0;
  if (input->lane == YC_SYNC_LANE_POLL)
    sync->rewinding = FALSE;
  if (!input->ok)
    {
      take_not_stored (sync, input);
      return;
    }

  /* After a failure the lanes begin again in their order and a page is the last: all before it has been stored too. A small
   * acknowledgement that still fits on a full disk tells nothing of the page that does not. */
  if (input->lane == YC_SYNC_LANE_POLL)
    set_cannot_store (sync, FALSE);
  if (input->peer.ack > sync->peer.ack || (sync->has_command && !input->has_command))
    sync->progress = yc_env_now_mono (sync->env);
  if (input->peer.ack > sync->peer.ack)
    move_lane (sync, YC_SYNC_LANE_PUSH);
  if (sync->has_command && !input->has_command)
    move_lane (sync, YC_SYNC_LANE_COMMAND);
  if (input->peer.cursor > sync->peer.cursor)
    move_lane (sync, YC_SYNC_LANE_POLL);
  sync->peer = input->peer;
  sync->own_seq = MAX (sync->own_seq, input->own_seq);
  sync->has_command = input->has_command;
  sync->needs = input->needs;
  sync->n_stale_sets = input->n_stale_sets;
}
