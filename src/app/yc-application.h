/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define YC_TYPE_APPLICATION (yc_application_get_type ())

/** YcApplication: one workstation: one station, one window. The station outlives the window while it is being closed, so that nothing is lost. */
G_DECLARE_FINAL_TYPE (YcApplication, yc_application, YC, APPLICATION, AdwApplication)

/** What the command line says; strings borrowed, NULL when not given. */
typedef struct
{
  const char *profile;   /* NULL: the user's own, and one instance for the session */
  const char *url;
  const char *code;
} YcOptions;

/** The application; transfer full. */
YcApplication *yc_application_new (const YcOptions *options);

G_END_DECLS
