/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-desk"

#include "config.h"

#include "desk-fixture.h"

static void
test_bootstrap (Fixture       *fixture,
                gconstpointer  data)
{
  Desk *desk = fixture->desk;
  g_autoptr(YcDeskView) before = desk_view (desk);
  g_autoptr(YcDeskView) half = NULL;
  g_autoptr(YcDeskView) after = NULL;

  g_assert_false (before->bootstrapped);
  g_assert_null (before->session);
  g_assert_cmpint (before->counter, ==, 0);
  assert_refused (desk, YC_VERB_START, YC_VERB_NONE, YC_REFUSAL_NO_SESSION);
  assert_refused (desk, YC_VERB_NONE, YC_VERB_CALL_NEXT, YC_REFUSAL_NO_SESSION);

  g_assert_true (desk_pull_page (desk, 2));
  half = desk_view (desk);
  g_assert_false (half->bootstrapped);

  desk_pull (desk);
  desk_sign_in (desk, "1001");
  after = desk_view (desk);
  g_assert_true (after->bootstrapped);
  g_assert_cmpint (after->counter, ==, 1);
  g_assert_cmpstr (after->day, ==, "2026-11-24");
  g_assert_cmpstr (after->session->id, ==, desk->station->session);
  g_assert_cmpstr (after->staff->number, ==, "1001");
  g_assert_cmpint (after->counter_state, ==, YC_COUNTER_CLOSED);
  g_assert_cmpuint (after->windows->len, ==, 4);
  g_assert_nonnull (after->reference);
}

static void
test_command (Fixture       *fixture,
              gconstpointer  data)
{
  Desk *desk = fixture->desk;
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(YcStoredCommand) command = NULL;
  g_autoptr(YcStoredCommand) none = NULL;
  g_autoptr(YcDeskView) waiting = NULL;
  g_autoptr(YcDeskView) answered = NULL;

  desk_pull (desk);
  desk_sign_in (desk, "1001");
  g_assert_true (desk_press (desk, YC_VERB_NONE, NULL, YC_VERB_OPEN_COUNTER, NULL, &refusal));

  command = get_command (desk);
  g_assert_true (yc_uuid_is_valid (command->key));
  g_assert_cmpint (command->verb, ==, YC_VERB_OPEN_COUNTER);
  g_assert_cmpstr (command->body, ==, "{\"command\":\"open-counter\",\"args\":{}}");
  g_assert_cmpstr (command->session, ==, desk->station->session);
  g_assert_cmpint (command->needs, ==, own_seq (desk));
  g_assert_false (command->withdraw);

  waiting = desk_view (desk);
  g_assert_cmpint (waiting->in_flight, ==, YC_VERB_OPEN_COUNTER);
  g_assert_cmpstr (waiting->answer_key, ==, "");
  assert_refused (desk, YC_VERB_NONE, YC_VERB_CALL_NEXT, YC_REFUSAL_COMMAND_IN_FLIGHT);
  assert_may_not (waiting, YC_VERB_OPEN_COUNTER, TRUE, YC_REFUSAL_COMMAND_IN_FLIGHT);

  /* The answer's lines open the counter on the screen without a pull. */
  desk_run (desk);
  answered = desk_view (desk);
  g_assert_cmpint (answered->in_flight, ==, YC_VERB_NONE);
  g_assert_cmpstr (answered->answer_key, ==, command->key);
  g_assert_cmpint (answered->answer_verb, ==, YC_VERB_OPEN_COUNTER);
  g_assert_cmpint (answered->answer_refusal.code, ==, YC_REFUSAL_NONE);
  g_assert_cmpint (answered->counter_state, ==, YC_COUNTER_OPEN);
  g_assert_true (answered->counter_mine);
  none = get_command (desk);
  g_assert_null (none);
}

