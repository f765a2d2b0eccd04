/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The periods of a case over New Year, Spring Festival and the days that are worked instead, and what silence means. */
#include "config.h"

#include <string.h>

#include "case-world.h"
#include "hall-fixture.h"

/* Five working days, counted by hand on the State Council's calendars of the years; the year is one that no calendar was there for. */
static const struct
{
  const char *received;
  const char *due;
  int unloaded;
} notices[] = {
  { "2024-02-07", "2024-02-20", 0 },    /* 8, 9, Spring Festival 10-17, 18 (a Sunday worked), 19, 20 */
  { "2024-09-27", "2024-10-10", 0 },    /* 29 (a Sunday worked), 30, National Day 1-7, 8, 9, 10 */
  { "2024-12-30", "2025-01-07", 0 },    /* 31, New Year 1, 2, 3, 6, 7 */
  { "2025-01-24", "2025-02-07", 0 },    /* 26 (a Sunday worked), 27, Spring Festival 28-4, 5, 6, 7 */
  { "2025-09-26", "2025-10-10", 0 },    /* 28 (a Sunday worked), 29, 30, National Day 1-8, 9, 10 */
  { "2025-12-29", "2026-01-06", 0 },    /* 30, 31, New Year 1-3, 4 (a Sunday worked), 5, 6 */
  { "2026-02-12", "2026-02-26", 0 },    /* 13, 14 (a Saturday worked), Spring Festival 15-23, 24, 25, 26 */
  { "2026-11-24", "2026-12-01", 0 },    /* 25, 26, 27, 30, 1 */
  { "2026-12-29", "2027-01-05", 2027 }, /* 30, 31, then Monday to Friday: 1, 4, 5 */
  { "2027-03-05", "2027-03-12", 2027 },
};

static void
test_notices (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (notices); i++)
    {
      g_auto(CaseWorld) cw;

      cw_init (&cw, "OT-002", "10421", notices[i].received);
      cw_answer (&cw, 0);
      g_assert_cmpint (cw_decide (&cw, YC_CASE_RECEIVED, NULL, NULL), ==, YC_REFUSAL_NONE);
      g_assert_cmpstr (cw.self->received_on, ==, notices[i].received);
      g_assert_cmpstr (cw.self->notice_due, ==, notices[i].due);
      g_assert_cmpint (cw.self->unloaded, ==, notices[i].unloaded);
    }
}

static void
receive (CaseWorld *cw, const char *matter, const char *staff)
{
  cw_init (cw, matter, staff, "2026-11-24");
  cw_answer (cw, 0);
  g_assert_cmpint (cw_decide (cw, YC_CASE_RECEIVED, NULL, NULL), ==, YC_REFUSAL_NONE);
}

static YcCaseStanding
stand (CaseWorld *cw, const char *day)
{
  YcCaseStanding standing;

  yc_case_get_standing (cw->self, cw->regime, cw->reference, day, &standing);
  return standing;
}

/* Licence: warned on days 3, 4 and 5, too late on the day after. */
static void
test_standing (void)
{
  static const struct
  {
    const char *day;
    int count, left;
    gboolean warn, overdue;
  } days[] = {
    { "2026-11-24", 0, 5, FALSE, FALSE }, { "2026-11-25", 1, 4, FALSE, FALSE }, { "2026-11-26", 2, 3, FALSE, FALSE },
    { "2026-11-27", 3, 2, TRUE, FALSE },  { "2026-11-28", 3, 2, TRUE, FALSE },  { "2026-11-30", 4, 1, TRUE, FALSE },
    { "2026-12-01", 5, 0, TRUE, FALSE },  { "2026-12-02", 6, -1, TRUE, TRUE },  { "2027-02-01", 49, -44, TRUE, TRUE },
  };
  g_auto(CaseWorld) cw;

  receive (&cw, "OT-002", "10421");
  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    {
      YcCaseStanding standing = stand (&cw, days[i].day);

      g_assert_true (standing.clock);
      g_assert_cmpint (standing.day, ==, days[i].count);
      g_assert_cmpint (standing.days_left, ==, days[i].left);
      g_assert_cmpint (standing.warn, ==, days[i].warn);
      g_assert_cmpint (standing.overdue, ==, days[i].overdue);
      g_assert_cmpint (standing.accepted_by_law, ==, days[i].overdue);
    }
}

