/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-routes"

#include "config.h"

#include "hall/yc-routes-private.h"

#include "core/yc-json.h"
#include "vault/yc-pin.h"
#include "vault/yc-secret.h"

/* Sign-in goes three ways in a row (10b rule 26): the store gives the verifier, the pool of two derives, the store's group
 * decides. */

/* As many wait for their turn; more are told to come again, so that the queue cannot grow without end. */
#define MAX_WAITING 64

/* Queues one derivation; the handling goes with it. */
static void
derive (YcHandling *handling)
{
  YcRoutes *routes = handling->routes;

  if (g_atomic_int_get (&routes->draining))
    yc_handling_answer_later (handling, "/problems/stopping", "The hall node is stopping.");
  else if (g_thread_pool_unprocessed (routes->argon) >= MAX_WAITING)
    yc_handling_answer_later (handling, "/problems/busy", "Too many sign in at this moment. Nothing was changed; repeat it.");
  else
    g_thread_pool_push (routes->argon, yc_handling_ref (handling), NULL);
}

static gboolean
decide_sign_in_job (YcDb     *db,
                    gpointer  data,
                    GError  **error)
{
  YcHandling *handling = data;

  handling->reply = yc_node_sign_in (db, &handling->caller, &handling->headers, handling->body,
                                     handling->pin_right, error);
  return handling->reply != NULL;
}

/* No verdict is no wrong PIN: it must not count against anybody. */
static void
answer_not_derived (YcHandling *handling)
{
  yc_handling_answer_later (handling, "/problems/busy",
                            "The PIN could not be worked on now. Nothing was changed; repeat it.");
}

static gboolean
on_pin_judged_cb (gpointer user_data)
{
  g_autoptr(YcHandling) handling = user_data;

  if (handling->judged)
    yc_handling_run (handling, YC_LANE_COMMAND, decide_sign_in_job);
  else
    answer_not_derived (handling);
  return G_SOURCE_REMOVE;
}

static gboolean
change_staff_job (YcDb     *db,
                  gpointer  data,
                  GError  **error)
{
  YcHandling *handling = data;

  handling->reply = yc_node_staff (db, &handling->caller, handling->body, error);
  return handling->reply != NULL;
}

static gboolean
on_pin_hashed_cb (gpointer user_data)
{
  g_autoptr(YcHandling) handling = user_data;

  if (handling->verifier == NULL)
    {
      answer_not_derived (handling);
      return G_SOURCE_REMOVE;
    }
  json_object_set_string_member (handling->body, "pin_hash", handling->verifier);
  yc_handling_run (handling, YC_LANE_COMMAND, change_staff_job);
  return G_SOURCE_REMOVE;
}

/* In the pool: a handling with a verifier wants a judgement, one without wants a verifier. */
void
yc_routes_derive (gpointer data,
                  gpointer user_data)
{
  YcHandling *handling = data;
  g_autoptr(GError) error = NULL;
  GSourceFunc next = NULL;

  next = handling->verifier != NULL ? on_pin_judged_cb : on_pin_hashed_cb;
  if (g_atomic_int_get (&handling->routes->draining))
    g_debug ("Stopping: a PIN is not worked on");
  else if (handling->verifier == NULL)
    handling->verifier = yc_pin_hash (handling->pin, NULL, handling->routes->env, &error);
  else
    {
      handling->pin_right = yc_pin_verify (handling->pin, handling->verifier, &error);
      handling->judged = error == NULL;
    }
  if (error != NULL)
    g_warning ("PIN of a staff number: %s", error->message);

  g_clear_pointer (&handling->pin, yc_secret_free);
  g_idle_add_full (G_PRIORITY_DEFAULT, next, handling, NULL);
}

static gboolean
verifier_job (YcDb     *db,
              gpointer  data,
              GError  **error)
{
  YcHandling *handling = data;

  return yc_node_get_verifier (db, yc_json_peek_string (handling->body, "number"), &handling->verifier, error);
}

static void
on_verifier_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(YcHandling) handling = user_data;
  g_autoptr(GError) error = NULL;

  if (yc_store_run_finish (YC_STORE (source), result, &error) == NULL)
    yc_handling_answer_error (handling, error);
  else
    derive (handling);
}

/* Moves the PIN out of the parsed body, where it would live as long as the request. */
static gboolean
take_pin (YcHandling *handling)
{
  const char *pin = yc_json_peek_string (handling->body, "pin");

  if (pin == NULL)
    return FALSE;
  handling->pin = g_strdup (pin);
  json_object_remove_member (handling->body, "pin");
  return TRUE;
}

void
yc_route_sign_in (YcHandling *handling)
{
  if (!yc_handling_parse_body (handling))
    return;

  if (yc_json_peek_string (handling->body, "number") == NULL || !take_pin (handling))
    {
      yc_handling_answer_problem (handling, 400, "/problems/body", "A sign-in needs number and pin.");
      return;
    }
  /* Whoever has no certificate of ours is refused for that: no PIN is worked on for strangers. */
  if (handling->dev == NULL && !handling->caller.local)
    yc_handling_run (handling, YC_LANE_COMMAND, decide_sign_in_job);
  else
    yc_handling_run_then (handling, YC_LANE_READ, verifier_job, on_verifier_cb);
}

static gboolean
sign_out_job (YcDb     *db,
              gpointer  data,
              GError  **error)
{
  YcHandling *handling = data;

  handling->reply = yc_node_sign_out (db, &handling->caller, &handling->headers, error);
  return handling->reply != NULL;
}

void
yc_route_sign_out (YcHandling *handling)
{
  yc_handling_run (handling, YC_LANE_COMMAND, sign_out_job);
}

/* Staff (control socket) */

static gboolean
check_pin_job (YcDb     *db,
               gpointer  data,
               GError  **error)
{
  YcHandling *handling = data;
  g_autoptr(GError) reason = NULL;
  YcHall *hall = yc_db_get_hall (db, error);

  if (hall == NULL)
    return FALSE;

  if (!yc_pin_check (handling->pin, (guint) yc_policy_int (yc_hall_get_reference (hall), "pin_min_length"), &reason))
    handling->reply = yc_reply_new_problem (400, "/problems/pin", reason->message, NULL);
  return TRUE;
}

static void
on_pin_checked_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(YcHandling) handling = user_data;
  g_autoptr(GError) error = NULL;

  if (yc_store_run_finish (YC_STORE (source), result, &error) == NULL)
    yc_handling_answer_error (handling, error);
  else if (handling->reply != NULL)
    yc_handling_answer_reply (handling);
  else
    derive (handling);
}

void
yc_route_staff (YcHandling *handling)
{
  if (!yc_handling_parse_body (handling))
    return;

  if (json_object_has_member (handling->body, "pin_hash"))
    yc_handling_answer_problem (handling, 400, "/problems/body", "A PIN is given as pin, and hashed here.");
  else if (take_pin (handling))
    yc_handling_run_then (handling, YC_LANE_READ, check_pin_job, on_pin_checked_cb);
  else
    yc_handling_run (handling, YC_LANE_COMMAND, change_staff_job);
}
