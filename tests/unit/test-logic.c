/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/yc-core-error.h"
#include "core/yc-json.h"
#include "core/yc-logic.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = yc_json_parse (text, strlen (text), &YC_JSON_REFERENCE, &error);

  if (node == NULL)
    g_error ("%s: %s", text, error->message);
  return node;
}

/* The result as text, or the message of the error behind "!"; the result must always be readable again. */
static char *
evaluate (const char *rule_text, const char *data_text, const YcLogicLimits *limits, int *code)
{
  g_autoptr(JsonNode) rule = parse (rule_text);
  g_autoptr(JsonNode) data = data_text != NULL ? parse (data_text) : NULL;
  g_autofree char *before = yc_json_write (rule);
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) result = yc_logic_evaluate (rule, data, limits, &error);
  g_autofree char *text = NULL;

  after = yc_json_write (rule);
  g_assert_cmpstr (before, ==, after);
  g_assert_true ((result == NULL) == (error != NULL));
  if (code != NULL)
    *code = error != NULL ? error->code : -1;
  if (error != NULL)
    {
      g_assert_true (error->domain == YC_CORE_ERROR);
      g_assert_true (g_str_has_prefix (error->message, "Rule") && g_str_has_suffix (error->message, "."));
      g_assert_null (strchr (error->message, '\n'));
      return g_strconcat ("!", error->message, NULL);
    }
  text = yc_json_write (result);
  json_node_unref (parse (text));
  return g_steal_pointer (&text);
}

typedef struct
{
  const char *rule;
  const char *data;
  const char *result;  /* of an error: its beginning, behind "!" */
} Case;

static void
run_cases (const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *got = evaluate (cases[i].rule, cases[i].data, &YC_LOGIC_LIMITS, NULL);

      if (cases[i].result[0] == '!' ? !g_str_has_prefix (got, cases[i].result) : strcmp (got, cases[i].result) != 0)
        g_error ("%s over %s gives %s and not %s", cases[i].rule, cases[i].data, got, cases[i].result);
    }
}

/* The published suite. Its rules have a good shape too. */
static void
test_published (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "jsonlogic", "compatible.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) suite = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *cases;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  suite = parse (text);
  cases = json_node_get_array (suite);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonNode *element = json_array_get_element (cases, i);
      JsonObject *object;
      g_autoptr(JsonNode) result = NULL;
      g_autofree char *got = NULL;
      g_autofree char *expected = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        continue;
      object = json_node_get_object (element);
      result = yc_logic_evaluate (json_object_get_member (object, "rule"), json_object_get_member (object, "data"),
                                  &YC_LOGIC_LIMITS, &error);
      g_assert_no_error (error);
      got = yc_json_write (result);
      expected = yc_json_write (json_object_get_member (object, "result"));
      if (strcmp (got, expected) != 0)
        g_error ("%s gives %s and not %s", yc_json_peek_string (object, "description"), got, expected);
      yc_logic_check (json_object_get_member (object, "rule"), &error);
      g_assert_no_error (error);
      n++;
    }
  g_test_message ("%u cases", n);
  g_assert_cmpuint (n, ==, 278);
}