/* APL art. 32(1)(4): nothing said in time is acceptance, from the day of receipt, of what was handed in. */
static void
test_silence_licence (void)
{
  g_auto(CaseWorld) cw;

  receive (&cw, "OT-002", "10421");
  cw.today = "2026-12-01";
  g_assert_cmpint (cw_may (&cw, YC_CASE_SUPPLEMENT), ==, YC_REFUSAL_NONE);
  cw.today = "2026-12-02";
  g_assert_cmpint (cw_decide (&cw, YC_CASE_SUPPLEMENT, NULL, NULL), ==, YC_REFUSAL_ACCEPTED_BY_LAW);
  g_assert_cmpint (cw_decide (&cw, YC_CASE_NOT_ACCEPTED, "{\"ground\":\"not_accept.licence.no_licence\",\"note\":\"x\"}", NULL), ==,
                   YC_REFUSAL_ACCEPTED_BY_LAW);
  g_assert_cmpint (cw_decide (&cw, YC_CASE_ACCEPTED_DEFERRED, NULL, NULL), ==, YC_REFUSAL_ACCEPTED_BY_LAW);
  g_assert_cmpint (cw_decide (&cw, YC_CASE_ACCEPTED, NULL, NULL), ==, YC_REFUSAL_NONE);
  g_assert_cmpstr (cw.self->decided_on, ==, "2026-12-02");
  g_assert_cmpstr (cw.self->accepted_on, ==, "2026-11-24");
  g_assert_cmpstr (cw.self->decision_due, ==, "2026-12-01");
  /* What was missing then may still come, and is noted. */
  g_assert_cmpuint (cw.self->told->len, >, 0);
  cw_check (&cw, ((YcCaseMaterial *) g_ptr_array_index (cw.self->told, 0))->material, YC_CHECK_ORIGINAL, NULL);
}

/* A calendar that is not there makes nobody's right: the last day is counted again when it is. */
static void
test_silence_without_calendar (void)
{
  static const char calendar[] = "{\"set\":\"calendar\",\"version\":\"2027\",\"effective_from\":\"2026-12-01\",\"items\":["
                                 "{\"year\":2026,\"weekend\":[6,7],\"holidays\":[],\"working_days\":[]},"
                                 "{\"year\":2027,\"weekend\":[6,7],\"holidays\":[{\"date\":\"2027-01-01\"}],\"working_days\":[]}]}";
  g_auto(CaseWorld) cw;
  g_autoptr(YcReference) reference = NULL;
  YcCaseStanding standing;

  cw_init (&cw, "OT-002", "10421", "2026-12-29");
  cw_answer (&cw, 0);
  g_assert_cmpint (cw_decide (&cw, YC_CASE_RECEIVED, NULL, NULL), ==, YC_REFUSAL_NONE);
  standing = stand (&cw, "2027-01-06");
  g_assert_true (standing.overdue && standing.warn);
  g_assert_cmpint (standing.unloaded, ==, 2027);
  g_assert_false (standing.accepted_by_law);
  cw.today = "2027-01-06";
  g_assert_cmpint (cw_may (&cw, YC_CASE_SUPPLEMENT), ==, YC_REFUSAL_NONE);

  /* 30, 31, then without New Year's Day 4, 5, 6. */
  reference = fx_replace (yc_reference_ref (cw.reference), calendar);
  cw.reference = reference;
  standing = stand (&cw, "2027-01-06");
  g_assert_cmpstr (standing.due, ==, "2027-01-06");
  g_assert_false (standing.overdue || standing.accepted_by_law || standing.unloaded != 0);
  g_assert_true (stand (&cw, "2027-01-07").accepted_by_law);
}

