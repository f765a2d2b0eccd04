/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-station"

#include "config.h"

#include "app/yc-station-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "net/yc-net-error.h"
#include "vault/yc-cert.h"
#include "vault/yc-csr.h"
#include "vault/yc-secret.h"

#define CONTACT_TIMEOUT_MS (10 * 1000)
#define DEFAULT_PORT 8443

/* What discovering and joining know and find out. All of it is their own: another look may begin meanwhile. */
typedef struct
{
  char *hall_name;       /* owned */
  int counter;
  char *dev;             /* owned */
  YcKey *key;            /* owned */
  char *certificate;     /* owned: chain */
  char *hall;            /* owned: UUID */
  char *url;             /* owned */
  YcCode code;
  YcDiscovery *discovery;   /* owned: of a look, until it is handed over */
  YcClient *client;      /* owned: trusts the discovered authority */
  char *ca_pem;          /* owned */
  guint look;            /* which one it is */
  YcEnv *env;
  YcStation *self;       /* borrowed: the task holds it */
} JoinData;

static void
join_data_free (JoinData *data)
{
  g_free (data->hall_name);
  g_free (data->dev);
  g_clear_pointer (&data->key, yc_key_unref);
  g_free (data->certificate);
  g_free (data->hall);
  g_free (data->url);
  yc_code_clear (&data->code);
  g_clear_pointer (&data->discovery, yc_discovery_free);
  g_clear_object (&data->client);
  g_free (data->ca_pem);
  g_free (data);
}

static gboolean
has_blank (const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      if (g_unichar_isspace (g_utf8_get_char (c)) || g_unichar_iscntrl (g_utf8_get_char (c)))
        return TRUE;
    }
  return FALSE;
}

/* What a clerk types ("10.1.2.3", "hall.example:9000", "https://hall/") as the address of the hall node, or NULL: it is none. */
char *
yc_station_complete_url (const char *typed)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  g_autofree char *whole = strstr (text, "://") != NULL ? g_strdup (text) : g_strconcat ("https://", text, NULL);
  g_autoptr(GUri) uri = g_uri_parse (whole, G_URI_FLAGS_NONE, NULL);
  int port;

  if (uri == NULL || strcmp (g_uri_get_scheme (uri), "https") != 0 || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0'
      || strlen (g_uri_get_path (uri)) > 1 || has_blank (g_uri_get_host (uri)) || g_uri_get_userinfo (uri) != NULL
      || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return NULL;
  port = g_uri_get_port (uri);
  return g_uri_join (G_URI_FLAGS_NONE, "https", NULL, g_uri_get_host (uri), port > 0 ? port : DEFAULT_PORT, "", NULL, NULL);
}

/* Only a code and its number travel from here: the sentence is made in one place. */
static void
return_problem (GTask      *task,
                YcResponse *response)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (yc_response_get_body (response), &length);
  g_autoptr(JsonObject) problem = yc_json_parse_object (text != NULL ? text : "", length, &YC_JSON_BODY, NULL);
  const char *type = problem != NULL ? yc_json_peek_string (problem, "type") : NULL;

  if (g_strcmp0 (type, "/problems/code") == 0)
    g_task_return_new_error (task, YC_STATION_ERROR, YC_STATION_ERROR_CODE_WRONG,
                             "%" G_GINT64_FORMAT, yc_json_peek_int (problem, "tries_left"));
  else if (g_strcmp0 (type, "/problems/code-expired") == 0)
    g_task_return_new_error (task, YC_STATION_ERROR, YC_STATION_ERROR_CODE_EXPIRED, "the code is used up or too old");
  else if (yc_response_get_status (response) == 426)
    g_task_return_new_error (task, YC_STATION_ERROR, YC_STATION_ERROR_TOO_OLD, "the hall wants a newer program");
  else
    g_task_return_new_error (task, YC_STATION_ERROR, YC_STATION_ERROR_REFUSED, "status %u, %s",
                             yc_response_get_status (response), type != NULL ? type : "no reason given");
}

/* The answer 200 of an enrolment as an object, or the task is ended with an error. */
static JsonObject *
take_enrolment (GTask        *task,
                YcClient     *client,
                GAsyncResult *result)
{
  GError *error = NULL;
  g_autoptr(YcResponse) response = yc_client_send_finish (client, result, NULL, &error);
  gsize length = 0;
  const char *text = NULL;
  JsonObject *body = NULL;

  if (response == NULL)
    {
      g_task_return_error (task, error);
      return NULL;
    }
  if (yc_response_get_status (response) != 200)
    {
      return_problem (task, response);
      return NULL;
    }
  text = g_bytes_get_data (yc_response_get_body (response), &length);
  body = yc_json_parse_object (text != NULL ? text : "", length, &YC_JSON_BODY, &error);
  if (body == NULL)
    g_task_return_error (task, error);
  return body;
}

