/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-logic-operators"

#include "config.h"

#include <math.h>

#include "core/yc-logic-private.h"

/* Choosing: only what is needed is evaluated */

/* Whether the argument counts as true; FALSE with the error set when it cannot be evaluated. */
static gboolean
test_argument (YcLogic *self, const YcLogicCall *call, guint i)
{
  g_autoptr(JsonNode) value = yc_logic_argument (self, call, i, call->data);

  return value != NULL && yc_logic_is_true (value);
}

JsonNode *
yc_logic_run_if (YcLogic *self, const YcLogicCall *call)
{
  guint i = 0;

  for (; i + 1 < call->n; i += 2)
    {
      if (test_argument (self, call, i))
        return yc_logic_argument (self, call, i + 1, call->data);
      if (self->error != NULL)
        return NULL;
    }
  return yc_logic_argument (self, call, i, call->data);
}

/* The first value that counts as what is looked for, else the last one. */
static JsonNode *
find_truth (YcLogic *self, const YcLogicCall *call, gboolean truth)
{
  for (guint i = 0; i < call->n; i++)
    {
      g_autoptr(JsonNode) value = yc_logic_argument (self, call, i, call->data);

      if (value == NULL || i + 1 == call->n || yc_logic_is_true (value) == truth)
        return g_steal_pointer (&value);
    }
  return yc_logic_null ();
}

JsonNode *
yc_logic_run_and (YcLogic *self, const YcLogicCall *call)
{
  return find_truth (self, call, FALSE);
}

JsonNode *
yc_logic_run_or (YcLogic *self, const YcLogicCall *call)
{
  return find_truth (self, call, TRUE);
}

JsonNode *
yc_logic_run_not (YcLogic *self, const YcLogicCall *call)
{
  return yc_logic_boolean (!yc_logic_is_true (yc_logic_get (call, 0)));
}

JsonNode *
yc_logic_run_truth (YcLogic *self, const YcLogicCall *call)
{
  return yc_logic_boolean (yc_logic_is_true (yc_logic_get (call, 0)));
}

/* Comparing */

JsonNode *
yc_logic_run_equal (YcLogic *self, const YcLogicCall *call)
{
  return yc_logic_boolean (yc_logic_equal (self, yc_logic_get (call, 0), yc_logic_get (call, 1)));
}

JsonNode *
yc_logic_run_unequal (YcLogic *self, const YcLogicCall *call)
{
  return yc_logic_boolean (!yc_logic_equal (self, yc_logic_get (call, 0), yc_logic_get (call, 1)));
}

JsonNode *
yc_logic_run_same (YcLogic *self, const YcLogicCall *call)
{
  return yc_logic_boolean (yc_logic_same (self, yc_logic_get (call, 0), yc_logic_get (call, 1)));
}

JsonNode *
yc_logic_run_other (YcLogic *self, const YcLogicCall *call)
{
  return yc_logic_boolean (!yc_logic_same (self, yc_logic_get (call, 0), yc_logic_get (call, 1)));
}

/* Whether argument i and the next one stand in an order of at most max. */
static gboolean
in_order (YcLogic *self, const YcLogicCall *call, guint i, int max)
{
  int order;

  return yc_logic_compare (self, yc_logic_get (call, i), yc_logic_get (call, i + 1), &order) && order <= max;
}

JsonNode *
yc_logic_run_less (YcLogic *self, const YcLogicCall *call)
{
  return yc_logic_boolean (in_order (self, call, 0, -1) && (call->n < 3 || in_order (self, call, 1, -1)));
}

JsonNode *
yc_logic_run_at_most (YcLogic *self, const YcLogicCall *call)
{
  return yc_logic_boolean (in_order (self, call, 0, 0) && (call->n < 3 || in_order (self, call, 1, 0)));
}

