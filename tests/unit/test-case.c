/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may become of a case, regime by regime: each row is a transition of the law with its article, and what stands against it. */
#include "config.h"

#include <string.h>

#include "case-world.h"
#include "hall-fixture.h"

/* Tuesday; the days below were counted on the State Council's calendar by hand. */
#define TODAY "2026-11-24"

/* What is there before the decision. */
typedef enum
{
  FULL,      /* everything */
  SHORT,     /* one material is not handed in */
  PROMISED,  /* one that may follow later is promised */
  ANSWERED,  /* the questions are answered, nothing else */
  NOTHING,   /* a matter was chosen, nothing else */
} Papers;

typedef struct
{
  const char *name;
  const char *matter;
  const char *staff;
  Papers papers;
  YcCaseState from;       /* DRAFT, RECEIVED, SUPPLEMENT */
  YcCaseState outcome;
  const char *args;
  YcRefusalCode refusal;  /* NONE: it is done */
  const char *article;    /* of the regime's citations, or NULL where its law gives none */
  const char *due;        /* decision_due, NULL: none */
} Row;

#define GROUND(id) "{\"ground\":\"not_accept." id "\",\"note\":\"说明\"}"
#define GROUND_TO(id) "{\"ground\":\"not_accept." id "\",\"note\":\"说明\",\"right_office\":\"示例区政务服务中心\"}"
#define OK YC_REFUSAL_NONE
#define NO(code) YC_REFUSAL_##code
#define TO(state) YC_CASE_##state

