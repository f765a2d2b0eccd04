/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-regime"

#include "config.h"

#include "core/yc-regime.h"

#include <string.h>

#include "core/yc-json.h"
#include "core/yc-reference-private.h"

/* Of one regime. */
#define CITATIONS_MAX 200
#define DOCUMENTS_MAX 20
#define WARNINGS_MAX  31
/* Ten years. */
#define DAYS_MAX      3660

static const char *const units[] = { "working_day", "calendar_day", NULL };
/* From which moment a period is counted. */
static const char *const decision_starts[] = { "accepted", "received", NULL };
static const char *const notice_starts[] = { "received", NULL };

static YcPeriod
read_days (const YcItem *item)
{
  YcPeriod period;

  period.days = (int) yc_item_int_or (item, "days", 0, DAYS_MAX, -1);
  period.calendar_days = yc_item_word (item, "unit", units) == 1;
  return period;
}

/* A period that a member describes; none when it is absent. */
static YcPeriod
read_period (const YcItem *item, const char *member)
{
  YcPeriod period = { -1, FALSE };
  g_autofree char *place = NULL;
  YcItem inner;

  if (yc_item_has (item, member) && yc_item_enter (item, member, &inner, &place))
    period = read_days (&inner);
  return period;
}

/* Days of the notice period, the first of them 1, each later than the one before it. */
static void
read_warnings (YcRegime *regime, const YcItem *notice)
{
  GError *error = NULL;
  JsonArray *days;

  if (!yc_item_has (notice, "warn_on_days"))
    return;
  days = yc_json_get_array (notice->object, "warn_on_days", &error);
  if (days == NULL)
    {
      yc_item_fault_error (notice, "warn_on_days", error);
      return;
    }
  for (guint i = 0; i < json_array_get_length (days); i++)
    {
      JsonNode *node = json_array_get_element (days, i);
      gint64 day = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
      int former = regime->warn_on_days->len > 0 ? g_array_index (regime->warn_on_days, int, regime->warn_on_days->len - 1) : 0;
      g_autofree char *member = g_strdup_printf ("warn_on_days[%u]", i);
      int value = (int) CLAMP (day, 0, DAYS_MAX);

      if (i >= WARNINGS_MAX || day <= former || day > regime->notice.days)
        {
          yc_item_fault (notice, member, "Must be a day of the notice period, counted from 1 and later than the one before it.");
          return;
        }
      g_array_append_val (regime->warn_on_days, value);
    }
}

static void
read_silence (YcRegime *regime, const YcItem *notice)
{
  static const char *const meanings[] = { "none", "accepted", NULL };
  g_autofree char *place = NULL;
  YcItem silence;

  if (!yc_item_enter (notice, "silence", &silence, &place))
    return;
  regime->silence_accepts = yc_item_word (&silence, "means", meanings) == 1;
  if (!regime->silence_accepts)
    return;
  yc_item_word (&silence, "effective_from", notice_starts);
  regime->silence = yc_item_names (&silence, "text");
  if (regime->notice.days < 0)
    yc_item_fault (&silence, "means", "Silence can accept only where the notice period has a number of days; 0 is on the spot.");
}

static void
read_notice (YcRegime *regime, const YcItem *item)
{
  g_autofree char *place = NULL;
  g_autofree char *clock_place = NULL;
  YcItem notice, clock;

  if (!yc_item_enter (item, "notice", &notice, &place))
    return;
  if (yc_item_enter (&notice, "clock", &clock, &clock_place))
    {
      regime->notice = read_days (&clock);
      yc_item_word (&clock, "counted_from", notice_starts);
    }
  regime->on_the_spot = yc_item_bool (&notice, "on_the_spot", FALSE);
  read_warnings (regime, &notice);
  read_silence (regime, &notice);
}

static void
read_decision (YcRegime *regime, const YcItem *item)
{
  g_autofree char *place = NULL;
  YcItem decision;

  if (!yc_item_enter (item, "decision", &decision, &place))
    return;
  regime->decision = read_days (&decision);
  regime->decision_else = read_period (&decision, "else");
  regime->decision_from_receipt = yc_item_word (&decision, "counted_from", decision_starts) == 1;
}

static void
read_papers (YcRegime *regime, const YcItem *item)
{
  g_autofree char *place = NULL;
  g_autofree char *refusal_place = NULL;
  YcItem acceptance, refusal;

  if (yc_item_enter (item, "acceptance", &acceptance, &place))
    regime->acceptance_written = yc_item_bool (&acceptance, "written", FALSE);
  if (yc_item_enter (item, "non_acceptance", &refusal, &refusal_place))
    regime->not_accepted_lists_all = yc_item_bool (&refusal, "lists_all_missing", FALSE);
}

/* A state of a name that a clerk can decide: everything but none and draft. */
static YcCaseState
find_outcome (const char *name)
{
  YcCaseState state = yc_case_state_from_string (name);

  return state >= YC_CASE_RECEIVED ? state : YC_CASE_NONE;
}

