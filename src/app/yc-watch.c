/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-watch"

#include "config.h"

#include "app/yc-watch.h"

#include "app/yc-keys.h"

/* A key that is down. */
typedef struct
{
  guint code;
  guint32 time;              /* of the event that told it, by the window system's clock */
} HeldKey;

struct _YcWatch
{
  GObject parent_instance;

  GtkWindow *window;         /* borrowed: it owns the watch */
  GtkWidget *text;           /* weak: the focused GtkText, or NULL */
  gulong preedit_handler;
  gboolean composing;
  GArray *held;              /* owned: HeldKey */

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

/* Keys that are let go while another window has the focus are not seen here. */
static void
on_active_cb (YcWatch *self)
{
  if (!gtk_window_is_active (self->window))
    g_array_set_size (self->held, 0);
}

static gboolean
moves (guint keyval)
{
  static const guint keyvals[] = {
    GDK_KEY_Tab, GDK_KEY_ISO_Left_Tab, GDK_KEY_Left, GDK_KEY_Right, GDK_KEY_Up, GDK_KEY_Down, GDK_KEY_Page_Up, GDK_KEY_Page_Down,
    GDK_KEY_KP_Tab, GDK_KEY_KP_Left, GDK_KEY_KP_Right, GDK_KEY_KP_Up, GDK_KEY_KP_Down, GDK_KEY_KP_Page_Up, GDK_KEY_KP_Page_Down,
  };

  for (guint i = 0; i < G_N_ELEMENTS (keyvals); i++)
    {
      if (keyvals[i] == keyval)
        return TRUE;
    }
  return FALSE;
}

/* Whether a key that is held down does something again and again: in text what writes and deletes, elsewhere only what moves the focus. */
static gboolean
may_repeat (YcWatch *self, guint keyval, GdkModifierType state)
{
  if (self->text == NULL)
    return moves (keyval);
  return keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter && !yc_keys_has (keyval, state);
}

static gboolean
on_event_cb (YcWatch *self, GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);

  self->last_input = g_get_monotonic_time ();
  if (type != GDK_KEY_PRESS && type != GDK_KEY_RELEASE)
    return GDK_EVENT_PROPAGATE;
  return yc_watch_take_key (self, type == GDK_KEY_PRESS, gdk_key_event_get_keycode (event), gdk_key_event_get_keyval (event),
                            gdk_event_get_modifier_state (event), gdk_event_get_time (event));
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
yc_watch_finalize (GObject *object)
{
  g_array_unref (YC_WATCH (object)->held);

  G_OBJECT_CLASS (yc_watch_parent_class)->finalize (object);
}

static void
yc_watch_class_init (YcWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = yc_watch_finalize;

  signals[IDLE] = g_signal_new ("idle", YC_TYPE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yc_watch_init (YcWatch *self)
{
  self->held = g_array_new (FALSE, FALSE, sizeof (HeldKey));
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
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_active_cb), self, G_CONNECT_SWAPPED);
  on_focus_cb (self);
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

gboolean
yc_watch_take_key (YcWatch *self, gboolean down, guint keycode, guint keyval, GdkModifierType state, guint32 time)
{
  const HeldKey key = { keycode, time };
  guint i = 0;

  g_return_val_if_fail (YC_IS_WATCH (self), FALSE);

  while (i < self->held->len && g_array_index (self->held, HeldKey, i).code != keycode)
    i++;
  if (i == self->held->len)
    {
      if (down)
        g_array_append_val (self->held, key);
      return FALSE;
    }
  if (!down)
    {
      g_array_remove_index_fast (self->held, i);
      return FALSE;
    }
  /* An input method that did not want a key gives the same event a second time. */
  if (g_array_index (self->held, HeldKey, i).time == time)
    return FALSE;
  g_array_index (self->held, HeldKey, i).time = time;
  return !may_repeat (self, keyval, state);
}
