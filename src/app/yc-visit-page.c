/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-visit-page"

#include "config.h"

#include "app/yc-visit-page.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-key-button.h"
#include "app/yc-look.h"
#include "app/yc-reason-page.h"
#include "app/yc-sentences.h"
#include "app/yc-words.h"

#define LARGE_FROM 1.6

struct _YcVisitPage
{
  YcPage parent_instance;

  char *shown;               /* owned: state and ticket that were shown last, to tell whether the focus has to move */

  GtkWidget *paused;
  GtkLabel *paused_words;
  GtkStack *stack;
  GtkImage *quiet_icon;
  GtkLabel *quiet_title;
  GtkLabel *quiet_words;
  YcKeyButton *quiet_call;
  YcKeyButton *quiet_open;
  YcKeyButton *quiet_pause;
  GtkButton *take_over;
  GtkLabel *called_number;
  GtkLabel *called_where;
  GtkLabel *called_words;
  GtkBox *called_facts;
  YcKeyButton *start;
  YcKeyButton *recall;
  YcKeyButton *skip;
  YcKeyButton *skip_reason;
  GtkBox *called_buttons;
  AdwClamp *called_clamp;
  AdwClamp *serving_clamp;
  GtkLabel *serving_number;
  GtkLabel *serving_where;
  GtkBox *serving_facts;
  GtkWidget *bar;
  YcKeyButton *bar_hold;
  YcKeyButton *bar_outcome;
};

G_DEFINE_FINAL_TYPE (YcVisitPage, yc_visit_page, YC_TYPE_PAGE)

static void
update_button (YcVisitPage *self, YcKeyButton *button, YcVerb verb)
{
  yc_key_button_judge (button, yc_page_get_station (YC_PAGE (self)), verb);
}

static void
add_fact (GtkBox *box, const char *name, const char *value)
{
  GtkWidget *line;
  GtkWidget *label;

  if (value == NULL || value[0] == '\0')
    return;
  line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (line, "fact");
  label = gtk_label_new (name);
  gtk_widget_add_css_class (label, "secondary");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (line), label);
  label = gtk_label_new (value);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_halign (label, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (box, line);
}

static void
fill_facts (GtkBox *box, const YcDeskView *view, const YcTicket *ticket, gint64 now)
{
  YcReference *reference = view->reference;
  g_autofree char *issued = yc_words_clock (reference, ticket->waiting_since);
  g_autofree char *called = yc_words_clock (reference, ticket->called_at);
  g_autofree char *started = yc_words_clock (reference, ticket->started_at);
  g_autofree char *slot = yc_words_clock (reference, ticket->slot);
  g_autofree char *waited = NULL;
  g_autofree char *calls = NULL;
  g_autofree char *back = ticket->back_to > 0 ? yc_words_window (ticket->back_to) : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  if (ticket->waiting_since > 0 && ticket->called_at > 0)
    {
      g_autofree char *minutes = yc_words_minutes_text (yc_words_minutes (ticket->waiting_since, ticket->called_at));

      waited = g_strdup_printf (_("since %1$s, %2$s"), issued, minutes);
    }
  if (ticket->calls > 0)
    calls = g_strdup_printf (ngettext ("%1$s, %2$u time", "%1$s, %2$u times", ticket->calls), called, ticket->calls);
  add_fact (box, _("Why this one"), yc_words_step (view->current_step));
  add_fact (box, _("Priority group"), yc_words_group (reference, ticket->group));
  add_fact (box, _("Booked for"), slot);
  add_fact (box, _("Waited"), waited);
  add_fact (box, C_("fact", "Called"), calls);
  if (ticket->state == YC_TICKET_SERVING)
    add_fact (box, C_("fact", "Started"), started);
  add_fact (box, _("Matter"), ticket->matter);
  add_fact (box, _("Must come back to"), back);
}

static void
update_called (YcVisitPage *self, const YcDeskView *view, gint64 now)
{
  const YcTicket *ticket = view->current;
  int before_pass = view->reference != NULL ? (int) yc_policy_int (view->reference, "calls_before_pass") : 0;
  g_autofree char *words = NULL;
  g_autofree char *detail = NULL;
  gboolean calls;

  gtk_label_set_label (self->called_number, ticket->number);
  gtk_label_set_label (self->called_where, yc_words_queue (view->reference, ticket->queue));
  if (before_pass > 0 && (int) ticket->calls < before_pass)
    words = g_strdup_printf (ngettext ("Usually a number is called %d time before it is skipped.", "Usually a number is called %d times before it is skipped.",
                                       (gulong) before_pass),
                             before_pass);
  gtk_label_set_label (self->called_words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->called_words), words != NULL);
  fill_facts (self->called_facts, view, ticket, now);
  /* The focus comes here with the call: so a screen reader says who was called. */
  /* Translators: the number of a ticket and the name of its queue. */
  detail = g_strdup_printf (_("%1$s, %2$s"), ticket->number, yc_words_queue (view->reference, ticket->queue));
  yc_key_button_set_detail (self->start, detail);
  update_button (self, self->start, YC_VERB_START);
  update_button (self, self->recall, YC_VERB_RECALL);
  calls = yc_reason_page_calls_next (yc_page_get_station (YC_PAGE (self)));
  yc_key_button_set_detail (self->skip, calls ? _("Calls the next one at once.") : _("Nobody else is called."));
  yc_key_button_set_detail (self->skip_reason, calls ? _("Calls the next one at once.") : _("Nobody else is called."));
  update_button (self, self->skip, YC_VERB_PASS);
  update_button (self, self->skip_reason, YC_VERB_PASS);
}

