/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-env.h"
#include "core/yc-hall.h"
#include "core/yc-uuid.h"
#include "store/yc-store-error.h"
#include "vault/yc-head.h"
#include "vault/yc-key.h"

G_BEGIN_DECLS

/**
 * YcDb: the journal of one hall node or workstation in one SQLite file, and everything folded from it. Synchronous,
 * no thread, no main context: YcStore drives it from its worker, the simulator directly. One process, one connection
 * that writes and checkpoints (SQLite 3.40.1 is in the range of the WAL-reset bug).
 *
 * Storage (1-architecture, "Storage"): WAL, synchronous=FULL, foreign_keys=ON, STRICT tables, application_id,
 * user_version. Journal, keys, peers, answers and drafts have migrations; projections carry a version and are dropped
 * and rebuilt, never migrated.
 *
 * Every write happens between yc_db_begin() and yc_db_commit(). After any rollback, also to a savepoint, the folded
 * YcHall and the cached stream tails are dropped and read again when next needed (10b rule 10).
 */
typedef struct _YcDb YcDb;

/**
 * Opens or creates the file at path (mode 0600), migrates it, and rebuilds projections of another version. vfs is the name of an SQLite VFS or NULL.
 * A damaged, foreign or newer file is left as it is; see yc_db_set_aside(). So is a log without its file. Transfer full, or NULL with YC_STORE_ERROR.
 */
