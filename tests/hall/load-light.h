/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-event.h"
#include "core/yc-uuid.h"
#include "load-join.h"

/*
 * A counter without a journal: it speaks the protocol by itself (commands under a key, repeated until a definite answer; own lines
 * in a chain, pushed until acknowledged) and folds nothing, so that many of them cost the machine little. It is written
 * from the contract, not over YcSync, and so checks the node by other eyes.
 */
typedef struct _LoadLight LoadLight;

/* status 200, or 409 with a refusal; body borrowed. latency in µs from the first sending to the answer. */
typedef void (*LoadAnswered) (LoadLight  *light,
                              guint       status,
                              JsonObject *body,
                              gint64      latency_us,
                              gpointer    user_data);

typedef void (*LoadPushed)   (LoadLight *light,
                              gpointer   user_data);

struct _LoadLight
{
  LoadDevice *device;     /* borrowed */
  YcClient *client;       /* owned */
  YcUuidClock uuids;
  char *number;           /* of the clerk */
  char *pin;
  char *token;
  char *session;
  char *staff;
  gint64 acked;           /* own lines the node has */
  char prev[65];          /* hash of the newest own line */
  GPtrArray *lines;       /* char *, own ones not yet acknowledged */
  guint n_repeats;        /* requests sent again */
  /* one command under way */
  char key[37];
  char *target;
  GBytes *body;
  gboolean signs_in;
  gint64 begun;
  LoadAnswered answered;
  gpointer answered_data;
  /* one push under way */
  LoadPushed pushed;
  gpointer pushed_data;
  gint64 push_head;       /* its last seq */
};

/* A counter of a device that has joined, speaking to url. */
LoadLight *load_light_new     (LoadDevice *device,
                               const char *url,
                               const char *number,
                               const char *pin);
void       load_light_free    (LoadLight *light);

/* Signs in; afterwards commands name the session. */
void       load_light_sign_in (LoadLight    *light,
                               LoadAnswered  answered,
                               gpointer      user_data);

/* Sends a command, args as JSON text, until it has a definite answer. A session that has ended is begun anew before. */
void       load_light_command (LoadLight    *light,
                               const char   *verb,
                               const char   *args,
                               LoadAnswered  answered,
                               gpointer      user_data);

/* Writes an own line about a ticket (or any subject); data is JSON text. */
void       load_light_write   (LoadLight   *light,
                               YcEventType  type,
                               const char  *subject,
                               const char  *data);

/* Pushes all that is not acknowledged, at most limit lines at once, until it is. */
void       load_light_push    (LoadLight  *light,
                               guint       limit,
                               LoadPushed  pushed,
                               gpointer    user_data);
