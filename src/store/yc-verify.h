/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/yc-db.h"

G_BEGIN_DECLS

/**
 * Verifies a journal without any server (4-protocol 2.11): each device's chain (seq without gap, ycprev = hash of the line before,
 * attributes inside the line equal to where it stands), each signed head (signature by the device's key named in its
 * device.enrolled line, hash equal to the chain's), the hall's rolling hash over positions and its signed head, positions
 * dense within the epoch.
 */
typedef struct
{
  gboolean ok;
  char *sentence;      /* owned: what was checked and the unsigned tail, or the first bad event and why */
  guint lines;
  guint devices;
  guint unsigned_tail; /* lines after the newest signed head of their device */
} YcVerdict;

/** Empties a verdict. */
void yc_verdict_clear (YcVerdict *verdict);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcVerdict, yc_verdict_clear)

/** Verifies an open database. FALSE with an error only when it could not be read; verdict tells the rest. */
gboolean yc_verify_db (YcDb *db, YcVerdict *verdict, GError **error);

/** Verifies an export held in memory. */
gboolean yc_verify_export_bytes (GBytes *bytes, YcVerdict *verdict, GError **error);

/** Verifies an export file. */
gboolean yc_verify_export (const char *path, YcVerdict *verdict, GError **error);

G_END_DECLS
