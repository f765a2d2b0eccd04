/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <sqlite3.h>

#include "store-support.h"
#include "store/yc-db-private.h"
#include "store/yc-store.h"
#include "store/yc-verify.h"

#define HALL "0192d3a0-0000-7000-8000-000000000001"
#define DEV  "0192d3a0-0000-7000-8000-000000000002"

/* A VFS over the real one that counts what is synced and fails when told. */

/* SQLite has a table of methods for each way of locking. */
typedef struct
{
  sqlite3_io_methods methods;
  const sqlite3_io_methods *real;
  gboolean is_main; /* the database, not its log */
} Patched;

static struct
{
  sqlite3_vfs vfs;
  sqlite3_vfs *real;
  Patched patched[8];
  guint n_patched;
  gint syncs;     /* atomic */
  gint opens;     /* atomic; of databases */
  gint fail_sync; /* atomic; the next sync fails */
  gint fail_main; /* atomic; the next sync of a database fails */
  gint fail_open; /* atomic; no file can be opened */
} shim;

static int
shim_sync (sqlite3_file *file, int flags)
{
  const Patched *patched = (const Patched *) file->pMethods;

  g_atomic_int_inc (&shim.syncs);
  if (g_atomic_int_compare_and_exchange (&shim.fail_sync, 1, 0) ||
      (patched->is_main && g_atomic_int_compare_and_exchange (&shim.fail_main, 1, 0)))
    return SQLITE_IOERR_FSYNC;
  return patched->real->xSync (file, flags);
}

static const sqlite3_io_methods *
patch (const sqlite3_io_methods *real, gboolean is_main)
{
  Patched *patched;

  for (guint i = 0; i < shim.n_patched; i++)
    {
      if (shim.patched[i].real == real && shim.patched[i].is_main == is_main)
        return &shim.patched[i].methods;
    }
  g_assert_cmpuint (shim.n_patched, <, G_N_ELEMENTS (shim.patched));
  patched = &shim.patched[shim.n_patched++];
  patched->methods = *real;
  patched->methods.xSync = shim_sync;
  patched->real = real;
  patched->is_main = is_main;
  return &patched->methods;
}

static int
shim_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
  int result;

  if (g_atomic_int_get (&shim.fail_open))
    return SQLITE_CANTOPEN;
  result = shim.real->xOpen (shim.real, name, file, flags, out);
  if (result == SQLITE_OK && file->pMethods != NULL)
    file->pMethods = patch (file->pMethods, (flags & SQLITE_OPEN_MAIN_DB) != 0);
  if ((flags & SQLITE_OPEN_MAIN_DB) != 0)
    g_atomic_int_inc (&shim.opens);
  return result;
}

static void
shim_install (void)
{
  shim.real = sqlite3_vfs_find (NULL);
  shim.vfs = *shim.real;
  shim.vfs.zName = "shim";
  shim.vfs.xOpen = shim_open;
  g_assert_cmpint (sqlite3_vfs_register (&shim.vfs, 1), ==, SQLITE_OK);
}

/* The store under test, and what it has told. */

typedef struct
{
  TestEnv env;
  char *dir;
  char *path;
  YcKey *key;
  YcStore *store;
  GThread *main;

  guint outstanding;
  GString *log; /* of the main thread: what was told, in order */
  GMutex mutex;
  GCond cond;
  gboolean blocked;
  gboolean running;
  GString *order; /* under mutex: jobs in the order in which they ran */
  guint destroyed;
} Fixture;

typedef struct
{
  Fixture *fixture;
  guint n;
  gboolean fail; /* appends, then fails */
  gboolean end;  /* ends the transaction behind the store's back */
  gboolean block;
  gsize length; /* of the line, more or less */
  gint64 pos;   /* result */
} Job;

static gboolean
run_job (YcDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (YcEvent) event = NULL;
  gboolean ok = TRUE;

  g_assert_true (g_thread_self () != job->fixture->main);
  g_mutex_lock (&job->fixture->mutex);
  g_string_append_printf (job->fixture->order, "%u ", job->n);
  job->fixture->running = TRUE;
  g_cond_broadcast (&job->fixture->cond);
  while (job->block && job->fixture->blocked)
    g_cond_wait (&job->fixture->cond, &job->fixture->mutex);
  g_mutex_unlock (&job->fixture->mutex);
  if (job->block)
    return TRUE;
  event = test_filler (DEV, job->n, 10 + job->length);
  ok = yc_db_append (db, event, error);
  job->pos = yc_db_get_last_pos (db);
  if (job->end)
    test_exec (db, "ROLLBACK");
  if (!job->fail)
    return ok;
  g_assert_no_error (*error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "refused");
  return FALSE;
}

