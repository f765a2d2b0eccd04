/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "stage"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "screens.h"
#include "shot.h"

#include "app/yc-keys.h"
#include "app/yc-look.h"

/* A program that shows one screen after the other, so that another one can look at each from outside. It reads one order a line and
 * answers each with "ok", once what was ordered is on the screen:
 *
 *   open SCREEN LANGUAGE LOOK TEXT   a screen of screens.h; LANGUAGE zh_CN or en, LOOK light, dark, hc or hc-dark, TEXT in percent
 *   look LOOK TEXT                   the same screen in another look, live
 *   event NAME                       something happens in the hall: called, refused, away or back
 *   fault NAME                       a window that is wrong in the way named: what looks at it has to notice
 *   close                            the window is closed, and nothing may be left of it
 *   list                             names the screens
 *
 * Widgets have their accessible side only when it is shown on a bus, so this runs without GTK_A11Y. */

#define WIDTH 1366
#define HEIGHT 768

static GtkWidget *window;   /* weak */
static YcStation *station;   /* owned */
static gboolean faulty;

static void
take_window (GtkWidget *widget)
{
  g_set_weak_pointer (&window, widget);
}

/* ---- events ------------------------------------------------------------------------------------------------------- */

static void
be_called (void)
{
  YcDeskView *view = fake_station_edit (station);

  view->current = fake_ticket_new ("F043", YC_TICKET_CALLED, 0);
  view->current_step = YC_STEP_PLACE;
  fake_station_changed (station);
}

static void
be_refused (void)
{
  fake_station_refuse (station, YC_REFUSAL_SERVED_ELSEWHERE, "{\"number\":\"F042\",\"counter\":5}");
}

static void
go_away (void)
{
  fake_station_set_link (station, YC_LINK_AWAY, FAKE_NOW - 60 * 60000, FALSE);
  fake_station_changed (station);
}

static void
come_back (void)
{
  fake_station_set_link (station, YC_LINK_ONLINE, FAKE_NOW, FALSE);
  fake_station_changed (station);
}

static const struct
{
  const char *name;
  void (*run) (void);
} events[] = { { "called", be_called }, { "refused", be_refused }, { "away", go_away }, { "back", come_back } };

static gboolean
run_event (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      if (strcmp (events[i].name, name) != 0)
        continue;
      events[i].run ();
      shot_settle (150);
      return TRUE;
    }
  return FALSE;
}

/* ---- windows that are wrong --------------------------------------------------------------------------------------- */

static GtkWidget *
make_button (const char *name)
{
  GtkWidget *button = gtk_button_new_with_label (name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static gboolean
swallow_cb (GtkEventControllerKey *keys, guint keyval)
{
  return keyval == GDK_KEY_Tab;
}

/* What one window of the program could get wrong: its box already holds two buttons that are right. */
static gboolean
add_fault (const char *name, GtkWidget *box, GtkWidget *first)
{
  GtkWidget *added = NULL;

  if (strcmp (name, "none") == 0)
    return TRUE;
  if (strcmp (name, "unnamed") == 0)
    {
      added = gtk_button_new ();
      gtk_button_set_child (GTK_BUTTON (added), gtk_image_new_from_icon_name ("open-menu-symbolic"));
    }
  else if (strcmp (name, "untranslated") == 0)
    added = gtk_label_new ("Nobody is waiting");
  else if (strcmp (name, "same-name") == 0)
    added = make_button (gtk_button_get_label (GTK_BUTTON (first)));
  else if (strcmp (name, "identity") == 0)
    added = gtk_label_new ("110105194912310028");
  else if (strcmp (name, "role") == 0)
    {
      added = g_object_new (ADW_TYPE_BIN, "focusable", TRUE, "height-request", 20, NULL);
      gtk_accessible_update_property (GTK_ACCESSIBLE (added), GTK_ACCESSIBLE_PROPERTY_LABEL, "1", -1);
    }
  else if (strcmp (name, "outside") == 0)
    {
      added = gtk_fixed_new ();
      gtk_fixed_put (GTK_FIXED (added), gtk_label_new ("3"), -40, 0);
    }
  else if (strcmp (name, "no-reason") == 0)
    {
      added = make_button ("4");
      gtk_widget_set_sensitive (added, FALSE);
    }
  else if (strcmp (name, "unreachable") == 0)
    {
      added = make_button ("2");
      gtk_widget_set_focusable (added, TRUE);
      gtk_widget_set_can_focus (added, FALSE);
    }
  else if (strcmp (name, "trap") == 0)
    {
      GtkEventController *keys = gtk_event_controller_key_new ();

      g_signal_connect (keys, "key-pressed", G_CALLBACK (swallow_cb), NULL);
      gtk_widget_add_controller (first, keys);
      return TRUE;
    }
  else
    return FALSE;
  gtk_box_append (GTK_BOX (box), added);
  return TRUE;
}

static gboolean
open_fault (const char *name, const char *language)
{
  gboolean zh = strcmp (language, "en") != 0;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *first = make_button (zh ? "叫号" : "Call Next");

  shot_set_look (language, "light", 100);
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), make_button (zh ? "重呼" : "Recall"));
  take_window (gtk_window_new ());
  faulty = TRUE;
  gtk_window_set_title (GTK_WINDOW (window), zh ? "一窗" : "Yichuang");
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 300);
  gtk_window_set_titlebar (GTK_WINDOW (window), gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_window_set_child (GTK_WINDOW (window), box);
  if (!add_fault (name, box, first))
    return FALSE;
  gtk_window_present (GTK_WINDOW (window));
  for (int i = 0; i < 200 && gtk_widget_get_width (first) == 0; i++)
    shot_settle (25);
  shot_wait (window);
  return TRUE;
}

