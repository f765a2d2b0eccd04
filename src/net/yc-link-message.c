/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-link"

#include "config.h"

#include "net/yc-link-private.h"

#include <string.h>

#include "core/yc-json.h"

#define RETRY_AFTER_MAX_S 3600

/* An answer to a command carries up to 200 lines as strings. */
static const YcJsonLimits answer_limits = { 4 * 1024 * 1024, 16, 20000 };

JsonObject *
yc_link_parse (GBytes *bytes)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);

  return length > 0 ? yc_json_parse_object (text, length, &answer_limits, NULL) : NULL;
}

gint64
yc_link_header_number (YcResponse *response,
                       const char *name)
{
  const char *text = yc_response_get_header (response, name);
  guint64 value = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &value, NULL))
    return -1;
  return (gint64) value;
}

gint64
yc_link_retry_after_ms (YcResponse *response)
{
  gint64 seconds = yc_link_header_number (response, "Retry-After");

  return CLAMP (seconds, 0, RETRY_AFTER_MAX_S) * 1000;
}

const char *
yc_link_problem (YcResponse *response,
                 JsonObject *body)
{
  const char *type = yc_response_get_content_type (response);

  if (body == NULL || type == NULL || !g_str_has_prefix (type, "application/problem+json"))
    return NULL;
  return yc_json_peek_string (body, "type");
}

void
yc_link_read_refusal (guint       status,
                      JsonObject *body,
                      YcRefusal  *refusal)
{
  const char *code = body != NULL ? yc_json_peek_string (body, "code") : NULL;
  JsonObject *args = body != NULL ? yc_json_get_object (body, "args", NULL) : NULL;

  yc_refusal_clear (refusal);
  refusal->code = code != NULL ? yc_refusal_code_from_string (code) : YC_REFUSAL_NONE;
  if (refusal->code == YC_REFUSAL_NONE)
    refusal->code = status == 403 ? YC_REFUSAL_NOT_PERMITTED : YC_REFUSAL_ARGUMENT;
  if (args != NULL)
    refusal->args = json_object_ref (args);
}

void
yc_link_add_header (GPtrArray  *headers,
                    const char *name,
                    const char *value)
{
  g_ptr_array_add (headers, g_strdup (name));
  g_ptr_array_add (headers, g_strdup (value));
}

void
yc_link_add_number (GPtrArray  *headers,
                    const char *name,
                    gint64      value)
{
  g_ptr_array_add (headers, g_strdup (name));
  g_ptr_array_add (headers, g_strdup_printf ("%" G_GINT64_FORMAT, value));
}

void
yc_link_add_place (GPtrArray         *headers,
                   const YcLinkPlace *place)
{
  yc_link_add_number (headers, "YC-After", place->peer.cursor);
  if (place->peer.epoch > 0)
    yc_link_add_number (headers, "YC-Epoch", place->peer.epoch);
  if (place->at != NULL)
    yc_link_add_header (headers, "YC-At", place->at);
}

void
yc_link_send_request (YcLink              *self,
                      const char          *method,
                      const char          *target,
                      GPtrArray           *headers,
                      GBytes              *body,
                      gint64               timeout_ms,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_ptr_array_add (headers, NULL);
  yc_client_send_async (self->client, method, target, (const char * const *) headers->pdata, body, (guint) timeout_ms,
                        cancellable, callback, user_data);
  g_ptr_array_unref (headers);
}
