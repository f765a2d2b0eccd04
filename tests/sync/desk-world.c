/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-desk"

#include "config.h"

#include "desk-world.h"

#include "core/yc-time.h"

#include <glib/gstdio.h>
#include <string.h>

#include "sync/yc-desk-private.h"

void
desk_begin (Desk *desk)
{
  g_autoptr(GError) error = NULL;

  yc_db_begin (desk->db, &error);
  g_assert_no_error (error);
  yc_db_savepoint (desk->db, &error);
  g_assert_no_error (error);
}

void
desk_end (Desk     *desk,
          gboolean  keep)
{
  g_autoptr(GError) error = NULL;

  if (keep)
    yc_db_release (desk->db, &error);
  else
    yc_db_rollback_to (desk->db, &error);
  g_assert_no_error (error);
  yc_db_commit (desk->db, &error);
  g_assert_no_error (error);
}

static gint64
get_wall (YcEnv *env)
{
  Desk *desk = (Desk *) env;

  return yc_env_now_wall (&desk->world->env.env) + desk->wrong;
}

static gint64
get_mono (YcEnv *env)
{
  return yc_env_now_mono (&((Desk *) env)->world->env.env);
}

static void
fill (YcEnv  *env,
      guint8 *buffer,
      gsize   length)
{
  yc_env_random (&((Desk *) env)->world->env.env, buffer, length);
}

Desk *
desk_new (World *world,
          int    counter)
{
  Desk *desk = g_new0 (Desk, 1);
  g_autofree char *name = g_strdup_printf ("desk-%d.db", counter);
  g_autoptr(GError) error = NULL;

  desk->env = (YcEnv) { get_wall, get_mono, fill };
  desk->world = world;
  desk->station = station_new (world, "workstation", counter);
  desk->path = g_build_filename (world->dir, name, NULL);
  desk->db = yc_db_open (desk->path, NULL, &desk->env, &error);
  g_assert_no_error (error);
  desk_begin (desk);
  yc_db_set_identity (desk->db, world->hall, desk->station->dev, FALSE, desk->station->key, &error);
  g_assert_no_error (error);
  desk_end (desk, TRUE);
  return desk;
}

void
desk_free (Desk *desk)
{
  static const char * const ends[] = { "", "-wal", "-shm" };

  yc_db_close (desk->db);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (desk->path, ends[i], NULL);

      g_unlink (path);
    }
  station_free (desk->station);
  g_free (desk->path);
  g_free (desk);
}

void
desk_take_clock (Desk *desk)
{
  g_autofree char *stream = g_strconcat ("dev:", desk->station->dev, NULL);
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  YcCaller caller = station_caller (desk->station);
  gint64 now = 0;

  reply = yc_node_get_heads (desk->world->db, &caller, stream, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_true (yc_time_parse (yc_json_peek_string (reply->body, "now"), &now));
  desk_begin (desk);
  yc_desk_take_clock (desk->db, now, yc_env_now_wall (&desk->env), &error);
  g_assert_no_error (error);
  desk_end (desk, TRUE);
}

static YcPeer
get_peer (Desk *desk)
{
  g_autoptr(GError) error = NULL;
  YcPeer peer = { 0 };

  yc_db_get_peer (desk->db, &peer, &error);
  g_assert_no_error (error);
  return peer;
}

gboolean
desk_pull_page (Desk  *desk,
                guint  limit)
{
  YcCaller caller = station_caller (desk->station);
  YcPeer peer = get_peer (desk);
  YcFeedPage page = { 0 };
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  gboolean more = FALSE;

  yc_node_read_feed (desk->world->db, &caller, peer.cursor, limit, peer.epoch > 0 ? peer.epoch : -1, NULL, &page, &reply, &error);
  g_assert_no_error (error);
  g_assert_null (reply);
  desk_begin (desk);
  yc_desk_apply_page (desk->db, peer.cursor, page.lines, page.next, page.epoch, &error);
  g_assert_no_error (error);
  desk_end (desk, TRUE);
  more = page.next != peer.cursor;
  yc_feed_page_clear (&page);
  return more;
}

static void
fetch_sets (Desk *desk)
{
  YcCaller caller = station_caller (desk->station);
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) sets = yc_desk_stale_sets (desk->db, &error);

  g_assert_no_error (error);
  for (guint i = 0; sets[i] != NULL; i++)
    {
      g_autoptr(GBytes) document = NULL;
      g_autofree char *etag = NULL;
      g_autoptr(YcReply) reply = yc_node_get_reference (desk->world->db, &caller, sets[i], &document, &etag, &error);

      g_assert_no_error (error);
      g_assert_null (reply);
      desk_begin (desk);
      yc_desk_take_reference (desk->db, sets[i], g_bytes_get_data (document, NULL), g_bytes_get_size (document), etag, &error);
      g_assert_no_error (error);
      desk_end (desk, TRUE);
    }
}

void
desk_pull (Desk *desk)
{
  while (desk_pull_page (desk, 500))
    ;
  fetch_sets (desk);
}

