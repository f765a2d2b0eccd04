/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/yc-core-error.h"
#include "core/yc-json.h"

/* Parses a copy that ends exactly where the text ends, so that the sanitizer sees a read behind it. */
static JsonNode *
parse (const char *text, gsize length, const YcJsonLimits *limits, GError **error)
{
  g_autofree char *exact = g_memdup2 (text, MAX (length, 1));

  return yc_json_parse (exact, length, limits, error);
}

static void
assert_refused (const char *text, gsize length, YcCoreError code, const char *place)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = parse (text, length, &YC_JSON_REFERENCE, &error);

  if (node != NULL || !g_error_matches (error, YC_CORE_ERROR, (int) code))
    g_error ("“%.60s” must be refused with code %d, and the answer is: %s", text, (int) code,
             error != NULL ? error->message : "accepted");
  if (place != NULL && !g_str_has_prefix (error->message, place))
    g_error ("%s: “%s” does not begin with “%s”", text, error->message, place);
}

static void
assert_refused_text (const char *text, YcCoreError code, const char *place)
{
  assert_refused (text, strlen (text), code, place);
}

/* Texts every reader must accept; the second is what must be written for what was read. */
static void
test_accepted (void)
{
  static const struct
  {
    const char *text;
    const char *again;
  } texts[] = {
    { "{}", "{}" }, { "[]", "[]" }, { " [ ] \n", "[]" }, { "\t\r\n{ } ", "{}" },
    { "null", "null" }, { "true", "true" }, { "false", "false" }, { "\"\"", "\"\"" }, { "0", "0" }, { " 7 ", "7" },
    { "-0", "0" }, { "[-1]", "[-1]" }, { "[9007199254740991]", "[9007199254740991]" },
    { "[-9007199254740991]", "[-9007199254740991]" },
    { "[1.5]", "[1.5]" }, { "[0.0]", "[0.0]" }, { "[-0.0]", "[-0.0]" }, { "[1e2]", "[100.0]" }, { "[1E+2]", "[100.0]" },
    { "[1e-2]", "[0.01]" }, { "[0e1]", "[0.0]" }, { "[123.456e78]", "[1.23456e+80]" }, { "[1e-400]", "[0.0]" },
    { "[20e1]", "[200.0]" }, { "[1.7976931348623157e308]", "[1.7976931348623157e+308]" },
    { "[9007199254740993.0]", "[9007199254740992.0]" }, { "[0.1]", "[0.1]" },
    { "[5e-324]", "[4.94065645841247e-324]" }, { "[0.30000000000000004]", "[0.30000000000000004]" },
    { "[null,1,\"1\",{}]", "[null,1,\"1\",{}]" }, { "[[],[[]]]", "[[],[[]]]" },
    { "{\"a\":{\"b\":[{\"a\":1}]},\"c\":2}", "{\"a\":{\"b\":[{\"a\":1}]},\"c\":2}" },
    { "{\"z\":1,\"a\":2,\"m\":3}", "{\"z\":1,\"a\":2,\"m\":3}" }, { "{\"\":0}", "{\"\":0}" },
    { "{\"a\":1,\"A\":2,\"aa\":3}", "{\"a\":1,\"A\":2,\"aa\":3}" },
    { "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\\"\\\\/\\b\\f\\n\\r\\t\"]" },
    { "[\"\\u0041\\u00e9\\u4e2d\"]", "[\"Aé中\"]" }, { "[\"\\uD83D\\ude00\"]", "[\"😀\"]" },
    { "[\"\\ud842\\udfb7\"]", "[\"𠮷\"]" }, { "[\"\\uDBFF\\uDFFD\"]", "[\"\xf4\x8f\xbf\xbd\"]" },
    { "[\"一窗 𠮷 😀 \xe2\x80\xa8 \xe2\x80\xa9 \xef\xbb\xbf\"]", "[\"一窗 𠮷 😀 \xe2\x80\xa8 \xe2\x80\xa9 \xef\xbb\xbf\"]" },
    { "[\"a/*b*/c#d//e\"]", "[\"a/*b*/c#d//e\"]" }, { "[\"'\"]", "[\"'\"]" }, { "[\"\\\\u0000\"]", "[\"\\\\u0000\"]" },
    { "[\"\\u0001\\u001f\"]", "[\"\\u0001\\u001f\"]" }, { "{\"\\u0061\":1,\"b\":2}", "{\"a\":1,\"b\":2}" },
    { "[\"\\uFFFF\"]", "[\"\xef\xbf\xbf\"]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = parse (texts[i].text, strlen (texts[i].text), &YC_JSON_REFERENCE, &error);
      g_autofree char *again = NULL;

      g_test_message ("%s", texts[i].text);
      g_assert_no_error (error);
      again = yc_json_write (node);
      g_assert_cmpstr (again, ==, texts[i].again);
    }
}

static void
test_syntax_refused (void)
{
  static const char *const texts[] = {
    "", " ", "\n", "{", "}", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1,,2]", "[1 2]", "[1}", "{]", "[:]", ",", ":",
    "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,\"a\":1}", "{\"a\" 1}", "{\"a\"::1}", "{\"a\":1 \"b\":2}", "{a:1}", "{1:1}",
    "{'a':1}", "['q']", "'q'", "{\"a\":1", "{\"a\":1}}", "{\"a\":1}]", "[]]", "[] x", "{} {}", "[1] //", "1 2",
    "[\"a", "\"", "[\"a\\\"]", "\"\\", "\"\\x41\"", "\"\\'\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\U0041\"", "\"\\u", "\"\\0\"",
    "nul", "nulL", "True", "tru", "truex", "NaN", "Infinity", "-Infinity", "inf", "undefined", "[nullnull]", "nulll",
    "+1", "-", "--1", "01", "-01", "00", "1.", ".5", "-.5", "1.e2", "1e", "1e+", "1E-", "1e1.5", "1a", "0x10", "1_0", "1,0", "[1.2.3]",
    "[-]", "[1e]", "- 1", "[0 1]", "2.e3", "[1+2]",
    "\xef\xbb\xbf{}", "/* c */ {}", "{} // c", "# c\n1", "[1/**/]", "var a = 1;", "a = 1;",
    "[\"\t\"]", "[\"\n\"]", "[\"\x1f\"]", "\v1", "\f[]", "\xc2\xa0[]", "[\xe2\x80\xa8]", "[\xe2\x81\xa0]",
    "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\ud800x\"", "\"\\ud83d\\ud83d\\ude00\"", "\"\\ude00\\ud83d\"",
    "\"\\ud800\\\"", "\"\\ud800\\udc0\"", "{\"\\ud800\":1}", "\"\\u0000\"", "{\"\\u0000\":1}", "\"a\\u0000b\"",
    "\"\xff\"", "\"\xc0\xaf\"", "\"\xe4\xb8\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xf8\x88\x80\x80\x80\"", "\x80",
    "[\"\xe4", "\xfe\xff", "[\xff]", "１", "“a”",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused_text (texts[i], YC_CORE_ERROR_SYNTAX, "Line ");
  assert_refused ("[1]\0", 4, YC_CORE_ERROR_SYNTAX, "Line 1, column 4:");
  assert_refused ("\0[1]", 4, YC_CORE_ERROR_SYNTAX, "Line 1, column 1:");
  assert_refused ("[\"a\0b\"]", 7, YC_CORE_ERROR_SYNTAX, "Line 1, column 4:");
  assert_refused ("[\0]", 3, YC_CORE_ERROR_SYNTAX, "Line 1, column 2:");
}

static void
test_place (void)
{
  assert_refused_text ("{\n  \"a\": 1,\n  \"b\": x\n}", YC_CORE_ERROR_SYNTAX, "Line 3, column 8: a value");
  assert_refused_text ("[\"窗口\", x]", YC_CORE_ERROR_SYNTAX, "Line 1, column 8:");
  assert_refused_text ("[1,", YC_CORE_ERROR_SYNTAX, "Line 1, column 4: the text ends too early");
  assert_refused_text ("{\"a\":1,\n\"b\":2,\n \"a\":3}", YC_CORE_ERROR_SYNTAX, "Line 3, column 2: the member name");
  assert_refused_text ("[1, 1e999]", YC_CORE_ERROR_VALUE, "Line 1, column 5: the number");
}

static void
test_numbers_refused (void)
{
  static const char *const texts[] = {
    "9007199254740992", "-9007199254740992", "9223372036854775807", "9223372036854775808", "18446744073709551616",
    "-9223372036854775809", "100000000000000000000000000000000000000000", "1e999", "-1e999", "1e309", "1.8e308", "[1E400]",
  };
  g_autofree char *digits = g_strnfill (400, '9');
  g_autofree char *long_double = g_strconcat (digits, ".5", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused_text (texts[i], YC_CORE_ERROR_VALUE, "Line 1, column ");
  assert_refused_text (digits, YC_CORE_ERROR_VALUE, NULL);
  assert_refused_text (long_double, YC_CORE_ERROR_VALUE, NULL);
}

static void
test_names_twice (void)
{
  static const char *const texts[] = {
    "{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":1,\"\\u0061\":2}", "{\"/\":1,\"\\/\":2}", "{\"\":1,\"\":2}",
    "[{\"x\":{\"中\":1,\"b\":[],\"\\u4e2d\":{}}}]", "{\"o\":{\"a\":1},\"p\":[{\"o\":1}],\"o\":2}", "{\"\\ud83d\\ude00\":1,\"😀\":2}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused_text (texts[i], YC_CORE_ERROR_SYNTAX, "Line 1, column ");
}

/* 60,000 members of one object take well under a second, the last one twice or not. */
static void
test_many_names (void)
{
  g_autoptr(GString) text = g_string_new ("{\"x\":0");
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;

  for (int i = 0; i < 60000; i++)
    g_string_append_printf (text, ",\"member-%d\":%d", i, i);
  g_string_append_c (text, '}');
  node = parse (text->str, text->len, &YC_JSON_REFERENCE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (node), "member-59999"), ==, 59999);

  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",\"member-7\":1}");
  assert_refused (text->str, text->len, YC_CORE_ERROR_SYNTAX, "Line 1, column ");
}

static char *
nest (int depth, const char *open, const char *middle, const char *close)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < depth; i++)
    g_string_append (text, open);
  g_string_append (text, middle);
  for (int i = 0; i < depth; i++)
    g_string_append (text, close);
  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *open = g_strnfill (200000, '[');
  g_autofree char *deep_objects = nest (100000, "{\"a\":", "1", "}");
  g_autofree char *just = nest (64, "[", "", "]");
  g_autofree char *over = nest (65, "[", "", "]");
  g_autofree char *line = nest (17, "[", "", "]");
  const YcJsonLimits greedy = { .max_bytes = G_MAXSIZE, .max_depth = 1000000, .max_values = G_MAXUINT };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;

  assert_refused (open, 200000, YC_CORE_ERROR_TOO_LARGE, "Line 1, column 65: the nesting");
  assert_refused_text (deep_objects, YC_CORE_ERROR_TOO_LARGE, NULL);
  assert_refused_text (over, YC_CORE_ERROR_TOO_LARGE, NULL);
  node = parse (just, strlen (just), &YC_JSON_REFERENCE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (node);
  g_assert_null (parse (over, strlen (over), &greedy, &error));
  g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (parse (line, strlen (line), &YC_JSON_LINE, &error));
  g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TOO_LARGE);
}