static const Row rows[] = {
  /* Licence: 20 days by law, promised 5. */
  { "licence: received", "OT-002", "10421", SHORT, TO (DRAFT), TO (RECEIVED), NULL, OK, "32", NULL },
  { "licence: complete", "OT-002", "10421", FULL, TO (DRAFT), TO (ACCEPTED), NULL, OK, "32", "2026-12-01" },
  { "licence: complete, after receipt", "OT-002", "10421", FULL, TO (RECEIVED), TO (ACCEPTED), NULL, OK, "32", "2026-12-01" },
  { "licence: complete, after a notice", "OT-002", "10421", FULL, TO (SUPPLEMENT), TO (ACCEPTED), NULL, OK, "32", "2026-12-01" },
  { "licence: incomplete", "OT-002", "10421", SHORT, TO (DRAFT), TO (SUPPLEMENT), NULL, OK, "32", NULL },
  { "licence: incomplete again", "OT-002", "10421", SHORT, TO (SUPPLEMENT), TO (SUPPLEMENT), NULL, OK, "32", NULL },
  { "licence: incomplete is not accepted", "OT-002", "10421", SHORT, TO (DRAFT), TO (ACCEPTED), NULL, NO (CASE_MISSING), "32", NULL },
  { "licence: complete needs no notice", "OT-002", "10421", FULL, TO (DRAFT), TO (SUPPLEMENT), NULL, NO (CASE_COMPLETE), "32", NULL },
  { "licence: minor one promised", "OT-002", "10421", PROMISED, TO (DRAFT), TO (ACCEPTED_DEFERRED), NULL, OK, NULL, "2026-12-01" },
  { "licence: promised, accepted outright", "OT-002", "10421", PROMISED, TO (DRAFT), TO (ACCEPTED), NULL, NO (CASE_PROMISED), NULL, NULL },
  { "licence: nothing promised", "OT-002", "10421", FULL, TO (DRAFT), TO (ACCEPTED_DEFERRED), NULL, NO (CASE_NOTHING_PROMISED), NULL, NULL },
  { "licence: not ours", "OT-002", "10421", NOTHING, TO (DRAFT), TO (NOT_ACCEPTED), GROUND_TO ("licence.not_our_power"), OK, "32", NULL },
  { "licence: not ours, whose?", "OT-002", "10421", NOTHING, TO (DRAFT), TO (NOT_ACCEPTED), GROUND ("licence.not_our_power"),
    NO (RIGHT_OFFICE_NEEDED), "32", NULL },
  { "licence: none needed", "OT-002", "10421", NOTHING, TO (RECEIVED), TO (NOT_ACCEPTED), GROUND ("licence.no_licence"), OK, "32", NULL },
  { "licence: none needed, no word", "OT-002", "10421", NOTHING, TO (DRAFT), TO (NOT_ACCEPTED), "{\"ground\":\"not_accept.licence.no_licence\"}",
    NO (NOTE_NEEDED), "32", NULL },
  { "licence: no ground", "OT-002", "10421", NOTHING, TO (DRAFT), TO (NOT_ACCEPTED), NULL, NO (REASON_NEEDED), "32", NULL },
  { "licence: ground of real estate", "OT-002", "10421", SHORT, TO (DRAFT), TO (NOT_ACCEPTED), GROUND ("real_estate.incomplete"),
    NO (GROUND_OF_OTHER_REGIME), "32", NULL },
  { "licence: a pass reason is no ground", "OT-002", "10421", NOTHING, TO (DRAFT), TO (NOT_ACCEPTED), "{\"ground\":\"pass.absent\",\"note\":\"x\"}",
    NO (REASON_UNKNOWN), NULL, NULL },
  { "licence: promised 2 of 10", "CG-001", "20101", FULL, TO (DRAFT), TO (ACCEPTED), NULL, OK, "42", "2026-11-26" },

  /* Real estate: on the spot; 30 days by law, promised 1. */
  { "real estate: complete", "BD-002", "10427", FULL, TO (DRAFT), TO (ACCEPTED), NULL, OK, "17", "2026-11-25" },
  { "real estate: no supplement", "BD-002", "10427", SHORT, TO (DRAFT), TO (SUPPLEMENT), NULL, NO (NOT_IN_REGIME), "17", NULL },
  { "real estate: incomplete is not accepted", "BD-002", "10427", SHORT, TO (DRAFT), TO (NOT_ACCEPTED), GROUND ("real_estate.incomplete"), OK,
    "17", NULL },
  { "real estate: incomplete, but complete", "BD-002", "10427", FULL, TO (DRAFT), TO (NOT_ACCEPTED), GROUND ("real_estate.incomplete"),
    NO (CASE_COMPLETE), "17", NULL },
  { "real estate: incomplete, not asked", "BD-002", "10427", NOTHING, TO (DRAFT), TO (NOT_ACCEPTED), GROUND ("real_estate.incomplete"),
    NO (CASE_QUESTIONS), "17", NULL },
  { "real estate: another area", "BD-002", "10427", NOTHING, TO (DRAFT), TO (NOT_ACCEPTED), GROUND_TO ("real_estate.not_our_area"), OK, "17",
    NULL },
  { "real estate: no deferral", "BD-002", "10427", FULL, TO (DRAFT), TO (ACCEPTED_DEFERRED), NULL, NO (NOT_IN_REGIME), NULL, NULL },
  { "real estate: received", "BD-002", "10427", SHORT, TO (DRAFT), TO (RECEIVED), NULL, OK, "17", NULL },

  /* Market entity: on the spot, else 3 days from receipt. */
  { "market: registered on the spot", "SJ-001", "10426", FULL, TO (DRAFT), TO (ACCEPTED), NULL, OK, "19", TODAY },
  { "market: promised 1 of 3", "SJ-002", "10426", FULL, TO (DRAFT), TO (ACCEPTED), NULL, OK, "19", "2026-11-25" },
  { "market: incomplete", "SJ-002", "10426", SHORT, TO (DRAFT), TO (SUPPLEMENT), NULL, OK, "19", NULL },
  { "market: complete, after a notice", "SJ-002", "10426", FULL, TO (SUPPLEMENT), TO (ACCEPTED), NULL, OK, "19", "2026-11-25" },
  { "market: against the law", "SJ-002", "10426", ANSWERED, TO (DRAFT), TO (NOT_ACCEPTED), GROUND ("market_entity.against_law"), OK, "20", NULL },
  { "market: no deferral", "SJ-002", "10426", FULL, TO (DRAFT), TO (ACCEPTED_DEFERRED), NULL, NO (NOT_IN_REGIME), NULL, NULL },

  /* Benefit, confirmation, public service: promised days, no silence. */
  { "benefit: complete", "MZ-004", "10421", FULL, TO (DRAFT), TO (ACCEPTED), NULL, OK, NULL, "2026-11-25" },
  { "benefit: incomplete", "MZ-004", "10421", SHORT, TO (DRAFT), TO (SUPPLEMENT), NULL, OK, NULL, NULL },
  { "benefit: promised", "MZ-004", "10421", PROMISED, TO (DRAFT), TO (ACCEPTED_DEFERRED), NULL, OK, NULL, "2026-11-25" },
  { "benefit: outside the policy", "MZ-004", "10421", NOTHING, TO (DRAFT), TO (NOT_ACCEPTED), GROUND ("benefit.not_eligible_group"), OK,
    NULL, NULL },
  { "confirmation: complete", "PS-001", "10424", FULL, TO (DRAFT), TO (ACCEPTED), NULL, OK, NULL, "2026-12-08" },
  { "confirmation: incomplete", "PS-001", "10424", SHORT, TO (DRAFT), TO (SUPPLEMENT), NULL, OK, NULL, NULL },
  { "confirmation: promised", "PS-001", "10424", PROMISED, TO (DRAFT), TO (ACCEPTED_DEFERRED), NULL, OK, NULL, "2026-12-08" },
  { "confirmation: instant defers nothing", "PS-004", "10424", FULL, TO (DRAFT), TO (ACCEPTED_DEFERRED), NULL, NO (NOT_IN_REGIME), NULL, NULL },
  { "confirmation: not ours", "PS-001", "10424", NOTHING, TO (DRAFT), TO (NOT_ACCEPTED), GROUND_TO ("confirmation.not_our_office"), OK, NULL, NULL },
  { "public service: complete", "OT-004", "10426", FULL, TO (DRAFT), TO (ACCEPTED), NULL, OK, NULL, "2026-12-01" },
  { "public service: incomplete", "OT-004", "10426", SHORT, TO (DRAFT), TO (SUPPLEMENT), NULL, OK, NULL, NULL },
  { "public service: promised", "OT-004", "10426", PROMISED, TO (DRAFT), TO (ACCEPTED_DEFERRED), NULL, OK, NULL, "2026-12-01" },
  { "public service: not ours", "OT-004", "10426", NOTHING, TO (DRAFT), TO (NOT_ACCEPTED), GROUND ("public_service.not_scope"), OK, NULL, NULL },

  /* Who may. 10429 may receive for some departments and accept for none. */
  { "rights: receives only", "OT-002", "10429", FULL, TO (DRAFT), TO (ACCEPTED), NULL, NO (MAY_NOT_ACCEPT), NULL, NULL },
  { "rights: no notice either", "OT-002", "10429", SHORT, TO (DRAFT), TO (SUPPLEMENT), NULL, NO (MAY_NOT_ACCEPT), NULL, NULL },
  { "rights: not for this department", "BD-002", "10424", FULL, TO (DRAFT), TO (RECEIVED), NULL, NO (MAY_NOT_RECEIVE), NULL, NULL },
  { "rights: a hall that takes in", "JY-001", "20101", FULL, TO (DRAFT), TO (ACCEPTED), NULL, NO (MAY_NOT_ACCEPT), NULL, NULL },
  { "rights: a hall that takes in, does", "JY-001", "20101", SHORT, TO (DRAFT), TO (RECEIVED), NULL, OK, NULL, NULL },
  { "rights: nobody", "OT-002", "99999", FULL, TO (DRAFT), TO (RECEIVED), NULL, NO (MAY_NOT_RECEIVE), NULL, NULL },

  /* What is asked first. */
  { "questions first", "OT-002", "10421", NOTHING, TO (DRAFT), TO (RECEIVED), NULL, NO (CASE_QUESTIONS), NULL, NULL },
  { "questions before a notice", "OT-002", "10421", NOTHING, TO (DRAFT), TO (SUPPLEMENT), NULL, NO (CASE_QUESTIONS), NULL, NULL },
  { "received twice", "OT-002", "10421", FULL, TO (RECEIVED), TO (RECEIVED), NULL, NO (CASE_STATE), NULL, NULL },
  { "no commitment yet", "OT-002", "10421", FULL, TO (DRAFT), TO (ACCEPTED_COMMITTED), NULL, NO (RESULT_UNKNOWN), NULL, NULL },
};

