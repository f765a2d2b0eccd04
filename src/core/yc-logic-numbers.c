/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-logic-numbers"

#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "core/yc-json-write.h"
#include "core/yc-logic-private.h"

/* Integers up to here are exact. */
#define SAFE 9007199254740991.0

/* StrWhiteSpaceChar of ECMA-262 7.1.4.1. */
static gboolean
is_space (gunichar c)
{
  return (c >= 0x09 && c <= 0x0d) || c == 0xfeff || c == 0x2028 || c == 0x2029 ||
         g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR;
}

static const char *
skip_space (const char *text)
{
  while (*text != '\0' && is_space (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return text;
}

static const char *
skip_digits (const char *p)
{
  while (g_ascii_isdigit (*p))
    p++;
  return p;
}

/* The end of the longest beginning of text that is a StrDecimalLiteral; text itself when there is none. */
static const char *
skip_decimal (const char *text)
{
  const char *p = *text == '+' || *text == '-' ? text + 1 : text;
  const char *end = skip_digits (p);
  gboolean digits = end > p;
  const char *exponent;

  if (g_str_has_prefix (p, "Infinity"))
    return p + strlen ("Infinity");
  if (*end == '.')
    {
      p = end + 1;
      digits = digits || g_ascii_isdigit (*p);
      end = digits ? skip_digits (p) : end;
    }
  if (!digits)
    return text;
  if (*end != 'e' && *end != 'E')
    return end;
  exponent = end + 1;
  if (*exponent == '+' || *exponent == '-')
    exponent++;
  return g_ascii_isdigit (*exponent) ? skip_digits (exponent) : end;
}

static double
read_decimal (const char *text, const char *end)
{
  g_autofree char *literal = g_strndup (text, (gsize) (end - text));
  const char *unsigned_part = *literal == '+' || *literal == '-' ? literal + 1 : literal;

  if (*unsigned_part == 'I')
    return *literal == '-' ? -INFINITY : INFINITY;
  return g_ascii_strtod (literal, NULL);
}

/* The base of a literal as 0x1F; 0 when it has none. */
static guint
read_base (const char *text)
{
  if (text[0] != '0')
    return 0;
  switch (g_ascii_tolower (text[1]))
    {
    case 'x':
      return 16;
    case 'o':
      return 8;
    case 'b':
      return 2;
    default:
      return 0;
    }
}

double
yc_logic_read_number (const char *text)
{
  const char *start = skip_space (text);
  const char *end;
  guint base = read_base (start);
  double value = 0;

  if (*start == '\0')
    return 0;
  if (base == 0)
    {
      end = skip_decimal (start);
      return end > start && *skip_space (end) == '\0' ? read_decimal (start, end) : NAN;
    }
  for (end = start + 2; g_ascii_isxdigit (*end) && g_ascii_xdigit_value (*end) < (int) base; end++)
    value = value * base + g_ascii_xdigit_value (*end);
  return end > start + 2 && *skip_space (end) == '\0' ? value : NAN;
}

double
yc_logic_read_float (const char *text)
{
  const char *start = skip_space (text);
  const char *end = skip_decimal (start);

  return end > start ? read_decimal (start, end) : NAN;
}

/* The shortest digits that read back as value, which is above zero; point is where the point stands before or behind them. */
static void
find_digits (double value, char digits[24], int *point)
{
  /* Fifteen digits come back through every normal double: a shorter spelling is these without the zeros at their end. */
  int precision = value >= DBL_MIN ? DBL_DIG - 1 : 0;
  char format[8];
  char spelled[G_ASCII_DTOSTR_BUF_SIZE];
  const char *exponent;
  gsize n = 0;

  for (; precision <= 16; precision++)
    {
      g_snprintf (format, sizeof format, "%%.%de", precision);
      g_ascii_formatd (spelled, sizeof spelled, format, value);
      if (g_ascii_strtod (spelled, NULL) == value)
        break;
    }
  exponent = strchr (spelled, 'e');
  for (const char *p = spelled; p < exponent; p++)
    {
      if (g_ascii_isdigit (*p))
        digits[n++] = *p;
    }
  while (n > 1 && digits[n - 1] == '0')
    n--;
  digits[n] = '\0';
  *point = (int) g_ascii_strtoll (exponent + 1, NULL, 10) + 1;
}

static void
append_zeros (GString *out, int n)
{
  for (int i = 0; i < n; i++)
    g_string_append_c (out, '0');
}

void
yc_logic_append_number (GString *out, double value)
{
  char digits[24];
  int point;
  int n;

  if (value == trunc (value) && fabs (value) <= SAFE)
    {
      yc_json_append_int (out, (gint64) value);
      return;
    }
  if (value < 0)
    g_string_append_c (out, '-');
  find_digits (fabs (value), digits, &point);
  n = (int) strlen (digits);
  if (n <= point && point <= 21)
    {
      g_string_append (out, digits);
      append_zeros (out, point - n);
    }
  else if (0 < point && point <= 21)
    g_string_append_printf (out, "%.*s.%s", point, digits, digits + point);
  else if (-6 < point && point <= 0)
    {
      g_string_append (out, "0.");
      append_zeros (out, -point);
      g_string_append (out, digits);
    }
  else
    g_string_append_printf (out, "%c%s%se%+d", digits[0], n > 1 ? "." : "", digits + 1, point - 1);
}

JsonNode *
yc_logic_number (YcLogic *self, double value)
{
  if (!isfinite (value))
    return yc_logic_fail (self, YC_CORE_ERROR_VALUE, "the result is no finite number");
  if (value == trunc (value) && fabs (value) <= SAFE)
    return json_node_init_int (json_node_alloc (), (gint64) value);
  return json_node_init_double (json_node_alloc (), value);
}
