/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node-files"

#include "config.h"

#include "hall/yc-node-files.h"

#include <string.h>

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

static gboolean
renew_server (YcHallDir    *dir,
              const char   *hall,
              YcEnv        *env,
              YcNodeFiles  *files,
              GError      **error)
{
  g_autoptr(YcKey) ca_key = NULL;
  g_autoptr(YcCertInfo) info = yc_cert_inspect (files->server_pem, strlen (files->server_pem), files->ca_pem, error);

  if (info == NULL)
    return FALSE;
  if (!yc_cert_info_renewal_due (info, yc_env_now_wall (env)))
    return TRUE;

  ca_key = yc_key_new_from_pem (files->ca_key_pem, error);
  if (ca_key == NULL || !write_server (dir, hall, ca_key, files->ca_pem, env, error))
    return FALSE;

  g_clear_pointer (&files->server_pem, g_free);
  g_clear_pointer (&files->server_key_pem, yc_secret_free);
  files->server_pem = yc_hall_dir_read (dir, "server.pem", error);
  files->server_key_pem = yc_hall_dir_read (dir, "server-key.pem", error);
  return files->server_pem != NULL && files->server_key_pem != NULL;
}

/* A key that cannot sign is noticed now, and not by the first window that comes. */
static gboolean
check_keys (YcHallDir    *dir,
            YcNodeFiles  *files,
            GError      **error)
{
  g_autoptr(YcKey) ca_key = yc_key_new_from_pem (files->ca_key_pem, NULL);
  g_autoptr(YcKey) server_key = yc_key_new_from_pem (files->server_key_pem, NULL);
  g_autoptr(YcCertInfo) info = yc_cert_inspect (files->server_pem, strlen (files->server_pem), files->ca_pem, NULL);
  g_autoptr(YcCertInfo) ca = yc_cert_inspect (files->ca_pem, strlen (files->ca_pem), files->ca_pem, NULL);
  const char *damaged = NULL;

  if (ca == NULL)
    damaged = "ca.pem";
  else if (info == NULL)
    damaged = "server.pem";
  else if (server_key == NULL || g_strcmp0 (yc_key_get_public (server_key), info->public_key) != 0)
    damaged = "server-key.pem";
  else if (ca_key == NULL)
    damaged = "ca-key.pem";
  if (damaged == NULL)
    return TRUE;
  g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED,
               "%s in %s is damaged or belongs to another hall. Put the folder back from a backup; nothing was changed.", damaged, dir->path);
  return FALSE;
}

gboolean
yc_node_files_read (YcHallDir    *dir,
                    const char   *hall,
                    YcEnv        *env,
                    YcNodeFiles  *files,
                    GError      **error)
{
  files->ca_pem = yc_hall_dir_read (dir, "ca.pem", error);
  if (files->ca_pem == NULL)
    return FALSE;
  files->ca_key_pem = yc_hall_dir_read (dir, "ca-key.pem", error);
  if (files->ca_key_pem == NULL)
    return FALSE;
  files->server_pem = yc_hall_dir_read (dir, "server.pem", error);
  if (files->server_pem == NULL)
    return FALSE;
  files->server_key_pem = yc_hall_dir_read (dir, "server-key.pem", error);
  if (files->server_key_pem == NULL)
    return FALSE;

  return check_keys (dir, files, error) && renew_server (dir, hall, env, files, error);
}
