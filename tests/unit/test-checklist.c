/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "checklist-sets.h"
#include "core/yc-json.h"
#include "hall-fixture.h"

typedef struct
{
  const char *rest;
  const char *expected;
} Row;

static void
run_rows (const Row *rows, gsize n, ClDescribe how)
{
  g_autoptr(YcReference) reference = cl_reference ();

  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *got = cl_describe_line (reference, rows[i].rest, how);

      g_test_message ("%s", rows[i].rest);
      g_assert_cmpstr (got, ==, rows[i].expected);
    }
}

static void
test_needs (void)
{
  static const Row rows[] = {
    { "", "form:N! id:N! cond:? opt:? post:-" },
    { "'answers':{'a':'1','b':'1','c':'no'}", "form:N! id:N! cond:- opt:- post:-" },
    { "'answers':{'a':'2','b':'3'}", "form:N! id:N! cond:N! opt:o post:-" },
    { "'answers':{'a':'2'},'form':{'delivery':'post'}", "form:N! id:N! cond:N! opt:? post:N!" },
    { "'form':{'delivery':'window'}", "form:N! id:N! cond:? opt:? post:-" },
    { "'form':{'delivery':null}", "form:N! id:N! cond:? opt:? post:-" },
    /* Only an option of the question is an answer. */
    { "'answers':{'a':'9','b':3}", "form:N! id:N! cond:? opt:? post:-" },
    { "'answers':{'a':null,'b':['3']}", "form:N! id:N! cond:? opt:? post:-" },
    { "'answers':{'a':true,'b':{'3':'3'}}", "form:N! id:N! cond:? opt:? post:-" },
    { "'answers':{'a':' 2','b':'','x':'2','delivery':'post','':'1'}", "form:N! id:N! cond:? opt:? post:-" },
    /* What is undecided, optional or not needed is never missing, and may be met all the same. */
    { "'checks':[{'material':'cond','state':'original'},{'material':'opt','state':'original'},{'material':'post','state':'original'}]",
      "form:N! id:N! cond:?h opt:?h post:-h" },
  };

  run_rows (rows, G_N_ELEMENTS (rows), cl_describe);
}

static void
test_met (void)
{
#define RECORD(status) "'records':[{'source':'ga_id','fields':{'to':'','on':'2026-11-24','status':'" status "'}}]"
#define CHECK(material, more) "'checks':[{'material':'" material "','state':" more "}]"
#define ANSWERED "'answers':{'a':'2','b':'1','c':'no'},"
  static const Row rows[] = {
    /* Nobody looked yet: a record that is a proof meets it, when the source may be asked. */
    { ANSWERED RECORD ("ok"), "form:N! id:Nd cond:N! opt:- post:-" },
    { ANSWERED RECORD ("bad"), "form:N! id:N! cond:N! opt:- post:-" },
    { ANSWERED "'records':[{'source':'ga_id','fields':null}]", "form:N! id:N! cond:N! opt:- post:-" },
    { ANSWERED "'records':[{'source':'nowhere','fields':{'status':'ok'}}]", "form:N! id:N! cond:N! opt:- post:-" },
    { ANSWERED "'records':[{'source':'other','fields':{}}],'form':{'delivery':'post'}", "form:N! id:N! cond:N! opt:- post:N!" },
    /* Of two records, and of two checks, the last counts. */
    /* An expiry that was not given is not one that is not set. */
    { ANSWERED "'records':[{'source':'ga_id','fields':{'on':'2026-11-24','status':'ok'}}]", "form:N! id:N! cond:N! opt:- post:-" },
    { ANSWERED "'records':[{'source':'ga_id','fields':{'to':'','on':'2026-11-24','status':'ok'}},{'source':'ga_id','fields':null}]",
      "form:N! id:N! cond:N! opt:- post:-" },
    { ANSWERED "'checks':[{'material':'form','state':'none'},{'material':'form','state':'original'}]",
      "form:Nh id:N! cond:N! opt:- post:-" },
    { ANSWERED "'checks':[{'material':'form','state':'original'},{'material':'form','state':'none'}]",
      "form:N! id:N! cond:N! opt:- post:-" },
    /* The clerk's check comes first. */
    { ANSWERED CHECK ("id", "'original'") "," RECORD ("bad"), "form:N! id:Nh cond:N! opt:- post:-" },
    { ANSWERED CHECK ("id", "'original'") "," RECORD ("ok"), "form:N! id:Nh cond:N! opt:- post:-" },
    { ANSWERED CHECK ("id", "'data'"), "form:N! id:Nd cond:N! opt:- post:-" },
    { ANSWERED CHECK ("id", "'data'") "," RECORD ("ok"), "form:N! id:Nd cond:N! opt:- post:-" },
    { ANSWERED CHECK ("id", "'data'") "," RECORD ("bad"), "form:N! id:N! cond:N! opt:- post:-" },
    { ANSWERED CHECK ("id", "'data'") ",'records':[{'source':'ga_id','fields':null}]", "form:N! id:N! cond:N! opt:- post:-" },
    { ANSWERED CHECK ("id", "'none','reason':'material.blurred'") "," RECORD ("ok"), "form:N! id:N! cond:N! opt:- post:-" },
    { ANSWERED CHECK ("id", "'none'") "," RECORD ("ok"), "form:N! id:Nd cond:N! opt:- post:-" },
    /* Promised for later only where that may be; and then it is not missing. */
    { ANSWERED CHECK ("cond", "'later'"), "form:N! id:N! cond:Nl opt:- post:-" },
    { ANSWERED CHECK ("form", "'later'"), "form:N! id:N! cond:N! opt:- post:-" },
    /* What data have met is owed no more. */
    { ANSWERED CHECK ("id", "'later'") "," RECORD ("ok"), "form:N! id:Nd cond:N! opt:- post:-" },
    { ANSWERED CHECK ("nothing", "'original'"), "form:N! id:N! cond:N! opt:- post:-" },
  };

  run_rows (rows, G_N_ELEMENTS (rows), cl_describe);
}