static void
test_refused_answer (Fixture       *fixture,
                     gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autoptr(YcDeskView) view = NULL;
  g_autofree char *id = world_uuid (fixture->world);
  g_autofree char *args = g_strdup_printf ("{'ticket':'%s'}", id);

  desk_do (desk, YC_VERB_CALL, args);
  view = desk_view (desk);
  g_assert_cmpint (view->in_flight, ==, YC_VERB_NONE);
  g_assert_cmpint (view->answer_verb, ==, YC_VERB_CALL);
  g_assert_cmpint (view->answer_refusal.code, ==, YC_REFUSAL_TICKET_UNKNOWN);
  g_assert_null (view->answer_result);
}

static void
issue (Fixture    *fixture,
       const char *group)
{
  g_autofree char *args = group[0] != '\0' ? g_strdup_printf ("{'queue':'A','group':'%s','reason':'group.shown'}", group) : g_strdup ("{'queue':'A'}");
  g_autoptr(YcReply) reply = world_command (fixture->world, "issue", args);

  world_assert_ok (reply);
}

/* The screen names whom F2 will call, and the node then calls her: by the Order, not by the list. One of a group goes before the ordinary ones,
 * then two of those come first, and whoever has waited too long goes before all. */
static void
test_next (Fixture       *fixture,
           gconstpointer  data)
{
  static const char *const groups[] = { "", "", "", "", "elderly", "elderly", "elderly", "" };
  static const char *const expected[] = { "A005", "A001", "A002", "A006", "A003", "A004", "A007", "A008", "" };
  Desk *desk = at_work (fixture);
  g_autoptr(YcDeskView) first = NULL;
  g_autoptr(YcDeskView) late = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    issue (fixture, groups[i]);
  desk_pull (desk);
  first = desk_view (desk);
  g_assert_cmpint (yc_policy_int (first->reference, "priority_in_a_row"), ==, 1);
  g_assert_cmpint (yc_policy_int (first->reference, "priority_then_ordinary"), ==, 2);
  g_assert_cmpint (first->next_until, ==, WORLD_START + yc_policy_int (first->reference, "age_first_min") * WORLD_MINUTE + 1);
  fixture->world->env.wall = first->next_until;
  late = desk_view (desk);
  g_assert_cmpstr (late->next_number, ==, "A001");
  fixture->world->env.wall = WORLD_START;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr(YcDeskView) view = desk_view (desk);
      g_autoptr(YcDeskView) called = NULL;

      g_assert_cmpstr (view->next_number, ==, expected[i]);
      if (expected[i][0] == '\0')
        continue;
      desk_do (desk, YC_VERB_CALL_NEXT, NULL);
      called = desk_view (desk);
      g_assert_cmpstr (called->current->number, ==, expected[i]);
      desk_act (desk, YC_VERB_PASS, "{'reason':'pass.absent'}");
    }
}

static void
test_visit (Fixture       *fixture,
            gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autofree char *first = world_issue (fixture->world, "A");
  g_autofree char *second = world_issue (fixture->world, "A");
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(YcDeskView) queue = NULL;
  g_autoptr(YcDeskView) called = NULL;
  g_autoptr(YcDeskView) serving = NULL;
  g_autoptr(YcDeskView) next = NULL;
  g_autoptr(YcStoredCommand) command = NULL;
  gint64 seq;

  desk_pull (desk);
  queue = desk_view (desk);
  g_assert_cmpuint (queue->waiting->len, ==, 2);
  g_assert_cmpstr (((YcWaiting *) g_ptr_array_index (queue->waiting, 0))->number, ==, "A001");
  g_assert_cmpstr (((YcWaiting *) g_ptr_array_index (queue->waiting, 1))->number, ==, "A002");

  desk_do (desk, YC_VERB_CALL_NEXT, NULL);
  called = desk_view (desk);
  g_assert_cmpstr (called->current->id, ==, first);
  g_assert_cmpint (called->current->state, ==, YC_TICKET_CALLED);
  g_assert_cmpint (called->current_step, ==, YC_STEP_PLACE);
  g_assert_cmpuint (called->waiting->len, ==, 1);

  desk_act (desk, YC_VERB_START, NULL);
  serving = desk_view (desk);
  g_assert_cmpint (serving->current->state, ==, YC_TICKET_SERVING);
  g_assert_cmpuint (serving->unsent, ==, 1);
  g_assert_cmpint (serving->oldest_unsent, ==, fixture->world->env.wall);

  /* F2: the end of this visit and the call of the next are one press, and the call needs the end. */
  seq = own_seq (desk);
  g_assert_true (desk_press (desk, YC_VERB_END, "{'result':'finished'}", YC_VERB_CALL_NEXT, NULL, &refusal));
  g_assert_cmpint (own_seq (desk), ==, seq + 1);
  command = get_command (desk);
  g_assert_cmpint (command->needs, ==, seq + 1);
  {
    g_autoptr(YcReply) behind = desk_send (desk);

    world_assert_problem (behind, 409, "/problems/behind");
  }
  desk_push (desk);
  desk_run (desk);
  next = desk_view (desk);
  g_assert_cmpstr (next->current->id, ==, second);
  g_assert_cmpint (world_ticket (fixture->world, first)->outcome, ==, YC_OUTCOME_SERVED);
  g_assert_cmpuint (next->activity->len, >, 0);
  desk_pull (desk);
  world_verify (fixture->world);
}

