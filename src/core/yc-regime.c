/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-regime"

#include "config.h"

#include "core/yc-regime.h"

#include <string.h>

#include "core/yc-reference-private.h"

static const char *const state_names[YC_N_CASE_STATES] = {
  [YC_CASE_NONE] = "none",
  [YC_CASE_DRAFT] = "draft",
  [YC_CASE_RECEIVED] = "received",
  [YC_CASE_SUPPLEMENT] = "supplement",
  [YC_CASE_ACCEPTED] = "accepted",
  [YC_CASE_ACCEPTED_DEFERRED] = "accepted_deferred",
  [YC_CASE_ACCEPTED_COMMITTED] = "accepted_committed",
  [YC_CASE_NOT_ACCEPTED] = "not_accepted",
};

const char *
yc_case_state_to_string (YcCaseState state)
{
  g_return_val_if_fail ((guint) state < YC_N_CASE_STATES, NULL);

  return state_names[state];
}

YcCaseState
yc_case_state_from_string (const char *name)
{
  g_return_val_if_fail (name != NULL, YC_CASE_NONE);

  for (guint i = 0; i < YC_N_CASE_STATES; i++)
    {
      if (strcmp (state_names[i], name) == 0)
        return (YcCaseState) i;
    }
  return YC_CASE_NONE;
}

const YcRegime *
yc_reference_get_regime (YcReference *reference, const char *id)
{
  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return yc_items_find_id (reference->items[YC_SET_REGIMES], id);
}

const YcRegime *
yc_reference_get_nth_regime (YcReference *reference, guint n)
{
  g_return_val_if_fail (reference != NULL, NULL);

  return yc_reference_get_nth (reference, YC_SET_REGIMES, n);
}
