/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-fuzz-mutate"

#include "config.h"

#include <string.h>

#include "core/yc-json.h"

#include "fuzz.h"

/*
 * Changes of documents. Changed bytes alone hardly ever leave JSON whole, so mostly one value of the document is taken out,
 * doubled, wrapped up, moved, or replaced by something odd. What comes out need not be JSON.
 */

/* Nesting of what is built here: a little more than is let in. */
#define DEPTH_MAX (YC_JSON_DEPTH + 4)

/* Values that stand where they should not, some of them no JSON at all. */
static const char *const odd_values[] = {
  "null", "true", "false", "0", "-1", "1", "2", "64", "1e308", "-0.0", "0.1", "5e-324", "9007199254740991", "-9007199254740991",
  "9007199254740992", "1e999", "NaN", "Infinity", "-Infinity", "01", "+1", ".5", "1.", "0x10", "[]", "{}", "[[]]", "[null]", "[{}]",
  "[1,2,3,4,5,6,7,8]", "{\"a\":1,\"a\":2}", "{\"\":\"\"}", "\"\"", "\" \"", "\"0\"", "\"-1\"", "\"1e999\"", "\"0x1F\"", "\"NaN\"",
  "\"Infinity\"", "\"a\"", "\"a.b.0\"", "\"..\"", "\"0.0.0\"", "\"current\"", "\"accumulator\"", "\"length\"", "\"__proto__\"",
  "\"2026-11-24\"", "\"2026-02-30\"", "\"0000-00-00\"", "\"9999-12-31\"", "\"24:00\"", "\"\\u0000\"", "\"\\ud800\"",
  "\"\\ud83d\\ude00\"", "\"\\u001f\\n\"", "\"张三\"", "\"\\ufeff\"", "\"\xff\xfe\"", "\"019a0000-0001-7000-8000-000000000001\"",
  "{\"var\":\"\"}", "{\"var\":[]}", "{\"var\":\"a\"}", "{\"var\":[\"a\",1]}", "{\"missing\":[\"a\"]}", "{\"!\":[]}", "{\"if\":[]}",
  "{\"==\":[{\"var\":\"a\"},1]}", "{\"map\":[{\"var\":\"\"},{\"var\":\"\"}]}",
  "{\"reduce\":[[1,2,3],{\"merge\":[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}]},[1]]}",
};

/* Operators, and members that sets and events have in common. */
static const char *const odd_names[] = {
  "var", "missing", "missing_some", "if", "?:", "==", "===", "!=", "!==", "!", "!!", "or", "and", ">", ">=", "<", "<=", "max", "min",
  "+", "-", "*", "/", "%", "map", "reduce", "filter", "all", "none", "some", "merge", "in", "cat", "substr", "log", "no", "", "rule",
  "data", "a", "id", "zh", "en", "set", "version", "effective_from", "items", "name", "order", "condition", "ycpersonal",
};

typedef enum
{
  CHANGE_ODD,
  CHANGE_OTHER,
  CHANGE_DROP,
  CHANGE_TWICE,
  CHANGE_LIST,
  CHANGE_RULE,
  CHANGE_RULE_LIST,
  CHANGE_NEST,
  CHANGE_NAME,
  N_CHANGES,
} Change;

typedef struct
{
  GRand *rand;        /* owned */
  GPtrArray *nodes;   /* owned; of all values of the document, borrowed */
  JsonNode *target;   /* borrowed */
  Change change;
  GString *out;       /* owned */
} Mutation;

static void write_node (Mutation *self, JsonNode *node);

static gint32
pick (Mutation *self, gsize n)
{
  return g_rand_int_range (self->rand, 0, (gint32) n);
}

static void
collect (GPtrArray *nodes, JsonNode *node)
{
  g_ptr_array_add (nodes, node);
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        collect (nodes, json_array_get_element (array, i));
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        collect (nodes, member);
    }
}

static void
write_plain (Mutation *self, JsonNode *node)
{
  g_autofree char *text = yc_json_write (node);

  g_string_append (self->out, text);
}

static void
write_wrapped (Mutation *self, JsonNode *node, gboolean list)
{
  g_string_append_printf (self->out, "{\"%s\":%s", odd_names[pick (self, G_N_ELEMENTS (odd_names))], list ? "[" : "");
  write_plain (self, node);
  if (list)
    g_string_append_printf (self->out, ",%s]", odd_values[pick (self, G_N_ELEMENTS (odd_values))]);
  g_string_append_c (self->out, '}');
}

