/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "race-clerks"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>

#include "core/yc-json.h"
#include "load-light.h"
#include "load-station.h"
#include "vault/yc-system-env.h"

/*
 * Clerks at some counters who race for tickets: the first ones at whole workstations, the others light. Says "ready" when all counters
 * are open and waits for "race"; told "drain" on standard input it finishes every visit and says "drained <moves>" when nobody waits any more; told "quit"
 * it ends. One process has few counters: GIO shakes hands on a pool of 10 threads, and when one side has begun ten handshakes and the
 * other side ten others, both wait.
 *
 * Every definite answer is written to a file before the clerk goes on, one JSON object a line:
 * {"key","verb","code","ticket"} for a command, {"dev","acked"} for lines the node has acknowledged.
 */

#define JOIN_AT_ONCE 2
#define THINK_MAX_MS 30
#define LOOK_AGAIN_MS 400
#define HELD_MAX 2

typedef struct _Clerks Clerks;

typedef struct
{
  Clerks *clerks;
  int index;
  LoadDevice *device;
  LoadStation *station;   /* one of these two */
  LoadLight *light;
  GRand *rand;
  const char *verb;       /* command under way; static */
  char *ticket;           /* in hand */
  char *ended;            /* the last one ended */
  gboolean serving;
  GQueue held;            /* char * */
  gboolean open;
  gboolean quit;
  guint n_dry;
  guint dry_moves;
} Clerk;

struct _Clerks
{
  GMainLoop *loop;
  GPtrArray *all;         /* Clerk */
  guint next_join;
  LoadScene scene;
  int answers;            /* file */
  gboolean said_ready;
  gboolean said_drained;
  /* arguments */
  char *codes;
  char *url;
  char *through;
  char *dir;
  char *answers_path;
  char *number;
  char *pin;
  int n_stations;
  int seed;
};

/* The file of answers */

static void
write_line (Clerks     *clerks,
            const char *format,
            ...) G_GNUC_PRINTF (2, 3);

static void
write_line (Clerks     *clerks,
            const char *format,
            ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (write (clerks->answers, line, strlen (line)) != (gssize) strlen (line))
    g_error ("The file of answers: %s", g_strerror (errno));
}

static void
told (const char *key,
      const char *verb,
      const char *code,
      const char *ticket,
      gpointer    user_data)
{
  write_line (user_data, "{\"key\":\"%s\",\"verb\":\"%s\",\"code\":\"%s\",\"ticket\":\"%s\"}\n", key, verb, code, ticket);
}

static void
acked (const char *dev,
       gint64      seq,
       gpointer    user_data)
{
  write_line (user_data, "{\"dev\":\"%s\",\"acked\":%" G_GINT64_FORMAT "}\n", dev, seq);
}

/* A light clerk */

static void go_on (Clerk *clerk);
static void act (Clerk *clerk, YcEventType type, const char *data, gboolean let_go);

static gboolean
on_think_cb (gpointer user_data)
{
  go_on (user_data);
  return G_SOURCE_REMOVE;
}

static void
think (Clerk *clerk,
       guint  max_ms)
{
  g_timeout_add ((guint) g_rand_int_range (clerk->rand, 0, (gint32) max_ms), on_think_cb, clerk);
}

static void
note_move (Clerk *clerk)
{
  clerk->clerks->scene.n_moves++;
}

static void
note_dry (Clerk *clerk)
{
  if (clerk->dry_moves != clerk->clerks->scene.n_moves)
    {
      clerk->dry_moves = clerk->clerks->scene.n_moves;
      clerk->n_dry = 0;
    }
  clerk->n_dry++;
}

static void
on_pushed_cb (LoadLight *light,
              gpointer   user_data)
{
  Clerk *clerk = user_data;

  acked (clerk->device->dev, light->acked, clerk->clerks);
  think (clerk, THINK_MAX_MS);
}

/*
 * A ticket that must come back to another counter cannot be ended here (10b rule 20). A light clerk folds nothing and learns it from the next
 * call: the counter still has it.
 */
static gboolean
is_not_ended (Clerk      *clerk,
              JsonObject *body)
{
  return clerk->ended != NULL && g_str_equal (clerk->verb, "call-next")
         && g_strcmp0 (yc_json_peek_string (body, "code"), "busy") == 0;
}

