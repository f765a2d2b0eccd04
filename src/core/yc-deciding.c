/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-decide"

#include "config.h"

#include "core/yc-decide-private.h"

#include <string.h>

#include "core/yc-event-text.h"
#include "core/yc-json.h"

gint64
yc_deciding_policy (YcDeciding *self, const char *key)
{
  self->uses_policy = TRUE;
  return yc_policy_int (self->reference, key);
}

void
yc_deciding_find_day (YcDeciding *self)
{
  yc_hall_day (self->ask->now, (int) yc_policy_int (self->reference, "utc_offset_minutes"),
               (int) yc_policy_int (self->reference, "day_boundary"), self->day);
}

void
yc_deciding_name_policy (YcDeciding *self)
{
  const char *version = NULL;

  if (self->reference != NULL)
    version = yc_reference_get_version (self->reference, YC_SET_POLICY);
  if (!self->uses_policy || version == NULL)
    return;
  for (guint i = 0; i < self->decision->events->len; i++)
    {
      YcEvent *event = g_ptr_array_index (self->decision->events, i);

      g_free (event->ref);
      event->ref = g_strconcat ("policy@", version, NULL);
    }
}

YcEvent *
yc_deciding_add (YcDeciding *self, YcEventType type, const char *kind, const char *id)
{
  g_autofree char *subject = g_strconcat (kind, "/", id, NULL);
  YcEvent *event = yc_event_new (type, subject);

  event->counter = self->counter;
  g_free (event->session);
  event->session = g_strdup (self->session != NULL ? self->session->id : "");
  g_ptr_array_add (self->decision->events, event);
  return event;
}

YcEvent *
yc_deciding_add_counter (YcDeciding *self, YcEventType type, int counter)
{
  g_autofree char *number = g_strdup_printf ("%d", counter);
  YcEvent *event = yc_deciding_add (self, type, "counter", number);

  event->counter = counter;
  return event;
}

void
yc_deciding_add_taken_over (YcDeciding *self, const YcTicket *ticket, int counter, const char *session)
{
  YcEvent *event = yc_deciding_add (self, YC_EVENT_TICKET_TAKEN_OVER, "ticket", ticket->id);

  event->counter = counter;
  json_object_set_int_member (event->data, "counter", counter);
  json_object_set_string_member (event->data, "session", session);
  json_object_set_int_member (event->data, "from_counter", ticket->counter);
  json_object_set_string_member (event->data, "from_session", ticket->session);
}

JsonObject *
yc_deciding_result (YcDeciding *self)
{
  if (self->decision->result == NULL)
    self->decision->result = json_object_new();
  return self->decision->result;
}

void
yc_deciding_result_ticket (YcDeciding *self, const char *ticket, const char *number)
{
  JsonObject *result = yc_deciding_result (self);

  json_object_set_string_member (result, "ticket", ticket);
  json_object_set_string_member (result, "number", number);
}

gboolean
yc_deciding_refuse_argument (YcDeciding *self, const char *name)
{
  return yc_refuse (self->refusal, YC_REFUSAL_ARGUMENT, "name", 's', name, NULL);
}

gboolean
yc_text_is_blank (const char *text)
{
  g_return_val_if_fail (text != NULL, TRUE);

  while (*text != '\0' && g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return *text == '\0';
}

gboolean
yc_text_has_control (const char *text, gboolean lines)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (text)) && !(lines && strchr ("\n\r\t", *text) != NULL))
        return TRUE;
    }
  return FALSE;
}

gboolean
yc_deciding_text (YcDeciding *self, const char *name, glong max, const char **value)
{
  gboolean ok = TRUE;
  const char *text = yc_json_get_string_or (self->args, name, NULL, &ok, NULL);

  *value = NULL;
  if (!ok || (text != NULL && g_utf8_strlen (text, -1) > max))
    return yc_deciding_refuse_argument (self, name);
  if (text == NULL || yc_text_is_blank (text))
    return TRUE;
  /* A note alone is more than one line of text. */
  if (yc_text_has_control (text, strcmp (name, "note") == 0))
    return yc_deciding_refuse_argument (self, name);
  *value = text;
  return TRUE;
}

gboolean
yc_deciding_flag (YcDeciding *self, const char *name, gboolean fallback, gboolean *value)
{
  return yc_json_get_bool_or (self->args, name, fallback, value, NULL) || yc_deciding_refuse_argument (self, name);
}

gboolean
yc_deciding_number (YcDeciding *self, const char *name, gint64 *value)
{
  return yc_json_get_int_or (self->args, name, 0, YC_COUNTER_MAX, 0, value, NULL) || yc_deciding_refuse_argument (self, name);
}

gboolean
yc_deciding_ticket (YcDeciding *self, const YcTicket **ticket)
{
  const char *id;

  if (!yc_deciding_text (self, "ticket", YC_TEXT_MAX, &id))
    return FALSE;
  if (id == NULL)
    return yc_deciding_refuse_argument (self, "ticket");
  *ticket = yc_hall_get_ticket (self->hall, id);
  return *ticket != NULL || yc_refuse (self->refusal, YC_REFUSAL_TICKET_UNKNOWN, "ticket", 's', id, NULL);
}

