/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-reference.h"

G_BEGIN_DECLS

/* What a visitor rates with (好差评), of the set "rating": levels, what was good or bad about the visit, and the rules of asking. The set is
 * not served to workstations. Owned by the reference, immutable; any thread. */

typedef enum
{
  YC_RATING_LEVEL,
  YC_RATING_DIMENSION,
  YC_RATING_REASON,
  YC_RATING_POLICY,
} YcRatingKind;

/** What one rating is asked for. */
typedef enum
{
  YC_RATED_VISIT,
  YC_RATED_CASE,
} YcRated;

/** How ratings are asked for and counted. */
typedef struct
{
  YcRated one_per;
  gboolean reasons_required_for_bad;
  char *unrated_counts_as;      /* id of a level, or NULL: it counts as nothing */
  char *unrated_channel;        /* the channel such a one is counted under, or NULL */
  int follow_up_ratings;        /* how often one may be asked again about the same visit */
  gboolean named_call_back;
  gboolean anonymous_by_default;
  YcText statement;             /* shown while the visitor chooses */
} YcRatingPolicy;

/** An item of the set. Which members have a meaning depends on its kind. */
typedef struct
{
  char *id;
  YcRatingKind kind;
  YcText name;
  /* A level: order (the first is shown first), stars, whether it is a bad one (差评), and its code in the national (GB/T 39046) and the
   * provincial exchange format, whose numberings run in opposite directions. */
  int order;
  int stars;
  gboolean bad;
  char *national_code;
  char *provincial_code;
  /* A reason: the dimension it belongs to and the levels it is offered for, both by id. */
  char *dimension;
  GStrv levels;
  /* The policy; NULL for everything else. */
  YcRatingPolicy *policy;
} YcRatingItem;

/** The item of an id, borrowed, or NULL. */
const YcRatingItem *yc_reference_get_rating (YcReference *reference, const char *id);
/** The n-th item of a kind, borrowed, or NULL past the end: levels by order, everything else in the order of the document. */
const YcRatingItem *yc_reference_get_nth_rating (YcReference *reference, YcRatingKind kind, guint n);

G_END_DECLS
