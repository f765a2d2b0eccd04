/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-vault"

#include "config.h"

#include "vault/yc-vault-error.h"

G_DEFINE_QUARK (yc-vault-error-quark, yc_vault_error)
