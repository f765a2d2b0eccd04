/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-control.h"

#include <sys/un.h>

#include <gio/gunixsocketaddress.h>

#include "net/yc-exchange-private.h"

static void
on_exchanged_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

YcResponse *
yc_control_call (const char          *socket_path,
                 const char          *method,
                 const char          *target,
                 const char * const  *headers,
                 GBytes              *body,
                 guint                timeout_ms,
                 GError             **error)
{
  /* A context of its own: nothing else runs while the caller waits. */
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(GMainContextPusher) pusher = NULL;
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(SoupSession) session = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *url = NULL;
  struct sockaddr_un limit;
  YcExchangeArgs args;

  g_return_val_if_fail (socket_path != NULL && method != NULL, NULL);
  g_return_val_if_fail (target != NULL && target[0] == '/', NULL);

  if (strlen (socket_path) >= sizeof limit.sun_path)
    {
      g_set_error (error, YC_NET_ERROR, YC_NET_ERROR_INVALID, "The path of the control socket is too long: %s", socket_path);
      return NULL;
    }
  pusher = g_main_context_pusher_new (context);
  address = g_unix_socket_address_new (socket_path);
  session = yc_exchange_session_new (G_SOCKET_CONNECTABLE (address));
  url = g_strconcat ("http://control", target, NULL);
  args = (YcExchangeArgs) {
    .session = session,
    .method = method,
    .url = url,
    .headers = headers,
    .body = body,
    .timeout_ms = timeout_ms,
    .max_response = YC_CONTROL_MAX_RESPONSE,
  };
  yc_exchange_async (&args, NULL, on_exchanged_cb, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  return yc_exchange_finish (result, NULL, error);
}
