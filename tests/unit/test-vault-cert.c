/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "test-vault-env.h"
#include "vault/yc-cert-info.h"
#include "vault/yc-cert.h"
#include "vault/yc-csr.h"
#include "vault/yc-hash.h"
#include "vault/yc-vault-error.h"

#define OTHER_DEVICE "01936a5f-0000-7123-9456-89abcdef0124"

/* How each byte is changed: its lowest bit, its highest, all. */
static const guint8 FLIPS[] = { 0x01, 0x80, 0xff };

/* A hall with its CA, and one device that wants in. */
typedef struct
{
  TestEnv env;
  YcKey *ca_key;
  YcKey *device_key;
  char *ca;
  char *request;
  char *device;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  TestEnv env = TEST_ENV_INIT (0);
  g_autoptr(GError) error = NULL;

  self->env = env;
  self->ca_key = yc_key_generate (&self->env.env);
  self->device_key = yc_key_generate (&self->env.env);
  self->ca = yc_cert_new_ca (self->ca_key, TEST_HALL, &self->env.env, TEST_NOW, &error);
  g_assert_no_error (error);
  self->request = yc_csr_new (self->device_key, TEST_DEVICE, &error);
  g_assert_no_error (error);
  self->device = yc_cert_new_device (self->ca_key, self->ca, self->request, TEST_DEVICE,
                                     yc_key_get_public (self->device_key), &self->env.env, TEST_NOW, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  yc_key_unref (self->ca_key);
  yc_key_unref (self->device_key);
  g_free (self->ca);
  g_free (self->request);
  g_free (self->device);
}

static YcCertInfo *
inspect (const char *pem,
         const char *ca)
{
  g_autoptr(GError) error = NULL;
  YcCertInfo *info = yc_cert_inspect (pem, strlen (pem), ca, &error);

  g_assert_no_error (error);
  return info;
}

/* What stands between the first BEGIN and END line. */
static guint8 *
der_of (const char *pem,
        gsize      *length)
{
  const char *begin = strstr (pem, "-----\n");
  const char *end;
  g_autofree char *body = NULL;

  g_assert_nonnull (begin);
  begin += strlen ("-----\n");
  end = strstr (begin, "-----END");
  g_assert_nonnull (end);
  body = g_strndup (begin, (gsize) (end - begin));

  return g_base64_decode (body, length);
}

static char *
pem_of (const guint8 *der,
        gsize         length,
        const char   *label)
{
  g_autofree char *body = g_base64_encode (der, length);

  return g_strdup_printf ("-----BEGIN %s-----\n%s\n-----END %s-----\n", label, body, label);
}

static void
test_ca (Fixture       *self,
         gconstpointer  data)
{
  g_autoptr(YcCertInfo) info = inspect (self->ca, self->ca);

  g_assert_cmpstr (info->common_name, ==, "Yichuang CA " TEST_HALL);
  g_assert_cmpstr (info->public_key, ==, yc_key_get_public (self->ca_key));
  g_assert_true (info->is_ca);
  g_assert_false (info->signed_by_ca);
  g_assert_false (info->for_server);
  g_assert_false (info->for_client);
  g_assert_cmpint (info->not_before, ==, TEST_NOW - TEST_DAY);
  g_assert_cmpint (info->not_after, ==, TEST_NOW + 3652 * TEST_DAY);
  g_assert_null (yc_cert_info_get_device (info));
  g_assert_null (yc_cert_info_dup_hall (info));
}

static void
test_device (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr(YcCertInfo) info = inspect (self->device, self->ca);
  g_autoptr(YcCertInfo) from_der = NULL;
  g_autofree guint8 *der = NULL;
  g_autofree char *checksum = NULL;
  gsize length;

  g_assert_true (info->signed_by_ca);
  g_assert_false (info->is_ca);
  g_assert_true (info->for_client);
  g_assert_false (info->for_server);
  g_assert_cmpstr (info->common_name, ==, TEST_DEVICE);
  g_assert_cmpstr (yc_cert_info_get_device (info), ==, TEST_DEVICE);
  g_assert_null (yc_cert_info_dup_hall (info));
  g_assert_cmpuint (g_strv_length (info->dns_names), ==, 0);
  g_assert_cmpstr (info->public_key, ==, yc_key_get_public (self->device_key));
  g_assert_cmpint (info->not_before, ==, TEST_NOW - TEST_DAY);
  g_assert_cmpint (info->not_after, ==, TEST_NOW + 397 * TEST_DAY);

  /* Whoever we are told it is, a certificate made for something else lets no device in. */
  info->for_client = FALSE;
  g_assert_null (yc_cert_info_get_device (info));

  der = der_of (self->device, &length);
  checksum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der, length);
  g_assert_cmpstr (info->der_hash, ==, checksum);

  from_der = yc_cert_inspect (der, length, self->ca, NULL);
  g_assert_cmpstr (yc_cert_info_get_device (from_der), ==, TEST_DEVICE);
  g_assert_cmpstr (from_der->der_hash, ==, checksum);
}

