/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-node-waiting"

#include "config.h"

#include "node-waiting-world.h"

#define QUEUES_3_WAIT "[{'set':'queues','version':'3','effective_from':'2026-11-25','items':2,'due':false}]"

/* Nothing is written before the day comes, everything is then. The day is the hall's, not UTC's. */
static void
test_boundary (void)
{
  g_autoptr(World) world = world_new ();
  gint64 pos = yc_db_get_last_pos (world->db);
  g_autoptr(YcReply) reply = import (world, TWO_QUEUES ("3", "2026-11-25"));
  g_autoptr(JsonObject) imported = NULL;
  g_autofree char *text = NULL;

  world_assert_ok (reply);
  text = yc_json_write_object (reply->body);
  g_assert_cmpstr (text, ==, "{\"sets\":[{\"set\":\"queues\",\"version\":\"3\",\"items\":2,\"effective_from\":\"2026-11-25\"}]}");
  assert_waiting (world, QUEUES_3_WAIT);
  import_well (world, TWO_QUEUES ("3", "2026-11-25"));
  assert_waiting (world, QUEUES_3_WAIT);
  tick_at (world, BOUNDARY - 1);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "init");
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
  tick_at (world, BOUNDARY);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "3");
  g_assert_nonnull (yc_reference_get_queue (yc_hall_get_reference (world_hall (world)), "F"));
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos + 1);
  imported = world_newest (world, "reference.imported");
  g_assert_cmpstr (yc_json_peek_string (imported, "effective_from"), ==, "2026-11-25");
  assert_waiting (world, "[]");
  tick_at (world, BOUNDARY + DAY);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos + 1);
  world_verify (world);
}

/* Sets that need each other come into force together, before the first command of the day is judged. */
static void
test_together (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(YcReply) alone = import (world, COUNTERS ("3", "2026-11-25", "['A','F']"));
  g_autofree char *ticket = NULL;
  guint before = world_count (world, "reference.imported");

  world_assert_problem (alone, 400, "/problems/import");
  assert_waiting (world, "[]");
  import_both (world, COUNTERS ("3", "2026-11-25", "['A','F']"), TWO_QUEUES ("3", "2026-11-25"));
  world->env.wall = BOUNDARY;
  ticket = world_issue (world, "F");
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "3");
  g_assert_cmpstr (version (world, YC_SET_COUNTERS), ==, "3");
  g_assert_cmpuint (world_count (world, "reference.imported"), ==, before + 2);
  world_verify (world);
}

/* One import may have both: what is due is in force now, and does not lean on what waits. */
static void
test_mixed (void)
{
  static const char *const wrong[] = { COUNTERS ("3", "2026-11-24", "['A','F']"), TWO_QUEUES ("3", "2026-11-25"), NULL };
  g_autoptr(World) world = world_new ();
  gint64 pos = yc_db_get_last_pos (world->db);
  g_autoptr(YcReply) leans = world_import (world, wrong);

  world_assert_problem (leans, 400, "/problems/import");
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
  assert_waiting (world, "[]");
  import_both (world, COUNTERS ("3", "2026-11-25", "['A','F']"), TWO_QUEUES ("3", "2026-11-24"));
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "3");
  g_assert_cmpstr (version (world, YC_SET_COUNTERS), ==, "init");
  tick_at (world, BOUNDARY);
  g_assert_cmpstr (version (world, YC_SET_COUNTERS), ==, "3");
}

/* Each day is looked at: a set does not lean on one that comes later, but may on one that comes earlier, now or then imported. */
static void
test_days (void)
{
  static const char *const wrong[] = { COUNTERS ("3", "2026-11-25", "['F']"), TWO_QUEUES ("3", "2026-11-26"), NULL };
  g_autoptr(World) world = world_new ();
  g_autoptr(YcReply) early = world_import (world, wrong);
  g_autoptr(YcReply) against = NULL;

  world_assert_problem (early, 400, "/problems/import");
  assert_waiting (world, "[]");
  import_well (world, TWO_QUEUES ("3", "2026-11-25"));
  import_well (world, COUNTERS ("3", "2026-11-26", "['A','F']"));
  /* Queues without F would be in force with those counters. */
  against = import (world, ONE_QUEUE ("4", "2026-11-26"));
  world_assert_problem (against, 400, "/problems/import");
  assert_waiting (world, "[{'set':'queues','version':'3','effective_from':'2026-11-25','items':2,'due':false},"
                         "{'set':'counters','version':'3','effective_from':'2026-11-26','items':2,'due':false}]");
  /* Two days at once: the node was switched off. */
  tick_at (world, BOUNDARY + DAY);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "3");
  g_assert_cmpstr (version (world, YC_SET_COUNTERS), ==, "3");
  assert_waiting (world, "[]");
}

