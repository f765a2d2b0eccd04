/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node"

#include "config.h"

#include "sync/yc-node-private.h"

#include <string.h>

#include "core/yc-decide.h"
#include "core/yc-json.h"
#include "core/yc-time.h"
#include "vault/yc-hash.h"

/* A document stands in the journal inside a line (two objects around its items, and what they name), which goes to the workstations in one
 * answer of at most YC_JSON_REFERENCE. */
#define ENVELOPE_BYTES  (4 * 1024)
#define ENVELOPE_DEPTH  1
#define ENVELOPE_VALUES 64

/* A set that may be put in force. */
typedef struct
{
  YcSet set;
  gboolean in_force;    /* as it is: nothing is to be written */
  gboolean later;       /* its day has not come: it is kept in waiting */
  GBytes *bytes;        /* owned */
  JsonObject *document; /* owned */
  JsonObject *data;     /* of its event; owned */
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_bytes_unref (import->bytes);
  json_object_unref (import->document);
  json_object_unref (import->data);
  g_free (import);
}

void
yc_node_add_fault (GPtrArray *faults, char *place, const char *reason)
{
  YcFault *fault = g_new0 (YcFault, 1);

  fault->place = place;
  fault->reason = g_strdup (reason);
  g_ptr_array_add (faults, fault);
}

/* Moves what one document was reproached with to the others, with the document's number before the place. */
static void
take_faults (GPtrArray *faults, const GPtrArray *found, guint index)
{
  for (guint i = 0; i < found->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (found, i);

      yc_node_add_fault (faults, g_strdup_printf ("documents[%u].%s", index, fault->place), fault->reason);
    }
}

/* The document that brings a set, or G_MAXUINT. */
static guint
find_import (const GPtrArray *imports, YcSet set)
{
  for (guint i = 0; i < imports->len; i++)
    {
      if (((const Import *) g_ptr_array_index (imports, i))->set == set)
        return i;
    }
  return G_MAXUINT;
}

/* The hall-day, or FALSE for a hall that has no policy yet: what it is made with is in force from the start. */
static gboolean
find_today (YcReference *reference, gint64 now, char day[YC_DAY_LENGTH + 1])
{
  if (reference == NULL || yc_reference_get_version (reference, YC_SET_POLICY) == NULL)
    return FALSE;
  yc_hall_day (now, (int) yc_policy_int (reference, "utc_offset_minutes"),
               (int) yc_policy_int (reference, "day_boundary"), day);
  return TRUE;
}

/* Nothing of a set is more than a line of text, and much of it is printed. Adds a fault at the first text that is not one. */
static gboolean
check_texts (JsonNode *node, const char *place, GPtrArray *faults)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autofree char *inner = g_strdup_printf ("%s[%u]", place, i);

          if (!check_texts (json_array_get_element (array, i), inner, faults))
            return FALSE;
        }
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        {
          g_autofree char *inner = g_strdup_printf ("%s.%s", place, name);

          if (!check_texts (member, inner, faults))
            return FALSE;
        }
    }
  else if (json_node_get_value_type (node) == G_TYPE_STRING && yc_text_has_control (json_node_get_string (node), FALSE))
    {
      yc_node_add_fault (faults, g_strdup (place), "Has a control character in it: a text here is one line.");
      return FALSE;
    }
  return TRUE;
}

static JsonObject *
parse_document (GBytes *bytes, guint index, GPtrArray *faults)
{
  const YcJsonLimits limits = { YC_JSON_REFERENCE.max_bytes, YC_JSON_REFERENCE.max_depth - ENVELOPE_DEPTH,
                                YC_JSON_REFERENCE.max_values - ENVELOPE_VALUES };
  g_autoptr(GError) error = NULL;
  JsonObject *document;
  const char *text;
  gsize length;

  text = g_bytes_get_data (bytes, &length);
  document = yc_json_parse_object (text != NULL ? text : "", length, &limits, &error);
  if (document == NULL)
    yc_node_add_fault (faults, g_strdup_printf ("documents[%u]", index), error->message);
  return document;
}

