/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-first-run-page"

#include "config.h"

#include "app/yc-first-run-page.h"

#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-look.h"
#include "app/yc-sentences.h"
#include "net/yc-net-error.h"
#include "vault/yc-code.h"
#include "vault/yc-secret.h"
#include "vault/yc-vault-error.h"

struct _YcFirstRunPage
{
  YcPage parent_instance;

  GCancellable *cancellable;   /* owned: what is under way, or NULL */
  gboolean busy;               /* the hall is being asked */
  gboolean joining;            /* asked to take this computer in */
  gboolean grouping;           /* the code is being rewritten by us */
  gboolean found;

  AdwClamp *clamp;
  AdwEntryRow *address;
  AdwEntryRow *code;
  GtkWidget *earlier;
  GtkLabel *error;
  GtkLabel *found_words;
  GtkWidget *found_box;
  GtkButton *look;
  GtkButton *join;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (YcFirstRunPage, yc_first_run_page, YC_TYPE_PAGE)

static void
set_error (YcFirstRunPage *self, const char *words, gboolean at_code)
{
  gtk_label_set_label (self->error, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), words != NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->address), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->code), "error");
  if (words != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (at_code ? self->code : self->address), "error");
}

static void
set_busy (YcFirstRunPage *self, gboolean busy)
{
  self->busy = busy;
  self->joining = self->joining && busy;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  /* What is asked belongs to what stands here: it stays until the answer is in. */
  gtk_editable_set_editable (GTK_EDITABLE (self->address), !busy);
  gtk_editable_set_editable (GTK_EDITABLE (self->code), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->look), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->join), !busy);
}

static void
set_found (YcFirstRunPage *self, const char *hall_name, int counter)
{
  self->found = hall_name != NULL;
  if (hall_name != NULL)
    {
      g_autofree char *words = g_strdup_printf (_("Found: %1$s. This computer becomes Window %2$d."), hall_name, counter);

      gtk_label_set_label (self->found_words, words);
    }
  gtk_widget_set_visible (self->found_box, self->found);
  gtk_widget_set_visible (GTK_WIDGET (self->look), !self->found);
  if (self->found)
    gtk_widget_grab_focus (GTK_WIDGET (self->join));
}

static gboolean
is_about_code (const GError *error)
{
  return error->domain == YC_VAULT_ERROR || g_error_matches (error, YC_NET_ERROR, YC_NET_ERROR_WRONG_HALL)
         || g_error_matches (error, YC_STATION_ERROR, YC_STATION_ERROR_CODE_WRONG)
         || g_error_matches (error, YC_STATION_ERROR, YC_STATION_ERROR_CODE_EXPIRED);
}

static void
tell_error (YcFirstRunPage *self, const GError *error)
{
  g_autofree char *words = yc_sentence_of_joining (error, gtk_editable_get_text (GTK_EDITABLE (self->address)));

  set_error (self, words, is_about_code (error));
  gtk_widget_grab_focus (GTK_WIDGET (is_about_code (error) ? self->code : self->address));
}

static void
on_discovered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(YcFirstRunPage) self = YC_FIRST_RUN_PAGE (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *hall_name = NULL;
  int counter = 0;
  gboolean done = yc_station_discover_finish (YC_STATION (source), result, &hall_name, &counter, &error);

  if (yc_page_get_station (YC_PAGE (self)) == NULL)
    return;
  if (done)
    {
      set_busy (self, FALSE);
      set_found (self, hall_name, counter);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_busy (self, FALSE);
      tell_error (self, error);
    }
}

static void
on_joined_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(YcFirstRunPage) self = YC_FIRST_RUN_PAGE (user_data);
  g_autoptr(GError) error = NULL;

  if (yc_station_join_finish (YC_STATION (source), result, &error))
    {
      self->busy = FALSE;
      self->joining = FALSE;
      /* It is used up; nobody reads it from here. */
      gtk_editable_set_text (GTK_EDITABLE (self->code), "");
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || yc_page_get_station (YC_PAGE (self)) == NULL)
    return;
  set_busy (self, FALSE);
  set_found (self, NULL, 0);
  tell_error (self, error);
}

static void
start (YcFirstRunPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  set_error (self, NULL, FALSE);
  set_busy (self, TRUE);
}

