/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-window"

#include "config.h"

#include <string.h>

#include "app/yc-choice-list.h"
#include "app/yc-key-button.h"
#include "app/yc-main-window.h"
#include "app/yc-watch.h"
#include "desk.h"
#include "fake-station.h"
#include "screens.h"
#include "shot.h"

static void
key (Desk *f, guint keyval)
{
  GtkWidget *widget = gtk_window_get_focus (GTK_WINDOW (f->window));

  while (widget != NULL && !YC_IS_CHOICE_LIST (widget))
    widget = gtk_widget_get_parent (widget);
  g_assert_nonnull (widget);
  g_assert_true (yc_choice_list_press (YC_CHOICE_LIST (widget), keyval));
  shot_settle (20);
}

static void
test_call (Desk *f, gconstpointer data)
{
  desk_act (f, "win.call-next");
  desk_assert_pressed (f, "call-next");
  /* Nothing has come from the hall yet: the screen still shows nobody. */
  g_assert_null (screen_find (f->window, "YcOutcomePage"));
  fake_station_edit (f->station)->in_flight = YC_VERB_CALL_NEXT;
  fake_station_changed (f->station);
  desk_act (f, "win.call-next");
  desk_assert_pressed (f, "");
  desk_assert_told (f, "The hall has not confirmed the last call yet. Wait, or cancel it.");
}

static void
test_called (Desk *f, gconstpointer data)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (f->window));

  /* Start has the focus, so that Enter starts. */
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (focus), ==, "YcKeyButton");
  g_signal_emit_by_name (focus, "clicked");
  shot_settle (20);
  desk_assert_pressed (f, "start");
  desk_act (f, "win.recall");
  desk_assert_pressed (f, "recall");
  fake_station_set_recall_wait (f->station, 3);
  desk_act (f, "win.recall");
  desk_assert_pressed (f, "");
  desk_assert_told (f, "Wait 3 s before calling again.");
  desk_act (f, "win.skip");
  desk_assert_pressed (f, "pass + call-next");
  /* Pressed twice, it would skip whoever has just been called. */
  desk_act (f, "win.skip");
  desk_assert_pressed (f, "");
  shot_settle (650);
  fake_station_set_link (f->station, YC_LINK_AWAY, FAKE_NOW, FALSE);
  desk_act (f, "win.skip");
  desk_assert_pressed (f, "pass");
}

/* Wherever the focus went, Escape brings it back to the act that comes next; its key is shown only while it works. */
static void
test_escape_to_start (Desk *f, gconstpointer data)
{
  GtkWidget *start = gtk_window_get_focus (GTK_WINDOW (f->window));
  GtkWidget *cap = gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (start)));

  g_assert_cmpfloat (gtk_widget_get_opacity (cap), ==, 1);
  desk_act (f, "win.next-pane");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (f->window)) != start);
  g_assert_cmpfloat (gtk_widget_get_opacity (cap), ==, 0);
  desk_act (f, "win.back");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (f->window)) == start);
  g_assert_cmpfloat (gtk_widget_get_opacity (cap), ==, 1);
  desk_assert_pressed (f, "");
}

static void
test_called_busy (Desk *f, gconstpointer data)
{
  desk_act (f, "win.call-next");
  desk_assert_pressed (f, "");
  desk_assert_told (f, "F043 has been called. Start or skip it first.");
}

/* Whoever is there but not served now keeps a place, or is in the wrong queue: one key more, which says why and calls the next. */
static void
test_skip_reason (Desk *f, gconstpointer data)
{
  desk_act (f, "win.skip-reason");
  g_assert_nonnull (screen_find (f->window, "YcReasonPage"));
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "");
  key (f, GDK_KEY_2);
  desk_assert_pressed (f, "pass {\"reason\":\"pass.later\"} + call-next");
  fake_station_set_link (f->station, YC_LINK_AWAY, FAKE_NOW, FALSE);
  key (f, GDK_KEY_3);
  desk_assert_pressed (f, "pass {\"reason\":\"pass.wrong_queue\"}");
  /* Once the visit has begun there is nothing to be skipped. */
  fake_station_edit (f->station)->current->state = YC_TICKET_SERVING;
  fake_station_changed (f->station);
  shot_settle (50);
  g_assert_null (screen_find (f->window, "YcReasonPage"));
  desk_act (f, "win.skip-reason");
  desk_assert_told (f, "No one has been called. Press F2 first.");
}

