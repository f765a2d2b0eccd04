/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "store/yc-db.h"

G_BEGIN_DECLS

/* Private to store: every SQL statement that runs while a database is in use stands in one table (yc-db-sql.c), is prepared
 * once and kept. Scripts of the schema are the exception: they run at opening. */

/** One statement of the table. */
typedef enum
{
  YC_SQL_BEGIN,
  YC_SQL_COMMIT,
  YC_SQL_ROLLBACK,
  YC_SQL_SAVEPOINT,
  YC_SQL_RELEASE,
  YC_SQL_ROLLBACK_TO,
  YC_SQL_CHECK,
  YC_SQL_EVENT_INSERT,
  YC_SQL_EVENT_SET_POS,
  YC_SQL_EVENT_FORGET_AFTER,
  YC_SQL_EVENT_UNPLACE_AFTER,
  YC_SQL_EVENT_GET,
  YC_SQL_EVENT_POS_HASH,
  YC_SQL_EVENT_LAST_POS,
  YC_SQL_EVENT_SUBJECT_BASE,
  YC_SQL_EVENT_SUBJECT_ORDER,
  YC_SQL_EVENT_TAIL,
  YC_SQL_EVENT_OWN,
  YC_SQL_EVENT_FEED,
  YC_SQL_EVENT_HASHES,
  YC_SQL_EVENT_BY_SUBJECT,
  YC_SQL_EVENT_OF_STANDING,
  YC_SQL_EVENT_OLDEST,
  YC_SQL_EVENT_OF_HALL,
  YC_SQL_COUNTER_SUBJECTS,
  YC_SQL_EVENT_TICKETS,
  YC_SQL_EVENT_UNPLACED,
  YC_SQL_EVENT_PENDING_TICKETS,
  YC_SQL_EVENT_QUARANTINING,
  YC_SQL_EVENT_CONFIRMED,
  YC_SQL_EVENT_PENDING,
  YC_SQL_EVENT_COUNT,
  YC_SQL_EVENT_IMPORTS,
  YC_SQL_QUARANTINE_INSERT,
  YC_SQL_QUARANTINE_GET,
  YC_SQL_QUARANTINE_CLEAR_MARKS,
  YC_SQL_QUARANTINE_AFTER,
  YC_SQL_QUARANTINE_LAST_ROW,
  YC_SQL_HEAD_PUT,
  YC_SQL_HEAD_GET,
  YC_SQL_HEAD_ALL,
  YC_SQL_PEER_GET,
  YC_SQL_PEER_PUT,
  YC_SQL_PEER_REWIND,
  YC_SQL_COMMAND_GET,
  YC_SQL_COMMAND_PUT,
  YC_SQL_COMMAND_PRUNE,
  YC_SQL_META_GET,
  YC_SQL_META_PUT,
  YC_SQL_META_DELETE,
  YC_SQL_META_LIST,
  YC_SQL_TICKET_PUT,
  YC_SQL_TICKET_DELETE,
  YC_SQL_COUNTER_PUT,
  YC_SQL_COUNTER_DELETE,
  YC_SQL_SESSION_PUT,
  YC_SQL_SESSION_DELETE,
  YC_SQL_DEVICE_PUT,
  YC_SQL_DEVICE_DELETE,
  YC_SQL_STAFF_PUT,
  YC_SQL_STAFF_DELETE,
  YC_SQL_ACTIVITY_PUT,
  YC_SQL_ACTIVITY_DELETE,
  YC_SQL_ACTIVITY_READ,
  YC_N_SQL,
} YcSql;

/** The text of a statement; static. */
const char *yc_sql_get_text (YcSql id);

/** A statement with its parameters bound, being read row by row; yc_rows_end() hands it back. Never two of one id at a time. */
typedef sqlite3_stmt YcRows;

/** Hands a statement back to the cache. */
static inline void
yc_rows_end (YcRows *rows)
{
  sqlite3_reset (rows);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcRows, yc_rows_end)

/**
 * Binds a statement. types has one letter per parameter: 's' const char * (NULL allowed), 'i' gint64, 'p' gint64 position or 0 = NULL,
 * 't' const char * and gsize as text, 'b' the same as blob (NULL allowed). Values are copied.
 */
YcRows *yc_sql_start (YcDb *db, YcSql id, GError **error, const char *types, ...);

/** Reads the next row; *row FALSE after the last one. */
gboolean yc_sql_next (YcDb *db, YcRows *rows, gboolean *row, GError **error);

/** Runs a statement that gives no rows. Values are borrowed until it has run. */
gboolean yc_sql_run (YcDb *db, YcSql id, GError **error, const char *types, ...);

/** Reads one integer; *found (may be NULL) FALSE and *value 0 when there is no row or it is NULL. */
gboolean yc_sql_read_int (YcDb *db, YcSql id, gint64 *value, gboolean *found, GError **error, const char *types, ...);

/** Runs a script of the schema or a pragma. */
gboolean yc_sql_exec (YcDb *db, const char *script, GError **error);

/** Reads the integer a pragma or a query of one row gives. */
gboolean yc_sql_query_int (YcDb *db, const char *query, gint64 *value, GError **error);

/** Prepares every statement of the table: finds a schema that is not ours. */
gboolean yc_sql_prepare_all (YcDb *db, GError **error);

/** Finalizes every statement. */
void yc_sql_finalize_all (YcDb *db);

/** A text column, borrowed until the next row; "" for NULL. */
static inline const char *
yc_row_text (YcRows *rows, int column)
{
  const char *text = (const char *) sqlite3_column_text (rows, column);

  return text != NULL ? text : "";
}

G_END_DECLS
