/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-page"

#include "config.h"

#include "app/yc-page.h"

#define TICK_S 15

typedef struct
{
  YcStation *station;   /* owned */
  guint tick;           /* source, 0 while off screen */
} YcPagePrivate;

enum { PROP_0, PROP_STATION, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_TYPE_WITH_PRIVATE (YcPage, yc_page, ADW_TYPE_BIN)

#define PRIVATE(self) ((YcPagePrivate *) yc_page_get_instance_private (self))

static gboolean
on_tick_cb (gpointer data)
{
  yc_page_update (YC_PAGE (data));
  return G_SOURCE_CONTINUE;
}

static void
yc_page_map (GtkWidget *widget)
{
  YcPagePrivate *priv = PRIVATE (YC_PAGE (widget));

  GTK_WIDGET_CLASS (yc_page_parent_class)->map (widget);
  if (priv->tick == 0)
    priv->tick = g_timeout_add_seconds (TICK_S, on_tick_cb, widget);
  yc_page_update (YC_PAGE (widget));
}

static void
yc_page_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&PRIVATE (YC_PAGE (widget))->tick, g_source_remove);
  GTK_WIDGET_CLASS (yc_page_parent_class)->unmap (widget);
}

static void
yc_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_STATION:
      g_value_set_object (value, PRIVATE (YC_PAGE (object))->station);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
yc_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_STATION:
      yc_page_set_station (YC_PAGE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
yc_page_dispose (GObject *object)
{
  YcPagePrivate *priv = PRIVATE (YC_PAGE (object));

  g_clear_handle_id (&priv->tick, g_source_remove);
  if (priv->station != NULL)
    g_signal_handlers_disconnect_by_func (priv->station, yc_page_update, object);
  g_clear_object (&priv->station);

  G_OBJECT_CLASS (yc_page_parent_class)->dispose (object);
}

static void
yc_page_class_init (YcPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = yc_page_dispose;
  object_class->get_property = yc_page_get_property;
  object_class->set_property = yc_page_set_property;
  widget_class->map = yc_page_map;
  widget_class->unmap = yc_page_unmap;

  properties[PROP_STATION] = g_param_spec_object ("station", NULL, NULL, YC_TYPE_STATION,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
yc_page_init (YcPage *self)
{
}

YcStation *
yc_page_get_station (YcPage *self)
{
  g_return_val_if_fail (YC_IS_PAGE (self), NULL);

  return PRIVATE (self)->station;
}

void
yc_page_set_station (YcPage *self, YcStation *station)
{
  YcPagePrivate *priv;

  g_return_if_fail (YC_IS_PAGE (self));

  priv = PRIVATE (self);
  if (priv->station == station)
    return;
  if (priv->station != NULL)
    g_signal_handlers_disconnect_by_func (priv->station, yc_page_update, self);
  g_set_object (&priv->station, station);
  if (station != NULL)
    g_signal_connect_object (station, "changed", G_CALLBACK (yc_page_update), self, G_CONNECT_SWAPPED);
  yc_page_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATION]);
}

const YcDeskView *
yc_page_get_view (YcPage *self)
{
  YcStation *station = yc_page_get_station (self);

  return station != NULL ? yc_station_get_view (station) : NULL;
}

YcReference *
yc_page_get_reference (YcPage *self)
{
  const YcDeskView *view = yc_page_get_view (self);

  return view != NULL ? view->reference : NULL;
}

void
yc_page_update (YcPage *self)
{
  g_return_if_fail (YC_IS_PAGE (self));

  if (PRIVATE (self)->station != NULL && YC_PAGE_GET_CLASS (self)->update != NULL)
    YC_PAGE_GET_CLASS (self)->update (self);
}

void
yc_page_enter (YcPage *self)
{
  g_return_if_fail (YC_IS_PAGE (self));

  yc_page_update (self);
  if (YC_PAGE_GET_CLASS (self)->enter != NULL)
    YC_PAGE_GET_CLASS (self)->enter (self);
}

gboolean
yc_page_back (YcPage *self)
{
  g_return_val_if_fail (YC_IS_PAGE (self), FALSE);

  return YC_PAGE_GET_CLASS (self)->back != NULL && YC_PAGE_GET_CLASS (self)->back (self);
}

gboolean
yc_page_finish (YcPage *self)
{
  g_return_val_if_fail (YC_IS_PAGE (self), FALSE);

  return YC_PAGE_GET_CLASS (self)->finish != NULL && YC_PAGE_GET_CLASS (self)->finish (self);
}
