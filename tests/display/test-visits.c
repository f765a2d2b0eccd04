/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-visits"

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app/yc-choice-list.h"
#include "app/yc-key-button.h"
#include "app/yc-main-window.h"
#include "desk.h"
#include "screens.h"
#include "shot.h"

/* What a clerk sees and reaches from visit to visit: who comes next, a pause meanwhile, a transfer, the next clerk. */

/* The mapped label whose text it is, or NULL. */
static GtkWidget *
find_label (GtkWidget *root, const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (GTK_IS_LABEL (root) && strcmp (gtk_label_get_text (GTK_LABEL (root)), text) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
change (Desk *f)
{
  fake_station_changed (f->station);
  shot_settle (50);
}

/* The number on the page is the one the Order gives, not the first of the list, and none once time may have changed the answer. */
static void
test_next (Desk *f, gconstpointer data)
{
  YcDeskView *view = fake_station_edit (f->station);

  g_free (view->next_number);
  view->next_number = g_strdup ("A045");
  view->next_until = FAKE_NOW + 1;
  change (f);
  g_assert_nonnull (find_label (f->window, "Press F2 to call A045."));
  view->next_until = FAKE_NOW;
  change (f);
  g_assert_nonnull (find_label (f->window, "Press F2 to call the next one."));
}

/* The PIN's text of the page that is shown. */
static GtkText *
find_pin (Desk *f)
{
  GtkWidget *row = screen_find (f->window, "AdwPasswordEntryRow");
  GtkEditable *text = GTK_EDITABLE (row);

  g_assert_nonnull (row);
  while (!GTK_IS_TEXT (text))
    text = gtk_editable_get_delegate (text);
  return GTK_TEXT (text);
}

/* As a click on the eye does, which only this shows. */
static GtkWidget *
find_eye (GtkWidget *root)
{
  if (GTK_IS_BUTTON (root) && g_str_has_prefix (gtk_button_get_icon_name (GTK_BUTTON (root)) != NULL ? gtk_button_get_icon_name (GTK_BUTTON (root)) : "", "view-"))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_eye (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
open_eye (Desk *f)
{
  g_signal_emit_by_name (find_eye (screen_find (f->window, "AdwPasswordEntryRow")), "clicked");
  g_assert_true (gtk_text_get_visibility (find_pin (f)));
  gtk_editable_set_text (GTK_EDITABLE (find_pin (f)), "8888");
}

static void
assert_hidden (Desk *f, const char *when)
{
  g_test_message ("%s", when);
  g_assert_false (gtk_text_get_visibility (find_pin (f)));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_pin (f))), ==, "");
}

static void
answer_question (Desk *f)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWidget) widget = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (widget) && gtk_widget_get_visible (widget))
        {
          adw_message_dialog_response (ADW_MESSAGE_DIALOG (widget), "act");
          gtk_window_destroy (GTK_WINDOW (widget));
          break;
        }
    }
  shot_settle (20);
}

/* One clerk opens the eye of her PIN; the next one's is not shown for that, on no way to a new page. */
static void
test_eye (Desk *f, gconstpointer data)
{
  desk_act (f, "win.lock");
  open_eye (f);
  desk_act (f, "win.hand-over");
  answer_question (f);
  assert_hidden (f, "handed over");

  open_eye (f);
  desk_act (f, "win.back");
  assert_hidden (f, "taken back");

  open_eye (f);
  fake_station_set_state (f->station, YC_STATION_SIGNED_OUT);
  change (f);
  assert_hidden (f, "signed out");

  open_eye (f);
  fake_station_set_state (f->station, YC_STATION_SIGNED_IN);
  change (f);
  desk_act (f, "win.lock");
  assert_hidden (f, "locked again");
}

