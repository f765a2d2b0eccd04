/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-node-staff"

#include "config.h"

#include <glib/gstdio.h>

#include "node-import-world.h"

/* What a new hall has before anybody touches it. */
static void
test_init (void)
{
  g_autoptr(World) world = world_new ();
  YcReference *reference = yc_hall_get_reference (world_hall (world));
  const YcDevice *node = yc_hall_get_device (world_hall (world), world->dev);
  g_autoptr(GError) error = NULL;
  g_autofree char *name = yc_node_get_name (world->db, &error);

  g_assert_cmpstr (name, ==, "朝阳厅");
  g_assert_cmpstr (node->role, ==, "node");
  g_assert_cmpstr (node->key, ==, yc_key_get_public (world->key));
  g_assert_cmpstr (yc_reference_get_queue (reference, "A")->name.zh, ==, "综合受理");
  g_assert_null (yc_reference_get_nth_queue (reference, 1));
  g_assert_cmpstr (yc_reference_get_counter (reference, 4)->name.zh, ==, "4 号窗口");
  g_assert_null (yc_reference_get_counter (reference, 5));
  g_assert_cmpint (yc_policy_int (reference, "held_max"), ==, 3);
  g_assert_nonnull (yc_reference_get_group (reference, "army"));
  g_assert_cmpuint (world_count (world, "reference.imported"), ==, 6);
  world_reopen (world);
  g_assert_cmpstr (yc_db_get_dev (world->db), ==, world->dev);
  g_assert_true (yc_db_is_node (world->db));
  world_verify (world);
}

