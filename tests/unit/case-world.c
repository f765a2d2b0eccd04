/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include "case-world.h"

#include <string.h>

#include "hall-fixture.h"

YcReference *
cw_reference (void)
{
  static const char *const sets[] = { "policy", "queues", "counters", "groups", "departments", "regimes", "reasons", "staff",
                                      "sources", "templates", "matters", "../reference/calendar" };
  static YcReference *reference;

  for (guint i = 0; reference == NULL || yc_reference_get_version (reference, YC_SET_CALENDAR) == NULL; i++)
    {
      g_autofree char *text = fx_demo (sets[i]);

      reference = fx_replace (reference, text);
    }
  return reference;
}

static JsonObject *
parse (const char *text)
{
  g_autoptr(JsonNode) node = json_from_string (text, NULL);

  g_assert_nonnull (node);
  return json_node_dup_object (node);
}

/* As it would come from another machine: its members are checked. */
static void
apply (CaseWorld *cw, YcEvent *event)
{
  YcCaseFold fold = { ++cw->pos, FALSE, TRUE };
  g_autoptr(GError) error = NULL;

  yc_event_check_data (event, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yc_case_apply (cw->self, event, &fold), ==, NULL);
}

void
cw_apply (CaseWorld *cw, YcEventType type, const char *data, const char *personal)
{
  g_autofree char *subject = g_strconcat ("case/", cw->self->id, NULL);
  g_autoptr(YcEvent) event = yc_event_new (type, subject);

  if (data != NULL)
    {
      json_object_unref (event->data);
      event->data = parse (data);
    }
  if (personal != NULL)
    event->personal = parse (personal);
  apply (cw, event);
}

void
cw_identify (CaseWorld *cw)
{
  cw_apply (cw, YC_EVENT_CASE_APPLICANT_IDENTIFIED, "{\"for\":\"person\",\"by\":\"applicant\",\"checked\":\"hand\"}",
            "{\"name\":\"例安宁\",\"number\":\"330106199003071236\"}");
}

void
cw_choose (CaseWorld *cw, const char *matter)
{
  g_autofree char *data = NULL;

  cw->matter = yc_reference_get_matter (cw->reference, matter);
  g_assert_nonnull (cw->matter);
  cw->regime = yc_reference_get_regime (cw->reference, cw->matter->regime);
  g_assert_nonnull (cw->regime);
  data = g_strdup_printf ("{\"matter\":\"%s\",\"version\":\"%s\",\"regimes\":\"%s\",\"regime\":\"%s\",\"department\":\"%s\"}",
                          matter, yc_reference_get_version (cw->reference, YC_SET_MATTERS),
                          yc_reference_get_version (cw->reference, YC_SET_REGIMES), cw->matter->regime, cw->matter->body);
  cw_apply (cw, YC_EVENT_CASE_MATTER_CHOSEN, data, NULL);
}

static const YcStaffItem *
find_staff (YcReference *reference, const char *number)
{
  const YcStaffItem *staff;

  for (guint i = 0; (staff = yc_reference_get_nth_staff (reference, i)) != NULL; i++)
    {
      if (strcmp (staff->number, number) == 0)
        return staff;
    }
  return NULL;
}

void
cw_init (CaseWorld *cw, const char *matter, const char *number, const char *today)
{
  g_autofree char *data = g_strdup_printf ("{\"ticket\":\"%s\",\"counter\":1,\"session\":\"%s\"}", FX_TICKET (1), FX_SESSION (1));

  memset (cw, 0, sizeof *cw);
  cw->reference = cw_reference ();
  cw->self = yc_case_new (fx_id ('c', 1));
  cw->staff = find_staff (cw->reference, number);
  cw->today = today;
  cw_apply (cw, YC_EVENT_CASE_OPENED, data, NULL);
  if (matter == NULL)
    return;
  cw_identify (cw);
  cw_choose (cw, matter);
}

void
cw_clear (CaseWorld *cw)
{
  g_clear_pointer (&cw->self, yc_case_free);
}

void
cw_answer (CaseWorld *cw, guint n)
{
  g_autoptr(GString) answers = g_string_new ("{\"answers\":{");
  g_autoptr(GString) questions = g_string_new ("{\"questions\":[");

  for (guint i = 0; i < cw->matter->situations->len; i++)
    {
      const YcSituation *situation = g_ptr_array_index (cw->matter->situations, i);
      const YcOption *option = g_ptr_array_index (situation->options, n % situation->options->len);

      g_string_append_printf (answers, "%s\"%s\":\"%s\"", i > 0 ? "," : "", situation->key, option->value);
      g_string_append_printf (questions, "%s\"%s\"", i > 0 ? "," : "", situation->key);
    }
  g_string_append (answers, "}}");
  g_string_append (questions, "]}");
  cw_apply (cw, YC_EVENT_CASE_SITUATION_ANSWERED, questions->str, answers->str);
}

