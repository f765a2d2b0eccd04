/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-keys"

#include "config.h"

#include "app/yc-keys.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-look.h"

/* Only F-keys, Alt and Ctrl with a key that 2.1 leaves free. F4 belongs to the input method. */
static const YcShortcut keys[] = {
  { "call-next", { "F2" }, YC_KEYS_CALLING, N_("Call Next"), "call-start-symbolic", YC_VERB_CALL_NEXT, FALSE },
  { "start", { "Return" }, YC_KEYS_CALLING, N_("Start"), "media-playback-start-symbolic", YC_VERB_START, TRUE },
  { "recall", { "F3" }, YC_KEYS_CALLING, N_("Recall"), "audio-volume-high-symbolic", YC_VERB_RECALL, FALSE },
  { "skip", { "<Shift>F2" }, YC_KEYS_CALLING, N_("Not Here, Skip"), "media-skip-forward-symbolic", YC_VERB_PASS, FALSE },
  { "skip-reason", { "<Control>g" }, YC_KEYS_CALLING, N_("Skip for Another Reason…"), "media-skip-forward-symbolic", YC_VERB_PASS, FALSE },
  { "undo", { "<Alt>z" }, YC_KEYS_CALLING, N_("Undo"), "edit-undo-symbolic", YC_VERB_RESTORE, FALSE },
  { "walk-in", { "<Control>n" }, YC_KEYS_CALLING, N_("Walk-in"), "contact-new-symbolic", YC_VERB_ISSUE, FALSE },

  { "outcome", { "F8" }, YC_KEYS_VISIT, N_("Outcome"), "document-send-symbolic", YC_VERB_END, FALSE },
  { "finish", { "<Control>Return", "<Control>KP_Enter" }, YC_KEYS_VISIT, N_("Finish This Page"), "object-select-symbolic", YC_VERB_NONE, FALSE },
  { "hold", { "<Control>h" }, YC_KEYS_VISIT, N_("Put Aside or Resume"), "media-playback-pause-symbolic", YC_VERB_HOLD, FALSE },
  { "transfer", { "<Control>t" }, YC_KEYS_VISIT, N_("Transfer…"), "send-to-symbolic", YC_VERB_TRANSFER, FALSE },

  { "pause", { "<Control>b" }, YC_KEYS_WINDOW, N_("Pause or Open Window"), "media-playback-pause-symbolic", YC_VERB_PAUSE, FALSE },
  { "open-counter", { NULL }, YC_KEYS_WINDOW, N_("Open Window"), "user-available-symbolic", YC_VERB_OPEN_COUNTER, FALSE },
  { "close-counter", { NULL }, YC_KEYS_WINDOW, N_("Close Window"), "user-offline-symbolic", YC_VERB_CLOSE_COUNTER, FALSE },
  { "lock", { "F12", "<Control>l" }, YC_KEYS_WINDOW, N_("Lock"), "system-lock-screen-symbolic", YC_VERB_LOCK, FALSE },
  { "sign-out", { NULL }, YC_KEYS_WINDOW, N_("Sign Out"), "system-log-out-symbolic", YC_VERB_SIGN_OUT, FALSE },

  { "back", { "Escape" }, YC_KEYS_GENERAL, N_("Back"), "go-previous-symbolic", YC_VERB_NONE, TRUE },
  { "retry", { "F5" }, YC_KEYS_GENERAL, N_("Try the Connection Again"), "view-refresh-symbolic", YC_VERB_NONE, FALSE },
  { "next-pane", { "F6" }, YC_KEYS_GENERAL, N_("Next Pane"), NULL, YC_VERB_NONE, FALSE },
  { "previous-pane", { "<Shift>F6" }, YC_KEYS_GENERAL, N_("Previous Pane"), NULL, YC_VERB_NONE, FALSE },
  { "find", { "<Control>f" }, YC_KEYS_GENERAL, N_("Find in Today"), "edit-find-symbolic", YC_VERB_NONE, FALSE },
  { "menu", { "F10" }, YC_KEYS_GENERAL, N_("Main Menu"), "open-menu-symbolic", YC_VERB_NONE, FALSE },
  { "fullscreen", { "F11" }, YC_KEYS_GENERAL, N_("Full Screen"), "view-fullscreen-symbolic", YC_VERB_NONE, FALSE },
  { "preferences", { "<Control>comma" }, YC_KEYS_GENERAL, N_("Preferences"), "preferences-system-symbolic", YC_VERB_NONE, FALSE },
  { "shortcuts", { "<Control>question" }, YC_KEYS_GENERAL, N_("Keyboard Shortcuts"), "input-keyboard-symbolic", YC_VERB_NONE, FALSE },
};

static const char *const group_titles[YC_N_KEY_GROUPS] = {
  [YC_KEYS_CALLING] = N_("Calling"),
  [YC_KEYS_VISIT] = N_("The Visit in Hand"),
  [YC_KEYS_WINDOW] = N_("This Window"),
  [YC_KEYS_GENERAL] = N_("Everywhere"),
};

const YcShortcut *
yc_keys_get_all (guint *n)
{
  g_return_val_if_fail (n != NULL, NULL);

  *n = G_N_ELEMENTS (keys);
  return keys;
}