/* A faulty set leaves no hall behind. */
static void
test_init_faults (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *path = g_build_filename (world->dir, "other.db", NULL);
  g_autoptr(GHashTable) documents = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_bytes_unref);
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autofree char *hall = world_uuid (world);
  g_autofree char *dev = world_uuid (world);
  g_autoptr(GError) error = NULL;
  YcNodeSetup setup = { "x", "", 1 };
  YcDb *db = yc_db_open (path, NULL, &world->env.env, &error);

  g_assert_no_error (error);
  g_hash_table_insert (documents, (gpointer) "policy", g_bytes_new_static ("{\"set\":\"policy\"}", 16));
  g_assert_true (yc_db_begin (db, &error));
  g_assert_false (yc_node_init (db, hall, dev, world->key, &setup, documents, faults, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (faults->len, >, 0);
  g_assert_true (g_str_has_prefix (((YcFault *) g_ptr_array_index (faults, 0))->place, "documents[0]."));
  yc_db_rollback (db);
  g_assert_null (yc_db_get_hall_id (db));
  yc_db_close (db);
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
test_import (void)
{
  static const char *const texts[] = { HEAD ("queues") QUEUE ("A", "1") "," QUEUE ("F", "2") "]}",
                                       HEAD ("staff") PERSON (ID1, "20001", "例一", "") "]}", NULL };
  g_autoptr(World) world = world_new ();
  g_autoptr(YcReply) reply = world_import (world, texts);
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr(JsonObject) imported = NULL;
  const YcStaff *staff;
  gint64 pos;

  world_assert_ok (reply);
  text = yc_json_write_object (reply->body);
  g_assert_cmpstr (text, ==, "{\"sets\":[{\"set\":\"queues\",\"version\":\"2\",\"items\":2},"
                             "{\"set\":\"staff\",\"version\":\"2\",\"items\":1}]}");
  g_assert_nonnull (yc_reference_get_queue (yc_hall_get_reference (world_hall (world)), "F"));
  staff = yc_hall_find_staff (world_hall (world), "20001");
  g_assert_cmpstr (staff->id, ==, ID1);
  g_assert_cmpstr (staff->name.zh, ==, "例一");
  g_assert_true (staff->active);
  imported = world_newest (world, "reference.imported");
  g_assert_cmpstr (yc_json_peek_string (imported, "set"), ==, "staff");
  g_assert_cmpstr (yc_json_peek_string (imported, "effective_from"), ==, "2026-11-24");
  g_assert_cmpuint (json_array_get_length (yc_json_get_array (imported, "items", NULL)), ==, 1);
  /* The same again: it is told, and nothing is written. */
  pos = yc_db_get_last_pos (world->db);
  g_clear_pointer (&reply, yc_reply_free);
  reply = world_import (world, texts);
  world_assert_ok (reply);
  again = yc_json_write_object (reply->body);
  g_assert_cmpstr (again, ==, text);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
  world_reopen (world);
  g_assert_nonnull (yc_reference_get_queue (yc_hall_get_reference (world_hall (world)), "F"));
  world_verify (world);
}

/* All or nothing: a good document beside bad ones is not imported, every fault is named. */
static void
test_import_faults (void)
{
  static const char *const texts[] = {
    HEAD ("queues") QUEUE ("A", "1") "," QUEUE ("F", "2") "]}", "{'set':'potatoes','version':'1',"
    "'effective_from':'2026-11-24','items':[]}", "[", HEAD ("groups") "{'id':'army','order':1,'zh':'x'}]}",
    HEAD ("queues") QUEUE ("A", "1") "]}", NULL,
  };
  static const char *const places[] = { "documents[1].set", "documents[2]", "documents[3].items[0].en", "documents[4].set", NULL };
  static const char *const missing[] = { "counters: number 1.queues[0]", "counters: number 2.queues[0]",
                                         "counters: number 3.queues[0]", "counters: number 4.queues[0]", NULL };
  g_autoptr(World) world = world_new ();
  gint64 pos = yc_db_get_last_pos (world->db);
  g_autoptr(YcReply) reply = world_import (world, texts);
  g_autoptr(YcReply) across = import_one (world, HEAD ("queues") QUEUE ("B", "1") "]}");

  check_faults (reply, places);
  check_faults (across, missing);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
  g_assert_null (yc_reference_get_queue (yc_hall_get_reference (world_hall (world)), "F"));
}

/* A version is cited by what was decided under it: it never gets other contents, whether or not it is in force. */
static void
test_import_version (void)
{
  static const char *const first = HEAD_AS ("queues", "2") QUEUE ("A", "1") "]}";
  static const char *const other = HEAD_AS ("queues", "2") QUEUE ("A", "1") "," QUEUE ("F", "2") "]}";
  static const char *const second = HEAD_AS ("queues", "3") QUEUE ("A", "1") "," QUEUE ("F", "2") "]}";
  static const char *const both[] = { HEAD_AS ("staff", "2") PERSON (ID1, "20001", "例一", "") "]}", other, NULL };
  static const char *const place[] = { "documents[0].version", NULL };
  static const char *const place_of_both[] = { "documents[1].version", NULL };
  g_autoptr(World) world = world_new ();
  g_autoptr(YcReply) good = import_one (world, first);
  gint64 pos = yc_db_get_last_pos (world->db);
  g_autoptr(YcReply) changed = import_one (world, other);
  g_autoptr(YcReply) nothing = world_import (world, both);
  g_autoptr(YcReply) newer = NULL;
  g_autoptr(YcReply) back = NULL;
  g_autoptr(YcReply) late = NULL;
  JsonObject *fault;

  world_assert_ok (good);
  check_faults (changed, place);
  fault = json_array_get_object_element (yc_json_get_array (changed->body, "faults", NULL), 0);
  g_assert_cmpstr (yc_json_peek_string (fault, "reason"), ==, "Version 2 of the set “queues” was imported before with other contents; "
                                                              "give this one another version.");
  check_faults (nothing, place_of_both);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
  newer = import_one (world, second);
  world_assert_ok (newer);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos + 1);
  g_clear_pointer (&changed, yc_reply_free);
  changed = import_one (world, other);
  check_faults (changed, place);
  /* The way back: a former one as it was. After the program was started anew it knows as much. */
  world_reopen (world);
  back = import_one (world, first);
  world_assert_ok (back);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos + 2);
  g_assert_cmpstr (version_in_force (world, YC_SET_QUEUES), ==, "2");
  g_assert_null (yc_reference_get_nth_queue (yc_hall_get_reference (world_hall (world)), 1));
  late = import_one (world, other);
  check_faults (late, place);
  world_verify (world);
}

