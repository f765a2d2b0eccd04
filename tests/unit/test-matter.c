/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include "core/yc-matter.h"

#include "core/yc-json.h"
#include "hall-fixture.h"
#include "sets-table.h"

/* Names of both languages, told apart by a letter. */
#define N(letter) "{'zh': '名" letter "', 'en': 'name " letter "'}"
#define M(letter) "'zh': '名" letter "', 'en': 'name " letter "'"
#define HEAD(set) "{'set': '" set "', 'version': '1', 'effective_from': '2025-01-01', 'items': ["

/* A matter with one of everything. */
static const char matter[] =
  HEAD ("matters")
  "{'id': 'M-1', 'name': " N ("m") ", 'department': {'id': 'ga', " M ("d") "}, 'body': 'sj', 'type': {'code': '01'}, 'regime': 'licence',"
  " 'basis': [" N ("b") "], 'case_kind': 'promised', 'day_unit': 'working_day', 'statutory_days': 20, 'promised_days': 10,"
  " 'supplement_days': null, 'may_receive_only': true, 'accepts_deferral': true, 'deferral_days': 5, 'accepts_commitment': false,"
  " 'complaint_phone': '12345', 'queue': {'letter': 'A'}, 'service_minutes': 15, 'keywords': 'one two', 'codes': ['C-1', 'C.2'],"
  " 'result': " N ("r") ", 'cooling_off': {'days': 30, 'unit': 'calendar_day'}, 'one_thing': {'parts': ['M-2']},"
  " 'fee': {'charged': true, 'items': [{" M ("f") ", 'amount': 80.5, 'unit': 'CNY', 'condition': true}]},"
  " 'situations': [{'key': 'who', 'question': " N ("q") ", 'options': [{'value': 'self', " M ("s") "}, {'value': 'agent', " M ("a") "}]},"
  "                {'key': 'kind', 'question': " N ("k") ", 'options': [{'value': 'new', " M ("n") "}, {'value': 'old', " M ("o") "}]}],"
  " 'materials': [{'id': 'm1', 'name': " N ("1") ", 'necessity': 'required', 'form': 'paper', 'copies': {'original': 1, 'copy': 2},"
  "                'condition': true, 'source_channel': 'gov', 'principal': true},"
  "               {'id': 'm2', 'name': " N ("2") ", 'note': " N ("3") ", 'necessity': 'conditional', 'form': 'electronic',"
  "                'copies': {'original': 0, 'copy': 1}, 'condition': {'and': [{'==': [{'var': 's.who'}, 'agent']},"
  "                {'in': [{'var': 's.kind'}, ['new', 'old']]}]}, 'source_channel': 'third_party', 'shared_source': 'src',"
  "                'met_when': {'==': [{'var': 'status'}, 'good']}, 'deferrable': true}],"
  " 'form': [{'key': 'name', 'label': " N ("4") ", 'type': 'text', 'required': true, 'source': 'shared:src.list', 'pick': 'name'},"
  "          {'key': 'post', 'label': " N ("5") ", 'type': 'choice', 'required': false, 'source': 'applicant',"
  "           'options': [{'value': '自取', " M ("6") "}, {'value': 'post', " M ("7") "}], 'condition': {'!': {'var': 's.who'}}},"
  "          {'key': 'to', 'label': " N ("8") ", 'type': 'address', 'required': true, 'source': 'clerk',"
  "           'condition': {'==': [{'var': 'f.post'}, 'post']}}]}]}";

