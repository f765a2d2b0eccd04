/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-hall"

#include "config.h"

#include "core/yc-hall-private.h"

#include <stdlib.h>
#include <string.h>

/* What a subject's events are folded into. */
typedef enum
{
  KIND_NONE,
  KIND_TICKET,
  KIND_COUNTER,
  KIND_SESSION,
  KIND_DEVICE,
  KIND_STAFF,
} Kind;

static const struct
{
  Kind kind;
  const char *prefix;
} kinds[] = {
  { KIND_TICKET, "ticket/" }, { KIND_COUNTER, "counter/" }, { KIND_SESSION, "session/" },
  { KIND_DEVICE, "device/" }, { KIND_STAFF, "staff/" },
};

void
yc_hall_set_text (char **target, const char *text)
{
  char *old = *target;

  *target = g_strdup (text != NULL ? text : "");
  g_free (old);
}

YcHall *
yc_hall_new (const char *hall_id, YcReference *reference)
{
  YcHall *hall;

  g_return_val_if_fail (hall_id != NULL, NULL);

  hall = g_new0 (YcHall, 1);
  hall->id = g_strdup (hall_id);
  hall->reference = reference != NULL ? yc_reference_ref (reference) : NULL;
  hall->tickets = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) yc_ticket_free);
  hall->by_id = g_ptr_array_new();
  hall->numbers = yc_hall_numbers_new();
  hall->waiting = g_ptr_array_new();
  hall->booked = g_ptr_array_new();
  hall->at_counters = g_ptr_array_new();
  hall->counters = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) yc_hall_counter_free);
  hall->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) yc_session_free);
  hall->live_sessions = g_ptr_array_new();
  hall->devices = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) yc_device_free);
  hall->staff = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) yc_staff_free);
  hall->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return hall;
}

void
yc_hall_free (YcHall *hall)
{
  if (hall == NULL)
    return;
  /* Calls and numbers borrow tickets: they go first. */
  g_hash_table_unref (hall->counters);
  g_tree_unref (hall->numbers);
  g_ptr_array_unref (hall->by_id);
  g_ptr_array_unref (hall->waiting);
  g_ptr_array_unref (hall->booked);
  g_ptr_array_unref (hall->at_counters);
  g_ptr_array_unref (hall->live_sessions);
  g_hash_table_unref (hall->tickets);
  g_hash_table_unref (hall->sessions);
  g_hash_table_unref (hall->devices);
  g_hash_table_unref (hall->staff);
  g_hash_table_unref (hall->known);
  g_clear_pointer (&hall->reference, yc_reference_unref);
  g_free (hall->id);
  g_free (hall);
}

const char *
yc_hall_get_id (YcHall *hall)
{
  g_return_val_if_fail (hall != NULL, NULL);

  return hall->id;
}

YcReference *
yc_hall_get_reference (YcHall *hall)
{
  g_return_val_if_fail (hall != NULL, NULL);

  return hall->reference;
}

void
yc_hall_set_reference (YcHall *hall, YcReference *reference)
{
  YcReference *old;

  g_return_if_fail (hall != NULL);

  old = hall->reference;
  hall->reference = reference != NULL ? yc_reference_ref (reference) : NULL;
  g_clear_pointer (&old, yc_reference_unref);
}

gboolean
yc_hall_is_priority_group (YcHall *hall, const char *group)
{
  /* A group the reference set does not have counts as ordinary: no order could be given to it. */
  return group[0] != '\0' && hall->reference != NULL && yc_reference_get_group (hall->reference, group) != NULL;
}

static Kind
get_kind (const char *subject)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_str_has_prefix (subject, kinds[i].prefix))
        return kinds[i].kind;
    }
  return KIND_NONE;
}

/* The kind of subject a type belongs to: what stands before the dot of its name. */
static Kind
get_type_kind (YcEventType type)
{
  const char *name = yc_event_type_get_name (type);
  const char *dot = strchr (name, '.');

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gsize length = strlen (kinds[i].prefix) - 1;
      if ((gsize) (dot - name) == length && strncmp (name, kinds[i].prefix, length) == 0)
        return kinds[i].kind;
    }
  return KIND_NONE;
}

