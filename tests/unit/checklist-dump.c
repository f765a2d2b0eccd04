/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Checklists on lines, for comparing with another evaluator. The argument is a folder with the sets; each line of the input is an object as
 * in checklist-lines.h, each line of the output the checklist of it, or {"error"}.
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checklist-lines.h"
#include "core/yc-json.h"

/* Puts the set of a file in force; a file that is not there is passed over. FALSE after a message. */
static gboolean
load (YcReference **reference, const char *folder, YcSet set)
{
  g_autofree char *name = g_strconcat (yc_set_to_string (set), ".json", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) document = NULL;
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  YcReference *replaced;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (g_file_get_contents (path, &text, &length, &error))
    document = yc_json_parse_object (text, length, &YC_JSON_REFERENCE, &error);
  if (document == NULL)
    {
      fprintf (stderr, "%s: %s\n", path, error->message);
      return FALSE;
    }
  replaced = yc_reference_replace (*reference, document, faults);
  for (guint i = 0; i < faults->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (faults, i);

      fprintf (stderr, "%s: %s: %s\n", path, fault->place, fault->reason);
    }
  if (replaced == NULL)
    return FALSE;
  yc_reference_unref (*reference);
  *reference = replaced;
  return TRUE;
}

/* Appends an object to the list; borrowed. */
static JsonObject *
add_object (JsonArray *array)
{
  JsonObject *object = json_object_new ();

  json_array_add_object_element (array, object);
  return object;
}

static JsonArray *
write_materials (YcChecklist *checklist)
{
  JsonArray *array = json_array_new ();
  const YcChecklistItem *item;

  for (guint i = 0; (item = yc_checklist_get_item (checklist, i)) != NULL; i++)
    {
      JsonObject *object = add_object (array);

      json_object_set_string_member (object, "id", item->material->id);
      json_object_set_string_member (object, "need", checklist_need_name (item->need));
      json_object_set_string_member (object, "met", checklist_met_name (item->met));
      json_object_set_boolean_member (object, "missing", item->missing);
      json_object_set_boolean_member (object, "may_ask", item->may_ask);
      json_object_set_boolean_member (object, "may_be_later", item->may_be_later);
      if (item->asked)
        json_object_set_string_member (object, "proof", checklist_proof_name (item->proof));
    }
  return array;
}

static JsonArray *
write_fees (YcChecklist *checklist)
{
  JsonArray *array = json_array_new ();
  const YcFeeItem *item;

  for (guint i = 0; (item = yc_checklist_get_fee (checklist, i)) != NULL; i++)
    json_object_set_string_member (add_object (array), "need", checklist_need_name (item->need));
  return array;
}

static JsonArray *
write_fields (YcChecklist *checklist)
{
  JsonArray *array = json_array_new ();
  const YcFieldItem *item;

  for (guint i = 0; (item = yc_checklist_get_field (checklist, i)) != NULL; i++)
    {
      JsonObject *object = add_object (array);

      json_object_set_string_member (object, "key", item->field->key);
      json_object_set_string_member (object, "need", checklist_need_name (item->need));
      json_object_set_boolean_member (object, "missing", item->missing);
    }
  return array;
}

static void
answer (YcReference *reference, const char *text, gsize length)
{
  g_auto(ChecklistLine) line = { 0 };
  g_autoptr(YcChecklist) checklist = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *written = NULL;

  if (checklist_line_read (&line, reference, text, length, &error))
    {
      checklist = yc_checklist_new (&line.input);
      json_object_set_array_member (object, "materials", write_materials (checklist));
      json_object_set_array_member (object, "fees", write_fees (checklist));
      json_object_set_int_member (object, "fee_sum", yc_checklist_get_fee_sum (checklist));
      json_object_set_array_member (object, "fields", write_fields (checklist));
      json_object_set_int_member (object, "open_questions", yc_checklist_count_open_questions (checklist));
    }
  else
    json_object_set_string_member (object, "error", error->message);
  written = yc_json_write_object (object);
  puts (written);
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  static const YcSet sets[] = { YC_SET_DEPARTMENTS, YC_SET_REGIMES, YC_SET_SOURCES, YC_SET_MATTERS };
  g_autoptr(YcReference) reference = yc_reference_new ();
  char *text = NULL;
  size_t size = 0;
  ssize_t length;

  if (argc != 2)
    {
      fprintf (stderr, "usage: %s FOLDER < LINES\n", argv[0]);
      return 2;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      if (!load (&reference, argv[1], sets[i]))
        return 1;
    }
  if (yc_reference_get_version (reference, YC_SET_MATTERS) == NULL)
    {
      fprintf (stderr, "%s: there is no matters.json.\n", argv[1]);
      return 1;
    }
  while ((length = getline (&text, &size, stdin)) > 0)
    answer (reference, text, (gsize) length);
  free (text);
  return 0;
}
