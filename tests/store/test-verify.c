/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <string.h>

#include <glib/gstdio.h>

#include "store-support.h"
#include "store/yc-db-private.h"
#include "store/yc-verify.h"

/* A small journal: lines of the node, and two of four that a workstation wrote. */
static void
make_journal (TestHall *hall)
{
  TestStation *station = &hall->stations[0];
  g_autoptr (GError) error = NULL;
  g_autofree char *actor = NULL;
  g_autofree char *session = NULL;
  char ticket[YC_UUID_LENGTH + 1];
  char hash[YC_HASH_SIZE];
  gint64 seq = 0;

  test_hall_init (hall, 7);
  actor = g_strconcat ("staff/", station->staff, NULL);
  session = g_strconcat ("session/", station->session, NULL);
  test_hall_issue (hall, ticket);
  for (int i = 0; i < 4; i++)
    {
      g_autoptr (YcEvent) event = test_event (i % 2 == 0 ? YC_EVENT_SESSION_LOCKED : YC_EVENT_SESSION_UNLOCKED, session,
                                              i % 2 == 0 ? "reason" : NULL, 's', "key", NULL);

      test_event_sign (event, actor, station->session, 1);
      test_append (station->db, event);
    }
  test_hall_push (hall, station, 2, FALSE);
  yc_db_get_tail (hall->node.db, station->dev, &seq, hash, &error);
  g_assert_no_error (error);
  g_assert_cmpint (seq, ==, 2);
}

static gboolean
verify (YcDb *db, YcVerdict *verdict)
{
  g_autoptr (GError) error = NULL;

  yc_verify_db (db, verdict, &error);
  g_assert_no_error (error);
  return verdict->ok;
}

static void
assert_names (const YcVerdict *verdict, const char *dev, gint64 seq)
{
  g_autofree char *name = g_strdup_printf ("%s/%" G_GINT64_FORMAT ":", dev, seq);

  g_assert_false (verdict->ok);
  if (!g_str_has_prefix (verdict->sentence, name))
    g_error ("expected %s, got %s", name, verdict->sentence);
}

/* Quarantines a line of the workstation at the node, and pushes what comes after it. */
static void
quarantine (TestHall *hall, gint64 seq)
{
  TestStation *station = &hall->stations[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = yc_db_read_own (station->db, seq - 1, 1, 10000, &error);
  const YcLine *line;
  YcPeer peer;

  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 1);
  line = g_ptr_array_index (lines, 0);
  yc_db_begin (hall->node.db, &error);
  yc_db_quarantine (hall->node.db, station->dev, seq, line->line, line->length, "not of this device", &error);
  g_assert_no_error (error);
  yc_db_commit (hall->node.db, &error);
  g_assert_no_error (error);
  yc_db_begin (station->db, &error);
  yc_db_get_peer (station->db, &peer, &error);
  peer.ack = seq;
  yc_db_set_peer (station->db, &peer, &error);
  yc_db_commit (station->db, &error);
  g_assert_no_error (error);
  test_hall_push (hall, station, 10, FALSE);
}

static void
add_quarantined (TestHall *hall)
{
  quarantine (hall, 3);
}

typedef struct
{
  char *table;
  char *dev;
  gint64 seq;
  GBytes *line;
} Stored;

static void
stored_free (gpointer data)
{
  Stored *stored = data;

  g_free (stored->table);
  g_free (stored->dev);
  g_bytes_unref (stored->line);
  g_free (stored);
}

static GPtrArray *
read_stored (YcDb *db)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (stored_free);
  sqlite3_stmt *stmt = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db->sql,
                                       "SELECT 'event', dev, seq, CAST(line AS BLOB) FROM event UNION ALL "
                                       "SELECT 'quarantine', dev, seq, line FROM quarantine",
                                       -1, &stmt, NULL),
                   ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      Stored *stored = g_new0 (Stored, 1);

      stored->table = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
      stored->dev = g_strdup ((const char *) sqlite3_column_text (stmt, 1));
      stored->seq = sqlite3_column_int64 (stmt, 2);
      stored->line = g_bytes_new (sqlite3_column_blob (stmt, 3), (gsize) sqlite3_column_bytes (stmt, 3));
      g_ptr_array_add (list, stored);
    }
  sqlite3_finalize (stmt);
  return list;
}