/* The list a ticket in this state stands in, or NULL. */
static GPtrArray *
get_list (YcHall *hall, YcTicketState state)
{
  if (state == YC_TICKET_WAITING)
    return hall->waiting;
  if (state == YC_TICKET_BOOKED)
    return hall->booked;
  if (state == YC_TICKET_CALLED || state == YC_TICKET_SERVING || state == YC_TICKET_HELD)
    return hall->at_counters;
  return NULL;
}

static void
move_ticket (YcHall *hall, YcTicket *ticket, YcTicketState before)
{
  GPtrArray *from = get_list (hall, before);
  GPtrArray *to = get_list (hall, ticket->state);

  if (from == to)
    return;
  if (from != NULL)
    g_ptr_array_remove_fast (from, ticket);
  if (to != NULL)
    g_ptr_array_add (to, ticket);
}

/* Where a ticket of this id stands among those by id, or belongs. */
static guint
find_place (YcHall *hall, const char *id)
{
  guint from = 0;
  guint to = hall->by_id->len;

  /* Ids grow with time: a new ticket nearly always comes last. */
  if (to > 0 && strcmp (((const YcTicket *) g_ptr_array_index (hall->by_id, to - 1))->id, id) < 0)
    return to;
  while (from < to)
    {
      guint middle = from + (to - from) / 2;
      const YcTicket *ticket = g_ptr_array_index (hall->by_id, middle);

      if (strcmp (ticket->id, id) < 0)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

static void
add_ticket (YcHall *hall, YcTicket *ticket)
{
  g_hash_table_insert (hall->tickets, ticket->id, ticket);
  g_ptr_array_insert (hall->by_id, (int) find_place (hall, ticket->id), ticket);
}

static const char *
apply_ticket (YcHall *hall, const YcEvent *event, gint64 pos, gboolean by_node)
{
  const char *id = yc_subject_get_id (event->subject);
  YcTicket *ticket = g_hash_table_lookup (hall->tickets, id);
  g_autoptr (YcTicket) fresh = NULL;
  YcTicketFold fold = { pos, by_node, FALSE };
  YcTicketState before;
  const char *reason;

  if (ticket == NULL)
    ticket = fresh = yc_ticket_new (id);
  if (ticket->back_to != 0)
    fold.back_to_open = yc_hall_counter_open_at (hall, ticket->back_to, pos);
  before = ticket->state;
  reason = yc_ticket_apply (ticket, event, &fold);
  if (reason != NULL)
    return reason;

  if (fresh != NULL)
    add_ticket (hall, g_steal_pointer (&fresh));
  move_ticket (hall, ticket, before);
  if (event->type == YC_EVENT_TICKET_ISSUED || event->type == YC_EVENT_TICKET_CHECKED_IN)
    yc_hall_add_number (hall, ticket);
  if (event->type == YC_EVENT_TICKET_CALLED)
    yc_hall_add_call (hall, ticket, event, pos);
  return NULL;
}

static const char *
apply_kind (YcHall *hall, Kind kind, const YcEvent *event, gint64 pos)
{
  gboolean by_node = yc_hall_is_node (hall, event->dev);

  switch (kind)
    {
    case KIND_TICKET:
      return apply_ticket (hall, event, pos, by_node);
    case KIND_COUNTER:
      return yc_hall_apply_counter (hall, event, pos, by_node);
    case KIND_SESSION:
      return yc_hall_apply_session (hall, event, pos, by_node);
    case KIND_DEVICE:
      return yc_hall_apply_device (hall, event, pos, by_node);
    case KIND_STAFF:
      return yc_hall_apply_staff (hall, event, pos, by_node);
    case KIND_NONE:
    default:
      /* reference.* and event.*: nothing here folds them, but nobody else may write them either. */
      return by_node ? NULL : YC_REASON_AUTHOR;
    }
}

YcFold
yc_hall_apply (YcHall *hall, const YcEvent *event, gint64 pos, const char **reason)
{
  const char *refused;
  Kind kind;

  g_return_val_if_fail (hall != NULL, YC_FOLD_SKIPPED);
  g_return_val_if_fail (event != NULL, YC_FOLD_SKIPPED);
  g_return_val_if_fail (pos >= 0, YC_FOLD_SKIPPED);

  if (get_kind (event->subject) != KIND_NONE && !g_hash_table_contains (hall->known, event->subject))
    g_hash_table_add (hall->known, g_strdup (event->subject));
  /* Cases are folded where they are worked on (yc-case.h), not into the hall. */
  if (event->type == YC_EVENT_UNKNOWN || g_str_has_prefix (yc_event_type_get_name (event->type), "case."))
    return YC_FOLD_SKIPPED;

  kind = get_type_kind (event->type);
  if (kind != KIND_NONE && get_kind (event->subject) != kind)
    refused = YC_REASON_STATE;
  else
    refused = apply_kind (hall, kind, event, pos);
  if (refused != NULL)
    {
      if (reason != NULL)
        *reason = refused;
      return YC_FOLD_NO_EFFECT;
    }
  return kind == KIND_NONE ? YC_FOLD_SKIPPED : YC_FOLD_EFFECTIVE;
}

gboolean
yc_hall_knows (YcHall *hall, const char *subject)
{
  g_return_val_if_fail (hall != NULL, FALSE);
  g_return_val_if_fail (subject != NULL, FALSE);

  return g_hash_table_contains (hall->known, subject);
}

static void
forget_ticket (YcHall *hall, const char *id)
{
  YcTicket *ticket = g_hash_table_lookup (hall->tickets, id);
  GPtrArray *list;

  if (ticket == NULL)
    return;
  list = get_list (hall, ticket->state);
  if (list != NULL)
    g_ptr_array_remove_fast (list, ticket);
  yc_hall_remove_calls (hall, ticket);
  yc_hall_remove_number (hall, ticket);
  g_ptr_array_remove_index (hall->by_id, find_place (hall, id));
  g_hash_table_remove (hall->tickets, id);
}

static void
forget_session (YcHall *hall, const char *id)
{
  YcSession *session = g_hash_table_lookup (hall->sessions, id);

  if (session == NULL)
    return;
  g_ptr_array_remove (hall->live_sessions, session);
  g_hash_table_remove (hall->sessions, id);
}

void
yc_hall_forget (YcHall *hall, const char *subject)
{
  const char *id;
  Kind kind;

  g_return_if_fail (hall != NULL);
  g_return_if_fail (subject != NULL);

  kind = get_kind (subject);
  id = yc_subject_get_id (subject);
  if (kind == KIND_TICKET)
    forget_ticket (hall, id);
  else if (kind == KIND_COUNTER)
    yc_hall_counter_reset (yc_hall_ensure_counter (hall, atoi (id)));
  else if (kind == KIND_SESSION)
    forget_session (hall, id);
  else if (kind == KIND_DEVICE)
    g_hash_table_remove (hall->devices, id);
  else if (kind == KIND_STAFF)
    g_hash_table_remove (hall->staff, id);
  g_hash_table_remove (hall->known, subject);
}

gboolean
yc_hall_is_past (const YcTicket *ticket, const char *day)
{
  return ticket->state == YC_TICKET_ENDED && strcmp (ticket->day, day) < 0;
}

static void
unlearn (YcHall *hall, const char *prefix, const char *id)
{
  g_autofree char *subject = g_strconcat (prefix, id, NULL);

  g_hash_table_remove (hall->known, subject);
}

/* What has ended decides nothing: a token or a line that names such a session makes the store load it anew. */
static void
forget_ended_sessions (YcHall *hall)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, hall->sessions);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const YcSession *session = value;

      if (session->state != YC_SESSION_ENDED)
        continue;
      unlearn (hall, "session/", session->id);
      g_hash_table_iter_remove (&iter);
    }
}

guint
yc_hall_forget_before (YcHall *hall, const char *day)
{
  guint kept = 0;
  guint count;

  g_return_val_if_fail (hall != NULL, 0);
  g_return_val_if_fail (day != NULL, 0);

  yc_hall_remove_calls_before (hall, day);
  for (guint i = 0; i < hall->by_id->len; i++)
    {
      YcTicket *ticket = g_ptr_array_index (hall->by_id, i);

      if (!yc_hall_is_past (ticket, day))
        {
          g_ptr_array_index (hall->by_id, kept++) = ticket;
          continue;
        }
      /* Ended, so it stands in no list of a state; its calls are gone already. */
      yc_hall_remove_number (hall, ticket);
      unlearn (hall, "ticket/", ticket->id);
      g_hash_table_remove (hall->tickets, ticket->id);
    }
  count = hall->by_id->len - kept;
  g_ptr_array_set_size (hall->by_id, (int) kept);
  forget_ended_sessions (hall);
  return count;
}
