/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-node-command"

#include "config.h"

#include "node-world.h"

#include <string.h>

#define CALL_NEXT "{'command':'call-next','args':{}}"

/* A hall with a clerk signed in at an open counter. */
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

static JsonObject *
get_result (YcReply *reply)
{
  return yc_json_get_object (reply->body, "result", NULL);
}

static char *
call_next (Station *station)
{
  g_autoptr(YcReply) reply = station_command (station, "call-next", "{}");

  world_assert_ok (reply);
  return g_strdup (yc_json_peek_string (get_result (reply), "ticket"));
}

static void
write_ticket (Station *station, YcEventType type, const char *ticket, const char *data)
{
  g_autofree char *subject = g_strconcat ("ticket/", ticket, NULL);

  station_write (station, type, subject, data);
}

/* A key that is repeated gives one call and the same ticket, however often it comes. */
static void
test_same_key (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *first = world_issue (world, "A");
  g_autofree char *second = world_issue (world, "A");
  g_autofree char *key = world_uuid (world);
  YcCommandHeaders headers = station_headers (station, key);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(YcReply) reply = station_post (station, &headers, CALL_NEXT);

      world_assert_ok (reply);
      g_assert_cmpstr (yc_json_peek_string (get_result (reply), "ticket"), ==, first);
      /* The lines are those after the cursor named, made afresh each time. */
      g_assert_cmpuint (json_array_get_length (yc_json_get_array (reply->body, "lines", NULL)), >, 0);
      g_assert_cmpint (yc_json_peek_int (reply->body, "next"), >=, yc_json_peek_int (reply->body, "pos"));
    }
  g_assert_cmpuint (world_count (world, "ticket.called"), ==, 1);
  world_verify (world);
}

/* Given up before the node saw it: whatever comes later under the key is refused. */
static void
test_withdraw_before (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *key = world_uuid (world);
  YcCommandHeaders headers = station_headers (station, key);
  g_autoptr(YcReply) withdrawn = NULL;
  g_autoptr(YcReply) late = NULL;

  headers.withdraw = TRUE;
  withdrawn = station_post (station, &headers, CALL_NEXT);
  world_assert_refused (withdrawn, "withdrawn");
  headers.withdraw = FALSE;
  late = station_post (station, &headers, CALL_NEXT);
  world_assert_refused (late, "withdrawn");
  g_assert_cmpuint (world_count (world, "ticket.called"), ==, 0);
}

/* Given up after it was done: the stored answer comes, also when the token was lost with a restart. */
static void
test_withdraw_after (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *key = world_uuid (world);
  YcCommandHeaders headers = station_headers (station, key);
  g_autoptr(YcReply) done = station_post (station, &headers, CALL_NEXT);
  g_autoptr(YcReply) withdrawn = NULL;

  world_assert_ok (done);
  g_clear_pointer (&station->token, g_free);
  headers.withdraw = TRUE;
  withdrawn = station_post (station, &headers, CALL_NEXT);
  world_assert_ok (withdrawn);
  g_assert_cmpstr (yc_json_peek_string (get_result (withdrawn), "ticket"), ==, ticket);
}

