/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-journal"

#include "config.h"

#include "store/yc-db-journal-private.h"

#include "store/yc-db-private.h"

/* What each of the three statements gives. */
enum
{
  DEV,
  SEQ,
  POS,
  LINE,
  HASH,
  SUBJECT,
  TYPE,
  REASON
};

static void
read_row (YcRows *rows, gboolean quarantined, YcJournalLine *line)
{
  const char *bytes = sqlite3_column_blob (rows, LINE);

  line->dev = yc_row_text (rows, DEV);
  line->seq = sqlite3_column_int64 (rows, SEQ);
  line->pos = sqlite3_column_int64 (rows, POS);
  /* What was quarantined may be no text at all, and its bytes are what the chain goes over. */
  line->line = !quarantined ? yc_row_text (rows, LINE) : bytes != NULL ? bytes : "";
  line->length = (gsize) sqlite3_column_bytes (rows, LINE);
  line->hash = yc_row_text (rows, HASH);
  line->subject = quarantined ? NULL : yc_row_text (rows, SUBJECT);
  line->type = quarantined ? NULL : yc_row_text (rows, TYPE);
  line->quarantined = quarantined;
  line->reason = quarantined ? yc_row_text (rows, REASON) : NULL;
}

static gboolean
walk (YcDb *db, YcSql id, YcJournalFunc func, gpointer data, GError **error)
{
  g_autoptr (YcRows) rows = yc_sql_start (db, id, error, "s", db->hall);
  gboolean row = FALSE;
  gboolean ok;

  if (rows == NULL)
    return FALSE;
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    {
      YcJournalLine line = { 0 };

      read_row (rows, id == YC_SQL_QUARANTINE_ALL, &line);
      func (&line, data);
    }
  return ok;
}

gboolean
yc_db_walk_journal (YcDb *db, YcJournalFunc func, gpointer data, GError **error)
{
  return walk (db, YC_SQL_EVENT_CONFIRMED, func, data, error) && walk (db, YC_SQL_EVENT_PENDING, func, data, error) &&
         walk (db, YC_SQL_QUARANTINE_ALL, func, data, error);
}