static gboolean
press_down (YcWatch *watch, guint keyval, GdkModifierType state, guint32 time)
{
  return yc_watch_take_key (watch, TRUE, 1000 + keyval, keyval, state, time);
}

static void
let_go (YcWatch *watch, guint keyval)
{
  g_assert_false (yc_watch_take_key (watch, FALSE, 1000 + keyval, keyval, 0, 900));
}

/* A book on a key must not end one visit after the other: what is held down acts once. */
static void
test_held_keys (Desk *f, gconstpointer data)
{
  static const struct
  {
    guint keyval;
    GdkModifierType state;
    gboolean repeats;
    gboolean repeats_in_text;
  } cases[] = {
    { GDK_KEY_F2, GDK_SHIFT_MASK, FALSE, FALSE }, { GDK_KEY_F2, 0, FALSE, FALSE }, { GDK_KEY_Return, GDK_CONTROL_MASK, FALSE, FALSE },
    { GDK_KEY_Return, 0, FALSE, FALSE }, { GDK_KEY_KP_Enter, 0, FALSE, FALSE }, { GDK_KEY_h, GDK_CONTROL_MASK, FALSE, FALSE },
    { GDK_KEY_H, GDK_CONTROL_MASK | GDK_LOCK_MASK, FALSE, FALSE }, { GDK_KEY_z, GDK_ALT_MASK, FALSE, FALSE },
    { GDK_KEY_space, 0, FALSE, TRUE }, { GDK_KEY_8, 0, FALSE, TRUE }, { GDK_KEY_BackSpace, 0, FALSE, TRUE },
    { GDK_KEY_Down, 0, TRUE, TRUE }, { GDK_KEY_Tab, 0, TRUE, TRUE },
  };
  g_autoptr(YcWatch) watch = yc_watch_new (GTK_WINDOW (f->window));
  GtkWidget *search;

  for (int in_text = 0; in_text < 2; in_text++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          gboolean repeats = in_text ? cases[i].repeats_in_text : cases[i].repeats;

          g_test_message ("%s %s", gdk_keyval_name (cases[i].keyval), in_text ? "in text" : "");
          g_assert_false (press_down (watch, cases[i].keyval, cases[i].state, 100));
          g_assert_cmpint (press_down (watch, cases[i].keyval, cases[i].state, 600), ==, !repeats);
          g_assert_cmpint (press_down (watch, cases[i].keyval, cases[i].state, 630), ==, !repeats);
          /* The same event again: an input method has looked at it in between. */
          g_assert_false (press_down (watch, cases[i].keyval, cases[i].state, 630));
          let_go (watch, cases[i].keyval);
          g_assert_false (press_down (watch, cases[i].keyval, cases[i].state, 1000));
          let_go (watch, cases[i].keyval);
        }
      desk_act (f, "win.find");
      search = screen_find (f->window, "GtkSearchEntry");
      g_assert_nonnull (search);
      gtk_widget_grab_focus (search);
      g_assert_true (GTK_IS_TEXT (gtk_window_get_focus (GTK_WINDOW (f->window))));
    }
  /* Of two keys each is held by itself; Shift let go first makes no other key of the one that stays down. */
  g_assert_false (press_down (watch, GDK_KEY_F3, 0, 2000));
  g_assert_false (press_down (watch, GDK_KEY_F2, GDK_SHIFT_MASK, 2001));
  g_assert_true (press_down (watch, GDK_KEY_F3, 0, 2500));
  g_assert_true (press_down (watch, GDK_KEY_F2, 0, 2501));
}

