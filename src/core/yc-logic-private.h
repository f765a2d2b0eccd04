/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-core-error.h"
#include "core/yc-json.h"
#include "core/yc-logic.h"

G_BEGIN_DECLS

/* Insides of JsonLogic, for yc-logic*.c only. A value is a JsonNode; NULL is an argument that is not there (undefined). */

typedef struct _YcLogic YcLogic;
typedef struct _YcLogicCall YcLogicCall;

/* An operator at work: the result, transfer full, or NULL after yc_logic_fail(). A result beside an error is dropped. */
typedef JsonNode *(*YcLogicRun) (YcLogic *self, const YcLogicCall *call);

/* What a constant argument must be; for yc_logic_check(). */
typedef enum
{
  YC_LOGIC_ANY,
  YC_LOGIC_NUMBER,    /* a number, or text that is one */
  YC_LOGIC_DIVISOR,   /* the same, but not zero */
  YC_LOGIC_FLOAT,     /* a number, or text that begins with one */
  YC_LOGIC_NAME,      /* text, a number, null */
  YC_LOGIC_NAMES,     /* text, a number, or a list of them */
  YC_LOGIC_LIST,
  YC_LOGIC_HAYSTACK,  /* text or a list */
} YcLogicKind;

typedef struct
{
  const char *name;
  YcLogicRun run;
  gboolean lazy;      /* evaluates its arguments itself */
  gboolean body;      /* the second argument is a rule over the elements of the first */
  guint min;
  guint max;
  YcLogicKind first;  /* kind of the first argument */
  YcLogicKind rest;   /* kind of the others */
} YcLogicOperator;

/* One use of an operator in a rule. */
struct _YcLogicCall
{
  const YcLogicOperator *operator;
  JsonNode *values;   /* what stands behind its name: a list of arguments, or the only one */
  guint n;            /* arguments */
  JsonNode *data;
  GPtrArray *args;    /* their values, unless the operator is lazy */
};

typedef struct
{
  const char *name;   /* of an operator; NULL for an element of a list */
  int index;          /* of the argument, or -1 for an only one without a list */
} YcLogicPlace;

struct _YcLogic
{
  const YcLogicLimits *limits;
  guint max_depth;
  guint64 steps;
  YcLogicPlace places[YC_JSON_DEPTH];  /* the way to where we are */
  guint n_places;
  JsonNode *scope;    /* the object over which the innermost “reduce” evaluates, or NULL; borrowed */
  GError *error;      /* owned; the first one stands */
};

/* Sets the error of the evaluation, at the place where it is; always NULL. */
void *yc_logic_fail (YcLogic *self, YcCoreError code, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Counts steps; FALSE when there have been too many. */
gboolean yc_logic_charge (YcLogic *self, gsize steps);
/* Counts the reading or writing of that much text. */
gboolean yc_logic_charge_text (YcLogic *self, gsize bytes);
/* One level down; FALSE when that is too deep. */
gboolean yc_logic_enter (YcLogic *self, const char *name, int index);
void yc_logic_leave (YcLogic *self);
/* Checks what comes from outside for nesting and finite numbers. */
gboolean yc_logic_admit (YcLogic *self, const char *what, JsonNode *node);
/* Checks a value that was made, and counts it. */
gboolean yc_logic_weigh (YcLogic *self, JsonNode *value);

/* Takes apart a rule that uses an operator; FALSE when it stands for itself. */
gboolean yc_logic_split (JsonNode *rule, const char **name, YcLogicCall *call);
/* The operator of that name, or NULL. */
const YcLogicOperator *yc_logic_find (const char *name);
/* The operator of that name, or NULL after yc_logic_fail(). */
const YcLogicOperator *yc_logic_need (YcLogic *self, const char *name);
/* The argument as it stands in the rule, borrowed, or NULL. */
JsonNode *yc_logic_get_raw (const YcLogicCall *call, guint i);
/* The value of the argument, borrowed, or NULL; not for lazy operators. */
JsonNode *yc_logic_get (const YcLogicCall *call, guint i);
/* Evaluates the argument over data; null when it is not there. Transfer full, or NULL after yc_logic_fail(). */
JsonNode *yc_logic_argument (YcLogic *self, const YcLogicCall *call, guint i, JsonNode *data);

/* Values (yc-logic-values.c). */
JsonNode *yc_logic_null (void);
JsonNode *yc_logic_boolean (gboolean value);
JsonNode *yc_logic_text (const char *text);
/* A list; taken. NULL after yc_logic_fail() when it is too large. */
JsonNode *yc_logic_list (YcLogic *self, JsonArray *array);
/* A number; fails when it is not finite. */
JsonNode *yc_logic_number (YcLogic *self, double value);
gboolean yc_logic_holds (JsonNode *value, GType type);
gboolean yc_logic_is_number (JsonNode *value);
gboolean yc_logic_is_null (JsonNode *value);
/* Appends a value as text, as ECMA-262 ToString does. */
gboolean yc_logic_append (YcLogic *self, GString *out, JsonNode *value);
/* A value as text; transfer full, or NULL after yc_logic_fail(). */
char *yc_logic_to_text (YcLogic *self, JsonNode *value);
/* A value as a number, as ECMA-262 ToNumber and parseFloat() do; NAN when it is none. */
double yc_logic_to_number (YcLogic *self, JsonNode *value);
double yc_logic_to_float (YcLogic *self, JsonNode *value);
gboolean yc_logic_equal (YcLogic *self, JsonNode *a, JsonNode *b);
gboolean yc_logic_same (YcLogic *self, JsonNode *a, JsonNode *b);
/* Below, at or above zero as a is before, beside or behind b; FALSE when they cannot be compared. */
gboolean yc_logic_compare (YcLogic *self, JsonNode *a, JsonNode *b, int *order);

/* Spellings of numbers (yc-logic-numbers.c). */
/* All of text as a number (ToNumber of a string), or its beginning (parseFloat); NAN when it is none. */
double yc_logic_read_number (const char *text);
double yc_logic_read_float (const char *text);
/* Appends a finite number as ECMA-262 6.1.6.1.20 spells it. */
void yc_logic_append_number (GString *out, double value);

/* Operators (yc-logic-operators.c, yc-logic-text.c, yc-logic-arrays.c). */
JsonNode *yc_logic_run_if (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_and (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_or (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_not (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_truth (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_equal (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_unequal (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_same (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_other (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_less (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_at_most (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_more (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_at_least (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_max (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_min (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_add (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_multiply (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_subtract (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_divide (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_remainder (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_log (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_cat (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_substr (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_in (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_var (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_missing (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_missing_some (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_map (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_filter (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_reduce (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_all (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_none (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_some (YcLogic *self, const YcLogicCall *call);
JsonNode *yc_logic_run_merge (YcLogic *self, const YcLogicCall *call);

G_END_DECLS
