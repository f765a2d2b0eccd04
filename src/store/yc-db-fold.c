/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-fold"

#include "config.h"

#include <string.h>

#include "core/yc-json.h"
#include "store/yc-db-private.h"

/* After so many folded events, ended tickets of earlier days are let go at the next transaction. */
#define TRIM_AFTER    20000
#define MS_PER_MINUTE 60000

YcEvent *
yc_db_parse_line (const char *line, gsize length, const char *dev, gint64 seq, GError **error)
{
  g_autoptr (GError) local = NULL;
  YcEvent *event = yc_event_read (line, length, &local);

  if (event == NULL)
    g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE,
                 "The stored line %s/%" G_GINT64_FORMAT " cannot be read: %s", dev, seq, local->message);
  return event;
}

void
yc_db_read_day (YcDb *db, char day[YC_DAY_LENGTH + 1], gint64 *start)
{
  int offset = (int) yc_policy_int (db->reference, "utc_offset_minutes");
  int boundary = (int) yc_policy_int (db->reference, "day_boundary");
  gint64 now = yc_env_now_wall (db->env);

  yc_hall_day (now, offset, boundary, day);
  *start = yc_hall_day_end (now, offset, boundary) - (gint64) 24 * 60 * MS_PER_MINUTE;
}

/* Folding */

static void
held_clear (gpointer data)
{
  YcHeld *held = data;

  g_clear_pointer (&held->event, yc_event_unref);
}

gboolean
yc_db_read_held (YcRows *rows, YcHeld *held, GError **error)
{
  enum
  {
    DEV,
    SEQ,
    POS,
    LINE
  };
  const char *line = yc_row_text (rows, LINE);

  held->pos = sqlite3_column_int64 (rows, POS);
  held->event = yc_db_parse_line (line, (gsize) sqlite3_column_bytes (rows, LINE), yc_row_text (rows, DEV),
                                  sqlite3_column_int64 (rows, SEQ), error);
  return held->event != NULL;
}

/* All rows, in the order of the statement; NULL on failure. */
GArray *
yc_db_read_all_held (YcDb *db, YcRows *rows, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (YcHeld));
  gboolean row = FALSE;
  gboolean ok;

  g_array_set_clear_func (all, held_clear);
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    {
      YcHeld held;

      if (!yc_db_read_held (rows, &held, error))
        return NULL;
      g_array_append_val (all, held);
    }
  return ok ? g_steal_pointer (&all) : NULL;
}

static GArray *
read_subject (YcDb *db, const char *subject, GError **error)
{
  g_autoptr (YcRows) rows = yc_sql_start (db, YC_SQL_EVENT_BY_SUBJECT, error, "ss", db->hall, subject);

  return rows != NULL ? yc_db_read_all_held (db, rows, error) : NULL;
}

/* Applies the subjects that matter on this hall-day, in one run over all positions. */
static gboolean
apply_hall (YcDb *db, YcHall *hall, const char *day, gint64 start, GError **error)
{
  g_autoptr (YcRows) rows = yc_sql_start (db, YC_SQL_EVENT_OF_HALL, error, "ssi", db->hall, day, start);
  gboolean row = FALSE;
  gboolean ok;

  if (rows == NULL)
    return FALSE;
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    {
      YcHeld held;

      if (!yc_db_read_held (rows, &held, error))
        return FALSE;
      /* All events of a subject come, however old: what takes no effect now took none then. */
      yc_hall_apply (hall, held.event, held.pos, NULL);
      yc_event_unref (held.event);
    }
  return ok;
}

static gboolean
load_hall (YcDb *db, GError **error)
{
  g_autoptr (YcHall) hall = NULL;
  gint64 start = 0;

  if (db->stale)
    g_clear_pointer (&db->folded, yc_hall_free);
  db->stale = FALSE;
  if (db->folded != NULL)
    return TRUE;
  if (!yc_db_need_identity (db, error) || !yc_db_load_reference (db, error))
    return FALSE;
  yc_db_read_day (db, db->day, &start);
  hall = yc_hall_new (db->hall, db->reference);
  if (!apply_hall (db, hall, db->day, start, error))
    return FALSE;
  db->folded = g_steal_pointer (&hall);
  db->applied = 0;
  return TRUE;
}

YcHall *
yc_db_get_hall (YcDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, NULL);

  return load_hall (db, error) ? db->folded : NULL;
}

void
yc_db_turn_day (YcDb *db)
{
  char day[YC_DAY_LENGTH + 1];
  gint64 start = 0;
  int order;

  if (db->folded == NULL || db->stale || db->reference == NULL)
    return;
  yc_db_read_day (db, day, &start);
  order = strcmp (day, db->day);
  /* The clock was set back over the boundary: tickets of that day are not all here. */
  if (order < 0)
    db->stale = TRUE;
  else if (order > 0 || db->applied > TRIM_AFTER)
    {
      yc_hall_forget_before (db->folded, day);
      g_strlcpy (db->day, day, sizeof db->day);
      db->applied = 0;
    }
}

