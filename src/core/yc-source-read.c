/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-source"

#include "config.h"

#include "core/yc-matter-private.h"
#include "core/yc-source-private.h"

#include <string.h>

#include "core/yc-logic.h"

/* Of one source: the fields of its answer; the matters it may be asked for. */
#define FIELDS_MAX   200
#define PURPOSES_MAX 5000
/* Ten years. */
#define DAYS_MAX     3660

/* What a field of an answer may be beside a list and what a field of a form is. */
#define TYPE_IMAGE "image"

static gpointer
read_field (const YcItem *item)
{
  YcSourceField *field = g_new0 (YcSourceField, 1);

  field->key = yc_item_key (item, "key");
  field->name = yc_item_name (item);
  field->type = yc_item_text (item, "type");
  if (field->type[0] != '\0' && strcmp (field->type, YC_SOURCE_LIST) != 0 && strcmp (field->type, TYPE_IMAGE) != 0 &&
      !g_strv_contains (yc_field_types, field->type))
    yc_item_fault (item, "type", "Must be the type of a field of a form, list or image.");
  return field;
}

static gpointer
read_purpose (const YcItem *item)
{
  static const char *const bases[] = { "duty", "consent", "separate_consent", NULL };
  YcPurpose *purpose = g_new0 (YcPurpose, 1);
  guint before = item->faults->len;

  purpose->matter = yc_item_code (item, "matter");
  purpose->purpose = yc_item_names (item, "purpose");
  purpose->fields = yc_item_codes (item, "fields", FIELDS_MAX);
  if (purpose->fields[0] == NULL && item->faults->len == before)
    yc_item_fault (item, "fields", "Must name the fields that may be asked for.");
  purpose->basis = (YcLookupBasis) yc_item_word (item, "basis", bases);
  purpose->why = yc_item_names (item, "why");
  return purpose;
}

static gboolean
knows (const char *name, gconstpointer data)
{
  return yc_source_find_field (data, name) != NULL;
}

void
yc_source_check_condition (const YcSource *source, JsonNode *condition, const char *place, GPtrArray *faults)
{
  const YcNames names = { knows, NULL, source, "the fields of the source's answer" };

  yc_condition_check (condition, &names, place, faults);
}

static void
check_fields (const YcSource *source, const YcItem *item, const char *member, GStrv keys)
{
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s[%u]", member, i);

      if (yc_source_find_field (source, keys[i]) == NULL)
        yc_item_fault (item, place, "Is no field of this source.");
    }
}

/* A field that holds a day. */
static void
check_day (const YcSource *source, const YcItem *item, const char *member, const char *key)
{
  const YcSourceField *field = key != NULL ? yc_source_find_field (source, key) : NULL;

  if (key == NULL)
    return;
  if (field == NULL)
    yc_item_fault (item, member, "Is no field of this source.");
  else if (strcmp (field->type, yc_field_types[YC_FIELD_DATE]) != 0)
    yc_item_fault (item, member, "Must be a field whose type is date.");
}

/* A record is judged by fields that have to be asked for: without its expiry one that is long past would pass. */
static void
check_granted (const YcSource *source, const YcItem *item, const YcPurpose *purpose, guint n)
{
  g_auto(GStrv) vars = source->met_when != NULL ? yc_logic_list_vars (source->met_when, NULL) : NULL;
  g_autofree char *member = g_strdup_printf ("purposes[%u].fields", n);
  g_autoptr(GPtrArray) needed = g_ptr_array_new ();

  /* That nothing may be asked for is said already. */
  if (purpose->fields[0] == NULL)
    return;
  if (source->valid_to_field != NULL)
    g_ptr_array_add (needed, source->valid_to_field);
  if (source->fresh_field != NULL && g_strcmp0 (source->fresh_field, source->valid_to_field) != 0)
    g_ptr_array_add (needed, source->fresh_field);
  for (guint i = 0; vars != NULL && vars[i] != NULL; i++)
    {
      if (!g_ptr_array_find_with_equal_func (needed, vars[i], g_str_equal, NULL))
        g_ptr_array_add (needed, vars[i]);
    }
  for (guint i = 0; i < needed->len; i++)
    {
      const char *key = g_ptr_array_index (needed, i);
      g_autofree char *reason = g_strdup_printf ("Lacks “%s”, by which a record is judged.", key);

      if (yc_source_find_field (source, key) != NULL && !g_strv_contains ((const char *const *) purpose->fields, key))
        yc_item_fault (item, member, reason);
    }
}

static void
check_source (const YcSource *source, const YcItem *item)
{
  g_autofree char *place = g_strconcat (item->place, ".met_when", NULL);

  check_fields (source, item, "proof_fields", source->proof_fields);
  yc_source_check_condition (source, source->met_when, place, item->faults);
  check_day (source, item, "valid_to_field", source->valid_to_field);
  check_day (source, item, "fresh.field", source->fresh_field);
  for (guint i = 0; i < source->purposes->len; i++)
    {
      const YcPurpose *purpose = g_ptr_array_index (source->purposes, i);
      g_autofree char *member = g_strdup_printf ("purposes[%u].fields", i);

      check_fields (source, item, member, purpose->fields);
      check_granted (source, item, purpose, i);
    }
}

static void
read_fresh (YcSource *source, const YcItem *item)
{
  g_autofree char *place = NULL;
  YcItem fresh;

  if (!yc_item_has (item, "fresh") || !yc_item_enter (item, "fresh", &fresh, &place))
    return;
  source->fresh_field = yc_item_code (&fresh, "field");
  source->fresh_days = (int) yc_item_int (&fresh, "days", 0, DAYS_MAX);
}

gpointer
yc_source_read (const YcItem *item)
{
  static const char *const subjects[] = { "person", "org", "person_or_org", NULL };
  static const YcListShape fields = { 1, FIELDS_MAX, "key", read_field, yc_source_field_free };
  static const YcListShape purposes = { 0, PURPOSES_MAX, "matter", read_purpose, yc_purpose_free };
  YcSource *source = g_new0 (YcSource, 1);

  source->id = yc_item_key (item, "id");
  source->provider = yc_item_code (item, "provider");
  source->name = yc_item_names (item, "name");
  source->subject = (YcSourceSubject) yc_item_word (item, "subject", subjects);
  source->subject_key = yc_item_code (item, "subject_key");
  source->fields = yc_item_list (item, "fields", &fields);
  source->proof_fields = yc_item_codes (item, "proof_fields", FIELDS_MAX);
  source->met_when = yc_item_condition (item, "met_when");
  source->valid_to_field = yc_item_code_or_null (item, "valid_to_field");
  read_fresh (source, item);
  source->purposes = yc_item_list (item, "purposes", &purposes);
  check_source (source, item);
  return source;
}
