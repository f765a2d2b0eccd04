/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reference"

#include "config.h"

#include "core/yc-reference-private.h"

#include <string.h>

#include "core/yc-event-text.h"
#include "core/yc-json.h"
#include "core/yc-time.h"
#include "core/yc-uuid.h"

#define ORDER_MAX  1000000
#define AGE_MAX    200
#define KEY_LENGTH 16
#define YEAR_MIN   1970
#define YEAR_MAX   9999

/* One item being read: where it stands and where its faults go. */
typedef struct
{
  JsonObject *object;
  const char *place;
  GPtrArray *faults;
} Item;

static void
fault (const Item *item, const char *member, const char *reason)
{
  yc_faults_add (item->faults, g_strdup_printf ("%s.%s", item->place, member), reason);
}

static void
fault_error (const Item *item, const char *member, GError *error)
{
  fault (item, member, error->message);
  g_error_free (error);
}

static char *
read_text (const Item *item, const char *member)
{
  GError *error = NULL;
  const char *text = yc_json_get_string (item->object, member, &error);

  if (text == NULL)
    fault_error (item, member, error);
  else if (text[0] == '\0')
    fault (item, member, "Must not be empty.");
  return g_strdup (text != NULL ? text : "");
}

static char *
read_code (const Item *item, const char *member)
{
  char *text = read_text (item, member);

  if (text[0] != '\0' && !yc_text_is_code (text))
    fault (item, member, "Must be 1 to 64 letters, digits, dots, hyphens or underscores.");
  return text;
}

static gint64
read_int (const Item *item, const char *member, gint64 min, gint64 max)
{
  GError *error = NULL;
  gint64 value = 0;

  if (!yc_json_get_int (item->object, member, min, max, &value, &error))
    fault_error (item, member, error);
  return value;
}

static gboolean
read_bool (const Item *item, const char *member, gboolean fallback)
{
  GError *error = NULL;
  gboolean value = fallback;

  if (!yc_json_get_bool_or (item->object, member, fallback, &value, &error))
    fault_error (item, member, error);
  return value;
}

