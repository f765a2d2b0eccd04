/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/yc-db.h"

G_BEGIN_DECLS

#define YC_TYPE_STORE (yc_store_get_type ())

/**
 * YcStore: a queue and one worker thread around one YcDb. Jobs run on the worker in the order of their lanes; what a job
 * returns is told in the main context in which the store was made, after the COMMIT that covers it.
 *
 * Group commit: all write jobs that have gathered run in one transaction, each under its savepoint, in order of arrival; then
 * one COMMIT; then the replies. A job that fails is undone alone. If COMMIT fails or SQLite ended the transaction, every job
 * of the group fails with YC_STORE_ERROR_COMMIT, _FULL or _ABORTED and the file is opened again before the next group. While
 * it cannot be opened, jobs fail with the reason and the next ones try again. While it is not at its place (yc_db_check_place()) every
 * job, reads too, fails with the reason, and the file stays open. Every job of a write lane already has its
 * savepoint: it makes none of its own.
 */
G_DECLARE_FINAL_TYPE (YcStore, yc_store, YC, STORE, GObject)

typedef enum
{
  YC_LANE_COMMAND,  /* commands, local acts, pushes of ≤ 50 lines: first */
  YC_LANE_INGEST,   /* larger pushes and feed pages, ≤ 500 lines each: one transaction per job, between groups */
  YC_LANE_READ,     /* reads, between groups, outside a transaction */
} YcLane;

/** What runs on the worker. data is the job's own; it may hold inputs and, on return, results. */
typedef gboolean (*YcStoreJob) (YcDb *db, gpointer data, GError **error);

/** A closed store; transfer full. env must outlive it. */
YcStore *yc_store_new (YcEnv *env);

/** Before opening: a file that is missing or empty is not made (yc_db_open_existing()). Once it has been open it never is. */
void yc_store_set_must_exist (YcStore *self);

/** Starts the worker and opens the file there. */
void yc_store_open_async (YcStore *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/** TRUE when the file is open; else YC_STORE_ERROR. */
gboolean yc_store_open_finish (YcStore *self, GAsyncResult *result, GError **error);

/** Queues a job. data is freed with destroy in the main context after the callback has returned. A job once begun is not cancelled. */
void yc_store_run_async (YcStore             *self,
                         YcLane               lane,
                         YcStoreJob           job,
                         gpointer             data,
                         GDestroyNotify       destroy,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data);

/** The job's data (borrowed until the callback returns), or NULL with the job's or the commit's error. A job without data gives itself a non-NULL pointer. */
gpointer yc_store_run_finish (YcStore *self, GAsyncResult *result, GError **error);

/** Whether the last group of jobs that had something to write could not be stored (a full disk, for example); over with the next that is. Any thread. */
gboolean yc_store_is_failing (YcStore *self);

/** Finishes what is queued, closes the file and joins the worker. */
void yc_store_close_async (YcStore *self, GAsyncReadyCallback callback, gpointer user_data);
/** TRUE when closed. */
gboolean yc_store_close_finish (YcStore *self, GAsyncResult *result, GError **error);

/* Signal "changed" (YcStore *self, GStrv subjects): in the main context, after a commit, before the jobs' callbacks. */

G_END_DECLS
