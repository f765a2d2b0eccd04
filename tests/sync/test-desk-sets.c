/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-desk-sets"

#include "config.h"

#include "desk-fixture.h"
#include "sets-world.h"

/* Reference sets that change while windows work: large ones, and some that a window has not heard of yet. */

static const char *
version_at (Desk  *desk,
            YcSet  set)
{
  g_autoptr(GError) error = NULL;
  YcHall *hall = yc_db_get_hall (desk->db, &error);

  g_assert_no_error (error);
  return yc_reference_get_version (yc_hall_get_reference (hall), set);
}

/* An answer has no room for the line of a large set: it comes without lines, and the feed brings them. */
static void
test_answer (Fixture       *fixture,
             gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autofree char *ticket = world_issue (fixture->world, "A");
  g_autoptr(GBytes) document = sets_divisions ("1", 5 * 1024 * 1024);
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(YcDeskView) waiting = NULL;
  g_autoptr(YcDeskView) answered = NULL;
  g_autofree char *text = NULL;
  gint64 before;

  desk_pull (desk);
  before = yc_db_get_last_pos (desk->db);
  sets_import (fixture->world, document);
  g_assert_true (desk_press (desk, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT, NULL, &refusal));
  reply = desk_send (desk);
  world_assert_ok (reply);
  g_assert_cmpuint (json_array_get_length (yc_json_get_array (reply->body, "lines", NULL)), ==, 0);
  g_assert_cmpint (yc_json_peek_int (reply->body, "next"), ==, before);
  g_assert_cmpint (yc_json_peek_int (reply->body, "pos"), >, before + 1);
  text = yc_json_write_object (reply->body);
  g_assert_cmpuint (strlen (text), <, 1024);
  /* The same once more, and the desk takes it. */
  desk_run (desk);
  waiting = desk_view (desk);
  g_assert_cmpint (waiting->in_flight, ==, YC_VERB_CALL_NEXT);
  desk_pull (desk);
  answered = desk_view (desk);
  g_assert_cmpint (answered->in_flight, ==, YC_VERB_NONE);
  g_assert_cmpint (answered->answer_refusal.code, ==, YC_REFUSAL_NONE);
  g_assert_cmpstr (answered->current->id, ==, ticket);
  g_assert_cmpstr (version_at (desk, YC_SET_DIVISIONS), ==, "1");
}

static void
tell_time (gint64      from,
           const char *what)
{
  g_test_message ("%s: %" G_GINT64_FORMAT " ms", what, (g_get_monotonic_time () - from) / 1000);
}

/* Twenty times the demo's matters go into the record and to the window, and the former ones stay readable there. */
static void
test_matters (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const others[] = { "queues", "departments", "regimes", "sources", "templates", "matters" };
  Desk *desk = fixture->desk;
  World *world = fixture->world;
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr(GBytes) large = sets_matters ("large", 20);
  g_autoptr(GBytes) small = sets_matters ("small", 1);
  g_autoptr(YcReply) first = NULL;
  g_autoptr(YcReference) reference = NULL;
  g_autoptr(YcReference) again = NULL;
  g_autoptr(GError) error = NULL;
  gint64 from;

  desk_pull (desk);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_ptr_array_add (documents, world_document ("demo", others[i]));
  first = sets_try_import (world, documents);
  world_assert_ok (first);
  from = g_get_monotonic_time ();
  sets_import (world, large);
  tell_time (from, "import of 1,200 matters");
  g_test_message ("document %" G_GSIZE_FORMAT " bytes, line %" G_GSIZE_FORMAT " bytes", g_bytes_get_size (large),
                  sets_newest_length (world));
  g_assert_cmpuint (sets_newest_length (world), <, YC_JSON_REFERENCE.max_bytes);
  from = g_get_monotonic_time ();
  desk_pull (desk);
  tell_time (from, "followed");
  g_assert_cmpstr (version_at (desk, YC_SET_MATTERS), ==, "large");
  sets_import (world, small);
  desk_pull (desk);
  g_assert_cmpstr (version_at (desk, YC_SET_MATTERS), ==, "small");
  from = g_get_monotonic_time ();
  reference = yc_db_get_reference_version (desk->db, "matters", "large", &error);
  tell_time (from, "former version read");
  g_assert_no_error (error);
  g_assert_cmpstr (yc_reference_get_version (reference, YC_SET_MATTERS), ==, "large");
  g_assert_null (yc_reference_get_version (reference, YC_SET_DEPARTMENTS));
  from = g_get_monotonic_time ();
  again = yc_db_get_reference_version (desk->db, "matters", "large", &error);
  tell_time (from, "and again");
  g_assert_true (again == reference);
}

/* The reasons of the hall, with one of them under another id. */
static void
import_reasons (World *world)
{
  g_autoptr(GBytes) installed = world_document ("reference", "reasons");
  g_autoptr(GString) text = g_string_new_len (g_bytes_get_data (installed, NULL), (gssize) g_bytes_get_size (installed));
  g_autoptr(GBytes) document = NULL;

  g_assert_cmpuint (g_string_replace (text, "\"pause.meal\"", "\"pause.lunch\"", 0), ==, 1);
  g_assert_cmpuint (g_string_replace (text, "\"2026-11-01\"", "\"2026-11-24\"", 1), ==, 1);
  document = g_bytes_new (text->str, text->len);
  sets_import (world, document);
}