static void
test_size (void)
{
  g_autofree char *text = g_strnfill (10 * 1024 * 1024, 'x');
  const YcJsonLimits small = { .max_bytes = 9, .max_depth = 4, .max_values = 4 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;

  text[0] = '"';
  text[10 * 1024 * 1024 - 1] = '"';
  assert_refused (text, 10 * 1024 * 1024, YC_CORE_ERROR_TOO_LARGE, "The text has 10485760 bytes");
  node = parse ("[1, 2, 3]", 9, &small, &error);
  g_assert_no_error (error);
  g_assert_null (parse ("[1, 2, 3] ", 10, &small, &error));
  g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (parse ("[1,2,3,4]", 9, &small, &error));
  g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TOO_LARGE);
}

/* No prefix of an object is an object, and none is read beyond its end. */
static void
test_prefixes (void)
{
  static const char text[] = "{\"n\": -12.5e+3, \"s\": \"一\\n\\uD83D\\uDE00𠮷\", \"a\": [true, false, null, {}], \"i\": 9007199254740991}";

  for (gsize i = 0; i < sizeof text - 1; i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (parse (text, i, &YC_JSON_LINE, &error));
      g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_SYNTAX);
    }
  {
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = parse (text, sizeof text - 1, &YC_JSON_LINE, &error);

    g_assert_no_error (error);
  }
}

