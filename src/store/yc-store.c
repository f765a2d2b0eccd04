/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-store"

#include "config.h"

#include "store/yc-store.h"

/* A group waits for one fsync together; larger ones would let the first wait for the last. */
#define GROUP_MAX 256
/* So many reads are answered before commands that have come in meanwhile. */
#define READS_MAX 32
/* Commands go first, but after so many groups the other lanes have their turn. */
#define GROUPS_IN_A_ROW 8

#define N_LANES         (YC_LANE_READ + 1)

typedef enum
{
  STATE_CLOSED,
  STATE_OPENING,
  STATE_OPEN,
  STATE_CLOSING,
} State;

struct _YcStore
{
  GObject parent_instance;

  YcEnv *env;            /* borrowed, outlives the store */
  GMainContext *context; /* owned: where everything is told */
  State state;           /* of the thread of context alone */
  GThread *thread;       /* owned; joined in the thread of context */

  GMutex mutex;
  GCond cond;            /* something to do for the worker */
  GQueue lanes[N_LANES]; /* Job, owned; under mutex */
  gint failing;          /* atomic: the last group could not be stored */
  gboolean quit;         /* under mutex */

  /* Of the worker alone, while it runs. */
  GThread *worker;
  YcDb *db;          /* owned; NULL while it has to be opened again */
  char *path;        /* owned; set before the worker starts */
  gboolean must_exist; /* set before the worker starts, and once it has been opened */
  GTask *open_task;  /* owned; set before the worker starts */
  GTask *close_task; /* owned; under mutex */
};

/* A job on its way to the worker and back; its data belongs to the task. */
typedef struct
{
  YcStoreJob run;
  GTask *task;   /* owned */
  GError *error; /* owned; why it failed, or NULL */
} Job;

/* What the worker has to tell at once. */
typedef struct
{
  YcStore *store;  /* owned */
  GStrv changed;   /* owned */
  GPtrArray *jobs; /* Job, owned */
  gboolean ended;  /* the worker is at its end */
} Batch;

G_DEFINE_FINAL_TYPE (YcStore, yc_store, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static Job *
job_new (YcStoreJob run, GTask *task)
{
  Job *job = g_new0 (Job, 1);

  job->run = run;
  job->task = task;
  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
}

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_strfreev (batch->changed);
  g_ptr_array_unref (batch->jobs);
  g_object_unref (batch->store);
  g_free (batch);
}

/* In the thread of context */

static void
fail_queued (YcStore *self)
{
  for (int lane = 0; lane < N_LANES; lane++)
    {
      Job *job;

      while ((job = g_queue_pop_head (&self->lanes[lane])) != NULL)
        {
          g_task_return_new_error (job->task, YC_STORE_ERROR, YC_STORE_ERROR_CLOSED,
                                   "The store could not be opened; nothing was done.");
          job_free (job);
        }
    }
}

static void
end_worker (YcStore *self)
{
  g_thread_join (self->thread);
  self->thread = NULL;
  self->state = STATE_CLOSED;
  fail_queued (self);
}

static void
finish_job (Job *job)
{
  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else if (job->run == NULL)
    g_task_return_boolean (job->task, TRUE);
  else
    g_task_return_pointer (job->task, g_task_get_task_data (job->task), NULL);
}

/* Closing was asked for while the file could not be opened: the worker did not get to tell. */
static void
finish_close (YcStore *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->close_task);

  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static gboolean
on_batch_cb (gpointer user_data)
{
  Batch *batch = user_data;
  YcStore *self = batch->store;

  if (batch->ended)
    end_worker (self);
  else if (self->state == STATE_OPENING)
    self->state = STATE_OPEN;
  if (batch->changed != NULL && batch->changed[0] != NULL)
    g_signal_emit (self, signals[CHANGED], 0, batch->changed);
  for (guint i = 0; i < batch->jobs->len; i++)
    finish_job (g_ptr_array_index (batch->jobs, i));
  if (batch->ended)
    finish_close (self);
  return G_SOURCE_REMOVE;
}

