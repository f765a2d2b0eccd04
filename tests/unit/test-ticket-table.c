/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "hall-situations.h"

/*
 * Every state × every event × right and wrong author. The tables were written by hand from the states and events of
 * the contract and from the rules on folding and holders, before the code was run.
 */

#define TICKET fx_id ('b', 1)

static const char *
subject (void)
{
  g_autofree char *text = g_strconcat ("ticket/", TICKET, NULL);

  return g_intern_string (text);
}

static void
serve (Fx *fx, int counter)
{
  fx_call (fx, 1, counter);
  fx_ticket_at (fx, counter, YC_EVENT_TICKET_STARTED, 1);
}

/* ---- events ---- */

/*
 * What the ticket is afterwards: B booked, W waiting, C called, S serving, H held; v ended/served, p passed,
 * a abandoned, x expired, k cancelled, u superseded. Not effective: . for "state", m for "must-return".
 *
 * Columns: NONE BOOKED WAITING UNPRINTED SENT_AWAY CALLED SERVING HELD MUST_OPEN MUST_CLOSED THERE
 *          SERVED PASSED ABANDONED EXPIRED CANCELLED OTHERS PASSED_LONG
 */
typedef struct
{
  YcEventType type;
  const char *data;
  const char *expected; /* from the right author */
} EventRow;

#define DATA_HOLDER "\"counter\": 1, \"session\": \"019a0000-000e-7000-8000-000000000001\""

static const EventRow event_rows[] = {
  { YC_EVENT_TICKET_BOOKED, "{\"queue\": \"A\", \"day\": \"2026-11-24\", \"slot\": 0}", "B................." },
  { YC_EVENT_TICKET_ISSUED, "{\"queue\": \"A\", \"day\": \"2026-11-24\", \"number\": \"A001\", \"print\": false}",
    "W................." },
  { YC_EVENT_TICKET_CHECKED_IN, "{\"number\": \"A001\"}", ".W................" },
  { YC_EVENT_TICKET_PRINTED, NULL, "...W.............." },
  { YC_EVENT_TICKET_CALLED, "{" DATA_HOLDER ", \"step\": \"place\"}", "..C.C.......C....C" },
  { YC_EVENT_TICKET_RECALLED, NULL, ".....C............" },
  { YC_EVENT_TICKET_STARTED, NULL, ".....S............" },
  { YC_EVENT_TICKET_HELD, "{\"reason\": \"hold.pay\"}", "......H.HHH......." },
  { YC_EVENT_TICKET_RESUMED, NULL, ".......S........S." },
  { YC_EVENT_TICKET_PASSED, "{\"reason\": \"pass.absent\"}", ".....p............" },
  { YC_EVENT_TICKET_PASSED, "{\"reason\": \"pass.later\", \"place\": 3}", ".....W............" },
  { YC_EVENT_TICKET_RETURNED, NULL, ".....WW.WWW......." },
  { YC_EVENT_TICKET_TRANSFERRED, "{\"queue\": \"B\", \"keep_place\": false, \"must_return\": false}",
    ".....WWWWWW.....W." },
  { YC_EVENT_TICKET_TRANSFERRED, "{\"counter\": 4, \"keep_place\": true, \"must_return\": true}",
    ".....WWWWWW.....W." },
  { YC_EVENT_TICKET_ENDED, "{\"outcome\": \"served\", \"result\": \"finished\", \"elapsed_ms\": 5}",
    "......v.mvv......." },
  { YC_EVENT_TICKET_ENDED, "{\"outcome\": \"abandoned\", \"elapsed_ms\": 5}", "......a.maa......." },
  /* No program of ours writes these; a line that says so is still never a visit that was served. */
  { YC_EVENT_TICKET_ENDED, "{\"outcome\": \"passed\", \"elapsed_ms\": 5}", "......p.mpp......." },
  { YC_EVENT_TICKET_ENDED, "{\"outcome\": \"expired\", \"elapsed_ms\": 5}", "......x.mxx......." },
  { YC_EVENT_TICKET_ENDED, "{\"outcome\": \"cancelled\", \"elapsed_ms\": 5}", "......k.mkk......." },
  { YC_EVENT_TICKET_ENDED, "{\"outcome\": \"superseded\", \"elapsed_ms\": 5}", "......u.muu......." },
  { YC_EVENT_TICKET_RESTORED, "{\"to\": \"place\", " DATA_HOLDER "}", "............W....W" },
  { YC_EVENT_TICKET_RESTORED, "{\"to\": \"held\", " DATA_HOLDER "}", "....H............." },
  { YC_EVENT_TICKET_REPRIORITISED, "{\"group\": \"ill\"}", ".BWWW............." },
  { YC_EVENT_TICKET_TAKEN_OVER,
    "{" DATA_HOLDER ", \"from_counter\": 2, \"from_session\": \"019a0000-000e-7000-8000-000000000002\"}",
    ".....HHHHHH.....H." },
  { YC_EVENT_TICKET_REROUTED, "{\"queue\": \"C\", \"reason\": \"reroute.peak\"}", ".BWWW............." },
  { YC_EVENT_TICKET_EXPIRED, NULL, ".xxxx............." },
  { YC_EVENT_TICKET_CANCELLED, "{\"reason\": \"left\"}", ".kkkk............." },
};

