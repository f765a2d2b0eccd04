/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall/yc-routes.h"
#include "sync/yc-node.h"

G_BEGIN_DECLS

struct _YcRoutes
{
  YcStore *store;            /* owned */
  YcEnv *env;                /* borrowed */
  char *ca_pem;              /* owned */
  char *ca_key_pem;          /* owned, secret */
  guint8 fingerprint[10];    /* of the CA: what enrolment codes carry */
  GPtrArray *polls;          /* YcHandling waiting for the next commit, owned */
  GThreadPool *argon;        /* at most two key derivations at a time (10b rule 26) */
  gulong changed_handler;
  YcRoutesIsWaiting is_waiting; /* or NULL */
  guint n_under_way;         /* YcHandling that are not freed yet */
  gint draining;             /* atomic: the pool looks at it too */
};

/** One request under way: what was asked, who asked, and what it comes to. Reference counted, main thread; the job fields belong to the worker while it runs. */
typedef struct
{
  gatomicrefcount refs;
  YcRoutes *routes;          /* borrowed: the routes stay until every handling is freed */
  const char *pattern;       /* static: the route's path, for the log */
  YcRequest *request;        /* owned */
  YcRoutesAnswer answer;
  gpointer user_data;
  char *hall;                /* owned: {hall} of the path, or NULL */
  char *last;                /* owned: last part of the path, or NULL */
  char *dev;                 /* owned */
  char *key;                 /* owned */
  char *token;               /* owned, secret */
  YcCaller caller;           /* borrows the three above */
  YcCommandHeaders headers;  /* borrows from request */
  gint64 first;              /* YC-First, −1 = absent */
  gint64 count;              /* YC-Count, −1 = absent */
  gint64 after;              /* of the feed's query */
  gint64 limit;
  gint64 wait;               /* s */
  YcReply *reply;            /* owned */
  YcFeedPage page;
  GBytes *document;          /* owned */
  YcExport *export;          /* owned, of the worker while it runs */
  gboolean exported;         /* … to its end */
  char *etag;                /* owned */
  JsonObject *body;          /* owned: parsed body of routes that take an object */
  char *pin;                 /* owned, secret */
  char *verifier;            /* owned */
  gboolean pin_right;
  gboolean judged;           /* pin_right is a verdict */
  gint64 poll_until;         /* monotonic ms at which a long-poll ends; 0 = not waiting */
  guint poll_source;         /* … and its timer */
  gboolean reading;          /* the worker has the page now */
  gboolean again;            /* something was committed meanwhile */
} YcHandling;

/** Takes a reference. */
YcHandling *yc_handling_ref (YcHandling *handling);
/** Drops a reference. */
void yc_handling_unref (YcHandling *handling);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHandling, yc_handling_unref)

/** Answers with a response (taken); later answers are ignored. */
void yc_handling_answer (YcHandling *handling, YcResponse *response);
/** Answers with what the node said: handling->reply. */
void yc_handling_answer_reply (YcHandling *handling);
/** Answers with a problem document. */
void yc_handling_answer_problem (YcHandling *handling, guint status, const char *problem, const char *title);
/** Answers 503 for a fault of storage, which is logged. */
void yc_handling_answer_error (YcHandling *handling, const GError *error);
/** Answers 503 with Retry-After: nothing was done, the same request may be sent again. */
void yc_handling_answer_later (YcHandling *handling, const char *problem, const char *title);
/** Whether the client has gone away meanwhile. */
gboolean yc_handling_is_left (YcHandling *handling);
/** Parses the body as an object into handling->body, or answers 400 and returns FALSE. */
gboolean yc_handling_parse_body (YcHandling *handling);
/** Runs a job in a lane and answers with the reply it leaves in the handling. */
void yc_handling_run (YcHandling *handling, YcLane lane, YcStoreJob job);
/** As yc_handling_run(), with a callback of its own: it gets the handling as user_data (one reference taken). */
void yc_handling_run_then (YcHandling *handling, YcLane lane, YcStoreJob job, GAsyncReadyCallback callback);

/* Handlers by group. */

/** GET /health: free. */
void yc_route_health (YcHandling *handling);
/** GET /openapi.yaml: free. */
void yc_route_openapi (YcHandling *handling);
/** POST /v1/halls/{hall}/commands. */
void yc_route_command (YcHandling *handling);
/** POST /v1/halls/{hall}/events. */
void yc_route_push (YcHandling *handling);
/** GET /v1/halls/{hall}/feed. */
void yc_route_feed (YcHandling *handling);
/** GET /v1/halls/{hall}/heads. */
void yc_route_heads (YcHandling *handling);
/** GET /v1/reference/{set}. */
void yc_route_reference (YcHandling *handling);
/** POST /v1/sessions. */
void yc_route_sign_in (YcHandling *handling);
/** DELETE /v1/sessions. */
void yc_route_sign_out (YcHandling *handling);
/** POST /v1/enrolments. */
void yc_route_enrol (YcHandling *handling);
/** POST /v1/enrolments/renew. */
void yc_route_renew (YcHandling *handling);
/** POST /v1/enrolments/codes (control socket). */
void yc_route_code (YcHandling *handling);
/** POST /v1/staff (control socket). */
void yc_route_staff (YcHandling *handling);
/** POST /v1/reference (control socket). */
void yc_route_import (YcHandling *handling);
/** GET /v1/reference: control socket only; what is in waiting. */
void yc_route_list_waiting (YcHandling *handling);
/** DELETE /v1/reference/waiting/{set}: control socket only. */
void yc_route_drop_waiting (YcHandling *handling);
/** GET /v1/export (control socket). */
void yc_route_export (YcHandling *handling);

/** Reads the feed again for every waiting poll. */
void yc_routes_wake_polls (YcRoutes *routes);
/** One key derivation in the pool: verifies or hashes, then goes on in the main context. */
void yc_routes_derive (gpointer data, gpointer user_data);

G_END_DECLS
