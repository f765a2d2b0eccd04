/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/yc-client.h"
#include "net/yc-server.h"

/*
 * For the tests of net: certificates made by certtool (so by another program than ours) in a temporary folder, a server whose
 * routes are known, and sending as one call. Certificates: "ca" with "srv", "srv-old" (expired), "srv-new" (not yet valid),
 * "srv-other" (another hall), "cli", "cli-old", "cli-new"; "foreign" with "srv-foreign" and "cli-foreign"; "later", an
 * authority not yet valid, with "srv-later"; "rogue", issued by the holder of "cli". All leaves have the key "leaf".
 */
#define HALL  "0193a5c0-0000-7000-8000-000000000001"
#define OTHER "0193a5c0-0000-7000-8000-000000000002"
#define HALL_NAME HALL ".hall.yichuang.invalid"

void  fixture_set_up    (void);
void  fixture_tear_down (void);
char *fixture_pem       (const char *name);          /* certificate */
char *fixture_key       (const char *name);
char *fixture_chain     (const char *leaf, const char *ca);
char *fixture_forge     (const char *pem);           /* the same with another last byte of the signature */
char *fixture_path      (const char *name);

/* Routes: /echo tells what the server saw, /hold keeps the responder, /big?n= answers n bytes, /drop answers nothing. */
typedef struct
{
  YcServer *server;
  GPtrArray *held;    /* of YcResponder */
  GPtrArray *remotes; /* of char *, where each request came from */
  guint n_gone;
  char *url;
} Node;

Node     *node_new        (const char *leaf, const char *ca);
Node     *node_new_plain  (void);                     /* no listener yet */
void      node_free       (Node *node);
void      node_answer_all (Node *node);

YcClient *client_new      (Node *node, const char *pinned, const char *dns_name, const char *leaf);

typedef struct
{
  YcResponse *response;
  GError *error;
  gboolean sent;
  gboolean done;
} Reply;

void        reply_clear   (Reply *reply);
void        start         (YcClient *client, const char *method, const char *target, GBytes *body, guint timeout_ms,
                           GCancellable *cancellable, Reply *reply);
YcResponse *ask           (YcClient *client, const char *method, const char *target, GBytes *body);
GError     *ask_error     (YcClient *client, const char *target, guint timeout_ms, gboolean *sent);
const char *text_of       (YcResponse *response);     /* borrowed, NUL-terminated, until the next call */

/* Runs the main context until the condition holds; fails the test after 8 s. */
#define WAIT(condition)                                           \
  G_STMT_START                                                    \
  {                                                               \
    gint64 wait_end = g_get_monotonic_time () + 8 * G_TIME_SPAN_SECOND; \
    while (!(condition))                                          \
      {                                                           \
        g_assert_cmpint (g_get_monotonic_time (), <, wait_end);   \
        wait_a_little ();                                         \
      }                                                           \
  }                                                               \
  G_STMT_END

void        wait_a_little (void);
