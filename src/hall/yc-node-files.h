/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-env.h"
#include "hall/yc-hall-dir.h"

G_BEGIN_DECLS

/** Certificates and keys of a node's folder, read for serving. */
typedef struct
{
  char *ca_pem;
  char *ca_key_pem;      /* secret */
  char *server_pem;      /* chain */
  char *server_key_pem;  /* secret */
} YcNodeFiles;

/** Empties the files and wipes the keys. */
void yc_node_files_clear (YcNodeFiles *files);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcNodeFiles, yc_node_files_clear)

/** Makes the authority and the server certificate of a new hall and writes them. */
gboolean yc_node_files_create (YcHallDir *dir, const char *hall, YcEnv *env, GError **error);

/**
 * Reads them. An authority that is missing, damaged, without its key or of another hall is an error, and nothing is changed. A server
 * certificate with at most 60 days left is made anew with its key, and so is one that is missing, damaged or does not fit (the
 * authority is in the same folder): a renewal that was cut off between the files is done again. The caller holds the folder's lock.
 */
gboolean yc_node_files_read (YcHallDir *dir, const char *hall, YcEnv *env, YcNodeFiles *files, GError **error);

G_END_DECLS