/* On the worker */

/* Not g_main_context_invoke(): it may run the function here when nobody iterates the context. */
static void
tell (YcStore *self, GPtrArray *jobs, GStrv changed, gboolean ended)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Batch *batch = g_new0 (Batch, 1);

  batch->store = g_object_ref (self);
  batch->jobs = jobs;
  batch->changed = changed;
  batch->ended = ended;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_batch_cb, batch, batch_free);
  g_source_attach (source, self->context);
}

static GPtrArray *
job_list_new (void)
{
  return g_ptr_array_new_with_free_func (job_free);
}

/* Tells a task that is no job of a lane. */
static void
tell_task (YcStore *self, GTask *task, GError *error, gboolean ended)
{
  GPtrArray *jobs = job_list_new ();
  Job *job = job_new (NULL, task);

  job->error = error;
  g_ptr_array_add (jobs, job);
  tell (self, jobs, NULL, ended);
}

static void
fail_all (GPtrArray *jobs, const GError *error)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);

      if (job->error == NULL)
        job->error = g_error_copy (error);
    }
}

/* One that is not at its place is kept open: what has no name any more lasts until it is closed. */
static gboolean
check_place (YcStore *self, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (self->db == NULL || yc_db_is_broken (self->db) || yc_db_check_place (self->db, &local))
    return TRUE;
  if (!yc_db_is_broken (self->db))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_warning ("%s", local->message);
  return TRUE;
}

static gboolean
ensure_open (YcStore *self, GError **error)
{
  g_assert (self->worker == g_thread_self ());

  if (!check_place (self, error))
    return FALSE;
  if (self->db != NULL && yc_db_is_broken (self->db))
    g_clear_pointer (&self->db, yc_db_close);
  if (self->db == NULL && self->must_exist)
    self->db = yc_db_open_existing (self->path, NULL, self->env, error);
  else if (self->db == NULL)
    self->db = yc_db_open (self->path, NULL, self->env, error);
  self->must_exist = self->must_exist || self->db != NULL;
  return self->db != NULL;
}

static gboolean
is_cancelled (Job *job)
{
  GCancellable *cancellable = g_task_get_cancellable (job->task);

  return cancellable != NULL && g_cancellable_set_error_if_cancelled (cancellable, &job->error);
}

static void
run (YcStore *self, Job *job)
{
  if (!job->run (self->db, g_task_get_task_data (job->task), &job->error) && job->error == NULL)
    g_set_error_literal (&job->error, YC_STORE_ERROR, YC_STORE_ERROR_INTERNAL, "A job failed without saying why.");
}

/* Runs one job under its savepoint. FALSE: the transaction is lost, with the reason. */
static gboolean
run_in_group (YcStore *self, Job *job, GError **error)
{
  if (is_cancelled (job))
    return TRUE;
  if (!yc_db_savepoint (self->db, error))
    return FALSE;
  run (self, job);
  if (!yc_db_in_transaction (self->db))
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_ABORTED,
                   "The database ended the transaction by itself; nothing of it was stored. %s",
                   job->error != NULL ? job->error->message : "");
      return FALSE;
    }
  if (job->error == NULL && yc_db_release (self->db, &job->error))
    return TRUE;
  return yc_db_rollback_to (self->db, error);
}

static gboolean
run_transaction (YcStore *self, GPtrArray *jobs, GError **error)
{
  if (!ensure_open (self, error) || !yc_db_begin (self->db, error))
    return FALSE;
  for (guint i = 0; i < jobs->len; i++)
    {
      if (!run_in_group (self, g_ptr_array_index (jobs, i), error))
        {
          yc_db_rollback (self->db);
          g_clear_pointer (&self->db, yc_db_close);
          return FALSE;
        }
    }
  if (yc_db_commit (self->db, error))
    return TRUE;
  if (yc_db_is_broken (self->db))
    g_clear_pointer (&self->db, yc_db_close);
  return FALSE;
}

