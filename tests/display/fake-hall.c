/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "fake-hall"

#include "config.h"

#include "fake-station.h"

#include "core/yc-time.h"

#define MINUTE G_GINT64_CONSTANT (60000)

YcReference *
fake_reference_new (const char *demo_dir)
{
  static const char *const sets[] = { "policy", "queues", "counters", "groups", "reasons", "staff" };
  YcReference *reference = yc_reference_new ();

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autofree char *name = g_strconcat (sets[i], ".json", NULL);
      g_autofree char *path = g_build_filename (demo_dir, name, NULL);
      g_autoptr(JsonParser) parser = json_parser_new ();
      g_autoptr(GError) error = NULL;
      YcReference *next;

      json_parser_load_from_file (parser, path, &error);
      g_assert_no_error (error);
      next = yc_reference_replace (reference, json_node_get_object (json_parser_get_root (parser)), NULL);
      g_assert_nonnull (next);
      yc_reference_unref (reference);
      reference = next;
    }
  return reference;
}

static void
waiting_free (gpointer data)
{
  YcWaiting *waiting = data;

  g_free (waiting->id);
  g_free (waiting->number);
  g_free (waiting->queue);
  g_free (waiting->matter);
  g_free (waiting->group);
  g_free (waiting);
}

static void
window_free (gpointer data)
{
  YcWindow *window = data;

  g_free (window->staff_name_zh);
  g_free (window->staff_name_en);
  g_free (window);
}

static void
add_waiting (YcDeskView *view, const char *number, int minutes, const char *group, gboolean directed, const char *slot)
{
  YcWaiting *waiting = g_new0 (YcWaiting, 1);

  waiting->id = g_strdup_printf ("00000000-0000-7000-8000-00000000%s", number);
  waiting->number = g_strdup (number);
  waiting->queue = g_strndup (number, 1);
  waiting->matter = g_strdup ("");
  waiting->group = g_strdup (group);
  waiting->since = FAKE_NOW - minutes * MINUTE;
  waiting->directed = directed;
  waiting->booked = slot != NULL;
  if (slot != NULL)
    yc_time_on_day (slot, FAKE_NOW, 480, 240, &waiting->slot);
  g_ptr_array_add (view->waiting, waiting);
}

static void
add_window (YcDeskView *view, int number, YcCounterState state, const char *zh, const char *en)
{
  YcWindow *window = g_new0 (YcWindow, 1);

  window->number = number;
  window->state = state;
  window->staff_name_zh = g_strdup (zh);
  window->staff_name_en = g_strdup (en);
  g_ptr_array_add (view->windows, window);
}

static void
activity_free (gpointer data)
{
  YcActivity *activity = data;

  g_free (activity->ticket);
  g_free (activity->number);
  g_free (activity->detail);
  g_free (activity);
}

void
fake_view_add_activity (YcDeskView *view, int minutes_ago, YcEventType type, const char *number, const char *detail, gboolean pending)
{
  YcActivity *activity = g_new0 (YcActivity, 1);

  activity->time = FAKE_NOW - minutes_ago * MINUTE;
  activity->type = type;
  activity->ticket = g_strdup (number[0] != '\0' ? "00000000-0000-7000-8000-000000000000" : "");
  activity->number = g_strdup (number);
  activity->detail = g_strdup (detail);
  activity->pending = pending;
  g_ptr_array_add (view->activity, activity);
}

static void
add_all_activity (YcDeskView *view)
{
  fake_view_add_activity (view, 3, YC_EVENT_TICKET_STARTED, "F043", "", TRUE);
  fake_view_add_activity (view, 4, YC_EVENT_TICKET_CALLED, "F043", "", FALSE);
  fake_view_add_activity (view, 5, YC_EVENT_TICKET_ENDED, "A041", "consulted", FALSE);
  fake_view_add_activity (view, 17, YC_EVENT_TICKET_STARTED, "A041", "", FALSE);
  fake_view_add_activity (view, 18, YC_EVENT_TICKET_CALLED, "A041", "", FALSE);
  fake_view_add_activity (view, 19, YC_EVENT_TICKET_PASSED, "B017", "pass.absent", FALSE);
  fake_view_add_activity (view, 20, YC_EVENT_TICKET_RECALLED, "B017", "", FALSE);
  fake_view_add_activity (view, 21, YC_EVENT_TICKET_RECALLED, "B017", "", FALSE);
  fake_view_add_activity (view, 22, YC_EVENT_TICKET_CALLED, "B017", "", FALSE);
  fake_view_add_activity (view, 23, YC_EVENT_TICKET_TRANSFERRED, "E018", "4", FALSE);
  fake_view_add_activity (view, 31, YC_EVENT_TICKET_STARTED, "E018", "", FALSE);
  fake_view_add_activity (view, 32, YC_EVENT_TICKET_CALLED, "E018", "", FALSE);
  fake_view_add_activity (view, 33, YC_EVENT_TICKET_HELD, "A038", "hold.fetch", FALSE);
  fake_view_add_activity (view, 41, YC_EVENT_TICKET_STARTED, "A038", "", FALSE);
  fake_view_add_activity (view, 42, YC_EVENT_COUNTER_RESUMED, "", "", FALSE);
  fake_view_add_activity (view, 52, YC_EVENT_COUNTER_PAUSED, "", "pause.rest", FALSE);
  fake_view_add_activity (view, 53, YC_EVENT_TICKET_ENDED, "F036", "finished", FALSE);
  fake_view_add_activity (view, 128, YC_EVENT_COUNTER_OPENED, "", "", FALSE);
  fake_view_add_activity (view, 128, YC_EVENT_SESSION_OPENED, "", "", FALSE);
}

