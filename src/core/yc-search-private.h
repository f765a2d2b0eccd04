/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-pinyin.h"
#include "core/yc-search.h"

G_BEGIN_DECLS

/* Private to yc-search*.c. Texts are kept as numbers of symbols; a symbol is a character with its readings in one order, so that
 * what a term needs to know of a character is worked out once for all its occurrences. */

typedef YcPinyinCharacter YcSearchSymbol;

/* The symbol that stands between words; no term has it. */
#define YC_SEARCH_GAP 0u

typedef struct
{
  guint32 start; /* in YcSearchIndex.symbols */
  guint32 n;
} YcSearchText;

/* The searched side of an entry. codes is "\n" id "\n" code "\n" …, folded. */
typedef struct
{
  YcSearchText zh;
  YcSearchText en;
  YcSearchText keywords;
  const char *codes;
  guint department; /* in YcSearchIndex.departments */
  guint zh_length;  /* characters */
  guint rank;       /* in the order of ids */
} YcSearchRow;

struct _YcSearchIndex
{
  gatomicrefcount refs;
  GStringChunk *strings;
  GPtrArray *lists;      /* owned: what the entries' codes point to */
  YcSearchEntry *entries;
  YcSearchRow *rows;
  guint n;
  guint *by_id;          /* numbers of entries, sorted by id */
  GArray *symbols;       /* of guint32: all texts */
  GArray *alphabet;      /* of YcSearchSymbol, by symbol */
  GArray *departments;   /* of YcSearchText */
};

/* A term of a query, made ready for one index. */
typedef struct
{
  gunichar characters[YC_SEARCH_QUERY_MAX];
  guint n;
  char *code;       /* owned: "\n" and the term, to be looked for in codes */
  guint8 *starts;   /* owned: by symbol, whether a match can begin with it */
  guint8 *known;    /* owned: by department, whether found has been worked out */
  struct _YcSearchMatch *found; /* owned: by department */
} YcSearchTerm;

/* Where a term was found: symbols from start up to, not with, end. Bytes of the folded text for id and code. */
typedef struct _YcSearchMatch
{
  gboolean found;
  gboolean exact;    /* the term is the whole id or code */
  gboolean unlikely; /* needs a reading that is not the likely one */
  YcSearchField field;
  guint code;
  guint start;
  guint end;
} YcSearchMatch;

/** The searched form of a character: lower case, half width, without accents; ' ' for a blank, 0 for what is passed over. */
gunichar yc_search_fold (gunichar character);
/** As yc_search_fold(), by the rules of a field: words of English end at punctuation, a code has no blanks. */
gunichar yc_search_fold_in (YcSearchField field, gunichar character);

/** Makes a term of the folded characters ready; cleared with yc_search_term_clear(). */
void yc_search_term_init (YcSearchTerm *term, YcSearchIndex *index, const gunichar *characters, guint n);
/** Frees what a term owns. */
void yc_search_term_clear (YcSearchTerm *term);
/** The best place of a term in an entry. */
YcSearchMatch yc_search_term_match (YcSearchTerm *term, YcSearchIndex *index, guint entry);
/** The characters of the field's own text at which a match stands. */
YcSearchSpan yc_search_match_locate (const YcSearchMatch *match, const YcSearchEntry *entry);

G_END_DECLS
