/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-node-feed"

#include "config.h"

#include "node-world.h"

#include <string.h>

static YcReply *
read_feed (Station *station, gint64 after, guint limit, gint64 epoch, const char *at, YcFeedPage *page)
{
  YcCaller caller = station_caller (station);
  g_autoptr(GError) error = NULL;
  YcReply *reply = NULL;

  yc_node_read_feed (station->world->db, &caller, after, limit, epoch, at, page, &reply, &error);
  g_assert_no_error (error);
  return reply;
}

/* Pages give each line once, with its position, and end with a page that says wait. */
static void
test_pages (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  gint64 last = yc_db_get_last_pos (world->db);
  gint64 after = 0;
  gint64 seen = 0;

  for (;;)
    {
      YcFeedPage page;
      g_autoptr(YcReply) reply = read_feed (station, after, 3, 1, NULL, &page);
      g_autoptr(GBytes) body = NULL;
      g_autoptr(GPtrArray) lines = NULL;
      g_autofree char *positions = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_null (reply);
      g_assert_cmpint (page.epoch, ==, 1);
      body = yc_feed_page_to_body (&page, &positions);
      lines = yc_batch_split (body, &error);
      g_assert_no_error (error);
      yc_positions_read (positions, lines, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < lines->len; i++)
        g_assert_cmpint (((YcLine *) g_ptr_array_index (lines, i))->pos, ==, ++seen);
      g_assert_cmpuint (lines->len, <=, 3);
      g_assert_true (page.wait == (lines->len == 0));
      after = page.next;
      yc_feed_page_clear (&page);
      if (lines->len == 0)
        break;
    }
  g_assert_cmpint (seen, ==, last);
  g_assert_cmpint (after, ==, last);
}

/* A line of this type at the node, as a device would write it. */
static void
push_type (Station *station, const char *type)
{
  g_autofree char *id = world_uuid (station->world);
  g_autofree char *subject = g_strconcat ("rating/", id, NULL);
  g_autoptr(YcEvent) event = station_event (station, YC_EVENT_UNKNOWN, subject, "{}");
  g_autoptr(YcReply) reply = NULL;

  g_free (event->type_name);
  event->type_name = g_strdup (type);
  station_add (station, event);
  reply = station_push_all (station);
  g_assert_cmpuint (json_array_get_length (yc_json_get_array (reply->body, "verdicts", NULL)), ==, 0);
}

/* Ratings are at the node and not in the feed of a workstation, whose cursor goes over them. */
static void
test_without_ratings (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) pad = station_new (world, "pad", 3);
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  gint64 after = yc_db_get_last_pos (world->db);
  g_autoptr(YcReply) reply = NULL;
  YcFeedPage page;

  push_type (pad, "org.yichuang.rating.given.v1");
  push_type (pad, "org.yichuang.rating.asked_in_a_newer_program.v1");
  push_type (pad, "org.yichuang.rating.declined.v1");
  push_type (pad, "org.yichuang.rating.lapsed.v1");
  g_assert_cmpuint (world_count (world, "rating.given"), ==, 1);
  reply = read_feed (station, after, 500, 1, NULL, &page);
  g_assert_null (reply);
  g_assert_cmpuint (page.lines->len, ==, 1);
  g_assert_cmpint (page.next, ==, after + 4);
  g_assert_false (page.wait);
  yc_feed_page_clear (&page);
  reply = read_feed (station, after + 2, 500, 1, NULL, &page);
  g_assert_cmpuint (page.lines->len, ==, 0);
  g_assert_cmpint (page.next, ==, after + 4);
  g_assert_false (page.wait);
  yc_feed_page_clear (&page);
}

static void
check_reset (YcReply *reply, gint64 rewind_to)
{
  world_assert_problem (reply, 409, "/problems/feed-reset");
  g_assert_cmpint (yc_json_peek_int (reply->body, "rewind_to"), ==, rewind_to);
}

