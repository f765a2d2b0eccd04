/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-notices"

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app/yc-choice-list.h"
#include "app/yc-main-window.h"
#include "app/yc-notice.h"
#include "desk.h"
#include "fake-station.h"
#include "screens.h"
#include "shot.h"
#include "store/yc-store-error.h"

/* What a window tells its clerk, when it stops telling it, and what a dialog or an answer that comes late may do. */

static GtkWindow *
newest_dialog (Desk *f)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr(GtkWindow) other = g_list_model_get_item (all, i);

      if (gtk_window_get_transient_for (other) == GTK_WINDOW (f->window))
        return other;
    }
  return NULL;
}

/* A refusal is taken back when its cause is gone. */
static void
test_told_ends (Desk *f, gconstpointer data)
{
  fake_station_set_link (f->station, YC_LINK_AWAY, FAKE_NOW, FALSE);
  fake_station_changed (f->station);
  desk_act (f, "win.call-next");
  desk_assert_told (f, "The hall server cannot be reached. Calling waits; the visit in hand goes on.");
  fake_station_changed (f->station);
  desk_assert_told (f, "The hall server cannot be reached. Calling waits; the visit in hand goes on.");
  fake_station_set_link (f->station, YC_LINK_ONLINE, FAKE_NOW, FALSE);
  fake_station_changed (f->station);
  desk_assert_told (f, NULL);
  /* One that the station told, after the press. */
  fake_station_set_link (f->station, YC_LINK_AWAY, FAKE_NOW, FALSE);
  fake_station_changed (f->station);
  fake_station_refuse (f->station, YC_REFUSAL_NODE_AWAY, NULL);
  desk_assert_told (f, "The hall server cannot be reached. Calling waits; the visit in hand goes on.");
  fake_station_set_link (f->station, YC_LINK_ONLINE, FAKE_NOW, FALSE);
  fake_station_changed (f->station);
  desk_assert_told (f, NULL);
  /* A successful command. */
  fake_station_refuse (f->station, YC_REFUSAL_HELD_MAX, "{\"max\":3}");
  fake_station_answer (f->station, YC_VERB_TRANSFER, YC_REFUSAL_NONE, NULL, "{}");
  desk_assert_told (f, NULL);
}

/* Words that nothing ends go after a while; what could not be stored stays until something else is done. */
static void
test_told_seconds (Desk *f, gconstpointer data)
{
  g_autoptr(GError) error = g_error_new_literal (YC_STORE_ERROR, YC_STORE_ERROR_FULL, "full");
  YcMainWindow *window = YC_MAIN_WINDOW (f->window);

  fake_station_refuse (f->station, YC_REFUSAL_HELD_MAX, "{\"max\":3}");
  g_assert_cmpuint (yc_main_window_get_told_seconds (window), ==, 20);
  fake_station_answer (f->station, YC_VERB_CALL_NEXT, YC_REFUSAL_NONE, NULL, "{}");
  g_assert_cmpuint (yc_main_window_get_told_seconds (window), ==, 10);
  fake_station_fail (f->station, error);
  g_assert_cmpuint (yc_main_window_get_told_seconds (window), ==, 0);
  desk_act (f, "win.call-next");
  desk_assert_told (f, NULL);
}

/* A screen that does not follow the record any more says so, and whether anything can be stored. */
static void
test_old_screen (Desk *f, gconstpointer data)
{
  YcMainWindow *window = YC_MAIN_WINDOW (f->window);

  g_assert_null (yc_main_window_get_condition (window));
  fake_station_take_view_fault (f->station, g_error_new_literal (YC_STORE_ERROR, YC_STORE_ERROR_IO, "read"));
  fake_station_set_link (f->station, YC_LINK_AWAY, FAKE_NOW, FALSE);
  fake_station_changed (f->station);
  g_assert_cmpstr (yc_main_window_get_condition (window), ==,
                   "What you see may be old: this computer’s record cannot be read just now. What you press is saved, or you are told that it is not.");
  desk_act (f, "win.retry");
  desk_assert_pressed (f, "retry");
  fake_station_take_view_fault (f->station, g_error_new_literal (YC_STORE_ERROR, YC_STORE_ERROR_MOVED, "moved"));
  fake_station_changed (f->station);
  g_assert_nonnull (strstr (yc_main_window_get_condition (window), "Put it back"));
  fake_station_take_view_fault (f->station, NULL);
  fake_station_set_link (f->station, YC_LINK_ONLINE, FAKE_NOW, FALSE);
  fake_station_changed (f->station);
  g_assert_null (yc_main_window_get_condition (window));
}

