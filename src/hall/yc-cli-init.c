/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-cli"

#include "config.h"

#include "hall/yc-cli.h"

#include <stdio.h>
#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "core/yc-decide.h"
#include "core/yc-uuid.h"
#include "hall/yc-hall-error.h"
#include "hall/yc-node-files.h"
#include "hall/yc-serve.h"
#include "sync/yc-node.h"
#include "vault/yc-system-env.h"

#define RESOURCE_REFERENCE "/org/yichuang/hall/reference"
#define COUNTERS_MAX 200
#define NAME_MAX_BYTES 120

/* The reference sets that came with the program, by set name. */
static GHashTable *
load_installed_sets (void)
{
  GHashTable *documents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_auto(GStrv) names = g_resources_enumerate_children (RESOURCE_REFERENCE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_path ("/", RESOURCE_REFERENCE, names[i], NULL);
      GBytes *document = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

      g_assert (document != NULL);
      names[i][strcspn (names[i], ".")] = '\0';
      g_hash_table_insert (documents, g_strdup (names[i]), document);
    }
  return documents;
}

static gboolean
write_journal (YcHallDir          *dir,
               const char         *hall,
               const char         *dev,
               const YcNodeSetup  *setup,
               YcEnv              *env,
               GError            **error)
{
  g_autofree char *path = yc_hall_dir_file (dir, "hall.db");
  g_autoptr(GHashTable) documents = load_installed_sets ();
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(YcKey) key = yc_key_generate (env);
  g_autoptr(YcDb) db = yc_db_open (path, NULL, env, error);

  if (db == NULL || !yc_db_begin (db, error))
    return FALSE;
  if (yc_node_init (db, hall, dev, key, setup, documents, faults, error))
    return yc_db_commit (db, error);

  yc_db_rollback (db);
  for (guint i = 0; i < faults->len; i++)
    {
      YcFault *fault = g_ptr_array_index (faults, i);

      fprintf (stderr, "%s: %s\n", fault->place, fault->reason);
    }
  return FALSE;
}

/* The uppermost folder that has to be made for path, or NULL when it is there; transfer full. */
static char *
find_missing (const char *path)
{
  g_autofree char *missing = g_canonicalize_filename (path, NULL);
  char *parent = NULL;

  if (g_file_test (missing, G_FILE_TEST_EXISTS))
    return NULL;
  while (!g_file_test (parent = g_path_get_dirname (missing), G_FILE_TEST_EXISTS) && !g_str_equal (parent, missing))
    {
      g_free (missing);
      missing = parent;
    }
  g_free (parent);
  return g_steal_pointer (&missing);
}

/* Folders from path up to the first that was made, as far as they are empty. */
static void
remove_folders (const char *path,
                const char *first)
{
  g_autofree char *folder = g_canonicalize_filename (path, NULL);

  while (g_rmdir (folder) == 0 && !g_str_equal (folder, first))
    {
      char *parent = g_path_get_dirname (folder);

      g_free (folder);
      folder = parent;
    }
}

/* What a failed init leaves behind must not look like a hall; none of it was there before. */
static void
remove_hall (YcHallDir *dir,
             gboolean   lock)
{
  const char *const names[] = {
    "hall.db", "hall.db-wal", "hall.db-shm", "ca-key.pem", "ca.pem", "server-key.pem", "server.pem",
    lock ? "lock" : NULL
  };

  for (guint i = 0; i < G_N_ELEMENTS (names) && names[i] != NULL; i++)
    {
      g_autofree char *path = yc_hall_dir_file (dir, names[i]);

      g_unlink (path);
    }
}

/* The reason may be one of the system, without a full stop. */
static void
explain (YcHallDir  *dir,
         GError    **error)
{
  g_autofree char *reason = g_strdup ((*error)->message);

  if (g_str_has_suffix (reason, "."))
    reason[strlen (reason) - 1] = '\0';
  g_clear_error (error);
  g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
               "The hall could not be made in %s, and nothing is left of it: %s. Make room on the disk if it is full, or choose another "
               "folder, and try again.", dir->path, reason);
}

static gboolean
fill_folder (YcHallDir          *dir,
             const YcNodeSetup  *setup,
             GError            **error)
{
  YcEnv *env = yc_system_env ();
  YcUuidClock uuids = { 0, 0 };
  char hall[YC_UUID_LENGTH + 1];
  char dev[YC_UUID_LENGTH + 1];
  g_autofree char *lock = yc_hall_dir_file (dir, "lock");
  gboolean had_lock = FALSE;
  gboolean held = FALSE;

  if (!yc_hall_dir_create (dir, error))
    return FALSE;
  had_lock = g_file_test (lock, G_FILE_TEST_EXISTS);
  if (!yc_hall_dir_lock (dir, &held, error))
    {
      if (!held)
        explain (dir, error);
      else
        g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "Another process is using %s. Nothing was changed.",
                     dir->path);
      return FALSE;
    }

  /* Another init may have come between the first look and the lock. */
  if (!yc_hall_dir_create (dir, error))
    return FALSE;

  yc_uuid7 (&uuids, env, hall);
  yc_uuid7 (&uuids, env, dev);

  /* The journal comes last: a folder with a journal is a hall. */
  if (yc_node_files_create (dir, hall, env, error) && write_journal (dir, hall, dev, setup, env, error))
    return TRUE;
  remove_hall (dir, !had_lock);
  explain (dir, error);
  return FALSE;
}

