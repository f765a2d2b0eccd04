/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-pinyin"

#include "config.h"

#include "core/yc-pinyin.h"

#include <stdlib.h>
#include <string.h>

#include "core/yc-core-error.h"
#include "core/yc-pinyin-private.h"

#define PHRASE_MAX 5 /* characters of the longest phrase */

/* One character read as one syllable; sorted by character, its commonest reading first. */
typedef struct
{
  gunichar character;
  guint order; /* in which the table names it: 0 = commonest */
  const char *reading;
} Reading;

/* One character of one phrase; sorted by phrase. The text lies within the table. */
typedef struct
{
  const char *text;
  gsize length;
  const YcPinyinPhrases *row;
} Phrase;

typedef struct
{
  GArray *readings; /* of Reading */
  GArray *phrases;  /* of Phrase */
} Tables;

static int
compare_readings (gconstpointer a, gconstpointer b)
{
  const Reading *one = a, *other = b;

  if (one->character != other->character)
    return one->character < other->character ? -1 : 1;
  return (one->order > other->order) - (one->order < other->order);
}

static int
compare_phrases (gconstpointer a, gconstpointer b)
{
  const Phrase *one = a, *other = b;
  int order = memcmp (one->text, other->text, MIN (one->length, other->length));

  return order != 0 ? order : (one->length > other->length) - (one->length < other->length);
}

static void
add_readings (GArray *readings, const char *characters, guint order, const char *reading)
{
  for (const char *at = characters; *at != '\0'; at = g_utf8_next_char (at))
    {
      Reading one = { g_utf8_get_char (at), order, reading };

      g_array_append_val (readings, one);
    }
}

static void
add_phrases (GArray *phrases, const YcPinyinPhrases *row)
{
  for (const char *at = row->phrases; *at != '\0';)
    {
      Phrase one = { at, strcspn (at, " "), row };

      g_array_append_val (phrases, one);
      at += one.length;
      at += strspn (at, " ");
    }
}

/* Made once, when first asked for, and never freed: what every index needs. */
static const Tables *
get_tables (void)
{
  static Tables *tables;

  if (g_once_init_enter (&tables))
    {
      Tables *made = g_new0 (Tables, 1);

      made->readings = g_array_new (FALSE, FALSE, sizeof (Reading));
      for (guint i = 0; i < yc_pinyin_n_syllables; i++)
        {
          add_readings (made->readings, yc_pinyin_syllables[i].first, 0, yc_pinyin_syllables[i].name);
          add_readings (made->readings, yc_pinyin_syllables[i].also, i + 1, yc_pinyin_syllables[i].name);
        }
      g_array_sort (made->readings, compare_readings);
      made->phrases = g_array_new (FALSE, FALSE, sizeof (Phrase));
      for (guint i = 0; i < yc_pinyin_n_phrases; i++)
        add_phrases (made->phrases, &yc_pinyin_phrases[i]);
      g_array_sort (made->phrases, compare_phrases);
      g_once_init_leave (&tables, made);
    }
  return tables;
}

guint
yc_pinyin_readings (gunichar    character,
                    const char *readings[YC_PINYIN_READINGS])
{
  const GArray *all = get_tables ()->readings;
  guint low = 0, high = all->len, n = 0;

  g_return_val_if_fail (readings != NULL, 0);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (all, Reading, middle).character < character)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < all->len && g_array_index (all, Reading, low).character == character && n < YC_PINYIN_READINGS; low++)
    readings[n++] = g_array_index (all, Reading, low).reading;
  return n;
}

static void
put_first (YcPinyinCharacter *self, const char *reading)
{
  for (guint i = 1; i < self->n_readings; i++)
    {
      if (strcmp (self->readings[i], reading) != 0)
        continue;
      for (const char *found = self->readings[i]; i > 0; self->readings[--i] = found)
        self->readings[i] = self->readings[i - 1];
    }
}

/* Reads the n characters, which are written in length bytes at text, as the phrase they are; FALSE when they are none. */
static gboolean
read_phrase (const char *text, gsize length, YcPinyinCharacter *characters, guint n)
{
  const GArray *all = get_tables ()->phrases;
  Phrase wanted = { text, length, NULL };
  const Phrase *found = bsearch (&wanted, all->data, all->len, sizeof (Phrase), compare_phrases);
  const Phrase *end = &g_array_index (all, Phrase, all->len);

  if (found == NULL)
    return FALSE;
  while (found > &g_array_index (all, Phrase, 0) && compare_phrases (found - 1, &wanted) == 0)
    found--;
  for (; found < end && compare_phrases (found, &wanted) == 0; found++)
    {
      gunichar character = g_utf8_get_char (found->row->character);

      for (guint i = 0; i < n; i++)
        {
          if (characters[i].character == character)
            put_first (&characters[i], found->row->reading);
        }
    }
  return TRUE;
}

/* The length in characters of the longest phrase at the beginning, which it reads; 1 when there is none. */
static guint
read_longest (const char *text, YcPinyinCharacter *characters, guint n)
{
  const char *ends[PHRASE_MAX + 1] = { text };
  guint most = 0;

  while (most < MIN (n, PHRASE_MAX) && characters[most].n_readings > 0)
    {
      ends[most + 1] = g_utf8_next_char (ends[most]);
      most++;
    }
  for (; most > 1; most--)
    {
      if (read_phrase (text, (gsize) (ends[most] - text), characters, most))
        return most;
    }
  return 1;
}

GArray *
yc_pinyin_of_text (const char  *text,
                   GError     **error)
{
  g_autoptr(GArray) characters = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "The text is not valid UTF-8.");
      return NULL;
    }
  characters = g_array_new (FALSE, TRUE, sizeof (YcPinyinCharacter));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      YcPinyinCharacter one = { .character = g_utf8_get_char (at) };

      one.n_readings = yc_pinyin_readings (one.character, one.readings);
      g_array_append_val (characters, one);
    }
  for (guint i = 0; i < characters->len;)
    {
      guint read = read_longest (text, &g_array_index (characters, YcPinyinCharacter, i), characters->len - i);

      text = g_utf8_offset_to_pointer (text, read);
      i += read;
    }
  return g_steal_pointer (&characters);
}

char *
yc_pinyin_initials (const char  *text,
                    GError     **error)
{
  g_autoptr(GArray) characters = yc_pinyin_of_text (text, error);
  GString *initials;

  if (characters == NULL)
    return NULL;
  initials = g_string_sized_new (characters->len);
  for (guint i = 0; i < characters->len; i++)
    {
      const YcPinyinCharacter *one = &g_array_index (characters, YcPinyinCharacter, i);

      g_string_append_unichar (initials, one->n_readings > 0 ? (gunichar) one->readings[0][0] : one->character);
    }
  return g_string_free (initials, FALSE);
}