/* Which of two documents of a set would stand in force would be chance. */
static void
check_once (const GPtrArray *imports, YcSet set, guint index, GPtrArray *faults)
{
  if (find_import (imports, set) != G_MAXUINT)
    yc_node_add_fault (faults, g_strdup_printf ("documents[%u].set", index), "Another document of this import is of the same set.");
}

/* A version is cited by what was decided under it, for good: it never means anything else. */
static gboolean
check_version (YcDb *db, Import *import, guint index, GPtrArray *faults, GError **error)
{
  const char *set = yc_set_to_string (import->set);
  const char *version = yc_json_peek_string (import->document, "version");
  g_autofree char *key = g_strconcat ("ref/", set, NULL);
  g_autofree char *reason = NULL;
  g_autoptr(GBytes) held = NULL;
  char hash[YC_HASH_SIZE];
  gboolean found;

  if (!yc_db_get_meta (db, key, &held, error) || !yc_db_find_reference_version (db, set, version, hash, &found, error))
    return FALSE;
  import->in_force = held != NULL && g_bytes_equal (held, import->bytes);
  if (!found || strcmp (hash, yc_json_peek_string (import->data, "hash")) == 0)
    return TRUE;
  reason = g_strdup_printf ("Version %s of the set “%s” was imported before with other contents; give this one another version.",
                            version, set);
  yc_node_add_fault (faults, g_strdup_printf ("documents[%u].version", index), reason);
  return TRUE;
}

/* Blanks do not count here, but numbers may become longer than they were written. */
static void
check_length (const Import *import, guint index, GPtrArray *faults)
{
  g_autofree char *text = yc_json_write_object (import->data);

  if (strlen (text) > YC_JSON_REFERENCE.max_bytes - ENVELOPE_BYTES)
    yc_node_add_fault (faults, g_strdup_printf ("documents[%u]", index), "Is too long for one line of the record, which has at most 8 MiB.");
}

static JsonObject *
make_data (GBytes *bytes, JsonObject *document)
{
  JsonObject *data = json_object_new ();
  g_autofree char *hash = yc_hash_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  json_object_set_string_member (data, "set", yc_json_peek_string (document, "set"));
  json_object_set_string_member (data, "version", yc_json_peek_string (document, "version"));
  json_object_set_string_member (data, "effective_from", yc_json_peek_string (document, "effective_from"));
  json_object_set_string_member (data, "hash", hash);
  json_object_set_array_member (data, "items", json_array_ref (yc_json_get_array (document, "items", NULL)));
  return data;
}

/* Reads one document on top of reference (taken, replaced by the new one unless its day is a later one); faults are collected. */
static gboolean
read_document (YcDb *db, GBytes *bytes, guint index, const char *today, YcReference **reference, GPtrArray *imports,
               GPtrArray *faults, GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(JsonObject) document = parse_document (bytes, index, faults);
  g_autoptr(YcReference) next = NULL;
  JsonNode *items;
  Import *import;
  YcSet set;

  if (document == NULL)
    return TRUE;
  items = json_object_get_member (document, "items");
  if (items != NULL)
    check_texts (items, "items", found);
  next = yc_reference_replace (*reference, document, found);
  take_faults (faults, found, index);
  if (next == NULL)
    return TRUE;
  /* yc_reference_replace() knew the set, else there would be faults. */
  if (!yc_set_from_string (yc_json_peek_string (document, "set"), &set))
    return TRUE;
  check_once (imports, set, index, faults);
  import = g_new0 (Import, 1);
  import->set = set;
  import->bytes = g_bytes_ref (bytes);
  import->data = make_data (bytes, document);
  import->document = g_steal_pointer (&document);
  g_ptr_array_add (imports, import);
  check_length (import, index, faults);
  if (!check_version (db, import, index, faults, error))
    return FALSE;
  /* Days of this form are ordered like their texts. */
  import->later = today != NULL && !import->in_force && strcmp (yc_json_peek_string (import->document, "effective_from"), today) > 0;
  if (!import->later)
    {
      yc_reference_unref (*reference);
      *reference = g_steal_pointer (&next);
    }
  return TRUE;
}

