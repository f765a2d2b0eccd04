/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "screens"

#include "config.h"

#include "screens.h"

#include <string.h>

#include "app/yc-choice-list.h"
#include "app/yc-look.h"
#include "app/yc-main-window.h"
#include "net/yc-net-error.h"
#include "shot.h"
#include "store/yc-store-error.h"
#include "vault/yc-vault-error.h"

static void
act (GtkWidget *window, const char *action)
{
  gtk_widget_activate_action (window, action, NULL);
}

GtkWidget *
screen_find (GtkWidget *root, const char *type_name)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (strcmp (G_OBJECT_TYPE_NAME (root), type_name) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = screen_find (child, type_name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The n-th mapped entry row of the window. */
static GtkEditable *
find_entry (GtkWidget *root, int *n)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (ADW_IS_ENTRY_ROW (root) && (*n)-- == 0)
    return GTK_EDITABLE (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkEditable *found = find_entry (child, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
type (GtkWidget *window, int n, const char *text)
{
  GtkEditable *entry = find_entry (window, &n);

  g_assert_nonnull (entry);
  gtk_editable_set_text (entry, text);
}

static void
activate_entry (GtkWidget *window, int n)
{
  g_signal_emit_by_name (find_entry (window, &n), "entry-activated");
}

/* A key in the list that has the focus. */
static void
press (GtkWidget *window, guint keyval)
{
  GtkWidget *widget = gtk_window_get_focus (GTK_WINDOW (window));

  while (widget != NULL && !YC_IS_CHOICE_LIST (widget))
    widget = gtk_widget_get_parent (widget);
  g_assert_nonnull (widget);
  g_assert_true (yc_choice_list_press (YC_CHOICE_LIST (widget), keyval));
}

static void
call (YcStation *station, YcDeskView *view)
{
  view->current = fake_ticket_new ("F043", YC_TICKET_CALLED, 0);
  view->current_step = YC_STEP_PLACE;
}

static void
call_again (YcStation *station, YcDeskView *view)
{
  call (station, view);
  g_free (view->current->group);
  view->current->group = g_strdup ("elderly");
  view->current_step = YC_STEP_PRIORITY;
  view->current->calls = 2;
  fake_station_set_recall_wait (station, 3);
}

static void
serve (YcStation *station, YcDeskView *view)
{
  view->current = fake_ticket_new ("F043", YC_TICKET_SERVING, 3);
  view->current_step = YC_STEP_PLACE;
  view->unsent = 2;
  fake_station_set_link (station, YC_LINK_ONLINE, 0, FALSE);
}

static void
serve_all (YcStation *station, YcDeskView *view)
{
  serve (station, view);
  g_free (view->current->group);
  view->current->group = g_strdup ("disabled_soldier");
  g_free (view->current->matter);
  view->current->matter = g_strdup ("11010500-TR-001");
  view->current->back_to = 6;
  view->current_step = YC_STEP_PRIORITY;
  g_ptr_array_add (view->held, fake_ticket_new ("A038", YC_TICKET_HELD, 33));
}

static void
put_aside (YcStation *station, YcDeskView *view)
{
  g_ptr_array_add (view->held, fake_ticket_new ("A038", YC_TICKET_HELD, 33));
  g_ptr_array_add (view->held, fake_ticket_new ("F040", YC_TICKET_HELD, 8));
}

static void
take_queues (YcStation *station, YcDeskView *view)
{
  static char *queues[] = { (char *) "A", (char *) "B", (char *) "E", (char *) "F", NULL };

  view->counter_queues = queues;
}

static void
nobody (YcStation *station, YcDeskView *view)
{
  g_ptr_array_set_size (view->waiting, 0);
}

static void
go_offline (YcStation *station, YcDeskView *view)
{
  serve (station, view);
  view->unsent = 6;
  fake_station_set_link (station, YC_LINK_AWAY, FAKE_NOW - 60 * 60000, FALSE);
}

static void
go_offline_idle (YcStation *station, YcDeskView *view)
{
  view->unsent = 6;
  fake_station_set_link (station, YC_LINK_AWAY, FAKE_NOW - 60 * 60000, FALSE);
}

static void
be_refused (YcStation *station, YcDeskView *view)
{
  view->unsent = 4;
  fake_station_set_link (station, YC_LINK_REFUSED, FAKE_NOW - 60000, FALSE);
  fake_station_set_problem (station, "/problems/device-revoked", FALSE);
}

static void
end_session (YcStation *station, YcDeskView *view)
{
  fake_station_set_problem (station, NULL, TRUE);
}

static void
confirm (YcStation *station, YcDeskView *view)
{
  view->in_flight = YC_VERB_CALL_NEXT;
}

static void
wait_confirming (GtkWidget *window, YcStation *station)
{
  shot_settle (500);
}

static void
wait_slow (GtkWidget *window, YcStation *station)
{
  shot_settle (5300);
}

static void
load (YcStation *station, YcDeskView *view)
{
  view->bootstrapped = FALSE;
  fake_station_set_link (station, YC_LINK_CONNECTING, 0, FALSE);
}

static void
close_counter (YcStation *station, YcDeskView *view)
{
  view->counter_state = YC_COUNTER_CLOSED;
  view->counter_mine = FALSE;
}

static void
lose_counter (YcStation *station, YcDeskView *view)
{
  view->counter_mine = FALSE;
  g_free (view->counter_holder);
  view->counter_holder = g_strdup ("例明月");
}

static void
pause_counter (YcStation *station, YcDeskView *view)
{
  view->counter_state = YC_COUNTER_PAUSED;
  g_free (view->pause_reason);
  view->pause_reason = g_strdup ("pause.meal");
}

static void
lock_session (YcStation *station, YcDeskView *view)
{
  serve (station, view);
  view->session->state = YC_SESSION_LOCKED;
}

static void
skip (YcStation *station, YcDeskView *view)
{
  call (station, view);
  g_free (view->undo_ticket);
  view->undo_ticket = g_strdup ("ticket");
  g_free (view->undo_number);
  view->undo_number = g_strdup ("F042");
  view->undo_type = YC_EVENT_TICKET_PASSED;
  fake_station_set_can_undo (station, TRUE);
}

static void
tell_refusal (GtkWidget *window, YcStation *station)
{
  fake_station_refuse (station, YC_REFUSAL_SERVED_ELSEWHERE, "{\"number\":\"F042\",\"counter\":5}");
}

static void
pause_called (YcStation *station, YcDeskView *view)
{
  call (station, view);
  pause_counter (station, view);
}

static void
pause_serving (YcStation *station, YcDeskView *view)
{
  serve (station, view);
  pause_counter (station, view);
}

static void
open_outcome (GtkWidget *window, YcStation *station)
{
  act (window, "win.outcome");
}

static void
open_consulted (GtkWidget *window, YcStation *station)
{
  act (window, "win.outcome");
  press (window, GDK_KEY_5);
  press (window, GDK_KEY_2);
}

static void
open_left (GtkWidget *window, YcStation *station)
{
  act (window, "win.outcome");
  press (window, GDK_KEY_9);
}

static void
open_referred (GtkWidget *window, YcStation *station)
{
  act (window, "win.outcome");
  press (window, GDK_KEY_6);
  press (window, GDK_KEY_KP_2);
}

static void
open_transfer (GtkWidget *window, YcStation *station)
{
  act (window, "win.transfer");
  press (window, GDK_KEY_e);
}

static void
open_walk_in (GtkWidget *window, YcStation *station)
{
  act (window, "win.walk-in");
  press (window, GDK_KEY_e);
}

static void
open_skip_reason (GtkWidget *window, YcStation *station)
{
  act (window, "win.skip-reason");
}

static void
open_hold (GtkWidget *window, YcStation *station)
{
  act (window, "win.hold");
}

static void
open_pause (GtkWidget *window, YcStation *station)
{
  act (window, "win.pause");
  press (window, GDK_KEY_8);
}

static void
open_today (GtkWidget *window, YcStation *station)
{
  act (window, "win.find");
}

static void
forget_today (YcStation *station, YcDeskView *view)
{
  g_ptr_array_set_size (view->activity, 0);
}

static void
open_preferences (GtkWidget *window, YcStation *station)
{
  act (window, "win.preferences");
}

static void
open_shortcuts (GtkWidget *window, YcStation *station)
{
  act (window, "win.shortcuts");
}

static void
fill_first_run (GtkWidget *window, YcStation *station)
{
  type (window, 0, "https://192.168.10.5:8443");
  type (window, 1, "kftx72qhm5w9zc3v8d4rt6ypbj");
}

static void
find_hall (GtkWidget *window, YcStation *station)
{
  fake_station_set_discovery (station, "例市朝阳区政务服务中心", 3, NULL);
  fill_first_run (window, station);
  activate_entry (window, 1);
}

static void
miss_hall (GtkWidget *window, YcStation *station)
{
  fake_station_set_discovery (station, NULL, 0, g_error_new_literal (YC_NET_ERROR, YC_NET_ERROR_UNREACHABLE, "no route"));
  fill_first_run (window, station);
  activate_entry (window, 1);
}

static void
mistype_code (GtkWidget *window, YcStation *station)
{
  fake_station_set_discovery (station, NULL, 0, g_error_new_literal (YC_VAULT_ERROR, YC_VAULT_ERROR_CODE_LENGTH, "short"));
  type (window, 0, "https://192.168.10.5:8443");
  type (window, 1, "kftx72qhm");
  activate_entry (window, 1);
}

static void
sign_in_wrong (GtkWidget *window, YcStation *station)
{
  fake_station_set_sign_in (station, YC_REFUSAL_WRONG_PIN, 4, FALSE);
  type (window, 0, "10421");
  type (window, 1, "12345678");
  activate_entry (window, 1);
}

static void
sign_in_locked (GtkWidget *window, YcStation *station)
{
  fake_station_set_sign_in (station, YC_REFUSAL_PIN_LOCKED, FAKE_NOW + 10 * 60000, FALSE);
  type (window, 0, "10421");
  type (window, 1, "12345678");
  activate_entry (window, 1);
}

static void
ask_hand_over (GtkWidget *window, YcStation *station)
{
  act (window, "win.hand-over");
}

static void
break_profile (YcStation *station, YcDeskView *view)
{
  fake_station_take_fault (station, g_error_new_literal (YC_STORE_ERROR, YC_STORE_ERROR_CORRUPT, "page 7"));
}

static const Screen screens[] = {
  { "loading", YC_STATION_LOADING, NULL, NULL },
  { "first-run", YC_STATION_FIRST_RUN, NULL, fill_first_run },
  { "first-run-found", YC_STATION_FIRST_RUN, NULL, find_hall },
  { "first-run-nobody", YC_STATION_FIRST_RUN, NULL, miss_hall },
  { "first-run-code", YC_STATION_FIRST_RUN, NULL, mistype_code },
  { "sign-in", YC_STATION_SIGNED_OUT, NULL, NULL },
  { "sign-in-wrong", YC_STATION_SIGNED_OUT, NULL, sign_in_wrong },
  { "sign-in-locked", YC_STATION_SIGNED_OUT, NULL, sign_in_locked },
  { "sign-in-offline", YC_STATION_SIGNED_OUT, go_offline_idle, NULL },
  { "lock", YC_STATION_LOCKED, lock_session, NULL },
  { "lock-hand-over", YC_STATION_LOCKED, lock_session, ask_hand_over },
  { "reading", YC_STATION_SIGNED_IN, load, NULL },
  { "idle", YC_STATION_SIGNED_IN, put_aside, NULL },
  { "idle-nobody", YC_STATION_SIGNED_IN, nobody, NULL },
  { "idle-offline", YC_STATION_SIGNED_IN, go_offline_idle, NULL },
  { "called", YC_STATION_SIGNED_IN, call, NULL },
  { "called-again", YC_STATION_SIGNED_IN, call_again, NULL },
  { "skipped", YC_STATION_SIGNED_IN, skip, NULL },
  { "serving", YC_STATION_SIGNED_IN, serve, NULL },
  { "serving-all", YC_STATION_SIGNED_IN, serve_all, NULL },
  { "serving-offline", YC_STATION_SIGNED_IN, go_offline, tell_refusal },
  { "confirming", YC_STATION_SIGNED_IN, confirm, wait_confirming },
  { "confirming-slow", YC_STATION_SIGNED_IN, confirm, wait_slow },
  { "refused", YC_STATION_SIGNED_IN, NULL, tell_refusal },
  { "link-refused", YC_STATION_SIGNED_IN, be_refused, NULL },
  { "session-ended", YC_STATION_SIGNED_OUT, end_session, NULL },
  { "closed", YC_STATION_SIGNED_IN, close_counter, NULL },
  { "taken", YC_STATION_SIGNED_IN, lose_counter, NULL },
  { "paused", YC_STATION_SIGNED_IN, pause_counter, NULL },
  { "paused-called", YC_STATION_SIGNED_IN, pause_called, NULL },
  { "paused-serving", YC_STATION_SIGNED_IN, pause_serving, NULL },
  { "paused-outcome", YC_STATION_SIGNED_IN, pause_serving, open_outcome },
  { "outcome", YC_STATION_SIGNED_IN, serve, open_outcome },
  { "outcome-consulted", YC_STATION_SIGNED_IN, serve, open_consulted },
  { "outcome-left", YC_STATION_SIGNED_IN, serve, open_left },
  { "outcome-referred", YC_STATION_SIGNED_IN, serve, open_referred },
  { "transfer", YC_STATION_SIGNED_IN, serve, open_transfer },
  { "walk-in", YC_STATION_SIGNED_IN, take_queues, open_walk_in },
  { "hold", YC_STATION_SIGNED_IN, serve, open_hold },
  { "skip-reason", YC_STATION_SIGNED_IN, call, open_skip_reason },
  { "pause", YC_STATION_SIGNED_IN, NULL, open_pause },
  { "today", YC_STATION_SIGNED_IN, serve, open_today },
  { "today-empty", YC_STATION_SIGNED_IN, forget_today, open_today },
  { "today-offline", YC_STATION_SIGNED_IN, go_offline, open_today },
  { "preferences", YC_STATION_SIGNED_IN, NULL, open_preferences },
  { "shortcuts", YC_STATION_SIGNED_IN, NULL, open_shortcuts },
  { "broken", YC_STATION_BROKEN, break_profile, NULL },
};

const Screen *
screens_get (guint *n)
{
  *n = G_N_ELEMENTS (screens);
  return screens;
}

static gboolean
has_size (GtkWidget *window, int width, int height)
{
  return gtk_widget_get_width (window) == width && gtk_widget_get_height (window) == height;
}

/* GTK puts a border of its own round the window, which counts in the size asked for; and the window system answers when it
 * likes: on a busy machine that takes a while. */
static void
fit (GtkWidget *window, int width, int height)
{
  for (int i = 0; i < 4 && !has_size (window, width, height); i++)
    {
      int default_width;
      int default_height;

      gtk_window_get_default_size (GTK_WINDOW (window), &default_width, &default_height);
      gtk_window_set_default_size (GTK_WINDOW (window), default_width + width - gtk_widget_get_width (window),
                                   default_height + height - gtk_widget_get_height (window));
      for (int k = 0; k < 40 && !has_size (window, width, height); k++)
        shot_settle (25);
    }
}

static GtkWidget *
newest_window (GtkWidget *window)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr(GtkWindow) other = g_list_model_get_item (all, i);

      if (gtk_window_get_transient_for (other) == GTK_WINDOW (window))
        return GTK_WIDGET (other);
    }
  return window;
}

GtkWidget *
screen_open (const Screen *screen, int width, int height, YcStation **station)
{
  static YcReference *reference;
  YcDeskView *view = NULL;
  GtkWidget *window;

  if (reference == NULL)
    reference = fake_reference_new (g_getenv ("YC_DEMO_DIR"));
  *station = fake_station_new (screen->state);
  if (screen->state != YC_STATION_LOADING && screen->state != YC_STATION_FIRST_RUN && screen->state != YC_STATION_BROKEN)
    {
      view = fake_view_new (reference);
      fake_station_take_view (*station, view);
    }
  if (screen->prepare != NULL)
    screen->prepare (*station, view);
  window = yc_main_window_new (NULL, *station);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  shot_wait (window);
  fit (window, width, height);
  if (screen->act != NULL)
    {
      screen->act (window, *station);
      shot_settle (150);
    }
  window = newest_window (window);
  shot_wait (window);
  return window;
}

void
screen_close (GtkWidget *window)
{
  GListModel *all = gtk_window_get_toplevels ();
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (window)));
  GtkWidget *main_window = g_object_ref (parent != NULL ? parent : window);

  if (parent != NULL)
    gtk_window_destroy (GTK_WINDOW (window));
  gtk_window_destroy (GTK_WINDOW (main_window));
  for (int i = 0; i < 100 && g_list_model_get_n_items (all) > 0; i++)
    shot_settle (10);
  g_assert_finalize_object (main_window);
}
