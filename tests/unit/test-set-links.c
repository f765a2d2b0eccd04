/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-test"

#include "config.h"

#include <string.h>

#include "core/yc-json.h"
#include "hall-fixture.h"
#include "sets-table.h"

#define N(letter) "{'zh': '名" letter "', 'en': 'name " letter "'}"
#define M(letter) "'zh': '名" letter "', 'en': 'name " letter "'"
#define HEAD(set) "{'set': '" set "', 'version': '1', 'effective_from': '2025-01-01', 'items': ["

/* A small hall in which every set names the others. */

static const char queues[] = HEAD ("queues") "{'letter': 'A', " M ("a") ", 'order': 1}]}";
static const char departments[] = HEAD ("departments") "{'id': 'ga', " M ("g") "}, {'id': 'sj', " M ("s") "}]}";

static const char staff[] =
  HEAD ("staff")
  "{'id': '019a3cf4-bc00-739e-8c94-16b7094ba967', 'number': '104', 'name': " N ("l") ", 'role': 'clerk', 'queues': ['A'],"
  " 'departments': [{'department': 'ga', 'may_receive': true}, {'department': 'sj', 'may_accept': true}]}]}";

static const char reasons[] =
  HEAD ("reasons") "{'id': 'g1', 'kind': 'not_accept', " M ("r") ", 'regimes': ['soft', 'hard']},"
                   "{'id': 'g2', 'kind': 'not_accept', " M ("r") ", 'regimes': ['hard'], 'lists_all_missing': true}]}";

#define REGIME(id, lists, deferral, commitment, outcomes, documents)                                                             \
  "{'id': '" id "', " M ("r") ", 'summary': " N ("s") ", 'notice': {'clock': {'days': null, 'unit': 'working_day', 'counted_from': "  \
  "'received'}, 'silence': {'means': 'none'}}, 'acceptance': {}, 'non_acceptance': {'lists_all_missing': " lists "},"             \
  " 'decision': {'unit': 'working_day', 'counted_from': 'accepted'}, 'incomplete_means': 'not_accepted', 'deferral_allowed': "     \
  deferral ", 'commitment_allowed': " commitment ", 'outcomes': [" outcomes "], 'documents': {" documents "}}"

static const char regimes[] =
  HEAD ("regimes") REGIME ("soft", "false", "true", "true", "'received', 'not_accepted', 'accepted_deferred', 'accepted_committed'",
                           "'received': 'slip', 'accepted_deferred': ['note']") ", "
                   REGIME ("hard", "true", "false", "false", "'not_accepted'", "") "]}";

#define TEMPLATE(id, act, regimes)                                                                                                \
  "{'id': '" id "', 'title': " N ("t") ", 'paper': 'A4', 'act': '" act "', 'regimes': [" regimes "], 'copies': [" N ("c") "], "     \
  "'blocks': [{'kind': 'title'}]}"

static const char templates[] =
  HEAD ("templates") TEMPLATE ("slip", "received", "'soft', 'hard'") ", " TEMPLATE ("note", "accepted_deferred", "'soft'") "]}";

static const char sources[] =
  HEAD ("sources")
  "{'id': 'src', 'provider': 'ga', 'name': " N ("s") ", 'subject': 'person', 'subject_key': 'id_no', 'fields': ["
  " {'key': 'status', " M ("1") ", 'type': 'text'}, {'key': 'kin', " M ("3") ", 'type': 'list'}],"
  " 'purposes': [{'matter': 'M-1', 'purpose': " N ("p") ", 'fields': ['status'], 'basis': 'duty', 'why': " N ("w") "}]}]}";

