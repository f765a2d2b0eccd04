/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-lines"

#include "config.h"

#include <string.h>

#include "core/yc-json.h"
#include "store/yc-db-private.h"

gboolean
yc_db_read_last_pos (YcDb *db, gint64 *pos, GError **error)
{
  *pos = 0;
  if (!yc_db_need_identity (db, error))
    return FALSE;
  if (db->last_pos < 0)
    {
      gint64 last = 0;

      if (!yc_sql_read_int (db, YC_SQL_EVENT_LAST_POS, &last, NULL, error, "s", db->hall))
        return FALSE;
      db->last_pos = last;
    }
  *pos = db->last_pos;
  return TRUE;
}

gint64
yc_db_get_last_pos (YcDb *db)
{
  g_autoptr (GError) error = NULL;
  gint64 pos = 0;

  g_return_val_if_fail (db != NULL, 0);

  if (db->hall != NULL && !yc_db_read_last_pos (db, &pos, &error))
    g_warning ("The newest position could not be read: %s", error->message);
  return pos;
}

static void
set_tail (YcDb *db, const char *dev, gint64 seq, const char *hash)
{
  YcTail *tail = g_new (YcTail, 1);

  tail->seq = seq;
  g_strlcpy (tail->hash, hash, sizeof tail->hash);
  g_hash_table_replace (db->tails, g_strdup (dev), tail);
}

/* A new line may be the newest of its device; a tail nobody asked for is read when it is. */
static void
advance_tail (YcDb *db, const char *dev, gint64 seq, const char *hash)
{
  YcTail *tail = g_hash_table_lookup (db->tails, dev);

  if (tail == NULL || seq <= tail->seq)
    return;
  tail->seq = seq;
  g_strlcpy (tail->hash, hash, sizeof tail->hash);
}

gboolean
yc_db_get_tail (YcDb *db, const char *dev, gint64 *seq, char *hash, GError **error)
{
  const YcTail *tail;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (dev != NULL && seq != NULL && hash != NULL, FALSE);

  if (!yc_db_need_identity (db, error))
    return FALSE;
  tail = g_hash_table_lookup (db->tails, dev);
  if (tail == NULL)
    {
      g_autoptr (YcRows) rows = yc_sql_start (db, YC_SQL_EVENT_TAIL, error, "ss", db->hall, dev);
      gboolean row = FALSE;

      if (rows == NULL || !yc_sql_next (db, rows, &row, error))
        return FALSE;
      set_tail (db, dev, row ? sqlite3_column_int64 (rows, 0) : 0, row ? yc_row_text (rows, 1) : YC_HASH_ZERO);
      tail = g_hash_table_lookup (db->tails, dev);
    }
  *seq = tail->seq;
  memcpy (hash, tail->hash, YC_HASH_SIZE);
  return TRUE;
}

/* A held line of event: its hash and position (0 = pending). */
static gboolean
find_event (YcDb *db,
            const char *dev,
            gint64 seq,
            char hash[YC_HASH_SIZE],
            gint64 *pos,
            gboolean *found,
            GError **error)
{
  enum
  {
    HASH,
    POS
  };
  g_autoptr (YcRows) rows = yc_sql_start (db, YC_SQL_EVENT_GET, error, "ssi", db->hall, dev, seq);

  *found = FALSE;
  *pos = 0;
  if (rows == NULL || !yc_sql_next (db, rows, found, error))
    return FALSE;
  if (*found)
    {
      g_strlcpy (hash, yc_row_text (rows, HASH), YC_HASH_SIZE);
      *pos = sqlite3_column_int64 (rows, POS);
    }
  return TRUE;
}

gboolean
yc_db_get_line_hash (YcDb *db, const char *dev, gint64 seq, char *hash, gboolean *found, GError **error)
{
  g_autoptr (YcRows) rows = NULL;
  gint64 pos;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (dev != NULL && hash != NULL && found != NULL, FALSE);

  *found = FALSE;
  if (!yc_db_need_identity (db, error) || !find_event (db, dev, seq, hash, &pos, found, error))
    return FALSE;
  if (*found)
    return TRUE;
  rows = yc_sql_start (db, YC_SQL_QUARANTINE_GET, error, "ssi", db->hall, dev, seq);
  if (rows == NULL || !yc_sql_next (db, rows, found, error))
    return FALSE;
  if (*found)
    g_strlcpy (hash, yc_row_text (rows, 0), YC_HASH_SIZE);
  return TRUE;
}