/* What was done by hand since is not undone by a staff set that is in force already. */
static void
test_import_staff_again (void)
{
  static const char *const set = HEAD ("staff") PERSON (ID1, "20001", "例一", "") "]}";
  g_autoptr(World) world = world_new ();
  g_autoptr(YcReply) first = import_one (world, set);
  g_autoptr(YcReply) disabled = post_staff (world, &world_local, "{'act':'disable','number':'20001'}");
  g_autoptr(YcReply) again = import_one (world, set);

  world_assert_ok (first);
  world_assert_ok (disabled);
  world_assert_ok (again);
  g_assert_false (yc_hall_find_staff (world_hall (world), "20001")->active);
}

/* A document that would not fit into a line, or not into the answer that takes the line to a workstation, is a fault. */
static void
test_import_limits (void)
{
  static const char *const place[] = { "documents[0]", NULL };
  g_autoptr(World) world = world_new ();
  gint64 pos = yc_db_get_last_pos (world->db);
  g_autoptr(GString) nested = g_string_new (HEAD ("divisions") "{'code':'330000','zh':'省','x':");
  g_autoptr(GString) numbers = g_string_new (HEAD_AS ("divisions", "3") "{'code':'330000','zh':'省','x':[1e14");
  g_autofree char *text = g_strnfill (1024, 'x');
  g_autoptr(YcReply) deep = NULL;
  g_autoptr(YcReply) many = NULL;
  g_autoptr(YcReply) just = NULL;

  /* The document, its items and the item are three; 61 more are one too many for the line. */
  for (guint i = 0; i < 61; i++)
    g_string_append_c (nested, '[');
  for (guint i = 0; i < 61; i++)
    g_string_append_c (nested, ']');
  g_string_append (nested, "}]}");
  deep = import_one (world, nested->str);
  check_faults (deep, place);
  g_string_replace (nested, "[[", "[", 1);
  g_string_replace (nested, "]]", "]", 1);
  just = import_one (world, nested->str);
  world_assert_ok (just);
  /* 17 bytes each where there were four. */
  for (guint i = 0; i < 399000; i++)
    g_string_append (numbers, ",1e14");
  for (guint i = 0; i < 1300; i++)
    g_string_append_printf (numbers, ",'%s'", text);
  g_string_append (numbers, "]}]}");
  g_assert_cmpuint (numbers->len, <, 4 * 1024 * 1024);
  many = import_one (world, numbers->str);
  check_faults (many, place);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos + 1);
}

/* A hall is made with what is installed, whatever its clock says: there is nothing else in force. */
static void
test_init_early (void)
{
  g_autoptr(World) world = world_new_at (WORLD_START - 365 * 24 * WORLD_HOUR);

  g_assert_cmpint (yc_policy_int (yc_hall_get_reference (world_hall (world)), "held_max"), ==, 3);
}

/* The hall without its queue F, in both orders of the documents: refused, and how many tickets are there is said, and whether to wait for
 * another day is of any use. */
static void
assert_stays (World *world, const char *tickets, gboolean ends_with_day)
{
  static const char *const texts[] = { COUNTERS ("3", "['A']"), HEAD_AS ("queues", "3") QUEUE ("A", "1") "]}", NULL };
  static const char *const turned[] = { HEAD_AS ("queues", "3") QUEUE ("A", "1") "]}", COUNTERS ("3", "['A']"), NULL };
  static const char *const second[] = { "documents[1].items", NULL };
  static const char *const first[] = { "documents[0].items", NULL };
  gint64 pos = yc_db_get_last_pos (world->db);
  g_autoptr(YcReply) reply = world_import (world, texts);
  g_autoptr(YcReply) other = world_import (world, turned);
  g_autofree char *said = g_strdup_printf ("Queue F has %s ", tickets);
  JsonObject *fault;

  check_faults (reply, second);
  check_faults (other, first);
  fault = json_array_get_object_element (yc_json_get_array (reply->body, "faults", NULL), 0);
  g_assert_true (g_str_has_prefix (yc_json_peek_string (fault, "reason"), said));
  g_assert_true ((strstr (yc_json_peek_string (fault, "reason"), "another day") != NULL) == ends_with_day);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
}

static void
assert_goes (World *world)
{
  static const char *const texts[] = { COUNTERS ("3", "['A']"), HEAD_AS ("queues", "3") QUEUE ("A", "1") "]}", NULL };
  g_autoptr(YcReply) reply = world_import (world, texts);

  world_assert_ok (reply);
  g_assert_null (yc_reference_get_queue (yc_hall_get_reference (world_hall (world)), "F"));
}

