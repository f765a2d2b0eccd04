/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-search"

#include "config.h"

#include "core/yc-search-private.h"

#include <string.h>

/* From here on a part of a code is looked for anywhere in it: shorter ones would find nearly every code. */
#define CODE_PART_MIN 3

gunichar
yc_search_fold (gunichar character)
{
  gunichar base, mark;

  if (character >= 0xff01 && character <= 0xff5e)
    character -= 0xfee0;
  while (g_unichar_decompose (character, &base, &mark) && (mark == 0 || (mark >= 0x300 && mark <= 0x36f)))
    {
      if (mark == 0x308 && (base == 'u' || base == 'U'))
        return 'v';
      character = base;
    }
  if (g_unichar_isspace (character))
    return ' ';
  return g_unichar_isalnum (character) ? g_unichar_tolower (character) : 0;
}

gunichar
yc_search_fold_in (YcSearchField field,
                   gunichar      character)
{
  gunichar folded = yc_search_fold (character);

  if (field == YC_SEARCH_EN && folded == 0 && character != '\'' && character != 0x2019)
    return ' ';
  if ((field == YC_SEARCH_CODE || field == YC_SEARCH_ID) && folded == ' ')
    return 0;
  return folded;
}

/* How many characters of the reading the term has from at on. lüe and nüe are also written lue and nue. */
static guint
spelt (const YcSearchTerm *term, guint at, const char *reading)
{
  guint n = 0;

  while (at + n < term->n && reading[n] != '\0'
         && (term->characters[at + n] == (gunichar) reading[n]
             || (reading[n] == 'v' && reading[n + 1] == 'e' && term->characters[at + n] == 'u')))
    n++;
  return n;
}

/*
 * Where in the term one can be after the symbol, being at at before it: a bit for each place. *end becomes TRUE when the term can
 * end here. n_readings limits how many readings are tried.
 */
static guint64
step (const YcSearchTerm *term, guint at, const YcSearchSymbol *symbol, guint n_readings, gboolean *end)
{
  guint64 places = 0;

  if (symbol->character == term->characters[at])
    {
      *end |= at + 1 == term->n;
      places |= G_GUINT64_CONSTANT (2) << at;
    }
  for (guint i = 0; i < MIN (symbol->n_readings, n_readings); i++)
    {
      const char *reading = symbol->readings[i];
      guint n = spelt (term, at, reading);

      if (n == 0)
        continue;
      *end |= at + n == term->n;
      places |= G_GUINT64_CONSTANT (2) << at;
      if (n > 1 && reading[1] == 'h')
        places |= G_GUINT64_CONSTANT (4) << at;
      if (reading[n] == '\0' && at + n < 64)
        places |= G_GUINT64_CONSTANT (1) << (at + n);
    }
  return places;
}

/* Where a match that begins with the symbol start of the text ends; 0 when there is none. */
static guint
match_at (const YcSearchTerm *term, const YcSearchIndex *index, const YcSearchText *text, guint start, guint n_readings)
{
  const guint32 *symbols = &g_array_index (index->symbols, guint32, text->start);
  guint64 places = 1;

  for (guint i = start; i < text->n && places != 0; i++)
    {
      const YcSearchSymbol *symbol = &g_array_index (index->alphabet, YcSearchSymbol, symbols[i]);
      guint64 next = 0;
      gboolean end = FALSE;

      for (; places != 0; places &= places - 1)
        {
          guint at = (guint) __builtin_ctzll (places);

          if (at < term->n)
            next |= step (term, at, symbol, n_readings, &end);
        }
      if (end)
        return i + 1;
      places = next;
    }
  return 0;
}

static gboolean
match_with (const YcSearchTerm *term, const YcSearchIndex *index, const YcSearchText *text, guint n_readings, YcSearchMatch *match)
{
  const guint32 *symbols = &g_array_index (index->symbols, guint32, text->start);

  for (guint i = 0; i < text->n; i++)
    {
      if (!term->starts[symbols[i]] || (match->field == YC_SEARCH_EN && i > 0 && symbols[i - 1] != YC_SEARCH_GAP))
        continue;
      match->end = match_at (term, index, text, i, n_readings);
      if (match->end == 0)
        continue;
      match->start = i;
      match->found = TRUE;
      return TRUE;
    }
  return FALSE;
}

/* The first place by likely readings, or else by any. */
static gboolean
match_text (const YcSearchTerm *term, const YcSearchIndex *index, YcSearchField field, const YcSearchText *text, YcSearchMatch *match)
{
  YcSearchMatch likely = { .field = field };

  *match = likely;
  if (!match_with (term, index, text, YC_PINYIN_READINGS, match))
    return FALSE;
  if (match_with (term, index, text, 1, &likely))
    *match = likely;
  else
    match->unlikely = TRUE;
  return TRUE;
}

