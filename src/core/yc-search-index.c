/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-search"

#include "config.h"

#include "core/yc-search.h"

#include <stdlib.h>
#include <string.h>

#include "core/yc-core-error.h"
#include "core/yc-search-private.h"

/* What is needed only while an index is made. */
typedef struct
{
  YcSearchIndex *index;
  GHashTable *symbols;     /* character and likely reading -> symbol */
  GHashTable *departments; /* text -> number + 1 */
} Builder;

/* The number of a symbol. Characters read differently in different phrases have several. */
static guint32
add_symbol (Builder *builder, const YcPinyinCharacter *read, gunichar folded)
{
  const char *usual[YC_PINYIN_READINGS];
  guint which = 0;
  gpointer key, known;
  YcSearchSymbol symbol = *read;

  if (folded == ' ')
    return YC_SEARCH_GAP;
  symbol.character = folded;
  /* Of a compatibility ideograph the folded form is what has readings. */
  if (folded != read->character)
    symbol.n_readings = yc_pinyin_readings (folded, symbol.readings);
  else if (symbol.n_readings > 1)
    {
      yc_pinyin_readings (folded, usual);
      while (usual[which] != symbol.readings[0])
        which++;
    }
  key = GUINT_TO_POINTER (folded * YC_PINYIN_READINGS + which);
  known = g_hash_table_lookup (builder->symbols, key);
  if (known == NULL)
    {
      known = GUINT_TO_POINTER (builder->index->alphabet->len);
      g_array_append_val (builder->index->alphabet, symbol);
      g_hash_table_insert (builder->symbols, key, known);
    }
  return GPOINTER_TO_UINT (known);
}

/* text is valid UTF-8 or NULL. */
static YcSearchText
add_text (Builder *builder, YcSearchField field, const char *text)
{
  YcSearchText added = { builder->index->symbols->len, 0 };
  g_autoptr(GArray) read = yc_pinyin_of_text (text != NULL ? text : "", NULL);

  for (guint i = 0; i < read->len && i < YC_SEARCH_FIELD_MAX; i++)
    {
      const YcPinyinCharacter *one = &g_array_index (read, YcPinyinCharacter, i);
      gunichar folded = yc_search_fold_in (field, one->character);
      guint32 symbol;

      if (folded == 0)
        continue;
      symbol = add_symbol (builder, one, folded);
      g_array_append_val (builder->index->symbols, symbol);
      added.n++;
    }
  return added;
}

static guint
add_department (Builder *builder, const char *text)
{
  const char *key = text != NULL ? text : "";
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (builder->departments, key));

  if (known == 0)
    {
      YcSearchText added = add_text (builder, YC_SEARCH_DEPARTMENT, text);

      g_array_append_val (builder->index->departments, added);
      known = builder->index->departments->len;
      g_hash_table_insert (builder->departments, (gpointer) key, GUINT_TO_POINTER (known));
    }
  return known - 1;
}

static void
append_code (GString *folded, const char *code)
{
  guint n = 0;

  for (const char *at = code; *at != '\0' && n < YC_SEARCH_FIELD_MAX; at = g_utf8_next_char (at), n++)
    {
      gunichar character = yc_search_fold_in (YC_SEARCH_CODE, g_utf8_get_char (at));

      if (character != 0)
        g_string_append_unichar (folded, character);
    }
  g_string_append_c (folded, '\n');
}

static const char *
add_codes (Builder *builder, const YcSearchEntry *entry)
{
  g_autoptr(GString) folded = g_string_new ("\n");

  append_code (folded, entry->id);
  for (guint i = 0; entry->codes != NULL && entry->codes[i] != NULL; i++)
    append_code (folded, entry->codes[i]);
  return g_string_chunk_insert (builder->index->strings, folded->str);
}

static const char *
copy (YcSearchIndex *self, const char *text)
{
  return text != NULL ? g_string_chunk_insert (self->strings, text) : NULL;
}

static const char *const *
copy_codes (YcSearchIndex *self, const char *const *codes)
{
  guint n = codes != NULL ? g_strv_length ((GStrv) codes) : 0;
  const char **list;

  if (n == 0)
    return NULL;
  list = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    list[i] = copy (self, codes[i]);
  g_ptr_array_add (self->lists, list);
  return list;
}

