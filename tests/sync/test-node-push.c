/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-node-push"

#include "config.h"

#include "node-world.h"

#include <string.h>

static Station *
open_counter (World *world, const char *number, int counter)
{
  g_autofree char *staff = world_add_staff (world, number, "clerk", "A");
  Station *station = station_new (world, "workstation", counter);
  g_autoptr(YcReply) reply = NULL;

  station_sign_in (station, number);
  reply = station_command (station, "open-counter", "{}");
  world_assert_ok (reply);
  return station;
}

/* Issues a ticket and calls it; its id. */
static char *
call (Station *station)
{
  g_autofree char *ticket = world_issue (station->world, "A");
  g_autofree char *args = g_strdup_printf ("{'ticket':'%s'}", ticket);
  g_autoptr(YcReply) reply = station_command (station, "call", args);

  world_assert_ok (reply);
  return g_steal_pointer (&ticket);
}

static void
write_ticket (Station *station, YcEventType type, const char *ticket, const char *data)
{
  g_autofree char *subject = g_strconcat ("ticket/", ticket, NULL);

  station_write (station, type, subject, data);
}

/* Some lines that are always in order: locking and unlocking. */
static void
write_locks (Station *station, guint n)
{
  g_autofree char *subject = g_strconcat ("session/", station->session, NULL);

  for (guint i = 0; i < n; i++)
    station_write (station, i % 2 == 0 ? YC_EVENT_SESSION_LOCKED : YC_EVENT_SESSION_UNLOCKED, subject,
                   i % 2 == 0 ? "{'reason':'key'}" : "{}");
}

static JsonArray *
get_verdicts (YcReply *reply)
{
  return yc_json_get_array (reply->body, "verdicts", NULL);
}

/* Asserts that the reply has one verdict, about line n, and that it stands in the journal. */
static void
check_verdict (Station *station, YcReply *reply, gint64 n, const char *verdict, const char *reason)
{
  g_autoptr(JsonObject) data = world_newest (station->world, verdict);
  g_autofree char *id = g_strdup_printf ("%s/%" G_GINT64_FORMAT, station->dev, n);
  JsonObject *object;

  world_assert_ok (reply);
  g_assert_cmpuint (json_array_get_length (get_verdicts (reply)), ==, 1);
  object = json_array_get_object_element (get_verdicts (reply), 0);
  g_assert_cmpint (yc_json_peek_int (object, "n"), ==, n);
  g_assert_cmpstr (yc_json_peek_string (object, "verdict"), ==, verdict);
  g_assert_cmpstr (yc_json_peek_string (object, "reason"), ==, reason);
  g_assert_nonnull (data);
  g_assert_cmpstr (yc_json_peek_string (data, "event"), ==, id);
  g_assert_cmpstr (yc_json_peek_string (data, "reason"), ==, reason);
}

static void
test_answer (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *stream = g_strconcat ("dev:", station->dev, NULL);
  gint64 before = yc_db_get_last_pos (world->db);
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(YcHead) head = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *hash = NULL;
  const YcLine *last;

  write_locks (station, 4);
  reply = station_push_all (station);
  last = g_ptr_array_index (station->lines, 3);
  hash = yc_hash_line (last->line, (gssize) last->length);
  g_assert_cmpstr (yc_json_peek_string (reply->body, "stream"), ==, stream);
  g_assert_cmpstr (yc_json_peek_string (reply->body, "head"), ==, hash);
  g_assert_cmpint (yc_json_peek_int (reply->body, "pos"), ==, before + 4);
  g_assert_cmpint (yc_json_peek_int (reply->body, "pack"), ==, 0);
  g_assert_cmpint (yc_json_peek_int (reply->body, "window"), ==, 500);
  g_assert_cmpstr (yc_json_peek_string (reply->body, "now"), ==, "2026-11-24T02:00:00.000Z");
  g_assert_cmpuint (json_array_get_length (get_verdicts (reply)), ==, 0);
  g_assert_true (yc_db_get_head (world->db, stream, &head, &error));
  g_assert_cmpint (head->n, ==, 4);
  world_verify (world);
}

