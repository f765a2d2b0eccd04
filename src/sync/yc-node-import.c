/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node"

#include "config.h"

#include "sync/yc-node-private.h"

#include <string.h>

#include "core/yc-decide.h"
#include "core/yc-json.h"
#include "core/yc-time.h"
#include "vault/yc-hash.h"

/* A set that may be put in force. */
typedef struct
{
  YcSet set;
  GBytes *bytes;        /* owned */
  JsonObject *document; /* owned */
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_bytes_unref (import->bytes);
  json_object_unref (import->document);
  g_free (import);
}

static void
add_fault (GPtrArray *faults, char *place, const char *reason)
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

      add_fault (faults, g_strdup_printf ("documents[%u].%s", index, fault->place), fault->reason);
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
      add_fault (faults, g_strdup (place), "Has a control character in it: a text here is one line.");
      return FALSE;
    }
  return TRUE;
}

/* Reads one document on top of reference (taken, replaced by the new one); faults are collected. */
static void
read_document (GBytes *bytes, guint index, const char *today, YcReference **reference, GPtrArray *imports,
               GPtrArray *faults)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) document = NULL;
  YcReference *next;
  JsonNode *items;
  const char *text;
  Import *import;
  YcSet set;
  gsize length;

  text = g_bytes_get_data (bytes, &length);
  document = yc_json_parse_object (text != NULL ? text : "", length, &YC_JSON_REFERENCE, &error);
  if (document == NULL)
    {
      add_fault (faults, g_strdup_printf ("documents[%u]", index), error->message);
      return;
    }
  items = json_object_get_member (document, "items");
  if (items != NULL)
    check_texts (items, "items", found);
  next = yc_reference_replace (*reference, document, found);
  if (today != NULL)
    yc_reference_check_day (document, today, found);
  take_faults (faults, found, index);
  if (next == NULL)
    return;
  g_clear_pointer (reference, yc_reference_unref);
  *reference = next;
  /* yc_reference_replace() knew the set, else there would be faults. */
  if (!yc_set_from_string (yc_json_peek_string (document, "set"), &set) || find_import (imports, set) != G_MAXUINT)
    {
      /* Which of the two would stand in force would be chance. */
      add_fault (faults, g_strdup_printf ("documents[%u].set", index), "Another document of this import is of the same set.");
      return;
    }
  import = g_new0 (Import, 1);
  import->set = set;
  import->bytes = g_bytes_ref (bytes);
  import->document = g_steal_pointer (&document);
  g_ptr_array_add (imports, import);
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

static const YcStaffItem *
find_item (YcReference *reference, const char *id)
{
  const YcStaffItem *item;

  for (guint i = 0; (item = yc_reference_get_nth_staff (reference, i)) != NULL; i++)
    {
      if (strcmp (item->id, id) == 0)
        return item;
    }
  return NULL;
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

      if (held == NULL || !held->active || find_item (now, item->id) != NULL)
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
          (former == NULL || find_item (former, held->id) == NULL))
        add_fault (faults, g_strdup_printf ("staff: number %s", item->number), "Belongs to another member of staff.");
    }
}

/* Queues */

/* Whether a ticket of the queue is called, being served or put aside. */
static gboolean
has_at_windows (YcHall *hall, const char *queue)
{
  g_autoptr(GPtrArray) counters = yc_hall_list_counters (hall);

  for (guint i = 0; i < counters->len; i++)
    {
      const YcCounter *counter = g_ptr_array_index (counters, i);
      g_autoptr(GPtrArray) tickets = yc_hall_list_at_counter (hall, counter->number);

      for (guint k = 0; k < tickets->len; k++)
        {
          if (g_strcmp0 (((const YcTicket *) g_ptr_array_index (tickets, k))->queue, queue) == 0)
            return TRUE;
        }
    }
  return FALSE;
}

/* No window calls from a queue that is gone: whoever waits there would never be called. The documents had no faults, so that
 * imports has them all in their order. */
static void
check_queues (YcHall *hall, YcReference *former, YcReference *now, const GPtrArray *imports, const char *today,
              GPtrArray *faults)
{
  guint index = find_import (imports, YC_SET_QUEUES);
  const YcQueue *queue;

  for (guint i = 0; index != G_MAXUINT && (queue = yc_reference_get_nth_queue (former, i)) != NULL; i++)
    {
      g_autofree char *reason = NULL;
      guint count;

      if (yc_reference_get_queue (now, queue->letter) != NULL)
        continue;
      count = yc_hall_count_open (hall, queue->letter, today);
      if (count == 0)
        continue;
      /* Booked and waiting ones end with the day; what is at a window stays there over the night. */
      reason = g_strdup_printf ("Queue %s has %u ticket%s booked, waiting or at a window, and would be gone. Serve, transfer or cancel "
                                "them first%s.",
                                queue->letter, count, count == 1 ? "" : "s",
                                has_at_windows (hall, queue->letter) ? "" : ", or import on another day, after closing");
      add_fault (faults, g_strdup_printf ("documents[%u].items", index), reason);
    }
}