static void
give_back (Clerk *clerk)
{
  clerk->ticket = g_steal_pointer (&clerk->ended);
  act (clerk, YC_EVENT_TICKET_RETURNED, "{}", TRUE);
  load_light_push (clerk->light, 1000, on_pushed_cb, clerk);
}

static void
on_answered_cb (LoadLight  *light,
                guint       status,
                JsonObject *body,
                gint64      latency_us,
                gpointer    user_data)
{
  Clerk *clerk = user_data;
  JsonObject *result = status == 200 ? yc_json_get_object (body, "result", NULL) : NULL;
  gboolean has_ticket = result != NULL && json_object_has_member (result, "ticket")
                        && JSON_NODE_HOLDS_VALUE (json_object_get_member (result, "ticket"));

  told (light->key, clerk->verb, status == 200 ? "" : yc_json_peek_string (body, "code"),
        has_ticket ? yc_json_peek_string (result, "ticket") : "", clerk->clerks);
  if (is_not_ended (clerk, body))
    {
      give_back (clerk);
      return;
    }
  if (status != 200)
    g_error ("Counter %d: %s was refused: %s", clerk->device->counter, clerk->verb, yc_json_peek_string (body, "code"));

  if (g_str_equal (clerk->verb, "open-counter"))
    {
      clerk->open = TRUE;
    }
  else if (g_str_equal (clerk->verb, "call-next") && has_ticket)
    {
      clerk->ticket = g_strdup (yc_json_peek_string (result, "ticket"));
      clerk->serving = FALSE;
      note_move (clerk);
    }
  else if (g_str_equal (clerk->verb, "call-next"))
    {
      note_dry (clerk);
      think (clerk, LOOK_AGAIN_MS);
      return;
    }
  think (clerk, THINK_MAX_MS);
}

static void
command (Clerk      *clerk,
         const char *verb)
{
  clerk->verb = verb;
  load_light_command (clerk->light, verb, "{}", on_answered_cb, clerk);
}

/* Writes a line about the ticket in hand; let_go when it leaves the counter. */
static void
act (Clerk       *clerk,
     YcEventType  type,
     const char  *data,
     gboolean     let_go)
{
  g_autofree char *subject = g_strconcat ("ticket/", clerk->ticket, NULL);

  load_light_write (clerk->light, type, subject, data);
  note_move (clerk);
  if (let_go)
    g_clear_pointer (&clerk->ticket, g_free);
}

static void
act_on_called (Clerk  *clerk,
               gint32  draw)
{
  if (draw < 4)
    act (clerk, YC_EVENT_TICKET_RECALLED, "{}", FALSE);
  else if (draw < 8)
    act (clerk, YC_EVENT_TICKET_PASSED, "{\"reason\":\"pass.absent\"}", TRUE);
  else if (draw < 11)
    act (clerk, YC_EVENT_TICKET_RETURNED, "{}", TRUE);
  else if (draw < 14)
    act (clerk, YC_EVENT_TICKET_TRANSFERRED, "{\"queue\":\"B\",\"keep_place\":true,\"must_return\":false}", TRUE);
  else
    {
      act (clerk, YC_EVENT_TICKET_STARTED, "{}", FALSE);
      clerk->serving = TRUE;
    }
}

static void
act_on_serving (Clerk  *clerk,
                gint32  draw)
{
  if (draw < 10 && g_queue_get_length (&clerk->held) < HELD_MAX)
    {
      g_queue_push_tail (&clerk->held, g_strdup (clerk->ticket));
      act (clerk, YC_EVENT_TICKET_HELD, "{}", TRUE);
    }
  else if (draw < 15)
    act (clerk, YC_EVENT_TICKET_TRANSFERRED, "{\"queue\":\"A\",\"keep_place\":false,\"must_return\":false}", TRUE);
  else
    {
      g_free (clerk->ended);
      clerk->ended = g_strdup (clerk->ticket);
      act (clerk, YC_EVENT_TICKET_ENDED, "{\"outcome\":\"served\",\"result\":\"finished\",\"elapsed_ms\":1}", TRUE);
    }
}

