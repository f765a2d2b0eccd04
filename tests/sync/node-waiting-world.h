/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "node-world.h"

/* Sets for a later day, imported into a small hall: for test-node-waiting.c alone. */

/* The hall-day 2026-11-24 ends at 4:00, 18 hours after WORLD_START. */
#define DAY (24 * WORLD_HOUR)
#define BOUNDARY (WORLD_START + 18 * WORLD_HOUR)

#define HEAD(set, version, day) "{'set':'" set "','version':'" version "','effective_from':'" day "','items':["
#define QUEUE_A "{'letter':'A','zh':'甲','en':'x','order':1}"
#define QUEUE_F "{'letter':'F','zh':'己','en':'y','order':2}"
#define ONE_QUEUE(version, day) HEAD ("queues", version, day) QUEUE_A "]}"
#define TWO_QUEUES(version, day) HEAD ("queues", version, day) QUEUE_A "," QUEUE_F "]}"
#define COUNTERS(version, day, queues) HEAD ("counters", version, day) "{'number':1,'zh':'一','en':'x','queues':" queues "}," \
                                       "{'number':3,'zh':'三','en':'x','queues':" queues "}]}"
#define GROUPS(version, day) HEAD ("groups", version, day) "{'id':'army','order':1,'zh':'军人','en':'Army'}]}"
#define PERSON(id, number) "{'id':'staff/" id "','number':'" number "','name':{'zh':'例','en':'Li'},'role':'clerk','queues':['A']}"
#define STAFF(version, day, people) HEAD ("staff", version, day) people "]}"
#define ID1 "019a3cf4-bc00-739e-8c94-16b7094ba967"
#define ID2 "019a3cf4-bc00-739e-8c94-16b7094ba968"

static YcReply *
import (World *world, const char *text)
{
  const char *const texts[] = { text, NULL };

  return world_import (world, texts);
}

static void
import_well (World *world, const char *text)
{
  g_autoptr(YcReply) reply = import (world, text);

  world_assert_ok (reply);
}

static void
import_both (World *world, const char *one, const char *other)
{
  const char *const texts[] = { one, other, NULL };
  g_autoptr(YcReply) reply = world_import (world, texts);

  world_assert_ok (reply);
}

/* Its only fault: a part of the place and of the reason. */
static void
assert_fault (YcReply *reply, const char *place, const char *reason)
{
  JsonArray *faults;
  JsonObject *fault;

  world_assert_problem (reply, 400, "/problems/import");
  faults = yc_json_get_array (reply->body, "faults", NULL);
  g_assert_cmpuint (json_array_get_length (faults), ==, 1);
  fault = json_array_get_object_element (faults, 0);
  g_assert_cmpstr (yc_json_peek_string (fault, "place"), ==, place);
  if (strstr (yc_json_peek_string (fault, "reason"), reason) == NULL)
    g_error ("“%s” is not in “%s”", reason, yc_json_peek_string (fault, "reason"));
}

/* What a good answer warns of: nothing (place NULL), or once, a part of the reason. */
static void
assert_warning (YcReply *reply, const char *place, const char *reason)
{
  JsonArray *warnings;
  JsonObject *warning;

  world_assert_ok (reply);
  g_assert_true (json_object_has_member (reply->body, "warnings") == (place != NULL));
  if (place == NULL)
    return;
  warnings = yc_json_get_array (reply->body, "warnings", NULL);
  g_assert_cmpuint (json_array_get_length (warnings), ==, 1);
  warning = json_array_get_object_element (warnings, 0);
  g_assert_cmpstr (yc_json_peek_string (warning, "place"), ==, place);
  if (strstr (yc_json_peek_string (warning, "reason"), reason) == NULL)
    g_error ("“%s” is not in “%s”", reason, yc_json_peek_string (warning, "reason"));
}

static void
import_warns (World *world, const char *text, const char *place, const char *reason)
{
  g_autoptr(YcReply) reply = import (world, text);

  assert_warning (reply, place, reason);
}

static void
tick (World *world)
{
  g_autoptr(GError) error = NULL;

  world_begin (world);
  g_assert_true (yc_node_tick (world->db, &error));
  g_assert_no_error (error);
  world_end (world);
}

static void
tick_at (World *world, gint64 wall)
{
  world->env.wall = wall;
  tick (world);
}

/* A tick that says once what is in the way. */
static void
tick_warns (World *world, gint64 wall, const char *pattern)
{
  g_test_expect_message ("yc-node", G_LOG_LEVEL_WARNING, pattern);
  tick_at (world, wall);
  g_test_assert_expected_messages ();
}

static void
assert_waiting (World *world, const char *json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) reply = yc_node_list_waiting (world->db, &world_local, &error);
  g_autofree char *expected = g_strdelimit (g_strdup (json), "'", '"');
  g_autofree char *list = NULL;

  g_assert_no_error (error);
  world_assert_ok (reply);
  list = yc_json_write (json_object_get_member (reply->body, "waiting"));
  g_assert_cmpstr (list, ==, expected);
}

static const char *
version (World *world, YcSet set)
{
  return yc_reference_get_version (yc_hall_get_reference (world_hall (world)), set);
}

static YcReply *
drop (World *world, const YcCaller *caller, const char *set)
{
  g_autoptr(GError) error = NULL;
  YcReply *reply;

  world_begin (world);
  reply = yc_node_drop_waiting (world->db, caller, set, &error);
  g_assert_no_error (error);
  world_end (world);
  return reply;
}
