/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/yc-time.h"
#include "store-support.h"
#include "store/yc-db-private.h"

static void
begin (YcDb *db)
{
  g_autoptr (GError) error = NULL;

  yc_db_begin (db, &error);
  g_assert_no_error (error);
}

static void
commit (YcDb *db)
{
  g_autoptr (GError) error = NULL;

  yc_db_commit (db, &error);
  g_assert_no_error (error);
}

static void
must_append (YcDb *db, YcEvent *event)
{
  g_autoptr (GError) error = NULL;

  yc_db_append (db, event, &error);
  g_assert_no_error (error);
}

void
test_append (YcDb *db, YcEvent *event)
{
  begin (db);
  must_append (db, event);
  commit (db);
}

/* Building a hall */

static void
set_reference (YcDb *db, const char *set, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  yc_db_set_reference (db, set, text, length, &error);
  g_assert_no_error (error);
}

static void
open_station (TestHall *hall, TestStation *station, const char *name, gboolean is_node)
{
  g_autoptr (GError) error = NULL;
  static YcUuidClock clock;

  station->path = g_build_filename (hall->dir, name, NULL);
  station->key = yc_key_generate (&hall->env.env);
  yc_uuid7 (&clock, &hall->env.env, station->dev);
  yc_uuid7 (&clock, &hall->env.env, station->session);
  yc_uuid7 (&clock, &hall->env.env, station->staff);
  station->db = yc_db_open (station->path, NULL, &hall->env.env, &error);
  g_assert_no_error (error);
  begin (station->db);
  yc_db_set_identity (station->db, hall->hall, station->dev, is_node, station->key, &error);
  g_assert_no_error (error);
  set_reference (station->db, "policy", TEST_DATA_DIR "/demo/policy.json");
  set_reference (station->db, "queues", TEST_DATA_DIR "/demo/queues.json");
  set_reference (station->db, "counters", TEST_DATA_DIR "/demo/counters.json");
  set_reference (station->db, "groups", TEST_DATA_DIR "/demo/groups.json");
  commit (station->db);
}

static void
node_append (TestHall *hall, YcEvent *event, int counter)
{
  g_autofree char *actor = g_strconcat ("device/", hall->node.dev, NULL);

  test_event_sign (event, actor, "", counter);
  must_append (hall->node.db, event);
}

static void
enrol (TestHall *hall, TestStation *station, const char *role)
{
  g_autofree char *subject = g_strconcat ("device/", station->dev, NULL);
  g_autoptr (YcEvent) event = test_event (YC_EVENT_DEVICE_ENROLLED, subject, "role", 's', role, "counter", 'i',
                                          station->counter, "key", 's', yc_key_get_public (station->key), NULL);

  node_append (hall, event, 0);
}

static void
open_counter (TestHall *hall, TestStation *station)
{
  g_autofree char *staff = g_strconcat ("staff/", station->staff, NULL);
  g_autofree char *session = g_strconcat ("session/", station->session, NULL);
  g_autofree char *counter = g_strdup_printf ("counter/%d", station->counter);
  g_autofree char *number = g_strdup_printf ("%d", 1000 + station->counter);
  g_autoptr (YcEvent) changed =
    test_event (YC_EVENT_STAFF_CHANGED, staff, "number", 's', number, "role", 's', "clerk", "active", 'b', TRUE, NULL);
  g_autoptr (YcEvent) opened =
    test_event (YC_EVENT_SESSION_OPENED, session, "staff", 's', station->staff, "device", 's', station->dev, "counter",
                'i', station->counter, "expires", 'i', 2000000000, NULL);
  g_autoptr (YcEvent) lease =
    test_event (YC_EVENT_COUNTER_OPENED, counter, "session", 's', station->session, "staff", 's', station->staff, NULL);
  JsonObject *name = json_object_new ();
  JsonArray *queues = json_array_new ();

  json_object_set_string_member (name, "zh", "王");
  json_object_set_string_member (name, "en", "Wang");
  json_object_set_object_member (changed->data, "name", name);
  json_array_add_string_element (queues, "A");
  json_object_set_array_member (changed->data, "queues", queues);
  node_append (hall, changed, 0);
  node_append (hall, opened, station->counter);
  node_append (hall, lease, station->counter);
}

