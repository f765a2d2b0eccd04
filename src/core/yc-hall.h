/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-event.h"
#include "core/yc-reference.h"
#include "core/yc-ticket.h"

G_BEGIN_DECLS

/**
 * YcHall: one hall folded from its journal: tickets of the hall-day and older ones still open, counters, sessions,
 * devices, staff. Pure, one thread. The node keeps one on its store's worker, a workstation the same with its own
 * pending events on top.
 *
 * A subject is its confirmed events by position, then pending own ones by seq (10b rule 14): when a foreign event
 * comes in for a subject that has pending ones, the caller forgets the subject and applies its events anew. Every
 * fold is a function of one subject's events in that order, and of the counters' open times by position.
 */
typedef struct _YcHall YcHall;

typedef enum { YC_COUNTER_CLOSED, YC_COUNTER_OPEN, YC_COUNTER_PAUSED } YcCounterState;

/** A service window as a lease for a session (no timer). */
typedef struct
{
  int number;
  YcCounterState state;
  char *session;      /* UUID of the session that has it, "" when closed */
  char *staff;        /* UUID */
  char *reason;       /* of a pause, or "" */
  GStrv queues;       /* set by counter.queues_set, or NULL: those of the reference set */
  gint64 since;       /* author's time of the last change of state, ms */
  gint64 last_pos;
} YcCounter;

typedef enum { YC_SESSION_NONE, YC_SESSION_OPEN, YC_SESSION_LOCKED, YC_SESSION_ENDED } YcSessionState;

/** A clerk's signing-in at a device. */
typedef struct
{
  char *id;
  char *staff;        /* UUID */
  char *device;       /* UUID */
  int counter;        /* of the device; 0 = none */
  YcSessionState state;
  gint64 opened_at;   /* node's time, ms */
  gint64 expires;     /* node's time, ms */
  gint64 locked_at;
  gint64 last_pos;
} YcSession;

/** An independent copy; transfer full. */
YcSession *yc_session_copy (const YcSession *session);
/** Frees a session that was copied; NULL does nothing. */
void yc_session_free (YcSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSession, yc_session_free)

/** An enrolled device, or the node itself. */
typedef struct
{
  char *id;
  char *role;         /* node, workstation, pad, board */
  int counter;        /* 0 = none */
  char *key;          /* base64 Ed25519 public key */
  gboolean revoked;
  gint64 last_pos;
} YcDevice;

/** A member of staff, from staff.changed. */
typedef struct
{
  char *id;
  char *number;
  YcText name;
  char *role;         /* clerk, receptionist, supervisor */
  GStrv queues;
  gboolean active;
  gint64 last_pos;
} YcStaff;

/** An independent copy; transfer full. */
YcStaff *yc_staff_copy (const YcStaff *staff);
/** Frees a member of staff that was copied; NULL does nothing. */
void yc_staff_free (YcStaff *staff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcStaff, yc_staff_free)

/** An empty hall with this UUID; reference may be NULL until sets are there; transfer full. */
YcHall *yc_hall_new (const char *hall_id, YcReference *reference);
/** Frees a hall. */
void yc_hall_free (YcHall *hall);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHall, yc_hall_free)

/** UUID of the hall, borrowed. */
const char *yc_hall_get_id (YcHall *hall);
/** Reference sets in force, borrowed, or NULL. */
YcReference *yc_hall_get_reference (YcHall *hall);
/** Puts other reference sets in force (takes a reference of its own; NULL takes them away). */
void yc_hall_set_reference (YcHall *hall, YcReference *reference);

typedef enum
{
  YC_FOLD_EFFECTIVE,
  YC_FOLD_NO_EFFECT,  /* illegal in its order: the node answers it with event.superseded */
  YC_FOLD_SKIPPED,    /* unknown type, or one that no aggregate folds */
} YcFold;

/**
 * Folds one event; pos is its hall position, or 0 for an own pending one. With YC_FOLD_NO_EFFECT *reason (may be NULL) is a
 * static code. The subject's earlier events must have been applied (the store loads them first: yc_hall_knows()).
 */
YcFold yc_hall_apply (YcHall *hall, const YcEvent *event, gint64 pos, const char **reason);

/**
 * Whether events of a ticket, counter, session, device or member of staff have been applied here (since new, or since it
 * was forgotten). Of other subjects nothing is folded, and they are never known.
 */
gboolean yc_hall_knows (YcHall *hall, const char *subject);