/* Every byte replaced by every other: refused with an error of ours, or read into something that can be written and read again. */
static void
test_bytes_changed (void)
{
  static const char text[] = "{\"n\":-1.5e3,\"s\":\"一\\n\\uD83D\\uDE00\",\"a\":[true,null,{}],\"i\":12}";

  for (gsize i = 0; i < sizeof text - 1; i++)
    for (int byte = 0; byte < 256; byte++)
      {
        char changed[sizeof text];
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonNode) node = NULL;

        memcpy (changed, text, sizeof text);
        changed[i] = (char) byte;
        node = parse (changed, sizeof text - 1, &YC_JSON_LINE, &error);
        if (node == NULL)
          g_assert_true (error != NULL && error->domain == YC_CORE_ERROR);
        else
          {
            g_autofree char *once = yc_json_write (node);
            g_autoptr(JsonNode) again = parse (once, strlen (once), &YC_JSON_LINE, &error);

            g_assert_no_error (error);
            g_assert_true (json_node_equal (node, again));
          }
      }
}

/* Each character that a string may hold comes back from the writer as it was. */
static void
test_strings_come_back (void)
{
  for (gunichar first = 1; first < 0x110000; first += 512)
    {
      g_autoptr(GString) kept = g_string_new (NULL);
      g_autoptr(JsonObject) object = json_object_new ();
      g_autoptr(JsonObject) again = NULL;
      g_autofree char *text = NULL;
      g_autoptr(GError) error = NULL;

      for (gunichar c = first; c < first + 512 && c < 0x110000; c++)
        {
          if (c < 0xd800 || c > 0xdfff)
            g_string_append_unichar (kept, c);
        }
      json_object_set_string_member (object, kept->str, kept->str);
      text = yc_json_write_object (object);
      g_assert_null (strchr (text, '\n'));
      again = yc_json_parse_object (text, strlen (text), &YC_JSON_LINE, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (yc_json_peek_string (again, kept->str), ==, kept->str);
    }
}

static void
test_write (void)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_string_member (object, "z", "a/b \"c\" \\ \n");
  json_object_set_int_member (object, "a", -9007199254740991);
  json_object_set_double_member (object, "d", 1234.5);
  json_object_set_double_member (object, "w", 3.0);
  json_object_set_null_member (object, "n");
  text = yc_json_write_object (object);
  g_assert_cmpstr (text, ==, "{\"z\":\"a/b \\\"c\\\" \\\\ \\n\",\"a\":-9007199254740991,\"d\":1234.5,\"w\":3.0,\"n\":null}");
}

