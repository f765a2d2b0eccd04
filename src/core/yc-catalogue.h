/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-reference.h"

G_BEGIN_DECLS

/*
 * A catalogue of matters as a hall's own system publishes it: a JSON array of objects with "name", "item_code" (the composite code of
 * GB/T 39554), "task_type" (GB/T 39046 A.1), "department", "dept_code" and "main_item". It has names and codes but no materials, so
 * that its matters are found and named, and no case can be opened for them. Pure; any thread.
 */

/** Whether a parsed document is such a catalogue and not a reference set. */
gboolean yc_catalogue_is (JsonNode *document);

/**
 * Adds the catalogue's matters to items of the set "matters", in their order; one whose code an item has as its id already is left out: an
 * intake guide goes before a bare name. Every fault is added to faults, at "[12].item_code"; items is complete only when there are none.
 */
void yc_catalogue_add (JsonArray *catalogue, JsonArray *items, GPtrArray *faults);

G_END_DECLS