/* Who writes: the right one first. */
typedef struct
{
  const char *name;
  const char *dev;
  const char *session;
  int counter;
  const char *reason; /* why it has no effect where the right one's has; NULL: it has */
} Author;

static char
get_letter (const YcTicket *ticket)
{
  static const char states[] = "-BWCSHE";
  static const char outcomes[] = "-vpaxku";

  if (ticket->state != YC_TICKET_ENDED)
    return states[ticket->state];
  return outcomes[ticket->outcome];
}

static void
check_event (YcReference *reference, const EventRow *row, Situation situation, const Author *author)
{
  char expected = row->expected[situation];
  g_auto (Fx) fx = { NULL };
  g_autoptr (YcEvent) event = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  const char *reason = NULL;
  YcFold fold;

  fx_situation (&fx, reference, situation);
  before = fx_dump_hall (fx.hall);
  event = fx_event (row->type, subject(), author->dev, author->session, author->counter, row->data);
  event->time = FX_NOW;
  fold = yc_hall_apply (fx.hall, event, ++fx.pos, &reason);
  after = fx_dump_hall (fx.hall);
  g_test_message ("%s in situation %u by %s: %s", row->data != NULL ? row->data : event->type_name, situation,
                  author->name, reason != NULL ? reason : "effective");

  if (expected == '.' || expected == 'm' || author->reason != NULL)
    {
      gboolean by_type = yc_event_type_get_author (row->type) == YC_AUTHOR_NODE;
      const char *why = author->reason;

      /* Who may never write the type is refused as author; else the state comes before the holder. */
      if (why == NULL || (!by_type && expected == '.'))
        why = expected == 'm' ? "must-return" : "state";
      g_assert_cmpint (fold, ==, YC_FOLD_NO_EFFECT);
      g_assert_cmpstr (reason, ==, why);
      g_assert_cmpstr (after, ==, before);
      return;
    }
  g_assert_cmpint (fold, ==, YC_FOLD_EFFECTIVE);
  g_assert_cmpint (get_letter (yc_hall_get_ticket (fx.hall, TICKET)), ==, expected);
  g_assert_cmpint (yc_hall_get_ticket (fx.hall, TICKET)->last_pos, ==, fx.pos);
}

