/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "core/yc-search.h"

/* The 60 matters of the demo and the 1,135 of a real catalogue, as what is searched. */
typedef struct
{
  GArray *entries; /* of YcSearchEntry; what they point to is owned by the two nodes */
  JsonNode *matters;
  JsonNode *catalogue;
} SearchNames;

/* Reads them from the folder data; a fault ends the program. */
SearchNames *search_names_new (const char *data);
void search_names_free (SearchNames *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SearchNames, search_names_free)
