/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-cli"

#include "config.h"

#include "hall/yc-cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "hall/yc-hall-error.h"
#include "hall/yc-local-node.h"
#include "store/yc-verify.h"
#include "vault/yc-system-env.h"

/* The journal as it stands, from the running node or from the folder. */
static GBytes *
fetch_export (YcHallDoor  *door,
              GError     **error)
{
  g_autoptr(YcResponse) response = yc_hall_door_call (door, "GET", "/v1/export", NULL, NULL, error);

  if (response == NULL)
    return NULL;
  if (yc_response_get_status (response) == 200)
    return g_bytes_ref (yc_response_get_body (response));

  g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "The node did not give its record (status %u). Try again.",
               yc_response_get_status (response));
  return NULL;
}

/* Whether a file of this name would be in the folder of the hall, or in one below it, by whatever way it is reached. */
static gboolean
is_inside (const char *path,
           const char *hall)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *above = realpath (parent, NULL);
  GStatBuf folder;
  GStatBuf info;

  /* A folder that is not there is told when the file is made. */
  if (above == NULL || g_stat (hall, &folder) != 0)
    return FALSE;

  while (g_stat (above, &info) == 0)
    {
      char *next = NULL;

      if (info.st_dev == folder.st_dev && info.st_ino == folder.st_ino)
        return TRUE;
      if (g_str_equal (above, "/"))
        return FALSE;
      next = g_path_get_dirname (above);
      g_free (above);
      above = next;
    }
  return FALSE;
}

/* Nothing is replaced, whatever it is: it may be the record itself, its key, or the export of last year. */
static gboolean
check_out (const char  *path,
           const char  *hall,
           GError     **error)
{
  GStatBuf info;

  if (g_lstat (path, &info) == 0)
    g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "%s is there already; give another name. Nothing was written.", path);
  else if (is_inside (path, hall))
    g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                 "%s is in the folder of the hall itself; give a name elsewhere. Nothing was written.", path);
  else
    return TRUE;
  return FALSE;
}

static gboolean
write_all (int         fd,
           const char *data,
           gsize       length)
{
  while (length > 0)
    {
      gssize done = write (fd, data, length);

      if (done < 0 && errno == EINTR)
        continue;
      if (done < 0)
        return FALSE;
      data += done;
      length -= (gsize) done;
    }
  return TRUE;
}

/* Gives a file its name if nobody has it: it may have come while the journal was fetched. Not every file system knows how in one step. */
static gboolean
name_out (const char *from,
          const char *path)
{
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
    return TRUE;
  if ((errno != EINVAL && errno != ENOSYS) || link (from, path) != 0)
    return FALSE;
  g_unlink (from);
  return TRUE;
}

/* That the name lasts is as good as certain: what cannot be done about it is not told. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  (void) fsync (fd);
  close (fd);
}

/* Under its name the export is there whole or not at all, and in nobody's place. */
static gboolean
write_out (const char  *path,
           GBytes      *journal,
           GError     **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  gsize length = 0;
  const char *data = g_bytes_get_data (journal, &length);
  gboolean done = fd >= 0 && write_all (fd, data, length) && fsync (fd) == 0;
  int code = errno;

  if (fd >= 0 && close (fd) != 0 && done)
    {
      code = errno;
      done = FALSE;
    }
  if (done && !name_out (temporary, path))
    {
      code = errno;
      done = FALSE;
    }
  if (done)
    {
      sync_folder (path);
      return TRUE;
    }
  if (fd >= 0)
    g_unlink (temporary);
  if (code == EEXIST)
    g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "%s is there already; give another name. Nothing was written.", path);
  else
    g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "The export cannot be written to %s: %s. Nothing was written.", path,
                 g_strerror (code));
  return FALSE;
}

static gboolean
export_to (YcHallDoor  *door,
           const char  *path,
           const char  *hall,
           GError     **error)
{
  g_autoptr(GBytes) journal = NULL;

  if (!check_out (path, hall, error))
    return FALSE;
  journal = fetch_export (door, error);
  return journal != NULL && write_out (path, journal, error);
}

gboolean
yc_cli_export (int      argc,
               char   **argv,
               GError **error)
{
  g_autofree char *out = NULL;
  gboolean help = FALSE;
  const GOptionEntry entries[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, "File to write", "FILE" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(YcHallDoor) door = NULL;

  if (!yc_cli_parse (&argc, &argv, entries, "DIR - write the journal for an auditor", 1, 1, &help, error))
    return FALSE;
  if (help)
    return TRUE;
  if (out == NULL || *out == '\0')
    return yc_cli_usage (error, "export needs --out FILE.");

  door = yc_cli_open_door (argv[1], error);
  return door != NULL && export_to (door, out, argv[1], error);
}

/* verify */

static gboolean
say_verdict (YcVerdict  *verdict,
             GError    **error)
{
  if (verdict->ok)
    {
      printf ("%s\n", verdict->sentence);
      return TRUE;
    }
  g_set_error_literal (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, verdict->sentence);
  return FALSE;
}

/* Of a journal that another process has open: what it exports is verified. */
static gboolean
verify_served (const char  *path,
               YcVerdict   *verdict,
               GError     **error)
{
  g_autoptr(YcHallDoor) door = yc_cli_open_door (path, error);
  g_autoptr(GBytes) journal = door != NULL ? fetch_export (door, error) : NULL;

  return journal != NULL && yc_verify_export_bytes (journal, verdict, error);
}

static gboolean
verify_folder (const char  *path,
               GError     **error)
{
  g_autoptr(YcHallDir) dir = yc_cli_open_dir (path, error);
  g_auto(YcVerdict) verdict = { 0 };
  gboolean held = FALSE;

  if (dir == NULL)
    return FALSE;

  if (yc_hall_dir_lock (dir, &held, error))
    {
      g_autofree char *journal = yc_hall_dir_file (dir, "hall.db");
      g_autoptr(YcDb) db = yc_db_open_existing (journal, NULL, yc_system_env (), error);

      /* The chains first: they name the event. Then what no chain covers. */
      return db != NULL && yc_verify_db (db, &verdict, error) && say_verdict (&verdict, error) && yc_db_check (db, error);
    }
  return held && verify_served (path, &verdict, error) && say_verdict (&verdict, error);
}

gboolean
yc_cli_verify (int      argc,
               char   **argv,
               GError **error)
{
  gboolean help = FALSE;
  g_auto(YcVerdict) verdict = { 0 };
  GStatBuf info;

  if (!yc_cli_parse (&argc, &argv, NULL, "DIR|EXPORT - check every chain and signed head of a journal", 1, 1, &help, error))
    return FALSE;
  if (help)
    return TRUE;
  if (g_stat (argv[1], &info) != 0)
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "There is no hall and no export at %s.", argv[1]);
      return FALSE;
    }
  if (S_ISDIR (info.st_mode))
    return verify_folder (argv[1], error);
  /* A pipe would be waited for. */
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                   "%s is neither the folder of a hall nor a file. Write the export to a file first.", argv[1]);
      return FALSE;
    }

  return yc_verify_export (argv[1], &verdict, error) && say_verdict (&verdict, error);
}