static void
check_authors (YcReference *reference, const EventRow *row, Situation situation)
{
  int n = situation == OTHERS ? 2 : 1;
  int other = 3 - n;
  const Author by_node[] = {
    { "node", FX_NODE, "", 0, NULL },
    { "node for a session", FX_NODE, FX_SESSION (1), 1, NULL },
    { "holder", FX_DEVICE (n), FX_SESSION (n), n, "author" },
  };
  const Author by_holder[] = {
    { "holder", FX_DEVICE (n), FX_SESSION (n), n, NULL },
    { "other counter", FX_DEVICE (n), FX_SESSION (n), other, "holder" },
    { "other session", FX_DEVICE (n), FX_SESSION (other), n, "holder" },
    { "other holder", FX_DEVICE (other), FX_SESSION (other), other, "holder" },
    { "no session", FX_DEVICE (n), "", n, "holder" },
    { "node", FX_NODE, "", 0, "holder" },
  };
  const Author by_issuer[] = {
    { "issuer", FX_DEVICE (1), "", 0, NULL },
    { "other device", FX_DEVICE (2), "", 0, "author" },
    { "node", FX_NODE, "", 0, "author" },
  };
  YcAuthorKind kind = yc_event_type_get_author (row->type);

  if (kind == YC_AUTHOR_NODE)
    for (guint i = 0; i < G_N_ELEMENTS (by_node); i++)
      check_event (reference, row, situation, &by_node[i]);
  else if (kind == YC_AUTHOR_HOLDER)
    for (guint i = 0; i < G_N_ELEMENTS (by_holder); i++)
      check_event (reference, row, situation, &by_holder[i]);
  else
    for (guint i = 0; i < G_N_ELEMENTS (by_issuer); i++)
      check_event (reference, row, situation, &by_issuer[i]);
}

static void
test_events (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  gboolean seen[YC_N_EVENT_TYPES] = { FALSE };

  for (guint i = 0; i < G_N_ELEMENTS (event_rows); i++)
    {
      g_assert_cmpuint (strlen (event_rows[i].expected), ==, N_SITUATIONS);
      seen[event_rows[i].type] = TRUE;
      for (guint s = 0; s < N_SITUATIONS; s++)
        check_authors (reference, &event_rows[i], (Situation) s);
    }
  for (int type = YC_EVENT_TICKET_BOOKED; type <= YC_EVENT_TICKET_CANCELLED; type++)
    g_assert_true (seen[type]);
}

/* ---- what an event leaves behind ---- */

static void
apply_by_holder (Fx *fx, YcEventType type, const char *data)
{
  fx_desk (fx, 1, type, subject(), data);
}

static void
test_effects (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Fx) fx = { NULL };
  const YcTicket *ticket;
  gint64 issued;

  fx_situation (&fx, reference, WAITING);
  issued = fx.pos;
  ticket = fx_get (&fx, 1);
  g_assert_cmpint (ticket->place, ==, issued);
  g_assert_cmpint (ticket->waiting_since, ==, FX_NOW);
  g_assert_cmpstr (ticket->issuer, ==, FX_DEVICE (1));

  fx_call (&fx, 1, 1);
  apply_by_holder (&fx, YC_EVENT_TICKET_RECALLED, NULL);
  g_assert_cmpuint (ticket->calls, ==, 2);
  apply_by_holder (&fx, YC_EVENT_TICKET_RETURNED, NULL);
  g_assert_cmpint (ticket->place, ==, issued);
  g_assert_cmpuint (ticket->calls, ==, 0);
  g_assert_cmpint (ticket->counter, ==, 0);

  /* A transfer without keep_place: behind all; its undo: where it was. */
  fx.time = FX_NOW + FX_MINUTE;
  serve (&fx, 1);
  apply_by_holder (&fx, YC_EVENT_TICKET_TRANSFERRED,
                   "{\"queue\": \"B\", \"keep_place\": false, \"must_return\": true}");
  g_assert_cmpint (ticket->place, ==, fx.pos);
  g_assert_cmpstr (ticket->queue, ==, "B");
  g_assert_cmpstr (ticket->number, ==, "A001");
  g_assert_cmpint (ticket->transferred_from, ==, 1);
  g_assert_cmpint (ticket->back_to, ==, 1);
  g_assert_cmpint (ticket->waiting_since, ==, FX_NOW);
  g_assert_cmpint (ticket->ages_from, ==, FX_NOW + FX_MINUTE);
  fx_node (&fx, YC_EVENT_TICKET_RESTORED, subject(), "{\"to\": \"held\", " DATA_HOLDER "}");
  g_assert_cmpint (ticket->place, ==, issued);
  g_assert_cmpint (ticket->ages_from, ==, FX_NOW);
  g_assert_cmpstr (ticket->queue, ==, "A");
  g_assert_cmpint (ticket->transferred_from, ==, 0);
  g_assert_cmpint (ticket->back_to, ==, 0);
  g_assert_cmpint (ticket->counter, ==, 1);
  g_assert_cmpstr (ticket->session, ==, FX_SESSION (1));

  /* A pass with a place: behind the one that has it. */
  apply_by_holder (&fx, YC_EVENT_TICKET_RESUMED, NULL);
  apply_by_holder (&fx, YC_EVENT_TICKET_RETURNED, NULL);
  g_assert_cmpint (ticket->ages_from, ==, FX_NOW);
  fx_call (&fx, 1, 1);
  /* The call is the node's line, the pass the counter's, whose clock must not matter. */
  fx.time = FX_NOW + 5 * FX_MINUTE;
  apply_by_holder (&fx, YC_EVENT_TICKET_PASSED, "{\"reason\": \"pass.later\", \"place\": 77}");
  g_assert_cmpint (ticket->ages_from, ==, FX_NOW + FX_MINUTE);
  g_assert_cmpint (ticket->place, ==, 77);
  g_assert_cmpint (ticket->placed_by, ==, fx.pos);

  /* Passed and restored: the kept place. */
  fx_call (&fx, 1, 1);
  apply_by_holder (&fx, YC_EVENT_TICKET_PASSED, "{\"reason\": \"pass.absent\"}");
  fx_node (&fx, YC_EVENT_TICKET_RESTORED, subject(), "{\"to\": \"place\", " DATA_HOLDER "}");
  g_assert_cmpint (ticket->place, ==, 77);
  g_assert_cmpint (ticket->outcome, ==, YC_OUTCOME_NONE);
  g_assert_cmpint (ticket->waiting_since, ==, FX_NOW);
  g_assert_cmpint (ticket->ages_from, ==, FX_NOW + FX_MINUTE);
}

