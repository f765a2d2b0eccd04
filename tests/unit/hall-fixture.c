/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include "hall-fixture.h"

#include <string.h>

#include "core/yc-json.h"
#include "core/yc-time.h"

/* Devices 0 (the node) to 4, and five members of staff. */
#define N_DEVICES 5u
#define N_SETTING (N_DEVICES + 5u)

const char *
fx_id (char what, guint number)
{
  g_autofree char *id = g_strdup_printf ("019a0000-000%c-7000-8000-%012x", what, number);

  return g_intern_string (id);
}

char *
fx_demo (const char *set)
{
  g_autofree char *name = g_strconcat (set, ".json", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("YC_DEMO_DIR"), name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static YcReference *
replace_object (YcReference *reference, JsonObject *document)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  YcReference *replaced = yc_reference_replace (reference, document, faults);

  for (guint i = 0; i < faults->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (faults, i);
      g_test_message ("%s: %s", fault->place, fault->reason);
    }
  g_assert_cmpuint (faults->len, ==, 0);
  g_assert_nonnull (replaced);
  if (reference != NULL)
    yc_reference_unref (reference);
  return replaced;
}

static JsonObject *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = yc_json_parse_object (text, strlen (text), &YC_JSON_REFERENCE, &error);

  g_assert_no_error (error);
  return object;
}

YcReference *
fx_replace (YcReference *reference, const char *document)
{
  g_autoptr (JsonObject) object = parse (document);

  return replace_object (reference, object);
}

static void
set_policy (JsonObject *document, const char *key, gint64 value)
{
  JsonArray *items = json_object_get_array_member (document, "items");

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);
      if (g_strcmp0 (json_object_get_string_member (item, "key"), key) == 0)
        {
          json_object_set_int_member (item, "value", value);
          return;
        }
    }
  g_assert_not_reached();
}

YcReference *
fx_reference (const char *first_key, ...)
{
  static const char *const sets[] = { "queues", "counters", "groups", "reasons", "departments" };
  g_autofree char *text = fx_demo ("policy");
  g_autoptr (JsonObject) policy = parse (text);
  YcReference *reference = NULL;
  va_list list;

  va_start (list, first_key);
  for (const char *key = first_key; key != NULL; key = va_arg (list, const char *))
    set_policy (policy, key, va_arg (list, gint64));
  va_end (list);
  reference = replace_object (reference, policy);
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autofree char *set = fx_demo (sets[i]);
      reference = fx_replace (reference, set);
    }
  return reference;
}

static gint64
env_wall (YcEnv *env)
{
  return ((FxEnv *) env)->wall;
}

static gint64
env_mono (YcEnv *env)
{
  return ((FxEnv *) env)->mono;
}

static void
env_random (YcEnv *env, guint8 *buffer, gsize length)
{
  for (gsize i = 0; i < length; i++)
    buffer[i] = ((FxEnv *) env)->next++;
}

void
fx_env_init (FxEnv *env)
{
  env->env.now_wall = env_wall;
  env->env.now_mono = env_mono;
  env->env.random = env_random;
  env->wall = FX_NOW;
  env->mono = 1000000;
  env->next = 1;
}

YcEvent *
fx_event (YcEventType type, const char *subject, const char *dev, const char *session, int counter, const char *data)
{
  g_autoptr (YcEvent) event = yc_event_new (type, subject);
  g_autoptr (GError) error = NULL;

  g_free (event->dev);
  event->dev = g_strdup (dev);
  g_free (event->session);
  event->session = g_strdup (session);
  event->counter = counter;
  if (data != NULL)
    {
      json_object_unref (event->data);
      event->data = parse (data);
    }
  if (type != YC_EVENT_UNKNOWN)
    {
      yc_event_check_data (event, &error);
      g_assert_no_error (error);
    }
  return g_steal_pointer (&event);
}

void
fx_apply (Fx *fx, YcEvent *event)
{
  const char *reason = "none";

  event->time = fx->time;
  event->seq = ++fx->pos;
  if (yc_hall_apply (fx->hall, event, fx->pos, &reason) != YC_FOLD_EFFECTIVE)
    g_error ("%s of %s had no effect: %s", event->type_name, event->subject, reason);
  yc_event_unref (event);
}

void
fx_node (Fx *fx, YcEventType type, const char *subject, const char *data)
{
  fx_apply (fx, fx_event (type, subject, FX_NODE, "", 0, data));
}

void
fx_desk (Fx *fx, int n, YcEventType type, const char *subject, const char *data)
{
  fx_apply (fx, fx_event (type, subject, FX_DEVICE (n), FX_SESSION (n), n, data));
}

static YcEvent *
make_device (guint n)
{
  g_autofree char *subject = g_strconcat ("device/", FX_DEVICE (n), NULL);
  g_autofree char *data = g_strdup_printf ("{\"role\": \"%s\", \"counter\": %u, \"key\": "
                                           "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}",
                                           n == 0 ? "node" : "workstation", n);

  return fx_event (YC_EVENT_DEVICE_ENROLLED, subject, FX_NODE, "", 0, data);
}