static void
test_must_be_object (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (yc_json_parse_object ("[1]", 3, &YC_JSON_BODY, &error));
  g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TYPE);
}

static JsonObject *
sample (void)
{
  static const char text[] = "{\"s\":\"x\",\"i\":5,\"d\":5.0,\"b\":true,\"n\":null,\"o\":{\"k\":1},\"a\":[1],\"v\":[\"p\",\"q\"]}";

  return yc_json_parse_object (text, sizeof text - 1, &YC_JSON_BODY, NULL);
}

#define ASSERT_FAILS(call, code, name)                              \
  G_STMT_START {                                                    \
    g_autoptr(GError) error = NULL;                                 \
    g_assert_false (call);                                          \
    g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_##code);    \
    g_assert_nonnull (strstr (error->message, "“" name "”"));       \
  } G_STMT_END

static void
test_readers (void)
{
  g_autoptr(JsonObject) object = sample ();
  gint64 i = 0;
  gboolean b = FALSE;

  g_assert_cmpstr (yc_json_get_string (object, "s", NULL), ==, "x");
  ASSERT_FAILS (yc_json_get_string (object, "i", &error), TYPE, "i");
  ASSERT_FAILS (yc_json_get_string (object, "n", &error), TYPE, "n");
  ASSERT_FAILS (yc_json_get_string (object, "absent", &error), TYPE, "absent");
  g_assert_true (yc_json_get_int (object, "i", 5, 5, &i, NULL) && i == 5);
  ASSERT_FAILS (yc_json_get_int (object, "i", 6, 9, &i, &error), VALUE, "i");
  ASSERT_FAILS (yc_json_get_int (object, "i", 0, 4, &i, &error), VALUE, "i");
  ASSERT_FAILS (yc_json_get_int (object, "d", 0, 9, &i, &error), TYPE, "d");
  ASSERT_FAILS (yc_json_get_int (object, "b", 0, 9, &i, &error), TYPE, "b");
  ASSERT_FAILS (yc_json_get_int (object, "n", 0, 9, &i, &error), TYPE, "n");
  g_assert_true (yc_json_get_int_or (object, "n", 0, 9, -7, &i, NULL) && i == -7);
  g_assert_true (yc_json_get_int_or (object, "i", 0, 9, -7, &i, NULL) && i == 5);
  ASSERT_FAILS (yc_json_get_int_or (object, "s", 0, 9, -7, &i, &error), TYPE, "s");
  g_assert_true (yc_json_get_bool_or (object, "b", FALSE, &b, NULL) && b);
  g_assert_true (yc_json_get_bool_or (object, "absent", TRUE, &b, NULL) && b);
  ASSERT_FAILS (yc_json_get_bool_or (object, "i", TRUE, &b, &error), TYPE, "i");
  g_assert_nonnull (yc_json_get_object (object, "o", NULL));
  ASSERT_FAILS (yc_json_get_object (object, "a", &error), TYPE, "a");
  g_assert_nonnull (yc_json_get_array (object, "a", NULL));
  ASSERT_FAILS (yc_json_get_array (object, "o", &error), TYPE, "o");
}

