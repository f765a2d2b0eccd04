/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-identity"

#include "config.h"

#include <string.h>

#include "store/yc-db-private.h"
#include "vault/yc-secret.h"

#define META_HALL  "hall"
#define META_DEV   "dev"
#define META_NODE  "node"
#define META_KEY   "key"
#define META_CLOCK "uuid_clock"
#define META_SKEW "skew"
#define META_ROLL  "roll"

static gboolean
set_text (YcDb *db, const char *key, const char *text, GError **error)
{
  g_autoptr (GBytes) value = g_bytes_new (text, strlen (text));

  return yc_db_set_meta (db, key, value, error);
}

/* A text of meta, or NULL when there is none; FALSE only when it could not be read. */
static gboolean
get_text (YcDb *db, const char *key, char **text, GError **error)
{
  g_autoptr (GBytes) value = NULL;

  *text = NULL;
  if (!yc_db_get_meta (db, key, &value, error))
    return FALSE;
  if (value != NULL)
    *text = g_strndup (g_bytes_get_data (value, NULL), g_bytes_get_size (value));
  return TRUE;
}

gboolean
yc_db_set_identity (YcDb *db, const char *hall, const char *dev, gboolean is_node, YcKey *key, GError **error)
{
  g_autoptr (YcSecretText) pem = NULL;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (hall != NULL && dev != NULL && key != NULL, FALSE);
  g_return_val_if_fail (db->in_transaction, FALSE);

  if (db->hall != NULL)
    {
      g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_INTERNAL, "The database already has an identity.");
      return FALSE;
    }
  pem = yc_key_to_pem (key, error);
  if (pem == NULL || !set_text (db, META_HALL, hall, error) || !set_text (db, META_DEV, dev, error) ||
      !set_text (db, META_NODE, is_node ? "1" : "0", error) || !set_text (db, META_KEY, pem, error))
    return FALSE;
  db->identity_changed = TRUE;
  return yc_db_identity_load (db, error);
}

gboolean
yc_db_identity_load (YcDb *db, GError **error)
{
  g_autofree char *hall = NULL;
  g_autofree char *dev = NULL;
  g_autofree char *node = NULL;
  g_autoptr (YcSecretText) pem = NULL;

  g_clear_pointer (&db->hall, g_free);
  g_clear_pointer (&db->dev, g_free);
  g_clear_pointer (&db->key, yc_key_unref);
  if (!get_text (db, META_HALL, &hall, error) || !get_text (db, META_DEV, &dev, error) ||
      !get_text (db, META_NODE, &node, error) || !get_text (db, META_KEY, &pem, error))
    return FALSE;
  if (hall == NULL)
    return TRUE;
  if (dev == NULL || node == NULL || pem == NULL)
    {
      g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_CORRUPT,
                           "The database has only a part of its identity; it was left as it is.");
      return FALSE;
    }
  db->key = yc_key_new_from_pem (pem, error);
  if (db->key == NULL)
    return FALSE;
  db->hall = g_steal_pointer (&hall);
  db->dev = g_steal_pointer (&dev);
  db->is_node = strcmp (node, "1") == 0;
  return TRUE;
}

const char *
yc_db_get_hall_id (YcDb *db)
{
  g_return_val_if_fail (db != NULL, NULL);

  return db->hall;
}

const char *
yc_db_get_dev (YcDb *db)
{
  g_return_val_if_fail (db != NULL, NULL);

  return db->dev;
}

YcKey *
yc_db_get_key (YcDb *db)
{
  g_return_val_if_fail (db != NULL, NULL);

  return db->key;
}

gboolean
yc_db_is_node (YcDb *db)
{
  g_return_val_if_fail (db != NULL, FALSE);

  return db->is_node;
}

YcUuidClock *
yc_db_get_uuids (YcDb *db)
{
  g_return_val_if_fail (db != NULL, NULL);

  return &db->uuids;
}

gint64
yc_db_now (YcDb *db)
{
  g_return_val_if_fail (db != NULL, 0);

  return yc_env_now_wall (db->env) - db->skew;
}

gint64
yc_db_get_skew (YcDb *db)
{
  g_return_val_if_fail (db != NULL, 0);

  return db->skew;
}

gboolean
yc_db_set_skew (YcDb *db, gint64 skew, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, skew);

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (db->in_transaction && !db->is_node, FALSE);

  if (!set_text (db, META_SKEW, text, error))
    return FALSE;
  /* True of this machine even if the transaction comes to nothing. */
  db->skew = skew;
  db->stale = TRUE;
  yc_db_note_changed (db, "hall");
  return TRUE;
}