/* Whoever is called from Today is met on the page of the visit, with the focus on Start. */
static void
test_call_from_today (Desk *f, gconstpointer data)
{
  g_autofree char *pressed = NULL;
  YcDeskView *view = fake_station_edit (f->station);

  desk_act (f, "win.find");
  desk_act (f, "win.call-next");
  pressed = fake_station_take_presses (f->station);
  g_assert_cmpstr (pressed, ==, "call-next");
  g_assert_nonnull (screen_find (f->window, "YcVisitPage"));
  view->current = fake_ticket_new ("A045", YC_TICKET_CALLED, 0);
  change (f);
  g_signal_emit_by_name (gtk_window_get_focus (GTK_WINDOW (f->window)), "clicked");
  desk_assert_pressed (f, "start");

  /* What may not be done does not take her away from what she reads. */
  desk_act (f, "win.find");
  desk_act (f, "win.call-next");
  desk_assert_pressed (f, "");
  g_assert_nonnull (screen_find (f->window, "YcTodayPage"));
}

/* After a lock it is the same clerk's desk again; another clerk does not begin in the former one's Today. */
static void
test_other_clerk (Desk *f, gconstpointer data)
{
  YcDeskView *view = fake_station_edit (f->station);

  desk_act (f, "win.find");
  gtk_editable_set_text (GTK_EDITABLE (screen_find (f->window, "GtkSearchEntry")), "F043");
  desk_act (f, "win.lock");
  fake_station_set_state (f->station, YC_STATION_SIGNED_IN);
  change (f);
  g_assert_nonnull (screen_find (f->window, "YcTodayPage"));

  desk_act (f, "win.lock");
  g_free (view->session->id);
  view->session->id = g_strdup ("another session");
  fake_station_set_state (f->station, YC_STATION_SIGNED_IN);
  change (f);
  g_assert_nonnull (screen_find (f->window, "YcVisitPage"));
  desk_act (f, "win.find");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (screen_find (f->window, "GtkSearchEntry"))), ==, "");
}

static const char *
words_of (Desk *f, const char *key)
{
  GtkWidget *page = screen_find (f->window, "YcOutcomePage");
  GtkWidget *at = gtk_widget_get_first_child (page);

  /* All widgets of the page, one after the other. */
  while (at != NULL)
    {
      g_autofree char *name = NULL;

      if (YC_IS_KEY_BUTTON (at))
        g_object_get (at, "key", &name, NULL);
      if (g_strcmp0 (name, key) == 0)
        {
          g_autofree char *words = NULL;

          g_object_get (at, "words", &words, NULL);
          return g_intern_string (words);
        }
      if (gtk_widget_get_first_child (at) != NULL)
        {
          at = gtk_widget_get_first_child (at);
          continue;
        }
      while (at != page && gtk_widget_get_next_sibling (at) == NULL)
        at = gtk_widget_get_parent (at);
      at = at != page ? gtk_widget_get_next_sibling (at) : NULL;
    }
  return NULL;
}

/* Paused with somebody at the window: page and column say so, and F2 says and does that nobody is called after her. */
static void
test_paused (Desk *f, gconstpointer data)
{
  YcDeskView *view = fake_station_edit (f->station);

  desk_act (f, "win.outcome");
  g_assert_cmpstr (words_of (f, "call-next"), ==, "End and Call Next");
  desk_act (f, "win.back");
  g_assert_null (find_label (f->window, "Window paused · Meal break"));
  view->counter_state = YC_COUNTER_PAUSED;
  g_free (view->pause_reason);
  view->pause_reason = g_strdup ("pause.meal");
  change (f);
  g_assert_nonnull (find_label (f->window, "Window paused · Meal break"));
  g_assert_nonnull (find_label (f->window, "Window paused · Meal break. Nobody else is called until you open it again (Ctrl+B)."));

  desk_act (f, "win.outcome");
  g_assert_nonnull (find_label (f->window, "Window paused · Meal break"));
  g_assert_cmpstr (words_of (f, "call-next"), ==, "End, Call Nobody");
  g_assert_true (yc_choice_list_press (YC_CHOICE_LIST (screen_find (f->window, "YcChoiceList")), GDK_KEY_8));
  desk_act (f, "win.call-next");
  desk_assert_pressed (f, "end {\"result\":\"finished\"}");
  g_clear_pointer (&view->current, yc_ticket_free);
  change (f);
  desk_assert_told (f, "The visit has ended. Nobody was called: this window is paused.");
  g_assert_null (find_label (f->window, "Window paused · Meal break"));

  view->current = fake_ticket_new ("A045", YC_TICKET_CALLED, 0);
  change (f);
  g_assert_nonnull (find_label (f->window, "Window paused · Meal break"));
  desk_act (f, "win.skip");
  desk_assert_pressed (f, "pass");
}

