/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "desk"

#include "config.h"

#include "desk.h"

#include <string.h>

#include "app/yc-main-window.h"
#include "shot.h"

void
desk_set_up (Desk *f, gconstpointer data)
{
  static YcReference *reference;
  const char *ticket = data;

  if (reference == NULL)
    reference = fake_reference_new (g_getenv ("YC_DEMO_DIR"));
  shot_set_look ("en", "light", 100);
  f->station = fake_station_new (YC_STATION_SIGNED_IN);
  fake_station_take_view (f->station, fake_view_new (reference));
  if (ticket != NULL)
    fake_station_edit (f->station)->current = fake_ticket_new ("F043", strcmp (ticket, "called") == 0 ? YC_TICKET_CALLED : YC_TICKET_SERVING, 3);
  f->window = g_object_ref (yc_main_window_new (NULL, f->station));
  gtk_window_present (GTK_WINDOW (f->window));
  shot_wait (f->window);
}

void
desk_tear_down (Desk *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  shot_settle (20);
  g_assert_finalize_object (f->window);
  g_assert_finalize_object (f->station);
}

void
desk_act (Desk *f, const char *action)
{
  gtk_widget_activate_action (f->window, action, NULL);
  shot_settle (20);
}

void
desk_assert_pressed (Desk *f, const char *expected)
{
  g_autofree char *pressed = fake_station_take_presses (f->station);

  g_assert_cmpstr (pressed, ==, expected);
}

void
desk_assert_told (Desk *f, const char *expected)
{
  g_assert_cmpstr (yc_main_window_get_told (YC_MAIN_WINDOW (f->window)), ==, expected);
}
