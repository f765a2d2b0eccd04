/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-desk-view"

#include "config.h"

#include "sync/yc-desk.h"

#include <string.h>

#include "core/yc-json.h"
#include "core/yc-time.h"
#include "sync/yc-desk-private.h"
#include "vault/yc-hash.h"

#define ACTIVITY_MAX 500

/* What the view is made from. */
typedef struct
{
  YcDb *db;
  YcHall *hall;
  YcReference *reference;
  const YcDevice *device;
  const YcSession *session;
  const YcStaff *staff;
  gint64 now;
} Source;

static const char * const no_queues[] = { NULL };

static void
waiting_free (YcWaiting *waiting)
{
  g_free (waiting->id);
  g_free (waiting->number);
  g_free (waiting->queue);
  g_free (waiting->matter);
  g_free (waiting->group);
  g_free (waiting);
}

static void
window_free (YcWindow *window)
{
  g_free (window->staff_name_zh);
  g_free (window->staff_name_en);
  g_free (window);
}

YcDeskView *
yc_desk_view_ref (YcDeskView *view)
{
  g_atomic_ref_count_inc (&view->refs);
  return view;
}

void
yc_desk_view_unref (YcDeskView *view)
{
  if (!g_atomic_ref_count_dec (&view->refs))
    return;

  g_free (view->hall_name);
  g_free (view->hall_id);
  g_strfreev (view->counter_queues);
  g_free (view->pause_reason);
  g_free (view->counter_holder);
  yc_session_free (view->session);
  yc_staff_free (view->staff);
  yc_ticket_free (view->current);
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
  g_clear_pointer (&view->reference, yc_reference_unref);
  g_clear_pointer (&view->answer_result, json_object_unref);
  yc_refusal_clear (&view->answer_refusal);
  g_free (view);
}

/* Who and where */

static void
fill_counter (YcDeskView *view,
              Source     *source)
{
  const YcCounter *counter = NULL;
  const YcStaff *holder = NULL;

  view->counter = source->device != NULL ? source->device->counter : 0;
  view->counter_queues = g_strdupv ((char **) yc_hall_get_counter_queues (source->hall, view->counter));
  counter = yc_hall_get_counter (source->hall, view->counter);
  view->counter_state = counter != NULL ? counter->state : YC_COUNTER_CLOSED;
  view->counter_mine = counter != NULL && counter->state != YC_COUNTER_CLOSED && source->session != NULL
                       && g_str_equal (counter->session, source->session->id);
  view->pause_reason = g_strdup (counter != NULL ? counter->reason : "");

  if (counter != NULL && counter->state != YC_COUNTER_CLOSED && !view->counter_mine)
    holder = yc_hall_get_staff (source->hall, counter->staff);
  view->counter_holder = g_strdup (holder != NULL ? holder->name.zh : "");

  if (source->session != NULL)
    view->session = yc_session_copy (source->session);
  if (source->staff != NULL)
    view->staff = yc_staff_copy (source->staff);
}

static void
fill_windows (YcDeskView *view,
              Source     *source)
{
  g_autoptr(GPtrArray) counters = yc_hall_list_counters (source->hall);

  view->windows = g_ptr_array_new_with_free_func ((GDestroyNotify) window_free);
  for (guint i = 0; i < counters->len; i++)
    {
      const YcCounter *counter = g_ptr_array_index (counters, i);
      const YcStaff *staff = counter->state != YC_COUNTER_CLOSED ? yc_hall_get_staff (source->hall, counter->staff) : NULL;
      YcWindow *window = g_new0 (YcWindow, 1);

      window->number = counter->number;
      window->state = counter->state;
      window->staff_name_zh = g_strdup (staff != NULL ? staff->name.zh : "");
      window->staff_name_en = g_strdup (staff != NULL ? staff->name.en : "");
      g_ptr_array_add (view->windows, window);
    }
}

/* The queue */

