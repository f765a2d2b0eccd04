/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-hall.h"

G_BEGIN_DECLS

/** The step of the Order that decided: the answer to "why this one". */
typedef enum
{
  YC_STEP_NONE,
  YC_STEP_DIRECTED,  /* addressed to this counter */
  YC_STEP_BOOKED,    /* appointment within its slot */
  YC_STEP_AGED,      /* waiting longer than age_first_min */
  YC_STEP_ORDINARY,  /* the ordinary ones' turn after priority calls */
  YC_STEP_PRIORITY,  /* priority before ordinary */
  YC_STEP_PLACE,     /* place in the queue */
} YcStep;

/** Name on the wire ("directed"); static. */
const char *yc_step_to_string (YcStep step);

/** The step of a name, or YC_STEP_NONE. */
YcStep yc_step_from_string (const char *name);

/**
 * The ticket this counter gets next, by the contract's Order (10-contract, Ticket; 10b rules 16, 17, 20, 21), or NULL.
 * staff_queues are the queues of the clerk, now the node's time. Borrowed. Linear in the number waiting.
 */
const YcTicket *yc_order_next (YcHall              *hall,
                               int                  counter,
                               const char * const  *staff_queues,
                               gint64               now,
                               YcStep              *step);

/**
 * The first moment after now at which the clock alone may make yc_order_next() answer something else: a booked one's slot comes or goes, or one
 * has waited long enough to come first (10-contract, Order, steps 2 and 3). ms UTC; G_MAXINT64 when time changes nothing. Linear in the number waiting.
 */
gint64 yc_order_stands_until (YcHall *hall, int counter, const char * const *staff_queues, gint64 now);

/** Whether a ticket is a candidate of the counter at all (waiting, of this hall-day, its queue or addressed here). */
gboolean yc_order_is_candidate (YcHall *hall, const YcTicket *ticket, int counter, const char * const *staff_queues, gint64 now);

/** Compares two tickets by place, then by the position that placed them: the order in which lists show a queue. */
int yc_order_compare_place (const YcTicket *a, const YcTicket *b);

G_END_DECLS