static void
set_quiet (YcVisitPage *self, const char *icon, const char *title, const char *words, gpointer button)
{
  gpointer buttons[] = { self->quiet_call, self->quiet_open, self->quiet_pause, self->take_over };

  gtk_image_set_from_icon_name (self->quiet_icon, icon);
  gtk_label_set_label (self->quiet_title, title);
  gtk_label_set_label (self->quiet_words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->quiet_words), words != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    gtk_widget_set_visible (GTK_WIDGET (buttons[i]), buttons[i] == button);
}

static void
update_idle (YcVisitPage *self, const YcDeskView *view)
{
  /* Named by the Order, as the hall will decide it, for as long as time alone does not change its answer. */
  if (view->waiting->len > 0)
    {
      gboolean sure = view->next_number[0] != '\0' && yc_station_now (yc_page_get_station (YC_PAGE (self))) < view->next_until;
      g_autofree char *words = sure ? g_strdup_printf (_("Press F2 to call %s."), view->next_number) : g_strdup (_("Press F2 to call the next one."));

      set_quiet (self, "system-users-symbolic", _("No one is being served."), words, self->quiet_call);
    }
  else
    {
      set_quiet (self, "system-users-symbolic", _("No one is waiting."),
                 _("The next number appears here by itself. Ctrl+N serves someone without a number."), self->quiet_call);
    }
  if (view->in_flight != YC_VERB_NONE)
    gtk_label_set_label (self->quiet_words, view->withdrawing ? _("Cancelling…") : _("Being confirmed…"));
  update_button (self, self->quiet_call, YC_VERB_CALL_NEXT);
}

static void
update_quiet (YcVisitPage *self, const YcDeskView *view)
{
  if (view->counter_state == YC_COUNTER_CLOSED)
    {
      set_quiet (self, "user-offline-symbolic", _("This window is closed."), _("Open it to call visitors."), self->quiet_open);
      update_button (self, self->quiet_open, YC_VERB_OPEN_COUNTER);
    }
  else if (!view->counter_mine)
    {
      g_autofree char *title = view->counter_holder != NULL && view->counter_holder[0] != '\0'
                                 ? g_strdup_printf (_("Window %1$d is held by %2$s."), view->counter, view->counter_holder)
                                 : g_strdup_printf (_("Window %d is held by another clerk."), view->counter);

      set_quiet (self, "changes-prevent-symbolic", title, _("Taking over brings its tickets here, put aside."), self->take_over);
      gtk_widget_set_sensitive (GTK_WIDGET (self->take_over),
                                yc_station_may (yc_page_get_station (YC_PAGE (self)), YC_VERB_TAKE_OVER, NULL));
    }
  else if (view->counter_state == YC_COUNTER_PAUSED)
    {
      const char *reason = yc_words_reason (view->reference, view->pause_reason);

      set_quiet (self, "media-playback-pause-symbolic", _("This window is paused."), reason[0] != '\0' ? reason : NULL, self->quiet_pause);
      yc_key_button_set_words (self->quiet_pause, _("Open Window"));
    }
  else
    {
      update_idle (self, view);
    }
}

/* With somebody at the window the page is about her; the pause is told above it, with the way out of it. */
static void
update_paused (YcVisitPage *self, const YcDeskView *view)
{
  gboolean paused = view != NULL && view->current != NULL && view->counter_mine && view->counter_state == YC_COUNTER_PAUSED;
  g_autofree char *what = paused ? yc_words_paused (view) : NULL;
  /* Translators: "Window paused · Meal" and what that means. */
  g_autofree char *words = paused ? g_strdup_printf (_("%s. Nobody else is called until you open it again (Ctrl+B)."), what) : NULL;

  gtk_widget_set_visible (self->paused, paused);
  gtk_label_set_label (self->paused_words, words != NULL ? words : "");
}

