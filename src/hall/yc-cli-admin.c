/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-cli"

#include "config.h"

#include "hall/yc-cli.h"

#include <stdio.h>
#include <string.h>

#include "core/yc-json.h"
#include "core/yc-uuid.h"
#include "hall/yc-hall-error.h"
#include "vault/yc-secret.h"
#include "vault/yc-system-env.h"

/* enrol */

gboolean
yc_cli_enrol (int      argc,
              char   **argv,
              GError **error)
{
  g_autofree char *as = NULL;
  int counter = 0;
  gboolean replace = FALSE;
  gboolean help = FALSE;
  const GOptionEntry entries[] = {
    { "as", 0, 0, G_OPTION_ARG_STRING, &as, "What the computer becomes: workstation", "ROLE" },
    { "counter", 0, 0, G_OPTION_ARG_INT, &counter, "Number of its window", "N" },
    { "replace", 0, 0, G_OPTION_ARG_NONE, &replace, "Replace the computer that the window has now", NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(YcHallDoor) door = NULL;
  g_autoptr(JsonObject) answer = NULL;
  JsonObject *body = NULL;

  if (!yc_cli_parse (&argc, &argv, entries, "DIR - make a one-time code for a new computer", 1, 1, &help, error))
    return FALSE;
  if (help)
    return TRUE;
  if (g_strcmp0 (as, "workstation") != 0)
    return yc_cli_usage (error, "--as takes: workstation.");
  if (counter < 1)
    return yc_cli_usage (error, "enrol needs --counter, the number of the window.");

  door = yc_cli_open_door (argv[1], error);
  if (door == NULL)
    return FALSE;

  body = json_object_new ();
  json_object_set_string_member (body, "as", as);
  json_object_set_int_member (body, "counter", counter);
  json_object_set_boolean_member (body, "replace", replace);
  answer = yc_cli_call (door, "POST", "/v1/enrolments/codes", NULL, body, NULL, error);
  if (answer == NULL)
    return FALSE;

  printf ("%s\n", yc_json_peek_string (answer, "code"));
  return TRUE;
}

/* staff */

typedef struct
{
  char *number;
  char *name;
  char *role;
  char *queues;
} StaffWords;

static void
staff_words_clear (StaffWords *words)
{
  g_free (words->number);
  g_free (words->name);
  g_free (words->role);
  g_free (words->queues);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StaffWords, staff_words_clear)

static void
set_if (JsonObject *body,
        const char *name,
        const char *value)
{
  if (value != NULL)
    json_object_set_string_member (body, name, value);
}

static JsonObject *
staff_body (const char  *act,
            StaffWords  *words,
            const char  *pin)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "act", act);
  set_if (body, "number", words->number);
  set_if (body, "name", words->name);
  set_if (body, "role", words->role);
  set_if (body, "pin", pin);
  if (words->queues != NULL)
    {
      g_auto(GStrv) letters = g_strsplit (words->queues, ",", -1);
      JsonArray *array = json_array_new ();

      for (guint i = 0; letters[i] != NULL; i++)
        json_array_add_string_element (array, g_strstrip (letters[i]));
      json_object_set_array_member (body, "queues", array);
    }
  return body;
}

static void
print_staff (JsonObject *answer)
{
  JsonArray *items = json_object_get_array_member (answer, "staff");

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);
      g_auto(GStrv) queues = yc_json_get_strv_or_empty (item, "queues", NULL);
      g_autofree char *joined = g_strjoinv (",", queues);
      /* A record of before names were checked may have anything in it. */
      g_autofree char *name = yc_cli_printable (yc_json_peek_string (json_object_get_object_member (item, "name"), "zh"));

      printf ("%s\t%s\t%s\t%s\t%s%s\n",
              yc_json_peek_string (item, "number"), name,
              yc_json_peek_string (item, "role"), joined,
              yc_json_peek_bool (item, "active") ? "active" : "disabled",
              yc_json_peek_bool (item, "pin") ? "" : "\tno PIN yet");
    }
}