/* Windows */

/* Whether somebody sits there: a lease has no timer, and may have outlived its session. */
static gboolean
is_occupied (YcHall *hall, const YcCounter *counter)
{
  const YcDevice *device = yc_hall_get_counter_device (hall, counter->number);
  const YcSession *session = device != NULL ? yc_hall_get_device_session (hall, device->id) : NULL;

  return counter->state != YC_COUNTER_CLOSED && session != NULL && strcmp (session->id, counter->session) == 0;
}

/* What keeps a window that would be gone, or NULL; transfer full. */
static char *
describe_use (YcHall *hall, const YcCounter *counter)
{
  g_autoptr(GPtrArray) tickets = yc_hall_list_at_counter (hall, counter->number);

  if (tickets->len > 0)
    return g_strdup_printf ("Window %d has %u ticket%s called, being served or put aside, and would be gone. Serve or transfer them "
                            "first, or take them over at another window.",
                            counter->number, tickets->len, tickets->len == 1 ? "" : "s");
  if (is_occupied (hall, counter))
    return g_strdup_printf ("Window %d is open, and would be gone. Close it first.", counter->number);
  return NULL;
}

/* Whether a counter of a reference has the queue; what the duty manager has set for it stands above the set. */
static gboolean
is_served (YcHall *hall, YcReference *reference, const char *queue)
{
  const YcCounterInfo *info;

  for (guint i = 0; (info = yc_reference_get_nth_counter (reference, i)) != NULL; i++)
    {
      const YcCounter *counter = yc_hall_get_counter (hall, info->number);
      GStrv queues = counter != NULL && counter->queues != NULL ? counter->queues : info->queues;

      if (g_strv_contains ((const char *const *) queues, queue))
        return TRUE;
    }
  return FALSE;
}

/* A window that is in use does not vanish, and who waits in a queue that some window had can still be called by one. */
static void
check_counters (YcHall *hall, YcReference *former, YcReference *now, const GPtrArray *imports, const char *today, GPtrArray *faults)
{
  guint index = find_import (imports, YC_SET_COUNTERS);
  const YcCounterInfo *info;
  const YcQueue *queue;

  for (guint i = 0; index != G_MAXUINT && (info = yc_reference_get_nth_counter (former, i)) != NULL; i++)
    {
      const YcCounter *counter = yc_hall_get_counter (hall, info->number);
      g_autofree char *reason = NULL;

      if (counter == NULL || yc_reference_get_counter (now, info->number) != NULL)
        continue;
      reason = describe_use (hall, counter);
      if (reason != NULL)
        add_fault (faults, g_strdup_printf ("documents[%u].items", index), reason);
    }
  for (guint i = 0; index != G_MAXUINT && (queue = yc_reference_get_nth_queue (now, i)) != NULL; i++)
    {
      guint count = yc_hall_count_open (hall, queue->letter, today);
      g_autofree char *reason = NULL;

      if (count == 0 || !is_served (hall, former, queue->letter) || is_served (hall, now, queue->letter))
        continue;
      reason = g_strdup_printf ("Queue %s has %u ticket%s booked, waiting or at a window, and no window would serve it. Give it to a "
                                "window, or serve, transfer or cancel them first.",
                                queue->letter, count, count == 1 ? "" : "s");
      add_fault (faults, g_strdup_printf ("documents[%u].items", index), reason);
    }
}

/* Whether the staff set, which replaces former, leaves this member without a place. */
static gboolean
would_disable (YcHall *hall, YcReference *former, YcReference *now, const char *id)
{
  const YcStaff *held = yc_hall_get_staff (hall, id);
  const YcStaffItem *item = find_item (now, id);

  if (held == NULL || !held->active)
    return FALSE;
  return item != NULL ? !item->active : former != NULL && find_item (former, id) != NULL;
}

