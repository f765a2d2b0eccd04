/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sync-machine"

#include "config.h"

#include "machine-driver.h"


static void
test_order (void)
{
  g_autoptr(Desk) desk = desk_new ();
  const YcSyncAction *action;

  desk->facts.own_seq = 7;
  desk->facts.has_command = TRUE;
  desk->facts.needs = 7;
  desk->facts.peer = (YcPeer) { .ack = 4, .cursor = 50, .epoch = 1 };
  start (desk);
  expect (desk, YC_SYNC_SEND_HEADS);
  g_assert_null (find (desk, YC_SYNC_SEND_PUSH));
  g_assert_null (find (desk, YC_SYNC_SEND_POLL));

  /* The node has one more of our lines than its last answer told us. */
  reply (desk, YC_SYNC_LANE_HEADS, 200, NULL, "{'n':5}");
  g_assert_cmpint (expect (desk, YC_SYNC_STORE_ACK)->ack, ==, 5);
  g_assert_null (find (desk, YC_SYNC_SEND_PUSH));
  desk->facts.peer.ack = 5;
  stored (desk, YC_SYNC_LANE_PUSH);

  action = expect (desk, YC_SYNC_SEND_PUSH);
  g_assert_cmpint (action->after, ==, 5);
  g_assert_cmpuint (action->limit, ==, 200);
  g_assert_null (find (desk, YC_SYNC_SEND_COMMAND));
  g_assert_null (find (desk, YC_SYNC_SEND_POLL));

  reply (desk, YC_SYNC_LANE_PUSH, 200, NULL, "{'ack':7,'pack':0}");
  expect (desk, YC_SYNC_STORE_ACK);
  g_assert_null (find (desk, YC_SYNC_SEND_COMMAND));
  desk->facts.peer.ack = 7;
  stored (desk, YC_SYNC_LANE_PUSH);
  expect (desk, YC_SYNC_SEND_COMMAND);
  g_assert_null (find (desk, YC_SYNC_SEND_POLL));

  reply (desk, YC_SYNC_LANE_COMMAND, 200, NULL, "{'next':52}");
  expect (desk, YC_SYNC_STORE_ANSWER);
  desk->facts.has_command = FALSE;
  desk->facts.peer.cursor = 52;
  stored (desk, YC_SYNC_LANE_COMMAND);
  action = expect (desk, YC_SYNC_SEND_POLL);
  g_assert_cmpint (action->after, ==, 52);
  g_assert_cmpuint (action->wait_s, ==, 0);
}

static void
test_poll (void)
{
  g_autoptr(Desk) desk = desk_online (3, 3);
  YcSyncStatus status;

  g_assert_cmpint (expect (desk, YC_SYNC_SEND_POLL)->after, ==, 50);
  page (desk, 60, 10);
  expect (desk, YC_SYNC_STORE_PAGE);
  desk->facts.peer.cursor = 60;
  stored (desk, YC_SYNC_LANE_POLL);
  g_assert_cmpint (expect (desk, YC_SYNC_SEND_POLL)->wait_s, ==, 0);

  /* The end of the record: from now on the poll waits. */
  desk->now += 300;
  page (desk, 60, 0);
  expect (desk, YC_SYNC_STORE_PAGE);
  stored (desk, YC_SYNC_LANE_POLL);
  g_assert_cmpint (expect (desk, YC_SYNC_SEND_POLL)->wait_s, ==, 10);
  g_assert_cmpint (expect (desk, YC_SYNC_SEND_POLL)->timeout_ms, >, 10000);
  yc_sync_get_status (desk->sync, &status);
  g_assert_true (status.caught_up);

  /* An empty page of a long poll stores nothing. */
  desk->now += 10000;
  page (desk, 60, 0);
  g_assert_null (find (desk, YC_SYNC_STORE_PAGE));
  expect (desk, YC_SYNC_SEND_POLL);

  /* A page that was filtered to nothing still moves the cursor. */
  desk->now += 1000;
  page (desk, 64, 0);
  expect (desk, YC_SYNC_STORE_PAGE);

  /* A push runs beside the poll. */
  desk->facts.peer.cursor = 64;
  stored (desk, YC_SYNC_LANE_POLL);
  expect (desk, YC_SYNC_SEND_POLL);
  desk->facts.own_seq = 4;
  local (desk);
  expect (desk, YC_SYNC_SEND_PUSH);
  g_assert_null (find (desk, YC_SYNC_CANCEL));
}

