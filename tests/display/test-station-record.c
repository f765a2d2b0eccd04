/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-station"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "station-fixture.h"
#include "store/yc-db-private.h"
#include "store/yc-store-error.h"

/* What the station does when its record cannot be read, is damaged, or is not where it was. */

static int
on_interrupt_cb (void *data)
{
  return 1;
}

static gboolean
interrupt_job (YcDb     *db,
               gpointer  data,
               GError  **error)
{
  /* Every statement ends with SQLITE_INTERRUPT, or none. */
  sqlite3_progress_handler (db->sql, 1, data != NULL ? on_interrupt_cb : NULL, NULL);
  return TRUE;
}

static void
set_interrupted (Fixture *f,
                 gboolean interrupted)
{
  yc_store_run_async (f->station->store, YC_LANE_READ, interrupt_job, interrupted ? f : NULL, NULL, NULL, NULL, NULL);
  yc_station_refresh (f->station);
}

/* Counts how often the screen learns that what it shows is old. */
static void
on_changed_cb (YcStation *station,
               guint     *told)
{
  *told += yc_station_get_view_fault (station) != NULL;
}

/* Reading fails in the middle of a visit, and passes: the screen stays, and follows again by itself. */
static void
test_view_fails (Fixture       *f,
                 gconstpointer  data)
{
  g_autofree char *ticket = NULL;
  g_autoptr(YcDeskView) before = NULL;
  guint told_old = 0;

  g_test_log_set_fatal_handler (ignore_log, NULL);
  at_work (f);
  ticket = serve_one (f);
  UNTIL (view_of (f)->unsent == 0 && !f->station->viewing);
  before = yc_desk_view_ref ((YcDeskView *) view_of (f));
  g_signal_connect (f->station, "changed", G_CALLBACK (on_changed_cb), &told_old);
  set_interrupted (f, TRUE);
  UNTIL (f->station->view_failing != 0 || state_of (f) == YC_STATION_BROKEN);
  g_assert_cmpint (state_of (f), ==, YC_STATION_SIGNED_IN);
  g_assert_true (view_of (f) == before);
  /* The screen is told that it is an old one. */
  g_assert_cmpuint (told_old, ==, 1);
  g_assert_cmpstr (view_of (f)->current->id, ==, ticket);
  /* Nobody asks again but the station itself. */
  yc_store_run_async (f->station->store, YC_LANE_READ, interrupt_job, NULL, NULL, NULL, NULL, NULL);
  UNTIL (view_of (f) != before);
  g_signal_handlers_disconnect_by_data (f->station, &told_old);
  g_assert_cmpint (f->station->view_failing, ==, 0);
  g_assert_cmpuint (f->station->view_later, ==, 0);
  g_assert_null (yc_station_get_view_fault (f->station));
  g_assert_cmpint (state_of (f), ==, YC_STATION_SIGNED_IN);
  g_assert_cmpstr (f->told->str, ==, "");
}

static void
count_log (const char     *domain,
           GLogLevelFlags  level,
           const char     *message,
           gpointer        user_data)
{
  *(guint *) user_data += 1;
}

/* Waits until the record is not shown any longer, which is told once. */
static void
wait_broken (Fixture *f,
             int      code)
{
  guint told = 0;
  guint handler = g_log_set_handler ("yc-station", G_LOG_LEVEL_WARNING | G_LOG_FLAG_FATAL, count_log, &told);

  UNTIL (state_of (f) == YC_STATION_BROKEN);
  g_log_remove_handler ("yc-station", handler);
  g_assert_error (yc_station_get_fault (f->station), YC_STORE_ERROR, code);
  g_assert_cmpuint (told, ==, 1);
}

/* What does not pass for minutes is told. */
static void
test_view_fails_long (Fixture       *f,
                      gconstpointer  data)
{
  g_test_log_set_fatal_handler (ignore_log, NULL);
  at_work (f);
  UNTIL (view_of (f)->unsent == 0 && !f->station->viewing);
  set_interrupted (f, TRUE);
  UNTIL (f->station->view_failing != 0 || state_of (f) == YC_STATION_BROKEN);
  g_assert_cmpint (state_of (f), ==, YC_STATION_SIGNED_IN);
  f->station->view_failing -= 5 * 60 * 1000;
  wait_broken (f, YC_STORE_ERROR_ABORTED);
}

static gboolean
damage_job (YcDb     *db,
            gpointer  data,
            GError  **error)
{
  g_assert_cmpint (sqlite3_exec (db->sql, "ALTER TABLE meta RENAME TO lost", NULL, NULL, NULL), ==, SQLITE_OK);
  return TRUE;
}

/* A record that is damaged is not shown any longer. */
static void
test_view_damaged (Fixture       *f,
                   gconstpointer  data)
{
  g_test_log_set_fatal_handler (ignore_log, NULL);
  at_work (f);
  yc_store_run_async (f->station->store, YC_LANE_READ, damage_job, NULL, NULL, NULL, NULL, NULL);
  yc_station_refresh (f->station);
  wait_broken (f, YC_STORE_ERROR_CORRUPT);
}

static char *
record_of (Fixture    *f,
           const char *suffix)
{
  g_autofree char *name = g_strconcat ("station.db", suffix, NULL);

  return g_build_filename (f->folder, name, NULL);
}

