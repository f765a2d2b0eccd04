/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_NOTICE (yc_notice_get_type ())

typedef enum { YC_NOTICE_INFO, YC_NOTICE_WARNING, YC_NOTICE_ERROR } YcNoticeKind;

/**
 * YcNotice: one line that stays until what it tells has ended, or for a while: icon, words, up to one button, and a cross where it may be put away.
 * Nothing that matters is told by a toast alone, because GTK 4.8 cannot announce one.
 */
G_DECLARE_FINAL_TYPE (YcNotice, yc_notice, YC, NOTICE, GtkWidget)

/** A hidden notice; floating. */
GtkWidget *yc_notice_new (void);
/** Shows words, or hides the notice (words NULL). button names win.<action>; both NULL for none. */
void yc_notice_set (YcNotice *self, YcNoticeKind kind, const char *words, const char *button, const char *action);
/** The words now shown go by themselves after so many seconds, later while the focus or the pointer is on them; 0 = they stay. */
void yc_notice_end_after (YcNotice *self, guint seconds);
/** The seconds of the words now shown, 0 = they stay. */
guint yc_notice_get_seconds (YcNotice *self);
/** The words shown, borrowed, or NULL while hidden. */
const char *yc_notice_get_words (YcNotice *self);
/** Whether a cross puts the notice away. */
void yc_notice_set_closable (YcNotice *self, gboolean closable);

G_END_DECLS
