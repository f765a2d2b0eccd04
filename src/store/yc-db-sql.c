/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-sql"

#include "config.h"

#include "store/yc-db-sql-private.h"

#include <stdarg.h>
#include <string.h>

#include "store/yc-db-private.h"

/* A subject's events: confirmed ones by position, then pending ones by number (10b rule 14). */
#define FOLD_ORDER " ORDER BY e.pos IS NULL, e.pos, e.seq"
/* Without what the node could not take (10b rule 15). */
#define NOT_QUARANTINED \
  " NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.hall = e.hall AND q.dev = e.dev AND q.seq = e.seq)"
/* Said outright: for max(pos) SQLite would rather walk back over all positions until the subject turns up. */
#define BY_SUBJECT   "INDEXED BY event_subject "
#define LINE_COLUMNS "e.dev, e.seq, e.pos, e.line"
#define PUT          "INSERT OR REPLACE INTO "
/* Tickets that are not ended, and those of the hall-day ?2. The indexes are said outright: SQLite would rather walk over all
 * rows of the hall by the primary key. */
#define CURRENT_TICKETS \
  "SELECT subject FROM proj_ticket INDEXED BY proj_ticket_open WHERE hall = ?1 AND state <> 'ended'" \
  " UNION ALL SELECT subject FROM proj_ticket INDEXED BY proj_ticket_ended" \
  " WHERE hall = ?1 AND state = 'ended' AND day = ?2"

