/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node"

#include "config.h"

#include "sync/yc-node-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "sync/yc-batch.h"
#include "vault/yc-hash.h"
#include "vault/yc-head.h"

#define FEED_LINES_MAX 500

/* Key of meta: {"epoch", "start"}. A hall that was never restored has none and is in its first epoch. */
#define EPOCH_KEY "epoch"

gboolean
yc_node_get_epoch (YcDb *db, gint64 *epoch, gint64 *start, GError **error)
{
  g_autoptr(JsonObject) record = NULL;

  *epoch = 1;
  *start = 1;
  if (!yc_node_get_record (db, EPOCH_KEY, &record, error))
    return FALSE;
  if (record != NULL)
    {
      *epoch = yc_json_peek_int (record, "epoch");
      *start = yc_json_peek_int (record, "start");
    }
  return TRUE;
}

static gboolean
reset (gint64 epoch, gint64 rewind_to, YcReply **reply)
{
  JsonObject *body = json_object_new ();

  json_object_set_int_member (body, "rewind_to", rewind_to);
  json_object_set_int_member (body, "epoch", epoch);
  *reply = yc_reply_new_problem (409, "/problems/feed-reset", "The positions named are not those of this hall.", body);
  return FALSE;
}

/* Reads "<pos> <hash>"; *hash is borrowed from text. */
static gboolean
read_at (const char *text, gint64 *pos, const char **hash)
{
  char *end;

  if (!g_ascii_isdigit (text[0]))
    return FALSE;
  *pos = g_ascii_strtoll (text, &end, 10);
  if (*end != ' ' || *pos < 0 || !yc_hash_is_valid (end + 1))
    return FALSE;
  *hash = end + 1;
  return TRUE;
}

/* Whether the line the caller holds at a position is the one that is there; *same FALSE when it is not. */
static gboolean
compare_at (YcDb *db, const char *at, gboolean *same, YcReply **reply, GError **error)
{
  const char *named = NULL;
  char hash[YC_HASH_SIZE];
  gint64 pos = 0;
  gboolean found;

  *same = TRUE;
  if (at == NULL)
    return TRUE;
  if (!read_at (at, &pos, &named))
    {
      *reply = yc_node_bad_request ("/problems/headers", "YC-At must be a position and a hash.");
      return FALSE;
    }
  if (pos == 0)
    return TRUE;
  if (!yc_db_get_pos_hash (db, pos, hash, &found, error))
    return FALSE;
  *same = found && strcmp (hash, named) == 0;
  return TRUE;
}

gboolean
yc_node_check_position (YcDb *db, gint64 after, gint64 epoch, const char *at, YcReply **reply, GError **error)
{
  gint64 last = yc_db_get_last_pos (db);
  gint64 mine;
  gint64 start;
  gboolean same;

  if (!yc_node_get_epoch (db, &mine, &start, error))
    return FALSE;
  /* A client that has read nothing yet has no epoch. Lines before the epoch's first position are in every copy. */
  if (epoch > 0 && epoch != mine)
    return reset (mine, CLAMP (after, 0, MIN (last, start - 1)), reply);
  if (after > last)
    return reset (mine, last, reply);
  if (!compare_at (db, at, &same, reply, error))
    return FALSE;
  return same || reset (mine, CLAMP (after, 0, start - 1), reply);
}

void
yc_feed_page_clear (YcFeedPage *page)
{
  g_return_if_fail (page != NULL);

  g_clear_pointer (&page->lines, g_ptr_array_unref);
  page->next = 0;
  page->epoch = 0;
  page->wait = FALSE;
}

static gboolean
read_page (YcDb *db, const YcCaller *caller, gint64 after, guint limit, YcFeedPage *page, GError **error)
{
  gint64 start;

  if (!yc_node_get_epoch (db, &page->epoch, &start, error))
    return FALSE;
  page->next = after;
  page->lines = yc_db_read_feed (db, after, limit == 0 ? FEED_LINES_MAX : MIN (limit, FEED_LINES_MAX),
                                 YC_NODE_PAGE_BYTES, !caller->local, &page->next, error);
  if (page->lines == NULL)
    return FALSE;
  page->wait = page->lines->len == 0 && page->next <= after;
  return TRUE;
}

