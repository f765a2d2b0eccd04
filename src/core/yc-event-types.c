/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-event-types"

#include "config.h"

#include "core/yc-event-types.h"

#include <string.h>

#define TYPE_PREFIX "org.yichuang."
#define TYPE_SUFFIX ".v1"

typedef struct
{
  const char *full;
  YcAuthorKind author;
} EventTypeInfo;

#define TYPE(name, kind) { TYPE_PREFIX name TYPE_SUFFIX, YC_AUTHOR_##kind }

static const EventTypeInfo infos[YC_N_EVENT_TYPES] = {
  [YC_EVENT_TICKET_BOOKED] = TYPE ("ticket.booked", NODE),
  [YC_EVENT_TICKET_ISSUED] = TYPE ("ticket.issued", NODE),
  [YC_EVENT_TICKET_CHECKED_IN] = TYPE ("ticket.checked_in", NODE),
  [YC_EVENT_TICKET_PRINTED] = TYPE ("ticket.printed", ISSUER),
  [YC_EVENT_TICKET_CALLED] = TYPE ("ticket.called", NODE),
  [YC_EVENT_TICKET_RECALLED] = TYPE ("ticket.recalled", HOLDER),
  [YC_EVENT_TICKET_STARTED] = TYPE ("ticket.started", HOLDER),
  [YC_EVENT_TICKET_HELD] = TYPE ("ticket.held", HOLDER),
  [YC_EVENT_TICKET_RESUMED] = TYPE ("ticket.resumed", HOLDER),
  [YC_EVENT_TICKET_PASSED] = TYPE ("ticket.passed", HOLDER),
  [YC_EVENT_TICKET_RETURNED] = TYPE ("ticket.returned", HOLDER),
  [YC_EVENT_TICKET_TRANSFERRED] = TYPE ("ticket.transferred", HOLDER),
  [YC_EVENT_TICKET_ENDED] = TYPE ("ticket.ended", HOLDER),
  [YC_EVENT_TICKET_RESTORED] = TYPE ("ticket.restored", NODE),
  [YC_EVENT_TICKET_REPRIORITISED] = TYPE ("ticket.reprioritised", NODE),
  [YC_EVENT_TICKET_TAKEN_OVER] = TYPE ("ticket.taken_over", NODE),
  [YC_EVENT_TICKET_REROUTED] = TYPE ("ticket.rerouted", NODE),
  [YC_EVENT_TICKET_EXPIRED] = TYPE ("ticket.expired", NODE),
  [YC_EVENT_TICKET_CANCELLED] = TYPE ("ticket.cancelled", NODE),
  [YC_EVENT_COUNTER_OPENED] = TYPE ("counter.opened", NODE),
  [YC_EVENT_COUNTER_CLOSED] = TYPE ("counter.closed", NODE),
  [YC_EVENT_COUNTER_TAKEN_OVER] = TYPE ("counter.taken_over", NODE),
  [YC_EVENT_COUNTER_QUEUES_SET] = TYPE ("counter.queues_set", NODE),
  [YC_EVENT_COUNTER_PAUSED] = TYPE ("counter.paused", HOLDER),
  [YC_EVENT_COUNTER_RESUMED] = TYPE ("counter.resumed", HOLDER),
  [YC_EVENT_SESSION_OPENED] = TYPE ("session.opened", NODE),
  [YC_EVENT_SESSION_ENDED] = TYPE ("session.ended", NODE),
  [YC_EVENT_SESSION_LOCKED] = TYPE ("session.locked", HOLDER),
  [YC_EVENT_SESSION_UNLOCKED] = TYPE ("session.unlocked", HOLDER),
  [YC_EVENT_DEVICE_ENROLLED] = TYPE ("device.enrolled", NODE),
  [YC_EVENT_DEVICE_REVOKED] = TYPE ("device.revoked", NODE),
  [YC_EVENT_STAFF_CHANGED] = TYPE ("staff.changed", NODE),
  [YC_EVENT_STAFF_LOCK_CLEARED] = TYPE ("staff.lock_cleared", NODE),
  [YC_EVENT_REFERENCE_IMPORTED] = TYPE ("reference.imported", NODE),
  [YC_EVENT_CASE_OPENED] = TYPE ("case.opened", HOLDER),
  [YC_EVENT_CASE_APPLICANT_IDENTIFIED] = TYPE ("case.applicant_identified", HOLDER),
  [YC_EVENT_CASE_MATTER_CHOSEN] = TYPE ("case.matter_chosen", HOLDER),
  [YC_EVENT_CASE_SITUATION_ANSWERED] = TYPE ("case.situation_answered", HOLDER),
  [YC_EVENT_CASE_FIELD_SET] = TYPE ("case.field_set", HOLDER),
  [YC_EVENT_CASE_MATERIAL_CHECKED] = TYPE ("case.material_checked", HOLDER),
  [YC_EVENT_CASE_MATERIAL_RETURNED] = TYPE ("case.material_returned", HOLDER),
  [YC_EVENT_CASE_RECEIVED] = TYPE ("case.received", HOLDER),
  [YC_EVENT_CASE_DECIDED] = TYPE ("case.decided", HOLDER),
  [YC_EVENT_CASE_NUMBERED] = TYPE ("case.numbered", HOLDER),
  [YC_EVENT_CASE_DOCUMENT_ISSUED] = TYPE ("case.document_issued", HOLDER),
  [YC_EVENT_CASE_DOCUMENT_PRINTED] = TYPE ("case.document_printed", HOLDER),
  [YC_EVENT_CASE_TAKEN_OVER] = TYPE ("case.taken_over", NODE),
  [YC_EVENT_EVENT_SUPERSEDED] = TYPE ("event.superseded", NODE),
  [YC_EVENT_EVENT_QUARANTINED] = TYPE ("event.quarantined", NODE),
  [YC_EVENT_EVENT_FLAGGED] = TYPE ("event.flagged", NODE),
};

