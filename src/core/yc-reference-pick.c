/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reference"

#include "config.h"

#include "core/yc-reference-private.h"

YcReference *
yc_reference_pick (YcReference *reference, YcSet set)
{
  YcReference *picked;

  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail ((guint) set < YC_N_SETS, NULL);

  picked = yc_reference_new ();
  picked->versions[set] = g_strdup (reference->versions[set]);
  if (reference->items[set] != NULL)
    picked->items[set] = g_ptr_array_ref (reference->items[set]);
  return picked;
}
