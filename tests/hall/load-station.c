/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "load-station"

#include "config.h"

#include "load-station.h"

#include <string.h>

#include "core/yc-json.h"
#include "sync/yc-desk-private.h"

/* A clerk between two presses. */
#define THINK_MAX_MS 30
/* Nobody waits, or the node is away: look again after so long. */
#define LOOK_AGAIN_MS 200
/* A command that has no answer for so long is given up by some. */
#define PATIENCE_MS 400

struct _LoadStation
{
  LoadDevice *device;    /* borrowed */
  LoadScene *scene;      /* borrowed */
  char *url;
  char *number;
  char *pin;
  char *path;
  char *key_pem;
  YcStore *store;        /* owned */
  YcLink *link;          /* owned */
  GRand *rand;           /* owned; of the worker while a step runs */
  YcDeskMemory memory;   /* of the worker */
  LoadTold told;
  LoadAcked acked;
  gpointer user_data;
  char *answer;          /* owned: key of the last answer told */
  gint64 told_ack;
  guint timer;
  gboolean stepping;
  gboolean signing_in;
  gboolean has_session;
  gboolean is_open;
  gint64 waiting_since;  /* monotonic µs of the press of the command in flight */
  guint n_dry;
  guint dry_moves;       /* scene->n_moves when n_dry began */
  gboolean stopped;
  gboolean closed;
};

/* What one look at the desk finds and does; on the worker. */
typedef struct
{
  LoadStation *station;  /* borrowed */
  YcRefusal refusal;
  gboolean needs_sign_in;
  gboolean open;
  gboolean pressed_local;
  gboolean pressed_command;
  gboolean in_flight;
  gboolean idle;         /* nothing in hand, held, unsent or asked for */
  gint64 ack;
  char *key;             /* of the newest answer, with what came of it */
  char *verb;
  char *code;
  char *ticket;
} Step;

static void
step_free (Step *step)
{
  yc_refusal_clear (&step->refusal);
  g_free (step->key);
  g_free (step->verb);
  g_free (step->code);
  g_free (step->ticket);
  g_free (step);
}

static gboolean
chance (LoadStation *self,
        gint32       percent)
{
  return g_rand_int_range (self->rand, 0, 100) < percent;
}

static gboolean
read_answer (YcDb    *db,
             Step    *step,
             GError **error)
{
  g_autoptr(JsonObject) answer = NULL;
  JsonObject *result = NULL;

  if (!yc_desk_read_meta (db, YC_META_ANSWER, &answer, error))
    return FALSE;
  if (answer == NULL)
    return TRUE;
  step->key = g_strdup (yc_json_peek_string (answer, "key"));
  step->verb = g_strdup (yc_json_peek_string (answer, "verb"));
  step->code = g_strdup (json_object_has_member (answer, "code") ? yc_json_peek_string (answer, "code") : "");
  if (json_object_has_member (answer, "result"))
    result = yc_json_get_object (answer, "result", NULL);
  if (result != NULL && json_object_has_member (result, "ticket")
      && JSON_NODE_HOLDS_VALUE (json_object_get_member (result, "ticket")))
    step->ticket = g_strdup (yc_json_peek_string (result, "ticket"));
  return TRUE;
}

static JsonObject *
args_new (const char *name,
          const char *value)
{
  JsonObject *args = json_object_new ();

  if (name != NULL)
    json_object_set_string_member (args, name, value);
  return args;
}

static JsonObject *
transfer_args (LoadStation *self)
{
  JsonObject *args = json_object_new ();
  gboolean to_counter = chance (self, 30);

  if (to_counter)
    json_object_set_int_member (args, "counter", self->device->counter == 1 ? 2 : 1);
  else
    json_object_set_string_member (args, "queue", chance (self, 50) ? "A" : "B");
  json_object_set_boolean_member (args, "keep_place", chance (self, 50));
  /* Sent to a counter and back to this one: ends only here. Only the first counter is sure to be a whole workstation, which knows that. */
  json_object_set_boolean_member (args, "must_return", to_counter && self->device->counter != 1 && chance (self, 50));
  return args;
}