/* Sent again, as a whole or with new lines behind, lines are stored once. */
static void
test_duplicates (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autoptr(YcReply) first = NULL;
  g_autoptr(YcReply) again = NULL;
  g_autoptr(YcReply) part = NULL;
  g_autoptr(YcReply) more = NULL;
  gint64 pos;

  write_locks (station, 4);
  first = station_push_all (station);
  pos = yc_db_get_last_pos (world->db);
  again = station_push_all (station);
  part = station_push (station, 2, 2);
  world_assert_ok (part);
  g_assert_cmpint (yc_json_peek_int (part->body, "ack"), ==, 4);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
  write_locks (station, 2);
  more = station_push (station, 3, 4);
  world_assert_ok (more);
  g_assert_cmpint (yc_json_peek_int (more->body, "ack"), ==, 6);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos + 2);
  world_verify (world);
}

static void
test_gap (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autoptr(YcReply) gap = NULL;
  g_autoptr(YcReply) first = NULL;

  write_locks (station, 6);
  first = station_push (station, 1, 2);
  world_assert_ok (first);
  gap = station_push (station, 4, 3);
  world_assert_problem (gap, 409, "/problems/gap");
  g_assert_cmpint (yc_json_peek_int (gap->body, "expected"), ==, 3);
  g_clear_pointer (&gap, yc_reply_free);
  gap = station_push (station, 3, 4);
  world_assert_ok (gap);
}

/* A copy of the device that wrote other lines: found at the same number, and at the first that follows. */
static void
test_fork (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autoptr(YcReply) first = NULL;
  g_autoptr(YcReply) same_n = NULL;
  g_autoptr(YcReply) next = NULL;
  gint64 pos;

  write_locks (station, 2);
  first = station_push_all (station);
  pos = yc_db_get_last_pos (world->db);
  world->env.wall += WORLD_SECOND;
  g_ptr_array_set_size (station->lines, 1);
  write_locks (station, 2);
  same_n = station_push (station, 1, 3);
  world_assert_problem (same_n, 409, "/problems/fork");
  g_assert_cmpint (yc_json_peek_int (same_n->body, "n"), ==, 2);
  next = station_push (station, 3, 1);
  world_assert_problem (next, 409, "/problems/fork");
  g_assert_cmpint (yc_json_peek_int (next->body, "n"), ==, 2);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
}

/* A batch whose lines do not hang together is stored in no part. */
static void
test_broken_chain (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  gint64 pos = yc_db_get_last_pos (world->db);
  g_autofree char *subject = g_strconcat ("session/", station->session, NULL);
  g_autoptr(YcEvent) event = NULL;
  g_autoptr(YcReply) reply = NULL;

  write_locks (station, 2);
  event = station_event (station, YC_EVENT_SESSION_LOCKED, subject, "{'reason':'idle'}");
  event->prev[0] = event->prev[0] == 'a' ? 'b' : 'a';
  station_add (station, event);
  reply = station_push (station, 1, 3);
  world_assert_problem (reply, 409, "/problems/fork");
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
}

/* Pushes line 1 with these headers. */
static YcReply *
push_with (Station *station, const char *stream, gint64 first, gint64 count, const char *head, const char *body)
{
  g_autoptr(GBytes) bytes = g_bytes_new (body, strlen (body));
  YcCaller caller = station_caller (station);
  g_autoptr(GError) error = NULL;
  YcReply *reply;

  world_begin (station->world);
  reply = yc_node_push (station->world->db, &caller, stream, first, count, head, bytes, &error);
  g_assert_no_error (error);
  world_end (station->world);
  return reply;
}

static char *
make_head (const char *stream, gint64 n, const char *line, YcKey *key)
{
  g_autofree char *hash = yc_hash_line (line, -1);
  g_autoptr(YcHead) head = yc_head_sign (stream, n, hash, key, NULL);

  return yc_head_format (head);
}

static void
test_head (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *stream = g_strconcat ("dev:", station->dev, NULL);
  g_autofree char *other_stream = g_strconcat ("dev:", world->dev, NULL);
  g_autofree char *body = NULL;
  const char *line;
  gint64 pos = yc_db_get_last_pos (world->db);

  write_locks (station, 1);
  line = ((YcLine *) g_ptr_array_index (station->lines, 0))->line;
  body = g_strdup_printf ("[\n%s\n]", line);
  {
    g_autofree char *right = make_head (stream, 1, line, station->key);
    g_autofree char *by_other = make_head (stream, 1, line, world->key);
    g_autofree char *other_n = make_head (stream, 2, line, station->key);
    g_autofree char *other_line = make_head (stream, 1, "{}", station->key);
    g_autofree char *foreign = make_head (other_stream, 1, line, station->key);
    const char *const bad[] = { NULL, "", "x", by_other, other_n, other_line, foreign };
    g_autoptr(YcReply) good = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
      {
        g_autoptr(YcReply) reply = push_with (station, stream, 1, 1, bad[i], body);
        world_assert_problem (reply, 400, "/problems/head");
      }
    g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
    good = push_with (station, stream, 1, 1, right, body);
    world_assert_ok (good);
  }
}