static void
write_nested (Mutation *self, JsonNode *node)
{
  int depth = pick (self, DEPTH_MAX);

  for (int i = 0; i < depth; i++)
    g_string_append (self->out, i % 2 == 0 ? "[" : "{\"!\":");
  write_plain (self, node);
  for (int i = depth - 1; i >= 0; i--)
    g_string_append_c (self->out, i % 2 == 0 ? ']' : '}');
}

/* The changed value; that it is left out or stands twice is done by the list it stands in. */
static void
write_changed (Mutation *self, JsonNode *node)
{
  switch (self->change)
    {
    case CHANGE_ODD:
      g_string_append (self->out, odd_values[pick (self, G_N_ELEMENTS (odd_values))]);
      break;
    case CHANGE_OTHER:
      write_plain (self, g_ptr_array_index (self->nodes, (guint) pick (self, self->nodes->len)));
      break;
    case CHANGE_LIST:
      g_string_append_c (self->out, '[');
      write_plain (self, node);
      g_string_append_c (self->out, ']');
      break;
    case CHANGE_RULE:
    case CHANGE_RULE_LIST:
      write_wrapped (self, node, self->change == CHANGE_RULE_LIST);
      break;
    case CHANGE_NEST:
      write_nested (self, node);
      break;
    case CHANGE_DROP:
    case CHANGE_TWICE:
    case CHANGE_NAME:
    case N_CHANGES:
    default:
      write_plain (self, node);
      break;
    }
}

/* How often the value stands in the list or object it is in. */
static int
count_times (Mutation *self, JsonNode *node)
{
  if (node != self->target)
    return 1;
  return self->change == CHANGE_DROP ? 0 : self->change == CHANGE_TWICE ? 2 : 1;
}

static void
write_array (Mutation *self, JsonArray *array)
{
  gboolean first = TRUE;

  g_string_append_c (self->out, '[');
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      for (int times = count_times (self, element); times > 0; times--)
        {
          g_string_append (self->out, first ? "" : ",");
          first = FALSE;
          write_node (self, element);
        }
    }
  g_string_append_c (self->out, ']');
}

static void
write_object (Mutation *self, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  gboolean first = TRUE;

  g_string_append_c (self->out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_autoptr(JsonNode) text = json_node_init_string (json_node_alloc (), name);

      if (member == self->target && self->change == CHANGE_NAME)
        json_node_set_string (text, odd_names[pick (self, G_N_ELEMENTS (odd_names))]);
      for (int times = count_times (self, member); times > 0; times--)
        {
          g_string_append (self->out, first ? "" : ",");
          first = FALSE;
          write_plain (self, text);
          g_string_append_c (self->out, ':');
          write_node (self, member);
        }
    }
  g_string_append_c (self->out, '}');
}

static void
write_node (Mutation *self, JsonNode *node)
{
  if (node == self->target)
    write_changed (self, node);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    write_array (self, json_node_get_array (node));
  else if (JSON_NODE_HOLDS_OBJECT (node))
    write_object (self, json_node_get_object (node));
  else
    write_plain (self, node);
}

/* The document with one value changed; transfer full. */
static char *
change (JsonNode *document, guint seed)
{
  g_autoptr(GPtrArray) nodes = g_ptr_array_new ();
  Mutation self = { .nodes = nodes, .out = g_string_new (NULL) };

  self.rand = g_rand_new_with_seed (seed);
  collect (nodes, document);
  self.target = g_ptr_array_index (nodes, (guint) pick (&self, nodes->len));
  self.change = (Change) pick (&self, N_CHANGES);
  write_node (&self, document);
  g_rand_free (self.rand);
  return g_string_free (self.out, FALSE);
}

gsize
LLVMFuzzerCustomMutator (guint8 *data, gsize size, gsize max_size, guint seed)
{
  g_autoptr(JsonNode) document = NULL;
  g_autofree char *changed = NULL;
  gsize length;

  /* One in eight changes is of bytes all the same. */
  if (size > 0 && seed % 8 != 0)
    document = yc_json_parse ((const char *) data, size, &YC_JSON_REFERENCE, NULL);
  if (document == NULL)
    return LLVMFuzzerMutate (data, size, max_size);
  changed = change (document, seed);
  length = strlen (changed);
  if (length > max_size)
    return LLVMFuzzerMutate (data, size, max_size);
  memcpy (data, changed, length);
  return length;
}
