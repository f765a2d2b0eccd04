/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "node-world.h"

/* A workstation with a journal of its own that does anything at all: acts on what it has folded, sends commands, pushes and pulls
 * when it likes; answers get lost, and the node's transactions fail. */
typedef struct
{
  World *world;
  GRand *rand;
  Station *station;  /* key, token, session */
  char *number;      /* of its clerk */
  char *path;
  YcDb *db;
  gint64 cursor;
  gint64 ack;
  char *key;         /* command without an answer, or NULL */
  char *body;
  gint64 needs;
  gboolean sign_in;  /* … that is a sign-in */
  gboolean revoked;
} Desk;

/* What has happened in all runs together: a test that never sees a fault proves nothing. */
typedef struct
{
  guint runs;
  guint superseded;
  guint flagged;
  guint quarantined;
  guint failed;
  guint lost;
  guint withdrawn;
} DeskSeen;

extern DeskSeen desk_seen;

/* Helpers of one database: nothing here may fail. */
void desk_begin (YcDb *db);
void desk_commit (YcDb *db);
YcHall *desk_get_hall (YcDb *db);

/* The workstation of a counter, enrolled, with its clerk "1000<counter>"; at counter 1 she is a supervisor. */
Desk *desk_new (World *world, GRand *rand, int counter);
void desk_free (Desk *desk);
/* Does one thing. */
void desk_step (Desk *desk);
/* Pushes at most limit lines that are not acked. */
void desk_push (Desk *desk, guint limit);
/* Reads a page; FALSE when there is nothing new. */
gboolean desk_pull (Desk *desk, guint limit);
/* Number of its newest own line. */
gint64 desk_own_seq (Desk *desk);
