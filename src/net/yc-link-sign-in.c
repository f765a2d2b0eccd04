/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-link"

#include "config.h"

#include "net/yc-link-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "vault/yc-secret.h"

/* Argon2id of the node takes its time, and others may be before us. */
#define TIMEOUT_MS (15 * 1000)
/* The push lane is bringing what the node lacks. */
#define BEHIND_MS 300
#define BEHIND_MAX 100
#define AGAIN_MS 100
#define BUSY_MAX_MS (2 * 1000)
/* The feed is bringing what lies before the session. */
#define LOOK_MS 50
/* So long the feed may bring nothing. */
#define STALLED_MS (30 * 1000)

/* One signing in: one key, however often it is sent. Its fields belong to the worker while a job runs. */
typedef struct
{
  YcLink *link;              /* owned */
  GBytes *body;              /* owned, with the PIN: wiped with its last reference */
  char key[YC_UUID_LENGTH + 1];
  gint64 needs;
  YcLinkPlace place;
  guint behind;              /* times the node lacked our lines */
  guint away;                /* times it did not answer */
  gboolean sent;             /* the node may have done it */
  gint64 pos;                /* of the last line the sign-in wrote */
  YcDeskArrival arrival;
  gint64 cursor;             /* the furthest seen, and … */
  gint64 moved;              /* … when it was first seen, monotonic ms */
  YcResponse *response;      /* owned; main thread only */
  JsonObject *answer;        /* owned */
  YcSignIn result;
} SigningIn;

G_DEFINE_QUARK (yc-link-error-quark, yc_link_error)

void
yc_sign_in_clear (YcSignIn *sign_in)
{
  g_return_if_fail (sign_in != NULL);

  yc_refusal_clear (&sign_in->refusal);
  g_free (sign_in->session);
  yc_secret_free (sign_in->token);
  *sign_in = (YcSignIn) { .ok = FALSE };
}

static void
signing_in_free (gpointer data)
{
  SigningIn *self = data;

  g_clear_pointer (&self->response, yc_response_unref);
  g_clear_pointer (&self->answer, json_object_unref);
  g_bytes_unref (self->body);
  yc_link_place_clear (&self->place);
  yc_sign_in_clear (&self->result);
  g_object_unref (self->link);
  g_free (self);
}

/* The body, without a copy of the PIN anywhere else */

typedef struct
{
  gsize length;
  char text[];
} Secret;

static void
secret_free (gpointer data)
{
  Secret *secret = data;

  yc_secret_wipe (secret->text, secret->length);
  g_free (secret);
}

static char *
append_raw (char       *end,
            const char *text)
{
  gsize length = strlen (text);

  memcpy (end, text, length);
  return end + length;
}

/* As a JSON string (RFC 8259, 7); every byte takes at most six. */
static char *
append_string (char       *end,
               const char *text)
{
  static const char digits[] = "0123456789abcdef";

  *end++ = '"';
  for (; *text != '\0'; text++)
    {
      guchar byte = (guchar) *text;

      if (byte < 0x20)
        {
          end = append_raw (end, "\\u00");
          *end++ = digits[byte >> 4];
          *end++ = digits[byte & 15];
          continue;
        }
      if (byte == '"' || byte == '\\')
        *end++ = '\\';
      *end++ = (char) byte;
    }
  *end++ = '"';
  return end;
}

static GBytes *
make_body (const char *number,
           const char *pin)
{
  gsize room = 6 * (strlen (number) + strlen (pin)) + 64;
  Secret *secret = g_malloc0 (sizeof (Secret) + room);
  char *end = secret->text;

  secret->length = room;
  end = append_raw (end, "{\"number\":");
  end = append_string (end, number);
  end = append_raw (end, ",\"pin\":");
  end = append_string (end, pin);
  end = append_raw (end, "}");
  return g_bytes_new_with_free_func (secret->text, (gsize) (end - secret->text), secret_free, secret);
}

/* On the worker */