/* The faults of a document are told at once, and name the day when they are those of the day. */
static void
test_faults (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(YcReply) own = import (world, HEAD ("queues", "3", "2026-11-25") "{'letter':'AA','zh':'甲','en':'x','order':1}]}");
  g_autoptr(YcReply) across = import (world, HEAD ("staff", "3", "2026-11-25") "{'id':'staff/" ID1 "','number':'20001',"
                                             "'name':{'zh':'例','en':'Li'},'role':'clerk','queues':['F']}]}");
  g_autoptr(YcReply) cited = NULL;

  assert_fault (own, "documents[0].items[0].letter", "letter");
  assert_fault (across, "staff: number 20001.queues[0]", "From 2026-11-25 on, with what is in waiting for that day: There is no queue \"F\".");
  import_well (world, TWO_QUEUES ("3", "2026-11-24"));
  cited = import (world, ONE_QUEUE ("3", "2026-11-25"));
  assert_fault (cited, "documents[0].version", "was imported before with other contents");
  assert_waiting (world, "[]");
}

#define COUNTERS_3_DUE "[{'set':'counters','version':'3','effective_from':'2026-11-25','items':2,'due':true}]"

/* Another set has changed meanwhile: all stays as it was, and is said once a day; what is not concerned comes on its own day; as soon as
 * the other set is right again, so is this one. */
static void
test_fails_on_the_day (void)
{
  g_autoptr(World) world = world_new ();
  gint64 pos;

  import_well (world, TWO_QUEUES ("3", "2026-11-24"));
  import_well (world, COUNTERS ("3", "2026-11-25", "['A','F']"));
  import_well (world, GROUPS ("3", "2026-11-26"));
  import_well (world, ONE_QUEUE ("4", "2026-11-24"));
  pos = yc_db_get_last_pos (world->db);
  tick_warns (world, BOUNDARY, "*could not be put in force; what was in force stays. counters: number 1.queues?1?: There is no queue \"F\".*");
  assert_waiting (world, "[{'set':'counters','version':'3','effective_from':'2026-11-25','items':2,'due':true},"
                         "{'set':'groups','version':'3','effective_from':'2026-11-26','items':1,'due':false}]");
  /* A second warning would end the test. */
  tick_at (world, BOUNDARY + WORLD_MINUTE);
  tick_at (world, BOUNDARY + DAY - 1);
  g_assert_cmpstr (version (world, YC_SET_COUNTERS), ==, "init");
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
  tick_warns (world, BOUNDARY + DAY, "*could not be put in force*There is no queue*");
  g_assert_cmpstr (version (world, YC_SET_GROUPS), ==, "3");
  assert_waiting (world, COUNTERS_3_DUE);
  import_well (world, TWO_QUEUES ("5", "2026-11-26"));
  assert_waiting (world, COUNTERS_3_DUE);
  tick (world);
  g_assert_cmpstr (version (world, YC_SET_COUNTERS), ==, "3");
  assert_waiting (world, "[]");
  world_verify (world);
}

/* Two that are due together: one that cannot be keeps the other back. */
static void
test_fails_together (void)
{
  g_autoptr(World) world = world_new ();

  import_well (world, TWO_QUEUES ("3", "2026-11-24"));
  import_both (world, COUNTERS ("3", "2026-11-25", "['A','F']"), GROUPS ("3", "2026-11-25"));
  import_well (world, ONE_QUEUE ("4", "2026-11-24"));
  tick_warns (world, BOUNDARY, "*There is no queue*");
  g_assert_cmpstr (version (world, YC_SET_GROUPS), ==, "2026-11-01");
}

