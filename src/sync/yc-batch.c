/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-batch"

#include "config.h"

#include "sync/yc-batch.h"

#include <string.h>

#include "core/yc-core-error.h"
#include "store/yc-db.h"

static const char opening[] = "[\n";
static const char between[] = ",\n";
static const char closing[] = "\n]";

GBytes *
yc_batch_write (const GPtrArray *lines)
{
  GString *text;

  g_return_val_if_fail (lines != NULL, NULL);

  text = g_string_new (opening);
  for (guint i = 0; i < lines->len; i++)
    {
      const YcLine *line = g_ptr_array_index (lines, i);

      if (i > 0)
        g_string_append (text, between);
      g_string_append_len (text, line->line, (gssize) line->length);
    }
  /* An empty batch is "[\n]": one newline, as there is no line to stand between two. */
  g_string_append (text, lines->len > 0 ? closing : "]");
  return g_string_free_to_bytes (text);
}

static YcLine *
line_new (const char *start, gsize length)
{
  YcLine *line = g_new0 (YcLine, 1);

  line->line = g_malloc (length + 1);
  memcpy (line->line, start, length);
  line->line[length] = '\0';
  line->length = length;
  return line;
}

static GPtrArray *
refuse_frame (GError **error, const char *sentence)
{
  g_set_error_literal (error, YC_CORE_ERROR, YC_CORE_ERROR_SYNTAX, sentence);
  return NULL;
}

/* Cuts what stands between the brackets; every line but the last ends in a comma. */
static GPtrArray *
split_lines (const char *text, gsize length, GError **error)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_line_free);
  const char *end = text + length;

  for (;;)
    {
      const char *newline = memchr (text, '\n', (gsize) (end - text));
      gsize n = (gsize) ((newline != NULL ? newline : end) - text);

      if (newline != NULL && (n == 0 || text[n - 1] != ','))
        return refuse_frame (error, "A line of the batch does not end in a comma.");
      if (newline != NULL)
        n--;
      if (n == 0)
        return refuse_frame (error, "A line of the batch is empty.");
      g_ptr_array_add (lines, line_new (text, n));
      if (newline == NULL)
        return g_steal_pointer (&lines);
      text = newline + 1;
    }
}

GPtrArray *
yc_batch_split (GBytes *body, GError **error)
{
  const char *text;
  gsize length;

  g_return_val_if_fail (body != NULL, NULL);

  text = g_bytes_get_data (body, &length);
  if (length == 3 && memcmp (text, "[\n]", 3) == 0)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) yc_line_free);
  if (length < strlen (opening) + strlen (closing) || memcmp (text, opening, strlen (opening)) != 0 ||
      memcmp (text + length - strlen (closing), closing, strlen (closing)) != 0)
    return refuse_frame (error, "The batch does not stand in brackets on lines of their own.");
  return split_lines (text + strlen (opening), length - strlen (opening) - strlen (closing), error);
}

static void
put_range (GString *text, gint64 from, gint64 to)
{
  if (text->len > 0)
    g_string_append_c (text, ',');
  g_string_append_printf (text, "%" G_GINT64_FORMAT, from);
  if (to > from)
    g_string_append_printf (text, "-%" G_GINT64_FORMAT, to);
}

char *
yc_positions_write (const GPtrArray *lines)
{
  GString *text;
  gint64 from = 0;
  gint64 to = 0;

  g_return_val_if_fail (lines != NULL, NULL);

  text = g_string_new (NULL);
  for (guint i = 0; i < lines->len; i++)
    {
      const YcLine *line = g_ptr_array_index (lines, i);

      if (i > 0 && line->pos == to + 1)
        {
          to = line->pos;
          continue;
        }
      if (i > 0)
        put_range (text, from, to);
      from = to = line->pos;
    }
  if (lines->len > 0)
    put_range (text, from, to);
  return g_string_free (text, FALSE);
}

/* Reads a position, at most 2^53 − 1, and moves on behind it. */
static gboolean
take_number (const char **text, gint64 *value)
{
  const char *start = *text;
  gint64 n = 0;

  if (*start < '1' || *start > '9')
    return FALSE;
  for (; g_ascii_isdigit (**text); (*text)++)
    {
      if (*text - start >= 16)
        return FALSE;
      n = n * 10 + (**text - '0');
    }
  *value = n;
  return n <= G_GINT64_CONSTANT (9007199254740991);
}

static gboolean
take_range (const char **text, gint64 *from, gint64 *to)
{
  if (!take_number (text, from))
    return FALSE;
  *to = *from;
  if (**text != '-')
    return TRUE;
  (*text)++;
  return take_number (text, to) && *to > *from;
}

static gboolean
read_ranges (const char *text, GPtrArray *lines)
{
  gint64 last = 0;
  guint i = 0;

  if (*text == '\0')
    return lines->len == 0;
  for (;;)
    {
      gint64 from;
      gint64 to;

      if (!take_range (&text, &from, &to) || from <= last || to - from >= lines->len - i)
        return FALSE;
      for (gint64 pos = from; pos <= to; pos++)
        ((YcLine *) g_ptr_array_index (lines, i++))->pos = pos;
      last = to;
      if (*text == '\0')
        return i == lines->len;
      if (*text++ != ',')
        return FALSE;
    }
}

gboolean
yc_positions_read (const char *text, GPtrArray *lines, GError **error)
{
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (lines != NULL, FALSE);

  if (read_ranges (text, lines))
    return TRUE;
  g_set_error_literal (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE,
                       "The positions are not as many as the lines, or do not ascend.");
  return FALSE;
}
