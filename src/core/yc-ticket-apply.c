/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-ticket"

#include "config.h"

#include "core/yc-ticket.h"

#include <string.h>

#include "core/yc-json.h"

/* Reason codes of event.superseded; part of the journal, so they stay as they are. */
#define REASON_STATE       "state"
#define REASON_HOLDER      "holder"
#define REASON_AUTHOR      "author"
#define REASON_MUST_RETURN "must-return"

/* States as bits, so that "from which states" is one value per event type. */
#define IN(state)        (1u << YC_TICKET_##state)
#define HELD_BY_SOMEBODY (IN (CALLED) | IN (SERVING) | IN (HELD))

static void
set_text (char **target, const char *text)
{
  char *old = *target;

  *target = g_strdup (text != NULL ? text : "");
  g_free (old);
}

static void
set_holder (YcTicket *ticket, int counter, const char *session)
{
  ticket->counter = counter;
  set_text (&ticket->session, session);
}

static void
set_holder_from_data (YcTicket *ticket, JsonObject *data)
{
  set_holder (ticket, (int) yc_json_peek_int (data, "counter"), yc_json_peek_string (data, "session"));
}

/* Puts the ticket behind all that have a position so far; a pending event has none yet (10b rule 16). */
static void
set_place_here (YcTicket *ticket, const YcEvent *event, const YcTicketFold *fold)
{
  gboolean pending = fold->pos == 0;

  ticket->place = pending ? G_MAXINT64 : fold->pos;
  ticket->placed_by = ticket->place;
  ticket->placed_seq = pending ? event->seq : 0;
}

/* As before, by its holder at a counter: who was put back waits anew for the step of those waiting long, else that step
 * would undo it at once. Ageing uses times of node-written lines only (10b rule 16), so it counts from the newest call. */
static void
put_back (YcTicket *ticket, const YcEvent *event, const YcTicketFold *fold)
{
  set_place_here (ticket, event, fold);
  ticket->ages_from = ticket->called_at;
}

static void
make_waiting (YcTicket *ticket)
{
  ticket->state = YC_TICKET_WAITING;
  ticket->outcome = YC_OUTCOME_NONE;
  ticket->calls = 0;
  ticket->ended_at = 0;
  set_text (&ticket->step, "");
  set_holder (ticket, 0, "");
}

static void
make_ended (YcTicket *ticket, YcOutcome outcome, gint64 time)
{
  ticket->state = YC_TICKET_ENDED;
  ticket->outcome = outcome;
  ticket->ended_at = time;
  set_holder (ticket, 0, "");
}

/* Why it belongs to its group; absent once erased. */
static void
set_group_reason (YcTicket *ticket, const YcEvent *event)
{
  set_text (&ticket->group_reason, event->personal != NULL ? yc_json_peek_string (event->personal, "reason") : "");
}

static void
apply_first (YcTicket *ticket, const YcEvent *event)
{
  set_text (&ticket->queue, yc_json_peek_string (event->data, "queue"));
  set_text (&ticket->day, yc_json_peek_string (event->data, "day"));
  set_text (&ticket->matter, yc_json_peek_string (event->data, "matter"));
  set_text (&ticket->group, yc_json_peek_string (event->data, "group"));
  set_group_reason (ticket, event);
}

static void
apply_number (YcTicket *ticket, const YcEvent *event, const YcTicketFold *fold)
{
  set_text (&ticket->number, yc_json_peek_string (event->data, "number"));
  make_waiting (ticket);
  set_place_here (ticket, event, fold);
  /* Ageing counts from node-written lines only: a counter's clock must not carry its visitors forward. */
  ticket->waiting_since = fold->by_node ? yc_event_get_moment (event) : 0;
  ticket->ages_from = ticket->waiting_since;
}

static void
apply_issued (YcTicket *ticket, const YcEvent *event, const YcTicketFold *fold)
{
  const char *device = yc_json_peek_string (event->data, "device");

  apply_first (ticket, event);
  apply_number (ticket, event, fold);
  ticket->awaits_print = yc_json_peek_bool (event->data, "print");
  set_text (&ticket->issuer, device != NULL && device[0] != '\0' ? device : event->dev);
}

