/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-time"

#include "config.h"

#include "core/yc-time.h"

#include <string.h>

#define MINUTE_MS G_GINT64_CONSTANT (60000)
#define DAY_MS G_GINT64_CONSTANT (86400000)
#define DAY_MINUTES 1440
/* 9999-12-31: a later day has no spelling of ten characters. */
#define LAST_DAY G_GINT64_CONSTANT (2932896)
#define LAST_MS (LAST_DAY * DAY_MS + DAY_MS - 1)

typedef struct
{
  int year;
  int month;
  int day;
} Civil;

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

static gint64
floor_mod (gint64 a, gint64 b)
{
  return a - floor_div (a, b) * b;
}

/* Days since 1970-01-01 of a date in the proleptic Gregorian calendar. Years are counted from March, so that the
 * leap day is the last of its year, in eras of 400 years (146,097 days). */
static gint64
days_from_civil (int year, int month, int day)
{
  gint64 y = month <= 2 ? year - 1 : year;
  gint64 era = floor_div (y, 400);
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

/* The other way round. */
static Civil
civil_from_days (gint64 days)
{
  gint64 z = days + 719468;
  gint64 era = floor_div (z, 146097);
  gint64 day_of_era = z - era * 146097;
  gint64 year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 shifted_month = (5 * day_of_year + 2) / 153;
  Civil civil;

  civil.day = (int) (day_of_year - (153 * shifted_month + 2) / 5 + 1);
  civil.month = (int) (shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  civil.year = (int) (year_of_era + era * 400 + (civil.month <= 2));
  return civil;
}

static gboolean
is_leap (int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static gboolean
civil_exists (int year, int month, int day)
{
  static const guint8 lengths[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  if (month < 1 || month > 12 || day < 1)
    return FALSE;
  return day <= lengths[month - 1] + (month == 2 && is_leap (year));
}

/* Writes value with exactly width digits and returns the place behind them. */
static char *
put_digits (char *p, gint64 value, int width)
{
  for (int i = width - 1; i >= 0; i--)
    {
      p[i] = (char) ('0' + value % 10);
      value /= 10;
    }
  return p + width;
}

static char *
put_date (char *p, gint64 days)
{
  Civil civil = civil_from_days (days);

  p = put_digits (p, civil.year, 4);
  *p++ = '-';
  p = put_digits (p, civil.month, 2);
  *p++ = '-';
  return put_digits (p, civil.day, 2);
}

/* Reads exactly width digits and moves *p behind them. */
static gboolean
take_digits (const char **p, int width, int *value)
{
  *value = 0;
  for (int i = 0; i < width; i++, (*p)++)
    {
      if (!g_ascii_isdigit (**p))
        return FALSE;
      *value = *value * 10 + (**p - '0');
    }
  return TRUE;
}

static gboolean
take_char (const char **p, char c)
{
  if (**p != c)
    return FALSE;
  (*p)++;
  return TRUE;
}

static gboolean
take_date (const char **p, gint64 *days)
{
  int year, month, day;

  if (!take_digits (p, 4, &year) || !take_char (p, '-') || !take_digits (p, 2, &month) || !take_char (p, '-') ||
      !take_digits (p, 2, &day) || !civil_exists (year, month, day))
    return FALSE;
  *days = days_from_civil (year, month, day);
  return TRUE;
}

/* Reads "HH:MM" into minutes. */
static gboolean
take_clock (const char **p, int *minutes)
{
  int hour, minute;

  if (!take_digits (p, 2, &hour) || !take_char (p, ':') || !take_digits (p, 2, &minute) || hour > 23 || minute > 59)
    return FALSE;
  *minutes = hour * 60 + minute;
  return TRUE;
}

/* Reads an optional fraction; what is finer than a millisecond is cut off. */
static gboolean
take_fraction (const char **p, int *ms)
{
  int weight = 100;

  *ms = 0;
  if (!take_char (p, '.'))
    return TRUE;
  if (!g_ascii_isdigit (**p))
    return FALSE;
  for (; g_ascii_isdigit (**p); (*p)++, weight /= 10)
    *ms += (**p - '0') * weight;
  return TRUE;
}

/* Reads "Z" or "+HH:MM" into minutes east of UTC. */
static gboolean
take_offset (const char **p, int *minutes)
{
  char sign = **p;

  *minutes = 0;
  if (sign == 'Z' || sign == 'z')
    {
      (*p)++;
      return TRUE;
    }
  if (sign != '+' && sign != '-')
    return FALSE;
  (*p)++;
  if (!take_clock (p, minutes))
    return FALSE;
  if (sign == '-')
    *minutes = -*minutes;
  return TRUE;
}

/* The number of the hall-day of ms, in days since 1970-01-01. */
static gint64
hall_day_number (gint64 ms, int utc_offset_min, int boundary_min)
{
  ms = CLAMP (ms, 0, LAST_MS);
  return floor_div (ms + (utc_offset_min - boundary_min) * MINUTE_MS, DAY_MS);
}

/* The moment at which a hall-day begins. */
static gint64
hall_day_start (gint64 day, int utc_offset_min, int boundary_min)
{
  return day * DAY_MS + (boundary_min - utc_offset_min) * MINUTE_MS;
}

char *
yc_time_format (gint64 ms)
{
  char text[sizeof "2026-11-24T02:42:06.123Z"];
  gint64 in_day;
  char *p;

  /* A clock before 1970 is written as 1970: what we write can always be read again. */
  ms = CLAMP (ms, 0, LAST_MS);
  in_day = ms % DAY_MS;
  p = put_date (text, ms / DAY_MS);
  *p++ = 'T';
  p = put_digits (p, in_day / 3600000, 2);
  *p++ = ':';
  p = put_digits (p, in_day / 60000 % 60, 2);
  *p++ = ':';
  p = put_digits (p, in_day / 1000 % 60, 2);
  *p++ = '.';
  p = put_digits (p, in_day % 1000, 3);
  *p++ = 'Z';
  *p = '\0';
  return g_strdup (text);
}

gboolean
yc_time_parse (const char *text, gint64 *ms)
{
  const char *p = text;
  gint64 days, minute;
  int clock, second, fraction, offset;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (ms != NULL, FALSE);

  if (!take_date (&p, &days) || !(take_char (&p, 'T') || take_char (&p, 't')) || !take_clock (&p, &clock) ||
      !take_char (&p, ':') || !take_digits (&p, 2, &second) || !take_fraction (&p, &fraction) ||
      !take_offset (&p, &offset) || *p != '\0')
    return FALSE;

  minute = days * DAY_MINUTES + clock - offset;
  /* A leap second stands at the end of a day in UTC (RFC 3339, 5.7); in milliseconds since 1970 it does not exist
   * and is the first second of the next day. */
  if (second > 60 || (second == 60 && floor_mod (minute, DAY_MINUTES) != DAY_MINUTES - 1))
    return FALSE;
  minute = minute * MINUTE_MS + second * 1000 + fraction;
  if (minute < 0 || minute > LAST_MS)
    return FALSE;
  *ms = minute;
  return TRUE;
}

void
yc_hall_day (gint64 ms, int utc_offset_min, int boundary_min, char out[YC_DAY_LENGTH + 1])
{
  gint64 day;

  g_return_if_fail (out != NULL);

  day = MIN (hall_day_number (ms, utc_offset_min, boundary_min), LAST_DAY);
  *put_date (out, day) = '\0';
}

gint64
yc_hall_day_end (gint64 ms, int utc_offset_min, int boundary_min)
{
  return hall_day_start (hall_day_number (ms, utc_offset_min, boundary_min) + 1, utc_offset_min, boundary_min);
}

void
yc_time_clock (gint64 ms, int utc_offset_min, char out[6])
{
  gint64 minute = floor_mod (floor_div (ms, MINUTE_MS) + utc_offset_min, DAY_MINUTES);
  char *p;

  g_return_if_fail (out != NULL);

  p = put_digits (out, minute / 60, 2);
  *p++ = ':';
  p = put_digits (p, minute % 60, 2);
  *p = '\0';
}

gboolean
yc_time_on_day (const char *clock, gint64 now, int utc_offset_min, int boundary_min, gint64 *ms)
{
  const char *p = clock;
  gint64 start;
  int minutes;

  g_return_val_if_fail (clock != NULL, FALSE);
  g_return_val_if_fail (ms != NULL, FALSE);

  if (!take_clock (&p, &minutes) || *p != '\0')
    return FALSE;
  start = hall_day_start (hall_day_number (now, utc_offset_min, boundary_min), utc_offset_min, boundary_min);
  *ms = start + floor_mod (minutes - boundary_min, DAY_MINUTES) * MINUTE_MS;
  return TRUE;
}

gboolean
yc_day_is_valid (const char *text)
{
  gint64 days;

  return yc_day_parse (text, &days);
}

gboolean
yc_day_parse (const char *text, gint64 *days)
{
  const char *p = text;
  gint64 found;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (days != NULL, FALSE);

  if (!take_date (&p, &found) || *p != '\0')
    return FALSE;
  *days = found;
  return TRUE;
}

gboolean
yc_day_format (gint64 days, char out[YC_DAY_LENGTH + 1])
{
  g_return_val_if_fail (out != NULL, FALSE);

  if (days < 0 || days > LAST_DAY)
    return FALSE;
  *put_date (out, days) = '\0';
  return TRUE;
}
