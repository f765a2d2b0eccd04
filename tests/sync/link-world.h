/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/yc-link.h"
#include "net/yc-server.h"
#include "node-world.h"

/*
 * The real node behind the real server over TLS, with a relay before it that can cut connections, and a workstation's store and
 * link: all in one process. The node runs on the test's own thread.
 */

#define LINK_PIN "86420975"

typedef enum
{
  FAULT_NONE,
  FAULT_BUSY,          /* 503 with Retry-After, nothing done */
  FAULT_BUSY_AFTER,    /* done, and 503: a COMMIT of which nobody knows */
  FAULT_CUT,           /* done, and the connection cut before a byte of the answer */
  FAULT_CUT_MIDDLE,    /* done, and cut in the middle of the answer */
  FAULT_GARBAGE,       /* done, and answered with something else */
} Fault;

typedef struct
{
  World *world;
  YcServer *server;
  GSocketService *relay;
  GList *pipes;        /* open connections through the relay */
  gint64 cut_after;    /* bytes to let through before the next cut; −1 = none */
  GPtrArray *polls;    /* Poll, owned: feeds that wait */
  guint wake;
  char *cert_key;      /* the server's key and chain */
  char *cert_chain;
  char *url;
  Fault fault;         /* of the next n_faults requests on fault_path */
  const char *fault_path;
  guint n_faults;
  guint n_requests;
  guint n_commands;    /* commands that reached the node */
  guint n_pushed;      /* lines in pushes */
  char *last_key;      /* of the last sign-in */
  guint n_sign_in_keys;/* different keys of sign-ins */
} Hall;

Hall *hall_new (void);
void hall_free (Hall *hall);
/* The node's program ends, or begins again on its files. */
void hall_stop (Hall *hall);
void hall_start (Hall *hall);
/* The next n requests whose path ends in path fail so. */
void hall_set_fault (Hall *hall, Fault fault, const char *path, guint n);
/* Something was committed without a request: polls are woken. */
void hall_wake (Hall *hall);

/* A workstation of counter 1: store, link, nobody signed in. */
typedef struct
{
  Hall *hall;
  Station *station;
  YcEnv env;
  char *path;
  char *cert;
  char *key;
  YcStore *store;
  YcLink *link;
  YcDeskMemory memory;
  GPtrArray *answered;   /* char *key */
} Work;

Work *work_new (Hall *hall);
void work_free (Work *work);
/* A chain of the hall's CA for a device with this workstation's key. */
char *work_make_cert (Work *work, const char *dev);
/* Closes store and link and opens them again: the program was started anew. */
void work_restart (Work *work);
void work_run (Work *work, YcLane lane, YcStoreJob job, gpointer data);
YcSyncStatus work_status (Work *work);
/* Waits until the feed has been read to its end and policy is there. */
void work_wait_ready (Work *work);
/* Signs in, asserting that it comes through without an error. */
YcSignIn work_sign_in (Work *work, const char *number, const char *pin);
/* Presses, asserting that it may be. */
void work_press (Work *work, YcVerb local, const char *local_args, YcVerb command);
/* Presses a command and waits for its answer. */
void work_do (Work *work, YcVerb command);
YcDeskView *work_view (Work *work);
/* Signs in and opens the counter; returns work. */
Work *work_open_counter (Work *work);
/* Whether the node has this workstation's lines up to seq. */
gboolean work_node_has (Work *work, gint64 seq);

/* Runs the main context until the condition holds; fails the test after 30 s. */
#define UNTIL(condition)                                                  \
  G_STMT_START                                                            \
  {                                                                       \
    gint64 until_end = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND; \
    while (!(condition))                                                  \
      {                                                                   \
        g_assert_cmpint (g_get_monotonic_time (), <, until_end);          \
        link_world_iterate ();                                            \
      }                                                                   \
  }                                                                       \
  G_STMT_END

void link_world_iterate (void);
