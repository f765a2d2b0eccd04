/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include "core/yc-regime.h"

#include "sets-table.h"

#define N(letter) "{'zh': '名" letter "', 'en': 'name " letter "'}"
#define HEAD "{'set': 'regimes', 'version': '1', 'effective_from': '2025-01-01', 'items': ["

static const char regime[] =
  HEAD "{'id': 'lic', 'zh': '许可', 'en': 'licence', 'summary': " N ("s") ","
  " 'notice': {'clock': {'days': 5, 'unit': 'working_day', 'counted_from': 'received'}, 'on_the_spot': true, 'warn_on_days': [3, 4, 5],"
  "  'silence': {'means': 'accepted', 'effective_from': 'received', 'text': " N ("t") "}},"
  " 'acceptance': {'written': true}, 'non_acceptance': {'lists_all_missing': true},"
  " 'decision': {'days': 20, 'unit': 'calendar_day', 'counted_from': 'accepted', 'else': {'days': 3, 'unit': 'working_day'}},"
  " 'extension': {'days': 10, 'unit': 'working_day'}, 'incomplete_means': 'supplement', 'deferral_allowed': true,"
  " 'commitment_allowed': false, 'outcomes': ['received', 'supplement', 'accepted', 'accepted_deferred', 'not_accepted'],"
  " 'documents': {'received': 'receipt', 'accepted_deferred': ['notice', 'promise']}, 'remedies': {'text': " N ("r") "},"
  " 'citations': [{'law': " N ("l") ", 'article': '32', 'says': " N ("c") "}]}]}";

static void
test_read (void)
{
  g_autoptr(YcReference) reference = sets_read (NULL, regime);
  const YcRegime *r = yc_reference_get_regime (reference, "lic");
  const YcCitation *citation;

  g_assert_true (r == yc_reference_get_nth_regime (reference, 0));
  g_assert_null (yc_reference_get_nth_regime (reference, 1));
  g_assert_null (yc_reference_get_regime (reference, "licence"));
  g_assert_cmpstr (r->name.zh, ==, "许可");
  g_assert_cmpstr (r->summary.en, ==, "name s");
  g_assert_cmpint (r->notice.days, ==, 5);
  g_assert_false (r->notice.calendar_days);
  g_assert_true (r->on_the_spot && r->silence_accepts && r->acceptance_written && r->not_accepted_lists_all && r->deferral_allowed);
  g_assert_false (r->commitment_allowed || r->decision_from_receipt || r->incomplete_is_not_accepted);
  g_assert_cmpuint (r->warn_on_days->len, ==, 3);
  g_assert_cmpint (g_array_index (r->warn_on_days, int, 2), ==, 5);
  g_assert_cmpstr (r->silence.zh, ==, "名t");
  g_assert_cmpint (r->decision.days, ==, 20);
  g_assert_true (r->decision.calendar_days);
  g_assert_cmpint (r->decision_else.days, ==, 3);
  g_assert_false (r->decision_else.calendar_days);
  g_assert_cmpint (r->extension.days, ==, 10);
  for (guint state = 0; state < YC_N_CASE_STATES; state++)
    g_assert_cmpint (r->outcomes[state], ==,
                     state == YC_CASE_RECEIVED || state == YC_CASE_SUPPLEMENT || state == YC_CASE_ACCEPTED ||
                       state == YC_CASE_ACCEPTED_DEFERRED || state == YC_CASE_NOT_ACCEPTED);
  g_assert_cmpstr (r->documents[YC_CASE_RECEIVED][0], ==, "receipt");
  g_assert_null (r->documents[YC_CASE_RECEIVED][1]);
  g_assert_cmpstr (r->documents[YC_CASE_ACCEPTED_DEFERRED][1], ==, "promise");
  g_assert_null (r->documents[YC_CASE_ACCEPTED]);
  g_assert_cmpstr (r->remedies.en, ==, "name r");
  citation = g_ptr_array_index (r->citations, 0);
  g_assert_cmpstr (citation->article, ==, "32");
  g_assert_cmpstr (citation->says.zh, ==, "名c");
}