YcTicket *
fake_ticket_new (const char *number, YcTicketState state, int minutes)
{
  g_autofree char *id = g_strdup_printf ("00000000-0000-7000-8000-00000000%s", number);
  YcTicket *ticket = yc_ticket_new (id);

  g_free (ticket->number);
  ticket->number = g_strdup (number);
  g_free (ticket->queue);
  ticket->queue = g_strndup (number, 1);
  ticket->state = state;
  ticket->counter = 3;
  ticket->waiting_since = FAKE_NOW - (minutes + 13) * MINUTE;
  ticket->called_at = FAKE_NOW - (minutes + (state == YC_TICKET_SERVING ? 1 : 0)) * MINUTE;
  ticket->started_at = state == YC_TICKET_SERVING ? FAKE_NOW - minutes * MINUTE : 0;
  ticket->changed_at = FAKE_NOW - minutes * MINUTE;
  ticket->held_since = state == YC_TICKET_HELD ? ticket->changed_at : 0;
  ticket->calls = 1;
  return ticket;
}

static void
sign_in (YcDeskView *view)
{
  view->session = g_new0 (YcSession, 1);
  view->session->id = g_strdup ("session");
  view->session->staff = g_strdup ("staff");
  view->session->device = g_strdup ("device");
  view->session->counter = 3;
  view->session->state = YC_SESSION_OPEN;
  view->session->locked_at = FAKE_NOW;
  view->staff = g_new0 (YcStaff, 1);
  view->staff->id = g_strdup ("staff");
  view->staff->number = g_strdup ("10421");
  view->staff->name.zh = g_strdup ("例安宁");
  view->staff->name.en = g_strdup ("Li Anning");
  view->staff->role = g_strdup ("clerk");
  view->staff->queues = g_strsplit ("A,B,E,F", ",", -1);
  view->staff->active = TRUE;
}

YcDeskView *
fake_view_new (YcReference *reference)
{
  YcDeskView *view = g_new0 (YcDeskView, 1);

  view->hall_name = g_strdup ("例市朝阳区政务服务中心");
  view->hall_id = g_strdup ("hall");
  view->counter = 1;
  view->bootstrapped = TRUE;
  view->counter_state = YC_COUNTER_OPEN;
  view->counter_mine = TRUE;
  view->pause_reason = g_strdup ("");
  view->counter_holder = g_strdup ("");
  sign_in (view);
  view->held = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_ticket_free);
  view->waiting = g_ptr_array_new_with_free_func (waiting_free);
  view->activity = g_ptr_array_new_with_free_func (activity_free);
  view->windows = g_ptr_array_new_with_free_func (window_free);
  add_waiting (view, "E021", 6, "", TRUE, NULL);
  add_waiting (view, "A044", 12, "", FALSE, NULL);
  add_waiting (view, "A045", 11, "elderly", FALSE, NULL);
  add_waiting (view, "A047", 9, "", FALSE, "10:45");
  add_waiting (view, "A048", 7, "", FALSE, NULL);
  add_waiting (view, "B019", 21, "", FALSE, NULL);
  add_waiting (view, "B020", 16, "", FALSE, NULL);
  add_waiting (view, "E019", 18, "", FALSE, NULL);
  add_waiting (view, "E022", 3, "disabled", FALSE, NULL);
  add_waiting (view, "F044", 12, "", FALSE, NULL);
  add_waiting (view, "F047", 9, "", FALSE, NULL);
  add_waiting (view, "F048", 2, "", FALSE, NULL);
  view->next_number = g_strdup ("E021");
  view->next_until = G_MAXINT64;
  view->waiting_elsewhere = 5;
  view->next_booking = g_strdup ("11:00");
  view->next_booking_queue = g_strdup ("B");
  add_window (view, 1, YC_COUNTER_OPEN, "例安宁", "Li Anning");
  add_window (view, 2, YC_COUNTER_OPEN, "例知远", "Li Zhiyuan");
  add_window (view, 3, YC_COUNTER_OPEN, "例明月", "Li Mingyue");
  add_window (view, 4, YC_COUNTER_PAUSED, "例书言", "Li Shuyan");
  add_window (view, 5, YC_COUNTER_CLOSED, "", "");
  add_window (view, 6, YC_COUNTER_OPEN, "例承宇", "Li Chengyu");
  add_window (view, 7, YC_COUNTER_CLOSED, "", "");
  add_window (view, 8, YC_COUNTER_OPEN, "例清和", "Li Qinghe");
  add_all_activity (view);
  view->undo_ticket = g_strdup ("");
  view->undo_number = g_strdup ("");
  view->undo_to = g_strdup ("");
  view->day = g_strdup ("2026-11-24");
  view->answer_key = g_strdup ("");
  view->reference = yc_reference_ref (reference);
  return view;
}

void
fake_view_free (YcDeskView *view)
{
  g_free (view->hall_name);
  g_free (view->hall_id);
  g_free (view->pause_reason);
  g_free (view->counter_holder);
  yc_session_free (view->session);
  yc_staff_free (view->staff);
  g_clear_pointer (&view->current, yc_ticket_free);
  g_ptr_array_unref (view->held);
  g_ptr_array_unref (view->waiting);
  g_ptr_array_unref (view->activity);
  g_ptr_array_unref (view->windows);
  g_free (view->next_number);
  g_free (view->next_booking);
  g_free (view->next_booking_queue);
  g_free (view->undo_ticket);
  g_free (view->undo_number);
  g_free (view->undo_to);
  g_free (view->day);
  g_free (view->answer_key);
  yc_reference_unref (view->reference);
  yc_refusal_clear (&view->answer_refusal);
  g_clear_pointer (&view->answer_result, json_object_unref);
  g_free (view);
}
