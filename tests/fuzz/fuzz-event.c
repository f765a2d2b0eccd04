/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-fuzz-event"

#include "config.h"

#include <string.h>

#include "core/yc-event.h"

#include "fuzz.h"

/* A line of a journal, as another device or a torn file gives it. */

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_start ();
  return 0;
}

/* The ranges of the contract: CloudEvents Integers have 32 bits. */
static void
check_numbers (const YcEvent *event)
{
  g_assert_cmpint (event->seq, >=, 1);
  g_assert_cmpint (event->seq, <=, G_MAXINT32);
  g_assert_cmpint (event->skew, >=, G_MININT32);
  g_assert_cmpint (event->skew, <=, G_MAXINT32);
  g_assert_cmpint (event->base, >=, 0);
  g_assert_cmpint (event->base, <=, G_MAXINT32);
  g_assert_cmpint (event->counter, >=, 0);
  g_assert_cmpint (event->counter, <=, 9999);
  g_assert_cmpint (yc_event_get_moment (event), >=, 0);
}

static void
check_event (const YcEvent *event)
{
  g_autofree char *first = yc_event_write (event);
  g_autofree char *second = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(YcEvent) again = NULL;

  g_assert_true (yc_subject_is_valid (event->subject));
  check_numbers (event);
  fuzz_check_line (first);

  again = yc_event_read (first, strlen (first), &error);
  g_assert_no_error (error);
  g_assert_cmpint (event->type, ==, again->type);
  second = yc_event_write (again);
  g_assert_cmpstr (first, ==, second);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YcEvent) event = yc_event_read (size > 0 ? (const char *) data : "", size, &error);

  g_assert_cmpint (event == NULL, ==, error != NULL);
  if (event == NULL)
    fuzz_check_error (error);
  else
    check_event (event);
  return 0;
}
