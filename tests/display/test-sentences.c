/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sentences"

#include "config.h"

#include <string.h>

#include "app/yc-look.h"
#include "app/yc-sentences.h"
#include "app/yc-words.h"
#include "fake-station.h"
#include "net/yc-link.h"
#include "net/yc-net-error.h"
#include "store/yc-store-error.h"
#include "vault/yc-vault-error.h"

static const char *const languages[] = { "en", "zh_CN" };

static YcReference *reference;

static gboolean
has_chinese (const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);

      if (u >= 0x4e00 && u <= 0x9fff)
        return TRUE;
    }
  return FALSE;
}

/* A sentence ends like one, in the language asked for, and no argument was left open. */
static void
check (const char *sentence, const char *language, const char *what)
{
  gboolean chinese = strcmp (language, "zh_CN") == 0;

  g_assert_nonnull (sentence);
  if (sentence[0] == '\0' || strstr (sentence, "(null)") != NULL || strchr (sentence, '%') != NULL)
    g_error ("%s has no sentence in %s: “%s”", what, language, sentence);
  if (has_chinese (sentence) != chinese)
    g_error ("%s is not told in %s: “%s”", what, language, sentence);
  if (!g_str_has_suffix (sentence, chinese ? "。" : "."))
    g_error ("%s does not end like a sentence: “%s”", what, sentence);
}

static void
test_refusals (void)
{
  const char *all_args = "{\"number\":\"F043\",\"counter\":5,\"max\":3,\"wait_s\":4,\"keeps_min\":30,\"queue\":\"F\",\"tries\":4,"
                         "\"until\":1795488720000,\"slot\":\"10:45\",\"state\":\"serving\"}";

  for (guint l = 0; l < G_N_ELEMENTS (languages); l++)
    {
      g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      yc_look_set_language (yc_look_get_default (), languages[l]);
      for (int code = YC_REFUSAL_NONE + 1; code < YC_N_REFUSALS; code++)
        {
          g_autoptr(JsonNode) node = json_from_string (all_args, NULL);
          g_auto(YcRefusal) full = { (YcRefusalCode) code, json_node_dup_object (node) };
          g_auto(YcRefusal) bare = { (YcRefusalCode) code, NULL };
          const char *name = yc_refusal_code_to_string ((YcRefusalCode) code);
          g_autofree char *without = yc_sentence_of_refusal (&bare, NULL);
          char *sentence = yc_sentence_of_refusal (&full, NULL);

          check (sentence, languages[l], name);
          check (without, languages[l], name);
          g_assert_cmpstr (sentence, !=, "The hall refused this.");
          g_assert_cmpstr (sentence, !=, "大厅拒绝了此操作。");
          if (!g_hash_table_add (seen, sentence))
            g_error ("%s has the sentence of another refusal", name);
        }
    }
}

/* The hall's offset comes with its policy: before that no time is shown, not that of another place. */
static void
test_clock (void)
{
  g_autoptr(YcReference) empty = yc_reference_new ();
  g_autofree char *shown = yc_words_clock (reference, G_GINT64_CONSTANT (1795488720000));
  g_autofree char *before = yc_words_clock (empty, G_GINT64_CONSTANT (1795488720000));
  g_autofree char *without = yc_words_clock (NULL, G_GINT64_CONSTANT (1795488720000));
  YcSyncStatus status = { .state = YC_LINK_ONLINE };
  YcDeskView view = { .reference = empty };
  g_auto(YcChipWords) chip = { NULL, NULL, NULL };

  yc_look_set_language (yc_look_get_default (), "en");
  g_assert_cmpstr (shown, ==, "10:52");
  g_assert_cmpstr (before, ==, "");
  g_assert_cmpstr (without, ==, "");
  yc_words_chip (&view, &status, G_GINT64_CONSTANT (1795488720000), &chip);
  g_assert_cmpstr (chip.words, ==, "All sent");
}