static const SetsRow rows[] = {
  { "'summary': " N ("s") ",", "", "items[0].summary: The member “summary” is missing." },
  { "'counted_from': 'received'", "'counted_from': 'accepted'",
    "items[0].notice.clock.counted_from: Must be one of these words: received." },
  { "{'days': 5, 'unit': 'working_day'", "{'days': 5, 'unit': 'hour'",
    "items[0].notice.clock.unit: Must be one of these words: working_day, calendar_day." },
  { "{'days': 5, 'unit'", "{'days': 4, 'unit'",
    "items[0].notice.warn_on_days[2]: Must be a day of the notice period, counted from 1 and later than the one before it." },
  { "{'days': 5, 'unit'", "{'days': null, 'unit'",
    "items[0].notice.warn_on_days[0]: Must be a day of the notice period, counted from 1 and later than the one before it.\n"
    "items[0].notice.silence.means: Silence can accept only where the notice period has a number of days; 0 is on the spot." },
  { "[3, 4, 5]", "[3, 3]",
    "items[0].notice.warn_on_days[1]: Must be a day of the notice period, counted from 1 and later than the one before it." },
  { "[3, 4, 5]", "['3']",
    "items[0].notice.warn_on_days[0]: Must be a day of the notice period, counted from 1 and later than the one before it." },
  { "[3, 4, 5]", "3", "items[0].notice.warn_on_days: The member “warn_on_days” must be an array." },
  { "'means': 'accepted'", "'means': 'refused'", "items[0].notice.silence.means: Must be one of these words: none, accepted." },
  { "'means': 'accepted'", "'means': 'none'", "" },
  { ", 'text': " N ("t"), "", "items[0].notice.silence.text: The member “text” is missing." },
  { "'effective_from': 'received'", "'effective_from': 'accepted'",
    "items[0].notice.silence.effective_from: Must be one of these words: received." },
  { "'counted_from': 'accepted'", "'counted_from': 'moon'",
    "items[0].decision.counted_from: Must be one of these words: accepted, received." },
  { "'extension': {'days': 10, 'unit': 'working_day'}", "'extension': null", "" },
  { "'extension': {'days': 10, 'unit': 'working_day'}", "'extension': 10",
    "items[0].extension: The member “extension” must be an object." },
  { "'deferral_allowed': true", "'deferral_allowed': false",
    "items[0].deferral_allowed: Must be true exactly when accepted_deferred is one of the outcomes." },
  { "'commitment_allowed': false", "'commitment_allowed': true",
    "items[0].commitment_allowed: Must be true exactly when accepted_committed is one of the outcomes." },
  { "'outcomes': ['received', 'supplement',", "'outcomes': ['received',", "items[0].incomplete_means: Must be one of the outcomes." },
  { "'outcomes': ['received',", "'outcomes': ['draft', 'received',",
    "items[0].outcomes[0]: Is none of the outcomes there are: received, supplement, accepted, accepted_deferred, accepted_committed, "
    "not_accepted." },
  { "'outcomes': ['received',", "'outcomes': ['received', 'received',", "items[0].outcomes[1]: Stands here twice." },
  { "'documents': {'received': 'receipt'", "'documents': {'accepted_committed': 'receipt'",
    "items[0].documents.accepted_committed: Is no outcome of this regime." },
  { "['notice', 'promise']", "['notice', 'a b']",
    "items[0].documents.accepted_deferred[1]: Must be 1 to 64 letters, digits, dots, hyphens or underscores." },
  { "'documents': {'received': 'receipt'", "'documents': {'received': 7",
    "items[0].documents.received: The member “received” must be a string." },
  { "'remedies': {'text': " N ("r") "}", "'remedies': null", "" },
  { "'article': '32'", "'article': 32", "items[0].citations[0].article: The member “article” must be a string." },
  { "'acceptance': {'written': true}", "'acceptance': {'written': true, 'by': {'whom': []}}", "" },
};

static void
test_rows (void)
{
  sets_check_rows (NULL, regime, rows, G_N_ELEMENTS (rows));
}

/* What the laws say, not read off the file: licensing law, 32 and 42; real estate registration, 17 and 20; market entities, 19 and 20. */
static void
test_demo (void)
{
  g_autoptr(YcReference) demo = sets_load_demo ();
  const YcRegime *licence = yc_reference_get_regime (demo, "licence");
  const YcRegime *estate = yc_reference_get_regime (demo, "real_estate");
  const YcRegime *market = yc_reference_get_regime (demo, "market_entity");
  static const char *const silent[] = { "benefit", "confirmation", "public_service" };

  g_assert_true (licence == yc_reference_get_nth_regime (demo, 0));
  g_assert_cmpint (licence->notice.days, ==, 5);
  g_assert_true (licence->silence_accepts);
  g_assert_cmpint (licence->decision.days, ==, 20);
  g_assert_cmpint (licence->extension.days, ==, 10);
  g_assert_cmpint (licence->decision_else.days, ==, -1);
  g_assert_cmpuint (licence->warn_on_days->len, ==, 3);

  g_assert_cmpint (estate->notice.days, ==, 0);
  g_assert_true (estate->silence_accepts && estate->on_the_spot && estate->incomplete_is_not_accepted && estate->not_accepted_lists_all);
  g_assert_false (estate->outcomes[YC_CASE_SUPPLEMENT] || estate->deferral_allowed);
  g_assert_cmpint (estate->decision.days, ==, 30);

  g_assert_cmpint (market->notice.days, ==, -1);
  g_assert_false (market->silence_accepts);
  g_assert_cmpint (market->decision.days, ==, 0);
  g_assert_cmpint (market->decision_else.days, ==, 3);
  g_assert_true (market->decision_from_receipt);
  g_assert_cmpint (market->extension.days, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    {
      const YcRegime *r = yc_reference_get_regime (demo, silent[i]);

      g_assert_false (r->silence_accepts);
      g_assert_null (r->silence.zh);
      g_assert_cmpint (r->notice.days, ==, -1);
      g_assert_cmpint (r->decision.days, ==, -1);
      g_assert_cmpint (r->extension.days, ==, -1);
      g_assert_true (r->outcomes[YC_CASE_ACCEPTED_DEFERRED] && r->outcomes[YC_CASE_ACCEPTED_COMMITTED]);
    }
}

static void
test_states (void)
{
  for (guint state = 0; state < YC_N_CASE_STATES; state++)
    g_assert_cmpint (yc_case_state_from_string (yc_case_state_to_string ((YcCaseState) state)), ==, state);
  g_assert_cmpstr (yc_case_state_to_string (YC_CASE_ACCEPTED_DEFERRED), ==, "accepted_deferred");
  g_assert_cmpint (yc_case_state_from_string ("granted"), ==, YC_CASE_NONE);
  g_assert_cmpint (yc_case_state_from_string (""), ==, YC_CASE_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/regime/read", test_read);
  g_test_add_func ("/regime/rows", test_rows);
  g_test_add_func ("/regime/demo", test_demo);
  g_test_add_func ("/regime/states", test_states);

  return g_test_run ();
}
