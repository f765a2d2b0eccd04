/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reference"

#include "config.h"

#include "core/yc-reference-private.h"

#include <string.h>

#include "core/yc-event-text.h"
#include "core/yc-json.h"
#include "core/yc-uuid.h"

#define ORDER_MAX  1000000
#define AGE_MAX    200

void
yc_item_fault (const YcItem *item, const char *member, const char *reason)
{
  yc_faults_add (item->faults, g_strdup_printf ("%s.%s", item->place, member), reason);
}

void
yc_item_fault_error (const YcItem *item, const char *member, GError *error)
{
  yc_item_fault (item, member, error->message);
  g_error_free (error);
}

char *
yc_item_text (const YcItem *item, const char *member)
{
  GError *error = NULL;
  const char *text = yc_json_get_string (item->object, member, &error);

  if (text == NULL)
    yc_item_fault_error (item, member, error);
  else if (text[0] == '\0')
    yc_item_fault (item, member, "Must not be empty.");
  return g_strdup (text != NULL ? text : "");
}

char *
yc_item_code (const YcItem *item, const char *member)
{
  char *text = yc_item_text (item, member);

  if (text[0] != '\0' && !yc_text_is_code (text))
    yc_item_fault (item, member, "Must be 1 to 64 letters, digits, dots, hyphens or underscores.");
  return text;
}

gint64
yc_item_int (const YcItem *item, const char *member, gint64 min, gint64 max)
{
  GError *error = NULL;
  gint64 value = 0;

  if (!yc_json_get_int (item->object, member, min, max, &value, &error))
    yc_item_fault_error (item, member, error);
  return value;
}

gboolean
yc_item_bool (const YcItem *item, const char *member, gboolean fallback)
{
  GError *error = NULL;
  gboolean value = fallback;

  if (!yc_json_get_bool_or (item->object, member, fallback, &value, &error))
    yc_item_fault_error (item, member, error);
  return value;
}

YcText
yc_item_name (const YcItem *item)
{
  YcText name;

  name.zh = yc_item_text (item, "zh");
  name.en = yc_item_text (item, "en");
  return name;
}

static void
clear_name (YcText *name)
{
  g_free (name->zh);
  g_free (name->en);
}

/* A queue's letter begins its ticket numbers, so it is exactly one. */
static gboolean
is_letter (const char *text)
{
  return g_ascii_isupper (text[0]) && text[1] == '\0';
}

static GStrv
read_queues (const YcItem *item)
{
  GError *error = NULL;
  GStrv queues = NULL;

  if (yc_json_get_array (item->object, "queues", &error) != NULL)
    queues = yc_json_get_strv_or_empty (item->object, "queues", &error);
  if (queues == NULL)
    {
      yc_item_fault_error (item, "queues", error);
      return g_new0 (char *, 1);
    }
  for (guint i = 0; queues[i] != NULL; i++)
    {
      g_autofree char *member = g_strdup_printf ("queues[%u]", i);

      if (!is_letter (queues[i]))
        yc_item_fault (item, member, "Must be a queue's letter, A to Z.");
      for (guint j = 0; j < i; j++)
        {
          if (strcmp (queues[i], queues[j]) == 0)
            yc_item_fault (item, member, "Stands here twice.");
        }
    }
  return queues;
}

static gpointer
read_queue (const YcItem *item)
{
  YcQueue *queue = g_new0 (YcQueue, 1);

  queue->letter = yc_item_text (item, "letter");
  if (queue->letter[0] != '\0' && !is_letter (queue->letter))
    yc_item_fault (item, "letter", "Must be one letter, A to Z.");
  queue->name = yc_item_name (item);
  queue->order = (int) yc_item_int (item, "order", 0, ORDER_MAX);
  return queue;
}

static void
queue_free (gpointer data)
{
  YcQueue *queue = data;

  g_free (queue->letter);
  clear_name (&queue->name);
  g_free (queue);
}

static int
compare_queues (gconstpointer a, gconstpointer b)
{
  const YcQueue *first = *(const YcQueue *const *) a;
  const YcQueue *second = *(const YcQueue *const *) b;

  return first->order != second->order ? first->order - second->order : strcmp (first->letter, second->letter);
}

static const char *
queue_key (gconstpointer data, char buffer[])
{
  return ((const YcQueue *) data)->letter;
}

