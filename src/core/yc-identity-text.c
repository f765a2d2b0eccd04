/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-identity"

#include "config.h"

#include "core/yc-identity.h"

#include <string.h>

#define FULL_WIDTH_FIRST 0xff01 /* ！, U+FF01; the others follow as in ASCII from 0x21 on */
#define FULL_WIDTH_LAST  0xff5e
#define SHOWN_FIRST      3
#define SHOWN_LAST       4
#define OLD_IDENTITY     15 /* characters */
#define MOBILE           11

/* Whether all of text is as pattern says: '0' any digit, 'A' any capital, 'm' a digit from 3 to 9, others themselves. */
static gboolean
matches (const char *text, const char *pattern)
{
  for (; *pattern != '\0'; pattern++, text++)
    {
      gboolean fits;

      switch (*pattern)
        {
        case '0':
          fits = g_ascii_isdigit (*text);
          break;
        case 'm':
          fits = *text >= '3' && *text <= '9';
          break;
        case 'A':
          fits = g_ascii_isupper (*text);
          break;
        default:
          fits = *text == *pattern;
          break;
        }
      if (!fits)
        return FALSE;
    }
  return *text == '\0';
}

static gboolean
is_land_line (const char *text)
{
  gsize digits = strspn (text, "0123456789");
  const char *rest = text + digits;

  if (text[0] != '0')
    return FALSE;
  /* Area codes have 3 or 4 digits, subscribers 7 or 8. Without a hyphen only the sum can be told. */
  if (*rest == '\0')
    return digits >= 10 && digits <= 12;
  return (digits == 3 || digits == 4) && (matches (rest, "-0000000") || matches (rest, "-00000000"));
}

YcPhoneKind
yc_phone_get_kind (const char *text)
{
  g_return_val_if_fail (text != NULL, YC_PHONE_NONE);

  if (matches (text, "1m000000000"))
    return YC_PHONE_MOBILE;
  return is_land_line (text) ? YC_PHONE_LAND_LINE : YC_PHONE_NONE;
}

YcDocumentKind
yc_document_get_kind (const char *text)
{
  static const struct
  {
    const char *pattern;
    YcDocumentKind kind;
  } patterns[] = {
    { "H00000000", YC_DOCUMENT_HONG_KONG_PERMIT }, { "H0000000000", YC_DOCUMENT_HONG_KONG_PERMIT },
    { "M00000000", YC_DOCUMENT_MACAO_PERMIT },     { "M0000000000", YC_DOCUMENT_MACAO_PERMIT },
    { "00000000", YC_DOCUMENT_TAIWAN_PERMIT },     { "E00000000", YC_DOCUMENT_PASSPORT },
    { "EA0000000", YC_DOCUMENT_PASSPORT },         { "G00000000", YC_DOCUMENT_PASSPORT },
  };

  g_return_val_if_fail (text != NULL, YC_DOCUMENT_NONE);

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      if (matches (text, patterns[i].pattern))
        return patterns[i].kind;
    }
  return YC_DOCUMENT_NONE;
}

/* The character at p, or (gunichar) -1 or -2 when there is no UTF-8; *next is behind it. */
static gunichar
take_character (const char *p, const char **next)
{
  gunichar c = g_utf8_get_char_validated (p, -1);

  *next = c < 0x110000 ? g_utf8_next_char (p) : p + 1;
  return c;
}

char *
yc_identity_normalise (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *next;
  gsize end = 0; /* of what is no blank */

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *p = text; *p != '\0'; p = next)
    {
      gunichar c = take_character (p, &next);
      gboolean blank = c < 0x110000 && g_unichar_isspace (c);

      if (blank && end == 0)
        continue;
      if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST)
        g_string_append_c (out, g_ascii_toupper ((char) (c - FULL_WIDTH_FIRST + '!')));
      else if (c < 0x80)
        g_string_append_c (out, g_ascii_toupper ((char) c));
      else
        g_string_append_len (out, p, next - p);
      if (!blank)
        end = out->len;
    }
  g_string_truncate (out, end);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* How many characters text has. Marks belong to the character before them (a variation selector tells which form of a
 * character a name is written with), so they count for nothing. */
static gsize
count_characters (const char *text)
{
  gsize count = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    count += g_unichar_ismark (g_utf8_get_char (p)) ? 0 : 1;
  return count;
}

/* text, which is UTF-8, with all but its first and last characters as stars, one each. */
static char *
mask (const char *text, gsize first, gsize last)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gsize length = count_characters (text);
  gsize at = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gboolean mark = g_unichar_ismark (g_utf8_get_char (p));

      at += mark ? 0 : 1;
      if (at > 0 && (at <= first || at + last > length))
        g_string_append_unichar (out, g_utf8_get_char (p));
      else if (!mark)
        g_string_append_c (out, '*');
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* 3 + 4 from a length on at which that is right; of shorter ones less, and never more than half. */
static char *
mask_number (const char *text, gsize enough)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  gsize length = count_characters (valid);

  if (length >= enough)
    return mask (valid, SHOWN_FIRST, SHOWN_LAST);
  return mask (valid, MIN (SHOWN_FIRST, length / 4), MIN (SHOWN_LAST, (length + 1) / 4));
}

char *
yc_identity_mask (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return mask_number (text, OLD_IDENTITY);
}

char *
yc_phone_mask (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return mask_number (text, MOBILE);
}

char *
yc_name_mask (const char *text)
{
  g_autofree char *valid = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  return mask (valid, 1, 0);
}
