/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"
#include "config.h"

#include "net-fixture.h"

static void
test_request (void)
{
  g_autoptr(YcRequest) request = yc_request_new ("GET", "/v1/halls/厅");
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);

  g_assert_cmpstr (yc_request_get_method (request), ==, "GET");
  g_assert_cmpstr (yc_request_get_path (request), ==, "/v1/halls/厅");
  g_assert_cmpuint (g_bytes_get_size (yc_request_get_body (request)), ==, 0);
  g_assert_null (yc_request_get_query (request, "after"));
  g_assert_null (yc_request_get_header (request, "YC-Epoch"));
  g_assert_null (yc_request_get_peer_pem (request));
  g_assert_false (yc_request_is_peer_trusted (request));
  g_assert_false (yc_request_is_local (request));

  yc_request_set_query (request, "after", "1");
  yc_request_set_query (request, "after", "2");
  yc_request_set_header (request, "YC-Epoch", "7");
  yc_request_set_header (request, "Accept", "a");
  yc_request_set_header (request, "accept", "b");
  yc_request_set_body (request, body);
  yc_request_set_peer (request, "PEM", "w7", TRUE);
  yc_request_set_origin (request, TRUE, "control");
  g_assert_cmpstr (yc_request_get_query (request, "after"), ==, "2");
  g_assert_null (yc_request_get_query (request, "After"));
  g_assert_cmpstr (yc_request_get_header (request, "yc-epoch"), ==, "7");
  g_assert_cmpstr (yc_request_get_header (request, "ACCEPT"), ==, "a, b");
  g_assert_true (yc_request_get_body (request) == body);
  g_assert_cmpstr (yc_request_get_peer_name (request), ==, "w7");
  g_assert_true (yc_request_is_peer_trusted (request));
  g_assert_true (yc_request_is_local (request));
}

static void
test_response (void)
{
  g_autoptr(YcResponse) response = yc_response_new_json (200, "{\"a\":1}");

  g_assert_cmpuint (yc_response_get_status (response), ==, 200);
  g_assert_cmpstr (yc_response_get_content_type (response), ==, "application/json");
  g_assert_cmpstr (text_of (response), ==, "{\"a\":1}");
  yc_response_set_header (response, "YC-Next", "12\r\nSet-Cookie: x\x7f");
  g_assert_cmpstr (yc_response_get_header (response, "yc-NEXT"), ==, "12  Set-Cookie: x ");
  yc_response_set_header (response, "yc-next", "13");
  g_assert_cmpstr (yc_response_get_header (response, "YC-Next"), ==, "13");
}

/* RFC 9457, 3.1: the members and the media type; what a route adds cannot change them. */
static void
test_problem (void)
{
  g_autoptr(JsonObject) extra = json_object_new ();
  g_autoptr(YcResponse) response = NULL;
  g_autoptr(YcResponse) plain = NULL;

  json_object_set_int_member (extra, "expected", 41);
  json_object_set_string_member (extra, "title", "another");
  json_object_set_int_member (extra, "status", 200);
  response = yc_response_new_problem (409, "/problems/gap", "Lines \"are\" missing.", extra);
  g_assert_cmpuint (yc_response_get_status (response), ==, 409);
  g_assert_cmpstr (yc_response_get_content_type (response), ==, "application/problem+json");
  g_assert_cmpstr (text_of (response), ==,
                   "{\"type\":\"/problems/gap\",\"title\":\"Lines \\\"are\\\" missing.\",\"status\":409,\"expected\":41}");
  plain = yc_response_new_problem (401, "/problems/session", "Sign in again.", NULL);
  g_assert_cmpstr (text_of (plain), ==, "{\"type\":\"/problems/session\",\"title\":\"Sign in again.\",\"status\":401}");
}

static void
test_client_address (void)
{
  static const char * const bad[] = { "", "hall", "http://hall:80", "https://", "https://u:p@hall", "https://hall/path",
                                      "https://hall?x=1", "https://hall:99999", "https://hall#f" };
  static const char * const good[] = { "https://hall", "https://hall:8443/", "https://[::1]:8443", "https://10.0.0.1:1" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (yc_client_new (bad[i], &error));
      g_assert_error (error, YC_NET_ERROR, YC_NET_ERROR_INVALID);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      YcClient *client = yc_client_new (good[i], NULL);

      g_assert_nonnull (client);
      g_assert_finalize_object (client);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/message/request", test_request);
  g_test_add_func ("/net/message/response", test_response);
  g_test_add_func ("/net/message/problem", test_problem);
  g_test_add_func ("/net/client/address", test_client_address);
  return g_test_run ();
}
