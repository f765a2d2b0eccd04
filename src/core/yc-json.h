/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * The one door through which JSON from outside comes in. A scan of our own checks the bytes before json-glib sees
 * them, because json-glib 1.6 overflows the stack on deep nesting, writes 1e999 back as inf, accepts 'single quotes'
 * and cuts strings at \u0000.
 *
 * Checked: strict RFC 8259 grammar, valid UTF-8 without U+0000, numbers finite and integers within
 * ±(2^53 − 1) (RFC 8259, 6), no member name twice in one object, size, nesting, number of values.
 */
typedef struct
{
  gsize max_bytes;   /* of the whole text */
  guint max_depth;   /* nesting of arrays and objects; never above YC_JSON_DEPTH */
  guint max_values;  /* objects, arrays, strings, numbers, literals together */
} YcJsonLimits;

#define YC_JSON_DEPTH 64

/** Limits of one event line: 64 KiB, 16 deep, 2,000 values. */
extern const YcJsonLimits YC_JSON_LINE;
/** Limits of a request body other than a batch: 64 KiB, 16 deep, 2,000 values. */
extern const YcJsonLimits YC_JSON_BODY;
/** Limits of a reference set: 8 MiB, 64 deep, 400,000 values. */
extern const YcJsonLimits YC_JSON_REFERENCE;

/** Parses text of the given length; transfer full, or NULL with YC_CORE_ERROR naming line and column. Any thread. */
JsonNode *yc_json_parse (const char          *text,
                         gsize                length,
                         const YcJsonLimits  *limits,
                         GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/** As yc_json_parse(), and the top value must be an object; transfer full. */
JsonObject *yc_json_parse_object (const char          *text,
                                  gsize                length,
                                  const YcJsonLimits  *limits,
                                  GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Writes compact JSON without a final newline; members in the order in which they were set; transfer full. The text is
 * always one that yc_json_parse() reads as the same object (json-glib's own writer leaves U+001F unescaped). Numbers
 * must be finite.
 */
char *yc_json_write_object (JsonObject *object);

/** As yc_json_write_object(), for a value of any kind; transfer full. */
char *yc_json_write (JsonNode *node);

/* Typed readers: "name missing" and "wrong type" are YC_CORE_ERROR_TYPE with the member's name; strings are borrowed
 * from the object. The *_or variants give the default when the member is absent or null, and still fail on a wrong type. */

/** The string member name, borrowed, or NULL with an error. */
const char *yc_json_get_string (JsonObject *object, const char *name, GError **error);
/** The string member name, borrowed, or fallback when absent; *ok becomes FALSE (and error is set) on a wrong type. ok may not be NULL. */
const char *yc_json_get_string_or (JsonObject *object, const char *name, const char *fallback, gboolean *ok, GError **error);
/** The integer member name within [min, max]. */
gboolean yc_json_get_int (JsonObject *object, const char *name, gint64 min, gint64 max, gint64 *value, GError **error);
/** As yc_json_get_int(), with a fallback when absent. */
gboolean yc_json_get_int_or (JsonObject *object, const char *name, gint64 min, gint64 max, gint64 fallback, gint64 *value, GError **error);
/** The boolean member name, with a fallback when absent. */
gboolean yc_json_get_bool_or (JsonObject *object, const char *name, gboolean fallback, gboolean *value, GError **error);
/** The object member name, borrowed, or NULL with an error. */
JsonObject *yc_json_get_object (JsonObject *object, const char *name, GError **error);
/** The array member name, borrowed, or NULL with an error. */
JsonArray *yc_json_get_array (JsonObject *object, const char *name, GError **error);
/** The array of strings member name as a newly allocated strv (empty when absent), or NULL with an error on another type. */
GStrv yc_json_get_strv_or_empty (JsonObject *object, const char *name, GError **error);

/* Plain readers for objects already checked by a decoder (an event's data): absent or of another type gives the default. */

/** The string member, borrowed, or NULL. */
const char *yc_json_peek_string (JsonObject *object, const char *name);
/** The integer member, or 0. */
gint64 yc_json_peek_int (JsonObject *object, const char *name);
/** The boolean member, or FALSE. */
gboolean yc_json_peek_bool (JsonObject *object, const char *name);

G_END_DECLS