/* Expectations from ECMA-262 and jsonlogic.com, written out. */
static void
test_coercion (void)
{
  static const Case cases[] = {
    { "{\"==\":[\"1.0\",1]}", NULL, "true" }, { "{\"==\":[\" 1 \",1]}", NULL, "true" }, { "{\"==\":[\"\",0]}", NULL, "true" },
    { "{\"==\":[\"\",false]}", NULL, "true" }, { "{\"==\":[null,false]}", NULL, "false" }, { "{\"==\":[null,0]}", NULL, "false" },
    { "{\"==\":[\"1\",true]}", NULL, "true" }, { "{\"==\":[\"true\",true]}", NULL, "false" }, { "{\"==\":[2,true]}", NULL, "false" },
    { "{\"==\":[[],\"\"]}", NULL, "true" }, { "{\"==\":[[],false]}", NULL, "true" }, { "{\"==\":[[1],1]}", NULL, "true" },
    { "{\"==\":[[1,2],\"1,2\"]}", NULL, "true" }, { "{\"==\":[[1],[1]]}", NULL, "false" },
    { "{\"==\":[{\"var\":\"a\"},{\"var\":\"a\"}]}", "{\"a\":[1]}", "true" },
    { "{\"===\":[{\"var\":\"a\"},{\"var\":\"b\"}]}", "{\"a\":{},\"b\":{}}", "false" },
    { "{\"==\":[\"x\",{\"var\":\"no\"}]}", "{}", "false" }, { "{\"!=\":[\"0x10\",16]}", NULL, "false" },
    { "{\"==\":[\"0b11\",3]}", NULL, "true" }, { "{\"==\":[\"0o17\",15]}", NULL, "true" }, { "{\"==\":[\"0x\",0]}", NULL, "false" },
    { "{\"==\":[\"-0x1\",-1]}", NULL, "false" }, { "{\"==\":[\"1e2\",100]}", NULL, "true" }, { "{\"==\":[\".5\",0.5]}", NULL, "true" },
    { "{\"==\":[\"5.\",5]}", NULL, "true" }, { "{\"==\":[\".\",0]}", NULL, "false" }, { "{\"==\":[\"1 2\",12]}", NULL, "false" },
    { "{\"==\":[\"\\u3000\\ufeff7\\u00a0\",7]}", NULL, "true" }, { "{\"==\":[\"nan\",0]}", NULL, "false" },
    { "{\"===\":[1,1.0]}", NULL, "true" }, { "{\"===\":[null,{\"var\":\"x\"}]}", NULL, "true" }, { "{\"!==\":[0,false]}", NULL, "true" },
    { "{\"<\":[\"10\",\"9\"]}", NULL, "true" }, { "{\"<\":[\"10\",9]}", NULL, "false" }, { "{\"<\":[null,1]}", NULL, "true" },
    { "{\">\":[\"x\",1]}", NULL, "false" }, { "{\"<=\":[\"x\",1]}", NULL, "false" }, { "{\"<\":[1,\"Infinity\"]}", NULL, "true" },
    { "{\"<\":[\"张\",\"李\"]}", NULL, "true" }, { "{\">=\":[[2],[10]]}", NULL, "true" }, { "{\"<\":[1,2,null]}", NULL, "false" },
    { "{\"<=\":[1,\"2\",2]}", NULL, "true" }, { "{\">\":[3,2,9]}", NULL, "true" },
    { "{\"+\":[\"3 kg\",1]}", NULL, "4" }, { "{\"+\":[]}", NULL, "0" }, { "{\"+\":\"-7.50\"}", NULL, "-7.5" },
    { "{\"-\":\"0\"}", NULL, "0" },
    { "{\"-\":[true,null]}", NULL, "1" }, { "{\"*\":\"2\"}", NULL, "2" }, { "{\"%\":[-7,3]}", NULL, "-1" },
    { "{\"%\":[5.5,2]}", NULL, "1.5" },
    { "{\"max\":[\"3\",null,true]}", NULL, "3" }, { "{\"min\":[\"3\",null,true]}", NULL, "0" },
    { "{\"cat\":[1,null,true,[1,[2,null]],1.5,1e21,1e-7,123456789012345680000.0,0.000001]}", NULL,
      "\"1true1,2,1.51e+211e-71234567890123456800000.000001\"" },
    { "{\"cat\":[{\"a\":1,\"b\":2}]}", NULL, "\"[object Object]\"" },
    { "{\"cat\":[5e-324,1.7976931348623157e308,-1.25e-9]}", NULL,
      "\"5e-3241.7976931348623157e+308-1.25e-9\"" },
    { "{\"substr\":[\"一窗通办😀好\",-2]}", NULL, "\"😀好\"" }, { "{\"substr\":[\"一窗通办\",1,-1]}", NULL, "\"窗通\"" },
    { "{\"substr\":[12345,1,2]}", NULL, "\"23\"" }, { "{\"substr\":[\"abc\",-9,2]}", NULL, "\"ab\"" },
    { "{\"substr\":[\"abc\",9]}", NULL, "\"\"" },
    { "{\"substr\":[\"abcdef\",1.9,\"2\"]}", NULL, "\"bc\"" }, { "{\"substr\":[\"abcdef\",0,-0.5]}", NULL, "\"abcde\"" },
    { "{\"substr\":[\"abc\",1,-9]}", NULL, "\"\"" }, { "{\"substr\":[\"abc\",1e300,1e300]}", NULL, "\"\"" },
    { "{\"in\":[1,[\"1\"]]}", NULL, "false" }, { "{\"in\":[1,\"210\"]}", NULL, "true" }, { "{\"in\":[\"\",\"\"]}", NULL, "false" },
    { "{\"in\":[null,[null]]}", NULL, "true" }, { "{\"in\":[\"a\",{\"var\":\"o\"}]}", "{\"o\":{\"a\":1}}", "false" },
    { "{\"in\":[\"通\",\"一窗通办\"]}", NULL, "true" },
    { "{\"!!\":{\"var\":\"\"}}", "{}", "true" }, { "{\"!!\":\"0\"}", NULL, "true" }, { "{\"!!\":0.0}", NULL, "false" },
    { "{\"!\":{}}", NULL, "false" },
    { "{\"var\":\"a.1.b\"}", "{\"a\":[0,{\"b\":\"c\"}]}", "\"c\"" }, { "{\"var\":\"a.01\"}", "{\"a\":[1,2]}", "null" },
    { "{\"var\":\"a.-1\"}", "{\"a\":[1,2]}", "null" }, { "{\"var\":\"a.4294967296\"}", "{\"a\":[1,2]}", "null" },
    { "{\"var\":\"a.length\"}", "{\"a\":[1,2]}", "null" },
    { "{\"var\":\"a..b\"}", "{\"a\":{\"\":{\"b\":1}}}", "1" }, { "{\"var\":1.1}", "[0,[0,\"x\"]]", "\"x\"" },
    { "{\"var\":[\"a\",5]}", "{\"a\":null}", "null" },
    { "{\"var\":[\"a.b\",{\"+\":[2,3]}]}", "{\"a\":null}", "5" },
    { "{\"a\":1,\"b\":{\"var\":\"x\"}}", "{\"x\":1}", "{\"a\":1,\"b\":{\"var\":\"x\"}}" },
    { "{\"missing\":[\"e\",\"z\",\"n\",\"f\"]}", "{\"e\":\"\",\"z\":0,\"n\":null,\"f\":false}", "[\"e\",\"n\"]" },
    { "{\"missing_some\":[1,\"a\"]}", "{\"b\":1}", "[\"a\"]" }, { "{\"merge\":[null,[[1]],{\"var\":\"no\"}]}", NULL, "[null,[1],null]" },
    { "{\"log\":[\"x\"]}", NULL, "\"x\"" },
    { "{\"reduce\":[[1,2],{\"var\":\"\"},0]}", NULL, "{\"current\":2,\"accumulator\":{\"current\":1,\"accumulator\":0}}" },
    { "{\"map\":[5,1]}", NULL, "[]" }, { "{\"filter\":[[0,1,[],\"a\"],{\"var\":\"\"}]}", NULL, "[1,\"a\"]" },
    { "{\"reduce\":[[],1]}", NULL, "null" },
    { "{\"map\":[{\"var\":\"\"},{\"filter\":[{\"var\":\"\"},{\">\":[{\"var\":\"\"},1]}]}]}", "[[1,2],[3]]", "[[2],[3]]" },
    { "{\"/\":[9007199254740991,1]}", NULL, "9007199254740991" }, { "{\"*\":[9007199254740991,2]}", NULL, "18014398509481982.0" },
    { "{\"+\":[0.1,0.2]}", NULL, "0.30000000000000004" }, { "{\"/\":[6,4]}", NULL, "1.5" }, { "{\"and\":[]}", NULL, "null" },
  };

  run_cases (cases, G_N_ELEMENTS (cases));
}