static JsonObject *
end_args (LoadStation *self)
{
  if (chance (self, 10))
    return args_new ("outcome", "abandoned");
  return args_new ("result", "finished");
}

/* What to do with the ticket in hand. */
static void
choose_visit (LoadStation    *self,
              const YcTicket *ticket,
              YcAct          *local,
              YcAct          *command)
{
  /* One that must come back goes nowhere else: a light clerk who got it could not end it. */
  gboolean is_plain = g_atomic_int_get (&self->scene->draining) || ticket->back_to != 0;
  gint32 draw = is_plain ? 99 : g_rand_int_range (self->rand, 0, 100);

  if (ticket->state == YC_TICKET_CALLED)
    {
      if (draw < 4)
        *local = (YcAct) { YC_VERB_RECALL, NULL };
      else if (draw < 8)
        *local = (YcAct) { YC_VERB_PASS, args_new ("reason", "pass.absent") };
      else if (draw < 11)
        *local = (YcAct) { YC_VERB_PASS, args_new ("reason", "pass.later") };
      else if (draw < 14)
        *local = (YcAct) { YC_VERB_RETURN, NULL };
      else if (draw < 17)
        *local = (YcAct) { YC_VERB_TRANSFER, transfer_args (self) };
      else
        *local = (YcAct) { YC_VERB_START, NULL };
      return;
    }
  if (draw < 10)
    *local = (YcAct) { YC_VERB_HOLD, NULL };
  else if (draw < 15)
    *local = (YcAct) { YC_VERB_TRANSFER, transfer_args (self) };
  else if (draw < 18)
    *local = (YcAct) { YC_VERB_RETURN, NULL };
  else
    *local = (YcAct) { YC_VERB_END, end_args (self) };
  /* F2 on a decided visit: both in one press. */
  if (local->verb == YC_VERB_END && chance (self, 50))
    *command = (YcAct) { YC_VERB_CALL_NEXT, NULL };
}

/* A ticket this session passed or transferred last, to be undone; NULL when there is none. */
static const YcTicket *
find_undo (YcHall     *hall,
           const char *session)
{
  g_autoptr(GPtrArray) tickets = yc_hall_list_tickets (hall);

  for (guint i = 0; i < tickets->len; i++)
    {
      const YcTicket *ticket = g_ptr_array_index (tickets, i);

      if (ticket->last_type == YC_EVENT_TICKET_PASSED && ticket->state == YC_TICKET_ENDED
          && g_strcmp0 (ticket->last_session, session) == 0)
        return ticket;
    }
  return NULL;
}

/* What to do at a free counter. */
static void
choose_free (LoadStation *self,
             YcHall      *hall,
             const char  *session,
             YcAct       *local,
             YcAct       *command)
{
  g_autoptr(GPtrArray) held = yc_hall_list_held (hall, self->device->counter);
  const GPtrArray *waiting = yc_hall_get_waiting (hall);
  const YcTicket *undo = NULL;

  if (held->len > 0 && (g_atomic_int_get (&self->scene->draining) || held->len > 2 || chance (self, 40)))
    {
      const YcTicket *ticket = g_ptr_array_index (held, 0);

      *local = (YcAct) { YC_VERB_RESUME, args_new ("ticket", ticket->id) };
      return;
    }
  if (!g_atomic_int_get (&self->scene->draining) && chance (self, 10) && (undo = find_undo (hall, session)) != NULL)
    *command = (YcAct) { YC_VERB_RESTORE, args_new ("ticket", undo->id) };
  else if (!g_atomic_int_get (&self->scene->draining) && waiting->len > 0 && chance (self, 10))
    *command = (YcAct) { YC_VERB_CALL, args_new ("ticket", ((const YcTicket *) g_ptr_array_index (waiting, 0))->id) };
  else
    *command = (YcAct) { YC_VERB_CALL_NEXT, NULL };
}