/* A fault of storage, and none of what was asked. */
static gboolean
is_unstored (const GError *error)
{
  static const YcStoreError faults[] = { YC_STORE_ERROR_MOVED, YC_STORE_ERROR_READ_ONLY, YC_STORE_ERROR_FULL,
                                         YC_STORE_ERROR_IO, YC_STORE_ERROR_COMMIT, YC_STORE_ERROR_ABORTED };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      if (g_error_matches (error, YC_STORE_ERROR, (int) faults[i]))
        return TRUE;
    }
  return FALSE;
}

/* A group that had nothing to write tells nothing of the disk. */
static void
note_failing (YcStore *self, const GPtrArray *jobs, GStrv changed)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      if (is_unstored (((const Job *) g_ptr_array_index (jobs, i))->error))
        {
          g_atomic_int_set (&self->failing, TRUE);
          return;
        }
    }
  if (changed != NULL && changed[0] != NULL)
    g_atomic_int_set (&self->failing, FALSE);
}

static void
run_group (YcStore *self, GPtrArray *jobs)
{
  g_autoptr (GError) error = NULL;
  GStrv changed = NULL;

  if (run_transaction (self, jobs, &error))
    changed = yc_db_take_changed (self->db);
  else
    fail_all (jobs, error);
  note_failing (self, jobs, changed);
  tell (self, jobs, changed, FALSE);
}

static void
run_reads (YcStore *self, GPtrArray *jobs)
{
  g_autoptr (GError) error = NULL;

  if (!ensure_open (self, &error))
    fail_all (jobs, error);
  for (guint i = 0; error == NULL && i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);

      if (!is_cancelled (job))
        run (self, job);
    }
  tell (self, jobs, NULL, FALSE);
}

/* Takes up to max jobs of a lane, in their order; NULL when there is none. */
static GPtrArray *
take (YcStore *self, YcLane lane, guint max)
{
  GPtrArray *jobs = NULL;

  g_mutex_lock (&self->mutex);
  if (!g_queue_is_empty (&self->lanes[lane]))
    {
      jobs = job_list_new ();
      while (jobs->len < max && !g_queue_is_empty (&self->lanes[lane]))
        g_ptr_array_add (jobs, g_queue_pop_head (&self->lanes[lane]));
    }
  g_mutex_unlock (&self->mutex);
  return jobs;
}

/* Waits until there is something to do; FALSE when everything is done and the store is to be closed. */
static gboolean
wait_for_work (YcStore *self)
{
  gboolean empty = TRUE;

  g_mutex_lock (&self->mutex);
  while (TRUE)
    {
      for (int lane = 0; lane < N_LANES; lane++)
        empty = empty && g_queue_is_empty (&self->lanes[lane]);
      if (!empty || self->quit)
        break;
      g_cond_wait (&self->cond, &self->mutex);
    }
  g_mutex_unlock (&self->mutex);
  return !empty;
}

static gboolean
has_commands (YcStore *self)
{
  gboolean has;

  g_mutex_lock (&self->mutex);
  has = !g_queue_is_empty (&self->lanes[YC_LANE_COMMAND]);
  g_mutex_unlock (&self->mutex);
  return has;
}

static void
serve (YcStore *self)
{
  guint groups = 0;

  while (wait_for_work (self))
    {
      GPtrArray *jobs;

      if ((jobs = take (self, YC_LANE_COMMAND, GROUP_MAX)) != NULL)
        run_group (self, jobs);
      if (has_commands (self) && ++groups < GROUPS_IN_A_ROW)
        continue;
      groups = 0;
      if ((jobs = take (self, YC_LANE_READ, READS_MAX)) != NULL)
        run_reads (self, jobs);
      if ((jobs = take (self, YC_LANE_INGEST, 1)) != NULL)
        run_group (self, jobs);
    }
}