/* A version means one thing: imported with other contents before its day came, it does not come. */
static void
test_version_taken (void)
{
  g_autoptr(World) world = world_new ();

  import_well (world, TWO_QUEUES ("3", "2026-11-25"));
  import_well (world, ONE_QUEUE ("3", "2026-11-24"));
  tick_warns (world, BOUNDARY, "*queues.version: Version 3 of the set “queues” was imported before with other contents*");
  g_assert_null (yc_reference_get_queue (yc_hall_get_reference (world_hall (world)), "F"));
}

/* Of staff nothing but that something is wrong is in the log. */
static void
test_nobody_in_the_log (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = NULL;

  import_well (world, STAFF ("3", "2026-11-25", PERSON (ID1, "20001")));
  staff = world_add_staff (world, "20001", "clerk", "A");
  tick_warns (world, BOUNDARY, "*stays. A fault concerns staff.");
}

/* Each day has its own of a set; one of the same day takes its place, and nothing else does. */
static void
test_newer (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(YcReply) twice = NULL;

  import_well (world, TWO_QUEUES ("2", "2026-11-25"));
  import_well (world, TWO_QUEUES ("4", "2026-11-26"));
  import_well (world, TWO_QUEUES ("3", "2026-11-25"));
  assert_waiting (world, "[{'set':'queues','version':'3','effective_from':'2026-11-25','items':2,'due':false},"
                         "{'set':'queues','version':'4','effective_from':'2026-11-26','items':2,'due':false}]");
  /* A version means one thing, on whatever day. */
  twice = import (world, ONE_QUEUE ("4", "2026-11-27"));
  assert_fault (twice, "queues: version", "Version 4 is in waiting for 2026-11-26 with other contents");
  /* What is in force today and what will be are two things. */
  import_well (world, ONE_QUEUE ("5", "2026-11-24"));
  tick_at (world, BOUNDARY);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "3");
  assert_waiting (world, "[{'set':'queues','version':'4','effective_from':'2026-11-26','items':2,'due':false}]");
  tick_at (world, BOUNDARY + DAY);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "4");
  assert_waiting (world, "[]");
  world_verify (world);
}

/* Two of a set that are due at once come one after the other. */
static void
test_two_due (void)
{
  g_autoptr(World) world = world_new ();
  guint before = world_count (world, "reference.imported");

  import_well (world, TWO_QUEUES ("3", "2026-11-25"));
  import_well (world, COUNTERS ("3", "2026-11-26", "['A']"));
  import_well (world, ONE_QUEUE ("4", "2026-11-27"));
  import_well (world, TWO_QUEUES ("5", "2026-11-28"));
  tick_at (world, BOUNDARY + 3 * DAY);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "5");
  g_assert_cmpstr (version (world, YC_SET_COUNTERS), ==, "3");
  g_assert_cmpuint (world_count (world, "reference.imported"), ==, before + 4);
  assert_waiting (world, "[]");
  world_verify (world);
}

/* What waited in the former form, one of each set, still comes. */
static void
test_former_record (void)
{
  static const char record[] = "{\"sets\":{\"queues\":{\"version\":\"3\",\"effective_from\":\"2026-11-25\",\"items\":2}}}";
  g_autoptr(World) world = world_new ();
  g_autofree char *document = g_strdelimit (g_strdup (TWO_QUEUES ("3", "2026-11-25")), "'", '"');
  g_autoptr(GBytes) text = g_bytes_new (document, strlen (document));
  g_autoptr(GBytes) list = g_bytes_new_static (record, strlen (record));

  world_begin (world);
  g_assert_true (yc_db_set_meta (world->db, "waiting", list, NULL));
  g_assert_true (yc_db_set_meta (world->db, "waiting/queues", text, NULL));
  world_end (world);
  assert_waiting (world, QUEUES_3_WAIT);
  import_well (world, TWO_QUEUES ("3", "2026-11-25"));
  assert_waiting (world, QUEUES_3_WAIT);
  import_well (world, TWO_QUEUES ("4", "2026-11-26"));
  tick_at (world, BOUNDARY);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "3");
  tick_at (world, BOUNDARY + DAY);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "4");
  assert_waiting (world, "[]");
}

