/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "vault/yc-key.h"

G_BEGIN_DECLS

/**
 * YcHallDir: the folder of a hall node, its lock, and the files in it:
 *
 *   lock            held (flock) by the one process that has the journal open
 *   control.sock    the administrator's door of a running node (0600)
 *   hall.db         the journal
 *   ca.pem          certificate authority of this hall, 10 years
 *   ca-key.pem      its key (0600)
 *   server.pem      certificate of the node for TLS, the CA behind it
 *   server-key.pem  its key (0600)
 */
typedef struct
{
  char *path;          /* absolute */
  int lock_fd;         /* −1 while the lock is not held */
} YcHallDir;

/** A handle on the folder at path; nothing is touched; transfer full. */
YcHallDir *yc_hall_dir_new (const char *path);
/** Lets go of the lock and frees the handle. */
void yc_hall_dir_free (YcHallDir *dir);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHallDir, yc_hall_dir_free)

/** The absolute name of a file in the folder; transfer full. */
char *yc_hall_dir_file (YcHallDir *dir, const char *name);

/** Makes the folder (0700) for a new hall; fails when there is a hall in it already. */
gboolean yc_hall_dir_create (YcHallDir *dir, GError **error);

/** Whether the folder holds a hall; FALSE with an error that says what to do. */
gboolean yc_hall_dir_check (YcHallDir *dir, GError **error);

/** Takes the lock without waiting. *held tells that another process has it (and FALSE is returned without error). */
gboolean yc_hall_dir_lock (YcHallDir *dir, gboolean *held, GError **error);

/**
 * As yc_hall_dir_lock(), but waits a few seconds for a subcommand that is at work in the folder. A node that answers on control.sock
 * is not waited for.
 */
gboolean yc_hall_dir_lock_patiently (YcHallDir *dir, gboolean *held, GError **error);

/** Reads a text file of the folder; transfer full. Keys are freed with yc_secret_free(). */
char *yc_hall_dir_read (YcHallDir *dir, const char *name, GError **error);

/** Writes a file of the folder with this mode: to a new file, fsync, rename. */
gboolean yc_hall_dir_write (YcHallDir *dir, const char *name, const char *text, int mode, GError **error);

G_END_DECLS
