/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-decide"

#include "config.h"

#include "core/yc-decide-private.h"

#include <string.h>

#include "core/yc-event-text.h"

#define MINUTE_MS G_GINT64_CONSTANT (60000)
#define SECOND_MS G_GINT64_CONSTANT (1000)
/* No slip and no loudspeaker is made for more; a queue that reaches it is being filled by a fault. */
#define NUMBER_MAX 99999u

/* What an issue asks for. Strings are borrowed from the arguments, NULL when absent. */
typedef struct
{
  const char *queue;
  const char *matter;
  const char *group;
  const char *reason;
  const char *slot;
  gboolean call;
  gboolean print;
} Issue;

/* A group is one of the hall's, and its priority justified (contract, command line): nobody is put before others for nothing. */
static gboolean
need_group (YcDeciding *self, const char *group, const char *reason)
{
  if (group == NULL)
    return TRUE;
  if (self->reference == NULL || yc_reference_get_group (self->reference, group) == NULL)
    return yc_refuse (self->refusal, YC_REFUSAL_GROUP_UNKNOWN, "group", 's', group, NULL);
  return reason != NULL || yc_refuse (self->refusal, YC_REFUSAL_REASON_NEEDED, "kind", 's', "group", NULL);
}

static gboolean
read_issue (YcDeciding *self, Issue *issue)
{
  if (!yc_deciding_text (self, "queue", YC_TEXT_MAX, &issue->queue) ||
      !yc_deciding_text (self, "matter", YC_TEXT_MAX, &issue->matter) ||
      !yc_deciding_text (self, "group", YC_TEXT_MAX, &issue->group) ||
      !yc_deciding_text (self, "reason", YC_TEXT_MAX, &issue->reason) ||
      !yc_deciding_text (self, "slot", YC_TEXT_MAX, &issue->slot) ||
      !yc_deciding_flag (self, "call", FALSE, &issue->call) || !yc_deciding_flag (self, "print", FALSE, &issue->print))
    return FALSE;
  if (issue->queue == NULL)
    return yc_deciding_refuse_argument (self, "queue");
  if (issue->matter != NULL && !yc_text_is_code (issue->matter))
    return yc_deciding_refuse_argument (self, "matter");
  if (issue->slot != NULL && issue->call)
    return yc_deciding_refuse_argument (self, "slot");
  return TRUE;
}

static void
fill_issue (YcEvent *event, const Issue *issue, const char *day)
{
  json_object_set_string_member (event->data, "queue", issue->queue);
  json_object_set_string_member (event->data, "day", day);
  if (issue->matter != NULL)
    json_object_set_string_member (event->data, "matter", issue->matter);
  if (issue->group != NULL)
    json_object_set_string_member (event->data, "group", issue->group);
  if (issue->reason != NULL)
    json_object_set_string_member (yc_event_get_personal (event), "reason", issue->reason);
}

static gboolean
next_number (YcDeciding *self, const char *queue, char **number)
{
  guint last = yc_hall_get_last_number (self->hall, self->day, queue);

  if (last >= NUMBER_MAX)
    return yc_refuse (self->refusal, YC_REFUSAL_NUMBERS_USED_UP, "queue", 's', queue, NULL);
  *number = g_strdup_printf ("%s%03u", queue, last + 1);
  return TRUE;
}

static gboolean
book (YcDeciding *self, const Issue *issue)
{
  char id[YC_UUID_LENGTH + 1];
  YcEvent *event;
  gint64 slot;

  if (!yc_time_on_day (issue->slot, self->ask->now, (int) yc_deciding_policy (self, "utc_offset_minutes"),
                       (int) yc_deciding_policy (self, "day_boundary"), &slot))
    return yc_refuse (self->refusal, YC_REFUSAL_SLOT_INVALID, "slot", 's', issue->slot, NULL);
  yc_uuid7 (self->ask->uuids, self->ask->env, id);
  event = yc_deciding_add (self, YC_EVENT_TICKET_BOOKED, "ticket", id);
  fill_issue (event, issue, self->day);
  json_object_set_int_member (event->data, "slot", slot);
  yc_deciding_result_ticket (self, id, "");
  json_object_set_int_member (yc_deciding_result (self), "slot", slot);
  return TRUE;
}

