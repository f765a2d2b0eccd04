/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "core/yc-json.h"
#include "sync/yc-sync.h"

/* The machine alone: a clock set by hand, randomness that is chosen, and every request and answer written out. */

typedef struct
{
  YcEnv env;
  gint64 now;
  gint64 fixed;        /* −1: a sequence; else every random byte */
  guint64 state;
  YcSync *sync;
  GArray *actions;     /* of the last input */
  guint ticket[YC_N_SYNC_LANES];
  YcSyncActionKind doing[YC_N_SYNC_LANES];
  gint64 timer[YC_N_SYNC_TIMERS];   /* due at; −1 = not armed */
  YcSyncInput facts;   /* what the database says */
} Desk;

static G_GNUC_UNUSED gint64
env_now (YcEnv *env)
{
  return ((Desk *) env)->now;
}

static G_GNUC_UNUSED guint64
next_random (Desk *desk)
{
  guint64 z = desk->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static G_GNUC_UNUSED void
env_random (YcEnv   *env,
            guint8  *buffer,
            gsize    length)
{
  Desk *desk = (Desk *) env;

  for (gsize i = 0; i < length; i++)
    buffer[i] = desk->fixed >= 0 ? (guint8) desk->fixed : (guint8) next_random (desk);
}

static G_GNUC_UNUSED Desk *
desk_new (void)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->env = (YcEnv) { env_now, env_now, env_random };
  desk->now = 1000000;
  desk->fixed = 0;
  desk->sync = yc_sync_new (&desk->env, 10, 5000);
  for (guint i = 0; i < YC_N_SYNC_TIMERS; i++)
    desk->timer[i] = -1;
  return desk;
}

static G_GNUC_UNUSED void
desk_free (Desk *desk)
{
  g_clear_pointer (&desk->actions, g_array_unref);
  yc_sync_free (desk->sync);
  g_free (desk);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* Keeps the books that whoever performs the actions has to keep, and checks what holds always. */
static G_GNUC_UNUSED void
note (Desk               *desk,
      const YcSyncAction *action)
{
  switch (action->kind)
    {
    case YC_SYNC_SEND_HEADS:
    case YC_SYNC_SEND_PUSH:
    case YC_SYNC_SEND_COMMAND:
    case YC_SYNC_SEND_POLL:
    case YC_SYNC_SEND_REFERENCE:
    case YC_SYNC_STORE_ACK:
    case YC_SYNC_STORE_PAGE:
    case YC_SYNC_STORE_ANSWER:
    case YC_SYNC_STORE_REWIND:
      /* Never two in a lane. */
      g_assert_cmpuint (desk->ticket[action->lane], ==, 0);
      g_assert_cmpuint (action->ticket, >, 0);
      desk->ticket[action->lane] = action->ticket;
      desk->doing[action->lane] = action->kind;
      break;
    case YC_SYNC_CANCEL:
      g_assert_cmpuint (desk->ticket[action->lane], >, 0);
      desk->ticket[action->lane] = 0;
      break;
    case YC_SYNC_ARM:
      desk->timer[action->timer] = action->ms < 0 ? -1 : desk->now + action->ms;
      break;
    case YC_SYNC_RECONNECT:
    case YC_SYNC_NOTIFY:
    default:
      break;
    }
}

static G_GNUC_UNUSED void
feed (Desk        *desk,
      YcSyncInput  input)
{
  if (input.kind == YC_SYNC_IN_TIMER)
    desk->timer[input.timer] = -1;
  if (input.ticket != 0 && desk->ticket[input.lane] == input.ticket)
    desk->ticket[input.lane] = 0;

  g_clear_pointer (&desk->actions, g_array_unref);
  desk->actions = yc_sync_input (desk->sync, &input);
  for (guint i = 0; i < desk->actions->len; i++)
    note (desk, &g_array_index (desk->actions, YcSyncAction, i));
}

static G_GNUC_UNUSED const YcSyncAction *
find (Desk             *desk,
      YcSyncActionKind  kind)
{
  for (guint i = 0; i < desk->actions->len; i++)
    {
      const YcSyncAction *action = &g_array_index (desk->actions, YcSyncAction, i);

      if (action->kind == kind)
        return action;
    }
  return NULL;
}

static G_GNUC_UNUSED const YcSyncAction *
expect (Desk             *desk,
        YcSyncActionKind  kind)
{
  const YcSyncAction *action = find (desk, kind);

  g_assert_nonnull (action);
  return action;
}

static G_GNUC_UNUSED YcLinkState
state_of (Desk *desk)
{
  YcSyncStatus status;

  yc_sync_get_status (desk->sync, &status);
  return status.state;
}

static G_GNUC_UNUSED void
start (Desk *desk)
{
  YcSyncInput input = desk->facts;

  input.kind = YC_SYNC_IN_START;
  feed (desk, input);
}

static G_GNUC_UNUSED void
local (Desk *desk)
{
  YcSyncInput input = desk->facts;

  input.kind = YC_SYNC_IN_LOCAL;
  feed (desk, input);
}

static G_GNUC_UNUSED void
reply_full (Desk       *desk,
            YcSyncLane  lane,
            guint       status,
            const char *problem,
            const char *json,
            gint64      retry_after_ms)
{
  g_autofree char *text = json != NULL ? g_strdelimit (g_strdup (json), "'", '"') : NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = text != NULL ? yc_json_parse_object (text, strlen (text), &YC_JSON_BODY, &error) : NULL;

  g_assert_no_error (error);
  feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_REPLY, .lane = lane, .ticket = desk->ticket[lane], .status = status,
                              .problem = problem, .body = body, .retry_after_ms = retry_after_ms });
}

