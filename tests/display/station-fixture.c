/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-station"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "station-fixture.h"
#include "app/yc-profile.h"
#include "store/yc-db-private.h"
#include "vault/yc-cert.h"
#include "vault/yc-csr.h"
#include "vault/yc-system-env.h"

static gint64
get_wall (YcEnv *env)
{
  return WORLD_START;
}

static gint64
get_mono (YcEnv *env)
{
  return yc_env_now_mono (yc_system_env ());
}

static void
fill (YcEnv  *env,
      guint8 *buffer,
      gsize   length)
{
  yc_env_random (yc_system_env (), buffer, length);
}

static YcEnv station_env = { get_wall, get_mono, fill };

void
on_result_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
on_refused_cb (YcStation *station,
               YcRefusal *refusal,
               GString   *told)
{
  g_string_append_printf (told, "refused %s;", yc_refusal_code_to_string (refusal->code));
}

static void
on_failed_cb (YcStation *station,
              GError    *error,
              GString   *told)
{
  g_string_append (told, "failed;");
}

static void
make_store (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->folder, "station.db", NULL);
  g_autoptr(GError) error = NULL;
  YcDb *db = yc_db_open (path, NULL, &station_env, &error);

  g_assert_no_error (error);
  yc_db_begin (db, &error);
  yc_db_set_identity (db, f->hall->world->hall, f->device->dev, FALSE, f->device->key, &error);
  g_assert_no_error (error);
  yc_db_commit (db, &error);
  g_assert_no_error (error);
  yc_db_close (db);
}

/* A computer that has joined and read nothing. */
static void
make_profile (Fixture *f)
{
  World *world = f->hall->world;
  g_autoptr(YcKey) ca_key = yc_key_new_from_pem (world->ca_key_pem, NULL);
  g_autofree char *csr = yc_csr_new (f->device->key, f->device->dev, NULL);
  g_autofree char *cert = yc_cert_new_device (ca_key, world->ca_pem, csr, f->device->dev, yc_key_get_public (f->device->key),
                                              yc_system_env (), WORLD_START, NULL);
  g_autofree char *chain = yc_cert_chain (cert, world->ca_pem);
  g_autoptr(YcProfile) profile = NULL;
  g_autoptr(GError) error = NULL;

  f->folder = g_dir_make_tmp ("yc-station-XXXXXX", &error);
  g_assert_no_error (error);
  profile = yc_profile_new (f->folder);
  yc_profile_enrol (profile, f->hall->url, world->hall, world->ca_pem, chain, &error);
  g_assert_no_error (error);
  make_store (f);
}

const YcDeskView *
view_of (Fixture *f)
{
  return yc_station_get_view (f->station);
}

YcStationState
state_of (Fixture *f)
{
  return yc_station_get_state (f->station);
}

void
open_station (Fixture *f)
{
  f->station = yc_station_new (f->folder, &station_env);
  g_signal_connect (f->station, "refused", G_CALLBACK (on_refused_cb), f->told);
  g_signal_connect (f->station, "failed", G_CALLBACK (on_failed_cb), f->told);
  yc_station_open (f->station);
}

gboolean
is_ready (Fixture *f)
{
  /* That the record has been read to its end changes nothing in it, so nobody is told. */
  yc_station_refresh (f->station);
  return state_of (f) == YC_STATION_SIGNED_OUT && view_of (f)->bootstrapped && view_of (f)->reference != NULL
         && yc_reference_get_version (view_of (f)->reference, YC_SET_POLICY) != NULL;
}

void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->hall = hall_new ();
  f->other = world_add_staff (f->hall->world, "1002", "clerk", "A");
  f->device = station_new (f->hall->world, "workstation", 1);
  f->told = g_string_new (NULL);
  make_profile (f);
  if (data != NULL)
    return;
  open_station (f);
  UNTIL (is_ready (f));
}

void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  static const char * const names[] = { "ca.pem", "device.pem", "profile.ini", "lock", "station.db", "station.db-wal", "station.db-shm" };
  g_autoptr(GAsyncResult) result = NULL;

  yc_station_close_async (f->station, on_result_cb, &result);
  UNTIL (result != NULL);
  g_clear_object (&result);
  UNTIL (G_OBJECT (f->station)->ref_count == 1);
  g_assert_finalize_object (f->station);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (f->folder);
  station_free (f->device);
  hall_free (f->hall);
  g_string_free (f->told, TRUE);
  g_free (f->folder);
  g_free (f->other);
}

void
sign_in (Fixture    *f,
         const char *number)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  YcSignIn sign_in = { 0 };

  yc_station_sign_in_async (f->station, number, LINK_PIN, NULL, on_result_cb, &result);
  UNTIL (result != NULL);
  yc_station_sign_in_finish (f->station, result, &sign_in, &error);
  g_assert_no_error (error);
  g_assert_true (sign_in.ok);
  yc_sign_in_clear (&sign_in);
}

void
at_work (Fixture *f)
{
  sign_in (f, "1001");
  UNTIL (state_of (f) == YC_STATION_SIGNED_IN && view_of (f)->counter_mine);
}

gboolean
unlock (Fixture    *f,
        const char *pin)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint tries = 0;

  yc_station_unlock_async (f->station, pin, on_result_cb, &result);
  UNTIL (result != NULL);
  return yc_station_unlock_finish (f->station, result, &tries, &error);
}

void
wait_ms (int ms)
{
  gint64 end = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end)
    link_world_iterate ();
}

gboolean
ignore_log (const char     *domain,
            GLogLevelFlags  level,
            const char     *message,
            gpointer        user_data)
{
  return FALSE;
}

char *
serve_one (Fixture *f)
{
  char *ticket = world_issue (f->hall->world, "A");

  hall_wake (f->hall);
  UNTIL (view_of (f)->waiting->len == 1);
  yc_station_press (f->station, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT, NULL);
  UNTIL (view_of (f)->current != NULL && view_of (f)->in_flight == YC_VERB_NONE);
  yc_station_press (f->station, YC_VERB_START, NULL, YC_VERB_NONE, NULL);
  UNTIL (view_of (f)->current->state == YC_TICKET_SERVING);
  return ticket;
}
