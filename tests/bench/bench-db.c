/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-db"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <glib/gstdio.h>

#include "core/yc-json.h"
#include "store/yc-db.h"
#include "store/yc-verify.h"
#include "vault/yc-system-env.h"

/*
 * Folding at a workstation without a network: bench-db EXPORT DATABASE reads the lines of a node's export, takes them in
 * transactions of 500, drops all that was folded and folds it anew, opens the file and folds the hall, and reads and checks the journal.
 * bench-db make VISITS EXPORT writes such an export: a hall of 64 counters with so many visits of five events each, every
 * counter pausing now and then.
 */

#define PAGE     500
#define COUNTERS 64

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

/* data is the text of an object. */
static void
append (YcDb         *db,
        YcEventType   type,
        const char   *subject,
        const char   *actor,
        const char   *session,
        int           counter,
        const char   *data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YcEvent) event = yc_event_new (type, subject);

  json_object_unref (event->data);
  event->data = yc_json_parse_object (data, strlen (data), &YC_JSON_LINE, &error);
  g_assert_no_error (error);
  g_free (event->actor);
  event->actor = g_strdup (actor);
  g_free (event->session);
  event->session = g_strdup (session);
  event->counter = counter;
  if (!yc_db_append (db, event, &error))
    g_error ("%s", error->message);
}

typedef struct
{
  YcDb *db;
  char *node;   /* the actor */
  char staff[COUNTERS][YC_UUID_LENGTH + 1];
  char session[COUNTERS][YC_UUID_LENGTH + 1];
} Hall;

static void
open_counter (Hall *hall,
              int   n)
{
  YcEnv *env = yc_db_get_env (hall->db);
  g_autofree char *staff = NULL, *session = NULL, *counter = NULL, *changed = NULL, *opened = NULL, *lease = NULL;

  yc_uuid7 (yc_db_get_uuids (hall->db), env, hall->staff[n]);
  yc_uuid7 (yc_db_get_uuids (hall->db), env, hall->session[n]);
  staff = g_strconcat ("staff/", hall->staff[n], NULL);
  session = g_strconcat ("session/", hall->session[n], NULL);
  counter = g_strdup_printf ("counter/%d", n + 1);
  changed = g_strdup_printf ("{\"number\":\"%d\",\"role\":\"clerk\",\"active\":true,\"name\":{\"zh\":\"王\",\"en\":\"Wang\"},"
                             "\"queues\":[\"A\"]}", 1000 + n);
  opened = g_strdup_printf ("{\"staff\":\"%s\",\"device\":\"%s\",\"counter\":%d,\"expires\":2000000000}", hall->staff[n],
                            yc_db_get_dev (hall->db), n + 1);
  lease = g_strdup_printf ("{\"session\":\"%s\",\"staff\":\"%s\"}", hall->session[n], hall->staff[n]);
  append (hall->db, YC_EVENT_STAFF_CHANGED, staff, hall->node, "", 0, changed);
  append (hall->db, YC_EVENT_SESSION_OPENED, session, hall->node, "", n + 1, opened);
  append (hall->db, YC_EVENT_COUNTER_OPENED, counter, hall->node, "", n + 1, lease);
}

static void
visit (Hall *hall,
       int   n)
{
  int at = n % COUNTERS;
  char id[YC_UUID_LENGTH + 1];
  g_autofree char *subject = NULL, *issued = NULL, *called = NULL, *staff = NULL, *counter = NULL;

  yc_uuid7 (yc_db_get_uuids (hall->db), yc_db_get_env (hall->db), id);
  subject = g_strconcat ("ticket/", id, NULL);
  staff = g_strconcat ("staff/", hall->staff[at], NULL);
  issued = g_strdup_printf ("{\"queue\":\"A\",\"day\":\"2026-11-24\",\"number\":\"A%03d\",\"print\":false}", n + 1);
  called = g_strdup_printf ("{\"counter\":%d,\"session\":\"%s\",\"step\":\"place\"}", at + 1, hall->session[at]);
  append (hall->db, YC_EVENT_TICKET_ISSUED, subject, hall->node, "", 0, issued);
  append (hall->db, YC_EVENT_TICKET_CALLED, subject, hall->node, "", at + 1, called);
  append (hall->db, YC_EVENT_TICKET_RECALLED, subject, staff, hall->session[at], at + 1, "{}");
  append (hall->db, YC_EVENT_TICKET_STARTED, subject, staff, hall->session[at], at + 1, "{}");
  append (hall->db, YC_EVENT_TICKET_ENDED, subject, staff, hall->session[at], at + 1,
          "{\"outcome\":\"served\",\"result\":\"finished\",\"elapsed_ms\":60000}");
  if (n / COUNTERS % 5 != 0)
    return;
  counter = g_strdup_printf ("counter/%d", at + 1);
  append (hall->db, YC_EVENT_COUNTER_PAUSED, counter, staff, hall->session[at], at + 1, "{\"reason\":\"lunch\"}");
  append (hall->db, YC_EVENT_COUNTER_RESUMED, counter, staff, hall->session[at], at + 1, "{}");
}

