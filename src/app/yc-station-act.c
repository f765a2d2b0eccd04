/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-station"

#include "config.h"

#include "app/yc-station-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "store/yc-store-error.h"
#include "vault/yc-pin.h"
#include "vault/yc-secret.h"

/* How long after a lock could not be written it is tried again. */
#define LOCK_AGAIN_S 10

/* One press, on its way through the worker. */
typedef struct
{
  YcAct local;
  YcAct command;
  char *session;             /* owned: at whose screen it was pressed; "" = nobody's */
  YcDeskMemory *memory;      /* borrowed from the station, which outlives its store */
  YcRefusal refusal;
} PressJob;

static void
press_job_free (PressJob *job)
{
  g_clear_pointer (&job->local.args, json_object_unref);
  g_clear_pointer (&job->command.args, json_object_unref);
  yc_refusal_clear (&job->refusal);
  g_free (job->session);
  g_free (job);
}

/* A refusal changes nothing, so there is nothing to roll back: the job succeeds and says why. */
static gboolean
press_job (YcDb     *db,
           gpointer  data,
           GError  **error)
{
  PressJob *job = data;
  gboolean done = FALSE;

  job->memory->session = job->session;
  done = yc_desk_press (db,
                        job->local.verb != YC_VERB_NONE ? &job->local : NULL,
                        job->command.verb != YC_VERB_NONE ? &job->command : NULL,
                        job->memory, &job->refusal, error);
  job->memory->session = NULL;
  return done || job->refusal.code != YC_REFUSAL_NONE;
}

/* The ticket is in the memory of the desk; here it is for how long. */
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

/* What came of a press; NULL when it was not stored or refused, and that has been told. The screen shows what is stored either
 * way: a COMMIT of which nobody knows may have been one. */
static PressJob *
finish_press (YcStation    *self,
              GObject      *source,
              GAsyncResult *result)
{
  g_autoptr(GError) error = NULL;
  PressJob *job = yc_store_run_finish (YC_STORE (source), result, &error);

  if (g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_CLOSED))
    return NULL;
  if (self->link != NULL)
    yc_link_poke (self->link);
  yc_station_refresh (self);
  if (job == NULL || job->refusal.code != YC_REFUSAL_NONE)
    self->commanding = FALSE;
  if (job == NULL)
    g_signal_emit_by_name (self, "failed", error);
  else if (job->refusal.code != YC_REFUSAL_NONE)
    g_signal_emit_by_name (self, "refused", &job->refusal);
  return job != NULL && job->refusal.code == YC_REFUSAL_NONE ? job : NULL;
}

static void
on_pressed_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(YcStation) self = user_data;
  PressJob *job = finish_press (self, source, result);

  if (job != NULL)
    begin_undo (self, job->local.verb);
}

/* Takes the arguments. session: at whose screen, NULL = nobody's. */
static void
press (YcStation           *self,
       const char          *session,
       YcAct                local,
       YcAct                command,
       GAsyncReadyCallback  callback)
{
  PressJob *job = g_new0 (PressJob, 1);

  job->local = local;
  job->command = command;
  job->memory = self->memory;
  job->session = g_strdup (session != NULL ? session : "");
  if (self->store == NULL || self->link == NULL)
    {
      press_job_free (job);
      return;
    }
  if (command.verb != YC_VERB_NONE && !yc_station_is_commanding (self))
    self->gave_up = FALSE;
  self->commanding |= command.verb != YC_VERB_NONE;
  yc_store_run_async (self->store, YC_LANE_COMMAND, press_job, job, (GDestroyNotify) press_job_free, NULL,
                      callback, g_object_ref (self));
}

