/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-refusal.h"
#include "sync/yc-desk.h"
#include "sync/yc-sync.h"

G_BEGIN_DECLS

/**
 * The one place that makes sentences of refusals, errors and problems of the link, in the language of the screen. A sentence
 * says what is wrong and what to do; it names no function, file or number of ours.
 */

/** The sentence of a refusal; reference (may be NULL) gives names and the UTC offset. Every code has one; transfer full, "" for YC_REFUSAL_NONE. */
char *yc_sentence_of_refusal (const YcRefusal *refusal, YcReference *reference);

/** The sentence of an error of the store, the net, the vault, the first run, a file or the operating system; transfer full, "" for NULL. */
char *yc_sentence_of_error (const GError *error);

/** The sentence of an error at the first run, with the address that was typed; transfer full. */
char *yc_sentence_of_joining (const GError *error, const char *url);

/** The sentence of a link that is away or refused, NULL when nothing has to be said; since is its wall clock, may be 0; transfer full. */
char *yc_sentence_of_link (const YcSyncStatus *status, gint64 since, YcReference *reference);

/** The sentence of a screen that is old because the record cannot be read (yc_station_get_view_fault()), NULL for NULL; transfer full. */
char *yc_sentence_of_view_fault (const GError *error);

/** The sentence of a link by which nothing gets on because the hall's record, or the one here, cannot be written, else NULL; transfer full. */
char *yc_sentence_of_storing (const YcSyncStatus *status);

/** What an answered command did ("E046 issued and called here."), NULL when it needs no words; transfer full. */
char *yc_sentence_of_answer (YcVerb verb, JsonObject *result, const YcDeskView *view);

/** The same of a command that had been given up and was done before the hall knew: never NULL; transfer full. */
char *yc_sentence_of_late_answer (YcVerb verb, JsonObject *result, const YcDeskView *view);

G_END_DECLS