static void
bring_papers (CaseWorld *cw, Papers papers)
{
  const char *spared[] = { NULL, NULL };

  if (papers == NOTHING)
    return;
  cw_answer (cw, 0);
  if (papers == ANSWERED)
    return;
  cw_fill (cw);
  if (papers == SHORT)
    spared[0] = cw_needed (cw, 1);
  if (papers == PROMISED)
    spared[0] = cw_deferrable (cw, 0);
  cw_hand_in (cw, spared);
  if (papers == PROMISED)
    cw_check (cw, spared[0], YC_CHECK_LATER, NULL);
}

/* To the state before: received, or with a notice given, of whom the same papers are asked again. */
static void
bring_state (CaseWorld *cw, const Row *row)
{
  if (row->from == YC_CASE_RECEIVED)
    {
      cw_answer (cw, 0);
      g_assert_cmpint (cw_decide (cw, YC_CASE_RECEIVED, NULL, NULL), ==, OK);
    }
  if (row->from == YC_CASE_SUPPLEMENT)
    {
      bring_papers (cw, SHORT);
      g_assert_cmpint (cw_decide (cw, YC_CASE_SUPPLEMENT, NULL, NULL), ==, OK);
    }
  g_assert_cmpint (cw->self->state, ==, row->from);
}

static gboolean
is_cited (const YcRegime *regime, const char *article)
{
  for (guint i = 0; i < regime->citations->len; i++)
    {
      if (g_str_equal (((const YcCitation *) g_ptr_array_index (regime->citations, i))->article, article))
        return TRUE;
    }
  return FALSE;
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_auto(CaseWorld) cw;
  YcRefusalCode code;

  cw_init (&cw, row->matter, row->staff, TODAY);
  if (row->article != NULL)
    g_assert_true (is_cited (cw.regime, row->article));
  bring_state (&cw, row);
  bring_papers (&cw, row->papers);
  code = cw_decide (&cw, row->outcome, row->args, NULL);
  g_assert_cmpstr (yc_refusal_code_to_string (code), ==, yc_refusal_code_to_string (row->refusal));
  if (code != OK)
    {
      g_assert_cmpint (cw.self->state, ==, row->from);
      return;
    }
  g_assert_cmpint (cw.self->state, ==, row->outcome);
  g_assert_cmpstr (cw.self->decision_due, ==, row->due != NULL ? row->due : "");
  g_assert_cmpstr (cw.self->received_on, ==, TODAY);
  /* Every outcome of a regime but its plain acceptance on the spot yields a paper. */
  g_assert_nonnull (yc_case_get_documents (cw.regime, row->outcome)[0]);
}

