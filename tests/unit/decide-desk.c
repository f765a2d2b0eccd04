/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include "decide-desk.h"

#include <string.h>

#include "core/yc-json.h"

void
desk_init (Desk *self, YcReference *reference)
{
  memset (self, 0, sizeof *self);
  fx_env_init (&self->env);
  fx_init (&self->fx, reference);
  fx_sign_in (&self->fx, 1, 1);
  fx_sign_in (&self->fx, 2, 2);
  fx_sign_in (&self->fx, 3, 4);
  fx_sign_in (&self->fx, 4, 5);
  fx_open (&self->fx, 1);
  fx_open (&self->fx, 2);
  self->ask.now = FX_NOW;
  self->ask.mono = 1000000;
  self->ask.uuids = &self->uuids;
  self->ask.env = &self->env.env;
}

void
desk_clear (Desk *self)
{
  yc_decision_clear (&self->decision);
  yc_refusal_clear (&self->refusal);
  fx_clear (&self->fx);
}

void
apply_decided (Desk *self, YcVerb verb)
{
  for (guint i = 0; i < self->decision.events->len; i++)
    {
      YcEvent *event = g_ptr_array_index (self->decision.events, i);
      g_autoptr (GError) error = NULL;

      yc_event_check_data (event, &error);
      g_assert_no_error (error);
      g_free (event->dev);
      event->dev = g_strdup (yc_verb_is_command (verb) ? FX_NODE : self->ask.device);
      self->fx.time = self->ask.now;
      fx_apply (&self->fx, yc_event_ref (event));
    }
}

const char *
ask (Desk *self, guint n, YcVerb verb, const char *args)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = yc_json_parse_object (args, strlen (args), &YC_JSON_BODY, &error);

  g_assert_no_error (error);
  self->ask.device = FX_DEVICE (n);
  self->ask.session = n == 0 ? "" : FX_SESSION (n);
  self->ask.administrator = n == 0;
  yc_decision_clear (&self->decision);
  if (!yc_decide (self->fx.hall, verb, object, &self->ask, &self->decision, &self->refusal))
    return yc_refusal_code_to_string (self->refusal.code);
  apply_decided (self, verb);
  return "ok";
}

const char *
ask_ticket (Desk *self, guint n, YcVerb verb, guint ticket)
{
  g_autofree char *args = g_strdup_printf ("{\"ticket\": \"%s\"}", FX_TICKET (ticket));

  return ask (self, n, verb, args);
}

const char *
get_result (Desk *self, const char *name)
{
  return yc_json_peek_string (self->decision.result, name);
}

YcEvent *
get_event (Desk *self, guint n)
{
  g_assert_cmpuint (n, <, self->decision.events->len);
  return g_ptr_array_index (self->decision.events, n);
}

void
serve (Desk *self, guint n, guint ticket)
{
  g_assert_cmpstr (ask_ticket (self, n, YC_VERB_CALL, ticket), ==, "ok");
  g_assert_cmpstr (ask (self, n, YC_VERB_START, "{}"), ==, "ok");
}
