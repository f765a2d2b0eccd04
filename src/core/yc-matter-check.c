/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-matter"

#include "config.h"

#include "core/yc-matter-private.h"

#include <string.h>

/*
 * How many ways there may be to answer all questions of a matter: a checklist tries the answers that are not given yet, at every key.
 */
#define ANSWERS_MAX 10000

#define SITUATION "s."
#define FIELD     "f."

static gboolean
knows (const char *name, gconstpointer data)
{
  const YcMatter *matter = data;

  if (g_str_has_prefix (name, SITUATION))
    return yc_matter_find_situation (matter, name + strlen (SITUATION)) != NULL;
  return g_str_has_prefix (name, FIELD) && yc_matter_find_field (matter, name + strlen (FIELD)) != NULL;
}

/* A question has one of its options, and so has a field of one choice. */
static const GPtrArray *
get_options (const char *name, gconstpointer data)
{
  const YcMatter *matter = data;
  const YcSituation *situation = NULL;
  const YcField *field = NULL;

  if (g_str_has_prefix (name, SITUATION))
    situation = yc_matter_find_situation (matter, name + strlen (SITUATION));
  else if (g_str_has_prefix (name, FIELD))
    field = yc_matter_find_field (matter, name + strlen (FIELD));
  if (situation != NULL)
    return situation->options;
  return field != NULL && field->type == YC_FIELD_CHOICE ? field->options : NULL;
}

static void
check_condition (const YcMatter *matter, const YcItem *item, JsonNode *condition, const char *list, guint i)
{
  const YcNames names = { knows, get_options, matter, "s.<question> and f.<field> of this matter" };
  g_autofree char *place = g_strdup_printf ("%s.%s[%u].condition", item->place, list, i);

  yc_condition_check (condition, &names, place, item->faults);
}

static void
check_conditions (const YcMatter *matter, const YcItem *item)
{
  for (guint i = 0; i < matter->materials->len; i++)
    check_condition (matter, item, ((const YcMaterial *) g_ptr_array_index (matter->materials, i))->condition, "materials", i);
  for (guint i = 0; i < matter->fields->len; i++)
    check_condition (matter, item, ((const YcField *) g_ptr_array_index (matter->fields, i))->condition, "form", i);
  for (guint i = 0; i < matter->fees->len; i++)
    check_condition (matter, item, ((const YcFee *) g_ptr_array_index (matter->fees, i))->condition, "fee.items", i);
}

static void
check_answers (const YcMatter *matter, const YcItem *item)
{
  guint64 answers = 1;

  for (guint i = 0; i < matter->situations->len && answers <= ANSWERS_MAX; i++)
    {
      const YcSituation *situation = g_ptr_array_index (matter->situations, i);

      answers *= MAX (situation->options->len, 1);
    }
  if (answers > ANSWERS_MAX)
    yc_item_fault (item, "situations", "Must not have more than 10,000 ways to answer all questions together.");
}

static void
check_deferral (const YcMatter *matter, const YcItem *item)
{
  /* What may not be deferred at all needs no days; what could not be read is told already. */
  if (matter->accepts_deferral && matter->promised_days >= 0 && matter->deferral_days > matter->promised_days)
    yc_item_fault (item, "deferral_days", "Must not be more than the days promised for the whole matter.");
  for (guint i = 0; i < matter->materials->len; i++)
    {
      const YcMaterial *material = g_ptr_array_index (matter->materials, i);
      g_autofree char *member = g_strdup_printf ("materials[%u].deferrable", i);

      if (material->deferrable && !matter->accepts_deferral)
        yc_item_fault (item, member, "The matter does not accept deferral.");
    }
}

void
yc_matter_check (const YcMatter *matter, const YcItem *item)
{
  check_conditions (matter, item);
  check_answers (matter, item);
  check_deferral (matter, item);
}
