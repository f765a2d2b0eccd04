/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "store-support.h"
#include "store/yc-db-private.h"

#define HOUR (G_GINT64_CONSTANT (3600) * 1000)

typedef struct
{
  TestEnv env;
  char *dir;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  test_env_init (&fixture->env, 5);
  fixture->dir = test_dir_new ();
  fixture->path = g_build_filename (fixture->dir, "journal.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  test_dir_remove (fixture->dir);
}

static YcDb *
must_open (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  YcDb *db = yc_db_open (fixture->path, NULL, &fixture->env.env, &error);

  g_assert_no_error (error);
  return db;
}

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
test_new_and_reopened (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YcDb) db = must_open (fixture);
  struct stat status;

  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  for (int n = 0; n < 2; n++)
    {
      g_assert_cmphex ((guint64) test_query_int (db, "PRAGMA application_id"), ==, 0x59435747);
      g_assert_cmpint (test_query_int (db, "PRAGMA user_version"), ==, 2);
      g_assert_cmpint (test_query_int (db, "PRAGMA synchronous"), ==, 2);
      g_assert_cmpint (test_query_int (db, "PRAGMA foreign_keys"), ==, 1);
      g_assert_cmpint (test_query_int (db, "PRAGMA mmap_size"), ==, 0);
      g_assert_cmpint (test_query_int (db, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"), ==,
                       1);
      g_assert_cmpint (
        test_query_int (db, "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND "
                            "strict = 0 AND name NOT LIKE 'sqlite_%'"),
        ==, 0);
      g_assert_cmpint (
        test_query_int (db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('event', 'head',"
                            "'peer', 'quarantine', 'command', 'subject_key', 'draft', 'meta')"),
        ==, 8);
      g_assert_null (yc_db_get_dev (db));
      g_assert_cmpint (yc_db_get_last_pos (db), ==, 0);
      yc_db_close (db);
      db = must_open (fixture);
    }
}

static void
test_projection_version (Fixture *fixture, gconstpointer data)
{
  TestHall hall;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  test_hall_init (&hall, 3);
  before = test_dump_projections (hall.node.db);
  g_assert_cmpuint (strlen (before), >, 500);
  /* As an older program would have left them: other columns, and a lower version. */
  test_exec (hall.node.db,
             "DROP TABLE proj_ticket; CREATE TABLE proj_ticket (hall TEXT, old TEXT) STRICT;"
             "UPDATE meta SET value = CAST('0' AS BLOB) WHERE key = 'proj_version'; DELETE FROM proj_staff;");
  yc_db_close (hall.node.db);
  hall.node.db = yc_db_open (hall.node.path, NULL, &hall.env.env, &error);
  g_assert_no_error (error);
  after = test_dump_projections (hall.node.db);
  g_assert_cmpstr (after, ==, before);
  test_hall_clear (&hall);
}

static void
test_identity (Fixture *fixture, gconstpointer data)
{
  static const char hall[] = "0192d3a0-0000-7000-8000-000000000001";
  static const char dev[] = "0192d3a0-0000-7000-8000-000000000002";
  g_autoptr (GError) error = NULL;
  g_autoptr (YcKey) key = yc_key_generate (&fixture->env.env);
  g_autoptr (YcDb) db = must_open (fixture);

  begin (db);
  g_assert_true (yc_db_set_identity (db, hall, dev, TRUE, key, &error));
  g_assert_cmpstr (yc_db_get_dev (db), ==, dev);
  yc_db_rollback (db);
  g_assert_null (yc_db_get_dev (db));
  g_assert_null (yc_db_get_key (db));
  begin (db);
  g_assert_true (yc_db_set_identity (db, hall, dev, TRUE, key, &error));
  g_assert_false (yc_db_set_identity (db, hall, dev, TRUE, key, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_INTERNAL);
  commit (db);
  g_clear_pointer (&db, yc_db_close);
  db = must_open (fixture);
  g_assert_cmpstr (yc_db_get_hall_id (db), ==, hall);
  g_assert_cmpstr (yc_db_get_dev (db), ==, dev);
  g_assert_true (yc_db_is_node (db));
  g_assert_cmpstr (yc_key_get_public (yc_db_get_key (db)), ==, yc_key_get_public (key));
}

static void
test_peer_and_meta (void)
{
  TestHall hall;
  YcDb *db;
  YcPeer peer = { 5, 1, 100, 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) value = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a\0b", 3);
  g_autoptr (GBytes) empty = g_bytes_new_static (NULL, 0);
  g_autofree char *hash = NULL;
  g_autofree char *answer = NULL;
  g_auto (GStrv) keys = NULL;

  test_hall_init (&hall, 16);
  db = hall.stations[0].db;
  begin (db);
  g_assert_true (yc_db_set_peer (db, &peer, &error));
  peer.cursor = 50;
  peer.ack = 3;
  g_assert_true (yc_db_set_peer (db, &peer, &error));
  g_assert_true (yc_db_get_peer (db, &peer, &error));
  g_assert_cmpint (peer.cursor, ==, 100);
  g_assert_cmpint (peer.ack, ==, 3);
  peer.cursor = 50;
  peer.epoch = 2;
  g_assert_true (yc_db_set_peer (db, &peer, &error));
  g_assert_true (yc_db_get_peer (db, &peer, &error));
  g_assert_cmpint (peer.cursor, ==, 50);

  g_assert_true (yc_db_set_meta (db, "pin/a", bytes, &error));
  g_assert_true (yc_db_set_meta (db, "pin/b", empty, &error));
  g_assert_true (yc_db_set_meta (db, "pim", empty, &error));
  g_assert_true (yc_db_get_meta (db, "pin/a", &value, &error));
  g_assert_true (g_bytes_equal (value, bytes));
  g_clear_pointer (&value, g_bytes_unref);
  g_assert_true (yc_db_get_meta (db, "pin/b", &value, &error));
  g_assert_nonnull (value);
  g_assert_cmpuint (g_bytes_get_size (value), ==, 0);
  g_clear_pointer (&value, g_bytes_unref);
  keys = yc_db_list_meta (db, "pin/", &error);
  g_assert_cmpuint (g_strv_length (keys), ==, 2);
  g_assert_cmpstr (keys[0], ==, "pin/a");
  g_assert_true (yc_db_set_meta (db, "pin/a", NULL, &error));
  g_assert_true (yc_db_get_meta (db, "pin/a", &value, &error));
  g_assert_null (value);

  g_assert_true (yc_db_put_answer (db, "k1", "h1", "{\"a\":1}", hall.env.wall + 1000, &error));
  g_assert_true (yc_db_get_answer (db, "k1", &hash, &answer, &error));
  g_assert_cmpstr (hash, ==, "h1");
  g_assert_cmpstr (answer, ==, "{\"a\":1}");
  g_clear_pointer (&hash, g_free);
  g_clear_pointer (&answer, g_free);
  hall.env.wall += 2000;
  g_assert_true (yc_db_put_answer (db, "k2", "h2", "{}", hall.env.wall + 1000, &error));
  g_assert_true (yc_db_get_answer (db, "k1", &hash, &answer, &error));
  g_assert_null (answer);
  commit (db);
  test_hall_clear (&hall);
}

static void
test_heads (void)
{
  TestHall hall;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHead) newer = NULL;
  g_autoptr (YcHead) older = NULL;
  g_autoptr (YcHead) held = NULL;
  g_autofree char *stream = NULL;
  g_autoptr (GPtrArray) all = NULL;
  YcDb *db;

  test_hall_init (&hall, 17);
  db = hall.node.db;
  stream = g_strconcat ("dev:", hall.stations[0].dev, NULL);
  newer = yc_head_sign (stream, 9, YC_HASH_ZERO, hall.stations[0].key, &error);
  older = yc_head_sign (stream, 8, YC_HASH_ZERO, hall.stations[0].key, &error);
  begin (db);
  g_assert_true (yc_db_put_head (db, newer, &error));
  g_assert_true (yc_db_put_head (db, older, &error));
  commit (db);
  g_assert_true (yc_db_get_head (db, stream, &held, &error));
  g_assert_cmpint (held->n, ==, 9);
  g_assert_cmpstr (held->sig, ==, newer->sig);
  all = yc_db_list_heads (db, &error);
  g_assert_cmpuint (all->len, ==, 3);
  test_hall_clear (&hall);
}

/* UUIDs never go back, though the clock does and the program starts anew. */
static void
test_uuid_clock (void)
{
  TestHall hall;
  g_autoptr (GError) error = NULL;
  char first[YC_UUID_LENGTH + 1];
  char second[YC_UUID_LENGTH + 1];

  test_hall_init (&hall, 18);
  test_hall_issue (&hall, first);
  yc_db_close (hall.node.db);
  hall.env.wall -= 3 * HOUR;
  hall.node.db = yc_db_open (hall.node.path, NULL, &hall.env.env, &error);
  g_assert_no_error (error);
  test_hall_issue (&hall, second);
  g_assert_cmpstr (second, >, first);
  test_hall_clear (&hall);
}

static gboolean
knows (YcDb *db, const char *ticket)
{
  return yc_hall_get_ticket (yc_db_get_hall (db, NULL), ticket) != NULL;
}

/* Tickets of earlier days: open ones are always there, ended ones on demand; a clock set back brings its day back. */
static void
test_days (void)
{
  TestHall hall;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcEvent) event = NULL;
  g_autofree char *actor = NULL;
  g_autofree char *ended_subject = NULL;
  char open[YC_UUID_LENGTH + 1];
  char ended[YC_UUID_LENGTH + 1];

  test_hall_init (&hall, 19);
  test_hall_issue (&hall, open);
  test_hall_issue (&hall, ended);
  actor = g_strconcat ("device/", hall.node.dev, NULL);
  ended_subject = g_strconcat ("ticket/", ended, NULL);
  event = test_event (YC_EVENT_TICKET_CANCELLED, ended_subject, "reason", 's', "left", NULL);
  test_event_sign (event, actor, "", 0);
  test_append (hall.node.db, event);
  g_assert_true (knows (hall.node.db, ended));
  /* 10:00 + 17 h = 03:00, still the same hall-day; an hour later the boundary is passed. */
  hall.env.wall += 17 * HOUR;
  begin (hall.node.db);
  g_assert_true (knows (hall.node.db, ended));
  commit (hall.node.db);
  hall.env.wall += HOUR;
  begin (hall.node.db);
  g_assert_true (knows (hall.node.db, open));
  g_assert_false (knows (hall.node.db, ended));
  g_assert_true (yc_db_load_subject (hall.node.db, ended_subject, &error));
  g_assert_true (knows (hall.node.db, ended));
  commit (hall.node.db);
  yc_db_close (hall.node.db);
  hall.node.db = yc_db_open (hall.node.path, NULL, &hall.env.env, &error);
  g_assert_no_error (error);
  g_assert_true (knows (hall.node.db, open));
  g_assert_false (knows (hall.node.db, ended));
  hall.env.wall -= HOUR;
  begin (hall.node.db);
  g_assert_true (knows (hall.node.db, ended));
  g_assert_cmpuint (yc_hall_get_last_number (yc_db_get_hall (hall.node.db, NULL), "2026-11-24", "A"), ==, 2);
  commit (hall.node.db);
  test_hall_clear (&hall);
}

static void
test_activity (void)
{
  TestHall hall;
  TestStation *w = &hall.stations[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) other = NULL;
  g_autoptr (YcEvent) called = NULL;
  g_autoptr (YcEvent) started = NULL;
  g_autoptr (YcEvent) finished = NULL;
  g_autofree char *node = NULL;
  g_autofree char *staff = NULL;
  g_autofree char *subject = NULL;
  char ticket[YC_UUID_LENGTH + 1];
  const YcActivity *newest;

  test_hall_init (&hall, 20);
  test_hall_issue (&hall, ticket);
  node = g_strconcat ("device/", hall.node.dev, NULL);
  staff = g_strconcat ("staff/", w->staff, NULL);
  subject = g_strconcat ("ticket/", ticket, NULL);
  called = test_event (YC_EVENT_TICKET_CALLED, subject, "counter", 'i', 1, "session", 's', w->session, "step", 's',
                       "place", NULL);
  test_event_sign (called, node, "", 1);
  test_append (hall.node.db, called);
  while (test_hall_pull (&hall, w, 100) > 0)
    continue;
  started = test_event (YC_EVENT_TICKET_STARTED, subject, NULL);
  finished = test_event (YC_EVENT_TICKET_ENDED, subject, "outcome", 's', "served", "result", 's', "consulted",
                         "elapsed_ms", 'i', 5, NULL);
  test_event_sign (started, staff, w->session, 1);
  test_event_sign (finished, staff, w->session, 1);
  test_append (w->db, started);
  test_append (w->db, finished);
  list = yc_db_read_activity (w->db, 1, "2026-11-24", 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 3);
  newest = g_ptr_array_index (list, 0);
  g_assert_cmpint (newest->type, ==, YC_EVENT_TICKET_ENDED);
  g_assert_cmpstr (newest->detail, ==, "consulted");
  g_assert_cmpstr (newest->number, ==, "A001");
  g_assert_cmpstr (newest->ticket, ==, ticket);
  g_assert_cmpint (newest->time, ==, hall.env.wall);
  g_assert_true (newest->pending);
  newest = g_ptr_array_index (list, 2);
  g_assert_cmpint (newest->type, ==, YC_EVENT_TICKET_CALLED);
  g_assert_false (newest->pending);
  other = yc_db_read_activity (w->db, 1, "2026-11-23", 3, &error);
  g_assert_cmpuint (other->len, ==, 0);
  g_clear_pointer (&other, g_ptr_array_unref);
  test_hall_settle (&hall);
  other = yc_db_read_activity (w->db, 1, "2026-11-24", 3, &error);
  g_assert_false (((YcActivity *) g_ptr_array_index (other, 0))->pending);
  g_clear_pointer (&other, g_ptr_array_unref);
  other = yc_db_read_activity (w->db, 1, "24.11.2026", 3, &error);
  g_assert_null (other);
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_INTERNAL);
  test_hall_clear (&hall);
}

