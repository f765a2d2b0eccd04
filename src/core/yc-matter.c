/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-matter"

#include "config.h"

#include "core/yc-matter-private.h"

#include <string.h>

void
yc_option_free (gpointer data)
{
  YcOption *option = data;

  g_free (option->value);
  yc_text_clear (&option->name);
  g_free (option);
}

void
yc_situation_free (gpointer data)
{
  YcSituation *situation = data;

  g_free (situation->key);
  yc_text_clear (&situation->question);
  g_ptr_array_unref (situation->options);
  g_free (situation);
}

void
yc_material_free (gpointer data)
{
  YcMaterial *material = data;

  g_free (material->id);
  yc_text_clear (&material->name);
  yc_text_clear (&material->note);
  g_clear_pointer (&material->condition, json_node_unref);
  g_free (material->source);
  g_clear_pointer (&material->met_when, json_node_unref);
  g_free (material);
}

void
yc_field_free (gpointer data)
{
  YcField *field = data;

  g_free (field->key);
  yc_text_clear (&field->label);
  g_free (field->source);
  g_free (field->source_field);
  g_free (field->pick);
  g_clear_pointer (&field->condition, json_node_unref);
  g_ptr_array_unref (field->options);
  g_free (field);
}

void
yc_fee_free (gpointer data)
{
  YcFee *fee = data;

  yc_text_clear (&fee->name);
  g_clear_pointer (&fee->condition, json_node_unref);
  g_free (fee);
}

void
yc_matter_free (gpointer data)
{
  YcMatter *matter = data;

  g_free (matter->id);
  yc_text_clear (&matter->name);
  g_free (matter->department);
  yc_text_clear (&matter->department_name);
  g_free (matter->body);
  g_free (matter->type);
  g_free (matter->regime);
  g_ptr_array_unref (matter->basis);
  g_free (matter->complaint_phone);
  g_free (matter->queue);
  g_free (matter->keywords);
  g_strfreev (matter->codes);
  yc_text_clear (&matter->result);
  g_strfreev (matter->parts);
  g_ptr_array_unref (matter->situations);
  g_ptr_array_unref (matter->materials);
  g_ptr_array_unref (matter->fields);
  g_ptr_array_unref (matter->fees);
  g_free (matter);
}

const YcMatter *
yc_reference_get_matter (YcReference *reference, const char *id)
{
  YcMatter probe = { .id = (char *) id };

  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return yc_reference_find (reference, YC_SET_MATTERS, &probe, yc_item_compare_ids);
}

const YcMatter *
yc_reference_get_nth_matter (YcReference *reference, guint n)
{
  g_return_val_if_fail (reference != NULL, NULL);

  return yc_reference_get_nth (reference, YC_SET_MATTERS, n);
}

const YcSituation *
yc_matter_find_situation (const YcMatter *matter, const char *key)
{
  g_return_val_if_fail (matter != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return yc_items_find_id (matter->situations, key);
}

const YcMaterial *
yc_matter_find_material (const YcMatter *matter, const char *id)
{
  g_return_val_if_fail (matter != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return yc_items_find_id (matter->materials, id);
}

const YcField *
yc_matter_find_field (const YcMatter *matter, const char *key)
{
  g_return_val_if_fail (matter != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return yc_items_find_id (matter->fields, key);
}

const YcOption *
yc_options_find (const GPtrArray *options, const char *value)
{
  g_return_val_if_fail (options != NULL, NULL);
  g_return_val_if_fail (value != NULL, NULL);

  return yc_items_find_id (options, value);
}