gboolean
yc_db_clock_load (YcDb *db, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *skew = NULL;
  g_auto (GStrv) parts = NULL;

  if (!get_text (db, META_CLOCK, &text, error) || !get_text (db, META_SKEW, &skew, error))
    return FALSE;
  db->skew = skew != NULL ? g_ascii_strtoll (skew, NULL, 10) : 0;
  if (text == NULL)
    return TRUE;
  parts = g_strsplit (text, " ", 2);
  db->uuids.last_ms = g_ascii_strtoll (parts[0], NULL, 10);
  db->uuids.counter = parts[1] != NULL ? (guint) g_ascii_strtoull (parts[1], NULL, 10) : 0;
  db->stored_uuids = db->uuids;
  return TRUE;
}

gboolean
yc_db_clock_store (YcDb *db, GError **error)
{
  g_autofree char *text = NULL;

  if (db->uuids.last_ms == db->stored_uuids.last_ms && db->uuids.counter == db->stored_uuids.counter)
    return TRUE;
  text = g_strdup_printf ("%" G_GINT64_FORMAT " %u", db->uuids.last_ms, db->uuids.counter);
  if (!set_text (db, META_CLOCK, text, error))
    return FALSE;
  /* If the COMMIT fails this is too new, and only this connection knows it: it is not used any more. */
  db->stored_uuids = db->uuids;
  return TRUE;
}

/* Signs (stream, n, hash) with the own key and stores it. */
static gboolean
sign (YcDb *db, const char *stream, gint64 n, const char *hash, GError **error)
{
  g_autoptr (YcHead) head = yc_head_sign (stream, n, hash, db->key, error);

  return head != NULL && yc_db_put_head (db, head, error);
}

static gboolean
sign_own (YcDb *db, GError **error)
{
  g_autofree char *stream = g_strconcat ("dev:", db->dev, NULL);
  g_autoptr (YcHead) head = NULL;
  char hash[YC_HASH_SIZE];
  gint64 seq = 0;

  if (!yc_db_get_tail (db, db->dev, &seq, hash, error) || !yc_db_get_head (db, stream, &head, error))
    return FALSE;
  if (seq == 0 || (head != NULL && head->n >= seq))
    return TRUE;
  return sign (db, stream, seq, hash, error);
}

/* The rolling hash up to the newest position: R of the last commit in meta, and the lines since. */
static gboolean
roll_on (YcDb *db, gint64 *pos, char hash[YC_HASH_SIZE], GError **error)
{
  g_autoptr (YcRows) rows = NULL;
  g_autofree char *text = NULL;
  const char *space;
  gboolean row = FALSE;
  gboolean ok;

  if (!get_text (db, META_ROLL, &text, error))
    return FALSE;
  space = text != NULL ? strchr (text, ' ') : NULL;
  *pos = space != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
  g_strlcpy (hash, space != NULL ? space + 1 : YC_HASH_ZERO, YC_HASH_SIZE);
  rows = yc_sql_start (db, YC_SQL_EVENT_HASHES, error, "si", db->hall, *pos);
  if (rows == NULL)
    return FALSE;
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    {
      if (!yc_hash_roll_into (hash, yc_row_text (rows, 1), hash))
        {
          g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CORRUPT,
                       "The hash stored at position %" G_GINT64_FORMAT " is none; verify the journal.",
                       (gint64) sqlite3_column_int64 (rows, 0));
          return FALSE;
        }
      *pos = sqlite3_column_int64 (rows, 0);
    }
  return ok;
}

static gboolean
sign_hall (YcDb *db, GError **error)
{
  g_autofree char *stream = g_strconcat ("hall:", db->hall, NULL);
  g_autofree char *roll = NULL;
  g_autoptr (YcHead) head = NULL;
  char hash[YC_HASH_SIZE];
  gint64 pos = 0;

  if (!yc_db_get_head (db, stream, &head, error))
    return FALSE;
  if (yc_db_get_last_pos (db) == (head != NULL ? head->n : 0))
    return TRUE;
  if (!roll_on (db, &pos, hash, error))
    return FALSE;
  roll = g_strdup_printf ("%" G_GINT64_FORMAT " %s", pos, hash);
  return set_text (db, META_ROLL, roll, error) && sign (db, stream, pos, hash, error);
}

gboolean
yc_db_sign_heads (YcDb *db, GError **error)
{
  if (db->hall == NULL)
    return TRUE;
  return sign_own (db, error) && (!db->is_node || sign_hall (db, error));
}
