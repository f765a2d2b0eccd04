/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * Reference data of a hall: policy, queues, counters, groups, reasons, departments, staff, calendar, divisions. Each set
 * is one JSON document {"set", "version", "effective_from", "items"}. A YcReference holds the sets in force and is immutable
 * once built: replacing a set makes a new one. Reference counted (atomic): any thread may read.
 */
typedef struct _YcReference YcReference;

/** The sets this program understands so far; importing another set is refused by name. */
typedef enum
{
  YC_SET_POLICY,
  YC_SET_QUEUES,
  YC_SET_COUNTERS,
  YC_SET_STAFF,
  YC_SET_GROUPS,
  YC_SET_REASONS,
  YC_SET_DEPARTMENTS,
  YC_SET_CALENDAR,
  YC_SET_DIVISIONS,
  YC_SET_MATTERS,
  YC_SET_REGIMES,
  YC_SET_SOURCES,
  YC_SET_RATING,
  YC_SET_TEMPLATES,
  YC_N_SETS,
} YcSet;

/** The set's name ("policy"); static. */
const char *yc_set_to_string (YcSet set);
/** Finds a set by name; FALSE when this program does not understand it. */
gboolean yc_set_from_string (const char *name, YcSet *set);

/** A fault found in a document: where ("items[3].queues[0]") and what, as a sentence. */
typedef struct
{
  char *place;
  char *reason;
} YcFault;

/** Frees a fault. */
void yc_fault_free (YcFault *fault);

/** A name in both languages. */
typedef struct
{
  char *zh;
  char *en;
} YcText;

/* Items of the sets: a queue, a counter, a priority group, a reason, a member of staff. All they point to is owned by the
 * reference they come from. A smaller order comes first; min_age is in years, 0 = any; a reason's kind is the verb it is given
 * for ("pass"); keeps_place says that a visitor passed for it waits on. */
typedef struct { char *letter; YcText name; int order; } YcQueue;
typedef struct { int number; YcText name; GStrv queues; } YcCounterInfo;
typedef struct { char *id; YcText name; int order; int min_age; } YcGroup;
typedef struct
{
  char *id;
  char *kind;
  YcText name;
  gboolean needs_note;
  gboolean keeps_place;
  /* A ground of non-acceptance: the regimes it belongs to (empty: it is none), whether the right office has to be named, its article (NULL:
   * not said), and whether everything that is missing is listed. */
  GStrv regimes;
  gboolean right_office;
  YcText article;
  gboolean lists_all_missing;
  /* A reason for a second notice: whether a supervisor has to agree, and whether it counts as not told at once (未一次性告知). */
  gboolean needs_supervisor;
  gboolean not_told_once;
} YcReason;
/* What a member of staff may do for a department: take papers in (收件), or accept an application (受理), which includes taking it in. */
typedef struct { char *department; gboolean may_receive; gboolean may_accept; } YcRight;
typedef struct { char *id; char *number; YcText name; char *role; GStrv queues; gboolean active; GArray *rights; /* YcRight */ } YcStaffItem;
/* A department of the hall; telephones and the credit code may be NULL. */
typedef struct { char *id; YcText name; char *uscc; char *telephone; char *complaint_phone; } YcDepartment;

/** Days of the longest year. */
#define YC_YEAR_DAYS 366

/* A year of the calendar: rests says of each day, from 1 January on, whether it is a day of rest: a day of the weekend that is
 * not worked, or a holiday. Days behind the last of the year have no meaning. What is computed from it is in yc-calendar.h. */
typedef struct { int year; gboolean rests[YC_YEAR_DAYS]; } YcYear;
/* An administrative division by its code of six digits (GB/T 2260). The names are Chinese only, as they stand on documents;
 * parent is the code of the next higher division whose name is said before this one's, NULL for a province. */
typedef struct { char *code; char *zh; char *parent; } YcDivision;

/** An empty reference: every policy value has to come from a set; transfer full. */
YcReference *yc_reference_new (void);

