/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-matter"

#include "config.h"

#include "core/yc-matter-private.h"

#include "core/yc-event-text.h"
#include "core/yc-json.h"

/* Of one matter: beyond, no window could work through it. */
#define BASIS_MAX      100
#define SITUATIONS_MAX 30
#define MATERIALS_MAX  300
#define FIELDS_MAX     500
#define FEES_MAX       100
#define PARTS_MAX      100
#define CODES_MAX      50
/* Ten years, in days; a day, in minutes. */
#define DAYS_MAX       3660
#define MINUTES_MAX    1440

/* Whether the matter has an intake guide: then all that handling needs must be there. */
static gboolean
has_guide (const YcItem *item)
{
  JsonNode *node = yc_item_has (item, "materials") ? json_object_get_member (item->object, "materials") : NULL;

  return node != NULL && !(JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 0);
}

/* A name; one of a catalogue may be Chinese alone, as a catalogue gives it, and then that stands for the English too. */
static YcText
read_names (const YcItem *item, gboolean guide)
{
  YcText name = { NULL, NULL };

  if (guide || yc_item_has (item, "en"))
    return yc_item_name (item);
  name.zh = yc_item_text (item, "zh");
  name.en = g_strdup (name.zh);
  return name;
}

static void
read_department (YcMatter *matter, const YcItem *item, gboolean guide)
{
  g_autofree char *place = NULL;
  YcItem department;

  if ((!guide && !yc_item_has (item, "department")) || !yc_item_enter (item, "department", &department, &place))
    return;
  matter->department = guide ? yc_item_code (&department, "id") : yc_item_code_or_null (&department, "id");
  matter->department_name = read_names (&department, guide);
}

static void
read_head (YcMatter *matter, const YcItem *item, gboolean guide)
{
  g_autofree char *place = NULL;
  YcItem name;

  matter->id = yc_item_code (item, "id");
  if (yc_item_enter (item, "name", &name, &place))
    matter->name = read_names (&name, guide);
  read_department (matter, item, guide);
  matter->body = yc_item_code_or_null (item, "body");
  matter->regime = guide ? yc_item_code (item, "regime") : yc_item_code_or_null (item, "regime");
  matter->keywords = yc_item_has (item, "keywords") ? g_strdup (yc_json_peek_string (item->object, "keywords")) : g_strdup ("");
  if (matter->keywords == NULL)
    yc_item_fault (item, "keywords", "Must be a text: words with blanks between them.");
  matter->codes = yc_item_codes (item, "codes", CODES_MAX);
  matter->result = yc_item_names_or_none (item, "result");
  matter->complaint_phone = yc_item_text_or_null (item, "complaint_phone");
  matter->service_minutes = (int) yc_item_int_or (item, "service_minutes", 0, MINUTES_MAX, 0);
}

static void
read_type (YcMatter *matter, const YcItem *item)
{
  g_autofree char *place = NULL;
  YcItem type;

  if (yc_item_has (item, "type") && yc_item_enter (item, "type", &type, &place))
    matter->type = yc_item_code (&type, "code");
}

static void
read_queue (YcMatter *matter, const YcItem *item)
{
  g_autofree char *place = NULL;
  YcItem queue;

  if (!yc_item_has (item, "queue") || !yc_item_enter (item, "queue", &queue, &place))
    return;
  matter->queue = yc_item_text (&queue, "letter");
  if (matter->queue[0] != '\0' && !yc_text_is_letter (matter->queue))
    yc_item_fault (&queue, "letter", "Must be a queue's letter, A to Z.");
}

static void
read_cooling_off (YcMatter *matter, const YcItem *item)
{
  static const char *const units[] = { "calendar_day", NULL };
  g_autofree char *place = NULL;
  YcItem period;

  if (!yc_item_has (item, "cooling_off") || !yc_item_enter (item, "cooling_off", &period, &place))
    return;
  matter->cooling_off_days = (int) yc_item_int (&period, "days", 1, DAYS_MAX);
  yc_item_word (&period, "unit", units);
}