/* Whatever is changed now, the days that are to come are looked at, and said. */
static void
test_warned (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(YcReply) dropped = NULL;

  import_warns (world, TWO_QUEUES ("3", "2026-11-25"), NULL, NULL);
  import_warns (world, COUNTERS ("3", "2026-11-26", "['A','F']"), NULL, NULL);
  dropped = drop (world, &world_local, "queues");
  g_assert_cmpuint (json_array_get_length (yc_json_get_array (dropped->body, "warnings", NULL)), ==, 2);
  import_warns (world, TWO_QUEUES ("3", "2026-11-24"), NULL, NULL);
  import_warns (world, COUNTERS ("4", "2026-11-26", "['F']"), NULL, NULL);
  g_clear_pointer (&dropped, yc_reply_free);
  dropped = drop (world, &world_local, "counters");
  assert_warning (dropped, NULL, NULL);
  /* A version that is taken by then. */
  import_warns (world, TWO_QUEUES ("4", "2026-11-25"), NULL, NULL);
  import_warns (world, ONE_QUEUE ("4", "2026-11-24"), "queues: version", "From 2026-11-25 on, with what is in waiting for that day: Version 4");
}

/* After an upgrade a stored set may be one that is no longer taken: the import that replaces it goes through, any other is an error. */

static void
spoil (World *world, const char *set, const char *json)
{
  g_autofree char *key = g_strconcat ("ref/", set, NULL);
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  world_begin (world);
  g_assert_true (yc_db_set_meta (world->db, key, bytes, NULL));
  world_end (world);
  world_reopen (world);
}

/* The import fails as a whole, since set cannot be read. */
static void
import_fails (World *world, const char *text, const char *set)
{
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *document = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (documents, g_bytes_new (document, strlen (document)));
  world_begin (world);
  g_assert_null (yc_node_import (world->db, &world_local, documents, &error));
  world_undo (world);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, set));
}

static void
test_stored_is_bad (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(YcReply) faulty = NULL;
  g_autoptr(YcReply) later = NULL;

  import_well (world, TWO_QUEUES ("3", "2026-11-24"));
  import_well (world, COUNTERS ("3", "2026-11-25", "['A','F']"));
  spoil (world, "queues", HEAD ("queues", "3", "2026-11-24") "{'letter':'AA','zh':'甲','en':'x','order':1}]}");
  import_fails (world, GROUPS ("3", "2026-11-24"), "queues");
  /* Refused, nothing has changed, not even in memory. */
  faulty = import (world, HEAD ("queues", "4", "2026-11-24") "{'letter':'BB','zh':'甲','en':'x','order':1}]}");
  assert_fault (faulty, "documents[0].items[0].letter", "letter");
  g_assert_null (yc_db_get_hall (world->db, NULL));
  /* One that comes later would leave the hall as it is. */
  later = import (world, TWO_QUEUES ("4", "2026-11-25"));
  assert_fault (later, "documents[0].effective_from", "can no longer be used");
  g_assert_null (yc_db_get_hall (world->db, NULL));
  import_well (world, TWO_QUEUES ("5", "2026-11-24"));
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "5");
  world_reopen (world);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "5");
  tick_at (world, BOUNDARY);
  g_assert_cmpstr (version (world, YC_SET_COUNTERS), ==, "3");
  world_verify (world);
}

/* Two at once, and the policy, by which the day is known. */
static void
test_stored_policy_is_bad (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(GBytes) policy = world_document ("reference", "policy");
  g_autoptr(GString) text = g_string_new_len (g_bytes_get_data (policy, NULL), (gssize) g_bytes_get_size (policy));
  g_autofree char *ticket = NULL;

  g_assert_cmpuint (g_string_replace (text, "\"2026-11-01\"", "\"9\"", 1), ==, 1);
  spoil (world, "policy", "{'set':'policy','version':'8','effective_from':'2026-11-24','items':[]}");
  spoil (world, "queues", "{'set':'queues'}");
  import_fails (world, text->str, "queues");
  import_both (world, TWO_QUEUES ("3", "2026-11-24"), text->str);
  g_assert_cmpstr (version (world, YC_SET_POLICY), ==, "9");
  import_well (world, GROUPS ("3", "2026-11-25"));
  ticket = world_issue (world, "F");
  tick_at (world, BOUNDARY - 1);
  g_assert_cmpstr (version (world, YC_SET_GROUPS), !=, "3");
  tick_at (world, BOUNDARY);
  g_assert_cmpstr (version (world, YC_SET_GROUPS), ==, "3");
  world_verify (world);
}

