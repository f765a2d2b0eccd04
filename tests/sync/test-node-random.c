/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-node-random"

#include "config.h"

#include "random-desk.h"

#include <string.h>

/* Three workstations with journals of their own act at random on what they have folded. Pushes and pulls come late, answers are
 * lost, batches come twice, the node's transactions fail; in some runs a workstation is replaced in the middle, or a clerk
 * disabled. */

#define DESKS 3
#define STEPS 300
#define SEEDS 20

/* The end: everybody is heard, then everybody agrees. */

static void
settle (Desk **desks)
{
  for (guint round = 0; round < 100; round++)
    {
      for (guint i = 0; i < DESKS; i++)
        desk_push (desks[i], 1000);
    }
  for (guint i = 0; i < DESKS; i++)
    {
      g_assert_cmpint (desks[i]->ack, ==, desk_own_seq (desks[i]));
      while (desk_pull (desks[i], 500))
        ;
    }
}

/* Every own line is at the node once: under its number with its hash, and either in the feed or in quarantine. */
static void
check_lines (Desk *desk, GHashTable *in_feed, GHashTable *quarantined)
{
  gint64 last = desk_own_seq (desk);

  for (gint64 n = 1; n <= last; n++)
    {
      g_autofree char *id = g_strdup_printf ("%s/%" G_GINT64_FORMAT, desk->station->dev, n);
      char own[YC_HASH_SIZE];
      char held[YC_HASH_SIZE];
      g_autoptr(GError) error = NULL;
      gboolean found;

      g_assert_true (yc_db_get_line_hash (desk->db, desk->station->dev, n, own, &found, &error) && found);
      g_assert_true (yc_db_get_line_hash (desk->world->db, desk->station->dev, n, held, &found, &error) && found);
      g_assert_cmpstr (held, ==, own);
      g_assert_cmpint (g_hash_table_contains (in_feed, id) + g_hash_table_contains (quarantined, id), ==, 1);
      g_assert_true (desk->revoked || g_hash_table_contains (in_feed, id));
    }
}

static void
read_feed (World *world, GHashTable *in_feed, GHashTable *quarantined)
{
  g_autoptr(GError) error = NULL;
  gint64 next;
  g_autoptr(GPtrArray) lines = yc_db_read_feed (world->db, 0, 100000, 1 << 30, FALSE, &next, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < lines->len; i++)
    {
      const YcLine *line = g_ptr_array_index (lines, i);
      g_autoptr(YcEvent) event = yc_event_read (line->line, line->length, &error);
      char *id = g_strdup_printf ("%s/%" G_GINT64_FORMAT, event->dev, event->seq);

      g_assert_cmpint (line->pos, ==, i + 1);
      g_assert_true (g_hash_table_add (in_feed, id));
      if (event->type == YC_EVENT_EVENT_QUARANTINED)
        g_assert_true (g_hash_table_add (quarantined, g_strdup (yc_json_peek_string (event->data, "event"))));
    }
}

static void
check_same (Desk *desk)
{
  g_autoptr(GPtrArray) tickets = yc_hall_list_tickets (world_hall (desk->world));

  for (guint i = 0; i < tickets->len; i++)
    {
      const YcTicket *theirs = g_ptr_array_index (tickets, i);
      g_autofree char *subject = g_strconcat ("ticket/", theirs->id, NULL);
      g_autoptr(GError) error = NULL;
      const YcTicket *ours;

      yc_db_load_subject (desk->db, subject, &error);
      g_assert_no_error (error);
      ours = yc_hall_get_ticket (desk_get_hall (desk->db), theirs->id);
      g_assert_nonnull (ours);
      g_assert_cmpint (ours->state, ==, theirs->state);
      g_assert_cmpint (ours->outcome, ==, theirs->outcome);
      g_assert_cmpint (ours->counter, ==, theirs->counter);
      g_assert_cmpstr (ours->session, ==, theirs->session);
      g_assert_cmpstr (ours->queue, ==, theirs->queue);
      g_assert_cmpint (ours->place, ==, theirs->place);
      g_assert_cmpint (ours->to_counter, ==, theirs->to_counter);
      g_assert_cmpint (ours->back_to, ==, theirs->back_to);
      g_assert_cmpint (ours->last_pos, ==, theirs->last_pos);
    }
}