/* Nobody and nothing. */
static void
test_bare (void)
{
  g_auto(CaseWorld) cw;

  cw_init (&cw, NULL, "10421", TODAY);
  for (int outcome = YC_CASE_RECEIVED; outcome < YC_N_CASE_STATES; outcome++)
    {
      if (outcome != YC_CASE_ACCEPTED_COMMITTED)
        g_assert_cmpint (cw_may (&cw, (YcCaseState) outcome), ==, NO (CASE_NOBODY));
    }
  g_assert_cmpint (cw_may (&cw, YC_CASE_DRAFT), ==, NO (RESULT_UNKNOWN));
  cw_identify (&cw);
  g_assert_cmpint (cw_may (&cw, YC_CASE_ACCEPTED), ==, NO (CASE_NO_MATTER));
}

/* What the notice says is all that is missing, each with what was found. */
static void
test_notice_names_all (void)
{
  g_auto(CaseWorld) cw;
  g_autoptr(YcEvent) event = NULL;
  g_autoptr(YcChecklist) checklist = NULL;
  JsonArray *missing;

  cw_init (&cw, "OT-002", "10421", TODAY);
  cw_answer (&cw, 0);
  cw_check (&cw, cw_needed (&cw, 0), YC_CHECK_NONE, "material.unsigned");
  checklist = cw_checklist (&cw);
  g_assert_cmpint (cw_decide (&cw, YC_CASE_SUPPLEMENT, "{\"note\":\"见清单\"}", &event), ==, OK);

  missing = json_object_get_array_member (event->data, "missing");
  g_assert_cmpuint (json_array_get_length (missing), ==, yc_checklist_count_missing (checklist));
  g_assert_cmpuint (cw.self->told->len, ==, yc_checklist_count_missing (checklist));
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (missing, 0), "reason"), ==, "material.unsigned");
  g_assert_false (json_object_has_member (json_array_get_object_element (missing, 1), "reason"));
  g_assert_cmpstr (json_object_get_string_member (event->personal, "note"), ==, "见清单");
  g_assert_cmpuint (cw.self->notices, ==, 1);
  g_assert_cmpuint (cw.self->not_told_once, ==, 0);
  /* No demo matter sets a period for the applicant. */
  g_assert_cmpstr (cw.self->supplement_due, ==, "");
  g_assert_cmpstr (event->ref, ==, "matters@2026-11-01");
}

