/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "node-world.h"

/* Sets as text, imported into a small hall, and what is wrong with them: for test-node-staff.c alone. */

#define VERIFIER "$argon2id$v=19$m=19456,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static YcReply *
post_staff (World *world, const YcCaller *caller, const char *text)
{
  g_autoptr(JsonObject) body = world_json (text);
  g_autoptr(GError) error = NULL;
  YcReply *reply;

  world_begin (world);
  reply = yc_node_staff (world->db, caller, body, &error);
  g_assert_no_error (error);
  world_end (world);
  return reply;
}

static YcReply *
import_one (World *world, const char *text)
{
  const char *const texts[] = { text, NULL };

  return world_import (world, texts);
}

#define HEAD_AS(set, version) "{'set':'" set "','version':'" version "','effective_from':'2026-11-24','items':["
#define HEAD(set) HEAD_AS (set, "2")
#define QUEUE(letter, order) "{'letter':'" letter "','zh':'甲','en':'x','order':" order "}"
#define PERSON(id, number, zh, more) \
  "{'id':'staff/" id "','number':'" number "','name':{'zh':'" zh "','en':'Li'},'role':'clerk','queues':['A']" more "}"
#define COUNTER(number, queues) "{'number':" number ",'zh':'一','en':'x','queues':" queues "}"
#define COUNTERS(version, queues) HEAD_AS ("counters", version) COUNTER ("1", queues) "," COUNTER ("3", queues) "]}"
#define ID1 "019a3cf4-bc00-739e-8c94-16b7094ba967"
#define ID2 "019a3cf4-bc00-739e-8c94-16b7094ba968"

static void
check_faults (YcReply *reply, const char *const *places)
{
  JsonArray *faults;

  world_assert_problem (reply, 400, "/problems/import");
  faults = yc_json_get_array (reply->body, "faults", NULL);
  for (guint i = 0; places[i] != NULL; i++)
    {
      g_assert_cmpuint (i, <, json_array_get_length (faults));
      g_assert_cmpstr (yc_json_peek_string (json_array_get_object_element (faults, i), "place"), ==, places[i]);
    }
  g_assert_cmpuint (json_array_get_length (faults), ==, g_strv_length ((char **) places));
}

static const char *
version_in_force (World *world, YcSet set)
{
  return yc_reference_get_version (yc_hall_get_reference (world_hall (world)), set);
}

static void
assert_imported (World *world, const char *text)
{
  g_autoptr(YcReply) reply = import_one (world, text);

  world_assert_ok (reply);
}