void
yc_station_press (YcStation  *self,
                  YcVerb      local,
                  JsonObject *local_args,
                  YcVerb      command,
                  JsonObject *command_args)
{
  g_return_if_fail (YC_IS_STATION (self));

  press (self, self->session, (YcAct) { local, local_args }, (YcAct) { command, command_args }, on_pressed_cb);
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
  if (self->lock_reason != NULL && verb != YC_VERB_UNLOCK)
    return yc_refuse (refusal, YC_REFUSAL_SESSION_LOCKED, NULL);
  yc_station_get_status (self, &status);
  if (!yc_desk_may (self->view, verb, status.state == YC_LINK_ONLINE, refusal))
    return FALSE;

  if (verb == YC_VERB_RECALL)
    wait_ms = yc_recall_wait (self->view->reference, self->view->last_call_mono, yc_env_now_mono (self->env));
  return wait_ms == 0 || yc_refuse (refusal, YC_REFUSAL_RECALL_GUARD, "wait_s", 'i', (wait_ms + 999) / 1000, NULL);
}

gboolean
yc_station_is_commanding (YcStation *self)
{
  g_return_val_if_fail (YC_IS_STATION (self), FALSE);

  return self->commanding || (self->view != NULL && self->view->in_flight != YC_VERB_NONE);
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

  yc_store_run_finish (YC_STORE (source), result, &error);
  if (g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_CLOSED))
    return;
  if (self->link != NULL)
    yc_link_poke (self->link);
  yc_station_refresh (self);
  if (error != NULL)
    g_signal_emit_by_name (self, "failed", error);
}

gboolean
yc_station_gave_up (YcStation *self)
{
  g_return_val_if_fail (YC_IS_STATION (self), FALSE);

  return self->gave_up;
}

void
yc_station_withdraw (YcStation *self)
{
  if (self->store == NULL || self->link == NULL)
    return;
  self->gave_up |= yc_station_is_commanding (self);
  yc_store_run_async (self->store, YC_LANE_COMMAND, withdraw_job, NULL, NULL, NULL, on_withdrawn_cb,
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

/* Whoever signed in has left: nobody may sit at her session. */
static void
give_back (YcStation      *self,
           const YcSignIn *sign_in)
{
  yc_link_set_token (self->link, NULL);
  yc_link_give_back (self->link, sign_in->session, sign_in->token);
}

static void
on_hashed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  YcStation *self = YC_STATION (source);
  g_autoptr(GTask) outer = user_data;
  SignInData *data = g_task_get_task_data (outer);
  g_autoptr(GError) error = NULL;
  char *verifier = g_task_propagate_pointer (G_TASK (result), &error);

  self->signing_in--;
  if (g_cancellable_is_cancelled (g_task_get_cancellable (outer)))
    {
      yc_secret_free (verifier);
      give_back (self, &data->sign_in);
      g_task_return_error_if_cancelled (outer);
      return;
    }
  if (verifier == NULL)
    g_warning ("A lock of this session will end with a new sign-in: %s", error->message);
  yc_station_forget_lock (self);
  yc_secret_free (self->verifier);
  self->verifier = verifier;
  self->wrong_unlocks = 0;
  g_free (self->session);
  self->session = g_strdup (data->sign_in.session);
  self->was_ended = FALSE;
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
      self->signing_in--;
      g_task_return_error (task, error);
      return;
    }
  if (!data->sign_in.ok)
    {
      self->signing_in--;
      g_task_return_boolean (task, TRUE);
      return;
    }

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
  self->signing_in++;
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

static void write_lock (YcStation *self);

static gboolean
on_lock_again_cb (gpointer user_data)
{
  YcStation *self = user_data;

  self->lock_again = 0;
  write_lock (self);
  return G_SOURCE_REMOVE;
}

/* A refusal is none to be told: the session has ended, or stands locked already. */
static void
on_lock_written_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(YcStation) self = user_data;
  g_autoptr(GError) error = NULL;
  PressJob *job = NULL;

  job = yc_store_run_finish (YC_STORE (source), result, &error);
  if (self->store == NULL || self->link == NULL)
    return;
  if (job != NULL && g_strcmp0 (job->session, self->owed_session) == 0)
    {
      g_clear_pointer (&self->owed_reason, g_free);
      g_clear_pointer (&self->owed_session, g_free);
    }
  else if (error != NULL && self->owed_reason != NULL && self->lock_again == 0)
    {
      g_message ("The lock could not be stored; the window is locked all the same: %s", error->message);
      self->lock_again = g_timeout_add_seconds (LOCK_AGAIN_S, on_lock_again_cb, self);
    }
  yc_link_poke (self->link);
  yc_station_refresh (self);
}

