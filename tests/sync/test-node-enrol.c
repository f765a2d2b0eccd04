/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-node-enrol"

#include "config.h"

#include "node-world.h"

#include <string.h>

#include "vault/yc-cert-info.h"
#include "vault/yc-code.h"
#include "vault/yc-csr.h"

static YcReply *
make_code (World *world, const YcCaller *caller, const char *wish)
{
  g_autoptr(JsonObject) body = world_json (wish);
  g_autoptr(GError) error = NULL;
  YcReply *reply;

  world_begin (world);
  reply = yc_node_make_code (world->db, caller, body, world->fingerprint, &error);
  g_assert_no_error (error);
  world_end (world);
  return reply;
}

/* A code, as the secret in it. */
static char *
get_secret (World *world, const char *wish)
{
  g_autoptr(YcReply) reply = make_code (world, &world_local, wish);
  g_auto(YcCode) code = { "", { 0 } };
  g_autoptr(GError) error = NULL;

  world_assert_ok (reply);
  yc_code_parse (yc_json_peek_string (reply->body, "code"), &code, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (code.fingerprint, 10, world->fingerprint, 10);
  return g_strdup (code.secret);
}

static YcReply *
post (World *world, JsonObject *body)
{
  g_autoptr(GError) error = NULL;
  YcReply *reply;

  world_begin (world);
  reply = yc_node_enrol (world->db, body, &world->authority, &error);
  g_assert_no_error (error);
  world_end (world);
  return reply;
}

static YcReply *
ask (World *world, const char *secret)
{
  g_autoptr(JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "secret", secret);
  return post (world, body);
}

static YcReply *
enrol (World *world, const char *secret, const char *dev, YcKey *key)
{
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *csr = yc_csr_new (key, dev, &error);

  g_assert_no_error (error);
  json_object_set_string_member (body, "secret", secret);
  json_object_set_string_member (body, "dev", dev);
  json_object_set_string_member (body, "key", yc_key_get_public (key));
  json_object_set_string_member (body, "csr", csr);
  return post (world, body);
}

static void
test_certificate (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *secret = get_secret (world, "{'as':'workstation','counter':3}");
  g_autofree char *dev = world_uuid (world);
  g_autoptr(YcKey) key = yc_key_generate (&world->env.env);
  g_autoptr(YcReply) preview = ask (world, secret);
  g_autoptr(YcReply) reply = enrol (world, secret, dev, key);
  g_autoptr(YcCertInfo) info = NULL;
  g_autoptr(GError) error = NULL;
  const char *chain;
  const YcDevice *device;

  /* The preview says what the computer will be, and uses nothing up. */
  world_assert_ok (preview);
  g_assert_cmpstr (yc_json_peek_string (preview->body, "name"), ==, "朝阳厅");
  g_assert_cmpstr (yc_json_peek_string (preview->body, "hall"), ==, world->hall);
  g_assert_cmpstr (yc_json_peek_string (preview->body, "role"), ==, "workstation");
  g_assert_cmpint (yc_json_peek_int (preview->body, "counter"), ==, 3);
  g_assert_false (json_object_has_member (preview->body, "certificate"));

  world_assert_ok (reply);
  chain = yc_json_peek_string (reply->body, "certificate");
  info = yc_cert_inspect (chain, strlen (chain), world->ca_pem, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yc_cert_info_get_device (info), ==, dev);
  g_assert_cmpstr (info->public_key, ==, yc_key_get_public (key));
  g_assert_true (g_str_has_suffix (chain, world->ca_pem));
  device = yc_hall_get_device (world_hall (world), dev);
  g_assert_cmpstr (device->key, ==, yc_key_get_public (key));
  g_assert_cmpint (device->counter, ==, 3);
  g_assert_cmpstr (device->role, ==, "workstation");
}

/* The same code, device and key get the same answer until the code is over; others do not. */
static void
test_retry (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *secret = get_secret (world, "{'as':'workstation','counter':3}");
  g_autofree char *dev = world_uuid (world);
  g_autofree char *other_dev = world_uuid (world);
  g_autoptr(YcKey) key = yc_key_generate (&world->env.env);
  g_autoptr(YcKey) other_key = yc_key_generate (&world->env.env);
  g_autoptr(YcReply) first = enrol (world, secret, dev, key);
  g_autoptr(YcReply) again = NULL;
  g_autoptr(YcReply) device = NULL;
  g_autoptr(YcReply) with_key = NULL;
  g_autoptr(YcReply) late = NULL;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  world_assert_ok (first);
  world->env.wall += 5 * WORLD_MINUTE;
  world_reopen (world);
  again = enrol (world, secret, dev, key);
  world_assert_ok (again);
  a = yc_json_write_object (first->body);
  b = yc_json_write_object (again->body);
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpuint (world_count (world, "device.enrolled"), ==, 2);
  device = enrol (world, secret, other_dev, key);
  world_assert_problem (device, 410, "/problems/code-expired");
  with_key = enrol (world, secret, dev, other_key);
  world_assert_problem (with_key, 410, "/problems/code-expired");
  world->env.wall += 5 * WORLD_MINUTE;
  late = enrol (world, secret, dev, key);
  world_assert_problem (late, 410, "/problems/code-expired");
}

static void
test_expired (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *secret = get_secret (world, "{'as':'workstation','counter':3}");
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(YcReply) forgotten = NULL;
  g_autofree char *other = NULL;

  world->env.wall += 10 * WORLD_MINUTE;
  reply = ask (world, secret);
  world_assert_problem (reply, 410, "/problems/code-expired");
  /* A day later it has never been. */
  world->env.wall += 24 * WORLD_HOUR;
  other = get_secret (world, "{'as':'workstation','counter':4}");
  forgotten = ask (world, secret);
  world_assert_problem (forgotten, 404, "/problems/code");
}

/* A wrong code counts against every open one; five make them void. */
static void
test_wrong_code (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *first = get_secret (world, "{'as':'workstation','counter':3}");
  g_autofree char *second = NULL;
  g_autoptr(YcReply) good = NULL;
  g_autoptr(YcReply) third = NULL;
  g_autoptr(YcReply) void_first = NULL;
  g_autoptr(YcReply) open_second = NULL;
  g_autoptr(YcReply) void_second = NULL;

  for (gint64 left = 4; left >= 3; left--)
    {
      g_autoptr(YcReply) reply = ask (world, "0000000000");

      world_assert_problem (reply, 404, "/problems/code");
      g_assert_cmpint (yc_json_peek_int (reply->body, "tries_left"), ==, left);
    }
  good = ask (world, first);
  world_assert_ok (good);
  second = get_secret (world, "{'as':'workstation','counter':4}");
  for (gint64 left = 2; left >= 0; left--)
    {
      g_autoptr(YcReply) reply = ask (world, "0000000000");

      g_assert_cmpint (yc_json_peek_int (reply->body, "tries_left"), ==, left);
    }
  void_first = ask (world, first);
  world_assert_problem (void_first, 410, "/problems/code-expired");
  open_second = ask (world, second);
  world_assert_ok (open_second);
  third = ask (world, "not even a code of ours");
  g_assert_cmpint (yc_json_peek_int (third->body, "tries_left"), ==, 1);
  g_clear_pointer (&third, yc_reply_free);
  third = ask (world, "");
  g_assert_cmpint (yc_json_peek_int (third->body, "tries_left"), ==, 0);
  void_second = ask (world, second);
  world_assert_problem (void_second, 410, "/problems/code-expired");
}

/* One live device per counter: another code needs "replace", and its use revokes the old device and ends its session. */
static void
test_replace (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) old = station_new (world, "workstation", 3);
  g_autofree char *dev = world_uuid (world);
  g_autoptr(YcKey) key = yc_key_generate (&world->env.env);
  g_autofree char *secret = NULL;
  g_autoptr(JsonObject) ended = NULL;
  g_autoptr(JsonObject) revoked = NULL;
  g_autoptr(YcReply) taken = make_code (world, &world_local, "{'as':'workstation','counter':3}");
  g_autoptr(YcReply) pad = make_code (world, &world_local, "{'as':'pad','counter':3}");
  g_autoptr(YcReply) reply = NULL;
  g_autoptr(YcReply) refused = NULL;

  world_assert_problem (taken, 409, "/problems/counter-taken");
  g_assert_cmpstr (yc_json_peek_string (taken->body, "device"), ==, old->dev);
  world_assert_ok (pad);
  station_sign_in (old, "10421");
  secret = get_secret (world, "{'as':'workstation','counter':3,'replace':true}");
  g_assert_false (yc_hall_get_device (world_hall (world), old->dev)->revoked);
  reply = enrol (world, secret, dev, key);
  world_assert_ok (reply);
  g_assert_true (yc_hall_get_device (world_hall (world), old->dev)->revoked);
  g_assert_cmpstr (yc_hall_get_counter_device (world_hall (world), 3)->id, ==, dev);
  ended = world_newest (world, "session.ended");
  g_assert_cmpstr (yc_json_peek_string (ended, "reason"), ==, "device_revoked");
  revoked = world_newest (world, "device.revoked");
  g_assert_cmpstr (yc_json_peek_string (revoked, "reason"), ==, "replaced");
  refused = station_command (old, "open-counter", "{}");
  world_assert_problem (refused, 403, "/problems/device-revoked");
  world_verify (world);
}

