/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

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
test_append_line (void)
{
  TestHall hall;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (YcEvent) first = NULL;
  g_autoptr (YcEvent) called = NULL;
  g_autoptr (YcEvent) read = NULL;
  g_autoptr (YcHead) head = NULL;
  g_autofree char *actor = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *stream = NULL;
  char hash[YC_HASH_SIZE];
  char expected[YC_HASH_SIZE];
  char ticket[YC_UUID_LENGTH + 1];
  gint64 seq = 0;
  gint64 next = 0;

  test_hall_init (&hall, 11);
  test_hall_issue (&hall, ticket);
  actor = g_strconcat ("device/", hall.node.dev, NULL);
  subject = g_strconcat ("ticket/", ticket, NULL);
  called = test_event (YC_EVENT_TICKET_CALLED, subject, "counter", 'i', 2, "session", 's', hall.stations[1].session,
                       "step", 's', "place", NULL);
  test_event_sign (called, actor, "", 2);
  test_append (hall.node.db, called);
  lines = yc_db_read_feed (hall.node.db, 13, 10, 100000, FALSE, &next, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 2);
  g_assert_cmpint (next, ==, 15);
  {
    const YcLine *before = g_ptr_array_index (lines, 0);
    const YcLine *line = g_ptr_array_index (lines, 1);

    first = yc_event_read (before->line, before->length, &error);
    g_assert_no_error (error);
    read = yc_event_read (line->line, line->length, &error);
    g_assert_no_error (error);
    yc_hash_line_into (before->line, (gssize) before->length, expected);
    g_assert_cmpstr (read->prev, ==, expected);
    yc_hash_line_into (line->line, (gssize) line->length, expected);
  }
  g_assert_cmpint (read->seq, ==, 15);
  g_assert_cmpint (read->base, ==, 14);
  g_assert_cmpint (first->base, ==, 0);
  g_assert_cmpint (read->time, ==, hall.env.wall);
  g_assert_cmpstr (read->dev, ==, hall.node.dev);
  g_assert_cmpstr (read->hall, ==, hall.hall);
  g_assert_cmpstr (read->id, >, first->id);
  yc_db_get_tail (hall.node.db, hall.node.dev, &seq, hash, &error);
  g_assert_no_error (error);
  g_assert_cmpint (seq, ==, 15);
  g_assert_cmpstr (hash, ==, expected);
  stream = g_strconcat ("dev:", hall.node.dev, NULL);
  yc_db_get_head (hall.node.db, stream, &head, &error);
  g_assert_no_error (error);
  g_assert_cmpint (head->n, ==, 15);
  g_assert_cmpstr (head->hash, ==, expected);
  g_assert_true (yc_head_verify (head, yc_key_get_public (hall.node.key), &error));
  g_assert_cmpint (yc_hall_get_current (yc_db_get_hall (hall.node.db, NULL), 2)->state, ==, YC_TICKET_CALLED);
  test_hall_clear (&hall);
}

/* R(n) = SHA-256 (0x01 || R(n-1) || h(n)), written out once more here. */
static void
test_hall_head (void)
{
  TestHall hall;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHead) head = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autofree char *stream = NULL;
  guint8 roll[32] = { 0 };
  char ticket[YC_UUID_LENGTH + 1];
  char text[YC_HASH_SIZE];
  gint64 next = 0;

  test_hall_init (&hall, 12);
  for (int i = 0; i < 3; i++)
    test_hall_issue (&hall, ticket);
  lines = yc_db_read_feed (hall.node.db, 0, 100, 1 << 20, FALSE, &next, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 16);
  for (guint i = 0; i < lines->len; i++)
    {
      const YcLine *line = g_ptr_array_index (lines, i);
      g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
      g_autoptr (GChecksum) link = g_checksum_new (G_CHECKSUM_SHA256);
      guint8 digest[32];
      gsize size = sizeof digest;

      g_assert_cmpint (line->pos, ==, i + 1);
      g_checksum_update (sum, (const guchar *) "\0", 1);
      g_checksum_update (sum, (const guchar *) line->line, (gssize) line->length);
      g_checksum_get_digest (sum, digest, &size);
      g_checksum_update (link, (const guchar *) "\1", 1);
      g_checksum_update (link, roll, sizeof roll);
      g_checksum_update (link, digest, sizeof digest);
      g_checksum_get_digest (link, roll, &size);
    }
  for (int i = 0; i < 32; i++)
    g_snprintf (text + 2 * i, 3, "%02x", roll[i]);
  stream = g_strconcat ("hall:", hall.hall, NULL);
  yc_db_get_head (hall.node.db, stream, &head, &error);
  g_assert_no_error (error);
  g_assert_cmpint (head->n, ==, 16);
  g_assert_cmpstr (head->hash, ==, text);
  g_assert_true (yc_head_verify (head, yc_key_get_public (hall.node.key), &error));
  test_hall_clear (&hall);
}

