/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-clerks"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/yc-json.h"
#include "hall/load-light.h"
#include "net/yc-link.h"
#include "vault/yc-system-env.h"

/*
 * The counters of the benchmarks, in one process: joins, opens, and then does what the arguments say, in this order.
 *
 *   bench-clerks CODES NODE-URL RAW-URL FOLDER N-OPEN N-CALLS STEP…
 *
 *   raw:N      N connections, each writes row after row at the raw node: times of the first of each three
 *   call:N     N counters race: call-next (timed), then started and ended in one push, then the next visitor is issued
 *   polled:N   the same while every one of the N keeps a long-poll open and reads what comes
 *   push:N     one counter pushes N lines in batches of 500
 *   pull       a workstation that knows nothing reads the record to its end
 *   poll       all devices that have joined keep a long-poll open; says "polling" and waits for end of input
 */

#define PUSH_BATCH 500
#define JOIN_AT_ONCE 4

typedef struct
{
  LoadDevice *device;
  LoadLight *light;
  YcClient *raw;
  YcClient *feed;        /* the long-poll has its own, so that it is never in the way */
  gint64 after;
  gint64 begun;
  guint turn;            /* of the raw requests, three to a visit */
  gboolean has_ticket;
} Counter;

typedef struct
{
  GPtrArray *counters;
  guint next;            /* to be prepared */
  guint n_under_way;
  guint n_polls;
  gboolean polling;
  GArray *latencies;     /* gint64, µs */
  guint n_wanted;
  guint n_done;
  guint n_active;
  gboolean empty;        /* nobody waits any more */
  const char *raw_url;
  const char *url;
  const char *number;
} Bench;

static Bench bench;

static void
iterate_until (gboolean (*is_done) (void))
{
  while (!is_done ())
    g_main_context_iteration (NULL, TRUE);
}

