/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Errors of core. The message names the place (a JSON path, a line and column); the clerk's sentence is made outside. */
#define YC_CORE_ERROR (yc_core_error_quark ())

typedef enum
{
  YC_CORE_ERROR_TOO_LARGE,  /* more bytes, members or nesting than the limits allow */
  YC_CORE_ERROR_SYNTAX,     /* not strict JSON */
  YC_CORE_ERROR_TYPE,       /* a member is missing or of another type than it must be */
  YC_CORE_ERROR_VALUE,      /* right type, impossible value */
} YcCoreError;

/** The quark of YC_CORE_ERROR. */
GQuark yc_core_error_quark (void);

G_END_DECLS
