/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-desk"

#include "config.h"

#include "sync/yc-desk.h"

#include <string.h>

#include "core/yc-json.h"
#include "sync/yc-desk-private.h"
#include "vault/yc-hash.h"

void
yc_stored_command_free (YcStoredCommand *command)
{
  if (command == NULL)
    return;
  g_free (command->key);
  g_free (command->body);
  g_free (command->session);
  g_free (command);
}

gboolean
yc_desk_read_meta (YcDb        *db,
                   const char  *key,
                   JsonObject **object,
                   GError     **error)
{
  g_autoptr(GBytes) value = NULL;
  gsize length = 0;
  const char *text = NULL;

  *object = NULL;
  if (!yc_db_get_meta (db, key, &value, error))
    return FALSE;
  if (value == NULL)
    return TRUE;

  text = g_bytes_get_data (value, &length);
  *object = yc_json_parse_object (text != NULL ? text : "", length, &YC_JSON_REFERENCE, error);
  return *object != NULL;
}

gboolean
yc_desk_write_meta (YcDb        *db,
                    const char  *key,
                    JsonObject  *object,
                    GError     **error)
{
  g_autoptr(GBytes) value = NULL;

  if (object != NULL)
    {
      char *text = yc_json_write_object (object);

      value = g_bytes_new_take (text, strlen (text));
    }
  return yc_db_set_meta (db, key, value, error);
}

gboolean
yc_desk_verb_moves_counter (YcVerb verb)
{
  return verb == YC_VERB_CALL_NEXT || verb == YC_VERB_CALL || verb == YC_VERB_ISSUE || verb == YC_VERB_RESTORE
         || verb == YC_VERB_TAKE_OVER || verb == YC_VERB_OPEN_COUNTER || verb == YC_VERB_CLOSE_COUNTER
         || verb == YC_VERB_SIGN_OUT;
}

/* Pressing */

/* Who presses: the session of this device, as the hall knows it. */
typedef struct
{
  YcHall *hall;
  const YcSession *session;
  const YcStaff *staff;
  YcAsk ask;
} Presser;

static gboolean
find_presser (YcDb          *db,
              YcDeskMemory  *memory,
              Presser       *presser,
              GError       **error)
{
  YcEnv *env = yc_db_get_env (db);

  presser->hall = yc_db_get_hall (db, error);
  if (presser->hall == NULL)
    return FALSE;

  presser->session = yc_hall_get_device_session (presser->hall, yc_db_get_dev (db));
  /* What was pressed at one session's screen is never done in the name of another. */
  if (presser->session != NULL && memory->session != NULL && !g_str_equal (presser->session->id, memory->session))
    presser->session = NULL;
  if (presser->session != NULL)
    presser->staff = yc_hall_get_staff (presser->hall, presser->session->staff);
  presser->ask = (YcAsk) {
    .device = yc_db_get_dev (db),
    .session = presser->session != NULL ? presser->session->id : "",
    .now = yc_db_now (db),
    .mono = yc_env_now_mono (env),
    .last_recall_mono = memory->last_call_mono,
    .uuids = yc_db_get_uuids (db),
    .env = env,
  };
  return TRUE;
}

static gboolean
append_local (YcDb          *db,
              Presser       *presser,
              YcDecision    *decision,
              GError       **error)
{
  g_autofree char *actor = g_strconcat ("staff/", presser->session->staff, NULL);
  g_autofree char *session = g_strdup (presser->session->id);
  int counter = presser->session->counter;

  for (guint i = 0; i < decision->events->len; i++)
    {
      YcEvent *event = g_ptr_array_index (decision->events, i);

      g_free (event->actor);
      event->actor = g_strdup (actor);
      g_free (event->session);
      event->session = g_strdup (session);
      event->counter = counter;
      if (!yc_db_append (db, event, error))
        return FALSE;
    }
  return TRUE;
}

/* Alt+Z takes back what was pressed, not whatever else could be taken back. */
static void
note_undo (YcDeskMemory     *memory,
           const YcDecision *decision)
{
  for (guint i = 0; i < decision->events->len; i++)
    {
      const YcEvent *event = g_ptr_array_index (decision->events, i);

      if (event->type == YC_EVENT_TICKET_PASSED || event->type == YC_EVENT_TICKET_TRANSFERRED)
        g_strlcpy (memory->undo_ticket, yc_subject_get_id (event->subject), sizeof memory->undo_ticket);
    }
}

