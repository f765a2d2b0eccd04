/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "checklist-sets.h"

/* A copy of a matter with one material, of a condition that no set has to allow. */
typedef struct
{
  YcMatter matter;
  YcMaterial material;
  GPtrArray *materials;
  JsonNode *condition;
} Lone;

static void
lone_init (Lone *lone, const YcMatter *matter, const char *id, const char *condition)
{
  lone->matter = *matter;
  lone->material = *yc_matter_find_material (matter, id);
  lone->condition = cl_parse (condition);
  lone->material.condition = lone->condition;
  lone->materials = g_ptr_array_new ();
  g_ptr_array_add (lone->materials, &lone->material);
  lone->matter.materials = lone->materials;
}

static void
lone_clear (Lone *lone)
{
  g_clear_pointer (&lone->condition, json_node_unref);
  g_clear_pointer (&lone->materials, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lone, lone_clear)

#define A1 IS ("s.a", "1")
#define A2 IS ("s.a", "2")
#define B1 IS ("s.b", "1")
#define SAME "{'==':[{'var':'s.a'},{'var':'s.b'}]}"
#define OTHER "{'!=':[{'var':'s.a'},{'var':'s.b'}]}"

static void
test_conditions (void)
{
  /* "u": unreadable. */
  static const struct
  {
    const char *condition;
    const char *rest;
    const char *expected;
  } rows[] = {
    { A1, "", "?" },
    { A1, "'answers':{'a':'1'}", "N" },
    { A1, "'answers':{'a':'2'}", "-" },
    /* Decided by what is answered already. */
    { "{'and':[" A1 "," B1 "]}", "", "?" },
    { "{'and':[" A1 "," B1 "]}", "'answers':{'a':'1'}", "?" },
    { "{'and':[" A1 "," B1 "]}", "'answers':{'a':'2'}", "-" },
    { "{'and':[" B1 "," A1 "]}", "'answers':{'a':'2'}", "-" },
    { "{'or':[" A1 "," B1 "]}", "'answers':{'a':'1'}", "N" },
    { "{'or':[" B1 "," A1 "]}", "'answers':{'a':'1'}", "N" },
    { "{'or':[" A1 "," B1 "]}", "'answers':{'a':'2'}", "?" },
    { "{'if':[" A1 "," B1 ",true]}", "'answers':{'a':'2'}", "N" },
    { "{'if':[" A1 "," B1 ",false]}", "'answers':{'a':'2'}", "-" },
    /* Decided because every answer gives the same; and not when the answers are only named. */
    { "{'or':[" A1 "," A2 "]}", "", "N" },
    { "{'and':[" A1 "," A2 "]}", "", "-" },
    { "{'or':[" SAME "," OTHER "]}", "", "N" },
    /* One of twelve ways: the last, or one amid. */
    { "{'and':[" A2 "," IS ("s.b", "3") "," IS ("s.c", "no") "]}", "", "?" },
    { "{'and':[" A1 "," IS ("s.b", "2") "," IS ("s.c", "no") "]}", "", "?" },
    { "{'or':[" A2 "," IS ("s.b", "1") "," IS ("s.b", "3") "," IS ("s.c", "yes") "]}", "", "?" },
    { SAME, "'answers':{'b':'3'}", "-" },
    { SAME, "'answers':{'b':'2'}", "?" },
    { SAME, "'answers':{'a':'1'}", "?" },
    { OTHER, "'answers':{'b':'3'}", "N" },
    { "{'in':[{'var':'s.b'},['1','2','3']]}", "", "N" },
    { "{'in':[{'var':'s.b'},['1','2']]}", "", "?" },
    { "{'!':" IS ("s.b", "4") "}", "", "N" },
    { "{'missing':['s.a']}", "", "-" },
    { "{'!':{'missing':['s.a','s.b']}}", "'answers':{'a':'1'}", "N" },
    { "{'==':[{'var':'s.nobody'},null]}", "", "N" },
    { "{'==':[{'var':['s.a','none']},'none']}", "", "-" },
    { "{'==':[{'var':['s.a.x','none']},'none']}", "", "N" },
    /* All answers, or computed names: every open question. */
    { "{'!!':{'var':''}}", "", "N" },
    { "{'var':['s.a','']}", "", "N" },
    { "{'==':[{'var':{'cat':['s.','a']}},'1']}", "", "?" },
    { "{'==':[{'var':{'cat':['s.','a']}},'1']}", "'answers':{'a':'1'}", "N" },
    { "{'or':[{'==':[{'var':{'cat':['s.','a']}},'1']},{'==':[{'var':{'cat':['s.','a']}},'2']}]}", "", "N" },
    { "{'==':[{'var':'s'},'x']}", "", "-" },
    { "{'some':[[{'var':'s'}],{'==':[{'var':'a'},'1']}]}", "", "?" },
    { "{'some':[[{'var':''}],{'==':[{'var':'s.a'},'1']}]}", "", "?" },
    /* Constants. */
    { "true", "", "N" }, { "false", "", "-" }, { "'x'", "", "N" }, { "[]", "", "-" }, { "0", "", "-" },
    /* The form; what is not there is null. */
    { "{'==':[{'var':'f.n'},null]}", "", "N" },
    { "{'==':[{'var':'f.n'},null]}", "'form':{'n':null}", "N" },
    { "{'==':[{'var':'f.n'},null]}", "'form':{'n':0}", "-" },
    { "{'and':[{'>':[{'var':'f.n'},5]}," A1 "]}", "'form':{'n':5}", "-" },
    { "{'and':[{'>':[{'var':'f.n'},5]}," A1 "]}", "'form':{'n':6}", "?" },
    { "{'or':[{'>':[{'var':'f.n'},5]}," A1 "]}", "'form':{'n':5.5}", "N" },
    /* What cannot be worked out counts as true, where it is what decides. */
    { RATIO, "'form':{'n':5}", "N" },
    { RATIO, "'form':{'n':2}", "-" },
    { RATIO, "'form':{'n':0}", "Nu" },
    { RATIO, "", "Nu" },
    { "{'if':[" A1 "," RATIO ",true]}", "", "Nu" },
    { "{'if':[" A2 "," RATIO ",true]}", "", "Nu" },
    { "{'if':[" A1 "," RATIO ",false]}", "", "?" },
    { "{'if':[" A2 "," RATIO ",false]}", "", "?" },
    { "{'if':[" A1 "," RATIO ",false]}", "'answers':{'a':'2'}", "-" },
    { "{'if':[" A1 "," RATIO ",true]}", "'answers':{'a':'2'}", "N" },
    { "{'frob':1}", "", "Nu" },
    { "{'frob':{'var':'s.a'}}", "", "Nu" },
    /* Values nobody should send. */
    { IS ("f.t", "x"), "'form':{'t':{'x':'x'}}", "-" },
    { IS ("f.t", "x"), "'form':{'t':['y','x']}", "-" },
    { IS ("f.t", "x"), "'form':{'t':true}", "-" },
    { IS ("f.t", "x"), "'form':{'t':{'t':[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}}",
      "-" },
    { "{'>':[{'var':'f.n'},1]}", "'form':{'n':'1e999'}", "N" },
    { "{'>':[{'var':'f.n'},1]}", "'form':{'n':9007199254740991}", "N" },
    { "{'>':[{'var':'f.n'},1]}", "'form':{'n':{}}", "-" },
    { "{'>':[{'var':'f.n'},1]}", "'form':{'n':[[['7']]]}", "N" },
    { IS ("f.t", "x"), "'form':{'':'x','f.t':'x','s':{'a':'1'}}", "-" },
    { A1, "'form':{'s':{'a':'1'},'s.a':'1'}", "?" },
  };
  g_autoptr(YcReference) reference = cl_reference ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto(ChecklistLine) line = { 0 };
      g_auto(Lone) lone = { 0 };
      g_autoptr(YcChecklist) checklist = NULL;
      g_autofree char *got = NULL;
      const YcChecklistItem *item;

      g_test_message ("%s over %s", rows[i].condition, rows[i].rest);
      cl_read_line (&line, reference, rows[i].rest);
      lone_init (&lone, line.input.matter, "cond", rows[i].condition);
      line.input.matter = &lone.matter;
      checklist = yc_checklist_new (&line.input);
      item = yc_checklist_get_item (checklist, 0);
      got = g_strdup_printf ("%c%s", "?-oN"[item->need], item->unreadable ? "u" : "");
      g_assert_cmpstr (got, ==, rows[i].expected);
      g_assert_cmpint (item->missing, ==, item->need == YC_NEED_NEEDED);
    }
}

