/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-sentences"

#include "config.h"

#include "app/yc-sentences.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include <string.h>

#include "app/yc-station.h"
#include "app/yc-words.h"
#include "net/yc-link.h"
#include "net/yc-net-error.h"
#include "store/yc-store-error.h"
#include "vault/yc-vault-error.h"

static const char *
store_sentence (int code)
{
  switch ((YcStoreError) code)
    {
    case YC_STORE_ERROR_CORRUPT:
    case YC_STORE_ERROR_LINE:
    case YC_STORE_ERROR_GAP:
      return _("This computer’s record is damaged. It has been left as it is; ask the supervisor to set this window up again.");
    case YC_STORE_ERROR_MOVED:
      return _("The file of this computer’s record was moved, replaced or deleted. Put it back, and this window goes on by itself. "
               "Do not set this window up again: what has not been sent to the hall would be lost.");
    case YC_STORE_ERROR_FOREIGN:
      return _("The file of this computer’s record belongs to another program and has been left alone.");
    case YC_STORE_ERROR_NEWER:
      return _("This computer’s record was written by a newer version. Update this program.");
    case YC_STORE_ERROR_READ_ONLY:
      return _("This computer’s record cannot be written. Check the rights of the folder.");
    case YC_STORE_ERROR_LOCKED:
      return _("Another program is using this computer’s record. Close it and try again.");
    case YC_STORE_ERROR_FULL:
      return _("This computer’s disk is full. The last act was not stored; make room and try again.");
    case YC_STORE_ERROR_IO:
    case YC_STORE_ERROR_COMMIT:
    case YC_STORE_ERROR_ABORTED:
      return _("This computer could not store the last act. Look whether it happened, then try again.");
    case YC_STORE_ERROR_FORK:
      return _("The hall and this computer tell two different stories. Stop and ask the supervisor.");
    case YC_STORE_ERROR_CLOSED:
      return _("This computer’s record is closed. Start the program again.");
    case YC_STORE_ERROR_CONSTRAINT:
    case YC_STORE_ERROR_INTERNAL:
    default:
      return _("The program made a mistake. Nothing was stored; please tell whoever looks after it.");
    }
}

static const char *
net_sentence (int code)
{
  switch ((YcNetError) code)
    {
    case YC_NET_ERROR_CERTIFICATE:
      return _("The hall at this address is not the one this code was made for. Do not join.");
    case YC_NET_ERROR_WRONG_HALL:
      return _("This code does not fit the hall at this address. Compare it sign by sign; if it is right, do not join, and ask the supervisor.");
    case YC_NET_ERROR_TOO_LARGE:
    case YC_NET_ERROR_PROTOCOL:
      return _("What answers at this address is not a hall server.");
    case YC_NET_ERROR_INVALID:
      return _("This is not a hall address. It looks like https://hall:8443.");
    case YC_NET_ERROR_UNREACHABLE:
    case YC_NET_ERROR_TIMEOUT:
    case YC_NET_ERROR_RESET:
    case YC_NET_ERROR_IN_USE:
    case YC_NET_ERROR_LISTEN:
    default:
      return _("The hall server cannot be reached. Check the network.");
    }
}

static const char *
vault_sentence (int code)
{
  switch ((YcVaultError) code)
    {
    case YC_VAULT_ERROR_CODE_LENGTH:
      return _("The code is not complete. It has 26 letters and digits.");
    case YC_VAULT_ERROR_CODE_CHARACTER:
      return _("A code has only letters and digits, and never the letter U. Check what you typed.");
    case YC_VAULT_ERROR_PIN_LENGTH:
      return _("The PIN is too short or too long.");
    case YC_VAULT_ERROR_PIN_CHARACTER:
      return _("A PIN has only digits.");
    case YC_VAULT_ERROR_CERTIFICATE:
    case YC_VAULT_ERROR_REQUEST:
      return _("The hall gave this computer papers it cannot read. Ask the supervisor for a new code.");
    case YC_VAULT_ERROR_KEY:
    case YC_VAULT_ERROR_SIGNATURE:
    case YC_VAULT_ERROR_HEAD:
    case YC_VAULT_ERROR_PIN_VERIFIER:
    case YC_VAULT_ERROR_TOKEN:
    case YC_VAULT_ERROR_INTERNAL:
    default:
      return _("This computer’s keys cannot be used. Ask the supervisor to set this window up again.");
    }
}

