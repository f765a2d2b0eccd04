/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-order"

#include "config.h"

#include "core/yc-order.h"

#include <string.h>

#include "core/yc-time.h"

#define MINUTE_MS G_GINT64_CONSTANT (60000)

static const char *const step_names[] = {
  [YC_STEP_NONE] = "none",   [YC_STEP_DIRECTED] = "directed", [YC_STEP_BOOKED] = "booked",
  [YC_STEP_AGED] = "aged",   [YC_STEP_ORDINARY] = "ordinary", [YC_STEP_PRIORITY] = "priority",
  [YC_STEP_PLACE] = "place",
};

/* One question of one counter, with what policy says of it. */
typedef struct
{
  YcHall *hall;
  YcReference *reference;
  int counter;
  const char *const *counter_queues;
  const char *const *staff_queues;
  gint64 now;
  char day[YC_DAY_LENGTH + 1];
  gint64 early_ms;
  gint64 late_ms;
  gint64 age_ms;
} Question;

/* The best ticket of each step so far: one pass over those waiting. */
typedef struct
{
  const YcTicket *directed;
  const YcTicket *booked;
  const YcTicket *aged;
  const YcTicket *priority;
  gint64 priority_order;
  const YcTicket *ordinary;
} Best;

const char *
yc_step_to_string (YcStep step)
{
  g_return_val_if_fail ((guint) step < G_N_ELEMENTS (step_names), step_names[YC_STEP_NONE]);

  return step_names[step];
}

YcStep
yc_step_from_string (const char *name)
{
  g_return_val_if_fail (name != NULL, YC_STEP_NONE);

  for (guint i = 0; i < G_N_ELEMENTS (step_names); i++)
    {
      if (strcmp (step_names[i], name) == 0)
        return (YcStep) i;
    }
  return YC_STEP_NONE;
}

static int
compare_int64 (gint64 a, gint64 b)
{
  return a < b ? -1 : a > b ? 1 : 0;
}

int
yc_order_compare_place (const YcTicket *a, const YcTicket *b)
{
  int order;

  g_return_val_if_fail (a != NULL, 0);
  g_return_val_if_fail (b != NULL, 0);

  order = compare_int64 (a->place, b->place);
  if (order == 0)
    order = compare_int64 (a->placed_by, b->placed_by);
  if (order == 0)
    order = compare_int64 (a->placed_seq, b->placed_seq);
  /* Positions are unique, so this only keeps an order total among pending ones of several devices. */
  return order != 0 ? order : strcmp (a->id, b->id);
}

static gboolean
has_queue (const char *const *queues, const char *queue)
{
  return queues != NULL && g_strv_contains (queues, queue);
}

static void
question_init (Question *self, YcHall *hall, int counter, const char *const *staff_queues, gint64 now)
{
  YcReference *reference = yc_hall_get_reference (hall);

  self->hall = hall;
  self->reference = reference;
  self->counter = counter;
  self->counter_queues = yc_hall_get_counter_queues (hall, counter);
  self->staff_queues = staff_queues;
  self->now = now;
  yc_hall_day (now, (int) yc_policy_int (reference, "utc_offset_minutes"),
               (int) yc_policy_int (reference, "day_boundary"), self->day);
  self->early_ms = yc_policy_int (reference, "appointment_early_min") * MINUTE_MS;
  self->late_ms = yc_policy_int (reference, "appointment_late_min") * MINUTE_MS;
  self->age_ms = yc_policy_int (reference, "age_first_min") * MINUTE_MS;
}

static gboolean
is_candidate (const Question *self, const YcTicket *ticket)
{
  if (ticket->state != YC_TICKET_WAITING || ticket->awaits_print || strcmp (ticket->day, self->day) != 0)
    return FALSE;
  if (ticket->to_counter == self->counter)
    return TRUE;
  /* 10b rule 21: what this counter sent away does not come back to it unasked. */
  if (ticket->transferred_from == self->counter)
    return FALSE;
  if (ticket->to_counter != 0 && yc_hall_counter_open_at (self->hall, ticket->to_counter, 0))
    return FALSE;
  return has_queue (self->counter_queues, ticket->queue) && has_queue (self->staff_queues, ticket->queue);
}

gboolean
yc_order_is_candidate (YcHall *hall, const YcTicket *ticket, int counter, const char *const *staff_queues, gint64 now)
{
  Question question;

  g_return_val_if_fail (hall != NULL, FALSE);
  g_return_val_if_fail (ticket != NULL, FALSE);

  question_init (&question, hall, counter, staff_queues, now);
  return is_candidate (&question, ticket);
}

/* Keeps the ticket with the smaller rank; equal ranks by place. */
static void
keep_first (const YcTicket **best, const YcTicket *ticket, gint64 best_rank, gint64 rank)
{
  int order = *best != NULL ? compare_int64 (rank, best_rank) : -1;

  if (order == 0)
    order = yc_order_compare_place (ticket, *best);
  if (order < 0)
    *best = ticket;
}

