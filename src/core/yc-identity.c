/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-identity"

#include "config.h"

#include "core/yc-identity-private.h"

#include <string.h>

#include "core/yc-core-error.h"

#define OLD_LENGTH  15
#define EARLIEST    "1850-01-01"
#define AREA_LENGTH 6

/* GB 11643-1999, 4.2: what each place weighs, and the check digit for each remainder. */
static const guint8 weights[YC_IDENTITY_LENGTH - 1] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
static const char checks[] = "10X98765432";

YcIdentityFault
yc_identity_fail_length (guint length, GError **error)
{
  g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "The number has %u characters and must have %d.", length,
               YC_IDENTITY_LENGTH);
  return YC_IDENTITY_WRONG_LENGTH;
}

YcIdentityFault
yc_identity_fail_character (guint at, GError **error)
{
  g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "Character %u cannot stand where it stands.", at);
  return YC_IDENTITY_WRONG_CHARACTER;
}

YcIdentityFault
yc_identity_fail (YcIdentityFault fault, const char *what, GError **error)
{
  g_set_error_literal (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, what);
  return fault;
}

guint
yc_identity_length (const char *text)
{
  gsize length = g_utf8_validate (text, -1, NULL) ? (gsize) g_utf8_strlen (text, -1) : strlen (text);

  return (guint) MIN (length, G_MAXUINT);
}

/* The length, in characters, and then what they are. On success text has 15 or 18 bytes. */
static YcIdentityFault
check_characters (const char *text, YcCitizenId *id, GError **error)
{
  guint length = yc_identity_length (text);
  guint digits = length == OLD_LENGTH ? OLD_LENGTH : YC_IDENTITY_LENGTH - 1;
  guint good = (guint) strspn (text, "0123456789");

  if (length != OLD_LENGTH && length != YC_IDENTITY_LENGTH)
    {
      id->at = length;
      return yc_identity_fail_length (length, error);
    }
  /* Up to the first that is none all are ASCII, so bytes are characters. */
  if (good >= length || (good == digits && strcmp (text + digits, "X") == 0))
    return YC_IDENTITY_VALID;
  id->at = good + 1;
  return yc_identity_fail_character (id->at, error);
}

static char
compute_check (const char *number)
{
  guint sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    sum += weights[i] * (guint) (number[i] - '0');
  return checks[sum % 11];
}

/* Writes text as a number of 18; an old one is of the 20th century and has no check digit. */
static void
take_number (const char *text, YcCitizenId *id)
{
  id->old = strlen (text) == OLD_LENGTH;
  if (!id->old)
    {
      memcpy (id->number, text, YC_IDENTITY_LENGTH);
      return;
    }
  memcpy (id->number, text, AREA_LENGTH);
  memcpy (id->number + AREA_LENGTH, "19", 2);
  memcpy (id->number + AREA_LENGTH + 2, text + AREA_LENGTH, OLD_LENGTH - AREA_LENGTH);
  id->number[YC_IDENTITY_LENGTH - 1] = compute_check (id->number);
}

static YcIdentityFault
take_birth (YcCitizenId *id, const char *today, GError **error)
{
  const char *digits = id->number + AREA_LENGTH;

  g_snprintf (id->birth, sizeof id->birth, "%.4s-%.2s-%.2s", digits, digits + 4, digits + 6);
  if (!yc_day_is_valid (id->birth))
    return yc_identity_fail (YC_IDENTITY_NO_DATE, "The birth date in the number does not exist.", error);
  /* Days of this form are ordered like their texts. */
  if (strcmp (id->birth, today) > 0)
    return yc_identity_fail (YC_IDENTITY_BORN_LATER, "The birth date in the number is after today.", error);
  if (strcmp (id->birth, EARLIEST) < 0)
    return yc_identity_fail (YC_IDENTITY_BORN_EARLY, "The birth date in the number is before 1850.", error);
  return YC_IDENTITY_VALID;
}

static YcResidence
find_residence (const char *area)
{
  static const char *const areas[] = {
    [YC_RESIDENCE_HONG_KONG] = "810000",
    [YC_RESIDENCE_MACAO] = "820000",
    [YC_RESIDENCE_TAIWAN] = "830000",
  };

  for (guint i = YC_RESIDENCE_HONG_KONG; i < G_N_ELEMENTS (areas); i++)
    {
      if (strcmp (area, areas[i]) == 0)
        return (YcResidence) i;
    }
  return YC_RESIDENCE_MAINLAND;
}

/* What is no matter of right or wrong. */
static void
take_rest (YcCitizenId *id, YcReference *reference)
{
  memcpy (id->area, id->number, AREA_LENGTH);
  id->area_unknown = reference != NULL && yc_reference_get_version (reference, YC_SET_DIVISIONS) != NULL &&
                     yc_reference_get_division (reference, id->area) == NULL;
  id->residence = find_residence (id->area);
  /* The last of the sequence: odd for men, even for women. */
  id->sex = (id->number[YC_IDENTITY_LENGTH - 2] - '0') % 2 == 1 ? YC_SEX_MALE : YC_SEX_FEMALE;
}

static YcIdentityFault
read_number (const char *text, const char *today, YcCitizenId *id, GError **error)
{
  YcIdentityFault fault = check_characters (text, id, error);

  if (fault != YC_IDENTITY_VALID)
    return fault;
  take_number (text, id);
  fault = take_birth (id, today, error);
  if (fault == YC_IDENTITY_VALID && compute_check (id->number) != id->number[YC_IDENTITY_LENGTH - 1])
    fault = yc_identity_fail (YC_IDENTITY_WRONG_CHECK, "The check digit does not fit the number.", error);
  return fault;
}

YcIdentityFault
yc_citizen_id_read (const char *text, const char *today, YcReference *reference, YcCitizenId *id, GError **error)
{
  YcCitizenId found = { { 0 } };
  YcIdentityFault fault;

  g_return_val_if_fail (text != NULL && id != NULL, YC_IDENTITY_WRONG_LENGTH);
  g_return_val_if_fail (today != NULL && yc_day_is_valid (today), YC_IDENTITY_WRONG_LENGTH);

  fault = read_number (text, today, &found, error);
  if (fault == YC_IDENTITY_VALID)
    {
      take_rest (&found, reference);
      *id = found;
    }
  else
    *id = (YcCitizenId) { .at = found.at };
  return fault;
}
