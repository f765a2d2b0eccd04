/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-source"

#include "config.h"

#include "core/yc-source-private.h"

#include <string.h>

void
yc_source_field_free (gpointer data)
{
  YcSourceField *field = data;

  g_free (field->key);
  yc_text_clear (&field->name);
  g_free (field->type);
  g_free (field);
}

void
yc_purpose_free (gpointer data)
{
  YcPurpose *purpose = data;

  g_free (purpose->matter);
  yc_text_clear (&purpose->purpose);
  g_strfreev (purpose->fields);
  yc_text_clear (&purpose->why);
  g_free (purpose);
}

void
yc_source_free (gpointer data)
{
  YcSource *source = data;

  g_free (source->id);
  g_free (source->provider);
  yc_text_clear (&source->name);
  g_free (source->subject_key);
  g_ptr_array_unref (source->fields);
  g_strfreev (source->proof_fields);
  g_clear_pointer (&source->met_when, json_node_unref);
  g_free (source->valid_to_field);
  g_free (source->fresh_field);
  g_ptr_array_unref (source->purposes);
  g_free (source);
}

const YcSourceField *
yc_source_find_field (const YcSource *source, const char *key)
{
  return yc_items_find_id (source->fields, key);
}

const YcSource *
yc_reference_get_source (YcReference *reference, const char *id)
{
  YcSource probe = { .id = (char *) id };

  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return yc_reference_find (reference, YC_SET_SOURCES, &probe, yc_item_compare_ids);
}

const YcSource *
yc_reference_get_nth_source (YcReference *reference, guint n)
{
  g_return_val_if_fail (reference != NULL, NULL);

  return yc_reference_get_nth (reference, YC_SET_SOURCES, n);
}

const YcPurpose *
yc_source_find_purpose (const YcSource *source, const char *matter)
{
  g_return_val_if_fail (source != NULL, NULL);
  g_return_val_if_fail (matter != NULL, NULL);

  return yc_items_find_id (source->purposes, matter);
}