static void
figure (const char *name,
        const char *part,
        double      value,
        const char *unit,
        guint       n)
{
  printf ("%s%s %.3f %s %u\n", name, part, value, unit, n);
  fflush (stdout);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

static void
print_latencies (const char *name,
                 gint64      took_us)
{
  GArray *all = bench.latencies;

  if (all->len == 0)
    return;
  g_array_sort (all, compare);
  figure (name, "-p50", (double) g_array_index (all, gint64, all->len / 2) / 1000, "ms", all->len);
  figure (name, "-p95", (double) g_array_index (all, gint64, all->len * 95 / 100) / 1000, "ms", all->len);
  figure (name, "-p99", (double) g_array_index (all, gint64, all->len * 99 / 100) / 1000, "ms", all->len);
  figure (name, "-rate", all->len * 1e6 / (double) took_us, "1/s", all->len);
}

/* Joining, a few at a time */

static void prepare_next (void);

static gboolean
is_prepared (void)
{
  return bench.next == bench.counters->len && bench.n_under_way == 0;
}

static void
on_joined_cb (LoadDevice *device,
              gpointer    user_data)
{
  bench.n_under_way--;
  prepare_next ();
}

static void
prepare_next (void)
{
  Counter *counter = NULL;

  if (bench.next >= bench.counters->len)
    return;
  counter = g_ptr_array_index (bench.counters, bench.next++);
  bench.n_under_way++;
  load_device_join (counter->device, on_joined_cb, counter);
}

/* Opening */

static guint n_opened;
static guint n_to_open;

static gboolean
is_opened (void)
{
  return n_opened == n_to_open;
}

static void
on_counter_opened_cb (LoadLight  *light,
                      guint       status,
                      JsonObject *body,
                      gint64      latency_us,
                      gpointer    user_data)
{
  if (status != 200)
    g_error ("open-counter: %s", yc_json_peek_string (body, "code"));
  n_opened++;
}

static void
on_signed_in_cb (LoadLight  *light,
                 guint       status,
                 JsonObject *body,
                 gint64      latency_us,
                 gpointer    user_data)
{
  if (status != 200)
    g_error ("Signing in: %s", yc_json_peek_string (body, "code"));
  load_light_command (light, "open-counter", "{}", on_counter_opened_cb, user_data);
}

static void
open_counters (guint n)
{
  n_to_open = 0;
  for (guint i = 0; i < n; i++)
    {
      Counter *counter = g_ptr_array_index (bench.counters, i);

      counter->light = load_light_new (counter->device, bench.url, bench.number, "31415926");
      counter->raw = load_device_make_client (counter->device, bench.raw_url);
      n_to_open++;
      load_light_sign_in (counter->light, on_signed_in_cb, counter);
      /* Sign-ins wait for each other at the node anyway; so many at once shake hands. */
      if (n_to_open - n_opened >= JOIN_AT_ONCE)
        while (n_to_open - n_opened >= JOIN_AT_ONCE)
          g_main_context_iteration (NULL, TRUE);
    }
  iterate_until (is_opened);
}

/* A race */

static gboolean
is_race_over (void)
{
  return bench.n_active == 0;
}

static void
note (gint64 latency)
{
  g_array_append_val (bench.latencies, latency);
  bench.n_done++;
}

static void race_on (Counter *counter);

static void
on_issued_cb (LoadLight  *light,
              guint       status,
              JsonObject *body,
              gint64      latency_us,
              gpointer    user_data)
{
  if (status != 200)
    g_error ("issue: %s", yc_json_peek_string (body, "code"));
  race_on (user_data);
}

/* For each visitor who goes another comes, so that as many wait at the end as at the beginning. */
static void
on_pushed_cb (LoadLight *light,
              gpointer   user_data)
{
  load_light_command (light, "issue", "{\"queue\":\"A\"}", on_issued_cb, user_data);
}

static void
on_called_cb (LoadLight  *light,
              guint       status,
              JsonObject *body,
              gint64      latency_us,
              gpointer    user_data)
{
  JsonObject *result = yc_json_get_object (body, "result", NULL);
  g_autofree char *subject = NULL;

  if (status != 200 || result == NULL)
    g_error ("call-next: %s", yc_json_peek_string (body, "code"));
  if (!JSON_NODE_HOLDS_VALUE (json_object_get_member (result, "ticket")))
    {
      bench.empty = TRUE;
      bench.n_active--;
      return;
    }
  note (latency_us);
  subject = g_strconcat ("ticket/", yc_json_peek_string (result, "ticket"), NULL);
  load_light_write (light, YC_EVENT_TICKET_STARTED, subject, "{}");
  load_light_write (light, YC_EVENT_TICKET_ENDED, subject, "{\"outcome\":\"served\",\"result\":\"finished\",\"elapsed_ms\":1}");
  load_light_push (light, PUSH_BATCH, on_pushed_cb, user_data);
}

static void
race_on (Counter *counter)
{
  if (bench.n_done >= bench.n_wanted || bench.empty)
    bench.n_active--;
  else
    load_light_command (counter->light, "call-next", "{}", on_called_cb, counter);
}

static void raw_on (Counter *counter);

static void
on_raw_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Counter *counter = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(YcResponse) response = yc_client_send_finish (YC_CLIENT (source), result, NULL, &error);

  if (response == NULL || yc_response_get_status (response) != 200)
    g_error ("raw: %s", error != NULL ? error->message : "not 200");
  if (counter->turn == 0)
    note (g_get_monotonic_time () - counter->begun);
  counter->turn = (counter->turn + 1) % 3;
  raw_on (counter);
}

static void
raw_on (Counter *counter)
{
  static const char * const headers[] = { "Content-Type", "application/json", NULL };
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"command\":\"call-next\",\"args\":{}}", 33);

  if (bench.n_done >= bench.n_wanted && counter->turn == 0)
    {
      bench.n_active--;
      return;
    }
  counter->begun = g_get_monotonic_time ();
  yc_client_send_async (counter->raw, "POST", "/raw", headers, body, 20 * 1000, NULL, on_raw_cb, counter);
}

/* The first requests shake hands and are not counted. */
static void
race (const char *name,
      guint       n_counters,
      guint       n_calls,
      gboolean    raw)
{
  g_autofree char *full = g_strdup_printf ("%s-%u", name, n_counters);
  gint64 begun = 0;

  for (guint warm = 0; warm < 2; warm++)
    {
      g_array_set_size (bench.latencies, 0);
      bench.n_done = 0;
      bench.n_wanted = warm == 0 ? n_counters * 2 : n_calls;
      bench.n_active = n_counters;
      begun = g_get_monotonic_time ();
      for (guint i = 0; i < n_counters; i++)
        {
          Counter *counter = g_ptr_array_index (bench.counters, i);

          if (raw)
            raw_on (counter);
          else
            race_on (counter);
        }
      iterate_until (is_race_over);
    }
  print_latencies (full, g_get_monotonic_time () - begun);
}