/* Interim Regulations on Real Estate Registration, art. 17: nothing in writing on the spot is acceptance. */
static void
test_silence_real_estate (void)
{
  g_auto(CaseWorld) cw;

  receive (&cw, "BD-002", "10427");
  g_assert_cmpstr (cw.self->notice_due, ==, "2026-11-24");
  g_assert_cmpint (cw_may (&cw, YC_CASE_NOT_ACCEPTED), ==, YC_REFUSAL_NONE);
  g_assert_false (stand (&cw, "2026-11-24").overdue);
  g_assert_true (stand (&cw, "2026-11-24").warn);
  cw.today = "2026-11-25";
  g_assert_true (stand (&cw, cw.today).accepted_by_law);
  g_assert_cmpint (cw_may (&cw, YC_CASE_NOT_ACCEPTED), ==, YC_REFUSAL_ACCEPTED_BY_LAW);
  g_assert_cmpint (cw_may (&cw, YC_CASE_ACCEPTED), ==, YC_REFUSAL_NONE);
}

/* No rule of one regime is applied to another's matters. */
static void
test_no_silence (void)
{
  static const struct
  {
    const char *matter;
    const char *staff;
  } matters[] = { { "SJ-002", "10426" }, { "MZ-004", "10421" }, { "PS-001", "10424" }, { "OT-004", "10426" } };

  for (gsize i = 0; i < G_N_ELEMENTS (matters); i++)
    {
      g_auto(CaseWorld) cw;
      YcCaseStanding standing;

      receive (&cw, matters[i].matter, matters[i].staff);
      g_assert_cmpstr (cw.self->notice_due, ==, "");
      standing = stand (&cw, "2027-11-24");
      g_assert_false (standing.clock || standing.warn || standing.overdue || standing.accepted_by_law);
    }
}

/* After a notice it is the applicant's turn: the office's clock stands, and the day all is there is that of acceptance. */
static void
test_after_notice (void)
{
  g_auto(CaseWorld) cw;

  receive (&cw, "OT-002", "10421");
  g_assert_cmpint (cw_decide (&cw, YC_CASE_SUPPLEMENT, NULL, NULL), ==, YC_REFUSAL_NONE);
  g_assert_false (stand (&cw, "2026-12-20").clock);
  cw.today = "2026-12-30";
  cw_fill (&cw);
  cw_hand_in (&cw, NULL);
  g_assert_cmpint (cw_decide (&cw, YC_CASE_ACCEPTED, NULL, NULL), ==, YC_REFUSAL_NONE);
  g_assert_cmpstr (cw.self->accepted_on, ==, "2026-12-30");
  /* 31, then Monday to Friday: 1, 4, 5, 6 */
  g_assert_cmpstr (cw.self->decision_due, ==, "2027-01-06");
  g_assert_cmpint (cw.self->unloaded, ==, 2027);
}

/* Divorce counts in calendar days; the last day of rest is followed to the next working day (Civil Code, art. 203). */
static void
test_calendar_days (void)
{
  g_auto(CaseWorld) cw;

  cw_init (&cw, "MZ-002", "10421", "2026-08-28");
  cw_answer (&cw, 0);
  cw_fill (&cw);
  cw_hand_in (&cw, NULL);
  g_assert_cmpint (cw_decide (&cw, YC_CASE_ACCEPTED, NULL, NULL), ==, YC_REFUSAL_NONE);
  /* 30 days from 28 August end on Sunday 27 September, in the Mid-Autumn holidays. */
  g_assert_cmpstr (cw.self->decision_due, ==, "2026-09-28");
}

/* A clock that cannot be counted refuses and writes nothing. */
static void
test_no_day (void)
{
  g_auto(CaseWorld) cw;

  cw_init (&cw, "OT-002", "10421", "9999-12-30");
  cw_answer (&cw, 0);
  g_assert_cmpint (cw_decide (&cw, YC_CASE_RECEIVED, NULL, NULL), ==, YC_REFUSAL_CASE_NO_DAY);
  g_assert_cmpint (cw.self->state, ==, YC_CASE_DRAFT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/case-clock/notices", test_notices);
  g_test_add_func ("/case-clock/standing", test_standing);
  g_test_add_func ("/case-clock/silence-licence", test_silence_licence);
  g_test_add_func ("/case-clock/silence-real-estate", test_silence_real_estate);
  g_test_add_func ("/case-clock/silence-without-calendar", test_silence_without_calendar);
  g_test_add_func ("/case-clock/no-silence", test_no_silence);
  g_test_add_func ("/case-clock/after-notice", test_after_notice);
  g_test_add_func ("/case-clock/calendar-days", test_calendar_days);
  g_test_add_func ("/case-clock/no-day", test_no_day);
  return g_test_run ();
}