/* A second notice: what is still missing may be said again, something new has to be answered for. */
static void
test_second_notice (void)
{
  g_auto(CaseWorld) cw;
  const char *first, *second;
  g_autofree char *agreed = NULL;
  g_autofree char *alone = NULL;
  g_autofree char *self_agreed = NULL;
  g_autofree char *by_clerk = NULL;
  const YcStaffItem *staff;

  cw_init (&cw, "OT-002", "10421", TODAY);
  cw_answer (&cw, 0);
  cw_fill (&cw);
  first = cw_needed (&cw, 1);
  second = cw_needed (&cw, 2);
  cw_hand_in (&cw, (const char *const[]) { first, NULL });
  g_assert_cmpint (cw_decide (&cw, YC_CASE_SUPPLEMENT, NULL, NULL), ==, OK);
  /* The same again. */
  g_assert_cmpint (cw_decide (&cw, YC_CASE_SUPPLEMENT, NULL, NULL), ==, OK);
  g_assert_cmpuint (cw.self->notices, ==, 2);

  /* Now the other one turns out to be no good. */
  cw_check (&cw, second, YC_CHECK_NONE, "material.expired");
  g_assert_cmpint (cw_decide (&cw, YC_CASE_SUPPLEMENT, NULL, NULL), ==, NO (REASON_NEEDED));
  alone = g_strdup ("{\"second_reason\":\"second_notice.not_told\",\"note\":\"漏看\"}");
  g_assert_cmpint (cw_decide (&cw, YC_CASE_SUPPLEMENT, alone, NULL), ==, NO (SUPERVISOR_NEEDED));
  self_agreed = g_strdup_printf ("{\"second_reason\":\"second_notice.not_told\",\"note\":\"漏看\",\"agreed_by\":\"%s\"}", cw.staff->id);
  g_assert_cmpint (cw_decide (&cw, YC_CASE_SUPPLEMENT, self_agreed, NULL), ==, NO (SUPERVISOR_NEEDED));
  for (guint i = 0; (staff = yc_reference_get_nth_staff (cw.reference, i)) != NULL; i++)
    {
      if (g_str_equal (staff->number, "10424"))
        by_clerk = g_strdup_printf ("{\"second_reason\":\"second_notice.not_told\",\"note\":\"漏看\",\"agreed_by\":\"%s\"}", staff->id);
      if (g_str_equal (staff->number, "20102"))
        agreed = g_strdup_printf ("{\"second_reason\":\"second_notice.not_told\",\"note\":\"漏看\",\"agreed_by\":\"%s\"}", staff->id);
    }
  g_assert_cmpint (cw_decide (&cw, YC_CASE_SUPPLEMENT, by_clerk, NULL), ==, NO (SUPERVISOR_NEEDED));
  g_assert_cmpint (cw_decide (&cw, YC_CASE_SUPPLEMENT, agreed, NULL), ==, OK);
  g_assert_cmpuint (cw.self->notices, ==, 3);
  g_assert_cmpuint (cw.self->not_told_once, ==, 1);
  g_assert_cmpuint (cw.self->told->len, ==, 2);

  /* Everything is there on a Thursday, and looked at the Tuesday after: accepted from Thursday on, and due five days from there. */
  cw.today = "2026-12-03";
  cw_hand_in (&cw, NULL);
  cw.today = "2026-12-08";
  g_assert_cmpint (cw_decide (&cw, YC_CASE_ACCEPTED, NULL, NULL), ==, OK);
  g_assert_cmpstr (cw.self->decided_on, ==, "2026-12-08");
  g_assert_cmpstr (cw.self->accepted_on, ==, "2026-12-03");
  g_assert_cmpstr (cw.self->decision_due, ==, "2026-12-10");
}