static gboolean
prepare_job (YcDb      *db,
             gpointer   data,
             GError   **error)
{
  SigningIn *self = g_task_get_task_data (data);

  if (!yc_link_place_read (db, &self->place, error))
    return FALSE;
  if (*self->key == '\0')
    {
      yc_uuid7 (yc_db_get_uuids (db), yc_db_get_env (db), self->key);
      self->needs = self->place.own_seq;
    }
  return TRUE;
}

/* A command of a former session can no longer be done under this one: it is given up (10b rule 6). */
static gboolean
give_up_former (YcDb        *db,
                const char  *session,
                GError     **error)
{
  g_autoptr(YcStoredCommand) command = NULL;

  if (!yc_desk_get_command (db, &command, error))
    return FALSE;
  return command == NULL || g_strcmp0 (command->session, session) == 0 || yc_desk_withdraw (db, error);
}

static gboolean
take_lines_job (YcDb      *db,
                gpointer   data,
                GError   **error)
{
  SigningIn *self = g_task_get_task_data (data);

  return yc_desk_take_lines (db, self->place.peer.cursor, self->answer, error)
         && give_up_former (db, self->result.session, error);
}

static gboolean
look_job (YcDb      *db,
          gpointer   data,
          GError   **error)
{
  SigningIn *self = g_task_get_task_data (data);

  return yc_desk_look_for_session (db, self->result.session, self->pos, &self->arrival, error);
}

/* In the main context */

static void prepare (GTask *task);
static void look (GTask *task);

/* Nobody waits for it any more: nobody may be signed in by it. */
static void
give_up (GTask *task)
{
  SigningIn *self = g_task_get_task_data (task);

  if (self->result.token != NULL)
    yc_link_give_back (self->link, self->result.session, self->result.token);
  else if (self->sent)
    yc_link_withdraw_sign_in (self->link, self->key, self->needs, self->body);
  yc_sign_in_clear (&self->result);
}

static gboolean
end_if_cancelled (GTask *task)
{
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return FALSE;
  give_up (task);
  return g_task_return_error_if_cancelled (task);
}

static void
fail_with (GTask  *task,
           GError *error)
{
  give_up (task);
  g_task_return_error (task, error);
}

static void
finish (GTask *task)
{
  g_task_return_boolean (task, TRUE);
}

static void
finish_unreachable (GTask *task)
{
  SigningIn *self = g_task_get_task_data (task);

  give_up (task);
  self->result.unreachable = TRUE;
  finish (task);
}