static void
test_gap_and_fork (void)
{
  g_autoptr(Desk) desk = desk_online (9, 6);
  YcSyncStatus status;

  g_assert_cmpint (expect (desk, YC_SYNC_SEND_PUSH)->after, ==, 6);
  desk->now += 300;
  /* The node was put back from a copy: it expects line 3. */
  reply (desk, YC_SYNC_LANE_PUSH, 409, "/problems/gap", "{'expected':3}");
  g_assert_cmpint (expect (desk, YC_SYNC_STORE_ACK)->ack, ==, 2);
  desk->facts.peer.ack = 2;
  stored (desk, YC_SYNC_LANE_PUSH);
  g_assert_cmpint (expect (desk, YC_SYNC_SEND_PUSH)->after, ==, 2);

  reply (desk, YC_SYNC_LANE_PUSH, 409, "/problems/fork", "{'n':3}");
  yc_sync_get_status (desk->sync, &status);
  g_assert_cmpint (status.state, ==, YC_LINK_REFUSED);
  g_assert_cmpstr (status.problem, ==, "/problems/fork");
  for (guint lane = 0; lane < YC_N_SYNC_LANES; lane++)
    g_assert_cmpuint (desk->ticket[lane], ==, 0);
  g_assert_cmpint (desk->timer[YC_SYNC_TIMER_RETRY], ==, -1);

  /* Nothing wakes it but a new start. */
  local (desk);
  feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_NETWORK });
  g_assert_null (find (desk, YC_SYNC_SEND_HEADS));
  desk->now += 1000;
  start (desk);
  expect (desk, YC_SYNC_SEND_HEADS);
}

static void
test_refused (void)
{
  static const struct
  {
    guint status;
    const char *problem;
    const char *body;
    const char *shown;
  } cases[] = {
    { 401, "/problems/device-unknown", NULL, "/problems/device-unknown" },
    { 403, "/problems/device-revoked", NULL, "/problems/device-revoked" },
    { 426, NULL, NULL, "/problems/upgrade" },
    { 200, NULL, "{'n':99}", "/problems/rolled-back" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Desk) desk = desk_new ();
      YcSyncStatus status;

      desk->facts.own_seq = 3;
      start (desk);
      reply (desk, YC_SYNC_LANE_HEADS, cases[i].status, cases[i].problem, cases[i].body);
      yc_sync_get_status (desk->sync, &status);
      g_assert_cmpint (status.state, ==, YC_LINK_REFUSED);
      g_assert_cmpstr (status.problem, ==, cases[i].shown);
    }
}

static void
test_behind (void)
{
  g_autoptr(Desk) desk = desk_new ();

  desk->facts.own_seq = 5;
  desk->facts.has_command = TRUE;
  desk->facts.needs = 5;
  desk->facts.peer = (YcPeer) { .ack = 5 };
  start (desk);
  reply (desk, YC_SYNC_LANE_HEADS, 200, NULL, "{'n':5}");
  expect (desk, YC_SYNC_SEND_COMMAND);

  desk->now += 300;
  reply (desk, YC_SYNC_LANE_COMMAND, 409, "/problems/behind", "{'have':2}");
  g_assert_null (find (desk, YC_SYNC_STORE_ANSWER));
  g_assert_cmpint (expect (desk, YC_SYNC_STORE_ACK)->ack, ==, 2);
  g_assert_null (find (desk, YC_SYNC_SEND_COMMAND));
  desk->facts.peer.ack = 2;
  stored (desk, YC_SYNC_LANE_PUSH);
  g_assert_cmpint (expect (desk, YC_SYNC_SEND_PUSH)->after, ==, 2);
  g_assert_null (find (desk, YC_SYNC_SEND_COMMAND));
  reply (desk, YC_SYNC_LANE_PUSH, 200, NULL, "{'ack':5}");
  desk->facts.peer.ack = 5;
  stored (desk, YC_SYNC_LANE_PUSH);
  expect (desk, YC_SYNC_SEND_COMMAND);

  /* A node that says it has what it says it lacks is not argued with. */
  reply (desk, YC_SYNC_LANE_COMMAND, 409, "/problems/behind", "{'have':8}");
  g_assert_cmpint (expect (desk, YC_SYNC_ARM)->timer, ==, YC_SYNC_TIMER_RETRY);
  g_assert_cmpint (state_of (desk), ==, YC_LINK_AWAY);
}

