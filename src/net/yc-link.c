/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-link"

#include "config.h"

#include "net/yc-link.h"

#include "net/yc-link-private.h"
#include "vault/yc-secret.h"

/* Until policy has been read: those of the shipped set. */
#define LONG_POLL_S 10
#define RECONNECT_JITTER_MS (5 * 1000)
/* How long to wait when the record here could not be read at the start. */
#define START_AGAIN_S 5

G_DEFINE_FINAL_TYPE (YcLink, yc_link, G_TYPE_OBJECT)

enum
{
  STATUS_CHANGED,
  ANSWERED,
  RENEWED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Operations */

YcLinkOp *
yc_link_op_new (YcLink             *self,
                const YcSyncAction *action)
{
  YcLinkOp *op = g_new0 (YcLinkOp, 1);

  g_ref_count_init (&op->refs);
  op->link = g_object_ref (self);
  op->dev = g_strdup (self->dev);
  op->action = *action;
  return op;
}

YcLinkOp *
yc_link_op_ref (YcLinkOp *op)
{
  g_ref_count_inc (&op->refs);
  return op;
}

void
yc_link_op_unref (YcLinkOp *op)
{
  if (!g_ref_count_dec (&op->refs))
    return;

  g_clear_pointer (&op->lines, g_ptr_array_unref);
  g_clear_pointer (&op->command, yc_stored_command_free);
  g_clear_pointer (&op->response, yc_response_unref);
  g_clear_pointer (&op->bytes, g_bytes_unref);
  g_clear_pointer (&op->body, json_object_unref);
  yc_link_place_clear (&op->place);
  yc_link_facts_clear (&op->facts);
  yc_refusal_clear (&op->refusal);
  g_strfreev (op->sets);
  g_free (op->set_hash);
  g_free (op->problem);
  g_free (op->head);
  g_free (op->dev);
  g_clear_object (&op->cancellable);
  g_object_unref (op->link);
  g_free (op);
}

/* Performing */

static void
disarm (YcLink      *self,
        YcSyncTimer  timer)
{
  if (self->timers[timer] == NULL)
    return;
  g_source_destroy (self->timers[timer]);
  g_clear_pointer (&self->timers[timer], g_source_unref);
}

static void
run_out (YcLink      *self,
         YcSyncTimer  timer)
{
  YcSyncInput input = { .kind = YC_SYNC_IN_TIMER, .timer = timer };

  disarm (self, timer);
  yc_link_input (self, &input);
}

static gboolean
on_retry_cb (gpointer user_data)
{
  run_out (user_data, YC_SYNC_TIMER_RETRY);
  return G_SOURCE_REMOVE;
}

static gboolean
on_watchdog_cb (gpointer user_data)
{
  run_out (user_data, YC_SYNC_TIMER_WATCHDOG);
  return G_SOURCE_REMOVE;
}

static gboolean
on_pace_cb (gpointer user_data)
{
  run_out (user_data, YC_SYNC_TIMER_PACE);
  return G_SOURCE_REMOVE;
}

static void
arm (YcLink      *self,
     YcSyncTimer  timer,
     gint64       ms)
{
  static const GSourceFunc callbacks[YC_N_SYNC_TIMERS] = {
    [YC_SYNC_TIMER_RETRY] = on_retry_cb,
    [YC_SYNC_TIMER_WATCHDOG] = on_watchdog_cb,
    [YC_SYNC_TIMER_PACE] = on_pace_cb,
  };

  disarm (self, timer);
  if (ms < 0)
    return;

  self->timers[timer] = g_timeout_source_new ((guint) MIN (ms, G_MAXINT));
  g_source_set_callback (self->timers[timer], callbacks[timer], self, NULL);
  g_source_attach (self->timers[timer], self->context);
}

static void
cancel (YcLink     *self,
        YcSyncLane  lane)
{
  g_autoptr(GCancellable) cancellable = g_steal_pointer (&self->cancellables[lane]);

  g_clear_pointer (&self->answered[lane], yc_link_op_unref);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

static void
store (YcLink             *self,
       const YcSyncAction *action)
{
  gboolean of_answer = action->kind == YC_SYNC_STORE_PAGE || action->kind == YC_SYNC_STORE_ANSWER;
  g_autoptr(YcLinkOp) answered = of_answer ? g_steal_pointer (&self->answered[action->lane]) : NULL;

  g_assert (!of_answer || answered != NULL);
  yc_link_store (self, action, answered);
}

static void
perform (YcLink             *self,
         const YcSyncAction *action)
{
  switch (action->kind)
    {
    case YC_SYNC_SEND_HEADS:
    case YC_SYNC_SEND_PUSH:
    case YC_SYNC_SEND_COMMAND:
    case YC_SYNC_SEND_POLL:
    case YC_SYNC_SEND_REFERENCE:
      yc_link_send (self, action);
      break;
    case YC_SYNC_STORE_ACK:
    case YC_SYNC_STORE_PAGE:
    case YC_SYNC_STORE_ANSWER:
    case YC_SYNC_STORE_REWIND:
      store (self, action);
      break;
    case YC_SYNC_CANCEL:
      cancel (self, action->lane);
      break;
    case YC_SYNC_RECONNECT:
      if (self->client != NULL)
        yc_client_renew_connections (self->client);
      break;
    case YC_SYNC_ARM:
      arm (self, action->timer, action->ms);
      break;
    case YC_SYNC_NOTIFY:
      g_signal_emit (self, signals[STATUS_CHANGED], 0);
      break;
    default:
      g_assert_not_reached ();
    }
}

void
yc_link_input (YcLink            *self,
               const YcSyncInput *input)
{
  g_autoptr(YcLink) alive = g_object_ref (self);
  g_autoptr(GArray) actions = yc_sync_input (self->sync, input);

  for (guint i = 0; i < actions->len; i++)
    perform (alive, &g_array_index (actions, YcSyncAction, i));
}

/* What the link itself makes of the facts: timing, and telling of an answer, once. */
static void
take_facts (YcLink      *self,
            YcLinkFacts *facts)
{
  gboolean is_new = self->answer != NULL && g_strcmp0 (self->answer, facts->answer) != 0 && *facts->answer != '\0';

  if (facts->has_policy)
    yc_sync_set_timing (self->sync, facts->long_poll_s, facts->jitter_ms);
  g_free (self->answer);
  self->answer = g_steal_pointer (&facts->answer);
  if (is_new)
    {
      g_autofree char *key = g_strdup (self->answer);

      g_signal_emit (self, signals[ANSWERED], 0, key);
    }
}

void
yc_link_done (YcLinkOp     *op,
              const GError *error)
{
  YcSyncInput input = op->facts.input;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    {
      g_message ("What the hall node said could not be stored: %s", error->message);
      input = (YcSyncInput) { 0 };
      if (g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_FORK))
        input.problem = "/problems/fork";
    }

  input.kind = YC_SYNC_IN_DB;
  input.lane = op->action.lane;
  input.ticket = op->action.ticket;
  input.ok = error == NULL;
  yc_link_input (op->link, &input);
  if (error == NULL)
    take_facts (op->link, &op->facts);
}

/* Reading the facts outside a lane */

typedef struct
{
  YcLink *link;              /* owned */
  YcSyncInputKind kind;
  guint round;
  gboolean withdraw;
  YcLinkFacts facts;
} Look;

static void
look_free (Look *look)
{
  yc_link_facts_clear (&look->facts);
  g_object_unref (look->link);
  g_free (look);
}

/* A command left over from before the start was meant for a screen that is no longer there (10b rule 6). */
static gboolean
look_job (YcDb      *db,
          gpointer   data,
          GError   **error)
{
  Look *look = data;

  if (look->withdraw && !yc_desk_withdraw (db, error))
    return FALSE;
  return yc_link_facts_read (db, &look->facts, error);
}

static void look (YcLink *self, YcLane lane, YcSyncInputKind kind, gboolean withdraw);

static gboolean
on_start_again_cb (gpointer user_data)
{
  YcLink *self = user_data;

  g_clear_pointer (&self->start_again, g_source_unref);
  look (self, YC_LANE_COMMAND, YC_SYNC_IN_START, TRUE);
  return G_SOURCE_REMOVE;
}

static void
start_later (YcLink *self)
{
  if (self->start_again != NULL)
    return;
  self->start_again = g_timeout_source_new_seconds (START_AGAIN_S);
  g_source_set_callback (self->start_again, on_start_again_cb, self, NULL);
  g_source_attach (self->start_again, self->context);
}

static void
on_looked_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(YcLink) self = user_data;
  g_autoptr(GError) error = NULL;
  Look *look = yc_store_run_finish (YC_STORE (source), result, &error);