/* A command names its session: another one, one of another device, none, or one that is locked, does nothing. */
static void
test_session (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autoptr(Station) other = open_counter (world, "10422", 4);
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *key = world_uuid (world);
  YcCommandHeaders headers = station_headers (station, key);
  YcCommandHeaders foreign = headers;
  YcCommandHeaders none = headers;
  g_autofree char *token = g_strdup (station->token);
  g_autofree char *own = g_strdup (station->session);
  g_autoptr(YcReply) reply = NULL;

  foreign.session = other->session;
  none.session = NULL;
  reply = station_post (station, &foreign, CALL_NEXT);
  world_assert_problem (reply, 401, "/problems/session");
  g_clear_pointer (&reply, yc_reply_free);
  reply = station_post (station, &none, CALL_NEXT);
  world_assert_problem (reply, 401, "/problems/session");
  g_clear_pointer (&reply, yc_reply_free);
  /* The token of one device at another. */
  g_free (station->token);
  station->token = g_strdup (other->token);
  reply = station_post (station, &foreign, CALL_NEXT);
  world_assert_problem (reply, 401, "/problems/session");
  g_clear_pointer (&reply, yc_reply_free);
  g_free (station->token);
  station->token = g_strdup ("AAAA");
  reply = station_post (station, &headers, CALL_NEXT);
  world_assert_problem (reply, 401, "/problems/session");
  g_clear_pointer (&reply, yc_reply_free);
  g_free (station->token);
  station->token = g_steal_pointer (&token);
  /* Nothing of this was stored: the same key still works. */
  reply = station_post (station, &headers, CALL_NEXT);
  world_assert_ok (reply);
  g_assert_cmpstr (own, ==, station->session);
}

static void
test_stored_refusal (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *missing = world_uuid (world);
  g_autofree char *key = world_uuid (world);
  g_autofree char *body = g_strdup_printf ("{'command':'call','args':{'ticket':'%s'}}", missing);
  YcCommandHeaders headers = station_headers (station, key);
  g_autoptr(YcReply) refused = station_post (station, &headers, body);
  g_autoptr(YcReply) again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  world_assert_refused (refused, "ticket-unknown");
  world_reopen (world);
  again = station_post (station, &headers, body);
  world_assert_refused (again, "ticket-unknown");
  first = yc_json_write_object (refused->body);
  second = yc_json_write_object (again->body);
  g_assert_cmpstr (first, ==, second);
}

static void
test_other_body (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autoptr(Station) other = open_counter (world, "10422", 4);
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *key = world_uuid (world);
  YcCommandHeaders headers = station_headers (station, key);
  YcCommandHeaders theirs = station_headers (other, key);
  g_autoptr(YcReply) done = station_post (station, &headers, CALL_NEXT);
  g_autoptr(YcReply) body = station_post (station, &headers, "{'command':'call-next', 'args':{}}");
  g_autoptr(YcReply) device = station_post (other, &theirs, CALL_NEXT);

  world_assert_ok (done);
  world_assert_problem (body, 422, "/problems/key-reused");
  world_assert_problem (device, 422, "/problems/key-reused");
}

/* Headers are no part of the body: the same key with another cursor is the same command, and lines come after that cursor. */
static void
test_fresh_lines (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *key = world_uuid (world);
  YcCommandHeaders headers = station_headers (station, key);
  g_autoptr(YcReply) done = station_post (station, &headers, CALL_NEXT);
  g_autofree char *later = world_issue (world, "A");
  g_autoptr(YcReply) rest = NULL;
  g_autoptr(YcReply) all = NULL;
  JsonArray *lines;
  JsonArray *pair;

  world_assert_ok (done);
  headers.after = yc_json_peek_int (done->body, "next");
  rest = station_post (station, &headers, CALL_NEXT);
  lines = yc_json_get_array (rest->body, "lines", NULL);
  g_assert_cmpuint (json_array_get_length (lines), ==, 1);
  pair = json_array_get_array_element (lines, 0);
  g_assert_cmpint (json_array_get_int_element (pair, 0), ==, headers.after + 1);
  g_assert_nonnull (strstr (json_array_get_string_element (pair, 1), later));
  g_assert_cmpint (yc_json_peek_int (rest->body, "pos"), ==, yc_json_peek_int (done->body, "pos"));
  headers.after = 0;
  all = station_post (station, &headers, CALL_NEXT);
  g_assert_cmpuint (json_array_get_length (yc_json_get_array (all->body, "lines", NULL)), ==,
                    yc_json_peek_int (all->body, "next"));
}

