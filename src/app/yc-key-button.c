/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-key-button"

#include "config.h"

#include "app/yc-key-button.h"

#include <glib/gi18n.h>

#include "app/yc-keys.h"
#include "app/yc-look.h"
#include "app/yc-sentences.h"

/* Several buttons count the same seconds: finer than these, so that no two are seen to differ. */
#define GUARD_TICK_MS 200

#define WORD_JOINER "\u2060"
#define NO_BREAK_SPACE "\u00a0"

struct _YcKeyButton
{
  GtkButton parent_instance;

  const YcShortcut *key;      /* static, or NULL */
  char *words;           /* owned, or NULL: the table's title */
  char *reason;          /* owned, or NULL */
  char *detail;          /* owned, or NULL */
  YcStation *station;    /* owned while guard runs, else NULL */
  YcVerb verb;           /* judged again and again while guard runs */
  guint guard;           /* source: counts the seconds of the recall guard */

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *cap;
};

enum { PROP_0, PROP_KEY, PROP_WORDS, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (YcKeyButton, yc_key_button, GTK_TYPE_BUTTON)

/* Title and key on one line of the tooltip. GTK 4.8 measures a tooltip a little too narrow and breaks the line where it may, which in Chinese is
 * between any two characters: so it may nowhere. */
static char *
make_unbroken (const char *title, const char *cap)
{
  GString *text = g_string_new (NULL);

  for (const char *at = title; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (at != title)
        g_string_append (text, WORD_JOINER);
      if (*at == ' ')
        g_string_append (text, NO_BREAK_SPACE);
      else
        g_string_append_unichar (text, g_utf8_get_char (at));
    }
  if (cap != NULL)
    g_string_append_printf (text, WORD_JOINER NO_BREAK_SPACE NO_BREAK_SPACE WORD_JOINER "%s", cap);
  return g_string_free (text, FALSE);
}

static void
update (YcKeyButton *self)
{
  const char *title;
  const char *description = self->reason != NULL ? self->reason : self->detail;
  g_autofree char *cap = NULL;
  g_autofree char *tooltip = NULL;

  if (self->key == NULL)
    return;
  title = self->words != NULL ? self->words : yc_shortcut_get_title (self->key);
  cap = yc_shortcut_get_label (self->key);
  if (self->reason != NULL)
    tooltip = g_strdup (self->reason);
  else
    {
      g_autofree char *line = make_unbroken (title, cap);

      tooltip = self->detail != NULL ? g_strdup_printf ("%s\n%s", line, self->detail) : g_steal_pointer (&line);
    }

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->cap, cap != NULL ? cap : "");
  gtk_widget_set_visible (GTK_WIDGET (self->cap), cap != NULL && yc_look_get_show_keys (yc_look_get_default ()));
  gtk_image_set_from_icon_name (self->icon, self->key->icon);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), self->key->icon != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS, cap != NULL ? cap : "",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description != NULL ? description : "",
                                  -1);
}

/* A key that only the focused button takes is shown only where it works; the room for it stays. */
static void
on_focus_cb (YcKeyButton *self)
{
  gboolean works = self->key == NULL || !self->key->widget || gtk_widget_has_focus (GTK_WIDGET (self));

  gtk_widget_set_opacity (GTK_WIDGET (self->cap), works ? 1 : 0);
}

static void
yc_key_button_clicked (GtkButton *button)
{
  YcKeyButton *self = YC_KEY_BUTTON (button);

  if (self->key != NULL)
    {
      g_autofree char *action = g_strconcat ("win.", self->key->name, NULL);

      gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
    }
}