static gboolean
load_subject (YcDb *db, const char *subject, GError **error)
{
  g_autoptr (GArray) all = NULL;

  if (yc_db_get_kind (subject) == YC_KIND_OTHER || yc_hall_knows (db->folded, subject))
    return TRUE;
  all = read_subject (db, subject, error);
  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      const YcHeld *held = &g_array_index (all, YcHeld, i);

      yc_hall_apply (db->folded, held->event, held->pos, NULL);
    }
  db->applied += all->len;
  return TRUE;
}

gboolean
yc_db_load_subject (YcDb *db, const char *subject, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (subject != NULL, FALSE);

  return load_hall (db, error) && load_subject (db, subject, error);
}

gboolean
yc_db_fold_next (YcDb *db, const YcEvent *event, gint64 pos, YcFold *fold, const char **reason, GError **error)
{
  *fold = yc_hall_apply (db->folded, event, pos, reason);
  db->applied++;
  if (*fold != YC_FOLD_EFFECTIVE)
    return TRUE;
  yc_db_note_changed (db, event->subject);
  return yc_db_activity_put (db, event, pos, error) && yc_db_project (db, event->subject, TRUE, error);
}

gboolean
yc_db_fold_anew (YcDb *db, const char *subject, GError **error)
{
  g_autoptr (GArray) all = NULL;
  gboolean exists = FALSE;

  if (!load_hall (db, error))
    return FALSE;
  if (yc_db_get_kind (subject) == YC_KIND_OTHER)
    return TRUE;
  all = read_subject (db, subject, error);
  if (all == NULL || !yc_db_activity_delete (db, subject, error))
    return FALSE;
  yc_hall_forget (db->folded, subject);
  for (guint i = 0; i < all->len; i++)
    {
      const YcHeld *held = &g_array_index (all, YcHeld, i);

      if (yc_hall_apply (db->folded, held->event, held->pos, NULL) != YC_FOLD_EFFECTIVE)
        continue;
      exists = TRUE;
      if (!yc_db_activity_put (db, held->event, held->pos, error))
        return FALSE;
    }
  db->applied += all->len;
  yc_db_note_changed (db, subject);
  return yc_db_project (db, subject, exists, error);
}

gboolean
yc_db_fold_pending_tickets (YcDb *db, GError **error)
{
  g_autoptr (GPtrArray) subjects = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (YcRows) rows = NULL;
  gboolean row = FALSE;
  gboolean ok;

  if (db->is_node)
    return TRUE;
  rows = yc_sql_start (db, YC_SQL_EVENT_PENDING_TICKETS, error, "s", db->hall);
  if (rows == NULL)
    return FALSE;
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    g_ptr_array_add (subjects, g_strdup (yc_row_text (rows, 0)));
  for (guint i = 0; ok && i < subjects->len; i++)
    ok = yc_db_fold_anew (db, g_ptr_array_index (subjects, i), error);
  return ok;
}

gboolean
yc_db_fold_quarantined (YcDb *db, const YcEvent *event, GError **error)
{
  enum
  {
    HASH,
    POS,
    SUBJECT
  };
  const char *name = yc_json_peek_string (event->data, "event");
  const char *reason = yc_json_peek_string (event->data, "reason");
  const char *slash = name != NULL ? strchr (name, '/') : NULL;
  g_autofree char *subject = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (YcRows) rows = NULL;
  gboolean row = FALSE;
  gint64 seq;

  if (slash == NULL || strncmp (name, db->dev, (gsize) (slash - name)) != 0)
    return TRUE;
  seq = g_ascii_strtoll (slash + 1, NULL, 10);
  rows = yc_sql_start (db, YC_SQL_EVENT_GET, error, "ssi", db->hall, db->dev, seq);
  if (rows == NULL || !yc_sql_next (db, rows, &row, error))
    return FALSE;
  /* At the node the line is not in event; one that has a position was taken. */
  if (!row || sqlite3_column_type (rows, POS) != SQLITE_NULL)
    return TRUE;
  subject = g_strdup (yc_row_text (rows, SUBJECT));
  hash = g_strdup (yc_row_text (rows, HASH));
  g_clear_pointer (&rows, yc_rows_end);
  return yc_sql_run (db, YC_SQL_QUARANTINE_INSERT, error, "ssisbs", db->hall, db->dev, seq, hash, NULL, (gsize) 0,
                     reason != NULL ? reason : "") &&
         yc_db_fold_anew (db, subject, error);
}
