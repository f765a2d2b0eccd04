/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-event-schema"

#include "config.h"

#include <string.h>

#include "core/yc-core-error.h"
#include "core/yc-event-text.h"
#include "core/yc-event.h"
#include "core/yc-time.h"
#include "core/yc-uuid.h"

/* The rules of data/schemas/events/ once more, as the program needs them. A test holds both against each other. */

typedef enum
{
  KIND_BOOL,
  KIND_INT,         /* min to max */
  KIND_TEXT,        /* min to max characters of any kind */
  KIND_ENUM,        /* one of words */
  KIND_CODE,        /* a code of reference data */
  KIND_CODE_OR_NONE,
  KIND_UUID,
  KIND_UUID_OR_NONE,
  KIND_DAY,
  KIND_HASH,        /* 64 lower-case hexadecimal digits */
  KIND_KEY,         /* 32 bytes in base64 */
  KIND_EVENT_ID,    /* <dev>/<seq> */
  KIND_SUBJECT,
  KIND_CODES,       /* array of codes */
  KIND_ITEMS,       /* array of objects */
  KIND_NAME,        /* {zh, en} */
  KIND_ANSWERS,     /* an object of codes */
  KIND_OBJECT,      /* any */
  KIND_MATERIALS,   /* array of {material, reason?}, codes */
} Kind;

typedef struct
{
  const char *name;
  Kind kind;
  gboolean optional;
  gint64 min;
  gint64 max;
  const char *words;  /* separated by "|" */
} Rule;

/* 9999-12-31T23:59:59.999Z */
#define TIME_MAX G_GINT64_CONSTANT (253402300799999)
#define POSITION_MAX G_GINT64_CONSTANT (9007199254740991)
#define TEXT_MAX 200
#define PIECES_MAX 9999
#define NOTE_MAX 2000

#define MUST(name, kind) { name, KIND_##kind, FALSE, 0, 0, NULL }
#define MAY(name, kind) { name, KIND_##kind, TRUE, 0, 0, NULL }
#define MUST_INT(name, min, max) { name, KIND_INT, FALSE, min, max, NULL }
#define MAY_INT(name, min, max) { name, KIND_INT, TRUE, min, max, NULL }
#define MUST_TEXT(name) { name, KIND_TEXT, FALSE, 1, TEXT_MAX, NULL }
#define MAY_TEXT(name) { name, KIND_TEXT, TRUE, 1, TEXT_MAX, NULL }
#define MUST_ENUM(name, words) { name, KIND_ENUM, FALSE, 0, 0, words }
#define MAY_ENUM(name, words) { name, KIND_ENUM, TRUE, 0, 0, words }
#define COUNTER(name) MUST_INT (name, 1, YC_COUNTER_MAX)
#define COUNTER_OR_NONE(name) MUST_INT (name, 0, YC_COUNTER_MAX)
#define YEAR(name) MAY_INT (name, 1970, 9999)
#define RULES(...) (const Rule[]) { __VA_ARGS__, { NULL } }

#define VERDICT RULES (MUST ("event", EVENT_ID), MUST ("subject", SUBJECT), \
                       { "type", KIND_TEXT, FALSE, 1, 128, NULL }, MUST_TEXT ("reason"))