static void
test_read (void)
{
  g_autoptr(YcReference) reference = sets_read (NULL, matter);
  const YcMatter *m = yc_reference_get_matter (reference, "M-1");
  const YcMaterial *second = yc_matter_find_material (m, "m2");
  const YcField *name = yc_matter_find_field (m, "name");

  g_assert_true (m == yc_reference_get_nth_matter (reference, 0));
  g_assert_null (yc_reference_get_nth_matter (reference, 1));
  g_assert_null (yc_reference_get_matter (reference, "M-2"));
  g_assert_cmpstr (m->name.zh, ==, "名m");
  g_assert_cmpstr (m->department, ==, "ga");
  g_assert_cmpstr (m->department_name.en, ==, "name d");
  g_assert_cmpstr (m->body, ==, "sj");
  g_assert_cmpstr (m->type, ==, "01");
  g_assert_cmpstr (m->regime, ==, "licence");
  g_assert_cmpuint (m->basis->len, ==, 1);
  g_assert_false (m->instant || m->calendar_days || m->accepts_commitment);
  g_assert_true (m->may_receive_only && m->accepts_deferral);
  g_assert_cmpint (m->statutory_days, ==, 20);
  g_assert_cmpint (m->promised_days, ==, 10);
  g_assert_cmpint (m->supplement_days, ==, -1);
  g_assert_cmpint (m->cooling_off_days, ==, 30);
  g_assert_cmpint (m->deferral_days, ==, 5);
  g_assert_cmpstr (m->complaint_phone, ==, "12345");
  g_assert_cmpstr (m->queue, ==, "A");
  g_assert_cmpint (m->service_minutes, ==, 15);
  g_assert_cmpstr (m->keywords, ==, "one two");
  g_assert_cmpstr (m->codes[1], ==, "C.2");
  g_assert_cmpstr (m->result.zh, ==, "名r");
  g_assert_cmpstr (m->parts[0], ==, "M-2");

  g_assert_cmpstr (yc_options_find (yc_matter_find_situation (m, "who")->options, "agent")->name.zh, ==, "名a");
  g_assert_null (yc_options_find (yc_matter_find_situation (m, "who")->options, "new"));
  g_assert_null (yc_matter_find_situation (m, "name"));
  g_assert_null (yc_matter_find_material (m, "m3"));
  g_assert_null (yc_matter_find_field (m, "who"));

  g_assert_null (yc_matter_find_material (m, "m1")->condition);
  g_assert_true (yc_matter_find_material (m, "m1")->principal);
  g_assert_null (yc_matter_find_material (m, "m1")->note.zh);
  g_assert_cmpint (second->necessity, ==, YC_NECESSITY_CONDITIONAL);
  g_assert_cmpint (second->form, ==, YC_FORM_ELECTRONIC);
  g_assert_cmpint (second->channel, ==, YC_CHANNEL_THIRD_PARTY);
  g_assert_cmpint (second->originals, ==, 0);
  g_assert_cmpint (second->copies, ==, 1);
  g_assert_cmpstr (second->source, ==, "src");
  g_assert_true (second->deferrable && json_node_is_immutable (second->condition) && json_node_is_immutable (second->met_when));

  g_assert_cmpint (name->origin, ==, YC_ORIGIN_SHARED);
  g_assert_cmpstr (name->source, ==, "src");
  g_assert_cmpstr (name->source_field, ==, "list");
  g_assert_cmpstr (name->pick, ==, "name");
  g_assert_cmpuint (name->options->len, ==, 0);
  g_assert_cmpint (yc_matter_find_field (m, "to")->origin, ==, YC_ORIGIN_CLERK);
  g_assert_cmpint (yc_matter_find_field (m, "to")->type, ==, YC_FIELD_ADDRESS);
  g_assert_nonnull (yc_options_find (yc_matter_find_field (m, "post")->options, "自取"));
  g_assert_cmpint (((const YcFee *) g_ptr_array_index (m->fees, 0))->amount, ==, 8050);
}