static World *
world_with_two_queues (void)
{
  static const char *const texts[] = { COUNTERS ("2", "['A','F']"), HEAD ("queues") QUEUE ("A", "1") "," QUEUE ("F", "2") "]}", NULL };
  World *world = world_new ();
  g_autoptr(YcReply) reply = world_import (world, texts);

  world_assert_ok (reply);
  return world;
}

static void
write_ticket (Station *station, YcEventType type, const char *ticket, const char *data)
{
  g_autofree char *subject = g_strconcat ("ticket/", ticket, NULL);
  g_autoptr(YcReply) reply = NULL;

  station_write (station, type, subject, data);
  reply = station_push_all (station);
}

/* A visitor whose queue is gone can be called by nobody: the queue stays while somebody is in it, in whatever state. */
static void
test_import_queue_in_use (void)
{
  g_autoptr(World) world = world_with_two_queues ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A,F");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *ticket = world_issue (world, "F");
  g_autofree char *other = world_issue (world, "F");
  g_autofree char *elsewhere = world_issue (world, "A");
  g_autofree char *cancel = g_strdup_printf ("{'ticket':'%s','reason':'cancel.visitor'}", other);
  g_autofree char *call = g_strdup_printf ("{'ticket':'%s'}", ticket);
  g_autoptr(YcReply) cancelled = NULL;
  g_autoptr(YcReply) opened = NULL;
  g_autoptr(YcReply) called = NULL;

  assert_stays (world, "2 tickets", TRUE);
  cancelled = world_command (world, "cancel", cancel);
  world_assert_ok (cancelled);
  assert_stays (world, "1 ticket", TRUE);
  station_sign_in (station, "10421");
  opened = station_command (station, "open-counter", "{}");
  called = station_command (station, "call", call);
  world_assert_ok (called);
  assert_stays (world, "1 ticket", FALSE);
  write_ticket (station, YC_EVENT_TICKET_STARTED, ticket, "{}");
  assert_stays (world, "1 ticket", FALSE);
  write_ticket (station, YC_EVENT_TICKET_HELD, ticket, "{'reason':'hold.copy'}");
  g_assert_cmpint (world_ticket (world, ticket)->state, ==, YC_TICKET_HELD);
  assert_stays (world, "1 ticket", FALSE);
  /* One that is put aside stays over the night. */
  world->env.wall += 24 * WORLD_HOUR;
  assert_stays (world, "1 ticket", FALSE);
  write_ticket (station, YC_EVENT_TICKET_RESUMED, ticket, "{}");
  write_ticket (station, YC_EVENT_TICKET_ENDED, ticket, "{'outcome':'served','result':'finished','elapsed_ms':5}");
  g_assert_cmpint (world_ticket (world, ticket)->state, ==, YC_TICKET_ENDED);
  assert_goes (world);
  world_verify (world);
}

/* Somebody is expected until the hall-day is over, whether or not the node has written yet that it is. */
static void
test_import_queue_booked (void)
{
  g_autoptr(World) world = world_with_two_queues ();
  g_autofree char *waiting = world_issue (world, "F");
  g_autoptr(YcReply) booked = world_command (world, "issue", "{'queue':'F','slot':'15:00'}");
  g_autofree char *cancel = g_strdup_printf ("{'ticket':'%s','reason':'cancel.visitor'}", waiting);
  g_autoptr(YcReply) cancelled = world_command (world, "cancel", cancel);
  g_autoptr(YcReply) counters = import_one (world, HEAD_AS ("counters", "5") COUNTER ("1", "['A','F']") "," COUNTER ("3", "['A']") "]}");

  world_assert_ok (booked);
  world_assert_ok (cancelled);
  /* What leaves the queues alone is not stopped. */
  world_assert_ok (counters);
  assert_stays (world, "1 ticket", TRUE);
  world->env.wall = WORLD_START + 18 * WORLD_HOUR - 1;
  assert_stays (world, "1 ticket", TRUE);
  world->env.wall++;
  assert_goes (world);
}

