/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reference"

#include "config.h"

#include "core/yc-reference-private.h"

#include <string.h>

#include "core/yc-event-text.h"
#include "core/yc-json.h"

#define ORDER_MAX  1000000
#define AGE_MAX    200

gboolean
yc_text_is_letter (const char *text)
{
  return g_ascii_isupper (text[0]) && text[1] == '\0';
}

/* One per letter. */
#define QUEUES_MAX 26

GStrv
yc_item_queues (const YcItem *item)
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
  if (g_strv_length (queues) > QUEUES_MAX)
    {
      yc_item_fault (item, "queues", "There are only 26 letters.");
      return queues;
    }
  for (guint i = 0; queues[i] != NULL; i++)
    {
      g_autofree char *member = g_strdup_printf ("queues[%u]", i);

      if (!yc_text_is_letter (queues[i]))
        yc_item_fault (item, member, "Must be a queue's letter, A to Z.");
    }
  yc_item_check_once (item, "queues", queues);
  return queues;
}

gpointer
yc_queue_read (const YcItem *item)
{
  YcQueue *queue = g_new0 (YcQueue, 1);

  queue->letter = yc_item_text (item, "letter");
  if (queue->letter[0] != '\0' && !yc_text_is_letter (queue->letter))
    yc_item_fault (item, "letter", "Must be one letter, A to Z.");
  queue->name = yc_item_name (item);
  queue->order = (int) yc_item_int (item, "order", 0, ORDER_MAX);
  return queue;
}

void
yc_queue_free (gpointer data)
{
  YcQueue *queue = data;

  g_free (queue->letter);
  yc_text_clear (&queue->name);
  g_free (queue);
}

int
yc_queue_compare (gconstpointer a, gconstpointer b)
{
  const YcQueue *first = *(const YcQueue *const *) a;
  const YcQueue *second = *(const YcQueue *const *) b;

  return first->order != second->order ? first->order - second->order : strcmp (first->letter, second->letter);
}

gpointer
yc_counter_read (const YcItem *item)
{
  YcCounterInfo *counter = g_new0 (YcCounterInfo, 1);

  counter->number = (int) yc_item_int (item, "number", 1, YC_COUNTER_MAX);
  counter->name = yc_item_name (item);
  counter->queues = yc_item_queues (item);
  return counter;
}

void
yc_counter_free (gpointer data)
{
  YcCounterInfo *counter = data;

  yc_text_clear (&counter->name);
  g_strfreev (counter->queues);
  g_free (counter);
}

int
yc_counter_compare (gconstpointer a, gconstpointer b)
{
  return (*(const YcCounterInfo *const *) a)->number - (*(const YcCounterInfo *const *) b)->number;
}

const char *
yc_counter_key (gconstpointer data, char buffer[])
{
  g_snprintf (buffer, YC_ITEM_KEY, "%d", ((const YcCounterInfo *) data)->number);
  return buffer;
}

gpointer
yc_group_read (const YcItem *item)
{
  YcGroup *group = g_new0 (YcGroup, 1);

  group->id = yc_item_code (item, "id");
  group->name = yc_item_name (item);
  group->order = (int) yc_item_int (item, "order", 0, ORDER_MAX);
  group->min_age = (int) yc_item_int_or (item, "min_age", 0, AGE_MAX, 0);
  return group;
}

void
yc_group_free (gpointer data)
{
  YcGroup *group = data;

  g_free (group->id);
  yc_text_clear (&group->name);
  g_free (group);
}

int
yc_group_compare (gconstpointer a, gconstpointer b)
{
  const YcGroup *first = *(const YcGroup *const *) a;
  const YcGroup *second = *(const YcGroup *const *) b;

  return first->order != second->order ? first->order - second->order : strcmp (first->id, second->id);
}