/* Staff */

static gboolean
is_same_staff (const YcStaff *held, const YcNodeStaff *staff)
{
  return strcmp (held->number, staff->number) == 0 && strcmp (held->name.zh, staff->name_zh) == 0 &&
         strcmp (held->name.en, staff->name_en) == 0 && strcmp (held->role, staff->role) == 0 &&
         g_strv_equal ((const char *const *) held->queues, staff->queues) && held->active == staff->active;
}

static JsonObject *
make_name (const YcNodeStaff *staff)
{
  JsonObject *name = json_object_new ();

  json_object_set_string_member (name, "zh", staff->name_zh);
  json_object_set_string_member (name, "en", staff->name_en);
  return name;
}

static JsonArray *
make_strings (const char *const *strings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; strings[i] != NULL; i++)
    json_array_add_string_element (array, strings[i]);
  return array;
}

/* UUIDs of the open sessions of a member of staff; transfer full. */
static GPtrArray *
find_sessions (YcHall *hall, const char *staff)
{
  g_autoptr(GPtrArray) devices = yc_hall_list_devices (hall);
  g_autoptr(GPtrArray) sessions = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < devices->len; i++)
    {
      const YcDevice *device = g_ptr_array_index (devices, i);
      const YcSession *session = yc_hall_get_device_session (hall, device->id);

      if (session != NULL && strcmp (session->staff, staff) == 0)
        g_ptr_array_add (sessions, g_strdup (session->id));
    }
  return g_steal_pointer (&sessions);
}

static gboolean
end_sessions (YcDb *db, YcHall *hall, const char *staff, GError **error)
{
  g_autoptr(GPtrArray) sessions = find_sessions (hall, staff);

  for (guint i = 0; i < sessions->len; i++)
    {
      if (!yc_node_end_session (db, g_ptr_array_index (sessions, i), "staff_disabled", error))
        return FALSE;
    }
  return TRUE;
}

gboolean
yc_node_write_staff (YcDb *db, const YcNodeStaff *staff, GError **error)
{
  YcHall *hall = yc_db_get_hall (db, error);
  g_autofree char *id = g_strdup (staff->id);
  g_autofree char *subject = g_strconcat ("staff/", staff->id, NULL);
  g_autoptr(YcEvent) event = NULL;
  const YcStaff *held;
  gboolean active = staff->active;

  if (hall == NULL)
    return FALSE;
  held = yc_hall_get_staff (hall, staff->id);
  if (held != NULL && is_same_staff (held, staff))
    return TRUE;
  event = yc_event_new (YC_EVENT_STAFF_CHANGED, subject);
  json_object_set_string_member (event->data, "number", staff->number);
  json_object_set_object_member (event->data, "name", make_name (staff));
  json_object_set_string_member (event->data, "role", staff->role);
  json_object_set_array_member (event->data, "queues", make_strings (staff->queues));
  json_object_set_boolean_member (event->data, "active", active);
  return yc_node_append (db, event, NULL, error) && (active || end_sessions (db, hall, id, error));
}

static gboolean
write_item (YcDb *db, const YcStaffItem *item, GError **error)
{
  YcNodeStaff staff = { item->id, item->number, item->name.zh, item->name.en, item->role,
                        (const char *const *) item->queues, item->active };

  return yc_node_write_staff (db, &staff, error);
}

/* The set is replaced whole: whoever was in the former one and is not in this one no longer works here. Those who were added
 * by hand were in neither. */