static void
read_outcomes (YcRegime *regime, const YcItem *item)
{
  g_auto (GStrv) names = yc_item_codes (item, "outcomes", YC_N_CASE_STATES);

  if (names[0] == NULL && !yc_item_has (item, "outcomes"))
    yc_item_fault (item, "outcomes", "The member “outcomes” is missing.");
  for (guint i = 0; names[i] != NULL; i++)
    {
      YcCaseState state = find_outcome (names[i]);
      g_autofree char *member = g_strdup_printf ("outcomes[%u]", i);

      if (state == YC_CASE_NONE)
        yc_item_fault (item, member, "Is none of the outcomes there are: received, supplement, accepted, accepted_deferred, "
                                     "accepted_committed, not_accepted.");
      regime->outcomes[state] = state != YC_CASE_NONE;
    }
}

/* One template, or a list of which all are printed. */
static GStrv
read_templates (const YcItem *documents, const char *member)
{
  GStrv templates;

  if (JSON_NODE_HOLDS_ARRAY (json_object_get_member (documents->object, member)))
    return yc_item_codes (documents, member, DOCUMENTS_MAX);
  templates = g_new0 (char *, 2);
  templates[0] = yc_item_code (documents, member);
  return templates;
}

static void
read_documents (YcRegime *regime, const YcItem *item)
{
  g_autofree char *place = NULL;
  g_autoptr(GList) members = NULL;
  YcItem documents;

  if (!yc_item_enter (item, "documents", &documents, &place))
    return;
  members = json_object_get_members (documents.object);
  for (GList *link = members; link != NULL; link = link->next)
    {
      YcCaseState state = find_outcome (link->data);

      if (state == YC_CASE_NONE || !regime->outcomes[state])
        yc_item_fault (&documents, link->data, "Is no outcome of this regime.");
      else if (yc_item_has (&documents, link->data))
        regime->documents[state] = read_templates (&documents, link->data);
    }
}

static void
read_remedies (YcRegime *regime, const YcItem *item)
{
  g_autofree char *place = NULL;
  YcItem remedies;

  if (yc_item_has (item, "remedies") && yc_item_enter (item, "remedies", &remedies, &place))
    regime->remedies = yc_item_names (&remedies, "text");
}

static gpointer
read_citation (const YcItem *item)
{
  YcCitation *citation = g_new0 (YcCitation, 1);

  citation->law = yc_item_names (item, "law");
  citation->article = yc_item_text (item, "article");
  citation->says = yc_item_names (item, "says");
  return citation;
}

static void
citation_free (gpointer data)
{
  YcCitation *citation = data;

  yc_text_clear (&citation->law);
  g_free (citation->article);
  yc_text_clear (&citation->says);
  g_free (citation);
}

/* Each way an outcome is allowed or not must say the same. */
static void
check_outcomes (const YcRegime *regime, const YcItem *item)
{
  YcCaseState incomplete = regime->incomplete_is_not_accepted ? YC_CASE_NOT_ACCEPTED : YC_CASE_SUPPLEMENT;

  if (regime->outcomes[YC_CASE_ACCEPTED_DEFERRED] != regime->deferral_allowed)
    yc_item_fault (item, "deferral_allowed", "Must be true exactly when accepted_deferred is one of the outcomes.");
  if (regime->outcomes[YC_CASE_ACCEPTED_COMMITTED] != regime->commitment_allowed)
    yc_item_fault (item, "commitment_allowed", "Must be true exactly when accepted_committed is one of the outcomes.");
  if (!regime->outcomes[incomplete])
    yc_item_fault (item, "incomplete_means", "Must be one of the outcomes.");
}

gpointer
yc_regime_read (const YcItem *item)
{
  static const char *const incomplete[] = { "supplement", "not_accepted", NULL };
  static const YcListShape citations = { 0, CITATIONS_MAX, NULL, read_citation, citation_free };
  YcRegime *regime = g_new0 (YcRegime, 1);

  regime->id = yc_item_code (item, "id");
  regime->name = yc_item_name (item);
  regime->summary = yc_item_names (item, "summary");
  regime->warn_on_days = g_array_new (FALSE, FALSE, sizeof (int));
  regime->notice.days = regime->decision.days = regime->decision_else.days = -1;
  read_notice (regime, item);
  read_papers (regime, item);
  read_decision (regime, item);
  regime->extension = read_period (item, "extension");
  regime->incomplete_is_not_accepted = yc_item_word (item, "incomplete_means", incomplete) == 1;
  regime->deferral_allowed = yc_item_bool (item, "deferral_allowed", FALSE);
  regime->commitment_allowed = yc_item_bool (item, "commitment_allowed", FALSE);
  read_outcomes (regime, item);
  read_documents (regime, item);
  read_remedies (regime, item);
  regime->citations = yc_item_list (item, "citations", &citations);
  check_outcomes (regime, item);
  return regime;
}

void
yc_regime_free (gpointer data)
{
  YcRegime *regime = data;

  g_free (regime->id);
  yc_text_clear (&regime->name);
  yc_text_clear (&regime->summary);
  g_array_unref (regime->warn_on_days);
  yc_text_clear (&regime->silence);
  for (guint i = 0; i < YC_N_CASE_STATES; i++)
    g_strfreev (regime->documents[i]);
  yc_text_clear (&regime->remedies);
  g_ptr_array_unref (regime->citations);
  g_free (regime);
}
