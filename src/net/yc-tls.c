/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-net"
#include "config.h"

#include "net/yc-tls-private.h"

#include <string.h>

#include "net/yc-net-error.h"

#define DATES (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED)
#define HALL_SUFFIX ".hall.yichuang.invalid"
#define UUID_LENGTH 36

GTlsCertificate *
yc_tls_certificate_new (const char  *cert_pem,
                        const char  *key_pem,
                        GError     **error)
{
  g_autoptr(GTlsCertificate) certificate = NULL;
  g_autoptr(GError) local = NULL;
  char *both;
  gsize length;

  g_assert (cert_pem != NULL);

  both = g_strconcat (cert_pem, "\n", key_pem, NULL);
  length = strlen (both);
  certificate = g_tls_certificate_new_from_pem (both, (gssize) length, &local);
  explicit_bzero (both, length);
  g_free (both);
  if (certificate == NULL)
    g_set_error (error, YC_NET_ERROR, YC_NET_ERROR_INVALID, "The certificate cannot be read: %s", local->message);
  return g_steal_pointer (&certificate);
}

char *
yc_tls_dup_pem (GTlsCertificate *certificate)
{
  char *pem = NULL;

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  return pem;
}

/* The leaf is verified alone, whatever chain it came with: there are no intermediate authorities (10-contract, "Keys"), and a
 * device must not be able to act as one. GnuTLS 3.7.9 goes on after a wrong date and reports a bad signature beside it
 * (a test holds it to that), so ignoring the dates ignores nothing else. */
gboolean
yc_tls_is_signed_by (GTlsCertificate *leaf,
                     GTlsCertificate *ca)
{
  g_autofree char *leaf_pem = yc_tls_dup_pem (leaf);
  g_autofree char *ca_pem = yc_tls_dup_pem (ca);
  g_autoptr(GTlsCertificate) alone = g_tls_certificate_new_from_pem (leaf_pem, -1, NULL);
  g_autoptr(GTlsCertificate) issuer = g_tls_certificate_new_from_pem (ca_pem, -1, NULL);
  GTlsCertificateFlags flags;

  if (alone == NULL || issuer == NULL || g_tls_certificate_is_same (alone, issuer))
    return FALSE;
  flags = g_tls_certificate_verify (alone, NULL, issuer);
  return (flags & ~DATES) == 0;
}

gboolean
yc_tls_has_dns_name (GTlsCertificate *certificate,
                     const char      *name)
{
  g_autoptr(GPtrArray) names = g_tls_certificate_get_dns_names (certificate);
  gsize wanted = strlen (name);

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      gsize length;
      const char *found = g_bytes_get_data (g_ptr_array_index (names, i), &length);

      if (length == wanted && g_ascii_strncasecmp (found, name, length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Ends a part of a distinguished name (RFC 4514): returns the next one or %NULL. A backslash escapes one character. */
static const char *
next_part (const char *part,
           GString    *text)
{
  g_string_truncate (text, 0);
  for (; *part != '\0'; part++)
    {
      if (*part == '\\' && part[1] != '\0')
        g_string_append_c (text, *++part);
      else if (*part == ',' || *part == '+')
        return part + 1;
      else
        g_string_append_c (text, *part);
    }
  return NULL;
}

char *
yc_tls_dup_common_name (GTlsCertificate *certificate)
{
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *name = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  for (const char *part = subject; part != NULL;)
    {
      part = next_part (part, text);
      if (!g_str_has_prefix (text->str, "CN="))
        continue;
      if (name != NULL)
        return NULL;
      name = g_strdup (text->str + strlen ("CN="));
    }
  return g_steal_pointer (&name);
}

char *
yc_tls_dup_hall (GTlsCertificate *certificate)
{
  g_autoptr(GPtrArray) names = g_tls_certificate_get_dns_names (certificate);
  g_autofree char *hall = NULL;

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      gsize length;
      const char *data = g_bytes_get_data (g_ptr_array_index (names, i), &length);
      g_autofree char *name = g_ascii_strdown (data, (gssize) length);

      if (strlen (name) != length || !g_str_has_suffix (name, HALL_SUFFIX))
        continue;
      if (hall != NULL || length != UUID_LENGTH + strlen (HALL_SUFFIX))
        return NULL;
      name[UUID_LENGTH] = '\0';
      if (!g_uuid_string_is_valid (name))
        return NULL;
      hall = g_steal_pointer (&name);
    }
  return g_steal_pointer (&hall);
}

void
yc_tls_fingerprint (GTlsCertificate *certificate,
                    guint8           digest[32])
{
  g_autoptr(GByteArray) der = NULL;
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = 32;

  g_object_get (certificate, "certificate", &der, NULL);
  g_checksum_update (checksum, der->data, der->len);
  g_checksum_get_digest (checksum, digest, &length);
}

const char *
yc_tls_judge_server (GTlsCertificate      *certificate,
                     GTlsCertificateFlags  errors,
                     GTlsCertificate      *ca,
                     const char           *dns_name)
{
  const GTlsCertificateFlags ignored = DATES | G_TLS_CERTIFICATE_UNKNOWN_CA | G_TLS_CERTIFICATE_BAD_IDENTITY;

  if (ca == NULL || dns_name == NULL)
    return "This computer has not joined a hall yet, so no server can be trusted.";
  if ((errors & ~ignored) != 0)
    return "The certificate of the server is damaged, revoked or too weak.";
  if (!yc_tls_is_signed_by (certificate, ca))
    return "The certificate of the server was not issued by this hall.";
  if (!yc_tls_has_dns_name (certificate, dns_name))
    return "The certificate of the server belongs to another hall or to a device.";
  return NULL;
}