static const char * const *
staff_queues (Source *source)
{
  return source->staff != NULL ? (const char * const *) source->staff->queues : no_queues;
}

static int
queue_order (Source     *source,
             const char *letter)
{
  const YcQueue *queue = source->reference != NULL ? yc_reference_get_queue (source->reference, letter) : NULL;

  return queue != NULL ? queue->order : G_MAXINT;
}

typedef struct
{
  Source *source;
  int counter;
} SortContext;

/* Directed ones first, then queue by queue, in a queue by place. */
static int
compare_waiting (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  const YcTicket *left = *(const YcTicket * const *) a;
  const YcTicket *right = *(const YcTicket * const *) b;
  SortContext *context = user_data;
  gboolean left_directed = left->to_counter == context->counter;
  gboolean right_directed = right->to_counter == context->counter;
  int left_order = queue_order (context->source, left->queue);
  int right_order = queue_order (context->source, right->queue);

  if (left_directed != right_directed)
    return left_directed ? -1 : 1;
  if (!left_directed && left_order != right_order)
    return left_order < right_order ? -1 : 1;
  if (!left_directed && !g_str_equal (left->queue, right->queue))
    return strcmp (left->queue, right->queue);
  return yc_order_compare_place (left, right);
}

static YcWaiting *
waiting_new (const YcTicket *ticket,
             int             counter)
{
  YcWaiting *waiting = g_new0 (YcWaiting, 1);

  waiting->id = g_strdup (ticket->id);
  waiting->number = g_strdup (ticket->number);
  waiting->queue = g_strdup (ticket->queue);
  waiting->matter = g_strdup (ticket->matter);
  waiting->group = g_strdup (ticket->group);
  waiting->since = ticket->waiting_since;
  waiting->directed = ticket->to_counter == counter && counter != 0;
  waiting->booked = ticket->slot != 0;
  waiting->slot = ticket->slot;
  return waiting;
}

static void
fill_waiting (YcDeskView *view,
              Source     *source)
{
  const GPtrArray *all = yc_hall_get_waiting (source->hall);
  g_autoptr(GPtrArray) mine = g_ptr_array_new ();
  SortContext context = { source, view->counter };

  view->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) waiting_free);
  for (guint i = 0; i < all->len; i++)
    {
      YcTicket *ticket = g_ptr_array_index (all, i);

      if (!g_str_equal (ticket->day, view->day))
        continue;
      if (yc_order_is_candidate (source->hall, ticket, view->counter, staff_queues (source), source->now))
        g_ptr_array_add (mine, ticket);
      else
        view->waiting_elsewhere++;
    }

  g_ptr_array_sort_with_data (mine, compare_waiting, &context);
  for (guint i = 0; i < mine->len; i++)
    g_ptr_array_add (view->waiting, waiting_new (g_ptr_array_index (mine, i), view->counter));
}

static void
fill_next (YcDeskView *view,
           Source     *source)
{
  const YcTicket *next = yc_order_next (source->hall, view->counter, staff_queues (source), source->now, NULL);

  view->next_number = g_strdup (next != NULL ? next->number : "");
  view->next_until = yc_order_stands_until (source->hall, view->counter, staff_queues (source), source->now);
}

static gboolean
serves_queue (Source     *source,
              int         counter,
              const char *letter)
{
  return g_strv_contains (yc_hall_get_counter_queues (source->hall, counter), letter)
         && g_strv_contains (staff_queues (source), letter);
}

static void
fill_booking (YcDeskView *view,
              Source     *source)
{
  const GPtrArray *booked = yc_hall_get_booked (source->hall);
  const YcTicket *next = NULL;
  char clock[6] = "";

  for (guint i = 0; i < booked->len; i++)
    {
      const YcTicket *ticket = g_ptr_array_index (booked, i);

      if (g_str_equal (ticket->day, view->day) && serves_queue (source, view->counter, ticket->queue)
          && (next == NULL || ticket->slot < next->slot || (ticket->slot == next->slot && strcmp (ticket->id, next->id) < 0)))
        next = ticket;
    }
  if (next != NULL && source->reference != NULL)
    yc_time_clock (next->slot, (int) yc_policy_int (source->reference, "utc_offset_minutes"), clock);
  view->next_booking = g_strdup (clock);
  view->next_booking_queue = g_strdup (next != NULL ? next->queue : "");
}

