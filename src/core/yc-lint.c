/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-lint"

#include "config.h"

#include "core/yc-lint.h"

#include <string.h>

#include "core/yc-logic.h"
#include "core/yc-reference-private.h"

/* The days of a case have no part in what is needed. */
#define ANY_DAY "2000-01-01"

static void
add_vars (GHashTable *vars, JsonNode *condition)
{
  g_auto(GStrv) names = condition != NULL ? yc_logic_list_vars (condition, NULL) : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_hash_table_add (vars, g_strdup (names[i]));
}

/* The names that the conditions of a matter look at. */
static GHashTable *
list_vars (const YcMatter *matter)
{
  GHashTable *vars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < matter->materials->len; i++)
    add_vars (vars, ((const YcMaterial *) g_ptr_array_index (matter->materials, i))->condition);
  for (guint i = 0; i < matter->fees->len; i++)
    add_vars (vars, ((const YcFee *) g_ptr_array_index (matter->fees, i))->condition);
  for (guint i = 0; i < matter->fields->len; i++)
    add_vars (vars, ((const YcField *) g_ptr_array_index (matter->fields, i))->condition);
  return vars;
}

static gboolean
is_looked_at (GHashTable *vars, const YcField *field)
{
  g_autofree char *name = g_strconcat ("f.", field->key, NULL);

  return g_hash_table_contains (vars, name);
}

/* A question is decided by always, so that one without effect is seen. */
static void
find_axes (YcLintTable *self)
{
  g_autoptr(GHashTable) vars = list_vars (self->matter);

  for (guint i = 0; i < self->matter->situations->len; i++)
    {
      const YcSituation *situation = g_ptr_array_index (self->matter->situations, i);
      YcLintAxis axis = { situation, NULL, situation->options->len };

      g_array_append_val (self->axes, axis);
    }
  for (guint i = 0; i < self->matter->fields->len; i++)
    {
      const YcField *field = g_ptr_array_index (self->matter->fields, i);
      YcLintAxis axis = { NULL, field, field->options->len + 1 };

      if (field->options->len > 0 && is_looked_at (vars, field))
        g_array_append_val (self->axes, axis);
    }
}

static guint
count_rows (const YcLintTable *self)
{
  guint64 rows = 1;

  for (guint i = 0; i < self->axes->len; i++)
    {
      rows *= g_array_index (self->axes, YcLintAxis, i).n_values;
      if (rows > YC_LINT_COMBINATIONS_MAX)
        return 0;
    }
  return (guint) rows;
}

/* Which of its values a row has of an axis: the first axis changes slowest. */
static guint
get_value (const YcLintTable *self, guint row, guint axis)
{
  for (guint i = self->axes->len - 1; i > axis; i--)
    row /= g_array_index (self->axes, YcLintAxis, i).n_values;
  return row % g_array_index (self->axes, YcLintAxis, axis).n_values;
}

const YcOption *
yc_lint_table_get_option (const YcLintTable *table, guint row, guint axis)
{
  const YcLintAxis *found;
  guint value;

  g_return_val_if_fail (table != NULL && axis < table->axes->len && row < table->n_rows, NULL);

  found = &g_array_index (table->axes, YcLintAxis, axis);
  value = get_value (table, row, axis);
  if (found->situation != NULL)
    return g_ptr_array_index (found->situation->options, value);
  return value > 0 ? g_ptr_array_index (found->field->options, value - 1) : NULL;
}

/* A choice of several is tried with one of each. */
static void
set_field (JsonObject *form, const YcField *field, const char *value)
{
  JsonArray *chosen;

  if (field->type != YC_FIELD_CHOICES)
    {
      json_object_set_string_member (form, field->key, value);
      return;
    }
  chosen = json_array_new ();
  json_array_add_string_element (chosen, value);
  json_object_set_array_member (form, field->key, chosen);
}

static void
work_out (YcLintTable *self, YcReference *reference, guint row)
{
  g_autoptr(JsonObject) answers = json_object_new ();
  g_autoptr(JsonObject) form = json_object_new ();
  YcChecklistInput input = { .reference = reference, .matter = self->matter, .answers = answers, .form = form, .today = ANY_DAY };
  guint8 *needs = self->needs + (gsize) row * self->n_needs;
  g_autoptr(YcChecklist) checklist = NULL;
  guint n = 0;

  for (guint i = 0; i < self->axes->len; i++)
    {
      const YcLintAxis *axis = &g_array_index (self->axes, YcLintAxis, i);
      const YcOption *option = yc_lint_table_get_option (self, row, i);

      if (axis->situation != NULL)
        json_object_set_string_member (answers, axis->situation->key, option->value);
      else if (option != NULL)
        set_field (form, axis->field, option->value);
    }
  checklist = yc_checklist_new (&input);
  for (guint i = 0; i < self->matter->materials->len; i++)
    {
      const YcChecklistItem *item = yc_checklist_get_item (checklist, i);

      needs[n++] = (guint8) item->need;
      self->unreadable[i] = self->unreadable[i] || item->unreadable;
    }
  for (guint i = 0; i < self->matter->fees->len; i++)
    needs[n++] = (guint8) yc_checklist_get_fee (checklist, i)->need;
  for (guint i = 0; i < self->matter->fields->len; i++)
    needs[n++] = (guint8) yc_checklist_get_field (checklist, i)->need;
}

