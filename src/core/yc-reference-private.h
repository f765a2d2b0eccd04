/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-reference.h"

G_BEGIN_DECLS

/* Insides of YcReference, for yc-reference*.c and yc-policy.c only. */

/* A policy value: an integer, a list of strings, or one this program does not read. */
typedef struct
{
  char *key;
  gint64 number;
  GStrv list;  /* or NULL */
} YcPolicyValue;

struct _YcReference
{
  gatomicrefcount refs;
  char *versions[YC_N_SETS];    /* or NULL */
  GPtrArray *items[YC_N_SETS];  /* or NULL; shared between references, never changed once read */
};

/*
 * Reads the items of a set into an array of its own type, in the order in which they are given out. Faults are added
 * to faults; the result is complete only when there are none. Transfer full.
 */
GPtrArray *yc_reference_read_items (YcSet set, JsonArray *items, GPtrArray *faults);

/* The reader of policy, by key. */
GPtrArray *yc_policy_read_items (JsonArray *items, GPtrArray *faults);
/* The value of a key, borrowed, or NULL. */
const YcPolicyValue *yc_policy_find (YcReference *reference, const char *key);

/* Adds a fault; place is taken, reason copied. */
void yc_faults_add (GPtrArray *faults, char *place, const char *reason);

G_END_DECLS
