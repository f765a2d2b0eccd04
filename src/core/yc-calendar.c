/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-calendar"

#include "config.h"

#include "core/yc-calendar.h"

#include "core/yc-core-error.h"

#define WEEK_DAYS 7
#define FRIDAY    4 /* counted from Monday, 0 */

/* A walk over days. The year is looked up when it changes only. */
typedef struct
{
  YcReference *reference; /* borrowed */
  gint64 day;             /* since 1970-01-01 */
  int number;             /* of the year, or 0 before the first look */
  gint64 start, end;      /* first and last day of the year */
  const YcYear *year;     /* borrowed; NULL: counted Monday to Friday */
  int unloaded;           /* lowest of those, or 0 */
} Walk;

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, what);
  return FALSE;
}

static gboolean
read_day (const char *text, gint64 *day, GError **error)
{
  if (!yc_day_parse (text, day) || *day < 0)
    return fail (error, "This is not a day from 1970-01-01 to 9999-12-31.");
  return TRUE;
}

static gboolean
check_length (gint64 days, GError **error)
{
  if (days >= 0 && days <= YC_PERIOD_MAX)
    return TRUE;
  g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "A period has from 0 to %d days.", YC_PERIOD_MAX);
  return FALSE;
}

static gboolean
put_day (gint64 day, char out[YC_DAY_LENGTH + 1], GError **error)
{
  return yc_day_format (day, out) || fail (error, "The period ends after 9999-12-31.");
}

/* Takes up the year of the walk's day, which has a spelling. */
static void
enter_year (Walk *self)
{
  char day[YC_DAY_LENGTH + 1];

  if (self->number != 0 && self->day >= self->start && self->day <= self->end)
    return;
  yc_day_format (self->day, day);
  self->number = (int) g_ascii_strtoll (day, NULL, 10);
  g_snprintf (day, sizeof day, "%04d-01-01", self->number);
  yc_day_parse (day, &self->start);
  g_snprintf (day, sizeof day, "%04d-12-31", self->number);
  yc_day_parse (day, &self->end);
  self->year = yc_reference_get_year (self->reference, self->number);
}

/* Whether the walk's day is worked; notes a year without calendar. */
static gboolean
is_worked (Walk *self)
{
  enter_year (self);
  if (self->year != NULL)
    return !self->year->rests[self->day - self->start];
  if (self->unloaded == 0 || self->number < self->unloaded)
    self->unloaded = self->number;
  /* 1970-01-01 was a Thursday. */
  return (self->day + 3) % WEEK_DAYS <= FRIDAY;
}

/* Goes on until so many working days are behind it, from the walk's day, which is not counted. */
static gboolean
pass_working_days (Walk *self, gint64 days, char out[YC_DAY_LENGTH + 1], GError **error)
{
  while (days > 0)
    {
      self->day++;
      /* Before it is looked at: behind the last day there is no year. */
      if (!put_day (self->day, out, error))
        return FALSE;
      days -= is_worked (self) ? 1 : 0;
    }
  return put_day (self->day, out, error);
}

gboolean
yc_calendar_is_working_day (YcReference *reference, const char *day, gboolean *working, int *unloaded, GError **error)
{
  Walk walk = { reference };

  g_return_val_if_fail (reference != NULL && day != NULL && working != NULL, FALSE);

  if (!read_day (day, &walk.day, error))
    return FALSE;
  *working = is_worked (&walk);
  if (unloaded != NULL)
    *unloaded = walk.unloaded;
  return TRUE;
}

gboolean
yc_calendar_add_working_days (YcReference *reference, const char *from, gint64 days, YcDueDay *due, GError **error)
{
  Walk walk = { reference };

  g_return_val_if_fail (reference != NULL && from != NULL && due != NULL, FALSE);

  if (!read_day (from, &walk.day, error) || !check_length (days, error) ||
      !pass_working_days (&walk, days, due->day, error))
    return FALSE;
  due->unloaded = walk.unloaded;
  return TRUE;
}

gboolean
yc_calendar_add_days (YcReference *reference, const char *from, gint64 days, YcLastDay last, YcDueDay *due, GError **error)
{
  Walk walk = { reference };

  g_return_val_if_fail (reference != NULL && from != NULL && due != NULL, FALSE);

  if (!read_day (from, &walk.day, error) || !check_length (days, error))
    return FALSE;
  walk.day += days;
  if (!put_day (walk.day, due->day, error))
    return FALSE;
  if (last == YC_LAST_DAY_MOVES && !is_worked (&walk) && !pass_working_days (&walk, 1, due->day, error))
    return FALSE;
  due->unloaded = walk.unloaded;
  return TRUE;
}

gboolean
yc_calendar_count_working_days (YcReference  *reference,
                                const char   *from,
                                const char   *to,
                                int          *count,
                                int          *unloaded,
                                GError      **error)
{
  Walk walk = { reference };
  gint64 first, last;
  int found = 0;

  g_return_val_if_fail (reference != NULL && from != NULL && to != NULL && count != NULL, FALSE);

  if (!read_day (from, &first, error) || !read_day (to, &last, error))
    return FALSE;
  for (walk.day = MIN (first, last) + 1; walk.day <= MAX (first, last); walk.day++)
    found += is_worked (&walk);
  *count = first <= last ? found : -found;
  if (unloaded != NULL)
    *unloaded = walk.unloaded;
  return TRUE;
}
