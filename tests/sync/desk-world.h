/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "node-world.h"
#include "sync/yc-desk.h"

/* A workstation's database beside the node's of node-world, and what travels between them carried by hand. */
typedef struct
{
  YcEnv env;           /* the world's, with a clock that is wrong */
  gint64 wrong;        /* ms ahead */
  World *world;
  Station *station;    /* the same device as the node sees it: key, token */
  YcDb *db;
  char *path;
  YcDeskMemory memory;
} Desk;

/* An enrolled workstation of a counter that has read nothing yet. */
Desk *desk_new (World *world, int counter);
void desk_free (Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* A transaction with one savepoint, as the store gives a job. */
void desk_begin (Desk *desk);
void desk_end (Desk *desk, gboolean keep);

/* Asks the node for heads and takes note of its clock. */
void desk_take_clock (Desk *desk);
/* Reads one page of the feed and applies it; FALSE when it was the empty one at the end. */
gboolean desk_pull_page (Desk *desk, guint limit);
/* Reads the feed to its end, then fetches the sets it announced. */
void desk_pull (Desk *desk);
/* Pushes what is unacked. */
void desk_push (Desk *desk);
/* Signs in at the node with a staff number and pulls. */
void desk_sign_in (Desk *desk, const char *number);

/* One key press: arguments as of world_json(), NULL for none. FALSE: refused, and nothing is stored. */
gboolean desk_press (Desk *desk, YcVerb local, const char *local_args, YcVerb command, const char *command_args, YcRefusal *refusal);
/* Sends the stored command to the node; transfer full. */
YcReply *desk_send (Desk *desk);
/* Sends it and stores the answer. */
void desk_run (Desk *desk);
/* Presses a command, asserting that it may be, pushes and runs it. */
void desk_do (Desk *desk, YcVerb command, const char *args);
/* Presses a local act, asserting that it may be. */
void desk_act (Desk *desk, YcVerb local, const char *args);

YcDeskView *desk_view (Desk *desk);
