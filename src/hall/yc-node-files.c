/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node-files"

#include "config.h"

#include "hall/yc-node-files.h"

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "hall/yc-hall-error.h"
#include "vault/yc-cert-info.h"
#include "vault/yc-cert.h"
#include "vault/yc-key.h"
#include "vault/yc-secret.h"

void
yc_node_files_clear (YcNodeFiles *files)
{
  g_clear_pointer (&files->ca_pem, g_free);
  g_clear_pointer (&files->ca_key_pem, yc_secret_free);
  g_clear_pointer (&files->server_pem, g_free);
  g_clear_pointer (&files->server_key_pem, yc_secret_free);
}

/* Each file is there whole or not at all, and the power may go between the two: the key is then new and the certificate is not, which
 * yc_node_files_read() sees and does again. */
static gboolean
write_server (YcHallDir   *dir,
              const char  *hall,
              YcKey       *ca_key,
              const char  *ca_pem,
              YcEnv       *env,
              GError     **error)
{
  g_autoptr(YcKey) key = yc_key_generate (env);
  g_autoptr(YcSecretText) key_pem = yc_key_to_pem (key, error);
  g_autofree char *cert = NULL;
  g_autofree char *chain = NULL;

  if (key_pem == NULL)
    return FALSE;

  cert = yc_cert_new_server (ca_key, ca_pem, hall, yc_key_get_public (key), env, yc_env_now_wall (env), error);
  if (cert == NULL)
    return FALSE;

  chain = yc_cert_chain (cert, ca_pem);
  return yc_hall_dir_write (dir, "server-key.pem", key_pem, 0600, error)
         && yc_hall_dir_write (dir, "server.pem", chain, 0644, error);
}

gboolean
yc_node_files_create (YcHallDir   *dir,
                      const char  *hall,
                      YcEnv       *env,
                      GError     **error)
{
  g_autoptr(YcKey) ca_key = yc_key_generate (env);
  g_autoptr(YcSecretText) ca_key_pem = yc_key_to_pem (ca_key, error);
  g_autofree char *ca_pem = NULL;

  if (ca_key_pem == NULL)
    return FALSE;

  ca_pem = yc_cert_new_ca (ca_key, hall, env, yc_env_now_wall (env), error);
  return ca_pem != NULL
         && yc_hall_dir_write (dir, "ca-key.pem", ca_key_pem, 0600, error)
         && yc_hall_dir_write (dir, "ca.pem", ca_pem, 0644, error)
         && write_server (dir, hall, ca_key, ca_pem, env, error);
}

/* Every window pins the authority, and its key alone signs for it: what is wrong with these two is noticed now, not by the first computer
 * that is enrolled, and never made anew. The key, transfer full. */
static YcKey *
open_authority (YcHallDir          *dir,
                const char         *hall,
                const YcNodeFiles  *files,
                GError            **error)
{
  g_autoptr(YcKey) key = yc_key_new_from_pem (files->ca_key_pem, NULL);
  g_autoptr(YcCertInfo) ca = yc_cert_inspect (files->ca_pem, strlen (files->ca_pem), NULL, NULL);
  g_autofree char *ca_hall = ca != NULL ? yc_cert_info_dup_ca_hall (ca) : NULL;
  const char *damaged = NULL;

  if (g_strcmp0 (ca_hall, hall) != 0)
    damaged = "ca.pem";
  else if (key == NULL || g_strcmp0 (yc_key_get_public (key), ca->public_key) != 0)
    damaged = "ca-key.pem";
  if (damaged == NULL)
    return g_steal_pointer (&key);

  g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
               "%s in %s is damaged or belongs to another hall. Put the folder back from a backup; nothing was changed.",
               damaged, dir->path);
  return NULL;
}

/* Whether this is a certificate of this hall's node, with its key and with the authority behind it. */
static gboolean
server_fits (const YcNodeFiles *files,
             const char        *hall,
             const YcCertInfo  *info)
{
  g_autoptr(YcKey) key = files->server_key_pem != NULL ? yc_key_new_from_pem (files->server_key_pem, NULL) : NULL;
  g_autofree char *server_hall = info != NULL ? yc_cert_info_dup_hall (info) : NULL;

  return key != NULL && g_strcmp0 (server_hall, hall) == 0
         && g_strcmp0 (yc_key_get_public (key), info->public_key) == 0
         && g_str_has_suffix (files->server_pem, files->ca_pem);
}

