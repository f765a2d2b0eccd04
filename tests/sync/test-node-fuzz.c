/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-node-fuzz"

#include "config.h"

#include "node-world.h"

#include <string.h>

#define ROUNDS 400

/* Everything here that is stored: positions, and what stands under these keys of meta. */
static char *
take_print (World *world)
{
  static const char *const prefixes[] = { "token/", "pin", "ref/", "code/", "hall" };
  GString *text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  g_string_append_printf (text, "%" G_GINT64_FORMAT, yc_db_get_last_pos (world->db));
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      g_auto(GStrv) keys = yc_db_list_meta (world->db, prefixes[i], &error);

      for (guint k = 0; keys[k] != NULL; k++)
        {
          g_autoptr(GBytes) value = NULL;
          g_autofree char *hash = NULL;

          g_assert_true (yc_db_get_meta (world->db, keys[k], &value, &error));
          hash = yc_hash_bytes (g_bytes_get_data (value, NULL), g_bytes_get_size (value));
          g_string_append_printf (text, " %s=%s", keys[k], hash);
        }
    }
  return g_string_free (text, FALSE);
}

/* Random bytes, or a good text with some of them changed. */
static GBytes *
make_bytes (GRand *rand, const char *good)
{
  gsize length = good != NULL && g_rand_boolean (rand) ? strlen (good) : (gsize) g_rand_int_range (rand, 0, 300);
  guint8 *bytes = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) g_rand_int_range (rand, 0, 256);
  if (good != NULL && length == strlen (good))
    {
      memcpy (bytes, good, length);
      for (gint32 n = g_rand_int_range (rand, 1, 4); n > 0 && length > 0; n--)
        bytes[g_rand_int_range (rand, 0, (gint32) length)] = (guint8) g_rand_int_range (rand, 0, 256);
    }
  bytes[length] = '\0';
  return g_bytes_new_take (bytes, length);
}

/* A header value: text of any bytes but NUL, or none. */
static char *
make_text (GRand *rand, const char *good)
{
  g_autoptr(GBytes) bytes = NULL;

  if (g_rand_int_range (rand, 0, 6) == 0)
    return NULL;
  bytes = make_bytes (rand, good);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gint64
make_number (GRand *rand)
{
  static const gint64 numbers[] = { -1, 0, 1, 2, 3, 100, G_MAXINT32, G_MAXINT64, G_MININT64 };

  return numbers[g_rand_int_range (rand, 0, G_N_ELEMENTS (numbers))];
}

/* Whatever was answered, it is a problem, except where a good answer changes nothing. */
static void
check_reply (YcReply *reply, const GError *error)
{
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpuint (reply->status, !=, 204);
  g_assert_true ((reply->status == 200) == (reply->problem == NULL));
}

static void
fuzz_command (Station *station, GRand *rand)
{
  g_autofree char *uuid = world_uuid (station->world);
  g_autofree char *key = make_text (rand, uuid);
  g_autofree char *session = make_text (rand, station->session);
  g_autofree char *token = make_text (rand, station->token);
  g_autofree char *at = make_text (rand, "1 " YC_HASH_ZERO);
  g_autoptr(GBytes) body = make_bytes (rand, "{\"command\":\"reroute\",\"args\":{\"ticket\":\"x\",\"queue\":\"A\"}}");
  YcCommandHeaders headers = { key, session, make_number (rand), make_number (rand), make_number (rand), at, FALSE };
  YcCaller caller = station_caller (station);
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) reply = NULL;

  if (g_rand_boolean (rand))
    caller.token = token;
  world_begin (station->world);
  reply = yc_node_command (station->world->db, &caller, &headers, body, &error);
  world_end (station->world);
  check_reply (reply, error);
  g_assert_cmpuint (reply->status, !=, 200);
}

static void
fuzz_push (Station *station, GRand *rand)
{
  g_autofree char *good = g_strconcat ("dev:", station->dev, NULL);
  g_autofree char *stream = g_rand_boolean (rand) ? g_strdup (good) : make_text (rand, good);
  g_autofree char *good_head = g_strconcat (good, " 1 " YC_HASH_ZERO " AAAA", NULL);
  g_autofree char *head = make_text (rand, good_head);
  g_autoptr(GBytes) body = make_bytes (rand, "[\n{},\n{\"specversion\":\"1.0\"}\n]");
  YcCaller caller = station_caller (station);
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) reply = NULL;

  world_begin (station->world);
  reply = yc_node_push (station->world->db, &caller, stream, make_number (rand), make_number (rand), head, body, &error);
  world_end (station->world);
  check_reply (reply, error);
  g_assert_cmpuint (reply->status, !=, 200);
}