  if (look == NULL)
    {
      /* A poke is made good by the next; without a start there is none. */
      g_message ("The record of this computer could not be read: %s", error->message);
      if (self->running && !self->started && !g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_CLOSED))
        start_later (self);
      return;
    }
  if (!self->running || look->round != self->round)
    return;

  self->started = self->started || look->withdraw;
  look->facts.input.kind = look->kind;
  if (look->facts.has_policy)
    yc_sync_set_timing (self->sync, look->facts.long_poll_s, look->facts.jitter_ms);
  yc_link_input (self, &look->facts.input);
  take_facts (self, &look->facts);
}

static void
look (YcLink          *self,
      YcLane           lane,
      YcSyncInputKind  kind,
      gboolean         withdraw)
{
  Look *data = g_new0 (Look, 1);

  data->link = g_object_ref (self);
  data->kind = kind;
  data->round = self->round;
  data->withdraw = withdraw;
  yc_store_run_async (self->store, lane, look_job, data, (GDestroyNotify) look_free, NULL, on_looked_cb, g_object_ref (self));
}

/* The object */

static void
stop_listening (YcLink *self)
{
  if (self->monitor != NULL)
    g_signal_handler_disconnect (self->monitor, self->monitor_handler);
  g_clear_object (&self->monitor);
}

