/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node"

#include "config.h"

#include "sync/yc-node-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "vault/yc-hash.h"
#include "vault/yc-secret.h"
#include "vault/yc-token.h"

/* The verifier of nobody, with the costs of a real one: a number that nobody has takes as long as a wrong PIN. */
#define NOBODY "$argon2id$v=19$m=65536,t=3,p=1$bm9ib2R5bm9ib2R5bm9ibw$bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm8"

#define NUMBER_MAX 64

/* The member of staff who may sign in with a number, borrowed, or NULL. */
static const YcStaff *
find_active (YcHall *hall, const char *number)
{
  const YcStaff *staff = yc_hall_find_staff (hall, number);

  return staff != NULL && staff->active ? staff : NULL;
}

gboolean
yc_node_get_verifier (YcDb *db, const char *number, char **verifier, GError **error)
{
  YcHall *hall;
  const YcStaff *staff;

  g_return_val_if_fail (db != NULL && number != NULL && verifier != NULL, FALSE);

  *verifier = NULL;
  hall = yc_db_get_hall (db, error);
  if (hall == NULL)
    return FALSE;
  staff = find_active (hall, number);
  if (staff != NULL)
    {
      g_autofree char *key = g_strconcat ("pin/", staff->id, NULL);

      if (!yc_node_get_text (db, key, verifier, error))
        return FALSE;
    }
  if (*verifier == NULL)
    *verifier = g_strdup (NOBODY);
  return TRUE;
}

/* Counting wrong PINs: meta "pinfail/<staff>" or, for a number nobody has, "pinfail/?<number>", {"tries", "until"}. A number
 * nobody has is counted and locked like any other, so that the answers do not tell which numbers exist. */

typedef struct
{
  char *key;     /* owned */
  gint64 tries;  /* wrong ones so far */
  gint64 until;  /* ms; the record is forgotten then; with all tries used up it is the end of the lock */
  gint64 max;
} Failures;

