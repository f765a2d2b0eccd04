/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-sentences"

#include "config.h"

#include "app/yc-sentences-private.h"

#include <glib/gi18n.h>

#include "app/yc-words.h"

static char *
count_sentence (const YcRefusal *refusal)
{
  int n = yc_sentence_int_arg (refusal, "count");

  switch ((int) refusal->code)
    {
    case YC_REFUSAL_CASE_QUESTIONS:
      return g_strdup_printf (ngettext ("%d question about the situation is not answered yet.",
                                        "%d questions about the situation are not answered yet.", (gulong) n),
                              n);
    case YC_REFUSAL_CASE_MISSING:
      return g_strdup_printf (ngettext ("%d material is missing.", "%d materials are missing.", (gulong) n), n);
    case YC_REFUSAL_CASE_FIELDS:
      return g_strdup_printf (ngettext ("%d field of the form is empty.", "%d fields of the form are empty.", (gulong) n), n);
    case YC_REFUSAL_CASE_PROMISED:
      return g_strdup_printf (ngettext ("%d material is only promised: accept with deferral instead.",
                                        "%d materials are only promised: accept with deferral instead.", (gulong) n),
                              n);
    default:
      return NULL;
    }
}

/* The name of the department the refusal gives, or what stands for it: an id is nothing to show. */
static const char *
department_arg (const YcRefusal *refusal, YcReference *reference)
{
  const char *id = yc_sentence_text_arg (refusal, "department", "");
  const YcDepartment *department = reference != NULL ? yc_reference_get_department (reference, id) : NULL;

  return department != NULL ? yc_words_text (&department->name) : _("this department");
}

static char *
law_sentence (const YcRefusal *refusal, YcReference *reference)
{
  switch ((int) refusal->code)
    {
    case YC_REFUSAL_MAY_NOT_RECEIVE:
      return g_strdup_printf (_("You may not receive applications for %s."), department_arg (refusal, reference));
    case YC_REFUSAL_MAY_NOT_ACCEPT:
      return g_strdup_printf (_("Only %s itself decides on this here: receive the materials and pass them on."),
                              department_arg (refusal, reference));
    case YC_REFUSAL_NOT_IN_REGIME:
      return g_strdup (_("The rules for this matter do not have this outcome."));
    case YC_REFUSAL_ACCEPTED_BY_LAW:
      return g_strdup_printf (_("Nothing was said by %s, so the application counts as accepted from %s. It can only be accepted now."),
                              yc_sentence_text_arg (refusal, "due", "—"), yc_sentence_text_arg (refusal, "since", "—"));
    case YC_REFUSAL_GROUND_OF_OTHER_REGIME:
      return g_strdup (_("This ground does not belong to this kind of matter. Choose another one."));
    case YC_REFUSAL_RIGHT_OFFICE_NEEDED:
      return g_strdup (_("Name the office that is the right one."));
    case YC_REFUSAL_SUPERVISOR_NEEDED:
      return g_strdup (_("A supervisor has to agree to this."));
    default:
      return NULL;
    }
}

char *
yc_sentence_of_case_refusal (const YcRefusal *refusal, YcReference *reference)
{
  switch ((int) refusal->code)
    {
    case YC_REFUSAL_CASE_STATE:
      return g_strdup (_("This case has been decided already, or is not at that point yet."));
    case YC_REFUSAL_CASE_NOBODY:
      return g_strdup (_("Say first who applies."));
    case YC_REFUSAL_CASE_NO_MATTER:
      return g_strdup (_("Choose a matter first. One without an intake guide in this hall cannot be handled here."));
    case YC_REFUSAL_CASE_NOTHING_PROMISED:
      return g_strdup (_("Nothing is promised for later: accept without deferral."));
    case YC_REFUSAL_CASE_COMPLETE:
      return g_strdup (_("Nothing is missing: the application can be accepted."));
    case YC_REFUSAL_CASE_NO_DAY:
      return g_strdup (_("The last day of the period cannot be worked out. Check the date of this computer, and the calendar of the"
                         " hall."));
    default:
      break;
    }
  if (refusal->code >= YC_REFUSAL_MAY_NOT_RECEIVE)
    return law_sentence (refusal, reference);
  return count_sentence (refusal);
}
