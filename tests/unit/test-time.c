/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/yc-time.h"

#define DAY G_GINT64_CONSTANT (86400000)
#define CHINA 480
#define FOUR 240

/* Milliseconds from the other program: `date -u -d … +%s`. */
static const struct
{
  const char *text;
  gint64 ms;
} moments[] = {
  { "1970-01-01T00:00:00.000Z", 0 },
  { "2000-02-29T23:59:59.999Z", 951868799999 },
  { "2026-11-24T02:42:06.123Z", 1795488126123 },
  { "2038-01-19T03:14:08.000Z", 2147483648000 },
  { "2100-02-28T23:59:59.001Z", 4107542399001 },
  { "9999-12-31T23:59:59.999Z", 253402300799999 },
};

static void
test_format (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autofree char *text = yc_time_format (moments[i].ms);
      gint64 ms = -1;

      g_assert_cmpstr (text, ==, moments[i].text);
      g_assert_true (yc_time_parse (moments[i].text, &ms));
      g_assert_cmpint (ms, ==, moments[i].ms);
    }
}

/* A clock before 1970 or after 9999 is written as the nearest moment that can be read again. */
static void
test_format_outside (void)
{
  g_autofree char *before = yc_time_format (-1);
  g_autofree char *after = yc_time_format (G_MAXINT64);

  g_assert_cmpstr (before, ==, "1970-01-01T00:00:00.000Z");
  g_assert_cmpstr (after, ==, "9999-12-31T23:59:59.999Z");
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 ms;
  } good[] = {
    { "2026-11-24T10:42:06.123+08:00", 1795488126123 },
    { "2026-11-23T21:12:06.123-05:30", 1795488126123 },
    { "2026-11-24T02:42:06-00:00", 1795488126000 },
    { "2026-11-24t02:42:06z", 1795488126000 },
    { "2026-11-24T02:42:06.1Z", 1795488126100 },
    { "2026-11-24T02:42:06.12Z", 1795488126120 },
    { "2026-11-24T02:42:06.1239999999999999999999Z", 1795488126123 },
    { "1969-12-31T23:00:00-01:00", 0 },
    { "1985-04-12T23:20:50.52Z", 482196050520 },        /* RFC 3339, 5.8 */
    { "1996-12-19T16:39:57-08:00", 851042397000 },      /* RFC 3339, 5.8 */
    { "1990-12-31T23:59:60Z", 662688000000 },           /* RFC 3339, 5.8: a leap second */
    { "1990-12-31T15:59:60-08:00", 662688000000 },      /* RFC 3339, 5.8 */
    { "9999-12-31T23:59:59.999Z", 253402300799999 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      gint64 ms = -1;

      g_test_message ("%s", good[i].text);
      g_assert_true (yc_time_parse (good[i].text, &ms));
      g_assert_cmpint (ms, ==, good[i].ms);
    }
}

static void
test_parse_refused (void)
{
  static const char *const bad[] = {
    "", "2026", "2026-11-24", "2026-11-24T", "2026-11-24T02:42Z", "2026-11-24T02:42:06", "2026-11-24 02:42:06Z",
    "2026-11-24T02:42:06.Z", "2026-11-24T02:42:06,1Z", "2026-11-24T02:42:06Zx", "2026-11-24T02:42:06Z ",
    " 2026-11-24T02:42:06Z", "2026-11-24T24:00:00Z", "2026-11-24T02:60:00Z", "2026-11-24T02:42:61Z",
    "2026-11-24T02:42:60Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
    "2026-00-10T00:00:00Z", "2026-13-10T00:00:00Z", "2026-10-00T00:00:00Z", "2026-11-24T02:42:06+8:00",
    "2026-11-24T02:42:06+0800", "2026-11-24T02:42:06+24:00", "2026-11-24T02:42:06+08:60", "2026-11-24T02:42:06+08",
    "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z",
    "+026-11-24T02:42:06Z", "10000-01-01T00:00:00Z", "20261-1-24T02:42:06Z", "٢٠٢٦-11-24T02:42:06Z",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      gint64 ms = 77;

      g_test_message ("%s", bad[i]);
      g_assert_false (yc_time_parse (bad[i], &ms));
      g_assert_cmpint (ms, ==, 77);
    }
}

/* GLib's calendar says the same of every day up to 2200 and of every 97th up to 9999. */
static void
test_calendar (void)
{
  g_autoptr(GDate) date = g_date_new_dmy (1, G_DATE_JANUARY, 1970);

  for (gint64 day = 0; day <= 2932896;)
    {
      g_autofree char *expected = g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (date),
                                                   (int) g_date_get_month (date), g_date_get_day (date));
      int step = day < 84000 ? 1 : 97;
      char text[YC_DAY_LENGTH + 1];

      yc_hall_day (day * DAY + DAY - 1, 0, 0, text);
      g_assert_cmpstr (text, ==, expected);
      g_assert_true (yc_day_is_valid (text));
      day += step;
      g_date_add_days (date, (guint) step);
    }
}

static gint64
at (const char *text)
{
  gint64 ms = 0;

  g_assert_true (yc_time_parse (text, &ms));
  return ms;
}

static void
assert_day (const char *moment, int offset, int boundary, const char *expected)
{
  char day[YC_DAY_LENGTH + 1];

  yc_hall_day (at (moment), offset, boundary, day);
  g_assert_cmpstr (day, ==, expected);
}

