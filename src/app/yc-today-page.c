/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-today-page"

#include "config.h"

#include "app/yc-today-page.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-activity-item.h"
#include "app/yc-look.h"

struct _YcTodayPage
{
  YcPage parent_instance;

  GListStore *items;       /* owned: YcActivityItem */
  GtkSingleSelection *selection;  /* owned: over the items */

  AdwClamp *head;
  AdwClamp *body;
  GtkSearchEntry *search;
  GtkLabel *offline;
  GtkStack *stack;
  GtkLabel *empty_title;
  GtkListView *view;
};

G_DEFINE_FINAL_TYPE (YcTodayPage, yc_today_page, YC_TYPE_PAGE)

static GPtrArray *
make_items (YcTodayPage *self, const YcDeskView *view)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *wanted = g_utf8_strup (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  g_strstrip (wanted);
  for (guint i = 0; view->activity != NULL && i < view->activity->len; i++)
    {
      const YcActivity *activity = g_ptr_array_index (view->activity, i);
      YcActivityItem *item;

      if (wanted[0] != '\0' && (activity->number == NULL || strstr (activity->number, wanted) == NULL))
        continue;
      item = yc_activity_item_new (view->reference, activity);
      if (item != NULL)
        g_ptr_array_add (items, item);
    }
  return items;
}

static gboolean
is_same (GListModel *model, guint position, YcActivityItem *item)
{
  g_autoptr(YcActivityItem) shown = g_list_model_get_item (model, position);

  return yc_activity_item_is_same (shown, item);
}

static void
apply_look (YcTodayPage *self)
{
  AdwClamp *clamps[] = { self->head, self->body };
  int width = (int) (YC_COLUMN_WIDTH * yc_look_get_factor (yc_look_get_default ()));

  for (guint i = 0; i < G_N_ELEMENTS (clamps); i++)
    {
      adw_clamp_set_maximum_size (clamps[i], width);
      adw_clamp_set_tightening_threshold (clamps[i], width);
    }
}

/* The list keeps the row it stands at where it is, so lines before it would be outside. Given its model again it stands at the first one. */
static void
show_newest (YcTodayPage *self)
{
  gtk_list_view_set_model (self->view, NULL);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

/* Whether the clerk is not looking at older lines: then new ones have to come into sight. */
static gboolean
is_at_top (YcTodayPage *self)
{
  return gtk_widget_get_focus_child (GTK_WIDGET (self->view)) == NULL
         && gtk_adjustment_get_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view))) <= 0;
}

/* New lines come at the beginning, so the common end stays as it is, with selection and scroll position. */
static void
merge (YcTodayPage *self, GPtrArray *items)
{
  GListModel *model = G_LIST_MODEL (self->items);
  guint old = g_list_model_get_n_items (model);
  gboolean at_top = is_at_top (self);
  guint last = 0;

  while (last < old && last < items->len && is_same (model, old - 1 - last, g_ptr_array_index (items, items->len - 1 - last)))
    last++;
  if (last == old && last == items->len)
    return;
  g_list_store_splice (self->items, 0, old - last, items->len > last ? &g_ptr_array_index (items, 0) : NULL, items->len - last);
  if (at_top)
    show_newest (self);
}

static void
yc_today_page_update (YcPage *page)
{
  YcTodayPage *self = YC_TODAY_PAGE (page);
  const YcDeskView *view = yc_page_get_view (page);
  g_autoptr(GPtrArray) items = NULL;
  YcSyncStatus status = { 0 };

  if (view == NULL)
    return;
  yc_station_get_status (yc_page_get_station (page), &status);
  gtk_widget_set_visible (GTK_WIDGET (self->offline), status.state == YC_LINK_AWAY || status.state == YC_LINK_REFUSED);
  items = make_items (self, view);
  merge (self, items);
  gtk_label_set_label (self->empty_title, gtk_editable_get_text (GTK_EDITABLE (self->search))[0] != '\0'
                                            ? _("No ticket of today has this number.")
                                            : _("Nothing has happened at this window today."));
  gtk_stack_set_visible_child_name (self->stack, items->len > 0 ? "list" : "empty");
}

