/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "core/yc-core-error.h"
#include "core/yc-pinyin.h"
#include "core/yc-search.h"

/* Readings and searches written out by hand. The readings are those of 现代汉语词典. */

static const char *const licence_codes[] = { "511A0138000000-511602000000", "XK-7", NULL };

/* The number of an entry in this list is what the tests name. */
static const YcSearchEntry hall[] = {
  { "PS-001", "居民身份证丢失补领", "Replacement of a lost identity card", NULL, "公安局", "身份证 丢失 挂失", "E", 0 },
  { "PS-002", "居住证申领", "Residence permit", NULL, "公安局", "暂住", "E", 0 },
  { "GJ-001", "公积金提取（购房）", "Withdrawal from the housing fund", NULL, "公积金中心", NULL, "B", 0 },
  { "YH-001", "银行开户许可", "Bank account", licence_codes, "人民银行", NULL, "B", 0 },
  { "CQ-001", "重庆户口迁入", "Move from Chongqing", NULL, "公安局", NULL, "E", 0 },
  { "LV-001", "增值税税率查询", "Value-added tax rate; veterans' too", NULL, "税务局", "战略", "A", 0 },
  { "XK-71", "Ａ级景区评定", "Scenic area", NULL, "文旅局", NULL, "A", 0 },
};

static YcSearchIndex *
hall_index (void)
{
  g_autoptr(GError) error = NULL;
  YcSearchIndex *index = yc_search_index_new (hall, G_N_ELEMENTS (hall), &error);

  g_assert_no_error (error);
  return index;
}

/* The ids found, blanks between, in their order. */
static char *
ids (YcSearchIndex *index, const char *text, const YcSearchContext *context, guint max)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) hits = yc_search_index_query (index, text, context, max, &error);
  GString *list = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < hits->len; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? " " : "",
                            yc_search_index_get_entry (index, g_array_index (hits, YcSearchHit, i).entry)->id);
  return g_string_free (list, FALSE);
}

static void
check (YcSearchIndex *index, const char *text, const char *expected)
{
  g_autofree char *found = ids (index, text, NULL, 8);

  if (strcmp (found, expected) != 0)
    g_error ("“%s” finds “%s”, not “%s”", text, found, expected);
}

static void
test_readings (void)
{
  static const struct { const char *text; const char *likely; } cases[] = {
    { "银行", "yin hang" },
    { "行政", "xing zheng" },
    { "身份证", "shen fen zheng" },
    { "居住证", "ju zhu zheng" },
    { "重庆", "chong qing" },
    { "重大", "zhong da" },
    { "公积金提取", "gong ji jin ti qu" },
    { "长期", "chang qi" },
    { "院长", "yuan zhang" },
    { "音乐", "yin yue" },
    { "快乐", "kuai le" },
    { "会计", "kuai ji" },
    { "社会", "she hui" },
    { "调解", "tiao jie" },
    { "调查", "diao cha" },
    { "厦门", "xia men" },
    { "给付", "ji fu" },
    { "称职", "chen zhi" },
    { "大夫", "dai fu" },
    { "率先", "shuai xian" },
    { "税率", "shui lv" },
    { "妇女", "fu nv" },
    { "重组", "chong zu" },
    { "还贷", "huan dai" },
    { "朝阳", "chao yang" },
    { "𠮷", "ji" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GArray) read = yc_pinyin_of_text (cases[i].text, &error);
      g_autoptr(GString) likely = g_string_new (NULL);

      g_assert_no_error (error);
      for (guint n = 0; n < read->len; n++)
        g_string_append_printf (likely, "%s%s", n > 0 ? " " : "", g_array_index (read, YcPinyinCharacter, n).readings[0]);
      g_assert_cmpstr (likely->str, ==, cases[i].likely);
    }
}

