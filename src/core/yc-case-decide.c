/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-case"

#include "config.h"

#include "core/yc-case-private.h"

#include <string.h>

#include "core/yc-json.h"

/* The longest note and name of an office, in characters: those of the events' schemas. */
#define NOTE_MAX   2000
#define OFFICE_MAX 200

/* One decision being made. Borrowed throughout. */
typedef struct
{
  const YcCase *self;
  YcCaseState outcome;
  JsonObject *args;         /* or NULL */
  const YcCaseAsk *ask;
  YcRefusal *refusal;
  YcCaseStanding standing;
  const char *accepted_on;  /* from when an acceptance counts */
} Deciding;

/* Who may */

static gboolean
check_rights (const Deciding *d)
{
  const YcCaseAsk *ask = d->ask;
  /* The matter says whose it is, not who opened the case. */
  const char *department = ask->matter->body;
  gboolean works_here = ask->staff != NULL && ask->staff->active;
  gboolean may_accept = works_here && yc_staff_item_may (ask->staff, department, TRUE);

  if (d->outcome == YC_CASE_RECEIVED)
    {
      if (may_accept || (works_here && yc_staff_item_may (ask->staff, department, FALSE)))
        return TRUE;
      return yc_refuse (d->refusal, YC_REFUSAL_MAY_NOT_RECEIVE, "department", 's', department, NULL);
    }
  if (ask->matter->may_receive_only || !may_accept)
    return yc_refuse (d->refusal, YC_REFUSAL_MAY_NOT_ACCEPT, "department", 's', department, NULL);
  return TRUE;
}

/* Whether what is asked with is what was chosen. */
static gboolean
is_chosen (const Deciding *d)
{
  const YcMatter *matter = d->ask->matter;

  return strcmp (d->self->matter, matter->id) == 0 && g_strcmp0 (matter->regime, d->ask->regime->id) == 0 && matter->body != NULL;
}

static gboolean
check_state (const Deciding *d)
{
  YcCaseState state = d->self->state;
  gboolean open = state == YC_CASE_DRAFT || state == YC_CASE_RECEIVED || state == YC_CASE_SUPPLEMENT;

  if (d->outcome == YC_CASE_RECEIVED ? state != YC_CASE_DRAFT : !open)
    return yc_refuse (d->refusal, YC_REFUSAL_CASE_STATE, "state", 's', yc_case_state_to_string (state), NULL);
  if (!d->self->identified)
    return yc_refuse (d->refusal, YC_REFUSAL_CASE_NOBODY, NULL);
  if (d->ask->matter == NULL || d->ask->regime == NULL || d->ask->checklist == NULL || !is_chosen (d))
    return yc_refuse (d->refusal, YC_REFUSAL_CASE_NO_MATTER, NULL);
  return TRUE;
}

/* Incomplete papers are supplemented under one law and not accepted under another. */
static gboolean
is_in_regime (const Deciding *d)
{
  const YcRegime *regime = d->ask->regime;

  if (!regime->outcomes[d->outcome])
    return FALSE;
  if (d->outcome == YC_CASE_SUPPLEMENT)
    return !regime->incomplete_is_not_accepted;
  if (d->outcome == YC_CASE_ACCEPTED_DEFERRED)
    return regime->deferral_allowed && d->ask->matter->accepts_deferral && !d->ask->matter->instant;
  return TRUE;
}

static gboolean
check_law (const Deciding *d)
{
  if (!is_in_regime (d))
    return yc_refuse (d->refusal, YC_REFUSAL_NOT_IN_REGIME, "outcome", 's', yc_case_state_to_string (d->outcome), "regime", 's',
                      d->ask->regime->id, NULL);
  if (d->standing.accepted_by_law && d->outcome != YC_CASE_ACCEPTED)
    return yc_refuse (d->refusal, YC_REFUSAL_ACCEPTED_BY_LAW, "since", 's', d->self->received_on, "due", 's', d->standing.due, NULL);
  return TRUE;
}

/* What has to be there */

static gboolean
refuse_count (const Deciding *d, YcRefusalCode code, guint count)
{
  return yc_refuse (d->refusal, code, "count", 'i', (gint64) count, NULL);
}

