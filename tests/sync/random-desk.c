/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-node"

#include "config.h"

#include "random-desk.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/yc-decide.h"

/* Workstations of a run: a counter taken over is one of these. */
#define DESKS 3

DeskSeen desk_seen;


static gboolean
chance (Desk *desk, gint32 percent)
{
  return g_rand_int_range (desk->rand, 0, 100) < percent;
}

void
desk_begin (YcDb *db)
{
  g_autoptr(GError) error = NULL;

  yc_db_begin (db, &error);
  g_assert_no_error (error);
}

void
desk_commit (YcDb *db)
{
  g_autoptr(GError) error = NULL;

  yc_db_commit (db, &error);
  g_assert_no_error (error);
}

YcHall *
desk_get_hall (YcDb *db)
{
  g_autoptr(GError) error = NULL;
  YcHall *hall = yc_db_get_hall (db, &error);

  g_assert_no_error (error);
  return hall;
}

/* The node's side of a request is over: kept, or lost with the whole transaction. */
static gboolean
finish (Desk *desk, GError *error)
{
  g_assert_no_error (error);
  if (chance (desk, 6))
    {
      yc_db_rollback (desk->world->db);
      desk_seen.failed++;
      return FALSE;
    }
  world_end (desk->world);
  return TRUE;
}

static void
set_references (Desk *desk)
{
  static const char *const sets[] = { "policy", "queues", "counters", "groups", "reasons" };
  YcCaller caller = station_caller (desk->station);

  desk_begin (desk->db);
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autoptr(GBytes) document = NULL;
      g_autofree char *etag = NULL;
      g_autoptr(GError) error = NULL;
      YcReply *reply = yc_node_get_reference (desk->world->db, &caller, sets[i], &document, &etag, &error);

      g_assert_null (reply);
      yc_db_set_reference (desk->db, sets[i], g_bytes_get_data (document, NULL), g_bytes_get_size (document), &error);
      g_assert_no_error (error);
    }
  desk_commit (desk->db);
}

Desk *
desk_new (World *world, GRand *rand, int counter)
{
  Desk *desk = g_new0 (Desk, 1);
  g_autofree char *name = g_strdup_printf ("desk-%d.db", counter);
  g_autofree char *staff = NULL;
  g_autoptr(GError) error = NULL;

  desk->world = world;
  desk->rand = rand;
  desk->number = g_strdup_printf ("1000%d", counter);
  staff = world_add_staff (world, desk->number, counter == 1 ? "supervisor" : "clerk", "A,B");
  desk->station = station_new (world, "workstation", counter);
  desk->path = g_build_filename (world->dir, name, NULL);
  desk->db = yc_db_open (desk->path, NULL, &world->env.env, &error);
  g_assert_no_error (error);
  desk_begin (desk->db);
  yc_db_set_identity (desk->db, world->hall, desk->station->dev, FALSE, desk->station->key, &error);
  g_assert_no_error (error);
  desk_commit (desk->db);
  set_references (desk);
  return desk;
}

void
desk_free (Desk *desk)
{
  static const char *const ends[] = { "", "-wal", "-shm" };

  yc_db_close (desk->db);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (desk->path, ends[i], NULL);
      g_unlink (path);
    }
  station_free (desk->station);
  g_free (desk->number);
  g_free (desk->path);
  g_free (desk->key);
  g_free (desk->body);
  g_free (desk);
}

/* Lines from the node */

static void
ingest (Desk *desk, const char *line, gsize length, gint64 pos)
{
  g_autoptr(GError) error = NULL;

  yc_db_ingest (desk->db, line, length, pos, &error);
  g_assert_no_error (error);
}

static void
move_cursor (Desk *desk, gint64 after, gint64 next)
{
  if (after <= desk->cursor)
    desk->cursor = MAX (desk->cursor, next);
}