static void
test_all_readings (void)
{
  static const struct { gunichar character; const char *readings; } cases[] = {
    { 0x884c /* 行 */, "xing hang heng" }, { 0x91cd /* 重 */, "zhong chong" }, { 0x957f /* 长 */, "chang zhang" },
    { 0x94f6 /* 银 */, "yin" }, { 0x7565 /* 略 */, "lve" }, { 'a', "" }, { 0x3002 /* 。 */, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *readings[YC_PINYIN_READINGS];
      guint n = yc_pinyin_readings (cases[i].character, readings);
      g_autoptr(GString) all = g_string_new (NULL);

      for (guint k = 0; k < n; k++)
        g_string_append_printf (all, "%s%s", k > 0 ? " " : "", readings[k]);
      g_assert_cmpstr (all->str, ==, cases[i].readings);
    }
}

/* GB 2312, rows 16 to 87: the characters every Chinese text can be expected to be written with. */
static void
test_gb2312 (void)
{
  guint n = 0;

  for (guint row = 16; row <= 87; row++)
    {
      for (guint cell = 1; cell <= (row == 55 ? 89 : 94); cell++)
        {
          const char bytes[] = { (char) (row + 0xa0), (char) (cell + 0xa0), '\0' };
          g_autofree char *text = g_convert (bytes, 2, "UTF-8", "GB2312", NULL, NULL, NULL);
          const char *readings[YC_PINYIN_READINGS];

          g_assert_nonnull (text);
          g_assert_cmpuint (yc_pinyin_readings (g_utf8_get_char (text), readings), >, 0);
          for (const char *at = readings[0]; *at != '\0'; at++)
            g_assert_true (g_ascii_islower (*at));
          n++;
        }
    }
  g_assert_cmpuint (n, ==, 6763);
}

static void
test_initials (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *bank = yc_pinyin_initials ("银行A（重庆）", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (bank, ==, "yhA（cq）");
  g_assert_null (yc_pinyin_initials ("银\xff", &error));
  g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE);
}

static void
test_ways (void)
{
  static const struct { const char *text; const char *found; } cases[] = {
    /* characters */
    { "银", "YH-001" }, { "银行", "YH-001" }, { "身份证", "PS-001" }, { "积金提", "GJ-001" }, { "住", "PS-002" },
    /* a bracket between is passed over, in the name as in what is typed */
    { "提取购房", "GJ-001" }, { "提取(购", "GJ-001" },
    /* in full, from any syllable on, the last one not finished */
    { "yinhang", "YH-001" }, { "yinxing", "YH-001" }, { "yinha", "YH-001" }, { "shenfenzheng", "PS-001" }, { "fenzhen", "PS-001" },
    { "juzhuz", "PS-002" }, { "chongqing", "CQ-001" }, { "zhongqing", "CQ-001" }, { "gongjijintiqu", "GJ-001" },
    { "jintiq", "GJ-001" }, { "shuilv", "LV-001" }, { "hangkai", "YH-001" },
    /* by initials, of every reading, z or zh */
    { "yhkh", "YH-001" }, { "yxkh", "YH-001" }, { "sfz", "PS-001" }, { "shfzh", "PS-001" }, { "jzz", "PS-002" }, { "jzhzh", "PS-002" },
    { "cqhk", "CQ-001" }, { "zqhk", "CQ-001" }, { "gjjtq", "GJ-001" }, { "gjjtqgf", "GJ-001" },
    /* mixed */
    { "身份zheng", "PS-001" }, { "身fen证", "PS-001" }, { "s份z", "PS-001" }, { "shenfz", "PS-001" }, { "银h", "YH-001" }, { "y行", "YH-001" },
    /* not within a syllable, nor past a hole */
    { "enfen", "" }, { "inhang", "" }, { "身证", "" }, { "银户", "" },
    /* lüe as lve and lue; ü, capitals, full width, accents */
    { "zhanlve", "LV-001" }, { "zhanlue", "LV-001" }, { "shuilü", "LV-001" }, { "ShuiLV", "LV-001" },
    { "ｓｆｚ", "PS-001" }, { "SFZ", "PS-001" },
    { "yín háng", "YH-001" }, { "a级", "XK-71" }, { "ＡＪＪ", "XK-71" },
    /* blanks: every term, anywhere, in any field; not across two keywords */
    { "补领 身份证", "PS-001" }, { "sfz bul", "PS-001" }, { "公安　迁入", "CQ-001" }, { "身份证 迁入", "" }, { "挂失", "PS-001" },
    { "失挂", "" },
    /* English from the beginning of a word */
    { "bank", "YH-001" }, { "Identity card", "PS-001" }, { "dentity", "" }, { "added", "LV-001" }, { "veterans", "LV-001" },
    /* ids and codes, with and without hyphens; parts from three on */
    { "ps-001", "PS-001" }, { "PS001", "PS-001" }, { "ps002", "PS-002" }, { "511a0138", "YH-001" }, { "511a-0138", "YH-001" },
    { "0138000000511", "YH-001" }, { "01380", "YH-001" }, { "013", "YH-001" }, { "38", "" },
    /* the whole code of one before the beginning of the code of another */
    { "xk7", "YH-001 XK-71" }, { "xk71", "XK-71" },
    /* departments */
    { "人民银行", "YH-001" }, { "税务局", "LV-001" }, { "swj", "LV-001" },
    { "没有", "" }, { "qqqq", "" },
  };
  g_autoptr(YcSearchIndex) index = hall_index ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (index, cases[i].text, cases[i].found);
}

/* field, code, offset and length of the n-th span of the first result. */
static char *
span (YcSearchIndex *index, const char *text, guint n)
{
  g_autoptr(GArray) hits = yc_search_index_query (index, text, NULL, 8, NULL);
  const YcSearchHit *hit = &g_array_index (hits, YcSearchHit, 0);

  g_assert_cmpuint (hits->len, >, 0);
  g_assert_cmpuint (n, <, hit->n_spans);
  return g_strdup_printf ("%u %u %u %u", hit->spans[n].field, hit->spans[n].code, hit->spans[n].offset, hit->spans[n].length);
}

static void
test_spans (void)
{
  static const struct { const char *text; guint n; YcSearchField field; guint code, offset, length; } cases[] = {
    { "身份证", 0, YC_SEARCH_ZH, 0, 2, 3 }, { "sfz", 0, YC_SEARCH_ZH, 0, 2, 3 }, { "fenzh", 0, YC_SEARCH_ZH, 0, 3, 2 },
    { "提取购房", 0, YC_SEARCH_ZH, 0, 3, 5 }, /* with the bracket */
    { "身份证 bul", 1, YC_SEARCH_ZH, 0, 7, 2 }, { "挂失", 0, YC_SEARCH_KEYWORDS, 0, 7, 2 },
    { "added", 0, YC_SEARCH_EN, 0, 6, 5 }, { "ps001", 0, YC_SEARCH_ID, 0, 0, 6 },
    { "800000051", 0, YC_SEARCH_CODE, 0, 7, 10 }, { "xk7", 0, YC_SEARCH_CODE, 1, 0, 4 }, { "税务局", 0, YC_SEARCH_DEPARTMENT, 0, 0, 3 },
  };
  g_autoptr(YcSearchIndex) index = hall_index ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = span (index, cases[i].text, cases[i].n);
      g_autofree char *expected
          = g_strdup_printf ("%u %u %u %u", cases[i].field, cases[i].code, cases[i].offset, cases[i].length);

      if (strcmp (found, expected) != 0)
        g_error ("“%s” stands at %s, not at %s", cases[i].text, found, expected);
    }
}