/* What is wrong in the matter itself. */
static const SetsRow head_rows[] = {
  { "'id': 'M-1'", "'id': 'M 1'", "items[0].id: Must be 1 to 64 letters, digits, dots, hyphens or underscores." },
  { "'regime': 'licence',", "", "items[0].regime: The member “regime” is missing." },
  { "'basis': [" N ("b") "],", "", "items[0].basis: The member “basis” is missing." },
  { "[" N ("b") "]", "[]", "items[0].basis: Must have 1 or more elements." },
  { "'case_kind': 'promised'", "'case_kind': 'fast'", "items[0].case_kind: Must be one of these words: instant, promised." },
  { "'case_kind': 'promised',", "", "items[0].case_kind: The member “case_kind” is missing." },
  { "'promised_days': 10,", "", "items[0].promised_days: The member “promised_days” is missing." },
  { "'promised_days': 10,", "'promised_days': 1e9,", "items[0].promised_days: The member “promised_days” must be an integer." },
  { "'promised_days': 10,", "'promised_days': -1,", "items[0].promised_days: The member “promised_days” must lie between 0 and 3660." },
  { "'promised_days': 10,", "'promised_days': 4,",
    "items[0].deferral_days: Must not be more than the days promised for the whole matter." },
  { "'day_unit': 'working_day'", "'day_unit': 'week'", "items[0].day_unit: Must be one of these words: working_day, calendar_day." },
  { "'statutory_days': 20", "'statutory_days': null", "" },
  { "'supplement_days': null", "'supplement_days': '5'", "items[0].supplement_days: The member “supplement_days” must be an integer." },
  { "'deferral_days': 5,", "", "items[0].deferral_days: The member “deferral_days” is missing." },
  { "'accepts_deferral': true", "'accepts_deferral': 1",
    "items[0].accepts_deferral: The member “accepts_deferral” must be true or false.\n"
    "items[0].deferral_days: The matter does not accept deferral, so there is no period for it.\n"
    "items[0].materials[1].deferrable: The matter does not accept deferral." },
  { "'department': {'id': 'ga', ", "'department': {", "items[0].department.id: The member “id” is missing." },
  { "'letter': 'A'", "'letter': 'AB'", "items[0].queue.letter: Must be a queue's letter, A to Z." },
  { "'unit': 'calendar_day'", "'unit': 'working_day'", "items[0].cooling_off.unit: Must be one of these words: calendar_day." },
  { "['M-2']", "['M-2', 'M-1', 'M-2']",
    "items[0].one_thing.parts[2]: Stands here twice.\nitems[0].one_thing.parts[1]: A matter is no part of itself." },
  { "'keywords': 'one two'", "'keywords': ['one']", "items[0].keywords: Must be a text: words with blanks between them." },
  { "'codes': ['C-1', 'C.2']", "'codes': ['C-1', 2]", "items[0].codes: The member “codes” must be an array of strings." },
  /* Unknown members are those of a newer format. */
  { "'body': 'sj',", "'body': 'sj', 'colour': {'of': ['the', 1]},", "" },
};