static void
press_end (Desk *f)
{
  desk_act (f, "win.outcome");
  yc_choice_list_choose (YC_CHOICE_LIST (screen_find (screen_find (f->window, "YcOutcomePage"), "YcChoiceList")), "finished");
  desk_act (f, "win.call-next");
  desk_assert_pressed (f, "end {\"result\":\"finished\"}");
  desk_assert_told (f, NULL);
  fake_station_changed (f->station);
  desk_assert_told (f, NULL);
}

/* That a visit has ended without a call is told when the record has it, with what the link says. */
static void
test_end_told (Desk *f, gconstpointer data)
{
  g_autoptr(GError) error = g_error_new_literal (YC_STORE_ERROR, YC_STORE_ERROR_FULL, "full");
  YcTicket *ticket = fake_station_edit (f->station)->current;

  fake_station_set_link (f->station, YC_LINK_AWAY, FAKE_NOW, FALSE);
  press_end (f);
  fake_station_fail (f->station, error);
  desk_assert_told (f, "This computer’s disk is full. The last act was not stored; make room and try again.");
  press_end (f);
  fake_station_edit (f->station)->current = NULL;
  fake_station_changed (f->station);
  desk_assert_told (f, "The visit has ended. Nobody was called: the hall server cannot be reached.");

  fake_station_set_link (f->station, YC_LINK_REFUSED, FAKE_NOW, FALSE);
  fake_station_set_problem (f->station, "/problems/device-revoked", FALSE);
  fake_station_edit (f->station)->current = ticket;
  fake_station_changed (f->station);
  press_end (f);
  fake_station_edit (f->station)->current = NULL;
  fake_station_changed (f->station);
  desk_assert_told (f, "The visit has ended. Nobody was called: the hall refuses this computer.");
  fake_station_edit (f->station)->current = ticket;
}

static void
test_notice_ends (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *other = gtk_button_new_with_label ("Other");
  YcNotice *notice = YC_NOTICE (yc_notice_new ());

  gtk_box_append (GTK_BOX (box), other);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (notice));
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  shot_wait (window);
  yc_notice_set (notice, YC_NOTICE_WARNING, "Wait.", "Try Again", "win.retry");
  yc_notice_end_after (notice, 1);
  /* Somebody is there. */
  gtk_widget_child_focus (GTK_WIDGET (notice), GTK_DIR_TAB_FORWARD);
  shot_settle (2300);
  g_assert_cmpstr (yc_notice_get_words (notice), ==, "Wait.");
  gtk_widget_grab_focus (other);
  shot_settle (1500);
  g_assert_null (yc_notice_get_words (notice));
  /* New words do not inherit the time of the old ones. */
  yc_notice_set (notice, YC_NOTICE_WARNING, "One.", NULL, NULL);
  yc_notice_end_after (notice, 1);
  yc_notice_set (notice, YC_NOTICE_WARNING, "Two.", NULL, NULL);
  shot_settle (1500);
  g_assert_cmpstr (yc_notice_get_words (notice), ==, "Two.");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Keys can reach the window below a dialog: a window manager need not keep them away. */
static void
test_dialog_apart (Desk *f, gconstpointer data)
{
  static const char *const actions[] = { "win.call-next", "win.pause", "win.walk-in", "win.find", "win.lock", "win.undo" };
  GtkWindow *dialog;

  desk_act (f, "win.preferences");
  dialog = newest_dialog (f);
  g_assert_nonnull (dialog);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    desk_act (f, actions[i]);
  desk_assert_pressed (f, "");
  desk_assert_told (f, NULL);
  g_assert_nonnull (screen_find (f->window, "YcVisitPage"));
  desk_act (f, "win.preferences");
  g_assert_true (newest_dialog (f) == dialog);
  gtk_window_close (dialog);
  shot_settle (50);
  g_assert_null (newest_dialog (f));
  desk_act (f, "win.call-next");
  desk_assert_pressed (f, "call-next");
}

