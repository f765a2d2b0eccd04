/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-file"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "core/yc-time.h"
#include "store/yc-db-private.h"

#define MAGIC "SQLite format 3"
/* Where the database header has its application_id (SQLite file format, 1.3). */
#define APPLICATION_ID_OFFSET 68
#define PEEK_BYTES            512

gboolean
yc_db_fail (YcDb *db, int result, const char *what, GError **error)
{
  const char *why = sqlite3_errmsg (db->sql);
  YcStoreError code;
  const char *advice = "";

  switch (result & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      code = YC_STORE_ERROR_CORRUPT;
      advice = " The file is damaged; it was left as it is.";
      break;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      code = YC_STORE_ERROR_CONSTRAINT;
      break;
    case SQLITE_FULL:
      code = YC_STORE_ERROR_FULL;
      advice = " There is no space left; what was stored before is safe, this was not stored.";
      break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      code = YC_STORE_ERROR_READ_ONLY;
      advice = " The file or its folder cannot be written.";
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      code = YC_STORE_ERROR_LOCKED;
      advice = " Another program is using it.";
      break;
    case SQLITE_INTERRUPT:
    case SQLITE_ABORT:
      code = YC_STORE_ERROR_ABORTED;
      break;
    case SQLITE_SCHEMA:
    case SQLITE_ERROR:
      /* Our own statements are all prepared by a test: what does not fit is the schema in the file. */
      code = YC_STORE_ERROR_CORRUPT;
      break;
    default:
      code = YC_STORE_ERROR_IO;
    }
  g_set_error (error, YC_STORE_ERROR, code, "%s: %s.%s", what, why, advice);
  return FALSE;
}

/* A text file is not a damaged database of ours, which has zero bytes early whatever else is overwritten. */
static gboolean
looks_like_text (const guint8 *bytes, gsize length)
{
  return memchr (bytes, '\0', length) == NULL;
}

static gboolean
check_header (const char *path, const guint8 *bytes, gsize length, GError **error)
{
  guint32 application = 0;

  if (length == 0)
    return TRUE;
  if (length >= APPLICATION_ID_OFFSET + sizeof application && memcmp (bytes, MAGIC, sizeof MAGIC) == 0)
    {
      memcpy (&application, bytes + APPLICATION_ID_OFFSET, sizeof application);
      application = GUINT32_FROM_BE (application);
      if (application != 0 && application != YC_DB_APPLICATION_ID)
        {
          g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_FOREIGN,
                       "The file “%s” is a database of another program; it was left as it is.", path);
          return FALSE;
        }
    }
  else if (looks_like_text (bytes, length))
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_FOREIGN, "The file “%s” is no database; it was left as it is.",
                   path);
      return FALSE;
    }
  return TRUE;
}

/* Before anything is opened: what is missing beside its log, or where there has to be something, is not made anew. */
static gboolean
check_there (const char *path, gboolean must_exist, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  struct stat status;
  gboolean is_there = stat (path, &status) == 0;

  if (!is_there && errno != ENOENT)
    return TRUE;
  if (is_there && (status.st_size > 0 || !S_ISREG (status.st_mode)))
    return TRUE;
  if (!must_exist && (lstat (log, &status) != 0))
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_MOVED,
               "The record “%s” is %s; nothing was changed. Put it back from where it was moved, or from a backup.", path,
               is_there ? "empty" : "not there");
  return FALSE;
}

