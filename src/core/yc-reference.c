/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reference"

#include "config.h"

#include "core/yc-reference-private.h"

#include <stdlib.h>
#include <string.h>

#include "core/yc-event-text.h"
#include "core/yc-json.h"
#include "core/yc-time.h"

/* Nobody reads more, and a document of nothing else would fill the memory with them. */
#define FAULTS_MAX 1000

static const char *const set_names[YC_N_SETS] = {
  [YC_SET_POLICY] = "policy",           [YC_SET_QUEUES] = "queues",
  [YC_SET_COUNTERS] = "counters",       [YC_SET_STAFF] = "staff",
  [YC_SET_GROUPS] = "groups",           [YC_SET_REASONS] = "reasons",
  [YC_SET_DEPARTMENTS] = "departments", [YC_SET_CALENDAR] = "calendar",
  [YC_SET_DIVISIONS] = "divisions",     [YC_SET_MATTERS] = "matters",
  [YC_SET_REGIMES] = "regimes",         [YC_SET_SOURCES] = "sources",
  [YC_SET_RATING] = "rating",           [YC_SET_TEMPLATES] = "templates",
};

const char *
yc_set_to_string (YcSet set)
{
  g_return_val_if_fail ((guint) set < YC_N_SETS, NULL);

  return set_names[set];
}

gboolean
yc_set_from_string (const char *name, YcSet *set)
{
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (set != NULL, FALSE);

  for (guint i = 0; i < YC_N_SETS; i++)
    {
      if (strcmp (set_names[i], name) == 0)
        {
          *set = (YcSet) i;
          return TRUE;
        }
    }
  return FALSE;
}

void
yc_fault_free (YcFault *fault)
{
  if (fault == NULL)
    return;
  g_free (fault->place);
  g_free (fault->reason);
  g_free (fault);
}

void
yc_faults_add (GPtrArray *faults, char *place, const char *reason)
{
  YcFault *fault = NULL;

  if (faults->len > FAULTS_MAX)
    {
      g_free (place);
      return;
    }
  fault = g_new (YcFault, 1);
  fault->place = place;
  fault->reason = g_strdup (faults->len < FAULTS_MAX ? reason : "There are more faults from here on; mend these first.");
  g_ptr_array_add (faults, fault);
}

YcReference *
yc_reference_new (void)
{
  YcReference *reference = g_new0 (YcReference, 1);

  g_atomic_ref_count_init (&reference->refs);
  return reference;
}

YcReference *
yc_reference_ref (YcReference *reference)
{
  g_return_val_if_fail (reference != NULL, NULL);

  g_atomic_ref_count_inc (&reference->refs);
  return reference;
}

void
yc_reference_unref (YcReference *reference)
{
  g_return_if_fail (reference != NULL);

  if (!g_atomic_ref_count_dec (&reference->refs))
    return;
  for (guint i = 0; i < YC_N_SETS; i++)
    {
      g_free (reference->versions[i]);
      g_clear_pointer (&reference->items[i], g_ptr_array_unref);
    }
  g_free (reference);
}

static YcReference *
reference_copy (YcReference *reference)
{
  YcReference *copy = yc_reference_new();

  for (guint i = 0; reference != NULL && i < YC_N_SETS; i++)
    {
      copy->versions[i] = g_strdup (reference->versions[i]);
      if (reference->items[i] != NULL)
        copy->items[i] = g_ptr_array_ref (reference->items[i]);
    }
  return copy;
}

static const char *
read_head (JsonObject *document, YcSet *set, GPtrArray *faults)
{
  g_autoptr (GError) error = NULL;
  const char *name = yc_json_get_string (document, "set", &error);
  const char *version;
  const char *day;

  if (name == NULL)
    yc_faults_add (faults, g_strdup ("set"), error->message);
  else if (!yc_set_from_string (name, set))
    {
      g_autofree char *reason = g_strdup_printf ("This program does not know the set \"%s\".", name);
      yc_faults_add (faults, g_strdup ("set"), reason);
    }
  g_clear_error (&error);
  version = yc_json_get_string (document, "version", &error);
  if (version == NULL)
    yc_faults_add (faults, g_strdup ("version"), error->message);
  else if (!yc_text_is_code (version))
    yc_faults_add (faults, g_strdup ("version"), YC_CODE_SENTENCE);
  g_clear_error (&error);
  day = yc_json_get_string (document, "effective_from", &error);
  if (day == NULL)
    yc_faults_add (faults, g_strdup ("effective_from"), error->message);
  else if (!yc_day_is_valid (day))
    yc_faults_add (faults, g_strdup ("effective_from"), "Must be a day, YYYY-MM-DD.");
  return version;
}

