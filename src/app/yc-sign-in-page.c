/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-sign-in-page"

#include "config.h"

#include "app/yc-sign-in-page.h"

#include <glib/gi18n.h>

#include "app/yc-look.h"
#include "app/yc-sentences.h"
#include "app/yc-words.h"

struct _YcSignInPage
{
  YcPage parent_instance;

  GCancellable *cancellable;   /* owned: what is under way, or NULL */
  gboolean handing_over;
  gint64 locked_at;            /* ms UTC; 0 = not locked */

  AdwClamp *clamp;
  GtkLabel *place;
  GtkLabel *locked;
  GtkLabel *ended;
  AdwEntryRow *number;
  AdwPasswordEntryRow *pin;
  GtkLabel *error;
  GtkButton *act;
  GtkLabel *act_words;
  GtkSpinner *spinner;
  GtkButton *hand_over;
  GtkLabel *away;
};

G_DEFINE_FINAL_TYPE (YcSignInPage, yc_sign_in_page, YC_TYPE_PAGE)

static gboolean
is_lock (YcSignInPage *self)
{
  YcStation *station = yc_page_get_station (YC_PAGE (self));

  return station != NULL && yc_station_get_state (station) == YC_STATION_LOCKED && !self->handing_over;
}

static void
set_error (YcSignInPage *self, const char *words)
{
  gtk_label_set_label (self->error, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), words != NULL);
}

static void
set_busy (YcSignInPage *self, gboolean busy)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->act), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->hand_over), !busy);
}

/* The window is locked before the record says so; and a session that stands locked in the record, as after a restart, is left by a sign-in. */
static gboolean
is_kept (const YcDeskView *view, YcStationState state)
{
  return state == YC_STATION_LOCKED
         || (state == YC_STATION_SIGNED_OUT && view->session != NULL && view->session->state == YC_SESSION_LOCKED);
}

static void
update_locked_at (YcSignInPage *self, const YcDeskView *view)
{
  YcStation *station = yc_page_get_station (YC_PAGE (self));

  if (!is_kept (view, yc_station_get_state (station)))
    self->locked_at = 0;
  else if (view->session != NULL && view->session->locked_at != 0)
    self->locked_at = view->session->locked_at;
  else if (self->locked_at == 0)
    self->locked_at = yc_station_now (station);
}

/* "Locked by Li Anning 10:42 · F043 is kept" */
static char *
locked_words (YcSignInPage *self, const YcDeskView *view)
{
  const YcTicket *kept = view->current;
  g_autofree char *clock = yc_words_clock (view->reference, self->locked_at);
  const char *name = yc_words_staff (view);

  if (kept == NULL && view->held != NULL && view->held->len > 0)
    kept = g_ptr_array_index (view->held, 0);
  if (kept != NULL)
    return g_strdup_printf (_("Locked by %1$s %2$s · %3$s is kept"), name, clock, kept->number);
  return g_strchomp (g_strdup_printf (_("Locked by %1$s %2$s"), name, clock));
}

static void
update_place (YcSignInPage *self, const YcDeskView *view)
{
  g_autofree char *window = yc_words_window (view->counter);
  g_autofree char *place = NULL;

  if (view->hall_name != NULL && view->hall_name[0] != '\0')
    place = g_strdup_printf ("%s  ·  %s", view->hall_name, window);
  gtk_label_set_label (self->place, place != NULL ? place : window);
}

