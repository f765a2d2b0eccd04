/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-hall"

#include "config.h"

#include "core/yc-hall-private.h"

#include <stdlib.h>
#include <string.h>

#include "core/yc-json.h"

static void
clear_call (gpointer data)
{
  YcCall *call = data;

  g_clear_pointer (&call->group, g_free);
}

static YcHallCounter *
counter_new (int number)
{
  YcHallCounter *self = g_new0 (YcHallCounter, 1);

  self->counter.number = number;
  self->counter.session = g_strdup ("");
  self->counter.staff = g_strdup ("");
  self->counter.reason = g_strdup ("");
  self->openings = g_array_new (FALSE, FALSE, sizeof (YcOpening));
  self->calls = g_array_new (FALSE, FALSE, sizeof (YcCall));
  g_array_set_clear_func (self->calls, clear_call);
  return self;
}

void
yc_hall_counter_free (YcHallCounter *self)
{
  g_free (self->counter.session);
  g_free (self->counter.staff);
  g_free (self->counter.reason);
  g_strfreev (self->counter.queues);
  g_array_unref (self->openings);
  g_array_unref (self->calls);
  g_free (self);
}

void
yc_hall_counter_reset (YcHallCounter *self)
{
  self->counter.state = YC_COUNTER_CLOSED;
  yc_hall_set_text (&self->counter.session, "");
  yc_hall_set_text (&self->counter.staff, "");
  yc_hall_set_text (&self->counter.reason, "");
  g_clear_pointer (&self->counter.queues, g_strfreev);
  self->counter.since = 0;
  self->counter.last_pos = 0;
  self->folded = FALSE;
  g_array_set_size (self->openings, 0);
}

YcHallCounter *
yc_hall_ensure_counter (YcHall *hall, int number)
{
  YcHallCounter *self = g_hash_table_lookup (hall->counters, GINT_TO_POINTER (number));

  if (self == NULL)
    {
      self = counter_new (number);
      g_hash_table_insert (hall->counters, GINT_TO_POINTER (number), self);
    }
  return self;
}

static void
add_opening (YcHallCounter *self, gint64 pos, gboolean open)
{
  YcOpening opening = { pos == 0 ? G_MAXINT64 : pos, open };

  g_array_append_val (self->openings, opening);
}

static void
set_state (YcHallCounter *self, YcCounterState state, const YcEvent *event)
{
  self->counter.state = state;
  self->counter.since = yc_event_get_moment (event);
  yc_hall_set_text (&self->counter.reason,
                    state == YC_COUNTER_PAUSED ? yc_json_peek_string (event->data, "reason") : "");
}

static void
apply_leased (YcHallCounter *self, const YcEvent *event, gint64 pos)
{
  set_state (self, YC_COUNTER_OPEN, event);
  yc_hall_set_text (&self->counter.session, yc_json_peek_string (event->data, "session"));
  yc_hall_set_text (&self->counter.staff, yc_json_peek_string (event->data, "staff"));
  add_opening (self, pos, TRUE);
}

static void
apply_closed (YcHallCounter *self, const YcEvent *event, gint64 pos)
{
  set_state (self, YC_COUNTER_CLOSED, event);
  yc_hall_set_text (&self->counter.session, "");
  yc_hall_set_text (&self->counter.staff, "");
  add_opening (self, pos, FALSE);
}

static const char *
check_holder (const YcCounter *counter, const YcEvent *event, gboolean by_node)
{
  /* The node pauses and resumes too: the duty manager's pause-counter is its command. */
  if (by_node)
    return NULL;
  if (event->counter != counter->number || strcmp (event->session, counter->session) != 0)
    return YC_REASON_HOLDER;
  return NULL;
}