static const char *
io_sentence (int code)
{
  switch (code)
    {
    case G_IO_ERROR_PERMISSION_DENIED:
    case G_IO_ERROR_READ_ONLY:
      return _("This computer’s record cannot be written. Check the rights of the folder.");
    case G_IO_ERROR_NO_SPACE:
      return _("This computer’s disk is full. The last act was not stored; make room and try again.");
    case G_IO_ERROR_BUSY:
    case G_IO_ERROR_WOULD_BLOCK:
      return _("This program is already open for this window. Use the one that is open.");
    case G_IO_ERROR_INVALID_ARGUMENT:
      return _("This is not a hall address. It looks like https://hall:8443.");
    case G_IO_ERROR_TIMED_OUT:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_CONNECTION_REFUSED:
      return _("The hall server cannot be reached. Check the network.");
    default:
      return _("The folder of this program cannot be used. Ask whoever looks after this computer.");
    }
}

/* Files of the profile beside the store: written once, at the first run, and read at every start. */
static const char *
file_sentence (int code)
{
  switch (code)
    {
    case G_FILE_ERROR_ACCES:
    case G_FILE_ERROR_PERM:
    case G_FILE_ERROR_ROFS:
      return io_sentence (G_IO_ERROR_PERMISSION_DENIED);
    case G_FILE_ERROR_NOSPC:
      return io_sentence (G_IO_ERROR_NO_SPACE);
    case G_FILE_ERROR_NOENT:
      return store_sentence (YC_STORE_ERROR_CORRUPT);
    default:
      return io_sentence (G_IO_ERROR_FAILED);
    }
}

static const char *
refused_link_sentence (const char *problem)
{
  static const struct
  {
    const char *problem;
    const char *sentence;
  } sentences[] = {
    { "/problems/device-revoked", N_("The hall no longer accepts this computer. Ask the supervisor to enrol it again.") },
    { "/problems/device-unknown", N_("The hall does not know this computer. Ask the supervisor to enrol it again.") },
    { "/problems/fork", N_("The hall and this computer tell two different stories. Stop and ask the supervisor.") },
    { "/problems/upgrade", N_("This program is older than the hall allows. Update it first.") },
    { "/problems/rolled-back", N_("This computer was put back from an old copy. Ask the supervisor to enrol it again.") },
    { "/problems/feed-reset", N_("The hall’s record was set back. Ask the supervisor before you go on.") },
  };

  for (guint i = 0; problem != NULL && i < G_N_ELEMENTS (sentences); i++)
    {
      if (strcmp (sentences[i].problem, problem) == 0)
        return _(sentences[i].sentence);
    }
  return _("The hall refuses this computer. What you did is saved here; ask the supervisor.");
}

/* A hall that will not have this computer says the same at a sign-in and on the link. */
static const char *
link_sentence (int code)
{
  switch ((YcLinkError) code)
    {
    case YC_LINK_ERROR_DEVICE_UNKNOWN:
      return refused_link_sentence ("/problems/device-unknown");
    case YC_LINK_ERROR_DEVICE_REVOKED:
      return refused_link_sentence ("/problems/device-revoked");
    case YC_LINK_ERROR_TOO_OLD:
      return refused_link_sentence ("/problems/upgrade");
    case YC_LINK_ERROR_ENDED:
      return _("The hall has ended your sign-in. Sign in again; what you did is saved here.");
    case YC_LINK_ERROR_REJECTED:
    default:
      return _("The hall did not accept this sign-in. Nobody is signed in, and what you did is saved here. Try again, or ask the supervisor.");
    }
}

static char *
station_sentence (const GError *error)
{
  int tries;

  switch ((YcStationError) error->code)
    {
    case YC_STATION_ERROR_CODE_WRONG:
      tries = (int) CLAMP (g_ascii_strtoll (error->message, NULL, 10), 0, G_MAXINT);
      if (tries > 0)
        return g_strdup_printf (ngettext ("This code is not right. %d try left.", "This code is not right. %d tries left.", (gulong) tries), tries);
      return g_strdup (_("This code is not right. Check it, or ask the supervisor for a new one."));
    case YC_STATION_ERROR_CODE_EXPIRED:
      return g_strdup (_("This code is used up or too old. Ask the supervisor for a new one."));
    case YC_STATION_ERROR_TOO_OLD:
      return g_strdup (_("This program is older than the hall allows. Update it first."));
    case YC_STATION_ERROR_OTHER_HALL:
      return g_strdup (_("This computer’s record belongs to another hall. Ask the supervisor to set this window up again."));
    case YC_STATION_ERROR_ENDED:
      return g_strdup (link_sentence (YC_LINK_ERROR_ENDED));
    case YC_STATION_ERROR_UNCHECKED:
      return g_strdup (_("This computer could not check the PIN. The visit is kept. Try again, or choose “Hand Over to Another Clerk…” and sign in."));
    case YC_STATION_ERROR_REFUSED:
    default:
      return g_strdup (_("The hall does not take this computer in. Ask the supervisor."));
    }
}

