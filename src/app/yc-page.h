/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/yc-station.h"

G_BEGIN_DECLS

#define YC_TYPE_PAGE (yc_page_get_type ())

/**
 * YcPage: what every page and pane of the window has: the station, one update () that reads its view and sets all that is
 * visible, and a timer of 15 s while it is on screen, because minutes pass without an event. Derivable because the window treats all of
 * them alike.
 */
G_DECLARE_DERIVABLE_TYPE (YcPage, yc_page, YC, PAGE, AdwBin)

struct _YcPageClass
{
  AdwBinClass parent_class;

  void     (*update) (YcPage *self);   /* the view is another one, or 15 s went by */
  void     (*enter)  (YcPage *self);   /* the page comes on screen: empty it, put the focus */
  gboolean (*back)   (YcPage *self);   /* Esc: TRUE when a level inside the page was left */
  gboolean (*finish) (YcPage *self);   /* Ctrl+Enter: TRUE when the page did something with it */
};

/** The station, borrowed, or NULL before it is set. */
YcStation *yc_page_get_station (YcPage *self);
/** Gives the page its station and updates it. */
void yc_page_set_station (YcPage *self, YcStation *station);
/** The station's view, borrowed until the next "changed", or NULL. */
const YcDeskView *yc_page_get_view (YcPage *self);
/** The reference of the view, borrowed, or NULL. */
YcReference *yc_page_get_reference (YcPage *self);

/** Sets all that is visible anew. */
void yc_page_update (YcPage *self);
/** The page comes on screen. */
void yc_page_enter (YcPage *self);
/** Backs out one level inside the page. */
gboolean yc_page_back (YcPage *self);
/** Finishes the page. */
gboolean yc_page_finish (YcPage *self);

G_END_DECLS