static void
write_line (YcDb *db, const Stored *stored, const char *bytes, gsize length, gboolean with_hash)
{
  g_autofree char *query =
    g_strdup_printf ("UPDATE %s SET line = CASE WHEN '%s' = 'event' THEN CAST(?1 AS TEXT) ELSE ?1 END%s"
                     " WHERE dev = ?2 AND seq = ?3",
                     stored->table, stored->table, with_hash ? ", hash = ?4" : "");
  sqlite3_stmt *stmt = NULL;
  char hash[YC_HASH_SIZE];

  yc_hash_line_into (bytes, (gssize) length, hash);
  g_assert_cmpint (sqlite3_prepare_v2 (db->sql, query, -1, &stmt, NULL), ==, SQLITE_OK);
  sqlite3_bind_blob (stmt, 1, bytes, (int) length, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 2, stored->dev, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (stmt, 3, stored->seq);
  if (with_hash)
    sqlite3_bind_text (stmt, 4, hash, -1, SQLITE_TRANSIENT);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_DONE);
  g_assert_cmpint (sqlite3_changes (db->sql), ==, 1);
  sqlite3_finalize (stmt);
}

static void
flip_line (YcDb *db, const Stored *stored, gboolean with_hash)
{
  gsize length = 0;
  const char *bytes = g_bytes_get_data (stored->line, &length);

  for (gsize i = 0; i < length; i++)
    {
      g_autofree char *changed = g_memdup2 (bytes, length);
      YcVerdict verdict;

      changed[i] ^= 1;
      write_line (db, stored, changed, length, with_hash);
      verify (db, &verdict);
      assert_names (&verdict, stored->dev, stored->seq);
      yc_verdict_clear (&verdict);
    }
  write_line (db, stored, bytes, length, TRUE);
}

/* Changes that are never committed: one transaction around each test. */
static void
test_every_byte (gconstpointer data)
{
  gboolean with_hash = GPOINTER_TO_INT (data);
  g_autoptr (GPtrArray) lines = NULL;
  YcVerdict verdict;
  TestHall hall;
  guint flipped = 0;

  make_journal (&hall);
  add_quarantined (&hall);
  g_assert_true (verify (hall.node.db, &verdict));
  g_test_message ("%s", verdict.sentence);
  g_assert_cmpuint (verdict.unsigned_tail, ==, 0);
  g_assert_cmpuint (verdict.devices, ==, 2);
  yc_verdict_clear (&verdict);
  lines = read_stored (hall.node.db);
  test_exec (hall.node.db, "BEGIN");
  for (guint i = 0; i < lines->len; i++)
    {
      const Stored *stored = g_ptr_array_index (lines, i);

      /* All of the workstation's; of the node's the first, one in the middle, and the last. */
      if (strcmp (stored->dev, hall.node.dev) == 0 && !(stored->seq == 1 || stored->seq == 6 || stored->seq == 15))
        continue;
      flip_line (hall.node.db, stored, with_hash);
      flipped++;
    }
  g_assert_cmpuint (flipped, ==, 7);
  g_assert_true (verify (hall.node.db, &verdict));
  yc_verdict_clear (&verdict);
  test_exec (hall.node.db, "ROLLBACK");
  test_hall_clear (&hall);
}

