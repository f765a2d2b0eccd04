/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-notices"

#include "config.h"

#include <adwaita.h>
#include <string.h>

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
  g_test_add_func ("/notices/notice-ends", test_notice_ends);
  ADD ("/notices/dialog-apart", NULL, test_dialog_apart);
  ADD ("/notices/question-ends", NULL, test_question_ends);
  ADD ("/notices/told", NULL, test_told);
  ADD ("/notices/first-run", NULL, test_first_run);
  ADD ("/notices/unlock-late", NULL, test_unlock_late);
  ADD ("/notices/ended", NULL, test_ended);
  ADD ("/notices/locked-at", NULL, test_locked_at);
  return g_test_run ();
}
