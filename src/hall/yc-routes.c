/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-routes"

#include "config.h"

#include "hall/yc-routes-private.h"

#include <string.h>

#include "core/yc-uuid.h"
#include "net/yc-server.h"
#include "vault/yc-cert-info.h"
#include "vault/yc-secret.h"

/* Key derivations take 64 MiB each. */
#define MAX_DERIVATIONS 2
#define FEED_LIMIT 500

#define KIB ((gsize) 1024)
#define MIB (1024 * KIB)

typedef enum
{
  DOOR_FREE,      /* no certificate asked for */
  DOOR_DEVICE,    /* judged by the node: certificate, perhaps session */
  DOOR_CONTROL,   /* only by the control socket */
} Door;

typedef struct
{
  const char *method;
  const char *pattern;    /* {hall} and {last} stand for one part */
  Door door;
  gsize max_body;
  void (*handle) (YcHandling *handling);
} Route;

static const Route table[] = {
  { "GET", "/health", DOOR_FREE, 0, yc_route_health },
  { "GET", "/openapi.yaml", DOOR_FREE, 0, yc_route_openapi },
  { "POST", "/v1/enrolments", DOOR_FREE, 64 * KIB, yc_route_enrol },
  { "POST", "/v1/enrolments/renew", DOOR_DEVICE, 64 * KIB, yc_route_renew },
  { "POST", "/v1/enrolments/codes", DOOR_CONTROL, 64 * KIB, yc_route_code },
  { "POST", "/v1/sessions", DOOR_DEVICE, 64 * KIB, yc_route_sign_in },
  { "DELETE", "/v1/sessions", DOOR_DEVICE, 64 * KIB, yc_route_sign_out },
  { "GET", "/v1/reference/{last}", DOOR_DEVICE, 0, yc_route_reference },
  { "GET", "/v1/reference", DOOR_CONTROL, 0, yc_route_list_waiting },
  { "POST", "/v1/reference", DOOR_CONTROL, 32 * MIB, yc_route_import },
  { "DELETE", "/v1/reference/waiting/{last}", DOOR_CONTROL, 0, yc_route_drop_waiting },
  { "POST", "/v1/staff", DOOR_CONTROL, 64 * KIB, yc_route_staff },
  { "GET", "/v1/export", DOOR_CONTROL, 0, yc_route_export },
  { "POST", "/v1/halls/{hall}/commands", DOOR_DEVICE, 64 * KIB, yc_route_command },
  { "POST", "/v1/halls/{hall}/events", DOOR_DEVICE, 2 * MIB, yc_route_push },
  { "GET", "/v1/halls/{hall}/feed", DOOR_DEVICE, 0, yc_route_feed },
  { "GET", "/v1/halls/{hall}/heads", DOOR_DEVICE, 0, yc_route_heads },
};

/* Matches path against pattern part by part; hall and last (may be NULL) get what stood for them. */
static gboolean
match_path (const char  *pattern,
            const char  *path,
            char       **hall,
            char       **last)
{
  g_auto(GStrv) wanted = g_strsplit (pattern, "/", -1);
  g_auto(GStrv) given = g_strsplit (path, "/", -1);
  guint n = g_strv_length (wanted);

  if (g_strv_length (given) != n)
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      gboolean open = g_str_equal (wanted[i], "{hall}") || g_str_equal (wanted[i], "{last}");

      if (open ? *given[i] == '\0' : !g_str_equal (wanted[i], given[i]))
        return FALSE;
    }

  for (guint i = 0; i < n; i++)
    {
      if (hall != NULL && g_str_equal (wanted[i], "{hall}"))
        *hall = g_strdup (given[i]);
      if (last != NULL && g_str_equal (wanted[i], "{last}"))
        *last = g_strdup (given[i]);
    }
  return TRUE;
}

gsize
yc_routes_max_body (const char *method,
                    const char *path,
                    gboolean    local)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (g_str_equal (table[i].method, method) && match_path (table[i].pattern, path, NULL, NULL))
        /* Nobody on the network fills our memory with what is not for him. */
        return table[i].door == DOOR_CONTROL && !local ? MIN (table[i].max_body, YC_SERVER_BODY_DEFAULT) : table[i].max_body;
    }
  /* It is refused as a route, not as a body. */
  return YC_SERVER_BODY_DEFAULT;
}

static void
on_store_changed_cb (YcStore  *store,
                     GStrv     subjects,
                     YcRoutes *routes)
{
  yc_routes_wake_polls (routes);
}

YcRoutes *
yc_routes_new (const YcRoutesConfig  *config,
               YcStore               *store,
               YcEnv                 *env,
               GError               **error)
{
  g_autoptr(YcCertInfo) ca = NULL;
  YcRoutes *routes = NULL;

  g_return_val_if_fail (config != NULL && YC_IS_STORE (store) && env != NULL, NULL);

  ca = yc_cert_inspect (config->ca_pem, strlen (config->ca_pem), NULL, error);
  if (ca == NULL)
    return NULL;

  routes = g_new0 (YcRoutes, 1);
  routes->store = g_object_ref (store);
  routes->env = env;
  routes->ca_pem = g_strdup (config->ca_pem);
  routes->ca_key_pem = g_strdup (config->ca_key_pem);
  yc_cert_info_fingerprint (ca, routes->fingerprint);
  routes->polls = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_handling_unref);
  routes->argon = g_thread_pool_new (yc_routes_derive, routes, MAX_DERIVATIONS, FALSE, NULL);
  routes->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (on_store_changed_cb), routes);
  return routes;
}

