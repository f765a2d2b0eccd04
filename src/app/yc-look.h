/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define YC_TYPE_LOOK (yc_look_get_type ())

/**
 * YcLook: how the screen looks and which language it speaks: style sheets, color scheme, high contrast, text size, keys on buttons.
 * One for the program. Values are kept in GSettings where the schema is installed, else only until the program ends.
 *
 * Signals: "changed": a value is another one (everything but the language takes effect by itself); "language-changed": windows have to be made anew.
 */
G_DECLARE_FINAL_TYPE (YcLook, yc_look, YC, LOOK, GObject)

/** Widest the column of a page becomes at the usual text size, in pixels: of every page, so that all begin at the same left edge. */
#define YC_COLUMN_WIDTH 760

typedef enum { YC_SCHEME_SYSTEM, YC_SCHEME_LIGHT, YC_SCHEME_DARK } YcScheme;

/** The look of the program; borrowed. Needs a display from yc_look_attach() on. */
YcLook *yc_look_get_default (void);
/** Reads the stored values and sets the language; before GTK is initialised. */
void yc_look_start (YcLook *self);
/** Puts the style sheets on the default display and applies everything. */
void yc_look_attach (YcLook *self);

/** "zh_CN", "en", or "" for the language of the system; borrowed. */
const char *yc_look_get_language (YcLook *self);
/** Sets the language at once for everything made from now on. */
void yc_look_set_language (YcLook *self, const char *language);
/** Whether the screen is Chinese now. */
gboolean yc_look_is_chinese (YcLook *self);
/** The color scheme. */
YcScheme yc_look_get_scheme (YcLook *self);
/** Sets the color scheme. */
void yc_look_set_scheme (YcLook *self, YcScheme scheme);
/** Whether high contrast is asked for here (the system may ask too). */
gboolean yc_look_get_high_contrast (YcLook *self);
/** Asks for high contrast. */
void yc_look_set_high_contrast (YcLook *self, gboolean high_contrast);
/** Text size in percent, 100 to 200. */
int yc_look_get_text_scale (YcLook *self);
/** Sets the text size in percent. */
void yc_look_set_text_scale (YcLook *self, int percent);
/** Whether buttons show their keys. */
gboolean yc_look_get_show_keys (YcLook *self);
/** Sets whether buttons show their keys. */
void yc_look_set_show_keys (YcLook *self, gboolean show_keys);
/** The settings, borrowed, or NULL when the schema is not installed. */
GSettings *yc_look_get_settings (YcLook *self);

/** How much larger text is than usual, for lengths that hold text: 1.0 to about 2.0 (the desktop's own scale included). */
double yc_look_get_factor (YcLook *self);

/** Turns the input method off in an entry (any GtkEditable): for numbers and codes (6-ux decision 4). */
void yc_look_disable_input_method (GtkEditable *editable);

/** Whether the focus is on something inside a widget. */
gboolean yc_look_has_focus_inside (GtkWidget *widget);

/** Lets the greatest width of a body, as its template has it, grow with the text: nothing that was typed may be cut off. */
void yc_look_widen (AdwClamp *clamp);

/** Names the buttons of the library that show this icon, below root; 1.2 gives them no name for a screen reader. */
void yc_look_name_icon_buttons (GtkWidget *root, const char *icon, const char *name);

G_END_DECLS