static const char *const texts[YC_N_SQL] = {
  [YC_SQL_BEGIN] = "BEGIN IMMEDIATE",
  [YC_SQL_COMMIT] = "COMMIT",
  [YC_SQL_ROLLBACK] = "ROLLBACK",
  [YC_SQL_SAVEPOINT] = "SAVEPOINT job",
  [YC_SQL_RELEASE] = "RELEASE job",
  [YC_SQL_ROLLBACK_TO] = "ROLLBACK TO job",
  [YC_SQL_CHECK] = "PRAGMA integrity_check(1)",

  [YC_SQL_EVENT_INSERT] = "INSERT INTO event (hall, dev, seq, pos, subject, type, hash, line)"
                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
  [YC_SQL_EVENT_SET_POS] = "UPDATE event SET pos = ?4 WHERE hall = ?1 AND dev = ?2 AND seq = ?3",
  [YC_SQL_EVENT_FORGET_AFTER] = "DELETE FROM event WHERE hall = ?1 AND dev <> ?2 AND pos > ?3",
  [YC_SQL_EVENT_UNPLACE_AFTER] = "UPDATE event SET pos = NULL WHERE hall = ?1 AND dev = ?2 AND pos > ?3",
  [YC_SQL_EVENT_GET] = "SELECT hash, pos, subject FROM event WHERE hall = ?1 AND dev = ?2 AND seq = ?3",
  [YC_SQL_EVENT_POS_HASH] = "SELECT hash FROM event WHERE hall = ?1 AND pos = ?2",
  [YC_SQL_EVENT_LAST_POS] = "SELECT max(pos) FROM event WHERE hall = ?1",
  [YC_SQL_EVENT_SUBJECT_BASE] = "SELECT max(pos) FROM event " BY_SUBJECT "WHERE hall = ?1 AND subject = ?2",
  [YC_SQL_EVENT_SUBJECT_ORDER] =
    "SELECT (SELECT max(pos) FROM event " BY_SUBJECT "WHERE hall = ?1 AND subject = ?2),"
    " EXISTS (SELECT 1 FROM event " BY_SUBJECT "WHERE hall = ?1 AND subject = ?2 AND pos IS NULL)",
  [YC_SQL_EVENT_TAIL] =
    "SELECT seq, hash FROM ("
    "SELECT seq, hash FROM (SELECT seq, hash FROM event WHERE hall = ?1 AND dev = ?2"
    " ORDER BY seq DESC LIMIT 1)"
    " UNION ALL SELECT seq, hash FROM (SELECT seq, hash FROM quarantine WHERE hall = ?1 AND dev = ?2"
    " ORDER BY seq DESC LIMIT 1)) ORDER BY seq DESC LIMIT 1",
  [YC_SQL_EVENT_OWN] = "SELECT e.pos, e.seq, e.line FROM event e WHERE e.hall = ?1 AND e.dev = ?2 AND e.seq > ?3"
                       " ORDER BY e.seq LIMIT ?4",
  [YC_SQL_EVENT_FEED] =
    "SELECT e.pos, e.seq, e.line, e.type FROM event e WHERE e.hall = ?1 AND e.pos > ?2 ORDER BY e.pos",
  [YC_SQL_EVENT_HASHES] = "SELECT pos, hash FROM event WHERE hall = ?1 AND pos > ?2 ORDER BY pos",
  [YC_SQL_EVENT_BY_SUBJECT] = "SELECT " LINE_COLUMNS " FROM event e " BY_SUBJECT "WHERE e.hall = ?1 AND e.subject = ?2"
                              " AND" NOT_QUARANTINED FOLD_ORDER,
  [YC_SQL_EVENT_OF_STANDING] = "SELECT " LINE_COLUMNS " FROM event e WHERE e.hall = ?1 AND ("
                               "e.subject >= 'counter/' AND e.subject < 'counter0' OR "
                               "e.subject >= 'device/' AND e.subject < 'device0' OR "
                               "e.subject >= 'session/' AND e.subject < 'session0' OR "
                               "e.subject >= 'staff/' AND e.subject < 'staff0')"
                               " AND" NOT_QUARANTINED FOLD_ORDER,
  [YC_SQL_EVENT_OLDEST] = "SELECT min((SELECT min(e.pos) FROM event e " BY_SUBJECT "WHERE e.hall = ?1 AND e.subject = t.subject))"
                          " FROM (" CURRENT_TICKETS ") t",
  /* Of a counter what follows its newest opening before the oldest of these tickets (?4), and the queues it had then. */
  [YC_SQL_EVENT_OF_HALL] =
    "WITH s(subject, start) AS MATERIALIZED (SELECT c.subject, coalesce((SELECT max(e.pos) FROM event e"
    " INDEXED BY event_opened WHERE e.hall = ?1 AND e.subject = c.subject AND e.type = 'org.yichuang.counter.opened.v1'"
    " AND e.pos <= ?4), 0) FROM proj_counter c WHERE c.hall = ?1"
    " UNION ALL SELECT subject, 0 FROM proj_device WHERE hall = ?1"
    " UNION ALL SELECT subject, 0 FROM proj_staff WHERE hall = ?1"
    " UNION ALL SELECT subject, 0 FROM proj_session INDEXED BY proj_session_open WHERE hall = ?1 AND state <> 'ended'"
    " UNION ALL SELECT subject, 0 FROM proj_session WHERE hall = ?1 AND state = 'ended' AND opened_at >= ?3"
    " UNION ALL SELECT subject, 0 FROM (" CURRENT_TICKETS ")),"
    " p(subject, pos) AS (SELECT s.subject, (SELECT max(e.pos) FROM event e INDEXED BY event_queues_set"
    " WHERE e.hall = ?1 AND e.subject = s.subject AND e.type = 'org.yichuang.counter.queues_set.v1' AND e.pos < s.start)"
    " FROM s WHERE s.start > 0)"
    " SELECT dev, seq, pos, line FROM ("
    "SELECT " LINE_COLUMNS " FROM s CROSS JOIN event e " BY_SUBJECT
    "ON e.hall = ?1 AND e.subject = s.subject AND e.pos >= s.start WHERE" NOT_QUARANTINED
    " UNION ALL SELECT " LINE_COLUMNS " FROM p CROSS JOIN event e ON e.hall = ?1 AND e.pos = p.pos"
    " UNION ALL SELECT " LINE_COLUMNS " FROM event e"
    " WHERE e.hall = ?1 AND e.pos IS NULL AND +e.subject IN (SELECT subject FROM s) AND" NOT_QUARANTINED
    ") ORDER BY pos IS NULL, pos, seq",
  [YC_SQL_COUNTER_SUBJECTS] = "SELECT subject FROM proj_counter WHERE hall = ?1 ORDER BY subject",
  [YC_SQL_EVENT_TICKETS] = "SELECT DISTINCT subject FROM event WHERE hall = ?1 AND subject > ?2 AND subject < 'ticket0'"
                           " ORDER BY subject LIMIT 500",
  [YC_SQL_EVENT_UNPLACED] = "SELECT subject FROM event WHERE hall = ?1 AND pos IS NULL",
  [YC_SQL_EVENT_PENDING_TICKETS] = "SELECT DISTINCT subject FROM event WHERE hall = ?1 AND pos IS NULL"
                                   " AND +subject >= 'ticket/' AND +subject < 'ticket0' ORDER BY subject",
  [YC_SQL_EVENT_QUARANTINING] = "SELECT " LINE_COLUMNS " FROM event e WHERE e.hall = ?1 AND e.subject > 'event/'"
                                " AND e.subject < 'event0' AND e.type = 'org.yichuang.event.quarantined.v1'"
                                " AND e.pos IS NOT NULL ORDER BY e.pos",
  [YC_SQL_EVENT_CONFIRMED] = "SELECT " LINE_COLUMNS ", e.hash, e.subject, e.type FROM event e"
                             " WHERE e.hall = ?1 AND e.pos > ?2 AND e.pos <= ?3 ORDER BY e.pos",
  [YC_SQL_EVENT_PENDING] = "SELECT " LINE_COLUMNS ", e.hash, e.subject, e.type FROM event e"
                           " WHERE e.hall = ?1 AND e.pos IS NULL ORDER BY e.dev, e.seq",
  [YC_SQL_EVENT_COUNT] = "SELECT count(*) FROM event",
  /* These lines may be as long as a set: what is asked of them is taken out here. */
  [YC_SQL_EVENT_IMPORTS] = "SELECT e.pos, e.hash, json_extract(e.line, '$.data.version'), json_extract(e.line, '$.data.hash')"
                           " FROM event e " BY_SUBJECT "WHERE e.hall = ?1 AND e.subject = ?2 AND e.pos > ?3"
                           " AND e.type = 'org.yichuang.reference.imported.v1' ORDER BY e.pos",

  [YC_SQL_QUARANTINE_INSERT] = "INSERT INTO quarantine (hall, dev, seq, hash, line, reason)"
                               " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (hall, dev, seq) DO NOTHING",
  [YC_SQL_QUARANTINE_GET] = "SELECT hash FROM quarantine WHERE hall = ?1 AND dev = ?2 AND seq = ?3",
  [YC_SQL_QUARANTINE_CLEAR_MARKS] = "DELETE FROM quarantine WHERE hall = ?1 AND line IS NULL",
  /* Rows are numbered as they come in: those up to ?4 are what there was at a moment. */
  [YC_SQL_QUARANTINE_AFTER] = "SELECT dev, seq, NULL, line, hash, NULL, NULL, reason FROM quarantine"
                              " WHERE hall = ?1 AND (dev, seq) > (?2, ?3) AND rowid <= ?4 AND line IS NOT NULL ORDER BY dev, seq",
  [YC_SQL_QUARANTINE_LAST_ROW] = "SELECT max(rowid) FROM quarantine",

  [YC_SQL_HEAD_PUT] = "INSERT INTO head (stream, n, hash, sig) VALUES (?1, ?2, ?3, ?4)"
                      " ON CONFLICT (stream) DO UPDATE SET n = excluded.n, hash = excluded.hash, sig = excluded.sig"
                      " WHERE excluded.n > head.n",
  [YC_SQL_HEAD_GET] = "SELECT stream, n, hash, sig FROM head WHERE stream = ?1",
  [YC_SQL_HEAD_ALL] = "SELECT stream, n, hash, sig FROM head ORDER BY stream",

  [YC_SQL_PEER_GET] = "SELECT ack, pack, cursor, epoch FROM peer WHERE hall = ?1 AND stream = ?2",
  [YC_SQL_PEER_PUT] = "INSERT INTO peer (hall, stream, ack, pack, cursor, epoch) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                      " ON CONFLICT (hall, stream) DO UPDATE SET ack = excluded.ack, pack = excluded.pack,"
                      " cursor = CASE WHEN excluded.epoch = peer.epoch THEN max(excluded.cursor, peer.cursor)"
                      " ELSE excluded.cursor END, epoch = excluded.epoch",
  [YC_SQL_PEER_REWIND] = "UPDATE peer SET cursor = min(cursor, ?3) WHERE hall = ?1 AND stream = ?2",

  [YC_SQL_COMMAND_GET] = "SELECT body_hash, answer FROM command WHERE key = ?1",
  [YC_SQL_COMMAND_PUT] = PUT "command (key, body_hash, answer, until) VALUES (?1, ?2, ?3, ?4)",
  [YC_SQL_COMMAND_PRUNE] = "DELETE FROM command WHERE until < ?1",

  [YC_SQL_META_GET] = "SELECT value FROM meta WHERE key = ?1",
  [YC_SQL_META_PUT] = PUT "meta (key, value) VALUES (?1, ?2)",
  [YC_SQL_META_DELETE] = "DELETE FROM meta WHERE key = ?1",
  [YC_SQL_META_LIST] = "SELECT key FROM meta WHERE substr(key, 1, length(?1)) = ?1 ORDER BY key",

  [YC_SQL_TICKET_PUT] = PUT
  "proj_ticket (hall, subject, id, number, day, queue, matter, grp, group_reason, state, outcome, result, slot,"
  " waiting_since, place, placed_by, placed_seq, counter, session, to_counter, transferred_from, back_to, awaits_print,"
  " calls, called_at, started_at, ended_at, changed_at, last_type, last_counter, last_session, last_pos, issuer)"
  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,"
  " ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33)",
  [YC_SQL_TICKET_DELETE] = "DELETE FROM proj_ticket WHERE hall = ?1 AND subject = ?2",
  [YC_SQL_COUNTER_PUT] =
    PUT "proj_counter (hall, subject, number, state, session, staff, reason, queues, since, last_pos)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
  [YC_SQL_COUNTER_DELETE] = "DELETE FROM proj_counter WHERE hall = ?1 AND subject = ?2",
  [YC_SQL_SESSION_PUT] =
    PUT "proj_session (hall, subject, id, staff, device, counter, state, opened_at, expires, locked_at,"
        " last_pos) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
  [YC_SQL_SESSION_DELETE] = "DELETE FROM proj_session WHERE hall = ?1 AND subject = ?2",
  [YC_SQL_DEVICE_PUT] = PUT "proj_device (hall, subject, id, role, counter, key, revoked, last_pos)"
                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
  [YC_SQL_DEVICE_DELETE] = "DELETE FROM proj_device WHERE hall = ?1 AND subject = ?2",
  [YC_SQL_STAFF_PUT] = PUT "proj_staff (hall, subject, id, number, name_zh, name_en, role, queues, active, last_pos)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
  [YC_SQL_STAFF_DELETE] = "DELETE FROM proj_staff WHERE hall = ?1 AND subject = ?2",

  [YC_SQL_ACTIVITY_PUT] = PUT "proj_activity (hall, dev, seq, pos, subject, counter, time, type, number, detail)"
                              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
  [YC_SQL_ACTIVITY_DELETE] = "DELETE FROM proj_activity WHERE hall = ?1 AND dev = ?2 AND seq = ?3",
  [YC_SQL_ACTIVITY_READ] = "SELECT pos, time, type, subject, number, detail FROM proj_activity"
                           " WHERE hall = ?1 AND counter = ?2 AND time >= ?3 AND time < ?4"
                           " ORDER BY pos IS NULL DESC, pos DESC, seq DESC LIMIT ?5",
};

