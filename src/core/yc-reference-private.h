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

/* Adds a fault; place is taken, reason copied. After a thousand one says that there are more, and that is all. */
void yc_faults_add (GPtrArray *faults, char *place, const char *reason);

/* The n-th item of a set, borrowed, or NULL past the end. */
gconstpointer yc_reference_get_nth (YcReference *reference, YcSet set, guint n);
/*
 * The item that compare finds equal to probe, borrowed, or NULL. Only for a set that is given out in the order of that same
 * compare, which takes pointers to items.
 */
gconstpointer yc_reference_find (YcReference *reference, YcSet set, gconstpointer probe, GCompareFunc compare);
/*
 * Nearly every item, and what it consists of, begins with its id. These work on pointers to such structures: the order by id, the key of an
 * item, and the one of an id in a short list (which may be NULL), or NULL.
 */
int yc_item_compare_ids (gconstpointer a, gconstpointer b);
const char *yc_item_id (gconstpointer data, char buffer[]);
gconstpointer yc_items_find_id (const GPtrArray *items, const char *id);

/* Frees what a name points to; a name that is not there has two NULLs. */
void yc_text_clear (YcText *text);

/* One item being read: where it stands ("items[3]") and where its faults go. */
typedef struct
{
  JsonObject *object;
  const char *place;
  GPtrArray *faults;
} YcItem;

/* Room for the key of an item that is a number. */
#define YC_ITEM_KEY 16

/* What is wrong with a text that is no code (yc_text_is_code()). */
#define YC_CODE_SENTENCE "Must be 1 to 64 letters, digits, dots, hyphens or underscores."

/* Adds a fault at a member of the item. */
void yc_item_fault (const YcItem *item, const char *member, const char *reason);
/* The same, with an error's message; takes the error. */
void yc_item_fault_error (const YcItem *item, const char *member, GError *error);

/*
 * Readers of a member; what cannot be read is a fault, and gives "", 0 or two NULLs. Texts are not empty; transfer full. A key is a code
 * that conditions can name, without dots. The *_or variants take what is absent, or null, for the fallback, NULL or two NULLs.
 */
gboolean yc_item_has (const YcItem *item, const char *member);
char *yc_item_text (const YcItem *item, const char *member);
char *yc_item_text_or_null (const YcItem *item, const char *member);
char *yc_item_code (const YcItem *item, const char *member);
char *yc_item_code_or_null (const YcItem *item, const char *member);
char *yc_item_key (const YcItem *item, const char *member);
gint64 yc_item_int (const YcItem *item, const char *member, gint64 min, gint64 max);
gint64 yc_item_int_or (const YcItem *item, const char *member, gint64 min, gint64 max, gint64 fallback);
gboolean yc_item_bool (const YcItem *item, const char *member, gboolean fallback);
/* The place of a member's word in words (ended by NULL). */
guint yc_item_word (const YcItem *item, const char *member, const char *const *words);
/* The name the item carries itself, zh and en; and one that a member carries. */
YcText yc_item_name (const YcItem *item);
YcText yc_item_names (const YcItem *item, const char *member);
YcText yc_item_names_or_none (const YcItem *item, const char *member);
/* A list of codes, each once, at most max; empty when absent. */
GStrv yc_item_codes (const YcItem *item, const char *member, guint max);
/* Adds a fault for every element of a member that has come before. */
void yc_item_check_once (const YcItem *item, const char *member, GStrv list);
/* An object as an item of its own; place has to be freed after it. FALSE with a fault when there is none. */
gboolean yc_item_enter (const YcItem *item, const char *member, YcItem *inner, char **place);

/* Reads one item; never NULL. Transfer full. */
typedef gpointer (*YcItemRead) (const YcItem *item);

/* A list of objects: how many there may be (with min 0 it may be absent), which member no two share, and how one is read and freed. */
typedef struct
{
  guint min;
  guint max;
  const char *key; /* or NULL */
  YcItemRead read;
  GDestroyNotify destroy;
} YcListShape;

/* Reads a list; each element stands at the place it has in the document, whatever its faults. Transfer full. */
GPtrArray *yc_item_list (const YcItem *item, const char *member, const YcListShape *shape);
/* The shape of a list of names: YcText. */
gpointer yc_text_read (const YcItem *item);
void yc_text_free (gpointer data);

/*
 * A condition that yc_logic_check() finds sound, sealed; NULL for true and for what is absent: always. false stays. Transfer full.
 */
JsonNode *yc_item_condition (const YcItem *item, const char *member);
/* The same where true says something too: it stands in the place of another condition. */
JsonNode *yc_item_own_condition (const YcItem *item, const char *member);

/* What conditions may look at. */
typedef struct
{
  gboolean (*knows) (const char *name, gconstpointer data);
  const GPtrArray *(*options) (const char *name, gconstpointer data); /* YcOption; NULL: it can be anything */
  gconstpointer data;
  const char *what; /* for the sentence: "s.<question> and f.<field> of this matter" */
} YcNames;

/* Adds a fault for everything a sound condition (NULL: always) looks at that is not known, and for every constant a value is compared with
 * that it cannot have. */
void yc_condition_check (JsonNode *rule, const YcNames *names, const char *place, GPtrArray *faults);

/* The sets "queues", "counters" and "groups". */
gpointer yc_queue_read (const YcItem *item);
void yc_queue_free (gpointer data);
int yc_queue_compare (gconstpointer a, gconstpointer b);
gpointer yc_counter_read (const YcItem *item);
void yc_counter_free (gpointer data);
int yc_counter_compare (gconstpointer a, gconstpointer b);
const char *yc_counter_key (gconstpointer data, char buffer[]);
gpointer yc_group_read (const YcItem *item);
void yc_group_free (gpointer data);
int yc_group_compare (gconstpointer a, gconstpointer b);
/* A queue's letter begins its ticket numbers, so it is exactly one. */
gboolean yc_text_is_letter (const char *text);
/* The member "queues": letters, each once. Transfer full. */
GStrv yc_item_queues (const YcItem *item);

/* The sets "reasons", "departments" and "staff". */
gpointer yc_reason_read (const YcItem *item);
void yc_reason_free (gpointer data);
gpointer yc_department_read (const YcItem *item);
void yc_department_free (gpointer data);
gpointer yc_staff_item_read (const YcItem *item);
void yc_staff_item_free (gpointer data);
int yc_staff_item_compare (gconstpointer a, gconstpointer b);
const char *yc_staff_item_key (gconstpointer data, char buffer[]);
/* A member of staff is known by number, but is the same person in every hall by id. */
void yc_staff_item_check_ids (const GPtrArray *staff, GPtrArray *faults);

/* The set "calendar": YcYear, by year. */
gpointer yc_year_read (const YcItem *item);
int yc_year_compare (gconstpointer a, gconstpointer b);
const char *yc_year_key (gconstpointer data, char buffer[]);

/* The set "divisions": YcDivision, by code. */
gpointer yc_division_read (const YcItem *item);
void yc_division_free (gpointer data);
/* Every parent is a division of the set too; divisions in the order of the document. */
void yc_division_check_parents (const GPtrArray *divisions, GPtrArray *faults);

/* The set "regimes". */
gpointer yc_regime_read (const YcItem *item);
void yc_regime_free (gpointer data);

G_END_DECLS
