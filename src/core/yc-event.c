/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-event"

#include "config.h"

#include "core/yc-event.h"

#include <string.h>

#include "core/yc-event-text.h"
#include "core/yc-uuid.h"

YcEvent *
yc_event_new (YcEventType type, const char *subject)
{
  YcEvent *event;

  g_return_val_if_fail (subject != NULL, NULL);

  event = g_new0 (YcEvent, 1);
  event->type = type;
  event->type_name = g_strdup (type == YC_EVENT_UNKNOWN ? "" : yc_event_type_to_string (type));
  event->id = g_strdup ("");
  event->dev = g_strdup ("");
  event->prev = g_strdup ("");
  event->subject = g_strdup (subject);
  event->hall = g_strdup ("");
  event->actor = g_strdup ("");
  event->session = g_strdup ("");
  event->cause = g_strdup ("");
  event->ref = g_strdup ("");
  event->mode = g_strdup ("online");
  event->data = json_object_new ();
  g_atomic_ref_count_init (&event->refs);
  return event;
}

YcEvent *
yc_event_ref (YcEvent *event)
{
  g_return_val_if_fail (event != NULL, NULL);

  g_atomic_ref_count_inc (&event->refs);
  return event;
}

void
yc_event_unref (YcEvent *event)
{
  g_return_if_fail (event != NULL);

  if (!g_atomic_ref_count_dec (&event->refs))
    return;
  g_free (event->type_name);
  g_free (event->id);
  g_free (event->dev);
  g_free (event->prev);
  g_free (event->subject);
  g_free (event->hall);
  g_free (event->actor);
  g_free (event->session);
  g_free (event->cause);
  g_free (event->ref);
  g_free (event->mode);
  g_clear_pointer (&event->data, json_object_unref);
  g_clear_pointer (&event->personal, json_object_unref);
  g_free (event);
}

gint64
yc_event_get_moment (const YcEvent *event)
{
  g_return_val_if_fail (event != NULL, 0);

  return MAX (event->time - event->skew, 0);
}

void
yc_event_set_moment (YcEvent *event, gint64 moment, gint64 skew)
{
  g_return_if_fail (event != NULL);

  event->skew = CLAMP (skew, G_MININT32, G_MAXINT32);
  event->time = MAX (moment + event->skew, 0);
}

JsonObject *
yc_event_get_personal (YcEvent *event)
{
  g_return_val_if_fail (event != NULL, NULL);

  if (event->personal == NULL)
    event->personal = json_object_new ();
  return event->personal;
}

/* A decimal number from 1 to max in its one spelling. */
static gboolean
is_number (const char *text, gint64 max)
{
  gint64 value = 0;

  if (*text < '1' || *text > '9')
    return FALSE;
  for (; g_ascii_isdigit (*text); text++)
    {
      value = value * 10 + (*text - '0');
      if (value > max)
        return FALSE;
    }
  return *text == '\0';
}

gboolean
yc_text_is_code (const char *text)
{
  gsize n = 0;

  for (; text[n] != '\0'; n++)
    {
      if (n == YC_CODE_MAX || !(g_ascii_isalnum (text[n]) || strchr ("._-", text[n]) != NULL))
        return FALSE;
    }
  return n > 0;
}

gboolean
yc_text_is_hash (const char *text)
{
  return strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

gboolean
yc_text_is_event_id (const char *text)
{
  g_autofree char *dev = NULL;

  if (strnlen (text, YC_UUID_LENGTH + 1) <= YC_UUID_LENGTH || text[YC_UUID_LENGTH] != '/')
    return FALSE;
  dev = g_strndup (text, YC_UUID_LENGTH);
  return yc_uuid_is_valid (dev) && is_number (text + YC_UUID_LENGTH + 1, YC_SEQ_MAX);
}

gboolean
yc_subject_is_valid (const char *subject)
{
  static const char *const with_uuid[] = { "ticket/", "case/", "session/", "rating/", "device/", "staff/" };
  static const char *const with_code[] = { "series/", "reference/" };

  if (subject == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (with_uuid); i++)
    {
      if (g_str_has_prefix (subject, with_uuid[i]))
        return yc_uuid_is_valid (subject + strlen (with_uuid[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (with_code); i++)
    {
      if (g_str_has_prefix (subject, with_code[i]))
        return yc_text_is_code (subject + strlen (with_code[i]));
    }
  if (g_str_has_prefix (subject, "counter/"))
    return is_number (subject + strlen ("counter/"), YC_COUNTER_MAX);
  return g_str_has_prefix (subject, "event/") && yc_text_is_event_id (subject + strlen ("event/"));
}

const char *
yc_subject_get_id (const char *subject)
{
  const char *slash;

  g_return_val_if_fail (subject != NULL, NULL);

  slash = strchr (subject, '/');
  return slash != NULL ? slash + 1 : subject + strlen (subject);
}