static void
test_busy (Desk *f, gconstpointer data)
{
  desk_act (f, "win.call-next");
  desk_assert_pressed (f, "");
  desk_assert_told (f, "Decide the visit in hand first (F8).");
  /* The next act that may be done takes the words away. */
  desk_act (f, "win.outcome");
  desk_assert_told (f, NULL);
}

static void
test_end (Desk *f, gconstpointer data)
{
  desk_act (f, "win.outcome");
  g_assert_nonnull (screen_find (f->window, "YcOutcomePage"));
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "");
  desk_act (f, "win.call-next");
  desk_assert_pressed (f, "");
  desk_assert_told (f, "Choose how the visit ended.");
  key (f, GDK_KEY_8);
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "end {\"result\":\"finished\"}");
  desk_act (f, "win.call-next");
  desk_assert_pressed (f, "end {\"result\":\"finished\"} + call-next");
  fake_station_set_link (f->station, YC_LINK_AWAY, FAKE_NOW, FALSE);
  desk_act (f, "win.call-next");
  desk_assert_pressed (f, "end {\"result\":\"finished\"}");
}

/* Nobody was served: no result, but an outcome of its own. */
static void
test_end_left (Desk *f, gconstpointer data)
{
  desk_act (f, "win.outcome");
  key (f, GDK_KEY_9);
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "end {\"outcome\":\"abandoned\"}");
  desk_act (f, "win.call-next");
  desk_assert_pressed (f, "end {\"outcome\":\"abandoned\"} + call-next");
}

static void
test_end_consulted (Desk *f, gconstpointer data)
{
  desk_act (f, "win.outcome");
  key (f, GDK_KEY_KP_5);
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "");
  key (f, GDK_KEY_2);
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "end {\"result\":\"consulted\",\"topic\":\"topic.materials\"}");
  /* Esc: from the topics to the results, from there to the visit. */
  desk_act (f, "win.back");
  g_assert_nonnull (screen_find (f->window, "YcOutcomePage"));
  desk_act (f, "win.back");
  g_assert_null (screen_find (f->window, "YcOutcomePage"));
  g_assert_nonnull (screen_find (f->window, "YcVisitPage"));
}

static void
test_end_note (Desk *f, gconstpointer data)
{
  GtkWidget *entry;

  desk_act (f, "win.outcome");
  key (f, GDK_KEY_6);
  key (f, GDK_KEY_2);
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "");
  entry = screen_find (f->window, "AdwEntryRow");
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "税务局二楼");
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "end {\"result\":\"referred\",\"referred\":\"referred.office\",\"note\":\"税务局二楼\"}");
}

/* The page for an act goes away when the ticket in hand is another one. */
static void
test_step_ends (Desk *f, gconstpointer data)
{
  YcDeskView *view = fake_station_edit (f->station);

  desk_act (f, "win.outcome");
  g_assert_nonnull (screen_find (f->window, "YcOutcomePage"));
  g_clear_pointer (&view->current, yc_ticket_free);
  fake_station_changed (f->station);
  shot_settle (50);
  g_assert_null (screen_find (f->window, "YcOutcomePage"));
}

/* Somebody who reads Today is not taken away from it because the page behind has lost its sense. */
static void
test_today_stays (Desk *f, gconstpointer data)
{
  YcDeskView *view = fake_station_edit (f->station);

  desk_act (f, "win.pause");
  g_assert_nonnull (screen_find (f->window, "YcReasonPage"));
  desk_act (f, "win.find");
  view->counter_state = YC_COUNTER_CLOSED;
  fake_station_changed (f->station);
  shot_settle (50);
  g_assert_nonnull (screen_find (f->window, "YcTodayPage"));
  desk_act (f, "win.back");
  g_assert_nonnull (screen_find (f->window, "YcVisitPage"));
}

