/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node"

#include "config.h"

#include "sync/yc-node-private.h"

#include <string.h>

/* What an import may not take away, because somebody is there. index is the number of the document that brings the set, or G_MAXUINT. */

/* Queues */

/* Whether a ticket of the queue is called, being served or put aside. */
static gboolean
has_at_windows (YcHall *hall, const char *queue)
{
  g_autoptr(GPtrArray) counters = yc_hall_list_counters (hall);

  for (guint i = 0; i < counters->len; i++)
    {
      const YcCounter *counter = g_ptr_array_index (counters, i);
      g_autoptr(GPtrArray) tickets = yc_hall_list_at_counter (hall, counter->number);

      for (guint k = 0; k < tickets->len; k++)
        {
          if (g_strcmp0 (((const YcTicket *) g_ptr_array_index (tickets, k))->queue, queue) == 0)
            return TRUE;
        }
    }
  return FALSE;
}

/* No window calls from a queue that is gone: whoever waits there would never be called. */
static void
check_queues (YcHall *hall, YcReference *former, YcReference *now, guint index, const char *today,
              GPtrArray *faults)
{
  const YcQueue *queue;

  for (guint i = 0; index != G_MAXUINT && (queue = yc_reference_get_nth_queue (former, i)) != NULL; i++)
    {
      g_autofree char *reason = NULL;
      guint count;

      if (yc_reference_get_queue (now, queue->letter) != NULL)
        continue;
      count = yc_hall_count_open (hall, queue->letter, today);
      if (count == 0)
        continue;
      /* Booked and waiting ones end with the day; what is at a window stays there over the night. */
      reason = g_strdup_printf ("Queue %s has %u ticket%s booked, waiting or at a window, and would be gone. Serve, transfer or cancel "
                                "them first%s.",
                                queue->letter, count, count == 1 ? "" : "s",
                                has_at_windows (hall, queue->letter) ? "" : ", or import on another day, after closing");
      yc_node_add_fault (faults, g_strdup_printf ("documents[%u].items", index), reason);
    }
}

/* Windows */

/* Whether somebody sits there: a lease has no timer, and may have outlived its session. */
static gboolean
is_occupied (YcHall *hall, const YcCounter *counter)
{
  const YcDevice *device = yc_hall_get_counter_device (hall, counter->number);
  const YcSession *session = device != NULL ? yc_hall_get_device_session (hall, device->id) : NULL;

  return counter->state != YC_COUNTER_CLOSED && session != NULL && strcmp (session->id, counter->session) == 0;
}

/* What keeps a window that would be gone, or NULL; transfer full. */
static char *
describe_use (YcHall *hall, const YcCounter *counter)
{
  g_autoptr(GPtrArray) tickets = yc_hall_list_at_counter (hall, counter->number);

  if (tickets->len > 0)
    return g_strdup_printf ("Window %d has %u ticket%s called, being served or put aside, and would be gone. Serve or transfer them "
                            "first, or take them over at another window.",
                            counter->number, tickets->len, tickets->len == 1 ? "" : "s");
  if (is_occupied (hall, counter))
    return g_strdup_printf ("Window %d is open, and would be gone. Close it first.", counter->number);
  return NULL;
}

/* Whether a counter of a reference has the queue; what the duty manager has set for it stands above the set. */
static gboolean
is_served (YcHall *hall, YcReference *reference, const char *queue)
{
  const YcCounterInfo *info;

  for (guint i = 0; (info = yc_reference_get_nth_counter (reference, i)) != NULL; i++)
    {
      const YcCounter *counter = yc_hall_get_counter (hall, info->number);
      GStrv queues = counter != NULL && counter->queues != NULL ? counter->queues : info->queues;

      if (g_strv_contains ((const char *const *) queues, queue))
        return TRUE;
    }
  return FALSE;
}

/* A window that is in use does not vanish, and who waits in a queue that some window had can still be called by one. */
static void
check_counters (YcHall *hall, YcReference *former, YcReference *now, guint index, const char *today, GPtrArray *faults)
{
  const YcCounterInfo *info;
  const YcQueue *queue;

  for (guint i = 0; index != G_MAXUINT && (info = yc_reference_get_nth_counter (former, i)) != NULL; i++)
    {
      const YcCounter *counter = yc_hall_get_counter (hall, info->number);
      g_autofree char *reason = NULL;

      if (counter == NULL || yc_reference_get_counter (now, info->number) != NULL)
        continue;
      reason = describe_use (hall, counter);
      if (reason != NULL)
        yc_node_add_fault (faults, g_strdup_printf ("documents[%u].items", index), reason);
    }
  for (guint i = 0; index != G_MAXUINT && (queue = yc_reference_get_nth_queue (now, i)) != NULL; i++)
    {
      guint count = yc_hall_count_open (hall, queue->letter, today);
      g_autofree char *reason = NULL;

      if (count == 0 || !is_served (hall, former, queue->letter) || is_served (hall, now, queue->letter))
        continue;
      reason = g_strdup_printf ("Queue %s has %u ticket%s booked, waiting or at a window, and no window would serve it. Give it to a "
                                "window, or serve, transfer or cancel them first.",
                                queue->letter, count, count == 1 ? "" : "s");
      yc_node_add_fault (faults, g_strdup_printf ("documents[%u].items", index), reason);
    }
}

/* Whether the staff set, which replaces former, leaves this member without a place. */
static gboolean
would_disable (YcHall *hall, YcReference *former, YcReference *now, const char *id)
{
  const YcStaff *held = yc_hall_get_staff (hall, id);
  const YcStaffItem *item = yc_reference_get_staff (now, id);

  if (held == NULL || !held->active)
    return FALSE;
  return item != NULL ? !item->active : former != NULL && yc_reference_get_staff (former, id) != NULL;
}

/* A visitor whose clerk is shut out stays at a window at which nothing can be done for her. */
static void
check_staff_at_work (YcHall *hall, YcReference *former, YcReference *now, guint index, GPtrArray *faults)
{
  g_autoptr(GPtrArray) counters = yc_hall_list_counters (hall);

  for (guint i = 0; index != G_MAXUINT && i < counters->len; i++)
    {
      const YcCounter *counter = g_ptr_array_index (counters, i);
      g_autoptr(GPtrArray) tickets = yc_hall_list_at_counter (hall, counter->number);
      g_autofree char *reason = NULL;

      if (counter->state == YC_COUNTER_CLOSED || tickets->len == 0 || !would_disable (hall, former, now, counter->staff))
        continue;
      reason = g_strdup_printf ("Staff number %s has ticket %s at window %d, and would be disabled. Let it be served, transferred or taken "
                                "over first.", yc_hall_get_staff (hall, counter->staff)->number,
                                ((const YcTicket *) g_ptr_array_index (tickets, 0))->number, counter->number);
      yc_node_add_fault (faults, g_strdup_printf ("documents[%u].items", index), reason);
    }
}

void
yc_node_check_use (YcHall *hall, YcReference *former, YcReference *now, const YcNodeBrought *brought, const char *today, GPtrArray *faults)
{
  check_staff_at_work (hall, former, now, brought->staff, faults);
  if (today == NULL)
    return;
  check_queues (hall, former, now, brought->queues, today, faults);
  check_counters (hall, former, now, brought->counters, today, faults);
}
