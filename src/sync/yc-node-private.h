/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-decide.h"
#include "sync/yc-node.h"

G_BEGIN_DECLS

/* Insides of the hall node, for yc-node*.c only. Functions that return a reply by reference set it when they return
 * FALSE or NULL without an error; strings of the hall are borrowed and copied before anything is appended. */

/* Lines of an answer to a command, and bytes of a page. */
#define YC_NODE_ANSWER_LINES 200
#define YC_NODE_PAGE_BYTES   (1024 * 1024)

#define YC_NODE_MINUTE G_GINT64_CONSTANT (60000)

/* In whose name the node writes an event. Borrowed; NULL as a whole: the node's own. */
typedef struct
{
  const char *actor;   /* "staff/<uuid>" or "device/<uuid>" */
  const char *session; /* UUID or "" */
  int counter;         /* of the session; 0 = as decided */
  const char *cause;   /* key of the command, or "" */
} YcNodeAuthor;

/* Appends an event of the node's and does what follows from it outside the journal: a session that ended loses its tokens, a
 * lock that was cleared its count of wrong PINs. */
gboolean yc_node_append (YcDb *db, YcEvent *event, const YcNodeAuthor *author, GError **error);
/* Appends what was decided, in order. */
gboolean yc_node_append_decision (YcDb *db, const YcDecision *decision, const YcNodeAuthor *author, GError **error);
/* Appends session.ended with this reason. */
gboolean yc_node_end_session (YcDb *db, const char *session, const char *reason, GError **error);

/* The policy value of a key; 0 when no policy is in force. */
gint64 yc_node_policy (YcHall *hall, const char *key);
/* Milliseconds as the answers write them, RFC 3339. */
void yc_node_put_now (JsonObject *body, gint64 now);

/* A JSON object kept in `meta`; *record NULL when there is none. Transfer full. */
gboolean yc_node_get_record (YcDb *db, const char *key, JsonObject **record, GError **error);
gboolean yc_node_set_record (YcDb *db, const char *key, JsonObject *record, GError **error);
/* A text kept in `meta`, transfer full; *text NULL when there is none. Setting NULL removes it. */
gboolean yc_node_get_text (YcDb *db, const char *key, char **text, GError **error);
gboolean yc_node_set_text (YcDb *db, const char *key, const char *text, GError **error);

/* The one check of a device (10b rules 7, 25): enrolled, with this very key, not revoked; by the control socket it is the
 * node's own. Borrowed, or NULL with the reply: 401 /problems/device-unknown, 403 /problems/device-revoked. */
const YcDevice *yc_node_check_device (YcDb *db, const YcCaller *caller, gboolean revoked_too, YcReply **reply, GError **error);
/* The one check of a session: its token, of this device, open or locked, not past its end. named is YC-Session, or NULL
 * where none is asked for. Borrowed, or NULL with the reply 401 /problems/session. */
const YcSession *yc_node_check_session (YcDb *db, const YcCaller *caller, const char *named, YcReply **reply, GError **error);
/* The one check of the control socket: NULL when the caller is the administrator, else 403 /problems/not-permitted. */
YcReply *yc_node_check_administrator (const YcCaller *caller);
/* Whether a position the caller names is one of ours (10b rule 3): its epoch, hash and height. FALSE with the reply 409
 * /problems/feed-reset {rewind_to, epoch}. */
gboolean yc_node_check_position (YcDb *db, gint64 after, gint64 epoch, const char *at, YcReply **reply, GError **error);
/* Epoch of the node's positions, and the first position of it. */
gboolean yc_node_get_epoch (YcDb *db, gint64 *epoch, gint64 *start, GError **error);

/* A bad request: 400 with this problem. */
YcReply *yc_node_bad_request (const char *problem, const char *title);
/* The same, told by an error of core or vault. */
YcReply *yc_node_bad_request_error (const char *problem, const GError *error);
/* Whether every member of an object is among names (NULL-terminated). */
gboolean yc_node_has_only (JsonObject *object, const char *const *names);

/* One command, or a sign-in or sign-out, which are commands in all but route (10b rule 26). */
typedef struct
{
  YcDb *db;                        /* borrowed */
  const YcCaller *caller;          /* borrowed */
  const YcCommandHeaders *headers; /* borrowed */
  YcHall *hall;                    /* borrowed */
  gint64 now;
  char *dev;                       /* owned */
  char *body_hash;                 /* owned: what must be the same under the same key */
  JsonObject *stored;              /* owned: what is stored under the key, or NULL */
  char *session;                   /* owned: UUID, or "" */
  char *actor;                     /* owned */
  int counter;
} YcNodeCall;

