/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sync-random"

#include "config.h"

#include "machine-driver.h"

/* Random inputs */

#define SEEDS 50
#define INPUTS 10000
#define PER_SECOND 5

static guint
below (Desk  *desk,
       guint  n)
{
  return (guint) (next_random (desk) % n);
}

static void
random_reply (Desk       *desk,
              YcSyncLane  lane)
{
  static const guint statuses[] = { 200, 200, 200, 200, 409, 409, 413, 503, 401, 403, 404, 429, 500 };
  static const char * const problems[] = { NULL, NULL, NULL, "/problems/gap", "/problems/behind", "/problems/state",
                                           "/problems/feed-reset", "/problems/session", "/problems/fork" };
  static const char * const bodies[] = { NULL, "{}", "{'n':0}", "{'ack':0}", "{'expected':1}", "{'have':0}", "{'have':-4}",
                                         "{'ack':9999999}", "{'rewind_to':0,'epoch':1}" };
  guint status = statuses[below (desk, G_N_ELEMENTS (statuses))];
  const char *problem = status == 200 ? NULL : problems[below (desk, G_N_ELEMENTS (problems))];

  if (lane == YC_SYNC_LANE_POLL && status == 200)
    page (desk, below (desk, 3), below (desk, 2));
  else
    reply_full (desk, lane, status, problem, bodies[below (desk, G_N_ELEMENTS (bodies))], below (desk, 4) == 0 ? 1000 : 0);
}

static void
random_input (Desk *desk)
{
  YcSyncLane lane = (YcSyncLane) below (desk, YC_N_SYNC_LANES);
  gboolean storing = desk->doing[lane] >= YC_SYNC_STORE_ACK;

  switch (below (desk, 12))
    {
    case 0:
      feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_NETWORK });
      break;
    case 1:
    case 2:
      desk->facts.own_seq += below (desk, 2);
      local (desk);
      break;
    case 3:
      if (state_of (desk) == YC_LINK_REFUSED || state_of (desk) == YC_LINK_STOPPED || below (desk, 50) == 0)
        start (desk);
      break;
    case 4:
      if (below (desk, 200) == 0)
        feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_STOP });
      break;
    case 5:
      fail (desk, lane, below (desk, 2) == 0);
      break;
    case 6:
    case 7:
      feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_TIMER, .timer = (YcSyncTimer) below (desk, YC_N_SYNC_TIMERS) });
      break;
    default:
      if (desk->ticket[lane] != 0 && storing)
        stored (desk, lane);
      else if (desk->ticket[lane] != 0)
        random_reply (desk, lane);
      break;
    }
}

/* No ack, no cursor and no answer ever moves: whatever comes in, no lane sends more than five times in any second. */
static void
run_seed (guint64 seed)
{
  g_autoptr(Desk) desk = desk_new ();
  gint64 times[YC_N_SYNC_LANES][PER_SECOND];
  guint sent[YC_N_SYNC_LANES] = { 0 };

  desk->fixed = -1;
  desk->state = seed;
  desk->facts.own_seq = 3;
  desk->facts.has_command = TRUE;
  desk->facts.n_stale_sets = 1;
  start (desk);
  for (guint i = 0; i < INPUTS; i++)
    {
      for (guint j = 0; j < desk->actions->len; j++)
        {
          const YcSyncAction *action = &g_array_index (desk->actions, YcSyncAction, j);
          gint64 *oldest;

          if (action->kind > YC_SYNC_SEND_REFERENCE)
            continue;
          oldest = &times[action->lane][sent[action->lane] % PER_SECOND];
          if (sent[action->lane] >= PER_SECOND)
            g_assert_cmpint (desk->now - *oldest, >=, 1000);
          *oldest = desk->now;
          sent[action->lane]++;
        }
      g_array_set_size (desk->actions, 0);
      desk->now += below (desk, 20);
      random_input (desk);
    }
  /* It did not find peace by giving up, either. */
  g_assert_cmpuint (sent[YC_SYNC_LANE_HEADS], >, 20);
  g_assert_cmpuint (sent[YC_SYNC_LANE_PUSH], >, 5);
}

static void
test_no_hot_loop (void)
{
  for (guint seed = 1; seed <= SEEDS; seed++)
    run_seed (seed);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/machine/no-hot-loop", test_no_hot_loop);
  return g_test_run ();
}
