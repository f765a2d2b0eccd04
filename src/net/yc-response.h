/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * YcResponse: one HTTP answer, made by a route or read by a client. Filled by its maker and then not changed. Counted, not
 * atomically: stays in one thread.
 */
#define YC_TYPE_RESPONSE (yc_response_get_type ())
typedef struct _YcResponse YcResponse;

typedef void (*YcResponseHeaderFunc) (const char *name,
                                      const char *value,
                                      gpointer    user_data);

GType       yc_response_get_type         (void);

/* An answer with @status (100 to 599) and @body (%NULL: empty). @content_type may be %NULL. Owned by the caller. A server
 * never sends 204: libsoup 3.2 closes the connection after it (4-protocol 2.4). */
YcResponse *yc_response_new              (guint       status,
                                          const char *content_type,
                                          GBytes     *body);

/* An answer of type application/json; @json is copied. Owned by the caller. */
YcResponse *yc_response_new_json         (guint       status,
                                          const char *json);

/* An answer of type application/problem+json (RFC 9457): type, title, status and then the members of @extra (%NULL: none)
 * under other names. @type is "/problems/…", @title one plain English sentence. @extra is not taken. Owned by the caller. */
YcResponse *yc_response_new_problem      (guint       status,
                                          const char *type,
                                          const char *title,
                                          JsonObject *extra);

/* Takes a reference. */
YcResponse *yc_response_ref              (YcResponse *self);
/* Drops a reference. */
void        yc_response_unref            (YcResponse *self);

/* The HTTP status. */
guint       yc_response_get_status       (YcResponse *self);

/* The media type with its parameters, or %NULL. Owned by @self. */
const char *yc_response_get_content_type (YcResponse *self);

/* The header @name in any case, or %NULL. Owned by @self. */
const char *yc_response_get_header       (YcResponse *self,
                                          const char *name);

/* The body, never %NULL. Owned by @self. */
GBytes     *yc_response_get_body         (YcResponse *self);

/* Sets a header. Control characters in @value become spaces, so that no text can begin another header (RFC 9110, 5.5). */
void        yc_response_set_header       (YcResponse *self,
                                          const char *name,
                                          const char *value);

/* Calls @func for each header, in no order; names are in lower case. The media type is not among them. */
void        yc_response_foreach_header   (YcResponse           *self,
                                          YcResponseHeaderFunc  func,
                                          gpointer              user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcResponse, yc_response_unref)

G_END_DECLS