/* A supervisor who decides herself needs nobody else's word. */
static void
test_supervisor_decides (void)
{
  g_auto(CaseWorld) cw;
  g_autoptr(YcEvent) event = NULL;
  const char *first;

  cw_init (&cw, "OT-002", "20101", TODAY);
  cw_answer (&cw, 0);
  first = cw_needed (&cw, 1);
  cw_hand_in (&cw, (const char *const[]) { first, NULL });
  g_assert_cmpint (cw_decide (&cw, YC_CASE_SUPPLEMENT, NULL, NULL), ==, OK);
  cw_check (&cw, cw_needed (&cw, 2), YC_CHECK_NONE, "material.expired");
  g_assert_cmpint (cw_decide (&cw, YC_CASE_SUPPLEMENT, "{\"second_reason\":\"second_notice.not_told\",\"note\":\"漏看\"}", &event), ==, OK);
  g_assert_cmpstr (json_object_get_string_member (event->data, "agreed_by"), ==, cw.staff->id);
}

/* An original that was kept and is given back is not there any more; one that was only seen stays seen. */
static void
test_returned (void)
{
  g_auto(CaseWorld) cw;
  g_autofree char *data = NULL;
  const char *material;

  cw_init (&cw, "OT-002", "10421", TODAY);
  bring_papers (&cw, FULL);
  material = cw_needed (&cw, 1);
  data = g_strdup_printf ("{\"material\":\"%s\"}", material);
  cw_apply (&cw, YC_EVENT_CASE_MATERIAL_RETURNED, data, NULL);
  g_assert_cmpint (cw_may (&cw, YC_CASE_ACCEPTED), ==, OK);
  cw_take (&cw, material);
  cw_apply (&cw, YC_EVENT_CASE_MATERIAL_RETURNED, data, NULL);
  g_assert_cmpint (cw_may (&cw, YC_CASE_ACCEPTED), ==, NO (CASE_MISSING));
}

/* Shared data stand only for what they may be asked for, and what a record meets is in the journal with the decision. */
static void
test_by_data (void)
{
  g_auto(CaseWorld) cw;
  g_autoptr(YcChecklist) checklist = NULL;
  g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_event_unref);
  g_autoptr(GPtrArray) records = g_ptr_array_new ();
  g_autoptr(JsonObject) fields = json_object_new ();
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  YcRecord record = { (char *) "ga_hukou", fields };
  YcChecklistInput input;
  YcCaseAsk ask;
  YcEvent *check;

  cw_init (&cw, "PS-001", "10424", TODAY);
  cw_answer (&cw, 0);
  cw_fill (&cw);
  cw_hand_in (&cw, (const char *const[]) { "PS-001-M02", NULL });
  /* The form has no source: nothing but itself will do. */
  cw_check (&cw, "PS-001-M01", YC_CHECK_DATA, NULL);
  g_assert_cmpint (cw_may (&cw, YC_CASE_ACCEPTED), ==, NO (CASE_MISSING));
  cw_check (&cw, "PS-001-M01", YC_CHECK_ORIGINAL, NULL);

  g_ptr_array_add (records, &record);
  input = (YcChecklistInput) { .reference = cw.reference, .matter = cw.matter, .answers = cw.self->answers, .form = cw.self->form,
                               .checks = cw.self->checks, .records = records, .today = TODAY };
  checklist = yc_checklist_new (&input);
  ask = (YcCaseAsk) { cw.reference, cw.matter, cw.regime, checklist, cw.staff, TODAY };
  g_assert_true (yc_case_decide (cw.self, YC_CASE_ACCEPTED, NULL, &ask, events, &refusal));
  g_assert_cmpuint (events->len, ==, 3);
  check = g_ptr_array_index (events, 0);
  g_assert_cmpint (check->type, ==, YC_EVENT_CASE_MATERIAL_CHECKED);
  g_assert_cmpstr (json_object_get_string_member (check->data, "material"), ==, "PS-001-M02");
  g_assert_cmpstr (json_object_get_string_member (check->data, "source"), ==, "ga_hukou");
  check = g_ptr_array_index (events, 2);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (check->data, "by_data")), ==, 1);
}