static gboolean
disable_missing (YcDb *db, YcHall *hall, YcReference *former, YcReference *now, GError **error)
{
  const YcStaffItem *item;

  for (guint i = 0; former != NULL && (item = yc_reference_get_nth_staff (former, i)) != NULL; i++)
    {
      const YcStaff *held = yc_hall_get_staff (hall, item->id);
      g_auto(GStrv) queues = NULL;
      YcNodeStaff staff;

      if (held == NULL || !held->active || yc_reference_get_staff (now, item->id) != NULL)
        continue;
      queues = g_strdupv (held->queues);
      staff = (YcNodeStaff) { item->id, held->number, held->name.zh, held->name.en, held->role,
                              (const char *const *) queues, FALSE };
      if (!yc_node_write_staff (db, &staff, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_staff_set (YcDb *db, YcReference *former, YcReference *now, GError **error)
{
  YcHall *hall = yc_db_get_hall (db, error);
  const YcStaffItem *item;

  if (hall == NULL || !disable_missing (db, hall, former, now, error))
    return FALSE;
  for (guint i = 0; (item = yc_reference_get_nth_staff (now, i)) != NULL; i++)
    {
      if (!write_item (db, item, error))
        return FALSE;
    }
  return TRUE;
}

/* Numbers are unique in the hall, those of people added by hand included. */
static void
check_staff (YcHall *hall, YcReference *former, YcReference *now, GPtrArray *faults)
{
  const YcStaffItem *item;

  for (guint i = 0; (item = yc_reference_get_nth_staff (now, i)) != NULL; i++)
    {
      const YcStaff *held = yc_hall_find_staff (hall, item->number);

      /* A number may go over from one member of the set to another within one import. */
      if (held != NULL && strcmp (held->id, item->id) != 0 &&
          (former == NULL || yc_reference_get_staff (former, held->id) == NULL))
        yc_node_add_fault (faults, g_strdup_printf ("staff: number %s", item->number), "Belongs to another member of staff.");
    }
}

/* Putting in force */

static gboolean
write_import (YcDb *db, const Import *import, GError **error)
{
  const char *name = yc_set_to_string (import->set);
  g_autofree char *subject = g_strconcat ("reference/", name, NULL);
  g_autoptr(YcEvent) event = yc_event_new (YC_EVENT_REFERENCE_IMPORTED, subject);
  gconstpointer data;
  gsize length;

  json_object_unref (event->data);
  event->data = json_object_ref (import->data);
  data = g_bytes_get_data (import->bytes, &length);
  return yc_node_append (db, event, NULL, error) && yc_db_set_reference (db, name, data, length, error);
}

static void
note_import (JsonArray *sets, const Import *import)
{
  JsonArray *items = yc_json_get_array (import->document, "items", NULL);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "set", yc_set_to_string (import->set));
  json_object_set_string_member (object, "version", yc_json_peek_string (import->document, "version"));
  json_object_set_int_member (object, "items", json_array_get_length (items));
  if (import->later)
    json_object_set_string_member (object, "effective_from", yc_json_peek_string (import->document, "effective_from"));
  json_array_add_object_element (sets, object);
}

static gboolean
write_imports (YcDb *db, const GPtrArray *imports, YcReference *former, YcReference *now, const char *settled, JsonArray *sets,
               GError **error)
{
  gboolean staff = FALSE;

  for (guint i = 0; i < imports->len; i++)
    {
      const Import *import = g_ptr_array_index (imports, i);

      note_import (sets, import);
      if (import->later ? !yc_node_put_waiting (db, import->document, import->bytes, error)
                        : settled != NULL && !yc_node_settle_waiting (db, import->set, settled, error))
        return FALSE;
      if (import->in_force || import->later)
        continue;
      if (!write_import (db, import, error))
        return FALSE;
      staff = staff || import->set == YC_SET_STAFF;
    }
  return !staff || write_staff_set (db, former, now, error);
}

void
yc_node_check_sets (YcHall *hall, YcReference *former, YcReference *now, GPtrArray *faults)
{
  yc_reference_check (now, faults);
  check_staff (hall, former, now, faults);
}

static gboolean
check_later (YcDb *db, const GPtrArray *imports, YcReference *now, const char *today, GPtrArray *faults, GError **error)
{
  g_autoptr(GPtrArray) documents = g_ptr_array_new ();

  for (guint i = 0; i < imports->len; i++)
    {
      const Import *import = g_ptr_array_index (imports, i);

      if (import->later)
        g_ptr_array_add (documents, import->document);
    }
  return documents->len == 0 || yc_node_check_waiting (db, now, today, documents, faults, error);
}

/* Stored sets that can no longer be used, and are replaced by this import */

/* Names of the sets of documents, and (if policy is not NULL) what the policy set among them says; transfer full. */
static GStrv
list_brought (GPtrArray *documents, YcReference **policy)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < documents->len; i++)
    {
      g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
      g_autoptr(JsonObject) document = parse_document (g_ptr_array_index (documents, i), i, faults);
      const char *name = document != NULL ? yc_json_peek_string (document, "set") : NULL;

      if (name == NULL)
        continue;
      g_ptr_array_add (names, g_strdup (name));
      if (policy != NULL && *policy == NULL && strcmp (name, yc_set_to_string (YC_SET_POLICY)) == 0)
        *policy = yc_reference_replace (NULL, document, NULL);
    }
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_steal (names, NULL);
}

/* Makes the hall without them; adds their names to aside. */
static gboolean
set_aside (YcDb *db, GPtrArray *documents, GPtrArray *aside, GError **error)
{
  g_auto(GStrv) names = NULL;

  if (yc_db_get_hall (db, NULL) != NULL)
    return TRUE;
  names = list_brought (documents, NULL);
  return yc_db_spare_reference (db, (const char *const *) names, aside, error);
}

static gboolean
is_aside (const GPtrArray *aside, YcSet set)
{
  return aside != NULL && g_ptr_array_find_with_equal_func ((GPtrArray *) aside, yc_set_to_string (set), g_str_equal, NULL);
}

/* In waiting it would leave the hall with a set that cannot be used. */
static void
check_aside (const GPtrArray *imports, const GPtrArray *aside, GPtrArray *faults)
{
  for (guint i = 0; i < imports->len; i++)
    {
      const Import *import = g_ptr_array_index (imports, i);

      if (import->later && is_aside (aside, import->set))
        yc_node_add_fault (faults, g_strdup_printf ("documents[%u].effective_from", i),
                           "Lies after today, and the set in force can no longer be used: import one that is in force today first.");
    }
}

/* The hall-day, when there is a policy. */
static gboolean
find_import_day (YcDb *db, YcReference *former, GPtrArray *documents, const GPtrArray *aside, char day[YC_DAY_LENGTH + 1])
{
  gint64 now = yc_env_now_wall (yc_db_get_env (db));
  g_autoptr(YcReference) policy = NULL;
  g_auto(GStrv) names = NULL;

  if (!is_aside (aside, YC_SET_POLICY))
    return find_today (former, now, day);
  names = list_brought (documents, &policy);
  return find_today (policy, now, day);
}

/* aside (may be NULL) names sets that the hall was made without; settled (may be NULL, for today) is the day up to which sets in waiting
 * are over when one of theirs is put in force. */
static gboolean
put_documents (YcDb *db, GPtrArray *documents, const GPtrArray *aside, const char *settled, GPtrArray *faults, JsonArray *sets,
               GError **error)
{
  YcHall *hall = yc_db_get_hall (db, error);
  g_autoptr(GPtrArray) imports = g_ptr_array_new_with_free_func (import_free);
  g_autoptr(YcReference) former = NULL;
  g_autoptr(YcReference) now = NULL;
  char day[YC_DAY_LENGTH + 1];
  gboolean known;

  if (hall == NULL)
    return FALSE;
  /* The hall may let go of its own while the sets are replaced. */
  former = yc_hall_get_reference (hall) != NULL ? yc_reference_ref (yc_hall_get_reference (hall)) : NULL;
  now = former != NULL ? yc_reference_ref (former) : yc_reference_new ();
  known = find_import_day (db, former, documents, aside, day);
  for (guint i = 0; i < documents->len; i++)
    {
      if (!read_document (db, g_ptr_array_index (documents, i), i, known ? day : NULL, &now, imports, faults, error))
        return FALSE;
    }
  if (faults->len == 0)
    check_aside (imports, aside, faults);
  if (faults->len == 0)
    {
      YcNodeBrought brought = { find_import (imports, YC_SET_QUEUES), find_import (imports, YC_SET_COUNTERS),
                                find_import (imports, YC_SET_STAFF) };

      yc_node_check_sets (hall, former, now, faults);
      yc_node_check_use (hall, former, now, &brought, known ? day : NULL, faults);
    }
  if (faults->len == 0 && known && !check_later (db, imports, now, day, faults, error))
    return FALSE;
  if (settled == NULL && known)
    settled = day;
  return faults->len > 0 || write_imports (db, imports, former, now, settled, sets, error);
}

gboolean
yc_node_put_documents (YcDb *db, GPtrArray *documents, GPtrArray *faults, JsonArray *sets, GError **error)
{
  return put_documents (db, documents, NULL, NULL, faults, sets, error);
}

gboolean
yc_node_put_held (YcDb *db, GPtrArray *documents, const char *day, GPtrArray *faults, GError **error)
{
  g_autoptr(JsonArray) sets = json_array_new ();

  return put_documents (db, documents, NULL, day, faults, sets, error);
}

JsonArray *
yc_node_faults_to_json (const GPtrArray *faults)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < faults->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (faults, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "place", fault->place);
      json_object_set_string_member (object, "reason", fault->reason);
      json_array_add_object_element (array, object);
    }
  return array;
}

