/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random walks of clerks through cases of every demo matter: nobody gets where nothing goes on, and nothing is decided against the law. */
#include "config.h"

#include <string.h>

#include "case-world.h"
#include "core/yc-time.h"

#define WALKS 40
#define STEPS 30

typedef struct
{
  CaseWorld cw;
  GRand *rand;
  gint64 day;
  char today[YC_DAY_LENGTH + 1];
  guint n_decided[YC_N_CASE_STATES];
} Walk;

static const char *const people[] = { "10421", "10423", "10424", "10426", "10427", "10428", "10429", "20101", "20102" };

static const char *const grounds[] = {
  "not_accept.licence.no_licence", "not_accept.licence.not_our_power", "not_accept.real_estate.incomplete",
  "not_accept.real_estate.not_our_area", "not_accept.market_entity.against_law", "not_accept.benefit.not_scope",
  "not_accept.confirmation.not_scope", "not_accept.public_service.not_our_office", "pass.absent",
};

static const YcStaffItem *
find_staff (const char *number)
{
  const YcStaffItem *staff = NULL;

  for (guint i = 0; (staff = yc_reference_get_nth_staff (cw_reference (), i)) != NULL; i++)
    {
      if (g_str_equal (staff->number, number))
        break;
    }
  return staff;
}

static void
set_day (Walk *walk, gint64 day)
{
  walk->day = day;
  g_assert_true (yc_day_format (day, walk->today));
  walk->cw.today = walk->today;
}

static char *
random_args (Walk *walk)
{
  const char *ground = grounds[g_rand_int_range (walk->rand, 0, G_N_ELEMENTS (grounds))];

  return g_strdup_printf ("{\"ground\":\"%s\",\"note\":\"说明\",\"right_office\":\"%s\",\"second_reason\":\"second_notice.changed\","
                          "\"agreed_by\":\"%s\"}",
                          ground, g_rand_boolean (walk->rand) ? "示例机关" : " ", find_staff ("20102")->id);
}

static void
check_something (Walk *walk)
{
  guint n = (guint) g_rand_int_range (walk->rand, 0, (gint32) walk->cw.matter->materials->len);
  const YcMaterial *material = g_ptr_array_index (walk->cw.matter->materials, n);

  cw_check (&walk->cw, material->id, (YcCheckState) g_rand_int_range (walk->rand, 0, 4), g_rand_boolean (walk->rand) ? "material.form" : NULL);
}

/* Everything comes but what may follow later, of which some is promised. */
static void
promise_something (Walk *walk)
{
  g_autoptr(YcChecklist) checklist = NULL;
  const YcChecklistItem *item;

  cw_fill (&walk->cw);
  cw_hand_in (&walk->cw, NULL);
  checklist = cw_checklist (&walk->cw);
  for (guint i = 0; (item = yc_checklist_get_item (checklist, i)) != NULL; i++)
    {
      if (item->may_be_later && g_rand_boolean (walk->rand))
        cw_check (&walk->cw, item->material->id, YC_CHECK_LATER, NULL);
    }
}

