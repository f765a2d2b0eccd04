/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YcProfile: the folder of one workstation and what is written in it beside the store:
 *
 *   lock          held (flock) by the one process that uses the profile
 *   station.db    the store; the device's key is in it
 *   profile.ini   address and hall, written last when the computer has joined
 *   ca.pem        the hall's certificate authority, pinned
 *   device.pem    this device's certificate, the authority behind it
 *
 * All functions touch the disk: never on the main thread.
 */
typedef struct
{
  char *path;
  int lock_fd;           /* −1 while not held */
  gboolean enrolled;     /* the four below are there */
  gboolean has_record;   /* they are not, and yet a record of an earlier set-up is: whoever joins its hall again goes on with it */
  char *url;
  char *hall;
  char *ca_pem;
  char *cert_pem;
} YcProfile;

/** A handle on a folder; nothing is touched; transfer full. */
YcProfile *yc_profile_new (const char *path);
/** Lets go of the lock and frees the handle. */
void yc_profile_free (YcProfile *profile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcProfile, yc_profile_free)

/** The absolute name of a file in the folder; transfer full. */
char *yc_profile_file (const YcProfile *profile, const char *name);

/** Makes the folder (0700) when absent, takes the lock and reads what is there. G_IO_ERROR_BUSY: another process has it. */
gboolean yc_profile_open (YcProfile *profile, GError **error);

/** Writes what joining a hall gave; profile.ini last, so that half a joining is none. */
gboolean yc_profile_enrol (YcProfile *profile, const char *url, const char *hall, const char *ca_pem, const char *cert_pem, GError **error);

/** Replaces the device's certificate by a renewed one. */
gboolean yc_profile_renew (YcProfile *profile, const char *cert_pem, GError **error);

G_END_DECLS
