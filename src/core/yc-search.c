/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-search"

#include "config.h"

#include "core/yc-search.h"

#include <string.h>

#include "core/yc-core-error.h"
#include "core/yc-search-private.h"

/* What the order of two places is made of: field, then likely or not, then symbols from the beginning. */
#define PLACE_UNLIKELY 1024u
#define PLACE_FIELD    2048u
G_STATIC_ASSERT (YC_SEARCH_FIELD_MAX < PLACE_UNLIKELY);

/* What an entry is ranked by. */
typedef struct
{
  guint entry;
  gboolean exact;
  gboolean queue;
  guint own;
  guint hall;
  int weight;
  guint place;
  guint length;
  guint rank;
} Found;

typedef struct
{
  YcSearchIndex *index;
  YcSearchTerm terms[YC_SEARCH_QUERY_MAX / 2];
  guint n_terms;
  const char *queue;
  guint *own;  /* owned: by entry; NULL = nothing is known */
  guint *hall; /* owned: likewise */
} Query;

static void
query_clear (Query *query)
{
  for (guint i = 0; i < query->n_terms; i++)
    yc_search_term_clear (&query->terms[i]);
  g_free (query->own);
  g_free (query->hall);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Query, query_clear)

/* Negative when a comes before b. */
static int
compare (const Found *a, const Found *b)
{
  if (a->exact != b->exact)
    return a->exact ? -1 : 1;
  if (a->queue != b->queue)
    return a->queue ? -1 : 1;
  if (a->own != b->own)
    return a->own > b->own ? -1 : 1;
  if (a->hall != b->hall)
    return a->hall > b->hall ? -1 : 1;
  if (a->weight != b->weight)
    return a->weight > b->weight ? -1 : 1;
  if (a->place != b->place)
    return a->place < b->place ? -1 : 1;
  if (a->length != b->length)
    return a->length < b->length ? -1 : 1;
  return a->rank < b->rank ? -1 : 1;
}

/* The first place in by_id whose id is not less than id. */
static guint
find_id (const YcSearchIndex *index, const char *id)
{
  guint low = 0, high = index->n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (strcmp (index->entries[index->by_id[middle]].id, id) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Counts by entry, so that no table of ids is asked for each entry found. */
static guint *
spread_counts (const YcSearchIndex *index, GHashTable *counts)
{
  GHashTableIter iter;
  gpointer id, count;
  guint *spread;

  if (counts == NULL || g_hash_table_size (counts) == 0)
    return NULL;
  spread = g_new0 (guint, index->n);
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &id, &count))
    {
      for (guint i = find_id (index, id); i < index->n && strcmp (index->entries[index->by_id[i]].id, id) == 0; i++)
        spread[index->by_id[i]] = GPOINTER_TO_UINT (count);
    }
  return spread;
}

static void
add_terms (Query *query, const char *text)
{
  gunichar term[YC_SEARCH_QUERY_MAX];
  guint n = 0;

  for (const char *at = text;; at = g_utf8_next_char (at))
    {
      gunichar character = *at != '\0' ? yc_search_fold (g_utf8_get_char (at)) : ' ';

      if (character != ' ' && character != 0)
        term[n++] = character;
      if (character == ' ' && n > 0)
        {
          yc_search_term_init (&query->terms[query->n_terms++], query->index, term, n);
          n = 0;
        }
      if (*at == '\0')
        break;
    }
}

/* Whether an entry has all terms, and what it is ranked by. */
static gboolean
find (Query *query, guint entry, Found *found)
{
  const YcSearchEntry *what = &query->index->entries[entry];

  *found = (Found) { .entry = entry };
  for (guint i = 0; i < query->n_terms; i++)
    {
      YcSearchMatch match = yc_search_term_match (&query->terms[i], query->index, entry);

      if (!match.found)
        return FALSE;
      found->exact |= match.exact;
      found->place += match.field * PLACE_FIELD + (match.unlikely ? PLACE_UNLIKELY : 0) + match.start;
    }
  found->queue = query->queue != NULL && what->queue != NULL && strcmp (query->queue, what->queue) == 0;
  found->own = query->own != NULL ? query->own[entry] : 0;
  found->hall = query->hall != NULL ? query->hall[entry] : 0;
  found->weight = what->weight;
  found->length = query->index->rows[entry].zh_length;
  found->rank = query->index->rows[entry].rank;
  return TRUE;
}

/* Puts found at its place among the best n, of which there may be max; how many there are then. */
static guint
keep_best (Found *best, guint n, guint max, const Found *found)
{
  guint at = n;

  if (n == max)
    {
      if (compare (found, &best[n - 1]) > 0)
        return n;
      at = n - 1;
    }
  for (; at > 0 && compare (found, &best[at - 1]) < 0; at--)
    best[at] = best[at - 1];
  best[at] = *found;
  return MIN (n + 1, max);
}

static YcSearchHit
show (Query *query, guint entry)
{
  YcSearchHit hit = { .entry = entry, .n_spans = MIN (query->n_terms, YC_SEARCH_SPANS_MAX) };

  for (guint i = 0; i < hit.n_spans; i++)
    {
      YcSearchMatch match = yc_search_term_match (&query->terms[i], query->index, entry);

      hit.spans[i] = yc_search_match_locate (&match, &query->index->entries[entry]);
    }
  return hit;
}

GArray *
yc_search_index_query (YcSearchIndex          *index,
                       const char             *text,
                       const YcSearchContext  *context,
                       guint                   max,
                       GError                **error)
{
  g_auto(Query) query = { .index = index };
  Found best[YC_SEARCH_RESULTS_MAX], found;
  guint n = 0;
  GArray *hits;

  g_return_val_if_fail (index != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  max = MIN (max, YC_SEARCH_RESULTS_MAX);
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "The text to look for is not valid UTF-8.");
      return NULL;
    }
  if (g_utf8_strlen (text, -1) > YC_SEARCH_QUERY_MAX)
    {
      g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TOO_LARGE, "The text to look for has more than %d characters.", YC_SEARCH_QUERY_MAX);
      return NULL;
    }
  add_terms (&query, text);
  if (context != NULL)
    {
      query.queue = context->queue;
      query.own = spread_counts (index, context->own);
      query.hall = spread_counts (index, context->hall);
    }
  for (guint i = 0; i < index->n && max > 0; i++)
    {
      if (find (&query, i, &found))
        n = keep_best (best, n, max, &found);
    }
  hits = g_array_sized_new (FALSE, TRUE, sizeof (YcSearchHit), n);
  for (guint i = 0; i < n; i++)
    {
      YcSearchHit hit = show (&query, best[i].entry);

      g_array_append_val (hits, hit);
    }
  return hits;
}