static void
test_arguments (void)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autofree char *english = NULL;
  g_autofree char *chinese = NULL;
  g_autofree char *locked = NULL;
  g_autofree char *nothing = NULL;

  nothing = yc_sentence_of_refusal (&refusal, NULL);
  g_assert_cmpstr (nothing, ==, "");
  yc_refuse (&refusal, YC_REFUSAL_SERVED_ELSEWHERE, "number", 's', "F042", "counter", 'i', (gint64) 5, NULL);
  yc_look_set_language (yc_look_get_default (), "en");
  english = yc_sentence_of_refusal (&refusal, NULL);
  g_assert_cmpstr (english, ==, "F042 is already served at window 5 and cannot be put back.");
  yc_look_set_language (yc_look_get_default (), "zh_CN");
  chinese = yc_sentence_of_refusal (&refusal, NULL);
  g_assert_cmpstr (chinese, ==, "F042 已在 5 号窗口办理，无法恢复。");
  /* 2026-11-24 02:52 UTC, shown in the hall's time. */
  yc_refuse (&refusal, YC_REFUSAL_PIN_LOCKED, "until", 'i', G_GINT64_CONSTANT (1795488720000), NULL);
  locked = yc_sentence_of_refusal (&refusal, reference);
  g_assert_cmpstr (locked, ==, "连续多次错误，锁定至 10:52，主管可解锁。");
}

static void
assert_refusal (YcReference *names, YcRefusalCode code, const char *args, const char *expected)
{
  g_autoptr(JsonNode) node = json_from_string (args, NULL);
  g_auto(YcRefusal) refusal = { code, json_node_dup_object (node) };
  g_autofree char *sentence = yc_sentence_of_refusal (&refusal, names);

  g_assert_cmpstr (sentence, ==, expected);
}

/* What core gives as an id or a moment is shown as a name or a time, or left out. */
static void
test_ids_and_moments (void)
{
  const YcStaffItem *staff = yc_reference_get_nth_staff (reference, 0);
  g_autofree char *known = g_strdup_printf ("{\"counter\":3,\"staff\":\"%s\"}", staff->id);
  g_autofree char *held = g_strdup_printf ("Window 3 is held by %s.", staff->name.en);
  const char *stranger = "{\"counter\":3,\"staff\":\"0193a5c0-0000-7000-8000-000000000001\"}";
  const char *early = "{\"ticket\":\"0193a5c0-0000-7000-8000-000000000002\",\"slot\":1795488720000}";

  yc_look_set_language (yc_look_get_default (), "en");
  assert_refusal (reference, YC_REFUSAL_COUNTER_HELD, known, held);
  assert_refusal (reference, YC_REFUSAL_COUNTER_HELD, stranger, "Window 3 is held by another clerk.");
  assert_refusal (NULL, YC_REFUSAL_COUNTER_HELD, known, "Window 3 is held by another clerk.");
  assert_refusal (reference, YC_REFUSAL_TOO_EARLY, early, "It is too early for the appointment at 10:52.");
  assert_refusal (NULL, YC_REFUSAL_TOO_EARLY, early, "It is too early for this appointment.");
}

