/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-station"

#include "config.h"

#include "app/yc-station-private.h"

#include "store/yc-store-error.h"

/* What the screen shows: a view is made of the record whenever something has changed, and what is new in it is told. */

/* How long after a view could not be made it is tried again, and how long the old one may stay. */
#define VIEW_AGAIN_S 2
#define VIEW_FAILING_MS (5 * 60 * 1000)

typedef struct
{
  YcDeskMemory *memory;   /* borrowed from the station, which outlives its store */
  YcDeskView *view;       /* owned */
} ViewJob;

static void
view_job_free (ViewJob *job)
{
  g_clear_pointer (&job->view, yc_desk_view_unref);
  g_free (job);
}

static gboolean
make_view_job (YcDb     *db,
               gpointer  data,
               GError  **error)
{
  ViewJob *job = data;

  job->view = yc_desk_view (db, job->memory, error);
  return job->view != NULL;
}

static gboolean
note_call_job (YcDb     *db,
               gpointer  data,
               GError  **error)
{
  YcDeskMemory *memory = data;

  memory->last_call_mono = yc_env_now_mono (yc_db_get_env (db));
  return TRUE;
}

/* A ticket was called here: the guard between recalls begins. */
static void
note_call (YcStation *self)
{
  yc_store_run_async (self->store, YC_LANE_READ, note_call_job, self->memory, NULL, NULL, NULL, NULL);
  yc_station_refresh (self);
}

/* Whether the view brings an answer that has not been told. Of one that was there at the start nobody is told. */
static gboolean
take_answer (YcStation        *self,
             const YcDeskView *view)
{
  gboolean is_new = g_strcmp0 (view->answer_key, self->answer_key) != 0;
  gboolean tells = is_new && self->seen_answer;

  self->seen_answer = TRUE;
  if (!is_new)
    return FALSE;
  g_free (self->answer_key);
  self->answer_key = g_strdup (view->answer_key);
  /* Before anybody looks: what has been taken back is not offered again. */
  if (view->answer_verb == YC_VERB_RESTORE)
    self->undo_until = 0;
  return tells;
}

static void
tell_answer (YcStation *self)
{
  const YcDeskView *view = self->view;

  if (view->answer_refusal.code == YC_REFUSAL_NONE && view->current != NULL
      && view->current->state == YC_TICKET_CALLED)
    note_call (self);
  g_signal_emit_by_name (self, "answered", (guint) view->answer_verb, &view->answer_refusal, view->answer_result);
}

/* Signed out, replaced or disabled: the token is worth nothing any more. A clerk who did it herself, by signing out or in here, need
 * not be told. */
static void
follow_session (YcStation        *self,
                const YcDeskView *view,
                gboolean          answered)
{
  gboolean by_clerk = view->in_flight == YC_VERB_SIGN_OUT || (answered && view->answer_verb == YC_VERB_SIGN_OUT);

  if (self->session == NULL || yc_station_is_session_here (self, view))
    return;
  self->was_ended = !by_clerk && self->signing_in == 0;
  yc_station_forget_session (self);
}

static void
take_view (YcStation  *self,
           YcDeskView *view)
{
  g_autoptr(YcDeskView) old = self->view;
  gboolean answered = take_answer (self, view);

  self->view = view;
  if (view->in_flight != YC_VERB_NONE || answered)
    self->commanding = FALSE;
  follow_session (self, view, answered);
  yc_station_judge_state (self);
  yc_station_tell_changed (self);
  if (answered)
    tell_answer (self);
}

/* What passes by itself or by somebody's hand. All else means that the record is not what it was, or that the program is at fault. */
static gboolean
may_pass (const GError *error)
{
  static const YcStoreError passing[] = { YC_STORE_ERROR_MOVED, YC_STORE_ERROR_READ_ONLY, YC_STORE_ERROR_LOCKED, YC_STORE_ERROR_FULL,
                                          YC_STORE_ERROR_IO, YC_STORE_ERROR_COMMIT, YC_STORE_ERROR_ABORTED };
  gboolean passes = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
    passes = passes || g_error_matches (error, YC_STORE_ERROR, (int) passing[i]);
  return passes;
}

static gboolean
on_view_later_cb (gpointer user_data)
{
  YcStation *self = user_data;

  self->view_later = 0;
  yc_station_refresh (self);
  return G_SOURCE_REMOVE;
}

/* What the screen says of its age; told when that is another thing than before. */
static void
note_view_fault (YcStation    *self,
                 const GError *error)
{
  gboolean is_known = self->view_fault != NULL && g_error_matches (error, self->view_fault->domain, self->view_fault->code);

  g_clear_error (&self->view_fault);
  self->view_fault = g_error_copy (error);
  if (is_known)
    return;
  g_message ("The record could not be read and will be read again: %s", error->message);
  yc_station_tell_changed (self);
}

/* In the middle of a visit the screen stays as it is for a while: what is pressed meanwhile is judged by the record, not by the view. */
static void
fail_view (YcStation    *self,
           const GError *error)
{
  gint64 now = yc_env_now_mono (self->env);

  if (self->view == NULL || !may_pass (error) || (self->view_failing != 0 && now - self->view_failing >= VIEW_FAILING_MS))
    {
      yc_station_break (self, error);
      return;
    }
  if (self->view_failing == 0)
    self->view_failing = MAX (now, 1);
  if (self->view_later == 0)
    self->view_later = g_timeout_add_seconds (VIEW_AGAIN_S, on_view_later_cb, self);
  note_view_fault (self, error);
}

static void
on_view_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(YcStation) self = user_data;
  g_autoptr(GError) error = NULL;
  ViewJob *job = yc_store_run_finish (YC_STORE (source), result, &error);

  self->viewing = FALSE;
  /* Closed meanwhile. */
  if (self->store == NULL)
    return;
  if (job != NULL)
    {
      self->view_failing = 0;
      g_clear_error (&self->view_fault);
      g_clear_handle_id (&self->view_later, g_source_remove);
      yc_station_mend (self);
      take_view (self, g_steal_pointer (&job->view));
    }
  else if (!g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_CLOSED))
    {
      fail_view (self, error);
    }

  if (self->view_again && self->state != YC_STATION_BROKEN)
    yc_station_refresh (self);
}

void
yc_station_refresh (YcStation *self)
{
  ViewJob *job = NULL;

  if (self->store == NULL)
    return;
  self->view_again = self->viewing;
  if (self->viewing)
    return;

  self->viewing = TRUE;
  job = g_new0 (ViewJob, 1);
  job->memory = self->memory;
  yc_store_run_async (self->store, YC_LANE_READ, make_view_job, job, (GDestroyNotify) view_job_free, NULL,
                      on_view_cb, g_object_ref (self));
}