static const Rule *const data_rules[YC_N_EVENT_TYPES] = {
  [YC_EVENT_TICKET_BOOKED] = RULES (MUST ("queue", CODE), MUST ("day", DAY), MUST_INT ("slot", 0, TIME_MAX),
                                    MAY ("matter", CODE), MAY ("group", CODE)),
  [YC_EVENT_TICKET_ISSUED] = RULES (MUST ("queue", CODE), MUST ("day", DAY), MUST ("number", CODE),
                                    MAY ("matter", CODE), MAY ("group", CODE),
                                    MAY ("device", UUID), MUST ("print", BOOL)),
  [YC_EVENT_TICKET_CHECKED_IN] = RULES (MUST ("number", CODE)),
  [YC_EVENT_TICKET_CALLED] = RULES (COUNTER ("counter"), MUST ("session", UUID),
                                    MUST_ENUM ("step", "chosen|directed|booked|aged|ordinary|priority|place")),
  [YC_EVENT_TICKET_HELD] = RULES (MAY_TEXT ("reason")),
  [YC_EVENT_TICKET_PASSED] = RULES (MUST_TEXT ("reason"), MAY_INT ("place", 1, POSITION_MAX)),
  [YC_EVENT_TICKET_TRANSFERRED] = RULES (MAY ("queue", CODE), MAY_INT ("counter", 1, YC_COUNTER_MAX),
                                         MAY_TEXT ("reason"), MUST ("keep_place", BOOL), MUST ("must_return", BOOL)),
  [YC_EVENT_TICKET_ENDED] = RULES (MUST_ENUM ("outcome", "served|passed|abandoned|expired|cancelled|superseded"),
                                   MAY_ENUM ("result", "finished|received|supplement|accepted|accepted_deferred|"
                                                       "not_accepted|consulted|referred"),
                                   MAY_TEXT ("topic"), MAY_TEXT ("referred"),
                                   MUST_INT ("elapsed_ms", 0, TIME_MAX)),
  [YC_EVENT_TICKET_RESTORED] = RULES (MUST_ENUM ("to", "place|held"), COUNTER_OR_NONE ("counter"),
                                      MUST ("session", UUID_OR_NONE)),
  [YC_EVENT_TICKET_REPRIORITISED] = RULES (MUST ("group", CODE_OR_NONE)),
  [YC_EVENT_TICKET_TAKEN_OVER] = RULES (COUNTER ("counter"), MUST ("session", UUID),
                                        COUNTER ("from_counter"), MUST ("from_session", UUID)),
  [YC_EVENT_TICKET_REROUTED] = RULES (MUST ("queue", CODE), MUST_TEXT ("reason")),
  [YC_EVENT_TICKET_CANCELLED] = RULES (MUST_TEXT ("reason")),
  [YC_EVENT_COUNTER_OPENED] = RULES (MUST ("session", UUID), MUST ("staff", UUID)),
  [YC_EVENT_COUNTER_TAKEN_OVER] = RULES (MUST ("session", UUID), MUST ("staff", UUID), MUST ("from_session", UUID)),
  [YC_EVENT_COUNTER_QUEUES_SET] = RULES (MUST ("queues", CODES)),
  [YC_EVENT_COUNTER_PAUSED] = RULES (MUST_TEXT ("reason")),
  [YC_EVENT_SESSION_OPENED] = RULES (MUST ("staff", UUID), MUST ("device", UUID), COUNTER_OR_NONE ("counter"),
                                     MUST_INT ("expires", 0, TIME_MAX)),
  [YC_EVENT_SESSION_ENDED] = RULES (MUST_ENUM ("reason", "signed_out|replaced|device_revoked|staff_disabled")),
  [YC_EVENT_SESSION_LOCKED] = RULES (MUST_ENUM ("reason", "key|idle")),
  [YC_EVENT_DEVICE_ENROLLED] = RULES (MUST_ENUM ("role", "node|workstation|pad|board"), COUNTER_OR_NONE ("counter"),
                                      MUST ("key", KEY)),
  [YC_EVENT_DEVICE_REVOKED] = RULES (MUST_TEXT ("reason")),
  [YC_EVENT_STAFF_CHANGED] = RULES (MUST ("number", CODE), MUST ("name", NAME),
                                    MUST_ENUM ("role", "clerk|receptionist|supervisor"),
                                    MUST ("queues", CODES), MUST ("active", BOOL)),
  [YC_EVENT_REFERENCE_IMPORTED] = RULES (MUST ("set", CODE), MUST ("version", CODE), MUST ("effective_from", DAY),
                                         MUST ("hash", HASH), MUST ("items", ITEMS)),
  [YC_EVENT_CASE_OPENED] = RULES (MUST ("ticket", UUID), COUNTER ("counter"), MUST ("session", UUID)),
  [YC_EVENT_CASE_APPLICANT_IDENTIFIED] = RULES (MUST_ENUM ("for", "person|organisation"), MUST_ENUM ("by", "applicant|agent"),
                                                MUST_ENUM ("checked", "card|hand")),
  [YC_EVENT_CASE_MATTER_CHOSEN] = RULES (MUST ("matter", CODE), MUST ("version", CODE), MUST ("regimes", CODE),
                                         MUST ("regime", CODE), MUST ("department", CODE)),
  [YC_EVENT_CASE_SITUATION_ANSWERED] = RULES (MUST ("questions", CODES)),
  [YC_EVENT_CASE_FIELD_SET] = RULES (MUST ("fields", CODES)),
  [YC_EVENT_CASE_MATERIAL_CHECKED] = RULES (MUST ("material", CODE), MUST_ENUM ("state", "none|original|data|later"), MUST ("day", DAY),
                                            MAY ("reason", CODE), MAY ("source", CODE), MAY_INT ("originals", 0, PIECES_MAX),
                                            MAY_INT ("copies", 0, PIECES_MAX)),
  [YC_EVENT_CASE_MATERIAL_RETURNED] = RULES (MUST ("material", CODE)),
  [YC_EVENT_CASE_RECEIVED] = RULES (MUST ("day", DAY), MUST ("materials", CODES), MUST ("by_data", CODES), MAY ("notice_due", DAY),
                                    YEAR ("unloaded")),
  [YC_EVENT_CASE_DECIDED] = RULES (MUST_ENUM ("outcome", "supplement|accepted|accepted_deferred|not_accepted"), MUST ("day", DAY),
                                   MUST ("materials", CODES), MUST ("by_data", CODES), MAY ("effective", DAY), MAY ("by_law", BOOL), MAY ("due", DAY), YEAR ("unloaded"), MAY ("missing", MATERIALS),
                                   MAY ("later", CODES), MAY ("later_due", DAY), MAY ("supplement_due", DAY),
                                   MAY ("ground", CODE), MAY ("second_reason", CODE),
                                   MAY ("agreed_by", UUID), MAY ("not_told_once", BOOL)),
  [YC_EVENT_CASE_NUMBERED] = RULES (MUST_TEXT ("number"), MUST ("provisional", BOOL)),
  [YC_EVENT_CASE_DOCUMENT_ISSUED] = RULES (MUST ("document", UUID), MUST ("template", CODE), MUST_TEXT ("number")),
  [YC_EVENT_CASE_DOCUMENT_PRINTED] = RULES (MUST ("document", UUID), MUST_INT ("copies", 1, PIECES_MAX)),
  [YC_EVENT_CASE_TAKEN_OVER] = RULES (COUNTER ("counter"), MUST ("session", UUID)),
  [YC_EVENT_EVENT_SUPERSEDED] = VERDICT,
  [YC_EVENT_EVENT_QUARANTINED] = RULES (MUST ("event", EVENT_ID), MUST_TEXT ("reason")),
  [YC_EVENT_EVENT_FLAGGED] = VERDICT,
};