static gboolean
has_bootstrapped (YcDb *db)
{
  g_autoptr(GBytes) value = NULL;

  return yc_db_get_meta (db, YC_META_BOOTSTRAP, &value, NULL) && value != NULL;
}

/* TRUE: local and command say what to press; both NONE when there is nothing to do now. */
static gboolean
choose (YcDb    *db,
        Step    *step,
        YcAct   *local,
        YcAct   *command,
        GError **error)
{
  LoadStation *self = step->station;
  YcHall *hall = yc_db_get_hall (db, error);
  const YcSession *session = NULL;
  const YcCounter *counter = NULL;
  const YcTicket *current = NULL;

  if (hall == NULL)
    return FALSE;
  session = yc_hall_get_device_session (hall, yc_db_get_dev (db));
  counter = yc_hall_get_counter (hall, self->device->counter);
  step->needs_sign_in = session == NULL;
  step->open = session != NULL && counter != NULL && counter->state == YC_COUNTER_OPEN
               && g_str_equal (counter->session, session->id);
  if (session == NULL || step->in_flight)
    return TRUE;
  if (!step->open)
    {
      if (has_bootstrapped (db))
        *command = (YcAct) { YC_VERB_OPEN_COUNTER, NULL };
      return TRUE;
    }
  if (!g_atomic_int_get (&self->scene->racing))
    return TRUE;
  current = yc_hall_get_current (hall, self->device->counter);
  if (current != NULL)
    choose_visit (self, current, local, command);
  else
    choose_free (self, hall, session->id, local, command);
  return TRUE;
}

static gboolean
is_nothing_left (YcDb    *db,
                 Step    *step,
                 YcAct   *local,
                 GError **error)
{
  YcPeer peer = { 0 };
  gint64 seq = 0;
  char hash[65];

  if (!yc_db_get_peer (db, &peer, error) || !yc_db_get_tail (db, yc_db_get_dev (db), &seq, hash, error))
    return FALSE;
  step->ack = peer.ack;
  step->idle = seq == peer.ack && !step->in_flight && local->verb == YC_VERB_NONE && step->open;
  return TRUE;
}

static gboolean
step_job (YcDb     *db,
          gpointer  data,
          GError  **error)
{
  Step *step = data;
  LoadStation *self = step->station;
  g_autoptr(JsonObject) stored = NULL;
  YcAct local = { YC_VERB_NONE, NULL };
  YcAct command = { YC_VERB_NONE, NULL };
  gboolean ok = TRUE;

  if (!read_answer (db, step, error) || !yc_desk_read_meta (db, YC_META_COMMAND, &stored, error))
    return FALSE;
  step->in_flight = stored != NULL;
  if (!choose (db, step, &local, &command, error) || !is_nothing_left (db, step, &local, error))
    return FALSE;

  if (step->in_flight && self->waiting_since != 0 && !g_atomic_int_get (&self->scene->draining)
      && g_get_monotonic_time () - self->waiting_since > PATIENCE_MS * 1000 && chance (self, 20))
    return yc_desk_withdraw (db, error);

  if (local.verb != YC_VERB_NONE || command.verb != YC_VERB_NONE)
    {
      ok = yc_desk_press (db, local.verb != YC_VERB_NONE ? &local : NULL, command.verb != YC_VERB_NONE ? &command : NULL,
                          &self->memory, &step->refusal, error);
      step->pressed_local = ok && local.verb != YC_VERB_NONE;
      step->pressed_command = ok && command.verb != YC_VERB_NONE;
      ok = ok || step->refusal.code != YC_REFUSAL_NONE;
    }
  g_clear_pointer (&local.args, json_object_unref);
  g_clear_pointer (&command.args, json_object_unref);
  return ok;
}

/* In the main context */

static void begin_step (LoadStation *self);

