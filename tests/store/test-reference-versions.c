/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/yc-json.h"
#include "store-support.h"

/* Former versions of reference sets: what was decided under them is read with them. */

#define ZERO_HASH "00000000000000000000000000000000000000000000000000000000000000"

static void
begin (YcDb *db)
{
  g_autoptr (GError) error = NULL;

  yc_db_begin (db, &error);
  g_assert_no_error (error);
}

static void
commit (YcDb *db)
{
  g_autoptr (GError) error = NULL;

  yc_db_commit (db, &error);
  g_assert_no_error (error);
}

/* The set of divisions with one, whose name tells the contents. */
static char *
write_document (const char *version, const char *name)
{
  return g_strdup_printf ("{\"set\":\"divisions\",\"version\":\"%s\",\"effective_from\":\"2026-11-24\",\"items\":["
                          "{\"code\":\"330000\",\"zh\":\"%s\"}]}",
                          version, name);
}

/* Writes the line of an import, inside a transaction, and puts the document in force when asked to. n is the end of its hash. */
static void
import (TestHall *hall, const char *document, int n, gboolean in_force)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) data = yc_json_parse_object (document, strlen (document), &YC_JSON_REFERENCE, &error);
  g_autofree char *hash = g_strdup_printf (ZERO_HASH "%02d", n);
  g_autofree char *actor = g_strconcat ("device/", hall->node.dev, NULL);
  g_autoptr (YcEvent) event = yc_event_new (YC_EVENT_REFERENCE_IMPORTED, "reference/divisions");

  g_assert_no_error (error);
  json_object_set_string_member (data, "hash", hash);
  json_object_unref (event->data);
  event->data = g_steal_pointer (&data);
  test_event_sign (event, actor, "", 0);
  yc_db_append (hall->node.db, event, &error);
  g_assert_no_error (error);
  if (in_force)
    yc_db_set_reference (hall->node.db, "divisions", document, strlen (document), &error);
  g_assert_no_error (error);
}

static void
import_at_node (TestHall *hall, const char *version, const char *name, int n)
{
  g_autofree char *document = write_document (version, name);

  begin (hall->node.db);
  import (hall, document, n, TRUE);
  commit (hall->node.db);
}

/* The version holds this and nothing else. */
static void
assert_version (YcDb *db, const char *version, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcReference) reference = yc_db_get_reference_version (db, "divisions", version, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (yc_reference_get_version (reference, YC_SET_DIVISIONS), ==, version);
  g_assert_cmpstr (yc_reference_get_division (reference, "330000")->zh, ==, name);
  for (int set = 0; set < YC_N_SETS; set++)
    g_assert_true ((yc_reference_get_version (reference, (YcSet) set) != NULL) == (set == YC_SET_DIVISIONS));
  g_assert_null (yc_reference_get_nth_queue (reference, 0));
}

static void
assert_none (YcDb *db, const char *set, const char *version)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = g_strdup_printf ("Version %s of the set “%s” was never imported here.", version, set);
  char hash[65];
  gboolean found = TRUE;

  g_assert_null (yc_db_get_reference_version (db, set, version, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_GAP);
  g_assert_cmpstr (error->message, ==, sentence);
  g_clear_error (&error);
  g_assert_true (yc_db_find_reference_version (db, set, version, hash, &found, &error));
  g_assert_no_error (error);
  g_assert_false (found);
}

static void
assert_hash (YcDb *db, const char *version, int n)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = g_strdup_printf (ZERO_HASH "%02d", n);
  char hash[65];
  gboolean found = FALSE;

  g_assert_true (yc_db_find_reference_version (db, "divisions", version, hash, &found, &error));
  g_assert_true (found);
  g_assert_cmpstr (hash, ==, expected);
}

