/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "store-support.h"
#include "store/yc-db-private.h"

static void
reopen (TestHall *hall, TestStation *station)
{
  g_autoptr (GError) error = NULL;

  yc_db_close (station->db);
  station->db = yc_db_open (station->path, NULL, &hall->env.env, &error);
  g_assert_no_error (error);
}

/* Projections written step by step are those a rebuild gives; the hall in memory is the one a fresh load gives. */
static void
check_station (TestHall *hall, TestStation *station)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *live = test_dump_hall (station->db);
  g_autofree char *before = test_dump_projections (station->db);
  g_autofree char *loaded = NULL;
  g_autofree char *rebuilt = NULL;
  g_autofree char *after = NULL;

  reopen (hall, station);
  loaded = test_dump_hall (station->db);
  g_assert_cmpstr (loaded, ==, live);
  yc_db_rebuild (station->db, &error);
  g_assert_no_error (error);
  after = test_dump_projections (station->db);
  g_assert_cmpstr (after, ==, before);
  rebuilt = test_dump_hall (station->db);
  g_assert_cmpstr (rebuilt, ==, live);
}

static void
test_random_histories (void)
{
  guint histories = g_test_slow () ? 1000 : 200;
  gint64 quarantined = 0;
  gint64 superseded = 0;

  for (guint n = 0; n < histories; n++)
    {
      TestHall hall;
      g_autofree char *node = NULL;

      test_hall_init (&hall, 1000 + n);
      for (int i = 0; i < 60; i++)
        test_hall_step (&hall);
      check_station (&hall, &hall.node);
      for (int i = 0; i < TEST_WORKSTATIONS; i++)
        check_station (&hall, &hall.stations[i]);
      /* Once everything is confirmed everywhere, everybody has folded the same. */
      test_hall_settle (&hall);
      node = test_dump_projections (hall.node.db);
      for (int i = 0; i < TEST_WORKSTATIONS; i++)
        {
          g_autofree char *station = test_dump_projections (hall.stations[i].db);

          g_assert_cmpstr (station, ==, node);
        }
      quarantined += test_query_int (hall.node.db, "SELECT count(*) FROM quarantine");
      superseded += test_query_int (hall.node.db, "SELECT count(*) FROM event WHERE type LIKE '%superseded%'");
      test_hall_clear (&hall);
    }
  /* Or the histories would show nothing. */
  g_test_message ("%d quarantined, %d superseded", (int) quarantined, (int) superseded);
  g_assert_cmpint (quarantined, >, 20);
  g_assert_cmpint (superseded, >, 50);
}

static void
node_append (TestHall *hall, YcEventType type, const char *subject, TestStation *station)
{
  g_autofree char *actor = g_strconcat ("device/", hall->node.dev, NULL);
  g_autoptr (YcEvent) event = NULL;

  if (type == YC_EVENT_TICKET_CALLED)
    event = test_event (type, subject, "counter", 'i', station->counter, "session", 's', station->session, "step", 's',
                        "place", NULL);
  else if (type == YC_EVENT_COUNTER_OPENED)
    event = test_event (type, subject, "session", 's', station->session, "staff", 's', station->staff, NULL);
  else
    event = test_event (type, subject, NULL);
  test_event_sign (event, actor, "", station->counter);
  test_append (hall->node.db, event);
}

static void
local_append (TestStation *station, YcEvent *made)
{
  g_autoptr (YcEvent) event = made;
  g_autofree char *actor = g_strconcat ("staff/", station->staff, NULL);

  test_event_sign (event, actor, station->session, station->counter);
  test_append (station->db, event);
}

static void
pull_all (TestHall *hall, TestStation *station)
{
  while (test_hall_pull (hall, station, 100) > 0)
    continue;
}

static YcTicketState
state_of (TestStation *station, const char *ticket)
{
  return yc_hall_get_ticket (yc_db_get_hall (station->db, NULL), ticket)->state;
}

/* A visitor who must come back to counter 1 is ended at counter 2 while 1 is closed; before that is pushed, 1 opens:
 * the pending end has no effect any more (10b rules 14 and 20), here and at the node. */