/* A visitor whose clerk is shut out stays at a window at which nothing can be done for her. */
static void
check_staff_at_work (YcHall *hall, YcReference *former, YcReference *now, const GPtrArray *imports, GPtrArray *faults)
{
  guint index = find_import (imports, YC_SET_STAFF);
  g_autoptr(GPtrArray) counters = yc_hall_list_counters (hall);

  for (guint i = 0; index != G_MAXUINT && i < counters->len; i++)
    {
      const YcCounter *counter = g_ptr_array_index (counters, i);
      g_autoptr(GPtrArray) tickets = yc_hall_list_at_counter (hall, counter->number);
      g_autofree char *reason = NULL;

      if (counter->state == YC_COUNTER_CLOSED || tickets->len == 0 || !would_disable (hall, former, now, counter->staff))
        continue;
      reason = g_strdup_printf ("Staff number %s has ticket %s at window %d, and would be disabled. Let it be served, transferred or taken "
                                "over first.", yc_hall_get_staff (hall, counter->staff)->number,
                                ((const YcTicket *) g_ptr_array_index (tickets, 0))->number, counter->number);
      add_fault (faults, g_strdup_printf ("documents[%u].items", index), reason);
    }
}

/* Putting in force */

static gboolean
write_import (YcDb *db, const Import *import, GError **error)
{
  const char *name = yc_set_to_string (import->set);
  g_autofree char *subject = g_strconcat ("reference/", name, NULL);
  g_autoptr(YcEvent) event = yc_event_new (YC_EVENT_REFERENCE_IMPORTED, subject);
  g_autofree char *hash = NULL;
  gconstpointer data;
  gsize length;

  data = g_bytes_get_data (import->bytes, &length);
  hash = yc_hash_bytes (data, length);
  json_object_set_string_member (event->data, "set", name);
  json_object_set_string_member (event->data, "version", yc_json_peek_string (import->document, "version"));
  json_object_set_string_member (event->data, "effective_from", yc_json_peek_string (import->document, "effective_from"));
  json_object_set_string_member (event->data, "hash", hash);
  json_object_set_array_member (event->data, "items",
                                json_array_ref (yc_json_get_array (import->document, "items", NULL)));
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
  json_array_add_object_element (sets, object);
}

static gboolean
write_imports (YcDb *db, const GPtrArray *imports, YcReference *former, YcReference *now, JsonArray *sets, GError **error)
{
  gboolean staff = FALSE;

  for (guint i = 0; i < imports->len; i++)
    {
      const Import *import = g_ptr_array_index (imports, i);

      if (!write_import (db, import, error))
        return FALSE;
      note_import (sets, import);
      staff = staff || import->set == YC_SET_STAFF;
    }
  return !staff || write_staff_set (db, former, now, error);
}

gboolean
yc_node_put_documents (YcDb *db, GPtrArray *documents, GPtrArray *faults, JsonArray *sets, GError **error)
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
  known = find_today (former, yc_env_now_wall (yc_db_get_env (db)), day);
  for (guint i = 0; i < documents->len; i++)
    read_document (g_ptr_array_index (documents, i), i, known ? day : NULL, &now, imports, faults);
  if (faults->len == 0)
    {
      yc_reference_check (now, faults);
      check_staff (hall, former, now, faults);
      check_staff_at_work (hall, former, now, imports, faults);
      if (known)
        {
          check_queues (hall, former, now, imports, day, faults);
          check_counters (hall, former, now, imports, day, faults);
        }
    }
  return faults->len > 0 || write_imports (db, imports, former, now, sets, error);
}

static YcReply *
reply_faults (const GPtrArray *faults)
{
  JsonObject *body = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < faults->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (faults, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "place", fault->place);
      json_object_set_string_member (object, "reason", fault->reason);
      json_array_add_object_element (array, object);
    }
  json_object_set_array_member (body, "faults", array);
  return yc_reply_new_problem (400, "/problems/import", "Nothing was imported: the documents have faults.", body);
}

YcReply *
yc_node_import (YcDb *db, const YcCaller *caller, GPtrArray *documents, GError **error)
{
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(JsonArray) sets = json_array_new ();
  YcReply *reply;
  JsonObject *body;

  g_return_val_if_fail (db != NULL && caller != NULL && documents != NULL, NULL);

  reply = yc_node_check_administrator (caller);
  if (reply != NULL)
    return reply;
  if (!yc_node_put_documents (db, documents, faults, sets, error))
    return NULL;
  if (faults->len > 0)
    return reply_faults (faults);
  body = json_object_new ();
  json_object_set_array_member (body, "sets", g_steal_pointer (&sets));
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
  /* Only names of sets are keys here: no other record of the store can be read by this door. */
  if (yc_set_from_string (set, &known) && !yc_db_get_meta (db, key, document, error))
    return NULL;
  if (*document == NULL)
    return yc_reply_new_problem (404, "/problems/reference", "This hall has no such reference set.", NULL);
  data = g_bytes_get_data (*document, &length);
  *etag = yc_hash_bytes (data, length);
  return NULL;
}