/* Two codes for one counter: the one without "replace" comes too late. */
static void
test_two_codes (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *first = get_secret (world, "{'as':'workstation','counter':3}");
  g_autofree char *second = get_secret (world, "{'as':'workstation','counter':3}");
  g_autofree char *dev = world_uuid (world);
  g_autofree char *other = world_uuid (world);
  g_autoptr(YcKey) key = yc_key_generate (&world->env.env);
  g_autoptr(YcReply) good = enrol (world, first, dev, key);
  g_autoptr(YcReply) late = enrol (world, second, other, key);

  world_assert_ok (good);
  world_assert_problem (late, 409, "/problems/counter-taken");
}

/* A device id belongs to one database for ever. */
static void
test_known_device (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autofree char *secret = get_secret (world, "{'as':'workstation','counter':4}");
  g_autoptr(YcReply) again = enrol (world, secret, station->dev, station->key);
  g_autoptr(YcReply) as_node = enrol (world, secret, world->dev, station->key);

  world_assert_problem (again, 409, "/problems/device-known");
  world_assert_problem (as_node, 409, "/problems/device-known");
}

/* Dead before the answer was kept, and the code is over: a later code gives the same computer its certificate, and the hall stays as it is. */
static void
test_again (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *early = get_secret (world, "{'as':'workstation','counter':3}");
  g_autofree char *lost = get_secret (world, "{'as':'workstation','counter':3}");
  g_autofree char *dev = world_uuid (world);
  g_autoptr(YcKey) key = yc_key_generate (&world->env.env);
  g_autoptr(YcReply) first = enrol (world, lost, dev, key);
  g_autoptr(YcReply) with_early = enrol (world, early, dev, key);
  g_autofree char *later = NULL;
  g_autoptr(YcReply) again = NULL;
  g_autoptr(YcReply) repeated = NULL;
  g_autoptr(YcCertInfo) info = NULL;
  g_autoptr(GError) error = NULL;
  const char *chain;

  world_assert_ok (first);
  world_assert_ok (with_early);
  world->env.wall += 2 * WORLD_HOUR;
  later = get_secret (world, "{'as':'workstation','counter':3,'replace':true}");
  again = enrol (world, later, dev, key);
  world_assert_ok (again);
  g_assert_cmpstr (yc_json_peek_string (again->body, "dev"), ==, dev);
  g_assert_cmpint (yc_json_peek_int (again->body, "counter"), ==, 3);
  chain = yc_json_peek_string (again->body, "certificate");
  g_assert_cmpstr (chain, !=, yc_json_peek_string (first->body, "certificate"));
  info = yc_cert_inspect (chain, strlen (chain), world->ca_pem, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yc_cert_info_get_device (info), ==, dev);
  g_assert_cmpstr (info->public_key, ==, yc_key_get_public (key));
  repeated = enrol (world, later, dev, key);
  world_assert_ok (repeated);
  g_assert_cmpstr (yc_json_peek_string (repeated->body, "certificate"), ==, chain);
  /* The node, and this device once. */
  g_assert_cmpuint (world_count (world, "device.enrolled"), ==, 2);
  g_assert_cmpuint (world_count (world, "device.revoked"), ==, 0);
  g_assert_false (yc_hall_get_device (world_hall (world), dev)->revoked);
  world_verify (world);
}

