/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node"

#include "config.h"

#include "sync/yc-node-private.h"

#include <string.h>

#include "sync/yc-batch.h"
#include "sync/yc-node-judge.h"
#include "vault/yc-hash.h"
#include "vault/yc-head.h"

/* A batch has at most this many lines and bytes (4-protocol 2.4), a little added for what stands between the lines. */
#define PUSH_LINES_MAX 1000
#define PUSH_BYTES_MAX (1024 * 1024 + 2 * PUSH_LINES_MAX + 4)

/* How many lines a sender may have under way. */
#define PUSH_WINDOW 500

/* A push that is being received. */
typedef struct
{
  YcDb *db;             /* borrowed */
  char *dev;            /* owned */
  const char *stream;   /* borrowed */
  gint64 first;
  gboolean revoked;
  GPtrArray *lines;     /* YcLine, owned */
  GPtrArray *events;    /* YcEvent or NULL (not readable), one per line, owned */
  GPtrArray *hashes;    /* owned text, one per line */
  YcHead *head;         /* owned */
  gint64 ack;           /* newest line held before */
  char tail[YC_HASH_SIZE];
  JsonArray *verdicts;  /* owned */
} Push;

static void
event_free (gpointer event)
{
  if (event != NULL)
    yc_event_unref (event);
}

static void
push_clear (Push *push)
{
  g_clear_pointer (&push->dev, g_free);
  g_clear_pointer (&push->lines, g_ptr_array_unref);
  g_clear_pointer (&push->events, g_ptr_array_unref);
  g_clear_pointer (&push->hashes, g_ptr_array_unref);
  g_clear_pointer (&push->head, yc_head_free);
  g_clear_pointer (&push->verdicts, json_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Push, push_clear)

static gboolean
refuse (YcReply **reply, const char *problem, const char *title)
{
  *reply = yc_node_bad_request (problem, title);
  return FALSE;
}

static gboolean
conflict (YcReply **reply, const char *problem, const char *title, const char *member, gint64 n)
{
  JsonObject *body = json_object_new ();

  json_object_set_int_member (body, member, n);
  *reply = yc_reply_new_problem (409, problem, title, body);
  return FALSE;
}

/* What can be said without looking at the lines. */
static gboolean
check_frame (Push *push, gint64 count, GBytes *body, YcReply **reply)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *own = g_strconcat ("dev:", push->dev, NULL);

  if (g_strcmp0 (push->stream, own) != 0)
    return refuse (reply, "/problems/stream", "A device pushes its own stream and no other.");
  if (push->first < 1 || count < 1 || push->first > YC_HEAD_N_MAX - count)
    return refuse (reply, "/problems/batch", "YC-First and YC-Count must be at least 1.");
  if (count > PUSH_LINES_MAX || g_bytes_get_size (body) > PUSH_BYTES_MAX)
    {
      *reply = yc_reply_new_problem (413, "/problems/too-large", "Send fewer lines at once.", NULL);
      return FALSE;
    }
  push->lines = yc_batch_split (body, &error);
  if (push->lines == NULL)
    {
      *reply = yc_node_bad_request_error ("/problems/batch", error);
      return FALSE;
    }
  if (push->lines->len != count)
    return refuse (reply, "/problems/batch", "The batch has not as many lines as YC-Count says.");
  return TRUE;
}

static void
read_lines (Push *push)
{
  push->events = g_ptr_array_new_with_free_func (event_free);
  push->hashes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < push->lines->len; i++)
    {
      const YcLine *line = g_ptr_array_index (push->lines, i);

      g_ptr_array_add (push->events, yc_event_read (line->line, line->length, NULL));
      g_ptr_array_add (push->hashes, yc_hash_line (line->line, (gssize) line->length));
    }
}

