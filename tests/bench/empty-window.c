/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "empty-window"

#include "config.h"

#include <adwaita.h>

/* What a program of libadwaita costs before it does anything: the limit yichuang's start is compared with. */

static void
on_activate_cb (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);

  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(AdwApplication) application = adw_application_new ("org.yichuang.Empty", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (on_activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