static void
test_one_transaction (Fixture       *fixture,
                      gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autofree char *first = world_issue (fixture->world, "A");
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(YcDeskView) view = NULL;
  gint64 seq;

  desk_do (desk, YC_VERB_CALL_NEXT, NULL);
  desk_act (desk, YC_VERB_START, NULL);
  g_assert_true (desk_press (desk, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT, NULL, &refusal));

  /* A second F2 while the first command has no answer: the end is not stored either. */
  seq = own_seq (desk);
  g_assert_false (desk_press (desk, YC_VERB_END, "{'result':'finished'}", YC_VERB_CALL_NEXT, NULL, &refusal));
  g_assert_cmpint (refusal.code, ==, YC_REFUSAL_COMMAND_IN_FLIGHT);
  g_assert_cmpint (own_seq (desk), ==, seq);
  view = desk_view (desk);
  g_assert_cmpint (view->current->state, ==, YC_TICKET_SERVING);
}

static void
test_in_flight_blocks (Fixture       *fixture,
                       gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(YcDeskView) view = NULL;

  g_assert_true (desk_press (desk, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT, NULL, &refusal));
  assert_refused (desk, YC_VERB_PAUSE, YC_VERB_NONE, YC_REFUSAL_COMMAND_IN_FLIGHT);
  assert_refused (desk, YC_VERB_RESUME, YC_VERB_NONE, YC_REFUSAL_COMMAND_IN_FLIGHT);
  assert_refused (desk, YC_VERB_NONE, YC_VERB_SIGN_OUT, YC_REFUSAL_COMMAND_IN_FLIGHT);
  view = desk_view (desk);
  assert_may_not (view, YC_VERB_PAUSE, TRUE, YC_REFUSAL_COMMAND_IN_FLIGHT);
  assert_may_not (view, YC_VERB_RESUME, TRUE, YC_REFUSAL_COMMAND_IN_FLIGHT);
}

static void
test_answer_beyond_next (Fixture       *fixture,
                         gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autofree char *ticket = NULL;
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(YcDeskView) view = NULL;
  g_autoptr(YcDeskView) after = NULL;
  g_autoptr(YcStoredCommand) none = NULL;

  /* More than 200 lines lie between the cursor and the call. */
  for (guint i = 0; i < 230; i++)
    {
      g_autofree char *id = world_issue (fixture->world, "A");

      if (ticket == NULL)
        ticket = g_steal_pointer (&id);
    }
  g_assert_true (desk_press (desk, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT, NULL, &refusal));
  desk_run (desk);

  /* Definite, so not sent again, but the screen still waits: the call is not among the lines. */
  none = get_command (desk);
  g_assert_null (none);
  view = desk_view (desk);
  g_assert_cmpint (view->in_flight, ==, YC_VERB_CALL_NEXT);
  g_assert_null (view->current);
  g_assert_cmpint (view->answer_verb, ==, YC_VERB_OPEN_COUNTER);
  assert_refused (desk, YC_VERB_NONE, YC_VERB_CALL_NEXT, YC_REFUSAL_COMMAND_IN_FLIGHT);

  desk_pull (desk);
  after = desk_view (desk);
  g_assert_cmpint (after->in_flight, ==, YC_VERB_NONE);
  g_assert_cmpint (after->answer_verb, ==, YC_VERB_CALL_NEXT);
  g_assert_cmpstr (after->current->id, ==, ticket);
}

