/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/yc-env.h"
#include "net/yc-client.h"
#include "net/yc-discover.h"
#include "vault/yc-code.h"
#include "vault/yc-key.h"

/*
 * A computer that joins a hall with a one-time code, as the program does it at its first run: discovers the authority by the
 * code's fingerprint, makes a key, asks for a certificate. One thread, its main context.
 */
typedef struct
{
  YcEnv *env;            /* borrowed */
  char *url;             /* of the node, for joining */
  YcCode code;
  YcDiscovery *found;    /* authority and hall */
  YcClient *client;      /* only while joining */
  int counter;
  char dev[37];
  YcKey *key;
  char *cert_pem;        /* chain, after joining */
} LoadDevice;

typedef void (*LoadJoined) (LoadDevice *device,
                            gpointer    user_data);

/* A device of a counter that has not joined. env must outlive it. */
LoadDevice *load_device_new  (const char *url,
                              const char *code,
                              int         counter,
                              YcEnv      *env);

void        load_device_free (LoadDevice *device);

/* Joins; what goes wrong ends the program with a message: a load test without its clients proves nothing. */
void        load_device_join (LoadDevice *device,
                              LoadJoined  joined,
                              gpointer    user_data);

/* A client of url with the device's certificate and the hall's authority; transfer full. */
YcClient   *load_device_make_client (LoadDevice *device,
                                     const char *url);