YcLintTable *
yc_lint_table_new (YcReference *reference, const YcMatter *matter)
{
  YcLintTable *self;

  g_return_val_if_fail (reference != NULL && matter != NULL, NULL);

  self = g_new0 (YcLintTable, 1);
  self->reference = reference;
  self->matter = matter;
  self->unreadable = g_new0 (gboolean, matter->materials->len + 1);
  self->axes = g_array_new (FALSE, FALSE, sizeof (YcLintAxis));
  self->n_needs = matter->materials->len + matter->fees->len + matter->fields->len;
  find_axes (self);
  self->n_rows = count_rows (self);
  self->too_many = self->n_rows == 0;
  self->needs = g_new0 (guint8, MAX (1, (gsize) self->n_rows * self->n_needs));
  for (guint row = 0; row < self->n_rows; row++)
    work_out (self, reference, row);
  return self;
}

void
yc_lint_table_free (YcLintTable *table)
{
  if (table == NULL)
    return;
  g_array_unref (table->axes);
  g_free (table->needs);
  g_free (table->unreadable);
  g_free (table);
}

YcNeed
yc_lint_table_get_need (const YcLintTable *table, guint row, guint material)
{
  g_return_val_if_fail (table != NULL && row < table->n_rows && material < table->matter->materials->len, YC_NEED_UNDECIDED);

  return (YcNeed) table->needs[(gsize) row * table->n_needs + material];
}

/* Findings */

/* Whether the n-th of all needs is there in some combination. */
static gboolean
is_reached (const YcLintTable *self, guint n)
{
  for (guint row = 0; row < self->n_rows; row++)
    {
      if (self->needs[(gsize) row * self->n_needs + n] != YC_NEED_NOT)
        return TRUE;
    }
  return FALSE;
}

/* A field without options can hold anything: what depends on it cannot be called out of reach. */
static gboolean
depends_on_text (const YcLintTable *self, JsonNode *condition)
{
  g_auto(GStrv) names = condition != NULL ? yc_logic_list_vars (condition, NULL) : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      const YcField *field = g_str_has_prefix (names[i], "f.") ? yc_matter_find_field (self->matter, names[i] + strlen ("f.")) : NULL;

      if (field != NULL && field->options->len == 0)
        return TRUE;
    }
  return FALSE;
}

static void
find_unreached (const YcLintTable *self, GPtrArray *findings)
{
  const YcMatter *matter = self->matter;
  guint first_field = matter->materials->len + matter->fees->len;

  for (guint i = 0; i < matter->materials->len; i++)
    {
      const YcMaterial *material = g_ptr_array_index (matter->materials, i);

      if (!is_reached (self, i) && !depends_on_text (self, material->condition))
        yc_faults_add (findings, g_strdup_printf ("materials[%u] (%s).condition", i, material->id), "No situation needs this material.");
    }
  for (guint i = 0; i < matter->fields->len; i++)
    {
      const YcField *field = g_ptr_array_index (matter->fields, i);

      if (!is_reached (self, first_field + i) && !depends_on_text (self, field->condition))
        yc_faults_add (findings, g_strdup_printf ("form[%u] (%s).condition", i, field->key), "No situation shows this field.");
    }
}

/* Whether two combinations have the same of the first n needs. */
static gboolean
is_alike (const YcLintTable *self, guint a, guint b, guint n)
{
  return memcmp (self->needs + (gsize) a * self->n_needs, self->needs + (gsize) b * self->n_needs, n) == 0;
}

/* How far apart two rows are that differ by one value of an axis. */
static guint
get_stride (const YcLintTable *self, guint axis)
{
  guint stride = 1;

  for (guint i = axis + 1; i < self->axes->len; i++)
    stride *= g_array_index (self->axes, YcLintAxis, i).n_values;
  return stride;
}

static gboolean
has_effect (const YcLintTable *self, guint axis, guint n)
{
  guint stride = get_stride (self, axis);

  for (guint row = 0; row < self->n_rows; row++)
    {
      if (get_value (self, row, axis) > 0 && !is_alike (self, row, row - stride, n))
        return TRUE;
    }
  return FALSE;
}