static void
failures_clear (Failures *failures)
{
  g_clear_pointer (&failures->key, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Failures, failures_clear)

/* Records of unknown numbers do not pile up: those whose time is over go. */
static gboolean
forget_unknown (YcDb *db, gint64 now, GError **error)
{
  g_auto(GStrv) keys = yc_db_list_meta (db, "pinfail/?", error);

  if (keys == NULL)
    return FALSE;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr(JsonObject) record = NULL;

      if (!yc_node_get_record (db, keys[i], &record, error))
        return FALSE;
      if (record != NULL && yc_json_peek_int (record, "until") <= now && !yc_node_set_text (db, keys[i], NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_failures (YcNodeCall *call, const YcStaff *staff, const char *number, Failures *failures, GError **error)
{
  g_autoptr(JsonObject) record = NULL;

  failures->key = staff != NULL ? g_strconcat ("pinfail/", staff->id, NULL) : g_strconcat ("pinfail/?", number, NULL);
  failures->max = MAX (yc_node_policy (call->hall, "pin_tries"), 1);
  if (!yc_node_get_record (call->db, failures->key, &record, error))
    return FALSE;
  if (record == NULL)
    return TRUE;
  failures->tries = yc_json_peek_int (record, "tries");
  failures->until = yc_json_peek_int (record, "until");
  /* A lock ends by time; wrong PINs short of one stay counted until the right one comes. */
  if (failures->tries >= failures->max && failures->until <= call->now)
    failures->tries = 0;
  return TRUE;
}

static gboolean
is_locked (const Failures *failures)
{
  return failures->tries >= failures->max;
}

static gboolean
count_failure (YcNodeCall *call, Failures *failures, GError **error)
{
  g_autoptr(JsonObject) record = json_object_new ();

  failures->tries++;
  failures->until = call->now + yc_node_policy (call->hall, "pin_lock_min") * YC_NODE_MINUTE;
  json_object_set_int_member (record, "tries", failures->tries);
  json_object_set_int_member (record, "until", failures->until);
  return forget_unknown (call->db, call->now, error) &&
         yc_node_set_record (call->db, failures->key, record, error);
}

static void
refuse_pin (const Failures *failures, YcRefusal *refusal)
{
  if (is_locked (failures))
    yc_refuse (refusal, YC_REFUSAL_PIN_LOCKED, "until", 'i', failures->until, NULL);
  else
    yc_refuse (refusal, YC_REFUSAL_WRONG_PIN, "tries", 'i', failures->max - failures->tries, NULL);
}

/* Signing in */

/* A new token for a session; only its hash stays here. Transfer full. */
static char *
make_token (YcDb *db, const char *session, GError **error)
{
  g_autoptr(YcSecretText) token = yc_token_new (yc_db_get_env (db));
  g_autofree char *hash = yc_token_hash (token, error);
  g_autofree char *key = NULL;

  if (hash == NULL)
    return NULL;
  key = g_strconcat ("token/", hash, NULL);
  if (!yc_node_set_text (db, key, session, error))
    return NULL;
  return g_steal_pointer (&token);
}

/* Puts a token into the result of a good answer: the stored answer has none, and each retry gets its own. */
static YcReply *
add_token (YcNodeCall *call, YcReply *reply, GError **error)
{
  g_autoptr(YcReply) owned = reply;
  g_autoptr(YcSecretText) token = NULL;
  JsonObject *result;

  if (owned == NULL || owned->status != 200)
    return g_steal_pointer (&owned);
  result = yc_json_get_object (owned->body, "result", NULL);
  token = make_token (call->db, yc_json_peek_string (result, "session"), error);
  if (token == NULL)
    return NULL;
  json_object_set_string_member (result, "token", token);
  return g_steal_pointer (&owned);
}

/* The same key again, and its answer was a session. Whoever repeats it has to know the PIN too, and wrong ones are counted: a key
 * known to be good must not be a door at which PINs can be tried for ever. The session must still be there. */
static YcReply *
open_again (YcNodeCall *call, const char *number, const char *session, gboolean right, GError **error)
{
  const YcSession *live = yc_hall_get_device_session (call->hall, call->dev);
  g_auto(Failures) failures = { NULL };
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  if (!read_failures (call, find_active (call->hall, number), number, &failures, error))
    return NULL;
  if (!right || is_locked (&failures))
    {
      if (!is_locked (&failures) && !count_failure (call, &failures, error))
        return NULL;
      refuse_pin (&failures, &refusal);
      return yc_reply_new_refusal (&refusal);
    }
  if (live == NULL || strcmp (live->id, session) != 0)
    return yc_reply_new_problem (401, "/problems/session", "The session of this sign-in has ended.", NULL);
  return add_token (call, yc_node_call_answer (call, call->stored, error), error);
}

static YcReply *
sign_in_again (YcNodeCall *call, const char *number, gboolean right, GError **error)
{
  JsonObject *result = yc_json_get_object (call->stored, "result", NULL);
  const char *session = result != NULL ? yc_json_peek_string (result, "session") : NULL;

  if (session == NULL)
    return yc_node_call_answer (call, call->stored, error);
  return open_again (call, number, session, right, error);
}

static YcReply *
open_session (YcNodeCall *call, const char *staff, GError **error)
{
  g_auto(YcDecision) decision = { NULL, NULL };
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autofree char *key = g_strconcat ("pinfail/", staff, NULL);
  const YcDevice *device = yc_hall_get_device (call->hall, call->dev);
  YcAsk ask;

  if (!yc_node_set_text (call->db, key, NULL, error))
    return NULL;
  if (strcmp (device->role, "workstation") != 0 || device->counter == 0)
    {
      yc_refuse (&refusal, YC_REFUSAL_NOT_PERMITTED, "verb", 's', "sign-in", NULL);
      return yc_node_call_refuse (call, &refusal, error);
    }
  yc_node_call_get_ask (call, &ask);
  if (!yc_decide_sign_in (call->hall, staff, &ask, &decision, &refusal))
    return yc_node_call_refuse (call, &refusal, error);
  g_free (call->actor);
  call->actor = g_strconcat ("staff/", staff, NULL);
  return add_token (call, yc_node_call_done (call, &decision, error), error);
}

static YcReply *
judge (YcNodeCall *call, const char *number, gboolean right, GError **error)
{
  const YcStaff *staff = find_active (call->hall, number);
  g_autofree char *id = staff != NULL ? g_strdup (staff->id) : NULL;
  g_auto(Failures) failures = { NULL };
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  if (!read_failures (call, staff, number, &failures, error))
    return NULL;
  if (right && id != NULL && !is_locked (&failures))
    return open_session (call, id, error);
  if (!is_locked (&failures) && !count_failure (call, &failures, error))
    return NULL;
  refuse_pin (&failures, &refusal);
  return yc_node_call_refuse (call, &refusal, error);
}

/* Reads {"number"}; borrowed, or NULL with the reply. */
static const char *
read_number (JsonObject *body, YcReply **reply)
{
  static const char *const names[] = { "number", NULL };
  g_autoptr(GError) error = NULL;
  const char *number = yc_json_get_string (body, "number", &error);

  if (number != NULL && *number != '\0' && strlen (number) <= NUMBER_MAX && yc_node_has_only (body, names))
    return number;
  *reply = yc_node_bad_request ("/problems/body", "Signing in needs the staff number.");
  return NULL;
}

YcReply *
yc_node_sign_in (YcDb *db, const YcCaller *caller, const YcCommandHeaders *headers, JsonObject *body, gboolean right,
                 GError **error)
{
  g_auto(YcNodeCall) call = { NULL };
  g_autofree char *text = NULL;
  YcReply *reply = NULL;
  const char *number;

  g_return_val_if_fail (db != NULL && caller != NULL && headers != NULL && body != NULL, NULL);

  number = read_number (body, &reply);
  if (number == NULL)
    return reply;
  text = g_strconcat ("sign-in\n", number, NULL);
  if (!yc_node_call_begin (&call, db, caller, headers, yc_hash_bytes (text, strlen (text)), &reply, error))
    return reply;
  if (call.stored != NULL)
    return sign_in_again (&call, number, right, error);
  if (!yc_node_call_check_order (&call, &reply, error))
    return reply;
  return judge (&call, number, right, error);
}

YcReply *
yc_node_sign_out (YcDb *db, const YcCaller *caller, const YcCommandHeaders *headers, GError **error)
{
  g_auto(YcNodeCall) call = { NULL };
  g_auto(YcDecision) decision = { NULL, NULL };
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(JsonObject) args = json_object_new ();
  YcReply *reply = NULL;
  YcAsk ask;

  g_return_val_if_fail (db != NULL && caller != NULL && headers != NULL, NULL);

  if (!yc_node_call_begin (&call, db, caller, headers, yc_hash_bytes ("sign-out", strlen ("sign-out")), &reply, error))
    return reply;
  if (call.stored != NULL)
    return yc_node_call_answer (&call, call.stored, error);
  if (!yc_node_call_check_session (&call, &reply, error) || !yc_node_call_check_order (&call, &reply, error))
    return reply;
  yc_node_call_get_ask (&call, &ask);
  if (!yc_decide (call.hall, YC_VERB_SIGN_OUT, args, &ask, &decision, &refusal))
    return yc_node_call_refuse (&call, &refusal, error);
  return yc_node_call_done (&call, &decision, error);
}