/* One page; FALSE when there is nothing new. */
gboolean
desk_pull (Desk *desk, guint limit)
{
  YcCaller caller = station_caller (desk->station);
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  gboolean any;
  YcFeedPage page;

  yc_node_read_feed (desk->world->db, &caller, desk->cursor, limit, 1, NULL, &page, &reply, &error);
  g_assert_no_error (error);
  if (reply != NULL)
    {
      g_assert_true (desk->revoked);
      world_assert_problem (reply, 403, "/problems/device-revoked");
      return FALSE;
    }
  desk_begin (desk->db);
  for (guint i = 0; i < page.lines->len; i++)
    {
      const YcLine *line = g_ptr_array_index (page.lines, i);
      ingest (desk, line->line, line->length, line->pos);
    }
  desk_commit (desk->db);
  any = page.next > desk->cursor;
  move_cursor (desk, desk->cursor, page.next);
  yc_feed_page_clear (&page);
  return any;
}

static void
take_answer (Desk *desk, gint64 after, JsonObject *body)
{
  JsonArray *lines = yc_json_get_array (body, "lines", NULL);

  desk_begin (desk->db);
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonArray *pair = json_array_get_array_element (lines, i);
      const char *line = json_array_get_string_element (pair, 1);

      ingest (desk, line, strlen (line), json_array_get_int_element (pair, 0));
    }
  desk_commit (desk->db);
  move_cursor (desk, after, yc_json_peek_int (body, "next"));
}

/* Pushing */

gint64
desk_own_seq (Desk *desk)
{
  g_autoptr(GError) error = NULL;
  char hash[YC_HASH_SIZE];
  gint64 seq;

  yc_db_get_tail (desk->db, desk->station->dev, &seq, hash, &error);
  g_assert_no_error (error);
  return seq;
}

void
desk_push (Desk *desk, guint limit)
{
  /* Sometimes lines that were acked before come again. */
  gint64 after = chance (desk, 20) ? MAX (0, desk->ack - 3) : desk->ack;
  g_autofree char *stream = g_strconcat ("dev:", desk->station->dev, NULL);
  YcCaller caller = station_caller (desk->station);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lines = yc_db_read_own (desk->db, after, limit, 1 << 20, &error);
  g_autoptr(YcHead) head = NULL;
  g_autofree char *head_text = NULL;
  g_autofree char *hash = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(YcReply) reply = NULL;
  const YcLine *last;

  g_assert_no_error (error);
  if (lines->len == 0)
    return;
  last = g_ptr_array_index (lines, lines->len - 1);
  hash = yc_hash_line (last->line, (gssize) last->length);
  head = yc_head_sign (stream, last->seq, hash, desk->station->key, &error);
  head_text = yc_head_format (head);
  body = yc_batch_write (lines);
  world_begin (desk->world);
  reply = yc_node_push (desk->world->db, &caller, stream, after + 1, lines->len, head_text, body, &error);
  if (!finish (desk, error) || chance (desk, 10))
    return;
  world_assert_ok (reply);
  g_assert_cmpint (yc_json_peek_int (reply->body, "ack"), >=, desk->ack);
  desk->ack = yc_json_peek_int (reply->body, "ack");
}

/* Commands */

static void
drop_command (Desk *desk)
{
  g_clear_pointer (&desk->key, g_free);
  g_clear_pointer (&desk->body, g_free);
}

static void
take_session (Desk *desk, JsonObject *result)
{
  Station *station = desk->station;

  g_free (station->token);
  g_free (station->session);
  g_free (station->staff);
  station->token = g_strdup (yc_json_peek_string (result, "token"));
  station->session = g_strdup (yc_json_peek_string (result, "session"));
  station->staff = g_strdup (yc_json_peek_string (result, "staff"));
}

static YcReply *
post (Desk *desk, const YcCommandHeaders *headers, GError **error)
{
  YcCaller caller = station_caller (desk->station);
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(GBytes) body = NULL;

  if (desk->sign_in)
    {
      object = world_json (desk->body);
      return yc_node_sign_in (desk->world->db, &caller, headers, object, TRUE, error);
    }
  body = g_bytes_new (desk->body, strlen (desk->body));
  return yc_node_command (desk->world->db, &caller, headers, body, error);
}