static void
yc_sign_in_page_update (YcPage *page)
{
  YcSignInPage *self = YC_SIGN_IN_PAGE (page);
  const YcDeskView *view = yc_page_get_view (page);
  YcStation *station = yc_page_get_station (page);
  gboolean lock;
  g_autofree char *locked = NULL;
  YcSyncStatus status = { 0 };

  if (view == NULL)
    return;
  if (yc_station_get_state (station) != YC_STATION_LOCKED)
    self->handing_over = FALSE;
  lock = is_lock (self);
  update_place (self, view);
  update_locked_at (self, view);
  if (is_kept (view, yc_station_get_state (station)))
    locked = locked_words (self, view);
  gtk_label_set_label (self->locked, locked != NULL ? locked : "");
  gtk_widget_set_visible (GTK_WIDGET (self->locked), locked != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->ended), yc_station_get_state (station) == YC_STATION_SIGNED_OUT && yc_station_was_ended (station));
  if (lock && view->staff != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->number), view->staff->number);
  gtk_editable_set_editable (GTK_EDITABLE (self->number), !lock);
  gtk_widget_set_focusable (GTK_WIDGET (self->number), !lock);
  gtk_label_set_label (self->act_words, lock ? _("Unlock") : _("Sign In"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->act), GTK_ACCESSIBLE_PROPERTY_LABEL, lock ? _("Unlock") : _("Sign In"),
                                  GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS, "Enter", -1);
  gtk_widget_set_visible (GTK_WIDGET (self->hand_over), lock);
  yc_station_get_status (station, &status);
  gtk_widget_set_visible (GTK_WIDGET (self->away), status.state == YC_LINK_AWAY && !status.node_cannot_store && !lock);
}

static void
forget_pin (YcSignInPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->pin), "");
}

/* A page somebody else may look at: nothing typed, and the eye of the row shut, whoever opened it before. */
static void
start_hidden (YcSignInPage *self)
{
  GtkEditable *text = GTK_EDITABLE (self->pin);

  forget_pin (self);
  while (text != NULL && !GTK_IS_TEXT (text))
    text = gtk_editable_get_delegate (text);
  if (text != NULL)
    gtk_text_set_visibility (GTK_TEXT (text), FALSE);
}

/* Said to everybody, whether or not there is such a number and whether or not it has a PIN: it tells nobody which numbers there are. */
static char *
refused_words (YcSignInPage *self, const YcRefusal *refusal)
{
  g_autofree char *sentence = yc_sentence_of_refusal (refusal, yc_page_get_reference (YC_PAGE (self)));

  if (refusal->code != YC_REFUSAL_WRONG_PIN)
    return g_steal_pointer (&sentence);
  /* Translators: the sentence that number and PIN do not match. */
  return g_strdup_printf (_("%s If you are new here, the supervisor gives you your first PIN."), sentence);
}

static void
on_signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(YcSignInPage) self = YC_SIGN_IN_PAGE (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;
  YcSignIn sign_in = { 0 };
  gboolean answered = yc_station_sign_in_finish (YC_STATION (source), result, &sign_in, &error);

  if (yc_page_get_station (YC_PAGE (self)) == NULL)
    {
      /* The window is gone. */
      yc_sign_in_clear (&sign_in);
      return;
    }
  if (!answered)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      words = yc_sentence_of_error (error);
    }
  else if (sign_in.unreachable)
    {
      words = g_strdup (_("The hall server cannot be reached, so nobody can sign in now. Check the network and try again."));
    }
  else if (!sign_in.ok)
    {
      words = refused_words (self, &sign_in.refusal);
    }
  else
    {
      self->handing_over = FALSE;
      gtk_editable_set_text (GTK_EDITABLE (self->number), "");
    }
  yc_sign_in_clear (&sign_in);
  set_busy (self, FALSE);
  set_error (self, words);
  if (words != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->pin));
}

static void
on_unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(YcSignInPage) self = YC_SIGN_IN_PAGE (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;
  guint tries_left = 0;
  gboolean right = yc_station_unlock_finish (YC_STATION (source), result, &tries_left, &error);

  /* The window may be gone by now. */
  if (yc_page_get_station (YC_PAGE (self)) == NULL)
    return;
  if (!right)
    {
      g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

      yc_refuse (&refusal, YC_REFUSAL_WRONG_PIN, "tries", 'i', (gint64) tries_left, NULL);
      words = error != NULL ? yc_sentence_of_error (error) : yc_sentence_of_refusal (&refusal, yc_page_get_reference (YC_PAGE (self)));
      /* The page says it already. */
      if (g_error_matches (error, YC_STATION_ERROR, YC_STATION_ERROR_ENDED) && gtk_widget_get_visible (GTK_WIDGET (self->ended)))
        g_clear_pointer (&words, g_free);
    }
  set_busy (self, FALSE);
  set_error (self, words);
  if (words != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->pin));
}

