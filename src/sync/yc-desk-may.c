/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-desk-may"

#include "config.h"

#include "sync/yc-desk.h"

#include "sync/yc-desk-private.h"

static gboolean
refuse_busy (const YcDeskView *view,
             YcRefusal        *refusal)
{
  return yc_refuse (refusal, YC_REFUSAL_BUSY, "ticket", 's', view->current->id, "number", 's', view->current->number, "state", 's',
                    yc_ticket_state_to_string (view->current->state), NULL);
}

static gboolean
needs_open (const YcDeskView *view,
            YcRefusal        *refusal)
{
  if (view->counter_state == YC_COUNTER_CLOSED || !view->counter_mine)
    return yc_refuse (refusal, YC_REFUSAL_COUNTER_CLOSED, "counter", 'i', (gint64) view->counter, NULL);
  if (view->counter_state == YC_COUNTER_PAUSED)
    return yc_refuse (refusal, YC_REFUSAL_COUNTER_PAUSED, "counter", 'i', (gint64) view->counter, NULL);
  return TRUE;
}

/* A verb that gives this counter a ticket: open, and no other ticket in hand. */
static gboolean
needs_free_counter (const YcDeskView *view,
                    YcRefusal        *refusal)
{
  if (!needs_open (view, refusal))
    return FALSE;
  return view->current == NULL || refuse_busy (view, refusal);
}

static gboolean
needs_current (const YcDeskView *view,
               gboolean          called,
               gboolean          serving,
               YcRefusal        *refusal)
{
  if (view->current != NULL
      && ((called && view->current->state == YC_TICKET_CALLED) || (serving && view->current->state == YC_TICKET_SERVING)))
    return TRUE;
  return yc_refuse (refusal, called && !serving ? YC_REFUSAL_NOTHING_CALLED : YC_REFUSAL_NOTHING_SERVED, NULL);
}

static gboolean
may_hold (const YcDeskView *view,
          YcRefusal        *refusal)
{
  gint64 max = view->reference != NULL ? yc_policy_int (view->reference, "held_max") : 0;

  if (!needs_current (view, FALSE, TRUE, refusal))
    return FALSE;
  if (view->held->len >= (guint) max)
    return yc_refuse (refusal, YC_REFUSAL_HELD_MAX, "max", 'i', max, NULL);
  return TRUE;
}

static gboolean
may_open (const YcDeskView *view,
          YcRefusal        *refusal)
{
  if (!view->bootstrapped)
    return yc_refuse (refusal, YC_REFUSAL_NOT_BOOTSTRAPPED, NULL);
  if (view->counter_mine)
    return yc_refuse (refusal, YC_REFUSAL_COUNTER_OPEN, "counter", 'i', (gint64) view->counter, NULL);
  return TRUE;
}

static gboolean
may_pause (const YcDeskView *view,
           YcRefusal        *refusal)
{
  if (view->in_flight != YC_VERB_NONE && yc_desk_verb_moves_counter (view->in_flight))
    return yc_refuse (refusal, YC_REFUSAL_COMMAND_IN_FLIGHT, NULL);
  return needs_open (view, refusal);
}

static gboolean
may_resume (const YcDeskView *view,
            YcRefusal        *refusal)
{
  if (view->in_flight != YC_VERB_NONE && yc_desk_verb_moves_counter (view->in_flight))
    return yc_refuse (refusal, YC_REFUSAL_COMMAND_IN_FLIGHT, NULL);
  return needs_free_counter (view, refusal);
}

static gboolean
may_unpause (const YcDeskView *view,
             YcRefusal        *refusal)
{
  if (view->counter_mine && view->counter_state == YC_COUNTER_PAUSED)
    return TRUE;
  return needs_open (view, refusal) && yc_refuse (refusal, YC_REFUSAL_COUNTER_OPEN, "counter", 'i', (gint64) view->counter, NULL);
}

static gboolean
may_now (const YcDeskView *view,
         YcVerb            verb,
         YcRefusal        *refusal)
{
  switch (verb)
    {
    case YC_VERB_CALL_NEXT:
    case YC_VERB_CALL:
    case YC_VERB_ISSUE:
      return needs_free_counter (view, refusal);
    case YC_VERB_OPEN_COUNTER:
      return may_open (view, refusal);
    case YC_VERB_CLOSE_COUNTER:
    case YC_VERB_SIGN_OUT:
      return view->current == NULL || refuse_busy (view, refusal);
    case YC_VERB_RECALL:
    case YC_VERB_START:
    case YC_VERB_PASS:
      return needs_current (view, TRUE, FALSE, refusal);
    case YC_VERB_HOLD:
      return may_hold (view, refusal);
    case YC_VERB_END:
      return needs_current (view, FALSE, TRUE, refusal);
    case YC_VERB_RETURN:
    case YC_VERB_TRANSFER:
      return needs_current (view, TRUE, TRUE, refusal);
    case YC_VERB_RESUME:
      return may_resume (view, refusal);
    case YC_VERB_PAUSE:
      return may_pause (view, refusal);
    case YC_VERB_UNPAUSE:
      return may_unpause (view, refusal);
    case YC_VERB_RESTORE:
      return *view->undo_ticket != '\0' || yc_refuse (refusal, YC_REFUSAL_UNDO_TOO_LATE, NULL);
    case YC_VERB_NONE:
    case YC_VERB_CHECK_IN:
    case YC_VERB_CANCEL:
    case YC_VERB_TAKE_OVER:
    case YC_VERB_REPRIORITISE:
    case YC_VERB_SET_COUNTER_QUEUES:
    case YC_VERB_REROUTE:
    case YC_VERB_CLEAR_LOCK:
    case YC_VERB_PAUSE_COUNTER:
    case YC_VERB_LOCK:
    case YC_VERB_UNLOCK:
    case YC_VERB_PRINTED:
    case YC_N_VERBS:
    default:
      return TRUE;
    }
}

gboolean
yc_desk_may (const YcDeskView *view,
             YcVerb            verb,
             gboolean          node_reachable,
             YcRefusal        *refusal)
{
  g_auto(YcRefusal) unused = { YC_REFUSAL_NONE, NULL };

  g_return_val_if_fail (view != NULL, FALSE);

  if (refusal == NULL)
    refusal = &unused;

  if (view->session == NULL || view->staff == NULL)
    return yc_refuse (refusal, YC_REFUSAL_NO_SESSION, NULL);
  if (view->session->state == YC_SESSION_LOCKED && verb != YC_VERB_UNLOCK)
    return yc_refuse (refusal, YC_REFUSAL_SESSION_LOCKED, NULL);
  if (!yc_verb_is_permitted (verb, view->staff->role))
    return yc_refuse (refusal, YC_REFUSAL_NOT_PERMITTED, "verb", 's', yc_verb_to_string (verb), NULL);
  if (!may_now (view, verb, refusal))
    return FALSE;

  if (!yc_verb_is_command (verb))
    return TRUE;
  if (view->in_flight != YC_VERB_NONE)
    return yc_refuse (refusal, YC_REFUSAL_COMMAND_IN_FLIGHT, NULL);
  return node_reachable || yc_refuse (refusal, YC_REFUSAL_NODE_AWAY, NULL);
}
