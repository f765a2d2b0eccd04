/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "core/yc-json.h"
#include "core/yc-matter.h"
#include "core/yc-rating.h"
#include "core/yc-regime.h"
#include "core/yc-source.h"
#include "core/yc-template.h"
#include "hall-fixture.h"
#include "sets-table.h"

#define COUNT(n, expression)                                                                                                     \
  for (n = 0; (expression) != NULL; n++)                                                                                         \
    ;

/* The figures of data/demo/README.md, counted in the files by hand and with another program. */
static void
test_figures (void)
{
  g_autoptr(YcReference) demo = sets_load_demo ();
  guint materials = 0, fields = 0, shared = 0, purposes = 0, reasons = 0, n;
  const YcMatter *matter;
  const YcSource *source;
  static const char *const kinds[] = { "pause", "hold", "transfer", "pass", "cancel", "reroute", "material", "second_notice",
                                       "not_accept", "topic", "referred" };

  for (n = 0; (matter = yc_reference_get_nth_matter (demo, n)) != NULL; n++)
    {
      materials += matter->materials->len;
      fields += matter->fields->len;
      for (guint i = 0; i < matter->materials->len; i++)
        shared += ((const YcMaterial *) g_ptr_array_index (matter->materials, i))->source != NULL;
    }
  g_assert_cmpuint (n, ==, 60);
  g_assert_cmpuint (materials, ==, 373);
  g_assert_cmpuint (shared, ==, 228);
  g_assert_cmpuint (fields, ==, 459);
  for (n = 0; (source = yc_reference_get_nth_source (demo, n)) != NULL; n++)
    purposes += source->purposes->len;
  g_assert_cmpuint (n, ==, 42);
  g_assert_cmpuint (purposes, ==, 216);
  COUNT (n, yc_reference_get_nth_regime (demo, n));
  g_assert_cmpuint (n, ==, 6);
  COUNT (n, yc_reference_get_nth_template (demo, n));
  g_assert_cmpuint (n, ==, 8);
  COUNT (n, yc_reference_get_nth_rating (demo, YC_RATING_LEVEL, n));
  g_assert_cmpuint (n, ==, 5);
  COUNT (n, yc_reference_get_nth_rating (demo, YC_RATING_DIMENSION, n));
  g_assert_cmpuint (n, ==, 3);
  COUNT (n, yc_reference_get_nth_rating (demo, YC_RATING_REASON, n));
  g_assert_cmpuint (n, ==, 16);
  COUNT (n, yc_reference_get_nth_rating (demo, YC_RATING_POLICY, n));
  g_assert_cmpuint (n, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      COUNT (n, yc_reference_get_nth_reason (demo, kinds[i], n));
      reasons += n;
    }
  g_assert_cmpuint (reasons, ==, 69);
}

#define N(letter) "{'zh': '名" letter "', 'en': 'name " letter "'}"
#define M(letter) "'zh': '名" letter "', 'en': 'name " letter "'"
#define HEAD(set) "{'set': '" set "', 'version': '1', 'effective_from': '2025-01-01', 'items': ["

static const char source[] =
  HEAD ("sources")
  "{'id': 'src', 'provider': 'ga', 'name': " N ("s") ", 'subject': 'person_or_org', 'subject_key': 'id_no', 'fields': ["
  " {'key': 'status', " M ("1") ", 'type': 'text'}, {'key': 'to', " M ("2") ", 'type': 'date'}, {'key': 'who', " M ("3") ", 'type': "
  "'list'}],"
  " 'proof_fields': ['status'], 'met_when': {'==': [{'var': 'status'}, 'ok']}, 'valid_to_field': 'to',"
  " 'fresh': {'field': 'to', 'days': 180},"
  " 'purposes': [{'matter': 'M-1', 'purpose': " N ("p") ", 'fields': ['status', 'to'], 'basis': 'separate_consent', 'why': "
  N ("w") "}]}]}";

