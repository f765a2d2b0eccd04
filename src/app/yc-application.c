/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-application"

#include "config.h"

#include "app/yc-application.h"

#include "app/yc-keys.h"
#include "app/yc-look.h"
#include "app/yc-station.h"
#include "app/yc-main-window.h"
#include "vault/yc-secret.h"
#include "vault/yc-system-env.h"

struct _YcApplication
{
  AdwApplication parent_instance;

  char *profile;        /* owned */
  char *url;            /* owned, or NULL */
  char *code;           /* owned, or NULL */
  YcStation *station;   /* owned */
  gboolean closing;
  guint remaking;       /* source, 0 = none */
};

G_DEFINE_FINAL_TYPE (YcApplication, yc_application, ADW_TYPE_APPLICATION)

static gboolean on_close_request_cb (YcApplication *self, GtkWindow *window);

/* old: the window whose place it takes, or NULL. */
static void
make_window (YcApplication *self, GtkWindow *old)
{
  GtkWidget *window = yc_main_window_new (GTK_APPLICATION (self), self->station);

  if (old != NULL)
    yc_main_window_go_on_from (YC_MAIN_WINDOW (window), YC_MAIN_WINDOW (old));
  else if (self->url != NULL || self->code != NULL)
    yc_main_window_fill_first_run (YC_MAIN_WINDOW (window), self->url, self->code);
  g_clear_pointer (&self->code, yc_secret_free);
  g_signal_connect_object (window, "close-request", G_CALLBACK (on_close_request_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(YcApplication) self = YC_APPLICATION (user_data);
  g_autoptr(GError) error = NULL;

  if (!yc_station_close_finish (YC_STATION (source), result, &error))
    g_warning ("The profile was not closed in order: %s", error->message);
  g_application_release (G_APPLICATION (self));
}

/* The window goes at once; the program ends when the store has been closed. */
static gboolean
on_close_request_cb (YcApplication *self, GtkWindow *window)
{
  if (!self->closing)
    {
      self->closing = TRUE;
      g_application_hold (G_APPLICATION (self));
      yc_station_close_async (self->station, on_closed_cb, g_object_ref (self));
    }
  return GDK_EVENT_PROPAGATE;
}

/* Templates are read once per window, so a window in the other language is a new one; the station keeps the visit. */
static void
remake_windows (YcApplication *self)
{
  /* A window can take its dialogs along. */
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));
  GtkWindow *old = NULL;

  for (GList *item = windows; item != NULL; item = item->next)
    {
      if (YC_IS_MAIN_WINDOW (item->data))
        old = item->data;
      g_object_ref (item->data);
    }

  make_window (self, old);
  for (GList *item = windows; item != NULL; item = item->next)
    gtk_window_destroy (GTK_WINDOW (item->data));
  g_list_free_full (windows, g_object_unref);
}

static gboolean
on_remake_cb (gpointer user_data)
{
  YcApplication *self = YC_APPLICATION (user_data);

  self->remaking = 0;
  if (!self->closing)
    remake_windows (self);
  return G_SOURCE_REMOVE;
}

/* Afterwards: what told it is in one of the windows that go, and still at work. */
static void
on_language_changed_cb (YcApplication *self)
{
  if (self->remaking == 0)
    self->remaking = g_idle_add (on_remake_cb, self);
}

static gboolean
refuse_debugging (GtkWindow *window,
                  gboolean   toggle)
{
  return FALSE;
}

/* GTK's inspector opens by a key in every window, over a locked one too, and shows and changes whatever is behind it. Subclasses take
 * over what the class says now, so this comes before the first of them. */
static void
forbid_debugging (void)
{
  GtkWindowClass *window_class = g_type_class_ref (GTK_TYPE_WINDOW);

  window_class->enable_debugging = refuse_debugging;
  g_type_class_unref (window_class);
}

static void
yc_application_startup (GApplication *application)
{
  YcApplication *self = YC_APPLICATION (application);

  G_APPLICATION_CLASS (yc_application_parent_class)->startup (application);
  forbid_debugging ();
  yc_look_attach (yc_look_get_default ());
  yc_keys_install (GTK_APPLICATION (self));
  gtk_window_set_default_icon_name (APP_ID);
  g_signal_connect_object (yc_look_get_default (), "language-changed", G_CALLBACK (on_language_changed_cb), self, G_CONNECT_SWAPPED);
  self->station = yc_station_new (self->profile, yc_system_env ());
}

static void
yc_application_activate (GApplication *application)
{
  YcApplication *self = YC_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  /* Started again while the store is being closed: that one has no store any more. */
  if (self->closing)
    return;
  if (window != NULL)
    {
      gtk_window_present (window);
      return;
    }
  make_window (self, NULL);
  yc_station_open (self->station);
}

static void
yc_application_finalize (GObject *object)
{
  YcApplication *self = YC_APPLICATION (object);

  g_clear_handle_id (&self->remaking, g_source_remove);
  g_free (self->profile);
  g_free (self->url);
  g_clear_pointer (&self->code, yc_secret_free);
  g_clear_object (&self->station);

  G_OBJECT_CLASS (yc_application_parent_class)->finalize (object);
}

static void
yc_application_class_init (YcApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_application_finalize;
  application_class->startup = yc_application_startup;
  application_class->activate = yc_application_activate;
}

static void
yc_application_init (YcApplication *self)
{
}

YcApplication *
yc_application_new (const YcOptions *options)
{
  YcApplication *self;

  g_return_val_if_fail (options != NULL, NULL);

  self = g_object_new (YC_TYPE_APPLICATION, "application-id", APP_ID, "resource-base-path", "/org/yichuang/Yichuang", "flags",
                       options->profile != NULL ? G_APPLICATION_NON_UNIQUE : G_APPLICATION_DEFAULT_FLAGS, NULL);
  self->profile = options->profile != NULL ? g_strdup (options->profile) : g_build_filename (g_get_user_data_dir (), "yichuang", NULL);
  self->url = g_strdup (options->url);
  self->code = g_strdup (options->code);
  return self;
}