static gboolean
on_timer_cb (gpointer user_data)
{
  LoadStation *self = user_data;

  self->timer = 0;
  begin_step (self);
  return G_SOURCE_REMOVE;
}

static void
step_later (LoadStation *self,
            guint        ms)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (!self->stopped)
    self->timer = g_timeout_add (ms, on_timer_cb, self);
}

static void
on_signed_in_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  LoadStation *self = user_data;
  g_autoptr(GError) error = NULL;
  YcSignIn sign_in = { 0 };

  self->signing_in = FALSE;
  if (!yc_link_sign_in_finish (YC_LINK (source), result, &sign_in, &error))
    g_message ("Counter %d: signing in: %s", self->device->counter, error->message);
  else if (sign_in.ok)
    yc_link_set_token (self->link, sign_in.token);
  else if (!sign_in.unreachable)
    g_error ("Counter %d: signing in was refused: %s", self->device->counter, yc_refusal_code_to_string (sign_in.refusal.code));
  self->has_session = sign_in.ok;
  yc_sign_in_clear (&sign_in);
  step_later (self, LOOK_AGAIN_MS);
}

static void
sign_in (LoadStation *self)
{
  if (self->signing_in)
    return;
  self->signing_in = TRUE;
  yc_link_sign_in_async (self->link, self->number, self->pin, NULL, on_signed_in_cb, self);
}

/* Tells a new answer; TRUE when it says that nobody waits. */
static gboolean
tell (LoadStation *self,
      Step        *step)
{
  gboolean is_new = step->key != NULL && g_strcmp0 (step->key, self->answer) != 0;

  if (step->ack > self->told_ack)
    {
      self->told_ack = step->ack;
      self->acked (self->device->dev, step->ack, self->user_data);
    }
  if (!is_new)
    return FALSE;

  g_free (self->answer);
  self->answer = g_strdup (step->key);
  self->waiting_since = step->pressed_command ? g_get_monotonic_time () : 0;
  self->told (step->key, step->verb, step->code, step->ticket != NULL ? step->ticket : "", self->user_data);
  if (step->ticket != NULL)
    self->scene->n_moves++;
  return g_str_equal (step->verb, "call-next") && *step->code == '\0' && step->ticket == NULL;
}

static void
count_dry (LoadStation *self,
           gboolean     found_nobody,
           Step        *step)
{
  if (step->pressed_local)
    self->scene->n_moves++;
  if (self->dry_moves != self->scene->n_moves)
    {
      self->dry_moves = self->scene->n_moves;
      self->n_dry = 0;
      return;
    }
  if (found_nobody && step->idle)
    self->n_dry++;
}

static void
on_stepped_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  LoadStation *self = user_data;
  g_autoptr(GError) error = NULL;
  Step *step = yc_store_run_finish (YC_STORE (source), result, &error);
  gboolean found_nobody = FALSE;

  self->stepping = FALSE;
  if (self->stopped)
    return;
  if (step == NULL)
    g_error ("Counter %d: %s", self->device->counter, error->message);

  self->is_open = step->open;
  if (step->pressed_command)
    self->waiting_since = g_get_monotonic_time ();
  found_nobody = tell (self, step);
  count_dry (self, found_nobody, step);
  if (step->pressed_local || step->pressed_command || step->in_flight)
    yc_link_poke (self->link);
  if (step->needs_sign_in || !self->has_session)
    sign_in (self);

  if (step->in_flight || step->pressed_command || found_nobody || !g_atomic_int_get (&self->scene->racing))
    step_later (self, LOOK_AGAIN_MS);
  else
    step_later (self, (guint) g_random_int_range (0, THINK_MAX_MS));
}

static void
begin_step (LoadStation *self)
{
  Step *step = NULL;

  if (self->stepping || self->signing_in || self->stopped)
    return;
  self->stepping = TRUE;
  step = g_new0 (Step, 1);
  step->station = self;
  yc_store_run_async (self->store, YC_LANE_COMMAND, step_job, step, (GDestroyNotify) step_free, NULL, on_stepped_cb, self);
}