/* Sends the stored command; it stays until a definite answer came. */
static void
send_command (Desk *desk)
{
  YcCommandHeaders headers = { desk->key, desk->station->session, desk->needs, desk->cursor, 1, NULL, chance (desk, 5) };
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  world_begin (desk->world);
  reply = post (desk, &headers, &error);
  if (!finish (desk, error))
    return;
  if (chance (desk, 15))
    {
      desk_seen.lost++;
      return;
    }
  desk_seen.withdrawn += reply->body != NULL && g_strcmp0 (yc_json_peek_string (reply->body, "code"), "withdrawn") == 0;
  if (reply->status == 200)
    {
      if (desk->sign_in)
        take_session (desk, yc_json_get_object (reply->body, "result", NULL));
      take_answer (desk, headers.after, reply->body);
    }
  else if (g_strcmp0 (reply->problem, "/problems/behind") == 0)
    {
      desk_push (desk, 1000);
      return;
    }
  else if (reply->status == 403)
    g_assert_true (desk->revoked);
  else if (g_strcmp0 (reply->problem, "/problems/state") != 0)
    world_assert_problem (reply, 401, "/problems/session");
  drop_command (desk);
}

static void
store_command (Desk *desk, gboolean sign_in, char *body)
{
  desk->key = world_uuid (desk->world);
  desk->body = body;
  desk->needs = desk_own_seq (desk);
  desk->sign_in = sign_in;
}

/* A ticket this desk has heard of, or one that is nowhere. */
static char *
pick_ticket (Desk *desk)
{
  g_autoptr(GPtrArray) tickets = yc_hall_list_tickets (desk_get_hall (desk->db));
  const YcTicket *ticket;

  if (tickets->len == 0)
    return world_uuid (desk->world);
  ticket = g_ptr_array_index (tickets, g_rand_int_range (desk->rand, 0, (gint32) tickets->len));
  return g_strdup (ticket->id);
}

/* What a clerk would do next, most of the time. */
static const char *
guess_command (Desk *desk)
{
  YcHall *hall = desk_get_hall (desk->db);
  const YcCounter *counter = yc_hall_get_counter (hall, desk->station->counter);

  if (counter->state == YC_COUNTER_CLOSED || g_strcmp0 (counter->session, desk->station->session) != 0)
    return "open-counter";
  return "call-next";
}

static char *
make_plain (const char *name)
{
  return g_strdup_printf ("{\"command\":\"%s\",\"args\":{}}", name);
}

static void
make_command (Desk *desk)
{
  static const char *const with_ticket[] = { "call", "call", "restore", "restore", "take-over", "cancel", "check-in" };
  g_autofree char *ticket = pick_ticket (desk);
  gint32 dice = g_rand_int_range (desk->rand, 0, 100);

  if (dice < 65)
    store_command (desk, FALSE, make_plain (guess_command (desk)));
  else if (dice < 72)
    store_command (desk, FALSE, make_plain (dice < 69 ? "close-counter" : "sign-out"));
  else if (dice < 80)
    store_command (desk, FALSE, g_strdup_printf ("{\"command\":\"issue\",\"args\":{\"queue\":\"%s\",\"call\":%s}}",
                                                 chance (desk, 50) ? "A" : "B", chance (desk, 70) ? "true" : "false"));
  else if (dice < 84)
    store_command (desk, FALSE, g_strdup_printf ("{\"command\":\"take-over\",\"args\":{\"counter\":%d}}",
                                                 g_rand_int_range (desk->rand, 1, DESKS + 1)));
  else
    store_command (desk, FALSE, g_strdup_printf ("{\"command\":\"%s\",\"args\":{\"ticket\":\"%s\",\"reason\":\"cancel.visitor\"}}",
                                                 with_ticket[g_rand_int_range (desk->rand, 0, G_N_ELEMENTS (with_ticket))],
                                                 ticket));
}

