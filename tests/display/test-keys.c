/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-keys"

#include "config.h"

#include <string.h>

#include "app/yc-keys.h"
#include "app/yc-main-window.h"
#include "fake-station.h"
#include "shot.h"

/* What belongs to the input method, the clipboard and text editing (6-ux 2.1). */
static const char *const reserved[] = {
  "<Control>space", "<Shift>space", "<Control>period", "<Control>semicolon", "<Control><Shift>f", "<Control><Shift>u", "<Control><Shift>e",
  "<Control><Alt>p", "<Control><Alt>h", "<Control><Alt><Shift>u", "<Control>7", "F4", "<Control>grave", "<Control><Shift>d", "<Control><Shift>i",
  "<Control>a", "<Control>c", "<Control>v", "<Control>x", "<Control>z", "<Control>y", "<Control>u", "<Control>slash", "<Control>backslash",
  "<Control><Shift>a", "<Control><Shift>z", "<Control>Left", "<Control>Right", "<Alt>Left", "<Alt>Right", "<Shift>F10",
};

static void
parse (const char *accel, guint *keyval, GdkModifierType *modifiers)
{
  g_assert_true (gtk_accelerator_parse (accel, keyval, modifiers));
  *keyval = gdk_keyval_to_lower (*keyval);
}

static void
test_no_duplicates (void)
{
  guint n;
  const YcShortcut *keys = yc_keys_get_all (&n);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_cmpuint (n, >, 20);
  for (guint i = 0; i < n; i++)
    for (int k = 0; keys[i].accels[k] != NULL; k++)
      {
        guint keyval;
        GdkModifierType modifiers;

        parse (keys[i].accels[k], &keyval, &modifiers);
        if (!g_hash_table_add (seen, gtk_accelerator_name (keyval, modifiers)))
          g_error ("%s is used twice, the second time by %s", keys[i].accels[k], keys[i].name);
      }
}

static void
test_reserved (void)
{
  guint n;
  const YcShortcut *keys = yc_keys_get_all (&n);

  for (guint i = 0; i < n; i++)
    for (int k = 0; !keys[i].widget && keys[i].accels[k] != NULL; k++)
      {
        guint keyval;
        GdkModifierType modifiers;
        gboolean is_function;

        parse (keys[i].accels[k], &keyval, &modifiers);
        is_function = keyval >= GDK_KEY_F1 && keyval <= GDK_KEY_F12;
        if (!is_function && (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0)
          g_error ("%s has neither Ctrl nor Alt", keys[i].accels[k]);
        for (guint r = 0; r < G_N_ELEMENTS (reserved); r++)
          {
            guint other;
            GdkModifierType other_modifiers;

            parse (reserved[r], &other, &other_modifiers);
            if (other == keyval && other_modifiers == modifiers)
              g_error ("%s belongs to the input method or to text", keys[i].accels[k]);
          }
      }
}

/* The keys of the contract, written out by hand. */
static void
test_contract (void)
{
  static const struct
  {
    const char *name;
    const char *label;
  } expected[] = {
    { "call-next", "F2" }, { "start", "Enter" }, { "recall", "F3" }, { "skip", "Shift+F2" }, { "skip-reason", "Ctrl+G" }, { "undo", "Alt+Z" }, { "walk-in", "Ctrl+N" },
    { "outcome", "F8" }, { "finish", "Ctrl+Enter" }, { "hold", "Ctrl+H" }, { "transfer", "Ctrl+T" }, { "pause", "Ctrl+B" }, { "lock", "F12" },
    { "retry", "F5" }, { "next-pane", "F6" }, { "previous-pane", "Shift+F6" }, { "find", "Ctrl+F" }, { "menu", "F10" }, { "fullscreen", "F11" },
    { "preferences", "Ctrl+," }, { "shortcuts", "Ctrl+?" }, { "back", "Esc" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const YcShortcut *key = yc_keys_find (expected[i].name);
      g_autofree char *label = NULL;

      g_assert_nonnull (key);
      label = yc_shortcut_get_label (key);
      g_assert_cmpstr (label, ==, expected[i].label);
    }
  g_assert_null (yc_keys_find ("no-such-key"));
  g_assert_true (yc_keys_has (GDK_KEY_KP_Enter, GDK_CONTROL_MASK | GDK_LOCK_MASK));
  g_assert_false (yc_keys_has (GDK_KEY_F2, GDK_CONTROL_MASK));
}

static void
test_actions (void)
{
  guint n;
  const YcShortcut *keys = yc_keys_get_all (&n);
  g_autoptr(YcStation) station = fake_station_new (YC_STATION_FIRST_RUN);
  GtkWidget *window = yc_main_window_new (NULL, station);

  g_object_ref_sink (window);
  for (guint i = 0; i < n; i++)
    {
      if (g_action_map_lookup_action (G_ACTION_MAP (window), keys[i].name) == NULL)
        g_error ("The window has no action %s", keys[i].name);
    }
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (window);
}

static void
test_shortcuts_window (void)
{
  GtkWidget *window = yc_keys_make_window (NULL);

  g_assert_true (GTK_IS_SHORTCUTS_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  shot_wait (window);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  shot_start ();
  g_test_add_func ("/keys/no-duplicates", test_no_duplicates);
  g_test_add_func ("/keys/reserved", test_reserved);
  g_test_add_func ("/keys/contract", test_contract);
  g_test_add_func ("/keys/actions", test_actions);
  g_test_add_func ("/keys/shortcuts-window", test_shortcuts_window);
  return g_test_run ();
}