static YcEvent *
make_staff (guint n, const char *role, const char *queues)
{
  g_autofree char *subject = g_strconcat ("staff/", FX_STAFF (n), NULL);
  g_autofree char *data = g_strdup_printf ("{\"number\": \"%u\", \"name\": {\"zh\": \"例\", \"en\": \"Li\"}, "
                                           "\"role\": \"%s\", \"queues\": %s, \"active\": true}",
                                           100 + n, role, queues);

  return fx_event (YC_EVENT_STAFF_CHANGED, subject, FX_NODE, "", 0, data);
}

/* Read and checked once for the whole program: tens of thousands of halls begin with these. A fold keeps no event. */
static YcEvent *const *
get_setting (guint *count)
{
  static YcEvent *setting[N_SETTING];
  guint n = 0;

  *count = N_SETTING;
  if (setting[0] != NULL)
    return setting;
  while (n < N_DEVICES)
    {
      setting[n] = make_device (n);
      n++;
    }
  for (guint clerk = 1; clerk <= 3; clerk++)
    setting[n++] = make_staff (clerk, "clerk", "[\"A\", \"B\", \"C\"]");
  setting[n++] = make_staff (4, "supervisor", "[\"A\", \"B\", \"C\", \"D\", \"E\", \"F\"]");
  setting[n++] = make_staff (5, "receptionist", "[]");
  g_assert_cmpuint (n, ==, N_SETTING);
  return setting;
}

void
fx_init (Fx *fx, YcReference *reference)
{
  YcEvent *const *setting;
  guint count;

  fx->hall = yc_hall_new (FX_HALL, reference);
  fx->pos = 0;
  fx->time = FX_NOW;
  setting = get_setting (&count);
  for (guint i = 0; i < count; i++)
    fx_apply (fx, yc_event_ref (setting[i]));
}

void
fx_clear (Fx *fx)
{
  g_clear_pointer (&fx->hall, yc_hall_free);
}

void
fx_sign_in (Fx *fx, int n, guint staff)
{
  g_autofree char *subject = g_strconcat ("session/", FX_SESSION (n), NULL);
  g_autofree char *data = g_strdup_printf ("{\"staff\": \"%s\", \"device\": \"%s\", \"counter\": %d, "
                                           "\"expires\": %" G_GINT64_FORMAT "}",
                                           FX_STAFF (staff), FX_DEVICE (n), n, FX_NOW + 720 * FX_MINUTE);

  fx_node (fx, YC_EVENT_SESSION_OPENED, subject, data);
}

void
fx_open (Fx *fx, int n)
{
  const YcSession *session = yc_hall_get_session (fx->hall, FX_SESSION (n));
  g_autofree char *subject = g_strdup_printf ("counter/%d", n);
  g_autofree char *data = g_strdup_printf ("{\"session\": \"%s\", \"staff\": \"%s\"}", session->id, session->staff);

  fx_node (fx, YC_EVENT_COUNTER_OPENED, subject, data);
}

void
fx_issue (Fx *fx, guint n, const char *queue)
{
  g_autofree char *subject = g_strconcat ("ticket/", FX_TICKET (n), NULL);
  g_autofree char *data = g_strdup_printf ("{\"queue\": \"%s\", \"day\": \"%s\", \"number\": \"%s%03u\", "
                                           "\"print\": false}",
                                           queue, FX_DAY, queue, n);

  fx_node (fx, YC_EVENT_TICKET_ISSUED, subject, data);
}

void
fx_call (Fx *fx, guint n, int counter)
{
  g_autofree char *subject = g_strconcat ("ticket/", FX_TICKET (n), NULL);
  g_autofree char *data =
    g_strdup_printf ("{\"counter\": %d, \"session\": \"%s\", \"step\": \"place\"}", counter, FX_SESSION (counter));

  fx_node (fx, YC_EVENT_TICKET_CALLED, subject, data);
}

void
fx_ticket_at (Fx *fx, int n, YcEventType type, guint ticket)
{
  g_autofree char *subject = g_strconcat ("ticket/", FX_TICKET (ticket), NULL);

  fx_desk (fx, n, type, subject, NULL);
}

const YcTicket *
fx_get (Fx *fx, guint n)
{
  return yc_hall_get_ticket (fx->hall, FX_TICKET (n));
}