static void
read_days (YcMatter *matter, const YcItem *item, gboolean guide)
{
  static const char *const kinds[] = { "instant", "promised", NULL };
  static const char *const units[] = { "working_day", "calendar_day", NULL };
  guint before;

  if (guide || yc_item_has (item, "case_kind"))
    matter->instant = yc_item_word (item, "case_kind", kinds) == 0;
  if (guide || yc_item_has (item, "day_unit"))
    matter->calendar_days = yc_item_word (item, "day_unit", units) == 1;
  matter->statutory_days = (int) yc_item_int_or (item, "statutory_days", 0, DAYS_MAX, -1);
  before = item->faults->len;
  matter->promised_days = (int) yc_item_int_or (item, "promised_days", 0, DAYS_MAX, -1);
  if (guide && !yc_item_has (item, "promised_days"))
    yc_item_fault (item, "promised_days", "The member “promised_days” is missing.");
  /* What could not be read is compared with nothing. */
  if (item->faults->len > before)
    matter->promised_days = -1;
  matter->supplement_days = (int) yc_item_int_or (item, "supplement_days", 1, DAYS_MAX, -1);
  read_cooling_off (matter, item);
}

static void
read_ways (YcMatter *matter, const YcItem *item)
{
  matter->may_receive_only = yc_item_bool (item, "may_receive_only", FALSE);
  matter->accepts_commitment = yc_item_bool (item, "accepts_commitment", FALSE);
  matter->accepts_deferral = yc_item_bool (item, "accepts_deferral", FALSE);
  if (matter->accepts_deferral)
    matter->deferral_days = (int) yc_item_int (item, "deferral_days", 1, DAYS_MAX);
  else if (yc_item_int_or (item, "deferral_days", 0, DAYS_MAX, 0) != 0)
    yc_item_fault (item, "deferral_days", "The matter does not accept deferral, so there is no period for it.");
}

static void
read_parts (YcMatter *matter, const YcItem *item)
{
  g_autofree char *place = NULL;
  YcItem one_thing;

  if (!yc_item_has (item, "one_thing") || !yc_item_enter (item, "one_thing", &one_thing, &place))
    {
      matter->parts = g_new0 (char *, 1);
      return;
    }
  matter->parts = yc_item_codes (&one_thing, "parts", PARTS_MAX);
  for (guint i = 0; matter->parts[i] != NULL; i++)
    {
      g_autofree char *member = g_strdup_printf ("parts[%u]", i);

      if (g_strcmp0 (matter->parts[i], matter->id) == 0)
        yc_item_fault (&one_thing, member, "A matter is no part of itself.");
    }
}

static void
read_fees (YcMatter *matter, const YcItem *item)
{
  static const YcListShape fees = { 0, FEES_MAX, NULL, yc_fee_read, yc_fee_free };
  g_autofree char *place = NULL;
  YcItem fee;

  if (!yc_item_has (item, "fee") || !yc_item_enter (item, "fee", &fee, &place))
    {
      matter->fees = g_ptr_array_new_with_free_func (yc_fee_free);
      return;
    }
  matter->fees = yc_item_list (&fee, "items", &fees);
  if (!yc_item_bool (&fee, "charged", TRUE) && matter->fees->len > 0)
    yc_item_fault (&fee, "charged", "Says that nothing is charged, and fees are listed.");
}

gpointer
yc_matter_read (const YcItem *item)
{
  static const YcListShape situations = { 0, SITUATIONS_MAX, "key", yc_situation_read, yc_situation_free };
  static const YcListShape materials = { 0, MATERIALS_MAX, "id", yc_material_read, yc_material_free };
  static const YcListShape fields = { 0, FIELDS_MAX, "key", yc_field_read, yc_field_free };
  YcMatter *matter = g_new0 (YcMatter, 1);
  gboolean guide = has_guide (item);
  const YcListShape basis = { guide ? 1 : 0, BASIS_MAX, NULL, yc_text_read, yc_text_free };

  read_head (matter, item, guide);
  read_type (matter, item);
  matter->basis = yc_item_list (item, "basis", &basis);
  read_queue (matter, item);
  read_days (matter, item, guide);
  read_ways (matter, item);
  read_parts (matter, item);
  read_fees (matter, item);
  matter->situations = yc_item_list (item, "situations", &situations);
  matter->materials = yc_item_list (item, "materials", &materials);
  matter->fields = yc_item_list (item, "form", &fields);
  yc_matter_check (matter, item);
  return matter;
}
