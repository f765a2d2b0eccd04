/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-case"

#include "config.h"

#include "core/yc-case-private.h"

#include <string.h>

gboolean
yc_case_count (YcReference *reference, const YcPeriod *period, const char *from, YcDueDay *due)
{
  YcDueDay found = { "", 0 };
  gboolean counted;

  if (period->days < 0)
    return TRUE;
  if (period->calendar_days)
    counted = yc_calendar_add_days (reference, from, period->days, YC_LAST_DAY_MOVES, &found, NULL);
  else
    counted = yc_calendar_add_working_days (reference, from, period->days, &found, NULL);
  /* Days of this form are ordered like their texts. */
  if (counted && (due->day[0] == '\0' || strcmp (found.day, due->day) < 0))
    *due = found;
  return counted;
}

/* The law sets the longest period there is, the matter's law perhaps a shorter one, and what the office promises is shorter still: the
 * earliest binds. */
gboolean
yc_case_decision_due (const YcCaseAsk *ask, const char *accepted, const char *received, YcDueDay *due)
{
  const YcMatter *matter = ask->matter;
  const YcRegime *regime = ask->regime;
  const YcPeriod *law = !matter->instant && regime->decision_else.days >= 0 ? &regime->decision_else : &regime->decision;
  YcPeriod statutory = { matter->statutory_days, matter->calendar_days };
  YcPeriod promised = { matter->promised_days, matter->calendar_days };

  memset (due, 0, sizeof *due);
  return yc_case_count (ask->reference, law, regime->decision_from_receipt ? received : accepted, due)
         && yc_case_count (ask->reference, &statutory, accepted, due) && yc_case_count (ask->reference, &promised, accepted, due);
}

static gboolean
is_warn_day (const YcRegime *regime, int day)
{
  for (guint i = 0; i < regime->warn_on_days->len; i++)
    {
      if (day >= g_array_index (regime->warn_on_days, int, i))
        return TRUE;
    }
  return FALSE;
}

/* The day that was written at receipt, unless it leaned on a year without calendar: then it is counted anew with what is there now. */
static void
find_notice_due (const YcCase *self, const YcRegime *regime, YcReference *reference, YcDueDay *due)
{
  YcDueDay anew = { "", 0 };

  g_strlcpy (due->day, self->notice_due, sizeof due->day);
  due->unloaded = self->notice_unloaded;
  if (due->unloaded != 0 && yc_case_count (reference, &regime->notice, self->received_on, &anew) && anew.day[0] != '\0')
    *due = anew;
}

void
yc_case_get_standing (const YcCase *self, const YcRegime *regime, YcReference *reference, const char *today, YcCaseStanding *standing)
{
  YcDueDay due;

  g_return_if_fail (self != NULL && regime != NULL && reference != NULL && today != NULL && standing != NULL);

  memset (standing, 0, sizeof *standing);
  /* After a notice it is the applicant's turn. */
  if (self->state != YC_CASE_RECEIVED || self->notice_due[0] == '\0')
    return;
  find_notice_due (self, regime, reference, &due);
  if (!yc_calendar_count_working_days (reference, self->received_on, today, &standing->day, NULL, NULL)
      || !yc_calendar_count_working_days (reference, today, due.day, &standing->days_left, NULL, NULL))
    return;

  standing->clock = TRUE;
  g_strlcpy (standing->due, due.day, sizeof standing->due);
  standing->unloaded = due.unloaded;
  standing->overdue = strcmp (today, due.day) > 0;
  /* Where the law leaves no day at all, the one there is is the last. */
  standing->warn = standing->overdue || regime->notice.days == 0 || is_warn_day (regime, standing->day);
  /* A right is not made from a guess at holidays. */
  standing->accepted_by_law = standing->overdue && regime->silence_accepts && due.unloaded == 0;
}
