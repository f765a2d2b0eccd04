/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "node-world.h"

/* Large reference sets, and their way into the hall. */

/* A set of divisions of this many bytes or a little more. */
GBytes *sets_divisions (const char *version, gsize size);
/* The demo's matters so many times over, from the second time on with ids of their own. */
GBytes *sets_matters (const char *version, guint times);
/* Imports documents (GBytes); transfer full. */
YcReply *sets_try_import (World *world, GPtrArray *documents);
/* Imports one, asserting success. */
void sets_import (World *world, GBytes *document);
/* The length of the newest line of the journal. */
gsize sets_newest_length (World *world);