JsonNode *
yc_logic_run_more (YcLogic *self, const YcLogicCall *call)
{
  int order;

  return yc_logic_boolean (yc_logic_compare (self, yc_logic_get (call, 0), yc_logic_get (call, 1), &order) && order > 0);
}

JsonNode *
yc_logic_run_at_least (YcLogic *self, const YcLogicCall *call)
{
  int order;

  return yc_logic_boolean (yc_logic_compare (self, yc_logic_get (call, 0), yc_logic_get (call, 1), &order) && order >= 0);
}

/* Reckoning */

/* The argument as a number; fails when it is none. */
static double
need_number (YcLogic *self, const YcLogicCall *call, guint i, double (*convert) (YcLogic *self, JsonNode *value))
{
  double value = convert (self, yc_logic_get (call, i));

  if (isnan (value))
    yc_logic_fail (self, YC_CORE_ERROR_VALUE, "argument %u of “%s” is no number", i + 1, call->operator->name);
  return value;
}

/* The greatest of the arguments, each taken times sign. */
static JsonNode *
find_extreme (YcLogic *self, const YcLogicCall *call, double sign)
{
  double extreme = -INFINITY;

  for (guint i = 0; self->error == NULL && i < call->n; i++)
    extreme = MAX (extreme, sign * need_number (self, call, i, yc_logic_to_number));
  return yc_logic_number (self, sign * extreme);
}

JsonNode *
yc_logic_run_max (YcLogic *self, const YcLogicCall *call)
{
  return find_extreme (self, call, 1);
}

JsonNode *
yc_logic_run_min (YcLogic *self, const YcLogicCall *call)
{
  return find_extreme (self, call, -1);
}

JsonNode *
yc_logic_run_add (YcLogic *self, const YcLogicCall *call)
{
  double sum = 0;

  for (guint i = 0; self->error == NULL && i < call->n; i++)
    sum += need_number (self, call, i, yc_logic_to_float);
  return yc_logic_number (self, sum);
}

JsonNode *
yc_logic_run_multiply (YcLogic *self, const YcLogicCall *call)
{
  double product = need_number (self, call, 0, yc_logic_to_float);

  for (guint i = 1; self->error == NULL && i < call->n; i++)
    product *= need_number (self, call, i, yc_logic_to_float);
  return yc_logic_number (self, product);
}

JsonNode *
yc_logic_run_subtract (YcLogic *self, const YcLogicCall *call)
{
  double first = need_number (self, call, 0, yc_logic_to_number);

  if (call->n < 2)
    return yc_logic_number (self, -first);
  return yc_logic_number (self, first - need_number (self, call, 1, yc_logic_to_number));
}

/* The second argument, which may not be zero. */
static double
need_divisor (YcLogic *self, const YcLogicCall *call)
{
  double divisor = need_number (self, call, 1, yc_logic_to_number);

  if (divisor == 0)
    yc_logic_fail (self, YC_CORE_ERROR_VALUE, "“%s” divides by zero", call->operator->name);
  return divisor;
}

JsonNode *
yc_logic_run_divide (YcLogic *self, const YcLogicCall *call)
{
  double dividend = need_number (self, call, 0, yc_logic_to_number);
  double divisor = need_divisor (self, call);

  return self->error == NULL ? yc_logic_number (self, dividend / divisor) : NULL;
}

JsonNode *
yc_logic_run_remainder (YcLogic *self, const YcLogicCall *call)
{
  double dividend = need_number (self, call, 0, yc_logic_to_number);
  double divisor = need_divisor (self, call);

  return self->error == NULL ? yc_logic_number (self, fmod (dividend, divisor)) : NULL;
}

/* The published “log” writes its argument down. Data may be personal: here it only hands it on. */
JsonNode *
yc_logic_run_log (YcLogic *self, const YcLogicCall *call)
{
  JsonNode *value = yc_logic_get (call, 0);

  return value != NULL ? json_node_ref (value) : yc_logic_null ();
}