static void
test_reset (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  gint64 last = yc_db_get_last_pos (world->db);
  char hash[YC_HASH_SIZE];
  g_autofree char *right = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *above = NULL;
  g_autoptr(GError) error = NULL;
  gboolean found;
  YcFeedPage page;
  YcReply *reply;

  g_assert_true (yc_db_get_pos_hash (world->db, last, hash, &found, &error) && found);
  right = g_strdup_printf ("%" G_GINT64_FORMAT " %s", last, hash);
  above = g_strdup_printf ("%" G_GINT64_FORMAT " %s", last + 1, hash);
  hash[0] = hash[0] == 'a' ? 'b' : 'a';
  wrong = g_strdup_printf ("%" G_GINT64_FORMAT " %s", last, hash);

  reply = read_feed (station, last, 10, 1, right, &page);
  g_assert_null (reply);
  yc_feed_page_clear (&page);
  reply = read_feed (station, last, 10, 1, wrong, &page);
  check_reset (reply, 0);
  yc_reply_free (reply);
  reply = read_feed (station, last, 10, 1, above, &page);
  check_reset (reply, 0);
  yc_reply_free (reply);
  reply = read_feed (station, last + 1, 10, 1, NULL, &page);
  check_reset (reply, last);
  yc_reply_free (reply);
  reply = read_feed (station, last, 10, 2, right, &page);
  check_reset (reply, 0);
  yc_reply_free (reply);
  /* Somebody who has never read has no epoch to compare. */
  reply = read_feed (station, 0, 10, 0, NULL, &page);
  g_assert_null (reply);
  yc_feed_page_clear (&page);
  reply = read_feed (station, 0, 10, 1, "1 abc", &page);
  world_assert_problem (reply, 400, "/problems/headers");
  yc_reply_free (reply);
}

/* After a new epoch from a position on, an old cursor goes back to before it. */
static void
test_epoch (void)
{
  static const char record[] = "{\"epoch\":2,\"start\":4}";
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autoptr(GBytes) value = g_bytes_new_static (record, sizeof record - 1);
  g_autoptr(YcReply) below = NULL;
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(YcReply) none = NULL;
  g_autoptr(GError) error = NULL;
  YcFeedPage page;

  world_begin (world);
  g_assert_true (yc_db_set_meta (world->db, "epoch", value, &error));
  world_end (world);
  reply = read_feed (station, 6, 10, 1, NULL, &page);
  check_reset (reply, 3);
  g_assert_cmpint (yc_json_peek_int (reply->body, "epoch"), ==, 2);
  below = read_feed (station, 2, 10, 1, NULL, &page);
  check_reset (below, 2);
  none = read_feed (station, 6, 10, 2, NULL, &page);
  g_assert_null (none);
  g_assert_cmpint (page.epoch, ==, 2);
  yc_feed_page_clear (&page);
}

/* What is not committed is in no page that is read after the group. */
static void
test_after_commit (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  gint64 last = yc_db_get_last_pos (world->db);
  g_autofree char *key = world_uuid (world);
  YcCommandHeaders headers = { key, NULL, -1, -1, -1, NULL, FALSE };
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"command\":\"issue\",\"args\":{\"queue\":\"A\"}}", 40);
  g_autoptr(YcReply) issued = NULL;
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  YcFeedPage page;

  world_begin (world);
  issued = yc_node_command (world->db, &world_local, &headers, body, &error);
  g_assert_no_error (error);
  world_assert_ok (issued);
  yc_db_rollback (world->db);
  reply = read_feed (station, last, 10, 1, NULL, &page);
  g_assert_null (reply);
  g_assert_cmpuint (page.lines->len, ==, 0);
  g_assert_true (page.wait);
  yc_feed_page_clear (&page);
}