static void
test_hold (Desk *f, gconstpointer data)
{
  YcDeskView *view = fake_station_edit (f->station);

  desk_act (f, "win.hold");
  desk_assert_pressed (f, "");
  key (f, GDK_KEY_2);
  desk_assert_pressed (f, "hold {\"reason\":\"hold.copy\"}");
  desk_act (f, "win.hold");
  desk_assert_pressed (f, "hold");
  g_ptr_array_add (view->held, g_steal_pointer (&view->current));
  fake_station_changed (f->station);
  desk_act (f, "win.hold");
  desk_assert_pressed (f, "resume {\"ticket\":\"00000000-0000-7000-8000-00000000F043\"}");
}

static void
test_transfer (Desk *f, gconstpointer data)
{
  desk_act (f, "win.transfer");
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "");
  key (f, GDK_KEY_e);
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "transfer {\"queue\":\"E\",\"keep_place\":true,\"must_return\":false}");
}

static YcChoiceList *
focused_list (Desk *f)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (f->window));
  GtkWidget *list = focus != NULL ? gtk_widget_get_ancestor (focus, YC_TYPE_CHOICE_LIST) : NULL;

  return list != NULL ? YC_CHOICE_LIST (list) : NULL;
}

static void
tab (Desk *f, GtkDirectionType direction)
{
  g_signal_emit_by_name (f->window, "move-focus", direction);
  shot_settle (20);
}

/* A list is one tab stop, entered at its chosen row; going past it chooses nothing. */
static void
test_choice_tab (Desk *f, gconstpointer data)
{
  YcChoiceList *queues;
  YcChoiceList *windows;
  GtkWidget *box;

  desk_act (f, "win.transfer");
  queues = focused_list (f);
  g_assert_nonnull (queues);
  g_assert_null (yc_choice_list_get_chosen (queues));
  key (f, GDK_KEY_d);
  g_assert_cmpstr (yc_choice_list_get_chosen (queues), ==, "D");
  /* Where Tab goes depends on where things are: the page must have been laid out. */
  shot_settle (600);

  tab (f, GTK_DIR_TAB_FORWARD);
  windows = focused_list (f);
  g_assert_nonnull (windows);
  g_assert_true (windows != queues);
  g_assert_cmpstr (yc_choice_list_get_chosen (queues), ==, "D");
  g_assert_null (yc_choice_list_get_chosen (windows));

  tab (f, GTK_DIR_TAB_FORWARD);
  g_assert_null (focused_list (f));
  tab (f, GTK_DIR_TAB_BACKWARD);
  g_assert_true (focused_list (f) == windows);
  tab (f, GTK_DIR_TAB_BACKWARD);
  g_assert_true (focused_list (f) == queues);
  g_assert_cmpstr (yc_choice_list_get_chosen (queues), ==, "D");
  g_assert_null (yc_choice_list_get_chosen (windows));

  /* It came in at D: one down is E, Home is the first. */
  box = gtk_widget_get_first_child (GTK_WIDGET (queues));
  g_signal_emit_by_name (box, "move-cursor", GTK_MOVEMENT_DISPLAY_LINES, 1, FALSE, FALSE);
  g_assert_cmpstr (yc_choice_list_get_chosen (queues), ==, "E");
  g_signal_emit_by_name (box, "move-cursor", GTK_MOVEMENT_BUFFER_ENDS, -1, FALSE, FALSE);
  g_assert_cmpstr (yc_choice_list_get_chosen (queues), ==, "A");
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "transfer {\"queue\":\"A\",\"keep_place\":true,\"must_return\":false}");
}