/* What is told besides. */
static void
test_items (void)
{
  g_autoptr(YcReference) reference = cl_reference ();
  g_auto(ChecklistLine) line = { 0 };
  g_autoptr(YcChecklist) checklist = NULL;
  const YcChecklistItem *item;

  cl_read_line (&line, reference,
             "'answers':{'a':'2'},'form':{'delivery':'post'},'checks':[{'material':'id','state':'none','reason':'material.blurred'},"
             "{'material':'cond','state':'later'},{'material':'form','state':'original','reason':'material.blurred'}],"
             "'records':[{'source':'ga_id','fields':{'to':'','on':'2026-11-24','status':'ok'}},{'source':'other','fields':{}}]");
  checklist = yc_checklist_new (&line.input);
  /* Nothing of it is needed any more. */
  checklist_line_clear (&line);

  item = yc_checklist_find (checklist, "id");
  g_assert_true (item == yc_checklist_get_item (checklist, 1));
  g_assert_cmpstr (item->reason, ==, "material.blurred");
  g_assert_true (item->may_ask);
  g_assert_true (item->asked);
  g_assert_cmpint (item->proof, ==, YC_PROOF_MET);
  g_assert_false (item->may_be_later);
  g_assert_cmpuint (g_strv_length (item->because), ==, 0);
  g_assert_null (yc_checklist_find (checklist, "form")->reason);
  g_assert_false (yc_checklist_find (checklist, "form")->asked);
  item = yc_checklist_find (checklist, "post");
  g_assert_false (item->may_ask);
  g_assert_true (item->asked);
  g_assert_true (item->may_be_later);
  g_assert_cmpstr (item->because[0], ==, "f.delivery");
  g_assert_null (item->because[1]);
  g_assert_null (yc_checklist_find (checklist, "nothing"));
  g_assert_null (yc_checklist_get_item (checklist, 5));
  g_assert_null (yc_checklist_get_fee (checklist, 3));
  g_assert_null (yc_checklist_get_field (checklist, 6));

  g_assert_cmpuint (yc_checklist_count_open_questions (checklist), ==, 2);
  g_assert_cmpuint (yc_checklist_count_missing (checklist), ==, 2);
  g_assert_cmpuint (yc_checklist_count_deferrable (checklist), ==, 1);
  g_assert_cmpuint (yc_checklist_count_undecided (checklist), ==, 1);
  g_assert_cmpuint (yc_checklist_count_later (checklist), ==, 1);
  g_assert_cmpuint (yc_checklist_count_missing_fields (checklist), ==, 2);

  yc_checklist_unref (yc_checklist_ref (checklist));
  g_assert_nonnull (yc_checklist_get_item (checklist, 0));
}

