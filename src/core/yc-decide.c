/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-decide"

#include "config.h"

#include "core/yc-decide.h"

#include <string.h>

#include "core/yc-decide-private.h"

#define HOUR_MS G_GINT64_CONSTANT (3600000)

typedef enum
{
  ROLE_CLERK = 1 << 0,
  ROLE_RECEPTIONIST = 1 << 1,
  ROLE_SUPERVISOR = 1 << 2,
  ROLE_ADMINISTRATOR = 1 << 3,
} Roles;

#define WINDOW    (ROLE_CLERK | ROLE_SUPERVISOR)
#define RECEPTION (ROLE_RECEPTIONIST | ROLE_SUPERVISOR | ROLE_ADMINISTRATOR)
#define DUTY      (ROLE_SUPERVISOR | ROLE_ADMINISTRATOR)
#define STAFF     (ROLE_CLERK | ROLE_RECEPTIONIST | ROLE_SUPERVISOR)
#define EVERYBODY (STAFF | ROLE_ADMINISTRATOR)

/* Who may do what, and how it is decided: the one table of verbs. */
static const struct
{
  const char *name;
  guint roles;
  YcDecideFunc decide;
} verbs[YC_N_VERBS] = {
  [YC_VERB_NONE] = { "none", 0, NULL },
  [YC_VERB_ISSUE] = { "issue", EVERYBODY, yc_decide_issue },
  [YC_VERB_CHECK_IN] = { "check-in", RECEPTION, yc_decide_check_in },
  [YC_VERB_CANCEL] = { "cancel", RECEPTION, yc_decide_cancel },
  [YC_VERB_CALL_NEXT] = { "call-next", WINDOW, yc_decide_call_next },
  [YC_VERB_CALL] = { "call", WINDOW, yc_decide_call },
  [YC_VERB_TAKE_OVER] = { "take-over", WINDOW | ROLE_ADMINISTRATOR, yc_decide_take_over },
  [YC_VERB_RESTORE] = { "restore", WINDOW, yc_decide_restore },
  [YC_VERB_OPEN_COUNTER] = { "open-counter", WINDOW, yc_decide_open_counter },
  [YC_VERB_CLOSE_COUNTER] = { "close-counter", WINDOW, yc_decide_close_counter },
  [YC_VERB_REPRIORITISE] = { "reprioritise", RECEPTION, yc_decide_reprioritise },
  [YC_VERB_SET_COUNTER_QUEUES] = { "set-counter-queues", DUTY, yc_decide_set_counter_queues },
  [YC_VERB_REROUTE] = { "reroute", DUTY, yc_decide_reroute },
  [YC_VERB_CLEAR_LOCK] = { "clear-lock", DUTY, yc_decide_clear_lock },
  [YC_VERB_PAUSE_COUNTER] = { "pause-counter", DUTY, yc_decide_pause_counter },
  [YC_VERB_SIGN_OUT] = { "sign-out", STAFF, yc_decide_sign_out },
  [YC_VERB_RECALL] = { "recall", WINDOW, yc_decide_recall },
  [YC_VERB_START] = { "start", WINDOW, yc_decide_start },
  [YC_VERB_HOLD] = { "hold", WINDOW, yc_decide_hold },
  [YC_VERB_RESUME] = { "resume", WINDOW, yc_decide_resume },
  [YC_VERB_PASS] = { "pass", WINDOW, yc_decide_pass },
  [YC_VERB_RETURN] = { "return", WINDOW, yc_decide_return },
  [YC_VERB_TRANSFER] = { "transfer", WINDOW, yc_decide_transfer },
  [YC_VERB_END] = { "end", WINDOW, yc_decide_end },
  [YC_VERB_PAUSE] = { "pause", WINDOW, yc_decide_pause },
  [YC_VERB_UNPAUSE] = { "unpause", WINDOW, yc_decide_unpause },
  [YC_VERB_LOCK] = { "lock", STAFF, yc_decide_lock },
  [YC_VERB_UNLOCK] = { "unlock", STAFF, yc_decide_unlock },
  [YC_VERB_PRINTED] = { "printed", EVERYBODY, yc_decide_printed },
};

const char *
yc_verb_to_string (YcVerb verb)
{
  g_return_val_if_fail ((guint) verb < YC_N_VERBS, verbs[YC_VERB_NONE].name);

  return verbs[verb].name;
}

YcVerb
yc_verb_from_string (const char *name)
{
  g_return_val_if_fail (name != NULL, YC_VERB_NONE);

  for (int i = YC_VERB_NONE + 1; i < YC_N_VERBS; i++)
    {
      if (strcmp (verbs[i].name, name) == 0)
        return (YcVerb) i;
    }
  return YC_VERB_NONE;
}

