/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-decide"

#include "config.h"

#include "core/yc-decide-private.h"

#include <string.h>

#include "core/yc-json.h"

static gboolean
refuse_counter (YcDeciding *self, YcRefusalCode code, int counter)
{
  return yc_refuse (self->refusal, code, "counter", 'i', (gint64) counter, NULL);
}

/* 10b rule 18: what others than the new holder called, serve or hold at a counter comes to the new holder. */
static void
take_tickets (YcDeciding *self, int from_counter, int to_counter, const char *session)
{
  g_autoptr (GPtrArray) tickets = yc_hall_list_at_counter (self->hall, from_counter);

  for (guint i = 0; i < tickets->len; i++)
    {
      const YcTicket *ticket = g_ptr_array_index (tickets, i);

      if (strcmp (ticket->session, session) != 0)
        yc_deciding_add_taken_over (self, ticket, to_counter, session);
    }
}

static void
add_lease (YcDeciding *self, const YcCounter *counter, const YcSession *session)
{
  gboolean closed = counter->state == YC_COUNTER_CLOSED;
  YcEvent *event =
    yc_deciding_add_counter (self, closed ? YC_EVENT_COUNTER_OPENED : YC_EVENT_COUNTER_TAKEN_OVER, counter->number);

  json_object_set_string_member (event->data, "session", session->id);
  json_object_set_string_member (event->data, "staff", session->staff);
  if (!closed)
    json_object_set_string_member (event->data, "from_session", counter->session);
}

static void
result_counter (YcDeciding *self, int counter)
{
  json_object_set_int_member (yc_deciding_result (self), "counter", counter);
}

static gboolean
has_own_queue (YcDeciding *self, int counter)
{
  const char *const *queues = yc_hall_get_counter_queues (self->hall, counter);

  for (guint i = 0; queues[i] != NULL; i++)
    {
      if (g_strv_contains ((const char *const *) self->staff->queues, queues[i]))
        return TRUE;
    }
  return FALSE;
}

/* A lease has no timer: it is another's as long as that one's session lives on a device that is still this counter's
 * or another's. A session that ended, or whose device was revoked, can never close it itself; and who took it over from
 * another window does not keep it from this counter's own device. */
static gboolean
is_held_elsewhere (YcDeciding *self, const YcCounter *counter)
{
  const YcSession *holder = yc_hall_get_session (self->hall, counter->session);
  const YcDevice *own = yc_hall_get_counter_device (self->hall, counter->number);
  const YcDevice *device;

  if (holder == NULL || holder->state == YC_SESSION_ENDED || strcmp (holder->device, self->ask->device) == 0)
    return FALSE;
  /* The holder's is another one, or the line before had answered. */
  if (own != NULL && strcmp (own->id, self->ask->device) == 0)
    return FALSE;
  device = yc_hall_get_device (self->hall, holder->device);
  return device == NULL || !device->revoked;
}

gboolean
yc_decide_open_counter (YcDeciding *self)
{
  const YcCounter *counter = NULL;

  if (self->counter != 0)
    counter = yc_hall_get_counter (self->hall, self->counter);
  if (counter == NULL)
    return refuse_counter (self, YC_REFUSAL_COUNTER_UNKNOWN, self->counter);
  if (counter->state != YC_COUNTER_CLOSED && strcmp (counter->session, self->session->id) == 0)
    return refuse_counter (self, YC_REFUSAL_COUNTER_OPEN, self->counter);
  if (counter->state != YC_COUNTER_CLOSED && is_held_elsewhere (self, counter))
    return yc_refuse (self->refusal, YC_REFUSAL_COUNTER_HELD, "counter", 'i', (gint64) self->counter, "staff", 's',
                      counter->staff, NULL);
  if (!has_own_queue (self, self->counter))
    return refuse_counter (self, YC_REFUSAL_NOT_ASSIGNED, self->counter);
  add_lease (self, counter, self->session);
  take_tickets (self, self->counter, self->counter, self->session->id);
  result_counter (self, self->counter);
  return TRUE;
}