/* An import of one document that is refused for one reason, which is said, and changes nothing. */
static void
assert_refused_for (World *world, const char *text, const char *reason)
{
  static const char *const places[] = { "documents[0].items", NULL };
  gint64 pos = yc_db_get_last_pos (world->db);
  g_autoptr(YcReply) reply = import_one (world, text);
  JsonObject *fault;

  check_faults (reply, places);
  fault = json_array_get_object_element (yc_json_get_array (reply->body, "faults", NULL), 0);
  if (!g_str_has_prefix (yc_json_peek_string (fault, "reason"), reason))
    g_test_fail_printf ("“%s” does not begin “%s”", yc_json_peek_string (fault, "reason"), reason);
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
}

/* Whoever waits can be called by a window of the new set: of a queue nobody has any more she could be called by none. */
static void
test_import_queue_served (void)
{
  g_autoptr(World) world = world_with_two_queues ();
  g_autofree char *manager = world_add_staff (world, "10001", "supervisor", "A,F");
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *cancel = g_strdup_printf ("{'ticket':'%s','reason':'cancel.visitor'}", ticket);
  g_autoptr(YcReply) opened = NULL;
  g_autoptr(YcReply) set = NULL;
  g_autoptr(YcReply) reset = NULL;
  g_autoptr(YcReply) cancelled = NULL;
  g_autoptr(Station) station = station_new (world, "workstation", 3);

  assert_refused_for (world, HEAD_AS ("counters", "7") "]}", "Queue A has 1 ticket ");
  assert_refused_for (world, HEAD_AS ("counters", "7") COUNTER ("1", "['F']") "," COUNTER ("3", "['F']") "]}", "Queue A has 1 ticket ");
  /* A queue in which nobody is may be left alone. */
  assert_imported (world, HEAD_AS ("counters", "3") COUNTER ("1", "['A']") "," COUNTER ("3", "['A']") "]}");
  /* What the duty manager has set stands above the set. */
  station_sign_in (station, "10001");
  opened = station_command (station, "open-counter", "{}");
  set = station_command (station, "set-counter-queues", "{'counter':1,'queues':['F']}");
  world_assert_ok (set);
  assert_refused_for (world, HEAD_AS ("counters", "4") COUNTER ("1", "['A']") "," COUNTER ("3", "['F']") "]}", "Queue A has 1 ticket ");
  reset = station_command (station, "set-counter-queues", "{'counter':1,'queues':['A']}");
  world_assert_ok (reset);
  assert_imported (world, HEAD_AS ("counters", "5") COUNTER ("1", "['F']") "," COUNTER ("3", "['F']") "]}");
  cancelled = world_command (world, "cancel", cancel);
  world_assert_ok (cancelled);
  assert_imported (world, HEAD_AS ("counters", "6") COUNTER ("3", "['F']") "]}");
}

/* A window at which somebody sits or stands does not vanish under her. */
static void
test_import_counter_in_use (void)
{
  g_autoptr(World) world = world_with_two_queues ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A,F");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *call = g_strdup_printf ("{'ticket':'%s'}", ticket);
  g_autoptr(YcReply) opened = NULL;
  g_autoptr(YcReply) called = NULL;
  g_autoptr(YcReply) closed = NULL;
  static const char *const without = HEAD_AS ("counters", "7") COUNTER ("1", "['A','F']") "]}";

  station_sign_in (station, "10421");
  opened = station_command (station, "open-counter", "{}");
  world_assert_ok (opened);
  assert_refused_for (world, without, "Window 3 is open");
  called = station_command (station, "call", call);
  world_assert_ok (called);
  assert_refused_for (world, without, "Window 3 has 1 ticket ");
  write_ticket (station, YC_EVENT_TICKET_STARTED, ticket, "{}");
  write_ticket (station, YC_EVENT_TICKET_HELD, ticket, "{'reason':'hold.copy'}");
  closed = station_command (station, "close-counter", "{}");
  world_assert_ok (closed);
  /* One that is put aside belongs to the window, open or not. */
  assert_refused_for (world, without, "Window 3 has 1 ticket ");
  /* A window that stays may get other queues while it is at work. */
  assert_imported (world, COUNTERS ("8", "['A']"));
}