gboolean
yc_deciding_reason (YcDeciding *self, const char *name, const char *kind, gboolean needed, const char **reason)
{
  const YcReason *found = NULL;
  const char *note;

  if (!yc_deciding_text (self, name, YC_TEXT_MAX, reason) || !yc_deciding_text (self, "note", YC_NOTE_MAX, &note))
    return FALSE;
  if (*reason == NULL)
    return !needed || yc_refuse (self->refusal, YC_REFUSAL_REASON_NEEDED, "kind", 's', kind, NULL);
  if (self->reference != NULL)
    found = yc_reference_get_reason (self->reference, *reason);
  if (found == NULL || strcmp (found->kind, kind) != 0)
    return yc_refuse (self->refusal, YC_REFUSAL_REASON_UNKNOWN, "reason", 's', *reason, NULL);
  if (found->needs_note && note == NULL)
    return yc_refuse (self->refusal, YC_REFUSAL_NOTE_NEEDED, "reason", 's', *reason, NULL);
  return TRUE;
}

int
yc_deciding_compare_place (gconstpointer a, gconstpointer b)
{
  return yc_order_compare_place (*(const YcTicket *const *) a, *(const YcTicket *const *) b);
}

gboolean
yc_deciding_add_note (YcDeciding *self, YcEvent *event)
{
  const char *note;

  if (!yc_deciding_text (self, "note", YC_NOTE_MAX, &note))
    return FALSE;
  if (note != NULL)
    json_object_set_string_member (yc_event_get_personal (event), "note", note);
  return TRUE;
}

gboolean
yc_deciding_refuse_state (YcDeciding *self, const YcTicket *ticket)
{
  return yc_refuse (self->refusal, YC_REFUSAL_TICKET_STATE, "ticket", 's', ticket->id, "number", 's', ticket->number,
                    "state", 's', yc_ticket_state_to_string (ticket->state), "counter", 'i', (gint64) ticket->counter,
                    NULL);
}

gboolean
yc_deciding_need_today (YcDeciding *self, const YcTicket *ticket)
{
  if (strcmp (ticket->day, self->day) == 0)
    return TRUE;
  return yc_refuse (self->refusal, YC_REFUSAL_TICKET_OTHER_DAY, "ticket", 's', ticket->id, "number", 's',
                    ticket->number, "day", 's', ticket->day, NULL);
}

gboolean
yc_deciding_need_queue (YcDeciding *self, const char *queue)
{
  if (self->reference != NULL && yc_reference_get_queue (self->reference, queue) != NULL)
    return TRUE;
  return yc_refuse (self->refusal, YC_REFUSAL_QUEUE_UNKNOWN, "queue", 's', queue, NULL);
}

gboolean
yc_deciding_need_counter (YcDeciding *self)
{
  gint64 number = self->counter;
  const YcCounter *counter = number != 0 ? yc_hall_get_counter (self->hall, self->counter) : NULL;

  if (counter == NULL || self->session == NULL)
    return yc_refuse (self->refusal, YC_REFUSAL_COUNTER_UNKNOWN, "counter", 'i', number, NULL);
  if (counter->state == YC_COUNTER_CLOSED)
    return yc_refuse (self->refusal, YC_REFUSAL_COUNTER_CLOSED, "counter", 'i', number, NULL);
  if (strcmp (counter->session, self->session->id) != 0)
    return yc_refuse (self->refusal, YC_REFUSAL_COUNTER_HELD, "counter", 'i', number, "staff", 's', counter->staff,
                      NULL);
  return TRUE;
}

gboolean
yc_deciding_need_nobody (YcDeciding *self, int counter)
{
  const YcTicket *current = yc_hall_get_current (self->hall, counter);

  if (current == NULL)
    return TRUE;
  return yc_refuse (self->refusal, YC_REFUSAL_BUSY, "ticket", 's', current->id, "number", 's', current->number, "state", 's',
                    yc_ticket_state_to_string (current->state), NULL);
}

gboolean
yc_deciding_need_free_counter (YcDeciding *self)
{
  if (!yc_deciding_need_counter (self))
    return FALSE;
  if (yc_hall_get_counter (self->hall, self->counter)->state == YC_COUNTER_PAUSED)
    return yc_refuse (self->refusal, YC_REFUSAL_COUNTER_PAUSED, "counter", 'i', (gint64) self->counter, NULL);
  return yc_deciding_need_nobody (self, self->counter);
}

gboolean
yc_deciding_holds (YcDeciding *self, const YcTicket *ticket)
{
  return self->session != NULL && ticket->counter == self->counter && ticket->counter != 0 &&
         strcmp (ticket->session, self->session->id) == 0;
}

gboolean
yc_deciding_is_duty (YcDeciding *self)
{
  return strcmp (self->role, "supervisor") == 0 || strcmp (self->role, "administrator") == 0;
}
