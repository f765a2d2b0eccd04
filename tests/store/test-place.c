/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "store-support.h"
#include "store/yc-store.h"
#include "store/yc-verify.h"

#define HALL "0192d3a0-0000-7000-8000-000000000001"
#define DEV  "0192d3a0-0000-7000-8000-000000000002"

/* A store whose file or log is moved, replaced or deleted while it is open. */

typedef struct
{
  TestEnv env;
  char *dir;
  char *path;
  YcKey *key;
  YcStore *store;

  guint outstanding;
  GString *log; /* what was told, in order */
  GMutex mutex; /* held: the worker waits */
  gint running; /* atomic */
} Fixture;

typedef struct
{
  Fixture *fixture;
  guint n;
  gint64 pos; /* result */
} Job;

static gboolean
run_job (YcDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (YcEvent) event = test_filler (DEV, job->n, 10);
  gboolean ok = yc_db_append (db, event, error);

  job->pos = yc_db_get_last_pos (db);
  return ok;
}

static gboolean
read_job (YcDb *db, gpointer data, GError **error)
{
  ((Job *) data)->pos = yc_db_get_last_pos (db);
  return TRUE;
}

static gboolean
block_job (YcDb *db, gpointer data, GError **error)
{
  Job *job = data;

  g_atomic_int_set (&job->fixture->running, 1);
  g_mutex_lock (&job->fixture->mutex);
  g_mutex_unlock (&job->fixture->mutex);
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
on_changed_cb (YcStore *store, GStrv subjects, gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->log, "changed:%u ", g_strv_length (subjects));
}

static void
on_job_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  Job *job = yc_store_run_finish (YC_STORE (source), result, &error);

  if (job != NULL)
    g_string_append_printf (fixture->log, "%u=%d ", job->n, (int) job->pos);
  else
    g_string_append_printf (fixture->log, "%s:%d ", g_quark_to_string (error->domain), error->code);
  fixture->outstanding--;
}

static void
on_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append (fixture->log, yc_store_open_finish (YC_STORE (source), result, NULL) ? "opened " : "unopened ");
  fixture->outstanding--;
}

static void
on_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append (fixture->log, yc_store_close_finish (YC_STORE (source), result, NULL) ? "closed " : "unclosed ");
  fixture->outstanding--;
}

