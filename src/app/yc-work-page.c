/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-work-page"

#include "config.h"

#include "app/yc-work-page.h"

#include <glib/gi18n.h>

#include "app/yc-columns.h"
#include "app/yc-look.h"
#include "app/yc-reason-page.h"
#include "app/yc-today-page.h"
#include "app/yc-transfer-page.h"
#include "app/yc-visit-page.h"
#include "app/yc-walk-in-page.h"

#define ACTION_BAR_HEIGHT 50

struct _YcWorkPage
{
  YcPage parent_instance;

  YcWorkStep step;
  gboolean entered;          /* its page has been entered since it is the step; what has been chosen there is kept while Today is read */
  char *ticket;              /* owned: the ticket that was in hand when the step was shown, or "" */

  YcQueueColumn *column;
  AdwViewStack *views;
  AdwToastOverlay *toasts;
  GtkStack *steps;
  YcVisitPage *visit;
  YcOutcomePage *outcome;
  YcTransferPage *transfer;
  YcWalkInPage *walk_in;
  YcReasonPage *reason;
  YcTodayPage *today;
};

G_DEFINE_FINAL_TYPE (YcWorkPage, yc_work_page, YC_TYPE_PAGE)

static YcPage *
step_page (YcWorkPage *self)
{
  switch (self->step)
    {
    case YC_WORK_OUTCOME:
      return YC_PAGE (self->outcome);
    case YC_WORK_TRANSFER:
      return YC_PAGE (self->transfer);
    case YC_WORK_WALK_IN:
      return YC_PAGE (self->walk_in);
    case YC_WORK_PAUSE:
    case YC_WORK_HOLD:
    case YC_WORK_SKIP:
      return YC_PAGE (self->reason);
    case YC_WORK_VISIT:
    default:
      return YC_PAGE (self->visit);
    }
}

static gboolean
is_today (YcWorkPage *self)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), "today") == 0;
}

static const char *
current_id (const YcDeskView *view)
{
  return view->current != NULL ? view->current->id : "";
}

/* A step belongs to the ticket in hand when it was shown, and to the state that allowed it. */
static gboolean
step_makes_sense (YcWorkPage *self, const YcDeskView *view)
{
  gboolean same = g_strcmp0 (self->ticket, current_id (view)) == 0;

  switch (self->step)
    {
    case YC_WORK_OUTCOME:
    case YC_WORK_HOLD:
      return same && view->current != NULL && view->current->state == YC_TICKET_SERVING;
    case YC_WORK_SKIP:
      return same && view->current != NULL && view->current->state == YC_TICKET_CALLED;
    case YC_WORK_TRANSFER:
      return same && view->current != NULL;
    case YC_WORK_WALK_IN:
      return same && view->current == NULL;
    case YC_WORK_PAUSE:
      return view->counter_state == YC_COUNTER_OPEN && view->counter_mine;
    case YC_WORK_VISIT:
    default:
      return TRUE;
    }
}

static gboolean
has_bar (YcWorkPage *self)
{
  const YcDeskView *view = yc_page_get_view (YC_PAGE (self));

  return !is_today (self) && (self->step != YC_WORK_VISIT || (view != NULL && view->current != NULL && view->current->state == YC_TICKET_SERVING));
}

/* A toast stands in the lower left corner of the centre, above the bar of acts if there is one, which grows with the text. */
static void
apply_look (YcWorkPage *self)
{
  int bar = has_bar (self) ? (int) (ACTION_BAR_HEIGHT * yc_look_get_factor (yc_look_get_default ())) : 0;

  gtk_widget_set_margin_bottom (GTK_WIDGET (self->toasts), bar);
}

/* Shows the page of a step where the steps are shown: somebody who reads Today is not taken away from it. */
static void
set_step (YcWorkPage *self, YcWorkStep step)
{
  const YcDeskView *view = yc_page_get_view (YC_PAGE (self));

  self->step = step;
  g_free (self->ticket);
  self->ticket = g_strdup (view != NULL ? current_id (view) : "");
  if (step == YC_WORK_PAUSE)
    yc_reason_page_set_verb (self->reason, YC_VERB_PAUSE);
  else if (step == YC_WORK_HOLD)
    yc_reason_page_set_verb (self->reason, YC_VERB_HOLD);
  else if (step == YC_WORK_SKIP)
    yc_reason_page_set_verb (self->reason, YC_VERB_PASS);
  gtk_stack_set_visible_child (self->steps, GTK_WIDGET (step_page (self)));
  apply_look (self);
  self->entered = !is_today (self);
  if (self->entered)
    yc_page_enter (step_page (self));
}