static void
test_must_return (void)
{
  TestHall hall;
  TestStation *first = &hall.stations[0];
  TestStation *second = &hall.stations[1];
  g_autofree char *subject = NULL;
  char ticket[YC_UUID_LENGTH + 1];

  test_hall_init (&hall, 42);
  test_hall_issue (&hall, ticket);
  subject = g_strconcat ("ticket/", ticket, NULL);
  node_append (&hall, YC_EVENT_TICKET_CALLED, subject, first);
  pull_all (&hall, first);
  local_append (first, test_event (YC_EVENT_TICKET_STARTED, subject, NULL));
  local_append (first, test_event (YC_EVENT_TICKET_TRANSFERRED, subject, "counter", 'i', 2, "keep_place", 'b', TRUE,
                                   "must_return", 'b', TRUE, NULL));
  test_hall_push (&hall, first, 10, FALSE);
  node_append (&hall, YC_EVENT_COUNTER_CLOSED, "counter/1", first);
  node_append (&hall, YC_EVENT_TICKET_CALLED, subject, second);
  pull_all (&hall, second);
  local_append (second, test_event (YC_EVENT_TICKET_STARTED, subject, NULL));
  local_append (second, test_event (YC_EVENT_TICKET_ENDED, subject, "outcome", 's', "served", "result", 's', "finished",
                                    "elapsed_ms", 'i', 1, NULL));
  g_assert_cmpint (state_of (second, ticket), ==, YC_TICKET_ENDED);
  node_append (&hall, YC_EVENT_COUNTER_OPENED, "counter/1", first);
  pull_all (&hall, second);
  g_assert_cmpint (state_of (second, ticket), ==, YC_TICKET_SERVING);
  check_station (&hall, second);
  test_hall_push (&hall, second, 10, FALSE);
  g_assert_cmpint (test_query_int (hall.node.db, "SELECT count(*) FROM event WHERE type LIKE '%superseded%'"), ==, 1);
  pull_all (&hall, second);
  g_assert_cmpint (state_of (second, ticket), ==, YC_TICKET_SERVING);
  check_station (&hall, second);
  test_hall_clear (&hall);
}

/* A counter that opens and closes for years costs nothing at the start of the hall: only what is current is read. */
static void
test_start_reads_current (void)
{
  TestHall hall;
  TestStation *first = &hall.stations[0];
  YcDb *db;
  g_autoptr (GError) error = NULL;
  g_autofree char *live = NULL;
  g_autofree char *loaded = NULL;
  char ticket[YC_UUID_LENGTH + 1];
  gboolean row = FALSE;
  guint rows = 0;

  test_hall_init (&hall, 44);
  for (int i = 0; i < 50; i++)
    {
      node_append (&hall, YC_EVENT_COUNTER_CLOSED, "counter/1", first);
      node_append (&hall, YC_EVENT_COUNTER_OPENED, "counter/1", first);
    }
  {
    g_autoptr (YcEvent) set = test_event (YC_EVENT_COUNTER_QUEUES_SET, "counter/1", NULL);
    g_autofree char *actor = g_strconcat ("device/", hall.node.dev, NULL);
    JsonArray *queues = json_array_new ();

    json_array_add_string_element (queues, "B");
    json_object_set_array_member (set->data, "queues", queues);
    test_event_sign (set, actor, "", 0);
    test_append (hall.node.db, set);
  }
  for (int i = 0; i < 50; i++)
    {
      node_append (&hall, YC_EVENT_COUNTER_CLOSED, "counter/1", first);
      node_append (&hall, YC_EVENT_COUNTER_OPENED, "counter/1", first);
    }
  test_hall_issue (&hall, ticket);
  node_append (&hall, YC_EVENT_COUNTER_CLOSED, "counter/1", first);
  live = test_dump_hall (hall.node.db);
  reopen (&hall, &hall.node);
  loaded = test_dump_hall (hall.node.db);
  g_assert_cmpstr (loaded, ==, live);
  db = hall.node.db;
  {
    g_autoptr (YcRows) all =
      yc_sql_start (db, YC_SQL_EVENT_OF_HALL, &error, "ssii", db->hall, db->day, (gint64) 0, db->counters_from);

    while (yc_sql_next (db, all, &row, &error) && row)
      rows++;
  }
  g_assert_no_error (error);
  /* Four devices, three of staff, three sessions, three openings, the queues, the last closing and the ticket. */
  g_assert_cmpuint (rows, ==, 16);
  test_hall_clear (&hall);
}