const char *
yc_sql_get_text (YcSql id)
{
  g_return_val_if_fail (id < YC_N_SQL, NULL);

  return texts[id];
}

/* SQLite may end a transaction by itself (disk full, I/O error, no memory): what was folded from it is void. */
static void
notice_end (YcDb *db)
{
  if (db->in_transaction && sqlite3_get_autocommit (db->sql))
    yc_db_drop_caches (db);
}

static gboolean
fail (YcDb *db, int result, const char *what, GError **error)
{
  notice_end (db);
  return yc_db_fail (db, result, what, error);
}

static sqlite3_stmt *
get_statement (YcDb *db, YcSql id, GError **error)
{
  int result;

  if (db->stmts[id] == NULL)
    {
      result = sqlite3_prepare_v3 (db->sql, texts[id], -1, SQLITE_PREPARE_PERSISTENT, &db->stmts[id], NULL);
      if (result != SQLITE_OK)
        {
          yc_db_fail (db, result, "The database could not be read", error);
          return NULL;
        }
    }
  sqlite3_reset (db->stmts[id]);
  return db->stmts[id];
}

/* keep is SQLITE_TRANSIENT, or SQLITE_STATIC where the statement ends before the values do. */
static int
bind_all (sqlite3_stmt *stmt, sqlite3_destructor_type keep, const char *types, va_list *args)
{
  int result = SQLITE_OK;

  for (int i = 0; types[i] != '\0' && result == SQLITE_OK; i++)
    {
      gint64 number;
      const char *text;
      gsize length;

      switch (types[i])
        {
        case 's':
          result = sqlite3_bind_text (stmt, i + 1, va_arg (*args, const char *), -1, keep);
          break;
        case 'i':
          result = sqlite3_bind_int64 (stmt, i + 1, va_arg (*args, gint64));
          break;
        case 'p':
          number = va_arg (*args, gint64);
          result = number > 0 ? sqlite3_bind_int64 (stmt, i + 1, number) : sqlite3_bind_null (stmt, i + 1);
          break;
        case 't':
          text = va_arg (*args, const char *);
          length = va_arg (*args, gsize);
          result = sqlite3_bind_text64 (stmt, i + 1, text, length, keep, SQLITE_UTF8);
          break;
        case 'b':
          text = va_arg (*args, const char *);
          length = va_arg (*args, gsize);
          if (text != NULL && length == 0)
            result = sqlite3_bind_zeroblob (stmt, i + 1, 0);
          else
            result = sqlite3_bind_blob64 (stmt, i + 1, text, length, keep);
          break;
        default:
          g_assert_not_reached ();
        }
    }
  return result;
}

