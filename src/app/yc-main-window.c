/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-main-window"

#include "config.h"

#include "app/yc-main-window-private.h"

#include <glib/gi18n.h>

#include "app/yc-broken-page.h"
#include "app/yc-chip.h"
#include "app/yc-first-run-page.h"
#include "app/yc-key-button.h"
#include "app/yc-look.h"
#include "app/yc-panes.h"
#include "app/yc-sentences.h"
#include "app/yc-watch.h"
#include "app/yc-words.h"

/* An answer later than this can be given up. */
#define WITHDRAW_AFTER_MS 5000

struct _YcMainWindow
{
  AdwApplicationWindow parent_instance;

  YcStation *station;        /* owned */
  YcStationState shown;      /* the state whose page is shown */
  gboolean entered;          /* the page of that state has been entered */
  guint slow;                /* source that waits for WITHDRAW_AFTER_MS */
  gboolean is_slow;          /* the command in flight is older than that */
  char *undo;                /* owned: the undo the last toast was for */
  AdwToast *toast;           /* owned: the toast on screen, or NULL */
  YcWatch *watch;            /* owned: composing and idleness */
  YcPanes *panes;            /* owned: F6 */

  AdwToastOverlay *toasts;
  GtkWidget *header;
  GtkLabel *title;
  AdwViewSwitcher *switcher;
  YcChip *chip;
  YcKeyButton *pause;
  GtkWidget *large_text;
  GtkButton *language;
  GtkMenuButton *menu;
  YcNotice *condition;
  YcNotice *told;
  GtkStack *stack;
  YcFirstRunPage *first_run;
  YcSignInPage *sign_in;
  YcWorkPage *work;
  YcBrokenPage *broken;
};

G_DEFINE_FINAL_TYPE (YcMainWindow, yc_main_window, ADW_TYPE_APPLICATION_WINDOW)

YcStation *
yc_main_window_get_station (YcMainWindow *self)
{
  return self->station;
}

YcWorkPage *
yc_main_window_get_work (YcMainWindow *self)
{
  return self->work;
}

YcSignInPage *
yc_main_window_get_sign_in (YcMainWindow *self)
{
  return self->sign_in;
}

YcPage *
yc_main_window_get_page (YcMainWindow *self)
{
  switch (self->shown)
    {
    case YC_STATION_FIRST_RUN:
      return YC_PAGE (self->first_run);
    case YC_STATION_SIGNED_OUT:
    case YC_STATION_LOCKED:
      return YC_PAGE (self->sign_in);
    case YC_STATION_SIGNED_IN:
      return YC_PAGE (self->work);
    case YC_STATION_BROKEN:
      return YC_PAGE (self->broken);
    case YC_STATION_LOADING:
    default:
      return NULL;
    }
}

void
yc_main_window_open_menu (YcMainWindow *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->menu)))
    gtk_menu_button_popup (self->menu);
}

void
yc_main_window_move_pane (YcMainWindow *self, int step)
{
  YcPage *page = yc_main_window_get_page (self);

  if (self->shown == YC_STATION_SIGNED_IN)
    yc_panes_move (self->panes, step);
  else if (page != NULL)
    yc_page_enter (page);
}

gboolean
yc_main_window_is_composing (YcMainWindow *self)
{
  if (!yc_watch_reset_composing (self->watch))
    return FALSE;
  yc_main_window_tell (self, YC_NOTICE_INFO, _("Finish typing first"));
  return TRUE;
}

static void update_condition (YcMainWindow *self, const YcDeskView *view);

static gboolean
on_slow_cb (gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  self->slow = 0;
  self->is_slow = TRUE;
  update_condition (self, yc_station_get_view (self->station));
  return G_SOURCE_REMOVE;
}