/* The limit of the push after one answer to the first, of 200 lines. */
static guint
limit_after (guint    status,
             gint64   took_ms,
             gboolean timed_out)
{
  g_autoptr(Desk) desk = desk_online (2000, 0);

  g_assert_cmpuint (expect (desk, YC_SYNC_SEND_PUSH)->limit, ==, 200);
  desk->now += took_ms;
  if (status == 0)
    fail (desk, YC_SYNC_LANE_PUSH, timed_out);
  else
    reply (desk, YC_SYNC_LANE_PUSH, status, NULL, "{'ack':200}");
  if (status == 200)
    {
      desk->facts.peer.ack = 200;
      stored (desk, YC_SYNC_LANE_PUSH);
      return expect (desk, YC_SYNC_SEND_PUSH)->limit;
    }
  run_out (desk, YC_SYNC_TIMER_RETRY);
  if (find (desk, YC_SYNC_SEND_HEADS) == NULL)
    run_out (desk, YC_SYNC_TIMER_PACE);
  reply (desk, YC_SYNC_LANE_HEADS, 200, NULL, "{'n':0}");
  if (find (desk, YC_SYNC_SEND_PUSH) == NULL)
    run_out (desk, YC_SYNC_TIMER_PACE);
  return expect (desk, YC_SYNC_SEND_PUSH)->limit;
}

static void
test_batch (void)
{
  g_autoptr(Desk) desk = desk_online (100000, 0);

  g_assert_cmpuint (limit_after (200, 149, FALSE), ==, 400);
  g_assert_cmpuint (limit_after (200, 150, FALSE), ==, 200);
  g_assert_cmpuint (limit_after (413, 10, FALSE), ==, 100);
  g_assert_cmpuint (limit_after (0, 20000, TRUE), ==, 100);
  g_assert_cmpuint (limit_after (0, 10, FALSE), ==, 200);

  /* Doubling ends at 1,000 lines. */
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *body = NULL;

      desk->facts.peer.ack += 100;
      body = g_strdup_printf ("{'ack':%d}", (int) desk->facts.peer.ack);
      reply (desk, YC_SYNC_LANE_PUSH, 200, NULL, body);
      stored (desk, YC_SYNC_LANE_PUSH);
    }
  g_assert_cmpuint (expect (desk, YC_SYNC_SEND_PUSH)->limit, ==, 1000);

  /* Halving ends at one line, and goes on asking. */
  for (guint i = 0; i < 15; i++)
    {
      desk->now += 1000;
      reply (desk, YC_SYNC_LANE_PUSH, 413, NULL, NULL);
      run_out (desk, YC_SYNC_TIMER_RETRY);
      desk->now += 1000;
      reply (desk, YC_SYNC_LANE_HEADS, 200, NULL, "{'n':600}");
    }
  g_assert_cmpuint (expect (desk, YC_SYNC_SEND_PUSH)->limit, ==, 1);
}

static void
test_retry_after (void)
{
  g_autoptr(Desk) desk = desk_online (3, 3);
  gint64 begun;

  begun = desk->now;
  reply_full (desk, YC_SYNC_LANE_POLL, 503, NULL, NULL, 7000);
  g_assert_cmpint (state_of (desk), ==, YC_LINK_AWAY);
  g_assert_cmpint (desk->timer[YC_SYNC_TIMER_RETRY], >=, begun + 7000);
  g_assert_cmpint (desk->timer[YC_SYNC_TIMER_RETRY], <=, begun + 7000 + 5000);

  /* Neither a key press nor the network shortens a pause the node asked for. */
  desk->now += 3000;
  desk->facts.own_seq = 4;
  local (desk);
  g_assert_null (find (desk, YC_SYNC_SEND_HEADS));
  feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_NETWORK });
  g_assert_null (find (desk, YC_SYNC_SEND_HEADS));
  run_out (desk, YC_SYNC_TIMER_RETRY);
  g_assert_cmpint (desk->now, >=, begun + 7000);
  expect (desk, YC_SYNC_SEND_HEADS);
}