gboolean
yc_decide_close_counter (YcDeciding *self)
{
  if (!yc_deciding_need_counter (self) || !yc_deciding_need_nobody (self, self->counter))
    return FALSE;
  yc_deciding_add_counter (self, YC_EVENT_COUNTER_CLOSED, self->counter);
  result_counter (self, self->counter);
  return TRUE;
}

/* Who gets what is taken over at a counter: the supervisor at her own counter, or, for the administrator, who is
 * signed in at that counter's device now. */
static const YcSession *
find_receiver (YcDeciding *self, int from_counter)
{
  const YcDevice *device;

  if (self->session != NULL)
    return self->session;
  device = yc_hall_get_counter_device (self->hall, from_counter);
  return device != NULL ? yc_hall_get_device_session (self->hall, device->id) : NULL;
}

/* Taking over needs a supervisor, or to be the next at one's own counter. */
static gboolean
need_take_over_right (YcDeciding *self, int from_counter)
{
  if (yc_deciding_is_duty (self) || from_counter == self->counter)
    return TRUE;
  return yc_refuse (self->refusal, YC_REFUSAL_NOT_PERMITTED, "verb", 's', yc_verb_to_string (self->verb), NULL);
}

/* The receiver's own counter must be open for her, or be the one she takes over. */
static gboolean
need_receiver (YcDeciding *self, const YcSession *receiver, int from_counter)
{
  if (receiver == NULL)
    return yc_refuse (self->refusal, YC_REFUSAL_NO_SESSION, NULL);
  if (receiver->counter == 0)
    return refuse_counter (self, YC_REFUSAL_COUNTER_UNKNOWN, 0);
  return receiver->counter == from_counter || self->session == NULL || yc_deciding_need_counter (self);
}

static gboolean
take_over_counter (YcDeciding *self, int number)
{
  const YcCounter *counter = yc_hall_get_counter (self->hall, number);
  const YcSession *receiver;

  if (counter == NULL)
    return refuse_counter (self, YC_REFUSAL_COUNTER_UNKNOWN, number);
  if (!need_take_over_right (self, number))
    return FALSE;
  if (counter->state == YC_COUNTER_CLOSED)
    return refuse_counter (self, YC_REFUSAL_COUNTER_CLOSED, number);
  receiver = find_receiver (self, number);
  if (!need_receiver (self, receiver, number))
    return FALSE;
  if (strcmp (counter->session, receiver->id) == 0)
    return refuse_counter (self, YC_REFUSAL_COUNTER_OPEN, number);
  if (!yc_deciding_is_duty (self) && is_held_elsewhere (self, counter))
    return yc_refuse (self->refusal, YC_REFUSAL_COUNTER_HELD, "counter", 'i', (gint64) number, "staff", 's',
                      counter->staff, NULL);
  add_lease (self, counter, receiver);
  take_tickets (self, number, receiver->counter, receiver->id);
  result_counter (self, number);
  return TRUE;
}

static gboolean
take_over_ticket (YcDeciding *self)
{
  const YcSession *receiver;
  const YcTicket *ticket;

  if (!yc_deciding_ticket (self, &ticket))
    return FALSE;
  if (ticket->counter == 0)
    return yc_deciding_refuse_state (self, ticket);
  if (!need_take_over_right (self, ticket->counter))
    return FALSE;
  receiver = find_receiver (self, ticket->counter);
  if (!need_receiver (self, receiver, 0))
    return FALSE;
  if (receiver->counter == ticket->counter && strcmp (receiver->id, ticket->session) == 0)
    return yc_deciding_refuse_state (self, ticket);
  yc_deciding_add_taken_over (self, ticket, receiver->counter, receiver->id);
  yc_deciding_result_ticket (self, ticket->id, ticket->number);
  return TRUE;
}

gboolean
yc_decide_take_over (YcDeciding *self)
{
  gboolean by_counter = json_object_has_member (self->args, "counter");
  gint64 number;

  if (by_counter == json_object_has_member (self->args, "ticket"))
    return yc_deciding_refuse_argument (self, "counter");
  if (!by_counter)
    return take_over_ticket (self);
  return yc_deciding_number (self, "counter", &number) && take_over_counter (self, (int) number);
}