static void
keep_by_group (const Question *self, Best *best, const YcTicket *ticket)
{
  const YcGroup *group = NULL;

  if (ticket->group[0] != '\0' && self->reference != NULL)
    group = yc_reference_get_group (self->reference, ticket->group);
  if (group == NULL)
    {
      keep_first (&best->ordinary, ticket, 0, 0);
      return;
    }
  keep_first (&best->priority, ticket, best->priority_order, group->order);
  if (best->priority == ticket)
    best->priority_order = group->order;
}

static void
consider (const Question *self, Best *best, const YcTicket *ticket)
{
  if (ticket->to_counter == self->counter)
    keep_first (&best->directed, ticket, 0, 0);
  if (ticket->slot != 0 && ticket->slot - self->early_ms <= self->now && self->now <= ticket->slot + self->late_ms)
    keep_first (&best->booked, ticket, best->booked != NULL ? best->booked->slot : 0, ticket->slot);
  if (ticket->ages_from != 0 && self->now - ticket->ages_from > self->age_ms)
    keep_first (&best->aged, ticket, best->aged != NULL ? best->aged->ages_from : 0, ticket->ages_from);
  keep_by_group (self, best, ticket);
}

/* Whether this counter owes ordinary visitors a turn: enough priority calls in a row, not yet enough ordinary after. */
static gboolean
is_turn_of_ordinary (const Question *self)
{
  gint64 in_a_row = yc_policy_int (self->reference, "priority_in_a_row");
  gint64 then_ordinary = yc_policy_int (self->reference, "priority_then_ordinary");
  /* Of longer runs of either kind no more than this matters. */
  g_autofree char *calls =
    yc_hall_get_newest_calls (self->hall, self->counter, self->day, (guint) (in_a_row + then_ordinary));
  gsize at = strlen (calls);
  gint64 ordinary = 0;
  gint64 priority = 0;

  for (; at > 0 && calls[at - 1] == 'O'; at--)
    ordinary++;
  for (; at > 0 && calls[at - 1] == 'P'; at--)
    priority++;
  return in_a_row > 0 && priority >= in_a_row && ordinary < then_ordinary;
}

static const YcTicket *
choose (const Question *self, const Best *best, YcStep *step)
{
  if (best->directed != NULL)
    return *step = YC_STEP_DIRECTED, best->directed;
  if (best->booked != NULL)
    return *step = YC_STEP_BOOKED, best->booked;
  if (best->aged != NULL)
    return *step = YC_STEP_AGED, best->aged;
  if (best->ordinary != NULL && best->priority != NULL && is_turn_of_ordinary (self))
    return *step = YC_STEP_ORDINARY, best->ordinary;
  if (best->priority != NULL)
    return *step = YC_STEP_PRIORITY, best->priority;
  if (best->ordinary != NULL)
    return *step = YC_STEP_PLACE, best->ordinary;
  return *step = YC_STEP_NONE, NULL;
}

const YcTicket *
yc_order_next (YcHall *hall, int counter, const char *const *staff_queues, gint64 now, YcStep *step)
{
  const GPtrArray *waiting;
  const YcTicket *ticket;
  Question question;
  Best best = { NULL };
  YcStep decided;

  g_return_val_if_fail (hall != NULL, NULL);

  question_init (&question, hall, counter, staff_queues, now);
  waiting = yc_hall_get_waiting (hall);
  for (guint i = 0; i < waiting->len; i++)
    {
      if (is_candidate (&question, g_ptr_array_index (waiting, i)))
        consider (&question, &best, g_ptr_array_index (waiting, i));
    }
  ticket = choose (&question, &best, &decided);
  if (step != NULL)
    *step = decided;
  return ticket;
}

/* The earlier of until and at, if at is still to come. */
static gint64
meet (gint64 until, gint64 at, gint64 now)
{
  return at > now ? MIN (until, at) : until;
}

gint64
yc_order_stands_until (YcHall *hall, int counter, const char *const *staff_queues, gint64 now)
{
  const GPtrArray *waiting;
  gint64 until = G_MAXINT64;
  Question question;

  g_return_val_if_fail (hall != NULL, now);

  question_init (&question, hall, counter, staff_queues, now);
  waiting = yc_hall_get_waiting (hall);
  for (guint i = 0; i < waiting->len; i++)
    {
      const YcTicket *ticket = g_ptr_array_index (waiting, i);

      if (!is_candidate (&question, ticket))
        continue;
      /* As consider() compares: a slot holds from its first moment to its last, an age has to be passed. */
      if (ticket->slot != 0)
        until = meet (meet (until, ticket->slot - question.early_ms, now), ticket->slot + question.late_ms + 1, now);
      if (ticket->ages_from != 0)
        until = meet (until, ticket->ages_from + question.age_ms + 1, now);
    }
  return until;
}
