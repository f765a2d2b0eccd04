/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "fake-station"

#include "config.h"

#include "fake-station.h"

#include <string.h>

struct _YcStation
{
  GObject parent_instance;

  YcStationState state;
  YcDeskView *view;
  GError *fault;
  GError *view_fault;
  YcLinkState link;
  char *problem;
  gboolean session_ended;
  gboolean was_ended;
  gboolean pushing;
  gint64 since;
  gint64 now;
  int recall_wait;
  gboolean can_undo;
  gboolean gave_up;
  gboolean has_record;
  char *hall_name;
  int counter;
  GError *discovery_error;
  YcRefusalCode sign_in_code;
  gint64 sign_in_number;
  gboolean unreachable;
  GString *presses;
};

G_DEFINE_QUARK (yc-station-error-quark, yc_station_error)
G_DEFINE_FINAL_TYPE (YcStation, yc_station, G_TYPE_OBJECT)

enum { CHANGED, REFUSED, FAILED, ANSWERED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
yc_station_finalize (GObject *object)
{
  YcStation *self = YC_STATION (object);

  g_clear_pointer (&self->view, fake_view_free);
  g_clear_error (&self->fault);
  g_clear_error (&self->view_fault);
  g_clear_error (&self->discovery_error);
  g_free (self->problem);
  g_free (self->hall_name);
  g_string_free (self->presses, TRUE);

  G_OBJECT_CLASS (yc_station_parent_class)->finalize (object);
}

static void
yc_station_class_init (YcStationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_station_finalize;

  signals[CHANGED] = g_signal_new ("changed", YC_TYPE_STATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REFUSED] = g_signal_new ("refused", YC_TYPE_STATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FAILED] = g_signal_new ("failed", YC_TYPE_STATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[ANSWERED] = g_signal_new ("answered", YC_TYPE_STATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT,
                                    G_TYPE_POINTER, G_TYPE_POINTER);
}

static void
yc_station_init (YcStation *self)
{
  self->now = FAKE_NOW;
  self->link = YC_LINK_ONLINE;
  self->presses = g_string_new (NULL);
}

/* What a test sets */

YcStation *
fake_station_new (YcStationState state)
{
  YcStation *self = g_object_new (YC_TYPE_STATION, NULL);

  self->state = state;
  return self;
}

void
fake_station_set_state (YcStation *self, YcStationState state)
{
  self->state = state;
}

void
fake_station_set_was_ended (YcStation *self, gboolean was_ended)
{
  self->was_ended = was_ended;
}

void
fake_station_take_view (YcStation *self, YcDeskView *view)
{
  g_clear_pointer (&self->view, fake_view_free);
  self->view = view;
}

YcDeskView *
fake_station_edit (YcStation *self)
{
  return self->view;
}

void
fake_station_set_link (YcStation *self, YcLinkState state, gint64 since, gboolean pushing)
{
  self->link = state;
  self->since = since;
  self->pushing = pushing;
}

void
fake_station_set_problem (YcStation *self, const char *problem, gboolean session_ended)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
  self->session_ended = session_ended;
}

void
fake_station_take_fault (YcStation *self, GError *fault)
{
  g_clear_error (&self->fault);
  self->fault = fault;
}

void
fake_station_take_view_fault (YcStation *self, GError *fault)
{
  g_clear_error (&self->view_fault);
  self->view_fault = fault;
}

void
fake_station_set_now (YcStation *self, gint64 now)
{
  self->now = now;
}

void
fake_station_set_recall_wait (YcStation *self, int seconds)
{
  self->recall_wait = seconds;
}

void
fake_station_set_can_undo (YcStation *self, gboolean can_undo)
{
  self->can_undo = can_undo;
}

void
fake_station_set_discovery (YcStation *self, const char *hall_name, int counter, GError *error)
{
  g_free (self->hall_name);
  self->hall_name = g_strdup (hall_name);
  self->counter = counter;
  g_clear_error (&self->discovery_error);
  self->discovery_error = error;
}

void
fake_station_set_sign_in (YcStation *self, YcRefusalCode code, gint64 number, gboolean unreachable)
{
  self->sign_in_code = code;
  self->sign_in_number = number;
  self->unreachable = unreachable;
}

void
fake_station_changed (YcStation *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static JsonObject *
parse_object (const char *text)
{
  g_autoptr(JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  return node != NULL ? json_node_dup_object (node) : NULL;
}

void
fake_station_refuse (YcStation *self, YcRefusalCode code, const char *args)
{
  g_auto(YcRefusal) refusal = { code, parse_object (args) };

  g_signal_emit (self, signals[REFUSED], 0, &refusal);
}

void
fake_station_answer (YcStation *self, YcVerb verb, YcRefusalCode code, const char *args, const char *result)
{
  g_auto(YcRefusal) refusal = { code, parse_object (args) };
  g_autoptr(JsonObject) object = parse_object (result);

  g_signal_emit (self, signals[ANSWERED], 0, (guint) verb, &refusal, object);
}

void
fake_station_set_gave_up (YcStation *self, gboolean gave_up)
{
  self->gave_up = gave_up;
}

void
fake_station_set_has_record (YcStation *self, gboolean has_record)
{
  self->has_record = has_record;
}

void
fake_station_fail (YcStation *self, GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, error);
}

char *
fake_station_take_presses (YcStation *self)
{
  char *presses = g_strdup (self->presses->str);

  g_string_truncate (self->presses, 0);
  return presses;
}

/* app/yc-station.h */

YcStation *
yc_station_new (const char *profile, YcEnv *env)
{
  return fake_station_new (YC_STATION_LOADING);
}

void
yc_station_open (YcStation *self)
{
}

void
yc_station_close_async (YcStation *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

gboolean
yc_station_close_finish (YcStation *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

YcStationState
yc_station_get_state (YcStation *self)
{
  return self->state;
}

const GError *
yc_station_get_fault (YcStation *self)
{
  return self->fault;
}

const GError *
yc_station_get_view_fault (YcStation *self)
{
  return self->view_fault;
}

const YcDeskView *
yc_station_get_view (YcStation *self)
{
  return self->view;
}

void
yc_station_get_status (YcStation *self, YcSyncStatus *status)
{
  memset (status, 0, sizeof *status);
  status->state = self->link;
  status->problem = self->problem;
  status->session_ended = self->session_ended;
  status->pushing = self->pushing;
  status->caught_up = self->link == YC_LINK_ONLINE;
}

gint64
yc_station_get_link_since (YcStation *self)
{
  return self->since;
}

gint64
yc_station_now (YcStation *self)
{
  return self->now;
}

void
yc_station_discover_async (YcStation *self, const char *url, const char *code, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_string_append_printf (self->presses, "discover %s %s", url, code);
  if (self->discovery_error != NULL)
    g_task_return_error (task, g_error_copy (self->discovery_error));
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
yc_station_discover_finish (YcStation *self, GAsyncResult *result, char **hall_name, int *counter, GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *hall_name = g_strdup (self->hall_name);
  *counter = self->counter;
  return TRUE;
}

void
yc_station_join_async (YcStation *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_string_append (self->presses, "join");
  g_task_return_boolean (task, TRUE);
}

gboolean
yc_station_join_finish (YcStation *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
yc_station_sign_in_async (YcStation *self, const char *number, const char *pin, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_string_append_printf (self->presses, "sign-in %s %s", number, pin);
  g_task_return_boolean (task, TRUE);
}

gboolean
yc_station_sign_in_finish (YcStation *self, GAsyncResult *result, YcSignIn *sign_in, GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  memset (sign_in, 0, sizeof *sign_in);
  sign_in->unreachable = self->unreachable;
  sign_in->ok = self->sign_in_code == YC_REFUSAL_NONE && !self->unreachable;
  if (self->sign_in_code != YC_REFUSAL_NONE)
    yc_refuse (&sign_in->refusal, self->sign_in_code, self->sign_in_code == YC_REFUSAL_WRONG_PIN ? "tries" : "until", 'i', self->sign_in_number, NULL);
  return TRUE;
}

void
yc_station_unlock_async (YcStation *self, const char *pin, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_string_append_printf (self->presses, "unlock %s", pin);
  g_task_return_boolean (task, self->sign_in_code == YC_REFUSAL_NONE);
}

gboolean
yc_station_unlock_finish (YcStation *self, GAsyncResult *result, guint *tries_left, GError **error)
{
  *tries_left = (guint) self->sign_in_number;
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
yc_station_lock (YcStation *self, const char *reason)
{
  g_string_append_printf (self->presses, "lock %s", reason);
  self->state = YC_STATION_LOCKED;
  fake_station_changed (self);
}

gboolean
yc_station_was_ended (YcStation *self)
{
  return self->was_ended;
}

gboolean
yc_station_may (YcStation *self, YcVerb verb, YcRefusal *refusal)
{
  g_auto(YcRefusal) unused = { YC_REFUSAL_NONE, NULL };

  if (!yc_desk_may (self->view, verb, self->link == YC_LINK_ONLINE, refusal))
    return FALSE;
  if (verb == YC_VERB_RECALL && self->recall_wait > 0)
    return yc_refuse (refusal != NULL ? refusal : &unused, YC_REFUSAL_RECALL_GUARD, "wait_s", 'i', (gint64) self->recall_wait, NULL);
  return TRUE;
}

static void
note_act (YcStation *self, YcVerb verb, JsonObject *args)
{
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (verb == YC_VERB_NONE)
    return;
  if (self->presses->len > 0)
    g_string_append (self->presses, " + ");
  g_string_append (self->presses, yc_verb_to_string (verb));
  if (args == NULL)
    return;
  node = json_node_alloc ();
  json_node_init_object (node, args);
  text = json_to_string (node, FALSE);
  g_string_append_printf (self->presses, " %s", text);
}

void
yc_station_press (YcStation *self, YcVerb local, JsonObject *local_args, YcVerb command, JsonObject *command_args)
{
  note_act (self, local, local_args);
  note_act (self, command, command_args);
  g_clear_pointer (&local_args, json_object_unref);
  g_clear_pointer (&command_args, json_object_unref);
}

void
yc_station_withdraw (YcStation *self)
{
  g_string_append (self->presses, "withdraw");
}

gboolean
yc_station_has_record (YcStation *self)
{
  return self->has_record;
}

gboolean
yc_station_gave_up (YcStation *self)
{
  return self->gave_up;
}

gboolean
yc_station_is_commanding (YcStation *self)
{
  return self->view != NULL && self->view->in_flight != YC_VERB_NONE;
}

gboolean
yc_station_can_undo (YcStation *self)
{
  return self->can_undo;
}

void
yc_station_retry (YcStation *self)
{
  g_string_append (self->presses, "retry");
}