/* Not decided and not stored: a bad body, a verb that is no command, a key that is none. */
static void
test_bad_request (void)
{
  static const char *const bad[] = {
    "", "[]", "{}", "{'command':'call-next'}", "{'command':'start','args':{}}", "{'command':'none','args':{}}",
    "{'command':'call-next','args':{},'more':1}", "{'command':7,'args':{}}", "{'command':'call-next','args':[]}",
  };
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *key = world_uuid (world);
  YcCommandHeaders headers = station_headers (station, key);
  YcCommandHeaders keyless = station_headers (station, "12345");
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(YcReply) good = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(YcReply) refused = station_post (station, &headers, bad[i]);
      world_assert_problem (refused, 400, "/problems/body");
    }
  reply = station_post (station, &keyless, CALL_NEXT);
  world_assert_problem (reply, 400, "/problems/key");
  good = station_post (station, &headers, CALL_NEXT);
  world_assert_ok (good);
}

/* The order of the checks: a stored answer comes before the session, the session before feed-reset, that before needs. */
static void
test_order (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *key = world_uuid (world);
  YcCommandHeaders headers = station_headers (station, key);
  g_autofree char *token = g_strdup (station->token);
  g_autoptr(YcReply) session = NULL;
  g_autoptr(YcReply) reset = NULL;
  g_autoptr(YcReply) behind = NULL;
  g_autoptr(YcReply) done = NULL;
  g_autoptr(YcReply) stored = NULL;

  headers.after = 100000;
  headers.needs = 77;
  station->token[0] = station->token[0] == 'A' ? 'B' : 'A';
  session = station_post (station, &headers, CALL_NEXT);
  world_assert_problem (session, 401, "/problems/session");
  g_free (station->token);
  station->token = g_steal_pointer (&token);
  reset = station_post (station, &headers, CALL_NEXT);
  world_assert_problem (reset, 409, "/problems/feed-reset");
  headers.after = 0;
  behind = station_post (station, &headers, CALL_NEXT);
  world_assert_problem (behind, 409, "/problems/behind");
  g_assert_cmpint (yc_json_peek_int (behind->body, "have"), ==, 0);
  headers.needs = 0;
  done = station_post (station, &headers, CALL_NEXT);
  world_assert_ok (done);
  g_clear_pointer (&station->token, g_free);
  headers.after = 100000;
  headers.needs = 77;
  stored = station_post (station, &headers, CALL_NEXT);
  world_assert_ok (stored);
  g_assert_cmpuint (json_array_get_length (yc_json_get_array (stored->body, "lines", NULL)), ==, 0);
  g_assert_cmpint (yc_json_peek_int (stored->body, "next"), ==, 100000);
}

/* F2: the local end and the call after it; the node waits for the line the press wrote. */
static void
test_needs (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *first = world_issue (world, "A");
  g_autofree char *second = world_issue (world, "A");
  g_autofree char *called = call_next (station);
  g_autofree char *key = world_uuid (world);
  g_autoptr(YcReply) behind = NULL;
  g_autoptr(YcReply) pushed = NULL;
  g_autoptr(YcReply) done = NULL;
  YcCommandHeaders headers;

  write_ticket (station, YC_EVENT_TICKET_STARTED, called, "{}");
  write_ticket (station, YC_EVENT_TICKET_ENDED, called, "{'outcome':'served','result':'finished','elapsed_ms':1000}");
  headers = station_headers (station, key);
  behind = station_post (station, &headers, CALL_NEXT);
  world_assert_problem (behind, 409, "/problems/behind");
  pushed = station_push_all (station);
  done = station_post (station, &headers, CALL_NEXT);
  world_assert_ok (done);
  g_assert_cmpstr (yc_json_peek_string (get_result (done), "ticket"), ==, second);
  world_verify (world);
}

