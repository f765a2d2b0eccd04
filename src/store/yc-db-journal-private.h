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

/** In this order: lines with positions by position, then pending ones, then quarantined ones by device and number. */
typedef enum
{
  YC_JOURNAL_CONFIRMED,
  YC_JOURNAL_PENDING,
  YC_JOURNAL_QUARANTINED,
  YC_JOURNAL_END,
} YcJournalPart;

/**
 * Where a walk through the journal is. It ends with what was there when it began. Between two steps a node may go on with
 * its work, which only adds lines; a workstation, whose pending lines get positions, is walked without a pause.
 */
typedef struct
{
  YcJournalPart part;
  gint64 last_pos;        /* newest position at the beginning */
  gint64 last_row;        /* newest row of the quarantine at the beginning */
  gint64 pos;             /* handed out last: position, or … */
  char *dev;              /* … device (owned) and number of a quarantined line */
  gint64 seq;
} YcJournalWalk;

/** Begins a walk; the caller empties it with yc_journal_walk_clear(), also after a failure. */
gboolean yc_journal_walk_begin (YcJournalWalk *walk, YcDb *db, GError **error);
/** Hands out what comes next: about max_lines lines or max_bytes bytes of one part. part is YC_JOURNAL_END after the last of them. */
gboolean yc_journal_walk_on (YcJournalWalk *walk, YcDb *db, guint max_lines, gsize max_bytes, YcJournalFunc func, gpointer data,
                             GError **error);
/** Empties a walk. */
void yc_journal_walk_clear (YcJournalWalk *walk);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcJournalWalk, yc_journal_walk_clear)

/** Hands out every line, in the order of the parts. */
gboolean yc_db_walk_journal (YcDb *db, YcJournalFunc func, gpointer data, GError **error);

G_END_DECLS
