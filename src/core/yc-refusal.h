/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * Why a command or local act may not be done now. Core says only the code and its arguments; the sentence for the
 * clerk is made in one place in app. On the wire a refusal is problem+json of type /problems/state with members
 * `code` and `args`.
 */
typedef enum
{
  YC_REFUSAL_NONE,
  YC_REFUSAL_NOT_PERMITTED,       /* verb: the role may not do this */
  YC_REFUSAL_NO_SESSION,          /* no open session of this device */
  YC_REFUSAL_SESSION_LOCKED,
  YC_REFUSAL_COUNTER_CLOSED,      /* counter */
  YC_REFUSAL_COUNTER_PAUSED,      /* counter */
  YC_REFUSAL_COUNTER_OPEN,        /* counter: already open for this session */
  YC_REFUSAL_COUNTER_HELD,        /* counter, staff: another device's session has it */
  YC_REFUSAL_COUNTER_UNKNOWN,     /* counter */
  YC_REFUSAL_BUSY,                /* ticket, number, state: a ticket is called or being served here */
  YC_REFUSAL_NOTHING_CALLED,      /* nothing is called here (start, recall, pass) */
  YC_REFUSAL_NOTHING_SERVED,      /* nothing is served here (hold, end) */
  YC_REFUSAL_TICKET_UNKNOWN,      /* ticket */
  YC_REFUSAL_TICKET_STATE,        /* ticket, number, state, counter: the ticket is elsewhere in its life */
  YC_REFUSAL_TICKET_OTHER_DAY,    /* ticket, number, day */
  YC_REFUSAL_TICKET_AWAITS_PRINT, /* ticket, number */
  YC_REFUSAL_HELD_MAX,            /* max */
  YC_REFUSAL_RECALL_GUARD,        /* wait_s */
  YC_REFUSAL_UNDO_TOO_LATE,       /* ticket, number */
  YC_REFUSAL_PASSED_TOO_LONG,     /* ticket, number, keeps_min */
  YC_REFUSAL_SERVED_ELSEWHERE,    /* ticket, number, counter */
  YC_REFUSAL_QUEUE_UNKNOWN,       /* queue */
  YC_REFUSAL_QUEUE_NOT_YOURS,     /* queue, counter */
  YC_REFUSAL_GROUP_UNKNOWN,       /* group */
  YC_REFUSAL_REASON_NEEDED,       /* kind: choose a reason */
  YC_REFUSAL_REASON_UNKNOWN,      /* reason */
  YC_REFUSAL_NOTE_NEEDED,         /* reason: this reason needs a note */
  YC_REFUSAL_RESULT_UNKNOWN,      /* result */
  YC_REFUSAL_TOPIC_NEEDED,
  YC_REFUSAL_REFERRED_NEEDED,
  YC_REFUSAL_MUST_RETURN,         /* ticket, number, counter: must come back to that counter, which is open */
  YC_REFUSAL_SLOT_INVALID,        /* slot */
  YC_REFUSAL_TOO_EARLY,           /* ticket, slot: check-in before the appointment's time */
  YC_REFUSAL_STAFF_UNKNOWN,       /* staff */
  YC_REFUSAL_NOT_ASSIGNED,        /* counter: no queue of this clerk is served at this counter */
  YC_REFUSAL_NOT_BOOTSTRAPPED,    /* the workstation has not yet read the hall's record */
  YC_REFUSAL_NUMBERS_USED_UP,     /* queue */
  YC_REFUSAL_ARGUMENT,            /* name: an argument is missing or of the wrong kind */
  YC_REFUSAL_COMMAND_IN_FLIGHT,   /* a command that may change this counter has no answer yet */
  YC_REFUSAL_NODE_AWAY,           /* the hall node cannot be reached: this needs it */
  YC_REFUSAL_WITHDRAWN,           /* the command was given up and never done */
  YC_REFUSAL_WRONG_PIN,           /* tries: how many are left */
  YC_REFUSAL_PIN_LOCKED,          /* until: ms UTC */
  /* of a case */
  YC_REFUSAL_CASE_STATE,          /* state: what the case is cannot become this */
  YC_REFUSAL_CASE_NOBODY,         /* nobody has been identified as the applicant */
  YC_REFUSAL_CASE_NO_MATTER,      /* no matter has been chosen, or it has no intake guide */
  YC_REFUSAL_CASE_QUESTIONS,      /* count: so many questions are not answered */
  YC_REFUSAL_CASE_MISSING,        /* count: so many materials are missing */
  YC_REFUSAL_CASE_FIELDS,         /* count: so many fields are empty */
  YC_REFUSAL_CASE_PROMISED,       /* count: so many materials are only promised */
  YC_REFUSAL_CASE_NOTHING_PROMISED,
  YC_REFUSAL_CASE_COMPLETE,       /* nothing is missing */
  YC_REFUSAL_CASE_NO_DAY,         /* from: a period from this day cannot be counted */
  YC_REFUSAL_MAY_NOT_RECEIVE,     /* department */
  YC_REFUSAL_MAY_NOT_ACCEPT,      /* department: this clerk or this hall may only receive for it */
  YC_REFUSAL_NOT_IN_REGIME,       /* outcome, regime: the law of this matter does not have this outcome */
  YC_REFUSAL_ACCEPTED_BY_LAW,     /* since, due: silence has accepted */
  YC_REFUSAL_GROUND_OF_OTHER_REGIME, /* reason, regime */
  YC_REFUSAL_RIGHT_OFFICE_NEEDED, /* reason */
  YC_REFUSAL_SUPERVISOR_NEEDED,   /* reason: a supervisor has to agree */
  YC_N_REFUSALS,
} YcRefusalCode;

/** A refusal. Starts as { YC_REFUSAL_NONE, NULL }. */
typedef struct
{
  YcRefusalCode code;
  JsonObject *args;  /* owned, or NULL */
} YcRefusal;

/** The code on the wire, e.g. "held-max"; static. */
const char *yc_refusal_code_to_string (YcRefusalCode code);

/** The code of a wire string, or YC_REFUSAL_NONE. */
YcRefusalCode yc_refusal_code_from_string (const char *string);

/**
 * Sets a refusal with its arguments and returns FALSE, so that a decide function can `return yc_refuse (…)`.
 * The arguments are name, format ('s' string, 'i' gint64), value triples ended by NULL:
 * yc_refuse (refusal, YC_REFUSAL_HELD_MAX, "max", 'i', (gint64) 3, NULL).
 */
gboolean yc_refuse (YcRefusal *refusal, YcRefusalCode code, ...) G_GNUC_NULL_TERMINATED;

/** Empties a refusal. */
void yc_refusal_clear (YcRefusal *refusal);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcRefusal, yc_refusal_clear)

G_END_DECLS
