/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-node"

#include "config.h"

#include "node-world.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/yc-event.h"
#include "core/yc-uuid.h"
#include "vault/yc-cert-info.h"
#include "vault/yc-cert.h"
#include "vault/yc-code.h"
#include "vault/yc-csr.h"
#include "vault/yc-head.h"
#include "vault/yc-secret.h"

const YcCaller world_local = { NULL, NULL, NULL, TRUE };

static gint64
env_wall (YcEnv *env)
{
  return ((WorldEnv *) env)->wall;
}

/* splitmix64: the same bytes in every run. */
static void
env_random (YcEnv *env, guint8 *buffer, gsize length)
{
  WorldEnv *self = (WorldEnv *) env;

  for (gsize i = 0; i < length; i++)
    {
      guint64 z = self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
      z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
      buffer[i] = (guint8) (z ^ (z >> 31));
    }
}

char *
world_uuid (World *world)
{
  char id[YC_UUID_LENGTH + 1];

  yc_uuid7 (&world->uuids, &world->env.env, id);
  return g_strdup (id);
}

GBytes *
world_document (const char *folder, const char *set)
{
  g_autofree char *name = g_strconcat (set, ".json", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", folder, name, NULL);
  g_autoptr(GError) error = NULL;
  char *text;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

void
world_begin (World *world)
{
  g_autoptr(GError) error = NULL;

  yc_db_begin (world->db, &error);
  g_assert_no_error (error);
  yc_db_savepoint (world->db, &error);
  g_assert_no_error (error);
}

void
world_end (World *world)
{
  g_autoptr(GError) error = NULL;

  yc_db_release (world->db, &error);
  g_assert_no_error (error);
  yc_db_commit (world->db, &error);
  g_assert_no_error (error);
}

void
world_undo (World *world)
{
  g_autoptr(GError) error = NULL;

  yc_db_rollback_to (world->db, &error);
  g_assert_no_error (error);
  yc_db_commit (world->db, &error);
  g_assert_no_error (error);
}

static void
open_db (World *world)
{
  g_autoptr(GError) error = NULL;

  world->db = yc_db_open (world->path, NULL, &world->env.env, &error);
  g_assert_no_error (error);
}

void
world_reopen (World *world)
{
  g_clear_pointer (&world->db, yc_db_close);
  open_db (world);
}

static void
make_authority (World *world)
{
  g_autoptr(YcKey) ca_key = yc_key_generate (&world->env.env);
  g_autoptr(YcCertInfo) info = NULL;
  g_autoptr(GError) error = NULL;

  world->ca_pem = yc_cert_new_ca (ca_key, world->hall, &world->env.env, world->env.wall, &error);
  g_assert_no_error (error);
  world->ca_key_pem = yc_key_to_pem (ca_key, &error);
  g_assert_no_error (error);
  info = yc_cert_inspect (world->ca_pem, strlen (world->ca_pem), NULL, &error);
  g_assert_no_error (error);
  yc_cert_info_fingerprint (info, world->fingerprint);
  world->authority = (YcNodeAuthority) { world->ca_pem, world->ca_key_pem };
}

static void
init_node (World *world)
{
  static const char *const sets[] = { "policy", "groups", "reasons", "calendar" };
  g_autoptr(GHashTable) documents = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_bytes_unref);
  g_autoptr(GError) error = NULL;
  YcNodeSetup setup = { "朝阳厅", "330106", 4 };

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    g_hash_table_insert (documents, (gpointer) sets[i], world_document ("reference", sets[i]));
  world_begin (world);
  yc_node_init (world->db, world->hall, world->dev, world->key, &setup, documents, NULL, &error);
  g_assert_no_error (error);
  world_end (world);
}

World *
world_new_at (gint64 wall)
{
  World *world = g_new0 (World, 1);
  g_autoptr(GError) error = NULL;

  world->env = (WorldEnv) { { env_wall, env_wall, env_random }, wall, 1 };
  world->dir = g_dir_make_tmp ("yc-node-XXXXXX", &error);
  g_assert_no_error (error);
  world->path = g_build_filename (world->dir, "hall.db", NULL);
  world->hall = world_uuid (world);
  world->dev = world_uuid (world);
  world->key = yc_key_generate (&world->env.env);
  make_authority (world);
  open_db (world);
  init_node (world);
  return world;
}

World *
world_new (void)
{
  return world_new_at (WORLD_START);
}

void
world_free (World *world)
{
  static const char *const ends[] = { "", "-wal", "-shm" };

  g_clear_pointer (&world->db, yc_db_close);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (world->path, ends[i], NULL);
      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (world->dir), ==, 0);
  g_free (world->dir);
  g_free (world->path);
  g_free (world->hall);
  g_free (world->dev);
  yc_key_unref (world->key);
  g_free (world->ca_pem);
  yc_secret_free (world->ca_key_pem);
  g_free (world);
}

