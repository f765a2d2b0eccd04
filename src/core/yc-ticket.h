/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-event.h"

G_BEGIN_DECLS

/**
 * A visitor's ticket, folded from its events.
 *
 *   booked ──check-in──> waiting ──call──> called ──start──> serving ──end──> ended/served, /abandoned
 *                           ^   ^            │ │                │ │
 *                           │   └──returned──┘ │                │ └──hold──> held ──resume──> serving
 *                           │       transferred├────────────────┘             ^
 *                           │                  └─pass─> ended/passed          │ taken over (from called, serving, held)
 *                           └──restore (within the time policy keeps it)──────┘
 *   booked, waiting ──> ended/expired, ended/cancelled        (node only)
 */
typedef enum
{
  YC_TICKET_NONE,  /* before its first event */
  YC_TICKET_BOOKED,
  YC_TICKET_WAITING,
  YC_TICKET_CALLED,
  YC_TICKET_SERVING,
  YC_TICKET_HELD,
  YC_TICKET_ENDED,
} YcTicketState;

typedef enum
{
  YC_OUTCOME_NONE,
  YC_OUTCOME_SERVED,
  YC_OUTCOME_PASSED,
  YC_OUTCOME_ABANDONED,
  YC_OUTCOME_EXPIRED,
  YC_OUTCOME_CANCELLED,
  YC_OUTCOME_SUPERSEDED,
} YcOutcome;

/** Where a ticket stands in the hall: what a transfer changes and its undo brings back. */
typedef struct
{
  char *queue;           /* owned, or NULL before the first transfer */
  int to_counter;
  int transferred_from;
  int back_to;
  gint64 place;
  gint64 placed_by;
  gint64 placed_seq;
  gint64 ages_from;
} YcTicketWhere;

/** One ticket. Strings are owned; "" stands for none. */
typedef struct
{
  char *id;              /* UUID */
  char *number;          /* "A012"; "" while booked */
  char *day;             /* hall-day, "2026-11-24" */
  char *queue;           /* queue letter; after a transfer to a counter, the last queue */
  char *matter;          /* matter id, or "" */
  char *group;           /* priority group id, or "" */
  char *group_reason;
  YcTicketState state;
  YcOutcome outcome;
  char *result;          /* of outcome served: finished, consulted, referred … */
  gint64 slot;           /* appointment, ms UTC; 0 = none */
  gint64 waiting_since;  /* time of the node-written line that made it wait: issued or checked_in */
  gint64 ages_from;      /* what ageing counts from: the same, or the newest call before it was put back; 0 = it does not age */
  gint64 place;          /* position that gives its place in the queue; G_MAXINT64 while only pending */
  gint64 placed_by;      /* position of the event that put it there: decides among equal places; G_MAXINT64 while pending */
  gint64 placed_seq;     /* seq of that event while it is pending: pending ones stand by seq (10b rule 16); else 0 */
  int counter;           /* holder while called, serving, held; else 0 */
  char *session;         /* holder's session */
  int to_counter;        /* addressed to this counter; 0 = to its queue */
  int transferred_from;  /* counter that transferred it away last; 0 = none */
  int back_to;           /* must come back to this counter; 0 = need not */
  gboolean awaits_print; /* issued with print and not yet printed */
  guint calls;           /* call and recalls since it last waited */
  char *step;            /* why it was called: data.step of its newest ticket.called; "" while it waits */
  gint64 called_at;      /* author's time, ms; 0 = never */
  gint64 started_at;
  gint64 ended_at;
  gint64 held_since;     /* author's time of the event that put it aside; a take-over does not begin it anew; 0 = it is not held */
  gint64 changed_at;     /* author's time of the newest effective event */
  YcEventType last_type; /* type of the newest effective event */
  int last_counter;      /* its yccounter */
  char *last_session;    /* its ycsess */
  gint64 last_pos;       /* highest position among its effective events (the ycbase of the next one) */
  char *issuer;          /* device that may write ticket.printed: the `device` of ticket.issued, else the one that wrote it */
  YcTicketWhere before_transfer; /* where it stood before the newest transfer, for ticket.restored to "held" */
} YcTicket;

/** A ticket before its first event; transfer full. */
YcTicket *yc_ticket_new (const char *id);
/** An independent copy; transfer full. */
YcTicket *yc_ticket_copy (const YcTicket *ticket);
/** Frees a ticket. */
void yc_ticket_free (YcTicket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcTicket, yc_ticket_free)

/** Name of a state on the wire and in projections ("waiting"); static. */
const char *yc_ticket_state_to_string (YcTicketState state);
/** Name of an outcome ("passed", "" for none); static. */
const char *yc_outcome_to_string (YcOutcome outcome);
/** The outcome of a name, or YC_OUTCOME_NONE. */
YcOutcome yc_outcome_from_string (const char *name);

/**
 * What fold needs to know beside the ticket and the event: whether the counter a ticket must come back to was open at
 * that position (10b rule 20), and whether the author is the hall node.
 */
typedef struct
{
  gint64 pos;               /* position of the event; 0 = pending here */
  gboolean by_node;
  gboolean back_to_open;    /* the ticket's back_to counter was open at pos */
} YcTicketFold;

/**
 * Folds one event of this ticket. Total and alike on every tier: checks state, author kind and holder, never policy.
 * Returns NULL when it took effect, else a static reason code ("state", "holder", "author", "must-return") and the
 * ticket is unchanged.
 */
const char *yc_ticket_apply (YcTicket *ticket, const YcEvent *event, const YcTicketFold *fold);

G_END_DECLS