/* Must come back: from counter 1, over 2, to 1 again, and what clears it. */
static void
test_back_to (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);
  g_auto (Fx) fx = { NULL };
  const YcTicket *ticket;

  fx_situation (&fx, reference, SERVING);
  ticket = fx_get (&fx, 1);
  apply_by_holder (&fx, YC_EVENT_TICKET_TRANSFERRED, "{\"counter\": 2, \"keep_place\": true, \"must_return\": true}");
  g_assert_cmpint (ticket->back_to, ==, 1);
  g_assert_cmpint (ticket->to_counter, ==, 2);
  serve (&fx, 2);
  fx_desk (&fx, 2, YC_EVENT_TICKET_TRANSFERRED, subject(),
           "{\"counter\": 3, \"keep_place\": true, \"must_return\": false}");
  g_assert_cmpint (ticket->back_to, ==, 1);
  serve (&fx, 3);
  fx_desk (&fx, 3, YC_EVENT_TICKET_TRANSFERRED, subject(),
           "{\"counter\": 1, \"keep_place\": true, \"must_return\": false}");
  g_assert_cmpint (ticket->back_to, ==, 0);
  serve (&fx, 1);
  apply_by_holder (&fx, YC_EVENT_TICKET_ENDED, "{\"outcome\": \"served\", \"elapsed_ms\": 1}");
  g_assert_cmpint (ticket->outcome, ==, YC_OUTCOME_SERVED);
}

/* ---- counters and sessions ---- */

typedef struct
{
  YcEventType type;
  const char *data;
  const char *expected; /* per state: o open, p paused, c closed, e ended, l locked, ., or h: the holder is another */
  gboolean node_too;    /* a holder's type that the node may write as well */
} SubjectRow;

#define DATA_LEASE \
  "\"session\": \"019a0000-000e-7000-8000-000000000001\", \"staff\": \"019a0000-000f-7000-8000-000000000001\""