/* Each rule decides against all rules after it: z has everything else for it. */
static void
test_ranking (void)
{
  static const char *const exact[] = { "ABCD", NULL }, *const longer[] = { "ABCDE", NULL };
  const YcSearchEntry base[] = {
    { "a", "某某某某某某登记某", NULL, NULL, NULL, NULL, "A", 0 },
    { "z", "登记", NULL, NULL, NULL, NULL, "B", 9 },
  };
  g_autoptr(GHashTable) own = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) other = g_hash_table_new (g_str_hash, g_str_equal);
  YcSearchContext context = { NULL, NULL, NULL };
  YcSearchEntry entries[2];
  g_autofree char *found = NULL;

#define RANKED(text, expected) G_STMT_START { \
    g_autoptr(YcSearchIndex) index = yc_search_index_new (entries, 2, NULL); \
    g_free (found); found = ids (index, text, &context, 8); g_assert_cmpstr (found, ==, expected); \
    g_autofree char *one = ids (index, text, &context, 1); \
    g_assert_true (strncmp (one, expected, 1) == 0 && strlen (one) == 1); } G_STMT_END

  /* The exact code, against queue, counts and weight. */
  memcpy (entries, base, sizeof base);
  entries[0].codes = exact;
  entries[1].codes = longer;
  context.queue = "B";
  g_hash_table_insert (own, (gpointer) "z", GUINT_TO_POINTER (5));
  context.own = context.hall = own;
  RANKED ("abcd", "a z");
  RANKED ("abc", "z a");
  /* This ticket's queue, against counts and weight. */
  memcpy (entries, base, sizeof base);
  context.queue = "A";
  RANKED ("登记", "a z");
  RANKED ("", "a z");
  /* The clerk's own count, against the hall's and weight. */
  context.queue = NULL;
  g_hash_table_insert (other, (gpointer) "a", GUINT_TO_POINTER (6));
  context.own = other;
  RANKED ("登记", "a z");
  /* The hall's count, against weight. */
  context.own = NULL;
  context.hall = other;
  RANKED ("登记", "a z");
  /* Weight, against place and length. */
  context.hall = NULL;
  RANKED ("登记", "z a");
  entries[0].weight = 10;
  RANKED ("登记", "a z");
  /* The earlier place, against length and id. */
  entries[0] = (YcSearchEntry) { .id = "b", .zh = "某登记某某某某" };
  entries[1] = (YcSearchEntry) { .id = "a", .zh = "某某登记" };
  RANKED ("登记", "b a");
  /* The name before the keywords, these before the department. */
  entries[0] = (YcSearchEntry) { .id = "b", .zh = "某某某某登记" };
  entries[1] = (YcSearchEntry) { .id = "a", .zh = "某", .keywords = "登记" };
  RANKED ("登记", "b a");
  entries[0] = (YcSearchEntry) { .id = "b", .zh = "某", .keywords = "某 登记" };
  entries[1] = (YcSearchEntry) { .id = "a", .zh = "某", .department = "登记" };
  RANKED ("dengj", "b a");
  /* A likely reading before another, even when that stands earlier. */
  entries[0] = (YcSearchEntry) { .id = "b", .zh = "某某某营销" };
  entries[1] = (YcSearchEntry) { .id = "a", .zh = "银行" };
  RANKED ("yx", "b a");
  RANKED ("yinx", "a");
  /* The shorter name, against id. */
  entries[0] = (YcSearchEntry) { .id = "b", .zh = "登记某" };
  entries[1] = (YcSearchEntry) { .id = "a", .zh = "登记某某" };
  RANKED ("登记", "b a");
  /* At last the id. */
  entries[0] = (YcSearchEntry) { .id = "b", .zh = "登记某某" };
  RANKED ("登记", "a b");