static G_GNUC_UNUSED void
reply (Desk       *desk,
       YcSyncLane  lane,
       guint       status,
       const char *problem,
       const char *json)
{
  reply_full (desk, lane, status, problem, json, 0);
}

static G_GNUC_UNUSED void
page (Desk   *desk,
      gint64  next,
      guint   n_lines)
{
  feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_REPLY, .lane = YC_SYNC_LANE_POLL, .ticket = desk->ticket[YC_SYNC_LANE_POLL],
                              .status = 200, .next = next, .epoch = 1, .n_lines = n_lines });
}

static G_GNUC_UNUSED void
fail (Desk       *desk,
      YcSyncLane  lane,
      gboolean    timed_out)
{
  feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_FAILED, .lane = lane, .ticket = desk->ticket[lane], .timed_out = timed_out });
}

static G_GNUC_UNUSED void
stored (Desk       *desk,
        YcSyncLane  lane)
{
  YcSyncInput input = desk->facts;

  input.kind = YC_SYNC_IN_DB;
  input.lane = lane;
  input.ticket = desk->ticket[lane];
  input.ok = TRUE;
  feed (desk, input);
}

/* Lets the clock go on to when a timer is due, and lets it run out. */
static G_GNUC_UNUSED void
run_out (Desk        *desk,
         YcSyncTimer  timer)
{
  g_assert_cmpint (desk->timer[timer], >=, 0);
  desk->now = MAX (desk->now, desk->timer[timer]);
  feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_TIMER, .timer = timer });
}

/* Started, with heads answered: online, polling or pushing. */
static G_GNUC_UNUSED Desk *
desk_online (gint64 own_seq,
             gint64 ack)
{
  Desk *desk = desk_new ();
  g_autofree char *body = g_strdup_printf ("{'n':%d}", (int) ack);

  desk->facts.own_seq = own_seq;
  desk->facts.peer = (YcPeer) { .ack = ack, .cursor = 50, .epoch = 1 };
  start (desk);
  expect (desk, YC_SYNC_SEND_HEADS);
  reply (desk, YC_SYNC_LANE_HEADS, 200, NULL, body);
  g_assert_cmpint (state_of (desk), ==, YC_LINK_ONLINE);
  return desk;
}
