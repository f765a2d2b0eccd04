/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-journal"

#include "config.h"

#include "store/yc-db-journal-private.h"

#include <string.h>

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

gboolean
yc_journal_walk_begin (YcJournalWalk *walk, YcDb *db, GError **error)
{
  *walk = (YcJournalWalk){ .part = YC_JOURNAL_CONFIRMED, .pos = G_MININT64, .dev = g_strdup ("") };
  return yc_sql_read_int (db, YC_SQL_EVENT_LAST_POS, &walk->last_pos, NULL, error, "s", db->hall) &&
         yc_sql_read_int (db, YC_SQL_QUARANTINE_LAST_ROW, &walk->last_row, NULL, error, "");
}

void
yc_journal_walk_clear (YcJournalWalk *walk)
{
  g_clear_pointer (&walk->dev, g_free);
}

static YcRows *
start_part (YcJournalWalk *walk, YcDb *db, GError **error)
{
  switch (walk->part)
    {
    case YC_JOURNAL_CONFIRMED:
      return yc_sql_start (db, YC_SQL_EVENT_CONFIRMED, error, "sii", db->hall, walk->pos, walk->last_pos);
    case YC_JOURNAL_PENDING:
      return yc_sql_start (db, YC_SQL_EVENT_PENDING, error, "s", db->hall);
    case YC_JOURNAL_QUARANTINED:
      return yc_sql_start (db, YC_SQL_QUARANTINE_AFTER, error, "ssii", db->hall, walk->dev, walk->seq, walk->last_row);
    case YC_JOURNAL_END:
    default:
      g_assert_not_reached ();
    }
}

static void
hand_out (YcJournalWalk *walk, const YcJournalLine *line, YcJournalFunc func, gpointer data)
{
  func (line, data);
  walk->pos = line->pos;
  if (!line->quarantined)
    return;
  walk->seq = line->seq;
  if (strcmp (walk->dev, line->dev) != 0)
    {
      g_free (walk->dev);
      walk->dev = g_strdup (line->dev);
    }
}

gboolean
yc_journal_walk_on (YcJournalWalk *walk, YcDb *db, guint max_lines, gsize max_bytes, YcJournalFunc func, gpointer data,
                    GError **error)
{
  g_autoptr (YcRows) rows = NULL;
  gboolean row = TRUE;
  guint lines = 0;
  gsize bytes = 0;

  if (walk->part == YC_JOURNAL_END)
    return TRUE;
  rows = start_part (walk, db, error);
  if (rows == NULL)
    return FALSE;
  /* Pending ones have no order in which they could be gone on with. */
  while (walk->part == YC_JOURNAL_PENDING || (lines < max_lines && bytes < max_bytes))
    {
      YcJournalLine line = { 0 };

      if (!yc_sql_next (db, rows, &row, error))
        return FALSE;
      if (!row)
        break;
      read_row (rows, walk->part == YC_JOURNAL_QUARANTINED, &line);
      lines++;
      bytes += line.length;
      hand_out (walk, &line, func, data);
    }
  if (!row)
    walk->part++;
  return TRUE;
}

gboolean
yc_db_walk_journal (YcDb *db, YcJournalFunc func, gpointer data, GError **error)
{
  g_auto (YcJournalWalk) walk = { 0 };

  if (!yc_journal_walk_begin (&walk, db, error))
    return FALSE;
  while (walk.part != YC_JOURNAL_END)
    {
      if (!yc_journal_walk_on (&walk, db, G_MAXUINT, G_MAXSIZE, func, data, error))
        return FALSE;
    }
  return TRUE;
}
