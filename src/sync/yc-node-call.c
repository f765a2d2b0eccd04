/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node"

#include "config.h"

#include "sync/yc-node-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "core/yc-uuid.h"

/* How long an answer is kept (4-protocol 2.6). */
#define ANSWER_KEPT_MS (G_GINT64_CONSTANT (7) * 24 * 60 * 60 * 1000)

void
yc_node_call_clear (YcNodeCall *call)
{
  g_clear_pointer (&call->dev, g_free);
  g_clear_pointer (&call->body_hash, g_free);
  g_clear_pointer (&call->stored, json_object_unref);
  g_clear_pointer (&call->session, g_free);
  g_clear_pointer (&call->actor, g_free);
}

/* What is stored under a key: {"dev", "result", "pos"} or {"dev", "code", "args"}. */

static gboolean
store (YcNodeCall *call, JsonObject *answer, GError **error)
{
  g_autofree char *text = yc_json_write_object (answer);

  return yc_db_put_answer (call->db, call->headers->key, call->body_hash, text, call->now + ANSWER_KEPT_MS, error);
}

static JsonObject *
stored_refusal_new (YcNodeCall *call, const YcRefusal *refusal)
{
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "dev", call->dev);
  json_object_set_string_member (answer, "code", yc_refusal_code_to_string (refusal->code));
  json_object_set_object_member (answer, "args",
                                 refusal->args != NULL ? json_object_ref (refusal->args) : json_object_new ());
  return answer;
}

/* The command was given up (rule 6): whatever comes later under this key finds the refusal. */
static gboolean
withdraw (YcNodeCall *call, GError **error)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  yc_refuse (&refusal, YC_REFUSAL_WITHDRAWN, NULL);
  call->stored = stored_refusal_new (call, &refusal);
  return store (call, call->stored, error);
}

/* Reads what is stored under the key. Another device or another body is not the command that was stored. */
static gboolean
find_stored (YcNodeCall *call, YcReply **reply, GError **error)
{
  g_autofree char *body_hash = NULL;
  g_autofree char *answer = NULL;

  if (!yc_db_get_answer (call->db, call->headers->key, &body_hash, &answer, error))
    return FALSE;
  if (answer == NULL)
    return TRUE;
  call->stored = yc_json_parse_object (answer, strlen (answer), &YC_JSON_REFERENCE, error);
  if (call->stored == NULL)
    return FALSE;
  if (g_strcmp0 (body_hash, call->body_hash) == 0 &&
      g_strcmp0 (yc_json_peek_string (call->stored, "dev"), call->dev) == 0)
    return TRUE;
  *reply = yc_reply_new_problem (422, "/problems/key-reused", "This key was used for another command.", NULL);
  return FALSE;
}

gboolean
yc_node_call_begin (YcNodeCall *call, YcDb *db, const YcCaller *caller, const YcCommandHeaders *headers,
                    char *body_hash, YcReply **reply, GError **error)
{
  const YcDevice *device;

  call->db = db;
  call->caller = caller;
  call->headers = headers;
  call->body_hash = body_hash;
  call->now = yc_env_now_wall (yc_db_get_env (db));
  call->session = g_strdup ("");
  device = yc_node_check_device (db, caller, FALSE, reply, error);
  if (device == NULL)
    return FALSE;
  call->hall = yc_db_get_hall (db, error);
  if (call->hall == NULL)
    return FALSE;
  call->dev = g_strdup (device->id);
  call->actor = g_strconcat ("device/", device->id, NULL);
  if (!yc_uuid_is_valid (headers->key))
    {
      *reply = yc_node_bad_request ("/problems/key", "A command needs an Idempotency-Key, a UUID of version 7.");
      return FALSE;
    }
  if (!find_stored (call, reply, error))
    return FALSE;
  return call->stored != NULL || !headers->withdraw || withdraw (call, error);
}

gboolean
yc_node_call_check_session (YcNodeCall *call, YcReply **reply, GError **error)
{
  const YcSession *session;

  if (call->caller->local)
    return TRUE;
  /* A command that names no session names none of ours. */
  session = yc_node_check_session (call->db, call->caller, call->headers->session != NULL ? call->headers->session : "",
                                   reply, error);
  if (session == NULL)
    return FALSE;
  g_free (call->session);
  call->session = g_strdup (session->id);
  g_free (call->actor);
  call->actor = g_strconcat ("staff/", session->staff, NULL);
  call->counter = session->counter;
  return TRUE;
}

/* Whether the node holds the device's lines up to YC-Needs (rules 8, 9), lines of the open transaction among them. */
static gboolean
check_needs (YcNodeCall *call, YcReply **reply, GError **error)
{
  char hash[65];
  gint64 have;
  JsonObject *body;

  if (call->headers->needs <= 0)
    return TRUE;
  if (!yc_db_get_tail (call->db, call->dev, &have, hash, error))
    return FALSE;
  if (have >= call->headers->needs)
    return TRUE;
  body = json_object_new ();
  json_object_set_int_member (body, "have", have);
  *reply = yc_reply_new_problem (409, "/problems/behind", "Push the lines this command builds on first.", body);
  return FALSE;
}

