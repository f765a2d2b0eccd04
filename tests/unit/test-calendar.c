/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "core/yc-calendar.h"
#include "core/yc-core-error.h"
#include "core/yc-json.h"
#include "hall-fixture.h"

/* The calendar of 2024 to 2026, and its document. */
static YcReference *calendar;
static JsonObject *document;

static void
assert_due (YcReference *reference, const char *from, int days, const char *expected, int unloaded)
{
  g_autoptr (GError) error = NULL;
  YcDueDay due;

  g_test_message ("%s + %d", from, days);
  g_assert_true (yc_calendar_add_working_days (reference, from, days, &due, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (due.day, ==, expected);
  g_assert_cmpint (due.unloaded, ==, unloaded);
}

/* Worked out by hand along the announced holidays; what lies between is named. */
static void
test_working_days (void)
{
  static const struct
  {
    const char *from;
    int days;
    const char *due;
    int unloaded;
  } rows[] = {
    { "2024-11-19", 5, "2024-11-26", 0 },
    /* New Year 2024: Monday 1 January is free. */
    { "2023-12-31", 1, "2024-01-02", 0 },
    { "2023-12-31", 5, "2024-01-08", 0 },
    { "2023-12-29", 1, "2024-01-02", 2023 },
    /* Spring Festival 2024: Sundays 4 and 18 February are worked, 10 to 17 free. */
    { "2024-02-02", 1, "2024-02-04", 0 },
    { "2024-02-02", 6, "2024-02-09", 0 },
    { "2024-02-02", 7, "2024-02-18", 0 },
    { "2024-02-13", 1, "2024-02-18", 0 },
    /* National Day 2024: Sunday 29 September and Saturday 12 October are worked, 1 to 7 free. */
    { "2024-09-27", 3, "2024-10-08", 0 },
    { "2024-09-27", 7, "2024-10-12", 0 },
    { "2024-09-27", 8, "2024-10-14", 0 },
    { "2024-12-30", 2, "2025-01-02", 0 },
    /* Spring Festival 2025: Sunday 26 January and Saturday 8 February are worked, 28 January to 4 February free. */
    { "2025-01-24", 5, "2025-02-07", 0 },
    { "2025-01-24", 6, "2025-02-08", 0 },
    { "2025-01-24", 7, "2025-02-10", 0 },
    /* National Day 2025: Sunday 28 September and Saturday 11 October are worked, 1 to 8 free. */
    { "2025-09-26", 5, "2025-10-10", 0 },
    { "2025-09-26", 6, "2025-10-11", 0 },
    { "2025-09-26", 7, "2025-10-13", 0 },
    /* New Year 2026: 1 to 3 January are free, Sunday 4 is worked. */
    { "2025-12-30", 1, "2025-12-31", 0 },
    { "2025-12-30", 2, "2026-01-04", 0 },
    { "2025-12-30", 3, "2026-01-05", 0 },
    /* Spring Festival 2026: Saturdays 14 and 28 February are worked, 15 to 23 free. */
    { "2026-02-12", 3, "2026-02-24", 0 },
    { "2026-02-12", 7, "2026-02-28", 0 },
    { "2026-02-12", 8, "2026-03-02", 0 },
    /* Mid-Autumn and National Day 2026: 25 to 27 September and 1 to 7 October are free, Sunday 20 September and Saturday
     * 10 October worked. */
    { "2026-09-18", 1, "2026-09-20", 0 },
    { "2026-09-24", 3, "2026-09-30", 0 },
    { "2026-09-24", 4, "2026-10-08", 0 },
    { "2026-09-24", 6, "2026-10-10", 0 },
    { "2026-09-24", 7, "2026-10-12", 0 },
    /* Into 2027, which is not loaded: Monday to Friday, 1 January with them. */
    { "2026-12-29", 2, "2026-12-31", 0 },
    { "2026-12-29", 3, "2027-01-01", 2027 },
    { "2026-12-29", 4, "2027-01-04", 2027 },
    { "2027-10-01", 1, "2027-10-04", 2027 },
    { "2027-12-31", 1, "2028-01-03", 2028 },
    /* No day at all: the day of the event, whatever day it is. */
    { "2026-10-01", 0, "2026-10-01", 0 },
    { "2027-01-02", 0, "2027-01-02", 0 },
    { "9999-12-30", 1, "9999-12-31", 9999 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_due (calendar, rows[i].from, rows[i].days, rows[i].due, rows[i].unloaded);
}

#define CALENDAR(items) \
  "{\"set\": \"calendar\", \"version\": \"1\", \"effective_from\": \"2026-11-01\", \"items\": [" items "]}"
#define YEAR(year, weekend, holidays) \
  "{\"year\": " year ", \"weekend\": [" weekend "], \"holidays\": [" holidays "], \"working_days\": []}"

/* A year between two loaded ones is named, also when the period only passes through it; the lowest of several is. */
static void
test_gap (void)
{
  g_autoptr (YcReference) gap = fx_replace (NULL, CALENDAR (YEAR ("2028", "6, 7", "") "," YEAR ("2026", "6, 7", "")));
  g_autoptr (YcReference) none = yc_reference_new();
  int count, unloaded;

  /* 261 weekdays in 2027, then Monday 3 January 2028. */
  assert_due (gap, "2026-12-31", 262, "2028-01-03", 2027);
  assert_due (gap, "2027-12-31", 1, "2028-01-03", 0);
  assert_due (gap, "2025-12-30", 1 + 261 + 261 + 1, "2028-01-03", 2025);
  assert_due (none, "2026-09-30", 1, "2026-10-01", 2026);
  g_assert_true (yc_calendar_count_working_days (gap, "2026-12-31", "2028-01-03", &count, &unloaded, NULL));
  g_assert_cmpint (count, ==, 262);
  g_assert_cmpint (unloaded, ==, 2027);
}

/* The weekend is data, and so is a year without a working day. */
static void
test_weekends (void)
{
  g_autoptr (YcReference) other =
    fx_replace (NULL, CALENDAR (YEAR ("2026", "5, 6", "") "," YEAR ("2027", "1, 2, 3, 4, 5, 6, 7", "") ","
                                YEAR ("2028", "", "{\"date\": \"2028-12-31\"}")));

  /* 2026-11-26 is a Thursday: Friday and Saturday are free. */
  assert_due (other, "2026-11-26", 1, "2026-11-29", 0);
  assert_due (other, "2026-12-31", 1, "2028-01-01", 0);
  /* 2028 has 366 days, of which the last is a holiday; 2029 begins on a Monday. */
  assert_due (other, "2027-06-01", 365, "2028-12-30", 0);
  assert_due (other, "2027-06-01", 366, "2029-01-01", 2029);
}

static void
assert_calendar_due (const char *from, int days, YcLastDay last, const char *expected, int unloaded)
{
  g_autoptr (GError) error = NULL;
  YcDueDay due;

  g_test_message ("%s + %d", from, days);
  g_assert_true (yc_calendar_add_days (calendar, from, days, last, &due, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (due.day, ==, expected);
  g_assert_cmpint (due.unloaded, ==, unloaded);
}

static void
test_calendar_days (void)
{
  /* The thirtieth day is 1 October, a holiday; the first working day behind it is the 8th. */
  assert_calendar_due ("2026-09-01", 30, YC_LAST_DAY_MOVES, "2026-10-08", 0);
  assert_calendar_due ("2026-09-01", 30, YC_LAST_DAY_STAYS, "2026-10-01", 0);
  /* A Saturday that is worked is no day of rest. */
  assert_calendar_due ("2026-01-31", 28, YC_LAST_DAY_MOVES, "2026-02-28", 0);
  assert_calendar_due ("2024-02-28", 1, YC_LAST_DAY_MOVES, "2024-02-29", 0);
  assert_calendar_due ("2026-11-20", 1, YC_LAST_DAY_MOVES, "2026-11-23", 0);
  assert_calendar_due ("2026-11-21", 0, YC_LAST_DAY_MOVES, "2026-11-23", 0);
  assert_calendar_due ("2026-11-21", 0, YC_LAST_DAY_STAYS, "2026-11-21", 0);
  /* 2027-01-02 is a Saturday of a year that is not loaded. Where the day stays no calendar is asked. */
  assert_calendar_due ("2026-12-31", 2, YC_LAST_DAY_MOVES, "2027-01-04", 2027);
  assert_calendar_due ("2026-12-31", 2, YC_LAST_DAY_STAYS, "2027-01-02", 0);
  assert_calendar_due ("2023-12-30", 2, YC_LAST_DAY_MOVES, "2024-01-02", 0);
  assert_calendar_due ("2023-01-01", 3660, YC_LAST_DAY_STAYS, "2033-01-08", 0);
}

static int
count (const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  int found;

  g_assert_true (yc_calendar_count_working_days (calendar, from, to, &found, NULL, &error));
  g_assert_no_error (error);
  return found;
}

static void
test_count (void)
{
  int found, unloaded;

  /* Of the year, as announced. */
  g_assert_cmpint (count ("2023-12-31", "2024-12-31"), ==, 251);
  g_assert_cmpint (count ("2024-12-31", "2025-12-31"), ==, 248);
  g_assert_cmpint (count ("2025-12-31", "2026-12-31"), ==, 248);

  g_assert_cmpint (count ("2026-09-30", "2026-09-30"), ==, 0);
  g_assert_cmpint (count ("2026-09-30", "2026-10-07"), ==, 0);
  g_assert_cmpint (count ("2026-09-30", "2026-10-08"), ==, 1);
  /* The other way round it is days too late. */
  g_assert_cmpint (count ("2026-10-12", "2026-09-30"), ==, -4);
  g_assert_cmpint (count ("2026-10-07", "2026-09-30"), ==, 0);

  g_assert_true (yc_calendar_count_working_days (calendar, "2027-01-04", "2026-12-30", &found, &unloaded, NULL));
  g_assert_cmpint (found, ==, -3);
  g_assert_cmpint (unloaded, ==, 2027);
  g_assert_true (yc_calendar_count_working_days (calendar, "2026-12-30", "2026-12-31", &found, &unloaded, NULL));
  g_assert_cmpint (unloaded, ==, 0);
  /* As long as it gets: the whole of what can be written. */
  g_assert_true (yc_calendar_count_working_days (calendar, "1970-01-01", "9999-12-31", &found, &unloaded, NULL));
  g_assert_cmpint (unloaded, ==, 1970);
  g_assert_cmpint (found, >, 2000000);
}

static void
test_single_days (void)
{
  static const struct
  {
    const char *day;
    gboolean working;
    int unloaded;
  } rows[] = {
    { "2026-11-24", TRUE, 0 },     { "2026-11-21", FALSE, 0 },    { "2026-10-01", FALSE, 0 },
    { "2026-10-10", TRUE, 0 },     { "2024-12-31", TRUE, 0 },     { "2024-01-01", FALSE, 0 },
    { "2027-10-01", TRUE, 2027 },  { "2027-10-02", FALSE, 2027 }, { "1970-01-01", TRUE, 1970 },
    { "1970-01-03", FALSE, 1970 }, { "9999-12-31", TRUE, 9999 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean working;
      int unloaded;

      g_test_message ("%s", rows[i].day);
      g_assert_true (yc_calendar_is_working_day (calendar, rows[i].day, &working, &unloaded, &error));
      g_assert_no_error (error);
      g_assert_cmpint (working, ==, rows[i].working);
      g_assert_cmpint (unloaded, ==, rows[i].unloaded);
    }
}

static void
assert_refused (gboolean done, GError **error)
{
  g_assert_false (done);
  g_assert_error (*error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE);
  g_clear_error (error);
}

static void
test_refused (void)
{
  static const char *const bad[] = { "", "2026-02-29", "2026-11-24 ", "1969-12-31", "0000-01-01", "24.11.2026" };
  static const gint64 lengths[] = { -1, 3661, G_MAXINT64, G_MININT64 };
  g_autoptr (YcReference) idle = fx_replace (NULL, CALENDAR (YEAR ("9999", "1, 2, 3, 4, 5, 6, 7", "")));
  GError *error = NULL;
  gboolean working;
  YcDueDay due;
  int found;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      assert_refused (yc_calendar_is_working_day (calendar, bad[i], &working, NULL, &error), &error);
      assert_refused (yc_calendar_add_working_days (calendar, bad[i], 1, &due, &error), &error);
      assert_refused (yc_calendar_add_days (calendar, bad[i], 1, YC_LAST_DAY_MOVES, &due, &error), &error);
      assert_refused (yc_calendar_count_working_days (calendar, bad[i], FX_DAY, &found, NULL, &error), &error);
      assert_refused (yc_calendar_count_working_days (calendar, FX_DAY, bad[i], &found, NULL, &error), &error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      assert_refused (yc_calendar_add_working_days (calendar, FX_DAY, lengths[i], &due, &error), &error);
      assert_refused (yc_calendar_add_days (calendar, FX_DAY, lengths[i], YC_LAST_DAY_STAYS, &due, &error), &error);
    }
  assert_refused (yc_calendar_add_working_days (calendar, "9999-12-31", 1, &due, &error), &error);
  assert_refused (yc_calendar_add_days (calendar, "9999-12-31", 1, YC_LAST_DAY_STAYS, &due, &error), &error);
  assert_refused (yc_calendar_add_days (idle, "9999-06-01", 1, YC_LAST_DAY_MOVES, &due, &error), &error);
}

/* Another reading of the document, day by day: by GLib's own dates and the lists as texts. */
static gboolean
list_has (JsonObject *year, const char *member, const char *day)
{
  JsonArray *days = json_object_get_array_member (year, member);

  for (guint i = 0; i < json_array_get_length (days); i++)
    {
      if (strcmp (json_object_get_string_member (json_array_get_object_element (days, i), "date"), day) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
write_day (const GDate *date, char day[YC_DAY_LENGTH + 1])
{
  g_snprintf (day, YC_DAY_LENGTH + 1, "%04u-%02u-%02u", g_date_get_year (date) % 10000U, (guint) g_date_get_month (date) % 100U,
              g_date_get_day (date) % 100U);
}

static gboolean
is_worked_slowly (const GDate *date)
{
  JsonArray *years = json_object_get_array_member (document, "items");
  gboolean weekday = g_date_get_weekday (date) <= G_DATE_FRIDAY;
  char day[YC_DAY_LENGTH + 1];

  write_day (date, day);
  for (guint i = 0; i < json_array_get_length (years); i++)
    {
      JsonObject *year = json_array_get_object_element (years, i);

      if (json_object_get_int_member (year, "year") != g_date_get_year (date))
        continue;
      return list_has (year, "working_days", day) || (weekday && !list_has (year, "holidays", day));
    }
  return weekday;
}

/* Checks all periods up to 30 working days from one day; returns how many were compared. */
static guint
compare_from (const GDate *start)
{
  GDate date = *start;
  char from[YC_DAY_LENGTH + 1];
  int days = 0;
  int unloaded = 0;
  guint compared = 0;

  write_day (start, from);
  while (days < 30)
    {
      char day[YC_DAY_LENGTH + 1];
      int year;

      g_date_add_days (&date, 1);
      year = g_date_get_year (&date);
      if (unloaded == 0 && (year < 2024 || year > 2026))
        unloaded = year;
      days += is_worked_slowly (&date);
      write_day (&date, day);
      g_assert_cmpint (count (from, day), ==, days);
      if (is_worked_slowly (&date))
        {
          YcDueDay due;

          g_assert_true (yc_calendar_add_working_days (calendar, from, days, &due, NULL));
          g_assert_cmpstr (due.day, ==, day);
          g_assert_cmpint (due.unloaded, ==, unloaded);
          compared++;
        }
    }
  return compared;
}

static void
test_brute_force (void)
{
  GDate start;
  guint compared = 0;

  g_date_clear (&start, 1);
  g_date_set_dmy (&start, 1, G_DATE_NOVEMBER, 2023);
  for (; g_date_get_year (&start) < 2028; g_date_add_days (&start, 1))
    compared += compare_from (&start);
  /* 1,522 starts, each with 30 periods. */
  g_assert_cmpuint (compared, ==, 1522 * 30);
}

int
main (int argc, char **argv)
{
  g_autofree char *text = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  text = fx_demo ("../reference/calendar");
  calendar = fx_replace (NULL, text);
  document = yc_json_parse_object (text, strlen (text), &YC_JSON_REFERENCE, NULL);

  g_test_add_func ("/calendar/working-days", test_working_days);
  g_test_add_func ("/calendar/gap", test_gap);
  g_test_add_func ("/calendar/weekends", test_weekends);
  g_test_add_func ("/calendar/calendar-days", test_calendar_days);
  g_test_add_func ("/calendar/count", test_count);
  g_test_add_func ("/calendar/single-days", test_single_days);
  g_test_add_func ("/calendar/refused", test_refused);
  g_test_add_func ("/calendar/brute-force", test_brute_force);

  status = g_test_run();
  json_object_unref (document);
  yc_reference_unref (calendar);
  return status;
}