/* Who was in a staff set that cannot be read is not known: it is said that nobody was shut out. */
static void
test_stored_staff_is_bad (void)
{
  g_autoptr(World) world = world_new ();

  import_well (world, STAFF ("3", "2026-11-24", PERSON (ID1, "20001") "," PERSON (ID2, "20002")));
  spoil (world, "staff", "{'set':'staff','version':'3','items':[]}");
  import_warns (world, STAFF ("4", "2026-11-24", PERSON (ID2, "20002")), "staff", "list of staff");
  g_assert_true (yc_hall_find_staff (world_hall (world), "20001")->active);
}

/* What is imported after the day has come is newer than what was due, though nobody had looked at the clock, or it could not be. */
static void
test_newer_than_due (void)
{
  g_autoptr(World) world = world_new ();
  guint before = world_count (world, "reference.imported");

  import_well (world, TWO_QUEUES ("3", "2026-11-25"));
  world->env.wall = BOUNDARY;
  import_well (world, ONE_QUEUE ("4", "2026-11-25"));
  tick (world);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "4");
  g_assert_cmpuint (world_count (world, "reference.imported"), ==, before + 2);

  import_well (world, TWO_QUEUES ("5", "2026-11-25"));
  import_well (world, COUNTERS ("3", "2026-11-26", "['A','F']"));
  import_well (world, ONE_QUEUE ("6", "2026-11-25"));
  tick_warns (world, BOUNDARY + DAY, "*There is no queue*");
  import_well (world, COUNTERS ("4", "2026-11-26", "['A']"));
  assert_waiting (world, "[]");
  import_well (world, TWO_QUEUES ("7", "2026-11-26"));
  tick (world);
  g_assert_cmpstr (version (world, YC_SET_COUNTERS), ==, "4");
}

static void
test_restart (void)
{
  g_autoptr(World) world = world_new ();

  import_well (world, TWO_QUEUES ("3", "2026-11-25"));
  world_reopen (world);
  assert_waiting (world, QUEUES_3_WAIT);
  world->env.wall = BOUNDARY + 3 * DAY;
  world_reopen (world);
  tick (world);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "3");
  world_reopen (world);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "3");
  assert_waiting (world, "[]");
  world_verify (world);
}

/* What failed is undone with everything around it, and is there at the next try. */
static void
test_undone (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(GError) error = NULL;

  import_well (world, TWO_QUEUES ("3", "2026-11-25"));
  world->env.wall = BOUNDARY;
  world_begin (world);
  g_assert_true (yc_node_tick (world->db, &error));
  world_undo (world);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "init");
  tick (world);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "3");
  world_verify (world);
}

/* A set that is in force stays in force when the clock is set back, and does not wait again. */
static void
test_clock_back (void)
{
  g_autoptr(World) world = world_new ();
  gint64 pos;

  import_well (world, TWO_QUEUES ("3", "2026-11-25"));
  tick_at (world, WORLD_START - 10 * DAY);
  assert_waiting (world, QUEUES_3_WAIT);
  tick_at (world, BOUNDARY);
  pos = yc_db_get_last_pos (world->db);
  tick_at (world, WORLD_START);
  import_well (world, TWO_QUEUES ("3", "2026-11-25"));
  assert_waiting (world, "[]");
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "3");
  tick_at (world, BOUNDARY);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
  /* One that could not be is tried again after its last try, whatever the clock says. */
  import_well (world, COUNTERS ("3", "2026-11-26", "['A','F']"));
  import_well (world, ONE_QUEUE ("4", "2026-11-25"));
  tick_warns (world, BOUNDARY + DAY + WORLD_HOUR, "*There is no queue*");
  tick_at (world, BOUNDARY + DAY);
  tick_at (world, BOUNDARY);
  import_well (world, TWO_QUEUES ("5", "2026-11-25"));
  tick (world);
  g_assert_cmpstr (version (world, YC_SET_COUNTERS), ==, "init");
  tick_at (world, BOUNDARY + DAY);
  g_assert_cmpstr (version (world, YC_SET_COUNTERS), ==, "3");
  world_verify (world);
}

