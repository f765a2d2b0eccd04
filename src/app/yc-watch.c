/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-watch"

#include "config.h"

#include "app/yc-watch.h"

struct _YcWatch
{
  GObject parent_instance;

  GtkWindow *window;         /* borrowed: it owns the watch */
  GtkWidget *text;           /* weak: the focused GtkText, or NULL */
  gulong preedit_handler;
  gboolean composing;

  int idle_s;
  guint idle;                /* source */
  gint64 last_input;         /* monotonic, µs */
};

enum { IDLE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YcWatch, yc_watch, G_TYPE_OBJECT)

static void
on_preedit_cb (YcWatch *self, const char *preedit)
{
  self->composing = preedit != NULL && preedit[0] != '\0';
}

static void
set_text (YcWatch *self, GtkWidget *text)
{
  if (self->text == text)
    return;
  if (self->text != NULL)
    {
      g_signal_handler_disconnect (self->text, self->preedit_handler);
      g_object_remove_weak_pointer (G_OBJECT (self->text), (gpointer *) &self->text);
    }
  self->text = text;
  self->composing = FALSE;
  if (text != NULL)
    {
      g_object_add_weak_pointer (G_OBJECT (text), (gpointer *) &self->text);
      self->preedit_handler = g_signal_connect_swapped (text, "preedit-changed", G_CALLBACK (on_preedit_cb), self);
    }
}

static void
on_focus_cb (YcWatch *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  set_text (self, GTK_IS_TEXT (focus) ? focus : NULL);
}

static gboolean
on_event_cb (YcWatch *self)
{
  self->last_input = g_get_monotonic_time ();
  return GDK_EVENT_PROPAGATE;
}

static gboolean on_idle_cb (gpointer data);

/* One source that sleeps until the earliest moment at which the time can be over. */
static void
arm (YcWatch *self)
{
  gint64 left_ms;

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->idle_s <= 0)
    return;
  left_ms = self->idle_s * 1000 - (g_get_monotonic_time () - self->last_input) / 1000;
  self->idle = g_timeout_add ((guint) CLAMP (left_ms, 20, G_MAXINT), on_idle_cb, self);
}

static gboolean
on_idle_cb (gpointer data)
{
  YcWatch *self = YC_WATCH (data);

  self->idle = 0;
  if (g_get_monotonic_time () - self->last_input >= self->idle_s * G_USEC_PER_SEC)
    {
      self->last_input = g_get_monotonic_time ();
      g_signal_emit (self, signals[IDLE], 0);
    }
  if (self->idle == 0)
    arm (self);
  return G_SOURCE_REMOVE;
}

static void
yc_watch_dispose (GObject *object)
{
  YcWatch *self = YC_WATCH (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  set_text (self, NULL);

  G_OBJECT_CLASS (yc_watch_parent_class)->dispose (object);
}

static void
yc_watch_class_init (YcWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_watch_dispose;

  signals[IDLE] = g_signal_new ("idle", YC_TYPE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yc_watch_init (YcWatch *self)
{
  self->last_input = g_get_monotonic_time ();
}

YcWatch *
yc_watch_new (GtkWindow *window)
{
  YcWatch *self;
  GtkEventController *events;

  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);

  self = g_object_new (YC_TYPE_WATCH, NULL);
  self->window = window;
  events = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (on_event_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (window), events);
  g_signal_connect_object (window, "notify::focus-widget", G_CALLBACK (on_focus_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
yc_watch_set_idle (YcWatch *self, int seconds)
{
  g_return_if_fail (YC_IS_WATCH (self));

  if (self->idle_s == seconds)
    return;
  self->idle_s = seconds;
  self->last_input = g_get_monotonic_time ();
  arm (self);
}

gboolean
yc_watch_reset_composing (YcWatch *self)
{
  int position;

  g_return_val_if_fail (YC_IS_WATCH (self), FALSE);

  if (!self->composing || self->text == NULL)
    return FALSE;
  /* Setting the selection is what resets the input method from outside the entry. */
  position = gtk_editable_get_position (GTK_EDITABLE (self->text));
  gtk_editable_select_region (GTK_EDITABLE (self->text), position, position);
  self->composing = FALSE;
  return TRUE;
}
