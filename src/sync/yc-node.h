/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-decide.h"
#include "store/yc-db.h"
#include "sync/yc-reply.h"

G_BEGIN_DECLS

/**
 * The hall node's side of the protocol, over YcDb and nothing else: receive, order, feed, commands, verdicts, sessions,
 * enrolment, reference data. Every function runs where the YcDb lives (the store's worker, or the simulator). Those that write
 * expect an open transaction with their own savepoint (YcStore gives both); those that read need none.
 * A GError is a fault of storage only (the group is answered 503, the savepoint rolled back); everything the caller did wrong is a
 * YcReply, and what was written with a problem (a wrong PIN, a wrong code, a refusal) is kept.
 *
 * Problems: 400 body, key, headers, stream, batch, head, csr, import {faults} · 401 device-unknown, session · 403 device-revoked,
 * not-permitted · 404 code {tries_left}, reference, stream · 409 state {code, args}, behind {have}, feed-reset {rewind_to, epoch},
 * gap {expected}, fork {n}, counter-taken {counter, device}, device-known · 410 code-expired · 413 too-large · 422 key-reused;
 * all "/problems/<name>".
 */

/** Who asks, as found out by the transport. Borrowed. */
typedef struct
{
  const char *dev;         /* CN of a certificate that chains to our CA, or NULL */
  const char *key;         /* its public key, base64 */
  const char *token;       /* bearer token, or NULL */
  gboolean local;          /* came by the control socket: administrator */
} YcCaller;

/* Setting up */

/** Name, counters and division of a new hall. Borrowed. */
typedef struct
{
  const char *name;
  const char *division;    /* six digits, or "" */
  guint counters;
} YcNodeSetup;

/**
 * Makes a new database a hall node: identity, device.enrolled of its own, installed reference sets (GBytes documents by set name), queue A and
 * counters 1…n when those sets are not among them. FALSE with YC_CORE_ERROR when a document has faults: they are added to faults (YcFault, may be
 * NULL), and the caller rolls back.
 */
gboolean yc_node_init (YcDb *db, const char *hall, const char *dev, YcKey *key, const YcNodeSetup *setup, GHashTable *documents, GPtrArray *faults, GError **error);

/** The hall's name, transfer full. */
char *yc_node_get_name (YcDb *db, GError **error);

/**
 * Imports reference documents (GBytes) all or nothing. Body: {"sets":[{"set","version","items","effective_from"?}],"warnings"?:[{"place","reason"}]}, items being their number; or 400 /problems/import
 * {"faults":[{"place","reason"}]}, where a place begins with "documents[i]" (or with a set's name, for what spans sets). A set whose effective_from
 * lies after the hall-day is kept in waiting and put in force on that day by yc_node_tick() (4-protocol 2.9); only such a one has effective_from in the
 * answer. It is checked on top of what will be in force then; a newer one for the same day takes its place. warnings tell what in waiting
 * could not be put in force on its day as things are after the import. A stored set that can no longer be used is no error when it is among the documents. A version that was imported before with other contents
 * is refused: what was decided cites it. A former version as it was may be put in force again; a document that is in force changes nothing. Writes reference.imported
 * per set that is put in force, and staff.changed for each member of staff that differs; who was in the former staff set and is not in the new one becomes inactive.
 */
YcReply *yc_node_import (YcDb *db, const YcCaller *caller, GPtrArray *documents, GError **error);

/** What is in waiting, the earliest first: {"waiting":[{"set","version","effective_from","items","due"}]}; one that is due could not be put in force. */
YcReply *yc_node_list_waiting (YcDb *db, const YcCaller *caller, GError **error);

/** Takes a set out of waiting, for all its days. {"dropped":[members of the list above],"warnings"? as of an import}, or 404 /problems/reference. */
YcReply *yc_node_drop_waiting (YcDb *db, const YcCaller *caller, const char *set, GError **error);

/** A reference set's document as stored with its content hash (the ETag); reply NULL when the set is served. `rating` and secrets are never served. Transfer full. */
YcReply *yc_node_get_reference (YcDb *db, const YcCaller *caller, const char *set, GBytes **document, char **etag, GError **error);

/* Staff and enrolment (control socket) */

/**
 * Adds, lists, disables or resets staff: body {"act":"add|list|disable|reset","number","name","role","queues","pin_hash"}; name is a text or
 * {"zh","en"}. "add" with a known number keeps the id and what is not given, and makes the person active again. The PIN was hashed before
 * (Argon2id runs outside the group). Answer {"id","number"}, or {"staff":[{"id","number","name","role","queues","active","pin"}]}.
 */
YcReply *yc_node_staff (YcDb *db, const YcCaller *caller, JsonObject *body, GError **error);

/**
 * Makes a one-time enrolment code: body {"as":"workstation|pad|board","counter":n,"replace":bool}; the answer has "code" (shown once) and "until" (ms
 * UTC). A counter that has a live device of this kind needs "replace", else 409 /problems/counter-taken. ca_fingerprint is the 10 bytes of the CA.
 */
YcReply *yc_node_make_code (YcDb *db, const YcCaller *caller, JsonObject *body, const guint8 ca_fingerprint[10], GError **error);

