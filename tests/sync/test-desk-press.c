/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-desk-press"

#include "config.h"

#include "desk-fixture.h"

/* What a press is about: the ticket that was pressed last, and the session at whose screen it was pressed. */

static void
test_undo (Fixture       *fixture,
           gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autofree char *ticket = world_issue (fixture->world, "A");
  g_autofree char *args = g_strdup_printf ("{'ticket':'%s'}", ticket);
  g_autoptr(YcDeskView) none = NULL;
  g_autoptr(YcDeskView) passed = NULL;
  g_autoptr(YcDeskView) confirmed = NULL;
  g_autoptr(YcDeskView) restored = NULL;

  desk_do (desk, YC_VERB_CALL_NEXT, NULL);
  none = desk_view (desk);
  g_assert_cmpstr (none->undo_ticket, ==, "");
  assert_may_not (none, YC_VERB_RESTORE, TRUE, YC_REFUSAL_UNDO_TOO_LATE);

  desk_act (desk, YC_VERB_PASS, "{'reason':'pass.absent'}");
  passed = desk_view (desk);
  g_assert_cmpstr (passed->undo_ticket, ==, ticket);
  g_assert_cmpstr (passed->undo_number, ==, "A001");
  g_assert_cmpint (passed->undo_type, ==, YC_EVENT_TICKET_PASSED);
  g_assert_null (passed->current);
  assert_may (passed, YC_VERB_RESTORE);

  /* Confirmed by the node it is still the candidate. */
  desk_push (desk);
  desk_pull (desk);
  confirmed = desk_view (desk);
  g_assert_cmpstr (confirmed->undo_ticket, ==, ticket);

  desk_do (desk, YC_VERB_RESTORE, args);
  restored = desk_view (desk);
  g_assert_cmpint (restored->answer_refusal.code, ==, YC_REFUSAL_NONE);
  g_assert_cmpstr (restored->undo_ticket, ==, "");
  g_assert_cmpuint (restored->waiting->len, ==, 1);
}

/* Alt+Z is about what was pressed last, and only while that can be taken back: an older ticket never comes in its place. */
static void
test_undo_pressed (Fixture       *fixture,
                   gconstpointer  data)
{
  Desk *desk = at_work (fixture);
  g_autofree char *older = world_issue (fixture->world, "A");
  g_autofree char *newer = world_issue (fixture->world, "A");
  g_autofree char *staff = world_add_staff (fixture->world, "1002", "clerk", "A");
  g_autofree char *args = g_strdup_printf ("{'ticket':'%s'}", newer);
  g_autoptr(Station) other = station_new (fixture->world, "workstation", 2);
  g_autoptr(YcReply) opened = NULL;
  g_autoptr(YcReply) called = NULL;
  g_autoptr(YcDeskView) transferred = NULL;
  g_autoptr(YcDeskView) pressed = NULL;
  g_autoptr(YcDeskView) gone = NULL;

  /* The older one is confirmed, the newer one is still on its way to the node; then both are confirmed. */
  desk_do (desk, YC_VERB_CALL_NEXT, NULL);
  desk_act (desk, YC_VERB_TRANSFER, "{'counter':2}");
  transferred = desk_view (desk);
  g_assert_cmpstr (transferred->undo_ticket, ==, older);
  g_assert_cmpint (transferred->undo_type, ==, YC_EVENT_TICKET_TRANSFERRED);
  desk_do (desk, YC_VERB_CALL_NEXT, NULL);
  desk_act (desk, YC_VERB_PASS, "{'reason':'pass.absent'}");
  desk_push (desk);
  desk_pull (desk);
  pressed = desk_view (desk);
  g_assert_cmpstr (pressed->undo_ticket, ==, newer);
  g_assert_cmpint (pressed->undo_type, ==, YC_EVENT_TICKET_PASSED);

  station_sign_in (other, "1002");
  opened = station_command (other, "open-counter", "{}");
  world_assert_ok (opened);
  called = station_command (other, "call", args);
  world_assert_ok (called);
  desk_pull (desk);
  gone = desk_view (desk);
  g_assert_cmpstr (gone->undo_ticket, ==, "");
  g_assert_cmpstr (gone->undo_number, ==, "");
  assert_may_not (gone, YC_VERB_RESTORE, TRUE, YC_REFUSAL_UNDO_TOO_LATE);
  g_assert_cmpint (world_ticket (fixture->world, older)->state, ==, YC_TICKET_WAITING);
}

/* What was pressed at the screen of one session is not done in the name of another, and no counter is opened before the record is known. */
static void
test_other_session (Fixture       *fixture,
                    gconstpointer  data)
{
  Desk *desk = fixture->desk;
  g_autofree char *former = NULL;
  g_autofree char *staff = world_add_staff (fixture->world, "1002", "clerk", "A");
  gint64 seq;

  desk_push (desk);
  station_sign_in (desk->station, "1001");
  g_assert_true (desk_pull_page (desk, 500));
  assert_refused (desk, YC_VERB_NONE, YC_VERB_OPEN_COUNTER, YC_REFUSAL_NOT_BOOTSTRAPPED);
  desk_pull (desk);
  former = g_strdup (desk->station->session);
  desk->memory.session = former;
  desk_act (desk, YC_VERB_LOCK, "{'reason':'key'}");

  desk_sign_in (desk, "1002");
  seq = own_seq (desk);
  assert_refused (desk, YC_VERB_UNLOCK, YC_VERB_NONE, YC_REFUSAL_NO_SESSION);
  assert_refused (desk, YC_VERB_LOCK, YC_VERB_NONE, YC_REFUSAL_NO_SESSION);
  assert_refused (desk, YC_VERB_NONE, YC_VERB_OPEN_COUNTER, YC_REFUSAL_NO_SESSION);
  g_assert_cmpint (own_seq (desk), ==, seq);
  desk->memory.session = desk->station->session;
  desk_do (desk, YC_VERB_OPEN_COUNTER, NULL);
  desk->memory.session = NULL;
}

#define ADD(name, func) g_test_add ("/sync/desk-press/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("undo", test_undo);
  ADD ("undo-pressed", test_undo_pressed);
  ADD ("other-session", test_other_session);
  return g_test_run ();
}
