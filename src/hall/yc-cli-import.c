/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-cli"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "core/yc-json.h"
#include "core/yc-reference.h"
#include "hall/yc-cli-sets.h"
#include "hall/yc-cli.h"
#include "hall/yc-hall-error.h"

/* "documents[1].items[3].letter" becomes "queues.json: items[3].letter", "documents[1]" the file alone. What spans sets
 * has no file: its place names the set. */
static void
print_fault (JsonObject      *fault,
             const GPtrArray *files)
{
  g_autofree char *place = yc_cli_printable (yc_json_peek_string (fault, "place"));
  g_autofree char *reason = yc_cli_printable (yc_json_peek_string (fault, "reason"));
  guint64 index = G_MAXUINT64;
  const char *path = NULL;
  char *rest = NULL;

  if (g_str_has_prefix (place, "documents["))
    index = g_ascii_strtoull (place + strlen ("documents["), &rest, 10);
  if (rest != NULL && *rest == ']' && index < files->len)
    path = ((const YcSetFile *) g_ptr_array_index (files, index))->path;
  if (path == NULL)
    fprintf (stderr, "%s: %s\n", place, reason);
  else if (rest[1] == '.')
    fprintf (stderr, "%s: %s: %s\n", path, rest + 2, reason);
  else
    fprintf (stderr, "%s: %s\n", path, reason);
}

static void
print_faults (JsonObject      *problem,
              const GPtrArray *files)
{
  JsonArray *faults = yc_json_get_array (problem, "faults", NULL);

  for (guint i = 0; faults != NULL && i < json_array_get_length (faults); i++)
    print_fault (json_array_get_object_element (faults, i), files);
}

/* The files' sets, as the node takes them; transfer full. */
static JsonArray *
make_documents (const GPtrArray *files)
{
  JsonArray *documents = json_array_new ();

  for (guint i = 0; i < files->len; i++)
    json_array_add_string_element (documents, ((const YcSetFile *) g_ptr_array_index (files, i))->text);
  return documents;
}

/* Reads the files; what is wrong with one is told here already. */
static GPtrArray *
read_files (int       n,
            char    **paths,
            GError  **error)
{
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GError) local_error = NULL;

  files = yc_cli_read_sets (n, paths, faults, &local_error);
  if (files == NULL)
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "%s Nothing was imported.", local_error->message);
      return NULL;
    }
  for (guint i = 0; i < faults->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (faults, i);

      fprintf (stderr, "%s: %s\n", fault->place, fault->reason);
    }
  if (faults->len == 0)
    return g_steal_pointer (&files);
  g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "Nothing was imported: the documents have faults.");
  return NULL;
}

/* A set that was put in force, or (with a day) is in waiting. */
static void
print_set (JsonObject *set)
{
  const char *day = yc_json_peek_string (set, "effective_from");

  printf ("%s %s: %" G_GINT64_FORMAT " items", yc_json_peek_string (set, "set"), yc_json_peek_string (set, "version"),
          yc_json_peek_int (set, "items"));
  if (day != NULL)
    printf (", in force from %s", day);
  if (yc_json_peek_bool (set, "due"))
    fputs (", which could not be done yet: import it again to see why", stdout);
  putchar ('\n');
}

static void
print_sets (JsonObject *answer,
            const char *member)
{
  JsonArray *sets = json_object_get_array_member (answer, member);

  for (guint i = 0; i < json_array_get_length (sets); i++)
    print_set (json_array_get_object_element (sets, i));
}

/* What will not come into force on its day, though all went well now. */
static void
print_warnings (JsonObject *answer)
{
  JsonArray *warnings = yc_json_get_array (answer, "warnings", NULL);

  for (guint i = 0; warnings != NULL && i < json_array_get_length (warnings); i++)
    {
      JsonObject *warning = json_array_get_object_element (warnings, i);
      g_autofree char *place = yc_cli_printable (yc_json_peek_string (warning, "place"));
      g_autofree char *reason = yc_cli_printable (yc_json_peek_string (warning, "reason"));

      fprintf (stderr, "warning: %s: %s\n", place, reason);
    }
}