static void
on_act_cb (YcSignInPage *self)
{
  YcStation *station = yc_page_get_station (YC_PAGE (self));
  const char *number = gtk_editable_get_text (GTK_EDITABLE (self->number));
  const char *pin = gtk_editable_get_text (GTK_EDITABLE (self->pin));

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->act)))
    return;
  if (number[0] == '\0' || pin[0] == '\0')
    {
      set_error (self, number[0] == '\0' ? _("Type your staff number.") : _("Type your PIN."));
      gtk_widget_grab_focus (GTK_WIDGET (number[0] == '\0' ? GTK_WIDGET (self->number) : GTK_WIDGET (self->pin)));
      return;
    }
  set_error (self, NULL);
  set_busy (self, TRUE);
  if (is_lock (self))
    {
      yc_station_unlock_async (station, pin, on_unlocked_cb, g_object_ref (self));
    }
  else
    {
      g_cancellable_cancel (self->cancellable);
      g_clear_object (&self->cancellable);
      self->cancellable = g_cancellable_new ();
      yc_station_sign_in_async (station, number, pin, self->cancellable, on_signed_in_cb, g_object_ref (self));
    }
  forget_pin (self);
}

static void
on_number_activated_cb (YcSignInPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->pin));
}

static void
yc_sign_in_page_enter (YcPage *page)
{
  YcSignInPage *self = YC_SIGN_IN_PAGE (page);

  self->handing_over = FALSE;
  if (!is_lock (self))
    gtk_editable_set_text (GTK_EDITABLE (self->number), "");
  start_hidden (self);
  set_error (self, NULL);
  yc_page_update (page);
  gtk_widget_grab_focus (is_lock (self) ? GTK_WIDGET (self->pin) : GTK_WIDGET (self->number));
}

/* Esc leaves the handing over. */
static gboolean
yc_sign_in_page_back (YcPage *page)
{
  YcSignInPage *self = YC_SIGN_IN_PAGE (page);

  if (!self->handing_over)
    return FALSE;
  g_cancellable_cancel (self->cancellable);
  set_busy (self, FALSE);
  yc_sign_in_page_enter (page);
  return TRUE;
}

static void
yc_sign_in_page_dispose (GObject *object)
{
  YcSignInPage *self = YC_SIGN_IN_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (yc_sign_in_page_parent_class)->dispose (object);
}

static void
yc_sign_in_page_class_init (YcSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_sign_in_page_dispose;
  YC_PAGE_CLASS (klass)->update = yc_sign_in_page_update;
  YC_PAGE_CLASS (klass)->enter = yc_sign_in_page_enter;
  YC_PAGE_CLASS (klass)->back = yc_sign_in_page_back;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/yichuang/Yichuang/ui/yc-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, act);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, act_words);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, away);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, clamp);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, ended);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, error);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, hand_over);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, locked);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, number);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, pin);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, place);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_act_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_number_activated_cb);
}

static void
yc_sign_in_page_init (YcSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  yc_look_widen (self->clamp);
  yc_look_disable_input_method (GTK_EDITABLE (self->number));
  yc_look_disable_input_method (GTK_EDITABLE (self->pin));
  yc_look_name_icon_buttons (GTK_WIDGET (self->pin), "view-reveal-symbolic", _("Show or Hide the PIN"));
}

void
yc_sign_in_page_hand_over (YcSignInPage *self)
{
  g_return_if_fail (YC_IS_SIGN_IN_PAGE (self));

  self->handing_over = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->number), "");
  start_hidden (self);
  set_error (self, NULL);
  yc_page_update (YC_PAGE (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->number));
}
