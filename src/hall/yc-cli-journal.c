/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-cli"

#include "config.h"

#include "hall/yc-cli.h"

#include <stdio.h>

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

static gboolean
export_to (YcHallDoor  *door,
           const char  *path,
           GError     **error)
{
  g_autoptr(GBytes) journal = NULL;
  g_autoptr(GError) local_error = NULL;
  gsize length = 0;
  const char *data = NULL;

  /* It would be replaced: a device by a file, for example. */
  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "The export cannot be written: %s is there and is not a file.", path);
      return FALSE;
    }
  journal = fetch_export (door, error);
  if (journal == NULL)
    return FALSE;

  data = g_bytes_get_data (journal, &length);
  if (g_file_set_contents_full (path, data != NULL ? data : "", (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local_error))
    return TRUE;
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
  if (out == NULL)
    return yc_cli_usage (error, "export needs --out FILE.");

  door = yc_cli_open_door (argv[1], error);
  return door != NULL && export_to (door, out, error);
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

  if (!yc_cli_parse (&argc, &argv, NULL, "DIR|EXPORT - check every chain and signed head of a journal", 1, 1, &help, error))
    return FALSE;
  if (help)
    return TRUE;
  if (g_file_test (argv[1], G_FILE_TEST_IS_DIR))
    return verify_folder (argv[1], error);
  if (!g_file_test (argv[1], G_FILE_TEST_EXISTS))
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "There is no hall and no export at %s.", argv[1]);
      return FALSE;
    }

  return yc_verify_export (argv[1], &verdict, error) && say_verdict (&verdict, error);
}
