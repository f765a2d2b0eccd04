/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-choice-list"

#include "config.h"

#include "app/yc-choice-list.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-look.h"

struct _YcChoiceList
{
  GtkWidget parent_instance;

  GtkListBox *box;
  GPtrArray *ids;         /* owned strings, as the rows */
  GArray *keys;           /* char, as the rows */
  GPtrArray *blocked;     /* owned strings, as the rows: why it cannot be chosen, with its name, or NULL */
  char *fingerprint;      /* owned: all texts shown, to tell whether they are the same */
  gboolean setting;
};

enum { CHOSEN, DECIDED, BLOCKED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YcChoiceList, yc_choice_list, GTK_TYPE_WIDGET)

static char *
make_fingerprint (const YcChoice *choices, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%c\x1f%s\x1f%s\x1f%s\x1f%s\x1e", choices[i].key != 0 ? choices[i].key : '-', choices[i].id, choices[i].title,
                            choices[i].detail != NULL ? choices[i].detail : "", choices[i].blocked != NULL ? choices[i].blocked : "");
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
make_row (const YcChoice *choice, GtkSizeGroup *titles)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *title = make_label (choice->title, "choice-title");
  GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");
  const char *detail = choice->blocked != NULL ? choice->blocked : choice->detail;
  char cap[2] = { choice->key, '\0' };
  GtkWidget *key = gtk_label_new (cap);

  gtk_widget_add_css_class (key, "key");
  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (key, choice->key != 0);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (mark, "mark");
  if (titles != NULL)
    gtk_size_group_add_widget (titles, title);
  gtk_box_append (GTK_BOX (words), title);
  if (detail != NULL)
    {
      GtkWidget *label = make_label (detail, "choice-detail");

      gtk_widget_set_hexpand (label, TRUE);
      gtk_box_append (GTK_BOX (words), label);
    }
  gtk_box_append (GTK_BOX (line), key);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), mark);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  if (choice->blocked != NULL)
    {
      gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_widget_add_css_class (row, "blocked");
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_DISABLED, TRUE, -1);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, choice->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, detail != NULL ? detail : "",
                                  GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS, cap, -1);
  return row;
}

static void
on_selected_cb (YcChoiceList *self)
{
  if (!self->setting)
    g_signal_emit (self, signals[CHOSEN], 0);
}

static void
on_activated_cb (YcChoiceList *self, GtkListBoxRow *row)
{
  gtk_list_box_select_row (self->box, row);
  g_signal_emit (self, signals[DECIDED], 0);
}

static gboolean
on_key_cb (YcChoiceList *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  return yc_choice_list_press (self, keyval);
}

static gboolean
yc_choice_list_grab_focus (GtkWidget *widget)
{
  yc_choice_list_focus (YC_CHOICE_LIST (widget));
  return yc_look_has_focus_inside (widget);
}

/* One tab stop. The list box would go from row to row and choose each on the way; Up, Down, Home and End are bindings of its own and do not come here. */
static gboolean
yc_choice_list_move_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (yc_look_has_focus_inside (widget))
    return FALSE;
  return gtk_widget_grab_focus (widget);
}

static void
yc_choice_list_dispose (GObject *object)
{
  YcChoiceList *self = YC_CHOICE_LIST (object);

  if (self->box != NULL)
    {
      self->setting = TRUE;
      gtk_widget_unparent (GTK_WIDGET (self->box));
      self->box = NULL;
    }

  G_OBJECT_CLASS (yc_choice_list_parent_class)->dispose (object);
}

static void
yc_choice_list_finalize (GObject *object)
{
  YcChoiceList *self = YC_CHOICE_LIST (object);

  g_ptr_array_unref (self->ids);
  g_array_unref (self->keys);
  g_ptr_array_unref (self->blocked);
  g_free (self->fingerprint);

  G_OBJECT_CLASS (yc_choice_list_parent_class)->finalize (object);
}

static void
yc_choice_list_class_init (YcChoiceListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = yc_choice_list_dispose;
  object_class->finalize = yc_choice_list_finalize;
  widget_class->grab_focus = yc_choice_list_grab_focus;
  widget_class->focus = yc_choice_list_move_focus;

  signals[CHOSEN] = g_signal_new ("chosen", YC_TYPE_CHOICE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BLOCKED] = g_signal_new ("blocked", YC_TYPE_CHOICE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DECIDED] = g_signal_new ("decided", YC_TYPE_CHOICE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "choices");
}

