/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-choice-list.h"
#include "core/yc-reference.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** Fills a list with the reasons of a kind, keyed 1 to 9; first, when given, is a choice with key 0 before them. */
void yc_reasons_fill (YcChoiceList *list, YcReference *reference, const char *kind, const YcChoice *first);

/** A group with one entry for a note; *entry borrowed; floating. */
GtkWidget *yc_reasons_make_note (AdwEntryRow **entry);

/** A heading over a dense list of choices, for pages with two lists side by side; *list borrowed; floating. */
GtkWidget *yc_reasons_make_side (const char *heading, YcChoiceList **list);

G_END_DECLS