static const SetsRow source_rows[] = {
  { "'id': 'src'", "'id': 's.c'", "items[0].id: Must not hold a dot: what lies behind one is looked up inside." },
  { "'provider': 'ga', ", "", "items[0].provider: The member “provider” is missing." },
  { "'person_or_org'", "'dog'", "items[0].subject: Must be one of these words: person, org, person_or_org." },
  { "'type': 'text'", "'type': 'blob'", "items[0].fields[0].type: Must be the type of a field of a form, list or image." },
  { "'key': 'to'", "'key': 'status'",
    "items[0].fields[1].key: Stands here twice.\nitems[0].valid_to_field: Is no field of this source.\n"
    "items[0].fresh.field: Is no field of this source.\nitems[0].purposes[0].fields[1]: Is no field of this source." },
  { "'type': 'date'", "'type': 'text'",
    "items[0].valid_to_field: Must be a field whose type is date.\nitems[0].fresh.field: Must be a field whose type is date." },
  { "'proof_fields': ['status']", "'proof_fields': ['status', 'x', 'x']",
    "items[0].proof_fields[2]: Stands here twice.\nitems[0].proof_fields[1]: Is no field of this source.\n"
    "items[0].proof_fields[2]: Is no field of this source." },
  { "{'var': 'status'}", "{'var': 'x'}",
    "items[0].met_when.==[0].var: Looks at \"x\", and that is none of what it may look at: the fields of the source's answer." },
  { "{'==': [{'var': 'status'}, 'ok']}", "true", "" },
  { "'days': 180", "'days': -1", "items[0].fresh.days: The member “days” must lie between 0 and 3660." },
  { "'separate_consent'", "'wish'", "items[0].purposes[0].basis: Must be one of these words: duty, consent, separate_consent." },
  { "['status', 'to']", "[]", "items[0].purposes[0].fields: Must name the fields that may be asked for." },
  { "['status', 'to']", "7", "items[0].purposes[0].fields: The member “fields” must be an array of strings." },
  { "'basis'", "'price': 7, 'basis'", "" },
};

static void
test_source (void)
{
  g_autoptr(YcReference) reference = sets_read (NULL, source);
  const YcSource *s = yc_reference_get_source (reference, "src");

  g_assert_true (s == yc_reference_get_nth_source (reference, 0));
  g_assert_null (yc_reference_get_source (reference, "other"));
  g_assert_cmpstr (s->provider, ==, "ga");
  g_assert_cmpint (s->subject, ==, YC_SUBJECT_PERSON_OR_ORG);
  g_assert_cmpstr (s->subject_key, ==, "id_no");
  g_assert_cmpuint (s->fields->len, ==, 3);
  g_assert_cmpstr (s->proof_fields[0], ==, "status");
  g_assert_true (json_node_is_immutable (s->met_when));
  g_assert_cmpstr (s->valid_to_field, ==, "to");
  g_assert_cmpstr (s->fresh_field, ==, "to");
  g_assert_cmpint (s->fresh_days, ==, 180);
  g_assert_cmpstr (yc_source_find_purpose (s, "M-1")->fields[1], ==, "to");
  g_assert_cmpint (yc_source_find_purpose (s, "M-1")->basis, ==, YC_BASIS_SEPARATE_CONSENT);
  g_assert_cmpstr (yc_source_find_purpose (s, "M-1")->why.zh, ==, "名w");
  g_assert_null (yc_source_find_purpose (s, "M-2"));
  sets_check_rows (NULL, source, source_rows, G_N_ELEMENTS (source_rows));
}

static const char rating[] =
  HEAD ("rating")
  "{'id': 'bad', 'kind': 'level', 'order': 2, " M ("b") ", 'stars': 1, 'bad': true, 'export': {'gbt39046': '5', 'provincial': '1'}},"
  "{'id': 'good', 'kind': 'level', 'order': 1, " M ("g") ", 'stars': 5, 'bad': false, 'export': {'gbt39046': '1', 'provincial': '9'}},"
  "{'id': 'speed', 'kind': 'dimension', " M ("s") "},"
  "{'id': 'slow', 'kind': 'reason', 'dimension': 'speed', " M ("r") ", 'levels': ['bad']},"
  "{'id': 'rules', 'kind': 'policy', " M ("p") ", 'one_per': 'case', 'unrated_counts_as': null, 'unrated_channel': 'default',"
  " 'follow_up_ratings': 2, 'named_call_back': true, 'anonymous_by_default': false, 'statement': " N ("t") "}]}";

