/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times are gint64 milliseconds since 1970-01-01 UTC. The hall's offset from UTC and the start of its day are policy
 * (utc_offset_minutes, day_boundary), never the machine's time zone. */

/** Length of a day as text, "2026-11-24". */
#define YC_DAY_LENGTH 10

/** Writes RFC 3339 with milliseconds in UTC ("2026-11-24T02:42:06.123Z"); transfer full. */
char *yc_time_format (gint64 ms);

/** Reads RFC 3339 with any offset, milliseconds optional; FALSE when it is not one or outside the years 1970-9999. */
gboolean yc_time_parse (const char *text, gint64 *ms);

/** Writes the hall-day that ms belongs to ("2026-11-24"): the local date, where the day begins boundary_min minutes after local midnight. */
void yc_hall_day (gint64 ms, int utc_offset_min, int boundary_min, char out[YC_DAY_LENGTH + 1]);

/** The moment at which the hall-day of ms ends (the next boundary after ms). */
gint64 yc_hall_day_end (gint64 ms, int utc_offset_min, int boundary_min);

/** Writes the local clock time of ms as "HH:MM". */
void yc_time_clock (gint64 ms, int utc_offset_min, char out[6]);

/** The moment of local clock time "HH:MM" on the hall-day of now; FALSE when the text is no clock time. Times before the boundary belong to the day's end. */
gboolean yc_time_on_day (const char *clock, gint64 now, int utc_offset_min, int boundary_min, gint64 *ms);

/** Whether text is a day "YYYY-MM-DD" that exists. */
gboolean yc_day_is_valid (const char *text);

/** Reads a day "YYYY-MM-DD" as a number of days since 1970-01-01 (earlier ones are negative), Gregorian; FALSE when it is none. */
gboolean yc_day_parse (const char *text, gint64 *days);

/** Writes the day of a number of days since 1970-01-01; FALSE, and out is left alone, when it is outside the years 1970-9999. */
gboolean yc_day_format (gint64 days, char out[YC_DAY_LENGTH + 1]);

G_END_DECLS
