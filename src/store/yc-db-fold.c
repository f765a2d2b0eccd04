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
  gint64 now = yc_db_now (db);

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

/* The subjects a statement about the hall gives; NULL on failure. */
static GPtrArray *
read_subjects (YcDb *db, YcSql id, GError **error)
{
  g_autoptr (GPtrArray) subjects = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (YcRows) rows = yc_sql_start (db, id, error, "s", db->hall);
  gboolean row = FALSE;
  gboolean ok;

  if (rows == NULL)
    return NULL;
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    g_ptr_array_add (subjects, g_strdup (yc_row_text (rows, 0)));
  return ok ? g_steal_pointer (&subjects) : NULL;
}

static GArray *
read_subject (YcDb *db, const char *subject, GError **error)
{
  g_autoptr (YcRows) rows = yc_sql_start (db, YC_SQL_EVENT_BY_SUBJECT, error, "ss", db->hall, subject);

  return rows != NULL ? yc_db_read_all_held (db, rows, error) : NULL;
}

/* Applies the subjects that matter on this hall-day, in one run over the positions. Of a counter not all its years: whether
 * it was open (10b rule 20) is asked for the times of these tickets alone. */
static gboolean
apply_hall (YcDb *db, YcHall *hall, const char *day, gint64 start, GError **error)
{
  g_autoptr (YcRows) rows = NULL;
  gboolean row = FALSE;
  gboolean any = FALSE;
  gint64 last = 0;
  gboolean ok;

  if (!yc_sql_read_int (db, YC_SQL_EVENT_OLDEST, &db->counters_from, &any, error, "ss", db->hall, day) ||
      !yc_db_read_last_pos (db, &last, error))
    return FALSE;
  /* Without a ticket from what comes next: no line after this is older. */
  if (!any)
    db->counters_from = last + 1;
  rows = yc_sql_start (db, YC_SQL_EVENT_OF_HALL, error, "ssii", db->hall, day, start, db->counters_from);
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
    {
      if (!yc_db_write_projections (db, error))
        return FALSE;
      g_clear_pointer (&db->folded, yc_hall_free);
    }
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

/* Folds all counters from their beginning: a ticket turned up that is older than what is known of them. */
static gboolean
load_counters (YcDb *db, GError **error)
{
  g_autoptr (GPtrArray) subjects = read_subjects (db, YC_SQL_COUNTER_SUBJECTS, error);

  for (guint i = 0; subjects != NULL && i < subjects->len; i++)
    {
      const char *subject = g_ptr_array_index (subjects, i);
      g_autoptr (GArray) all = read_subject (db, subject, error);

      if (all == NULL)
        return FALSE;
      yc_hall_forget (db->folded, subject);
      for (guint n = 0; n < all->len; n++)
        {
          const YcHeld *held = &g_array_index (all, YcHeld, n);

          yc_hall_apply (db->folded, held->event, held->pos, NULL);
        }
    }
  if (subjects != NULL)
    db->counters_from = 0;
  return subjects != NULL;
}

/* Before an event is applied. */
static gboolean
need_counters (YcDb *db, const YcEvent *event, gint64 pos, GError **error)
{
  if (pos == 0 || pos >= db->counters_from || yc_db_get_kind (event->subject) != YC_KIND_TICKET)
    return TRUE;
  return load_counters (db, error);
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

      if (!need_counters (db, held->event, held->pos, error))
        return FALSE;
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
  if (!need_counters (db, event, pos, error))
    return FALSE;
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
  if (all == NULL)
    return FALSE;
  yc_hall_forget (db->folded, subject);
  for (guint i = 0; i < all->len; i++)
    {
      const YcHeld *held = &g_array_index (all, YcHeld, i);
      gboolean effective;

      if (!need_counters (db, held->event, held->pos, error))
        return FALSE;
      effective = yc_hall_apply (db->folded, held->event, held->pos, NULL) == YC_FOLD_EFFECTIVE;
      if (!(effective ? yc_db_activity_put (db, held->event, held->pos, error)
                      : yc_db_activity_delete (db, held->event->dev, held->event->seq, error)))
        return FALSE;
      exists = exists || effective;
    }
  db->applied += all->len;
  yc_db_note_changed (db, subject);
  return yc_db_project (db, subject, exists, error);
}

gboolean
yc_db_fold_pending_tickets (YcDb *db, GError **error)
{
  g_autoptr (GPtrArray) subjects = NULL;

  if (db->is_node)
    return TRUE;
  subjects = read_subjects (db, YC_SQL_EVENT_PENDING_TICKETS, error);
  for (guint i = 0; subjects != NULL && i < subjects->len; i++)
    {
      if (!yc_db_fold_anew (db, g_ptr_array_index (subjects, i), error))
        return FALSE;
    }
  return subjects != NULL;
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
         yc_db_activity_delete (db, db->dev, seq, error) && yc_db_fold_anew (db, subject, error);
}
