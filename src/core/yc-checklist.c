/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-checklist"

#include "config.h"

#include "core/yc-checklist.h"

#include <string.h>

#include "core/yc-checklist-private.h"
#include "core/yc-json.h"
#include "core/yc-logic.h"
#include "core/yc-regime.h"

struct _YcChecklist
{
  gatomicrefcount refs;
  YcReference *reference; /* owned reference */
  YcReference *owner;     /* owned reference: of materials, fees and fields */
  GArray *items;   /* owned: YcChecklistItem, of which because and reason are owned */
  GArray *fees;    /* owned: YcFeeItem */
  GArray *fields;  /* owned: YcFieldItem */
  guint open_questions;
  guint missing;
  guint deferrable;
  guint undecided;
  guint later;
  guint missing_fields;
  gint64 fee_sum;
};

/* Names, in the order of YcCheckState. */
static const char *const check_states[] = { "none", "original", "data", "later" };

const char *
yc_check_state_to_string (YcCheckState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (check_states), "none");

  return check_states[state];
}

gboolean
yc_check_state_from_string (const char *name, YcCheckState *state)
{
  g_return_val_if_fail (state != NULL, FALSE);

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (check_states); i++)
    {
      if (strcmp (check_states[i], name) == 0)
        {
          *state = (YcCheckState) i;
          return TRUE;
        }
    }
  return FALSE;
}

/* Materials */

/* The last check of a material, or the last record of a source, borrowed, or NULL: what each begins with is that name. */
static gconstpointer
find_last (const GPtrArray *list, const char *name)
{
  for (guint i = list != NULL ? list->len : 0; i > 0; i--)
    {
      gconstpointer entry = g_ptr_array_index (list, i - 1);

      if (g_strcmp0 (*(const char *const *) entry, name) == 0)
        return entry;
    }
  return NULL;
}
G_STATIC_ASSERT (G_STRUCT_OFFSET (YcCheck, material) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (YcRecord, source) == 0);

static gboolean
may_be_later (const YcChecklistInput *input, const YcMaterial *material)
{
  const YcRegime *regime = input->regime;

  if (regime == NULL && input->matter->regime != NULL)
    regime = yc_reference_get_regime (input->owner != NULL ? input->owner : input->reference, input->matter->regime);
  return input->matter->accepts_deferral && regime != NULL && regime->deferral_allowed && material->deferrable && !material->principal;
}

/* What the material's source may be asked, and what it said. */
static void
look_at_source (YcChecklistItem *item, const YcChecklistInput *input)
{
  const YcMaterial *material = item->material;
  const YcSource *source = NULL;
  const YcRecord *record;

  if (material->source != NULL)
    source = yc_reference_get_source (input->reference, material->source);
  if (source == NULL)
    return;
  item->may_ask = yc_source_find_purpose (source, input->matter->id) != NULL;
  record = find_last (input->records, source->id);
  item->asked = record != NULL;
  if (record != NULL)
    item->proof = yc_source_judge (source, material, record->fields, input->today);
}

/* What the clerk found comes first; what nobody looked at yet is met by a record that is a proof. */
static YcMet
judge_met (const YcChecklistItem *item, YcCheckState state)
{
  gboolean proven = item->asked && item->proof == YC_PROOF_MET;

  switch (state)
    {
    case YC_CHECK_ORIGINAL:
      return YC_MET_HANDED_IN;
    case YC_CHECK_DATA:
      return item->may_ask && (!item->asked || proven) ? YC_MET_BY_DATA : YC_MET_NOT;
    case YC_CHECK_LATER:
      /* What data have met meanwhile is owed no more. */
      if (proven && item->may_ask)
        return YC_MET_BY_DATA;
      return item->may_be_later ? YC_MET_LATER : YC_MET_NOT;
    case YC_CHECK_NONE:
      break;
    }
  return item->reason == NULL && proven && item->may_ask ? YC_MET_BY_DATA : YC_MET_NOT;
}