static gboolean
check_answered (const Deciding *d)
{
  guint open = yc_checklist_count_open_questions (d->ask->checklist);

  if (open == 0 && yc_checklist_count_undecided (d->ask->checklist) == 0)
    return TRUE;
  return refuse_count (d, YC_REFUSAL_CASE_QUESTIONS, open);
}

static gboolean
check_complete (const Deciding *d)
{
  guint missing = yc_checklist_count_missing (d->ask->checklist);
  guint fields = yc_checklist_count_missing_fields (d->ask->checklist);
  guint later = yc_checklist_count_later (d->ask->checklist);

  if (missing > 0)
    return refuse_count (d, YC_REFUSAL_CASE_MISSING, missing);
  if (fields > 0)
    return refuse_count (d, YC_REFUSAL_CASE_FIELDS, fields);
  if (d->outcome == YC_CASE_ACCEPTED && later > 0)
    return refuse_count (d, YC_REFUSAL_CASE_PROMISED, later);
  if (d->outcome == YC_CASE_ACCEPTED_DEFERRED && later == 0)
    return yc_refuse (d->refusal, YC_REFUSAL_CASE_NOTHING_PROMISED, NULL);
  return TRUE;
}

static gboolean
check_papers (const Deciding *d)
{
  /* What silence has accepted is accepted as it was handed in. */
  if (d->standing.accepted_by_law)
    return TRUE;
  switch ((int) d->outcome)
    {
    case YC_CASE_ACCEPTED:
    case YC_CASE_ACCEPTED_DEFERRED:
      return check_answered (d) && check_complete (d);
    case YC_CASE_SUPPLEMENT:
      /* An answer that is not given could make another material needed: the notice would not name it. */
      if (!check_answered (d))
        return FALSE;
      return yc_checklist_count_missing (d->ask->checklist) > 0 || yc_refuse (d->refusal, YC_REFUSAL_CASE_COMPLETE, NULL);
    case YC_CASE_RECEIVED:
      return check_answered (d);
    case YC_CASE_NOT_ACCEPTED:
    default:
      return TRUE;
    }
}

static gboolean
may_decide (Deciding *d)
{
  if (d->outcome < YC_CASE_RECEIVED || d->outcome >= YC_N_CASE_STATES || d->outcome == YC_CASE_ACCEPTED_COMMITTED)
    return yc_refuse (d->refusal, YC_REFUSAL_RESULT_UNKNOWN, "result", 's', yc_case_state_to_string (d->outcome), NULL);
  if (!check_state (d))
    return FALSE;
  yc_case_get_standing (d->self, d->ask->regime, d->ask->reference, d->ask->today, &d->standing);
  d->accepted_on = d->ask->today;
  if (d->standing.accepted_by_law)
    d->accepted_on = d->self->received_on;
  else if (d->self->state == YC_CASE_SUPPLEMENT && d->self->brought_on[0] != '\0' && strcmp (d->self->brought_on, d->ask->today) < 0)
    d->accepted_on = d->self->brought_on;
  return check_rights (d) && check_law (d) && check_papers (d);
}

gboolean
yc_case_may_decide (const YcCase *self, YcCaseState outcome, const YcCaseAsk *ask, YcRefusal *refusal)
{
  Deciding d = { .self = self, .outcome = outcome, .ask = ask, .refusal = refusal };

  g_return_val_if_fail (self != NULL && ask != NULL && refusal != NULL, FALSE);
  g_return_val_if_fail (ask->reference != NULL && ask->today != NULL, FALSE);

  return may_decide (&d);
}

/* What is said with it */

static gboolean
read_text (const Deciding *d, const char *name, glong max, const char **text)
{
  gboolean ok = TRUE;

  *text = d->args != NULL ? yc_json_get_string_or (d->args, name, NULL, &ok, NULL) : NULL;
  if (!ok || (*text != NULL && g_utf8_strlen (*text, -1) > max))
    return yc_refuse (d->refusal, YC_REFUSAL_ARGUMENT, "name", 's', name, NULL);
  if (*text != NULL && yc_text_is_blank (*text))
    *text = NULL;
  if (*text != NULL && yc_text_has_control (*text, max == NOTE_MAX))
    return yc_refuse (d->refusal, YC_REFUSAL_ARGUMENT, "name", 's', name, NULL);
  return TRUE;
}