/* The rules once more, told by what must never be. */
static void
assert_lawful (Walk *walk, YcCaseState before, gboolean silent, const char *brought, const YcChecklist *list)
{
  const YcCase *self = walk->cw.self;
  YcChecklist *checklist = (YcChecklist *) list;
  const char *regime = self->regime;

  g_assert_false (walk->cw.matter->may_receive_only && self->state != YC_CASE_RECEIVED);
  g_assert_false (g_str_equal (walk->cw.staff->number, "10429") && self->state != YC_CASE_RECEIVED);
  g_assert_cmpstr (self->received_on, !=, "");
  switch ((int) self->state)
    {
    case YC_CASE_RECEIVED:
      g_assert_cmpint (before, ==, YC_CASE_DRAFT);
      break;
    case YC_CASE_SUPPLEMENT:
      g_assert_cmpstr (regime, !=, "real_estate");
      g_assert_cmpuint (yc_checklist_count_missing (checklist), >, 0);
      g_assert_false (silent);
      break;
    case YC_CASE_ACCEPTED_DEFERRED:
      g_assert_false (g_str_equal (regime, "real_estate") || g_str_equal (regime, "market_entity") || walk->cw.matter->instant);
      g_assert_cmpuint (yc_checklist_count_missing (checklist), ==, 0);
      g_assert_cmpstr (self->later_due, !=, "");
      g_assert_cmpint (strcmp (self->later_due, self->decision_due), <=, 0);
      for (guint i = 0; i < self->later->len; i++)
        g_assert_false (yc_matter_find_material (walk->cw.matter, ((YcCaseMaterial *) g_ptr_array_index (self->later, i))->material)->principal);
      break;
    case YC_CASE_ACCEPTED:
      g_assert_true (silent || yc_checklist_count_missing (checklist) == 0);
      if (silent)
        g_assert_cmpstr (self->accepted_on, ==, self->received_on);
      else
        g_assert_cmpstr (self->accepted_on, ==, before == YC_CASE_SUPPLEMENT && brought[0] != '\0' ? brought : walk->today);
      break;
    case YC_CASE_NOT_ACCEPTED:
      g_assert_false (silent);
      g_assert_nonnull (strstr (self->ground, regime));
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
decide_something (Walk *walk)
{
  CaseWorld *cw = &walk->cw;
  YcCaseState before = cw->self->state;
  YcCaseState outcome = (YcCaseState) g_rand_int_range (walk->rand, YC_CASE_RECEIVED, YC_N_CASE_STATES);
  g_autofree char *args = random_args (walk);
  g_autoptr(YcChecklist) checklist = cw_checklist (cw);
  g_autofree char *brought = g_strdup (cw->brought);
  YcCaseStanding standing;
  gboolean open;

  cw->staff = find_staff (people[g_rand_int_range (walk->rand, 0, G_N_ELEMENTS (people))]);
  yc_case_get_standing (cw->self, cw->regime, cw->reference, cw->today, &standing);
  open = cw_may (cw, outcome) == YC_REFUSAL_NONE;
  if (cw_decide (cw, outcome, args, NULL) != YC_REFUSAL_NONE)
    {
      g_assert_cmpint (cw->self->state, ==, before);
      return;
    }
  g_assert_true (open);
  g_assert_cmpint (cw->self->state, ==, outcome);
  assert_lawful (walk, before, standing.accepted_by_law, brought, checklist);
  if (outcome == YC_CASE_SUPPLEMENT)
    cw->brought[0] = '\0';
  walk->n_decided[outcome]++;
}

static void
step (Walk *walk)
{
  switch (g_rand_int_range (walk->rand, 0, 9))
    {
    case 0:
      cw_answer (&walk->cw, (guint) g_rand_int_range (walk->rand, 0, 3));
      break;
    case 1:
      cw_fill (&walk->cw);
      break;
    case 2:
    case 3:
      check_something (walk);
      break;
    case 4:
      cw_hand_in (&walk->cw, NULL);
      break;
    case 8:
      promise_something (walk);
      break;
    case 5:
      set_day (walk, walk->day + g_rand_int_range (walk->rand, 0, 4));
      break;
    default:
      decide_something (walk);
      break;
    }
}

static gboolean
is_open (YcCaseState state)
{
  return state == YC_CASE_DRAFT || state == YC_CASE_RECEIVED || state == YC_CASE_SUPPLEMENT;
}

/* From wherever it is, an applicant who brings everything to somebody who may accept is accepted. Where the hall only takes in, the case is
 * received, and the department goes on with it. */
static void
assert_exit (Walk *walk)
{
  CaseWorld *cw = &walk->cw;

  if (!is_open (cw->self->state))
    return;
  cw->staff = find_staff ("20101");
  cw_answer (cw, 0);
  cw_fill (cw);
  cw_hand_in (cw, NULL);
  if (!cw->matter->may_receive_only)
    g_assert_cmpint (cw_decide (cw, YC_CASE_ACCEPTED, NULL, NULL), ==, YC_REFUSAL_NONE);
  else if (cw->self->state == YC_CASE_DRAFT)
    g_assert_cmpint (cw_decide (cw, YC_CASE_RECEIVED, NULL, NULL), ==, YC_REFUSAL_NONE);
  else
    g_assert_cmpint (cw->self->state, ==, YC_CASE_RECEIVED);
}

static void
test_walks (void)
{
  Walk walk = { .rand = g_rand_new_with_seed (20261124) };
  const YcMatter *matter;
  guint n_matters = 0;
  gint64 first = 0;

  g_assert_true (yc_day_parse ("2026-11-24", &first));
  for (; (matter = yc_reference_get_nth_matter (cw_reference (), n_matters)) != NULL; n_matters++)
    {
      for (guint i = 0; i < WALKS; i++)
        {
          guint length = (guint) g_rand_int_range (walk.rand, 0, STEPS);

          cw_init (&walk.cw, matter->id, "10421", "2026-11-24");
          set_day (&walk, first);
          for (guint n = 0; n < length && is_open (walk.cw.self->state); n++)
            step (&walk);
          assert_exit (&walk);
          cw_clear (&walk.cw);
        }
    }
  g_rand_free (walk.rand);
  g_assert_cmpuint (n_matters, ==, 60);
  for (int state = YC_CASE_RECEIVED; state < YC_N_CASE_STATES; state++)
    {
      g_test_message ("%s: %u", yc_case_state_to_string ((YcCaseState) state), walk.n_decided[state]);
      /* Every outcome there is was reached, so that something was asserted of it. */
      g_assert_true (state == YC_CASE_ACCEPTED_COMMITTED || walk.n_decided[state] > 5);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/case-walk/every-matter", test_walks);
  return g_test_run ();
}