/* The delay that the n-th failure in a row arms, with all random bits 0 or 1. */
static gint64
delay_of_failure (guint  n,
                  gint64 bits)
{
  g_autoptr(Desk) desk = desk_new ();

  desk->fixed = bits;
  start (desk);
  for (guint i = 1; i < n; i++)
    {
      fail (desk, YC_SYNC_LANE_HEADS, FALSE);
      desk->now += 1000;
      run_out (desk, YC_SYNC_TIMER_RETRY);
    }
  fail (desk, YC_SYNC_LANE_HEADS, FALSE);
  g_assert_null (find (desk, YC_SYNC_SEND_HEADS));
  return desk->timer[YC_SYNC_TIMER_RETRY] - desk->now;
}

static void
test_back_off (void)
{
  /* Full jitter: from nothing to min (30 s, 0.5 s · 2^n); the first after a restart of the node to 5 s. */
  static const gint64 most[] = { 5000, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000 };
  g_autoptr(Desk) desk = desk_new ();

  for (guint n = 1; n <= G_N_ELEMENTS (most); n++)
    {
      g_assert_cmpint (delay_of_failure (n, 0), ==, 0);
      g_assert_cmpint (delay_of_failure (n, 255), ==, most[n - 1]);
      g_assert_cmpint (delay_of_failure (n, 128), >, most[n - 1] / 2 - 100);
      g_assert_cmpint (delay_of_failure (n, 128), <, most[n - 1] / 2 + 100);
    }

  /* A key press and a change of the network wake it. */
  desk->fixed = 255;
  start (desk);
  fail (desk, YC_SYNC_LANE_HEADS, FALSE);
  g_assert_cmpint (state_of (desk), ==, YC_LINK_AWAY);
  desk->now += 500;
  local (desk);
  expect (desk, YC_SYNC_SEND_HEADS);
  fail (desk, YC_SYNC_LANE_HEADS, FALSE);
  desk->now += 500;
  feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_NETWORK });
  expect (desk, YC_SYNC_SEND_HEADS);
}

static void
test_session_ended (void)
{
  g_autoptr(Desk) desk = desk_online (3, 3);
  YcSyncStatus status;

  desk->facts.has_command = TRUE;
  desk->facts.needs = 3;
  local (desk);
  expect (desk, YC_SYNC_SEND_COMMAND);
  reply (desk, YC_SYNC_LANE_COMMAND, 401, "/problems/session", NULL);
  g_assert_null (find (desk, YC_SYNC_STORE_ANSWER));
  g_assert_null (find (desk, YC_SYNC_CANCEL));
  yc_sync_get_status (desk->sync, &status);
  g_assert_true (status.session_ended);
  g_assert_cmpint (status.state, ==, YC_LINK_ONLINE);

  /* The lines go on without a session; the command waits for the sign-in. */
  desk->now += 5000;
  desk->facts.own_seq = 4;
  local (desk);
  expect (desk, YC_SYNC_SEND_PUSH);
  g_assert_null (find (desk, YC_SYNC_SEND_COMMAND));
  reply (desk, YC_SYNC_LANE_PUSH, 200, NULL, "{'ack':4}");
  desk->facts.peer.ack = 4;
  stored (desk, YC_SYNC_LANE_PUSH);

  start (desk);
  yc_sync_get_status (desk->sync, &status);
  g_assert_false (status.session_ended);
  g_assert_cmpint (status.state, ==, YC_LINK_ONLINE);
  reply (desk, YC_SYNC_LANE_HEADS, 200, NULL, "{'n':4}");
  expect (desk, YC_SYNC_SEND_COMMAND);
}

static void
test_definite (void)
{
  static const struct
  {
    guint status;
    const char *problem;
    gboolean definite;
  } cases[] = {
    { 200, NULL, TRUE },
    { 409, "/problems/state", TRUE },
    { 422, "/problems/key-reused", TRUE },
    { 403, "/problems/not-permitted", TRUE },
    { 400, "/problems/body", TRUE },
    { 404, "/problems/hall", TRUE },
    { 401, NULL, FALSE },
    { 302, NULL, FALSE },
    { 503, NULL, FALSE },
    { 500, NULL, FALSE },
    { 429, NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Desk) desk = desk_online (3, 3);

      desk->facts.has_command = TRUE;
      local (desk);
      expect (desk, YC_SYNC_SEND_COMMAND);
      reply (desk, YC_SYNC_LANE_COMMAND, cases[i].status, cases[i].problem, NULL);
      g_assert_cmpint (find (desk, YC_SYNC_STORE_ANSWER) != NULL, ==, cases[i].definite);
      g_assert_cmpint (desk->timer[YC_SYNC_TIMER_RETRY] >= 0, ==, !cases[i].definite);
    }
}