static void
test_heads (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  YcCaller caller = station_caller (station);
  g_autofree char *stream = g_strconcat ("dev:", station->dev, NULL);
  g_autofree char *hall = g_strconcat ("hall:", world->hall, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) before = yc_node_get_heads (world->db, &caller, stream, &error);
  g_autoptr(YcReply) after = NULL;
  g_autoptr(YcReply) of_hall = yc_node_get_heads (world->db, &caller, hall, &error);
  g_autoptr(YcReply) bad = yc_node_get_heads (world->db, &caller, "dev:x", &error);
  g_autoptr(YcReply) all = NULL;
  g_autofree char *hash = NULL;
  const YcLine *line;

  g_assert_cmpint (yc_json_peek_int (before->body, "n"), ==, 0);
  g_assert_cmpstr (yc_json_peek_string (before->body, "hash"), ==, YC_HASH_ZERO);
  g_assert_cmpint (yc_json_peek_int (of_hall->body, "n"), ==, yc_db_get_last_pos (world->db));
  world_assert_problem (bad, 400, "/problems/stream");
  push_type (station, "org.yichuang.something.new.v1");
  after = yc_node_get_heads (world->db, &caller, stream, &error);
  line = g_ptr_array_index (station->lines, 0);
  hash = yc_hash_line (line->line, (gssize) line->length);
  g_assert_cmpint (yc_json_peek_int (after->body, "n"), ==, 1);
  g_assert_cmpstr (yc_json_peek_string (after->body, "hash"), ==, hash);
  g_assert_nonnull (yc_json_peek_string (after->body, "sig"));
  all = yc_node_get_heads (world->db, &caller, NULL, &error);
  /* The device's, the node's, the hall's. */
  g_assert_cmpuint (json_array_get_length (yc_json_get_array (all->body, "heads", NULL)), ==, 3);
}

static void
check_unknown (World *world, const YcCaller *caller, guint status, const char *problem)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) feed = NULL;
  g_autoptr(YcReply) heads = yc_node_get_heads (world->db, caller, NULL, &error);
  g_autoptr(GBytes) document = NULL;
  g_autofree char *etag = NULL;
  g_autoptr(YcReply) reference = yc_node_get_reference (world->db, caller, "policy", &document, &etag, &error);
  YcFeedPage page;

  yc_node_read_feed (world->db, caller, 0, 10, -1, NULL, &page, &feed, &error);
  g_assert_no_error (error);
  world_assert_problem (feed, status, problem);
  world_assert_problem (heads, status, problem);
  world_assert_problem (reference, status, problem);
  g_assert_null (document);
}

/* A device's certificate alone reads; without one, with another key, or as the node itself nobody does. */
static void
test_certificate (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autoptr(YcKey) stranger = yc_key_generate (&world->env.env);
  g_autofree char *unknown = world_uuid (world);
  YcCaller nobody = { NULL, NULL, NULL, FALSE };
  YcCaller other_key = { station->dev, yc_key_get_public (stranger), NULL, FALSE };
  YcCaller not_enrolled = { unknown, yc_key_get_public (stranger), NULL, FALSE };
  YcCaller node = { world->dev, yc_key_get_public (world->key), NULL, FALSE };
  YcCaller good = station_caller (station);
  g_autoptr(GBytes) document = NULL;
  g_autofree char *etag = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) reply = yc_node_get_reference (world->db, &good, "policy", &document, &etag, &error);

  g_assert_null (reply);
  g_assert_nonnull (document);
  check_unknown (world, &nobody, 401, "/problems/device-unknown");
  check_unknown (world, &other_key, 401, "/problems/device-unknown");
  check_unknown (world, &not_enrolled, 401, "/problems/device-unknown");
  check_unknown (world, &node, 401, "/problems/device-unknown");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/10b/1/pages-and-positions", test_pages);
  g_test_add_func ("/10b/1/without-ratings", test_without_ratings);
  g_test_add_func ("/10b/3/feed-reset", test_reset);
  g_test_add_func ("/10b/3/epoch", test_epoch);
  g_test_add_func ("/10b/4/heads", test_heads);
  g_test_add_func ("/10b/11/nothing-before-commit", test_after_commit);
  g_test_add_func ("/10b/25/certificate-alone", test_certificate);
  return g_test_run ();
}
