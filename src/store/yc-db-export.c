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

/* Between two of them a node serves its hall: so large that the way there and back does not count, and no larger. */
#define PAGE_LINES 200
#define PAGE_BYTES ((gsize) 256 * 1024)

struct _YcExport
{
  FILE *file;         /* owned */
  YcJournalWalk walk;
  GPtrArray *heads;   /* YcHead, owned: as they were at the beginning */
  gint64 lines;
  gboolean ended;
};

static gboolean
fail (const char *what, GError **error)
{
  int saved = errno;

  g_set_error (error, YC_STORE_ERROR, saved == ENOSPC || saved == EDQUOT ? YC_STORE_ERROR_FULL : YC_STORE_ERROR_IO,
               "%s could not be written: %s.", what, g_strerror (saved));
  return FALSE;
}

static gboolean
fail_at (const char *path, GError **error)
{
  int saved = errno;
  g_autofree char *what = g_strdup_printf ("The export “%s”", path);

  errno = saved;
  return fail (what, error);
}

/* A failed write shows at the end, by ferror(). */
static void
write_object (YcExport *self, JsonObject *object)
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
write_hall (YcExport *self, YcDb *db)
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
  YcExport *self = data;
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

static void
write_heads (YcExport *self)
{
  for (guint i = 0; i < self->heads->len; i++)
    {
      const YcHead *head = g_ptr_array_index (self->heads, i);
      g_autoptr (JsonObject) object = NULL;
      JsonObject *parts = wrap ("head", &object);

      json_object_set_string_member (parts, "stream", head->stream);
      json_object_set_int_member (parts, "n", head->n);
      json_object_set_string_member (parts, "hash", head->hash);
      json_object_set_string_member (parts, "sig", head->sig);
      write_object (self, object);
    }
}

static void
write_end (YcExport *self)
{
  g_autoptr (JsonObject) object = NULL;
  JsonObject *end = wrap ("end", &object);

  json_object_set_int_member (end, "lines", self->lines);
  json_object_set_int_member (end, "heads", self->heads->len);
  write_object (self, object);
}

void
yc_export_free (YcExport *self)
{
  if (self == NULL)
    return;
  if (self->file != NULL)
    fclose (self->file);
  yc_journal_walk_clear (&self->walk);
  g_clear_pointer (&self->heads, g_ptr_array_unref);
  g_free (self);
}

YcExport *
yc_export_new (YcDb *db, int fd, GError **error)
{
  g_autoptr (YcExport) self = g_new0 (YcExport, 1);

  g_return_val_if_fail (db != NULL, NULL);

  self->file = fdopen (fd, "w");
  if (self->file == NULL)
    {
      fail ("The export", error);
      close (fd);
      return NULL;
    }
  if (!yc_db_need_identity (db, error) || !yc_journal_walk_begin (&self->walk, db, error))
    return NULL;
  self->heads = yc_db_list_heads (db, error);
  if (self->heads == NULL)
    return NULL;
  write_hall (self, db);
  return g_steal_pointer (&self);
}

gboolean
yc_export_write (YcExport *self, YcDb *db, gboolean *ended, GError **error)
{
  g_return_val_if_fail (self != NULL && db != NULL && ended != NULL, FALSE);

  if (!yc_journal_walk_on (&self->walk, db, PAGE_LINES, PAGE_BYTES, write_line, self, error))
    return FALSE;
  if (self->walk.part == YC_JOURNAL_END && !self->ended)
    {
      write_heads (self);
      write_end (self);
      self->ended = TRUE;
    }
  *ended = self->ended;
  errno = 0;
  return (fflush (self->file) == 0 && ferror (self->file) == 0) || fail ("The export", error);
}

GBytes *
yc_export_read (YcExport *self, GError **error)
{
  g_autoptr (GMappedFile) file = NULL;

  g_return_val_if_fail (self != NULL && self->ended, NULL);

  file = g_mapped_file_new_from_fd (fileno (self->file), FALSE, error);
  return file != NULL ? g_mapped_file_get_bytes (file) : NULL;
}

static gboolean
write_all (YcExport *self, YcDb *db, const char *path, GError **error)
{
  gboolean ended = FALSE;

  while (!ended)
    {
      if (!yc_export_write (self, db, &ended, error))
        return FALSE;
    }
  return fsync (fileno (self->file)) == 0 || fail_at (path, error);
}

static gboolean
finish (const char *temporary, const char *path, gboolean ok, GError **error)
{
  if (ok && g_rename (temporary, path) != 0)
    ok = fail_at (path, error);
  if (!ok)
    g_unlink (temporary);
  return ok;
}

gboolean
yc_db_export (YcDb *db, const char *path, GError **error)
{
  g_autofree char *temporary = NULL;
  g_autoptr (YcExport) self = NULL;
  int fd;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (!yc_db_need_identity (db, error))
    return FALSE;
  temporary = g_strconcat (path, ".XXXXXX", NULL);
  /* An export has personal data: nobody else may read it. */
  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail_at (path, error);
  self = yc_export_new (db, fd, error);
  return finish (temporary, path, self != NULL && write_all (self, db, path, error), error);
}