/* Alt+Z may take back what was pressed last as long as the newest event of that ticket is this session's pass or transfer. */
static void
fill_undo (YcDeskView         *view,
           const YcDeskMemory *memory,
           Source             *source)
{
  const YcTicket *ticket = yc_hall_get_ticket (source->hall, memory->undo_ticket);

  if (ticket != NULL
      && (view->session == NULL || !g_str_equal (ticket->last_session, view->session->id)
          || !((ticket->last_type == YC_EVENT_TICKET_PASSED && ticket->state == YC_TICKET_ENDED)
               || (ticket->last_type == YC_EVENT_TICKET_TRANSFERRED && ticket->state == YC_TICKET_WAITING))))
    ticket = NULL;
  view->undo_ticket = g_strdup (ticket != NULL ? ticket->id : "");
  view->undo_number = g_strdup (ticket != NULL ? ticket->number : "");
  if (ticket == NULL || ticket->last_type != YC_EVENT_TICKET_TRANSFERRED)
    view->undo_to = g_strdup ("");
  else
    view->undo_to = ticket->to_counter != 0 ? g_strdup_printf ("%d", ticket->to_counter) : g_strdup (ticket->queue);
  view->undo_type = ticket != NULL ? ticket->last_type : YC_EVENT_UNKNOWN;
}

static void
fill_visit (YcDeskView *view,
            Source     *source)
{
  const YcTicket *current = yc_hall_get_current (source->hall, view->counter);
  g_autoptr(GPtrArray) held = yc_hall_list_held (source->hall, view->counter);

  if (current != NULL && view->session != NULL && g_str_equal (current->session, view->session->id))
    {
      view->current = yc_ticket_copy (current);
      view->current_step = yc_step_from_string (current->step);
    }

  view->held = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_ticket_free);
  for (guint i = 0; i < held->len; i++)
    g_ptr_array_add (view->held, yc_ticket_copy (g_ptr_array_index (held, i)));
}

/* What has to be sent, what was answered */

static gboolean
fill_unsent (YcDeskView  *view,
             Source      *source,
             GError     **error)
{
  YcPeer peer = { 0 };
  gint64 seq = 0;
  char hash[YC_HASH_SIZE];
  g_autoptr(GPtrArray) oldest = NULL;

  if (!yc_db_get_peer (source->db, &peer, error)
      || !yc_db_get_tail (source->db, yc_db_get_dev (source->db), &seq, hash, error))
    return FALSE;

  view->unsent = (guint) MAX (seq - peer.ack, 0);
  if (view->unsent == 0)
    return TRUE;

  oldest = yc_db_read_own (source->db, peer.ack, 1, G_MAXINT, error);
  if (oldest == NULL)
    return FALSE;
  if (oldest->len > 0)
    {
      const YcLine *line = g_ptr_array_index (oldest, 0);
      g_autoptr(YcEvent) event = yc_event_read (line->line, line->length, NULL);

      view->oldest_unsent = event != NULL ? yc_event_get_moment (event) : 0;
    }
  return TRUE;
}