/* Only what is needed is evaluated: “x” would be an error. */
static void
test_lazy (void)
{
  static const Case cases[] = {
    { "{\"if\":[true,1,{\"x\":1}]}", NULL, "1" }, { "{\"if\":[false,{\"x\":1},2]}", NULL, "2" },
    { "{\"?:\":[1,2,{\"x\":1},{\"x\":1}]}", NULL, "2" },
    { "{\"and\":[0,{\"x\":1}]}", NULL, "0" }, { "{\"or\":[7,{\"/\":[1,0]}]}", NULL, "7" },
    { "{\"and\":[1,{\"x\":1}]}", NULL, "!Rule.and[1]: " },
    { "{\"or\":[0,{\"x\":1}]}", NULL, "!Rule.or[1]: " }, { "{\"if\":[{\"x\":1},1,2]}", NULL, "!Rule.if[0]: " },
    { "{\"map\":[[],{\"x\":1}]}", NULL, "[]" },
    { "{\"some\":[[1,2],{\"if\":[{\"==\":[{\"var\":\"\"},1]},true,{\"x\":1}]}]}", NULL, "true" },
    { "{\"all\":[[1,2],{\"if\":[{\"==\":[{\"var\":\"\"},1]},false,{\"x\":1}]}]}", NULL, "false" },
    { "{\"none\":[[1,2],{\"if\":[{\"==\":[{\"var\":\"\"},1]},true,{\"x\":1}]}]}", NULL, "false" },
    { "{\"none\":[[1,2],{\"x\":1}]}", NULL, "!Rule.none[1]: " }, { "{\"all\":[{\"x\":1},true]}", NULL, "!Rule.all[0]: " },
    { "{\"filter\":[[1],{\"x\":1}]}", NULL, "!Rule.filter[1]: " }, { "{\"reduce\":[[1],1,{\"x\":1}]}", NULL, "!Rule.reduce[2]: " },
  };

  run_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_errors (void)
{
  static const Case cases[] = {
    { "{\"frob\":1}", NULL, "!Rule: there is no operator “frob”." },
    { "[1,{\"and\":[true,{\"!\":{\"frob\\n\":1}}]}]", NULL, "!Rule[1].and[1].!: there is no operator “frob ”." },
    { "{\"/\":[1,0]}", NULL, "!Rule: “/” divides by zero." }, { "{\"%\":[1,\"\"]}", NULL, "!Rule: “%” divides by zero." },
    { "{\"/\":[0,0]}", NULL, "!Rule: “/” divides by zero." },
    { "{\"if\":[{\"+\":[1,\"a\"]},1]}", NULL, "!Rule.if[0]: argument 2 of “+” is no number." },
    { "{\"<\":[{\"/\":[1,0]},1]}", NULL, "!Rule.<[0]: " }, { "{\"+\":[null]}", NULL, "!Rule: argument 1 of “+”" },
    { "{\"-\":[]}", NULL, "!Rule: argument 1 of “-”" },
    { "{\"*\":[]}", NULL, "!Rule: argument 1 of “*”" }, { "{\"*\":[1e308,10]}", NULL, "!Rule: the result is no finite number." },
    { "{\"-\":\"Infinity\"}", NULL, "!Rule: the result is no finite number." },
    { "{\"max\":[]}", NULL, "!Rule: the result is no finite number." },
    { "{\"max\":[1,\"x\"]}", NULL, "!Rule: argument 2 of “max”" }, { "{\"min\":[{\"a\":1,\"b\":1}]}", NULL, "!Rule: argument 1 of “min”" },
    { "{\"*\":[\"Infinity\",0]}", NULL, "!Rule: the result is no finite number." },
    { "{\"missing_some\":[1]}", NULL, "!Rule: “missing_some” needs" },
    { "{\"reduce\":[[1,2],{\"-\":[{\"var\":\"no\"},\"x\"]},0]}", NULL, "!Rule.reduce[1]: argument 2 of “-”" },
  };
  g_autofree char *name = g_strnfill (5000, 'n');
  g_autofree char *rule = g_strdup_printf ("{\"%s\":1}", name);
  g_autofree char *got = evaluate (rule, NULL, &YC_LOGIC_LIMITS, NULL);

  run_cases (cases, G_N_ELEMENTS (cases));
  g_assert_cmpuint (strlen (got), <, 120);
}

/* A number that no JSON can hold does not get in either. */
static void
test_odd_data (void)
{
  static const double odd[] = { NAN, INFINITY, -INFINITY };

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr(JsonNode) rule = parse ("{\"var\":\"\"}");
      g_autoptr(JsonNode) data = json_node_init_double (json_node_alloc (), odd[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (yc_logic_evaluate (rule, data, &YC_LOGIC_LIMITS, &error));
      g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE);
      g_clear_error (&error);
      g_assert_null (yc_logic_evaluate (data, NULL, &YC_LOGIC_LIMITS, &error));
      g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE);
      g_clear_error (&error);
      g_assert_false (yc_logic_check (data, &error));
      g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE);
    }
}