static void
test_frame (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *stream = g_strconcat ("dev:", station->dev, NULL);
  g_autofree char *other = g_strconcat ("dev:", world->dev, NULL);
  g_autofree char *huge = g_strnfill (2 * 1024 * 1024, 'x');
  static const struct
  {
    gint64 first;
    gint64 count;
    const char *body;
  } bad[] = {
    { 1, 2, "[\n{}\n]" }, { 1, 1, "[\n{},\n{}\n]" }, { 0, 1, "[\n{}\n]" }, { 1, 0, "[\n]" }, { -1, -1, "[\n{}\n]" },
    { 1, 1, "{}" }, { 1, 1, "" }, { G_MAXINT64, 1, "[\n{}\n]" }, { G_MAXINT32, 1, "[\n{}\n]" },
  };
  g_autoptr(YcReply) stranger = push_with (station, other, 1, 1, "x", "[\n{}\n]");
  g_autoptr(YcReply) none = push_with (station, NULL, 1, 1, "x", "[\n{}\n]");
  g_autoptr(YcReply) many = push_with (station, stream, 1, 1001, "x", "[\n{}\n]");
  g_autoptr(YcReply) large = push_with (station, stream, 1, 1, "x", huge);

  world_assert_problem (stranger, 400, "/problems/stream");
  world_assert_problem (none, 400, "/problems/stream");
  world_assert_problem (many, 413, "/problems/too-large");
  world_assert_problem (large, 413, "/problems/too-large");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(YcReply) reply = push_with (station, stream, bad[i].first, bad[i].count, "x", bad[i].body);
      world_assert_problem (reply, 400, "/problems/batch");
    }
}

/* What comes too late in the order of the hall keeps its place and has no effect. */
static void
test_superseded (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = call (station);
  g_autofree char *subject = g_strconcat ("ticket/", ticket, NULL);
  g_autoptr(JsonObject) data = NULL;
  g_autoptr(YcReply) reply = NULL;

  write_ticket (station, YC_EVENT_TICKET_STARTED, ticket, "{}");
  write_ticket (station, YC_EVENT_TICKET_STARTED, ticket, "{}");
  reply = station_push_all (station);
  check_verdict (station, reply, 2, "event.superseded", "state");
  data = world_newest (world, "event.superseded");
  g_assert_cmpstr (yc_json_peek_string (data, "subject"), ==, subject);
  g_assert_cmpstr (yc_json_peek_string (data, "type"), ==, "org.yichuang.ticket.started.v1");
  g_assert_cmpuint (world_count (world, "ticket.started"), ==, 2);
  g_assert_cmpint (world_ticket (world, ticket)->state, ==, YC_TICKET_SERVING);
  world_verify (world);
}

/* After a supervisor took the ticket over, the former holder's events are superseded (rule 18). */
static void
test_taken_over (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = call (station);
  g_autofree char *chief = world_add_staff (world, "90001", "supervisor", "A");
  g_autoptr(Station) other = station_new (world, "workstation", 4);
  g_autofree char *args = g_strdup_printf ("{'ticket':'%s'}", ticket);
  g_autoptr(YcReply) opened = NULL;
  g_autoptr(YcReply) taken = NULL;
  g_autoptr(YcReply) reply = NULL;

  station_sign_in (other, "90001");
  opened = station_command (other, "open-counter", "{}");
  world_assert_ok (opened);
  taken = station_command (other, "take-over", args);
  world_assert_ok (taken);
  write_ticket (station, YC_EVENT_TICKET_STARTED, ticket, "{}");
  reply = station_push_all (station);
  check_verdict (station, reply, 1, "event.superseded", "state");
  g_assert_cmpint (world_ticket (world, ticket)->counter, ==, 4);
}