static const char matters[] =
  HEAD ("matters")
  "{'id': 'M-2', 'name': {'zh': '目录'}},"
  "{'id': 'M-1', 'name': " N ("m") ", 'department': {'id': 'ga', " M ("d") "}, 'body': 'sj', 'type': {'code': '01'}, 'regime': 'soft',"
  " 'basis': [" N ("b") "], 'case_kind': 'promised', 'day_unit': 'working_day', 'promised_days': 10, 'accepts_deferral': true,"
  " 'deferral_days': 5, 'accepts_commitment': true, 'queue': {'letter': 'A'}, 'one_thing': {'parts': ['M-2']},"
  " 'materials': [{'id': 'm1', 'name': " N ("1") ", 'necessity': 'required', 'form': 'paper', 'copies': {'original': 1, 'copy': 0},"
  "  'source_channel': 'gov', 'shared_source': 'src', 'met_when': {'==': [{'var': 'status'}, 'x']}, 'deferrable': true}],"
  " 'form': [{'key': 'a', 'label': " N ("4") ", 'type': 'text', 'source': 'shared:src.status'},"
  "          {'key': 'b', 'label': " N ("4") ", 'type': 'text', 'source': 'shared:src.kin', 'pick': 'name'}]}]}";

static YcReference *
load_hall (void)
{
  static const char *const documents[] = { queues, departments, staff, reasons, regimes, templates, sources, matters };
  YcReference *reference = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    reference = sets_read (reference, documents[i]);
  g_assert_true (yc_reference_check (reference, NULL));
  return reference;
}

static const SetsRow matter_rows[] = {
  { "{'id': 'ga', ", "{'id': 'xx', ", "matters: id M-1.department.id: There is no department \"xx\"." },
  { "'body': 'sj'", "'body': 'xx'", "matters: id M-1.body: There is no department \"xx\"." },
  { "'regime': 'soft'", "'regime': 'xx'", "matters: id M-1.regime: There is no regime \"xx\"." },
  { "'regime': 'soft'", "'regime': 'hard'",
    "matters: id M-1.accepts_deferral: The regime \"hard\" does not allow deferral.\n"
    "matters: id M-1.accepts_commitment: The regime \"hard\" does not allow commitment." },
  { "'letter': 'A'", "'letter': 'B'", "matters: id M-1.queue.letter: There is no queue \"B\"." },
  { "'shared_source': 'src'", "'shared_source': 'xx'", "matters: id M-1.materials[0].shared_source: There is no source \"xx\"." },
  { "{'var': 'status'}", "{'var': 'state'}",
    "matters: id M-1.materials[0].met_when.==[0].var: Looks at \"state\", and that is none of what it may look at: the fields of the "
    "source's answer." },
  { "'shared:src.status'", "'shared:xx.status'", "matters: id M-1.form[0].source: There is no source \"xx\"." },
  { "'shared:src.status'", "'shared:src.state'", "matters: id M-1.form[0].source: The source \"src\" has no field \"state\"." },
  { "'shared:src.status'", "'shared:src.status', 'pick': 'name'",
    "matters: id M-1.form[0].pick: The field \"status\" of the source \"src\" is no list to pick from." },
  { ", 'pick': 'name'", "", "matters: id M-1.form[1].pick: The field \"kin\" of the source \"src\" is a list: say which member is taken." },
  { "['M-2']", "['M-2', 'M-3']", "matters: id M-1.one_thing.parts[1]: There is no matter \"M-3\"." },
  { "'id': 'M-1'", "'id': 'M-9'", "sources: id src.purposes[0].matter: There is no matter \"M-1\"." },
};

static const SetsRow source_rows[] = {
  { "'provider': 'ga'", "'provider': 'xx'", "sources: id src.provider: There is no department \"xx\"." },
  { "'matter': 'M-1'", "'matter': 'M-7'", "sources: id src.purposes[0].matter: There is no matter \"M-7\"." },
  { "'id': 'src'", "'id': 'other'",
    "matters: id M-1.materials[0].shared_source: There is no source \"src\".\n"
    "matters: id M-1.form[0].source: There is no source \"src\".\nmatters: id M-1.form[1].source: There is no source \"src\"." },
};

