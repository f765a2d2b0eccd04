/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-db"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "core/yc-json.h"
#include "store/yc-db.h"
#include "vault/yc-system-env.h"

/*
 * Folding at a workstation without a network: bench-db EXPORT DATABASE takes the lines of a node's export in transactions of 500,
 * then drops all that was folded and folds it anew.
 */

#define PAGE 500

typedef struct
{
  gint64 pos;
  char *line;
} Line;

static GPtrArray *
read_export (const char  *path,
             char       **hall)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  GPtrArray *lines = g_ptr_array_new ();

  if (!g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);
  for (char *at = text, *end = NULL; (end = strchr (at, '\n')) != NULL; at = end + 1)
    {
      g_autoptr(JsonObject) record = yc_json_parse_object (at, (gsize) (end - at), &YC_JSON_REFERENCE, &error);

      g_assert_no_error (error);
      if (json_object_has_member (record, "hall"))
        *hall = g_strdup (yc_json_peek_string (yc_json_get_object (record, "hall", NULL), "id"));
      if (!json_object_has_member (record, "line") || yc_json_peek_int (record, "pos") == 0)
        continue;
      Line *line = g_new0 (Line, 1);
      line->pos = yc_json_peek_int (record, "pos");
      line->line = g_strdup (yc_json_peek_string (record, "line"));
      g_ptr_array_add (lines, line);
    }
  return lines;
}

static void
take_page (YcDb            *db,
           const GPtrArray *lines,
           guint            from)
{
  g_autoptr(GError) error = NULL;

  if (!yc_db_begin (db, &error))
    g_error ("%s", error->message);
  for (guint i = from; i < lines->len && i < from + PAGE; i++)
    {
      const Line *line = g_ptr_array_index (lines, i);

      if (!yc_db_ingest (db, line->line, strlen (line->line), line->pos, &error))
        g_error ("Position %" G_GINT64_FORMAT ": %s", line->pos, error->message);
    }
  if (!yc_db_commit (db, &error))
    g_error ("%s", error->message);
}

static void
figure (const char *name,
        guint       n,
        gint64      begun)
{
  printf ("%s %.3f events/s %u\n", name, n * 1e6 / (double) (g_get_monotonic_time () - begun), n);
}

int
main (int    argc,
      char **argv)
{
  YcEnv *env = yc_system_env ();
  g_autofree char *hall = NULL;
  g_autoptr(GPtrArray) lines = argc == 3 ? read_export (argv[1], &hall) : NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(YcKey) key = yc_key_generate (env);
  g_autoptr(YcDb) db = NULL;
  YcUuidClock uuids = { 0 };
  char dev[YC_UUID_LENGTH + 1];
  gint64 begun = 0;

  if (lines == NULL)
    g_error ("bench-db EXPORT DATABASE");
  db = yc_db_open (argv[2], NULL, env, &error);
  yc_uuid7 (&uuids, env, dev);
  if (db == NULL || !yc_db_begin (db, &error) || !yc_db_set_identity (db, hall, dev, FALSE, key, &error)
      || !yc_db_commit (db, &error))
    g_error ("%s", error->message);

  begun = g_get_monotonic_time ();
  for (guint from = 0; from < lines->len; from += PAGE)
    take_page (db, lines, from);
  figure ("fold", lines->len, begun);

  begun = g_get_monotonic_time ();
  if (!yc_db_rebuild (db, &error))
    g_error ("%s", error->message);
  figure ("rebuild", lines->len, begun);
  return 0;
}