static void
test_states (void)
{
  YcCheckState state = YC_CHECK_LATER;

  g_assert_false (yc_check_state_from_string ("seen", &state));
  g_assert_false (yc_check_state_from_string (NULL, &state));
  g_assert_cmpint (state, ==, YC_CHECK_LATER);
  for (int i = YC_CHECK_NONE; i <= YC_CHECK_LATER; i++)
    {
      g_assert_true (yc_check_state_from_string (yc_check_state_to_string ((YcCheckState) i), &state));
      g_assert_cmpint ((int) state, ==, i);
    }
  g_assert_cmpstr (yc_check_state_to_string (YC_CHECK_DATA), ==, "data");
}

/* A promise of what is not needed any more is none. */
static void
test_later_not_needed (void)
{
  g_autoptr(YcReference) reference = cl_reference ();
  g_auto(ChecklistLine) line = { 0 };
  g_autoptr(YcChecklist) checklist = NULL;

  cl_read_line (&line, reference, "'answers':{'a':'1'},'checks':[{'material':'cond','state':'later'}]");
  checklist = yc_checklist_new (&line.input);
  g_assert_cmpint (yc_checklist_find (checklist, "cond")->need, ==, YC_NEED_NOT);
  g_assert_cmpuint (yc_checklist_count_later (checklist), ==, 0);
}

/* Records of source ga_id on 2026-11-24: "to" is its expiry, "on" may be 180 days old, "status" has to be "ok". */
static void
test_judge (void)
{
  static const struct
  {
    const char *fields;
    const char *met_when;
    YcProof expected;
  } rows[] = {
    { NULL, NULL, YC_PROOF_NO_RECORD },
    { "{'to':'','status':'ok'}", NULL, YC_PROOF_STALE },
    /* What it is judged by was not given. */
    { "{'on':'2026-11-24','status':'ok'}", NULL, YC_PROOF_UNREADABLE },
    { "{}", NULL, YC_PROOF_UNREADABLE },
    /* Its last day still counts. */
    { "{'to':'2026-11-24','on':'2026-11-24','status':'ok'}", NULL, YC_PROOF_MET },
    { "{'to':'2026-11-23','on':'2026-11-24','status':'ok'}", NULL, YC_PROOF_EXPIRED },
    { "{'to':'2026-11-25','on':'2026-11-24','status':'ok'}", NULL, YC_PROOF_MET },
    { "{'to':'1969-12-31','on':'2026-11-24','status':'ok'}", NULL, YC_PROOF_EXPIRED },
    { "{'to':'9999-12-31','on':'2026-11-24','status':'ok'}", NULL, YC_PROOF_MET },
    { "{'to':'','on':'2026-11-24','status':'ok'}", NULL, YC_PROOF_MET },
    { "{'to':null,'on':'2026-11-24','status':'ok'}", NULL, YC_PROOF_MET },
    /* No day, and not empty. */
    { "{'to':'2026-02-30','on':'2026-11-24','status':'ok'}", NULL, YC_PROOF_UNREADABLE },
    { "{'to':20400101,'on':'2026-11-24','status':'ok'}", NULL, YC_PROOF_UNREADABLE },
    { "{'to':['2040-01-01'],'on':'2026-11-24','status':'ok'}", NULL, YC_PROOF_UNREADABLE },
    { "{'to':' ','on':'2026-11-24','status':'ok'}", NULL, YC_PROOF_UNREADABLE },
    /* 180 days before is 2026-05-28: 3 of May, 30, 31, 31, 30, 31, and 24 of November. */
    { "{'to':'','on':'2026-05-28','status':'ok'}", NULL, YC_PROOF_MET },
    { "{'to':'','on':'2026-05-27','status':'ok'}", NULL, YC_PROOF_STALE },
    { "{'to':'','on':'2026-11-25','status':'ok'}", NULL, YC_PROOF_STALE },
    { "{'to':'','on':'','status':'ok'}", NULL, YC_PROOF_STALE },
    { "{'to':'','on':null,'status':'ok'}", NULL, YC_PROOF_STALE },
    { "{'to':'','on':7,'status':'ok'}", NULL, YC_PROOF_STALE },
    { "{'to':'','on':'yesterday','status':'ok'}", NULL, YC_PROOF_STALE },
    /* What it says. */
    { "{'to':'','on':'2026-11-24','status':'bad'}", NULL, YC_PROOF_NOT_MET },
    { "{'to':'','on':'2026-11-24'}", NULL, YC_PROOF_NOT_MET },
    { "{'to':'','on':'2026-11-24','status':'bad'}", IS ("status", "bad"), YC_PROOF_MET },
    { "{'to':'','on':'2026-11-24','status':'ok'}", IS ("status", "bad"), YC_PROOF_NOT_MET },
    { "{'to':'','on':'2026-11-24','count':0}", "{'==':[{'var':'count'},0]}", YC_PROOF_MET },
    { "{'to':'','on':'2026-11-24','count':1}", "{'==':[{'var':'count'},0]}", YC_PROOF_NOT_MET },
    { "{'to':'','on':'2026-11-24','count':0}", "{'<':[{'/':[1,{'var':'count'}]},2]}", YC_PROOF_UNREADABLE },
    { "{'to':'','on':'2026-11-24','count':0}", "{'frob':1}", YC_PROOF_UNREADABLE },
    /* The first that fails is told. */
    { "{'to':'2026-11-23','on':'2020-01-01','status':'bad'}", NULL, YC_PROOF_EXPIRED },
    { "{'to':'','on':'2020-01-01','status':'bad'}", NULL, YC_PROOF_STALE },
  };
  g_autoptr(YcReference) reference = cl_reference ();
  const YcSource *source = yc_reference_get_source (reference, "ga_id");
  YcSource plain = *source;
  g_autoptr(JsonObject) none = json_object_new ();
  YcMaterial material = *yc_matter_find_material (yc_reference_get_matter (reference, "Q"), "id");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(JsonNode) fields = rows[i].fields != NULL ? cl_parse (rows[i].fields) : NULL;
      g_autoptr(JsonNode) met_when = rows[i].met_when != NULL ? cl_parse (rows[i].met_when) : NULL;
      JsonObject *object = fields != NULL ? json_node_get_object (fields) : NULL;

      g_test_message ("%s, %s", rows[i].fields != NULL ? rows[i].fields : "nothing",
                      rows[i].met_when != NULL ? rows[i].met_when : "of the source");
      material.met_when = met_when;
      g_assert_cmpint (yc_source_judge (source, &material, object, FX_DAY), ==, rows[i].expected);
    }
  /* Of a source that asks for nothing a record is enough; but there has to be one. */
  material.met_when = NULL;
  plain.met_when = NULL;
  plain.valid_to_field = NULL;
  plain.fresh_field = NULL;
  g_assert_cmpint (yc_source_judge (&plain, &material, none, FX_DAY), ==, YC_PROOF_MET);
  g_assert_cmpint (yc_source_judge (&plain, &material, NULL, FX_DAY), ==, YC_PROOF_NO_RECORD);
  g_assert_cmpint (yc_source_judge (&plain, &material, none, "today"), ==, YC_PROOF_UNREADABLE);
}