/* Esc in the search empties it, Esc in the empty one goes back to the visit. */
static void
test_today_escape (Desk *f, gconstpointer data)
{
  GtkWidget *search;

  desk_act (f, "win.find");
  search = screen_find (f->window, "GtkSearchEntry");
  g_assert_nonnull (search);
  gtk_editable_set_text (GTK_EDITABLE (search), "f043");
  shot_settle (200);
  g_signal_emit_by_name (search, "stop-search");
  shot_settle (20);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "");
  g_assert_nonnull (screen_find (f->window, "YcTodayPage"));
  g_signal_emit_by_name (search, "stop-search");
  shot_settle (20);
  g_assert_null (screen_find (f->window, "YcTodayPage"));
  g_assert_nonnull (screen_find (f->window, "YcVisitPage"));
}

/* A look at Today takes nothing back from the page that was being filled in. */
static void
test_today_keeps_choices (Desk *f, gconstpointer data)
{
  GtkWidget *page;
  YcChoiceList *results;

  desk_act (f, "win.outcome");
  page = screen_find (f->window, "YcOutcomePage");
  results = YC_CHOICE_LIST (screen_find (page, "YcChoiceList"));
  key (f, GDK_KEY_8);
  g_assert_cmpstr (yc_choice_list_get_chosen (results), ==, "finished");
  desk_act (f, "win.find");
  desk_act (f, "win.back");
  g_assert_true (screen_find (f->window, "YcOutcomePage") == page);
  g_assert_cmpstr (yc_choice_list_get_chosen (results), ==, "finished");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (f->window)), page));
}

/* The label of the list that shows this text, if it is inside the list's window. */
static gboolean
is_in_sight (GtkWidget *widget, GtkWidget *list, const char *text)
{
  graphene_rect_t bounds;

  if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_label (GTK_LABEL (widget)), text) == 0)
    return gtk_widget_get_mapped (widget) && gtk_widget_compute_bounds (widget, list, &bounds) && bounds.origin.y >= 0
           && bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (list);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (is_in_sight (child, list, text))
        return TRUE;
    }
  return FALSE;
}

static void
add_newest (Desk *f, YcEventType type, const char *number)
{
  YcDeskView *view = fake_station_edit (f->station);
  gpointer newest;

  fake_view_add_activity (view, 0, type, number, NULL, FALSE);
  newest = g_ptr_array_steal_index (view->activity, view->activity->len - 1);
  g_ptr_array_insert (view->activity, 0, newest);
  fake_station_changed (f->station);
}

static void
test_today_newest (Desk *f, gconstpointer data)
{
  GtkWidget *list;
  guint lines;

  for (int i = 0; i < 60; i++)
    {
      g_autofree char *number = g_strdup_printf ("A%03d", i);

      add_newest (f, YC_EVENT_TICKET_STARTED, number);
    }
  desk_act (f, "win.find");
  shot_settle (150);
  list = screen_find (screen_find (f->window, "YcTodayPage"), "GtkListView");
  g_assert_nonnull (list);
  g_assert_true (is_in_sight (list, list, "A059 started"));
  g_assert_false (is_in_sight (list, list, "A000 started"));
  /* One that comes while the list is open. */
  add_newest (f, YC_EVENT_TICKET_ENDED, "B001");
  shot_settle (150);
  g_assert_true (is_in_sight (list, list, "B001 ended"));
  /* What says nothing to a clerk has no line. */
  lines = g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list))));
  g_assert_cmpuint (lines, >, 60);
  add_newest (f, YC_EVENT_REFERENCE_IMPORTED, "");
  shot_settle (150);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)))), ==, lines);
  g_assert_true (is_in_sight (list, list, "B001 ended"));
}