static void
fuzz_feed (Station *station, GRand *rand)
{
  g_autofree char *at = make_text (rand, "3 " YC_HASH_ZERO);
  g_autofree char *stream = make_text (rand, "hall:x");
  g_autofree char *set = make_text (rand, "policy");
  g_autofree char *etag = NULL;
  g_autoptr(GBytes) document = NULL;
  YcCaller caller = station_caller (station);
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(YcReply) heads = NULL;
  g_autoptr(YcReply) reference = NULL;
  YcFeedPage page;

  g_assert_true (yc_node_read_feed (station->world->db, &caller, make_number (rand), (guint) make_number (rand),
                                    make_number (rand), at, &page, &reply, &error));
  g_assert_true ((reply == NULL) == (page.lines != NULL));
  yc_feed_page_clear (&page);
  heads = yc_node_get_heads (station->world->db, &caller, stream, &error);
  check_reply (heads, error);
  if (set != NULL)
    reference = yc_node_get_reference (station->world->db, &caller, set, &document, &etag, &error);
  g_assert_no_error (error);
}

/* An object with the members of a good one, each of some kind. */
static JsonObject *
make_object (GRand *rand, const char *const *names)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *text = make_text (rand, "10421");
      g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

      if (valid == NULL)
        json_object_set_null_member (object, names[i]);
      else if (g_rand_int_range (rand, 0, 3) > 0)
        json_object_set_string_member (object, names[i], valid);
      else if (g_rand_boolean (rand))
        json_object_set_int_member (object, names[i], make_number (rand));
      else
        json_object_set_array_member (object, names[i], json_array_new ());
    }
  return object;
}

/* Bodies of objects: a secret is left out, as a wrong one counts (that is tested elsewhere). */
static void
fuzz_objects (Station *station, GRand *rand)
{
  static const char *const staff[] = { "act", "number", "name", "role", "queues", "pin_hash", NULL };
  static const char *const code[] = { "as", "counter", "replace", NULL };
  static const char *const csr[] = { "csr", NULL };
  static const char *const enrolment[] = { "dev", "key", "csr", NULL };
  World *world = station->world;
  YcCaller caller = station_caller (station);
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const char *const *names[] = { staff, code, csr, enrolment };

  g_ptr_array_add (documents, make_bytes (rand, "{\"set\":\"queues\",\"version\":\"1\",\"items\":[]}"));
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(JsonObject) body = i < 4 ? make_object (rand, names[i]) : NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(YcReply) reply = NULL;

      world_begin (world);
      if (i == 0)
        reply = yc_node_staff (world->db, &world_local, body, &error);
      else if (i == 1)
        reply = yc_node_make_code (world->db, &world_local, body, world->fingerprint, &error);
      else if (i == 2)
        reply = yc_node_renew (world->db, &caller, body, &world->authority, &error);
      else if (i == 3)
        reply = yc_node_enrol (world->db, body, &world->authority, &error);
      else
        reply = yc_node_import (world->db, &world_local, documents, &error);
      world_end (world);
      check_reply (reply, error);
      g_assert_cmpuint (reply->status, !=, 200);
    }
}

static void
test_nothing_changes (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "supervisor", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *ticket = world_issue (world, "A");
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261124);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  station_sign_in (station, "10421");
  before = take_print (world);
  for (guint i = 0; i < ROUNDS; i++)
    {
      fuzz_command (station, rand);
      fuzz_push (station, rand);
      fuzz_feed (station, rand);
      fuzz_objects (station, rand);
    }
  after = take_print (world);
  g_assert_cmpstr (after, ==, before);
  world_verify (world);
}

/* Lines of any bytes under a good head: stored, quarantined, and never in the way of what follows. */
static void
test_any_line (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  g_autofree char *subject = NULL;

  station_sign_in (station, "10421");
  subject = g_strconcat ("session/", station->session, NULL);
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr(YcEvent) event = station_event (station, YC_EVENT_SESSION_LOCKED, subject, "{'reason':'key'}");
      g_autofree char *line = yc_event_write (event);
      g_autoptr(GBytes) bytes = make_bytes (rand, line);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_autoptr(YcEvent) read = NULL;
      g_autoptr(YcReply) reply = NULL;

      g_strdelimit (text, "\n", ' ');
      read = yc_event_read (text, strlen (text), NULL);
      /* A changed ycprev would be a fork, and an empty line no batch: both are tested elsewhere. */
      if (*text == '\0' || (read != NULL && strcmp (read->prev, event->prev) != 0))
        continue;
      station_add_raw (station, text);
      reply = station_push (station, station->lines->len, 1);
      world_assert_ok (reply);
      g_assert_cmpint (yc_json_peek_int (reply->body, "ack"), ==, station->lines->len);
    }
  g_assert_cmpuint (world_count (world, "event.quarantined"), >, ROUNDS / 2);
  world_verify (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/node/fuzz/nothing-changes", test_nothing_changes);
  g_test_add_func ("/node/fuzz/any-line", test_any_line);
  return g_test_run ();
}