static void
on_look_cb (YcFirstRunPage *self)
{
  const char *address = gtk_editable_get_text (GTK_EDITABLE (self->address));
  const char *code = gtk_editable_get_text (GTK_EDITABLE (self->code));

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->look)))
    return;
  if (address[0] == '\0')
    {
      set_error (self, _("Type the hall address."), FALSE);
      gtk_widget_grab_focus (GTK_WIDGET (self->address));
    }
  else if (code[0] == '\0')
    {
      set_error (self, _("Type the enrolment code."), TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->code));
    }
  else
    {
      set_found (self, NULL, 0);
      start (self);
      yc_station_discover_async (yc_page_get_station (YC_PAGE (self)), address, code, self->cancellable, on_discovered_cb, g_object_ref (self));
    }
}

static void
on_join_cb (YcFirstRunPage *self)
{
  start (self);
  self->joining = TRUE;
  yc_station_join_async (yc_page_get_station (YC_PAGE (self)), self->cancellable, on_joined_cb, g_object_ref (self));
}

/* What was found belongs to what was typed. */
static void
on_changed_cb (YcFirstRunPage *self)
{
  set_found (self, NULL, 0);
  set_error (self, NULL, FALSE);
}

/* Writes the code in its groups, only from where it differs from what stands there; returns where the cursor stands, behind the same
 * sign as at the end of before. */
static int
write_code (YcFirstRunPage *self, GtkEditable *editable, const char *before, const char *after)
{
  g_autoptr(YcSecretText) whole = g_strconcat (before, after, NULL);
  g_autoptr(YcSecretText) grouped = yc_code_group (whole);
  g_autoptr(YcSecretText) beginning = yc_code_group (before);
  const char *old = gtk_editable_get_text (editable);
  const char *from = grouped;
  int position = 0;

  while (*from != '\0' && g_utf8_get_char (old) == g_utf8_get_char (from))
    {
      old = g_utf8_next_char (old);
      from = g_utf8_next_char (from);
      position++;
    }
  self->grouping = TRUE;
  if (*old != '\0')
    gtk_editable_delete_text (editable, position, -1);
  if (*from != '\0')
    gtk_editable_insert_text (editable, from, -1, &position);
  self->grouping = FALSE;
  on_changed_cb (self);
  return (int) g_utf8_strlen (beginning, -1);
}

/* In place of the insertion itself: after "changed" the entry would put the cursor where it would have been without the hyphens. */
static void
on_code_inserted_cb (YcFirstRunPage *self, const char *text, int length, int *position, GtkEditable *editable)
{
  g_autoptr(YcSecretText) inserted = NULL;
  g_autoptr(YcSecretText) left = NULL;
  g_autoptr(YcSecretText) after = NULL;
  g_autoptr(YcSecretText) before = NULL;

  if (self->grouping)
    return;
  inserted = length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);
  left = gtk_editable_get_chars (editable, 0, *position);
  after = gtk_editable_get_chars (editable, *position, -1);
  before = g_strconcat (left, inserted, NULL);
  g_signal_stop_emission_by_name (editable, "insert-text");
  *position = write_code (self, editable, before, after);
}

/* In place of the deletion itself: what comes behind it moves up into other groups. */
static void
on_code_deleted_cb (YcFirstRunPage *self, int start, int end, GtkEditable *editable)
{
  g_autoptr(YcSecretText) deleted = NULL;
  g_autoptr(YcSecretText) before = NULL;
  g_autoptr(YcSecretText) after = NULL;
  gboolean is_hyphen;

  if (self->grouping)
    return;
  deleted = gtk_editable_get_chars (editable, start, end);
  /* A hyphen would come back at once: the sign on its other side is meant, whichever key it was. One that is selected is overtyped, and
   * nothing beside it is meant. */
  is_hyphen = strcmp (deleted, "-") == 0 && !gtk_editable_get_selection_bounds (editable, NULL, NULL);
  if (is_hyphen && gtk_editable_get_position (editable) > start)
    start--;
  else if (is_hyphen)
    end++;
  before = gtk_editable_get_chars (editable, 0, start);
  after = end < 0 ? g_strdup ("") : gtk_editable_get_chars (editable, end, -1);
  g_signal_stop_emission_by_name (editable, "delete-text");
  gtk_editable_set_position (editable, write_code (self, editable, before, after));
}