static gboolean
read_reason (const Deciding *d, const char *name, const char *kind, const YcReason **reason)
{
  const char *id;

  *reason = NULL;
  if (!read_text (d, name, OFFICE_MAX, &id))
    return FALSE;
  if (id == NULL)
    return TRUE;
  *reason = yc_reference_get_reason (d->ask->reference, id);
  if (*reason == NULL || strcmp ((*reason)->kind, kind) != 0)
    return yc_refuse (d->refusal, YC_REFUSAL_REASON_UNKNOWN, "reason", 's', id, NULL);
  return TRUE;
}

static gboolean
add_note (const Deciding *d, const YcReason *reason, YcEvent *event)
{
  const char *note;

  if (!read_text (d, "note", NOTE_MAX, &note))
    return FALSE;
  if (note == NULL)
    return reason == NULL || !reason->needs_note || yc_refuse (d->refusal, YC_REFUSAL_NOTE_NEEDED, "reason", 's', reason->id, NULL);
  json_object_set_string_member (yc_event_get_personal (event), "note", note);
  return TRUE;
}

/* The events */

static void
set_due (JsonObject *data, const char *member, const YcDueDay *due)
{
  gint64 unloaded = yc_json_peek_int (data, "unloaded");

  if (due->day[0] == '\0')
    return;
  json_object_set_string_member (data, member, due->day);
  if (due->unloaded != 0 && (unloaded == 0 || due->unloaded < unloaded))
    json_object_set_int_member (data, "unloaded", due->unloaded);
}

static gboolean
refuse_calendar (const Deciding *d)
{
  return yc_refuse (d->refusal, YC_REFUSAL_CASE_NO_DAY, "from", 's', d->ask->today, NULL);
}

static YcEvent *
new_event (const Deciding *d, YcEventType type)
{
  g_autofree char *subject = g_strconcat ("case/", d->self->id, NULL);
  YcEvent *event = yc_event_new (type, subject);

  g_free (event->ref);
  event->ref = g_strconcat ("matters@", d->self->version, NULL);
  return event;
}

/* What was met in some way, as the papers list it; of what is promised only what is due. */
static JsonArray *
list_materials (const Deciding *d, YcMet met)
{
  JsonArray *ids = json_array_new ();
  const YcChecklistItem *item;

  for (guint i = 0; (item = yc_checklist_get_item (d->ask->checklist, i)) != NULL; i++)
    {
      if (item->met == met && item->need != YC_NEED_NOT && (met != YC_MET_LATER || item->need == YC_NEED_NEEDED))
        json_array_add_string_element (ids, item->material->id);
    }
  return ids;
}

static void
set_met (const Deciding *d, JsonObject *data)
{
  json_object_set_array_member (data, "materials", list_materials (d, YC_MET_HANDED_IN));
  json_object_set_array_member (data, "by_data", list_materials (d, YC_MET_BY_DATA));
}

/* What a record meets and nobody has checked: the decision leans on it. */
static void
add_checks (const Deciding *d, GPtrArray *events)
{
  const YcChecklistItem *item;

  for (guint i = 0; (item = yc_checklist_get_item (d->ask->checklist, i)) != NULL; i++)
    {
      const YcCheck *check = yc_case_find_check (d->self, item->material->id);
      YcEvent *event = NULL;

      if (item->met != YC_MET_BY_DATA || item->need == YC_NEED_NOT || (check != NULL && check->state == YC_CHECK_DATA))
        continue;
      event = new_event (d, YC_EVENT_CASE_MATERIAL_CHECKED);
      json_object_set_string_member (event->data, "material", item->material->id);
      json_object_set_string_member (event->data, "state", yc_check_state_to_string (YC_CHECK_DATA));
      json_object_set_string_member (event->data, "day", d->ask->today);
      json_object_set_string_member (event->data, "source", item->material->source);
      g_ptr_array_add (events, event);
    }
}