/* A value in so many lists. */
static JsonNode *
nest (guint levels)
{
  JsonNode *node = json_node_init_int (json_node_alloc (), 1);

  for (guint i = 0; i < levels; i++)
    {
      JsonArray *array = json_array_new ();

      json_array_add_element (array, node);
      node = json_node_alloc ();
      json_node_init (node, JSON_NODE_ARRAY);
      json_node_take_array (node, array);
    }
  return node;
}

static void
test_deep (void)
{
  static const guint levels[] = { 64, 65, 2000 };
  g_autoptr(JsonNode) identity = parse ("{\"var\":\"\"}");
  g_autofree char *rule = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autoptr(JsonNode) deep = nest (levels[i]);
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) data_error = NULL;
      g_autoptr(JsonNode) value = yc_logic_evaluate (deep, NULL, &YC_LOGIC_LIMITS, &error);
      g_autoptr(JsonNode) same = yc_logic_evaluate (identity, deep, &YC_LOGIC_LIMITS, &data_error);
      g_auto(GStrv) names = yc_logic_list_vars (deep, NULL);

      g_assert_true ((value != NULL) == (levels[i] <= 64));
      g_assert_true ((same != NULL) == (levels[i] <= 64));
      g_assert_true (yc_logic_check (deep, NULL) == (levels[i] <= 64));
      if (levels[i] > 64)
        {
          g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TOO_LARGE);
          g_assert_error (data_error, YC_CORE_ERROR, YC_CORE_ERROR_TOO_LARGE);
        }
    }
  /* One level more than the data has. */
  {
    g_autoptr(JsonNode) deep = nest (64);
    g_autoptr(JsonNode) wrap = parse ("[{\"var\":\"\"}]");
    g_autoptr(GError) error = NULL;

    g_assert_null (yc_logic_evaluate (wrap, deep, &YC_LOGIC_LIMITS, &error));
    g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TOO_LARGE);
  }
}