#define NOTE RULES ({ "note", KIND_TEXT, TRUE, 1, NOTE_MAX, NULL })

/* Members of ycpersonal; none may be asked for: what is erased is absent. */
static const Rule *const personal_rules[YC_N_EVENT_TYPES] = {
  [YC_EVENT_TICKET_BOOKED] = RULES (MAY_TEXT ("reason")),
  [YC_EVENT_TICKET_ISSUED] = RULES (MAY_TEXT ("reason")),
  [YC_EVENT_TICKET_REPRIORITISED] = RULES (MAY_TEXT ("reason")),
  [YC_EVENT_TICKET_HELD] = NOTE,
  [YC_EVENT_TICKET_PASSED] = NOTE,
  [YC_EVENT_TICKET_TRANSFERRED] = NOTE,
  [YC_EVENT_TICKET_ENDED] = NOTE,
  [YC_EVENT_TICKET_CANCELLED] = NOTE,
  [YC_EVENT_COUNTER_PAUSED] = NOTE,
  [YC_EVENT_CASE_APPLICANT_IDENTIFIED] = RULES (MAY_TEXT ("name"), MAY_TEXT ("number"), MAY_TEXT ("phone"), MAY_TEXT ("org_name"),
                                                MAY_TEXT ("org_number"), MAY_TEXT ("agent_name"), MAY_TEXT ("agent_number"),
                                                MAY_TEXT ("agent_phone")),
  [YC_EVENT_CASE_FIELD_SET] = RULES (MAY ("values", OBJECT)),
  [YC_EVENT_CASE_SITUATION_ANSWERED] = RULES (MAY ("answers", ANSWERS)),
  [YC_EVENT_CASE_DECIDED] = RULES ({ "note", KIND_TEXT, TRUE, 1, NOTE_MAX, NULL }, MAY_TEXT ("right_office")),
};

