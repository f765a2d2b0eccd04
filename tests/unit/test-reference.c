/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "core/yc-json.h"
#include "hall-fixture.h"

#define HEAD(set)  "{\"set\": \"" set "\", \"version\": \"2\", \"effective_from\": \"2026-11-01\", \"items\": ["
#define NAME       "\"zh\": \"名\", \"en\": \"name\""
#define STAFF_ID   "\"id\": \"019a3cf4-bc00-739e-8c94-16b7094ba967\""
#define STAFF_NAME "\"name\": {" NAME "}"

/* A document, and where its faults are, in order. */
static const struct
{
  const char *document;
  const char *places;
} broken[] = {
  { "{}", "set version effective_from items" },
  { "{\"set\": \"no-such-set\", \"version\": \"1\", \"effective_from\": \"2026-11-01\", \"items\": []}", "set" },
  { "{\"set\": 1, \"version\": \"1\", \"effective_from\": \"2026-11-01\", \"items\": []}", "set" },
  { "{\"set\": \"queues\", \"version\": \"1 2\", \"effective_from\": \"2026-02-29\", \"items\": {}}",
    "version effective_from items" },

  { HEAD ("queues") "7]}", "items[0]" },
  { HEAD ("queues") "{\"letter\": \"A\", " NAME ", \"order\": 1}, {\"letter\": \"A\", " NAME ", \"order\": 2}]}",
    "items[1].letter" },
  { HEAD ("queues") "{\"letter\": \"AB\", " NAME ", \"order\": 1}, {\"letter\": \"b\", " NAME ", \"order\": 2}]}",
    "items[0].letter items[1].letter" },
  { HEAD ("queues") "{\"letter\": \"A\", \"zh\": \"\", \"order\": \"1\"}]}", "items[0].zh items[0].en items[0].order" },

  { HEAD ("counters") "{\"number\": 0, " NAME ", \"queues\": [\"A\"]}]}", "items[0].number" },
  { HEAD ("counters") "{\"number\": 10000, " NAME ", \"queues\": [\"A\"]}]}", "items[0].number" },
  { HEAD ("counters") "{\"number\": 1, " NAME ", \"queues\": [\"A\", \"x\", \"A\"]}, {\"number\": 1, " NAME "}]}",
    "items[0].queues[1] items[0].queues[2] items[1].queues items[1].number" },
  { HEAD ("counters") "{\"number\": 1, " NAME ", \"queues\": [\"A\", 2]}]}", "items[0].queues" },

  { HEAD ("groups") "{\"id\": \"a b\", " NAME ", \"order\": 1}, {\"id\": \"ill\", " NAME ", \"order\": -1}]}",
    "items[0].id items[1].order" },
  { HEAD ("groups") "{\"id\": \"ill\", " NAME ", \"order\": 1, \"min_age\": \"80\"}, "
                    "{\"id\": \"ill\", " NAME ", \"order\": 1, \"min_age\": null}]}",
    "items[0].min_age items[1].id" },

  { HEAD ("reasons") "{\"id\": \"x\", " NAME "}, {\"id\": \"y\", \"kind\": \"pass\", " NAME ", \"needs_note\": 1}]}",
    "items[0].kind items[1].needs_note" },
  { HEAD ("reasons") "{\"id\": \"x\", \"kind\": \"pass\", " NAME ", \"keeps_place\": \"no\"}]}",
    "items[0].keeps_place" },

  { HEAD ("staff") "{\"id\": \"staff/1\", \"number\": \"1\", " STAFF_NAME ", \"role\": \"chief\", \"queues\": []}]}",
    "items[0].id items[0].role" },
  { HEAD ("staff") "{" STAFF_ID ", \"number\": \"1\", \"name\": \"Li\", \"role\": \"clerk\", \"queues\": [], "
                   "\"active\": 1}]}",
    "items[0].name items[0].active" },
  { HEAD ("staff") "{" STAFF_ID ", \"number\": \"1\", \"name\": {\"zh\": \"李\"}, \"role\": \"clerk\", "
                   "\"queues\": []}]}",
    "items[0].name.en" },
  { HEAD ("staff") "{" STAFF_ID ", \"number\": \"1\", " STAFF_NAME ", \"role\": \"clerk\", \"queues\": []}, "
                   "{" STAFF_ID ", \"number\": \"2\", " STAFF_NAME ", \"role\": \"clerk\", \"queues\": []}]}",
    "items[1].id" },
  { HEAD ("staff") "{" STAFF_ID ", \"number\": \"1\", " STAFF_NAME ", \"role\": \"clerk\", \"queues\": []}, "
                   "{\"id\": \"019a3cf4-bc00-739e-8c94-16b7094ba968\", \"number\": \"1\", " STAFF_NAME
                   ", \"role\": \"clerk\", \"queues\": []}]}",
    "items[1].number" },

  { HEAD ("departments") "{\"id\": \"ga\", \"zh\": \"公安\"}]}", "items[0].en" },
  { HEAD ("departments") "{\"id\": \"ga\", " NAME "}, {\"id\": \"ga\", " NAME "}]}", "items[1].id" },

  { HEAD ("calendar") "{\"year\": 2026, \"weekend\": [6, 8], \"holidays\": [{\"date\": \"2026-13-01\"}], "
                      "\"working_days\": [\"2026-01-04\"]}]}",
    "items[0].weekend[1] items[0].holidays[0].date items[0].working_days[0].date" },
  { HEAD ("calendar") "{\"year\": \"2026\"}]}",
    "items[0].year items[0].weekend items[0].holidays items[0].working_days" },
  { HEAD ("calendar") "{\"year\": 2026, \"weekend\": [6, 7, 6], \"holidays\": [{\"date\": \"2026-01-01\"}, "
                      "{\"date\": \"2025-12-31\"}, {\"date\": \"2027-01-01\"}, {\"date\": \"2026-01-01\"}], "
                      "\"working_days\": [{\"date\": \"2026-01-01\"}, 5, {\"date\": \"2026-12-31\"}]}]}",
    "items[0].holidays[1].date items[0].holidays[2].date items[0].holidays[3].date items[0].working_days[0].date "
    "items[0].working_days[1].date" },
  { HEAD ("calendar") "{\"year\": 1969, \"weekend\": [0, 7], \"holidays\": [], \"working_days\": []}, "
                      "{\"year\": 2026, \"weekend\": [], \"holidays\": [], \"working_days\": []}, "
                      "{\"year\": 2026, \"weekend\": [], \"holidays\": [], \"working_days\": []}]}",
    "items[0].year items[0].weekend[0] items[2].year" },

  { HEAD ("divisions") "{\"code\": \"33010\", \"zh\": \"甲\"}, {\"code\": \"33010a\", \"zh\": \"\"}, {\"zh\": 1}]}",
    "items[0].code items[1].code items[1].zh items[2].code items[2].zh" },
  { HEAD ("divisions") "{\"code\": \"330000\", \"zh\": \"甲\"}, {\"code\": \"330000\", \"zh\": \"乙\"}]}", "items[1].code" },
  { HEAD ("divisions") "{\"code\": \"330106\", \"zh\": \"甲\", \"parent\": 330100}, 7]}", "items[0].parent items[1]" },
  /* No circles: a parent is another one, higher, and above by its digits. */
  { HEAD ("divisions") "{\"code\": \"330000\", \"zh\": \"甲\", \"parent\": \"330000\"}, "
                       "{\"code\": \"340000\", \"zh\": \"甲\", \"parent\": \"340100\"}, "
                       "{\"code\": \"340100\", \"zh\": \"甲\", \"parent\": \"330000\"}, "
                       "{\"code\": \"340101\", \"zh\": \"甲\", \"parent\": \"340102\"}, "
                       "{\"code\": \"340102\", \"zh\": \"甲\", \"parent\": \"\"}]}",
    "items[0].parent items[1].parent items[2].parent items[3].parent items[4].parent" },
  { HEAD ("divisions") "{\"code\": \"330106\", \"zh\": \"甲\", \"parent\": \"330100\"}]}", "items[0].parent" },
};