/* Takes one reset through to its being stored. */
static void
reset_once (Desk   *desk,
            gint64  expected)
{
  const YcSyncAction *action;

  reply (desk, YC_SYNC_LANE_POLL, 409, "/problems/feed-reset", "{'rewind_to':30,'epoch':2}");
  action = expect (desk, YC_SYNC_STORE_REWIND);
  g_assert_cmpint (action->after, ==, expected);
  g_assert_cmpint (action->epoch, ==, 2);
  /* Nothing is asked for while the record is being put right. */
  g_assert_null (find (desk, YC_SYNC_SEND_POLL));
  desk->facts.has_command = TRUE;
  local (desk);
  g_assert_null (find (desk, YC_SYNC_SEND_COMMAND));
  desk->facts.has_command = FALSE;
  desk->facts.peer.cursor = expected;
  desk->facts.peer.epoch = 2;
  desk->now += 300;
  stored (desk, YC_SYNC_LANE_POLL);
  g_assert_cmpint (expect (desk, YC_SYNC_SEND_POLL)->after, ==, expected);
}

static void
test_feed_reset (void)
{
  g_autoptr(Desk) desk = desk_online (3, 3);
  YcSyncStatus status;

  reset_once (desk, 30);
  desk->now += 9 * 60 * 1000;
  reset_once (desk, 0);
  desk->now += 9 * 60 * 1000;
  reply (desk, YC_SYNC_LANE_POLL, 409, "/problems/feed-reset", "{'rewind_to':30,'epoch':2}");
  g_assert_null (find (desk, YC_SYNC_STORE_REWIND));
  yc_sync_get_status (desk->sync, &status);
  g_assert_cmpint (status.state, ==, YC_LINK_REFUSED);
  g_assert_cmpstr (status.problem, ==, "/problems/feed-reset");
}

static void
test_feed_reset_far_apart (void)
{
  g_autoptr(Desk) desk = desk_online (3, 3);

  for (guint i = 0; i < 4; i++)
    {
      reset_once (desk, 30);
      desk->now += 10 * 60 * 1000 + 1;
    }
  g_assert_cmpint (state_of (desk), ==, YC_LINK_ONLINE);
}

static void
test_watchdog (void)
{
  g_autoptr(Desk) desk = desk_online (5, 3);
  gint64 begun = desk->now;

  expect (desk, YC_SYNC_SEND_PUSH);
  g_assert_cmpint (desk->timer[YC_SYNC_TIMER_WATCHDOG], ==, begun + 60000);

  /* Something moved after 40 s: the 60 s count from there. */
  desk->now += 40000;
  reply (desk, YC_SYNC_LANE_PUSH, 200, NULL, "{'ack':4}");
  desk->facts.peer.ack = 4;
  stored (desk, YC_SYNC_LANE_PUSH);
  run_out (desk, YC_SYNC_TIMER_WATCHDOG);
  g_assert_null (find (desk, YC_SYNC_RECONNECT));
  g_assert_cmpint (desk->timer[YC_SYNC_TIMER_WATCHDOG], ==, begun + 100000);

  run_out (desk, YC_SYNC_TIMER_WATCHDOG);
  expect (desk, YC_SYNC_RECONNECT);
  expect (desk, YC_SYNC_CANCEL);
  expect (desk, YC_SYNC_SEND_HEADS);

  /* Nothing pending: no watchdog. */
  reply (desk, YC_SYNC_LANE_HEADS, 200, NULL, "{'n':5}");
  desk->facts.peer.ack = 5;
  stored (desk, YC_SYNC_LANE_PUSH);
  g_assert_cmpint (desk->timer[YC_SYNC_TIMER_WATCHDOG], ==, -1);
}