/* Nor does the first visitor after a start with no ticket in the hall make it read them all. */
static void
test_first_ticket_reads_current (void)
{
  TestHall hall;
  TestStation *first = &hall.stations[0];
  char ticket[YC_UUID_LENGTH + 1];

  test_hall_init (&hall, 46);
  node_append (&hall, YC_EVENT_COUNTER_CLOSED, "counter/1", first);
  node_append (&hall, YC_EVENT_COUNTER_OPENED, "counter/1", first);
  reopen (&hall, &hall.node);
  test_hall_issue (&hall, ticket);
  g_assert_cmpint (state_of (&hall.node, ticket), ==, YC_TICKET_WAITING);
  g_assert_cmpint (hall.node.db->counters_from, >, 0);
  check_station (&hall, &hall.node);
  test_hall_clear (&hall);
}

/* A visitor of an earlier day who had to come back is loaded after a restart: whether her counter was open then is still known. */
static void
test_old_must_return (void)
{
  TestHall hall;
  TestStation *first = &hall.stations[0];
  TestStation *second = &hall.stations[1];
  g_autoptr (GError) error = NULL;
  g_autofree char *subject = NULL;
  const YcTicket *loaded;
  char ticket[YC_UUID_LENGTH + 1];
  char other[YC_UUID_LENGTH + 1];

  test_hall_init (&hall, 45);
  test_hall_issue (&hall, ticket);
  subject = g_strconcat ("ticket/", ticket, NULL);
  node_append (&hall, YC_EVENT_TICKET_CALLED, subject, first);
  pull_all (&hall, first);
  local_append (first, test_event (YC_EVENT_TICKET_STARTED, subject, NULL));
  local_append (first, test_event (YC_EVENT_TICKET_TRANSFERRED, subject, "counter", 'i', 2, "keep_place", 'b', TRUE,
                                   "must_return", 'b', TRUE, NULL));
  test_hall_push (&hall, first, 10, FALSE);
  node_append (&hall, YC_EVENT_COUNTER_CLOSED, "counter/1", first);
  node_append (&hall, YC_EVENT_TICKET_CALLED, subject, second);
  pull_all (&hall, second);
  local_append (second, test_event (YC_EVENT_TICKET_STARTED, subject, NULL));
  local_append (second, test_event (YC_EVENT_TICKET_ENDED, subject, "outcome", 's', "served", "result", 's', "finished",
                                    "elapsed_ms", 'i', 1, NULL));
  node_append (&hall, YC_EVENT_COUNTER_OPENED, "counter/1", first);
  test_hall_push (&hall, second, 10, FALSE);
  pull_all (&hall, second);
  /* The end had no effect: she goes back and is ended where she had to. */
  local_append (second, test_event (YC_EVENT_TICKET_TRANSFERRED, subject, "counter", 'i', 1, "keep_place", 'b', TRUE,
                                    "must_return", 'b', FALSE, NULL));
  test_hall_push (&hall, second, 10, FALSE);
  node_append (&hall, YC_EVENT_TICKET_CALLED, subject, first);
  pull_all (&hall, first);
  local_append (first, test_event (YC_EVENT_TICKET_STARTED, subject, NULL));
  local_append (first, test_event (YC_EVENT_TICKET_ENDED, subject, "outcome", 's', "served", "result", 's', "received",
                                   "elapsed_ms", 'i', 1, NULL));
  test_hall_push (&hall, first, 10, FALSE);
  g_assert_cmpint (state_of (&hall.node, ticket), ==, YC_TICKET_ENDED);

  hall.env.wall += G_GINT64_CONSTANT (2) * 24 * 60 * 60 * 1000;
  node_append (&hall, YC_EVENT_COUNTER_CLOSED, "counter/1", first);
  node_append (&hall, YC_EVENT_COUNTER_OPENED, "counter/1", first);
  test_hall_issue (&hall, other);
  reopen (&hall, &hall.node);
  g_assert_null (yc_hall_get_ticket (yc_db_get_hall (hall.node.db, NULL), ticket));
  g_assert_true (yc_db_load_subject (hall.node.db, subject, &error));
  g_assert_no_error (error);
  loaded = yc_hall_get_ticket (yc_db_get_hall (hall.node.db, NULL), ticket);
  g_assert_cmpint (loaded->state, ==, YC_TICKET_ENDED);
  g_assert_cmpstr (loaded->result, ==, "received");
  g_assert_cmpint (loaded->last_counter, ==, 1);
  check_station (&hall, &hall.node);
  test_hall_clear (&hall);
}

