/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/yc-db.h"

G_BEGIN_DECLS

/* Private to store: the one way through the whole journal, for the auditor's export and for verification. */

/** A line and what is stored beside it. Borrowed; strings may be NULL where the source has none. */
typedef struct
{
  const char *dev;
  gint64 seq;
  gint64 pos;             /* 0 = none */
  const char *line;       /* ends in NUL unless quarantined */
  gsize length;
  const char *hash;
  const char *subject;
  const char *type;
  gboolean quarantined;
  const char *reason;     /* of a quarantined line */
} YcJournalLine;

/** Takes one line, which is valid during the call. */
typedef void (*YcJournalFunc) (const YcJournalLine *line, gpointer data);

/** Hands out every line: those with positions in their order, then pending ones, then quarantined ones by device and number. */
gboolean yc_db_walk_journal (YcDb *db, YcJournalFunc func, gpointer data, GError **error);

G_END_DECLS
