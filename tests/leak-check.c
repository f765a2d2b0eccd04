/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Part of a program that is built with the address sanitizer: what libraries allocate while they are loaded is not looked at for leaks.
 *
 * GLib lets go of its first table of quarks on purpose when it needs a larger one (quark_new() in its gquark.c), so that reading the table
 * needs no lock. A program that runs for long comes to that, and no suppression can name it: it is made before main, and the library keeps
 * no frame pointers by which its functions would be found.
 */
#include "config.h"

#include <sanitizer/lsan_interface.h>

static void
before_libraries (void)
{
  __lsan_disable ();
}

static void __attribute__ ((constructor))
after_libraries (void)
{
  __lsan_enable ();
}

/* The loader calls these before the constructors of all libraries. */
static void (*const start[]) (void) __attribute__ ((section (".preinit_array"), used)) = { before_libraries };