static gboolean
on_again_cb (gpointer user_data)
{
  GTask *task = user_data;
  SigningIn *self = g_task_get_task_data (task);

  if (end_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (self->result.token != NULL)
    look (task);
  else
    prepare (task);
  return G_SOURCE_REMOVE;
}

/* Goes on after a while: sends it again, or looks again for its session. */
static void
send_again (GTask  *task,
            gint64  ms)
{
  SigningIn *self = g_task_get_task_data (task);
  g_autoptr(GSource) source = g_timeout_source_new ((guint) ms);

  g_source_set_callback (source, on_again_cb, g_object_ref (task), g_object_unref);
  g_source_attach (source, self->link->context);
}

/* Not there, or busy: once more, then the clerk is told. */
static void
send_once_more (GTask  *task,
                gint64  ms)
{
  SigningIn *self = g_task_get_task_data (task);

  if (self->away++ == 0)
    send_again (task, ms);
  else
    finish_unreachable (task);
}

static void
send_when_pushed (GTask *task)
{
  SigningIn *self = g_task_get_task_data (task);

  if (self->behind++ < BEHIND_MAX)
    send_again (task, BEHIND_MS);
  else
    finish_unreachable (task);
}

static void
fail (GTask       *task,
      YcLinkError  code,
      const char  *sentence)
{
  fail_with (task, g_error_new_literal (YC_LINK_ERROR, (int) code, sentence));
}

/* What came back is not what a hall says. */
static void
fail_unread (GTask *task)
{
  fail_with (task, g_error_new_literal (YC_NET_ERROR, YC_NET_ERROR_PROTOCOL,
                                        "The answer to the sign-in cannot be read. Nobody is signed in here; try again."));
}

/* The screen is the clerk's only when her session stands in the record here: the feed brings what the answer had no room for. */
static void
judge_arrival (GTask *task)
{
  SigningIn *self = g_task_get_task_data (task);
  gint64 now = yc_env_now_mono (self->link->env);

  if (self->arrival.reached && self->arrival.stands)
    {
      self->result.ok = TRUE;
      yc_link_set_token (self->link, self->result.token);
      finish (task);
      return;
    }
  if (self->arrival.reached)
    {
      fail (task, YC_LINK_ERROR_ENDED, "This sign-in has been ended meanwhile. Sign in again.");
      return;
    }
  if (self->moved == 0 || self->arrival.cursor > self->cursor)
    {
      self->cursor = self->arrival.cursor;
      self->moved = now;
    }
  if (now - self->moved < STALLED_MS)
    send_again (task, LOOK_MS);
  else
    finish_unreachable (task);
}

/* The end of a job. FALSE: it failed, or nobody waits any more, and the task has been told. */
static gboolean
take_job (GTask        *task,
          GObject      *source,
          GAsyncResult *result)
{
  GError *error = NULL;

  yc_store_run_finish (YC_STORE (source), result, &error);
  if (error == NULL)
    return !end_if_cancelled (task);
  fail_with (task, error);
  return FALSE;
}

static void
on_looked_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  if (take_job (task, source, result))
    judge_arrival (task);
}

static void
look (GTask *task)
{
  SigningIn *self = g_task_get_task_data (task);

  yc_store_run_async (self->link->store, YC_LANE_READ, look_job, g_object_ref (task), g_object_unref, NULL, on_looked_cb,
                      g_object_ref (task));
}

static void
on_lines_taken_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  if (take_job (task, source, result))
    look (task);
}

static void
take_good_answer (GTask *task)
{
  SigningIn *self = g_task_get_task_data (task);
  JsonObject *result = self->answer != NULL ? yc_json_get_object (self->answer, "result", NULL) : NULL;
  const char *session = result != NULL ? yc_json_peek_string (result, "session") : NULL;
  const char *token = result != NULL ? yc_json_peek_string (result, "token") : NULL;

  if (session == NULL || token == NULL)
    {
      fail_unread (task);
      return;
    }
  self->result.session = g_strdup (session);
  self->result.token = g_strdup (token);
  self->pos = yc_json_peek_int (self->answer, "pos");
  yc_store_run_async (self->link->store, YC_LANE_COMMAND, take_lines_job, g_object_ref (task), g_object_unref, NULL,
                      on_lines_taken_cb, g_object_ref (task));
}

/* Answers that no repetition makes better. */
static void
take_refusal (GTask      *task,
              guint       status,
              const char *problem)
{
  SigningIn *self = g_task_get_task_data (task);

  if (g_strcmp0 (problem, "/problems/device-unknown") == 0)
    fail (task, YC_LINK_ERROR_DEVICE_UNKNOWN, "The hall does not know this computer. It has to join the hall again with a new code.");
  else if (g_strcmp0 (problem, "/problems/device-revoked") == 0)
    fail (task, YC_LINK_ERROR_DEVICE_REVOKED,
          "The hall has taken this computer out of service. It has to join the hall again with a new code.");
  else if (status == 426)
    fail (task, YC_LINK_ERROR_TOO_OLD, "The hall node needs a newer version of this program.");
  else if (g_strcmp0 (problem, "/problems/session") == 0)
    fail (task, YC_LINK_ERROR_ENDED, "This sign-in has been ended meanwhile. Sign in again.");
  else if (g_strcmp0 (problem, "/problems/state") == 0 || status == 403)
    {
      yc_link_read_refusal (status, self->answer, &self->result.refusal);
      finish (task);
    }
  else if (problem != NULL)
    fail (task, YC_LINK_ERROR_REJECTED, "The hall node did not accept the sign-in as this program sent it.");
  else
    fail_unread (task);
}

