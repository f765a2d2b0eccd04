/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-ticket"

#include "config.h"

#include "core/yc-ticket.h"

#include <string.h>

YcTicket *
yc_ticket_new (const char *id)
{
  YcTicket *ticket;

  g_return_val_if_fail (id != NULL, NULL);

  ticket = g_new0 (YcTicket, 1);
  ticket->id = g_strdup (id);
  ticket->number = g_strdup ("");
  ticket->day = g_strdup ("");
  ticket->queue = g_strdup ("");
  ticket->matter = g_strdup ("");
  ticket->group = g_strdup ("");
  ticket->group_reason = g_strdup ("");
  ticket->result = g_strdup ("");
  ticket->session = g_strdup ("");
  ticket->last_session = g_strdup ("");
  ticket->issuer = g_strdup ("");
  ticket->step = g_strdup ("");
  return ticket;
}

YcTicket *
yc_ticket_copy (const YcTicket *ticket)
{
  YcTicket *copy;

  g_return_val_if_fail (ticket != NULL, NULL);

  copy = g_new (YcTicket, 1);
  *copy = *ticket;
  copy->id = g_strdup (ticket->id);
  copy->number = g_strdup (ticket->number);
  copy->day = g_strdup (ticket->day);
  copy->queue = g_strdup (ticket->queue);
  copy->matter = g_strdup (ticket->matter);
  copy->group = g_strdup (ticket->group);
  copy->group_reason = g_strdup (ticket->group_reason);
  copy->result = g_strdup (ticket->result);
  copy->session = g_strdup (ticket->session);
  copy->last_session = g_strdup (ticket->last_session);
  copy->issuer = g_strdup (ticket->issuer);
  copy->step = g_strdup (ticket->step);
  copy->before_transfer.queue = g_strdup (ticket->before_transfer.queue);
  return copy;
}

void
yc_ticket_free (YcTicket *ticket)
{
  if (ticket == NULL)
    return;
  g_free (ticket->id);
  g_free (ticket->number);
  g_free (ticket->day);
  g_free (ticket->queue);
  g_free (ticket->matter);
  g_free (ticket->group);
  g_free (ticket->group_reason);
  g_free (ticket->result);
  g_free (ticket->session);
  g_free (ticket->last_session);
  g_free (ticket->issuer);
  g_free (ticket->step);
  g_free (ticket->before_transfer.queue);
  g_free (ticket);
}

const char *
yc_ticket_state_to_string (YcTicketState state)
{
  switch (state)
    {
    case YC_TICKET_NONE:
      return "none";
    case YC_TICKET_BOOKED:
      return "booked";
    case YC_TICKET_WAITING:
      return "waiting";
    case YC_TICKET_CALLED:
      return "called";
    case YC_TICKET_SERVING:
      return "serving";
    case YC_TICKET_HELD:
      return "held";
    case YC_TICKET_ENDED:
      return "ended";
    default:
      g_return_val_if_reached ("none");
    }
}

const char *
yc_outcome_to_string (YcOutcome outcome)
{
  switch (outcome)
    {
    case YC_OUTCOME_NONE:
      return "";
    case YC_OUTCOME_SERVED:
      return "served";
    case YC_OUTCOME_PASSED:
      return "passed";
    case YC_OUTCOME_ABANDONED:
      return "abandoned";
    case YC_OUTCOME_EXPIRED:
      return "expired";
    case YC_OUTCOME_CANCELLED:
      return "cancelled";
    case YC_OUTCOME_SUPERSEDED:
      return "superseded";
    default:
      g_return_val_if_reached ("");
    }
}

YcOutcome
yc_outcome_from_string (const char *name)
{
  g_return_val_if_fail (name != NULL, YC_OUTCOME_NONE);

  for (int outcome = YC_OUTCOME_SERVED; outcome <= YC_OUTCOME_SUPERSEDED; outcome++)
    {
      if (strcmp (yc_outcome_to_string ((YcOutcome) outcome), name) == 0)
        return (YcOutcome) outcome;
    }
  return YC_OUTCOME_NONE;
}