static void
test_import_counter_free (void)
{
  g_autoptr(World) world = world_with_two_queues ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A,F");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autoptr(YcReply) opened = NULL;
  g_autoptr(YcReply) disabled = NULL;

  station_sign_in (station, "10421");
  opened = station_command (station, "open-counter", "{}");
  world_assert_ok (opened);
  /* Nobody sits there any more: the lease alone, which has no timer, holds nothing back. */
  disabled = post_staff (world, &world_local, "{'act':'disable','number':'10421'}");
  world_assert_ok (disabled);
  g_assert_cmpint (yc_hall_get_counter (world_hall (world), 3)->state, ==, YC_COUNTER_OPEN);
  assert_imported (world, HEAD_AS ("counters", "9") COUNTER ("1", "['A','F']") "]}");
}

/* Nobody is sent home who has a visitor at her window. */
static void
test_import_staff_in_use (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *ticket = world_issue (world, "A");
  g_autofree char *call = g_strdup_printf ("{'ticket':'%s'}", ticket);
  g_autoptr(YcReply) opened = NULL;
  g_autoptr(YcReply) called = NULL;
  static const char *const both = HEAD ("staff") PERSON (ID1, "20001", "例一", "") "," PERSON (ID2, "20002", "例二", "") "]}";
  static const char *const one = HEAD_AS ("staff", "3") PERSON (ID1, "20001", "例一", "") "]}";
  static const char *const off =
    HEAD_AS ("staff", "4") PERSON (ID1, "20001", "例一", "") "," PERSON (ID2, "20002", "例二", ",'active':false") "]}";

  assert_imported (world, both);
  station_sign_in (station, "20002");
  opened = station_command (station, "open-counter", "{}");
  called = station_command (station, "call", call);
  world_assert_ok (called);
  assert_refused_for (world, one, "Staff number 20002 has ticket A001 at window 3");
  assert_refused_for (world, off, "Staff number 20002 has ticket A001 at window 3");
  write_ticket (station, YC_EVENT_TICKET_STARTED, ticket, "{}");
  assert_refused_for (world, one, "Staff number 20002 has ticket A001 at window 3");
  write_ticket (station, YC_EVENT_TICKET_HELD, ticket, "{'reason':'hold.copy'}");
  assert_refused_for (world, off, "Staff number 20002 has ticket A001 at window 3");
  assert_imported (world, both);
  write_ticket (station, YC_EVENT_TICKET_RESUMED, ticket, "{}");
  write_ticket (station, YC_EVENT_TICKET_ENDED, ticket, "{'outcome':'served','result':'finished','elapsed_ms':5}");
  /* Somebody who is only signed in may be. */
  assert_imported (world, one);
  g_assert_false (yc_hall_get_staff (world_hall (world), ID2)->active);
  assert_imported (world, one);
}

/* Who is in the former set and not in the new one works here no longer; who was added by hand stays. */
static void
test_import_staff (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *by_hand = world_add_staff (world, "30001", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autoptr(YcReply) first = import_one (world, HEAD ("staff") PERSON (ID1, "20001", "例一", "") ","
                                         PERSON (ID2, "20002", "例二", "") "]}");
  g_autoptr(YcReply) second = NULL;
  g_autoptr(YcReply) taken = NULL;
  g_autoptr(YcReply) twice = NULL;
  g_autoptr(YcReply) swapped = NULL;
  g_autoptr(JsonObject) ended = NULL;
  static const char *const number[] = { "staff: number 30001", NULL };
  static const char *const id[] = { "documents[0].items[1].id", NULL };

  world_assert_ok (first);
  station_sign_in (station, "20002");
  second = import_one (world, HEAD_AS ("staff", "3") PERSON (ID1, "20001", "例一改", "") "]}");
  world_assert_ok (second);
  g_assert_cmpstr (yc_hall_get_staff (world_hall (world), ID1)->name.zh, ==, "例一改");
  g_assert_false (yc_hall_get_staff (world_hall (world), ID2)->active);
  g_assert_true (yc_hall_get_staff (world_hall (world), by_hand)->active);
  ended = world_newest (world, "session.ended");
  g_assert_cmpstr (yc_json_peek_string (ended, "reason"), ==, "staff_disabled");
  taken = import_one (world, HEAD_AS ("staff", "4") PERSON (ID2, "30001", "例二", "") "]}");
  check_faults (taken, number);
  twice = import_one (world, HEAD_AS ("staff", "4") PERSON (ID2, "20002", "例二", "") "," PERSON (ID2, "20003", "例三", "") "]}");
  check_faults (twice, id);
  /* Within the set a number may change its owner. */
  swapped = import_one (world, HEAD_AS ("staff", "4") PERSON (ID2, "20001", "例二", ",'active':true") "]}");
  world_assert_ok (swapped);
  g_assert_true (yc_hall_get_staff (world_hall (world), ID2)->active);
  world_verify (world);
}

static void
test_reference (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(GBytes) expected = world_document ("reference", "policy");
  g_autofree char *hash = yc_hash_bytes (g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
  g_autoptr(GBytes) document = NULL;
  g_autoptr(GBytes) none = NULL;
  g_autofree char *etag = NULL;
  g_autofree char *no_etag = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) good = yc_node_get_reference (world->db, &world_local, "policy", &document, &etag, &error);
  static const char *const bad[] = { "matters", "staff", "rating", "../pin", "" };

  g_assert_null (good);
  g_assert_true (g_bytes_equal (document, expected));
  g_assert_cmpstr (etag, ==, hash);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(YcReply) reply = yc_node_get_reference (world->db, &world_local, bad[i], &none, &no_etag, &error);

      world_assert_problem (reply, 404, "/problems/reference");
      g_assert_null (none);
    }
}