static void
test_server (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *chain = NULL;
  g_autofree char *hall = NULL;
  g_autoptr(YcCertInfo) info = NULL;

  pem = yc_cert_new_server (self->ca_key, self->ca, TEST_HALL, yc_key_get_public (self->device_key),
                            &self->env.env, TEST_NOW, &error);
  g_assert_no_error (error);
  chain = yc_cert_chain (pem, self->ca);
  g_assert_true (g_str_has_prefix (chain, pem));
  g_assert_true (g_str_has_suffix (chain, self->ca));

  info = inspect (chain, self->ca);
  hall = yc_cert_info_dup_hall (info);
  g_assert_true (info->signed_by_ca);
  g_assert_true (info->for_server);
  g_assert_false (info->for_client);
  g_assert_cmpuint (g_strv_length (info->dns_names), ==, 1);
  g_assert_cmpstr (info->dns_names[0], ==, TEST_HALL ".hall.yichuang.invalid");
  g_assert_cmpstr (hall, ==, TEST_HALL);
  /* The node's certificate is no device's: it lets nobody push. */
  g_assert_null (yc_cert_info_get_device (info));
}

static void
test_fingerprint (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr(YcCertInfo) info = inspect (self->ca, NULL);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *der = NULL;
  guint8 fingerprint[YC_CODE_FINGERPRINT_BYTES];
  guint8 digest[32];
  gsize digest_length = sizeof digest;
  gsize length;

  der = der_of (self->ca, &length);
  g_checksum_update (checksum, der, (gssize) length);
  g_checksum_get_digest (checksum, digest, &digest_length);
  yc_cert_info_fingerprint (info, fingerprint);
  g_assert_cmpmem (fingerprint, 10, digest, 10);
}

/* Another hall's CA, of the very same name, and a device's key signing as if it were a CA. */
static void
test_foreign (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr(YcKey) key = yc_key_generate (&self->env.env);
  g_autofree char *ca = yc_cert_new_ca (key, TEST_HALL, &self->env.env, TEST_NOW, NULL);
  g_autofree char *device = NULL;
  g_autofree char *server = NULL;
  g_autoptr(YcCertInfo) info = NULL;
  g_autoptr(YcCertInfo) server_info = NULL;
  g_autoptr(YcCertInfo) without = NULL;
  g_autoptr(GError) error = NULL;

  device = yc_cert_new_device (key, ca, self->request, TEST_DEVICE, yc_key_get_public (self->device_key),
                               &self->env.env, TEST_NOW, &error);
  g_assert_no_error (error);
  info = inspect (device, self->ca);
  g_assert_false (info->signed_by_ca);
  g_assert_null (yc_cert_info_get_device (info));

  server = yc_cert_new_server (key, ca, TEST_HALL, yc_key_get_public (self->device_key), &self->env.env, TEST_NOW,
                               &error);
  g_assert_no_error (error);
  server_info = inspect (server, self->ca);
  g_assert_true (server_info->for_server);
  g_assert_null (yc_cert_info_dup_hall (server_info));

  without = inspect (self->device, NULL);
  g_assert_false (without->signed_by_ca);

  g_clear_pointer (&device, g_free);
  device = yc_cert_new_device (self->device_key, self->device, self->request, TEST_DEVICE,
                               yc_key_get_public (self->device_key), &self->env.env, TEST_NOW, &error);
  g_assert_null (device);
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_CERTIFICATE);
  g_clear_error (&error);

  device = yc_cert_new_device (self->ca_key, ca, self->request, TEST_DEVICE,
                               yc_key_get_public (self->device_key), &self->env.env, TEST_NOW, &error);
  g_assert_null (device);
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_CERTIFICATE);
}