static YcEvent *
make_lock (TestHall *hall, TestStation *station, gboolean lock)
{
  g_autofree char *actor = g_strconcat ("staff/", station->staff, NULL);
  g_autofree char *session = g_strconcat ("session/", station->session, NULL);
  YcEvent *event = lock ? test_event (YC_EVENT_SESSION_LOCKED, session, "reason", 's', "key", NULL)
                        : test_event (YC_EVENT_SESSION_UNLOCKED, session, NULL);

  test_event_sign (event, actor, station->session, station->counter);
  return event;
}

static void
test_savepoint (void)
{
  TestHall hall;
  TestStation *w = &hall.stations[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (YcEvent) lock = NULL;
  g_autoptr (YcEvent) again = NULL;
  g_autoptr (YcEvent) unlock = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *name = NULL;
  g_auto (GStrv) changed = NULL;
  char hash[YC_HASH_SIZE];
  char tail[YC_HASH_SIZE];
  gint64 seq = 0;

  test_hall_init (&hall, 13);
  name = g_strconcat ("session/", w->session, NULL);
  lock = make_lock (&hall, w, TRUE);
  again = make_lock (&hall, w, TRUE);
  unlock = make_lock (&hall, w, FALSE);
  begin (w->db);
  yc_db_savepoint (w->db, &error);
  g_assert_true (yc_db_append (w->db, lock, &error));
  yc_db_release (w->db, &error);
  g_assert_no_error (error);
  before = test_dump_hall (w->db);
  yc_db_get_tail (w->db, w->dev, &seq, tail, &error);
  yc_db_savepoint (w->db, &error);
  g_assert_true (yc_db_append (w->db, unlock, &error));
  g_assert_cmpint (yc_hall_get_session (yc_db_get_hall (w->db, NULL), w->session)->state, ==, YC_SESSION_OPEN);
  yc_db_rollback_to (w->db, &error);
  g_assert_no_error (error);
  /* Hall, tail and rows are as before the savepoint. */
  g_assert_cmpint (yc_hall_get_session (yc_db_get_hall (w->db, NULL), w->session)->state, ==, YC_SESSION_LOCKED);
  after = test_dump_hall (w->db);
  g_assert_cmpstr (after, ==, before);
  yc_db_get_tail (w->db, w->dev, &seq, hash, &error);
  g_assert_cmpint (seq, ==, 1);
  g_assert_cmpstr (hash, ==, tail);
  /* An event without effect is a fault of the program. */
  yc_db_savepoint (w->db, &error);
  g_assert_false (yc_db_append (w->db, again, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_INTERNAL);
  g_clear_error (&error);
  yc_db_rollback_to (w->db, &error);
  commit (w->db);
  changed = yc_db_take_changed (w->db);
  g_assert_cmpuint (g_strv_length (changed), ==, 1);
  g_assert_cmpstr (changed[0], ==, name);
  g_assert_cmpint (test_query_int (w->db, "SELECT count(*) FROM event WHERE pos IS NULL"), ==, 1);
  /* Rolled back whole: nothing is left, the next line takes the same number. */
  begin (w->db);
  g_clear_pointer (&unlock, yc_event_unref);
  unlock = make_lock (&hall, w, FALSE);
  g_assert_true (yc_db_append (w->db, unlock, &error));
  yc_db_rollback (w->db);
  g_assert_false (yc_db_in_transaction (w->db));
  yc_db_get_tail (w->db, w->dev, &seq, hash, &error);
  g_assert_cmpint (seq, ==, 1);
  g_assert_cmpint (yc_hall_get_session (yc_db_get_hall (w->db, NULL), w->session)->state, ==, YC_SESSION_LOCKED);
  test_hall_clear (&hall);
}

/* What a workstation does with a page: own lines confirmed, held ones skipped, forks and foreign lines refused. */
static void
test_ingest (void)
{
  TestHall hall;
  TestStation *w = &hall.stations[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (YcEvent) lock = NULL;
  g_autoptr (GPtrArray) feed = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *foreign = NULL;
  const YcLine *line;
  char *at;
  gint64 next = 0;
  gint64 count;

  test_hall_init (&hall, 14);
  lock = make_lock (&hall, w, TRUE);
  test_append (w->db, lock);
  g_assert_cmpint (yc_db_get_last_pos (w->db), ==, 13);
  test_hall_push (&hall, w, 10, FALSE);
  feed = yc_db_read_feed (hall.node.db, 0, 100, 1 << 20, TRUE, &next, &error);
  g_assert_no_error (error);
  count = test_query_int (w->db, "SELECT count(*) FROM event");
  /* The whole feed once more, twice. */
  for (int n = 0; n < 2; n++)
    {
      begin (w->db);
      for (guint i = 0; i < feed->len; i++)
        {
          line = g_ptr_array_index (feed, i);
          yc_db_ingest (w->db, line->line, line->length, line->pos, &error);
          g_assert_no_error (error);
        }
      commit (w->db);
    }
  g_assert_cmpint (test_query_int (w->db, "SELECT count(*) FROM event"), ==, count);
  g_assert_cmpint (test_query_int (w->db, "SELECT count(*) FROM event WHERE pos IS NULL"), ==, 0);
  g_assert_cmpint (yc_db_get_last_pos (w->db), ==, 14);

  begin (w->db);
  line = g_ptr_array_index (feed, 3);
  /* Another line for the same device and number. */
  changed = g_strndup (line->line, line->length);
  at = strstr (changed, "\"ycskew\":0");
  g_assert_nonnull (at);
  at[strlen ("\"ycskew\":")] = '1';
  g_assert_false (yc_db_ingest (w->db, changed, strlen (changed), line->pos, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_FORK);
  g_clear_error (&error);
  /* The same line at another position. */
  g_assert_false (yc_db_ingest (w->db, line->line, line->length, 99, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_FORK);
  g_clear_error (&error);
  /* Another line at a position that is taken: a number not held yet. */
  at = strstr (changed, "\"ycseq\":4,");
  g_assert_nonnull (at);
  at[strlen ("\"ycseq\":")] = '9';
  at = strstr (changed, hall.node.dev);
  memcpy (at, hall.stations[2].dev, YC_UUID_LENGTH);
  g_assert_false (yc_db_ingest (w->db, changed, strlen (changed), line->pos, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_FORK);
  g_clear_error (&error);
  /* Of another hall, and no line at all. */
  foreign = g_strndup (line->line, line->length);
  at = strstr (foreign, "\"ychall\":\"");
  memcpy (at + strlen ("\"ychall\":\""), hall.node.dev, YC_UUID_LENGTH);
  g_assert_false (yc_db_ingest (w->db, foreign, strlen (foreign), 99, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE);
  g_clear_error (&error);
  g_assert_false (yc_db_ingest (w->db, "{}", 2, 99, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE);
  yc_db_rollback (w->db);
  g_assert_cmpint (test_query_int (w->db, "SELECT count(*) FROM event"), ==, count);
  test_hall_clear (&hall);
}

/* An unknown type gets a position and is skipped; a rating is in the journal and not in a workstation's feed. */
static void
test_feed (void)
{
  TestHall hall;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  char ticket[YC_UUID_LENGTH + 1];
  gint64 next = 0;

  test_hall_init (&hall, 15);
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *subject = g_strconcat ("rating/", hall.node.session, NULL);
      g_autofree char *actor = g_strconcat ("device/", hall.node.dev, NULL);
      g_autoptr (YcEvent) event = yc_event_new (YC_EVENT_UNKNOWN, subject);

      g_free (event->type_name);
      event->type_name = g_strdup (i == 0 ? "org.yichuang.rating.given.v1" : "org.yichuang.rating.invited.v1");
      test_event_sign (event, actor, "", 1);
      test_append (hall.node.db, event);
    }
  test_hall_issue (&hall, ticket);
  lines = yc_db_read_feed (hall.node.db, 13, 10, 1 << 20, FALSE, &next, &error);
  g_assert_cmpuint (lines->len, ==, 3);
  g_assert_cmpint (next, ==, 16);
  g_clear_pointer (&lines, g_ptr_array_unref);
  lines = yc_db_read_feed (hall.node.db, 13, 10, 1 << 20, TRUE, &next, &error);
  g_assert_cmpuint (lines->len, ==, 2);
  g_assert_cmpint (((YcLine *) g_ptr_array_index (lines, 0))->pos, ==, 15);
  g_assert_cmpint (next, ==, 16);
  g_clear_pointer (&lines, g_ptr_array_unref);
  /* Limited by number, then by bytes: one line comes in any case, and next is where to go on. */
  lines = yc_db_read_feed (hall.node.db, 0, 5, 1 << 20, TRUE, &next, &error);
  g_assert_cmpuint (lines->len, ==, 5);
  g_assert_cmpint (next, ==, 5);
  g_clear_pointer (&lines, g_ptr_array_unref);
  lines = yc_db_read_feed (hall.node.db, 5, 100, 1, TRUE, &next, &error);
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpint (next, ==, 6);
  g_clear_pointer (&lines, g_ptr_array_unref);
  /* Nothing there, and what was scanned is left out. */
  lines = yc_db_read_feed (hall.node.db, 16, 100, 1 << 20, TRUE, &next, &error);
  g_assert_cmpuint (lines->len, ==, 0);
  g_assert_cmpint (next, ==, 16);
  g_clear_pointer (&lines, g_ptr_array_unref);
  lines = yc_db_read_own (hall.node.db, 10, 3, 1 << 20, &error);
  g_assert_cmpuint (lines->len, ==, 3);
  g_assert_cmpint (((YcLine *) g_ptr_array_index (lines, 0))->seq, ==, 11);
  test_hall_clear (&hall);
}

/* The node was restored from an older copy: back to a position it still has, then on with what it has now (4-protocol 2.5). */
static void
test_rewind (void)
{
  TestHall hall;
  TestStation *w = &hall.stations[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (YcEvent) lock = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *settled = NULL;
  char ticket[YC_UUID_LENGTH + 1];
  YcPeer peer;

  test_hall_init (&hall, 22);
  before = test_dump_projections (w->db);
  lock = make_lock (&hall, w, TRUE);
  test_append (w->db, lock);
  test_hall_issue (&hall, ticket);
  test_hall_settle (&hall);
  settled = test_dump_projections (w->db);
  g_assert_cmpint (yc_db_get_last_pos (w->db), ==, 15);
  begin (w->db);
  yc_db_rewind (w->db, 13, &error);
  g_assert_no_error (error);
  commit (w->db);
  /* The foreign line is gone, the own one is pending again, and folded as such. */
  g_assert_cmpint (yc_db_get_last_pos (w->db), ==, 13);
  g_assert_cmpint (test_query_int (w->db, "SELECT count(*) FROM event WHERE pos IS NULL"), ==, 1);
  g_assert_null (yc_hall_get_ticket (yc_db_get_hall (w->db, NULL), ticket));
  g_assert_cmpint (yc_hall_get_session (yc_db_get_hall (w->db, NULL), w->session)->state, ==, YC_SESSION_LOCKED);
  yc_db_get_peer (w->db, &peer, &error);
  g_assert_cmpint (peer.cursor, ==, 13);
  while (test_hall_pull (&hall, w, 10) > 0)
    continue;
  after = test_dump_projections (w->db);
  g_assert_cmpstr (after, ==, settled);
  g_assert_cmpstr (after, !=, before);
  test_hall_clear (&hall);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/lines/append", test_append_line);
  g_test_add_func ("/store/lines/hall-head", test_hall_head);
  g_test_add_func ("/store/lines/savepoint", test_savepoint);
  g_test_add_func ("/store/lines/ingest", test_ingest);
  g_test_add_func ("/store/lines/feed", test_feed);
  g_test_add_func ("/store/lines/rewind", test_rewind);
  return g_test_run ();
}