static void
test_flagged (void)
{
  static const struct
  {
    YcEventType type;
    const char *data;
    const char *reason;
  } cases[] = {
    { YC_EVENT_TICKET_PASSED, "{'reason':'pass.of_my_own'}", "reason_unknown" },
    { YC_EVENT_TICKET_PASSED, "{'reason':'pause.meal'}", "reason_unknown" },
    { YC_EVENT_TICKET_PASSED, "{'reason':'pass.absent','place':1}", "place" },
    { YC_EVENT_TICKET_TRANSFERRED, "{'queue':'Q','keep_place':true,'must_return':false}", "queue_unknown" },
    { YC_EVENT_TICKET_TRANSFERRED, "{'counter':77,'keep_place':true,'must_return':false}", "counter_unknown" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(World) world = world_new ();
      g_autoptr(Station) station = open_counter (world, "10421", 3);
      g_autofree char *ticket = call (station);
      g_autoptr(YcReply) reply = NULL;

      write_ticket (station, cases[i].type, ticket, cases[i].data);
      reply = station_push_all (station);
      check_verdict (station, reply, 1, "event.flagged", cases[i].reason);
      /* It took effect all the same. */
      g_assert_cmpint (world_ticket (world, ticket)->state, !=, YC_TICKET_CALLED);
    }
}

static void
test_flagged_end (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = call (station);
  g_autoptr(YcReply) reply = NULL;

  write_ticket (station, YC_EVENT_TICKET_STARTED, ticket, "{}");
  write_ticket (station, YC_EVENT_TICKET_ENDED, ticket, "{'outcome':'served','result':'consulted','elapsed_ms':5}");
  reply = station_push_all (station);
  check_verdict (station, reply, 2, "event.flagged", "topic_needed");
}

/* Three may be put aside; the fourth is kept and flagged. */
static void
test_held_max (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);

  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *ticket = call (station);
      g_autoptr(YcReply) reply = NULL;

      write_ticket (station, YC_EVENT_TICKET_STARTED, ticket, "{}");
      write_ticket (station, YC_EVENT_TICKET_HELD, ticket, "{'reason':'hold.copy'}");
      reply = station_push_all (station);
      if (i == 4)
        check_verdict (station, reply, 8, "event.flagged", "held_max");
      else
        g_assert_cmpuint (json_array_get_length (get_verdicts (reply)), ==, 0);
      g_assert_cmpint (world_ticket (world, ticket)->state, ==, YC_TICKET_HELD);
    }
}

/* Somebody disabled while her workstation was cut off: kept, and looked at. */
static void
test_not_permitted (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = call (station);
  g_autoptr(JsonObject) body = world_json ("{'act':'disable','number':'10421'}");
  g_autoptr(YcReply) disabled = NULL;
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  world_begin (world);
  disabled = yc_node_staff (world->db, &world_local, body, &error);
  world_end (world);
  world_assert_ok (disabled);
  write_ticket (station, YC_EVENT_TICKET_STARTED, ticket, "{}");
  reply = station_push_all (station);
  check_verdict (station, reply, 1, "event.flagged", "not_permitted");
}

/* Poison: bytes that are no event stand at their number and do not stop what follows. */
static void
test_poison (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = call (station);
  g_autoptr(YcReply) again = NULL;
  g_autoptr(YcReply) reply = NULL;
  gint64 pos;

  write_ticket (station, YC_EVENT_TICKET_STARTED, ticket, "{}");
  station_add_raw (station, "{\"this\":\"is \xff no event\"");
  write_ticket (station, YC_EVENT_TICKET_ENDED, ticket, "{'outcome':'served','result':'finished','elapsed_ms':5}");
  reply = station_push_all (station);
  check_verdict (station, reply, 2, "event.quarantined", "syntax");
  g_assert_cmpint (world_ticket (world, ticket)->state, ==, YC_TICKET_ENDED);
  pos = yc_db_get_last_pos (world->db);
  again = station_push_all (station);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
  world_verify (world);
}

/* Takes an event, has it changed, and pushes it as line 1: it goes to quarantine for this reason. */
static void
check_quarantined (World *world, Station *station, YcEvent *event, const char *reason)
{
  g_autoptr(YcReply) reply = NULL;
  guint n = station->lines->len + 1;

  station_add (station, event);
  reply = station_push_all (station);
  check_verdict (station, reply, n, "event.quarantined", reason);
}