static void
post_enrolment (YcClient            *client,
                JsonObject          *body,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  static const char * const headers[] = { "Content-Type", "application/json", NULL };
  char *text = yc_json_write_object (body);
  g_autoptr(GBytes) bytes = g_bytes_new_with_free_func (text, strlen (text), (GDestroyNotify) yc_secret_free, text);

  yc_client_send_async (client, "POST", "/v1/enrolments", headers, bytes, CONTACT_TIMEOUT_MS, cancellable,
                        callback, user_data);
}

/* Discovering */

static void
forget_found (YcStation *self)
{
  g_clear_pointer (&self->url, g_free);
  yc_code_clear (&self->code);
  g_clear_pointer (&self->discovery, yc_discovery_free);
  g_clear_object (&self->joining);
}

/* Only of the last look, and only when somebody waits for it still, is there something to join. */
static void
keep_found (YcStation *self,
            GTask     *task,
            JoinData  *data)
{
  if (data->look != self->looks || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return;
  forget_found (self);
  self->url = g_steal_pointer (&data->url);
  self->code = data->code;
  self->discovery = g_steal_pointer (&data->discovery);
  self->joining = g_steal_pointer (&data->client);
}

static void
on_preview_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JoinData *data = g_task_get_task_data (task);
  g_autoptr(JsonObject) body = take_enrolment (task, YC_CLIENT (source), result);

  if (body == NULL)
    return;
  data->hall_name = g_strdup (yc_json_peek_string (body, "name"));
  data->counter = (int) yc_json_peek_int (body, "counter");
  keep_found (g_task_get_source_object (task), task, data);
  g_task_return_boolean (task, TRUE);
}