/* A computer that has joined and whose record is gone, or empty, or only its log is there: nothing is made in its place or touched. */
static void
test_no_record (Fixture       *f,
                gconstpointer  data)
{
  const char *kind = data;
  g_autofree char *path = record_of (f, "");
  g_autofree char *log = record_of (f, "-wal");
  g_autofree char *left = NULL;
  GStatBuf status;

  g_assert_cmpint (g_unlink (path), ==, 0);
  if (strstr (kind, "empty") != NULL)
    g_assert_true (g_file_set_contents (path, "", 0, NULL));
  if (strstr (kind, "log") != NULL)
    g_assert_true (g_file_set_contents (log, "log", -1, NULL));
  g_test_expect_message ("yc-station", G_LOG_LEVEL_WARNING, "*nothing was changed*");
  open_station (f);
  UNTIL (state_of (f) != YC_STATION_LOADING);
  g_test_assert_expected_messages ();
  g_assert_cmpint (state_of (f), ==, YC_STATION_BROKEN);
  g_assert_error (yc_station_get_fault (f->station), YC_STORE_ERROR, YC_STORE_ERROR_MOVED);
  g_test_message ("%s", yc_station_get_fault (f->station)->message);
  g_assert_cmpint (g_stat (path, &status), ==, strstr (kind, "empty") != NULL ? 0 : -1);
  g_assert_true (strstr (kind, "empty") == NULL || status.st_size == 0);
  g_assert_true (g_file_get_contents (log, &left, NULL, NULL) == (strstr (kind, "log") != NULL));
  g_assert_true (left == NULL || g_str_equal (left, "log"));
}

/* The record is moved away in the middle of a visit: nothing is written that would be lost, and the visit goes on when it is back, whether
 * that is soon, or so late that it is not shown any longer. */
static void
test_record_moved (Fixture       *f,
                   gconstpointer  data)
{
  gboolean is_long = data != NULL;
  g_autofree char *path = record_of (f, "");
  g_autofree char *away = record_of (f, ".away");
  g_autofree char *ticket = NULL;

  g_test_log_set_fatal_handler (ignore_log, NULL);
  if (f->station == NULL)
    {
      open_station (f);
      UNTIL (is_ready (f));
    }
  at_work (f);
  ticket = serve_one (f);
  UNTIL (view_of (f)->unsent == 0 && !f->station->viewing);
  g_assert_cmpint (g_rename (path, away), ==, 0);
  yc_station_press (f->station, YC_VERB_HOLD, NULL, YC_VERB_NONE, NULL);
  UNTIL (f->station->view_failing != 0 || state_of (f) == YC_STATION_BROKEN);
  g_assert_cmpstr (f->told->str, ==, "failed;");
  g_assert_cmpint (state_of (f), ==, YC_STATION_SIGNED_IN);
  g_assert_error (yc_station_get_view_fault (f->station), YC_STORE_ERROR, YC_STORE_ERROR_MOVED);
  if (is_long)
    {
      f->station->view_failing -= 5 * 60 * 1000;
      wait_broken (f, YC_STORE_ERROR_MOVED);
    }
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rename (away, path), ==, 0);
  UNTIL (state_of (f) == YC_STATION_SIGNED_IN && yc_station_get_view_fault (f->station) == NULL);
  g_assert_null (yc_station_get_fault (f->station));
  g_assert_cmpstr (view_of (f)->current->id, ==, ticket);
  g_assert_cmpuint (world_count (f->hall->world, "ticket.held"), ==, 0);
  yc_station_press (f->station, YC_VERB_HOLD, NULL, YC_VERB_NONE, NULL);
  UNTIL (world_count (f->hall->world, "ticket.held") == 1);
}

/* It is not there when the program starts, and comes while the program says so. */
static void
test_record_late (Fixture       *f,
                  gconstpointer  data)
{
  g_autofree char *path = record_of (f, "");
  g_autofree char *away = record_of (f, ".away");

  g_test_log_set_fatal_handler (ignore_log, NULL);
  g_assert_cmpint (g_rename (path, away), ==, 0);
  open_station (f);
  wait_broken (f, YC_STORE_ERROR_MOVED);
  /* Not there yet: that is not told again. */
  g_test_expect_message ("yc-station", G_LOG_LEVEL_MESSAGE, "*is back*");
  wait_ms (2500);
  g_assert_cmpint (state_of (f), ==, YC_STATION_BROKEN);
  g_assert_cmpint (g_rename (away, path), ==, 0);
  UNTIL (state_of (f) == YC_STATION_SIGNED_OUT);
  g_test_assert_expected_messages ();
  g_assert_null (yc_station_get_fault (f->station));
  UNTIL (is_ready (f));
  at_work (f);
}

#define ADD(name, func) g_test_add ("/station/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("view-fails", test_view_fails);
  ADD ("view-fails-long", test_view_fails_long);
  ADD ("view-damaged", test_view_damaged);
  g_test_add ("/station/no-record", Fixture, "missing", set_up, test_no_record, tear_down);
  g_test_add ("/station/empty-record", Fixture, "empty", set_up, test_no_record, tear_down);
  g_test_add ("/station/log-alone", Fixture, "missing, log", set_up, test_no_record, tear_down);
  g_test_add ("/station/log-and-empty-record", Fixture, "empty, log", set_up, test_no_record, tear_down);
  ADD ("record-moved", test_record_moved);
  g_test_add ("/station/record-moved-long", Fixture, "long", set_up, test_record_moved, tear_down);
  g_test_add ("/station/record-late", Fixture, "late", set_up, test_record_late, tear_down);
  return g_test_run ();
}