static gboolean
read_job (YcDb *db, gpointer data, GError **error)
{
  Job *job = data;

  g_assert_false (yc_db_in_transaction (db));
  job->pos = yc_db_get_last_pos (db);
  return TRUE;
}

static gboolean
set_up_job (YcDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (YcEvent) event = test_enrolment (DEV, yc_key_get_public (job->fixture->key));

  return yc_db_set_identity (db, HALL, DEV, TRUE, job->fixture->key, error) && yc_db_append (db, event, error);
}

static void
destroy_job (gpointer data)
{
  Job *job = data;

  g_assert_true (g_thread_self () == job->fixture->main);
  job->fixture->destroyed++;
  g_free (job);
}

static void
on_changed_cb (YcStore *store, GStrv subjects, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_thread_self () == fixture->main);
  g_string_append_printf (fixture->log, "changed:%u ", g_strv_length (subjects));
}

static void
on_job_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  Job *job = yc_store_run_finish (YC_STORE (source), result, &error);

  g_assert_true (g_thread_self () == fixture->main);
  g_assert_true ((job != NULL) == (error == NULL));
  if (job != NULL)
    g_string_append_printf (fixture->log, "%u=%d ", job->n, (int) job->pos);
  else
    g_string_append_printf (fixture->log, "%s:%d ", g_quark_to_string (error->domain), error->code);
  g_assert_cmpuint (fixture->outstanding, >, 0);
  fixture->outstanding--;
}

static void
on_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  if (yc_store_open_finish (YC_STORE (source), result, &error))
    g_string_append (fixture->log, "opened ");
  else
    g_string_append_printf (fixture->log, "unopened:%d ", error->code);
  fixture->outstanding--;
}

static void
on_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  g_string_append (fixture->log, yc_store_close_finish (YC_STORE (source), result, &error) ? "closed " : "unclosed ");
  fixture->outstanding--;
}

static void
settle (Fixture *fixture)
{
  while (fixture->outstanding > 0)
    g_main_context_iteration (NULL, TRUE);
}

static Job *
queue (Fixture *fixture, YcLane lane, YcStoreJob run, guint n, GCancellable *cancellable)
{
  Job *job = g_new0 (Job, 1);

  job->fixture = fixture;
  job->n = n;
  fixture->outstanding++;
  yc_store_run_async (fixture->store, lane, run, job, destroy_job, cancellable, on_job_cb, fixture);
  return job;
}

/* Holds the worker: jobs queued before unblock () make one group, and can be changed until then. */
static void
block (Fixture *fixture)
{
  Job *job = g_new0 (Job, 1);

  job->fixture = fixture;
  job->n = 9999;
  job->block = TRUE;
  fixture->blocked = TRUE;
  fixture->running = FALSE;
  fixture->outstanding++;
  yc_store_run_async (fixture->store, YC_LANE_COMMAND, run_job, job, destroy_job, NULL, on_job_cb, fixture);
  g_mutex_lock (&fixture->mutex);
  while (!fixture->running)
    g_cond_wait (&fixture->cond, &fixture->mutex);
  g_mutex_unlock (&fixture->mutex);
}

static void
unblock (Fixture *fixture)
{
  g_mutex_lock (&fixture->mutex);
  fixture->blocked = FALSE;
  g_cond_broadcast (&fixture->cond);
  g_mutex_unlock (&fixture->mutex);
}

static void
open_store (Fixture *fixture)
{
  fixture->outstanding++;
  yc_store_open_async (fixture->store, fixture->path, NULL, on_opened_cb, fixture);
}

static void
close_store (Fixture *fixture)
{
  fixture->outstanding++;
  yc_store_close_async (fixture->store, on_closed_cb, fixture);
}

static void
forget_log (Fixture *fixture)
{
  g_string_truncate (fixture->log, 0);
  g_mutex_lock (&fixture->mutex);
  g_string_truncate (fixture->order, 0);
  g_mutex_unlock (&fixture->mutex);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  test_env_init (&fixture->env, 9);
  fixture->dir = test_dir_new ();
  fixture->path = g_build_filename (fixture->dir, "journal.db", NULL);
  fixture->key = yc_key_generate (&fixture->env.env);
  fixture->main = g_thread_self ();
  fixture->log = g_string_new (NULL);
  fixture->order = g_string_new (NULL);
  g_mutex_init (&fixture->mutex);
  g_cond_init (&fixture->cond);
  fixture->store = yc_store_new (&fixture->env.env);
  g_signal_connect (fixture->store, "changed", G_CALLBACK (on_changed_cb), fixture);
  open_store (fixture);
  queue (fixture, YC_LANE_COMMAND, set_up_job, 0, NULL);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "opened changed:1 0=0 ");
  forget_log (fixture);
  fixture->destroyed = 0;
}

