/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-node-session"

#include "config.h"

#include "node-world.h"

#include <string.h>

#include "vault/yc-pin.h"

static YcReply *
sign_in (Station *station, const char *key, const char *number, gboolean right)
{
  g_autoptr(JsonObject) body = json_object_new ();
  YcCommandHeaders headers = station_headers (station, key);
  YcCaller caller = station_caller (station);
  g_autoptr(GError) error = NULL;
  YcReply *reply;

  json_object_set_string_member (body, "number", number);
  world_begin (station->world);
  reply = yc_node_sign_in (station->world->db, &caller, &headers, body, right, &error);
  g_assert_no_error (error);
  world_end (station->world);
  return reply;
}

/* With a new key. */
static YcReply *
try_pin (Station *station, const char *number, gboolean right)
{
  g_autofree char *key = world_uuid (station->world);

  return sign_in (station, key, number, right);
}

static YcReply *
sign_out (Station *station, const char *key)
{
  YcCommandHeaders headers = station_headers (station, key);
  YcCaller caller = station_caller (station);
  g_autoptr(GError) error = NULL;
  YcReply *reply;

  world_begin (station->world);
  reply = yc_node_sign_out (station->world->db, &caller, &headers, &error);
  g_assert_no_error (error);
  world_end (station->world);
  return reply;
}

static JsonObject *
get_result (YcReply *reply)
{
  return yc_json_get_object (reply->body, "result", NULL);
}

static gint64
get_arg (YcReply *reply, const char *name)
{
  return yc_json_peek_int (yc_json_get_object (reply->body, "args", NULL), name);
}

static void
check_wrong (YcReply *reply, gint64 tries)
{
  world_assert_refused (reply, "wrong-pin");
  g_assert_cmpint (get_arg (reply, "tries"), ==, tries);
}

static void
check_locked (YcReply *reply, gint64 until)
{
  world_assert_refused (reply, "pin-locked");
  g_assert_cmpint (get_arg (reply, "until"), ==, until);
}

static void
test_result (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autoptr(YcReply) reply = try_pin (station, "10421", TRUE);
  JsonObject *result;
  const YcSession *session;

  world_assert_ok (reply);
  result = get_result (reply);
  g_assert_cmpstr (yc_json_peek_string (result, "staff"), ==, staff);
  g_assert_cmpint (yc_json_peek_int (result, "counter"), ==, 3);
  g_assert_cmpint (yc_json_peek_int (result, "expires"), ==, WORLD_START + 12 * WORLD_HOUR);
  g_assert_cmpuint (strlen (yc_json_peek_string (result, "token")), ==, 43);
  /* The session.opened line is among the lines of the answer. */
  g_assert_cmpint (yc_json_peek_int (reply->body, "pos"), ==, yc_json_peek_int (reply->body, "next"));
  session = yc_hall_get_device_session (world_hall (world), station->dev);
  g_assert_cmpstr (yc_json_peek_string (result, "session"), ==, session->id);
}

/* The token itself is nowhere in the database. */
static void
test_token_is_not_stored (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  static const char *const ends[] = { "", "-wal" };

  station_sign_in (station, "10421");
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (world->path, ends[i], NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      g_assert_null (memmem (bytes, length, station->token, strlen (station->token)));
    }
}

/* The same key again: the same session, another token, both good; the PIN must be right again. */
static void
test_retry (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *key = world_uuid (world);
  g_autoptr(YcReply) first = sign_in (station, key, "10421", TRUE);
  g_autoptr(YcReply) second = sign_in (station, key, "10421", TRUE);
  g_autoptr(YcReply) wrong = sign_in (station, key, "10421", FALSE);
  g_autoptr(YcReply) other = sign_in (station, key, "10422", TRUE);
  YcReply *replies[] = { first, second };

  world_assert_ok (first);
  world_assert_ok (second);
  g_assert_cmpuint (world_count (world, "session.opened"), ==, 1);
  g_assert_cmpstr (yc_json_peek_string (get_result (first), "session"), ==,
                   yc_json_peek_string (get_result (second), "session"));
  g_assert_cmpstr (yc_json_peek_string (get_result (first), "token"), !=,
                   yc_json_peek_string (get_result (second), "token"));
  check_wrong (wrong, 4);
  world_assert_problem (other, 422, "/problems/key-reused");
  station->session = g_strdup (yc_json_peek_string (get_result (first), "session"));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(YcReply) reply = NULL;

      g_free (station->token);
      station->token = g_strdup (yc_json_peek_string (get_result (replies[i]), "token"));
      reply = station_command (station, "call-next", "{}");
      world_assert_refused (reply, "counter-closed");
    }
}