static JsonObject *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = yc_json_parse_object (text, strlen (text), &YC_JSON_REFERENCE, &error);

  g_assert_no_error (error);
  return object;
}

static GPtrArray *
new_faults (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
}

static char *
join_places (GPtrArray *faults)
{
  g_autoptr (GString) places = g_string_new (NULL);

  for (guint i = 0; i < faults->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (faults, i);

      g_assert_cmpuint (strlen (fault->reason), >, 0);
      g_string_append_printf (places, "%s%s", i > 0 ? " " : "", fault->place);
    }
  return g_string_free (g_steal_pointer (&places), FALSE);
}

static void
test_broken (void)
{
  g_autoptr (YcReference) reference = fx_reference (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (JsonObject) document = parse (broken[i].document);
      g_autoptr (GPtrArray) faults = new_faults();
      g_autofree char *places = NULL;

      g_test_message ("%s", broken[i].document);
      g_assert_null (yc_reference_replace (reference, document, faults));
      places = join_places (faults);
      g_assert_cmpstr (places, ==, broken[i].places);
      /* Without a list the answer is the same. */
      g_assert_null (yc_reference_replace (reference, document, NULL));
    }
  g_assert_cmpstr (yc_reference_get_version (reference, YC_SET_QUEUES), ==, "2026-11-01");
}

