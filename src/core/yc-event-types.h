/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Event types of the journal ("org.yichuang.<name>.v1") and who may write them. Their members are described by the
 * JSON Schemas in data/schemas/events/, one file per type, which tests hold every written line against.
 *
 * Members of `data` (ids are bare UUIDs, counters numbers, times milliseconds UTC; ? = may be absent):
 *
 *   ticket.booked          queue, day, slot, matter?, group?                     (personal: reason?, of the group)
 *   ticket.issued          queue, day, number, matter?, group?, device? (where it was asked for; else the author), print
 *                                                             (personal: reason?, of the group)
 *   ticket.checked_in      number
 *   ticket.printed         -
 *   ticket.called          counter, session, step ("chosen" for the call command, else the step of the order)
 *   ticket.recalled        -
 *   ticket.started         -
 *   ticket.held            reason?                            (personal: note?)
 *   ticket.resumed         -
 *   ticket.passed          reason, place? (kept place: position after which it stands)    (personal: note?)
 *   ticket.returned        -
 *   ticket.transferred     queue | counter, reason?, keep_place, must_return     (personal: note?)
 *   ticket.ended           outcome, result?, topic?, referred?, elapsed_ms       (personal: note?)
 *   ticket.restored        to ("place" | "held"), counter, session
 *   ticket.reprioritised   group ("" = none)                  (personal: reason?, of the group)
 *   ticket.taken_over      counter, session, from_counter, from_session
 *   ticket.rerouted        queue, reason
 *   ticket.expired         -
 *   ticket.cancelled       reason                             (personal: note?)
 *   counter.opened         session, staff
 *   counter.closed         -
 *   counter.taken_over     session, staff, from_session
 *   counter.queues_set     queues
 *   counter.paused         reason                             (personal: note?)
 *   counter.resumed        -
 *   session.opened         staff, device, counter, expires
 *   session.ended          reason ("signed_out" | "replaced" | "device_revoked" | "staff_disabled")
 *   session.locked         reason ("key" | "idle")
 *   session.unlocked       -
 *   device.enrolled        role ("node" | "workstation" | "pad" | "board"), counter (0 = none), key (base64 Ed25519)
 *   device.revoked         reason
 *   staff.changed          number, name {zh, en}, role, queues, active
 *   staff.lock_cleared     -
 *   reference.imported     set, version, effective_from, hash, items
 *   case.opened            ticket, counter, session
 *   case.applicant_identified  for ("person" | "organisation"), by ("applicant" | "agent"), checked ("card" | "hand")
 *                          (personal: name?, number?, phone?, org_name?, org_number?, agent_name?, agent_number?, agent_phone?)
 *   case.matter_chosen     matter, version, regimes (version of that set), regime, department
 *   case.situation_answered  questions [key …]                (personal: answers {question: answer}, all there are)
 *   case.field_set         fields [key …]                     (personal: values {key: value})
 *   case.material_checked  material, state ("none" | "original" | "data" | "later"), day, reason?, source?, originals?, copies? (of them
 *                          that are kept: without either it was seen and stays with the applicant)
 *   case.material_returned material
 *   case.received          day, materials [id …] (handed in), by_data [id …], notice_due?, unloaded?
 *   case.decided           outcome ("supplement" | "accepted" | "accepted_deferred" | "not_accepted"), day, materials [id …] (handed in),
 *                          by_data [id …], effective? (accepted from that day; needed for both acceptances), by_law?, due?, unloaded?,
 *                          missing? [{material, reason?} …] (needed for a supplement), later? [id …] (needed for a deferral), later_due?,
 *                          supplement_due?, ground? (needed for non-acceptance), second_reason?, agreed_by?, not_told_once?
 *                                                             (personal: note?, right_office?)
 *   case.numbered          number, provisional
 *   case.document_issued   document, template, number
 *   case.document_printed  document, copies
 *   case.taken_over        counter, session
 *   event.superseded       event ("<dev>/<seq>"), subject, type, reason
 *   event.quarantined      event, reason
 *   event.flagged          event, subject, type, reason
 *
 * Free text written by a clerk may name a citizen, why somebody belongs to a priority group is a fact about a person, and what was answered
 * about a situation may be one about health or family (Personal Information Protection Law, art. 28): all are personal, never data.
 */