/* Push and command in one transaction, each under its savepoint: the needs see the open transaction. */
static void
test_group (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *called = call_next (station);
  g_autofree char *key = world_uuid (world);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lines = g_ptr_array_new ();
  g_autoptr(GBytes) batch = NULL;
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"command\":\"close-counter\",\"args\":{}}", 37);
  g_autoptr(YcHead) head = NULL;
  g_autofree char *head_text = NULL;
  g_autofree char *stream = g_strconcat ("dev:", station->dev, NULL);
  g_autoptr(YcReply) pushed = NULL;
  g_autoptr(YcReply) closed = NULL;
  YcCaller caller = station_caller (station);
  YcCommandHeaders headers;
  const YcLine *line;
  char hash[YC_HASH_SIZE];

  write_ticket (station, YC_EVENT_TICKET_RETURNED, called, "{}");
  headers = station_headers (station, key);
  line = g_ptr_array_index (station->lines, 0);
  g_ptr_array_add (lines, g_ptr_array_index (station->lines, 0));
  batch = yc_batch_write (lines);
  yc_hash_line_into (line->line, (gssize) line->length, hash);
  head = yc_head_sign (stream, 1, hash, station->key, &error);
  head_text = yc_head_format (head);
  world_begin (world);
  pushed = yc_node_push (world->db, &caller, stream, 1, 1, head_text, batch, &error);
  g_assert_no_error (error);
  g_assert_true (yc_db_release (world->db, &error) && yc_db_savepoint (world->db, &error));
  closed = yc_node_command (world->db, &caller, &headers, body, &error);
  g_assert_no_error (error);
  world_end (world);
  world_assert_ok (pushed);
  world_assert_ok (closed);
  world_verify (world);
}

/* A group that is rolled back leaves nothing: no line, no answer, no token, no tail; the same key is decided afresh. */
static void
test_rollback (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *key = world_uuid (world);
  YcCommandHeaders headers = station_headers (station, key);
  YcCaller caller = station_caller (station);
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"command\":\"call-next\",\"args\":{}}", 33);
  gint64 before = yc_db_get_last_pos (world->db);
  g_autoptr(YcReply) lost = NULL;
  g_autoptr(YcReply) done = NULL;
  g_autoptr(GError) error = NULL;

  world_begin (world);
  lost = yc_node_command (world->db, &caller, &headers, body, &error);
  g_assert_no_error (error);
  world_assert_ok (lost);
  world_undo (world);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, before);
  g_assert_cmpint (world_ticket (world, ticket)->state, ==, YC_TICKET_WAITING);
  world_begin (world);
  done = yc_node_command (world->db, &caller, &headers, body, &error);
  g_assert_no_error (error);
  yc_db_rollback (world->db);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, before);
  g_clear_pointer (&done, yc_reply_free);
  done = station_post (station, &headers, CALL_NEXT);
  world_assert_ok (done);
  g_assert_cmpuint (world_count (world, "ticket.called"), ==, 1);
  world_verify (world);
}

/* check-in, cancel, and issue with call in one. */
static void
test_more_commands (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autoptr(YcReply) booked = world_command (world, "issue", "{'queue':'A','slot':'10:05'}");
  g_autoptr(YcReply) walk_in = station_command (station, "issue", "{'queue':'A','call':true}");
  g_autoptr(YcReply) checked = NULL;
  g_autoptr(YcReply) cancelled = NULL;
  g_autofree char *args = NULL;
  g_autofree char *cancel = NULL;
  const char *ticket;

  world_assert_ok (booked);
  world_assert_ok (walk_in);
  g_assert_cmpint (world_ticket (world, yc_json_peek_string (get_result (walk_in), "ticket"))->state, ==, YC_TICKET_CALLED);
  ticket = yc_json_peek_string (get_result (booked), "ticket");
  g_assert_cmpint (world_ticket (world, ticket)->state, ==, YC_TICKET_BOOKED);
  args = g_strdup_printf ("{'ticket':'%s'}", ticket);
  checked = world_command (world, "check-in", args);
  world_assert_ok (checked);
  g_assert_cmpint (world_ticket (world, ticket)->state, ==, YC_TICKET_WAITING);
  cancel = g_strdup_printf ("{'ticket':'%s','reason':'cancel.visitor'}", ticket);
  cancelled = world_command (world, "cancel", cancel);
  world_assert_ok (cancelled);
  g_assert_cmpint (world_ticket (world, ticket)->outcome, ==, YC_OUTCOME_CANCELLED);
}

