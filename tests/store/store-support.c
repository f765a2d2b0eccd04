/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-support.h"

#include <stdarg.h>
#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "store/yc-db-private.h"

/* 2026-11-24T02:00:00Z: ten o'clock in the hall */
#define START G_GINT64_CONSTANT (1795485600000)

static gint64
test_now_wall (YcEnv *env)
{
  return ((TestEnv *) env)->wall;
}

static gint64
test_now_mono (YcEnv *env)
{
  return ((TestEnv *) env)->mono;
}

/* splitmix64 */
static guint64
next_random (TestEnv *self)
{
  guint64 z = (self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static void
test_random (YcEnv *env, guint8 *buffer, gsize length)
{
  for (gsize i = 0; i < length; i++)
    buffer[i] = (guint8) next_random ((TestEnv *) env);
}

void
test_env_init (TestEnv *env, guint64 seed)
{
  env->env.now_wall = test_now_wall;
  env->env.now_mono = test_now_mono;
  env->env.random = test_random;
  env->wall = START;
  env->mono = 1000;
  env->state = seed;
}

guint
test_env_below (TestEnv *env, guint n)
{
  return (guint) (next_random (env) % n);
}

char *
test_dir_new (void)
{
  g_autoptr (GError) error = NULL;
  /* In memory where there is such a place: thousands of transactions, and the disk is not what is tested. */
  g_autofree char *memory = g_strdup ("/dev/shm/yc-store-XXXXXX");
  char *dir;

  if (g_mkdtemp_full (memory, 0700) != NULL)
    return g_steal_pointer (&memory);
  dir = g_dir_make_tmp ("yc-store-XXXXXX", &error);
  g_assert_no_error (error);
  return dir;
}

void
test_dir_remove (char *dir)
{
  g_autoptr (GDir) handle = g_dir_open (dir, 0, NULL);
  const char *name;

  while (handle != NULL && (name = g_dir_read_name (handle)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (dir), ==, 0);
  g_free (dir);
}

YcEvent *
test_event (YcEventType type, const char *subject, ...)
{
  YcEvent *event = yc_event_new (type, subject);
  const char *name;
  va_list args;

  va_start (args, subject);
  while ((name = va_arg (args, const char *)) != NULL)
    {
      int kind = va_arg (args, int);

      if (kind == 's')
        json_object_set_string_member (event->data, name, va_arg (args, const char *));
      else if (kind == 'i')
        json_object_set_int_member (event->data, name, va_arg (args, int));
      else
        json_object_set_boolean_member (event->data, name, va_arg (args, gboolean));
    }
  va_end (args);
  return event;
}

void
test_event_sign (YcEvent *event, const char *actor, const char *session, int counter)
{
  g_free (event->actor);
  event->actor = g_strdup (actor);
  g_free (event->session);
  event->session = g_strdup (session);
  event->counter = counter;
}

YcEvent *
test_enrolment (const char *dev, const char *key)
{
  g_autofree char *subject = g_strconcat ("device/", dev, NULL);
  YcEvent *event =
    test_event (YC_EVENT_DEVICE_ENROLLED, subject, "role", 's', "node", "counter", 'i', 0, "key", 's', key, NULL);

  test_event_sign (event, subject, "", 0);
  return event;
}

YcEvent *
test_filler (const char *dev, guint n, gsize length)
{
  g_autofree char *subject = g_strdup_printf ("staff/0192d3a0-0000-7000-8000-%012x", n);
  g_autofree char *actor = g_strconcat ("device/", dev, NULL);
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *text = g_strnfill (length, 'x');
  YcEvent *event = test_event (YC_EVENT_STAFF_CHANGED, subject, "number", 's', number, "role", 's', "clerk", "active",
                               'b', TRUE, NULL);
  JsonObject *name = json_object_new ();

  json_object_set_string_member (name, "zh", "王");
  json_object_set_string_member (name, "en", text);
  json_object_set_object_member (event->data, "name", name);
  json_object_set_array_member (event->data, "queues", json_array_new ());
  test_event_sign (event, actor, "", 0);
  return event;
}

static void
dump_table (YcDb *db, const char *table, GString *out)
{
  g_autofree char *columns = g_strdup_printf ("SELECT group_concat(name) FROM pragma_table_info('%s')", table);
  g_autofree char *query = NULL;
  sqlite3_stmt *stmt = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db->sql, columns, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  query = g_strdup_printf ("SELECT * FROM %s ORDER BY %s", table, (const char *) sqlite3_column_text (stmt, 0));
  sqlite3_finalize (stmt);
  g_assert_cmpint (sqlite3_prepare_v2 (db->sql, query, -1, &stmt, NULL), ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      g_string_append (out, table);
      for (int i = 0; i < sqlite3_column_count (stmt); i++)
        {
          const char *text = (const char *) sqlite3_column_text (stmt, i);

          g_string_append_printf (out, "|%s", text != NULL ? text : "NULL");
        }
      g_string_append_c (out, '\n');
    }
  sqlite3_finalize (stmt);
}

char *
test_dump_projections (YcDb *db)
{
  static const char *const tables[] = { "proj_activity", "proj_counter", "proj_device",
                                        "proj_session",  "proj_staff",   "proj_ticket" };
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    dump_table (db, tables[i], out);
  return g_string_free (out, FALSE);
}

static void
dump_ticket (GString *out, const YcTicket *t)
{
  g_string_append_printf (out,
                          "%s %s %s %s %u %u %s place %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                          " counter %d %s to %d from %d"
                          " back %d print %d calls %u last %u %" G_GINT64_FORMAT "\n",
                          t->id, t->number, t->day, t->queue, t->state, t->outcome, t->result, t->place, t->placed_by,
                          t->counter, t->session, t->to_counter, t->transferred_from, t->back_to, t->awaits_print,
                          t->calls, t->last_type, t->last_pos);
}

char *
test_dump_hall (YcDb *db)
{
  g_autoptr (GError) error = NULL;
  GString *out = g_string_new (NULL);
  YcHall *hall = yc_db_get_hall (db, &error);
  g_autoptr (GPtrArray) tickets = NULL;
  g_autoptr (GPtrArray) counters = NULL;

  g_assert_no_error (error);
  tickets = yc_hall_list_tickets (hall);
  for (guint i = 0; i < tickets->len; i++)
    {
      const YcTicket *ticket = g_ptr_array_index (tickets, i);

      if (ticket->state != YC_TICKET_ENDED || strcmp (ticket->day, db->day) == 0)
        dump_ticket (out, ticket);
    }
  counters = yc_hall_list_counters (hall);
  for (guint i = 0; i < counters->len; i++)
    {
      const YcCounter *c = g_ptr_array_index (counters, i);
      g_autofree char *calls = yc_hall_get_calls (hall, c->number, db->day);

      g_string_append_printf (out, "counter %d %u %s %s %s %" G_GINT64_FORMAT "\n", c->number, c->state, c->session,
                              c->reason, calls, c->last_pos);
    }
  return g_string_free (out, FALSE);
}

gint64
test_query_int (YcDb *db, const char *query)
{
  g_autoptr (GError) error = NULL;
  gint64 value = 0;

  yc_sql_query_int (db, query, &value, &error);
  g_assert_no_error (error);
  return value;
}

void
test_exec (YcDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  yc_sql_exec (db, sql, &error);
  g_assert_no_error (error);
}