/* Without a line in the journal: what is in force is there. */
static void
test_in_force (void)
{
  TestHall hall;
  g_autoptr (GError) error = NULL;
  g_autofree char *document = write_document ("7", "七");

  test_hall_init (&hall, 31);
  begin (hall.node.db);
  yc_db_set_reference (hall.node.db, "divisions", document, strlen (document), &error);
  g_assert_no_error (error);
  commit (hall.node.db);
  assert_version (hall.node.db, "7", "七");
  assert_none (hall.node.db, "divisions", "8");
  assert_none (hall.node.db, "divisions", "");
  assert_none (hall.node.db, "regimes", "7");
  assert_none (hall.node.db, "potatoes", "7");
  assert_none (hall.node.db, "divisions' OR ''='", "7");
  test_hall_clear (&hall);
}

/* Former ones come from the journal: at the node, at a workstation that never had their documents, and after both were opened again. */
static void
test_former (void)
{
  TestHall hall;
  YcDb *w;

  test_hall_init (&hall, 32);
  w = hall.stations[0].db;
  import_at_node (&hall, "1", "一", 1);
  import_at_node (&hall, "2", "二", 2);
  test_hall_settle (&hall);
  assert_version (w, "1", "一");
  assert_version (w, "2", "二");
  import_at_node (&hall, "3", "三", 3);
  assert_version (hall.node.db, "1", "一");
  assert_version (hall.node.db, "2", "二");
  assert_version (hall.node.db, "3", "三");
  /* It has not heard of it yet, and then it has. */
  assert_none (w, "divisions", "3");
  test_hall_settle (&hall);
  assert_version (w, "3", "三");
  /* The first is put in force again: it has never meant anything else. */
  import_at_node (&hall, "1", "一", 1);
  assert_version (hall.node.db, "1", "一");
  assert_version (hall.node.db, "3", "三");
  assert_hash (hall.node.db, "1", 1);
  assert_hash (hall.node.db, "3", 3);
  for (int i = 0; i < 2; i++)
    {
      TestStation *station = i == 0 ? &hall.node : &hall.stations[0];
      g_autoptr (GError) error = NULL;

      yc_db_close (station->db);
      station->db = yc_db_open (station->path, NULL, &hall.env.env, &error);
      g_assert_no_error (error);
      assert_version (station->db, "1", "一");
      assert_version (station->db, "2", "二");
      assert_none (station->db, "divisions", "4");
    }
  test_hall_clear (&hall);
}

/* Records from before a version meant one thing for good: the newest counts. */
static void
test_newest (void)
{
  TestHall hall;

  test_hall_init (&hall, 33);
  import_at_node (&hall, "1", "旧", 1);
  import_at_node (&hall, "2", "二", 2);
  assert_version (hall.node.db, "1", "旧");
  import_at_node (&hall, "1", "新", 3);
  import_at_node (&hall, "3", "三", 4);
  assert_version (hall.node.db, "1", "新");
  assert_hash (hall.node.db, "1", 3);
  test_hall_settle (&hall);
  assert_version (hall.stations[1].db, "1", "新");
  test_hall_clear (&hall);
}

/* What was undone was never imported, even when another line stands where it stood. */
static void
test_rollback (void)
{
  TestHall hall;
  g_autofree char *document = write_document ("2", "不");
  YcDb *db;

  test_hall_init (&hall, 34);
  db = hall.node.db;
  import_at_node (&hall, "1", "一", 1);
  begin (db);
  import (&hall, document, 2, FALSE);
  assert_version (db, "2", "不");
  yc_db_rollback (db);
  assert_none (db, "divisions", "2");
  assert_version (db, "1", "一");
  begin (db);
  import (&hall, document, 2, FALSE);
  assert_version (db, "2", "不");
  yc_db_rollback (db);
  import_at_node (&hall, "2", "二", 3);
  import_at_node (&hall, "3", "三", 4);
  assert_version (db, "2", "二");
  assert_hash (db, "2", 3);
  test_hall_clear (&hall);
}

