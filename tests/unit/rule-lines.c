/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-rule-lines"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/yc-core-error.h"
#include "core/yc-json.h"
#include "core/yc-logic.h"

/*
 * A line {"rule":…,"data":…} on standard input gives a line {"result":…} or {"error":true} on standard output, so that another
 * evaluator of JsonLogic can be compared. data may be left out (null). A line that is not of this form ends the program with status 2:
 * it must not pass for a rule that both refuse.
 */

static JsonObject *
evaluate (JsonObject *question)
{
  g_autoptr(GError) error = NULL;
  JsonObject *answer = json_object_new ();
  JsonNode *result = yc_logic_evaluate (json_object_get_member (question, "rule"), json_object_get_member (question, "data"),
                                        &YC_LOGIC_LIMITS, &error);

  if (result != NULL)
    json_object_set_member (answer, "result", result);
  else
    json_object_set_boolean_member (answer, "error", TRUE);
  return answer;
}

static gboolean
answer_line (const char *line, gsize length, GError **error)
{
  g_autoptr(JsonObject) question = yc_json_parse_object (line, length, &YC_JSON_REFERENCE, error);
  g_autoptr(JsonObject) answer = NULL;
  g_autofree char *text = NULL;

  if (question == NULL)
    return FALSE;
  if (!json_object_has_member (question, "rule"))
    {
      g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TYPE, "The member \"rule\" is missing.");
      return FALSE;
    }
  answer = evaluate (question);
  text = yc_json_write_object (answer);
  /* Whoever asks line by line waits for the answer. */
  return puts (text) >= 0 && fflush (stdout) == 0;
}

int
main (void)
{
  char *line = NULL;
  size_t room = 0;
  gssize length;
  guint number = 0;
  gboolean ok = TRUE;

  while (ok && (length = getline (&line, &room, stdin)) >= 0)
    {
      g_autoptr(GError) error = NULL;

      number++;
      ok = answer_line (line, (gsize) length, &error);
      if (!ok)
        g_printerr ("rule-lines: line %u: %s\n", number, error != NULL ? error->message : "the answer cannot be written");
    }
  free (line);
  return ok ? 0 : 2;
}
