/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-search"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

#include "core/yc-pinyin.h"
#include "search-names.h"

/*
 * bench-search DATA: search of matters on every key, over the 1,195 real names and over 4,000 and 200,000 made of their halves. Each
 * query is typed key by key, and each key is one measure. Beside it, over the same names and keys, the trigram index of SQLite's FTS5 over
 * name, pinyin and initials; it finds nothing before the third character, so only keys from there on are measured. The figures named cpu
 * count the time of this thread alone, without what other programs took meanwhile.
 */

#define SHOWN 8

typedef struct
{
  GPtrArray *names; /* owned */
  GPtrArray *ids;   /* owned */
  GArray *entries;  /* of YcSearchEntry */
  guint n_queries;
} World;

static double
now_ms (clockid_t clock)
{
  struct timespec at;

  clock_gettime (clock, &at);
  return (double) at.tv_sec * 1000 + (double) at.tv_nsec / 1e6;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a, other = *(const double *) b;

  return (one > other) - (one < other);
}

static void
print_figures (const char *name, guint size, GArray *times)
{
  static const guint cents[] = { 50, 95, 99 };

  g_array_sort (times, compare_doubles);
  for (guint i = 0; i < G_N_ELEMENTS (cents); i++)
    printf ("%s-%u-p%u %.3f ms %u\n", name, size, cents[i], g_array_index (times, double, (times->len - 1) * cents[i] / 100), times->len);
  printf ("%s-%u-max %.3f ms %u\n", name, size, g_array_index (times, double, times->len - 1), times->len);
  fflush (stdout);
}

/* The first part of one name and the second of another. */
static char *
cross (const char *one, const char *other)
{
  glong first = g_utf8_strlen (one, -1) / 2, second = g_utf8_strlen (other, -1) / 2;
  g_autofree char *begin = g_utf8_substring (one, 0, first);

  return g_strconcat (begin, g_utf8_offset_to_pointer (other, second), NULL);
}

static void
world_init (World *world, const SearchNames *real, guint size, GRand *rand)
{
  /* The largest is looked at only once in a while. */
  world->n_queries = size > 10000 ? 60 : 400;
  world->names = g_ptr_array_new_with_free_func (g_free);
  world->ids = g_ptr_array_new_with_free_func (g_free);
  world->entries = g_array_new (FALSE, FALSE, sizeof (YcSearchEntry));
  for (guint i = 0; i < size; i++)
    {
      YcSearchEntry entry = g_array_index (real->entries, YcSearchEntry, i % real->entries->len);

      if (i >= real->entries->len)
        {
          guint other = (guint) g_rand_int_range (rand, 0, (gint32) real->entries->len);

          g_ptr_array_add (world->names, cross (entry.zh, g_array_index (real->entries, YcSearchEntry, other).zh));
          g_ptr_array_add (world->ids, g_strdup_printf ("%s-%u", entry.id, i));
          entry.zh = g_ptr_array_index (world->names, world->names->len - 1);
          entry.id = g_ptr_array_index (world->ids, world->ids->len - 1);
        }
      g_array_append_val (world->entries, entry);
    }
}

static void
world_clear (World *world)
{
  g_ptr_array_unref (world->names);
  g_ptr_array_unref (world->ids);
  g_array_unref (world->entries);
}

/* Pinyin in full. */
static char *
spell (const char *text)
{
  g_autoptr(GArray) read = yc_pinyin_of_text (text, NULL);
  GString *spelt = g_string_new (NULL);

  for (guint i = 0; i < read->len; i++)
    {
      const YcPinyinCharacter *one = &g_array_index (read, YcPinyinCharacter, i);

      if (one->n_readings > 0)
        g_string_append (spelt, one->readings[0]);
    }
  return g_string_free (spelt, FALSE);
}

/* What a clerk types for an entry: characters, pinyin, initials, or the beginning of its code, in turn. */
static char *
typed_for (const YcSearchEntry *entry, guint n)
{
  glong length = g_utf8_strlen (entry->zh, -1), start = n / 4 % 3 == 0 ? 0 : length / 3;
  g_autofree char *part = g_utf8_substring (entry->zh, start, MIN (length, start + 6));

  switch (n % 4)
    {
    case 0:
      return g_steal_pointer (&part);
    case 1:
      return spell (part);
    case 2:
      return yc_pinyin_initials (part, NULL);
    default:
      return g_strndup (entry->id, 16);
    }
}

/* What one key took, by the clock and of the processor. */
typedef struct
{
  GArray *clock; /* of double */
  GArray *cpu;   /* of double */
  double clock_from;
  double cpu_from;
} Times;

static void
times_init (Times *times)
{
  times->clock = g_array_new (FALSE, FALSE, sizeof (double));
  times->cpu = g_array_new (FALSE, FALSE, sizeof (double));
}

static void
times_begin (Times *times)
{
  times->clock_from = now_ms (CLOCK_MONOTONIC);
  times->cpu_from = now_ms (CLOCK_THREAD_CPUTIME_ID);
}

static void
times_end (Times *times)
{
  double cpu = now_ms (CLOCK_THREAD_CPUTIME_ID) - times->cpu_from, clock = now_ms (CLOCK_MONOTONIC) - times->clock_from;

  g_array_append_val (times->clock, clock);
  g_array_append_val (times->cpu, cpu);
}