/* The period in which the office has to speak begins with the day of receipt (APL art. 32). */
static YcEvent *
make_received (const Deciding *d)
{
  g_autoptr(YcEvent) event = new_event (d, YC_EVENT_CASE_RECEIVED);
  YcDueDay due = { "", 0 };

  if (!yc_case_count (d->ask->reference, &d->ask->regime->notice, d->ask->today, &due))
    {
      refuse_calendar (d);
      return NULL;
    }
  json_object_set_string_member (event->data, "day", d->ask->today);
  set_met (d, event->data);
  set_due (event->data, "notice_due", &due);
  return g_steal_pointer (&event);
}

/* Adds what is missing; gives how much of it no notice has named so far. */
static guint
set_missing (const Deciding *d, JsonObject *data)
{
  JsonArray *missing = json_array_new ();
  const YcChecklistItem *item;
  guint fresh = 0;

  for (guint i = 0; (item = yc_checklist_get_item (d->ask->checklist, i)) != NULL; i++)
    {
      JsonObject *object;

      if (!item->missing)
        continue;
      object = json_object_new ();
      json_object_set_string_member (object, "material", item->material->id);
      if (item->reason != NULL)
        json_object_set_string_member (object, "reason", item->reason);
      json_array_add_object_element (missing, object);
      fresh += yc_case_materials_find (d->self->told, item->material->id) == NULL;
    }
  json_object_set_array_member (data, "missing", missing);
  return fresh;
}

/* An application that was incomplete counts as received when all is there. */
static const char *
get_complete_day (const Deciding *d)
{
  return d->self->state == YC_CASE_RECEIVED ? d->self->received_on : d->accepted_on;
}

static gboolean
set_acceptance (const Deciding *d, JsonObject *data)
{
  const char *received = get_complete_day (d);
  YcDueDay due;

  if (!yc_case_decision_due (d->ask, d->accepted_on, received, &due))
    return refuse_calendar (d);
  json_object_set_string_member (data, "effective", d->accepted_on);
  if (d->standing.accepted_by_law)
    {
      json_object_set_boolean_member (data, "by_law", TRUE);
      set_missing (d, data);
    }
  set_due (data, "due", &due);
  return TRUE;
}

/* What is promised comes within the period of the deferral, and never after the office's own decision is due. */
static gboolean
set_deferral (const Deciding *d, JsonObject *data)
{
  YcPeriod period = { d->ask->matter->deferral_days, d->ask->matter->calendar_days };
  const char *decision = yc_json_peek_string (data, "due");
  YcDueDay due = { "", 0 };

  if (!yc_case_count (d->ask->reference, &period, d->ask->today, &due))
    return refuse_calendar (d);
  if (decision != NULL && (due.day[0] == '\0' || strcmp (decision, due.day) < 0))
    g_strlcpy (due.day, decision, sizeof due.day);
  json_object_set_array_member (data, "later", list_materials (d, YC_MET_LATER));
  set_due (data, "later_due", &due);
  return TRUE;
}

static gboolean
is_supervisor (const YcStaffItem *staff)
{
  return staff != NULL && staff->active && strcmp (staff->role, "supervisor") == 0;
}

/* Everything was to be told at once; what comes after needs to be answered for. */
static gboolean
set_second_reason (const Deciding *d, YcEvent *event)
{
  const YcReason *reason;
  const YcStaffItem *agrees = d->ask->staff;
  const char *agreed_by;

  if (!read_reason (d, "second_reason", "second_notice", &reason) || !read_text (d, "agreed_by", OFFICE_MAX, &agreed_by))
    return FALSE;
  if (agreed_by != NULL)
    agrees = yc_reference_get_staff (d->ask->reference, agreed_by);
  if (reason == NULL)
    return yc_refuse (d->refusal, YC_REFUSAL_REASON_NEEDED, "kind", 's', "second_notice", NULL);
  if (reason->needs_supervisor && !is_supervisor (agrees))
    return yc_refuse (d->refusal, YC_REFUSAL_SUPERVISOR_NEEDED, "reason", 's', reason->id, NULL);
  json_object_set_string_member (event->data, "second_reason", reason->id);
  if (is_supervisor (agrees))
    json_object_set_string_member (event->data, "agreed_by", agrees->id);
  json_object_set_boolean_member (event->data, "not_told_once", reason->not_told_once);
  return add_note (d, reason, event);
}

