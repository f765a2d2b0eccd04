/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-case"

#include "config.h"

#include "core/yc-case-private.h"

#include <string.h>

#include "core/yc-json.h"

/* Reason codes of event.superseded; part of the journal, so they stay as they are. */
#define REASON_STATE  "state"
#define REASON_HOLDER "holder"
#define REASON_AUTHOR "author"

#define IN(state) (1u << YC_CASE_##state)
/* Not decided for good: what is handed in and filled in can still change. */
#define OPEN      (IN (DRAFT) | IN (RECEIVED) | IN (SUPPLEMENT))
#define DECIDED   (IN (ACCEPTED) | IN (ACCEPTED_DEFERRED) | IN (ACCEPTED_COMMITTED) | IN (NOT_ACCEPTED))
#define EXISTS    (OPEN | DECIDED)

/* From which states a type takes effect. A promised material comes after acceptance, and so does what silence has accepted without. */
static guint
allowed_states (YcEventType type)
{
  switch ((int) type)
    {
    case YC_EVENT_CASE_OPENED:
      return IN (NONE);
    case YC_EVENT_CASE_MATTER_CHOSEN:
    case YC_EVENT_CASE_RECEIVED:
    /* Somebody else does not take over the day of receipt. */
    case YC_EVENT_CASE_APPLICANT_IDENTIFIED:
      return IN (DRAFT);
    case YC_EVENT_CASE_SITUATION_ANSWERED:
    case YC_EVENT_CASE_FIELD_SET:
      return OPEN;
    case YC_EVENT_CASE_MATERIAL_CHECKED:
      return OPEN | IN (ACCEPTED) | IN (ACCEPTED_DEFERRED);
    case YC_EVENT_CASE_DECIDED:
      return IN (RECEIVED) | IN (SUPPLEMENT);
    case YC_EVENT_CASE_MATERIAL_RETURNED:
    case YC_EVENT_CASE_NUMBERED:
    case YC_EVENT_CASE_DOCUMENT_ISSUED:
    case YC_EVENT_CASE_DOCUMENT_PRINTED:
    case YC_EVENT_CASE_TAKEN_OVER:
      return EXISTS;
    default:
      return 0;
    }
}

static void
set_text (char **target, JsonObject *data, const char *member)
{
  const char *text = data != NULL ? yc_json_peek_string (data, member) : NULL;

  g_free (*target);
  *target = g_strdup (text != NULL ? text : "");
}

static void
set_day (char target[YC_DAY_LENGTH + 1], JsonObject *data, const char *member)
{
  const char *day = yc_json_peek_string (data, member);

  g_strlcpy (target, day != NULL ? day : "", YC_DAY_LENGTH + 1);
}

/* A member object of its own, or an empty one. */
static JsonObject *
copy_object (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : json_object_new ();
}

static void
apply_identified (YcCase *self, const YcEvent *event)
{
  self->identified = TRUE;
  self->is_org = g_strcmp0 (yc_json_peek_string (event->data, "for"), "organisation") == 0;
  self->has_agent = g_strcmp0 (yc_json_peek_string (event->data, "by"), "agent") == 0;
  g_clear_pointer (&self->applicant, json_object_unref);
  self->applicant = event->personal != NULL ? json_object_ref (event->personal) : NULL;
}

/* Another matter has other questions, fields and materials, and no right to what was said for this one. */
static void
apply_matter (YcCase *self, const YcEvent *event)
{
  gboolean same = g_strcmp0 (yc_json_peek_string (event->data, "matter"), self->matter) == 0;

  set_text (&self->matter, event->data, "matter");
  set_text (&self->version, event->data, "version");
  set_text (&self->regimes_version, event->data, "regimes");
  set_text (&self->regime, event->data, "regime");
  set_text (&self->department, event->data, "department");
  if (same)
    return;
  json_object_unref (self->answers);
  self->answers = json_object_new ();
  json_object_unref (self->form);
  self->form = json_object_new ();
  g_ptr_array_set_size (self->checks, 0);
  g_hash_table_remove_all (self->taken);
  self->brought_on[0] = '\0';
}

/* A field that is named and has no value was emptied, or erased. */
static void
apply_fields (YcCase *self, const YcEvent *event)
{
  g_autoptr(JsonObject) values = copy_object (event->personal, "values");
  JsonArray *fields = yc_json_get_array (event->data, "fields", NULL);

  for (guint i = 0; fields != NULL && i < json_array_get_length (fields); i++)
    {
      const char *key = json_array_get_string_element (fields, i);
      JsonNode *value = json_object_get_member (values, key);

      if (value != NULL)
        json_object_set_member (self->form, key, json_node_ref (value));
      else
        json_object_remove_member (self->form, key);
    }
}

static void
apply_check (YcCase *self, const YcEvent *event)
{
  const char *material = yc_json_peek_string (event->data, "material");
  const char *day = yc_json_peek_string (event->data, "day");
  YcCheckState state = YC_CHECK_NONE;

  yc_check_state_from_string (yc_json_peek_string (event->data, "state"), &state);
  yc_case_put_check (self, material, state, yc_json_peek_string (event->data, "reason"));
  if (yc_json_peek_int (event->data, "originals") + yc_json_peek_int (event->data, "copies") > 0)
    g_hash_table_add (self->taken, g_strdup (material));
  else
    g_hash_table_remove (self->taken, material);
  /* Days of this form are ordered like their texts. */
  if ((state == YC_CHECK_ORIGINAL || state == YC_CHECK_DATA) && strcmp (day, self->brought_on) > 0)
    g_strlcpy (self->brought_on, day, sizeof self->brought_on);
}