/* ---- orders ------------------------------------------------------------------------------------------------------- */

/* The keys of the program are those of an application. */
static void
give_keys (void)
{
  static GtkApplication *application;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (window));

  if (application == NULL)
    {
      application = gtk_application_new ("org.yichuang.Stage", G_APPLICATION_NON_UNIQUE);
      g_application_register (G_APPLICATION (application), NULL, NULL);
      yc_keys_install (application);
    }
  gtk_window_set_application (parent != NULL ? parent : GTK_WINDOW (window), application);
}

static gboolean
open_screen (const char *name, const char *language, const char *look, int text)
{
  guint n;
  const Screen *screens = screens_get (&n);

  for (guint i = 0; i < n; i++)
    {
      if (strcmp (screens[i].name, name) != 0)
        continue;
      shot_set_look (language, look, text);
      take_window (screen_open (&screens[i], WIDTH, HEIGHT, &station));
      give_keys ();
      return TRUE;
    }
  return FALSE;
}

static void
close_window (void)
{
  GListModel *all = gtk_window_get_toplevels ();

  /* A dialog may have been closed by a key; the window below it is still there. */
  if (window == NULL && station != NULL && g_list_model_get_n_items (all) > 0)
    {
      g_autoptr(GtkWidget) left = g_list_model_get_item (all, 0);

      take_window (left);
    }
  if (faulty)
    gtk_window_destroy (GTK_WINDOW (window));
  else if (window != NULL)
    screen_close (window);
  take_window (NULL);
  faulty = FALSE;
  g_clear_object (&station);
}

static gboolean
set_look (const char *look, int text)
{
  g_autofree char *language = g_strdup (yc_look_get_language (yc_look_get_default ()));

  shot_set_look (language, look, text);
  shot_settle (200);
  return TRUE;
}

static gboolean
list_screens (void)
{
  guint n;
  const Screen *screens = screens_get (&n);

  for (guint i = 0; i < n; i++)
    g_print ("%s\n", screens[i].name);
  return TRUE;
}

/* A window that is still there, because a test failed before it closed it, makes room. */
static gboolean
obey (char **words, guint n)
{
  const char *order = n > 0 ? words[0] : "";

  if (strcmp (order, "list") == 0)
    return list_screens ();
  if ((strcmp (order, "open") == 0 || strcmp (order, "fault") == 0) && (window != NULL || station != NULL))
    close_window ();
  if (strcmp (order, "open") == 0 && n == 5)
    return open_screen (words[1], words[2], words[3], atoi (words[4]));
  if (strcmp (order, "fault") == 0 && n == 3)
    return open_fault (words[1], words[2]);
  if (strcmp (order, "look") == 0 && n == 3 && window != NULL)
    return set_look (words[1], atoi (words[2]));
  if (strcmp (order, "event") == 0 && n == 2 && station != NULL)
    return run_event (words[1]);
  if (strcmp (order, "close") == 0 && n == 1)
    {
      close_window ();
      return TRUE;
    }
  return FALSE;
}

static gboolean
on_line_cb (GIOChannel *channel, GIOCondition condition, gpointer data)
{
  g_autofree char *line = NULL;
  g_auto(GStrv) words = NULL;

  if (g_io_channel_read_line (channel, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL)
    {
      *(gboolean *) data = TRUE;
      return G_SOURCE_REMOVE;
    }
  words = g_strsplit (g_strchomp (line), " ", -1);
  g_print (obey (words, g_strv_length (words)) ? "ok\n" : "no such order\n");
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  g_autoptr(GIOChannel) channel = g_io_channel_unix_new (STDIN_FILENO);
  gboolean over = FALSE;

  shot_start ();
  setvbuf (stdout, NULL, _IOLBF, 0);
  g_io_add_watch (channel, G_IO_IN | G_IO_HUP, on_line_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  close_window ();
  return 0;
}
