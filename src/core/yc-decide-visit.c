/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-decide"

#include "config.h"

#include "core/yc-decide-private.h"

#include <string.h>

#include "core/yc-json.h"

#define SECOND_MS    G_GINT64_CONSTANT (1000)
#define PASS_DEFAULT "pass.absent"

/* How a visit without a case may end, and what each needs. */
static const struct
{
  const char *result;
  const char *argument; /* names a reason of the same kind, or NULL */
  YcRefusalCode missing;
} results[] = {
  { "finished", NULL, YC_REFUSAL_NONE },
  { "consulted", "topic", YC_REFUSAL_TOPIC_NEEDED },
  { "referred", "referred", YC_REFUSAL_REFERRED_NEEDED },
};

/* The ticket this session has in one of the states given, or a refusal that says what is missing here. */
static const YcTicket *
find_current (YcDeciding *self, gboolean called, gboolean serving)
{
  const YcTicket *ticket = yc_hall_get_current (self->hall, self->counter);
  gboolean here = ticket != NULL && yc_deciding_holds (self, ticket);

  if (here && ((called && ticket->state == YC_TICKET_CALLED) || (serving && ticket->state == YC_TICKET_SERVING)))
    return ticket;
  yc_refuse (self->refusal, serving ? YC_REFUSAL_NOTHING_SERVED : YC_REFUSAL_NOTHING_CALLED, NULL);
  return NULL;
}

gint64
yc_recall_wait (YcReference *reference, gint64 last, gint64 now)
{
  if (reference == NULL || last == 0)
    return 0;
  return MAX (last + yc_policy_int (reference, "recall_guard_s") * SECOND_MS - now, 0);
}

gboolean
yc_decide_recall (YcDeciding *self)
{
  const YcTicket *ticket = find_current (self, TRUE, FALSE);
  gint64 wait_ms;

  if (ticket == NULL)
    return FALSE;
  wait_ms = yc_recall_wait (self->reference, self->ask->last_recall_mono, self->ask->mono);
  if (wait_ms > 0)
    return yc_refuse (self->refusal, YC_REFUSAL_RECALL_GUARD, "wait_s", 'i', (wait_ms + SECOND_MS - 1) / SECOND_MS,
                      NULL);
  yc_deciding_add (self, YC_EVENT_TICKET_RECALLED, "ticket", ticket->id);
  return TRUE;
}

gboolean
yc_decide_start (YcDeciding *self)
{
  const YcTicket *ticket = find_current (self, TRUE, FALSE);

  if (ticket == NULL)
    return FALSE;
  yc_deciding_add (self, YC_EVENT_TICKET_STARTED, "ticket", ticket->id);
  return TRUE;
}

gboolean
yc_decide_hold (YcDeciding *self)
{
  const YcTicket *ticket = find_current (self, FALSE, TRUE);
  g_autoptr (GPtrArray) held = NULL;
  const char *reason;
  YcEvent *event;
  gint64 max;

  if (ticket == NULL || !yc_deciding_reason (self, "reason", "hold", FALSE, &reason))
    return FALSE;
  held = yc_hall_list_held (self->hall, self->counter);
  max = yc_deciding_policy (self, "held_max");
  if (held->len >= max)
    return yc_refuse (self->refusal, YC_REFUSAL_HELD_MAX, "max", 'i', max, NULL);
  event = yc_deciding_add (self, YC_EVENT_TICKET_HELD, "ticket", ticket->id);
  if (reason != NULL)
    json_object_set_string_member (event->data, "reason", reason);
  return yc_deciding_add_note (self, event);
}

gboolean
yc_decide_resume (YcDeciding *self)
{
  const YcTicket *ticket;

  if (!yc_deciding_ticket (self, &ticket))
    return FALSE;
  if (ticket->counter != 0 && !yc_deciding_holds (self, ticket))
    return yc_refuse (self->refusal, YC_REFUSAL_SERVED_ELSEWHERE, "ticket", 's', ticket->id, "number", 's',
                      ticket->number, "counter", 'i', (gint64) ticket->counter, NULL);
  if (ticket->state != YC_TICKET_HELD)
    return yc_deciding_refuse_state (self, ticket);
  if (!yc_deciding_need_free_counter (self))
    return FALSE;
  yc_deciding_add (self, YC_EVENT_TICKET_RESUMED, "ticket", ticket->id);
  return TRUE;
}

