/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-reference.h"
#include "core/yc-time.h"

G_BEGIN_DECLS

/* Working days over the reference set "calendar". Which days are worked is data alone: the weekend, the holidays and the days
 * of the weekend that are worked, per year.
 *
 * A year the set does not have is counted Monday to Friday, and every answer that leans on such a year names the lowest one,
 * so that "calendar 2027 not loaded" can stand wherever the day is shown; 0 when it leans on none. A period that only passes
 * through such a year leans on it.
 *
 * How a period runs (Civil Code of the PRC, art. 201): the day of the event is not counted, the period begins on the day after
 * it. Periods of the Administrative Licensing Law run in working days, without holidays (art. 82).
 *
 * Days are "YYYY-MM-DD", 1970 to 9999. A day that is none, or a result outside those years, is YC_CORE_ERROR_VALUE. All
 * functions are pure; any thread. */

/** Greatest number of days in a period; a greater one, or one below 0, is YC_CORE_ERROR_VALUE. */
#define YC_PERIOD_MAX 3660

/** The last day of a period, which still belongs to it. */
typedef struct
{
  char day[YC_DAY_LENGTH + 1];
  int unloaded; /* the lowest year that was counted Monday to Friday for want of a calendar, or 0 */
} YcDueDay;

/** What becomes of a period in calendar days whose last day is one of rest. */
typedef enum
{
  YC_LAST_DAY_MOVES, /* to the next working day: the Civil Code's rule, art. 203 */
  YC_LAST_DAY_STAYS, /* where it is: for rules that set a day whatever day it is */
} YcLastDay;

/** Whether day is a working day. FALSE with an error; unloaded may be NULL. */
gboolean yc_calendar_is_working_day (YcReference  *reference,
                                     const char   *day,
                                     gboolean     *working,
                                     int          *unloaded,
                                     GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The day on which a period of so many working days ends that began with an event on from (Civil Code, art. 201; Licensing
 * Law, art. 82). It is itself a working day, so nothing moves. A period of 0 days ends on the day of the event, worked or not.
 * FALSE with an error.
 */
gboolean yc_calendar_add_working_days (YcReference  *reference,
                                       const char   *from,
                                       gint64        days,
                                       YcDueDay     *due,
                                       GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The same for calendar days. With YC_LAST_DAY_MOVES a last day of rest is followed to the next working day (Civil Code,
 * art. 203), and the answer leans on the years of the days looked at for that; with YC_LAST_DAY_STAYS it leans on none.
 * The caller chooses, for it is the matter's law that says which holds. FALSE with an error.
 */
gboolean yc_calendar_add_days (YcReference  *reference,
                               const char   *from,
                               gint64        days,
                               YcLastDay     last,
                               YcDueDay     *due,
                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Counts the working days after from up to and with to, as yc_calendar_add_working_days() does: from an event to the day on
 * which its period ends are as many as the period has. When to is the earlier one, those after to up to and with from, below
 * zero: so many days too late. FALSE with an error; unloaded may be NULL.
 */
gboolean yc_calendar_count_working_days (YcReference  *reference,
                                         const char   *from,
                                         const char   *to,
                                         int          *count,
                                         int          *unloaded,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