/* Long-polls */

static void poll_on (Counter *counter);

static void
on_page_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Counter *counter = user_data;
  g_autoptr(YcResponse) response = yc_client_send_finish (YC_CLIENT (source), result, NULL, NULL);
  const char *next = response != NULL ? yc_response_get_header (response, "YC-Next") : NULL;

  if (next != NULL)
    counter->after = g_ascii_strtoll (next, NULL, 10);
  bench.n_polls--;
  if (bench.polling)
    poll_on (counter);
}

static void
poll_on (Counter *counter)
{
  g_autofree char *target = g_strdup_printf ("/v1/halls/%s/feed?after=%" G_GINT64_FORMAT "&limit=1000&wait=10",
                                             counter->device->found->hall, counter->after);

  bench.n_polls++;
  yc_client_send_async (counter->feed, "GET", target, NULL, NULL, 30 * 1000, NULL, on_page_cb, counter);
}

/* One after another, and all from the newest position, which the first has to find by reading. */
static void
begin_polls (guint n)
{
  gint64 newest = 0;

  bench.polling = TRUE;
  for (guint i = 0; i < n; i++)
    {
      Counter *counter = g_ptr_array_index (bench.counters, i);
      gint64 until = g_get_monotonic_time () + 2 * G_TIME_SPAN_SECOND;

      if (counter->feed == NULL)
        counter->feed = load_device_make_client (counter->device, bench.url);
      counter->after = MAX (counter->after, newest);
      poll_on (counter);
      while (g_get_monotonic_time () < until && (i == 0 || bench.n_polls % JOIN_AT_ONCE != 0))
        {
          gint64 before = counter->after;

          g_main_context_iteration (NULL, i == 0);
          if (i == 0 && counter->after != before)
            until = g_get_monotonic_time () + G_TIME_SPAN_SECOND / 2;
          else if (i > 0 && g_get_monotonic_time () > until - 2 * G_TIME_SPAN_SECOND + 20 * G_TIME_SPAN_MILLISECOND)
            break;
        }
      newest = MAX (newest, counter->after);
    }
}

static void
end_polls (void)
{
  bench.polling = FALSE;
  while (bench.n_polls > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Push */

static gboolean pushed_all;

static gboolean
is_pushed (void)
{
  return pushed_all;
}

static void
on_batch_pushed_cb (LoadLight *light,
                    gpointer   user_data)
{
  if (light->lines->len > 0)
    load_light_push (light, PUSH_BATCH, on_batch_pushed_cb, user_data);
  else
    pushed_all = TRUE;
}

static char *pushed_ticket;

static void
on_ticket_cb (LoadLight  *light,
              guint       status,
              JsonObject *body,
              gint64      latency_us,
              gpointer    user_data)
{
  JsonObject *result = yc_json_get_object (body, "result", NULL);

  pushed_ticket = g_strconcat ("ticket/", yc_json_peek_string (result, "ticket"), NULL);
}

static gboolean
has_ticket (void)
{
  return pushed_ticket != NULL;
}

static void
push (guint n)
{
  Counter *counter = g_ptr_array_index (bench.counters, 0);
  gint64 begun = 0;

  load_light_command (counter->light, "call-next", "{}", on_ticket_cb, counter);
  iterate_until (has_ticket);
  for (guint i = 0; i < n; i++)
    load_light_write (counter->light, YC_EVENT_TICKET_RECALLED, pushed_ticket, "{}");
  begun = g_get_monotonic_time ();
  load_light_push (counter->light, PUSH_BATCH, on_batch_pushed_cb, counter);
  iterate_until (is_pushed);
  figure ("push", "", n * 1e6 / (double) (g_get_monotonic_time () - begun), "events/s", n);
}

/* Pull */

typedef struct
{
  Counter *counter;
  gint64 pos;
  gboolean open;
} Pull;

static gboolean
identity_job (YcDb     *db,
              gpointer  data,
              GError  **error)
{
  Pull *pull = data;
  LoadDevice *device = pull->counter->device;

  return yc_db_set_identity (db, device->found->hall, device->dev, FALSE, device->key, error);
}

static gboolean
position_job (YcDb     *db,
              gpointer  data,
              GError  **error)
{
  ((Pull *) data)->pos = yc_db_get_last_pos (db);
  return TRUE;
}

static void
on_run_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (yc_store_run_finish (YC_STORE (source), result, &error) == NULL)
    g_error ("pull: %s", error->message);
  ((Pull *) user_data)->open = TRUE;
}

static void
run_job (YcStore    *store,
         YcLane      lane,
         YcStoreJob  job,
         Pull       *pull)
{
  pull->open = FALSE;
  yc_store_run_async (store, lane, job, pull, NULL, NULL, on_run_cb, pull);
  while (!pull->open)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_store_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!yc_store_open_finish (YC_STORE (source), result, &error))
    g_error ("pull: %s", error->message);
}