/* Columns: closed, open, paused, each leased to session 1 but closed. */
static const SubjectRow counter_rows[] = {
  { YC_EVENT_COUNTER_OPENED, "{" DATA_LEASE "}", "o..", TRUE },
  { YC_EVENT_COUNTER_CLOSED, NULL, ".cc", TRUE },
  { YC_EVENT_COUNTER_TAKEN_OVER, "{" DATA_LEASE ", \"from_session\": \"019a0000-000e-7000-8000-000000000001\"}", ".oo",
    TRUE },
  { YC_EVENT_COUNTER_QUEUES_SET, "{\"queues\": [\"F\"]}", "cop", TRUE },
  { YC_EVENT_COUNTER_PAUSED, "{\"reason\": \"pause.meal\"}", ".p.", TRUE },
  { YC_EVENT_COUNTER_RESUMED, NULL, "..o", TRUE },
};

/* Columns: none, open, locked, ended. */
static const SubjectRow session_rows[] = {
  { YC_EVENT_SESSION_OPENED,
    "{\"staff\": \"019a0000-000f-7000-8000-000000000001\", \"device\": \"019a0000-000d-7000-8000-000000000001\", "
    "\"counter\": 1, \"expires\": 0}",
    "o...", TRUE },
  { YC_EVENT_SESSION_ENDED, "{\"reason\": \"signed_out\"}", ".ee.", TRUE },
  { YC_EVENT_SESSION_LOCKED, "{\"reason\": \"key\"}", ".l..", FALSE },
  { YC_EVENT_SESSION_UNLOCKED, NULL, "..o.", FALSE },
};

static void
build_counter (Fx *fx, YcReference *reference, guint state)
{
  fx_init (fx, reference);
  fx_sign_in (fx, 1, 1);
  fx_sign_in (fx, 2, 2);
  if (state >= 1)
    fx_open (fx, 1);
  if (state == 2)
    fx_desk (fx, 1, YC_EVENT_COUNTER_PAUSED, "counter/1", "{\"reason\": \"pause.meal\"}");
}

static void
build_session (Fx *fx, YcReference *reference, guint state)
{
  g_autofree char *session = g_strconcat ("session/", FX_SESSION (1), NULL);

  fx_init (fx, reference);
  fx_sign_in (fx, 2, 2);
  if (state >= 1)
    fx_sign_in (fx, 1, 1);
  if (state == 2)
    fx_desk (fx, 1, YC_EVENT_SESSION_LOCKED, session, "{\"reason\": \"idle\"}");
  if (state == 3)
    fx_node (fx, YC_EVENT_SESSION_ENDED, session, "{\"reason\": \"signed_out\"}");
}

static char
get_subject_letter (YcHall *hall, gboolean counter)
{
  static const char counters[] = "cop";
  static const char sessions[] = "-ole";

  if (counter)
    return counters[yc_hall_get_counter (hall, 1)->state];
  return sessions[yc_hall_get_session (hall, FX_SESSION (1))->state];
}

static void
check_subject (YcReference *reference, gboolean counter, const SubjectRow *row, guint state, const Author *author)
{
  g_autofree char *session = g_strconcat ("session/", FX_SESSION (1), NULL);
  g_auto (Fx) fx = { NULL };
  g_autoptr (YcEvent) event = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  const char *reason = NULL;
  const char *why = author->reason;
  char expected = row->expected[state];
  YcFold fold;

  (counter ? build_counter : build_session) (&fx, reference, state);
  before = fx_dump_hall (fx.hall);
  event =
    fx_event (row->type, counter ? "counter/1" : session, author->dev, author->session, author->counter, row->data);
  fold = yc_hall_apply (fx.hall, event, ++fx.pos, &reason);
  after = fx_dump_hall (fx.hall);
  g_test_message ("%s in state %u by %s", event->type_name, state, author->name);
  if (expected == '.' && g_strcmp0 (why, "author") != 0)
    why = "state";
  g_assert_cmpstr (reason, ==, why);
  if (why != NULL)
    {
      g_assert_cmpint (fold, ==, YC_FOLD_NO_EFFECT);
      g_assert_cmpstr (after, ==, before);
      return;
    }
  g_assert_cmpint (fold, ==, YC_FOLD_EFFECTIVE);
  g_assert_cmpint (get_subject_letter (fx.hall, counter), ==, expected);
}