JsonObject *
world_json (const char *text)
{
  g_autofree char *copy = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(GError) error = NULL;
  JsonObject *object = yc_json_parse_object (copy, strlen (copy), &YC_JSON_BODY, &error);

  g_assert_no_error (error);
  return object;
}

YcHall *
world_hall (World *world)
{
  g_autoptr(GError) error = NULL;
  YcHall *hall = yc_db_get_hall (world->db, &error);

  g_assert_no_error (error);
  return hall;
}

YcReply *
world_import (World *world, const char *const *texts)
{
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr(GError) error = NULL;
  YcReply *reply;

  for (guint i = 0; texts[i] != NULL; i++)
    {
      char *text = g_strdelimit (g_strdup (texts[i]), "'", '"');
      g_ptr_array_add (documents, g_bytes_new_take (text, strlen (text)));
    }
  world_begin (world);
  reply = yc_node_import (world->db, &world_local, documents, &error);
  g_assert_no_error (error);
  world_end (world);
  return reply;
}

char *
world_add_staff (World *world, const char *number, const char *role, const char *queues)
{
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) reply = NULL;
  g_auto(GStrv) letters = g_strsplit (queues, ",", -1);
  JsonArray *array = json_array_new ();

  for (guint i = 0; letters[i] != NULL; i++)
    json_array_add_string_element (array, letters[i]);
  json_object_set_string_member (body, "act", "add");
  json_object_set_string_member (body, "number", number);
  json_object_set_string_member (body, "name", "例安宁");
  json_object_set_string_member (body, "role", role);
  json_object_set_array_member (body, "queues", array);
  world_begin (world);
  reply = yc_node_staff (world->db, &world_local, body, &error);
  g_assert_no_error (error);
  world_end (world);
  world_assert_ok (reply);
  return g_strdup (yc_json_peek_string (reply->body, "id"));
}

static YcReply *
post (World *world, const YcCaller *caller, const YcCommandHeaders *headers, const char *body)
{
  g_autofree char *text = g_strdelimit (g_strdup (body), "'", '"');
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;
  YcReply *reply;

  world_begin (world);
  reply = yc_node_command (world->db, caller, headers, bytes, &error);
  g_assert_no_error (error);
  world_end (world);
  return reply;
}

YcReply *
world_command (World *world, const char *command, const char *args)
{
  g_autofree char *key = world_uuid (world);
  g_autofree char *body = g_strdup_printf ("{'command':'%s','args':%s}", command, args);
  YcCommandHeaders headers = { key, NULL, -1, -1, -1, NULL, FALSE };

  return post (world, &world_local, &headers, body);
}

char *
world_issue (World *world, const char *queue)
{
  g_autofree char *args = g_strdup_printf ("{'queue':'%s'}", queue);
  g_autoptr(YcReply) reply = world_command (world, "issue", args);

  world_assert_ok (reply);
  return g_strdup (yc_json_peek_string (yc_json_get_object (reply->body, "result", NULL), "ticket"));
}

/* Devices */

static char *
get_code (World *world, const char *role, int counter)
{
  g_autofree char *text = g_strdup_printf ("{'as':'%s','counter':%d}", role, counter);
  g_autoptr(JsonObject) body = world_json (text);
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) reply = NULL;
  g_auto(YcCode) code = { "", { 0 } };

  world_begin (world);
  reply = yc_node_make_code (world->db, &world_local, body, world->fingerprint, &error);
  g_assert_no_error (error);
  world_end (world);
  world_assert_ok (reply);
  yc_code_parse (yc_json_peek_string (reply->body, "code"), &code, &error);
  g_assert_no_error (error);
  return g_strdup (code.secret);
}

static void
enrol (Station *station, const char *secret)
{
  World *world = station->world;
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) reply = NULL;
  g_autofree char *csr = yc_csr_new (station->key, station->dev, &error);

  g_assert_no_error (error);
  json_object_set_string_member (body, "secret", secret);
  json_object_set_string_member (body, "dev", station->dev);
  json_object_set_string_member (body, "key", yc_key_get_public (station->key));
  json_object_set_string_member (body, "csr", csr);
  world_begin (world);
  reply = yc_node_enrol (world->db, body, &world->authority, &error);
  g_assert_no_error (error);
  world_end (world);
  world_assert_ok (reply);
}

