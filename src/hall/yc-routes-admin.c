/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-routes"

#include "config.h"

#include "hall/yc-routes-private.h"

#include <fcntl.h>
#include <string.h>

#include <glib/gstdio.h>
#include <gio/gio.h>

#include "core/yc-core-error.h"
#include "core/yc-json.h"

#define RESOURCE_OPENAPI "/org/yichuang/hall/openapi.yaml"

static gboolean
health_job (YcDb     *db,
            gpointer  data,
            GError  **error)
{
  YcHandling *handling = data;
  g_autofree char *name = yc_node_get_name (db, error);
  JsonObject *body = NULL;

  if (name == NULL)
    return FALSE;

  body = json_object_new ();
  json_object_set_string_member (body, "status", yc_store_is_failing (handling->routes->store) ? "degraded" : "ok");
  json_object_set_string_member (body, "hall", yc_db_get_hall_id (db));
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "version", VERSION);
  handling->reply = yc_reply_new (body);
  return TRUE;
}

void
yc_route_health (YcHandling *handling)
{
  yc_handling_run (handling, YC_LANE_READ, health_job);
}

void
yc_route_openapi (YcHandling *handling)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) text = g_resources_lookup_data (RESOURCE_OPENAPI, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  g_assert_no_error (error);
  yc_handling_answer (handling, yc_response_new (200, "application/yaml", text));
}

/* Enrolment */

static gboolean
enrol_job (YcDb     *db,
           gpointer  data,
           GError  **error)
{
  YcHandling *handling = data;
  YcNodeAuthority authority = { handling->routes->ca_pem, handling->routes->ca_key_pem };

  handling->reply = yc_node_enrol (db, handling->body, &authority, error);
  return handling->reply != NULL;
}

void
yc_route_enrol (YcHandling *handling)
{
  if (yc_handling_parse_body (handling))
    yc_handling_run (handling, YC_LANE_COMMAND, enrol_job);
}

static gboolean
renew_job (YcDb     *db,
           gpointer  data,
           GError  **error)
{
  YcHandling *handling = data;
  YcNodeAuthority authority = { handling->routes->ca_pem, handling->routes->ca_key_pem };

  handling->reply = yc_node_renew (db, &handling->caller, handling->body, &authority, error);
  return handling->reply != NULL;
}

void
yc_route_renew (YcHandling *handling)
{
  if (yc_handling_parse_body (handling))
    yc_handling_run (handling, YC_LANE_COMMAND, renew_job);
}

static gboolean
code_job (YcDb     *db,
          gpointer  data,
          GError  **error)
{
  YcHandling *handling = data;

  handling->reply = yc_node_make_code (db, &handling->caller, handling->body, handling->routes->fingerprint, error);
  return handling->reply != NULL;
}

void
yc_route_code (YcHandling *handling)
{
  if (yc_handling_parse_body (handling))
    yc_handling_run (handling, YC_LANE_COMMAND, code_job);
}

/* Import: body {"documents": ["<text of a file>", …]}; the texts are parsed by the node with the limits of a reference set. */

static gboolean
import_job (YcDb     *db,
            gpointer  data,
            GError  **error)
{
  YcHandling *handling = data;
  JsonArray *texts = json_object_get_array_member (handling->body, "documents");
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < json_array_get_length (texts); i++)
    {
      const char *text = json_array_get_string_element (texts, i);

      g_ptr_array_add (documents, g_bytes_new (text, strlen (text)));
    }
  handling->reply = yc_node_import (db, &handling->caller, documents, error);
  return handling->reply != NULL;
}

static gboolean
check_documents (JsonObject  *body,
                 GError     **error)
{
  JsonArray *texts = yc_json_get_array (body, "documents", error);

  if (texts == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (texts); i++)
    {
      if (JSON_NODE_HOLDS_VALUE (json_array_get_element (texts, i))
          && json_node_get_value_type (json_array_get_element (texts, i)) == G_TYPE_STRING)
        continue;
      g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TYPE, "documents[%u] is not a text.", i);
      return FALSE;
    }
  return TRUE;
}

void
yc_route_import (YcHandling *handling)
{
  static const YcJsonLimits limits = { 32 * 1024 * 1024, 4, 1000 };
  g_autoptr(GError) error = NULL;
  gsize length = 0;
  const char *text = g_bytes_get_data (yc_request_get_body (handling->request), &length);

  handling->body = yc_json_parse_object (text != NULL ? text : "", length, &limits, &error);
  if (handling->body == NULL || !check_documents (handling->body, &error))
    yc_handling_answer_problem (handling, 400, "/problems/body", error->message);
  else
    yc_handling_run (handling, YC_LANE_COMMAND, import_job);
}

static gboolean
list_waiting_job (YcDb     *db,
                  gpointer  data,
                  GError  **error)
{
  YcHandling *handling = data;

  handling->reply = yc_node_list_waiting (db, &handling->caller, error);
  return handling->reply != NULL;
}

void
yc_route_list_waiting (YcHandling *handling)
{
  yc_handling_run (handling, YC_LANE_READ, list_waiting_job);
}

static gboolean
drop_waiting_job (YcDb     *db,
                  gpointer  data,
                  GError  **error)
{
  YcHandling *handling = data;

  handling->reply = yc_node_drop_waiting (db, &handling->caller, handling->last, error);
  return handling->reply != NULL;
}

void
yc_route_drop_waiting (YcHandling *handling)
{
  yc_handling_run (handling, YC_LANE_COMMAND, drop_waiting_job);
}

/* Export: one job per page, so that the hall is served between them. */

/* Without a name: nothing of it is left behind, however this process ends. Some file systems need one for a moment. */
static int
open_scratch (GError **error)
{
  int fd = open (g_get_tmp_dir (), O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  g_autofree char *path = NULL;

  if (fd >= 0)
    return fd;
  fd = g_file_open_tmp ("yichuang-export-XXXXXX", &path, error);
  if (fd >= 0)
    g_unlink (path);
  return fd;
}

static gboolean
export_job (YcDb     *db,
            gpointer  data,
            GError  **error)
{
  YcHandling *handling = data;

  if (handling->export == NULL)
    {
      int fd = open_scratch (error);

      handling->export = fd >= 0 ? yc_export_new (db, fd, error) : NULL;
      return handling->export != NULL;
    }
  if (!yc_export_write (handling->export, db, &handling->exported, error))
    return FALSE;
  if (handling->exported)
    handling->document = yc_export_read (handling->export, error);
  return !handling->exported || handling->document != NULL;
}

static void
on_page_exported_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(YcHandling) handling = user_data;
  g_autoptr(GError) error = NULL;

  if (yc_store_run_finish (YC_STORE (source), result, &error) == NULL)
    yc_handling_answer_error (handling, error);
  else if (handling->exported)
    yc_handling_answer (handling, yc_response_new (200, "application/jsonl", handling->document));
  else if (g_atomic_int_get (&handling->routes->draining) || yc_handling_is_left (handling))
    yc_handling_answer_later (handling, "/problems/stopping", "The hall node is stopping.");
  else
    yc_route_export (handling);
}

void
yc_route_export (YcHandling *handling)
{
  yc_handling_run_then (handling, YC_LANE_READ, export_job, on_page_exported_cb);
}
