/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-template"

#include "config.h"

#include "core/yc-template-private.h"

#include <string.h>

/* Of one block. */
#define FIELDS_MAX  100
#define COLUMNS_MAX 12
#define ITEMS_MAX   100
/* Per cent. */
#define WIDTH_MAX   100

/* The words of YcWhen that are written; the first stands for none. */
static const char *const conditions[] = {
  "", "agent", "matter", "group", "notice_clock", "on_the_spot_clock", "no_clock", "supplement_due", "lists_all_missing", "right_office",
  "special_procedure", "offline", NULL,
};

static YcWhen
read_when (const YcItem *item)
{
  /* Without the word for always, which is not written. */
  return yc_item_has (item, "when") ? (YcWhen) (yc_item_word (item, "when", conditions + 1) + 1) : YC_WHEN_ALWAYS;
}

static char *
read_field (const YcItem *item, gboolean row)
{
  char *field = yc_item_text (item, "field");
  g_autofree char *reason = NULL;

  if (field[0] == '\0' || yc_template_knows_field (field, row))
    return field;
  reason = g_strdup_printf ("There is no field \"%s\" here.", field);
  yc_item_fault (item, "field", reason);
  return field;
}

/* "3+4": the first three and the last four characters are shown. */
static void
read_mask (const YcItem *item, YcTemplateField *field)
{
  g_autofree char *mask = yc_item_text_or_null (item, "mask");

  if (mask == NULL)
    return;
  if (strlen (mask) == 3 && g_ascii_isdigit (mask[0]) && mask[1] == '+' && g_ascii_isdigit (mask[2]) && strcmp (mask, "0+0") != 0)
    {
      field->first_shown = g_ascii_digit_value (mask[0]);
      field->last_shown = g_ascii_digit_value (mask[2]);
    }
  else if (mask[0] != '\0')
    yc_item_fault (item, "mask", "Must be two digits with a plus between them, as 3+4: how many characters are shown at each end.");
}

static gpointer
read_line (const YcItem *item)
{
  YcTemplateField *line = g_new0 (YcTemplateField, 1);

  line->field = read_field (item, FALSE);
  line->label = yc_item_names (item, "label");
  line->when = read_when (item);
  read_mask (item, line);
  return line;
}

static void
line_free (gpointer data)
{
  YcTemplateField *line = data;

  g_free (line->field);
  yc_text_clear (&line->label);
  g_free (line);
}

static gpointer
read_column (const YcItem *item)
{
  YcColumn *column = g_new0 (YcColumn, 1);

  column->field = read_field (item, TRUE);
  column->label = yc_item_names (item, "label");
  column->width = (int) yc_item_int (item, "width", 1, WIDTH_MAX);
  return column;
}

static void
column_free (gpointer data)
{
  YcColumn *column = data;

  g_free (column->field);
  yc_text_clear (&column->label);
  g_free (column);
}

static void
read_text (YcBlock *block, const YcItem *item, const char *member, gboolean row)
{
  block->text = yc_item_names (item, member);
  yc_template_check_text (item, member, &block->text, row);
}

static void
read_rows (YcBlock *block, const YcItem *item)
{
  static const char *const rows[] = { "materials_received", "materials_missing", "materials_deferred", "matter_basis", "grounds", NULL };

  block->rows = (YcRows) yc_item_word (item, "rows", rows);
  block->label = yc_item_names_or_none (item, "label");
}

static void
read_table (YcBlock *block, const YcItem *item)
{
  static const YcListShape columns = { 1, COLUMNS_MAX, NULL, read_column, column_free };
  int width = 0;

  read_rows (block, item);
  g_ptr_array_unref (block->columns);
  block->columns = yc_item_list (item, "columns", &columns);
  for (guint i = 0; i < block->columns->len; i++)
    width += ((const YcColumn *) g_ptr_array_index (block->columns, i))->width;
  if (width > WIDTH_MAX)
    yc_item_fault (item, "columns", "Must not be wider than 100 per cent together.");
}

static gpointer
read_item (const YcItem *item)
{
  YcText *text = yc_text_read (item);

  yc_template_check_text (item, "", text, FALSE);
  return text;
}

static void
read_labelled_field (YcBlock *block, const YcItem *item)
{
  block->field = read_field (item, FALSE);
  block->label = yc_item_names (item, "label");
}

static void
read_signature (YcBlock *block, const YcItem *item)
{
  static const char *const signers[] = { "applicant", "clerk", NULL };

  block->who = (YcSigner) yc_item_word (item, "who", signers);
  block->label = yc_item_names (item, "label");
}

/* What the kind of a block needs. */
static void
read_members (YcBlock *block, const YcItem *item)
{
  static const YcListShape lines = { 1, FIELDS_MAX, NULL, read_line, line_free };
  static const YcListShape texts = { 1, ITEMS_MAX, NULL, read_item, yc_text_free };

  switch (block->kind)
    {
    case YC_BLOCK_NUMBER:
      read_labelled_field (block, item);
      break;
    case YC_BLOCK_HEADING:
    case YC_BLOCK_SALUTATION:
    case YC_BLOCK_PARAGRAPH:
    case YC_BLOCK_SEAL:
      read_text (block, item, "text", FALSE);
      break;
    case YC_BLOCK_FIELDS:
      g_ptr_array_unref (block->fields);
      block->fields = yc_item_list (item, "fields", &lines);
      break;
    case YC_BLOCK_TABLE:
      read_table (block, item);
      break;
    case YC_BLOCK_LIST:
      read_rows (block, item);
      read_text (block, item, "item", TRUE);
      break;
    case YC_BLOCK_NUMBERED:
    case YC_BLOCK_CHECKLIST:
      g_ptr_array_unref (block->items);
      block->items = yc_item_list (item, "items", &texts);
      break;
    case YC_BLOCK_SIGNATURE:
      read_signature (block, item);
      break;
    case YC_BLOCK_DATE:
    case YC_BLOCK_BIG:
      block->field = read_field (item, FALSE);
      break;
    case YC_BLOCK_QR:
      block->field = read_field (item, FALSE);
      read_text (block, item, "text", FALSE);
      break;
    case YC_BLOCK_TITLE:
    case YC_BLOCK_REMEDIES:
    default:
      break;
    }
}

gpointer
yc_block_read (const YcItem *item)
{
  static const char *const kinds[] = {
    "title", "number", "heading", "salutation", "paragraph", "fields", "table", "list", "numbered", "checklist", "remedies", "signature",
    "seal", "date", "qr", "big", NULL,
  };
  YcBlock *block = g_new0 (YcBlock, 1);
  guint before = item->faults->len;

  block->fields = g_ptr_array_new_with_free_func (line_free);
  block->columns = g_ptr_array_new_with_free_func (column_free);
  block->items = g_ptr_array_new_with_free_func (yc_text_free);
  block->kind = (YcBlockKind) yc_item_word (item, "kind", kinds);
  block->when = read_when (item);
  /* Of an unknown kind nothing else is known. */
  if (item->faults->len == before)
    read_members (block, item);
  return block;
}

void
yc_block_free (gpointer data)
{
  YcBlock *block = data;

  g_free (block->field);
  yc_text_clear (&block->label);
  yc_text_clear (&block->text);
  g_ptr_array_unref (block->fields);
  g_ptr_array_unref (block->columns);
  g_ptr_array_unref (block->items);
  g_free (block);
}