/* The whole set of divisions goes in, into the journal, and out again as it was. */
static void
test_divisions (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(GBytes) expected = world_document ("divisions", "divisions");
  g_autofree char *text = g_strndup (g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
  g_autoptr(YcReply) imported = import_one (world, text);
  g_autoptr(GBytes) document = NULL;
  g_autofree char *etag = NULL;
  g_autofree char *name = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) served = yc_node_get_reference (world->db, &world_local, "divisions", &document, &etag, &error);

  world_assert_ok (imported);
  g_assert_null (served);
  g_assert_true (g_bytes_equal (document, expected));
  g_assert_cmpuint (world_count (world, "reference.imported"), ==, 7);
  name = yc_reference_get_division_name (yc_hall_get_reference (world_hall (world)), "330106");
  g_assert_cmpstr (name, ==, "浙江省杭州市西湖区");
  world_verify (world);
}

/* A known number takes over the id; what is not given stays as it is. */
static void
test_add (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(YcReply) imported = import_one (world, HEAD ("staff") PERSON (ID1, "20001", "例一", "") "]}");
  g_autoptr(YcReply) added = post_staff (world, &world_local, "{'act':'add','number':'20001','pin_hash':'" VERIFIER "'}");
  g_autoptr(YcReply) fresh = post_staff (world, &world_local, "{'act':'add','number':'20009','name':{'zh':'例九',"
                                         "'en':'Nine'},'role':'supervisor','queues':[]}");
  g_autoptr(YcReply) list = post_staff (world, &world_local, "{'act':'list'}");
  g_autofree char *verifier = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *array;

  world_assert_ok (added);
  world_assert_ok (fresh);
  g_assert_cmpstr (yc_json_peek_string (added->body, "id"), ==, ID1);
  g_assert_cmpuint (world_count (world, "staff.changed"), ==, 2);
  g_assert_true (yc_node_get_verifier (world->db, "20001", &verifier, &error));
  g_assert_cmpstr (verifier, ==, VERIFIER);
  array = yc_json_get_array (list->body, "staff", NULL);
  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  g_assert_true (yc_json_peek_bool (json_array_get_object_element (array, 0), "pin"));
  g_assert_false (yc_json_peek_bool (json_array_get_object_element (array, 1), "pin"));
  g_assert_null (strstr (yc_json_peek_string (json_array_get_object_element (array, 0), "id"), "argon"));
}

/* Disabling ends the sessions and closes nothing else: the counter stays with its tickets for whoever comes. */
static void
test_disable (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autoptr(YcReply) opened = NULL;
  g_autoptr(YcReply) disabled = NULL;
  g_autoptr(YcReply) again = NULL;
  g_autoptr(YcReply) refused = NULL;
  g_autoptr(YcReply) enabled = NULL;

  station_sign_in (station, "10421");
  opened = station_command (station, "open-counter", "{}");
  disabled = post_staff (world, &world_local, "{'act':'disable','number':'10421'}");
  world_assert_ok (disabled);
  g_assert_cmpint (yc_hall_get_counter (world_hall (world), 3)->state, ==, YC_COUNTER_OPEN);
  g_assert_null (yc_hall_get_device_session (world_hall (world), station->dev));
  refused = station_command (station, "call-next", "{}");
  world_assert_problem (refused, 401, "/problems/session");
  again = post_staff (world, &world_local, "{'act':'disable','number':'10421'}");
  world_assert_ok (again);
  g_assert_cmpuint (world_count (world, "session.ended"), ==, 1);
  enabled = post_staff (world, &world_local, "{'act':'add','number':'10421'}");
  world_assert_ok (enabled);
  g_assert_true (yc_hall_get_staff (world_hall (world), staff)->active);
}