static gboolean
press_local (YcDb          *db,
             const YcAct   *act,
             YcVerb         in_flight,
             YcDeskMemory  *memory,
             YcRefusal     *refusal,
             GError       **error)
{
  Presser presser = { 0 };
  g_autoptr(JsonObject) none = json_object_new ();
  g_auto(YcDecision) decision = { NULL, NULL };

  if (yc_desk_verb_moves_counter (in_flight) && (act->verb == YC_VERB_RESUME || act->verb == YC_VERB_PAUSE))
    return yc_refuse (refusal, YC_REFUSAL_COMMAND_IN_FLIGHT, NULL);
  if (!find_presser (db, memory, &presser, error))
    return FALSE;
  if (presser.session == NULL)
    return yc_refuse (refusal, YC_REFUSAL_NO_SESSION, NULL);

  if (!yc_decide (presser.hall, act->verb, act->args != NULL ? act->args : none, &presser.ask, &decision, refusal))
    return FALSE;
  if (!append_local (db, &presser, &decision, error))
    return FALSE;

  if (act->verb == YC_VERB_RECALL)
    memory->last_call_mono = presser.ask.mono;
  note_undo (memory, &decision);
  return TRUE;
}

static gboolean
store_command (YcDb         *db,
               const YcAct  *act,
               const char   *session,
               GError      **error)
{
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(JsonObject) stored = json_object_new ();
  g_autofree char *text = NULL;
  char key[YC_UUID_LENGTH + 1];
  char hash[YC_HASH_SIZE];
  gint64 seq = 0;

  if (!yc_db_get_tail (db, yc_db_get_dev (db), &seq, hash, error))
    return FALSE;

  json_object_set_string_member (body, "command", yc_verb_to_string (act->verb));
  json_object_set_object_member (body, "args", act->args != NULL ? json_object_ref (act->args) : json_object_new ());
  text = yc_json_write_object (body);

  yc_uuid7 (yc_db_get_uuids (db), yc_db_get_env (db), key);
  json_object_set_string_member (stored, "key", key);
  json_object_set_string_member (stored, "verb", yc_verb_to_string (act->verb));
  json_object_set_string_member (stored, "body", text);
  json_object_set_string_member (stored, "session", session);
  json_object_set_int_member (stored, "needs", seq);
  json_object_set_boolean_member (stored, "withdraw", FALSE);
  return yc_desk_write_meta (db, YC_META_COMMAND, stored, error);
}

static gboolean
is_bootstrapped (YcDb      *db,
                 gboolean  *yes,
                 GError   **error)
{
  g_autoptr(GBytes) complete = NULL;

  if (!yc_db_get_meta (db, YC_META_BOOTSTRAP, &complete, error))
    return FALSE;
  *yes = complete != NULL;
  return TRUE;
}

/* Judged before the local act, so that a refused press changes nothing. *session is that of the presser; transfer full. */
static gboolean
check_command (YcDb          *db,
               const YcAct   *act,
               YcDeskMemory  *memory,
               char         **session,
               YcRefusal     *refusal,
               GError       **error)
{
  Presser presser = { 0 };
  gboolean bootstrapped = FALSE;

  if (!find_presser (db, memory, &presser, error) || !is_bootstrapped (db, &bootstrapped, error))
    return FALSE;
  if (presser.session == NULL || presser.staff == NULL)
    return yc_refuse (refusal, YC_REFUSAL_NO_SESSION, NULL);
  if (presser.session->state == YC_SESSION_LOCKED)
    return yc_refuse (refusal, YC_REFUSAL_SESSION_LOCKED, NULL);
  if (!yc_verb_is_permitted (act->verb, presser.staff->role))
    return yc_refuse (refusal, YC_REFUSAL_NOT_PERMITTED, "verb", 's', yc_verb_to_string (act->verb), NULL);
  if (act->verb == YC_VERB_OPEN_COUNTER && !bootstrapped)
    return yc_refuse (refusal, YC_REFUSAL_NOT_BOOTSTRAPPED, NULL);

  *session = g_strdup (presser.session->id);
  return TRUE;
}