static void
apply_called (YcTicket *ticket, const YcEvent *event)
{
  ticket->state = YC_TICKET_CALLED;
  ticket->outcome = YC_OUTCOME_NONE;
  ticket->calls = 1;
  set_text (&ticket->step, yc_json_peek_string (event->data, "step"));
  ticket->called_at = yc_event_get_moment (event);
  ticket->started_at = 0;
  ticket->ended_at = 0;
  set_holder_from_data (ticket, event->data);
}

static void
apply_passed (YcTicket *ticket, const YcEvent *event, const YcTicketFold *fold)
{
  gint64 place = yc_json_peek_int (event->data, "place");

  if (place <= 0)
    {
      make_ended (ticket, YC_OUTCOME_PASSED, yc_event_get_moment (event));
      return;
    }
  make_waiting (ticket);
  put_back (ticket, event, fold);
  ticket->place = place;
}

static void
remember_where (YcTicket *ticket)
{
  YcTicketWhere *before = &ticket->before_transfer;

  set_text (&before->queue, ticket->queue);
  before->to_counter = ticket->to_counter;
  before->transferred_from = ticket->transferred_from;
  before->back_to = ticket->back_to;
  before->place = ticket->place;
  before->placed_by = ticket->placed_by;
  before->placed_seq = ticket->placed_seq;
  before->ages_from = ticket->ages_from;
}

static void
bring_back_where (YcTicket *ticket)
{
  const YcTicketWhere *before = &ticket->before_transfer;

  set_text (&ticket->queue, before->queue);
  ticket->to_counter = before->to_counter;
  ticket->transferred_from = before->transferred_from;
  ticket->back_to = before->back_to;
  ticket->place = before->place;
  ticket->placed_by = before->placed_by;
  ticket->placed_seq = before->placed_seq;
  ticket->ages_from = before->ages_from;
}

static void
apply_transferred (YcTicket *ticket, const YcEvent *event, const YcTicketFold *fold)
{
  int from = ticket->counter;

  remember_where (ticket);
  ticket->to_counter = (int) yc_json_peek_int (event->data, "counter");
  if (ticket->to_counter == 0)
    set_text (&ticket->queue, yc_json_peek_string (event->data, "queue"));
  if (ticket->back_to != 0 && ticket->to_counter == ticket->back_to)
    ticket->back_to = 0;
  if (yc_json_peek_bool (event->data, "must_return"))
    ticket->back_to = from;
  ticket->transferred_from = from;
  make_waiting (ticket);
  if (!yc_json_peek_bool (event->data, "keep_place"))
    put_back (ticket, event, fold);
}

static void
apply_ended (YcTicket *ticket, const YcEvent *event)
{
  const char *name = yc_json_peek_string (event->data, "outcome");
  YcOutcome outcome = name != NULL ? yc_outcome_from_string (name) : YC_OUTCOME_NONE;

  /* The decoder lets no other name through; a fold is total all the same. */
  make_ended (ticket, outcome != YC_OUTCOME_NONE ? outcome : YC_OUTCOME_SERVED, yc_event_get_moment (event));
  set_text (&ticket->result, yc_json_peek_string (event->data, "result"));
}

static void
apply_restored (YcTicket *ticket, const YcEvent *event)
{
  if (ticket->state == YC_TICKET_ENDED)
    {
      make_waiting (ticket);
      return;
    }
  bring_back_where (ticket);
  ticket->state = YC_TICKET_HELD;
  set_holder_from_data (ticket, event->data);
}

static void
apply_rerouted (YcTicket *ticket, const YcEvent *event)
{
  set_text (&ticket->queue, yc_json_peek_string (event->data, "queue"));
  ticket->to_counter = 0;
}

