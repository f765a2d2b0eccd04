/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/yc-client.h"
#include "net/yc-link.h"

G_BEGIN_DECLS

/* Insides of YcLink, for yc-link*.c only. Everything but the jobs runs in the main context in which the link was made. */

/** What the database says after each change: what the machine wants to know, and what the link itself does. */
typedef struct
{
  YcSyncInput input;         /* own_seq, has_command, needs, peer, n_stale_sets filled in */
  char *answer;              /* owned: key of the last command that has its answer, "" = none yet */
  gboolean has_policy;
  guint long_poll_s;
  gint64 jitter_ms;
} YcLinkFacts;

/** Reads them; any job. FALSE with an error. */
gboolean yc_link_facts_read (YcDb *db, YcLinkFacts *facts, GError **error);
/** Empties facts. */
void yc_link_facts_clear (YcLinkFacts *facts);

/** What a request says of the record here: YC-After, YC-Epoch, YC-At, YC-Needs. */
typedef struct
{
  YcPeer peer;
  gint64 own_seq;
  char *at;                  /* owned: "<pos> <hash>" of the newest line held, or NULL */
} YcLinkPlace;

/** Reads it; any job. FALSE with an error. */
gboolean yc_link_place_read (YcDb *db, YcLinkPlace *place, GError **error);
/** Empties a place. */
void yc_link_place_clear (YcLinkPlace *place);

/** One action under way, from the reading to the answer. The job's fields belong to the worker while it runs. */
typedef struct
{
  grefcount refs;            /* main thread only */
  YcLink *link;              /* owned */
  GCancellable *cancellable; /* owned */
  YcSyncAction action;
  char *dev;                 /* owned */
  gboolean nothing;          /* there is nothing to send */
  /* read on the worker */
  GPtrArray *lines;          /* YcLine, owned: own ones of a push, those of a page */
  char *head;                /* owned: YC-Head of the last line */
  YcStoredCommand *command;  /* owned */
  YcLinkPlace place;
  GStrv sets;                /* owned: reference sets to fetch */
  guint next_set;
  char *set_hash;            /* owned: content hash of the document in response */
  /* the answer */
  YcResponse *response;      /* owned; main thread only */
  GBytes *bytes;             /* owned: its body */
  JsonObject *body;          /* owned: parsed, or NULL */
  guint status;
  char *problem;             /* owned, or NULL */
  gint64 now;                /* the node's clock in it, ms UTC, and … */
  gint64 wall;               /* … the clock here when it came; 0 = it says none */
  gint64 next;
  YcRefusal refusal;         /* of a command */
  YcLinkFacts facts;         /* after storing */
} YcLinkOp;

struct _YcLink
{
  GObject parent_instance;

  YcStore *store;            /* owned */
  YcEnv *env;                /* borrowed, outlives the link */
  GMainContext *context;     /* owned */
  YcSync *sync;              /* owned */
  YcClient *client;          /* owned, or NULL when fault is set */
  gint64 skew;               /* clock here less the node's in the newest answer, ms */
  GError *fault;             /* owned: why there is no client */
  char *hall;                /* owned */
  char *dev;                 /* owned */
  char *ca_pem;              /* owned */
  char *cert_pem;            /* owned */
  char *key_pem;             /* owned, secret */
  char *token;               /* owned, secret */
  char *answer;              /* owned: key of the last answer told; NULL before the first reading */
  GCancellable *cancellables[YC_N_SYNC_LANES];  /* owned, of what is under way */
  YcLinkOp *answered[YC_N_SYNC_LANES];          /* owned, waits to be stored */
  GSource *timers[YC_N_SYNC_TIMERS];            /* owned */
  GSource *start_again;      /* owned: the record could not be read at the start */
  GNetworkMonitor *monitor;  /* owned while running */
  gulong monitor_handler;
  GCancellable *renewing;    /* owned while a certificate is being renewed */
  GCancellable *life;        /* owned: cancelled when the link stops, another one at the next start */
  gboolean running;
  gboolean started;          /* the left-over command has been dealt with, the machine has begun */
  guint round;               /* of starts and stops: what was asked for before is ignored */
};

/** A new operation for an action; one reference, owned by the caller. */
YcLinkOp *yc_link_op_new (YcLink *self, const YcSyncAction *action);
/** Takes a reference. */
YcLinkOp *yc_link_op_ref (YcLinkOp *op);
/** Drops a reference. */
void yc_link_op_unref (YcLinkOp *op);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcLinkOp, yc_link_op_unref)

/** Feeds an input to the machine and performs what comes of it. */
void yc_link_input (YcLink *self, const YcSyncInput *input);
/** Gives the machine what a job has read for an action (ok) or the error with which it failed; tells "answered". A cancelled one is ignored. */
void yc_link_done (YcLinkOp *op, const GError *error);

/** Performs a SEND action. */
void yc_link_send (YcLink *self, const YcSyncAction *action);
/** Performs a STORE action; answered is the answer it is about, or NULL. */
void yc_link_store (YcLink *self, const YcSyncAction *action, YcLinkOp *answered);
/** The job that takes note of the clock in an answer. */
gboolean yc_link_take_clock_job (YcDb *db, gpointer data, GError **error);
/** The job that stores one fetched reference set. */
gboolean yc_link_take_set_job (YcDb *db, gpointer data, GError **error);

/** Asks for a new certificate if few days are left of this one. */
void yc_link_renew_if_due (YcLink *self);

/**
 * Gives up a sign-in of which nobody here knows whether the node has done it (10b rule 6): repeats it with YC-Withdraw until there is
 * a definite answer, and signs out the session that it had made: both within two minutes by the monotonic clock, which is also how long
 * the body, with the PIN, is kept at most. Ends with the link's stop.
 */
void yc_link_withdraw_sign_in (YcLink *self, const char *key, gint64 needs, GBytes *body);

/* Messages */

/** Parses an answer's body as an object, at most 4 MiB; NULL when it is none. Transfer full. Any thread. */
JsonObject *yc_link_parse (GBytes *bytes);
/** A number in a header of an answer, or −1. */
gint64 yc_link_header_number (YcResponse *response, const char *name);
/** Retry-After in ms (delta-seconds, RFC 9110, 10.2.3; at most an hour), 0 when there is none. */
gint64 yc_link_retry_after_ms (YcResponse *response);
/** The type of a problem (RFC 9457) in a parsed body, borrowed, or NULL. */
const char *yc_link_problem (YcResponse *response, JsonObject *body);
/** The refusal that a definite answer other than 200 means. */
void yc_link_read_refusal (guint status, JsonObject *body, YcRefusal *refusal);

/** Adds a header to an array of names and values. */
void yc_link_add_header (GPtrArray *headers, const char *name, const char *value);
/** Adds a header with a number. */
void yc_link_add_number (GPtrArray *headers, const char *name, gint64 value);
/** Adds YC-After, YC-Epoch and YC-At. */
void yc_link_add_place (GPtrArray *headers, const YcLinkPlace *place);
/** Sends with headers (taken). */
void yc_link_send_request (YcLink *self, const char *method, const char *target, GPtrArray *headers, GBytes *body, gint64 timeout_ms,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
