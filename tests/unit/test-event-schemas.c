/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the rules of yc_event_check_data() against the JSON Schemas of data/schemas/events: for each type the kept
 * sample line, the line without each of its members, and the line with each member replaced by each of many values.
 * What yc_event_read() says of a line and what the schema says of it (check-events.py) must be the same. */
#include "config.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "core/yc-event.h"

#define UUID "019ab7d2-0c07-7a1c-8b3e-5f0d9c2e0007"

static const char *const values[] = {
  "null", "true", "12.5", "-1", "0", "1", "9999", "10000", "2147483647", "2147483648", "253402300799999",
  "253402300800000", "9007199254740991", "-2147483648", "-2147483649",
  "\"\"", "\"A\"", "\"a b\"", "\"served\"", "\"serve\"", "\"held|place\"", "\"字\"", "\"online\"", "\"1.0\"",
  "\"application/json\"",
  "\"" UUID "\"", "\"019AB7D2-0C07-7A1C-8B3E-5F0D9C2E0007\"", "\"919108f7-52d1-4320-9bac-f847db4148a8\"",
  "\"019ab7d2-0c07-7a1c-7b3e-5f0d9c2e0007\"", "\"019ab7d20c077a1c8b3e5f0d9c2e0007\"",
  "\"2026-02-28\"", "\"2026-02-29\"", "\"2024-02-29\"", "\"2026-11-31\"", "\"2026-1-1\"",
  "\"2026-11-24T02:42:06Z\"", "\"2026-11-24t10:42:06.5+08:00\"", "\"2026-11-24 02:42:06Z\"", "\"2026-11-24T24:00:00Z\"",
  "\"2026-11-24T02:42Z\"", "\"1969-12-31T23:59:59Z\"",
  "\"" UUID "/1\"", "\"" UUID "/0\"", "\"" UUID "/2147483647\"", "\"" UUID "/2147483648\"", "\"" UUID "/01\"",
  "\"ticket/" UUID "\"", "\"staff/" UUID "\"", "\"device/" UUID "\"", "\"person/" UUID "\"", "\"ticket/A012\"",
  "\"event/" UUID "/12\"", "\"counter/12\"", "\"counter/0\"", "\"counter/012\"", "\"counter/10000\"",
  "\"reference/policy\"", "\"reference/\"", "\"series/W07.a_b-c\"", "\"series/W07 a\"",
  "\"urn:yichuang:dev:" UUID "\"", "\"urn:yichuang:" UUID "\"",
  "\"policy@2026-11-01\"", "\"@1\"", "\"policy@\"", "\"a@b@c\"",
  "\"5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9\"",
  "\"5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e\"",
  "\"5FECEB66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9\"",
  "\"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"", "\"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURp=\"",
  "\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"",
  "[]", "[\"A\", \"F\"]", "[\"A\", 1]", "[\"\"]", "[{}]", "[{}, \"A\"]",
  "{\"a\": \"b\"}", "{\"a\": 1}", "{\"a b\": \"b\"}", "{\"a\": \"字\"}", "1969", "1970",
  "[{\"material\": \"A\"}]", "[{\"material\": \"A\", \"reason\": \"b\"}]",
  "[{\"material\": \"A\", \"reason\": null}]", "[{\"material\": 1}]", "[{\"reason\": \"A\"}]", "[{\"material\": \"字\"}]",
  "{}", "{\"zh\": \"字\"}", "{\"zh\": \"字\", \"en\": \"a\", \"more\": 1}", "{\"zh\": \"字\", \"en\": null}",
};

/* Texts of a character repeated n times. */
static const struct
{
  const char *character;
  int n;
} repeated[] = { { "x", 64 }, { "x", 65 }, { "x", 128 }, { "x", 129 }, { "字", 200 }, { "字", 201 }, { "字", 2000 }, { "字", 2001 } };

/* The words of all enumerations, and some that are in none. Each is tried wherever the sample has one of them. */
static const char *const words[] = {
  "chosen", "directed", "booked", "aged", "ordinary", "priority", "place", "held", "none",
  "served", "passed", "abandoned", "expired", "cancelled", "superseded", "waiting",
  "finished", "received", "supplement", "accepted", "accepted_deferred", "not_accepted", "consulted", "referred", "refused",
  "signed_out", "replaced", "device_revoked", "staff_disabled", "key", "idle", "locked",
  "node", "workstation", "pad", "board", "centre", "clerk", "receptionist", "supervisor", "administrator",
  "online", "hall", "island", "offline",
  "person", "organisation", "applicant", "agent", "card", "hand", "original", "data", "later", "draft",
  /* Neighbours in an enumeration are two words, never one. */
  "served|passed", "finished|received", "chosen|directed", "place|held", "key|idle", "signed_out|replaced",
  "node|workstation", "clerk|receptionist|supervisor", "|", NULL,
};

typedef struct
{
  const char *name;
  JsonObject *line;    /* borrowed; changed and put back */
  GString *verdicts;
  guint n_refused;
} Judge;

static char *
to_text (JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return json_to_string (node, FALSE);
}

/* Asks the program and writes its verdict. */
static void
judge (Judge *self, const char *what, const char *value)
{
  g_autofree char *line = to_text (self->line);
  g_autofree char *word = g_strdup_printf ("%s %.60s", what, value);
  g_autoptr(YcEvent) event = yc_event_read (line, strlen (line), NULL);
  g_autoptr(JsonObject) verdict = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_string_member (verdict, "type", self->name);
  json_object_set_boolean_member (verdict, "accepted", event != NULL);
  json_object_set_string_member (verdict, "what", word);
  json_object_set_string_member (verdict, "line", line);
  text = to_text (verdict);
  g_string_append (self->verdicts, text);
  g_string_append_c (self->verdicts, '\n');
  self->n_refused += event == NULL;
}