/* A computer that was set up before does not look as if it never had been. */
static void
yc_first_run_page_update (YcPage *page)
{
  gtk_widget_set_visible (YC_FIRST_RUN_PAGE (page)->earlier, yc_station_has_record (yc_page_get_station (page)));
}

static void
yc_first_run_page_enter (YcPage *page)
{
  YcFirstRunPage *self = YC_FIRST_RUN_PAGE (page);
  gboolean has_address = gtk_editable_get_text (GTK_EDITABLE (self->address))[0] != '\0';

  gtk_widget_grab_focus (GTK_WIDGET (has_address ? self->code : self->address));
}

static gboolean
yc_first_run_page_back (YcPage *page)
{
  YcFirstRunPage *self = YC_FIRST_RUN_PAGE (page);

  if (!self->found)
    return FALSE;
  on_changed_cb (self);
  yc_first_run_page_enter (page);
  return TRUE;
}

/* Whoever waits for an answer holds the page: not only with the last of them is it over. */
static void
yc_first_run_page_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (YC_FIRST_RUN_PAGE (widget)->cancellable);

  GTK_WIDGET_CLASS (yc_first_run_page_parent_class)->unroot (widget);
}

static void
yc_first_run_page_dispose (GObject *object)
{
  YcFirstRunPage *self = YC_FIRST_RUN_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (yc_first_run_page_parent_class)->dispose (object);
}

static void
yc_first_run_page_class_init (YcFirstRunPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_first_run_page_dispose;
  widget_class->unroot = yc_first_run_page_unroot;
  YC_PAGE_CLASS (klass)->update = yc_first_run_page_update;
  YC_PAGE_CLASS (klass)->enter = yc_first_run_page_enter;
  YC_PAGE_CLASS (klass)->back = yc_first_run_page_back;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/yichuang/Yichuang/ui/yc-first-run-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcFirstRunPage, address);
  gtk_widget_class_bind_template_child (widget_class, YcFirstRunPage, clamp);
  gtk_widget_class_bind_template_child (widget_class, YcFirstRunPage, code);
  gtk_widget_class_bind_template_child (widget_class, YcFirstRunPage, earlier);
  gtk_widget_class_bind_template_child (widget_class, YcFirstRunPage, error);
  gtk_widget_class_bind_template_child (widget_class, YcFirstRunPage, found_box);
  gtk_widget_class_bind_template_child (widget_class, YcFirstRunPage, found_words);
  gtk_widget_class_bind_template_child (widget_class, YcFirstRunPage, join);
  gtk_widget_class_bind_template_child (widget_class, YcFirstRunPage, look);
  gtk_widget_class_bind_template_child (widget_class, YcFirstRunPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_join_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_look_cb);
}

static void
yc_first_run_page_init (YcFirstRunPage *self)
{
  GtkEditable *code;

  gtk_widget_init_template (GTK_WIDGET (self));
  code = gtk_editable_get_delegate (GTK_EDITABLE (self->code));
  yc_look_widen (self->clamp);
  yc_look_disable_input_method (GTK_EDITABLE (self->address));
  yc_look_disable_input_method (GTK_EDITABLE (self->code));
  /* A code that was typed is not to be had again. */
  g_object_set (code, "enable-undo", FALSE, NULL);
  g_signal_connect_object (code, "insert-text", G_CALLBACK (on_code_inserted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (code, "delete-text", G_CALLBACK (on_code_deleted_cb), self, G_CONNECT_SWAPPED);
}

void
yc_first_run_page_fill (YcFirstRunPage *self, const char *url, const char *code)
{
  g_return_if_fail (YC_IS_FIRST_RUN_PAGE (self));

  if (url != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->address), url);
  if (code != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->code), code);
}

void
yc_first_run_page_go_on_from (YcFirstRunPage *self, YcFirstRunPage *old)
{
  g_return_if_fail (YC_IS_FIRST_RUN_PAGE (self));
  g_return_if_fail (YC_IS_FIRST_RUN_PAGE (old));

  yc_first_run_page_fill (self, gtk_editable_get_text (GTK_EDITABLE (old->address)), gtk_editable_get_text (GTK_EDITABLE (old->code)));
  /* What the other page waits for is told here: the join under way is the same one, and a look is begun again. */
  if (old->joining)
    on_join_cb (self);
  else if (old->busy)
    on_look_cb (self);
}
