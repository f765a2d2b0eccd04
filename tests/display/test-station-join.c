/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-station"

#include "config.h"

#include <glib/gstdio.h>

#include "core/yc-json.h"
#include "net/yc-net-error.h"
#include "station-fixture.h"

/* A computer that has not joined yet: looking for a hall and joining it, while whoever asked goes away or asks for something else. */

/* A code for window 2, transfer full. */
static char *
make_code (Fixture *f)
{
  World *world = f->hall->world;
  g_autoptr(JsonObject) body = world_json ("{'as':'workstation','counter':2}");
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) reply = NULL;

  world_begin (world);
  reply = yc_node_make_code (world->db, &world_local, body, world->fingerprint, &error);
  g_assert_no_error (error);
  world_end (world);
  world_assert_ok (reply);
  return g_strdup (yc_json_peek_string (reply->body, "code"));
}

static void
set_up_new (Fixture       *f,
            gconstpointer  data)
{
  static const char * const names[] = { "ca.pem", "device.pem", "profile.ini", "station.db", "station.db-wal", "station.db-shm" };

  set_up (f, "new");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, names[i], NULL);

      g_unlink (path);
    }
  open_station (f);
  UNTIL (state_of (f) == YC_STATION_FIRST_RUN);
}

static void
look (Fixture    *f,
      const char *code)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;
  int counter = 0;

  yc_station_discover_async (f->station, f->hall->url, code, NULL, on_result_cb, &result);
  UNTIL (result != NULL);
  yc_station_discover_finish (f->station, result, &name, &counter, &error);
  g_assert_no_error (error);
  g_assert_cmpint (counter, ==, 2);
}

/* What a look comes to that is no address. */
static void
look_nowhere (Fixture    *f,
              const char *code)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;
  int counter = 0;

  yc_station_discover_async (f->station, "the hall", code, NULL, on_result_cb, &result);
  UNTIL (result != NULL);
  g_assert_false (yc_station_discover_finish (f->station, result, &name, &counter, &error));
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_INVALID);
}

/* Waits for a join; its error must be of this code, or none (-1). */
static void
end_join (Fixture       *f,
          GAsyncResult **result,
          GQuark         domain,
          int            code)
{
  g_autoptr(GError) error = NULL;
  gboolean joined;

  UNTIL (*result != NULL);
  joined = yc_station_join_finish (f->station, *result, &error);
  g_clear_object (result);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, domain, code);
  g_assert_true (joined == (code < 0));
}

static void
assert_joined (Fixture *f,
               guint    before)
{
  UNTIL (state_of (f) == YC_STATION_SIGNED_OUT);
  g_assert_cmpuint (world_count (f->hall->world, "device.enrolled"), ==, before + 1);
  UNTIL (is_ready (f));
  g_assert_cmpint (view_of (f)->counter, ==, 2);
}

/* Whoever pressed goes away, and the screen in its place waits for the same join. */
static void
test_join_taken_over (Fixture       *f,
                      gconstpointer  data)
{
  g_autofree char *code = make_code (f);
  guint before = world_count (f->hall->world, "device.enrolled");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;

  look (f, code);
  yc_station_join_async (f->station, cancellable, on_result_cb, &first);
  yc_station_join_async (f->station, NULL, on_result_cb, &second);
  g_cancellable_cancel (cancellable);
  end_join (f, &second, 0, -1);
  end_join (f, &first, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_joined (f, before);
}

/* Cancelled by everybody before the hall has been asked: it is not asked. Afterwards it comes to its end. */
static void
test_join_cancelled (Fixture       *f,
                     gconstpointer  data)
{
  g_autofree char *code = make_code (f);
  World *world = f->hall->world;
  guint before = world_count (world, "device.enrolled");
  g_autoptr(GCancellable) early = g_cancellable_new ();
  g_autoptr(GCancellable) late = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;

  look (f, code);
  yc_station_join_async (f->station, early, on_result_cb, &result);
  g_cancellable_cancel (early);
  end_join (f, &result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  wait_ms (200);
  g_assert_cmpuint (world_count (world, "device.enrolled"), ==, before);
  g_assert_cmpint (state_of (f), ==, YC_STATION_FIRST_RUN);

  yc_station_join_async (f->station, late, on_result_cb, &result);
  UNTIL (world_count (world, "device.enrolled") == before + 1);
  g_cancellable_cancel (late);
  end_join (f, &result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_joined (f, before);
}

/* Another look in the middle of a join takes nothing away from it. */
static void
test_look_meanwhile (Fixture       *f,
                     gconstpointer  data)
{
  g_autofree char *code = make_code (f);
  guint before = world_count (f->hall->world, "device.enrolled");
  g_autoptr(GAsyncResult) result = NULL;

  look (f, code);
  yc_station_join_async (f->station, NULL, on_result_cb, &result);
  look_nowhere (f, code);
  end_join (f, &result, 0, -1);
  assert_joined (f, before);
}

/* Only what the last look found is joined: not what an earlier one found, before or after it. */
static void
test_last_look (Fixture       *f,
                gconstpointer  data)
{
  g_autofree char *code = make_code (f);
  g_autoptr(GAsyncResult) looking = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;
  int counter = 0;

  look (f, code);
  look_nowhere (f, code);
  yc_station_join_async (f->station, NULL, on_result_cb, &result);
  end_join (f, &result, YC_STATION_ERROR, YC_STATION_ERROR_REFUSED);

  yc_station_discover_async (f->station, f->hall->url, code, NULL, on_result_cb, &looking);
  look_nowhere (f, code);
  UNTIL (looking != NULL);
  yc_station_discover_finish (f->station, looking, &name, &counter, &error);
  yc_station_join_async (f->station, NULL, on_result_cb, &result);
  end_join (f, &result, YC_STATION_ERROR, YC_STATION_ERROR_REFUSED);
  g_assert_cmpint (state_of (f), ==, YC_STATION_FIRST_RUN);
}

#define ADD(name, func) g_test_add ("/station/" name, Fixture, NULL, set_up_new, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("join-taken-over", test_join_taken_over);
  ADD ("join-cancelled", test_join_cancelled);
  ADD ("look-meanwhile", test_look_meanwhile);
  ADD ("last-look", test_last_look);
  return g_test_run ();
}