/* The node was put back from a copy that lacks the call: the answer does not wait for ever. */
static void
test_answer_lost (Fixture       *fixture,
                  gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autoptr(JsonObject) body = world_json ("{'result':{},'pos':99999,'lines':[],'next':0}");
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(YcStoredCommand) command = NULL;
  g_autoptr(YcDeskView) waiting = NULL;
  g_autoptr(YcDeskView) view = NULL;
  g_autoptr(GError) error = NULL;

  desk_pull (desk);
  g_assert_true (desk_press (desk, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT, NULL, &refusal));
  command = get_command (desk);
  desk_begin (desk);
  g_assert_true (yc_desk_answer (desk->db, command->key, 0, body, NULL, &error));
  desk_end (desk, TRUE);
  waiting = desk_view (desk);
  g_assert_cmpint (waiting->in_flight, ==, YC_VERB_CALL_NEXT);
  desk_pull (desk);
  view = desk_view (desk);
  g_assert_cmpint (view->in_flight, ==, YC_VERB_NONE);
}

static void
test_stale_answer (Fixture       *fixture,
                   gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autofree char *ticket = world_issue (fixture->world, "A");
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(YcStoredCommand) command = NULL;
  g_autoptr(YcStoredCommand) still = NULL;
  g_autoptr(YcDeskView) view = NULL;
  g_autoptr(GError) error = NULL;
  YcPeer before = { 0 };
  YcPeer after = { 0 };

  g_assert_true (desk_press (desk, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT, NULL, &refusal));
  command = get_command (desk);
  reply = desk_send (desk);
  world_assert_ok (reply);

  /* An answer under another key is nobody's. */
  desk_begin (desk);
  g_assert_true (yc_desk_answer (desk->db, desk->station->session, 0, reply->body, NULL, &error));
  desk_end (desk, TRUE);
  still = get_command (desk);
  g_assert_nonnull (still);

  /* Lines asked for after a position not reached here leave a hole: they are not taken, and the command waits for the feed. */
  g_assert_true (yc_db_get_peer (desk->db, &before, &error));
  desk_begin (desk);
  g_assert_true (yc_desk_answer (desk->db, command->key, before.cursor + 1, reply->body, NULL, &error));
  g_assert_no_error (error);
  desk_end (desk, TRUE);
  g_assert_true (yc_db_get_peer (desk->db, &after, &error));
  g_assert_cmpint (after.cursor, ==, before.cursor);
  desk_pull (desk);
  view = desk_view (desk);
  g_assert_cmpstr (view->current->id, ==, ticket);
  g_assert_cmpint (view->in_flight, ==, YC_VERB_NONE);
}