/* The last device that has joined is this workstation. */
static void
pull (const char *dir)
{
  Pull pull = { .counter = g_ptr_array_index (bench.counters, bench.counters->len - 1) };
  LoadDevice *device = pull.counter->device;
  g_autofree char *path = g_build_filename (dir, "pull.db", NULL);
  g_autofree char *key_pem = yc_key_to_pem (device->key, NULL);
  YcLinkConfig config = { bench.url, device->found->hall, device->dev, device->found->ca_pem, device->cert_pem, key_pem };
  g_autoptr(YcStore) store = yc_store_new (device->env);
  g_autoptr(YcLink) link = NULL;
  YcSyncStatus status = { 0 };
  gint64 begun = 0;

  yc_store_open_async (store, path, NULL, on_store_cb, NULL);
  run_job (store, YC_LANE_COMMAND, identity_job, &pull);
  link = yc_link_new (&config, store, device->env);
  begun = g_get_monotonic_time ();
  yc_link_start (link);
  while (!status.caught_up)
    {
      g_main_context_iteration (NULL, TRUE);
      yc_link_get_status (link, &status);
    }
  run_job (store, YC_LANE_READ, position_job, &pull);
  figure ("pull-and-fold", "", (double) pull.pos * 1e6 / (double) (g_get_monotonic_time () - begun), "events/s", (guint) pull.pos);
  yc_link_stop (link);
}

/* The steps */

static void
read_codes (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);
  lines = g_strsplit (g_strstrip (text), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (lines[i], " ", 2);
      Counter *counter = g_new0 (Counter, 1);

      counter->device = load_device_new (bench.url, parts[1], (int) g_ascii_strtoll (parts[0], NULL, 10), yc_system_env ());
      g_ptr_array_add (bench.counters, counter);
    }
}

static void
do_step (const char *step,
         const char *dir,
         guint       n_calls)
{
  const char *colon = strchr (step, ':');
  guint n = colon != NULL ? (guint) g_ascii_strtoull (colon + 1, NULL, 10) : 0;

  if (g_str_has_prefix (step, "raw:"))
    {
      race ("raw", n, n_calls, TRUE);
    }
  else if (g_str_has_prefix (step, "call:"))
    {
      race ("call-next", n, n_calls, FALSE);
    }
  else if (g_str_has_prefix (step, "polled:"))
    {
      begin_polls (n);
      race ("call-next-polled", n, n_calls, FALSE);
      end_polls ();
    }
  else if (g_str_has_prefix (step, "push:"))
    {
      push (n);
    }
  else if (g_str_equal (step, "pull"))
    {
      pull (dir);
    }
  else if (g_str_equal (step, "poll"))
    {
      char word[16];

      begin_polls (bench.counters->len);
      printf ("polling %u\n", bench.n_polls);
      fflush (stdout);
      if (fgets (word, sizeof word, stdin) == NULL)
        return;
    }
  else
    {
      g_error ("%s is no step", step);
    }
}

int
main (int    argc,
      char **argv)
{
  if (argc < 8)
    g_error ("bench-clerks CODES NODE-URL RAW-URL FOLDER N-OPEN N-CALLS STEP…");
  bench.counters = g_ptr_array_new ();
  bench.latencies = g_array_new (FALSE, FALSE, sizeof (gint64));
  bench.url = argv[2];
  bench.raw_url = argv[3];
  bench.number = "1001";
  read_codes (argv[1]);
  for (guint i = 0; i < JOIN_AT_ONCE; i++)
    prepare_next ();
  iterate_until (is_prepared);
  open_counters ((guint) atoi (argv[5]));
  for (int i = 7; i < argc; i++)
    do_step (argv[i], argv[4], (guint) atoi (argv[6]));
  fflush (NULL);
  _exit (0);
}