/* What was only seen stays seen; what was kept and is given back is not there any more. */
static void
apply_returned (YcCase *self, const YcEvent *event)
{
  const char *material = yc_json_peek_string (event->data, "material");

  if (g_hash_table_remove (self->taken, material) && ((1u << self->state) & OPEN) != 0)
    yc_case_put_check (self, material, YC_CHECK_NONE, NULL);
}

static void
note_unloaded (YcCase *self, JsonObject *data)
{
  int year = (int) yc_json_peek_int (data, "unloaded");

  if (year != 0 && (self->unloaded == 0 || year < self->unloaded))
    self->unloaded = year;
}

static void
apply_received (YcCase *self, const YcEvent *event)
{
  self->state = YC_CASE_RECEIVED;
  set_day (self->received_on, event->data, "day");
  set_day (self->notice_due, event->data, "notice_due");
  self->notice_unloaded = (int) yc_json_peek_int (event->data, "unloaded");
  note_unloaded (self, event->data);
}

static void
take_missing (GPtrArray *told, JsonObject *data)
{
  JsonArray *missing = yc_json_get_array (data, "missing", NULL);

  for (guint i = 0; missing != NULL && i < json_array_get_length (missing); i++)
    {
      JsonObject *item = json_array_get_object_element (missing, i);

      yc_case_materials_put (told, yc_json_peek_string (item, "material"), yc_json_peek_string (item, "reason"));
    }
}

static void
take_later (GPtrArray *later, JsonObject *data)
{
  JsonArray *ids = yc_json_get_array (data, "later", NULL);

  g_ptr_array_set_size (later, 0);
  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    yc_case_materials_put (later, json_array_get_string_element (ids, i), NULL);
}

static void
apply_decided (YcCase *self, const YcEvent *event)
{
  JsonNode *not_told_once = json_object_get_member (event->data, "not_told_once");

  self->state = yc_case_state_from_string (yc_json_peek_string (event->data, "outcome"));
  set_day (self->decided_on, event->data, "day");
  set_day (self->accepted_on, event->data, "effective");
  set_day (self->decision_due, event->data, "due");
  set_day (self->later_due, event->data, "later_due");
  set_day (self->supplement_due, event->data, "supplement_due");
  set_text (&self->ground, event->data, "ground");
  set_text (&self->right_office, event->personal, "right_office");
  note_unloaded (self, event->data);
  take_missing (self->told, event->data);
  take_later (self->later, event->data);
  if (self->state != YC_CASE_SUPPLEMENT)
    return;
  self->notices++;
  self->brought_on[0] = '\0';
  if (not_told_once != NULL && json_node_get_boolean (not_told_once))
    self->not_told_once++;
}

static void
take (YcCase *self, const YcEvent *event)
{
  switch ((int) event->type)
    {
    case YC_EVENT_CASE_OPENED:
      self->state = YC_CASE_DRAFT;
      set_text (&self->ticket, event->data, "ticket");
      break;
    case YC_EVENT_CASE_APPLICANT_IDENTIFIED:
      apply_identified (self, event);
      break;
    case YC_EVENT_CASE_MATTER_CHOSEN:
      apply_matter (self, event);
      break;
    case YC_EVENT_CASE_SITUATION_ANSWERED:
      json_object_unref (self->answers);
      self->answers = copy_object (event->personal, "answers");
      break;
    case YC_EVENT_CASE_FIELD_SET:
      apply_fields (self, event);
      break;
    case YC_EVENT_CASE_MATERIAL_CHECKED:
      apply_check (self, event);
      break;
    case YC_EVENT_CASE_MATERIAL_RETURNED:
      apply_returned (self, event);
      break;
    case YC_EVENT_CASE_RECEIVED:
      apply_received (self, event);
      break;
    case YC_EVENT_CASE_DECIDED:
      apply_decided (self, event);
      break;
    case YC_EVENT_CASE_NUMBERED:
      set_text (&self->number, event->data, "number");
      self->provisional = json_object_get_boolean_member (event->data, "provisional");
      break;
    default:
      /* Documents and holders change nothing that is decided by. */
      break;
    }
}

const char *
yc_case_apply (YcCase *self, const YcEvent *event, const YcCaseFold *fold)
{
  g_return_val_if_fail (self != NULL && event != NULL && fold != NULL, REASON_STATE);

  if (fold->by_node != (yc_event_type_get_author (event->type) == YC_AUTHOR_NODE))
    return REASON_AUTHOR;
  if ((allowed_states (event->type) & (1u << self->state)) == 0)
    return REASON_STATE;
  if (!fold->by_node && !fold->by_holder)
    return REASON_HOLDER;

  take (self, event);
  self->last_pos = MAX (self->last_pos, fold->pos);
  return NULL;
}