static void
add_queue (World *world)
{
  static const char queues[] =
    "{\"set\":\"queues\",\"version\":\"2\",\"effective_from\":\"2026-11-24\",\"items\":["
    "{\"letter\":\"A\",\"zh\":\"甲\",\"en\":\"a\",\"order\":1},{\"letter\":\"B\",\"zh\":\"乙\",\"en\":\"b\",\"order\":2}]}";
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) reply = NULL;

  g_ptr_array_add (documents, g_bytes_new_static (queues, sizeof queues - 1));
  world_begin (world);
  reply = yc_node_import (world->db, &world_local, documents, &error);
  g_assert_no_error (error);
  world_end (world);
  world_assert_ok (reply);
}

/* Somebody puts another computer at the last counter. */
static Station *
replace_desk (World *world, Desk *desk)
{
  g_autofree char *subject = g_strconcat ("device/", desk->station->dev, NULL);
  g_autoptr(YcEvent) event = yc_event_new (YC_EVENT_DEVICE_REVOKED, subject);
  g_autoptr(GError) error = NULL;

  json_object_set_string_member (event->data, "reason", "replaced");
  g_free (event->actor);
  event->actor = g_strconcat ("device/", world->dev, NULL);
  desk_begin (world->db);
  yc_db_append (world->db, event, &error);
  g_assert_no_error (error);
  desk_commit (world->db);
  desk->revoked = TRUE;
  return station_new (world, "workstation", DESKS);
}

/* Somebody stops working here while she sits at her counter. */
static void
disable_clerk (World *world, Desk *desk)
{
  g_autofree char *text = g_strdup_printf ("{'act':'disable','number':'%s'}", desk->number);
  g_autoptr(JsonObject) body = world_json (text);
  g_autoptr(GError) error = NULL;
  g_autoptr(YcReply) reply = NULL;

  world_begin (world);
  reply = yc_node_staff (world->db, &world_local, body, &error);
  g_assert_no_error (error);
  world_end (world);
  world_assert_ok (reply);
}

static guint
run (guint32 seed)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr(GHashTable) in_feed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) quarantined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(Station) heir = NULL;
  Desk *desks[DESKS];
  guint lines = 0;

  world->env.state = seed;
  add_queue (world);
  for (int i = 0; i < DESKS; i++)
    desks[i] = desk_new (world, rand, i + 1);
  for (guint i = 0; i < STEPS; i++)
    {
      world->env.wall += g_rand_int_range (rand, 1, 20000);
      if (g_rand_int_range (rand, 0, 5) == 0)
        g_free (world_issue (world, g_rand_boolean (rand) ? "A" : "B"));
      if (seed % 4 == 0 && i == STEPS / 2)
        heir = replace_desk (world, desks[DESKS - 1]);
      if (seed % 4 == 2 && i == STEPS / 2)
        disable_clerk (world, desks[1]);
      desk_step (desks[g_rand_int_range (rand, 0, DESKS)]);
    }
  settle (desks);
  read_feed (world, in_feed, quarantined);
  for (guint i = 0; i < DESKS; i++)
    {
      check_lines (desks[i], in_feed, quarantined);
      if (!desks[i]->revoked)
        check_same (desks[i]);
      lines += (guint) desk_own_seq (desks[i]);
      desk_free (desks[i]);
    }
  desk_seen.runs++;
  desk_seen.superseded += world_count (world, "event.superseded");
  desk_seen.flagged += world_count (world, "event.flagged");
  desk_seen.quarantined += world_count (world, "event.quarantined");
  world_verify (world);
  return lines;
}

static void
test_random (gconstpointer data)
{
  guint32 seed = GPOINTER_TO_UINT (data);
  guint lines = run (seed);

  g_test_message ("seed %u: %u lines of workstations", seed, lines);
  g_assert_cmpuint (lines, >, 10);
}

static void
test_seen (void)
{
  g_test_message ("%u runs: %u superseded, %u flagged, %u quarantined, %u failed, %u answers lost, %u withdrawn", desk_seen.runs,
                  desk_seen.superseded, desk_seen.flagged, desk_seen.quarantined, desk_seen.failed, desk_seen.lost, desk_seen.withdrawn);
  if (desk_seen.runs < SEEDS)
    {
      g_test_skip ("not all runs were made");
      return;
    }
  g_assert_cmpuint (desk_seen.superseded, >, 0);
  g_assert_cmpuint (desk_seen.flagged, >, 0);
  g_assert_cmpuint (desk_seen.quarantined, >, 0);
  g_assert_cmpuint (desk_seen.failed, >, 0);
  g_assert_cmpuint (desk_seen.lost, >, 0);
  g_assert_cmpuint (desk_seen.withdrawn, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint seed = 1; seed <= SEEDS; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/node/random/%02u", seed);
      g_test_add_data_func (path, GUINT_TO_POINTER (seed), test_random);
    }
  g_test_add_func ("/node/random/seen", test_seen);
  return g_test_run ();
}
