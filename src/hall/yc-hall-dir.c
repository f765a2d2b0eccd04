/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-hall-dir"

#include "config.h"

#include "hall/yc-hall-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "hall/yc-hall-error.h"

G_DEFINE_QUARK (yc-hall-error-quark, yc_hall_error)

YcHallDir *
yc_hall_dir_new (const char *path)
{
  YcHallDir *dir = g_new0 (YcHallDir, 1);

  g_return_val_if_fail (path != NULL, NULL);

  dir->path = g_canonicalize_filename (path, NULL);
  dir->lock_fd = -1;
  return dir;
}

void
yc_hall_dir_free (YcHallDir *dir)
{
  if (dir == NULL)
    return;
  if (dir->lock_fd >= 0)
    close (dir->lock_fd);
  g_free (dir->path);
  g_free (dir);
}

char *
yc_hall_dir_file (YcHallDir  *dir,
                  const char *name)
{
  return g_build_filename (dir->path, name, NULL);
}

static gboolean
set_errno_error (GError     **error,
                 const char  *path,
                 const char  *what)
{
  int code = errno;

  g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "%s cannot be %s: %s.", path, what, g_strerror (code));
  return FALSE;
}

gboolean
yc_hall_dir_create (YcHallDir  *dir,
                    GError    **error)
{
  g_autofree char *journal = yc_hall_dir_file (dir, "hall.db");

  if (g_mkdir_with_parents (dir->path, 0700) < 0)
    return set_errno_error (error, dir->path, "made");

  if (g_file_test (journal, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                   "There is a hall in %s already; nothing was changed. Choose another folder.", dir->path);
      return FALSE;
    }
  return TRUE;
}

gboolean
yc_hall_dir_check (YcHallDir  *dir,
                   GError    **error)
{
  g_autofree char *journal = yc_hall_dir_file (dir, "hall.db");

  if (!g_file_test (journal, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                   "There is no hall in %s. “yichuang-hall init %s” makes one.", dir->path, dir->path);
      return FALSE;
    }
  return TRUE;
}

gboolean
yc_hall_dir_lock (YcHallDir  *dir,
                  gboolean   *held,
                  GError    **error)
{
  g_autofree char *path = yc_hall_dir_file (dir, "lock");
  int fd = -1;

  *held = FALSE;
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return set_errno_error (error, path, "opened");

  if (flock (fd, LOCK_EX | LOCK_NB) < 0)
    {
      int code = errno;

      close (fd);
      *held = code == EWOULDBLOCK;
      errno = code;
      return *held ? FALSE : set_errno_error (error, path, "locked");
    }

  dir->lock_fd = fd;
  return TRUE;
}

char *
yc_hall_dir_read (YcHallDir   *dir,
                  const char  *name,
                  GError     **error)
{
  g_autofree char *path = yc_hall_dir_file (dir, name);
  g_autoptr(GError) local_error = NULL;
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, &local_error))
    g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                 "%s cannot be read: %s. Put it back from the backup of this folder.", path, local_error->message);
  return text;
}

gboolean
yc_hall_dir_write (YcHallDir   *dir,
                   const char  *name,
                   const char  *text,
                   int          mode,
                   GError     **error)
{
  g_autofree char *path = yc_hall_dir_file (dir, name);

  return g_file_set_contents_full (path, text, (gssize) strlen (text),
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   mode, error);
}
