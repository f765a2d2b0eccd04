/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-station"

#include "config.h"

#include "app/yc-station-private.h"

#include "core/yc-json.h"
#include "store/yc-store-error.h"
#include "vault/yc-secret.h"

/* How long after a record was not found at its place it is looked for again. */
#define LOOK_AGAIN_S 2

enum
{
  CHANGED,
  REFUSED,
  FAILED,
  ANSWERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_QUARK (yc-station-error-quark, yc_station_error)
G_DEFINE_FINAL_TYPE (YcStation, yc_station, G_TYPE_OBJECT)

void
yc_station_tell_changed (YcStation *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
yc_station_set_state (YcStation      *self,
                      YcStationState  state)
{
  if (self->state == state)
    return;
  self->state = state;
  yc_station_tell_changed (self);
}

/* Whether all is well as soon as a file has been put back. */
static gboolean
is_moved (const GError *error)
{
  return g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_MOVED);
}

static void on_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static gboolean
on_look_again_cb (gpointer user_data)
{
  YcStation *self = user_data;

  self->look_again = 0;
  if (self->store == NULL)
    yc_station_open_store_async (self, on_opened_cb, NULL);
  else if (self->link == NULL)
    yc_station_go_online (self);
  else
    yc_station_refresh (self);
  return G_SOURCE_REMOVE;
}

void
yc_station_break (YcStation    *self,
                  const GError *error)
{
  gboolean is_known = self->state == YC_STATION_BROKEN && is_moved (self->fault) && is_moved (error);

  if (is_moved (error) && self->look_again == 0 && !self->closed)
    self->look_again = g_timeout_add_seconds (LOOK_AGAIN_S, on_look_again_cb, self);
  if (is_known)
    return;
  g_warning ("The profile cannot be used: %s", error->message);
  g_clear_error (&self->fault);
  self->fault = g_error_copy (error);
  self->state = YC_STATION_BROKEN;
  yc_station_tell_changed (self);
}

void
yc_station_mend (YcStation *self)
{
  if (self->state != YC_STATION_BROKEN || !is_moved (self->fault))
    return;
  g_message ("The record is back at its place.");
  g_clear_error (&self->fault);
  self->state = YC_STATION_LOADING;
}

void
yc_station_forget_lock (YcStation *self)
{
  g_clear_pointer (&self->lock_reason, g_free);
  g_clear_pointer (&self->owed_reason, g_free);
  g_clear_pointer (&self->owed_session, g_free);
  g_clear_handle_id (&self->lock_again, g_source_remove);
}

void
yc_station_forget_session (YcStation *self)
{
  g_clear_pointer (&self->session, g_free);
  g_clear_pointer (&self->verifier, yc_secret_free);
  /* A lock that is owed to the record is owed still: that session stands open there. */
  g_clear_pointer (&self->lock_reason, g_free);
  if (self->link != NULL)
    yc_link_set_token (self->link, NULL);
}

/* Token and verifier are those of one session: whoever else's session stands in the record, nobody is here for it. */
gboolean
yc_station_is_session_here (YcStation        *self,
                            const YcDeskView *view)
{
  return self->session != NULL && view->session != NULL && g_str_equal (view->session->id, self->session);
}

void
yc_station_judge_state (YcStation *self)
{
  const YcDeskView *view = self->view;

  if (self->state == YC_STATION_BROKEN || self->state == YC_STATION_FIRST_RUN || view == NULL)
    return;

  if (!yc_station_is_session_here (self, view))
    yc_station_set_state (self, YC_STATION_SIGNED_OUT);
  else if (self->lock_reason != NULL || view->session->state == YC_SESSION_LOCKED)
    yc_station_set_state (self, YC_STATION_LOCKED);
  else
    yc_station_set_state (self, YC_STATION_SIGNED_IN);
}

/* The link */

static void
on_status_changed_cb (YcStation *self)
{
  YcSyncStatus status = { 0 };

  yc_link_get_status (self->link, &status);
  if (status.state != self->link_state)
    {
      self->link_state = status.state;
      self->link_since = yc_station_now (self);
    }
  /* Only when it is news: until the link has begun anew with the token of a new session it goes on saying so of the former one. */
  if (status.session_ended && !self->session_ended && self->session != NULL)
    {
      self->was_ended = self->signing_in == 0;
      yc_station_forget_session (self);
    }
  self->session_ended = status.session_ended;
  yc_station_judge_state (self);
  yc_station_tell_changed (self);
  yc_station_refresh (self);
}

/* A renewed certificate is in use already; it is kept for the next start. */
typedef struct
{
  YcProfile *profile;      /* borrowed: the task holds the station */
  char *cert_pem;          /* owned */
} Renewal;

static void
renewal_free (Renewal *renewal)
{
  g_free (renewal->cert_pem);
  g_free (renewal);
}

static void
keep_certificate_thread (GTask        *task,
                         gpointer      source,
                         gpointer      data,
                         GCancellable *cancellable)
{
  Renewal *renewal = data;
  g_autoptr(GError) error = NULL;

  if (!yc_profile_renew (renewal->profile, renewal->cert_pem, &error))
    g_warning ("The renewed certificate could not be kept: %s", error->message);
  g_task_return_boolean (task, error == NULL);
}

static void
on_renewed_cb (YcStation  *self,
               const char *cert_pem)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, NULL, NULL);
  Renewal *renewal = g_new0 (Renewal, 1);

  renewal->profile = self->profile;
  renewal->cert_pem = g_strdup (cert_pem);
  g_task_set_source_tag (task, on_renewed_cb);
  g_task_set_task_data (task, renewal, (GDestroyNotify) renewal_free);
  g_task_run_in_thread (task, keep_certificate_thread);
}