static gboolean
fill_command (YcDeskView  *view,
              Source      *source,
              GError     **error)
{
  g_autoptr(JsonObject) stored = NULL;
  g_autoptr(JsonObject) answer = NULL;

  if (!yc_desk_read_meta (source->db, YC_META_COMMAND, &stored, error)
      || !yc_desk_read_meta (source->db, YC_META_ANSWER, &answer, error))
    return FALSE;

  if (stored != NULL)
    {
      view->in_flight = yc_verb_from_string (yc_json_peek_string (stored, "verb"));
      view->withdrawing = yc_json_peek_bool (stored, "withdraw");
    }
  view->answer_key = g_strdup (answer != NULL ? yc_json_peek_string (answer, "key") : "");
  if (answer == NULL)
    return TRUE;

  view->answer_verb = yc_verb_from_string (yc_json_peek_string (answer, "verb"));
  if (json_object_has_member (answer, "code"))
    view->answer_refusal.code = yc_refusal_code_from_string (yc_json_peek_string (answer, "code"));
  if (json_object_has_member (answer, "args") && JSON_NODE_HOLDS_OBJECT (json_object_get_member (answer, "args")))
    view->answer_refusal.args = json_object_ref (json_object_get_object_member (answer, "args"));
  if (json_object_has_member (answer, "result") && JSON_NODE_HOLDS_OBJECT (json_object_get_member (answer, "result")))
    view->answer_result = json_object_ref (json_object_get_object_member (answer, "result"));
  return TRUE;
}

static gboolean
fill_settings (YcDeskView  *view,
               Source      *source,
               GError     **error)
{
  g_autoptr(GBytes) complete = NULL;
  g_autoptr(GBytes) name = NULL;
  gsize length = 0;
  const char *text = "";

  if (!yc_db_get_meta (source->db, YC_META_BOOTSTRAP, &complete, error)
      || !yc_db_get_meta (source->db, YC_META_HALL_NAME, &name, error))
    return FALSE;

  if (name != NULL)
    text = g_bytes_get_data (name, &length);
  view->bootstrapped = complete != NULL;
  view->hall_name = g_strndup (text != NULL ? text : "", length);
  view->hall_id = g_strdup (yc_db_get_hall_id (source->db));
  return TRUE;
}

static void
fill_day (YcDeskView *view,
          Source     *source)
{
  char day[YC_DAY_LENGTH + 1] = "";

  if (source->reference != NULL)
    yc_hall_day (source->now, (int) yc_policy_int (source->reference, "utc_offset_minutes"),
                 (int) yc_policy_int (source->reference, "day_boundary"), day);
  view->day = g_strdup (day);
  if (source->reference != NULL)
    view->reference = yc_reference_ref (source->reference);
}

YcDeskView *
yc_desk_view (YcDb                *db,
              const YcDeskMemory  *memory,
              GError             **error)
{
  g_autoptr(YcDeskView) view = NULL;
  Source source = { .db = db };

  g_return_val_if_fail (db != NULL && memory != NULL, NULL);

  source.hall = yc_db_get_hall (db, error);
  if (source.hall == NULL)
    return NULL;
  source.now = yc_db_now (db);
  source.reference = yc_hall_get_reference (source.hall);
  source.device = yc_hall_get_device (source.hall, yc_db_get_dev (db));
  source.session = yc_hall_get_device_session (source.hall, yc_db_get_dev (db));
  if (source.session != NULL)
    source.staff = yc_hall_get_staff (source.hall, source.session->staff);

  view = g_new0 (YcDeskView, 1);
  g_atomic_ref_count_init (&view->refs);
  view->last_call_mono = memory->last_call_mono;
  view->skew = yc_db_get_skew (db);
  fill_day (view, &source);
  fill_counter (view, &source);
  fill_windows (view, &source);
  fill_visit (view, &source);
  fill_waiting (view, &source);
  fill_next (view, &source);
  fill_booking (view, &source);
  fill_undo (view, memory, &source);
  view->activity = yc_db_read_activity (db, view->counter, view->day, ACTIVITY_MAX, error);
  if (view->activity == NULL)
    {
      view->activity = g_ptr_array_new ();
      return NULL;
    }
  if (!fill_settings (view, &source, error) || !fill_unsent (view, &source, error) || !fill_command (view, &source, error))
    return NULL;
  return g_steal_pointer (&view);
}
