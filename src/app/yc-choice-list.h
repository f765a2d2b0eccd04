/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_CHOICE_LIST (yc_choice_list_get_type ())

/**
 * YcChoiceList: choose one of a few, by one key each. One tab stop; Up and Down move, the row's own key or Enter decides. A choice that is not
 * possible now stays visible with its reason.
 *
 * Signals: "chosen": another row is chosen (also by Up and Down); "decided": the choice was made on purpose, by its key, Enter or a click; "blocked"
 * (const char *why): by its key one was asked for that cannot be chosen.
 */
G_DECLARE_FINAL_TYPE (YcChoiceList, yc_choice_list, YC, CHOICE_LIST, GtkWidget)

/** One choice. Borrowed strings. */
typedef struct
{
  char key;              /* '1', 'F'; 0 = none */
  const char *id;
  const char *title;
  const char *detail;    /* second text, or NULL */
  const char *blocked;   /* why it cannot be chosen, or NULL */
} YcChoice;

/** An empty list; floating. */
GtkWidget *yc_choice_list_new (void);
/** Shows these choices; nothing happens when they are the ones shown already. The chosen one stays chosen if it can be. */
void yc_choice_list_set (YcChoiceList *self, const YcChoice *choices, guint n);
/** The chosen id, borrowed until the next set, or NULL. */
const char *yc_choice_list_get_chosen (YcChoiceList *self);
/** Chooses without "decided"; NULL for none. */
void yc_choice_list_choose (YcChoiceList *self, const char *id);
/** Decides by a key of the keyboard; FALSE when no choice has it. */
gboolean yc_choice_list_press (YcChoiceList *self, guint keyval);
/** Puts the focus on the chosen row, or the first. */
void yc_choice_list_focus (YcChoiceList *self);
/** Name of the list for those who cannot see its heading. */
void yc_choice_list_set_name (YcChoiceList *self, const char *name);

G_END_DECLS
