/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "store-support.h"
#include "store/yc-verify.h"

#define HALL "0192d3a0-0000-7000-8000-000000000001"
#define DEV  "0192d3a0-0000-7000-8000-000000000002"

static YcDb *
try_open (const char *path, TestEnv *env, GError **error)
{
  return yc_db_open (path, NULL, &env->env, error);
}

static YcDb *
must_open (const char *path, TestEnv *env)
{
  g_autoptr (GError) error = NULL;
  YcDb *db = try_open (path, env, &error);

  g_assert_no_error (error);
  return db;
}

/* A small node's database with a few lines. */
static void
make_database (const char *path, TestEnv *env)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcDb) db = must_open (path, env);
  g_autoptr (YcKey) key = yc_key_generate (&env->env);
  g_autoptr (YcEvent) enrolment = test_enrolment (DEV, yc_key_get_public (key));

  yc_db_begin (db, &error);
  yc_db_set_identity (db, HALL, DEV, TRUE, key, &error);
  g_assert_no_error (error);
  yc_db_append (db, enrolment, &error);
  g_assert_no_error (error);
  for (guint n = 0; n < 40; n++)
    {
      g_autoptr (YcEvent) event = test_filler (DEV, n, 2000);

      yc_db_append (db, event, &error);
      g_assert_no_error (error);
    }
  yc_db_commit (db, &error);
  g_assert_no_error (error);
}

static void
overwrite (const char *path, off_t offset, gsize length)
{
  g_autofree char *bytes = g_strnfill (length, '\xa5');
  int fd = g_open (path, O_WRONLY, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, bytes, length, offset), ==, length);
  close (fd);
}