static gpointer
read_counter (const YcItem *item)
{
  YcCounterInfo *counter = g_new0 (YcCounterInfo, 1);

  counter->number = (int) yc_item_int (item, "number", 1, YC_COUNTER_MAX);
  counter->name = yc_item_name (item);
  counter->queues = read_queues (item);
  return counter;
}

static void
counter_free (gpointer data)
{
  YcCounterInfo *counter = data;

  clear_name (&counter->name);
  g_strfreev (counter->queues);
  g_free (counter);
}

static int
compare_counters (gconstpointer a, gconstpointer b)
{
  return (*(const YcCounterInfo *const *) a)->number - (*(const YcCounterInfo *const *) b)->number;
}

static const char *
counter_key (gconstpointer data, char buffer[])
{
  g_snprintf (buffer, YC_ITEM_KEY, "%d", ((const YcCounterInfo *) data)->number);
  return buffer;
}

static gpointer
read_group (const YcItem *item)
{
  YcGroup *group = g_new0 (YcGroup, 1);
  GError *error = NULL;
  gint64 age = 0;

  group->id = yc_item_code (item, "id");
  group->name = yc_item_name (item);
  group->order = (int) yc_item_int (item, "order", 0, ORDER_MAX);
  if (!yc_json_get_int_or (item->object, "min_age", 0, AGE_MAX, 0, &age, &error))
    yc_item_fault_error (item, "min_age", error);
  group->min_age = (int) age;
  return group;
}

static void
group_free (gpointer data)
{
  YcGroup *group = data;

  g_free (group->id);
  clear_name (&group->name);
  g_free (group);
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const YcGroup *first = *(const YcGroup *const *) a;
  const YcGroup *second = *(const YcGroup *const *) b;

  return first->order != second->order ? first->order - second->order : strcmp (first->id, second->id);
}

static const char *
group_key (gconstpointer data, char buffer[])
{
  return ((const YcGroup *) data)->id;
}

static gpointer
read_reason (const YcItem *item)
{
  YcReason *reason = g_new0 (YcReason, 1);

  reason->id = yc_item_code (item, "id");
  reason->kind = yc_item_code (item, "kind");
  reason->name = yc_item_name (item);
  reason->needs_note = yc_item_bool (item, "needs_note", FALSE);
  reason->keeps_place = yc_item_bool (item, "keeps_place", FALSE);
  return reason;
}

static void
reason_free (gpointer data)
{
  YcReason *reason = data;

  g_free (reason->id);
  g_free (reason->kind);
  clear_name (&reason->name);
  g_free (reason);
}

static const char *
reason_key (gconstpointer data, char buffer[])
{
  return ((const YcReason *) data)->id;
}

static gboolean
is_role (const char *role)
{
  static const char *const roles[] = { "clerk", "receptionist", "supervisor", NULL };

  return g_strv_contains (roles, role);
}

/* Names of people stand in an object of their own, unlike those of things. */
static YcText
read_person (const YcItem *item)
{
  GError *error = NULL;
  JsonObject *object = yc_json_get_object (item->object, "name", &error);
  g_autofree char *place = g_strconcat (item->place, ".name", NULL);
  YcItem inner = { object, place, item->faults };
  YcText name = { NULL, NULL };

  if (object == NULL)
    yc_item_fault_error (item, "name", error);
  else
    name = yc_item_name (&inner);
  return name;
}

static gpointer
read_staff (const YcItem *item)
{
  YcStaffItem *staff = g_new0 (YcStaffItem, 1);
  g_autofree char *id = yc_item_text (item, "id");

  staff->id = g_strdup (g_str_has_prefix (id, "staff/") ? id + strlen ("staff/") : id);
  if (id[0] != '\0' && !yc_uuid_is_valid (staff->id))
    yc_item_fault (item, "id", "Must be a UUID of version 7, with or without \"staff/\" before it.");
  staff->number = yc_item_code (item, "number");
  staff->name = read_person (item);
  staff->role = yc_item_text (item, "role");
  if (staff->role[0] != '\0' && !is_role (staff->role))
    yc_item_fault (item, "role", "Must be clerk, receptionist or supervisor.");
  staff->queues = read_queues (item);
  staff->active = yc_item_bool (item, "active", TRUE);
  return staff;
}

