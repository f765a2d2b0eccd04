/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-rebuild"

#include "config.h"

#include "store/yc-db-private.h"

/* What a workstation leaves out of its folds follows from the journal: event.quarantined lines of the node. Authority
 * is judged against the devices, which are folded before. */
static gboolean
rebuild_marks (YcDb *db, GError **error)
{
  g_autoptr (YcRows) rows = NULL;
  g_autoptr (GArray) all = NULL;

  if (db->is_node)
    return TRUE;
  rows = yc_sql_start (db, YC_SQL_EVENT_QUARANTINING, error, "s", db->hall);
  if (rows == NULL)
    return FALSE;
  all = yc_db_read_all_held (db, rows, error);
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const YcHeld *held = &g_array_index (all, YcHeld, i);

      if (yc_hall_apply (db->folded, held->event, held->pos, NULL) != YC_FOLD_NO_EFFECT &&
          !yc_db_fold_quarantined (db, held->event, error))
        return FALSE;
    }
  return all != NULL;
}

/* Counters, sessions, devices and staff in one run over all positions, as they depend on each other's order. */
static gboolean
rebuild_standing (YcDb *db, GError **error)
{
  g_autoptr (GHashTable) effective = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (YcRows) rows = yc_sql_start (db, YC_SQL_EVENT_OF_STANDING, error, "s", db->hall);
  GHashTableIter iter;
  gpointer subject;
  gboolean row = FALSE;
  gboolean ok;

  if (rows == NULL)
    return FALSE;
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    {
      g_autoptr (YcEvent) event = NULL;
      YcHeld held;

      if (!yc_db_read_held (rows, &held, error))
        return FALSE;
      event = held.event;
      if (yc_hall_apply (db->folded, event, held.pos, NULL) != YC_FOLD_EFFECTIVE)
        continue;
      g_hash_table_add (effective, g_strdup (event->subject));
      if (!yc_db_activity_put (db, event, held.pos, error))
        return FALSE;
    }
  g_hash_table_iter_init (&iter, effective);
  while (ok && g_hash_table_iter_next (&iter, &subject, NULL))
    ok = yc_db_project (db, subject, TRUE, error);
  return ok;
}

static gboolean
rebuild_tickets (YcDb *db, GError **error)
{
  g_autoptr (GPtrArray) subjects = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *after = g_strdup ("ticket/");

  do
    {
      g_autoptr (YcRows) rows = yc_sql_start (db, YC_SQL_EVENT_TICKETS, error, "ss", db->hall, after);
      gboolean row = FALSE;
      gboolean ok;

      if (rows == NULL)
        return FALSE;
      g_ptr_array_set_size (subjects, 0);
      while ((ok = yc_sql_next (db, rows, &row, error)) && row)
        g_ptr_array_add (subjects, g_strdup (yc_row_text (rows, 0)));
      for (guint i = 0; ok && i < subjects->len; i++)
        {
          ok = yc_db_fold_anew (db, g_ptr_array_index (subjects, i), error) && yc_db_write_projections (db, error);
          yc_hall_forget (db->folded, g_ptr_array_index (subjects, i));
        }
      if (!ok)
        return FALSE;
      if (subjects->len > 0)
        {
          g_free (after);
          after = g_strdup (g_ptr_array_index (subjects, subjects->len - 1));
        }
    }
  while (subjects->len > 0);
  return TRUE;
}

static gboolean
rebuild_all (YcDb *db, GError **error)
{
  if (!yc_db_schema_make_projections (db, error) || !yc_db_schema_set_current (db, error))
    return FALSE;
  if (db->hall == NULL)
    return TRUE;
  /* Folds do not depend on reference sets (10b rule 13): one that can no longer be read does not stand in the way. */
  g_clear_pointer (&db->folded, yc_hall_free);
  g_hash_table_remove_all (db->unwritten);
  db->stale = FALSE;
  db->folded = yc_hall_new (db->hall, NULL);
  db->counters_from = 0;
  return yc_sql_run (db, YC_SQL_QUARANTINE_CLEAR_MARKS, error, "s", db->hall) && rebuild_standing (db, error) &&
         rebuild_marks (db, error) && yc_db_write_projections (db, error) && rebuild_tickets (db, error);
}

gboolean
yc_db_rebuild (YcDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (!db->in_transaction, FALSE);

  if (!yc_db_begin (db, error))
    return FALSE;
  if (!rebuild_all (db, error))
    {
      yc_db_rollback (db);
      return FALSE;
    }
  db->stale = TRUE;
  return yc_db_commit (db, error);
}

gboolean
yc_db_rewind (YcDb *db, gint64 after, GError **error)
{
  g_autofree char *stream = NULL;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (after >= 0, FALSE);
  g_return_val_if_fail (db->in_transaction && !db->is_node, FALSE);

  if (!yc_db_need_identity (db, error))
    return FALSE;
  stream = g_strconcat ("dev:", db->dev, NULL);
  if (!yc_sql_run (db, YC_SQL_EVENT_FORGET_AFTER, error, "ssi", db->hall, db->dev, after) ||
      !yc_sql_run (db, YC_SQL_EVENT_UNPLACE_AFTER, error, "ssi", db->hall, db->dev, after) ||
      !yc_sql_run (db, YC_SQL_PEER_REWIND, error, "ssi", db->hall, stream, after) || !rebuild_all (db, error))
    return FALSE;
  yc_db_drop_caches (db);
  /* Whatever was shown may have changed: nobody can say which subjects only foreign lines made. */
  yc_db_note_changed (db, "hall");
  return TRUE;
}