static const SetsRow list_rows[] = {
  { "'amount': 80.5", "'amount': 80.555", "items[0].fee.items[0].amount: Must not have more than two decimals." },
  { "'amount': 80.5", "'amount': 80.55", "" },
  { "'amount': 80.5", "'amount': 0.07", "" },
  { "'amount': 80.5", "'amount': -1", "items[0].fee.items[0].amount: Must lie between 0 and 1,000,000,000 yuan." },
  { "'amount': 80.5", "'amount': 1e300", "items[0].fee.items[0].amount: Must lie between 0 and 1,000,000,000 yuan." },
  { "'amount': 80.5", "'amount': '80'", "items[0].fee.items[0].amount: Must be a number of yuan." },
  { "'amount': 80.5,", "", "items[0].fee.items[0].amount: The member “amount” is missing." },
  { "'CNY'", "'USD'", "items[0].fee.items[0].unit: Must be one of these words: CNY." },
  { "'charged': true", "'charged': false", "items[0].fee.charged: Says that nothing is charged, and fees are listed." },

  { "'key': 'kind'", "'key': 'who'",
    "items[0].situations[1].key: Stands here twice.\n"
    "items[0].materials[1].condition.and[1].in[0].var: Looks at \"s.kind\", and that is none of what it may look at: s.<question> and "
    "f.<field> of this matter." },
  { "'key': 'kind'", "'key': 'k.d'",
    "items[0].situations[1].key: Must not hold a dot: what lies behind one is looked up inside.\n"
    "items[0].materials[1].condition.and[1].in[0].var: Looks at \"s.kind\", and that is none of what it may look at: s.<question> and "
    "f.<field> of this matter." },
  { ", {'value': 'agent', " M ("a") "}", "",
    "items[0].situations[0].options: Must have 2 or more elements.\n"
    "items[0].materials[1].condition.and[0].==[1]: \"agent\" is none of the options of s.who: this can never hold." },
  { "{'value': 'new', " M ("n") "}", "{'value': 'old', " M ("n") "}",
    "items[0].situations[1].options[1].value: Stands here twice.\n"
    "items[0].materials[1].condition.and[1].in[1][0]: \"new\" is none of the options of s.kind: this can never hold." },

  { "'id': 'm2'", "'id': 'm1'", "items[0].materials[1].id: Stands here twice." },
  { "'necessity': 'required'", "'necessity': 'maybe'",
    "items[0].materials[0].necessity: Must be one of these words: required, conditional, optional." },
  { "'necessity': 'required'", "'necessity': 'conditional'",
    "items[0].materials[0].condition: A conditional material needs a condition that is not always true." },
  { "'necessity': 'conditional'", "'necessity': 'required'",
    "items[0].materials[1].condition: A required material has no condition; one with a condition is conditional." },
  { "'necessity': 'conditional'", "'necessity': 'optional'", "" },
  { "'form': 'paper'", "'form': 'clay'",
    "items[0].materials[0].form: Must be one of these words: paper, electronic, paper_or_electronic." },
  { "'gov'", "'friend'", "items[0].materials[0].source_channel: Must be one of these words: applicant, gov, third_party." },
  { "{'original': 1, 'copy': 2}", "{'original': 1}", "items[0].materials[0].copies.copy: The member “copy” is missing." },
  { "'principal': true", "'principal': true, 'deferrable': true",
    "items[0].materials[0].deferrable: A principal material is never deferred." },
  { "'shared_source': 'src',", "", "items[0].materials[1].met_when: Needs a shared source whose answer it judges." },
  { "{'id': 'm1', 'name'", "7, {'id': 'm1', 'name'", "items[0].materials[0]: Must be an object." },

  { "'key': 'post'", "'key': 'name'",
    "items[0].form[1].key: Stands here twice.\n"
    "items[0].form[2].condition.==[0].var: Looks at \"f.post\", and that is none of what it may look at: s.<question> and f.<field> "
    "of this "
    "matter." },
  { "'type': 'text'", "'type': 'poem'",
    "items[0].form[0].type: Must be one of these words: text, long_text, address, choice, choices, bool, number, money, date, date_range, "
    "month, phone, citizen_id, uscc, plate, vin." },
  { "'type': 'choice'", "'type': 'text'", "items[0].form[1].options: Only a choice has options." },
  { "'type': 'address'", "'type': 'choices'", "items[0].form[2].options: The member “options” is missing." },
  { "'shared:src.list'", "'shared:src'", "items[0].form[0].source: Must be \"shared:\", a source, a dot and a field of that source." },
  { "'shared:src.list'", "'guess'",
    "items[0].form[0].source: Must be applicant, clerk, case, id_reader or \"shared:<source>.<field>\".\n"
    "items[0].form[0].pick: Only a field from a shared source picks a member of it." },
  { "'value': '自取'", "'value': ''", "items[0].form[1].options[0].value: Must not be empty." },
};

#define AND "{'and': [{'==': [{'var': 's.who'}, 'agent']},                {'in': [{'var': 's.kind'}, ['new', 'old']]}]}"