static void
update_condition (YcMainWindow *self, const YcDeskView *view)
{
  g_autofree char *words = NULL;
  YcSyncStatus status = { 0 };
  gboolean in_flight = view != NULL && view->in_flight != YC_VERB_NONE;

  if (!in_flight)
    {
      g_clear_handle_id (&self->slow, g_source_remove);
      self->is_slow = FALSE;
    }
  else if (self->slow == 0 && !self->is_slow)
    {
      self->slow = g_timeout_add (WITHDRAW_AFTER_MS, on_slow_cb, self);
    }
  if (self->shown != YC_STATION_SIGNED_IN)
    {
      yc_notice_set (self->condition, YC_NOTICE_INFO, NULL, NULL, NULL);
      return;
    }
  yc_station_get_status (self->station, &status);
  words = yc_sentence_of_link (&status, yc_station_get_link_since (self->station), view != NULL ? view->reference : NULL);
  if (in_flight && self->is_slow && !view->withdrawing)
    yc_notice_set (self->condition, YC_NOTICE_WARNING, _("Being confirmed by the hall… You can wait, or cancel; nobody is called to an empty chair."),
                   _("Cancel"), "win.withdraw");
  else if (words != NULL)
    yc_notice_set (self->condition, status.state == YC_LINK_REFUSED ? YC_NOTICE_ERROR : YC_NOTICE_WARNING, words,
                   status.session_ended ? _("Sign Out") : _("Try Again"), status.session_ended ? "win.sign-out" : "win.retry");
  else
    yc_notice_set (self->condition, YC_NOTICE_INFO, NULL, NULL, NULL);
}

static void
on_toast_gone_cb (YcMainWindow *self)
{
  g_clear_object (&self->toast);
}

/* A toast beside the line in Today and Alt+Z; never the only word about it. */
static void
update_undo (YcMainWindow *self, const YcDeskView *view)
{
  const char *ticket = view != NULL && view->undo_ticket != NULL ? view->undo_ticket : "";
  g_autofree char *words = NULL;

  if (g_strcmp0 (self->undo, ticket) == 0)
    return;
  g_free (self->undo);
  self->undo = g_strdup (ticket);
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  if (ticket[0] == '\0' || !yc_station_can_undo (self->station))
    return;
  words = g_strdup_printf (view->undo_type == YC_EVENT_TICKET_TRANSFERRED ? _("%s transferred") : _("%s skipped"), view->undo_number);
  self->toast = g_object_ref (adw_toast_new (words));
  adw_toast_set_button_label (self->toast, _("Undo"));
  adw_toast_set_action_name (self->toast, "win.undo");
  adw_toast_set_timeout (self->toast, view->reference != NULL ? (guint) yc_policy_int (view->reference, "undo_s") : 10);
  g_signal_connect_object (self->toast, "dismissed", G_CALLBACK (on_toast_gone_cb), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, self->toast);
}

static void
update_header (YcMainWindow *self, const YcDeskView *view)
{
  gboolean working = self->shown == YC_STATION_SIGNED_IN;
  YcLook *look = yc_look_get_default ();
  g_autofree char *window = view != NULL && view->counter > 0 ? yc_words_window (view->counter) : NULL;
  g_autofree char *title = NULL;

  if (working && window != NULL)
    title = g_strdup_printf ("%s · %s", window, yc_words_staff (view));
  gtk_label_set_label (self->title, title != NULL ? title : _("Yichuang"));
  gtk_window_set_title (GTK_WINDOW (self), title != NULL ? title : _("Yichuang"));
  gtk_widget_set_visible (GTK_WIDGET (self->switcher), working);
  gtk_widget_set_visible (GTK_WIDGET (self->chip), view != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->menu), working);
  gtk_widget_set_visible (GTK_WIDGET (self->pause), working);
  gtk_widget_set_visible (GTK_WIDGET (self->language), !working);
  gtk_widget_set_visible (self->large_text, !working);
  gtk_button_set_label (self->language, yc_look_is_chinese (look) ? "English" : "中文");
  if (working && view != NULL)
    {
      gboolean paused = view->counter_state == YC_COUNTER_PAUSED;
      g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
      g_autofree char *reason = NULL;

      if (!yc_station_may (self->station, paused ? YC_VERB_UNPAUSE : YC_VERB_PAUSE, &refusal))
        reason = yc_sentence_of_refusal (&refusal, view->reference);
      yc_key_button_set_words (self->pause, paused ? _("Open Window") : _("Pause Window"));
      yc_key_button_set_reason (self->pause, reason);
    }
}