static void
test_demo (void)
{
  g_autofree char *staff = fx_demo ("staff");
  YcReference *reference = fx_reference (NULL);
  g_autoptr (GPtrArray) faults = new_faults();
  const YcReason *reason;
  const YcGroup *group;

  reference = fx_replace (reference, staff);
  g_assert_true (yc_reference_check (reference, faults));
  g_assert_cmpuint (faults->len, ==, 0);

  /* Read off the files by eye. */
  g_assert_cmpint (yc_policy_int (reference, "held_max"), ==, 3);
  g_assert_cmpint (yc_policy_int (reference, "utc_offset_minutes"), ==, 480);
  g_assert_cmpint (yc_policy_int (reference, "pad_debounce_ms"), ==, 800);
  g_assert_cmpint (yc_policy_int (reference, "no_such_key"), ==, 0);
  g_assert_true (yc_policy_list_has (reference, "rateable_outcomes", "consulted"));
  g_assert_false (yc_policy_list_has (reference, "rateable_outcomes", "referred"));
  g_assert_false (yc_policy_list_has (reference, "held_max", "3"));
  g_assert_cmpstr (yc_reference_get_nth_queue (reference, 5)->letter, ==, "F");
  g_assert_null (yc_reference_get_nth_queue (reference, 6));
  g_assert_cmpstr (yc_reference_get_queue (reference, "E")->name.zh, ==, "公安户政");
  g_assert_cmpuint (g_strv_length (yc_reference_get_counter (reference, 2)->queues), ==, 3);
  g_assert_null (yc_reference_get_counter (reference, 9));
  group = yc_reference_get_group (reference, "elderly");
  g_assert_cmpint (group->order, ==, 8);
  g_assert_cmpint (group->min_age, ==, 80);
  g_assert_cmpint (yc_reference_get_group (reference, "army")->min_age, ==, 0);
  reason = yc_reference_get_nth_reason (reference, "pass", 1);
  g_assert_cmpstr (reason->id, ==, "pass.later");
  g_assert_true (reason->keeps_place);
  g_assert_null (yc_reference_get_nth_reason (reference, "pass", 3));
  g_assert_true (yc_reference_get_reason (reference, "topic.other")->needs_note);
  g_assert_cmpstr (yc_reference_get_nth_staff (reference, 0)->id, ==, "019a3cf4-bc00-739e-8c94-16b7094ba967");
  g_assert_cmpstr (yc_reference_get_nth_staff (reference, 11)->role, ==, "supervisor");
  g_assert_null (yc_reference_get_nth_staff (reference, 12));
  g_assert_cmpstr (yc_reference_get_version (reference, YC_SET_DEPARTMENTS), ==, "2026-11-01");
  g_assert_null (yc_reference_get_version (reference, YC_SET_CALENDAR));
  yc_reference_unref (reference);
}

