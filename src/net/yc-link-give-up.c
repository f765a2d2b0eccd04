/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-link"

#include "config.h"

#include "net/yc-link-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "vault/yc-secret.h"

/* The node may have to compute an Argon2id first. */
#define TIMEOUT_MS (15 * 1000)
#define AGAIN_MS 1000
/* So long it is tried, however long a try takes: what the node has of the sign-in it has done by then, and the PIN is in memory. The
 * signing out, which needs none, has as long again. */
#define GIVE_UP_MS (2 * 60 * 1000)

/* A sign-in nobody waits for any more: first it is withdrawn under its key, and a session that it made is signed out. */
typedef struct
{
  YcLink *link;              /* owned */
  GCancellable *life;        /* owned: until the link stops */
  GBytes *body;              /* owned, with the PIN; NULL when the session is known */
  char key[YC_UUID_LENGTH + 1];
  gint64 needs;
  char *session;             /* owned */
  char *token;               /* owned, secret */
  gint64 until;              /* monotonic ms; of the withdrawal, then of the signing out */
} GivingUp;

static void
giving_up_free (GivingUp *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->session);
  yc_secret_free (self->token);
  g_object_unref (self->life);
  g_object_unref (self->link);
  g_free (self);
}

static GivingUp *
giving_up_new (YcLink *link)
{
  GivingUp *self = g_new0 (GivingUp, 1);

  self->link = g_object_ref (link);
  self->life = g_object_ref (link->life);
  self->until = yc_env_now_mono (link->env) + GIVE_UP_MS;
  return self;
}

/* Takes self. */
static void send (GivingUp *self);

static gboolean
on_again_cb (gpointer user_data)
{
  send (user_data);
  return G_SOURCE_REMOVE;
}

static gint64
get_left_ms (GivingUp *self)
{
  return self->until - yc_env_now_mono (self->link->env);
}

/* Takes self. */
static void
send_again (GivingUp *self)
{
  g_autoptr(GSource) source = g_timeout_source_new (AGAIN_MS);

  if (get_left_ms (self) <= AGAIN_MS || g_cancellable_is_cancelled (self->life))
    {
      giving_up_free (self);
      return;
    }
  g_source_set_callback (source, on_again_cb, self, NULL);
  g_source_attach (source, self->link->context);
}

/* The sign-in had been done: now its session goes, under a key of its own. Takes self. */
static void
sign_out (GivingUp *self)
{
  YcUuidClock clock = { 0, 0 };

  g_clear_pointer (&self->body, g_bytes_unref);
  self->until = yc_env_now_mono (self->link->env) + GIVE_UP_MS;
  yc_uuid7 (&clock, self->link->env, self->key);
  send (self);
}

/* Takes self. */
static void
take_answer (GivingUp   *self,
             YcResponse *response)
{
  guint status = yc_response_get_status (response);
  g_autoptr(JsonObject) answer = yc_link_parse (yc_response_get_body (response));
  const char *problem = yc_link_problem (response, answer);
  JsonObject *result = status == 200 && answer != NULL ? yc_json_get_object (answer, "result", NULL) : NULL;
  const char *session = result != NULL ? yc_json_peek_string (result, "session") : NULL;
  const char *token = result != NULL ? yc_json_peek_string (result, "token") : NULL;

  if (status == 429 || status >= 500 || g_strcmp0 (problem, "/problems/behind") == 0 || (status == 200 && answer == NULL))
    {
      send_again (self);
    }
  else if (self->body != NULL && session != NULL && token != NULL)
    {
      self->session = g_strdup (session);
      self->token = g_strdup (token);
      sign_out (self);
    }
  else
    {
      giving_up_free (self);
    }
}

static void
on_answer_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GivingUp *self = user_data;
  g_autoptr(YcResponse) response = yc_client_send_finish (YC_CLIENT (source), result, NULL, NULL);

  if (response != NULL)
    take_answer (self, response);
  else
    send_again (self);
}

static void
send (GivingUp *self)
{
  GPtrArray *headers = NULL;

  if (g_cancellable_is_cancelled (self->life) || self->link->client == NULL)
    {
      giving_up_free (self);
      return;
    }

  headers = g_ptr_array_new_with_free_func (g_free);
  yc_link_add_header (headers, "Idempotency-Key", self->key);
  if (self->body != NULL)
    {
      yc_link_add_header (headers, "Content-Type", "application/json");
      yc_link_add_number (headers, "YC-Needs", self->needs);
      yc_link_add_header (headers, "YC-Withdraw", "1");
    }
  else
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);

      yc_link_add_header (headers, "YC-Session", self->session);
      yc_link_add_header (headers, "Authorization", bearer);
    }
  yc_link_send_request (self->link, self->body != NULL ? "POST" : "DELETE", "/v1/sessions", headers, self->body,
                        CLAMP (get_left_ms (self), AGAIN_MS, TIMEOUT_MS), self->life, on_answer_cb, self);
}

void
yc_link_withdraw_sign_in (YcLink     *self,
                          const char *key,
                          gint64      needs,
                          GBytes     *body)
{
  GivingUp *giving_up = giving_up_new (self);

  g_strlcpy (giving_up->key, key, sizeof giving_up->key);
  giving_up->needs = needs;
  giving_up->body = g_bytes_ref (body);
  send (giving_up);
}

void
yc_link_give_back (YcLink     *self,
                   const char *session,
                   const char *token)
{
  GivingUp *giving_up = NULL;

  g_return_if_fail (YC_IS_LINK (self));
  g_return_if_fail (session != NULL && token != NULL);

  giving_up = giving_up_new (self);
  giving_up->session = g_strdup (session);
  giving_up->token = g_strdup (token);
  sign_out (giving_up);
}