/* The short names are cut from the full ones once, so that no name is written twice. */
static const char *
short_name (YcEventType type)
{
  static char *names[YC_N_EVENT_TYPES];
  static gsize made;

  if (g_once_init_enter (&made))
    {
      for (int i = YC_EVENT_UNKNOWN + 1; i < YC_N_EVENT_TYPES; i++)
        {
          const char *name = infos[i].full + strlen (TYPE_PREFIX);
          names[i] = g_strndup (name, strlen (name) - strlen (TYPE_SUFFIX));
        }
      g_once_init_leave (&made, 1);
    }
  return names[type];
}

static GHashTable *
types_by_string (void)
{
  static GHashTable *table;
  static gsize made;

  if (g_once_init_enter (&made))
    {
      table = g_hash_table_new (g_str_hash, g_str_equal);
      for (int i = YC_EVENT_UNKNOWN + 1; i < YC_N_EVENT_TYPES; i++)
        g_hash_table_insert (table, (gpointer) infos[i].full, GINT_TO_POINTER (i));
      g_once_init_leave (&made, 1);
    }
  return table;
}

static gboolean
is_known (YcEventType type)
{
  return type > YC_EVENT_UNKNOWN && type < YC_N_EVENT_TYPES;
}

const char *
yc_event_type_to_string (YcEventType type)
{
  g_return_val_if_fail (is_known (type), NULL);

  return infos[type].full;
}

const char *
yc_event_type_get_name (YcEventType type)
{
  g_return_val_if_fail (is_known (type), NULL);

  return short_name (type);
}

YcEventType
yc_event_type_from_string (const char *string)
{
  g_return_val_if_fail (string != NULL, YC_EVENT_UNKNOWN);

  return GPOINTER_TO_INT (g_hash_table_lookup (types_by_string (), string));
}

YcAuthorKind
yc_event_type_get_author (YcEventType type)
{
  g_return_val_if_fail (is_known (type), YC_AUTHOR_NODE);

  return infos[type].author;
}