/* Changes the database by hand and looks at the verdict; undone afterwards. */
static void
check_change (TestHall *hall, const char *sql, const char *dev, gint64 seq, const char *words)
{
  YcVerdict verdict;

  test_exec (hall->node.db, "BEGIN");
  test_exec (hall->node.db, sql);
  verify (hall->node.db, &verdict);
  g_test_message ("%s", verdict.sentence);
  g_assert_false (verdict.ok);
  if (dev != NULL)
    assert_names (&verdict, dev, seq);
  if (words != NULL)
    g_assert_nonnull (strstr (verdict.sentence, words));
  yc_verdict_clear (&verdict);
  test_exec (hall->node.db, "ROLLBACK");
}

static char *
format (const char *before, const char *dev, const char *after)
{
  return g_strconcat (before, dev, after, NULL);
}

static void
test_deleted (void)
{
  TestHall hall;
  const char *dev;

  make_journal (&hall);
  add_quarantined (&hall);
  dev = hall.stations[0].dev;
  for (int seq = 1; seq <= 4; seq++)
    {
      g_autofree char *after = g_strdup_printf ("' AND seq = %d", seq);
      g_autofree char *sql =
        format (seq == 3 ? "DELETE FROM quarantine WHERE dev = '" : "DELETE FROM event WHERE dev = '", dev, after);

      check_change (&hall, sql, dev, seq, "missing");
    }
  for (int seq = 1; seq <= 15; seq++)
    {
      g_autofree char *after = g_strdup_printf ("' AND seq = %d", seq);
      g_autofree char *sql = format ("DELETE FROM event WHERE dev = '", hall.node.dev, after);

      check_change (&hall, sql, seq == 1 ? NULL : hall.node.dev, seq, seq == 1 ? NULL : "missing");
    }
  {
    /* All of a device's lines: its head remains. */
    g_autofree char *sql = format ("DELETE FROM quarantine; DELETE FROM event WHERE dev = '", dev, "'");

    check_change (&hall, sql, dev, 1, "missing");
  }
  test_hall_clear (&hall);
}

static void
test_swapped (void)
{
  TestHall hall;
  const char *dev;
  g_autofree char *lines = NULL;
  g_autofree char *places = NULL;

  make_journal (&hall);
  dev = hall.stations[0].dev;
  lines = g_strdup_printf ("CREATE TEMP TABLE t AS SELECT seq, line, hash FROM event WHERE dev = '%s';"
                           "UPDATE event SET line = (SELECT line FROM t WHERE t.seq = 3 - event.seq),"
                           " hash = (SELECT hash FROM t WHERE t.seq = 3 - event.seq) WHERE dev = '%s';",
                           dev, dev);
  check_change (&hall, lines, dev, 1, "another number");
  /* Positions of two lines of different devices: only the rolling hash knows. */
  places = g_strdup_printf ("UPDATE event SET pos = 999 WHERE dev = '%s' AND seq = 14;"
                            "UPDATE event SET pos = 14 WHERE dev = '%s' AND seq = 1;"
                            "UPDATE event SET pos = 15 WHERE dev = '%s' AND seq = 14;",
                            hall.node.dev, dev, hall.node.dev);
  check_change (&hall, places, NULL, 0, "order that was signed");
  test_hall_clear (&hall);
}

static void
test_moved_between_columns (void)
{
  TestHall hall;
  g_autofree char *subject = NULL;
  g_autofree char *type = NULL;
  g_autofree char *hall_id = NULL;

  make_journal (&hall);
  subject = format ("UPDATE event SET subject = 'ticket/none' WHERE dev = '", hall.node.dev, "' AND seq = 5");
  check_change (&hall, subject, hall.node.dev, 5, "another subject");
  type =
    format ("UPDATE event SET type = 'org.yichuang.ticket.ended.v1' WHERE dev = '", hall.node.dev, "' AND seq = 5");
  check_change (&hall, type, hall.node.dev, 5, "another type");
  hall_id = format ("UPDATE event SET hall = 'x' WHERE dev = '", hall.node.dev, "' AND seq = 14");
  check_change (&hall, hall_id, NULL, 0, NULL);
  test_hall_clear (&hall);
}

