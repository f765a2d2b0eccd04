/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-db-reference"

#include "config.h"

#include <string.h>

#include "core/yc-json.h"
#include "store/yc-db-private.h"

static gboolean
fail_reference (const char *set, const char *place, const char *why, GError **error)
{
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE,
               "The reference set “%s” cannot be used (%s): %s; import it again.", set, place, why);
  return FALSE;
}

/* reference (which may be NULL) with one set replaced by a document that was parsed, or NULL. */
static YcReference *
replace_set (YcReference *reference, const char *set, JsonObject *document, GError **error)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  YcReference *result;

  if (g_strcmp0 (yc_json_peek_string (document, "set"), set) != 0)
    {
      fail_reference (set, "set", "the document is of another set", error);
      return NULL;
    }
  result = yc_reference_replace (reference, document, faults);
  if (result == NULL)
    {
      const YcFault *fault = faults->len > 0 ? g_ptr_array_index (faults, 0) : NULL;

      fail_reference (set, fault != NULL ? fault->place : "document", fault != NULL ? fault->reason : "no reason",
                      error);
    }
  return result;
}

static YcReference *
replace_text (YcReference *reference, const char *set, const char *document, gsize length, GError **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) local = NULL;

  object = yc_json_parse_object (document, length, &YC_JSON_REFERENCE, &local);
  if (object != NULL)
    return replace_set (reference, set, object, error);
  fail_reference (set, "document", local->message, error);
  return NULL;
}

