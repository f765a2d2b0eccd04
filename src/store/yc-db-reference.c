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

/* reference with one set replaced, or NULL. */
static YcReference *
replace_set (YcReference *reference, const char *set, const char *document, gsize length, GError **error)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) local = NULL;
  YcReference *result;

  object = yc_json_parse_object (document, length, &YC_JSON_REFERENCE, &local);
  if (object == NULL)
    {
      fail_reference (set, "document", local->message, error);
      return NULL;
    }
  if (g_strcmp0 (yc_json_peek_string (object, "set"), set) != 0)
    {
      fail_reference (set, "set", "the document is of another set", error);
      return NULL;
    }
  result = yc_reference_replace (reference, object, faults);
  if (result == NULL)
    {
      const YcFault *fault = faults->len > 0 ? g_ptr_array_index (faults, 0) : NULL;

      fail_reference (set, fault != NULL ? fault->place : "document", fault != NULL ? fault->reason : "no reason",
                      error);
    }
  return result;
}

gboolean
yc_db_load_reference (YcDb *db, GError **error)
{
  g_autoptr (YcReference) reference = NULL;

  if (db->reference != NULL)
    return TRUE;
  reference = yc_reference_new ();
  for (int set = 0; set < YC_N_SETS; set++)
    {
      const char *name = yc_set_to_string ((YcSet) set);
      g_autofree char *key = g_strconcat ("ref/", name, NULL);
      g_autoptr (GBytes) value = NULL;
      gsize length = 0;
      const char *document;
      YcReference *next;

      if (!yc_db_get_meta (db, key, &value, error))
        return FALSE;
      if (value == NULL)
        continue;
      document = g_bytes_get_data (value, &length);
      next = replace_set (reference, name, document, length, error);
      if (next == NULL)
        return FALSE;
      yc_reference_unref (reference);
      reference = next;
    }
  db->reference = g_steal_pointer (&reference);
  return TRUE;
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
  next = replace_set (db->reference, set, document, length, error);
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
