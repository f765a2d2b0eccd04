/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-link"

#include "config.h"

#include <string.h>

#include "link-world.h"
#include "vault/yc-cert-info.h"

/* A workstation's link against the real node, with everything between them that a network can do. */

typedef struct
{
  Hall *hall;
  Work *work;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->hall = hall_new ();
  fixture->work = work_new (fixture->hall);
  work_wait_ready (fixture->work);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  work_free (fixture->work);
  hall_free (fixture->hall);
}

static void
test_sign_in (Fixture       *fixture,
              gconstpointer  data)
{
  Work *work = fixture->work;
  YcSignIn wrong = work_sign_in (work, "1001", "11111111");
  YcSignIn right;
  g_autoptr(YcDeskView) before = work_view (work);
  g_autoptr(YcDeskView) after = NULL;

  g_assert_false (wrong.ok);
  g_assert_false (wrong.unreachable);
  g_assert_cmpint (wrong.refusal.code, ==, YC_REFUSAL_WRONG_PIN);
  g_assert_cmpint (yc_json_peek_int (wrong.refusal.args, "tries"), ==, 4);
  g_assert_null (wrong.token);
  g_assert_null (before->session);
  yc_sign_in_clear (&wrong);

  right = work_sign_in (work, "1001", LINK_PIN);
  g_assert_true (right.ok);
  g_assert_nonnull (right.token);
  /* The session stands in the record here as soon as the sign-in is told. */
  after = work_view (work);
  g_assert_cmpstr (after->session->id, ==, right.session);
  g_assert_cmpstr (after->staff->number, ==, "1001");
  g_assert_cmpint (work_status (work).state, ==, YC_LINK_ONLINE);
  yc_sign_in_clear (&right);

  /* Odd characters do not break out of the body. */
  wrong = work_sign_in (work, "10\"01\\", "\",\"pin\":\"" LINK_PIN);
  g_assert_cmpint (wrong.refusal.code, ==, YC_REFUSAL_WRONG_PIN);
  yc_sign_in_clear (&wrong);
}

static void
test_sign_in_unreachable (Fixture       *fixture,
                          gconstpointer  data)
{
  Work *work = fixture->work;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  YcSignIn sign_in;

  hall_stop (fixture->hall);
  sign_in = work_sign_in (work, "1001", LINK_PIN);
  g_assert_false (sign_in.ok);
  g_assert_true (sign_in.unreachable);
  g_assert_cmpint (sign_in.refusal.code, ==, YC_REFUSAL_NONE);
  yc_sign_in_clear (&sign_in);

  hall_start (fixture->hall);
  sign_in = work_sign_in (work, "1001", LINK_PIN);
  g_assert_true (sign_in.ok);
  yc_sign_in_clear (&sign_in);
}

/* The answer to a sign-in that was done is lost: the same key again, and one session. */
static void
test_sign_in_lost_reply (Fixture       *fixture,
                         gconstpointer  data)
{
  Work *work = fixture->work;
  YcSignIn sign_in;

  hall_set_fault (fixture->hall, FAULT_CUT, "/v1/sessions", 1);
  sign_in = work_sign_in (work, "1001", LINK_PIN);
  g_assert_true (sign_in.ok);
  g_assert_cmpuint (fixture->hall->n_faults, ==, 0);
  g_assert_cmpuint (fixture->hall->n_sign_in_keys, ==, 1);
  g_assert_cmpuint (world_count (fixture->hall->world, "session.opened"), ==, 1);
  yc_sign_in_clear (&sign_in);
  /* The token of the second answer works. */
  work_do (work, YC_VERB_OPEN_COUNTER);
}

