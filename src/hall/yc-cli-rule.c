/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-cli"

#include "config.h"

#include "hall/yc-cli.h"

#include <stdio.h>

#include "core/yc-json.h"
#include "core/yc-logic.h"

/* How the sentences call what came from there. */
static const char *
name_of (const char *path)
{
  return g_str_equal (path, "-") ? "Standard input" : path;
}

/* The JSON of a file, or of standard input; transfer full. */
static JsonNode *
read_json (const char  *path,
           GError     **error)
{
  gsize length = 0;
  g_autofree char *text = yc_cli_read_document (path, TRUE, YC_JSON_REFERENCE.max_bytes, &length, error);
  JsonNode *node = NULL;

  if (text == NULL)
    return NULL;
  node = yc_json_parse (text, length, &YC_JSON_REFERENCE, error);
  if (node == NULL)
    g_prefix_error (error, "%s: ", name_of (path));
  return node;
}

gboolean
yc_cli_rule (int      argc,
             char   **argv,
             GError **error)
{
  gboolean help = FALSE;
  g_autoptr(JsonNode) rule = NULL;
  g_autoptr(JsonNode) data = NULL;
  g_autoptr(JsonNode) result = NULL;
  g_autofree char *json = NULL;

  if (!yc_cli_parse (&argc, &argv, NULL, "RULE.json [DATA.json] - evaluate a JsonLogic rule; - is standard input",
                     1, 2, &help, error))
    return FALSE;
  if (help)
    return TRUE;
  if (argc > 2 && g_str_equal (argv[1], "-") && g_str_equal (argv[2], "-"))
    return yc_cli_usage (error, "The rule and the data cannot both be standard input.");

  rule = read_json (argv[1], error);
  if (rule == NULL)
    return FALSE;
  if (argc > 2)
    {
      data = read_json (argv[2], error);
      if (data == NULL)
        return FALSE;
    }
  result = yc_logic_evaluate (rule, data, &YC_LOGIC_LIMITS, error);
  if (result == NULL)
    {
      g_prefix_error (error, "%s: ", name_of (argv[1]));
      return FALSE;
    }
  json = yc_json_write (result);
  puts (json);
  return TRUE;
}