/* What a later code does not do: another key, another place, or a device that another has replaced. */
static void
test_not_again (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autoptr(YcKey) stranger = yc_key_generate (&world->env.env);
  g_autofree char *same = get_secret (world, "{'as':'workstation','counter':3,'replace':true}");
  g_autofree char *other = get_secret (world, "{'as':'workstation','counter':4}");
  g_autofree char *pad = get_secret (world, "{'as':'pad','counter':3}");
  g_autofree char *next = NULL;
  g_autofree char *dev = world_uuid (world);
  g_autoptr(YcReply) with_key = enrol (world, same, station->dev, stranger);
  g_autoptr(YcReply) at_counter = enrol (world, other, station->dev, station->key);
  g_autoptr(YcReply) as_pad = enrol (world, pad, station->dev, station->key);
  g_autoptr(YcReply) replaced = NULL;
  g_autoptr(YcReply) back = NULL;

  world_assert_problem (with_key, 409, "/problems/device-known");
  world_assert_problem (at_counter, 409, "/problems/device-known");
  world_assert_problem (as_pad, 409, "/problems/device-known");
  replaced = enrol (world, same, dev, stranger);
  world_assert_ok (replaced);
  next = get_secret (world, "{'as':'workstation','counter':3,'replace':true}");
  back = enrol (world, next, station->dev, station->key);
  world_assert_problem (back, 409, "/problems/device-known");
  g_assert_true (yc_hall_get_device (world_hall (world), station->dev)->revoked);
  g_assert_cmpstr (yc_hall_get_counter_device (world_hall (world), 3)->id, ==, dev);
  world_verify (world);
}