typedef enum
{
  YC_EVENT_UNKNOWN,  /* a type of a newer program: stored, given a position, skipped in every fold */
  YC_EVENT_TICKET_BOOKED,
  YC_EVENT_TICKET_ISSUED,
  YC_EVENT_TICKET_CHECKED_IN,
  YC_EVENT_TICKET_PRINTED,
  YC_EVENT_TICKET_CALLED,
  YC_EVENT_TICKET_RECALLED,
  YC_EVENT_TICKET_STARTED,
  YC_EVENT_TICKET_HELD,
  YC_EVENT_TICKET_RESUMED,
  YC_EVENT_TICKET_PASSED,
  YC_EVENT_TICKET_RETURNED,
  YC_EVENT_TICKET_TRANSFERRED,
  YC_EVENT_TICKET_ENDED,
  YC_EVENT_TICKET_RESTORED,
  YC_EVENT_TICKET_REPRIORITISED,
  YC_EVENT_TICKET_TAKEN_OVER,
  YC_EVENT_TICKET_REROUTED,
  YC_EVENT_TICKET_EXPIRED,
  YC_EVENT_TICKET_CANCELLED,
  YC_EVENT_COUNTER_OPENED,
  YC_EVENT_COUNTER_CLOSED,
  YC_EVENT_COUNTER_TAKEN_OVER,
  YC_EVENT_COUNTER_QUEUES_SET,
  YC_EVENT_COUNTER_PAUSED,
  YC_EVENT_COUNTER_RESUMED,
  YC_EVENT_SESSION_OPENED,
  YC_EVENT_SESSION_ENDED,
  YC_EVENT_SESSION_LOCKED,
  YC_EVENT_SESSION_UNLOCKED,
  YC_EVENT_DEVICE_ENROLLED,
  YC_EVENT_DEVICE_REVOKED,
  YC_EVENT_STAFF_CHANGED,
  YC_EVENT_STAFF_LOCK_CLEARED,
  YC_EVENT_REFERENCE_IMPORTED,
  YC_EVENT_CASE_OPENED,
  YC_EVENT_CASE_APPLICANT_IDENTIFIED,
  YC_EVENT_CASE_MATTER_CHOSEN,
  YC_EVENT_CASE_SITUATION_ANSWERED,
  YC_EVENT_CASE_FIELD_SET,
  YC_EVENT_CASE_MATERIAL_CHECKED,
  YC_EVENT_CASE_MATERIAL_RETURNED,
  YC_EVENT_CASE_RECEIVED,
  YC_EVENT_CASE_DECIDED,
  YC_EVENT_CASE_NUMBERED,
  YC_EVENT_CASE_DOCUMENT_ISSUED,
  YC_EVENT_CASE_DOCUMENT_PRINTED,
  YC_EVENT_CASE_TAKEN_OVER,
  YC_EVENT_EVENT_SUPERSEDED,
  YC_EVENT_EVENT_QUARANTINED,
  YC_EVENT_EVENT_FLAGGED,
  YC_N_EVENT_TYPES,
} YcEventType;

/** Who may write a type. */
typedef enum
{
  YC_AUTHOR_NODE,         /* the hall node's own device */
  YC_AUTHOR_HOLDER,       /* the workstation whose session holds the ticket, the counter, or is the session */
  YC_AUTHOR_ISSUER,       /* the device that issued the ticket: the node, or the workstation at which it was issued */
} YcAuthorKind;

/** The full type, "org.yichuang.ticket.called.v1"; borrowed, static. Not for YC_EVENT_UNKNOWN. */
const char *yc_event_type_to_string (YcEventType type);

/** The short name, "ticket.called"; borrowed, static. Not for YC_EVENT_UNKNOWN. */
const char *yc_event_type_get_name (YcEventType type);

/** The type of a full type string, or YC_EVENT_UNKNOWN. */
YcEventType yc_event_type_from_string (const char *string);

/** Who may write a type. Not for YC_EVENT_UNKNOWN. */
YcAuthorKind yc_event_type_get_author (YcEventType type);

G_END_DECLS
