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

/* Makes the file, which must not be there: it may have come while the journal was fetched. */
static gboolean
claim_out (const char  *path,
           GError     **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  int code = errno;

  if (fd >= 0)
    {
      close (fd);
      return TRUE;
    }
  g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "The export cannot be written to %s: %s. Nothing was written.",
               path, g_strerror (code));
  return FALSE;
}

static gboolean
export_to (YcHallDoor  *door,
           const char  *path,
           const char  *hall,
           GError     **error)
{
  g_autoptr(GBytes) journal = NULL;
  g_autoptr(GError) local_error = NULL;
  gsize length = 0;
  const char *data = NULL;

  if (!check_out (path, hall, error))
    return FALSE;
  journal = fetch_export (door, error);
  if (journal == NULL || !claim_out (path, error))
    return FALSE;

  data = g_bytes_get_data (journal, &length);
  if (g_file_set_contents_full (path, data != NULL ? data : "", (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local_error))
    return TRUE;
  g_unlink (path);
  g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "The export cannot be written: %s.", local_error->message);
  return FALSE;
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
      g_autoptr(YcDb) db = yc_db_open (journal, NULL, yc_system_env (), error);

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