static void
yc_work_page_update (YcPage *page)
{
  YcWorkPage *self = YC_WORK_PAGE (page);
  const YcDeskView *view = yc_page_get_view (page);
  YcStation *station = yc_page_get_station (page);
  YcPage *pages[] = { YC_PAGE (self->column), YC_PAGE (self->visit), YC_PAGE (self->outcome), YC_PAGE (self->transfer),
                      YC_PAGE (self->walk_in), YC_PAGE (self->reason), YC_PAGE (self->today) };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    yc_page_set_station (pages[i], station);
  if (view != NULL && !step_makes_sense (self, view))
    set_step (self, YC_WORK_VISIT);
  apply_look (self);
}

static void
yc_work_page_enter (YcPage *page)
{
  YcWorkPage *self = YC_WORK_PAGE (page);

  yc_page_enter (is_today (self) ? YC_PAGE (self->today) : step_page (self));
}

static gboolean
yc_work_page_back (YcPage *page)
{
  YcWorkPage *self = YC_WORK_PAGE (page);

  if (is_today (self))
    {
      if (!yc_page_back (YC_PAGE (self->today)))
        {
          adw_view_stack_set_visible_child_name (self->views, "visit");
          if (self->step == YC_WORK_VISIT || !self->entered)
            yc_page_enter (step_page (self));
          else
            gtk_widget_child_focus (GTK_WIDGET (step_page (self)), GTK_DIR_TAB_FORWARD);
          self->entered = TRUE;
        }
      return TRUE;
    }
  if (yc_page_back (step_page (self)))
    return TRUE;
  if (self->step == YC_WORK_VISIT)
    {
      /* Wherever the focus went, Enter does the first act again. */
      yc_page_enter (step_page (self));
      return FALSE;
    }
  yc_work_page_show (self, YC_WORK_VISIT);
  return TRUE;
}

static gboolean
yc_work_page_finish (YcPage *page)
{
  YcWorkPage *self = YC_WORK_PAGE (page);

  return !is_today (self) && yc_page_finish (step_page (self));
}

static void
yc_work_page_finalize (GObject *object)
{
  g_free (YC_WORK_PAGE (object)->ticket);

  G_OBJECT_CLASS (yc_work_page_parent_class)->finalize (object);
}

static void
yc_work_page_class_init (YcWorkPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_work_page_finalize;
  YC_PAGE_CLASS (klass)->update = yc_work_page_update;
  YC_PAGE_CLASS (klass)->enter = yc_work_page_enter;
  YC_PAGE_CLASS (klass)->back = yc_work_page_back;
  YC_PAGE_CLASS (klass)->finish = yc_work_page_finish;
}

static void
on_views_cb (YcWorkPage *self)
{
  if (self->toasts != NULL)
    apply_look (self);
}

static gpointer
add_step (YcWorkPage *self, GType type)
{
  GtkWidget *page = g_object_new (type, NULL);

  gtk_stack_add_child (self->steps, page);
  return page;
}