static void
print_dropped (JsonObject *answer)
{
  JsonArray *sets = json_object_get_array_member (answer, "dropped");

  for (guint i = 0; i < json_array_get_length (sets); i++)
    {
      JsonObject *set = json_array_get_object_element (sets, i);

      printf ("%s %s: taken out of waiting\n", yc_json_peek_string (set, "set"), yc_json_peek_string (set, "version"));
    }
}

static gboolean
list_waiting (YcHallDoor  *door,
              GError     **error)
{
  g_autoptr(JsonObject) answer = yc_cli_call (door, "GET", "/v1/reference", NULL, NULL, NULL, error);

  if (answer != NULL)
    print_sets (answer, "waiting");
  return answer != NULL;
}

static gboolean
drop_waiting (YcHallDoor  *door,
              const char  *set,
              GError     **error)
{
  g_autofree char *name = g_uri_escape_string (set, NULL, FALSE);
  g_autofree char *target = g_strconcat ("/v1/reference/waiting/", name, NULL);
  g_autoptr(JsonObject) answer = yc_cli_call (door, "DELETE", target, NULL, NULL, NULL, error);

  if (answer == NULL)
    return FALSE;
  print_dropped (answer);
  print_warnings (answer);
  return TRUE;
}

static gboolean
import_files (YcHallDoor  *door,
              int          n,
              char       **paths,
              GError     **error)
{
  g_autoptr(JsonObject) answer = NULL;
  g_autoptr(JsonObject) problem = NULL;
  g_autoptr(GPtrArray) files = NULL;
  JsonObject *body = NULL;

  files = read_files (n, paths, error);
  if (files == NULL)
    return FALSE;

  body = json_object_new ();
  json_object_set_array_member (body, "documents", make_documents (files));
  answer = yc_cli_call (door, "POST", "/v1/reference", NULL, body, &problem, error);
  if (answer == NULL)
    {
      if (problem != NULL)
        print_faults (problem, files);
      return FALSE;
    }
  print_sets (answer, "sets");
  print_warnings (answer);
  return TRUE;
}

/* What is asked for besides DIR: files, or one of the two options. */
static gboolean
check_words (int          n,
             gboolean     waiting,
             const char  *drop,
             GError     **error)
{
  if (waiting + (drop != NULL) + (n > 0) > 1)
    return yc_cli_usage (error, "import takes files, or --waiting, or --drop SET, one of them at a time.");
  if (drop != NULL && *drop == '\0')
    return yc_cli_usage (error, "--drop needs the name of a set.");
  if (!waiting && drop == NULL && n == 0)
    return yc_cli_usage (error, "There are too few words. See: %s --help", g_get_prgname ());
  return TRUE;
}

gboolean
yc_cli_import (int      argc,
               char   **argv,
               GError **error)
{
  gboolean help = FALSE;
  gboolean waiting = FALSE;
  g_autofree char *drop = NULL;
  const GOptionEntry entries[] = {
    { "waiting", 0, 0, G_OPTION_ARG_NONE, &waiting, "List the sets that are to be in force from a later day", NULL },
    { "drop", 0, 0, G_OPTION_ARG_STRING, &drop, "Take a set out of waiting, for all its days", "SET" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(YcHallDoor) door = NULL;

  if (!yc_cli_parse (&argc, &argv, entries, "DIR [FILE…] - put reference sets in force, each from its day, all or none", 1, 1000,
                     &help, error))
    return FALSE;
  if (help)
    return TRUE;
  if (!check_words (argc - 2, waiting, drop, error))
    return FALSE;

  door = yc_cli_open_door (argv[1], error);
  if (door == NULL)
    return FALSE;
  if (waiting)
    return list_waiting (door, error);
  if (drop != NULL)
    return drop_waiting (door, drop, error);
  return import_files (door, argc - 2, argv + 2, error);
}