/* A line the node could not take is left out where it was written; what came after counts without it (10b rule 15). */
static void
test_quarantined (void)
{
  TestHall hall;
  TestStation *w = &hall.stations[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (YcEvent) verdict = NULL;
  g_autofree char *actor = NULL;
  g_autofree char *name = NULL;
  g_autofree char *about = NULL;
  g_autofree char *subject = NULL;
  char ticket[YC_UUID_LENGTH + 1];
  const YcLine *line;
  YcPeer peer;

  test_hall_init (&hall, 43);
  test_hall_issue (&hall, ticket);
  subject = g_strconcat ("ticket/", ticket, NULL);
  node_append (&hall, YC_EVENT_TICKET_CALLED, subject, w);
  pull_all (&hall, w);
  local_append (w, test_event (YC_EVENT_TICKET_STARTED, subject, NULL));
  local_append (w, test_event (YC_EVENT_TICKET_HELD, subject, NULL));
  g_assert_cmpint (state_of (w, ticket), ==, YC_TICKET_HELD);
  lines = yc_db_read_own (w->db, 0, 1, 10000, &error);
  line = g_ptr_array_index (lines, 0);
  name = g_strconcat (w->dev, "/1", NULL);
  about = g_strconcat ("event/", name, NULL);
  actor = g_strconcat ("device/", hall.node.dev, NULL);
  verdict = test_event (YC_EVENT_EVENT_QUARANTINED, about, "event", 's', name, "reason", 's', "test", NULL);
  test_event_sign (verdict, actor, "", 0);
  yc_db_begin (hall.node.db, &error);
  yc_db_quarantine (hall.node.db, w->dev, 1, line->line, line->length, "test", &error);
  yc_db_append (hall.node.db, verdict, &error);
  yc_db_commit (hall.node.db, &error);
  yc_db_begin (w->db, &error);
  yc_db_get_peer (w->db, &peer, &error);
  peer.ack = 1;
  yc_db_set_peer (w->db, &peer, &error);
  yc_db_commit (w->db, &error);
  g_assert_no_error (error);
  pull_all (&hall, w);
  /* Never started, so it cannot be put aside either. */
  g_assert_cmpint (state_of (w, ticket), ==, YC_TICKET_CALLED);
  check_station (&hall, w);
  test_hall_push (&hall, w, 10, FALSE);
  g_assert_cmpint (state_of (&hall.node, ticket), ==, YC_TICKET_CALLED);
  pull_all (&hall, w);
  check_station (&hall, w);
  /* The chain goes on over it: the next line follows. */
  local_append (w, test_event (YC_EVENT_TICKET_STARTED, subject, NULL));
  test_hall_push (&hall, w, 10, FALSE);
  g_assert_cmpint (state_of (&hall.node, ticket), ==, YC_TICKET_SERVING);
  test_hall_clear (&hall);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/fold/must-return", test_must_return);
  g_test_add_func ("/store/fold/start-reads-current", test_start_reads_current);
  g_test_add_func ("/store/fold/first-ticket-reads-current", test_first_ticket_reads_current);
  g_test_add_func ("/store/fold/old-must-return", test_old_must_return);
  g_test_add_func ("/store/fold/quarantined", test_quarantined);
  g_test_add_func ("/store/fold/random-histories", test_random_histories);
  return g_test_run ();
}
