/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-schema"

#include "config.h"

#include <string.h>

#include "store/yc-db-private.h"

/* Raised whenever a projection's columns or what core folds change: they are then made anew from the journal. */
#define PROJECTION_VERSION      2
#define META_PROJECTION_VERSION "proj_version"

/*
 * Stepwise migrations of what must last; migration n takes a file from user_version n to n + 1. A step once released is
 * never changed. quarantine.line is NULL where the line itself stands in event: an own line that the node could not take.
 */
static const char *const migrations[] = {
  "CREATE TABLE event (hall TEXT NOT NULL, dev TEXT NOT NULL, seq INTEGER NOT NULL, pos INTEGER, subject TEXT NOT NULL,"
  " type TEXT NOT NULL, hash TEXT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (hall, dev, seq), UNIQUE (hall, pos)) STRICT;"
  "CREATE INDEX event_subject ON event (hall, subject);"
  "CREATE TABLE head (stream TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL, hash TEXT NOT NULL, sig TEXT NOT NULL) STRICT;"
  "CREATE TABLE peer (hall TEXT NOT NULL, stream TEXT NOT NULL, ack INTEGER NOT NULL, pack INTEGER NOT NULL,"
  " cursor INTEGER NOT NULL, epoch INTEGER NOT NULL, PRIMARY KEY (hall, stream)) STRICT;"
  "CREATE TABLE quarantine (hall TEXT NOT NULL, dev TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, line BLOB,"
  " reason TEXT NOT NULL, PRIMARY KEY (hall, dev, seq)) STRICT;"
  "CREATE TABLE command (key TEXT NOT NULL PRIMARY KEY, body_hash TEXT NOT NULL, answer TEXT NOT NULL,"
  " until INTEGER NOT NULL) STRICT;"
  "CREATE INDEX command_until ON command (until);"
  "CREATE TABLE subject_key (hall TEXT NOT NULL, subject TEXT NOT NULL, wrapped BLOB, erased_at INTEGER,"
  " PRIMARY KEY (hall, subject)) STRICT;"
  "CREATE TABLE draft (subject TEXT NOT NULL PRIMARY KEY, sealed BLOB NOT NULL) STRICT;"
  "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT;",

  /* With the position, or every event of a counter that has thousands would be looked up for the newest of them. The other
   * two find where the current time of a counter begins. */
  "DROP INDEX event_subject;"
  "CREATE INDEX event_subject ON event (hall, subject, pos);"
  "CREATE INDEX event_opened ON event (hall, subject, pos) WHERE type = 'org.yichuang.counter.opened.v1';"
  "CREATE INDEX event_queues_set ON event (hall, subject, pos) WHERE type = 'org.yichuang.counter.queues_set.v1';",
};

/* Projections: dropped and made anew, never migrated. Keyed by subject: no column depends on when or in which order
 * rows were written. */
