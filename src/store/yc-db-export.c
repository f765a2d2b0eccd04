/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-export"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "core/yc-json.h"
#include "store/yc-db-journal-private.h"
#include "store/yc-db-private.h"

typedef struct
{
  FILE *file; /* owned */
  gint64 lines;
  gint64 heads;
} Writer;

static gboolean
fail (const char *path, GError **error)
{
  int saved = errno;

  g_set_error (error, YC_STORE_ERROR, saved == ENOSPC || saved == EDQUOT ? YC_STORE_ERROR_FULL : YC_STORE_ERROR_IO,
               "The export “%s” could not be written: %s.", path, g_strerror (saved));
  return FALSE;
}

/* A failed write shows at the end, by ferror(). */
static void
write_object (Writer *self, JsonObject *object)
{
  g_autofree char *text = yc_json_write_object (object);

  fputs (text, self->file);
  putc ('\n', self->file);
}

/* An object with one member that is an object, which is returned; borrowed from *object. */
static JsonObject *
wrap (const char *name, JsonObject **object)
{
  JsonObject *inner = json_object_new ();

  *object = json_object_new ();
  json_object_set_object_member (*object, name, inner);
  return inner;
}

static void
write_hall (Writer *self, YcDb *db)
{
  g_autoptr (JsonObject) object = NULL;
  JsonObject *hall = wrap ("hall", &object);

  json_object_set_string_member (hall, "id", db->hall);
  json_object_set_string_member (hall, "dev", db->dev);
  json_object_set_boolean_member (hall, "node", db->is_node);
  json_object_set_string_member (hall, "key", yc_key_get_public (db->key));
  write_object (self, object);
}

static void
write_line (const YcJournalLine *line, gpointer data)
{
  Writer *self = data;
  g_autoptr (JsonObject) object = json_object_new ();

  if (line->quarantined)
    json_object_set_string_member (object, "quarantined", line->reason);
  else
    json_object_set_int_member (object, "pos", line->pos);
  json_object_set_string_member (object, "dev", line->dev);
  json_object_set_int_member (object, "seq", line->seq);
  json_object_set_string_member (object, "hash", line->hash);
  if (line->quarantined)
    {
      g_autofree char *raw = g_base64_encode ((const guchar *) line->line, line->length);

      json_object_set_string_member (object, "raw", raw);
    }
  else
    json_object_set_string_member (object, "line", line->line);
  write_object (self, object);
  self->lines++;
}

static gboolean
write_heads (Writer *self, YcDb *db, GError **error)
{
  g_autoptr (GPtrArray) heads = yc_db_list_heads (db, error);

  if (heads == NULL)
    return FALSE;
  for (guint i = 0; i < heads->len; i++)
    {
      const YcHead *head = g_ptr_array_index (heads, i);
      g_autoptr (JsonObject) object = NULL;
      JsonObject *parts = wrap ("head", &object);

      json_object_set_string_member (parts, "stream", head->stream);
      json_object_set_int_member (parts, "n", head->n);
      json_object_set_string_member (parts, "hash", head->hash);
      json_object_set_string_member (parts, "sig", head->sig);
      write_object (self, object);
      self->heads++;
    }
  return TRUE;
}

static void
write_end (Writer *self)
{
  g_autoptr (JsonObject) object = NULL;
  JsonObject *end = wrap ("end", &object);

  json_object_set_int_member (end, "lines", self->lines);
  json_object_set_int_member (end, "heads", self->heads);
  write_object (self, object);
}

static gboolean
write_all (YcDb *db, FILE *file, const char *path, GError **error)
{
  Writer writer = { file, 0, 0 };

  write_hall (&writer, db);
  if (!yc_db_walk_journal (db, write_line, &writer, error) || !write_heads (&writer, db, error))
    return FALSE;
  write_end (&writer);
  errno = 0;
  if (fflush (file) != 0 || ferror (file) != 0 || fsync (fileno (file)) != 0)
    return fail (path, error);
  return TRUE;
}

static gboolean
finish (const char *temporary, const char *path, gboolean ok, GError **error)
{
  if (ok && g_rename (temporary, path) != 0)
    ok = fail (path, error);
  if (!ok)
    g_unlink (temporary);
  return ok;
}

gboolean
yc_db_export (YcDb *db, const char *path, GError **error)
{
  g_autofree char *temporary = NULL;
  FILE *file;
  gboolean ok;
  int fd;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (!yc_db_need_identity (db, error))
    return FALSE;
  temporary = g_strconcat (path, ".XXXXXX", NULL);
  /* An export has personal data: nobody else may read it. */
  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail (path, error);
  file = fdopen (fd, "w");
  if (file == NULL)
    {
      close (fd);
      return finish (temporary, path, fail (path, error), error);
    }
  ok = write_all (db, file, path, error);
  if (fclose (file) != 0 && ok)
    ok = fail (path, error);
  return finish (temporary, path, ok, error);
}
