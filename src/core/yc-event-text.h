/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Private to core: the small grammars that attributes and members of events share. None takes NULL. */

/** Greatest number of an event in its device's stream (a CloudEvents Integer). */
#define YC_SEQ_MAX G_MAXINT32
/** Greatest number of a counter. */
#define YC_COUNTER_MAX 9999
/** Greatest length of a code, in bytes. */
#define YC_CODE_MAX 64

/** Whether text is a code of reference data: 1 to 64 of A-Z a-z 0-9 . _ - */
gboolean yc_text_is_code (const char *text);

/** Whether text is a SHA-256 as we write it: 64 lower-case hexadecimal digits. */
gboolean yc_text_is_hash (const char *text);

/** Whether text names an event, "<dev>/<seq>". */
gboolean yc_text_is_event_id (const char *text);

G_END_DECLS