/* The clock says nothing about whose certificate it is: made in 1970, or used long after its end. */
static void
test_dates (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *old = NULL;
  g_autofree char *late = NULL;
  g_autofree char *never = NULL;
  g_autoptr(YcCertInfo) info = NULL;
  g_autoptr(YcCertInfo) late_info = NULL;

  old = yc_cert_new_device (self->ca_key, self->ca, self->request, TEST_DEVICE,
                            yc_key_get_public (self->device_key), &self->env.env, 1000, &error);
  g_assert_no_error (error);
  info = inspect (old, self->ca);
  g_assert_true (info->signed_by_ca);
  g_assert_cmpint (info->not_before, ==, 0);
  g_assert_cmpint (info->not_after, ==, 397 * TEST_DAY + 1000);

  /* Beyond 2049 the other way of writing times begins. */
  late = yc_cert_new_device (self->ca_key, self->ca, self->request, TEST_DEVICE,
                             yc_key_get_public (self->device_key), &self->env.env, TEST_NOW * 2, &error);
  g_assert_no_error (error);
  late_info = inspect (late, self->ca);
  g_assert_true (late_info->signed_by_ca);
  g_assert_cmpint (late_info->not_after, ==, TEST_NOW * 2 + 397 * TEST_DAY);

  never = yc_cert_new_ca (self->ca_key, TEST_HALL, &self->env.env, -1, &error);
  g_assert_null (never);
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_CERTIFICATE);
}

static void
test_renewal (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr(YcCertInfo) info = inspect (self->device, self->ca);

  g_assert_false (yc_cert_info_renewal_due (info, TEST_NOW));
  g_assert_false (yc_cert_info_renewal_due (info, TEST_NOW + 337 * TEST_DAY - 1));
  g_assert_true (yc_cert_info_renewal_due (info, TEST_NOW + 337 * TEST_DAY));
  g_assert_true (yc_cert_info_renewal_due (info, TEST_NOW + 500 * TEST_DAY));
}

/* Whichever byte of the DER changes, it is unreadable or not signed by our CA. */
static void
test_flipped (Fixture       *self,
              gconstpointer  data)
{
  g_autofree guint8 *der = NULL;
  gsize length;
  guint n_readable = 0;

  der = der_of (self->device, &length);
  for (gsize i = 0; i < length * G_N_ELEMENTS (FLIPS); i++)
    {
      gsize at = i / G_N_ELEMENTS (FLIPS);
      guint8 flip = FLIPS[i % G_N_ELEMENTS (FLIPS)];
      g_autoptr(YcCertInfo) info = NULL;

      der[at] ^= flip;
      info = yc_cert_inspect (der, length, self->ca, NULL);
      der[at] ^= flip;
      if (info == NULL)
        continue;

      n_readable++;
      if (info->signed_by_ca)
        g_error ("byte %" G_GSIZE_FORMAT " may change by %02x", at, flip);
    }

  /* Both ways of refusing must have been seen, or this shows nothing. */
  g_assert_cmpuint (n_readable, >, 100);
}

static void
test_unreadable (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree guint8 *der = NULL;
  g_autofree guint8 *huge = g_malloc0 (100 * 1024);
  gsize length;

  der = der_of (self->device, &length);
  for (gsize cut = 0; cut < length; cut++)
    g_assert_null (yc_cert_inspect (der, cut, self->ca, NULL));

  {
    static const char *const texts[] = { "", "0", "text", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n" };

    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
      {
        g_autoptr(GError) error = NULL;

        g_assert_null (yc_cert_inspect (texts[i], strlen (texts[i]), self->ca, &error));
        g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_CERTIFICATE);
      }
  }

  huge[0] = 0x30;
  g_assert_null (yc_cert_inspect (huge, 100 * 1024, self->ca, NULL));
}

