/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "core/yc-refusal.h"

G_BEGIN_DECLS

/**
 * What the node answers, before it becomes HTTP: a status and either a JSON body or a problem (RFC 9457).
 */
typedef struct
{
  guint status;            /* HTTP status; never 204 */
  char *problem;           /* "/problems/state" …, or NULL for a good answer */
  char *title;             /* a sentence for the log of the other side, or NULL */
  JsonObject *body;        /* owned; members of the answer, or extension members of the problem; may be NULL */
  guint retry_after_s;     /* 0 = no Retry-After header */
} YcReply;

/** An answer 200 with a body (taken); transfer full. */
YcReply *yc_reply_new (JsonObject *body);
/** A problem with extension members (taken, may be NULL); transfer full. */
YcReply *yc_reply_new_problem (guint status, const char *problem, const char *title, JsonObject *body);
/** A refusal as 409 /problems/state with code and args; transfer full. */
YcReply *yc_reply_new_refusal (const YcRefusal *refusal);
/** Frees a reply. */
void yc_reply_free (YcReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcReply, yc_reply_free)

G_END_DECLS
