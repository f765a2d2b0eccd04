/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/yc-store.h"
#include "sync/yc-sync.h"

G_BEGIN_DECLS

#define YC_TYPE_LINK (yc_link_get_type ())

/**
 * YcLink: performs YcSync's actions for one workstation: requests over YcClient, storing over YcStore, timers in the main context it was made in.
 * No decision is taken here. Workstations, load tests and race tests use the same one.
 *
 * Signals: "status-changed" (the chip), "answered" (const char *key): a command got its definite answer and it is stored,
 * with everything it made; "renewed" (const char *cert_pem): the device has a new certificate chain, to be kept by the owner.
 */
G_DECLARE_FINAL_TYPE (YcLink, yc_link, YC, LINK, GObject)

/** What the hall may answer to a sign-in instead of a session or a refusal of the clerk. Nobody is signed in, and nothing stored here is lost. */
#define YC_LINK_ERROR (yc_link_error_quark ())

typedef enum
{
  YC_LINK_ERROR_DEVICE_UNKNOWN,  /* the hall has no record of this computer */
  YC_LINK_ERROR_DEVICE_REVOKED,  /* the hall has taken this computer out of service: another has its place */
  YC_LINK_ERROR_TOO_OLD,         /* the hall wants a newer program */
  YC_LINK_ERROR_ENDED,           /* the session of this sign-in was ended before anybody sat at it */
  YC_LINK_ERROR_REJECTED,        /* the hall did not understand the sign-in as this program sent it */
} YcLinkError;

/** The quark of YC_LINK_ERROR. */
GQuark yc_link_error_quark (void);

/** Address, hall and credentials of an enrolled device. Borrowed. */
typedef struct
{
  const char *url;         /* https://host:port */
  const char *hall;        /* UUID */
  const char *dev;         /* UUID */
  const char *ca_pem;
  const char *cert_pem;    /* chain */
  const char *key_pem;
} YcLinkConfig;

/** A stopped link on an open store; transfer full. env must outlive it. With an address or certificate that cannot be used it never gets through, and sign-in says why. */
YcLink *yc_link_new (const YcLinkConfig *config, YcStore *store, YcEnv *env);
/** Starts the conversation. */
void yc_link_start (YcLink *self);
/** Stops it: everything under way is cancelled, nothing stored is lost. */
void yc_link_stop (YcLink *self);
/** The bearer token of the session, or NULL after signing out; kept in memory only. */
void yc_link_set_token (YcLink *self, const char *token);
/** Tells that own lines or a command were stored. */
void yc_link_poke (YcLink *self);
/** Tries at once (the clerk pressed F5, or the network changed). */
void yc_link_retry (YcLink *self);
/** The state for the chip; strings borrowed until the next "status-changed". */
void yc_link_get_status (YcLink *self, YcSyncStatus *status);

/** What a sign-in came to. */
typedef struct
{
  gboolean ok;
  YcRefusal refusal;       /* wrong-pin {tries}, pin-locked {until}, not-assigned … */
  char *session;           /* UUID */
  char *token;
  gboolean unreachable;    /* the node did not answer */
} YcSignIn;

/** Empties a sign-in. */
void yc_sign_in_clear (YcSignIn *sign_in);

/**
 * Signs in at the node: pushes first, repeats under one key until answered or cancelled; the lines of the answer are stored. It is
 * done when the record here has been read up to what the sign-in wrote, and once to its end (10b rules 2, 28). One that is cancelled,
 * or of which the node says nothing, is withdrawn behind it: a session nobody waits for is signed out. The PIN is wiped after use and
 * never stored.
 */
void yc_link_sign_in_async (YcLink *self, const char *number, const char *pin, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/**
 * TRUE with sign_in filled (also for a refusal); FALSE with YC_LINK_ERROR when the hall will not have this computer or this sign-in, with
 * YC_NET_ERROR when what answers is no hall, and with the error of the store or of cancelling.
 */
gboolean yc_link_sign_in_finish (YcLink *self, GAsyncResult *result, YcSignIn *sign_in, GError **error);
/**
 * Signs out a session at which nobody is any more, without the record, beside the conversation. It is tried for two minutes, or until the
 * link stops; a session that the node did not hear of by then ends with the next sign-in at this window (10b rule 27).
 */
void yc_link_give_back (YcLink *self, const char *session, const char *token);

G_END_DECLS