void
test_hall_init (TestHall *hall, guint64 seed)
{
  YcUuidClock clock = { 0, 0 };

  memset (hall, 0, sizeof *hall);
  test_env_init (&hall->env, seed);
  hall->dir = test_dir_new ();
  yc_uuid7 (&clock, &hall->env.env, hall->hall);
  open_station (hall, &hall->node, "node.db", TRUE);
  begin (hall->node.db);
  enrol (hall, &hall->node, "node");
  for (int i = 0; i < TEST_WORKSTATIONS; i++)
    {
      g_autofree char *name = g_strdup_printf ("w%d.db", i);

      hall->stations[i].counter = i + 1;
      open_station (hall, &hall->stations[i], name, FALSE);
      enrol (hall, &hall->stations[i], "workstation");
      open_counter (hall, &hall->stations[i]);
    }
  commit (hall->node.db);
  for (int i = 0; i < TEST_WORKSTATIONS; i++)
    while (test_hall_pull (hall, &hall->stations[i], 100) > 0)
      continue;
}

static void
station_clear (TestStation *station)
{
  g_clear_pointer (&station->db, yc_db_close);
  g_clear_pointer (&station->key, yc_key_unref);
  g_free (station->path);
}

void
test_hall_clear (TestHall *hall)
{
  station_clear (&hall->node);
  for (int i = 0; i < TEST_WORKSTATIONS; i++)
    station_clear (&hall->stations[i]);
  test_dir_remove (hall->dir);
}

/* Between node and workstations */

static void
answer_line (TestHall *hall, const YcEvent *event, const char *reason)
{
  g_autofree char *name = g_strdup_printf ("%s/%" G_GINT64_FORMAT, event->dev, event->seq);
  g_autofree char *subject = g_strconcat ("event/", name, NULL);
  g_autoptr (YcEvent) verdict = test_event (YC_EVENT_EVENT_SUPERSEDED, subject, "event", 's', name, "subject", 's',
                                            event->subject, "type", 's', event->type_name, "reason", 's', reason, NULL);

  node_append (hall, verdict, 0);
}

static void
quarantine_line (TestHall *hall, const YcEvent *event, const YcLine *line)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("%s/%" G_GINT64_FORMAT, event->dev, event->seq);
  g_autofree char *subject = g_strconcat ("event/", name, NULL);
  g_autoptr (YcEvent) verdict =
    test_event (YC_EVENT_EVENT_QUARANTINED, subject, "event", 's', name, "reason", 's', "test", NULL);

  yc_db_quarantine (hall->node.db, event->dev, event->seq, line->line, line->length, "test", &error);
  g_assert_no_error (error);
  node_append (hall, verdict, 0);
}

static void
push_line (TestHall *hall, const YcLine *line, gboolean quarantine)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcEvent) event = yc_event_read (line->line, line->length, &error);
  char hash[YC_HASH_SIZE];
  YcFold fold = YC_FOLD_SKIPPED;
  const char *reason = NULL;
  gint64 seq = 0;

  g_assert_no_error (error);
  yc_db_get_tail (hall->node.db, event->dev, &seq, hash, &error);
  g_assert_no_error (error);
  g_assert_cmpint (event->seq, ==, seq + 1);
  g_assert_cmpstr (event->prev, ==, hash);
  if (quarantine && test_env_below (&hall->env, 8) == 0)
    {
      quarantine_line (hall, event, line);
      return;
    }
  yc_db_store_pushed (hall->node.db, event, line->line, line->length, &fold, &reason, &error);
  g_assert_no_error (error);
  if (fold == YC_FOLD_NO_EFFECT)
    answer_line (hall, event, reason);
}

void
test_hall_push (TestHall *hall, TestStation *station, guint limit, gboolean quarantine)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *stream = g_strconcat ("dev:", station->dev, NULL);
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (YcHead) head = NULL;
  YcPeer peer;

  yc_db_get_peer (station->db, &peer, &error);
  g_assert_no_error (error);
  lines = yc_db_read_own (station->db, peer.ack, limit, 1 << 20, &error);
  g_assert_no_error (error);
  if (lines->len == 0)
    {
      g_ptr_array_set_free_func (lines, (GDestroyNotify) yc_line_free);
      return;
    }
  begin (hall->node.db);
  for (guint i = 0; i < lines->len; i++)
    {
      push_line (hall, g_ptr_array_index (lines, i), quarantine);
      peer.ack++;
    }
  {
    char hash[YC_HASH_SIZE];
    gboolean found = FALSE;

    yc_db_get_line_hash (station->db, station->dev, peer.ack, hash, &found, &error);
    g_assert_no_error (error);
    g_assert_true (found);
    head = yc_head_sign (stream, peer.ack, hash, station->key, &error);
    g_assert_no_error (error);
  }
  yc_db_put_head (hall->node.db, head, &error);
  g_assert_no_error (error);
  commit (hall->node.db);
  begin (station->db);
  yc_db_set_peer (station->db, &peer, &error);
  g_assert_no_error (error);
  commit (station->db);
}

