/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-pinyin.h"

G_BEGIN_DECLS

/* The tables as data/pinyin/generate.mjs writes them. */

/* A syllable, the characters commonly read so, and those also read so. */
typedef struct
{
  const char *name;
  const char *first;
  const char *also;
} YcPinyinSyllable;

/* A character, a reading that is not its commonest, and the phrases (blanks between) in which it is read so wherever it occurs. */
typedef struct
{
  const char *character;
  const char *reading;
  const char *phrases;
} YcPinyinPhrases;

extern const YcPinyinSyllable yc_pinyin_syllables[];
extern const guint yc_pinyin_n_syllables;
extern const YcPinyinPhrases yc_pinyin_phrases[];
extern const guint yc_pinyin_n_phrases;

G_END_DECLS