gboolean
yc_desk_press (YcDb          *db,
               const YcAct   *local,
               const YcAct   *command,
               YcDeskMemory  *memory,
               YcRefusal     *refusal,
               GError       **error)
{
  g_autoptr(JsonObject) stored = NULL;
  g_autofree char *session = NULL;
  YcVerb in_flight = YC_VERB_NONE;

  g_return_val_if_fail (db != NULL && memory != NULL && refusal != NULL, FALSE);

  if (!yc_desk_read_meta (db, YC_META_COMMAND, &stored, error))
    return FALSE;
  if (stored != NULL)
    in_flight = yc_verb_from_string (yc_json_peek_string (stored, "verb"));

  if (stored != NULL && command != NULL)
    return yc_refuse (refusal, YC_REFUSAL_COMMAND_IN_FLIGHT, NULL);
  if (command != NULL && !check_command (db, command, memory, &session, refusal, error))
    return FALSE;
  if (local != NULL && !press_local (db, local, in_flight, memory, refusal, error))
    return FALSE;
  return command == NULL || store_command (db, command, session, error);
}

/* The stored command */

gboolean
yc_desk_get_command (YcDb             *db,
                     YcStoredCommand **command,
                     GError          **error)
{
  g_autoptr(JsonObject) stored = NULL;

  *command = NULL;
  if (!yc_desk_read_meta (db, YC_META_COMMAND, &stored, error))
    return FALSE;
  if (stored == NULL || json_object_has_member (stored, "last"))
    return TRUE;

  *command = g_new0 (YcStoredCommand, 1);
  (*command)->key = g_strdup (yc_json_peek_string (stored, "key"));
  (*command)->verb = yc_verb_from_string (yc_json_peek_string (stored, "verb"));
  (*command)->body = g_strdup (yc_json_peek_string (stored, "body"));
  (*command)->session = g_strdup (yc_json_peek_string (stored, "session"));
  (*command)->needs = yc_json_peek_int (stored, "needs");
  (*command)->withdraw = yc_json_peek_bool (stored, "withdraw");
  return TRUE;
}

gboolean
yc_desk_get_answered (YcDb    *db,
                      char   **key,
                      GError **error)
{
  g_autoptr(JsonObject) answer = NULL;
  const char *text = NULL;

  *key = NULL;
  if (!yc_desk_read_meta (db, YC_META_ANSWER, &answer, error))
    return FALSE;

  text = answer != NULL ? yc_json_peek_string (answer, "key") : NULL;
  *key = g_strdup (text != NULL ? text : "");
  return TRUE;
}

gboolean
yc_desk_withdraw (YcDb    *db,
                  GError **error)
{
  g_autoptr(JsonObject) stored = NULL;

  if (!yc_desk_read_meta (db, YC_META_COMMAND, &stored, error))
    return FALSE;
  if (stored == NULL || json_object_has_member (stored, "last"))
    return TRUE;

  json_object_set_boolean_member (stored, "withdraw", TRUE);
  return yc_desk_write_meta (db, YC_META_COMMAND, stored, error);
}

/* What the node says */

/* A set announced in the journal is fetched later; until then its hash is wanted. */
static gboolean
note_reference (YcDb        *db,
                const char  *line,
                gsize        length,
                GError     **error)
{
  static const char type[] = "\"org.yichuang.reference.imported.v1\"";
  g_autoptr(YcEvent) event = NULL;
  g_autofree char *key = NULL;
  g_autoptr(GBytes) hash = NULL;
  const char *text = NULL;

  if (memmem (line, length, type, strlen (type)) == NULL)
    return TRUE;

  event = yc_event_read (line, length, NULL);
  if (event == NULL || event->type != YC_EVENT_REFERENCE_IMPORTED)
    return TRUE;

  key = g_strconcat (YC_META_WANT, yc_json_peek_string (event->data, "set"), NULL);
  text = yc_json_peek_string (event->data, "hash");
  hash = g_bytes_new (text, strlen (text));
  return yc_db_set_meta (db, key, hash, error);
}

static gboolean
take_line (YcDb        *db,
           const char  *line,
           gsize        length,
           gint64       pos,
           GError     **error)
{
  return yc_db_ingest (db, line, length, pos, error) && note_reference (db, line, length, error);
}

static gboolean
move_cursor (YcDb    *db,
             gint64   next,
             gint64   epoch,
             GError **error)
{
  YcPeer peer = { 0 };

  if (!yc_db_get_peer (db, &peer, error))
    return FALSE;
  peer.cursor = MAX (peer.cursor, next);
  if (epoch > 0)
    peer.epoch = epoch;
  return yc_db_set_peer (db, &peer, error);
}