/* A workstation that goes back in the record (the hall was restored) knows no more than it holds. */
static void
test_rewind (void)
{
  TestHall hall;
  g_autoptr (GError) error = NULL;
  gint64 pos;
  YcDb *w;

  test_hall_init (&hall, 35);
  w = hall.stations[0].db;
  import_at_node (&hall, "1", "一", 1);
  import_at_node (&hall, "2", "二", 2);
  test_hall_settle (&hall);
  pos = yc_db_get_last_pos (w);
  import_at_node (&hall, "3", "三", 3);
  test_hall_settle (&hall);
  assert_version (w, "3", "三");
  begin (w);
  g_assert_true (yc_db_rewind (w, pos, &error));
  commit (w);
  assert_none (w, "divisions", "3");
  assert_version (w, "2", "二");
  begin (w);
  g_assert_true (yc_db_rewind (w, 0, &error));
  commit (w);
  assert_none (w, "divisions", "2");
  test_hall_settle (&hall);
  assert_version (w, "3", "三");
  assert_version (w, "1", "一");
  test_hall_clear (&hall);
}

/* The last few are parsed once; and however many there are, each stays what it is. */
static void
test_kept (void)
{
  TestHall hall;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcReference) first = NULL;
  g_autoptr (YcReference) again = NULL;

  test_hall_init (&hall, 36);
  for (int i = 1; i <= 9; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d", i);

      import_at_node (&hall, name, name, i);
    }
  first = yc_db_get_reference_version (hall.node.db, "divisions", "5", &error);
  assert_version (hall.node.db, "6", "6");
  assert_version (hall.node.db, "7", "7");
  assert_version (hall.node.db, "8", "8");
  again = yc_db_get_reference_version (hall.node.db, "divisions", "5", &error);
  g_assert_true (first == again);
  for (int round = 0; round < 3; round++)
    {
      for (int i = 1; i <= 9; i++)
        {
          g_autofree char *name = g_strdup_printf ("%d", round == 1 ? 10 - i : i);

          assert_version (hall.node.db, name, name);
        }
    }
  test_hall_clear (&hall);
  /* It outlives the database. */
  g_assert_cmpstr (yc_reference_get_division (first, "330000")->zh, ==, "5");
}

/* A version that this program cannot read is told with its place, and stands in no other's way. */
static void
test_unreadable (void)
{
  TestHall hall;
  g_autoptr (GError) error = NULL;

  test_hall_init (&hall, 37);
  begin (hall.node.db);
  import (&hall, "{\"set\":\"divisions\",\"version\":\"1\",\"effective_from\":\"2026-11-24\",\"items\":[{\"code\":7}]}", 1, FALSE);
  import (&hall, "{\"set\":\"queues\",\"version\":\"2\",\"effective_from\":\"2026-11-24\",\"items\":[]}", 2, FALSE);
  commit (hall.node.db);
  import_at_node (&hall, "3", "三", 3);
  import_at_node (&hall, "4", "四", 4);
  g_assert_null (yc_db_get_reference_version (hall.node.db, "divisions", "1", &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE);
  g_assert_nonnull (strstr (error->message, "items[0].code"));
  g_clear_error (&error);
  g_assert_null (yc_db_get_reference_version (hall.node.db, "divisions", "2", &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE);
  assert_version (hall.node.db, "3", "三");
  assert_version (hall.node.db, "4", "四");
  test_hall_clear (&hall);
}

/* Nobody's file yet. */
static void
test_no_identity (void)
{
  TestEnv env;
  char *dir = test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "new.db", NULL);
  g_autoptr (GError) error = NULL;
  YcDb *db;

  test_env_init (&env, 38);
  db = yc_db_open (path, NULL, &env.env, &error);
  g_assert_no_error (error);
  g_assert_null (yc_db_get_reference_version (db, "divisions", "1", &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_INTERNAL);
  yc_db_close (db);
  test_dir_remove (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/reference-versions/in-force", test_in_force);
  g_test_add_func ("/store/reference-versions/former", test_former);
  g_test_add_func ("/store/reference-versions/newest", test_newest);
  g_test_add_func ("/store/reference-versions/rollback", test_rollback);
  g_test_add_func ("/store/reference-versions/rewind", test_rewind);
  g_test_add_func ("/store/reference-versions/kept", test_kept);
  g_test_add_func ("/store/reference-versions/unreadable", test_unreadable);
  g_test_add_func ("/store/reference-versions/no-identity", test_no_identity);
  return g_test_run ();
}