/* Those who wait behind a ticket in its queue, in order. A pending place has no number yet that could be written. */
static GPtrArray *
list_behind (YcDeciding *self, const YcTicket *ticket)
{
  const GPtrArray *waiting = yc_hall_get_waiting (self->hall);
  GPtrArray *behind = g_ptr_array_new();

  for (guint i = 0; i < waiting->len; i++)
    {
      YcTicket *other = g_ptr_array_index (waiting, i);

      if (other->place != G_MAXINT64 && strcmp (other->queue, ticket->queue) == 0 &&
          strcmp (other->day, ticket->day) == 0 && yc_order_compare_place (other, ticket) > 0)
        g_ptr_array_add (behind, other);
    }
  g_ptr_array_sort (behind, yc_deciding_compare_place);
  return behind;
}

/* The place so many waiting visitors back, or behind the last, or the ticket's own when nobody waits behind it. */
static gint64
find_place_back (YcDeciding *self, const YcTicket *ticket)
{
  g_autoptr (GPtrArray) behind = list_behind (self, ticket);
  gint64 places = yc_deciding_policy (self, "passed_back_places");
  guint at = (guint) MIN (places, (gint64) behind->len);
  const YcTicket *other;

  if (at == 0)
    return ticket->place != G_MAXINT64 ? ticket->place : MAX (ticket->last_pos, 1);
  other = g_ptr_array_index (behind, at - 1);
  return other->place;
}

gboolean
yc_decide_pass (YcDeciding *self)
{
  const YcTicket *ticket = find_current (self, TRUE, FALSE);
  const YcReason *found = NULL;
  const char *reason;
  YcEvent *event;

  if (ticket == NULL || !yc_deciding_reason (self, "reason", "pass", FALSE, &reason))
    return FALSE;
  /* Nobody answered: what the key alone means, also in a hall whose reasons do not list it. */
  if (reason == NULL)
    reason = PASS_DEFAULT;
  if (self->reference != NULL)
    found = yc_reference_get_reason (self->reference, reason);
  event = yc_deciding_add (self, YC_EVENT_TICKET_PASSED, "ticket", ticket->id);
  json_object_set_string_member (event->data, "reason", reason);
  if (found != NULL && found->keeps_place)
    json_object_set_int_member (event->data, "place", find_place_back (self, ticket));
  return yc_deciding_add_note (self, event);
}

gboolean
yc_decide_return (YcDeciding *self)
{
  const YcTicket *ticket = find_current (self, TRUE, TRUE);

  if (ticket == NULL)
    return FALSE;
  yc_deciding_add (self, YC_EVENT_TICKET_RETURNED, "ticket", ticket->id);
  return TRUE;
}

/* Where to: exactly one of a queue and another counter. */
static gboolean
read_target (YcDeciding *self, const char **queue, gint64 *counter)
{
  if (!yc_deciding_text (self, "queue", YC_TEXT_MAX, queue) || !yc_deciding_number (self, "counter", counter))
    return FALSE;
  if ((*queue != NULL) == (*counter != 0))
    return yc_deciding_refuse_argument (self, "queue");
  if (*queue != NULL)
    return yc_deciding_need_queue (self, *queue);
  if (*counter == self->counter)
    return yc_deciding_refuse_argument (self, "counter");
  if (yc_hall_get_counter (self->hall, (int) *counter) == NULL)
    return yc_refuse (self->refusal, YC_REFUSAL_COUNTER_UNKNOWN, "counter", 'i', *counter, NULL);
  return TRUE;
}

/* A ticket remembers one counter to come back to: a second would take the place of the first, which then never sees the
 * visitor again (10b rule 20). Sent to the first one, or from it, she has been or is back there. */
static gboolean
need_one_return (YcDeciding *self, const YcTicket *ticket, gint64 counter)
{
  if (ticket->back_to == 0 || ticket->back_to == self->counter || ticket->back_to == counter ||
      !yc_hall_counter_open_at (self->hall, ticket->back_to, 0))
    return TRUE;
  return yc_refuse (self->refusal, YC_REFUSAL_MUST_RETURN, "ticket", 's', ticket->id, "number", 's', ticket->number,
                    "counter", 'i', (gint64) ticket->back_to, NULL);
}