gboolean
yc_node_read_feed (YcDb *db, const YcCaller *caller, gint64 after, guint limit, gint64 epoch, const char *at,
                   YcFeedPage *page, YcReply **reply, GError **error)
{
  g_autoptr(GError) local_error = NULL;

  g_return_val_if_fail (db != NULL && caller != NULL && page != NULL && reply != NULL, FALSE);

  memset (page, 0, sizeof *page);
  *reply = NULL;
  if (yc_node_check_device (db, caller, FALSE, reply, &local_error) == NULL)
    goto out;
  if (after < 0)
    *reply = yc_node_bad_request ("/problems/headers", "The feed needs a position to begin after.");
  else if (yc_node_check_position (db, after, epoch, at, reply, &local_error))
    read_page (db, caller, after, limit, page, &local_error);

out:
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

GBytes *
yc_feed_page_to_body (const YcFeedPage *page, char **positions)
{
  g_return_val_if_fail (page != NULL && page->lines != NULL, NULL);

  if (positions != NULL)
    *positions = yc_positions_write (page->lines);
  return yc_batch_write (page->lines);
}

/* Heads */

static JsonObject *
head_to_json (const YcHead *head)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "stream", head->stream);
  json_object_set_int_member (object, "n", head->n);
  json_object_set_string_member (object, "hash", head->hash);
  json_object_set_string_member (object, "sig", head->sig);
  return object;
}

/* The newest line held of a device, which may be newer than its newest signature. */
static JsonObject *
tail_to_json (YcDb *db, const char *stream, const YcHead *head, GError **error)
{
  char hash[YC_HASH_SIZE];
  JsonObject *object;
  gint64 seq;

  if (!yc_db_get_tail (db, stream + strlen ("dev:"), &seq, hash, error))
    return NULL;
  object = json_object_new ();
  json_object_set_string_member (object, "stream", stream);
  json_object_set_int_member (object, "n", seq);
  json_object_set_string_member (object, "hash", hash);
  if (head != NULL && head->n == seq)
    json_object_set_string_member (object, "sig", head->sig);
  return object;
}

static YcReply *
get_head (YcDb *db, const char *stream, GError **error)
{
  g_autoptr(YcHead) head = NULL;
  JsonObject *body;

  if (!yc_head_is_stream_valid (stream))
    return yc_node_bad_request ("/problems/stream", "A stream is dev:<uuid> or hall:<uuid>.");
  if (!yc_db_get_head (db, stream, &head, error))
    return NULL;
  if (g_str_has_prefix (stream, "dev:"))
    body = tail_to_json (db, stream, head, error);
  else if (head != NULL)
    body = head_to_json (head);
  else
    return yc_reply_new_problem (404, "/problems/stream", "Nothing is known of this stream.", NULL);
  return body != NULL ? yc_reply_new (body) : NULL;
}

static YcReply *
list_heads (YcDb *db, GError **error)
{
  g_autoptr(GPtrArray) heads = yc_db_list_heads (db, error);
  JsonArray *array;
  JsonObject *body;

  if (heads == NULL)
    return NULL;
  array = json_array_new ();
  for (guint i = 0; i < heads->len; i++)
    json_array_add_object_element (array, head_to_json (g_ptr_array_index (heads, i)));
  body = json_object_new ();
  json_object_set_array_member (body, "heads", array);
  return yc_reply_new (body);
}

YcReply *
yc_node_get_heads (YcDb *db, const YcCaller *caller, const char *stream, GError **error)
{
  YcReply *reply = NULL;

  g_return_val_if_fail (db != NULL && caller != NULL, NULL);

  if (yc_node_check_device (db, caller, FALSE, &reply, error) == NULL)
    return reply;
  reply = stream != NULL ? get_head (db, stream, error) : list_heads (db, error);
  /* What a client asks first: it learns how wrong its clock is before it writes a line. */
  if (reply != NULL && reply->problem == NULL)
    yc_node_put_now (reply->body, yc_env_now_wall (yc_db_get_env (db)));
  return reply;
}
