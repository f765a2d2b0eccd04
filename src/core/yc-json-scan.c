/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-json-scan"

#include "config.h"

#include "core/yc-json-scan.h"

#include <math.h>
#include <string.h>

#include "core/yc-core-error.h"

/* 2^53 − 1, the greatest integer that every JSON reader holds exactly (RFC 8259, 6). */
#define INTEGER_MAX G_GINT64_CONSTANT (9007199254740991)
#define INTEGER_DIGITS 16

/* A member name: where it stands in the text, and its characters with escapes resolved. */
typedef struct
{
  const char *at;     /* in the text, at the opening quote */
  const char *chars;  /* in the text, or in Scan.decoded when the name has escapes */
  gsize length;
  guint hash;
} Name;

/* One open array or object. */
typedef struct
{
  gboolean is_object;
  guint first_name;  /* of this object in Scan.names */
} Level;

typedef struct
{
  const char *start;
  const char *end;
  const char *p;
  const YcJsonLimits *limits;
  guint depth_limit;
  guint depth;
  guint n_values;
  Level levels[YC_JSON_DEPTH];
  GArray *names;       /* owned; of Name, of all open objects */
  GPtrArray *decoded;  /* owned; made on first use */
  GError **error;
} Scan;

/* What may come next. */
typedef enum
{
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END,  /* after "[" */
  EXPECT_NAME,          /* after "," in an object */
  EXPECT_NAME_OR_END,   /* after "{" */
  EXPECT_SEPARATOR,     /* after a value */
} Expect;

/* Sets the error with line and column (in characters) of a place; always FALSE. */
static gboolean
fail_at (Scan *scan, const char *at, YcCoreError code, const char *what)
{
  gsize line = 1, column = 1;

  for (const char *q = scan->start; q < at; q++)
    {
      if (*q == '\n')
        {
          line++;
          column = 1;
        }
      else if ((*q & 0xc0) != 0x80)
        column++;
    }
  g_set_error (scan->error, YC_CORE_ERROR, (int) code,
               "Line %" G_GSIZE_FORMAT ", column %" G_GSIZE_FORMAT ": %s.", line, column, what);
  return FALSE;
}

static gboolean
fail (Scan *scan, const char *what)
{
  return fail_at (scan, scan->p, YC_CORE_ERROR_SYNTAX, what);
}

static void
skip_space (Scan *scan)
{
  while (scan->p < scan->end && (*scan->p == ' ' || *scan->p == '\n' || *scan->p == '\r' || *scan->p == '\t'))
    scan->p++;
}

/* The character at p, or NUL at the end (a NUL in the text is an error wherever it stands). */
static char
peek (const Scan *scan)
{
  return scan->p < scan->end ? *scan->p : '\0';
}

/* Reads the four digits behind "\u", p standing at the first; -1 when they are not there. */
static int
take_hex4 (Scan *scan)
{
  int value = 0;

  if (scan->end - scan->p < 4)
    return -1;
  for (int i = 0; i < 4; i++, scan->p++)
    {
      int digit = g_ascii_xdigit_value (*scan->p);

      if (digit < 0)
        return -1;
      value = value << 4 | digit;
    }
  return value;
}

/* Reads what stands behind "\u"; a character outside the basic plane is two escapes, never half of it. */
static gboolean
scan_unicode_escape (Scan *scan, GString *decoded)
{
  const char *at = scan->p - 2;
  int high = take_hex4 (scan);
  gunichar c = (gunichar) high;

  if (high < 0)
    return fail_at (scan, at, YC_CORE_ERROR_SYNTAX, "\\u needs four hexadecimal digits");
  if (high == 0)
    return fail_at (scan, at, YC_CORE_ERROR_SYNTAX, "the character U+0000 is not allowed");
  if (high >= 0xdc00 && high <= 0xdfff)
    return fail_at (scan, at, YC_CORE_ERROR_SYNTAX, "half of a surrogate pair");
  if (high >= 0xd800 && high <= 0xdbff)
    {
      int low = -1;

      if (scan->end - scan->p >= 6 && scan->p[0] == '\\' && scan->p[1] == 'u')
        {
          scan->p += 2;
          low = take_hex4 (scan);
        }
      if (low < 0xdc00 || low > 0xdfff)
        return fail_at (scan, at, YC_CORE_ERROR_SYNTAX, "half of a surrogate pair");
      c = 0x10000 + ((gunichar) (high - 0xd800) << 10) + (gunichar) (low - 0xdc00);
    }
  if (decoded != NULL)
    g_string_append_unichar (decoded, c);
  return TRUE;
}

