/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/yc-db-journal-private.h"
#include "store/yc-verify.h"

G_BEGIN_DECLS

/*
 * Private to store: verifies lines and heads handed to it one by one, wherever they come from (4-protocol 2.11). Holds
 * about 100 bytes per line. The first fault found ends it; later lines are only counted.
 */
typedef struct _YcChain YcChain;

/** A verifier of one hall's journal; own_key is the public key of own_dev (may be NULL); is_node: every line and position must be there. Transfer full. */
YcChain *yc_chain_new (const char *hall, const char *own_dev, const char *own_key, gboolean is_node);
/** Frees a verifier. */
void yc_chain_free (YcChain *chain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcChain, yc_chain_free)

/** Takes a line: those with positions first, in their order, then pending ones, then quarantined ones. */
void yc_chain_add (YcChain *chain, const YcJournalLine *line);

/** Takes a head; the chain keeps it (transfer full). */
void yc_chain_add_head (YcChain *chain, YcHead *head);

/** Notes a fault that the source itself found; kept if it is the first. */
void yc_chain_fail (YcChain *chain, const char *sentence);

/** Says whether all of it holds, and frees nothing. */
void yc_chain_finish (YcChain *chain, YcVerdict *verdict);

G_END_DECLS