static void
test_reset (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(YcReply) reset = post_staff (world, &world_local, "{'act':'reset','number':'10421','pin_hash':'" VERIFIER "'}");
  g_autoptr(YcReply) without = post_staff (world, &world_local, "{'act':'reset','number':'10421'}");
  g_autoptr(YcReply) unknown = post_staff (world, &world_local, "{'act':'reset','number':'1','pin_hash':'" VERIFIER "'}");
  g_autofree char *verifier = NULL;

  world_assert_ok (reset);
  g_assert_true (yc_node_get_verifier (world->db, "10421", &verifier, NULL));
  g_assert_cmpstr (verifier, ==, VERIFIER);
  g_assert_cmpuint (world_count (world, "staff.lock_cleared"), ==, 1);
  world_assert_problem (without, 400, "/problems/body");
  world_assert_refused (unknown, "staff-unknown");
}

static void
test_bad_staff (void)
{
  static const char *const bad[] = {
    "{}", "{'act':'sing','number':'10421'}", "{'act':'add'}", "{'act':'add','number':'1 2','name':'x','role':'clerk'}",
    "{'act':'add','number':'7','role':'clerk'}", "{'act':'add','number':'7','name':'x','role':'king'}",
    "{'act':'add','number':'7','name':'x','role':'clerk','pin_hash':'12345678'}",
    "{'act':'add','number':'7','name':'x','role':'clerk','queues':[1]}", "{'act':'list','more':1}",
    "{'act':'add','number':'7','name':{'zh':'x'},'role':'clerk'}", "{'act':'add','number':'7','name':'','role':'clerk'}",
  };
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  YcCaller caller = station_caller (station);
  g_autoptr(YcReply) stranger = post_staff (world, &caller, "{'act':'list'}");
  g_autoptr(YcReply) queue = post_staff (world, &world_local, "{'act':'add','number':'7','name':'x','role':'clerk','queues':['Q']}");
  gint64 pos = yc_db_get_last_pos (world->db);

  world_assert_problem (stranger, 403, "/problems/not-permitted");
  world_assert_refused (queue, "queue-unknown");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(YcReply) reply = post_staff (world, &world_local, bad[i]);
      world_assert_problem (reply, 400, "/problems/body");
    }
  g_assert_cmpint (yc_db_get_last_pos (world->db), ==, pos);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/node/init/hall", test_init);
  g_test_add_func ("/node/init/faults", test_init_faults);
  g_test_add_func ("/node/import/sets", test_import);
  g_test_add_func ("/node/import/faults", test_import_faults);
  g_test_add_func ("/node/import/version", test_import_version);
  g_test_add_func ("/node/import/staff-again", test_import_staff_again);
  g_test_add_func ("/node/import/limits", test_import_limits);
  g_test_add_func ("/node/init/early", test_init_early);
  g_test_add_func ("/node/import/staff", test_import_staff);
  g_test_add_func ("/node/import/queue-in-use", test_import_queue_in_use);
  g_test_add_func ("/node/import/queue-booked", test_import_queue_booked);
  g_test_add_func ("/node/import/queue-served", test_import_queue_served);
  g_test_add_func ("/node/import/counter-in-use", test_import_counter_in_use);
  g_test_add_func ("/node/import/counter-free", test_import_counter_free);
  g_test_add_func ("/node/import/staff-in-use", test_import_staff_in_use);
  g_test_add_func ("/node/reference/etag", test_reference);
  g_test_add_func ("/node/reference/divisions", test_divisions);
  g_test_add_func ("/node/staff/add", test_add);
  g_test_add_func ("/node/staff/disable", test_disable);
  g_test_add_func ("/node/staff/reset", test_reset);
  g_test_add_func ("/node/staff/bad", test_bad_staff);
  return g_test_run ();
}