/* The signature must be the device's, and of the last line of this batch. */
static gboolean
check_head (Push *push, const char *text, const char *key, YcReply **reply)
{
  guint last = push->lines->len - 1;

  push->head = text != NULL ? yc_head_parse (text, NULL) : NULL;
  if (push->head == NULL)
    return refuse (reply, "/problems/head", "YC-Head must be stream, number, hash and signature.");
  if (strcmp (push->head->stream, push->stream) != 0 || push->head->n != push->first + last ||
      strcmp (push->head->hash, g_ptr_array_index (push->hashes, last)) != 0)
    return refuse (reply, "/problems/head", "YC-Head is not of the last line of the batch.");
  if (!yc_head_verify (push->head, key, NULL))
    return refuse (reply, "/problems/head", "The signature of YC-Head is not that of this device.");
  return TRUE;
}

/* Lines held already must be the same ones. */
static gboolean
check_duplicates (Push *push, YcReply **reply, GError **error)
{
  for (guint i = 0; i < push->lines->len && push->first + i <= push->ack; i++)
    {
      char held[YC_HASH_SIZE];
      gboolean found;

      if (!yc_db_get_line_hash (push->db, push->dev, push->first + i, held, &found, error))
        return FALSE;
      if (!found || strcmp (held, g_ptr_array_index (push->hashes, i)) != 0)
        return conflict (reply, "/problems/fork", "Another line is held under this number.", "n", push->first + i);
    }
  return TRUE;
}

/* Every new line must name the hash of the one before it (10b rule 4). What cannot be read names nothing: the line after it
 * and the signed head still cover its bytes. */
static gboolean
check_chain (Push *push, YcReply **reply)
{
  const char *before = push->tail;

  for (guint i = (guint) MAX (push->ack + 1 - push->first, 0); i < push->lines->len; i++)
    {
      const YcEvent *event = g_ptr_array_index (push->events, i);

      if (event != NULL && strcmp (event->prev, before) != 0)
        return conflict (reply, "/problems/fork", "The line before this one is another here.", "n",
                         MAX (push->first + i - 1, 1));
      before = g_ptr_array_index (push->hashes, i);
    }
  return TRUE;
}

static gboolean
check_order (Push *push, YcReply **reply, GError **error)
{
  if (!yc_db_get_tail (push->db, push->dev, &push->ack, push->tail, error))
    return FALSE;
  if (push->first > push->ack + 1)
    return conflict (reply, "/problems/gap", "Lines before this one are missing here.", "expected", push->ack + 1);
  return check_duplicates (push, reply, error) && check_chain (push, reply);
}

/* Verdicts */

static void
add_verdict (Push *push, gint64 n, const char *verdict, const char *reason)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "n", n);
  json_object_set_string_member (object, "verdict", verdict);
  json_object_set_string_member (object, "reason", reason);
  json_array_add_object_element (push->verdicts, object);
}

/* Writes event.quarantined (event NULL), event.superseded or event.flagged about line n. */
static gboolean
write_verdict (Push *push, YcEventType type, gint64 n, const YcEvent *about, const char *reason, GError **error)
{
  g_autofree char *id = g_strdup_printf ("%s/%" G_GINT64_FORMAT, push->dev, n);
  g_autofree char *subject = g_strconcat ("event/", id, NULL);
  g_autoptr(YcEvent) event = yc_event_new (type, subject);

  json_object_set_string_member (event->data, "event", id);
  if (about != NULL)
    {
      json_object_set_string_member (event->data, "subject", about->subject);
      json_object_set_string_member (event->data, "type", about->type_name);
    }
  json_object_set_string_member (event->data, "reason", reason);
  add_verdict (push, n, yc_event_type_get_name (type), reason);
  return yc_node_append (push->db, event, NULL, error);
}

static gboolean
quarantine (Push *push, gint64 n, const YcLine *line, const char *reason, GError **error)
{
  return yc_db_quarantine (push->db, push->dev, n, line->line, line->length, reason, error) &&
         write_verdict (push, YC_EVENT_EVENT_QUARANTINED, n, NULL, reason, error);
}