/* A question goes with the state it was asked in. */
static void
test_question_ends (Desk *f, gconstpointer data)
{
  desk_act (f, "win.take-over");
  g_assert_true (ADW_IS_MESSAGE_DIALOG (newest_dialog (f)));
  fake_station_set_state (f->station, YC_STATION_LOCKED);
  fake_station_edit (f->station)->session->state = YC_SESSION_LOCKED;
  fake_station_changed (f->station);
  shot_settle (50);
  g_assert_null (newest_dialog (f));
  desk_assert_pressed (f, "");
}

static void
test_told (Desk *f, gconstpointer data)
{
  g_autoptr(GError) error = g_error_new_literal (YC_STORE_ERROR, YC_STORE_ERROR_FULL, "full");

  fake_station_refuse (f->station, YC_REFUSAL_HELD_MAX, "{\"max\":3}");
  desk_assert_told (f, "You already hold 3 tickets. Resume or end one first.");
  fake_station_answer (f->station, YC_VERB_CALL_NEXT, YC_REFUSAL_WITHDRAWN, NULL, NULL);
  desk_assert_told (f, "Cancelled. The hall did nothing.");
  fake_station_answer (f->station, YC_VERB_CALL_NEXT, YC_REFUSAL_NONE, NULL, "{}");
  desk_assert_told (f, "No one is waiting.");
  fake_station_fail (f->station, error);
  desk_assert_told (f, "This computer’s disk is full. The last act was not stored; make room and try again.");
}

/* Cancel came too late: what has been done all the same is said, and not only shown. */
static void
test_told_late (Desk *f, gconstpointer data)
{
  YcDeskView *view = fake_station_edit (f->station);

  fake_station_set_gave_up (f->station, TRUE);
  fake_station_answer (f->station, YC_VERB_CALL_NEXT, YC_REFUSAL_WITHDRAWN, NULL, NULL);
  desk_assert_told (f, "Cancelled. The hall did nothing.");
  fake_station_answer (f->station, YC_VERB_CALL_NEXT, YC_REFUSAL_NONE, NULL, "{}");
  desk_assert_told (f, "No one is waiting.");
  fake_station_answer (f->station, YC_VERB_CLOSE_COUNTER, YC_REFUSAL_NONE, NULL, "{}");
  desk_assert_told (f, "It was too late to cancel: the hall had done it already.");
  fake_station_answer (f->station, YC_VERB_ISSUE, YC_REFUSAL_NONE, NULL, "{\"number\":\"E046\"}");
  desk_assert_told (f, "It was too late to cancel: E046 has been called.");
  view->current = fake_ticket_new ("A044", YC_TICKET_CALLED, 0);
  fake_station_answer (f->station, YC_VERB_CALL_NEXT, YC_REFUSAL_NONE, NULL, "{}");
  desk_assert_told (f, "It was too late to cancel: A044 has been called.");
  fake_station_set_gave_up (f->station, FALSE);
  fake_station_answer (f->station, YC_VERB_CALL_NEXT, YC_REFUSAL_NONE, NULL, "{}");
  desk_assert_told (f, NULL);
}