gboolean
yc_db_file_prepare (const char *path, gboolean must_exist, GError **error)
{
  guint8 bytes[PEEK_BYTES];
  struct stat status;
  gssize length;
  int fd;

  if (!check_there (path, must_exist, error))
    return FALSE;
  /* The mode is there before the first byte; SQLite gives the log the same. */
  fd = g_open (path, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      int saved = errno;

      g_set_error (error, YC_STORE_ERROR,
                   saved == ENOSPC || saved == EDQUOT ? YC_STORE_ERROR_FULL
                   : saved == EIO                     ? YC_STORE_ERROR_IO
                                                      : YC_STORE_ERROR_READ_ONLY,
                   "The database “%s” cannot be opened: %s.", path, g_strerror (saved));
      return FALSE;
    }
  length = read (fd, bytes, sizeof bytes);
  if (length < 0)
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_IO, "The database “%s” cannot be read: %s.", path,
                   g_strerror (errno));
      close (fd);
      return FALSE;
    }
  if (!check_header (path, bytes, (gsize) length, error))
    {
      close (fd);
      return FALSE;
    }
  /* A file of ours that others may read holds personal data: closed now, as far as we may. */
  if (fstat (fd, &status) == 0 && (status.st_mode & 0077) != 0)
    (void) fchmod (fd, 0600);
  close (fd);
  return TRUE;
}

typedef enum
{
  PLACE_GOOD,
  PLACE_FILE,     /* moved, replaced or deleted */
  PLACE_NO_LOG,
  PLACE_OTHER_LOG,
} PlaceFault;

static gboolean
look_at (const char *path, YcDbPlace *place)
{
  struct stat status;

  if (stat (path, &status) != 0)
    return FALSE;
  place->device = status.st_dev;
  place->inode = status.st_ino;
  return TRUE;
}

static const char *
log_path (YcDb *db)
{
  return sqlite3_filename_wal (sqlite3_db_filename (db->sql, "main"));
}

static gboolean
is_same (const YcDbPlace *one, const YcDbPlace *other)
{
  return one->inode == other->inode && one->device == other->device;
}

static PlaceFault
find_fault (YcDb *db)
{
  YcDbPlace place;

  if (!db->is_placed)
    return PLACE_GOOD;
  if (!look_at (db->path, &place) || !is_same (&place, &db->file_place))
    return PLACE_FILE;
  if (!look_at (log_path (db), &place))
    return PLACE_NO_LOG;
  return is_same (&place, &db->log_place) ? PLACE_GOOD : PLACE_OTHER_LOG;
}

gboolean
yc_db_note_place (YcDb *db, GError **error)
{
  int moved = 1;

  db->is_placed = look_at (db->path, &db->file_place) && look_at (log_path (db), &db->log_place) &&
                  sqlite3_file_control (db->sql, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && !moved;
  if (!db->is_placed)
    g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_MOVED, "The record “%s” was moved while it was opened. Put it back.", db->path);
  return db->is_placed;
}

/* From the log, which is open even when it has no name any more, into the file, likewise. An emptied log left behind does no harm to
 * whatever file is put beside it. */
static gboolean
write_back (YcDb *db)
{
  return sqlite3_wal_checkpoint_v2 (db->sql, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) == SQLITE_OK;
}

static void
set_place_error (YcDb *db, PlaceFault fault, gboolean saved, GError **error)
{
  g_autofree char *safe = g_strdup_printf ("; nothing more is stored. What was stored before can be copied from /proc/%d/fd until this"
                                           " program ends.", (int) getpid ());

  if (fault == PLACE_FILE)
    g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_MOVED,
                 "The record “%s” was moved, replaced or deleted while it was open%s Put the same file back.", db->path, safe);
  else if (!saved)
    g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_MOVED, "The log of the record “%s” was moved or deleted while it was open%s",
                 db->path, safe);
  else if (fault == PLACE_NO_LOG)
    g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_ABORTED,
                 "The log of the record “%s” was moved or deleted while it was open; what was stored before is safe in the record. What was"
                 " refused was not stored; it can be tried again.", db->path);
  else
    g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_MOVED,
                 "Another log was put beside the record “%s” while it was open; what was stored before is safe in the record, nothing more is"
                 " stored. Move that log away.", db->path);
}