/* A key that is known to be good is no door at which PINs can be tried without end. */
static void
test_retry_is_counted (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *key = world_uuid (world);
  g_autoptr(YcReply) first = sign_in (station, key, "10421", TRUE);
  g_autoptr(YcReply) locked = NULL;

  world_assert_ok (first);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(YcReply) reply = sign_in (station, key, "10421", FALSE);
      world_assert_problem (reply, 409, "/problems/state");
    }
  locked = sign_in (station, key, "10421", TRUE);
  check_locked (locked, WORLD_START + 10 * WORLD_MINUTE);
}

/* A wrong PIN counts once per key. Five lock for ten minutes, over a new start of the node. */
static void
test_lock (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *key = world_uuid (world);
  gint64 until = WORLD_START + 10 * WORLD_MINUTE;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(YcReply) same = sign_in (station, key, "10421", FALSE);
      check_wrong (same, 4);
    }
  for (gint64 left = 3; left >= 1; left--)
    {
      g_autoptr(YcReply) reply = try_pin (station, "10421", FALSE);
      check_wrong (reply, left);
      world_reopen (world);
    }
  {
    g_autoptr(YcReply) fifth = try_pin (station, "10421", FALSE);
    g_autoptr(YcReply) right = NULL;
    g_autoptr(YcReply) stored = NULL;
    g_autoptr(YcReply) open = NULL;

    check_locked (fifth, until);
    world_reopen (world);
    world->env.wall = until - 1;
    right = try_pin (station, "10421", TRUE);
    check_locked (right, until);
    world->env.wall = until;
    /* What was refused stays refused under its key. */
    stored = sign_in (station, key, "10421", TRUE);
    check_wrong (stored, 4);
    open = try_pin (station, "10421", TRUE);
    world_assert_ok (open);
  }
  /* Counting begins anew after a right PIN. */
  {
    g_autoptr(YcReply) again = try_pin (station, "10421", FALSE);
    check_wrong (again, 4);
  }
}

static void
test_clear_lock (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autofree char *chief = world_add_staff (world, "90001", "supervisor", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autoptr(Station) duty = station_new (world, "workstation", 4);
  g_autofree char *args = g_strdup_printf ("{'staff':'%s'}", staff);
  g_autoptr(YcReply) cleared = NULL;
  g_autoptr(YcReply) open = NULL;

  station_sign_in (duty, "90001");
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(YcReply) reply = try_pin (station, "10421", FALSE);
      world_assert_problem (reply, 409, "/problems/state");
    }
  cleared = station_command (duty, "clear-lock", args);
  world_assert_ok (cleared);
  g_assert_cmpuint (world_count (world, "staff.lock_cleared"), ==, 1);
  open = try_pin (station, "10421", TRUE);
  world_assert_ok (open);
}

