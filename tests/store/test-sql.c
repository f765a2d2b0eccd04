/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "store-support.h"
#include "store/yc-db-private.h"

static char *
explain (YcDb *db, const char *text)
{
  g_autofree char *query = g_strconcat ("EXPLAIN QUERY PLAN ", text, NULL);
  GString *plan = g_string_new (NULL);
  sqlite3_stmt *stmt = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db->sql, query, -1, &stmt, NULL), ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    g_string_append_printf (plan, "%s; ", (const char *) sqlite3_column_text (stmt, 3));
  sqlite3_finalize (stmt);
  return g_string_free (plan, FALSE);
}

/* The journal grows for 400 days: nothing that runs in a hall's day may read all of it. */
static gboolean
may_scan_journal (int id)
{
  return id == YC_SQL_EVENT_COUNT;
}

static void
test_every_statement (void)
{
  g_autoptr (GError) error = NULL;
  TestEnv env;
  char *dir = test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "test.db", NULL);
  g_autoptr (YcDb) db = NULL;

  test_env_init (&env, 1);
  db = yc_db_open (path, NULL, &env.env, &error);
  g_assert_no_error (error);
  for (int id = 0; id < YC_N_SQL; id++)
    {
      const char *text = yc_sql_get_text ((YcSql) id);
      sqlite3_stmt *stmt = NULL;
      const char *rest = NULL;

      g_assert_nonnull (text);
      g_test_message ("%s", text);
      g_assert_cmpint (sqlite3_prepare_v2 (db->sql, text, -1, &stmt, &rest), ==, SQLITE_OK);
      g_assert_nonnull (stmt);
      g_assert_cmpstr (rest, ==, "");
      /* ?1 … ?n, none left out: the types of a call are counted against this number. */
      for (int n = 1; n <= sqlite3_bind_parameter_count (stmt); n++)
        g_assert_nonnull (sqlite3_bind_parameter_name (stmt, n));
      sqlite3_finalize (stmt);
      if (!may_scan_journal (id))
        {
          g_autofree char *plan = explain (db, text);

          g_test_message ("%s", plan);
          g_assert_null (strstr (plan, "SCAN event"));
          g_assert_null (strstr (plan, "SCAN e "));
          g_assert_null (strstr (plan, "SCAN e;"));
          g_assert_null (strstr (plan, "SCAN proj_ticket"));
          g_assert_null (strstr (plan, "proj_ticket USING PRIMARY KEY (hall=?);"));
          g_assert_null (strstr (plan, "proj_session USING PRIMARY KEY (hall=?);"));
        }
    }
  g_clear_pointer (&db, yc_db_close);
  test_dir_remove (dir);
}

static void
test_every_parameter_is_used (void)
{
  for (int id = 0; id < YC_N_SQL; id++)
    {
      const char *text = yc_sql_get_text ((YcSql) id);
      int highest = 0;

      for (const char *p = text; (p = strchr (p, '?')) != NULL; p++)
        highest = MAX (highest, (int) g_ascii_strtoll (p + 1, NULL, 10));
      for (int n = 1; n <= highest; n++)
        {
          g_autofree char *pattern = g_strdup_printf ("\\?%d(?![0-9])", n);

          if (!g_regex_match_simple (pattern, text, 0, 0))
            g_error ("?%d is missing in: %s", n, text);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/sql/every-statement", test_every_statement);
  g_test_add_func ("/store/sql/every-parameter", test_every_parameter_is_used);
  return g_test_run ();
}