/* Queues are given out by order, then letter, whatever the order of the document. */
static void
test_order (void)
{
  g_autoptr (YcReference) reference = NULL;

  reference = fx_replace (NULL, HEAD ("queues") "{\"letter\": \"C\", " NAME ", \"order\": 2},"
                                                "{\"letter\": \"B\", " NAME ", \"order\": 2},"
                                                "{\"letter\": \"Z\", " NAME ", \"order\": 1}]}");
  g_assert_cmpstr (yc_reference_get_nth_queue (reference, 0)->letter, ==, "Z");
  g_assert_cmpstr (yc_reference_get_nth_queue (reference, 1)->letter, ==, "B");
  g_assert_cmpstr (yc_reference_get_nth_queue (reference, 2)->letter, ==, "C");
}

/* A policy of the demo with the value of one key replaced, or the key taken away. */
static char *
try_policy (const char *key, const char *value)
{
  g_autofree char *text = fx_demo ("policy");
  g_autoptr (JsonObject) document = parse (text);
  g_autoptr (YcReference) reference = NULL;
  g_autoptr (GPtrArray) faults = new_faults();
  JsonArray *items = json_object_get_array_member (document, "items");

  for (guint i = json_array_get_length (items); i > 0; i--)
    {
      JsonObject *item = json_array_get_object_element (items, i - 1);

      if (strcmp (json_object_get_string_member (item, "key"), key) != 0)
        continue;
      if (value != NULL)
        json_object_set_member (item, "value", json_from_string (value, NULL));
      else
        json_array_remove_element (items, i - 1);
    }
  reference = yc_reference_replace (NULL, document, faults);
  g_assert_cmpint (reference != NULL, ==, faults->len == 0);
  return join_places (faults);
}