/** What the node signs certificates with. Borrowed. */
typedef struct
{
  const char *ca_pem;
  const char *ca_key_pem;
} YcNodeAuthority;

/**
 * Enrols a device (10b rule 24): body {"secret","dev","key","csr"}, key being the public key in base64; the answer has "certificate" (the chain), "dev",
 * "hall", "name", "role", "counter". The same (code, dev, key) gets the same answer until the code expires. Without "csr" it is a preview: "hall",
 * "name", "role", "counter", and the code is not used up. A used code is over for everybody else (410).
 */
YcReply *yc_node_enrol (YcDb *db, JsonObject *body, const YcNodeAuthority *authority, GError **error);

/** Renews a device's certificate: body {"csr"} for the same key; the answer has "certificate" (the chain). */
YcReply *yc_node_renew (YcDb *db, const YcCaller *caller, JsonObject *body, const YcNodeAuthority *authority, GError **error);

/* Sign-in (10b rule 26) */

/** Reads what Argon2id needs before the group: the verifier of a staff number, or a reply that ends the matter (locked, unknown: the same words as a wrong PIN, after the same work: verifier is then that of nobody). Transfer full. */
gboolean yc_node_get_verifier (YcDb *db, const char *number, char **verifier, GError **error);

/** Headers of a command or sign-in. Borrowed; absent numbers are −1. */
typedef struct
{
  const char *key;         /* Idempotency-Key */
  const char *session;     /* YC-Session */
  gint64 needs;            /* YC-Needs */
  gint64 after;            /* YC-After */
  gint64 epoch;            /* YC-Epoch */
  const char *at;          /* YC-At: "<pos> <hash>" or NULL */
  gboolean withdraw;       /* YC-Withdraw: 1 */
} YcCommandHeaders;

/**
 * Signs in with a PIN already judged: body {"number"} (the PIN taken out), right tells the verdict. 200
 * {"result":{"session","staff","counter","expires","token"},"now","pos","lines","next"}; a wrong PIN counts once per key. The stored answer has no
 * token: each retry gets a new one for the same session, and has to be right again.
 */
YcReply *yc_node_sign_in (YcDb *db, const YcCaller *caller, const YcCommandHeaders *headers, JsonObject *body, gboolean right, GError **error);

/** Signs out: ends the caller's session; a command in all but route. */
YcReply *yc_node_sign_out (YcDb *db, const YcCaller *caller, const YcCommandHeaders *headers, GError **error);

/* The protocol */

/**
 * One command (10-contract "Commands", 10b rules 5-12): body bytes as received. Checks in the order of rule 7. 200 {"result","now","pos","lines","next"}: pos
 * is the position of the result's last event (0 = none), up to which the caller reads on (rule 2). By the control socket too a command needs a
 * key; its session is not asked for. Without YC-After there are no lines.
 */
YcReply *yc_node_command (YcDb *db, const YcCaller *caller, const YcCommandHeaders *headers, GBytes *body, GError **error);

/**
 * A push: headers YC-Stream, YC-First, YC-Count, YC-Head and the batch as received (one event per line). Stores first, judges afterwards; verdict events are written in the same transaction.
 * 200 {"stream","ack","head","pos","pack","window","verdicts":[{"n","verdict","reason"}],"now"}; verdict is "event.superseded", "event.flagged" or
 * "event.quarantined".
 */
YcReply *yc_node_push (YcDb *db, const YcCaller *caller, const char *stream, gint64 first, gint64 count, const char *head, GBytes *body, GError **error);

/** A page of the feed. */
typedef struct
{
  GPtrArray *lines;        /* YcLine, owned */
  gint64 next;             /* position scanned */
  gint64 epoch;
  gboolean wait;           /* nothing yet: the caller may poll again when something has been committed */
} YcFeedPage;

/** Empties a page. */
void yc_feed_page_clear (YcFeedPage *page);

/** Reads a feed page for a device; reply is NULL when page is filled, else the problem (401, 403, 409 feed-reset). */
gboolean yc_node_read_feed (YcDb *db, const YcCaller *caller, gint64 after, guint limit, gint64 epoch, const char *at, YcFeedPage *page, YcReply **reply, GError **error);

/** The feed page as a batch body, and the value of the YC-Pos header ("99801-99803,99806"); transfer full both. */
GBytes *yc_feed_page_to_body (const YcFeedPage *page, char **positions);

/** Heads: {"stream","n","hash","sig"?} of one stream (n 0 for a device that has pushed nothing), or {"heads":[…]} of all when stream is NULL. */
YcReply *yc_node_get_heads (YcDb *db, const YcCaller *caller, const char *stream, GError **error);

/** Writes what the hall-day boundary asks for at now (10b rule 23), and puts in force the reference sets that waited for this day; cheap when there is nothing. Runs also before each command (the sets: before each import too). */
gboolean yc_node_tick (YcDb *db, GError **error);

/** When the next hall-day boundary is, ms UTC. */
gint64 yc_node_next_boundary (YcDb *db, GError **error);

G_END_DECLS