/* A file that is not there leaves *text NULL; one that cannot be read is an error: it may be the right one. */
static gboolean
read_if_there (YcHallDir   *dir,
               const char  *name,
               char       **text,
               GError     **error)
{
  g_autofree char *path = yc_hall_dir_file (dir, name);
  GStatBuf info;

  if (g_lstat (path, &info) != 0 && errno == ENOENT)
    return TRUE;
  *text = yc_hall_dir_read (dir, name, error);
  return *text != NULL;
}

static gboolean
read_server (YcHallDir    *dir,
             YcNodeFiles  *files,
             GError      **error)
{
  g_clear_pointer (&files->server_pem, g_free);
  g_clear_pointer (&files->server_key_pem, yc_secret_free);
  return read_if_there (dir, "server.pem", &files->server_pem, error)
         && read_if_there (dir, "server-key.pem", &files->server_key_pem, error);
}

/* A pair that fits and is soon too old: the windows look at no date, so that one which cannot be replaced now is replaced at another
 * start. */
static void
renew_server (YcHallDir    *dir,
              const char   *hall,
              YcKey        *ca_key,
              YcEnv        *env,
              YcNodeFiles  *files)
{
  YcNodeFiles fresh = { NULL, NULL, NULL, NULL };
  g_autoptr(GError) error = NULL;
  gboolean is_written = write_server (dir, hall, ca_key, files->ca_pem, env, &error);

  if (is_written && read_server (dir, &fresh, &error)
      && fresh.server_pem != NULL && fresh.server_key_pem != NULL)
    {
      g_free (files->server_pem);
      files->server_pem = g_steal_pointer (&fresh.server_pem);
      yc_secret_free (files->server_key_pem);
      files->server_key_pem = g_steal_pointer (&fresh.server_key_pem);
      return;
    }
  g_warning ("server.pem and server-key.pem in %s could not be renewed: %s. The node goes on with the former pair; see to it before the next start.",
             dir->path, error != NULL ? error->message : "they are not there");
  /* The key may have been replaced already: put back, the next start finds a pair that fits. */
  if (!is_written)
    (void) yc_hall_dir_write (dir, "server-key.pem", files->server_key_pem, 0600, NULL);
  yc_node_files_clear (&fresh);
}

/* The windows ask for the authority and the hall's name, so that its key can sign for a new server key at any time. */
static gboolean
refresh_server (YcHallDir    *dir,
                const char   *hall,
                YcKey        *ca_key,
                YcEnv        *env,
                YcNodeFiles  *files,
                GError      **error)
{
  g_autoptr(YcCertInfo) info = files->server_pem != NULL
                                 ? yc_cert_inspect (files->server_pem, strlen (files->server_pem), files->ca_pem, NULL)
                                 : NULL;
  gboolean fits = server_fits (files, hall, info);

  if (fits && !yc_cert_info_renewal_due (info, yc_env_now_wall (env)))
    return TRUE;
  if (fits)
    {
      renew_server (dir, hall, ca_key, env, files);
      return TRUE;
    }
  if (!write_server (dir, hall, ca_key, files->ca_pem, env, error))
    return FALSE;

  g_message ("server.pem and server-key.pem in %s did not fit this hall or each other. They were made anew; the windows stay enrolled.",
             dir->path);
  return read_server (dir, files, error);
}

gboolean
yc_node_files_read (YcHallDir    *dir,
                    const char   *hall,
                    YcEnv        *env,
                    YcNodeFiles  *files,
                    GError      **error)
{
  g_autoptr(YcKey) ca_key = NULL;

  files->ca_pem = yc_hall_dir_read (dir, "ca.pem", error);
  if (files->ca_pem == NULL)
    return FALSE;
  files->ca_key_pem = yc_hall_dir_read (dir, "ca-key.pem", error);
  if (files->ca_key_pem == NULL)
    return FALSE;

  ca_key = open_authority (dir, hall, files, error);
  return ca_key != NULL && read_server (dir, files, error) && refresh_server (dir, hall, ca_key, env, files, error);
}