static gboolean
make_hall (YcHallDir          *dir,
           const YcNodeSetup  *setup,
           GError            **error)
{
  g_autofree char *first = find_missing (dir->path);

  if (!fill_folder (dir, setup, error))
    {
      if (first != NULL)
        remove_folders (dir->path, first);
      return FALSE;
    }
  printf ("%s: hall %s, %u window%s. Next: yichuang-hall serve %s\n", dir->path, setup->name, setup->counters,
          setup->counters == 1 ? "" : "s", dir->path);
  return TRUE;
}

static gboolean
check_setup (const YcNodeSetup  *setup,
             int                 counters,
             GError            **error)
{
  if (counters < 1 || counters > COUNTERS_MAX)
    return yc_cli_usage (error, "--counters takes a number from 1 to %d.", COUNTERS_MAX);
  if (*setup->name == '\0' || strlen (setup->name) > NAME_MAX_BYTES || !g_utf8_validate (setup->name, -1, NULL)
      || yc_text_has_control (setup->name, FALSE))
    return yc_cli_usage (error, "--name takes the hall's name: one line of UTF-8, at most %d bytes, no control characters.",
                         NAME_MAX_BYTES);
  if (*setup->division != '\0'
      && (strlen (setup->division) != 6 || strspn (setup->division, "0123456789") != 6))
    return yc_cli_usage (error, "--division takes a division code of six digits.");
  return TRUE;
}

gboolean
yc_cli_init (int      argc,
             char   **argv,
             GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *division = NULL;
  int counters = 1;
  gboolean help = FALSE;
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, "Name of the hall, as visitors know it", "NAME" },
    { "counters", 0, 0, G_OPTION_ARG_INT, &counters, "How many windows (1)", "N" },
    { "division", 0, 0, G_OPTION_ARG_STRING, &division, "Division code of six digits", "CODE" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(YcHallDir) dir = NULL;
  YcNodeSetup setup = { NULL, NULL, 0 };

  if (!yc_cli_parse (&argc, &argv, entries, "DIR - make a new hall in a folder", 1, 1, &help, error))
    return FALSE;
  if (help)
    return TRUE;

  setup.name = name != NULL ? name : "Service Hall";
  setup.division = division != NULL ? division : "";
  setup.counters = (guint) MAX (counters, 0);
  dir = yc_hall_dir_new (argv[1]);
  return check_setup (&setup, counters, error) && make_hall (dir, &setup, error);
}

/* "HOST:PORT", "[::1]:8443", ":8443" */
static gboolean
parse_listen (const char  *text,
              char       **host,
              guint       *port,
              GError     **error)
{
  const char *colon = strrchr (text, ':');
  guint64 number = 0;
  gsize length = 0;

  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, 65535, &number, NULL))
    return yc_cli_usage (error, "--listen takes HOST:PORT, for example 0.0.0.0:8443 (port 0: any free one).");

  length = (gsize) (colon - text);
  if (length >= 2 && text[0] == '[' && text[length - 1] == ']')
    *host = g_strndup (text + 1, length - 2);
  else
    *host = length > 0 ? g_strndup (text, length) : g_strdup ("0.0.0.0");
  *port = (guint) number;
  return TRUE;
}

gboolean
yc_cli_serve (int      argc,
              char   **argv,
              GError **error)
{
  g_autofree char *listen = NULL;
  g_autofree char *host = NULL;
  guint port = 0;
  gboolean help = FALSE;
  gboolean held = FALSE;
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &listen, "Address and port (0.0.0.0:8443)", "HOST:PORT" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(YcHallDir) dir = NULL;

  if (!yc_cli_parse (&argc, &argv, entries, "DIR - run the node of a hall", 1, 1, &help, error))
    return FALSE;
  if (help)
    return TRUE;
  if (!parse_listen (listen != NULL ? listen : "0.0.0.0:8443", &host, &port, error))
    return FALSE;

  dir = yc_cli_open_dir (argv[1], error);
  if (dir == NULL)
    return FALSE;
  if (!yc_hall_dir_lock_patiently (dir, &held, error))
    {
      if (held)
        g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
                     "A node of the hall in %s is running already, or a command is at work there. Stop it first.", dir->path);
      return FALSE;
    }
  return yc_serve (dir, host, port, error);
}