static void
test_request (Fixture       *self,
              gconstpointer  data)
{
  const char *public_key = yc_key_get_public (self->device_key);
  g_autoptr(GError) error = NULL;

  g_assert_true (yc_csr_check (self->request, TEST_DEVICE, public_key, &error));
  g_assert_no_error (error);

  g_assert_false (yc_csr_check (self->request, OTHER_DEVICE, public_key, &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_REQUEST);
  g_clear_error (&error);

  g_assert_false (yc_csr_check (self->request, TEST_DEVICE, yc_key_get_public (self->ca_key), &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_REQUEST);
  g_clear_error (&error);

  g_assert_false (yc_csr_check ("", TEST_DEVICE, public_key, &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_REQUEST);
  g_clear_error (&error);

  g_assert_false (yc_csr_check (self->device, TEST_DEVICE, public_key, &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_REQUEST);
  g_clear_error (&error);

  g_assert_null (yc_csr_new (self->device_key, "window-07", &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_REQUEST);
  g_clear_error (&error);

  g_assert_null (yc_cert_new_device (self->ca_key, self->ca, self->request, OTHER_DEVICE, public_key,
                                     &self->env.env, TEST_NOW, &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_REQUEST);
}

static void
test_request_flipped (Fixture       *self,
                      gconstpointer  data)
{
  g_autofree guint8 *der = NULL;
  gsize length;

  der = der_of (self->request, &length);
  {
    g_autofree char *unchanged = pem_of (der, length, "NEW CERTIFICATE REQUEST");

    g_assert_true (yc_csr_check (unchanged, TEST_DEVICE, yc_key_get_public (self->device_key), NULL));
  }

  for (gsize i = 0; i < length * G_N_ELEMENTS (FLIPS); i++)
    {
      gsize at = i / G_N_ELEMENTS (FLIPS);
      guint8 flip = FLIPS[i % G_N_ELEMENTS (FLIPS)];
      g_autofree char *changed = NULL;

      der[at] ^= flip;
      changed = pem_of (der, length, "NEW CERTIFICATE REQUEST");
      der[at] ^= flip;
      if (yc_csr_check (changed, TEST_DEVICE, yc_key_get_public (self->device_key), NULL))
        g_error ("byte %" G_GSIZE_FORMAT " may change by %02x", at, flip);
    }
}

static void
test_bad_arguments (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (yc_cert_new_ca (self->ca_key, "Chaoyang", &self->env.env, TEST_NOW, &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_CERTIFICATE);
  g_clear_error (&error);

  g_assert_null (yc_cert_new_server (self->ca_key, self->ca, "a.example", yc_key_get_public (self->ca_key),
                                     &self->env.env, TEST_NOW, &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_CERTIFICATE);
  g_clear_error (&error);

  g_assert_null (yc_cert_new_server (self->ca_key, self->ca, TEST_HALL, "AAAA", &self->env.env, TEST_NOW, &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_CERTIFICATE);
  g_clear_error (&error);

  g_assert_null (yc_cert_new_server (self->ca_key, "", TEST_HALL, yc_key_get_public (self->ca_key), &self->env.env,
                                     TEST_NOW, &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_CERTIFICATE);
}

/* Made with openssl 3.0.19 (req -x509, req -new, x509 -req); the expectations below are what "openssl x509 -noout -text"
 * and "openssl pkey -pubout" say. */
static const char OPENSSL_CA[] =
  "-----BEGIN CERTIFICATE-----\n"
  "MIIBOjCB7aADAgECAhRfCqw8rP1QQ1eqfoH57ESwyedF9TAFBgMrZXAwEzERMA8G\n"
  "A1UEAwwIT3RoZXIgQ0EwHhcNMjYxMTI0MDkwOTMwWhcNMzYxMTIxMDkwOTMwWjAT\n"
  "MREwDwYDVQQDDAhPdGhlciBDQTAqMAUGAytlcAMhAMKeqXdQLF4JHvH4PHNwUwrN\n"
  "w0HcGSOGJ6np5ujRVONNo1MwUTAdBgNVHQ4EFgQUU/Luy/W5t8idUg435qJRjYbt\n"
  "xlkwHwYDVR0jBBgwFoAUU/Luy/W5t8idUg435qJRjYbtxlkwDwYDVR0TAQH/BAUw\n"
  "AwEB/zAFBgMrZXADQQCtAQNcnv/aLoj//SvPBzHihUvH+S5DmgQ8O/23Uw4AneQT\n"
  "STmKOnScxRZT5HuevbfQaXzIkOdqjq31Q2bze+YE\n"
  "-----END CERTIFICATE-----\n";

static const char OPENSSL_SERVER[] =
  "-----BEGIN CERTIFICATE-----\n"
  "MIIBgDCCATKgAwIBAgIUVAPDQZ/Mafu4/7q1zkONnJea8uIwBQYDK2VwMBMxETAP\n"
  "BgNVBAMMCE90aGVyIENBMB4XDTI2MTEyNDA5MDkzMVoXDTI2MTIyNDA5MDkzMVow\n"
  "ITERMA8GA1UECgwIU29tZWJvZHkxDDAKBgNVBAMMA3d3dzAqMAUGAytlcAMhABse\n"
  "+6b8PoVAkNc8xRfPmC8Y3ZljDjbl0G89/HemS52po4GJMIGGMCUGA1UdEQQeMByC\n"
  "CWEuZXhhbXBsZYcEfwAAAYIJYi5leGFtcGxlMB0GA1UdJQQWMBQGCCsGAQUFBwMC\n"
  "BggrBgEFBQcDATAdBgNVHQ4EFgQU3CaZEbhfTR1FyQJ/V8XMUsI9m4wwHwYDVR0j\n"
  "BBgwFoAUU/Luy/W5t8idUg435qJRjYbtxlkwBQYDK2VwA0EA1A9oOPOH/e+GE4l9\n"
  "WM32zPSDQ7mw2EUbSjJeMuZQ1QtLkkLGCwSwGPVN/q74g6NJCPG1cvRffrT/YYEZ\n"
  "yUYxBQ==\n"
  "-----END CERTIFICATE-----\n";

static const char OPENSSL_REQUEST[] =
  "-----BEGIN CERTIFICATE REQUEST-----\n"
  "MIGuMGICAQAwLzEtMCsGA1UEAwwkMDE5MzZhNWYtMDAwMC03MTIzLTk0NTYtODlh\n"
  "YmNkZWYwMTIzMCowBQYDK2VwAyEAt6CrbhLNWj1Odh91TZVNTH0D9uf0yfe8Z/Fe\n"
  "zfEhs4ygADAFBgMrZXADQQA24WUxYoXgMYWBCXb51iES625pyJWJTdqokij1S+XV\n"
  "4ayzo+nXCtOltgoYny1+9JUXtxdFqnWfd2ON6lAzeYgK\n"
  "-----END CERTIFICATE REQUEST-----\n";

/* The same key, with an organisation in the name. */
static const char OPENSSL_REQUEST_LONG_NAME[] =
  "-----BEGIN CERTIFICATE REQUEST-----\n"
  "MIG6MG4CAQAwOzEKMAgGA1UECgwBeDEtMCsGA1UEAwwkMDE5MzZhNWYtMDAwMC03\n"
  "MTIzLTk0NTYtODlhYmNkZWYwMTIzMCowBQYDK2VwAyEAt6CrbhLNWj1Odh91TZVN\n"
  "TH0D9uf0yfe8Z/FezfEhs4ygADAFBgMrZXADQQDWWqBJxFXaAldf1mIKqkljwb4p\n"
  "4dchn6HBeYE78qq6Z+477HPjpMNl1Tnh9pMfPXvtn1BydiPefkYabO2Ab/4H\n"
  "-----END CERTIFICATE REQUEST-----\n";

/* The right name, with a P-256 key. */
static const char OPENSSL_REQUEST_P256[] =
  "-----BEGIN CERTIFICATE REQUEST-----\n"
  "MIHpMIGRAgEAMC8xLTArBgNVBAMMJDAxOTM2YTVmLTAwMDAtNzEyMy05NDU2LTg5\n"
  "YWJjZGVmMDEyMzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABD5AGWX4/gjrtxxr\n"
  "3RKvtYLqFQlSTC619GP0SmOBmv6VG7PLSJ5z47x9I3wgAwm43D2aynYV3TC8eqhf\n"
  "YXWPLEmgADAKBggqhkjOPQQDAgNHADBEAiBc3M8YNO8dOfMJaBKsXJ+CfOTHd8uP\n"
  "z9RENHLCkR/KZgIgWHtwSJa6Txdjc5DL3kuoM6cA1sv/q94tpqgs3iih5AU=\n"
  "-----END CERTIFICATE REQUEST-----\n";

/* The name cut short by one character, for a key of its own. */
static const char OPENSSL_REQUEST_SHORT_NAME[] =
  "-----BEGIN CERTIFICATE REQUEST-----\n"
  "MIGtMGECAQAwLjEsMCoGA1UEAwwjMDE5MzZhNWYtMDAwMC03MTIzLTk0NTYtODlh\n"
  "YmNkZWYwMTIwKjAFBgMrZXADIQA2DW8o6c/Ou2XgrPIQawkPITBEg+MzvNPQ0H5m\n"
  "6M/csaAAMAUGAytlcANBAJ1Nwucw9FD7qZY9JOhYlua9zdmtO21QK2ppWzOHpYFf\n"
  "k5tbzMGB926HpnMgdlnSNR+Ia7bjXr3W/k/mTRPLKAs=\n"
  "-----END CERTIFICATE REQUEST-----\n";
#define OPENSSL_SHORT_NAME_KEY "Ng1vKOnPzrtl4KzyEGsJDyEwRIPjM7zT0NB+ZujP3LE="

#define OPENSSL_SERVER_KEY "Gx77pvw+hUCQ1zzFF8+YLxjdmWMONuXQbz38d6ZLnak="
#define OPENSSL_DEVICE_KEY "t6CrbhLNWj1Odh91TZVNTH0D9uf0yfe8Z/FezfEhs4w="

static void
test_of_openssl (void)
{
  g_autoptr(YcCertInfo) info = inspect (OPENSSL_SERVER, OPENSSL_CA);
  g_autoptr(YcCertInfo) ca = inspect (OPENSSL_CA, NULL);

  g_assert_true (ca->is_ca);
  g_assert_cmpstr (ca->common_name, ==, "Other CA");
  g_assert_true (info->signed_by_ca);
  g_assert_false (info->is_ca);
  g_assert_cmpstr (info->common_name, ==, "www");
  g_assert_cmpuint (g_strv_length (info->dns_names), ==, 2);
  g_assert_cmpstr (info->dns_names[0], ==, "a.example");
  g_assert_cmpstr (info->dns_names[1], ==, "b.example");
  g_assert_true (info->for_client);
  g_assert_true (info->for_server);
  g_assert_cmpstr (info->public_key, ==, OPENSSL_SERVER_KEY);
  g_assert_cmpstr (info->der_hash, ==, "342cc982689e26ab6d2b45d532172421e73ff4da4696641bf422bf976a3f939c");
  g_assert_cmpint (info->not_before, ==, G_GINT64_CONSTANT (1795511371) * 1000);
  g_assert_cmpint (info->not_after, ==, G_GINT64_CONSTANT (1798103371) * 1000);
  g_assert_null (yc_cert_info_get_device (info));
  g_assert_null (yc_cert_info_dup_hall (info));
}

static void
test_request_of_openssl (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (yc_csr_check (OPENSSL_REQUEST, TEST_DEVICE, OPENSSL_DEVICE_KEY, &error));
  g_assert_no_error (error);
  g_assert_false (yc_csr_check (OPENSSL_REQUEST_LONG_NAME, TEST_DEVICE, OPENSSL_DEVICE_KEY, &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_REQUEST);
  g_clear_error (&error);
  g_assert_false (yc_csr_check (OPENSSL_REQUEST_SHORT_NAME, TEST_DEVICE, OPENSSL_SHORT_NAME_KEY, &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_REQUEST);
  g_clear_error (&error);
  g_assert_false (yc_csr_check (OPENSSL_REQUEST_P256, TEST_DEVICE, OPENSSL_DEVICE_KEY, &error));
  g_assert_error (error, YC_VAULT_ERROR, YC_VAULT_ERROR_REQUEST);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/vault/cert/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("ca", test_ca);
  ADD ("device", test_device);
  ADD ("server", test_server);
  ADD ("fingerprint", test_fingerprint);
  ADD ("foreign", test_foreign);
  ADD ("dates", test_dates);
  ADD ("renewal", test_renewal);
  ADD ("flipped", test_flipped);
  ADD ("unreadable", test_unreadable);
  ADD ("request", test_request);
  ADD ("request-flipped", test_request_flipped);
  ADD ("bad-arguments", test_bad_arguments);
#undef ADD
  g_test_add_func ("/vault/cert/of-openssl", test_of_openssl);
  g_test_add_func ("/vault/cert/request-of-openssl", test_request_of_openssl);

  return g_test_run ();
}