static const SetsRow regime_rows[] = {
  { "'received': 'slip'", "'received': 'note'",
    "regimes: id soft.documents.received: The template \"note\" is the paper of something else: see its act." },
  { "'received': 'slip'", "'received': 'xx'", "regimes: id soft.documents.received: There is no template \"xx\"." },
  { "['note']", "['note', 'yy']", "regimes: id soft.documents.accepted_deferred: There is no template \"yy\"." },
};

static const SetsRow template_rows[] = {
  { "'regimes': ['soft', 'hard']", "'regimes': ['hard']",
    "regimes: id soft.documents.received: The template \"slip\" is not for this regime: see its regimes." },
  { "'regimes': ['soft', 'hard']", "'regimes': ['soft', 'xx']", "templates: id slip.regimes[1]: There is no regime \"xx\"." },
};

static const SetsRow staff_rows[] = {
  { "'department': 'sj'", "'department': 'xx'", "staff: number 104.departments[1].department: There is no department \"xx\"." },
  { "['A']", "['B']", "staff: number 104.queues[0]: There is no queue \"B\"." },
};

static const SetsRow reason_rows[] = {
  { "['soft', 'hard']", "['soft', 'xx']", "reasons: id g1.regimes[1]: There is no regime \"xx\"." },
  { "'regimes': ['hard'], 'lists", "'regimes': ['soft'], 'lists",
    "reasons: id g2.regimes[0]: The regime \"soft\" does not list what is missing in a non-acceptance." },
};

static void
test_links (void)
{
  g_autoptr(YcReference) hall = load_hall ();

  sets_check_rows (hall, matters, matter_rows, G_N_ELEMENTS (matter_rows));
  sets_check_rows (hall, sources, source_rows, G_N_ELEMENTS (source_rows));
  sets_check_rows (hall, regimes, regime_rows, G_N_ELEMENTS (regime_rows));
  sets_check_rows (hall, templates, template_rows, G_N_ELEMENTS (template_rows));
  sets_check_rows (hall, staff, staff_rows, G_N_ELEMENTS (staff_rows));
  sets_check_rows (hall, reasons, reason_rows, G_N_ELEMENTS (reason_rows));
}

#define NEEDS(set, other) set ": Needs the set \"" other "\", which this hall does not have: import both together."

/* What a set names that is not there at all is told once, by the name of the other set; a catalogue, staff and grounds need none. */
static void
test_absent (void)
{
  g_autoptr(YcReference) empty = yc_reference_new ();
  g_autoptr(YcReference) some = sets_read (NULL, queues);

  sets_assert_faults (empty, matters, TRUE,
                      NEEDS ("matters", "departments") "\n" NEEDS ("matters", "regimes") "\n" NEEDS ("matters", "queues") "\n"
                      NEEDS ("matters", "sources"));
  sets_assert_faults (empty, sources, TRUE, NEEDS ("sources", "departments") "\n" NEEDS ("sources", "matters"));
  sets_assert_faults (empty, regimes, TRUE, NEEDS ("regimes", "templates"));
  sets_assert_faults (empty, templates, TRUE, NEEDS ("templates", "regimes"));
  sets_assert_faults (empty, HEAD ("matters") "{'id': 'M-2', 'name': {'zh': '目录'}}]}", TRUE, "");
  sets_assert_faults (some, staff, TRUE, "");
  sets_assert_faults (some, reasons, TRUE, "");
}

typedef struct
{
  YcReference *hall;
  JsonObject *document;
  guint refused;
  guint taken;
} Spoil;

static void
try_document (Spoil *spoil)
{
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(YcReference) replaced = yc_reference_replace (spoil->hall, spoil->document, faults);

  g_assert_cmpint (replaced == NULL, ==, faults->len > 0);
  if (replaced != NULL)
    yc_reference_check (replaced, faults);
  for (guint i = 0; i < faults->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (faults, i);

      g_assert_true (fault->place[0] != '\0' && g_str_has_suffix (fault->reason, "."));
    }
  if (replaced == NULL)
    spoil->refused++;
  else
    spoil->taken++;
}