static void
test_readers_of_lists_and_defaults (void)
{
  g_autoptr(JsonObject) object = sample ();
  g_auto(GStrv) list = yc_json_get_strv_or_empty (object, "v", NULL);
  g_auto(GStrv) empty = yc_json_get_strv_or_empty (object, "absent", NULL);
  const char *const expected[] = { "p", "q", NULL };
  gboolean ok = TRUE;

  g_assert_cmpstrv (list, expected);
  g_assert_cmpuint (g_strv_length (empty), ==, 0);
  ASSERT_FAILS (yc_json_get_strv_or_empty (object, "a", &error), TYPE, "a");
  ASSERT_FAILS (yc_json_get_strv_or_empty (object, "s", &error), TYPE, "s");
  g_assert_cmpstr (yc_json_get_string_or (object, "absent", "y", &ok, NULL), ==, "y");
  g_assert_cmpstr (yc_json_get_string_or (object, "n", "y", &ok, NULL), ==, "y");
  g_assert_cmpstr (yc_json_get_string_or (object, "s", "y", &ok, NULL), ==, "x");
  g_assert_true (ok);
  ASSERT_FAILS (yc_json_get_string_or (object, "i", "y", &ok, &error), TYPE, "i");
  g_assert_false (ok);
  g_assert_cmpstr (yc_json_peek_string (object, "s"), ==, "x");
  g_assert_null (yc_json_peek_string (object, "i"));
  g_assert_cmpint (yc_json_peek_int (object, "i"), ==, 5);
  g_assert_cmpint (yc_json_peek_int (object, "s"), ==, 0);
  g_assert_true (yc_json_peek_bool (object, "b"));
  g_assert_false (yc_json_peek_bool (object, "i"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/accepted", test_accepted);
  g_test_add_func ("/json/syntax-refused", test_syntax_refused);
  g_test_add_func ("/json/place", test_place);
  g_test_add_func ("/json/numbers-refused", test_numbers_refused);
  g_test_add_func ("/json/names-twice", test_names_twice);
  g_test_add_func ("/json/many-names", test_many_names);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/size", test_size);
  g_test_add_func ("/json/prefixes", test_prefixes);
  g_test_add_func ("/json/bytes-changed", test_bytes_changed);
  g_test_add_func ("/json/strings-come-back", test_strings_come_back);
  g_test_add_func ("/json/write", test_write);
  g_test_add_func ("/json/must-be-object", test_must_be_object);
  g_test_add_func ("/json/readers", test_readers);
  g_test_add_func ("/json/readers-of-lists-and-defaults", test_readers_of_lists_and_defaults);
  return g_test_run ();
}
