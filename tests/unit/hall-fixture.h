/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-decide.h"

G_BEGIN_DECLS

/* A small hall for tests of the domain: a node, a workstation per counter, people, and events written by hand. */

/* 2026-11-24 10:00 at UTC+8, the hall-day 2026-11-24. */
#define FX_NOW G_GINT64_CONSTANT (1795485600000)
#define FX_DAY "2026-11-24"
#define FX_MINUTE G_GINT64_CONSTANT (60000)

/* Valid UUIDv7s, told apart by what they name and a number; static for ever. */
const char *fx_id (char what, guint number);
#define FX_HALL fx_id ('a', 1)
#define FX_NODE fx_id ('d', 0)
#define FX_DEVICE(n) fx_id ('d', (n))
#define FX_SESSION(n) fx_id ('e', (n))
#define FX_STAFF(n) fx_id ('f', (n))
#define FX_TICKET(n) fx_id ('b', (n))

/* The sets of data/demo, with policy values replaced: key, gint64 pairs ended by NULL. */
YcReference *fx_reference (const char *first_key, ...);
/* Replaces a set by a document given as text; asserts that it has no fault. */
YcReference *fx_replace (YcReference *reference, const char *document);
/* Reads a demo set's text. */
char *fx_demo (const char *set);

/* A clock that stands and random bytes from a counter. */
typedef struct
{
  YcEnv env;
  gint64 wall;
  gint64 mono;
  guint8 next;
} FxEnv;
void fx_env_init (FxEnv *env);

/* An event by a device, with data as JSON text or NULL. session may be "". Its data are checked as if from outside. */
YcEvent *fx_event (YcEventType type, const char *subject, const char *dev, const char *session, int counter, const char *data);

/* A hall with positions counted on. */
typedef struct
{
  YcHall *hall;
  gint64 pos;   /* of the newest event */
  gint64 time;  /* of the next event */
} Fx;

/* The hall with node and devices 1 to 4 (at counter n) and staff: 1-3 clerks of A, B, C; 4 supervisor; 5 receptionist. */
void fx_init (Fx *fx, YcReference *reference);
void fx_clear (Fx *fx);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fx, fx_clear)
/* Applies at the next position and asserts that it took effect. Takes the event. */
void fx_apply (Fx *fx, YcEvent *event);
/* By the node. */
void fx_node (Fx *fx, YcEventType type, const char *subject, const char *data);
/* By the workstation n, session n, counter n. */
void fx_desk (Fx *fx, int n, YcEventType type, const char *subject, const char *data);
/* Opens session n of staff at device n, and its counter. */
void fx_sign_in (Fx *fx, int n, guint staff);
void fx_open (Fx *fx, int n);
/* Ticket n: issued in a queue of today, at fx->time; called to counter. */
void fx_issue (Fx *fx, guint n, const char *queue);
void fx_call (Fx *fx, guint n, int counter);
/* A ticket event without data by the holder at counter n. */
void fx_ticket_at (Fx *fx, int n, YcEventType type, guint ticket);
const YcTicket *fx_get (Fx *fx, guint n);

/* Everything of a ticket, and of a hall, as text: equal texts are equal folds. */
char *fx_dump_ticket (const YcTicket *ticket);
char *fx_dump_hall (YcHall *hall);

G_END_DECLS