static void
work (Clerk *clerk)
{
  gint32 draw = g_atomic_int_get (&clerk->clerks->scene.draining) ? 99 : g_rand_int_range (clerk->rand, 0, 100);

  if (clerk->ticket == NULL && !g_queue_is_empty (&clerk->held) && (draw > 60 || g_queue_get_length (&clerk->held) >= HELD_MAX))
    {
      clerk->ticket = g_queue_pop_head (&clerk->held);
      act (clerk, YC_EVENT_TICKET_RESUMED, "{}", FALSE);
      clerk->serving = TRUE;
    }
  else if (clerk->ticket == NULL)
    {
      command (clerk, "call-next");
      return;
    }
  else if (!clerk->serving)
    {
      act_on_called (clerk, draw);
    }
  else
    {
      act_on_serving (clerk, draw);
    }

  /* Sometimes the next act goes with the same push. */
  if (clerk->ticket != NULL && clerk->serving && g_rand_int_range (clerk->rand, 0, 2) == 0)
    act_on_serving (clerk, 99);
  load_light_push (clerk->light, 1000, on_pushed_cb, clerk);
}

static void
on_light_signed_in_cb (LoadLight  *light,
                       guint       status,
                       JsonObject *body,
                       gint64      latency_us,
                       gpointer    user_data)
{
  Clerk *clerk = user_data;

  if (status != 200)
    g_error ("Counter %d could not sign in: %s", clerk->device->counter, yc_json_peek_string (body, "code"));
  go_on (clerk);
}

static void
go_on (Clerk *clerk)
{
  if (clerk->quit)
    return;
  if (clerk->light->session == NULL)
    load_light_sign_in (clerk->light, on_light_signed_in_cb, clerk);
  else if (!clerk->open)
    command (clerk, "open-counter");
  else if (!g_atomic_int_get (&clerk->clerks->scene.racing))
    think (clerk, LOOK_AGAIN_MS);
  else
    work (clerk);
}

/* All of them */

static void
begin_clerk (Clerk *clerk)
{
  Clerks *clerks = clerk->clerks;

  if (clerk->index < clerks->n_stations)
    {
      clerk->station = load_station_new (clerk->device, clerks->through, clerks->dir, clerks->number, clerks->pin,
                                         g_rand_int (clerk->rand), &clerks->scene);
      load_station_set_told (clerk->station, told, acked, clerks);
      load_station_start (clerk->station);
      return;
    }
  clerk->light = load_light_new (clerk->device, clerks->through, clerks->number, clerks->pin);
  go_on (clerk);
}

static void join_next (Clerks *clerks);

static void
on_joined_cb (LoadDevice *device,
              gpointer    user_data)
{
  Clerk *clerk = user_data;

  begin_clerk (clerk);
  join_next (clerk->clerks);
}

static void
join_next (Clerks *clerks)
{
  Clerk *clerk = NULL;

  if (clerks->next_join >= clerks->all->len)
    return;
  clerk = g_ptr_array_index (clerks->all, clerks->next_join++);
  load_device_join (clerk->device, on_joined_cb, clerk);
}

static gboolean
is_open (Clerk *clerk)
{
  return clerk->station != NULL ? load_station_is_open (clerk->station) : clerk->open;
}

static guint
n_dry (Clerk *clerk)
{
  if (clerk->station != NULL)
    return load_station_n_dry (clerk->station);
  return clerk->dry_moves == clerk->clerks->scene.n_moves ? clerk->n_dry : 0;
}

static void
say (const char *word)
{
  printf ("%s\n", word);
  fflush (stdout);
}

static gboolean
on_look_cb (gpointer user_data)
{
  Clerks *clerks = user_data;
  gboolean all_open = TRUE;
  gboolean all_dry = TRUE;

  for (guint i = 0; i < clerks->all->len; i++)
    {
      Clerk *clerk = g_ptr_array_index (clerks->all, i);

      all_open = all_open && (clerk->station != NULL || clerk->light != NULL) && is_open (clerk);
      all_dry = all_dry && all_open && n_dry (clerk) >= 2;
    }
  if (all_open && !clerks->said_ready)
    {
      clerks->said_ready = TRUE;
      say ("ready");
    }
  if (all_dry && g_atomic_int_get (&clerks->scene.draining) && !clerks->said_drained)
    {
      clerks->said_drained = TRUE;
      printf ("drained %u\n", clerks->scene.n_moves);
      fflush (stdout);
    }
  return G_SOURCE_CONTINUE;
}

