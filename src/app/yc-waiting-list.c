/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-waiting-list"

#include "config.h"

#include "app/yc-waiting-list.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-waiting-row.h"
#include "app/yc-words.h"

struct _YcWaitingList
{
  YcPage parent_instance;

  GListStore *items;       /* owned: YcWaitingItem */

  GtkStack *stack;
  GtkListView *view;
  GtkLabel *empty;
};

G_DEFINE_FINAL_TYPE (YcWaitingList, yc_waiting_list, YC_TYPE_PAGE)

/* What stands beside the number: the booking, else the priority group. */
static char *
make_words (YcReference *reference, const YcWaiting *waiting)
{
  if (waiting->booked && waiting->slot > 0)
    {
      g_autofree char *clock = yc_words_clock (reference, waiting->slot);

      return g_strdup_printf (_("booked %s"), clock);
    }
  return g_strdup (yc_words_group (reference, waiting->group));
}

static YcWaitingItem *
make_heading (YcReference *reference, const YcWaiting *waiting)
{
  if (waiting->directed)
    return yc_waiting_item_new_heading ("", _("Sent to this window"));
  return yc_waiting_item_new_heading (waiting->queue, yc_words_queue (reference, waiting->queue));
}

/* The lines as they should stand: a heading before the first ticket of each queue. */
static GPtrArray *
make_items (YcWaitingList *self, const YcDeskView *view, gint64 now)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  int target = view->reference != NULL ? (int) yc_policy_int (view->reference, "wait_target_min") : 0;
  YcWaitingItem *heading = NULL;
  const YcWaiting *last = NULL;

  for (guint i = 0; i < view->waiting->len; i++)
    {
      const YcWaiting *waiting = g_ptr_array_index (view->waiting, i);
      g_autofree char *words = make_words (view->reference, waiting);
      YcWaitingItem *item = yc_waiting_item_new_ticket (waiting, words);
      int minutes = yc_words_minutes (waiting->since, now);

      if (last == NULL || last->directed != waiting->directed || (!waiting->directed && strcmp (last->queue, waiting->queue) != 0))
        {
          heading = make_heading (view->reference, waiting);
          g_ptr_array_add (items, heading);
        }
      yc_waiting_item_set_count (heading, yc_waiting_item_get_count (heading) + 1, FALSE);
      yc_waiting_item_set_count (item, minutes, target > 0 && minutes > target);
      g_ptr_array_add (items, item);
      last = waiting;
    }
  return items;
}

static gboolean
is_same (GListModel *model, guint position, YcWaitingItem *item)
{
  g_autoptr(YcWaitingItem) shown = g_list_model_get_item (model, position);

  if (strcmp (yc_waiting_item_get_key (shown), yc_waiting_item_get_key (item)) != 0)
    return FALSE;
  yc_waiting_item_set_count (shown, yc_waiting_item_get_count (item), yc_waiting_item_is_late (item));
  return TRUE;
}

/* Only what differs between the common beginning and the common end is exchanged, so that scroll position, selection and
 * focus stay with the lines that stay. */
static void
merge (YcWaitingList *self, GPtrArray *items)
{
  GListModel *model = G_LIST_MODEL (self->items);
  guint old = g_list_model_get_n_items (model);
  guint first = 0;
  guint last = 0;

  while (first < old && first < items->len && is_same (model, first, g_ptr_array_index (items, first)))
    first++;
  while (last < old - first && last < items->len - first && is_same (model, old - 1 - last, g_ptr_array_index (items, items->len - 1 - last)))
    last++;
  if (first + last < old || first + last < items->len)
    g_list_store_splice (self->items, first, old - first - last,
                         items->len - first - last > 0 ? &g_ptr_array_index (items, first) : NULL,
                         items->len - first - last);
}

static void
yc_waiting_list_update (YcPage *page)
{
  YcWaitingList *self = YC_WAITING_LIST (page);
  const YcDeskView *view = yc_page_get_view (page);
  g_autoptr(GPtrArray) items = NULL;

  if (view == NULL || !view->bootstrapped)
    {
      gtk_stack_set_visible_child_name (self->stack, "loading");
      return;
    }
  items = make_items (self, view, yc_station_now (yc_page_get_station (page)));
  merge (self, items);
  gtk_stack_set_visible_child_name (self->stack, items->len > 0 ? "list" : "empty");
}

static void
on_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, yc_waiting_row_new ());
}

static void
on_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  YcWaitingItem *item = gtk_list_item_get_item (list_item);
  gboolean heading = yc_waiting_item_is_heading (item);

  gtk_list_item_set_activatable (list_item, !heading);
  gtk_list_item_set_selectable (list_item, !heading);
  yc_waiting_row_set_item (YC_WAITING_ROW (gtk_list_item_get_child (list_item)), item);
}

static void
on_unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  yc_waiting_row_set_item (YC_WAITING_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
on_activate_cb (YcWaitingList *self, guint position)
{
  g_autoptr(YcWaitingItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  if (item != NULL && !yc_waiting_item_is_heading (item))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.call-ticket", "s", yc_waiting_item_get_ticket (item));
}

/* The first row that can be chosen: headings take no focus, and before one that does the list itself would not either. */
static gboolean
focus_first (YcWaitingList *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->view)); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      if (gtk_widget_get_mapped (row) && gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD))
        return TRUE;
    }
  return FALSE;
}

/* One tab stop; Up, Down, Home and End are bindings of the list and do not come here. */
static gboolean
yc_waiting_list_move_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_get_focus_child (widget) == NULL && focus_first (YC_WAITING_LIST (widget));
}

static void
yc_waiting_list_dispose (GObject *object)
{
  YcWaitingList *self = YC_WAITING_LIST (object);

  g_clear_object (&self->items);

  G_OBJECT_CLASS (yc_waiting_list_parent_class)->dispose (object);
}

static void
yc_waiting_list_class_init (YcWaitingListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_waiting_list_dispose;
  widget_class->focus = yc_waiting_list_move_focus;
  YC_PAGE_CLASS (klass)->update = yc_waiting_list_update;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/yichuang/Yichuang/ui/yc-waiting-list.ui");
  gtk_widget_class_bind_template_child (widget_class, YcWaitingList, empty);
  gtk_widget_class_bind_template_child (widget_class, YcWaitingList, stack);
  gtk_widget_class_bind_template_child (widget_class, YcWaitingList, view);
  gtk_widget_class_bind_template_callback (widget_class, on_activate_cb);
}

static void
yc_waiting_list_init (YcWaitingList *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkSingleSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (YC_TYPE_WAITING_ITEM);
  selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->items)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_cb), NULL);
  gtk_list_view_set_factory (self->view, factory);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
}

gboolean
yc_waiting_list_focus (YcWaitingList *self)
{
  g_return_val_if_fail (YC_IS_WAITING_LIST (self), FALSE);

  return focus_first (self);
}