static gboolean
set_supplement (const Deciding *d, YcEvent *event)
{
  YcPeriod period = { d->ask->matter->supplement_days, d->ask->matter->calendar_days };
  YcDueDay due = { "", 0 };
  guint fresh = set_missing (d, event->data);

  if (!yc_case_count (d->ask->reference, &period, d->ask->today, &due))
    return refuse_calendar (d);
  set_due (event->data, "supplement_due", &due);
  return d->self->notices > 0 && fresh > 0 ? set_second_reason (d, event) : add_note (d, NULL, event);
}

/* A ground of another regime is none. */
static gboolean
is_ground (const YcReason *ground, const char *regime)
{
  return ground->regimes != NULL && g_strv_contains ((const char *const *) ground->regimes, regime);
}

static gboolean
set_ground (const Deciding *d, YcEvent *event)
{
  const YcReason *ground;
  const char *office;

  if (!read_reason (d, "ground", "not_accept", &ground) || !read_text (d, "right_office", OFFICE_MAX, &office))
    return FALSE;
  if (ground == NULL)
    return yc_refuse (d->refusal, YC_REFUSAL_REASON_NEEDED, "kind", 's', "not_accept", NULL);
  if (!is_ground (ground, d->ask->regime->id))
    return yc_refuse (d->refusal, YC_REFUSAL_GROUND_OF_OTHER_REGIME, "reason", 's', ground->id, "regime", 's', d->ask->regime->id, NULL);
  if (ground->right_office && office == NULL)
    return yc_refuse (d->refusal, YC_REFUSAL_RIGHT_OFFICE_NEEDED, "reason", 's', ground->id, NULL);
  json_object_set_string_member (event->data, "ground", ground->id);
  if (office != NULL)
    json_object_set_string_member (yc_event_get_personal (event), "right_office", office);
  if (ground->lists_all_missing)
    {
      if (!check_answered (d))
        return FALSE;
      if (yc_checklist_count_missing (d->ask->checklist) == 0)
        return yc_refuse (d->refusal, YC_REFUSAL_CASE_COMPLETE, NULL);
      set_missing (d, event->data);
    }
  return add_note (d, ground, event);
}

static gboolean
fill_decided (const Deciding *d, YcEvent *event)
{
  json_object_set_string_member (event->data, "outcome", yc_case_state_to_string (d->outcome));
  json_object_set_string_member (event->data, "day", d->ask->today);
  set_met (d, event->data);
  switch ((int) d->outcome)
    {
    case YC_CASE_ACCEPTED:
      return set_acceptance (d, event->data) && add_note (d, NULL, event);
    case YC_CASE_ACCEPTED_DEFERRED:
      return set_acceptance (d, event->data) && set_deferral (d, event->data) && add_note (d, NULL, event);
    case YC_CASE_SUPPLEMENT:
      return set_supplement (d, event);
    case YC_CASE_NOT_ACCEPTED:
    default:
      return set_ground (d, event);
    }
}

gboolean
yc_case_decide (const YcCase *self, YcCaseState outcome, JsonObject *args, const YcCaseAsk *ask, GPtrArray *events, YcRefusal *refusal)
{
  Deciding d = { .self = self, .outcome = outcome, .args = args, .ask = ask, .refusal = refusal };
  g_autoptr(YcEvent) received = NULL;
  g_autoptr(YcEvent) decided = NULL;

  g_return_val_if_fail (self != NULL && ask != NULL && events != NULL && refusal != NULL, FALSE);
  g_return_val_if_fail (ask->reference != NULL && ask->today != NULL, FALSE);

  if (!may_decide (&d))
    return FALSE;
  if (self->state == YC_CASE_DRAFT)
    {
      received = make_received (&d);
      if (received == NULL)
        return FALSE;
    }
  if (outcome != YC_CASE_RECEIVED)
    {
      decided = new_event (&d, YC_EVENT_CASE_DECIDED);
      if (!fill_decided (&d, decided))
        return FALSE;
    }
  add_checks (&d, events);
  if (received != NULL)
    g_ptr_array_add (events, g_steal_pointer (&received));
  if (decided != NULL)
    g_ptr_array_add (events, g_steal_pointer (&decided));
  return TRUE;
}