/* Closed or not, nobody holds the store any more, and the journal is whole. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcDb) db = NULL;
  YcVerdict verdict;

  settle (fixture);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (fixture->store);
  db = yc_db_open (fixture->path, NULL, &fixture->env.env, &error);
  g_assert_no_error (error);
  yc_verify_db (db, &verdict, &error);
  g_assert_no_error (error);
  g_assert_true (verdict.ok);
  g_assert_cmpuint (verdict.unsigned_tail, ==, 0);
  yc_verdict_clear (&verdict);
  g_clear_pointer (&db, yc_db_close);
  yc_key_unref (fixture->key);
  g_string_free (fixture->log, TRUE);
  g_string_free (fixture->order, TRUE);
  g_free (fixture->path);
  g_mutex_clear (&fixture->mutex);
  g_cond_clear (&fixture->cond);
  test_dir_remove (fixture->dir);
}

/* Jobs of a lane run and are told in the order in which they came; many share one fsync. */
static void
test_thousand (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) ran = NULL;
  gint before = g_atomic_int_get (&shim.syncs);
  gint syncs;
  gint64 last[2] = { -1, -1 };
  guint seen = 0;

  for (guint n = 0; n < 1000; n++)
    {
      if (n % 10 == 7)
        queue (fixture, YC_LANE_READ, read_job, n, NULL);
      else
        queue (fixture, n % 50 == 3 ? YC_LANE_INGEST : YC_LANE_COMMAND, run_job, n, NULL);
      if (n % 100 == 0)
        g_main_context_iteration (NULL, FALSE);
    }
  settle (fixture);
  syncs = g_atomic_int_get (&shim.syncs) - before;
  g_test_message ("%d fsyncs for 900 writes", syncs);
  g_assert_cmpint (syncs, <, 100);
  g_assert_cmpint (syncs, >=, 20);
  ran = g_strsplit (fixture->order->str, " ", -1);
  for (guint i = 0; ran[i] != NULL && *ran[i] != '\0'; i++)
    {
      gint64 n = g_ascii_strtoll (ran[i], NULL, 10);
      int lane = n % 50 == 3;

      g_assert_cmpint (n, >, last[lane]);
      last[lane] = n;
      seen++;
    }
  g_assert_cmpuint (seen, ==, 900);
  while (fixture->destroyed < 1000)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->destroyed, ==, 1000);
  forget_log (fixture);
  queue (fixture, YC_LANE_READ, read_job, 1, NULL);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "1=901 ");
}

/* One of a group fails: it alone is undone, the hall is folded anew, and all are told after one commit. */
static void
test_one_fails (Fixture *fixture, gconstpointer data)
{
  gint before;

  block (fixture);
  for (guint n = 1; n <= 5; n++)
    queue (fixture, YC_LANE_COMMAND, run_job, n, NULL)->fail = n == 3;
  before = g_atomic_int_get (&shim.syncs);
  unblock (fixture);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "9999=0 changed:4 1=2 2=3 g-io-error-quark:0 4=4 5=5 ");
  g_assert_cmpint (g_atomic_int_get (&shim.syncs) - before, ==, 1);
}