static gboolean
find_counter (YcDeciding *self, const YcCounter **counter)
{
  gint64 number;

  if (!yc_deciding_number (self, "counter", &number))
    return FALSE;
  if (!json_object_has_member (self->args, "counter"))
    return yc_deciding_refuse_argument (self, "counter");
  *counter = yc_hall_get_counter (self->hall, (int) number);
  return *counter != NULL || refuse_counter (self, YC_REFUSAL_COUNTER_UNKNOWN, (int) number);
}

/* Each is a queue of the hall and stands there once, as in the reference set. */
static gboolean
read_queues (YcDeciding *self, GStrv queues, JsonArray *array)
{
  for (guint i = 0; queues[i] != NULL; i++)
    {
      if (!yc_deciding_need_queue (self, queues[i]))
        return FALSE;
      for (guint j = 0; j < i; j++)
        {
          if (strcmp (queues[i], queues[j]) == 0)
            return yc_deciding_refuse_argument (self, "queues");
        }
      json_array_add_string_element (array, queues[i]);
    }
  return TRUE;
}

gboolean
yc_decide_set_counter_queues (YcDeciding *self)
{
  g_auto (GStrv) queues = yc_json_get_strv_or_empty (self->args, "queues", NULL);
  const YcCounter *counter = NULL;
  JsonArray *array;
  YcEvent *event;

  if (queues == NULL || !json_object_has_member (self->args, "queues"))
    return yc_deciding_refuse_argument (self, "queues");
  if (!find_counter (self, &counter))
    return FALSE;
  array = json_array_new();
  event = yc_deciding_add_counter (self, YC_EVENT_COUNTER_QUEUES_SET, counter->number);
  json_object_set_array_member (event->data, "queues", array);
  if (!read_queues (self, queues, array))
    return FALSE;
  result_counter (self, counter->number);
  return TRUE;
}

gboolean
yc_decide_reroute (YcDeciding *self)
{
  const YcTicket *ticket;
  const char *queue;
  const char *reason;
  YcEvent *event;

  if (!yc_deciding_ticket (self, &ticket) || !yc_deciding_text (self, "queue", YC_TEXT_MAX, &queue))
    return FALSE;
  if (queue == NULL)
    return yc_deciding_refuse_argument (self, "queue");
  if (!yc_deciding_need_queue (self, queue) || !yc_deciding_reason (self, "reason", "reroute", TRUE, &reason))
    return FALSE;
  if (ticket->state != YC_TICKET_WAITING && ticket->state != YC_TICKET_BOOKED)
    return yc_deciding_refuse_state (self, ticket);
  event = yc_deciding_add (self, YC_EVENT_TICKET_REROUTED, "ticket", ticket->id);
  json_object_set_string_member (event->data, "queue", queue);
  json_object_set_string_member (event->data, "reason", reason);
  yc_deciding_result_ticket (self, ticket->id, ticket->number);
  return TRUE;
}

gboolean
yc_decide_clear_lock (YcDeciding *self)
{
  const YcStaff *staff;
  const char *who;

  if (!yc_deciding_text (self, "staff", YC_TEXT_MAX, &who))
    return FALSE;
  if (who == NULL)
    return yc_deciding_refuse_argument (self, "staff");
  staff = yc_hall_get_staff (self->hall, who);
  if (staff == NULL)
    staff = yc_hall_find_staff (self->hall, who);
  if (staff == NULL)
    return yc_refuse (self->refusal, YC_REFUSAL_STAFF_UNKNOWN, "staff", 's', who, NULL);
  yc_deciding_add (self, YC_EVENT_STAFF_LOCK_CLEARED, "staff", staff->id);
  json_object_set_string_member (yc_deciding_result (self), "staff", staff->id);
  return TRUE;
}