static void
test_late_answers (void)
{
  g_autoptr(Desk) desk = desk_online (3, 3);
  guint old = desk->ticket[YC_SYNC_LANE_POLL];

  fail (desk, YC_SYNC_LANE_POLL, FALSE);
  for (YcSyncInputKind kind = YC_SYNC_IN_REPLY; kind <= YC_SYNC_IN_DB; kind++)
    {
      feed (desk, (YcSyncInput) { .kind = kind, .lane = YC_SYNC_LANE_POLL, .ticket = old, .status = 200, .next = 70,
                                  .n_lines = 5, .ok = TRUE });
      g_assert_cmpuint (desk->actions->len, ==, 0);
    }

  /* A store that failed brings the same again after a while; one that never can be stored stops the link. */
  desk->now += 1000;
  run_out (desk, YC_SYNC_TIMER_RETRY);
  reply (desk, YC_SYNC_LANE_HEADS, 200, NULL, "{'n':3}");
  page (desk, 70, 5);
  expect (desk, YC_SYNC_STORE_PAGE);
  feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_DB, .lane = YC_SYNC_LANE_POLL, .ticket = desk->ticket[YC_SYNC_LANE_POLL] });
  g_assert_cmpint (desk->timer[YC_SYNC_TIMER_RETRY], >=, desk->now + 500);
  run_out (desk, YC_SYNC_TIMER_RETRY);
  reply (desk, YC_SYNC_LANE_HEADS, 200, NULL, "{'n':3}");
  g_assert_cmpint (expect (desk, YC_SYNC_SEND_POLL)->after, ==, 50);
  page (desk, 70, 5);
  feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_DB, .lane = YC_SYNC_LANE_POLL, .ticket = desk->ticket[YC_SYNC_LANE_POLL],
                              .problem = "/problems/fork" });
  g_assert_cmpint (state_of (desk), ==, YC_LINK_REFUSED);
}

static gboolean
cannot_store (Desk *desk)
{
  YcSyncStatus status;

  yc_sync_get_status (desk->sync, &status);
  return status.cannot_store;
}

/* A push that is acknowledged, and the acknowledgement stored. */
static void
push_one (Desk *desk)
{
  g_autofree char *body = g_strdup_printf ("{'ack':%d}", (int) ++desk->facts.own_seq);

  local (desk);
  expect (desk, YC_SYNC_SEND_PUSH);
  reply (desk, YC_SYNC_LANE_PUSH, 200, NULL, body);
  desk->facts.peer.ack = desk->facts.own_seq;
  stored (desk, YC_SYNC_LANE_PUSH);
}

/* A window whose disk is full is online and yet its queue stands still: it says so until a page has been stored. */
static void
test_cannot_store (void)
{
  g_autoptr(Desk) desk = desk_online (3, 3);

  g_assert_false (cannot_store (desk));
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *body = g_strdup_printf ("{'n':%d}", (int) desk->facts.own_seq);

      page (desk, 70, 5);
      expect (desk, YC_SYNC_STORE_PAGE);
      desk->now += 1000;
      feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_DB, .lane = YC_SYNC_LANE_POLL, .ticket = desk->ticket[YC_SYNC_LANE_POLL] });
      g_assert_true (cannot_store (desk));
      /* Told once. */
      g_assert_cmpint (find (desk, YC_SYNC_NOTIFY) != NULL, ==, i == 0);
      run_out (desk, YC_SYNC_TIMER_RETRY);
      reply (desk, YC_SYNC_LANE_HEADS, 200, NULL, body);
      g_assert_cmpint (state_of (desk), ==, YC_LINK_ONLINE);
      g_assert_true (cannot_store (desk));
      /* What is small may still fit: the page is what counts. */
      push_one (desk);
      g_assert_true (cannot_store (desk));
    }
  page (desk, 70, 5);
  desk->facts.peer.cursor = 70;
  stored (desk, YC_SYNC_LANE_POLL);
  g_assert_false (cannot_store (desk));
  expect (desk, YC_SYNC_NOTIFY);
}

/* The SEND found nothing stored: the machine learns it and goes on. */
static void
test_nothing_to_send (void)
{
  g_autoptr(Desk) desk = desk_online (3, 3);

  desk->facts.has_command = TRUE;
  local (desk);
  expect (desk, YC_SYNC_SEND_COMMAND);
  desk->facts.has_command = FALSE;
  stored (desk, YC_SYNC_LANE_COMMAND);
  desk->now += 10000;
  feed (desk, (YcSyncInput) { .kind = YC_SYNC_IN_NETWORK });
  g_assert_null (find (desk, YC_SYNC_SEND_COMMAND));
}

static void
test_reference (void)
{
  g_autoptr(Desk) desk = desk_online (3, 3);

  desk->facts.n_stale_sets = 2;
  page (desk, 51, 1);
  desk->facts.peer.cursor = 51;
  stored (desk, YC_SYNC_LANE_POLL);
  expect (desk, YC_SYNC_SEND_REFERENCE);
  expect (desk, YC_SYNC_SEND_POLL);
  /* A set that is not served stands in nobody's way. */
  reply (desk, YC_SYNC_LANE_REFERENCE, 404, "/problems/reference", NULL);
  g_assert_null (find (desk, YC_SYNC_SEND_REFERENCE));
  g_assert_cmpint (state_of (desk), ==, YC_LINK_ONLINE);
  g_assert_cmpuint (desk->ticket[YC_SYNC_LANE_POLL], >, 0);
}