static void
times_print (Times *times, const char *name, guint size)
{
  g_autofree char *cpu = g_strconcat (name, "-cpu", NULL);

  print_figures (name, size, times->clock);
  print_figures (cpu, size, times->cpu);
  g_array_unref (times->clock);
  g_array_unref (times->cpu);
}

static void
measure_index (const World *world, GRand *rand)
{
  double start = now_ms (CLOCK_MONOTONIC);
  g_autoptr(YcSearchIndex) index = yc_search_index_new (&g_array_index (world->entries, YcSearchEntry, 0), world->entries->len, NULL);
  Times times;
  g_autoptr(GHashTable) own = g_hash_table_new (g_str_hash, g_str_equal);
  YcSearchContext context = { "E", own, own };

  times_init (&times);
  printf ("search-build-%u %.1f ms 1\n", world->entries->len, now_ms (CLOCK_MONOTONIC) - start);
  for (guint i = 0; i < 200; i++)
    g_hash_table_insert (own, (gpointer) g_array_index (world->entries, YcSearchEntry, i * 5).id, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < world->n_queries; i++)
    {
      guint which = (guint) g_rand_int_range (rand, 0, (gint32) world->entries->len);
      g_autofree char *typed = typed_for (&g_array_index (world->entries, YcSearchEntry, which), i);

      for (glong keys = 1; keys <= g_utf8_strlen (typed, -1); keys++)
        {
          g_autofree char *text = g_utf8_substring (typed, 0, keys);
          g_autoptr(GArray) hits = NULL;

          times_begin (&times);
          hits = yc_search_index_query (index, text, &context, SHOWN, NULL);
          times_end (&times);
          if (hits == NULL)
            g_error ("“%s” is refused", text);
        }
    }
  times_print (&times, "search", world->entries->len);
}

static void
check (sqlite3 *db, int code)
{
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
    g_error ("%s", sqlite3_errmsg (db));
}

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  check (db, sqlite3_prepare_v2 (db, sql, -1, &statement, NULL));
  return statement;
}

static void
fill_peer (sqlite3 *db, const World *world)
{
  sqlite3_stmt *insert;

  check (db, sqlite3_exec (db, "CREATE VIRTUAL TABLE m USING fts5 (zh, pinyin, initials, id, tokenize='trigram')", NULL, NULL, NULL));
  check (db, sqlite3_exec (db, "BEGIN", NULL, NULL, NULL));
  insert = prepare (db, "INSERT INTO m VALUES (?1, ?2, ?3, ?4)");
  for (guint i = 0; i < world->entries->len; i++)
    {
      const YcSearchEntry *entry = &g_array_index (world->entries, YcSearchEntry, i);

      sqlite3_bind_text (insert, 1, entry->zh, -1, SQLITE_STATIC);
      sqlite3_bind_text (insert, 2, spell (entry->zh), -1, g_free);
      sqlite3_bind_text (insert, 3, yc_pinyin_initials (entry->zh, NULL), -1, g_free);
      sqlite3_bind_text (insert, 4, entry->id, -1, SQLITE_STATIC);
      check (db, sqlite3_step (insert));
      sqlite3_reset (insert);
    }
  sqlite3_finalize (insert);
  check (db, sqlite3_exec (db, "COMMIT", NULL, NULL, NULL));
}

static void
measure_peer (const World *world, GRand *rand)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *ask;
  Times times;
  double start = now_ms (CLOCK_MONOTONIC);

  check (db, sqlite3_open (":memory:", &db));
  fill_peer (db, world);
  times_init (&times);
  printf ("fts-build-%u %.1f ms 1\n", world->entries->len, now_ms (CLOCK_MONOTONIC) - start);
  ask = prepare (db, "SELECT rowid FROM m WHERE m MATCH ?1 ORDER BY rank LIMIT ?2");
  for (guint i = 0; i < world->n_queries; i++)
    {
      guint which = (guint) g_rand_int_range (rand, 0, (gint32) world->entries->len);
      g_autofree char *typed = typed_for (&g_array_index (world->entries, YcSearchEntry, which), i);

      for (glong keys = 3; keys <= g_utf8_strlen (typed, -1); keys++)
        {
          g_autofree char *text = g_utf8_substring (typed, 0, keys), *phrase = g_strdup_printf ("\"%s\"", text);

          times_begin (&times);
          sqlite3_bind_text (ask, 1, phrase, -1, SQLITE_STATIC);
          sqlite3_bind_int (ask, 2, SHOWN);
          while (sqlite3_step (ask) == SQLITE_ROW)
            continue;
          check (db, sqlite3_reset (ask));
          times_end (&times);
        }
    }
  sqlite3_finalize (ask);
  times_print (&times, "fts", world->entries->len);
  check (db, sqlite3_close (db));
}

int
main (int argc, char *argv[])
{
  static const guint sizes[] = { 1195, 4000, 200000 };
  g_autoptr(SearchNames) real = NULL;

  if (argc != 2)
    g_error ("usage: bench-search DATA");
  real = search_names_new (argv[1]);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GRand) rand = g_rand_new_with_seed (sizes[i]), same = NULL;
      World world;

      world_init (&world, real, sizes[i], rand);
      same = g_rand_copy (rand);
      measure_index (&world, rand);
      measure_peer (&world, same);
      world_clear (&world);
    }
  return EXIT_SUCCESS;
}