static const SetsRow rating_rows[] = {
  { "'kind': 'dimension'", "'kind': 'smell'",
    "items[2].kind: Must be one of these words: level, dimension, reason, policy.\nitems[3].dimension: Is no dimension of this set." },
  { "'stars': 5", "'stars': 11", "items[1].stars: The member “stars” must lie between 1 and 10." },
  { "'bad': false, ", "", "items[1].bad: The member “bad” is missing." },
  { "'export': {'gbt39046': '5', ", "'export': {", "items[0].export.gbt39046: The member “gbt39046” is missing." },
  { "['bad']", "['bad', 'speed']", "items[3].levels[1]: Is no level of this set." },
  { "'unrated_counts_as': null", "'unrated_counts_as': 'great'", "items[4].unrated_counts_as: Is no level of this set." },
  { "'unrated_counts_as': null", "'unrated_counts_as': 'good'", "" },
  { "'one_per': 'case'", "'one_per': 'year'", "items[4].one_per: Must be one of these words: visit, case." },
  { "{'id': 'speed', 'kind': 'dimension', " M ("s") "}", "{'id': 'speed', 'kind': 'policy', " M ("s") ", 'one_per': 'visit', "
  "'statement': " N ("u") "}",
    "items[3].dimension: Is no dimension of this set.\nitems[4].kind: There is a policy already; only one holds." },
  { "'id': 'slow'", "'id': 'speed'", "items[3].id: Stands here twice." },
};

static void
test_rating (void)
{
  g_autoptr(YcReference) reference = sets_read (NULL, rating);
  const YcRatingItem *good = yc_reference_get_rating (reference, "good");
  const YcRatingPolicy *policy = yc_reference_get_nth_rating (reference, YC_RATING_POLICY, 0)->policy;

  g_assert_true (good == yc_reference_get_nth_rating (reference, YC_RATING_LEVEL, 0));
  g_assert_cmpstr (good->national_code, ==, "1");
  g_assert_cmpstr (good->provincial_code, ==, "9");
  g_assert_true (yc_reference_get_nth_rating (reference, YC_RATING_LEVEL, 1)->bad);
  g_assert_null (yc_reference_get_nth_rating (reference, YC_RATING_LEVEL, 2));
  g_assert_null (yc_reference_get_rating (reference, "best"));
  g_assert_cmpstr (yc_reference_get_nth_rating (reference, YC_RATING_REASON, 0)->levels[0], ==, "bad");
  g_assert_cmpint (policy->one_per, ==, YC_RATED_CASE);
  g_assert_cmpint (policy->follow_up_ratings, ==, 2);
  g_assert_true (policy->named_call_back);
  g_assert_false (policy->anonymous_by_default || policy->reasons_required_for_bad);
  g_assert_cmpstr (policy->statement.en, ==, "name t");
  sets_check_rows (NULL, rating, rating_rows, G_N_ELEMENTS (rating_rows));
}

#define T(zh, en) "{'zh': '" zh "', 'en': '" en "'}"

/* A template with a block of every kind. */
static const char template[] =
  HEAD ("templates")
  "{'id': 't', 'title': " N ("t") ", 'paper': 'A4', 'act': 'supplement', 'regimes': ['lic'], 'number_prefix': " N ("n") ", 'copies': "
  "[" N ("c") "],"
  " 'blocks': [{'kind': 'title'}, {'kind': 'number', 'field': 'doc.number', 'label': "
  N ("1") "}, {'kind': 'heading', 'text': " N ("2") "},"
  "  {'kind': 'salutation', 'text': " T ("{applicant.name}：", "To {applicant.name}:") "},"
  "  {'kind': 'paragraph', 'when': 'notice_clock', 'text': " T ("{case.notice_due}{case.number}", "{case.number} by {case.notice_due}") "},"
  "  {'kind': 'fields', 'fields': [{'field': 'applicant.id', 'label': " N ("3") ", 'mask': '3+4', 'when': 'agent'}]},"
  "  {'kind': 'table', 'rows': 'materials_missing', 'columns': [{'field': 'row.n', 'label': " N ("4") ", 'width': 40},"
  "   {'field': 'row.name', 'label': " N ("5") ", 'width': 60}]},"
  "  {'kind': 'list', 'rows': 'grounds', 'item': " T ("{row.text}", "{row.text}") ", 'label': " N ("6") "},"
  "  {'kind': 'numbered', 'items': [" N ("7") "]}, {'kind': 'checklist', 'items': [" T ("{hall.name}", "{hall.name}") "]}, {'kind': "
  "'remedies'},"
  "  {'kind': 'signature', 'who': 'clerk', 'label': " N ("8") "}, {'kind': 'seal', 'text': " N ("9") "}, {'kind': 'date', 'field': "
  "'doc.date'},"
  "  {'kind': 'qr', 'field': 'doc.check_code', 'text': " N ("0") "}, {'kind': 'big', 'field': 'ticket.number'}]}]}";

