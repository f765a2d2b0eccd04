/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-decide.h"
#include "core/yc-time.h"

G_BEGIN_DECLS

/* Insides of yc_decide(), for yc-decide*.c only. */

/* One question being decided. All pointers are borrowed but what decision and refusal own. */
typedef struct
{
  YcHall *hall;
  YcReference *reference;
  YcVerb verb;
  JsonObject *args;
  const YcAsk *ask;
  YcDecision *decision;
  YcRefusal *refusal;
  const YcSession *session;  /* NULL: control socket, or a slip printed without anybody signed in */
  const YcStaff *staff;      /* of the session, or NULL */
  const char *role;          /* "clerk" …, "administrator", or "" */
  int counter;               /* of the session; 0 = none */
  char day[YC_DAY_LENGTH + 1]; /* hall-day of ask->now */
  gboolean uses_policy;      /* a policy value had a part in it: events name its version */
} YcDeciding;

/* Decides one verb: TRUE with events and result, or FALSE with the refusal. */
typedef gboolean (*YcDecideFunc) (YcDeciding *self);

/* Per verb, one function; they stand by place of work: queue, counter, duty, visit. */
gboolean yc_decide_issue (YcDeciding *self);
gboolean yc_decide_check_in (YcDeciding *self);
gboolean yc_decide_cancel (YcDeciding *self);
gboolean yc_decide_call_next (YcDeciding *self);
gboolean yc_decide_call (YcDeciding *self);
gboolean yc_decide_restore (YcDeciding *self);
gboolean yc_decide_reprioritise (YcDeciding *self);
gboolean yc_decide_printed (YcDeciding *self);
gboolean yc_decide_take_over (YcDeciding *self);
gboolean yc_decide_open_counter (YcDeciding *self);
gboolean yc_decide_close_counter (YcDeciding *self);
gboolean yc_decide_set_counter_queues (YcDeciding *self);
gboolean yc_decide_reroute (YcDeciding *self);
gboolean yc_decide_clear_lock (YcDeciding *self);
gboolean yc_decide_pause_counter (YcDeciding *self);
gboolean yc_decide_sign_out (YcDeciding *self);
gboolean yc_decide_pause (YcDeciding *self);
gboolean yc_decide_unpause (YcDeciding *self);
gboolean yc_decide_lock (YcDeciding *self);
gboolean yc_decide_unlock (YcDeciding *self);
gboolean yc_decide_recall (YcDeciding *self);
gboolean yc_decide_start (YcDeciding *self);
gboolean yc_decide_hold (YcDeciding *self);
gboolean yc_decide_resume (YcDeciding *self);
gboolean yc_decide_pass (YcDeciding *self);
gboolean yc_decide_return (YcDeciding *self);
gboolean yc_decide_transfer (YcDeciding *self);
gboolean yc_decide_end (YcDeciding *self);

/* A policy value; notes that policy was used. */
gint64 yc_deciding_policy (YcDeciding *self, const char *key);
/* Writes the hall-day of ask->now into self->day. */
void yc_deciding_find_day (YcDeciding *self);
/* Names the version of policy in every event when it was used. */
void yc_deciding_name_policy (YcDeciding *self);

/* Adds an event about kind/id; borrowed. */
YcEvent *yc_deciding_add (YcDeciding *self, YcEventType type, const char *kind, const char *id);
YcEvent *yc_deciding_add_counter (YcDeciding *self, YcEventType type, int counter);
/* Adds ticket.taken_over: the ticket goes to counter and session. */
void yc_deciding_add_taken_over (YcDeciding *self, const YcTicket *ticket, int counter, const char *session);
/* The result object, made on first use; borrowed. */
JsonObject *yc_deciding_result (YcDeciding *self);
/* Sets result members ticket and number. */
void yc_deciding_result_ticket (YcDeciding *self, const char *ticket, const char *number);

/*
 * Arguments. Each gives TRUE and the value (NULL or the fallback when absent), or refuses. Text is at most max
 * characters, and no control characters but the ends of lines and tabs of a note; an empty one counts as absent.
 */
gboolean yc_deciding_text (YcDeciding *self, const char *name, glong max, const char **value);
gboolean yc_deciding_flag (YcDeciding *self, const char *name, gboolean fallback, gboolean *value);
gboolean yc_deciding_number (YcDeciding *self, const char *name, gint64 *value);
/* The ticket named by argument `ticket`. */
gboolean yc_deciding_ticket (YcDeciding *self, const YcTicket **ticket);
/* A reason of a kind: absent is refused when needed; the note, if the reason needs one, must be there. */
gboolean yc_deciding_reason (YcDeciding *self,
                             const char *name,
                             const char *kind,
                             gboolean needed,
                             const char **reason);
/* Puts the argument `note` into the event's personal facts. */
gboolean yc_deciding_add_note (YcDeciding *self, YcEvent *event);

/* As GCompareFunc for arrays of YcTicket: yc_order_compare_place(). */
int yc_deciding_compare_place (gconstpointer a, gconstpointer b);

/* Conditions: TRUE, or FALSE with the refusal. */
gboolean yc_deciding_refuse_argument (YcDeciding *self, const char *name);
gboolean yc_deciding_refuse_state (YcDeciding *self, const YcTicket *ticket);
gboolean yc_deciding_need_today (YcDeciding *self, const YcTicket *ticket);
gboolean yc_deciding_need_queue (YcDeciding *self, const char *queue);
/* The session's counter is there and leased to it (open or paused). */
gboolean yc_deciding_need_counter (YcDeciding *self);
/* As before, and it is not paused and has nothing called or served. */
gboolean yc_deciding_need_free_counter (YcDeciding *self);
gboolean yc_deciding_need_nobody (YcDeciding *self, int counter);
/* Whether the session is the ticket's holder. */
gboolean yc_deciding_holds (YcDeciding *self, const YcTicket *ticket);
/* Whether the asker is a supervisor or the administrator. */
gboolean yc_deciding_is_duty (YcDeciding *self);

/* Longest free text of an argument, in characters. */
#define YC_TEXT_MAX 100
#define YC_NOTE_MAX 2000

G_END_DECLS
