/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-link"

#include "config.h"

#include "net/yc-link-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "core/yc-time.h"
#include "sync/yc-batch.h"
#include "vault/yc-hash.h"
#include "vault/yc-head.h"

/* 4-protocol 2.4: a batch has at most 1 MiB. */
#define BATCH_MAX_BYTES (1024 * 1024)
/* Larger answers are parsed on another thread than that of the screen. */
#define PARSE_HERE_MAX (64 * 1024)
/* Below that it is the time an answer was on its way. */
#define CLOCK_MOVED_MS 1000

/* Reading what is to be sent, on the worker */

static gboolean
read_push (YcDb      *db,
           YcLinkOp  *op,
           GError   **error)
{
  g_autofree char *stream = g_strconcat ("dev:", op->dev, NULL);
  g_autoptr(YcHead) head = NULL;
  char hash[YC_HASH_SIZE];
  const YcLine *last = NULL;

  op->lines = yc_db_read_own (db, op->action.after, op->action.limit, BATCH_MAX_BYTES, error);
  if (op->lines == NULL)
    return FALSE;
  op->nothing = op->lines->len == 0;
  if (op->nothing)
    return TRUE;

  last = g_ptr_array_index (op->lines, op->lines->len - 1);
  yc_hash_line_into (last->line, (gssize) last->length, hash);
  head = yc_head_sign (stream, last->seq, hash, yc_db_get_key (db), error);
  if (head == NULL)
    return FALSE;
  op->head = yc_head_format (head);
  return TRUE;
}

static gboolean
read_command (YcDb      *db,
              YcLinkOp  *op,
              GError   **error)
{
  if (!yc_desk_get_command (db, &op->command, error) || !yc_link_place_read (db, &op->place, error))
    return FALSE;

  op->nothing = op->command == NULL;
  return TRUE;
}

static gboolean
read_sets (YcDb      *db,
           YcLinkOp  *op,
           GError   **error)
{
  op->sets = yc_desk_stale_sets (db, error);
  if (op->sets == NULL)
    return FALSE;

  op->nothing = op->sets[0] == NULL;
  return TRUE;
}

static gboolean
read_op (YcDb      *db,
         YcLinkOp  *op,
         GError   **error)
{
  switch (op->action.kind)
    {
    case YC_SYNC_SEND_PUSH:
      return read_push (db, op, error);
    case YC_SYNC_SEND_COMMAND:
      return read_command (db, op, error);
    case YC_SYNC_SEND_POLL:
      return yc_link_place_read (db, &op->place, error);
    case YC_SYNC_SEND_REFERENCE:
      return read_sets (db, op, error);
    case YC_SYNC_SEND_HEADS:
      return TRUE;
    case YC_SYNC_STORE_ACK:
    case YC_SYNC_STORE_PAGE:
    case YC_SYNC_STORE_ANSWER:
    case YC_SYNC_STORE_REWIND:
    case YC_SYNC_CANCEL:
    case YC_SYNC_RECONNECT:
    case YC_SYNC_ARM:
    case YC_SYNC_NOTIFY:
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
read_job (YcDb      *db,
          gpointer   data,
          GError   **error)
{
  YcLinkOp *op = data;

  return read_op (db, op, error) && (!op->nothing || yc_link_facts_read (db, &op->facts, error));
}

/* Answers */

static void
give_reply (YcLinkOp *op)
{
  YcLink *self = op->link;
  YcSyncInput input = {
    .kind = YC_SYNC_IN_REPLY,
    .lane = op->action.lane,
    .ticket = op->action.ticket,
    .status = op->status,
    .problem = op->problem,
    .body = op->body,
    .retry_after_ms = yc_link_retry_after_ms (op->response),
    .next = op->next,
    .epoch = yc_link_header_number (op->response, "YC-Epoch"),
    .n_lines = op->lines != NULL ? op->lines->len : 0,
  };

  if (g_cancellable_is_cancelled (op->cancellable))
    return;

  g_clear_pointer (&self->answered[op->action.lane], yc_link_op_unref);
  self->answered[op->action.lane] = yc_link_op_ref (op);
  yc_link_input (self, &input);
  /* Nothing wants to store it. */
  if (self->answered[op->action.lane] == op)
    g_clear_pointer (&self->answered[op->action.lane], yc_link_op_unref);
}

static void
give_failure (YcLinkOp *op,
              gboolean  timed_out)
{
  YcSyncInput input = {
    .kind = YC_SYNC_IN_FAILED,
    .lane = op->action.lane,
    .ticket = op->action.ticket,
    .timed_out = timed_out,
  };

  if (!g_cancellable_is_cancelled (op->cancellable))
    yc_link_input (op->link, &input);
}

/* Reads a page of the feed; FALSE when it is not one. */
static gboolean
read_page (YcLinkOp *op)
{
  g_autoptr(GError) error = NULL;
  const char *positions = yc_response_get_header (op->response, "YC-Pos");

  op->next = yc_link_header_number (op->response, "YC-Next");
  g_clear_pointer (&op->lines, g_ptr_array_unref);
  op->lines = yc_batch_split (op->bytes, &error);
  if (op->lines != NULL && op->next >= op->action.after
      && yc_positions_read (positions != NULL ? positions : "", op->lines, &error))
    return TRUE;

  g_message ("A page of the feed cannot be read: %s", error != NULL ? error->message : "YC-Next is missing.");
  return FALSE;
}

static void
on_clock_taken_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  yc_store_run_finish (YC_STORE (source), result, &error);
  if (error != NULL)
    g_message ("The hall's clock was not stored: %s", error->message);
}

/* The answer to heads and to a push says what time it is in the hall. */
static void
take_clock (YcLinkOp *op)
{
  YcLink *self = op->link;

  if (op->status != 200 || op->body == NULL || !yc_time_parse (yc_json_peek_string (op->body, "now"), &op->now))
    return;
  op->wall = yc_env_now_wall (self->env);
  /* After each link-up the record is asked; between, only when a clock has been moved. */
  if (op->action.kind != YC_SYNC_SEND_HEADS && ABS (op->wall - op->now - self->skew) < CLOCK_MOVED_MS)
    return;
  self->skew = op->wall - op->now;
  yc_store_run_async (self->store, YC_LANE_COMMAND, yc_link_take_clock_job, yc_link_op_ref (op),
                      (GDestroyNotify) yc_link_op_unref, NULL, on_clock_taken_cb, NULL);
}

static void
give_parsed (YcLinkOp *op)
{
  const char *problem = yc_link_problem (op->response, op->body);

  take_clock (op);
  op->problem = g_strdup (problem);
  if (op->action.kind == YC_SYNC_SEND_COMMAND && op->status != 200)
    yc_link_read_refusal (op->status, op->body, &op->refusal);
  give_reply (op);
}

static void
parse_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  JsonObject *body = yc_link_parse (data);

  g_task_return_pointer (task, body, (GDestroyNotify) json_object_unref);
}

