/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-time.h"
#include "store/yc-db-sql-private.h"
#include "store/yc-db.h"
#include "vault/yc-hash.h"

G_BEGIN_DECLS

/** "YCWG": PRAGMA application_id of our files. */
#define YC_DB_APPLICATION_ID 0x59435747

/** Newest hash and number held of a device. */
typedef struct
{
  gint64 seq;
  char hash[YC_HASH_SIZE];
} YcTail;

/** Which file lies at a path. */
typedef struct
{
  guint64 device;
  guint64 inode;
} YcDbPlace;

struct _YcDb
{
  sqlite3 *sql;                    /* owned */
  sqlite3_stmt *stmts[YC_N_SQL];   /* owned, prepared on first use */
  char *path;                      /* owned */
  gboolean is_placed;              /* the two below are known: an ordinary file, and opened */
  YcDbPlace file_place;
  YcDbPlace log_place;
  YcEnv *env;                      /* borrowed, outlives the database */

  char *hall;                      /* owned; NULL before an identity */
  char *dev;                       /* owned */
  YcKey *key;                      /* owned */
  gboolean is_node;
  gboolean identity_changed;       /* set in the open transaction: a rollback reads it again */

  gboolean in_transaction;
  gboolean in_savepoint;
  gboolean broken;                 /* a COMMIT or a checkpoint failed: nothing more before it is opened again */
  int wal_frames;                  /* in the log since the last checkpoint */

  YcHall *folded;                  /* owned; NULL when dropped */
  gboolean stale;                  /* folded is to be dropped before its next use */
  YcReference *reference;          /* owned; NULL when not read yet */
  struct _YcDbVersions *versions;  /* owned; what the journal has of sets that were in force; NULL = to be read */
  char day[YC_DAY_LENGTH + 1];     /* hall-day whose tickets are in folded */
  gint64 counters_from;            /* folded knows of counters what happened from here on; 0 = everything */
  guint applied;                   /* events applied to folded since old tickets were last let go */

  GHashTable *tails;               /* char *dev → YcTail, owned */
  gint64 last_pos;                 /* -1 = to be read */
  gint64 skew;                     /* own clock less the hall's, ms */
  GHashTable *unplaced;            /* char *subject → number of its lines without a position; owned, NULL = to be read */
  GHashTable *unwritten;           /* char *subject, owned: folded in this transaction, its row is to be written */

  YcUuidClock uuids;
  YcUuidClock stored_uuids;

  GPtrArray *changed;              /* char *subject, owned, in order of change */
  guint changed_mark;              /* length at the savepoint */
};

/* yc-db-file.c */

/**
 * Makes the file with mode 0600 if there is none (must_exist: fails), and looks whether it can be ours without writing to it. One that is
 * missing or empty beside its log is left alone: SQLite would delete the log.
 */
gboolean yc_db_file_prepare (const char *path, gboolean must_exist, GError **error);
/** Notes which file and log have been opened, for yc_db_check_place(). */
gboolean yc_db_note_place (YcDb *db, GError **error);
/**
 * Before closing: when file or log is no longer at its place, all that was confirmed goes into the file. What lies there in their place is
 * not deleted; a log that does not belong beside what lies there, or could not be written back, is renamed, with a warning that names it.
 */
void yc_db_leave_place (YcDb *db);
/** Sets the error that a result of SQLite means; what is the beginning of the sentence ("The journal could not be read"). Always FALSE. */
gboolean yc_db_fail (YcDb *db, int result, const char *what, GError **error);

/* yc-db.c */

/** Drops what was folded and cached, as any rollback must (10b rule 10). */
void yc_db_drop_caches (YcDb *db);
/** Notes that a subject changed. */
void yc_db_note_changed (YcDb *db, const char *subject);
/** Fails with a sentence when there is no identity yet. */
gboolean yc_db_need_identity (YcDb *db, GError **error);

/* yc-db-schema.c */