static gboolean
read_key_job (YcDb     *db,
              gpointer  data,
              GError  **error)
{
  YcLinkConfig *config = data;
  YcKey *key = yc_db_get_key (db);

  if (key == NULL || yc_db_get_dev (db) == NULL)
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CORRUPT, "The store of this profile has no device in it.");
      return FALSE;
    }
  config->dev = g_strdup (yc_db_get_dev (db));
  config->key_pem = yc_key_to_pem (key, error);
  return config->key_pem != NULL;
}

static void
link_config_free (YcLinkConfig *config)
{
  g_free ((char *) config->dev);
  yc_secret_free ((char *) config->key_pem);
  g_free (config);
}

static void
on_key_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(YcStation) self = user_data;
  g_autoptr(GError) error = NULL;
  YcLinkConfig *config = yc_store_run_finish (YC_STORE (source), result, &error);

  if (self->store == NULL)
    return;
  if (config == NULL)
    {
      yc_station_break (self, error);
      return;
    }
  config->url = self->profile->url;
  config->hall = self->profile->hall;
  config->ca_pem = self->profile->ca_pem;
  config->cert_pem = self->profile->cert_pem;
  self->link = yc_link_new (config, self->store, self->env);
  g_signal_connect_object (self->link, "status-changed", G_CALLBACK (on_status_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "answered", G_CALLBACK (yc_station_refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "renewed", G_CALLBACK (on_renewed_cb), self, G_CONNECT_SWAPPED);
  if (self->state == YC_STATION_FIRST_RUN)
    self->state = YC_STATION_LOADING;
  yc_link_start (self->link);
  yc_station_refresh (self);
}

void
yc_station_go_online (YcStation *self)
{
  if (self->store == NULL)
    return;
  yc_store_run_async (self->store, YC_LANE_READ, read_key_job, g_new0 (YcLinkConfig, 1),
                      (GDestroyNotify) link_config_free, NULL, on_key_cb, g_object_ref (self));
}

/* Opening */

static void
on_store_opened_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  YcStation *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (yc_store_open_finish (YC_STORE (source), result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  /* What could not be opened is not kept: the next try begins with a new one. */
  if (self->store == YC_STORE (source))
    {
      g_signal_handlers_disconnect_by_data (source, self);
      g_clear_object (&self->store);
    }
  g_task_return_error (task, error);
}

void
yc_station_open_store_async (YcStation           *self,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *path = yc_profile_file (self->profile, "station.db");

  g_task_set_source_tag (task, yc_station_open_store_async);
  if (self->store == NULL)
    {
      self->store = yc_store_new (self->env);
      g_signal_connect_object (self->store, "changed", G_CALLBACK (yc_station_refresh), self, G_CONNECT_SWAPPED);
      /* The hall knows this device by the key in its record: a new record would be another device, and hide what happened to the old. */
      if (self->profile->enrolled)
        yc_store_set_must_exist (self->store);
    }
  yc_store_open_async (self->store, path, NULL, on_store_opened_cb, task);
}

static void
on_opened_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  YcStation *self = YC_STATION (source);
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    yc_station_go_online (self);
  else
    yc_station_break (self, error);
}

static void
open_profile_thread (GTask        *task,
                     gpointer      source,
                     gpointer      data,
                     GCancellable *cancellable)
{
  YcProfile *profile = data;
  GError *error = NULL;

  if (yc_profile_open (profile, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_profile_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  YcStation *self = YC_STATION (source);
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    yc_station_break (self, error);
  else if (!self->profile->enrolled)
    yc_station_set_state (self, YC_STATION_FIRST_RUN);
  else
    yc_station_open_store_async (self, on_opened_cb, NULL);
}

void
yc_station_open (YcStation *self)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (YC_IS_STATION (self));

  task = g_task_new (self, NULL, on_profile_cb, NULL);
  g_task_set_source_tag (task, yc_station_open);
  g_task_set_task_data (task, self->profile, NULL);
  g_task_run_in_thread (task, open_profile_thread);
}

/* Closing */

static void
on_closed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (yc_store_close_finish (YC_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
stop_sources (YcStation *self)
{
  g_clear_handle_id (&self->view_later, g_source_remove);
  g_clear_handle_id (&self->look_again, g_source_remove);
}

void
yc_station_close_async (YcStation           *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autoptr(YcStore) store = g_steal_pointer (&self->store);

  g_task_set_source_tag (task, yc_station_close_async);
  self->closed = TRUE;
  yc_station_forget_lock (self);
  stop_sources (self);
  if (self->link != NULL)
    yc_link_stop (self->link);
  if (store != NULL)
    {
      g_signal_handlers_disconnect_by_data (store, self);
      yc_store_close_async (store, on_closed_cb, task);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

gboolean
yc_station_close_finish (YcStation     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
yc_station_dispose (GObject *object)
{
  YcStation *self = YC_STATION (object);

  yc_station_forget_lock (self);
  stop_sources (self);
  g_clear_object (&self->link);
  g_clear_object (&self->store);
  g_clear_object (&self->joining);

  G_OBJECT_CLASS (yc_station_parent_class)->dispose (object);
}

static void
yc_station_finalize (GObject *object)
{
  YcStation *self = YC_STATION (object);

  g_clear_pointer (&self->view, yc_desk_view_unref);
  g_clear_pointer (&self->profile, yc_profile_free);
  g_clear_pointer (&self->discovery, yc_discovery_free);
  g_clear_pointer (&self->verifier, yc_secret_free);
  g_free (self->session);
  yc_code_clear (&self->code);
  g_clear_error (&self->fault);
  g_clear_error (&self->view_fault);
  g_free (self->answer_key);
  g_free (self->url);
  g_free (self->memory);

  G_OBJECT_CLASS (yc_station_parent_class)->finalize (object);
}

static void
yc_station_class_init (YcStationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yc_station_dispose;
  object_class->finalize = yc_station_finalize;

  signals[CHANGED] = g_signal_new ("changed", YC_TYPE_STATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REFUSED] = g_signal_new ("refused", YC_TYPE_STATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FAILED] = g_signal_new ("failed", YC_TYPE_STATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[ANSWERED] = g_signal_new ("answered", YC_TYPE_STATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_POINTER, G_TYPE_POINTER);
}

static void
yc_station_init (YcStation *self)
{
  self->state = YC_STATION_LOADING;
  self->memory = g_new0 (YcDeskMemory, 1);
}

YcStation *
yc_station_new (const char *profile,
                YcEnv      *env)
{
  YcStation *self = NULL;

  g_return_val_if_fail (profile != NULL && env != NULL, NULL);

  self = g_object_new (YC_TYPE_STATION, NULL);
  self->env = env;
  self->profile = yc_profile_new (profile);
  return self;
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

const YcDeskView *
yc_station_get_view (YcStation *self)
{
  return self->view;
}

const GError *
yc_station_get_view_fault (YcStation *self)
{
  return self->view_fault;
}

void
yc_station_get_status (YcStation    *self,
                       YcSyncStatus *status)
{
  *status = (YcSyncStatus) { .state = YC_LINK_STOPPED };
  if (self->link != NULL)
    yc_link_get_status (self->link, status);
}

gboolean
yc_station_has_record (YcStation *self)
{
  return self->state == YC_STATION_FIRST_RUN && self->profile->has_record;
}

gint64
yc_station_get_link_since (YcStation *self)
{
  return self->link_since;
}

gint64
yc_station_now (YcStation *self)
{
  return yc_env_now_wall (self->env) - (self->view != NULL ? self->view->skew : 0);
}

gboolean
yc_station_was_ended (YcStation *self)
{
  return self->was_ended;
}

void
yc_station_retry (YcStation *self)
{
  if (self->link != NULL)
    yc_link_retry (self->link);
  if (self->view_fault != NULL)
    yc_station_refresh (self);
}