static void
settle (Fixture *fixture)
{
  while (fixture->outstanding > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
forget_log (Fixture *fixture)
{
  g_string_truncate (fixture->log, 0);
}

static void
queue (Fixture *fixture, YcLane lane, YcStoreJob run, guint n)
{
  Job *job = g_new0 (Job, 1);

  job->fixture = fixture;
  job->n = n;
  fixture->outstanding++;
  yc_store_run_async (fixture->store, lane, run, job, g_free, NULL, on_job_cb, fixture);
}

/* Holds the worker in the middle of a group of its own, until unblock (). */
static void
block (Fixture *fixture)
{
  g_mutex_lock (&fixture->mutex);
  g_atomic_int_set (&fixture->running, 0);
  queue (fixture, YC_LANE_COMMAND, block_job, 9999);
  while (!g_atomic_int_get (&fixture->running))
    g_thread_yield ();
}

static void
unblock (Fixture *fixture)
{
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
set_up (Fixture *fixture, gconstpointer data)
{
  test_env_init (&fixture->env, 9);
  fixture->dir = test_dir_new ();
  fixture->path = g_build_filename (fixture->dir, "journal.db", NULL);
  fixture->key = yc_key_generate (&fixture->env.env);
  fixture->log = g_string_new (NULL);
  g_mutex_init (&fixture->mutex);
  fixture->store = yc_store_new (&fixture->env.env);
  g_signal_connect (fixture->store, "changed", G_CALLBACK (on_changed_cb), fixture);
  open_store (fixture);
  queue (fixture, YC_LANE_COMMAND, set_up_job, 0);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "opened changed:1 0=0 ");
}

/* The journal is whole. */
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
  g_free (fixture->path);
  g_mutex_clear (&fixture->mutex);
  test_dir_remove (fixture->dir);
}

static void
move_file (Fixture *fixture, const char *from, const char *to)
{
  g_autofree char *source = g_strconcat (fixture->path, from, NULL);
  g_autofree char *target = g_strconcat (fixture->path, to, NULL);

  g_assert_cmpint (g_rename (source, target), ==, 0);
}

static gboolean
has_file (Fixture *fixture, const char *suffix)
{
  g_autofree char *path = g_strconcat (fixture->path, suffix, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* One job of each lane is refused, and not a file is made. */
static void
assert_refused (Fixture *fixture)
{
  g_autofree char *refused = g_strdup_printf ("yc-store-error-quark:%d ", YC_STORE_ERROR_MOVED);
  YcLane lanes[] = { YC_LANE_COMMAND, YC_LANE_INGEST, YC_LANE_READ };

  for (guint i = 0; i < G_N_ELEMENTS (lanes); i++)
    {
      forget_log (fixture);
      queue (fixture, lanes[i], lanes[i] == YC_LANE_READ ? read_job : run_job, 50 + i);
      settle (fixture);
      g_assert_cmpstr (fixture->log->str, ==, refused);
    }
  forget_log (fixture);
}

static void
write_one (Fixture *fixture, guint n, int pos)
{
  g_autofree char *expected = g_strdup_printf ("changed:1 %u=%d ", n, pos);

  settle (fixture);
  forget_log (fixture);
  queue (fixture, YC_LANE_COMMAND, run_job, n);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, expected);
}

/* The file is moved away while it is open, in the middle of a group and before one: nothing is confirmed that the next start would not
 * find. Put back, it goes on. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
  g_autofree char *refused =
    g_strdup_printf ("yc-store-error-quark:%d yc-store-error-quark:%d ", YC_STORE_ERROR_MOVED, YC_STORE_ERROR_MOVED);

  write_one (fixture, 1, 2);
  forget_log (fixture);
  block (fixture);
  queue (fixture, YC_LANE_COMMAND, run_job, 2);
  move_file (fixture, "", ".away");
  unblock (fixture);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, refused);
  assert_refused (fixture);
  g_assert_false (has_file (fixture, ""));
  move_file (fixture, ".away", "");
  write_one (fixture, 3, 3);

  /* Another file in its place is left alone, also when the store is closed. */
  move_file (fixture, "", ".away");
  g_assert_true (g_file_set_contents (fixture->path, "other", -1, NULL));
  assert_refused (fixture);
  close_store (fixture);
  settle (fixture);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  /* All that was confirmed is in the file that was moved, without the log. */
  move_file (fixture, "-wal", "-other");
  move_file (fixture, ".away", "");
  open_store (fixture);
  write_one (fixture, 4, 4);
}

/* Deleted: refused, the file is open still for whoever wants to save it, and nothing is made in its place. */
static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *kept = g_strconcat (fixture->path, ".kept", NULL);

  write_one (fixture, 1, 2);
  g_assert_cmpint (link (fixture->path, kept), ==, 0);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  assert_refused (fixture);
  assert_refused (fixture);
  g_assert_false (has_file (fixture, ""));
  close_store (fixture);
  settle (fixture);
  g_assert_false (has_file (fixture, ""));
  g_assert_true (has_file (fixture, "-wal"));
  forget_log (fixture);
  /* Nor by the next start. */
  open_store (fixture);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "unopened ");
  g_assert_false (has_file (fixture, ""));
  g_assert_true (has_file (fixture, "-wal"));
  /* What was deleted had everything in it while it lasted. */
  move_file (fixture, "-wal", "-other");
  move_file (fixture, ".kept", "");
  open_store (fixture);
  write_one (fixture, 2, 3);
}

