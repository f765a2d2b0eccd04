/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reference sets from files, as subcommands take them: each file is one set, or a catalogue of matters (core/yc-catalogue.h). A catalogue is
 * joined to the set "matters" that stands beside it, whose version then names both; alone it is that set. */

/** A set as it was given. All owned. */
typedef struct
{
  char *path;
  char *text;   /* valid UTF-8, and perhaps nothing else that is expected: what it holds is judged by who reads the set */
} YcSetFile;

/**
 * Reads files; YcSetFile in the order given, transfer full. Faults of a catalogue (YcFault, the path before the place) are added to faults;
 * NULL with an error that ends with nothing said of what comes of it when a file cannot be read.
 */
GPtrArray *yc_cli_read_sets (int n, char **paths, GPtrArray *faults, GError **error);

G_END_DECLS