static void
add_item (YcChecklist *self, YcConditions *conditions, const YcChecklistInput *input, const YcMaterial *material)
{
  YcChecklistItem item = { .material = material };
  const YcCheck *check = find_last (input->checks, material->id);
  YcCheckState state = check != NULL ? check->state : YC_CHECK_NONE;

  item.need = yc_conditions_work_out (conditions, material->condition, &item.unreadable);
  if (item.need == YC_NEED_NEEDED && material->necessity == YC_NECESSITY_OPTIONAL)
    item.need = YC_NEED_OPTIONAL;
  item.because = material->condition != NULL ? yc_logic_list_vars (material->condition, NULL) : g_new0 (char *, 1);
  item.may_be_later = may_be_later (input, material);
  if (check != NULL && state == YC_CHECK_NONE)
    item.reason = g_strdup (check->reason);
  look_at_source (&item, input);
  item.met = judge_met (&item, state);
  item.missing = item.need == YC_NEED_NEEDED && item.met == YC_MET_NOT;

  self->missing += item.missing ? 1 : 0;
  self->deferrable += item.missing && item.may_be_later ? 1 : 0;
  self->undecided += item.need == YC_NEED_UNDECIDED ? 1 : 0;
  /* A promise of what is not due any more promises nothing. */
  self->later += item.need == YC_NEED_NEEDED && item.met == YC_MET_LATER ? 1 : 0;
  g_array_append_val (self->items, item);
}

static void
clear_item (gpointer data)
{
  YcChecklistItem *item = data;

  g_strfreev (item->because);
  g_free ((char *) item->reason);
}

/* Fees and fields */

static void
add_fee (YcChecklist *self, YcConditions *conditions, const YcFee *fee)
{
  YcFeeItem item = { .fee = fee, .need = yc_conditions_work_out (conditions, fee->condition, NULL) };

  self->fee_sum += item.need == YC_NEED_NEEDED ? fee->amount : 0;
  g_array_append_val (self->fees, item);
}

/* Whether nothing of a text can be seen. */
static gboolean
is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar character = g_utf8_get_char (text);

      if (!g_unichar_isspace (character) && !g_unichar_iscntrl (character) && g_unichar_type (character) != G_UNICODE_FORMAT)
        return FALSE;
    }
  return TRUE;
}

/* Nothing, blanks, or a list or object of only that. No and 0 are values. */
static gboolean
is_empty (JsonNode *value, guint depth)
{
  JsonObjectIter iter;
  JsonNode *member;

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return TRUE;
  if (JSON_NODE_HOLDS_VALUE (value))
    return json_node_get_value_type (value) == G_TYPE_STRING && is_blank (json_node_get_string (value));
  if (depth == 0)
    return FALSE;
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *array = json_node_get_array (value);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          if (!is_empty (json_array_get_element (array, i), depth - 1))
            return FALSE;
        }
      return TRUE;
    }
  json_object_iter_init (&iter, json_node_get_object (value));
  while (json_object_iter_next (&iter, NULL, &member))
    {
      if (!is_empty (member, depth - 1))
        return FALSE;
    }
  return TRUE;
}

static void
add_field (YcChecklist *self, YcConditions *conditions, JsonObject *form, const YcField *field)
{
  YcFieldItem item = { .field = field, .need = yc_conditions_work_out (conditions, field->condition, NULL) };

  if (item.need == YC_NEED_NEEDED && !field->required)
    item.need = YC_NEED_OPTIONAL;
  item.empty = form == NULL || is_empty (json_object_get_member (form, field->key), YC_JSON_DEPTH);
  item.missing = item.need == YC_NEED_NEEDED && item.empty;
  self->missing_fields += item.missing ? 1 : 0;
  g_array_append_val (self->fields, item);
}

/* The list */