char *
fx_dump_ticket (const YcTicket *t)
{
  const YcTicketWhere *w = &t->before_transfer;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "ticket %s %s %s %s %s %s/%s", t->id, t->number, t->day, t->queue, t->matter, t->group,
                          t->group_reason);
  g_string_append_printf (text, " %s/%s/%s slot %" G_GINT64_FORMAT " since %" G_GINT64_FORMAT " ages %" G_GINT64_FORMAT,
                          yc_ticket_state_to_string (t->state), yc_outcome_to_string (t->outcome), t->result, t->slot,
                          t->waiting_since, t->ages_from);
  g_string_append_printf (text, " place %" G_GINT64_FORMAT ".%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, t->place,
                          t->placed_by, t->placed_seq);
  g_string_append_printf (text, " at %d/%s to %d from %d back %d print %d calls %u", t->counter, t->session,
                          t->to_counter, t->transferred_from, t->back_to, t->awaits_print, t->calls);
  g_string_append_printf (text, " called %" G_GINT64_FORMAT " started %" G_GINT64_FORMAT " ended %" G_GINT64_FORMAT " held %" G_GINT64_FORMAT,
                          t->called_at, t->started_at, t->ended_at, t->held_since);
  g_string_append_printf (text, " last %" G_GINT64_FORMAT " %d %d/%s %" G_GINT64_FORMAT " issuer %s", t->changed_at,
                          (int) t->last_type, t->last_counter, t->last_session, t->last_pos, t->issuer);
  g_string_append_printf (text, " before %s %d %d %d %" G_GINT64_FORMAT ".%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT,
                          w->queue != NULL ? w->queue : "-", w->to_counter, w->transferred_from, w->back_to, w->place,
                          w->placed_by, w->placed_seq);
  g_string_append_printf (text, " ages %" G_GINT64_FORMAT "\n", w->ages_from);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
dump_counter (YcHall *hall, const YcCounter *c, GString *text)
{
  g_autofree char *calls = yc_hall_get_calls (hall, c->number, FX_DAY);
  g_autofree char *queues = g_strjoinv (",", (char **) yc_hall_get_counter_queues (hall, c->number));
  g_autoptr (GPtrArray) held = yc_hall_list_held (hall, c->number);
  const YcTicket *current = yc_hall_get_current (hall, c->number);

  g_string_append_printf (text, "counter %d %d %s %s %s [%s] %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " calls %s",
                          c->number, (int) c->state, c->session, c->staff, c->reason, queues, c->since, c->last_pos,
                          calls);
  g_string_append_printf (text, " current %s held", current != NULL ? current->id : "-");
  for (guint i = 0; i < held->len; i++)
    g_string_append_printf (text, " %s", ((const YcTicket *) g_ptr_array_index (held, i))->id);
  g_string_append (text, " open at");
  for (gint64 pos = 1; pos < 400; pos++)
    g_string_append_c (text, yc_hall_counter_open_at (hall, c->number, pos) ? '1' : '0');
  g_string_append_c (text, '\n');
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  return yc_order_compare_place (*(const YcTicket *const *) a, *(const YcTicket *const *) b);
}

static void
dump_waiting (YcHall *hall, GString *text)
{
  const GPtrArray *waiting = yc_hall_get_waiting (hall);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new();

  for (guint i = 0; i < waiting->len; i++)
    g_ptr_array_add (sorted, g_ptr_array_index (waiting, i));
  g_ptr_array_sort (sorted, compare_places);
  g_string_append (text, "waiting");
  for (guint i = 0; i < sorted->len; i++)
    g_string_append_printf (text, " %s", ((const YcTicket *) g_ptr_array_index (sorted, i))->id);
  g_string_append_c (text, '\n');
}

char *
fx_dump_hall (YcHall *hall)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) tickets = yc_hall_list_tickets (hall);
  g_autoptr (GPtrArray) counters = yc_hall_list_counters (hall);
  g_autoptr (GPtrArray) devices = yc_hall_list_devices (hall);
  g_autoptr (GPtrArray) staff = yc_hall_list_staff (hall);

  for (guint i = 0; i < tickets->len; i++)
    {
      g_autofree char *line = fx_dump_ticket (g_ptr_array_index (tickets, i));
      g_string_append (text, line);
    }
  for (guint i = 0; i < counters->len; i++)
    dump_counter (hall, g_ptr_array_index (counters, i), text);
  for (guint i = 0; i < devices->len; i++)
    {
      const YcDevice *d = g_ptr_array_index (devices, i);
      const YcSession *session = yc_hall_get_device_session (hall, d->id);
      g_string_append_printf (text, "device %s %s %d %s %d %" G_GINT64_FORMAT " session %s\n", d->id, d->role,
                              d->counter, d->key, d->revoked, d->last_pos, session != NULL ? session->id : "-");
    }
  for (guint i = 0; i < staff->len; i++)
    {
      const YcStaff *s = g_ptr_array_index (staff, i);
      g_string_append_printf (text, "staff %s %s %s %d %" G_GINT64_FORMAT "\n", s->id, s->number, s->role, s->active,
                              s->last_pos);
    }
  for (guint n = 0; n < 20; n++)
    {
      const YcSession *s = yc_hall_get_session (hall, FX_SESSION (n));
      if (s != NULL)
        g_string_append_printf (text, "session %s %s %s %d %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", s->id,
                                s->staff, s->device, s->counter, (int) s->state, s->locked_at, s->last_pos);
    }
  dump_waiting (hall, text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