/* Reads an escape, p standing at the backslash. decoded may be NULL. */
static gboolean
scan_escape (Scan *scan, GString *decoded)
{
  static const char escapes[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *found;
  char c;

  scan->p++;
  c = peek (scan);
  if (c == 'u')
    {
      scan->p++;
      return scan_unicode_escape (scan, decoded);
    }
  found = c != '\0' ? strchr (escapes, c) : NULL;
  if (found == NULL)
    return fail (scan, "unknown escape in a string");
  if (decoded != NULL)
    g_string_append_c (decoded, meanings[found - escapes]);
  scan->p++;
  return TRUE;
}

/* Reads a string, p standing at the opening quote. When decoded is not NULL, the characters are appended to it. */
static gboolean
scan_string (Scan *scan, GString *decoded, gboolean *has_escapes)
{
  const char *open = scan->p++;

  while (scan->p < scan->end)
    {
      const char *run = scan->p;

      while (scan->p < scan->end && *scan->p != '"' && *scan->p != '\\' && (guchar) *scan->p >= 0x20)
        scan->p++;
      if (decoded != NULL)
        g_string_append_len (decoded, run, scan->p - run);
      if (scan->p == scan->end)
        break;
      if (*scan->p == '"')
        {
          scan->p++;
          return TRUE;
        }
      if (*scan->p != '\\')
        return fail (scan, "control character in a string");
      if (has_escapes != NULL)
        *has_escapes = TRUE;
      if (!scan_escape (scan, decoded))
        return FALSE;
    }
  return fail_at (scan, open, YC_CORE_ERROR_SYNTAX, "the string is not closed");
}

static guint
hash_bytes (const char *chars, gsize length)
{
  guint hash = 5381;

  for (gsize i = 0; i < length; i++)
    hash = hash * 33 + (guchar) chars[i];
  return hash;
}

/* Reads a member name and keeps it until its object closes. */
static gboolean
scan_name (Scan *scan)
{
  Name name = { .at = scan->p };
  gboolean has_escapes = FALSE;

  if (!scan_string (scan, NULL, &has_escapes))
    return FALSE;
  name.chars = name.at + 1;
  name.length = (gsize) (scan->p - 1 - name.chars);
  if (has_escapes)
    {
      g_autoptr(GString) decoded = g_string_sized_new (name.length);

      scan->p = name.at;
      if (!scan_string (scan, decoded, NULL))
        return FALSE;
      name.length = decoded->len;
      name.chars = g_string_free (g_steal_pointer (&decoded), FALSE);
      if (scan->decoded == NULL)
        scan->decoded = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (scan->decoded, (gpointer) name.chars);
    }
  name.hash = hash_bytes (name.chars, name.length);
  g_array_append_val (scan->names, name);

  skip_space (scan);
  if (peek (scan) != ':')
    return fail (scan, "\":\" expected after a member name");
  scan->p++;
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const Name *x = a;
  const Name *y = b;

  if (x->hash != y->hash)
    return x->hash < y->hash ? -1 : 1;
  if (x->length != y->length)
    return x->length < y->length ? -1 : 1;
  return memcmp (x->chars, y->chars, x->length);
}

/* Looks for a name that stands twice among the members of the object that closes, and forgets them. Sorting, not
 * comparing each with each: an object with 400,000 members must not cost minutes. */
static gboolean
check_names (Scan *scan, guint first)
{
  Name *names = &g_array_index (scan->names, Name, first);
  guint n = scan->names->len - first;
  const char *twice = NULL;

  if (n > 1)
    {
      qsort (names, n, sizeof *names, compare_names);
      for (guint i = 1; i < n; i++)
        {
          if (compare_names (&names[i - 1], &names[i]) == 0)
            twice = MAX (names[i - 1].at, names[i].at);
        }
    }
  g_array_set_size (scan->names, first);
  if (twice != NULL)
    return fail_at (scan, twice, YC_CORE_ERROR_SYNTAX, "the member name stands twice in its object");
  return TRUE;
}

static gsize
skip_digits (Scan *scan)
{
  const char *from = scan->p;

  while (g_ascii_isdigit (peek (scan)))
    scan->p++;
  return (gsize) (scan->p - from);
}

static gboolean
check_integer (Scan *scan, const char *from)
{
  const char *p = *from == '-' ? from + 1 : from;
  gint64 value = 0;

  if (scan->p - p > INTEGER_DIGITS)
    return fail_at (scan, from, YC_CORE_ERROR_VALUE, "the integer is too large");
  for (; p < scan->p; p++)
    value = value * 10 + (*p - '0');
  if (value > INTEGER_MAX)
    return fail_at (scan, from, YC_CORE_ERROR_VALUE, "the integer is too large");
  return TRUE;
}

static gboolean
check_double (Scan *scan, const char *from)
{
  gsize length = (gsize) (scan->p - from);
  char buffer[64];
  g_autofree char *copy = length < sizeof buffer ? NULL : g_strndup (from, length);

  if (copy == NULL)
    {
      memcpy (buffer, from, length);
      buffer[length] = '\0';
    }
  if (!isfinite (g_ascii_strtod (copy != NULL ? copy : buffer, NULL)))
    return fail_at (scan, from, YC_CORE_ERROR_VALUE, "the number is too large");
  return TRUE;
}

static gboolean
scan_number (Scan *scan)
{
  const char *from = scan->p;
  gboolean is_double = FALSE;

  if (peek (scan) == '-')
    scan->p++;
  if (peek (scan) == '0')
    scan->p++;
  else if (skip_digits (scan) == 0)
    return fail (scan, "a number needs a digit here");
  if (g_ascii_isdigit (peek (scan)))
    return fail (scan, "a number must not begin with 0");
  if (peek (scan) == '.')
    {
      is_double = TRUE;
      scan->p++;
      if (skip_digits (scan) == 0)
        return fail (scan, "a number needs a digit here");
    }
  if (peek (scan) == 'e' || peek (scan) == 'E')
    {
      is_double = TRUE;
      scan->p++;
      if (peek (scan) == '+' || peek (scan) == '-')
        scan->p++;
      if (skip_digits (scan) == 0)
        return fail (scan, "a number needs a digit here");
    }
  return is_double ? check_double (scan, from) : check_integer (scan, from);
}

static gboolean
scan_literal (Scan *scan)
{
  static const char *const literals[] = { "true", "false", "null" };

  for (gsize i = 0; i < G_N_ELEMENTS (literals); i++)
    {
      gsize length = strlen (literals[i]);

      if ((gsize) (scan->end - scan->p) >= length && memcmp (scan->p, literals[i], length) == 0)
        {
          scan->p += length;
          return TRUE;
        }
    }
  return fail (scan, scan->p == scan->end ? "the text ends too early" : "a value is expected here");
}

static gboolean
open_level (Scan *scan, gboolean is_object)
{
  if (scan->depth == scan->depth_limit)
    return fail_at (scan, scan->p, YC_CORE_ERROR_TOO_LARGE, "the nesting is too deep");
  scan->levels[scan->depth++] = (Level) { .is_object = is_object, .first_name = scan->names->len };
  scan->p++;
  return TRUE;
}

static gboolean
close_level (Scan *scan)
{
  Level *level = &scan->levels[--scan->depth];

  scan->p++;
  return !level->is_object || check_names (scan, level->first_name);
}

/* Reads a value, of an array or object only the opening bracket. */
static gboolean
scan_value (Scan *scan, Expect *next)
{
  char c = peek (scan);

  if (++scan->n_values > scan->limits->max_values)
    return fail_at (scan, scan->p, YC_CORE_ERROR_TOO_LARGE, "there are too many values");
  *next = EXPECT_SEPARATOR;
  if (c == '"')
    return scan_string (scan, NULL, NULL);
  if (c == '-' || g_ascii_isdigit (c))
    return scan_number (scan);
  if (c == '{')
    {
      *next = EXPECT_NAME_OR_END;
      return open_level (scan, TRUE);
    }
  if (c == '[')
    {
      *next = EXPECT_VALUE_OR_END;
      return open_level (scan, FALSE);
    }
  return scan_literal (scan);
}

/* Reads "," or the closing bracket after a value. */
static gboolean
scan_separator (Scan *scan, Expect *next)
{
  gboolean in_object = scan->levels[scan->depth - 1].is_object;
  char c = peek (scan);

  if (c == ',')
    {
      scan->p++;
      *next = in_object ? EXPECT_NAME : EXPECT_VALUE;
      return TRUE;
    }
  *next = EXPECT_SEPARATOR;
  if (c == (in_object ? '}' : ']'))
    return close_level (scan);
  if (scan->p == scan->end)
    return fail (scan, "the text ends too early");
  return fail (scan, in_object ? "\",\" or \"}\" expected" : "\",\" or \"]\" expected");
}

/* One step of the automaton. */
static gboolean
scan_step (Scan *scan, Expect *expect)
{
  char c = peek (scan);

  switch (*expect)
    {
    case EXPECT_NAME_OR_END:
    case EXPECT_NAME:
      if (c == '}' && *expect == EXPECT_NAME_OR_END)
        return scan_separator (scan, expect);
      if (c != '"')
        return fail (scan, scan->p == scan->end ? "the text ends too early" : "a member name in double quotes expected");
      *expect = EXPECT_VALUE;
      return scan_name (scan);
    case EXPECT_VALUE_OR_END:
      if (c == ']')
        return scan_separator (scan, expect);
      return scan_value (scan, expect);
    case EXPECT_VALUE:
      return scan_value (scan, expect);
    case EXPECT_SEPARATOR:
      return scan_separator (scan, expect);
    default:
      g_assert_not_reached ();
    }
}

static gboolean
scan_text (Scan *scan)
{
  Expect expect = EXPECT_VALUE;

  do
    {
      skip_space (scan);
      if (!scan_step (scan, &expect))
        return FALSE;
    }
  while (scan->depth > 0 || expect != EXPECT_SEPARATOR);
  skip_space (scan);
  if (scan->p < scan->end)
    return fail (scan, "something stands behind the end of the value");
  return TRUE;
}

/* A NUL, a byte order mark or bytes that are no UTF-8. */
static gboolean
check_bytes (Scan *scan)
{
  const char *bad;

  if (scan->p == scan->end)
    return fail (scan, "the text is empty");
  if (scan->end - scan->start >= 3 && memcmp (scan->start, "\xef\xbb\xbf", 3) == 0)
    return fail (scan, "a byte order mark is not allowed");
  if (!g_utf8_validate_len (scan->start, (gsize) (scan->end - scan->start), &bad))
    return fail_at (scan, bad, YC_CORE_ERROR_SYNTAX, "the bytes are not UTF-8 or contain U+0000");
  return TRUE;
}

gboolean
yc_json_scan (const char *text, gsize length, const YcJsonLimits *limits, GError **error)
{
  Scan scan = { .start = text, .p = text, .end = text + length, .limits = limits, .error = error };
  gboolean ok;

  g_assert (text != NULL && limits != NULL);

  if (length > limits->max_bytes)
    {
      g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TOO_LARGE,
                   "The text has %" G_GSIZE_FORMAT " bytes, at most %" G_GSIZE_FORMAT " are allowed.",
                   length, limits->max_bytes);
      return FALSE;
    }
  scan.depth_limit = MIN (limits->max_depth, YC_JSON_DEPTH);
  if (!check_bytes (&scan))
    return FALSE;
  scan.names = g_array_sized_new (FALSE, FALSE, sizeof (Name), 64);
  ok = scan_text (&scan);
  g_array_unref (scan.names);
  g_clear_pointer (&scan.decoded, g_ptr_array_unref);
  return ok;
}