/* Another version of the matter, or another matter, is not what was chosen; nor does who has left decide. */
static void
test_what_was_chosen (void)
{
  g_auto(CaseWorld) cw;
  YcStaffItem gone;

  cw_init (&cw, "OT-002", "10421", TODAY);
  bring_papers (&cw, FULL);
  g_assert_cmpint (cw_may (&cw, YC_CASE_ACCEPTED), ==, OK);
  cw.regime = yc_reference_get_regime (cw.reference, "public_service");
  g_assert_cmpint (cw_may (&cw, YC_CASE_ACCEPTED), ==, NO (CASE_NO_MATTER));
  cw.regime = yc_reference_get_regime (cw.reference, "licence");
  cw.matter = yc_reference_get_matter (cw.reference, "SJ-008");
  g_assert_cmpint (cw_may (&cw, YC_CASE_ACCEPTED), ==, NO (CASE_NO_MATTER));
  cw.matter = yc_reference_get_matter (cw.reference, "OT-002");
  gone = *cw.staff;
  gone.active = FALSE;
  cw.staff = &gone;
  g_assert_cmpint (cw_may (&cw, YC_CASE_RECEIVED), ==, NO (MAY_NOT_RECEIVE));
}

/* What is promised comes with what deferral gives: a list, and a day that is not after the office's own. */
static void
test_deferral (void)
{
  g_auto(CaseWorld) cw;
  g_autoptr(YcEvent) event = NULL;
  const char *minor;

  cw_init (&cw, "PS-001", "10424", TODAY);
  cw_answer (&cw, 0);
  cw_fill (&cw);
  minor = cw_deferrable (&cw, 0);
  cw_hand_in (&cw, (const char *const[]) { minor, NULL });
  cw_check (&cw, minor, YC_CHECK_LATER, NULL);
  g_assert_cmpint (cw_decide (&cw, YC_CASE_ACCEPTED_DEFERRED, NULL, &event), ==, OK);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (event->data, "later")), ==, 1);
  g_assert_cmpstr (((YcCaseMaterial *) g_ptr_array_index (cw.self->later, 0))->material, ==, minor);
  g_assert_cmpstr (cw.self->later_due, ==, "2026-12-08");
  g_assert_cmpuint (g_strv_length ((char **) yc_case_get_documents (cw.regime, YC_CASE_ACCEPTED_DEFERRED)), ==, 2);

  /* It comes. */
  cw_check (&cw, minor, YC_CHECK_ORIGINAL, NULL);
  g_assert_cmpint (cw_may (&cw, YC_CASE_ACCEPTED), ==, NO (CASE_STATE));
}

/* A principal material is never deferred, whatever the clerk marks. */
static void
test_principal (void)
{
  g_auto(CaseWorld) cw;
  const char *principal;

  cw_init (&cw, "PS-001", "10424", TODAY);
  cw_answer (&cw, 0);
  cw_fill (&cw);
  principal = cw_needed (&cw, 0);
  g_assert_true (yc_matter_find_material (cw.matter, principal)->principal);
  cw_hand_in (&cw, (const char *const[]) { principal, NULL });
  cw_check (&cw, principal, YC_CHECK_LATER, NULL);
  g_assert_cmpint (cw_decide (&cw, YC_CASE_ACCEPTED_DEFERRED, NULL, NULL), ==, NO (CASE_MISSING));
}

/* A decision in a draft is receipt and decision at once; another matter takes answers and papers away. */
static void
test_change_of_matter (void)
{
  g_auto(CaseWorld) cw;

  cw_init (&cw, "OT-002", "10421", TODAY);
  bring_papers (&cw, FULL);
  g_assert_cmpuint (cw.self->checks->len, >, 0);
  cw_choose (&cw, "SJ-008");
  g_assert_cmpuint (cw.self->checks->len, ==, 0);
  g_assert_cmpuint (json_object_get_size (cw.self->answers), ==, 0);
  g_assert_cmpuint (json_object_get_size (cw.self->form), ==, 0);
  g_assert_cmpint (cw_may (&cw, YC_CASE_ACCEPTED), ==, NO (CASE_QUESTIONS));
}

static void
assert_late (CaseWorld *cw, YcEventType type)
{
  g_autofree char *subject = g_strconcat ("case/", cw->self->id, NULL);
  g_autoptr(YcEvent) event = yc_event_new (type, subject);
  YcCaseFold fold = { 200, FALSE, TRUE };

  g_assert_cmpstr (yc_case_apply (cw->self, event, &fold), ==, "state");
}