/* Empties a call. */
void yc_node_call_clear (YcNodeCall *call);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcNodeCall, yc_node_call_clear)

/* Device and key (rule 7, first two): TRUE to go on: with call->stored set the command was answered before, or has just been
 * withdrawn. body_hash is taken. FALSE with reply or error. */
gboolean yc_node_call_begin (YcNodeCall *call, YcDb *db, const YcCaller *caller, const YcCommandHeaders *headers, char *body_hash, YcReply **reply, GError **error);
/* Session (rule 7, third); by the control socket the node's own device speaks. */
gboolean yc_node_call_check_session (YcNodeCall *call, YcReply **reply, GError **error);
/* feed-reset and needs (rule 7, fourth and fifth), then the day's end. */
gboolean yc_node_call_check_order (YcNodeCall *call, YcReply **reply, GError **error);
/* Who asks, for a decide function. */
void yc_node_call_get_ask (YcNodeCall *call, YcAsk *ask);
/* Appends what was decided, stores the answer and makes the reply. */
YcReply *yc_node_call_done (YcNodeCall *call, YcDecision *decision, GError **error);
/* Stores a refusal and makes the reply. */
YcReply *yc_node_call_refuse (YcNodeCall *call, const YcRefusal *refusal, GError **error);
/* The reply of a stored answer, with lines and now made afresh. */
YcReply *yc_node_call_answer (YcNodeCall *call, JsonObject *stored, GError **error);

/* Puts documents (GBytes) in force, or those for a later hall-day in waiting, all or nothing: adds YcFaults whose place begins with
 * "documents[i]", or writes the events and adds what was done to sets. */
gboolean yc_node_put_documents (YcDb *db, GPtrArray *documents, GPtrArray *faults, JsonArray *sets, GError **error);
/* The same for documents that were in waiting, of days up to day: what waits for a later day stays, though it may be due. */
gboolean yc_node_put_held (YcDb *db, GPtrArray *documents, const char *day, GPtrArray *faults, GError **error);
/* Faults as a JSON array of {"place", "reason"}; transfer full. */
JsonArray *yc_node_faults_to_json (const GPtrArray *faults);
/* What spans sets, and what the hall has beside them: whether now may stand where former (may be NULL) stands. */
void yc_node_check_sets (YcHall *hall, YcReference *former, YcReference *now, GPtrArray *faults);

/* Sets in waiting (yc-node-waiting.c). */

/* Keeps a document for its day; it takes the place of another of its set and day. One that is there changes nothing. */
gboolean yc_node_put_waiting (YcDb *db, JsonObject *document, GBytes *bytes, GError **error);
/* A set is being put in force: those of it in waiting for days up to day are over, and the others that are due are tried anew. */
gboolean yc_node_settle_waiting (YcDb *db, YcSet set, const char *day, GError **error);
/* Whether documents (JsonObject) of later days may be put in force on their days, on top of now and of what is in waiting already. */
gboolean yc_node_check_waiting (YcDb *db, YcReference *now, const char *today, const GPtrArray *documents, GPtrArray *faults, GError **error);
/* After a change: adds a fault for whatever in waiting could not be put in force on its day as things are now. */
gboolean yc_node_warn_waiting (YcDb *db, GPtrArray *warnings, GError **error);
/* Puts in force what is due; cheap when nothing is in waiting. What cannot be stays, and is told in the log once a day. */
gboolean yc_node_put_due (YcDb *db, GError **error);

/* A member of staff as staff.changed writes it. Borrowed. */
typedef struct
{
  const char *id;
  const char *number;
  const char *name_zh;
  const char *name_en;
  const char *role;
  const char *const *queues;
  gboolean active;
} YcNodeStaff;

/* Writes staff.changed when the record differs from what the hall has; one who is no longer active loses her sessions. */
gboolean yc_node_write_staff (YcDb *db, const YcNodeStaff *staff, GError **error);

/* Adds a fault; place is taken, reason copied. */
void yc_node_add_fault (GPtrArray *faults, char *place, const char *reason);

/* Which document of an import brings a set that is in use: its number, G_MAXUINT for none. */
typedef struct
{
  guint queues;
  guint counters;
  guint staff;
} YcNodeBrought;

/* Adds a fault for whoever would be left without a queue, a window or a clerk if now took the place of former. today is the hall-day, NULL in
 * a hall that has no policy yet. */
void yc_node_check_use (YcHall *hall,
                        YcReference *former,
                        YcReference *now,
                        const YcNodeBrought *brought,
                        const char *today,
                        GPtrArray *faults);

G_END_DECLS