/* COMMIT fails in fsync: everybody is told that nothing is known; the file is opened again and goes on. */
static void
test_commit_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *expected =
    g_strdup_printf ("yc-store-error-quark:%d yc-store-error-quark:%d yc-store-error-quark:%d ", YC_STORE_ERROR_COMMIT,
                     YC_STORE_ERROR_COMMIT, YC_STORE_ERROR_COMMIT);
  int last = 0;

  block (fixture);
  for (guint n = 1; n <= 3; n++)
    queue (fixture, YC_LANE_COMMAND, run_job, n, NULL);
  /* The group that holds the worker wrote nothing and syncs nothing. */
  g_atomic_int_set (&shim.fail_sync, 1);
  unblock (fixture);
  settle (fixture);
  g_assert_cmpint (g_atomic_int_get (&shim.fail_sync), ==, 0);
  g_assert_true (g_str_has_suffix (fixture->log->str, expected));
  g_assert_null (strstr (fixture->log->str, "changed"));
  g_assert_true (yc_store_is_failing (fixture->store));
  forget_log (fixture);
  /* Stored or not: all three or none, as a client that repeats its command would find. */
  queue (fixture, YC_LANE_READ, read_job, 1, NULL);
  settle (fixture);
  last = atoi (fixture->log->str + strlen ("1="));
  g_assert_true (last == 1 || last == 4);
  /* To read, and to write nothing, is no sign that it can be stored again. */
  block (fixture);
  unblock (fixture);
  settle (fixture);
  g_assert_true (yc_store_is_failing (fixture->store));
  forget_log (fixture);
  queue (fixture, YC_LANE_COMMAND, run_job, 4, NULL);
  settle (fixture);
  g_assert_cmpint (atoi (fixture->log->str + strlen ("changed:1 4=")), ==, last + 1);
  g_assert_false (yc_store_is_failing (fixture->store));
}

/* Writing the log back fails in fsync: what was committed is safe and told as such; the file is opened again before
 * more is done. */
static void
test_checkpoint_fails (Fixture *fixture, gconstpointer data)
{
  gint opens = g_atomic_int_get (&shim.opens);

  g_test_expect_message ("yc-db", G_LOG_LEVEL_WARNING, "*could not be written back*");
  g_atomic_int_set (&shim.fail_main, 1);
  block (fixture);
  for (guint n = 1; n <= 120; n++)
    queue (fixture, YC_LANE_COMMAND, run_job, n, NULL)->length = 50000;
  unblock (fixture);
  settle (fixture);
  g_test_assert_expected_messages ();
  g_assert_cmpint (g_atomic_int_get (&shim.fail_main), ==, 0);
  g_assert_null (strstr (fixture->log->str, "error"));
  forget_log (fixture);
  queue (fixture, YC_LANE_COMMAND, run_job, 200, NULL);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "changed:1 200=122 ");
  g_assert_cmpint (g_atomic_int_get (&shim.opens), ==, opens + 1);
}

/* It cannot be opened again either: jobs are refused until it can. */
static void
test_cannot_reopen (Fixture *fixture, gconstpointer data)
{
  g_autofree char *refused = g_strdup_printf ("yc-store-error-quark:%d ", YC_STORE_ERROR_READ_ONLY);

  g_atomic_int_set (&shim.fail_sync, 1);
  queue (fixture, YC_LANE_COMMAND, run_job, 1, NULL);
  settle (fixture);
  forget_log (fixture);
  g_atomic_int_set (&shim.fail_open, 1);
  for (int i = 0; i < 2; i++)
    {
      queue (fixture, i == 0 ? YC_LANE_COMMAND : YC_LANE_READ, i == 0 ? run_job : read_job, 2, NULL);
      settle (fixture);
      g_assert_cmpstr (fixture->log->str, ==, refused);
      forget_log (fixture);
    }
  g_assert_cmpuint (fixture->order->len, ==, 0);
  g_atomic_int_set (&shim.fail_open, 0);
  queue (fixture, YC_LANE_COMMAND, run_job, 3, NULL);
  settle (fixture);
  g_assert_true (g_str_has_prefix (fixture->log->str, "changed:1 3="));
}

/* The database ends the transaction by itself: the whole group is told so, and nothing of it is there. */
static void
test_ended (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aborted =
    g_strdup_printf ("yc-store-error-quark:%d yc-store-error-quark:%d yc-store-error-quark:%d ", YC_STORE_ERROR_ABORTED,
                     YC_STORE_ERROR_ABORTED, YC_STORE_ERROR_ABORTED);

  block (fixture);
  for (guint n = 1; n <= 3; n++)
    queue (fixture, YC_LANE_COMMAND, run_job, n, NULL)->end = n == 2;
  unblock (fixture);
  settle (fixture);
  g_assert_true (g_str_has_suffix (fixture->log->str, aborted));
  g_assert_cmpstr (fixture->order->str, ==, "9999 1 2 ");
  forget_log (fixture);
  queue (fixture, YC_LANE_COMMAND, run_job, 4, NULL);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "changed:1 4=2 ");
}