static void
yc_work_page_init (YcWorkPage *self)
{
  GtkWidget *columns = g_object_new (YC_TYPE_COLUMNS, NULL);
  GtkWidget *centre = gtk_overlay_new ();
  AdwViewStackPage *page;

  self->ticket = g_strdup ("");
  self->column = g_object_new (YC_TYPE_QUEUE_COLUMN, NULL);
  self->views = ADW_VIEW_STACK (adw_view_stack_new ());
  self->steps = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->steps, FALSE);
  gtk_stack_set_vhomogeneous (self->steps, FALSE);
  self->visit = add_step (self, YC_TYPE_VISIT_PAGE);
  self->outcome = add_step (self, YC_TYPE_OUTCOME_PAGE);
  self->transfer = add_step (self, YC_TYPE_TRANSFER_PAGE);
  self->walk_in = add_step (self, YC_TYPE_WALK_IN_PAGE);
  self->reason = add_step (self, YC_TYPE_REASON_PAGE);
  self->today = g_object_new (YC_TYPE_TODAY_PAGE, NULL);
  page = adw_view_stack_add_titled (self->views, GTK_WIDGET (self->steps), "visit", _("Visit"));
  adw_view_stack_page_set_icon_name (page, "avatar-default-symbolic");
  page = adw_view_stack_add_titled (self->views, GTK_WIDGET (self->today), "today", _("Today"));
  adw_view_stack_page_set_icon_name (page, "view-list-symbolic");
  adw_view_stack_set_vhomogeneous (self->views, FALSE);
  g_signal_connect_object (self->views, "notify::visible-child", G_CALLBACK (on_views_cb), self, G_CONNECT_SWAPPED);
  /* Not around the pages: a toast overlay keeps Esc for its toasts, and would take it from every page below it. */
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  gtk_widget_set_halign (GTK_WIDGET (self->toasts), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (self->toasts), GTK_ALIGN_END);
  gtk_overlay_set_child (GTK_OVERLAY (centre), GTK_WIDGET (self->views));
  gtk_overlay_add_overlay (GTK_OVERLAY (centre), GTK_WIDGET (self->toasts));
  apply_look (self);
  g_signal_connect_object (yc_look_get_default (), "changed", G_CALLBACK (apply_look), self, G_CONNECT_SWAPPED);
  yc_columns_set_children (YC_COLUMNS (columns), GTK_WIDGET (self->column), centre);
  adw_bin_set_child (ADW_BIN (self), columns);
}

void
yc_work_page_show (YcWorkPage *self, YcWorkStep step)
{
  g_return_if_fail (YC_IS_WORK_PAGE (self));

  adw_view_stack_set_visible_child_name (self->views, "visit");
  set_step (self, step);
}

void
yc_work_page_go_to_visit (YcWorkPage *self)
{
  g_return_if_fail (YC_IS_WORK_PAGE (self));

  if (is_today (self) || self->step != YC_WORK_VISIT)
    yc_work_page_show (self, YC_WORK_VISIT);
}

void
yc_work_page_start_over (YcWorkPage *self)
{
  g_return_if_fail (YC_IS_WORK_PAGE (self));

  yc_page_back (YC_PAGE (self->today));
  yc_work_page_show (self, YC_WORK_VISIT);
}

YcWorkStep
yc_work_page_get_step (YcWorkPage *self)
{
  g_return_val_if_fail (YC_IS_WORK_PAGE (self), YC_WORK_VISIT);

  return is_today (self) ? YC_WORK_VISIT : self->step;
}

AdwViewStack *
yc_work_page_get_views (YcWorkPage *self)
{
  g_return_val_if_fail (YC_IS_WORK_PAGE (self), NULL);

  return self->views;
}

YcQueueColumn *
yc_work_page_get_column (YcWorkPage *self)
{
  g_return_val_if_fail (YC_IS_WORK_PAGE (self), NULL);

  return self->column;
}

YcOutcomePage *
yc_work_page_get_outcome (YcWorkPage *self)
{
  g_return_val_if_fail (YC_IS_WORK_PAGE (self), NULL);

  return self->outcome;
}

GtkWidget *
yc_work_page_get_centre (YcWorkPage *self)
{
  g_return_val_if_fail (YC_IS_WORK_PAGE (self), NULL);

  return GTK_WIDGET (self->views);
}

void
yc_work_page_find (YcWorkPage *self)
{
  g_return_if_fail (YC_IS_WORK_PAGE (self));

  adw_view_stack_set_visible_child_name (self->views, "today");
  yc_today_page_find (self->today);
}

void
yc_work_page_add_toast (YcWorkPage *self, AdwToast *toast)
{
  g_return_if_fail (YC_IS_WORK_PAGE (self));
  g_return_if_fail (ADW_IS_TOAST (toast));

  adw_toast_overlay_add_toast (self->toasts, toast);
  yc_look_name_icon_buttons (GTK_WIDGET (self->toasts), "window-close-symbolic", _("Put Away"));
}