static void
add_called (YcDeciding *self, const char *id, const char *step)
{
  YcEvent *event = yc_deciding_add (self, YC_EVENT_TICKET_CALLED, "ticket", id);

  json_object_set_int_member (event->data, "counter", self->counter);
  json_object_set_string_member (event->data, "session", self->session->id);
  json_object_set_string_member (event->data, "step", step);
}

static gboolean
issue_now (YcDeciding *self, const Issue *issue)
{
  g_autofree char *number = NULL;
  char id[YC_UUID_LENGTH + 1];
  YcEvent *event;

  if (!next_number (self, issue->queue, &number))
    return FALSE;
  self->uses_policy = TRUE;
  yc_uuid7 (self->ask->uuids, self->ask->env, id);
  event = yc_deciding_add (self, YC_EVENT_TICKET_ISSUED, "ticket", id);
  fill_issue (event, issue, self->day);
  json_object_set_string_member (event->data, "number", number);
  /* Who is called at once stands here already: nobody waits for the slip. */
  json_object_set_boolean_member (event->data, "print", issue->print && !issue->call);
  if (self->session != NULL)
    json_object_set_string_member (event->data, "device", self->ask->device);
  if (issue->call)
    add_called (self, id, "chosen");
  yc_deciding_result_ticket (self, id, number);
  return TRUE;
}

gboolean
yc_staff_may_call_from (const YcStaff *staff, const char *const *counter_queues, const char *queue)
{
  g_return_val_if_fail (staff != NULL, FALSE);
  g_return_val_if_fail (queue != NULL, FALSE);

  if (strcmp (staff->role, "supervisor") == 0)
    return TRUE;
  return counter_queues != NULL && g_strv_contains (counter_queues, queue) &&
         g_strv_contains ((const char *const *) staff->queues, queue);
}

static gboolean
need_own_queue (YcDeciding *self, const char *queue)
{
  if (self->staff != NULL && yc_staff_may_call_from (self->staff, yc_hall_get_counter_queues (self->hall, self->counter), queue))
    return TRUE;
  return yc_refuse (self->refusal, YC_REFUSAL_QUEUE_NOT_YOURS, "queue", 's', queue, "counter", 'i',
                    (gint64) self->counter, NULL);
}

gboolean
yc_decide_issue (YcDeciding *self)
{
  Issue issue;

  if (!read_issue (self, &issue))
    return FALSE;
  /* A clerk issues only for who stands before her; the others take their turn at reception. */
  if (strcmp (self->role, "clerk") == 0 && !issue.call)
    return yc_refuse (self->refusal, YC_REFUSAL_NOT_PERMITTED, "verb", 's', yc_verb_to_string (self->verb), NULL);
  if (!yc_deciding_need_queue (self, issue.queue) || !need_group (self, issue.group, issue.reason))
    return FALSE;
  if (issue.call && (!yc_deciding_need_free_counter (self) || !need_own_queue (self, issue.queue)))
    return FALSE;
  return issue.slot != NULL ? book (self, &issue) : issue_now (self, &issue);
}

gboolean
yc_decide_check_in (YcDeciding *self)
{
  g_autofree char *number = NULL;
  const YcTicket *ticket;
  YcEvent *event;

  if (!yc_deciding_ticket (self, &ticket))
    return FALSE;
  if (ticket->state != YC_TICKET_BOOKED)
    return yc_deciding_refuse_state (self, ticket);
  if (!yc_deciding_need_today (self, ticket))
    return FALSE;
  if (self->ask->now < ticket->slot - yc_deciding_policy (self, "appointment_early_min") * MINUTE_MS)
    return yc_refuse (self->refusal, YC_REFUSAL_TOO_EARLY, "ticket", 's', ticket->id, "slot", 'i', ticket->slot, NULL);
  if (!next_number (self, ticket->queue, &number))
    return FALSE;
  event = yc_deciding_add (self, YC_EVENT_TICKET_CHECKED_IN, "ticket", ticket->id);
  json_object_set_string_member (event->data, "number", number);
  yc_deciding_result_ticket (self, ticket->id, number);
  return TRUE;
}