gboolean
yc_db_get_pos_hash (YcDb *db, gint64 pos, char *hash, gboolean *found, GError **error)
{
  g_autoptr (YcRows) rows = NULL;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (hash != NULL && found != NULL, FALSE);

  *found = FALSE;
  if (!yc_db_need_identity (db, error))
    return FALSE;
  rows = yc_sql_start (db, YC_SQL_EVENT_POS_HASH, error, "si", db->hall, pos);
  if (rows == NULL || !yc_sql_next (db, rows, found, error))
    return FALSE;
  if (*found)
    g_strlcpy (hash, yc_row_text (rows, 0), YC_HASH_SIZE);
  return TRUE;
}

/* Lines of a subject that have no position yet, cached: a workstation asks for every line of the feed. */
static gboolean
load_unplaced (YcDb *db, GError **error)
{
  g_autoptr (GHashTable) unplaced = NULL;
  g_autoptr (YcRows) rows = NULL;
  gboolean row = FALSE;
  gboolean ok;

  if (db->unplaced != NULL)
    return TRUE;
  unplaced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  rows = yc_sql_start (db, YC_SQL_EVENT_UNPLACED, error, "s", db->hall);
  if (rows == NULL)
    return FALSE;
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    {
      const char *subject = yc_row_text (rows, 0);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (unplaced, subject));

      g_hash_table_insert (unplaced, g_strdup (subject), GUINT_TO_POINTER (n + 1));
    }
  if (ok)
    db->unplaced = g_steal_pointer (&unplaced);
  return ok;
}

static void
count_unplaced (YcDb *db, const char *subject, gboolean more)
{
  guint n;

  if (db->unplaced == NULL)
    return;
  n = GPOINTER_TO_UINT (g_hash_table_lookup (db->unplaced, subject)) + (more ? 1 : -1);
  if (n > 0)
    g_hash_table_insert (db->unplaced, g_strdup (subject), GUINT_TO_POINTER (n));
  else
    g_hash_table_remove (db->unplaced, subject);
}

/* Stores a line that is an event; the newest of its device and, with a position, of the hall. */
static gboolean
store_line (YcDb *db,
            const YcEvent *event,
            const char *line,
            gsize length,
            const char *hash,
            gint64 pos,
            GError **error)
{
  if (!yc_sql_run (db, YC_SQL_EVENT_INSERT, error, "ssipssst", db->hall, event->dev, event->seq, pos, event->subject,
                   event->type_name, hash, line, length))
    return FALSE;
  advance_tail (db, event->dev, event->seq, hash);
  if (pos == 0)
    count_unplaced (db, event->subject, TRUE);
  else if (db->last_pos >= 0)
    db->last_pos = MAX (db->last_pos, pos);
  return TRUE;
}

static gboolean
next_pos (YcDb *db, gint64 *pos, GError **error)
{
  if (!yc_db_read_last_pos (db, pos, error))
    return FALSE;
  *pos += 1;
  if (*pos <= YC_HEAD_N_MAX)
    return TRUE;
  g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_INTERNAL, "The positions of this hall are used up.");
  return FALSE;
}

/* What the store knows: who, when, where in the chain, and what the actor had seen. */
static gboolean
fill_in (YcDb *db, YcEvent *event, GError **error)
{
  char id[YC_UUID_LENGTH + 1];
  char prev[YC_HASH_SIZE];
  gint64 seq = 0;

  if (!yc_db_get_tail (db, db->dev, &seq, prev, error) ||
      !yc_sql_read_int (db, YC_SQL_EVENT_SUBJECT_BASE, &event->base, NULL, error, "ss", db->hall, event->subject))
    return FALSE;
  if (seq >= YC_HEAD_N_MAX)
    {
      g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_INTERNAL, "The numbers of this device are used up.");
      return FALSE;
    }
  yc_uuid7 (&db->uuids, db->env, id);
  g_free (event->id);
  event->id = g_strdup (id);
  g_free (event->dev);
  event->dev = g_strdup (db->dev);
  g_free (event->prev);
  event->prev = g_strdup (prev);
  g_free (event->hall);
  event->hall = g_strdup (db->hall);
  event->seq = seq + 1;
  yc_event_set_moment (event, yc_db_now (db), db->skew);
  return TRUE;
}