/* The first code that is the term, or begins with it, or has it in it. */
static gboolean
match_codes (const YcSearchTerm *term, const char *codes, YcSearchMatch *match)
{
  gsize length = strlen (term->code);
  const char *at = strstr (codes, term->code), *line;

  *match = (YcSearchMatch) { 0 };
  for (const char *other = at; other != NULL && !match->exact; other = strstr (other + 1, term->code))
    {
      match->exact = other[length] == '\n';
      at = match->exact ? other : at;
    }
  if (at != NULL)
    at++;
  else if (term->n >= CODE_PART_MIN)
    at = strstr (codes, term->code + 1);
  if (at == NULL)
    return FALSE;
  line = codes + 1;
  for (const char *end = NULL; (end = strchr (line, '\n')) < at; line = end + 1)
    match->code++;
  match->field = match->code == 0 ? YC_SEARCH_ID : YC_SEARCH_CODE;
  match->code -= match->code > 0;
  match->start = (guint) g_utf8_pointer_to_offset (line, at);
  match->end = match->start + term->n;
  match->found = TRUE;
  return TRUE;
}

/* A department has many matters: what a term is to it is found once. */
static YcSearchMatch
match_department (YcSearchTerm *term, const YcSearchIndex *index, guint department)
{
  if (!term->known[department])
    {
      term->known[department] = TRUE;
      match_text (term, index, YC_SEARCH_DEPARTMENT, &g_array_index (index->departments, YcSearchText, department),
                  &term->found[department]);
    }
  return term->found[department];
}

YcSearchMatch
yc_search_term_match (YcSearchTerm  *term,
                      YcSearchIndex *index,
                      guint          entry)
{
  const YcSearchRow *row = &index->rows[entry];
  YcSearchMatch code, match;

  match_codes (term, row->codes, &code);
  if (code.exact)
    return code;
  if (match_text (term, index, YC_SEARCH_ZH, &row->zh, &match)
      || match_text (term, index, YC_SEARCH_KEYWORDS, &row->keywords, &match)
      || match_text (term, index, YC_SEARCH_EN, &row->en, &match))
    return match;
  return code.found ? code : match_department (term, index, row->department);
}

void
yc_search_term_init (YcSearchTerm   *term,
                     YcSearchIndex  *index,
                     const gunichar *characters,
                     guint           n)
{
  g_autoptr(GString) code = g_string_new ("\n");

  g_return_if_fail (n > 0 && n <= YC_SEARCH_QUERY_MAX);

  memcpy (term->characters, characters, n * sizeof (gunichar));
  term->n = n;
  for (guint i = 0; i < n; i++)
    g_string_append_unichar (code, characters[i]);
  term->code = g_string_free (g_steal_pointer (&code), FALSE);
  term->known = g_new0 (guint8, index->departments->len);
  term->found = g_new0 (YcSearchMatch, index->departments->len);
  term->starts = g_new0 (guint8, index->alphabet->len);
  for (guint i = 0; i < index->alphabet->len; i++)
    {
      gboolean end = FALSE;

      term->starts[i] = step (term, 0, &g_array_index (index->alphabet, YcSearchSymbol, i), YC_PINYIN_READINGS, &end) != 0;
    }
}

void
yc_search_term_clear (YcSearchTerm *term)
{
  g_free (term->code);
  g_free (term->starts);
  g_free (term->known);
  g_free (term->found);
}

static const char *
get_text (const YcSearchMatch *match, const YcSearchEntry *entry)
{
  switch (match->field)
    {
    case YC_SEARCH_KEYWORDS:
      return entry->keywords;
    case YC_SEARCH_EN:
      return entry->en;
    case YC_SEARCH_ID:
      return entry->id;
    case YC_SEARCH_CODE:
      return entry->codes[match->code];
    case YC_SEARCH_DEPARTMENT:
      return entry->department;
    case YC_SEARCH_ZH:
    default:
      return entry->zh;
    }
}

YcSearchSpan
yc_search_match_locate (const YcSearchMatch *match,
                        const YcSearchEntry *entry)
{
  YcSearchSpan span = { match->field, match->code, 0, 0 };
  guint symbol = 0, offset = 0;

  for (const char *at = get_text (match, entry); *at != '\0' && symbol < match->end; at = g_utf8_next_char (at), offset++)
    {
      if (yc_search_fold_in (match->field, g_utf8_get_char (at)) == 0)
        continue;
      if (symbol == match->start)
        span.offset = offset;
      symbol++;
      span.length = offset + 1 - span.offset;
    }
  return span;
}