typedef struct
{
  const char *rule;
  const char *word;  /* in the message */
} Growth;

/* What grows with every element of a long list is stopped, and soon. */
static void
test_growth (void)
{
  static const Growth growths[] = {
    { "{\"reduce\":[{\"var\":\"\"},{\"cat\":[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}]},\"ab\"]}", "becomes larger" },
    { "{\"reduce\":[{\"var\":\"\"},{\"merge\":[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}]},[1,2]]}", "" },
    { "{\"reduce\":[{\"var\":\"\"},[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}],1]}", "" },
    { "{\"reduce\":[{\"var\":\"\"},[{\"var\":\"accumulator\"}],1]}", "nested" },
    { "{\"reduce\":[{\"var\":\"\"},{\"var\":\"\"},1]}", "nested" },
    { "{\"reduce\":[{\"var\":\"\"},{\"*\":[{\"var\":\"accumulator\"},10]},1]}", "finite" },
    { "{\"map\":[{\"var\":\"\"},{\"map\":[[1,2,3,4,5,6,7,8,9,10],{\"map\":[[1,2,3,4,5,6,7,8,9,10],1]}]}]}", "steps" },
    { "{\"reduce\":[{\"var\":\"\"},{\"merge\":[{\"var\":\"accumulator\"},{\"var\":\"current\"}]},[]]}", "steps" },
    { "{\"some\":[{\"var\":\"\"},{\"in\":[-1,{\"map\":[[1,2,3,4,5,6,7,8,9,10],{\"var\":\"\"}]}]}]}", "steps" },
  };
  g_autoptr(GString) data = g_string_new ("[0");

  for (guint i = 1; i < 20000; i++)
    g_string_append_printf (data, ",%u", i);
  g_string_append_c (data, ']');
  for (gsize i = 0; i < G_N_ELEMENTS (growths); i++)
    {
      gint64 start = g_get_monotonic_time ();
      int code = -1;
      g_autofree char *got = evaluate (growths[i].rule, data->str, &YC_LOGIC_LIMITS, &code);
      gint64 taken = g_get_monotonic_time () - start;

      g_test_message ("%" G_GINT64_FORMAT " ms: %.200s", taken / 1000, got);
      g_assert_true (strstr (got, growths[i].word) != NULL);
      g_assert_cmpint (code, ==, g_str_equal (growths[i].word, "finite") ? YC_CORE_ERROR_VALUE : YC_CORE_ERROR_TOO_LARGE);
      g_assert_cmpint (taken, <, 20 * G_USEC_PER_SEC);
    }
  {
    g_autofree char *sum = evaluate ("{\"reduce\":[{\"var\":\"\"},{\"+\":[{\"var\":\"accumulator\"},{\"var\":\"current\"}]},0]}", data->str,
                                     &(YcLogicLimits) { .max_depth = 64, .max_steps = 1000000, .max_size = 1000 }, NULL);

    g_assert_cmpstr (sum, ==, "199990000");
  }
}

