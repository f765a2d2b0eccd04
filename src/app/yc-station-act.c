/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-station"

#include "config.h"

#include "app/yc-station-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "store/yc-store-error.h"
#include "vault/yc-pin.h"
#include "vault/yc-secret.h"

/* One press, on its way through the worker. */
typedef struct
{
  YcAct local;
  YcAct command;
  YcDeskMemory *memory;      /* borrowed from the station, which outlives its store */
  YcRefusal refusal;
} PressJob;

static void
press_job_free (PressJob *job)
{
  g_clear_pointer (&job->local.args, json_object_unref);
  g_clear_pointer (&job->command.args, json_object_unref);
  yc_refusal_clear (&job->refusal);
  g_free (job);
}

/* A refusal changes nothing, so there is nothing to roll back: the job succeeds and says why. */
static gboolean
press_job (YcDb     *db,
           gpointer  data,
           GError  **error)
{
  PressJob *job = data;

  return yc_desk_press (db,
                        job->local.verb != YC_VERB_NONE ? &job->local : NULL,
                        job->command.verb != YC_VERB_NONE ? &job->command : NULL,
                        job->memory, &job->refusal, error)
         || job->refusal.code != YC_REFUSAL_NONE;
}

static void
begin_undo (YcStation *self,
            YcVerb     verb)
{
  gint64 undo_s = 0;

  if (self->view == NULL || self->view->reference == NULL || (verb != YC_VERB_PASS && verb != YC_VERB_TRANSFER))
    return;
  undo_s = yc_policy_int (self->view->reference, "undo_s");
  self->undo_until = yc_env_now_mono (self->env) + undo_s * 1000;
}

static void
on_pressed_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(YcStation) self = user_data;
  g_autoptr(GError) error = NULL;
  PressJob *job = yc_store_run_finish (YC_STORE (source), result, &error);

  if (job == NULL)
    {
      if (!g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_CLOSED))
        g_signal_emit_by_name (self, "failed", error);
      return;
    }
  if (job->refusal.code != YC_REFUSAL_NONE)
    {
      g_signal_emit_by_name (self, "refused", &job->refusal);
      return;
    }

  begin_undo (self, job->local.verb);
  yc_link_poke (self->link);
  yc_station_refresh (self);
}

void
yc_station_press (YcStation  *self,
                  YcVerb      local,
                  JsonObject *local_args,
                  YcVerb      command,
                  JsonObject *command_args)
{
  PressJob *job = g_new0 (PressJob, 1);

  g_return_if_fail (YC_IS_STATION (self));

  job->local = (YcAct) { local, local_args };
  job->command = (YcAct) { command, command_args };
  job->memory = self->memory;
  if (self->store == NULL || self->link == NULL)
    {
      press_job_free (job);
      return;
    }
  yc_store_run_async (self->store, YC_LANE_COMMAND, press_job, job, (GDestroyNotify) press_job_free, NULL,
                      on_pressed_cb, g_object_ref (self));
}

gboolean
yc_station_may (YcStation *self,
                YcVerb     verb,
                YcRefusal *refusal)
{
  YcSyncStatus status = { 0 };
  g_auto(YcRefusal) unused = { YC_REFUSAL_NONE, NULL };
  gint64 wait_ms = 0;

  g_return_val_if_fail (YC_IS_STATION (self), FALSE);

  if (self->view == NULL)
    return FALSE;
  if (refusal == NULL)
    refusal = &unused;
  yc_station_get_status (self, &status);
  if (!yc_desk_may (self->view, verb, status.state == YC_LINK_ONLINE, refusal))
    return FALSE;

  if (verb == YC_VERB_RECALL)
    wait_ms = yc_recall_wait (self->view->reference, self->view->last_call_mono, yc_env_now_mono (self->env));
  return wait_ms == 0 || yc_refuse (refusal, YC_REFUSAL_RECALL_GUARD, "wait_s", 'i', (wait_ms + 999) / 1000, NULL);
}

gboolean
yc_station_can_undo (YcStation *self)
{
  return self->view != NULL && *self->view->undo_ticket != '\0'
         && yc_env_now_mono (self->env) < self->undo_until;
}

static gboolean
withdraw_job (YcDb     *db,
              gpointer  data,
              GError  **error)
{
  return yc_desk_withdraw (db, error);
}

static void
on_withdrawn_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(YcStation) self = user_data;
  g_autoptr(GError) error = NULL;

  if (yc_store_run_finish (YC_STORE (source), result, &error) == NULL)
    {
      g_signal_emit_by_name (self, "failed", error);
      return;
    }
  yc_link_poke (self->link);
  yc_station_refresh (self);
}

void
yc_station_withdraw (YcStation *self)
{
  if (self->store == NULL || self->link == NULL)
    return;
  yc_store_run_async (self->store, YC_LANE_COMMAND, withdraw_job, self->memory, NULL, NULL, on_withdrawn_cb,
                      g_object_ref (self));
}

/* Signing in */

typedef struct
{
  char *pin;               /* owned, secret */
  YcEnv *env;
  YcSignIn sign_in;
} SignInData;

static void
sign_in_data_free (SignInData *data)
{
  yc_secret_free (data->pin);
  yc_sign_in_clear (&data->sign_in);
  g_free (data);
}

