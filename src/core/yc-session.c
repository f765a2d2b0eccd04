/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-hall"

#include "config.h"

#include "core/yc-hall-private.h"

#include <string.h>

#include "core/yc-json.h"

static YcSession *
session_new (const char *id)
{
  YcSession *session = g_new0 (YcSession, 1);

  session->id = g_strdup (id);
  session->staff = g_strdup ("");
  session->device = g_strdup ("");
  return session;
}

YcSession *
yc_session_copy (const YcSession *session)
{
  YcSession *copy;

  g_return_val_if_fail (session != NULL, NULL);

  copy = g_new (YcSession, 1);
  *copy = *session;
  copy->id = g_strdup (session->id);
  copy->staff = g_strdup (session->staff);
  copy->device = g_strdup (session->device);
  return copy;
}

void
yc_session_free (YcSession *session)
{
  if (session == NULL)
    return;
  g_free (session->id);
  g_free (session->staff);
  g_free (session->device);
  g_free (session);
}

static gboolean
check_state (const YcSession *session, YcEventType type)
{
  YcSessionState state = session != NULL ? session->state : YC_SESSION_NONE;

  if (type == YC_EVENT_SESSION_OPENED)
    return state == YC_SESSION_NONE;
  if (type == YC_EVENT_SESSION_ENDED)
    return state == YC_SESSION_OPEN || state == YC_SESSION_LOCKED;
  if (type == YC_EVENT_SESSION_LOCKED)
    return state == YC_SESSION_OPEN;
  return type == YC_EVENT_SESSION_UNLOCKED && state == YC_SESSION_LOCKED;
}

static YcSession *
apply_opened (YcHall *hall, const char *id, const YcEvent *event)
{
  YcSession *session = session_new (id);

  session->state = YC_SESSION_OPEN;
  session->opened_at = yc_event_get_moment (event);
  session->expires = yc_json_peek_int (event->data, "expires");
  session->counter = (int) yc_json_peek_int (event->data, "counter");
  yc_hall_set_text (&session->staff, yc_json_peek_string (event->data, "staff"));
  yc_hall_set_text (&session->device, yc_json_peek_string (event->data, "device"));
  g_hash_table_replace (hall->sessions, session->id, session);
  g_ptr_array_add (hall->live_sessions, session);
  return session;
}

const char *
yc_hall_apply_session (YcHall *hall, const YcEvent *event, gint64 pos, gboolean by_node)
{
  const char *id = yc_subject_get_id (event->subject);
  YcSession *session = g_hash_table_lookup (hall->sessions, id);
  gboolean node_only = yc_event_type_get_author (event->type) == YC_AUTHOR_NODE;

  if (node_only && !by_node)
    return YC_REASON_AUTHOR;
  if (!check_state (session, event->type))
    return YC_REASON_STATE;
  if (!node_only && (strcmp (event->dev, session->device) != 0 || strcmp (event->session, id) != 0))
    return YC_REASON_HOLDER;

  if (event->type == YC_EVENT_SESSION_OPENED)
    session = apply_opened (hall, id, event);
  else if (event->type == YC_EVENT_SESSION_ENDED)
    {
      session->state = YC_SESSION_ENDED;
      g_ptr_array_remove (hall->live_sessions, session);
    }
  else
    {
      gboolean locked = event->type == YC_EVENT_SESSION_LOCKED;

      session->state = locked ? YC_SESSION_LOCKED : YC_SESSION_OPEN;
      session->locked_at = locked ? yc_event_get_moment (event) : 0;
    }
  session->last_pos = MAX (session->last_pos, pos);
  return NULL;
}

const YcSession *
yc_hall_get_session (YcHall *hall, const char *id)
{
  g_return_val_if_fail (hall != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (hall->sessions, id);
}

const YcSession *
yc_hall_get_device_session (YcHall *hall, const char *device)
{
  const YcSession *newest = NULL;

  g_return_val_if_fail (hall != NULL, NULL);
  g_return_val_if_fail (device != NULL, NULL);

  for (guint i = 0; i < hall->live_sessions->len; i++)
    {
      const YcSession *session = g_ptr_array_index (hall->live_sessions, i);

      if (strcmp (session->device, device) != 0)
        continue;
      /* A sign-in ends the former session, so there is one; of two, the id made later is the newer. */
      if (newest == NULL || strcmp (session->id, newest->id) > 0)
        newest = session;
    }
  return newest;
}