gboolean
yc_verb_is_command (YcVerb verb)
{
  return verb >= YC_VERB_ISSUE && verb <= YC_VERB_SIGN_OUT;
}

static guint
role_from_string (const char *role)
{
  if (strcmp (role, "clerk") == 0)
    return ROLE_CLERK;
  if (strcmp (role, "receptionist") == 0)
    return ROLE_RECEPTIONIST;
  if (strcmp (role, "supervisor") == 0)
    return ROLE_SUPERVISOR;
  if (strcmp (role, "administrator") == 0)
    return ROLE_ADMINISTRATOR;
  return 0;
}

gboolean
yc_verb_is_permitted (YcVerb verb, const char *role)
{
  g_return_val_if_fail ((guint) verb < YC_N_VERBS, FALSE);
  g_return_val_if_fail (role != NULL, FALSE);

  return (verbs[verb].roles & role_from_string (role)) != 0;
}

void
yc_decision_clear (YcDecision *decision)
{
  g_return_if_fail (decision != NULL);

  g_clear_pointer (&decision->events, g_ptr_array_unref);
  g_clear_pointer (&decision->result, json_object_unref);
}

static void
deciding_init (YcDeciding *self, YcHall *hall, const YcAsk *ask, YcDecision *decision, YcRefusal *refusal)
{
  memset (self, 0, sizeof *self);
  yc_decision_clear (decision);
  decision->events = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_event_unref);
  self->hall = hall;
  self->reference = yc_hall_get_reference (hall);
  self->ask = ask;
  self->decision = decision;
  self->refusal = refusal;
  self->role = "";
}

/* Finds who asks: rule 6 of 10b, a session that is open, unlocked, and of this device. */
static gboolean
find_session (YcDeciding *self)
{
  const YcSession *session = yc_hall_get_session (self->hall, self->ask->session);
  gboolean expired;

  if (session == NULL || strcmp (session->device, self->ask->device) != 0 || session->state == YC_SESSION_ENDED)
    return yc_refuse (self->refusal, YC_REFUSAL_NO_SESSION, NULL);
  if (session->state == YC_SESSION_LOCKED && self->verb != YC_VERB_UNLOCK)
    return yc_refuse (self->refusal, YC_REFUSAL_SESSION_LOCKED, NULL);
  /* Only the node's clock ends a session: what is local goes on. Leaving is a command too (10b rule 26); what a session
   * past its hours leaves, the next sign-in takes over (rule 27). */
  expired = session->expires != 0 && self->ask->now >= session->expires;
  if (expired && yc_verb_is_command (self->verb))
    return yc_refuse (self->refusal, YC_REFUSAL_NO_SESSION, NULL);

  self->session = session;
  self->counter = session->counter;
  self->staff = yc_hall_get_staff (self->hall, session->staff);
  if (self->staff == NULL || !self->staff->active)
    return yc_refuse (self->refusal, YC_REFUSAL_STAFF_UNKNOWN, "staff", 's', session->staff, NULL);
  self->role = self->staff->role;
  return TRUE;
}

static gboolean
find_asker (YcDeciding *self)
{
  if (self->ask->administrator)
    self->role = "administrator";
  /* A slip comes out of the printer whether or not anybody is still signed in. */
  else if (self->verb != YC_VERB_PRINTED && !find_session (self))
    return FALSE;
  if (self->verb == YC_VERB_PRINTED || yc_verb_is_permitted (self->verb, self->role))
    return TRUE;
  return yc_refuse (self->refusal, YC_REFUSAL_NOT_PERMITTED, "verb", 's', yc_verb_to_string (self->verb), NULL);
}

gboolean
yc_decide (YcHall *hall, YcVerb verb, JsonObject *args, const YcAsk *ask, YcDecision *decision, YcRefusal *refusal)
{
  g_autoptr (JsonObject) none = NULL;
  YcDeciding self;

  g_return_val_if_fail (hall != NULL, FALSE);
  g_return_val_if_fail (ask != NULL, FALSE);
  g_return_val_if_fail (decision != NULL, FALSE);
  g_return_val_if_fail (refusal != NULL, FALSE);

  yc_refusal_clear (refusal);
  deciding_init (&self, hall, ask, decision, refusal);
  self.verb = verb;
  self.args = args != NULL ? args : (none = json_object_new());
  if (verb <= YC_VERB_NONE || verb >= YC_N_VERBS)
    yc_refuse (refusal, YC_REFUSAL_ARGUMENT, "name", 's', "command", NULL);
  else if (find_asker (&self))
    {
      yc_deciding_find_day (&self);
      if (verbs[verb].decide (&self))
        {
          yc_deciding_name_policy (&self);
          return TRUE;
        }
    }
  g_assert (refusal->code != YC_REFUSAL_NONE);
  yc_decision_clear (decision);
  return FALSE;
}

