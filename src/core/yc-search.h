/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Search of matters as one types. A YcSearchIndex holds copies of all entries and is immutable: reference counted (atomic), any
 * thread may ask. A query is one pass over the entries.
 *
 * Blanks separate terms, and an entry is found when every term is found in one of its fields:
 *  - names, keywords and department: the term written in characters, or spelt. Every character may be spelt by any of its readings
 *    in full, or by its initial (z or zh), the last one also by the beginning of a reading, mixed with characters at will: 银行 by
 *    "yinhang", "yinh", "yh", "yx", "银hang";
 *  - English name: the beginning of a word;
 *  - id and codes: the beginning, and from three characters on any part.
 * Capitals, full width, accents (ü is v) and whatever is no letter or digit (brackets, hyphens) make no difference.
 *
 * Found entries are ranked by, in this order: a term is the whole id or code; the queue of the ticket; how often this clerk
 * took it; how often this hall took it; weight; where the terms stand (name, keywords, English, codes, department; a likely reading before
 * another; earlier in the text); the shorter name; id.
 */
typedef struct _YcSearchIndex YcSearchIndex;

/** Characters of a query at most. */
#define YC_SEARCH_QUERY_MAX 64
/** Results of a query at most. */
#define YC_SEARCH_RESULTS_MAX 100
/** Places shown of one result at most; further terms are matched but not shown. */
#define YC_SEARCH_SPANS_MAX 8
/** Characters of a field that are searched; what comes after them is not. */
#define YC_SEARCH_FIELD_MAX 1000

/** What is searched. id and zh are needed, anything else may be NULL. keywords are separated by blanks; a greater weight comes first. */
typedef struct
{
  const char *id;
  const char *zh;
  const char *en;
  const char *const *codes;
  const char *department;
  const char *keywords;
  const char *queue;
  int weight;
} YcSearchEntry;

/** Fields, the better place first. */
typedef enum
{
  YC_SEARCH_ZH,
  YC_SEARCH_KEYWORDS,
  YC_SEARCH_EN,
  YC_SEARCH_ID,
  YC_SEARCH_CODE,
  YC_SEARCH_DEPARTMENT,
} YcSearchField;

/** Where a term was found: characters (not bytes) of the field's own text. code is the number of the code in codes. */
typedef struct
{
  YcSearchField field;
  guint code;
  guint offset;
  guint length;
} YcSearchSpan;

/** A found entry: its number, and a span for each term. */
typedef struct
{
  guint entry;
  guint n_spans;
  YcSearchSpan spans[YC_SEARCH_SPANS_MAX];
} YcSearchHit;

/** What is known of the asking clerk; all members may be NULL and are borrowed. The tables map ids to counts (GUINT_TO_POINTER). */
typedef struct
{
  const char *queue; /* letter of the ticket's queue */
  GHashTable *own;   /* how often this clerk took each matter */
  GHashTable *hall;  /* how often all clerks together did */
} YcSearchContext;

/**
 * An index of n entries; transfer full. NULL with YC_CORE_ERROR_VALUE naming the entry when one has no id or name, or is not
 * valid UTF-8. Ids should differ.
 */
YcSearchIndex *yc_search_index_new (const YcSearchEntry *entries, guint n, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Takes another reference. */
YcSearchIndex *yc_search_index_ref (YcSearchIndex *index);
/** Drops a reference. */
void yc_search_index_unref (YcSearchIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSearchIndex, yc_search_index_unref)

/** How many entries there are. */
guint yc_search_index_get_n_entries (YcSearchIndex *index);
/** The n-th entry, in the order in which they were given; borrowed from the index, NULL past the end. */
const YcSearchEntry *yc_search_index_get_entry (YcSearchIndex *index, guint n);

/**
 * The best max (≤ YC_SEARCH_RESULTS_MAX) entries for text, ranked: an array of YcSearchHit, transfer full. A text without any letter
 * or digit finds every entry, so that a clerk sees the usual ones first. context may be NULL. NULL with YC_CORE_ERROR_VALUE when text is
 * not valid UTF-8, YC_CORE_ERROR_TOO_LARGE when it is longer than YC_SEARCH_QUERY_MAX.
 */
GArray *yc_search_index_query (YcSearchIndex          *index,
                               const char             *text,
                               const YcSearchContext  *context,
                               guint                   max,
                               GError                **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
