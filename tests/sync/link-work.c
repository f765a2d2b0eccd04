/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-link"

#include "config.h"

#include "link-world.h"

#include <glib/gstdio.h>

#include "vault/yc-cert.h"
#include "vault/yc-csr.h"
#include "vault/yc-system-env.h"

static gint64
desk_wall (YcEnv *env)
{
  return WORLD_START;
}

static gint64
desk_mono (YcEnv *env)
{
  return yc_env_now_mono (yc_system_env ());
}

static void
desk_random (YcEnv  *env,
             guint8 *buffer,
             gsize   length)
{
  yc_env_random (yc_system_env (), buffer, length);
}

static void
on_result_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

void
work_run (Work       *work,
          YcLane      lane,
          YcStoreJob  job,
          gpointer    data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  yc_store_run_async (work->store, lane, job, data, NULL, NULL, on_result_cb, &result);
  UNTIL (result != NULL);
  yc_store_run_finish (work->store, result, &error);
  g_assert_no_error (error);
}

static gboolean
identity_job (YcDb     *db,
              gpointer  data,
              GError  **error)
{
  Work *work = data;

  return yc_db_get_hall_id (db) != NULL
         || yc_db_set_identity (db, work->hall->world->hall, work->station->dev, FALSE, work->station->key, error);
}

static void
on_answered_cb (YcLink     *link,
                const char *key,
                Work       *work)
{
  g_ptr_array_add (work->answered, g_strdup (key));
}

static void
work_open (Work *work)
{
  YcLinkConfig config = { work->hall->url, work->hall->world->hall, work->station->dev, work->hall->world->ca_pem, work->cert,
                          work->key };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  work->store = yc_store_new (&work->env);
  yc_store_open_async (work->store, work->path, NULL, on_result_cb, &result);
  UNTIL (result != NULL);
  yc_store_open_finish (work->store, result, &error);
  g_assert_no_error (error);
  work_run (work, YC_LANE_COMMAND, identity_job, work);
  work->link = yc_link_new (&config, work->store, &work->env);
  g_signal_connect (work->link, "answered", G_CALLBACK (on_answered_cb), work);
}

static void
work_close (Work *work)
{
  g_autoptr(GAsyncResult) result = NULL;

  yc_link_stop (work->link);
  /* What is under way ends with its cancelling, and then nothing keeps the link. */
  UNTIL (G_OBJECT (work->link)->ref_count == 1);
  g_assert_finalize_object (work->link);
  yc_store_close_async (work->store, on_result_cb, &result);
  UNTIL (result != NULL);
  g_clear_object (&result);
  UNTIL (G_OBJECT (work->store)->ref_count == 1);
  g_assert_finalize_object (work->store);
}

char *
work_make_cert (Work       *work,
                const char *dev)
{
  World *world = work->hall->world;
  g_autoptr(YcKey) ca_key = yc_key_new_from_pem (world->ca_key_pem, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *csr = yc_csr_new (work->station->key, dev, &error);
  g_autofree char *cert = NULL;

  g_assert_no_error (error);
  cert = yc_cert_new_device (ca_key, world->ca_pem, csr, dev, yc_key_get_public (work->station->key), yc_system_env (),
                             WORLD_START, &error);
  g_assert_no_error (error);
  return yc_cert_chain (cert, world->ca_pem);
}

Work *
work_new (Hall *hall)
{
  Work *work = g_new0 (Work, 1);
  World *world = hall->world;
  g_autoptr(GError) error = NULL;

  work->hall = hall;
  work->station = station_new (world, "workstation", 1);
  work->env = (YcEnv) { desk_wall, desk_mono, desk_random };
  work->path = g_build_filename (world->dir, "desk.db", NULL);
  work->answered = g_ptr_array_new_with_free_func (g_free);
  work->cert = work_make_cert (work, work->station->dev);
  work->key = yc_key_to_pem (work->station->key, &error);
  g_assert_no_error (error);
  work_open (work);
  yc_link_start (work->link);
  return work;
}

void
work_restart (Work *work)
{
  work_close (work);
  work_open (work);
  yc_link_start (work->link);
}

void
work_free (Work *work)
{
  static const char * const ends[] = { "", "-wal", "-shm" };

  work_close (work);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (work->path, ends[i], NULL);

      g_unlink (path);
    }
  station_free (work->station);
  g_ptr_array_unref (work->answered);
  g_free (work->path);
  g_free (work->cert);
  g_free (work->key);
  g_free (work);
}

