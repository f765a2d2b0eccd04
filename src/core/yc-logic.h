/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * JsonLogic: conditions as data, in the published language (https://jsonlogic.com, its operations and its truth table at
 * /operations.html and /truthy.html). Where the pages leave a detail open, what json-logic-js 2.0.5 does is meant:
 * coercion is that of ECMA-262 (7.1.4 ToNumber, 7.2.14 IsLessThan, 7.2.15 IsLooselyEqual), lists and objects are equal
 * only to themselves, and arguments too many are passed over.
 *
 * Different on purpose:
 * - A number that is not finite is an error where it arises: division by zero, no number in a sum.
 * - “*” of one argument is a number too; “and” and “or” of none are null.
 * - Text is counted and compared in characters, never in halves of them (“substr”, “<”).
 * - “var” finds members of objects and elements of lists: no length, no letters of a text, nothing of a prototype. A
 *   name that “missing” finds in the data is a name, never a rule, nor a list of a name and a default.
 * - A length of “substr” that is text (“-2”) is the number it spells.
 * - Of “missing_some” one name may stand without a list; no list at all is an error.
 * - A whole number within ±(2^53 − 1) is an integer, every other number a double.
 *
 * Messages are “Rule.and[1].<[0]: what is wrong.”, the place being the way from the top of the rule.
 */

/** What an evaluation may use up. Beyond: YC_CORE_ERROR_TOO_LARGE. */
typedef struct
{
  guint max_depth;  /* nesting of the rule, of the data and of every value made; never above YC_JSON_DEPTH */
  guint max_steps;  /* rules, elements and members looked at; 64 bytes of text count as one, a number made text as 16 */
  gsize max_size;   /* of every value made and of the result: its values, and the bytes of its names and texts */
} YcLogicLimits;

/** Limits for conditions: 64 deep, 200,000 steps (some hundredths of a second), 256 KiB. */
extern const YcLogicLimits YC_LOGIC_LIMITS;

/**
 * Evaluates rule over data (NULL: null). Transfer full, or NULL with YC_CORE_ERROR: VALUE for an unknown operator and for
 * what is no number, TOO_LARGE for a limit, TYPE for an argument nothing can be made of. The result may share parts with
 * rule and data: change none of them. Keeps no state; any thread.
 */
JsonNode *yc_logic_evaluate (JsonNode             *rule,
                             JsonNode             *data,
                             const YcLogicLimits  *limits,
                             GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/** Whether value counts as true (jsonlogic.com/truthy.html): all but false, null, 0, "" and []. NULL counts as null. */
gboolean yc_logic_is_true (JsonNode *value);

/**
 * Checks the shape of a rule without data, for import: known operators, the number of their arguments, and constants of
 * the right kind. Stricter than evaluating: arguments too few or too many, constants in a sum that are no numbers, and
 * objects of more or less than one member (two operators in one object) are faults. FALSE with YC_CORE_ERROR. Any thread.
 */
gboolean yc_logic_check (JsonNode  *rule,
                         GError   **error);

/**
 * The names that rule looks up in its data by “var”, “missing” and “missing_some”, each once, in the order in which they
 * stand; "" is the whole data. Names inside the second argument of “map”, “filter”, “reduce”, “all”, “none” and “some”
 * are of its elements and not listed. *computed (may be NULL) tells that a name is itself the result of a rule, so that
 * the list is not all. A rule that yc_logic_check() refuses, or nested beyond YC_JSON_DEPTH, may give less. Transfer full.
 */
GStrv yc_logic_list_vars (JsonNode *rule,
                          gboolean *computed);

G_END_DECLS