static void read_word (GDataInputStream *input, Clerks *clerks);

static void
on_word_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Clerks *clerks = user_data;
  g_autofree char *word = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (g_strcmp0 (word, "race") == 0)
    g_atomic_int_set (&clerks->scene.racing, TRUE);
  /* Each time it is said, everybody looks anew. */
  if (g_strcmp0 (word, "drain") == 0)
    {
      g_atomic_int_set (&clerks->scene.draining, TRUE);
      clerks->scene.n_moves++;
      clerks->said_drained = FALSE;
    }
  /* At the end of input too: whoever started this is gone. */
  if (word == NULL || g_str_equal (word, "quit"))
    g_main_loop_quit (clerks->loop);
  else
    read_word (G_DATA_INPUT_STREAM (source), clerks);
}

static void
read_word (GDataInputStream *input,
           Clerks           *clerks)
{
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, on_word_cb, clerks);
}

/* One line a counter: "<counter> <code>". */
static void
read_codes (Clerks *clerks)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (clerks->codes, &text, NULL, &error))
    g_error ("%s", error->message);
  lines = g_strsplit (g_strstrip (text), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (lines[i], " ", 2);
      Clerk *clerk = g_new0 (Clerk, 1);

      clerk->clerks = clerks;
      clerk->index = (int) i;
      clerk->device = load_device_new (clerks->url, parts[1], (int) g_ascii_strtoll (parts[0], NULL, 10), yc_system_env ());
      clerk->rand = g_rand_new_with_seed ((guint32) (clerks->seed * 1000 + clerk->device->counter));
      g_queue_init (&clerk->held);
      g_ptr_array_add (clerks->all, clerk);
    }
}

/* The process ends here: what light clerks still have under way is not waited for. */
static void
stop_all (Clerks *clerks)
{
  guint repeats = 0;

  for (guint i = 0; i < clerks->all->len; i++)
    {
      Clerk *clerk = g_ptr_array_index (clerks->all, i);

      clerk->quit = TRUE;
      g_clear_pointer (&clerk->station, load_station_free);
      if (clerk->light != NULL)
        repeats += clerk->light->n_repeats;
    }
  printf ("repeated %u\n", repeats);
  say ("done");
  fflush (NULL);
  _exit (0);
}

int
main (int    argc,
      char **argv)
{
  Clerks clerks = { .all = g_ptr_array_new (), .number = (char *) "1001", .pin = (char *) "31415926" };
  const GOptionEntry entries[] = {
    { "codes", 0, 0, G_OPTION_ARG_FILENAME, &clerks.codes, "Counters and their codes", "FILE" },
    { "url", 0, 0, G_OPTION_ARG_STRING, &clerks.url, "The node, for joining", "URL" },
    { "through", 0, 0, G_OPTION_ARG_STRING, &clerks.through, "The way to it while working", "URL" },
    { "dir", 0, 0, G_OPTION_ARG_FILENAME, &clerks.dir, "Folder for the workstations' files", "DIR" },
    { "answers", 0, 0, G_OPTION_ARG_FILENAME, &clerks.answers_path, "File for what was answered", "FILE" },
    { "stations", 0, 0, G_OPTION_ARG_INT, &clerks.n_stations, "So many of them are whole workstations", "N" },
    { "number", 0, 0, G_OPTION_ARG_STRING, &clerks.number, "Staff number", "N" },
    { "pin", 0, 0, G_OPTION_ARG_STRING, &clerks.pin, "PIN", "P" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &clerks.seed, "Seed", "N" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GInputStream) words = g_unix_input_stream_new (0, FALSE);
  g_autoptr(GDataInputStream) input = g_data_input_stream_new (words);
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  clerks.answers = open (clerks.answers_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (clerks.answers < 0)
    g_error ("%s: %s", clerks.answers_path, g_strerror (errno));

  clerks.loop = g_main_loop_new (NULL, FALSE);
  read_codes (&clerks);
  for (guint i = 0; i < JOIN_AT_ONCE; i++)
    join_next (&clerks);
  read_word (input, &clerks);
  g_timeout_add (100, on_look_cb, &clerks);
  g_main_loop_run (clerks.loop);
  stop_all (&clerks);
}