/* The log is deleted, which holds what was confirmed: that is saved, and it goes on with a new log. */
static void
test_log_deleted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *expected = g_strdup_printf ("yc-store-error-quark:%d changed:1 3=4 ", YC_STORE_ERROR_ABORTED);

  write_one (fixture, 1, 2);
  g_assert_cmpint (g_unlink (log), ==, 0);
  g_test_expect_message ("yc-store", G_LOG_LEVEL_WARNING, "*safe in the record*");
  write_one (fixture, 2, 3);
  g_test_assert_expected_messages ();
  forget_log (fixture);
  block (fixture);
  queue (fixture, YC_LANE_COMMAND, run_job, 3);
  g_assert_cmpint (g_unlink (log), ==, 0);
  unblock (fixture);
  settle (fixture);
  g_assert_cmpstr (fixture->log->str, ==, expected);

  /* Another log in its place. */
  move_file (fixture, "-wal", "-away");
  g_assert_true (g_file_set_contents (log, "", 0, NULL));
  assert_refused (fixture);
  g_assert_cmpint (g_unlink (log), ==, 0);
  g_test_expect_message ("yc-store", G_LOG_LEVEL_WARNING, "*safe in the record*");
  write_one (fixture, 4, 5);
  g_test_assert_expected_messages ();
}

/* The name, after that of the record, under which a log was kept, or NULL; transfer full. */
static char *
find_kept (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_prefix (name, "journal.db-wal.aside-"))
        return g_strdup (name + strlen ("journal.db"));
    }
  return NULL;
}

/* Nothing can be written to any file, or everything again. */
static void
set_full (gboolean full)
{
  struct rlimit limit;

  signal (SIGXFSZ, full ? SIG_IGN : SIG_DFL);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = full ? 0 : limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
close_with_warning (Fixture *fixture, gboolean full, const char *warning)
{
  g_test_expect_message ("yc-db-file", G_LOG_LEVEL_WARNING, warning);
  set_full (full);
  close_store (fixture);
  settle (fixture);
  set_full (FALSE);
  g_test_assert_expected_messages ();
}

/* Another log lies there when the record is closed: it is nobody's to delete, and the next start must not take it for its own. */
static void
test_other_log_at_close (Fixture *fixture, gconstpointer data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *kept = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  write_one (fixture, 1, 2);
  move_file (fixture, "-wal", "-mine");
  g_assert_true (g_file_set_contents (log, "another", -1, NULL));
  close_with_warning (fixture, FALSE, "*journal.db-wal.aside-*");
  g_assert_false (has_file (fixture, "-wal"));
  kept = find_kept (fixture);
  g_assert_nonnull (kept);
  path = g_strconcat (fixture->path, kept, NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "another");
  open_store (fixture);
  write_one (fixture, 2, 3);
}

/* At the end the log cannot be written into the record, which has been moved: it is kept, away from the file that lies there now. */
static void
test_full_at_close (Fixture *fixture, gconstpointer data)
{
  g_autofree char *kept = NULL;

  write_one (fixture, 1, 2);
  move_file (fixture, "", ".away");
  g_assert_true (g_file_set_contents (fixture->path, "other", -1, NULL));
  close_with_warning (fixture, TRUE, "*journal.db-wal.aside-*");
  g_assert_false (has_file (fixture, "-wal"));
  kept = find_kept (fixture);
  g_assert_nonnull (kept);
  move_file (fixture, "", ".other");
  move_file (fixture, ".away", "");
  move_file (fixture, kept, "-wal");
  open_store (fixture);
  write_one (fixture, 2, 3);

  /* With nothing in its place the log stays: the record finds it as soon as it is put back. */
  move_file (fixture, "", ".away");
  close_with_warning (fixture, TRUE, "*journal.db-wal*");
  g_assert_true (has_file (fixture, "-wal"));
  move_file (fixture, ".away", "");
  open_store (fixture);
  write_one (fixture, 3, 4);
}

#define ADD(name, func) g_test_add ("/store/place/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("moved", test_moved);
  ADD ("deleted", test_deleted);
  ADD ("log-deleted", test_log_deleted);
  ADD ("other-log-at-close", test_other_log_at_close);
  ADD ("full-at-close", test_full_at_close);
  return g_test_run ();
}
