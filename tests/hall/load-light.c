/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "load-light"

#include "config.h"

#include "load-light.h"

#include <string.h>

#include "core/yc-json.h"
#include "vault/yc-hash.h"
#include "vault/yc-head.h"

#define TIMEOUT_MS (60 * 1000)
/* A request that came to nothing is sent again after so long, with jitter. */
#define AGAIN_MIN_MS 20
#define AGAIN_MAX_MS 300

LoadLight *
load_light_new (LoadDevice *device,
                const char *url,
                const char *number,
                const char *pin)
{
  LoadLight *light = g_new0 (LoadLight, 1);

  light->device = device;
  light->client = load_device_make_client (device, url);
  light->number = g_strdup (number);
  light->pin = g_strdup (pin);
  light->lines = g_ptr_array_new_with_free_func (g_free);
  g_strlcpy (light->prev, YC_HASH_ZERO, sizeof light->prev);
  return light;
}

void
load_light_free (LoadLight *light)
{
  g_clear_object (&light->client);
  g_clear_pointer (&light->body, g_bytes_unref);
  g_ptr_array_unref (light->lines);
  g_free (light->target);
  g_free (light->number);
  g_free (light->pin);
  g_free (light->token);
  g_free (light->session);
  g_free (light->staff);
  g_free (light);
}

static JsonObject *
parse_body (YcResponse *response)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (yc_response_get_body (response), &length);

  return yc_json_parse_object (text != NULL ? text : "", length, &YC_JSON_REFERENCE, NULL);
}

static gboolean
is_problem (JsonObject *body,
            const char *type)
{
  return body != NULL && g_strcmp0 (yc_json_peek_string (body, "type"), type) == 0;
}

static void
later (LoadLight   *light,
       GSourceFunc  again)
{
  light->n_repeats++;
  g_timeout_add ((guint) g_random_int_range (AGAIN_MIN_MS, AGAIN_MAX_MS), again, light);
}

/* Commands */

static void send_command (LoadLight *light);

static gboolean
on_command_again_cb (gpointer user_data)
{
  send_command (user_data);
  return G_SOURCE_REMOVE;
}

static void
take_session (LoadLight  *light,
              JsonObject *body)
{
  JsonObject *result = yc_json_get_object (body, "result", NULL);

  g_free (light->token);
  light->token = g_strdup (yc_json_peek_string (result, "token"));
  g_free (light->session);
  light->session = g_strdup (yc_json_peek_string (result, "session"));
  g_free (light->staff);
  light->staff = g_strdup (yc_json_peek_string (result, "staff"));
}

static void
on_answer_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  LoadLight *light = user_data;
  g_autoptr(YcResponse) response = yc_client_send_finish (YC_CLIENT (source), result, NULL, NULL);
  g_autoptr(JsonObject) body = response != NULL ? parse_body (response) : NULL;
  guint status = response != NULL ? yc_response_get_status (response) : 0;
  gint64 latency = g_get_monotonic_time () - light->begun;

  if (response == NULL || body == NULL || status == 429 || status >= 500)
    {
      later (light, on_command_again_cb);
      return;
    }
  if (status != 200 && !is_problem (body, "/problems/state"))
    g_error ("Counter %d: the node answered %u %s to %s", light->device->counter, status,
             yc_json_peek_string (body, "type"), light->target);

  if (status == 200 && light->signs_in)
    take_session (light, body);
  g_clear_pointer (&light->body, g_bytes_unref);
  light->answered (light, status, body, latency, light->answered_data);
}

static void
send_command (LoadLight *light)
{
  g_autofree char *needs = g_strdup_printf ("%" G_GINT64_FORMAT, light->acked + light->lines->len);
  g_autofree char *bearer = g_strconcat ("Bearer ", light->token != NULL ? light->token : "", NULL);
  const char *headers[] = {
    "Content-Type", "application/json", "Idempotency-Key", light->key, "YC-Needs", needs,
    "YC-Session", light->session, "Authorization", bearer, NULL
  };

  /* Before the first sign-in there is no session to name. */
  if (light->signs_in)
    headers[6] = NULL;
  yc_client_send_async (light->client, "POST", light->target, headers, light->body, TIMEOUT_MS, NULL, on_answer_cb, light);
}

static void
begin_command (LoadLight    *light,
               char         *target,
               char         *body,
               gboolean      signs_in,
               LoadAnswered  answered,
               gpointer      user_data)
{
  g_assert (light->body == NULL);

  g_free (light->target);
  light->target = target;
  light->body = g_bytes_new_take (body, strlen (body));
  light->signs_in = signs_in;
  light->answered = answered;
  light->answered_data = user_data;
  light->begun = g_get_monotonic_time ();
  yc_uuid7 (&light->uuids, light->device->env, light->key);
  send_command (light);
}

void
load_light_sign_in (LoadLight    *light,
                    LoadAnswered  answered,
                    gpointer      user_data)
{
  begin_command (light, g_strdup ("/v1/sessions"),
                 g_strdup_printf ("{\"number\":\"%s\",\"pin\":\"%s\"}", light->number, light->pin), TRUE, answered, user_data);
}