static void
yc_key_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  YcKeyButton *self = YC_KEY_BUTTON (object);

  switch (id)
    {
    case PROP_KEY:
      g_value_set_string (value, self->key != NULL ? self->key->name : NULL);
      break;
    case PROP_WORDS:
      g_value_set_string (value, self->words);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
yc_key_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  YcKeyButton *self = YC_KEY_BUTTON (object);

  switch (id)
    {
    case PROP_KEY:
      self->key = g_value_get_string (value) != NULL ? yc_keys_find (g_value_get_string (value)) : NULL;
      update (self);
      on_focus_cb (self);
      break;
    case PROP_WORDS:
      yc_key_button_set_words (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stop_guard (YcKeyButton *self)
{
  g_clear_handle_id (&self->guard, g_source_remove);
  g_clear_object (&self->station);
}

static gboolean
on_guard_cb (gpointer data)
{
  YcKeyButton *self = YC_KEY_BUTTON (data);
  g_autoptr(YcStation) station = g_object_ref (self->station);

  return yc_key_button_judge (self, station, self->verb) == YC_REFUSAL_RECALL_GUARD;
}

static void
yc_key_button_dispose (GObject *object)
{
  stop_guard (YC_KEY_BUTTON (object));

  G_OBJECT_CLASS (yc_key_button_parent_class)->dispose (object);
}

static void
yc_key_button_finalize (GObject *object)
{
  YcKeyButton *self = YC_KEY_BUTTON (object);

  g_free (self->words);
  g_free (self->reason);
  g_free (self->detail);

  G_OBJECT_CLASS (yc_key_button_parent_class)->finalize (object);
}

static void
yc_key_button_class_init (YcKeyButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yc_key_button_dispose;
  object_class->finalize = yc_key_button_finalize;
  object_class->get_property = yc_key_button_get_property;
  object_class->set_property = yc_key_button_set_property;
  GTK_BUTTON_CLASS (klass)->clicked = yc_key_button_clicked;

  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WORDS] = g_param_spec_string ("words", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
yc_key_button_init (YcKeyButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->icon = GTK_IMAGE (gtk_image_new ());
  self->title = GTK_LABEL (gtk_label_new (NULL));
  self->cap = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->title, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->cap), "key");
  gtk_widget_set_valign (GTK_WIDGET (self->cap), GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->cap));
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "key-button");
  /* The title stretches inside the button; the button does not in its parent. */
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE);
  gtk_label_set_wrap (self->title, TRUE);
  g_signal_connect_object (yc_look_get_default (), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (on_focus_cb), NULL);
}

void
yc_key_button_set_words (YcKeyButton *self, const char *words)
{
  g_return_if_fail (YC_IS_KEY_BUTTON (self));

  if (g_strcmp0 (self->words, words) == 0)
    return;
  g_free (self->words);
  self->words = g_strdup (words);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORDS]);
}

void
yc_key_button_set_reason (YcKeyButton *self, const char *reason)
{
  g_return_if_fail (YC_IS_KEY_BUTTON (self));

  gtk_widget_set_sensitive (GTK_WIDGET (self), reason == NULL);
  if (g_strcmp0 (self->reason, reason) == 0)
    return;
  g_free (self->reason);
  self->reason = g_strdup (reason);
  update (self);
}

void
yc_key_button_set_wraps (YcKeyButton *self, gboolean wraps)
{
  g_return_if_fail (YC_IS_KEY_BUTTON (self));

  gtk_label_set_wrap (self->title, wraps);
}

void
yc_key_button_set_compact (YcKeyButton *self, gboolean compact)
{
  g_return_if_fail (YC_IS_KEY_BUTTON (self));

  gtk_widget_set_visible (GTK_WIDGET (self->title), !compact);
}

void
yc_key_button_set_detail (YcKeyButton *self, const char *detail)
{
  g_return_if_fail (YC_IS_KEY_BUTTON (self));

  if (g_strcmp0 (self->detail, detail) == 0)
    return;
  g_free (self->detail);
  self->detail = g_strdup (detail);
  update (self);
}

YcRefusalCode
yc_key_button_judge (YcKeyButton *self, YcStation *station, YcVerb verb)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autofree char *reason = NULL;
  g_autofree char *words = NULL;
  const YcDeskView *view;

  g_return_val_if_fail (YC_IS_KEY_BUTTON (self), YC_REFUSAL_NONE);
  g_return_val_if_fail (YC_IS_STATION (station), YC_REFUSAL_NONE);

  view = yc_station_get_view (station);
  if (!yc_station_may (station, verb, &refusal))
    reason = yc_sentence_of_refusal (&refusal, view != NULL ? view->reference : NULL);
  if (refusal.code == YC_REFUSAL_RECALL_GUARD)
    {
      int seconds = refusal.args != NULL ? (int) json_object_get_int_member_with_default (refusal.args, "wait_s", 1) : 1;

      words = g_strdup_printf (_("Wait %d s"), MAX (seconds, 1));
    }
  yc_key_button_set_words (self, words);
  yc_key_button_set_reason (self, reason);

  self->verb = verb;
  if (refusal.code == YC_REFUSAL_RECALL_GUARD)
    {
      g_set_object (&self->station, station);
      if (self->guard == 0)
        self->guard = g_timeout_add (GUARD_TICK_MS, on_guard_cb, self);
    }
  else
    {
      stop_guard (self);
    }
  return refusal.code;
}