static void
check_subject_authors (YcReference *reference, gboolean counter, const SubjectRow *row, guint state)
{
  gboolean by_node = yc_event_type_get_author (row->type) == YC_AUTHOR_NODE;
  const Author authors[] = {
    { "node", FX_NODE, "", 0, by_node || row->node_too ? NULL : "holder" },
    { "holder", FX_DEVICE (1), FX_SESSION (1), 1, by_node ? "author" : NULL },
    { "other session", FX_DEVICE (1), FX_SESSION (2), 1, by_node ? "author" : "holder" },
    { "other device", FX_DEVICE (2), FX_SESSION (2), 2, by_node ? "author" : "holder" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (authors); i++)
    check_subject (reference, counter, row, state, &authors[i]);
  if (by_node)
    return;
  if (counter)
    {
      const Author elsewhere = { "other counter", FX_DEVICE (1), FX_SESSION (1), 2, "holder" };
      check_subject (reference, counter, row, state, &elsewhere);
    }
  else
    {
      const Author elsewhere = { "session at another device", FX_DEVICE (2), FX_SESSION (1), 1, "holder" };
      check_subject (reference, counter, row, state, &elsewhere);
    }
}

static void
test_counters (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (counter_rows); i++)
    for (guint state = 0; state < 3; state++)
      check_subject_authors (reference, TRUE, &counter_rows[i], state);
}

static void
test_sessions (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (session_rows); i++)
    for (guint state = 0; state < 4; state++)
      check_subject_authors (reference, FALSE, &session_rows[i], state);
}

/* The first node introduces itself; after that only a node may enrol, also another node. */
static void
test_node (void)
{
  static const char data[] = "{\"role\": \"%s\", \"counter\": 0, "
                             "\"key\": \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}";
  static const struct
  {
    guint by;
    guint subject;
    gboolean node;
    gboolean effective;
  } steps[] = {
    { 1, 1, FALSE, FALSE },                         /* nobody enrols before the node is there */
    { 1, 2, TRUE, FALSE },                          /* nobody vouches for a first node but itself */
    { 0, 0, TRUE, TRUE },                           /* the first */
    { 1, 1, TRUE, FALSE },                          /* a second that introduces itself */
    { 0, 1, FALSE, TRUE },  { 1, 3, FALSE, FALSE }, /* a workstation enrols nobody */
    { 0, 2, TRUE, TRUE },                           /* a second node, by the first */
    { 2, 3, FALSE, TRUE },                          /* which now enrols too */
    { 0, 4, FALSE, TRUE },                          /* and the first still does */
  };
  g_autoptr (YcHall) hall = yc_hall_new (FX_HALL, NULL);

  g_assert_null (yc_hall_get_node_device (hall));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *device = g_strconcat ("device/", FX_DEVICE (steps[i].subject), NULL);
      g_auto (GStrv) parts = g_strsplit (data, "%s", 2);
      g_autofree char *text = g_strjoin (steps[i].node ? "node" : "workstation", parts[0], parts[1], NULL);
      g_autoptr (YcEvent) event = fx_event (YC_EVENT_DEVICE_ENROLLED, device, FX_DEVICE (steps[i].by), "", 0, text);

      g_test_message ("step %u", i);
      g_assert_cmpint (yc_hall_apply (hall, event, i + 1, NULL), ==,
                       steps[i].effective ? YC_FOLD_EFFECTIVE : YC_FOLD_NO_EFFECT);
    }
  g_assert_cmpstr (yc_hall_get_node_device (hall), ==, FX_DEVICE (2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ticket-table/events", test_events);
  g_test_add_func ("/ticket-table/effects", test_effects);
  g_test_add_func ("/ticket-table/back-to", test_back_to);
  g_test_add_func ("/ticket-table/counters", test_counters);
  g_test_add_func ("/ticket-table/sessions", test_sessions);
  g_test_add_func ("/ticket-table/node", test_node);

  return g_test_run();
}
