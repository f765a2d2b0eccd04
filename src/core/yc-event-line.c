/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-event-line"

#include "config.h"

#include <string.h>

#include "core/yc-core-error.h"
#include "core/yc-event-text.h"
#include "core/yc-event.h"
#include "core/yc-json-scan.h"
#include "core/yc-json-write.h"
#include "core/yc-time.h"
#include "core/yc-uuid.h"

#define SOURCE_PREFIX "urn:yichuang:dev:"
#define TEXT_MAX 128

static const char *const modes[] = { "online", "hall", "island" };

/* The attributes are written by hand: each start holds the quotes, commas and name that stand before the value. */
static void
put_text (GString *line, const char *start, const char *text)
{
  g_string_append (line, start);
  yc_json_append_escaped (line, text);
  g_string_append_c (line, '"');
}

static void
put_int (GString *line, const char *start, gint64 value)
{
  g_string_append (line, start);
  yc_json_append_int (line, value);
}

static void
put_object (GString *line, const char *start, JsonObject *object)
{
  g_string_append (line, start);
  yc_json_append_object (line, object);
}

char *
yc_event_write (const YcEvent *event)
{
  g_autofree char *time = NULL;
  GString *line;

  g_return_val_if_fail (event != NULL, NULL);

  time = yc_time_format (event->time);
  line = g_string_sized_new (1024);
  put_text (line, "{\"specversion\":\"1.0\",\"id\":\"", event->id);
  put_text (line, ",\"source\":\"" SOURCE_PREFIX, event->dev);
  put_text (line, ",\"type\":\"", event->type_name);
  put_text (line, ",\"subject\":\"", event->subject);
  put_text (line, ",\"time\":\"", time);
  put_text (line, ",\"datacontenttype\":\"application/json\",\"ychall\":\"", event->hall);
  put_int (line, ",\"ycseq\":", event->seq);
  put_text (line, ",\"ycprev\":\"", event->prev);
  /* A CloudEvents Integer has 32 bits: a clock further off than 24 days is written as 24 days off. */
  put_int (line, ",\"ycskew\":", CLAMP (event->skew, G_MININT32, G_MAXINT32));
  put_text (line, ",\"ycactor\":\"", event->actor);
  put_text (line, ",\"ycsess\":\"", event->session);
  put_int (line, ",\"yccounter\":", event->counter);
  if (event->base > 0)
    put_int (line, ",\"ycbase\":", event->base);
  else
    g_string_append (line, ",\"ycbase\":\"\"");
  put_text (line, ",\"yccause\":\"", event->cause);
  put_text (line, ",\"ycref\":\"", event->ref);
  put_text (line, ",\"ycmode\":\"", event->mode);
  put_object (line, ",\"data\":", event->data);
  if (event->personal != NULL)
    put_object (line, ",\"ycpersonal\":", event->personal);
  g_string_append_c (line, '}');
  return g_string_free (line, FALSE);
}

static gboolean
is_uuid_or_empty (const char *text)
{
  return *text == '\0' || yc_uuid_is_valid (text);
}

static gboolean
is_source (const char *text)
{
  return g_str_has_prefix (text, SOURCE_PREFIX) && yc_uuid_is_valid (text + strlen (SOURCE_PREFIX));
}

static gboolean
is_actor (const char *text)
{
  return (g_str_has_prefix (text, "staff/") || g_str_has_prefix (text, "device/")) &&
         yc_uuid_is_valid (yc_subject_get_id (text));
}

