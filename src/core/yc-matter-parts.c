/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-matter"

#include "config.h"

#include "core/yc-matter-private.h"

#include <math.h>
#include <string.h>

#include "core/yc-event-text.h"
#include "core/yc-json.h"

/* Of one question or field; more could not be chosen from at a window. */
#define OPTIONS_MAX 100
/* How many of one material may be due. */
#define COPIES_MAX  99
/* Yuan; a fee of a window is far below, and its fen still fit a number of JSON. */
#define FEE_MAX     1000000000.0
#define FEN         100
/* A hundredth has no exact binary form: what is nearer than this to a whole number of fen is one. */
#define FEN_ERROR   1e-4

const char *const yc_field_types[] = {
  "text",   "long_text", "address", "choice", "choices", "bool", "number", "money", "date", "date_range", "month", "phone",
  "citizen_id", "uscc", "plate", "vin", NULL,
};

/* What is chosen in a form is written on papers, and so may be any text. */
static gpointer
read_choice (const YcItem *item)
{
  YcOption *option = g_new0 (YcOption, 1);

  option->value = yc_item_text (item, "value");
  option->name = yc_item_name (item);
  return option;
}

static gpointer
read_answer (const YcItem *item)
{
  YcOption *option = read_choice (item);

  if (option->value[0] != '\0' && !yc_text_is_code (option->value))
    yc_item_fault (item, "value", YC_CODE_SENTENCE);
  return option;
}

gpointer
yc_situation_read (const YcItem *item)
{
  static const YcListShape options = { 2, OPTIONS_MAX, "value", read_answer, yc_option_free };
  YcSituation *situation = g_new0 (YcSituation, 1);

  situation->key = yc_item_key (item, "key");
  situation->question = yc_item_names (item, "question");
  situation->options = yc_item_list (item, "options", &options);
  return situation;
}

static void
read_copies (const YcItem *item, YcMaterial *material)
{
  g_autofree char *place = NULL;
  YcItem copies;

  if (!yc_item_enter (item, "copies", &copies, &place))
    return;
  material->originals = (int) yc_item_int (&copies, "original", 0, COPIES_MAX);
  material->copies = (int) yc_item_int (&copies, "copy", 0, COPIES_MAX);
}

/* What a material says about itself must fit together. */
static void
check_material (const YcItem *item, const YcMaterial *material)
{
  gboolean conditional = material->necessity == YC_NECESSITY_CONDITIONAL;

  if (conditional && material->condition == NULL)
    yc_item_fault (item, "condition", "A conditional material needs a condition that is not always true.");
  if (material->necessity == YC_NECESSITY_REQUIRED && material->condition != NULL)
    yc_item_fault (item, "condition", "A required material has no condition; one with a condition is conditional.");
  if (material->principal && material->deferrable)
    yc_item_fault (item, "deferrable", "A principal material is never deferred.");
  if (material->met_when != NULL && material->source == NULL)
    yc_item_fault (item, "met_when", "Needs a shared source whose answer it judges.");
}

gpointer
yc_material_read (const YcItem *item)
{
  static const char *const necessities[] = { "required", "conditional", "optional", NULL };
  static const char *const forms[] = { "paper", "electronic", "paper_or_electronic", NULL };
  static const char *const channels[] = { "applicant", "gov", "third_party", NULL };
  YcMaterial *material = g_new0 (YcMaterial, 1);
  guint before = item->faults->len;

  material->id = yc_item_code (item, "id");
  material->name = yc_item_names (item, "name");
  material->note = yc_item_names_or_none (item, "note");
  material->necessity = (YcNecessity) yc_item_word (item, "necessity", necessities);
  material->form = (YcMaterialForm) yc_item_word (item, "form", forms);
  read_copies (item, material);
  material->condition = yc_item_condition (item, "condition");
  material->channel = (YcChannel) yc_item_word (item, "source_channel", channels);
  material->source = yc_item_code_or_null (item, "shared_source");
  material->met_when = yc_item_own_condition (item, "met_when");
  material->principal = yc_item_bool (item, "principal", FALSE);
  material->deferrable = yc_item_bool (item, "deferrable", FALSE);
  if (item->faults->len == before)
    check_material (item, material);
  return material;
}