static gboolean
check_state (const YcCounter *counter, YcEventType type)
{
  if (type == YC_EVENT_COUNTER_OPENED)
    return counter->state == YC_COUNTER_CLOSED;
  if (type == YC_EVENT_COUNTER_CLOSED || type == YC_EVENT_COUNTER_TAKEN_OVER)
    return counter->state != YC_COUNTER_CLOSED;
  if (type == YC_EVENT_COUNTER_PAUSED)
    return counter->state == YC_COUNTER_OPEN;
  if (type == YC_EVENT_COUNTER_RESUMED)
    return counter->state == YC_COUNTER_PAUSED;
  return type == YC_EVENT_COUNTER_QUEUES_SET;
}

static GStrv
read_queues (JsonObject *data)
{
  g_autoptr (GError) error = NULL;
  GStrv queues = yc_json_get_strv_or_empty (data, "queues", &error);

  /* The decoder refuses another type; an event made otherwise counts as none. */
  return queues != NULL ? queues : g_new0 (char *, 1);
}

const char *
yc_hall_apply_counter (YcHall *hall, const YcEvent *event, gint64 pos, gboolean by_node)
{
  YcHallCounter *self = yc_hall_ensure_counter (hall, atoi (yc_subject_get_id (event->subject)));
  gboolean node_only = yc_event_type_get_author (event->type) == YC_AUTHOR_NODE;
  const char *reason;

  if (node_only && !by_node)
    return YC_REASON_AUTHOR;
  if (!check_state (&self->counter, event->type))
    return YC_REASON_STATE;
  reason = check_holder (&self->counter, event, by_node);
  if (reason != NULL)
    return reason;

  if (event->type == YC_EVENT_COUNTER_OPENED || event->type == YC_EVENT_COUNTER_TAKEN_OVER)
    apply_leased (self, event, pos);
  else if (event->type == YC_EVENT_COUNTER_CLOSED)
    apply_closed (self, event, pos);
  else if (event->type == YC_EVENT_COUNTER_PAUSED)
    set_state (self, YC_COUNTER_PAUSED, event);
  else if (event->type == YC_EVENT_COUNTER_RESUMED)
    set_state (self, YC_COUNTER_OPEN, event);
  else
    {
      g_strfreev (self->counter.queues);
      self->counter.queues = read_queues (event->data);
    }
  self->folded = TRUE;
  self->counter.last_pos = MAX (self->counter.last_pos, pos);
  return NULL;
}

static gboolean
is_after (const YcCall *a, const YcCall *b)
{
  if (a->pos != b->pos)
    return a->pos > b->pos;
  if (a->seq != b->seq)
    return a->seq > b->seq;
  return strcmp (a->ticket->id, b->ticket->id) > 0;
}

void
yc_hall_add_call (YcHall *hall, const YcTicket *ticket, const YcEvent *event, gint64 pos)
{
  YcHallCounter *self = yc_hall_ensure_counter (hall, ticket->counter);
  YcCall call = { pos == 0 ? G_MAXINT64 : pos, pos == 0 ? event->seq : 0, ticket, g_strdup (ticket->group) };
  guint at = self->calls->len;

  /* A ticket applied anew brings its old calls back among later ones of others. */
  while (at > 0 && is_after (&g_array_index (self->calls, YcCall, at - 1), &call))
    at--;
  g_array_insert_val (self->calls, at, call);
}

void
yc_hall_remove_calls (YcHall *hall, const YcTicket *ticket)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, hall->counters);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      YcHallCounter *self = value;

      for (guint i = self->calls->len; i > 0; i--)
        {
          if (g_array_index (self->calls, YcCall, i - 1).ticket == ticket)
            g_array_remove_index (self->calls, i - 1);
        }
    }
}

/* Keeps the calls of tickets that stay, in their order. */
static void
keep_calls (YcHallCounter *self, const char *day)
{
  guint kept = 0;

  for (guint i = 0; i < self->calls->len; i++)
    {
      YcCall *call = &g_array_index (self->calls, YcCall, i);
      YcCall *to = &g_array_index (self->calls, YcCall, kept);

      if (yc_hall_is_past (call->ticket, day))
        continue;
      if (to != call)
        {
          /* Swapped, so that what is cut off at the end is what goes. */
          YcCall past = *to;
          *to = *call;
          *call = past;
        }
      kept++;
    }
  g_array_set_size (self->calls, kept);
}

