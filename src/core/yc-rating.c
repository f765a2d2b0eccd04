/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-rating"

#include "config.h"

#include "core/yc-rating-private.h"

#include <string.h>

#define ORDER_MAX     1000
#define STARS_MAX     10
#define LEVELS_MAX    20
#define FOLLOW_UP_MAX 10

static void
read_level (YcRatingItem *rating, const YcItem *item)
{
  g_autofree char *place = NULL;
  YcItem codes;

  rating->order = (int) yc_item_int (item, "order", 0, ORDER_MAX);
  rating->stars = (int) yc_item_int (item, "stars", 1, STARS_MAX);
  if (yc_item_has (item, "bad"))
    rating->bad = yc_item_bool (item, "bad", FALSE);
  else
    yc_item_fault (item, "bad", "The member “bad” is missing.");
  if (!yc_item_enter (item, "export", &codes, &place))
    return;
  rating->national_code = yc_item_code (&codes, "gbt39046");
  rating->provincial_code = yc_item_code (&codes, "provincial");
}

static void
read_reason (YcRatingItem *rating, const YcItem *item)
{
  rating->dimension = yc_item_code (item, "dimension");
  g_strfreev (rating->levels);
  rating->levels = yc_item_codes (item, "levels", LEVELS_MAX);
}

static YcRatingPolicy *
read_policy (const YcItem *item)
{
  static const char *const rated[] = { "visit", "case", NULL };
  YcRatingPolicy *policy = g_new0 (YcRatingPolicy, 1);

  policy->one_per = (YcRated) yc_item_word (item, "one_per", rated);
  policy->reasons_required_for_bad = yc_item_bool (item, "reasons_required_for_bad", FALSE);
  policy->unrated_counts_as = yc_item_code_or_null (item, "unrated_counts_as");
  policy->unrated_channel = yc_item_code_or_null (item, "unrated_channel");
  policy->follow_up_ratings = (int) yc_item_int_or (item, "follow_up_ratings", 0, FOLLOW_UP_MAX, 0);
  policy->named_call_back = yc_item_bool (item, "named_call_back", FALSE);
  policy->anonymous_by_default = yc_item_bool (item, "anonymous_by_default", TRUE);
  policy->statement = yc_item_names (item, "statement");
  return policy;
}

gpointer
yc_rating_read (const YcItem *item)
{
  static const char *const kinds[] = { "level", "dimension", "reason", "policy", NULL };
  YcRatingItem *rating = g_new0 (YcRatingItem, 1);
  guint before;

  rating->id = yc_item_code (item, "id");
  rating->name = yc_item_name (item);
  rating->levels = g_new0 (char *, 1);
  before = item->faults->len;
  rating->kind = (YcRatingKind) yc_item_word (item, "kind", kinds);
  /* Of an unknown kind nothing else is known. */
  if (item->faults->len > before)
    return rating;
  if (rating->kind == YC_RATING_LEVEL)
    read_level (rating, item);
  else if (rating->kind == YC_RATING_REASON)
    read_reason (rating, item);
  else if (rating->kind == YC_RATING_POLICY)
    rating->policy = read_policy (item);
  return rating;
}

void
yc_rating_free (gpointer data)
{
  YcRatingItem *rating = data;

  g_free (rating->id);
  yc_text_clear (&rating->name);
  g_free (rating->national_code);
  g_free (rating->provincial_code);
  g_free (rating->dimension);
  g_strfreev (rating->levels);
  if (rating->policy != NULL)
    {
      g_free (rating->policy->unrated_counts_as);
      g_free (rating->policy->unrated_channel);
      yc_text_clear (&rating->policy->statement);
      g_free (rating->policy);
    }
  g_free (rating);
}

int
yc_rating_compare (gconstpointer a, gconstpointer b)
{
  const YcRatingItem *first = *(const YcRatingItem *const *) a;
  const YcRatingItem *second = *(const YcRatingItem *const *) b;

  return first->kind != second->kind ? (int) first->kind - (int) second->kind : first->order - second->order;
}

/* A fault unless id is that of an item of the kind. */
static void
check_link (const GPtrArray *items, const char *id, YcRatingKind kind, char *place, GPtrArray *faults)
{
  const YcRatingItem *found = yc_items_find_id (items, id);

  if (found != NULL && found->kind == kind)
    g_free (place);
  else
    yc_faults_add (faults, place, kind == YC_RATING_LEVEL ? "Is no level of this set." : "Is no dimension of this set.");
}

static void
check_reason (const GPtrArray *items, guint i, GPtrArray *faults)
{
  const YcRatingItem *rating = g_ptr_array_index (items, i);

  if (rating->dimension != NULL && rating->dimension[0] != '\0')
    check_link (items, rating->dimension, YC_RATING_DIMENSION, g_strdup_printf ("items[%u].dimension", i), faults);
  for (guint j = 0; rating->levels[j] != NULL; j++)
    check_link (items, rating->levels[j], YC_RATING_LEVEL, g_strdup_printf ("items[%u].levels[%u]", i, j), faults);
}

void
yc_rating_check (const GPtrArray *items, GPtrArray *faults)
{
  guint policies = 0;

  for (guint i = 0; i < items->len; i++)
    {
      const YcRatingItem *rating = g_ptr_array_index (items, i);

      check_reason (items, i, faults);
      if (rating->policy == NULL)
        continue;
      if (policies++ > 0)
        yc_faults_add (faults, g_strdup_printf ("items[%u].kind", i), "There is a policy already; only one holds.");
      if (rating->policy->unrated_counts_as != NULL)
        check_link (items, rating->policy->unrated_counts_as, YC_RATING_LEVEL,
                    g_strdup_printf ("items[%u].unrated_counts_as", i), faults);
    }
}

const YcRatingItem *
yc_reference_get_rating (YcReference *reference, const char *id)
{
  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return yc_items_find_id (reference->items[YC_SET_RATING], id);
}

const YcRatingItem *
yc_reference_get_nth_rating (YcReference *reference, YcRatingKind kind, guint n)
{
  const YcRatingItem *rating;

  g_return_val_if_fail (reference != NULL, NULL);

  for (guint i = 0; (rating = yc_reference_get_nth (reference, YC_SET_RATING, i)) != NULL; i++)
    {
      if (rating->kind == kind && n-- == 0)
        return rating;
    }
  return NULL;
}
