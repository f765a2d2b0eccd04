/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-hall"

#include "config.h"

#include "core/yc-hall-private.h"

#include <string.h>

GPtrArray *
yc_hall_sorted_values (GHashTable *table, GCompareFunc compare)
{
  g_autoptr (GPtrArray) list = g_ptr_array_sized_new (g_hash_table_size (table));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (list, value);
  g_ptr_array_sort (list, compare);
  return g_steal_pointer (&list);
}

const YcTicket *
yc_hall_get_ticket (YcHall *hall, const char *id)
{
  g_return_val_if_fail (hall != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (hall->tickets, id);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const YcTicket *const *first = a;
  const YcTicket *const *second = b;

  return strcmp ((*first)->id, (*second)->id);
}

GPtrArray *
yc_hall_list_tickets (YcHall *hall)
{
  g_return_val_if_fail (hall != NULL, NULL);

  return g_ptr_array_copy (hall->by_id, NULL, NULL);
}

const GPtrArray *
yc_hall_get_waiting (YcHall *hall)
{
  g_return_val_if_fail (hall != NULL, NULL);

  return hall->waiting;
}

const GPtrArray *
yc_hall_get_booked (YcHall *hall)
{
  g_return_val_if_fail (hall != NULL, NULL);

  return hall->booked;
}

static guint
count_in_queue (const GPtrArray *tickets, const char *queue, const char *day)
{
  guint count = 0;

  for (guint i = 0; i < tickets->len; i++)
    {
      const YcTicket *ticket = g_ptr_array_index (tickets, i);

      if (strcmp (ticket->queue, queue) == 0 && (day == NULL || strcmp (ticket->day, day) >= 0))
        count++;
    }
  return count;
}

guint
yc_hall_count_open (YcHall *hall, const char *queue, const char *day)
{
  g_return_val_if_fail (hall != NULL, 0);
  g_return_val_if_fail (queue != NULL, 0);
  g_return_val_if_fail (day != NULL, 0);

  /* Those of an earlier day expire with the node's next step; a clerk's stay with her over the night. */
  return count_in_queue (hall->booked, queue, day) + count_in_queue (hall->waiting, queue, day) +
         count_in_queue (hall->at_counters, queue, NULL);
}

const YcTicket *
yc_hall_get_current (YcHall *hall, int counter)
{
  const YcTicket *current = NULL;

  g_return_val_if_fail (hall != NULL, NULL);

  for (guint i = 0; i < hall->at_counters->len; i++)
    {
      const YcTicket *ticket = g_ptr_array_index (hall->at_counters, i);

      if (ticket->counter != counter || ticket->state == YC_TICKET_HELD)
        continue;
      /* Decisions leave one at most; of two that a merge left, the one being served is the one. */
      if (current == NULL || ticket->state > current->state ||
          (ticket->state == current->state && strcmp (ticket->id, current->id) < 0))
        current = ticket;
    }
  return current;
}

GPtrArray *
yc_hall_list_at_counter (YcHall *hall, int counter)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new();

  g_return_val_if_fail (hall != NULL, NULL);

  for (guint i = 0; i < hall->at_counters->len; i++)
    {
      YcTicket *ticket = g_ptr_array_index (hall->at_counters, i);

      if (ticket->counter == counter)
        g_ptr_array_add (list, ticket);
    }
  g_ptr_array_sort (list, compare_ids);
  return g_steal_pointer (&list);
}

static int
compare_held (gconstpointer a, gconstpointer b)
{
  const YcTicket *first = *(const YcTicket *const *) a;
  const YcTicket *second = *(const YcTicket *const *) b;

  if (first->held_since != second->held_since)
    return first->held_since < second->held_since ? -1 : 1;
  return strcmp (first->id, second->id);
}

GPtrArray *
yc_hall_list_held (YcHall *hall, int counter)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new();

  g_return_val_if_fail (hall != NULL, NULL);

  for (guint i = 0; i < hall->at_counters->len; i++)
    {
      YcTicket *ticket = g_ptr_array_index (hall->at_counters, i);

      if (ticket->counter == counter && ticket->state == YC_TICKET_HELD)
        g_ptr_array_add (list, ticket);
    }
  g_ptr_array_sort (list, compare_held);
  return g_steal_pointer (&list);
}