static YcRows *
start (YcDb *db, YcSql id, sqlite3_destructor_type keep, GError **error, const char *types, va_list *args)
{
  sqlite3_stmt *stmt = get_statement (db, id, error);
  int result;

  if (stmt == NULL)
    return NULL;
  g_assert (sqlite3_bind_parameter_count (stmt) == (int) strlen (types));
  result = bind_all (stmt, keep, types, args);
  if (result != SQLITE_OK)
    {
      fail (db, result, "The database could not be asked", error);
      return NULL;
    }
  return stmt;
}

YcRows *
yc_sql_start (YcDb *db, YcSql id, GError **error, const char *types, ...)
{
  YcRows *rows;
  va_list args;

  va_start (args, types);
  rows = start (db, id, SQLITE_TRANSIENT, error, types, &args);
  va_end (args);
  return rows;
}

gboolean
yc_sql_next (YcDb *db, YcRows *rows, gboolean *row, GError **error)
{
  int result = sqlite3_step (rows);

  *row = result == SQLITE_ROW;
  if (result == SQLITE_ROW || result == SQLITE_DONE)
    return TRUE;
  return fail (db, result, "The database could not be read", error);
}

static gboolean
run (YcDb *db, YcRows *rows, GError **error)
{
  int result = sqlite3_step (rows);

  if (result != SQLITE_DONE && result != SQLITE_ROW)
    {
      /* The message belongs to the failed step: it is taken before the statement is reset. */
      fail (db, result, "The database could not be written", error);
      sqlite3_reset (rows);
      return FALSE;
    }
  sqlite3_reset (rows);
  return TRUE;
}

