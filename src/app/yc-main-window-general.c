/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-main-window"

#include "config.h"

#include "app/yc-main-window-private.h"

#include <glib/gi18n.h>

#include "app/yc-keys.h"
#include "app/yc-look.h"
#include "app/yc-preferences.h"

static void
on_lock_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_station_get_state (yc_main_window_get_station (self)) == YC_STATION_SIGNED_IN)
    yc_station_lock (yc_main_window_get_station (self), "key");
}

static void
on_sign_out_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);

  if (yc_main_window_may (self, YC_VERB_SIGN_OUT))
    yc_station_press (yc_main_window_get_station (self), YC_VERB_NONE, NULL, YC_VERB_SIGN_OUT, NULL);
}

static void
on_withdraw_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  yc_station_withdraw (yc_main_window_get_station (YC_MAIN_WINDOW (data)));
}

static void
on_retry_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  yc_station_retry (yc_main_window_get_station (YC_MAIN_WINDOW (data)));
}

static void
on_back_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcMainWindow *self = YC_MAIN_WINDOW (data);
  YcPage *page = yc_main_window_get_page (self);

  if (page == NULL || !yc_page_back (page))
    yc_main_window_tell (self, YC_NOTICE_INFO, NULL);
}

static void
on_next_pane_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  yc_main_window_move_pane (YC_MAIN_WINDOW (data), 1);
}

static void
on_previous_pane_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  yc_main_window_move_pane (YC_MAIN_WINDOW (data), -1);
}

static void
on_find_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (yc_main_window_is_working (YC_MAIN_WINDOW (data)))
    yc_work_page_find (yc_main_window_get_work (YC_MAIN_WINDOW (data)));
}

static void
on_menu_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  yc_main_window_open_menu (YC_MAIN_WINDOW (data));
}

static void
on_fullscreen_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_object_set (data, "fullscreened", !gtk_window_is_fullscreen (GTK_WINDOW (data)), NULL);
}

static void
on_preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_present (GTK_WINDOW (yc_preferences_new (GTK_WINDOW (data))));
}

static void
on_shortcuts_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_present (GTK_WINDOW (yc_keys_make_window (GTK_WINDOW (data))));
}

static void
on_about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  adw_show_about_window (GTK_WINDOW (data), "application-name", _("Yichuang"), "application-icon", APP_ID, "version", VERSION,
                         "license-type", GTK_LICENSE_GPL_3_0, "comments", _("Workstation of a clerk at a service window"), NULL);
}

static void
on_language_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcLook *look = yc_look_get_default ();

  yc_look_set_language (look, yc_look_is_chinese (look) ? "en" : "zh_CN");
}

static void
on_large_text_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  YcLook *look = yc_look_get_default ();

  yc_look_set_text_scale (look, yc_look_get_text_scale (look) > 100 ? 100 : 150);
}

void
yc_main_window_add_general_actions (YcMainWindow *self)
{
  static const GActionEntry entries[] = {
    { "lock", on_lock_cb },
    { "sign-out", on_sign_out_cb },
    { "withdraw", on_withdraw_cb },
    { "retry", on_retry_cb },
    { "back", on_back_cb },
    { "next-pane", on_next_pane_cb },
    { "previous-pane", on_previous_pane_cb },
    { "find", on_find_cb },
    { "menu", on_menu_cb },
    { "fullscreen", on_fullscreen_cb },
    { "preferences", on_preferences_cb },
    { "shortcuts", on_shortcuts_cb },
    { "about", on_about_cb },
    { "switch-language", on_language_cb },
    { "large-text", on_large_text_cb },
  };

  yc_main_window_add_entries (self, entries, G_N_ELEMENTS (entries));
}

GtkWindow *
yc_main_window_find_dialog (YcMainWindow *self)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr(GtkWindow) other = g_list_model_get_item (all, i);

      /* The list keeps it. */
      if (gtk_window_get_transient_for (other) == GTK_WINDOW (self) && gtk_window_get_modal (other) && gtk_widget_get_visible (GTK_WIDGET (other)))
        return other;
    }
  return NULL;
}

void
yc_main_window_withdraw_question (YcMainWindow *self)
{
  GtkWindow *dialog = yc_main_window_find_dialog (self);

  if (dialog != NULL && ADW_IS_MESSAGE_DIALOG (dialog))
    gtk_window_close (dialog);
}
