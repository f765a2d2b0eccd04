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

/* The n-th item of a set, borrowed, or NULL past the end. */
gconstpointer yc_reference_get_nth (YcReference *reference, YcSet set, guint n);
/*
 * The item that compare finds equal to probe, borrowed, or NULL. Only for a set that is given out in the order of that same
 * compare, which takes pointers to items.
 */
gconstpointer yc_reference_find (YcReference *reference, YcSet set, gconstpointer probe, GCompareFunc compare);

/* One item being read: where it stands ("items[3]") and where its faults go. */
typedef struct
{
  JsonObject *object;
  const char *place;
  GPtrArray *faults;
} YcItem;

/* Room for the key of an item that is a number. */
#define YC_ITEM_KEY 16

/* Adds a fault at a member of the item. */
void yc_item_fault (const YcItem *item, const char *member, const char *reason);
/* The same, with an error's message; takes the error. */
void yc_item_fault_error (const YcItem *item, const char *member, GError *error);
/* Readers of a member; what cannot be read is a fault, and gives "" or 0. Texts are not empty; transfer full. */
char *yc_item_text (const YcItem *item, const char *member);
char *yc_item_code (const YcItem *item, const char *member);
gint64 yc_item_int (const YcItem *item, const char *member, gint64 min, gint64 max);
gboolean yc_item_bool (const YcItem *item, const char *member, gboolean fallback);
/* The name the item carries itself, zh and en. */
YcText yc_item_name (const YcItem *item);

/* The set "calendar": YcYear, by year. */
gpointer yc_year_read (const YcItem *item);
int yc_year_compare (gconstpointer a, gconstpointer b);
const char *yc_year_key (gconstpointer data, char buffer[]);

/* The set "divisions": YcDivision, by code. */
gpointer yc_division_read (const YcItem *item);
void yc_division_free (gpointer data);
int yc_division_compare (gconstpointer a, gconstpointer b);
const char *yc_division_key (gconstpointer data, char buffer[]);
/* Every parent is a division of the set too. codes are those of the set; divisions in the order of the document. */
void yc_division_check_parents (GHashTable *codes, const GPtrArray *divisions, GPtrArray *faults);

G_END_DECLS
