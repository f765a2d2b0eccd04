/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include "hall-situations.h"

static const char *
subject (void)
{
  g_autofree char *text = g_strconcat ("ticket/", FX_TICKET (1), NULL);

  return g_intern_string (text);
}

static void
book (Fx *fx)
{
  g_autofree char *data = g_strdup_printf ("{\"queue\": \"A\", \"day\": \"%s\", \"slot\": %" G_GINT64_FORMAT "}",
                                           FX_DAY, FX_NOW + 10 * FX_MINUTE);

  fx_node (fx, YC_EVENT_TICKET_BOOKED, subject(), data);
}

static void
issue (Fx *fx, gboolean print)
{
  g_autofree char *data = g_strdup_printf ("{\"queue\": \"A\", \"day\": \"%s\", \"number\": \"A001\", \"print\": %s, "
                                           "\"device\": \"%s\"}",
                                           FX_DAY, print ? "true" : "false", FX_DEVICE (1));

  fx_node (fx, YC_EVENT_TICKET_ISSUED, subject(), data);
}

static void
serve (Fx *fx, int counter)
{
  fx_call (fx, 1, counter);
  fx_ticket_at (fx, counter, YC_EVENT_TICKET_STARTED, 1);
}

static void
serve_must_return (Fx *fx, int back_to)
{
  serve (fx, back_to);
  fx_desk (fx, back_to, YC_EVENT_TICKET_TRANSFERRED, subject(),
           "{\"queue\": \"A\", \"keep_place\": true, \"must_return\": true}");
  serve (fx, 1);
}

static void
pass (Fx *fx, gint64 minutes_ago)
{
  fx_call (fx, 1, 1);
  fx->time = FX_NOW - minutes_ago * FX_MINUTE;
  fx_desk (fx, 1, YC_EVENT_TICKET_PASSED, subject(), "{\"reason\": \"pass.absent\"}");
  fx->time = FX_NOW;
}

static void
end (Fx *fx, const char *outcome)
{
  g_autofree char *data = g_strdup_printf ("{\"outcome\": \"%s\", \"elapsed_ms\": 0}", outcome);

  serve (fx, 1);
  fx_desk (fx, 1, YC_EVENT_TICKET_ENDED, subject(), data);
}

static void
build_issued (Fx *fx, Situation situation)
{
  switch (situation)
    {
    case SENT_AWAY:
      serve (fx, 1);
      fx_desk (fx, 1, YC_EVENT_TICKET_TRANSFERRED, subject(),
               "{\"queue\": \"B\", \"keep_place\": false, \"must_return\": false}");
      break;
    case CALLED:
      fx_call (fx, 1, 1);
      break;
    case SERVING:
      serve (fx, 1);
      break;
    case HELD:
      serve (fx, 1);
      fx_ticket_at (fx, 1, YC_EVENT_TICKET_HELD, 1);
      break;
    case MUST_OPEN:
      serve_must_return (fx, 2);
      break;
    case MUST_CLOSED:
      serve_must_return (fx, 3);
      break;
    case THERE:
      serve_must_return (fx, 1);
      break;
    case SERVED:
      end (fx, "served");
      break;
    case PASSED:
      pass (fx, 1);
      break;
    case PASSED_LONG:
      pass (fx, 31);
      break;
    case ABANDONED:
      end (fx, "abandoned");
      break;
    case EXPIRED:
      fx_node (fx, YC_EVENT_TICKET_EXPIRED, subject(), NULL);
      break;
    case CANCELLED:
      fx_node (fx, YC_EVENT_TICKET_CANCELLED, subject(), "{\"reason\": \"left\"}");
      break;
    case OTHERS:
      serve (fx, 2);
      fx_ticket_at (fx, 2, YC_EVENT_TICKET_HELD, 1);
      break;
    case NONE:
    case BOOKED:
    case WAITING:
    case UNPRINTED:
    case N_SITUATIONS:
    default:
      break;
    }
}

void
fx_situation (Fx *fx, YcReference *reference, Situation situation)
{
  fx_init (fx, reference);
  fx_sign_in (fx, 1, 4);
  fx_sign_in (fx, 2, 2);
  fx_sign_in (fx, 3, 3);
  fx_open (fx, 1);
  fx_open (fx, 2);
  if (situation == BOOKED)
    book (fx);
  else if (situation != NONE)
    issue (fx, situation == UNPRINTED);
  build_issued (fx, situation);
}