static void
end_former_sessions (YcDeciding *self)
{
  const YcSession *former = yc_hall_get_device_session (self->hall, self->ask->device);
  YcEvent *event;

  if (former == NULL)
    return;
  event = yc_deciding_add (self, YC_EVENT_SESSION_ENDED, "session", former->id);
  event->counter = former->counter;
  json_object_set_string_member (event->data, "reason", "replaced");
}

static void
open_session (YcDeciding *self, const char *staff, const YcDevice *device)
{
  gint64 expires = self->ask->now + yc_deciding_policy (self, "session_hours") * HOUR_MS;
  char id[YC_UUID_LENGTH + 1];
  JsonObject *result;
  YcEvent *event;

  yc_uuid7 (self->ask->uuids, self->ask->env, id);
  event = yc_deciding_add (self, YC_EVENT_SESSION_OPENED, "session", id);
  event->counter = device->counter;
  json_object_set_string_member (event->data, "staff", staff);
  json_object_set_string_member (event->data, "device", device->id);
  json_object_set_int_member (event->data, "counter", device->counter);
  json_object_set_int_member (event->data, "expires", expires);

  result = yc_deciding_result (self);
  json_object_set_string_member (result, "session", id);
  json_object_set_string_member (result, "staff", staff);
  json_object_set_int_member (result, "counter", device->counter);
  json_object_set_int_member (result, "expires", expires);
}

gboolean
yc_decide_sign_in (YcHall *hall, const char *staff, const YcAsk *ask, YcDecision *decision, YcRefusal *refusal)
{
  const YcDevice *device;
  const YcStaff *found;
  YcDeciding self;

  g_return_val_if_fail (hall != NULL, FALSE);
  g_return_val_if_fail (staff != NULL, FALSE);
  g_return_val_if_fail (ask != NULL, FALSE);
  g_return_val_if_fail (decision != NULL, FALSE);
  g_return_val_if_fail (refusal != NULL, FALSE);

  yc_refusal_clear (refusal);
  deciding_init (&self, hall, ask, decision, refusal);
  found = yc_hall_get_staff (hall, staff);
  device = yc_hall_get_device (hall, ask->device);
  if (found == NULL || !found->active)
    yc_refuse (refusal, YC_REFUSAL_STAFF_UNKNOWN, "staff", 's', staff, NULL);
  else if (device == NULL || device->revoked)
    yc_refuse (refusal, YC_REFUSAL_ARGUMENT, "name", 's', "device", NULL);
  else
    {
      end_former_sessions (&self);
      open_session (&self, staff, device);
      yc_deciding_name_policy (&self);
      return TRUE;
    }
  yc_decision_clear (decision);
  return FALSE;
}

/* Adds those of earlier hall-days. This runs before every command, so it looks only at tickets that can expire. */
static void
add_earlier (GPtrArray *earlier, const GPtrArray *tickets, const char *day)
{
  for (guint i = 0; i < tickets->len; i++)
    {
      YcTicket *ticket = g_ptr_array_index (tickets, i);

      if (strcmp (ticket->day, day) < 0)
        g_ptr_array_add (earlier, ticket);
    }
}

void
yc_decide_day_end (YcHall *hall, gint64 now, YcDecision *decision)
{
  g_autoptr (GPtrArray) earlier = g_ptr_array_new();
  g_auto (YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  YcAsk ask = { .device = "", .session = "", .now = now };
  YcDeciding self;

  g_return_if_fail (hall != NULL);
  g_return_if_fail (decision != NULL);

  deciding_init (&self, hall, &ask, decision, &refusal);
  yc_deciding_find_day (&self);
  add_earlier (earlier, yc_hall_get_waiting (hall), self.day);
  add_earlier (earlier, yc_hall_get_booked (hall), self.day);
  g_ptr_array_sort (earlier, yc_deciding_compare_place);
  for (guint i = 0; i < earlier->len; i++)
    {
      const YcTicket *ticket = g_ptr_array_index (earlier, i);

      yc_deciding_add (&self, YC_EVENT_TICKET_EXPIRED, "ticket", ticket->id);
    }
  yc_deciding_name_policy (&self);
}
