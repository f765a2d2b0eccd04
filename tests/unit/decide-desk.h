/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-fixture.h"

G_BEGIN_DECLS

/* Windows that ask yc_decide(), in a hall where what was decided takes effect at once. */
typedef struct
{
  Fx fx;
  FxEnv env;
  YcUuidClock uuids;
  YcAsk ask;
  YcDecision decision;
  YcRefusal refusal;
} Desk;

/* Counters 1 and 2 are open, for clerks; staff 4, the supervisor, is signed in at device 3, staff 5, at reception, at 4. */
void desk_init (Desk *self, YcReference *reference);
void desk_clear (Desk *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

/* Asks from device n (0: the administrator) with arguments in JSON; applies the events; "ok" or the refusal's code. */
const char *ask (Desk *self, guint n, YcVerb verb, const char *args);
/* As ask(), about a ticket. */
const char *ask_ticket (Desk *self, guint n, YcVerb verb, guint ticket);
/* Applies what was decided as its author. */
void apply_decided (Desk *self, YcVerb verb);
/* A text of the newest result; an event of the newest decision. */
const char *get_result (Desk *self, const char *name);
YcEvent *get_event (Desk *self, guint n);
/* Calls a ticket to counter n and starts. */
void serve (Desk *self, guint n, guint ticket);

G_END_DECLS