static char *
describe_fees (YcChecklist *checklist)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const YcFeeItem *item;

  for (guint i = 0; (item = yc_checklist_get_fee (checklist, i)) != NULL; i++)
    g_string_append_c (out, "?-oN"[item->need]);
  g_string_append_printf (out, " %" G_GINT64_FORMAT, yc_checklist_get_fee_sum (checklist));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* In fen: 1000 always, 250 when c is yes, 1 by a ratio that cannot be worked out without n. */
static void
test_fees (void)
{
  static const Row rows[] = {
    { "'form':{'n':1}", "N?- 1000" },
    { "'form':{'n':1},'answers':{'c':'no'}", "N-- 1000" },
    { "'form':{'n':1},'answers':{'c':'yes'}", "NN- 1250" },
    { "'form':{'n':9},'answers':{'c':'yes'}", "NNN 1251" },
    { "'form':{'n':0}", "N?N 1001" },
    { "", "N?N 1001" },
  };

  run_rows (rows, G_N_ELEMENTS (rows), describe_fees);
}

static char *
describe_fields (YcChecklist *checklist)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const YcFieldItem *item;
  guint missing = 0;

  for (guint i = 0; (item = yc_checklist_get_field (checklist, i)) != NULL; i++)
    {
      cl_append_need (out, item->field->key, item->need, item->missing);
      g_string_append (out, item->empty ? "" : "x");
      missing += item->missing ? 1 : 0;
    }
  g_assert_cmpuint (yc_checklist_count_missing_fields (checklist), ==, missing);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* "x": it has a value. */
