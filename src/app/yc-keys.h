/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/yc-decide.h"

G_BEGIN_DECLS

/**
 * The one table of keys (6-ux 2.2). It feeds the accelerators, the labels and tooltips of buttons, the shortcuts window,
 * and the test that no key is used twice or taken from the input method (6-ux 2.1).
 */
typedef enum
{
  YC_KEYS_CALLING,
  YC_KEYS_VISIT,
  YC_KEYS_WINDOW,
  YC_KEYS_GENERAL,
  YC_N_KEY_GROUPS,
} YcShortcutGroup;

#define YC_SHORTCUT_MAX_ACCELS 2

/** One line of the table; static. */
typedef struct
{
  const char *name;                           /* "call-next": the action is "win.<name>" */
  const char *accels[YC_SHORTCUT_MAX_ACCELS + 1];  /* as gtk_accelerator_parse() reads them; the first is the one shown */
  YcShortcutGroup group;
  const char *title;                          /* English; yc_shortcut_get_title() translates */
  const char *icon;                           /* icon name, or NULL */
  YcVerb verb;                                /* what decides whether it may be done now, or YC_VERB_NONE */
  gboolean widget;                            /* binding of the focused widget: shown in the shortcuts window, never an accelerator */
} YcShortcut;

/** The table; *n is its length. */
const YcShortcut *yc_keys_get_all (guint *n);

/** The line of a name, or NULL. */
const YcShortcut *yc_keys_find (const char *name);

/** Whether a line of the table has this key with exactly these modifiers (others than those of accelerators do not count). */
gboolean yc_keys_has (guint keyval, GdkModifierType state);

/** The title in the language of the screen; borrowed. */
const char *yc_shortcut_get_title (const YcShortcut *key);

/** The shown key in words ("Shift+F2"); transfer full, NULL when there is none. */
char *yc_shortcut_get_label (const YcShortcut *key);

/** The title of a group in the language of the screen; borrowed. */
const char *yc_shortcut_group_get_title (YcShortcutGroup group);

/** Sets the accelerators of every line on the application. */
void yc_keys_install (GtkApplication *application);

/** The window of all keys, made from the table; transfer none (a window belongs to GTK). */
GtkWidget *yc_keys_make_window (GtkWindow *parent);

G_END_DECLS