guint
test_hall_pull (TestHall *hall, TestStation *station, guint limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  YcPeer peer;

  yc_db_get_peer (station->db, &peer, &error);
  g_assert_no_error (error);
  lines = yc_db_read_feed (hall->node.db, peer.cursor, limit, 1 << 20, TRUE, &peer.cursor, &error);
  g_assert_no_error (error);
  begin (station->db);
  for (guint i = 0; i < lines->len; i++)
    {
      const YcLine *line = g_ptr_array_index (lines, i);

      yc_db_ingest (station->db, line->line, line->length, line->pos, &error);
      g_assert_no_error (error);
    }
  yc_db_set_peer (station->db, &peer, &error);
  g_assert_no_error (error);
  commit (station->db);
  return lines->len;
}

void
test_hall_settle (TestHall *hall)
{
  for (int i = 0; i < TEST_WORKSTATIONS; i++)
    test_hall_push (hall, &hall->stations[i], 10000, FALSE);
  for (int i = 0; i < TEST_WORKSTATIONS; i++)
    while (test_hall_pull (hall, &hall->stations[i], 500) > 0)
      continue;
}

/* Random histories */

void
test_hall_issue (TestHall *hall, char out[YC_UUID_LENGTH + 1])
{
  char day[YC_DAY_LENGTH + 1];
  g_autofree char *subject = NULL;
  g_autofree char *number = g_strdup_printf ("A%03u", ++hall->issued);
  g_autoptr (YcEvent) event = NULL;

  yc_hall_day (hall->env.wall, 480, 240, day);
  yc_uuid7 (yc_db_get_uuids (hall->node.db), &hall->env.env, out);
  subject = g_strconcat ("ticket/", out, NULL);
  event = test_event (YC_EVENT_TICKET_ISSUED, subject, "queue", 's', "A", "day", 's', day, "number", 's', number,
                      "print", 'b', FALSE, NULL);
  begin (hall->node.db);
  node_append (hall, event, 0);
  commit (hall->node.db);
}

/* A ticket in one of the states, at random; its subject, transfer full, or NULL. */
static char *
pick_ticket (TestHall *hall, YcDb *db, guint states, int counter)
{
  g_autoptr (GPtrArray) tickets = yc_hall_list_tickets (yc_db_get_hall (db, NULL));
  guint start = tickets->len > 0 ? test_env_below (&hall->env, tickets->len) : 0;

  for (guint i = 0; i < tickets->len; i++)
    {
      const YcTicket *ticket = g_ptr_array_index (tickets, (start + i) % tickets->len);

      if ((states & 1u << ticket->state) != 0 && (counter == 0 || ticket->counter == counter))
        return g_strconcat ("ticket/", ticket->id, NULL);
    }
  return NULL;
}

/* Tries an event under a savepoint: what the fold refuses is undone. */
static void
try_append (YcDb *db, YcEvent *event)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) ignored = NULL;

  begin (db);
  yc_db_savepoint (db, &error);
  g_assert_no_error (error);
  if (yc_db_append (db, event, &error))
    yc_db_release (db, &ignored);
  else
    {
      g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_INTERNAL);
      yc_db_rollback_to (db, &ignored);
    }
  g_assert_no_error (ignored);
  commit (db);
}