static void
test_bad_request (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *secret = get_secret (world, "{'as':'workstation','counter':3}");
  g_autofree char *dev = world_uuid (world);
  g_autofree char *other = world_uuid (world);
  g_autoptr(YcKey) key = yc_key_generate (&world->env.env);
  g_autoptr(YcKey) stranger = yc_key_generate (&world->env.env);
  g_autofree char *csr = yc_csr_new (key, dev, NULL);
  const char *const bad[][3] = {
    { "x", "x", "x" }, { dev, "x", csr }, { dev, NULL, csr }, { NULL, yc_key_get_public (key), csr },
  };
  const char *const wrong[][3] = {
    { dev, yc_key_get_public (key), "-----BEGIN" }, { dev, yc_key_get_public (stranger), csr },
    { other, yc_key_get_public (key), csr },
  };
  g_autoptr(YcReply) good = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad) + G_N_ELEMENTS (wrong); i++)
    {
      const char *const *row = i < G_N_ELEMENTS (bad) ? bad[i] : wrong[i - G_N_ELEMENTS (bad)];
      g_autoptr(JsonObject) body = json_object_new ();
      g_autoptr(YcReply) reply = NULL;

      json_object_set_string_member (body, "secret", secret);
      if (row[0] != NULL)
        json_object_set_string_member (body, "dev", row[0]);
      if (row[1] != NULL)
        json_object_set_string_member (body, "key", row[1]);
      json_object_set_string_member (body, "csr", row[2]);
      reply = post (world, body);
      world_assert_problem (reply, 400, i < G_N_ELEMENTS (bad) ? "/problems/body" : "/problems/csr");
    }
  /* None of this used the code up. */
  good = enrol (world, secret, dev, key);
  world_assert_ok (good);
}