static const SetsRow template_rows[] = {
  { "'A4'", "'A3'", "items[0].paper: Must be one of these words: A4, 80mm." },
  { "'act': 'supplement'", "'act': 'draft'",
    "items[0].act: Must be an outcome (received, supplement, accepted, accepted_deferred, accepted_committed, not_accepted) or ticket." },
  { "'act': 'supplement'", "'act': 'ticket'", "" },
  { "'copies': [" N ("c") "]", "'copies': []", "items[0].copies: Must have 1 or more elements." },
  { "'number_prefix': " N ("n"), "'number_prefix': null", "" },
  { "'kind': 'title'", "'kind': 'picture'",
    "items[0].blocks[0].kind: Must be one of these words: title, number, heading, salutation, paragraph, fields, table, list, numbered, "
    "checklist, remedies, signature, seal, date, qr, big." },
  { "'field': 'doc.number'", "'field': 'doc.colour'", "items[0].blocks[1].field: There is no field \"doc.colour\" here." },
  { "'field': 'doc.number'", "'field': 'row.n'", "items[0].blocks[1].field: There is no field \"row.n\" here." },
  { "'when': 'notice_clock'", "'when': 'rain'",
    "items[0].blocks[4].when: Must be one of these words: agent, matter, group, notice_clock, on_the_spot_clock, no_clock, supplement_due, "
    "lists_all_missing, right_office, special_procedure, offline." },
  { "'when': 'notice_clock'", "'when': ''", "items[0].blocks[4].when: Must not be empty." },
  { "{applicant.name}：", "{applicant.nose}：", "items[0].blocks[3].text.zh: There is no field \"applicant.nose\" here." },
  { "{applicant.name}：", "{row.name}：", "items[0].blocks[3].text.zh: There is no field \"row.name\" here." },
  { "{applicant.name}：", "您好：", "items[0].blocks[3].text.en: Must hold the same fields as the Chinese text." },
  { "To {applicant.name}:", "To {applicant.name:",
    "items[0].blocks[3].text.en: Has a brace without its counterpart: a field stands in { and }." },
  { "To {applicant.name}:", "To }applicant.name{:",
    "items[0].blocks[3].text.en: Has a brace without its counterpart: a field stands in { and }." },
  { "To {applicant.name}:", "To {{applicant.name}}:",
    "items[0].blocks[3].text.en: Has a brace without its counterpart: a field stands in { and }." },
  { "To {applicant.name}:", "{}", "items[0].blocks[3].text.en: There is no field \"\" here." },
  { "'3+4'", "'34'",
    "items[0].blocks[5].fields[0].mask: Must be two digits with a plus between them, as 3+4: how many characters are shown at each end." },
  { "'materials_missing'", "'materials_lost'",
    "items[0].blocks[6].rows: Must be one of these words: materials_received, materials_missing, materials_deferred, matter_basis, "
    "grounds." },
  { "'row.n'", "'doc.number'", "items[0].blocks[6].columns[0].field: There is no field \"doc.number\" here." },
  { "'width': 40", "'width': 41", "items[0].blocks[6].columns: Must not be wider than 100 per cent together." },
  { "'width': 40", "'width': 0", "items[0].blocks[6].columns[0].width: The member “width” must lie between 1 and 100." },
  { "'item': " T ("{row.text}", "{row.text}"), "'item': " T ("{row.x}", "{row.x}"),
    "items[0].blocks[7].item.zh: There is no field \"row.x\" here.\nitems[0].blocks[7].item.en: There is no field \"row.x\" here." },
  { T ("{hall.name}", "{hall.name}"), T ("{hall.name}", "hall"),
    "items[0].blocks[9].items[0].en: Must hold the same fields as the Chinese text." },
  { "'who': 'clerk'", "'who': 'king'", "items[0].blocks[11].who: Must be one of these words: applicant, clerk." },
  { "{'kind': 'seal', 'text': " N ("9") "}", "{'kind': 'seal'}", "items[0].blocks[12].text: The member “text” is missing." },
  { "'field': 'doc.check_code', ", "", "items[0].blocks[14].field: The member “field” is missing." },
  { "{'kind': 'remedies'}", "{'kind': 'remedies', 'tone': ['soft']}", "" },
};