static YcReply *
reply_faults (const GPtrArray *faults)
{
  JsonObject *body = json_object_new ();

  json_object_set_array_member (body, "faults", yc_node_faults_to_json (faults));
  return yc_reply_new_problem (400, "/problems/import", "Nothing was imported: the documents have faults.", body);
}

YcReply *
yc_node_import (YcDb *db, const YcCaller *caller, GPtrArray *documents, GError **error)
{
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(GPtrArray) aside = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(JsonArray) sets = json_array_new ();
  YcReply *reply;
  JsonObject *body;

  g_return_val_if_fail (db != NULL && caller != NULL && documents != NULL, NULL);

  reply = yc_node_check_administrator (caller);
  if (reply != NULL)
    return reply;
  if (!set_aside (db, documents, aside, error))
    return NULL;
  /* What was due before stands below what comes now, but not on a hall that lacks a set. */
  if ((aside->len == 0 && !yc_node_put_due (db, error)) || !put_documents (db, documents, aside, NULL, faults, sets, error))
    return NULL;
  if (faults->len > 0)
    {
      if (aside->len > 0)
        yc_db_forget_reference (db);
      return reply_faults (faults);
    }
  if (is_aside (aside, YC_SET_STAFF))
    yc_node_add_fault (warnings, g_strdup ("staff"),
                       "The former set could not be read, so that nobody who was in it was disabled: look through the list of staff.");
  if (!yc_node_warn_waiting (db, warnings, error))
    return NULL;
  body = json_object_new ();
  json_object_set_array_member (body, "sets", g_steal_pointer (&sets));
  if (warnings->len > 0)
    json_object_set_array_member (body, "warnings", yc_node_faults_to_json (warnings));
  return yc_reply_new (body);
}

YcReply *
yc_node_get_reference (YcDb *db, const YcCaller *caller, const char *set, GBytes **document, char **etag,
                       GError **error)
{
  g_autofree char *key = NULL;
  YcReply *reply = NULL;
  gconstpointer data;
  gsize length;
  YcSet known;

  g_return_val_if_fail (db != NULL && caller != NULL && set != NULL && document != NULL && etag != NULL, NULL);

  *document = NULL;
  *etag = NULL;
  if (yc_node_check_device (db, caller, FALSE, &reply, error) == NULL)
    return reply;
  key = g_strconcat ("ref/", set, NULL);
  /* Only names of sets are keys here: no other record of the store can be read by this door, nor the questions of the rating. */
  if (yc_set_from_string (set, &known) && known != YC_SET_RATING && !yc_db_get_meta (db, key, document, error))
    return NULL;
  if (*document == NULL)
    return yc_reply_new_problem (404, "/problems/reference", "This hall has no such reference set.", NULL);
  data = g_bytes_get_data (*document, &length);
  *etag = yc_hash_bytes (data, length);
  return NULL;
}
