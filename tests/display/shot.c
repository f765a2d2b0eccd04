/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "shot"

#include "config.h"

#include "shot.h"

#include <adwaita.h>
#include <string.h>

#include "app/yc-look.h"

void
shot_start (void)
{
  yc_look_start (yc_look_get_default ());
  gtk_init ();
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  /* The icon of the program comes from the theme once it is installed. */
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()), "/org/yichuang/Yichuang/icons");
  yc_look_attach (yc_look_get_default ());
}

void
shot_set_look (const char *language, const char *look, int text)
{
  YcLook *self = yc_look_get_default ();

  yc_look_set_language (self, language);
  yc_look_set_scheme (self, strcmp (look, "dark") == 0 || strcmp (look, "hc-dark") == 0 ? YC_SCHEME_DARK : YC_SCHEME_LIGHT);
  yc_look_set_high_contrast (self, g_str_has_prefix (look, "hc"));
  yc_look_set_text_scale (self, text);
}

static gboolean
on_time_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
shot_settle (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, on_time_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

void
shot_wait (GtkWidget *window)
{
  for (int i = 0; i < 100 && !gtk_widget_get_mapped (window); i++)
    shot_settle (10);
  shot_settle (120);
}

/* NULL while the window has not been drawn since it last changed. */
static GskRenderNode *
take_node (GtkWidget *window)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window), gtk_widget_get_height (window));
  return gtk_snapshot_free_to_node (snapshot);
}

void
shot_save (GtkWidget *window, const char *path)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (window), (float) gtk_widget_get_height (window));
  g_autoptr(GskRenderNode) node = take_node (window);
  g_autoptr(GdkTexture) texture = NULL;

  for (int i = 0; i < 100 && node == NULL; i++)
    {
      gtk_widget_queue_draw (window);
      shot_settle (20);
      node = take_node (window);
    }
  if (node == NULL)
    g_error ("%s: nothing is drawn", path);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, &bounds);
  if (!gdk_texture_save_to_png (texture, path))
    g_error ("%s cannot be written", path);
}