static const char projections[] =
  "DROP TABLE IF EXISTS proj_ticket; DROP TABLE IF EXISTS proj_counter; DROP TABLE IF EXISTS proj_session;"
  "DROP TABLE IF EXISTS proj_device; DROP TABLE IF EXISTS proj_staff; DROP TABLE IF EXISTS proj_activity;"
  "CREATE TABLE proj_ticket (hall TEXT NOT NULL, subject TEXT NOT NULL, id TEXT NOT NULL, number TEXT NOT NULL,"
  " day TEXT NOT NULL, queue TEXT NOT NULL, matter TEXT NOT NULL, grp TEXT NOT NULL, group_reason TEXT NOT NULL,"
  " state TEXT NOT NULL, outcome TEXT NOT NULL, result TEXT NOT NULL, slot INTEGER NOT NULL, waiting_since INTEGER NOT NULL,"
  " place INTEGER NOT NULL, placed_by INTEGER NOT NULL, placed_seq INTEGER NOT NULL, counter INTEGER NOT NULL, session TEXT NOT NULL,"
  " to_counter INTEGER NOT NULL, transferred_from INTEGER NOT NULL, back_to INTEGER NOT NULL, awaits_print INTEGER NOT NULL,"
  " calls INTEGER NOT NULL, called_at INTEGER NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL,"
  " changed_at INTEGER NOT NULL, last_type TEXT NOT NULL, last_counter INTEGER NOT NULL, last_session TEXT NOT NULL,"
  " last_pos INTEGER NOT NULL, issuer TEXT NOT NULL, PRIMARY KEY (hall, subject)) STRICT, WITHOUT ROWID;"
  "CREATE INDEX proj_ticket_open ON proj_ticket (hall) WHERE state <> 'ended';"
  "CREATE INDEX proj_ticket_ended ON proj_ticket (hall, day) WHERE state = 'ended';"
  "CREATE TABLE proj_counter (hall TEXT NOT NULL, subject TEXT NOT NULL, number INTEGER NOT NULL, state TEXT NOT NULL,"
  " session TEXT NOT NULL, staff TEXT NOT NULL, reason TEXT NOT NULL, queues TEXT, since INTEGER NOT NULL,"
  " last_pos INTEGER NOT NULL, PRIMARY KEY (hall, subject)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE proj_session (hall TEXT NOT NULL, subject TEXT NOT NULL, id TEXT NOT NULL, staff TEXT NOT NULL,"
  " device TEXT NOT NULL, counter INTEGER NOT NULL, state TEXT NOT NULL, opened_at INTEGER NOT NULL, expires INTEGER NOT NULL,"
  " locked_at INTEGER NOT NULL, last_pos INTEGER NOT NULL, PRIMARY KEY (hall, subject)) STRICT, WITHOUT ROWID;"
  "CREATE INDEX proj_session_open ON proj_session (hall) WHERE state <> 'ended';"
  "CREATE INDEX proj_session_ended ON proj_session (hall, opened_at) WHERE state = 'ended';"
  "CREATE TABLE proj_device (hall TEXT NOT NULL, subject TEXT NOT NULL, id TEXT NOT NULL, role TEXT NOT NULL,"
  " counter INTEGER NOT NULL, key TEXT NOT NULL, revoked INTEGER NOT NULL, last_pos INTEGER NOT NULL,"
  " PRIMARY KEY (hall, subject)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE proj_staff (hall TEXT NOT NULL, subject TEXT NOT NULL, id TEXT NOT NULL, number TEXT NOT NULL,"
  " name_zh TEXT NOT NULL, name_en TEXT NOT NULL, role TEXT NOT NULL, queues TEXT, active INTEGER NOT NULL,"
  " last_pos INTEGER NOT NULL, PRIMARY KEY (hall, subject)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE proj_activity (hall TEXT NOT NULL, dev TEXT NOT NULL, seq INTEGER NOT NULL, pos INTEGER,"
  " subject TEXT NOT NULL, counter INTEGER NOT NULL, time INTEGER NOT NULL, type TEXT NOT NULL,"
  " number TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (hall, dev, seq)) STRICT, WITHOUT ROWID;"
  "CREATE INDEX proj_activity_counter ON proj_activity (hall, counter, time);";

/* One process, one connection: the lock is held until the file is closed, and no shared memory is needed beside it.
 * The log is checkpointed by yc_db_commit() itself, so that a failed fsync of a checkpoint is seen. */
static const char pragmas[] = "PRAGMA foreign_keys = ON;"
                              "PRAGMA synchronous = FULL;"
                              "PRAGMA wal_autocheckpoint = 0;"
                              "PRAGMA journal_size_limit = 16777216;"
                              "PRAGMA mmap_size = 0;"
                              "PRAGMA temp_store = MEMORY;"
                              "PRAGMA cache_size = -16384;"
                              "PRAGMA cell_size_check = ON;"
                              "PRAGMA trusted_schema = OFF;";

static gboolean
check_owner (YcDb *db, gboolean *empty, gint64 *version, GError **error)
{
  gint64 application = 0;
  gint64 objects = 0;

  if (!yc_sql_query_int (db, "PRAGMA application_id", &application, error) ||
      !yc_sql_query_int (db, "SELECT count(*) FROM sqlite_schema", &objects, error) ||
      !yc_sql_query_int (db, "PRAGMA user_version", version, error))
    return FALSE;
  *empty = application == 0 && objects == 0 && *version == 0;
  if (!*empty && application != YC_DB_APPLICATION_ID)
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_FOREIGN,
                   "The file “%s” is a database of another program; it was left as it is.", db->path);
      return FALSE;
    }
  if (*version > (gint64) G_N_ELEMENTS (migrations))
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_NEWER,
                   "The database “%s” was written by a newer version of this program; it was left as it is.", db->path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