/* A queue with a visitor from the day before is closed as soon as she has gone, on the same day. */
static void
test_queue_in_use (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *staff = NULL;
  g_autofree char *ticket = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *call = NULL;
  g_autoptr(YcReply) opened = NULL;
  g_autoptr(YcReply) called = NULL;
  g_autoptr(YcReply) pushed = NULL;

  import_both (world, TWO_QUEUES ("3", "2026-11-24"), COUNTERS ("3", "2026-11-24", "['A','F']"));
  import_both (world, ONE_QUEUE ("4", "2026-11-25"), COUNTERS ("4", "2026-11-25", "['A']"));
  staff = world_add_staff (world, "10421", "clerk", "A,F");
  ticket = world_issue (world, "F");
  subject = g_strconcat ("ticket/", ticket, NULL);
  call = g_strdup_printf ("{'ticket':'%s'}", ticket);
  station_sign_in (station, "10421");
  opened = station_command (station, "open-counter", "{}");
  called = station_command (station, "call", call);
  world_assert_ok (called);
  station_write (station, YC_EVENT_TICKET_STARTED, subject, "{}");
  station_write (station, YC_EVENT_TICKET_HELD, subject, "{'reason':'hold.copy'}");
  pushed = station_push_all (station);
  tick_warns (world, BOUNDARY, "*queues.items: Queue F has 1 ticket *");
  g_clear_pointer (&pushed, yc_reply_free);
  station_write (station, YC_EVENT_TICKET_RESUMED, subject, "{}");
  station_write (station, YC_EVENT_TICKET_ENDED, subject, "{'outcome':'served','result':'finished','elapsed_ms':5}");
  pushed = station_push_all (station);
  tick_at (world, BOUNDARY + 15 * WORLD_MINUTE - 1);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "3");
  tick_at (world, BOUNDARY + 15 * WORLD_MINUTE);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "4");
  g_assert_cmpstr (version (world, YC_SET_COUNTERS), ==, "4");
  world_verify (world);
}

/* The command that brings the day finds the hall as it is then: a policy that moves the day, and staff who no longer work here. */
static void
test_within_a_command (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autoptr(GBytes) policy = world_document ("reference", "policy");
  g_autoptr(GString) text = g_string_new_len (g_bytes_get_data (policy, NULL), (gssize) g_bytes_get_size (policy));
  g_autofree char *ticket = NULL;
  g_autofree char *key = world_uuid (world);
  YcCommandHeaders headers = { key, NULL, -1, -1, -1, NULL, FALSE };
  g_autoptr(JsonObject) body = world_json ("{'number':'20001'}");
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) refused = NULL;
  YcCaller caller;

  import_well (world, STAFF ("2", "2026-11-24", PERSON (ID1, "20001") "," PERSON (ID2, "20002")));
  station_sign_in (station, "20001");
  caller = station_caller (station);
  import_well (world, STAFF ("3", "2026-11-25", PERSON (ID2, "20002")));
  g_assert_cmpuint (g_string_replace (text, "\"2026-11-01\"", "\"9\"", 1), ==, 1);
  g_assert_cmpuint (g_string_replace (text, "\"2025-01-01\"", "\"2026-11-25\"", 1), ==, 1);
  g_assert_cmpuint (g_string_replace (text, "\"value\": 240,", "\"value\": 300,", 1), ==, 1);
  import_well (world, text->str);
  world->env.wall = BOUNDARY;
  world_begin (world);
  refused = yc_node_sign_in (world->db, &caller, &headers, body, TRUE, &error);
  g_assert_no_error (error);
  world_end (world);
  world_assert_refused (refused, "wrong-pin");
  g_assert_cmpint (yc_policy_int (yc_hall_get_reference (world_hall (world)), "day_boundary"), ==, 300);
  g_assert_false (yc_hall_find_staff (world_hall (world), "20001")->active);
  g_assert_cmpuint (world_count (world, "session.ended"), ==, 1);
  assert_waiting (world, "[]");
  ticket = world_issue (world, "A");
  g_assert_cmpint (world_ticket (world, ticket)->state, ==, YC_TICKET_WAITING);
  world_verify (world);
}