static void
test_reference (void)
{
  TestHall hall;
  g_autoptr (GError) error = NULL;
  g_autofree char *policy = NULL;
  g_autoptr (GBytes) bad = g_bytes_new_static ("{", 1);
  YcDb *db;

  test_hall_init (&hall, 21);
  db = hall.node.db;
  g_assert_cmpint (yc_policy_int (yc_hall_get_reference (yc_db_get_hall (db, NULL)), "held_max"), ==, 3);
  begin (db);
  g_assert_false (yc_db_set_reference (db, "policy", "{}", 2, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE);
  g_clear_error (&error);
  yc_db_rollback (db);
  g_assert_cmpint (yc_policy_int (yc_hall_get_reference (yc_db_get_hall (db, NULL)), "held_max"), ==, 3);
  /* One that this program cannot read is told, and can be replaced. */
  begin (db);
  g_assert_true (yc_db_set_meta (db, "ref/policy", bad, &error));
  commit (db);
  yc_db_close (db);
  hall.node.db = db = yc_db_open (hall.node.path, NULL, &hall.env.env, &error);
  g_assert_no_error (error);
  g_assert_null (yc_db_get_hall (db, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE);
  g_clear_error (&error);
  g_file_get_contents (TEST_DATA_DIR "/demo/policy.json", &policy, NULL, NULL);
  begin (db);
  g_assert_true (yc_db_set_reference (db, "policy", policy, strlen (policy), &error));
  commit (db);
  g_assert_cmpint (yc_policy_int (yc_hall_get_reference (yc_db_get_hall (db, NULL)), "held_max"), ==, 3);
  test_hall_clear (&hall);
}

#define ADD(name, func) g_test_add ("/store/db/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("new-and-reopened", test_new_and_reopened);
  ADD ("projection-version", test_projection_version);
  ADD ("identity", test_identity);
  g_test_add_func ("/store/db/peer-and-meta", test_peer_and_meta);
  g_test_add_func ("/store/db/heads", test_heads);
  g_test_add_func ("/store/db/uuid-clock", test_uuid_clock);
  g_test_add_func ("/store/db/days", test_days);
  g_test_add_func ("/store/db/activity", test_activity);
  g_test_add_func ("/store/db/reference", test_reference);
  return g_test_run ();
}