static void
assert_activity (YcEventType type, const char *detail, const char *expected)
{
  YcActivity activity = { .type = type, .ticket = (char *) "ticket", .number = (char *) "F042", .detail = (char *) detail };
  g_autofree char *words = yc_words_activity (reference, &activity);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_activity (void)
{
  yc_look_set_language (yc_look_get_default (), "en");
  assert_activity (YC_EVENT_TICKET_RESTORED, "place", "F042 is back at its place");
  assert_activity (YC_EVENT_TICKET_RESTORED, "", "F042 is back at its place");
  assert_activity (YC_EVENT_TICKET_RESTORED, "held", "F042 is back here, put aside");
  assert_activity (YC_EVENT_TICKET_ENDED, "abandoned", "F042 ended · Visitor Left");
  assert_activity (YC_EVENT_TICKET_PASSED, "pass.later", "F042 skipped · Asked to be served later");
}

/* Arguments of the wrong kind come from a node of another version and must do no harm. */
static void
test_strange_arguments (void)
{
  for (int code = YC_REFUSAL_NONE + 1; code < YC_N_REFUSALS; code++)
    {
      g_autoptr(JsonNode) node = json_from_string ("{\"number\":\"\",\"counter\":-7,\"max\":99999999999,\"state\":\"novel\",\"queue\":\"\"}", NULL);
      g_auto(YcRefusal) refusal = { (YcRefusalCode) code, json_node_dup_object (node) };
      g_autofree char *sentence = yc_sentence_of_refusal (&refusal, NULL);

      g_assert_cmpuint (strlen (sentence), >, 5);
    }
}

static void
test_errors (void)
{
  const struct
  {
    GQuark domain;
    int last;
  } domains[] = {
    { YC_STORE_ERROR, YC_STORE_ERROR_INTERNAL }, { YC_NET_ERROR, YC_NET_ERROR_LISTEN }, { YC_LINK_ERROR, YC_LINK_ERROR_REJECTED }, { YC_VAULT_ERROR, YC_VAULT_ERROR_TOKEN },
    { G_IO_ERROR, G_IO_ERROR_NO_SPACE }, { G_FILE_ERROR, G_FILE_ERROR_ACCES },
    { YC_STATION_ERROR, YC_STATION_ERROR_UNCHECKED }, { G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE },
  };

  for (guint l = 0; l < G_N_ELEMENTS (languages); l++)
    {
      yc_look_set_language (yc_look_get_default (), languages[l]);
      for (guint d = 0; d < G_N_ELEMENTS (domains); d++)
        for (int code = 0; code <= domains[d].last; code++)
          {
            g_autoptr(GError) error = g_error_new_literal (domains[d].domain, code, "sqlite3_step () failed");
            g_autofree char *sentence = yc_sentence_of_error (error);
            g_autofree char *joining = yc_sentence_of_joining (error, "https://hall:8443");
            g_autofree char *old = yc_sentence_of_view_fault (error);

            check (sentence, languages[l], g_quark_to_string (domains[d].domain));
            check (joining, languages[l], g_quark_to_string (domains[d].domain));
            check (old, languages[l], g_quark_to_string (domains[d].domain));
            g_assert_null (strstr (sentence, "sqlite"));
          }
    }
}

static void
assert_error (GQuark domain, int code, const char *message, const char *expected)
{
  g_autoptr(GError) error = g_error_new_literal (domain, code, message);
  g_autofree char *sentence = yc_sentence_of_joining (error, "https://hall:8443");

  g_assert_cmpstr (sentence, ==, expected);
}

/* What goes wrong most often at a first run and at a start has words of its own. */
static void
test_error_words (void)
{
  yc_look_set_language (yc_look_get_default (), "en");
  assert_error (YC_STATION_ERROR, YC_STATION_ERROR_CODE_WRONG, "4", "This code is not right. 4 tries left.");
  assert_error (YC_STATION_ERROR, YC_STATION_ERROR_CODE_WRONG, "1", "This code is not right. 1 try left.");
  assert_error (YC_STATION_ERROR, YC_STATION_ERROR_CODE_WRONG, "0", "This code is not right. Check it, or ask the supervisor for a new one.");
  assert_error (YC_STATION_ERROR, YC_STATION_ERROR_CODE_EXPIRED, "old", "This code is used up or too old. Ask the supervisor for a new one.");
  assert_error (YC_STATION_ERROR, YC_STATION_ERROR_TOO_OLD, "426", "This program is older than the hall allows. Update it first.");
  assert_error (YC_NET_ERROR, YC_NET_ERROR_TIMEOUT, "", "No hall answers at https://hall:8443. Check the address and the network.");
  assert_error (G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, "line 1",
                "This computer’s record is damaged. It has been left as it is; ask the supervisor to set this window up again.");
  assert_error (G_FILE_ERROR, G_FILE_ERROR_NOENT, "ca.pem",
                "This computer’s record is damaged. It has been left as it is; ask the supervisor to set this window up again.");
  assert_error (G_FILE_ERROR, G_FILE_ERROR_ROFS, "lock", "This computer’s record cannot be written. Check the rights of the folder.");
  assert_error (G_IO_ERROR, G_IO_ERROR_BUSY, "lock", "This program is already open for this window. Use the one that is open.");
  assert_error (G_IO_ERROR, G_IO_ERROR_EXISTS, "a file", "The folder of this program cannot be used. Ask whoever looks after this computer.");
}

/* A hall that will not have this computer is a hall, and a lock that cannot be judged is no matter of folders. */
static void
test_sign_in_words (void)
{
  yc_look_set_language (yc_look_get_default (), "en");
  assert_error (YC_LINK_ERROR, YC_LINK_ERROR_DEVICE_REVOKED, "", "The hall no longer accepts this computer. Ask the supervisor to enrol it again.");
  assert_error (YC_LINK_ERROR, YC_LINK_ERROR_DEVICE_UNKNOWN, "", "The hall does not know this computer. Ask the supervisor to enrol it again.");
  assert_error (YC_LINK_ERROR, YC_LINK_ERROR_TOO_OLD, "", "This program is older than the hall allows. Update it first.");
  assert_error (YC_LINK_ERROR, YC_LINK_ERROR_ENDED, "", "The hall has ended your sign-in. Sign in again; what you did is saved here.");
  assert_error (YC_LINK_ERROR, YC_LINK_ERROR_REJECTED, "",
                "The hall did not accept this sign-in. Nobody is signed in, and what you did is saved here. Try again, or ask the supervisor.");
  assert_error (YC_STATION_ERROR, YC_STATION_ERROR_ENDED, "", "The hall has ended your sign-in. Sign in again; what you did is saved here.");
  assert_error (YC_STATION_ERROR, YC_STATION_ERROR_UNCHECKED, "",
                "This computer could not check the PIN. The visit is kept. Try again, or choose “Hand Over to Another Clerk…” and sign in.");
}

static void
test_link (void)
{
  static const char *const problems[] = { "/problems/device-revoked", "/problems/device-unknown", "/problems/fork", "/problems/upgrade", "/problems/feed-reset", "/problems/rolled-back", "/problems/new", NULL };
  YcSyncStatus status = { .state = YC_LINK_ONLINE };

  for (guint l = 0; l < G_N_ELEMENTS (languages); l++)
    {
      g_autofree char *away = NULL;
      g_autofree char *full = NULL;

      yc_look_set_language (yc_look_get_default (), languages[l]);
      status = (YcSyncStatus) { .state = YC_LINK_ONLINE };
      g_assert_null (yc_sentence_of_link (&status, 0, NULL));
      status.state = YC_LINK_AWAY;
      away = yc_sentence_of_link (&status, G_GINT64_CONSTANT (1795484520000), reference);
      check (away, languages[l], "away");
      g_assert_nonnull (strstr (away, "09:42"));
      status.node_cannot_store = TRUE;
      full = yc_sentence_of_link (&status, 0, reference);
      check (full, languages[l], "node cannot store");
      g_assert_cmpstr (full, !=, away);
      g_assert_null (strstr (full, "09:42"));
      status.state = YC_LINK_REFUSED;
      for (guint i = 0; i < G_N_ELEMENTS (problems); i++)
        {
          g_autofree char *refused = NULL;

          status.problem = problems[i];
          refused = yc_sentence_of_link (&status, 0, NULL);
          check (refused, languages[l], problems[i] != NULL ? problems[i] : "refused");
        }
    }
}

int
main (int argc, char **argv)
{
  yc_look_start (yc_look_get_default ());
  g_test_init (&argc, &argv, NULL);
  reference = fake_reference_new (g_getenv ("YC_DEMO_DIR"));
  g_test_add_func ("/sentences/clock", test_clock);
  g_test_add_func ("/sentences/refusals", test_refusals);
  g_test_add_func ("/sentences/arguments", test_arguments);
  g_test_add_func ("/sentences/ids-and-moments", test_ids_and_moments);
  g_test_add_func ("/sentences/activity", test_activity);
  g_test_add_func ("/sentences/strange-arguments", test_strange_arguments);
  g_test_add_func ("/sentences/errors", test_errors);
  g_test_add_func ("/sentences/error-words", test_error_words);
  g_test_add_func ("/sentences/sign-in-words", test_sign_in_words);
  g_test_add_func ("/sentences/link", test_link);
  return g_test_run ();
}
