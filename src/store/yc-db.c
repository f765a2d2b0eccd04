/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db"

#include "config.h"

#include "store/yc-db.h"

#include <string.h>

#include "store/yc-db-private.h"

/* Pages in the log at which it is written back: 4 MiB. */
#define CHECKPOINT_FRAMES 1000

void
yc_db_drop_caches (YcDb *db)
{
  /* A job up the stack may still hold the hall: it is freed before its next use, not now. */
  db->stale = TRUE;
  db->last_pos = -1;
  g_hash_table_remove_all (db->tails);
  g_clear_pointer (&db->unplaced, g_hash_table_unref);
  g_hash_table_remove_all (db->unwritten);
}

void
yc_db_note_changed (YcDb *db, const char *subject)
{
  g_ptr_array_add (db->changed, g_strdup (subject));
}

gboolean
yc_db_need_identity (YcDb *db, GError **error)
{
  if (db->hall != NULL)
    return TRUE;
  g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_INTERNAL, "The database does not yet know whose it is.");
  return FALSE;
}

static int
on_log_written_cb (void *data, sqlite3 *sql, const char *name, int frames)
{
  YcDb *db = data;

  db->wal_frames = frames;
  return SQLITE_OK;
}

static gboolean
open_connection (YcDb *db, const char *vfs, GError **error)
{
  int result =
    sqlite3_open_v2 (db->path, &db->sql, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, vfs);

  if (db->sql == NULL)
    {
      g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_IO,
                           "There is not enough memory to open the database.");
      return FALSE;
    }
  if (result != SQLITE_OK)
    return yc_db_fail (db, result, "The database could not be opened", error);
  sqlite3_extended_result_codes (db->sql, 1);
  sqlite3_db_config (db->sql, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db->sql, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (db->sql, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  /* Until it is known to be ours nothing is written to the file, not even its own log back into it. */
  sqlite3_db_config (db->sql, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  if (sqlite3_db_readonly (db->sql, "main") == 1)
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_READ_ONLY, "The database “%s” cannot be written.", db->path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
open_all (YcDb *db, const char *vfs, gboolean must_exist, GError **error)
{
  gboolean current = FALSE;

  /* Another VFS has files of its own. */
  if (vfs == NULL && !yc_db_file_prepare (db->path, must_exist, error))
    return FALSE;
  if (!open_connection (db, vfs, error) || !yc_db_schema_open (db, error))
    return FALSE;
  if (vfs == NULL && !yc_db_note_place (db, error))
    return FALSE;
  sqlite3_db_config (db->sql, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  sqlite3_wal_hook (db->sql, on_log_written_cb, db);
  return yc_db_identity_load (db, error) && yc_db_clock_load (db, error) &&
         yc_db_schema_is_current (db, &current, error) && (current || yc_db_rebuild (db, error));
}

static YcDb *
open_file (const char *path, const char *vfs, gboolean must_exist, YcEnv *env, GError **error)
{
  g_autoptr (YcDb) db = g_new0 (YcDb, 1);

  db->path = g_strdup (path);
  db->env = env;
  db->last_pos = -1;
  db->tails = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  db->unwritten = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  db->changed = g_ptr_array_new_with_free_func (g_free);
  if (!open_all (db, vfs, must_exist, error))
    return NULL;
  return g_steal_pointer (&db);
}

YcDb *
yc_db_open (const char *path, const char *vfs, YcEnv *env, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (env != NULL, NULL);

  return open_file (path, vfs, FALSE, env, error);
}

YcDb *
yc_db_open_existing (const char *path, const char *vfs, YcEnv *env, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (env != NULL, NULL);

  return open_file (path, vfs, TRUE, env, error);
}

void
yc_db_close (YcDb *db)
{
  if (db == NULL)
    return;
  if (db->sql != NULL)
    {
      yc_db_rollback (db);
      yc_sql_finalize_all (db);
      /* After a failed fsync the log is read again from the disk before anything is written back from it. */
      if (db->broken)
        sqlite3_db_config (db->sql, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
      else
        yc_db_leave_place (db);
      if (sqlite3_close (db->sql) != SQLITE_OK)
        g_critical ("A statement was left open.");
    }
  g_clear_pointer (&db->folded, yc_hall_free);
  g_clear_pointer (&db->reference, yc_reference_unref);
  yc_db_forget_versions (db);
  g_clear_pointer (&db->key, yc_key_unref);
  g_ptr_array_unref (db->changed);
  g_hash_table_unref (db->tails);
  g_clear_pointer (&db->unplaced, g_hash_table_unref);
  g_hash_table_unref (db->unwritten);
  g_free (db->hall);
  g_free (db->dev);
  g_free (db->path);
  g_free (db);
}

YcEnv *
yc_db_get_env (YcDb *db)
{
  g_return_val_if_fail (db != NULL, NULL);

  return db->env;
}

gboolean
yc_db_is_broken (YcDb *db)
{
  g_return_val_if_fail (db != NULL, FALSE);

  return db->broken;
}

gboolean
yc_db_check (YcDb *db, GError **error)
{
  g_autoptr (YcRows) rows = NULL;
  g_autofree char *fault = NULL;
  gboolean row = FALSE;

  g_return_val_if_fail (db != NULL, FALSE);

  rows = yc_sql_start (db, YC_SQL_CHECK, error, "");
  if (rows == NULL || !yc_sql_next (db, rows, &row, error))
    return FALSE;
  fault = g_strdelimit (g_strdup (row ? yc_row_text (rows, 0) : "no answer"), "\n", ' ');
  if (strcmp (fault, "ok") == 0)
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CORRUPT, "The database is damaged: %s.", fault);
  return FALSE;
}

gboolean
yc_db_begin (YcDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (!db->in_transaction, FALSE);

  if (db->broken)
    {
      g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_COMMIT,
                           "An earlier write failed; the database has to be opened again first.");
      return FALSE;
    }
  if (!yc_sql_run (db, YC_SQL_BEGIN, error, ""))
    return FALSE;
  db->in_transaction = TRUE;
  db->in_savepoint = FALSE;
  g_ptr_array_set_size (db->changed, 0);
  yc_db_turn_day (db);
  return TRUE;
}

static void
checkpoint (YcDb *db)
{
  int result;

  if (db->wal_frames < CHECKPOINT_FRAMES)
    return;
  result = sqlite3_wal_checkpoint_v2 (db->sql, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  /* What was committed is safe in the log. After a failed fsync of the file the system forgets which pages it could not
   * write: the file is opened again, which writes the whole log back once more. Without space the log just grows. */
  if ((result & 0xff) == SQLITE_IOERR)
    {
      g_warning ("The database could not be written back from its log: it will be opened again.");
      db->broken = TRUE;
    }
}

/* Whatever was to be committed: rolled back if it still can be, and nothing more is done with this connection. */
static gboolean
fail_commit (YcDb *db)
{
  yc_db_rollback (db);
  db->broken = TRUE;
  return FALSE;
}

gboolean
yc_db_commit (YcDb *db, GError **error)
{
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (!db->in_savepoint, FALSE);

  if (!yc_db_in_transaction (db))
    {
      g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_ABORTED,
                           "The database ended the transaction by itself; nothing of it was stored.");
      return fail_commit (db);
    }
  if (!yc_db_write_projections (db, error) || !yc_db_sign_heads (db, error) || !yc_db_clock_store (db, error))
    return fail_commit (db);
  if (!yc_db_check_place (db, error))
    return FALSE;
  if (!yc_sql_run (db, YC_SQL_COMMIT, &local, ""))
    {
      /* Without space the frame that commits was never written: that much is known. All else is not. */
      if (!g_error_matches (local, YC_STORE_ERROR, YC_STORE_ERROR_FULL))
        local->code = YC_STORE_ERROR_COMMIT;
      g_propagate_error (error, g_steal_pointer (&local));
      return fail_commit (db);
    }
  db->in_transaction = FALSE;
  db->identity_changed = FALSE;
  checkpoint (db);
  return TRUE;
}

void
yc_db_rollback (YcDb *db)
{
  g_return_if_fail (db != NULL);

  if (!db->in_transaction)
    return;
  if (!sqlite3_get_autocommit (db->sql) && !yc_sql_run (db, YC_SQL_ROLLBACK, NULL, ""))
    db->broken = TRUE;
  db->in_transaction = FALSE;
  db->in_savepoint = FALSE;
  g_ptr_array_set_size (db->changed, 0);
  yc_db_drop_caches (db);
  g_clear_pointer (&db->reference, yc_reference_unref);
  if (db->identity_changed && !yc_db_identity_load (db, NULL))
    db->broken = TRUE;
  db->identity_changed = FALSE;
}

gboolean
yc_db_savepoint (YcDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (db->in_transaction && !db->in_savepoint, FALSE);

  /* What came before the savepoint outlives a rollback to it. */
  if (!yc_db_write_projections (db, error) || !yc_sql_run (db, YC_SQL_SAVEPOINT, error, ""))
    return FALSE;
  db->in_savepoint = TRUE;
  db->changed_mark = db->changed->len;
  return TRUE;
}

gboolean
yc_db_release (YcDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (db->in_savepoint, FALSE);

  if (!yc_db_write_projections (db, error) || !yc_sql_run (db, YC_SQL_RELEASE, error, ""))
    return FALSE;
  db->in_savepoint = FALSE;
  return TRUE;
}

gboolean
yc_db_rollback_to (YcDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (db->in_savepoint, FALSE);

  db->in_savepoint = FALSE;
  yc_db_drop_caches (db);
  g_clear_pointer (&db->reference, yc_reference_unref);
  g_ptr_array_set_size (db->changed, MIN (db->changed_mark, db->changed->len));
  if (!yc_db_in_transaction (db))
    {
      g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_ABORTED,
                           "The database ended the transaction by itself; nothing of it was stored.");
      return FALSE;
    }
  return yc_sql_run (db, YC_SQL_ROLLBACK_TO, error, "") && yc_sql_run (db, YC_SQL_RELEASE, error, "") &&
         (!db->identity_changed || yc_db_identity_load (db, error));
}

gboolean
yc_db_in_transaction (YcDb *db)
{
  g_return_val_if_fail (db != NULL, FALSE);

  return db->in_transaction && !sqlite3_get_autocommit (db->sql);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GStrv
yc_db_take_changed (YcDb *db)
{
  GPtrArray *names;

  g_return_val_if_fail (db != NULL, NULL);

  names = g_ptr_array_new ();
  g_ptr_array_sort (db->changed, compare_names);
  for (guint i = 0; i < db->changed->len; i++)
    {
      const char *name = g_ptr_array_index (db->changed, i);

      if (names->len == 0 || strcmp (g_ptr_array_index (names, names->len - 1), name) != 0)
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_add (names, NULL);
  g_ptr_array_set_size (db->changed, 0);
  return (GStrv) g_ptr_array_free (names, FALSE);
}