/* The fold believes neither a stranger, nor what comes out of its order, nor the node in a clerk's place. */
static void
test_fold (void)
{
  static const struct
  {
    YcEventType type;
    YcCaseFold fold;
    const char *reason;
  } tries[] = {
    { YC_EVENT_CASE_RECEIVED, { 90, FALSE, FALSE }, "holder" },
    { YC_EVENT_CASE_RECEIVED, { 90, TRUE, FALSE }, "author" },
    { YC_EVENT_CASE_TAKEN_OVER, { 90, FALSE, TRUE }, "author" },
    { YC_EVENT_CASE_OPENED, { 90, FALSE, TRUE }, "state" },
    { YC_EVENT_CASE_DECIDED, { 90, FALSE, TRUE }, "state" },
    { YC_EVENT_CASE_TAKEN_OVER, { 90, TRUE, FALSE }, NULL },
  };
  static const YcEventType late[] = { YC_EVENT_CASE_APPLICANT_IDENTIFIED, YC_EVENT_CASE_MATTER_CHOSEN, YC_EVENT_CASE_RECEIVED };
  static const YcEventType decided[] = { YC_EVENT_CASE_SITUATION_ANSWERED, YC_EVENT_CASE_FIELD_SET, YC_EVENT_CASE_DECIDED };
  g_auto(CaseWorld) cw;

  cw_init (&cw, "OT-002", "10421", TODAY);
  for (gsize i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      g_autofree char *subject = g_strconcat ("case/", cw.self->id, NULL);
      g_autoptr(YcEvent) event = yc_event_new (tries[i].type, subject);

      g_assert_cmpstr (yc_case_apply (cw.self, event, &tries[i].fold), ==, tries[i].reason);
      g_assert_cmpint (cw.self->state, ==, YC_CASE_DRAFT);
    }
  g_assert_cmpint (cw.self->last_pos, ==, 90);

  bring_papers (&cw, FULL);
  g_assert_cmpint (cw_decide (&cw, YC_CASE_RECEIVED, NULL, NULL), ==, OK);
  for (gsize i = 0; i < G_N_ELEMENTS (late); i++)
    assert_late (&cw, late[i]);
  g_assert_cmpint (cw_decide (&cw, YC_CASE_ACCEPTED, NULL, NULL), ==, OK);
  for (gsize i = 0; i < G_N_ELEMENTS (decided); i++)
    assert_late (&cw, decided[i]);
}

/* What was erased leaves the facts: who applied is gone, that somebody did stays. */
static void
test_erased (void)
{
  g_auto(CaseWorld) cw;

  cw_init (&cw, "OT-002", "10421", TODAY);
  cw_apply (&cw, YC_EVENT_CASE_FIELD_SET, "{\"fields\":[\"name\",\"phone\"]}", "{\"values\":{\"name\":\"例\",\"phone\":\"13800001234\"}}");
  g_assert_cmpuint (json_object_get_size (cw.self->form), ==, 2);
  cw_apply (&cw, YC_EVENT_CASE_FIELD_SET, "{\"fields\":[\"name\"]}", NULL);
  g_assert_cmpuint (json_object_get_size (cw.self->form), ==, 1);
  cw_apply (&cw, YC_EVENT_CASE_APPLICANT_IDENTIFIED, "{\"for\":\"organisation\",\"by\":\"agent\",\"checked\":\"card\"}", NULL);
  g_assert_true (cw.self->identified && cw.self->is_org && cw.self->has_agent);
  g_assert_null (cw.self->applicant);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/case/table/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/case/bare", test_bare);
  g_test_add_func ("/case/notice-names-all", test_notice_names_all);
  g_test_add_func ("/case/second-notice", test_second_notice);
  g_test_add_func ("/case/deferral", test_deferral);
  g_test_add_func ("/case/principal", test_principal);
  g_test_add_func ("/case/change-of-matter", test_change_of_matter);
  g_test_add_func ("/case/supervisor-decides", test_supervisor_decides);
  g_test_add_func ("/case/returned", test_returned);
  g_test_add_func ("/case/by-data", test_by_data);
  g_test_add_func ("/case/what-was-chosen", test_what_was_chosen);
  g_test_add_func ("/case/fold", test_fold);
  g_test_add_func ("/case/erased", test_erased);
  return g_test_run ();
}
