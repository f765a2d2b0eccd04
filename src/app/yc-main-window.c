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

/* An answer later than this can be given up. No policy: it is about this screen, and giving up is as safe at any time (10b rule 6). */
#define WITHDRAW_AFTER_MS 5000

/* The recall guard is told in seconds. */
#define GUARD_TICK_MS 1000

/* How long words about the last press stay when nothing ends them earlier: long enough to be read twice. What could not be stored is
 * told until it is put away or something else is done. */
static const guint told_s[] = { [YC_NOTICE_INFO] = 10, [YC_NOTICE_WARNING] = 20, [YC_NOTICE_ERROR] = 0 };

/* Nobody sees within this that the next visitor does not come; longer than a double press. No policy: it is about hands. */
#define SKIPS_APART_US (600 * 1000)

/* From here on the header has no room for the words of its button. */
#define COMPACT_FROM 1.25

struct _YcMainWindow
{
  AdwApplicationWindow parent_instance;

  YcStation *station;        /* owned */
  YcStationState shown;      /* the state whose page is shown */
  gboolean entered;          /* the page of that state has been entered */
  guint slow;                /* source that waits for WITHDRAW_AFTER_MS */
  gboolean is_slow;          /* the command in flight is older than that */
  char *session;             /* owned: the sign-in whose desk has been shown last, or NULL */
  char *undo;                /* owned: the undo the last toast was for */
  AdwToast *toast;           /* owned: the toast on screen, or NULL */
  YcWatch *watch;            /* owned: composing and idleness */
  YcPanes *panes;            /* owned: F6 */
  YcVerb told_verb;          /* what the notice says was refused, or YC_VERB_NONE */
  YcRefusalCode told_code;   /* why, or YC_REFUSAL_NONE: the notice is about something else */
  gboolean leaving;          /* the clerk has been asked */
  gboolean maximize;         /* once it is on the screen */
  gboolean fullscreen;       /* likewise */
  char *ending;              /* owned: the ticket whose end has been pressed without a call, or NULL */
  const char *ended_words;   /* what is told when that is stored; static */
  gint64 skipped;            /* monotonic µs: the last skip by its own key or button */
  guint guard;               /* source that waits for the end of the recall guard that the notice tells of */

  GtkWidget *header;
  GtkLabel *title;
  AdwViewSwitcher *switcher;
  YcChip *chip;
  YcKeyButton *pause;
  GtkWidget *large_text;
  GtkButton *language;
  GtkMenuButton *menu;
  GtkWidget *controls;
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
  g_autofree char *old = yc_sentence_of_view_fault (yc_station_get_view_fault (self->station));
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
  if (old != NULL)
    yc_notice_set (self->condition, YC_NOTICE_WARNING, old, _("Try Again"), "win.retry");
  else if (in_flight && self->is_slow && !view->withdrawing)
    yc_notice_set (self->condition, YC_NOTICE_WARNING, _("Being confirmed by the hall… You can wait, or cancel; nobody is called to an empty chair."),
                   _("Cancel"), "win.withdraw");
  else if (words != NULL)
    yc_notice_set (self->condition, status.state == YC_LINK_REFUSED ? YC_NOTICE_ERROR : YC_NOTICE_WARNING, words,
                   _("Try Again"), "win.retry");
  else
    yc_notice_set (self->condition, YC_NOTICE_INFO, NULL, NULL, NULL);
}

static void
on_toast_gone_cb (YcMainWindow *self)
{
  g_clear_object (&self->toast);
}

static char *
undo_words (const YcDeskView *view)
{
  g_autofree char *target = yc_words_target (view->reference, view->undo_to);

  if (view->undo_type == YC_EVENT_TICKET_TRANSFERRED)
    return g_strdup_printf (_("%1$s transferred to %2$s"), view->undo_number, target);
  return g_strdup_printf (_("%s skipped"), view->undo_number);
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
  if (ticket[0] == '\0' || view->reference == NULL || !yc_station_can_undo (self->station))
    return;
  words = undo_words (view);
  self->toast = g_object_ref (adw_toast_new (words));
  adw_toast_set_button_label (self->toast, _("Undo"));
  adw_toast_set_action_name (self->toast, "win.undo");
  adw_toast_set_timeout (self->toast, (guint) yc_policy_int (view->reference, "undo_s"));
  g_signal_connect_object (self->toast, "dismissed", G_CALLBACK (on_toast_gone_cb), self, G_CONNECT_SWAPPED);
  yc_work_page_add_toast (self->work, self->toast);
}

/* A refusal is taken back as soon as the same press would not be refused for the same reason. */
static void
judge_told (YcMainWindow *self)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  YcSyncStatus status = { 0 };
  gboolean over;

  if (self->told_code == YC_REFUSAL_NONE)
    return;
  yc_station_get_status (self->station, &status);
  if (self->told_verb != YC_VERB_NONE)
    over = yc_station_may (self->station, self->told_verb, &refusal) || refusal.code != self->told_code;
  else
    over = self->told_code == YC_REFUSAL_NODE_AWAY && status.state == YC_LINK_ONLINE;
  if (over)
    yc_main_window_tell (self, YC_NOTICE_INFO, NULL);
}