/* Only who waits, or has an appointment, may be moved by others than the holder (10b rule 18). */
static gboolean
need_in_queue (YcDeciding *self, const YcTicket *ticket)
{
  if (ticket->state == YC_TICKET_BOOKED || ticket->state == YC_TICKET_WAITING)
    return TRUE;
  return yc_deciding_refuse_state (self, ticket);
}

gboolean
yc_decide_cancel (YcDeciding *self)
{
  const YcTicket *ticket;
  const char *reason;
  YcEvent *event;

  if (!yc_deciding_ticket (self, &ticket) || !yc_deciding_reason (self, "reason", "cancel", TRUE, &reason) ||
      !need_in_queue (self, ticket))
    return FALSE;
  event = yc_deciding_add (self, YC_EVENT_TICKET_CANCELLED, "ticket", ticket->id);
  json_object_set_string_member (event->data, "reason", reason);
  yc_deciding_result_ticket (self, ticket->id, ticket->number);
  return yc_deciding_add_note (self, event);
}

gboolean
yc_decide_call_next (YcDeciding *self)
{
  const YcTicket *ticket;
  YcStep step;

  if (!yc_deciding_need_free_counter (self))
    return FALSE;
  self->uses_policy = TRUE;
  ticket = yc_order_next (self->hall, self->counter, (const char *const *) self->staff->queues, self->ask->now, &step);
  if (ticket == NULL)
    {
      json_object_set_null_member (yc_deciding_result (self), "ticket");
      return TRUE;
    }
  add_called (self, ticket->id, yc_step_to_string (step));
  yc_deciding_result_ticket (self, ticket->id, ticket->number);
  json_object_set_string_member (yc_deciding_result (self), "step", yc_step_to_string (step));
  return TRUE;
}

static gboolean
is_passed (const YcTicket *ticket)
{
  return ticket->state == YC_TICKET_ENDED && ticket->outcome == YC_OUTCOME_PASSED;
}

gboolean
yc_decide_call (YcDeciding *self)
{
  const YcTicket *ticket;

  if (!yc_deciding_ticket (self, &ticket) || !yc_deciding_need_free_counter (self))
    return FALSE;
  if (ticket->state != YC_TICKET_WAITING && !is_passed (ticket))
    return yc_deciding_refuse_state (self, ticket);
  if (!yc_deciding_need_today (self, ticket))
    return FALSE;
  if (ticket->awaits_print && ticket->state == YC_TICKET_WAITING)
    return yc_refuse (self->refusal, YC_REFUSAL_TICKET_AWAITS_PRINT, "ticket", 's', ticket->id, "number", 's',
                      ticket->number, NULL);
  if (ticket->to_counter != self->counter && !need_own_queue (self, ticket->queue))
    return FALSE;
  self->uses_policy = TRUE;
  add_called (self, ticket->id, "chosen");
  yc_deciding_result_ticket (self, ticket->id, ticket->number);
  json_object_set_string_member (yc_deciding_result (self), "step", "chosen");
  return TRUE;
}

static gboolean
is_newest_own (YcDeciding *self, const YcTicket *ticket)
{
  return ticket->last_counter == self->counter && strcmp (ticket->last_session, self->session->id) == 0;
}

/* The desk measures undo_s by its own steady clock; here a pass is old or not by the node's (10b rule 22). */
static gboolean
need_recent_pass (YcDeciding *self, const YcTicket *ticket)
{
  gint64 keeps_min = yc_deciding_policy (self, "passed_keeps_min");
  gint64 limit = keeps_min * MINUTE_MS;

  if (is_newest_own (self, ticket))
    limit = MAX (limit, yc_deciding_policy (self, "undo_s") * SECOND_MS);
  if (self->ask->now - ticket->changed_at <= limit)
    return TRUE;
  return yc_refuse (self->refusal, YC_REFUSAL_PASSED_TOO_LONG, "ticket", 's', ticket->id, "number", 's', ticket->number,
                    "keeps_min", 'i', keeps_min, NULL);
}