void
yc_routes_free (YcRoutes *routes)
{
  if (routes == NULL)
    return;

  g_assert (routes->n_under_way == 0);
  g_signal_handler_disconnect (routes->store, routes->changed_handler);
  g_thread_pool_free (routes->argon, FALSE, TRUE);
  g_ptr_array_unref (routes->polls);
  yc_secret_free (routes->ca_key_pem);
  g_free (routes->ca_pem);
  g_object_unref (routes->store);
  g_free (routes);
}

void
yc_routes_set_is_waiting (YcRoutes          *routes,
                          YcRoutesIsWaiting  is_waiting)
{
  routes->is_waiting = is_waiting;
}

guint
yc_routes_get_n_under_way (YcRoutes *routes)
{
  return routes->n_under_way;
}

/* Who asks. Dates of the certificate are not judged: the node's record says who is in, not a clock. */
static void
identify (YcHandling *handling)
{
  const char *pem = yc_request_get_peer_pem (handling->request);
  const char *authorization = yc_request_get_header (handling->request, "Authorization");

  handling->caller.local = yc_request_is_local (handling->request);

  if (pem != NULL && yc_request_is_peer_trusted (handling->request))
    {
      g_autoptr(YcCertInfo) info = yc_cert_inspect (pem, strlen (pem), handling->routes->ca_pem, NULL);

      if (info != NULL && yc_cert_info_get_device (info) != NULL)
        {
          handling->dev = g_strdup (yc_cert_info_get_device (info));
          handling->key = g_strdup (info->public_key);
        }
    }
  if (authorization != NULL && g_str_has_prefix (authorization, "Bearer "))
    handling->token = g_strdup (authorization + strlen ("Bearer "));

  handling->caller.dev = handling->dev;
  handling->caller.key = handling->key;
  handling->caller.token = handling->token;
}

/* A number of a header or query; fallback when it is absent. A text that is no number is refused and not taken as absent: a
 * command must not run without the condition its sender meant. */
static gboolean
read_number (const char *text,
             gint64      fallback,
             gint64     *number)
{
  guint64 value = 0;

  *number = fallback;
  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &value, NULL))
    return FALSE;
  *number = (gint64) value;
  return TRUE;
}

static gboolean
read_withdraw (const char *text,
               gboolean   *withdraw)
{
  *withdraw = g_strcmp0 (text, "1") == 0;
  return text == NULL || *withdraw || g_str_equal (text, "0");
}

static gboolean
read_headers (YcHandling *handling)
{
  YcCommandHeaders *headers = &handling->headers;
  YcRequest *request = handling->request;

  headers->key = yc_request_get_header (request, "Idempotency-Key");
  headers->session = yc_request_get_header (request, "YC-Session");
  headers->at = yc_request_get_header (request, "YC-At");
  return read_number (yc_request_get_header (request, "YC-Needs"), -1, &headers->needs)
         && read_number (yc_request_get_header (request, "YC-After"), -1, &headers->after)
         && read_number (yc_request_get_header (request, "YC-Epoch"), -1, &headers->epoch)
         && read_number (yc_request_get_header (request, "YC-First"), -1, &handling->first)
         && read_number (yc_request_get_header (request, "YC-Count"), -1, &handling->count)
         && read_withdraw (yc_request_get_header (request, "YC-Withdraw"), &headers->withdraw);
}

static gboolean
read_query (YcHandling *handling)
{
  YcRequest *request = handling->request;

  return read_number (yc_request_get_query (request, "after"), 0, &handling->after)
         && read_number (yc_request_get_query (request, "limit"), FEED_LIMIT, &handling->limit)
         && read_number (yc_request_get_query (request, "wait"), 0, &handling->wait);
}

static void
dispatch (YcHandling  *handling,
          const Route *route)
{
  handling->pattern = route->pattern;
  if (route->door == DOOR_CONTROL && !yc_request_is_local (handling->request))
    {
      yc_handling_answer_problem (handling, 403, "/problems/control-only",
                                  "This is for the control socket of the node only.");
      return;
    }
  identify (handling);
  if (read_headers (handling) && read_query (handling))
    route->handle (handling);
  else
    yc_handling_answer_problem (handling, 400, "/problems/headers",
                                "Numbers of headers and query are whole numbers; YC-Withdraw is 1 or 0.");
}

static void
refuse_method (YcHandling *handling,
               const char *allowed)
{
  YcResponse *response = yc_response_new_problem (405, "/problems/method", "This route does not take this method.", NULL);

  yc_response_set_header (response, "Allow", allowed);
  yc_handling_answer (handling, response);
}

void
yc_routes_handle (YcRoutes       *routes,
                  YcRequest      *request,
                  YcRoutesAnswer  answer,
                  gpointer        user_data)
{
  g_autoptr(GString) allowed = g_string_new (NULL);
  g_autoptr(YcHandling) handling = NULL;

  g_return_if_fail (routes != NULL && request != NULL && answer != NULL);

  handling = g_new0 (YcHandling, 1);
  routes->n_under_way++;
  g_atomic_ref_count_init (&handling->refs);
  handling->routes = routes;
  handling->request = yc_request_ref (request);
  handling->answer = answer;
  handling->user_data = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (!match_path (table[i].pattern, yc_request_get_path (request), NULL, NULL))
        continue;
      if (!g_str_equal (table[i].method, yc_request_get_method (request)))
        {
          g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? ", " : "", table[i].method);
          continue;
        }
      match_path (table[i].pattern, yc_request_get_path (request), &handling->hall, &handling->last);
      dispatch (handling, &table[i]);
      return;
    }

  if (allowed->len > 0)
    refuse_method (handling, allowed->str);
  else
    yc_handling_answer_problem (handling, 404, "/problems/route", "There is no such route.");
}
