/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-panes"

#include "config.h"

#include "app/yc-panes.h"

#define MAX_PANES 8

typedef struct
{
  GtkWidget *pane;    /* weak */
  GtkWidget *focus;   /* weak: where the focus was */
} Pane;

struct _YcPanes
{
  GObject parent_instance;

  Pane panes[MAX_PANES];
  int n;
};

G_DEFINE_FINAL_TYPE (YcPanes, yc_panes, G_TYPE_OBJECT)

static void
yc_panes_dispose (GObject *object)
{
  YcPanes *self = YC_PANES (object);

  for (int i = 0; i < self->n; i++)
    {
      g_clear_weak_pointer (&self->panes[i].pane);
      g_clear_weak_pointer (&self->panes[i].focus);
    }

  G_OBJECT_CLASS (yc_panes_parent_class)->dispose (object);
}

static void
yc_panes_class_init (YcPanesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_panes_dispose;
}

static void
yc_panes_init (YcPanes *self)
{
}

YcPanes *
yc_panes_new (void)
{
  return g_object_new (YC_TYPE_PANES, NULL);
}

void
yc_panes_add (YcPanes *self, GtkWidget *pane)
{
  g_return_if_fail (YC_IS_PANES (self) && GTK_IS_WIDGET (pane));
  g_return_if_fail (self->n < MAX_PANES);

  g_set_weak_pointer (&self->panes[self->n].pane, pane);
  self->n++;
}

static gboolean
focus_pane (Pane *pane)
{
  if (pane->pane == NULL || !gtk_widget_get_mapped (pane->pane))
    return FALSE;
  if (pane->focus != NULL && gtk_widget_get_mapped (pane->focus) && gtk_widget_is_ancestor (pane->focus, pane->pane)
      && gtk_widget_grab_focus (pane->focus))
    return TRUE;
  return gtk_widget_child_focus (pane->pane, GTK_DIR_TAB_FORWARD);
}

void
yc_panes_move (YcPanes *self, int step)
{
  GtkRoot *root;
  GtkWidget *focus;
  int current = -1;

  g_return_if_fail (YC_IS_PANES (self) && (step == 1 || step == -1));

  if (self->n == 0 || self->panes[0].pane == NULL)
    return;
  root = gtk_widget_get_root (self->panes[0].pane);
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  for (int i = 0; focus != NULL && i < self->n; i++)
    {
      if (self->panes[i].pane != NULL && gtk_widget_is_ancestor (focus, self->panes[i].pane))
        {
          current = i;
          g_set_weak_pointer (&self->panes[i].focus, focus);
        }
    }
  if (current < 0)
    current = step > 0 ? self->n - 1 : 0;
  for (int i = 1; i <= self->n; i++)
    {
      if (focus_pane (&self->panes[((current + step * i) % self->n + self->n) % self->n]))
        return;
    }
}
