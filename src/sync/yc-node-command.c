/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node"

#include "config.h"

#include "sync/yc-node-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "vault/yc-hash.h"

/* Reads {"command", "args"}; transfer full args. */
static gboolean
read_body (GBytes *bytes, YcVerb *verb, JsonObject **args, YcReply **reply)
{
  static const char *const names[] = { "command", "args", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) body = NULL;
  const char *text;
  const char *name;
  JsonObject *object;
  gsize length;

  text = g_bytes_get_data (bytes, &length);
  body = yc_json_parse_object (text != NULL ? text : "", length, &YC_JSON_BODY, &error);
  name = body != NULL ? yc_json_get_string (body, "command", &error) : NULL;
  object = name != NULL ? yc_json_get_object (body, "args", &error) : NULL;
  if (object == NULL)
    {
      *reply = yc_node_bad_request_error ("/problems/body", error);
      return FALSE;
    }
  *verb = yc_verb_from_string (name);
  if (*verb == YC_VERB_NONE || !yc_verb_is_command (*verb) || !yc_node_has_only (body, names))
    {
      *reply = yc_node_bad_request ("/problems/body", "There is no such command.");
      return FALSE;
    }
  *args = json_object_ref (object);
  return TRUE;
}

static YcReply *
decide (YcNodeCall *call, YcVerb verb, JsonObject *args, GError **error)
{
  g_auto(YcDecision) decision = { NULL, NULL };
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  YcAsk ask;

  yc_node_call_get_ask (call, &ask);
  if (!yc_decide (call->hall, verb, args, &ask, &decision, &refusal))
    return yc_node_call_refuse (call, &refusal, error);
  return yc_node_call_done (call, &decision, error);
}

/* A ticket or session of the arguments may be older than what the hall has folded. */
static gboolean
load_subjects (YcNodeCall *call, JsonObject *args, GError **error)
{
  const char *ticket = yc_json_peek_string (args, "ticket");
  g_autofree char *subject = NULL;

  if (ticket == NULL)
    return TRUE;
  subject = g_strconcat ("ticket/", ticket, NULL);
  return !yc_subject_is_valid (subject) || yc_db_load_subject (call->db, subject, error);
}

YcReply *
yc_node_command (YcDb *db, const YcCaller *caller, const YcCommandHeaders *headers, GBytes *body, GError **error)
{
  g_auto(YcNodeCall) call = { NULL };
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(JsonObject) args = NULL;
  YcVerb verb = YC_VERB_NONE;
  const char *text;
  gsize length;

  g_return_val_if_fail (db != NULL && caller != NULL && headers != NULL && body != NULL, NULL);

  text = g_bytes_get_data (body, &length);
  if (!yc_node_call_begin (&call, db, caller, headers, yc_hash_bytes (text, length), &reply, error))
    return g_steal_pointer (&reply);
  if (call.stored != NULL)
    return yc_node_call_answer (&call, call.stored, error);
  if (!yc_node_call_check_session (&call, &reply, error) ||
      !yc_node_call_check_order (&call, &reply, error) ||
      !read_body (body, &verb, &args, &reply) ||
      !load_subjects (&call, args, error))
    return g_steal_pointer (&reply);
  return decide (&call, verb, args, error);
}
