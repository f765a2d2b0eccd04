/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reference"

#include "config.h"

#include "core/yc-reference-check-private.h"

#include <string.h>

#include "core/yc-matter.h"
#include "core/yc-regime.h"
#include "core/yc-source-private.h"

/* Where a member of a matter stands; transfer full. */
static char *
place_member (const YcMatter *matter, const char *member)
{
  return g_strdup_printf ("matters: id %s.%s", matter->id, member);
}

static void
check_department (YcCheck *check, const YcMatter *matter, const char *member, const char *id)
{
  if (id != NULL)
    yc_check_link (check, YC_SET_MATTERS, place_member (matter, member), YC_SET_DEPARTMENTS, id,
                   yc_reference_get_department (check->reference, id) != NULL);
}

static void
check_regime (YcCheck *check, const YcMatter *matter)
{
  const YcRegime *regime;

  if (matter->regime == NULL)
    return;
  regime = yc_reference_get_regime (check->reference, matter->regime);
  yc_check_link (check, YC_SET_MATTERS, place_member (matter, "regime"), YC_SET_REGIMES, matter->regime, regime != NULL);
  if (regime != NULL && matter->accepts_deferral && !regime->deferral_allowed)
    yc_check_fault (check, place_member (matter, "accepts_deferral"), "The regime \"%s\" does not allow deferral.", regime->id);
  if (regime != NULL && matter->accepts_commitment && !regime->commitment_allowed)
    yc_check_fault (check, place_member (matter, "accepts_commitment"), "The regime \"%s\" does not allow commitment.", regime->id);
}

static void
check_materials (YcCheck *check, const YcMatter *matter)
{
  for (guint i = 0; i < matter->materials->len; i++)
    {
      const YcMaterial *material = g_ptr_array_index (matter->materials, i);
      g_autofree char *place = g_strdup_printf ("matters: id %s.materials[%u].met_when", matter->id, i);
      const YcSource *source;

      if (material->source == NULL)
        continue;
      source = yc_reference_get_source (check->reference, material->source);
      yc_check_link (check, YC_SET_MATTERS, g_strdup_printf ("matters: id %s.materials[%u].shared_source", matter->id, i), YC_SET_SOURCES,
                     material->source, source != NULL);
      if (source != NULL)
        yc_source_check_condition (source, material->met_when, place, check->faults);
    }
}

/* What is picked is a member of an element of a list, and of a list something has to be picked. */
static void
check_field (YcCheck *check, const YcMatter *matter, const YcField *field, guint i)
{
  const YcSource *source = yc_reference_get_source (check->reference, field->source);
  const YcSourceField *found = source != NULL ? yc_source_find_field (source, field->source_field) : NULL;
  gboolean is_list = found != NULL && strcmp (found->type, YC_SOURCE_LIST) == 0;
  g_autofree char *place = g_strdup_printf ("matters: id %s.form[%u].source", matter->id, i);
  g_autofree char *pick = g_strdup_printf ("matters: id %s.form[%u].pick", matter->id, i);

  if (source != NULL && found == NULL)
    yc_check_fault (check, g_steal_pointer (&place), "The source \"%s\" has no field \"%s\".", source->id, field->source_field);
  else if (found != NULL && field->pick != NULL && !is_list)
    yc_check_fault (check, g_steal_pointer (&pick), "The field \"%s\" of the source \"%s\" is no list to pick from.", found->key,
                    source->id);
  else if (is_list && field->pick == NULL)
    yc_check_fault (check, g_steal_pointer (&pick), "The field \"%s\" of the source \"%s\" is a list: say which member is taken.",
                    found->key, source->id);
  else
    yc_check_link (check, YC_SET_MATTERS, g_steal_pointer (&place), YC_SET_SOURCES, field->source, found != NULL);
}

static void
check_matter (YcCheck *check, const YcMatter *matter)
{
  check_department (check, matter, "department.id", matter->department);
  check_department (check, matter, "body", matter->body);
  check_regime (check, matter);
  if (matter->queue != NULL)
    yc_check_link (check, YC_SET_MATTERS, place_member (matter, "queue.letter"), YC_SET_QUEUES, matter->queue,
                   yc_reference_get_queue (check->reference, matter->queue) != NULL);
  check_materials (check, matter);
  for (guint i = 0; i < matter->fields->len; i++)
    {
      const YcField *field = g_ptr_array_index (matter->fields, i);

      if (field->origin == YC_ORIGIN_SHARED)
        check_field (check, matter, field, i);
    }
  for (guint i = 0; matter->parts[i] != NULL; i++)
    yc_check_link (check, YC_SET_MATTERS, g_strdup_printf ("matters: id %s.one_thing.parts[%u]", matter->id, i), YC_SET_MATTERS,
                   matter->parts[i], yc_reference_get_matter (check->reference, matter->parts[i]) != NULL);
}

void
yc_check_matters (YcCheck *check)
{
  const YcMatter *matter;

  for (guint i = 0; (matter = yc_reference_get_nth_matter (check->reference, i)) != NULL; i++)
    check_matter (check, matter);
}

static void
check_source (YcCheck *check, const YcSource *source)
{
  yc_check_link (check, YC_SET_SOURCES, g_strdup_printf ("sources: id %s.provider", source->id), YC_SET_DEPARTMENTS, source->provider,
                 yc_reference_get_department (check->reference, source->provider) != NULL);
  for (guint i = 0; i < source->purposes->len; i++)
    {
      const YcPurpose *purpose = g_ptr_array_index (source->purposes, i);

      yc_check_link (check, YC_SET_SOURCES, g_strdup_printf ("sources: id %s.purposes[%u].matter", source->id, i), YC_SET_MATTERS,
                     purpose->matter, yc_reference_get_matter (check->reference, purpose->matter) != NULL);
    }
}

void
yc_check_sources (YcCheck *check)
{
  const YcSource *source;

  for (guint i = 0; (source = yc_reference_get_nth_source (check->reference, i)) != NULL; i++)
    check_source (check, source);
}
