/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "checklist-lines.h"

#include "core/yc-core-error.h"
#include "core/yc-json.h"
#include "core/yc-time.h"

const char *
checklist_need_name (YcNeed need)
{
  static const char *const names[] = { "undecided", "not", "optional", "needed" };

  return names[need];
}

const char *
checklist_met_name (YcMet met)
{
  static const char *const names[] = { "not", "handed_in", "data", "later" };

  return names[met];
}

const char *
checklist_proof_name (YcProof proof)
{
  static const char *const names[] = { "met", "no_record", "expired", "stale", "not_met", "unreadable" };

  return names[proof];
}

/* The object member, borrowed, or NULL when there is none. */
static JsonObject *
peek_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* The n-th object of the list of that name, borrowed, or NULL past its end. */
static JsonObject *
peek_nth (JsonObject *object, const char *name, guint n)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonNode *element = array != NULL && n < json_array_get_length (array) ? json_array_get_element (array, n) : NULL;

  return element != NULL && JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
}

static gboolean
read_checks (ChecklistLine *line, GError **error)
{
  JsonObject *object;

  for (guint i = 0; (object = peek_nth (line->object, "checks", i)) != NULL; i++)
    {
      YcCheck *check = g_new0 (YcCheck, 1);
      const char *state = yc_json_get_string (object, "state", error);

      g_ptr_array_add (line->checks, check);
      if (state == NULL)
        return FALSE;
      if (!yc_check_state_from_string (state, &check->state))
        {
          g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "There is no state “%s”.", state);
          return FALSE;
        }
      check->material = (char *) yc_json_get_string (object, "material", error);
      check->reason = (char *) yc_json_peek_string (object, "reason");
      if (check->material == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_records (ChecklistLine *line, GError **error)
{
  JsonObject *object;

  for (guint i = 0; (object = peek_nth (line->object, "records", i)) != NULL; i++)
    {
      YcRecord *record = g_new0 (YcRecord, 1);

      g_ptr_array_add (line->records, record);
      record->source = (char *) yc_json_get_string (object, "source", error);
      record->fields = peek_object (object, "fields");
      if (record->source == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_all (ChecklistLine *line, YcReference *reference, GError **error)
{
  const char *matter = yc_json_get_string (line->object, "matter", error);
  const char *today = matter != NULL ? yc_json_get_string (line->object, "today", error) : NULL;

  if (today == NULL)
    return FALSE;
  line->input = (YcChecklistInput) {
    .reference = reference,
    .matter = yc_reference_get_matter (reference, matter),
    .answers = peek_object (line->object, "answers"),
    .form = peek_object (line->object, "form"),
    .checks = line->checks,
    .records = line->records,
    .today = today,
  };
  if (line->input.matter != NULL && yc_day_is_valid (today))
    return read_checks (line, error) && read_records (line, error);
  g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "There is no matter “%s”, or no day “%s”.", matter, today);
  return FALSE;
}

gboolean
checklist_line_read (ChecklistLine *line, YcReference *reference, const char *text, gsize length, GError **error)
{
  *line = (ChecklistLine) { .object = yc_json_parse_object (text, length, &YC_JSON_REFERENCE, error) };
  if (line->object == NULL)
    return FALSE;
  line->checks = g_ptr_array_new_with_free_func (g_free);
  line->records = g_ptr_array_new_with_free_func (g_free);
  if (read_all (line, reference, error))
    return TRUE;
  checklist_line_clear (line);
  return FALSE;
}

void
checklist_line_clear (ChecklistLine *line)
{
  g_clear_pointer (&line->checks, g_ptr_array_unref);
  g_clear_pointer (&line->records, g_ptr_array_unref);
  g_clear_pointer (&line->object, json_object_unref);
}
