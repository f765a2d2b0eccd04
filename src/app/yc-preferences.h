/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define YC_TYPE_PREFERENCES (yc_preferences_get_type ())

/** YcPreferences: appearance and language; everything takes effect at once. */
G_DECLARE_FINAL_TYPE (YcPreferences, yc_preferences, YC, PREFERENCES, AdwPreferencesWindow)

/** A modal window over parent; floating. */
GtkWidget *yc_preferences_new (GtkWindow *parent);

G_END_DECLS
