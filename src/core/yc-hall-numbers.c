/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-hall"

#include "config.h"

#include "core/yc-hall-private.h"

#include <string.h>

/*
 * Tickets by number: a tree by hall-day, series, running number, number, id. "A012" is 12 of series "A"; a number that is
 * not a series with digits after it ("W07-01" of a cut-off counter) is a series of its own without a running number.
 */

/* No number printed on a slip is longer; what is, is not one of ours. */
#define NUMBER_DIGITS_MAX 6

/* A place in the tree. Strings are borrowed from the ticket, or from who asks. */
typedef struct
{
  const char *day;
  const char *series;     /* not ended by NUL: series_length bytes */
  gsize series_length;
  guint running;
  const char *number;
  const char *id;
  const YcTicket *ticket; /* borrowed from the hall's tickets; NULL in a key that only asks */
} Key;

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Key *first = a;
  const Key *second = b;
  int order = strcmp (first->day, second->day);

  if (order == 0)
    order = memcmp (first->series, second->series, MIN (first->series_length, second->series_length));
  if (order == 0 && first->series_length != second->series_length)
    order = first->series_length < second->series_length ? -1 : 1;
  if (order == 0 && first->running != second->running)
    order = first->running < second->running ? -1 : 1;
  if (order == 0)
    order = strcmp (first->number, second->number);
  return order != 0 ? order : strcmp (first->id, second->id);
}

static void
key_init (Key *self, const char *day, const char *number, const char *id)
{
  gsize letters = strcspn (number, "0123456789");
  gsize digits = strspn (number + letters, "0123456789");
  gboolean is_running = digits > 0 && digits <= NUMBER_DIGITS_MAX && number[letters + digits] == '\0';

  self->day = day;
  self->series = number;
  self->series_length = is_running ? letters : strlen (number);
  self->running = is_running ? (guint) g_ascii_strtoull (number + letters, NULL, 10) : 0;
  self->number = number;
  self->id = id;
  self->ticket = NULL;
}

GTree *
yc_hall_numbers_new (void)
{
  return g_tree_new_full (compare_keys, NULL, g_free, NULL);
}

void
yc_hall_add_number (YcHall *hall, const YcTicket *ticket)
{
  Key *key;

  if (ticket->number[0] == '\0')
    return;
  key = g_new (Key, 1);
  key_init (key, ticket->day, ticket->number, ticket->id);
  key->ticket = ticket;
  g_tree_insert (hall->numbers, key, NULL);
}

void
yc_hall_remove_number (YcHall *hall, const YcTicket *ticket)
{
  Key key;

  if (ticket->number[0] == '\0')
    return;
  key_init (&key, ticket->day, ticket->number, ticket->id);
  g_tree_remove (hall->numbers, &key);
}

const YcTicket *
yc_hall_find_ticket (YcHall *hall, const char *day, const char *number)
{
  const Key *found;
  GTreeNode *node;
  Key key;

  g_return_val_if_fail (hall != NULL, NULL);
  g_return_val_if_fail (day != NULL, NULL);
  g_return_val_if_fail (number != NULL, NULL);

  /* A number given twice (by a node that was restored) gives the same answer everywhere: the smaller id. */
  key_init (&key, day, number, "");
  node = g_tree_lower_bound (hall->numbers, &key);
  if (node == NULL)
    return NULL;
  found = g_tree_node_key (node);
  return strcmp (found->day, day) == 0 && strcmp (found->number, number) == 0 ? found->ticket : NULL;
}

guint
yc_hall_get_last_number (YcHall *hall, const char *day, const char *queue)
{
  const Key *found;
  GTreeNode *node;
  Key key;

  g_return_val_if_fail (hall != NULL, 0);
  g_return_val_if_fail (day != NULL, 0);
  g_return_val_if_fail (queue != NULL, 0);

  key_init (&key, day, queue, "");
  key.running = G_MAXUINT;
  node = g_tree_upper_bound (hall->numbers, &key);
  node = node != NULL ? g_tree_node_previous (node) : g_tree_node_last (hall->numbers);
  if (node == NULL)
    return 0;
  found = g_tree_node_key (node);
  if (strcmp (found->day, day) != 0 || found->series_length != key.series_length ||
      memcmp (found->series, key.series, key.series_length) != 0)
    return 0;
  return found->running;
}