gboolean
yc_lint_table_moves_materials (const YcLintTable *table, guint axis)
{
  g_return_val_if_fail (table != NULL && axis < table->axes->len, FALSE);

  return has_effect (table, axis, table->matter->materials->len);
}

/* Something may look at an answer together with a text that nobody can try out. */
static gboolean
is_beside_text (const YcLintTable *self)
{
  gboolean beside = FALSE;

  for (guint i = 0; i < self->matter->materials->len && !beside; i++)
    beside = depends_on_text (self, ((const YcMaterial *) g_ptr_array_index (self->matter->materials, i))->condition);
  return beside;
}

static void
find_idle_questions (const YcLintTable *self, GPtrArray *findings)
{
  for (guint i = 0; i < self->matter->situations->len; i++)
    {
      const YcSituation *situation = g_ptr_array_index (self->matter->situations, i);

      if (!has_effect (self, i, self->n_needs) && !is_beside_text (self))
        yc_faults_add (findings, g_strdup_printf ("situations[%u] (%s)", i, situation->key),
                       "No answer to this question changes anything: it need not be asked.");
    }
}

/* "who: self, place: other" */
static char *
describe (const YcLintTable *self, guint row)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->axes->len; i++)
    {
      const YcLintAxis *axis = &g_array_index (self->axes, YcLintAxis, i);
      const YcOption *option = yc_lint_table_get_option (self, row, i);

      g_string_append_printf (text, "%s%s: %s", text->len > 0 ? ", " : "", axis->situation != NULL ? axis->situation->key : axis->field->key,
                              option != NULL ? option->value : "(empty)");
    }
  return g_string_free (text, FALSE);
}

static gboolean
needs_something (const YcLintTable *self, guint row)
{
  for (guint i = 0; i < self->matter->materials->len; i++)
    {
      if (yc_lint_table_get_need (self, row, i) == YC_NEED_NEEDED)
        return TRUE;
    }
  return FALSE;
}

static void
find_empty (const YcLintTable *self, GPtrArray *findings)
{
  for (guint row = 0; row < self->n_rows; row++)
    {
      g_autofree char *answers = NULL;
      g_autofree char *reason = NULL;

      if (needs_something (self, row))
        continue;
      answers = describe (self, row);
      reason = g_strdup_printf ("Nothing has to be handed in with the answers %s.", answers[0] != '\0' ? answers : "(there is no question)");
      yc_faults_add (findings, g_strdup ("materials"), reason);
    }
}

/* Everybody is asked for the paper then, and nobody sees why. */
static void
find_useless (const YcLintTable *self, GPtrArray *findings)
{
  for (guint i = 0; i < self->matter->materials->len; i++)
    {
      const YcMaterial *material = g_ptr_array_index (self->matter->materials, i);
      const YcSource *source = material->source != NULL ? yc_reference_get_source (self->reference, material->source) : NULL;

      if (self->unreadable[i])
        yc_faults_add (findings, g_strdup_printf ("materials[%u] (%s).condition", i, material->id),
                       "Cannot be worked out with some answers, and the material is then asked for.");
      if (source != NULL && yc_source_find_purpose (source, self->matter->id) == NULL)
        yc_faults_add (findings, g_strdup_printf ("materials[%u] (%s).shared_source", i, material->id),
                       "This source may not be asked for this matter, so everybody has to bring the paper.");
    }
}

static void
find_deferral (const YcLintTable *self, GPtrArray *findings)
{
  const YcMatter *matter = self->matter;
  gboolean any = FALSE;

  if (!matter->accepts_deferral)
    return;
  for (guint i = 0; i < matter->materials->len; i++)
    {
      const YcMaterial *material = g_ptr_array_index (matter->materials, i);

      any = any || (material->deferrable && !material->principal && is_reached (self, i));
    }
  if (!any)
    yc_faults_add (findings, g_strdup ("accepts_deferral"), "Deferral is accepted, but no material may come later.");
  if (matter->instant)
    yc_faults_add (findings, g_strdup ("accepts_deferral"),
                   "An instant matter is granted at once, before a deferred material comes: it cannot accept deferral.");
}

void
yc_lint_matter (const YcLintTable *table, GPtrArray *findings)
{
  g_return_if_fail (table != NULL && findings != NULL);

  if (table->matter->materials->len == 0)
    return;
  if (table->too_many)
    {
      yc_faults_add (findings, g_strdup ("situations"), "There are too many combinations of answers to work them all out.");
      return;
    }
  find_unreached (table, findings);
  find_idle_questions (table, findings);
  find_empty (table, findings);
  find_deferral (table, findings);
  find_useless (table, findings);
}