static gboolean
restore (YcDeciding *self, const YcTicket *ticket, const char *to)
{
  YcEvent *event = yc_deciding_add (self, YC_EVENT_TICKET_RESTORED, "ticket", ticket->id);

  json_object_set_string_member (event->data, "to", to);
  json_object_set_int_member (event->data, "counter", self->counter);
  json_object_set_string_member (event->data, "session", self->session->id);
  yc_deciding_result_ticket (self, ticket->id, ticket->number);
  json_object_set_string_member (yc_deciding_result (self), "to", to);
  return TRUE;
}

static gboolean
restore_passed (YcDeciding *self, const YcTicket *ticket)
{
  if (!yc_deciding_need_today (self, ticket))
    return FALSE;
  if (!is_newest_own (self, ticket) && !need_own_queue (self, ticket->queue))
    return FALSE;
  return need_recent_pass (self, ticket) && restore (self, ticket, "place");
}

static gboolean
restore_transferred (YcDeciding *self, const YcTicket *ticket)
{
  if (ticket->transferred_from != self->counter)
    return yc_deciding_refuse_state (self, ticket);
  if (ticket->last_type != YC_EVENT_TICKET_TRANSFERRED || !is_newest_own (self, ticket))
    return yc_refuse (self->refusal, YC_REFUSAL_UNDO_TOO_LATE, "ticket", 's', ticket->id, "number", 's', ticket->number,
                      NULL);
  return restore (self, ticket, "held");
}

gboolean
yc_decide_restore (YcDeciding *self)
{
  const YcTicket *ticket;

  if (!yc_deciding_ticket (self, &ticket) || !yc_deciding_need_counter (self))
    return FALSE;
  if (is_passed (ticket) && ticket->last_type == YC_EVENT_TICKET_PASSED)
    return restore_passed (self, ticket);
  if (ticket->state == YC_TICKET_WAITING)
    return restore_transferred (self, ticket);
  if (ticket->counter != 0)
    return yc_refuse (self->refusal, YC_REFUSAL_SERVED_ELSEWHERE, "ticket", 's', ticket->id, "number", 's',
                      ticket->number, "counter", 'i', (gint64) ticket->counter, NULL);
  return yc_deciding_refuse_state (self, ticket);
}

gboolean
yc_decide_reprioritise (YcDeciding *self)
{
  const YcTicket *ticket;
  const char *group;
  const char *reason;
  YcEvent *event;

  if (!yc_deciding_ticket (self, &ticket) || !yc_deciding_text (self, "group", YC_TEXT_MAX, &group) ||
      !yc_deciding_text (self, "reason", YC_TEXT_MAX, &reason))
    return FALSE;
  /* No group is written as "", so that a forgotten argument does not take priority away. */
  if (!json_object_has_member (self->args, "group"))
    return yc_deciding_refuse_argument (self, "group");
  if (!need_group (self, group, reason) || !need_in_queue (self, ticket))
    return FALSE;
  event = yc_deciding_add (self, YC_EVENT_TICKET_REPRIORITISED, "ticket", ticket->id);
  json_object_set_string_member (event->data, "group", group != NULL ? group : "");
  if (reason != NULL)
    json_object_set_string_member (yc_event_get_personal (event), "reason", reason);
  yc_deciding_result_ticket (self, ticket->id, ticket->number);
  return TRUE;
}

gboolean
yc_decide_printed (YcDeciding *self)
{
  const YcTicket *ticket;

  if (!yc_deciding_ticket (self, &ticket))
    return FALSE;
  if (strcmp (ticket->issuer, self->ask->device) != 0)
    return yc_refuse (self->refusal, YC_REFUSAL_NOT_PERMITTED, "verb", 's', yc_verb_to_string (self->verb), NULL);
  if (ticket->state != YC_TICKET_WAITING || !ticket->awaits_print)
    return yc_deciding_refuse_state (self, ticket);
  yc_deciding_add (self, YC_EVENT_TICKET_PRINTED, "ticket", ticket->id);
  return TRUE;
}
