/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node"

#include "config.h"

#include "sync/yc-node-judge.h"

#include <string.h>

#include "core/yc-decide.h"
#include "core/yc-json.h"
#include "sync/yc-node-private.h"

/* Authority */

/* Whether a role writes events of this kind at all. Unknown types are a newer program's: not judged by their author. */
static gboolean
may_write (const YcDevice *device, YcEventType type)
{
  if (type == YC_EVENT_UNKNOWN)
    return TRUE;
  return yc_event_type_get_author (type) != YC_AUTHOR_NODE && strcmp (device->role, "workstation") == 0;
}

/* The session an event names, borrowed, or NULL when it is none of this device's. */
static const YcSession *
find_own_session (YcDb *db, YcHall *hall, const YcEvent *event, GError **error)
{
  g_autofree char *subject = g_strconcat ("session/", event->session, NULL);
  const YcSession *session;

  if (!yc_db_load_subject (db, subject, error))
    return NULL;
  session = yc_hall_get_session (hall, event->session);
  return session != NULL && strcmp (session->device, event->dev) == 0 ? session : NULL;
}

/* The subject itself may be a counter or session: then it must be this device's too. */
static const char *
check_subject (const YcEvent *event, const YcDevice *device)
{
  const char *id = yc_subject_get_id (event->subject);

  if (event->type == YC_EVENT_UNKNOWN)
    return "";
  if (g_str_has_prefix (event->subject, "session/") && strcmp (id, event->session) != 0)
    return "session";
  if (g_str_has_prefix (event->subject, "counter/") && g_ascii_strtoll (id, NULL, 10) != device->counter)
    return "counter";
  return "";
}

static gboolean
is_actor (const YcEvent *event, const char *kind, const char *id)
{
  return strncmp (event->actor, kind, strlen (kind)) == 0 && strcmp (event->actor + strlen (kind), id) == 0;
}

const char *
yc_node_find_fault (YcDb *db, const YcEvent *event, GError **error)
{
  YcHall *hall = yc_db_get_hall (db, error);
  const YcDevice *device;
  const YcSession *session = NULL;
  GError *local_error = NULL;

  if (hall == NULL)
    return NULL;
  device = yc_hall_get_device (hall, event->dev);
  g_assert (device != NULL);
  if (strcmp (event->hall, yc_hall_get_id (hall)) != 0)
    return "hall";
  if (!may_write (device, event->type))
    return "type";
  if (event->session[0] != '\0')
    {
      session = find_own_session (db, hall, event, &local_error);
      if (local_error != NULL)
        {
          g_propagate_error (error, local_error);
          return NULL;
        }
    }
  if (session == NULL && (event->session[0] != '\0' ||
                          (event->type != YC_EVENT_UNKNOWN &&
                           yc_event_type_get_author (event->type) == YC_AUTHOR_HOLDER)))
    return "session";
  if (event->counter != 0 && event->counter != device->counter)
    return "counter";
  if (!is_actor (event, "device/", device->id) && (session == NULL || !is_actor (event, "staff/", session->staff)))
    return "actor";
  return check_subject (event, device);
}

/* Policy */

static YcVerb
get_verb (YcEventType type)
{
  static const YcVerb verbs[YC_N_EVENT_TYPES] = {
    [YC_EVENT_TICKET_PRINTED] = YC_VERB_PRINTED,
    [YC_EVENT_TICKET_RECALLED] = YC_VERB_RECALL,
    [YC_EVENT_TICKET_STARTED] = YC_VERB_START,
    [YC_EVENT_TICKET_HELD] = YC_VERB_HOLD,
    [YC_EVENT_TICKET_RESUMED] = YC_VERB_RESUME,
    [YC_EVENT_TICKET_PASSED] = YC_VERB_PASS,
    [YC_EVENT_TICKET_RETURNED] = YC_VERB_RETURN,
    [YC_EVENT_TICKET_TRANSFERRED] = YC_VERB_TRANSFER,
    [YC_EVENT_TICKET_ENDED] = YC_VERB_END,
    [YC_EVENT_COUNTER_PAUSED] = YC_VERB_PAUSE,
    [YC_EVENT_COUNTER_RESUMED] = YC_VERB_UNPAUSE,
  };

  return verbs[type];
}

