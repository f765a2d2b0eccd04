/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Errors of the command line. The message is the one sentence that is printed. */
#define YC_HALL_ERROR (yc_hall_error_quark ())

typedef enum
{
  YC_HALL_ERROR_USAGE,    /* the words of the command are off: exit status 2 */
  YC_HALL_ERROR_FAILED,   /* the command could not do its work: exit status 1 */
} YcHallError;

/** The quark of YC_HALL_ERROR. */
GQuark yc_hall_error_quark (void);

G_END_DECLS