static void
on_parsed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(YcLinkOp) op = user_data;

  op->body = g_task_propagate_pointer (G_TASK (result), NULL);
  give_parsed (op);
}

static void
parse (YcLinkOp *op)
{
  g_autoptr(GTask) task = NULL;

  if (g_bytes_get_size (op->bytes) <= PARSE_HERE_MAX)
    {
      op->body = yc_link_parse (op->bytes);
      give_parsed (op);
      return;
    }
  /* The link is no source of it: the last reference of a task may go on its thread, and that of a link must not. */
  task = g_task_new (NULL, NULL, on_parsed_cb, yc_link_op_ref (op));
  g_task_set_task_data (task, g_bytes_ref (op->bytes), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, parse_in_thread);
}

static void send_next_set (YcLinkOp *op);

static void
on_set_taken_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(YcLinkOp) op = user_data;
  g_autoptr(GError) error = NULL;

  yc_store_run_finish (YC_STORE (source), result, &error);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("Reference set %s was not taken: %s", op->sets[op->next_set], error->message);
  op->next_set++;
  send_next_set (op);
}

/* One set has come, or is not served (404): on with the next; every other answer is the machine's to judge. */
static void
take_set (YcLinkOp *op)
{
  const char *etag = yc_response_get_header (op->response, "ETag");

  if (op->status == 404)
    {
      op->next_set++;
      send_next_set (op);
      return;
    }
  if (op->status != 200)
    {
      parse (op);
      return;
    }

  g_free (op->set_hash);
  op->set_hash = g_strdup (etag != NULL ? etag : "");
  g_strdelimit (op->set_hash, "\"", ' ');
  g_strstrip (op->set_hash);
  yc_store_run_async (op->link->store, YC_LANE_INGEST, yc_link_take_set_job, yc_link_op_ref (op),
                      (GDestroyNotify) yc_link_op_unref, op->cancellable, on_set_taken_cb, yc_link_op_ref (op));
}

static void
take_response (YcLinkOp *op)
{
  op->status = yc_response_get_status (op->response);
  g_clear_pointer (&op->bytes, g_bytes_unref);
  op->bytes = g_bytes_ref (yc_response_get_body (op->response));

  if (op->action.kind == YC_SYNC_SEND_REFERENCE)
    {
      take_set (op);
    }
  else if (op->action.kind == YC_SYNC_SEND_POLL && op->status == 200)
    {
      if (read_page (op))
        give_reply (op);
      else
        give_failure (op, FALSE);
    }
  else if (op->action.kind == YC_SYNC_SEND_COMMAND && op->status == 200)
    {
      /* Up to 200 lines: read by the job that stores them. */
      give_reply (op);
    }
  else
    {
      parse (op);
    }
}

static void
on_response_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(YcLinkOp) op = user_data;
  g_autoptr(GError) error = NULL;
  YcResponse *response = yc_client_send_finish (YC_CLIENT (source), result, NULL, &error);

  if (g_cancellable_is_cancelled (op->cancellable))
    {
      g_clear_pointer (&response, yc_response_unref);
      return;
    }
  if (response == NULL)
    {
      g_debug ("The hall node did not answer: %s", error->message);
      give_failure (op, g_error_matches (error, YC_NET_ERROR, YC_NET_ERROR_TIMEOUT));
      return;
    }
  g_clear_pointer (&op->response, yc_response_unref);
  op->response = response;
  take_response (op);
}