static void
yc_link_dispose (GObject *object)
{
  YcLink *self = YC_LINK (object);

  stop_listening (self);
  for (YcSyncTimer timer = 0; timer < YC_N_SYNC_TIMERS; timer++)
    disarm (self, timer);
  for (YcSyncLane lane = 0; lane < YC_N_SYNC_LANES; lane++)
    cancel (self, lane);
  if (self->start_again != NULL)
    g_source_destroy (self->start_again);
  g_clear_pointer (&self->start_again, g_source_unref);
  g_clear_object (&self->renewing);
  g_cancellable_cancel (self->life);
  g_clear_object (&self->client);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (yc_link_parent_class)->dispose (object);
}

static void
yc_link_finalize (GObject *object)
{
  YcLink *self = YC_LINK (object);

  yc_sync_free (self->sync);
  g_clear_error (&self->fault);
  yc_secret_free (self->token);
  yc_secret_free (self->key_pem);
  g_free (self->cert_pem);
  g_free (self->ca_pem);
  g_free (self->hall);
  g_free (self->dev);
  g_free (self->answer);
  g_object_unref (self->life);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (yc_link_parent_class)->finalize (object);
}

static void
yc_link_class_init (YcLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yc_link_dispose;
  object_class->finalize = yc_link_finalize;

  signals[STATUS_CHANGED] = g_signal_new ("status-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[RENEWED] = g_signal_new ("renewed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
yc_link_init (YcLink *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->life = g_cancellable_new ();
}

static gboolean
make_client (YcLink              *self,
             const YcLinkConfig  *config,
             GError             **error)
{
  g_autofree char *name = g_strconcat (config->hall, ".hall.yichuang.invalid", NULL);
  g_autoptr(YcClient) client = yc_client_new (config->url, error);

  if (client == NULL || !yc_client_set_trust (client, config->ca_pem, name, error)
      || !yc_client_set_identity (client, config->cert_pem, config->key_pem, error))
    return FALSE;
  self->client = g_steal_pointer (&client);
  return TRUE;
}

YcLink *
yc_link_new (const YcLinkConfig *config,
             YcStore            *store,
             YcEnv              *env)
{
  YcLink *self = NULL;

  g_return_val_if_fail (config != NULL && YC_IS_STORE (store) && env != NULL, NULL);

  self = g_object_new (YC_TYPE_LINK, NULL);
  self->store = g_object_ref (store);
  self->env = env;
  self->hall = g_strdup (config->hall);
  self->dev = g_strdup (config->dev);
  self->ca_pem = g_strdup (config->ca_pem);
  self->cert_pem = g_strdup (config->cert_pem);
  self->key_pem = g_strdup (config->key_pem);
  self->sync = yc_sync_new (env, LONG_POLL_S, RECONNECT_JITTER_MS);
  if (!make_client (self, config, &self->fault))
    g_warning ("This computer cannot talk to its hall: %s", self->fault->message);
  return self;
}

static void
on_network_changed_cb (YcLink *self)
{
  YcSyncInput input = { .kind = YC_SYNC_IN_NETWORK };

  yc_link_input (self, &input);
}

void
yc_link_start (YcLink *self)
{
  g_return_if_fail (YC_IS_LINK (self));

  if (self->running)
    return;

  self->running = TRUE;
  self->started = FALSE;
  g_object_unref (self->life);
  self->life = g_cancellable_new ();
  self->round++;
  if (self->monitor == NULL)
    {
      self->monitor = g_object_ref (g_network_monitor_get_default ());
      self->monitor_handler = g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (on_network_changed_cb),
                                                       self, G_CONNECT_SWAPPED);
    }
  g_clear_pointer (&self->answer, g_free);
  look (self, YC_LANE_COMMAND, YC_SYNC_IN_START, TRUE);
  yc_link_renew_if_due (self);
}

void
yc_link_stop (YcLink *self)
{
  YcSyncInput input = { .kind = YC_SYNC_IN_STOP };

  g_return_if_fail (YC_IS_LINK (self));

  if (!self->running)
    return;

  self->running = FALSE;
  self->started = FALSE;
  self->round++;
  stop_listening (self);
  if (self->start_again != NULL)
    g_source_destroy (self->start_again);
  g_clear_pointer (&self->start_again, g_source_unref);
  if (self->renewing != NULL)
    g_cancellable_cancel (self->renewing);
  g_cancellable_cancel (self->life);
  yc_link_input (self, &input);
}

void
yc_link_retry (YcLink *self)
{
  YcSyncStatus status;

  g_return_if_fail (YC_IS_LINK (self));

  if (!self->started)
    return;

  yc_sync_get_status (self->sync, &status);
  if (status.state == YC_LINK_REFUSED)
    look (self, YC_LANE_READ, YC_SYNC_IN_START, FALSE);
  else
    on_network_changed_cb (self);
}

void
yc_link_set_token (YcLink     *self,
                   const char *token)
{
  g_return_if_fail (YC_IS_LINK (self));

  if (g_strcmp0 (self->token, token) == 0)
    return;

  yc_secret_free (self->token);
  self->token = g_strdup (token);
  /* Before the start is through it reads everything anyway. */
  if (self->started && token != NULL)
    look (self, YC_LANE_READ, YC_SYNC_IN_START, FALSE);
}

void
yc_link_poke (YcLink *self)
{
  g_return_if_fail (YC_IS_LINK (self));

  if (self->running)
    look (self, YC_LANE_READ, YC_SYNC_IN_LOCAL, FALSE);
}

void
yc_link_get_status (YcLink       *self,
                    YcSyncStatus *status)
{
  g_return_if_fail (YC_IS_LINK (self));
  g_return_if_fail (status != NULL);

  yc_sync_get_status (self->sync, status);
}