static guint
count_activity (World *world, int counter, YcEventType type)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = yc_db_read_activity (world->db, counter, "2026-11-24", 100, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    n += ((const YcActivity *) g_ptr_array_index (list, i))->type == type;
  return n;
}

/* What the duty manager does to another window belongs to the day of that window, not to that of her own. */
static void
test_activity_of_counter (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *manager = world_add_staff (world, "10400", "supervisor", "A");
  g_autoptr(Station) duty = station_new (world, "workstation", 1);
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autoptr(YcReply) paused = NULL;
  g_autoptr(YcReply) opened = NULL;
  g_autoptr(YcReply) taken = NULL;

  station_sign_in (duty, "10400");
  paused = station_command (duty, "pause-counter", "{'counter':3,'reason':'pause.meal'}");
  world_assert_ok (paused);
  opened = station_command (duty, "open-counter", "{}");
  world_assert_ok (opened);
  taken = station_command (duty, "take-over", "{'counter':3}");
  world_assert_ok (taken);
  g_assert_cmpuint (count_activity (world, 3, YC_EVENT_COUNTER_PAUSED), ==, 1);
  g_assert_cmpuint (count_activity (world, 1, YC_EVENT_COUNTER_PAUSED), ==, 0);
  g_assert_cmpuint (count_activity (world, 3, YC_EVENT_COUNTER_TAKEN_OVER), ==, 1);
  g_assert_cmpuint (count_activity (world, 1, YC_EVENT_COUNTER_TAKEN_OVER), ==, 0);
  g_assert_cmpuint (count_activity (world, 1, YC_EVENT_COUNTER_OPENED), ==, 1);
  g_assert_cmpuint (count_activity (world, 3, YC_EVENT_COUNTER_OPENED), ==, 1);
}

/* Undo: a passed ticket comes back to its place, until it is served elsewhere. */
static void
test_restore (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *called = call_next (station);
  g_autofree char *args = g_strdup_printf ("{'ticket':'%s'}", ticket);
  g_autoptr(YcReply) pushed = NULL;
  g_autoptr(YcReply) restored = NULL;
  g_autoptr(YcReply) late = NULL;

  write_ticket (station, YC_EVENT_TICKET_PASSED, called, "{'reason':'pass.absent'}");
  pushed = station_push_all (station);
  g_assert_cmpint (world_ticket (world, ticket)->outcome, ==, YC_OUTCOME_PASSED);
  restored = station_command (station, "restore", args);
  world_assert_ok (restored);
  g_assert_cmpint (world_ticket (world, ticket)->state, ==, YC_TICKET_WAITING);
  late = station_command (station, "restore", args);
  world_assert_problem (late, 409, "/problems/state");
}