/* A member of staff who was disabled, or given another role, while her workstation was cut off. */
static gboolean
is_permitted (YcHall *hall, const YcEvent *event)
{
  YcVerb verb = get_verb (event->type);
  const YcSession *session = event->session[0] != '\0' ? yc_hall_get_session (hall, event->session) : NULL;
  const YcStaff *staff = session != NULL ? yc_hall_get_staff (hall, session->staff) : NULL;

  if (verb == YC_VERB_NONE || session == NULL)
    return TRUE;
  return staff != NULL && staff->active && yc_verb_is_permitted (verb, staff->role);
}

/* Whether a reason that was given is one of its kind. */
static gboolean
is_reason (YcReference *reference, const YcEvent *event, const char *kind)
{
  const char *id = yc_json_peek_string (event->data, "reason");
  const YcReason *reason = id != NULL ? yc_reference_get_reason (reference, id) : NULL;

  return id == NULL || (reason != NULL && strcmp (reason->kind, kind) == 0);
}

static const char *
judge_passed (YcReference *reference, const YcEvent *event)
{
  const char *id = yc_json_peek_string (event->data, "reason");
  const YcReason *reason;

  if (!is_reason (reference, event, "pass"))
    return "reason_unknown";
  reason = yc_reference_get_reason (reference, id);
  return reason->keeps_place == json_object_has_member (event->data, "place") ? "" : "place";
}

static const char *
judge_held (YcHall *hall, YcReference *reference, const YcEvent *event)
{
  g_autoptr(GPtrArray) held = yc_hall_list_held (hall, event->counter);

  if (!is_reason (reference, event, "hold"))
    return "reason_unknown";
  return held->len > yc_policy_int (reference, "held_max") ? "held_max" : "";
}

static const char *
judge_transferred (YcReference *reference, const YcEvent *event)
{
  const char *queue = yc_json_peek_string (event->data, "queue");
  gint64 counter = yc_json_peek_int (event->data, "counter");

  if (queue != NULL && yc_reference_get_queue (reference, queue) == NULL)
    return "queue_unknown";
  if (queue == NULL && yc_reference_get_counter (reference, (int) counter) == NULL)
    return "counter_unknown";
  return is_reason (reference, event, "transfer") ? "" : "reason_unknown";
}

static const char *
judge_ended (const YcEvent *event)
{
  const char *result = yc_json_peek_string (event->data, "result");

  if (g_strcmp0 (result, "consulted") == 0 && !json_object_has_member (event->data, "topic"))
    return "topic_needed";
  if (g_strcmp0 (result, "referred") == 0 && !json_object_has_member (event->data, "referred"))
    return "referred_needed";
  return "";
}

const char *
yc_node_find_doubt (YcDb *db, const YcEvent *event, GError **error)
{
  YcHall *hall = yc_db_get_hall (db, error);
  YcReference *reference;

  if (hall == NULL)
    return NULL;
  reference = yc_hall_get_reference (hall);
  if (!is_permitted (hall, event))
    return "not_permitted";
  if (reference == NULL)
    return "";
  if (event->type == YC_EVENT_TICKET_PASSED)
    return judge_passed (reference, event);
  if (event->type == YC_EVENT_TICKET_HELD)
    return judge_held (hall, reference, event);
  if (event->type == YC_EVENT_TICKET_TRANSFERRED)
    return judge_transferred (reference, event);
  if (event->type == YC_EVENT_TICKET_ENDED)
    return judge_ended (event);
  if (event->type == YC_EVENT_COUNTER_PAUSED)
    return is_reason (reference, event, "pause") ? "" : "reason_unknown";
  return "";
}
