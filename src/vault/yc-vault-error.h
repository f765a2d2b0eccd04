/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * YcVaultError:
 * @YC_VAULT_ERROR_INTERNAL: the cryptographic library refused work it should do (no memory, no entropy)
 * @YC_VAULT_ERROR_KEY: a key is damaged, of another kind than Ed25519, or encrypted
 * @YC_VAULT_ERROR_SIGNATURE: a signature does not belong to these bytes and this key, or is not a signature
 * @YC_VAULT_ERROR_HEAD: a signed head does not have the form of one
 * @YC_VAULT_ERROR_CERTIFICATE: a certificate cannot be read, or cannot be made from what was given
 * @YC_VAULT_ERROR_REQUEST: a certificate request is damaged or is not the one that was expected
 * @YC_VAULT_ERROR_CODE_LENGTH: an enrolment code has too few or too many characters
 * @YC_VAULT_ERROR_CODE_CHARACTER: an enrolment code has a character that never occurs in one
 * @YC_VAULT_ERROR_PIN_LENGTH: a PIN is too short or too long
 * @YC_VAULT_ERROR_PIN_CHARACTER: a PIN has something else than digits
 * @YC_VAULT_ERROR_PIN_VERIFIER: a stored PIN verifier is damaged or asks for costs outside the bounds
 * @YC_VAULT_ERROR_TOKEN: a session token does not have the form of one
 *
 * What can go wrong in the vault layer. Messages are for the log and name no secret; the sentence for a
 * clerk is made from the code elsewhere.
 */
typedef enum
{
  YC_VAULT_ERROR_INTERNAL,
  YC_VAULT_ERROR_KEY,
  YC_VAULT_ERROR_SIGNATURE,
  YC_VAULT_ERROR_HEAD,
  YC_VAULT_ERROR_CERTIFICATE,
  YC_VAULT_ERROR_REQUEST,
  YC_VAULT_ERROR_CODE_LENGTH,
  YC_VAULT_ERROR_CODE_CHARACTER,
  YC_VAULT_ERROR_PIN_LENGTH,
  YC_VAULT_ERROR_PIN_CHARACTER,
  YC_VAULT_ERROR_PIN_VERIFIER,
  YC_VAULT_ERROR_TOKEN,
} YcVaultError;

#define YC_VAULT_ERROR (yc_vault_error_quark ())

/* The error domain of this layer. */
GQuark yc_vault_error_quark (void);

G_END_DECLS