static void
show_state (YcMainWindow *self, YcStationState state)
{
  static const char *const pages[] = {
    [YC_STATION_LOADING] = "loading", [YC_STATION_FIRST_RUN] = "first-run", [YC_STATION_SIGNED_OUT] = "sign-in",
    [YC_STATION_SIGNED_IN] = "work",  [YC_STATION_LOCKED] = "sign-in",      [YC_STATION_BROKEN] = "broken",
  };

  if (self->entered && self->shown == state)
    return;
  self->shown = state;
  self->entered = TRUE;
  yc_main_window_tell (self, YC_NOTICE_INFO, NULL);
  gtk_stack_set_visible_child_name (self->stack, pages[state]);
  if (yc_main_window_get_page (self) != NULL)
    yc_page_enter (yc_main_window_get_page (self));
}

static void
update (YcMainWindow *self)
{
  const YcDeskView *view = yc_station_get_view (self->station);
  int idle_s = view != NULL && view->reference != NULL ? (int) yc_policy_int (view->reference, "idle_lock_s") : 0;

  show_state (self, yc_station_get_state (self->station));
  update_header (self, view);
  update_condition (self, view);
  update_undo (self, view);
  yc_main_window_update_actions (self);
  yc_watch_set_idle (self->watch, self->shown == YC_STATION_SIGNED_IN ? idle_s : 0);
}

static void
on_idle_cb (YcMainWindow *self)
{
  if (self->shown == YC_STATION_SIGNED_IN)
    yc_station_lock (self->station, "idle");
}

static void
on_refused_cb (YcMainWindow *self, const YcRefusal *refusal)
{
  const YcDeskView *view = yc_station_get_view (self->station);
  g_autofree char *words = yc_sentence_of_refusal (refusal, view != NULL ? view->reference : NULL);

  yc_main_window_tell (self, YC_NOTICE_WARNING, words[0] != '\0' ? words : NULL);
}

static void
on_answered_cb (YcMainWindow *self, guint verb, const YcRefusal *refusal, JsonObject *result)
{
  const YcDeskView *view = yc_station_get_view (self->station);
  g_autofree char *words = NULL;

  if (refusal != NULL && refusal->code != YC_REFUSAL_NONE)
    {
      on_refused_cb (self, refusal);
      return;
    }
  words = yc_sentence_of_answer ((YcVerb) verb, result, view);
  yc_main_window_tell (self, YC_NOTICE_INFO, words);
}

static void
on_failed_cb (YcMainWindow *self, const GError *error)
{
  g_autofree char *words = yc_sentence_of_error (error);

  yc_main_window_tell (self, YC_NOTICE_ERROR, words);
}

static gboolean
on_key_cb (YcMainWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval != GDK_KEY_Escape || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
  return GDK_EVENT_STOP;
}

static void
restore_size (YcMainWindow *self)
{
  GSettings *settings = yc_look_get_settings (yc_look_get_default ());

  if (settings == NULL)
    {
      gtk_window_set_default_size (GTK_WINDOW (self), 1280, 800);
      return;
    }
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"), g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static gboolean
yc_main_window_close_request (GtkWindow *window)
{
  GSettings *settings = yc_look_get_settings (yc_look_get_default ());
  int width;
  int height;

  if (settings != NULL)
    {
      gtk_window_get_default_size (window, &width, &height);
      g_settings_set_boolean (settings, "maximized", gtk_window_is_maximized (window));
      if (!gtk_window_is_maximized (window) && !gtk_window_is_fullscreen (window))
        {
          g_settings_set_int (settings, "window-width", CLAMP (width, 640, 16384));
          g_settings_set_int (settings, "window-height", CLAMP (height, 480, 16384));
        }
    }
  return GTK_WINDOW_CLASS (yc_main_window_parent_class)->close_request (window);
}

static void
yc_main_window_dispose (GObject *object)
{
  YcMainWindow *self = YC_MAIN_WINDOW (object);

  g_clear_handle_id (&self->slow, g_source_remove);
  g_clear_object (&self->watch);
  g_clear_object (&self->panes);
  g_clear_object (&self->toast);
  g_clear_object (&self->station);

  G_OBJECT_CLASS (yc_main_window_parent_class)->dispose (object);
}

static void
yc_main_window_finalize (GObject *object)
{
  g_free (YC_MAIN_WINDOW (object)->undo);

  G_OBJECT_CLASS (yc_main_window_parent_class)->finalize (object);
}

static void
yc_main_window_class_init (YcMainWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_main_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = yc_main_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = yc_main_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/yichuang/Yichuang/ui/yc-main-window.ui");
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, broken);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, chip);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, condition);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, first_run);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, header);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, language);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, large_text);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, menu);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, pause);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, sign_in);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, title);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, told);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, work);
}

