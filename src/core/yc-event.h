/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "core/yc-event-types.h"

G_BEGIN_DECLS

/**
 * YcEvent: one line of the journal, a CloudEvents 1.0.2 JSON object with the attributes of the protocol.
 *
 * Life: a decide function makes an event with type, subject, data and personal; the store fills in who, when and
 * where in the chain; yc_event_write() gives the line, and from then on the *line* is the truth: hashes cover its
 * bytes and it is never written again from the parsed form. All strings are owned by the event. Reference counted,
 * not locked: one thread at a time may change it, none once it has a line.
 */
typedef struct
{
  YcEventType type;
  char *type_name;       /* full type as written; set also for YC_EVENT_UNKNOWN */
  char *id;              /* UUIDv7, for people and links; identity is (dev, seq) */
  char *dev;             /* UUID of the writing device (source urn:yichuang:dev:<dev>) */
  gint64 seq;            /* ycseq: 1, 2, 3 … per device, at most 2^31 − 1 */
  char *prev;            /* ycprev: hash of the device's previous line, 64 hex; zeros at seq 1 */
  char *subject;         /* "ticket/<uuid>" … */
  gint64 time;           /* the device's wall clock, ms UTC: evidence only */
  gint64 skew;           /* ycskew: the device's own estimate of its clock error, ms: its clock less the hall's */
  char *hall;            /* ychall: UUID of the hall */
  char *actor;           /* ycactor: "staff/<uuid>" or "device/<uuid>" */
  char *session;         /* ycsess: UUID or "" */
  int counter;           /* yccounter: 0 = none */
  gint64 base;           /* ycbase: hall position of the newest event of this subject the actor had seen; 0 = none */
  char *cause;           /* yccause: key of the command that caused it, or "" */
  char *ref;             /* ycref: "policy@2026-11-01", or "" */
  char *mode;            /* ycmode: "online", "hall", "island" */
  JsonObject *data;      /* owned, never NULL */
  JsonObject *personal;  /* owned, or NULL when the event has no personal member */
  gatomicrefcount refs;
} YcEvent;

/** A new event with empty strings, an empty data object and mode "online"; transfer full. */
YcEvent *yc_event_new (YcEventType type, const char *subject);

/** Takes another reference. */
YcEvent *yc_event_ref (YcEvent *event);

/** Drops a reference. */
void yc_event_unref (YcEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcEvent, yc_event_unref)

/** The member object for personal facts, made on first use; borrowed. */
JsonObject *yc_event_get_personal (YcEvent *event);

/**
 * When it happened by the hall's clock, as far as its author knew that: time less skew, ms UTC, never below 0. What is shown and reckoned;
 * no order follows from it.
 */
gint64 yc_event_get_moment (const YcEvent *event);

/**
 * Fills in time and skew for a moment of the hall's clock, written by a clock that is so many ms ahead. A skew that a CloudEvents
 * Integer (32 bits, 24 days) cannot hold is written as the nearest it can, and time so that the moment stays.
 */
void yc_event_set_moment (YcEvent *event, gint64 moment, gint64 skew);

/**
 * Writes the line: compact, UTF-8, no newline inside; transfer full. Every attribute must be filled in. base 0 is
 * written as "", skew as what fits into 32 bits (a CloudEvents Integer).
 */
char *yc_event_write (const YcEvent *event);

/**
 * Reads a line. Attributes are checked in full (types, UUIDs, subject form, ranges, `specversion` "1.0"), `data` for
 * a known type only as far as it must be an object whose required members (yc_event_check_data()) are there: an
 * unknown type or an extra member of a newer program is no error. A known type stands on a subject of its kind
 * ("ticket.called" on "ticket/…"). Limits are YC_JSON_LINE, for reference.imported YC_JSON_REFERENCE, since it carries
 * the set. Transfer full, or NULL with YC_CORE_ERROR.
 */
YcEvent *yc_event_read (const char *line, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Checks the members of `data` of a known type: present, of the right type, values possible. The rules are those of the JSON Schemas. */
gboolean yc_event_check_data (const YcEvent *event, GError **error);

/** Whether subject has one of the forms of the contract ("ticket/<uuid>", "counter/<n>", "reference/<set>", "event/<dev>/<seq>" …). */
gboolean yc_subject_is_valid (const char *subject);

/** The part behind the first slash, borrowed: "ticket/abc" → "abc". */
const char *yc_subject_get_id (const char *subject);

G_END_DECLS
