/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-env.h"
#include "core/yc-json.h"
#include "store/yc-db.h"
#include "store/yc-verify.h"
#include "sync/yc-batch.h"
#include "sync/yc-node.h"
#include "vault/yc-hash.h"
#include "vault/yc-key.h"

/* A hall node on a file of its own, with a clock that is set by hand, and devices that talk to it without a network. */

#define WORLD_SECOND G_GINT64_CONSTANT (1000)
#define WORLD_MINUTE (60 * WORLD_SECOND)
#define WORLD_HOUR   (60 * WORLD_MINUTE)
/* 2026-11-24 10:00 in the hall. */
#define WORLD_START  G_GINT64_CONSTANT (1795485600000)

typedef struct
{
  YcEnv env;
  gint64 wall;
  guint64 state;
} WorldEnv;

typedef struct
{
  WorldEnv env;
  char *dir;
  char *path;
  YcDb *db;
  char *hall;
  char *dev;
  YcKey *key;
  char *ca_pem;
  char *ca_key_pem;
  YcNodeAuthority authority;
  guint8 fingerprint[10];
  YcUuidClock uuids;
} World;

/* A device as the node sees it: a key, a chain of lines, perhaps a session. */
typedef struct
{
  World *world;
  char *dev;
  YcKey *key;
  int counter;
  GPtrArray *lines;   /* YcLine: n is the index + 1 */
  char *token;
  char *session;
  char *staff;
  gint64 after;       /* cursor */
} Station;

World *world_new (void);
/* The same, with the clock at another time. */
World *world_new_at (gint64 wall);
void world_free (World *world);
/* Closes the file and opens it again. */
void world_reopen (World *world);
/* A new UUID. */
char *world_uuid (World *world);
/* The document of data/reference or data/demo. */
GBytes *world_document (const char *folder, const char *set);
/* A transaction with one savepoint, as the store gives a job. */
void world_begin (World *world);
void world_end (World *world);
void world_undo (World *world);

/* Adds a member of staff by the control socket: queues like "A,B"; returns the UUID. */
char *world_add_staff (World *world, const char *number, const char *role, const char *queues);
/* Imports documents by the control socket: texts in which ' stands for ", NULL-terminated. */
YcReply *world_import (World *world, const char *const *texts);
/* A JSON object from text in which ' stands for ". */
JsonObject *world_json (const char *text);
/* The administrator, and a command of hers: args in text with '. */
extern const YcCaller world_local;
YcReply *world_command (World *world, const char *command, const char *args);
/* As before, asserting success; the ticket's id. */
char *world_issue (World *world, const char *queue);

/* Enrols a device with a code. */
Station *station_new (World *world, const char *role, int counter);
void station_free (Station *station);
/* What the transport says of it. */
YcCaller station_caller (Station *station);
YcCommandHeaders station_headers (Station *station, const char *key);
/* Signs in with a staff number (the PIN is right) and keeps session and token. */
void station_sign_in (Station *station, const char *number);
/* A command with a new key; text as of world_json(). The cursor follows. */
YcReply *station_command (Station *station, const char *command, const char *args);
/* The same with given headers and whole body. */
YcReply *station_post (Station *station, const YcCommandHeaders *headers, const char *body);
/* Adds a raw line to its chain. */
void station_add_raw (Station *station, const char *line);
/* A line of this type, not added: attributes are the session's; data as of world_json(). */
YcEvent *station_event (Station *station, YcEventType type, const char *subject, const char *data);
/* Writes an event at the end of the chain. */
void station_add (Station *station, YcEvent *event);
/* Both of these. */
void station_write (Station *station, YcEventType type, const char *subject, const char *data);
/* Pushes lines first…first+count−1 with a good head. */
YcReply *station_push (Station *station, gint64 first, gint64 count);
/* Pushes everything, asserting 200. */
YcReply *station_push_all (Station *station);

void world_assert_ok (YcReply *reply);
void world_assert_problem (YcReply *reply, guint status, const char *problem);
void world_assert_refused (YcReply *reply, const char *code);
/* Number of lines at the node of a type ("ticket.called"), by its feed. */
guint world_count (World *world, const char *type);
/* The data of the newest line of a type; transfer full, NULL when there is none. */
JsonObject *world_newest (World *world, const char *type);
/* The ticket at the node, loaded; borrowed. */
const YcTicket *world_ticket (World *world, const char *id);
/* Asserts that every chain and head at the node verifies. */
void world_verify (World *world);
YcHall *world_hall (World *world);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Station, station_free)
