/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-fixture.h"

G_BEGIN_DECLS

/* What can be true of a ticket when something is to happen to it: ticket 1 stands in one of these situations; counters
 * 1, 2 and 3 have sessions 1 (a supervisor's), 2 and 3, and 1 and 2 are open. */
typedef enum
{
  NONE,
  BOOKED,
  WAITING,
  UNPRINTED, /* waiting, its slip not printed */
  SENT_AWAY, /* waiting; newest event: transferred by counter 1 */
  CALLED,    /* at counter 1, like all up to THERE */
  SERVING,
  HELD,
  MUST_OPEN,   /* served, must come back to counter 2, which is open */
  MUST_CLOSED, /* served, must come back to counter 3, which is closed */
  THERE,       /* served at the counter it had to come back to */
  SERVED,
  PASSED, /* one minute ago by counter 1 */
  ABANDONED,
  EXPIRED,
  CANCELLED,
  OTHERS,      /* held by counter 2 */
  PASSED_LONG, /* by counter 1, longer ago than it is kept */
  N_SITUATIONS,
} Situation;

/* Builds the hall in which ticket 1 stands so. */
void fx_situation (Fx *fx, YcReference *reference, Situation situation);

G_END_DECLS
