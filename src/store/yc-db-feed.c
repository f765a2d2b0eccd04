/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-feed"

#include "config.h"

#include <string.h>

#include "store/yc-db-private.h"

/* Both reads of lines give these first. */
enum
{
  POS,
  SEQ,
  LINE,
  TYPE
};

void
yc_line_free (YcLine *line)
{
  if (line == NULL)
    return;
  g_free (line->line);
  g_free (line);
}

static YcLine *
line_from_row (YcRows *rows)
{
  YcLine *line = g_new0 (YcLine, 1);
  const char *text = yc_row_text (rows, LINE);

  line->pos = sqlite3_column_int64 (rows, POS);
  line->seq = sqlite3_column_int64 (rows, SEQ);
  line->length = (gsize) sqlite3_column_bytes (rows, LINE);
  line->line = g_strndup (text, line->length);
  return line;
}

/* What a workstation never receives (1-architecture, decision 6). */
static gboolean
is_rating (const char *type)
{
  return strcmp (type, "org.yichuang.rating.given.v1") == 0 || strcmp (type, "org.yichuang.rating.declined.v1") == 0 ||
         strcmp (type, "org.yichuang.rating.lapsed.v1") == 0;
}

/* At least one line is given however large it is, or a reader would never get past it. */
static gboolean
fits (const GPtrArray *lines, gsize bytes, gsize next, guint limit, gsize max_bytes)
{
  return lines->len < limit && (lines->len == 0 || bytes + next <= max_bytes);
}

GPtrArray *
yc_db_read_feed (YcDb *db,
                 gint64 after,
                 guint limit,
                 gsize max_bytes,
                 gboolean without_ratings,
                 gint64 *next,
                 GError **error)
{
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (YcRows) rows = NULL;
  gboolean row = FALSE;
  gsize bytes = 0;
  gboolean ok;

  g_return_val_if_fail (db != NULL, NULL);
  g_return_val_if_fail (next != NULL, NULL);

  *next = after;
  if (!yc_db_need_identity (db, error))
    return NULL;
  lines = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_line_free);
  rows = yc_sql_start (db, YC_SQL_EVENT_FEED, error, "si", db->hall, after);
  if (rows == NULL)
    return NULL;
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    {
      if (!without_ratings || !is_rating (yc_row_text (rows, TYPE)))
        {
          gsize length = (gsize) sqlite3_column_bytes (rows, LINE);

          if (!fits (lines, bytes, length, limit, max_bytes))
            break;
          bytes += length;
          g_ptr_array_add (lines, line_from_row (rows));
        }
      *next = sqlite3_column_int64 (rows, POS);
    }
  return ok ? g_steal_pointer (&lines) : NULL;
}

GPtrArray *
yc_db_read_own (YcDb *db, gint64 after, guint limit, gsize max_bytes, GError **error)
{
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (YcRows) rows = NULL;
  gboolean row = FALSE;
  gsize bytes = 0;
  gboolean ok;

  g_return_val_if_fail (db != NULL, NULL);

  if (!yc_db_need_identity (db, error))
    return NULL;
  lines = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_line_free);
  rows = yc_sql_start (db, YC_SQL_EVENT_OWN, error, "ssii", db->hall, db->dev, after, (gint64) limit);
  if (rows == NULL)
    return NULL;
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    {
      gsize length = (gsize) sqlite3_column_bytes (rows, LINE);

      if (!fits (lines, bytes, length, limit, max_bytes))
        break;
      bytes += length;
      g_ptr_array_add (lines, line_from_row (rows));
    }
  return ok ? g_steal_pointer (&lines) : NULL;
}