void
yc_hall_remove_calls_before (YcHall *hall, const char *day)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, hall->counters);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    keep_calls (value, day);
}

const YcCounter *
yc_hall_get_counter (YcHall *hall, int number)
{
  YcHallCounter *self;

  g_return_val_if_fail (hall != NULL, NULL);

  self = g_hash_table_lookup (hall->counters, GINT_TO_POINTER (number));
  if (self != NULL && self->folded)
    return &self->counter;
  if (hall->reference == NULL || yc_reference_get_counter (hall->reference, number) == NULL)
    return NULL;
  return &yc_hall_ensure_counter (hall, number)->counter;
}

gboolean
yc_hall_counter_open_at (YcHall *hall, int number, gint64 pos)
{
  YcHallCounter *self;

  g_return_val_if_fail (hall != NULL, FALSE);

  self = g_hash_table_lookup (hall->counters, GINT_TO_POINTER (number));
  if (self == NULL)
    return FALSE;
  if (pos == 0)
    return self->counter.state != YC_COUNTER_CLOSED;
  /* Asked for a position near the end, as a rule, of a counter that was opened for years. */
  for (guint i = self->openings->len; i > 0; i--)
    {
      const YcOpening *opening = &g_array_index (self->openings, YcOpening, i - 1);

      if (opening->pos < pos)
        return opening->open;
    }
  return FALSE;
}

char *
yc_hall_get_newest_calls (YcHall *hall, int counter, const char *day, guint max)
{
  g_autoptr (GString) calls = g_string_new (NULL);
  YcHallCounter *self;

  g_return_val_if_fail (hall != NULL, NULL);
  g_return_val_if_fail (day != NULL, NULL);

  self = g_hash_table_lookup (hall->counters, GINT_TO_POINTER (counter));
  for (guint i = self != NULL ? self->calls->len : 0; i > 0 && calls->len < max; i--)
    {
      const YcCall *call = &g_array_index (self->calls, YcCall, i - 1);

      if (strcmp (call->ticket->day, day) != 0)
        continue;
      g_string_append_c (calls, yc_hall_is_priority_group (hall, call->group) ? 'P' : 'O');
    }
  return g_strreverse (g_string_free (g_steal_pointer (&calls), FALSE));
}

char *
yc_hall_get_calls (YcHall *hall, int counter, const char *day)
{
  return yc_hall_get_newest_calls (hall, counter, day, G_MAXUINT);
}

const char *const *
yc_hall_get_counter_queues (YcHall *hall, int number)
{
  static const char *const none[] = { NULL };
  const YcCounterInfo *info;
  YcHallCounter *self;

  g_return_val_if_fail (hall != NULL, none);

  self = g_hash_table_lookup (hall->counters, GINT_TO_POINTER (number));
  if (self != NULL && self->counter.queues != NULL)
    return (const char *const *) self->counter.queues;
  info = hall->reference != NULL ? yc_reference_get_counter (hall->reference, number) : NULL;
  return info != NULL ? (const char *const *) info->queues : none;
}

static int
compare_counters (gconstpointer a, gconstpointer b)
{
  const YcCounter *const *first = a;
  const YcCounter *const *second = b;

  return (*first)->number - (*second)->number;
}

GPtrArray *
yc_hall_list_counters (YcHall *hall)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new();
  const YcCounterInfo *info;
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (hall != NULL, NULL);

  for (guint i = 0; hall->reference != NULL && (info = yc_reference_get_nth_counter (hall->reference, i)) != NULL; i++)
    yc_hall_ensure_counter (hall, info->number);
  g_hash_table_iter_init (&iter, hall->counters);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      YcHallCounter *self = value;

      /* A counter that is there only because a ticket was called to it, or was forgotten, is not known. */
      if (yc_hall_get_counter (hall, self->counter.number) != NULL)
        g_ptr_array_add (list, &self->counter);
    }
  g_ptr_array_sort (list, compare_counters);
  return g_steal_pointer (&list);
}