static void
test_wishes (void)
{
  static const char *const bad[] = {
    "{}", "{'as':'workstation'}", "{'as':'node','counter':3}", "{'as':'board','counter':3}", "{'as':'pad','counter':-1}",
    "{'as':'workstation','counter':3,'more':1}", "{'as':'workstation','counter':'3'}",
  };
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  YcCaller caller = station_caller (station);
  g_autoptr(YcReply) unknown = make_code (world, &world_local, "{'as':'workstation','counter':77}");
  g_autoptr(YcReply) board = make_code (world, &world_local, "{'as':'board'}");
  g_autoptr(YcReply) stranger = make_code (world, &caller, "{'as':'board'}");

  world_assert_refused (unknown, "counter-unknown");
  world_assert_ok (board);
  world_assert_problem (stranger, 403, "/problems/not-permitted");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(YcReply) reply = make_code (world, &world_local, bad[i]);
      world_assert_problem (reply, 400, "/problems/body");
    }
}

/* A certificate is renewed for the key that is enrolled and no other. */
static void
test_renew (void)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(Station) station = station_new (world, "workstation", 3);
  g_autoptr(YcKey) stranger = yc_key_generate (&world->env.env);
  YcCaller caller = station_caller (station);
  YcKey *keys[] = { station->key, stranger };

  world->env.wall += 340 * 24 * WORLD_HOUR;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(JsonObject) body = json_object_new ();
      g_autofree char *csr = yc_csr_new (keys[i], station->dev, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(YcReply) reply = NULL;
      g_autoptr(YcCertInfo) info = NULL;
      const char *chain;

      json_object_set_string_member (body, "csr", csr);
      world_begin (world);
      reply = yc_node_renew (world->db, &caller, body, &world->authority, &error);
      g_assert_no_error (error);
      world_end (world);
      if (i == 1)
        {
          world_assert_problem (reply, 400, "/problems/csr");
          continue;
        }
      world_assert_ok (reply);
      chain = yc_json_peek_string (reply->body, "certificate");
      info = yc_cert_inspect (chain, strlen (chain), world->ca_pem, &error);
      g_assert_cmpint (info->not_after, >, world->env.wall + 390 * 24 * WORLD_HOUR);
    }
}

/* open-counter takes no number: the counter is the device's. Closing is refused while a ticket is called. */
static void
test_counter (void)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *staff = world_add_staff (world, "10421", "clerk", "A");
  g_autoptr(Station) station = station_new (world, "workstation", 2);
  g_autofree char *ticket = world_issue (world, "A");
  g_autoptr(YcReply) opened = NULL;
  g_autoptr(YcReply) called = NULL;
  g_autoptr(YcReply) closed = NULL;

  station_sign_in (station, "10421");
  opened = station_command (station, "open-counter", "{}");
  world_assert_ok (opened);
  g_assert_cmpint (yc_hall_get_counter (world_hall (world), 2)->state, ==, YC_COUNTER_OPEN);
  called = station_command (station, "call-next", "{}");
  world_assert_ok (called);
  closed = station_command (station, "close-counter", "{}");
  world_assert_refused (closed, "busy");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/10b/24/certificate", test_certificate);
  g_test_add_func ("/10b/24/retry", test_retry);
  g_test_add_func ("/10b/24/expired", test_expired);
  g_test_add_func ("/10b/24/wrong-code", test_wrong_code);
  g_test_add_func ("/10b/24/known-device", test_known_device);
  g_test_add_func ("/10b/24/again", test_again);
  g_test_add_func ("/10b/24/not-again", test_not_again);
  g_test_add_func ("/10b/24/bad-request", test_bad_request);
  g_test_add_func ("/10b/25/renew", test_renew);
  g_test_add_func ("/10b/28/replace", test_replace);
  g_test_add_func ("/10b/28/two-codes", test_two_codes);
  g_test_add_func ("/10b/28/counter-of-the-device", test_counter);
  g_test_add_func ("/node/code/wishes", test_wishes);
  return g_test_run ();
}