#undef RANKED
}

/* Entries with one id, and counts of ids that are not there. */
static void
test_counts (void)
{
  const YcSearchEntry entries[] = {
    { .id = "b", .zh = "登记某" }, { .id = "c", .zh = "登记" }, { .id = "b", .zh = "登记某某" },
  };
  g_autoptr(GHashTable) own = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(YcSearchIndex) index = yc_search_index_new (entries, 3, NULL);
  YcSearchContext context = { "X", own, own };
  g_autofree char *found = NULL;

  g_hash_table_insert (own, (gpointer) "b", GUINT_TO_POINTER (1));
  g_hash_table_insert (own, (gpointer) "0", GUINT_TO_POINTER (3));
  g_hash_table_insert (own, (gpointer) "zz", GUINT_TO_POINTER (3));
  found = ids (index, "登记", &context, 8);
  g_assert_cmpstr (found, ==, "b b c");
}

static void
test_bounds (void)
{
  g_autoptr(YcSearchIndex) index = hall_index ();
  g_autofree char *most = g_strnfill (YC_SEARCH_QUERY_MAX, 'a'), *more = g_strnfill (YC_SEARCH_QUERY_MAX + 1, 'a');
  g_autoptr(GString) terms = g_string_new (NULL);
  g_autoptr(GArray) hits = NULL, none = NULL, all = NULL;
  g_autoptr(GError) error = NULL;

  check (index, most, "");
  g_assert_null (yc_search_index_query (index, more, NULL, 8, &error));
  g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  for (guint i = 0; i < YC_SEARCH_QUERY_MAX / 2; i++)
    g_string_append (terms, "y ");
  hits = yc_search_index_query (index, terms->str, NULL, G_MAXUINT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, >, 0);
  g_assert_cmpuint (g_array_index (hits, YcSearchHit, 0).n_spans, ==, YC_SEARCH_SPANS_MAX);
  none = yc_search_index_query (index, "y", NULL, 0, &error);
  g_assert_cmpuint (none->len, ==, 0);
  /* Without letters all are found, the first ones by name length and id. */
  all = yc_search_index_query (index, " （-）\t　", NULL, G_MAXUINT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, G_N_ELEMENTS (hall));
  g_assert_cmpuint (g_array_index (all, YcSearchHit, 0).n_spans, ==, 0);
  g_assert_cmpuint (g_array_index (all, YcSearchHit, 0).entry, ==, 1);
}