/* An optional material stays optional, even when nobody can say whether it may be handed in. */
static void
test_optional_unreadable (void)
{
  g_autoptr(YcReference) reference = cl_reference ();
  g_auto(ChecklistLine) line = { 0 };
  g_auto(Lone) lone = { 0 };
  g_autoptr(YcChecklist) checklist = NULL;

  cl_read_line (&line, reference, "");
  lone_init (&lone, line.input.matter, "cond", RATIO);
  lone.material.necessity = YC_NECESSITY_OPTIONAL;
  line.input.matter = &lone.matter;
  checklist = yc_checklist_new (&line.input);
  g_assert_cmpint (yc_checklist_get_item (checklist, 0)->need, ==, YC_NEED_OPTIONAL);
  g_assert_true (yc_checklist_get_item (checklist, 0)->unreadable);
  g_assert_cmpuint (yc_checklist_count_missing (checklist), ==, 0);
}

/* Deferral needs all of it: the matter, its regime, the material, and that it is no principal one. */
static void
test_deferral (void)
{
  static const char *const regimes[] = { "licence", "real_estate", "nowhere", NULL };
  g_autoptr(YcReference) reference = cl_reference ();

  for (guint i = 0; i < 8 * G_N_ELEMENTS (regimes); i++)
    {
      g_auto(ChecklistLine) line = { 0 };
      g_auto(Lone) lone = { 0 };
      g_autoptr(YcChecklist) checklist = NULL;
      gboolean expected = i == 3;
      const YcChecklistItem *item;

      cl_read_line (&line, reference, "'checks':[{'material':'cond','state':'later'}]");
      lone_init (&lone, line.input.matter, "cond", "true");
      lone.matter.accepts_deferral = (i & 1) != 0;
      lone.material.deferrable = (i & 2) != 0;
      lone.material.principal = (i & 4) != 0;
      lone.matter.regime = (char *) regimes[i / 8];
      line.input.matter = &lone.matter;
      checklist = yc_checklist_new (&line.input);
      item = yc_checklist_get_item (checklist, 0);
      g_assert_cmpint (item->may_be_later, ==, expected);
      g_assert_cmpint (item->met, ==, expected ? YC_MET_LATER : YC_MET_NOT);
      g_assert_cmpint (item->missing, ==, !expected);
      g_assert_cmpuint (yc_checklist_count_later (checklist), ==, expected ? 1 : 0);
      g_assert_cmpuint (yc_checklist_count_deferrable (checklist), ==, 0);
    }
}

