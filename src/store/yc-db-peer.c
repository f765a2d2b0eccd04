/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-peer"

#include "config.h"

#include "store/yc-db-private.h"

static char *
own_stream (YcDb *db)
{
  return g_strconcat ("dev:", db->dev, NULL);
}

gboolean
yc_db_get_peer (YcDb *db, YcPeer *peer, GError **error)
{
  enum
  {
    ACK,
    PACK,
    CURSOR,
    EPOCH
  };
  g_autoptr (YcRows) rows = NULL;
  g_autofree char *stream = NULL;
  gboolean row = FALSE;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (peer != NULL, FALSE);

  *peer = (YcPeer){ 0, 0, 0, 0 };
  if (!yc_db_need_identity (db, error))
    return FALSE;
  stream = own_stream (db);
  rows = yc_sql_start (db, YC_SQL_PEER_GET, error, "ss", db->hall, stream);
  if (rows == NULL || !yc_sql_next (db, rows, &row, error))
    return FALSE;
  if (row)
    {
      peer->ack = sqlite3_column_int64 (rows, ACK);
      peer->pack = sqlite3_column_int64 (rows, PACK);
      peer->cursor = sqlite3_column_int64 (rows, CURSOR);
      peer->epoch = sqlite3_column_int64 (rows, EPOCH);
    }
  return TRUE;
}

gboolean
yc_db_set_peer (YcDb *db, const YcPeer *peer, GError **error)
{
  g_autofree char *stream = NULL;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (peer != NULL, FALSE);
  g_return_val_if_fail (db->in_transaction, FALSE);

  if (!yc_db_need_identity (db, error))
    return FALSE;
  stream = own_stream (db);
  return yc_sql_run (db, YC_SQL_PEER_PUT, error, "ssiiii", db->hall, stream, peer->ack, peer->pack, peer->cursor,
                     peer->epoch);
}

static YcHead *
head_from_row (YcRows *rows, GError **error)
{
  enum
  {
    STREAM,
    N,
    HASH,
    SIG
  };
  YcHead *head = yc_head_new (yc_row_text (rows, STREAM), sqlite3_column_int64 (rows, N), yc_row_text (rows, HASH),
                              yc_row_text (rows, SIG), error);

  if (head == NULL)
    g_prefix_error (error, "A stored head cannot be read. ");
  return head;
}

gboolean
yc_db_get_head (YcDb *db, const char *stream, YcHead **head, GError **error)
{
  g_autoptr (YcRows) rows = NULL;
  gboolean row = FALSE;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (stream != NULL && head != NULL, FALSE);

  *head = NULL;
  rows = yc_sql_start (db, YC_SQL_HEAD_GET, error, "s", stream);
  if (rows == NULL || !yc_sql_next (db, rows, &row, error))
    return FALSE;
  if (row)
    *head = head_from_row (rows, error);
  return !row || *head != NULL;
}

gboolean
yc_db_put_head (YcDb *db, const YcHead *head, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (head != NULL, FALSE);
  g_return_val_if_fail (db->in_transaction, FALSE);

  return yc_sql_run (db, YC_SQL_HEAD_PUT, error, "siss", head->stream, head->n, head->hash, head->sig);
}

GPtrArray *
yc_db_list_heads (YcDb *db, GError **error)
{
  g_autoptr (GPtrArray) heads = NULL;
  g_autoptr (YcRows) rows = NULL;
  gboolean row = FALSE;
  gboolean ok;

  g_return_val_if_fail (db != NULL, NULL);

  heads = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_head_free);
  rows = yc_sql_start (db, YC_SQL_HEAD_ALL, error, "");
  if (rows == NULL)
    return NULL;
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    {
      YcHead *head = head_from_row (rows, error);

      if (head == NULL)
        return NULL;
      g_ptr_array_add (heads, head);
    }
  return ok ? g_steal_pointer (&heads) : NULL;
}

gboolean
yc_db_get_answer (YcDb *db, const char *key, char **body_hash, char **answer, GError **error)
{
  enum
  {
    BODY_HASH,
    ANSWER
  };
  g_autoptr (YcRows) rows = NULL;
  gboolean row = FALSE;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (key != NULL && body_hash != NULL && answer != NULL, FALSE);

  *body_hash = NULL;
  *answer = NULL;
  rows = yc_sql_start (db, YC_SQL_COMMAND_GET, error, "s", key);
  if (rows == NULL || !yc_sql_next (db, rows, &row, error))
    return FALSE;
  if (row)
    {
      *body_hash = g_strdup (yc_row_text (rows, BODY_HASH));
      *answer = g_strdup (yc_row_text (rows, ANSWER));
    }
  return TRUE;
}

gboolean
yc_db_put_answer (YcDb *db, const char *key, const char *body_hash, const char *answer, gint64 until, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (key != NULL && body_hash != NULL && answer != NULL, FALSE);
  g_return_val_if_fail (db->in_transaction, FALSE);

  return yc_sql_run (db, YC_SQL_COMMAND_PRUNE, error, "i", yc_env_now_wall (db->env)) &&
         yc_sql_run (db, YC_SQL_COMMAND_PUT, error, "sssi", key, body_hash, answer, until);
}

gboolean
yc_db_get_meta (YcDb *db, const char *key, GBytes **value, GError **error)
{
  g_autoptr (YcRows) rows = NULL;
  gboolean row = FALSE;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (key != NULL && value != NULL, FALSE);

  *value = NULL;
  rows = yc_sql_start (db, YC_SQL_META_GET, error, "s", key);
  if (rows == NULL || !yc_sql_next (db, rows, &row, error))
    return FALSE;
  if (row)
    {
      const void *bytes = sqlite3_column_blob (rows, 0);

      *value = g_bytes_new (bytes, (gsize) sqlite3_column_bytes (rows, 0));
    }
  return TRUE;
}

gboolean
yc_db_set_meta (YcDb *db, const char *key, GBytes *value, GError **error)
{
  gsize length = 0;
  const char *bytes;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);
  g_return_val_if_fail (db->in_transaction, FALSE);

  if (value == NULL)
    return yc_sql_run (db, YC_SQL_META_DELETE, error, "s", key);
  bytes = g_bytes_get_data (value, &length);
  return yc_sql_run (db, YC_SQL_META_PUT, error, "sb", key, bytes != NULL ? bytes : "", length);
}

GStrv
yc_db_list_meta (YcDb *db, const char *prefix, GError **error)
{
  g_autoptr (GStrvBuilder) keys = NULL;
  g_autoptr (YcRows) rows = NULL;
  gboolean row = FALSE;
  gboolean ok;

  g_return_val_if_fail (db != NULL, NULL);
  g_return_val_if_fail (prefix != NULL, NULL);

  keys = g_strv_builder_new ();
  rows = yc_sql_start (db, YC_SQL_META_LIST, error, "s", prefix);
  if (rows == NULL)
    return NULL;
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    g_strv_builder_add (keys, yc_row_text (rows, 0));
  return ok ? g_strv_builder_end (keys) : NULL;
}