/* Reads the sets. One of spare (may be NULL) that cannot be used is left out and added to aside; any other is an error. */
static gboolean
load_sets (YcDb *db, const char *const *spare, GPtrArray *aside, GError **error)
{
  g_autoptr (YcReference) reference = yc_reference_new ();

  for (int set = 0; set < YC_N_SETS; set++)
    {
      const char *name = yc_set_to_string ((YcSet) set);
      g_autofree char *key = g_strconcat ("ref/", name, NULL);
      g_autoptr (GBytes) value = NULL;
      g_autoptr (GError) local = NULL;
      gsize length = 0;
      const char *document;
      YcReference *next;

      if (!yc_db_get_meta (db, key, &value, error))
        return FALSE;
      if (value == NULL)
        continue;
      document = g_bytes_get_data (value, &length);
      next = replace_text (reference, name, document, length, &local);
      if (next != NULL)
        {
          yc_reference_unref (reference);
          reference = next;
        }
      else if (spare != NULL && g_strv_contains (spare, name))
        g_ptr_array_add (aside, g_strdup (name));
      else
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  db->reference = g_steal_pointer (&reference);
  return TRUE;
}

gboolean
yc_db_load_reference (YcDb *db, GError **error)
{
  return db->reference != NULL || load_sets (db, NULL, NULL, error);
}

gboolean
yc_db_spare_reference (YcDb *db, const char *const *sets, GPtrArray *aside, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (sets != NULL && aside != NULL, FALSE);
  g_return_val_if_fail (db->in_transaction, FALSE);

  return db->reference != NULL || load_sets (db, sets, aside, error);
}

void
yc_db_forget_reference (YcDb *db)
{
  g_return_if_fail (db != NULL);

  /* The hall goes before its next use, and without the reference it is not made. */
  db->stale = TRUE;
  g_clear_pointer (&db->reference, yc_reference_unref);
}

gboolean
yc_db_set_reference (YcDb *db, const char *set, const char *document, gsize length, GError **error)
{
  g_autofree char *key = NULL;
  g_autoptr (YcReference) next = NULL;
  g_autoptr (GBytes) value = NULL;
  char day[YC_DAY_LENGTH + 1];
  gint64 start = 0;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (set != NULL && document != NULL, FALSE);
  g_return_val_if_fail (db->in_transaction, FALSE);

  /* A set that can no longer be used must not stand in the way of the one that replaces it. */
  if (!yc_db_load_reference (db, NULL))
    db->stale = TRUE;
  next = replace_text (db->reference, set, document, length, error);
  if (next == NULL)
    return FALSE;
  key = g_strconcat ("ref/", set, NULL);
  value = g_bytes_new (document, length);
  if (!yc_db_set_meta (db, key, value, error))
    return FALSE;
  if (db->reference == NULL)
    return TRUE;
  yc_reference_unref (db->reference);
  db->reference = g_steal_pointer (&next);
  if (db->folded == NULL || db->stale)
    return TRUE;
  yc_hall_set_reference (db->folded, db->reference);
  /* When policy moves the day, other tickets matter. */
  yc_db_read_day (db, day, &start);
  db->stale = strcmp (day, db->day) != 0;
  return TRUE;
}

/* Former versions */

/* Parsed ones that are kept: cases of a few years lie at a window at the same time, not more. */
#define KEPT 4

/* The newest import of a version. */
typedef struct
{
  gint64 pos;
  char line[YC_HASH_SIZE];      /* hash of the line */
  char document[YC_HASH_SIZE];  /* content hash of the document */
} Imported;

/* What the journal has of a set up to its line at pos. While that line is there, those before it are. */
typedef struct
{
  gint64 pos;
  char tip[YC_HASH_SIZE];
  GHashTable *imported; /* char *version → Imported, owned */
} SetVersions;

/* A parsed version by the hash of its line, which no rollback or rewind makes wrong. */
typedef struct
{
  char line[YC_HASH_SIZE];
  YcReference *reference; /* owned */
} Former;

struct _YcDbVersions
{
  SetVersions sets[YC_N_SETS];
  Former kept[KEPT]; /* the one asked for last comes first */
};

void
yc_db_forget_versions (YcDb *db)
{
  struct _YcDbVersions *versions = db->versions;

  if (versions == NULL)
    return;
  for (int set = 0; set < YC_N_SETS; set++)
    g_clear_pointer (&versions->sets[set].imported, g_hash_table_unref);
  for (int i = 0; i < KEPT; i++)
    g_clear_pointer (&versions->kept[i].reference, yc_reference_unref);
  g_free (versions);
  db->versions = NULL;
}

static SetVersions *
get_versions (YcDb *db, YcSet set)
{
  SetVersions *known;

  if (db->versions == NULL)
    db->versions = g_new0 (struct _YcDbVersions, 1);
  known = &db->versions->sets[set];
  if (known->imported == NULL)
    known->imported = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return known;
}

/* After a rollback or a rewind other lines may stand where these stood. */
static gboolean
check_tip (YcDb *db, SetVersions *known, GError **error)
{
  char hash[YC_HASH_SIZE];
  gboolean found = FALSE;

  if (known->pos == 0)
    return TRUE;
  if (!yc_db_get_pos_hash (db, known->pos, hash, &found, error))
    return FALSE;
  if (found && strcmp (hash, known->tip) == 0)
    return TRUE;
  g_hash_table_remove_all (known->imported);
  known->pos = 0;
  return TRUE;
}

static gboolean
read_imports (YcDb *db, SetVersions *known, const char *subject, GError **error)
{
  enum
  {
    POS,
    LINE_HASH,
    OF_VERSION,
    DOCUMENT_HASH
  };
  g_autoptr (YcRows) rows = yc_sql_start (db, YC_SQL_EVENT_IMPORTS, error, "ssi", db->hall, subject, known->pos);
  gboolean row = FALSE;
  gboolean ok;

  if (rows == NULL)
    return FALSE;
  while ((ok = yc_sql_next (db, rows, &row, error)) && row)
    {
      Imported *imported = g_new0 (Imported, 1);

      imported->pos = sqlite3_column_int64 (rows, POS);
      g_strlcpy (imported->line, yc_row_text (rows, LINE_HASH), sizeof imported->line);
      g_strlcpy (imported->document, yc_row_text (rows, DOCUMENT_HASH), sizeof imported->document);
      known->pos = imported->pos;
      g_strlcpy (known->tip, imported->line, sizeof known->tip);
      g_hash_table_replace (known->imported, g_strdup (yc_row_text (rows, OF_VERSION)), imported);
    }
  return ok;
}

/* The newest import of a version; *imported NULL when there was none. Borrowed until the next call. */
static gboolean
find_version (YcDb *db, YcSet set, const char *version, const Imported **imported, GError **error)
{
  g_autofree char *subject = g_strconcat ("reference/", yc_set_to_string (set), NULL);
  SetVersions *known = get_versions (db, set);
  gint64 newest = 0;

  *imported = NULL;
  if (!check_tip (db, known, error) ||
      !yc_sql_read_int (db, YC_SQL_EVENT_SUBJECT_BASE, &newest, NULL, error, "ss", db->hall, subject))
    return FALSE;
  if (newest > known->pos && !read_imports (db, known, subject, error))
    return FALSE;
  *imported = g_hash_table_lookup (known->imported, version);
  return TRUE;
}

static gboolean
fail_version (const char *set, const char *version, GError **error)
{
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_GAP, "Version %s of the set “%s” was never imported here.", version, set);
  return FALSE;
}