/* Stores a line that is this device's to write, then says what came of it. */
static gboolean
store_line (Push *push, gint64 n, const YcLine *line, YcEvent *event, GError **error)
{
  YcFold fold = YC_FOLD_SKIPPED;
  const char *reason = NULL;
  const char *doubt;

  if (!yc_db_store_pushed (push->db, event, line->line, line->length, &fold, &reason, error))
    return FALSE;
  if (fold == YC_FOLD_NO_EFFECT)
    return write_verdict (push, YC_EVENT_EVENT_SUPERSEDED, n, event, reason != NULL ? reason : "state", error);
  if (fold != YC_FOLD_EFFECTIVE)
    return TRUE;
  doubt = yc_node_find_doubt (push->db, event, error);
  if (doubt == NULL)
    return FALSE;
  return *doubt == '\0' || write_verdict (push, YC_EVENT_EVENT_FLAGGED, n, event, doubt, error);
}

static gboolean
receive_line (Push *push, guint i, GError **error)
{
  const YcLine *line = g_ptr_array_index (push->lines, i);
  YcEvent *event = g_ptr_array_index (push->events, i);
  gint64 n = push->first + i;
  const char *fault;

  if (push->revoked)
    return quarantine (push, n, line, "revoked", error);
  if (event == NULL)
    return quarantine (push, n, line, "syntax", error);
  if (event->seq != n || strcmp (event->dev, push->dev) != 0)
    return quarantine (push, n, line, "attributes", error);
  fault = yc_node_find_fault (push->db, event, error);
  if (fault == NULL)
    return FALSE;
  return *fault != '\0' ? quarantine (push, n, line, fault, error) : store_line (push, n, line, event, error);
}

static YcReply *
answer (Push *push, GError **error)
{
  char hash[YC_HASH_SIZE];
  JsonObject *body;
  YcPeer peer;
  gint64 ack;

  if (!yc_db_get_tail (push->db, push->dev, &ack, hash, error) || !yc_db_get_peer (push->db, &peer, error))
    return NULL;
  body = json_object_new ();
  json_object_set_string_member (body, "stream", push->stream);
  json_object_set_int_member (body, "ack", ack);
  json_object_set_string_member (body, "head", hash);
  json_object_set_int_member (body, "pos", yc_db_get_last_pos (push->db));
  json_object_set_int_member (body, "pack", peer.pack);
  json_object_set_int_member (body, "window", PUSH_WINDOW);
  json_object_set_array_member (body, "verdicts", json_array_ref (push->verdicts));
  yc_node_put_now (body, yc_env_now_wall (yc_db_get_env (push->db)));
  return yc_reply_new (body);
}

static gboolean
receive (Push *push, GError **error)
{
  for (guint i = (guint) MAX (push->ack + 1 - push->first, 0); i < push->lines->len; i++)
    {
      if (!receive_line (push, i, error))
        return FALSE;
    }
  return yc_db_put_head (push->db, push->head, error);
}

YcReply *
yc_node_push (YcDb *db, const YcCaller *caller, const char *stream, gint64 first, gint64 count, const char *head,
              GBytes *body, GError **error)
{
  g_auto(Push) push = { NULL };
  const YcDevice *device;
  YcReply *reply = NULL;

  g_return_val_if_fail (db != NULL && caller != NULL && body != NULL, NULL);

  device = yc_node_check_device (db, caller, TRUE, &reply, error);
  if (device == NULL)
    return reply;
  push.db = db;
  push.dev = g_strdup (device->id);
  push.stream = stream;
  push.first = first;
  push.revoked = device->revoked;
  push.verdicts = json_array_new ();
  if (!check_frame (&push, count, body, &reply))
    return reply;
  read_lines (&push);
  if (!check_head (&push, head, device->key, &reply) || !check_order (&push, &reply, error))
    return reply;
  if (!receive (&push, error))
    return NULL;
  return answer (&push, error);
}