/* Conditions: sound as rules, over what the matter has, and able to hold. */
static const SetsRow condition_rows[] = {
  { AND, "7", "items[0].materials[1].condition: Must be a condition: true, false, or an object with one operator." },
  { AND, "false", "" },
  { AND, "{'and': [{'like': [1, 2]}]}", "items[0].materials[1].condition.and[0]: Is no condition: there is no operator “like”." },
  { AND, "{'==': [{'var': 's.who'}]}", "items[0].materials[1].condition: Is no condition: “==” has 1 arguments and needs at least 2." },
  { AND, "{'==': [{'var': 'who'}, 'agent']}",
    "items[0].materials[1].condition.==[0].var: Looks at \"who\", and that is none of what it may look at: s.<question> and f.<field> "
    "of this "
    "matter." },
  { AND, "{'var': 's.who.more'}",
    "items[0].materials[1].condition.var: Looks at \"s.who.more\", and that is none of what it may look at: s.<question> and f.<field> of "
    "this matter." },
  { AND, "{'var': ''}",
    "items[0].materials[1].condition.var: Looks at \"\", and that is none of what it may look at: s.<question> and f.<field> of this "
    "matter." },
  { AND, "{'var': [{'cat': ['s.', 'who']}]}",
    "items[0].materials[1].condition.var[0]: The name of what is looked at must be written out." },
  { AND, "{'var': []}", "items[0].materials[1].condition.var: The name of what is looked at must be written out." },
  { AND, "{'missing': ['f.name', 'f.nobody']}",
    "items[0].materials[1].condition.missing[1]: Looks at \"f.nobody\", and that is none of what it may look at: s.<question> and "
    "f.<field> "
    "of this matter." },
  { AND, "{'missing_some': [1, ['f.name', 's.x']]}",
    "items[0].materials[1].condition.missing_some[1][1]: Looks at \"s.x\", and that is none of what it may look at: s.<question> and "
    "f.<field> of this matter." },
  { AND, "{'some': [{'var': 'f.name'}, {'==': [{'var': 'inner'}, 1]}]}", "" },
  { AND, "{'some': [{'var': 'f.x'}, {'var': ''}]}",
    "items[0].materials[1].condition.some[0].var: Looks at \"f.x\", and that is none of what it may look at: s.<question> and f.<field> of "
    "this matter." },
  { AND, "{'!': {'===': ['Agent', {'var': 's.who'}]}}",
    "items[0].materials[1].condition.!.===[0]: \"Agent\" is none of the options of s.who: this can never hold." },
  { AND, "{'==': [{'var': 's.who'}, 1]}",
    "items[0].materials[1].condition.==[1]: Must be the value of an option of s.who, as a text: this can never hold." },
  { AND, "{'==': [{'var': 's.who'}, {'var': 's.kind'}]}", "" },
  { AND, "{'in': [{'var': 'f.post'}, ['post', 'fax', '']]}",
    "items[0].materials[1].condition.in[1][1]: \"fax\" is none of the options of f.post: this can never hold." },
  { AND, "{'in': [{'var': 's.who'}, 'self agent']}", "" },
  { AND, "{'==': [{'var': 'f.name'}, 'anything']}", "" },
  { "'unit': 'CNY', 'condition': true", "'unit': 'CNY', 'condition': {'var': 's.fee'}",
    "items[0].fee.items[0].condition.var: Looks at \"s.fee\", and that is none of what it may look at: s.<question> and f.<field> of this "
    "matter." },
};

static void
test_head (void)
{
  sets_check_rows (NULL, matter, head_rows, G_N_ELEMENTS (head_rows));
}

static void
test_lists (void)
{
  sets_check_rows (NULL, matter, list_rows, G_N_ELEMENTS (list_rows));
}

static void
test_conditions (void)
{
  sets_check_rows (NULL, matter, condition_rows, G_N_ELEMENTS (condition_rows));
}

/* Too many of anything is refused before it is read. */
static void
test_bounds (void)
{
  g_autoptr(GString) many = g_string_new (HEAD ("matters") "{'id': 'M', 'name': " N ("m") ", 'situations': [");

  for (int i = 0; i < 14; i++)
    g_string_append_printf (many, "%s{'key': 'k%d', 'question': " N ("q") ", 'options': [{'value': 'a', " M ("a") "}, {'value': 'b', "
                                  M ("b") "}]}", i > 0 ? ", " : "", i);
  g_string_append (many, "]}]}");
  sets_assert_faults (NULL, many->str, FALSE,
                      "items[0].situations: Must not have more than 10,000 ways to answer all questions together.");

  g_string_assign (many, HEAD ("matters") "{'id': 'M', 'name': " N ("m") ", 'form': [");
  for (int i = 0; i < 501; i++)
    g_string_append (many, i > 0 ? ", 1" : "1");
  g_string_append (many, "]}]}");
  sets_assert_faults (NULL, many->str, FALSE, "items[0].form: Must not have more than 500 elements.");
}

