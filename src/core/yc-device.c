/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-hall"

#include "config.h"

#include "core/yc-hall-private.h"

#include <string.h>

#include "core/yc-json.h"

void
yc_device_free (YcDevice *device)
{
  g_free (device->id);
  g_free (device->role);
  g_free (device->key);
  g_free (device);
}

YcStaff *
yc_staff_copy (const YcStaff *staff)
{
  YcStaff *copy;

  g_return_val_if_fail (staff != NULL, NULL);

  copy = g_new (YcStaff, 1);
  *copy = *staff;
  copy->id = g_strdup (staff->id);
  copy->number = g_strdup (staff->number);
  copy->name.zh = g_strdup (staff->name.zh);
  copy->name.en = g_strdup (staff->name.en);
  copy->role = g_strdup (staff->role);
  copy->queues = g_strdupv (staff->queues);
  return copy;
}

void
yc_staff_free (YcStaff *staff)
{
  if (staff == NULL)
    return;
  g_free (staff->id);
  g_free (staff->number);
  g_free (staff->name.zh);
  g_free (staff->name.en);
  g_free (staff->role);
  g_strfreev (staff->queues);
  g_free (staff);
}

/* A revoked node stays one here: what it wrote before keeps its effect when a subject is folded anew. */
gboolean
yc_hall_is_node (YcHall *hall, const char *device)
{
  const YcDevice *found = g_hash_table_lookup (hall->devices, device);

  return found != NULL && strcmp (found->role, "node") == 0;
}

static gboolean
is_node_known (YcHall *hall)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, hall->devices);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (yc_hall_is_node (hall, key))
        return TRUE;
    }
  return FALSE;
}

/* The hall's first line is the node introducing itself: nobody could have vouched for it. */
static gboolean
is_first_node (YcHall *hall, const YcEvent *event)
{
  return event->type == YC_EVENT_DEVICE_ENROLLED && strcmp (yc_subject_get_id (event->subject), event->dev) == 0 &&
         g_strcmp0 (yc_json_peek_string (event->data, "role"), "node") == 0 && !is_node_known (hall);
}

static YcDevice *
ensure_device (YcHall *hall, const char *id)
{
  YcDevice *device = g_hash_table_lookup (hall->devices, id);

  if (device == NULL)
    {
      device = g_new0 (YcDevice, 1);
      device->id = g_strdup (id);
      device->role = g_strdup ("");
      device->key = g_strdup ("");
      g_hash_table_insert (hall->devices, device->id, device);
    }
  return device;
}

const char *
yc_hall_apply_device (YcHall *hall, const YcEvent *event, gint64 pos, gboolean by_node)
{
  const char *id = yc_subject_get_id (event->subject);
  YcDevice *device = g_hash_table_lookup (hall->devices, id);

  if (!by_node && !is_first_node (hall, event))
    return YC_REASON_AUTHOR;
  if (event->type == YC_EVENT_DEVICE_ENROLLED)
    {
      device = ensure_device (hall, id);
      yc_hall_set_text (&device->role, yc_json_peek_string (event->data, "role"));
      yc_hall_set_text (&device->key, yc_json_peek_string (event->data, "key"));
      device->counter = (int) yc_json_peek_int (event->data, "counter");
      device->revoked = FALSE;
    }
  else if (event->type == YC_EVENT_DEVICE_REVOKED && device != NULL && !device->revoked)
    device->revoked = TRUE;
  else
    return YC_REASON_STATE;
  device->last_pos = MAX (device->last_pos, pos);
  return NULL;
}

static void
apply_changed (YcHall *hall, const char *id, const YcEvent *event)
{
  YcStaff *staff = g_hash_table_lookup (hall->staff, id);
  JsonObject *name = yc_json_get_object (event->data, "name", NULL);
  GStrv queues = yc_json_get_strv_or_empty (event->data, "queues", NULL);

  if (staff == NULL)
    {
      staff = g_new0 (YcStaff, 1);
      staff->id = g_strdup (id);
      g_hash_table_insert (hall->staff, staff->id, staff);
    }
  yc_hall_set_text (&staff->number, yc_json_peek_string (event->data, "number"));
  yc_hall_set_text (&staff->role, yc_json_peek_string (event->data, "role"));
  yc_hall_set_text (&staff->name.zh, name != NULL ? yc_json_peek_string (name, "zh") : "");
  yc_hall_set_text (&staff->name.en, name != NULL ? yc_json_peek_string (name, "en") : "");
  staff->active = yc_json_peek_bool (event->data, "active");
  g_strfreev (staff->queues);
  staff->queues = queues != NULL ? queues : g_new0 (char *, 1);
}