/** Whether the file is ours, of which version, or empty; sets pragmas and migrates. */
gboolean yc_db_schema_open (YcDb *db, GError **error);
/** Drops and makes the projections inside a transaction; empty. */
gboolean yc_db_schema_make_projections (YcDb *db, GError **error);
/** Whether the projections are of this version. */
gboolean yc_db_schema_is_current (YcDb *db, gboolean *current, GError **error);
/** Writes that the projections are of this version. */
gboolean yc_db_schema_set_current (YcDb *db, GError **error);

/* yc-db-identity.c */

/** Reads the identity from meta; none is no error. */
gboolean yc_db_identity_load (YcDb *db, GError **error);
/** Reads the persisted clock of UUIDv7. */
gboolean yc_db_clock_load (YcDb *db, GError **error);
/** Stores the clock if it has moved. */
gboolean yc_db_clock_store (YcDb *db, GError **error);
/** Signs the heads of what was appended. */
gboolean yc_db_sign_heads (YcDb *db, GError **error);

/* yc-db-lines.c */

/** Newest position held. */
gboolean yc_db_read_last_pos (YcDb *db, gint64 *pos, GError **error);

/* yc-db-reference.c */

/** Reads the reference sets from meta, once. */
gboolean yc_db_load_reference (YcDb *db, GError **error);
/** Frees what is known of former versions. */
void yc_db_forget_versions (YcDb *db);

/* yc-db-fold.c */

/** A line taken out of the database before it is folded: folding runs statements of its own. */
typedef struct
{
  gint64 pos;
  YcEvent *event;  /* owned */
} YcHeld;

/** Reads the row of a statement that gives dev, seq, pos, line. */
gboolean yc_db_read_held (YcRows *rows, YcHeld *held, GError **error);
/** Reads all rows (YcHeld), in the order of the statement; transfer full, NULL on failure. */
GArray *yc_db_read_all_held (YcDb *db, YcRows *rows, GError **error);
/** The hall-day of now by the policy in force, and its first moment. */
void yc_db_read_day (YcDb *db, char day[YC_DAY_LENGTH + 1], gint64 *start);
/** Reads a stored line as an event; YC_STORE_ERROR_LINE names it when it cannot be read. Transfer full. */
YcEvent *yc_db_parse_line (const char *line, gsize length, const char *dev, gint64 seq, GError **error);
/** At the beginning of a transaction: lets tickets of earlier days go, or drops the hall when the day went back. */
void yc_db_turn_day (YcDb *db);
/** Folds a stored event that comes after everything applied of its subject, and writes the projections. */
gboolean yc_db_fold_next (YcDb *db, const YcEvent *event, gint64 pos, YcFold *fold, const char **reason, GError **error);
/** Folds a subject anew from its stored events, and writes the projections. */
gboolean yc_db_fold_anew (YcDb *db, const char *subject, GError **error);
/** Folds anew what depends on when counters were open: tickets with pending events here. */
gboolean yc_db_fold_pending_tickets (YcDb *db, GError **error);
/** Marks the line that an event.quarantined names, if it is an own one held here, and folds its subject anew. */
gboolean yc_db_fold_quarantined (YcDb *db, const YcEvent *event, GError **error);

/* yc-db-project.c */

/** Which projection a subject has. */
typedef enum
{
  YC_KIND_OTHER,
  YC_KIND_TICKET,
  YC_KIND_COUNTER,
  YC_KIND_SESSION,
  YC_KIND_DEVICE,
  YC_KIND_STAFF,
} YcKind;

/** Kind of a subject. */
YcKind yc_db_get_kind (const char *subject);
/** Notes that the row of a subject is to be written, or deletes it (exists FALSE: no event of it has taken effect). */
gboolean yc_db_project (YcDb *db, const char *subject, gboolean exists, GError **error);
/** Writes the noted rows from the folded hall: at the end of every savepoint and transaction, and before the hall is dropped. */
gboolean yc_db_write_projections (YcDb *db, GError **error);

/* yc-db-activity.c */

/** Writes the line of activity of an effective event, after it was applied. */
gboolean yc_db_activity_put (YcDb *db, const YcEvent *event, gint64 pos, GError **error);
/** Deletes the line of activity of an event. */
gboolean yc_db_activity_delete (YcDb *db, const char *dev, gint64 seq, GError **error);

G_END_DECLS
