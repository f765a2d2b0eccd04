/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Private to core: writing into a text that grows. */

/** Appends text as the inside of a JSON string. */
void yc_json_append_escaped (GString *out, const char *text);

/** Appends an object, compact. Its depth must be bounded, as that of everything read by yc_json_parse() is. */
void yc_json_append_object (GString *out, JsonObject *object);

/** Appends an integer. */
void yc_json_append_int (GString *out, gint64 value);

G_END_DECLS
