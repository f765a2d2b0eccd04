/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/yc-env.h"

G_BEGIN_DECLS

/* Characters of the secret, raw bytes of the fingerprint, and characters of a whole code without hyphens. */
#define YC_CODE_SECRET_LENGTH     10
#define YC_CODE_FINGERPRINT_BYTES 10
#define YC_CODE_LENGTH            26

/**
 * YcCode:
 * @secret: 10 characters of Crockford's base32, upper case: 50 random bits
 * @fingerprint: first 80 bits of the SHA-256 of the hall's CA certificate in DER (ordering rule 24)
 *
 * A one-time enrolment code (10-contract, "Keys, certificates, sign-in"): the secret opens the door, the fingerprint
 * lets the new computer know the right door before it says the secret. It is read aloud and typed by hand, hence
 * Crockford's alphabet (digits and letters without I, L, O, U). 26 characters do not divide by five, so it is
 * written `XXXXX-XXXXX-XXXXX-XXXXX-XXXXXX`: groups of five, and the one character over joins the last group. The first
 * two groups are the secret. Plain data; wipe with yc_code_clear().
 */
typedef struct
{
  char secret[YC_CODE_SECRET_LENGTH + 1];
  guint8 fingerprint[YC_CODE_FINGERPRINT_BYTES];
} YcCode;

/* Fills @code with a new secret from @env and @fingerprint (see yc_cert_info_fingerprint()). */
void     yc_code_init           (YcCode       *code,
                                 YcEnv        *env,
                                 const guint8  fingerprint[YC_CODE_FINGERPRINT_BYTES]);

/* The code in groups, as it is shown. A secret, owned by the caller: free with yc_secret_free(). */
char    *yc_code_format         (const YcCode *code);

/* As much of a code as has been typed (UTF-8), in the same groups and with the same tolerance as yc_code_parse(): each character as it
 * is meant, blanks and hyphens left out, and what no code has kept as it is. What a beginning of @text becomes is the beginning of what
 * all of it becomes. A secret, owned by the caller: free with yc_secret_free(). */
char    *yc_code_group          (const char   *text);

/* Reads what a person typed. Either case, O for 0, I and L for 1, full-width letters and digits (a Chinese input method
 * left on) and any spaces and hyphens are allowed. On failure @code is cleared and @error is
 * %YC_VAULT_ERROR_CODE_CHARACTER (with the place and the character) or %YC_VAULT_ERROR_CODE_LENGTH (with the count); a wrong
 * character is told first. */
gboolean yc_code_parse          (const char  *text,
                                 YcCode      *code,
                                 GError     **error);

/* What the node stores of a code it gave out: SHA-256 of a prefix and the secret, 64 digits owned by the caller. A
 * code lives 10 minutes and has 5 tries, so a plain hash is enough for 50 random bits. @secret is the `secret` of a
 * parsed code; text of another form is hashed too and matches nothing. */
char    *yc_code_hash_secret    (const char *secret);

/* Overwrites @code with zeros. */
void     yc_code_clear          (YcCode *code);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcCode, yc_code_clear)

G_END_DECLS