static void
on_result_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_sign_in_cancelled (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  YcSignIn sign_in;

  yc_link_sign_in_async (fixture->work->link, "1001", LINK_PIN, cancellable, on_result_cb, &result);
  g_cancellable_cancel (cancellable);
  UNTIL (result != NULL);
  g_assert_false (yc_link_sign_in_finish (fixture->work->link, result, &sign_in, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Given up while the node has done it and nobody here knows: the session does not stay. */
static void
test_sign_in_given_up (Fixture       *fixture,
                       gconstpointer  data)
{
  World *world = fixture->hall->world;
  YcLink *link = fixture->work->link;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  YcSignIn sign_in;

  hall_set_fault (fixture->hall, FAULT_CUT, "/v1/sessions", 1);
  yc_link_sign_in_async (link, "1001", LINK_PIN, cancellable, on_result_cb, &result);
  UNTIL (fixture->hall->n_faults == 0);
  g_cancellable_cancel (cancellable);
  UNTIL (result != NULL);
  g_assert_false (yc_link_sign_in_finish (link, result, &sign_in, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  UNTIL (world_count (world, "session.ended") == 1);
  g_assert_cmpuint (world_count (world, "session.opened"), ==, 1);
  g_assert_cmpuint (fixture->hall->n_sign_in_keys, ==, 1);
  world_verify (world);
}

/* More lines than an answer holds lie before the session: it is told when they are here. */
static void
test_sign_in_far (Fixture       *fixture,
                  gconstpointer  data)
{
  Work *work = fixture->work;
  YcSignIn sign_in;
  g_autoptr(YcDeskView) view = NULL;

  for (guint i = 0; i < 450; i++)
    {
      g_autofree char *ticket = world_issue (fixture->hall->world, "A");
    }
  /* The feed comes later. */
  hall_set_fault (fixture->hall, FAULT_BUSY, "/feed", 1);
  work_restart (work);
  UNTIL (fixture->hall->n_faults == 0);
  sign_in = work_sign_in (work, "1001", LINK_PIN);
  g_assert_true (sign_in.ok);
  view = work_view (work);
  g_assert_nonnull (view->session);
  g_assert_cmpstr (view->session->id, ==, sign_in.session);
  yc_sign_in_clear (&sign_in);
}

static void
test_day (Fixture       *fixture,
          gconstpointer  data)
{
  Work *work = work_open_counter (fixture->work);
  World *world = fixture->hall->world;
  g_autofree char *first = world_issue (world, "A");
  g_autofree char *second = world_issue (world, "A");
  g_autoptr(YcDeskView) called = NULL;
  g_autoptr(YcDeskView) next = NULL;
  g_autoptr(YcDeskView) out = NULL;
  guint n;

  hall_wake (fixture->hall);
  work_do (work, YC_VERB_CALL_NEXT);
  called = work_view (work);
  g_assert_cmpstr (called->current->id, ==, first);

  work_press (work, YC_VERB_START, NULL, YC_VERB_NONE);
  n = work->answered->len;
  work_press (work, YC_VERB_END, "{'result':'finished'}", YC_VERB_CALL_NEXT);
  UNTIL (work->answered->len > n);
  next = work_view (work);
  g_assert_cmpstr (next->answer_key, ==, g_ptr_array_index (work->answered, n));
  g_assert_cmpstr (next->current->id, ==, second);
  g_assert_cmpint (world_ticket (world, first)->outcome, ==, YC_OUTCOME_SERVED);

  work_press (work, YC_VERB_PASS, "{'reason':'pass.absent'}", YC_VERB_NONE);
  work_do (work, YC_VERB_CLOSE_COUNTER);
  work_do (work, YC_VERB_SIGN_OUT);
  out = work_view (work);
  g_assert_cmpint (out->answer_refusal.code, ==, YC_REFUSAL_NONE);
  g_assert_null (out->session);
  g_assert_cmpuint (world_count (world, "session.ended"), ==, 1);
  world_verify (world);
}

static void
test_bad_page (Fixture       *fixture,
               gconstpointer  data)
{
  Work *work = work_open_counter (fixture->work);
  g_autofree char *ticket = NULL;
  g_autoptr(YcDeskView) view = NULL;

  /* The next poll's answer is no page: it is asked for again. */
  hall_set_fault (fixture->hall, FAULT_GARBAGE, "/feed", 1);
  work_restart (work);
  UNTIL (fixture->hall->n_faults == 0);
  ticket = world_issue (fixture->hall->world, "A");
  work_wait_ready (work);
  view = work_view (work);
  g_assert_cmpuint (view->waiting->len + view->waiting_elsewhere, ==, 1);
}

static void
test_node_restart (Fixture       *fixture,
                   gconstpointer  data)
{
  Work *work = work_open_counter (fixture->work);
  g_autofree char *ticket = world_issue (fixture->hall->world, "A");
  guint told;
  g_autoptr(YcDeskView) away = NULL;
  g_autoptr(YcDeskView) back = NULL;

  hall_wake (fixture->hall);
  work_do (work, YC_VERB_CALL_NEXT);
  hall_stop (fixture->hall);
  UNTIL (work_status (work).state == YC_LINK_AWAY);

  /* The visit goes on without the node; the command waits. */
  work_press (work, YC_VERB_START, NULL, YC_VERB_NONE);
  told = work->answered->len;
  work_press (work, YC_VERB_END, "{'result':'finished'}", YC_VERB_CALL_NEXT);
  away = work_view (work);
  g_assert_cmpuint (away->unsent, ==, 2);
  g_assert_cmpint (away->in_flight, ==, YC_VERB_CALL_NEXT);

  hall_start (fixture->hall);
  yc_link_retry (work->link);
  UNTIL (work->answered->len > told);
  back = work_view (work);
  g_assert_cmpint (work_status (work).state, ==, YC_LINK_ONLINE);
  g_assert_cmpuint (back->unsent, ==, 0);
  g_assert_cmpint (world_ticket (fixture->hall->world, ticket)->outcome, ==, YC_OUTCOME_SERVED);
  world_verify (fixture->hall->world);
}

/* The program ends with a command under way: after the start it is withdrawn, and nobody is called to an empty chair. */
static void
test_own_restart (Fixture       *fixture,
                  gconstpointer  data)
{
  Work *work = work_open_counter (fixture->work);
  g_autofree char *ticket = world_issue (fixture->hall->world, "A");
  g_autoptr(YcDeskView) view = NULL;
  guint told;

  hall_stop (fixture->hall);
  UNTIL (work_status (work).state == YC_LINK_AWAY);
  work_press (work, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT);
  told = work->answered->len;
  hall_start (fixture->hall);
  work_restart (work);
  UNTIL (work->answered->len > told);
  view = work_view (work);
  g_assert_cmpint (view->answer_refusal.code, ==, YC_REFUSAL_WITHDRAWN);
  g_assert_null (view->current);
  g_assert_cmpint (world_ticket (fixture->hall->world, ticket)->state, ==, YC_TICKET_WAITING);
  g_assert_cmpuint (world_count (fixture->hall->world, "ticket.called"), ==, 0);
}

/* The session ended elsewhere: the command waits for the sign-in, is given up by it, and the desk is free again. */
static void
test_session_ended (Fixture       *fixture,
                    gconstpointer  data)
{
  Work *work = work_open_counter (fixture->work);
  YcSignIn sign_in;
  guint told = work->answered->len;
  g_autoptr(YcDeskView) view = NULL;

  yc_link_set_token (work->link, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  UNTIL (work_status (work).state == YC_LINK_ONLINE);
  work_press (work, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT);
  UNTIL (work_status (work).session_ended);
  g_assert_cmpuint (work->answered->len, ==, told);

  sign_in = work_sign_in (work, "1001", LINK_PIN);
  g_assert_true (sign_in.ok);
  yc_sign_in_clear (&sign_in);
  UNTIL (work->answered->len > told);
  g_assert_false (work_status (work).session_ended);
  view = work_view (work);
  g_assert_cmpint (view->answer_refusal.code, ==, YC_REFUSAL_WITHDRAWN);
  work_do (work, YC_VERB_OPEN_COUNTER);
}

/* A certificate of our CA for a device that the hall has no record of. */
static void
test_stranger (Fixture       *fixture,
               gconstpointer  data)
{
  Work *work = fixture->work;
  World *world = fixture->hall->world;
  g_autofree char *dev = world_uuid (world);
  g_autofree char *cert = work_make_cert (work, dev);
  YcLinkConfig config = { fixture->hall->url, world->hall, dev, world->ca_pem, cert, work->key };
  g_autoptr(YcLink) link = yc_link_new (&config, work->store, &work->env);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  YcSyncStatus status = { 0 };
  YcSignIn sign_in;

  yc_link_start (link);
  do
    {
      link_world_iterate ();
      yc_link_get_status (link, &status);
    }
  while (status.state != YC_LINK_REFUSED);
  g_assert_cmpstr (status.problem, ==, "/problems/device-unknown");

  yc_link_sign_in_async (link, "1001", LINK_PIN, NULL, on_result_cb, &result);
  UNTIL (result != NULL);
  g_assert_false (yc_link_sign_in_finish (link, result, &sign_in, &error));
  g_assert_error (error, YC_LINK_ERROR, YC_LINK_ERROR_DEVICE_UNKNOWN);
  yc_link_stop (link);
  g_clear_object (&result);
  UNTIL (G_OBJECT (link)->ref_count == 1);
}

/* Answers of a hall that the real node of this world does not give here. */
typedef struct
{
  guint status;
  const char *problem;   /* NULL: no answer of a hall */
  GQuark domain;
  int code;
  guint n;               /* sign-ins, also withdrawn ones, so far */
} Refused;

static void
refuse (YcServer    *server,
        YcRequest   *request,
        YcResponder *responder,
        gpointer     user_data)
{
  Refused *refused = user_data;
  g_autoptr(GBytes) page = g_bytes_new_static ("<html>Nothing</html>", 20);
  g_autoptr(YcResponse) response = NULL;

  if (g_str_has_suffix (yc_request_get_path (request), "/v1/sessions"))
    refused->n++;
  if (refused->problem != NULL)
    response = yc_response_new_problem (refused->status, refused->problem, "No.", NULL);
  else
    response = yc_response_new (refused->status, "text/html", page);
  yc_responder_answer (responder, response);
}

/* Each has a code of its own: only what is no hall is called none. */
static void
test_sign_in_refused (Fixture       *fixture,
                      gconstpointer  data)
{
  YcLink *link = fixture->work->link;
  Refused all[] = {
    { 403, "/problems/device-revoked", YC_LINK_ERROR, YC_LINK_ERROR_DEVICE_REVOKED, 0 },
    { 401, "/problems/device-unknown", YC_LINK_ERROR, YC_LINK_ERROR_DEVICE_UNKNOWN, 0 },
    { 426, "/problems/upgrade", YC_LINK_ERROR, YC_LINK_ERROR_TOO_OLD, 0 },
    { 401, "/problems/session", YC_LINK_ERROR, YC_LINK_ERROR_ENDED, 0 },
    { 400, "/problems/body", YC_LINK_ERROR, YC_LINK_ERROR_REJECTED, 0 },
    { 422, "/problems/key-reused", YC_LINK_ERROR, YC_LINK_ERROR_REJECTED, 0 },
    { 404, NULL, YC_NET_ERROR, YC_NET_ERROR_PROTOCOL, 0 },
    { 200, NULL, YC_NET_ERROR, YC_NET_ERROR_PROTOCOL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      YcSignIn sign_in;

      yc_server_set_handler (fixture->hall->server, refuse, &all[i]);
      yc_link_sign_in_async (link, "1001", LINK_PIN, NULL, on_result_cb, &result);
      UNTIL (result != NULL);
      g_assert_false (yc_link_sign_in_finish (link, result, &sign_in, &error));
      g_assert_error (error, all[i].domain, all[i].code);
      g_assert_null (sign_in.token);
      hall_stop (fixture->hall);
      hall_start (fixture->hall);
    }
}

static gint64 later_ms;

static gint64
later_mono (YcEnv *env)
{
  return g_get_monotonic_time () / 1000 + __atomic_load_n (&later_ms, __ATOMIC_SEQ_CST);
}

/* The PIN of a sign-in that was given up is kept for two minutes by the clock, however long each try takes. */
static void
test_give_up_ends (Fixture       *fixture,
                   gconstpointer  data)
{
  Work *work = fixture->work;
  YcLinkConfig config = { fixture->hall->url, fixture->hall->world->hall, work->station->dev, fixture->hall->world->ca_pem, work->cert,
                          work->key };
  Refused busy = { 503, "/problems/store", YC_LINK_ERROR, 0, 0 };
  YcEnv env = work->env;
  g_autoptr(YcLink) link = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  YcSignIn sign_in;

  later_ms = 0;
  env.now_mono = later_mono;
  link = yc_link_new (&config, work->store, &env);
  yc_server_set_handler (fixture->hall->server, refuse, &busy);
  yc_link_start (link);
  yc_link_sign_in_async (link, "1001", LINK_PIN, NULL, on_result_cb, &result);
  UNTIL (result != NULL);
  g_assert_true (yc_link_sign_in_finish (link, result, &sign_in, &error));
  g_assert_true (sign_in.unreachable);
  /* Sent twice; now it is withdrawn again and again. */
  UNTIL (busy.n >= 4);
  __atomic_store_n (&later_ms, 121 * 1000, __ATOMIC_SEQ_CST);
  busy.n = 0;
  for (guint i = 0; i < 35; i++)
    {
      gint64 end = g_get_monotonic_time () + G_TIME_SPAN_SECOND / 10;

      while (g_get_monotonic_time () < end)
        link_world_iterate ();
    }
  g_assert_cmpuint (busy.n, <=, 1);
  yc_link_stop (link);
  g_clear_object (&result);
  UNTIL (G_OBJECT (link)->ref_count == 1);
}

static void
on_renewed_cb (YcLink     *link,
               const char *pem,
               char      **chain)
{
  g_assert_null (*chain);
  *chain = g_strdup (pem);
}

static gint64
late_wall (YcEnv *env)
{
  return WORLD_START + 340 * 24 * WORLD_HOUR;
}

static void
test_renew (Fixture       *fixture,
            gconstpointer  data)
{
  Work *work = fixture->work;
  World *world = fixture->hall->world;
  YcEnv late = work->env;
  YcLinkConfig config = { fixture->hall->url, world->hall, work->station->dev, world->ca_pem, work->cert, work->key };
  g_autoptr(YcLink) link = NULL;
  g_autofree char *chain = NULL;
  g_autoptr(YcCertInfo) before = yc_cert_inspect (work->cert, strlen (work->cert), world->ca_pem, NULL);
  g_autoptr(YcCertInfo) after = NULL;

  late.now_wall = late_wall;
  world->env.wall = late_wall (NULL);
  link = yc_link_new (&config, work->store, &late);
  g_signal_connect (link, "renewed", G_CALLBACK (on_renewed_cb), &chain);
  yc_link_start (link);
  UNTIL (chain != NULL);
  after = yc_cert_inspect (chain, strlen (chain), world->ca_pem, NULL);
  g_assert_cmpstr (yc_cert_info_get_device (after), ==, work->station->dev);
  g_assert_cmpint (after->not_after, >, before->not_after);
  yc_link_stop (link);
  UNTIL (G_OBJECT (link)->ref_count == 1);
}

static void
test_bad_address (Fixture       *fixture,
                  gconstpointer  data)
{
  Work *work = fixture->work;
  YcLinkConfig config = { "hall", fixture->hall->world->hall, work->station->dev, fixture->hall->world->ca_pem, work->cert, work->key };
  g_autoptr(YcLink) link = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  YcSignIn sign_in;

  g_test_expect_message ("yc-link", G_LOG_LEVEL_WARNING, "*not the address of a hall*");
  link = yc_link_new (&config, work->store, &work->env);
  g_test_assert_expected_messages ();
  yc_link_sign_in_async (link, "1001", LINK_PIN, NULL, on_result_cb, &result);
  UNTIL (result != NULL);
  g_assert_false (yc_link_sign_in_finish (link, result, &sign_in, &error));
  g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_INVALID);
}

#define ADD(name, func) g_test_add ("/sync/link/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("sign-in", test_sign_in);
  ADD ("sign-in-unreachable", test_sign_in_unreachable);
  ADD ("sign-in-lost-reply", test_sign_in_lost_reply);
  ADD ("sign-in-cancelled", test_sign_in_cancelled);
  ADD ("sign-in-given-up", test_sign_in_given_up);
  ADD ("sign-in-far", test_sign_in_far);
  ADD ("day", test_day);
  ADD ("bad-page", test_bad_page);
  ADD ("node-restart", test_node_restart);
  ADD ("own-restart", test_own_restart);
  ADD ("session-ended", test_session_ended);
  ADD ("stranger", test_stranger);
  ADD ("sign-in-refused", test_sign_in_refused);
  ADD ("give-up-ends", test_give_up_ends);
  ADD ("renew", test_renew);
  ADD ("bad-address", test_bad_address);
  return g_test_run ();
}