static YcText
read_name (const Item *item)
{
  YcText name;

  name.zh = read_text (item, "zh");
  name.en = read_text (item, "en");
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
read_queues (const Item *item)
{
  GError *error = NULL;
  GStrv queues = NULL;

  if (yc_json_get_array (item->object, "queues", &error) != NULL)
    queues = yc_json_get_strv_or_empty (item->object, "queues", &error);
  if (queues == NULL)
    {
      fault_error (item, "queues", error);
      return g_new0 (char *, 1);
    }
  for (guint i = 0; queues[i] != NULL; i++)
    {
      g_autofree char *member = g_strdup_printf ("queues[%u]", i);

      if (!is_letter (queues[i]))
        fault (item, member, "Must be a queue's letter, A to Z.");
      for (guint j = 0; j < i; j++)
        {
          if (strcmp (queues[i], queues[j]) == 0)
            fault (item, member, "Stands here twice.");
        }
    }
  return queues;
}

static gpointer
read_queue (const Item *item)
{
  YcQueue *queue = g_new0 (YcQueue, 1);

  queue->letter = read_text (item, "letter");
  if (queue->letter[0] != '\0' && !is_letter (queue->letter))
    fault (item, "letter", "Must be one letter, A to Z.");
  queue->name = read_name (item);
  queue->order = (int) read_int (item, "order", 0, ORDER_MAX);
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
read_counter (const Item *item)
{
  YcCounterInfo *counter = g_new0 (YcCounterInfo, 1);

  counter->number = (int) read_int (item, "number", 1, YC_COUNTER_MAX);
  counter->name = read_name (item);
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
  g_snprintf (buffer, KEY_LENGTH, "%d", ((const YcCounterInfo *) data)->number);
  return buffer;
}

static gpointer
read_group (const Item *item)
{
  YcGroup *group = g_new0 (YcGroup, 1);
  GError *error = NULL;
  gint64 age = 0;

  group->id = read_code (item, "id");
  group->name = read_name (item);
  group->order = (int) read_int (item, "order", 0, ORDER_MAX);
  if (!yc_json_get_int_or (item->object, "min_age", 0, AGE_MAX, 0, &age, &error))
    fault_error (item, "min_age", error);
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
read_reason (const Item *item)
{
  YcReason *reason = g_new0 (YcReason, 1);

  reason->id = read_code (item, "id");
  reason->kind = read_code (item, "kind");
  reason->name = read_name (item);
  reason->needs_note = read_bool (item, "needs_note", FALSE);
  reason->keeps_place = read_bool (item, "keeps_place", FALSE);
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
read_person (const Item *item)
{
  GError *error = NULL;
  JsonObject *object = yc_json_get_object (item->object, "name", &error);
  g_autofree char *place = g_strconcat (item->place, ".name", NULL);
  Item inner = { object, place, item->faults };
  YcText name = { NULL, NULL };

  if (object == NULL)
    fault_error (item, "name", error);
  else
    name = read_name (&inner);
  return name;
}

static gpointer
read_staff (const Item *item)
{
  YcStaffItem *staff = g_new0 (YcStaffItem, 1);
  g_autofree char *id = read_text (item, "id");

  staff->id = g_strdup (g_str_has_prefix (id, "staff/") ? id + strlen ("staff/") : id);
  if (id[0] != '\0' && !yc_uuid_is_valid (staff->id))
    fault (item, "id", "Must be a UUID of version 7, with or without \"staff/\" before it.");
  staff->number = read_code (item, "number");
  staff->name = read_person (item);
  staff->role = read_text (item, "role");
  if (staff->role[0] != '\0' && !is_role (staff->role))
    fault (item, "role", "Must be clerk, receptionist or supervisor.");
  staff->queues = read_queues (item);
  staff->active = read_bool (item, "active", TRUE);
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

/* Departments and calendar are checked now and given out once something asks for more than their version: until then
 * an item is only its key. */
static gpointer
read_department (const Item *item)
{
  YcText name = read_name (item);

  clear_name (&name);
  return read_code (item, "id");
}

static void
check_days (const Item *item, const char *member)
{
  GError *error = NULL;
  JsonArray *days = yc_json_get_array (item->object, member, &error);

  if (days == NULL)
    {
      fault_error (item, member, error);
      return;
    }
  for (guint i = 0; i < json_array_get_length (days); i++)
    {
      JsonNode *node = json_array_get_element (days, i);
      const char *day =
        JSON_NODE_HOLDS_OBJECT (node) ? yc_json_peek_string (json_node_get_object (node), "date") : NULL;
      g_autofree char *place = g_strdup_printf ("%s[%u].date", member, i);

      if (day == NULL || !yc_day_is_valid (day))
        fault (item, place, "Must be a day, YYYY-MM-DD.");
    }
}

static void
check_weekend (const Item *item)
{
  GError *error = NULL;
  JsonArray *days = yc_json_get_array (item->object, "weekend", &error);

  if (days == NULL)
    {
      fault_error (item, "weekend", error);
      return;
    }
  for (guint i = 0; i < json_array_get_length (days); i++)
    {
      JsonNode *node = json_array_get_element (days, i);
      g_autofree char *place = g_strdup_printf ("weekend[%u]", i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64 ||
          json_node_get_int (node) < 1 || json_node_get_int (node) > 7)
        fault (item, place, "Must be a day of the week, 1 (Monday) to 7.");
    }
}

static gpointer
read_year (const Item *item)
{
  gint64 year = read_int (item, "year", YEAR_MIN, YEAR_MAX);

  check_weekend (item);
  check_days (item, "holidays");
  check_days (item, "working_days");
  return g_strdup_printf ("%" G_GINT64_FORMAT, year);
}

static const char *
own_key (gconstpointer data, char buffer[])
{
  return data;
}

static const struct
{
  gpointer (*read) (const Item *item);
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
  [YC_SET_CALENDAR] = { read_year, g_free, NULL, own_key, "year" },
};

static gpointer
read_item (YcSet set, JsonNode *node, const char *place, GPtrArray *faults)
{
  Item item = { NULL, place, faults };

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
  char buffer[KEY_LENGTH];
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
  if (readers[set].compare != NULL)
    g_ptr_array_sort (read, readers[set].compare);
  return g_steal_pointer (&read);
}
