/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-profile"

#include "config.h"

#include "app/yc-profile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "core/yc-uuid.h"
#include "store/yc-store-error.h"

#define GROUP "hall"

YcProfile *
yc_profile_new (const char *path)
{
  YcProfile *profile = g_new0 (YcProfile, 1);

  g_return_val_if_fail (path != NULL, NULL);

  profile->path = g_canonicalize_filename (path, NULL);
  profile->lock_fd = -1;
  return profile;
}

void
yc_profile_free (YcProfile *profile)
{
  if (profile == NULL)
    return;
  if (profile->lock_fd >= 0)
    close (profile->lock_fd);
  g_free (profile->path);
  g_free (profile->url);
  g_free (profile->hall);
  g_free (profile->ca_pem);
  g_free (profile->cert_pem);
  g_free (profile);
}

char *
yc_profile_file (const YcProfile *profile,
                 const char      *name)
{
  return g_build_filename (profile->path, name, NULL);
}

static gboolean
set_errno_error (const char  *path,
                 GError     **error)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (code), "%s: %s", path, g_strerror (code));
  return FALSE;
}

static gboolean
take_lock (YcProfile  *profile,
           GError    **error)
{
  g_autofree char *path = yc_profile_file (profile, "lock");
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    return set_errno_error (path, error);

  if (flock (fd, LOCK_EX | LOCK_NB) < 0)
    {
      int code = errno;

      close (fd);
      errno = code;
      if (code != EWOULDBLOCK)
        return set_errno_error (path, error);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "%s is in use by another process", profile->path);
      return FALSE;
    }
  profile->lock_fd = fd;
  return TRUE;
}

static gboolean
read_text (YcProfile   *profile,
           const char  *name,
           char       **text,
           GError     **error)
{
  g_autofree char *path = yc_profile_file (profile, name);

  return g_file_get_contents (path, text, NULL, error);
}

/* A damaged certificate or address would look like a hall that is never there. */
static gboolean
check_enrolment (YcProfile  *profile,
                 GError    **error)
{
  g_autoptr(GTlsCertificate) ca = g_tls_certificate_new_from_pem (profile->ca_pem, -1, NULL);
  g_autoptr(GTlsCertificate) own = g_tls_certificate_new_from_pem (profile->cert_pem, -1, NULL);
  const char *damaged = NULL;

  if (ca == NULL)
    damaged = "ca.pem";
  else if (own == NULL)
    damaged = "device.pem";
  else if (!yc_uuid_is_valid (profile->hall) || !g_str_has_prefix (profile->url, "https://"))
    damaged = "profile.ini";
  if (damaged == NULL)
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CORRUPT, "The file %s in %s is damaged.", damaged, profile->path);
  return FALSE;
}

static gboolean
read_enrolment (YcProfile  *profile,
                GError    **error)
{
  g_autoptr(GKeyFile) keys = g_key_file_new ();
  g_autofree char *path = yc_profile_file (profile, "profile.ini");
  g_autofree char *record = yc_profile_file (profile, "station.db");

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      profile->has_record = g_file_test (record, G_FILE_TEST_EXISTS);
      return TRUE;
    }
  if (!g_key_file_load_from_file (keys, path, G_KEY_FILE_NONE, error))
    return FALSE;

  profile->url = g_key_file_get_string (keys, GROUP, "url", error);
  if (profile->url == NULL)
    return FALSE;
  profile->hall = g_key_file_get_string (keys, GROUP, "hall", error);
  if (profile->hall == NULL)
    return FALSE;

  profile->enrolled = read_text (profile, "ca.pem", &profile->ca_pem, error)
                      && read_text (profile, "device.pem", &profile->cert_pem, error)
                      && check_enrolment (profile, error);
  return profile->enrolled;
}

gboolean
yc_profile_open (YcProfile  *profile,
                 GError    **error)
{
  if (g_mkdir_with_parents (profile->path, 0700) < 0)
    return set_errno_error (profile->path, error);

  return take_lock (profile, error) && read_enrolment (profile, error);
}

static gboolean
write_text (YcProfile   *profile,
            const char  *name,
            const char  *text,
            GError     **error)
{
  g_autofree char *path = yc_profile_file (profile, name);

  return g_file_set_contents_full (path, text, (gssize) strlen (text),
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

gboolean
yc_profile_enrol (YcProfile   *profile,
                  const char  *url,
                  const char  *hall,
                  const char  *ca_pem,
                  const char  *cert_pem,
                  GError     **error)
{
  g_autoptr(GKeyFile) keys = g_key_file_new ();
  g_autofree char *text = NULL;

  g_key_file_set_string (keys, GROUP, "url", url);
  g_key_file_set_string (keys, GROUP, "hall", hall);
  text = g_key_file_to_data (keys, NULL, NULL);

  if (!write_text (profile, "ca.pem", ca_pem, error) || !write_text (profile, "device.pem", cert_pem, error)
      || !write_text (profile, "profile.ini", text, error))
    return FALSE;

  profile->url = g_strdup (url);
  profile->hall = g_strdup (hall);
  profile->ca_pem = g_strdup (ca_pem);
  profile->cert_pem = g_strdup (cert_pem);
  profile->enrolled = TRUE;
  return TRUE;
}

gboolean
yc_profile_renew (YcProfile   *profile,
                  const char  *cert_pem,
                  GError     **error)
{
  return write_text (profile, "device.pem", cert_pem, error);
}
