/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-verify"

#include "config.h"

#include "store/yc-verify.h"

#include <string.h>

#include "core/yc-json.h"
#include "store/yc-db-private.h"
#include "store/yc-verify-chain-private.h"

/* One line of an export: a line of the journal quoted, or a quarantined one in base64. */
static const YcJsonLimits EXPORT_LIMITS = { 8 * 1024 * 1024, 8, 1000 };

void
yc_verdict_clear (YcVerdict *verdict)
{
  g_clear_pointer (&verdict->sentence, g_free);
  *verdict = (YcVerdict){ FALSE, NULL, 0, 0, 0 };
}

/* A database */

typedef struct
{
  YcChain *chain; /* borrowed */
  guint events;   /* lines that are not quarantined */
} Walk;

static void
add_line (const YcJournalLine *line, gpointer data)
{
  Walk *self = data;

  yc_chain_add (self->chain, line);
  if (!line->quarantined)
    self->events++;
}

static gboolean
add_heads (YcDb *db, YcChain *chain, GError **error)
{
  g_autoptr (GPtrArray) heads = yc_db_list_heads (db, error);

  if (heads == NULL)
    return FALSE;
  for (guint i = 0; i < heads->len; i++)
    yc_chain_add_head (chain, yc_head_copy (g_ptr_array_index (heads, i)));
  return TRUE;
}

gboolean
yc_verify_db (YcDb *db, YcVerdict *verdict, GError **error)
{
  g_autoptr (YcChain) chain = NULL;
  gint64 stored = 0;
  Walk walk;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (verdict != NULL, FALSE);

  *verdict = (YcVerdict){ FALSE, NULL, 0, 0, 0 };
  if (!yc_db_need_identity (db, error))
    return FALSE;
  chain = yc_chain_new (db->hall, db->dev, yc_key_get_public (db->key), db->is_node);
  walk = (Walk){ chain, 0 };
  if (!yc_db_walk_journal (db, add_line, &walk, error) || !add_heads (db, chain, error) ||
      !yc_sql_read_int (db, YC_SQL_EVENT_COUNT, &stored, NULL, error, ""))
    return FALSE;
  if (stored != walk.events)
    yc_chain_fail (chain, "There are lines of another hall in the journal.");
  yc_chain_finish (chain, verdict);
  return TRUE;
}

/* An export */

typedef struct
{
  YcChain *chain; /* owned; NULL before the first line */
  guint lines;
  guint heads;
  gboolean ended;
} Reader;

static gboolean
fail_export (guint number, const char *why, GError **error)
{
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE, "Line %u of the export cannot be used: %s", number, why);
  return FALSE;
}

static gboolean
read_head (Reader *self, JsonObject *object, GError **error)
{
  JsonObject *parts = yc_json_get_object (object, "head", error);
  const char *stream;
  const char *hash;
  const char *sig;
  gint64 n = 0;
  YcHead *head;

  if (parts == NULL || (stream = yc_json_get_string (parts, "stream", error)) == NULL ||
      (hash = yc_json_get_string (parts, "hash", error)) == NULL ||
      (sig = yc_json_get_string (parts, "sig", error)) == NULL ||
      !yc_json_get_int (parts, "n", 1, YC_HEAD_N_MAX, &n, error))
    return FALSE;
  head = yc_head_new (stream, n, hash, sig, error);
  if (head == NULL)
    return FALSE;
  self->heads++;
  yc_chain_add_head (self->chain, head);
  return TRUE;
}

static gboolean
read_event (Reader *self, JsonObject *object, GError **error)
{
  g_autofree guchar *raw = NULL;
  YcJournalLine line = { 0 };

  line.dev = yc_json_get_string (object, "dev", error);
  if (line.dev == NULL || !yc_json_get_int (object, "seq", 1, YC_HEAD_N_MAX, &line.seq, error) ||
      !yc_json_get_int_or (object, "pos", 0, YC_HEAD_N_MAX, 0, &line.pos, error) ||
      (line.hash = yc_json_get_string (object, "hash", error)) == NULL)
    return FALSE;
  line.quarantined = json_object_has_member (object, "quarantined");
  if (json_object_has_member (object, "raw"))
    {
      const char *text = yc_json_get_string (object, "raw", error);

      if (text == NULL)
        return FALSE;
      raw = g_base64_decode (text, &line.length);
      line.line = (const char *) raw;
    }
  else
    {
      line.line = yc_json_get_string (object, "line", error);
      if (line.line == NULL)
        return FALSE;
      line.length = strlen (line.line);
    }
  self->lines++;
  yc_chain_add (self->chain, &line);
  return TRUE;
}