void
cw_fill (CaseWorld *cw)
{
  g_autoptr(YcChecklist) checklist = cw_checklist (cw);
  const YcFieldItem *item;

  for (guint i = 0; (item = yc_checklist_get_field (checklist, i)) != NULL; i++)
    {
      g_autofree char *data = g_strdup_printf ("{\"fields\":[\"%s\"]}", item->field->key);
      g_autofree char *values = g_strdup_printf ("{\"values\":{\"%s\":\"x\"}}", item->field->key);

      if (item->missing)
        cw_apply (cw, YC_EVENT_CASE_FIELD_SET, data, values);
    }
}

void
cw_check (CaseWorld *cw, const char *material, YcCheckState state, const char *reason)
{
  g_autofree char *tail = reason != NULL ? g_strdup_printf (",\"reason\":\"%s\"", reason) : g_strdup ("");
  g_autofree char *data = g_strdup_printf ("{\"material\":\"%s\",\"state\":\"%s\",\"day\":\"%s\"%s}", material,
                                           yc_check_state_to_string (state), cw->today, tail);

  cw_apply (cw, YC_EVENT_CASE_MATERIAL_CHECKED, data, NULL);
  if (state == YC_CHECK_ORIGINAL || state == YC_CHECK_DATA)
    g_strlcpy (cw->brought, cw->today, sizeof cw->brought);
}

void
cw_take (CaseWorld *cw, const char *material)
{
  g_autofree char *data = g_strdup_printf ("{\"material\":\"%s\",\"state\":\"original\",\"day\":\"%s\",\"originals\":1}", material, cw->today);

  cw_apply (cw, YC_EVENT_CASE_MATERIAL_CHECKED, data, NULL);
}

void
cw_hand_in (CaseWorld *cw, const char *const *spared)
{
  g_autoptr(YcChecklist) checklist = cw_checklist (cw);
  const YcChecklistItem *item;

  for (guint i = 0; (item = yc_checklist_get_item (checklist, i)) != NULL; i++)
    {
      if (item->need == YC_NEED_NEEDED && (spared == NULL || !g_strv_contains (spared, item->material->id)))
        cw_check (cw, item->material->id, YC_CHECK_ORIGINAL, NULL);
    }
}

static const char *
find_item (CaseWorld *cw, gboolean deferrable, guint n)
{
  g_autoptr(YcChecklist) checklist = cw_checklist (cw);
  const YcChecklistItem *item;

  for (guint i = 0; (item = yc_checklist_get_item (checklist, i)) != NULL; i++)
    {
      if (item->need == YC_NEED_NEEDED && (!deferrable || item->may_be_later) && n-- == 0)
        return item->material->id;
    }
  g_assert_not_reached ();
}

const char *
cw_deferrable (CaseWorld *cw, guint n)
{
  return find_item (cw, TRUE, n);
}

const char *
cw_needed (CaseWorld *cw, guint n)
{
  return find_item (cw, FALSE, n);
}

YcChecklist *
cw_checklist (CaseWorld *cw)
{
  YcChecklistInput input = { .reference = cw->reference, .matter = cw->matter, .answers = cw->self->answers, .form = cw->self->form,
                             .checks = cw->self->checks, .today = cw->today };

  return yc_checklist_new (&input);
}

YcRefusalCode
cw_may (CaseWorld *cw, YcCaseState outcome)
{
  g_autoptr(YcChecklist) checklist = cw->matter != NULL ? cw_checklist (cw) : NULL;
  YcCaseAsk ask = { cw->reference, cw->matter, cw->regime, checklist, cw->staff, cw->today };
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  return yc_case_may_decide (cw->self, outcome, &ask, &refusal) ? YC_REFUSAL_NONE : refusal.code;
}

YcRefusalCode
cw_decide (CaseWorld *cw, YcCaseState outcome, const char *args, YcEvent **decided)
{
  g_autoptr(YcChecklist) checklist = cw->matter != NULL ? cw_checklist (cw) : NULL;
  g_autoptr(JsonObject) object = args != NULL ? parse (args) : NULL;
  g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_event_unref);
  YcCaseAsk ask = { cw->reference, cw->matter, cw->regime, checklist, cw->staff, cw->today };
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };

  if (!yc_case_decide (cw->self, outcome, object, &ask, events, &refusal))
    {
      g_assert_cmpint (refusal.code, !=, YC_REFUSAL_NONE);
      g_assert_cmpuint (events->len, ==, 0);
      return refusal.code;
    }
  g_assert_cmpuint (events->len, >, 0);
  for (guint i = 0; i < events->len; i++)
    apply (cw, g_ptr_array_index (events, i));
  if (decided != NULL)
    *decided = yc_event_ref (g_ptr_array_index (events, events->len - 1));
  return YC_REFUSAL_NONE;
}