void
load_light_command (LoadLight    *light,
                    const char   *verb,
                    const char   *args,
                    LoadAnswered  answered,
                    gpointer      user_data)
{
  begin_command (light, g_strdup_printf ("/v1/halls/%s/commands", light->device->found->hall),
                 g_strdup_printf ("{\"command\":\"%s\",\"args\":%s}", verb, args), FALSE, answered, user_data);
}

/* Own lines */

void
load_light_write (LoadLight   *light,
                  YcEventType  type,
                  const char  *subject,
                  const char  *data)
{
  g_autoptr(YcEvent) event = yc_event_new (type, subject);
  g_autoptr(GError) error = NULL;
  char id[YC_UUID_LENGTH + 1];
  char *line = NULL;

  yc_uuid7 (&light->uuids, light->device->env, id);
  g_free (event->id);
  event->id = g_strdup (id);
  g_free (event->dev);
  event->dev = g_strdup (light->device->dev);
  event->seq = light->acked + light->lines->len + 1;
  g_free (event->prev);
  event->prev = g_strdup (light->prev);
  event->time = yc_env_now_wall (light->device->env);
  g_free (event->hall);
  event->hall = g_strdup (light->device->found->hall);
  g_free (event->actor);
  event->actor = g_strconcat ("staff/", light->staff, NULL);
  g_free (event->session);
  event->session = g_strdup (light->session);
  event->counter = light->device->counter;
  json_object_unref (event->data);
  event->data = yc_json_parse_object (data, strlen (data), &YC_JSON_LINE, &error);
  g_assert_no_error (error);

  line = yc_event_write (event);
  yc_hash_line_into (line, -1, light->prev);
  g_ptr_array_add (light->lines, line);
}

static void push_again (LoadLight *light);

static gboolean
on_push_again_cb (gpointer user_data)
{
  push_again (user_data);
  return G_SOURCE_REMOVE;
}

/* What the node has once said to have it never lacks again. */
static void
take_ack (LoadLight *light,
          gint64     ack)
{
  if (ack < light->acked || ack > light->acked + light->lines->len)
    g_error ("Counter %d: the node acknowledges %" G_GINT64_FORMAT " after %" G_GINT64_FORMAT, light->device->counter, ack, light->acked);
  if (ack > light->acked)
    g_ptr_array_remove_range (light->lines, 0, (guint) (ack - light->acked));
  light->acked = ack;
}

static void
on_pushed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  LoadLight *light = user_data;
  g_autoptr(YcResponse) response = yc_client_send_finish (YC_CLIENT (source), result, NULL, NULL);
  g_autoptr(JsonObject) body = response != NULL ? parse_body (response) : NULL;
  guint status = response != NULL ? yc_response_get_status (response) : 0;

  if (response == NULL || body == NULL || status == 429 || status >= 500)
    {
      later (light, on_push_again_cb);
      return;
    }
  if (is_problem (body, "/problems/gap"))
    {
      take_ack (light, yc_json_peek_int (body, "expected") - 1);
    }
  else if (status == 200)
    {
      take_ack (light, yc_json_peek_int (body, "ack"));
      if (light->acked >= light->push_head)
        {
          light->pushed (light, light->pushed_data);
          return;
        }
    }
  else
    {
      g_error ("Counter %d: the node answered %u %s to a push", light->device->counter, status, yc_json_peek_string (body, "type"));
    }
  push_again (light);
}

static GBytes *
join_lines (LoadLight *light,
            guint      n)
{
  GString *text = g_string_new ("[\n");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ",\n" : "", (const char *) g_ptr_array_index (light->lines, i));
  g_string_append (text, "\n]");
  return g_string_free_to_bytes (text);
}

static void
push_again (LoadLight *light)
{
  guint n = (guint) (light->push_head - light->acked);
  g_autoptr(GBytes) body = join_lines (light, n);
  g_autofree char *target = g_strdup_printf ("/v1/halls/%s/events", light->device->found->hall);
  g_autofree char *stream = g_strconcat ("dev:", light->device->dev, NULL);
  g_autofree char *first = g_strdup_printf ("%" G_GINT64_FORMAT, light->acked + 1);
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autoptr(GError) error = NULL;
  g_autoptr(YcHead) head = NULL;
  g_autofree char *head_text = NULL;
  char hash[YC_HASH_SIZE];

  yc_hash_line_into (g_ptr_array_index (light->lines, n - 1), -1, hash);
  head = yc_head_sign (stream, light->push_head, hash, light->device->key, &error);
  g_assert_no_error (error);
  head_text = yc_head_format (head);
  {
    const char *headers[] = {
      "Content-Type", "application/cloudevents-batch+json", "YC-Stream", stream, "YC-First", first, "YC-Count", count,
      "YC-Head", head_text, NULL
    };

    yc_client_send_async (light->client, "POST", target, headers, body, TIMEOUT_MS, NULL, on_pushed_cb, light);
  }
}

void
load_light_push (LoadLight  *light,
                 guint       limit,
                 LoadPushed  pushed,
                 gpointer    user_data)
{
  g_assert (light->lines->len > 0 && limit > 0);

  light->pushed = pushed;
  light->pushed_data = user_data;
  light->push_head = light->acked + MIN (limit, light->lines->len);
  push_again (light);
}