static void
node_step (TestHall *hall)
{
  g_autofree char *actor = g_strconcat ("device/", hall->node.dev, NULL);
  TestStation *station = &hall->stations[test_env_below (&hall->env, TEST_WORKSTATIONS)];
  g_autofree char *subject = NULL;
  g_autoptr (YcEvent) event = NULL;
  char id[YC_UUID_LENGTH + 1];
  YcDb *db = hall->node.db;
  guint kind = test_env_below (&hall->env, 12);

  if (kind < 3)
    {
      test_hall_issue (hall, id);
      return;
    }
  if (kind < 7)
    {
      subject = pick_ticket (hall, db, 1u << YC_TICKET_WAITING, 0);
      event = test_event (YC_EVENT_TICKET_CALLED, subject != NULL ? subject : "", "counter", 'i', station->counter,
                          "session", 's', station->session, "step", 's', "place", NULL);
    }
  else if (kind < 8)
    {
      subject = pick_ticket (hall, db, 1u << YC_TICKET_WAITING, 0);
      event = test_event (YC_EVENT_TICKET_CANCELLED, subject != NULL ? subject : "", "reason", 's', "left", NULL);
    }
  else if (kind < 9)
    {
      subject = pick_ticket (hall, db, 1u << YC_TICKET_ENDED, 0);
      event = test_event (YC_EVENT_TICKET_RESTORED, subject != NULL ? subject : "", "to", 's', "place", "counter", 'i',
                          0, "session", 's', "", NULL);
    }
  else if (kind < 10)
    {
      subject = pick_ticket (hall, db, 1u << YC_TICKET_SERVING | 1u << YC_TICKET_HELD | 1u << YC_TICKET_CALLED, 0);
      event = test_event (YC_EVENT_TICKET_TAKEN_OVER, subject != NULL ? subject : "", "counter", 'i', station->counter,
                          "session", 's', station->session, "from_counter", 'i', 1, "from_session", 's',
                          station->session, NULL);
    }
  else
    {
      gboolean open = yc_hall_get_counter (yc_db_get_hall (db, NULL), station->counter)->state != YC_COUNTER_CLOSED;

      subject = g_strdup_printf ("counter/%d", station->counter);
      event = open ? test_event (YC_EVENT_COUNTER_CLOSED, subject, NULL)
                   : test_event (YC_EVENT_COUNTER_OPENED, subject, "session", 's', station->session, "staff", 's',
                                 station->staff, NULL);
    }
  if (subject == NULL)
    return;
  test_event_sign (event, actor, "", kind < 7 ? station->counter : 0);
  try_append (db, event);
}

static YcEvent *
make_local (TestHall *hall, TestStation *station, guint kind, const char *subject)
{
  switch (kind)
    {
    case 0:
    case 1:
      return test_event (YC_EVENT_TICKET_STARTED, subject, NULL);
    case 2:
      return test_event (YC_EVENT_TICKET_HELD, subject, "reason", 's', "away", NULL);
    case 3:
      return test_event (YC_EVENT_TICKET_RESUMED, subject, NULL);
    case 4:
      return test_event (YC_EVENT_TICKET_PASSED, subject, "reason", 's', "pass.absent", NULL);
    case 5:
      return test_event (YC_EVENT_TICKET_RETURNED, subject, NULL);
    case 6:
      return test_event (YC_EVENT_TICKET_TRANSFERRED, subject, "counter", 'i',
                         1 + (int) test_env_below (&hall->env, TEST_WORKSTATIONS), "keep_place", 'b',
                         (gboolean) test_env_below (&hall->env, 2), "must_return", 'b',
                         (gboolean) test_env_below (&hall->env, 2), NULL);
    case 7:
      return test_event (YC_EVENT_TICKET_RECALLED, subject, NULL);
    default:
      return test_event (YC_EVENT_TICKET_ENDED, subject, "outcome", 's', "served", "result", 's', "finished",
                         "elapsed_ms", 'i', 60000, NULL);
    }
}

static void
local_step (TestHall *hall, TestStation *station)
{
  g_autofree char *actor = g_strconcat ("staff/", station->staff, NULL);
  g_autofree char *subject = NULL;
  g_autoptr (YcEvent) event = NULL;
  guint kind = test_env_below (&hall->env, 14);

  if (kind >= 12)
    {
      gboolean open =
        yc_hall_get_counter (yc_db_get_hall (station->db, NULL), station->counter)->state == YC_COUNTER_OPEN;

      subject = g_strdup_printf ("counter/%d", station->counter);
      event = open ? test_event (YC_EVENT_COUNTER_PAUSED, subject, "reason", 's', "lunch", NULL)
                   : test_event (YC_EVENT_COUNTER_RESUMED, subject, NULL);
    }
  else
    {
      subject = pick_ticket (hall, station->db, 1u << YC_TICKET_CALLED | 1u << YC_TICKET_SERVING | 1u << YC_TICKET_HELD,
                             station->counter);
      if (subject == NULL)
        return;
      event = make_local (hall, station, kind, subject);
    }
  test_event_sign (event, actor, station->session, station->counter);
  try_append (station->db, event);
}

void
test_hall_step (TestHall *hall)
{
  TestStation *station = &hall->stations[test_env_below (&hall->env, TEST_WORKSTATIONS)];
  guint kind = test_env_below (&hall->env, 10);

  hall->env.wall += test_env_below (&hall->env, 30000);
  hall->env.mono += 10;
  if (kind < 3)
    node_step (hall);
  else if (kind < 7)
    local_step (hall, station);
  else if (kind < 8)
    test_hall_push (hall, station, 1 + test_env_below (&hall->env, 10), TRUE);
  else
    test_hall_pull (hall, station, 1 + test_env_below (&hall->env, 20));
}