static void
make_export (int         visits,
             const char *path)
{
  YcEnv *env = yc_system_env ();
  g_autofree char *file = g_strconcat (path, ".db", NULL);
  g_autofree char *device = NULL, *subject = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(YcKey) key = yc_key_generate (env);
  YcUuidClock uuids = { 0 };
  Hall hall = { yc_db_open (file, NULL, env, &error), NULL, { { 0 } }, { { 0 } } };
  char dev[YC_UUID_LENGTH + 1], id[YC_UUID_LENGTH + 1];

  yc_uuid7 (&uuids, env, dev);
  yc_uuid7 (&uuids, env, id);
  if (hall.db == NULL || !yc_db_begin (hall.db, &error) || !yc_db_set_identity (hall.db, id, dev, TRUE, key, &error))
    g_error ("%s", error->message);
  subject = g_strconcat ("device/", dev, NULL);
  hall.node = subject;
  device = g_strdup_printf ("{\"role\":\"node\",\"counter\":0,\"key\":\"%s\"}", yc_key_get_public (key));
  append (hall.db, YC_EVENT_DEVICE_ENROLLED, subject, subject, "", 0, device);
  for (int n = 0; n < COUNTERS; n++)
    open_counter (&hall, n);
  for (int n = 0; n < visits; n++)
    {
      visit (&hall, n);
      if (n % 100 == 99 && (!yc_db_commit (hall.db, &error) || !yc_db_begin (hall.db, &error)))
        g_error ("%s", error->message);
    }
  if (!yc_db_commit (hall.db, &error) || !yc_db_export (hall.db, path, &error))
    g_error ("%s", error->message);
  yc_db_close (hall.db);
  g_unlink (file);
}

typedef struct
{
  gint64 wall;
  clock_t processor;
} Moment;

static Moment
now (void)
{
  return (Moment) { g_get_monotonic_time (), clock () };
}

/* By the clock on the wall, and by processor time, which other programs on the machine do not change. */
static void
figure (const char *name,
        guint       n,
        Moment      begun)
{
  Moment ended = now ();

  printf ("%s %.3f events/s %u\n", name, n * 1e6 / (double) (ended.wall - begun.wall), n);
  printf ("%s-cpu %.3f events/s %u\n", name, n * (double) CLOCKS_PER_SEC / (double) (ended.processor - begun.processor), n);
}

int
main (int    argc,
      char **argv)
{
  YcEnv *env = yc_system_env ();
  g_autofree char *hall = NULL;
  gboolean make = argc == 4 && strcmp (argv[1], "make") == 0;
  g_autoptr(GPtrArray) lines = argc == 3 ? read_export (argv[1], &hall) : NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(YcKey) key = yc_key_generate (env);
  g_autoptr(YcDb) db = NULL;
  YcVerdict verdict;
  YcUuidClock uuids = { 0 };
  char dev[YC_UUID_LENGTH + 1];
  Moment begun;

  if (make)
    {
      make_export (atoi (argv[2]), argv[3]);
      return 0;
    }
  if (lines == NULL)
    g_error ("bench-db EXPORT DATABASE | make VISITS EXPORT");
  db = yc_db_open (argv[2], NULL, env, &error);
  yc_uuid7 (&uuids, env, dev);
  if (db == NULL || !yc_db_begin (db, &error) || !yc_db_set_identity (db, hall, dev, FALSE, key, &error)
      || !yc_db_commit (db, &error))
    g_error ("%s", error->message);

  begun = now ();
  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = g_ptr_array_index (lines, i);
      YcEvent *event = yc_event_read (line->line, strlen (line->line), &error);

      if (event == NULL)
        g_error ("%s", error->message);
      yc_event_unref (event);
    }
  figure ("read", lines->len, begun);

  begun = now ();
  for (guint from = 0; from < lines->len; from += PAGE)
    take_page (db, lines, from);
  figure ("fold", lines->len, begun);

  begun = now ();
  if (!yc_db_rebuild (db, &error))
    g_error ("%s", error->message);
  figure ("rebuild", lines->len, begun);

  g_clear_pointer (&db, yc_db_close);
  begun = now ();
  db = yc_db_open (argv[2], NULL, env, &error);
  if (db == NULL || yc_db_get_hall (db, &error) == NULL)
    g_error ("%s", error->message);
  figure ("start", lines->len, begun);

  begun = now ();
  if (!yc_verify_db (db, &verdict, &error) || !verdict.ok)
    g_error ("%s", error != NULL ? error->message : verdict.sentence);
  figure ("verify", lines->len, begun);
  yc_verdict_clear (&verdict);
  return 0;
}