gboolean
yc_db_append (YcDb *db, YcEvent *event, GError **error)
{
  g_autoptr (YcEvent) written = NULL;
  g_autofree char *line = NULL;
  char hash[YC_HASH_SIZE];
  const char *reason = NULL;
  YcFold fold = YC_FOLD_SKIPPED;
  gint64 pos = 0;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (event != NULL, FALSE);
  g_return_val_if_fail (db->in_transaction, FALSE);

  if (!yc_db_need_identity (db, error) || !yc_db_load_subject (db, event->subject, error) ||
      !fill_in (db, event, error) || (db->is_node && !next_pos (db, &pos, error)))
    return FALSE;
  line = yc_event_write (event);
  /* A line nobody can read would stand in the journal for ever: what is folded is what can be read from the line. */
  written = yc_event_read (line, strlen (line), error);
  if (written == NULL)
    {
      g_prefix_error (error, "An event of type %s was made that cannot be read. ", event->type_name);
      return FALSE;
    }
  yc_hash_line_into (line, -1, hash);
  if (!store_line (db, written, line, strlen (line), hash, pos, error) ||
      !yc_db_fold_next (db, written, pos, &fold, &reason, error))
    return FALSE;
  if (fold != YC_FOLD_NO_EFFECT)
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_INTERNAL, "An event of type %s took no effect (%s).",
               event->type_name, reason != NULL ? reason : "no reason");
  return FALSE;
}

gboolean
yc_db_store_pushed (YcDb *db,
                    YcEvent *event,
                    const char *line,
                    gsize length,
                    YcFold *fold,
                    const char **reason,
                    GError **error)
{
  char hash[YC_HASH_SIZE];
  const char *why = NULL;
  gint64 pos = 0;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (event != NULL && line != NULL && fold != NULL, FALSE);
  g_return_val_if_fail (db->in_transaction && db->is_node, FALSE);

  if (!yc_db_load_subject (db, event->subject, error) || !next_pos (db, &pos, error))
    return FALSE;
  yc_hash_line_into (line, (gssize) length, hash);
  if (!store_line (db, event, line, length, hash, pos, error) || !yc_db_fold_next (db, event, pos, fold, &why, error))
    return FALSE;
  if (reason != NULL)
    *reason = why;
  return TRUE;
}

gboolean
yc_db_quarantine (YcDb *db,
                  const char *dev,
                  gint64 seq,
                  const char *line,
                  gsize length,
                  const char *reason,
                  GError **error)
{
  char hash[YC_HASH_SIZE];

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (dev != NULL && line != NULL && reason != NULL, FALSE);
  g_return_val_if_fail (db->in_transaction && db->is_node, FALSE);

  yc_hash_line_into (line, (gssize) length, hash);
  if (!yc_sql_run (db, YC_SQL_QUARANTINE_INSERT, error, "ssisbs", db->hall, dev, seq, hash, line, length, reason))
    return FALSE;
  advance_tail (db, dev, seq, hash);
  return TRUE;
}

static gboolean
fail_fork (const char *dev, gint64 seq, GError **error)
{
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_FORK,
               "Another line than the one held came for %s/%" G_GINT64_FORMAT "; nothing of it was stored.", dev, seq);
  return FALSE;
}

/* A position belongs to one line: a second one means that somebody numbers anew. */
static gboolean
check_pos_is_free (YcDb *db, const YcEvent *event, gint64 pos, GError **error)
{
  char hash[YC_HASH_SIZE];
  gboolean taken = FALSE;
  gint64 last = 0;

  if (!yc_db_read_last_pos (db, &last, error))
    return FALSE;
  if (pos > last)
    return TRUE;
  if (!yc_db_get_pos_hash (db, pos, hash, &taken, error))
    return FALSE;
  return !taken || fail_fork (event->dev, event->seq, error);
}

/* An own line comes back with its position. */
static gboolean
confirm (YcDb *db, const YcEvent *event, gint64 pos, GError **error)
{
  if (!check_pos_is_free (db, event, pos, error) ||
      !yc_sql_run (db, YC_SQL_EVENT_SET_POS, error, "ssii", db->hall, event->dev, event->seq, pos))
    return FALSE;
  count_unplaced (db, event->subject, FALSE);
  if (db->last_pos >= 0)
    db->last_pos = MAX (db->last_pos, pos);
  return yc_db_fold_anew (db, event->subject, error);
}

