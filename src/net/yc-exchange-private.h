/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "net/yc-net-error.h"
#include "net/yc-response.h"

G_BEGIN_DECLS

/* Judges the server's certificate: %NULL to go on, else a static sentence why not. */
typedef const char *(*YcExchangeJudge) (GTlsCertificate      *certificate,
                                        GTlsCertificateFlags  errors,
                                        gpointer              user_data);

/* One request and its answer over a session. */
typedef struct
{
  SoupSession *session;          /* borrowed */
  const char *method;
  const char *url;
  const char * const *headers;   /* name, value, …, NULL; nullable */
  GBytes *body;                  /* nullable */
  GTlsCertificate *identity;     /* nullable: shown when the server asks */
  YcExchangeJudge judge;         /* nullable only without TLS */
  GObject *judge_data;           /* nullable; a reference is held */
  guint timeout_ms;              /* for the whole exchange */
  gsize max_response;            /* bytes of body */
} YcExchangeArgs;

/* A session as both clients use it: @address (%NULL: that of the URL) is where it connects. Transfer full. */
SoupSession *yc_exchange_session_new (GSocketConnectable   *address);

/* Copies everything it needs. */
void         yc_exchange_async       (const YcExchangeArgs *args,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);

/* The answer, transfer full, or %NULL with YC_NET_ERROR or G_IO_ERROR_CANCELLED. @sent (nullable) tells whether the request had
 * begun to leave. */
YcResponse  *yc_exchange_finish      (GAsyncResult         *result,
                                      gboolean             *sent,
                                      GError              **error);

/* Turns what GIO says of a connection into ours. @cause is kept as it is when it is G_IO_ERROR_CANCELLED. Transfer full. */
GError      *yc_exchange_map_error   (const GError         *cause);

G_END_DECLS