/* Numbers that are made text cost more than others: 200,000 of them once took seconds. */
static void
test_spelling_costs (void)
{
  const YcLogicLimits limits = { .max_depth = 4, .max_steps = 1000, .max_size = 10000 };
  g_autoptr(GString) list = g_string_new ("[2.2250738585072011e-308");
  g_autofree char *rule = NULL;
  g_autofree char *seen = NULL;
  g_autofree char *spelled = NULL;
  int code = -1;

  for (guint i = 1; i < 100; i++)
    g_string_append (list, ",2.2250738585072011e-308");
  g_string_append_c (list, ']');
  rule = g_strdup_printf ("{\"!!\":{\"cat\":%s}}", list->str);
  seen = evaluate (list->str, NULL, &limits, &code);
  g_assert_cmpint (code, ==, -1);
  spelled = evaluate (rule, NULL, &limits, &code);
  g_assert_cmpint (code, ==, YC_CORE_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (spelled, "more than 1000 steps"));
}

/* The limits are the ones that were given. */
static void
test_limits (void)
{
  const YcLogicLimits small = { .max_depth = 4, .max_steps = 50, .max_size = 20 };
  int code = -1;
  g_autofree char *fine = evaluate ("{\"+\":[1,2]}", NULL, &small, NULL);
  g_autofree char *deep = evaluate ("[[[[[1]]]]]", NULL, &small, &code);
  g_autofree char *large = evaluate ("{\"cat\":[\"0123456789\",\"0123456789\",\"0\"]}", NULL, &small, NULL);
  g_autofree char *data = evaluate ("{\"var\":\"\"}", "[\"0123456789\",\"0123456789\"]", &small, NULL);
  g_autofree char *inside = evaluate ("{\"!!\":{\"var\":\"\"}}", "[\"0123456789\",\"0123456789\"]", &small, NULL);
  g_autoptr(GString) wide = g_string_new ("[1");
  g_autofree char *steps = NULL;

  for (guint i = 0; i < 60; i++)
    g_string_append (wide, ",1");
  g_string_append_c (wide, ']');
  steps = evaluate (wide->str, NULL, &small, NULL);
  g_assert_cmpstr (fine, ==, "3");
  g_assert_cmpstr (deep, ==, "!Rule: the rule is nested more than 4 deep.");
  g_assert_cmpint (code, ==, YC_CORE_ERROR_TOO_LARGE);
  g_assert_cmpstr (large, ==, "!Rule: a text becomes larger than 20 bytes.");
  g_assert_cmpstr (data, ==, "!Rule: a value becomes larger than 20 bytes.");
  g_assert_cmpstr (inside, ==, "true");
  g_assert_true (strstr (steps, "more than 50 steps") != NULL);
}