static void
test_template (void)
{
  g_autoptr(YcReference) reference = sets_read (NULL, template);
  const YcTemplate *t = yc_reference_get_template (reference, "t");
  const YcTemplateField *line;
  const YcBlock *block;

  g_assert_true (t == yc_reference_get_nth_template (reference, 0));
  g_assert_null (yc_reference_get_template (reference, "u"));
  g_assert_cmpint (t->act, ==, YC_CASE_SUPPLEMENT);
  g_assert_cmpuint (t->blocks->len, ==, 16);
  for (guint i = 0; i < t->blocks->len; i++)
    g_assert_cmpint (((const YcBlock *) g_ptr_array_index (t->blocks, i))->kind, ==, i);
  block = g_ptr_array_index (t->blocks, YC_BLOCK_PARAGRAPH);
  g_assert_cmpint (block->when, ==, YC_WHEN_NOTICE_CLOCK);
  line = g_ptr_array_index (((const YcBlock *) g_ptr_array_index (t->blocks, YC_BLOCK_FIELDS))->fields, 0);
  g_assert_cmpint (line->when, ==, YC_WHEN_AGENT);
  g_assert_cmpint (line->first_shown, ==, 3);
  g_assert_cmpint (line->last_shown, ==, 4);
  block = g_ptr_array_index (t->blocks, YC_BLOCK_TABLE);
  g_assert_cmpint (block->rows, ==, YC_ROWS_MATERIALS_MISSING);
  g_assert_cmpint (((const YcColumn *) g_ptr_array_index (block->columns, 1))->width, ==, 60);
  g_assert_null (block->label.zh);
  g_assert_cmpint (((const YcBlock *) g_ptr_array_index (t->blocks, YC_BLOCK_SIGNATURE))->who, ==, YC_SIGNER_CLERK);
  sets_check_rows (NULL, template, template_rows, G_N_ELEMENTS (template_rows));
}

static void
test_scan (void)
{
  static const char text[] = "第{case.number}号{doc.date}";
  char *field = NULL;
  gsize next = 0;

  g_assert_cmpuint (yc_template_scan (text, 0, &field, &next), ==, strlen ("第"));
  g_assert_cmpstr (field, ==, "case.number");
  g_free (field);
  g_assert_cmpuint (yc_template_scan (text, next, &field, &next), ==, strlen ("第{case.number}号"));
  g_assert_cmpstr (field, ==, "doc.date");
  g_free (field);
  g_assert_cmpuint (yc_template_scan (text, next, &field, &next), ==, strlen (text));
  g_assert_null (field);
  g_assert_cmpuint (next, ==, strlen (text));
}

static const char people[] =
  HEAD ("staff")
  "{'id': 'staff/019a3cf4-bc00-739e-8c94-16b7094ba967', 'number': '10421', 'name': " N ("l") ", 'role': 'clerk', 'queues': [],"
  " 'departments': [{'department': 'ga', 'may_receive': true, 'may_accept': false}, {'department': 'sj', 'may_accept': true}]}]}";

static const SetsRow people_rows[] = {
  { "'department': 'sj'", "'department': 'ga'", "items[0].departments[1].department: Stands here twice." },
  { "'department': 'sj'", "'dept': 'sj'", "items[0].departments[1].department: The member “department” is missing." },
  { "'may_receive': true", "'may_receive': 'yes'", "items[0].departments[0].may_receive: The member “may_receive” must be true or false." },
  { "'role': 'clerk'", "'role': 'chief'", "items[0].role: Must be one of these words: clerk, receptionist, supervisor." },
  { "[{'department': 'ga', 'may_receive': true, 'may_accept': false}, {'department': 'sj', 'may_accept': true}]", "null", "" },
};

static void
test_people (void)
{
  g_autoptr(YcReference) reference = sets_read (NULL, people);
  const YcStaffItem *item = yc_reference_get_staff (reference, "019a3cf4-bc00-739e-8c94-16b7094ba967");

  g_assert_true (item == yc_reference_get_nth_staff (reference, 0));
  g_assert_null (yc_reference_get_staff (reference, "019a3cf4-bc00-739e-8c94-16b7094ba968"));
  g_assert_true (yc_staff_item_may (item, "ga", FALSE));
  g_assert_false (yc_staff_item_may (item, "ga", TRUE));
  g_assert_true (yc_staff_item_may (item, "sj", FALSE));
  g_assert_true (yc_staff_item_may (item, "sj", TRUE));
  g_assert_false (yc_staff_item_may (item, "mz", FALSE));
  sets_check_rows (NULL, people, people_rows, G_N_ELEMENTS (people_rows));

  reference = sets_read (g_steal_pointer (&reference), HEAD ("departments") "{'id': 'sj', " M ("s") "}, "
                                                       "{'id': 'ga', " M ("g") ", 'uscc': '11330106YC000001XG', 'telephone': '1', "
                                                       "'complaint_phone': '2'}]}");
  g_assert_cmpstr (yc_reference_get_department (reference, "ga")->uscc, ==, "11330106YC000001XG");
  g_assert_cmpstr (yc_reference_get_department (reference, "ga")->complaint_phone, ==, "2");
  g_assert_null (yc_reference_get_department (reference, "sj")->telephone);
  g_assert_cmpstr (yc_reference_get_department (reference, "sj")->name.zh, ==, "名s");
  g_assert_null (yc_reference_get_department (reference, "mz"));
}