static gboolean
on_guard_cb (gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  judge_told (self);
  if (self->told_code == YC_REFUSAL_RECALL_GUARD)
    return G_SOURCE_CONTINUE;
  self->guard = 0;
  return G_SOURCE_REMOVE;
}

void
yc_main_window_tell_refusal (YcMainWindow *self, YcVerb verb, const YcRefusal *refusal)
{
  const YcDeskView *view = yc_station_get_view (self->station);
  g_autofree char *words = yc_sentence_of_refusal (refusal, view != NULL ? view->reference : NULL);

  yc_main_window_tell (self, YC_NOTICE_WARNING, words[0] != '\0' ? words : NULL);
  self->told_code = refusal->code;
  self->told_verb = refusal->code == YC_REFUSAL_RECALL_GUARD ? YC_VERB_RECALL : verb;
  if (refusal->code == YC_REFUSAL_RECALL_GUARD && self->guard == 0)
    self->guard = g_timeout_add (GUARD_TICK_MS, on_guard_cb, self);
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
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
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
  yc_main_window_withdraw_question (self);
  gtk_stack_set_visible_child_name (self->stack, pages[state]);
  if (yc_main_window_get_page (self) != NULL)
    yc_page_enter (yc_main_window_get_page (self));
}

void
yc_main_window_expect_end (YcMainWindow *self, const char *ticket, const char *words)
{
  g_free (self->ending);
  self->ending = g_strdup (ticket);
  self->ended_words = words;
}

/* The record says that the visit is no longer at this window. */
static void
tell_ended (YcMainWindow *self, const YcDeskView *view)
{
  if (self->ending == NULL || view == NULL || (view->current != NULL && g_str_equal (view->current->id, self->ending)))
    return;
  g_clear_pointer (&self->ending, g_free);
  yc_main_window_tell (self, YC_NOTICE_WARNING, self->ended_words);
}

/* Who comes to the desk begins at the visit; who comes back to it, after a lock, where she was. */
static void
follow_session (YcMainWindow *self, const YcDeskView *view)
{
  if (self->shown != YC_STATION_SIGNED_IN || view == NULL || view->session == NULL || g_strcmp0 (self->session, view->session->id) == 0)
    return;
  g_free (self->session);
  self->session = g_strdup (view->session->id);
  yc_work_page_start_over (self->work);
}

static void
update (YcMainWindow *self)
{
  const YcDeskView *view = yc_station_get_view (self->station);
  int idle_s = view != NULL && view->reference != NULL ? (int) yc_policy_int (view->reference, "idle_lock_s") : 0;

  show_state (self, yc_station_get_state (self->station));
  follow_session (self, view);
  judge_told (self);
  tell_ended (self, view);
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
  yc_main_window_expect_end (self, NULL, NULL);
  yc_main_window_tell_refusal (self, YC_VERB_NONE, refusal);
}

static void
on_answered_cb (YcMainWindow *self, guint verb, const YcRefusal *refusal, JsonObject *result)
{
  const YcDeskView *view = yc_station_get_view (self->station);
  g_autofree char *words = NULL;

  if (refusal != NULL && refusal->code != YC_REFUSAL_NONE)
    {
      yc_main_window_tell_refusal (self, (YcVerb) verb, refusal);
      return;
    }
  if (yc_station_gave_up (self->station))
    {
      words = yc_sentence_of_late_answer ((YcVerb) verb, result, view);
      yc_main_window_tell (self, YC_NOTICE_WARNING, words);
      return;
    }
  words = yc_sentence_of_answer ((YcVerb) verb, result, view);
  yc_main_window_tell (self, YC_NOTICE_INFO, words);
}

static void
on_failed_cb (YcMainWindow *self, const GError *error)
{
  g_autofree char *words = yc_sentence_of_error (error);

  yc_main_window_expect_end (self, NULL, NULL);
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
apply_look (YcMainWindow *self)
{
  yc_key_button_set_compact (self->pause, yc_look_get_factor (yc_look_get_default ()) > COMPACT_FROM);
}

static void
restore_size (YcMainWindow *self)
{
  GSettings *settings = yc_look_get_settings (yc_look_get_default ());
  g_autoptr(GVariant) saved = NULL;

  if (settings == NULL)
    {
      gtk_window_set_default_size (GTK_WINDOW (self), 1280, 800);
      return;
    }
  saved = g_settings_get_user_value (settings, "maximized");
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"), g_settings_get_int (settings, "window-height"));
  /* At the first start, before anybody has chosen a size, it takes the whole screen: it is what this computer is for. */
  self->maximize = saved == NULL || g_variant_get_boolean (saved);
}

/* Only a window that is on the screen: GTK 4.8 loses on X11 what was asked for before. */
static void
yc_main_window_map (GtkWidget *widget)
{
  YcMainWindow *self = YC_MAIN_WINDOW (widget);

  GTK_WIDGET_CLASS (yc_main_window_parent_class)->map (widget);
  if (self->maximize)
    gtk_window_maximize (GTK_WINDOW (self));
  if (self->fullscreen)
    gtk_window_fullscreen (GTK_WINDOW (self));
  self->maximize = FALSE;
  self->fullscreen = FALSE;
}

static gboolean
yc_main_window_close_request (GtkWindow *window)
{
  YcMainWindow *self = YC_MAIN_WINDOW (window);
  GSettings *settings = yc_look_get_settings (yc_look_get_default ());
  int width;
  int height;

  if (!self->leaving && yc_main_window_ask_to_leave (self))
    return GDK_EVENT_STOP;
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

gboolean
yc_main_window_is_skip_repeated (YcMainWindow *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->skipped != 0 && now - self->skipped < SKIPS_APART_US)
    return TRUE;
  self->skipped = now;
  return FALSE;
}

static gboolean
on_leave_cb (gpointer data)
{
  gtk_window_close (GTK_WINDOW (data));
  return G_SOURCE_REMOVE;
}

/* Afterwards: the question goes with the window, and is still at work when it has been answered. */
void
yc_main_window_leave (YcMainWindow *self)
{
  self->leaving = TRUE;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_leave_cb, g_object_ref (self), g_object_unref);
}