/* A catalogue knows hardly more than names, and those in Chinese. */
static void
test_catalogue (void)
{
  g_autoptr(YcReference) reference =
    sets_read (NULL, HEAD ("matters") "{'id': 'C-2', 'name': {'zh': '乙'}, 'department': {'zh': '局'}, 'materials': []}, "
                                      "{'id': 'C-1', 'name': {'zh': '甲', 'en': 'first'}}]}");
  const YcMatter *first = yc_reference_get_nth_matter (reference, 0);
  const YcMatter *second = yc_reference_get_nth_matter (reference, 1);

  g_assert_cmpstr (first->id, ==, "C-1");
  g_assert_cmpstr (first->name.en, ==, "first");
  g_assert_null (first->department);
  g_assert_null (first->regime);
  g_assert_cmpint (first->promised_days, ==, -1);
  g_assert_cmpstr (first->keywords, ==, "");
  g_assert_cmpuint (g_strv_length (first->parts) + g_strv_length (first->codes), ==, 0);
  g_assert_cmpuint (first->materials->len + first->fields->len + first->situations->len + first->fees->len + first->basis->len, ==, 0);
  g_assert_cmpstr (second->name.en, ==, "乙");
  g_assert_cmpstr (second->department_name.zh, ==, "局");
  g_assert_true (second == yc_reference_get_matter (reference, "C-2"));
  g_assert_true (yc_reference_check (reference, NULL));

  sets_assert_faults (NULL, HEAD ("matters") "{'id': 'C-1', 'name': {}}, {'id': 'C-1', 'name': " N ("x") "}, {'name': 'x'}]}", FALSE,
                      "items[0].name.zh: The member “zh” is missing.\n"
                      "items[1].id: Stands here twice.\n"
                      "items[2].id: The member “id” is missing.\n"
                      "items[2].name: The member “name” must be an object.");
}

/* Many matters are found by binary search, whatever their order in the document. */
static void
test_lookup (void)
{
  g_autoptr(YcReference) reference = NULL;
  g_autoptr(GString) many = g_string_new (HEAD ("matters"));

  for (int i = 0; i < 997; i++)
    g_string_append_printf (many, "%s{'id': 'X-%03d', 'name': {'zh': '第%d项'}}", i > 0 ? ", " : "", i * 113 % 997, i * 113 % 997);
  g_string_append (many, "]}");
  reference = sets_read (NULL, many->str);
  for (int i = 0; i < 997; i++)
    {
      g_autofree char *id = g_strdup_printf ("X-%03d", i);
      g_autofree char *name = g_strdup_printf ("第%d项", i);

      g_assert_cmpstr (yc_reference_get_matter (reference, id)->name.zh, ==, name);
      g_assert_cmpstr (yc_reference_get_nth_matter (reference, (guint) i)->id, ==, id);
    }
  g_assert_null (yc_reference_get_matter (reference, "X-997"));
  g_assert_null (yc_reference_get_matter (reference, ""));
}

static void
test_demo (void)
{
  g_autoptr(YcReference) demo = sets_load_demo ();
  const YcMatter *first = yc_reference_get_matter (demo, "PS-001");
  guint deferrable = 0, conditions = 0;
  gint64 sum = 0;
  const YcMatter *m;

  g_assert_cmpstr (first->regime, ==, "confirmation");
  g_assert_cmpuint (first->situations->len, ==, 3);
  g_assert_cmpstr (yc_matter_find_field (first, "name")->source, ==, "ga_id");
  g_assert_cmpstr (yc_matter_find_field (first, "name")->source_field, ==, "name");
  for (guint i = 0; (m = yc_reference_get_nth_matter (demo, i)) != NULL; i++)
    {
      for (guint j = 0; j < m->materials->len; j++)
        {
          const YcMaterial *material = g_ptr_array_index (m->materials, j);

          deferrable += material->deferrable;
          conditions += material->condition != NULL;
        }
      for (guint j = 0; j < m->fees->len; j++)
        sum += ((const YcFee *) g_ptr_array_index (m->fees, j))->amount;
    }
  /* Counted in the file with another program. */
  g_assert_cmpuint (conditions, ==, 156);
  g_assert_cmpuint (deferrable, ==, 90);
  g_assert_cmpint (sum, ==, 117500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/matter/read", test_read);
  g_test_add_func ("/matter/head", test_head);
  g_test_add_func ("/matter/lists", test_lists);
  g_test_add_func ("/matter/conditions", test_conditions);
  g_test_add_func ("/matter/bounds", test_bounds);
  g_test_add_func ("/matter/catalogue", test_catalogue);
  g_test_add_func ("/matter/lookup", test_lookup);
  g_test_add_func ("/matter/demo", test_demo);

  return g_test_run ();
}