static void
test_hall_day (void)
{
  assert_day ("2026-11-24T03:59:59.999+08:00", CHINA, FOUR, "2026-11-23");
  assert_day ("2026-11-24T04:00:00+08:00", CHINA, FOUR, "2026-11-24");
  assert_day ("2026-11-25T03:59:00+08:00", CHINA, FOUR, "2026-11-24");
  assert_day ("2026-11-24T00:00:00+08:00", CHINA, 0, "2026-11-24");
  assert_day ("2026-11-23T23:59:59.999+08:00", CHINA, 0, "2026-11-23");
  assert_day ("2027-01-01T02:00:00+08:00", CHINA, FOUR, "2026-12-31");
  assert_day ("2024-03-01T03:00:00+08:00", CHINA, FOUR, "2024-02-29");
  assert_day ("2026-11-24T03:00:00-05:00", -300, FOUR, "2026-11-23");
  assert_day ("1970-01-01T00:00:00Z", -300, 0, "1969-12-31");
  assert_day ("9999-12-31T23:59:59Z", CHINA, 0, "9999-12-31");
}

static void
test_hall_day_end (void)
{
  gint64 end = at ("2026-11-24T04:00:00+08:00");

  g_assert_cmpint (yc_hall_day_end (end - DAY, CHINA, FOUR), ==, end);
  g_assert_cmpint (yc_hall_day_end (end - 1, CHINA, FOUR), ==, end);
  g_assert_cmpint (yc_hall_day_end (end, CHINA, FOUR), ==, end + DAY);
}

static void
test_clock (void)
{
  char clock[6];

  yc_time_clock (at ("2026-11-24T23:59:59.999+08:00"), CHINA, clock);
  g_assert_cmpstr (clock, ==, "23:59");
  yc_time_clock (at ("2026-11-24T00:00:00+08:00"), CHINA, clock);
  g_assert_cmpstr (clock, ==, "00:00");
  yc_time_clock (0, -300, clock);
  g_assert_cmpstr (clock, ==, "19:00");
  yc_time_clock (-1, 0, clock);
  g_assert_cmpstr (clock, ==, "23:59");
}

static void
assert_on_day (const char *clock, const char *now, const char *expected)
{
  gint64 ms = 0;

  g_assert_true (yc_time_on_day (clock, at (now), CHINA, FOUR, &ms));
  g_assert_cmpint (ms, ==, at (expected));
}

static void
test_on_day (void)
{
  static const char *const bad[] = { "", "9:30", "09:3", "09:300", "24:00", "09:60", "09-30", " 09:30", "-1:00", "09:30Z" };

  assert_on_day ("09:30", "2026-11-24T15:00:00+08:00", "2026-11-24T09:30:00+08:00");
  assert_on_day ("09:30", "2026-11-25T02:00:00+08:00", "2026-11-24T09:30:00+08:00");
  assert_on_day ("04:00", "2026-11-24T15:00:00+08:00", "2026-11-24T04:00:00+08:00");
  assert_on_day ("03:59", "2026-11-24T15:00:00+08:00", "2026-11-25T03:59:00+08:00");
  assert_on_day ("00:00", "2026-11-24T04:00:00+08:00", "2026-11-25T00:00:00+08:00");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      gint64 ms = 77;

      g_assert_false (yc_time_on_day (bad[i], 0, CHINA, FOUR, &ms));
      g_assert_cmpint (ms, ==, 77);
    }
}

static void
test_day_is_valid (void)
{
  static const char *const good[] = { "2026-11-24", "2024-02-29", "2000-02-29", "1949-10-01", "9999-12-31" };
  static const char *const bad[] = {
    "", "2026-11-2", "2026-11-244", "2026-11-31", "2026-02-29", "1900-02-29", "2026-1-24", "2026/11/24", "20261124",
    "2026-00-01", "2026-01-00", "2026-13-01", "+026-01-01", "2026-11-24 ",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (yc_day_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (yc_day_is_valid (bad[i]));
}

/* The numbers are those of another program (date -u +%s, divided by 86400). */
static void
test_day_number (void)
{
  static const struct
  {
    const char *day;
    gint64 number;
  } rows[] = { { "1970-01-01", 0 }, { "2000-02-29", 11016 }, { "2026-11-24", 20781 }, { "9999-12-31", 2932896 } };
  char day[YC_DAY_LENGTH + 1] = "kept";
  gint64 number = 77;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char written[YC_DAY_LENGTH + 1];

      g_assert_true (yc_day_parse (rows[i].day, &number));
      g_assert_cmpint (number, ==, rows[i].number);
      g_assert_true (yc_day_format (rows[i].number, written));
      g_assert_cmpstr (written, ==, rows[i].day);
    }
  g_assert_true (yc_day_parse ("1850-01-01", &number));
  g_assert_cmpint (number, ==, -43829);
  g_assert_false (yc_day_parse ("2026-02-29", &number));
  g_assert_cmpint (number, ==, -43829);
  g_assert_false (yc_day_format (-1, day));
  g_assert_false (yc_day_format (2932897, day));
  g_assert_false (yc_day_format (G_MAXINT64, day));
  g_assert_cmpstr (day, ==, "kept");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/format", test_format);
  g_test_add_func ("/time/format-outside", test_format_outside);
  g_test_add_func ("/time/parse", test_parse);
  g_test_add_func ("/time/parse-refused", test_parse_refused);
  g_test_add_func ("/time/calendar", test_calendar);
  g_test_add_func ("/time/hall-day", test_hall_day);
  g_test_add_func ("/time/hall-day-end", test_hall_day_end);
  g_test_add_func ("/time/clock", test_clock);
  g_test_add_func ("/time/on-day", test_on_day);
  g_test_add_func ("/time/day-is-valid", test_day_is_valid);
  g_test_add_func ("/time/day-number", test_day_number);
  return g_test_run ();
}