static void
test_withdraw (Fixture       *fixture,
               gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autofree char *ticket = world_issue (fixture->world, "A");
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(YcStoredCommand) command = NULL;
  g_autoptr(YcDeskView) given_up = NULL;
  g_autoptr(YcDeskView) view = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (desk_press (desk, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT, NULL, &refusal));
  desk_begin (desk);
  g_assert_true (yc_desk_withdraw (desk->db, &error));
  desk_end (desk, TRUE);
  command = get_command (desk);
  g_assert_true (command->withdraw);
  given_up = desk_view (desk);
  g_assert_true (given_up->withdrawing);

  desk_run (desk);
  view = desk_view (desk);
  g_assert_cmpint (view->answer_refusal.code, ==, YC_REFUSAL_WITHDRAWN);
  g_assert_null (view->current);
  g_assert_cmpint (world_ticket (fixture->world, ticket)->state, ==, YC_TICKET_WAITING);

  /* Withdrawn after it had been done: the stored answer comes back, and the ticket is not lost. */
  g_assert_true (desk_press (desk, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT, NULL, &refusal));
  {
    g_autoptr(YcReply) lost = desk_send (desk);

    world_assert_ok (lost);
  }
  desk_begin (desk);
  g_assert_true (yc_desk_withdraw (desk->db, &error));
  desk_end (desk, TRUE);
  desk_run (desk);
  g_clear_pointer (&view, yc_desk_view_unref);
  view = desk_view (desk);
  g_assert_cmpint (view->answer_refusal.code, ==, YC_REFUSAL_NONE);
  g_assert_cmpstr (view->current->id, ==, ticket);
  g_assert_cmpuint (world_count (fixture->world, "ticket.called"), ==, 1);
}

/* The newest own line. */
static YcEvent *
read_newest (Desk *desk)
{
  g_autoptr(GPtrArray) lines = yc_db_read_own (desk->db, own_seq (desk) - 1, 1, G_MAXINT, NULL);
  g_autoptr(GError) error = NULL;
  const YcLine *line = NULL;
  YcEvent *event = NULL;

  g_assert_cmpuint (lines->len, ==, 1);
  line = g_ptr_array_index (lines, 0);
  event = yc_event_read (line->line, line->length, &error);
  g_assert_no_error (error);
  return event;
}

/* A window whose clock stands in another year shows the hall's day, and can undo; what it writes tells by how much it is wrong. */
static void
test_wrong_clock (Fixture       *fixture,
                  gconstpointer  data)
{
  static const gint64 wrong[] = { -6 * 365 * 24 * WORLD_HOUR, 10 * 365 * 24 * WORLD_HOUR, -2 * WORLD_HOUR, 90 * WORLD_SECOND, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *ticket = NULL;
      g_autofree char *args = NULL;
      g_autoptr(YcEvent) event = NULL;
      g_autoptr(YcDeskView) waiting = NULL;
      g_autoptr(YcDeskView) restored = NULL;
      Desk *desk = fixture->desk;

      desk->wrong = wrong[i];
      desk_take_clock (desk);
      if (i == 0)
        at_work (fixture);
      ticket = world_issue (fixture->world, "A");
      args = g_strdup_printf ("{'ticket':'%s'}", ticket);
      desk_pull (desk);
      waiting = desk_view (desk);
      g_assert_cmpstr (waiting->day, ==, "2026-11-24");
      g_assert_cmpuint (waiting->waiting->len, ==, 1);
      g_assert_cmpint (waiting->skew, ==, wrong[i]);

      desk_do (desk, YC_VERB_CALL_NEXT, NULL);
      desk_act (desk, YC_VERB_PASS, "{'reason':'pass.absent'}");
      event = read_newest (desk);
      g_assert_cmpint (event->type, ==, YC_EVENT_TICKET_PASSED);
      g_assert_cmpint (event->skew, ==, CLAMP (wrong[i], G_MININT32, G_MAXINT32));
      g_assert_cmpint (event->time - event->skew, ==, fixture->world->env.wall);
      desk_do (desk, YC_VERB_RESTORE, args);
      restored = desk_view (desk);
      g_assert_cmpint (restored->answer_refusal.code, ==, YC_REFUSAL_NONE);
      g_assert_cmpuint (restored->waiting->len, ==, 1);

      desk_do (desk, YC_VERB_CALL_NEXT, NULL);
      desk_act (desk, YC_VERB_PASS, "{'reason':'pass.absent'}");
      desk_push (desk);
    }
}

