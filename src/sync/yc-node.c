/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node"

#include "config.h"

#include "sync/yc-node-private.h"

#include <string.h>

#include "core/yc-core-error.h"
#include "core/yc-json.h"
#include "core/yc-time.h"
#include "vault/yc-token.h"

/* Plain values of meta */

gboolean
yc_node_get_text (YcDb *db, const char *key, char **text, GError **error)
{
  g_autoptr(GBytes) value = NULL;
  gconstpointer data;
  gsize length;

  *text = NULL;
  if (!yc_db_get_meta (db, key, &value, error))
    return FALSE;
  if (value == NULL)
    return TRUE;
  data = g_bytes_get_data (value, &length);
  *text = g_strndup (data != NULL ? data : "", length);
  return TRUE;
}

gboolean
yc_node_set_text (YcDb *db, const char *key, const char *text, GError **error)
{
  g_autoptr(GBytes) value = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;

  return yc_db_set_meta (db, key, value, error);
}

gboolean
yc_node_get_record (YcDb *db, const char *key, JsonObject **record, GError **error)
{
  g_autofree char *text = NULL;

  *record = NULL;
  if (!yc_node_get_text (db, key, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  *record = yc_json_parse_object (text, strlen (text), &YC_JSON_BODY, error);
  return *record != NULL;
}

gboolean
yc_node_set_record (YcDb *db, const char *key, JsonObject *record, GError **error)
{
  g_autofree char *text = yc_json_write_object (record);

  return yc_node_set_text (db, key, text, error);
}

/* Small replies */

YcReply *
yc_node_bad_request (const char *problem, const char *title)
{
  return yc_reply_new_problem (400, problem, title, NULL);
}

YcReply *
yc_node_bad_request_error (const char *problem, const GError *error)
{
  return yc_reply_new_problem (400, problem, error->message, NULL);
}

gboolean
yc_node_has_only (JsonObject *object, const char *const *names)
{
  g_autoptr(GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      if (!g_strv_contains (names, l->data))
        return FALSE;
    }
  return TRUE;
}

void
yc_node_put_now (JsonObject *body, gint64 now)
{
  g_autofree char *text = yc_time_format (now);

  json_object_set_string_member (body, "now", text);
}

gint64
yc_node_policy (YcHall *hall, const char *key)
{
  YcReference *reference = yc_hall_get_reference (hall);

  return reference != NULL ? yc_policy_int (reference, key) : 0;
}

/* Who asks */

static YcReply *
device_unknown (void)
{
  return yc_reply_new_problem (401, "/problems/device-unknown", "No certificate of a device of this hall.", NULL);
}

const YcDevice *
yc_node_check_device (YcDb *db, const YcCaller *caller, gboolean revoked_too, YcReply **reply, GError **error)
{
  YcHall *hall = yc_db_get_hall (db, error);
  const char *id = caller->local ? yc_db_get_dev (db) : caller->dev;
  const YcDevice *device;

  if (hall == NULL)
    return NULL;
  device = id != NULL ? yc_hall_get_device (hall, id) : NULL;
  if (device != NULL && caller->local)
    return device;
  /* A certificate of ours for the same name and another key is that of somebody who asked for it, not of the device. The
   * node's own key never comes by the network. */
  if (device == NULL || g_strcmp0 (caller->key, device->key) != 0 || strcmp (device->role, "node") == 0)
    {
      *reply = device_unknown ();
      return NULL;
    }
  if (device->revoked && !revoked_too)
    {
      *reply = yc_reply_new_problem (403, "/problems/device-revoked", "This device has been revoked.", NULL);
      return NULL;
    }
  return device;
}

static const YcSession *
session_unknown (YcReply **reply)
{
  *reply = yc_reply_new_problem (401, "/problems/session", "No open session of this device.", NULL);
  return NULL;
}

/* The session a token was given for, transfer full; *session NULL when there is none. */
static gboolean
find_session (YcDb *db, const char *token, char **session, GError **error)
{
  g_autofree char *hash = token != NULL ? yc_token_hash (token, NULL) : NULL;
  g_autofree char *key = NULL;

  *session = NULL;
  if (hash == NULL)
    return TRUE;
  key = g_strconcat ("token/", hash, NULL);
  return yc_node_get_text (db, key, session, error);
}

const YcSession *
yc_node_check_session (YcDb *db, const YcCaller *caller, const char *named, YcReply **reply, GError **error)
{
  YcHall *hall = yc_db_get_hall (db, error);
  g_autofree char *id = NULL;
  g_autofree char *subject = NULL;
  const YcSession *session;

  if (hall == NULL || !find_session (db, caller->token, &id, error))
    return NULL;
  if (id == NULL || (named != NULL && strcmp (named, id) != 0))
    return session_unknown (reply);
  subject = g_strconcat ("session/", id, NULL);
  if (!yc_db_load_subject (db, subject, error))
    return NULL;
  session = yc_hall_get_session (hall, id);
  if (session == NULL || (session->state != YC_SESSION_OPEN && session->state != YC_SESSION_LOCKED) ||
      g_strcmp0 (session->device, caller->dev) != 0 || yc_env_now_wall (yc_db_get_env (db)) >= session->expires)
    return session_unknown (reply);
  return session;
}

YcReply *
yc_node_check_administrator (const YcCaller *caller)
{
  if (caller->local)
    return NULL;
  return yc_reply_new_problem (403, "/problems/not-permitted", "Only by the control socket of the node.", NULL);
}

/* Writing */

static gboolean
drop_tokens (YcDb *db, const char *session, GError **error)
{
  g_auto(GStrv) keys = yc_db_list_meta (db, "token/", error);

  if (keys == NULL)
    return FALSE;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *owner = NULL;

      if (!yc_node_get_text (db, keys[i], &owner, error))
        return FALSE;
      if (g_strcmp0 (owner, session) == 0 && !yc_node_set_text (db, keys[i], NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
follow (YcDb *db, const YcEvent *event, GError **error)
{
  const char *id = yc_subject_get_id (event->subject);
  g_autofree char *key = NULL;

  if (event->type == YC_EVENT_SESSION_ENDED)
    return drop_tokens (db, id, error);
  if (event->type != YC_EVENT_STAFF_LOCK_CLEARED)
    return TRUE;
  key = g_strconcat ("pinfail/", id, NULL);
  return yc_node_set_text (db, key, NULL, error);
}

static void
set_text (char **target, const char *text)
{
  g_free (*target);
  *target = g_strdup (text);
}

gboolean
yc_node_append (YcDb *db, YcEvent *event, const YcNodeAuthor *author, GError **error)
{
  if (author != NULL)
    {
      set_text (&event->actor, author->actor);
      set_text (&event->session, author->session);
      set_text (&event->cause, author->cause);
      if (author->counter != 0)
        event->counter = author->counter;
    }
  else
    {
      g_free (event->actor);
      event->actor = g_strconcat ("device/", yc_db_get_dev (db), NULL);
    }
  return yc_db_append (db, event, error) && follow (db, event, error);
}

gboolean
yc_node_append_decision (YcDb *db, const YcDecision *decision, const YcNodeAuthor *author, GError **error)
{
  for (guint i = 0; decision->events != NULL && i < decision->events->len; i++)
    {
      if (!yc_node_append (db, g_ptr_array_index (decision->events, i), author, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
yc_node_end_session (YcDb *db, const char *session, const char *reason, GError **error)
{
  g_autofree char *subject = g_strconcat ("session/", session, NULL);
  g_autoptr(YcEvent) event = yc_event_new (YC_EVENT_SESSION_ENDED, subject);

  json_object_set_string_member (event->data, "reason", reason);
  return yc_node_append (db, event, NULL, error);
}

/* Setting up */

static gboolean
append_own_device (YcDb *db, YcKey *key, GError **error)
{
  g_autofree char *subject = g_strconcat ("device/", yc_db_get_dev (db), NULL);
  g_autoptr(YcEvent) event = yc_event_new (YC_EVENT_DEVICE_ENROLLED, subject);

  json_object_set_string_member (event->data, "role", "node");
  json_object_set_int_member (event->data, "counter", 0);
  json_object_set_string_member (event->data, "key", yc_key_get_public (key));
  return yc_node_append (db, event, NULL, error);
}

static JsonObject *
document_new (const char *set, gint64 now, JsonArray *items)
{
  JsonObject *document = json_object_new ();
  g_autofree char *time = yc_time_format (now);
  g_autofree char *day = g_strndup (time, YC_DAY_LENGTH);

  json_object_set_string_member (document, "set", set);
  /* No day: the hall's own document of this day is another one. */
  json_object_set_string_member (document, "version", "init");
  json_object_set_string_member (document, "effective_from", day);
  json_object_set_array_member (document, "items", items);
  return document;
}

static GBytes *
document_to_bytes (JsonObject *document)
{
  char *text = yc_json_write_object (document);

  return g_bytes_new_take (text, strlen (text));
}

/* The one queue a hall has before its own are imported. */
static GBytes *
make_queues (gint64 now)
{
  JsonArray *items = json_array_new ();
  JsonObject *queue = json_object_new ();
  g_autoptr(JsonObject) document = NULL;

  json_object_set_string_member (queue, "letter", "A");
  json_object_set_string_member (queue, "zh", "综合受理");
  json_object_set_string_member (queue, "en", "General");
  json_object_set_int_member (queue, "order", 1);
  json_array_add_object_element (items, queue);
  document = document_new ("queues", now, items);
  return document_to_bytes (document);
}

static JsonObject *
make_counter (guint number)
{
  JsonObject *counter = json_object_new ();
  JsonArray *queues = json_array_new ();
  g_autofree char *zh = g_strdup_printf ("%u 号窗口", number);
  g_autofree char *en = g_strdup_printf ("Window %u", number);

  json_array_add_string_element (queues, "A");
  json_object_set_int_member (counter, "number", number);
  json_object_set_string_member (counter, "zh", zh);
  json_object_set_string_member (counter, "en", en);
  json_object_set_array_member (counter, "queues", queues);
  return counter;
}

static GBytes *
make_counters (gint64 now, guint n)
{
  JsonArray *items = json_array_new ();
  g_autoptr(JsonObject) document = NULL;

  for (guint i = 1; i <= MAX (n, 1); i++)
    json_array_add_object_element (items, make_counter (i));
  document = document_new ("counters", now, items);
  return document_to_bytes (document);
}

/* The documents given, in the order of their names, and what a hall cannot do without. */
static GPtrArray *
gather_documents (GHashTable *given, gint64 now, guint counters)
{
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr(GList) names = given != NULL ? g_hash_table_get_keys (given) : NULL;

  names = g_list_sort (names, (GCompareFunc) strcmp);
  for (GList *l = names; l != NULL; l = l->next)
    g_ptr_array_add (documents, g_bytes_ref (g_hash_table_lookup (given, l->data)));
  if (given == NULL || !g_hash_table_contains (given, "queues"))
    g_ptr_array_add (documents, make_queues (now));
  if (given == NULL || !g_hash_table_contains (given, "counters"))
    g_ptr_array_add (documents, make_counters (now, counters));
  return g_steal_pointer (&documents);
}

gboolean
yc_node_init (YcDb *db, const char *hall, const char *dev, YcKey *key, const YcNodeSetup *setup, GHashTable *documents,
              GPtrArray *faults, GError **error)
{
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(JsonArray) sets = json_array_new ();

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (hall != NULL && dev != NULL && key != NULL, FALSE);
  g_return_val_if_fail (setup != NULL, FALSE);

  if (!yc_db_set_identity (db, hall, dev, TRUE, key, error) || !append_own_device (db, key, error) ||
      !yc_node_set_text (db, "hall-name", setup->name != NULL ? setup->name : "", error) ||
      !yc_node_set_text (db, "hall-division", setup->division != NULL ? setup->division : "", error))
    return FALSE;
  all = gather_documents (documents, yc_env_now_wall (yc_db_get_env (db)), setup->counters);
  if (!yc_node_put_documents (db, all, faults != NULL ? faults : found, sets, error))
    return FALSE;
  if ((faults != NULL ? faults : found)->len == 0)
    return TRUE;
  g_set_error_literal (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "A reference set of the new hall has faults.");
  return FALSE;
}

char *
yc_node_get_name (YcDb *db, GError **error)
{
  char *name = NULL;

  g_return_val_if_fail (db != NULL, NULL);

  if (!yc_node_get_text (db, "hall-name", &name, error))
    return NULL;
  return name != NULL ? name : g_strdup ("");
}

/* The day's end */

gboolean
yc_node_tick (YcDb *db, GError **error)
{
  g_auto(YcDecision) decision = { NULL, NULL };
  YcHall *hall;

  g_return_val_if_fail (db != NULL, FALSE);

  hall = yc_db_get_hall (db, error);
  if (hall == NULL)
    return FALSE;
  yc_decide_day_end (hall, yc_env_now_wall (yc_db_get_env (db)), &decision);
  /* Tickets of the day before do not keep a queue from being closed. */
  return yc_node_append_decision (db, &decision, NULL, error) && yc_node_put_due (db, error);
}

gint64
yc_node_next_boundary (YcDb *db, GError **error)
{
  YcHall *hall;

  g_return_val_if_fail (db != NULL, 0);

  hall = yc_db_get_hall (db, error);
  if (hall == NULL)
    return 0;
  return yc_hall_day_end (yc_env_now_wall (yc_db_get_env (db)), (int) yc_node_policy (hall, "utc_offset_minutes"),
                          (int) yc_node_policy (hall, "day_boundary"));
}