/* A number nobody has, or of somebody who no longer works here, is answered and locked like a wrong PIN. */
static void
test_unknown_number (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autofree char *gone = world_add_staff (world, "10422", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  static const char *const numbers[] = { "10421", "77777", "10422" };
  g_autoptr(JsonObject) body = world_json ("{'act':'disable','number':'10422'}");
  g_autoptr(YcReply) disabled = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *expected = NULL;

  world_begin (world);
  disabled = yc_node_staff (world->db, &world_local, body, &error);
  world_end (world);
  world_assert_ok (disabled);
  for (guint n = 0; n < G_N_ELEMENTS (numbers); n++)
    {
      g_autoptr(GString) all = g_string_new (NULL);

      for (guint i = 0; i < 6; i++)
        {
          g_autoptr(YcReply) reply = try_pin (station, numbers[n], FALSE);
          g_autofree char *text = yc_json_write_object (reply->body);

          g_string_append (all, text);
        }
      if (expected == NULL)
        expected = g_strdup (all->str);
      g_assert_cmpstr (all->str, ==, expected);
    }
  /* Nobody has a right PIN for them either. */
  world->env.wall += 10 * WORLD_MINUTE;
  for (guint n = 1; n < G_N_ELEMENTS (numbers); n++)
    {
      g_autoptr(YcReply) reply = try_pin (station, numbers[n], TRUE);
      check_wrong (reply, 4);
    }
}

/* The verifier of nobody takes the work of a real one and opens for no PIN. */
static void
test_verifier (void)
{
  static const YcPinCost cost = { YC_PIN_MEMORY_KIB_MIN, 1 };
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *hash = yc_pin_hash ("24681357", &cost, &world->env.env, &error);
  g_autoptr(JsonObject) body = world_json ("{'act':'add','number':'10421','name':'例','role':'clerk','queues':['A']}");
  g_autoptr(YcReply) added = NULL;
  g_autofree char *real = NULL;
  g_autofree char *nobody = NULL;

  json_object_set_string_member (body, "pin_hash", hash);
  world_begin (world);
  added = yc_node_staff (world->db, &world_local, body, &error);
  world_end (world);
  world_assert_ok (added);
  g_assert_true (yc_node_get_verifier (world->db, "10421", &real, &error));
  g_assert_true (yc_node_get_verifier (world->db, "77777", &nobody, &error));
  g_assert_true (yc_pin_verify ("24681357", real, &error));
  g_assert_false (yc_pin_verify ("24681357", nobody, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (nobody, "$argon2id$v=19$m=65536,t=3,p=1$"));
}

/* Only a workstation at a counter has sessions. */
static void
test_devices (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) pad = station_new (world, "pad", 3);
  g_autoptr(Station) board = station_new (world, "board", 0);
  g_autoptr(YcReply) at_pad = try_pin (pad, "10421", TRUE);
  g_autoptr(YcReply) at_board = try_pin (board, "10421", TRUE);

  world_assert_refused (at_pad, "not-permitted");
  world_assert_refused (at_board, "not-permitted");
  g_assert_cmpuint (world_count (world, "session.opened"), ==, 0);
}

/* Signing out is a command: it waits for the lines of the device, its answer is stored, the token is gone. */
static void
test_sign_out (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *key = world_uuid (world);
  g_autofree char *subject = NULL;
  g_autoptr(YcReply) behind = NULL;
  g_autoptr(YcReply) pushed = NULL;
  g_autoptr(YcReply) done = NULL;
  g_autoptr(YcReply) again = NULL;
  g_autoptr(YcReply) after = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) tokens = NULL;

  station_sign_in (station, "10421");
  subject = g_strconcat ("session/", station->session, NULL);
  station_write (station, YC_EVENT_SESSION_LOCKED, subject, "{'reason':'key'}");
  station_write (station, YC_EVENT_SESSION_UNLOCKED, subject, "{}");
  behind = sign_out (station, key);
  world_assert_problem (behind, 409, "/problems/behind");
  pushed = station_push_all (station);
  done = sign_out (station, key);
  world_assert_ok (done);
  again = sign_out (station, key);
  world_assert_ok (again);
  after = station_command (station, "open-counter", "{}");
  world_assert_problem (after, 401, "/problems/session");
  g_assert_cmpuint (world_count (world, "session.ended"), ==, 1);
  tokens = yc_db_list_meta (world->db, "token/", &error);
  g_assert_cmpuint (g_strv_length (tokens), ==, 0);
}

/* Locking is local: while it stands no command is done; unlocking goes on with the session. */
static void
test_locked_session (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *subject = NULL;
  g_autoptr(YcReply) refused = NULL;
  g_autoptr(YcReply) opened = NULL;

  station_sign_in (station, "10421");
  subject = g_strconcat ("session/", station->session, NULL);
  station_write (station, YC_EVENT_SESSION_LOCKED, subject, "{'reason':'idle'}");
  yc_reply_free (station_push_all (station));
  refused = station_command (station, "open-counter", "{}");
  world_assert_refused (refused, "session-locked");
  station_write (station, YC_EVENT_SESSION_UNLOCKED, subject, "{}");
  yc_reply_free (station_push_all (station));
  opened = station_command (station, "open-counter", "{}");
  world_assert_ok (opened);
}

