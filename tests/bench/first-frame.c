/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "first-frame"

#include "config.h"

#include <dlfcn.h>
#include <unistd.h>

#include <gtk/gtk.h>

/*
 * Loaded before a GTK program (LD_PRELOAD): when its first window has been painted for the first time, writes the moment (ms of the
 * monotonic clock) to standard error as "first-frame <ms>".
 */

static gboolean
on_after_paint_cb (GSignalInvocationHint *hint,
                   guint                  n_values,
                   const GValue          *values,
                   gpointer               user_data)
{
  g_printerr ("first-frame %.3f\n", (double) g_get_monotonic_time () / 1000);
  return FALSE;
}

void
gtk_window_present (GtkWindow *window)
{
  static gboolean hooked;
  void (*real) (GtkWindow *) = NULL;

  *(void **) &real = dlsym (RTLD_NEXT, "gtk_window_present");
  if (!hooked)
    {
      gpointer type_class = g_type_class_ref (GDK_TYPE_FRAME_CLOCK);

      hooked = TRUE;
      g_signal_add_emission_hook (g_signal_lookup ("after-paint", GDK_TYPE_FRAME_CLOCK), 0, on_after_paint_cb, NULL, NULL);
      g_type_class_unref (type_class);
    }
  real (window);
}