static void
yc_choice_list_init (YcChoiceList *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->keys = g_array_new (FALSE, FALSE, sizeof (char));
  self->blocked = g_ptr_array_new_with_free_func (g_free);
  self->fingerprint = g_strdup ("");
  self->box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->box, GTK_SELECTION_SINGLE);
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "boxed-list");
  gtk_widget_set_parent (GTK_WIDGET (self->box), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self->box), FALSE);
  g_signal_connect_object (self->box, "row-selected", G_CALLBACK (on_selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->box, "row-activated", G_CALLBACK (on_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
yc_choice_list_new (void)
{
  return g_object_new (YC_TYPE_CHOICE_LIST, NULL);
}

void
yc_choice_list_set (YcChoiceList *self, const YcChoice *choices, guint n)
{
  g_autofree char *chosen = NULL;
  g_autofree char *fingerprint = NULL;
  g_autoptr(GtkSizeGroup) titles = NULL;
  gboolean had_focus;
  GtkWidget *row;

  g_return_if_fail (YC_IS_CHOICE_LIST (self));

  fingerprint = make_fingerprint (choices, n);
  if (strcmp (fingerprint, self->fingerprint) == 0)
    return;
  chosen = g_strdup (yc_choice_list_get_chosen (self));
  had_focus = yc_look_has_focus_inside (GTK_WIDGET (self));
  self->setting = TRUE;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_list_box_remove (self->box, row);
  g_ptr_array_set_size (self->ids, 0);
  g_array_set_size (self->keys, 0);
  g_ptr_array_set_size (self->blocked, 0);
  /* Only where there is something beside the titles to be lined up. */
  for (guint i = 0; i < n && titles == NULL; i++)
    {
      if (choices[i].detail != NULL || choices[i].blocked != NULL)
        titles = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
    }
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (self->ids, g_strdup (choices[i].id));
      g_array_append_val (self->keys, choices[i].key);
      /* Translators: what cannot be chosen, and why: "Window 5: Closed". */
      g_ptr_array_add (self->blocked, choices[i].blocked != NULL ? g_strdup_printf (_("%1$s: %2$s"), choices[i].title, choices[i].blocked) : NULL);
      gtk_list_box_append (self->box, make_row (&choices[i], titles));
    }
  g_free (self->fingerprint);
  self->fingerprint = g_steal_pointer (&fingerprint);
  gtk_widget_set_visible (GTK_WIDGET (self->box), n > 0);
  self->setting = FALSE;
  yc_choice_list_choose (self, chosen);
  if (had_focus)
    yc_choice_list_focus (self);
}

const char *
yc_choice_list_get_chosen (YcChoiceList *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (YC_IS_CHOICE_LIST (self), NULL);

  row = gtk_list_box_get_selected_row (self->box);
  return row != NULL ? g_ptr_array_index (self->ids, gtk_list_box_row_get_index (row)) : NULL;
}

void
yc_choice_list_choose (YcChoiceList *self, const char *id)
{
  g_return_if_fail (YC_IS_CHOICE_LIST (self));

  self->setting = TRUE;
  gtk_list_box_select_row (self->box, NULL);
  for (guint i = 0; id != NULL && i < self->ids->len; i++)
    {
      if (strcmp (g_ptr_array_index (self->ids, i), id) == 0)
        gtk_list_box_select_row (self->box, gtk_list_box_get_row_at_index (self->box, (int) i));
    }
  self->setting = FALSE;
  g_signal_emit (self, signals[CHOSEN], 0);
}

gboolean
yc_choice_list_press (YcChoiceList *self, guint keyval)
{
  gunichar c;

  g_return_val_if_fail (YC_IS_CHOICE_LIST (self), FALSE);

  /* The keys of the number pad give the same characters. */
  c = g_unichar_toupper (gdk_keyval_to_unicode (keyval));
  for (guint i = 0; c != 0 && i < self->keys->len; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->box, (int) i);

      if ((gunichar) g_array_index (self->keys, char, i) != c)
        continue;
      gtk_widget_grab_focus (GTK_WIDGET (row));
      if (gtk_list_box_row_get_selectable (row))
        on_activated_cb (self, row);
      else
        g_signal_emit (self, signals[BLOCKED], 0, (const char *) g_ptr_array_index (self->blocked, i));
      return TRUE;
    }
  return FALSE;
}

void
yc_choice_list_focus (YcChoiceList *self)
{
  GtkListBoxRow *row;

  g_return_if_fail (YC_IS_CHOICE_LIST (self));

  row = gtk_list_box_get_selected_row (self->box);
  for (int i = 0; row == NULL && i < (int) self->ids->len; i++)
    {
      GtkListBoxRow *candidate = gtk_list_box_get_row_at_index (self->box, i);

      if (gtk_list_box_row_get_selectable (candidate))
        row = candidate;
    }
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

void
yc_choice_list_set_name (YcChoiceList *self, const char *name)
{
  g_return_if_fail (YC_IS_CHOICE_LIST (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