static void
yc_main_window_dispose (GObject *object)
{
  YcMainWindow *self = YC_MAIN_WINDOW (object);

  g_clear_handle_id (&self->slow, g_source_remove);
  g_clear_handle_id (&self->guard, g_source_remove);
  g_clear_object (&self->watch);
  g_clear_object (&self->panes);
  g_clear_object (&self->toast);
  g_clear_object (&self->station);

  G_OBJECT_CLASS (yc_main_window_parent_class)->dispose (object);
}

static void
yc_main_window_finalize (GObject *object)
{
  g_free (YC_MAIN_WINDOW (object)->session);
  g_free (YC_MAIN_WINDOW (object)->undo);
  g_free (YC_MAIN_WINDOW (object)->ending);

  G_OBJECT_CLASS (yc_main_window_parent_class)->finalize (object);
}

static void
yc_main_window_class_init (YcMainWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_main_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = yc_main_window_finalize;
  widget_class->map = yc_main_window_map;
  GTK_WINDOW_CLASS (klass)->close_request = yc_main_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/yichuang/Yichuang/ui/yc-main-window.ui");
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, broken);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, chip);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, condition);
  gtk_widget_class_bind_template_child (widget_class, YcMainWindow, controls);
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
  /* In full screen there is nothing to be minimised or made smaller. */
  g_object_bind_property (self, "fullscreened", self->controls, "visible", G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  yc_key_button_set_wraps (self->pause, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (self->menu))), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Main Menu"), -1);
  apply_look (self);
  g_signal_connect_object (yc_look_get_default (), "changed", G_CALLBACK (apply_look), self, G_CONNECT_SWAPPED);
  adw_view_switcher_set_stack (self->switcher, yc_work_page_get_views (self->work));
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
  /* Now that the window has its application: the watch has to see keys before the accelerators do. */
  self->watch = yc_watch_new (GTK_WINDOW (self));
  g_signal_connect_object (self->watch, "idle", G_CALLBACK (on_idle_cb), self, G_CONNECT_SWAPPED);
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
yc_main_window_go_on_from (YcMainWindow *self, YcMainWindow *old)
{
  int width;
  int height;

  g_return_if_fail (YC_IS_MAIN_WINDOW (self));
  g_return_if_fail (YC_IS_MAIN_WINDOW (old));

  gtk_window_get_default_size (GTK_WINDOW (old), &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  self->maximize = gtk_window_is_maximized (GTK_WINDOW (old));
  self->fullscreen = gtk_window_is_fullscreen (GTK_WINDOW (old));
  yc_first_run_page_go_on_from (self->first_run, old->first_run);
  if (self->shown == YC_STATION_FIRST_RUN)
    yc_page_enter (YC_PAGE (self->first_run));
}

void
yc_main_window_tell (YcMainWindow *self, YcNoticeKind kind, const char *words)
{
  g_return_if_fail (YC_IS_MAIN_WINDOW (self));

  self->told_verb = YC_VERB_NONE;
  self->told_code = YC_REFUSAL_NONE;
  yc_notice_set (self->told, kind, words, NULL, NULL);
  yc_notice_end_after (self->told, told_s[kind]);
}

const char *
yc_main_window_get_told (YcMainWindow *self)
{
  g_return_val_if_fail (YC_IS_MAIN_WINDOW (self), NULL);

  return yc_notice_get_words (self->told);
}

guint
yc_main_window_get_told_seconds (YcMainWindow *self)
{
  g_return_val_if_fail (YC_IS_MAIN_WINDOW (self), 0);

  return yc_notice_get_seconds (self->told);
}

const char *
yc_main_window_get_condition (YcMainWindow *self)
{
  g_return_val_if_fail (YC_IS_MAIN_WINDOW (self), NULL);

  return yc_notice_get_words (self->condition);
}
