/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the targets share. A broken promise ends the program (g_assert), and libFuzzer keeps the input that broke it. */

/* Called by libFuzzer (llvm.org/docs/LibFuzzer.html): once at the start, for every input, and for a change of an input. */
int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
gsize LLVMFuzzerCustomMutator (guint8 *data, gsize size, gsize max_size, guint seed);
/* Given by libFuzzer: changes bytes; the new size. */
gsize LLVMFuzzerMutate (guint8 *data, gsize size, gsize max_size);

/* From now on a warning or critical of any library ends the program. */
void fuzz_start (void);

/* An error is of core, and its message one sentence on one line. */
void fuzz_check_error (const GError *error);

/* A text that goes to a person: not empty, UTF-8. */
void fuzz_check_text (const char *text);

/* A text that goes to a person on a line of its own. */
void fuzz_check_line (const char *text);

/* A value, as one that came in by the door or goes out: nesting, strings and numbers; the number of its values. */
guint fuzz_check_value (JsonNode *node, guint max_depth);

G_END_DECLS