static void
test_heads (void)
{
  TestHall hall;
  g_autofree char *stream = NULL;
  g_autofree char *sig = NULL;
  g_autofree char *key = NULL;
  YcVerdict verdict;

  make_journal (&hall);
  stream = g_strconcat ("dev:", hall.stations[0].dev, NULL);
  sig =
    format ("UPDATE head SET sig = (SELECT sig FROM head WHERE stream LIKE 'hall:%') WHERE stream = '", stream, "'");
  check_change (&hall, sig, hall.stations[0].dev, 2, "not signed by this device");
  check_change (&hall,
                "UPDATE head SET sig = (SELECT sig FROM head WHERE stream LIKE 'dev:%') WHERE stream LIKE 'hall:%'",
                NULL, 0, "not signed by this device");
  check_change (&hall, "UPDATE head SET n = n + 1 WHERE stream LIKE 'hall:%'", NULL, 0, "is missing");
  /* Without its head a device's lines are unsigned, and said to be. */
  key = format ("DELETE FROM head WHERE stream = '", stream, "'");
  test_exec (hall.node.db, "BEGIN");
  test_exec (hall.node.db, key);
  g_assert_true (verify (hall.node.db, &verdict));
  g_assert_cmpuint (verdict.unsigned_tail, ==, 2);
  g_assert_nonnull (strstr (verdict.sentence, "not signed yet"));
  yc_verdict_clear (&verdict);
  test_exec (hall.node.db, "ROLLBACK");
  test_hall_clear (&hall);
}

/* Whoever may write the database changes a line and makes every later one of the device fit: only the head tells. */
static void
test_recomputed (void)
{
  TestHall hall;
  g_autoptr (GPtrArray) lines = NULL;
  g_autofree char *prev = NULL;
  YcVerdict verdict;

  make_journal (&hall);
  lines = read_stored (hall.node.db);
  test_exec (hall.node.db, "BEGIN");
  for (guint i = 0; i < lines->len; i++)
    {
      const Stored *stored = g_ptr_array_index (lines, i);
      gsize length = 0;
      const char *bytes = g_bytes_get_data (stored->line, &length);
      g_autoptr (GString) text = NULL;
      char hash[YC_HASH_SIZE];

      if (strcmp (stored->dev, hall.node.dev) != 0 || stored->seq < 5)
        continue;
      text = g_string_new_len (bytes, (gssize) length);
      if (stored->seq == 5)
        g_assert_cmpuint (g_string_replace (text, "\"ycskew\":0", "\"ycskew\":1", 1), ==, 1);
      else
        {
          char *at = strstr (text->str, "\"ycprev\":\"");

          g_assert_nonnull (at);
          memcpy (at + strlen ("\"ycprev\":\""), prev, YC_HASH_SIZE - 1);
        }
      write_line (hall.node.db, stored, text->str, text->len, TRUE);
      yc_hash_line_into (text->str, (gssize) text->len, hash);
      g_free (prev);
      prev = g_strdup (hash);
    }
  verify (hall.node.db, &verdict);
  assert_names (&verdict, hall.node.dev, 14);
  g_assert_nonnull (strstr (verdict.sentence, "signed head"));
  yc_verdict_clear (&verdict);
  test_exec (hall.node.db, "ROLLBACK");
  test_hall_clear (&hall);
}

static void
test_workstation (void)
{
  TestHall hall;
  YcVerdict verdict;
  g_autofree char *sql = NULL;

  make_journal (&hall);
  test_hall_settle (&hall);
  for (int i = 0; i < TEST_WORKSTATIONS; i++)
    {
      g_assert_true (verify (hall.stations[i].db, &verdict));
      yc_verdict_clear (&verdict);
    }
  sql = format ("DELETE FROM event WHERE dev = '", hall.stations[0].dev, "' AND seq = 4");
  test_exec (hall.stations[0].db, sql);
  verify (hall.stations[0].db, &verdict);
  assert_names (&verdict, hall.stations[0].dev, 4);
  yc_verdict_clear (&verdict);
  test_hall_clear (&hall);
}

