/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node"

#include "config.h"

#include "sync/yc-node-private.h"

#include <string.h>

#include "core/yc-core-error.h"
#include "core/yc-json.h"
#include "core/yc-uuid.h"

#define TEXT_MAX 200
#define PIN_HASH_MAX 256
#define PIN_HASH_START "$argon2id$"

/* What the body asks for; strings are borrowed from it. */
typedef struct
{
  const char *act;
  const char *number;
  const char *name_zh;  /* NULL: as it is */
  const char *name_en;
  const char *role;     /* NULL: as it is */
  GStrv queues;         /* owned; NULL: as they are */
  const char *pin_hash; /* NULL: none given */
} Request;

static void
request_clear (Request *request)
{
  g_clear_pointer (&request->queues, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

/* A line of text that a list can show: not empty, not long, nothing that a terminal would obey. */
static gboolean
is_line (const char *text)
{
  if (*text == '\0' || g_utf8_strlen (text, -1) > TEXT_MAX)
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (!g_unichar_isprint (g_utf8_get_char (p)))
        return FALSE;
    }
  return TRUE;
}

/* Reads an optional text; *text NULL when it is absent. */
static gboolean
read_text (JsonObject *body, const char *name, const char **text, GError **error)
{
  gboolean ok = TRUE;

  *text = yc_json_get_string_or (body, name, NULL, &ok, error);
  if (!ok)
    return FALSE;
  if (*text == NULL || is_line (*text))
    return TRUE;
  g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "The member “%s” is empty, too long, or no single line of text.", name);
  return FALSE;
}

static gboolean
need_both (Request *request, GError **error)
{
  if (request->name_zh != NULL && request->name_en != NULL)
    return TRUE;
  g_set_error_literal (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "A name needs the members “zh” and “en”.");
  return FALSE;
}

/* A name is a text, the same in both languages, or {"zh", "en"}. */
static gboolean
read_name (JsonObject *body, Request *request, GError **error)
{
  JsonNode *node = json_object_get_member (body, "name");
  JsonObject *name;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      if (!read_text (body, "name", &request->name_zh, error))
        return FALSE;
      request->name_en = request->name_zh;
      return TRUE;
    }
  name = json_node_get_object (node);
  return read_text (name, "zh", &request->name_zh, error) && read_text (name, "en", &request->name_en, error)
         && need_both (request, error);
}

static gboolean
read_queues (JsonObject *body, Request *request, GError **error)
{
  if (!json_object_has_member (body, "queues"))
    return TRUE;
  request->queues = yc_json_get_strv_or_empty (body, "queues", error);
  return request->queues != NULL;
}

/* Only the form: whether it opens for the right PIN shows when somebody signs in. */
static gboolean
read_pin_hash (JsonObject *body, Request *request, GError **error)
{
  if (!read_text (body, "pin_hash", &request->pin_hash, error))
    return FALSE;
  if (request->pin_hash == NULL ||
      (g_str_has_prefix (request->pin_hash, PIN_HASH_START) && strlen (request->pin_hash) <= PIN_HASH_MAX))
    return TRUE;
  g_set_error_literal (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "The member “pin_hash” is no Argon2id verifier.");
  return FALSE;
}

static gboolean
read_request (JsonObject *body, Request *request, GError **error)
{
  static const char *const names[] = { "act", "number", "name", "role", "queues", "pin_hash", NULL };

  request->act = yc_json_get_string (body, "act", error);
  if (request->act == NULL || !read_text (body, "number", &request->number, error) ||
      !read_name (body, request, error) || !read_text (body, "role", &request->role, error) ||
      !read_queues (body, request, error) || !read_pin_hash (body, request, error))
    return FALSE;
  if (yc_node_has_only (body, names))
    return TRUE;
  g_set_error_literal (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "The body has a member nobody knows.");
  return FALSE;
}

/* Listing */

