/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-hall"

#include "config.h"

#include "core/yc-hall-private.h"

#include <string.h>

/* No number printed on a slip is longer; what is, is not one of ours. */
#define NUMBER_DIGITS_MAX 6

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

const YcTicket *
yc_hall_find_ticket (YcHall *hall, const char *day, const char *number)
{
  const YcTicket *found = NULL;
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (hall != NULL, NULL);
  g_return_val_if_fail (day != NULL, NULL);
  g_return_val_if_fail (number != NULL, NULL);

  if (number[0] == '\0')
    return NULL;
  g_hash_table_iter_init (&iter, hall->tickets);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const YcTicket *ticket = value;

      if (strcmp (ticket->number, number) != 0 || strcmp (ticket->day, day) != 0)
        continue;
      /* A number given twice (by a node that was restored) must give the same answer everywhere. */
      if (found == NULL || strcmp (ticket->id, found->id) < 0)
        found = ticket;
    }
  return found;
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

  return yc_hall_sorted_values (hall->tickets, compare_ids);
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

static int
compare_held (gconstpointer a, gconstpointer b)
{
  const YcTicket *first = *(const YcTicket *const *) a;
  const YcTicket *second = *(const YcTicket *const *) b;

  if (first->changed_at != second->changed_at)
    return first->changed_at < second->changed_at ? -1 : 1;
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

/* The running number of "A012" when its queue is this one, else 0 ("W07-01" of a cut-off counter has none). */
static guint
read_number (const char *number, const char *queue)
{
  gsize length = strlen (queue);
  const char *digits;
  guint value = 0;

  if (strncmp (number, queue, length) != 0)
    return 0;
  digits = number + length;
  if (strlen (digits) > NUMBER_DIGITS_MAX)
    return 0;
  for (const char *p = digits; *p != '\0'; p++)
    {
      if (!g_ascii_isdigit (*p))
        return 0;
      value = value * 10 + (guint) (*p - '0');
    }
  return value;
}

guint
yc_hall_get_last_number (YcHall *hall, const char *day, const char *queue)
{
  GHashTableIter iter;
  gpointer value;
  guint last = 0;

  g_return_val_if_fail (hall != NULL, 0);
  g_return_val_if_fail (day != NULL, 0);
  g_return_val_if_fail (queue != NULL, 0);

  g_hash_table_iter_init (&iter, hall->tickets);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const YcTicket *ticket = value;

      if (strcmp (ticket->day, day) == 0)
        last = MAX (last, read_number (ticket->number, queue));
    }
  return last;
}