/* An export says the same as the database, and no byte of it can be changed unseen. */
static void
test_export (void)
{
  TestHall hall;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  const char *reason;
  gsize length = 0;
  YcVerdict verdict;

  make_journal (&hall);
  add_quarantined (&hall);
  path = g_build_filename (hall.dir, "export.jsonl", NULL);
  yc_db_export (hall.node.db, path, &error);
  g_assert_no_error (error);
  yc_verify_export (path, &verdict, &error);
  g_assert_no_error (error);
  g_test_message ("%s", verdict.sentence);
  g_assert_true (verdict.ok);
  g_assert_cmpuint (verdict.lines, ==, 19);
  yc_verdict_clear (&verdict);
  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  /* The node's own words on why it did not take a line are no part of the chain. */
  reason = strstr (text, "not of this device");
  g_assert_nonnull (reason);
  for (gsize i = 0; i < length; i += g_test_slow () ? 1 : 7)
    {
      g_autoptr (GError) refused = NULL;

      if (text + i >= reason && text + i < reason + strlen ("not of this device"))
        continue;
      text[i] ^= 1;
      g_file_set_contents_full (path, text, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
      g_assert_no_error (error);
      if (yc_verify_export (path, &verdict, &refused) && verdict.ok)
        g_error ("byte %u of the export was changed unseen: %.60s", (guint) i, text + (i > 30 ? i - 30 : 0));
      yc_verdict_clear (&verdict);
      text[i] ^= 1;
    }
  /* A node's journal passed off as a workstation's, which is judged more mildly. */
  {
    g_autoptr (GString) mild = g_string_new_len (text, (gssize) length);
    g_autoptr (GError) refused = NULL;

    g_assert_cmpuint (g_string_replace (mild, "\"node\":true", "\"node\":false", 1), ==, 1);
    g_file_set_contents_full (path, mild->str, (gssize) mild->len, G_FILE_SET_CONTENTS_NONE, 0600, &error);
    g_assert_no_error (error);
    g_assert_true (yc_verify_export (path, &verdict, &refused));
    g_assert_false (verdict.ok);
    yc_verdict_clear (&verdict);
  }
  /* Cut off after any line. */
  for (gsize i = 0; i + 1 < length; i++)
    {
      g_autoptr (GError) refused = NULL;

      if (text[i] != '\n')
        continue;
      g_file_set_contents_full (path, text, (gssize) i + 1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
      g_assert_no_error (error);
      g_assert_false (yc_verify_export (path, &verdict, &refused) && verdict.ok);
      yc_verdict_clear (&verdict);
    }
  test_hall_clear (&hall);
}

/* What a hall does while its journal is exported: a ticket, a line that is quarantined, one after it. */
static void
work_on (TestHall *hall)
{
  TestStation *station = &hall->stations[0];
  g_autofree char *actor = g_strconcat ("staff/", station->staff, NULL);
  g_autofree char *session = g_strconcat ("session/", station->session, NULL);
  g_autoptr (YcEvent) lock = test_event (YC_EVENT_SESSION_LOCKED, session, "reason", 's', "key", NULL);
  g_autoptr (YcEvent) unlock = test_event (YC_EVENT_SESSION_UNLOCKED, session, NULL);
  char ticket[YC_UUID_LENGTH + 1];

  test_hall_issue (hall, ticket);
  test_event_sign (lock, actor, station->session, 1);
  test_append (station->db, lock);
  test_event_sign (unlock, actor, station->session, 1);
  test_append (station->db, unlock);
  quarantine (hall, lock->seq);
}

static int
open_file (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

/* Page by page, with work between the pages: the same as if the hall had stood still meanwhile. */
static void
test_export_by_pages (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcExport) export = NULL;
  g_autoptr (GBytes) exported = NULL;
  g_autoptr (GBytes) expected = NULL;
  g_autofree char *before = NULL;
  g_autofree char *path = NULL;
  g_auto (YcVerdict) verdict = { 0 };
  char *text = NULL;
  gboolean ended = FALSE;
  gsize length = 0;
  guint pages = 0;
  TestHall hall;
  char ticket[YC_UUID_LENGTH + 1];

  make_journal (&hall);
  add_quarantined (&hall);
  for (guint i = 0; i < 900; i++)
    test_hall_issue (&hall, ticket);
  before = g_build_filename (hall.dir, "before.jsonl", NULL);
  path = g_build_filename (hall.dir, "pages.jsonl", NULL);
  yc_db_export (hall.node.db, before, &error);
  g_assert_no_error (error);
  g_file_get_contents (before, &text, &length, &error);
  g_assert_no_error (error);
  expected = g_bytes_new_take (text, length);

  export = yc_export_new (hall.node.db, open_file (path), &error);
  g_assert_no_error (error);
  while (!ended)
    {
      work_on (&hall);
      yc_export_write (export, hall.node.db, &ended, &error);
      g_assert_no_error (error);
      pages++;
    }
  g_assert_cmpuint (pages, >, 4);
  exported = yc_export_read (export, &error);
  g_assert_no_error (error);
  g_clear_pointer (&export, yc_export_free);
  g_assert_true (g_bytes_equal (exported, expected));
  g_assert_true (yc_verify_export_bytes (exported, &verdict, &error));
  g_assert_cmpstr (verdict.ok ? NULL : verdict.sentence, ==, NULL);
  g_assert_cmpuint (verdict.lines, ==, 919);
  test_hall_clear (&hall);
}

/* Quarantined lines of several devices are more than a page too. */
static void
test_many_quarantined (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_auto (YcVerdict) verdict = { 0 };
  TestHall hall;

  make_journal (&hall);
  yc_db_begin (hall.node.db, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 500; i++)
    {
      const TestStation *station = &hall.stations[i % 2];
      char hash[YC_HASH_SIZE];
      gint64 seq = 0;

      yc_db_get_tail (hall.node.db, station->dev, &seq, hash, &error);
      g_assert_no_error (error);
      yc_db_quarantine (hall.node.db, station->dev, seq + 1, "?", 1, "no line", &error);
      g_assert_no_error (error);
    }
  yc_db_commit (hall.node.db, &error);
  g_assert_no_error (error);
  path = g_build_filename (hall.dir, "export.jsonl", NULL);
  yc_db_export (hall.node.db, path, &error);
  g_assert_no_error (error);
  yc_verify_export (path, &verdict, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (verdict.ok ? NULL : verdict.sentence, ==, NULL);
  g_assert_cmpint (verdict.lines, ==, test_query_int (hall.node.db, "SELECT (SELECT count(*) FROM event) + 500"));
  test_hall_clear (&hall);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/store/verify/every-byte", GINT_TO_POINTER (FALSE), test_every_byte);
  g_test_add_data_func ("/store/verify/every-byte-with-its-hash", GINT_TO_POINTER (TRUE), test_every_byte);
  g_test_add_func ("/store/verify/deleted", test_deleted);
  g_test_add_func ("/store/verify/swapped", test_swapped);
  g_test_add_func ("/store/verify/columns", test_moved_between_columns);
  g_test_add_func ("/store/verify/heads", test_heads);
  g_test_add_func ("/store/verify/recomputed", test_recomputed);
  g_test_add_func ("/store/verify/workstation", test_workstation);
  g_test_add_func ("/store/verify/export", test_export);
  g_test_add_func ("/store/verify/export-by-pages", test_export_by_pages);
  g_test_add_func ("/store/verify/many-quarantined", test_many_quarantined);
  return g_test_run ();
}