/* Before it begins a job can be cancelled, afterwards not. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) late = g_cancellable_new ();
  g_autofree char *expected = g_strdup_printf ("9999=0 changed:1 1=2 g-io-error-quark:%d ", G_IO_ERROR_CANCELLED);

  block (fixture);
  queue (fixture, YC_LANE_COMMAND, run_job, 1, NULL);
  queue (fixture, YC_LANE_COMMAND, run_job, 2, cancellable);
  g_cancellable_cancel (cancellable);
  unblock (fixture);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, expected);
  forget_log (fixture);
  queue (fixture, YC_LANE_COMMAND, run_job, 3, late);
  g_mutex_lock (&fixture->mutex);
  while (fixture->order->len == 0)
    {
      g_mutex_unlock (&fixture->mutex);
      g_thread_yield ();
      g_mutex_lock (&fixture->mutex);
    }
  g_mutex_unlock (&fixture->mutex);
  g_cancellable_cancel (late);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "changed:1 3=3 ");
}

/* Closing finishes what is queued and nothing more; the store can be opened again. */
static void
test_close (Fixture *fixture, gconstpointer data)
{
  g_autofree char *refused = g_strdup_printf ("yc-store-error-quark:%d ", YC_STORE_ERROR_CLOSED);

  block (fixture);
  queue (fixture, YC_LANE_COMMAND, run_job, 1, NULL);
  queue (fixture, YC_LANE_READ, read_job, 2, NULL);
  queue (fixture, YC_LANE_INGEST, run_job, 3, NULL);
  close_store (fixture);
  close_store (fixture);
  unblock (fixture);
  settle (fixture);
  g_assert_nonnull (strstr (fixture->log->str, "unclosed "));
  g_assert_nonnull (strstr (fixture->log->str, "changed:1 1=2 2=2 changed:1 3=3 closed "));
  forget_log (fixture);
  queue (fixture, YC_LANE_COMMAND, run_job, 4, NULL);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, refused);
  forget_log (fixture);
  close_store (fixture);
  settle (fixture);
  open_store (fixture);
  queue (fixture, YC_LANE_COMMAND, run_job, 5, NULL);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "closed opened changed:1 5=4 ");
}

static void
test_open_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *expected = NULL;

  close_store (fixture);
  settle (fixture);
  forget_log (fixture);
  fixture->destroyed = 0;
  g_atomic_int_set (&shim.fail_open, 1);
  open_store (fixture);
  queue (fixture, YC_LANE_COMMAND, run_job, 1, NULL);
  queue (fixture, YC_LANE_READ, read_job, 2, NULL);
  close_store (fixture);
  settle (fixture);
  g_atomic_int_set (&shim.fail_open, 0);
  expected = g_strdup_printf ("yc-store-error-quark:%d yc-store-error-quark:%d unopened:%d closed ",
                              YC_STORE_ERROR_CLOSED, YC_STORE_ERROR_CLOSED, YC_STORE_ERROR_READ_ONLY);
  g_assert_cmpstr (fixture->log->str, ==, expected);
  g_assert_cmpuint (fixture->order->len, ==, 0);
  g_assert_cmpuint (fixture->destroyed, ==, 2);
}

/* Commands go before pages that came earlier. */
static void
test_lanes (Fixture *fixture, gconstpointer data)
{
  block (fixture);
  queue (fixture, YC_LANE_INGEST, run_job, 1, NULL);
  queue (fixture, YC_LANE_INGEST, run_job, 2, NULL);
  queue (fixture, YC_LANE_READ, read_job, 3, NULL);
  queue (fixture, YC_LANE_COMMAND, run_job, 4, NULL);
  queue (fixture, YC_LANE_COMMAND, run_job, 5, NULL);
  unblock (fixture);
  settle (fixture);
  /* The pages lie in transactions of their own, one after the other. */
  g_assert_cmpstr (fixture->order->str, ==, "9999 4 5 1 2 ");
  g_assert_cmpstr (fixture->log->str, ==, "9999=0 changed:2 4=2 5=3 3=3 changed:1 1=4 changed:1 2=5 ");
}

#define ADD(name, func) g_test_add ("/store/store/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  shim_install ();
  ADD ("thousand", test_thousand);
  ADD ("one-fails", test_one_fails);
  ADD ("commit-fails", test_commit_fails);
  ADD ("checkpoint-fails", test_checkpoint_fails);
  ADD ("cannot-reopen", test_cannot_reopen);
  ADD ("ended", test_ended);
  ADD ("cancelled", test_cancelled);
  ADD ("close", test_close);
  ADD ("open-fails", test_open_fails);
  ADD ("lanes", test_lanes);
  return g_test_run ();
}