static void
yc_main_window_init (YcMainWindow *self)
{
  const GType types[] = { YC_TYPE_BROKEN_PAGE, YC_TYPE_CHIP, YC_TYPE_FIRST_RUN_PAGE, YC_TYPE_KEY_BUTTON, YC_TYPE_NOTICE, YC_TYPE_SIGN_IN_PAGE, YC_TYPE_WORK_PAGE };
  GtkEventController *keys = gtk_event_controller_key_new ();

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_type_ensure (types[i]);
  gtk_widget_init_template (GTK_WIDGET (self));
  yc_notice_set_closable (self->told, TRUE);
  adw_view_switcher_set_stack (self->switcher, yc_work_page_get_views (self->work));
  self->watch = yc_watch_new (GTK_WINDOW (self));
  g_signal_connect_object (self->watch, "idle", G_CALLBACK (on_idle_cb), self, G_CONNECT_SWAPPED);
  self->panes = yc_panes_new ();
  yc_panes_add (self->panes, yc_work_page_get_centre (self->work));
  yc_panes_add (self->panes, GTK_WIDGET (yc_work_page_get_column (self->work)));
  yc_panes_add (self->panes, GTK_WIDGET (self->condition));
  yc_panes_add (self->panes, GTK_WIDGET (self->told));
  yc_panes_add (self->panes, self->header);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  yc_main_window_add_actions (self);
  restore_size (self);
}

GtkWidget *
yc_main_window_new (GtkApplication *application, YcStation *station)
{
  YcMainWindow *self;
  YcPage *pages[5];

  g_return_val_if_fail (application == NULL || GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (YC_IS_STATION (station), NULL);

  self = g_object_new (YC_TYPE_MAIN_WINDOW, "application", application, NULL);
  self->station = g_object_ref (station);
  pages[0] = YC_PAGE (self->first_run);
  pages[1] = YC_PAGE (self->sign_in);
  pages[2] = YC_PAGE (self->work);
  pages[3] = YC_PAGE (self->broken);
  pages[4] = YC_PAGE (self->chip);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    yc_page_set_station (pages[i], station);
  g_signal_connect_object (station, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (station, "refused", G_CALLBACK (on_refused_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (station, "failed", G_CALLBACK (on_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (station, "answered", G_CALLBACK (on_answered_cb), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

void
yc_main_window_fill_first_run (YcMainWindow *self, const char *url, const char *code)
{
  g_return_if_fail (YC_IS_MAIN_WINDOW (self));

  yc_first_run_page_fill (self->first_run, url, code);
  if (self->shown == YC_STATION_FIRST_RUN)
    yc_page_enter (YC_PAGE (self->first_run));
}

void
yc_main_window_tell (YcMainWindow *self, YcNoticeKind kind, const char *words)
{
  g_return_if_fail (YC_IS_MAIN_WINDOW (self));

  yc_notice_set (self->told, kind, words, NULL, NULL);
}

const char *
yc_main_window_get_told (YcMainWindow *self)
{
  g_return_val_if_fail (YC_IS_MAIN_WINDOW (self), NULL);

  return yc_notice_get_words (self->told);
}

const char *
yc_main_window_get_condition (YcMainWindow *self)
{
  g_return_val_if_fail (YC_IS_MAIN_WINDOW (self), NULL);

  return yc_notice_get_words (self->condition);
}
