/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-reference.h"
#include "core/yc-refusal.h"

G_BEGIN_DECLS

/* Insides of yc-sentences.h, for yc-*sentences.c only. */

/* A text of the refusal, borrowed, or otherwise. Arguments come from the node: a missing one must not make a sentence fail. */
const char *yc_sentence_text_arg (const YcRefusal *refusal, const char *name, const char *otherwise);
/* A number of the refusal, 0 when it is not there. */
int yc_sentence_int_arg (const YcRefusal *refusal, const char *name);

/* The sentence of a refusal that is about a case, transfer full, or NULL. */
char *yc_sentence_of_case_refusal (const YcRefusal *refusal, YcReference *reference);

G_END_DECLS