static void
test_drop (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  YcCaller caller = station_caller (station);
  g_autoptr(YcReply) nothing = drop (world, &world_local, "queues");
  g_autoptr(YcReply) stranger = NULL;
  g_autoptr(YcReply) other = NULL;
  g_autoptr(YcReply) gone = NULL;
  g_autoptr(YcReply) list = yc_node_list_waiting (world->db, &caller, NULL);
  g_autofree char *text = NULL;
  gint64 pos;

  world_assert_problem (nothing, 404, "/problems/reference");
  world_assert_problem (list, 403, "/problems/not-permitted");
  import_well (world, TWO_QUEUES ("3", "2026-11-25"));
  import_well (world, GROUPS ("3", "2026-11-25"));
  import_well (world, ONE_QUEUE ("4", "2026-11-26"));
  stranger = drop (world, &caller, "queues");
  world_assert_problem (stranger, 403, "/problems/not-permitted");
  other = drop (world, &world_local, "potatoes");
  world_assert_problem (other, 404, "/problems/reference");
  pos = yc_db_get_last_pos (world->db);
  gone = drop (world, &world_local, "queues");
  world_assert_ok (gone);
  text = yc_json_write_object (gone->body);
  g_assert_cmpstr (text, ==, "{\"dropped\":[{\"set\":\"queues\",\"version\":\"3\",\"effective_from\":\"2026-11-25\",\"items\":2,\"due\":false},"
                             "{\"set\":\"queues\",\"version\":\"4\",\"effective_from\":\"2026-11-26\",\"items\":1,\"due\":false}]}");
  assert_waiting (world, "[{'set':'groups','version':'3','effective_from':'2026-11-25','items':1,'due':false}]");
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
  tick_at (world, BOUNDARY);
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "init");
  g_assert_cmpstr (version (world, YC_SET_GROUPS), ==, "3");
  /* It may be imported anew. */
  import_well (world, TWO_QUEUES ("3", "2026-11-25"));
  g_assert_cmpstr (version (world, YC_SET_QUEUES), ==, "3");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/node/waiting/boundary", test_boundary);
  g_test_add_func ("/node/waiting/together", test_together);
  g_test_add_func ("/node/waiting/mixed", test_mixed);
  g_test_add_func ("/node/waiting/days", test_days);
  g_test_add_func ("/node/waiting/faults", test_faults);
  g_test_add_func ("/node/waiting/fails-on-the-day", test_fails_on_the_day);
  g_test_add_func ("/node/waiting/fails-together", test_fails_together);
  g_test_add_func ("/node/waiting/version-taken", test_version_taken);
  g_test_add_func ("/node/waiting/nobody-in-the-log", test_nobody_in_the_log);
  g_test_add_func ("/node/waiting/newer", test_newer);
  g_test_add_func ("/node/waiting/two-due", test_two_due);
  g_test_add_func ("/node/waiting/former-record", test_former_record);
  g_test_add_func ("/node/waiting/warned", test_warned);
  g_test_add_func ("/node/waiting/stored-is-bad", test_stored_is_bad);
  g_test_add_func ("/node/waiting/stored-policy-is-bad", test_stored_policy_is_bad);
  g_test_add_func ("/node/waiting/stored-staff-is-bad", test_stored_staff_is_bad);
  g_test_add_func ("/node/waiting/newer-than-due", test_newer_than_due);
  g_test_add_func ("/node/waiting/restart", test_restart);
  g_test_add_func ("/node/waiting/undone", test_undone);
  g_test_add_func ("/node/waiting/clock-back", test_clock_back);
  g_test_add_func ("/node/waiting/queue-in-use", test_queue_in_use);
  g_test_add_func ("/node/waiting/within-a-command", test_within_a_command);
  g_test_add_func ("/node/waiting/drop", test_drop);
  return g_test_run ();
}
