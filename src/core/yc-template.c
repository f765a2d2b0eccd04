/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-template"

#include "config.h"

#include "core/yc-template-private.h"

#include <string.h>

#define REGIMES_MAX 100
#define COPIES_MAX  10
#define BLOCKS_MAX  200

/* What can be known when a paper is issued, and what a row of a table or a list has. */
static const char *const fields[] = {
  "doc.number", "doc.date", "doc.check_code",
  "hall.name",
  "office.name", "office.uscc", "office.telephone", "office.complaint_phone", "office.address", "office.hours",
  "clerk.number",
  "applicant.name", "applicant.id", "applicant.phone", "agent.name",
  "matter.name", "matter.code",
  "case.number", "case.received_on", "case.accepted_at", "case.promised", "case.due_on", "case.notice_due", "case.supplement_due",
  "case.delivery", "case.handin_channels",
  "commitment.proof", "commitment.basis", "commitment.content", "commitment.check",
  "right_office.name", "right_office.address", "right_office.telephone",
  "ticket.number", "ticket.group", "ticket.ahead", "ticket.estimate", "ticket.issued_at", "ticket.code", "queue.name",
  NULL,
};
static const char *const row_fields[] = {
  "row.n", "row.name", "row.copies_due", "row.copies_received", "row.form", "row.note", "row.reason", "row.requirement", "row.due_on",
  "row.text", "row.article", NULL,
};

gboolean
yc_template_knows_field (const char *field, gboolean row)
{
  g_return_val_if_fail (field != NULL, FALSE);

  return g_strv_contains (row ? row_fields : fields, field);
}

gsize
yc_template_scan (const char *text, gsize position, char **field, gsize *next)
{
  const char *open;
  const char *close;

  g_return_val_if_fail (text != NULL && position <= strlen (text), 0);
  g_return_val_if_fail (field != NULL && next != NULL, 0);

  open = strchr (text + position, '{');
  close = open != NULL ? strchr (open, '}') : NULL;
  if (close == NULL)
    {
      *field = NULL;
      *next = strlen (text);
      return *next;
    }
  *field = g_strndup (open + 1, (gsize) (close - open) - 1);
  *next = (gsize) (close - text) + 1;
  return (gsize) (open - text);
}

/* The fields of one text, each once. A brace that is not one of a pair is a fault. */
static GHashTable *
list_fields (const YcItem *item, const char *member, const char *text)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean inside = FALSE;
  gsize position = 0;

  for (const char *c = text; *c != '\0'; c++)
    {
      if ((*c == '{' && inside) || (*c == '}' && !inside))
        break;
      if (*c == '{' || *c == '}')
        inside = !inside;
      /* What follows is looked at only once all is in pairs. */
      if (c[1] == '\0' && !inside)
        position = 1;
    }
  if (text[0] != '\0' && position == 0)
    {
      yc_item_fault (item, member, "Has a brace without its counterpart: a field stands in { and }.");
      return names;
    }
  for (position = 0; text[position] != '\0';)
    {
      char *name;

      yc_template_scan (text, position, &name, &position);
      if (name != NULL)
        g_hash_table_add (names, name);
    }
  return names;
}

static void
check_names (const YcItem *item, const char *member, GHashTable *names, gboolean row)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autofree char *reason = NULL;

      if (yc_template_knows_field (name, FALSE) || (row && yc_template_knows_field (name, TRUE)))
        continue;
      reason = g_strdup_printf ("There is no field \"%s\" here.", (const char *) name);
      yc_item_fault (item, member, reason);
    }
}

static gboolean
is_subset (GHashTable *names, GHashTable *others)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      if (!g_hash_table_contains (others, name))
        return FALSE;
    }
  return TRUE;
}

void
yc_template_check_text (const YcItem *item, const char *member, const YcText *text, gboolean row)
{
  g_autofree char *zh_member = g_strconcat (member, member[0] != '\0' ? "." : "", "zh", NULL);
  g_autofree char *en_member = g_strconcat (member, member[0] != '\0' ? "." : "", "en", NULL);
  g_autoptr(GHashTable) zh = NULL;
  g_autoptr(GHashTable) en = NULL;
  guint before = item->faults->len;

  if (text->zh == NULL || text->en == NULL)
    return;
  zh = list_fields (item, zh_member, text->zh);
  check_names (item, zh_member, zh, row);
  en = list_fields (item, en_member, text->en);
  check_names (item, en_member, en, row);
  if (item->faults->len == before && !(is_subset (zh, en) && is_subset (en, zh)))
    yc_item_fault (item, en_member, "Must hold the same fields as the Chinese text.");
}

/* The outcome a paper belongs to, or a ticket. */
static YcCaseState
read_act (const YcItem *item)
{
  g_autofree char *act = yc_item_text (item, "act");
  YcCaseState state = yc_case_state_from_string (act);

  if (state >= YC_CASE_RECEIVED)
    return state;
  if (act[0] != '\0' && strcmp (act, "ticket") != 0)
    yc_item_fault (item, "act", "Must be an outcome (received, supplement, accepted, accepted_deferred, accepted_committed, "
                                "not_accepted) or ticket.");
  return YC_CASE_NONE;
}

gpointer
yc_template_read (const YcItem *item)
{
  static const char *const papers[] = { "A4", "80mm", NULL };
  static const YcListShape copies = { 1, COPIES_MAX, NULL, yc_text_read, yc_text_free };
  static const YcListShape blocks = { 1, BLOCKS_MAX, NULL, yc_block_read, yc_block_free };
  YcTemplate *template = g_new0 (YcTemplate, 1);

  template->id = yc_item_code (item, "id");
  template->title = yc_item_names (item, "title");
  template->paper = (YcPaper) yc_item_word (item, "paper", papers);
  template->act = read_act (item);
  template->regimes = yc_item_codes (item, "regimes", REGIMES_MAX);
  template->number_prefix = yc_item_names_or_none (item, "number_prefix");
  template->copies = yc_item_list (item, "copies", &copies);
  template->blocks = yc_item_list (item, "blocks", &blocks);
  return template;
}

void
yc_template_free (gpointer data)
{
  YcTemplate *template = data;

  g_free (template->id);
  yc_text_clear (&template->title);
  g_strfreev (template->regimes);
  yc_text_clear (&template->number_prefix);
  g_ptr_array_unref (template->copies);
  g_ptr_array_unref (template->blocks);
  g_free (template);
}

const YcTemplate *
yc_reference_get_template (YcReference *reference, const char *id)
{
  YcTemplate probe = { .id = (char *) id };

  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return yc_reference_find (reference, YC_SET_TEMPLATES, &probe, yc_item_compare_ids);
}

const YcTemplate *
yc_reference_get_nth_template (YcReference *reference, guint n)
{
  g_return_val_if_fail (reference != NULL, NULL);

  return yc_reference_get_nth (reference, YC_SET_TEMPLATES, n);
}
