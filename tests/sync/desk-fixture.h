/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "desk-world.h"
#include "sync/yc-desk-private.h"

/* The desk against the real node, both on their databases, without a network between them. */

typedef struct
{
  World *world;
  Desk *desk;
} Fixture;

static G_GNUC_UNUSED void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *staff = NULL;

  fixture->world = world_new ();
  staff = world_add_staff (fixture->world, "1001", "clerk", "A");
  fixture->desk = desk_new (fixture->world, 1);
}

static G_GNUC_UNUSED void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  desk_free (fixture->desk);
  world_free (fixture->world);
}

/* Signed in, counter open, nothing called. */
static G_GNUC_UNUSED Desk *
at_work (Fixture *fixture)
{
  Desk *desk = fixture->desk;

  desk_pull (desk);
  desk_sign_in (desk, "1001");
  desk_do (desk, YC_VERB_OPEN_COUNTER, NULL);
  return desk;
}

static G_GNUC_UNUSED void
assert_refused (Desk          *desk,
                YcVerb         local,
                YcVerb         command,
                YcRefusalCode  code)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  g_assert_false (desk_press (desk, local, NULL, command, NULL, &refusal));
  g_assert_cmpstr (yc_refusal_code_to_string (refusal.code), ==, yc_refusal_code_to_string (code));
}

static G_GNUC_UNUSED void
assert_may_not (const YcDeskView *view,
                YcVerb            verb,
                gboolean          reachable,
                YcRefusalCode     code)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  g_assert_false (yc_desk_may (view, verb, reachable, &refusal));
  g_assert_cmpstr (yc_refusal_code_to_string (refusal.code), ==, yc_refusal_code_to_string (code));
}

static G_GNUC_UNUSED void
assert_may (const YcDeskView *view,
            YcVerb            verb)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  if (!yc_desk_may (view, verb, TRUE, &refusal))
    g_error ("%s: %s", yc_verb_to_string (verb), yc_refusal_code_to_string (refusal.code));
}

static G_GNUC_UNUSED gint64
own_seq (Desk *desk)
{
  char hash[YC_HASH_SIZE];
  gint64 seq = 0;

  g_assert_true (yc_db_get_tail (desk->db, desk->station->dev, &seq, hash, NULL));
  return seq;
}

static G_GNUC_UNUSED YcStoredCommand *
get_command (Desk *desk)
{
  g_autoptr(GError) error = NULL;
  YcStoredCommand *command = NULL;

  yc_desk_get_command (desk->db, &command, &error);
  g_assert_no_error (error);
  return command;
}