static void
test_hold (Fixture       *fixture,
           gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autofree char *ticket = world_issue (fixture->world, "A");
  g_autofree char *args = g_strdup_printf ("{'ticket':'%s'}", ticket);
  g_autoptr(YcDeskView) held = NULL;
  g_autoptr(YcDeskView) back = NULL;

  desk_do (desk, YC_VERB_CALL_NEXT, NULL);
  desk_act (desk, YC_VERB_START, NULL);
  desk_act (desk, YC_VERB_HOLD, NULL);
  held = desk_view (desk);
  g_assert_null (held->current);
  g_assert_cmpuint (held->held->len, ==, 1);
  assert_may (held, YC_VERB_CALL_NEXT);
  assert_may (held, YC_VERB_RESUME);

  desk_act (desk, YC_VERB_RESUME, args);
  back = desk_view (desk);
  g_assert_cmpuint (back->held->len, ==, 0);
  g_assert_cmpstr (back->current->id, ==, ticket);
  assert_may_not (back, YC_VERB_CALL_NEXT, TRUE, YC_REFUSAL_BUSY);
}

/* Verb by verb in the four situations of a counter. */
static void
test_may (Fixture       *fixture,
          gconstpointer  data)
{
  enum { CLOSED, FREE, CALLED, SERVING, N_SITUATIONS };
#define MAY YC_REFUSAL_NONE
  static const struct
  {
    YcVerb verb;
    YcRefusalCode in[N_SITUATIONS];
  } rows[] = {
    { YC_VERB_OPEN_COUNTER, { MAY, YC_REFUSAL_COUNTER_OPEN, YC_REFUSAL_COUNTER_OPEN, YC_REFUSAL_COUNTER_OPEN } },
    { YC_VERB_CALL_NEXT, { YC_REFUSAL_COUNTER_CLOSED, MAY, YC_REFUSAL_BUSY, YC_REFUSAL_BUSY } },
    { YC_VERB_CALL, { YC_REFUSAL_COUNTER_CLOSED, MAY, YC_REFUSAL_BUSY, YC_REFUSAL_BUSY } },
    { YC_VERB_START, { YC_REFUSAL_NOTHING_CALLED, YC_REFUSAL_NOTHING_CALLED, MAY, YC_REFUSAL_NOTHING_CALLED } },
    { YC_VERB_RECALL, { YC_REFUSAL_NOTHING_CALLED, YC_REFUSAL_NOTHING_CALLED, MAY, YC_REFUSAL_NOTHING_CALLED } },
    { YC_VERB_PASS, { YC_REFUSAL_NOTHING_CALLED, YC_REFUSAL_NOTHING_CALLED, MAY, YC_REFUSAL_NOTHING_CALLED } },
    { YC_VERB_END, { YC_REFUSAL_NOTHING_SERVED, YC_REFUSAL_NOTHING_SERVED, YC_REFUSAL_NOTHING_SERVED, MAY } },
    { YC_VERB_HOLD, { YC_REFUSAL_NOTHING_SERVED, YC_REFUSAL_NOTHING_SERVED, YC_REFUSAL_NOTHING_SERVED, MAY } },
    { YC_VERB_TRANSFER, { YC_REFUSAL_NOTHING_SERVED, YC_REFUSAL_NOTHING_SERVED, MAY, MAY } },
    { YC_VERB_RETURN, { YC_REFUSAL_NOTHING_SERVED, YC_REFUSAL_NOTHING_SERVED, MAY, MAY } },
    { YC_VERB_PAUSE, { YC_REFUSAL_COUNTER_CLOSED, MAY, MAY, MAY } },
    { YC_VERB_SIGN_OUT, { MAY, MAY, YC_REFUSAL_BUSY, YC_REFUSAL_BUSY } },
    { YC_VERB_CLEAR_LOCK, { YC_REFUSAL_NOT_PERMITTED, YC_REFUSAL_NOT_PERMITTED, YC_REFUSAL_NOT_PERMITTED, YC_REFUSAL_NOT_PERMITTED } },
  };
  Desk *desk = fixture->desk;
  g_autofree char *ticket = world_issue (fixture->world, "A");
  YcDeskView *views[N_SITUATIONS];

  desk_pull (desk);
  desk_sign_in (desk, "1001");
  views[CLOSED] = desk_view (desk);
  desk_do (desk, YC_VERB_OPEN_COUNTER, NULL);
  views[FREE] = desk_view (desk);
  desk_do (desk, YC_VERB_CALL_NEXT, NULL);
  views[CALLED] = desk_view (desk);
  desk_act (desk, YC_VERB_START, NULL);
  views[SERVING] = desk_view (desk);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      for (guint j = 0; j < N_SITUATIONS; j++)
        {
          g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
          gboolean may = yc_desk_may (views[j], rows[i].verb, TRUE, &refusal);

          if (refusal.code != rows[i].in[j] || may != (rows[i].in[j] == MAY))
            g_error ("%s in situation %u: %s", yc_verb_to_string (rows[i].verb), j, yc_refusal_code_to_string (refusal.code));
        }
    }
  /* Without the node only what needs it is closed. */
  assert_may_not (views[FREE], YC_VERB_CALL_NEXT, FALSE, YC_REFUSAL_NODE_AWAY);
  g_assert_true (yc_desk_may (views[CALLED], YC_VERB_START, FALSE, NULL));
  for (guint j = 0; j < N_SITUATIONS; j++)
    yc_desk_view_unref (views[j]);
}