Station *
station_new (World *world, const char *role, int counter)
{
  Station *station = g_new0 (Station, 1);
  g_autofree char *secret = get_code (world, role, counter);

  station->world = world;
  station->dev = world_uuid (world);
  station->key = yc_key_generate (&world->env.env);
  station->counter = counter;
  station->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_line_free);
  enrol (station, secret);
  return station;
}

void
station_free (Station *station)
{
  g_free (station->dev);
  yc_key_unref (station->key);
  g_ptr_array_unref (station->lines);
  g_free (station->token);
  g_free (station->session);
  g_free (station->staff);
  g_free (station);
}

YcCaller
station_caller (Station *station)
{
  return (YcCaller) { station->dev, yc_key_get_public (station->key), station->token, FALSE };
}

YcCommandHeaders
station_headers (Station *station, const char *key)
{
  return (YcCommandHeaders) { key, station->session, station->lines->len, station->after, 1, NULL, FALSE };
}

static void
set_text (char **target, const char *text)
{
  g_free (*target);
  *target = g_strdup (text);
}

void
station_sign_in (Station *station, const char *number)
{
  g_autofree char *key = world_uuid (station->world);
  g_autoptr(JsonObject) body = json_object_new ();
  YcCommandHeaders headers = station_headers (station, key);
  YcCaller caller = station_caller (station);
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) reply = NULL;
  JsonObject *result;

  json_object_set_string_member (body, "number", number);
  world_begin (station->world);
  reply = yc_node_sign_in (station->world->db, &caller, &headers, body, TRUE, &error);
  g_assert_no_error (error);
  world_end (station->world);
  world_assert_ok (reply);
  result = yc_json_get_object (reply->body, "result", NULL);
  set_text (&station->token, yc_json_peek_string (result, "token"));
  set_text (&station->session, yc_json_peek_string (result, "session"));
  set_text (&station->staff, yc_json_peek_string (result, "staff"));
  station->after = yc_json_peek_int (reply->body, "next");
}

YcReply *
station_post (Station *station, const YcCommandHeaders *headers, const char *body)
{
  YcCaller caller = station_caller (station);
  YcReply *reply = post (station->world, &caller, headers, body);

  if (reply->status == 200)
    station->after = MAX (station->after, yc_json_peek_int (reply->body, "next"));
  return reply;
}

YcReply *
station_command (Station *station, const char *command, const char *args)
{
  g_autofree char *key = world_uuid (station->world);
  g_autofree char *body = g_strdup_printf ("{'command':'%s','args':%s}", command, args);
  YcCommandHeaders headers = station_headers (station, key);

  return station_post (station, &headers, body);
}

static const char *
tail (Station *station, char hash[YC_HASH_SIZE])
{
  const YcLine *last;

  if (station->lines->len == 0)
    return YC_HASH_ZERO;
  last = g_ptr_array_index (station->lines, station->lines->len - 1);
  yc_hash_line_into (last->line, (gssize) last->length, hash);
  return hash;
}

void
station_add_raw (Station *station, const char *line)
{
  YcLine *copy = g_new0 (YcLine, 1);

  copy->line = g_strdup (line);
  copy->length = strlen (line);
  g_ptr_array_add (station->lines, copy);
}

YcEvent *
station_event (Station *station, YcEventType type, const char *subject, const char *data)
{
  YcEvent *event = yc_event_new (type, subject);
  char hash[YC_HASH_SIZE];

  event->seq = station->lines->len + 1;
  event->time = station->world->env.wall;
  event->counter = station->counter;
  json_object_unref (event->data);
  event->data = world_json (data);
  g_free (event->id);
  event->id = world_uuid (station->world);
  set_text (&event->dev, station->dev);
  set_text (&event->prev, tail (station, hash));
  set_text (&event->hall, station->world->hall);
  set_text (&event->session, station->session != NULL ? station->session : "");
  g_free (event->actor);
  event->actor = station->staff != NULL ? g_strconcat ("staff/", station->staff, NULL) :
                                          g_strconcat ("device/", station->dev, NULL);
  return event;
}

void
station_add (Station *station, YcEvent *event)
{
  g_autofree char *line = yc_event_write (event);

  station_add_raw (station, line);
}

void
station_write (Station *station, YcEventType type, const char *subject, const char *data)
{
  g_autoptr(YcEvent) event = station_event (station, type, subject, data);

  station_add (station, event);
}