static gboolean
opens_or_closes (YcEventType type)
{
  return type == YC_EVENT_COUNTER_OPENED || type == YC_EVENT_COUNTER_CLOSED || type == YC_EVENT_COUNTER_TAKEN_OVER;
}

/* Whether nothing of the subject comes after a line at this position; what no aggregate folds has no order. */
static gboolean
comes_last (YcDb *db, const char *subject, gint64 pos, gboolean *last, GError **error)
{
  enum
  {
    NEWEST,
    PENDING
  };
  g_autoptr (YcRows) rows = NULL;
  gboolean row = FALSE;
  gint64 newest = 0;

  *last = TRUE;
  if (yc_db_get_kind (subject) == YC_KIND_OTHER)
    return TRUE;
  if (!yc_db_read_last_pos (db, &newest, error) || !load_unplaced (db, error))
    return FALSE;
  /* The feed brings them in order: as a rule nothing has to be asked. */
  if (pos > newest && !g_hash_table_contains (db->unplaced, subject))
    return TRUE;
  rows = yc_sql_start (db, YC_SQL_EVENT_SUBJECT_ORDER, error, "ss", db->hall, subject);
  if (rows == NULL || !yc_sql_next (db, rows, &row, error))
    return FALSE;
  *last = sqlite3_column_int64 (rows, NEWEST) < pos && sqlite3_column_int64 (rows, PENDING) == 0;
  return TRUE;
}

/* Looks for a line (dev, seq) here; one beyond the newest of its device is not. */
static gboolean
look_up (YcDb *db, const YcEvent *event, char held[YC_HASH_SIZE], gint64 *pos, gboolean *found, GError **error)
{
  gint64 seq = 0;

  *found = FALSE;
  return yc_db_get_tail (db, event->dev, &seq, held, error) &&
         (event->seq > seq || find_event (db, event->dev, event->seq, held, pos, found, error));
}

/* Stores a line that is new here and folds it: at the end of its subject, or the subject anew when others follow it. */
static gboolean
take_in (YcDb *db, const YcEvent *event, const char *line, gsize length, const char *hash, gint64 pos, GError **error)
{
  gboolean last = FALSE;
  YcFold fold = YC_FOLD_EFFECTIVE;

  if (!check_pos_is_free (db, event, pos, error) || !yc_db_load_subject (db, event->subject, error) ||
      !comes_last (db, event->subject, pos, &last, error) || !store_line (db, event, line, length, hash, pos, error))
    return FALSE;
  if (!(last ? yc_db_fold_next (db, event, pos, &fold, NULL, error) : yc_db_fold_anew (db, event->subject, error)))
    return FALSE;
  if (fold == YC_FOLD_NO_EFFECT)
    return TRUE;
  if (event->type == YC_EVENT_EVENT_QUARANTINED)
    return yc_db_fold_quarantined (db, event, error);
  return !opens_or_closes (event->type) || yc_db_fold_pending_tickets (db, error);
}

gboolean
yc_db_ingest (YcDb *db, const char *line, gsize length, gint64 pos, GError **error)
{
  g_autoptr (YcEvent) event = NULL;
  g_autoptr (GError) local = NULL;
  char hash[YC_HASH_SIZE];
  char held[YC_HASH_SIZE];
  gboolean found = FALSE;
  gint64 held_pos = 0;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (line != NULL && pos > 0, FALSE);
  g_return_val_if_fail (db->in_transaction, FALSE);

  if (!yc_db_need_identity (db, error))
    return FALSE;
  event = yc_event_read (line, length, &local);
  if (event == NULL || strcmp (event->hall, db->hall) != 0)
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE,
                   "The line at position %" G_GINT64_FORMAT " cannot be taken: %s", pos,
                   local != NULL ? local->message : "it is of another hall.");
      return FALSE;
    }
  yc_hash_line_into (line, (gssize) length, hash);
  if (!look_up (db, event, held, &held_pos, &found, error))
    return FALSE;
  if (!found)
    return take_in (db, event, line, length, hash, pos, error);
  if (strcmp (hash, held) != 0 || (held_pos > 0 && held_pos != pos))
    return fail_fork (event->dev, event->seq, error);
  return held_pos > 0 || confirm (db, event, pos, error);
}
