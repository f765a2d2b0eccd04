/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-node-wire"

#include "config.h"

#include <string.h>

#include "core/yc-core-error.h"
#include "core/yc-json.h"
#include "store/yc-db.h"
#include "sync/yc-batch.h"
#include "sync/yc-reply.h"

static GPtrArray *
make_lines (const char *const *texts)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_line_free);

  for (guint i = 0; texts[i] != NULL; i++)
    {
      YcLine *line = g_new0 (YcLine, 1);

      line->line = g_strdup (texts[i]);
      line->length = strlen (texts[i]);
      g_ptr_array_add (lines, line);
    }
  return lines;
}

static void
check_bytes (GBytes *bytes, const char *expected)
{
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
}

static void
test_write (void)
{
  static const char *const two[] = { "{\"a\":1}", "{\"b\":\",\"}", NULL };
  static const char *const none[] = { NULL };
  g_autoptr(GPtrArray) lines = make_lines (two);
  g_autoptr(GPtrArray) empty = make_lines (none);
  g_autoptr(GBytes) body = yc_batch_write (lines);
  g_autoptr(GBytes) nothing = yc_batch_write (empty);

  check_bytes (body, "[\n{\"a\":1},\n{\"b\":\",\"}\n]");
  check_bytes (nothing, "[\n]");
}

static GPtrArray *
split (const char *text, gsize length, GError **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, length);

  return yc_batch_split (bytes, error);
}

/* What a batch holds is not looked at: also bytes that are no text. */
static void
test_split (void)
{
  static const char poison[] = "[\n{\"a\":1},\nnot \0 json \xff,\n{}\n]";
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lines = split (poison, sizeof poison - 1, &error);
  g_autoptr(GPtrArray) empty = split ("[\n]", 3, &error);
  const YcLine *line;

  g_assert_no_error (error);
  g_assert_cmpuint (empty->len, ==, 0);
  g_assert_cmpuint (lines->len, ==, 3);
  line = g_ptr_array_index (lines, 1);
  g_assert_cmpmem (line->line, line->length, "not \0 json \xff", 12);
  g_assert_cmpint (line->pos, ==, 0);
  line = g_ptr_array_index (lines, 2);
  g_assert_cmpmem (line->line, line->length, "{}", 2);
}

static void
test_split_bad (void)
{
  static const char *const bad[] = {
    "", "[", "[]", "{}", "[\n\n]", "[\n{}]", "[{}\n]", "[\n{}\n{}\n]", "[\n{},\n\n]", "[\n,\n{}\n]", "[\n{}\n]\n", " [\n{}\n]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (split (bad[i], strlen (bad[i]), &error));
      g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_SYNTAX);
    }
}

static void
test_positions (void)
{
  static const char *const five[] = { "a", "b", "c", "d", "e", NULL };
  static const gint64 expected[] = { 99801, 99802, 99803, 99806, 99810 };
  g_autoptr(GPtrArray) lines = make_lines (five);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  yc_positions_read ("99801-99803,99806,99810", lines, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < lines->len; i++)
    g_assert_cmpint (((YcLine *) g_ptr_array_index (lines, i))->pos, ==, expected[i]);
  text = yc_positions_write (lines);
  g_assert_cmpstr (text, ==, "99801-99803,99806,99810");
}

static void
test_positions_bad (void)
{
  static const char *const bad[] = {
    "", "1", "1-2", "1-4", "1,2", "3,2,1", "1,1,2", "1-3,", ",1-3", "1-3 ", "0-2", "01-3", "3-1", "1--3", "a", "1-",
    "99999999999999999999", "1-99999999999999999", "-1", "1,2,3,4",
  };
  static const char *const three[] = { "a", "b", "c", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GPtrArray) lines = make_lines (three);
      g_autoptr(GError) error = NULL;

      g_assert_false (yc_positions_read (bad[i], lines, &error));
      g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE);
    }
}

static void
test_refusal (void)
{
  g_auto(YcRefusal) refusal = { YC_REFUSAL_NONE, NULL };
  g_autoptr(YcReply) reply = NULL;
  g_autofree char *text = NULL;

  yc_refuse (&refusal, YC_REFUSAL_HELD_MAX, "max", 'i', (gint64) 3, NULL);
  reply = yc_reply_new_refusal (&refusal);
  g_assert_cmpuint (reply->status, ==, 409);
  g_assert_cmpstr (reply->problem, ==, "/problems/state");
  text = yc_json_write_object (reply->body);
  g_assert_cmpstr (text, ==, "{\"code\":\"held-max\",\"args\":{\"max\":3}}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/node/batch/write", test_write);
  g_test_add_func ("/node/batch/split", test_split);
  g_test_add_func ("/node/batch/split-bad", test_split_bad);
  g_test_add_func ("/node/positions/ranges", test_positions);
  g_test_add_func ("/node/positions/bad", test_positions_bad);
  g_test_add_func ("/node/reply/refusal", test_refusal);
  return g_test_run ();
}