const YcShortcut *
yc_keys_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (strcmp (keys[i].name, name) == 0)
        return &keys[i];
    }
  return NULL;
}

gboolean
yc_keys_has (guint keyval, GdkModifierType state)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      for (guint k = 0; keys[i].accels[k] != NULL; k++)
        {
          GdkModifierType modifiers;
          guint expected;

          if (gtk_accelerator_parse (keys[i].accels[k], &expected, &modifiers) && gdk_keyval_to_lower (expected) == gdk_keyval_to_lower (keyval)
              && modifiers == (state & gtk_accelerator_get_default_mod_mask ()))
            return TRUE;
        }
    }
  return FALSE;
}

const char *
yc_shortcut_get_title (const YcShortcut *key)
{
  g_return_val_if_fail (key != NULL, NULL);

  return _(key->title);
}

char *
yc_shortcut_get_label (const YcShortcut *key)
{
  g_autoptr(GString) label = NULL;
  GdkModifierType modifiers;
  guint keyval;

  g_return_val_if_fail (key != NULL, NULL);

  if (key->accels[0] == NULL || !gtk_accelerator_parse (key->accels[0], &keyval, &modifiers))
    return NULL;

  /* Key caps are Latin in both languages; GTK would write "Return" for what the key says is Enter. */
  label = g_string_new (NULL);
  if (modifiers & GDK_CONTROL_MASK)
    g_string_append (label, "Ctrl+");
  if (modifiers & GDK_ALT_MASK)
    g_string_append (label, "Alt+");
  if (modifiers & GDK_SHIFT_MASK)
    g_string_append (label, "Shift+");
  switch (keyval)
    {
    case GDK_KEY_Return:
      g_string_append (label, "Enter");
      break;
    case GDK_KEY_Escape:
      g_string_append (label, "Esc");
      break;
    default:
      {
        gunichar c = gdk_keyval_to_unicode (gdk_keyval_to_upper (keyval));

        if (c != 0)
          g_string_append_unichar (label, c);
        else
          g_string_append (label, gdk_keyval_name (keyval));
      }
    }
  return g_string_free (g_steal_pointer (&label), FALSE);
}

const char *
yc_shortcut_group_get_title (YcShortcutGroup group)
{
  g_return_val_if_fail ((guint) group < YC_N_KEY_GROUPS, NULL);

  return _(group_titles[group]);
}

void
yc_keys_install (GtkApplication *application)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *action = g_strconcat ("win.", keys[i].name, NULL);

      if (!keys[i].widget && keys[i].accels[0] != NULL)
        gtk_application_set_accels_for_action (application, action, keys[i].accels);
    }
}

/* The keys of the number pad do the same and are not worth a line: in this window GTK would call them "KP_Enter". */
static char *
join_accels (const YcShortcut *key)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; key->accels[i] != NULL; i++)
    {
      if (strstr (key->accels[i], "KP_") == NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", key->accels[i]);
    }
  return g_string_free (text, FALSE);
}

/* GtkShortcutsGroup takes its children only from GtkBuilder in GTK 4.8, so the window is built from a text. */
GtkWidget *
yc_keys_make_window (GtkWindow *parent)
{
  g_autoptr(GString) xml = g_string_new ("<interface><object class='GtkShortcutsWindow' id='window'>"
                                         "<property name='modal'>true</property><child>"
                                         "<object class='GtkShortcutsSection'><property name='section-name'>keys</property>"
                                         "<property name='max-height'>14</property>");
  g_autoptr(GtkBuilder) builder = NULL;
  GtkWidget *window;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);

  for (int group = 0; group < YC_N_KEY_GROUPS; group++)
    {
      g_autofree char *title = g_markup_escape_text (yc_shortcut_group_get_title ((YcShortcutGroup) group), -1);

      g_string_append_printf (xml, "<child><object class='GtkShortcutsGroup'><property name='title'>%s</property>", title);
      for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
        {
          g_autofree char *accel = NULL;
          g_autofree char *escaped = NULL;
          g_autofree char *name = NULL;

          if (keys[i].group != (YcShortcutGroup) group || keys[i].accels[0] == NULL)
            continue;
          accel = join_accels (&keys[i]);
          escaped = g_markup_escape_text (accel, -1);
          name = g_markup_escape_text (yc_shortcut_get_title (&keys[i]), -1);
          g_string_append_printf (xml,
                                  "<child><object class='GtkShortcutsShortcut'>"
                                  "<property name='accelerator'>%s</property><property name='title'>%s</property>"
                                  "</object></child>",
                                  escaped, name);
        }
      g_string_append (xml, "</object></child>");
    }
  g_string_append (xml, "</object></child></object></interface>");

  builder = gtk_builder_new_from_string (xml->str, (gssize) xml->len);
  window = GTK_WIDGET (gtk_builder_get_object (builder, "window"));
  gtk_window_set_title (GTK_WINDOW (window), _("Keyboard Shortcuts"));
  yc_look_name_icon_buttons (window, "edit-find-symbolic", _("Search"));
  if (parent != NULL)
    gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  return window;
}