gboolean
yc_cli_staff (int      argc,
              char   **argv,
              GError **error)
{
  g_auto(StaffWords) words = { NULL, NULL, NULL, NULL };
  gboolean help = FALSE;
  const GOptionEntry entries[] = {
    { "number", 0, 0, G_OPTION_ARG_STRING, &words.number, "Staff number", "N" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &words.name, "Name", "X" },
    { "role", 0, 0, G_OPTION_ARG_STRING, &words.role, "clerk, receptionist or supervisor", "ROLE" },
    { "queues", 0, 0, G_OPTION_ARG_STRING, &words.queues, "Letters of the queues served", "A,F" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(YcHallDoor) door = NULL;
  g_autoptr(JsonObject) answer = NULL;
  g_autoptr(YcSecretText) pin = NULL;
  const char *act = NULL;

  if (!yc_cli_parse (&argc, &argv, entries,
                     "DIR add|list|disable|reset - staff of a hall; add and reset read the PIN from standard input",
                     2, 2, &help, error))
    return FALSE;
  if (help)
    return TRUE;

  act = argv[2];
  if (!g_strv_contains ((const char *[]) { "add", "list", "disable", "reset", NULL }, act))
    return yc_cli_usage (error, "staff takes: add, list, disable or reset.");
  if (!g_str_equal (act, "list") && words.number == NULL)
    return yc_cli_usage (error, "staff %s needs --number.", act);

  door = yc_cli_open_door (argv[1], error);
  if (door == NULL)
    return FALSE;
  if (g_str_equal (act, "add") || g_str_equal (act, "reset"))
    {
      pin = yc_cli_read_pin (error);
      if (pin == NULL)
        return FALSE;
    }

  answer = yc_cli_call (door, "POST", "/v1/staff", NULL, staff_body (act, &words, pin), NULL, error);
  if (answer == NULL)
    return FALSE;
  if (g_str_equal (act, "list"))
    print_staff (answer);
  else if (yc_json_peek_bool (answer, "active"))
    printf ("%s: may sign in with this PIN\n", words.number);
  else if (g_str_equal (act, "reset"))
    printf ("%s: the PIN is set, but this member of staff is disabled and may not sign in; “staff add --number %s” makes active again\n",
            words.number, words.number);
  else
    printf ("%s: may not sign in any more\n", words.number);
  return TRUE;
}

/* ticket */

static gboolean
issue_one (YcHallDoor  *door,
           const char  *target,
           JsonObject  *args,
           GError     **error)
{
  static YcUuidClock uuids;
  char key[YC_UUID_LENGTH + 1];
  JsonObject *body = json_object_new ();
  g_autoptr(JsonObject) answer = NULL;
  JsonObject *result = NULL;
  const char *number = NULL;

  yc_uuid7 (&uuids, yc_system_env (), key);
  json_object_set_string_member (body, "command", "issue");
  json_object_set_object_member (body, "args", json_object_ref (args));
  answer = yc_cli_call (door, "POST", target, key, body, NULL, error);
  if (answer == NULL)
    return FALSE;

  result = yc_json_get_object (answer, "result", error);
  if (result == NULL)
    return FALSE;
  /* One that is booked gets its number when its visitor checks in. */
  number = yc_json_peek_string (result, "number");
  printf ("%s\n", number != NULL && number[0] != '\0' ? number : yc_json_peek_string (result, "ticket"));
  return TRUE;
}

typedef struct
{
  char *queue;
  char *matter;
  char *group;
  char *reason;
  char *slot;
  int count;
} TicketWords;

static void
ticket_words_clear (TicketWords *words)
{
  g_free (words->queue);
  g_free (words->matter);
  g_free (words->group);
  g_free (words->reason);
  g_free (words->slot);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TicketWords, ticket_words_clear)

static JsonObject *
ticket_args (TicketWords *words)
{
  JsonObject *args = json_object_new ();

  set_if (args, "queue", words->queue);
  set_if (args, "matter", words->matter);
  set_if (args, "group", words->group);
  set_if (args, "reason", words->reason);
  set_if (args, "slot", words->slot);
  return args;
}

static gboolean
issue_all (YcHallDoor   *door,
           TicketWords  *words,
           GError      **error)
{
  g_autoptr(JsonObject) health = yc_cli_call (door, "GET", "/health", NULL, NULL, NULL, error);
  g_autoptr(JsonObject) args = ticket_args (words);
  g_autofree char *target = NULL;

  if (health == NULL)
    return FALSE;

  target = g_strdup_printf ("/v1/halls/%s/commands", yc_json_peek_string (health, "hall"));
  for (int i = 0; i < words->count; i++)
    {
      if (issue_one (door, target, args, error))
        continue;
      if (i > 0)
        g_prefix_error (error, "%d of %d were issued; then: ", i, words->count);
      return FALSE;
    }
  return TRUE;
}

gboolean
yc_cli_ticket (int      argc,
               char   **argv,
               GError **error)
{
  g_auto(TicketWords) words = { .count = 1 };
  gboolean help = FALSE;
  const GOptionEntry entries[] = {
    { "queue", 0, 0, G_OPTION_ARG_STRING, &words.queue, "Letter of the queue", "Q" },
    { "matter", 0, 0, G_OPTION_ARG_STRING, &words.matter, "Code of the matter", "ID" },
    { "group", 0, 0, G_OPTION_ARG_STRING, &words.group, "Priority group", "G" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &words.reason, "Reason for the priority", "TEXT" },
    { "appointment", 0, 0, G_OPTION_ARG_STRING, &words.slot, "Book for this time of today instead", "HH:MM" },
    { "count", 0, 0, G_OPTION_ARG_INT, &words.count, "How many (1)", "N" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(YcHallDoor) door = NULL;

  if (!yc_cli_parse (&argc, &argv, entries, "DIR - issue tickets", 1, 1, &help, error))
    return FALSE;
  if (help)
    return TRUE;
  if (words.queue == NULL)
    return yc_cli_usage (error, "ticket needs --queue.");
  if (words.count < 1 || words.count > 10000)
    return yc_cli_usage (error, "--count takes a number from 1 to 10000.");

  door = yc_cli_open_door (argv[1], error);
  return door != NULL && issue_all (door, &words, error);
}