/* A key that came up to the page from a widget that left it alone. */
static gboolean
press_on_page (Desk *f, guint keyval)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (screen_find (f->window, "YcTransferPage"));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean taken = FALSE;

      if (!GTK_IS_EVENT_CONTROLLER_KEY (controller))
        continue;
      g_signal_emit_by_name (controller, "key-pressed", keyval, 0, 0, &taken);
      shot_settle (20);
      return taken;
    }
  g_assert_not_reached ();
}

/* From either list each key chooses; from the boxes and the note nobody sees what it would choose. */
static void
test_transfer_keys (Desk *f, gconstpointer data)
{
  desk_act (f, "win.transfer");
  g_assert_true (press_on_page (f, GDK_KEY_2));
  g_assert_true (press_on_page (f, GDK_KEY_e));
  gtk_widget_grab_focus (screen_find (f->window, "GtkCheckButton"));
  g_assert_false (press_on_page (f, GDK_KEY_a));
  g_assert_false (press_on_page (f, GDK_KEY_2));
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "transfer {\"queue\":\"E\",\"keep_place\":true,\"must_return\":false}");
}

/* Window 5 is closed. Asked for by its number it is not taken, nor is what was chosen before, and the page says why. */
static void
test_transfer_closed (Desk *f, gconstpointer data)
{
  desk_act (f, "win.transfer");
  g_assert_true (press_on_page (f, GDK_KEY_e));
  g_assert_null (find_label (f->window, "Window 5: Closed"));
  g_assert_true (press_on_page (f, GDK_KEY_5));
  g_assert_nonnull (find_label (f->window, "Window 5: Closed"));
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "");
  g_assert_true (press_on_page (f, GDK_KEY_2));
  g_assert_null (find_label (f->window, "Window 5: Closed"));
  desk_act (f, "win.finish");
  desk_assert_pressed (f, "transfer {\"counter\":2,\"keep_place\":true,\"must_return\":false}");
}

static void
tell_transfer (Desk *f, const char *number, const char *to)
{
  YcDeskView *view = fake_station_edit (f->station);

  g_free (view->undo_ticket);
  view->undo_ticket = g_strconcat ("00000000-0000-7000-8000-00000000", number, NULL);
  g_free (view->undo_number);
  view->undo_number = g_strdup (number);
  g_free (view->undo_to);
  view->undo_to = g_strdup (to);
  view->undo_type = YC_EVENT_TICKET_TRANSFERRED;
  change (f);
}

static void
test_transfer_told (Desk *f, gconstpointer data)
{
  fake_station_set_can_undo (f->station, TRUE);
  tell_transfer (f, "F043", "4");
  g_assert_nonnull (find_label (f->window, "F043 transferred to Window 4"));
  tell_transfer (f, "F044", "E");
  g_assert_nonnull (find_label (f->window, "F044 transferred to Household and identity"));
}

#define ADD(name, ticket, test) g_test_add (name, Desk, ticket, desk_set_up, test, desk_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  shot_start ();
  ADD ("/visits/next", NULL, test_next);
  ADD ("/visits/eye", "called", test_eye);
  ADD ("/visits/call-from-today", NULL, test_call_from_today);
  ADD ("/visits/other-clerk", NULL, test_other_clerk);
  ADD ("/visits/paused", "serving", test_paused);
  ADD ("/visits/transfer-keys", "serving", test_transfer_keys);
  ADD ("/visits/transfer-closed", "serving", test_transfer_closed);
  ADD ("/visits/transfer-told", NULL, test_transfer_told);
  return g_test_run ();
}