static const char *
page_name (const YcDeskView *view)
{
  if (view == NULL || !view->bootstrapped)
    return "loading";
  if (view->current == NULL)
    return "quiet";
  return view->current->state == YC_TICKET_SERVING ? "serving" : "called";
}

/* After a call the focus is on Start, after the end of a visit on Call Next; data that only comes in never moves it. */
static void
move_focus (YcVisitPage *self, const YcDeskView *view, const char *page)
{
  g_autofree char *now = g_strconcat (page, " ", view != NULL && view->current != NULL ? view->current->id : "", NULL);
  gboolean other = g_strcmp0 (now, self->shown) != 0;

  g_free (self->shown);
  self->shown = g_steal_pointer (&now);
  if (other && gtk_widget_get_mapped (GTK_WIDGET (self)))
    yc_page_enter (YC_PAGE (self));
}

static void
yc_visit_page_update (YcPage *page)
{
  YcVisitPage *self = YC_VISIT_PAGE (page);
  const YcDeskView *view = yc_page_get_view (page);
  const char *name = page_name (view);

  if (strcmp (name, "quiet") == 0)
    {
      update_quiet (self, view);
    }
  else if (strcmp (name, "called") == 0)
    {
      update_called (self, view, yc_station_now (yc_page_get_station (page)));
    }
  else if (strcmp (name, "serving") == 0)
    {
      gtk_label_set_label (self->serving_number, view->current->number);
      gtk_label_set_label (self->serving_where, yc_words_queue (view->reference, view->current->queue));
      fill_facts (self->serving_facts, view, view->current, yc_station_now (yc_page_get_station (page)));
      update_button (self, self->bar_hold, YC_VERB_HOLD);
      yc_key_button_set_words (self->bar_hold, _("Put Aside"));
    }
  update_paused (self, view);
  gtk_widget_set_visible (self->bar, strcmp (name, "serving") == 0);
  gtk_stack_set_visible_child_name (self->stack, name);
  move_focus (self, view, name);
}

static void
yc_visit_page_enter (YcPage *page)
{
  YcVisitPage *self = YC_VISIT_PAGE (page);
  GtkWidget *first[] = { GTK_WIDGET (self->start), GTK_WIDGET (self->bar_outcome), GTK_WIDGET (self->quiet_call),
                         GTK_WIDGET (self->quiet_open), GTK_WIDGET (self->quiet_pause), GTK_WIDGET (self->take_over) };
  const char *name = gtk_stack_get_visible_child_name (self->stack);

  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    {
      gboolean here = i == 0 ? strcmp (name, "called") == 0 : i == 1 ? strcmp (name, "serving") == 0 : strcmp (name, "quiet") == 0;

      if (here && gtk_widget_get_visible (first[i]) && gtk_widget_get_sensitive (first[i]))
        {
          gtk_widget_grab_focus (first[i]);
          return;
        }
    }
}

/* Large text: wider bodies, and the three acts one below the other. */
static void
apply_look (YcVisitPage *self)
{
  double factor = yc_look_get_factor (yc_look_get_default ());
  AdwClamp *clamps[] = { self->called_clamp, self->serving_clamp };

  for (guint i = 0; i < G_N_ELEMENTS (clamps); i++)
    {
      adw_clamp_set_maximum_size (clamps[i], (int) (YC_COLUMN_WIDTH * factor));
      adw_clamp_set_tightening_threshold (clamps[i], (int) (YC_COLUMN_WIDTH * factor));
    }
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->called_buttons),
                                  factor > LARGE_FROM ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

static void
yc_visit_page_finalize (GObject *object)
{
  g_free (YC_VISIT_PAGE (object)->shown);

  G_OBJECT_CLASS (yc_visit_page_parent_class)->finalize (object);
}

static void
yc_visit_page_class_init (YcVisitPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_visit_page_finalize;
  YC_PAGE_CLASS (klass)->update = yc_visit_page_update;
  YC_PAGE_CLASS (klass)->enter = yc_visit_page_enter;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/yichuang/Yichuang/ui/yc-visit-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, bar);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, bar_hold);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, bar_outcome);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, called_buttons);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, called_clamp);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, called_facts);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, called_number);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, called_where);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, called_words);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, paused);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, paused_words);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, quiet_call);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, quiet_icon);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, quiet_open);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, quiet_pause);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, quiet_title);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, quiet_words);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, recall);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, serving_clamp);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, serving_facts);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, serving_number);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, serving_where);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, skip);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, skip_reason);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, stack);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, start);
  gtk_widget_class_bind_template_child (widget_class, YcVisitPage, take_over);
}

static void
yc_visit_page_init (YcVisitPage *self)
{
  g_type_ensure (YC_TYPE_KEY_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
  apply_look (self);
  g_signal_connect_object (yc_look_get_default (), "changed", G_CALLBACK (apply_look), self, G_CONNECT_SWAPPED);
}