gboolean
yc_decide_transfer (YcDeciding *self)
{
  const YcTicket *ticket = find_current (self, TRUE, TRUE);
  gboolean must_return;
  gboolean keep_place;
  const char *reason;
  const char *queue;
  gint64 counter;
  YcEvent *event;

  if (ticket == NULL || !read_target (self, &queue, &counter) ||
      !yc_deciding_reason (self, "reason", "transfer", FALSE, &reason) ||
      !yc_deciding_flag (self, "keep_place", FALSE, &keep_place) ||
      !yc_deciding_flag (self, "must_return", FALSE, &must_return) ||
      (must_return && !need_one_return (self, ticket, counter)))
    return FALSE;
  event = yc_deciding_add (self, YC_EVENT_TICKET_TRANSFERRED, "ticket", ticket->id);
  if (queue != NULL)
    json_object_set_string_member (event->data, "queue", queue);
  else
    json_object_set_int_member (event->data, "counter", counter);
  if (reason != NULL)
    json_object_set_string_member (event->data, "reason", reason);
  json_object_set_boolean_member (event->data, "keep_place", keep_place);
  json_object_set_boolean_member (event->data, "must_return", must_return);
  return yc_deciding_add_note (self, event);
}

/* 10b rule 20: who must come back is not ended elsewhere while that counter is open, but sent there. */
static gboolean
send_back (YcDeciding *self, const YcTicket *ticket)
{
  YcEvent *event = yc_deciding_add (self, YC_EVENT_TICKET_TRANSFERRED, "ticket", ticket->id);

  json_object_set_int_member (event->data, "counter", ticket->back_to);
  json_object_set_boolean_member (event->data, "keep_place", TRUE);
  json_object_set_boolean_member (event->data, "must_return", FALSE);
  return yc_deciding_add_note (self, event);
}

static gboolean
read_result (YcDeciding *self, const char **result, const char **argument, const char **detail)
{
  guint i = 0;

  *argument = NULL;
  if (!yc_deciding_text (self, "result", YC_TEXT_MAX, result))
    return FALSE;
  while (i < G_N_ELEMENTS (results) && g_strcmp0 (results[i].result, *result) != 0)
    i++;
  if (i == G_N_ELEMENTS (results))
    return yc_refuse (self->refusal, YC_REFUSAL_RESULT_UNKNOWN, "result", 's', *result, NULL);
  *argument = results[i].argument;
  if (*argument == NULL)
    return TRUE;
  if (!yc_deciding_reason (self, *argument, *argument, FALSE, detail))
    return FALSE;
  return *detail != NULL || yc_refuse (self->refusal, results[i].missing, NULL);
}

static gboolean
add_ended (YcDeciding *self, const YcTicket *ticket, const char *outcome)
{
  gboolean served = strcmp (outcome, "served") == 0;
  const char *argument = NULL;
  const char *detail = NULL;
  const char *result = NULL;
  YcEvent *event;

  if (served && !read_result (self, &result, &argument, &detail))
    return FALSE;
  if (ticket->back_to != 0 && ticket->back_to != self->counter &&
      yc_hall_counter_open_at (self->hall, ticket->back_to, 0))
    return send_back (self, ticket);
  event = yc_deciding_add (self, YC_EVENT_TICKET_ENDED, "ticket", ticket->id);
  json_object_set_string_member (event->data, "outcome", outcome);
  if (served)
    json_object_set_string_member (event->data, "result", result);
  if (argument != NULL)
    json_object_set_string_member (event->data, argument, detail);
  json_object_set_int_member (event->data, "elapsed_ms", MAX (0, self->ask->now - ticket->started_at));
  return yc_deciding_add_note (self, event);
}

gboolean
yc_decide_end (YcDeciding *self)
{
  const YcTicket *ticket = find_current (self, FALSE, TRUE);
  const char *outcome;

  if (ticket == NULL || !yc_deciding_text (self, "outcome", YC_TEXT_MAX, &outcome))
    return FALSE;
  if (outcome == NULL)
    outcome = "served";
  if (strcmp (outcome, "served") != 0 && strcmp (outcome, "abandoned") != 0)
    return yc_deciding_refuse_argument (self, "outcome");
  if (strcmp (outcome, "abandoned") == 0 && json_object_has_member (self->args, "result"))
    return yc_deciding_refuse_argument (self, "result");
  return add_ended (self, ticket, outcome);
}