static GtkWidget *
find_row (GtkWidget *widget, const char *title)
{
  if (ADW_IS_ENTRY_ROW (widget) && strcmp (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
shows_earlier (GtkWidget *page)
{
  GtkWidget *label = GTK_WIDGET (gtk_widget_get_template_child (page, G_OBJECT_TYPE (page), "earlier"));

  return gtk_widget_is_visible (label) && g_str_has_prefix (gtk_label_get_label (GTK_LABEL (label)), "A record of an earlier set-up ");
}

/* What is wrong with a code is told at the code; while the hall is asked, what it was asked about stays. */
static void
test_first_run (Desk *f, gconstpointer data)
{
  GtkWidget *page;
  GtkWidget *address;
  GtkWidget *code;

  fake_station_set_state (f->station, YC_STATION_FIRST_RUN);
  fake_station_changed (f->station);
  shot_settle (50);
  page = screen_find (f->window, "YcFirstRunPage");
  g_assert_nonnull (page);
  g_assert_false (shows_earlier (page));
  fake_station_set_has_record (f->station, TRUE);
  fake_station_changed (f->station);
  g_assert_true (shows_earlier (page));
  fake_station_set_has_record (f->station, FALSE);
  fake_station_changed (f->station);
  g_assert_false (shows_earlier (page));
  address = find_row (page, "Hall address");
  code = find_row (page, "Enrolment code");
  fake_station_set_discovery (f->station, NULL, 0, g_error_new_literal (YC_STATION_ERROR, YC_STATION_ERROR_CODE_WRONG, "4"));
  gtk_editable_set_text (GTK_EDITABLE (address), "hall");
  gtk_editable_set_text (GTK_EDITABLE (code), "kftx72qhm5w9zc3v8d4rt6ypbj");
  g_signal_emit_by_name (code, "entry-activated");
  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (address)));
  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (code)));
  /* Asked once, however often Enter is pressed. */
  g_signal_emit_by_name (code, "entry-activated");
  shot_settle (50);
  desk_assert_pressed (f, "discover hall KFTX7-2QHM5-W9ZC3-V8D4R-T6YPBJ");
  g_assert_true (gtk_editable_get_editable (GTK_EDITABLE (code)));
  g_assert_true (gtk_widget_has_css_class (code, "error"));
  g_assert_false (gtk_widget_has_css_class (address, "error"));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (f->window)), code));
  fake_station_set_discovery (f->station, "Hall", 3, NULL);
  g_signal_emit_by_name (code, "entry-activated");
  shot_settle (50);
  desk_assert_pressed (f, "discover hall KFTX7-2QHM5-W9ZC3-V8D4R-T6YPBJ");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (gtk_window_get_focus (GTK_WINDOW (f->window)))), ==, "Join");
}

/* A hyphen between two signs is jumped over; one that is selected and overtyped takes nothing beside it along. */
static void
test_code_hyphen (Desk *f, gconstpointer data)
{
  GtkEditable *code;

  fake_station_set_state (f->station, YC_STATION_FIRST_RUN);
  fake_station_changed (f->station);
  shot_settle (50);
  code = gtk_editable_get_delegate (GTK_EDITABLE (find_row (screen_find (f->window, "YcFirstRunPage"), "Enrolment code")));
  gtk_editable_set_text (code, "kftx72qhm5");
  gtk_editable_set_position (code, 6);
  gtk_editable_delete_text (code, 5, 6);
  g_assert_cmpstr (gtk_editable_get_text (code), ==, "KFTX2-QHM5");
  gtk_editable_set_text (code, "kftx72qhm5");
  gtk_editable_select_region (code, 5, 6);
  gtk_editable_delete_selection (code);
  g_assert_cmpstr (gtk_editable_get_text (code), ==, "KFTX7-2QHM5");
}

static guint
count_words (const char *text, const char *word)
{
  guint count = 0;

  for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word))
    count++;
  return count;
}

/* The language is switched while the hall is asked: the new window goes on with it, and is told what comes of it. */
static void
test_first_run_language (Desk *f, gconstpointer data)
{
  g_autofree char *pressed = NULL;
  GtkWidget *page;
  GtkWidget *old = f->window;

  fake_station_set_state (f->station, YC_STATION_FIRST_RUN);
  fake_station_changed (f->station);
  shot_settle (50);
  page = screen_find (old, "YcFirstRunPage");
  fake_station_set_discovery (f->station, NULL, 0, g_error_new_literal (YC_STATION_ERROR, YC_STATION_ERROR_CODE_WRONG, "4"));
  gtk_editable_set_text (GTK_EDITABLE (find_row (page, "Hall address")), "hall");
  gtk_editable_set_text (GTK_EDITABLE (find_row (page, "Enrolment code")), "kftx72qhm5w9zc3v8d4rt6ypbj");
  g_signal_emit_by_name (find_row (page, "Enrolment code"), "entry-activated");
  f->window = g_object_ref (yc_main_window_new (NULL, f->station));
  yc_main_window_go_on_from (YC_MAIN_WINDOW (f->window), YC_MAIN_WINDOW (old));
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_window_destroy (GTK_WINDOW (old));
  page = screen_find (f->window, "YcFirstRunPage");
  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (find_row (page, "Hall address"))));
  shot_wait (f->window);
  shot_settle (50);
  pressed = fake_station_take_presses (f->station);
  g_assert_cmpuint (count_words (pressed, "discover"), ==, 2);
  g_assert_true (gtk_editable_get_editable (GTK_EDITABLE (find_row (page, "Hall address"))));
  g_assert_true (gtk_widget_has_css_class (find_row (page, "Enrolment code"), "error"));
  g_assert_finalize_object (old);
}