/* "shared:<source>.<field>". */
static void
read_shared (const YcItem *item, YcField *field, const char *text)
{
  const char *dot = strchr (text, '.');
  g_autofree char *source = dot != NULL ? g_strndup (text, (gsize) (dot - text)) : NULL;

  if (dot == NULL || !yc_text_is_code (source) || !yc_text_is_code (dot + 1))
    {
      yc_item_fault (item, "source", "Must be \"shared:\", a source, a dot and a field of that source.");
      return;
    }
  field->source = g_steal_pointer (&source);
  field->source_field = g_strdup (dot + 1);
}

static void
read_origin (const YcItem *item, YcField *field)
{
  static const char shared[] = "shared:";
  static const char *const origins[] = { "applicant", "clerk", "case", "id_reader", NULL };
  const char *text = yc_json_peek_string (item->object, "source");

  field->pick = yc_item_code_or_null (item, "pick");
  if (text != NULL && g_str_has_prefix (text, shared))
    {
      field->origin = YC_ORIGIN_SHARED;
      read_shared (item, field, text + strlen (shared));
      return;
    }
  if (text != NULL && text[0] != '\0' && !g_strv_contains (origins, text))
    yc_item_fault (item, "source", "Must be applicant, clerk, case, id_reader or \"shared:<source>.<field>\".");
  else
    field->origin = (YcOrigin) yc_item_word (item, "source", origins);
  if (field->pick != NULL)
    yc_item_fault (item, "pick", "Only a field from a shared source picks a member of it.");
}

static void
read_options (const YcItem *item, YcField *field)
{
  static const YcListShape options = { 1, OPTIONS_MAX, "value", read_choice, yc_option_free };

  if (field->type == YC_FIELD_CHOICE || field->type == YC_FIELD_CHOICES)
    {
      field->options = yc_item_list (item, "options", &options);
      return;
    }
  field->options = g_ptr_array_new_with_free_func (yc_option_free);
  if (yc_item_has (item, "options"))
    yc_item_fault (item, "options", "Only a choice has options.");
}

gpointer
yc_field_read (const YcItem *item)
{
  YcField *field = g_new0 (YcField, 1);

  field->key = yc_item_key (item, "key");
  field->label = yc_item_names (item, "label");
  field->type = (YcFieldType) yc_item_word (item, "type", yc_field_types);
  field->required = yc_item_bool (item, "required", FALSE);
  read_origin (item, field);
  field->condition = yc_item_condition (item, "condition");
  read_options (item, field);
  return field;
}

/* Yuan with at most two decimals, in fen. */
static gint64
read_amount (const YcItem *item)
{
  JsonNode *node = yc_item_has (item, "amount") ? json_object_get_member (item->object, "amount") : NULL;
  double yuan, fen;

  if (node == NULL)
    {
      yc_item_fault (item, "amount", "The member “amount” is missing.");
      return 0;
    }
  if (!JSON_NODE_HOLDS_VALUE (node) ||
      (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    {
      yc_item_fault (item, "amount", "Must be a number of yuan.");
      return 0;
    }
  yuan = json_node_get_double (node);
  if (!(yuan >= 0 && yuan <= FEE_MAX))
    {
      yc_item_fault (item, "amount", "Must lie between 0 and 1,000,000,000 yuan.");
      return 0;
    }
  fen = round (yuan * FEN);
  if (fabs (yuan * FEN - fen) > FEN_ERROR)
    yc_item_fault (item, "amount", "Must not have more than two decimals.");
  return (gint64) fen;
}

gpointer
yc_fee_read (const YcItem *item)
{
  static const char *const units[] = { "CNY", NULL };
  YcFee *fee = g_new0 (YcFee, 1);

  fee->name = yc_item_name (item);
  fee->amount = read_amount (item);
  yc_item_word (item, "unit", units);
  fee->condition = yc_item_condition (item, "condition");
  return fee;
}