/* At most 128 visible characters of ASCII. */
static gboolean
is_short_text (const char *text)
{
  gsize n = 0;

  for (; text[n] != '\0'; n++)
    {
      if (n == TEXT_MAX || !g_ascii_isgraph (text[n]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_type_name (const char *text)
{
  return *text != '\0' && is_short_text (text);
}

/* "" or "<set>@<version>" */
static gboolean
is_ref (const char *text)
{
  const char *at = strchr (text, '@');

  if (*text == '\0')
    return TRUE;
  return is_short_text (text) && at != NULL && at != text && at[1] != '\0';
}

static gboolean
is_mode (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      if (strcmp (text, modes[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_one_zero (const char *text)
{
  return strcmp (text, "1.0") == 0;
}

static gboolean
is_json_type (const char *text)
{
  return strcmp (text, "application/json") == 0;
}

/* Reads a string attribute that must pass check; *out is a copy. */
static gboolean
take_text (JsonObject *object, const char *name, gboolean (*check) (const char *), char **out, GError **error)
{
  const char *text = yc_json_get_string (object, name, error);

  if (text == NULL)
    return FALSE;
  if (!check (text))
    {
      g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "The attribute “%s” has an impossible value.", name);
      return FALSE;
    }
  if (out != NULL)
    {
      g_free (*out);
      *out = g_strdup (text);
    }
  return TRUE;
}

/* Reads what CloudEvents itself asks for. */
static gboolean
take_standard (YcEvent *event, JsonObject *object, GError **error)
{
  g_autofree char *source = NULL;
  const char *time;

  if (!take_text (object, "specversion", is_one_zero, NULL, error) ||
      !take_text (object, "id", yc_uuid_is_valid, &event->id, error) ||
      !take_text (object, "source", is_source, &source, error) ||
      !take_text (object, "type", is_type_name, &event->type_name, error) ||
      !take_text (object, "subject", yc_subject_is_valid, &event->subject, error) ||
      !take_text (object, "datacontenttype", is_json_type, NULL, error))
    return FALSE;
  time = yc_json_get_string (object, "time", error);
  if (time == NULL)
    return FALSE;
  if (!yc_time_parse (time, &event->time))
    {
      g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "The attribute “time” is no RFC 3339 time.");
      return FALSE;
    }
  event->type = yc_event_type_from_string (event->type_name);
  g_free (event->dev);
  event->dev = g_strdup (source + strlen (SOURCE_PREFIX));
  return TRUE;
}

/* Reads ycbase: a position, or "" for none. */
static gboolean
take_base (YcEvent *event, JsonObject *object, GError **error)
{
  const char *text = yc_json_peek_string (object, "ycbase");

  if (text != NULL && *text == '\0')
    {
      event->base = 0;
      return TRUE;
    }
  return yc_json_get_int (object, "ycbase", 1, G_MAXINT32, &event->base, error);
}

/* Reads our own attributes. */
static gboolean
take_extensions (YcEvent *event, JsonObject *object, GError **error)
{
  gint64 counter = 0;

  if (!take_text (object, "ychall", yc_uuid_is_valid, &event->hall, error) ||
      !yc_json_get_int (object, "ycseq", 1, YC_SEQ_MAX, &event->seq, error) ||
      !take_text (object, "ycprev", yc_text_is_hash, &event->prev, error) ||
      !yc_json_get_int (object, "ycskew", G_MININT32, G_MAXINT32, &event->skew, error) ||
      !take_text (object, "ycactor", is_actor, &event->actor, error) ||
      !take_text (object, "ycsess", is_uuid_or_empty, &event->session, error) ||
      !yc_json_get_int (object, "yccounter", 0, YC_COUNTER_MAX, &counter, error) ||
      !take_base (event, object, error) ||
      !take_text (object, "yccause", is_short_text, &event->cause, error) ||
      !take_text (object, "ycref", is_ref, &event->ref, error) ||
      !take_text (object, "ycmode", is_mode, &event->mode, error))
    return FALSE;
  event->counter = (int) counter;
  return TRUE;
}

static gboolean
take_payload (YcEvent *event, JsonObject *object, GError **error)
{
  JsonObject *data = yc_json_get_object (object, "data", error);

  if (data == NULL)
    return FALSE;
  json_object_unref (event->data);
  event->data = json_object_ref (data);
  if (json_object_has_member (object, "ycpersonal"))
    {
      JsonObject *personal = yc_json_get_object (object, "ycpersonal", error);

      if (personal == NULL)
        return FALSE;
      event->personal = json_object_ref (personal);
    }
  return TRUE;
}

/* A line that carries a reference set may be as long as the set. Its type stands near its beginning, since we write
 * the attributes in a fixed order; yc_event_read() judges the line again when that was not its type after all. */
static const YcJsonLimits *
get_limits (const char *line, gsize length)
{
  const char *type = yc_event_type_to_string (YC_EVENT_REFERENCE_IMPORTED);

  return memmem (line, MIN (length, 512), type, strlen (type)) != NULL ? &YC_JSON_REFERENCE : &YC_JSON_LINE;
}

YcEvent *
yc_event_read (const char *line, gsize length, GError **error)
{
  const YcJsonLimits *limits;
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(YcEvent) event = NULL;

  g_return_val_if_fail (line != NULL, NULL);

  /* White space between values is harmless, but a line is one line: batches and exports are cut at line breaks. */
  if (memchr (line, '\n', length) != NULL || memchr (line, '\r', length) != NULL)
    {
      g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_SYNTAX, "The line has a line break inside.");
      return NULL;
    }
  limits = get_limits (line, length);
  object = yc_json_parse_object (line, length, limits, error);
  if (object == NULL)
    return NULL;
  event = yc_event_new (YC_EVENT_UNKNOWN, "");
  if (!take_standard (event, object, error) ||
      !take_extensions (event, object, error) ||
      !take_payload (event, object, error))
    return NULL;
  if (limits != &YC_JSON_LINE && event->type != YC_EVENT_REFERENCE_IMPORTED &&
      !yc_json_scan (line, length, &YC_JSON_LINE, error))
    return NULL;
  if (event->type != YC_EVENT_UNKNOWN && !yc_event_check_data (event, error))
    return NULL;
  return g_steal_pointer (&event);
}
