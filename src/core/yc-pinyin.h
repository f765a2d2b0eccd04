/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Readings of Chinese characters in Hanyu Pinyin, without tones, ü written v, all lower case: the Latin letters a clerk types.
 * The tables come from pinyin-pro (data/pinyin/generate.mjs). Any thread.
 */

/** The most readings a character has, with room to spare. */
#define YC_PINYIN_READINGS 6

/** One character of a text and all its readings, the likely one in this text first; static strings. */
typedef struct
{
  gunichar character;
  guint n_readings; /* 0: not a Chinese character, or one not known */
  const char *readings[YC_PINYIN_READINGS];
} YcPinyinCharacter;

/** All readings of one character, the commonest first; static strings. Returns how many there are, 0 when it is not known. */
guint yc_pinyin_readings (gunichar character, const char *readings[YC_PINYIN_READINGS]);

/**
 * The readings of every character of text (an array of YcPinyinCharacter, transfer full). Phrases decide which reading comes
 * first (银行: hang before xing). NULL with YC_CORE_ERROR_VALUE when text is not valid UTF-8.
 */
GArray *yc_pinyin_of_text (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The first letters of the likely readings ("yh" for 银行), characters without a reading as they are; transfer full. NULL with
 * YC_CORE_ERROR_VALUE when text is not valid UTF-8.
 */
char *yc_pinyin_initials (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