/* The window is closed while the PIN is being checked: the answer finds nobody. */
static void
test_unlock_late (Desk *f, gconstpointer data)
{
  GtkWidget *window;
  GtkWidget *pin;

  fake_station_set_state (f->station, YC_STATION_LOCKED);
  fake_station_edit (f->station)->session->state = YC_SESSION_LOCKED;
  window = g_object_ref (yc_main_window_new (NULL, f->station));
  gtk_window_present (GTK_WINDOW (window));
  shot_wait (window);
  pin = find_row (window, "PIN");
  gtk_editable_set_text (GTK_EDITABLE (pin), "20260101");
  g_signal_emit_by_name (pin, "entry-activated");
  desk_assert_pressed (f, "unlock 20260101");
  gtk_window_destroy (GTK_WINDOW (window));
  shot_settle (50);
  g_assert_finalize_object (window);
}

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_label (GTK_LABEL (widget)), text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Who is thrown out is told why, where she finds herself; who signed out or locked is not. */
static void
test_ended (Desk *f, gconstpointer data)
{
  GtkWidget *words = find_label (f->window, "The hall has ended your sign-in. Sign in again; what you did is saved here.");

  g_assert_nonnull (words);
  fake_station_set_state (f->station, YC_STATION_SIGNED_OUT);
  fake_station_changed (f->station);
  shot_settle (50);
  g_assert_false (gtk_widget_get_visible (words));
  fake_station_set_was_ended (f->station, TRUE);
  fake_station_changed (f->station);
  shot_settle (50);
  g_assert_true (gtk_widget_get_mapped (words));
  fake_station_set_state (f->station, YC_STATION_LOCKED);
  fake_station_changed (f->station);
  shot_settle (50);
  g_assert_false (gtk_widget_get_visible (words));
}

/* The lock tells its time before the record has it, and the time stays. */
static void
test_locked_at (Desk *f, gconstpointer data)
{
  fake_station_edit (f->station)->session->locked_at = 0;
  fake_station_set_state (f->station, YC_STATION_LOCKED);
  fake_station_changed (f->station);
  shot_settle (50);
  g_assert_nonnull (find_label (f->window, "Locked by Li Anning 10:42"));
  fake_station_set_now (f->station, FAKE_NOW + 5 * 60000);
  fake_station_changed (f->station);
  shot_settle (50);
  g_assert_nonnull (find_label (f->window, "Locked by Li Anning 10:42"));
}

#define ADD(name, ticket, test) g_test_add (name, Desk, ticket, desk_set_up, test, desk_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  shot_start ();
  ADD ("/notices/told-ends", NULL, test_told_ends);
  ADD ("/notices/told-seconds", NULL, test_told_seconds);
  ADD ("/notices/old-screen", NULL, test_old_screen);
  ADD ("/notices/end-told", "serving", test_end_told);
  g_test_add_func ("/notices/notice-ends", test_notice_ends);
  ADD ("/notices/dialog-apart", NULL, test_dialog_apart);
  ADD ("/notices/question-ends", NULL, test_question_ends);
  ADD ("/notices/told", NULL, test_told);
  ADD ("/notices/told-late", NULL, test_told_late);
  ADD ("/notices/first-run", NULL, test_first_run);
  ADD ("/notices/code-hyphen", NULL, test_code_hyphen);
  ADD ("/notices/first-run-language", NULL, test_first_run_language);
  ADD ("/notices/unlock-late", NULL, test_unlock_late);
  ADD ("/notices/ended", NULL, test_ended);
  ADD ("/notices/locked-at", NULL, test_locked_at);
  return g_test_run ();
}