static void
on_answered_cb (LoadStation *self)
{
  step_later (self, 0);
}

static void
on_status_cb (LoadStation *self)
{
  YcSyncStatus status = { 0 };

  yc_link_get_status (self->link, &status);
  if (status.state == YC_LINK_REFUSED)
    g_error ("Counter %d: the node refuses this device: %s", self->device->counter, status.problem);
  if (status.session_ended)
    self->has_session = FALSE;
}

static gboolean
identity_job (YcDb     *db,
              gpointer  data,
              GError  **error)
{
  LoadStation *self = data;

  return yc_db_set_identity (db, self->device->found->hall, self->device->dev, FALSE, self->device->key, error);
}

static void
on_identity_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  LoadStation *self = user_data;
  g_autoptr(GError) error = NULL;
  YcLinkConfig config = {
    .url = self->url,
    .hall = self->device->found->hall,
    .dev = self->device->dev,
    .ca_pem = self->device->found->ca_pem,
    .cert_pem = self->device->cert_pem,
  };

  if (yc_store_run_finish (YC_STORE (source), result, &error) == NULL)
    g_error ("%s: %s", self->path, error->message);
  self->key_pem = yc_key_to_pem (self->device->key, &error);
  g_assert_no_error (error);
  config.key_pem = self->key_pem;
  self->link = yc_link_new (&config, self->store, self->device->env);
  g_signal_connect_swapped (self->link, "answered", G_CALLBACK (on_answered_cb), self);
  g_signal_connect_swapped (self->link, "status-changed", G_CALLBACK (on_status_cb), self);
  yc_link_start (self->link);
  step_later (self, 0);
}

static void
on_opened_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  LoadStation *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!yc_store_open_finish (YC_STORE (source), result, &error))
    g_error ("%s: %s", self->path, error->message);
  yc_store_run_async (self->store, YC_LANE_COMMAND, identity_job, self, NULL, NULL, on_identity_cb, self);
}

LoadStation *
load_station_new (LoadDevice *device,
                  const char *url,
                  const char *dir,
                  const char *number,
                  const char *pin,
                  guint32     seed,
                  LoadScene  *scene)
{
  LoadStation *self = g_new0 (LoadStation, 1);

  self->device = device;
  self->scene = scene;
  self->url = g_strdup (url);
  self->path = g_strdup_printf ("%s/station-%d.db", dir, device->counter);
  self->number = g_strdup (number);
  self->pin = g_strdup (pin);
  self->rand = g_rand_new_with_seed (seed);
  self->store = yc_store_new (device->env);
  return self;
}

void
load_station_set_told (LoadStation *self,
                       LoadTold     told,
                       LoadAcked    acked,
                       gpointer     user_data)
{
  self->told = told;
  self->acked = acked;
  self->user_data = user_data;
}

void
load_station_start (LoadStation *self)
{
  yc_store_open_async (self->store, self->path, NULL, on_opened_cb, self);
}

gboolean
load_station_is_open (LoadStation *self)
{
  return self->is_open;
}

guint
load_station_n_dry (LoadStation *self)
{
  return self->dry_moves == self->scene->n_moves ? self->n_dry : 0;
}

static void
on_closed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  LoadStation *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!yc_store_close_finish (YC_STORE (source), result, &error))
    g_error ("%s: %s", self->path, error->message);
  self->closed = TRUE;
}

void
load_station_free (LoadStation *self)
{
  self->stopped = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  yc_link_stop (self->link);
  g_signal_handlers_disconnect_by_data (self->link, self);
  yc_store_close_async (self->store, on_closed_cb, self);
  while (!self->closed || self->stepping || self->signing_in)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&self->link);
  g_clear_object (&self->store);
  g_rand_free (self->rand);
  g_free (self->answer);
  g_free (self->key_pem);
  g_free (self->number);
  g_free (self->pin);
  g_free (self->path);
  g_free (self->url);
  g_free (self);
}
