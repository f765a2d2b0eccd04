/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reference"

#include "config.h"

#include "core/yc-reference-check-private.h"

#include "core/yc-regime.h"
#include "core/yc-template.h"

void
yc_check_fault (YcCheck *check, char *place, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  yc_faults_add (check->faults, place, reason);
}

void
yc_check_link (YcCheck *check, YcSet set, char *place, YcSet other, const char *id, gboolean found)
{
  static const char *const nouns[YC_N_SETS] = {
    [YC_SET_QUEUES] = "queue",   [YC_SET_DEPARTMENTS] = "department", [YC_SET_MATTERS] = "matter",
    [YC_SET_REGIMES] = "regime", [YC_SET_SOURCES] = "source",         [YC_SET_TEMPLATES] = "template",
  };

  if (check->reference->items[other] != NULL && !found)
    yc_check_fault (check, g_steal_pointer (&place), "There is no %s \"%s\".", nouns[other], id);
  else if (!found && !check->told[set][other])
    {
      check->told[set][other] = TRUE;
      yc_check_fault (check, g_strdup (yc_set_to_string (set)),
                      "Needs the set \"%s\", which this hall does not have: import both together.", yc_set_to_string (other));
    }
  g_free (place);
}

/* Whether a set is in force. Staff and reasons come with a hall before departments and regimes do: what they say of those waits. */
static gboolean
has_set (YcCheck *check, YcSet set)
{
  return check->reference->items[set] != NULL;
}

static void
check_queues (YcCheck *check, YcSet set, GStrv queues, const char *owner)
{
  for (guint i = 0; queues[i] != NULL; i++)
    yc_check_link (check, set, g_strdup_printf ("%s.queues[%u]", owner, i), YC_SET_QUEUES, queues[i],
                   yc_reference_get_queue (check->reference, queues[i]) != NULL);
}

static void
check_counters (YcCheck *check)
{
  const YcCounterInfo *counter;

  for (guint i = 0; (counter = yc_reference_get_nth_counter (check->reference, i)) != NULL; i++)
    {
      g_autofree char *owner = g_strdup_printf ("counters: number %d", counter->number);

      check_queues (check, YC_SET_COUNTERS, counter->queues, owner);
    }
}

static void
check_rights (YcCheck *check, const YcStaffItem *staff, const char *owner)
{
  for (guint i = 0; i < staff->rights->len; i++)
    {
      const char *department = g_array_index (staff->rights, YcRight, i).department;

      yc_check_link (check, YC_SET_STAFF, g_strdup_printf ("%s.departments[%u].department", owner, i), YC_SET_DEPARTMENTS, department,
                     yc_reference_get_department (check->reference, department) != NULL);
    }
}

static void
check_staff (YcCheck *check)
{
  const YcStaffItem *staff;

  for (guint i = 0; (staff = yc_reference_get_nth_staff (check->reference, i)) != NULL; i++)
    {
      g_autofree char *owner = g_strdup_printf ("staff: number %s", staff->number);

      check_queues (check, YC_SET_STAFF, staff->queues, owner);
      if (has_set (check, YC_SET_DEPARTMENTS))
        check_rights (check, staff, owner);
    }
}

/* A ground of non-acceptance can be given in a regime that knows non-acceptance; one that lists all where that lists all. */
static void
check_ground (YcCheck *check, const YcReason *reason)
{
  for (guint i = 0; reason->regimes[i] != NULL; i++)
    {
      const YcRegime *regime = yc_reference_get_regime (check->reference, reason->regimes[i]);
      g_autofree char *place = g_strdup_printf ("reasons: id %s.regimes[%u]", reason->id, i);

      if (regime != NULL && !regime->outcomes[YC_CASE_NOT_ACCEPTED])
        yc_check_fault (check, g_steal_pointer (&place), "The regime \"%s\" has no outcome not_accepted.", regime->id);
      else if (regime != NULL && reason->lists_all_missing && !regime->not_accepted_lists_all)
        yc_check_fault (check, g_steal_pointer (&place), "The regime \"%s\" does not list what is missing in a non-acceptance.",
                        regime->id);
      else
        yc_check_link (check, YC_SET_REASONS, g_steal_pointer (&place), YC_SET_REGIMES, reason->regimes[i], regime != NULL);
    }
}

static void
check_reasons (YcCheck *check)
{
  const YcReason *reason;

  for (guint i = 0; (reason = yc_reference_get_nth (check->reference, YC_SET_REASONS, i)) != NULL; i++)
    check_ground (check, reason);
}

/* A template that is printed for an outcome must be the paper of that outcome, and for that regime. */
static void
check_document (YcCheck *check, const YcRegime *regime, YcCaseState state, guint i)
{
  const char *id = regime->documents[state][i];
  const YcTemplate *template = yc_reference_get_template (check->reference, id);
  g_autofree char *place = g_strdup_printf ("regimes: id %s.documents.%s", regime->id, yc_case_state_to_string (state));

  if (template != NULL && template->act != state)
    yc_check_fault (check, g_steal_pointer (&place), "The template \"%s\" is the paper of something else: see its act.", id);
  else if (template != NULL && !g_strv_contains ((const char *const *) template->regimes, regime->id))
    yc_check_fault (check, g_steal_pointer (&place), "The template \"%s\" is not for this regime: see its regimes.", id);
  else
    yc_check_link (check, YC_SET_REGIMES, g_steal_pointer (&place), YC_SET_TEMPLATES, id, template != NULL);
}

static void
check_regimes (YcCheck *check)
{
  const YcRegime *regime;

  for (guint i = 0; (regime = yc_reference_get_nth_regime (check->reference, i)) != NULL; i++)
    {
      for (guint state = 0; state < YC_N_CASE_STATES; state++)
        {
          for (guint j = 0; regime->documents[state] != NULL && regime->documents[state][j] != NULL; j++)
            check_document (check, regime, (YcCaseState) state, j);
        }
    }
}

static void
check_templates (YcCheck *check)
{
  const YcTemplate *template;

  for (guint i = 0; (template = yc_reference_get_nth_template (check->reference, i)) != NULL; i++)
    {
      for (guint j = 0; template->regimes[j] != NULL; j++)
        yc_check_link (check, YC_SET_TEMPLATES, g_strdup_printf ("templates: id %s.regimes[%u]", template->id, j), YC_SET_REGIMES,
                       template->regimes[j], yc_reference_get_regime (check->reference, template->regimes[j]) != NULL);
    }
}

gboolean
yc_reference_check (YcReference *reference, GPtrArray *faults)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  YcCheck check = { reference, found, { { FALSE } } };
  gboolean sound;

  g_return_val_if_fail (reference != NULL, FALSE);

  check_counters (&check);
  check_staff (&check);
  if (has_set (&check, YC_SET_REGIMES))
    check_reasons (&check);
  yc_check_matters (&check);
  check_regimes (&check);
  yc_check_sources (&check);
  check_templates (&check);
  sound = found->len == 0;
  if (faults != NULL)
    {
      g_ptr_array_set_free_func (found, NULL);
      g_ptr_array_extend_and_steal (faults, g_steal_pointer (&found));
    }
  return sound;
}