static void
test_locked (Fixture       *fixture,
             gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autoptr(YcDeskView) locked = NULL;
  g_autoptr(YcDeskView) open = NULL;

  desk_act (desk, YC_VERB_LOCK, "{'reason':'key'}");
  locked = desk_view (desk);
  g_assert_cmpint (locked->session->state, ==, YC_SESSION_LOCKED);
  assert_may_not (locked, YC_VERB_CALL_NEXT, TRUE, YC_REFUSAL_SESSION_LOCKED);
  assert_may (locked, YC_VERB_UNLOCK);
  assert_refused (desk, YC_VERB_NONE, YC_VERB_CALL_NEXT, YC_REFUSAL_SESSION_LOCKED);
  desk_act (desk, YC_VERB_UNLOCK, NULL);
  open = desk_view (desk);
  assert_may (open, YC_VERB_CALL_NEXT);
}

static void
test_rewind (Fixture       *fixture,
             gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autofree char *first = world_issue (fixture->world, "A");
  g_autofree char *second = NULL;
  g_autoptr(YcDeskView) before = NULL;
  g_autoptr(YcDeskView) rewound = NULL;
  g_autoptr(YcDeskView) again = NULL;
  g_autoptr(GError) error = NULL;
  YcPeer peer = { 0 };
  gint64 at;
  gint64 seq;

  desk_do (desk, YC_VERB_CALL_NEXT, NULL);
  at = yc_db_get_last_pos (desk->db);
  desk_act (desk, YC_VERB_START, NULL);
  desk_push (desk);
  second = world_issue (fixture->world, "A");
  desk_pull (desk);
  before = desk_view (desk);
  g_assert_cmpuint (before->waiting->len, ==, 1);
  seq = own_seq (desk);

  desk_begin (desk);
  g_assert_true (yc_desk_rewind (desk->db, at, 1, &error));
  g_assert_no_error (error);
  desk_end (desk, TRUE);
  g_assert_true (yc_db_get_peer (desk->db, &peer, &error));
  g_assert_cmpint (peer.cursor, ==, at);
  g_assert_cmpint (yc_db_get_last_pos (desk->db), ==, at);
  g_assert_cmpint (own_seq (desk), ==, seq);
  rewound = desk_view (desk);
  /* The ticket issued after it is gone, the own start is pending again and still holds. */
  g_assert_cmpuint (rewound->waiting->len, ==, 0);
  g_assert_cmpstr (rewound->current->id, ==, first);
  g_assert_cmpint (rewound->current->state, ==, YC_TICKET_SERVING);
  g_assert_true (((YcActivity *) g_ptr_array_index (rewound->activity, 0))->pending);

  desk_pull (desk);
  again = desk_view (desk);
  g_assert_cmpuint (again->waiting->len, ==, 1);
  g_assert_cmpint (again->current->last_pos, ==, before->current->last_pos);
  g_assert_cmpuint (again->activity->len, ==, before->activity->len);
  g_assert_false (((YcActivity *) g_ptr_array_index (again->activity, 0))->pending);

  /* From the very beginning: bootstrap. */
  desk_begin (desk);
  g_assert_true (yc_desk_rewind (desk->db, 0, 2, &error));
  g_assert_no_error (error);
  desk_end (desk, TRUE);
  g_assert_cmpint (yc_db_get_last_pos (desk->db), ==, 0);
}