gboolean
yc_sql_run (YcDb *db, YcSql id, GError **error, const char *types, ...)
{
  YcRows *rows;
  va_list args;

  va_start (args, types);
  rows = start (db, id, SQLITE_STATIC, error, types, &args);
  va_end (args);
  return rows != NULL && run (db, rows, error);
}

gboolean
yc_sql_read_int (YcDb *db, YcSql id, gint64 *value, gboolean *found, GError **error, const char *types, ...)
{
  g_autoptr (YcRows) rows = NULL;
  gboolean row = FALSE;
  va_list args;

  va_start (args, types);
  rows = start (db, id, SQLITE_STATIC, error, types, &args);
  va_end (args);
  *value = 0;
  if (rows == NULL || !yc_sql_next (db, rows, &row, error))
    return FALSE;
  row = row && sqlite3_column_type (rows, 0) != SQLITE_NULL;
  if (row)
    *value = sqlite3_column_int64 (rows, 0);
  if (found != NULL)
    *found = row;
  return TRUE;
}

gboolean
yc_sql_exec (YcDb *db, const char *script, GError **error)
{
  int result = sqlite3_exec (db->sql, script, NULL, NULL, NULL);

  if (result == SQLITE_OK)
    return TRUE;
  return fail (db, result, "The database could not be set up", error);
}

gboolean
yc_sql_query_int (YcDb *db, const char *query, gint64 *value, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  int result = sqlite3_prepare_v2 (db->sql, query, -1, &stmt, NULL);

  *value = 0;
  if (result == SQLITE_OK)
    {
      result = sqlite3_step (stmt);
      if (result == SQLITE_ROW)
        *value = sqlite3_column_int64 (stmt, 0);
    }
  if (result != SQLITE_ROW && result != SQLITE_DONE)
    yc_db_fail (db, result, "The database could not be opened", error);
  sqlite3_finalize (stmt);
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

gboolean
yc_sql_prepare_all (YcDb *db, GError **error)
{
  for (int id = 0; id < YC_N_SQL; id++)
    {
      if (get_statement (db, id, error) == NULL)
        return FALSE;
    }
  return TRUE;
}

void
yc_sql_finalize_all (YcDb *db)
{
  for (int id = 0; id < YC_N_SQL; id++)
    g_clear_pointer (&db->stmts[id], sqlite3_finalize);
}
