/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Errors of the store. Messages are plain sentences that say what is safe. */
#define YC_STORE_ERROR (yc_store_error_quark ())

typedef enum
{
  YC_STORE_ERROR_CORRUPT,     /* damaged pages, a damaged header, or another schema */
  YC_STORE_ERROR_MOVED,       /* the file or its log is not where it was, or emptied: nothing is lost when it is put back */
  YC_STORE_ERROR_FOREIGN,     /* a database of another program, or a text file: left alone */
  YC_STORE_ERROR_NEWER,       /* written by a newer version: left alone */
  YC_STORE_ERROR_READ_ONLY,   /* the file or folder cannot be written */
  YC_STORE_ERROR_LOCKED,      /* another process has it */
  YC_STORE_ERROR_FULL,        /* no space left: nothing of this transaction was stored */
  YC_STORE_ERROR_IO,          /* read or write failed */
  YC_STORE_ERROR_COMMIT,      /* COMMIT failed: whether it is stored is not known until the file is opened again */
  YC_STORE_ERROR_CONSTRAINT,  /* a rule of the schema was broken: a fault of the program */
  YC_STORE_ERROR_FORK,        /* same device and number, another line */
  YC_STORE_ERROR_GAP,         /* a line before this one is missing */
  YC_STORE_ERROR_LINE,        /* a stored or received line cannot be read */
  YC_STORE_ERROR_ABORTED,     /* SQLite ended the transaction by itself: nothing of it was stored */
  YC_STORE_ERROR_CLOSED,      /* the store has been closed */
  YC_STORE_ERROR_INTERNAL,    /* an event that was just decided took no effect: a fault of the program */
} YcStoreError;

/** The quark of YC_STORE_ERROR. */
GQuark yc_store_error_quark (void);

G_END_DECLS