/* Whether word is one of the words. */
static gboolean
is_word (const char *word, const char *words)
{
  gsize length = strlen (word);

  /* "key|idle" is no word, though it stands there. */
  if (length == 0 || strchr (word, '|') != NULL)
    return FALSE;
  for (const char *p = words; p != NULL; p = strchr (p, '|'))
    {
      p += *p == '|';
      if (strncmp (p, word, length) == 0 && (p[length] == '|' || p[length] == '\0'))
        return TRUE;
    }
  return FALSE;
}

/* 32 bytes in base64: 43 digits, of which the last carries four bits, and one "=". */
static gboolean
is_key (const char *text)
{
  return strlen (text) == 44 && text[43] == '=' && strchr ("AEIMQUYcgkosw048", text[42]) != NULL &&
         strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") == 43;
}

static gboolean
is_text (const Rule *rule, const char *text)
{
  glong length = g_utf8_strlen (text, -1);

  return length >= rule->min && length <= rule->max;
}

static gboolean
check_string (const Rule *rule, const char *text)
{
  switch (rule->kind)
    {
    case KIND_TEXT:
      return is_text (rule, text);
    case KIND_ENUM:
      return is_word (text, rule->words);
    case KIND_CODE:
      return yc_text_is_code (text);
    case KIND_CODE_OR_NONE:
      return *text == '\0' || yc_text_is_code (text);
    case KIND_UUID:
      return yc_uuid_is_valid (text);
    case KIND_UUID_OR_NONE:
      return *text == '\0' || yc_uuid_is_valid (text);
    case KIND_DAY:
      return yc_day_is_valid (text);
    case KIND_HASH:
      return yc_text_is_hash (text);
    case KIND_KEY:
      return is_key (text);
    case KIND_EVENT_ID:
      return yc_text_is_event_id (text);
    case KIND_SUBJECT:
      return yc_subject_is_valid (text);
    case KIND_BOOL:
    case KIND_INT:
    case KIND_CODES:
    case KIND_ITEMS:
    case KIND_NAME:
    case KIND_ANSWERS:
    case KIND_OBJECT:
    case KIND_MATERIALS:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
holds (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
is_array (JsonNode *node, gboolean (*check_element) (JsonNode *))
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (!check_element (json_array_get_element (array, i)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_code_node (JsonNode *node)
{
  return holds (node, G_TYPE_STRING) && yc_text_is_code (json_node_get_string (node));
}

static gboolean
is_object_node (JsonNode *node)
{
  return JSON_NODE_HOLDS_OBJECT (node);
}

static gboolean
is_name (JsonNode *node)
{
  JsonObject *name = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return name != NULL && holds (json_object_get_member (name, "zh"), G_TYPE_STRING) &&
         holds (json_object_get_member (name, "en"), G_TYPE_STRING);
}

static gboolean
is_answers (JsonNode *node)
{
  JsonObject *answers = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObjectIter iter;
  const char *question;
  JsonNode *answer;

  if (answers == NULL)
    return FALSE;
  json_object_iter_init (&iter, answers);
  while (json_object_iter_next (&iter, &question, &answer))
    {
      if (!yc_text_is_code (question) || !is_code_node (answer))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_material_node (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *reason = object != NULL ? json_object_get_member (object, "reason") : NULL;

  if (object == NULL || !json_object_has_member (object, "material"))
    return FALSE;
  return is_code_node (json_object_get_member (object, "material")) && (reason == NULL || is_code_node (reason));
}

static gboolean
check_node (const Rule *rule, JsonNode *node)
{
  switch (rule->kind)
    {
    case KIND_BOOL:
      return holds (node, G_TYPE_BOOLEAN);
    case KIND_INT:
      return holds (node, G_TYPE_INT64) && json_node_get_int (node) >= rule->min &&
             json_node_get_int (node) <= rule->max;
    case KIND_CODES:
      return is_array (node, is_code_node);
    case KIND_ITEMS:
      return is_array (node, is_object_node);
    case KIND_NAME:
      return is_name (node);
    case KIND_ANSWERS:
      return is_answers (node);
    case KIND_OBJECT:
      return is_object_node (node);
    case KIND_MATERIALS:
      return is_array (node, is_material_node);
    case KIND_TEXT:
    case KIND_ENUM:
    case KIND_CODE:
    case KIND_CODE_OR_NONE:
    case KIND_UUID:
    case KIND_UUID_OR_NONE:
    case KIND_DAY:
    case KIND_HASH:
    case KIND_KEY:
    case KIND_EVENT_ID:
    case KIND_SUBJECT:
    default:
      return holds (node, G_TYPE_STRING) && check_string (rule, json_node_get_string (node));
    }
}

static gboolean
check_members (const char *where, JsonObject *object, const Rule *rules, GError **error)
{
  for (const Rule *rule = rules; rule != NULL && rule->name != NULL; rule++)
    {
      JsonNode *node = json_object_get_member (object, rule->name);

      if (node == NULL && rule->optional)
        continue;
      if (node == NULL)
        {
          g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_TYPE, "The member “%s.%s” is missing.", where, rule->name);
          return FALSE;
        }
      if (!check_node (rule, node))
        {
          g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "The member “%s.%s” has an impossible value.",
                       where, rule->name);
          return FALSE;
        }
    }
  return TRUE;
}

/* "ticket.called" is about a "ticket/…". */
static gboolean
check_subject_kind (const YcEvent *event, GError **error)
{
  const char *name = yc_event_type_get_name (event->type);
  gsize length = strcspn (name, ".");

  if (strncmp (event->subject, name, length) == 0 && event->subject[length] == '/')
    return TRUE;
  g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "An event “%s” cannot have this kind of subject.", name);
  return FALSE;
}

/* A transfer goes to a queue or to a counter. */
static gboolean
check_transfer (const YcEvent *event, GError **error)
{
  if (json_object_has_member (event->data, "queue") != json_object_has_member (event->data, "counter"))
    return TRUE;
  g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE,
               "A transfer needs one of the members “data.queue” and “data.counter”.");
  return FALSE;
}

/* What an outcome cannot be without. */
static gboolean
check_decision (const YcEvent *event, GError **error)
{
  static const struct
  {
    const char *outcome;
    const char *member;
  } needs[] = {
    { "supplement", "missing" }, { "accepted", "effective" }, { "accepted_deferred", "effective" }, { "accepted_deferred", "later" },
    { "not_accepted", "ground" },
  };
  const char *outcome = json_object_get_string_member (event->data, "outcome");

  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    {
      if (strcmp (needs[i].outcome, outcome) == 0 && !json_object_has_member (event->data, needs[i].member))
        {
          g_set_error (error, YC_CORE_ERROR, YC_CORE_ERROR_VALUE, "The outcome “%s” needs the member “data.%s”.", outcome, needs[i].member);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
yc_event_check_data (const YcEvent *event, GError **error)
{
  g_return_val_if_fail (event != NULL, FALSE);
  g_return_val_if_fail (event->type > YC_EVENT_UNKNOWN && event->type < YC_N_EVENT_TYPES, FALSE);

  if (!check_subject_kind (event, error) || !check_members ("data", event->data, data_rules[event->type], error))
    return FALSE;
  if (event->type == YC_EVENT_TICKET_TRANSFERRED && !check_transfer (event, error))
    return FALSE;
  if (event->type == YC_EVENT_CASE_DECIDED && !check_decision (event, error))
    return FALSE;
  return event->personal == NULL || check_members ("ycpersonal", event->personal, personal_rules[event->type], error);
}