set_pragmas (YcDb *db, gboolean empty, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 busy;

  /* Before the first table, or it has no effect. */
  if (empty && !yc_sql_exec (db, "PRAGMA auto_vacuum = INCREMENTAL", error))
    return FALSE;
  if (!yc_sql_exec (db, "PRAGMA journal_mode = WAL", error) || !yc_sql_exec (db, pragmas, error))
    return FALSE;
  /* What an earlier run left in the log goes into the file, with an fsync of its own: after a failed fsync of the log
   * the system may show pages that are not on the disk. Without space it has to stay in the log, where it can be read. */
  if (yc_sql_query_int (db, "PRAGMA wal_checkpoint(TRUNCATE)", &busy, &local) ||
      g_error_matches (local, YC_STORE_ERROR, YC_STORE_ERROR_FULL))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The failure is told already; there may be nothing left to roll back. */
static gboolean
give_up (YcDb *db)
{
  yc_sql_run (db, YC_SQL_ROLLBACK, NULL, "");
  return FALSE;
}

static gboolean
migrate (YcDb *db, gint64 version, GError **error)
{
  for (gsize n = (gsize) version; n < G_N_ELEMENTS (migrations); n++)
    {
      g_autofree char *mark =
        g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;", YC_DB_APPLICATION_ID, (int) n + 1);

      if (!yc_sql_run (db, YC_SQL_BEGIN, error, ""))
        return FALSE;
      if (!yc_sql_exec (db, migrations[n], error) || !yc_sql_exec (db, mark, error) ||
          !yc_sql_run (db, YC_SQL_COMMIT, error, ""))
        return give_up (db);
    }
  return TRUE;
}

/* A file may carry projections of another version, whose columns the statements do not fit: they are made anew, empty,
 * and filled by yc_db_rebuild() because the version in meta does not match until then. */
static gboolean
renew_projections (YcDb *db, GError **error)
{
  gboolean current = FALSE;

  if (!yc_db_schema_is_current (db, &current, error))
    return FALSE;
  if (current)
    return TRUE;
  if (!yc_sql_run (db, YC_SQL_BEGIN, error, ""))
    return FALSE;
  if (!yc_db_schema_make_projections (db, error) || !yc_sql_run (db, YC_SQL_COMMIT, error, ""))
    return give_up (db);
  return TRUE;
}

gboolean
yc_db_schema_open (YcDb *db, GError **error)
{
  gboolean empty = FALSE;
  gint64 version = 0;

  return yc_sql_exec (db, "PRAGMA locking_mode = EXCLUSIVE", error) && check_owner (db, &empty, &version, error) &&
         set_pragmas (db, empty, error) && migrate (db, version, error) && renew_projections (db, error) &&
         yc_sql_prepare_all (db, error);
}

gboolean
yc_db_schema_make_projections (YcDb *db, GError **error)
{
  return yc_sql_exec (db, projections, error);
}

gboolean
yc_db_schema_is_current (YcDb *db, gboolean *current, GError **error)
{
  g_autoptr (GBytes) value = NULL;
  g_autofree char *expected = g_strdup_printf ("%d", PROJECTION_VERSION);
  g_autoptr (GBytes) wanted = g_bytes_new (expected, strlen (expected));

  if (!yc_db_get_meta (db, META_PROJECTION_VERSION, &value, error))
    return FALSE;
  *current = value != NULL && g_bytes_equal (value, wanted);
  return TRUE;
}

gboolean
yc_db_schema_set_current (YcDb *db, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%d", PROJECTION_VERSION);
  g_autoptr (GBytes) value = g_bytes_new (text, strlen (text));

  return yc_db_set_meta (db, META_PROJECTION_VERSION, value, error);
}