static void
take_answer (GTask *task)
{
  SigningIn *self = g_task_get_task_data (task);
  guint status = yc_response_get_status (self->response);
  const char *problem = yc_link_problem (self->response, self->answer);

  /* A definite answer other than a session is one that did nothing. */
  self->sent = status == 200 || status == 429 || status >= 500;
  if (status == 200)
    take_good_answer (task);
  else if (status == 429 || status >= 500)
    send_once_more (task, CLAMP (yc_link_retry_after_ms (self->response), AGAIN_MS, BUSY_MAX_MS));
  else if (g_strcmp0 (problem, "/problems/behind") == 0 || g_strcmp0 (problem, "/problems/feed-reset") == 0)
    send_when_pushed (task);
  else
    take_refusal (task, status, problem);
}

static void
on_answer_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SigningIn *self = g_task_get_task_data (task);
  gboolean sent = TRUE;
  YcResponse *response = yc_client_send_finish (YC_CLIENT (source), result, &sent, NULL);

  self->sent = self->sent || sent;
  if (response == NULL)
    {
      if (!end_if_cancelled (task))
        send_once_more (task, AGAIN_MS);
      return;
    }
  g_clear_pointer (&self->response, yc_response_unref);
  g_clear_pointer (&self->answer, json_object_unref);
  self->response = response;
  self->answer = yc_link_parse (yc_response_get_body (response));
  take_answer (task);
}

static void
on_prepared_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SigningIn *self = g_task_get_task_data (task);
  GPtrArray *headers = NULL;

  if (!take_job (task, source, result))
    return;

  headers = g_ptr_array_new_with_free_func (g_free);
  yc_link_add_header (headers, "Content-Type", "application/json");
  yc_link_add_header (headers, "Idempotency-Key", self->key);
  yc_link_add_number (headers, "YC-Needs", self->needs);
  yc_link_add_place (headers, &self->place);
  yc_link_send_request (self->link, "POST", "/v1/sessions", headers, self->body, TIMEOUT_MS,
                        g_task_get_cancellable (task), on_answer_cb, g_object_ref (task));
}

static void
prepare (GTask *task)
{
  SigningIn *self = g_task_get_task_data (task);

  /* The clock behind the key is stored by the commit of a write job. */
  yc_store_run_async (self->link->store, *self->key == '\0' ? YC_LANE_COMMAND : YC_LANE_READ, prepare_job,
                      g_object_ref (task), g_object_unref, g_task_get_cancellable (task), on_prepared_cb, g_object_ref (task));
}

void
yc_link_sign_in_async (YcLink              *self,
                       const char          *number,
                       const char          *pin,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  SigningIn *data = NULL;

  g_return_if_fail (YC_IS_LINK (self));
  g_return_if_fail (number != NULL && pin != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yc_link_sign_in_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->fault != NULL)
    {
      g_task_return_error (task, g_error_copy (self->fault));
      return;
    }

  data = g_new0 (SigningIn, 1);
  data->link = g_object_ref (self);
  data->body = make_body (number, pin);
  g_task_set_task_data (task, data, signing_in_free);
  prepare (task);
}

gboolean
yc_link_sign_in_finish (YcLink        *self,
                        GAsyncResult  *result,
                        YcSignIn      *sign_in,
                        GError       **error)
{
  SigningIn *data = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, yc_link_sign_in_async), FALSE);
  g_return_val_if_fail (sign_in != NULL, FALSE);

  *sign_in = (YcSignIn) { .ok = FALSE };
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  data = g_task_get_task_data (G_TASK (result));
  *sign_in = data->result;
  data->result = (YcSignIn) { .ok = FALSE };
  return TRUE;
}
