/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-station"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "station-fixture.h"
#include "store/yc-db-private.h"
#include "vault/yc-secret.h"

/* Who sits at a window, as the station sees it: the real one, without widgets, against the real node behind its relay. */

/* Nobody is signed in, here and at the node, and it stays so. */
static void
assert_nobody (Fixture *f)
{
  World *world = f->hall->world;

  UNTIL (yc_hall_get_device_session (world_hall (world), f->device->dev) == NULL);
  UNTIL (view_of (f)->session == NULL);
  g_assert_cmpint (state_of (f), ==, YC_STATION_SIGNED_OUT);
  wait_ms (200);
  g_assert_cmpint (state_of (f), ==, YC_STATION_SIGNED_OUT);
  world_verify (world);
}

/* Whether nobody's session stands in the record; on the way there the window has never been open. */
static gboolean
is_empty (Fixture *f)
{
  g_assert_cmpint (state_of (f), !=, YC_STATION_SIGNED_IN);
  return view_of (f)->session == NULL;
}

/* Locked by one clerk; another signs in at the locked window, and leaves before the answer is there. */
static void
test_hand_over_cancelled (Fixture       *f,
                          gconstpointer  data)
{
  World *world = f->hall->world;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  YcSignIn sign_in = { 0 };

  at_work (f);
  yc_station_lock (f->station, "key");
  UNTIL (view_of (f)->session->state == YC_SESSION_LOCKED && view_of (f)->unsent == 0);

  /* Done by the node, and the answer lost: then Esc. */
  hall_set_fault (f->hall, FAULT_CUT, "/v1/sessions", 1);
  yc_station_sign_in_async (f->station, "1002", LINK_PIN, cancellable, on_result_cb, &result);
  UNTIL (f->hall->n_faults == 0);
  g_assert_cmpuint (world_count (world, "session.opened"), ==, 2);
  g_cancellable_cancel (cancellable);
  UNTIL (result != NULL);
  g_assert_false (yc_station_sign_in_finish (f->station, result, &sign_in, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  UNTIL (is_empty (f));
  assert_nobody (f);
  g_assert_cmpuint (world_count (world, "session.ended"), ==, 2);
  g_assert_false (unlock (f, LINK_PIN));
  /* The window is free for the next. */
  at_work (f);
}

/* The answers are lost, and the clerk is told that the hall cannot be reached. */
static void
test_hand_over_lost (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  YcSignIn sign_in = { 0 };

  at_work (f);
  yc_station_lock (f->station, "key");
  UNTIL (view_of (f)->session->state == YC_SESSION_LOCKED && view_of (f)->unsent == 0);
  hall_set_fault (f->hall, FAULT_CUT, "/v1/sessions", 2);
  yc_station_sign_in_async (f->station, "1002", LINK_PIN, NULL, on_result_cb, &result);
  UNTIL (result != NULL);
  g_assert_true (yc_station_sign_in_finish (f->station, result, &sign_in, &error));
  g_assert_true (sign_in.unreachable);
  g_assert_null (sign_in.token);
  g_assert_cmpint (state_of (f), !=, YC_STATION_SIGNED_IN);
  assert_nobody (f);
}

/* Esc while the PIN is hashed: the session is there, and its token is given back. */
static void
test_cancelled_late (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  YcSignIn sign_in = { 0 };

  yc_station_sign_in_async (f->station, "1001", LINK_PIN, cancellable, on_result_cb, &result);
  UNTIL (view_of (f)->session != NULL);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  UNTIL (result != NULL);
  g_assert_false (yc_station_sign_in_finish (f->station, result, &sign_in, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_nobody (f);
  g_assert_cmpuint (world_count (f->hall->world, "counter.opened"), ==, 0);
}

/* Somebody else's session has taken the place of the locked one: the PIN of before opens nothing. */
static void
test_replaced (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint tries = 0;

  at_work (f);
  yc_station_lock (f->station, "key");
  UNTIL (view_of (f)->session->state == YC_SESSION_LOCKED && view_of (f)->unsent == 0);
  yc_station_unlock_async (f->station, LINK_PIN, on_result_cb, &result);
  station_sign_in (f->device, "1002");
  hall_wake (f->hall);
  UNTIL (g_strcmp0 (view_of (f)->session->staff, f->other) == 0);
  UNTIL (result != NULL);
  g_assert_false (yc_station_unlock_finish (f->station, result, &tries, &error));
  g_assert_error (error, YC_STATION_ERROR, YC_STATION_ERROR_ENDED);
  g_assert_cmpint (state_of (f), ==, YC_STATION_SIGNED_OUT);
  wait_ms (200);
  g_assert_cmpint (state_of (f), ==, YC_STATION_SIGNED_OUT);
  g_assert_cmpuint (world_count (f->hall->world, "session.unlocked"), ==, 0);
  /* The hall did that, and says so until somebody signs in. */
  g_assert_true (yc_station_was_ended (f->station));
  at_work (f);
  g_assert_false (yc_station_was_ended (f->station));
}

/* Who signs out herself is not told that the hall did it. */
static void
test_signed_out (Fixture       *f,
                 gconstpointer  data)
{
  at_work (f);
  yc_station_press (f->station, YC_VERB_NONE, NULL, YC_VERB_SIGN_OUT, NULL);
  UNTIL (state_of (f) == YC_STATION_SIGNED_OUT);
  wait_ms (100);
  g_assert_false (yc_station_was_ended (f->station));
}

/* A computer that has just joined a hall with a long day behind it, in whose record there is an old session of this computer. */
static void
test_long_record (Fixture       *f,
                  gconstpointer  data)
{
  station_sign_in (f->device, "1002");
  for (guint i = 0; i < 260; i++)
    {
      g_autofree char *ticket = world_issue (f->hall->world, "A");
    }
  /* The feed does not come before the sign-in. */
  hall_set_fault (f->hall, FAULT_BUSY, "/feed", 1);
  open_station (f);
  UNTIL (state_of (f) == YC_STATION_SIGNED_OUT && f->hall->n_faults == 0);
  sign_in (f, "1001");
  UNTIL (state_of (f) == YC_STATION_SIGNED_IN);
  g_assert_cmpstr (view_of (f)->staff->number, ==, "1001");
  UNTIL (view_of (f)->counter_mine);
  g_assert_cmpstr (f->told->str, ==, "");
  g_assert_false (yc_station_was_ended (f->station));
}

static gboolean
break_job (YcDb     *db,
           gpointer  data,
           GError  **error)
{
  /* The transaction that covers this job and the next ones is lost. */
  yc_db_rollback (db);
  return TRUE;
}

static gboolean
busy_job (YcDb     *db,
          gpointer  data,
          GError  **error)
{
  g_atomic_int_set ((int *) data, TRUE);
  g_usleep (300 * 1000);
  return TRUE;
}

/* What is pressed right after this is not stored: while the worker is busy both come into one group. */
static void
break_next (Fixture *f)
{
  static int busy;

  g_atomic_int_set (&busy, FALSE);
  yc_store_run_async (f->station->store, YC_LANE_COMMAND, busy_job, &busy, NULL, NULL, NULL, NULL);
  /* Else the group that begins now might have the next job in it, and not the press. */
  while (!g_atomic_int_get (&busy))
    g_usleep (1000);
  yc_store_run_async (f->station->store, YC_LANE_COMMAND, break_job, NULL, NULL, NULL, NULL, NULL);
}

/* What cannot be stored does not leave the citizen's data on the screen. */
static void
test_lock_without_disk (Fixture       *f,
                        gconstpointer  data)
{
  g_test_log_set_fatal_handler (ignore_log, NULL);
  at_work (f);
  break_next (f);
  yc_station_lock (f->station, "idle");
  g_assert_cmpint (state_of (f), ==, YC_STATION_LOCKED);
  UNTIL (f->station->lock_again != 0);
  wait_ms (200);
  g_assert_cmpint (state_of (f), ==, YC_STATION_LOCKED);
  g_assert_cmpint (view_of (f)->session->state, ==, YC_SESSION_OPEN);
  g_assert_false (yc_station_may (f->station, YC_VERB_CALL_NEXT, NULL));
  g_assert_false (unlock (f, "11111111"));
  g_assert_cmpint (state_of (f), ==, YC_STATION_LOCKED);
  /* It is written as soon as it can be. */
  UNTIL (view_of (f)->session->state == YC_SESSION_LOCKED);
  g_assert_true (unlock (f, LINK_PIN));
  UNTIL (state_of (f) == YC_STATION_SIGNED_IN);
  UNTIL (world_count (f->hall->world, "session.unlocked") == 1);
  g_assert_cmpuint (world_count (f->hall->world, "session.locked"), ==, 1);
}

static void
test_unlock_unwritten (Fixture       *f,
                       gconstpointer  data)
{
  g_test_log_set_fatal_handler (ignore_log, NULL);
  at_work (f);
  break_next (f);
  yc_station_lock (f->station, "key");
  UNTIL (f->station->lock_again != 0);
  g_assert_true (unlock (f, LINK_PIN));
  UNTIL (state_of (f) == YC_STATION_SIGNED_IN);
  g_assert_cmpuint (f->station->lock_again, ==, 0);
  wait_ms (200);
  g_assert_cmpint (state_of (f), ==, YC_STATION_SIGNED_IN);
  g_assert_cmpuint (world_count (f->hall->world, "session.locked"), ==, 0);
}

/* Calls a new ticket of this world and begins to serve it; returns its id. */
/* There was no memory for the verifier at the sign-in: the window is closed at once, and her next sign-in goes on with the visit. */
static void
test_lock_without_verifier (Fixture       *f,
                            gconstpointer  data)
{
  World *world = f->hall->world;
  g_autofree char *ticket = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint tries = 0;
  const YcTicket *kept = NULL;

  at_work (f);
  ticket = serve_one (f);
  g_clear_pointer (&f->station->verifier, yc_secret_free);
  yc_station_lock (f->station, "idle");
  g_assert_cmpint (state_of (f), ==, YC_STATION_SIGNED_OUT);
  UNTIL (view_of (f)->session != NULL && view_of (f)->session->state == YC_SESSION_LOCKED && view_of (f)->unsent == 0);
  g_assert_cmpint (state_of (f), ==, YC_STATION_SIGNED_OUT);
  g_assert_false (yc_station_was_ended (f->station));
  yc_station_unlock_async (f->station, LINK_PIN, on_result_cb, &result);
  UNTIL (result != NULL);
  g_assert_false (yc_station_unlock_finish (f->station, result, &tries, &error));
  g_assert_error (error, YC_STATION_ERROR, YC_STATION_ERROR_ENDED);

  at_work (f);
  UNTIL (view_of (f)->held->len == 1);
  kept = g_ptr_array_index (view_of (f)->held, 0);
  g_assert_cmpstr (kept->id, ==, ticket);
  g_assert_cmpuint (world_count (world, "session.locked"), ==, 1);
  g_assert_cmpuint (world_count (world, "ticket.ended"), ==, 0);
  g_assert_cmpstr (f->told->str, ==, "");
  world_verify (world);
}

/* Nor could her lock be stored at first: the session is not left open in the record. */
static void
test_lock_without_verifier_and_disk (Fixture       *f,
                                     gconstpointer  data)
{
  g_test_log_set_fatal_handler (ignore_log, NULL);
  at_work (f);
  g_clear_pointer (&f->station->verifier, yc_secret_free);
  break_next (f);
  yc_station_lock (f->station, "idle");
  g_assert_cmpint (state_of (f), ==, YC_STATION_SIGNED_OUT);
  UNTIL (view_of (f)->session != NULL && view_of (f)->session->state == YC_SESSION_LOCKED && view_of (f)->unsent == 0);
  g_assert_cmpint (state_of (f), ==, YC_STATION_SIGNED_OUT);
  g_assert_cmpuint (world_count (f->hall->world, "session.locked"), ==, 1);
  g_assert_null (f->station->owed_session);
}

/* So it is when the next clerk signs in meanwhile: what was owed for the other session is nothing of hers. */
static void
test_lock_replaced (Fixture       *f,
                    gconstpointer  data)
{
  g_test_log_set_fatal_handler (ignore_log, NULL);
  at_work (f);
  g_clear_pointer (&f->station->verifier, yc_secret_free);
  break_next (f);
  yc_station_lock (f->station, "idle");
  UNTIL (f->station->lock_again != 0);
  at_work (f);
  g_assert_cmpuint (f->station->lock_again, ==, 0);
  g_assert_null (f->station->owed_session);
  g_assert_cmpuint (world_count (f->hall->world, "session.locked"), ==, 0);
}

/* A PIN that cannot be judged here counts as no wrong one, and is not told as a matter of folders or keys. */
static void
test_unlock_unchecked (Fixture       *f,
                       gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *verifier = NULL;
  guint tries = 0;

  at_work (f);
  verifier = g_strdup (f->station->verifier);
  yc_station_lock (f->station, "key");
  /* What stands for want of memory: the hashing fails. */
  f->station->verifier[1] = 'x';
  yc_station_unlock_async (f->station, LINK_PIN, on_result_cb, &result);
  UNTIL (result != NULL);
  g_assert_false (yc_station_unlock_finish (f->station, result, &tries, &error));
  g_assert_error (error, YC_STATION_ERROR, YC_STATION_ERROR_UNCHECKED);
  g_assert_cmpint (state_of (f), ==, YC_STATION_LOCKED);
  g_assert_cmpuint (f->station->wrong_unlocks, ==, 0);
  memcpy (f->station->verifier, verifier, strlen (verifier));
  g_assert_true (unlock (f, LINK_PIN));
  UNTIL (state_of (f) == YC_STATION_SIGNED_IN);
}

static JsonObject *
args_of (const char *text)
{
  return world_json (text);
}

static void
count_offers (YcStation *station,
              guint     *offers)
{
  *offers += yc_station_can_undo (station) ? 1 : 0;
}

static void
press_and_wait (Fixture    *f,
                YcVerb      local,
                const char *args,
                YcVerb      command)
{
  g_autofree char *answer = g_strdup (view_of (f)->answer_key);

  yc_station_press (f->station, local, args != NULL ? args_of (args) : NULL, command, NULL);
  if (command != YC_VERB_NONE)
    UNTIL (g_strcmp0 (view_of (f)->answer_key, answer) != 0);
  else
    UNTIL (view_of (f)->current == NULL && view_of (f)->unsent == 0);
}

/* After an undo nothing is offered, not even for one change, although an older ticket could still be taken back. */
static void
test_undo_once (Fixture       *f,
                gconstpointer  data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  JsonObject *args = json_object_new ();
  guint offers = 0;

  at_work (f);
  first = world_issue (f->hall->world, "A");
  second = world_issue (f->hall->world, "A");
  hall_wake (f->hall);
  UNTIL (view_of (f)->waiting->len == 2);
  for (guint i = 0; i < 2; i++)
    {
      press_and_wait (f, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT);
      press_and_wait (f, YC_VERB_PASS, "{'reason':'pass.absent'}", YC_VERB_NONE);
    }
  g_assert_true (yc_station_can_undo (f->station));
  g_assert_cmpstr (view_of (f)->undo_ticket, ==, second);
  json_object_set_string_member (args, "ticket", second);
  yc_station_press (f->station, YC_VERB_NONE, NULL, YC_VERB_RESTORE, args);
  UNTIL (view_of (f)->waiting->len == 1);
  g_signal_connect (f->station, "changed", G_CALLBACK (count_offers), &offers);
  UNTIL (view_of (f)->answer_verb == YC_VERB_RESTORE);
  wait_ms (100);
  g_assert_cmpuint (offers, ==, 0);
  g_assert_false (yc_station_can_undo (f->station));
  g_assert_cmpstr (view_of (f)->undo_ticket, ==, "");
  g_signal_handlers_disconnect_by_data (f->station, &offers);
}

/* A press that is refused, or of which nobody knows whether it was stored, is followed by what the record says. */
static void
test_refresh (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(YcDeskView) before = NULL;

  g_test_log_set_fatal_handler (ignore_log, NULL);
  at_work (f);
  wait_ms (200);
  before = yc_desk_view_ref ((YcDeskView *) view_of (f));
  yc_station_press (f->station, YC_VERB_START, NULL, YC_VERB_NONE, NULL);
  UNTIL (f->told->len > 0);
  g_assert_cmpstr (f->told->str, ==, "refused nothing-called;");
  g_assert_true (f->station->viewing);
  UNTIL (view_of (f) != before);
  g_string_truncate (f->told, 0);
  wait_ms (200);
  break_next (f);
  yc_station_press (f->station, YC_VERB_PAUSE, args_of ("{'reason':'pause.rest'}"), YC_VERB_NONE, NULL);
  UNTIL (f->told->len > 0);
  g_assert_cmpstr (f->told->str, ==, "failed;");
  g_assert_true (f->station->viewing);
}

static void
note_late (YcStation  *station,
           guint       verb,
           YcRefusal  *refusal,
           JsonObject *result,
           GString    *answers)
{
  g_string_append_printf (answers, "%s%s;", yc_station_gave_up (station) ? "late " : "", yc_refusal_code_to_string (refusal->code));
}

/* Cancelled after the hall had done it, and before the answer came: whoever tells the clerk knows. */
static void
test_withdrawn_late (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr(GString) answers = g_string_new (NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  at_work (f);
  first = world_issue (f->hall->world, "A");
  second = world_issue (f->hall->world, "A");
  hall_wake (f->hall);
  UNTIL (view_of (f)->waiting->len == 2);
  g_signal_connect (f->station, "answered", G_CALLBACK (note_late), answers);
  hall_set_fault (f->hall, FAULT_CUT, "/commands", 1);
  yc_station_press (f->station, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT, NULL);
  UNTIL (world_count (f->hall->world, "ticket.called") == 1);
  yc_station_withdraw (f->station);
  g_assert_true (yc_station_gave_up (f->station));
  UNTIL (answers->len > 0);
  g_assert_cmpstr (answers->str, ==, "late none;");
  g_assert_cmpstr (view_of (f)->current->id, ==, first);
  /* The next one was not given up. */
  g_string_truncate (answers, 0);
  press_and_wait (f, YC_VERB_PASS, "{'reason':'pass.absent'}", YC_VERB_NONE);
  press_and_wait (f, YC_VERB_NONE, NULL, YC_VERB_CALL_NEXT);
  UNTIL (answers->len > 0);
  g_assert_cmpstr (answers->str, ==, "none;");
  /* Nothing is in flight. */
  yc_station_withdraw (f->station);
  g_assert_false (yc_station_gave_up (f->station));
}

/* What a clerk types as the address of the hall: all that is not an address is refused, and no secret is sent to it. */
static void
test_addresses (void)
{
  const struct
  {
    const char *typed;
    const char *url;
  } cases[] = {
    { "10.1.2.3", "https://10.1.2.3:8443" },
    { " hall.example:9000 ", "https://hall.example:9000" },
    { "https://hall/", "https://hall:8443" },
    { "[fd00::1]:8443", "https://[fd00::1]:8443" },
    { "", NULL },
    { "http://hall", NULL },
    { "https://hall/door", NULL },
    { "https://hall?door=1", NULL },
    { "https://hall#door", NULL },
    { "hall?", NULL },
    { "li@hall", NULL },
    { "https://hall:8443@other", NULL },
    { "the hall", NULL },
    { "hall\tnode", NULL },
    { "https://hall%20node", NULL },
    { "\u5927 \u5385", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = yc_station_complete_url (cases[i].typed);

      g_test_message ("%s", cases[i].typed);
      g_assert_cmpstr (url, ==, cases[i].url);
    }
}

#define ADD(name, func) g_test_add ("/station/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("hand-over-cancelled", test_hand_over_cancelled);
  ADD ("hand-over-lost", test_hand_over_lost);
  ADD ("cancelled-late", test_cancelled_late);
  ADD ("withdrawn-late", test_withdrawn_late);
  ADD ("replaced", test_replaced);
  ADD ("signed-out", test_signed_out);
  g_test_add ("/station/long-record", Fixture, "unopened", set_up, test_long_record, tear_down);
  ADD ("lock-without-disk", test_lock_without_disk);
  ADD ("unlock-unwritten", test_unlock_unwritten);
  ADD ("lock-without-verifier", test_lock_without_verifier);
  ADD ("lock-without-verifier-and-disk", test_lock_without_verifier_and_disk);
  ADD ("lock-replaced", test_lock_replaced);
  g_test_add_func ("/station/addresses", test_addresses);
  ADD ("unlock-unchecked", test_unlock_unchecked);
  ADD ("undo-once", test_undo_once);
  ADD ("refresh", test_refresh);
  return g_test_run ();
}
