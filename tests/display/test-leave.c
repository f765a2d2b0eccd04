/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "app/yc-main-window.h"
#include "desk.h"
#include "screens.h"
#include "shot.h"

/* What is asked and shown when the clerk goes: closes the program, locks it, or the hall is away. */

static GtkWidget *
find_question (Desk *f)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWidget) widget = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (widget) && gtk_widget_get_visible (widget))
        return widget;
    }
  return NULL;
}

static void
test_leave (Desk *f, gconstpointer data)
{
  gtk_window_close (GTK_WINDOW (f->window));
  shot_settle (20);
  g_assert_true (gtk_widget_get_visible (f->window));
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (find_question (f))), ==, "Close while F043 is at this window?");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_question (f)), "cancel");
  shot_settle (20);
  g_assert_true (gtk_widget_get_visible (f->window));
  gtk_window_close (GTK_WINDOW (f->window));
  shot_settle (20);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_question (f)), "act");
  shot_settle (20);
  g_assert_false (gtk_widget_get_visible (f->window));
}

/* Whoever is called by a command that is under way would stand at a closed window. */
static void
test_leave_commanding (Desk *f, gconstpointer data)
{
  fake_station_edit (f->station)->in_flight = YC_VERB_CALL_NEXT;
  fake_station_changed (f->station);
  gtk_window_close (GTK_WINDOW (f->window));
  shot_settle (20);
  g_assert_true (gtk_widget_get_visible (f->window));
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (find_question (f))), ==, "Close while the hall is being asked?");
}

static void
test_leave_free (Desk *f, gconstpointer data)
{
  gtk_window_close (GTK_WINDOW (f->window));
  shot_settle (20);
  g_assert_false (gtk_widget_get_visible (f->window));
}

static void
test_away (Desk *f, gconstpointer data)
{
  fake_station_set_link (f->station, YC_LINK_AWAY, FAKE_NOW - 3600000, FALSE);
  fake_station_changed (f->station);
  g_assert_cmpstr (yc_main_window_get_condition (YC_MAIN_WINDOW (f->window)), ==,
                   "The hall server cannot be reached since 09:42. Calling waits; the visit in hand goes on.");
  desk_act (f, "win.call-next");
  desk_assert_pressed (f, "");
  desk_act (f, "win.retry");
  desk_assert_pressed (f, "retry");
  fake_station_set_link (f->station, YC_LINK_ONLINE, FAKE_NOW, FALSE);
  fake_station_changed (f->station);
  g_assert_null (yc_main_window_get_condition (YC_MAIN_WINDOW (f->window)));
}

static void
test_lock (Desk *f, gconstpointer data)
{
  desk_act (f, "win.lock");
  desk_assert_pressed (f, "lock key");
  g_assert_nonnull (screen_find (f->window, "YcSignInPage"));
  /* Nothing of the desk is done behind the lock. */
  desk_act (f, "win.call-next");
  desk_act (f, "win.outcome");
  desk_assert_pressed (f, "");
}

#define ADD(name, ticket, test) g_test_add (name, Desk, ticket, desk_set_up, test, desk_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  shot_start ();
  ADD ("/leave/called", "called", test_leave);
  ADD ("/leave/serving", "serving", test_leave);
  ADD ("/leave/commanding", NULL, test_leave_commanding);
  ADD ("/leave/free", NULL, test_leave_free);
  ADD ("/leave/away", NULL, test_away);
  ADD ("/leave/lock", NULL, test_lock);
  return g_test_run ();
}