YcChecklist *
yc_checklist_new (const YcChecklistInput *input)
{
  g_auto(YcConditions) conditions = { 0 };
  YcChecklist *self;

  g_return_val_if_fail (input != NULL, NULL);
  g_return_val_if_fail (input->reference != NULL, NULL);
  g_return_val_if_fail (input->matter != NULL, NULL);
  g_return_val_if_fail (input->today != NULL, NULL);

  self = g_new0 (YcChecklist, 1);
  g_atomic_ref_count_init (&self->refs);
  self->reference = yc_reference_ref (input->reference);
  self->owner = yc_reference_ref (input->owner != NULL ? input->owner : input->reference);
  self->items = g_array_new (FALSE, FALSE, sizeof (YcChecklistItem));
  g_array_set_clear_func (self->items, clear_item);
  self->fees = g_array_new (FALSE, FALSE, sizeof (YcFeeItem));
  self->fields = g_array_new (FALSE, FALSE, sizeof (YcFieldItem));
  yc_conditions_init (&conditions, input->matter, input->answers, input->form);
  self->open_questions = conditions.open->len;
  for (guint i = 0; i < input->matter->materials->len; i++)
    add_item (self, &conditions, input, g_ptr_array_index (input->matter->materials, i));
  for (guint i = 0; i < input->matter->fees->len; i++)
    add_fee (self, &conditions, g_ptr_array_index (input->matter->fees, i));
  for (guint i = 0; i < input->matter->fields->len; i++)
    add_field (self, &conditions, input->form, g_ptr_array_index (input->matter->fields, i));
  return self;
}

YcChecklist *
yc_checklist_ref (YcChecklist *checklist)
{
  g_return_val_if_fail (checklist != NULL, NULL);

  g_atomic_ref_count_inc (&checklist->refs);
  return checklist;
}

void
yc_checklist_unref (YcChecklist *checklist)
{
  g_return_if_fail (checklist != NULL);

  if (!g_atomic_ref_count_dec (&checklist->refs))
    return;
  g_array_unref (checklist->items);
  g_array_unref (checklist->fees);
  g_array_unref (checklist->fields);
  yc_reference_unref (checklist->reference);
  yc_reference_unref (checklist->owner);
  g_free (checklist);
}

const YcChecklistItem *
yc_checklist_get_item (YcChecklist *checklist, guint n)
{
  g_return_val_if_fail (checklist != NULL, NULL);

  return n < checklist->items->len ? &g_array_index (checklist->items, YcChecklistItem, n) : NULL;
}

const YcFeeItem *
yc_checklist_get_fee (YcChecklist *checklist, guint n)
{
  g_return_val_if_fail (checklist != NULL, NULL);

  return n < checklist->fees->len ? &g_array_index (checklist->fees, YcFeeItem, n) : NULL;
}

const YcFieldItem *
yc_checklist_get_field (YcChecklist *checklist, guint n)
{
  g_return_val_if_fail (checklist != NULL, NULL);

  return n < checklist->fields->len ? &g_array_index (checklist->fields, YcFieldItem, n) : NULL;
}

const YcChecklistItem *
yc_checklist_find (YcChecklist *checklist, const char *material)
{
  g_return_val_if_fail (checklist != NULL, NULL);
  g_return_val_if_fail (material != NULL, NULL);

  for (guint i = 0; i < checklist->items->len; i++)
    {
      const YcChecklistItem *item = &g_array_index (checklist->items, YcChecklistItem, i);

      if (strcmp (item->material->id, material) == 0)
        return item;
    }
  return NULL;
}

guint
yc_checklist_count_open_questions (YcChecklist *checklist)
{
  g_return_val_if_fail (checklist != NULL, 0);

  return checklist->open_questions;
}

guint
yc_checklist_count_missing (YcChecklist *checklist)
{
  g_return_val_if_fail (checklist != NULL, 0);

  return checklist->missing;
}

guint
yc_checklist_count_deferrable (YcChecklist *checklist)
{
  g_return_val_if_fail (checklist != NULL, 0);

  return checklist->deferrable;
}

guint
yc_checklist_count_undecided (YcChecklist *checklist)
{
  g_return_val_if_fail (checklist != NULL, 0);

  return checklist->undecided;
}

guint
yc_checklist_count_later (YcChecklist *checklist)
{
  g_return_val_if_fail (checklist != NULL, 0);

  return checklist->later;
}

guint
yc_checklist_count_missing_fields (YcChecklist *checklist)
{
  g_return_val_if_fail (checklist != NULL, 0);

  return checklist->missing_fields;
}

gint64
yc_checklist_get_fee_sum (YcChecklist *checklist)
{
  g_return_val_if_fail (checklist != NULL, 0);

  return checklist->fee_sum;
}