static void spoil_node (Spoil *spoil, JsonNode *node);

/* Each member is taken away, then becomes a thing of every other type, then itself again. */
static void
spoil_object (Spoil *spoil, JsonObject *object)
{
  static const char *const others[] = { "null", "7", "-1.5", "\"x y\"", "\"\"", "true", "[]", "[7]", "{}", "{\"zh\": 1}" };
  g_autoptr(GList) members = json_object_get_members (object);

  for (GList *link = members; link != NULL; link = link->next)
    {
      g_autofree char *name = g_strdup (link->data);
      g_autoptr(JsonNode) kept = json_node_ref (json_object_get_member (object, name));

      json_object_remove_member (object, name);
      try_document (spoil);
      for (guint i = 0; i < G_N_ELEMENTS (others); i++)
        {
          json_object_set_member (object, name, json_from_string (others[i], NULL));
          try_document (spoil);
        }
      json_object_set_member (object, name, json_node_ref (kept));
      spoil_node (spoil, kept);
    }
}

static void
spoil_node (Spoil *spoil, JsonNode *node)
{
  /* A condition that was taken is sealed. */
  if (json_node_is_immutable (node))
    return;
  if (JSON_NODE_HOLDS_OBJECT (node))
    spoil_object (spoil, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      /* The first of a list stands for the others. */
      if (json_array_get_length (array) > 0)
        spoil_node (spoil, json_array_get_element (array, 0));
    }
}

static JsonObject *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(GError) error = NULL;
  JsonObject *object = yc_json_parse_object (json, strlen (json), &YC_JSON_REFERENCE, &error);

  g_assert_no_error (error);
  return object;
}

/* A document in which one thing is missing or of another type, wherever it stands: never a crash, always a sentence. */
static void
test_spoilt (void)
{
  static const char *const documents[] = { departments, staff, reasons, regimes, templates, sources, matters };
  g_autoptr(YcReference) hall = load_hall ();

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr(JsonObject) document = parse (documents[i]);
      Spoil spoil = { hall, document, 0, 0 };

      spoil_object (&spoil, document);
      g_assert_cmpuint (spoil.refused, >, 50);
      g_assert_cmpuint (spoil.taken, >, 0);
      /* All is as it was. */
      sets_assert_faults (hall, documents[i], TRUE, "");
    }
}

/* Half a file, and bytes that are no UTF-8, do not even become a document. */
static void
test_files (void)
{
  static const char *const demo_sets[] = { "departments", "matters", "reasons", "regimes", "rating", "sources", "staff", "templates" };

  for (guint i = 0; i < G_N_ELEMENTS (demo_sets); i++)
    {
      g_autofree char *text = fx_demo (demo_sets[i]);
      gsize length = strlen (text);
      g_autoptr(GError) half = NULL;
      g_autoptr(GError) foreign = NULL;
      char *letter = strstr (text, "\"zh\": \"") + strlen ("\"zh\": \"");

      g_assert_null (yc_json_parse_object (text, length / 2, &YC_JSON_REFERENCE, &half));
      g_assert_true (g_str_has_prefix (half->message, "Line "));
      /* The first bytes of a text in GB 18030. */
      memcpy (letter, "\xb9\xab\xb0", 3);
      g_assert_null (yc_json_parse_object (text, length, &YC_JSON_REFERENCE, &foreign));
      g_assert_true (g_str_has_prefix (foreign->message, "Line "));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/set-links/links", test_links);
  g_test_add_func ("/set-links/absent", test_absent);
  g_test_add_func ("/set-links/spoilt", test_spoilt);
  g_test_add_func ("/set-links/files", test_files);

  return g_test_run ();
}