/* The states from which a type may come, as bits; finer conditions are in check_state(). */
static guint
get_states (YcEventType type)
{
  static const guint states[YC_N_EVENT_TYPES] = {
    [YC_EVENT_TICKET_BOOKED] = IN (NONE),
    [YC_EVENT_TICKET_ISSUED] = IN (NONE),
    [YC_EVENT_TICKET_CHECKED_IN] = IN (BOOKED),
    [YC_EVENT_TICKET_PRINTED] = IN (WAITING),
    [YC_EVENT_TICKET_CALLED] = IN (WAITING) | IN (ENDED),
    [YC_EVENT_TICKET_RECALLED] = IN (CALLED),
    [YC_EVENT_TICKET_STARTED] = IN (CALLED),
    [YC_EVENT_TICKET_HELD] = IN (SERVING),
    [YC_EVENT_TICKET_RESUMED] = IN (HELD),
    [YC_EVENT_TICKET_PASSED] = IN (CALLED),
    [YC_EVENT_TICKET_RETURNED] = IN (CALLED) | IN (SERVING),
    [YC_EVENT_TICKET_TRANSFERRED] = HELD_BY_SOMEBODY,
    [YC_EVENT_TICKET_ENDED] = IN (SERVING),
    [YC_EVENT_TICKET_RESTORED] = IN (WAITING) | IN (ENDED),
    [YC_EVENT_TICKET_REPRIORITISED] = IN (BOOKED) | IN (WAITING),
    [YC_EVENT_TICKET_TAKEN_OVER] = HELD_BY_SOMEBODY,
    [YC_EVENT_TICKET_REROUTED] = IN (BOOKED) | IN (WAITING),
    [YC_EVENT_TICKET_EXPIRED] = IN (BOOKED) | IN (WAITING),
    [YC_EVENT_TICKET_CANCELLED] = IN (BOOKED) | IN (WAITING),
  };

  return (guint) type < G_N_ELEMENTS (states) ? states[type] : 0;
}

static gboolean
check_restored (const YcTicket *ticket, JsonObject *data)
{
  const char *to = yc_json_peek_string (data, "to");

  if (g_strcmp0 (to, "place") == 0)
    return ticket->state == YC_TICKET_ENDED && ticket->outcome == YC_OUTCOME_PASSED;
  if (g_strcmp0 (to, "held") == 0)
    return ticket->state == YC_TICKET_WAITING && ticket->last_type == YC_EVENT_TICKET_TRANSFERRED;
  return FALSE;
}

static gboolean
check_state (const YcTicket *ticket, const YcEvent *event)
{
  if ((get_states (event->type) & (1u << ticket->state)) == 0)
    return FALSE;
  if (event->type == YC_EVENT_TICKET_PRINTED)
    return ticket->awaits_print;
  if (event->type == YC_EVENT_TICKET_CALLED)
    return ticket->state == YC_TICKET_WAITING ? !ticket->awaits_print : ticket->outcome == YC_OUTCOME_PASSED;
  if (event->type == YC_EVENT_TICKET_RESTORED)
    return check_restored (ticket, event->data);
  return TRUE;
}

static const char *
check (const YcTicket *ticket, const YcEvent *event, const YcTicketFold *fold)
{
  YcAuthorKind author = yc_event_type_get_author (event->type);

  if (author == YC_AUTHOR_NODE && !fold->by_node)
    return REASON_AUTHOR;
  if (!check_state (ticket, event))
    return REASON_STATE;
  if (author == YC_AUTHOR_ISSUER && strcmp (event->dev, ticket->issuer) != 0)
    return REASON_AUTHOR;
  if (author == YC_AUTHOR_HOLDER &&
      (event->counter != ticket->counter || strcmp (event->session, ticket->session) != 0))
    return REASON_HOLDER;
  if (event->type == YC_EVENT_TICKET_ENDED && ticket->back_to != 0 && ticket->back_to != ticket->counter &&
      fold->back_to_open)
    return REASON_MUST_RETURN;
  return NULL;
}