static gboolean
node_cannot_store (Desk *desk)
{
  YcSyncStatus status = { 0 };

  yc_sync_get_status (desk->sync, &status);
  return status.node_cannot_store;
}

/* The back-off is over: the machine begins anew with heads. */
static void
ask_again (Desk *desk)
{
  desk->now += 1000;
  run_out (desk, YC_SYNC_TIMER_RETRY);
  expect (desk, YC_SYNC_SEND_HEADS);
  desk->now += 1000;
}

/* A node that answers 503 for its record is there: said until it has taken something, or cannot be reached at all. */
static void
test_node_cannot_store (void)
{
  g_autoptr(Desk) desk = desk_online (3, 3);

  desk->facts.own_seq = 4;
  local (desk);
  reply (desk, YC_SYNC_LANE_PUSH, 503, "/problems/stopping", NULL);
  g_assert_false (node_cannot_store (desk));
  ask_again (desk);
  reply (desk, YC_SYNC_LANE_HEADS, 200, NULL, "{'n':3}");
  expect (desk, YC_SYNC_SEND_PUSH);
  reply (desk, YC_SYNC_LANE_PUSH, 503, "/problems/store", NULL);
  g_assert_cmpint (state_of (desk), ==, YC_LINK_AWAY);
  g_assert_true (node_cannot_store (desk));
  /* It can be read, which tells nothing of what waits here. */
  ask_again (desk);
  reply (desk, YC_SYNC_LANE_HEADS, 200, NULL, "{'n':3}");
  g_assert_cmpint (state_of (desk), ==, YC_LINK_ONLINE);
  g_assert_true (node_cannot_store (desk));
  desk->now += 1000;
  reply (desk, YC_SYNC_LANE_PUSH, 200, NULL, "{'ack':4}");
  g_assert_false (node_cannot_store (desk));
  desk->facts.peer.ack = 4;
  stored (desk, YC_SYNC_LANE_PUSH);

  reply (desk, YC_SYNC_LANE_POLL, 503, "/problems/store", NULL);
  g_assert_true (node_cannot_store (desk));
  ask_again (desk);
  fail (desk, YC_SYNC_LANE_HEADS, FALSE);
  g_assert_false (node_cannot_store (desk));
  /* Nothing waits here: then to be read is all that is asked of it. */
  ask_again (desk);
  reply (desk, YC_SYNC_LANE_HEADS, 503, "/problems/store", NULL);
  g_assert_true (node_cannot_store (desk));
  ask_again (desk);
  reply (desk, YC_SYNC_LANE_HEADS, 200, NULL, "{'n':4}");
  g_assert_false (node_cannot_store (desk));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/machine/order", test_order);
  g_test_add_func ("/sync/machine/poll", test_poll);
  g_test_add_func ("/sync/machine/gap-and-fork", test_gap_and_fork);
  g_test_add_func ("/sync/machine/refused", test_refused);
  g_test_add_func ("/sync/machine/behind", test_behind);
  g_test_add_func ("/sync/machine/batch", test_batch);
  g_test_add_func ("/sync/machine/retry-after", test_retry_after);
  g_test_add_func ("/sync/machine/back-off", test_back_off);
  g_test_add_func ("/sync/machine/session-ended", test_session_ended);
  g_test_add_func ("/sync/machine/definite", test_definite);
  g_test_add_func ("/sync/machine/feed-reset", test_feed_reset);
  g_test_add_func ("/sync/machine/feed-reset-far-apart", test_feed_reset_far_apart);
  g_test_add_func ("/sync/machine/watchdog", test_watchdog);
  g_test_add_func ("/sync/machine/late-answers", test_late_answers);
  g_test_add_func ("/sync/machine/cannot-store", test_cannot_store);
  g_test_add_func ("/sync/machine/node-cannot-store", test_node_cannot_store);
  g_test_add_func ("/sync/machine/nothing-to-send", test_nothing_to_send);
  g_test_add_func ("/sync/machine/reference", test_reference);
  return g_test_run ();
}
