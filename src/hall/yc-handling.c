/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-routes"

#include "config.h"

#include "hall/yc-routes-private.h"

#include "core/yc-json.h"
#include "vault/yc-secret.h"

YcHandling *
yc_handling_ref (YcHandling *handling)
{
  g_atomic_ref_count_inc (&handling->refs);
  return handling;
}

void
yc_handling_unref (YcHandling *handling)
{
  if (!g_atomic_ref_count_dec (&handling->refs))
    return;

  handling->routes->n_under_way--;
  g_clear_handle_id (&handling->poll_source, g_source_remove);
  yc_request_unref (handling->request);
  g_free (handling->hall);
  g_free (handling->last);
  g_free (handling->dev);
  g_free (handling->key);
  yc_secret_free (handling->token);
  yc_secret_free (handling->pin);
  g_free (handling->verifier);
  g_free (handling->etag);
  g_clear_pointer (&handling->document, g_bytes_unref);
  g_clear_pointer (&handling->body, json_object_unref);
  g_clear_pointer (&handling->reply, yc_reply_free);
  g_clear_pointer (&handling->export, yc_export_free);
  yc_feed_page_clear (&handling->page);
  g_free (handling);
}

void
yc_handling_answer (YcHandling *handling,
                    YcResponse *response)
{
  YcRoutesAnswer answer = handling->answer;

  handling->answer = NULL;
  g_clear_handle_id (&handling->poll_source, g_source_remove);
  if (answer != NULL)
    answer (response, handling->user_data);
  yc_response_unref (response);
}

void
yc_handling_answer_problem (YcHandling *handling,
                            guint       status,
                            const char *problem,
                            const char *title)
{
  yc_handling_answer (handling, yc_response_new_problem (status, problem, title, NULL));
}

void
yc_handling_answer_reply (YcHandling *handling)
{
  YcReply *reply = handling->reply;
  YcResponse *response = NULL;

  g_assert (reply != NULL);

  if (reply->problem != NULL)
    {
      response = yc_response_new_problem (reply->status, reply->problem, reply->title, reply->body);
    }
  else
    {
      g_autofree char *json = reply->body != NULL ? yc_json_write_object (reply->body) : g_strdup ("{}");

      response = yc_response_new_json (reply->status, json);
    }

  if (reply->retry_after_s > 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%u", reply->retry_after_s);

      yc_response_set_header (response, "Retry-After", seconds);
    }
  yc_handling_answer (handling, response);
}

void
yc_handling_answer_later (YcHandling *handling,
                          const char *problem,
                          const char *title)
{
  YcResponse *response = yc_response_new_problem (503, problem, title, NULL);

  yc_response_set_header (response, "Retry-After", "1");
  yc_handling_answer (handling, response);
}

void
yc_handling_answer_error (YcHandling   *handling,
                          const GError *error)
{
  g_warning ("%s %s: %s", yc_request_get_method (handling->request), handling->pattern, error->message);
  yc_handling_answer_later (handling, "/problems/store",
                            "The hall's record could not be written or read; nothing of this request was "
                            "confirmed. Repeat it with the same key.");
}

gboolean
yc_handling_is_left (YcHandling *handling)
{
  YcRoutesIsWaiting is_waiting = handling->routes->is_waiting;

  return is_waiting != NULL && !is_waiting (handling->user_data);
}

gboolean
yc_handling_parse_body (YcHandling *handling)
{
  g_autoptr(GError) error = NULL;
  gsize length = 0;
  const char *text = g_bytes_get_data (yc_request_get_body (handling->request), &length);

  handling->body = yc_json_parse_object (text != NULL ? text : "", length, &YC_JSON_BODY, &error);
  if (handling->body != NULL)
    return TRUE;

  yc_handling_answer_problem (handling, 400, "/problems/body", error->message);
  return FALSE;
}

static void
on_job_done_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(YcHandling) handling = user_data;
  g_autoptr(GError) error = NULL;

  if (yc_store_run_finish (YC_STORE (source), result, &error) == NULL)
    yc_handling_answer_error (handling, error);
  else
    yc_handling_answer_reply (handling);
}

void
yc_handling_run_then (YcHandling          *handling,
                      YcLane               lane,
                      YcStoreJob           job,
                      GAsyncReadyCallback  callback)
{
  yc_store_run_async (handling->routes->store, lane, job,
                      yc_handling_ref (handling), (GDestroyNotify) yc_handling_unref,
                      NULL, callback, yc_handling_ref (handling));
}

void
yc_handling_run (YcHandling *handling,
                 YcLane      lane,
                 YcStoreJob  job)
{
  yc_handling_run_then (handling, lane, job, on_job_done_cb);
}
