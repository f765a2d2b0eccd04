/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/yc-db.h"

G_BEGIN_DECLS

/** A world of its own: clocks that stand until moved, randomness from a seed. */
typedef struct
{
  YcEnv env; /* first */
  gint64 wall;
  gint64 mono;
  guint64 state;
} TestEnv;

void test_env_init (TestEnv *env, guint64 seed);

/** The next random number below n. */
guint test_env_below (TestEnv *env, guint n);

/** A new temporary folder; test_dir_remove() deletes it with everything in it. */
char *test_dir_new (void);
void test_dir_remove (char *dir);

/** An event with members of data: name, 's' string | 'i' int | 'b' gboolean, value; ended by NULL. */
YcEvent *test_event (YcEventType type, const char *subject, ...) G_GNUC_NULL_TERMINATED;

/** Sets who wrote it. */
void test_event_sign (YcEvent *event, const char *actor, const char *session, int counter);

/** The line with which the node dev enrols itself. */
YcEvent *test_enrolment (const char *dev, const char *key);

/** A line of the node dev about the n-th member of staff, whose name has length characters. */
YcEvent *test_filler (const char *dev, guint n, gsize length);

/** Every row of every projection, each table ordered by all its columns. */
char *test_dump_projections (YcDb *db);

/** What the folded hall says of open tickets and those of the hall-day, counters, sessions, devices and staff. */
char *test_dump_hall (YcDb *db);

/** One number from a query. */
gint64 test_query_int (YcDb *db, const char *query);

/** Runs a statement against the file of a database, bypassing all rules. */
void test_exec (YcDb *db, const char *sql);

/* A hall of one node and a few workstations, with real lines, pushes and feeds between their databases. */

#define TEST_WORKSTATIONS 3

typedef struct
{
  YcDb *db;
  YcKey *key;
  char *path;
  char dev[YC_UUID_LENGTH + 1];
  char session[YC_UUID_LENGTH + 1];
  char staff[YC_UUID_LENGTH + 1];
  int counter;
} TestStation;

typedef struct
{
  TestEnv env;
  char *dir;
  char hall[YC_UUID_LENGTH + 1];
  TestStation node;
  TestStation stations[TEST_WORKSTATIONS];
  guint issued;
} TestHall;

/** A hall with policy, queues and counters, devices, staff, sessions and open counters; every workstation has read it. */
void test_hall_init (TestHall *hall, guint64 seed);
void test_hall_clear (TestHall *hall);

/** Does something at random: at the node, at a workstation, or between them. */
void test_hall_step (TestHall *hall);

/** Pushes at most limit lines of a workstation; a twentieth of them at random is quarantined when asked for. */
void test_hall_push (TestHall *hall, TestStation *station, guint limit, gboolean quarantine);

/** Pulls one page of at most limit lines; the number of lines. */
guint test_hall_pull (TestHall *hall, TestStation *station, guint limit);

/** Pushes and pulls until there is nothing left. */
void test_hall_settle (TestHall *hall);

/** Appends one event in a transaction of its own. */
void test_append (YcDb *db, YcEvent *event);

/** A ticket issued at the node, in a transaction of its own; its id is written into out. */
void test_hall_issue (TestHall *hall, char out[YC_UUID_LENGTH + 1]);

G_END_DECLS
