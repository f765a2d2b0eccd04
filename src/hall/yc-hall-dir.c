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
#include "net/yc-control.h"
#include "vault/yc-system-env.h"

/* How long a subcommand at work is waited for, and how often it is looked. */
#define LOCK_MS (5 * 1000)
#define LOCK_PAUSE_MS 50
#define SERVED_MS 2000

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

/* In such a folder another user could put a socket, lock or journal of his own in the place of ours. */
static gboolean
check_writers (YcHallDir  *dir,
               GError    **error)
{
  GStatBuf info;

  if (g_stat (dir->path, &info) != 0 || (info.st_mode & S_IWOTH) == 0)
    return TRUE;
  g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
               "Everybody on this computer may write in %s. “chmod o-w %s” first, or choose another folder.", dir->path, dir->path);
  return FALSE;
}

/* The first file of a hall's keys that is there, or NULL. */
static const char *
find_key_file (YcHallDir *dir)
{
  static const char *const names[] = { "ca-key.pem", "ca.pem", "server-key.pem", "server.pem" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = yc_hall_dir_file (dir, names[i]);
      GStatBuf info;

      if (g_lstat (path, &info) == 0)
        return names[i];
    }
  return NULL;
}

gboolean
yc_hall_dir_create (YcHallDir  *dir,
                    GError    **error)
{
  g_autofree char *journal = yc_hall_dir_file (dir, "hall.db");
  const char *key_file = NULL;

  if (g_mkdir_with_parents (dir->path, 0700) < 0)
    return set_errno_error (error, dir->path, "made");
  if (!check_writers (dir, error))
    return FALSE;

  if (g_file_test (journal, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                   "There is a hall in %s already; nothing was changed. Choose another folder.", dir->path);
      return FALSE;
    }
  /* Every window pins this CA: a new one would shut them all out. */
  key_file = find_key_file (dir);
  if (key_file != NULL)
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                   "The keys of a hall are in %s already (%s); nothing was changed. Put its hall.db back from a backup, or choose another folder.",
                   dir->path, key_file);
      return FALSE;
    }
  return TRUE;
}

gboolean
yc_hall_dir_check (YcHallDir  *dir,
                   GError    **error)
{
  g_autofree char *journal = yc_hall_dir_file (dir, "hall.db");

  if (!g_file_test (journal, G_FILE_TEST_IS_REGULAR) && find_key_file (dir) != NULL)
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                   "The keys of a hall are in %s, but not its record hall.db. Put it back from a backup.", dir->path);
      return FALSE;
    }
  if (!g_file_test (journal, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                   "There is no hall in %s. “yichuang-hall init %s” makes one.", dir->path, dir->path);
      return FALSE;
    }
  return check_writers (dir, error);
}

gboolean
yc_hall_dir_lock (YcHallDir  *dir,
                  gboolean   *held,
                  GError    **error)
{
  g_autofree char *path = yc_hall_dir_file (dir, "lock");
  g_autofree char *journal = yc_hall_dir_file (dir, "hall.db");
  int fd = -1;

  *held = FALSE;
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  /* The copy an auditor was given: SQLite has to write to a folder to read a log in it. */
  if (fd < 0 && (errno == EROFS || errno == EACCES) && g_access (journal, F_OK) == 0)
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                   "%s cannot be written to (%s), and a record cannot be opened there even to be read. To verify or export it, copy the "
                   "whole folder to a place that can be written to, and use the copy; a hall at work needs its own folder.",
                   dir->path, g_strerror (errno));
      return FALSE;
    }
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

/* Whether somebody listens on the control socket: a subcommand does not. */
static gboolean
is_served (YcHallDir *dir)
{
  g_autofree char *path = yc_hall_dir_file (dir, "control.sock");
  g_autoptr(GError) local_error = NULL;
  g_autoptr(YcResponse) health = yc_control_call (path, "GET", "/health", NULL, NULL, SERVED_MS, &local_error);

  return health != NULL || g_error_matches (local_error, YC_NET_ERROR, YC_NET_ERROR_TIMEOUT);
}

gboolean
yc_hall_dir_lock_patiently (YcHallDir  *dir,
                            gboolean   *held,
                            GError    **error)
{
  YcEnv *env = yc_system_env ();
  gint64 until = yc_env_now_mono (env) + LOCK_MS;

  while (!yc_hall_dir_lock (dir, held, error))
    {
      if (!*held || is_served (dir) || yc_env_now_mono (env) >= until)
        return FALSE;
      g_usleep (LOCK_PAUSE_MS * 1000);
    }
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