static YcReference *
replace (YcReference *reference, JsonObject *document, GPtrArray *faults)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;
  YcReference *copy;
  YcSet set = YC_N_SETS;
  const char *version = read_head (document, &set, faults);
  JsonArray *array = yc_json_get_array (document, "items", &error);

  if (array == NULL)
    yc_faults_add (faults, g_strdup ("items"), error->message);
  else if (set == YC_SET_POLICY)
    items = yc_policy_read_items (array, faults);
  else if (set != YC_N_SETS)
    items = yc_reference_read_items (set, array, faults);
  if (faults->len > 0)
    return NULL;

  copy = reference_copy (reference);
  g_free (copy->versions[set]);
  copy->versions[set] = g_strdup (version);
  g_clear_pointer (&copy->items[set], g_ptr_array_unref);
  copy->items[set] = g_steal_pointer (&items);
  return copy;
}

YcReference *
yc_reference_replace (YcReference *reference, JsonObject *document, GPtrArray *faults)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  YcReference *replaced;

  g_return_val_if_fail (document != NULL, NULL);

  replaced = replace (reference, document, found);
  if (faults != NULL)
    {
      g_ptr_array_set_free_func (found, NULL);
      g_ptr_array_extend_and_steal (faults, g_steal_pointer (&found));
    }
  return replaced;
}

const char *
yc_reference_get_version (YcReference *reference, YcSet set)
{
  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail ((guint) set < YC_N_SETS, NULL);

  return reference->versions[set];
}

gconstpointer
yc_reference_get_nth (YcReference *reference, YcSet set, guint n)
{
  GPtrArray *items = reference->items[set];

  return items != NULL && n < items->len ? g_ptr_array_index (items, n) : NULL;
}

gconstpointer
yc_reference_find (YcReference *reference, YcSet set, gconstpointer probe, GCompareFunc compare)
{
  GPtrArray *items = reference->items[set];
  gpointer *found = NULL;

  if (items != NULL && items->len > 0)
    found = bsearch (&probe, items->pdata, items->len, sizeof (gpointer), compare);
  return found != NULL ? *found : NULL;
}

const char *
yc_item_id (gconstpointer data, char buffer[])
{
  return *(const char *const *) data;
}

int
yc_item_compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (yc_item_id (*(gconstpointer const *) a, NULL), yc_item_id (*(gconstpointer const *) b, NULL));
}

gconstpointer
yc_items_find_id (const GPtrArray *items, const char *id)
{
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      gconstpointer item = g_ptr_array_index (items, i);

      if (strcmp (yc_item_id (item, NULL), id) == 0)
        return item;
    }
  return NULL;
}

void
yc_text_clear (YcText *text)
{
  g_clear_pointer (&text->zh, g_free);
  g_clear_pointer (&text->en, g_free);
}

const YcQueue *
yc_reference_get_queue (YcReference *reference, const char *letter)
{
  const YcQueue *queue;

  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (letter != NULL, NULL);

  for (guint i = 0; (queue = yc_reference_get_nth (reference, YC_SET_QUEUES, i)) != NULL; i++)
    {
      if (strcmp (queue->letter, letter) == 0)
        return queue;
    }
  return NULL;
}

const YcQueue *
yc_reference_get_nth_queue (YcReference *reference, guint n)
{
  g_return_val_if_fail (reference != NULL, NULL);

  return yc_reference_get_nth (reference, YC_SET_QUEUES, n);
}

const YcCounterInfo *
yc_reference_get_counter (YcReference *reference, int number)
{
  const YcCounterInfo *counter;

  g_return_val_if_fail (reference != NULL, NULL);

  for (guint i = 0; (counter = yc_reference_get_nth (reference, YC_SET_COUNTERS, i)) != NULL; i++)
    {
      if (counter->number == number)
        return counter;
    }
  return NULL;
}

const YcCounterInfo *
yc_reference_get_nth_counter (YcReference *reference, guint n)
{
  g_return_val_if_fail (reference != NULL, NULL);

  return yc_reference_get_nth (reference, YC_SET_COUNTERS, n);
}

const YcGroup *
yc_reference_get_group (YcReference *reference, const char *id)
{
  const YcGroup *group;

  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; (group = yc_reference_get_nth (reference, YC_SET_GROUPS, i)) != NULL; i++)
    {
      if (strcmp (group->id, id) == 0)
        return group;
    }
  return NULL;
}

const YcGroup *
yc_reference_get_nth_group (YcReference *reference, guint n)
{
  g_return_val_if_fail (reference != NULL, NULL);

  return yc_reference_get_nth (reference, YC_SET_GROUPS, n);
}

const YcReason *
yc_reference_get_reason (YcReference *reference, const char *id)
{
  const YcReason *reason;

  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; (reason = yc_reference_get_nth (reference, YC_SET_REASONS, i)) != NULL; i++)
    {
      if (strcmp (reason->id, id) == 0)
        return reason;
    }
  return NULL;
}

const YcReason *
yc_reference_get_nth_reason (YcReference *reference, const char *kind, guint n)
{
  const YcReason *reason;

  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (kind != NULL, NULL);

  for (guint i = 0; (reason = yc_reference_get_nth (reference, YC_SET_REASONS, i)) != NULL; i++)
    {
      if (strcmp (reason->kind, kind) == 0 && n-- == 0)
        return reason;
    }
  return NULL;
}
