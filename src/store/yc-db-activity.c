/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-activity"

#include "config.h"

#include <stdlib.h>

#include "core/yc-json.h"
#include "core/yc-time.h"
#include "store/yc-db-private.h"

#define MS_PER_MINUTE 60000

void
yc_activity_free (YcActivity *activity)
{
  if (activity == NULL)
    return;
  g_free (activity->ticket);
  g_free (activity->number);
  g_free (activity->detail);
  g_free (activity);
}

/* The counter an event belongs to: the one that is its subject, whoever did it, else the author's, else the one it names;
 * 0 = none. */
static int
get_counter (const YcEvent *event)
{
  if (yc_db_get_kind (event->subject) == YC_KIND_COUNTER)
    return atoi (yc_subject_get_id (event->subject));
  if (event->counter > 0)
    return event->counter;
  return (int) yc_json_peek_int (event->data, "counter");
}

static const char *
peek (const YcEvent *event, const char *name)
{
  const char *text = yc_json_peek_string (event->data, name);

  return text != NULL ? text : "";
}

/* Result or outcome, target of a transfer, where a restored ticket went, group, reason: as in data; transfer full. */
static char *
get_detail (const YcEvent *event)
{
  const char *text = "";

  if (event->type == YC_EVENT_TICKET_ENDED)
    {
      text = peek (event, "result");
      return g_strdup (*text != '\0' ? text : peek (event, "outcome"));
    }
  if (event->type == YC_EVENT_TICKET_TRANSFERRED || event->type == YC_EVENT_TICKET_REROUTED)
    {
      text = peek (event, "queue");
      if (*text != '\0')
        return g_strdup (text);
      return g_strdup_printf ("%d", (int) yc_json_peek_int (event->data, "counter"));
    }
  if (event->type == YC_EVENT_TICKET_RESTORED)
    return g_strdup (peek (event, "to"));
  if (event->type == YC_EVENT_TICKET_REPRIORITISED)
    return g_strdup (peek (event, "group"));
  return g_strdup (peek (event, "reason"));
}

gboolean
yc_db_activity_put (YcDb *db, const YcEvent *event, gint64 pos, GError **error)
{
  const YcTicket *ticket = NULL;
  g_autofree char *detail = NULL;
  int counter = get_counter (event);

  if (counter <= 0)
    return TRUE;
  if (yc_db_get_kind (event->subject) == YC_KIND_TICKET)
    ticket = yc_hall_get_ticket (db->folded, yc_subject_get_id (event->subject));
  detail = get_detail (event);
  return yc_sql_run (db, YC_SQL_ACTIVITY_PUT, error, "ssipsiisss", db->hall, event->dev, event->seq, pos,
                     event->subject, (gint64) counter, yc_event_get_moment (event), event->type_name,
                     ticket != NULL ? ticket->number : "", detail);
}

gboolean
yc_db_activity_delete (YcDb *db, const char *dev, gint64 seq, GError **error)
{
  return yc_sql_run (db, YC_SQL_ACTIVITY_DELETE, error, "ssi", db->hall, dev, seq);
}

/* The moments between which the hall-day lies, in ms UTC. */
static gboolean
get_span (YcDb *db, const char *day, gint64 *start, gint64 *end, GError **error)
{
  g_autofree char *midnight = g_strconcat (day, "T00:00:00Z", NULL);
  YcHall *hall = yc_db_get_hall (db, error);
  YcReference *reference;

  if (hall == NULL)
    return FALSE;
  if (!yc_day_is_valid (day) || !yc_time_parse (midnight, start))
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_INTERNAL, "“%s” is not a day.", day);
      return FALSE;
    }
  reference = yc_hall_get_reference (hall);
  *start -= yc_policy_int (reference, "utc_offset_minutes") * MS_PER_MINUTE;
  *start += yc_policy_int (reference, "day_boundary") * MS_PER_MINUTE;
  *end = *start + (gint64) 24 * 60 * MS_PER_MINUTE;
  return TRUE;
}

static YcActivity *
activity_from_row (YcRows *rows)
{
  enum
  {
    POS,
    TIME,
    TYPE,
    SUBJECT,
    NUMBER,
    DETAIL
  };
  YcActivity *activity = g_new0 (YcActivity, 1);
  const char *subject = yc_row_text (rows, SUBJECT);

  activity->pending = sqlite3_column_type (rows, POS) == SQLITE_NULL;
  activity->time = sqlite3_column_int64 (rows, TIME);
  activity->type = yc_event_type_from_string (yc_row_text (rows, TYPE));
  activity->ticket = g_strdup (yc_db_get_kind (subject) == YC_KIND_TICKET ? yc_subject_get_id (subject) : "");
  activity->number = g_strdup (yc_row_text (rows, NUMBER));
  activity->detail = g_strdup (yc_row_text (rows, DETAIL));
  return activity;
}

GPtrArray *
yc_db_read_activity (YcDb *db, int counter, const char *day, guint limit, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (YcRows) rows = NULL;
  gint64 start = 0;
  gint64 end = 0;
  gboolean row = FALSE;
  gboolean ok;

  g_return_val_if_fail (db != NULL, NULL);
  g_return_val_if_fail (day != NULL, NULL);

  if (!get_span (db, day, &start, &end, error))
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_activity_free);
  rows =
    yc_sql_start (db, YC_SQL_ACTIVITY_READ, error, "siiii", db->hall, (gint64) counter, start, end, (gint64) limit);
  if (rows == NULL)
    return NULL;
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    g_ptr_array_add (list, activity_from_row (rows));
  return ok ? g_steal_pointer (&list) : NULL;
}