/* Requests */

static void
request (YcLinkOp   *op,
         const char *method,
         const char *target,
         GPtrArray  *headers,
         GBytes     *body)
{
  YcLink *self = op->link;

  if (self->client == NULL)
    {
      g_ptr_array_unref (headers);
      give_failure (op, FALSE);
      return;
    }
  yc_link_send_request (self, method, target, headers, body, op->action.timeout_ms, op->cancellable, on_response_cb,
                        yc_link_op_ref (op));
}

static void
request_heads (YcLinkOp *op)
{
  g_autofree char *target = g_strdup_printf ("/v1/halls/%s/heads?stream=dev:%s", op->link->hall, op->dev);

  request (op, "GET", target, g_ptr_array_new_with_free_func (g_free), NULL);
}

static void
request_push (YcLinkOp *op)
{
  GPtrArray *headers = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *target = g_strdup_printf ("/v1/halls/%s/events", op->link->hall);
  g_autofree char *stream = g_strconcat ("dev:", op->dev, NULL);
  g_autoptr(GBytes) body = yc_batch_write (op->lines);
  const YcLine *first = g_ptr_array_index (op->lines, 0);

  yc_link_add_header (headers, "Content-Type", YC_BATCH_TYPE);
  yc_link_add_header (headers, "YC-Stream", stream);
  yc_link_add_number (headers, "YC-First", first->seq);
  yc_link_add_number (headers, "YC-Count", op->lines->len);
  yc_link_add_header (headers, "YC-Head", op->head);
  request (op, "POST", target, headers, body);
}

static void
request_command (YcLinkOp *op)
{
  GPtrArray *headers = g_ptr_array_new_with_free_func (g_free);
  const YcStoredCommand *command = op->command;
  gboolean signs_out = command->verb == YC_VERB_SIGN_OUT;
  g_autofree char *target = signs_out ? g_strdup ("/v1/sessions") : g_strdup_printf ("/v1/halls/%s/commands", op->link->hall);
  g_autoptr(GBytes) body = signs_out ? NULL : g_bytes_new (command->body, strlen (command->body));

  if (!signs_out)
    yc_link_add_header (headers, "Content-Type", "application/json");
  yc_link_add_header (headers, "Idempotency-Key", command->key);
  yc_link_add_header (headers, "YC-Session", command->session);
  yc_link_add_number (headers, "YC-Needs", command->needs);
  yc_link_add_place (headers, &op->place);
  if (command->withdraw)
    yc_link_add_header (headers, "YC-Withdraw", "1");
  if (op->link->token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", op->link->token, NULL);

      yc_link_add_header (headers, "Authorization", bearer);
    }
  request (op, signs_out ? "DELETE" : "POST", target, headers, body);
}

static void
request_poll (YcLinkOp *op)
{
  GPtrArray *headers = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *target = g_strdup_printf ("/v1/halls/%s/feed?after=%" G_GINT64_FORMAT "&limit=%u&wait=%u",
                                             op->link->hall, op->action.after, op->action.limit, op->action.wait_s);

  yc_link_add_place (headers, &op->place);
  request (op, "GET", target, headers, NULL);
}

static void
send_next_set (YcLinkOp *op)
{
  g_autofree char *target = NULL;

  if (g_cancellable_is_cancelled (op->cancellable))
    return;
  if (op->sets[op->next_set] == NULL)
    {
      op->status = 200;
      give_reply (op);
      return;
    }
  target = g_strconcat ("/v1/reference/", op->sets[op->next_set], NULL);
  request (op, "GET", target, g_ptr_array_new_with_free_func (g_free), NULL);
}

static void
request_op (YcLinkOp *op)
{
  if (op->action.kind == YC_SYNC_SEND_PUSH)
    request_push (op);
  else if (op->action.kind == YC_SYNC_SEND_COMMAND)
    request_command (op);
  else if (op->action.kind == YC_SYNC_SEND_POLL)
    request_poll (op);
  else if (op->action.kind == YC_SYNC_SEND_REFERENCE)
    send_next_set (op);
  else
    request_heads (op);
}

static void
on_read_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(YcLinkOp) op = user_data;
  g_autoptr(GError) error = NULL;

  yc_store_run_finish (YC_STORE (source), result, &error);
  if (error != NULL || op->nothing)
    yc_link_done (op, error);
  else if (!g_cancellable_is_cancelled (op->cancellable))
    request_op (op);
}

void
yc_link_send (YcLink             *self,
              const YcSyncAction *action)
{
  g_autoptr(YcLinkOp) op = yc_link_op_new (self, action);

  g_clear_object (&self->cancellables[action->lane]);
  op->cancellable = g_cancellable_new ();
  self->cancellables[action->lane] = g_object_ref (op->cancellable);
  yc_store_run_async (self->store, YC_LANE_READ, read_job, yc_link_op_ref (op), (GDestroyNotify) yc_link_op_unref,
                      op->cancellable, on_read_cb, yc_link_op_ref (op));
}
