/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "load-join.h"
#include "net/yc-link.h"

/*
 * An automatic clerk at a whole workstation without a screen: YcStore on a file, YcLink, yc_desk_press(). Many of them share one
 * process and its main loop. What she does is drawn by her own seeded generator.
 */
typedef struct _LoadStation LoadStation;

/* What the clerk tells: a definite answer (key, verb, refusal code or "", ticket or ""), before she goes on. */
typedef void (*LoadTold) (const char *key,
                          const char *verb,
                          const char *code,
                          const char *ticket,
                          gpointer    user_data);

/* Own lines up to seq are at the node. */
typedef void (*LoadAcked) (const char *dev,
                           gint64      seq,
                           gpointer    user_data);

/* What the whole test watches while it is drained: counted up by every clerk. */
typedef struct
{
  int racing;            /* atomic: the counters call; before that they only open */
  int draining;          /* atomic: nobody is put aside, sent back or passed on any more */
  guint n_moves;         /* anything that may have given somebody a ticket */
} LoadScene;

/* A workstation of a device that has joined; its file goes into dir. Strings are copied. */
LoadStation *load_station_new      (LoadDevice *device,
                                    const char *url,
                                    const char *dir,
                                    const char *number,
                                    const char *pin,
                                    guint32     seed,
                                    LoadScene  *scene);
void         load_station_set_told (LoadStation *station,
                                    LoadTold     told,
                                    LoadAcked    acked,
                                    gpointer     user_data);
/* Opens the file, starts the link, signs in, opens the counter and works until it is stopped. */
void         load_station_start    (LoadStation *station);
/* Whether it has a session and its counter is open. */
gboolean     load_station_is_open  (LoadStation *station);
/* How often call-next found nobody since the scene last moved, while nothing was in hand, held or unsent. */
guint        load_station_n_dry    (LoadStation *station);
/* Stops the link and closes the file; iterates the main context meanwhile. */
void         load_station_free     (LoadStation *station);
