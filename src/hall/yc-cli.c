/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-cli"

#include "config.h"

#include "hall/yc-cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "core/yc-json.h"
#include "hall/yc-hall-error.h"
#include "hall/yc-local-node.h"
#include "vault/yc-pin.h"
#include "vault/yc-secret.h"

gboolean
yc_cli_usage (GError     **error,
              const char  *format,
              ...)
{
  va_list args;
  g_autofree char *message = NULL;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error_literal (error, YC_HALL_ERROR, YC_HALL_ERROR_USAGE, message);
  return FALSE;
}

char *
yc_cli_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *printable = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (printable, g_unichar_iscntrl (c) ? 0xfffd : c);
    }
  return g_string_free (printable, FALSE);
}

gboolean
yc_cli_parse (int                 *argc,
              char              ***argv,
              const GOptionEntry  *entries,
              const char          *usage,
              int                  min,
              int                  max,
              gboolean            *help,
              GError             **error)
{
  g_autoptr(GOptionContext) context = g_option_context_new (usage);
  g_autoptr(GError) local_error = NULL;

  *help = FALSE;
  g_option_context_set_help_enabled (context, FALSE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);

  for (int i = 1; i < *argc; i++)
    {
      if (g_str_equal ((*argv)[i], "--help") || g_str_equal ((*argv)[i], "-h"))
        {
          g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);

          fputs (text, stdout);
          *help = TRUE;
          return TRUE;
        }
    }

  if (!g_option_context_parse (context, argc, argv, &local_error))
    return yc_cli_usage (error, "%s. See: %s --help", local_error->message, g_get_prgname ());
  if (*argc - 1 < min || *argc - 1 > max)
    return yc_cli_usage (error, "%s words. See: %s --help",
                         *argc - 1 < min ? "There are too few" : "There are too many", g_get_prgname ());
  for (int i = 1; i < *argc; i++)
    {
      if (*(*argv)[i] == '\0')
        return yc_cli_usage (error, "Word %d is empty. See: %s --help", i, g_get_prgname ());
    }
  return TRUE;
}

YcHallDir *
yc_cli_open_dir (const char  *path,
                 GError     **error)
{
  g_autoptr(YcHallDir) dir = yc_hall_dir_new (path);

  if (!yc_hall_dir_check (dir, error))
    return NULL;
  return g_steal_pointer (&dir);
}

YcHallDoor *
yc_cli_open_door (const char  *path,
                  GError     **error)
{
  YcHallDir *dir = yc_cli_open_dir (path, error);

  return dir != NULL ? yc_hall_door_new (dir) : NULL;
}

/* What a refusal of the hall means at the command line. */
static const struct
{
  const char *code;
  const char *arg;
  const char *sentence;   /* stands behind the argument */
} refusals[] = {
  { "queue-unknown", "queue", "is not a queue of this hall." },
  { "group-unknown", "group", "is not a priority group of this hall." },
  { "slot-invalid", "slot", "is not a time of this hall day (HH:MM)." },
  { "staff-unknown", "staff", "is nobody's staff number in this hall." },
  { "counter-unknown", "counter", "is not a window of this hall." },
  { "numbers-used-up", "queue", "has no numbers left today." },
  { "argument", "name", "has a value that cannot be used." },
};

static char *
refusal_sentence (const char *code,
                  JsonObject *args)
{
  g_autofree char *json = args != NULL ? yc_json_write_object (args) : g_strdup ("{}");

  /* The only reason that is asked of this program is that of a priority. */
  if (g_str_equal (code, "reason-needed"))
    return g_strdup ("A priority group needs a reason: give --reason TEXT. Nothing was changed.");
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      const char *value = args != NULL ? yc_json_peek_string (args, refusals[i].arg) : NULL;

      if (!g_str_equal (code, refusals[i].code))
        continue;
      if (value != NULL)
        return g_strdup_printf ("“%s” %s Nothing was changed.", value, refusals[i].sentence);
      return g_strdup_printf ("%" G_GINT64_FORMAT " %s Nothing was changed.",
                              args != NULL ? yc_json_peek_int (args, refusals[i].arg) : 0, refusals[i].sentence);
    }
  return g_strdup_printf ("The hall refuses this: %s %s. Nothing was changed.", code, json);
}

