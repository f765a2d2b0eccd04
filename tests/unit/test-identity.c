/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "core/yc-core-error.h"
#include "core/yc-identity.h"
#include "core/yc-json.h"
#include "hall-fixture.h"

#define TODAY FX_DAY

/* The divisions, made once. */
static YcReference *divisions;

/* Says which text a failing row has; what is no UTF-8 would not be a line of the protocol. */
static void
note (const char *text)
{
  g_autofree char *escaped = g_strescape (text, NULL);

  g_test_message ("%s", escaped);
}

/* Reads a number that must be one. */
static YcCitizenId
read_good (const char *number)
{
  g_autoptr (GError) error = NULL;
  YcCitizenId id;

  note (number);
  g_assert_cmpint (yc_citizen_id_read (number, TODAY, divisions, &id, &error), ==, YC_IDENTITY_VALID);
  g_assert_no_error (error);
  g_assert_cmpuint (id.at, ==, 0);
  return id;
}

/* The worked examples: sums and check digits were computed by hand from the standard. */
static void
test_citizen_examples (void)
{
  static const struct
  {
    const char *number;
    const char *birth;
    YcSex sex;
    YcResidence residence;
    gboolean area_unknown;
  } rows[] = {
    { "11010519491231002X", "1949-12-31", YC_SEX_FEMALE, YC_RESIDENCE_MAINLAND, FALSE },
    { "440524188001010014", "1880-01-01", YC_SEX_MALE, YC_RESIDENCE_MAINLAND, TRUE },
    { "810000199408230021", "1994-08-23", YC_SEX_FEMALE, YC_RESIDENCE_HONG_KONG, FALSE },
    { "820000199001010037", "1990-01-01", YC_SEX_MALE, YC_RESIDENCE_MACAO, FALSE },
    { "830000199201300022", "1992-01-30", YC_SEX_FEMALE, YC_RESIDENCE_TAIWAN, FALSE },
    { "330106199003071236", "1990-03-07", YC_SEX_MALE, YC_RESIDENCE_MAINLAND, FALSE },
    { "33028119651120456X", "1965-11-20", YC_SEX_FEMALE, YC_RESIDENCE_MAINLAND, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      YcCitizenId id = read_good (rows[i].number);

      g_assert_cmpstr (id.number, ==, rows[i].number);
      g_assert_cmpint (strlen (id.area), ==, 6);
      g_assert_true (g_str_has_prefix (rows[i].number, id.area));
      g_assert_cmpstr (id.birth, ==, rows[i].birth);
      g_assert_cmpint (id.sex, ==, rows[i].sex);
      g_assert_cmpint (id.residence, ==, rows[i].residence);
      g_assert_cmpint (id.area_unknown, ==, rows[i].area_unknown);
      g_assert_false (id.old);
    }
}

/* The number "330106650312001" is in the register of the demo with its later form. */
static void
test_citizen_old (void)
{
  g_autoptr (GError) error = NULL;
  YcCitizenId id = read_good ("330106650312001");

  g_assert_true (id.old);
  g_assert_cmpstr (id.number, ==, "330106196503120010");
  g_assert_cmpstr (id.birth, ==, "1965-03-12");
  g_assert_cmpint (id.sex, ==, YC_SEX_MALE);
  g_assert_cmpint (yc_citizen_id_read ("330106650230001", TODAY, NULL, &id, &error), ==, YC_IDENTITY_NO_DATE);
  g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE);
}

/* Codes of earlier years are not in the divisions of today; without divisions nothing can be unknown. */
static void
test_citizen_area (void)
{
  YcCitizenId id = read_good ("330103199001010019");
  g_autoptr (YcReference) none = yc_reference_new();
  g_autofree char *name = NULL;

  g_assert_true (id.area_unknown);
  g_assert_cmpstr (id.area, ==, "330103");
  g_assert_cmpint (yc_citizen_id_read (id.number, TODAY, NULL, &id, NULL), ==, YC_IDENTITY_VALID);
  g_assert_false (id.area_unknown);
  g_assert_cmpint (yc_citizen_id_read (id.number, TODAY, none, &id, NULL), ==, YC_IDENTITY_VALID);
  g_assert_false (id.area_unknown);
  id = read_good ("330106199003071236");
  name = yc_reference_get_division_name (divisions, id.area);
  g_assert_cmpstr (name, ==, "浙江省杭州市西湖区");
}