static gboolean
read_hall (Reader *self, JsonObject *object, GError **error)
{
  JsonObject *parts = yc_json_get_object (object, "hall", error);
  const char *id;
  const char *dev;
  const char *key;
  gboolean node = FALSE;

  if (parts == NULL || (id = yc_json_get_string (parts, "id", error)) == NULL ||
      (dev = yc_json_get_string (parts, "dev", error)) == NULL ||
      (key = yc_json_get_string (parts, "key", error)) == NULL ||
      !yc_json_get_bool_or (parts, "node", FALSE, &node, error))
    return FALSE;
  if (!json_object_has_member (parts, "node"))
    {
      g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE,
                           "it does not say whether it is of the hall node.");
      return FALSE;
    }
  self->chain = yc_chain_new (id, dev, key, node);
  return TRUE;
}

/* The last line says how many there were: what was cut off from the file is missed. */
static gboolean
read_end (Reader *self, JsonObject *object, GError **error)
{
  JsonObject *parts = yc_json_get_object (object, "end", error);
  gint64 lines = 0;
  gint64 heads = 0;

  if (parts == NULL || !yc_json_get_int (parts, "lines", 0, G_MAXINT32, &lines, error) ||
      !yc_json_get_int (parts, "heads", 0, G_MAXINT32, &heads, error))
    return FALSE;
  if (lines != self->lines || heads != self->heads)
    yc_chain_fail (self->chain, "The export has another number of lines or signed heads than its last line says.");
  self->ended = TRUE;
  return TRUE;
}

static gboolean
read_one (Reader *self, const char *text, gsize length, guint number, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonObject) object = yc_json_parse_object (text, length, &EXPORT_LIMITS, &local);
  gboolean ok = FALSE;

  if (object == NULL)
    return fail_export (number, local->message, error);
  if (self->ended)
    return fail_export (number, "it stands after the last one.", error);
  if (self->chain == NULL)
    ok = read_hall (self, object, &local);
  else if (json_object_has_member (object, "head"))
    ok = read_head (self, object, &local);
  else if (json_object_has_member (object, "end"))
    ok = read_end (self, object, &local);
  else
    ok = read_event (self, object, &local);
  return ok || fail_export (number, local->message, error);
}

static gboolean
read_export (Reader *self, const char *text, gsize length, GError **error)
{
  guint number = 0;

  while (length > 0)
    {
      const char *end = memchr (text, '\n', length);
      gsize size = end != NULL ? (gsize) (end - text) : length;

      if (!read_one (self, text, size, ++number, error))
        return FALSE;
      size += end != NULL ? 1 : 0;
      text += size;
      length -= size;
    }
  if (self->chain == NULL)
    return fail_export (1, "the file is empty.", error);
  if (!self->ended)
    yc_chain_fail (self->chain, "The export is not complete: its last line is missing.");
  return TRUE;
}

gboolean
yc_verify_export_bytes (GBytes *bytes, YcVerdict *verdict, GError **error)
{
  Reader reader = { NULL, 0, 0, FALSE };
  gsize length = 0;
  const char *text;
  gboolean ok;

  g_return_val_if_fail (bytes != NULL, FALSE);
  g_return_val_if_fail (verdict != NULL, FALSE);

  *verdict = (YcVerdict){ FALSE, NULL, 0, 0, 0 };
  text = g_bytes_get_data (bytes, &length);
  ok = read_export (&reader, text, length, error);
  if (ok)
    yc_chain_finish (reader.chain, verdict);
  g_clear_pointer (&reader.chain, yc_chain_free);
  return ok;
}

gboolean
yc_verify_export (const char *path, YcVerdict *verdict, GError **error)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (verdict != NULL, FALSE);

  *verdict = (YcVerdict){ FALSE, NULL, 0, 0, 0 };
  file = g_mapped_file_new (path, FALSE, &local);
  if (file == NULL)
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_IO, "The export cannot be read: %s", local->message);
      return FALSE;
    }
  bytes = g_mapped_file_get_bytes (file);
  return yc_verify_export_bytes (bytes, verdict, error);
}