static void
test_fields (void)
{
  static const Row rows[] = {
    { "", "name:N! note:o delivery:N! address:- flag:? n:o" },
    { "'form':{'name':'李','note':'','delivery':'post','n':0}", "name:Nx note:o delivery:Nx address:N! flag:? n:ox" },
    { "'form':{'name':' \\t\\u3000\\u00a0\\n','note':'x','delivery':'window','address':'there'},'answers':{'c':'yes'}",
      "name:N! note:ox delivery:Nx address:-x flag:N! n:o" },
    { "'form':{'name':'\\u200b\\ufeff','delivery':null,'flag':false},'answers':{'c':'yes'}",
      "name:N! note:o delivery:N! address:- flag:Nx n:o" },
    /* Rare characters are no blanks. */
    { "'form':{'name':'\\ud842\\udfb7','delivery':['',null,[' ',{}]],'flag':true},'answers':{'c':'no'}",
      "name:Nx note:o delivery:N! address:- flag:-x n:o" },
    { "'form':{'name':{},'note':[],'delivery':{'a':['',{'b':'post'}]},'flag':''},'answers':{'c':'yes'}",
      "name:N! note:o delivery:Nx address:- flag:N! n:o" },
    { "'form':{'Name':'x','name ':'x','':'x'}", "name:N! note:o delivery:N! address:- flag:? n:o" },
  };

  run_rows (rows, G_N_ELEMENTS (rows), describe_fields);
}

/* Nothing is known yet, and the lists are not even there. */
static void
test_nothing (void)
{
  g_autoptr(YcReference) reference = cl_reference ();
  YcChecklistInput input = { .reference = reference, .matter = yc_reference_get_matter (reference, "Q"), .today = FX_DAY };
  g_autoptr(YcChecklist) checklist = yc_checklist_new (&input);
  g_autofree char *got = cl_describe (checklist);

  g_assert_cmpstr (got, ==, "form:N! id:N! cond:? opt:? post:-");
  g_assert_cmpuint (yc_checklist_count_missing_fields (checklist), ==, 2);
}

/* A matter of the demo, its materials read off the file by eye. */
static void
test_demo (void)
{
  g_autofree char *regimes = fx_demo ("regimes");
  g_autofree char *demo_sources = fx_demo ("sources");
  g_autofree char *matters = fx_demo ("matters");
  g_autoptr(YcReference) reference = fx_replace (fx_replace (fx_replace (NULL, regimes), demo_sources), matters);
  static const Row rows[] = {
    { "{'matter':'PS-001','today':'2026-11-24'}", "PS-001-M01:N! PS-001-M02:N! PS-001-M03:N! PS-001-M04:? PS-001-M05:? PS-001-M06:?" },
    { "{'matter':'PS-001','today':'2026-11-24','answers':{'who':'guardian','place':'local','urgent':'yes'},"
      "'checks':[{'material':'PS-001-M01','state':'original'},{'material':'PS-001-M02','state':'later'},"
      "{'material':'PS-001-M05','state':'later'}],'records':[{'source':'ga_id','fields':{'id_valid_to':''}}]}",
      "PS-001-M01:Nh PS-001-M02:Nl PS-001-M03:N! PS-001-M04:N! PS-001-M05:Nd PS-001-M06:-" },
    { "{'matter':'PS-001','today':'2026-11-24','answers':{'who':'guardian','place':'other','urgent':'yes'},"
      "'records':[{'source':'ga_id','fields':{'id_valid_to':'2026-11-24'}},{'source':'ga_residence','fields':{'valid_to':'2026-11-23'}}]}",
      "PS-001-M01:N! PS-001-M02:N! PS-001-M03:N! PS-001-M04:N! PS-001-M05:Nd PS-001-M06:N!" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *quoted = cl_quote (rows[i].rest);
      g_auto(ChecklistLine) line = { 0 };
      g_autoptr(YcChecklist) checklist = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *got = NULL;

      checklist_line_read (&line, reference, quoted, strlen (quoted), &error);
      g_assert_no_error (error);
      checklist = yc_checklist_new (&line.input);
      got = cl_describe (checklist);
      g_assert_cmpstr (got, ==, rows[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/checklist/needs", test_needs);
  g_test_add_func ("/checklist/met", test_met);
  g_test_add_func ("/checklist/items", test_items);
  g_test_add_func ("/checklist/states", test_states);
  g_test_add_func ("/checklist/later-not-needed", test_later_not_needed);
  g_test_add_func ("/checklist/judge", test_judge);
  g_test_add_func ("/checklist/fees", test_fees);
  g_test_add_func ("/checklist/fields", test_fields);
  g_test_add_func ("/checklist/nothing", test_nothing);
  g_test_add_func ("/checklist/demo", test_demo);

  return g_test_run ();
}