static void
apply_to_queue (YcTicket *ticket, const YcEvent *event, const YcTicketFold *fold)
{
  if (event->type == YC_EVENT_TICKET_BOOKED)
    {
      apply_first (ticket, event);
      ticket->state = YC_TICKET_BOOKED;
      ticket->slot = yc_json_peek_int (event->data, "slot");
    }
  else if (event->type == YC_EVENT_TICKET_ISSUED)
    apply_issued (ticket, event, fold);
  else if (event->type == YC_EVENT_TICKET_CHECKED_IN)
    apply_number (ticket, event, fold);
  else if (event->type == YC_EVENT_TICKET_PRINTED)
    ticket->awaits_print = FALSE;
  else if (event->type == YC_EVENT_TICKET_REPRIORITISED)
    {
      set_text (&ticket->group, yc_json_peek_string (event->data, "group"));
      set_group_reason (ticket, event);
    }
  else if (event->type == YC_EVENT_TICKET_REROUTED)
    apply_rerouted (ticket, event);
  else if (event->type == YC_EVENT_TICKET_RESTORED)
    apply_restored (ticket, event);
  else if (event->type == YC_EVENT_TICKET_EXPIRED)
    make_ended (ticket, YC_OUTCOME_EXPIRED, yc_event_get_moment (event));
  else if (event->type == YC_EVENT_TICKET_CANCELLED)
    make_ended (ticket, YC_OUTCOME_CANCELLED, yc_event_get_moment (event));
}

static void
apply_at_counter (YcTicket *ticket, const YcEvent *event, const YcTicketFold *fold)
{
  if (event->type == YC_EVENT_TICKET_CALLED)
    apply_called (ticket, event);
  else if (event->type == YC_EVENT_TICKET_RECALLED)
    ticket->calls++;
  else if (event->type == YC_EVENT_TICKET_STARTED)
    {
      ticket->state = YC_TICKET_SERVING;
      ticket->started_at = yc_event_get_moment (event);
    }
  else if (event->type == YC_EVENT_TICKET_HELD)
    ticket->state = YC_TICKET_HELD;
  else if (event->type == YC_EVENT_TICKET_RESUMED)
    {
      ticket->state = YC_TICKET_SERVING;
      /* Taken over or brought back before anybody had started it: its service begins now. */
      if (ticket->started_at == 0)
        ticket->started_at = yc_event_get_moment (event);
    }
  else if (event->type == YC_EVENT_TICKET_PASSED)
    apply_passed (ticket, event, fold);
  else if (event->type == YC_EVENT_TICKET_RETURNED)
    make_waiting (ticket);
  else if (event->type == YC_EVENT_TICKET_TRANSFERRED)
    apply_transferred (ticket, event, fold);
  else if (event->type == YC_EVENT_TICKET_ENDED)
    apply_ended (ticket, event);
  else if (event->type == YC_EVENT_TICKET_TAKEN_OVER)
    {
      ticket->state = YC_TICKET_HELD;
      set_holder_from_data (ticket, event->data);
    }
}

const char *
yc_ticket_apply (YcTicket *ticket, const YcEvent *event, const YcTicketFold *fold)
{
  const char *reason;

  g_return_val_if_fail (ticket != NULL, REASON_STATE);
  g_return_val_if_fail (event != NULL, REASON_STATE);
  g_return_val_if_fail (fold != NULL, REASON_STATE);

  if (get_states (event->type) == 0)
    return REASON_STATE;
  reason = check (ticket, event, fold);
  if (reason != NULL)
    return reason;

  apply_to_queue (ticket, event, fold);
  apply_at_counter (ticket, event, fold);
  ticket->changed_at = yc_event_get_moment (event);
  if (ticket->state != YC_TICKET_HELD)
    ticket->held_since = 0;
  else if (ticket->held_since == 0)
    ticket->held_since = ticket->changed_at;
  ticket->last_type = event->type;
  ticket->last_counter = event->counter;
  set_text (&ticket->last_session, event->session);
  ticket->last_pos = MAX (ticket->last_pos, fold->pos);
  return NULL;
}