static gboolean
list_member (YcDb *db, const YcStaff *staff, JsonArray *array, GError **error)
{
  g_autofree char *key = g_strconcat ("pin/", staff->id, NULL);
  g_autofree char *verifier = NULL;
  JsonObject *object;
  JsonArray *queues;
  JsonObject *name;

  if (!yc_node_get_text (db, key, &verifier, error))
    return FALSE;
  object = json_object_new ();
  name = json_object_new ();
  queues = json_array_new ();
  for (guint i = 0; staff->queues[i] != NULL; i++)
    json_array_add_string_element (queues, staff->queues[i]);
  json_object_set_string_member (name, "zh", staff->name.zh);
  json_object_set_string_member (name, "en", staff->name.en);
  json_object_set_string_member (object, "id", staff->id);
  json_object_set_string_member (object, "number", staff->number);
  json_object_set_object_member (object, "name", name);
  json_object_set_string_member (object, "role", staff->role);
  json_object_set_array_member (object, "queues", queues);
  json_object_set_boolean_member (object, "active", staff->active);
  json_object_set_boolean_member (object, "pin", verifier != NULL);
  json_array_add_object_element (array, object);
  return TRUE;
}

static YcReply *
list_staff (YcDb *db, YcHall *hall, GError **error)
{
  g_autoptr(GPtrArray) list = yc_hall_list_staff (hall);
  g_autoptr(JsonArray) array = json_array_new ();
  JsonObject *body;

  for (guint i = 0; i < list->len; i++)
    {
      if (!list_member (db, g_ptr_array_index (list, i), array, error))
        return NULL;
    }
  body = json_object_new ();
  json_object_set_array_member (body, "staff", g_steal_pointer (&array));
  return yc_reply_new (body);
}

/* Changing */

static YcReply *
reply_member (const char *id, const char *number, gboolean active)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "id", id);
  json_object_set_string_member (body, "number", number);
  json_object_set_boolean_member (body, "active", active);
  return yc_reply_new (body);
}

static gboolean
set_pin (YcDb *db, const char *staff, const char *pin_hash, GError **error)
{
  g_autofree char *key = g_strconcat ("pin/", staff, NULL);

  return pin_hash == NULL || yc_node_set_text (db, key, pin_hash, error);
}

/* A queue or role the hall does not have; NULL when all is well. */
static YcReply *
check_record (YcHall *hall, const YcNodeStaff *staff)
{
  static const char *const roles[] = { "clerk", "receptionist", "supervisor", NULL };
  YcReference *reference = yc_hall_get_reference (hall);
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  if (!g_strv_contains (roles, staff->role))
    return yc_node_bad_request ("/problems/body", "A role is clerk, receptionist or supervisor.");
  for (guint i = 0; staff->queues[i] != NULL; i++)
    {
      if (reference != NULL && yc_reference_get_queue (reference, staff->queues[i]) != NULL)
        continue;
      yc_refuse (&refusal, YC_REFUSAL_QUEUE_UNKNOWN, "queue", 's', staff->queues[i], NULL);
      return yc_reply_new_refusal (&refusal);
    }
  return NULL;
}

/* Adds a member of staff, or changes the one who has this number already. */
static YcReply *
add_staff (YcDb *db, YcHall *hall, const Request *request, GError **error)
{
  const YcStaff *held = yc_hall_find_staff (hall, request->number);
  static const char *const no_queues[] = { NULL };
  char fresh[YC_UUID_LENGTH + 1];
  YcNodeStaff staff = { NULL };
  YcReply *reply;

  if (held == NULL && (request->name_zh == NULL || request->role == NULL))
    return yc_node_bad_request ("/problems/body", "A new member of staff needs a name and a role.");
  if (held == NULL)
    yc_uuid7 (yc_db_get_uuids (db), yc_db_get_env (db), fresh);
  staff.id = held != NULL ? held->id : fresh;
  staff.number = request->number;
  staff.name_zh = request->name_zh != NULL ? request->name_zh : held->name.zh;
  staff.name_en = request->name_en != NULL ? request->name_en : held->name.en;
  staff.role = request->role != NULL ? request->role : held->role;
  staff.queues = request->queues != NULL ? (const char *const *) request->queues :
                 held != NULL ? (const char *const *) held->queues : no_queues;
  staff.active = TRUE;
  reply = check_record (hall, &staff);
  if (reply != NULL)
    return reply;
  reply = reply_member (staff.id, staff.number, TRUE);
  if (set_pin (db, staff.id, request->pin_hash, error) && yc_node_write_staff (db, &staff, error))
    return reply;
  yc_reply_free (reply);
  return NULL;
}