/** Forgets everything folded from the subject's events, so that they can be applied anew. */
void yc_hall_forget (YcHall *hall, const char *subject);

/**
 * Forgets ended tickets of hall-days before day, and ended sessions; returns how many tickets. They are no longer known
 * (yc_hall_knows()): who is asked about one loads its subject anew.
 */
guint yc_hall_forget_before (YcHall *hall, const char *day);

/** The ticket of an id, borrowed, or NULL. */
const YcTicket *yc_hall_get_ticket (YcHall *hall, const char *id);
/** The ticket of a hall-day with a number ("A012"), borrowed, or NULL. In logarithmic time. */
const YcTicket *yc_hall_find_ticket (YcHall *hall, const char *day, const char *number);
/** All tickets known, borrowed YcTicket pointers ordered by id; transfer container. Copies pointers, sorts nothing. */
GPtrArray *yc_hall_list_tickets (YcHall *hall);
/**
 * How many tickets of a queue are not over on a hall-day (YYYY-MM-DD): booked or waiting on that day or a later one, or called, served or
 * held since whenever (10b rule 23). In time linear in the tickets that are not over.
 */
guint yc_hall_count_open (YcHall *hall, const char *queue, const char *day);
/** Tickets in state waiting, borrowed, in no useful order; borrowed array, valid until the next apply. */
const GPtrArray *yc_hall_get_waiting (YcHall *hall);
/** Tickets in state booked, as above. */
const GPtrArray *yc_hall_get_booked (YcHall *hall);
/** The ticket a counter has called or is serving (a query over holders), borrowed, or NULL. */
const YcTicket *yc_hall_get_current (YcHall *hall, int counter);
/** Tickets a counter has called, serves or holds, borrowed, ordered by id; transfer container. */
GPtrArray *yc_hall_list_at_counter (YcHall *hall, int counter);
/** Tickets a counter holds, borrowed, oldest first; transfer container. */
GPtrArray *yc_hall_list_held (YcHall *hall, int counter);
/** The counter, borrowed; NULL when nothing was ever folded for it and no reference set has it. A counter never opened is closed. */
const YcCounter *yc_hall_get_counter (YcHall *hall, int number);
/** Whether the counter was open or paused just before position pos (0 = now). */
gboolean yc_hall_counter_open_at (YcHall *hall, int number, gint64 pos);
/** The calls this counter made on a hall-day, oldest first: 'P' for a ticket with a priority group at the time, 'O' for one without; transfer full. */
char *yc_hall_get_calls (YcHall *hall, int counter, const char *day);
/** The newest max of them, again oldest first; transfer full. In time linear in max, days left over aside. */
char *yc_hall_get_newest_calls (YcHall *hall, int counter, const char *day, guint max);
/** The queues a counter serves (its own set, or the reference set's), borrowed; empty, never NULL. */
const char * const *yc_hall_get_counter_queues (YcHall *hall, int number);
/** All counters known, borrowed, by number; transfer container. */
GPtrArray *yc_hall_list_counters (YcHall *hall);
/** The session of an id, borrowed, or NULL. */
const YcSession *yc_hall_get_session (YcHall *hall, const char *id);
/** The session of a device that has not ended, borrowed, or NULL. */
const YcSession *yc_hall_get_device_session (YcHall *hall, const char *device);
/** The device of an id, borrowed, or NULL. */
const YcDevice *yc_hall_get_device (YcHall *hall, const char *id);
/** The live device of a counter, borrowed, or NULL. */
const YcDevice *yc_hall_get_counter_device (YcHall *hall, int counter);
/** The hall node's own device id, borrowed, or NULL before its first line. */
const char *yc_hall_get_node_device (YcHall *hall);
/** All devices, borrowed, by id; transfer container. */
GPtrArray *yc_hall_list_devices (YcHall *hall);
/** The member of staff of an id, borrowed, or NULL. */
const YcStaff *yc_hall_get_staff (YcHall *hall, const char *id);
/** The member of staff with a number, borrowed, or NULL; who works here before who has left. */
const YcStaff *yc_hall_find_staff (YcHall *hall, const char *number);
/** All staff, borrowed, by number; transfer container. */
GPtrArray *yc_hall_list_staff (YcHall *hall);
/** Highest ticket number given in a queue on a day (12 for A012), 0 when none. In logarithmic time. */
guint yc_hall_get_last_number (YcHall *hall, const char *day, const char *queue);

G_END_DECLS
