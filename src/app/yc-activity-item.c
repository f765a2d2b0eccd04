/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-activity-item"

#include "config.h"

#include "app/yc-activity-item.h"

#include <string.h>

#include "app/yc-words.h"

struct _YcActivityItem
{
  GObject parent_instance;

  gint64 time;
  YcEventType type;
  char *clock;
  char *words;
  gboolean pending;
};

G_DEFINE_FINAL_TYPE (YcActivityItem, yc_activity_item, G_TYPE_OBJECT)

static void
yc_activity_item_finalize (GObject *object)
{
  YcActivityItem *self = YC_ACTIVITY_ITEM (object);

  g_free (self->clock);
  g_free (self->words);

  G_OBJECT_CLASS (yc_activity_item_parent_class)->finalize (object);
}

static void
yc_activity_item_class_init (YcActivityItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_activity_item_finalize;
}

static void
yc_activity_item_init (YcActivityItem *self)
{
}

YcActivityItem *
yc_activity_item_new (YcReference *reference, const YcActivity *activity)
{
  YcActivityItem *self;
  char *words;

  g_return_val_if_fail (activity != NULL, NULL);

  words = yc_words_activity (reference, activity);
  if (words == NULL)
    return NULL;
  self = g_object_new (YC_TYPE_ACTIVITY_ITEM, NULL);
  self->time = activity->time;
  self->type = activity->type;
  self->clock = yc_words_clock (reference, activity->time);
  self->words = words;
  self->pending = activity->pending;
  return self;
}

const char *
yc_activity_item_get_clock (YcActivityItem *self)
{
  g_return_val_if_fail (YC_IS_ACTIVITY_ITEM (self), NULL);

  return self->clock;
}

const char *
yc_activity_item_get_words (YcActivityItem *self)
{
  g_return_val_if_fail (YC_IS_ACTIVITY_ITEM (self), NULL);

  return self->words;
}

const char *
yc_activity_item_get_icon (YcActivityItem *self)
{
  g_return_val_if_fail (YC_IS_ACTIVITY_ITEM (self), NULL);

  switch ((int) self->type)
    {
    case YC_EVENT_TICKET_CALLED:
      return "call-start-symbolic";
    case YC_EVENT_TICKET_RECALLED:
      return "audio-volume-high-symbolic";
    case YC_EVENT_TICKET_STARTED:
    case YC_EVENT_TICKET_RESUMED:
    case YC_EVENT_COUNTER_RESUMED:
      return "media-playback-start-symbolic";
    case YC_EVENT_TICKET_HELD:
    case YC_EVENT_COUNTER_PAUSED:
      return "media-playback-pause-symbolic";
    case YC_EVENT_TICKET_PASSED:
      return "media-skip-forward-symbolic";
    case YC_EVENT_TICKET_TRANSFERRED:
      return "send-to-symbolic";
    case YC_EVENT_TICKET_ENDED:
      return "object-select-symbolic";
    case YC_EVENT_TICKET_RESTORED:
    case YC_EVENT_TICKET_RETURNED:
      return "edit-undo-symbolic";
    case YC_EVENT_TICKET_ISSUED:
      return "contact-new-symbolic";
    case YC_EVENT_SESSION_OPENED:
      return "avatar-default-symbolic";
    case YC_EVENT_SESSION_LOCKED:
      return "system-lock-screen-symbolic";
    case YC_EVENT_SESSION_UNLOCKED:
      return "changes-allow-symbolic";
    case YC_EVENT_SESSION_ENDED:
      return "system-log-out-symbolic";
    case YC_EVENT_COUNTER_CLOSED:
      return "user-offline-symbolic";
    default:
      return "emblem-ok-symbolic";
    }
}

gboolean
yc_activity_item_is_pending (YcActivityItem *self)
{
  g_return_val_if_fail (YC_IS_ACTIVITY_ITEM (self), FALSE);

  return self->pending;
}

gboolean
yc_activity_item_is_same (YcActivityItem *self, YcActivityItem *other)
{
  g_return_val_if_fail (YC_IS_ACTIVITY_ITEM (self) && YC_IS_ACTIVITY_ITEM (other), FALSE);

  return self->time == other->time && self->type == other->type && self->pending == other->pending && strcmp (self->words, other->words) == 0;
}