/* At the boundary what waited expires; what is called stays. */
static void
test_day_end (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *first = world_issue (world, "A");
  g_autofree char *second = world_issue (world, "A");
  g_autofree char *called = call_next (station);
  g_autoptr(GError) error = NULL;
  gint64 boundary = yc_node_next_boundary (world->db, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (called, ==, first);
  /* 04:00 in the hall, 18 hours after 10:00. */
  g_assert_cmpint (boundary, ==, WORLD_START + 18 * WORLD_HOUR);
  world->env.wall = boundary - 1;
  world_begin (world);
  g_assert_true (yc_node_tick (world->db, &error));
  world_end (world);
  g_assert_cmpuint (world_count (world, "ticket.expired"), ==, 0);
  world->env.wall = boundary;
  world_begin (world);
  g_assert_true (yc_node_tick (world->db, &error));
  g_assert_true (yc_node_tick (world->db, &error));
  world_end (world);
  g_assert_cmpuint (world_count (world, "ticket.expired"), ==, 1);
  g_assert_cmpint (world_ticket (world, second)->outcome, ==, YC_OUTCOME_EXPIRED);
  g_assert_cmpint (world_ticket (world, first)->state, ==, YC_TICKET_CALLED);
  world_verify (world);
}

/* Each command first writes what the day's end asks for. */
static void
test_day_end_by_command (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *old = world_issue (world, "A");
  g_autofree char *fresh = NULL;

  world->env.wall += 18 * WORLD_HOUR;
  fresh = world_issue (world, "A");
  g_assert_cmpint (world_ticket (world, old)->outcome, ==, YC_OUTCOME_EXPIRED);
  g_assert_cmpstr (world_ticket (world, fresh)->number, ==, "A001");
}

/* Commands are written in the name of the clerk and her session, with the key as cause; the control socket's in the node's. */
static void
test_author (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = open_counter (world, "10421", 3);
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *key = world_uuid (world);
  YcCommandHeaders headers = station_headers (station, key);
  g_autoptr(YcReply) done = NULL;
  g_autoptr(YcEvent) issued = NULL;
  g_autoptr(YcEvent) called = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *staff = NULL;
  g_autofree char *node = g_strconcat ("device/", world->dev, NULL);
  JsonArray *lines;
  const char *line;

  headers.after = yc_db_get_last_pos (world->db) - 1;
  done = station_post (station, &headers, CALL_NEXT);
  staff = g_strconcat ("staff/", station->staff, NULL);
  lines = yc_json_get_array (done->body, "lines", NULL);
  g_assert_cmpuint (json_array_get_length (lines), ==, 2);
  line = json_array_get_string_element (json_array_get_array_element (lines, 0), 1);
  issued = yc_event_read (line, strlen (line), &error);
  line = json_array_get_string_element (json_array_get_array_element (lines, 1), 1);
  called = yc_event_read (line, strlen (line), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (issued->actor, ==, node);
  g_assert_cmpstr (issued->session, ==, "");
  g_assert_cmpstr (called->actor, ==, staff);
  g_assert_cmpstr (called->session, ==, station->session);
  g_assert_cmpint (called->counter, ==, 3);
  g_assert_cmpstr (called->cause, ==, key);
  g_assert_cmpstr (called->dev, ==, world->dev);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/10b/5/same-key-one-effect", test_same_key);
  g_test_add_func ("/10b/6/withdraw-before", test_withdraw_before);
  g_test_add_func ("/10b/6/withdraw-after", test_withdraw_after);
  g_test_add_func ("/10b/6/session", test_session);
  g_test_add_func ("/10b/7/stored-refusal", test_stored_refusal);
  g_test_add_func ("/10b/7/other-body", test_other_body);
  g_test_add_func ("/10b/7/fresh-lines", test_fresh_lines);
  g_test_add_func ("/10b/7/bad-request-not-stored", test_bad_request);
  g_test_add_func ("/10b/7/order", test_order);
  g_test_add_func ("/10b/8/needs", test_needs);
  g_test_add_func ("/10b/9/push-and-command-in-one-group", test_group);
  g_test_add_func ("/10b/10/rollback", test_rollback);
  g_test_add_func ("/10b/12/more-commands", test_more_commands);
  g_test_add_func ("/10/today/activity-of-counter", test_activity_of_counter);
  g_test_add_func ("/10b/22/restore", test_restore);
  g_test_add_func ("/10b/23/day-end", test_day_end);
  g_test_add_func ("/10b/23/before-each-command", test_day_end_by_command);
  g_test_add_func ("/node/command/author", test_author);
  return g_test_run ();
}
