/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reference"

#include "config.h"

#include "core/yc-reference-private.h"

#include "core/yc-json.h"
#include "core/yc-time.h"

#define YEAR_MIN  1970
#define YEAR_MAX  9999
#define WEEK_DAYS 7

/* Whether each day of the week is one of rest; Monday, 1 in ISO 8601, comes first. */
static void
read_weekend (const YcItem *item, gboolean weekend[WEEK_DAYS])
{
  GError *error = NULL;
  JsonArray *days = yc_json_get_array (item->object, "weekend", &error);

  if (days == NULL)
    {
      yc_item_fault_error (item, "weekend", error);
      return;
    }
  for (guint i = 0; i < json_array_get_length (days); i++)
    {
      JsonNode *node = json_array_get_element (days, i);
      g_autofree char *place = g_strdup_printf ("weekend[%u]", i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64 ||
          json_node_get_int (node) < 1 || json_node_get_int (node) > WEEK_DAYS)
        yc_item_fault (item, place, "Must be a day of the week, 1 (Monday) to 7.");
      else
        weekend[json_node_get_int (node) - 1] = TRUE;
    }
}

/* A day of a year ("01-01"), in days since 1970-01-01. */
static gint64
find_day (int year, const char *month_day)
{
  g_autofree char *day = g_strdup_printf ("%04d-%s", year, month_day);
  gint64 days = 0;

  yc_day_parse (day, &days);
  return days;
}

static void
apply_weekend (YcYear *year, const gboolean weekend[WEEK_DAYS])
{
  /* 1970-01-01 was a Thursday; a year that can be read is not before it. */
  gint64 week_day = find_day (year->year, "01-01") + 3;

  for (int i = 0; i < YC_YEAR_DAYS; i++, week_day++)
    year->rests[i] = weekend[week_day % WEEK_DAYS];
}

/* Takes over one listed day; a day may be listed once, as a holiday or as a day worked. */
static void
apply_day (const YcItem *item, const char *place, const char *day, gboolean rests, gboolean listed[], YcYear *year)
{
  gint64 start, days;

  if (day == NULL || !yc_day_parse (day, &days))
    {
      yc_item_fault (item, place, "Must be a day, YYYY-MM-DD.");
      return;
    }
  if (year->year == 0)
    return;
  start = find_day (year->year, "01-01");
  if (days < start || days > find_day (year->year, "12-31"))
    {
      yc_item_fault (item, place, "Is not a day of this year: it belongs to the item of its own year.");
      return;
    }
  if (listed[days - start])
    yc_item_fault (item, place, "Stands here twice.");
  listed[days - start] = TRUE;
  year->rests[days - start] = rests;
}

static void
read_days (const YcItem *item, const char *member, gboolean rests, gboolean listed[], YcYear *year)
{
  GError *error = NULL;
  JsonArray *days = yc_json_get_array (item->object, member, &error);

  if (days == NULL)
    {
      yc_item_fault_error (item, member, error);
      return;
    }
  for (guint i = 0; i < json_array_get_length (days); i++)
    {
      JsonNode *node = json_array_get_element (days, i);
      const char *day =
        JSON_NODE_HOLDS_OBJECT (node) ? yc_json_peek_string (json_node_get_object (node), "date") : NULL;
      g_autofree char *place = g_strdup_printf ("%s[%u].date", member, i);

      apply_day (item, place, day, rests, listed, year);
    }
}

gpointer
yc_year_read (const YcItem *item)
{
  YcYear *year = g_new0 (YcYear, 1);
  gboolean weekend[WEEK_DAYS] = { FALSE };
  gboolean listed[YC_YEAR_DAYS] = { FALSE };

  year->year = (int) yc_item_int (item, "year", YEAR_MIN, YEAR_MAX);
  read_weekend (item, weekend);
  if (year->year != 0)
    apply_weekend (year, weekend);
  read_days (item, "holidays", TRUE, listed, year);
  read_days (item, "working_days", FALSE, listed, year);
  return year;
}

int
yc_year_compare (gconstpointer a, gconstpointer b)
{
  return (*(const YcYear *const *) a)->year - (*(const YcYear *const *) b)->year;
}

const char *
yc_year_key (gconstpointer data, char buffer[])
{
  const YcYear *year = data;

  buffer[0] = '\0';
  if (year->year != 0)
    g_snprintf (buffer, YC_ITEM_KEY, "%d", year->year);
  return buffer;
}

const YcYear *
yc_reference_get_year (YcReference *reference, int year)
{
  YcYear probe = { year, { FALSE } };

  g_return_val_if_fail (reference != NULL, NULL);

  return yc_reference_find (reference, YC_SET_CALENDAR, &probe, yc_year_compare);
}
