/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-reference.h"
#include "core/yc-time.h"

G_BEGIN_DECLS

/* Numbers that say who somebody is: whether they can be one, and what can be read off them. That a number computes says
 * nothing about whether it was ever issued.
 *
 * The checkers take a number as it is stored: ASCII, capital letters, no blanks. What a person typed or pasted goes through
 * yc_identity_normalise() first. They take any text, of any length and also what is no UTF-8. No message holds the number.
 * All functions are pure; any thread. */

/** Length of a citizen's identity number and of a credit code. */
#define YC_IDENTITY_LENGTH 18

/** What is wrong with a number; the sentence for the clerk is made from it. */
typedef enum
{
  YC_IDENTITY_VALID,
  YC_IDENTITY_WRONG_LENGTH,    /* at: how many characters it has */
  YC_IDENTITY_WRONG_CHARACTER, /* at: which one, from 1, cannot stand where it stands */
  YC_IDENTITY_NO_DATE,         /* the birth date does not exist */
  YC_IDENTITY_BORN_LATER,      /* born after today */
  YC_IDENTITY_BORN_EARLY,      /* born before 1850 */
  YC_IDENTITY_WRONG_CHECK,     /* the check digit does not compute */
  YC_IDENTITY_WRONG_INNER,     /* the check digit of the organisation code within a credit code does not compute */
} YcIdentityFault;

typedef enum
{
  YC_SEX_FEMALE,
  YC_SEX_MALE,
} YcSex;

/** Whose number it is by its first six digits. */
typedef enum
{
  YC_RESIDENCE_MAINLAND,
  YC_RESIDENCE_HONG_KONG, /* residence permit for Hong Kong residents, 810000 */
  YC_RESIDENCE_MACAO,     /* 820000 */
  YC_RESIDENCE_TAIWAN,    /* 830000 */
} YcResidence;

/** What can be read off a citizen's identity number. */
typedef struct
{
  char number[YC_IDENTITY_LENGTH + 1]; /* of 18 characters, also for an old one of 15 */
  gboolean old;                        /* it was given with 15 digits */
  char area[7];                        /* code of the division at the time of issue */
  gboolean area_unknown;               /* a warning, no fault: the divisions in force do not have it; FALSE when none are loaded */
  char birth[YC_DAY_LENGTH + 1];
  YcSex sex;
  YcResidence residence;
  guint at;                            /* what a fault speaks of, see YcIdentityFault; else 0 */
} YcCitizenId;

/**
 * Checks a citizen's identity number (GB 11643-1999: area 6, birth 8, sequence 3, check digit) or a residence permit's, which
 * is made the same way. 15 digits are an old number: the century 19 is put in and the check digit added. today is a valid day,
 * the last on which one can be born; reference, which may be NULL, has the divisions. Checked in the order of
 * YcIdentityFault. When the answer is not YC_IDENTITY_VALID the error is set (YC_CORE_ERROR_VALUE) and of id only at is filled.
 */
YcIdentityFault yc_citizen_id_read (const char   *text,
                                    const char   *today,
                                    YcReference  *reference,
                                    YcCitizenId  *id,
                                    GError      **error);

/** Who registers the bodies of a credit code, by its first character (GB 32100-2015). */
typedef enum
{
  YC_REGISTRAR_UNKNOWN,          /* a character the standard gives to nobody */
  YC_REGISTRAR_ESTABLISHMENT,    /* 1 机构编制 */
  YC_REGISTRAR_FOREIGN_AFFAIRS,  /* 2 外交 */
  YC_REGISTRAR_JUSTICE,          /* 3 司法行政 */
  YC_REGISTRAR_CULTURE,          /* 4 文化 */
  YC_REGISTRAR_CIVIL_AFFAIRS,    /* 5 民政 */
  YC_REGISTRAR_TOURISM,          /* 6 旅游 */
  YC_REGISTRAR_RELIGION,         /* 7 宗教 */
  YC_REGISTRAR_UNIONS,           /* 8 工会 */
  YC_REGISTRAR_MARKET,           /* 9 工商 */
  YC_REGISTRAR_MILITARY,         /* A 军委机构编制 */
  YC_REGISTRAR_AGRICULTURE,      /* N 农业 */
  YC_REGISTRAR_OTHER,            /* Y 其他 */
} YcRegistrar;

/** What can be read off a unified social credit code. */
typedef struct
{
  char code[YC_IDENTITY_LENGTH + 1];
  YcRegistrar registrar;
  char area[7];  /* code of the division of the registering office */
  char body[10]; /* organisation code (GB 11714), with its own check digit */
  guint at;      /* what a fault speaks of, see YcIdentityFault; else 0 */
} YcCreditCode;

/**
 * Checks a unified social credit code (GB 32100-2015: registrar 1, kind 1, area 6, organisation code 9, check digit; digits
 * and capitals without I O S V Z), the organisation code's check digit (GB 11714) included. Faults as yc_citizen_id_read().
 */
YcIdentityFault yc_credit_code_read (const char *text, YcCreditCode *code, GError **error);

/** What kind of telephone number a text can be. */
typedef enum
{
  YC_PHONE_NONE,
  YC_PHONE_MOBILE,    /* 11 digits from 13 to 19 */
  YC_PHONE_LAND_LINE, /* area code 0 and 2 or 3 digits, 7 or 8 digits, a hyphen between them or not */
} YcPhoneKind;

/** The kind of a telephone number of the mainland. */
YcPhoneKind yc_phone_get_kind (const char *text);

/** What kind of travel document a number can be of. */
typedef enum
{
  YC_DOCUMENT_NONE,
  YC_DOCUMENT_HONG_KONG_PERMIT, /* mainland travel permit: H and 8 or 10 digits */
  YC_DOCUMENT_MACAO_PERMIT,     /* M and 8 or 10 digits */
  YC_DOCUMENT_TAIWAN_PERMIT,    /* 8 digits */
  YC_DOCUMENT_PASSPORT,         /* of the mainland: E and 8 digits, E, a letter and 7 digits, or the older G and 8 digits */
} YcDocumentKind;

/** The kind of a travel document's number; these have no check digit. */
YcDocumentKind yc_document_get_kind (const char *text);

/**
 * What a person typed, as the checkers take it: without blanks before and behind it, full-width characters (U+FF01 to U+FF5E)
 * as ASCII, ASCII letters as capitals. Everything else stays, blanks within it and what is no UTF-8 included. Transfer full.
 */
char *yc_identity_normalise (const char *text);

/* What may be shown of personal data. Each keeps the number of characters; transfer full. */

/**
 * An identity number with its first 3 and last 4 characters ("330***********1236"), or any other document's: of a number
 * shorter than 15 characters fewer are shown, at most half of them.
 */
char *yc_identity_mask (const char *text);
/** A telephone number with its first 3 and last 4 characters ("138****1234"); of less than 11 characters at most half. */
char *yc_phone_mask (const char *text);
/** A person's name with its first character ("王**"), for screens and slips that others see too. */
char *yc_name_mask (const char *text);

G_END_DECLS
