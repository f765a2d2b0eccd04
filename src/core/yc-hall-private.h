/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-hall.h"

G_BEGIN_DECLS

/* Insides of YcHall, for yc-hall*.c, yc-counter.c, yc-session.c and yc-device.c only. */

/* A call a counter made: what the ratio of priority and ordinary ones counts. */
typedef struct
{
  gint64 pos;              /* G_MAXINT64 while pending */
  gint64 seq;              /* orders pending ones */
  const YcTicket *ticket;  /* borrowed from the hall's tickets; the call goes when the ticket is forgotten */
  char *group;             /* owned: the ticket's group at the time */
} YcCall;

/* A counter with its history: since when it was open or not, by position. */
typedef struct
{
  YcCounter counter;       /* first, so that the public pointer is this one */
  gboolean folded;         /* an event of its own has been applied */
  GArray *openings;        /* YcOpening, in the order of applying, which is that of positions */
  GArray *calls;           /* YcCall by (pos, seq) */
} YcHallCounter;

typedef struct
{
  gint64 pos;              /* G_MAXINT64 while pending */
  gboolean open;
} YcOpening;

struct _YcHall
{
  char *id;                /* owned */
  YcReference *reference;  /* owned, or NULL */
  GHashTable *tickets;     /* id (in the ticket) → YcTicket, owned */
  GPtrArray *by_id;        /* the same tickets by id, borrowed */
  GTree *numbers;          /* the same tickets by number, borrowed: see yc-hall-numbers.c */
  GPtrArray *waiting;      /* borrowed YcTicket in state waiting */
  GPtrArray *booked;       /* borrowed YcTicket in state booked */
  GPtrArray *at_counters;  /* borrowed YcTicket in state called, serving, held */
  GHashTable *counters;    /* number → YcHallCounter, owned */
  GHashTable *sessions;    /* id (in the session) → YcSession, owned */
  GPtrArray *live_sessions;/* borrowed YcSession, open or locked */
  GHashTable *devices;     /* id → YcDevice, owned */
  GHashTable *staff;       /* id → YcStaff, owned */
  GHashTable *known;       /* subjects applied since new or forgotten; owned strings */
};

/* Reason codes of event.superseded for subjects other than tickets; the words are those of tickets. */
#define YC_REASON_STATE "state"
#define YC_REASON_HOLDER "holder"
#define YC_REASON_AUTHOR "author"

/* The counter of a number, made closed when there is none yet. */
YcHallCounter *yc_hall_ensure_counter (YcHall *hall, int number);
/* Frees a counter and its history. */
void yc_hall_counter_free (YcHallCounter *counter);
/* Back to never folded; the calls stay, they belong to tickets. */
void yc_hall_counter_reset (YcHallCounter *counter);
/* Folds an event of a counter: NULL, or a reason code. */
const char *yc_hall_apply_counter (YcHall *hall, const YcEvent *event, gint64 pos, gboolean by_node);
/* Notes that a ticket.called took effect. */
void yc_hall_add_call (YcHall *hall, const YcTicket *ticket, const YcEvent *event, gint64 pos);
/* Removes the calls of a ticket. */
void yc_hall_remove_calls (YcHall *hall, const YcTicket *ticket);
/* Removes the calls of ended tickets of hall-days before day, in one pass. */
void yc_hall_remove_calls_before (YcHall *hall, const char *day);

/* An empty tree of numbers; transfer full. */
GTree *yc_hall_numbers_new (void);
/* Notes the number a ticket was given; one that has none yet is left out. Neither day nor number changes afterwards. */
void yc_hall_add_number (YcHall *hall, const YcTicket *ticket);
/* Takes it out again, while the ticket is still whole. */
void yc_hall_remove_number (YcHall *hall, const YcTicket *ticket);
/* Whether a ticket is one that yc_hall_forget_before() lets go. */
gboolean yc_hall_is_past (const YcTicket *ticket, const char *day);

/* Folds an event of a session: NULL, or a reason code. */
const char *yc_hall_apply_session (YcHall *hall, const YcEvent *event, gint64 pos, gboolean by_node);

/* Folds an event of a device or of a member of staff: NULL, or a reason code. */
const char *yc_hall_apply_device (YcHall *hall, const YcEvent *event, gint64 pos, gboolean by_node);
const char *yc_hall_apply_staff (YcHall *hall, const YcEvent *event, gint64 pos, gboolean by_node);
/* Frees a device. */
void yc_device_free (YcDevice *device);
/* Whether a device is one that speaks as the hall node. */
gboolean yc_hall_is_node (YcHall *hall, const char *device);

/* Whether a group gives priority: there is one and the reference set has it. */
gboolean yc_hall_is_priority_group (YcHall *hall, const char *group);

/* Replaces an owned string; NULL becomes "". */
void yc_hall_set_text (char **target, const char *text);
/* Values of a table in the order of compare; transfer container. */
GPtrArray *yc_hall_sorted_values (GHashTable *table, GCompareFunc compare);

G_END_DECLS