static void
test_old_page (Fixture       *fixture,
               gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  YcPeer before = { 0 };
  YcPeer after = { 0 };

  g_assert_true (yc_db_get_peer (desk->db, &before, &error));
  desk_begin (desk);
  /* One that begins beyond the cursor would leave a hole; an older one would lead back. */
  g_assert_true (yc_desk_apply_page (desk->db, before.cursor + 1, none, before.cursor + 9, before.epoch, &error));
  g_assert_true (yc_desk_apply_page (desk->db, before.cursor - 2, none, before.cursor - 1, before.epoch, &error));
  desk_end (desk, TRUE);
  g_assert_true (yc_db_get_peer (desk->db, &after, &error));
  g_assert_cmpint (after.cursor, ==, before.cursor);
}

static void
test_broken_answer (Fixture       *fixture,
                    gconstpointer  data)
{
  static const char * const bodies[] = {
    "{'result':{},'pos':0}",
    "{'result':{},'pos':0,'lines':{},'next':5}",
    "{'result':{},'pos':0,'lines':[5],'next':5}",
    "{'result':{},'pos':0,'lines':[[1]],'next':5}",
    "{'result':{},'pos':0,'lines':[[1,2]],'next':5}",
    "{'result':{},'pos':0,'lines':[['x','{}']],'next':5}",
    "{'result':{},'pos':0,'lines':[[0,'{}']],'next':5}",
    "{'result':{},'pos':0,'lines':[[-3,'{}']],'next':5}",
    "{'result':{},'pos':0,'lines':[[null,null]],'next':5}",
  };
  Desk *desk = at_work (fixture);
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(YcStoredCommand) command = NULL;

  g_assert_true (desk_press (desk, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT, NULL, &refusal));
  command = get_command (desk);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(JsonObject) body = world_json (bodies[i]);
      g_autoptr(GError) error = NULL;
      g_autoptr(YcStoredCommand) still = NULL;

      desk_begin (desk);
      g_assert_false (yc_desk_answer (desk->db, command->key, 0, body, NULL, &error));
      g_assert_nonnull (error);
      desk_end (desk, FALSE);
      still = get_command (desk);
      g_assert_cmpstr (still->key, ==, command->key);
    }
}

#define ADD(name, func) g_test_add ("/sync/desk/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("bootstrap", test_bootstrap);
  ADD ("command", test_command);
  ADD ("refused-answer", test_refused_answer);
  ADD ("next", test_next);
  ADD ("visit", test_visit);
  ADD ("one-transaction", test_one_transaction);
  ADD ("in-flight-blocks", test_in_flight_blocks);
  ADD ("answer-beyond-next", test_answer_beyond_next);
  ADD ("answer-lost", test_answer_lost);
  ADD ("stale-answer", test_stale_answer);
  ADD ("withdraw", test_withdraw);
  ADD ("wrong-clock", test_wrong_clock);
  ADD ("hold", test_hold);
  ADD ("may", test_may);
  ADD ("locked", test_locked);
  ADD ("rewind", test_rewind);
  ADD ("old-page", test_old_page);
  ADD ("broken-answer", test_broken_answer);
  return g_test_run ();
}