static GtkWidget *
find_button (GtkWidget *widget, const char *name)
{
  g_autofree char *key_name = NULL;

  if (G_OBJECT_TYPE (widget) == YC_TYPE_KEY_BUTTON && gtk_widget_get_mapped (widget))
    {
      g_object_get (widget, "key", &key_name, NULL);
      if (g_strcmp0 (key_name, name) == 0)
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
assert_recall (Desk *f, const char *words, gboolean sensitive)
{
  GtkWidget *pages[] = { screen_find (f->window, "YcQueueColumn"), screen_find (f->window, "YcVisitPage") };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      GtkWidget *button = find_button (pages[i], "recall");
      g_autofree char *shown = NULL;

      g_assert_nonnull (button);
      g_object_get (button, "words", &shown, NULL);
      g_assert_cmpstr (shown, ==, words);
      g_assert_cmpint (gtk_widget_get_sensitive (button), ==, sensitive);
    }
}

/* The buttons count the guard down and come back by themselves, and so does the notice: nothing else tells them. */
static void
test_recall_guard (Desk *f, gconstpointer data)
{
  assert_recall (f, NULL, TRUE);
  fake_station_set_recall_wait (f->station, 3);
  fake_station_changed (f->station);
  assert_recall (f, "Wait 3 s", FALSE);
  desk_act (f, "win.recall");
  desk_assert_told (f, "Wait 3 s before calling again.");
  fake_station_set_recall_wait (f->station, 1);
  shot_settle (1200);
  assert_recall (f, "Wait 1 s", FALSE);
  desk_assert_told (f, "Wait 3 s before calling again.");
  fake_station_set_recall_wait (f->station, 0);
  shot_settle (1200);
  assert_recall (f, NULL, TRUE);
  desk_assert_told (f, NULL);
}

/* The toast must not be around the pages: it keeps Esc for itself. */
static void
test_toast_apart (Desk *f, gconstpointer data)
{
  GtkWidget *overlay;

  fake_station_set_can_undo (f->station, TRUE);
  g_free (fake_station_edit (f->station)->undo_ticket);
  fake_station_edit (f->station)->undo_ticket = g_strdup ("00000000-0000-7000-8000-00000000F042");
  g_free (fake_station_edit (f->station)->undo_number);
  fake_station_edit (f->station)->undo_number = g_strdup ("F042");
  fake_station_changed (f->station);
  shot_settle (50);
  overlay = screen_find (f->window, "AdwToastOverlay");
  g_assert_nonnull (overlay);
  g_assert_nonnull (screen_find (overlay, "AdwToastWidget"));
  desk_act (f, "win.transfer");
  g_assert_nonnull (focused_list (f));
  g_assert_null (gtk_widget_get_ancestor (GTK_WIDGET (focused_list (f)), ADW_TYPE_TOAST_OVERLAY));
}

static gboolean
offers (Desk *f, guint keyval)
{
  return yc_choice_list_press (focused_list (f), keyval);
}

/* Offered is what the hall would not refuse: what this window takes now and the clerk takes, and every queue to a supervisor. */
static void
test_walk_in_queues (Desk *f, gconstpointer data)
{
  static char *only_f[] = { (char *) "F", NULL };
  YcDeskView *view = fake_station_edit (f->station);

  view->counter_queues = only_f;
  desk_act (f, "win.walk-in");
  g_assert_false (offers (f, GDK_KEY_a));
  g_assert_true (offers (f, GDK_KEY_f));
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "issue {\"queue\":\"F\",\"call\":true}");
  desk_act (f, "win.back");
  g_free (view->staff->role);
  view->staff->role = g_strdup ("supervisor");
  fake_station_changed (f->station);
  desk_act (f, "win.walk-in");
  g_assert_true (offers (f, GDK_KEY_c));
  g_assert_true (offers (f, GDK_KEY_a));
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "issue {\"queue\":\"A\",\"call\":true}");
  view->counter_queues = NULL;
}