char *
yc_sentence_of_error (const GError *error)
{
  if (error == NULL)
    return g_strdup ("");
  if (error->domain == YC_STORE_ERROR)
    return g_strdup (store_sentence (error->code));
  if (error->domain == YC_NET_ERROR)
    return g_strdup (net_sentence (error->code));
  if (error->domain == YC_LINK_ERROR)
    return g_strdup (link_sentence (error->code));
  if (error->domain == YC_VAULT_ERROR)
    return g_strdup (vault_sentence (error->code));
  if (error->domain == G_IO_ERROR)
    return g_strdup (io_sentence (error->code));
  if (error->domain == YC_STATION_ERROR)
    return station_sentence (error);
  if (error->domain == G_FILE_ERROR)
    return g_strdup (file_sentence (error->code));
  if (error->domain == G_KEY_FILE_ERROR)
    return g_strdup (store_sentence (YC_STORE_ERROR_CORRUPT));
  return g_strdup (_("The program made a mistake. Nothing was stored; please tell whoever looks after it."));
}

char *
yc_sentence_of_view_fault (const GError *error)
{
  if (error == NULL)
    return NULL;
  if (g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_MOVED))
    return g_strdup (store_sentence (YC_STORE_ERROR_MOVED));
  return g_strdup (_("What you see may be old: this computer’s record cannot be read just now. What you press is saved, or you are told that it is not."));
}

char *
yc_sentence_of_joining (const GError *error, const char *url)
{
  g_return_val_if_fail (error != NULL && url != NULL, NULL);

  if (g_error_matches (error, YC_NET_ERROR, YC_NET_ERROR_UNREACHABLE)
      || g_error_matches (error, YC_NET_ERROR, YC_NET_ERROR_TIMEOUT)
      || g_error_matches (error, YC_NET_ERROR, YC_NET_ERROR_RESET))
    return g_strdup_printf (_("No hall answers at %s. Check the address and the network."), url);
  return yc_sentence_of_error (error);
}

char *
yc_sentence_of_link (const YcSyncStatus *status, gint64 since, YcReference *reference)
{
  g_autofree char *clock = NULL;
  char *storing;

  g_return_val_if_fail (status != NULL, NULL);

  if (status->state == YC_LINK_REFUSED)
    return g_strdup (refused_link_sentence (status->problem));
  storing = yc_sentence_of_storing (status);
  if (storing != NULL)
    return storing;
  if (status->state != YC_LINK_AWAY)
    return NULL;
  clock = yc_words_clock (reference, since);
  if (clock[0] == '\0')
    return g_strdup (_("The hall server cannot be reached. Calling waits; the visit in hand goes on."));
  return g_strdup_printf (_("The hall server cannot be reached since %s. Calling waits; the visit in hand goes on."), clock);
}

/* The number that the result of a command names: "number", or the number of the ticket now in hand. */
static const char *
result_number (JsonObject *result, const YcDeskView *view)
{
  const char *number = result != NULL ? json_object_get_string_member_with_default (result, "number", NULL) : NULL;

  if (number == NULL && view != NULL && view->current != NULL)
    number = view->current->number;
  return number;
}

/* Where a restored ticket went: a skipped one to its place, a transferred one back to the window that had it. */
static gboolean
is_put_aside (JsonObject *result)
{
  return result != NULL && g_strcmp0 (json_object_get_string_member_with_default (result, "to", NULL), "held") == 0;
}

char *
yc_sentence_of_answer (YcVerb verb, JsonObject *result, const YcDeskView *view)
{
  const char *number = result_number (result, view);

  if (verb == YC_VERB_CALL_NEXT && (view == NULL || view->current == NULL))
    return g_strdup (_("No one is waiting."));
  if (number == NULL)
    return NULL;
  if (verb == YC_VERB_ISSUE)
    return g_strdup_printf (_("%s issued and called here"), number);
  if (verb == YC_VERB_RESTORE)
    return g_strdup_printf (is_put_aside (result) ? _("%s is back here, put aside.") : _("%s is back at its place."), number);
  return NULL;
}

char *
yc_sentence_of_late_answer (YcVerb verb, JsonObject *result, const YcDeskView *view)
{
  const char *number = result_number (result, view);
  gboolean calls = verb == YC_VERB_CALL_NEXT || verb == YC_VERB_CALL || verb == YC_VERB_ISSUE;

  /* Nothing came of it, which is what was wanted. */
  if (verb == YC_VERB_CALL_NEXT && (view == NULL || view->current == NULL))
    return yc_sentence_of_answer (verb, result, view);
  if (calls && number != NULL)
    return g_strdup_printf (_("It was too late to cancel: %s has been called."), number);
  return g_strdup (_("It was too late to cancel: the hall had done it already."));
}