static void
on_discovered_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JoinData *data = g_task_get_task_data (task);
  g_autoptr(JsonObject) body = json_object_new ();
  g_autofree char *dns_name = NULL;
  GError *error = NULL;

  data->discovery = yc_client_discover_finish (result, &error);
  if (data->discovery == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  data->client = yc_client_new (data->url, &error);
  dns_name = g_strconcat (data->discovery->hall, YC_CERT_HALL_SUFFIX, NULL);
  if (data->client == NULL || !yc_client_set_trust (data->client, data->discovery->ca_pem, dns_name, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  json_object_set_string_member (body, "secret", data->code.secret);
  post_enrolment (data->client, body, g_task_get_cancellable (task), on_preview_cb, g_object_ref (task));
}

void
yc_station_discover_async (YcStation           *self,
                           const char          *url,
                           const char          *code,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  JoinData *data = g_new0 (JoinData, 1);
  GError *error = NULL;

  g_return_if_fail (YC_IS_STATION (self));

  forget_found (self);
  data->look = ++self->looks;
  g_task_set_source_tag (task, yc_station_discover_async);
  g_task_set_task_data (task, data, (GDestroyNotify) join_data_free);
  if (!yc_code_parse (code, &data->code, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  data->url = yc_station_complete_url (url);
  if (data->url == NULL)
    {
      g_task_return_new_error (task, YC_NET_ERROR, YC_NET_ERROR_INVALID, "not an address");
      return;
    }
  yc_client_discover_async (data->url, data->code.fingerprint, CONTACT_TIMEOUT_MS, cancellable, on_discovered_cb,
                            g_object_ref (task));
}

gboolean
yc_station_discover_finish (YcStation     *self,
                            GAsyncResult  *result,
                            char         **hall_name,
                            int           *counter,
                            GError       **error)
{
  JoinData *data = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  data = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *hall_name = g_steal_pointer (&data->hall_name);
  *counter = data->counter;
  return TRUE;
}

/* Joining: the store with its key, the certificate, the profile; each step can be done again (10b rule 24). */

static gboolean
identity_job (YcDb     *db,
              gpointer  user_data,
              GError  **error)
{
  JoinData *data = user_data;

  if (yc_db_get_dev (db) == NULL)
    {
      char dev[YC_UUID_LENGTH + 1];

      yc_uuid7 (yc_db_get_uuids (db), data->env, dev);
      data->key = yc_key_generate (data->env);
      if (!yc_db_set_identity (db, data->hall, dev, FALSE, data->key, error))
        return FALSE;
    }
  else if (g_strcmp0 (yc_db_get_hall_id (db), data->hall) != 0)
    {
      g_set_error (error, YC_STATION_ERROR, YC_STATION_ERROR_OTHER_HALL, "the store belongs to another hall");
      return FALSE;
    }
  else
    {
      data->key = yc_key_ref (yc_db_get_key (db));
    }
  data->dev = g_strdup (yc_db_get_dev (db));
  return TRUE;
}

static void
write_profile_thread (GTask        *task,
                      gpointer      source,
                      gpointer      user_data,
                      GCancellable *cancellable)
{
  JoinData *data = user_data;
  YcStation *self = data->self;
  GError *error = NULL;

  if (yc_profile_enrol (self->profile, data->url, data->hall, data->ca_pem, data->certificate, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_profile_written_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  YcStation *self = YC_STATION (source);
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  forget_found (self);
  yc_station_go_online (self);
  g_task_return_boolean (task, TRUE);
}

static gboolean
name_job (YcDb     *db,
          gpointer  user_data,
          GError  **error)
{
  JoinData *data = user_data;
  g_autoptr(GBytes) name = g_bytes_new (data->hall_name, strlen (data->hall_name));

  return yc_db_set_meta (db, "hall/name", name, error);
}

static void
on_name_stored_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GTask) writing = NULL;
  YcStation *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (yc_store_run_finish (YC_STORE (source), result, &error) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  writing = g_task_new (self, NULL, on_profile_written_cb, g_object_ref (task));
  g_task_set_source_tag (writing, on_name_stored_cb);
  g_task_set_task_data (writing, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (writing, write_profile_thread);
}

/* The program may have been closed in the middle of joining. */
static gboolean
has_store (GTask *task)
{
  YcStation *self = g_task_get_source_object (task);

  if (self->store == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "closed");
  return self->store != NULL;
}

static void
on_enrolled_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  YcStation *self = g_task_get_source_object (task);
  JoinData *data = g_task_get_task_data (task);
  g_autoptr(JsonObject) body = take_enrolment (task, YC_CLIENT (source), result);

  if (body == NULL)
    return;
  data->certificate = g_strdup (yc_json_peek_string (body, "certificate"));
  data->hall_name = g_strdup (yc_json_peek_string (body, "name"));
  if (data->certificate == NULL || data->hall_name == NULL)
    {
      g_task_return_new_error (task, YC_STATION_ERROR, YC_STATION_ERROR_REFUSED, "the answer has no certificate");
      return;
    }
  if (!has_store (task))
    return;
  yc_store_run_async (self->store, YC_LANE_COMMAND, name_job, data, NULL, NULL, on_name_stored_cb, g_object_ref (task));
}

/* Whether everybody who waited has gone. */
static gboolean
is_given_up (YcStation *self)
{
  for (guint i = 0; i < self->joins->len; i++)
    {
      if (!g_cancellable_is_cancelled (g_task_get_cancellable (g_ptr_array_index (self->joins, i))))
        return FALSE;
    }
  return TRUE;
}

static void
on_identity_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  YcStation *self = g_task_get_source_object (task);
  JoinData *data = g_task_get_task_data (task);
  g_autoptr(JsonObject) body = json_object_new ();
  g_autofree char *csr = NULL;
  GError *error = NULL;

  if (yc_store_run_finish (YC_STORE (source), result, &error) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  csr = yc_csr_new (data->key, data->dev, &error);
  if (csr == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (is_given_up (self))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "nobody waits for it");
      return;
    }
  json_object_set_string_member (body, "secret", data->code.secret);
  json_object_set_string_member (body, "dev", data->dev);
  json_object_set_string_member (body, "key", yc_key_get_public (data->key));
  json_object_set_string_member (body, "csr", csr);
  /* From here on it is not given up: the hall may have given this computer its place. */
  post_enrolment (data->client, body, NULL, on_enrolled_cb, g_object_ref (task));
}

static void
on_store_opened_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  YcStation *self = YC_STATION (source);
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!has_store (task))
    return;
  yc_store_run_async (self->store, YC_LANE_COMMAND, identity_job, g_task_get_task_data (task), NULL, NULL,
                      on_identity_cb, g_object_ref (task));
}

static void
on_join_ended_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  YcStation *self = YC_STATION (source);
  g_autoptr(GPtrArray) joins = g_steal_pointer (&self->joins);
  g_autoptr(GError) error = NULL;
  gboolean joined = g_task_propagate_boolean (G_TASK (result), &error);

  for (guint i = 0; i < joins->len; i++)
    {
      GTask *task = g_ptr_array_index (joins, i);

      if (joined)
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_error (task, g_error_copy (error));
    }
}

static void
begin_join (YcStation *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, on_join_ended_cb, NULL);
  JoinData *data = g_new0 (JoinData, 1);

  data->env = self->env;
  data->self = self;
  data->hall = g_strdup (self->discovery->hall);
  data->url = g_strdup (self->url);
  data->code = self->code;
  data->client = g_object_ref (self->joining);
  data->ca_pem = g_strdup (self->discovery->ca_pem);
  g_task_set_source_tag (task, begin_join);
  g_task_set_task_data (task, data, (GDestroyNotify) join_data_free);
  if (self->store == NULL)
    yc_station_open_store_async (self, on_store_opened_cb, g_object_ref (task));
  else
    yc_store_run_async (self->store, YC_LANE_COMMAND, identity_job, data, NULL, NULL, on_identity_cb, g_object_ref (task));
}

void
yc_station_join_async (YcStation           *self,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (YC_IS_STATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yc_station_join_async);
  if (self->joins != NULL)
    {
      g_ptr_array_add (self->joins, g_steal_pointer (&task));
      return;
    }
  if (self->discovery == NULL || self->joining == NULL)
    {
      g_task_return_new_error (task, YC_STATION_ERROR, YC_STATION_ERROR_REFUSED, "no hall has been found");
      return;
    }
  self->joins = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->joins, g_steal_pointer (&task));
  begin_join (self);
}

gboolean
yc_station_join_finish (YcStation     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