static void
add_entry (Builder *builder, const YcSearchEntry *entry)
{
  YcSearchIndex *self = builder->index;
  YcSearchRow *row = &self->rows[self->n];
  YcSearchEntry *own = &self->entries[self->n];

  own->id = copy (self, entry->id);
  own->zh = copy (self, entry->zh);
  own->en = copy (self, entry->en);
  own->codes = copy_codes (self, entry->codes);
  own->department = entry->department != NULL ? g_string_chunk_insert_const (self->strings, entry->department) : NULL;
  own->keywords = copy (self, entry->keywords);
  own->queue = entry->queue != NULL ? g_string_chunk_insert_const (self->strings, entry->queue) : NULL;
  own->weight = entry->weight;
  row->zh = add_text (builder, YC_SEARCH_ZH, own->zh);
  row->en = add_text (builder, YC_SEARCH_EN, own->en);
  row->keywords = add_text (builder, YC_SEARCH_KEYWORDS, own->keywords);
  row->codes = add_codes (builder, own);
  row->department = add_department (builder, own->department);
  row->zh_length = (guint) g_utf8_strlen (own->zh, -1);
  self->n++;
}

static gboolean
check_text (const char *text, const char *what, guint n, gboolean needed, GError **error)
{
  if (text == NULL ? needed : needed && *text == '\0')
    {
      g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "Entry %u has no %s.", n, what);
      return FALSE;
    }
  if (text != NULL && !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "The %s of entry %u is not valid UTF-8.", what, n);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_entry (const YcSearchEntry *entry, guint n, GError **error)
{
  for (guint i = 0; entry->codes != NULL && entry->codes[i] != NULL; i++)
    {
      if (!check_text (entry->codes[i], "code", n, FALSE, error))
        return FALSE;
    }
  return check_text (entry->id, "id", n, TRUE, error) && check_text (entry->zh, "name", n, TRUE, error)
         && check_text (entry->en, "English name", n, FALSE, error) && check_text (entry->department, "department", n, FALSE, error)
         && check_text (entry->keywords, "keywords", n, FALSE, error) && check_text (entry->queue, "queue", n, FALSE, error);
}

static int
compare_ids (gconstpointer a, gconstpointer b, gpointer data)
{
  guint one = *(const guint *) a, other = *(const guint *) b;
  const YcSearchEntry *entries = data;
  int order = strcmp (entries[one].id, entries[other].id);

  return order != 0 ? order : (one > other) - (one < other);
}

static void
sort_ids (YcSearchIndex *self)
{
  for (guint i = 0; i < self->n; i++)
    self->by_id[i] = i;
  g_qsort_with_data (self->by_id, (int) self->n, sizeof (guint), compare_ids, self->entries);
  for (guint i = 0; i < self->n; i++)
    self->rows[self->by_id[i]].rank = i;
}

YcSearchIndex *
yc_search_index_new (const YcSearchEntry  *entries,
                     guint                 n,
                     GError              **error)
{
  g_autoptr(YcSearchIndex) self = NULL;
  g_autoptr(GHashTable) symbols = g_hash_table_new (NULL, NULL);
  g_autoptr(GHashTable) departments = g_hash_table_new (g_str_hash, g_str_equal);
  YcSearchSymbol gap = { .character = ' ' };
  Builder builder;

  g_return_val_if_fail (entries != NULL || n == 0, NULL);

  self = g_new0 (YcSearchIndex, 1);
  g_atomic_ref_count_init (&self->refs);
  self->strings = g_string_chunk_new (4096);
  self->lists = g_ptr_array_new_with_free_func (g_free);
  self->entries = g_new0 (YcSearchEntry, n);
  self->rows = g_new0 (YcSearchRow, n);
  self->by_id = g_new0 (guint, n);
  self->symbols = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->alphabet = g_array_new (FALSE, FALSE, sizeof (YcSearchSymbol));
  self->departments = g_array_new (FALSE, FALSE, sizeof (YcSearchText));
  g_array_append_val (self->alphabet, gap);
  builder = (Builder) { self, symbols, departments };
  for (guint i = 0; i < n; i++)
    {
      if (!check_entry (&entries[i], i, error))
        return NULL;
      add_entry (&builder, &entries[i]);
    }
  sort_ids (self);
  return g_steal_pointer (&self);
}

YcSearchIndex *
yc_search_index_ref (YcSearchIndex *index)
{
  g_return_val_if_fail (index != NULL, NULL);

  g_atomic_ref_count_inc (&index->refs);
  return index;
}

void
yc_search_index_unref (YcSearchIndex *index)
{
  g_return_if_fail (index != NULL);

  if (!g_atomic_ref_count_dec (&index->refs))
    return;
  g_string_chunk_free (index->strings);
  g_ptr_array_unref (index->lists);
  g_free (index->entries);
  g_free (index->rows);
  g_free (index->by_id);
  g_array_unref (index->symbols);
  g_array_unref (index->alphabet);
  g_array_unref (index->departments);
  g_free (index);
}

guint
yc_search_index_get_n_entries (YcSearchIndex *index)
{
  g_return_val_if_fail (index != NULL, 0);

  return index->n;
}

const YcSearchEntry *
yc_search_index_get_entry (YcSearchIndex *index,
                           guint          n)
{
  g_return_val_if_fail (index != NULL, NULL);

  return n < index->n ? &index->entries[n] : NULL;
}