static void
raw_exec (const char *path, const char *sql)
{
  sqlite3 *raw = NULL;

  g_assert_cmpint (sqlite3_open (path, &raw), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (raw, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (raw);
}

/* Opening fails with this code, and not a byte of the file is different afterwards. */
static void
assert_left_alone (const char *path, TestEnv *env, YcStoreError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before = 0;
  gsize length_after = 0;

  g_assert_true (g_file_get_contents (path, &before, &length_before, NULL));
  g_assert_null (try_open (path, env, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, YC_STORE_ERROR, (int) code);
  g_assert_true (g_file_get_contents (path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
}

static void
copy_file (const char *from, const char *to, const char *suffix)
{
  g_autofree char *source = g_strconcat (from, suffix, NULL);
  g_autofree char *target = g_strconcat (to, suffix, NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (source, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents_full (target, bytes, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* Another program crashed and left its log: not even that is written back, it is the other program's. */
static void
check_with_log (const char *dir, TestEnv *env, const char *name, const char *sql)
{
  g_autofree char *live = g_strdup_printf ("%s/%s-live.db", dir, name);
  g_autofree char *path = g_strdup_printf ("%s/%s.db", dir, name);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before = 0;
  gsize length_after = 0;
  sqlite3 *raw = NULL;

  raw_exec (live, sql);
  g_assert_cmpint (sqlite3_open (live, &raw), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (raw, "PRAGMA journal_mode = WAL; INSERT INTO t VALUES (2);", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  copy_file (live, path, "");
  copy_file (live, path, "-wal");
  sqlite3_close (raw);
  g_assert_true (g_file_get_contents (log, &before, &length_before, NULL));
  g_assert_cmpuint (length_before, >, 0);
  assert_left_alone (path, env, YC_STORE_ERROR_FOREIGN);
  g_assert_true (g_file_get_contents (log, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
}

static void
test_not_ours (void)
{
  TestEnv env;
  char *dir = test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "other.db", NULL);
  g_autofree char *bare = g_build_filename (dir, "bare.db", NULL);
  g_autofree char *text = g_build_filename (dir, "text.db", NULL);
  g_autofree char *newer = g_build_filename (dir, "newer.db", NULL);

  test_env_init (&env, 1);
  raw_exec (path, "PRAGMA application_id = 12345; CREATE TABLE t (a); INSERT INTO t VALUES (1);");
  assert_left_alone (path, &env, YC_STORE_ERROR_FOREIGN);
  raw_exec (bare, "CREATE TABLE t (a); INSERT INTO t VALUES (1);");
  assert_left_alone (bare, &env, YC_STORE_ERROR_FOREIGN);
  check_with_log (dir, &env, "other-log", "PRAGMA application_id = 12345; CREATE TABLE t (a);");
  check_with_log (dir, &env, "bare-log", "CREATE TABLE t (a);");
  g_file_set_contents (text, "Dear diary,\nnothing happened today.\n", -1, NULL);
  assert_left_alone (text, &env, YC_STORE_ERROR_FOREIGN);
  make_database (newer, &env);
  raw_exec (newer, "PRAGMA user_version = 99");
  assert_left_alone (newer, &env, YC_STORE_ERROR_NEWER);
  test_dir_remove (dir);
}

static void
test_corrupt (void)
{
  TestEnv env;
  g_autoptr (GError) error = NULL;
  char *dir = test_dir_new ();
  g_autofree char *header = g_build_filename (dir, "header.db", NULL);
  g_autofree char *middle = g_build_filename (dir, "middle.db", NULL);
  g_autofree char *schema = g_build_filename (dir, "schema.db", NULL);
  g_autofree char *aside = NULL;
  g_autofree char *again = NULL;
  g_autoptr (YcDb) db = NULL;

  test_env_init (&env, 2);
  make_database (header, &env);
  overwrite (header, 0, 100);
  assert_left_alone (header, &env, YC_STORE_ERROR_CORRUPT);
  /* Set aside, never deleted; a new one can be made at once; a second one in the same second too. */
  aside = yc_db_set_aside (header, &env.env, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (aside, "header.db.broken-20261124T020000Z"));
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (header, G_FILE_TEST_EXISTS));
  db = must_open (header, &env);
  g_clear_pointer (&db, yc_db_close);
  again = yc_db_set_aside (header, &env.env, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (again, "header.db.broken-20261124T020000Z-2"));
  g_assert_null (yc_db_set_aside (header, &env.env, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_READ_ONLY);
  g_clear_error (&error);

  /* A page in the middle: seen at once, or by the check. */
  make_database (middle, &env);
  db = must_open (middle, &env);
  g_assert_true (yc_db_check (db, &error));
  g_clear_pointer (&db, yc_db_close);
  for (off_t page = 3; page < 8; page++)
    overwrite (middle, page * 4096, 4096);
  db = try_open (middle, &env, &error);
  if (db != NULL)
    g_assert_false (yc_db_check (db, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CORRUPT);
  g_clear_error (&error);
  g_clear_pointer (&db, yc_db_close);

  /* A table that is gone: no statement fits. */
  make_database (schema, &env);
  raw_exec (schema, "DROP TABLE peer");
  g_assert_null (try_open (schema, &env, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CORRUPT);
  test_dir_remove (dir);
}

static gboolean append_filler (YcDb *db, guint n, gsize length, GError **error);

/* A log without its file, or beside an empty one: SQLite would delete it. Not a byte is touched, and no file is made. */
static void
test_log_alone (void)
{
  TestEnv env;
  char *dir = test_dir_new ();
  g_autofree char *live = g_build_filename (dir, "live.db", NULL);
  g_autofree char *path = g_build_filename (dir, "journal.db", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *before = NULL;
  gsize length_before = 0;
  g_autoptr (YcDb) db = NULL;

  test_env_init (&env, 6);
  make_database (live, &env);
  db = must_open (live, &env);
  g_assert_true (append_filler (db, 90, 300, NULL));
  copy_file (live, path, "-wal");
  g_clear_pointer (&db, yc_db_close);
  g_assert_true (g_file_get_contents (log, &before, &length_before, NULL));
  g_assert_cmpuint (length_before, >, 0);
  for (int empty = 0; empty < 2; empty++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;
      gsize length_after = 0;
      GStatBuf status;

      if (empty)
        g_assert_true (g_file_set_contents (path, "", 0, NULL));
      g_assert_null (try_open (path, &env, &error));
      g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_MOVED);
      g_test_message ("%s", error->message);
      g_assert_cmpint (g_stat (path, &status), ==, empty ? 0 : -1);
      g_assert_true (!empty || status.st_size == 0);
      g_assert_true (g_file_get_contents (log, &after, &length_after, NULL));
      g_assert_cmpmem (before, length_before, after, length_after);
    }
  test_dir_remove (dir);
}

static void
test_locked (void)
{
  TestEnv env;
  g_autoptr (GError) error = NULL;
  char *dir = test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "journal.db", NULL);
  g_autoptr (YcDb) db = NULL;
  int status = 0;
  pid_t child;

  test_env_init (&env, 3);
  make_database (path, &env);
  db = must_open (path, &env);
  child = fork ();
  if (child == 0)
    {
      g_autoptr (GError) refused = NULL;
      YcDb *second = try_open (path, &env, &refused);

      _exit (second == NULL && g_error_matches (refused, YC_STORE_ERROR, YC_STORE_ERROR_LOCKED) ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_clear_pointer (&db, yc_db_close);
  db = must_open (path, &env);
  g_clear_pointer (&db, yc_db_close);
  test_dir_remove (dir);
}

/* As an ordinary user the folder's mode does it; root needs a mount that is read-only, or to be somebody else. */
static void
check_read_only (const char *path, TestEnv *env)
{
  g_autoptr (GError) error = NULL;
  YcDb *db = try_open (path, env, &error);

  if (db != NULL)
    g_error ("A database that cannot be written was opened.");
  g_test_message ("%s", error->message);
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_READ_ONLY);
}

static void
check_as_nobody (const char *path, TestEnv *env)
{
  int status = 0;
  pid_t child = fork ();

  if (child == 0)
    {
      g_autoptr (GError) error = NULL;

      if (setgid (65534) != 0 || setuid (65534) != 0)
        _exit (2);
      _exit (try_open (path, env, &error) == NULL && g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_READ_ONLY)
               ? 0
               : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  if (WIFEXITED (status) && WEXITSTATUS (status) == 2)
    g_error ("Neither a read-only mount nor another user is allowed here: read-only databases were not tested.");
  g_assert_cmpint (status, ==, 0);
}

static void
test_read_only (void)
{
  TestEnv env;
  char *dir = test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "journal.db", NULL);
  g_autofree char *fresh = g_build_filename (dir, "fresh.db", NULL);

  test_env_init (&env, 4);
  make_database (path, &env);
  if (geteuid () != 0)
    {
      g_assert_cmpint (g_chmod (path, 0400), ==, 0);
      g_assert_cmpint (g_chmod (dir, 0500), ==, 0);
      check_read_only (path, &env);
      check_read_only (fresh, &env);
      g_assert_cmpint (g_chmod (dir, 0700), ==, 0);
    }
  else if (mount (dir, dir, NULL, MS_BIND, NULL) == 0)
    {
      g_assert_cmpint (mount (NULL, dir, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL), ==, 0);
      check_read_only (path, &env);
      check_read_only (fresh, &env);
      g_assert_cmpint (umount (dir), ==, 0);
    }
  else
    {
      g_test_message ("No mount allowed (%s): as the user nobody instead.", g_strerror (errno));
      g_assert_cmpint (g_chmod (dir, 0755), ==, 0);
      g_assert_cmpint (g_chmod (path, 0444), ==, 0);
      check_as_nobody (path, &env);
      check_as_nobody (fresh, &env);
    }
  test_dir_remove (dir);
}

static gboolean
append_filler (YcDb *db, guint n, gsize length, GError **error)
{
  g_autoptr (YcEvent) event = test_filler (DEV, n, length);

  if (!yc_db_begin (db, error))
    return FALSE;
  if (!yc_db_append (db, event, error))
    {
      yc_db_rollback (db);
      return FALSE;
    }
  return yc_db_commit (db, error);
}

static void
assert_sound (YcDb *db, gint64 lines)
{
  g_autoptr (GError) error = NULL;
  YcVerdict verdict;

  g_assert_cmpint (yc_db_get_last_pos (db), ==, lines);
  yc_db_check (db, &error);
  g_assert_no_error (error);
  yc_verify_db (db, &verdict, &error);
  g_assert_no_error (error);
  g_assert_true (verdict.ok);
  g_assert_cmpint (verdict.lines, ==, lines);
  g_assert_cmpuint (verdict.unsigned_tail, ==, 0);
  yc_verdict_clear (&verdict);
}

static YcDb *
reopen (YcDb *db, const char *path, TestEnv *env)
{
  yc_db_close (db);
  return must_open (path, env);
}

/* Fills the file system; every append before is stored, the refused one is not, and one after space was made works. */
static void
fill_and_free (const char *dir, TestEnv *env)
{
  g_autofree char *path = g_build_filename (dir, "journal.db", NULL);
  g_autofree char *ballast = g_build_filename (dir, "ballast", NULL);
  g_autofree char *bytes = g_strnfill (512 * 1024, 'b');
  g_autoptr (GError) error = NULL;
  YcDb *db;
  gint64 lines;

  g_assert_true (g_file_set_contents_full (ballast, bytes, 512 * 1024, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  make_database (path, env);
  db = must_open (path, env);
  lines = yc_db_get_last_pos (db);
  while (append_filler (db, (guint) lines, 1500, &error))
    {
      lines++;
      g_assert_cmpint (lines, <, 5000);
    }
  g_test_message ("%d lines, then: %s", (int) lines, error->message);
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_FULL);
  g_clear_error (&error);
  /* Still full: what is there can be read, and the next one is refused the same way. */
  db = reopen (db, path, env);
  assert_sound (db, lines);
  g_assert_false (append_filler (db, (guint) lines, 40000, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_FULL);
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (ballast), ==, 0);
  db = reopen (db, path, env);
  for (guint n = 0; n < 20; n++)
    {
      g_assert_true (append_filler (db, (guint) lines, 1500, &error));
      lines++;
    }
  assert_sound (db, lines);
  db = reopen (db, path, env);
  assert_sound (db, lines);
  yc_db_close (db);
}

static void
test_full (void)
{
  TestEnv env;
  char *dir = test_dir_new ();
  g_autofree char *disk = g_build_filename (dir, "disk", NULL);

  test_env_init (&env, 5);
  g_assert_cmpint (g_mkdir (disk, 0700), ==, 0);
  if (mount ("tmpfs", disk, "tmpfs", 0, "size=2m") != 0)
    {
      g_test_message ("MOUNTING A SMALL DISK IS REFUSED HERE (%s): A FULL DISK WAS NOT TESTED.", g_strerror (errno));
      g_test_skip ("a full disk needs the right to mount a tmpfs");
    }
  else
    {
      fill_and_free (disk, &env);
      g_assert_cmpint (umount (disk), ==, 0);
    }
  test_dir_remove (dir);
}

/* Appends and says each committed number, until it is killed. */
static void G_GNUC_NORETURN
append_for_ever (const char *path, TestEnv *env, int out)
{
  YcDb *db = must_open (path, env);

  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      gint64 n = yc_db_get_last_pos (db) + 1;

      if (!append_filler (db, (guint) n, 300, &error) || write (out, &n, sizeof n) != sizeof n)
        _exit (1);
    }
}

static void
test_killed (void)
{
  TestEnv env;
  char *dir = test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "journal.db", NULL);
  gint64 before = 0;

  test_env_init (&env, (guint64) g_test_rand_int ());
  make_database (path, &env);
  for (int round = 0; round < 20; round++)
    {
      g_autoptr (YcDb) db = NULL;
      gint64 n = 0;
      gint64 last = 0;
      int pipes[2];
      int status = 0;
      pid_t child;

      g_assert_cmpint (pipe (pipes), ==, 0);
      child = fork ();
      if (child == 0)
        append_for_ever (path, &env, pipes[1]);
      close (pipes[1]);
      g_assert_cmpint (read (pipes[0], &last, sizeof last), ==, sizeof last);
      g_usleep ((gulong) g_test_rand_int_range (0, 60000));
      g_assert_cmpint (kill (child, SIGKILL), ==, 0);
      while (read (pipes[0], &n, sizeof n) == sizeof n)
        last = n;
      close (pipes[0]);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
      db = must_open (path, &env);
      g_assert_cmpint (last, >, before);
      g_assert_cmpint (yc_db_get_last_pos (db), >=, last);
      g_assert_cmpint (yc_db_get_last_pos (db), <=, last + 1);
      before = yc_db_get_last_pos (db);
      assert_sound (db, before);
    }
  g_test_message ("%d lines after 20 rounds", (int) before);
  test_dir_remove (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/faults/not-ours", test_not_ours);
  g_test_add_func ("/store/faults/corrupt", test_corrupt);
  g_test_add_func ("/store/faults/log-alone", test_log_alone);
  g_test_add_func ("/store/faults/locked", test_locked);
  g_test_add_func ("/store/faults/read-only", test_read_only);
  g_test_add_func ("/store/faults/full", test_full);
  g_test_add_func ("/store/faults/killed", test_killed);
  return g_test_run ();
}