static void
staff_free (gpointer data)
{
  YcStaffItem *staff = data;

  g_free (staff->id);
  g_free (staff->number);
  clear_name (&staff->name);
  g_free (staff->role);
  g_strfreev (staff->queues);
  g_free (staff);
}

static int
compare_staff (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const YcStaffItem *const *) a)->number, (*(const YcStaffItem *const *) b)->number);
}

static const char *
staff_key (gconstpointer data, char buffer[])
{
  return ((const YcStaffItem *) data)->number;
}

/* Departments are checked now and given out once something asks for more than their version: until then an item is only
 * its key. */
static gpointer
read_department (const YcItem *item)
{
  YcText name = yc_item_name (item);

  clear_name (&name);
  return yc_item_code (item, "id");
}

static const char *
own_key (gconstpointer data, char buffer[])
{
  return data;
}

static const struct
{
  gpointer (*read) (const YcItem *item);
  void (*free) (gpointer item);
  GCompareFunc compare; /* order in which items are given out; NULL: that of the document */
  const char *(*key) (gconstpointer item, char buffer[]);
  const char *member; /* that must be there only once */
} readers[YC_N_SETS] = {
  [YC_SET_QUEUES] = { read_queue, queue_free, compare_queues, queue_key, "letter" },
  [YC_SET_COUNTERS] = { read_counter, counter_free, compare_counters, counter_key, "number" },
  [YC_SET_STAFF] = { read_staff, staff_free, compare_staff, staff_key, "number" },
  [YC_SET_GROUPS] = { read_group, group_free, compare_groups, group_key, "id" },
  [YC_SET_REASONS] = { read_reason, reason_free, NULL, reason_key, "id" },
  [YC_SET_DEPARTMENTS] = { read_department, g_free, NULL, own_key, "id" },
  [YC_SET_CALENDAR] = { yc_year_read, g_free, yc_year_compare, yc_year_key, "year" },
  [YC_SET_DIVISIONS] = { yc_division_read, yc_division_free, yc_division_compare, yc_division_key, "code" },
};

static gpointer
read_item (YcSet set, JsonNode *node, const char *place, GPtrArray *faults)
{
  YcItem item = { NULL, place, faults };

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      yc_faults_add (faults, g_strdup (place), "Must be an object.");
      return NULL;
    }
  item.object = json_node_get_object (node);
  return readers[set].read (&item);
}

/* Notes the item's key; a second one with the same key is a fault. */
static void
check_once (GHashTable *seen, YcSet set, gconstpointer item, const char *place, GPtrArray *faults)
{
  char buffer[YC_ITEM_KEY];
  const char *key = readers[set].key (item, buffer);

  if (key[0] != '\0' && !g_hash_table_add (seen, g_strdup (key)))
    yc_faults_add (faults, g_strdup_printf ("%s.%s", place, readers[set].member), "Stands here twice.");
}

/* A member of staff is known by number, but is the same person in every hall by id. */
static void
check_staff_ids (GHashTable *seen, const YcStaffItem *staff, const char *place, GPtrArray *faults)
{
  if (staff->id[0] != '\0' && !g_hash_table_add (seen, g_strconcat ("id ", staff->id, NULL)))
    yc_faults_add (faults, g_strconcat (place, ".id", NULL), "Stands here twice.");
}

GPtrArray *
yc_reference_read_items (YcSet set, JsonArray *items, GPtrArray *faults)
{
  g_autoptr (GPtrArray) read = g_ptr_array_new_with_free_func (readers[set].free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      g_autofree char *place = g_strdup_printf ("items[%u]", i);
      gpointer item = read_item (set, json_array_get_element (items, i), place, faults);

      if (item == NULL)
        continue;
      check_once (seen, set, item, place, faults);
      if (set == YC_SET_STAFF)
        check_staff_ids (seen, item, place, faults);
      g_ptr_array_add (read, item);
    }
  /* What was no object is not in read, and then places could not be told. */
  if (set == YC_SET_DIVISIONS && read->len == json_array_get_length (items))
    yc_division_check_parents (seen, read, faults);
  if (readers[set].compare != NULL)
    g_ptr_array_sort (read, readers[set].compare);
  return g_steal_pointer (&read);
}