gboolean
yc_db_find_reference_version (YcDb *db, const char *set, const char *version, char *hash, gboolean *found, GError **error)
{
  const Imported *imported = NULL;
  YcSet id;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (set != NULL && version != NULL && hash != NULL && found != NULL, FALSE);

  *found = FALSE;
  if (!yc_db_need_identity (db, error))
    return FALSE;
  if (!yc_set_from_string (set, &id))
    return TRUE;
  if (!find_version (db, id, version, &imported, error))
    return FALSE;
  *found = imported != NULL;
  if (*found)
    g_strlcpy (hash, imported->document, YC_HASH_SIZE);
  return TRUE;
}

/* The kept version that was parsed from a line, moved to the front; borrowed, or NULL. */
static YcReference *
find_kept (YcDb *db, const char *line)
{
  Former *kept = db->versions->kept;

  for (int i = 0; i < KEPT && kept[i].reference != NULL; i++)
    {
      Former former = kept[i];

      if (strcmp (former.line, line) != 0)
        continue;
      memmove (kept + 1, kept, (gsize) i * sizeof *kept);
      kept[0] = former;
      return former.reference;
    }
  return NULL;
}

/* Takes the reference; the one that was not asked for longest goes. */
static void
keep (YcDb *db, const char *line, YcReference *reference)
{
  Former *kept = db->versions->kept;

  g_clear_pointer (&kept[KEPT - 1].reference, yc_reference_unref);
  memmove (kept + 1, kept, (KEPT - 1) * sizeof *kept);
  g_strlcpy (kept[0].line, line, sizeof kept[0].line);
  kept[0].reference = reference;
}

static YcReference *
parse_version (YcDb *db, const char *set, const Imported *imported, GError **error)
{
  g_autoptr (YcRows) rows =
    yc_sql_start (db, YC_SQL_EVENT_CONFIRMED, error, "sii", db->hall, imported->pos - 1, imported->pos);
  g_autoptr (YcEvent) event = NULL;
  gboolean row = FALSE;
  YcHeld held;

  if (rows == NULL || !yc_sql_next (db, rows, &row, error))
    return NULL;
  if (!row)
    {
      g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_GAP, "A line is no longer where it stood.");
      return NULL;
    }
  if (!yc_db_read_held (rows, &held, error))
    return NULL;
  event = held.event;
  return replace_set (NULL, set, event->data, error);
}

/* The set in force, when it is that version. A set that cannot be read is not; which one does not matter here. */
static YcReference *
pick_in_force (YcDb *db, YcSet set, const char *version)
{
  if (!yc_db_load_reference (db, NULL) || g_strcmp0 (yc_reference_get_version (db->reference, set), version) != 0)
    return NULL;
  return yc_reference_pick (db->reference, set);
}

YcReference *
yc_db_get_reference_version (YcDb *db, const char *set, const char *version, GError **error)
{
  const Imported *imported = NULL;
  YcReference *reference;
  YcSet id;

  g_return_val_if_fail (db != NULL, NULL);
  g_return_val_if_fail (set != NULL && version != NULL, NULL);

  if (!yc_db_need_identity (db, error))
    return NULL;
  if (!yc_set_from_string (set, &id))
    {
      fail_version (set, version, error);
      return NULL;
    }
  reference = pick_in_force (db, id, version);
  if (reference != NULL)
    return reference;
  if (!find_version (db, id, version, &imported, error) || (imported == NULL && !fail_version (set, version, error)))
    return NULL;
  reference = find_kept (db, imported->line);
  if (reference == NULL)
    {
      reference = parse_version (db, set, imported, error);
      if (reference == NULL)
        return NULL;
      keep (db, imported->line, reference);
    }
  return yc_reference_ref (reference);
}