gboolean
yc_node_call_check_order (YcNodeCall *call, YcReply **reply, GError **error)
{
  const YcCommandHeaders *headers = call->headers;

  if (!yc_node_check_position (call->db, headers->after, headers->epoch, headers->at, reply, error) ||
      !check_needs (call, reply, error) ||
      !yc_node_tick (call->db, error))
    return FALSE;
  /* A policy that came into force may have moved the day: then the hall was folded anew. */
  call->hall = yc_db_get_hall (call->db, error);
  return call->hall != NULL;
}

void
yc_node_call_get_ask (YcNodeCall *call, YcAsk *ask)
{
  YcEnv *env = yc_db_get_env (call->db);

  memset (ask, 0, sizeof *ask);
  ask->device = call->dev;
  ask->session = call->session;
  ask->administrator = call->caller->local;
  ask->now = call->now;
  ask->mono = yc_env_now_mono (env);
  ask->uuids = yc_db_get_uuids (call->db);
  ask->env = env;
}

static void
add_lines (JsonArray *array, const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const YcLine *line = g_ptr_array_index (lines, i);
      JsonArray *pair = json_array_new ();

      json_array_add_int_element (pair, line->pos);
      json_array_add_string_element (pair, line->line);
      json_array_add_array_element (array, pair);
    }
}

/* A page has one line at least, and that of a reference set may be as long as the set: the feed has room for it, an answer has not. */
static gboolean
is_too_long (const GPtrArray *lines)
{
  return lines->len == 1 && ((const YcLine *) g_ptr_array_index (lines, 0))->length > YC_NODE_PAGE_BYTES;
}

/* Adds `lines` and `next` from the caller's cursor. A stored answer may be asked for with a cursor that is not one of ours: then it
 * comes without lines, and the poll finds the reset. */
static gboolean
put_lines (YcNodeCall *call, JsonObject *body, GError **error)
{
  const YcCommandHeaders *headers = call->headers;
  g_autoptr(YcReply) reset = NULL;
  g_autoptr(GPtrArray) lines = NULL;
  JsonArray *array = json_array_new ();
  gint64 next = headers->after >= 0 ? headers->after : yc_db_get_last_pos (call->db);
  g_autoptr(GError) local_error = NULL;

  json_object_set_array_member (body, "lines", array);
  if (headers->after >= 0 &&
      yc_node_check_position (call->db, headers->after, headers->epoch, headers->at, &reset, &local_error))
    {
      lines = yc_db_read_feed (call->db, headers->after, YC_NODE_ANSWER_LINES, YC_NODE_PAGE_BYTES, !call->caller->local,
                               &next, error);
      if (lines == NULL)
        return FALSE;
      if (is_too_long (lines))
        next = headers->after;
      else
        add_lines (array, lines);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  json_object_set_int_member (body, "next", next);
  return TRUE;
}

static YcReply *
answer_refusal (JsonObject *stored, gint64 now)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  JsonObject *args = yc_json_get_object (stored, "args", NULL);
  YcReply *reply;

  refusal.code = yc_refusal_code_from_string (yc_json_peek_string (stored, "code"));
  refusal.args = args != NULL ? json_object_ref (args) : NULL;
  reply = yc_reply_new_refusal (&refusal);
  yc_node_put_now (reply->body, now);
  return reply;
}

YcReply *
yc_node_call_answer (YcNodeCall *call, JsonObject *stored, GError **error)
{
  JsonObject *result = yc_json_get_object (stored, "result", NULL);
  g_autoptr(JsonObject) body = NULL;

  if (result == NULL)
    return answer_refusal (stored, call->now);
  body = json_object_new ();
  json_object_set_object_member (body, "result", json_object_ref (result));
  yc_node_put_now (body, call->now);
  /* Position of the last event of the result: until `next` reaches it the caller reads on (rule 2). */
  json_object_set_int_member (body, "pos", yc_json_peek_int (stored, "pos"));
  if (!put_lines (call, body, error))
    return NULL;
  return yc_reply_new (g_steal_pointer (&body));
}

YcReply *
yc_node_call_done (YcNodeCall *call, YcDecision *decision, GError **error)
{
  YcNodeAuthor author = { call->actor, call->session, call->counter, call->headers->key };
  g_autoptr(JsonObject) stored = json_object_new ();
  gboolean any = decision->events != NULL && decision->events->len > 0;

  if (!yc_node_append_decision (call->db, decision, &author, error))
    return NULL;
  json_object_set_string_member (stored, "dev", call->dev);
  json_object_set_object_member (stored, "result",
                                 decision->result != NULL ? json_object_ref (decision->result) : json_object_new ());
  json_object_set_int_member (stored, "pos", any ? yc_db_get_last_pos (call->db) : 0);
  if (!store (call, stored, error))
    return NULL;
  return yc_node_call_answer (call, stored, error);
}

YcReply *
yc_node_call_refuse (YcNodeCall *call, const YcRefusal *refusal, GError **error)
{
  g_autoptr(JsonObject) stored = stored_refusal_new (call, refusal);

  if (!store (call, stored, error))
    return NULL;
  return yc_node_call_answer (call, stored, error);
}