/* The verifier against which this session is unlocked: it lives in memory as long as the session (10-contract). */
static void
hash_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  SignInData *sign_in = data;
  GError *error = NULL;
  char *verifier = yc_pin_hash (sign_in->pin, NULL, sign_in->env, &error);

  g_clear_pointer (&sign_in->pin, yc_secret_free);
  if (verifier != NULL)
    g_task_return_pointer (task, verifier, (GDestroyNotify) yc_secret_free);
  else
    g_task_return_error (task, error);
}

static void
on_hashed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  YcStation *self = YC_STATION (source);
  g_autoptr(GTask) outer = user_data;
  g_autoptr(GError) error = NULL;
  char *verifier = g_task_propagate_pointer (G_TASK (result), &error);

  if (verifier == NULL)
    g_warning ("This session cannot be unlocked later: %s", error->message);
  yc_secret_free (self->verifier);
  self->verifier = verifier;
  self->wrong_unlocks = 0;
  self->has_token = TRUE;
  yc_station_refresh (self);
  yc_station_press (self, YC_VERB_NONE, NULL, YC_VERB_OPEN_COUNTER, NULL);
  g_task_return_boolean (outer, TRUE);
}

static void
on_signed_in_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GTask) hashing = NULL;
  YcStation *self = g_task_get_source_object (task);
  SignInData *data = g_task_get_task_data (task);
  GError *error = NULL;

  if (!yc_link_sign_in_finish (YC_LINK (source), result, &data->sign_in, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!data->sign_in.ok)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  yc_link_set_token (self->link, data->sign_in.token);
  hashing = g_task_new (self, NULL, on_hashed_cb, g_object_ref (task));
  g_task_set_source_tag (hashing, on_signed_in_cb);
  g_task_set_task_data (hashing, data, NULL);
  g_task_run_in_thread (hashing, hash_thread);
}

void
yc_station_sign_in_async (YcStation           *self,
                          const char          *number,
                          const char          *pin,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  SignInData *data = g_new0 (SignInData, 1);

  g_return_if_fail (YC_IS_STATION (self));

  data->pin = g_strdup (pin);
  data->env = self->env;
  g_task_set_source_tag (task, yc_station_sign_in_async);
  g_task_set_task_data (task, data, (GDestroyNotify) sign_in_data_free);
  if (self->link == NULL)
    {
      g_task_return_new_error (task, YC_STORE_ERROR, YC_STORE_ERROR_CLOSED, "The link is not open.");
      g_object_unref (task);
      return;
    }
  yc_link_sign_in_async (self->link, number, pin, cancellable, on_signed_in_cb, task);
}

gboolean
yc_station_sign_in_finish (YcStation     *self,
                           GAsyncResult  *result,
                           YcSignIn      *sign_in,
                           GError       **error)
{
  SignInData *data = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  data = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *sign_in = data->sign_in;
  memset (&data->sign_in, 0, sizeof data->sign_in);
  return TRUE;
}

/* Locking */

void
yc_station_lock (YcStation  *self,
                 const char *reason)
{
  JsonObject *args = NULL;

  if (self->state != YC_STATION_SIGNED_IN)
    return;
  args = json_object_new ();
  json_object_set_string_member (args, "reason", reason);
  yc_station_press (self, YC_VERB_LOCK, args, YC_VERB_NONE, NULL);
}

typedef struct
{
  char *pin;               /* owned, secret */
  char *verifier;          /* owned copy */
} UnlockData;

static void
unlock_data_free (UnlockData *data)
{
  yc_secret_free (data->pin);
  yc_secret_free (data->verifier);
  g_free (data);
}

static void
unlock_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  UnlockData *unlock = data;
  GError *error = NULL;
  gboolean right = yc_pin_verify (unlock->pin, unlock->verifier, &error);

  g_clear_pointer (&unlock->pin, yc_secret_free);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, right);
}

void
yc_station_unlock_async (YcStation           *self,
                         const char          *pin,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  UnlockData *data = g_new0 (UnlockData, 1);

  g_task_set_source_tag (task, yc_station_unlock_async);
  g_task_set_task_data (task, data, (GDestroyNotify) unlock_data_free);
  data->pin = g_strdup (pin);
  data->verifier = g_strdup (self->verifier);
  if (data->verifier != NULL)
    g_task_run_in_thread (task, unlock_thread);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "no verifier of this session");
}

/* After too many wrong PINs the session goes on only by a sign-in at the node, which counts tries of its own. */
static void
count_wrong_unlock (YcStation *self,
                    guint     *tries_left)
{
  guint max = self->view != NULL && self->view->reference != NULL
              ? (guint) yc_policy_int (self->view->reference, "pin_tries") : 1;

  self->wrong_unlocks++;
  *tries_left = self->wrong_unlocks < max ? max - self->wrong_unlocks : 0;
  if (*tries_left > 0)
    return;

  self->has_token = FALSE;
  g_clear_pointer (&self->verifier, yc_secret_free);
  yc_link_set_token (self->link, NULL);
  yc_station_judge_state (self);
}

gboolean
yc_station_unlock_finish (YcStation     *self,
                          GAsyncResult  *result,
                          guint         *tries_left,
                          GError       **error)
{
  g_autoptr(GError) local_error = NULL;
  gboolean right = FALSE;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  *tries_left = 0;
  right = g_task_propagate_boolean (G_TASK (result), &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (!right)
    {
      count_wrong_unlock (self, tries_left);
      return FALSE;
    }
  self->wrong_unlocks = 0;
  yc_station_press (self, YC_VERB_UNLOCK, NULL, YC_VERB_NONE, NULL);
  return TRUE;
}