YcSyncStatus
work_status (Work *work)
{
  YcSyncStatus status;

  yc_link_get_status (work->link, &status);
  return status;
}

static gboolean
view_job (YcDb     *db,
          gpointer  data,
          GError  **error)
{
  YcDeskView **view = data;
  YcDeskMemory memory = { 0 };

  *view = yc_desk_view (db, &memory, error);
  return *view != NULL;
}

YcDeskView *
work_view (Work *work)
{
  YcDeskView *view = NULL;

  work_run (work, YC_LANE_READ, view_job, &view);
  return view;
}

static gboolean
is_ready (Work *work)
{
  g_autoptr(YcDeskView) view = work_view (work);

  return view->bootstrapped && view->reference != NULL
         && yc_reference_get_version (view->reference, YC_SET_POLICY) != NULL;
}

void
work_wait_ready (Work *work)
{
  UNTIL (work_status (work).caught_up);
  UNTIL (is_ready (work));
}

YcSignIn
work_sign_in (Work       *work,
              const char *number,
              const char *pin)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  YcSignIn sign_in;

  yc_link_sign_in_async (work->link, number, pin, NULL, on_result_cb, &result);
  UNTIL (result != NULL);
  yc_link_sign_in_finish (work->link, result, &sign_in, &error);
  g_assert_no_error (error);
  return sign_in;
}

typedef struct
{
  Work *work;
  YcAct local;
  YcAct command;
  YcRefusal refusal;
} Press;

static gboolean
press_job (YcDb     *db,
           gpointer  data,
           GError  **error)
{
  Press *press = data;

  yc_desk_press (db, press->local.verb != YC_VERB_NONE ? &press->local : NULL,
                 press->command.verb != YC_VERB_NONE ? &press->command : NULL, &press->work->memory, &press->refusal, error);
  return error == NULL || *error == NULL;
}

void
work_press (Work       *work,
            YcVerb      local,
            const char *local_args,
            YcVerb      command)
{
  g_autoptr(JsonObject) args = local_args != NULL ? world_json (local_args) : NULL;
  Press press = { work, { local, args }, { command, NULL }, { YC_REFUSAL_NONE, NULL } };

  work_run (work, YC_LANE_COMMAND, press_job, &press);
  if (press.refusal.code != YC_REFUSAL_NONE)
    g_error ("%s", yc_refusal_code_to_string (press.refusal.code));
  yc_link_poke (work->link);
}

void
work_do (Work   *work,
         YcVerb  command)
{
  guint n = work->answered->len;

  work_press (work, YC_VERB_NONE, NULL, command);
  UNTIL (work->answered->len > n);
}

Work *
work_open_counter (Work *work)
{
  YcSignIn sign_in = work_sign_in (work, "1001", LINK_PIN);
  g_autoptr(YcDeskView) view = NULL;

  g_assert_true (sign_in.ok);
  yc_sign_in_clear (&sign_in);
  work_do (work, YC_VERB_OPEN_COUNTER);
  view = work_view (work);
  g_assert_true (view->counter_mine);
  return work;
}

gboolean
work_node_has (Work   *work,
               gint64  seq)
{
  char hash[YC_HASH_SIZE];
  gint64 have = 0;

  g_assert_true (yc_db_get_tail (work->hall->world->db, work->station->dev, &have, hash, NULL));
  return have >= seq;
}
