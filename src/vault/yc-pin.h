/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/yc-env.h"

G_BEGIN_DECLS

/*
 * PINs of staff: Argon2id (RFC 9106), stored as the usual text `$argon2id$v=19$m=<KiB>,t=<passes>,p=1$<salt>$<hash>`
 * with a salt of 16 and a hash of 32 bytes (10-contract, "Keys, certificates, sign-in"). Hashing and verifying take a
 * tenth of a second and 64 MiB on purpose: never on the thread of the user interface. Any thread; the text of a PIN is
 * neither kept nor logged, and the caller wipes its own copy.
 */

/* Longest PIN that is accepted, in digits. */
#define YC_PIN_MAX_LENGTH 32

/* Bounds of the costs, in a hash to make as in one that is read: a damaged or forged verifier must neither be worthless nor
 * take the machine's memory. 19 MiB is the least OWASP's guidance names for Argon2id. */
#define YC_PIN_MEMORY_KIB_MIN (19 * 1024)
#define YC_PIN_MEMORY_KIB_MAX (256 * 1024)
#define YC_PIN_PASSES_MIN     1
#define YC_PIN_PASSES_MAX     10

/**
 * YcPinCost:
 * @memory_kib: memory in KiB, %YC_PIN_MEMORY_KIB_MIN to %YC_PIN_MEMORY_KIB_MAX
 * @passes: passes over it, %YC_PIN_PASSES_MIN to %YC_PIN_PASSES_MAX
 */
typedef struct
{
  guint memory_kib;
  guint passes;
} YcPinCost;

/* What production uses: 64 MiB, 3 passes. */
extern const YcPinCost YC_PIN_COST_DEFAULT;

/* Whether @pin (from outside, may be %NULL) may be set as a PIN: ASCII digits only, at least @min_length (policy
 * `pin_min_length`) and at most %YC_PIN_MAX_LENGTH of them. %FALSE with %YC_VAULT_ERROR_PIN_CHARACTER or
 * %YC_VAULT_ERROR_PIN_LENGTH. */
gboolean yc_pin_check  (const char  *pin,
                        guint        min_length,
                        GError     **error);

/* Makes the verifier of @pin with a salt from @env. @cost %NULL means %YC_PIN_COST_DEFAULT. Owned by the caller; %NULL
 * with %YC_VAULT_ERROR_PIN_VERIFIER (costs outside the bounds) or %YC_VAULT_ERROR_INTERNAL (no memory). The form of
 * @pin is not checked here. */
char    *yc_pin_hash   (const char       *pin,
                        const YcPinCost  *cost,
                        YcEnv            *env,
                        GError          **error);

/* Whether @pin is the one @verifier was made of. A wrong PIN is %FALSE without an error; %FALSE with an error means that
 * nobody can tell: %YC_VAULT_ERROR_PIN_VERIFIER (damaged, or costs outside the bounds) or %YC_VAULT_ERROR_INTERNAL
 * (no memory). */
gboolean yc_pin_verify (const char  *pin,
                        const char  *verifier,
                        GError     **error);

G_END_DECLS