static void
assert_citizen_fault (const char *number, const char *today, YcIdentityFault fault, guint at)
{
  g_autoptr (GError) error = NULL;
  YcCitizenId id;

  note (number);
  memset (&id, 'x', sizeof id);
  g_assert_cmpint (yc_citizen_id_read (number, today, divisions, &id, &error), ==, fault);
  g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE);
  g_assert_true (g_str_has_suffix (error->message, "."));
  /* Personal data do not get into messages. */
  g_assert_true (number[0] == '\0' || strstr (error->message, number) == NULL);
  g_assert_cmpuint (id.at, ==, at);
  g_assert_cmpstr (id.number, ==, "");
  g_assert_cmpstr (id.birth, ==, "");
  /* Without a place for the sentence the answer is the same. */
  g_assert_cmpint (yc_citizen_id_read (number, today, divisions, &id, NULL), ==, fault);
}

static void
test_citizen_faults (void)
{
  static const struct
  {
    const char *number;
    YcIdentityFault fault;
    guint at;
  } rows[] = {
    { "", YC_IDENTITY_WRONG_LENGTH, 0 },
    { "X", YC_IDENTITY_WRONG_LENGTH, 1 },
    { "33010619900307123", YC_IDENTITY_WRONG_LENGTH, 17 },
    { "3301061990030712361", YC_IDENTITY_WRONG_LENGTH, 19 },
    { " 330106199003071236", YC_IDENTITY_WRONG_LENGTH, 19 },
    { "330106199003071236\n", YC_IDENTITY_WRONG_LENGTH, 19 },
    { "三三〇一", YC_IDENTITY_WRONG_LENGTH, 4 },
    { "\xff\xff", YC_IDENTITY_WRONG_LENGTH, 2 },
    { "33028119651120456x", YC_IDENTITY_WRONG_CHARACTER, 18 },
    { "33028119651120456Y", YC_IDENTITY_WRONG_CHARACTER, 18 },
    { "3302811965112045X6", YC_IDENTITY_WRONG_CHARACTER, 17 },
    { "X30281196511204561", YC_IDENTITY_WRONG_CHARACTER, 1 },
    { "33010665031200X", YC_IDENTITY_WRONG_CHARACTER, 15 },
    { "330106 99003071236", YC_IDENTITY_WRONG_CHARACTER, 7 },
    { "３３０１０６１９９００３０７１２３６", YC_IDENTITY_WRONG_CHARACTER, 1 },
    { "33010619900307123６", YC_IDENTITY_WRONG_CHARACTER, 18 },
    { "33010619900307123\xff", YC_IDENTITY_WRONG_CHARACTER, 18 },
    { "330106199002301236", YC_IDENTITY_NO_DATE, 0 },
    { "330106199013071236", YC_IDENTITY_NO_DATE, 0 },
    { "330106190002291236", YC_IDENTITY_NO_DATE, 0 },
    { "330106199000071236", YC_IDENTITY_NO_DATE, 0 },
    { "330106202611251236", YC_IDENTITY_BORN_LATER, 0 },
    { "330106184912311236", YC_IDENTITY_BORN_EARLY, 0 },
    { "330106000001011236", YC_IDENTITY_BORN_EARLY, 0 },
    { "330106199003071235", YC_IDENTITY_WRONG_CHECK, 0 },
    { "33010619900307123X", YC_IDENTITY_WRONG_CHECK, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_citizen_fault (rows[i].number, TODAY, rows[i].fault, rows[i].at);
}

/* One can be born today, and in 1850. */
static void
test_citizen_limits (void)
{
  YcCitizenId id;

  g_assert_cmpint (yc_citizen_id_read ("330106199003071236", "1990-03-07", NULL, &id, NULL), ==, YC_IDENTITY_VALID);
  assert_citizen_fault ("330106199003071236", "1990-03-06", YC_IDENTITY_BORN_LATER, 0);
  g_assert_cmpint (yc_citizen_id_read ("330106185001010010", TODAY, NULL, &id, NULL), ==, YC_IDENTITY_VALID);
}

/* Counts the valid ones among all texts in which one character of number is another of alphabet, or two neighbours that
 * differ have changed places. */
static guint
count_undetected (const char *number, const char *alphabet, gboolean (*is_valid) (const char *text))
{
  g_autofree char *changed = g_strdup (number);
  guint undetected = 0;
  guint tried = 0;

  for (guint i = 0; number[i] != '\0'; i++)
    {
      for (const char *c = alphabet; *c != '\0'; c++)
        {
          changed[i] = *c;
          undetected += *c != number[i] && is_valid (changed);
          tried += *c != number[i];
        }
      changed[i] = number[i];
    }
  g_assert_cmpuint (tried, >=, 18 * (strlen (alphabet) - 1));
  for (guint i = 0; number[i + 1] != '\0'; i++)
    {
      changed[i] = number[i + 1];
      changed[i + 1] = number[i];
      undetected += number[i] != number[i + 1] && is_valid (changed);
      changed[i] = number[i];
      changed[i + 1] = number[i + 1];
    }
  return undetected;
}

static gboolean
is_citizen_id (const char *text)
{
  YcCitizenId id;

  return yc_citizen_id_read (text, TODAY, NULL, &id, NULL) == YC_IDENTITY_VALID;
}

static gboolean
is_credit_code (const char *text)
{
  YcCreditCode code;

  return yc_credit_code_read (text, &code, NULL) == YC_IDENTITY_VALID;
}

/* What check digits are for: the slips of a hand. */
static void
test_slips (void)
{
  static const char *const numbers[] = { "11010519491231002X", "440524188001010014", "330106199003071236", "330106196503120010",
                                         "810000199408230021" };
  static const char *const codes[] = { "91350100M000100Y43", "91330106MA00TE5T2Y", "91330281MA2YC00153", "91330782MA2YC0015B",
                                       "115113010833722043" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_assert_true (is_citizen_id (numbers[i]));
      g_assert_cmpuint (count_undetected (numbers[i], "0123456789X", is_citizen_id), ==, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_assert_true (is_credit_code (codes[i]));
      g_assert_cmpuint (count_undetected (codes[i], "0123456789ABCDEFGHJKLMNPQRTUWXY", is_credit_code), ==, 0);
    }
}

static void
test_credit_examples (void)
{
  static const struct
  {
    const char *text;
    YcRegistrar registrar;
    const char *area;
    const char *body;
  } rows[] = {
    { "91350100M000100Y43", YC_REGISTRAR_MARKET, "350100", "M000100Y4" },
    { "91330106MA00TE5T2Y", YC_REGISTRAR_MARKET, "330106", "MA00TE5T2" },
    { "91330281MA2YC00153", YC_REGISTRAR_MARKET, "330281", "MA2YC0015" },
    { "91330782MA2YC0015B", YC_REGISTRAR_MARKET, "330782", "MA2YC0015" },
    { "115113010833722043", YC_REGISTRAR_ESTABLISHMENT, "511301", "083372204" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      YcCreditCode code;

      g_assert_cmpint (yc_credit_code_read (rows[i].text, &code, &error), ==, YC_IDENTITY_VALID);
      g_assert_no_error (error);
      g_assert_cmpstr (code.code, ==, rows[i].text);
      g_assert_cmpint (code.registrar, ==, rows[i].registrar);
      g_assert_cmpstr (code.area, ==, rows[i].area);
      g_assert_cmpstr (code.body, ==, rows[i].body);
    }
}

/* The last one has the right check digit around a wrong inner one: 5 for 4 at weight 28 makes S = 1640 + 28 = 1668, and
 * 31 - 1668 mod 31 = 6. */
static void
test_credit_faults (void)
{
  static const struct
  {
    const char *text;
    YcIdentityFault fault;
    guint at;
  } rows[] = {
    { "", YC_IDENTITY_WRONG_LENGTH, 0 },
    { "91350100M000100Y4", YC_IDENTITY_WRONG_LENGTH, 17 },
    { "91350100M000100Y43 ", YC_IDENTITY_WRONG_LENGTH, 19 },
    { "91350100M000100Y4Z", YC_IDENTITY_WRONG_CHARACTER, 18 },
    { "91350100m000100Y43", YC_IDENTITY_WRONG_CHARACTER, 9 },
    { "I1350100M000100Y43", YC_IDENTITY_WRONG_CHARACTER, 1 },
    { "9135O100M000100Y43", YC_IDENTITY_WRONG_CHARACTER, 5 },
    { "9135A100M000100Y43", YC_IDENTITY_WRONG_CHARACTER, 5 },
    { "９1350100M000100Y43", YC_IDENTITY_WRONG_CHARACTER, 1 },
    { "91350100M000100Y4\xe9", YC_IDENTITY_WRONG_CHARACTER, 18 },
    { "91350100M000100Y44", YC_IDENTITY_WRONG_CHECK, 0 },
    { "TE5116020105116050", YC_IDENTITY_WRONG_CHECK, 0 },
    { "91350100M000100Y56", YC_IDENTITY_WRONG_INNER, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      YcCreditCode code;

      note (rows[i].text);
      g_assert_cmpint (yc_credit_code_read (rows[i].text, &code, &error), ==, rows[i].fault);
      g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE);
      g_assert_cmpuint (code.at, ==, rows[i].at);
      g_assert_cmpstr (code.code, ==, "");
      g_assert_cmpint (yc_credit_code_read (rows[i].text, &code, NULL), ==, rows[i].fault);
    }
}

static JsonArray *
read_array (const char *name, const char *member)
{
  g_autofree char *text = fx_demo (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = yc_json_parse (text, strlen (text), &YC_JSON_REFERENCE, &error);

  g_assert_no_error (error);
  return json_array_ref (member != NULL ? yc_json_get_array (json_node_get_object (node), member, NULL)
                                        : json_node_get_array (node));
}

static void
check_person (JsonObject *person)
{
  YcCitizenId id = read_good (yc_json_peek_string (person, "id_no"));
  const char *old = yc_json_peek_string (person, "old_id_no");
  const char *sex = yc_json_peek_string (json_object_get_object_member (person, "sex"), "zh");

  g_assert_cmpstr (id.birth, ==, yc_json_peek_string (person, "birth"));
  g_assert_cmpint (id.sex, ==, strcmp (sex, "男") == 0 ? YC_SEX_MALE : YC_SEX_FEMALE);
  g_assert_false (id.area_unknown);
  g_assert_cmpint (yc_phone_get_kind (yc_json_peek_string (person, "phone")), ==, YC_PHONE_MOBILE);
  if (old != NULL)
    {
      YcCitizenId converted = read_good (old);

      g_assert_cmpstr (converted.number, ==, id.number);
    }
}

/* Everybody in the demo's register. */
static void
test_population (void)
{
  g_autoptr (JsonArray) items = read_array ("population", "items");
  guint persons = 0, organisations = 0;

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);

      if (strcmp (yc_json_peek_string (item, "kind"), "person") == 0)
        {
          check_person (item);
          persons++;
        }
      else
        {
          g_assert_true (is_credit_code (yc_json_peek_string (item, "uscc")));
          organisations++;
        }
    }
  g_assert_cmpuint (persons, ==, 80);
  g_assert_cmpuint (organisations, ==, 20);
}

/* The real codes of a real place: the fourth part of an item's code is that of the body that decides. */
static void
test_catalogue (void)
{
  g_autoptr (JsonArray) items = read_array ("../catalogue/guangan_qu_catalogue", NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint valid = 0;

  g_assert_cmpuint (json_array_get_length (items), ==, 1135);
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      const char *item_code = yc_json_peek_string (json_array_get_object_element (items, i), "item_code");
      g_auto (GStrv) parts = g_strsplit (item_code != NULL ? item_code : "", "-", -1);
      g_autofree char *code = g_strv_length (parts) > 3 ? yc_identity_normalise (parts[3]) : g_strdup ("");

      if (strlen (code) != YC_IDENTITY_LENGTH || !g_hash_table_add (seen, g_strdup (code)))
        continue;
      if (is_credit_code (code))
        valid++;
      else
        g_assert_cmpstr (code, ==, "TE5116020105116050");
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 39);
  g_assert_cmpuint (valid, ==, 38);
}

static void
test_phones (void)
{
  static const char *const mobiles[] = { "13800001234", "19900000001", "16612345678" };
  static const char *const land_lines[] = { "0571-00001234", "057100001234", "010-12345678", "01012345678", "0571-1234567",
                                            "010-1234567", "0101234567" };
  static const char *const none[] = { "", "1", "12800001234", "10000000000", "1380000123", "138000012345", "138-0000-1234",
                                      "+8613800001234", "571-00001234", "0571--1234567", "05711-1234567", "05-12345678",
                                      "0571-123456", "0571-123456789", "0571-1234567a", "0571-", "0", "0571 1234567",
                                      "0123456789012", "012345678", "１３８００００１２３４", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (mobiles); i++)
    g_assert_cmpint (yc_phone_get_kind (mobiles[i]), ==, YC_PHONE_MOBILE);
  for (guint i = 0; i < G_N_ELEMENTS (land_lines); i++)
    g_assert_cmpint (yc_phone_get_kind (land_lines[i]), ==, YC_PHONE_LAND_LINE);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      note (none[i]);
      g_assert_cmpint (yc_phone_get_kind (none[i]), ==, YC_PHONE_NONE);
    }
}

static void
test_documents (void)
{
  static const struct
  {
    const char *text;
    YcDocumentKind kind;
  } rows[] = {
    { "H12345678", YC_DOCUMENT_HONG_KONG_PERMIT }, { "H1234567890", YC_DOCUMENT_HONG_KONG_PERMIT },
    { "M12345678", YC_DOCUMENT_MACAO_PERMIT },     { "M1234567890", YC_DOCUMENT_MACAO_PERMIT },
    { "12345678", YC_DOCUMENT_TAIWAN_PERMIT },     { "E12345678", YC_DOCUMENT_PASSPORT },
    { "EA1234567", YC_DOCUMENT_PASSPORT },         { "G12345678", YC_DOCUMENT_PASSPORT },
    { "", YC_DOCUMENT_NONE },                      { "H", YC_DOCUMENT_NONE },
    { "H123456789", YC_DOCUMENT_NONE },            { "H12345678901", YC_DOCUMENT_NONE },
    { "h12345678", YC_DOCUMENT_NONE },             { "M1234567", YC_DOCUMENT_NONE },
    { "1234567", YC_DOCUMENT_NONE },               { "123456789", YC_DOCUMENT_NONE },
    { "EAB123456", YC_DOCUMENT_NONE },             { "GA1234567", YC_DOCUMENT_NONE },
    { "E1234567", YC_DOCUMENT_NONE },              { "P12345678", YC_DOCUMENT_NONE },
    { "Ｈ12345678", YC_DOCUMENT_NONE },            { "H1234567\xff", YC_DOCUMENT_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      note (rows[i].text);
      g_assert_cmpint (yc_document_get_kind (rows[i].text), ==, rows[i].kind);
    }
}

typedef char *(*Change) (const char *text);

static void
assert_change (Change change, const char *text, const char *expected)
{
  g_autofree char *changed = change (text);

  note (text);
  g_assert_cmpstr (changed, ==, expected);
}

static void
test_normalise (void)
{
  assert_change (yc_identity_normalise, "", "");
  assert_change (yc_identity_normalise, " \t\n　\xc2\xa0", "");
  assert_change (yc_identity_normalise, "33028119651120456x", "33028119651120456X");
  assert_change (yc_identity_normalise, "　３３０２８１１９６５１１２０４５６ｘ \r\n", "33028119651120456X");
  assert_change (yc_identity_normalise, "０５７１－００００１２３４", "0571-00001234");
  assert_change (yc_identity_normalise, " 330281 1965 ", "330281 1965");
  assert_change (yc_identity_normalise, "王 例", "王 例");
  assert_change (yc_identity_normalise, " \xff" "a\xe7\x8e ", "\xff" "A\xe7\x8e");
  /* ！ and ～, the first and last of the full-width ones, and their neighbours that are none. */
  assert_change (yc_identity_normalise, "\xef\xbc\x80！～\xef\xbd\x9f", "\xef\xbc\x80!~\xef\xbd\x9f");
}

static void
test_masks (void)
{
  assert_change (yc_identity_mask, "330106199003071236", "330***********1236");
  assert_change (yc_identity_mask, "330106650312001", "330********2001");
  assert_change (yc_identity_mask, "E12345678", "E1*****78");
  assert_change (yc_identity_mask, "H1234567890", "H1******890");
  assert_change (yc_identity_mask, "12345678", "12****78");
  assert_change (yc_identity_mask, "1234567", "1****67");
  assert_change (yc_identity_mask, "123", "**3");
  assert_change (yc_identity_mask, "12", "**");
  assert_change (yc_identity_mask, "1", "*");
  assert_change (yc_identity_mask, "", "");
  /* Characters count, not bytes. */
  assert_change (yc_identity_mask, "甲乙丙丁", "甲**丁");
  assert_change (yc_identity_mask, "\xff\xff", "**");

  assert_change (yc_phone_mask, "13800001234", "138****1234");
  assert_change (yc_phone_mask, "0571-00001234", "057******1234");
  assert_change (yc_phone_mask, "1380000", "1****00");
  assert_change (yc_phone_mask, "", "");

  assert_change (yc_name_mask, "王例安", "王**");
  assert_change (yc_name_mask, "𠮷例", "𠮷*");
  assert_change (yc_name_mask, "阿例·买买提", "阿*****");
  assert_change (yc_name_mask, "王", "王");
  assert_change (yc_name_mask, "", "");
  /* 葛 with a variation selector is one character. */
  assert_change (yc_name_mask, "葛\xf3\xa0\x84\x80例", "葛\xf3\xa0\x84\x80*");
}

int
main (int argc, char **argv)
{
  g_autofree char *text = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  text = fx_demo ("../divisions/divisions");
  divisions = fx_replace (NULL, text);

  g_test_add_func ("/identity/citizen/examples", test_citizen_examples);
  g_test_add_func ("/identity/citizen/old", test_citizen_old);
  g_test_add_func ("/identity/citizen/area", test_citizen_area);
  g_test_add_func ("/identity/citizen/faults", test_citizen_faults);
  g_test_add_func ("/identity/citizen/limits", test_citizen_limits);
  g_test_add_func ("/identity/credit/examples", test_credit_examples);
  g_test_add_func ("/identity/credit/faults", test_credit_faults);
  g_test_add_func ("/identity/slips", test_slips);
  g_test_add_func ("/identity/population", test_population);
  g_test_add_func ("/identity/catalogue", test_catalogue);
  g_test_add_func ("/identity/phones", test_phones);
  g_test_add_func ("/identity/documents", test_documents);
  g_test_add_func ("/identity/normalise", test_normalise);
  g_test_add_func ("/identity/masks", test_masks);

  status = g_test_run();
  yc_reference_unref (divisions);
  return status;
}