YcReply *
station_push (Station *station, gint64 first, gint64 count)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new ();
  g_autofree char *stream = g_strconcat ("dev:", station->dev, NULL);
  g_autoptr(GBytes) body = NULL;
  g_autoptr(YcHead) head = NULL;
  g_autofree char *head_text = NULL;
  g_autoptr(GError) error = NULL;
  YcCaller caller = station_caller (station);
  const YcLine *last;
  char hash[YC_HASH_SIZE];
  YcReply *reply;

  for (gint64 n = first; n < first + count; n++)
    g_ptr_array_add (lines, g_ptr_array_index (station->lines, n - 1));
  last = g_ptr_array_index (lines, lines->len - 1);
  yc_hash_line_into (last->line, (gssize) last->length, hash);
  head = yc_head_sign (stream, first + count - 1, hash, station->key, &error);
  g_assert_no_error (error);
  head_text = yc_head_format (head);
  body = yc_batch_write (lines);
  world_begin (station->world);
  reply = yc_node_push (station->world->db, &caller, stream, first, count, head_text, body, &error);
  g_assert_no_error (error);
  world_end (station->world);
  return reply;
}

YcReply *
station_push_all (Station *station)
{
  YcReply *reply = station_push (station, 1, station->lines->len);

  world_assert_ok (reply);
  g_assert_cmpint (yc_json_peek_int (reply->body, "ack"), ==, station->lines->len);
  return reply;
}

/* Looking */

void
world_assert_ok (YcReply *reply)
{
  g_assert_nonnull (reply);
  if (reply->status != 200)
    {
      g_autofree char *text = reply->body != NULL ? yc_json_write_object (reply->body) : NULL;
      g_error ("%u %s %s: %s", reply->status, reply->problem, reply->title, text);
    }
  g_assert_null (reply->problem);
}

void
world_assert_problem (YcReply *reply, guint status, const char *problem)
{
  g_assert_nonnull (reply);
  g_assert_cmpstr (reply->problem, ==, problem);
  g_assert_cmpuint (reply->status, ==, status);
}

void
world_assert_refused (YcReply *reply, const char *code)
{
  world_assert_problem (reply, 409, "/problems/state");
  g_assert_cmpstr (yc_json_peek_string (reply->body, "code"), ==, code);
}

/* All lines at the node, by pages as the control socket reads them. */
static GPtrArray *
read_all (World *world)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_event_unref);
  gint64 after = 0;

  for (;;)
    {
      YcFeedPage page;
      g_autoptr(YcReply) reply = NULL;
      g_autoptr(GError) error = NULL;

      yc_node_read_feed (world->db, &world_local, after, 500, -1, NULL, &page, &reply, &error);
      g_assert_no_error (error);
      g_assert_null (reply);
      for (guint i = 0; i < page.lines->len; i++)
        {
          const YcLine *line = g_ptr_array_index (page.lines, i);
          YcEvent *event = yc_event_read (line->line, line->length, &error);

          g_assert_no_error (error);
          g_ptr_array_add (events, event);
        }
      if (page.next == after)
        {
          yc_feed_page_clear (&page);
          return events;
        }
      after = page.next;
      yc_feed_page_clear (&page);
    }
}

static gboolean
is_type (const YcEvent *event, const char *type)
{
  g_autofree char *full = g_strdup_printf ("org.yichuang.%s.v1", type);

  return strcmp (event->type_name, full) == 0;
}

guint
world_count (World *world, const char *type)
{
  g_autoptr(GPtrArray) events = read_all (world);
  guint n = 0;

  for (guint i = 0; i < events->len; i++)
    n += is_type (g_ptr_array_index (events, i), type);
  return n;
}

JsonObject *
world_newest (World *world, const char *type)
{
  g_autoptr(GPtrArray) events = read_all (world);

  for (guint i = events->len; i > 0; i--)
    {
      const YcEvent *event = g_ptr_array_index (events, i - 1);

      if (is_type (event, type))
        return json_object_ref (event->data);
    }
  return NULL;
}

const YcTicket *
world_ticket (World *world, const char *id)
{
  g_autofree char *subject = g_strconcat ("ticket/", id, NULL);
  g_autoptr(GError) error = NULL;

  yc_db_load_subject (world->db, subject, &error);
  g_assert_no_error (error);
  return yc_hall_get_ticket (world_hall (world), id);
}

void
world_verify (World *world)
{
  g_autoptr(GError) error = NULL;
  YcVerdict verdict = { FALSE };

  yc_verify_db (world->db, &verdict, &error);
  g_assert_no_error (error);
  if (!verdict.ok)
    g_error ("%s", verdict.sentence);
  yc_verdict_clear (&verdict);
}
