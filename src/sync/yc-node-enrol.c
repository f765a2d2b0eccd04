/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node"

#include "config.h"

#include "sync/yc-node-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "core/yc-uuid.h"
#include "vault/yc-cert.h"
#include "vault/yc-code.h"
#include "vault/yc-key.h"
#include "vault/yc-secret.h"
#include "vault/yc-vault-error.h"

/* meta "code/<hash of the secret>": {"as", "counter", "replace", "until", "tries", "used_by", "answer"}. used_by is
 * "<dev> <key>" once the code has been used, and answer what that device was told. A code that is over is kept for a day, so that
 * whoever comes late hears that it is over and not that it never was. */
#define CODE_PREFIX "code/"
#define CODE_KEPT_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

static gboolean
is_open (JsonObject *code, gint64 now)
{
  return yc_json_peek_int (code, "until") > now && yc_json_peek_int (code, "tries") > 0;
}

/* Removes the codes that have been over for a day. */
static gboolean
forget_old_codes (YcDb *db, gint64 now, GError **error)
{
  g_auto(GStrv) keys = yc_db_list_meta (db, CODE_PREFIX, error);

  if (keys == NULL)
    return FALSE;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr(JsonObject) code = NULL;

      if (!yc_node_get_record (db, keys[i], &code, error))
        return FALSE;
      if (code != NULL && yc_json_peek_int (code, "until") + CODE_KEPT_MS <= now &&
          !yc_node_set_text (db, keys[i], NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* Making a code */

typedef struct
{
  const char *as;  /* borrowed from the body */
  gint64 counter;
  gboolean replace;
} Wish;

static gboolean
read_wish (JsonObject *body, Wish *wish, YcReply **reply)
{
  static const char *const names[] = { "as", "counter", "replace", NULL };
  static const char *const roles[] = { "workstation", "pad", "board", NULL };
  g_autoptr(GError) error = NULL;

  wish->as = yc_json_get_string (body, "as", &error);
  if (wish->as == NULL || !yc_json_get_int_or (body, "counter", 0, 9999, 0, &wish->counter, &error) ||
      !yc_json_get_bool_or (body, "replace", FALSE, &wish->replace, &error))
    {
      *reply = yc_node_bad_request_error ("/problems/body", error);
      return FALSE;
    }
  if (g_strv_contains (roles, wish->as) && yc_node_has_only (body, names) &&
      (wish->counter != 0 || strcmp (wish->as, "workstation") != 0) &&
      (wish->counter == 0 || strcmp (wish->as, "board") != 0))
    return TRUE;
  *reply = yc_node_bad_request ("/problems/body", "A code is for a workstation or pad at a counter, a pad, or a board.");
  return FALSE;
}

/* The live device that has this duty already, borrowed, or NULL. A counter may have a workstation and a pad. */
static const YcDevice *
find_holder (YcHall *hall, const char *role, gint64 counter)
{
  g_autoptr(GPtrArray) devices = NULL;

  if (counter == 0)
    return NULL;
  devices = yc_hall_list_devices (hall);
  for (guint i = 0; i < devices->len; i++)
    {
      const YcDevice *device = g_ptr_array_index (devices, i);

      if (!device->revoked && device->counter == counter && strcmp (device->role, role) == 0)
        return device;
    }
  return NULL;
}

static YcReply *
counter_taken (const YcDevice *holder)
{
  JsonObject *body = json_object_new ();

  json_object_set_int_member (body, "counter", holder->counter);
  json_object_set_string_member (body, "device", holder->id);
  return yc_reply_new_problem (409, "/problems/counter-taken",
                               "This counter has a device; making a code with \"replace\" revokes it when the code is used.",
                               body);
}

/* Whether the hall can have such a device; NULL when it can. */
static YcReply *
check_wish (YcHall *hall, const Wish *wish)
{
  YcReference *reference = yc_hall_get_reference (hall);
  const YcDevice *holder = find_holder (hall, wish->as, wish->counter);
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  if (wish->counter != 0 &&
      (reference == NULL || yc_reference_get_counter (reference, (int) wish->counter) == NULL))
    {
      yc_refuse (&refusal, YC_REFUSAL_COUNTER_UNKNOWN, "counter", 'i', wish->counter, NULL);
      return yc_reply_new_refusal (&refusal);
    }
  return holder != NULL && !wish->replace ? counter_taken (holder) : NULL;
}

static YcReply *
give_code (YcDb *db, YcHall *hall, const Wish *wish, const guint8 fingerprint[10], GError **error)
{
  YcEnv *env = yc_db_get_env (db);
  gint64 until = yc_env_now_wall (env) + yc_node_policy (hall, "enrolment_code_min") * YC_NODE_MINUTE;
  g_auto(YcCode) code = { "", { 0 } };
  g_autoptr(JsonObject) record = json_object_new ();
  g_autoptr(YcSecretText) text = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *key = NULL;
  JsonObject *body;

  yc_code_init (&code, env, fingerprint);
  hash = yc_code_hash_secret (code.secret);
  key = g_strconcat (CODE_PREFIX, hash, NULL);
  json_object_set_string_member (record, "as", wish->as);
  json_object_set_int_member (record, "counter", wish->counter);
  json_object_set_boolean_member (record, "replace", wish->replace);
  json_object_set_int_member (record, "until", until);
  json_object_set_int_member (record, "tries", MAX (yc_node_policy (hall, "enrolment_tries"), 1));
  json_object_set_string_member (record, "used_by", "");
  if (!yc_node_set_record (db, key, record, error))
    return NULL;
  text = yc_code_format (&code);
  body = json_object_new ();
  json_object_set_string_member (body, "code", text);
  json_object_set_int_member (body, "until", until);
  return yc_reply_new (body);
}

YcReply *
yc_node_make_code (YcDb *db, const YcCaller *caller, JsonObject *body, const guint8 ca_fingerprint[10], GError **error)
{
  YcReply *reply;
  YcHall *hall;
  Wish wish;

  g_return_val_if_fail (db != NULL && caller != NULL && body != NULL, NULL);

  reply = yc_node_check_administrator (caller);
  if (reply != NULL || !read_wish (body, &wish, &reply))
    return reply;
  hall = yc_db_get_hall (db, error);
  if (hall == NULL)
    return NULL;
  reply = check_wish (hall, &wish);
  if (reply != NULL)
    return reply;
  if (!forget_old_codes (db, yc_env_now_wall (yc_db_get_env (db)), error))
    return NULL;
  return give_code (db, hall, &wish, ca_fingerprint, error);
}

/* Using a code */

/* What a new computer sends; strings are borrowed from the body. */
typedef struct
{
  const char *secret;
  const char *dev;  /* NULL in a preview */
  const char *key;
  const char *csr;
} Application;

static gboolean
read_application (JsonObject *body, Application *application, YcReply **reply)
{
  static const char *const names[] = { "secret", "dev", "key", "csr", NULL };
  g_autoptr(GError) error = NULL;
  gboolean ok = TRUE;

  application->secret = yc_json_get_string (body, "secret", &error);
  if (application->secret != NULL)
    application->dev = yc_json_get_string_or (body, "dev", NULL, &ok, &error);
  if (application->secret != NULL && ok)
    application->key = yc_json_get_string_or (body, "key", NULL, &ok, &error);
  if (application->secret != NULL && ok)
    application->csr = yc_json_get_string_or (body, "csr", NULL, &ok, &error);
  if (application->secret == NULL || !ok)
    {
      *reply = yc_node_bad_request_error ("/problems/body", error);
      return FALSE;
    }
  if (yc_node_has_only (body, names) &&
      (application->csr == NULL || (yc_uuid_is_valid (application->dev) && yc_key_is_public_valid (application->key))))
    return TRUE;
  *reply = yc_node_bad_request ("/problems/body", "An enrolment needs secret, dev, key and csr.");
  return FALSE;
}

/* A wrong code counts against every open one (10b rule 24); *left is what the worst off of them has, 0 when none is open. */
static gboolean
count_wrong_code (YcDb *db, gint64 now, gint64 *left, GError **error)
{
  g_auto(GStrv) keys = yc_db_list_meta (db, CODE_PREFIX, error);

  *left = 0;
  if (keys == NULL)
    return FALSE;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr(JsonObject) code = NULL;
      gint64 tries;

      if (!yc_node_get_record (db, keys[i], &code, error))
        return FALSE;
      if (code == NULL || !is_open (code, now))
        continue;
      tries = yc_json_peek_int (code, "tries") - 1;
      *left = *left == 0 ? tries : MIN (*left, tries);
      json_object_set_int_member (code, "tries", tries);
      if (!yc_node_set_record (db, keys[i], code, error))
        return FALSE;
    }
  return TRUE;
}

static YcReply *
wrong_code (YcDb *db, gint64 now, GError **error)
{
  JsonObject *body;
  gint64 left;

  if (!count_wrong_code (db, now, &left, error))
    return NULL;
  body = json_object_new ();
  json_object_set_int_member (body, "tries_left", left);
  return yc_reply_new_problem (404, "/problems/code", "There is no such code.", body);
}

static YcReply *
code_over (void)
{
  return yc_reply_new_problem (410, "/problems/code-expired", "This code has been used or is over.", NULL);
}

/* What a code is for. */
static gboolean
put_place (YcDb *db, JsonObject *code, JsonObject *body, GError **error)
{
  g_autofree char *name = yc_node_get_name (db, error);

  if (name == NULL)
    return FALSE;
  json_object_set_string_member (body, "hall", yc_db_get_hall_id (db));
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "role", yc_json_peek_string (code, "as"));
  json_object_set_int_member (body, "counter", yc_json_peek_int (code, "counter"));
  return TRUE;
}

static YcReply *
preview (YcDb *db, JsonObject *code, GError **error)
{
  g_autoptr(JsonObject) body = json_object_new ();

  if (!put_place (db, code, body, error))
    return NULL;
  return yc_reply_new (g_steal_pointer (&body));
}

/* A chain for a device, transfer full; NULL with the reply when the request is not one, or with error. */
static char *
sign (YcDb *db, const YcNodeAuthority *authority, const char *csr, const char *dev, const char *public_key,
      YcReply **reply, GError **error)
{
  YcEnv *env = yc_db_get_env (db);
  g_autoptr(GError) fault = NULL;
  g_autoptr(YcKey) ca_key = yc_key_new_from_pem (authority->ca_key_pem, error);
  g_autofree char *certificate = NULL;

  if (ca_key == NULL)
    return NULL;
  certificate = yc_cert_new_device (ca_key, authority->ca_pem, csr, dev, public_key, env, yc_env_now_wall (env), &fault);
  if (certificate != NULL)
    return yc_cert_chain (certificate, authority->ca_pem);
  if (g_error_matches (fault, YC_VAULT_ERROR, YC_VAULT_ERROR_REQUEST))
    *reply = yc_node_bad_request_error ("/problems/csr", fault);
  else
    g_propagate_error (error, g_steal_pointer (&fault));
  return NULL;
}

/* Revokes a device and ends its session. */
static gboolean
revoke_device (YcDb *db, YcHall *hall, const char *dev, GError **error)
{
  g_autofree char *id = g_strdup (dev);
  g_autofree char *subject = g_strconcat ("device/", dev, NULL);
  g_autoptr(YcEvent) event = yc_event_new (YC_EVENT_DEVICE_REVOKED, subject);
  const YcSession *session = yc_hall_get_device_session (hall, id);
  g_autofree char *open = session != NULL ? g_strdup (session->id) : NULL;

  json_object_set_string_member (event->data, "reason", "replaced");
  return yc_node_append (db, event, NULL, error) &&
         (open == NULL || yc_node_end_session (db, open, "device_revoked", error));
}

static gboolean
write_device (YcDb *db, JsonObject *code, const Application *application, GError **error)
{
  g_autofree char *subject = g_strconcat ("device/", application->dev, NULL);
  g_autoptr(YcEvent) event = yc_event_new (YC_EVENT_DEVICE_ENROLLED, subject);

  json_object_set_string_member (event->data, "role", yc_json_peek_string (code, "as"));
  json_object_set_int_member (event->data, "counter", yc_json_peek_int (code, "counter"));
  json_object_set_string_member (event->data, "key", application->key);
  return yc_node_append (db, event, NULL, error);
}

/* Keeps what the device was told under the code: the same three get the same answer (rule 24). */
static gboolean
keep_answer (YcDb *db, const char *code_key, JsonObject *code, const char *used_by, JsonObject *answer, GError **error)
{
  json_object_set_string_member (code, "used_by", used_by);
  json_object_set_object_member (code, "answer", json_object_ref (answer));
  return yc_node_set_record (db, code_key, code, error);
}

/* A computer may have died before it kept its answer, and the code is over since: the same database, known by its key, that is to be what
 * it is in the hall already. One that was revoked stays so: another has its place. */
static gboolean
is_same_again (const YcDevice *known, JsonObject *code, const Application *application)
{
  return !known->revoked && strcmp (known->key, application->key) == 0 &&
         strcmp (known->role, yc_json_peek_string (code, "as")) == 0 && known->counter == yc_json_peek_int (code, "counter");
}

/* Whether a device of this id may come in; NULL when it may. A device id is never used by two databases. *again: it is in, and there is
 * nothing to write; *holder is whom it replaces. */
static YcReply *
check_place (YcHall *hall, JsonObject *code, const Application *application, const YcDevice **holder, gboolean *again)
{
  const YcDevice *known = yc_hall_get_device (hall, application->dev);

  *holder = NULL;
  *again = known != NULL && is_same_again (known, code, application);
  if (*again)
    return NULL;
  if (known != NULL)
    return yc_reply_new_problem (409, "/problems/device-known",
                                 "This device has been enrolled before, for another place or with another key, or has been replaced;"
                                 " take a new id.", NULL);
  *holder = find_holder (hall, yc_json_peek_string (code, "as"), yc_json_peek_int (code, "counter"));
  if (*holder != NULL && !yc_json_peek_bool (code, "replace"))
    return counter_taken (*holder);
  return NULL;
}

static YcReply *
take_in (YcDb *db, YcHall *hall, const char *code_key, JsonObject *code, const Application *application,
         const char *used_by, const YcNodeAuthority *authority, GError **error)
{
  g_autoptr(JsonObject) answer = json_object_new ();
  g_autofree char *chain = NULL;
  const YcDevice *holder;
  gboolean again;
  YcReply *reply = check_place (hall, code, application, &holder, &again);

  if (reply != NULL)
    return reply;
  chain = sign (db, authority, application->csr, application->dev, application->key, &reply, error);
  if (chain == NULL)
    return reply;
  if (holder != NULL && !revoke_device (db, hall, holder->id, error))
    return NULL;
  if (!again && !write_device (db, code, application, error))
    return NULL;
  json_object_set_string_member (answer, "certificate", chain);
  json_object_set_string_member (answer, "dev", application->dev);
  if (!put_place (db, code, answer, error) || !keep_answer (db, code_key, code, used_by, answer, error))
    return NULL;
  return yc_reply_new (g_steal_pointer (&answer));
}

/* The code is a real one: what becomes of it. */
static YcReply *
use_code (YcDb *db, YcHall *hall, const char *code_key, JsonObject *code, const Application *application,
          const YcNodeAuthority *authority, GError **error)
{
  const char *used_by = yc_json_peek_string (code, "used_by");
  g_autofree char *by = NULL;
  JsonObject *answer;

  if (!is_open (code, yc_env_now_wall (yc_db_get_env (db))))
    return code_over ();
  if (application->csr == NULL)
    return *used_by == '\0' ? preview (db, code, error) : code_over ();
  by = g_strconcat (application->dev, " ", application->key, NULL);
  if (*used_by == '\0')
    return take_in (db, hall, code_key, code, application, by, authority, error);
  answer = yc_json_get_object (code, "answer", NULL);
  if (strcmp (used_by, by) != 0 || answer == NULL)
    return code_over ();
  return yc_reply_new (json_object_ref (answer));
}

YcReply *
yc_node_enrol (YcDb *db, JsonObject *body, const YcNodeAuthority *authority, GError **error)
{
  Application application = { NULL };
  g_autoptr(JsonObject) code = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *key = NULL;
  YcReply *reply = NULL;
  YcHall *hall;

  g_return_val_if_fail (db != NULL && body != NULL && authority != NULL, NULL);

  if (!read_application (body, &application, &reply))
    return reply;
  hall = yc_db_get_hall (db, error);
  if (hall == NULL)
    return NULL;
  hash = yc_code_hash_secret (application.secret);
  key = g_strconcat (CODE_PREFIX, hash, NULL);
  if (!yc_node_get_record (db, key, &code, error))
    return NULL;
  if (code == NULL)
    return wrong_code (db, yc_env_now_wall (yc_db_get_env (db)), error);
  return use_code (db, hall, key, code, &application, authority, error);
}

YcReply *
yc_node_renew (YcDb *db, const YcCaller *caller, JsonObject *body, const YcNodeAuthority *authority, GError **error)
{
  static const char *const names[] = { "csr", NULL };
  g_autoptr(GError) fault = NULL;
  g_autofree char *chain = NULL;
  const YcDevice *device;
  YcReply *reply = NULL;
  JsonObject *answer;
  const char *csr;

  g_return_val_if_fail (db != NULL && caller != NULL && body != NULL && authority != NULL, NULL);

  device = yc_node_check_device (db, caller, FALSE, &reply, error);
  if (device == NULL)
    return reply;
  csr = yc_json_get_string (body, "csr", &fault);
  if (csr == NULL)
    return yc_node_bad_request_error ("/problems/body", fault);
  if (!yc_node_has_only (body, names))
    return yc_node_bad_request ("/problems/body", "A renewal has nothing but csr.");
  chain = sign (db, authority, csr, device->id, device->key, &reply, error);
  if (chain == NULL)
    return reply;
  answer = json_object_new ();
  json_object_set_string_member (answer, "certificate", chain);
  return yc_reply_new (answer);
}
