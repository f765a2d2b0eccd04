/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reply"

#include "config.h"

#include "sync/yc-reply.h"

YcReply *
yc_reply_new (JsonObject *body)
{
  YcReply *reply = g_new0 (YcReply, 1);

  reply->status = 200;
  reply->body = body;
  return reply;
}

YcReply *
yc_reply_new_problem (guint status, const char *problem, const char *title, JsonObject *body)
{
  YcReply *reply;

  g_return_val_if_fail (status >= 400 && status <= 599, NULL);
  g_return_val_if_fail (problem != NULL, NULL);

  reply = g_new0 (YcReply, 1);
  reply->status = status;
  reply->problem = g_strdup (problem);
  reply->title = g_strdup (title);
  reply->body = body;
  return reply;
}

YcReply *
yc_reply_new_refusal (const YcRefusal *refusal)
{
  JsonObject *body;

  g_return_val_if_fail (refusal != NULL, NULL);
  g_return_val_if_fail (refusal->code != YC_REFUSAL_NONE, NULL);

  body = json_object_new ();
  json_object_set_string_member (body, "code", yc_refusal_code_to_string (refusal->code));
  json_object_set_object_member (body, "args",
                                 refusal->args != NULL ? json_object_ref (refusal->args) : json_object_new ());
  return yc_reply_new_problem (409, "/problems/state", "The hall is not in a state that allows this.", body);
}

void
yc_reply_free (YcReply *reply)
{
  if (reply == NULL)
    return;
  g_free (reply->problem);
  g_free (reply->title);
  g_clear_pointer (&reply->body, json_object_unref);
  g_free (reply);
}