const char *
yc_hall_apply_staff (YcHall *hall, const YcEvent *event, gint64 pos, gboolean by_node)
{
  const char *id = yc_subject_get_id (event->subject);
  YcStaff *staff;

  if (!by_node)
    return YC_REASON_AUTHOR;
  if (event->type == YC_EVENT_STAFF_CHANGED)
    apply_changed (hall, id, event);
  staff = g_hash_table_lookup (hall->staff, id);
  if (staff == NULL)
    return YC_REASON_STATE;
  /* staff.lock_cleared changes only what the store counts of wrong PINs. */
  staff->last_pos = MAX (staff->last_pos, pos);
  return NULL;
}

const YcDevice *
yc_hall_get_device (YcHall *hall, const char *id)
{
  g_return_val_if_fail (hall != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (hall->devices, id);
}

/* The newer of two devices with one duty: by position, pending last, then by id. */
static gboolean
is_newer (const YcDevice *a, const YcDevice *b)
{
  gint64 first = a->last_pos == 0 ? G_MAXINT64 : a->last_pos;
  gint64 second = b->last_pos == 0 ? G_MAXINT64 : b->last_pos;

  return first != second ? first > second : strcmp (a->id, b->id) > 0;
}

static const YcDevice *
find_newest (YcHall *hall, const char *role, int counter)
{
  const YcDevice *newest = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, hall->devices);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const YcDevice *device = value;

      if (!device->revoked && device->counter == counter && strcmp (device->role, role) == 0 &&
          (newest == NULL || is_newer (device, newest)))
        newest = device;
    }
  return newest;
}

const YcDevice *
yc_hall_get_counter_device (YcHall *hall, int counter)
{
  g_return_val_if_fail (hall != NULL, NULL);

  return counter != 0 ? find_newest (hall, "workstation", counter) : NULL;
}

const char *
yc_hall_get_node_device (YcHall *hall)
{
  const YcDevice *device;

  g_return_val_if_fail (hall != NULL, NULL);

  device = find_newest (hall, "node", 0);
  return device != NULL ? device->id : NULL;
}

static int
compare_devices (gconstpointer a, gconstpointer b)
{
  const YcDevice *const *first = a;
  const YcDevice *const *second = b;

  return strcmp ((*first)->id, (*second)->id);
}

GPtrArray *
yc_hall_list_devices (YcHall *hall)
{
  g_return_val_if_fail (hall != NULL, NULL);

  return yc_hall_sorted_values (hall->devices, compare_devices);
}

const YcStaff *
yc_hall_get_staff (YcHall *hall, const char *id)
{
  g_return_val_if_fail (hall != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (hall->staff, id);
}

static int
compare_staff (gconstpointer a, gconstpointer b)
{
  const YcStaff *const *first = a;
  const YcStaff *const *second = b;
  int order = strcmp ((*first)->number, (*second)->number);

  return order != 0 ? order : strcmp ((*first)->id, (*second)->id);
}

/* Of two with one number: who works here before who has left, else the same answer everywhere: the smaller id. */
static gboolean
is_rather (const YcStaff *one, const YcStaff *other)
{
  if (one->active != other->active)
    return one->active;
  return strcmp (one->id, other->id) < 0;
}

const YcStaff *
yc_hall_find_staff (YcHall *hall, const char *number)
{
  const YcStaff *found = NULL;
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (hall != NULL, NULL);
  g_return_val_if_fail (number != NULL, NULL);

  g_hash_table_iter_init (&iter, hall->staff);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const YcStaff *staff = value;

      if (strcmp (staff->number, number) == 0 && (found == NULL || is_rather (staff, found)))
        found = staff;
    }
  return found;
}

GPtrArray *
yc_hall_list_staff (YcHall *hall)
{
  g_return_val_if_fail (hall != NULL, NULL);

  return yc_hall_sorted_values (hall->staff, compare_staff);
}