/**
 * A copy of reference (which may be NULL) in which one set is replaced by document. Every fault is added to faults
 * (YcFault, may be NULL) and NULL is returned when there is one: all or nothing. Cross-references (a counter's queue, a
 * clerk's queue) are checked by yc_reference_check(), since several sets may be replaced together. Transfer full.
 */
YcReference *yc_reference_replace (YcReference *reference,
                                   JsonObject  *document,
                                   GPtrArray   *faults) G_GNUC_WARN_UNUSED_RESULT;

/** Checks what spans sets; adds YcFaults whose place begins with the set's name; TRUE when none. */
gboolean yc_reference_check (YcReference *reference, GPtrArray *faults);

/** Takes another reference. */
YcReference *yc_reference_ref (YcReference *reference);
/** Drops a reference. */
void yc_reference_unref (YcReference *reference);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcReference, yc_reference_unref)

/** Version of a set in force, borrowed, or NULL when it was never imported. */
const char *yc_reference_get_version (YcReference *reference, YcSet set);
/** A reference that holds one set of this one and nothing else, sharing its items; empty when the set was never imported. Transfer full; any thread. */
YcReference *yc_reference_pick (YcReference *reference, YcSet set);

/** An integer policy value by key; 0 when the policy set does not have it (yc_reference_replace() refuses a policy set that lacks a key the program uses, or gives one outside its range). */
gint64 yc_policy_int (YcReference *reference, const char *key);

/** Whether a list-of-strings policy value (rateable_outcomes) contains item. */
gboolean yc_policy_list_has (YcReference *reference, const char *key, const char *item);

/** The queue of a letter, borrowed, or NULL. */
const YcQueue *yc_reference_get_queue (YcReference *reference, const char *letter);
/** The n-th queue in order, borrowed, or NULL past the end. */
const YcQueue *yc_reference_get_nth_queue (YcReference *reference, guint n);
/** The counter's record, borrowed, or NULL. */
const YcCounterInfo *yc_reference_get_counter (YcReference *reference, int number);
/** The n-th counter by number, borrowed, or NULL past the end. */
const YcCounterInfo *yc_reference_get_nth_counter (YcReference *reference, guint n);
/** The group of an id, borrowed, or NULL. */
const YcGroup *yc_reference_get_group (YcReference *reference, const char *id);
/** The n-th group in order, borrowed, or NULL past the end. */
const YcGroup *yc_reference_get_nth_group (YcReference *reference, guint n);
/** The reason of an id, borrowed, or NULL. */
const YcReason *yc_reference_get_reason (YcReference *reference, const char *id);
/** The n-th reason of a kind, borrowed, or NULL past the end. */
const YcReason *yc_reference_get_nth_reason (YcReference *reference, const char *kind, guint n);
/** The n-th item of the staff set, borrowed, or NULL past the end. */
const YcStaffItem *yc_reference_get_nth_staff (YcReference *reference, guint n);
/** The member of staff of an id (bare UUID) in the set, borrowed, or NULL. */
const YcStaffItem *yc_reference_get_staff (YcReference *reference, const char *id);
/** Whether the staff set gives somebody a right for a department: to receive, or (accept TRUE) to accept. */
gboolean yc_staff_item_may (const YcStaffItem *staff, const char *department, gboolean accept);
/** The department of an id, borrowed, or NULL. */
const YcDepartment *yc_reference_get_department (YcReference *reference, const char *id);
/** The year's calendar, borrowed, or NULL when the set in force does not have it. */
const YcYear *yc_reference_get_year (YcReference *reference, int year);
/** The division of a code of six digits, borrowed, or NULL: codes are withdrawn over time, so an unknown one is no error. */
const YcDivision *yc_reference_get_division (YcReference *reference, const char *code);
/** The full name of a division, higher ones first ("浙江省杭州市西湖区"); transfer full, or NULL when the code is unknown. */
char *yc_reference_get_division_name (YcReference *reference, const char *code);

G_END_DECLS