/* Reads [pos, "line"] of an answer; the line is borrowed. */
static gboolean
read_pair (JsonNode    *node,
           gint64      *pos,
           const char **line)
{
  JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonNode *number = NULL;
  JsonNode *text = NULL;

  if (pair == NULL || json_array_get_length (pair) != 2)
    return FALSE;

  number = json_array_get_element (pair, 0);
  text = json_array_get_element (pair, 1);
  if (json_node_get_value_type (number) != G_TYPE_INT64 || json_node_get_value_type (text) != G_TYPE_STRING)
    return FALSE;
  *pos = json_node_get_int (number);
  *line = json_node_get_string (text);
  return *pos > 0 && *pos <= G_MAXINT32;
}

gboolean
yc_desk_take_lines (YcDb        *db,
                    gint64       after,
                    JsonObject  *body,
                    GError     **error)
{
  JsonArray *lines = yc_json_get_array (body, "lines", error);
  YcPeer peer = { 0 };
  gint64 next = 0;

  if (lines == NULL || !yc_json_get_int (body, "next", 0, G_MAXINT32, &next, error)
      || !yc_db_get_peer (db, &peer, error))
    return FALSE;
  if (after > peer.cursor)
    return TRUE;

  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      const char *line = NULL;
      gint64 pos = 0;

      if (!read_pair (json_array_get_element (lines, i), &pos, &line))
        {
          g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE, "An answer of the hall node cannot be read.");
          return FALSE;
        }
      if (!take_line (db, line, strlen (line), pos, error))
        return FALSE;
    }
  return move_cursor (db, next, 0, error);
}

gboolean
yc_desk_look_for_session (YcDb           *db,
                          const char     *session,
                          gint64          pos,
                          YcDeskArrival  *arrival,
                          GError        **error)
{
  YcHall *hall = yc_db_get_hall (db, error);
  const YcSession *here = NULL;
  YcPeer peer = { 0 };
  gboolean bootstrapped = FALSE;

  if (hall == NULL || !yc_db_get_peer (db, &peer, error) || !is_bootstrapped (db, &bootstrapped, error))
    return FALSE;

  here = yc_hall_get_device_session (hall, yc_db_get_dev (db));
  arrival->cursor = peer.cursor;
  arrival->reached = bootstrapped && peer.cursor >= pos;
  arrival->stands = here != NULL && g_str_equal (here->id, session);
  return TRUE;
}

/* Moves the answer from the stored command to where the view finds it. */
static gboolean
finish_command (YcDb        *db,
                JsonObject  *stored,
                GError     **error)
{
  g_autoptr(JsonObject) answer = json_object_new ();

  json_object_set_string_member (answer, "key", yc_json_peek_string (stored, "key"));
  json_object_set_string_member (answer, "verb", yc_json_peek_string (stored, "verb"));
  if (json_object_has_member (stored, "code"))
    json_object_set_string_member (answer, "code", yc_json_peek_string (stored, "code"));
  for (guint i = 0; i < 2; i++)
    {
      const char *name = i == 0 ? "args" : "result";

      if (json_object_has_member (stored, name))
        json_object_set_member (answer, name, json_node_copy (json_object_get_member (stored, name)));
    }
  return yc_desk_write_meta (db, YC_META_ANSWER, answer, error)
         && yc_desk_write_meta (db, YC_META_COMMAND, NULL, error);
}

gboolean
yc_desk_answer (YcDb             *db,
                const char       *key,
                gint64            after,
                JsonObject       *body,
                const YcRefusal  *refusal,
                GError          **error)
{
  g_autoptr(JsonObject) stored = NULL;
  YcPeer peer = { 0 };

  if (!yc_desk_read_meta (db, YC_META_COMMAND, &stored, error))
    return FALSE;
  if (stored == NULL || g_strcmp0 (yc_json_peek_string (stored, "key"), key) != 0)
    return TRUE;

  if (refusal != NULL && refusal->code != YC_REFUSAL_NONE)
    {
      json_object_set_string_member (stored, "code", yc_refusal_code_to_string (refusal->code));
      if (refusal->args != NULL)
        json_object_set_object_member (stored, "args", json_object_ref (refusal->args));
      return finish_command (db, stored, error);
    }

  if (body == NULL)
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE, "An answer of the hall node is empty.");
      return FALSE;
    }
  if (!yc_desk_take_lines (db, after, body, error) || !yc_db_get_peer (db, &peer, error))
    return FALSE;

  if (json_object_has_member (body, "result"))
    json_object_set_member (stored, "result", json_node_copy (json_object_get_member (body, "result")));
  if (yc_json_peek_int (body, "pos") <= peer.cursor)
    return finish_command (db, stored, error);

  json_object_set_int_member (stored, "last", yc_json_peek_int (body, "pos"));
  return yc_desk_write_meta (db, YC_META_COMMAND, stored, error);
}