static void
test_policy (void)
{
  static const struct
  {
    const char *key;
    const char *value;
    const char *places;
  } rows[] = {
    { "utc_offset_minutes", "480", "" },
    { "utc_offset_minutes", "-720", "" },
    { "utc_offset_minutes", "2000", "items[0].value" },
    { "utc_offset_minutes", "\"480\"", "items[0].value" },
    { "utc_offset_minutes", NULL, "items" },
    { "day_boundary", "1440", "items[1].value" },
    { "opening_hours", "7", "" },
    { "opening_hours", NULL, "" },
    { "held_max", "2.5", "items[3].value" },
    { "rateable_outcomes", "[\"finished\", 1]", "items[31].value" },
    { "rateable_outcomes", "\"finished\"", "items[31].value" },
    { "rateable_outcomes", "[]", "" },
    { "priority_in_a_row", NULL, "items" },
    { "session_hours", "0", "items[68].value" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *places = try_policy (rows[i].key, rows[i].value);

      g_test_message ("%s %s", rows[i].key, rows[i].value != NULL ? rows[i].value : "taken away");
      g_assert_cmpstr (places, ==, rows[i].places);
    }
}

static void
test_check (void)
{
  g_autoptr (GPtrArray) faults = new_faults();
  g_autofree char *staff = fx_demo ("staff");
  g_autofree char *places = NULL;
  YcReference *reference = fx_reference (NULL);

  reference = fx_replace (reference, staff);
  reference = fx_replace (reference, HEAD ("queues") "{\"letter\": \"A\", " NAME ", \"order\": 1},"
                                                     "{\"letter\": \"B\", " NAME ", \"order\": 2},"
                                                     "{\"letter\": \"D\", " NAME ", \"order\": 3},"
                                                     "{\"letter\": \"E\", " NAME ", \"order\": 4},"
                                                     "{\"letter\": \"F\", " NAME ", \"order\": 5}]}");
  g_assert_false (yc_reference_check (reference, faults));
  places = join_places (faults);
  g_assert_cmpstr (places, ==,
                   "counters: number 7.queues[0] staff: number 10427.queues[0] staff: number 20101.queues[2] "
                   "staff: number 20102.queues[2]");
  g_assert_false (yc_reference_check (reference, NULL));
  yc_reference_unref (reference);
}

static void
assert_division (YcReference *reference, const char *code, const char *expected)
{
  g_autofree char *name = yc_reference_get_division_name (reference, code);

  g_assert_cmpstr (name, ==, expected);
}

/* The divisions as they are delivered: found whatever their place, full names without what is only numbering. */
static void
test_divisions (void)
{
  g_autofree char *text = fx_demo ("../divisions/divisions");
  g_autoptr (YcReference) reference = fx_replace (NULL, text);
  g_autoptr (YcReference) empty = yc_reference_new();
  g_autoptr (YcReference) small = NULL;

  g_assert_cmpstr (yc_reference_get_version (reference, YC_SET_DIVISIONS), ==, "2023-06-30");
  g_assert_cmpstr (yc_reference_get_division (reference, "330106")->zh, ==, "西湖区");
  g_assert_cmpstr (yc_reference_get_division (reference, "330106")->parent, ==, "330100");
  assert_division (reference, "330106", "浙江省杭州市西湖区");
  assert_division (reference, "330100", "浙江省杭州市");
  assert_division (reference, "330000", "浙江省");
  assert_division (reference, "110000", "北京市");
  assert_division (reference, "110101", "北京市东城区");
  assert_division (reference, "500233", "重庆市忠县");
  assert_division (reference, "429004", "湖北省仙桃市");
  assert_division (reference, "659001", "新疆维吾尔自治区石河子市");
  assert_division (reference, "441900", "广东省东莞市");
  assert_division (reference, "810000", "香港特别行政区");
  assert_division (reference, "830000", "台湾省");
  assert_division (reference, "330103", NULL);
  assert_division (reference, "", NULL);
  assert_division (reference, "3301060", NULL);
  assert_division (empty, "330106", NULL);

  /* The order of the document does not matter, and a name in English may be there. */
  small = fx_replace (NULL, HEAD ("divisions") "{\"code\": \"330106\", \"zh\": \"丙\", \"parent\": \"330100\"},"
                                               "{\"code\": \"330000\", \"zh\": \"甲\", \"en\": \"a\", \"parent\": null},"
                                               "{\"code\": \"330100\", \"zh\": \"乙\", \"parent\": \"330000\"}]}");
  assert_division (small, "330106", "甲乙丙");
  small = fx_replace (g_steal_pointer (&small), HEAD ("divisions") "]}");
  assert_division (small, "330106", NULL);
}

/* A replaced set leaves the former reference as it was. */
static void
test_immutable (void)
{
  g_autoptr (YcReference) before = fx_reference (NULL);
  g_autoptr (YcReference) after = NULL;

  after = fx_replace (yc_reference_ref (before), HEAD ("queues") "{\"letter\": \"Q\", " NAME ", \"order\": 1}]}");
  g_assert_nonnull (yc_reference_get_queue (before, "A"));
  g_assert_null (yc_reference_get_queue (before, "Q"));
  g_assert_null (yc_reference_get_queue (after, "A"));
  g_assert_nonnull (yc_reference_get_queue (after, "Q"));
  g_assert_nonnull (yc_reference_get_group (after, "ill"));
  g_assert_cmpstr (yc_reference_get_version (after, YC_SET_QUEUES), ==, "2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reference/broken", test_broken);
  g_test_add_func ("/reference/demo", test_demo);
  g_test_add_func ("/reference/order", test_order);
  g_test_add_func ("/reference/policy", test_policy);
  g_test_add_func ("/reference/check", test_check);
  g_test_add_func ("/reference/divisions", test_divisions);
  g_test_add_func ("/reference/immutable", test_immutable);

  return g_test_run();
}
