/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-project"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "store/yc-db-private.h"

/* Rows are functions of the folded aggregate alone: the same journal gives the same bytes, whenever and in whatever
 * order they were written. Names on disk are fixed here, not taken from elsewhere. */

YcKind
yc_db_get_kind (const char *subject)
{
  static const struct
  {
    const char *prefix;
    YcKind kind;
  } kinds[] = {
    { "ticket/", YC_KIND_TICKET }, { "counter/", YC_KIND_COUNTER }, { "session/", YC_KIND_SESSION },
    { "device/", YC_KIND_DEVICE }, { "staff/", YC_KIND_STAFF },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_str_has_prefix (subject, kinds[i].prefix))
        return kinds[i].kind;
    }
  return YC_KIND_OTHER;
}

static const char *
counter_state_name (YcCounterState state)
{
  switch (state)
    {
    case YC_COUNTER_OPEN:
      return "open";
    case YC_COUNTER_PAUSED:
      return "paused";
    case YC_COUNTER_CLOSED:
    default:
      return "closed";
    }
}

static const char *
session_state_name (YcSessionState state)
{
  switch (state)
    {
    case YC_SESSION_OPEN:
      return "open";
    case YC_SESSION_LOCKED:
      return "locked";
    case YC_SESSION_ENDED:
      return "ended";
    case YC_SESSION_NONE:
    default:
      return "none";
    }
}

/* A list as a JSON array of strings, or NULL for none. */
static char *
write_list (GStrv list)
{
  g_autoptr (JsonArray) array = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (list == NULL)
    return NULL;
  array = json_array_new ();
  for (guint i = 0; list[i] != NULL; i++)
    json_array_add_string_element (array, list[i]);
  node = json_node_init_array (json_node_alloc (), array);
  return json_to_string (node, FALSE);
}

static gboolean
put_ticket (YcDb *db, const char *subject, const YcTicket *t, GError **error)
{
  const char *last = t->last_type != YC_EVENT_UNKNOWN ? yc_event_type_get_name (t->last_type) : "";

  return yc_sql_run (db, YC_SQL_TICKET_PUT, error, "ssssssssssssiiiiiisiiiiiiiiisisis", db->hall, subject, t->id,
                     t->number, t->day, t->queue, t->matter, t->group, t->group_reason,
                     yc_ticket_state_to_string (t->state), yc_outcome_to_string (t->outcome), t->result, t->slot,
                     t->waiting_since, t->place, t->placed_by, t->placed_seq, (gint64) t->counter, t->session,
                     (gint64) t->to_counter, (gint64) t->transferred_from, (gint64) t->back_to,
                     (gint64) (t->awaits_print ? 1 : 0), (gint64) t->calls, t->called_at, t->started_at, t->ended_at,
                     t->changed_at, last, (gint64) t->last_counter, t->last_session, t->last_pos, t->issuer);
}

static gboolean
put_counter (YcDb *db, const char *subject, const YcCounter *c, GError **error)
{
  g_autofree char *queues = write_list (c->queues);

  return yc_sql_run (db, YC_SQL_COUNTER_PUT, error, "ssisssssii", db->hall, subject, (gint64) c->number,
                     counter_state_name (c->state), c->session, c->staff, c->reason, queues, c->since, c->last_pos);
}

static gboolean
put_session (YcDb *db, const char *subject, const YcSession *s, GError **error)
{
  return yc_sql_run (db, YC_SQL_SESSION_PUT, error, "sssssisiiii", db->hall, subject, s->id, s->staff, s->device,
                     (gint64) s->counter, session_state_name (s->state), s->opened_at, s->expires, s->locked_at,
                     s->last_pos);
}

static gboolean
put_device (YcDb *db, const char *subject, const YcDevice *d, GError **error)
{
  return yc_sql_run (db, YC_SQL_DEVICE_PUT, error, "ssssisii", db->hall, subject, d->id, d->role, (gint64) d->counter,
                     d->key, (gint64) (d->revoked ? 1 : 0), d->last_pos);
}

static gboolean
put_staff (YcDb *db, const char *subject, const YcStaff *s, GError **error)
{
  g_autofree char *queues = write_list (s->queues);

  return yc_sql_run (db, YC_SQL_STAFF_PUT, error, "ssssssssii", db->hall, subject, s->id, s->number,
                     s->name.zh != NULL ? s->name.zh : "", s->name.en != NULL ? s->name.en : "", s->role, queues,
                     (gint64) (s->active ? 1 : 0), s->last_pos);
}

static gboolean
delete_row (YcDb *db, YcKind kind, const char *subject, GError **error)
{
  static const YcSql statements[] = {
    [YC_KIND_TICKET] = YC_SQL_TICKET_DELETE,   [YC_KIND_COUNTER] = YC_SQL_COUNTER_DELETE,
    [YC_KIND_SESSION] = YC_SQL_SESSION_DELETE, [YC_KIND_DEVICE] = YC_SQL_DEVICE_DELETE,
    [YC_KIND_STAFF] = YC_SQL_STAFF_DELETE,
  };

  return yc_sql_run (db, statements[kind], error, "ss", db->hall, subject);
}

gboolean
yc_db_project (YcDb *db, const char *subject, gboolean exists, GError **error)
{
  YcKind kind = yc_db_get_kind (subject);

  if (kind == YC_KIND_OTHER)
    return TRUE;
  if (exists)
    {
      /* Looked up first: most events of a page follow another one of their subject. */
      if (!g_hash_table_contains (db->unwritten, subject))
        g_hash_table_add (db->unwritten, g_strdup (subject));
      return TRUE;
    }
  g_hash_table_remove (db->unwritten, subject);
  return delete_row (db, kind, subject, error);
}

static gboolean
put_row (YcDb *db, const char *subject, GError **error)
{
  const char *id = yc_subject_get_id (subject);

  switch (yc_db_get_kind (subject))
    {
    case YC_KIND_TICKET:
      return put_ticket (db, subject, yc_hall_get_ticket (db->folded, id), error);
    case YC_KIND_COUNTER:
      return put_counter (db, subject, yc_hall_get_counter (db->folded, atoi (id)), error);
    case YC_KIND_SESSION:
      return put_session (db, subject, yc_hall_get_session (db->folded, id), error);
    case YC_KIND_DEVICE:
      return put_device (db, subject, yc_hall_get_device (db->folded, id), error);
    case YC_KIND_STAFF:
      return put_staff (db, subject, yc_hall_get_staff (db->folded, id), error);
    case YC_KIND_OTHER:
    default:
      g_return_val_if_reached (FALSE);
    }
}

gboolean
yc_db_write_projections (YcDb *db, GError **error)
{
  GHashTableIter iter;
  gpointer subject;

  g_hash_table_iter_init (&iter, db->unwritten);
  while (g_hash_table_iter_next (&iter, &subject, NULL))
    {
      if (!put_row (db, subject, error))
        return FALSE;
    }
  g_hash_table_remove_all (db->unwritten);
  return TRUE;
}