/* An answer waits for its lines; at the end of the record there are no more to come, whatever the node said before it was restored. */
static gboolean
finish_if_reached (YcDb     *db,
                   gint64    cursor,
                   gboolean  at_end,
                   GError  **error)
{
  g_autoptr(JsonObject) stored = NULL;

  if (!yc_desk_read_meta (db, YC_META_COMMAND, &stored, error))
    return FALSE;
  if (stored == NULL || !json_object_has_member (stored, "last"))
    return TRUE;
  if (!at_end && yc_json_peek_int (stored, "last") > cursor)
    return TRUE;
  return finish_command (db, stored, error);
}

gboolean
yc_desk_apply_page (YcDb             *db,
                    gint64            after,
                    const GPtrArray  *lines,
                    gint64            next,
                    gint64            epoch,
                    GError          **error)
{
  YcPeer peer = { 0 };
  gboolean at_end = FALSE;

  if (!yc_db_get_peer (db, &peer, error))
    return FALSE;
  if (after > peer.cursor)
    return TRUE;

  at_end = lines->len == 0 && next == peer.cursor;
  for (guint i = 0; i < lines->len; i++)
    {
      const YcLine *line = g_ptr_array_index (lines, i);

      if (!take_line (db, line->line, line->length, line->pos, error))
        return FALSE;
    }
  if (at_end)
    {
      g_autoptr(GBytes) yes = g_bytes_new_static ("1", 1);

      if (!yc_db_set_meta (db, YC_META_BOOTSTRAP, yes, error))
        return FALSE;
    }
  return move_cursor (db, next, epoch, error) && finish_if_reached (db, MAX (peer.cursor, next), at_end, error);
}

gboolean
yc_desk_rewind (YcDb    *db,
                gint64   after,
                gint64   epoch,
                GError **error)
{
  YcPeer peer = { 0 };

  if (!yc_db_rewind (db, after, error) || !yc_db_get_peer (db, &peer, error))
    return FALSE;
  peer.cursor = after;
  peer.epoch = epoch;
  return yc_db_set_peer (db, &peer, error);
}

/* Below that it is the time the answer was on its way. */
#define SKEW_MIN_MS 1000

gboolean
yc_desk_take_clock (YcDb    *db,
                    gint64   now,
                    gint64   wall,
                    GError **error)
{
  gint64 skew = wall - now;

  g_return_val_if_fail (db != NULL, FALSE);

  if (ABS (skew - yc_db_get_skew (db)) < SKEW_MIN_MS)
    return TRUE;
  return yc_db_set_skew (db, skew, error);
}

gboolean
yc_desk_acked (YcDb    *db,
               gint64   ack,
               gint64   pack,
               GError **error)
{
  YcPeer peer = { 0 };

  if (!yc_db_get_peer (db, &peer, error))
    return FALSE;
  peer.ack = ack;
  peer.pack = MAX (peer.pack, pack);
  return yc_db_set_peer (db, &peer, error);
}

/* Reference sets */

gboolean
yc_desk_take_reference (YcDb        *db,
                        const char  *set,
                        const char  *document,
                        gsize        length,
                        const char  *hash,
                        GError     **error)
{
  g_autofree char *key = g_strconcat (YC_META_WANT, set, NULL);
  g_autoptr(GBytes) wanted = NULL;

  if (!yc_db_set_reference (db, set, document, length, error) || !yc_db_get_meta (db, key, &wanted, error))
    return FALSE;

  /* A newer one may have been announced while this one was on its way. */
  if (wanted == NULL || g_bytes_get_size (wanted) != strlen (hash)
      || memcmp (g_bytes_get_data (wanted, NULL), hash, strlen (hash)) != 0)
    return TRUE;
  return yc_db_set_meta (db, key, NULL, error);
}

GStrv
yc_desk_stale_sets (YcDb    *db,
                    GError **error)
{
  g_auto(GStrv) keys = yc_db_list_meta (db, YC_META_WANT, error);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (keys == NULL)
    return NULL;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      YcSet set;

      /* What the pad asks visitors is not served to workstations. */
      if (yc_set_from_string (keys[i] + strlen (YC_META_WANT), &set) && set != YC_SET_RATING)
        g_strv_builder_add (builder, keys[i] + strlen (YC_META_WANT));
    }
  return g_strv_builder_end (builder);
}
