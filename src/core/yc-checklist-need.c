/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-checklist-need"

#include "config.h"

#include "core/yc-checklist-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "core/yc-logic.h"

/*
 * A list is made while somebody waits for it, so what is tried for all conditions together is bounded too, and so is each try: the more
 * there are, the less it may cost, but never less than any condition that somebody writes needs.
 */
#define COMBINATIONS_OF_LIST (16u * YC_COMBINATIONS_MAX)
#define STEPS_MIN 1024u

/* The letters by which conditions know answers and form. */
#define ANSWERS "s"
#define FORM "f"

void
yc_conditions_init (YcConditions *self, const YcMatter *matter, JsonObject *answers, JsonObject *form)
{
  JsonObject *top = json_object_new ();

  *self = (YcConditions) { .answers = json_object_new (), .open = g_ptr_array_new (), .left = COMBINATIONS_OF_LIST };
  for (guint i = 0; i < matter->situations->len; i++)
    {
      YcSituation *situation = g_ptr_array_index (matter->situations, i);
      const char *answer = answers != NULL ? yc_json_peek_string (answers, situation->key) : NULL;

      if (answer != NULL && yc_options_find (situation->options, answer) != NULL)
        json_object_set_string_member (self->answers, situation->key, answer);
      else
        g_ptr_array_add (self->open, situation);
    }
  json_object_set_object_member (top, ANSWERS, json_object_ref (self->answers));
  json_object_set_object_member (top, FORM, form != NULL ? json_object_ref (form) : json_object_new ());
  self->data = json_node_init_object (json_node_alloc (), top);
  json_object_unref (top);
}

void
yc_conditions_clear (YcConditions *self)
{
  g_clear_pointer (&self->data, json_node_unref);
  g_clear_pointer (&self->answers, json_object_unref);
  g_clear_pointer (&self->open, g_ptr_array_unref);
}

/* Whether a name of a condition looks at the answer of that key: at it, into it, or at all answers. */
static gboolean
looks_at (const char *name, const char *key)
{
  gsize length = strlen (key);

  if (name[0] == '\0' || strcmp (name, ANSWERS) == 0)
    return TRUE;
  if (!g_str_has_prefix (name, ANSWERS "."))
    return FALSE;
  name += strlen (ANSWERS ".");
  return strncmp (name, key, length) == 0 && (name[length] == '\0' || name[length] == '.');
}

/* The open questions that a condition looks at (YcSituation, borrowed): all of them when a name is computed. Transfer container. */
static GPtrArray *
find_open (YcConditions *self, JsonNode *condition)
{
  gboolean computed;
  g_auto(GStrv) names = yc_logic_list_vars (condition, &computed);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->open->len; i++)
    {
      YcSituation *situation = g_ptr_array_index (self->open, i);
      gboolean seen = computed;

      for (guint n = 0; !seen && names[n] != NULL; n++)
        seen = looks_at (names[n], situation->key);
      if (seen && situation->options->len > 0)
        g_ptr_array_add (found, situation);
    }
  return found;
}

/* How many combinations of answers they have, or 0 when that are too many. */
static guint
count_combinations (const GPtrArray *open)
{
  guint n = 1;

  for (guint i = 0; i < open->len; i++)
    {
      const YcSituation *situation = g_ptr_array_index (open, i);

      /* Neither factor is above the bound, so nothing overflows. */
      if (situation->options->len > YC_COMBINATIONS_MAX)
        return 0;
      n *= situation->options->len;
      if (n > YC_COMBINATIONS_MAX)
        return 0;
    }
  return n;
}

/* Answers the open questions with the combination of that number, the one before being there: as an odometer turns its wheels. */
static void
answer (YcConditions *self, const GPtrArray *open, guint combination)
{
  gboolean first = combination == 0;

  for (guint i = 0; i < open->len; i++)
    {
      const YcSituation *situation = g_ptr_array_index (open, i);
      guint digit = combination % situation->options->len;
      const YcOption *option = g_ptr_array_index (situation->options, digit);

      json_object_set_string_member (self->answers, situation->key, option->value);
      if (!first && digit > 0)
        return;
      combination /= situation->options->len;
    }
}

static void
forget (YcConditions *self, const GPtrArray *open)
{
  for (guint i = 0; i < open->len; i++)
    {
      const YcSituation *situation = g_ptr_array_index (open, i);

      json_object_remove_member (self->answers, situation->key);
    }
}

/* Tries the combinations until two differ. What cannot be worked out counts as true. */
static YcNeed
try_all (YcConditions *self, JsonNode *condition, const GPtrArray *open, guint n, gboolean *unreadable)
{
  YcLogicLimits limits = YC_LOGIC_LIMITS;
  guint n_true = 0;
  gboolean failed = FALSE;

  limits.max_steps = MAX (limits.max_steps / n, STEPS_MIN);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(JsonNode) value = NULL;

      if (n > 1 && self->left-- == 0)
        {
          self->left = 0;
          return YC_NEED_UNDECIDED;
        }
      answer (self, open, i);
      value = yc_logic_evaluate (condition, self->data, &limits, NULL);
      failed |= value == NULL;
      n_true += value == NULL || yc_logic_is_true (value) ? 1 : 0;
      if (n_true > 0 && n_true <= i)
        return YC_NEED_UNDECIDED;
    }
  *unreadable = failed;
  return n_true > 0 ? YC_NEED_NEEDED : YC_NEED_NOT;
}

YcNeed
yc_conditions_work_out (YcConditions *self, JsonNode *condition, gboolean *unreadable)
{
  g_autoptr(GPtrArray) open = NULL;
  gboolean failed = FALSE;
  YcNeed need = YC_NEED_UNDECIDED;
  guint n;

  if (condition == NULL)
    need = YC_NEED_NEEDED;
  else
    {
      open = find_open (self, condition);
      n = count_combinations (open);
      if (n > 0)
        need = try_all (self, condition, open, n, &failed);
      forget (self, open);
    }
  if (unreadable != NULL)
    *unreadable = failed;
  return need;
}