/* The title of a problem, and of a refusal what it means. */
static void
set_problem (GError     **error,
             JsonObject  *problem)
{
  const char *title = yc_json_peek_string (problem, "title");
  const char *code = yc_json_peek_string (problem, "code");
  const char *type = yc_json_peek_string (problem, "type");
  g_autofree char *sentence = NULL;

  if (code != NULL)
    sentence = refusal_sentence (code, yc_json_get_object (problem, "args", NULL));
  else if (g_strcmp0 (type, "/problems/counter-taken") == 0)
    sentence = g_strdup ("This window has a computer already. With --replace a code is made that shuts that one out when it is used. "
                         "Nothing was changed.");
  else if (g_strcmp0 (type, "/problems/store") == 0)
    sentence = g_strdup ("The hall's record could not be written or read: the disk may be full. Nothing was confirmed, and what was stored "
                         "before is safe. Make room if it is full (what serve writes tells more), and try again.");
  else
    sentence = g_strdup (title != NULL ? title : "The node refused this and did not say why.");
  g_set_error_literal (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, sentence);
}

JsonObject *
yc_cli_call (YcHallDoor  *door,
             const char  *method,
             const char  *target,
             const char  *idempotency_key,
             JsonObject  *body,
             JsonObject **problem,
             GError     **error)
{
  g_autoptr(YcResponse) response = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JsonObject) answer = NULL;
  g_autoptr(JsonObject) taken = body;
  gsize length = 0;
  const char *text = NULL;

  if (taken != NULL)
    {
      char *json = yc_json_write_object (taken);

      /* A PIN may be in it. */
      bytes = g_bytes_new_with_free_func (json, strlen (json), (GDestroyNotify) yc_secret_free, json);
    }

  response = yc_hall_door_call (door, method, target, idempotency_key, bytes, error);
  if (response == NULL)
    return NULL;

  text = g_bytes_get_data (yc_response_get_body (response), &length);
  answer = yc_json_parse_object (text != NULL ? text : "", length, &YC_JSON_REFERENCE, error);
  if (answer == NULL)
    return NULL;

  if (yc_response_get_status (response) != 200)
    {
      set_problem (error, answer);
      if (problem != NULL)
        *problem = g_steal_pointer (&answer);
      return NULL;
    }
  return g_steal_pointer (&answer);
}

#define READ_STEP (64 * 1024)

static gboolean
fail_document (const char  *path,
               const char  *what,
               GError     **error)
{
  g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "%s %s.", path, what);
  return FALSE;
}

/* What a file must be, by its size when it has one and by what comes out of it. */
static gboolean
fail_large (const char  *path,
            gsize        max,
            GError     **error)
{
  g_autofree char *what = g_strdup_printf ("is no file of at most %" G_GSIZE_FORMAT " MiB", max / (1024 * 1024));

  return fail_document (path, what, error);
}

static gboolean
fail_errno (const char  *path,
            GError     **error)
{
  g_autofree char *what = g_strdup_printf ("cannot be read: %s", g_strerror (errno));

  return fail_document (path, what, error);
}

static gboolean
read_descriptor (int          fd,
                 const char  *path,
                 gsize        max,
                 GByteArray  *bytes,
                 GError     **error)
{
  while (bytes->len <= max)
    {
      guint before = bytes->len;
      ssize_t n = 0;

      g_byte_array_set_size (bytes, before + READ_STEP);
      n = read (fd, bytes->data + before, READ_STEP);
      g_byte_array_set_size (bytes, before + (n > 0 ? (guint) n : 0));
      if (n == 0)
        return TRUE;
      if (n < 0 && errno != EINTR)
        return fail_errno (path, error);
    }
  return fail_large (path, max, error);
}