/* A matter with that many questions q0, q1 ... of two answers, and materials that each name the first few of them. */
static char *
write_questions (guint n_questions, guint n_named, guint n_materials)
{
  g_autoptr(GString) out = g_string_new (HEAD ("matters") MATTER ("Q", "licence", "false,'deferral_days':null") "'situations':[");
  g_autoptr(GString) condition = g_string_new ("{'missing':[");

  for (guint i = 0; i < n_questions; i++)
    g_string_append_printf (out, "%s" SITUATION ("q%u", OPTION ("0") "," OPTION ("1")), i > 0 ? "," : "", i);
  for (guint i = 0; i < n_named; i++)
    g_string_append_printf (condition, "%s's.q%u'", i > 0 ? "," : "", i);
  g_string_append (condition, "]}");
  g_string_append (out, "],'materials':[" MATERIAL ("always", "required", "true", "null", PLAIN));
  for (guint i = 0; i < n_materials; i++)
    g_string_append_printf (out, "," MATERIAL ("m%u", "conditional", "%s", "null", PLAIN), i, condition->str);
  g_string_append (out, "],'form':[],'fee':{'charged':false,'items':[]}}]}");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* No answer makes these conditions true, but to know that all have to be tried: 2 to the power of 12 is 4,096, one more is too much. */
static void
test_bound (void)
{
  static const struct
  {
    guint questions;
    guint named;
    const char *rest;
    const char *expected;
  } rows[] = {
    { 12, 12, "", "always:N! m0:-" },
    { 13, 13, "", "always:N! m0:?" },
    { 13, 13, "'answers':{'q7':'1'}", "always:N! m0:-" },
    { 13, 13, "'answers':{'q7':'2'}", "always:N! m0:?" },
    { 13, 12, "", "always:N! m0:-" },
    { 13, 12, "'answers':{'q12':'1'}", "always:N! m0:-" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *matters = write_questions (rows[i].questions, rows[i].named, 1);
      g_autoptr(YcReference) reference = cl_replace (cl_reference (), matters);
      g_autofree char *got = cl_describe_line (reference, rows[i].rest, cl_describe);

      g_test_message ("%u of %u, %s", rows[i].named, rows[i].questions, rows[i].rest);
      g_assert_cmpstr (got, ==, rows[i].expected);
    }
}

/* All together may not take for ever: the 16th condition is still tried to the end, the next is not; what needs no trying is decided. */
static void
test_bound_of_list (void)
{
  g_autofree char *matters = write_questions (13, 12, 18);
  g_autoptr(YcReference) reference = cl_replace (cl_reference (), matters);
  g_auto(ChecklistLine) line = { 0 };
  g_autoptr(YcChecklist) checklist = NULL;

  cl_read_line (&line, reference, "");
  checklist = yc_checklist_new (&line.input);
  g_assert_cmpint (yc_checklist_find (checklist, "m0")->need, ==, YC_NEED_NOT);
  g_assert_cmpint (yc_checklist_find (checklist, "m15")->need, ==, YC_NEED_NOT);
  g_assert_cmpint (yc_checklist_find (checklist, "m16")->need, ==, YC_NEED_UNDECIDED);
  g_assert_cmpint (yc_checklist_find (checklist, "m17")->need, ==, YC_NEED_UNDECIDED);
  g_assert_cmpint (yc_checklist_find (checklist, "always")->need, ==, YC_NEED_NEEDED);
  g_assert_cmpuint (yc_checklist_count_undecided (checklist), ==, 2);
  g_assert_cmpuint (yc_checklist_count_open_questions (checklist), ==, 13);
}

/* A rule that takes many steps is not tried as often as its questions ask for: it counts as one that cannot be worked out. */
static void
test_bound_of_steps (void)
{
  g_autofree char *matters = write_questions (12, 12, 1);
  g_autoptr(YcReference) reference = cl_replace (cl_reference (), matters);
  g_autoptr(GString) rule = g_string_new ("{'some':[{'merge':[");
  g_auto(ChecklistLine) line = { 0 };
  g_auto(Lone) lone = { 0 };
  g_autoptr(YcChecklist) checklist = NULL;

  cl_read_line (&line, reference, "");
  for (guint i = 0; i < 12; i++)
    g_string_append_printf (rule, "{'var':'s.q%u'},", i);
  for (guint i = 0; i < 2000; i++)
    g_string_append (rule, "0,");
  g_string_append (rule, "0]},false]}");
  lone_init (&lone, line.input.matter, "m0", rule->str);
  line.input.matter = &lone.matter;
  checklist = yc_checklist_new (&line.input);
  g_assert_cmpint (yc_checklist_get_item (checklist, 0)->need, ==, YC_NEED_NEEDED);
  g_assert_true (yc_checklist_get_item (checklist, 0)->unreadable);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/checklist-need/conditions", test_conditions);
  g_test_add_func ("/checklist-need/optional-unreadable", test_optional_unreadable);
  g_test_add_func ("/checklist-need/deferral", test_deferral);
  g_test_add_func ("/checklist-need/bound", test_bound);
  g_test_add_func ("/checklist-need/bound-of-list", test_bound_of_list);
  g_test_add_func ("/checklist-need/bound-of-steps", test_bound_of_steps);

  return g_test_run ();
}