/* Pausing a counter: the clerk her own, the duty manager any. */
static gboolean
pause_counter (YcDeciding *self, const YcCounter *counter)
{
  const char *reason;
  YcEvent *event;

  if (!yc_deciding_reason (self, "reason", "pause", TRUE, &reason))
    return FALSE;
  if (counter->state == YC_COUNTER_PAUSED)
    return refuse_counter (self, YC_REFUSAL_COUNTER_PAUSED, counter->number);
  event = yc_deciding_add_counter (self, YC_EVENT_COUNTER_PAUSED, counter->number);
  json_object_set_string_member (event->data, "reason", reason);
  return yc_deciding_add_note (self, event);
}

static gboolean
unpause_counter (YcDeciding *self, const YcCounter *counter)
{
  if (counter->state == YC_COUNTER_OPEN)
    return refuse_counter (self, YC_REFUSAL_COUNTER_OPEN, counter->number);
  yc_deciding_add_counter (self, YC_EVENT_COUNTER_RESUMED, counter->number);
  return TRUE;
}

gboolean
yc_decide_pause_counter (YcDeciding *self)
{
  const YcCounter *counter = NULL;
  gboolean resume;

  if (!find_counter (self, &counter) || !yc_deciding_flag (self, "resume", FALSE, &resume))
    return FALSE;
  if (counter->state == YC_COUNTER_CLOSED)
    return refuse_counter (self, YC_REFUSAL_COUNTER_CLOSED, counter->number);
  result_counter (self, counter->number);
  return resume ? unpause_counter (self, counter) : pause_counter (self, counter);
}

gboolean
yc_decide_pause (YcDeciding *self)
{
  return yc_deciding_need_counter (self) && pause_counter (self, yc_hall_get_counter (self->hall, self->counter));
}

gboolean
yc_decide_unpause (YcDeciding *self)
{
  return yc_deciding_need_counter (self) && unpause_counter (self, yc_hall_get_counter (self->hall, self->counter));
}

static gboolean
is_end_reason (const char *reason)
{
  static const char *const reasons[] = { "signed_out", "replaced", "device_revoked", "staff_disabled", NULL };

  return g_strv_contains (reasons, reason);
}

gboolean
yc_decide_sign_out (YcDeciding *self)
{
  g_autoptr (GPtrArray) counters = yc_hall_list_counters (self->hall);
  const char *reason;
  YcEvent *event;

  if (!yc_deciding_text (self, "reason", YC_TEXT_MAX, &reason))
    return FALSE;
  if (reason != NULL && !is_end_reason (reason))
    return yc_deciding_refuse_argument (self, "reason");
  for (guint i = 0; i < counters->len; i++)
    {
      const YcCounter *counter = g_ptr_array_index (counters, i);

      if (counter->state == YC_COUNTER_CLOSED || strcmp (counter->session, self->session->id) != 0)
        continue;
      if (!yc_deciding_need_nobody (self, counter->number))
        return FALSE;
      yc_deciding_add_counter (self, YC_EVENT_COUNTER_CLOSED, counter->number);
    }
  event = yc_deciding_add (self, YC_EVENT_SESSION_ENDED, "session", self->session->id);
  json_object_set_string_member (event->data, "reason", reason != NULL ? reason : "signed_out");
  json_object_set_string_member (yc_deciding_result (self), "session", self->session->id);
  return TRUE;
}

gboolean
yc_decide_lock (YcDeciding *self)
{
  const char *reason;
  YcEvent *event;

  if (!yc_deciding_text (self, "reason", YC_TEXT_MAX, &reason))
    return FALSE;
  if (reason == NULL || (strcmp (reason, "key") != 0 && strcmp (reason, "idle") != 0))
    return yc_deciding_refuse_argument (self, "reason");
  event = yc_deciding_add (self, YC_EVENT_SESSION_LOCKED, "session", self->session->id);
  json_object_set_string_member (event->data, "reason", reason);
  return TRUE;
}

gboolean
yc_decide_unlock (YcDeciding *self)
{
  /* A session that is not locked has nothing to write: the PIN was right, and that is what was asked. */
  if (self->session->state == YC_SESSION_LOCKED)
    yc_deciding_add (self, YC_EVENT_SESSION_UNLOCKED, "session", self->session->id);
  return TRUE;
}
