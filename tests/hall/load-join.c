/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "load-join"

#include "config.h"

#include "load-join.h"

#include <string.h>

#include "core/yc-json.h"
#include "core/yc-uuid.h"
#include "vault/yc-cert.h"
#include "vault/yc-csr.h"
#include "vault/yc-secret.h"

/* A machine that is busy with many clients takes its time. */
#define TIMEOUT_MS (60 * 1000)
/* The node gives a handshake ten seconds; when everybody joins at once not every one gets its turn. Joining may be repeated (10b rule 24). */
#define TRIES 20
#define AGAIN_MS 500

typedef struct
{
  LoadDevice *device;   /* borrowed */
  LoadJoined joined;
  gpointer user_data;
  guint tries;
} Joining;

static void try_to_join (Joining *joining);

static gboolean
on_again_cb (gpointer user_data)
{
  try_to_join (user_data);
  return G_SOURCE_REMOVE;
}

static void
try_again (Joining      *joining,
           const GError *error)
{
  if (++joining->tries >= TRIES)
    g_error ("Counter %d did not join its hall: %s", joining->device->counter, error->message);
  g_timeout_add (AGAIN_MS, on_again_cb, joining);
}

LoadDevice *
load_device_new (const char *url,
                 const char *code,
                 int         counter,
                 YcEnv      *env)
{
  LoadDevice *device = g_new0 (LoadDevice, 1);
  g_autoptr(GError) error = NULL;

  device->env = env;
  device->url = g_strdup (url);
  device->counter = counter;
  if (!yc_code_parse (code, &device->code, &error))
    g_error ("The code of counter %d: %s", counter, error->message);
  return device;
}

void
load_device_free (LoadDevice *device)
{
  g_clear_pointer (&device->found, yc_discovery_free);
  g_clear_pointer (&device->key, yc_key_unref);
  g_clear_object (&device->client);
  g_free (device->cert_pem);
  g_free (device->url);
  g_free (device);
}

YcClient *
load_device_make_client (LoadDevice *device,
                         const char *url)
{
  g_autofree char *name = g_strconcat (device->found->hall, YC_CERT_HALL_SUFFIX, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *key_pem = NULL;
  YcClient *client = yc_client_new (url, &error);

  if (client == NULL || !yc_client_set_trust (client, device->found->ca_pem, name, &error))
    g_error ("The client of counter %d: %s", device->counter, error->message);
  if (device->cert_pem == NULL)
    return client;

  key_pem = yc_key_to_pem (device->key, &error);
  if (key_pem == NULL || !yc_client_set_identity (client, device->cert_pem, key_pem, &error))
    g_error ("The certificate of counter %d: %s", device->counter, error->message);
  return client;
}

static void
on_enrolled_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  Joining *joining = user_data;
  LoadDevice *device = joining->device;
  g_autoptr(GError) error = NULL;
  g_autoptr(YcResponse) response = yc_client_send_finish (YC_CLIENT (source), result, NULL, &error);
  g_autoptr(JsonObject) body = NULL;
  gsize length = 0;
  const char *text = NULL;

  if (response == NULL)
    {
      try_again (joining, error);
      return;
    }
  text = g_bytes_get_data (yc_response_get_body (response), &length);
  body = yc_json_parse_object (text, length, &YC_JSON_BODY, &error);
  if (yc_response_get_status (response) != 200 || body == NULL)
    g_error ("Counter %d was not enrolled: status %u %.*s", device->counter, yc_response_get_status (response), (int) length, text);

  device->cert_pem = g_strdup (yc_json_peek_string (body, "certificate"));
  g_clear_object (&device->client);
  joining->joined (device, joining->user_data);
  g_free (joining);
}

static GBytes *
make_application (LoadDevice *device)
{
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *csr = yc_csr_new (device->key, device->dev, &error);
  char *text = NULL;

  g_assert_no_error (error);
  json_object_set_string_member (body, "secret", device->code.secret);
  json_object_set_string_member (body, "dev", device->dev);
  json_object_set_string_member (body, "key", yc_key_get_public (device->key));
  json_object_set_string_member (body, "csr", csr);
  text = yc_json_write_object (body);
  return g_bytes_new_take (text, strlen (text));
}

static void
on_discovered_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  static const char * const headers[] = { "Content-Type", "application/json", NULL };
  Joining *joining = user_data;
  LoadDevice *device = joining->device;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = NULL;

  g_clear_pointer (&device->found, yc_discovery_free);
  device->found = yc_client_discover_finish (result, &error);
  if (device->found == NULL)
    {
      try_again (joining, error);
      return;
    }

  g_clear_object (&device->client);
  device->client = load_device_make_client (device, device->url);
  body = make_application (device);
  yc_client_send_async (device->client, "POST", "/v1/enrolments", headers, body, TIMEOUT_MS, NULL, on_enrolled_cb, joining);
}

static void
try_to_join (Joining *joining)
{
  LoadDevice *device = joining->device;

  yc_client_discover_async (device->url, device->code.fingerprint, TIMEOUT_MS, NULL, on_discovered_cb, joining);
}

void
load_device_join (LoadDevice *device,
                  LoadJoined  joined,
                  gpointer    user_data)
{
  Joining *joining = g_new0 (Joining, 1);
  YcUuidClock uuids = { 0 };

  joining->device = device;
  joining->joined = joined;
  joining->user_data = user_data;
  yc_uuid7 (&uuids, device->env, device->dev);
  device->key = yc_key_generate (device->env);
  try_to_join (joining);
}