static void
test_check (void)
{
  static const struct
  {
    const char *rule;
    const char *message;  /* its beginning, or NULL */
  } rules[] = {
    { "true", NULL }, { "[]", NULL }, { "{\"<\":[1,{\"var\":\"a\"},3]}", NULL },
    { "{\"missing\":{\"merge\":[\"a\",{\"if\":[1,[\"b\"],[]]}]}}", NULL },
    { "{\"in\":[{\"var\":\"a\"},[\"x\",\"y\"]]}", NULL },
    { "{\"reduce\":[{\"var\":\"a\"},{\"+\":[{\"var\":\"current\"},\"1\"]},0]}", NULL },
    { "{\"frob\":[]}", "Rule: there is no operator" }, { "{\"and\":[1,{\"==\":[1]}]}", "Rule.and[1]: “==” has 1 arguments" },
    { "{\">\":[3,2,1]}", "Rule: “>” has 3 arguments" }, { "{\"==\":[1,2,3]}", "Rule: “==” has" }, { "{\"and\":[]}", "Rule: “and” has" },
    { "{\"!\":[]}", "Rule: “!” has" }, { "{\"!\":{\"==\":[1,2],\"and\":[1]}}", "Rule.!: an object must have one member" },
    { "{}", "Rule: an object" },
    { "{\"or\":[{\"var\":[\"a\",{}]}]}", "Rule.or[0].var[1]: an object" }, { "{\"var\":true}", "Rule.var: argument 1" },
    { "{\"var\":[[\"a\"]]}", "Rule.var[0]: argument 1" }, { "{\"missing\":[[\"a\",null]]}", "Rule.missing[0]: argument 1" },
    { "{\"missing_some\":[\"x\",[\"a\"]]}", "Rule.missing_some[0]: " }, { "{\"missing_some\":[1,true]}", "Rule.missing_some[1]: " },
    { "{\"+\":[1,\"abc\"]}", "Rule.+[1]: argument 2 of “+” must be a number" }, { "{\"-\":[1,true]}", "Rule.-[1]: " },
    { "{\"-\":[1,\"2 kg\"]}", "Rule.-[1]: " },
    { "{\"+\":[1,\"2 kg\"]}", NULL }, { "{\"/\":[1,0]}", "Rule./[1]: argument 2 of “/” must be a number other than zero" },
    { "{\"%\":[0,\"0x0\"]}", "Rule.%[1]: " },
    { "{\"map\":[\"a\",1]}", "Rule.map[0]: argument 1 of “map” must be a list" },
    { "{\"all\":[{\"var\":\"a\"},{\"frob\":1}]}", "Rule.all[1]: there is" },
    { "{\"in\":[1,2]}", "Rule.in[1]: " }, { "{\"if\":[false,{\"frob\":1}]}", "Rule.if[1]: there is" },
    { "[1,[{\"frob\":1}]]", "Rule[1][0]: there is" },
    { "{\"substr\":[\"a\",\"x\"]}", "Rule.substr[1]: " }, { "{\"filter\":[[1]]}", "Rule: “filter” has 1 arguments and needs at least 2." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr(JsonNode) rule = parse (rules[i].rule);
      g_autoptr(GError) error = NULL;
      gboolean ok = yc_logic_check (rule, &error);

      if (ok != (error == NULL) || ok != (rules[i].message == NULL) || (!ok && !g_str_has_prefix (error->message, rules[i].message)))
        g_error ("%s: %s", rules[i].rule, error != NULL ? error->message : "accepted");
    }
}

static void
test_vars (void)
{
  static const struct
  {
    const char *rule;
    const char *names;  /* joined with "|" */
    gboolean computed;
  } rules[] = {
    { "1", "", FALSE }, { "{\"var\":\"a\"}", "a", FALSE }, { "{\"var\":[\"a.b\",{\"var\":\"c\"}]}", "a.b|c", FALSE },
    { "{\"and\":[{\"var\":\"b\"},{\"==\":[{\"var\":\"a\"},{\"var\":\"b\"}]}]}", "b|a", FALSE }, { "{\"var\":1.5}", "1.5", FALSE },
    { "[{\"var\":\"x\"},{\"var\":\"\"},{\"var\":[]},{\"var\":null}]", "x|", FALSE },
    { "{\"missing\":[\"a\",[\"b\",\"c\"]]}", "a|b|c", FALSE },
    { "{\"missing_some\":[1,[\"p\",\"q\"]]}", "p|q", FALSE }, { "{\"var\":{\"cat\":[\"a\",{\"var\":\"k\"}]}}", "k", TRUE },
    { "{\"missing\":{\"merge\":[\"a\",\"b\"]}}", "", TRUE }, { "{\"map\":[{\"var\":\"list\"},{\"var\":\"local\"}]}", "list", FALSE },
    { "{\"reduce\":[{\"var\":\"list\"},{\"var\":\"current\"},{\"var\":\"start\"}]}", "list|start", FALSE },
    { "{\"if\":[0,{\"x\":{\"var\":\"u\"}}]}", "u", FALSE },
    { "{\"a\":{\"var\":\"x\"},\"b\":1}", "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr(JsonNode) rule = parse (rules[i].rule);
      gboolean computed = !rules[i].computed;
      g_auto(GStrv) names = yc_logic_list_vars (rule, &computed);
      g_autofree char *joined = g_strjoinv ("|", names);

      g_test_message ("%s", rules[i].rule);
      g_assert_cmpstr (joined, ==, rules[i].names);
      g_assert_cmpint (computed, ==, rules[i].computed);
    }
}

static void
test_truth (void)
{
  static const struct
  {
    const char *value;
    gboolean truth;
  } values[] = {
    { "true", TRUE }, { "false", FALSE }, { "null", FALSE }, { "0", FALSE }, { "-0.0", FALSE }, { "-1", TRUE }, { "0.1", TRUE },
    { "\"\"", FALSE },
    { "\"0\"", TRUE }, { "\" \"", TRUE }, { "[]", FALSE }, { "[0]", TRUE }, { "{}", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr(JsonNode) value = parse (values[i].value);

      g_test_message ("%s", values[i].value);
      g_assert_cmpint (yc_logic_is_true (value), ==, values[i].truth);
    }
  g_assert_false (yc_logic_is_true (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/logic/published", test_published);
  g_test_add_func ("/logic/coercion", test_coercion);
  g_test_add_func ("/logic/lazy", test_lazy);
  g_test_add_func ("/logic/errors", test_errors);
  g_test_add_func ("/logic/odd-data", test_odd_data);
  g_test_add_func ("/logic/deep", test_deep);
  g_test_add_func ("/logic/growth", test_growth);
  g_test_add_func ("/logic/spelling-costs", test_spelling_costs);
  g_test_add_func ("/logic/limits", test_limits);
  g_test_add_func ("/logic/check", test_check);
  g_test_add_func ("/logic/vars", test_vars);
  g_test_add_func ("/logic/truth", test_truth);
  return g_test_run ();
}
