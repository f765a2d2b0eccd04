/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-columns"

#include "config.h"

#include "app/yc-columns.h"

#define LEFT_WIDTH 250
#define LEFT_WIDTH_WIDE 300
#define WIDE_FROM 1600

struct _YcColumns
{
  GtkWidget parent_instance;

  GtkWidget *left;
  GtkWidget *rest;
};

G_DEFINE_FINAL_TYPE (YcColumns, yc_columns, GTK_TYPE_WIDGET)

static int
left_width (YcColumns *self, int width)
{
  int minimum;

  gtk_widget_measure (self->left, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return MAX (width >= WIDE_FROM ? LEFT_WIDTH_WIDE : LEFT_WIDTH, minimum);
}

static void
yc_columns_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  YcColumns *self = YC_COLUMNS (widget);
  int left_minimum = 0;
  int left_natural = 0;
  int left;

  if (self->left == NULL || self->rest == NULL)
    return;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      left = left_width (self, 0);
      gtk_widget_measure (self->rest, orientation, -1, minimum, natural, NULL, NULL);
      *minimum += left;
      *natural += left;
      return;
    }
  left = for_size >= 0 ? left_width (self, for_size) : -1;
  gtk_widget_measure (self->left, orientation, left, &left_minimum, &left_natural, NULL, NULL);
  gtk_widget_measure (self->rest, orientation, for_size >= 0 ? MAX (for_size - left, 0) : -1, minimum, natural, NULL, NULL);
  *minimum = MAX (*minimum, left_minimum);
  *natural = MAX (*natural, left_natural);
}

static void
yc_columns_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YcColumns *self = YC_COLUMNS (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int left;

  if (self->left == NULL || self->rest == NULL)
    return;
  left = left_width (self, width);
  gtk_widget_size_allocate (self->left, &(GtkAllocation) { rtl ? width - left : 0, 0, left, height }, -1);
  gtk_widget_size_allocate (self->rest, &(GtkAllocation) { rtl ? 0 : left, 0, width - left, height }, -1);
}

static GtkSizeRequestMode
yc_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
yc_columns_dispose (GObject *object)
{
  YcColumns *self = YC_COLUMNS (object);

  g_clear_pointer (&self->left, gtk_widget_unparent);
  g_clear_pointer (&self->rest, gtk_widget_unparent);

  G_OBJECT_CLASS (yc_columns_parent_class)->dispose (object);
}

static void
yc_columns_class_init (YcColumnsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_columns_dispose;
  widget_class->get_request_mode = yc_columns_get_request_mode;
  widget_class->measure = yc_columns_measure;
  widget_class->size_allocate = yc_columns_size_allocate;
}

static void
yc_columns_init (YcColumns *self)
{
}

void
yc_columns_set_children (YcColumns *self, GtkWidget *left, GtkWidget *rest)
{
  g_return_if_fail (YC_IS_COLUMNS (self) && self->left == NULL);
  g_return_if_fail (GTK_IS_WIDGET (left) && GTK_IS_WIDGET (rest));

  self->left = left;
  self->rest = rest;
  gtk_widget_set_parent (left, GTK_WIDGET (self));
  gtk_widget_set_parent (rest, GTK_WIDGET (self));
}
