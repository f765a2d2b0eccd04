/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-reference.h"

G_BEGIN_DECLS

/* Tests of sets by a sound document and what becomes of it when one thing in it is changed. */

/* Everywhere ' stands for ": JSON in C would hardly be read otherwise. Only faults are as they are. */

/* find, which stands in the document once, becomes put; faults are what is expected then, "place: sentence", a line each; "" is none. */
typedef struct
{
  const char *find;
  const char *put;
  const char *faults;
} SetsRow;

/* Checks that the document itself is sound, and every row. With former (borrowed, or NULL), in which it is replaced, yc_reference_check()
 * is asked too. */
void sets_check_rows (YcReference *former, const char *document, const SetsRow *rows, guint n);

/* All fourteen sets as they are delivered; asserts that they have no fault. Transfer full. */
YcReference *sets_load_demo (void);

/* Asserts that a document given as text is refused, or with "" accepted, with these faults; check: those of yc_reference_check() too. */
void sets_assert_faults (YcReference *former, const char *document, gboolean check, const char *expected);

/* Reads a document given as text; asserts that it has no fault. Takes former. Transfer full. */
YcReference *sets_read (YcReference *former, const char *document);

G_END_DECLS
