/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include <json-glib/json-glib.h>

#include "hall/yc-hall-dir.h"
#include "hall/yc-local-node.h"
#include "net/yc-response.h"

G_BEGIN_DECLS

/** A subcommand: its words behind the name; TRUE on success, else FALSE with YC_HALL_ERROR (USAGE: exit 2, else 1). */
typedef gboolean (*YcCliRun) (int argc, char **argv, GError **error);

/** init DIR [--name NAME] [--counters N] [--division CODE] */
gboolean yc_cli_init (int argc, char **argv, GError **error);
/** serve DIR [--listen HOST:PORT] */
gboolean yc_cli_serve (int argc, char **argv, GError **error);
/** enrol DIR --as workstation --counter N [--replace] */
gboolean yc_cli_enrol (int argc, char **argv, GError **error);
/** staff DIR add|list|disable|reset … */
gboolean yc_cli_staff (int argc, char **argv, GError **error);
/** import DIR FILE…|--waiting|--drop SET */
gboolean yc_cli_import (int argc, char **argv, GError **error);
/** ticket DIR --queue Q … */
gboolean yc_cli_ticket (int argc, char **argv, GError **error);
/** verify DIR|EXPORT */
gboolean yc_cli_verify (int argc, char **argv, GError **error);
/** export DIR --out FILE */
gboolean yc_cli_export (int argc, char **argv, GError **error);

/** rule RULE.json [DATA.json] */
gboolean yc_cli_rule (int argc, char **argv, GError **error);
/** lint [--table text|csv] [--matter ID] FILE… */
gboolean yc_cli_lint (int argc, char **argv, GError **error);

/** Parses the options of a subcommand; what is left in argv[1…] must be between min and max words, none of them empty. usage stands behind the name in --help. *help tells that help was asked for and printed: nothing else is to be done. */
gboolean yc_cli_parse (int *argc, char ***argv, const GOptionEntry *entries, const char *usage, int min, int max, gboolean *help, GError **error);

/** Sets a usage error and returns FALSE. */
gboolean yc_cli_usage (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** The text as it may be printed: what a terminal would obey, and what is not UTF-8, is replaced by U+FFFD; transfer full. */
char *yc_cli_printable (const char *text);

/** Opens the folder DIR of a hall, or fails with a sentence; transfer full. */
YcHallDir *yc_cli_open_dir (const char *path, GError **error);

/** The way to the hall in DIR, or fails with a sentence; transfer full. */
YcHallDoor *yc_cli_open_door (const char *path, GError **error);

/** Makes a control call with a JSON object (taken, may be NULL) and gives the parsed answer; a problem becomes an error with its sentence, and is given in *problem (may be NULL; transfer full). Transfer full. */
JsonObject *yc_cli_call (YcHallDoor *door, const char *method, const char *target, const char *idempotency_key, JsonObject *body, JsonObject **problem, GError **error);

/** Reads a whole file of at most max bytes, or with "-" and standard_input standard input, or fails with a sentence; a folder, device or pipe is no file: it would be read for ever. Its bytes with a NUL behind, transfer full. */
char *yc_cli_read_document (const char *path, gboolean standard_input, gsize max, gsize *length, GError **error);

/** Reads a PIN from standard input (one line of at most 4 KiB; echo off on a terminal); transfer full, freed with yc_secret_free(). */
char *yc_cli_read_pin (GError **error);

G_END_DECLS
