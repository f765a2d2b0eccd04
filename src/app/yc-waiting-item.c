/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-waiting-item"

#include "config.h"

#include "app/yc-waiting-item.h"

#include <glib/gi18n.h>

struct _YcWaitingItem
{
  GObject parent_instance;

  gboolean heading;
  char *key;
  char *ticket;
  char *title;
  char *words;
  int count;
  gboolean late;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YcWaitingItem, yc_waiting_item, G_TYPE_OBJECT)

static void
yc_waiting_item_finalize (GObject *object)
{
  YcWaitingItem *self = YC_WAITING_ITEM (object);

  g_free (self->key);
  g_free (self->ticket);
  g_free (self->title);
  g_free (self->words);

  G_OBJECT_CLASS (yc_waiting_item_parent_class)->finalize (object);
}

static void
yc_waiting_item_class_init (YcWaitingItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_waiting_item_finalize;

  signals[CHANGED] = g_signal_new ("changed", YC_TYPE_WAITING_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yc_waiting_item_init (YcWaitingItem *self)
{
}

YcWaitingItem *
yc_waiting_item_new_heading (const char *letter, const char *title)
{
  YcWaitingItem *self;

  g_return_val_if_fail (letter != NULL && title != NULL, NULL);

  self = g_object_new (YC_TYPE_WAITING_ITEM, NULL);
  self->heading = TRUE;
  self->key = g_strdup_printf ("queue\x1f%s\x1f%s", letter, title);
  self->ticket = g_strdup ("");
  self->title = g_strdup (title);
  self->words = g_strdup ("");
  return self;
}

YcWaitingItem *
yc_waiting_item_new_ticket (const YcWaiting *waiting, const char *words)
{
  YcWaitingItem *self;

  g_return_val_if_fail (waiting != NULL && words != NULL, NULL);

  self = g_object_new (YC_TYPE_WAITING_ITEM, NULL);
  self->key = g_strdup_printf ("%s\x1f%s\x1f%s", waiting->id, waiting->number, words);
  self->ticket = g_strdup (waiting->id);
  self->title = g_strdup (waiting->number);
  self->words = g_strdup (words);
  return self;
}

gboolean
yc_waiting_item_is_heading (YcWaitingItem *self)
{
  g_return_val_if_fail (YC_IS_WAITING_ITEM (self), FALSE);

  return self->heading;
}

const char *
yc_waiting_item_get_key (YcWaitingItem *self)
{
  g_return_val_if_fail (YC_IS_WAITING_ITEM (self), NULL);

  return self->key;
}

const char *
yc_waiting_item_get_ticket (YcWaitingItem *self)
{
  g_return_val_if_fail (YC_IS_WAITING_ITEM (self), NULL);

  return self->ticket;
}

const char *
yc_waiting_item_get_title (YcWaitingItem *self)
{
  g_return_val_if_fail (YC_IS_WAITING_ITEM (self), NULL);

  return self->title;
}

const char *
yc_waiting_item_get_words (YcWaitingItem *self)
{
  g_return_val_if_fail (YC_IS_WAITING_ITEM (self), NULL);

  return self->words;
}

int
yc_waiting_item_get_count (YcWaitingItem *self)
{
  g_return_val_if_fail (YC_IS_WAITING_ITEM (self), 0);

  return self->count;
}

gboolean
yc_waiting_item_is_late (YcWaitingItem *self)
{
  g_return_val_if_fail (YC_IS_WAITING_ITEM (self), FALSE);

  return self->late;
}

void
yc_waiting_item_set_count (YcWaitingItem *self, int count, gboolean late)
{
  g_return_if_fail (YC_IS_WAITING_ITEM (self));

  if (self->count == count && self->late == !!late)
    return;
  self->count = count;
  self->late = !!late;
  g_signal_emit (self, signals[CHANGED], 0);
}

char *
yc_waiting_item_describe (YcWaitingItem *self)
{
  gulong n;

  g_return_val_if_fail (YC_IS_WAITING_ITEM (self), NULL);

  if (self->heading)
    return g_strdup_printf (ngettext ("%1$s, %2$d waiting", "%1$s, %2$d waiting", (gulong) self->count), self->title, self->count);
  n = (gulong) self->count;
  if (self->words[0] == '\0' && self->late)
    return g_strdup_printf (ngettext ("%1$s, waiting %2$d minute, longer than the target", "%1$s, waiting %2$d minutes, longer than the target", n),
                            self->title, self->count);
  if (self->words[0] == '\0')
    return g_strdup_printf (ngettext ("%1$s, waiting %2$d minute", "%1$s, waiting %2$d minutes", n), self->title, self->count);
  if (self->late)
    return g_strdup_printf (ngettext ("%1$s, %3$s, waiting %2$d minute, longer than the target",
                                      "%1$s, %3$s, waiting %2$d minutes, longer than the target", n),
                            self->title, self->count, self->words);
  return g_strdup_printf (ngettext ("%1$s, %3$s, waiting %2$d minute", "%1$s, %3$s, waiting %2$d minutes", n), self->title, self->count, self->words);
}
