/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-profile"

#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "app/yc-profile.h"
#include "store/yc-store-error.h"
#include "vault/yc-cert.h"
#include "vault/yc-system-env.h"

#define HALL "01890a5d-ac96-774b-bcce-b302099a8057"

typedef struct
{
  char *folder;
  char *certificate;
} Fixture;

static void
write_file (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  YcEnv *env = yc_system_env ();
  YcKey *key = yc_key_generate (env);

  f->folder = g_dir_make_tmp ("yc-profile-XXXXXX", &error);
  g_assert_no_error (error);
  f->certificate = yc_cert_new_ca (key, HALL, env, yc_env_now_wall (env), &error);
  g_assert_no_error (error);
  yc_key_unref (key);
  write_file (f, "ca.pem", f->certificate);
  write_file (f, "device.pem", f->certificate);
  write_file (f, "profile.ini", "[hall]\nurl=https://hall:8443\nhall=" HALL "\n");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "ca.pem", "device.pem", "profile.ini", "lock", "station.db" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->certificate);
}

static void
assert_refused (const char *path, GQuark domain, int code)
{
  g_autoptr(GError) error = NULL;
  YcProfile *profile = yc_profile_new (path);

  g_assert_false (yc_profile_open (profile, &error));
  g_assert_error (error, domain, code);
  yc_profile_free (profile);
}

static void
test_good (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  YcProfile *profile = yc_profile_new (f->folder);

  g_assert_true (yc_profile_open (profile, &error));
  g_assert_no_error (error);
  g_assert_true (profile->enrolled);
  g_assert_cmpstr (profile->url, ==, "https://hall:8443");
  g_assert_cmpstr (profile->hall, ==, HALL);
  /* One process has it. */
  assert_refused (f->folder, G_IO_ERROR, G_IO_ERROR_BUSY);
  yc_profile_free (profile);
  profile = yc_profile_new (f->folder);
  g_assert_true (yc_profile_open (profile, NULL));
  yc_profile_free (profile);
}

static void
test_new (Fixture *f, gconstpointer data)
{
  g_autofree char *ini = g_build_filename (f->folder, "profile.ini", NULL);
  YcProfile *profile = yc_profile_new (f->folder);

  g_unlink (ini);
  g_assert_true (yc_profile_open (profile, NULL));
  g_assert_false (profile->enrolled);
  g_assert_false (profile->has_record);
  yc_profile_free (profile);
  /* It was set up before, and one file of it is lost. */
  write_file (f, "station.db", "a record");
  profile = yc_profile_new (f->folder);
  g_assert_true (yc_profile_open (profile, NULL));
  g_assert_false (profile->enrolled);
  g_assert_true (profile->has_record);
  yc_profile_free (profile);
}

/* Nothing that is damaged passes for a hall that does not answer. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  static const char *const inis[] = { "[hall]\nurl=zzz\nhall=" HALL "\n", "[hall]\nurl=https://hall:8443\nhall=abc\n" };
  g_autofree char *ca = g_build_filename (f->folder, "ca.pem", NULL);
  g_autofree char *half = g_strndup (f->certificate, strlen (f->certificate) / 2);

  write_file (f, "device.pem", half);
  assert_refused (f->folder, YC_STORE_ERROR, YC_STORE_ERROR_CORRUPT);
  write_file (f, "device.pem", f->certificate);
  write_file (f, "ca.pem", "");
  assert_refused (f->folder, YC_STORE_ERROR, YC_STORE_ERROR_CORRUPT);
  g_unlink (ca);
  assert_refused (f->folder, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  write_file (f, "ca.pem", f->certificate);
  for (guint i = 0; i < G_N_ELEMENTS (inis); i++)
    {
      write_file (f, "profile.ini", inis[i]);
      assert_refused (f->folder, YC_STORE_ERROR, YC_STORE_ERROR_CORRUPT);
    }
  write_file (f, "profile.ini", "[hall]\n");
  assert_refused (f->folder, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND);
  write_file (f, "profile.ini", "hello");
  assert_refused (f->folder, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE);
}

static void
test_not_a_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->folder, "ca.pem", NULL);
  g_autoptr(GError) error = NULL;
  YcProfile *profile = yc_profile_new (file);

  g_assert_false (yc_profile_open (profile, &error));
  g_assert_nonnull (error);
  g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY));
  yc_profile_free (profile);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/profile/good", Fixture, NULL, set_up, test_good, tear_down);
  g_test_add ("/profile/new", Fixture, NULL, set_up, test_new, tear_down);
  g_test_add ("/profile/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  g_test_add ("/profile/not-a-folder", Fixture, NULL, set_up, test_not_a_folder, tear_down);
  return g_test_run ();
}