static YcReply *
disable_staff (YcDb *db, const YcStaff *held, GError **error)
{
  g_auto(GStrv) queues = g_strdupv (held->queues);
  YcNodeStaff staff = { held->id, held->number, held->name.zh, held->name.en, held->role,
                        (const char *const *) queues, FALSE };
  YcReply *reply = reply_member (held->id, held->number, FALSE);

  if (yc_node_write_staff (db, &staff, error))
    return reply;
  yc_reply_free (reply);
  return NULL;
}

/* Sets another PIN and forgets the wrong ones. */
static YcReply *
reset_staff (YcDb *db, const YcStaff *held, const Request *request, GError **error)
{
  g_autofree char *subject = g_strconcat ("staff/", held->id, NULL);
  g_autoptr(YcEvent) event = yc_event_new (YC_EVENT_STAFF_LOCK_CLEARED, subject);
  g_autoptr(YcReply) reply = NULL;

  if (request->pin_hash == NULL)
    return yc_node_bad_request ("/problems/body", "A reset needs the new PIN.");
  reply = reply_member (held->id, held->number, held->active);
  if (!set_pin (db, held->id, request->pin_hash, error) || !yc_node_append (db, event, NULL, error))
    return NULL;
  return g_steal_pointer (&reply);
}

/* A staff number is a code of reference data, as staff.changed writes it. */
static gboolean
is_code (const char *text)
{
  gsize length = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

  return text[length] == '\0' && length >= 1 && length <= 64;
}

static YcReply *
act (YcDb *db, YcHall *hall, const Request *request, GError **error)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  const YcStaff *held;

  if (strcmp (request->act, "list") == 0)
    return list_staff (db, hall, error);
  if (request->number == NULL || !is_code (request->number))
    return yc_node_bad_request ("/problems/body", "A staff number is 1 to 64 letters and digits.");
  if (strcmp (request->act, "add") == 0)
    return add_staff (db, hall, request, error);
  held = yc_hall_find_staff (hall, request->number);
  if (held == NULL)
    {
      yc_refuse (&refusal, YC_REFUSAL_STAFF_UNKNOWN, "staff", 's', request->number, NULL);
      return yc_reply_new_refusal (&refusal);
    }
  if (strcmp (request->act, "disable") == 0)
    return disable_staff (db, held, error);
  if (strcmp (request->act, "reset") == 0)
    return reset_staff (db, held, request, error);
  return yc_node_bad_request ("/problems/body", "An act is add, list, disable or reset.");
}

YcReply *
yc_node_staff (YcDb *db, const YcCaller *caller, JsonObject *body, GError **error)
{
  g_auto(Request) request = { NULL };
  g_autoptr(GError) fault = NULL;
  YcReply *reply;
  YcHall *hall;

  g_return_val_if_fail (db != NULL && caller != NULL && body != NULL, NULL);

  reply = yc_node_check_administrator (caller);
  if (reply != NULL)
    return reply;
  if (!read_request (body, &request, &fault))
    return yc_node_bad_request_error ("/problems/body", fault);
  hall = yc_db_get_hall (db, error);
  return hall != NULL ? act (db, hall, &request, error) : NULL;
}