void
desk_push (Desk *desk)
{
  YcCaller caller = station_caller (desk->station);
  g_autofree char *stream = g_strconcat ("dev:", desk->station->dev, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lines = yc_db_read_own (desk->db, get_peer (desk).ack, 1000, 1 << 20, &error);
  g_autoptr(GBytes) body = NULL;
  g_autoptr(YcHead) head = NULL;
  g_autofree char *head_text = NULL;
  g_autoptr(YcReply) reply = NULL;
  const YcLine *first;
  const YcLine *last;
  char hash[YC_HASH_SIZE];

  g_assert_no_error (error);
  if (lines->len == 0)
    return;

  first = g_ptr_array_index (lines, 0);
  last = g_ptr_array_index (lines, lines->len - 1);
  yc_hash_line_into (last->line, (gssize) last->length, hash);
  head = yc_head_sign (stream, last->seq, hash, desk->station->key, &error);
  g_assert_no_error (error);
  head_text = yc_head_format (head);
  body = yc_batch_write (lines);
  world_begin (desk->world);
  reply = yc_node_push (desk->world->db, &caller, stream, first->seq, lines->len, head_text, body, &error);
  g_assert_no_error (error);
  world_end (desk->world);
  world_assert_ok (reply);
  desk_begin (desk);
  yc_desk_acked (desk->db, yc_json_peek_int (reply->body, "ack"), yc_json_peek_int (reply->body, "pack"), &error);
  g_assert_no_error (error);
  desk_end (desk, TRUE);
}

void
desk_sign_in (Desk       *desk,
              const char *number)
{
  g_autoptr(GError) error = NULL;
  char hash[YC_HASH_SIZE];
  gint64 seq = 0;

  desk_push (desk);
  yc_db_get_tail (desk->db, desk->station->dev, &seq, hash, &error);
  g_assert_no_error (error);
  station_sign_in (desk->station, number);
  desk_pull (desk);
}

gboolean
desk_press (Desk       *desk,
            YcVerb      local,
            const char *local_args,
            YcVerb      command,
            const char *command_args,
            YcRefusal  *refusal)
{
  g_autoptr(JsonObject) first = local_args != NULL ? world_json (local_args) : NULL;
  g_autoptr(JsonObject) second = command_args != NULL ? world_json (command_args) : NULL;
  YcAct acts[] = { { local, first }, { command, second } };
  g_autoptr(GError) error = NULL;
  gboolean done = FALSE;

  desk_begin (desk);
  done = yc_desk_press (desk->db, local != YC_VERB_NONE ? &acts[0] : NULL, command != YC_VERB_NONE ? &acts[1] : NULL,
                        &desk->memory, refusal, &error);
  g_assert_no_error (error);
  g_assert_cmpint (done, ==, refusal->code == YC_REFUSAL_NONE);
  desk_end (desk, done);
  return done;
}

YcReply *
desk_send (Desk *desk)
{
  YcCaller caller = station_caller (desk->station);
  YcPeer peer = get_peer (desk);
  g_autoptr(YcStoredCommand) command = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GError) error = NULL;
  YcCommandHeaders headers;
  YcReply *reply;

  yc_desk_get_command (desk->db, &command, &error);
  g_assert_no_error (error);
  g_assert_nonnull (command);
  headers = (YcCommandHeaders) { command->key, command->session, command->needs, peer.cursor, peer.epoch, NULL, command->withdraw };
  body = g_bytes_new (command->body, strlen (command->body));
  world_begin (desk->world);
  reply = yc_node_command (desk->world->db, &caller, &headers, body, &error);
  g_assert_no_error (error);
  world_end (desk->world);
  return reply;
}

void
desk_run (Desk *desk)
{
  YcPeer peer = get_peer (desk);
  g_autoptr(YcStoredCommand) command = NULL;
  g_autoptr(YcReply) reply = desk_send (desk);
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(GError) error = NULL;

  yc_desk_get_command (desk->db, &command, &error);
  g_assert_no_error (error);
  if (reply->status != 200)
    {
      world_assert_problem (reply, 409, "/problems/state");
      refusal.code = yc_refusal_code_from_string (yc_json_peek_string (reply->body, "code"));
      g_assert_cmpint (refusal.code, !=, YC_REFUSAL_NONE);
    }
  desk_begin (desk);
  yc_desk_answer (desk->db, command->key, peer.cursor, reply->status == 200 ? reply->body : NULL, &refusal, &error);
  g_assert_no_error (error);
  desk_end (desk, TRUE);
}

void
desk_do (Desk       *desk,
         YcVerb      command,
         const char *args)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  if (!desk_press (desk, YC_VERB_NONE, NULL, command, args, &refusal))
    g_error ("%s", yc_refusal_code_to_string (refusal.code));
  desk_push (desk);
  desk_run (desk);
}

void
desk_act (Desk       *desk,
          YcVerb      local,
          const char *args)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  if (!desk_press (desk, local, args, YC_VERB_NONE, NULL, &refusal))
    g_error ("%s", yc_refusal_code_to_string (refusal.code));
}

YcDeskView *
desk_view (Desk *desk)
{
  g_autoptr(GError) error = NULL;
  YcDeskView *view = yc_desk_view (desk->db, &desk->memory, &error);

  g_assert_no_error (error);
  return view;
}
