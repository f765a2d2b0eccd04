/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-case"

#include "config.h"

#include "core/yc-case-private.h"

#include <string.h>

static void
case_material_free (gpointer data)
{
  YcCaseMaterial *material = data;

  g_free (material->material);
  g_free (material->reason);
  g_free (material);
}

static void
check_free (gpointer data)
{
  YcCheck *check = data;

  g_free (check->material);
  g_free (check->reason);
  g_free (check);
}

YcCase *
yc_case_new (const char *id)
{
  YcCase *self;

  g_return_val_if_fail (id != NULL, NULL);

  self = g_new0 (YcCase, 1);
  self->id = g_strdup (id);
  self->ticket = g_strdup ("");
  self->matter = g_strdup ("");
  self->version = g_strdup ("");
  self->regimes_version = g_strdup ("");
  self->regime = g_strdup ("");
  self->department = g_strdup ("");
  self->number = g_strdup ("");
  self->ground = g_strdup ("");
  self->right_office = g_strdup ("");
  self->answers = json_object_new ();
  self->form = json_object_new ();
  self->checks = g_ptr_array_new_with_free_func (check_free);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->told = g_ptr_array_new_with_free_func (case_material_free);
  self->later = g_ptr_array_new_with_free_func (case_material_free);
  return self;
}

void
yc_case_free (YcCase *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->ticket);
  g_clear_pointer (&self->applicant, json_object_unref);
  g_free (self->matter);
  g_free (self->version);
  g_free (self->regimes_version);
  g_free (self->regime);
  g_free (self->department);
  json_object_unref (self->answers);
  json_object_unref (self->form);
  g_ptr_array_unref (self->checks);
  g_hash_table_unref (self->taken);
  g_free (self->number);
  g_ptr_array_unref (self->told);
  g_ptr_array_unref (self->later);
  g_free (self->ground);
  g_free (self->right_office);
  g_free (self);
}

YcCaseMaterial *
yc_case_materials_find (const GPtrArray *materials, const char *id)
{
  for (guint i = 0; i < materials->len; i++)
    {
      YcCaseMaterial *material = g_ptr_array_index (materials, i);

      if (strcmp (material->material, id) == 0)
        return material;
    }
  return NULL;
}

void
yc_case_materials_put (GPtrArray *materials, const char *id, const char *reason)
{
  YcCaseMaterial *material = yc_case_materials_find (materials, id);

  if (material == NULL)
    {
      material = g_new0 (YcCaseMaterial, 1);
      material->material = g_strdup (id);
      g_ptr_array_add (materials, material);
    }
  g_free (material->reason);
  material->reason = g_strdup (reason);
}

const YcCheck *
yc_case_find_check (const YcCase *self, const char *material)
{
  for (guint i = 0; i < self->checks->len; i++)
    {
      const YcCheck *check = g_ptr_array_index (self->checks, i);

      if (strcmp (check->material, material) == 0)
        return check;
    }
  return NULL;
}

void
yc_case_put_check (YcCase *self, const char *material, YcCheckState state, const char *reason)
{
  YcCheck *check = (YcCheck *) yc_case_find_check (self, material);

  if (check == NULL)
    {
      check = g_new0 (YcCheck, 1);
      check->material = g_strdup (material);
      g_ptr_array_add (self->checks, check);
    }
  check->state = state;
  g_free (check->reason);
  check->reason = g_strdup (reason);
}

const char *const *
yc_case_get_documents (const YcRegime *regime, YcCaseState outcome)
{
  static const char *const none[] = { NULL };

  g_return_val_if_fail (regime != NULL, none);
  g_return_val_if_fail ((guint) outcome < YC_N_CASE_STATES, none);

  return regime->documents[outcome] != NULL ? (const char *const *) regime->documents[outcome] : none;
}
