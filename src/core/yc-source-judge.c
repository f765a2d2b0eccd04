/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-source-judge"

#include "config.h"

#include "core/yc-source.h"

#include "core/yc-logic.h"
#include "core/yc-time.h"

/* The day in a member of an answer; FALSE when it holds none. empty tells that there is nothing at all. */
static gboolean
read_day (JsonObject *fields, const char *member, gint64 *day, gboolean *empty)
{
  JsonNode *node = json_object_get_member (fields, member);
  const char *text;

  *empty = node == NULL || JSON_NODE_HOLDS_NULL (node);
  if (*empty || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  text = json_node_get_string (node);
  *empty = text[0] == '\0';
  return yc_day_parse (text, day);
}

/* An expiry that cannot be read is no expiry that has not come: nobody can say that the record still counts. */
static YcProof
judge_expiry (const YcSource *source, JsonObject *fields, gint64 today)
{
  gboolean empty;
  gint64 day;

  if (source->valid_to_field == NULL)
    return YC_PROOF_MET;
  /* An expiry that was not given is not one that is not set. */
  if (!json_object_has_member (fields, source->valid_to_field))
    return YC_PROOF_UNREADABLE;
  if (read_day (fields, source->valid_to_field, &day, &empty))
    return day < today ? YC_PROOF_EXPIRED : YC_PROOF_MET;
  return empty ? YC_PROOF_MET : YC_PROOF_UNREADABLE;
}

static YcProof
judge_freshness (const YcSource *source, JsonObject *fields, gint64 today)
{
  gboolean empty;
  gint64 day;

  if (source->fresh_field == NULL)
    return YC_PROOF_MET;
  if (!read_day (fields, source->fresh_field, &day, &empty))
    return YC_PROOF_STALE;
  /* A day that is still to come is no day of a record. */
  return day > today || today - day > source->fresh_days ? YC_PROOF_STALE : YC_PROOF_MET;
}

static YcProof
judge_content (JsonNode *met_when, JsonObject *fields)
{
  g_autoptr(JsonNode) data = NULL;
  g_autoptr(JsonNode) value = NULL;

  if (met_when == NULL)
    return YC_PROOF_MET;
  data = json_node_init_object (json_node_alloc (), fields);
  value = yc_logic_evaluate (met_when, data, &YC_LOGIC_LIMITS, NULL);
  if (value == NULL)
    return YC_PROOF_UNREADABLE;
  return yc_logic_is_true (value) ? YC_PROOF_MET : YC_PROOF_NOT_MET;
}

YcProof
yc_source_judge (const YcSource *source, const YcMaterial *material, JsonObject *fields, const char *today)
{
  gint64 day;
  YcProof proof;

  g_return_val_if_fail (source != NULL, YC_PROOF_UNREADABLE);
  g_return_val_if_fail (material != NULL, YC_PROOF_UNREADABLE);
  g_return_val_if_fail (today != NULL, YC_PROOF_UNREADABLE);

  if (fields == NULL)
    return YC_PROOF_NO_RECORD;
  if (!yc_day_parse (today, &day))
    return YC_PROOF_UNREADABLE;
  proof = judge_expiry (source, fields, day);
  if (proof == YC_PROOF_MET)
    proof = judge_freshness (source, fields, day);
  if (proof == YC_PROOF_MET)
    proof = judge_content (material->met_when != NULL ? material->met_when : source->met_when, fields);
  return proof;
}