YcDb *yc_db_open (const char *path, const char *vfs, YcEnv *env, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The same for a file that has to be there: missing or empty is YC_STORE_ERROR_MOVED, and nothing is made. */
YcDb *yc_db_open_existing (const char *path, const char *vfs, YcEnv *env, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Closes the file; an open transaction is rolled back. */
void yc_db_close (YcDb *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcDb, yc_db_close)

/** Renames the file and its -wal and -shm to "<path>.broken-<time>" so that a new one can be made; never deletes. Returns the new name, transfer full. */
char *yc_db_set_aside (const char *path, YcEnv *env, GError **error);

/** The environment the database was opened with; borrowed. */
YcEnv *yc_db_get_env (YcDb *db);

/** Whether a COMMIT or a checkpoint has failed: nothing more is written before the database is closed and opened again. */
gboolean yc_db_is_broken (YcDb *db);

/**
 * Whether the file that is open, and its log, still are those at their paths, so that the next start finds what is stored now; costs two
 * stats. Otherwise YC_STORE_ERROR_MOVED: the open transaction is rolled back, and what was confirmed is written from the log into the
 * file that is open, wherever that is. When only the log is gone this saves everything, and the database is broken: it is opened again,
 * and the error is YC_STORE_ERROR_ABORTED.
 */
gboolean yc_db_check_place (YcDb *db, GError **error);

/** Asks SQLite to check the whole file; FALSE with YC_STORE_ERROR_CORRUPT naming the first fault. */
gboolean yc_db_check (YcDb *db, GError **error);

/* Identity */

/** Stores who this database is (once, inside a transaction): hall, own device, whether it is the hall node, and the device's key. */
gboolean yc_db_set_identity (YcDb *db, const char *hall, const char *dev, gboolean is_node, YcKey *key, GError **error);
/** UUID of the hall, borrowed; NULL before yc_db_set_identity(). */
const char *yc_db_get_hall_id (YcDb *db);
/** UUID of the own device, borrowed; NULL before yc_db_set_identity(). */
const char *yc_db_get_dev (YcDb *db);
/** The device's key, borrowed; NULL before yc_db_set_identity(). */
YcKey *yc_db_get_key (YcDb *db);
/** Whether this is the hall node's database: it gives positions and signs the hall's head. */
gboolean yc_db_is_node (YcDb *db);

/* Transactions */

/** BEGIN IMMEDIATE. YC_STORE_ERROR_COMMIT when the database is broken and has to be opened again. */
gboolean yc_db_begin (YcDb *db, GError **error);
/**
 * Signs what was appended (dev head at every tier, hall head at the node, stored in `head`) and commits, if the file still is at its place
 * (yc_db_check_place()). On failure nothing can be assumed: reopen when yc_db_is_broken().
 */
gboolean yc_db_commit (YcDb *db, GError **error);
/** Rolls back; drops the hall and the tails. Never fails. */
void yc_db_rollback (YcDb *db);
/** Opens a savepoint inside the transaction (not nested). */
gboolean yc_db_savepoint (YcDb *db, GError **error);
/** Keeps what was done since the savepoint. On failure the savepoint is still open: yc_db_rollback_to() undoes it. */
gboolean yc_db_release (YcDb *db, GError **error);
/** Undoes what was done since the savepoint; drops the hall and the tails. */
gboolean yc_db_rollback_to (YcDb *db, GError **error);
/** Whether a transaction is open; SQLite may have ended it by itself (sqlite3_get_autocommit). */
gboolean yc_db_in_transaction (YcDb *db);
/** Subjects changed since yc_db_begin(), sorted, each once; transfer full; empties the list. Called after commit. */
GStrv yc_db_take_changed (YcDb *db);

/* The folded hall */

/** The hall folded from the journal: counters, sessions, devices, staff, tickets of the hall-day and older ones still open. Folds when dropped. Borrowed, valid until the next rollback. */
YcHall *yc_db_get_hall (YcDb *db, GError **error);
/** Makes sure that the subject's events are in the hall (older tickets are loaded on demand). */
gboolean yc_db_load_subject (YcDb *db, const char *subject, GError **error);
/**
 * Now by the hall's clock, ms UTC: at the node its own, at a workstation its own less the skew last stored. A window whose clock is wrong
 * shows the hall's day and its times nevertheless (10-contract "Keys": a wrong clock must not stop a counter).
 */
gint64 yc_db_now (YcDb *db);
/** How far this machine's clock is ahead of the hall's, ms; 0 at the node, and until yc_db_set_skew(). */
gint64 yc_db_get_skew (YcDb *db);
/** Stores the skew inside the transaction; the hall is folded anew for the day that it is there. Not at the node. */
gboolean yc_db_set_skew (YcDb *db, gint64 skew, GError **error);
/** The persisted clock of UUIDv7; stored by the next commit. Borrowed. */
YcUuidClock *yc_db_get_uuids (YcDb *db);

/* Lines */

/**
 * Appends an own event: fills in id, dev, seq, prev, time, hall and base, writes the line, stores it (the node gives it
 * the next position), folds it, updates the projections. actor, session, counter, cause, mode, ref are the caller's.
 * An event that takes no effect is YC_STORE_ERROR_INTERNAL.
 */
gboolean yc_db_append (YcDb *db, YcEvent *event, GError **error);

/**
 * At the node: stores a line of another device under its next seq with the next position, and folds it. The caller has checked
 * parse, device, chain (yc_db_get_tail()) and authority. *fold and *reason (static) tell the effect.
 */
gboolean yc_db_store_pushed (YcDb *db, YcEvent *event, const char *line, gsize length, YcFold *fold, const char **reason, GError **error);

/** At the node: stores a raw line that cannot be taken as an event: no position, not in the feed, part of its chain. hash is that of the line. */
gboolean yc_db_quarantine (YcDb *db, const char *dev, gint64 seq, const char *line, gsize length, const char *reason, GError **error);

/**
 * At a workstation: takes a line of the feed or of a command's answer at its position. Own lines get their position and
 * their subject is folded anew; lines already held are compared by hash and skipped; a foreign line for a subject with pending
 * own events folds it anew; an event.quarantined naming an own line takes that line out of the fold. Another hash for (dev, seq) is YC_STORE_ERROR_FORK.
 */
gboolean yc_db_ingest (YcDb *db, const char *line, gsize length, gint64 pos, GError **error);

/** Newest seq and hash held of a device, quarantined lines included; 0 and zeros when none. Cached. hash has 65 bytes. */
gboolean yc_db_get_tail (YcDb *db, const char *dev, gint64 *seq, char *hash, GError **error);
/** Hash of a held line, quarantined ones included; *found FALSE when not held. hash has 65 bytes. */
gboolean yc_db_get_line_hash (YcDb *db, const char *dev, gint64 seq, char *hash, gboolean *found, GError **error);
/** Hash of the line at a position; *found FALSE when there is none. */
gboolean yc_db_get_pos_hash (YcDb *db, gint64 pos, char *hash, gboolean *found, GError **error);
/** Newest position held, 0 when none. */
gint64 yc_db_get_last_pos (YcDb *db);

/** A stored line. */
typedef struct
{
  gint64 pos;   /* 0 = none */
  gint64 seq;
  char *line;   /* owned */
  gsize length;
} YcLine;

/** Frees a line. */
void yc_line_free (YcLine *line);

/** Lines with a position in (after, after + …], oldest first, at most limit lines and about max_bytes; without_ratings leaves out rating.given|declined|lapsed. *next is the position scanned. Transfer full (YcLine). */
GPtrArray *yc_db_read_feed (YcDb *db, gint64 after, guint limit, gsize max_bytes, gboolean without_ratings, gint64 *next, GError **error);
/** Own lines with seq > after, oldest first, at most limit lines and about max_bytes. Transfer full (YcLine). */
GPtrArray *yc_db_read_own (YcDb *db, gint64 after, guint limit, gsize max_bytes, GError **error);

/** One line of the activity of a counter on a hall-day: what happened to which ticket, newest first. */
typedef struct
{
  gint64 time;        /* author's time, ms */
  YcEventType type;
  char *ticket;       /* UUID, or "" for an event of the counter itself */
  char *number;       /* ticket's number */
  char *detail;       /* result or outcome, target of a transfer, reason; as in data */
  gboolean pending;   /* not yet at the node */
} YcActivity;

/** Frees an activity. */
void yc_activity_free (YcActivity *activity);
/** Activity of a counter on a day, newest first; transfer full (YcActivity). */
GPtrArray *yc_db_read_activity (YcDb *db, int counter, const char *day, guint limit, GError **error);

/* Peers, heads, answers, settings */

/** What is known of the other side of a hall: ack = own seq it has, cursor = position read from it, epoch of its positions. */
typedef struct { gint64 ack; gint64 pack; gint64 cursor; gint64 epoch; } YcPeer;

/** Reads the peer record; zeros when there is none. */
gboolean yc_db_get_peer (YcDb *db, YcPeer *peer, GError **error);
/** Writes the peer record inside the transaction. The cursor never goes back except when the epoch changes. */
gboolean yc_db_set_peer (YcDb *db, const YcPeer *peer, GError **error);

/** Newest signed head of a stream ("dev:<uuid>", "hall:<uuid>"), transfer full; *head NULL when there is none. */
gboolean yc_db_get_head (YcDb *db, const char *stream, YcHead **head, GError **error);
/** Stores a verified head when it is newer than the one held. */
gboolean yc_db_put_head (YcDb *db, const YcHead *head, GError **error);
/** All newest heads, by stream; transfer full (YcHead). */
GPtrArray *yc_db_list_heads (YcDb *db, GError **error);

/** The answer stored under a command's key; *answer NULL when there is none. Transfer full. */
gboolean yc_db_get_answer (YcDb *db, const char *key, char **body_hash, char **answer, GError **error);
/** Stores an answer under a key until a moment (ms UTC); older ones past their time are removed. */
gboolean yc_db_put_answer (YcDb *db, const char *key, const char *body_hash, const char *answer, gint64 until, GError **error);

/** A value of `meta`, transfer full; *value NULL when there is none. Keys used: "ref/<set>", "waiting", "waiting/<set>/<day>", "pin/<staff>", "code/<hash>", "command", and the store's own. */
gboolean yc_db_get_meta (YcDb *db, const char *key, GBytes **value, GError **error);
/** Sets a value of `meta` inside the transaction, or removes it (value NULL). */
gboolean yc_db_set_meta (YcDb *db, const char *key, GBytes *value, GError **error);
/** Keys of `meta` that begin with prefix, sorted; transfer full. */
GStrv yc_db_list_meta (YcDb *db, const char *prefix, GError **error);
/**
 * Inside the transaction: reads the reference sets, but leaves out those of sets that are stored and can no longer be used, and adds their names
 * (owned) to aside; any other such set is an error. It is for an import that replaces them: when that is not done, yc_db_forget_reference() follows.
 */
gboolean yc_db_spare_reference (YcDb *db, const char *const *sets, GPtrArray *aside, GError **error);
/** Drops the reference and the hall: they are read again, as they are stored, before their next use. */
void yc_db_forget_reference (YcDb *db);
/** Puts a reference set in force: stores its document and folds it into the hall; the event is the caller's. */
gboolean yc_db_set_reference (YcDb *db, const char *set, const char *document, gsize length, GError **error);

/**
 * A reference that holds one version of one set and nothing else, whether or not it is still in force: what was decided under a version is read
 * with it (a case keeps the version it was opened with). One no longer in force is read from the journal (reference.imported; the newest of
 * that version counts), and the last few are kept: at node and workstation alike. Transfer full, for any thread; NULL with YC_STORE_ERROR_GAP when
 * this version was never imported here, with YC_STORE_ERROR_LINE when this program cannot read it.
 */
YcReference *yc_db_get_reference_version (YcDb *db, const char *set, const char *version, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Whether the journal has a version of a set, and the content hash (65 bytes) of the document its newest import came from. */
gboolean yc_db_find_reference_version (YcDb *db, const char *set, const char *version, char *hash, gboolean *found, GError **error);

/**
 * At a workstation, inside a transaction: goes back to a position of the hall (4-protocol 2.5, feed-reset). Foreign lines beyond it are
 * deleted, own ones lose their position and are pending again, the cursor goes back, and everything is folded anew.
 */
gboolean yc_db_rewind (YcDb *db, gint64 after, GError **error);

/* Rebuild, export, verify */

/** Drops every projection and folds the whole journal anew, inside a transaction of its own. */
gboolean yc_db_rebuild (YcDb *db, GError **error);

/**
 * Writes the journal for an auditor: one JSON object per line: {"hall":{"id","dev","node","key"}}, then {"pos","dev","seq","hash",
 * "line"} in order of position, then pending ones (pos 0), quarantined ones {"quarantined":reason,"dev","seq","hash","raw"} (their
 * bytes in base64), {"head":{"stream","n","hash","sig"}} …, and {"end":{"lines","heads"}}. Writes to a new file (mode 0600) and renames it.
 */
gboolean yc_db_export (YcDb *db, const char *path, GError **error);

/**
 * YcExport: the same page by page, for a node that serves its hall meanwhile (exactly one thread at a time). What it writes is the journal
 * as it stands at its beginning, up to the newest position and the signed heads of that moment, however much is added between two pages. Of
 * a workstation, whose pending lines get positions, nothing may happen between them.
 */
typedef struct _YcExport YcExport;

/** Begins an export into a file open for reading and writing (fd is taken, also on failure); outside a transaction. Transfer full. */
YcExport *yc_export_new (YcDb *db, int fd, GError **error);
/** Writes the next page of some hundred lines; *ended TRUE with the last one. db is the one it began with, perhaps opened anew. */
gboolean yc_export_write (YcExport *export, YcDb *db, gboolean *ended, GError **error);
/** What an ended export has written; transfer full. The bytes outlive it. */
GBytes *yc_export_read (YcExport *export, GError **error);
/** Frees an export and closes its file. */
void yc_export_free (YcExport *export);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcExport, yc_export_free)

G_END_DECLS