static void
test_walk_in (Desk *f, gconstpointer data)
{
  static char *queues[] = { (char *) "A", (char *) "B", NULL };

  fake_station_edit (f->station)->counter_queues = queues;
  desk_act (f, "win.walk-in");
  key (f, GDK_KEY_b);
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "issue {\"queue\":\"B\",\"call\":true}");
  fake_station_edit (f->station)->current = fake_ticket_new ("B021", YC_TICKET_CALLED, 0);
  fake_station_changed (f->station);
  fake_station_answer (f->station, YC_VERB_ISSUE, YC_REFUSAL_NONE, NULL, "{\"number\":\"B021\"}");
  desk_assert_told (f, "B021 issued and called here");
  fake_station_edit (f->station)->counter_queues = NULL;
}

static void
test_pause (Desk *f, gconstpointer data)
{
  YcDeskView *view = fake_station_edit (f->station);

  desk_act (f, "win.pause");
  key (f, GDK_KEY_1);
  desk_assert_pressed (f, "pause {\"reason\":\"pause.meal\"}");
  view->counter_state = YC_COUNTER_PAUSED;
  fake_station_changed (f->station);
  shot_settle (20);
  g_assert_null (screen_find (f->window, "YcReasonPage"));
  desk_act (f, "win.pause");
  desk_assert_pressed (f, "unpause");
}

static void
test_undo (Desk *f, gconstpointer data)
{
  YcDeskView *view = fake_station_edit (f->station);

  desk_act (f, "win.undo");
  desk_assert_pressed (f, "");
  desk_assert_told (f, "There is nothing to undo.");
  g_free (view->undo_ticket);
  view->undo_ticket = g_strdup ("00000000-0000-7000-8000-00000000F042");
  fake_station_set_can_undo (f->station, TRUE);
  fake_station_changed (f->station);
  desk_act (f, "win.undo");
  desk_assert_pressed (f, "restore {\"ticket\":\"00000000-0000-7000-8000-00000000F042\"}");
  fake_station_answer (f->station, YC_VERB_RESTORE, YC_REFUSAL_NONE, NULL, "{\"number\":\"F042\",\"to\":\"place\"}");
  desk_assert_told (f, "F042 is back at its place.");
  fake_station_answer (f->station, YC_VERB_RESTORE, YC_REFUSAL_NONE, NULL, "{\"number\":\"F042\",\"to\":\"held\"}");
  desk_assert_told (f, "F042 is back here, put aside.");
}

#define ADD(name, ticket, test) g_test_add (name, Desk, ticket, desk_set_up, test, desk_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  shot_start ();
  ADD ("/window/call", NULL, test_call);
  ADD ("/window/called", "called", test_called);
  ADD ("/window/skip-reason", "called", test_skip_reason);
  ADD ("/window/held-keys", "called", test_held_keys);
  ADD ("/window/escape-to-start", "called", test_escape_to_start);
  ADD ("/window/called-busy", "called", test_called_busy);
  ADD ("/window/busy", "serving", test_busy);
  ADD ("/window/end", "serving", test_end);
  ADD ("/window/end-left", "serving", test_end_left);
  ADD ("/window/end-consulted", "serving", test_end_consulted);
  ADD ("/window/end-note", "serving", test_end_note);
  ADD ("/window/step-ends", "serving", test_step_ends);
  ADD ("/window/hold", "serving", test_hold);
  ADD ("/window/transfer", "serving", test_transfer);
  ADD ("/window/choice-tab", "serving", test_choice_tab);
  ADD ("/window/toast-apart", "serving", test_toast_apart);
  ADD ("/window/today-escape", "serving", test_today_escape);
  ADD ("/window/today-keeps-choices", "serving", test_today_keeps_choices);
  ADD ("/window/today-newest", "serving", test_today_newest);
  ADD ("/window/today-stays", NULL, test_today_stays);
  ADD ("/window/recall-guard", "called", test_recall_guard);
  ADD ("/window/walk-in", NULL, test_walk_in);
  ADD ("/window/walk-in-queues", NULL, test_walk_in_queues);
  ADD ("/window/pause", NULL, test_pause);
  ADD ("/window/undo", NULL, test_undo);
  return g_test_run ();
}