/* A pause that cites a version of the reasons. */
static void
pause_counter (Desk       *desk,
               const char *reason,
               const char *version)
{
  g_autofree char *subject = g_strdup_printf ("counter/%d", desk->station->counter);
  g_autoptr(YcEvent) event = yc_event_new (YC_EVENT_COUNTER_PAUSED, subject);
  g_autoptr(GError) error = NULL;

  json_object_set_string_member (event->data, "reason", reason);
  g_free (event->actor);
  event->actor = g_strconcat ("staff/", desk->station->staff, NULL);
  g_free (event->session);
  event->session = g_strdup (desk->station->session);
  g_free (event->ref);
  event->ref = g_strconcat ("reasons@", version, NULL);
  event->counter = desk->station->counter;
  desk_begin (desk);
  yc_db_append (desk->db, event, &error);
  g_assert_no_error (error);
  desk_end (desk, TRUE);
}

/* What the node holds of a counter's pause: its ycref; transfer full. */
static char *
find_pause (World *world,
            int    counter)
{
  g_autofree char *subject = g_strdup_printf ("counter/%d", counter);
  g_autoptr(GError) error = NULL;
  gint64 next = 0;
  g_autoptr(GPtrArray) lines = yc_db_read_feed (world->db, 0, 1000, 1 << 30, FALSE, &next, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < lines->len; i++)
    {
      const YcLine *line = g_ptr_array_index (lines, i);
      g_autoptr(YcEvent) event = yc_event_read (line->line, line->length, &error);

      g_assert_no_error (error);
      if (event->type == YC_EVENT_COUNTER_PAUSED && g_str_equal (event->subject, subject))
        return g_strdup (event->ref);
    }
  return NULL;
}

/* Two windows are cut off while the reasons change. What they wrote under the former version has its effect and stays as it was written;
 * the reason that is gone is somebody's to look at, not void. */
static void
test_offline (Fixture       *fixture,
              gconstpointer  data)
{
  World *world = fixture->world;
  g_autofree char *staff = world_add_staff (world, "1002", "clerk", "A");
  Desk *one = at_work (fixture);
  g_autoptr(Desk) two = desk_new (world, 2);
  Desk *const desks[] = { one, two };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr(JsonObject) flagged = NULL;

  desk_pull (two);
  desk_sign_in (two, "1002");
  desk_do (two, YC_VERB_OPEN_COUNTER, NULL);
  desk_pull (one);

  import_reasons (world);
  for (guint i = 0; i < G_N_ELEMENTS (desks); i++)
    {
      g_assert_cmpstr (version_at (desks[i], YC_SET_REASONS), ==, "2026-11-01");
      pause_counter (desks[i], i == 0 ? "pause.rest" : "pause.meal", "2026-11-01");
      desk_push (desks[i]);
    }
  for (int counter = 1; counter <= 2; counter++)
    g_assert_cmpint (yc_hall_get_counter (world_hall (world), counter)->state, ==, YC_COUNTER_PAUSED);
  first = find_pause (world, 1);
  second = find_pause (world, 2);
  g_assert_cmpstr (first, ==, "reasons@2026-11-01");
  g_assert_cmpstr (second, ==, "reasons@2026-11-01");
  g_assert_cmpuint (world_count (world, "event.quarantined"), ==, 0);
  g_assert_cmpuint (world_count (world, "event.superseded"), ==, 0);
  g_assert_cmpuint (world_count (world, "event.flagged"), ==, 1);
  flagged = world_newest (world, "event.flagged");
  g_assert_cmpstr (yc_json_peek_string (flagged, "subject"), ==, "counter/2");
  g_assert_cmpstr (yc_json_peek_string (flagged, "reason"), ==, "reason_unknown");

  for (guint i = 0; i < G_N_ELEMENTS (desks); i++)
    {
      g_autoptr(YcReference) former = NULL;
      g_autoptr(GError) error = NULL;

      desk_pull (desks[i]);
      g_assert_cmpstr (version_at (desks[i], YC_SET_REASONS), ==, "2026-11-24");
      former = yc_db_get_reference_version (desks[i]->db, "reasons", "2026-11-01", &error);
      g_assert_no_error (error);
      g_assert_nonnull (yc_reference_get_reason (former, "pause.meal"));
      g_assert_null (yc_reference_get_reason (former, "pause.lunch"));
      for (int counter = 1; counter <= 2; counter++)
        g_assert_cmpint (yc_hall_get_counter (yc_db_get_hall (desks[i]->db, &error), counter)->state, ==, YC_COUNTER_PAUSED);
      g_assert_no_error (error);
    }
  world_verify (world);
}

/* The set of what the pad asks is not served to windows: none of them goes on asking for it. */
static void
test_rating (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GBytes) document = world_document ("demo", "rating");
  YcCaller caller = station_caller (fixture->desk->station);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) served = NULL;
  g_autofree char *etag = NULL;
  g_autoptr(YcReply) refused = NULL;
  g_auto(GStrv) stale = NULL;

  sets_import (fixture->world, document);
  desk_pull (fixture->desk);
  stale = yc_desk_stale_sets (fixture->desk->db, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (stale), ==, 0);
  refused = yc_node_get_reference (fixture->world->db, &caller, "rating", &served, &etag, &error);
  world_assert_problem (refused, 404, "/problems/reference");
  g_assert_null (served);
}

#define ADD(name, func) g_test_add ("/sync/desk-sets/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("answer", test_answer);
  ADD ("matters", test_matters);
  ADD ("offline", test_offline);
  ADD ("rating", test_rating);
  return g_test_run ();
}