static void
test_foreign (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autoptr(Station) other = open_counter (world, "10422", 4);
  g_autofree char *ticket = call (station);
  g_autofree char *subject = g_strconcat ("ticket/", ticket, NULL);
  g_autofree char *session = g_strconcat ("session/", other->session, NULL);
  g_autofree char *unknown = world_uuid (world);
  YcEvent *event;

  /* What only the node writes. */
  event = station_event (station, YC_EVENT_TICKET_CANCELLED, subject, "{'reason':'void.left'}");
  check_quarantined (world, station, event, "type");
  yc_event_unref (event);
  /* The session of another device; one nobody knows; none where the holder speaks. */
  event = station_event (station, YC_EVENT_TICKET_STARTED, subject, "{}");
  g_free (event->session);
  event->session = g_strdup (other->session);
  check_quarantined (world, station, event, "session");
  yc_event_unref (event);
  event = station_event (station, YC_EVENT_TICKET_STARTED, subject, "{}");
  g_free (event->session);
  event->session = g_strdup (unknown);
  check_quarantined (world, station, event, "session");
  yc_event_unref (event);
  event = station_event (station, YC_EVENT_TICKET_STARTED, subject, "{}");
  event->session[0] = '\0';
  check_quarantined (world, station, event, "session");
  yc_event_unref (event);
  event = station_event (station, YC_EVENT_SESSION_LOCKED, session, "{'reason':'key'}");
  check_quarantined (world, station, event, "session");
  yc_event_unref (event);
  /* Another counter, as author or as subject. */
  event = station_event (station, YC_EVENT_TICKET_STARTED, subject, "{}");
  event->counter = 4;
  check_quarantined (world, station, event, "counter");
  yc_event_unref (event);
  event = station_event (station, YC_EVENT_COUNTER_PAUSED, "counter/4", "{'reason':'pause.meal'}");
  check_quarantined (world, station, event, "counter");
  yc_event_unref (event);
  /* Another clerk, another hall, another device, another number. */
  event = station_event (station, YC_EVENT_TICKET_STARTED, subject, "{}");
  g_free (event->actor);
  event->actor = g_strconcat ("staff/", other->staff, NULL);
  check_quarantined (world, station, event, "actor");
  yc_event_unref (event);
  event = station_event (station, YC_EVENT_TICKET_STARTED, subject, "{}");
  g_free (event->hall);
  event->hall = g_strdup (unknown);
  check_quarantined (world, station, event, "hall");
  yc_event_unref (event);
  event = station_event (station, YC_EVENT_TICKET_STARTED, subject, "{}");
  g_free (event->dev);
  event->dev = g_strdup (other->dev);
  check_quarantined (world, station, event, "attributes");
  yc_event_unref (event);
  event = station_event (station, YC_EVENT_TICKET_STARTED, subject, "{}");
  event->seq += 5;
  check_quarantined (world, station, event, "attributes");
  yc_event_unref (event);

  g_assert_cmpint (world_ticket (world, ticket)->state, ==, YC_TICKET_CALLED);
  g_assert_cmpuint (world_count (world, "ticket.started"), ==, 0);
  g_assert_cmpuint (world_count (world, "event.quarantined"), ==, 11);
  world_verify (world);
}

/* A pad or board is no holder of anything. */
static void
test_pad_is_no_holder (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) pad = station_new (world, "pad", 3);
  g_autoptr(YcEvent) event = station_event (pad, YC_EVENT_COUNTER_PAUSED, "counter/3", "{'reason':'pause.meal'}");

  check_quarantined (world, pad, event, "type");
}

/* A type of a newer program has a position, is in the feed, and changes nothing. */
static void
test_unknown_type (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = call (station);
  g_autofree char *subject = g_strconcat ("ticket/", ticket, NULL);
  g_autoptr(YcEvent) event = station_event (station, YC_EVENT_UNKNOWN, subject, "{'new':[1,2]}");
  gint64 pos = yc_db_get_last_pos (world->db);
  g_autoptr(YcReply) reply = NULL;

  g_free (event->type_name);
  event->type_name = g_strdup ("org.yichuang.ticket.sung.v1");
  station_add (station, event);
  write_ticket (station, YC_EVENT_TICKET_STARTED, ticket, "{}");
  reply = station_push_all (station);
  g_assert_cmpuint (json_array_get_length (get_verdicts (reply)), ==, 0);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos + 2);
  g_assert_cmpuint (world_count (world, "ticket.sung"), ==, 1);
  g_assert_cmpint (world_ticket (world, ticket)->state, ==, YC_TICKET_SERVING);
  world_verify (world);
}