static const char reason[] =
  HEAD ("reasons")
  "{'id': 'not.us', 'kind': 'not_accept', " M ("r") ", 'needs_note': true, 'regimes': ['lic'], 'right_office': true, 'article': " N ("a")
  ", 'lists_all_missing': true}, {'id': 'again', 'kind': 'second_notice', " M ("s") ", 'needs_supervisor': true, "
  "'counts_as_not_told_once': true}]}";

static const SetsRow reason_rows[] = {
  { "'kind': 'not_accept'", "'kind': 'pass'",
    "items[0].regimes: Belongs to a ground of non-acceptance only, whose kind is not_accept.\n"
    "items[0].right_office: Belongs to a ground of non-acceptance only, whose kind is not_accept.\n"
    "items[0].article: Belongs to a ground of non-acceptance only, whose kind is not_accept.\n"
    "items[0].lists_all_missing: Belongs to a ground of non-acceptance only, whose kind is not_accept." },
  { "'regimes': ['lic'],", "", "items[0].regimes: A ground of non-acceptance must name the regimes it belongs to." },
  { "['lic']", "[]", "items[0].regimes: A ground of non-acceptance must name the regimes it belongs to." },
  { "['lic']", "'lic'", "items[0].regimes: The member “regimes” must be an array of strings." },
  { "'article': " N ("a"), "'article': null", "" },
  { "'article': " N ("a"), "'article': '32'", "items[0].article: The member “article” must be an object." },
  { "'needs_supervisor': true", "'needs_supervisor': 1",
    "items[1].needs_supervisor: The member “needs_supervisor” must be true or false." },
};

static void
test_reason (void)
{
  g_autoptr(YcReference) reference = sets_read (NULL, reason);
  const YcReason *ground = yc_reference_get_reason (reference, "not.us");
  const YcReason *again = yc_reference_get_reason (reference, "again");

  g_assert_cmpstr (ground->regimes[0], ==, "lic");
  g_assert_cmpstr (ground->article.zh, ==, "名a");
  g_assert_true (ground->right_office && ground->lists_all_missing && again->needs_supervisor && again->not_told_once);
  g_assert_false (ground->needs_supervisor || ground->not_told_once || again->right_office);
  g_assert_null (again->regimes[0]);
  /* Grounds come with a new hall, regimes later. */
  g_assert_true (yc_reference_check (reference, NULL));
  sets_check_rows (NULL, reason, reason_rows, G_N_ELEMENTS (reason_rows));
}

/* A document of nothing but faults: they are told up to where somebody still reads, and the memory is not filled with them. */
static void
test_many_faults (void)
{
  g_autoptr(GString) text = g_string_new ("{\"set\":\"matters\",\"version\":\"1\",\"effective_from\":\"2026-01-01\",\"items\":[{}");
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(JsonObject) document = NULL;
  g_autoptr(GError) error = NULL;
  const YcFault *last;

  for (guint i = 0; i < 50000; i++)
    g_string_append (text, ",{}");
  g_string_append (text, "]}");
  document = yc_json_parse_object (text->str, text->len, &YC_JSON_REFERENCE, &error);
  g_assert_no_error (error);
  g_assert_null (yc_reference_replace (NULL, document, faults));
  g_assert_cmpuint (faults->len, ==, 1001);
  last = g_ptr_array_index (faults, faults->len - 1);
  g_assert_cmpstr (last->reason, ==, "There are more faults from here on; mend these first.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sets/figures", test_figures);
  g_test_add_func ("/sets/source", test_source);
  g_test_add_func ("/sets/rating", test_rating);
  g_test_add_func ("/sets/template", test_template);
  g_test_add_func ("/sets/scan", test_scan);
  g_test_add_func ("/sets/people", test_people);
  g_test_add_func ("/sets/reason", test_reason);

  g_test_add_func ("/sets/many-faults", test_many_faults);
  return g_test_run ();
}