static void
judge_words (Judge *self, JsonObject *object, const char *name)
{
  JsonNode *sample = json_object_get_member (object, name);
  g_autofree char *kept = NULL;

  if (!JSON_NODE_HOLDS_VALUE (sample) || json_node_get_value_type (sample) != G_TYPE_STRING)
    return;
  kept = json_node_dup_string (sample);
  if (!g_strv_contains (words, kept))
    return;
  for (const char *const *word = words; *word != NULL; word++)
    {
      json_object_set_string_member (object, name, *word);
      judge (self, name, *word);
    }
  json_object_set_string_member (object, name, kept);
}

/* Replaces one member by every value in turn, and leaves it out. */
static void
judge_member (Judge *self, JsonObject *object, const char *name)
{
  g_autoptr(JsonNode) kept = json_node_copy (json_object_get_member (object, name));

  json_object_remove_member (object, name);
  judge (self, name, "left out");
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      JsonNode *node = json_from_string (values[i], NULL);

      json_object_set_member (object, name, node != NULL ? node : json_node_new (JSON_NODE_NULL));
      judge (self, name, values[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (repeated); i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);

      for (int k = 0; k < repeated[i].n; k++)
        g_string_append (text, repeated[i].character);
      json_object_set_string_member (object, name, text->str);
      judge (self, name, text->str);
    }
  json_object_set_member (object, name, g_steal_pointer (&kept));
}

static void
judge_members (Judge *self, JsonObject *object)
{
  g_autoptr(GList) names = json_object_get_members (object);

  for (GList *link = names; link != NULL; link = link->next)
    {
      /* The list lends the object's own keys, which go with the member. */
      g_autofree char *name = g_strdup (link->data);

      judge_words (self, object, name);
      judge_member (self, object, name);
    }
}

/* Each type stands on one kind of subject. */
static void
judge_subjects (Judge *self)
{
  g_autofree char *kept = g_strdup (json_object_get_string_member (self->line, "subject"));

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr(JsonNode) node = json_from_string (values[i], NULL);

      if (strchr (values[i], '/') == NULL || node == NULL)
        continue;
      json_object_set_string_member (self->line, "subject", json_node_get_string (node));
      judge (self, "subject", values[i]);
    }
  json_object_set_string_member (self->line, "subject", kept);
}

/* The samples have at most one of "queue" and "counter" of a transfer. */
static void
judge_transfer (Judge *self, JsonObject *data)
{
  json_object_set_int_member (data, "counter", 5);
  judge (self, "queue and counter", "");
  json_object_remove_member (data, "queue");
  judge_member (self, data, "counter");
}

static char *
read_sample (const char *name)
{
  g_autofree char *base = g_strdup_printf ("%s.v1.json", name);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "events", base, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return g_strchomp (text);
}

static void
judge_type (YcEventType type, GString *verdicts)
{
  Judge self = { .name = yc_event_type_get_name (type), .verdicts = verdicts };
  g_autofree char *sample = read_sample (self.name);
  g_autoptr(JsonNode) node = json_from_string (sample, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(YcEvent) event = yc_event_read (sample, strlen (sample), &error);
  JsonObject *data;

  g_assert_no_error (error);
  g_assert_cmpint (event->type, ==, type);
  self.line = json_node_get_object (node);
  data = json_object_get_object_member (self.line, "data");
  judge (&self, "sample", "");
  json_object_set_string_member (data, "of_a_newer_program", "?");
  judge (&self, "one member more", "");
  json_object_remove_member (data, "of_a_newer_program");

  judge_members (&self, data);
  judge_subjects (&self);
  if (json_object_has_member (self.line, "ycpersonal"))
    {
      judge_members (&self, json_object_get_object_member (self.line, "ycpersonal"));
      judge_member (&self, self.line, "ycpersonal");
    }
  if (type == YC_EVENT_TICKET_CALLED)
    judge_members (&self, self.line);
  if (type == YC_EVENT_TICKET_TRANSFERRED)
    judge_transfer (&self, data);
  g_assert_cmpuint (self.n_refused, >, 10);
}

/* Gives the verdicts to check-events.py, which exits 0 when the schemas say the same. */
static void
test_schemas (void)
{
  g_autoptr(GString) verdicts = g_string_new (NULL);
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "check-events.py", NULL);
  g_autofree char *schemas = g_test_build_filename (G_TEST_DIST, "..", "..", "data", "schemas", "events", NULL);
  g_autofree char *path = NULL;
  g_autofree char *command = NULL;
  g_autofree char *output = NULL;
  g_autofree char *complaints = NULL;
  g_autoptr(GError) error = NULL;
  const char *argv[] = { "/bin/sh", "-c", "exec /usr/bin/python3 \"$1\" \"$2\" < \"$3\"", "sh", script, schemas, NULL, NULL };
  int status = -1, fd;

  for (int type = YC_EVENT_UNKNOWN + 1; type < YC_N_EVENT_TYPES; type++)
    judge_type (type, verdicts);

  fd = g_file_open_tmp ("yc-verdicts-XXXXXX", &path, &error);
  g_assert_no_error (error);
  g_assert_true (g_close (fd, NULL));
  g_file_set_contents (path, verdicts->str, (gssize) verdicts->len, &error);
  g_assert_no_error (error);
  argv[6] = path;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, &complaints, &status, &error);
  g_remove (path);
  g_assert_no_error (error);
  g_test_message ("%s%s", output, complaints);
  g_assert_cmpstr (complaints, ==, "");
  g_assert_cmpint (status, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-schemas/same-verdicts", test_schemas);
  return g_test_run ();
}