static void
test_hostile (void)
{
  static const char *const bad[] = { "\xff", "银\xe8\xa1", "\xc0\x80", "\xed\xa0\x80", "a\x80", "\xf4\x90\x80\x80" };
  static const char *const strange[] = { "\xe2\x80\x8b\xe2\x80\x8b", "%s%n%x", "\\", "\n", "'; drop table",
                                         "👨‍👩‍👧", "\xef\xb7\xbf", "zhzhzhzh", "shshshshshsh" };
  g_autoptr(YcSearchIndex) index = hall_index ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (yc_search_index_query (index, bad[i], NULL, 8, &error));
      g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GArray) hits = yc_search_index_query (index, strange[i], NULL, 8, &error);

      g_assert_no_error (error);
      g_assert_nonnull (hits);
    }
}

static void
test_bad_entries (void)
{
  static const char *const codes[] = { "ok", "\xff", NULL };
  const YcSearchEntry bad[] = {
    { .id = NULL, .zh = "名" }, { .id = "", .zh = "名" }, { .id = "a", .zh = NULL }, { .id = "a", .zh = "" }, { .id = "\xff", .zh = "名" },
    { .id = "a", .zh = "\xff" }, { .id = "a", .zh = "名", .en = "\xff" }, { .id = "a", .zh = "名", .codes = codes },
    { .id = "a", .zh = "名", .department = "\xff" }, { .id = "a", .zh = "名", .keywords = "\xff" }, { .id = "a", .zh = "名", .queue = "\xff" },
  };
  g_autoptr(YcSearchIndex) empty = yc_search_index_new (NULL, 0, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      const YcSearchEntry entries[] = { { .id = "good", .zh = "好" }, bad[i] };

      g_assert_null (yc_search_index_new (entries, 2, &error));
      g_assert_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE);
      g_assert_nonnull (strchr (error->message, '1')); /* the entry's number */
    }
  check (empty, "a", "");
  check (empty, "", "");
}

/* A very long name is searched up to its limit, and found in time. */
static void
test_long (void)
{
  g_autoptr(GString) name = g_string_new (NULL);
  g_autofree char *query = NULL;
  YcSearchEntry entry = { .id = "long" };
  g_autoptr(YcSearchIndex) index = NULL;

  for (guint i = 0; i < YC_SEARCH_FIELD_MAX - 1; i++)
    g_string_append (name, "事");
  g_string_append (name, "终后");
  entry.zh = name->str;
  index = yc_search_index_new (&entry, 1, NULL);
  check (index, "事终", "long");
  check (index, "终后", "");
  query = g_strnfill (YC_SEARCH_QUERY_MAX, 's');
  check (index, query, "long");
  query[YC_SEARCH_QUERY_MAX - 1] = 'q';
  check (index, query, "");
}

static gpointer
search_many (gpointer data)
{
  for (guint i = 0; i < 200; i++)
    check (data, "sfz bul", "PS-001");
  return NULL;
}

static void
test_threads (void)
{
  YcSearchIndex *index = hall_index ();
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("search", search_many, index);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_true (yc_search_index_ref (index) == index);
  yc_search_index_unref (index);
  check (index, "银行", "YH-001");
  yc_search_index_unref (index);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pinyin/likely-readings", test_readings);
  g_test_add_func ("/pinyin/all-readings", test_all_readings);
  g_test_add_func ("/pinyin/gb2312", test_gb2312);
  g_test_add_func ("/pinyin/initials", test_initials);
  g_test_add_func ("/search/ways", test_ways);
  g_test_add_func ("/search/spans", test_spans);
  g_test_add_func ("/search/ranking", test_ranking);
  g_test_add_func ("/search/counts", test_counts);
  g_test_add_func ("/search/bounds", test_bounds);
  g_test_add_func ("/search/hostile", test_hostile);
  g_test_add_func ("/search/bad-entries", test_bad_entries);
  g_test_add_func ("/search/long", test_long);
  g_test_add_func ("/search/threads", test_threads);
  return g_test_run ();
}