static gpointer
work (gpointer data)
{
  YcStore *self = data;
  GError *error = NULL;
  GTask *close_task;

  self->worker = g_thread_self ();
  if (!ensure_open (self, &error))
    {
      tell_task (self, g_steal_pointer (&self->open_task), error, TRUE);
      return NULL;
    }
  tell_task (self, g_steal_pointer (&self->open_task), NULL, FALSE);
  serve (self);
  g_clear_pointer (&self->db, yc_db_close);

  g_mutex_lock (&self->mutex);
  close_task = g_steal_pointer (&self->close_task);
  g_mutex_unlock (&self->mutex);
  /* None when the store is being finalized: then the thread that does it joins. */
  if (close_task != NULL)
    tell_task (self, close_task, NULL, TRUE);
  return NULL;
}

static void
yc_store_finalize (GObject *object)
{
  YcStore *self = YC_STORE (object);

  /* Every job holds a reference, so nothing is queued any more. */
  if (self->thread != NULL)
    {
      g_mutex_lock (&self->mutex);
      self->quit = TRUE;
      g_cond_signal (&self->cond);
      g_mutex_unlock (&self->mutex);
      g_thread_join (self->thread);
    }
  for (int lane = 0; lane < N_LANES; lane++)
    g_queue_clear (&self->lanes[lane]);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self->path);

  G_OBJECT_CLASS (yc_store_parent_class)->finalize (object);
}

static void
yc_store_class_init (YcStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_store_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRV);
}

static void
yc_store_init (YcStore *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  for (int lane = 0; lane < N_LANES; lane++)
    g_queue_init (&self->lanes[lane]);
  self->context = g_main_context_ref_thread_default ();
}

YcStore *
yc_store_new (YcEnv *env)
{
  YcStore *self;

  g_return_val_if_fail (env != NULL, NULL);

  self = g_object_new (YC_TYPE_STORE, NULL);
  self->env = env;
  return self;
}

void
yc_store_set_must_exist (YcStore *self)
{
  g_return_if_fail (YC_IS_STORE (self));
  g_return_if_fail (self->state == STATE_CLOSED);

  self->must_exist = TRUE;
}

void
yc_store_open_async (YcStore *self,
                     const char *path,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (YC_IS_STORE (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yc_store_open_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->state != STATE_CLOSED)
    {
      g_task_return_new_error (task, YC_STORE_ERROR, YC_STORE_ERROR_LOCKED, "The store is open already.");
      return;
    }
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Opening was cancelled.");
      return;
    }
  g_free (self->path);
  self->path = g_strdup (path);
  self->open_task = g_steal_pointer (&task);
  self->quit = FALSE;
  self->state = STATE_OPENING;
  self->thread = g_thread_new ("store", work, self);
}

gboolean
yc_store_open_finish (YcStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, yc_store_open_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
yc_store_run_async (YcStore *self,
                    YcLane lane,
                    YcStoreJob job,
                    gpointer data,
                    GDestroyNotify destroy,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (YC_IS_STORE (self));
  g_return_if_fail (job != NULL);
  g_return_if_fail ((guint) lane < N_LANES);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yc_store_run_async);
  /* What is committed is told as such, even if nobody waits for it any more. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, data, destroy);
  if (self->state != STATE_OPEN && self->state != STATE_OPENING)
    {
      g_task_return_new_error (task, YC_STORE_ERROR, YC_STORE_ERROR_CLOSED, "The store is closed; nothing was done.");
      return;
    }
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->lanes[lane], job_new (job, g_steal_pointer (&task)));
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

gboolean
yc_store_is_failing (YcStore *self)
{
  g_return_val_if_fail (YC_IS_STORE (self), FALSE);

  return g_atomic_int_get (&self->failing);
}

gpointer
yc_store_run_finish (YcStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, yc_store_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
yc_store_close_async (YcStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (YC_IS_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, yc_store_close_async);
  if (self->state == STATE_CLOSED)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->state == STATE_CLOSING)
    {
      g_task_return_new_error (task, YC_STORE_ERROR, YC_STORE_ERROR_CLOSED, "The store is being closed already.");
      return;
    }
  self->state = STATE_CLOSING;
  g_mutex_lock (&self->mutex);
  self->close_task = g_steal_pointer (&task);
  self->quit = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

gboolean
yc_store_close_finish (YcStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, yc_store_close_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
