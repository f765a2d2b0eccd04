/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "core/yc-pinyin.h"
#include "search-names.h"

/* Searches over real names: against a matcher that tries every way of cutting a term into pieces, and how many matters are found. */

#define N_QUERIES 400u
#define SHOWN     8u

static const char *
data_dir (void)
{
  return g_getenv ("YC_DATA_DIR");
}

/* The searched characters of a text; blanks stay when keep is TRUE. All that these tests have in their texts. */
static GArray *
searched (const char *text, gboolean keep)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (gunichar));

  for (const char *at = text != NULL ? text : ""; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar one = g_utf8_get_char (at);

      if (one >= 0xff01 && one <= 0xff5e)
        one -= 0xfee0;
      if (g_unichar_isalnum (one) || (keep && one == ' '))
        {
          one = g_unichar_tolower (one);
          g_array_append_val (all, one);
        }
    }
  return all;
}

/* Whether the n characters of a term are a way to write one character; last: the term ends with them. */
static gboolean
is_way (gunichar character, const gunichar *piece, guint n, gboolean last)
{
  const char *readings[YC_PINYIN_READINGS];
  guint n_readings = yc_pinyin_readings (character, readings);
  g_autofree char *text = g_ucs4_to_utf8 (piece, (glong) n, NULL, NULL, NULL);

  if (n == 1 && piece[0] == character)
    return TRUE;
  for (guint i = 0; i < n_readings; i++)
    {
      gboolean whole = strcmp (text, readings[i]) == 0, begins = g_str_has_prefix (readings[i], text);

      if (whole || (begins && (last || n == 1 || strcmp (text, "zh") == 0 || strcmp (text, "ch") == 0 || strcmp (text, "sh") == 0)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
spells (const gunichar *term, guint n, const GArray *text, guint at)
{
  if (n == 0)
    return TRUE;
  if (at == text->len)
    return FALSE;
  for (guint piece = 1; piece <= n && piece <= 8; piece++)
    {
      if (is_way (g_array_index (text, gunichar, at), term, piece, piece == n) && spells (term + piece, n - piece, text, at + 1))
        return TRUE;
    }
  return FALSE;
}

static gboolean
in_text (const GArray *term, const char *text)
{
  g_autoptr(GArray) characters = searched (text, TRUE);

  for (guint i = 0; i < characters->len; i++)
    {
      if (spells (&g_array_index (term, gunichar, 0), term->len, characters, i))
        return TRUE;
    }
  return FALSE;
}

static char *
as_text (const GArray *characters)
{
  return g_ucs4_to_utf8 (&g_array_index (characters, gunichar, 0), (glong) characters->len, NULL, NULL, NULL);
}

static gboolean
in_code (const GArray *term, const char *code)
{
  g_autoptr(GArray) characters = searched (code, FALSE);
  g_autofree char *whole = as_text (characters), *part = as_text (term);

  return g_str_has_prefix (whole, part) || (term->len >= 3 && strstr (whole, part) != NULL);
}

static gboolean
in_english (const GArray *term, const char *text)
{
  g_autofree char *part = as_text (term), *lower = g_ascii_strdown (text != NULL ? text : "", -1);
  g_auto(GStrv) words = g_strsplit_set (g_strdelimit (lower, "-,();/.", ' '), " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      /* veterans' and veterans are one to whoever types them */
      g_autoptr(GArray) letters = searched (words[i], FALSE);
      g_autofree char *word = as_text (letters);

      if (g_str_has_prefix (word, part))
        return TRUE;
    }
  return FALSE;
}

static gboolean
matches (const YcSearchEntry *entry, char **terms)
{
  for (guint i = 0; terms[i] != NULL; i++)
    {
      g_autoptr(GArray) term = searched (terms[i], FALSE);

      if (term->len > 0 && !in_text (term, entry->zh) && !in_text (term, entry->keywords) && !in_english (term, entry->en)
          && !in_code (term, entry->id) && !in_text (term, entry->department))
        return FALSE;
    }
  return TRUE;
}

static void
append_written (GRand *rand, GString *query, gunichar character)
{
  const char *readings[YC_PINYIN_READINGS];
  guint n = yc_pinyin_readings (character, readings);
  const char *reading = n > 0 ? readings[g_rand_int_range (rand, 0, (gint32) n)] : NULL;

  if (reading == NULL || g_rand_int_range (rand, 0, 3) == 0)
    g_string_append_unichar (query, character);
  else
    g_string_append_len (query, reading, g_rand_boolean (rand) ? 1 : g_rand_boolean (rand) ? 2 : (gssize) strlen (reading));
}

/* Some characters of a name, a keyword, a department, an English name or an id, written in some way; now and then two terms. */
static char *
random_query (GRand *rand, const YcSearchEntry *entry)
{
  const char *const texts[] = { entry->zh, entry->zh, entry->zh, entry->keywords, entry->department, entry->en, entry->id };
  GString *query = g_string_new (NULL);

  for (int terms = g_rand_int_range (rand, 0, 4) == 0 ? 2 : 1; terms > 0; terms--)
    {
      g_autoptr(GArray) from = searched (texts[g_rand_int_range (rand, 0, G_N_ELEMENTS (texts))], TRUE);
      guint start = from->len > 0 ? (guint) g_rand_int_range (rand, 0, (gint32) from->len) : 0;
      guint n = (guint) g_rand_int_range (rand, 1, 6);

      for (guint i = start; i < from->len && i < start + n; i++)
        append_written (rand, query, g_array_index (from, gunichar, i));
      if (g_rand_int_range (rand, 0, 5) == 0)
        g_string_append_c (query, (char) g_rand_int_range (rand, 'a', 'z' + 1));
      g_string_append (query, terms > 1 ? " " : "");
    }
  if (g_utf8_strlen (query->str, -1) > YC_SEARCH_QUERY_MAX)
    g_string_truncate (query, 0);
  return g_string_free (query, FALSE);
}

/* Compares what is found of n entries, of which there are at most as many as there may be results. Returns how many were. */
static guint
compare (YcSearchIndex *index, const char *query)
{
  g_autoptr(GArray) all = yc_search_index_query (index, query, NULL, YC_SEARCH_RESULTS_MAX, NULL);
  g_autoptr(GArray) few = yc_search_index_query (index, query, NULL, SHOWN, NULL);
  g_auto(GStrv) terms = g_strsplit (query, " ", -1);
  gboolean found[YC_SEARCH_RESULTS_MAX] = { FALSE };

  g_assert_cmpuint (few->len, ==, MIN (all->len, SHOWN));
  for (guint i = 0; i < all->len; i++)
    {
      guint entry = g_array_index (all, YcSearchHit, i).entry;

      g_assert_false (found[entry]);
      found[entry] = TRUE;
      if (i < few->len)
        g_assert_cmpuint (g_array_index (few, YcSearchHit, i).entry, ==, entry);
    }
  for (guint i = 0; i < yc_search_index_get_n_entries (index); i++)
    {
      const YcSearchEntry *entry = yc_search_index_get_entry (index, i);

      if (matches (entry, terms) != found[i])
        g_error ("“%s” %s %s “%s”", query, found[i] ? "finds" : "does not find", entry->id, entry->zh);
    }
  return all->len;
}

static void
test_brute (void)
{
  g_autoptr(SearchNames) names = search_names_new (data_dir ());
  g_autoptr(GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  guint found = 0, none = 0;

  for (guint i = 0; i < N_QUERIES;)
    {
      /* Neighbours are of one department and of like names. */
      guint first = (guint) g_rand_int_range (rand, 0, (gint32) (names->entries->len - YC_SEARCH_RESULTS_MAX));
      const YcSearchEntry *entries = &g_array_index (names->entries, YcSearchEntry, first);
      g_autoptr(YcSearchIndex) index = yc_search_index_new (entries, YC_SEARCH_RESULTS_MAX, NULL);

      for (guint n = 0; n < 20; n++, i++)
        {
          g_autofree char *query = random_query (rand, &entries[g_rand_int_range (rand, 0, YC_SEARCH_RESULTS_MAX)]);
          guint some = compare (index, query);

          found += some;
          none += some == 0;
        }
    }
  g_test_message ("%u queries agree with the slow matcher: %u entries found, %u queries without any", N_QUERIES, found, none);
  g_assert_cmpuint (found, >, N_QUERIES);
}

/* Whether the text shows the name among the first eight. */
static gboolean
shows (YcSearchIndex *index, const char *text, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) hits = yc_search_index_query (index, text, NULL, SHOWN, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < hits->len; i++)
    {
      if (strcmp (yc_search_index_get_entry (index, g_array_index (hits, YcSearchHit, i).entry)->zh, name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* By four consecutive characters, or their initials; the first four alone when only is TRUE. */
static gboolean
shown_by_four (YcSearchIndex *index, const char *name, gboolean initials, gboolean only)
{
  g_autoptr(GArray) characters = searched (name, FALSE);
  g_autofree char *text = as_text (characters);
  g_autofree char *letters = yc_pinyin_initials (text, NULL);
  const char *typed = initials ? letters : text;
  guint n = characters->len > 4 ? characters->len - 3 : 1;

  for (guint i = 0; i < (only ? 1 : n); i++)
    {
      g_autofree char *four = g_utf8_substring (typed, i, MIN (i + 4, characters->len));

      if (shows (index, four, name))
        return TRUE;
    }
  return FALSE;
}

static void
test_shown (void)
{
  g_autoptr(SearchNames) names = search_names_new (data_dir ());
  g_autoptr(YcSearchIndex) index = NULL;
  g_autoptr(GHashTable) distinct = g_hash_table_new (g_str_hash, g_str_equal);
  guint any = 0, by_initials = 0, first = 0, first_initials = 0, n;

  g_assert_cmpuint (names->entries->len, ==, 60 + 1135);
  index = yc_search_index_new (&g_array_index (names->entries, YcSearchEntry, 0), names->entries->len, NULL);
  for (guint i = 0; i < names->entries->len; i++)
    {
      const char *name = g_array_index (names->entries, YcSearchEntry, i).zh;
      gboolean initials, early, early_initials;

      if (!g_hash_table_add (distinct, (gpointer) name))
        continue;
      initials = shown_by_four (index, name, TRUE, FALSE);
      early_initials = shown_by_four (index, name, TRUE, TRUE);
      early = early_initials || shown_by_four (index, name, FALSE, TRUE);
      by_initials += initials;
      first_initials += early_initials;
      first += early;
      if (initials || shown_by_four (index, name, FALSE, FALSE))
        any++;
      else
        g_test_message ("not shown by any four: %s", name);
    }
  n = g_hash_table_size (distinct);
  g_test_message ("of %u names shown by four in a row: %.1f %% (initials %.1f %%); by the first four: %.1f %% (initials %.1f %%)",
                  n, 100.0 * any / n, 100.0 * by_initials / n, 100.0 * first / n, 100.0 * first_initials / n);
  g_assert_cmpuint (n, >, 1150);
  g_assert_cmpuint (100 * any, >=, 97 * n);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search-names/agrees-with-slow", test_brute);
  g_test_add_func ("/search-names/shown-by-four", test_shown);
  return g_test_run ();
}