/* A revoked device may still hand in its lines: they are kept apart and have no effect. */
static void
test_revoked (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = call (station);
  YcCaller caller = station_caller (station);
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(YcReply) heads = NULL;
  g_autoptr(YcReply) command = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(YcEvent) event = NULL;
  g_autofree char *subject = g_strconcat ("device/", station->dev, NULL);

  write_ticket (station, YC_EVENT_TICKET_STARTED, ticket, "{}");
  world_begin (world);
  event = yc_event_new (YC_EVENT_DEVICE_REVOKED, subject);
  json_object_set_string_member (event->data, "reason", "lost");
  g_free (event->actor);
  event->actor = g_strconcat ("device/", world->dev, NULL);
  g_assert_true (yc_db_append (world->db, event, &error));
  world_end (world);
  reply = station_push_all (station);
  check_verdict (station, reply, 1, "event.quarantined", "revoked");
  g_assert_cmpint (world_ticket (world, ticket)->state, ==, YC_TICKET_CALLED);
  heads = yc_node_get_heads (world->db, &caller, NULL, &error);
  world_assert_problem (heads, 403, "/problems/device-revoked");
  command = station_command (station, "call-next", "{}");
  world_assert_problem (command, 403, "/problems/device-revoked");
  world_verify (world);
}

/* A push that is undone with its savepoint is not there, and can be sent again. */
static void
test_undone (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *stream = g_strconcat ("dev:", station->dev, NULL);
  g_autofree char *body = NULL;
  g_autofree char *head = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(YcReply) lost = NULL;
  g_autoptr(YcReply) done = NULL;
  g_autoptr(GError) error = NULL;
  YcCaller caller = station_caller (station);
  gint64 pos = yc_db_get_last_pos (world->db);
  const char *line;
  gint64 seq;
  char hash[YC_HASH_SIZE];

  write_locks (station, 1);
  line = ((YcLine *) g_ptr_array_index (station->lines, 0))->line;
  body = g_strdup_printf ("[\n%s\n]", line);
  bytes = g_bytes_new (body, strlen (body));
  head = make_head (stream, 1, line, station->key);
  world_begin (world);
  lost = yc_node_push (world->db, &caller, stream, 1, 1, head, bytes, &error);
  world_assert_ok (lost);
  world_undo (world);
  g_assert_true (yc_db_get_tail (world->db, station->dev, &seq, hash, &error));
  g_assert_cmpint (seq, ==, 0);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
  done = station_push_all (station);
  g_assert_cmpint (yc_json_peek_int (done->body, "pos"), ==, pos + 1);
  world_verify (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/node/push/answer", test_answer);
  g_test_add_func ("/node/push/duplicates", test_duplicates);
  g_test_add_func ("/node/push/gap", test_gap);
  g_test_add_func ("/10b/4/fork", test_fork);
  g_test_add_func ("/10b/4/broken-chain", test_broken_chain);
  g_test_add_func ("/node/push/head", test_head);
  g_test_add_func ("/node/push/frame", test_frame);
  g_test_add_func ("/10b/10/push-undone", test_undone);
  g_test_add_func ("/10b/13/superseded", test_superseded);
  g_test_add_func ("/10b/18/superseded-after-take-over", test_taken_over);
  g_test_add_func ("/10b/13/flagged", test_flagged);
  g_test_add_func ("/10b/13/flagged-end", test_flagged_end);
  g_test_add_func ("/10b/13/held-max", test_held_max);
  g_test_add_func ("/10b/13/not-permitted", test_not_permitted);
  g_test_add_func ("/10b/15/poison", test_poison);
  g_test_add_func ("/10b/15/foreign", test_foreign);
  g_test_add_func ("/10b/15/pad-is-no-holder", test_pad_is_no_holder);
  g_test_add_func ("/10b/15/unknown-type", test_unknown_type);
  g_test_add_func ("/10b/15/revoked", test_revoked);
  return g_test_run ();
}