static GtkWidget *
add_label (GtkWidget *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
on_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *icon;
  GtkWidget *words;

  gtk_widget_add_css_class (box, "activity-row");
  add_label (box, "activity-clock");
  icon = gtk_image_new ();
  gtk_widget_add_css_class (icon, "activity-icon");
  gtk_box_append (GTK_BOX (box), icon);
  words = add_label (box, "activity-words");
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (words), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (words, TRUE);
  add_label (box, "activity-pending");
  gtk_list_item_set_child (list_item, box);
}

static void
on_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  YcActivityItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *box = gtk_list_item_get_child (list_item);
  GtkWidget *child = gtk_widget_get_first_child (box);
  const char *pending = yc_activity_item_is_pending (item) ? _("Waiting to send") : "";
  g_autofree char *name = g_strdup_printf ("%s %s %s", yc_activity_item_get_clock (item), yc_activity_item_get_words (item), pending);

  gtk_label_set_label (GTK_LABEL (child), yc_activity_item_get_clock (item));
  child = gtk_widget_get_next_sibling (child);
  gtk_image_set_from_icon_name (GTK_IMAGE (child), yc_activity_item_get_icon (item));
  child = gtk_widget_get_next_sibling (child);
  gtk_label_set_label (GTK_LABEL (child), yc_activity_item_get_words (item));
  child = gtk_widget_get_next_sibling (child);
  gtk_label_set_label (GTK_LABEL (child), pending);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)), GTK_ACCESSIBLE_PROPERTY_LABEL, g_strchomp (name), -1);
}

static void
on_search_cb (YcTodayPage *self)
{
  yc_page_update (YC_PAGE (self));
}

/* The entry keeps Esc for itself and tells only this. */
static void
on_stop_search_cb (YcTodayPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

/* Esc empties the search first, then leaves it. */
static gboolean
yc_today_page_back (YcPage *page)
{
  YcTodayPage *self = YC_TODAY_PAGE (page);

  if (gtk_editable_get_text (GTK_EDITABLE (self->search))[0] == '\0')
    return FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  return TRUE;
}

/* The list is one tab stop, as everywhere; in GTK 4.8 Tab would go from row to row. */
static gboolean
yc_today_page_move_focus (GtkWidget *widget, GtkDirectionType direction)
{
  YcTodayPage *self = YC_TODAY_PAGE (widget);

  if (gtk_widget_get_focus_child (GTK_WIDGET (self->view)) == NULL)
    return GTK_WIDGET_CLASS (yc_today_page_parent_class)->focus (widget, direction);
  return direction == GTK_DIR_TAB_BACKWARD && gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
yc_today_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (yc_today_page_parent_class)->map (widget);
  show_newest (YC_TODAY_PAGE (widget));
}

static void
yc_today_page_dispose (GObject *object)
{
  YcTodayPage *self = YC_TODAY_PAGE (object);

  g_clear_object (&self->items);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (yc_today_page_parent_class)->dispose (object);
}

static void
yc_today_page_class_init (YcTodayPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_today_page_dispose;
  widget_class->focus = yc_today_page_move_focus;
  widget_class->map = yc_today_page_map;
  YC_PAGE_CLASS (klass)->update = yc_today_page_update;
  YC_PAGE_CLASS (klass)->back = yc_today_page_back;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/yichuang/Yichuang/ui/yc-today-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, body);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, empty_title);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, head);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, offline);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, search);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, stack);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, view);
  gtk_widget_class_bind_template_callback (widget_class, on_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search_cb);
}

static void
yc_today_page_init (YcTodayPage *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  yc_look_disable_input_method (GTK_EDITABLE (self->search));
  apply_look (self);
  g_signal_connect_object (yc_look_get_default (), "changed", G_CALLBACK (apply_look), self, G_CONNECT_SWAPPED);
  self->items = g_list_store_new (YC_TYPE_ACTIVITY_ITEM);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->items)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  gtk_list_view_set_factory (self->view, factory);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

void
yc_today_page_find (YcTodayPage *self)
{
  g_return_if_fail (YC_IS_TODAY_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