static void
command (Desk *desk)
{
  const YcSession *session = yc_hall_get_device_session (desk_get_hall (desk->db), desk->station->dev);

  if (desk->key == NULL && (session == NULL || desk->station->token == NULL || chance (desk, 3)))
    store_command (desk, TRUE, g_strdup_printf ("{'number':'%s'}", desk->number));
  else if (desk->key == NULL)
    make_command (desk);
  send_command (desk);
}

/* Local acts */

static JsonObject *
make_args (Desk *desk)
{
  static const char *const args[] = {
    "{}", "{'reason':'pass.absent'}", "{'reason':'pass.later'}", "{'reason':'hold.copy'}", "{'reason':'pause.meal'}",
    "{'reason':'idle'}", "{'queue':'A'}", "{'queue':'B','keep_place':true}", "{'counter':2,'must_return':true}",
    "{'counter':1}", "{'result':'finished'}", "{'result':'consulted','topic':'topic.fees'}", "{'outcome':'abandoned'}",
  };
  JsonObject *object = world_json (args[g_rand_int_range (desk->rand, 0, G_N_ELEMENTS (args))]);
  g_autofree char *ticket = pick_ticket (desk);

  json_object_set_string_member (object, "ticket", ticket);
  return object;
}

static void
append (Desk *desk, const YcDecision *decision, const YcSession *session)
{
  g_autofree char *actor = g_strconcat ("staff/", session->staff, NULL);
  g_autofree char *id = g_strdup (session->id);
  int counter = session->counter;

  desk_begin (desk->db);
  for (guint i = 0; i < decision->events->len; i++)
    {
      YcEvent *event = g_ptr_array_index (decision->events, i);
      g_autoptr(GError) error = NULL;

      g_free (event->actor);
      event->actor = g_strdup (actor);
      g_free (event->session);
      event->session = g_strdup (id);
      event->counter = counter;
      yc_db_append (desk->db, event, &error);
      g_assert_no_error (error);
    }
  desk_commit (desk->db);
}

/* One try; TRUE when it was allowed and written. */
static gboolean
try_act (Desk *desk, YcVerb verb)
{
  YcHall *hall = desk_get_hall (desk->db);
  const YcSession *session = yc_hall_get_device_session (hall, desk->station->dev);
  g_autoptr(JsonObject) args = make_args (desk);
  g_auto(YcDecision) decision = { NULL, NULL };
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  YcAsk ask = { 0 };

  if (session == NULL)
    return FALSE;
  ask.device = desk->station->dev;
  ask.session = session->id;
  ask.now = ask.mono = desk->world->env.wall;
  ask.uuids = yc_db_get_uuids (desk->db);
  ask.env = &desk->world->env.env;
  if (!yc_decide (hall, verb, args, &ask, &decision, &refusal))
    return FALSE;
  append (desk, &decision, session);
  return decision.events->len > 0;
}

static void
act (Desk *desk)
{
  for (guint i = 0; i < 40; i++)
    {
      YcVerb verb = (YcVerb) g_rand_int_range (desk->rand, YC_VERB_RECALL, YC_VERB_PRINTED);

      /* What is always allowed, and stops everything else, is done less often. */
      if ((verb == YC_VERB_LOCK || verb == YC_VERB_PAUSE) && !chance (desk, 10))
        continue;
      if (try_act (desk, verb))
        return;
    }
}

void
desk_step (Desk *desk)
{
  gint32 dice = g_rand_int_range (desk->rand, 0, 100);

  if (dice < 40)
    act (desk);
  else if (dice < 70)
    command (desk);
  else if (dice < 85)
    desk_push (desk, (guint) g_rand_int_range (desk->rand, 1, 8));
  else
    desk_pull (desk, (guint) g_rand_int_range (desk->rand, 1, 20));
}
