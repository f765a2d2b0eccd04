/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/yc-profile.h"
#include "app/yc-station.h"
#include "net/yc-client.h"
#include "net/yc-discover.h"
#include "vault/yc-code.h"

G_BEGIN_DECLS

struct _YcStation
{
  GObject parent_instance;

  YcEnv *env;                  /* borrowed */
  YcProfile *profile;          /* owned; on a thread while it is opened or written */
  YcStore *store;              /* owned, or NULL before it is opened */
  YcLink *link;                /* owned, or NULL while not enrolled */
  YcDeskMemory *memory;        /* owned; touched on the store's worker only */
  YcDeskView *view;            /* owned, or NULL */
  YcStationState state;
  GError *fault;               /* owned */
  gboolean viewing;            /* a view is being made */
  gboolean view_again;         /* something changed meanwhile */
  guint view_later;            /* source that tries again to make a view */
  GError *view_fault;          /* owned: why the view is an old one, or NULL */
  guint look_again;            /* source that looks whether a record that was moved is back */
  gboolean closed;             /* nothing is begun any more */
  gint64 view_failing;         /* monotonic ms of the first view that could not be made since the last one that could; 0 = none */
  gboolean seen_answer;        /* answer_key below is known */
  char *answer_key;            /* owned: of the last answer told */
  gint64 link_since;           /* ms UTC by the hall's clock */
  YcLinkState link_state;
  gint64 undo_until;           /* monotonic ms; 0 = nothing to undo */
  char *session;               /* owned: the one signed in here, whose token the link has; NULL = nobody */
  char *verifier;              /* owned: Argon2id of that session's PIN */
  gboolean commanding;         /* a command has been pressed, and no view shows yet that it is in flight or answered */
  gboolean gave_up;            /* the newest command was given up here */
  guint wrong_unlocks;
  guint signing_in;            /* sign-ins under way */
  gboolean was_ended;          /* the hall ended the last session here, and nobody has signed in since */
  gboolean session_ended;      /* what the link said last */
  char *lock_reason;           /* owned: locked here, whatever the record says; NULL = not */
  char *owed_reason;           /* owned: of the lock that is not in the record yet; NULL = none */
  char *owed_session;          /* owned: whose lock that is; it may not be here any more */
  guint lock_again;            /* source that tries to write the lock into the record once more */
  /* first run */
  guint looks;                 /* begun: what an earlier one finds is not kept */
  char *url;                   /* owned; this and the next three are what the last look found, and empty before */
  YcCode code;
  YcDiscovery *discovery;      /* owned */
  YcClient *joining;           /* owned: trusts the discovered authority */
  GPtrArray *joins;            /* owned: GTask of everybody who waits for the join under way, or NULL */
};

/** Sets the state and tells "changed" when it is another one. */
void yc_station_set_state (YcStation *self, YcStationState state);
/** Tells "changed". */
void yc_station_tell_changed (YcStation *self);
/** Breaks the station with an error (copied). A record that was moved is looked for again until it is back. */
void yc_station_break (YcStation *self, const GError *error);
/** The record can be read: a station that was broken because it had been moved is loading again. Nothing is told. */
void yc_station_mend (YcStation *self);
/** Whether the session of the view is the one signed in here. */
gboolean yc_station_is_session_here (YcStation *self, const YcDeskView *view);
/** Asks for a new view; several requests become one. */
void yc_station_refresh (YcStation *self);
/** Opens the link of an enrolled profile with the device's key and makes the first view. */
void yc_station_go_online (YcStation *self);
/** State that follows from view, session and lock. */
void yc_station_judge_state (YcStation *self);
/** Nobody is signed in here any more: session, token and verifier are gone. A lock that is not in the record yet is written there still. */
void yc_station_forget_session (YcStation *self);
/** The lock is over, also one that is not in the record yet. */
void yc_station_forget_lock (YcStation *self);
/** The address of a hall as it is used, of what was typed ("10.1.2.3", "hall:9000"), transfer full; NULL: it is none. */
char *yc_station_complete_url (const char *typed);
/** Opens station.db in the profile; callback when done (GTask of self, boolean). */
void yc_station_open_store_async (YcStation *self, GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
