/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-identity"

#include "config.h"

#include "core/yc-identity-private.h"

#include <string.h>

/* GB 32100-2015: a character's value is its place here, a place's weight a power of 3 modulo 31. */
#define ALPHABET    "0123456789ABCDEFGHJKLMNPQRTUWXY"
#define MODULUS     31
#define CHECK_AT    17
#define AREA_AT     2
#define AREA_LENGTH 6
#define BODY_AT     8
#define BODY_LENGTH 9

static const guint8 weights[CHECK_AT] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };

/* GB 11714: the eight characters before the organisation code's check digit; letters are worth 10 to 35, none left out. */
static const guint8 body_weights[BODY_LENGTH - 1] = { 3, 7, 9, 10, 5, 8, 4, 2 };

static gboolean
may_stand (char c, guint at)
{
  gboolean in_area = at >= AREA_AT && at < AREA_AT + AREA_LENGTH;

  return c != '\0' && strchr (in_area ? "0123456789" : ALPHABET, c) != NULL;
}

static YcIdentityFault
check_characters (const char *text, YcCreditCode *code, GError **error)
{
  guint length = yc_identity_length (text);

  if (length != YC_IDENTITY_LENGTH)
    {
      code->at = length;
      return yc_identity_fail_length (length, error);
    }
  /* Up to the first that may not stand all are ASCII, so bytes are characters. */
  for (guint i = 0; i < YC_IDENTITY_LENGTH; i++)
    {
      if (may_stand (text[i], i))
        continue;
      code->at = i + 1;
      return yc_identity_fail_character (code->at, error);
    }
  return YC_IDENTITY_VALID;
}

static char
compute_check (const char *code)
{
  guint sum = 0;

  for (guint i = 0; i < CHECK_AT; i++)
    sum += weights[i] * (guint) (strchr (ALPHABET, code[i]) - ALPHABET);
  return ALPHABET[(MODULUS - sum % MODULUS) % MODULUS];
}

static guint
body_value (char c)
{
  return g_ascii_isdigit (c) ? (guint) (c - '0') : (guint) (c - 'A') + 10;
}

static char
compute_inner (const char *body)
{
  guint sum = 0;

  for (guint i = 0; i < BODY_LENGTH - 1; i++)
    sum += body_weights[i] * body_value (body[i]);
  return "0X987654321"[sum % 11];
}

static YcRegistrar
find_registrar (char c)
{
  static const char letters[] = {
    [YC_REGISTRAR_UNKNOWN] = '\0',
    [YC_REGISTRAR_ESTABLISHMENT] = '1',
    [YC_REGISTRAR_FOREIGN_AFFAIRS] = '2',
    [YC_REGISTRAR_JUSTICE] = '3',
    [YC_REGISTRAR_CULTURE] = '4',
    [YC_REGISTRAR_CIVIL_AFFAIRS] = '5',
    [YC_REGISTRAR_TOURISM] = '6',
    [YC_REGISTRAR_RELIGION] = '7',
    [YC_REGISTRAR_UNIONS] = '8',
    [YC_REGISTRAR_MARKET] = '9',
    [YC_REGISTRAR_MILITARY] = 'A',
    [YC_REGISTRAR_AGRICULTURE] = 'N',
    [YC_REGISTRAR_OTHER] = 'Y',
  };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      if (letters[i] == c)
        return (YcRegistrar) i;
    }
  return YC_REGISTRAR_UNKNOWN;
}

YcIdentityFault
yc_credit_code_read (const char *text, YcCreditCode *code, GError **error)
{
  YcIdentityFault fault;

  g_return_val_if_fail (text != NULL && code != NULL, YC_IDENTITY_WRONG_LENGTH);

  *code = (YcCreditCode) { .at = 0 };
  fault = check_characters (text, code, error);
  if (fault != YC_IDENTITY_VALID)
    return fault;
  if (compute_check (text) != text[CHECK_AT])
    return yc_identity_fail (YC_IDENTITY_WRONG_CHECK, "The check digit does not fit the code.", error);
  if (compute_inner (text + BODY_AT) != text[BODY_AT + BODY_LENGTH - 1])
    return yc_identity_fail (YC_IDENTITY_WRONG_INNER,
                             "The check digit of the organisation code within the code does not fit it.", error);
  memcpy (code->code, text, YC_IDENTITY_LENGTH);
  memcpy (code->area, text + AREA_AT, AREA_LENGTH);
  memcpy (code->body, text + BODY_AT, BODY_LENGTH);
  code->registrar = find_registrar (text[0]);
  return YC_IDENTITY_VALID;
}
