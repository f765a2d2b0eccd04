/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-hall.h"
#include "core/yc-order.h"
#include "core/yc-refusal.h"
#include "core/yc-uuid.h"

G_BEGIN_DECLS

/** Commands (need the node) and local verbs (events of the holder, online too), one table with who may do what. */
typedef enum
{
  YC_VERB_NONE,
  /* commands */
  YC_VERB_ISSUE,              /* queue, matter?, group? with reason, slot? ("HH:MM": booked), call?, print?, count is the client's loop */
  YC_VERB_CHECK_IN,           /* ticket */
  YC_VERB_CANCEL,             /* ticket, reason, note? */
  YC_VERB_CALL_NEXT,          /* - */
  YC_VERB_CALL,               /* ticket */
  YC_VERB_TAKE_OVER,          /* counter | ticket */
  YC_VERB_RESTORE,            /* ticket */
  YC_VERB_OPEN_COUNTER,       /* - */
  YC_VERB_CLOSE_COUNTER,      /* - */
  YC_VERB_REPRIORITISE,       /* ticket, group with reason, or group "" = none */
  YC_VERB_SET_COUNTER_QUEUES, /* counter, queues                  (duty manager) */
  YC_VERB_REROUTE,            /* ticket, queue, reason            (duty manager) */
  YC_VERB_CLEAR_LOCK,         /* staff                            (duty manager) */
  YC_VERB_PAUSE_COUNTER,      /* counter, reason; resume: true ends it  (duty manager) */
  YC_VERB_SIGN_OUT,           /* reason? */
  /* local verbs of the holder */
  YC_VERB_RECALL,             /* - : the ticket called here */
  YC_VERB_START,
  YC_VERB_HOLD,               /* reason?, note? : the ticket served here */
  YC_VERB_RESUME,             /* ticket */
  YC_VERB_PASS,               /* reason, note? : the ticket called here */
  YC_VERB_RETURN,             /* - : the ticket called or served here */
  YC_VERB_TRANSFER,           /* queue | counter, reason?, note?, keep_place?, must_return? */
  YC_VERB_END,                /* outcome? ("served" | "abandoned"), result, topic?, referred?, note? */
  YC_VERB_PAUSE,              /* reason, note? */
  YC_VERB_UNPAUSE,
  YC_VERB_LOCK,               /* reason ("key" | "idle") */
  YC_VERB_UNLOCK,
  YC_VERB_PRINTED,            /* ticket : by the issuing device */
  YC_N_VERBS,
} YcVerb;

/** Name on the wire ("call-next"); static. */
const char *yc_verb_to_string (YcVerb verb);
/** The verb of a name, or YC_VERB_NONE. */
YcVerb yc_verb_from_string (const char *name);
/** Whether the verb is a command (needs the node) and not a local event of the holder. */
gboolean yc_verb_is_command (YcVerb verb);
/** Whether a role (clerk, receptionist, supervisor, or "administrator" for the control socket) may use a verb at all: the one permission table, shared by node and desk. */
gboolean yc_verb_is_permitted (YcVerb verb, const char *role);

/**
 * Whether a walk-in may be issued and called at once for this queue: one that both the counter (counter_queues, NULL = none) and the
 * member of staff take; a supervisor may name any of the hall's. The node's rule, for the screen too. Pure; any thread.
 */
gboolean yc_staff_may_call_from (const YcStaff *staff, const char *const *counter_queues, const char *queue);

/** Who asks, and when. Borrowed strings. */
typedef struct
{
  const char *device;    /* UUID of the device that asks */
  const char *session;   /* UUID of its session, or "" (control socket, printed) */
  gboolean administrator;/* came by the control socket */
  gint64 now;            /* node's wall clock for commands, the device's for local verbs; ms UTC */
  gint64 mono;           /* monotonic ms, for local guards */
  gint64 last_recall_mono; /* monotonic ms of this desk's last call or recall; 0 = none */
  YcUuidClock *uuids;    /* gives ids to what is made */
  YcEnv *env;
} YcAsk;

/** What a decision gives: events to append, and for commands the result. */
typedef struct
{
  GPtrArray *events;     /* YcEvent, owned: type, subject, counter, data, personal, ref filled in; the rest is the store's */
  JsonObject *result;    /* owned, or NULL */
} YcDecision;

/** Empties a decision. */
void yc_decision_clear (YcDecision *decision);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcDecision, yc_decision_clear)

/**
 * Decides a verb on the hall as it stands: the events it makes, or a refusal. Pure: hall is not changed. Events of
 * commands have the node as author, those of local verbs the device of ask. FALSE: refusal is set and decision empty.
 */
gboolean yc_decide (YcHall       *hall,
                    YcVerb        verb,
                    JsonObject   *args,
                    const YcAsk  *ask,
                    YcDecision   *decision,
                    YcRefusal    *refusal);

/** Milliseconds until a called ticket may be called again (policy recall_guard_s), 0 when it may now; both moments monotonic, last 0 = not called yet. Pure. */
gint64 yc_recall_wait (YcReference *reference, gint64 last, gint64 now);

/**
 * Decides a sign-in whose PIN has been found right: session.ended of the device's former session (reason replaced) when there is one,
 * then session.opened. The result names session, staff, counter, expires.
 */
gboolean yc_decide_sign_in (YcHall *hall, const char *staff, const YcAsk *ask, YcDecision *decision, YcRefusal *refusal);

/** Decides what the hall-day boundary makes at now: ticket.expired for waiting and booked tickets of earlier days (10b rule 23). Never refuses. */
void yc_decide_day_end (YcHall *hall, gint64 now, YcDecision *decision);

/** Whether there is nothing to read in text (UTF-8): only blanks, of any script. A note or a reason that is needed is not given by it. */
gboolean yc_text_is_blank (const char *text);

/** Whether text has a control character (C0, DEL, C1), which a terminal or a printer might obey; lines allows ends of lines and tabs. */
gboolean yc_text_has_control (const char *text, gboolean lines);

G_END_DECLS