gboolean
yc_db_check_place (YcDb *db, GError **error)
{
  PlaceFault fault;
  gboolean saved;

  g_return_val_if_fail (db != NULL, FALSE);

  fault = find_fault (db);
  if (fault == PLACE_GOOD)
    return TRUE;
  yc_db_rollback (db);
  saved = !db->broken && write_back (db);
  set_place_error (db, fault, saved, error);
  if (fault == PLACE_NO_LOG && saved)
    db->broken = TRUE;
  return FALSE;
}

/* "2026-11-24T02:42:06.123Z" → "20261124T024206Z" */
static char *
compact_time (gint64 now)
{
  g_autofree char *text = yc_time_format (now);
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0' && *p != '.'; p++)
    {
      if (*p != '-' && *p != ':')
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, 'Z');
  return g_string_free (out, FALSE);
}

/* Whatever log lies beside the record now. Renamed and never deleted; nobody takes it for the record's under this name. */
static void
set_log_aside (YcDb *db, const char *why)
{
  g_autofree char *time = compact_time (yc_env_now_wall (db->env));
  g_autofree char *target = g_strdup_printf ("%s.aside-%s", log_path (db), time);

  for (guint n = 2; renameat2 (AT_FDCWD, log_path (db), AT_FDCWD, target, RENAME_NOREPLACE) != 0; n++)
    {
      if (errno != EEXIST)
        {
          g_warning ("%s It could not be set aside (%s): move “%s” away before a record is opened there.", why, g_strerror (errno),
                     log_path (db));
          return;
        }
      g_free (target);
      target = g_strdup_printf ("%s.aside-%s-%u", log_path (db), time, n);
    }
  g_warning ("%s It was kept as “%s”.", why, target);
}

/* What was confirmed is in the log still: it must neither be lost nor come to a file that is not its own. */
static void
keep_log (YcDb *db, PlaceFault fault)
{
  static const char unwritten[] = "The log of a record that was moved could not be written into it, and has what was stored last.";
  YcDbPlace place;

  if (fault != PLACE_FILE || !look_at (log_path (db), &place) || !is_same (&place, &db->log_place))
    g_warning ("The log of the record “%s” was moved or deleted and could not be written into it, and has what was stored last. Put it"
               " back before the record is opened.", db->path);
  else if (look_at (db->path, &place))
    set_log_aside (db, unwritten);
  else
    g_warning ("%s It stays as “%s”: put the record back there.", unwritten, log_path (db));
}

void
yc_db_leave_place (YcDb *db)
{
  PlaceFault fault = find_fault (db);

  if (fault == PLACE_GOOD)
    return;
  if (!write_back (db))
    keep_log (db, fault);
  /* Closing with a checkpoint deletes whatever log lies there. */
  sqlite3_db_config (db->sql, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  if (fault == PLACE_OTHER_LOG)
    set_log_aside (db, "Another log was put beside the record.");
}

static gboolean
move (const char *from, const char *to, gboolean must_exist, GError **error)
{
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno == ENOENT && !must_exist)
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, errno == EEXIST ? YC_STORE_ERROR_LOCKED : YC_STORE_ERROR_READ_ONLY,
               "The damaged file “%s” could not be set aside: %s. Nothing was deleted.", from, g_strerror (errno));
  return FALSE;
}

char *
yc_db_set_aside (const char *path, YcEnv *env, GError **error)
{
  static const char *const parts[] = { "-wal", "-shm", "" };
  g_autofree char *time = NULL;
  g_autofree char *target = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (env != NULL, NULL);

  time = compact_time (yc_env_now_wall (env));
  target = g_strdup_printf ("%s.broken-%s", path, time);
  for (guint n = 2; g_file_test (target, G_FILE_TEST_EXISTS); n++)
    {
      g_free (target);
      target = g_strdup_printf ("%s.broken-%s-%u", path, time, n);
    }
  /* The log first: a new file must never find the log of an old one. */
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *from = g_strconcat (path, parts[i], NULL);
      g_autofree char *to = g_strconcat (target, parts[i], NULL);

      if (!move (from, to, *parts[i] == '\0', error))
        return NULL;
    }
  return g_steal_pointer (&target);
}