/* Anybody else's sign-in ends the session. */
static void
test_replaced (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autofree char *other = world_add_staff (world, "10422", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *first_key = world_uuid (world);
  g_autoptr(YcReply) first = sign_in (station, first_key, "10421", TRUE);
  g_autoptr(YcReply) old = NULL;
  g_autoptr(YcReply) retry = NULL;
  g_autofree char *token = g_strdup (yc_json_peek_string (get_result (first), "token"));
  g_autofree char *session = g_strdup (yc_json_peek_string (get_result (first), "session"));
  g_autoptr(JsonObject) ended = NULL;

  station_sign_in (station, "10422");
  ended = world_newest (world, "session.ended");
  g_assert_cmpstr (yc_json_peek_string (ended, "reason"), ==, "replaced");
  g_free (station->token);
  g_free (station->session);
  station->token = g_steal_pointer (&token);
  station->session = g_steal_pointer (&session);
  old = station_command (station, "open-counter", "{}");
  world_assert_problem (old, 401, "/problems/session");
  /* The late retry of the first sign-in opens nothing. */
  retry = sign_in (station, first_key, "10421", TRUE);
  world_assert_problem (retry, 401, "/problems/session");
}

/* Past session_hours the token is refused, for signing out too; signing in again takes over the counter's tickets. */
static void
test_expired (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *ticket = world_issue (world, "A");
  g_autoptr(YcReply) opened = NULL;
  g_autoptr(YcReply) called = NULL;
  g_autofree char *key = world_uuid (world);
  g_autoptr(YcReply) late = NULL;
  g_autoptr(YcReply) left = NULL;
  g_autoptr(YcReply) reopened = NULL;
  const YcTicket *held;

  station_sign_in (station, "10421");
  opened = station_command (station, "open-counter", "{}");
  called = station_command (station, "call-next", "{}");
  world_assert_ok (called);
  world->env.wall += 12 * WORLD_HOUR - 1;
  late = station_command (station, "call-next", "{}");
  world_assert_refused (late, "busy");
  g_clear_pointer (&late, yc_reply_free);
  world->env.wall += 1;
  late = station_command (station, "call-next", "{}");
  world_assert_problem (late, 401, "/problems/session");
  left = sign_out (station, key);
  world_assert_problem (left, 401, "/problems/session");
  g_assert_cmpuint (world_count (world, "session.ended"), ==, 0);
  g_assert_cmpuint (world_count (world, "counter.closed"), ==, 0);
  station_sign_in (station, "10421");
  reopened = station_command (station, "open-counter", "{}");
  world_assert_ok (reopened);
  held = world_ticket (world, ticket);
  g_assert_cmpint (held->state, ==, YC_TICKET_HELD);
  g_assert_cmpstr (held->session, ==, station->session);
  world_verify (world);
}

/* A withdrawn sign-in stays withdrawn. */
static void
test_withdrawn (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *key = world_uuid (world);
  g_autoptr(JsonObject) body = world_json ("{'number':'10421'}");
  YcCommandHeaders headers = station_headers (station, key);
  YcCaller caller = station_caller (station);
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) withdrawn = NULL;
  g_autoptr(YcReply) late = NULL;

  headers.withdraw = TRUE;
  world_begin (world);
  withdrawn = yc_node_sign_in (world->db, &caller, &headers, body, TRUE, &error);
  world_end (world);
  world_assert_refused (withdrawn, "withdrawn");
  late = sign_in (station, key, "10421", TRUE);
  world_assert_refused (late, "withdrawn");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/10b/26/result", test_result);
  g_test_add_func ("/10b/26/token-is-not-stored", test_token_is_not_stored);
  g_test_add_func ("/10b/26/retry", test_retry);
  g_test_add_func ("/10b/26/retry-is-counted", test_retry_is_counted);
  g_test_add_func ("/10b/26/lock", test_lock);
  g_test_add_func ("/10b/26/clear-lock", test_clear_lock);
  g_test_add_func ("/10b/26/unknown-number", test_unknown_number);
  g_test_add_func ("/10b/26/verifier", test_verifier);
  g_test_add_func ("/10b/26/devices", test_devices);
  g_test_add_func ("/10b/26/sign-out", test_sign_out);
  g_test_add_func ("/10b/26/withdrawn", test_withdrawn);
  g_test_add_func ("/10b/27/locked-session", test_locked_session);
  g_test_add_func ("/10b/27/replaced", test_replaced);
  g_test_add_func ("/10b/27/expired", test_expired);
  return g_test_run ();
}