static gboolean
read_file (const char  *path,
           gsize        max,
           GByteArray  *bytes,
           GError     **error)
{
  /* Opening a pipe would wait for somebody who writes into it. */
  int fd = g_open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);
  struct stat info;
  gboolean ok = FALSE;

  if (fd < 0)
    return fail_errno (path, error);
  if (fstat (fd, &info) != 0)
    fail_errno (path, error);
  else if (!S_ISREG (info.st_mode) || (guint64) info.st_size > max)
    fail_large (path, max, error);
  else
    ok = read_descriptor (fd, path, max, bytes, error);
  close (fd);
  return ok;
}

char *
yc_cli_read_document (const char  *path,
                      gboolean     standard_input,
                      gsize        max,
                      gsize       *length,
                      GError     **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  if (standard_input && g_str_equal (path, "-"))
    {
      if (!read_descriptor (STDIN_FILENO, "Standard input", max, bytes, error))
        return NULL;
    }
  else if (!read_file (path, max, bytes, error))
    return NULL;

  *length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  return (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);
}

/* As much as a terminal gives in one line. */
#define LINE_MAX_BYTES 4096

/* The signals that end or stop a program at its terminal. */
static const int at_terminal[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };

static volatile sig_atomic_t caught;

static void
on_terminal_signal (int number)
{
  caught = number;
}

/* One line from standard input, straight from the descriptor: a buffer of stdio would keep it. What is longer than line is
 * cut off there. FALSE at the end of input, when a signal came, or when this is no text or no line of LINE_MAX_BYTES at most: a
 * device would be read for ever. */
static gboolean
read_line (char  *line,
           gsize  size)
{
  gsize length = 0;
  gsize count = 0;
  gboolean any = FALSE;

  while (caught == 0)
    {
      char c = '\0';
      ssize_t n = read (STDIN_FILENO, &c, 1);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0 || c == '\n')
        {
          any = any || n > 0;
          break;
        }
      any = TRUE;
      if (c == '\0' || ++count > LINE_MAX_BYTES)
        return FALSE;
      if (length < size - 1)
        line[length++] = c;
    }
  if (length > 0 && line[length - 1] == '\r')
    length--;
  line[length] = '\0';
  return any && caught == 0;
}

/* Reads with the echo off and gives it back, whatever ends the reading: a shell would be left blind. */
static gboolean
read_unseen (const struct termios *seen,
             char                 *line,
             gsize                 size)
{
  const struct sigaction ours = { .sa_handler = on_terminal_signal };
  struct sigaction former[G_N_ELEMENTS (at_terminal)];
  struct termios unseen = *seen;
  gboolean ok = FALSE;

  caught = 0;
  for (guint i = 0; i < G_N_ELEMENTS (at_terminal); i++)
    sigaction (at_terminal[i], &ours, &former[i]);
  unseen.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &unseen);
  fputs ("PIN: ", stderr);

  ok = read_line (line, size);

  tcsetattr (STDIN_FILENO, TCSAFLUSH, seen);
  fputc ('\n', stderr);
  for (guint i = 0; i < G_N_ELEMENTS (at_terminal); i++)
    sigaction (at_terminal[i], &former[i], NULL);
  return ok;
}

char *
yc_cli_read_pin (GError **error)
{
  char buffer[YC_PIN_MAX_LENGTH + 2] = "";
  struct termios seen;
  gboolean terminal = isatty (STDIN_FILENO) && tcgetattr (STDIN_FILENO, &seen) == 0;
  gboolean ok = FALSE;
  char *pin = NULL;

  do
    {
      ok = terminal ? read_unseen (&seen, buffer, sizeof buffer) : read_line (buffer, sizeof buffer);
      /* What the signal means to do is done now; after a stop the question is put again. */
      if (caught != 0)
        raise (caught);
    }
  while (caught == SIGTSTP);
  if (ok && g_utf8_validate (buffer, -1, NULL))
    pin = g_strdup (buffer);
  yc_secret_wipe (buffer, sizeof buffer);

  if (pin == NULL)
    yc_cli_usage (error, "The PIN is read from standard input, one line of digits; there was no such line.");
  return pin;
}