static void
write_lock (YcStation *self)
{
  JsonObject *args = json_object_new ();

  json_object_set_string_member (args, "reason", self->owed_reason);
  press (self, self->owed_session, (YcAct) { YC_VERB_LOCK, args }, (YcAct) { YC_VERB_NONE, NULL }, on_lock_written_cb);
}

void
yc_station_lock (YcStation  *self,
                 const char *reason)
{
  if (self->state != YC_STATION_SIGNED_IN)
    return;

  /* The screen is covered first: what the disk makes of it is another matter. */
  self->lock_reason = g_strdup (reason);
  g_free (self->owed_reason);
  self->owed_reason = g_strdup (reason);
  g_free (self->owed_session);
  self->owed_session = g_strdup (self->session);
  g_clear_handle_id (&self->lock_again, g_source_remove);
  if (self->verifier != NULL)
    {
      yc_station_set_state (self, YC_STATION_LOCKED);
      write_lock (self);
      return;
    }
  /* Nobody could unlock it: the session is left as after a restart, and the next sign-in takes its tickets over. */
  write_lock (self);
  yc_station_forget_session (self);
  yc_station_judge_state (self);
}

typedef struct
{
  char *pin;               /* owned, secret */
  char *verifier;          /* owned copy */
  char *session;           /* owned copy: whose verifier it is */
} UnlockData;

static void
unlock_data_free (UnlockData *data)
{
  yc_secret_free (data->pin);
  yc_secret_free (data->verifier);
  g_free (data->session);
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
  data->session = g_strdup (self->session);
  if (data->verifier != NULL)
    g_task_run_in_thread (task, unlock_thread);
  else
    g_task_return_new_error (task, YC_STATION_ERROR, YC_STATION_ERROR_ENDED, "There is no session here to unlock.");
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

  yc_station_forget_session (self);
  yc_station_judge_state (self);
}

/* Nothing is written when the lock never was: then the window is free without the disk. */
static void
on_unlocked_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(YcStation) self = user_data;

  if (finish_press (self, source, result) == NULL)
    return;
  yc_station_forget_lock (self);
}

gboolean
yc_station_unlock_finish (YcStation     *self,
                          GAsyncResult  *result,
                          guint         *tries_left,
                          GError       **error)
{
  g_autoptr(GError) local_error = NULL;
  UnlockData *data = NULL;
  gboolean right = FALSE;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  data = g_task_get_task_data (G_TASK (result));
  *tries_left = 0;
  right = g_task_propagate_boolean (G_TASK (result), &local_error);
  /* Meanwhile the session has ended, or is somebody else's: her PIN opens nothing any more. */
  if (self->session == NULL || g_strcmp0 (self->session, data->session) != 0)
    {
      g_set_error_literal (error, YC_STATION_ERROR, YC_STATION_ERROR_ENDED, "The session has ended.");
      return FALSE;
    }
  /* Hashing it takes memory, which may be there again a little later. */
  if (local_error != NULL)
    {
      g_message ("A PIN could not be checked: %s", local_error->message);
      g_set_error_literal (error, YC_STATION_ERROR, YC_STATION_ERROR_UNCHECKED, "The PIN could not be checked on this computer.");
      return FALSE;
    }
  if (!right)
    {
      count_wrong_unlock (self, tries_left);
      return FALSE;
    }
  self->wrong_unlocks = 0;
  press (self, self->session, (YcAct) { YC_VERB_UNLOCK, NULL }, (YcAct) { YC_VERB_NONE, NULL }, on_unlocked_cb);
  return TRUE;
}
