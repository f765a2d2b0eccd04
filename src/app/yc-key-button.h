/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/yc-station.h"

G_BEGIN_DECLS

#define YC_TYPE_KEY_BUTTON (yc_key_button_get_type ())

/**
 * YcKeyButton: a button for one line of the table of keys: icon, title, key. A press activates the line's action. It stays sensitive or not as
 * its page says (a key that may not act now answers with a sentence, so the action itself is always enabled).
 */
G_DECLARE_FINAL_TYPE (YcKeyButton, yc_key_button, YC, KEY_BUTTON, GtkButton)

/** Shows other words than the table's title; NULL for the title. */
void yc_key_button_set_words (YcKeyButton *self, const char *words);
/** Whether a long title goes over more than one line, as it does unless this is said. */
void yc_key_button_set_wraps (YcKeyButton *self, gboolean wraps);
/** Shows icon and key without the title, which stays the tooltip and the accessible name. */
void yc_key_button_set_compact (YcKeyButton *self, gboolean compact);
/** Sensitive with reason NULL, else insensitive with the reason as tooltip and accessible description. */
void yc_key_button_set_reason (YcKeyButton *self, const char *reason);
/**
 * Shows whether a verb may be done now: insensitive with the sentence of the refusal, which is given back, else sensitive. While the recall
 * guard runs it counts its seconds, and judges anew by itself until it is over. Keeps the station for so long.
 */
YcRefusalCode yc_key_button_judge (YcKeyButton *self, YcStation *station, YcVerb verb);
/** What the tooltip adds and a screen reader says after the name, when the focus comes to the button; NULL for nothing. A reason comes first. */
void yc_key_button_set_detail (YcKeyButton *self, const char *detail);

G_END_DECLS
